"""A scenario as resolved: every number with unit and source, the organisation, the resources."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from experiments import telling
from experiments.resources import resources_json, staffed, under
from sim.names import Group, Task, label, labels
from sim.quantities import with_unit

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sim import Scenario
    from sim.resources import Staffing
    from sim.scenario.resolved import Change

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
    return {
        "name": scenario.name,
        "title": scenario.title,
        "identity": scenario.identity,
        "run": {"warm_up_days": scenario.warm_up, "observe_days": scenario.observe},
        "municipality": {
            "name": scenario.municipality.name,
            "title": scenario.municipality.title,
            "population": scenario.municipality.population,
            "temporary_places": scenario.municipality.temporary_places,
            "grant_budget": scenario.municipality.grant_budget,
            "dwelling_budget": scenario.municipality.dwelling_budget,
            "stock": [
                {
                    "name": block.name,
                    "category": label(block.category),
                    "dwellings": block.dwellings,
                    "rooms": block.rooms,
                    "accessible": block.accessible,
                    "ownership": label(block.ownership),
                }
                for block in scenario.municipality.stock
            ],
        },
        "organisation": _organisation(scenario, "organisation"),
        "changes": [
            {
                "at_days": change.at,
                "values": {
                    key: {"value": _in_unit(key, value), "unit": unit_of(key)}
                    for key, value in change.values.items()
                },
                "settle": {
                    f"{label(group)}.{label(need)}": households
                    for (group, need), households in change.settle.items()
                },
                **_reorganisation(scenario, change),
            }
            for change in scenario.changes
        ],
        "resources": resources_json(scenario, staffing),
        "values": {
            key: {"value": value.written, "unit": value.unit, "source": value.source}
            for key, value in scenario.values.items()
        },
    }


def _organisation(scenario: Scenario, key: str) -> dict[str, Any]:
    """The organisation that ``scenario`` starts with; its values stand under ``key``."""
    from sim.organisation import structural_indices, task_table

    organisation = scenario.organisation
    districts = [{"name": one.name, "share": one.share} for one in organisation.districts]
    return {
        "name": organisation.name,
        "title": organisation.title,
        "districts": districts,
        "units": {
            unit.name: {
                "sector": unit.sector,
                "district": (None if unit.district is None else districts[unit.district]["name"]),
                "house": unit.house,
                "case_systems": list(unit.case_systems),
                "written_routines": unit.written_routines,
                "key_person": unit.key_person,
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
            {
                "between": [organisation.units[unit].name for unit in pair],
                "deadline_days": organisation.deadlines.get(pair),
                "duty_to_inform": pair in organisation.informing,
            }
            for pair in organisation.agreements
        ],
        "bodies": [
            {
                "name": body.name,
                "led_by": organisation.units[body.led_by].name,
                "members": [organisation.units[member].name for member in body.members],
                "groups": ("all" if len(body.groups) == len(Group) else labels(body.groups)),
                "every_days": body.every,
                "mandate": "decide" if body.decides else "recommend",
                "most_cases": body.most_cases,
            }
            for body in organisation.bodies
        ],
        "nav": _nav(scenario, key),
        "case_ownership": "personal" if organisation.personal_cases else "pool",
        "lease_review": organisation.lease_review,
        "vacancy_owner": organisation.vacancy_owner,
        "check_everyone": organisation.check_everyone,
        "priority_key": organisation.priority_key,
        "rule_oriented": organisation.rule_oriented,
        "case_coordinator": organisation.case_coordinator,
        "tenants_may_buy": organisation.tenants_may_buy,
        "strategy": _strategy(scenario),
        "structural_indices": {
            key: None if math.isnan(value) else value
            for key, value in structural_indices(scenario).items()
        },
    }


def _strategy(scenario: Scenario) -> dict[str, Any] | None:
    """What the organisation lays down of strategy, and whether it is pursued; else ``None``."""
    from sim.organisation import tasks_of
    from sim.starting_strategy import pursued

    organisation, strategy = scenario.organisation, scenario.organisation.strategy
    if strategy is None:
        return None

    def holders(*tasks: Task) -> list[str]:
        return [
            unit.name
            for number, unit in enumerate(organisation.units)
            if set(tasks) & set(tasks_of(organisation, number))
        ]

    return {
        "pursued": pursued(scenario) is not None,
        "plan_every_days": strategy.plan_every,
        "process_oriented": strategy.process_oriented,
        "wish_list": strategy.wish_list,
        "project_group": holders(*strategy.project_group),
        "project_group_meets_days": strategy.project_group_meets,
        "steering_group": holders(*strategy.steering_group),
        "steering_group_meets_days": strategy.steering_group_meets,
        "politicians": strategy.politicians,
        "partners": strategy.partners,
        "leader": holders(strategy.leader),
        "reporting": strategy.reporting,
        "in_municipal_plan": strategy.in_municipal_plan,
        "procurement": strategy.procurement,
        "lists_looked_at_days": strategy.looks_every,
        "routines_by_anchoring": strategy.routines_by_anchoring,
    }


def _reorganisation(scenario: Scenario, change: Change) -> dict[str, Any]:
    """The organisation that takes over with ``change``, how, and with whom; nothing if none does.

    Its staff is that which the demand at the start leads to, or its own file.
    """
    if change.organisation is None or change.transition is None:
        return {}
    after = under(scenario, change.organisation)
    transition = change.transition
    return {
        "organisation": _organisation(after, _key_of(scenario, change)),
        "transition": {
            "staff_follow_tasks": transition.staff_follow_tasks,
            "contacts_kept": transition.contacts_kept,
            "productivity_dip": transition.productivity_dip,
            "recovery_days": transition.recovery,
            "extra_hours": transition.extra_hours,
            "extra_cost": transition.extra_cost,
            "routines_kept": transition.routines_kept,
            "routines_written_days": transition.routines_written,
        },
        "resources": resources_json(after, staffed(scenario.name, after)),
    }


def _key_of(scenario: Scenario, change: Change) -> str:
    """The key under which the values of the organisation stand that takes over with ``change``."""
    number = 1
    while (at := scenario.values.get(f"changes.{number}.at")) is not None:
        key = f"changes.{number}.organisation"
        same_day = math.isclose(float(at.base), change.at, abs_tol=1e-5)
        if same_day and f"{key}.case_ownership" in scenario.values:
            return key
        number += 1
    raise KeyError(change.at)


def _nav(scenario: Scenario, key: str) -> dict[str, str | None] | None:
    """The scope of NAV as given, with the units it is about; ``None`` where nothing is said."""
    if f"{key}.nav.scope" not in scenario.values:
        return None
    found = {what: scenario.values.get(f"{key}.nav.{what}") for what in _NAV}
    return {what: None if one is None else str(one.base) for what, one in found.items()}


_NAV = ("unit", "outside", "scope")


def unit_of(key: str) -> str:
    """The unit in which a value that may change is shown."""
    from sim.scenario.changes import changeable

    return changeable()[key].unit


def _in_unit(key: str, base: float) -> float | None:
    """A value in that unit; ``None`` for no limit."""
    from sim.quantities import from_base

    return None if math.isinf(base) else from_base(base, unit_of(key))


def _at_the_start(scenario: Scenario) -> dict[str, tuple[float | None, str]]:
    """The values that change in the scenario, before they do, with their units."""
    found: dict[str, tuple[float | None, str]] = {}
    for key in {key for change in scenario.changes for key in change.values}:
        given = scenario.values.get(key)
        # What is not there has no limit if it is one, and else does not occur.
        missing = None if key in ("temporary_places", "grant_budget") else 0.0
        found[key] = (missing if given is None else _in_unit(key, float(given.base)), unit_of(key))
    return found


def print_scenario(out: Console, scenario: Scenario, staffing: Staffing) -> None:
    """The scenario as tables."""
    told = describe(scenario, staffing)
    out.print(f"{scenario.title}  ({scenario.name})", style="bold")
    out.print(f"identity {scenario.identity[:16]}")
    out.print(
        f"{with_unit(f'{scenario.observe / 365.0:g}', 'years')} observed after a warm-up of "
        f"{with_unit(f'{scenario.warm_up / 365.0:g}', 'years')}"
    )
    place = told["municipality"]
    _section(out, f"Municipality: {place['title']}")
    _lines(out, telling.place_lines(place))
    if place["stock"]:
        out.print()
        out.print(_stock_table(place["stock"]))
    _section(out, f"Organisation: {told['organisation']['title']}")
    _print_organisation(out, told["organisation"], scenario)
    later = telling.reorganisations(told["changes"])
    if told["changes"]:
        _section(out, "Changes, counted from the start of observation")
        _lines(out, telling.change_lines(told["values"]))
        _lines(out, telling.reorganisation_lines(told["organisation"], told["changes"]))
        rows = telling.course_rows(told["changes"], _at_the_start(scenario))
        if rows:
            out.print()
            headings = ("What changes", "Before", "At the end", "Unit")
            out.print(_rows_table(headings, rows, right=("Before", "At the end")))
    organisations = {"": told, **{f" {telling.since(one)}": one for one in later}}
    taking_over = [one.organisation for one in scenario.changes if one.organisation is not None]
    for one, organisation in zip(later, taking_over, strict=True):
        title = one["organisation"]["title"]
        _section(out, f"Organisation {telling.since(one)}: {title}")
        _print_organisation(out, one["organisation"], under(scenario, organisation))
    for when, one in organisations.items():
        _section(out, f"Structural indices{when}")
        out.print(_indices_table(one["organisation"]["structural_indices"]))
    for when, one in organisations.items():
        demand = " (by the demand at the start)" if when else ""
        _section(out, f"Positions and expected utilisation{when}{demand}")
        out.print(_units_table(one["resources"], one["organisation"]["units"]))
    _section(out, f"Every number of the scenario ({len(told['values'])})")
    _print_values(out, told["values"])


def _print_organisation(out: Console, organisation: Mapping[str, Any], scenario: Scenario) -> None:
    """Who holds what, and how the work is done, under the organisation ``scenario`` starts with."""
    if organisation["districts"]:
        out.print(f"  districts: {telling.district_line(organisation['districts'])}")
        out.print()
    out.print(_rows_table(("Task", "For", "Unit", "Source"), telling.task_rows(organisation)))
    out.print()
    out.print(_matrix(scenario))
    names = [f"{number} {unit}" for number, unit in enumerate(organisation["units"], 1)]
    out.print(f"  units: {', '.join(names)}")
    _section(out, "Ways of working")
    _lines(out, telling.working_lines(organisation))
    if organisation["nav"]:
        _lines(out, [f"NAV: {telling.nav_line(organisation['nav'])}"])
    _lines(out, _listed("Written agreements", telling.agreement_lines(organisation)))
    if organisation["bodies"]:
        out.print()
        out.print(_bodies_table(organisation["bodies"]))
    else:
        _lines(out, ["Meetings on allocation: none"])
    _section(out, "Strategy")
    _lines(out, telling.strategy_lines(organisation["strategy"]))


def _section(out: Console, title: str) -> None:
    out.print()
    out.print(title, style="bold underline")


def _plain_table(*headings: str, right: tuple[str, ...] = ()) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    return table


def _rows_table(
    headings: tuple[str, ...], rows: Iterable[tuple[str, ...]], right: tuple[str, ...] = ()
) -> Table:
    table = _plain_table(*headings, right=right)
    for first, *others in rows:
        table.add_row(f"  {first}", *others)
    return table


def _stock_table(stock: Iterable[Mapping[str, Any]]) -> Table:
    headings = ("Dwellings", "Category", "Number", "Rooms", "Accessible", "Owner")
    return _rows_table(headings, telling.stock_rows(stock), right=("Number", "Rooms"))


def _bodies_table(bodies: Iterable[Mapping[str, Any]]) -> Table:
    headings = ("Meeting", "Led by", "With", "Cases of", "Held", "What it does", "Cases each")
    return _rows_table(headings, telling.body_rows(bodies), right=("Cases each",))


def _lines(out: Console, lines: Iterable[str]) -> None:
    for line in lines:
        out.print(f"  {line}")


def _listed(what: str, items: list[str]) -> list[str]:
    """One line for nothing or one thing, else a line each."""
    if len(items) < 2:
        return [f"{what}: {items[0] if items else 'none'}"]
    return [f"{what}:", *(f"  {item}" for item in items)]


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


def _indices_table(indices: Mapping[str, float | None]) -> Table:
    from experiments.formatting import MISSING

    table = _plain_table("Index", "Value", right=("Value",))
    for key, value in indices.items():
        shown = MISSING if value is None else f"{value:.3f}".rstrip("0").rstrip(".")
        table.add_row(f"  {_INDICES.get(key, key)}", shown)
    return table


def _units_table(resources: Mapping[str, Any], units: Mapping[str, Any]) -> Table:
    from experiments.formatting import number

    numbers = (
        "Positions",
        "Caseworkers",
        "Hours per year",
        "Expected use",
        "Follow-up workers",
        "Places taken",
    )
    table = _plain_table("Unit", *numbers, "House", "Case systems", "Routines", right=numbers)
    for name, one in resources["units"].items():
        unit = units[name]
        table.add_row(
            f"  {name}",
            number(one["positions"], 2),
            str(one["caseworkers"]),
            number(one["expected_hours_per_year"], 0),
            _percent(one["expected_utilisation"]),
            number(one["follow_up_workers"], 2) if one["follow_up_workers"] else "",
            _percent(one["expected_occupancy"]) if one["follow_up_workers"] else "",
            unit["house"],
            ", ".join(unit["case_systems"]) or "own",
            _on_whom_it_rests(unit),
        )
    table.add_row(
        "  all",
        number(resources["positions"], 2),
        str(resources["caseworkers"]),
        number(sum(one["expected_hours_per_year"] for one in resources["units"].values()), 0),
        _percent(resources["expected_utilisation"]),
        number(resources["follow_up_workers"], 2),
        _percent(resources["expected_occupancy"]),
        style="bold",
    )
    crews = _percent(resources["expected_crew_utilisation"])
    table.add_row("  maintenance crews", str(resources["crews"]), "", "", crews)
    return table


def _on_whom_it_rests(unit: Mapping[str, Any]) -> str:
    """Whether a unit's knowledge is in writing, and whether a key person sits there."""
    told = ["written"] * unit["written_routines"] + ["key person"] * unit["key_person"]
    return ", ".join(told) or "-"


