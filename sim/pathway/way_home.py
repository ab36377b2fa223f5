"""The way home: buy, rent privately, or a municipal dwelling.

For a household that needs a dwelling the caseworker goes through the ways in that order and
takes the first that it knows of, that the arithmetic allows (model: §4a), and whose referral
it expects, from past cases, to be worth its time.  What it does not know, or finds out of
reach, is not offered: the case goes straight to the municipal list.  A household without a
home is placed in temporary housing meanwhile.

The ways are tried one after the other; who is refused, or finds nothing, is looked at again.
"""

from __future__ import annotations

import math

from sim import agenda, cases, draws, episodes, keys, tenancies, vacating
from sim import bearing_rules as bearing
from sim.bookkeeping import bit, has, note, turn
from sim.draws import Stream
from sim.jit import rule
from sim.names import Need, Task, Tenure
from sim.state import NEVER, NOBODY, Event, Happening, Outcome, Phase, TenancyEnd


@rule
def on_choosing(world, now, application, unit, worker):
    """The caseworker of ``unit`` decides which way home to try; ``application`` led here."""
    row = world.applications[application]
    household = row.household
    person = world.households[household]
    if not has(person.needs, Need.DWELLING) or person.committed == 1:
        return
    if world.episodes[row.episode].outcome != Outcome.OPEN:
        return
    if person.tenure == Tenure.NONE and not has(person.tried, Task.TEMPORARY_HOUSING):
        _apply(world, now, application, Task.TEMPORARY_HOUSING, unit, worker)
    if _buying_is_offered(world, household, unit):
        _apply(world, now, application, Task.START_LOAN, unit, worker)
    elif _renting_is_offered(world, household, unit):
        _apply(world, now, application, Task.PRIVATE_MEDIATION, unit, worker)
    else:
        _apply_for_a_municipal_dwelling(world, now, application, unit, worker)


@rule
def _apply(world, now, parent, task, unit, worker):
    """Open an application for ``task`` and send it on its way."""
    row = world.applications[parent]
    person = world.households[row.household]
    person.tried |= bit(task)
    right = world.holder[task, person.group]
    opened = cases.open_application(
        world, now, row.household, task, row.episode, parent, unit, right
    )
    cases.send(world, now, opened, unit, worker)


@rule
def _buying_is_offered(world, household, unit):
    """A start loan is known, within the household's means, and worth the referral."""
    p = world.parameters[0]
    person = world.households[household]
    if has(person.tried, Task.START_LOAN):
        return False
    if not cases.within_reach(world, unit, Task.START_LOAN, person.group):
        return False
    if not cases.recognises(world, unit, household, Need.START_LOAN):
        return False
    counts = cases.counts_allowance(world, household, unit)
    return bearing.can_buy(
        p, person.income, person.persons, person.debt_service, person.equity, 0.0, counts
    )


@rule
def _renting_is_offered(world, household, unit):
    """Mediation is known, a private rent within the household's means, and worth the referral."""
    p = world.parameters[0]
    person = world.households[household]
    if has(person.tried, Task.PRIVATE_MEDIATION):
        return False
    if world.groups[person.group].landlord_acceptance <= 0.0:
        return False
    if not cases.within_reach(world, unit, Task.PRIVATE_MEDIATION, person.group):
        return False
    if not cases.recognises(world, unit, household, Need.PRIVATE_MEDIATION):
        return False
    counts = cases.counts_allowance(world, household, unit)
    rooms = bearing.rooms_needed(person.persons)
    return bearing.can_rent_privately(
        p, person.income, person.persons, person.debt_service, rooms, counts
    )


@rule
def _apply_for_a_municipal_dwelling(world, now, parent, unit, worker):
    """Apply to the allocators of the categories the household may have.

    To the one of its first category always; to others only where the unit knows of them.
    """
    row = world.applications[parent]
    household = row.household
    person = world.households[household]
    episode = world.episodes[row.episode]
    if person.tried & (bit(Task.START_LOAN) | bit(Task.PRIVATE_MEDIATION)) == 0:
        episode.straight_to_list = 1
    person.tried |= bit(Task.ALLOCATE_DWELLINGS)
    group = world.groups[person.group]
    first = world.allocator[group.first_category]
    _apply_to(world, now, parent, first, group.first_category, unit, worker)
    for category in range(len(world.allocator)):
        if not has(group.categories, category):
            continue
        allocator = world.allocator[category]
        if allocator == first or not _first_of_allocator(world, group.categories, category):
            continue
        if _knows_of(world, household, unit, allocator, category):
            _apply_to(world, now, parent, allocator, category, unit, worker)


@rule
def _first_of_allocator(world, categories, category):
    """Whether no earlier category of the set has the same allocator."""
    for earlier in range(category):
        if has(categories, earlier) and world.allocator[earlier] == world.allocator[category]:
            return False
    return True


@rule
def _knows_of(world, household, unit, allocator, category):
    if unit == allocator:
        return True
    person = world.households[household]
    occasion = person.episode_number * keys.TASKS + category
    known = draws.uniform(
        world.settings[0].seed, Stream.KNOWS_ALLOCATOR, person.identity, occasion, 0
    )
    return known < world.who_does_what[unit, allocator]


@rule
def _apply_to(world, now, parent, allocator, category, unit, worker):
    row = world.applications[parent]
    opened = cases.open_application(
        world, now, row.household, Task.ALLOCATE_DWELLINGS, row.episode, parent, unit, allocator
    )
    world.applications[opened].key = keys.of_category(world.applications[opened].key, category)
    cases.send(world, now, opened, unit, worker)


