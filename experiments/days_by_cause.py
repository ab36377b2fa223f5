"""What the days in need are made of: every day of every household in need, on a cause.

The days are those of :func:`experiments.over_time.days_in_need`, which a change is reckoned to cost
or to save: from each need until it is wholly met, at most until the household's next need, for as
long as waits are followed, and until the end of the run.  So the causes add up to that very sum,
quarter by quarter and in every run, and the difference of the sums with and without a change is the
sum of the differences of the causes.

* While applications of the household are under way, a day lies where they lie
  (:mod:`sim.spells`): in a queue, on the way between units, on the list.  Of several at a time
  each gets an equal part of it.  An application for temporary housing meets no need, and has none.
* While nothing is under way, a day is told by why there is not: nobody has applied yet; the
  household has given up, has been refused for good, or is gone; else a need is left that nobody
  ever saw, or one that was seen and is not met all the same (a search in vain, an application that
  lapsed).

No cause is credited with what it does to another: a need that is not seen makes queues shorter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from experiments.bands import Band, band
from experiments.over_time import in_need_until
from experiments.statistics import Estimate, estimate
from sim.measures.observed import Run
from sim.names import Task, label
from sim.spells import spells
from sim.state import Cause, Outcome

#: Why nothing is under way, by key, as it is told.
IDLE = {
    "before_applying": "before any application",
    "gave_up": "after giving up",
    "refused": "after a refusal for good",
    "gone": "after leaving for an institution, or death",
    "unseen": "nothing under way: a need that nobody saw",
    "not_met": "nothing under way: a need seen and not met",
}
_IDLE = {key: len(Cause) + number for number, key in enumerate(IDLE)}

#: Ends of an episode after which nothing more is asked for.
_ENDS = {Outcome.GAVE_UP: "gave_up", Outcome.REFUSED: "refused", Outcome.GONE: "gone"}


def causes() -> dict[str, str]:
    """All causes of a day in need, in the order of their columns: key, and how it is told."""
    from sim.measures import MEASURES

    told = {label(one): MEASURES[f"wait_{label(one)}"].label for one in Cause}
    return {key: text.removeprefix("Waiting ") for key, text in told.items()} | IDLE


def days_by_cause(run: Run, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Household days in need between each two of ``edges`` (days of the run), [period, cause].

    The run must have kept its causes of waiting (``sim.run(..., causes=True)``).
    """
    found = _In(run)
    days = [found.between(first, last) for first, last in pairwise(edges.tolist())]
    return np.array(days).reshape(-1, len(Cause) + len(IDLE))


