"""What must hold between the parts of a scenario, beyond each value being in order."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.names import (
    DISTRIBUTED_TASKS,
    TASKS_WITH_WORK,
    Category,
    Group,
    Need,
    Task,
    label,
    labels,
)
from sim.scenario.errors import Problem, listed, nearest
from sim.scenario.parts import (
    ALL,
    OTHERS,
    Held,
    ReadMunicipality,
    ReadOrganisation,
    ReadScenario,
)
from sim.scenario.schema import MOST_DWELLINGS, Given, GroupFile

#: More households than this in one run is taken to be a mistake in a rate.
MOST_HOUSEHOLDS = 20_000_000


def check_parts(scenario: ReadScenario) -> Iterator[Problem]:
    """All that is wrong between the parts that could be read."""
    if scenario.run is not None and scenario.run.observe.number <= 0:
        yield _at(scenario.run.observe, "a run without observation", "a time longer than zero")
    if scenario.file is not None:
        yield from _check_follow_on(scenario)
    if scenario.municipality is not None:
        yield from _check_municipality(scenario.municipality)
        yield from _check_size(scenario)
    if scenario.organisation is not None:
        yield from _check_units(scenario.organisation)
        yield from _check_tasks(scenario.organisation)
        yield from _check_staff(scenario.organisation, scenario.municipality)
        yield from _check_agreements(scenario.organisation)


def _at(value: Given, found: str, expected: str) -> Problem:
    assert value.node is not None
    return value.node.problem(found, expected)


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


def _check_size(scenario: ReadScenario) -> Iterator[Problem]:
    """The households of one run fit into a computer."""
    place, run = scenario.municipality, scenario.run
    if place is None or place.file is None or run is None:
        return
    per_1000 = math.fsum(
        rate.number for group in place.groups.values() for rate in group.arrivals.values()
    )
    days = run.warm_up.number + run.observe.number
    households = per_1000 * place.file.population.number / 1000 * days
    if households > MOST_HOUSEHOLDS:
        yield place.node.problem(
            f"arrivals of {households:.3g} households in a run",
            f"at most {MOST_HOUSEHOLDS} in a run",
            key="groups",
        )


def _check_units(organisation: ReadOrganisation) -> Iterator[Problem]:
    units = organisation.node.entries.get("units")
    if units is not None and not getattr(units, "entries", True):
        yield units.problem("no unit", "at least one unit")
    for held in organisation.held.values():
        for cell in held.values():
            if cell.unit not in organisation.unit_names:
                yield cell.node.problem(
                    f'"{cell.unit}", a unit that does not exist',
                    _one_of(organisation.unit_names),
                    nearest(cell.unit, organisation.unit_names),
                )


def _one_of(names: list[str]) -> str:
    if not names:
        return "a unit listed under units"
    return listed(names) if len(names) <= 12 else "the name of a unit listed under units"


def _check_tasks(organisation: ReadOrganisation) -> Iterator[Problem]:
    """Every task is held by somebody, for everybody."""
    tasks = organisation.tasks
    if tasks is None:
        return
    unknown = [key for key in tasks.entries if key not in labels(DISTRIBUTED_TASKS)]
    for task in DISTRIBUTED_TASKS:
        name = label(task)
        if name not in tasks.entries:
            # A misspelt task has been reported as such.
            if nearest(name, unknown) is None:
                yield tasks.problem("a task that nobody holds", "a unit that holds it", key=name)
            continue
        held = organisation.held.get(task, {})
        if not held or ALL in held or OTHERS in held:
            continue
        everybody: type[Category] | type[Group] = (
            Category if task is Task.ALLOCATE_DWELLINGS else Group
        )
        written = getattr(tasks.entries[name], "entries", {})
        left = [scope for scope in labels(everybody) if scope not in written]
        if left and OTHERS not in written:
            yield tasks.entries[name].problem(
                f"a task that nobody holds for {', '.join(left)}",
                f'a unit for each, or "{OTHERS}" for the rest',
            )


def _check_staff(
    organisation: ReadOrganisation, municipality: ReadMunicipality | None
) -> Iterator[Problem]:
    """A unit without staff has no work waiting for it and nobody at its door."""
    for name, unit in organisation.units.items():
        if unit.positions is None or unit.positions.number > 0:
            continue
        work = [label(task) for task in _tasks_of(organisation, name) if task in TASKS_WITH_WORK]
        doors = [
            label(task)
            for task in _tasks_of(organisation, name)
            if municipality is not None
            and any(_turns_to(group, task) for group in municipality.groups.values())
        ]
        if work:
            yield _at(
                unit.positions,
                f"a unit without staff that holds {', '.join(work)}",
                "positions above 0, or the tasks held elsewhere",
            )
        elif doors:
            yield _at(
                unit.positions,
                f"a unit without staff to which households turn (for {', '.join(doors)})",
                "positions above 0, or the tasks held elsewhere",
            )


def _tasks_of(organisation: ReadOrganisation, unit: str) -> list[Task]:
    return [
        task
        for task, held in organisation.held.items()
        if any(cell.unit == unit for cell in held.values())
    ]


def _turns_to(group: GroupFile, task: Task) -> bool:
    weight = group.habits.get(task)
    return weight is not None and weight.number > 0


def _check_agreements(organisation: ReadOrganisation) -> Iterator[Problem]:
    seen: set[frozenset[str]] = set()
    for node, (first, second) in organisation.agreements:
        for name in (first, second):
            if name not in organisation.unit_names:
                yield node.problem(
                    f'"{name}", a unit that does not exist',
                    _one_of(organisation.unit_names),
                    nearest(name, organisation.unit_names),
                    key="between",
                )
        if first == second:
            yield node.problem(
                f'an agreement of "{first}" with itself', "two different units", key="between"
            )
        elif frozenset((first, second)) in seen:
            yield node.problem(
                f'a second agreement between "{first}" and "{second}"',
                "one agreement for each pair",
                key="between",
            )
        seen.add(frozenset((first, second)))


def holder_for(held: dict[str, Held], scope: str) -> Held:
    """The cell that counts for ``scope``: its own, that of the rest, or that of all."""
    return held.get(scope) or held.get(OTHERS) or held[ALL]
