"""Memory for the tables of a run, kept for the next run of the same thread.

A run writes tens of megabytes.  Were they asked of the system each time, it would hand them out
page by page, cleared, for about as long as the run takes.  So all tables of a run are cut from
one block.  When the last table of a run is gone the block is kept, and the next run of the thread
gets it, if it is large enough.  A result that is kept keeps its block; the next run gets another.

Only tables of which any row may be read at once are handed out as if new, with all bytes zero.  In
the others, by far the larger ones, lies what an earlier run has left: whoever takes a row of them
in use writes all of it, or clears it first (:func:`sim.jit.clear_row`).  So memory is cleared where
it is about to be written, when the processor has it at hand.

A thread keeps one block that no run uses, and none of more than ``MOST_KEPT`` bytes.
"""

from __future__ import annotations

import math
import threading
import weakref
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sim.state import record_type

#: Bytes of the largest block that is kept for another run.
MOST_KEPT = 256_000_000

#: Where a table begins is a multiple of this: the bytes that a processor fetches at once.
_LINE = 64

#: A block has so much more room than is asked for, so that it fits other seeds as well.
_SPARE = 1 / 16


class Table(NamedTuple):
    """What a table is to look like; and whether it is ``cleared`` (all bytes zero)."""

    shape: tuple[int, ...]
    dtype: np.dtype
    cleared: bool = False

    @property
    def bytes(self) -> int:
        return math.prod(self.shape) * self.dtype.itemsize


@dataclass(eq=False)
class _Block:
    """Memory that tables are cut from."""

    memory: np.ndarray


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
    """Tables by name; those of records are ``recarray``."""
    sizes = {name: _whole_lines(table.bytes) for name, table in wanted.items()}
    memory = np.asarray(_in_use(_block(sum(sizes.values()))))
    made = {}
    place = 0
    for name, table in wanted.items():
        if table.cleared:
            memory[place : place + sizes[name]] = 0
        made[name] = _cut(memory, place, table)
        place += sizes[name]
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
    array = memory[place : place + table.bytes]
    if not table.dtype.names:
        return array.view(table.dtype).reshape(table.shape)
    return array.view(record_type(table.dtype)).view(np.recarray)


__all__ = ["MOST_KEPT", "Table", "kept_bytes", "tables"]
