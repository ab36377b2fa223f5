"""Changes of a scenario: what holds from which day on.

A stage is the scenario as it stands from one change to the next.  Between two events of the
kernel the constants of the world are replaced by those of the next stage; staff, knowledge
and the organisation stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sim.compiled import changed_part
from sim.names import Group, Need
from sim.parameters import PARAMETERS
from sim.scenario.resolved import HouseholdGroup, Municipality, Scenario
from sim.state import World


@dataclass(frozen=True)
class Stage:
    """``scenario`` as it stands from ``start`` (days from the start of the warm-up) on."""

    start: float
    scenario: Scenario

    def group(self, group: HouseholdGroup) -> HouseholdGroup:
        """The same group as it is in this stage."""
        return next(one for one in self.scenario.municipality.groups if one.group == group.group)


def stages(scenario: Scenario) -> list[Stage]:
    """The scenario from day 0 and after each of its changes, in order of time."""
    found = [Stage(0.0, scenario)]
    for change in scenario.changes:
        after = _with_values(found[-1].scenario, change.values)
        found.append(Stage(scenario.warm_up + change.at, after))
    return found


def _with_values(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario with new values in base units, by key (see ``resolved.Change``)."""
    parameters = {**scenario.parameters, **{k: v for k, v in values.items() if k in PARAMETERS}}
    place = scenario.municipality
    for key, value in values.items():
        if key not in PARAMETERS:
            place = _with_value(place, key, value)
    return replace(scenario, parameters=parameters, municipality=place)


def _with_value(place: Municipality, key: str, value: float) -> Municipality:
    if key == "population":
        return replace(place, population=value)
    if key == "temporary_places":
        return replace(place, temporary_places=value)
    if key == "grant_budget":
        return replace(place, grant_budget=value)
    _, name, what = key.split(".", 2)
    number = next(i for i, one in enumerate(place.groups) if one.group is Group[name.upper()])
    group = place.groups[number]
    if what == "landlord_acceptance":
        group = replace(group, landlord_acceptance=value)
    else:
        need = Need[what.removeprefix("arrivals.").upper()]
        group = replace(group, arrivals={**group.arrivals, need: value})
    return replace(place, groups=(*place.groups[:number], group, *place.groups[number + 1 :]))


def put_into(world: World, stage: Stage) -> World:
    """``world`` with what holds from ``stage`` on; the rules plan anew what is under way."""
    after = changed_part(stage.scenario)
    settings = after.pop("settings")
    for field, value in settings.items():
        world.settings[field] = value
    world.clock[0].changed = 1
    return world._replace(**after)
