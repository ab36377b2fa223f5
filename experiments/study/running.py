"""Carrying out the runs of a study: in what order, on whom, and what is kept when.

Runs are interleaved: the first replication of every arm at every point, then the second, so
that a study cut short is balanced.  With so many cells that what a scenario takes to prepare
cannot be kept for all of them, replications are done one, one, two, four ... at a time: each cell
is prepared a few times only, and none is ever behind another by more than half.

Nothing is gathered: finished runs go to the store every so many runs or seconds, and no more
tasks are handed out than keep the workers busy, so that memory does not grow with the runs.
"""

from __future__ import annotations

import math
import signal
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Future
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np

from experiments.formatting import counted
from experiments.interruption import Asked, interrupts
from experiments.study import design
from experiments.study.addressing import address
from experiments.study.description import Study
from experiments.study.design import Point
from experiments.study.executors import Finished, Job, Workers, WorkersError, resolve, run_jobs
from experiments.study.layout import FAILED, FullError, Row
from experiments.study.points import Cell, Resolver
from experiments.study.store import Store
from experiments.study.tables import runs_table

#: Cells up to which strictly one replication is done after another: what the model prepares for a
#: scenario is kept for about as many.
AT_HAND = 48

#: Bytes of packed scenarios that are kept to be run again.
PACKED_BYTES = 64 * 2**20

#: Finished runs, and seconds, after which they are written.
FLUSH_ROWS, FLUSH_SECONDS = 1000, 30.0

#: Seconds after which the waiting thread looks up, so that Ctrl-C is heard on every platform.
_GLANCE = 0.2

#: Seconds that runs in hand get to finish after an interruption.
_GRACE = 20.0

#: Runs in one task at most.
_MOST_IN_TASK = 64

#: How often a task is tried whose worker died, or that ended in an error; from the second time on
#: it is alone.
_TRIES = 3


@dataclass
class Outcome:
    """What came of going on with a study.

    ``planned`` runs in all (so far as is known), of which ``found`` were there before and
    ``finished`` are new, ``failed`` of these with an error.  ``trouble`` says why it ended
    early, if it did; ``abandoned`` counts tasks still going when nobody waited any more.
    """

    planned: int = 0
    found: int = 0
    finished: int = 0
    failed: int = 0
    interrupted: bool = False
    abandoned: int = 0
    trouble: str = ""
    first_error: str = ""
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        return not self.interrupted and not self.trouble


