"""Threads, processes and a cluster give the same runs, whatever becomes of a worker."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from experiments.study import executors, running, runs_table
from experiments.study.executors import (
    Job,
    WorkersError,
    in_cluster,
    in_processes,
    in_threads,
    run_jobs,
)
from tests.small_studies import SMALL, go_on, opened, poisoned_run, same_runs, write

LONG = SMALL.replace("points: 3", "points: 6").replace("replications: 4", "replications: 20")


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A study that was carried out in one thread: its file and its folder."""
    folder = tmp_path_factory.mktemp("long")
    file = write(folder, LONG)
    assert go_on(file, folder / "out", in_threads(1)).complete
    return file, folder / "out"


def test_processes_give_the_same_runs(long: tuple[Path, Path], tmp_path: Path) -> None:
    workers = in_processes(2)
    outcome = go_on(long[0], tmp_path / "out", workers)
    assert outcome.complete
    assert not outcome.failed
    same_runs(long[1], tmp_path / "out")


def test_a_worker_that_dies_costs_nothing(
    long: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "FLUSH_ROWS", 5)
    workers = in_processes(2)
    killed = []

    def kill_one(done: int, _planned: int) -> None:
        if done >= 40 and not killed:
            victim = next(iter(workers.executor._processes))  # type: ignore[attr-defined]
            killed.append(victim)
            os.kill(victim, signal.SIGKILL)

    store, resolver = opened(long[0], tmp_path / "out")
    outcome = running.carry_out(store, resolver, workers, report=kill_one)
    workers.close()
    store.close()
    assert killed
    assert outcome.complete
    assert not outcome.failed
    same_runs(long[1], tmp_path / "out")


