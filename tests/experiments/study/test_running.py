"""Carrying out studies: order, interruptions, failures, and that resuming changes nothing."""

from __future__ import annotations

import errno
import multiprocessing
import os
import random
import signal
import threading
import time
import tracemalloc
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.study import executors, layout, open_study, running, runs_table, store
from experiments.study.executors import in_threads
from experiments.study.running import passes, replications_needed
from tests.small_studies import SMALL, child, go_on, opened, same_runs, write

#: A study long enough to be killed in its midst many times.
LONG = SMALL.replace("points: 3", "points: 8").replace("replications: 4", "replications: 12")
RUNS = 8 * 2 * 12


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The long study, carried out without a hitch: its file and its folder."""
    folder = tmp_path_factory.mktemp("long")
    file = write(folder, LONG)
    assert go_on(file, folder / "out").complete
    return file, folder / "out"


@pytest.fixture(scope="module")
def forks() -> Any:
    """Where children come from that have the model loaded already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.loaded_model"])
    return context


# ---- order ---------------------------------------------------------------------------------


class Recorder:
    """Carries out what it is given at once, and writes down what it was."""

    def __init__(self) -> None:
        self.seeds: list[tuple[str, int]] = []
        self.most_out = 0

    def submit(self, function: Any, *arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        result = function(*arguments)
        if function is executors.run_jobs:
            self.seeds += [(one[0], one[1]) for one in result]
        future.set_result(result)
        return future

    def shutdown(self, **_: Any) -> None:
        pass


def test_runs_are_interleaved(tmp_path: Path) -> None:
    recorder = Recorder()
    workers = executors.Workers(recorder, 1, 0.0, "here", local=True)  # type: ignore[arg-type]
    go_on(write(tmp_path), tmp_path / "out", workers)
    replications = [(seed - 1) % 1_000_000 for _, seed in recorder.seeds]
    assert replications == sorted(replications)
    assert len(set(recorder.seeds)) == len(recorder.seeds) == 24


def test_replications_of_a_single_scenario_keep_all_workers_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def together(*arguments: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=20)  # breaks where the other worker is given nothing to do
        return run_jobs(*arguments)

    both, run_jobs = threading.Barrier(2), running.run_jobs
    monkeypatch.setattr(running, "run_jobs", together)
    text = SMALL.replace("points: 3", "points: 1").replace("[7 days, 28 days]", "[7 days, 1 weeks]")
    assert go_on(write(tmp_path, text), tmp_path / "out", in_threads(2)).complete
    assert not both.broken


@pytest.mark.parametrize(
    ("cells", "first", "last", "stretches"),
    [
        (10, 1, 4, [(1, 1), (2, 2), (3, 3), (4, 4)]),
        (1000, 1, 10, [(1, 1), (2, 2), (3, 4), (5, 8), (9, 10)]),
        (1000, 11, 30, [(11, 20), (21, 30)]),
        (10, 5, 4, []),
    ],
)
def test_no_cell_is_ever_far_behind(
    cells: int, first: int, last: int, stretches: list[tuple[int, int]]
) -> None:
    assert list(passes(cells, first, last)) == stretches


def test_many_cells_give_the_same_runs(
    long: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "AT_HAND", 4)
    monkeypatch.setattr(running, "PACKED_BYTES", 10_000)  # room for two scenarios
    go_on(long[0], tmp_path / "out")
    same_runs(long[1], tmp_path / "out")


def test_arms_that_are_the_same_share_their_runs(tmp_path: Path) -> None:
    text = SMALL.replace("[7 days, 28 days]", "[7 days, 1 weeks]")
    outcome = go_on(write(tmp_path, text), tmp_path / "out")
    assert (outcome.finished, outcome.found, outcome.planned) == (12, 12, 24)
    runs = runs_table(tmp_path / "out")
    assert len(runs) == 24
    one, other = (runs[runs["arm"] == arm] for arm in ("7 days", "1 weeks"))
    assert one["run"].tolist() == other["run"].tolist()
    assert one["approvals"].tolist() == other["approvals"].tolist()


def test_memory_does_not_grow_with_the_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many times as many replications take no more memory at their peak."""
    monkeypatch.setattr(running, "FLUSH_ROWS", 20)
    peaks = []
    for replications in (15, 100):
        text = SMALL.replace("points: 3", "points: 2")
        text = text.replace("replications: 4", f"replications: {replications}")
        store_, resolver = opened(write(tmp_path, text), tmp_path / f"out{replications}")
        workers = in_threads(1)
        tracemalloc.start()
        running.carry_out(store_, resolver, workers)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        workers.close()
        store_.close()
    assert peaks[1] < 1.2 * peaks[0] + 100_000


# ---- more of it ----------------------------------------------------------------------------


def test_more_replications_are_the_same_as_asking_for_them_at_once(tmp_path: Path) -> None:
    file = write(tmp_path)
    go_on(file, tmp_path / "out")
    go_on(
        write(tmp_path, SMALL.replace("replications: 4", "replications: 7")),
        tmp_path / "out",
        update=True,
    )
    go_on(
        write(tmp_path, SMALL.replace("replications: 4", "replications: 7"), "b.yaml"),
        tmp_path / "at-once",
    )
    same_runs(tmp_path / "out", tmp_path / "at-once")


PRECISE = SMALL.replace(
    "replications: 4", "replications: {least: 4, most: 24, step: 4, until: {decision_wait: 1.6}}"
)


def test_replications_go_on_until_intervals_are_narrow(tmp_path: Path) -> None:
    from experiments.statistics import estimate

    file, out = write(tmp_path, PRECISE), tmp_path / "out"
    outcome = go_on(file, out)
    runs = runs_table(out)
    often = runs.groupby("point")["replication"].max()
    assert outcome.planned == len(runs) == outcome.finished
    assert len(set(often)) > 1, "points that all need the same tell nothing"
    for point, replications in often.items():
        mine = runs[runs["point"] == point].pivot(
            index="replication", columns="arm", values="decision_wait"
        )
        apart = (mine["28 days"] - mine["7 days"]).to_numpy()
        assert len(apart) == replications

        def width(count: int, apart: Any = apart) -> float:
            found = estimate(apart[:count])
            assert found.low is not None
            assert found.high is not None
            return (found.high - found.low) / 2.0

        assert width(replications) <= 1.6 or replications == 24
        for count in range(4, replications, 4):
            assert width(count) > 1.6
    assert replications_needed(open_study(out), out) == often.to_dict()


def test_precision_is_reached_alike_after_an_interruption(tmp_path: Path) -> None:
    file = write(tmp_path, PRECISE)
    go_on(file, tmp_path / "whole")
    store_, resolver = opened(file, tmp_path / "out")
    stopping = _StopAfter(in_threads(2), 15)
    running.carry_out(store_, resolver, stopping.workers)
    stopping.workers.close()
    store_.close()
    assert 0 < len(runs_table(tmp_path / "out")) < len(runs_table(tmp_path / "whole"))
    go_on(file, tmp_path / "out")
    same_runs(tmp_path / "whole", tmp_path / "out")


class _StopAfter:
    """Workers that ask to stop after so many tasks, as Ctrl-C does."""

    def __init__(self, workers: executors.Workers, tasks: int) -> None:
        self.workers = workers
        self.tasks = tasks
        submit = workers.executor.submit

        def counted(*arguments: Any) -> Any:
            self.tasks -= 1
            if self.tasks == 0:
                os.kill(os.getpid(), signal.SIGINT)
            return submit(*arguments)

        workers.executor.submit = counted  # type: ignore[method-assign,assignment]


# ---- being stopped -------------------------------------------------------------------------


def _chunks(out: Path) -> int:
    return len(layout.chunk_paths(out)) if out.is_dir() else 0


def _stop_in_the_midst(
    forks: Any,
    file: Path,
    out: Path,
    how: signal.Signals,
    luck: random.Random,
    kind: str = "threads",
    least: int = 0,
) -> int | None:
    """Go on with a study in a process of its own, and stop it after a few chunks more."""
    before = _chunks(out)
    process = forks.Process(target=child, args=(str(file), str(out), kind))
    process.start()
    wanted, deadline = before + luck.randint(least, 3), time.monotonic() + 60
    while process.is_alive() and _chunks(out) < wanted and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(luck.uniform(0.0, 0.05))
    os.kill(process.pid, how)
    process.join(60)
    code: int | None = process.exitcode
    return code


@pytest.mark.parametrize("luck", [1, 2])
def test_a_study_killed_many_times_ends_as_if_nothing_had_happened(
    long: tuple[Path, Path], tmp_path: Path, forks: Any, luck: int
) -> None:
    chance = random.Random(luck)
    out = tmp_path / "out"
    seen = set()
    for _ in range(6):
        code = _stop_in_the_midst(forks, long[0], out, signal.SIGKILL, chance)
        assert code in (-signal.SIGKILL, 0)
        if (out / layout.MANIFEST).exists():
            runs = runs_table(out)  # what is there can be looked at, at any moment
            seen.add(len(runs))
            assert not runs.duplicated("run").any()
    assert len([count for count in seen if 0 < count < RUNS]) >= 2
    assert go_on(long[0], out).complete
    same_runs(long[1], out)


def test_a_study_of_processes_can_be_killed_too(
    long: tuple[Path, Path], tmp_path: Path, forks: Any
) -> None:
    out = tmp_path / "out"
    code = _stop_in_the_midst(
        forks, long[0], out, signal.SIGKILL, random.Random(3), "processes", least=1
    )
    assert code == -signal.SIGKILL
    assert go_on(long[0], out).complete
    same_runs(long[1], out)


def test_a_study_interrupted_many_times_ends_as_if_nothing_had_happened(
    long: tuple[Path, Path], tmp_path: Path, forks: Any
) -> None:
    chance = random.Random(4)
    out = tmp_path / "out"
    for how in (signal.SIGINT, signal.SIGTERM, signal.SIGINT):
        code = _stop_in_the_midst(forks, long[0], out, how, chance, least=1)
        assert code == 130
        assert not (out / store.OWNER).exists()
    assert 0 < len(runs_table(out)) < RUNS
    assert go_on(long[0], out).complete
    same_runs(long[1], out)


# ---- when something goes wrong -------------------------------------------------------------


def test_a_full_disk_keeps_what_was_written(
    long: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "FLUSH_ROWS", 20)
    write_whole, room = store.write_whole, 4

    def until_full(path: Path, content: bytes) -> None:
        nonlocal room
        if path.parent.name == layout.CHUNKS:
            room -= 1
            if room < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
        write_whole(path, content)

    out = tmp_path / "out"
    monkeypatch.setattr(store, "write_whole", until_full)
    outcome = go_on(long[0], out)
    assert outcome.trouble.startswith(f"{out}: no space left on the disk; the last ")
    assert not outcome.complete
    kept = len(runs_table(out))
    assert 80 <= kept == outcome.finished < RUNS
    monkeypatch.undo()
    assert go_on(long[0], out).complete
    same_runs(long[1], out)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs the right to mount a small disk"
)
def test_a_disk_that_is_really_full(
    long: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import subprocess

    monkeypatch.setattr(running, "FLUSH_ROWS", 3)
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk")
    try:
        outcome = go_on(long[0], disk / "out")
        assert "no space left on the disk" in outcome.trouble
        assert not list((disk / "out").rglob("*.part"))
        subprocess.run(
            ["mount", "-o", "remount,size=4m", str(disk)], capture_output=True, check=True
        )
        assert go_on(long[0], disk / "out").complete
        same_runs(long[1], disk / "out")
    finally:
        subprocess.run(["umount", str(disk)], capture_output=True, check=False)


def test_a_failed_run_is_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sim

    file, out = write(tmp_path), tmp_path / "out"
    run = sim.run

    def fails_on_some(scenario: Any, seed: int) -> Any:
        if seed == 1_000_002:
            raise ArithmeticError("an unlucky number")
        return run(scenario, seed)

    monkeypatch.setattr(sim, "run", fails_on_some)
    outcome = go_on(file, out)
    assert outcome.complete
    assert (outcome.finished, outcome.failed) == (24, 2)
    runs = runs_table(out)
    failed = runs[runs["status"] == "failed"]
    assert failed["error"].tolist() == ["ArithmeticError: an unlucky number"] * 2
    assert failed["seed"].tolist() == [1_000_002] * 2
    assert failed["approvals"].isna().all()
    assert running.failures(out) == [("ArithmeticError: an unlucky number", 2)]
    monkeypatch.undo()
    assert go_on(file, out).finished == 0  # failed runs stay, unless one asks for them
    store_, resolver = opened(file, out)
    workers = in_threads(1)
    again = running.carry_out(store_, resolver, workers, retry_failed=True)
    workers.close()
    store_.close()
    assert (again.finished, again.failed) == (2, 0)
    go_on(file, tmp_path / "whole")
    same_runs(tmp_path / "whole", out)


def test_a_point_without_a_scenario_gives_failed_runs(tmp_path: Path) -> None:
    """With nobody left in a unit that work is expected of, the arm cannot run there."""
    text = SMALL.replace(
        "hours: {key: meeting.hours_per_case, range: [0, 2 hours]}",
        "staff: {key: organisation.units.housing office.positions, values: [1, 2], range: [1, 3]}",
    ).replace("kind: latin hypercube, points: 3", "kind: points file, file: points.csv")
    (tmp_path / "points.csv").write_text("arrivals,staff\n5,2\n", encoding="utf-8")
    file, out = write(tmp_path, text.replace("values: [1, 2], ", "")), tmp_path / "out"
    store_, resolver = opened(file, out)
    cells = resolver.cells

    def none_at_all(point: Any) -> Any:
        found = cells(point)
        from experiments.study.points import Cell

        key = resolver.key(point, "28 days")
        return {**found, "28 days": Cell(f"none-{key}", error="no scenario: nobody there")}

    resolver.cells = none_at_all  # type: ignore[method-assign]
    workers = in_threads(1)
    outcome = running.carry_out(store_, resolver, workers)
    workers.close()
    store_.close()
    assert (outcome.finished, outcome.failed) == (8, 4)
    runs = runs_table(out)
    assert runs.loc[runs["arm"] == "28 days", "error"].tolist() == ["no scenario: nobody there"] * 4
    assert go_on(file, out).finished == 0


def test_an_error_in_working_out_a_point_is_told_as_what_it_is(tmp_path: Path) -> None:
    file, out = write(tmp_path), tmp_path / "out"
    store_, resolver = opened(file, out)

    def stumbles(_: Any) -> Any:
        raise FileNotFoundError("an unforeseen gap")

    resolver.cells = stumbles  # type: ignore[method-assign]
    workers = in_threads(1)
    outcome = running.carry_out(store_, resolver, workers)
    workers.close()
    store_.close()
    point, _, said = outcome.trouble.partition(" cannot be worked out: ")
    assert point in ("point 1", "point 2", "point 3")
    assert said == "FileNotFoundError: an unforeseen gap"
    assert not outcome.complete
    assert go_on(file, out).complete


def test_measures_come_as_they_are_defined(long: tuple[Path, Path]) -> None:
    runs = runs_table(long[1])
    assert np.isfinite(runs["approvals"]).all()
    assert (
        runs.groupby("arm")["decision_wait"].mean()["28 days"]
        > (runs.groupby("arm")["decision_wait"].mean()["7 days"])
    )
