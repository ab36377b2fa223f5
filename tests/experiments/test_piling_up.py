"""Units that are overrun, found in the runs and told."""

from __future__ import annotations

import math

import numpy as np
import pytest

import sim
from experiments import piling_up
from experiments.piling_up import DeskSums
from experiments.without_changes import without_changes


def sums(utilisation: list[float], waited: list[float], taken: list[float]) -> DeskSums:
    names = tuple((f"unit {number}", False) for number in range(len(taken)))
    posts = np.arange(len(taken), 0.0, -1.0)
    return DeskSums(names, posts, np.array(utilisation), np.array(waited), np.array(taken))


@pytest.mark.parametrize(
    ("utilisation", "waited", "named"),
    [
        (0.97, 59.0, False),
        (0.99, 1.0, True),  # busy, if cases hardly wait
        (0.50, 61.0, True),  # long, if hardly busy
        (math.nan, 61.0, True),
        (math.nan, 59.0, False),
    ],
)
def test_a_unit_is_named_if_busy_or_slow(utilisation: float, waited: float, named: bool) -> None:
    assert len(piling_up.overrun([sums([utilisation], [waited], [1.0])])) == named


def test_means_are_over_runs_and_waits_over_cases() -> None:
    quiet, busy = (
        sums([0.97, 0.1], [0.0, 0.0], [90.0, 5.0]),
        sums([1.0, 0.1], [7000.0, 9.0], [10.0, 5.0]),
    )
    (found,) = piling_up.overrun([quiet, busy])
    assert found.unit == "unit 0"
    assert found.utilisation == pytest.approx(0.985)
    assert found.mean_wait_days == pytest.approx(70.0)  # of 100 cases, not of two runs
    assert piling_up.overrun([quiet]) == []
    assert piling_up.overrun([]) == []


def test_the_smallest_post_comes_first_and_a_unit_without_cases_has_no_wait() -> None:
    first, second = piling_up.overrun([sums([1.0, 1.0], [0.0, 100.0], [0.0, 1.0])])
    assert (first.unit, second.unit) == ("unit 1", "unit 0")
    assert second.mean_wait_days is None


@pytest.fixture(scope="module")
def result() -> sim.Result:
    return sim.run(sim.load("moss-1990s"), 1)


def test_what_is_noted_of_a_run_is_what_its_table_of_units_has(result: sim.Result) -> None:
    noted, table = piling_up.of_run(result), result.units
    assert [name for name, _ in noted.names] == table["unit"].tolist()
    assert [crew for _, crew in noted.names] == table["crew"].tolist()
    assert noted.positions == pytest.approx(table["positions"].to_numpy())
    assert noted.utilisation == pytest.approx(table["utilisation"].to_numpy(), nan_ok=True)
    with np.errstate(invalid="ignore"):
        waits = noted.waited / noted.taken
    assert waits == pytest.approx(table["mean_wait_days"].to_numpy(), nan_ok=True)
    named = {one.unit for one in piling_up.overrun([noted])}
    slow = (table["utilisation"] > 0.98) | (table["mean_wait_days"] > 60.0)
    assert named == set(table["unit"][slow])
    assert named


def test_where_posts_have_changed_no_share_of_time_is_told() -> None:
    changing = sim.load("moss-2002-to-2009")
    noted = piling_up.of_run(sim.run(changing, 1))
    assert np.isnan(noted.utilisation).all()
    same = without_changes(changing)
    assert not np.isnan(piling_up.of_run(sim.run(same, 1)).utilisation).all()
