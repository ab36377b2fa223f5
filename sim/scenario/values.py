"""Every number of a scenario with its authority, by the key that overrides it."""

from __future__ import annotations

from typing import Any

from sim.names import label
from sim.parameters import PARAMETERS
from sim.scenario.fields import Given, authority
from sim.scenario.organising import ReadOrganisation
from sim.scenario.parts import ReadScenario
from sim.scenario.reading import Mapping
from sim.scenario.resolved import Value

__all__ = ["all_values", "name_of"]


def all_values(read: ReadScenario) -> dict[str, Value]:
    """What ``Scenario.values`` holds for parts in which no problem was found."""
    assert read.file is not None
    assert read.run is not None
    assert read.municipality is not None
    assert read.organisation is not None
    values: dict[str, Value] = {}
    _take(values, "run", vars(read.run))
    for key, parameter in PARAMETERS.items():
        if key in read.parameters:
            _take(values, key, read.parameters[key])
        else:
            default = parameter.default
            base = default if parameter.choices else parameter.in_base_units(default)
            values[key] = Value(key, default, parameter.unit, base, parameter.source)
    _of_the_municipality(values, read)
    _of_an_organisation(values, "organisation", read.organisation)
    _take(values, "follow_on", read.file.follow_on)
    for number, change in enumerate(read.changes, 1):
        _take(values, f"changes.{number}", vars(change.file))
        for step in change.steps:
            what = "multiply" if step.multiply else "set"
            _take(values, f"changes.{number}.{what}.{step.key}", step.given)
        for (group, need), households in change.settled.items():
            key = f"changes.{number}.settle.{label(group)}.{label(need)}"
            _take(values, key, households)
        if change.reorganisation is not None:
            key = f"changes.{number}.organisation"
            _of_an_organisation(values, key, change.reorganisation.organisation)
            _take(values, f"changes.{number}.transition", vars(change.reorganisation.transition))
    return values


def _take(values: dict[str, Value], key: str, given: Any) -> None:
    """Write down a value, or all of a mapping, under ``key``."""
    if isinstance(given, Given):
        values[key] = given.value(key)
    elif isinstance(given, dict):
        for name, entry in given.items():
            _take(values, f"{key}.{name_of(name)}", entry)


def _of_the_municipality(values: dict[str, Value], read: ReadScenario) -> None:
    place = read.municipality
    assert place is not None
    assert place.file is not None
    limits = ("temporary_places", "grant_budget", "dwelling_budget")
    for key in ("population", "crews", *limits):
        _take(values, key, getattr(place.file, key))
    for block, stock in place.stock.items():
        _take(values, f"stock.{block}", vars(stock))
    for group in sorted(place.groups):
        _take(values, f"groups.{label(group)}", vars(place.groups[group]))


def _of_an_organisation(values: dict[str, Value], key: str, organisation: ReadOrganisation) -> None:
    assert organisation.file is not None
    _take(values, f"{key}.districts", organisation.districts)
    for unit, file in organisation.units.items():
        _take(values, f"{key}.units.{unit}", vars(file))
    for body, (_, committee) in organisation.bodies.items():
        _take(values, f"{key}.bodies.{body}", vars(committee))
    if organisation.nav is not None:
        node, nav = organisation.nav
        assert isinstance(node, Mapping)
        for what, name in (("unit", nav.unit), ("outside", nav.outside)):
            if name is not None:
                path = f"{key}.nav.{what}"
                values[path] = Value(path, name, "unit", name, authority(node.entries[what]))
        _take(values, f"{key}.nav", vars(nav))
    if organisation.strategy is not None:
        _take(values, f"{key}.strategy", vars(organisation.strategy[1]))
    _take(values, key, vars(organisation.file))


def name_of(key: Any) -> str:
    """A key as files have it: the name of a task, group or need, or the text itself."""
    return label(key) if hasattr(key, "name") else str(key)
