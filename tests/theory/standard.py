"""The standard a measured value has to meet.

The replications of a fixed list of seeds (1, 2, 3, ...) give a 99 per cent interval, which
must be narrower than 5 per cent of the exact value.  One interval in a hundred misses even
if all is well; which ones do is the luck of the seeds, and no list of seeds is chosen for
it.  So the list is judged as a whole: it is cut into parts with an interval each, and of the
intervals of all parts, and of those of the whole list, no more may miss than the stated
share, but for what chance allows once in a thousand times.  Nor may the value lie outside
the 99.99 per cent interval of the whole list.

*Known beside the value.*  Where theory also gives the expectation of something measured in
the same runs (the utilisation of a desk is offered load over capacity), the part of the
deviation that goes with it is taken out by regression over the replications: the usual
control variate (Lavenberg and Welch 1981).  It narrows the interval, and does not move what
it estimates.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import stats

LEVEL = 0.99
BEYOND_DOUBT = 0.9999
WIDEST = 0.05
PARTS = 6
ONCE_IN = 1e-3


@dataclass(frozen=True)
class Interval:
    """A mean and its confidence interval."""

    mean: float
    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low

    def covers(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Claim:
    """An exact value and what each replication measured.

    ``beside`` [replication, quantity] are measured in the same replications, and ``known``
    are their exact expectations.
    """

    name: str
    exact: float
    measured: np.ndarray
    beside: np.ndarray | None = None
    known: Sequence[float] = field(default=())

    def interval(self, level: float = LEVEL, part: slice = slice(None)) -> Interval:
        """The interval of the replications, or of a part of them."""
        measured = np.asarray(self.measured, dtype=float)[part]
        columns = [np.ones(len(measured))]
        if self.beside is not None:
            columns += list((np.asarray(self.beside)[part] - np.array(self.known)).T)
        return regression_interval(measured, np.column_stack(columns), level)


def regression_interval(measured: np.ndarray, columns: np.ndarray, level: float) -> Interval:
    """The intercept of a least-squares fit; with a column of ones alone, the mean."""
    coefficients, *_ = np.linalg.lstsq(columns, measured, rcond=None)
    freedom = len(measured) - columns.shape[1]
    rest = measured - columns @ coefficients
    variance = rest @ rest / freedom * np.linalg.inv(columns.T @ columns)[0, 0]
    half = stats.t.ppf(0.5 + level / 2.0, freedom) * np.sqrt(variance)
    mean = float(coefficients[0])
    return Interval(mean, mean - float(half), mean + float(half))


def most_misses(intervals: int) -> int:
    """Misses that chance exceeds only once in a thousand times, one in a hundred being due."""
    return int(stats.binom.ppf(1.0 - ONCE_IN, intervals, 1.0 - LEVEL))


def verify(*claims: Claim) -> None:
    """Hold claims against the standard; ``AssertionError`` says which fails and how."""
    whole = {claim.name: claim.interval() for claim in claims}
    report = "\n".join(describe(claim, whole[claim.name]) for claim in claims)
    for claim in claims:
        assert whole[claim.name].width < WIDEST * abs(claim.exact), f"too wide\n{report}"
        assert claim.interval(BEYOND_DOUBT).covers(claim.exact), f"{claim.name} is wrong\n{report}"
    missed = [claim.name for claim in claims if not whole[claim.name].covers(claim.exact)]
    assert len(missed) <= most_misses(len(claims)), f"{missed} missed\n{report}"
    of_parts = [
        claim.interval(part=part).covers(claim.exact)
        for claim in claims
        for part in parts(len(claim.measured))
    ]
    misses = of_parts.count(False)
    assert misses <= most_misses(len(of_parts)), (
        f"{misses} of {len(of_parts)} intervals of parts of the seeds missed\n{report}"
    )


def parts(replications: int) -> list[slice]:
    """The list of seeds in equal consecutive parts."""
    ends = np.linspace(0, replications, PARTS + 1).astype(int)
    return [slice(a, b) for a, b in itertools.pairwise(ends)]


def describe(claim: Claim, measured: Interval) -> str:
    """One line: exact value, interval, and how wide it is."""
    share = measured.width / abs(claim.exact)
    return (
        f"{claim.name}: exact {claim.exact:.5g}, measured {measured.mean:.5g} "
        f"[{measured.low:.5g}, {measured.high:.5g}], {share:.1%} wide"
    )
