"""Waits with competing ends: the Aalen-Johansen estimate and what is read off it.

A household that is still waiting when the run ends is censored.  One that gave up, found a
home itself or was refused has left by a competing risk: it will not have the event any more,
so it is neither dropped nor treated as censored.

What goes through all waits one by one is compiled.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.jit import entry

#: Codes of how a wait ended; every other number is a competing risk, each of its own.
CENSORED = 0
EVENT = 1
OTHER = 2

#: What sums of probabilities may be off.
_ROUNDING = 1e-12


class Curve(NamedTuple):
    """Cumulative incidence after each of ``times`` (days, increasing).

    ``event``: probability that the event has come; ``waiting``: that nothing has.
    """

    times: np.ndarray
    event: np.ndarray
    waiting: np.ndarray


class Waits:
    """Waits of ``days`` (shape [n], not negative) that ended as the codes ``ends`` say.

    They are put in order once; curves of any of the ways to end, and of any part of them,
    are then read off without sorting again.  At equal times ends come before censoring.
    """

    def __init__(self, days: np.ndarray, ends: np.ndarray) -> None:
        days = np.ascontiguousarray(days, dtype=float)
        ends = np.ascontiguousarray(ends, dtype=np.int8)
        self._order = np.empty(len(days), dtype=np.int64)
        self.days = np.empty(len(days))
        self.ends = np.empty(len(days), dtype=np.int8)
        _put_in_order(days.argsort(), days, ends, self._order, self.days, self.ends)
        self._curves: dict[int, Curve] = {}

    def divided(self, part: np.ndarray, parts: int) -> list[Waits]:
        """The waits of each of so many parts.

        ``part``: the number of the part of each, in the order in which they were given; -1 if it
        is in none.
        """
        part = np.ascontiguousarray(part, dtype=np.int64)
        first = np.zeros(parts + 2, dtype=np.int64)
        number = np.empty(len(part), dtype=np.int64)
        order, days, ends = np.empty_like(number), np.empty(len(part)), np.empty_like(self.ends)
        _divide(part, first, number, self._order, self.days, self.ends, order, days, ends)
        edges = first[: parts + 1].tolist()
        return [
            Waits._of(order[begun:over], days[begun:over], ends[begun:over])
            for begun, over in pairwise(edges)
        ]

    def among(self, chosen: np.ndarray) -> Waits:
        """Some of them: ``chosen`` says which, in the order in which they were given."""
        return self.divided(np.where(chosen, 0, -1), 1)[0]

    @staticmethod
    def _of(order: np.ndarray, days: np.ndarray, ends: np.ndarray) -> Waits:
        """Waits that are in order already."""
        waits = Waits.__new__(Waits)
        waits._order, waits.days, waits.ends = order, days, ends
        waits._curves = {}
        return waits

    def curve(self, event: int = EVENT) -> Curve:
        """The curve of ending by the code ``event``, all other ends being competing risks."""
        if event not in self._curves:
            came, waiting = np.empty(len(self.days)), np.empty(len(self.days))
            _fill_curve(self.ends, int(event), came, waiting)
            self._curves[event] = Curve(self.days, came, waiting)
        return self._curves[event]


@entry
def _put_in_order(by_length, days, ends, order, ordered_days, ordered_ends):
    """Fill the last three: waits by length, of those that are equal the censored ones last."""
    count = len(by_length)
    first = 0
    while first < count:
        length = days[by_length[first]]
        after = first + 1
        while after < count and days[by_length[after]] == length:
            after += 1
        place = first
        for censored in range(2):
            for at in range(first, after):
                number = by_length[at]
                if (ends[number] == CENSORED) == (censored == 1):
                    order[place] = number
                    ordered_days[place] = length
                    ordered_ends[place] = ends[number]
                    place += 1
        first = after


@entry
def _divide(part, first, number, order, days, ends, part_order, part_days, part_ends):
    """Fill the last three: part after part, beginning at ``first``, each in the order of all.

    ``first`` [part + 2]: to be handed in as zeros.  ``number``: filled with the numbers that
    waits have within their part.  Those in no part come last, as if they were one: to ask of each
    whether it is in any would take as long as all the rest.
    """
    none = len(first) - 2
    for one in range(len(part)):
        mine = part[one] if part[one] >= 0 else none
        number[one] = first[mine + 1]
        first[mine + 1] += 1
    for one in range(none + 1):
        first[one + 1] += first[one]
    # Each part's beginning moves on as it is filled, to where the next one begins.
    for at in range(len(order)):
        one = order[at]
        mine = part[one] if part[one] >= 0 else none
        place = first[mine]
        part_order[place] = number[one]
        part_days[place] = days[at]
        part_ends[place] = ends[at]
        first[mine] += 1
    for one in range(none + 1, 0, -1):
        first[one] = first[one - 1]
    first[0] = 0


@entry
def _fill_curve(ends, event, came, waiting):
    """Fill the last two: what is true after each of the waits, which are in order."""
    still, so_far = 1.0, 0.0
    for place in range(len(ends)):
        at_risk = len(ends) - place
        if ends[place] == event:
            so_far += still / at_risk
        if ends[place] != CENSORED:
            still *= 1.0 - 1.0 / at_risk
        came[place] = so_far
        waiting[place] = still


def aalen_johansen(days: np.ndarray, ends: np.ndarray) -> Curve:
    """The curve of the code ``EVENT`` for waits of ``days`` that ended as ``ends`` says."""
    return Waits(days, ends).curve()


def incidence_at(curve: Curve, day: float) -> float:
    """Probability that the event has come by ``day``; nan without any waits."""
    if len(curve.times) == 0:
        return float("nan")
    index = curve.times.searchsorted(day, side="right")
    return float(curve.event[index - 1]) if index > 0 else 0.0


def waiting_at(curve: Curve, day: float) -> float:
    """Probability that nothing has come by ``day``; 1 without any waits."""
    index = int(curve.times.searchsorted(day, side="right"))
    return float(curve.waiting[index - 1]) if index else 1.0


def restricted_mean(curve: Curve, horizon: float) -> float:
    """Mean days without the event in the first ``horizon`` days; nan without any waits.

    Who left otherwise is without it to the end of the horizon.
    """
    return float(_area(curve.times, curve.event, True, float(horizon)))


def restricted_waiting(curve: Curve, horizon: float) -> float:
    """Mean days spent waiting in the first ``horizon`` days, whatever ended the wait."""
    return float(_area(curve.times, curve.waiting, False, float(horizon)))


def quantile(curve: Curve, share: float) -> float:
    """Days after which ``share`` of all have had the event; nan if that is never reached."""
    index = int(curve.event.searchsorted(share - _ROUNDING))
    return float(curve.times[index]) if index < len(curve.times) else float("nan")


@entry
def _area(times, heights, below, horizon):
    """Area to ``horizon`` of a step function that is 1 at first and steps at ``times``.

    Under ``heights`` or, with ``below``, what they leave of 1.
    """
    if len(times) == 0:
        return np.nan
    area, before, height = 0.0, 0.0, 1.0
    for place in range(len(times)):
        if times[place] >= horizon:
            break
        area += (times[place] - before) * height
        before = times[place]
        height = 1.0 - heights[place] if below else heights[place]
    return area + (horizon - before) * height


def compile_entries() -> None:
    """Compile what curves are made with, for waits of nobody."""
    nobody = Waits(np.zeros(0), np.zeros(0))
    curve = nobody.among(np.zeros(0, dtype=np.bool_)).curve()
    restricted_mean(curve, 1.0)
