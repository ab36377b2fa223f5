"""The log of a run: a page in memory, on which the kernel writes, and those that are full on disk.

A log has a row for everything that happens, some hundred thousand for a large town and a year.
None of them is read while the model runs.  So the kernel has a page to write on
(``World.log``, of which ``clock.log`` rows are in use); a page that is full goes to a temporary
file, and the kernel goes on at its top.  What happens between two events is written by
:func:`write`.  Memory then holds one page, however long the run.

The file belongs to the page: it is there as long as the world is, and gone with it, or with the
process.  It is made when the first page is full; a short run needs none.  A page that is copied or
pickled is only a page, and :func:`pages` says that the others are missing.
"""

from __future__ import annotations

import tempfile
import threading
import weakref
from collections.abc import Iterator
from typing import IO, Any

import numpy as np

from sim.state import LOG_ROW, NOBODY, ROOM, Happening, Log, World, records

#: Rows of a page: a megabyte.
PAGE = 1 << 15


class _Shelf:
    """The pages that are full: a temporary file, closed when nobody has it any more."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._one_at_a_time = threading.Lock()  # a file has one place at which it is read
        self.rows = 0

    def add(self, rows: np.ndarray) -> None:
        """Write rows behind those that are there."""
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="boligsim-log-")  # noqa: SIM115
            weakref.finalize(self, self._file.close)
        with self._one_at_a_time:
            self._file.seek(self.rows * LOG_ROW.itemsize)
            self._file.write(np.ascontiguousarray(rows).view(np.uint8).data)
            self.rows += len(rows)

    def take(self, first: int, last: int) -> np.ndarray:
        """Rows ``first`` to ``last``."""
        assert self._file is not None, "rows of a shelf that has none"
        with self._one_at_a_time:
            self._file.seek(first * LOG_ROW.itemsize)
            content = self._file.read((last - first) * LOG_ROW.itemsize)
        if len(content) < (last - first) * LOG_ROW.itemsize:
            raise OSError("the temporary file of the event log is not all there")
        return np.frombuffer(content, dtype=LOG_ROW)


class _Book:
    """The memory of a page, and the shelf behind it: what numpy keeps as long as the page."""

    def __init__(self, page: np.ndarray, shelf: _Shelf) -> None:
        self._bytes = page.view(np.ndarray).view(np.uint8)
        self.shelf = shelf

    @property
    def __array_interface__(self) -> dict[str, Any]:
        return dict(self._bytes.__array_interface__)


def page(rows: int = PAGE) -> np.recarray:
    """An empty page of a new log, of so many rows."""
    return _page(_Book(records(LOG_ROW, rows), _Shelf()))


def _page(book: _Book) -> np.recarray:
    return np.asarray(book).view(LOG_ROW).view(np.recarray)


def turn(world: World) -> World:
    """The same world with room in its log: a full page goes to the file, or the page gets longer.

    Longer where nothing stands on it, and yet there is too little room for what comes at once.
    """
    book, used = _book(world.log), int(world.clock[0].log)
    if book is None and int(world.clock[0].log_before) > 0:
        raise ValueError("the log of this world is a copy: its pages before are not there")
    if book is None:  # of a copy whose log has no other pages
        book = _Book(world.log.copy(), _Shelf())
        world = world._replace(log=_page(book))
    if used > 0:
        book.shelf.add(world.log[:used])
        world.clock[0].log = 0
        world.clock[0].log_before = book.shelf.rows
        return world
    return world._replace(
        log=_page(_Book(records(LOG_ROW, 2 * (len(world.log) + ROOM)), book.shelf))
    )


def _book(log: np.ndarray) -> _Book | None:
    """What a page belongs to; ``None`` for a copy of one, or an array that never was one."""
    base: Any = log
    while isinstance(base, np.ndarray):
        base = base.base
    return base if isinstance(base, _Book) else None


def write(
    world: World,
    time: float,
    event: Happening,
    *,
    unit: int = NOBODY,
    caseworker: int = NOBODY,
    detail: int = NOBODY,
) -> World:
    """The same world with a row more in its log, if it keeps events: of what happens between two
    of them, where no rule writes (:func:`sim.bookkeeping.note`).  It is about no household."""
    if world.settings[0].log != Log.EVENTS:
        return world
    if world.clock[0].log == len(world.log):
        world = turn(world)
    about_none = dict.fromkeys(("household", "application", "task", "dwelling"), NOBODY)
    told = {"time": time, "event": event, "unit": unit, "caseworker": caseworker, "detail": detail}
    for name, value in {**about_none, **told}.items():
        world.log[name][int(world.clock[0].log)] = value
    world.clock[0].log += 1
    return world


def length(world: World) -> int:
    """How many rows the log has."""
    return int(world.clock[0].log_before) + int(world.clock[0].log)


def pages(world: World) -> Iterator[np.recarray]:
    """The rows of the log in order, page by page.

    Raises ``ValueError`` if earlier pages are not there.
    """
    before = int(world.clock[0].log_before)
    if before > 0:
        book = _book(world.log)
        if book is None or book.shelf.rows != before:
            raise ValueError("the log of this world is a copy: its pages before are not there")
        for first in range(0, before, PAGE):
            yield book.shelf.take(first, min(first + PAGE, before)).view(np.recarray)
    yield world.log[: int(world.clock[0].log)].view(np.recarray)


def rows(world: World) -> np.recarray:
    """All rows of the log, in order."""
    if int(world.clock[0].log_before) == 0:
        return next(pages(world))
    return np.concatenate(list(pages(world))).view(np.recarray)
