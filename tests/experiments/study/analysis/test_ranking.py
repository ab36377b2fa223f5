"""Which arm is best, against the probability that theory gives."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from experiments.study.analysis.cube import Cube
from experiments.study.analysis.ranking import rank


def block(values: np.ndarray) -> Cube:
    """``values[arm, seed]`` at one point."""
    names = tuple("abcdef"[: len(values)])
    return Cube(values[:, None, :], names, (1,), tuple(range(values.shape[1])), True)


def noise(arms: int, seeds: int, shared: float = 3.0) -> np.ndarray:
    generator = np.random.default_rng(9)
    return shared * generator.normal(size=(1, seeds)) + generator.normal(size=(arms, seeds))


def test_the_probability_of_being_best_is_that_of_the_paired_difference() -> None:
    values = noise(2, 100)
    values[1] += values[0].mean() - values[1].mean() - 0.15
    apart = values[1] - values[0]
    expected = norm.cdf(0.15 / (apart.std(ddof=1) / 10.0))
    found = rank(block(values), "m", "lower", 0.0, drawn=False)
    assert found is not None
    assert found.ranks[0].arm == "b"
    assert found.ranks[0].best == pytest.approx(expected, abs=0.03)
    assert sum(one.best for one in found.ranks) == pytest.approx(1.0)


def test_a_clear_winner_is_selected() -> None:
    values = noise(4, 30)
    values[2] -= 10.0
    found = rank(block(values), "m", "lower", 1.0, drawn=False)
    assert found is not None
    assert found.selected == "c"
    assert found.candidates == ("c",)


def test_higher_may_be_better() -> None:
    values = noise(3, 30)
    values[1] += 10.0
    found = rank(block(values), "m", "higher", 1.0, drawn=False)
    assert found is not None
    assert found.selected == "b"


def test_arms_within_the_indifference_zone_are_all_good_enough_and_none_is_selected() -> None:
    values = noise(3, 200)
    values -= values.mean(axis=1, keepdims=True)
    values += np.array([[0.0], [0.4], [9.0]])
    found = rank(block(values), "m", "lower", 2.0, drawn=False)
    assert found is not None
    assert found.selected is None
    assert found.candidates == ("a", "b")
    assert {one.arm: one.good_enough for one in found.ranks} == {"a": 1.0, "b": 1.0, "c": 0.0}


def test_equal_arms_share_the_first_place() -> None:
    values = np.tile(noise(1, 20), (2, 1))
    found = rank(block(values), "m", "lower", 0.0, drawn=False)
    assert found is not None
    assert [one.best for one in found.ranks] == [0.5, 0.5]


def test_pairing_sharpens_the_choice() -> None:
    # Apart by half a standard deviation of what they do not share, a twentieth of the rest.
    values = noise(2, 40, shared=10.0)
    values[1] -= 1.0
    found = rank(block(values), "m", "lower", 0.0, drawn=False)
    assert found is not None
    assert found.ranks[0].best > 0.99


def test_a_single_run_ranks_nobody() -> None:
    assert rank(block(np.array([[1.0], [2.0]])), "m", "lower", 0.0, drawn=False) is None


def test_runs_that_are_not_defined_in_all_arms_do_not_count() -> None:
    values = noise(2, 30)
    values[1] -= 5.0
    values[0, :3] = -1000.0  # so good that it would be best, were it compared with anything
    values[1, :3] = np.nan
    found = rank(block(values), "m", "lower", 0.0, drawn=False)
    assert found is not None
    assert found.selected == "b"


def test_two_seeds_at_many_points_name_no_winner_however_alike_the_points() -> None:
    # Luck of the seeds is all there is: with two of them the arms cannot be told apart, and the
    # points, which share that luck, must not make it look settled.
    luck = np.random.default_rng(4).normal(size=(2, 1, 2)) + 1.0
    values = luck + 0.01 * np.random.default_rng(5).normal(size=(2, 40, 2))
    values[1] -= 3.0
    cube = Cube(values, ("a", "b"), tuple(range(40)), (1, 2), True)
    assert rank(cube, "m", "lower", 0.1, drawn=True) is None
