"""Checked parts to the resolved scenario that the model reads, and its identity."""

from __future__ import annotations

import hashlib
import json
import math
from enum import IntEnum
from typing import Any

from sim.names import Group, Ownership, label
from sim.parameters import PARAMETERS, Parameter
from sim.scenario.fields import Given
from sim.scenario.parts import ReadMunicipality, ReadScenario
from sim.scenario.reorganising import organisations, with_organisations
from sim.scenario.resolved import (
    Change,
    HouseholdGroup,
    Municipality,
    Organisation,
    Scenario,
    StockBlock,
)
from sim.scenario.schema import GroupFile
from sim.scenario.timeline import resolve
from sim.scenario.values import all_values, name_of


def build(read: ReadScenario) -> Scenario:
    """The resolved scenario of parts in which no problem was found."""
    assert read.file is not None
    assert read.run is not None
    assert read.municipality is not None
    municipality = build_municipality(read.municipality)
    organisation, later = organisations(read, municipality)
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
    changes = with_organisations(resolve(read), read, later, parameters)
    crews = None if place.crews is None else round(place.crews.number)
    essence = {
        "municipality": without_names(municipality),
        "organisation": without_names(organisation),
        "run": [read.run.warm_up.number, read.run.observe.number],
        # What becomes of transitions stands in the changes that have one.
        "parameters": {
            key: value for key, value in parameters.items() if not key.startswith("reorganisation.")
        },
        "follow_on": follow_on,
        "crews": crews,
        "changes": [_change(change) for change in changes],
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
        changes=changes,
        values=all_values(read),
        identity=_identity(essence),
    )


def _parameter(parameter: Parameter, given: Given | None) -> float:
    if given is None:
        return parameter.in_base_units(parameter.default)
    return parameter.in_base_units(str(given.base)) if parameter.choices else given.number


def build_municipality(read: ReadMunicipality) -> Municipality:
    """The resolved municipality of parts in which no problem was found."""
    assert read.file is not None
    return Municipality(
        name=read.name,
        title=read.file.title or read.name,
        population=read.file.population.number,
        temporary_places=_number(read.file.temporary_places),
        grant_budget=_number(read.file.grant_budget),
        stock=tuple(
            StockBlock(
                name,
                block.category,
                round(block.dwellings.number),
                round(block.rooms.number),
                bool(block.accessible.base),
                Ownership[str(block.ownership.base).upper()],
            )
            for name, block in read.stock.items()
        ),
        groups=tuple(_group(group, read.groups[group]) for group in Group if group in read.groups),
        dwelling_budget=read.file.dwelling_budget.number,
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
        follow_up=numbers(file.follow_up),
        own_home=file.own_home.number,
    )


def _number(given: Given | None) -> float | None:
    return None if given is None else given.number


# ---- identity ------------------------------------------------------------------------------


def without_names(part: Municipality | Organisation) -> dict[str, Any]:
    """All of a part that matters to a run."""
    return {
        key: value for key, value in vars(part).items() if key not in ("name", "title", "sources")
    }


def _change(change: Change) -> list[Any]:
    settled = {
        f"{label(group)}.{label(need)}": households
        for (group, need), households in change.settle.items()
    }
    told = [change.at, change.values, settled]
    if change.organisation is not None:
        told.append(without_names(change.organisation))
        told.append({key: one for key, one in vars(change.transition).items() if key != "given"})
    return told


def _identity(essence: dict[str, Any]) -> str:
    canonical = json.dumps(_plain(essence), sort_keys=True, allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """``value`` as JSON knows it: names as text, records and pairs as lists and mappings."""
    if isinstance(value, dict):
        return {name_of(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(entry) for entry in value]
    if isinstance(value, frozenset):
        return [_plain(entry) for entry in sorted(value)]
    if isinstance(value, IntEnum):
        return label(value)
    if isinstance(value, float) and math.isinf(value):
        return "no limit"
    if hasattr(value, "__dataclass_fields__"):
        return _plain({key: entry for key, entry in vars(value).items() if key != "name_nb"})
    return value
