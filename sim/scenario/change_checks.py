"""What can be wrong with changes beyond each value being in order."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.names import Group, Need, label
from sim.scenario.changes import MOST_TIMES, OF_THE_PLACE, ReadChange, Step, changeable
from sim.scenario.errors import Problem, listed
from sim.scenario.fields import Given
from sim.scenario.parts import ReadMunicipality, ReadScenario
from sim.scenario.reading import Mapping
from sim.scenario.schema import REQUIRED_WITH_DWELLING_ARRIVALS
from sim.scenario.timeline import NO_LIMIT, at_the_start, out_of_bounds


def check_changes(scenario: ReadScenario) -> list[Problem]:
    """All that is wrong with the changes that could be read."""
    problems: list[Problem] = []
    for change in scenario.changes:
        problems += _check_content(change)
        if scenario.run is not None:
            problems += _check_times(change, scenario.run.observe.number)
    problems += _check_groups(scenario)
    if scenario.run is not None and not problems:
        problems += _check_number(scenario, scenario.run.observe.number)
    if scenario.run is not None and not problems:
        problems += _check_values(scenario)
    return problems


def _check_content(change: ReadChange) -> Iterator[Problem]:
    node = change.node
    another = "organisation" in node.entries
    if not another and not any(_given(node, what) for what in ("set", "multiply", "settle")):
        yield node.problem("a change of nothing", "set, multiply, settle or organisation")
    new = {step.key for step in change.steps if not step.multiply}
    for step in change.steps:
        if step.multiply and step.key in new:
            yield step.given.problem("a value both set and multiplied", "one of the two")
    only_settles = not _given(node, "set") and not _given(node, "multiply")
    ends = change.file.until is not None and change.file.every is None
    if ends and only_settles and not another:
        assert change.file.until is not None
        yield change.file.until.problem(
            "an end, but nothing that goes back",
            "every, to settle households again and again until then",
        )


def _given(node: Mapping, what: str) -> bool:
    return bool(getattr(node.entries.get(what), "entries", None))


def _check_times(change: ReadChange, observe: float) -> Iterator[Problem]:
    if change.at >= observe:
        yield change.file.at.problem(
            "a change outside the run",
            f"a time before the end of observation ({_years(observe)})",
        )
    if change.file.until is not None and change.until <= change.at:
        yield change.file.until.problem("an end before the change", "a time later than at")


def _check_number(scenario: ReadScenario, observe: float) -> Iterator[Problem]:
    total = 0.0
    for change in scenario.changes:
        if change.file.every is not None:
            lasts = min(observe, change.until) - change.at
            total += math.ceil(lasts / change.file.every.number)
            if total > MOST_TIMES:
                yield change.file.every.problem(
                    f"changes on {total:.0f} days of a run",
                    f"at most {MOST_TIMES} in all",
                )
                return


# ---- groups --------------------------------------------------------------------------------


def _check_groups(scenario: ReadScenario) -> Iterator[Problem]:
    """Those who are to come are described, and those whose numbers change are there."""
    place = scenario.municipality
    if place is None or not isinstance(place.node.entries.get("groups"), Mapping):
        return
    for change in scenario.changes:
        for (group, need), given in change.settled.items():
            if given.number > 0:
                yield from _check_group(place, group, need is Need.DWELLING, given)
        for step in change.steps:
            if step.key.startswith("groups."):
                _, name, what, *need_named = step.key.split(".")
                comes = what == "arrivals" and not step.multiply and step.given.number > 0
                housed = comes and need_named == [label(Need.DWELLING)]
                yield from _check_group(place, Group[name.upper()], housed, step.given)


def _check_group(
    place: ReadMunicipality, group: Group, comes_for_dwellings: bool, given: Given
) -> Iterator[Problem]:
    groups = place.node.entries["groups"]
    assert isinstance(groups, Mapping)
    node = groups.entries.get(label(group))
    if node is None:
        yield given.problem(
            "a group that the municipality does not have",
            listed(list(groups.entries)) if groups.entries else "a group of the municipality",
        )
    elif comes_for_dwellings and isinstance(node, Mapping):
        missing = [key for key in REQUIRED_WITH_DWELLING_ARRIVALS if key not in node.entries]
        if missing:
            yield given.problem(
                f"a group that comes for dwellings, of which {', '.join(missing)} "
                f"{'are' if len(missing) > 1 else 'is'} not said",
                f"a group of which {', '.join(REQUIRED_WITH_DWELLING_ARRIVALS)} are said",
            )
        elif group in place.groups:
            yield from _check_categories(place, group, given)


def _check_categories(place: ReadMunicipality, group: Group, given: Given) -> Iterator[Problem]:
    asked = set(place.groups[group].categories)
    in_stock = {block.category for block in place.stock.values()}
    if not asked or (in_stock and not asked & in_stock):
        yield given.problem(
            "a group that comes for dwellings, and can be given none",
            "a group with some category in the stock",
        )


# ---- values --------------------------------------------------------------------------------


def _check_values(scenario: ReadScenario) -> Iterator[Problem]:
    """What is multiplied is there, and nothing is taken beyond what makes sense."""
    start = at_the_start(scenario)
    place = scenario.municipality
    if place is None or place.file is None:
        return
    found = False
    for change in scenario.changes:
        for step in change.steps:
            if step.multiply and _is_nothing(step, start, scenario.changes):
                found = True
                yield step.given.problem(
                    "a multiple of what there is none of",
                    "set, or a value in the municipality",
                )
    if found:
        return
    for step, day, value in out_of_bounds(scenario):
        quantity = changeable()[step.key]
        yield step.given.problem(
            f"a value that comes to {value:.6g} {quantity.unit} on day {day:.6g}",
            quantity.expected,
        )


def _is_nothing(step: Step, start: dict[str, float], changes: list[ReadChange]) -> bool:
    """Whether a value has not been given, neither at the start nor by a change."""
    if any(other.key == step.key and not other.multiply for one in changes for other in one.steps):
        return False
    return step.key not in start or (step.key in OF_THE_PLACE and start[step.key] == NO_LIMIT)


def _years(days: float) -> str:
    years = days / 365.0
    return f"{years:.6g} {'year' if years == 1 else 'years'}"
