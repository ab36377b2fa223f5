"""Seeing: what a caseworker recognises of a household's needs, and finds worth a referral.

How visible a need is belongs to the household and its episode; whether it is seen depends on
what the unit knows of the instrument that answers it.
"""

from __future__ import annotations

from sim import draws, keys, people
from sim.bookkeeping import has
from sim.draws import Stream
from sim.jit import rule
from sim.names import Need, Task
from sim.state import NEVER, NOBODY


@rule
def holder(world, task, household):
    """The unit that holds ``task`` for the household's group, in its district."""
    person = world.households[household]
    return world.holder[task, person.group, person.district]


@rule
def allocator_of(world, category, household):
    """The unit that allocates dwellings of ``category`` in the household's district."""
    return world.allocator[category, world.households[household].district]


@rule
def need_of(task):
    """The need that ``task`` answers, ``NOBODY`` for one that answers none by itself."""
    if task == Task.HOUSING_ALLOWANCE:
        return Need.HOUSING_ALLOWANCE
    if task == Task.SOCIAL_ASSISTANCE:
        return Need.SOCIAL_ASSISTANCE
    if task == Task.DEBT_ADVICE:
        return Need.DEBT_ADVICE
    if task == Task.START_LOAN:
        return Need.START_LOAN
    if task == Task.PRIVATE_MEDIATION:
        return Need.PRIVATE_MEDIATION
    if task == Task.HOME_CARE:
        return Need.HOME_CARE
    if task == Task.ADAPT_DWELLING:
        return Need.ADAPTATION
    return NOBODY


@rule
def task_of(need):
    """The task that answers ``need``."""
    if need == Need.HOUSING_ALLOWANCE:
        return Task.HOUSING_ALLOWANCE
    if need == Need.SOCIAL_ASSISTANCE:
        return Task.SOCIAL_ASSISTANCE
    if need == Need.DEBT_ADVICE:
        return Task.DEBT_ADVICE
    if need == Need.START_LOAN:
        return Task.START_LOAN
    if need == Need.PRIVATE_MEDIATION:
        return Task.PRIVATE_MEDIATION
    if need == Need.FOLLOW_UP:
        return Task.ORDER_FOLLOW_UP
    if need == Need.HOME_CARE:
        return Task.HOME_CARE
    if need == Need.ADAPTATION:
        return Task.ADAPT_DWELLING
    return Task.ALLOCATE_DWELLINGS


@rule
def is_compound(needs):
    """Whether needs are compound: economic or personal help besides a home and its rent."""
    return (
        has(needs, Need.SOCIAL_ASSISTANCE)
        or has(needs, Need.DEBT_ADVICE)
        or has(needs, Need.FOLLOW_UP)
    )


@rule
def within_reach(world, unit, task, household):
    """Whether a caseworker of ``unit`` finds a referral for ``task`` worth making.

    What the unit holds itself always is.
    """
    if holder(world, task, household) == unit:
        return True
    p = world.parameters[0]
    return (
        world.expected_days[unit, task] <= p.way_home_longest_referral
        and world.expected_hours[unit, task] <= p.way_home_most_own_hours
    )


@rule
def is_economic(need):
    """Whether the routine of checking everyone looks for an instrument that answers the need."""
    return need == Need.HOUSING_ALLOWANCE or need == Need.START_LOAN


@rule
def recognises(world, unit, worker, household, need):
    """Whether ``worker``, or whoever deals with it at ``unit``, sees that there is a need."""
    person = world.households[household]
    p = world.parameters[0]
    known = people.knowledge(world, unit, worker, task_of(need))
    chance = p.recognition_base + (1.0 - p.recognition_base) * known
    if person.checked == 1 and is_economic(need):
        chance = max(chance, p.routine_check_finds)
    occasion = person.episode_number * keys.TASKS + need
    seed = world.settings[0].seed
    return draws.happens(chance, seed, Stream.VISIBILITY, person.identity, occasion, 0)


@rule
def counts_allowance(world, household, application, unit, worker):
    """Whether ``worker`` of ``unit`` reckons with housing allowance, in the case in hand.

    It does if that is granted, reported by whoever saw that it is due, or seen to be due.
    ``application``: the case; ``NOBODY`` where a lease is reviewed.
    """
    person = world.households[household]
    if person.allowance > 0.0:
        return True
    if not has(person.needs, Need.HOUSING_ALLOWANCE):
        return False
    if _allowance_is_reported(world, household, application, unit):
        return True
    return recognises(world, unit, worker, household, Need.HOUSING_ALLOWANCE)


@rule
def _allowance_is_reported(world, household, application, unit):
    """Whether ``unit`` knows of an application for housing allowance that is under way.

    It does if it made that or has it, is on a case system with the unit that made it, or has the
    case in hand from there: that unit opened it, or one that led to it.
    """
    asked = _application_for_allowance(world, household)
    if asked == NOBODY:
        return False
    seen_by = world.applications[asked].first_unit
    if seen_by == unit or world.shared_system[seen_by, unit] == 1:
        return True
    if world.applications[asked].unit == unit and world.applications[asked].arrived < NEVER:
        return True
    while application != NOBODY:
        row = world.applications[application]
        if row.first_unit == seen_by:
            return True
        application = row.parent
    return False


@rule
def _application_for_allowance(world, household):
    """The household's open application for housing allowance, ``NOBODY`` if there is none."""
    application = world.households[household].first_application
    while application != NOBODY:
        row = world.applications[application]
        if row.task == Task.HOUSING_ALLOWANCE:
            return application
        application = row.next_of_household
    return NOBODY
