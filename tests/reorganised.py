"""Scenarios in which one organisation becomes another, for tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sim.organisation import tasks_of
from sim.scenario.resolved import Change, Organisation, Scenario, Transition
from sim.scenario.union import on_common_units
from tests import building

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
