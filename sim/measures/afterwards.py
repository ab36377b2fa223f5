"""What happens to a household afterwards: when a need of it arises again, or follow-up begins.

What happened to each household is linked, the last to the one before, and gone through from there.
Compiled.
"""

from __future__ import annotations

import numpy as np

from sim.jit import entry, rule
from sim.names import Need
from sim.state import FOLLOW_UP, NOBODY, records
from sim.survival import CENSORED, EVENT, Waits


@entry
def link(whose, latest, previous):
    """Fill both: the last that happened to each household, and before each what last did."""
    latest[:] = NOBODY
    for number in range(len(whose)):
        previous[number] = latest[whose[number]]
        latest[whose[number]] = number


@rule
def _next(household, since, wanted, latest, previous, times, needs):
    """The first time of ``household`` at or after a day with all needs ``wanted``, or infinity."""
    earliest = np.inf
    one = latest[household]
    while one != NOBODY:
        if times[one] >= since and needs[one] & wanted == wanted:
            earliest = min(earliest, times[one])
        one = previous[one]
    return earliest


@entry
def find_next(households, since, wanted, latest, previous, times, needs, found):
    """Fill ``found``: the first time of each of ``households`` at or after a day, or infinity.

    Only what happened with all of the needs ``wanted`` (bits) counts.
    """
    for number in range(len(households)):
        household = households[number]
        found[number] = _next(household, since[number], wanted, latest, previous, times, needs)


@entry
def count_near(households, days, apart, end, latest, previous, times, needs):
    """How many of ``days`` lie so many days ``apart`` from the ``end``, and how many of these so
    near to what happened to the household then."""
    judged, near = 0, 0
    for number in range(len(households)):
        day = days[number]
        if day <= end - apart:
            came = _next(households[number], day - apart, 0, latest, previous, times, needs)
            judged += 1
            near += came <= day + apart
    return judged, near


@entry
def wait_until(came, since, end, days, ends):
    """Fill the last two: from one time to another, which only the end of the run cuts short."""
    for number in range(len(came)):
        days[number] = min(came[number], end) - since[number]
        ends[number] = EVENT if came[number] <= end else CENSORED


@entry
def pick_follow_ups(follow_ups, chosen, start, end, whose, began, ended_whose, ended_at):
    """Fill the last four: household and beginning of each spell of follow-up that is looked at;
    household and end of those that ended in the window, ``start`` to ``end``.

    ``chosen``: the households that are looked at, all of them if it is empty.  Returns how many
    there are of each.
    """
    looked_at, ended = 0, 0
    for number in range(len(follow_ups)):
        row = follow_ups[number]
        if len(chosen) > 0 and not chosen[row.household]:
            continue
        whose[looked_at], began[looked_at] = row.household, row.start
        looked_at += 1
        if start <= row.end <= end:
            ended_whose[ended], ended_at[ended] = row.household, row.end
            ended += 1
    return looked_at, ended


# ---- for Python ----------------------------------------------------------------------------


class Later:
    """What happened to each of ``households`` households when, to find what comes next.

    ``whose``: the household of each of ``times``; ``needs``: what was needed, as bits, if that is
    asked for.
    """

    def __init__(
        self,
        whose: np.ndarray,
        times: np.ndarray,
        households: int,
        needs: np.ndarray | None = None,
    ) -> None:
        self._times = np.ascontiguousarray(times, dtype=float)
        self._needs = np.zeros(len(times), dtype=np.int32) if needs is None else needs
        self._latest = np.empty(households, dtype=np.int32)
        self._previous = np.empty(len(times), dtype=np.int32)
        link(np.ascontiguousarray(whose, dtype=np.int32), self._latest, self._previous)

    def after(
        self, households: np.ndarray, since: np.ndarray, need: Need | None = None
    ) -> np.ndarray:
        """The first time of each of ``households`` at or after a day; infinite if none.

        With ``need``: the first at which there was that need.
        """
        found = np.empty(len(households))
        find_next(
            np.ascontiguousarray(households, dtype=np.int32),
            np.ascontiguousarray(since, dtype=float),
            0 if need is None else 1 << need,
            self._latest,
            self._previous,
            self._times,
            self._needs,
            found,
        )
        return found

    def near(
        self, households: np.ndarray, days: np.ndarray, apart: float, end: float
    ) -> tuple[int, int]:
        """How many of the days of ``households`` are known to have had it near, or not: at most so
        many days ``apart``, before or after; and how many had."""
        found: tuple[int, int] = count_near(
            households,
            days,
            apart,
            end,
            self._latest,
            self._previous,
            self._times,
            self._needs,
        )
        return found


class FollowUps:
    """The spells of follow-up of a run, in order: ``whose`` they are, and when they ``began``;
    ``ended_whose`` and ``ended_at`` of those that ended in the window."""

    def __init__(
        self, follow_ups: np.ndarray, chosen: np.ndarray, start: float, end: float
    ) -> None:
        whose, ended_whose = np.empty((2, len(follow_ups)), dtype=np.int32)
        began, ended_at = np.empty((2, len(follow_ups)))
        looked_at, ended = pick_follow_ups(
            follow_ups, chosen, start, end, whose, began, ended_whose, ended_at
        )
        self.whose, self.began = whose[:looked_at], began[:looked_at]
        self.ended_whose, self.ended_at = ended_whose[:ended], ended_at[:ended]


def until(came: np.ndarray, since: np.ndarray, end: float) -> Waits:
    """Waits from one time to another that nothing but the ``end`` of the run cuts short."""
    days, ends = np.empty(len(came)), np.empty(len(came), dtype=np.int8)
    wait_until(came, since, end, days, ends)
    return Waits(days, ends)


def compile_entries() -> None:
    """Compile what comes next, for a run in which there was nobody."""
    spells = np.asarray(records(FOLLOW_UP, 0))
    found = FollowUps(spells, np.zeros(0, dtype=np.bool_), 0.0, 0.0)
    later = Later(found.whose, found.began, 0)
    later.near(found.ended_whose, found.ended_at, 0.0, 0.0)
    until(later.after(found.ended_whose, found.ended_at), found.ended_at, 0.0)
