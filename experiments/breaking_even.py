"""When what a change has cost is made good: the cumulative difference, followed to its end.

A loss (more days in need, more hours, more kroner than without the change) counts as made good
from the first time after which the cumulative difference stays at or below zero for as long as
it was observed.  A course that touches zero and rises again has not been made good by then.
Between two dates the course is taken as straight.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.bands import FEWEST_SEEDS
from experiments.statistics import CONFIDENCE, Estimate, estimate

#: Resamples of the seeds for the interval, and the seed of the generator that draws them.
RESAMPLES = 2000
_SEED = 19980701

#: What sums of differences may be off, of the largest of them.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class BreakEven:
    """When a cumulative loss was made good.

    ``after``: days after the change, on the mean course over all seeds: 0 where there never was
    a loss, ``inf`` where it was not made good within the observation.  ``low`` and ``high``: an
    interval by drawing seeds anew, ``None`` with fewer than ``FEWEST_SEEDS``.  ``share``:
    seeds in which it was made good by the end.  ``at_end``: the cumulative difference
    then.  ``worst``: the largest cumulative loss of the mean course.
    """

    after: float
    low: float | None
    high: float | None
    share: float
    at_end: Estimate
    worst: float


def made_good(times: ArrayLike, course: ArrayLike) -> float:
    """The first of ``times`` after which ``course``, a cumulative loss, stays at or below zero.

    0 where it never was above zero, ``inf`` where it is so at the end.
    """
    days, loss = np.asarray(times, dtype=float), np.asarray(course, dtype=float)
    least = _ROUNDING * np.abs(loss).max(initial=0.0)
    in_loss = np.flatnonzero(loss > least)
    if not len(in_loss):
        return 0.0
    last = int(in_loss[-1])
    if last == len(loss) - 1:
        return math.inf
    fallen = loss[last] / (loss[last] - loss[last + 1])
    return float(days[last] + fallen * (days[last + 1] - days[last]))


def break_even(
    times: ArrayLike, losses: NDArray[np.float64], confidence: float = CONFIDENCE
) -> BreakEven:
    """When the cumulative ``losses`` [seed, date] were made good; ``times`` in days, ascending."""
    mean = losses.mean(axis=0)
    each = np.array([made_good(times, one) for one in losses])
    low = high = None
    if len(losses) >= FEWEST_SEEDS:
        generator = np.random.default_rng(_SEED)
        count = len(losses)
        drawn = generator.multinomial(count, np.full(count, 1.0 / count), size=RESAMPLES)
        again = np.sort([made_good(times, one) for one in drawn @ losses / count])
        # No mean of two neighbours: one of them may be never.
        tail = (1.0 - confidence) / 2
        low = float(again[math.floor(tail * (RESAMPLES - 1))])
        high = float(again[math.ceil((1.0 - tail) * (RESAMPLES - 1))])
    return BreakEven(
        after=made_good(times, mean),
        low=low,
        high=high,
        share=float(np.isfinite(each).mean()),
        at_end=estimate(losses[:, -1]),
        worst=float(max(mean.max(), 0.0)),
    )
