"""A scenario's strategy as the kernel reads it, and room for the dwellings that it may order.

A dwelling that is ordered in the course of a run has a row from the start, behind those that are
there on day 0.  There are as many such rows as the budget could buy of the smallest dwellings.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sim import organisation
from sim.bearing import least_price_of_new
from sim.bookkeeping import bit_set
from sim.names import Category, Task
from sim.parameters import PURSUED
from sim.quantities import YEAR
from sim.scenario.resolved import MOST_NEW_DWELLINGS, Organisation, Scenario, Strategy
from sim.state import (
    NEVER,
    NOBODY,
    ORDER,
    PLAN,
    REPORTED_AT,
    STRATEGY,
    STRATEGY_COLUMNS,
    WANTED_COLUMNS,
    records,
)
from sim.ways import as_record

#: What the organisation lays down, as against how things stand.
LAID_DOWN = (
    "active",
    "plan_every",
    "looks_every",
    "plans_orders",
    "looks_order",
    "wish_list",
    "routine_reports",
    "in_municipal_plan",
    "politicians",
    "partners",
    "leader_above",
    "planner",
    "buyer",
    "project_group",
    "steering_group",
    "participants",
    "seen_whole",
    "project_every",
    "steering_every",
)


def pursued(scenario: Scenario) -> Strategy | None:
    """The strategy that the organisation at the start pursues; ``None`` if none."""
    on = scenario.parameters["planning.pursued"] == PURSUED["yes"]
    return scenario.organisation.strategy if on else None


def meets(scenario: Scenario) -> bool:
    """Whether groups of the strategy call caseworkers to meetings."""
    strategy = pursued(scenario)
    return strategy is not None and bool(_project_group(strategy) or strategy.steering_group)


def record(scenario: Scenario) -> np.recarray:
    """What the organisation at the start lays down: one row, not active if there is no strategy."""
    table = records(STRATEGY, 1)
    row = table[0]
    row.plan_every = row.looks_every = row.project_every = row.steering_every = NEVER
    row.current = NOBODY
    put_budget(table, scenario)
    rules = scenario.organisation
    row.planner, row.buyer = _holder(rules, Task.PLAN), _holder(rules, Task.PROCURE_DWELLINGS)
    strategy = pursued(scenario)
    if strategy is None:
        return table
    leaders = _units(rules, (strategy.leader,))
    row.project_group = bit_set(_members(rules, strategy, _project_group(strategy)))
    row.steering_group = bit_set(_members(rules, strategy, strategy.steering_group))
    row.active = 1
    row.plan_every = NEVER if strategy.plan_every is None else strategy.plan_every
    row.plans_orders = strategy.procurement == "proactive"
    row.looks_order = strategy.procurement == "reactive"
    row.looks_every = strategy.looks_every if row.looks_order else NEVER
    row.wish_list = strategy.wish_list
    row.routine_reports = strategy.reporting
    row.in_municipal_plan = strategy.in_municipal_plan
    row.politicians = strategy.politicians
    row.partners = strategy.partners
    row.leader_above = row.planner in leaders
    row.seen_whole = bit_set({int(row.planner), *leaders})
    row.participants = row.seen_whole | row.project_group | row.steering_group
    row.project_every = strategy.project_group_meets if row.project_group else NEVER
    row.steering_every = strategy.steering_group_meets if row.steering_group else NEVER
    return table


def groups(scenario: Scenario) -> Iterator[tuple[list[int], float]]:
    """The groups of the strategy that is pursued: the units in them, days between meetings."""
    strategy = pursued(scenario)
    if strategy is None:
        return
    rules = scenario.organisation
    for tasks, every in (
        (_project_group(strategy), strategy.project_group_meets),
        (strategy.steering_group, strategy.steering_group_meets),
    ):
        members = _members(rules, strategy, tasks)
        if members:
            yield sorted(members), every


def _members(rules: Organisation, strategy: Strategy, tasks: tuple[Task, ...]) -> set[int]:
    """The units in a group of those who hold some tasks; whoever leads the work comes too."""
    return _units(rules, (*tasks, strategy.leader)) if tasks else set()


def _project_group(strategy: Strategy) -> tuple[Task, ...]:
    """Those who make the plan, where it is made with them."""
    return strategy.project_group if strategy.process_oriented else ()


def _holder(rules: Organisation, task: Task) -> int:
    """The unit that holds a task of the whole town."""
    return next(iter(rules.holders[task].values()))[0]


def _units(rules: Organisation, tasks: tuple[Task, ...]) -> set[int]:
    """All units that hold one of some tasks, for anybody."""
    found: set[int] = set()
    for unit in range(len(rules.units)):
        if set(organisation.tasks_of(rules, unit)) & set(tasks):
            found.add(unit)
    return found


def put_budget(table: np.recarray, scenario: Scenario) -> None:
    """What the council has for new dwellings in a year, if a strategy is pursued at all."""
    if len(table) > 0:
        table.budget = scenario.municipality.dwelling_budget


def take_over(before: np.recarray, after: np.recarray) -> None:
    """Another organisation has taken over: what it lays down holds, what stands goes on."""
    if len(before) == 0:
        return
    for field in LAID_DOWN:
        before[field] = after[field]
    before.version += 1


def put_routines_in_writing(before: np.recarray, after: np.recarray) -> None:
    """The routine of reporting, which a reorganisation may have lost for a time, holds again."""
    if len(before) > 0:
        before.routine_reports = after.routine_reports


# ---- tables --------------------------------------------------------------------------------


def tables(
    course: Sequence[Scenario], start: np.recarray, stock: int, marks: int
) -> dict[str, Any]:
    """The arrays of :class:`sim.state.World` that belong to the strategy, by name.

    ``course``: the scenario from the start and after each of its changes; none of the arrays has
    any rows if no organisation in it pursues a strategy.  ``start``: the record of the
    organisation at the start; ``stock``: dwellings there are on day 0.
    """
    if all(pursued(stage) is None for stage in course):
        return {
            "strategy": records(STRATEGY, 0),
            "strategy_marks": np.zeros((0, 0)),
            "register": records(PLAN, 0),
            "wanted": np.zeros((0, len(WANTED_COLUMNS))),
            "orders": records(ORDER, 0),
        }
    strategy = start.copy()
    strategy.first_new = stock
    wanted = np.zeros((len(Category), len(WANTED_COLUMNS)))
    wanted[:, REPORTED_AT] = NEVER
    return {
        "strategy": strategy,
        "strategy_marks": np.zeros((marks, len(STRATEGY_COLUMNS))),
        "register": records(PLAN, _entries(course)),
        "wanted": wanted,
        "orders": records(ORDER, room_for_orders(course)),
    }


def _entries(course: Sequence[Scenario]) -> int:
    """As many entries as the register of needs can have."""
    days = course[0].warm_up + course[0].observe
    strategies = [one for one in map(pursued, course) if one is not None]
    intervals = [one.looks_every for one in strategies]
    intervals += [one.plan_every for one in strategies if one.plan_every is not None]
    return sum(math.floor(days / every) + 2 for every in intervals)


def room_for_orders(course: Sequence[Scenario]) -> int:
    """As many dwellings as the budget could buy in a run, were they all as small as they can be.

    Where the budget changes in the course of the run, as many as the largest of all years buys.
    """
    orders = (one is not None and one.procurement != "none" for one in map(pursued, course))
    budget = max(stage.municipality.dwelling_budget for stage in course)
    if budget == 0.0 or not any(orders):
        return 0
    money = budget * (math.floor(course[0].observe / YEAR) + 1.0)
    least = min(_least_price(stage) for stage in course)
    if money >= least * MOST_NEW_DWELLINGS:
        return MOST_NEW_DWELLINGS
    return math.floor(money / least)


def _least_price(scenario: Scenario) -> float:
    return least_price_of_new(as_record(scenario.parameters))
