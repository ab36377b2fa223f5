"""A unit that goes on under another name: its people, its mail and what is known of it go along.

Units are told apart by their names.  One all of whose tasks go to a unit that has none from
elsewhere is that unit: nobody has moved, no case has to be sent on, and what the town's units
have learned of it holds.  Only its numbers (hours, queues) are counted under either name.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.state import NOBODY, Phase, World


def renamed(moving: np.ndarray) -> dict[int, int]:
    """The new number of each unit that goes on under another name, by the old one.

    ``moving``: hours per day of the tasks that go from each old unit to each new one, [old, new].
    """
    found = {}
    for unit, goes in enumerate(moving > 0.0):
        goals = np.flatnonzero(goes)
        if len(goals) == 1 and goals[0] != unit and np.count_nonzero(moving[:, goals[0]]) == 1:
            found[unit] = int(goals[0])
    return found


def successors(names: dict[int, int], units: int) -> np.ndarray:
    """For each of so many units the one it is now: itself, or that by another name."""
    return np.array([names.get(unit, unit) for unit in range(units)], dtype=np.int32)


def carried(table: np.ndarray, names: dict[int, int]) -> np.ndarray:
    """A copy of a ``table`` whose last axis is the units, under their new names."""
    found = table.copy()
    for old, new in names.items():
        found[..., new] = table[..., old]
    return found


def under_new_names(world: World, names: dict[int, int]) -> World:
    """``world`` in which open cases and what units expect of referrals are under new names."""
    if not names:
        return world
    now_is = successors(names, len(world.units))
    cases: Any = world.applications[: world.clock[0].applications]
    opened = cases.phase < Phase.GRANTED
    for field in ("unit", "from_unit", "first_unit", "right_unit"):
        _rename(cases[field], now_is, opened)
    _rename(world.households["case_unit"], now_is)
    _rename(world.episodes["last_unit"][: world.clock[0].episodes], now_is)
    met_unit = carried(world.met_unit, names)
    met_unit[:, [old for old in names if old not in names.values()]] = 0  # others, if anybody
    return world._replace(
        met_unit=met_unit,
        expected_days=carried(world.expected_days.T, names).T.copy(),
        expected_hours=carried(world.expected_hours.T, names).T.copy(),
    )


def _rename(units: np.ndarray, now_is: np.ndarray, where: np.ndarray | bool = True) -> None:
    """Put new numbers for old ones into a column of units, in place."""
    those = where & (units != NOBODY)
    units[those] = now_is[units[those]]