@rule
def on_loan_assessed(world, now, application, unit):
    """The loan assessor has decided: a certificate to buy with, or a refusal.

    Only allowance that is granted, or that the assessor sees and can reckon, is counted.
    """
    p = world.parameters[0]
    row = world.applications[application]
    person = world.households[row.household]
    cases.decide(world, now, application)
    counts = cases.counts_allowance(world, row.household, unit)
    if not bearing.can_buy(
        p, person.income, person.persons, person.debt_service, person.equity, 0.0, counts
    ):
        _fail(world, now, application, Phase.REFUSED)
        return
    row.granted = 1
    cases.meet_need(world, now, row.household, Need.START_LOAN)
    _search(world, now, application, p.market_purchase_time, p.market_certificate_validity)


@rule
def on_mediation_begun(world, now, application):
    """Mediation has begun: the household looks for a landlord who will have it."""
    p = world.parameters[0]
    row = world.applications[application]
    cases.decide(world, now, application)
    row.granted = 1
    group = world.groups[world.households[row.household].group]
    cases.meet_need(world, now, row.household, Need.PRIVATE_MEDIATION)
    mean_days = math.inf
    if group.landlord_acceptance > 0.0:
        mean_days = p.market_search_time / group.landlord_acceptance
    _search(world, now, application, mean_days, p.market_search_limit)


@rule
def _search(world, now, application, mean_days, limit):
    """Look for a home on the market, for at most ``limit`` days."""
    row = world.applications[application]
    person = world.households[row.household]
    note(
        world,
        now,
        Happening.SEARCH_BEGAN,
        row.household,
        application,
        row.unit,
        NOBODY,
        NOBODY,
        NOBODY,
    )
    turn(world, now, application, Phase.SEARCHING)
    days = draws.exponential(world.settings[0].seed, Stream.SEARCH, person.identity, row.key, 0)
    days *= mean_days / world.settings[0].openness
    found = 1 if days <= limit else 0
    agenda.add(world, now + min(days, limit), Event.SEARCH_ENDS, application, found)


@rule
def on_search_ended(world, now, application, found):
    """A home was found on the market, or the time for it is up."""
    row = world.applications[application]
    if row.phase != Phase.SEARCHING:
        return
    if found == 0:
        note(
            world,
            now,
            Happening.SEARCH_FAILED,
            row.household,
            application,
            row.unit,
            NOBODY,
            NOBODY,
            NOBODY,
        )
        _fail(world, now, application, Phase.LAPSED)
        cases.end_if_all_is_decided(world, now, application)
        return
    note(
        world,
        now,
        Happening.FOUND_HOME,
        row.household,
        application,
        row.unit,
        NOBODY,
        NOBODY,
        NOBODY,
    )
    cases.close(world, now, application, Phase.GRANTED)
    if row.episode == NOBODY:
        _tenant_moves_on(world, now, application)
    elif _needs_it_still(world, application):
        _settle_on_the_market(world, now, application)


@rule
def _needs_it_still(world, application):
    """Whether the household is without a home still, and has said yes to no other."""
    row = world.applications[application]
    open_still = world.episodes[row.episode].outcome == Outcome.OPEN
    return open_still and world.households[row.household].committed == 0


@rule
def _tenant_moves_on(world, now, application):
    """A municipal tenant has found a home with help: notice is given, and the flat freed.

    Unless the tenancy it was helped out of has ended meanwhile, or is about to.
    """
    row = world.applications[application]
    person = world.households[row.household]
    if person.tenancy == NOBODY:
        return
    lease = world.tenancies[person.tenancy]
    if lease.dwelling == NOBODY or lease.start > row.created or lease.notice_at < NEVER:
        return
    destination = Tenure.OWN_HOME if row.task == Task.START_LOAN else Tenure.PRIVATE_RENTAL
    move_out = now + world.parameters[0].vacancy_notice
    vacating.give_notice(
        world, now, person.tenancy, move_out, TenancyEnd.MOVED_WITH_HELP, destination, 0
    )


@rule
def _settle_on_the_market(world, now, application):
    """The episode ends with a home bought or rented on the market."""
    row = world.applications[application]
    household = row.household
    person = world.households[household]
    person.committed = 1
    cases.withdraw(world, now, household, True, application)
    cases.meet_need(world, now, household, Need.DWELLING)
    if row.task == Task.START_LOAN:
        episodes.move_to(world, now, household, Tenure.OWN_HOME)
        episodes.end(world, now, household, Outcome.BOUGHT, application)
        return
    tenancies.begin(world, now, household, NOBODY, Tenure.PRIVATE_RENTAL, NEVER)
    episodes.move_to(world, now, household, Tenure.PRIVATE_RENTAL)
    episodes.end(world, now, household, Outcome.PRIVATE_RENTAL, application)


@rule
def _fail(world, now, application, phase):
    """This way is closed; the household's case is looked at again, or nothing is left."""
    row = world.applications[application]
    if phase == Phase.REFUSED:
        note(
            world,
            now,
            Happening.REFUSED,
            row.household,
            application,
            row.unit,
            NOBODY,
            NOBODY,
            NOBODY,
        )
    cases.close(world, now, application, phase)
    cases.look_again(world, now, application)
