"""Where runs are carried out: threads, processes, or a Dask cluster, behind one interface.

All take a function and its arguments and give a future (``concurrent.futures.Executor``).  What
they are handed is a packed scenario and seeds, what they give back is numbers, so that it makes
no difference where a run takes place.
"""

from __future__ import annotations

import asyncio
import logging
import math
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from experiments.formatting import counted
from experiments.study.addressing import code_version
from experiments.study.points import Cell, Resolver, unpack
from sim.scenario.errors import quoted

#: Seconds of work that a task should hold: sending it must not take longer than doing it.
_IN_THREADS, _IN_PROCESSES, _IN_CLUSTER = 0.0, 0.2, 1.0

#: How often a cluster tries a task again whose worker was lost.
_RETRIES = 3

#: One thread at a time prepares a scenario.  The global lock lets no more of them get on anyhow,
#: and what the model remembers of expected flows is that of the scenario asked about last.
_preparing = threading.Lock()

#: Tasks that wait or run for each thread of a cluster: so many that one that grows with the work
#: there is sees some.
_BACKLOG = 10

#: Seconds after which it is asked again how many threads a cluster has.
_RECOUNT = 5.0

#: Seconds to wait for a cluster's scheduler.
_PATIENCE = 20

#: How a scheduler can be reached from another process.
_REACHED_BY = ("tcp", "tls", "ws", "wss", "ucx")
_HIGHEST_PORT = 65535


class WorkersError(Exception):
    """Workers that cannot be used; the message says why."""


@dataclass(frozen=True)
class Job:
    """Runs of one scenario: packed, with its identity, on some seeds."""

    packed: bytes
    identity: str
    seeds: tuple[int, ...]


#: What became of a run: identity, seed, error (``None``: none), seconds, values of the measures.
Finished = tuple[str, int, str | None, float, tuple[float, ...]]


def run_jobs(jobs: Sequence[Job], measures: Sequence[str], code: str) -> list[Finished]:
    """Carry out jobs; a run that fails gives an error, not an exception.

    Raises :class:`WorkersError` where another version of the model is installed.
    """
    if code_version() != code:
        raise WorkersError(f"a worker has another version of boligsim ({code_version()})")
    from sim.compiled import fixed_part

    found = []
    for job in jobs:
        scenario = unpack(job.packed)
        with _preparing, suppress(Exception):  # the run itself then says what is wrong
            fixed_part(scenario)
        for seed in job.seeds:
            found.append((job.identity, seed, *_run(scenario, seed, measures)))
    return found


def _run(
    scenario: Any, seed: int, measures: Sequence[str]
) -> tuple[str | None, float, tuple[float, ...]]:
    import sim
    from sim.measures import summarise

    started = time.perf_counter()
    try:
        result = sim.run(scenario, seed)
        found = summarise(result.world, result.scenario, measures)
        endless = [key for key, value in found.items() if math.isinf(value)]
        if endless:
            raise ValueError(f"infinite: {', '.join(endless)}")
    except Exception as error:
        nothing = (math.nan,) * len(measures)
        return f"{type(error).__name__}: {error}", time.perf_counter() - started, nothing
    return None, time.perf_counter() - started, tuple(found.values())


def resolve(resolver: Resolver, point: Any, code: str) -> dict[str, Cell]:
    """The scenarios of all arms at a point."""
    if code_version() != code:
        raise WorkersError(f"a worker has another version of boligsim ({code_version()})")
    with _preparing:
        return resolver.cells(point)


@dataclass
class Workers:
    """Workers of one kind: ``count`` of them, each task worth ``seconds`` of work or so.

    ``backlog``: tasks that wait or run for each of them.  ``recount`` tells how many there are
    by now, where that can change.  ``renew`` makes an executor again whose processes have died;
    ``reachable`` tells whether there is still somebody to send tasks to.  ``local`` workers share
    this process's memory.
    """

    executor: Executor
    count: int
    seconds: float
    where: str
    local: bool = False
    backlog: int = 2
    recount: Callable[[], int] | None = None
    renew: Callable[[], Executor] | None = None
    reachable: Callable[[], bool] = lambda: True
    shut: Callable[[], None] | None = None
    _counted: float = field(default_factory=time.monotonic)

    @property
    def outstanding(self) -> int:
        """Tasks that may wait or run at a time: enough for nobody to be idle, and no more."""
        if self.recount is not None and time.monotonic() - self._counted > _RECOUNT:
            with suppress(Exception):  # an answer that does not come is no reason to stop
                self.count = self.recount()
            self._counted = time.monotonic()
        return self.backlog * (self.count + 1)

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        return self.executor.submit(function, *arguments)

    def close(self) -> None:
        """Let the workers go, without waiting for those still at work."""
        if self.shut is not None:
            self.shut()
        else:
            self.executor.shutdown(wait=False, cancel_futures=True)


