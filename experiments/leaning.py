"""What a difference does when the assumptions behind it are redrawn: spread, leaning, break-even.

Each draw gives every assumption a value from its range and each difference between two
scenarios one number.  Over the draws one can tell how often the difference has each sign, on
which assumptions it leans, and at which value of one of them it changes sign on average over
all the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.statistics import CONFIDENCE, t_quantile

#: Share of the draws inside the range that is shown.
SPAN = 0.90

#: With fewer draws than this nothing can be told about single assumptions.
FEWEST = 10

#: How sure one must be that a relation bends before a straight line is given up.
_BENT = 0.99


@dataclass(frozen=True)
class Spread:
    """A difference over draws.

    ``count`` draws entered, in ``undefined`` others the measure is not defined.  ``lower``,
    ``within`` and ``higher`` are the shares of draws below, inside and above the practical
    threshold and sum to one; ``negative`` and ``positive`` the shares of each sign whatever
    the size.  ``low`` to ``high`` holds the middle 90 per cent.  All ``None`` without draws.
    """

    count: int
    undefined: int
    lower: float | None = None
    within: float | None = None
    higher: float | None = None
    negative: float | None = None
    positive: float | None = None
    median: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Lean:
    """How strongly a difference follows an assumption over draws.

    ``correlation`` is Spearman's, of ranks; ``clear`` whether chance alone would hardly give
    any of all the assumptions as much.
    """

    parameter: str
    correlation: float
    clear: bool


@dataclass(frozen=True)
class BreakEven:
    """The value of an assumption at which a difference changes sign, the others as drawn.

    ``low`` to ``high`` is its 95 per cent interval, cut off at the assumption's range;
    ``below`` the sign of the difference under it ("lower" or "higher").  Where no value can
    be given all these are ``None`` and ``why`` says why; else ``why`` is empty.
    """

    parameter: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    below: str | None = None
    why: str = ""


def spread(values: ArrayLike, practical: float) -> Spread:
    """How the difference is spread over draws (``nan``: undefined in that draw)."""
    everything = np.asarray(values, dtype=float)
    found = everything[~np.isnan(everything)]
    undefined = everything.size - found.size
    if not found.size:
        return Spread(0, undefined)
    low, median, high = np.quantile(found, [(1 - SPAN) / 2, 0.5, (1 + SPAN) / 2])
    return Spread(
        count=found.size,
        undefined=undefined,
        lower=float(np.mean(found < -practical)),
        within=float(np.mean(np.abs(found) <= practical)),
        higher=float(np.mean(found > practical)),
        negative=float(np.mean(found < 0.0)),
        positive=float(np.mean(found > 0.0)),
        median=float(median),
        low=float(low),
        high=float(high),
    )


def seed_share(values: NDArray[np.float64]) -> float | None:
    """The share of the variance over draws that is seed noise, of ``values[draw, run]``.

    ``None`` where it cannot be told: one run in each draw, or no variance.
    """
    whole = values[~np.isnan(values).any(axis=1)]
    draws, runs = whole.shape
    if draws < 2 or runs < 2:
        return None
    over_draws = float(whole.mean(axis=1).var(ddof=1))
    noise = float(whole.var(axis=1, ddof=1).mean()) / runs
    return min(1.0, noise / over_draws) if over_draws > 0.0 else None


def clear_of_chance(draws: int, assumptions: int) -> float:
    """The rank correlation that chance gives the strongest of ``assumptions`` once in twenty."""
    t = t_quantile(draws - 2, 1.0 - (1.0 - CONFIDENCE) / assumptions)
    return float(t / np.sqrt(draws - 2 + t * t))


def leans(
    samples: NDArray[np.float64], names: Sequence[str], values: ArrayLike, most: int = 3
) -> list[Lean]:
    """The assumptions that ``values`` follow most, strongest first.

    ``samples[draw, assumption]`` were drawn; ``values`` hold one number for each draw
    (``nan``: undefined).  Empty with fewer than :data:`FEWEST` draws or nothing that varies.
    """
    from scipy.stats import rankdata

    numbers = np.asarray(values, dtype=float)
    defined = ~np.isnan(numbers)
    count = int(defined.sum())
    if count < FEWEST or not len(names) or np.ptp(numbers[defined]) == 0.0:
        return []
    ranks = rankdata(samples[defined], axis=0)
    order = rankdata(numbers[defined])
    ranks -= ranks.mean(axis=0)
    order -= order.mean()
    sizes = np.sqrt((ranks**2).sum(axis=0) * (order**2).sum())
    products = order @ ranks
    found = np.divide(products, sizes, out=np.zeros_like(products), where=sizes > 0.0)
    enough = clear_of_chance(count, len(names))
    strongest = np.argsort(-np.abs(found), kind="stable")[:most]
    return [
        Lean(names[index], float(found[index]), bool(abs(found[index]) > enough))
        for index in strongest
    ]


def break_even(
    name: str, sample: ArrayLike, values: ArrayLike, bounds: tuple[float, float]
) -> BreakEven:
    """Where ``values`` change sign along the assumption ``name`` drawn from ``bounds``.

    A straight line is fitted through the draws; Fieller's interval says how well its zero is
    known.  No value is given where the line is not clearly sloped, a bent one fits clearly
    better, or the sign does not change inside the range.
    """
    x, y = np.asarray(sample, dtype=float), np.asarray(values, dtype=float)
    defined = ~np.isnan(y)
    x, y = x[defined], y[defined]
    count = x.size
    if count < FEWEST or np.ptp(x) == 0.0:
        return BreakEven(name, why="too few draws")
    centre, level = float(x.mean()), float(y.mean())
    across = float(((x - centre) ** 2).sum())
    slope = float((x - centre) @ (y - level)) / across
    rest = y - level - slope * (x - centre)
    noise = float(rest @ rest) / (count - 2)
    t = t_quantile(count - 2)
    doubt = t * t * noise / (across * slope * slope) if slope else np.inf
    if doubt >= 1.0:
        return BreakEven(name, why="no clear slope")
    if _bends(x, y):
        return BreakEven(name, why="the difference does not follow it in a straight line")
    step = -level / slope
    value = centre + step
    if not bounds[0] <= value <= bounds[1]:
        sign = "higher" if level > 0.0 else "lower"
        return BreakEven(name, why=f"on average {sign} over its whole range")
    half = t * np.sqrt(noise * ((1.0 - doubt) / count + step * step / across)) / abs(slope)
    low, high = (centre + (step + side * half) / (1.0 - doubt) for side in (-1.0, 1.0))
    if low <= bounds[0] and high >= bounds[1]:
        return BreakEven(name, why="the draws leave its whole range open")
    return BreakEven(
        name,
        float(value),
        float(max(low, bounds[0])),
        float(min(high, bounds[1])),
        "lower" if slope > 0.0 else "higher",
    )


def _bends(x: NDArray[np.float64], y: NDArray[np.float64]) -> bool:
    """Whether a parabola fits clearly better than a straight line."""
    scaled = (x - x.mean()) / x.std()
    terms = np.column_stack([np.ones_like(scaled), scaled, scaled**2])
    fitted, _, rank, _ = np.linalg.lstsq(terms, y, rcond=None)
    freedom = x.size - 3
    if rank < 3 or freedom < 1:
        return False
    rest = y - terms @ fitted
    noise = float(rest @ rest) / freedom
    if noise <= 1e-24 * max(1.0, float(y @ y)):
        return bool(abs(fitted[2]) > 1e-9 * np.ptp(y))
    error = float(np.sqrt(noise * np.linalg.inv(terms.T @ terms)[2, 2]))
    return bool(abs(fitted[2]) > t_quantile(freedom, _BENT) * error)
