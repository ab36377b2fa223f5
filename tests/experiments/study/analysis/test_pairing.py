"""Comparisons with the baseline, allowing for how many they are."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from experiments.statistics import Verdict
from experiments.study.analysis.adjustment import adjusted
from experiments.study.analysis.cube import Cube, TableError, places
from experiments.study.analysis.pairing import against_baseline, compare, together
from tests.experiments.study.analysis.tables import DAYS, runs, study


def block(*arms: list[float]) -> Cube:
    """One point, a value for each seed of each arm."""
    values = np.array(arms)[:, None, :]
    names = tuple("abcdefgh"[: len(arms)])
    return Cube(values, names, (1,), tuple(range(values.shape[2])), True)


def test_holm_by_hand() -> None:
    # Sorted 0.01, 0.02, 0.03, 0.04 times 4, 3, 2, 1, and never below the one before.
    found = adjusted([0.02, 0.04, None, 0.01, 0.03])
    assert found == [pytest.approx(0.06)] * 2 + [None, pytest.approx(0.04), pytest.approx(0.06)]


def test_holm_never_exceeds_one() -> None:
    assert adjusted([0.9, 0.8]) == [1.0, 1.0]
    assert adjusted([None]) == [None]


def test_a_difference_is_taken_pair_by_pair() -> None:
    cube = block([10.0, 20.0, 30.0], [11.0, 22.0, 33.0])
    found = compare(cube, "m", "b", "a", 1.5, drawn=False)
    assert found.estimate.mean == pytest.approx(2.0)
    # 100 + 121 of variance apart, 1 together.
    assert found.reduction == pytest.approx(221.0)
    assert found.removed == pytest.approx(1 - 1 / 221.0)


def test_pairing_of_what_has_nothing_in_common_removes_nothing() -> None:
    generator = np.random.default_rng(3)
    cube = Cube(generator.normal(size=(2, 1, 4000)), ("a", "b"), (1,), tuple(range(4000)), True)
    removed = compare(cube, "m", "b", "a", 1.0, drawn=False, with_bootstrap=False).removed
    assert removed == pytest.approx(0.0, abs=0.06)


def test_a_difference_below_what_matters_is_ruled_out_and_not_told_apart() -> None:
    generator = np.random.default_rng(4)
    base = generator.normal(50.0, 5.0, size=60)
    cube = block(base.tolist(), (base + 0.3 + 0.05 * generator.normal(size=60)).tolist())
    found = compare(cube, "m", "b", "a", 1.0, drawn=False)
    assert found.p is not None
    assert found.p < 1e-6
    assert found.verdict is Verdict.NOT_APART
    assert found.alike


def test_few_wide_runs_are_not_told_apart_and_nothing_is_ruled_out() -> None:
    found = compare(block([0.0, 1.0, 2.0], [9.0, -9.0, 4.0]), "m", "b", "a", 1.0, drawn=False)
    assert found.verdict is Verdict.NOT_APART
    assert not found.alike
    assert found.runs_needed is not None
    assert found.runs_needed > 100


def test_runs_needed_bring_the_interval_down_to_what_matters() -> None:
    generator = np.random.default_rng(8)
    small = block(*generator.normal(0.0, 4.0, size=(2, 30)).tolist())
    needed = compare(small, "m", "b", "a", 1.0, drawn=False).runs_needed
    assert needed is not None
    large = block(*generator.normal(0.0, 4.0, size=(2, needed)).tolist())
    found = compare(large, "m", "b", "a", 1.0, drawn=False, with_bootstrap=False).estimate
    assert found.low is not None
    assert found.high is not None
    assert (found.high - found.low) / 2 == pytest.approx(1.0, rel=0.2)


def test_seeds_that_have_not_run_yet_say_nothing_of_how_many_are_needed() -> None:
    generator = np.random.default_rng(6)
    values = generator.normal(size=(2, 3, 12))
    seeds = tuple(range(12))
    short = np.concatenate([values[:, :, :8], np.full((2, 3, 4), np.nan)], axis=2)
    short[:, 2, 7] = np.nan  # cut short in the midst of a replication
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = compare(
            Cube(short, ("a", "b"), (1, 2, 3), seeds, True), "m", "b", "a", 0.1, drawn=False
        )
    alone = Cube(short[:, :, :8], ("a", "b"), (1, 2, 3), seeds[:8], True)
    assert found.runs_needed == compare(alone, "m", "b", "a", 0.1, drawn=False).runs_needed
    assert found.runs_needed is not None


def test_ten_comparisons_of_nothing_give_no_false_alarm_in_nineteen_of_twenty_studies() -> None:
    alarms = 0
    for time in range(100):
        values = np.random.default_rng([21, time]).normal(size=(11, 1, 12))
        cube = Cube(values, tuple(str(n) for n in range(11)), (1,), tuple(range(12)), True)
        found = together(
            [
                compare(cube, "m", arm, "0", 0.0, drawn=False, with_bootstrap=False)
                for arm in cube.arms[1:]
            ]
        )
        alarms += any(one.verdict is not Verdict.NOT_APART for one in found)
    assert alarms <= 11  # at most 5 expected, give or take 2


def test_a_clear_difference_stays_clear_among_many() -> None:
    generator = np.random.default_rng(6)
    values = generator.normal(size=(10, 1, 20))
    values[9] += 5.0
    cube = Cube(values, tuple("abcdefghij"), (1,), tuple(range(20)), True)
    found = {one.arm: one for one in against_baseline({"m": cube}, "a", {"m": 1.0}, drawn=False)}
    assert found["j"].verdict is Verdict.HIGHER
    assert {one.verdict for arm, one in found.items() if arm != "j"} == {Verdict.NOT_APART}


# ---- from a table ----------------------------------------------------------------------------


def test_a_table_becomes_a_block_and_failed_runs_are_gaps() -> None:
    asked = study(replications=3)
    table = runs(asked, lambda arm, _, seed, __: (10.0 * arm + seed, 0.5))
    lost = table.index[(table["arm"] == "other") & (table["replication"] == 2)]
    table.loc[lost, "status"] = "failed"
    cube = places(table, asked.arms).cube(table[DAYS].to_numpy())
    assert cube.common
    assert cube.seeds == (1, 2, 3)
    np.testing.assert_array_equal(cube.of("one"), [[1.0, 2.0, 3.0]])
    np.testing.assert_array_equal(cube.of("other"), [[11.0, np.nan, 13.0]])
    assert compare(cube, DAYS, "other", "one", 1.0, drawn=False).estimate.count == 2


def test_the_order_of_rows_does_not_matter() -> None:
    asked = study(replications=4)
    table = runs(asked, lambda arm, _, __, luck: (luck.normal() + arm, 0.5))
    mixed = table.sample(frac=1.0, random_state=3).reset_index(drop=True)
    one = places(table, asked.arms).cube(table[DAYS].to_numpy())
    other = places(mixed, asked.arms).cube(mixed[DAYS].to_numpy())
    np.testing.assert_array_equal(one.values, other.values)


def test_a_run_that_is_there_twice_is_refused() -> None:
    asked = study(replications=2)
    table = runs(asked, lambda *_: (1.0, 0.5))
    twice = table.iloc[[0, 0, 1, 2, 3]].reset_index(drop=True)
    with pytest.raises(TableError, match="twice"):
        places(twice, asked.arms)


def test_arms_on_different_seeds_are_refused() -> None:
    asked = study(replications=2)
    table = runs(asked, lambda *_: (1.0, 0.5))
    table.loc[table.index[0], "seed"] = 99
    with pytest.raises(TableError, match="seeds"):
        places(table, asked.arms)


def test_an_infinite_value_is_refused() -> None:
    asked = study(replications=2)
    table = runs(asked, lambda *_: (float("inf"), 0.5))
    with pytest.raises(TableError, match="infinite"):
        places(table, asked.arms).cube(table[DAYS].to_numpy())
