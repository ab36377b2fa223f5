"""Many replications of scenarios, on any ``concurrent.futures.Executor``.

Replication ``r`` of base seed ``S`` uses seed ``S + r`` in every scenario, so that each
scenario meets the same households.  Runs are interleaved (one replication of every
scenario, then the next): what an interruption leaves is balanced.  A run that fails is a
row with its error, not the end of the others.
"""

from __future__ import annotations

import math
import os
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.interruption import Asked, interrupts
from experiments.statistics import Comparison, difference, estimate, make_ready

if TYPE_CHECKING:
    from sim import Result, Scenario
    from sim.measures import Measure

#: Runs a scenario with a seed.  ``sim.run`` unless something else is handed in.
Run = Callable[["Scenario", int], "Result"]

#: What is to be kept of a result beside its summary.
Note = Callable[["Result"], Any]

#: Seconds after which the waiting thread looks up, so that Ctrl-C is heard on every platform.
_GLANCE = 0.2

#: Seconds that runs in hand get to finish after an interruption.
_GRACE = 20.0


@dataclass(frozen=True)
class Replication:
    """One finished run: its summary (measure -> value, ``nan`` where undefined).

    ``noted``: what was asked to be noted of its result beside that.
    """

    scenario: str
    seed: int
    summary: dict[str, float]
    seconds: float
    noted: Any = None


@dataclass(frozen=True)
class Failure:
    """One run that ended in an error."""

    scenario: str
    seed: int
    message: str
    trace: str


@dataclass
class Outcome:
    """What became of a set of runs.

    ``kept`` holds the full result of each scenario's first seed where that was asked for;
    ``abandoned`` counts runs still going when an interrupted program stopped waiting.
    """

    scenarios: tuple[str, ...]
    seeds: tuple[int, ...]
    finished: dict[tuple[str, int], Replication] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    kept: dict[str, Result] = field(default_factory=dict)
    interrupted: bool = False
    abandoned: int = 0
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        return len(self.finished) == len(self.scenarios) * len(self.seeds)

    def seeds_of(self, *scenarios: str) -> tuple[int, ...]:
        """The seeds that finished in every one of ``scenarios``."""
        return tuple(
            seed for seed in self.seeds if all((one, seed) in self.finished for one in scenarios)
        )

    def values(
        self, scenario: str, measure: str, seeds: Sequence[int] | None = None
    ) -> NDArray[np.float64]:
        """The measure in each finished replication (of ``seeds``), ``nan`` where undefined."""
        chosen = self.seeds_of(scenario) if seeds is None else seeds
        return np.array(
            [self.finished[scenario, seed].summary.get(measure, np.nan) for seed in chosen],
            dtype=float,
        )


