"""The standard passes what is right and fails what is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from tests.theory.standard import Claim, most_misses, regression_interval, verify


def sample(seed: int, mean: float, spread: float, size: int = 60) -> np.ndarray:
    return np.random.default_rng(seed).normal(mean, spread, size)


def test_a_right_value_passes() -> None:
    verify(Claim("right", 2.0, sample(1, 2.0, 0.1)))


@pytest.mark.parametrize("off", [0.96, 1.04])
def test_a_value_that_is_off_fails(off: float) -> None:
    with pytest.raises(AssertionError, match="off is wrong"):
        verify(Claim("off", 2.0, sample(1, 2.0 * off, 0.1)))


def test_an_interval_too_wide_fails() -> None:
    with pytest.raises(AssertionError, match="too wide"):
        verify(Claim("vague", 2.0, sample(1, 2.0, 0.4)))


def test_too_many_misses_fail() -> None:
    """Each a little off, within what is beyond doubt for one, but not all of them at once."""
    claims = []
    for number in range(4):
        measured = sample(number, 0.0, 1.0)
        measured = 2.0 + 0.1 * (measured - measured.mean()) / measured.std(ddof=1)
        claims.append(Claim(f"value {number}", 2.0 + 0.1 * 3.0 / np.sqrt(60), measured))
    with pytest.raises(AssertionError, match="missed"):
        verify(*claims)


def test_most_misses_are_those_of_the_binomial() -> None:
    assert [most_misses(n) for n in (1, 4, 24, 100)] == [1, 1, 3, 5]


def test_intervals_cover_as_often_as_they_say() -> None:
    rng = np.random.default_rng(7)
    ones = np.ones((8, 1))
    covered = [
        regression_interval(rng.normal(5.0, 2.0, 8), ones, 0.99).covers(5.0) for _ in range(4000)
    ]
    assert np.mean(covered) == pytest.approx(0.99, abs=0.005)


def test_what_is_known_beside_narrows_the_interval_and_moves_nothing() -> None:
    rng = np.random.default_rng(7)
    narrower, covered = [], []
    for _ in range(500):
        beside = rng.normal(0.8, 0.02, (40, 1))
        measured = 3.0 + 20.0 * (beside[:, 0] - 0.8) + rng.normal(0.0, 0.2, 40)
        plain = Claim("plain", 3.0, measured).interval()
        adjusted = Claim("adjusted", 3.0, measured, beside, [0.8]).interval()
        narrower.append(adjusted.width / plain.width)
        covered.append(adjusted.covers(3.0))
    assert np.mean(narrower) == pytest.approx(0.45, abs=0.03)  # 0.2 over sqrt(0.4**2 + 0.2**2)
    assert np.mean(covered) == pytest.approx(0.99, abs=0.015)
