"""What each application waited for, spell by spell, of a run that kept it.

A spell is a time in which an application that is under way waits for one cause
(:class:`sim.state.Cause`).  Its spells follow one on another without a gap, from its beginning to
its end or the end of the run.  The days of the spells of one cause are what
``World.application_days`` has of it, but for the days that an application takes over from the one
it came of, and for a last spell that the run cuts short.

Two causes are known only afterwards, and are put where they belong: an assessment made again is
the last part of the work in which it is made, and the dwelling a household got stood empty in the
last part of its time on the list.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim import logbook
from sim.state import Cause, Log, World


@dataclass(frozen=True)
class Spells:
    """A value for each spell: its application (row), its cause, and from when to when (days)."""

    application: NDArray[np.int64]
    cause: NDArray[np.int64]
    start: NDArray[np.float64]
    end: NDArray[np.float64]


def spells(world: World) -> Spells:
    """All spells of a run, those of an application together, in order of time.

    Raises ``ValueError`` if the run did not keep them (``sim.run(..., causes=True)``).
    """
    if world.settings[0].log != Log.CAUSES:
        raise ValueError("the run did not write down its causes of waiting")
    count = int(world.clock[0].applications)
    table = np.asarray(world.applications)[:count]
    rows = logbook.rows(world)
    application = np.append(np.arange(count), rows["application"].astype(np.int64))
    cause = np.append(np.full(count, Cause.HAND_OVER), rows["detail"].astype(np.int64))
    start = np.append(table["created"], rows["time"])
    order = np.argsort(application, kind="stable")  # those of one in order of writing
    application, cause, start = application[order], cause[order], start[order]
    _put_re_letting_in_place(cause, start)
    same = application[1:] == application[:-1]
    # What was reckoned backwards may be off by a rounding.
    start[1:] = np.where(same, np.maximum(start[1:], start[:-1]), start[1:])
    end = np.append(start[1:], np.inf)
    last = np.append(~same, True) if count else np.zeros(0, dtype=np.bool_)
    over = np.minimum(table["closed"], world.clock[0].now)
    end[last] = over[application[last]]
    return Spells(application, cause, start, end[: len(start)])


def _put_re_letting_in_place(cause: NDArray[np.int64], start: NDArray[np.float64]) -> None:
    """What was written down when an offer was accepted comes before the offer."""
    late = np.flatnonzero(cause == Cause.RE_LET)
    for values in (cause, start):
        values[late], values[late - 1] = values[late - 1].copy(), values[late].copy()
