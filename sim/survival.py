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
from sim.ordering import in_order

#: Codes of how a wait ended; every other number is a competing risk, each of its own.
CENSORED = 0
EVENT = 1
OTHER = 2

#: What sums of probabilities may be off.
_ROUNDING = 1e-12


def row_type(fields: list[tuple[str, str]]) -> np.dtype:
    """The type of rows whose ``fields`` are attributes, in compiled code and in plain Python."""
    return np.dtype((np.record, fields))


class Curve(NamedTuple):
    """Cumulative incidence after each of ``times`` (days, increasing).

    ``event``: probability that the event has come; ``waiting``: that nothing has.
    """

    times: np.ndarray
    event: np.ndarray
    waiting: np.ndarray


class Ended(NamedTuple):
    """How many of all waits are over by some day.

    ``by``: probability that a wait has ended so, by code; ``waiting``: that nothing has come.
    """

    by: list[float]
    waiting: float


class Part(NamedTuple):
    """Some of many waits in the first days, as far as a horizon.

    ``waits``: how many there are; ``event``: probability that the event has come by then;
    ``mean``: mean days without it (see :func:`restricted_mean`).  nan of no waits.
    """

    waits: int
    event: float
    mean: float


#: A part whose waits are being gone through: how many there are; ``Part.event`` and ``Part.mean``
#: so far; the probability that nothing has come; how many are over, and when the last one was.
_PART = row_type(
    [
        ("waits", "i8"),
        ("event", "f8"),
        ("area", "f8"),
        ("still", "f8"),
        ("over", "i8"),
        ("until", "f8"),
    ]
)


class Waits:
    """Waits of ``days`` (shape [n], not negative) that ended as the codes ``ends`` say.

    They are put in order once; curves of any of the ways to end, and of any part of them,
    are then read off without sorting again.  At equal times ends come before censoring.
    """

    def __init__(self, days: np.ndarray, ends: np.ndarray) -> None:
        days = np.ascontiguousarray(days, dtype=float)
        ends = np.ascontiguousarray(ends, dtype=np.int8)
        self._order = in_order(days, ends, CENSORED)
        self.days, self.ends = np.empty(len(days)), np.empty(len(days), dtype=np.int8)
        if not _line_up(self._order, days, ends, self.days, self.ends):
            # Which of two equal waits with different ends comes first makes a difference in the
            # last bit, no more; they are left in the order of a plain sort.
            by_length = days.argsort()
            self._order = by_length[in_order(days[by_length], ends[by_length], CENSORED)]
            _line_up(self._order, days, ends, self.days, self.ends)
        self._curves: dict[int, Curve] = {}

    def among(self, chosen: np.ndarray) -> Waits:
        """Some of them: ``chosen`` says which, in the order in which they were given."""
        waits = Waits.__new__(Waits)
        number, order = np.empty((2, len(chosen)), dtype=np.int64)
        days, ends = np.empty(len(chosen)), np.empty_like(self.ends)
        count = _pick(chosen, number, self._order, self.days, self.ends, order, days, ends)
        waits._order, waits.days, waits.ends = order[:count], days[:count], ends[:count]
        waits._curves = {}
        return waits

    def curve(self, event: int = EVENT) -> Curve:
        """The curve of ending by the code ``event``, all other ends being competing risks."""
        if event not in self._curves:
            came, waiting = np.empty(len(self.days)), np.empty(len(self.days))
            _fill_curve(self.ends, int(event), came, waiting)
            self._curves[event] = Curve(self.days, came, waiting)
        return self._curves[event]

    def ended(self, day: float, codes: int) -> Ended:
        """Probabilities that a wait is over by ``day`` in each of so many ways, codes from 0 on.

        As the curves of these codes have them; nan without any waits, of which none is left.
        """
        ended = np.zeros(codes)
        waiting = _follow(self.days, self.ends, float(day), ended)
        return Ended(ended.tolist(), waiting)

    def by_part(self, part: np.ndarray, parts: int, horizon: float) -> list[Part]:
        """What the curve of each of so many parts comes to in the first ``horizon`` days.

        ``part``: the number of the part of each, in the order in which they were given; -1 if it
        is in none.  As if the waits of each part were looked at by themselves.
        """
        found = np.zeros(parts + 1, dtype=_PART)
        part = np.ascontiguousarray(part, dtype=np.int32)
        _follow_parts(part, self._order, self.days, self.ends, float(horizon), found)
        return [Part(*row[: len(Part._fields)]) for row in found[:parts].tolist()]

    def curve_of_each(self, part: np.ndarray, parts: int) -> list[Curve]:
        """The curve of the code ``EVENT`` for each of so many parts.

        ``part``: as in :meth:`by_part`, but that every wait is in one.
        """
        part = np.ascontiguousarray(part, dtype=np.int32)
        begins, over = np.zeros((2, parts + 1), dtype=np.int64)
        times, came, waiting = np.empty((3, len(part)))
        _fill_curves(part, self._order, self.days, self.ends, begins, over, times, came, waiting)
        slices = [slice(*two) for two in pairwise(begins.tolist())]
        return [Curve(times[one], came[one], waiting[one]) for one in slices]


