"""Numbers, intervals and verdicts as tables show them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.formatting import (
    counted,
    decimals,
    interval,
    joined,
    judged,
    number,
    sharpened,
    shown,
)
from experiments.statistics import Estimate, Verdict


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (34.215, 1, "34.2"),
        (1234567.0, 0, "1 234 567"),
        (-0.04, 1, "0.0"),
        (0.0, 0, "0"),
        (-12.0, 0, "-12"),
        (None, 2, "-"),
        (math.nan, 2, "-"),
    ],
)
def test_number(value: float | None, places: int, text: str) -> None:
    assert number(value, places) == text


def test_differences_carry_their_sign() -> None:
    assert number(3.14, 1, sign=True) == "+3.1"
    assert number(-3.14, 1, sign=True) == "-3.1"
    assert number(0.001, 1, sign=True) == "0.0"


@pytest.mark.parametrize(
    ("low", "high", "places"),
    [(33.1, 35.5, 1), (120.0, 131.0, 0), (0.311, 0.321, 3), (5e4, 6e4, 0), (0.1, 0.1000001, 3)],
)
def test_wide_intervals_get_few_decimals(low: float, high: float, places: int) -> None:
    assert decimals([Estimate((low + high) / 2, low, high, 20)]) == places


def test_a_single_value_gets_four_figures_at_most() -> None:
    assert decimals([Estimate(1234.5, None, None, 1)]) == 0
    assert decimals([Estimate(12.345, None, None, 1)]) == 1
    assert decimals([Estimate(0.5, None, None, 1)]) == 3
    assert decimals([Estimate(None, None, None, 0)]) == 0


def test_shares_are_shown_as_per_cent() -> None:
    found = shown(Estimate(0.25, 0.2, 0.3, 5, 1), "share")
    assert (found.mean, found.low, found.high) == pytest.approx((25.0, 20.0, 30.0))
    assert (found.count, found.undefined) == (5, 1)
    assert shown(Estimate(0.25, None, None, 1), "days").mean == 0.25


def test_interval_or_dash() -> None:
    assert interval(Estimate(-9.1, -9.8, -8.4, 20), 1) == "-9.8 to -8.4"
    assert interval(Estimate(2.0, None, None, 1), 1) == "-"


def test_verdicts_say_which_way_is_good() -> None:
    assert judged(Verdict.LOWER, "lower") == "lower (better)"
    assert judged(Verdict.HIGHER, "lower") == "higher (worse)"
    assert judged(Verdict.HIGHER, "") == "higher"
    assert judged(Verdict.NOT_APART, "lower") == "cannot be told apart"


def test_words() -> None:
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"]) == "a, b and c"
    assert counted(1, "run") == "1 run"
    assert counted(0, "run") == "0 runs"


@given(st.floats(-1e12, 1e12), st.integers(0, 3))
def test_a_shown_number_reads_back_to_its_decimals(value: float, places: int) -> None:
    read = float(number(value, places).replace(" ", ""))
    assert abs(read - value) <= 0.5 * 10**-places + 1e-9 * abs(value)


def test_an_interval_clear_of_zero_never_looks_as_if_it_touched_it() -> None:
    assert sharpened(Estimate(0.4, 0.02, 0.78, 20), 1) == 2
    assert sharpened(Estimate(-0.4, -0.78, -0.02, 20), 1) == 2
    assert sharpened(Estimate(0.4, -0.02, 0.82, 20), 1) == 1
    assert sharpened(Estimate(0.4, 0.3, 0.5, 20), 1) == 1
    assert sharpened(Estimate(1.0, None, None, 1), 1) == 1


def test_the_narrowest_interval_of_a_row_decides() -> None:
    wide, narrow = Estimate(943.0, 470.0, 1415.0, 4), Estimate(27.0, 26.6, 27.4, 4)
    assert decimals([wide, narrow]) == 1
    assert decimals([Estimate(94321.0, 94320.9, 94321.1, 4)]) == 0
