"""Who may be compared with whom, and with which resources.

A comparison of organisations is about organisation, not about who has more people: unless
told otherwise, every scenario of the baseline's municipality gets the baseline's total of
positions, of crews and of follow-up workers, split over its own units.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

    from sim import Scenario
    from sim.resources import Staffing
    from sim.scenario.resolved import Organisation


class ResourceError(Exception):
    """A scenario whose units cannot be staffed; the message says which and why."""


@dataclass(frozen=True)
class Lineup:
    """The scenarios of a command with the resources they run with.

    ``paired``: those that meet the baseline's households (the baseline is the first);
    ``unpaired``: those of other municipalities.  ``equal``: whether the paired ones were
    given the baseline's totals.
    """

    scenarios: Mapping[str, Scenario]
    staffing: Mapping[str, Staffing]
    paired: tuple[str, ...]
    unpaired: tuple[str, ...]
    equal: bool

    def as_json(self) -> dict[str, Any]:
        """Totals and units of each scenario; utilisation is ``None`` where nobody sits."""
        return {
            name: resources_json(self.scenarios[name], staffing)
            for name, staffing in self.staffing.items()
        }


def prepare(scenarios: Mapping[str, Scenario], *, own_resources: bool = False) -> Lineup:
    """Staff every scenario, the later ones as the first unless ``own_resources``.

    Raises :class:`ResourceError` if a unit that work is expected of has nobody, also one of an
    organisation that takes over in the course of the run.
    """
    first, *others = scenarios
    paired = tuple(name for name in others if same_place(scenarios[first], scenarios[name]))
    ready = settled(scenarios, own_resources=own_resources)
    staffing = {name: staffed(name, scenario) for name, scenario in ready.items()}
    for name, scenario in ready.items():
        for change in scenario.changes:
            if change.organisation is not None:
                staffed(name, under(scenario, change.organisation))
    unpaired = tuple(name for name in others if name not in paired)
    return Lineup(ready, staffing, paired, unpaired, equal=bool(paired) and not own_resources)


def settled(
    scenarios: Mapping[str, Scenario], *, own_resources: bool = False
) -> dict[str, Scenario]:
    """The scenarios with the totals of the first, where they are about its municipality.

    With ``own_resources`` they stay as they are.  Raises :class:`ResourceError` if the first
    has a unit that work is expected of and nobody in it, or another then would.
    """
    from sim.resources import with_resources

    first, *others = scenarios
    baseline = scenarios[first]
    ready = dict(scenarios)
    if own_resources:
        return ready
    totals = staffed(first, baseline)
    for name in others:
        if same_place(baseline, scenarios[name]):
            try:
                ready[name] = with_resources(
                    scenarios[name], totals.total, totals.crews, totals.total_follow_up_workers
                )
            except ValueError as error:
                raise ResourceError(f"{name}: {error}") from error
    return ready


def same_place(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios are about the same municipality, perhaps with other numbers."""
    here, there = one.municipality, other.municipality
    return (here.name, here.title) == (there.name, there.title)


def staffed(name: str, scenario: Scenario) -> Staffing:
    """The staffing of ``scenario``; :class:`ResourceError` if a unit that has work has nobody."""
    from sim.resources import positions

    try:
        return positions(scenario)
    except ValueError as error:
        raise ResourceError(f"{name}: {error}") from error


def under(scenario: Scenario, organisation: Organisation) -> Scenario:
    """``scenario`` as it would be with another organisation from the start, and no change."""
    return replace(scenario, organisation=organisation, changes=())


def utilisation(scenario: Scenario, staffing: Staffing) -> float:
    """Expected hours of all units over the productive hours that training leaves all positions."""
    from sim.resources import hours_for_work

    capacity = staffing.total * hours_for_work(scenario)
    return math.fsum(staffing.hours) / capacity if capacity else math.nan


