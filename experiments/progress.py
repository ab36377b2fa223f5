"""How far the runs have come, on the error stream, with the time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Seconds between lines where there is no terminal to redraw.
_EVERY = 10.0


@contextmanager
def progress(total: int) -> Iterator[Callable[[int, int], None]]:
    """A function ``report(done, total)`` that shows a bar, or now and then a line."""
    if sys.stderr.isatty():
        with _bar(total) as report:
            yield report
    else:
        yield _lines()


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("time left"),
        TimeRemainingColumn(),
        TextColumn("used"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("runs", total=total)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _lines() -> Callable[[int, int], None]:
    started = time.monotonic()
    last = started

    def report(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < _EVERY or done == total:
            return
        last = now
        left = (now - started) / done * (total - done)
        print(f"{done} of {total} runs, about {left:.0f} s left", file=sys.stderr, flush=True)

    return report