def in_threads(count: int) -> Workers:
    """Threads of this process: the model runs without the global lock."""
    where = counted(count, "thread")
    return Workers(ThreadPoolExecutor(count), count, _IN_THREADS, where, local=True)


def in_processes(count: int) -> Workers:
    """Processes of their own, each of which loads the model that was compiled before."""

    def make() -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(count, mp_context=context, initializer=_begin)

    executor = make()
    where = counted(count, "process", "processes")
    return Workers(executor, count, _IN_PROCESSES, where, renew=make)


def _begin() -> None:
    """What a worker process does first: leave Ctrl-C to its parent, load the model."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import sim

    sim.compile_once()


def _end_with_parent() -> None:
    """A parent that is killed tells nobody: its workers would wait for tasks for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def in_cluster(address: str) -> Workers:
    """The workers of the Dask cluster whose scheduler is at ``address``.

    Raises :class:`WorkersError` if there is none, or its workers have another version.
    """
    try:
        from distributed import Client
    except ImportError:
        raise WorkersError(
            "--cluster needs Dask, which is not installed: pip install 'boligsim[cluster]'"
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    _demand_an_address(address)
    # A client that finds nobody goes on looking behind one's back: first see who is there.
    try:
        _demand_a_scheduler(address)
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except WorkersError:
        raise
    except Exception as error:  # whoever answers there may do so in any way
        said = str(error).partition("\n")[0] or "no answer"
        raise WorkersError(
            f"--cluster {address}: found no Dask scheduler there ({said}), expected the address "
            "that a scheduler prints when it starts"
        ) from None
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
        _demand_the_same_version(client, address)
        threads = _threads(client)
    except TimeoutError:
        client.close()
        raise WorkersError(f"--cluster {address}: found no workers, expected some") from None
    except BaseException:
        client.close()
        raise
    return Workers(
        client.get_executor(retries=_RETRIES),
        threads,
        _IN_CLUSTER,
        f"{counted(threads, 'thread')} of the cluster at {address}",
        backlog=_BACKLOG,
        recount=lambda: _threads(client),
        reachable=lambda: client.status == "running",
        shut=client.close,
    )


def _demand_an_address(address: str) -> None:
    """Refuse what cannot be the address of a scheduler, without asking the network."""
    from distributed.comm.addressing import parse_address, parse_host_port

    try:
        kind, place = parse_address(address)
        host, port = parse_host_port(place)
        good = kind in _REACHED_BY and bool(host) and 1 <= int(port) <= _HIGHEST_PORT
    except ValueError:
        good = False
    if not good:
        raise WorkersError(
            f"--cluster: found {quoted(address)}, expected the address of a Dask scheduler, "
            "tcp://HOST:PORT (8786 is the usual port)"
        )


def _demand_a_scheduler(address: str) -> None:
    """Ask who is at ``address``; fails in whatever way the connection does."""
    from distributed import rpc
    from distributed.security import Security

    async def identity() -> Any:
        secrets = Security().get_connection_args("client")
        async with rpc(address, timeout=_PATIENCE, connection_args=secrets) as there:
            return await there.identity()

    async def in_time() -> Any:
        return await asyncio.wait_for(identity(), _PATIENCE)

    found = asyncio.run(in_time())
    if "workers" not in found:
        kind = str(found.get("type", "something else")).lower()
        raise WorkersError(f"--cluster {address}: found a Dask {kind}, expected a scheduler")


def _threads(client: Any) -> int:
    return sum(client.nthreads().values())


def _demand_the_same_version(client: Any, address: str) -> None:
    wanted = _version_here()
    try:
        found = client.run(code_version, on_error="return")
    except Exception as error:
        raise WorkersError(f"--cluster {address}: workers do not answer ({error})") from None
    for worker, version in found.items():
        if isinstance(version, Exception):
            raise WorkersError(
                f"--cluster {address}: boligsim is not installed on worker {worker} "
                f"({type(version).__name__}: {version})"
            )
        if version != wanted:
            raise WorkersError(
                f"--cluster {address}: worker {worker} has another version of boligsim "
                f"({version}, this is {wanted}); install the same one everywhere"
            )


def _version_here() -> str:
    return code_version()
