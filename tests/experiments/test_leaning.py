"""Spread, leaning and break-even against cases whose answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import spearmanr

from experiments.leaning import (
    FEWEST,
    break_even,
    clear_of_chance,
    leans,
    seed_share,
    spread,
)

NAMES = [f"p{number}" for number in range(20)]


def draws(seed: int, count: int = 200, columns: int = len(NAMES)) -> np.ndarray:
    return np.random.default_rng(seed).random((count, columns))


def test_spread_counts_signs_beyond_and_within_the_threshold() -> None:
    found = spread([-3.0, -1.0, 0.0, 1.0, 3.0, math.nan], 1.0)
    assert (found.count, found.undefined) == (5, 1)
    assert (found.lower, found.within, found.higher) == (0.2, 0.6, 0.2)
    assert (found.negative, found.positive) == (0.4, 0.4)
    assert found.median == 0.0
    whole = spread(np.arange(101.0), 4.0)
    assert (whole.low, whole.median, whole.high) == pytest.approx((5.0, 50.0, 95.0))
    assert whole.within == pytest.approx(5 / 101)


def test_nothing_to_spread() -> None:
    for values in ([], [math.nan, math.nan]):
        found = spread(values, 1.0)
        assert (found.count, found.undefined) == (0, len(values))
        assert found.lower is found.median is found.high is None


def test_the_share_of_seed_noise_is_that_put_in() -> None:
    random = np.random.default_rng(1)
    between = random.normal(0.0, 2.0, (20_000, 1))
    noise = random.normal(0.0, 3.0, (20_000, 2))
    # Two runs halve the noise: 4.5 of 4 + 4.5.
    assert seed_share(between + noise) == pytest.approx(4.5 / 8.5, abs=0.02)
    assert seed_share(np.repeat(between, 2, axis=1)) == 0.0
    assert seed_share(noise) == pytest.approx(1.0, abs=0.03)


def test_seed_noise_cannot_be_told_from_one_run_or_no_variance() -> None:
    assert seed_share(np.ones((5, 1))) is None
    assert seed_share(np.ones((5, 2))) is None
    assert seed_share(np.array([[1.0, math.nan], [2.0, 3.0]])) is None


def test_the_assumptions_leant_on_are_found_whatever_the_shape() -> None:
    samples = draws(2)
    noise = np.random.default_rng(3).normal(0.0, 0.3, len(samples))
    values = np.exp(4 * samples[:, 7]) / 10 - 3 * samples[:, 4] + noise
    values[11] = math.nan
    found = leans(samples, NAMES, values)
    assert [one.parameter for one in found[:2]] == ["p7", "p4"]
    assert found[0].correlation > 0.0 > found[1].correlation
    assert [one.clear for one in found[:2]] == [True, True]
    for one in found:
        column = NAMES.index(one.parameter)
        known = ~np.isnan(values)
        expected = spearmanr(samples[known, column], values[known]).statistic
        assert one.correlation == pytest.approx(expected, abs=1e-12)


def test_chance_alone_makes_an_assumption_stand_out_once_in_twenty() -> None:
    clear = sum(
        leans(draws(seed, 40), NAMES, np.random.default_rng(seed + 5000).random(40))[0].clear
        for seed in range(400)
    )
    # 20 expected, with a standard deviation of 4.4.
    assert 5 <= clear <= 38
    assert clear_of_chance(40, 100) > clear_of_chance(40, 1) > clear_of_chance(400, 1)


def test_no_leaning_without_draws_or_without_differences() -> None:
    samples = draws(4, FEWEST)
    assert leans(samples[1:], NAMES, samples[1:, 0]) == []
    assert leans(samples, NAMES, np.full(FEWEST, 2.5)) == []
    assert leans(samples, NAMES, np.full(FEWEST, math.nan)) == []
    assert leans(np.empty((FEWEST, 0)), [], samples[:, 0]) == []
    assert leans(samples, NAMES, samples[:, 0])[0].parameter == "p0"


@pytest.mark.parametrize(("slope", "below"), [(2.0, "lower"), (-2.0, "higher")])
def test_the_break_even_interval_covers_the_truth(slope: float, below: str) -> None:
    covered = 0
    for seed in range(300):
        random = np.random.default_rng(seed)
        x = random.uniform(0.0, 10.0, 60)
        found = break_even("p", x, slope * (x - 4.0) + random.normal(0.0, 3.0, 60), (0.0, 10.0))
        if found.value is None:  # a bend is seen once in a hundred where there is none
            assert "straight" in found.why
            covered += 1
            continue
        assert found.low is not None
        assert found.high is not None
        assert found.low <= found.value <= found.high
        assert (found.below, found.why) == (below, "")
        assert found.value == pytest.approx(4.0, abs=1.2)
        covered += found.low <= 4.0 <= found.high
    # 285 expected, with a standard deviation of 3.8.
    assert 270 <= covered <= 299


def test_the_break_even_of_an_exact_line_is_exact() -> None:
    x = np.linspace(0.0, 10.0, 21)
    y = 3.0 * (x - 2.5)
    y[3] = math.nan
    found = break_even("p", x, y, (0.0, 10.0))
    assert (found.value, found.low, found.high) == pytest.approx((2.5, 2.5, 2.5))


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        (lambda x, noise: 0.0 * x + noise, "no clear slope"),
        (lambda x, noise: 2.0 * x + 1.0 + 0.1 * noise, "higher over its whole range"),
        (lambda x, noise: 2.0 * x - 30.0 + 0.1 * noise, "lower over its whole range"),
        (lambda x, noise: (x - 2.0) ** 2 - 10.0 + 0.1 * noise, "straight line"),
        (lambda x, noise: (x - 2.0) ** 2 - 10.0 + 0.0 * noise, "straight line"),
        (lambda x, noise: x + math.nan * noise, "too few draws"),
    ],
)
def test_it_is_said_why_no_break_even_is_given(shape: object, why: str) -> None:
    random = np.random.default_rng(17)
    x = random.uniform(0.0, 10.0, 80)
    assert callable(shape)
    found = break_even("p", x, shape(x, random.normal(0.0, 1.0, 80)), (0.0, 10.0))
    assert why in found.why
    assert found.value is found.low is found.high is found.below is None


def test_an_uncertain_break_even_stays_inside_the_range_of_the_assumption() -> None:
    random = np.random.default_rng(5)
    x = random.uniform(0.0, 1.0, 40)
    found = break_even("p", x, x - 0.9 + random.normal(0.0, 0.4, 40), (0.0, 1.0))
    assert found.value is not None
    assert found.high == 1.0
    assert found.low is not None
    assert found.low > 0.0
