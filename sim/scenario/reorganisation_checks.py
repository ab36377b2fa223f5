"""What can be wrong with organisations that take over in the course of a run.

Each of them must be in order by itself; beside that they must fit together, since households
stay where they live, and units that bear the same name are the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.building import build_municipality, without_names
from sim.scenario.changes import ReadChange
from sim.scenario.errors import Problem
from sim.scenario.organisation_checks import check_organisation
from sim.scenario.organising import ReadOrganisation
from sim.scenario.parts import ReadScenario
from sim.scenario.reading import Mapping, Node, Scalar
from sim.scenario.reorganising import organisations, reorganisations
from sim.scenario.schema import MOST_UNITS

#: Shares of districts that differ by less than this are the same.
_SAME_SHARE = 1e-6


def check_reorganisations(scenario: ReadScenario) -> Iterator[Problem]:
    """All that is wrong with the organisations that take over, as far as they could be read."""
    for change in scenario.changes:
        yield from _check_entry(change)
    for _, found in reorganisations(scenario):
        yield from check_organisation(found.organisation, scenario.municipality)
    yield from _check_days(scenario)
    yield from _check_districts(scenario)
    yield from _check_units(scenario)


def _check_entry(change: ReadChange) -> Iterator[Problem]:
    """It happens once, and says what to."""
    node = change.node
    if "organisation" not in node.entries:
        if "transition" in node.entries:
            yield node.entries["transition"].problem(
                "a transition to no organisation", "organisation beside it: the one that takes over"
            )
        return
    if change.file.every is not None:
        yield change.file.every.problem(
            "a change of organisation again and again",
            "no every: an organisation takes over once",
        )
    if change.file.until is not None:
        yield change.file.until.problem(
            "an end to a change of organisation",
            "no until: an organisation stays until another change brings in the next",
        )


def _check_days(scenario: ReadScenario) -> Iterator[Problem]:
    seen: set[float] = set()
    for change, found in reorganisations(scenario):
        if change.at in seen:
            yield found.place.problem(
                f"a second change of organisation on day {change.at:.6g}", "one on a day"
            )
        seen.add(change.at)


# ---- what must fit together ----------------------------------------------------------------


def _in_order(scenario: ReadScenario) -> Iterator[tuple[Node | None, ReadOrganisation]]:
    """All organisations in order of time, each with the place where a change names it."""
    if scenario.organisation is not None:
        yield None, scenario.organisation
    for _, found in reorganisations(scenario):
        yield found.place, found.organisation


def _check_districts(scenario: ReadScenario) -> Iterator[Problem]:
    """All organisations that divide the town do so alike."""
    first: ReadOrganisation | None = None
    for place, organisation in _in_order(scenario):
        if not organisation.districts or not _all_read(organisation):
            continue
        if first is None:
            first = organisation
        elif not _alike(organisation, first):
            assert place is not None
            yield place.problem(
                f"{_named(place)}, with the districts {_told(organisation)}",
                f"the districts there were before ({_told(first)}), where households live; "
                "or a town in one piece",
            )


def _all_read(organisation: ReadOrganisation) -> bool:
    node = organisation.node.entries["districts"]
    return isinstance(node, Mapping) and len(organisation.districts) == len(node.entries)


def _alike(one: ReadOrganisation, other: ReadOrganisation) -> bool:
    here, there = one.districts, other.districts
    return here.keys() == there.keys() and all(
        abs(here[name].number - there[name].number) < _SAME_SHARE for name in here
    )


def _told(organisation: ReadOrganisation) -> str:
    shares = (f"{name} {one.number:.6g}" for name, one in organisation.districts.items())
    return ", ".join(shares)


def _named(place: Node) -> str:
    return f'"{place.text}"' if isinstance(place, Scalar) else "an organisation"


def _check_units(scenario: ReadScenario) -> Iterator[Problem]:
    """A unit that is there before and after serves the same part of town; all have room."""
    seen: dict[str, str | None] = {}
    for place, organisation in _in_order(scenario):
        for name, district, node in _units(organisation):
            if place is not None and seen.get(name, district) != district:
                yield node.problem(
                    f'"{name}", {_serving(district)}',
                    f"{_serving(seen[name])}, as a unit of that name was before the change; "
                    "or another name",
                )
            seen.setdefault(name, district)
        if place is not None and len(seen) > MOST_UNITS >= len(organisation.roster.names):
            yield place.problem(
                f"{len(seen)} units with those of the organisations before",
                f"at most {MOST_UNITS} of different names in a scenario",
            )
            return


def _units(organisation: ReadOrganisation) -> Iterator[tuple[str, str | None, Node]]:
    """Every unit: its name, its district if it serves one, where it is written."""
    written = organisation.node.entries.get("units")
    if not isinstance(written, Mapping):
        return
    for name, node in written.entries.items():
        if name in organisation.roster.divided:
            own = organisation.roster.holders[name]
            for full, district in zip(own, organisation.roster.districts, strict=True):
                yield full, district, node
        else:
            yield name, None, node


def _serving(district: str | None) -> str:
    return "a unit of the whole town" if district is None else f"a unit of the district {district}"


def check_that_something_changes(scenario: ReadScenario) -> Iterator[Problem]:
    """Whoever takes over differs from what was; for a scenario otherwise in order."""
    if scenario.municipality is None or not any(reorganisations(scenario)):
        return
    before, later = organisations(scenario, build_municipality(scenario.municipality))
    for change, found in reorganisations(scenario):
        after = later[change.at]
        if without_names(after) == without_names(before):
            yield found.place.problem(
                "the organisation that there already is on that day", "another organisation"
            )
        before = after
