"""Lease review: before a contract ends, can the tenant manage on the market?

A unit with the routine takes up every lease some months before its contract ends.  A tenant
all of whose other needs are met, who could buy or rent with the help there is, and whose
reviewer knows of that help, is helped to move on; else the lease is renewed when its time
comes.  Renewal does not wait for a review; one that is late still helps a tenant on.
"""

from __future__ import annotations

from sim import bearing_rules as bearing
from sim import cases, desks, tenancies
from sim.bookkeeping import note
from sim.jit import rule
from sim.names import Need, Task
from sim.state import NEVER, NOBODY, Happening, ReviewOutcome


@rule
def on_review_due(world, now, tenancy, contract):
    """The lease goes to the desk of the unit that reviews leases."""
    row = world.tenancies[tenancy]
    if row.end < NEVER or row.notice_at < NEVER or row.contracts != contract:
        return
    group = world.households[row.household].group
    desks.queue_review(world, now, tenancy, world.holder[Task.REVIEW_LEASES, group])


@rule
def on_reviewed(world, now, tenancy, unit, worker):
    """The reviewer has looked at economy and situation, and decides."""
    row = world.tenancies[tenancy]
    if row.end < NEVER or row.notice_at < NEVER:
        return
    row.reviews += 1
    row.review_outcome = ReviewOutcome.RENEWAL
    household = row.household
    person = world.households[household]
    counts = cases.counts_allowance(world, household, unit)
    if tenancies.unmet_needs(person) == 0 and person.first_application == NOBODY:
        if _could_buy(world, household, unit, counts):
            row.review_outcome = ReviewOutcome.LOAN
            _help_on(world, now, household, Task.START_LOAN, unit, worker)
        elif _could_rent(world, household, unit, counts):
            row.review_outcome = ReviewOutcome.MEDIATION
            _help_on(world, now, household, Task.PRIVATE_MEDIATION, unit, worker)
    note(
        world,
        now,
        Happening.LEASE_REVIEWED,
        household,
        NOBODY,
        unit,
        worker,
        row.dwelling,
        row.review_outcome,
    )


@rule
def _could_buy(world, household, unit, counts):
    p = world.parameters[0]
    row = world.households[household]
    return cases.recognises(world, unit, household, Need.START_LOAN) and bearing.can_buy(
        p, row.income, row.persons, row.debt_service, row.equity, 0.0, counts
    )


@rule
def _could_rent(world, household, unit, counts):
    p = world.parameters[0]
    row = world.households[household]
    if world.groups[row.group].landlord_acceptance <= 0.0:
        return False
    rooms = bearing.rooms_needed(row.persons)
    return cases.recognises(
        world, unit, household, Need.PRIVATE_MEDIATION
    ) and bearing.can_rent_privately(p, row.income, row.persons, row.debt_service, rooms, counts)


@rule
def _help_on(world, now, household, task, unit, worker):
    """Apply on the tenant's behalf; the lease runs on meanwhile."""
    right = world.holder[task, world.households[household].group]
    opened = cases.open_application(world, now, household, task, NOBODY, NOBODY, unit, right)
    cases.send(world, now, opened, unit, worker)
