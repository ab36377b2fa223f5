"""Which arm is best, how surely, and which cannot be told apart from the best.

The means of all arms are drawn anew together (paired bootstrap: whole seeds, and whole points
where points were drawn, see :mod:`experiments.study.analysis.precision`); the probability of being
best is the share of resamples in which an arm is best (Efron and Tibshirani 1998, *The problem of
regions*).  Ranking and selection asks less than that: differences below the indifference zone,
what matters in practice, need not be told apart (Kim and Nelson 2006, *Selecting the best
system*).  So the arm chosen need only be good enough: within the zone of whichever is best.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.statistics import CONFIDENCE
from experiments.study.analysis.cube import Cube, points_in_all_arms
from experiments.study.analysis.precision import resampled_means


@dataclass(frozen=True)
class Rank:
    """How one arm does in one measure.

    ``mean`` over the runs that are defined in all arms; ``best``: the probability of being best;
    ``good_enough``: of being within the indifference zone of the best.
    """

    arm: str
    mean: float
    best: float
    good_enough: float


@dataclass(frozen=True)
class Ranking:
    """All arms in one measure, best mean first.

    ``selected``: the arm that is surely good enough, while no other may be; else ``None``.
    ``candidates``: the arms that may be the best (they have a probability of at least one in
    twenty of being good enough).
    """

    measure: str
    ranks: tuple[Rank, ...]
    selected: str | None
    candidates: tuple[str, ...]


def rank(cube: Cube, measure: str, better: str, practical: float, *, drawn: bool) -> Ranking | None:
    """Rank the arms of ``cube``; ``better`` is "lower" or "higher".

    ``None`` where there is too little to draw anew (:func:`precision.stock`): the probabilities
    would look far surer than they are.
    """
    means = resampled_means(cube.values, drawn=drawn, common=cube.common)
    if not means.size:
        return None
    sign = 1.0 if better == "lower" else -1.0
    cost = sign * means
    least = cost.min(axis=0)
    ties = cost <= least
    best = (ties / ties.sum(axis=0)).mean(axis=1)
    good_enough = (cost - least <= practical).mean(axis=1)
    kept = points_in_all_arms(cube.values)
    observed = np.nanmean(np.nanmean(kept, axis=2), axis=1)
    order = np.argsort(sign * observed, kind="stable")
    ranks = tuple(
        Rank(cube.arms[i], float(observed[i]), float(best[i]), float(good_enough[i])) for i in order
    )
    candidates = tuple(one.arm for one in ranks if one.good_enough >= 1.0 - CONFIDENCE)
    first = ranks[0]
    alone = candidates == (first.arm,) and first.good_enough >= CONFIDENCE
    return Ranking(measure, ranks, first.arm if alone else None, candidates)
