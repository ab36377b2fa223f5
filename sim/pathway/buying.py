"""Buying: the loan assessor and whoever gives grants decide.

A loan that reaches the price gives a certificate to buy with.  Where it does not, a purchase
grant may fill the gap, while the year's budget lasts; the loan is then assessed again.
"""

from __future__ import annotations

from sim import agenda, cases, purchases, searches, seeing
from sim.bookkeeping import turn
from sim.jit import rule
from sim.names import Need, Task
from sim.state import NOBODY, Appeal, Event, Phase


@rule
def on_loan_assessed(world, now, application, unit, worker):
    """The loan assessor has decided: a certificate to buy with, or a refusal.

    Only allowance that is granted, reported by another unit, or that the assessor sees and can
    reckon, is counted (all that is due, after an appeal that was won).  What is missing a purchase
    grant may fill, if the assessor knows of it.
    """
    row = world.applications[application]
    cases.decide(world, now, application)
    counts = row.appealed == Appeal.WON or seeing.counts_allowance(
        world, row.household, application, unit, worker
    )
    missing = purchases.missing_to_buy(world, row.household, counts, row.own_flat)
    if missing <= 0.0:
        _issue_certificate(world, now, application)
    elif purchases.grant_could_fill(world, row.household, unit, worker, missing, row.own_flat):
        cases.close(world, now, application, Phase.PASSED_ON)
        opened = cases.try_way(world, now, application, Task.PURCHASE_GRANT, unit, worker)
        world.applications[opened].own_flat = row.own_flat
        world.households[row.household].grant_asked = missing
    elif not cases.appeal(world, now, application, worker):
        purchases.give_back_the_grant(world, row.household)
        cases.fail(world, now, application, Phase.REFUSED)


@rule
def _issue_certificate(world, now, application):
    p = world.parameters[0]
    row = world.applications[application]
    row.granted = 1
    cases.meet_need(world, now, row.household, Need.START_LOAN)
    if row.own_flat != NOBODY:
        turn(world, now, application, Phase.SEARCHING)
        agenda.add(world, now + p.coop_transfer_time, Event.SEARCH_ENDS, application, 1)
        return
    searches.begin(world, now, application, p.market_purchase_time, p.market_certificate_validity)


@rule
def on_grant_decided(world, now, application, unit, worker):
    """A purchase grant is promised while the year's budget lasts; the loan is assessed anew."""
    row = world.applications[application]
    cases.decide(world, now, application)
    if not purchases.promise_a_grant(world, now, row.household):
        cases.fail(world, now, application, Phase.REFUSED)
        return
    row.granted = 1
    cases.close(world, now, application, Phase.PASSED_ON)
    opened = cases.try_way(world, now, application, Task.START_LOAN, unit, worker)
    world.applications[opened].own_flat = row.own_flat
