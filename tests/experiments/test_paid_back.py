"""What a reorganisation costs at first, and when that is paid back: by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from experiments.paid_back import PaidBack, paid_back
from experiments.without_changes_report import what_it_costs
from sim.quantities import YEAR
from sim.scenario.resolved import Change
from tests.reorganised import NOTHING_LOST

QUARTER = YEAR / 4
HOW = replace(
    NOTHING_LOST, productivity_dip=0.2, recovery=100.0, extra_hours=20.0, extra_cost=800_000.0
)


def found(first: float, yearly: float, noise: float = 0.0, seeds: int = 10, years: int = 4,
          changes: tuple[Change, ...] = ()) -> PaidBack:  # fmt: skip
    """A change after a year that costs ``first`` in the year after it and ``yearly`` later on.

    ``noise``: how far the seeds of one half lie above, of the other below, in every later year.
    """
    edges = QUARTER * np.arange(-4.0, 4.0 * years + 1.0)
    spent = np.zeros((seeds, len(edges) - 1))
    spent[:, 4] = first
    spent[:, 8:] = yearly / 4
    spent[::2, 8:] += noise / 4
    spent[1::2, 8:] -= noise / 4
    told = paid_back(changes or (Change(YEAR, {}, {}, None, HOW),), edges, spent)
    assert told is not None
    return told


def test_it_is_paid_back_by_what_is_saved_each_year_once_all_has_settled() -> None:
    told = found(first=1_000_000.0, yearly=-400_000.0)
    assert told.once == 800_000.0
    assert told.settled == YEAR
    assert told.by_then.mean == pytest.approx(1_000_000.0)
    assert told.per_year.mean == pytest.approx(-400_000.0)
    assert (told.years, told.low, told.high) == pytest.approx((3.5, 3.5, 3.5))
    beyond = found(first=6_000_000.0, yearly=-400_000.0, noise=150_000.0)
    assert beyond.years == pytest.approx(16.0)
    assert beyond.low is not None
    assert beyond.high is not None
    assert 11.0 < beyond.low < 16.0 < beyond.high < 26.0
    assert found(first=1e6, yearly=-4e5, seeds=4).low is None


def test_nothing_is_told_that_cannot_be() -> None:
    unclear = found(first=1e6, yearly=-1e5, noise=1e6)
    assert unclear.years is None
    assert "cannot be told" in what_it_costs(unclear)[-1]
    dearer = found(first=1e6, yearly=3e5)
    assert dearer.years == math.inf
    assert what_it_costs(dearer)[-1].endswith("nothing is paid back.")
    short = found(first=1e6, yearly=-4e5, years=1)
    assert short.per_year.mean is None
    assert "Less than a year is observed" in what_it_costs(short)[-1]
    single = found(first=1e6, yearly=-4e5, seeds=1)
    assert single.years is None


def test_what_costs_nothing_at_first_has_nothing_to_pay_back() -> None:
    told = found(first=-1e5, yearly=-4e5)
    assert told.years == 1.0
    assert "nothing to pay back" in what_it_costs(told)[-1]


def test_sums_of_several_are_added_and_the_last_has_to_settle() -> None:
    slow = replace(HOW, recovery=1.5 * YEAR, extra_cost=200_000.0, extra_hours=8.0)
    changes = (Change(YEAR, {}, {}, None, HOW), Change(1.5 * YEAR, {}, {}),
               Change(2 * YEAR, {}, {}, None, slow))  # fmt: skip
    told = found(first=1e6, yearly=-4e5, changes=changes)
    assert told.once == 1_000_000.0
    assert told.hours == (20.0, 8.0)
    assert told.settled == 2.5 * YEAR
    assert told.by_then.mean == pytest.approx(1e6 - 1.5 * 4e5)
    first, *_ = what_it_costs(told)
    assert first == (
        "Given for the change itself: NOK 1 000 000, and 20 and 8 hours of each caseworker."
    )
    free = found(first=0.0, yearly=-4e5, changes=(
        Change(YEAR, {}, {}, None, replace(HOW, extra_cost=0.0)),))  # fmt: skip
    assert "no sum (transition.extra_cost)" in what_it_costs(free)[0]


def test_without_a_reorganisation_there_is_nothing_of_the_kind() -> None:
    edges = QUARTER * np.arange(-4.0, 17.0)
    assert paid_back((Change(YEAR, {"population": 9.0}, {}),), edges, np.zeros((3, 20))) is None
    assert what_it_costs(None) == []
