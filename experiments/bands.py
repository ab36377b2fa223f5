"""Differences followed through time, with a band for each date and one for all dates at once.

A row of ``differences`` is one seed, a column one date.  The pointwise band is Student's t at
each date alone: of forty dates two would leave zero outside it where nothing differs.  The
simultaneous band holds the whole true course in 95 % of studies: it is wider, by the quantile of
the largest studentised deviation over all dates when seeds are drawn anew with replacement
(studentised bootstrap, max-t; Efron and Tibshirani 1993, ch. 12; Montiel Olea and
Plagborg-Møller 2019).  Whatever goes together from date to date stays together, since a seed is
drawn with its whole course.  With few seeds it is wider than it need be: of normal courses over
28 dates it held 99 % with 10 seeds, 98 % with 20 and 96 % with 40 (600 studies each); pointwise
bands held about 30 % of whole courses.  Dates where no seed differs (those before the change) are
known exactly and have a band without width.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.statistics import CONFIDENCE, t_quantile

#: Seeds below which no simultaneous band is given: resampled so few say little of its width.
FEWEST_SEEDS = 10

#: Resamples of the seeds, and the seed of the generator that draws them.
RESAMPLES = 4000
_SEED = 20100315

#: Resamples dealt with at once, so that memory stays small.
_AT_ONCE = 500


@dataclass(frozen=True)
class Band:
    """A mean difference through time and its bands, all of shape [date]; nan where undefined.

    ``low`` and ``high``: at each date alone.  ``all_low`` and ``all_high``: of all dates
    at once; nan throughout with fewer than ``FEWEST_SEEDS`` seeds.  ``width``: how many standard
    errors the simultaneous band reaches to either side, ``None`` where there is none.
    A date counts where every seed has a value.
    """

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    all_low: NDArray[np.float64]
    all_high: NDArray[np.float64]
    width: float | None
    seeds: int

    @property
    def below(self) -> NDArray[np.bool_]:
        """Dates at which the whole simultaneous band lies below zero."""
        return np.asarray(self.all_high < 0.0)

    @property
    def above(self) -> NDArray[np.bool_]:
        """Dates at which the whole simultaneous band lies above zero."""
        return np.asarray(self.all_low > 0.0)


def band(differences: ArrayLike, confidence: float = CONFIDENCE) -> Band:
    """The mean of ``differences`` [seed, date] with both bands.

    Raises ``ValueError`` if it has not two dimensions or holds an infinite value.
    """
    values = np.asarray(differences, dtype=float)
    if values.ndim != 2:
        raise ValueError("differences through time have a row for each seed and a column per date")
    if np.isinf(values).any():
        raise ValueError("a difference is infinite")
    seeds, dates = values.shape
    nothing = np.full(dates, np.nan)
    defined = ~np.isnan(values).any(axis=0)
    mean = nothing.copy()
    mean[defined] = values[:, defined].mean(axis=0) if seeds else np.nan
    if seeds < 2:
        return Band(mean, nothing, nothing, nothing, nothing, None, seeds)
    error = nothing.copy()
    error[defined] = values[:, defined].std(axis=0, ddof=1) / seeds**0.5
    reach = t_quantile(seeds - 1, confidence) * error
    if seeds < FEWEST_SEEDS:
        return Band(mean, mean - reach, mean + reach, nothing, nothing, None, seeds)
    differs = defined & (error > 0.0)
    width = t_quantile(seeds - 1, confidence)
    if differs.any():
        width = max(width, _largest_deviation(values[:, differs], confidence))
    far = width * error
    return Band(mean, mean - reach, mean + reach, mean - far, mean + far, width, seeds)


def _largest_deviation(values: NDArray[np.float64], confidence: float) -> float:
    """The quantile over resamples of the largest absolute t statistic over all dates."""
    seeds = len(values)
    centred = values - values.mean(axis=0)
    generator = np.random.default_rng(_SEED)
    largest = []
    for _ in range(0, RESAMPLES, _AT_ONCE):
        # How often each seed is drawn: sums over a resample are then one product.
        drawn = generator.multinomial(seeds, np.full(seeds, 1.0 / seeds), size=_AT_ONCE)
        mean = drawn @ centred / seeds
        spread = drawn @ centred**2 / seeds - mean**2
        error = np.sqrt(np.maximum(spread, 0.0) / (seeds - 1))
        # A date at which all that were drawn agree has no spread in this resample.
        some = error > 1e-9 * np.abs(centred).max(axis=0)
        t = np.divide(np.abs(mean), error, out=np.zeros_like(mean), where=some)
        largest.append(t.max(axis=1))
    return float(np.quantile(np.concatenate(largest), confidence))
