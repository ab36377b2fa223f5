"""Points of designs: what lies where, and that extensions move nothing."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from experiments.study import design
from experiments.study.description import (
    FACTORIAL,
    FILE,
    LATIN_HYPERCUBE,
    LOG_UNIFORM,
    MORRIS,
    NORMAL,
    ONE_AT_A_TIME,
    OWN_SEEDS,
    SOBOL,
    TRIANGULAR,
    Design,
    Level,
    Lever,
    Replications,
    Study,
    Uncertainty,
    from_json,
)

A = Uncertainty("a", 0.0, 10.0, "days", keys=("a.key",))
B = Uncertainty("b", 1.0, 100.0, "ratio", LOG_UNIFORM, keys=("b.key",))
C = Uncertainty("c", 1.0, 3.0, "choice", levels=(Level("x"), Level("y"), Level("z")))


def study(kind: Design, *uncertainties: Uncertainty, **how: object) -> Study:
    plain = Study(
        name="s",
        title="",
        question="",
        bases=("here",),
        levers=(),
        uncertainties=uncertainties,
        measures=(),
        practical_differences={},
        design=kind,
        replications=Replications(1, 1),
    )
    return replace(plain, **how)


def test_a_latin_hypercube_has_one_point_in_each_part_of_every_range() -> None:
    rows = design.rows(study(Design(LATIN_HYPERCUBE, (30,)), A, B, C))
    assert sorted(np.floor(rows[:, 0] / 10.0 * 30).astype(int)) == list(range(30))
    parts = np.floor(np.log(rows[:, 1]) / math.log(100.0) * 30).astype(int)
    assert sorted(parts) == list(range(30))
    assert np.bincount(rows[:, 2].astype(int)).tolist() == [0, 10, 10, 10]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Design(LATIN_HYPERCUBE, (7,)), Design(LATIN_HYPERCUBE, (7, 13))),
        (Design(MORRIS, (3,), 4), Design(MORRIS, (3, 2), 4)),
        (Design(SOBOL, (8,)), Design(SOBOL, (8, 8))),
        (Design(SOBOL, (8,), second_order=True), Design(SOBOL, (8, 24), second_order=True)),
    ],
)
def test_extended_designs_keep_every_point(before: Design, after: Design) -> None:
    small, large = study(before, A, B, C), study(after, A, B, C)
    assert design.count(large) > design.count(small)
    assert design.is_extension(small, large)
    old = list(design.points(small))
    assert list(design.points(large))[: len(old)] == old


def test_an_extension_adds_new_points() -> None:
    rows = design.rows(study(Design(LATIN_HYPERCUBE, (10, 10)), A))[:, 0]
    assert len(set(rows)) == 20
    assert sorted(np.floor(rows[10:] / 10.0 * 10).astype(int)) == list(range(10))


def test_another_seed_gives_other_points() -> None:
    one = design.rows(study(Design(LATIN_HYPERCUBE, (5,)), A))
    other = design.rows(study(Design(LATIN_HYPERCUBE, (5,)), A, seed=2))
    assert not np.array_equal(one, other)


def test_a_sobol_design_has_the_arrangement_that_salib_analyses() -> None:
    from SALib.analyze import sobol

    kind = Design(SOBOL, (512,))
    rows = design.rows(study(kind, A, replace(A, name="b"), replace(A, name="c")))
    assert rows.shape == (512 * 5, 3)
    # 3 a + b: nine tenths of the variance from a, a tenth from b, nothing from c.
    answer = 3.0 * rows[:, 0] + rows[:, 1]
    found = sobol.analyze(design.problem(3), answer, calc_second_order=False, seed=1)
    assert found["S1"] == pytest.approx([0.9, 0.1, 0.0], abs=0.02)


def test_a_morris_design_has_the_trajectories_that_salib_analyses() -> None:
    from SALib.analyze import morris

    kind = study(Design(MORRIS, (10,), 4), A, replace(A, name="b"))
    cube = design.cube(kind)
    assert cube is not None
    assert cube.shape == (30, 2)
    found = morris.analyze(design.problem(2), cube, design.rows(kind)[:, 0] * 2.0, num_levels=4)
    assert list(found["mu_star"]) == pytest.approx([20.0, 0.0])


def test_a_full_factorial_takes_all_combinations() -> None:
    kind = study(Design(FACTORIAL, steps=3), replace(A, values=(2.0, 4.0)), B, C)
    rows = design.rows(kind)
    assert rows.shape == (2 * 3 * 3, 3)
    assert sorted(set(rows[:, 1])) == pytest.approx([1.0, 10.0, 100.0])
    assert len({tuple(row) for row in rows}) == 18


def test_a_full_factorial_has_every_combination_the_last_changing_first() -> None:
    kind = study(Design(FACTORIAL, steps=2), A, replace(B, values=(1.0, 5.0, 7.0)), C)
    expected = list(itertools.product((0.0, 10.0), (1.0, 5.0, 7.0), (1.0, 2.0, 3.0)))
    assert [tuple(row) for row in design.rows(kind).tolist()] == expected


@pytest.mark.parametrize(
    "kind",
    [
        Design(FACTORIAL, steps=4),
        Design(ONE_AT_A_TIME),
        Design(LATIN_HYPERCUBE, (5, 3)),
        Design(MORRIS, (3, 2), steps=4),
        Design(SOBOL, (8,)),
        Design(SOBOL, (8, 8), second_order=True),
        Design(FILE, rows=((1.0, 2.0, 1.0), (3.0, 4.0, 2.0))),
    ],
)
def test_points_are_counted_without_making_them(kind: Design) -> None:
    whole = study(kind, replace(A, values=(2.0, 4.0, 5.0)), B, C, bases=("here", "there"))
    every = list(design.points(whole))
    assert design.count(whole) == len(every)
    assert repr([design.point(whole, one.number) for one in every]) == repr(every)  # nan too


def test_a_design_too_large_to_be_made_is_counted() -> None:
    many = tuple(replace(A, name=f"a{number}") for number in range(8))
    assert design.count(study(Design(FACTORIAL, steps=50), *many)) == 50**8


def test_a_full_factorial_of_nothing_is_the_base_as_it_is() -> None:
    (point,) = design.points(study(Design(FACTORIAL)))
    assert (point.number, point.base, point.values) == (1, "here", ())


def test_one_at_a_time_leaves_the_others_alone() -> None:
    rows = design.rows(study(Design(ONE_AT_A_TIME), A, C))
    varied = (~np.isnan(rows)).sum(axis=1)
    assert varied.tolist() == [0, 1, 1, 1, 1, 1]
    assert rows[1:3, 0].tolist() == [0.0, 10.0]
    assert rows[3:, 1].tolist() == [1.0, 2.0, 3.0]


def test_points_of_a_file_are_taken_as_they_are() -> None:
    rows = design.rows(study(Design(FILE, rows=((1.0, 2.0), (3.0, 4.0))), A, B))
    assert rows.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_every_base_scenario_meets_every_setting() -> None:
    kind = study(Design(FACTORIAL), replace(A, values=(1.0, 2.0)), bases=("here", "there"))
    found = [(point.number, point.base, point.values[0]) for point in design.points(kind)]
    assert found == [(1, "here", 1.0), (2, "there", 1.0), (3, "here", 2.0), (4, "there", 2.0)]


@pytest.mark.parametrize(
    ("one", "same"),
    [
        (A, stats.uniform(0.0, 10.0)),
        (B, stats.loguniform(1.0, 100.0)),
        (replace(A, distribution=TRIANGULAR, mode=2.0), stats.triang(0.2, 0.0, 10.0)),
        (
            replace(A, distribution=NORMAL, mode=5.0, spread=2.0),
            stats.truncnorm(-2.5, 2.5, 5.0, 2.0),
        ),
    ],
)
def test_values_are_distributed_as_they_should_be(one: Uncertainty, same: object) -> None:
    chance = np.linspace(0.0, 1.0, 101)
    found = design.quantile(one, chance)
    assert found[0] == pytest.approx(one.low)
    assert found[-1] == pytest.approx(one.high)
    assert found == pytest.approx(same.ppf(chance), rel=1e-12, abs=1e-12)  # type: ignore[attr-defined]


def test_whole_numbers_stay_whole() -> None:
    found = design.quantile(replace(A, whole=True), np.linspace(0.0, 1.0, 50))
    assert set(found) == {float(number) for number in range(11)}


def test_own_seeds_never_meet() -> None:
    kind = study(Design(LATIN_HYPERCUBE, (3,)), A, seeds=OWN_SEEDS, seed=7)
    assert [design.seeds(kind, number) for number in (1, 2, 3)] == [7, 1_000_007, 2_000_007]
    assert design.seeds(replace(kind, seeds="same at all points"), 3) == 7


def test_arms_are_all_combinations_or_one_change_at_a_time() -> None:
    levers = (
        Lever("one", (Level("a"), Level("b"))),
        Lever("two", (Level("c"), Level("d"), Level("e"))),
    )
    whole = study(Design(FACTORIAL), levers=levers)
    assert len(whole.arms) == 6
    assert whole.baseline == "a, c"
    assert whole.lever_levels("b, e") == {"one": "b", "two": "e"}
    singly = study(Design(FACTORIAL), levers=levers, combine=ONE_AT_A_TIME)
    assert singly.arms == ("a, c", "b, c", "a, d", "a, e")


def test_a_study_survives_being_written_down() -> None:
    import json

    whole = study(
        Design(FILE, rows=((1.0, 1.0, 2.0),)),
        A,
        B,
        C,
        levers=(Lever("one", (Level("a", {"k": "1"}), Level("b", lines={"k": 3}))),),
    )
    assert from_json(json.loads(json.dumps(whole.as_json()))) == whole
