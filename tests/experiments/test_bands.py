"""Bands through time: by hand, and how often they hold what they should."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import bands
from experiments.bands import FEWEST_SEEDS, band
from experiments.statistics import estimate


def courses(generator: np.random.Generator, seeds: int, dates: int) -> np.ndarray:
    """Courses around zero in which each date resembles the one before."""
    noise = generator.standard_normal((seeds, dates))
    made = noise.copy()
    for date in range(1, dates):
        made[:, date] = 0.6 * made[:, date - 1] + 0.8 * noise[:, date]
    return made


def test_each_date_alone_is_the_paired_t_interval() -> None:
    values = courses(np.random.default_rng(5), 12, 4)
    found = band(values)
    for date in range(4):
        alone = estimate(values[:, date])
        assert found.mean[date] == pytest.approx(alone.mean)
        assert (found.low[date], found.high[date]) == pytest.approx((alone.low, alone.high))


def test_a_date_where_no_seed_differs_has_no_width_and_does_not_widen_the_others() -> None:
    values = courses(np.random.default_rng(6), 15, 5)
    with_known = np.hstack([np.zeros((15, 3)), values])
    found = band(with_known)
    assert found.width == band(values).width
    assert not found.all_low[:3].any()
    assert not found.all_high[:3].any()
    assert not (found.above | found.below)[:3].any()


def test_a_date_that_is_undefined_in_a_seed_is_left_out() -> None:
    values = courses(np.random.default_rng(7), 15, 5)
    values[3, 2] = np.nan
    found = band(values)
    assert np.isnan(found.mean).tolist() == [False, False, True, False, False]
    assert not found.above[2]
    assert not found.below[2]
    assert found.width == band(np.delete(values, 2, axis=1)).width


def test_the_same_course_on_every_date_needs_hardly_more_than_one_date() -> None:
    """Dates that go together wholly count as one; independent ones do not."""
    one = np.random.default_rng(8).standard_normal((40, 1))
    alike = band(np.repeat(one, 30, axis=1)).width
    apart = band(np.random.default_rng(9).standard_normal((40, 30))).width
    assert alike is not None
    assert apart is not None
    assert alike == pytest.approx(band(one).width)
    assert 2.0 < alike < 2.6
    assert apart > 3.0


def test_few_seeds_give_no_band_for_the_whole_course() -> None:
    found = band(courses(np.random.default_rng(10), FEWEST_SEEDS - 1, 5) + 100.0)
    assert found.width is None
    assert np.isnan(found.all_low).all()
    assert not found.above.any()
    assert np.isfinite(found.low).all()


def test_one_seed_gives_no_band_at_all() -> None:
    found = band(np.ones((1, 3)))
    assert found.mean.tolist() == [1.0, 1.0, 1.0]
    assert np.isnan(found.low).all()


@pytest.mark.parametrize("values", [np.zeros(3), np.full((12, 2), np.inf)])
def test_what_are_no_courses_is_refused(values: np.ndarray) -> None:
    with pytest.raises(ValueError, match="difference"):
        band(values)


@pytest.mark.parametrize("seeds", [10, 20])
def test_how_often_the_bands_hold_the_whole_course(
    seeds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 200 studies of 28 dates the simultaneous band holds zero throughout in about 95 %.

    It may hold it in more, being wide with few seeds; the pointwise one does so in far fewer.
    """
    monkeypatch.setattr(bands, "RESAMPLES", 500)
    generator = np.random.default_rng(seeds)
    studies = 200
    whole = alone = 0
    for _ in range(studies):
        found = band(courses(generator, seeds, 28))
        whole += not (found.above | found.below).any()
        alone += not ((found.low > 0.0) | (found.high < 0.0)).any()
    # 95 % less three standard errors of a share of 200.
    assert whole / studies > 0.95 - 3 * (0.95 * 0.05 / studies) ** 0.5
    assert alone / studies < 0.7
