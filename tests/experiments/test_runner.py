"""Replications in threads: order, seeds, failures, interruptions."""

from __future__ import annotations

import _thread
import math
import subprocess
import sys
import threading
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from experiments.runner import Outcome, default_threads, replicate, summarise
from experiments.statistics import Verdict


@dataclass
class Result:
    summary: dict[str, float]


@dataclass(frozen=True)
class Measure:
    practical: float = 0.0


@dataclass
class Recorder:
    """Stands for the model: a run whose value is known, and a note of what was run."""

    runs: list[tuple[str, int]] = field(default_factory=list)

    def __call__(self, scenario: Any, seed: int) -> Result:
        self.runs.append((scenario, seed))
        return Result({"wait": 10.0 * (scenario == "slow") + seed, "seed": float(seed)})


def go(run: Any, replications: int = 4, **how: Any) -> Outcome:
    how.setdefault("threads", 2)
    return replicate({"slow": "slow", "fast": "fast"}, replications=replications, run=run, **how)


def test_replication_r_of_seed_s_uses_seed_s_plus_r_in_every_scenario() -> None:
    recorder = Recorder()
    outcome = go(recorder, seed=100)
    assert outcome.seeds == (100, 101, 102, 103)
    assert sorted(recorder.runs) == sorted(
        (name, seed) for name in ("slow", "fast") for seed in outcome.seeds
    )
    assert outcome.values("slow", "wait").tolist() == [110.0, 111.0, 112.0, 113.0]
    assert outcome.complete
    assert not outcome.failures


WHAT_IS_LOADED = """
import sys, time
from types import SimpleNamespace
from experiments.runner import replicate

def loaded():
    return "scipy.special" in sys.modules

def run(scenario, seed):
    ends = time.monotonic() + float(sys.argv[2])
    while not loaded() and time.monotonic() < ends:
        time.sleep(0.01)
    return SimpleNamespace(summary={"loaded": loaded()})

outcome = replicate({"one": None}, replications=int(sys.argv[1]), run=run)
print(int(outcome.values("one", "loaded")[0]), int(loaded()))
"""


@pytest.mark.parametrize(
    ("replications", "longest", "loaded"),
    [
        (2, 60.0, "1 1"),  # while the run goes on
        (1, 1.0, "0 0"),  # of which there will be no interval
    ],
)
def test_what_intervals_rest_on_is_loaded_while_runs_go_on_if_there_will_be_any(
    replications: int, longest: float, loaded: str
) -> None:
    command = [sys.executable, "-c", WHAT_IS_LOADED, str(replications), str(longest)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == loaded


def test_runs_are_interleaved() -> None:
    recorder = Recorder()
    go(recorder, threads=1, replications=2)
    assert recorder.runs == [("slow", 1), ("fast", 1), ("slow", 2), ("fast", 2)]


def test_outcome_does_not_depend_on_the_number_of_threads() -> None:
    def uneven(scenario: Any, seed: int) -> Result:
        time.sleep(0.002 * ((seed * 7) % 5))
        return Recorder()(scenario, seed)

    one, four = go(uneven, 8, threads=1), go(uneven, 8, threads=4)
    for name in ("slow", "fast"):
        assert np.array_equal(one.values(name, "wait"), four.values(name, "wait"))


def test_a_failed_run_is_a_row_and_the_others_go_on() -> None:
    def run(scenario: Any, seed: int) -> Result:
        if (scenario, seed) == ("fast", 2):
            raise RuntimeError("queue too long")
        return Recorder()(scenario, seed)

    outcome = go(run)
    (failure,) = outcome.failures
    assert (failure.scenario, failure.seed) == ("fast", 2)
    assert failure.message == "RuntimeError: queue too long"
    assert "in run" in failure.trace
    assert outcome.seeds_of("slow") == (1, 2, 3, 4)
    assert outcome.seeds_of("slow", "fast") == (1, 3, 4)
    assert not outcome.complete


def test_an_infinite_measure_is_a_failed_run_that_names_it() -> None:
    outcome = go(lambda _scenario, _seed: Result({"fine": 1.0, "wait": math.inf}), 1)
    assert {failure.message for failure in outcome.failures} == {"ValueError: infinite: wait"}


def test_only_first_results_are_kept_and_only_if_asked() -> None:
    assert go(Recorder()).kept == {}
    kept = go(Recorder(), keep_first=True, seed=5).kept
    assert {name: result.summary["seed"] for name, result in kept.items()} == {
        "slow": 5.0,
        "fast": 5.0,
    }


def test_progress_counts_to_the_total() -> None:
    seen: list[tuple[int, int]] = []
    go(Recorder(), report=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (8, 8)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


def test_an_executor_that_is_handed_in_stays_open() -> None:
    executor: Executor
    with ThreadPoolExecutor(1) as executor:
        assert go(Recorder(), executor=executor).complete
        assert executor.submit(lambda: 3).result() == 3


def test_ctrl_c_keeps_what_is_finished_and_drops_the_rest() -> None:
    asked = threading.Event()

    def run(scenario: Any, seed: int) -> Result:
        if seed == 3 and not asked.is_set():
            asked.set()
            _thread.interrupt_main()
            time.sleep(0.5)
        elif seed > 3:
            time.sleep(0.05)
        return Recorder()(scenario, seed)

    outcome = go(run, 400, threads=1)
    assert outcome.interrupted
    assert not outcome.complete
    # The run that was in hand when Ctrl-C came is finished and kept.
    assert 3 in outcome.seeds_of("slow")
    assert len(outcome.seeds_of("slow", "fast")) < 50
    assert outcome.abandoned == 0


def test_no_replications_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one"):
        go(Recorder(), 0)


def test_there_is_at_least_one_thread() -> None:
    assert default_threads() >= 1


def test_differences_use_the_seeds_both_sides_finished() -> None:
    def run(scenario: Any, seed: int) -> Result:
        if (scenario, seed) == ("fast", 2):
            raise RuntimeError("lost")
        return Recorder()(scenario, seed)

    measures: Any = {"wait": Measure(practical=1.0)}
    comparison = summarise(go(run), measures, paired=["fast"])
    found = comparison.differences["fast"]["wait"]
    assert comparison.baseline == "slow"
    assert found.estimate.mean == pytest.approx(-10.0)
    assert (found.estimate.count, found.verdict) == (3, Verdict.LOWER)
    wide = summarise(go(run), measures, paired=["fast"], threshold=20.0)
    assert wide.differences["fast"]["wait"].verdict is Verdict.NOT_APART


def test_a_baseline_without_a_finished_run_leaves_nothing_to_compare() -> None:
    def run(scenario: Any, seed: int) -> Result:
        if scenario == "slow":
            raise RuntimeError("lost")
        return Recorder()(scenario, seed)

    measures: Any = {"wait": Measure()}
    comparison = summarise(go(run), measures, paired=["fast"])
    assert comparison.baseline is None
    assert list(comparison.estimates) == ["fast"]
    assert comparison.differences == {}
