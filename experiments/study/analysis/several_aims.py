"""Several aims at once: what no other arm beats, and what choosing an arm would cost.

No aim is weighed against another unless the user gives weights: an arm is *dominated* if
another is better in one aim and worse in none; the arms that are not form the Pareto set.
*Regret* is what an arm loses, aim by aim, to the best arm in that aim, in its own unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import Verdict
from experiments.study.analysis.cube import Cube, points_in_all_arms
from experiments.study.analysis.pairing import compare, together


@dataclass(frozen=True)
class Aim:
    """A measure with a direction: ``better`` is "lower" or "higher", ``practical`` what matters."""

    measure: str
    better: str
    practical: float


@dataclass(frozen=True)
class Regret:
    """What an arm loses to the best arm in an aim, in the measure's unit.

    ``mean``: of the means over all points; ``worst``: at the point where it loses most (``None``
    with a single point).  ``times``: ``mean`` in practical differences.
    """

    arm: str
    measure: str
    mean: float
    times: float | None
    worst: float | None


@dataclass(frozen=True)
class SeveralAims:
    """The arms in several aims.

    ``pareto``: not dominated as the means have it; ``beaten[arm]``: the arms that clearly
    dominate it (clearly better in an aim, clearly worse in none, allowing for the number of
    comparisons).  ``scores``: mean weighted regret in practical differences, only with weights.
    """

    aims: tuple[Aim, ...]
    pareto: tuple[str, ...]
    beaten: Mapping[str, tuple[str, ...]]
    regrets: tuple[Regret, ...]
    scores: Mapping[str, float] | None


def pareto(costs: NDArray[np.float64]) -> list[int]:
    """The rows of ``costs[arm, aim]`` (less is better) that no other row dominates.

    A row that equals another is not dominated by it; one with a gap is left out.
    """
    known = [row for row in range(len(costs)) if not np.isnan(costs[row]).any()]
    return [
        one
        for one in known
        if not any(
            (costs[other] <= costs[one]).all() and (costs[other] < costs[one]).any()
            for other in known
        )
    ]


def weigh(
    cubes: Mapping[str, Cube],
    aims: Sequence[Aim],
    *,
    drawn: bool,
    weights: Mapping[str, float] | None = None,
) -> SeveralAims:
    """Set the arms side by side in all ``aims``; ``weights`` by measure, if the user has any."""
    arms = next(iter(cubes.values())).arms
    costs = np.array([_costs(cubes[aim.measure], aim) for aim in aims]).T
    regrets = [
        _regret(cubes[aim.measure], aim, arm, costs[:, column])
        for column, aim in enumerate(aims)
        for arm in arms
    ]
    return SeveralAims(
        aims=tuple(aims),
        pareto=tuple(arms[row] for row in pareto(costs)),
        beaten=_beaten(cubes, aims, arms, drawn=drawn),
        regrets=tuple(one for one in regrets if one is not None),
        scores=_scores(arms, aims, costs, weights) if weights else None,
    )


def _sign(aim: Aim) -> float:
    return 1.0 if aim.better == "lower" else -1.0


def _at_points(cube: Cube, aim: Aim) -> NDArray[np.float64]:
    """Costs of every arm at every point where all arms are defined, ``[arm, point]``."""
    kept = points_in_all_arms(cube.values)
    return _sign(aim) * np.nanmean(kept, axis=2)


def _costs(cube: Cube, aim: Aim) -> NDArray[np.float64]:
    there = _at_points(cube, aim)
    if not there.shape[1]:
        return np.full(len(cube.arms), np.nan)
    return np.asarray(there.mean(axis=1))


def _regret(cube: Cube, aim: Aim, arm: str, costs: NDArray[np.float64]) -> Regret | None:
    row = cube.arms.index(arm)
    if np.isnan(costs).any():
        return None
    lost = float(costs[row] - costs.min())
    there = _at_points(cube, aim)
    worst = float((there[row] - there.min(axis=0)).max()) if there.shape[1] > 1 else None
    times = lost / aim.practical if aim.practical > 0.0 else None
    return Regret(arm, aim.measure, lost, times, worst)


def _beaten(
    cubes: Mapping[str, Cube], aims: Sequence[Aim], arms: Sequence[str], *, drawn: bool
) -> dict[str, tuple[str, ...]]:
    pairs = [(one, other) for one, other in permutations(arms, 2) if one < other]
    found = together(
        [
            compare(
                cubes[aim.measure],
                aim.measure,
                one,
                other,
                aim.practical,
                drawn=drawn,
                with_bootstrap=False,
            )
            for aim in aims
            for one, other in pairs
        ]
    )
    better = {aim.measure: aim.better for aim in aims}
    wins: dict[tuple[str, str], int] = {}
    for one in found:
        if one.verdict in (Verdict.LOWER, Verdict.HIGHER):
            won = one.verdict == better[one.measure]
            key = (one.arm, one.baseline) if won else (one.baseline, one.arm)
            wins[key] = wins.get(key, 0) + 1
    return {
        arm: tuple(
            other
            for other in arms
            if wins.get((other, arm), 0) > 0 and wins.get((arm, other), 0) == 0
        )
        for arm in arms
    }


def _scores(
    arms: Sequence[str],
    aims: Sequence[Aim],
    costs: NDArray[np.float64],
    weights: Mapping[str, float],
) -> dict[str, float]:
    total = sum(weights.get(aim.measure, 0.0) for aim in aims)
    scale = np.array([aim.practical if aim.practical > 0.0 else np.nan for aim in aims])
    share = np.array([weights.get(aim.measure, 0.0) / total for aim in aims])
    lost = (costs - costs.min(axis=0)) / scale
    return {arm: float(lost[row] @ share) for row, arm in enumerate(arms)}
