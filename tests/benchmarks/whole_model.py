"""The whole model's own cost: a run of Moss, of ten times Moss, and of Trondheim.

Nothing is switched off.  From a scenario in memory to its summary, warm-up and observation
included.  Preparing is what depends on the scenario alone (positions, knowledge), and is done once
for all its runs.
"""

from __future__ import annotations

import gc
import statistics
import time
from dataclasses import dataclass, replace
from itertools import pairwise

import sim
from sim import compiled, measures, running, start
from sim.scenario.resolved import Scenario
from sim.state import World

ONCE, TEN_TIMES = "Moss after 2009", "ten times that"


def scenarios() -> dict[str, Scenario]:
    moss = sim.load("moss-2009")
    return {
        ONCE: moss,
        TEN_TIMES: larger(moss, 10),
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


@dataclass(frozen=True)
class Timed:
    """Seconds of the processor for each part of a run, and what the run came to."""

    parts: tuple[float, float, float, float]
    million_events: float
    megabytes: float

    @property
    def all(self) -> float:
        return sum(self.parts)

    @property
    def once_prepared(self) -> float:
        return sum(self.parts[1:])


def timed(scenario: Scenario, seed: int) -> Timed:
    scenario = replace(scenario, identity=f"{scenario.identity}, not prepared for seed {seed}")
    gc.collect()
    marks = [time.process_time()]
    compiled.fixed_part(scenario)
    marks.append(time.process_time())
    world = start.world(scenario, seed, False)
    marks.append(time.process_time())
    world = running.advance(world, scenario.warm_up + scenario.observe, scenario)
    marks.append(time.process_time())
    measures.summarise(world, scenario)
    marks.append(time.process_time())
    preparing, setting_up, model, summary = (after - before for before, after in pairwise(marks))
    million_events = int(world.clock[0].events) / 1e6
    return Timed((preparing, setting_up, model, summary), million_events, megabytes(world))


def table(rounds: int) -> str:
    """Seconds (medians) of each part of a run, events and size, as Markdown.

    In every round each place has one run, so that whatever else the machine does falls on all.
    """
    places = scenarios()
    for scenario in places.values():
        sim.run(scenario, 0)
    runs = [
        {name: timed(scenario, seed) for name, scenario in places.items()}
        for seed in range(1, rounds + 1)
    ]
    rows = [
        "| | preparing | setting up | model | summary | all, s | million events | MB |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name in places:
        own = [run[name] for run in runs]
        seconds = [
            statistics.median(part) for part in zip(*(one.parts for one in own), strict=True)
        ]
        seconds.append(statistics.median(one.all for one in own))
        cells = [f"{value:.3f}" for value in seconds]
        rows.append(
            f"| {name} | {' | '.join(cells)} | {own[-1].million_events:.2f} "
            f"| {own[-1].megabytes:.0f} |"
        )
    rows.append("")
    first = [run[TEN_TIMES].all / run[ONCE].all for run in runs]
    further = [run[TEN_TIMES].once_prepared / run[ONCE].once_prepared for run in runs]
    rows.append(
        f"Ten times the municipality takes {_told(further)} times as long once prepared, "
        f"{_told(first)} with preparing (medians of {rounds} paired rounds; wanted: 12 at most)."
    )
    return "\n".join(rows)


def _told(ratios: list[float]) -> str:
    return f"{statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
