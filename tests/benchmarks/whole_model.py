"""The whole model's own cost: a run of Moss, of ten times Moss, and of Trondheim.

Nothing is switched off.  From a scenario in memory to its summary, warm-up and observation
included; what depends on the scenario alone (positions, knowledge) has been worked out before.
"""

from __future__ import annotations

import gc
import statistics
import time
from dataclasses import replace

import sim
from sim import measures, running, start
from sim.scenario.resolved import Scenario
from sim.state import World


def scenarios() -> dict[str, Scenario]:
    moss = sim.load("moss-2009")
    return {
        "Moss after 2009": moss,
        "ten times that": larger(moss, 10),
        "Trondheim from 2009": sim.load("trondheim-2009"),
    }


def larger(scenario: Scenario, times: int) -> Scenario:
    """The same place with so many times the people and dwellings."""
    place = scenario.municipality
    stock = tuple(replace(block, dwellings=times * block.dwellings) for block in place.stock)
    limits = {
        name: None if limit is None else times * limit
        for name, limit in (
            ("temporary_places", place.temporary_places),
            ("grant_budget", place.grant_budget),
        )
    }
    return replace(
        scenario,
        municipality=replace(place, population=times * place.population, stock=stock, **limits),
        identity=f"{times} times {scenario.identity}",
    )


def megabytes(world: World) -> float:
    """The size of a world's tables in memory, the page of the log that is written on among them."""
    return sum(getattr(world, name).nbytes for name in World._fields) / 1e6


def table(rounds: int) -> str:
    """Seconds (medians) of each part of a run, events and size, as Markdown."""
    rows = [
        "| | setting up | model | summary | all, s | million events | MB |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    alls = []
    for name, scenario in scenarios().items():
        end = scenario.warm_up + scenario.observe
        sim.run(scenario, 0)
        parts: list[tuple[float, float, float]] = []
        world = None
        for seed in range(1, rounds + 1):
            world = None
            gc.collect()
            marks = [time.process_time()]
            world = start.world(scenario, seed, False)
            marks.append(time.process_time())
            world = running.advance(world, end, scenario)
            marks.append(time.process_time())
            measures.summarise(world, scenario)
            marks.append(time.process_time())
            parts.append((marks[1] - marks[0], marks[2] - marks[1], marks[3] - marks[2]))
        assert world is not None
        medians = [statistics.median(part) for part in zip(*parts, strict=True)]
        alls.append(statistics.median(sum(part) for part in parts))
        cells = [f"{seconds:.3f}" for seconds in (*medians, alls[-1])]
        events = int(world.clock[0].events) / 1e6
        rows.append(f"| {name} | {' | '.join(cells)} | {events:.2f} | {megabytes(world):.0f} |")
    rows.append("")
    rows.append(f"Ten times the municipality takes {alls[1] / alls[0]:.1f} times as long.")
    return "\n".join(rows)
