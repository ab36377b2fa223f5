"""Scenarios in which one organisation becomes another, for tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from sim import logbook, running
from sim.organisation import tasks_of
from sim.scenario.resolved import Change, Organisation, Scenario, Transition
from sim.scenario.union import on_common_units
from sim.state import Happening, World
from tests import building, recount
from tests.worlds import tiny, world_with

#: A change at which nothing is lost: everybody follows, knows whom they knew, and is as quick.
NOTHING_LOST = Transition(
    staff_follow_tasks=1.0,
    contacts_kept=1.0,
    productivity_dip=0.0,
    recovery=0.0,
    extra_hours=0.0,
    routines_kept=True,
    routines_written=0.0,
)


def staffed(organised: Organisation, **positions: float) -> Organisation:
    """``organised`` with one caseworker in each unit that holds a task, or as many as named."""
    units = tuple(
        replace(unit, positions=positions.get(unit.name, float(bool(tasks_of(organised, number)))))
        for number, unit in enumerate(organised.units)
    )
    return replace(organised, units=units)


def becomes(
    before: Organisation, at: float, after: Organisation, **transition
) -> tuple[Organisation, Change]:
    """``before`` on the units of both, and the change on day ``at`` by which it is ``after``."""
    first, second = on_common_units([before, after])
    change = Change(at, {}, {}, second, replace(NOTHING_LOST, **transition))
    return first, change


def with_changes(scenario: Scenario, *later: tuple[float, Organisation, Transition]) -> Scenario:
    """``scenario``, whose organisation becomes others one after the other."""
    first, *others = on_common_units([scenario.organisation, *(one for _, one, _ in later)])
    new: Iterable[Change] = (
        Change(at, {}, {}, organised, transition)
        for (at, _, transition), organised in zip(later, others, strict=True)
    )
    changes = sorted([*scenario.changes, *new], key=lambda change: change.at)
    return building.identified(replace(scenario, organisation=first, changes=tuple(changes)))


# ---- hand cases: two units, A and B, of one caseworker each ------------------------------------

A, B = 0, 1


def alone(**positions: float) -> Organisation:
    """A holds everything."""
    return staffed(building.organisation({"A": building.OTHERS}), **positions)


def two(*tasks, positions: dict[str, float] | None = None, **given) -> Organisation:
    """A has the rest, B these tasks."""
    organised = building.organisation({"A": building.OTHERS, "B": tasks}, **given)
    return staffed(organised, **(positions or {}))


def town(before, at, after, transition=None, **changed) -> Scenario:
    """A place of which ``before`` becomes ``after`` on day ``at``; ``changed`` as in ``tiny``."""
    first, change = becomes(before, at, after, **(transition or {}))
    return tiny(first, later=[change], **changed)


def world_at(scenario: Scenario, until: float, people=(), **given) -> World:
    """The world on a day with ``people`` and what else ``world_with`` takes."""
    return running.advance(world_with(scenario, people, **given), until, scenario)


def log_of(world: World, happening: Happening) -> np.recarray:
    """The rows of the log of one kind."""
    rows = logbook.rows(world)
    return rows[rows.event == happening]


def worked(world: World) -> list[tuple[int, float]]:
    """When each piece of work was done, and by which unit's person."""
    rows = log_of(world, Happening.WORK_ENDED)
    return [(int(row.unit), float(row.time)) for row in rows]


def lists_of(world: World) -> dict[int, list[int]]:
    """The households that are listed, by the unit whose list they stand on: must before wish, and
    line by line."""
    _, applications, _, _ = recount.tables(world)
    found: dict[int, list[int]] = {unit: [] for unit in range(len(world.units))}
    for number, of in enumerate(recount.waiting_lists(world)):
        members = recount.chain(world.lines[number].first, world.in_line.next)
        found[of.unit] += applications.household[members].tolist()
    return found
