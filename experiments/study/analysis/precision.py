"""How sure a mean is when its runs lie in points and seeds.

Two kinds of luck enter a mean over runs: the seeds, and, where the points were drawn (a Latin
hypercube, say), the points.  Where the same seeds serve every point the two are crossed, and
runs of one point, or of one seed, are alike.  The variance of the mean is then that of the
point means over the points, plus that of the seed means over the seeds, less the part that
both count (two-way random effects; Cameron, Gelbach and Miller 2011, *Robust inference with
multiway clustering*), with degrees of freedom after Satterthwaite (1946).  With one point, or
chosen points, this is the ordinary t interval over seeds.

The bootstrap draws whole points and whole seeds anew (Owen 2007, *The pigeonhole bootstrap*);
with a single point, or with seeds of their own at each, it is scipy's BCa.  Owen shows that it errs
on the wide side of the variance where points and seeds are both many.  Where seeds are few it is
too narrow: k values drawn anew spread by a factor of sqrt((k - 1) / k) too little, and percentiles
know nothing of Student's t.  In a simulation with luck of the seeds most of all, intervals meant
to cover 95 % of the time covered 51 to 58 % with two common seeds, 83 to 85 % with five and 92 to
93 % with twenty; those by the two-way variance 92, 95 and 95 % (20 and 100 points, a thousand
trials each; the tests do it again on a smaller scale).  So nothing is drawn anew from fewer than
:data:`FEWEST_DRAWN_ANEW` values.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import CONFIDENCE, Estimate, estimate, t_quantile
from experiments.study.analysis.cube import in_all_arms

#: Resamples of a bootstrap, and where its random numbers begin.
RESAMPLES = 2000
_STREAM = 7_340_033

#: From fewer seeds (or points, where they are the sample) than this no bootstrap is made: what is
#: drawn anew from so few values says little of what others would have been.  From fewer than
#: ``MANY_DRAWN_ANEW`` it is noticeably too sure of itself.
FEWEST_DRAWN_ANEW = 5
MANY_DRAWN_ANEW = 20

#: Values that differ by less than this share of them differ by rounding alone.
_ROUNDING = 1e-12

#: With fewer values than this the corrections of BCa are themselves too unsure.
_FEWEST_FOR_BCA = 8


@dataclass(frozen=True)
class Sureness:
    """A mean, its standard error, and how many degrees of freedom that has.

    ``error`` and ``freedom`` are ``None`` where nothing tells how sure the mean is; ``rests_on``
    says what the interval covers: "seeds", "points", "both" or "" (nothing).
    """

    estimate: Estimate
    error: float | None
    freedom: float | None
    rests_on: str


def of_mean(values: NDArray[np.float64], *, drawn: bool, common: bool) -> Sureness:
    """The mean over ``values[point, seed]``, every point counting alike.

    ``drawn``: the points are a sample (of conditions, of assumptions), not chosen one by one.
    ``common``: the same seeds at every point.  Gaps are ``nan``.
    """
    kept = without_empty(values)
    undefined = int(np.isnan(values).sum())
    count = int(values.size - undefined)
    if not len(kept):
        return Sureness(Estimate(None, None, None, 0, undefined), None, None, "")
    point_means = np.nanmean(kept, axis=1)
    mean = float(point_means.mean())
    points = len(kept)
    replicated = bool(((~np.isnan(kept)).sum(axis=1) >= 2).any())
    if points == 1:
        return _one_way(kept[0], mean, count, undefined, "seeds")
    if drawn and not (common and replicated):
        return _one_way(point_means, mean, count, undefined, "points")
    if not replicated:
        return Sureness(Estimate(mean, None, None, count, undefined), None, None, "")
    if not common:
        return _within(kept, mean, count, undefined)
    # A point without a gap says most; a gap is filled by what its point and seed are like.
    whole = filled(kept)
    if not drawn:
        return _one_way(whole.mean(axis=0), mean, count, undefined, "seeds")
    return _crossed(whole, mean, count, undefined)


def _one_way(
    values: NDArray[np.float64], mean: float, count: int, undefined: int, rests_on: str
) -> Sureness:
    found = estimate(values)
    if found.count < 2:
        return Sureness(Estimate(mean, None, None, count, undefined), None, None, "")
    defined = values[~np.isnan(values)]
    error = float(defined.std(ddof=1)) / found.count**0.5
    return _sureness(mean, error, found.count - 1.0, count, undefined, rests_on)


def _within(values: NDArray[np.float64], mean: float, count: int, undefined: int) -> Sureness:
    """Chosen points, each with seeds of its own: the variances of the point means add up."""
    counts = (~np.isnan(values)).sum(axis=1)
    variances = np.nanvar(values[counts >= 2], axis=1, ddof=1)
    pooled = float(np.average(variances, weights=counts[counts >= 2] - 1))
    error = float(np.sqrt(np.sum(pooled / counts)) / len(values))
    return _sureness(mean, error, float(np.sum(counts - 1)), count, undefined, "seeds")


def _crossed(values: NDArray[np.float64], mean: float, count: int, undefined: int) -> Sureness:
    points, seeds = values.shape
    by_point, by_seed = values.mean(axis=1), values.mean(axis=0)
    rest = values - by_point[:, None] - by_seed[None, :] + values.mean()
    left = (points - 1) * (seeds - 1)
    parts = np.array(
        [
            by_point.var(ddof=1) / points,
            by_seed.var(ddof=1) / seeds,
            float((rest**2).sum()) / left / (points * seeds),
        ]
    )
    variance = max(float(parts[0] + parts[1] - parts[2]), float(parts[:2].max()))
    freedoms = np.array([points - 1.0, seeds - 1.0, float(left)])
    weight = float(np.sum(parts**2 / freedoms))
    freedom = variance**2 / weight if weight > 0.0 else float(points + seeds - 2)
    return _sureness(mean, variance**0.5, max(1.0, freedom), count, undefined, "both")


def _sureness(
    mean: float, error: float, freedom: float, count: int, undefined: int, rests_on: str
) -> Sureness:
    from scipy.special import stdtrit

    if freedom == int(freedom):
        quantile = t_quantile(int(freedom))
    else:
        quantile = float(stdtrit(freedom, 0.5 + CONFIDENCE / 2))
    found = Estimate(mean, mean - quantile * error, mean + quantile * error, count, undefined)
    return Sureness(found, error, freedom, rests_on)


def without_empty(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """``values[point, seed]`` without the points and the seeds of which nothing is known.

    A seed without any value would otherwise be filled with what all others have, and count as one
    more that agrees with them.
    """
    there = ~np.isnan(values)
    return values[there.any(axis=1)][:, there.any(axis=0)]


def filled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gaps filled with the mean of their point plus what their seed usually adds."""
    gaps = np.isnan(values)
    if not gaps.any():
        return values
    by_point = np.nanmean(values, axis=1, keepdims=True)
    added = values - by_point
    seen = (~gaps).sum(axis=0)
    by_seed = np.nansum(added, axis=0) / np.maximum(seen, 1)
    return np.where(gaps, by_point + by_seed[None, :], values)


