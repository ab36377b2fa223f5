"""Pareto sets and regret by hand; no weighing unless there are weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.study.analysis.cube import Cube
from experiments.study.analysis.several_aims import Aim, pareto, weigh

WAIT, SHARE = Aim("wait", "lower", 10.0), Aim("share", "higher", 0.1)


def cubes(wait: list[float], share: list[float], noise: float = 0.01) -> dict[str, Cube]:
    """Arms with these means, one point, twenty seeds."""
    generator = np.random.default_rng(2)
    names = tuple("abcdef"[: len(wait)])

    def of(means: list[float], scale: float) -> Cube:
        luck = scale * generator.normal(size=(len(means), 1, 20))
        luck -= luck.mean(axis=2, keepdims=True)
        return Cube(np.array(means)[:, None, None] + luck, names, (1,), tuple(range(20)), True)

    return {"wait": of(wait, noise * 100), "share": of(share, noise)}


def test_pareto_by_hand() -> None:
    costs = np.array([[1.0, 5.0], [2.0, 2.0], [3.0, 3.0], [5.0, 1.0], [2.0, 2.0]])
    assert pareto(costs) == [0, 1, 3, 4]


def test_a_row_with_a_gap_is_no_candidate() -> None:
    assert pareto(np.array([[np.nan, 0.0], [1.0, 1.0]])) == [1]


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=8
    )
)
def test_pareto_is_what_nobody_beats(rows) -> None:
    costs = np.array(rows, dtype=float)
    kept = pareto(costs)
    assert kept

    def beats(one, other) -> bool:
        return bool((costs[one] <= costs[other]).all() and (costs[one] < costs[other]).any())

    for row in range(len(costs)):
        assert (row in kept) != any(beats(other, row) for other in range(len(costs)))


def test_regret_by_hand() -> None:
    found = weigh(cubes([100.0, 80.0, 130.0], [0.5, 0.3, 0.45]), [WAIT, SHARE], drawn=False)
    lost = {(one.arm, one.measure): one.mean for one in found.regrets}
    assert lost["a", "wait"] == pytest.approx(20.0)
    assert lost["b", "wait"] == pytest.approx(0.0)
    assert lost["c", "wait"] == pytest.approx(50.0)
    assert lost["b", "share"] == pytest.approx(0.2)
    times = {(one.arm, one.measure): one.times for one in found.regrets}
    assert times["c", "wait"] == pytest.approx(5.0)
    assert found.pareto == ("a", "b")
    assert found.scores is None


def test_an_arm_is_beaten_only_where_that_is_clear() -> None:
    sharp = weigh(cubes([100.0, 80.0], [0.5, 0.5]), [WAIT, SHARE], drawn=False)
    assert sharp.beaten == {"a": ("b",), "b": ()}
    # The same means with so much luck that nothing can be said.
    vague = weigh(cubes([100.0, 80.0], [0.5, 0.5], noise=2.0), [WAIT, SHARE], drawn=False)
    assert vague.beaten == {"a": (), "b": ()}


def test_better_in_one_aim_and_worse_in_another_beats_nobody() -> None:
    found = weigh(cubes([100.0, 50.0], [0.5, 0.1]), [WAIT, SHARE], drawn=False)
    assert found.beaten == {"a": (), "b": ()}
    assert found.pareto == ("a", "b")


def test_weights_decide_between_aims() -> None:
    block = cubes([100.0, 80.0], [0.5, 0.3])
    for weights, best in (({"wait": 3.0, "share": 1.0}, "b"), ({"share": 1.0}, "a")):
        found = weigh(block, [WAIT, SHARE], drawn=False, weights=weights)
        assert found.scores is not None
        assert min(found.scores, key=lambda arm: found.scores[arm]) == best
    both = weigh(block, [WAIT, SHARE], drawn=False, weights={"wait": 3.0, "share": 1.0}).scores
    assert both is not None
    # Two practical differences lost in the wait, weighed 3 of 4.
    assert both["a"] == pytest.approx(1.5)


def test_the_worst_point_is_told() -> None:
    values = np.array([[[1.0], [9.0]], [[2.0], [3.0]]])
    cube = Cube(values, ("a", "b"), (1, 2), (1,), True)
    found = weigh({"wait": cube}, [WAIT], drawn=False)
    worst = {one.arm: one.worst for one in found.regrets}
    assert worst == {"a": 6.0, "b": 1.0}
