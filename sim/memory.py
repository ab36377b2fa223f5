"""Memory for the tables of a run, kept for the next run of the same thread.

A run writes tens of megabytes.  Were they asked of the system each time, it would hand them out
page by page, cleared, for about as long as the run takes.  So all tables of a run are cut from
one block.  When the last table of a run is gone the block is kept, and the next run of the thread
gets it, if it is large enough.  A result that is kept keeps its block; the next run gets another.

Tables are handed out as if new: all bytes zero, but for those that the caller fills in whole.  Of
what a run has written only the rows that were ever in use have to be cleared; how many these are
stands in its record of counts, which is one of the tables.  Rows beyond them must not be written.

A thread keeps one block that no run uses, and none of more than ``MOST_KEPT`` bytes.
"""

from __future__ import annotations

import math
import threading
import weakref
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from sim.state import record_type

#: Bytes of the largest block that is kept for another run.
MOST_KEPT = 256_000_000

#: Where a table begins is a multiple of this: the bytes that a processor fetches at once.
_LINE = 64

#: A block has so much more room than is asked for, so that it fits other seeds as well.
_SPARE = 1 / 16

#: The table whose first row counts the rows in use of others.
COUNTS = "clock"


class Table(NamedTuple):
    """What a table is to look like.

    ``in_use``: the field of the record of counts that says how many of its rows were ever in use;
    without it all may be.  ``filled``: the caller writes all of it, so it need not be cleared.
    """

    shape: tuple[int, ...]
    dtype: np.dtype
    in_use: str | None = None
    filled: bool = False

    @property
    def bytes_per_row(self) -> int:
        return math.prod(self.shape[1:]) * self.dtype.itemsize


@dataclass
class _Block:
    """Memory, and the tables that have been cut from it since it was cleared: by their place."""

    memory: np.ndarray
    tables: dict[int, Table] = field(default_factory=dict)
    counts: np.ndarray | None = None

    def clear(self, first: int) -> None:
        """Make all bytes zero from ``first`` on, which rows in use may have made something else."""
        used = {place: self._rows_in_use(table) for place, table in self.tables.items()}
        for place, rows in used.items():
            # To the end of the line: what was not cleared may have been left there.
            end = place + _whole_lines(rows * self.tables[place].bytes_per_row)
            self.memory[max(first, place) : end] = 0
        self.tables.clear()

    def _rows_in_use(self, table: Table) -> int:
        rows = table.shape[0]
        if table.in_use is None or self.counts is None:
            return rows
        return min(rows, int(self.counts[table.in_use][0]))


class _Use:
    """What numpy keeps for as long as there is a table in a block."""

    def __init__(self, block: _Block) -> None:
        self.__array_interface__ = block.memory.__array_interface__


class _Kept(threading.local):
    """The block that this thread keeps, if any."""

    def __init__(self) -> None:
        self.blocks: list[_Block] = []


_kept = _Kept()

#: Held while a block is taken or given back, which another thread may do; a finalizer may come
#: while this thread holds it.
_handing_over = threading.RLock()


def tables(wanted: dict[str, Table]) -> dict[str, Any]:
    """New tables by name; those of records are ``recarray``."""
    # Tables that need not be cleared come first, where those of the run before lie as well.
    order = sorted(wanted.items(), key=lambda item: not item[1].filled)
    places: dict[str, int] = {}
    size = filled = 0
    for name, table in order:
        places[name] = size
        size += _whole_lines(table.shape[0] * table.bytes_per_row)
        filled = size if table.filled else filled
    block = _block(size)
    block.clear(filled)
    memory = np.asarray(_in_use(block))
    made = {name: _cut(memory, places[name], table) for name, table in order}
    block.tables = {places[name]: table for name, table in order}
    if COUNTS in wanted:
        block.counts = _cut(block.memory, places[COUNTS], wanted[COUNTS])
    return made


def _whole_lines(size: int) -> int:
    return -(-size // _LINE) * _LINE


def kept_bytes() -> int:
    """The bytes that this thread keeps for its next run."""
    return sum(len(block.memory) for block in _kept.blocks)


def _block(size: int) -> _Block:
    with _handing_over:
        block = _kept.blocks.pop() if _kept.blocks else None
    if block is not None and len(block.memory) >= size:
        return block
    memory = np.zeros(int(size * (1 + _SPARE)) + _LINE, dtype=np.uint8)
    return _Block(memory[-memory.ctypes.data % _LINE :])


def _in_use(block: _Block) -> _Use:
    use = _Use(block)
    # Not by ``self``: the block must not keep its own use alive.
    weakref.finalize(use, _give_back, _kept.blocks, block).atexit = False
    return use


def _give_back(kept: list[_Block], block: _Block) -> None:
    """The last table is gone, in whatever thread: the thread that asked for it gets it back."""
    if len(block.memory) > MOST_KEPT:
        return
    with _handing_over:
        kept[:] = [max([block, *kept], key=lambda one: len(one.memory))]


def _cut(memory: np.ndarray, place: int, table: Table) -> np.ndarray:
    length = table.shape[0] * table.bytes_per_row
    array = memory[place : place + length]
    if not table.dtype.names:
        return array.view(table.dtype).reshape(table.shape)
    return array.view(record_type(table.dtype)).view(np.recarray)


__all__ = ["COUNTS", "MOST_KEPT", "Table", "kept_bytes", "tables"]
