"""Measures of the strategy on records written by hand, and that there are none without one."""

import math

import numpy as np
import pytest

from sim.measures import MEASURES
from sim.result import Result
from sim.state import (
    DWELLING,
    ORDER,
    PLAN,
    STRATEGY,
    STRATEGY_COLUMNS,
    WANTED_COLUMNS,
    DwellingPhase,
    World,
    records,
)
from tests.finished import expect, finished

OF_STRATEGY = [key for key, one in MEASURES.items() if one.group == "strategy"]


def pursued(entries=(), orders=(), sums=None) -> Result:
    """A run of 730 days from day 100 on, two dwellings from the start and some ordered.

    ``entries``: of the register, as (day, actual, error, planned, ordered); ``orders``: ordered,
    comes, price; ``sums``: what the window added to each column.
    """
    result = finished(start=100.0, days=730.0, dwellings=2 + len(orders))
    strategy, register = records(STRATEGY, 1), records(PLAN, len(entries) + 2)
    strategy.first_new, strategy.orders, strategy.plans = 2, len(orders), len(entries)
    for row, (time, actual, error, planned, ordered) in zip(register, entries, strict=False):
        row.time, row.actual, row.error = time, actual, error
        row.planned, row.ordered = planned, ordered
    bought = records(ORDER, len(orders))
    for row, (ordered, comes, price) in zip(bought, orders, strict=True):
        row.ordered, row.comes, row.price = ordered, comes, price
    marks = np.full((2, len(STRATEGY_COLUMNS)), 5.0)
    for name, value in (sums or {}).items():
        marks[1, STRATEGY_COLUMNS.index(name)] += value
    world: World = result.world._replace(
        strategy=strategy, register=register, orders=bought, strategy_marks=marks,
        wanted=np.zeros((6, len(WANTED_COLUMNS))),
    )  # fmt: skip
    return Result(result.scenario, 1, world)


def test_without_a_strategy_there_is_nothing_to_measure():
    assert len(OF_STRATEGY) == 8
    expect(finished(), **dict.fromkeys(OF_STRATEGY, math.nan))


def test_what_the_window_added_is_taken_over_its_length():
    sums = {"anchoring": 730.0 * 0.4, "hours": 60.0, "occasions": 40.0, "followed": 30.0}
    expect(pursued(sums=sums), anchoring=0.4, strategy_hours=30.0, routines_followed=0.75)


def test_routines_that_do_not_hang_on_anchoring_have_no_share():
    expect(pursued(), routines_followed=math.nan, anchoring=0.0)


def test_orders_count_when_they_are_made_and_when_they_come():
    orders = [
        (99.0, 200.0, 1e6),  # before the window, comes in it
        (100.0, 300.0, 2e6),
        (500.0, 831.0, 3e6),  # comes after its end
        (830.0, 930.0, 4e6),
    ]
    expect(
        pursued(orders=orders),
        dwellings_ordered=1.5,
        dwellings_come=1.0,
        dwelling_outlay=4.5e6,
    )


def test_errors_are_those_of_the_entries_in_the_window():
    entries = [(50.0, 100.0, 90.0, 0, 0), (150.0, 30.0, 6.0, 0, 0), (600.0, 10.0, 2.0, 0, 0)]
    expect(pursued(entries), reported_need_error=0.2, plan_funded=math.nan)
    expect(pursued(entries[:1]), reported_need_error=math.nan)


def test_a_plan_counts_as_funded_when_the_next_has_come():
    entries = [
        (50.0, 1.0, 0.0, 100, 0),
        (150.0, 1.0, 0.0, 8, 4),
        (400.0, 1.0, 0.0, 2, 2),
        (700.0, 1.0, 0.0, 9, 0),  # under way still
    ]
    expect(pursued(entries), plan_funded=0.6)


def test_a_dwelling_that_came_is_in_the_stock_from_that_day_on():
    result = pursued(orders=[(100.0, 465.0, 1e6), (100.0, 900.0, 1e6)])
    homes = records(DWELLING, 4)
    homes.phase = [DwellingPhase.LET] * 3 + [DwellingPhase.ORDERED]
    homes.tenancy = homes.vacancy = -1
    told = Result(result.scenario, 1, result.world._replace(dwellings=homes)).categories
    assert told.dwellings.tolist() == [3]
    from sim.measures import Run

    days = Run(result.world._replace(dwellings=homes), result.scenario).days_in_stock
    assert days.tolist() == pytest.approx([730.0, 730.0, 365.0, 0.0])
