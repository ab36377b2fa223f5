"""Sensitivity against functions whose indices are published, through a table of runs."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

from experiments.study.analysis.cube import Cube
from experiments.study.analysis.findings import analyse
from experiments.study.analysis.sensitivity import (
    MAIN_EFFECTS,
    MORRIS,
    ONE_AT_A_TIME,
    RANKS,
    SOBOL,
    Sensitivity,
    contributions,
    largest_effect,
    largest_pair,
    largest_total,
    morris,
    one_at_a_time,
    ranks,
    sobol,
)
from experiments.study.description import Design, Study
from sim.measures import MEASURES
from tests.experiments.study.analysis.tables import DAYS, runs, study, unit

PI = math.pi

#: Ishigami and Homma (1990) with a = 7, b = 0.1: first-order and total indices as Saltelli and
#: others (2008, Global Sensitivity Analysis, section 4.5.4) give them.
ISHIGAMI = {"x1": (0.3139, 0.5576), "x2": (0.4424, 0.4424), "x3": (0.0, 0.2437)}


def ishigami(x: np.ndarray) -> float:
    return float(np.sin(x[0]) + 7.0 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0]))


def of(asked: Study, table: pd.DataFrame, what: str):
    found = analyse(asked, table, MEASURES)
    return next(one for one in found.sensitivities if (one.measure, one.of) == (DAYS, what))


@pytest.fixture(scope="module")
def sobol_study() -> Study:
    return study(
        arms=("flat", "ishigami"),
        uncertainties=[unit(name, -PI, PI) for name in ISHIGAMI],
        made_by=Design("sobol", blocks=(1024,)),
        replications=1,
        measures=(DAYS,),
    )


@pytest.fixture(scope="module")
def sobol_table(sobol_study: Study) -> pd.DataFrame:
    return runs(sobol_study, lambda arm, x, *_: (100.0 + arm * ishigami(x), 0.5))


def test_sobol_indices_of_ishigami(sobol_study, sobol_table) -> None:
    found = of(sobol_study, sobol_table, "ishigami - flat")
    assert found.method == SOBOL
    assert [one.uncertainty for one in found.influences] == ["x1", "x2", "x3"]
    for one in found.influences:
        alone, total = ISHIGAMI[one.uncertainty]
        assert one.alone == pytest.approx(alone, abs=0.03)
        assert one.size == pytest.approx(total, abs=0.03)
        assert one.low is not None
        assert one.high is not None
        assert one.low < total < one.high
    assert found.explained == pytest.approx(0.3139 + 0.4424, abs=0.05)


def test_what_two_have_only_together_is_told_where_the_design_was_made_for_it(
    sobol_study, sobol_table
) -> None:
    assert of(sobol_study, sobol_table, "ishigami - flat").pairs == ()
    made_for_it = replace(sobol_study, design=Design("sobol", blocks=(2048,), second_order=True))
    table = runs(made_for_it, lambda arm, x, *_: (100.0 + arm * ishigami(x), 0.5))
    found = of(made_for_it, table, "ishigami - flat").pairs
    assert (found[0].one, found[0].other) == ("x1", "x3")
    assert len(found) == 3
    # x1 and x3 have together what neither has alone: all of the total index of x3.
    truth = {("x1", "x3"): ISHIGAMI["x3"][1]}
    for one in found:
        expected = truth.get((one.one, one.other), 0.0)
        assert one.size == pytest.approx(expected, abs=0.03)
        assert one.low < expected < one.high
        assert not one.clear  # a single seed tells nothing of luck
    days = table.pivot(index="point", columns="arm", values=DAYS)
    luck = np.random.default_rng(3).normal(size=(len(days), 5))
    seeded = (days["ishigami"] - days["flat"]).to_numpy()[:, None] + luck
    several = sobol(list(ISHIGAMI), seeded, second_order=True, common=True, measure="m", of="o")
    assert several is not None
    for one in several.pairs:
        assert one.clear == ((one.one, one.other) in truth)


def test_a_failed_run_costs_its_block_and_no_more(sobol_study, sobol_table) -> None:
    table = sobol_table.copy()
    table.loc[table["point"].isin([3, 4, 900]), "status"] = "failed"
    found = of(sobol_study, table, "ishigami - flat")
    assert found.dropped == 2 * 5  # D + 2 points each
    assert found.influences[0].size == pytest.approx(0.5576, abs=0.04)


def test_an_interrupted_sobol_study_uses_its_whole_blocks(sobol_study, sobol_table) -> None:
    table = sobol_table[sobol_table["point"] <= 2563]
    found = of(sobol_study, table, "ishigami - flat")
    assert found.points == 2560
    assert found.influences[0].size == pytest.approx(0.5576, abs=0.06)


def test_intervals_of_a_sobol_study_take_blocks_as_they_were_drawn(sobol_study, sobol_table):
    found = analyse(sobol_study, sobol_table, MEASURES)
    one = found.differences[0]
    assert found.blocked
    # The mean of Ishigami's function is a / 2.
    assert one.estimate.mean == pytest.approx(3.5, abs=0.1)
    assert one.estimate.low is not None
    assert one.estimate.high is not None
    assert one.estimate.low < 3.5 < one.estimate.high
    assert one.estimate.count == 1024


def test_morris_effects_of_a_linear_function_are_its_slopes() -> None:
    asked = study(
        uncertainties=[unit("a", 0.0, 10.0), unit("b", -1.0, 1.0), unit("none", 0.0, 5.0)],
        made_by=Design("morris", blocks=(6, 4), steps=4),
        replications=5,
        measures=(DAYS,),
    )
    table = runs(asked, lambda arm, x, *_: (50.0 + arm * (3.0 * x[0] - 4.0 * x[1]), 0.5))
    found = of(asked, table, "other - one")
    assert found.method == MORRIS
    assert {one.uncertainty: round(one.size, 9) for one in found.influences} == {
        "a": 30.0,
        "b": 8.0,
        "none": 0.0,
    }
    assert [one.uncertainty for one in found.clear] == ["a", "b"]
    assert all(one.spread == pytest.approx(0.0, abs=1e-9) for one in found.influences)


def problem(count: int) -> dict[str, object]:
    names = [f"x{number}" for number in range(count)]
    return {"num_vars": count, "names": names, "bounds": [[0.0, 1.0]] * count}


def trajectories(count: int, luck: int) -> np.ndarray:
    generator = np.random.default_rng([31, luck])
    return np.asarray(morris_sample.sample(problem(count), 10, num_levels=4, seed=generator))


def base_samples(count: int, luck: int) -> np.ndarray:
    made = sobol_sample.sample(problem(count), 32, calc_second_order=False, seed=luck)
    return np.asarray(made)


def of_morris(settings: np.ndarray, values: np.ndarray, *, common: bool) -> Sensitivity:
    names = [f"x{number}" for number in range(settings.shape[1])]
    found = morris(names, settings, values, levels=4, common=common, measure="m", of="o")
    assert found is not None
    return found


def of_sobol(values: np.ndarray, count: int, *, common: bool) -> Sensitivity:
    names = [f"x{number}" for number in range(count)]
    found = sobol(names, values, second_order=False, common=common, measure="m", of="o")
    assert found is not None
    return found


def luck_of(settings: np.ndarray, seeds: int, kind: str, number: int) -> np.ndarray:
    """Runs in which nothing has an effect, on average over all seeds there could be."""
    generator = np.random.default_rng([32, number])
    alone = generator.normal(size=(len(settings), seeds))
    if kind == "own":
        return alone
    if kind == "common":
        return alone + 3.0 * generator.normal(size=(1, seeds))
    # Every seed makes effects of its own.
    return 0.5 * alone + settings @ generator.normal(size=(settings.shape[1], seeds))


@pytest.mark.parametrize("kind", ["own", "common", "effects of seeds"])
def test_of_pure_luck_morris_calls_hardly_anything_clear(kind: str) -> None:
    wrong = 0
    for number in range(40):
        settings = trajectories(8, number)
        values = luck_of(settings, 5, kind, number)
        wrong += bool(of_morris(settings, values, common=kind != "own").clear)
    assert wrong <= 4  # 2 of 40 expected at most; it had been all


@pytest.mark.parametrize("kind", ["own", "common", "effects of seeds"])
def test_of_pure_luck_sobol_calls_hardly_anything_clear(kind: str) -> None:
    wrong = 0
    for number in range(40):
        settings = base_samples(4, number)
        values = luck_of(settings, 5, kind, number)
        wrong += bool(of_sobol(values, 4, common=kind != "own").clear)
    assert wrong <= 4


@pytest.mark.parametrize("common", [True, False])
def test_one_true_effect_among_luck_is_the_one_that_is_clear(common: bool) -> None:
    kind = "common" if common else "own"
    for number in range(10):
        settings = trajectories(20, number)
        values = luck_of(settings, 5, kind, number) + 6.0 * settings[:, 3:4]
        assert [one.uncertainty for one in of_morris(settings, values, common=common).clear] == [
            "x3"
        ]
        settings = base_samples(6, number)
        values = luck_of(settings, 5, kind, number) + 2.0 * 12**0.5 * settings[:, 3:4]
        assert [one.uncertainty for one in of_sobol(values, 6, common=common).clear] == ["x3"]


def test_with_fewer_than_five_seeds_luck_is_not_known_and_nothing_is_clear() -> None:
    settings = trajectories(3, 1)
    few = of_morris(settings, np.repeat(settings[:, :1], 4, axis=1), common=True)
    assert few.luck_unknown
    assert few.clear == ()
    enough = of_morris(settings, np.repeat(settings[:, :1], 5, axis=1), common=True)
    assert not enough.luck_unknown
    assert [one.uncertainty for one in enough.clear] == ["x0"]


def test_the_floor_is_of_the_indices_that_salib_tells() -> None:
    settings = trajectories(5, 2)
    outcome = np.random.default_rng(5).normal(size=len(settings))
    found = of_morris(settings, outcome[:, None], common=True)
    steps = np.diff(settings.reshape(-1, 6, 5), axis=1)
    assert found.influences[0].size == pytest.approx(
        largest_effect(steps, outcome.reshape(-1, 6)), rel=1e-12
    )
    outcome = 1e-9 * np.random.default_rng(6).normal(size=32 * 12)
    pairs = sobol(
        list("abcde"), outcome[:, None], second_order=True, common=True, measure="m", of="o"
    )
    assert pairs is not None
    blocks = outcome.reshape(-1, 12)
    whole = blocks[:, [0, -1]].var()
    assert pairs.influences[0].size == pytest.approx(largest_total(blocks, 5) / whole, rel=1e-9)
    assert pairs.pairs[0].size == pytest.approx(largest_pair(blocks, 5) / whole, rel=1e-9)


def test_where_seeds_are_common_what_they_add_everywhere_is_no_luck_of_an_effect() -> None:
    settings = trajectories(4, 3)
    values = luck_of(settings, 6, "own", 1)
    everywhere = np.random.default_rng(7).normal(scale=100.0, size=(1, 6))
    plain = of_morris(settings, values, common=True).floor
    assert of_morris(settings, values + everywhere, common=True).floor == pytest.approx(plain)
    own = of_morris(settings, values + everywhere, common=False).floor
    assert own is not None
    assert plain is not None
    assert own > 10.0 * plain


def test_morris_tells_interplay_by_its_spread() -> None:
    asked = study(
        uncertainties=[unit("a"), unit("b"), unit("c")],
        made_by=Design("morris", blocks=(20,), steps=4),
        replications=1,
        measures=(DAYS,),
    )
    table = runs(asked, lambda arm, x, *_: (arm * (10.0 * x[0] * x[1] + 4.0 * x[2]), 0.5))
    spread = {one.uncertainty: one.spread for one in of(asked, table, "other - one").influences}
    assert spread["c"] == pytest.approx(0.0, abs=1e-9)
    assert spread["a"] > 2.0


def test_ranks_find_direction_and_strength_on_a_latin_hypercube() -> None:
    asked = study(
        uncertainties=[unit(name) for name in ("up", "down", "nothing")],
        made_by=Design("latin hypercube", blocks=(150,)),
        replications=1,
        measures=(DAYS,),
    )

    def outcome(arm, x, _, luck):
        return 20.0 + arm * (np.exp(3.0 * x[0]) - 6.0 * x[1] + 0.3 * luck.normal()), 0.5

    found = of(asked, runs(asked, outcome), "other - one")
    assert found.method == RANKS
    sizes = {one.uncertainty: one.size for one in found.influences}
    assert sizes["up"] > 0.8
    assert sizes["down"] < -0.2
    assert {one.uncertainty for one in found.clear} == {"up", "down"}
    assert found.explained is not None
    assert found.explained > 0.9


def test_ranks_of_pure_luck_are_seldom_clear() -> None:
    clear = 0
    for time in range(40):
        generator = np.random.default_rng([17, time])
        x, y = generator.random((60, 5)), generator.normal(size=60)
        found = ranks(list("abcde"), x, y, measure="m", of="o")
        assert found is not None
        clear += bool(found.clear)
    assert clear <= 6  # 2 of 40 expected


def test_ranks_want_enough_points() -> None:
    x = np.random.default_rng(1).random((10, 5))
    assert ranks(list("abcde"), x, x[:, 0], measure="m", of="o") is None


def test_one_at_a_time_is_the_change_from_end_to_end() -> None:
    asked = study(
        uncertainties=[unit("a", 1.0, 3.0), unit("b", 0.0, 4.0)],
        made_by=Design("one at a time"),
        replications=5,
        measures=(DAYS,),
    )

    def outcome(arm, x, _, luck):
        a, b = np.where(np.isnan(x), [2.0, 1.0], x)
        return arm * (6.0 * a - 0.5 * b) + luck.normal(), 0.5

    found = of(asked, runs(asked, outcome), "other - one")
    assert found.method == ONE_AT_A_TIME
    assert {one.uncertainty: round(one.size, 9) for one in found.influences} == {
        "a": 12.0,
        "b": -2.0,
    }
    assert analyse(asked, runs(asked, outcome), MEASURES).conditions is None


def test_changes_from_end_to_end_are_clear_by_the_method_of_holm() -> None:
    from scipy.stats import ttest_1samp

    names = [f"x{number}" for number in range(10)]
    ends = np.vstack([np.zeros(10), np.eye(10), -np.eye(10)])
    alone = together = 0
    for number in range(40):
        values = np.random.default_rng([33, number]).normal(size=(len(ends), 8))
        found = one_at_a_time(names, ends, values, measure="m", of="o")
        assert found is not None
        least = ttest_1samp(values[1:11] - values[11:], 0.0, axis=1).pvalue.min()
        # Holm's first step: the smallest p times how many there are.
        assert bool(found.clear) == (10 * least < 0.05)
        alone += least < 0.05
        together += bool(found.clear)
    assert 0 < together < alone


def test_main_effects_of_a_full_factorial_by_hand() -> None:
    asked = study(
        uncertainties=[unit("a", 1.0, 3.0), unit("b", 0.0, 4.0)],
        made_by=Design("full factorial", steps=2),
        replications=6,
        measures=(DAYS,),
    )

    def outcome(arm, x, _, luck):
        return arm * (6.0 * x[0] - 0.5 * x[1] + x[0] * x[1]) + luck.normal(), 0.5

    found = of(asked, runs(asked, outcome), "other - one")
    assert found.method == MAIN_EFFECTS
    # From a = 1 to 3 at b = 0 and 4: 12 and 20; from b = 0 to 4 at a = 1 and 3: 2 and 10.
    assert {one.uncertainty: round(one.size, 9) for one in found.influences} == {
        "a": 16.0,
        "b": 6.0,
    }


def test_contributions_are_those_of_an_analysis_of_variance() -> None:
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    generator = np.random.default_rng(4)
    rows = [
        (office, routine, point)
        for office in ("spread", "merged")
        for routine in ("none", "written", "key")
        for point in range(12)
    ]
    frame = pd.DataFrame(rows, columns=["office", "routine", "point"])
    frame["y"] = (
        3.0 * (frame["office"] == "merged")
        + frame["routine"].map({"none": 0.0, "written": 1.0, "key": 4.0})
        + frame["point"] * 0.4
        + 2.0 * ((frame["office"] == "merged") & (frame["routine"] == "key"))
        + generator.normal(size=len(frame))
    )
    squares = anova_lm(ols("y ~ C(office) * C(routine) + C(point)", frame).fit())["sum_sq"]
    shares = squares / squares.sum()
    values = frame["y"].to_numpy().reshape(6, 12, 1)
    arms = tuple("abcdef")
    levers = {
        "office": [one for one in ("spread", "merged") for _ in range(3)],
        "routine": ["none", "written", "key"] * 2,
    }
    cube = Cube(values, arms, tuple(range(12)), (1,), True)
    found = contributions(cube, "m", levers)
    assert found is not None
    assert found.levers["office"] == pytest.approx(shares["C(office)"])
    assert found.levers["routine"] == pytest.approx(shares["C(routine)"])
    assert found.together == pytest.approx(shares["C(office):C(routine)"])
    assert found.uncertainties == pytest.approx(shares["C(point)"])
    assert found.interplay == pytest.approx(shares["Residual"])


def shares_of(points: int, seeds: int, *, common: bool, luck: int):
    """What a lever explains where points, seeds and both together have luck of their own."""
    generator = np.random.default_rng([21, luck])
    at_point = generator.normal(size=(1, points, 1))
    shape = (1, 1, seeds) if common else (1, points, seeds)
    values = np.array([-0.5, 0.5])[:, None, None] + at_point + 0.5 * generator.normal(size=shape)
    values = values * np.ones((2, 1, 1)) + 0.3 * generator.normal(size=(2, points, seeds))
    names = tuple(range(points)), tuple(range(seeds))
    return contributions(
        Cube(values, ("a", "b"), *names, common),
        "m",
        {"lever": ["a", "b"]},
        blocks=np.arange(points),
    )


def test_intervals_of_shares_cover_the_truth() -> None:
    # The lever puts two arms one apart; points have variance 1, and what is left of seeds by the
    # mean over four of them adds 0.25 / 4, and 0.09 / 4 to each arm of its own.
    truth = 0.25 / (0.25 + 1.0 + 0.25 / 4 + 0.09 / 4)
    hits = 0
    for luck in range(60):
        found = shares_of(40, 4, common=False, luck=luck)
        assert found is not None
        low, high = found.intervals["lever"]
        assert 0.0 <= low <= high <= 1.0
        assert low <= found.levers["lever"] <= high
        hits += low <= truth <= high
    assert hits >= 51  # 85 %: at 93 % fewer than that come once in a hundred times


@pytest.mark.parametrize(
    ("points", "seeds", "common", "told"),
    [(40, 4, True, False), (40, 5, True, True), (4, 10, True, False), (40, 1, False, True)],
)
def test_shares_have_intervals_only_where_there_is_enough_to_draw_from(
    points: int, seeds: int, common: bool, told: bool
) -> None:
    found = shares_of(points, seeds, common=common, luck=1)
    assert found is not None
    assert set(found.intervals) == (
        {"lever", "together", "uncertainties", "interplay"} if told else set()
    )


def test_points_drawn_together_are_drawn_anew_together() -> None:
    # Forty points in blocks of ten that are alike: four independent ones, and so no interval;
    # in blocks of five, eight, and a wider one than forty would give.
    values = np.repeat(np.random.default_rng(2).normal(size=8), 5)[None, :, None]
    values = values + np.array([-0.5, 0.5])[:, None, None]
    cube = Cube(values, ("a", "b"), tuple(range(40)), (1,), False)
    widths = []
    for size in (10, 5, 1):
        found = contributions(cube, "m", {"l": ["a", "b"]}, blocks=np.arange(40) // size)
        assert found is not None
        between = found.intervals.get("l")
        widths.append(between[1] - between[0] if between else None)
    assert widths[0] is None
    assert widths[1] > 1.5 * widths[2]
