"""Changes of a scenario: what holds from which day on.

A stage is the scenario as it stands from one change to the next.  Between two events of the
kernel the constants of the world are replaced by those of the next stage; staff, knowledge and
the organisation stay, unless it is the organisation that changes (:mod:`sim.reorganising`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sim import starting_strategy
from sim.compiled import changed_part
from sim.names import Group, Need
from sim.parameters import PARAMETERS
from sim.reorganising import put_routines_in_writing, reorganise
from sim.scenario.resolved import (
    Change,
    HouseholdGroup,
    Municipality,
    Organisation,
    Scenario,
    Transition,
)
from sim.scenario.union import with_common_units
from sim.state import World


@dataclass(frozen=True)
class Stage:
    """``scenario`` as it stands from ``start`` (days from the start of the warm-up) on.

    ``transition`` says how its organisation took over, ``None`` where it was there before.
    """

    start: float
    scenario: Scenario
    transition: Transition | None = None

    def group(self, group: HouseholdGroup) -> HouseholdGroup:
        """The same group as it is in this stage."""
        return next(one for one in self.scenario.municipality.groups if one.group == group.group)


def stages(scenario: Scenario) -> list[Stage]:
    """The scenario from day 0 and after each of its changes, in order of time."""
    scenario = with_common_units(scenario)
    found = [Stage(0.0, scenario)]
    for change in _with_routines_written(scenario):
        after = _with_values(found[-1].scenario, change.values)
        if change.organisation is not None:
            after = replace(after, organisation=change.organisation)
        found.append(Stage(scenario.warm_up + change.at, after, change.transition))
    return found


#: How an organisation that is there already gets its routines: nobody moves, nothing is lost.
_ROUTINES_WRITTEN = Transition(
    staff_follow_tasks=1.0,
    contacts_kept=1.0,
    productivity_dip=0.0,
    recovery=0.0,
    extra_hours=0.0,
    routines_kept=True,
    routines_written=0.0,
)


def _with_routines_written(scenario: Scenario) -> list[Change]:
    """The changes, and those by which lost routines come into force again.

    An organisation whose routines are not kept begins without any in writing; they hold when
    they have been written, unless it has given way to another one by then.
    """
    changes: list[Change] = []
    following = [change.at for change in scenario.changes if change.organisation is not None]
    for change in scenario.changes:
        lost = change.transition is not None and not change.transition.routines_kept
        if change.organisation is None or change.transition is None or not lost:
            changes.append(change)
            continue
        changes.append(replace(change, organisation=_without_routines(change.organisation)))
        written = change.at + change.transition.routines_written
        if not any(change.at < at <= written for at in following) and written < scenario.observe:
            changes.append(Change(written, {}, {}, change.organisation, _ROUTINES_WRITTEN))
    return sorted(changes, key=lambda change: change.at)


def _without_routines(organisation: Organisation) -> Organisation:
    units = tuple(replace(unit, written_routines=False) for unit in organisation.units)
    strategy = organisation.strategy
    if strategy is not None:
        strategy = replace(strategy, reporting=False)
    return replace(
        organisation,
        units=units,
        lease_review=False,
        check_everyone=False,
        priority_key=False,
        agreements=(),
        deadlines={},
        informing=frozenset(),
        strategy=strategy,
    )


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
    if key == "dwelling_budget":
        return replace(place, dwelling_budget=value)
    _, name, what = key.split(".", 2)
    number = next(i for i, one in enumerate(place.groups) if one.group is Group[name.upper()])
    group = place.groups[number]
    if what == "landlord_acceptance":
        group = replace(group, landlord_acceptance=value)
    else:
        need = Need[what.removeprefix("arrivals.").upper()]
        group = replace(group, arrivals={**group.arrivals, need: value})
    return replace(place, groups=(*place.groups[:number], group, *place.groups[number + 1 :]))


def put_into(world: World, course: list[Stage], number: int) -> World:
    """``world`` with what holds from stage ``number`` of a run's ``course`` on.

    The rules then plan anew what is under way.
    """
    after = course[number]
    changed = changed_part(after.scenario)
    settings = changed.pop("settings")
    for field, value in settings.items():
        world.settings[field] = value
    starting_strategy.put_budget(world.strategy, after.scenario)
    world.clock[0].changed = 1
    world = world._replace(**changed)
    if after.transition is None:
        return world
    first, organisation = course[0].scenario, after.scenario.organisation
    if after.transition is _ROUTINES_WRITTEN:
        return put_routines_in_writing(world, first, organisation, number)
    before = course[number - 1].scenario.organisation
    return reorganise(world, first, before, organisation, after.transition, number)