def passes(cells: int, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Stretches of replications, first and last of each, in which cells are gone through."""
    length, done = 1, first - 1
    while done < last:
        # The doubling goes on from what was done before.
        length = 1 if cells <= AT_HAND else max(1, done)
        stretch = min(length, last - done)
        yield done + 1, done + stretch
        done += stretch


def replications_needed(study: Study, folder: Path) -> dict[int, int]:
    """How many replications each point needs, as far as the runs that are there tell.

    A point whose runs are not there yet up to the next look needs them up to that look.
    """
    plan = study.replications
    numbers = range(1, design.count(study) + 1)
    if plan.fixed:
        return dict.fromkeys(numbers, plan.most)
    keys = list(plan.until)
    runs = runs_table(folder, keys)
    by_point = dict(list(runs.groupby("point")))
    return {point: _needed(study, by_point.get(point), keys) for point in numbers}


def _needed(study: Study, runs: Any, keys: list[str]) -> int:
    plan = study.replications
    wanted = plan.least
    if runs is None:
        return wanted
    values = np.full((len(study.arms), plan.most, len(keys)), np.nan)
    there = np.zeros((len(study.arms), plan.most), dtype=bool)
    arms = runs["arm"].map({arm: place for place, arm in enumerate(study.arms)}).to_numpy()
    replications = runs["replication"].to_numpy() - 1
    there[arms, replications] = True
    values[arms, replications] = runs[keys].to_numpy()
    widths = np.array([plan.until[key] for key in keys])
    while wanted < plan.most:
        if not there[:, :wanted].all() or _narrow(values[:, :wanted], widths):
            return wanted
        wanted = min(wanted + plan.step, plan.most)
    return wanted


def _narrow(values: np.ndarray, widths: np.ndarray) -> bool:
    """Whether all intervals are narrow enough; ``values[arm, replication, measure]``."""
    from experiments.statistics import estimate

    apart = values[1:] - values[0] if len(values) > 1 else values
    for one in apart:
        for place, width in enumerate(widths):
            found = estimate(one[:, place])
            if found.low is None or found.high is None or found.high - found.low > 2.0 * width:
                return False
    return True


@dataclass
class _Task:
    """Jobs sent out together, or a point to be worked out (``point``), and how often so far."""

    jobs: tuple[Job, ...] = ()
    point: Point | None = None
    tries: int = 0

    @property
    def runs(self) -> int:
        return sum(len(job.seeds) for job in self.jobs)


@dataclass
class _Course:
    """One going-through of a study: what is ready, what is out, what has come back."""

    store: Store
    resolver: Resolver
    workers: Workers
    asked: Asked
    report: Callable[[int, int], None] | None
    retry_failed: bool
    outcome: Outcome = field(default_factory=Outcome)
    ready: deque[Job] = field(default_factory=deque)
    again: deque[_Task] = field(default_factory=deque)
    out: dict[Future[Any], _Task] = field(default_factory=dict)
    ended: SimpleQueue[Future[Any]] = field(default_factory=SimpleQueue)
    finished: list[Finished] = field(default_factory=list)
    flushed: float = field(default_factory=time.monotonic)
    packed: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    packed_bytes: int = 0
    waiting: dict[int, tuple[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int, int]] = field(default_factory=set)
    spent: float = 0.0
    timed: int = 0

    @property
    def study(self) -> Study:
        return self.store.study

    # ---- going through ----------------------------------------------------------------------

    def go_through(self, due: Iterator[tuple[Point, int, int]]) -> None:
        """Carry out replications ``first`` to ``last`` of all arms at each of the points.

        One stretch of a point follows another without anybody waiting for the end of the first,
        so that there is work for all workers where the points and arms are few.
        """
        following = next(due, None)
        while not self.stopping:
            room = self.workers.outstanding
            while following is not None and self._can_begin(following[0], room):
                self._begin(*following)
                following = next(due, None)
            self._send(room, all_of_it=following is None and not self.waiting)
            if following is None and not self.out and not self.ready and not self.again:
                return
            self._take_in_what_ended()

    def _can_begin(self, point: Point, room: int) -> bool:
        """Whether there is room, and nothing of the same point waits to be worked out."""
        return (
            not self.stopping
            and point.number not in self.waiting
            and len(self.out) + self._tasks_ready < room
        )

    @property
    def stopping(self) -> bool:
        return self.asked.count > 0 or bool(self.outcome.trouble)

    @property
    def _tasks_ready(self) -> int:
        return len(self.again) + math.ceil(len(self.ready) / self._per_task)

    @property
    def _per_task(self) -> int:
        """Runs that are worth being sent out together."""
        if not self.timed:
            return 1
        wanted = self.workers.seconds * self.timed / max(self.spent, 1e-9)
        return max(1, min(_MOST_IN_TASK, round(wanted)))

    def _begin(self, point: Point, first: int, last: int) -> None:
        """Make jobs of a point, or have its scenarios worked out first where they are not known."""
        keys = {arm: self.resolver.key(point, arm) for arm in self.study.arms}
        known = {arm: self.store.cells.get(key) for arm, key in keys.items()}
        missing = False
        for cell in known.values():
            if cell is None:
                missing = True
            elif not cell.error and cell.identity not in self.packed:
                missing = missing or bool(self._seeds(cell, point, first, last))
        if missing:
            self.waiting[point.number] = (first, last)
            self._submit(_Task(point=point))
            return
        cells = {
            arm: Cell(cell.identity, self.packed.get(cell.identity, b""), cell.error)
            for arm, cell in known.items()
            if cell is not None
        }
        self._make_jobs(point, cells, first, last)

    def _seeds(self, cell: Cell, point: Point, first: int, last: int) -> list[int]:
        """The seeds on which the runs of a cell are not there yet."""
        start = design.seeds(self.study, point.number)
        seeds = range(start + first - 1, start + last)
        return [
            seed
            for seed in seeds
            if not self.store.has(self._address(cell, seed), failed=not self.retry_failed)
        ]

    def _address(self, cell: Cell, seed: int) -> str:
        return address(cell.identity, self.store.code, seed)

    def _make_jobs(self, point: Point, cells: dict[str, Cell], first: int, last: int) -> None:
        count = last - first + 1
        for cell in cells.values():
            stretch = (cell.identity, design.seeds(self.study, point.number) + first, last)
            # Arms that come to the same scenario share their runs.
            seeds = [] if stretch in self.begun else self._seeds(cell, point, first, last)
            self.begun.add(stretch)
            self.outcome.found += count - len(seeds)
            if cell.error:
                for seed in seeds:
                    self._keep((cell.identity, seed, cell.error, 0.0, self._nothing))
            elif seeds:
                self.ready.append(Job(cell.packed, cell.identity, tuple(seeds)))

    @property
    def _nothing(self) -> tuple[float, ...]:
        return (math.nan,) * len(self.store.measures)

    # ---- sending out ------------------------------------------------------------------------

    def _send(self, room: int, *, all_of_it: bool) -> None:
        while self.again and (len(self.out) < room):
            task = self.again[0]
            if task.tries > 1 and self.out:
                return  # alone, so that it is known who is to blame if a worker dies again
            self.again.popleft()
            self._submit(task)
            if task.tries > 1:
                return
        while self.ready and len(self.out) < room:
            wanted = self._per_task
            if not all_of_it and sum(len(job.seeds) for job in self.ready) < wanted:
                return
            self._submit(_Task(tuple(self._next_jobs(wanted))))

    def _next_jobs(self, wanted: int) -> Iterator[Job]:
        """Jobs with as many runs as are wanted in one task, the last one divided if need be."""
        while self.ready and wanted > 0:
            job = self.ready.popleft()
            if len(job.seeds) > wanted:
                self.ready.appendleft(Job(job.packed, job.identity, job.seeds[wanted:]))
                job = Job(job.packed, job.identity, job.seeds[:wanted])
            wanted -= len(job.seeds)
            yield job

    def _submit(self, task: _Task) -> None:
        code = self.store.code
        try:
            if task.point is not None:
                resolver = self.resolver
                if not self.workers.local:
                    resolver = resolver.only_for(task.point)
                future = self.workers.submit(resolve, resolver, task.point, code)
            else:
                future = self.workers.submit(run_jobs, task.jobs, self.store.measures, code)
        except (BrokenExecutor, RuntimeError) as error:
            if not self._renew(error):
                return
            self.again.append(task)
            return
        self.out[future] = task
        future.add_done_callback(self.ended.put)

    def _renew(self, error: BaseException) -> bool:
        """New workers in place of those that have died, if there can be any."""
        if self.workers.renew is None:
            self.outcome.trouble = f"no workers left ({type(error).__name__}: {error})"
            return False
        self.workers.executor.shutdown(wait=False)
        self.workers.executor = self.workers.renew()
        return True

    # ---- taking in --------------------------------------------------------------------------

    def _take_in_what_ended(self) -> None:
        try:
            future = self.ended.get(timeout=_GLANCE)
        except Empty:
            self._flush_if_due()
            return
        self._take_in(future)
        while not self.ended.empty():
            self._take_in(self.ended.get())
        self._flush_if_due()

    def _take_in(self, future: Future[Any]) -> None:
        task = self.out.pop(future, None)
        if task is None:
            return
        if future.cancelled():
            error: BaseException | None = CancelledError("cancelled")
        else:
            error = future.exception()
        if error is None:
            self._accept(task, future.result())
        elif not self.stopping:
            self._try_again(task, error)

    def _accept(self, task: _Task, found: Any) -> None:
        if task.point is not None:
            first, last = self.waiting.pop(task.point.number)
            for arm, cell in found.items():
                self.store.add_cell(self.resolver.key(task.point, arm), cell)
                self._put_at_hand(cell)
            self._make_jobs(task.point, found, first, last)
            return
        for one in found:
            self.spent += one[3]
            self.timed += 1
            self._keep(one)

    def _put_at_hand(self, cell: Cell) -> None:
        """Keep a packed scenario for its next replications, the oldest giving way."""
        if cell.error or cell.identity in self.packed:
            return
        self.packed[cell.identity] = cell.packed
        self.packed_bytes += len(cell.packed)
        while self.packed_bytes > PACKED_BYTES:
            _, oldest = self.packed.popitem(last=False)
            self.packed_bytes -= len(oldest)

    def _keep(self, one: Finished) -> None:
        self.finished.append(one)
        self.outcome.finished += 1
        _, _, error, _, _ = one
        if error is not None:
            self.outcome.failed += 1
            self.outcome.first_error = self.outcome.first_error or error
        if self.report is not None and not self.asked.count:
            done = self.outcome.finished
            self.report(done, max(done, self.outcome.planned - self.outcome.found))

    def _try_again(self, task: _Task, error: BaseException) -> None:
        """A task came to nothing, not the runs in it: their worker died, was never reached, or met
        an error that is of no single run.
        """
        if isinstance(error, WorkersError):
            self.outcome.trouble = str(error)
            return
        if not self.workers.reachable():
            self.outcome.trouble = f"lost {self.workers.where}"
            return
        if isinstance(error, BrokenExecutor) and not self._renewed_meanwhile(error):
            return
        task.tries += 1
        if task.tries < _TRIES:
            halves = _halves(task) if task.tries > 1 else [task]
            self.again.extend(halves)
            return
        if task.runs > 1:  # found to be deadly together: now one by one
            self.again.extend(_one_by_one(task))
            return
        message = f"{type(error).__name__}: {error}"
        if self._lost_its_worker(error):
            message = f"{type(error).__name__}: the worker was lost {_TRIES} times ({error})"
        if task.point is not None:
            self.outcome.trouble = f"point {task.point.number} cannot be worked out: {message}"
            return
        (job,) = task.jobs
        self._keep((job.identity, job.seeds[0], message, 0.0, self._nothing))

    def _lost_its_worker(self, error: BaseException) -> bool:
        """Whether that is no error of the work itself, but of the way to the worker."""
        if isinstance(error, BrokenExecutor | CancelledError):
            return True
        connection = isinstance(error, OSError | EOFError) and not self.workers.local
        return connection or type(error).__module__.partition(".")[0] == "distributed"

    def _renewed_meanwhile(self, error: BaseException) -> bool:
        """See to it that there are workers again, once for all tasks that went down together."""
        try:
            self.workers.submit(_nothing_at_all).result(timeout=600)
            return True
        except (BrokenExecutor, RuntimeError):
            return self._renew(error)

    def _flush_if_due(self) -> None:
        due = time.monotonic() - self.flushed > FLUSH_SECONDS
        if len(self.finished) >= FLUSH_ROWS or (due and self.finished):
            self.flush()

    def flush(self) -> None:
        """Write what has finished; if that cannot be done, stop, and say what was lost."""
        try:
            self.store.write([self._row(*one) for one in self.finished])
        except FullError as error:
            lost = len(self.finished)
            what = f"; the last {counted(lost, 'run')} could not be kept" if lost else ""
            self.outcome.trouble = f"{error}{what}"
            self.outcome.finished -= lost
        self.finished.clear()
        self.flushed = time.monotonic()

    def _row(
        self, identity: str, seed: int, error: str | None, seconds: float, values: tuple[float, ...]
    ) -> Row:
        own = address(identity, self.store.code, seed)
        return Row(own, identity, seed, error, seconds, values)

    # ---- the end ----------------------------------------------------------------------------

    def wind_up(self) -> None:
        """Drop what has not begun, wait a while for what has, write all that finished."""
        for future in list(self.out):
            future.cancel()
        deadline = time.monotonic() + _GRACE
        full = bool(self.outcome.trouble)
        while self.out and time.monotonic() < deadline and self.asked.count < 2 and not full:
            try:
                future = self.ended.get(timeout=_GLANCE)
            except Empty:
                continue
            task = self.out.pop(future, None)
            if task is not None and not future.cancelled() and future.exception() is None:
                self._accept(task, future.result())
        self.outcome.abandoned = sum(future.running() for future in self.out)
        if self.finished or not full:
            trouble = self.outcome.trouble
            self.flush()
            self.outcome.trouble = trouble or self.outcome.trouble


def _nothing_at_all() -> None:
    """What shows whether workers are alive."""


def _halves(task: _Task) -> list[_Task]:
    singles = _one_by_one(task)
    if len(singles) < 2:
        return [task]
    middle = len(singles) // 2
    return [
        _Task(tuple(job for one in part for job in one.jobs), tries=task.tries)
        for part in (singles[:middle], singles[middle:])
    ]


def _one_by_one(task: _Task) -> list[_Task]:
    return [
        _Task((Job(job.packed, job.identity, (seed,)),), tries=_TRIES - 1)
        for job in task.jobs
        for seed in job.seeds
    ]


def carry_out(
    store: Store,
    resolver: Resolver,
    workers: Workers,
    *,
    report: Callable[[int, int], None] | None = None,
    retry_failed: bool = False,
) -> Outcome:
    """Do all runs of the store's study that are not there yet.

    ``report(done, to_do)`` is called as runs end, of those that were not there yet.  Ctrl-C (and
    a request to terminate) is not raised: what has not begun is dropped, what is in hand finishes
    and is kept, and the outcome says ``interrupted``; after a second one nothing is waited for.
    Runs that failed before are left as they are unless ``retry_failed``.
    """
    started = time.monotonic()
    study = store.study
    with interrupts((signal.SIGINT, signal.SIGTERM)) as asked:
        course = _Course(store, resolver, workers, asked, report, retry_failed)
        try:
            _all_passes(course, study)
        finally:
            course.wind_up()
    outcome = course.outcome
    outcome.interrupted = asked.count > 0
    outcome.seconds = time.monotonic() - started
    return outcome


def _all_passes(course: _Course, study: Study) -> None:
    """Replication after replication, and on where a point needs more of them."""
    before: dict[int, int] = {}
    arms = len(study.arms)
    cells = design.count(study) * arms
    while not course.stopping:
        needed = replications_needed(study, course.store.folder)
        course.outcome.planned = sum(needed.values()) * arms
        if needed == before:
            return
        least = min((before.get(point, 0) for point, last in needed.items()), default=0)
        stretches = passes(cells, least + 1, max(needed.values(), default=0))
        course.go_through(
            due for stretch in stretches for due in _due(course, needed, before, *stretch)
        )
        if course.stopping:
            return
        course.flush()
        if study.replications.fixed:
            return
        before = needed


def _due(
    course: _Course, needed: dict[int, int], before: dict[int, int], first: int, last: int
) -> Iterator[tuple[Point, int, int]]:
    """The points that need some of these replications, and which."""
    # No run of an earlier pass is among these: which were begun need not be known any more.
    if not course.waiting:
        course.begun.clear()
    for point in design.points(course.study):
        start = max(first, before.get(point.number, 0) + 1)
        end = min(last, needed[point.number])
        if start <= end:
            yield point, start, end


def failures(folder: Path) -> list[tuple[str, int]]:
    """The errors of failed runs and how often there was each, the most frequent first."""
    runs = runs_table(folder, [])
    found = runs.loc[runs["status"] == FAILED, "error"].value_counts()
    return [(str(error), int(count)) for error, count in found.items()]
