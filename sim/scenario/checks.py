"""What must hold between the parts of a scenario, beyond each value being in order."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.names import Category, Group, Need, Task, label, labels
from sim.scenario.change_checks import check_changes
from sim.scenario.errors import Problem
from sim.scenario.organisation_checks import check_organisation
from sim.scenario.parts import ReadMunicipality, ReadScenario
from sim.scenario.reorganisation_checks import (
    check_reorganisations,
    check_that_something_changes,
)
from sim.scenario.schema import MOST_DWELLINGS, GroupFile
from sim.scenario.strategy_checks import check_strategies
from sim.scenario.timeline import expected_households, resolve

#: More households than this in one run is taken to be a mistake in a rate.
MOST_HOUSEHOLDS = 20_000_000


def check_parts(scenario: ReadScenario) -> list[Problem]:
    """All that is wrong between the parts that could be read."""
    problems = list(_check_parts(scenario))
    if not problems and not scenario.problems:
        problems += check_that_something_changes(scenario)
    return problems


def _check_parts(scenario: ReadScenario) -> Iterator[Problem]:
    if scenario.file is not None:
        yield from _check_follow_on(scenario)
    wrong_changes = check_changes(scenario)
    yield from wrong_changes
    if scenario.municipality is not None:
        yield from _check_municipality(scenario.municipality)
        yield from _check_size(scenario, changes=not wrong_changes)
    if scenario.organisation is not None:
        yield from check_organisation(scenario.organisation, scenario.municipality)
    yield from check_reorganisations(scenario)
    yield from check_strategies(scenario, changes=not wrong_changes)


def _check_follow_on(scenario: ReadScenario) -> Iterator[Problem]:
    """Shares of what goes on sum to at most 1, and every case comes to an end."""
    assert scenario.file is not None
    goes_on = scenario.file.follow_on
    place = scenario.composition.top.entries.get("follow_on")
    if place is None:
        return
    certain: dict[Task, list[Task]] = {}
    for task, shares in goes_on.items():
        total = math.fsum(share.number for share in shares.values())
        if total > 1 + 1e-9:
            yield place.problem(
                f"shares that sum to {total:.6g}", "shares that sum to at most 1", key=label(task)
            )
        elif total >= 1 - 1e-9:
            certain[task] = [to for to, share in shares.items() if share.number > 0]
    # A task is endless if all its cases go on, and only to tasks that are endless too.
    endless = set(certain)
    while ending := {task for task in endless if not endless.issuperset(certain[task])}:
        endless -= ending
    for task in sorted(endless):
        yield place.problem(
            f"a loop that never ends ({', '.join(labels(tuple(sorted(endless))))})",
            "cases that come to an end at last",
            key=label(task),
        )
        return


def _check_municipality(place: ReadMunicipality) -> Iterator[Problem]:
    groups = place.node.entries.get("groups")
    if groups is not None and not getattr(groups, "entries", True):
        yield groups.problem("no group", "at least one group of households")
    stock = place.node.entries.get("stock")
    total = math.fsum(block.dwellings.number for block in place.stock.values())
    if stock is not None and total > MOST_DWELLINGS:
        yield stock.problem(f"{total:.0f} dwellings", f"at most {MOST_DWELLINGS} dwellings")
    in_stock = {block.category for block in place.stock.values()}
    for name, group in place.groups.items():
        yield from _check_categories(place, name, group, in_stock)


def _check_categories(
    place: ReadMunicipality, name: Group, group: GroupFile, in_stock: set[Category]
) -> Iterator[Problem]:
    """A group that asks for dwellings can be given some."""
    if not comes_for_dwellings(group):
        return
    node = place.node.entries["groups"].entries[label(name)].entries["categories"]  # type: ignore[attr-defined]
    valid = labels(tuple(sorted(in_stock)))
    if not group.categories:
        yield node.problem("an empty list", "the categories of dwellings they can be given")
    elif len(set(group.categories)) < len(group.categories):
        yield node.problem("a category named twice", "each category once")
    elif in_stock and not in_stock & set(group.categories):
        asked = ", ".join(label(category) for category in group.categories)
        yield node.problem(
            f"only categories of which there are no dwellings ({asked})",
            f"some category in the stock ({', '.join(valid)})",
        )


def comes_for_dwellings(group: GroupFile) -> bool:
    """Whether some of the group come for a dwelling."""
    rate = group.arrivals.get(Need.DWELLING)
    return rate is not None and rate.number > 0


def _check_size(scenario: ReadScenario, changes: bool) -> Iterator[Problem]:
    """The households of one run fit into a computer."""
    place, run = scenario.municipality, scenario.run
    if place is None or place.file is None or run is None:
        return
    households = expected_households(scenario, resolve(scenario) if changes else ())
    if households > MOST_HOUSEHOLDS:
        yield place.node.problem(
            f"arrivals of {households:.3g} households in a run",
            f"at most {MOST_HOUSEHOLDS} in a run",
            key="groups",
        )
