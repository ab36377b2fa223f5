"""The common work as an ordinary scenario of this model."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import sim
from sim.result import Result
from sim.scenario.resolved import Scenario
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
    """What the records of a run say.

    Every case of a unit was taken in hand or waits for it, but for those that come only now; all
    beyond those that came from outside have been referred.
    """
    world = result.world
    clock = world.clock[0]
    desks = world.desks[:UNITS]
    come = int(clock.next_arrival)
    cases = int(desks.taken.sum() + desks.queued.sum())
    moved_in = clock.tenancies - len(world.dwellings)
    return Outcome(
        wait=float(desks.waited.sum() / desks.taken.sum()),
        referrals=(cases - come) / come,
        lets=int(moved_in),
    )
