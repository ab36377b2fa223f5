"""Who gained and who lost: constructed needs, and the adjustment for many parts."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.gained_and_lost import (
    OUTCOMES,
    Needs,
    effects,
    holm,
    horizon,
    needs,
    paired,
    part_names,
    t_test,
)
from sim.names import Ground, Group, Need
from sim.state import Outcome
from tests.finished import finished

HOME = 1 << Need.DWELLING


def some_needs(
    household: list[int],
    number: list[int],
    need_at: list[float],
    days: list[float],
    group: list[int] | None = None,
) -> Needs:
    count = len(household)
    zero = np.zeros(count, dtype=np.int64)
    return Needs(
        household=np.array(household, dtype=np.int64),
        number=np.array(number, dtype=np.int64),
        need_at=np.array(need_at),
        parts={
            "all": zero,
            "group": np.array(group if group else [0] * count, dtype=np.int64),
            "ground": zero - 1,
            "needs": zero - 1,
            "district": zero - 1,
        },
        outcomes={
            key: np.array(days) if key == "in_need" else np.full(count, np.nan) for key in OUTCOMES
        },
    )


def test_each_need_is_compared_with_itself() -> None:
    changed = some_needs([7, 5, 5, 9], [0, 0, 1, 0], [3.0, 1.0, 50.0, 4.0], [30.0, 20.0, 1.0, 2.0])
    unchanged = some_needs([5, 7, 5], [0, 0, 1], [1.0, 3.0 + 1e-9, 60.0], [25.0, 28.0, 1.0])
    found = paired(changed, unchanged)
    assert sorted(found.differences["in_need"].tolist()) == [-5.0, 2.0]
    # Household 5's second need arose at another time, and 9 came only with the change.
    assert (found.only_with, found.only_without) == (2, 1)


def test_days_in_need_count_from_the_need_or_the_change() -> None:
    result = finished(
        days=1000.0,
        episodes=[
            # Open on the day: 100 days after it.
            {
                "need_at": 100.0,
                "all_met_at": 500.0,
                "ended_at": 500.0,
                "recognised": HOME,
                "outcome": Outcome.MUNICIPAL,
            },
            # Arisen since; met after the horizon of 300 days.
            {
                "need_at": 450.0,
                "all_met_at": 900.0,
                "ended_at": 900.0,
                "needs": HOME | 4,
                "recognised": HOME,
            },
            # Gave up: in need to the end of the horizon.
            {"need_at": 500.0, "ended_at": 520.0, "outcome": Outcome.GAVE_UP},
            # Over before the change, and too late to be followed.
            {"need_at": 10.0, "all_met_at": 50.0, "ended_at": 50.0},
            {"need_at": 800.0, "all_met_at": 810.0, "ended_at": 810.0},
            # Gone before the change.
            {"need_at": 10.0, "ended_at": 50.0, "outcome": Outcome.GAVE_UP},
        ],
    )
    found = needs(result, 400.0)
    assert horizon(600.0) == 300.0
    assert found.need_at.tolist() == [100.0, 450.0, 500.0]
    assert found.outcomes["in_need"].tolist() == [100.0, 300.0, 300.0]
    assert found.outcomes["unmet"].tolist() == [0.0, 1.0, 1.0]
    # Of the second, what it needs beside a home; the third left before it was heard.
    assert found.outcomes["unseen"].tolist() == [0.0, 1.0, 1.0]
    assert found.parts["needs"].tolist() == [0, 1, 0]
    assert found.parts["ground"].tolist() == [Ground.MUST] * 3
    assert found.parts["district"].tolist() == [-1, -1, -1]


def test_a_group_that_loses_is_found_and_the_others_are_not() -> None:
    generator = np.random.default_rng(3)
    group = [Group.ECONOMIC] * 40 + [Group.REFUGEE] * 40
    seeds = []
    for _ in range(15):
        noise = generator.normal(0.0, 20.0, 80)
        before = generator.uniform(50.0, 200.0, 80)
        after = before + noise + np.where(np.array(group) == Group.REFUGEE, 30.0, 0.0)
        household, number, at = list(range(80)), [0] * 80, [1.0 * one for one in range(80)]
        seeds.append(
            paired(
                some_needs(household, number, at, after.tolist(), group),
                some_needs(household, number, at, before.tolist(), group),
            )
        )
    found = {(one.division, one.part): one for one in effects(seeds, part_names([]))}
    assert set(found) == {("all", "all households"), ("group", "economic"), ("group", "refugee")}
    assert found["group", "refugee"].told_apart
    assert found["group", "refugee"].difference.mean == pytest.approx(30.0, abs=4.0)
    assert not found["group", "economic"].told_apart
    lost = found["group", "refugee"].lost
    assert lost is not None
    # A normal deviate around 30 with spread 20 exceeds 7 with probability 0.875.
    assert lost == pytest.approx(0.875, abs=0.05)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]).tolist() == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.9]).tolist() == [1.0, 1.0]
    assert holm([]).tolist() == []


def test_the_t_test_is_that_of_scipy() -> None:
    from scipy.stats import ttest_1samp

    values = np.array([1.0, 2.5, -0.3, 4.0, np.nan])
    assert t_test(values) == pytest.approx(ttest_1samp(values[:4], 0.0).pvalue)
    assert t_test(np.zeros(4)) == 1.0
    assert t_test(np.array([1.0])) is None
