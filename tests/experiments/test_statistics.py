"""Intervals and verdicts against published values and by their properties."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.statistics import (
    Comparison,
    Estimate,
    Verdict,
    difference,
    estimate,
    t_quantile,
    variance_reduction,
    verdict,
)

NAN = math.nan

# Student's t, two-sided 95 and 99 per cent: NIST/SEMATECH e-Handbook, table 1.3.6.7.2.
TABLE = [
    (1, 0.95, 12.706),
    (4, 0.95, 2.776),
    (9, 0.95, 2.262),
    (19, 0.95, 2.093),
    (100, 0.95, 1.984),
    (1, 0.99, 63.657),
    (19, 0.99, 2.861),
]


@pytest.mark.parametrize(("freedom", "confidence", "value"), TABLE)
def test_t_quantile_is_the_tabled_one(freedom: int, confidence: float, value: float) -> None:
    assert t_quantile(freedom, confidence) == pytest.approx(value, abs=6e-4)


def test_interval_of_a_small_sample_worked_by_hand() -> None:
    # Mean 4, standard deviation 2, so the half width is 2.776 * 2 / sqrt(5).
    values = [4 - 2 * math.sqrt(2), 4.0, 4.0, 4.0, 4 + 2 * math.sqrt(2)]
    found = estimate(values)
    assert found.mean == pytest.approx(4.0)
    assert found.low == pytest.approx(4 - 2.4833, abs=1e-3)
    assert found.high == pytest.approx(4 + 2.4833, abs=1e-3)
    assert (found.count, found.undefined) == (5, 0)


def test_one_replication_gives_no_interval() -> None:
    assert estimate([7.5]) == Estimate(7.5, None, None, 1, 0)


def test_undefined_values_are_left_out_and_counted() -> None:
    assert estimate([1.0, NAN, 3.0, NAN]).mean == 2.0
    assert estimate([1.0, NAN, 3.0, NAN]).count == 2
    assert estimate([1.0, NAN, 3.0, NAN]).undefined == 2
    assert estimate([NAN, NAN]) == Estimate(None, None, None, 0, 2)
    assert estimate([]) == Estimate(None, None, None, 0, 0)


def test_an_infinite_value_is_an_error_not_a_number() -> None:
    with pytest.raises(ValueError, match="infinite"):
        estimate([1.0, math.inf])
    with pytest.raises(ValueError, match="infinite"):
        difference([1.0, 2.0], [1.0, -math.inf], 0.0)


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    generator = np.random.default_rng(20110501)
    samples = generator.normal(3.0, 2.0, size=(4000, 8))
    covered = 0
    for sample in samples:
        found = estimate(sample)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 3.0 <= found.high
    # Four standard errors of a share of 0.95 over 4000 trials.
    assert covered / 4000 == pytest.approx(0.95, abs=0.014)


def test_pairing_removes_what_both_sides_share() -> None:
    generator = np.random.default_rng(7)
    luck = generator.normal(0.0, 10.0, size=200)
    own = generator.normal(0.0, 1.0, size=(2, 200))
    found = difference(luck + own[0] + 1.0, luck + own[1], practical=0.0)
    # Unpaired variance 2 * (100 + 1), paired 2: a factor of 101.
    assert found.reduction == pytest.approx(101.0, rel=0.25)
    assert found.verdict is Verdict.HIGHER
    unpaired = estimate(luck + own[0] + 1.0)
    assert found.estimate.low is not None
    assert unpaired.low is not None
    assert found.estimate.mean - found.estimate.low < 0.3 * (unpaired.mean - unpaired.low)


def test_a_pair_counts_only_where_both_sides_are_defined() -> None:
    found = difference([1.0, NAN, 5.0, 6.0], [0.0, 1.0, NAN, 3.0], practical=0.0)
    assert found.estimate.mean == pytest.approx(2.0)
    assert (found.estimate.count, found.estimate.undefined) == (2, 2)


def test_sides_with_different_seeds_cannot_be_paired() -> None:
    with pytest.raises(ValueError, match="same seeds"):
        difference([1.0, 2.0], [1.0], practical=0.0)


def test_reduction_has_no_meaning_without_spread() -> None:
    assert variance_reduction([2.0, 2.0, 2.0], [1.0, 1.0, 1.0]) is None
    assert variance_reduction([2.0, 3.0], [1.0, 2.0]) is None
    assert variance_reduction([2.0], [1.0]) is None


@pytest.mark.parametrize(
    ("found", "practical", "expected"),
    [
        (Estimate(-5.0, -6.0, -4.0, 20), 1.0, Verdict.LOWER),
        (Estimate(5.0, 4.0, 6.0, 20), 1.0, Verdict.HIGHER),
        (Estimate(5.0, -1.0, 11.0, 20), 1.0, Verdict.NOT_APART),
        (Estimate(0.5, 0.4, 0.6, 20), 1.0, Verdict.NOT_APART),
        (Estimate(-1.0, -1.1, -0.9, 20), 1.0, Verdict.NOT_APART),
        (Estimate(0.0, 0.0, 0.0, 20), 0.0, Verdict.NOT_APART),
        (Estimate(5.0, None, None, 1), 1.0, Verdict.NO_INTERVAL),
        (Estimate(None, None, None, 0), 1.0, Verdict.UNDEFINED),
    ],
)
def test_verdicts(found: Estimate, practical: float, expected: Verdict) -> None:
    assert verdict(found, practical) is expected


def test_typical_reduction_spans_all_differences() -> None:
    one = difference([1.0, 2.0, 4.0], [0.0, 2.0, 3.0], practical=0.0)
    assert one.reduction is not None
    flat = difference([1.0, 1.0, 1.0], [0.0, 0.0, 0.0], practical=0.0)
    comparison = Comparison({}, "a", {"b": {"x": one, "y": flat}})
    assert comparison.typical_reduction() == (one.reduction, one.reduction, one.reduction)
    assert Comparison({}, None, {}).typical_reduction() is None


finite = st.floats(-1e6, 1e6)
samples = st.lists(finite, min_size=2, max_size=40)
pairs = st.lists(st.tuples(finite, finite), min_size=2, max_size=40)


@given(samples)
def test_interval_holds_the_mean_and_the_mean_lies_among_the_values(values: list[float]) -> None:
    found = estimate(values)
    assert found.mean is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.mean <= found.high
    assert min(values) - 1e-6 <= found.mean <= max(values) + 1e-6


@given(samples, st.integers(0, 5))
def test_undefined_values_change_nothing_but_their_count(values: list[float], more: int) -> None:
    with_undefined = estimate([*values, *[NAN] * more])
    without = estimate(values)
    assert with_undefined.mean == without.mean
    assert with_undefined.low == without.low
    assert with_undefined.undefined == more


@given(samples, st.floats(0.5, 0.98), st.floats(0.001, 0.019))
def test_more_confidence_never_narrows_the_interval(
    values: list[float], confidence: float, more: float
) -> None:
    narrow, wide = estimate(values, confidence), estimate(values, confidence + more)
    assert narrow.low is not None
    assert wide.low is not None
    assert wide.low <= narrow.low


@given(pairs, st.floats(0.0, 1e5))
def test_swapping_the_sides_mirrors_the_difference(
    both: list[tuple[float, float]], practical: float
) -> None:
    second, first = zip(*both, strict=True)
    there, back = difference(second, first, practical), difference(first, second, practical)
    assert there.estimate.mean == pytest.approx(-(back.estimate.mean or 0.0))
    mirrored = {Verdict.LOWER: Verdict.HIGHER, Verdict.HIGHER: Verdict.LOWER}
    assert back.verdict is mirrored.get(there.verdict, there.verdict)


@given(samples, st.floats(0.0, 10.0))
def test_a_scenario_cannot_be_told_apart_from_itself(values: list[float], practical: float) -> None:
    found = difference(values, values, practical)
    assert found.verdict is Verdict.NOT_APART
    assert (found.estimate.low, found.estimate.high) == (0.0, 0.0)


@given(pairs, st.floats(0.0, 10.0), st.floats(0.0, 10.0))
def test_a_higher_threshold_never_finds_more(
    both: list[tuple[float, float]], one: float, other: float
) -> None:
    second, first = zip(*both, strict=True)
    strict = difference(second, first, max(one, other)).verdict
    lax = difference(second, first, min(one, other)).verdict
    if strict in (Verdict.LOWER, Verdict.HIGHER):
        assert lax is strict
