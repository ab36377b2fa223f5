"""What comes of a search on the market: a home bought or rented, or nothing in time.

A household that waited for a home has one.  A municipal tenant who was helped to move on gives
notice, or has bought the flat it lives in.
"""

from __future__ import annotations

from sim import agenda, cases, draws, episodes, purchases, tenancies, vacating
from sim.bookkeeping import note_case, note_dwelling, shift
from sim.draws import Stream
from sim.jit import rule
from sim.names import Task, Tenure
from sim.state import (
    NEVER,
    NOBODY,
    DwellingPhase,
    Event,
    Happening,
    Level,
    Outcome,
    Phase,
    TenancyEnd,
)


@rule
def on_search_ended(world, now, application, found):
    """A home was found on the market, or the time for it is up."""
    row = world.applications[application]
    if row.phase != Phase.SEARCHING:
        return
    if found == 0:
        purchases.give_back_the_grant(world, row.household)
        note_case(world, now, Happening.SEARCH_FAILED, application)
        cases.fail(world, now, application, Phase.LAPSED)
        cases.end_if_all_is_decided(world, now, application)
        return
    note_case(world, now, Happening.FOUND_HOME, application)
    cases.close(world, now, application, Phase.GRANTED)
    if row.episode == NOBODY:
        _tenant_moves_on(world, now, application)
    elif cases.needs_it_still(world, application):
        _settle_on_the_market(world, now, application)


@rule
def _tenant_moves_on(world, now, application):
    """A municipal tenant buys the flat it lives in; or notice is given, and the flat freed.

    Unless the tenancy it was helped out of has ended meanwhile, or is about to.
    """
    row = world.applications[application]
    person = world.households[row.household]
    if not _still_in_the_lease(world, application):
        purchases.give_back_the_grant(world, row.household)
        return
    if row.own_flat != NOBODY:
        _tenant_buys_the_flat(world, now, application)
        return
    destination = Tenure.OWN_HOME if row.task == Task.START_LOAN else Tenure.PRIVATE_RENTAL
    move_out = now + world.parameters[0].vacancy_notice
    vacating.give_notice(
        world, now, person.tenancy, move_out, TenancyEnd.MOVED_WITH_HELP, destination, 0
    )


@rule
def _still_in_the_lease(world, application):
    """Whether the tenancy that the application was made in runs still, without notice."""
    row = world.applications[application]
    tenancy = world.households[row.household].tenancy
    if tenancy == NOBODY:
        return False
    lease = world.tenancies[tenancy]
    return lease.dwelling != NOBODY and lease.start <= row.created and lease.notice_at == NEVER


@rule
def _tenant_buys_the_flat(world, now, application):
    """The flat leaves the municipal stock with its tenant in it; another will be bought."""
    row = world.applications[application]
    person = world.households[row.household]
    home = world.dwellings[row.own_flat]
    tenancies.finish(world, now, person.tenancy, TenancyEnd.BOUGHT_THE_FLAT, Tenure.OWN_HOME)
    home.tenancy = NOBODY
    home.phase = DwellingPhase.SOLD
    shift(world, now, Level.LET, -1)
    shift(world, now, Level.SOLD, 1)
    episodes.move_to(world, now, row.household, Tenure.OWN_HOME)
    note_dwelling(world, now, Happening.FLAT_SOLD, row.own_flat, row.unit, NOBODY)
    days = world.parameters[0].coop_replacement * draws.exponential(
        world.settings[0].seed, Stream.REPLACEMENT, row.own_flat, home.vacancy_number, 0
    )
    agenda.add(world, now + days, Event.FLAT_BOUGHT, row.own_flat, 0)


@rule
def _settle_on_the_market(world, now, application):
    """The episode ends with a home bought or rented on the market."""
    row = world.applications[application]
    household = row.household
    bought = row.task == Task.START_LOAN
    tenure = Tenure.OWN_HOME if bought else Tenure.PRIVATE_RENTAL
    cases.settle(world, now, application)
    if _leaves_a_tenancy(world, now, household, tenure):
        if not bought:
            tenancies.begin(world, now, household, NOBODY, Tenure.PRIVATE_RENTAL, NEVER)
        episodes.move_to(world, now, household, tenure)
    outcome = Outcome.BOUGHT if bought else Outcome.PRIVATE_RENTAL
    episodes.end(world, now, household, outcome, application)


@rule
def _leaves_a_tenancy(world, now, household, tenure):
    """Whether the household can move at once; from a municipal dwelling it does after notice."""
    tenancy = world.households[household].tenancy
    if tenancy == NOBODY:
        return True
    lease = world.tenancies[tenancy]
    if lease.dwelling == NOBODY:
        tenancies.finish(world, now, tenancy, TenancyEnd.MOVED, tenure)
        return True
    if lease.notice_at == NEVER:
        move_out = now + world.parameters[0].vacancy_notice
        vacating.give_notice(world, now, tenancy, move_out, TenancyEnd.MOVED_WITH_HELP, tenure, 0)
    return False