def default_threads() -> int:
    """The processor cores this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def _run_one(
    run: Run, name: str, scenario: Scenario, seed: int, keep: bool, note: Note | None
) -> tuple[Replication | Failure, Any]:
    started = time.perf_counter()
    try:
        result = run(scenario, seed)
        summary = {key: float(value) for key, value in result.summary.items()}
        if any(np.isinf(value) for value in summary.values()):
            endless = [key for key, value in summary.items() if np.isinf(value)]
            raise ValueError(f"infinite: {', '.join(endless)}")
        noted = None if note is None else note(result)
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        return Failure(name, seed, message, traceback.format_exc()), None
    elapsed = time.perf_counter() - started
    return Replication(name, seed, summary, elapsed, noted), result if keep else None


def replicate(
    scenarios: Mapping[str, Scenario],
    *,
    replications: int,
    seed: int = 1,
    run: Run | None = None,
    threads: int | None = None,
    executor: Executor | None = None,
    keep_first: bool = False,
    note: Note | None = None,
    report: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Run every scenario ``replications`` times and gather what came of it.

    ``note`` takes from each result what is to be kept of it beside the summary.
    ``executor`` defaults to that many ``threads`` (all cores if ``None``); one that is
    handed in is not shut down.  ``report(done, total)`` is called as runs end.  Ctrl-C is
    not raised: runs that have not begun are dropped, those in hand finish, and the outcome
    says ``interrupted``; after a second Ctrl-C those in hand are not waited for.  Raises
    ``ValueError`` if ``replications`` is not positive.
    """
    if replications < 1:
        raise ValueError("at least one replication is needed")
    if run is None:
        import sim

        run = sim.run
    seeds = tuple(range(seed, seed + replications))
    outcome = Outcome(tuple(scenarios), seeds)
    workers = executor or ThreadPoolExecutor(threads or default_threads())
    started = time.perf_counter()
    futures: dict[Future[Any], tuple[str, int]] = {}
    ended: SimpleQueue[Future[Any]] = SimpleQueue()
    with interrupts() as asked:
        try:
            for one in seeds:
                for name, scenario in scenarios.items():
                    keep = keep_first and one == seeds[0]
                    future = workers.submit(_run_one, run, name, scenario, one, keep, note)
                    future.add_done_callback(ended.put)
                    futures[future] = (name, one)
            if replications > 1:  # of one run there are no intervals
                make_ready()
            _gather(outcome, futures, ended, asked, report)
        finally:
            if executor is None:
                workers.shutdown(wait=False, cancel_futures=True)
    outcome.interrupted = asked.count > 0
    outcome.abandoned = sum(future.running() for future in futures)
    outcome.seconds = time.perf_counter() - started
    outcome.failures.sort(key=lambda one: (one.seed, outcome.scenarios.index(one.scenario)))
    return outcome


def _gather(
    outcome: Outcome,
    futures: Mapping[Future[Any], tuple[str, int]],
    ended: SimpleQueue[Future[Any]],
    asked: Asked,
    report: Callable[[int, int], None] | None,
) -> None:
    """Take in runs as they end, until all have, or the user does not want to wait."""
    done = 0
    deadline = math.inf
    while done < len(futures) and time.monotonic() < deadline and asked.count < 2:
        if asked.count and deadline == math.inf:
            deadline = time.monotonic() + _GRACE
            for future in futures:
                future.cancel()
        try:
            future = ended.get(timeout=_GLANCE)
        except Empty:
            continue
        done += 1
        _take_in(outcome, future, *futures[future])
        if report is not None and not asked.count:
            report(done, len(futures))


def _take_in(outcome: Outcome, future: Future[Any], name: str, seed: int) -> None:
    """Enter what became of one run."""
    if future.cancelled():
        return
    error = future.exception()
    if error is not None:  # the worker itself was lost, not the run in it
        message = f"{type(error).__name__}: {error}"
        outcome.failures.append(Failure(name, seed, message, ""))
        return
    row, result = future.result()
    if isinstance(row, Failure):
        outcome.failures.append(row)
        return
    outcome.finished[name, seed] = row
    if result is not None:
        outcome.kept[name] = result


def summarise(
    outcome: Outcome,
    measures: Mapping[str, Measure],
    *,
    paired: Sequence[str] = (),
    threshold: float = 1.0,
) -> Comparison:
    """Estimates of every scenario, and the differences of ``paired`` from the first one.

    ``threshold`` multiplies each measure's practical threshold.  Scenarios without a single
    finished run are left out.
    """
    present = [name for name in outcome.scenarios if outcome.seeds_of(name)]
    estimates = {
        name: {key: estimate(outcome.values(name, key)) for key in measures} for name in present
    }
    baseline = outcome.scenarios[0]
    differences = {}
    for name in paired:
        seeds = outcome.seeds_of(baseline, name)
        if not seeds:
            continue
        differences[name] = {
            key: difference(
                outcome.values(name, key, seeds),
                outcome.values(baseline, key, seeds),
                measure.practical * threshold,
            )
            for key, measure in measures.items()
        }
    return Comparison(estimates, baseline if baseline in estimates else None, differences)