def p_value(found: Sureness) -> float | None:
    """The two-sided probability of a mean this far from zero were it zero."""
    from scipy.special import stdtr

    mean, error, freedom = found.estimate.mean, found.error, found.freedom
    if mean is None or error is None or freedom is None:
        return None
    if error == 0.0:
        return 1.0 if mean == 0.0 else 0.0
    return float(2.0 * stdtr(freedom, -abs(mean) / error))


@dataclass(frozen=True)
class Stock:
    """How many values a bootstrap has to draw from, and ``of`` what: "seeds" or "points".

    ``of`` is "" where it would not know what to draw: chosen points with seeds of their own.
    """

    count: int
    of: str

    @property
    def enough(self) -> bool:
        return self.count >= FEWEST_DRAWN_ANEW

    @property
    def plenty(self) -> bool:
        return self.count >= MANY_DRAWN_ANEW


def stock(values: NDArray[np.float64], *, drawn: bool, common: bool) -> Stock:
    """What the bootstrap of the mean over ``values[point, seed]`` has to draw from.

    Seeds, or points where these are the sample; where both are drawn, whichever are fewer.  Seeds
    that all points share count even where there is a single one: its luck is in every mean.
    """
    points, seeds = without_empty(values).shape
    if points > 1 and not common:
        return Stock(points, "points") if drawn else Stock(0, "")
    if points > 1 and drawn and points < seeds:
        return Stock(points, "points")
    return Stock(seeds, "seeds")


