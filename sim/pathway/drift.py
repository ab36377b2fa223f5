"""Drift: the needs of people who have a home change in kind and amount.

Municipal tenants come to need help they did not need before, or more follow-up than before; and
follow-up that had ended is needed again.  Whoever notices it, a need that is not met makes the
tenancy less safe; the household itself turns to a door for help with a new one.
"""

from __future__ import annotations

from sim import agenda, cases, draws, places
from sim.bookkeeping import has, lacks, note_household
from sim.draws import Stream
from sim.jit import rule
from sim.names import Need, Tenure
from sim.state import NOBODY, Event, Happening, Occasion, Outcome

#: The stamp of a drift whose need is not settled yet.
_ANY = -1


@rule
def on_need_drifts(world, now, household, need):
    """A need arises for a tenant, if it still is one."""
    person = world.households[household]
    again = need != _ANY
    if need == _ANY:
        if person.tenure == Tenure.INSTITUTION:
            return
        _plan_next(world, now, household)
        if person.tenure != Tenure.MUNICIPAL:
            return
        need = _which(world, household)
    if person.tenancy == NOBODY or need == NOBODY:
        return
    if need == Need.FOLLOW_UP:
        level = _level(world, household, again)
        if level <= person.follow_up_level:
            return
        needed = has(person.needs, need)
        note_household(world, now, Happening.NEED_DRIFTED, household, need)
        places.need_more(world, now, household, level)
        if needed:  # it has only grown
            return
    elif lacks(person, need):
        return
    else:
        note_household(world, now, Happening.NEED_DRIFTED, household, need)
        cases.add_need(world, now, household, need)
    waiting = person.episode >= 0 and world.episodes[person.episode].outcome == Outcome.OPEN
    if not waiting:
        person.presenting = need
        agenda.add(world, now, Event.NEED_ARISES, household, Occasion.NEED_DRIFTED)


@rule
def _which(world, household):
    """The need that arises, by how common needs are in the household's group."""
    person = world.households[household]
    weights = world.need_shares[person.group]
    total = 0.0
    for need in range(len(weights)):
        total += weights[need]
    if total <= 0.0:
        return NOBODY
    draw = draws.uniform(world.settings[0].seed, Stream.DRIFT, person.identity, person.drifts, 1)
    return draws.choose(weights, draw)


@rule
def _level(world, household, again):
    """The level of follow-up that comes, or comes ``again``, by how common it is in the group."""
    person = world.households[household]
    share = world.groups[person.group].intensive
    seed = world.settings[0].seed
    if again:
        steps = person.follow_up_steps
        intensive = draws.happens(share, seed, Stream.RELAPSE, person.identity, steps, 2)
    else:
        intensive = draws.happens(share, seed, Stream.DRIFT, person.identity, person.drifts, 2)
    return places.INTENSIVE if intensive else 1


@rule
def _plan_next(world, now, household):
    """Plan the drift after this one."""
    person = world.households[household]
    person.drifts += 1
    rate = world.parameters[0].needs_drift_rate
    if rate > 0.0:
        after = draws.exponential(
            world.settings[0].seed, Stream.DRIFT, person.identity, person.drifts, 0
        )
        agenda.add(world, now + after / rate, Event.NEED_DRIFTS, household, _ANY)
