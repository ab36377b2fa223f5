"""Means, intervals and verdicts over replications.

A replication gives one value of each measure, or none where the measure is undefined in it
(the median wait of a group nobody belongs to): that value is ``nan``.  Undefined values are
left out, and how many were is kept with the estimate, because leaving out is itself a
choice a reader must see.

Scenarios are compared on common seeds: the same households with the same luck.  The
difference is then taken seed by seed, which removes the noise both sides share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

CONFIDENCE = 0.95


class Verdict(StrEnum):
    """What a paired comparison says about the second scenario against the baseline."""

    LOWER = "lower"
    HIGHER = "higher"
    NOT_APART = "cannot be told apart"
    NO_INTERVAL = "no interval"
    UNDEFINED = "undefined"


@dataclass(frozen=True)
class Estimate:
    """A mean over replications and its confidence interval, in the measure's unit.

    ``low`` and ``high`` are ``None`` with fewer than two values, ``mean`` too with none.
    ``count`` values entered, ``undefined`` were left out.
    """

    mean: float | None
    low: float | None
    high: float | None
    count: int
    undefined: int = 0


@dataclass(frozen=True)
class Difference:
    """The second scenario minus the baseline, seed by seed.

    ``reduction``: how many times as many runs an unpaired comparison would need for the
    same interval; ``None`` where that has no meaning (no spread, fewer than two pairs).
    """

    estimate: Estimate
    verdict: Verdict
    reduction: float | None


def make_ready() -> None:
    """Load what intervals rest on: a fifth of a second, which may pass while runs go on."""
    t_quantile(1)


def t_quantile(freedom: int, confidence: float = CONFIDENCE) -> float:
    """The two-sided quantile of Student's t with ``freedom`` degrees of freedom."""
    # scipy.stats takes a second to import; the function it rests on does not.
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + confidence / 2))


def _defined(values: ArrayLike) -> NDArray[np.float64]:
    numbers = np.asarray(values, dtype=float)
    if np.isinf(numbers).any():
        raise ValueError("a measure is infinite in some replication")
    return numbers[~np.isnan(numbers)]


def estimate(values: ArrayLike, confidence: float = CONFIDENCE) -> Estimate:
    """The mean of ``values`` (``nan``: undefined) with its t interval.

    Raises ``ValueError`` if a value is infinite.
    """
    defined = _defined(values)
    count = int(defined.size)
    undefined = int(np.size(np.asarray(values))) - count
    if count == 0:
        return Estimate(None, None, None, 0, undefined)
    mean = float(defined.mean())
    if count == 1:
        return Estimate(mean, None, None, 1, undefined)
    half = t_quantile(count - 1, confidence) * float(defined.std(ddof=1)) / count**0.5
    return Estimate(mean, mean - half, mean + half, count, undefined)


def verdict(difference: Estimate, practical: float) -> Verdict:
    """Whether ``difference`` is one that matters.

    It does not where its interval covers zero, nor where it lies within the ``practical``
    threshold: enough replications make any difference "significant", so significance alone
    is no reason to act.
    """
    if difference.mean is None:
        return Verdict.UNDEFINED
    if difference.low is None or difference.high is None:
        return Verdict.NO_INTERVAL
    covers_zero = difference.low <= 0.0 <= difference.high
    if covers_zero or abs(difference.mean) <= practical:
        return Verdict.NOT_APART
    return Verdict.LOWER if difference.mean < 0.0 else Verdict.HIGHER


def variance_reduction(values: ArrayLike, baseline: ArrayLike) -> float | None:
    """The variance of an unpaired difference over that of the paired one."""
    second, first = np.asarray(values, dtype=float), np.asarray(baseline, dtype=float)
    both = ~(np.isnan(second) | np.isnan(first))
    if int(both.sum()) < 2:
        return None
    unpaired = float(second[both].var(ddof=1) + first[both].var(ddof=1))
    paired = float((second[both] - first[both]).var(ddof=1))
    if paired <= 1e-24 * max(1.0, unpaired) or unpaired == 0.0:
        return None
    return unpaired / paired


def difference(
    values: ArrayLike,
    baseline: ArrayLike,
    practical: float,
    confidence: float = CONFIDENCE,
) -> Difference:
    """Compare two scenarios seed by seed; the arrays hold the same seeds in the same order.

    A pair counts where the measure is defined in both.  Raises ``ValueError`` if the arrays
    differ in length or hold an infinite value.
    """
    second, first = np.asarray(values, dtype=float), np.asarray(baseline, dtype=float)
    if second.shape != first.shape:
        raise ValueError("a paired comparison needs the same seeds on both sides")
    for side in (second, first):
        _defined(side)
    apart = estimate(second - first, confidence)
    return Difference(apart, verdict(apart, practical), variance_reduction(second, first))


@dataclass(frozen=True)
class Comparison:
    """Every scenario's estimates, and the differences of those that can be paired.

    ``estimates[scenario][measure]``; ``differences[scenario][measure]`` is that scenario
    minus ``baseline``, for scenarios on the same households as the baseline only.
    """

    estimates: Mapping[str, Mapping[str, Estimate]]
    baseline: str | None
    differences: Mapping[str, Mapping[str, Difference]]

    def typical_reduction(self) -> tuple[float, float, float] | None:
        """Lowest, middle and highest variance reduction over all differences."""
        found = sorted(
            one.reduction
            for measures in self.differences.values()
            for one in measures.values()
            if one.reduction is not None
        )
        if not found:
            return None
        return found[0], float(np.median(found)), found[-1]
