"""A scenario as resolved: every number with unit and source, the organisation, the resources."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from experiments.resources import resources_json

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sim import Scenario
    from sim.resources import Staffing

#: The structural indices in words.
_INDICES = {
    "units_involved": "Units that hold a task",
    "units_with_expected_work": "Units that work is expected of",
    "tasks_per_unit": "Tasks per unit",
    "herfindahl_of_tasks": "Concentration of tasks (Herfindahl, 1 = all in one unit)",
    "herfindahl_of_hours": "Concentration of expected hours (Herfindahl)",
    "vertical_splits": "Pairs of units of which one decides what the other carries out",
    "interfaces_of_compound_package": "Units beyond the first in a typical compound package",
}


def describe(scenario: Scenario, staffing: Staffing) -> dict[str, Any]:
    """Everything about ``scenario`` that a reader can check, ready for JSON."""
    from sim.organisation import structural_indices, task_table

    organisation = scenario.organisation
    return {
        "name": scenario.name,
        "title": scenario.title,
        "identity": scenario.identity,
        "run": {"warm_up_days": scenario.warm_up, "observe_days": scenario.observe},
        "municipality": {
            "name": scenario.municipality.name,
            "title": scenario.municipality.title,
            "population": scenario.municipality.population,
        },
        "organisation": {
            "name": organisation.name,
            "title": organisation.title,
            "units": {
                unit.name: {
                    "sector": unit.sector,
                    "house": unit.house,
                    "case_systems": list(unit.case_systems),
                    "written_routines": unit.written_routines,
                }
                for unit in organisation.units
            },
            "tasks": [
                {
                    "task": one.task,
                    "scope": one.scope,
                    "unit": one.unit,
                    "source": one.source,
                }
                for one in task_table(scenario)
            ],
            "agreements": [
                [organisation.units[one].name, organisation.units[other].name]
                for one, other in organisation.agreements
            ],
            "case_ownership": "personal" if organisation.personal_cases else "pool",
            "lease_review": organisation.lease_review,
            "vacancy_owner": organisation.vacancy_owner,
            "structural_indices": {
                key: None if math.isnan(value) else value
                for key, value in structural_indices(scenario).items()
            },
        },
        "resources": resources_json(scenario, staffing),
        "values": {
            key: {"value": value.written, "unit": value.unit, "source": value.source}
            for key, value in scenario.values.items()
        },
    }


def print_scenario(out: Console, scenario: Scenario, staffing: Staffing) -> None:
    """The scenario as tables."""
    told = describe(scenario, staffing)
    out.print(f"{scenario.title}  ({scenario.name})", style="bold")
    out.print(f"identity {scenario.identity[:16]}")
    out.print(
        f"{scenario.observe / 365.0:g} years observed after a warm-up of "
        f"{scenario.warm_up / 365.0:g} years"
    )
    organisation = told["organisation"]
    _section(out, f"Organisation: {organisation['title']}")
    out.print(_task_table(organisation["tasks"]))
    out.print()
    out.print(_matrix(scenario))
    names = [f"{number} {unit}" for number, unit in enumerate(organisation["units"], 1)]
    out.print(f"  units: {', '.join(names)}")
    _section(out, "Ways of working")
    for line in _ways_of_working(organisation):
        out.print(f"  {line}")
    _section(out, "Structural indices")
    out.print(_indices_table(organisation["structural_indices"]))
    _section(out, "Positions and expected utilisation")
    out.print(_units_table(told["resources"], organisation["units"]))
    _section(out, f"Every number of the scenario ({len(told['values'])})")
    out.print(_values_table(told["values"]))


def _section(out: Console, title: str) -> None:
    out.print()
    out.print(title, style="bold underline")


def _plain_table(*headings: str, right: tuple[str, ...] = ()) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    return table


def _task_table(tasks: list[dict[str, str]]) -> Table:
    table = _plain_table("Task", "For", "Unit", "Source")
    for one in tasks:
        table.add_row(f"  {one['task']}", one["scope"], one["unit"], one["source"])
    return table


def _matrix(scenario: Scenario) -> Table:
    """Tasks by units: a full mark for the whole of a task, an open one for a part of it."""
    from rich.table import Table

    from sim.organisation import task_table

    units = [unit.name for unit in scenario.organisation.units]
    cells: dict[str, dict[str, str]] = {}
    for one in task_table(scenario):
        cells.setdefault(one.task, {})[one.unit] = "●" if one.scope == "all" else "○"
    table = Table(box=None, pad_edge=False)
    table.add_column("Task (● all of it, ○ a part)")
    for number in range(1, len(units) + 1):
        table.add_column(str(number), justify="center")
    for task, held in cells.items():
        table.add_row(f"  {task}", *(held.get(unit, "·") for unit in units))
    return table


def _ways_of_working(organisation: Mapping[str, Any]) -> list[str]:
    yes_no = {True: "yes", False: "no"}
    agreed = [" and ".join(pair) for pair in organisation["agreements"]]
    return [
        f"Cases: {organisation['case_ownership']}",
        f"Every lease reviewed before it ends: {yes_no[organisation['lease_review']]}",
        f"One owner of a vacancy from notice to ready: {yes_no[organisation['vacancy_owner']]}",
        f"Written agreements: {'; '.join(agreed) or 'none'}",
    ]


def _indices_table(indices: Mapping[str, float | None]) -> Table:
    from experiments.formatting import MISSING

    table = _plain_table("Index", "Value", right=("Value",))
    for key, value in indices.items():
        shown = MISSING if value is None else f"{value:.3f}".rstrip("0").rstrip(".")
        table.add_row(f"  {_INDICES.get(key, key)}", shown)
    return table


def _units_table(resources: Mapping[str, Any], units: Mapping[str, Any]) -> Table:
    from experiments.formatting import number

    numbers = ("Positions", "Caseworkers", "Hours per year", "Expected use")
    table = _plain_table("Unit", *numbers, "House", "Case systems", "Routines", right=numbers)
    for name, one in resources["units"].items():
        unit = units[name]
        table.add_row(
            f"  {name}",
            number(one["positions"], 2),
            str(one["caseworkers"]),
            number(one["expected_hours_per_year"], 0),
            _percent(one["expected_utilisation"]),
            unit["house"],
            ", ".join(unit["case_systems"]) or "own",
            "written" if unit["written_routines"] else "-",
        )
    table.add_row(
        "  all",
        number(resources["positions"], 2),
        str(resources["caseworkers"]),
        number(sum(one["expected_hours_per_year"] for one in resources["units"].values()), 0),
        _percent(resources["expected_utilisation"]),
        style="bold",
    )
    crews = _percent(resources["expected_crew_utilisation"])
    table.add_row("  maintenance crews", str(resources["crews"]), "", "", crews)
    return table


def _percent(value: float | None) -> str:
    from experiments.formatting import number

    return "-" if value is None else f"{number(100 * value, 0)} %"


def _values_table(values: Mapping[str, Mapping[str, Any]]) -> Table:
    table = _plain_table("Key", "Value", "Unit", "Source", right=("Value",))
    for key, one in values.items():
        table.add_row(f"  {key}", _written(one["value"]), one["unit"], one["source"])
    return table


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.10g}" if isinstance(value, float) else str(value)
