"""Lease review: before a contract ends, can the tenant manage on the market?

A unit with the routine takes up every lease some months before its contract ends (where routines
hang on anchoring, not every one).  A tenant
all of whose other needs are met, who could buy or rent with the help there is, and whose
reviewer knows of that help, is helped to move on, or to buy the co-op flat it lives in where
tenants may; else the lease is renewed when its time
comes.  Renewal does not wait for a review; one that is late still helps a tenant on.
"""

from __future__ import annotations

from sim import bearing_rules as bearing
from sim import cases, desks, keys, purchases, seeing, strategy
from sim.bookkeeping import note
from sim.jit import rule
from sim.names import Need, Ownership, Task
from sim.state import NEVER, NOBODY, Happening, ReviewOutcome


@rule
def on_review_due(world, now, tenancy, contract):
    """The lease goes to the desk of the unit that reviews leases."""
    row = world.tenancies[tenancy]
    if row.end < NEVER or row.notice_at < NEVER or row.contracts != contract:
        return
    if world.settings[0].lease_review == 0:  # planned before a reorganisation
        return
    key = keys.of_contract(world, tenancy, contract)
    if not strategy.follows_routine(world, now, row.household, key, strategy.LEASE_REVIEW):
        return
    unit = seeing.holder(world, Task.REVIEW_LEASES, row.household)
    desks.queue_review(world, now, tenancy, contract, unit, NOBODY)


@rule
def on_reviewed(world, now, tenancy, contract, unit, worker, checks):
    """The reviewer has looked at economy and situation, and decides.

    The review was due before the end of ``contract``; another may run by now.  ``checks``: 1 if
    there was time to check the tenant against the economic instruments.
    """
    row = world.tenancies[tenancy]
    if row.end < NEVER or row.notice_at < NEVER:
        return
    row.reviews += 1
    row.review_outcome = ReviewOutcome.RENEWAL
    household = row.household
    person = world.households[household]
    person.checked = 1 if checks == 1 else 0
    counts = seeing.counts_allowance(world, household, NOBODY, unit, worker)
    purchases.may_ask_again(world, household)
    if person.needs & ~person.met == 0 and person.first_application == NOBODY:
        if _could_buy_the_flat(world, household, unit, worker, counts):
            row.review_outcome = ReviewOutcome.PURCHASE
            opened = _help_on(world, now, tenancy, contract, Task.START_LOAN, unit, worker)
            world.applications[opened].own_flat = row.dwelling
        elif _could_pay(world, household, unit, worker, counts, NOBODY):
            row.review_outcome = ReviewOutcome.LOAN
            _help_on(world, now, tenancy, contract, Task.START_LOAN, unit, worker)
        elif _could_rent(world, household, unit, worker, counts):
            row.review_outcome = ReviewOutcome.MEDIATION
            _help_on(world, now, tenancy, contract, Task.PRIVATE_MEDIATION, unit, worker)
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
def _could_buy_the_flat(world, household, unit, worker, counts):
    """Whether the tenant lives in a co-op flat that may be sold to it, and could pay for it."""
    flat = world.tenancies[world.households[household].tenancy].dwelling
    if world.settings[0].tenants_may_buy == 0:
        return False
    if world.dwellings[flat].ownership != Ownership.COOP_FLAT:
        return False
    return _could_pay(world, household, unit, worker, counts, flat)


@rule
def _could_pay(world, household, unit, worker, counts, flat):
    """Whether a loan, and a grant where one is known of, pay for ``flat`` or a home for sale."""
    return seeing.recognises(
        world, unit, worker, household, Need.START_LOAN
    ) and purchases.within_means(world, household, unit, worker, counts, flat)


@rule
def _could_rent(world, household, unit, worker, counts):
    p = world.parameters[0]
    row = world.households[household]
    if world.groups[row.group].landlord_acceptance <= 0.0:
        return False
    rooms = bearing.rooms_needed(row.persons)
    return seeing.recognises(
        world, unit, worker, household, Need.PRIVATE_MEDIATION
    ) and bearing.can_rent_privately(p, row.income, row.persons, row.debt_service, rooms, counts)


@rule
def _help_on(world, now, tenancy, contract, task, unit, worker):
    """Apply on the tenant's behalf; the lease runs on meanwhile.  Returns the application."""
    right = seeing.holder(world, task, world.tenancies[tenancy].household)
    opened = cases.open_for_tenant(world, now, tenancy, contract, task, unit, right)
    cases.send(world, now, opened, unit, worker)
    return opened
