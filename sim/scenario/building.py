"""Checked parts to the resolved scenario that the model reads, and its identity."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sim.names import DISTRIBUTED_TASKS, TASKS_BY_GROUP, Category, Group, Task, label
from sim.parameters import PARAMETERS, Parameter
from sim.scenario.checks import holder_for
from sim.scenario.parts import ReadMunicipality, ReadOrganisation, ReadScenario
from sim.scenario.resolved import (
    HouseholdGroup,
    Municipality,
    Organisation,
    Scenario,
    StockBlock,
    Unit,
    Value,
)
from sim.scenario.schema import Given, GroupFile


def build(read: ReadScenario) -> Scenario:
    """The resolved scenario of parts in which no problem was found."""
    assert read.file is not None
    assert read.run is not None
    assert read.municipality is not None
    assert read.organisation is not None
    municipality = _municipality(read.municipality)
    organisation = _organisation(read.organisation, municipality)
    follow_on = {
        task: {to: share.number for to, share in shares.items()}
        for task, shares in read.file.follow_on.items()
    }
    place = read.municipality.file
    assert place is not None
    parameters = {
        key: _parameter(parameter, read.parameters.get(key))
        for key, parameter in PARAMETERS.items()
    }
    crews = None if place.crews is None else round(place.crews.number)
    essence = {
        "municipality": _without_names(municipality),
        "organisation": _without_names(organisation),
        "run": [read.run.warm_up.number, read.run.observe.number],
        "parameters": parameters,
        "follow_on": follow_on,
        "crews": crews,
    }
    name = read.composition.name
    return Scenario(
        name=name,
        title=read.file.title or name,
        municipality=municipality,
        organisation=organisation,
        warm_up=read.run.warm_up.number,
        observe=read.run.observe.number,
        parameters=parameters,
        follow_on=follow_on,
        crews=crews,
        values=_values(read),
        identity=_identity(essence),
    )


def _parameter(parameter: Parameter, given: Given | None) -> float:
    if given is None:
        return parameter.in_base_units(parameter.default)
    return parameter.in_base_units(str(given.base)) if parameter.choices else given.number


def _municipality(read: ReadMunicipality) -> Municipality:
    assert read.file is not None
    return Municipality(
        name=read.name,
        title=read.file.title or read.name,
        population=read.file.population.number,
        stock=tuple(
            StockBlock(
                name,
                block.category,
                round(block.dwellings.number),
                round(block.rooms.number),
                bool(block.accessible.base),
            )
            for name, block in read.stock.items()
        ),
        groups=tuple(_group(group, read.groups[group]) for group in Group if group in read.groups),
    )


def _group(group: Group, file: GroupFile) -> HouseholdGroup:
    def numbers(values: dict[Any, Given]) -> dict[Any, float]:
        return {key: values[key].number for key in sorted(values)}

    return HouseholdGroup(
        group=group,
        arrivals=numbers(file.arrivals),
        persons=numbers(file.persons),
        income_median=file.income_median.number,
        income_spread=file.income_spread.number,
        equity_mean=file.equity_mean.number,
        debt_service_mean=file.debt_service_mean.number,
        accessible=file.accessible.number,
        grounds=numbers(file.grounds),
        homeless=file.homeless.number,
        needs=numbers(file.needs),
        habits=numbers(file.habits),
        categories=tuple(file.categories),
        landlord_acceptance=file.landlord_acceptance.number,
        own_solution_factor=file.own_solution_factor.number,
        move_rate=file.move_rate.number,
        move_to_own_home=file.move_to_own_home.number,
        leaving_rate=file.leaving_rate.number,
        failure_rate=file.failure_rate.number,
        work_factor=file.work_factor.number,
        priority=None if file.priority is None else round(file.priority.number),
    )


def _organisation(read: ReadOrganisation, municipality: Municipality) -> Organisation:
    assert read.file is not None
    index = {name: number for number, name in enumerate(read.unit_names)}
    units = tuple(
        Unit(
            name=name,
            sector=unit.sector,
            house=unit.house or name,
            case_systems=tuple(unit.case_systems),
            written_routines=bool(unit.written_routines.base),
            positions=None if unit.positions is None else unit.positions.number,
        )
        for name, unit in read.units.items()
    )
    allocators = {
        category: index[holder_for(read.held[Task.ALLOCATE_DWELLINGS], label(category)).unit]
        for category in Category
    }
    holders: dict[Task, dict[Group, int]] = {}
    for task in DISTRIBUTED_TASKS:
        held = read.held[task]
        if task is Task.ALLOCATE_DWELLINGS:
            holders[task] = _allocator_by_group(held, allocators, index, municipality)
        else:
            by_group = task in TASKS_BY_GROUP
            holders[task] = {
                group: index[holder_for(held, label(group) if by_group else "").unit]
                for group in Group
            }
    return Organisation(
        name=read.name,
        title=read.file.title or read.name,
        units=units,
        holders=holders,
        allocators=allocators,
        agreements=tuple(
            sorted(
                (min(index[a], index[b]), max(index[a], index[b])) for _, (a, b) in read.agreements
            )
        ),
        personal_cases=read.file.case_ownership.base == "personal",
        lease_review=bool(read.file.lease_review.base),
        vacancy_owner=bool(read.file.vacancy_owner.base),
        sources={
            (task, scope): cell.source
            for task in DISTRIBUTED_TASKS
            for scope, cell in read.held[task].items()
        },
    )


def _allocator_by_group(
    held: dict[str, Any],
    allocators: dict[Category, int],
    index: dict[str, int],
    municipality: Municipality,
) -> dict[Group, int]:
    """Where each group applies: to whoever has the right to its first category."""
    rest = held.get("others") or held.get("all") or next(iter(held.values()))
    first = {group.group: group.categories[0] for group in municipality.groups if group.categories}
    return {
        group: allocators[first[group]] if group in first else index[rest.unit] for group in Group
    }


def _values(read: ReadScenario) -> dict[str, Value]:
    """Every number of the scenario with its authority, by the key that overrides it."""
    assert read.file is not None
    assert read.run is not None
    assert read.municipality is not None
    assert read.organisation is not None
    values: dict[str, Value] = {}

    def take(key: str, given: Any) -> None:
        if isinstance(given, Given):
            values[key] = given.value(key)
        elif isinstance(given, dict):
            for name, entry in given.items():
                take(f"{key}.{_key(name)}", entry)

    take("run", read.run.__dict__)
    for key, parameter in PARAMETERS.items():
        if key in read.parameters:
            take(key, read.parameters[key])
        else:
            base = (
                parameter.default
                if parameter.choices
                else parameter.in_base_units(parameter.default)
            )
            values[key] = Value(key, parameter.default, parameter.unit, base, parameter.source)
    place = read.municipality.file
    assert place is not None
    take("population", place.population)
    take("crews", place.crews)
    for block, stock in read.municipality.stock.items():
        take(f"stock.{block}", stock.__dict__)
    for group in sorted(read.municipality.groups):
        take(f"groups.{label(group)}", read.municipality.groups[group].__dict__)
    for unit, file in read.organisation.units.items():
        take(f"organisation.units.{unit}", file.__dict__)
    assert read.organisation.file is not None
    take("organisation", read.organisation.file.__dict__)
    take("follow_on", read.file.follow_on)
    return values


def _without_names(part: Municipality | Organisation) -> dict[str, Any]:
    """All of a part that matters to a run."""
    return {
        key: value for key, value in vars(part).items() if key not in ("name", "title", "sources")
    }


def _identity(essence: dict[str, Any]) -> str:
    canonical = json.dumps(_plain(essence), sort_keys=True, allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """``value`` as JSON knows it: names as text, records and pairs as lists and mappings."""
    if isinstance(value, dict):
        return {_key(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(entry) for entry in value]
    if isinstance(value, (Category, Group, Task)):
        return label(value)
    if hasattr(value, "__dataclass_fields__"):
        return _plain(vars(value))
    return value


def _key(key: Any) -> str:
    return label(key) if hasattr(key, "name") else str(key)