@entry
def _line_up(order, days, ends, ordered_days, ordered_ends):
    """Fill the last two with waits in ``order``.

    Returns whether no two of equal length ended differently, censored ones apart.
    """
    alike = True
    for place in range(len(order)):
        number = order[place]
        ordered_days[place], ordered_ends[place] = days[number], ends[number]
        if place > 0 and ordered_days[place - 1] == days[number]:
            alike &= ordered_ends[place - 1] == ends[number] or ends[number] == CENSORED
    return alike


@entry
def _pick(chosen, number, order, days, ends, picked_order, picked_days, picked_ends):
    """Fill the last three with those ``chosen``, and ``number`` with the numbers they then have.

    Returns how many they are.  One that is not among them is put down all the same, and the next
    one in its place: to ask of each whether it is would take longer.
    """
    count = 0
    for one in range(len(chosen)):
        number[one] = count
        count += chosen[one]
    place = 0
    for at in range(len(order)):
        one = order[at]
        picked_order[place] = number[one]
        picked_days[place] = days[at]
        picked_ends[place] = ends[at]
        place += chosen[one]
    return place


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


@entry
def _fill_curves(part, order, days, ends, begins, over, times, came, waiting):
    """Fill the last three with the curve of one part after another.

    ``begins`` [part + 1] with where each of them begins, and where the last one ends; it is to be
    handed in as zeros, and so is ``over`` [part + 1], how many waits of each have been entered.
    """
    for number in range(len(part)):
        begins[part[number] + 1] += 1
    for one in range(1, len(begins)):
        begins[one] += begins[one - 1]
    for at in range(len(order)):
        one = part[order[at]]
        place = begins[one] + over[one]
        still = waiting[place - 1] if over[one] > 0 else 1.0
        so_far = came[place - 1] if over[one] > 0 else 0.0
        at_risk = begins[one + 1] - place
        if ends[at] == EVENT:
            so_far += still / at_risk
        if ends[at] != CENSORED:
            still *= 1.0 - 1.0 / at_risk
        times[place], came[place], waiting[place] = days[at], so_far, still
        over[one] += 1


@entry
def _follow(days, ends, day, ended):
    """Fill ``ended`` [code], to be handed in as zeros; returns the probability of none of them."""
    still = 1.0
    for place in range(len(days)):
        if days[place] > day:
            break
        at_risk = len(days) - place
        if ends[place] != CENSORED:
            ended[ends[place]] += still / at_risk
            still *= 1.0 - 1.0 / at_risk
    if len(days) == 0:
        ended[:] = np.nan
    return still


@entry
def _follow_parts(part, order, days, ends, horizon, found):
    """Fill ``found`` [part], to be handed in as zeros; the last one is of those in no part."""
    none = len(found) - 1
    for one in range(len(found)):
        found[one].still = 1.0
    for number in range(len(part)):
        found[part[number] if part[number] >= 0 else none].waits += 1
    for at in range(len(order)):
        if days[at] > horizon:
            break
        number = part[order[at]]
        row = found[number if number >= 0 else none]
        row.area += (days[at] - row.until) * (1.0 - row.event)
        row.until = days[at]
        at_risk = row.waits - row.over
        if ends[at] == EVENT:
            row.event += row.still / at_risk
        if ends[at] != CENSORED:
            row.still *= 1.0 - 1.0 / at_risk
        row.over += 1
    for one in range(len(found)):
        row = found[one]
        row.area += (horizon - row.until) * (1.0 - row.event)
        if row.waits == 0:
            row.area = row.event = np.nan


def aalen_johansen(days: np.ndarray, ends: np.ndarray) -> Curve:
    """The curve of the code ``EVENT`` for waits of ``days`` that ended as ``ends`` says."""
    return Waits(days, ends).curve()


def incidence_at(curve: Curve, day: float) -> float:
    """Probability that the event has come by ``day``; nan without any waits."""
    if len(curve.times) == 0:
        return float("nan")
    index = curve.times.searchsorted(day, side="right")
    return float(curve.event[index - 1]) if index > 0 else 0.0


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
    nobody.ended(1.0, 1)
    nobody.by_part(np.zeros(0), 0, 1.0)
    nobody.curve_of_each(np.zeros(0), 0)