def test_workers_do_not_outlive_a_study_that_is_killed() -> None:
    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, signal\n"
            "from experiments.study.executors import in_processes\n"
            "print(in_processes(1).submit(os.getpid).result(), flush=True)\n"
            "os.kill(os.getpid(), signal.SIGKILL)",
        ],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=600,
    )
    assert killed.returncode == -signal.SIGKILL
    worker = int(killed.stdout)
    until = time.monotonic() + 60
    while _lives(worker) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _lives(worker)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_run_that_kills_its_worker_is_a_failed_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One deadly seed, and all the others are done."""
    text = SMALL.replace("points: 3", "points: 2").replace("replications: 4", "replications: 2")
    file = write(tmp_path, text)
    workers = in_processes(1)
    submit = workers.submit
    deadly: list[str] = []

    def watched(function: Any, *arguments: Any) -> Any:
        if function is run_jobs:
            for job in arguments[0]:
                if 1_000_002 in job.seeds and (not deadly or deadly == [job.identity]):
                    deadly[:] = [job.identity]
                    return submit(poisoned_run, *arguments)
        return submit(function, *arguments)

    monkeypatch.setattr(workers, "submit", watched)
    outcome = go_on(file, tmp_path / "out", workers)
    assert outcome.complete
    assert (outcome.finished, outcome.failed) == (8, 1)
    runs = runs_table(tmp_path / "out")
    failed = runs[runs["status"] == "failed"]
    assert failed["seed"].tolist() == [1_000_002]
    assert failed["error"].str.contains("worker was lost").all()


def test_workers_of_another_version_are_refused() -> None:
    with pytest.raises(WorkersError, match="another version"):
        run_jobs([Job(b"", "", (1,))], (), "0123456789abcdef")


def test_another_version_ends_the_study_with_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from experiments.study import opening

    monkeypatch.setattr(opening, "code_version", lambda: "0123456789abcdef")
    outcome = go_on(write(tmp_path), tmp_path / "out")
    assert "another version of boligsim" in outcome.trouble
    assert outcome.finished == 0


@pytest.mark.parametrize(
    ("made", "one", "two"),
    [
        (executors.in_threads, "1 thread", "2 threads"),
        (executors.in_processes, "1 process", "2 processes"),
    ],
)
def test_one_worker_is_singular(
    made: Callable[[int], executors.Workers], one: str, two: str
) -> None:
    for count, said in ((1, one), (2, two)):
        workers = made(count)
        workers.close()
        assert workers.where == said


def test_no_more_tasks_are_out_than_keep_the_workers_busy(tmp_path: Path) -> None:
    workers = in_threads(2)
    most = 0
    submit = workers.executor.submit

    def watched(*arguments: Any) -> Any:
        nonlocal most
        most = max(most, workers.executor._work_queue.qsize())  # type: ignore[attr-defined]
        return submit(*arguments)

    workers.executor.submit = watched  # type: ignore[method-assign,assignment]
    go_on(write(tmp_path, LONG), tmp_path / "out", workers)
    assert 0 < most <= workers.outstanding == 6


def test_a_cluster_that_grows_gets_more_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    workers = in_threads(1)
    workers.close()
    size = 1
    grows = executors.Workers(workers.executor, 1, 1.0, "", backlog=10, recount=lambda: size)
    assert grows.outstanding == 20
    size = 40
    assert grows.outstanding == 20  # it is not asked all the time
    monkeypatch.setattr(executors, "_RECOUNT", 0.0)
    assert grows.outstanding == 410


# ---- a cluster -----------------------------------------------------------------------------


class Cluster:
    """A scheduler and workers, each a process of its own, on this computer."""

    def __init__(self, folder: Path, workers: int) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self.file = folder / "scheduler.json"
        self._start("scheduler", "--no-dashboard", "--host", "127.0.0.1", "--port", "0")
        for _ in range(workers):
            self.add_worker()

    def add_worker(self) -> subprocess.Popen[bytes]:
        return self._start(
            *("worker", "--nthreads", "1", "--no-dashboard", "--no-nanny"),
            *("--host", "127.0.0.1", "--local-directory", str(self.folder)),
        )

    def _start(self, kind: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "distributed.cli.dask_" + kind]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        log = (self.folder / f"{kind}-{len(self.processes)}.log").open("wb")
        process = subprocess.Popen(
            [*command, "--scheduler-file", str(self.file), *options],
            stdout=log,
            stderr=log,
            env=environment,
            cwd=self.folder,
        )
        log.close()
        self.processes.append(process)
        return process

    @property
    def address(self) -> str:
        import json

        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                return str(json.loads(self.file.read_text())["address"])
            except (OSError, ValueError):
                time.sleep(0.05)
        raise AssertionError((self.folder / "scheduler-0.log").read_text())

    def close(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait(20)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    started = Cluster(tmp_path_factory.mktemp("cluster"), workers=3)
    try:
        yield started
    finally:
        started.close()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_cluster_that_loses_a_worker_gives_the_same_runs(
    long: tuple[Path, Path], tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Small tasks, so that there are many when the worker is lost.
    monkeypatch.setattr(executors, "_IN_CLUSTER", 0.02)
    workers = in_cluster(cluster.address)
    killed = []

    def kill_one(done: int, _planned: int) -> None:
        if done >= 60 and not killed:
            killed.append(cluster.processes[1].pid)
            cluster.processes[1].kill()

    store, resolver = opened(long[0], tmp_path / "out")
    outcome = running.carry_out(store, resolver, workers, report=kill_one)
    workers.close()
    store.close()
    assert killed
    assert outcome.complete
    assert (outcome.finished, outcome.failed) == (6 * 2 * 20, 0)
    same_runs(long[1], tmp_path / "out")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_cluster_with_another_version_is_refused(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What the workers say is compared with what is said here.
    monkeypatch.setattr(executors, "_version_here", lambda: "0123456789abcdef")
    with pytest.raises(WorkersError, match=r"worker tcp://.* has another version of boligsim"):
        in_cluster(cluster.address)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_cluster_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(executors, "_PATIENCE", 1)
    with pytest.raises(WorkersError, match="found no Dask scheduler there"):
        in_cluster("tcp://127.0.0.1:9")


class _Silent(threading.Thread):
    """Somebody who takes what is sent and never answers."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self) -> None:
        held = []
        with suppress(OSError):
            while True:
                held.append(self.socket.accept())


def test_who_is_no_scheduler_is_told_and_nothing_is_heard_of_him_later() -> None:
    """In a process of its own, to its end: a client that was not closed speaks up there."""
    pytest.importorskip("distributed")
    silent = _Silent()
    silent.start()
    code = (
        "from experiments.study import executors\n"
        "executors._PATIENCE = 1\n"
        "try:\n"
        f"    executors.in_cluster('tcp://127.0.0.1:{silent.port}')\n"
        "except executors.WorkersError as error:\n"
        "    print(error)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=environment,
        timeout=100,
        check=True,
    )
    silent.socket.close()
    assert "found no Dask scheduler there" in ended.stdout
    assert ended.stderr == ""


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_the_address_of_a_worker_is_refused(cluster: Cluster) -> None:
    from distributed import Client

    with Client(cluster.address, set_as_default=False) as client:
        client.wait_for_workers(1, timeout=30)
        worker = next(iter(client.nthreads()))
    with pytest.raises(WorkersError, match="found a Dask worker, expected a scheduler"):
        in_cluster(worker)


def test_without_dask_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WorkersError, match=r"pip install 'boligsim\[cluster\]'"):
        in_cluster("tcp://127.0.0.1:9")