class _In:
    """A run's needs, and the spells of the applications about them."""

    def __init__(self, run: Run) -> None:
        rows = run.all_episodes
        self.begun, self.over = rows.need_at, in_need_until(run)
        self.ended = rows.ended_at
        found = spells(run.world)
        applications = run.table("applications")
        episode = applications["episode"][found.application].astype(np.int64)
        about = (episode >= 0) & (applications["task"][found.application] != Task.TEMPORARY_HOUSING)
        self.need, self.cause = episode[about], found.cause[about]
        self.start = found.start[about]
        self.end = np.minimum(found.end[about], self.over[self.need])
        self.applied = np.full(len(rows), np.inf)
        np.minimum.at(self.applied, self.need, self.start)
        self.after = self._after_the_end(run)
        self.left = self._left_over(run)

    @staticmethod
    def _after_the_end(run: Run) -> NDArray[np.int64]:
        """The cause after the end of each episode, -1 where the need that is left tells it."""
        told = np.full(len(Outcome), -1)
        for outcome, key in _ENDS.items():
            told[outcome] = _IDLE[key]
        return told[run.all_episodes.outcome]

    @staticmethod
    def _left_over(run: Run) -> NDArray[np.int64]:
        """The cause while nothing is under way for what is left of each need."""
        rows = run.all_episodes
        latest = run.of_household(rows, "episode") == np.arange(len(rows))
        now = np.where(latest, run.of_household(rows, "recognised"), 0)
        unseen = (rows.needs & ~(rows.recognised | rows.met | now)) != 0
        return np.where(unseen, _IDLE["unseen"], _IDLE["not_met"])

    def between(self, first: float, last: float) -> NDArray[np.float64]:
        """Days by cause from ``first`` to ``last``.

        All moments at which something begins or ends are put in order, need by need.  From one to
        the next as many applications are under way as have begun and not ended; each gets its
        part of the days, and what a spell gets is the sum of these parts from its begin to its end.
        """
        start, end = np.maximum(self.start, first), np.minimum(self.end, last)
        some = np.flatnonzero(end > start)
        start, end, of = start[some], end[some], self.need[some]
        begun, over = np.maximum(self.begun, first), np.minimum(self.over, last)
        needs = np.flatnonzero(over > begun)
        begun, over = begun[needs], over[needs]
        steps = [np.clip(when[needs], begun, over) for when in (self.ended, self.applied)]
        moment = np.concatenate([start, end, begun, over, *steps])
        need = np.concatenate([of, of, *[needs] * (2 + len(steps))])
        change = np.zeros(len(moment), dtype=np.int64)
        change[: len(of)], change[len(of) : 2 * len(of)] = 1, -1
        order = np.lexsort((moment, need))
        moment, need = moment[order], need[order]
        under_way = np.cumsum(change[order])
        length = np.diff(moment, append=moment[-1:])
        length[np.append(need[1:] != need[:-1], True)[: len(need)]] = 0.0
        part = np.divide(length, under_way, out=np.zeros_like(length), where=under_way > 0)
        so_far = np.append(0.0, np.cumsum(part))
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        days = so_far[place[len(of) : 2 * len(of)]] - so_far[place[: len(of)]]
        idle = np.flatnonzero((under_way == 0) & (length > 0.0))
        cause = np.append(self.cause[some], self._why_idle(need[idle], moment[idle]))
        found = np.zeros(len(Cause) + len(IDLE))
        np.add.at(found, cause, np.append(days, length[idle]))
        return found

    def _why_idle(self, need: NDArray[np.int64], since: NDArray[np.float64]) -> NDArray[np.int64]:
        ended = since >= self.ended[need]
        told = np.where(ended & (self.after[need] >= 0), self.after[need], self.left[need])
        waits = ~ended & (since < self.applied[need])
        return np.where(waits, _IDLE["before_applying"], told)


@dataclass(frozen=True)
class Part:
    """One cause: household days since the change, with it and without, and what differs.

    ``course``: the cumulative difference at the end of each quarter after the change.
    """

    key: str
    cause: str
    changed: float
    unchanged: float
    difference: Estimate
    course: Band


@dataclass(frozen=True)
class Account:
    """The difference of the days in need since the change, cause by cause, largest first.

    The means of the parts add up to that of the ``whole``, at the end and in every quarter.
    """

    whole: Estimate
    parts: tuple[Part, ...]


def account(
    changed: Sequence[NDArray[np.float64]], unchanged: Sequence[NDArray[np.float64]]
) -> Account:
    """What differs, from the days of each seed on both sides, [quarter after the change, cause]."""
    sides = np.array(changed), np.array(unchanged)
    apart = (sides[0] - sides[1]).cumsum(axis=1)
    totals = [side.sum(axis=1).mean(axis=0) for side in sides]
    parts = [
        Part(
            key=key,
            cause=told,
            changed=float(totals[0][number]),
            unchanged=float(totals[1][number]),
            difference=estimate(apart[:, -1, number]),
            course=band(apart[:, :, number]),
        )
        for number, (key, told) in enumerate(causes().items())
    ]
    parts.sort(key=lambda one: -abs(one.difference.mean or 0.0))
    return Account(estimate(apart[:, -1].sum(axis=1)), tuple(parts))
