"""Arms against the baseline, pair by pair on common seeds, and what may be concluded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import (
    CONFIDENCE,
    Estimate,
    Verdict,
    variance_reduction,
    verdict,
)
from experiments.study.analysis import precision
from experiments.study.analysis.adjustment import adjusted
from experiments.study.analysis.cube import Cube

#: A comparison is clear if its adjusted p value is below this.
_CHANCE = 1.0 - CONFIDENCE


@dataclass(frozen=True)
class Paired:
    """One arm minus another, of one measure.

    ``bootstrap``: its bootstrap interval (``None`` with too few seeds); ``p_adjusted``: as
    adjusted for all comparisons of the study; ``alike``: the whole interval lies within what
    matters in practice, so that a difference that matters is ruled out.  ``removed``: the share
    of the variance that pairing took away (below zero: pairing added some); ``reduction``: how
    many times as many runs an unpaired comparison would take.  ``runs_needed``: seeds that would
    bring the half-width of the interval down to what matters in practice, as far as these runs
    tell.
    """

    arm: str
    baseline: str
    measure: str
    estimate: Estimate
    bootstrap: tuple[float, float] | None
    p: float | None
    p_adjusted: float | None
    verdict: Verdict
    alike: bool
    reduction: float | None
    rests_on: str
    runs_needed: int | None

    @property
    def removed(self) -> float | None:
        return None if self.reduction is None else 1.0 - 1.0 / self.reduction


def compare(
    cube: Cube,
    measure: str,
    arm: str,
    baseline: str,
    practical: float,
    *,
    drawn: bool,
    with_bootstrap: bool = True,
) -> Paired:
    """``arm`` minus ``baseline``; the verdict is not yet adjusted for other comparisons.

    ``drawn``: the points are a sample.  The bootstrap interval takes some time.
    """
    apart = cube.apart(arm, baseline)
    found = precision.of_mean(apart, drawn=drawn, common=cube.common)
    known = found.estimate
    resampled = None
    if with_bootstrap:
        resampled = precision.bootstrap_interval(apart, drawn=drawn, common=cube.common)
    return Paired(
        arm=arm,
        baseline=baseline,
        measure=measure,
        estimate=known,
        bootstrap=resampled,
        p=precision.p_value(found),
        p_adjusted=None,
        verdict=verdict(known, practical),
        alike=_alike(known, practical),
        reduction=_reduction(cube.of(arm), cube.of(baseline)),
        rests_on=found.rests_on,
        runs_needed=_runs_needed(apart, practical) if found.rests_on == "seeds" else None,
    )


def _alike(found: Estimate, practical: float) -> bool:
    if found.low is None or found.high is None:
        return False
    return -practical <= found.low and found.high <= practical


def _reduction(values: NDArray[np.float64], baseline: NDArray[np.float64]) -> float | None:
    """The variance reduction within points; over them where each has a single run."""
    both = np.where(np.isnan(values) | np.isnan(baseline), np.nan, 1.0)
    several = (~np.isnan(both)).sum(axis=1) >= 2
    if not several.any():
        return variance_reduction(values.ravel(), baseline.ravel())
    one, other = values[several] * both[several], baseline[several] * both[several]
    centred = [side - np.nanmean(side, axis=1, keepdims=True) for side in (one, other)]
    return variance_reduction(centred[0].ravel(), centred[1].ravel())


def _runs_needed(apart: NDArray[np.float64], practical: float) -> int | None:
    """Seeds for an interval that reaches no further than ``practical`` to either side.

    Stein's rule (1945): the variance as these runs have it, with their degrees of freedom.
    """
    from experiments.statistics import t_quantile

    kept = precision.without_empty(apart)
    if not len(kept) or practical <= 0.0:
        return None
    by_seed = np.nanmean(kept, axis=0)
    if len(by_seed) < 2:
        return None
    half = t_quantile(len(by_seed) - 1) * float(by_seed.std(ddof=1)) / practical
    return max(2, int(np.ceil(half**2)))


def together(comparisons: Sequence[Paired]) -> list[Paired]:
    """The comparisons with verdicts that allow for how many they are (Holm)."""
    raised = adjusted([one.p for one in comparisons])
    return [_allowing_for(one, p) for one, p in zip(comparisons, raised, strict=True)]


def _allowing_for(one: Paired, p: float | None) -> Paired:
    clear = one.verdict in (Verdict.LOWER, Verdict.HIGHER)
    chance = p is not None and p >= _CHANCE
    return replace(
        one, p_adjusted=p, verdict=Verdict.NOT_APART if clear and chance else one.verdict
    )


def against_baseline(
    cubes: Mapping[str, Cube], baseline: str, practical: Mapping[str, float], *, drawn: bool
) -> list[Paired]:
    """Every arm against ``baseline`` in every measure of ``cubes``, adjusted for all of them."""
    return together(
        [
            compare(cube, measure, arm, baseline, practical[measure], drawn=drawn)
            for measure, cube in cubes.items()
            for arm in cube.arms
            if arm != baseline
        ]
    )


def levels(cubes: Mapping[str, Cube], *, drawn: bool) -> dict[str, dict[str, Estimate]]:
    """The mean of every arm, ``[arm][measure]``, with its interval."""
    found: dict[str, dict[str, Estimate]] = {}
    for measure, cube in cubes.items():
        for arm in cube.arms:
            mean = precision.of_mean(cube.of(arm), drawn=drawn, common=cube.common)
            found.setdefault(arm, {})[measure] = mean.estimate
    return found
