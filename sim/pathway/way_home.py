"""The way home: adapt, buy, rent privately, or a municipal dwelling.

For a household that needs a dwelling the caseworker goes through the ways in that order and
takes the first that it knows of, that the arithmetic allows (model: §4a), and whose referral
it expects, from past cases, to be worth its time.  What it does not know, or finds out of
reach, is not offered: the case goes straight to the municipal list.  A household without a
home is placed in temporary housing meanwhile.

The ways are tried one after the other; who is refused, or finds nothing, is looked at again.
"""

from __future__ import annotations

from sim import bearing_rules as bearing
from sim import cases, draws, keys, people, purchases, seeing
from sim.bookkeeping import bit, bit_set, has, lacks
from sim.draws import Stream
from sim.jit import rule
from sim.names import Need, Task, Tenure
from sim.state import NOBODY, Outcome

#: Ways home other than a municipal dwelling, as a bit set.
_OTHER_WAYS = bit_set((Task.START_LOAN, Task.PRIVATE_MEDIATION, Task.ADAPT_DWELLING))


@rule
def on_choosing(world, now, application, unit, worker):
    """The caseworker of ``unit`` decides which way home to try; ``application`` led here."""
    row = world.applications[application]
    household = row.household
    person = world.households[household]
    if not lacks(person, Need.DWELLING) or person.committed == 1:
        return
    if world.episodes[row.episode].outcome != Outcome.OPEN:
        return
    if person.tenure == Tenure.NONE and not has(person.tried, Task.TEMPORARY_HOUSING):
        cases.try_way(world, now, application, Task.TEMPORARY_HOUSING, unit, worker)
    if _adapting_is_offered(world, household, unit, worker):
        cases.try_way(world, now, application, Task.ADAPT_DWELLING, unit, worker)
    elif _buying_is_offered(world, household, application, unit, worker):
        cases.try_way(world, now, application, Task.START_LOAN, unit, worker)
    elif _renting_is_offered(world, household, application, unit, worker):
        cases.try_way(world, now, application, Task.PRIVATE_MEDIATION, unit, worker)
    else:
        _apply_for_a_municipal_dwelling(world, now, application, unit, worker)


@rule
def _adapting_is_offered(world, household, unit, worker):
    """The household has a home of its own that it cannot live in as it is."""
    person = world.households[household]
    return (
        person.tenure == Tenure.OWN_HOME
        and person.accessible == 1
        and not has(person.tried, Task.ADAPT_DWELLING)
        and seeing.within_reach(world, unit, Task.ADAPT_DWELLING, household)
        and seeing.recognises(world, unit, worker, household, Need.ADAPTATION)
    )


@rule
def _buying_is_offered(world, household, application, unit, worker):
    """A start loan is known, within the household's means, and worth the referral."""
    person = world.households[household]
    if has(person.tried, Task.START_LOAN):
        return False
    if not seeing.within_reach(world, unit, Task.START_LOAN, household):
        return False
    if not seeing.recognises(world, unit, worker, household, Need.START_LOAN):
        return False
    counts = seeing.counts_allowance(world, household, application, unit, worker)
    return purchases.within_means(world, household, unit, worker, counts, NOBODY)


@rule
def _renting_is_offered(world, household, application, unit, worker):
    """Mediation is known, a private rent within the household's means, and worth the referral."""
    p = world.parameters[0]
    person = world.households[household]
    if has(person.tried, Task.PRIVATE_MEDIATION):
        return False
    if world.groups[person.group].landlord_acceptance <= 0.0:
        return False
    if not seeing.within_reach(world, unit, Task.PRIVATE_MEDIATION, household):
        return False
    if not seeing.recognises(world, unit, worker, household, Need.PRIVATE_MEDIATION):
        return False
    counts = seeing.counts_allowance(world, household, application, unit, worker)
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
    if person.tried & _OTHER_WAYS == 0:
        episode.straight_to_list = 1
    person.tried |= bit(Task.ALLOCATE_DWELLINGS)
    group = world.groups[person.group]
    first = seeing.allocator_of(world, group.first_category, household)
    _apply_to(world, now, parent, first, group.first_category, unit, worker)
    for category in range(len(world.allocator)):
        if not has(group.categories, category):
            continue
        allocator = seeing.allocator_of(world, category, household)
        if allocator == first or not _first_of_allocator(world, household, category):
            continue
        if _knows_of(world, household, unit, worker, allocator, category):
            _apply_to(world, now, parent, allocator, category, unit, worker)


@rule
def _first_of_allocator(world, household, category):
    """Whether no earlier category the household may have has the same allocator."""
    person = world.households[household]
    allocator = seeing.allocator_of(world, category, household)
    for earlier in range(category):
        if (
            has(world.groups[person.group].categories, earlier)
            and seeing.allocator_of(world, earlier, household) == allocator
        ):
            return False
    return True


@rule
def _knows_of(world, household, unit, worker, allocator, category):
    if unit == allocator:
        return True
    person = world.households[household]
    occasion = person.episode_number * keys.TASKS + category
    known = draws.uniform(
        world.settings[0].seed, Stream.KNOWS_ALLOCATOR, person.identity, occasion, 0
    )
    return known < people.knows_what_it_does(world, unit, worker, allocator)


@rule
def _apply_to(world, now, parent, allocator, category, unit, worker):
    row = world.applications[parent]
    opened = cases.open_application(
        world, now, row.household, Task.ALLOCATE_DWELLINGS, row.episode, parent, unit, allocator
    )
    world.applications[opened].key = keys.of_category(world.applications[opened].key, category)
    cases.send(world, now, opened, unit, worker)