def _percent(value: float | None) -> str:
    from experiments.formatting import number

    return "-" if value is None else f"{number(100 * value, 0)} %"


def _print_values(out: Console, values: Mapping[str, Mapping[str, Any]]) -> None:
    """A row for each value, its key whole, so that it can be copied into ``--set``.

    A key too long for its column has a line of its own, above the rest of its row.
    """
    widths = _value_widths(out.width)
    table = _values_table(widths, header=True)
    for key, one in values.items():
        cells = (_written(one["value"]), one["unit"], one["source"])
        indented = f"  {key}"
        if len(indented) <= widths[0]:
            table.add_row(indented, *cells)
            continue
        out.print(table)
        out.print(indented, soft_wrap=True, markup=False)
        table = _values_table(widths)
        table.add_row("", *cells)
    out.print(table)


def _value_widths(room: int) -> tuple[int, int, int, int]:
    """How wide the columns of key, value, unit and source are in ``room`` characters.

    Beside each the table leaves two characters free.
    """
    value, unit = max(room // 10, 7), max(room // 8, 8)
    left = max(room - value - unit - 8, 2)
    key = min(room // 2, max(left - 14, left // 2))
    return key, value, unit, left - key


def _values_table(widths: Iterable[int], *, header: bool = False) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=header)
    for heading, width in zip(("Key", "Value", "Unit", "Source"), widths, strict=True):
        side: Literal["left", "right"] = "right" if heading == "Value" else "left"
        table.add_column(heading, justify=side, width=width, overflow="fold")
    return table


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.10g}" if isinstance(value, float) else str(value)
