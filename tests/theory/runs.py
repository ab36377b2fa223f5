"""Runs of verification scenarios, and what is read off them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import sim
from sim.quantities import WEEK
from sim.result import Result
from sim.scenario.resolved import Scenario
from sim.state import Cause, Phase


def verification(name: str, *settings: str) -> Scenario:
    """A verification scenario of the box, with settings as on the command line."""
    return sim.scenario.load(f"verification/{name}", settings=settings)


def over_seeds(
    scenario: Scenario, look: Callable[[Result], Sequence[float]], replications: int
) -> np.ndarray:
    """What ``look`` reads off the runs with seeds 1, 2, 3, ...: [replication, quantity]."""
    sim.compile_once()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        rows = pool.map(lambda seed: look(sim.run(scenario, seed)), range(1, replications + 1))
        return np.array(list(rows), dtype=float)


def at_desk(result: Result, column: str, unit: str | None = None) -> float:
    """A column of the table of units, of one unit's caseworkers (of all but crews, summed)."""
    table = result.units[~result.units["crew"]]
    if unit is None:
        return float(table[column].sum())
    return float(table.loc[table["unit"] == unit, column].iloc[0])


def wait_at(result: Result, unit: str) -> float:
    """Mean wait in a unit's queue, weeks."""
    return at_desk(result, "mean_wait_days", unit) / WEEK


def wait_of_all(result: Result) -> float:
    """Mean wait over all cases of all units, weeks."""
    table = result.units[~result.units["crew"]]
    taken = table["items_per_year"]
    return float((table["mean_wait_days"] * taken).sum() / taken.sum()) / WEEK


def waits(result: Result) -> tuple[np.ndarray, np.ndarray]:
    """Applications that joined their queue in the window and were taken: (rows, waits in weeks).

    A wait is that of this application alone; what went before it belongs to its parent.
    """
    world = result.world
    count = world.clock[0].applications
    rows = world.applications[:count]
    days = world.application_days[:count, Cause.QUEUE].copy()
    follows = rows.parent >= 0
    days[follows] -= world.application_days[rows.parent[follows], Cause.QUEUE]
    mine = (rows.arrived >= result.scenario.warm_up) & (rows.phase >= Phase.IN_WORK)
    return rows[mine], days[mine] / WEEK
