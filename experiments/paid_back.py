"""What a reorganisation costs at first, and after how many years that is paid back.

A reorganisation costs a sum once (``transition.extra_cost``), hours of moving, and what goes slower
until people have settled.  All of that is in how much more has been spent than without it by the
time from which things run as they will: a year after the last reorganisation, later where the dip
in productivity takes longer to be made good, or lost routines to be written anew.  From then on it
is paid back by what all costs together are lower by each year.  That saving is taken to last,
beyond the time observed too: when a loss was made good within it is for
:mod:`experiments.breaking_even` to say.

Where the interval of the yearly difference holds zero it cannot be told whether anything is paid
back.  The interval of the years is had by drawing seeds anew.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.bands import FEWEST_SEEDS
from experiments.breaking_even import RESAMPLES
from experiments.statistics import CONFIDENCE, Estimate, estimate
from sim.quantities import YEAR
from sim.scenario.resolved import Change, Transition

#: Seed of the generator that draws seeds anew.
_SEED = 20030901

#: Days by which the beginning of a quarter may be off by rounding.
_MOMENT = 1e-6


@dataclass(frozen=True)
class PaidBack:
    """What reorganisations cost at first, and after how long that is paid back.

    ``once``: the sums given, NOK, of all together; ``hours``: that each takes of each caseworker.
    ``settled``: days after the first change from which on things run as they will; ``by_then``: how
    much more has been spent by then, the sums included, and ``per_year``: how much more is spent
    each year from then on (below zero: a saving), both in NOK; without a mean where less than a
    year of it is observed.
    ``years``: after the first change until all is paid back; ``inf`` where it never is, ``None``
    where it cannot be told.  ``low`` and ``high``: its interval, ``None`` with fewer than
    ``FEWEST_SEEDS`` seeds.
    """

    once: float
    hours: tuple[float, ...]
    settled: float
    by_then: Estimate
    per_year: Estimate
    years: float | None
    low: float | None
    high: float | None


def paid_back(
    changes: Sequence[Change], edges: NDArray[np.float64], spent: NDArray[np.float64]
) -> PaidBack | None:
    """What is known of it; ``None`` where no organisation takes over.

    ``edges``: where quarters begin and end, in days after the first change; ``spent``: how much
    more is spent in each with the changes, in NOK, [seed, quarter].
    """
    there = [(one.at, one.transition) for one in changes if one.transition is not None]
    if not there:
        return None
    settled = max(at + max(YEAR, *_until_usual(how)) for at, how in there) - changes[0].at
    later = edges[:-1] >= settled - _MOMENT
    observed = float(np.diff(edges)[later].sum()) / YEAR
    enough = observed > 1.0 - _MOMENT
    first = spent[:, ~later & (edges[1:] > 0.0)].sum(axis=1)
    yearly = spent[:, later].sum(axis=1) / observed if enough else np.zeros(0)
    return PaidBack(
        once=sum(how.extra_cost for _, how in there),
        hours=tuple(how.extra_hours for _, how in there),
        settled=settled,
        by_then=estimate(first if enough else []),
        per_year=estimate(yearly),
        **_years(settled / YEAR, first, yearly),
    )


def _until_usual(how: Transition) -> tuple[float, float]:
    """Days until all are as productive as usual, and until routines are in writing again."""
    return how.recovery, 0.0 if how.routines_kept else how.routines_written


def _years(
    settled: float, first: NDArray[np.float64], yearly: NDArray[np.float64]
) -> dict[str, float | None]:
    """How many years it takes, and the interval; ``None`` where it cannot be told."""
    found: dict[str, float | None] = dict.fromkeys(("years", "low", "high"))
    difference = estimate(yearly)
    if difference.low is None or difference.high is None or difference.low <= 0 <= difference.high:
        return found
    found["years"] = _until(settled, float(first.mean()), float(yearly.mean()))
    if len(first) >= FEWEST_SEEDS and difference.high < 0.0:
        count = len(first)
        generator = np.random.default_rng(_SEED)
        drawn = generator.multinomial(count, np.full(count, 1.0 / count), size=RESAMPLES) / count
        sides = (drawn @ first).tolist(), (drawn @ yearly).tolist()
        again = sorted(_until(settled, *pair) for pair in zip(*sides, strict=True))
        # No mean of two neighbours: one of them may be never.
        tail = (1.0 - CONFIDENCE) / 2
        found["low"] = again[math.floor(tail * (RESAMPLES - 1))]
        found["high"] = again[math.ceil((1.0 - tail) * (RESAMPLES - 1))]
    return found


def _until(settled: float, first: float, yearly: float) -> float:
    """Years until a cost of ``first`` by the year ``settled`` is paid back at ``yearly`` a year.

    ``settled`` where nothing is left to be paid back by then.
    """
    if yearly >= 0.0:
        return math.inf
    return settled + max(0.0, first) / -yearly
