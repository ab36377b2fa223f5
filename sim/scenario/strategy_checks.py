"""What must hold inside a strategy, and between it and the rest of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

from sim.bearing import least_price_of_new
from sim.names import label
from sim.parameters import PARAMETERS
from sim.quantities import YEAR
from sim.scenario.errors import Problem
from sim.scenario.fields import Given
from sim.scenario.organising import ReadOrganisation
from sim.scenario.parts import ReadScenario
from sim.scenario.reading import Node
from sim.scenario.resolved import MOST_NEW_DWELLINGS
from sim.scenario.schema import StrategyFile
from sim.scenario.timeline import values_of


def check_strategies(scenario: ReadScenario, changes: bool) -> Iterator[Problem]:
    """All that is wrong in the strategies of a scenario's organisations.

    ``changes``: whether what changes in the course of the run can be counted on.
    """
    organisations = [scenario.organisation] if scenario.organisation is not None else []
    organisations += [
        change.reorganisation.organisation
        for change in scenario.changes
        if change.reorganisation is not None
    ]
    yield from _check_pursued(scenario, organisations)
    yield from _check_budget(scenario, changes)
    seen: list[Node] = []
    for organisation in organisations:
        if organisation.strategy is not None and organisation.strategy[0] not in seen:
            seen.append(organisation.strategy[0])
            yield from _check_strategy(*organisation.strategy)


def _check_pursued(
    scenario: ReadScenario, organisations: list[ReadOrganisation]
) -> Iterator[Problem]:
    """A strategy that is pursued is one of which something is said."""
    pursued = scenario.parameters.get("planning.pursued")
    if pursued is None or pursued.base != "yes" or not organisations or scenario.problems:
        return
    if all(organisation.strategy is None for organisation in organisations):
        yield pursued.problem(
            "a strategy of which nothing is said",
            'keys under "strategy" of the organisation or of the scenario',
        )


def _check_strategy(node: Node, strategy: StrategyFile) -> Iterator[Problem]:
    """Those who plan, order and meet have what they need for it."""
    if strategy.procurement.base == "proactive" and strategy.plan_every is None:
        yield node.problem(
            "dwellings ordered by a plan, and no plan",
            "the time from plan to plan",
            key="plan_every",
        )
    if strategy.planning.base == "process_oriented" and not strategy.project_group:
        yield node.problem(
            "a plan made by a project group in which nobody sits",
            "the tasks whose units sit in it",
            key="project_group",
        )
    if strategy.politicians.base and not strategy.steering_group:
        yield node.problem(
            "politicians in a steering group in which nobody else sits",
            "the tasks whose units sit in it",
            key="steering_group",
        )
    if strategy.partners.base and not strategy.steering_group and not strategy.project_group:
        yield node.problem(
            "partners who take part, and no group",
            "a steering group or a project group",
            key="partners",
        )
    for key in ("project_group", "steering_group"):
        tasks = getattr(strategy, key)
        twice = next((task for task in tasks if tasks.count(task) > 1), None)
        if twice is not None:
            yield node.problem(f"{label(twice)} named twice", "each task once", key=key)


def _check_budget(scenario: ReadScenario, changes: bool) -> Iterator[Problem]:
    """The dwellings that a run of years like its richest can order fit into a computer."""
    place, run = scenario.municipality, scenario.run
    if place is None or place.file is None or run is None:
        return
    budget = place.file.dwelling_budget
    budgets = [(budget.number, budget)]
    if changes:
        budgets += values_of(scenario, "dwelling_budget")
    if all(money == 0.0 for money, _ in budgets):
        return
    price = least_price(scenario.parameters)
    for money, given in budgets:
        bought = money * (run.observe.number / YEAR + 1.0) / price
        if bought > MOST_NEW_DWELLINGS and given.node is not None:
            yield given.problem(
                f"money for {bought:.3g} dwellings in a run",
                f"for at most {MOST_NEW_DWELLINGS} in a run",
            )
            return


def least_price(given: dict[str, Given]) -> float:
    """What the smallest dwelling costs at the start (NOK); never nothing."""
    values = {one.field: one.in_base_units(one.default) for one in PARAMETERS.values()}
    for key, value in given.items():
        if not PARAMETERS[key].choices:
            values[PARAMETERS[key].field] = value.number
    return max(1.0, least_price_of_new(SimpleNamespace(**values)))
