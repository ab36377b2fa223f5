"""The common work as an ordinary scenario of this model."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

import sim
from sim.names import Task
from sim.result import Result
from sim.scenario.resolved import Scenario
from sim.state import NOBODY
from tests.benchmarks.work import UNITS, Outcome

NAME = "boligsim"


@cache
def scenario() -> Scenario:
    return sim.load(str(Path(__file__).with_name("common_work.yaml")))


def prepare() -> None:
    """Compile, and read the scenario: neither is part of a run."""
    sim.compile_once()
    sim.run(scenario(), seed=0)


def run(seed: int) -> Outcome:
    return outcome(sim.run(scenario(), seed))


def outcome(result: Result) -> Outcome:
    """What the records of a run say."""
    world = result.world
    desks = world.desks[:UNITS]
    cases = world.applications[: world.clock[0].applications]
    task = np.ascontiguousarray(cases.task)
    # The list for a dwelling and a place in follow-up are no units that cases queue at.
    with_units = (task != Task.ALLOCATE_DWELLINGS) & (task != Task.PROVIDE_FOLLOW_UP)
    first = cases.parent == NOBODY
    referred = np.count_nonzero(with_units & ~first)
    come = np.count_nonzero(first)
    moved_in = world.clock[0].tenancies - len(world.dwellings)
    return Outcome(
        wait=float(desks.waited.sum() / desks.taken.sum()),
        referrals=referred / come,
        lets=int(moved_in),
    )
