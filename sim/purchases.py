"""Buying: what a household lacks to buy a home, and whether a grant could fill the gap."""

from __future__ import annotations

from sim import bearing_rules as bearing
from sim import draws, keys, people
from sim.bookkeeping import bit, has
from sim.draws import Stream
from sim.jit import rule
from sim.names import Task
from sim.quantities import YEAR
from sim.state import NOBODY


@rule
def missing_to_buy(world, household, counts, flat):
    """What the household lacks to buy, in NOK, with the grant it has been promised.

    ``flat``: the co-op flat it lives in and could buy; ``NOBODY``: a dwelling on the market.
    """
    p = world.parameters[0]
    person = world.households[household]
    loan = bearing.largest_loan(p, person.income, person.persons, person.debt_service, counts)
    return _price(world, household, flat) - loan - person.equity - person.grant


@rule
def _price(world, household, flat):
    """NOK for ``flat``, or for a dwelling on the market of the size the household needs."""
    p = world.parameters[0]
    if flat != NOBODY:
        return bearing.price_of_flat(p, world.dwellings[flat].rooms)
    return bearing.purchase_price(p, world.households[household].persons)


@rule
def within_means(world, household, unit, worker, counts, flat):
    """Whether the household could pay for a home, or ``flat``, with a loan and perhaps a grant.

    ``counts``: whether the caseworker reckons with housing allowance.
    """
    missing = missing_to_buy(world, household, counts, flat)
    return missing <= 0.0 or grant_could_fill(world, household, unit, worker, missing, flat)


@rule
def grant_could_fill(world, household, unit, worker, missing, flat):
    """Whether a purchase grant is known, not asked for yet, and large enough.

    One that is promised is not asked for again, though another episode has begun since.
    """
    p = world.parameters[0]
    person = world.households[household]
    if has(person.tried, Task.PURCHASE_GRANT) or person.grant > 0.0:
        return False
    if missing > p.grant_largest_share * _price(world, household, flat):
        return False
    base = p.recognition_base
    known = people.knowledge(world, unit, worker, Task.PURCHASE_GRANT)
    chance = base + (1.0 - base) * known
    occasion = person.episode_number * keys.TASKS + Task.PURCHASE_GRANT
    seed = world.settings[0].seed
    return draws.happens(chance, seed, Stream.VISIBILITY, person.identity, occasion, 1)


@rule
def promise_a_grant(world, now, household):
    """Promise the grant asked for, while the year's budget lasts; False if it does not."""
    clock = world.clock[0]
    person = world.households[household]
    year = int(now / YEAR)
    if clock.grant_year != year:
        clock.grant_year = year
        clock.granted_this_year = 0.0
    if clock.granted_this_year + person.grant_asked > world.settings[0].grant_budget:
        return False
    clock.granted_this_year += person.grant_asked
    person.grant = person.grant_asked
    person.grant_year = year
    return True


@rule
def may_ask_again(world, household):
    """A grant refused or not used in an earlier attempt does not stand in the way of a new one."""
    world.households[household].tried &= ~bit(Task.PURCHASE_GRANT)


@rule
def give_back_the_grant(world, household):
    """A grant that was not used can be given to somebody else, if its year is not over."""
    clock = world.clock[0]
    person = world.households[household]
    if person.grant_year == clock.grant_year:
        clock.granted_this_year = max(0.0, clock.granted_this_year - person.grant)
    person.grant = 0.0
