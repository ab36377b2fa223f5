"""Handling: the unit responsible decides on an application for one instrument.

Housing allowance is granted when the arithmetic gives an amount that is paid out.  Social
assistance and debt advice meet their need when they have been given.  Temporary housing is
found at once for whoever has been placed.  Some cases go on to another task afterwards, if
the scenario says so.
"""

from __future__ import annotations

from sim import bearing_rules as bearing
from sim import cases, draws, episodes
from sim.bookkeeping import note
from sim.draws import Stream
from sim.jit import rule
from sim.names import Task, Tenure
from sim.state import NOBODY, Happening, Phase


@rule
def on_instrument_handled(world, now, application):
    """Housing allowance, social assistance, debt advice: decided, and the need met or not."""
    row = world.applications[application]
    cases.decide(world, now, application)
    if row.task == Task.HOUSING_ALLOWANCE and not _grant_allowance(world, row.household):
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
        cases.close(world, now, application, Phase.REFUSED)
        return
    row.granted = 1
    note(
        world, now, Happening.GRANTED, row.household, application, row.unit, NOBODY, NOBODY, NOBODY
    )
    cases.close(world, now, application, Phase.GRANTED)
    cases.meet_need(world, now, row.household, cases.need_of(row.task))


@rule
def _grant_allowance(world, household):
    """Set the allowance the household is due where it lives; False if there is none."""
    p = world.parameters[0]
    person = world.households[household]
    municipal = person.tenure == Tenure.MUNICIPAL
    cost = bearing.rent(p, bearing.rooms_needed(person.persons), municipal)
    person.allowance = bearing.monthly_allowance(p, person.income, person.persons, cost, municipal)
    return person.allowance > 0.0


@rule
def on_placed_temporarily(world, now, application):
    """A household without a home gets a room by the night."""
    row = world.applications[application]
    person = world.households[row.household]
    row.decided = now
    row.granted = 1
    cases.close(world, now, application, Phase.GRANTED)
    if person.tenure == Tenure.NONE and person.committed == 0:
        note(
            world,
            now,
            Happening.PLACED_TEMPORARILY,
            row.household,
            application,
            row.unit,
            NOBODY,
            NOBODY,
            NOBODY,
        )
        episodes.move_to(world, now, row.household, Tenure.TEMPORARY)


@rule
def on_going_on(world, now, application, unit, worker):
    """The case may go on to another task, by the probabilities of the scenario."""
    row = world.applications[application]
    draw = draws.uniform(
        world.settings[0].seed,
        Stream.FOLLOW_ON,
        world.households[row.household].identity,
        row.key,
        0,
    )
    group = world.households[row.household].group
    for task in range(world.follow_on.shape[1]):
        draw -= world.follow_on[row.task, task]
        if draw < 0.0:
            opened = cases.open_application(
                world,
                now,
                row.household,
                task,
                row.episode,
                application,
                unit,
                world.holder[task, group],
            )
            cases.send(world, now, opened, unit, worker)
            return
