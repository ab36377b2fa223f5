"""Where the time of a study goes, what a second thread gains, and what many runs take to keep.

    python -m tests.benchmarks.study [ROUNDS [ROWS]]

1. Ten-year runs of Moss under two organisations, in one thread, as ``boligsim study run`` does
   them, with every measure kept and with only those that the study names: the share of the
   processor time that is the model's own (people and dwellings of day 0, and the days that
   follow), and what the rest is spent on.  Working out the scenarios of the arms, once in a study,
   stands apart.
2. The same study in one thread and in two, one after the other in each round, in turns first:
   seconds by the clock.  What else the machine does falls on both, but it takes from two threads
   what it leaves to one.  So in every round the same is asked of arithmetic that touches no memory
   and shares nothing: what two threads gain there is what the machine has to give at the time.
3. A store of ROWS runs (a million) with every measure, written as a study writes it, then read
   back: five measures, then all.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numba
import numpy as np

import sim
from experiments.study import design, executors, runs_table
from experiments.study.addressing import address
from experiments.study.checking import checked
from experiments.study.description import ALL_MEASURES, NAMED_MEASURES
from experiments.study.executors import in_threads
from experiments.study.layout import Row, disk_bytes
from experiments.study.opening import Texts, open_store
from experiments.study.points import Resolver
from experiments.study.reading import read_study
from experiments.study.running import FLUSH_ROWS, carry_out
from experiments.study.store import Store
from sim import compiled, measures, running, start

ROUNDS = 5
ROWS = 1_000_000

STUDY = """\
title: Moss under two organisations
question: Where does the time of a study go?
base: moss-2009
levers:
  organisation: [moss-2009, moss-1990s]
