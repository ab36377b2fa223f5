"""Waits with competing ends: the Aalen-Johansen estimate and what is read off it.

A household that is still waiting when the run ends is censored.  One that gave up, found a
home itself or was refused has left by a competing risk: it will not have the event any more,
so it is neither dropped nor treated as censored.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

#: Codes of how a wait ended; every other number is a competing risk, each of its own.
CENSORED = 0
EVENT = 1
OTHER = 2

#: What sums of probabilities may be off.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Curve:
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
        self._order = _in_order(days, ends == CENSORED)
        self.days = days[self._order]
        self.ends = ends[self._order]
        self._curves: dict[int, Curve] = {}

    def among(self, chosen: np.ndarray) -> Waits:
        """Some of them: ``chosen`` says which, in the order in which they were given."""
        part = Waits.__new__(Waits)
        kept = chosen[self._order]
        # The numbers that the chosen ones have among themselves.
        part._order = (np.cumsum(chosen) - 1)[self._order[kept]]
        part.days = self.days[kept]
        part.ends = self.ends[kept]
        part._curves = {}
        return part

    @cached_property
    def _steps(self) -> tuple[np.ndarray, np.ndarray]:
        """After each end the probability of waiting still; and that of being the one to end."""
        at_risk = np.arange(len(self.days), 0, -1)
        waiting = np.cumprod(1.0 - (self.ends != CENSORED) / at_risk)
        before = np.concatenate([[1.0], waiting[:-1]])
        return waiting, before / at_risk

    def curve(self, event: int = EVENT) -> Curve:
        """The curve of ending by the code ``event``, all other ends being competing risks."""
        if event not in self._curves:
            waiting, chance = self._steps
            came = np.cumsum(chance * (self.ends == event))
            self._curves[event] = Curve(self.days, came, waiting)
        return self._curves[event]


def _in_order(days: np.ndarray, censored: np.ndarray) -> np.ndarray:
    """The order of waits by length, ends before censoring where they are equal."""
    order = np.argsort(days)
    equal = np.diff(days[order]) == 0.0
    if np.any(equal & np.diff(censored[order])):
        return np.lexsort((censored, days))  # takes six times as long
    return order


def aalen_johansen(days: np.ndarray, ends: np.ndarray) -> Curve:
    """The curve of the code ``EVENT`` for waits of ``days`` that ended as ``ends`` says."""
    return Waits(days, ends).curve()


def incidence_at(curve: Curve, day: float) -> float:
    """Probability that the event has come by ``day``; nan without any waits."""
    if len(curve.times) == 0:
        return float("nan")
    index = np.searchsorted(curve.times, day, side="right")
    return float(curve.event[index - 1]) if index > 0 else 0.0


def restricted_mean(curve: Curve, horizon: float) -> float:
    """Mean days without the event in the first ``horizon`` days; nan without any waits.

    Who left otherwise is without it to the end of the horizon.
    """
    return _area(curve.times, 1.0 - curve.event, horizon)


def restricted_waiting(curve: Curve, horizon: float) -> float:
    """Mean days spent waiting in the first ``horizon`` days, whatever ended the wait."""
    return _area(curve.times, curve.waiting, horizon)


def quantile(curve: Curve, share: float) -> float:
    """Days after which ``share`` of all have had the event; nan if that is never reached."""
    index = int(np.searchsorted(curve.event, share - _ROUNDING))
    return float(curve.times[index]) if index < len(curve.times) else float("nan")


def _area(times: np.ndarray, heights: np.ndarray, horizon: float) -> float:
    """Area under a step function that is 1 at first and steps to ``heights`` at ``times``."""
    if len(times) == 0:
        return float("nan")
    edges = np.minimum(np.concatenate([[0.0], times, [np.inf]]), horizon)
    steps = np.concatenate([[1.0], heights])
    return float(np.sum(np.diff(edges) * steps))
