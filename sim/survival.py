"""Waits with competing ends: the Aalen-Johansen estimate and what is read off it.

A household that is still waiting when the run ends is censored.  One that gave up, found a
home itself or was refused has left by a competing risk: it will not have the event any more,
so it is neither dropped nor treated as censored.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Codes of how a wait ended; any number above ``EVENT`` is a competing risk.
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


def aalen_johansen(days: np.ndarray, ends: np.ndarray) -> Curve:
    """The curve for waits of ``days`` that ended as ``ends`` says.

    ``days``: lengths of the waits, shape [n], not negative; ``ends``: codes, shape [n].
    At equal times ends come before censoring.
    """
    order = np.lexsort((ends == CENSORED, days))
    days, ends = days[order], ends[order]
    at_risk = np.arange(len(days), 0, -1)
    ended = ends != CENSORED
    waiting = np.cumprod(1.0 - ended / at_risk)
    before = np.concatenate([[1.0], waiting[:-1]])
    event = np.cumsum(before * (ends == EVENT) / at_risk)
    return Curve(days, event, waiting)


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
