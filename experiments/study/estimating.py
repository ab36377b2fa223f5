"""How many runs a study is, how long they take and how much disk, before they are begun.

Time is measured: a few arms are prepared and run twice at points here and there, and the second
runs, for which everything is prepared, are taken for all.  Disk is reckoned from the columns;
measures are numbers that hardly compress.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import Any

from experiments.study import design
from experiments.study.description import Study
from experiments.study.design import Point
from experiments.study.points import Cell, Resolver
from experiments.study.running import AT_HAND, PACKED_BYTES, passes
from experiments.study.store import kept_measures

#: Points and arms at each of them that are timed.
_POINTS, _ARMS = 4, 2

#: Bytes of a run beside eight for each measure: its address, seed and the like.
_HEAD_BYTES = 60


@dataclass(frozen=True)
class Estimate:
    """What a study asks for.

    ``least`` and ``most`` runs differ where replications go on until intervals are narrow.
    ``run_seconds``: one run; ``resolve_seconds``: working out the scenario of an arm at a point,
    ``resolved`` times; ``prepare_seconds``: preparing it to be run, ``prepared`` times.
    ``run_bytes``: what a run takes in the store.
    """

    bases: int
    points: int
    arms: int
    least: int
    most: int
    run_seconds: float
    resolve_seconds: float
    resolved: int
    prepare_seconds: float
    prepared: int
    run_bytes: int

    def seconds(self, runs: int, workers: int = 1) -> float:
        """The time of so many runs, shared out."""
        cell = self.resolved * self.resolve_seconds + self.prepared * self.prepare_seconds
        work = runs * self.run_seconds + self.points * self.arms * cell
        return work / workers

    def disk(self, runs: int) -> int:
        """The bytes of so many runs."""
        return runs * self.run_bytes

    def as_json(self, workers: int) -> dict[str, Any]:
        return {
            "bases": self.bases,
            "points": self.points,
            "arms": self.arms,
            "runs": self.most,
            "fewest_runs": self.least,
            "seconds_per_run": self.run_seconds,
            "seconds_to_resolve_a_cell": self.resolve_seconds,
            "seconds_to_prepare_a_cell": self.prepare_seconds,
            "workers": workers,
            "seconds": self.seconds(self.most, workers),
            "core_hours": self.seconds(self.most) / 3600.0,
            "bytes": self.disk(self.most),
        }


def estimate(study: Study, resolver: Resolver) -> Estimate:
    """What ``study`` asks for, from a few runs of it made now."""
    from experiments.study.addressing import code_version
    from experiments.study.executors import Job, run_jobs

    measures = kept_measures(study)
    resolving: list[float] = []
    first: list[float] = []
    second: list[float] = []
    sizes: list[int] = []
    for point in _here_and_there(study):
        started = time.perf_counter()
        cells = resolver.cells(point)
        resolving.append((time.perf_counter() - started) / len(cells))
        for cell in _first_and_last([one for one in cells.values() if not one.error]):
            sizes.append(len(cell.packed))
            job = Job(cell.packed, cell.identity, (study.seed,))
            for times in (first, second):
                started = time.perf_counter()
                run_jobs([job], measures, code_version())
                times.append(time.perf_counter() - started)
    run_seconds = statistics.fmean(second) if second else 0.0
    preparing = max(0.0, statistics.fmean(first) - run_seconds) if first else 0.0
    points, arms, plan = design.count(study), len(study.arms), study.replications
    stretches = len(list(passes(points * arms, 1, plan.most)))
    packed = statistics.fmean(sizes) * points * arms if sizes else 0.0
    return Estimate(
        bases=len(study.bases),
        points=points,
        arms=arms,
        least=points * arms * plan.least,
        most=points * arms * plan.most,
        run_seconds=run_seconds,
        resolve_seconds=statistics.fmean(resolving),
        resolved=1 if packed < PACKED_BYTES else stretches,
        prepare_seconds=preparing,
        prepared=1 if points * arms <= AT_HAND else stretches,
        run_bytes=8 * len(measures) + _HEAD_BYTES,
    )


def _here_and_there(study: Study) -> list[Point]:
    """A few points spread over the design."""
    count = design.count(study)
    wanted = {1 + place * (count - 1) // max(1, _POINTS - 1) for place in range(_POINTS)}
    return [design.point(study, number) for number in sorted(wanted)]


def _first_and_last(cells: list[Cell]) -> list[Cell]:
    return cells if len(cells) <= _ARMS else [cells[0], cells[-1]]