def resampled_means(
    values: NDArray[np.float64], *, drawn: bool, common: bool, seed: int = 0
) -> NDArray[np.float64]:
    """Means of each of ``values[arm, point, seed]`` over resamples, ``[arm, resample]``.

    Arms are drawn together, so that what they share stays shared.  Only runs that are defined
    in every arm count.  No column where there is too little to draw from.
    """
    from scipy.stats import bootstrap

    kept = np.array([without_empty(one) for one in in_all_arms(values)])
    arms, points, _ = kept.shape
    if not stock(kept[0], drawn=drawn, common=common).enough:
        return np.empty((arms, 0))
    by_point = np.nanmean(kept, axis=2)
    replicated = bool(((~np.isnan(kept[0])).sum(axis=1) >= 2).any())
    if points == 1:
        blocks: tuple[NDArray[np.float64], ...] = (kept[:, 0, ~np.isnan(kept[0, 0])],)
    elif drawn and not (common and replicated):
        blocks = (by_point,)
    else:
        whole = np.array([filled(one) for one in kept])
        if not drawn:
            blocks = (whole.mean(axis=1),)
        else:
            return _pigeonhole(whole, seed)
    block = blocks[0]

    def means(index: NDArray[np.intp]) -> NDArray[np.float64]:
        return np.asarray(block[:, index.astype(np.intp)].mean(axis=-1))

    drawn_anew = bootstrap(
        (np.arange(block.shape[1]),),
        means,
        n_resamples=RESAMPLES,
        vectorized=False,
        method="percentile",
        **random(seed),
    )
    return np.asarray(drawn_anew.bootstrap_distribution)


def _pigeonhole(values: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    from scipy.stats import bootstrap

    _, points, seeds = values.shape

    def means(point: NDArray[np.intp], one: NDArray[np.intp]) -> NDArray[np.float64]:
        weights_of_points = np.bincount(point.astype(np.intp), minlength=points) / points
        weights_of_seeds = np.bincount(one.astype(np.intp), minlength=seeds) / seeds
        return np.asarray(weights_of_points @ values @ weights_of_seeds)

    drawn_anew = bootstrap(
        (np.arange(points), np.arange(seeds)),
        means,
        n_resamples=RESAMPLES,
        vectorized=False,
        method="percentile",
        **random(seed),
    )
    return np.asarray(drawn_anew.bootstrap_distribution)


def bootstrap_interval(
    values: NDArray[np.float64], *, drawn: bool, common: bool, seed: int = 0
) -> tuple[float, float] | None:
    """The bootstrap interval of the mean over ``values[point, seed]``.

    ``None`` where there is too little to draw anew (:func:`stock`).

    Bias-corrected and accelerated (BCa) over seeds or points alone, percentiles over both,
    and where there are few of them.
    """
    from scipy.stats import bootstrap

    if not stock(values, drawn=drawn, common=common).enough:
        return None
    kept = without_empty(values)
    replicated = bool(((~np.isnan(kept)).sum(axis=1) >= 2).any())
    if len(kept) == 1:
        sample = kept[0][~np.isnan(kept[0])]
    elif drawn and not (common and replicated):
        sample = np.nanmean(kept, axis=1)
    elif not drawn:
        sample = filled(kept).mean(axis=0)
    else:
        means = resampled_means(values[None], drawn=drawn, common=common, seed=seed)[0]
        tail = 50.0 * (1.0 - CONFIDENCE)
        low, high = np.percentile(means, [tail, 100.0 - tail])
        return float(low), float(high)
    if np.ptp(sample) <= _ROUNDING * np.abs(sample).max():
        return float(sample.mean()), float(sample.mean())
    found = bootstrap(
        (sample,),
        np.mean,
        n_resamples=RESAMPLES,
        confidence_level=CONFIDENCE,
        method="BCa" if len(sample) >= _FEWEST_FOR_BCA else "percentile",
        vectorized=True,
        **random(seed),
    ).confidence_interval
    return float(found.low), float(found.high)


def random(seed: int) -> dict[str, np.random.Generator]:
    """The keyword with which scipy takes its random numbers; it had another name before 1.15."""
    import inspect

    from scipy.stats import bootstrap

    named = "rng" if "rng" in inspect.signature(bootstrap).parameters else "random_state"
    return {named: np.random.default_rng([_STREAM, seed])}
