"""Handling: the unit responsible decides on an application for one instrument.

Housing allowance is granted when the arithmetic gives an amount that is paid out.  Social
assistance and debt advice meet their need when they have been given.  Temporary housing is
found at once for whoever has been placed.  Some cases go on to another task afterwards, if
the scenario says so.
"""

from __future__ import annotations

from sim import agenda, allowances, cases, draws, episodes, lines, places, seeing, tenancies
from sim import bearing_rules as bearing
from sim.bookkeeping import note_case, note_household, turn
from sim.draws import Stream
from sim.jit import rule
from sim.names import MOST_AT_ONCE, Need, Task, Tenure
from sim.state import NOBODY, Event, Happening, Level, Phase


@rule
def on_instrument_handled(world, now, application):
    """Housing allowance, social assistance, debt advice: decided, and the need met or not."""
    row = world.applications[application]
    cases.decide(world, now, application)
    if row.task == Task.HOUSING_ALLOWANCE and not _grant_allowance(world, now, row.household):
        note_case(world, now, Happening.REFUSED, application)
        cases.close(world, now, application, Phase.REFUSED)
        cases.drop_need(world, now, row.household, Need.HOUSING_ALLOWANCE)
        return
    row.granted = 1
    note_case(world, now, Happening.GRANTED, application)
    cases.close(world, now, application, Phase.GRANTED)
    cases.meet_need(world, now, row.household, seeing.need_of(row.task))


@rule
def _grant_allowance(world, now, household):
    """Set the allowance the household is due where it lives; False if there is none."""
    p = world.parameters[0]
    person = world.households[household]
    municipal = person.tenure == Tenure.MUNICIPAL
    cost = bearing.rent(p, bearing.rooms_needed(person.persons), municipal)
    amount = bearing.monthly_allowance(p, person.income, person.persons, cost, municipal)
    allowances.pay(world, now, household, amount)
    return amount > 0.0


@rule
def on_room_asked(world, now, application):
    """A household without a home gets a room by the night, or waits for one to be free.

    A room is shelter, and decides nothing of the case: it is not the household's first decision.
    """
    row = world.applications[application]
    row.decided = now
    row.granted = 1
    if _needs_a_room(world, row.household) and _is_full(world):
        turn(world, now, application, Phase.AWAITING_PLACE)
        lines.join(world, now, lines.for_room(world), application)
        return
    _place(world, now, application)


@rule
def _needs_a_room(world, household):
    person = world.households[household]
    return person.tenure == Tenure.NONE and person.committed == 0


@rule
def _is_full(world):
    return world.levels[Level.TEMPORARY].value >= world.settings[0].temporary_places


@rule
def _place(world, now, application):
    """The household moves in for the time being; a long stay may harm it."""
    row = world.applications[application]
    household = row.household
    cases.close(world, now, application, Phase.GRANTED)
    if not _needs_a_room(world, household):
        return
    note_case(world, now, Happening.PLACED_TEMPORARILY, application)
    episodes.move_to(world, now, household, Tenure.TEMPORARY)
    long = now + world.parameters[0].temporary_harm_after
    agenda.add(world, long, Event.LONG_STAY, household, world.households[household].episode)


@rule
def on_room_free(world, now):
    """Rooms that have become free go to those who wait for one, in their order."""
    line = lines.for_room(world)
    for _ in range(MOST_AT_ONCE):
        if world.lines[line].first == NOBODY or _is_full(world):
            return
        application = world.lines[line].first
        lines.leave(world, now, application)
        _place(world, now, application)
    agenda.add(world, now, Event.ROOM_FREE, 0, 0)  # and on with the others


@rule
def on_long_stay(world, now, household, episode):
    """A household still in temporary housing after so long may come to need more help."""
    person = world.households[household]
    if person.tenure != Tenure.TEMPORARY or person.episode != episode:
        return
    harm = world.parameters[0].temporary_harm
    number = person.episode_number
    if not draws.happens(harm, world.settings[0].seed, Stream.HARM, person.identity, number, 0):
        return
    if person.follow_up == NOBODY and person.follow_up_level < 2:
        places.need_more(world, now, household, person.follow_up_level + 1)


@rule
def on_allowance_ends(world, now, household, stamp):
    """The income has risen by as much as the allowance: none is due any more."""
    if not allowances.end(world, now, household, stamp):
        return
    note_household(world, now, Happening.ALLOWANCE_ENDED, household, NOBODY)
    if world.households[household].tenancy != NOBODY:
        tenancies.plan(world, now, world.households[household].tenancy)


@rule
def on_going_on(world, now, application, unit, worker):
    """The case may go on to another task, by the probabilities of the scenario."""
    row = world.applications[application]
    goes_on = world.goes_on[row.task]
    if row.phase == Phase.IN_APPEAL or goes_on == 0.0:
        return
    draw = draws.uniform(
        world.settings[0].seed,
        Stream.FOLLOW_ON,
        world.households[row.household].identity,
        row.key,
        0,
    )
    if draw >= goes_on:
        return
    for task in range(world.follow_on.shape[1]):
        draw -= world.follow_on[row.task, task]
        if draw < 0.0:
            cases.apply_for(world, now, application, task, unit, worker)
            return