def occupancy(staffing: Staffing) -> float:
    """Expected share of all places in follow-up that are taken."""
    places = math.fsum(staffing.places)
    # A provider without places has none taken.
    shares = zip(staffing.occupancy, staffing.places, strict=True)
    taken = math.fsum(share * size for share, size in shares if size)
    return taken / places if places else math.nan


def resources_json(scenario: Scenario, staffing: Staffing) -> dict[str, Any]:
    """The resources of one scenario: totals, then unit by unit."""
    return {
        "positions": staffing.total,
        "caseworkers": sum(staffing.heads),
        "expected_utilisation": _known(utilisation(scenario, staffing)),
        "crews": staffing.crews,
        "expected_crew_utilisation": _known(staffing.crew_utilisation),
        "follow_up_workers": staffing.total_follow_up_workers,
        "expected_occupancy": _known(occupancy(staffing)),
        "units": {
            unit.name: {
                "positions": staffing.positions[index],
                "caseworkers": staffing.heads[index],
                "expected_hours_per_year": staffing.hours[index] * 365.0,
                "expected_utilisation": _known(staffing.utilisation[index]),
                "follow_up_workers": staffing.follow_up_workers[index],
                "follow_up_places": staffing.places[index],
                "expected_occupancy": _known(staffing.occupancy[index]),
            }
            for index, unit in enumerate(scenario.organisation.units)
        },
    }


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def resources_table(lineup: Lineup) -> Table:
    """The resources of every scenario side by side."""
    from rich.table import Table

    from experiments.formatting import number

    def with_use(amount: str, share: float) -> str:
        return f"{amount} ({_percent(share)})"

    table = Table(box=None, pad_edge=False)
    table.add_column("Resources (expected use)", no_wrap=True)
    for heading in ("Positions", "in units", "Crews", "Follow-up workers"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, staffing in lineup.staffing.items():
        use = utilisation(lineup.scenarios[name], staffing)
        table.add_row(
            f"  {name}",
            with_use(number(staffing.total, 2), use),
            str(sum(size > 0 for size in staffing.positions)),
            with_use(str(staffing.crews), staffing.crew_utilisation),
            with_use(number(staffing.total_follow_up_workers, 2), occupancy(staffing)),
        )
    return table


def resources_line(lineup: Lineup) -> str:
    """How the resources of the scenarios relate to each other."""
    if not lineup.paired:
        return ""
    if lineup.equal:
        return (
            "Equal resources: all have the positions, crews and follow-up workers of the first "
            "(--own-resources: own)."
        )
    return (
        "Own resources: each has the positions, crews and follow-up workers its own files give "
        "or lead to."
    )


def planning_not_pursued(lineup: Lineup) -> list[str]:
    """Scenarios with an organisation that lays down planning groups, of which nothing happens."""
    from sim.parameters import PURSUED

    def has_groups(organisation: Organisation | None) -> bool:
        strategy = None if organisation is None else organisation.strategy
        return strategy is not None and bool(strategy.project_group or strategy.steering_group)

    return [
        name
        for name, scenario in lineup.scenarios.items()
        if scenario.parameters["planning.pursued"] != PURSUED["yes"]
        and any(
            has_groups(one)
            for one in (scenario.organisation, *(each.organisation for each in scenario.changes))
        )
    ]


def planning_line(lineup: Lineup) -> str:
    """That planning groups are laid down and do nothing, and what lets them; empty if not so."""
    from experiments.formatting import joined

    names = planning_not_pursued(lineup)
    if not names:
        return ""
    where = f" ({joined(names)})" if len(lineup.scenarios) > 1 else ""
    return (
        f"Planning groups are laid down{where}, but nothing of it happens: planning.pursued is no. "
        "--set planning.pursued=yes pursues it."
    )


def _percent(value: float) -> str:
    from experiments.formatting import number

    return f"{number(100 * value, 0)} %" if not math.isnan(value) else "-"
