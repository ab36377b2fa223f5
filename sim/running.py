"""One run: scenario and seed in, result out."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sim import (
    arrivals,
    bearing_rules,
    changes,
    draws,
    households,
    kernel,
    logbook,
    ordering,
    start,
    survival,
)
from sim.jit import needs_compiling
from sim.measures import afterwards, counting, letting
from sim.parameter_record import PARAMETER_RECORD
from sim.result import Result
from sim.scenario.resolved import Scenario
from sim.state import Log, Status, World, grow, records

_compiling = threading.Lock()


def run(scenario: Scenario, seed: int = 1, log: bool = False, causes: bool = False) -> Result:
    """Run ``scenario`` with ``seed`` (0 to 2**63 - 1) from day 0 to the end of observation.

    The same scenario and seed give the same result to the last bit, on one platform.  With
    ``log`` every event is kept in ``Result.events``; with ``causes`` instead is kept from when on
    each application waited for what (:mod:`sim.spells`).  May be called from several threads; the
    global lock is free while the model runs.
    """
    check_seed(seed)
    if log and causes:
        raise ValueError("a run keeps its events or its causes of waiting, not both")
    kept = Log.CAUSES if causes else Log.EVENTS if log else Log.NONE
    world = start.world(scenario, seed, kept)
    world = advance(world, scenario.warm_up + scenario.observe, scenario)
    return Result(scenario, seed, world)


def check_seed(seed: int) -> None:
    """``ValueError`` if ``seed`` is not one a run can have."""
    if not 0 <= seed < 2**63:
        raise ValueError(f"seed {seed}: expected a whole number from 0 to 2**63 - 1")


def advance(world: World, until: float, scenario: Scenario) -> World:
    """Let everything happen up to ``until`` (days); returns the world, grown if need be.

    A change of the scenario comes after all else that happens at its time.
    """
    if scenario.changes:
        course = changes.stages(scenario)
        while (number := int(world.clock[0].stage) + 1) < len(course):
            if course[number].start > until:
                break
            world = _advance(world, course[number].start)
            world = changes.put_into(world, course, number)
            world.clock[0].stage = number
    return _advance(world, until)


def _advance(world: World, until: float) -> World:
    while (status := kernel.advance(world, float(until))) != Status.DONE:
        if status == Status.LOG_FULL:
            world = logbook.turn(world)
        else:
            world = grow(world, Status(status))
    return world


def compile_once(report: Callable[[str], None] | None = None) -> None:
    """Compile the model if this version of it has not been compiled here before.

    ``report`` is told, once, that it takes a while.  Later runs load what was compiled.
    """
    with _compiling:
        if report is not None and needs_compiling():
            report("Compiling the model (once after installation or change, about a minute) ...")
        draws.compile_entries()
        ordering.compile_entries()
        arrivals.compile_entries()
        bearing_rules.compile_entries(records(PARAMETER_RECORD, 1))
        households.compile_entries(records(PARAMETER_RECORD, 1))
        survival.compile_entries()
        counting.compile_entries()
        letting.compile_entries()
        afterwards.compile_entries()
        kernel.advance(start.empty_world(), 0.0)