measures: [decision_wait, home_wait, referrals, relet_days, total_cost]
keep: {keep}
replications: {replications}
"""

#: Runs of each arm in a round.
REPLICATIONS = 60

#: The same where threads are compared: so many that what is done once, in one thread while the
#: other waits, weighs little, as it does in a study that anybody would want a second thread for.
REPLICATIONS_FOR_THREADS = 240

#: What is told apart in a run, and the function each is the time of.
PARTS: dict[str, tuple[Any, str]] = {
    "day 0": (start, "world"),
    "the days that follow": (running, "advance"),
    "summary": (measures, "summarise"),
    "preparing a scenario": (compiled, "fixed_part"),
    "working out scenarios": (Resolver, "cells"),
    "store": (Store, "write"),
}
ENGINE = ("day 0", "the days that follow")
ONCE = ("preparing a scenario", "working out scenarios")


def opened(folder: Path, replications: int, keep: str = ALL_MEASURES) -> tuple[Store, Resolver]:
    """The store of a new study."""
    text = STUDY.format(replications=replications, keep=keep)
    file = folder / "moss.yaml"
    file.write_text(text, encoding="utf-8")
    asked = read_study(file)
    _, resolver = checked(asked, folder)
    return open_store(folder / "out", resolver, Texts(text, folder), asked), resolver


def seconds(threads: int, replications: int, keep: str = ALL_MEASURES) -> tuple[float, float]:
    """By the clock and of the processor, from an empty store to all runs in it."""
    with tempfile.TemporaryDirectory() as folder:
        store, resolver = opened(Path(folder), replications, keep)
        workers = in_threads(threads)
        try:
            before = time.perf_counter(), time.process_time()
            outcome = carry_out(store, resolver, workers)
            after = time.perf_counter(), time.process_time()
        finally:
            workers.close()
            store.close()
        if not outcome.complete or outcome.failed:
            sys.exit(f"{outcome.failed} runs failed ({outcome.first_error}); {outcome.trouble}")
    return after[0] - before[0], after[1] - before[1]


# ---- where the time goes -------------------------------------------------------------------


@contextmanager
def timed(spent: dict[str, float]) -> Iterator[None]:
    """Adds up the processor time of each of the parts, leaving out a part within another."""
    inner = [0.0]

    def wrapped(part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            inner.append(0.0)
            before = time.thread_time()
            try:
                return function(*arguments, **named)
            finally:
                took = time.thread_time() - before
                spent[part] = spent.get(part, 0.0) + took - inner.pop()
                inner[-1] += took

        return call

    originals = {part: getattr(place, name) for part, (place, name) in PARTS.items()}
    # The model's world is made with what it imported by name.
    by_name = start.fixed_part
    try:
        for part, (place, name) in PARTS.items():
            setattr(place, name, wrapped(part, originals[part]))
        start.fixed_part = compiled.fixed_part
        yield
    finally:
        for part, (place, name) in PARTS.items():
            setattr(place, name, originals[part])
        start.fixed_part = by_name


def shares(rounds: int) -> str:
    """Milliseconds of each part per run and its share, medians over rounds, as Markdown."""
    found: dict[str, list[dict[str, float]]] = {ALL_MEASURES: [], NAMED_MEASURES: []}
    onces = []
    for _ in range(rounds):
        for keep, rows in found.items():
            spent, once = _spent(keep)
            rows.append(spent)
            onces.append(once)
    columns = {keep: _medians(rows) for keep, rows in found.items()}
    lines = [
        "| part of a run, ms | all measures kept | | the five named | |",
        "|---|---:|---:|---:|---:|",
    ]
    totals = {keep: sum(parts.values()) for keep, parts in columns.items()}
    for part in columns[ALL_MEASURES]:
        cells = (
            f"{parts[part]:.2f} | {parts[part] / totals[keep]:.1%}"
            for keep, parts in columns.items()
        )
        lines.append(f"| {part} | {' | '.join(cells)} |")
    lines += [f"| all | {' | | '.join(f'{total:.2f}' for total in totals.values())} | |", ""]
    outside = (
        f"{1.0 - sum(parts[part] for part in ENGINE) / totals[keep]:.1%}"
        for keep, parts in columns.items()
    )
    lines.append(
        f"Outside the engine: {' and '.join(outside)} (wanted: less than 10 %). Beside that "
        f"{1000 * statistics.median(onces):.0f} ms once for the scenarios of both arms."
    )
    return "\n".join(lines)


def _spent(keep: str) -> tuple[dict[str, float], float]:
    """Seconds of the processor that a study took, by part; what is spent once stands apart."""
    spent: dict[str, float] = {}
    with timed(spent):
        _, total = seconds(1, REPLICATIONS, keep)
    once = sum(spent.pop(part, 0.0) for part in ONCE)
    spent["other (handing out, taking in, addresses)"] = total - once - sum(spent.values())
    return spent, once


def _medians(rows: list[dict[str, float]]) -> dict[str, float]:
    """Milliseconds of a run by part, medians over rounds."""
    runs = 2 * REPLICATIONS
    return {part: 1000 * statistics.median(one[part] for one in rows) / runs for part in rows[0]}


# ---- two threads ---------------------------------------------------------------------------


#: Steps of arithmetic that take a second or so.
STEPS = 3_000_000_000


@numba.njit(nogil=True)
def arithmetic(steps: int) -> int:
    """Steps of a congruential generator: work for a processor and nothing else."""
    number = np.uint64(1)
    for _ in range(steps):
        number = number * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
    return number


def given_by_the_machine() -> float:
    """Time for two pieces of arithmetic one after the other, over that for both at once."""

    def took(count: int) -> float:
        with ThreadPoolExecutor(count) as pool:
            before = time.perf_counter()
            list(pool.map(arithmetic, [STEPS, STEPS]))
            return time.perf_counter() - before

    return took(1) / took(2)


def threads(rounds: int) -> str:
    """One thread's time over two threads', round by round."""
    arithmetic(1)
    ratios, given = [], []
    for number in range(rounds):
        order = (1, 2) if number % 2 == 0 else (2, 1)
        given.append(given_by_the_machine())
        took = {count: seconds(count, REPLICATIONS_FOR_THREADS) for count in order}
        given.append(given_by_the_machine())
        ratios.append(took[1][0] / took[2][0])
        # Of the clock's time, what the one thread had of a processor.
        print(
            f"round {number + 1} of {rounds}: one thread {took[1][0]:.2f} s (processor "
            f"{took[1][1]:.2f} s), two threads {took[2][0]:.2f} s ({took[2][1]:.2f} s)",
            file=sys.stderr,
        )
    return (
        f"Two threads: {statistics.median(ratios):.2f} times as fast as one (median of {rounds} "
        f"paired rounds; best {max(ratios):.2f}; wanted: 1.8). Arithmetic alone, before and after "
        f"each round: {statistics.median(given):.2f} times ({min(given):.2f} to {max(given):.2f})."
    )


# ---- many rows -----------------------------------------------------------------------------


def many_rows(rows: int) -> str:
    """Seconds and bytes of a store of so many runs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store, resolver = opened(folder, -(-rows // 2))
        try:
            writing = _fill(store, resolver, rows)
            before = time.perf_counter()
            store.merge()
            merging = time.perf_counter() - before
        finally:
            store.close()
        size = disk_bytes(folder / "out")
        before = time.perf_counter()
        few = runs_table(folder / "out", list(store.study.measures))
        reading_few = time.perf_counter() - before
        before = time.perf_counter()
        everything = runs_table(folder / "out")
        reading = time.perf_counter() - before
        if len(few) != rows or len(everything) != rows:
            sys.exit(f"found {len(few)} and {len(everything)} rows, expected {rows}")
    return (
        f"A store of {rows:,} runs with {len(store.measures)} measures: {size / 1e6:,.0f} MB; "
        f"written in {writing:.1f} s, chunks joined in {merging:.1f} s; "
        f"{len(store.study.measures)} measures read in {reading_few:.1f} s, all in "
        f"{reading:.1f} s."
    )


def _fill(store: Store, resolver: Resolver, rows: int) -> float:
    """Seconds to write rows as a study does: numbers that no two runs have in common."""
    (point,) = design.points(store.study)
    cells = resolver.cells(point)
    for arm, cell in cells.items():
        store.add_cell(resolver.key(point, arm), cell)
    identities = [cell.identity for cell in cells.values()]
    first = design.seeds(store.study, point.number)
    random = np.random.default_rng(1)
    took = 0.0
    for begun in range(0, rows, FLUSH_ROWS):
        numbers = range(begun, min(begun + FLUSH_ROWS, rows))
        values = random.lognormal(3.0, 0.5, (len(numbers), len(store.measures))).tolist()
        chunk = []
        for number, one in zip(numbers, values, strict=True):
            identity, seed = identities[number % 2], first + number // 2
            own = address(identity, store.code, seed)
            chunk.append(Row(own, identity, seed, None, 0.05, tuple(one)))
        before = time.perf_counter()
        store.write(chunk)
        took += time.perf_counter() - before
    return took


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else ROWS
    sim.compile_once(lambda message: print(message, file=sys.stderr))
    seconds(1, 1)
    executors.unpack.cache_clear()
    print(shares(rounds), end="\n\n")
    print(threads(rounds), end="\n\n")
    print(many_rows(rows))


if __name__ == "__main__":
    main()
