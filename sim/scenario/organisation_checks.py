"""What must hold inside an organisation: tasks are held, units are there, committees can meet."""

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
from sim.scenario.districts import of_district
from sim.scenario.errors import Problem, listed, nearest
from sim.scenario.organising import ReadOrganisation, allocators, offices_of_nav
from sim.scenario.parts import ReadMunicipality
from sim.scenario.reading import Mapping, Node
from sim.scenario.schema import MOST_UNITS, BodyFile, GroupFile
from sim.scenario.task_table import ALL, OTHERS

#: Tasks that are about the town's dwellings as a whole, and so are held by one unit.
OF_THE_WHOLE_TOWN = (Task.PLAN, Task.PROCURE_DWELLINGS, Task.MANAGE_VACANCIES)


def check_organisation(
    organisation: ReadOrganisation, municipality: ReadMunicipality | None
) -> Iterator[Problem]:
    """All that is wrong inside an organisation that could be read."""
    yield from _check_districts(organisation)
    yield from _check_units(organisation)
    yield from _check_holders(organisation)
    yield from _check_tasks(organisation)
    yield from _check_staff(organisation, municipality)
    yield from _check_follow_up_workers(organisation, municipality)
    yield from _check_key_person(organisation)
    yield from _check_agreements(organisation)
    yield from _check_nav(organisation)
    yield from _check_bodies(organisation)
    yield from _check_purchase(organisation)


# ---- districts and units -------------------------------------------------------------------


def _check_districts(organisation: ReadOrganisation) -> Iterator[Problem]:
    """Everybody lives in one district."""
    node = organisation.node.entries.get("districts")
    if not isinstance(node, Mapping):
        return
    if len(organisation.districts) < len(node.entries):
        return  # some could not be read
    total = math.fsum(share.number for share in organisation.districts.values())
    if abs(total - 1.0) > 1e-6:
        yield node.problem(f"shares that sum to {total:.6g}", "shares that sum to 1")


def _check_units(organisation: ReadOrganisation) -> Iterator[Problem]:
    units = organisation.node.entries.get("units")
    if not isinstance(units, Mapping):
        return
    if not units.entries:
        yield units.problem("no unit", "at least one unit")
    if len(organisation.roster.names) > MOST_UNITS:
        yield units.problem(
            f"{len(organisation.roster.names)} units, those of each district one by one",
            f"at most {MOST_UNITS}",
        )
    for name, unit in organisation.units.items():
        entry = units.entries[name]
        if unit.per_district.base and not organisation.node.entries.get("districts"):
            yield entry.problem(
                "a unit of each district in a town in one piece",
                "districts with the share of households in each, or a unit of the whole town",
                key="per_district",
            )
        for district in organisation.roster.districts:
            full = of_district(name, district)
            if unit.per_district.base and full in units.entries:
                yield units.entries[full].problem(
                    f'a second unit called "{full}"',
                    f'another name: "{name}" stands for one unit of that name in each district',
                )
        if unit.house is not None and not unit.per_district.base:
            yield from _check_house(organisation, entry, unit.house)


def _check_house(organisation: ReadOrganisation, entry: Node, house: str) -> Iterator[Problem]:
    """A unit of the whole town sits in one house."""
    districts = organisation.roster.districts
    one_each = organisation.roster.divided | {
        other.house
        for other in organisation.units.values()
        if other.per_district.base and other.house is not None
    }
    if districts and house in one_each:
        yield entry.problem(
            f'"{house}", a house in each district',
            "one of " + listed([of_district(house, district) for district in districts]),
            key="house",
        )


# ---- who holds what ------------------------------------------------------------------------


def _check_holders(organisation: ReadOrganisation) -> Iterator[Problem]:
    """Those who hold a task are units, and the town as a whole has one for what is its own."""
    for held in organisation.listed.values():
        for cell in held.values():
            if cell.unit not in organisation.roster.holders:
                yield _no_unit(organisation, cell.node, cell.unit)
    for task in OF_THE_WHOLE_TOWN:
        for cell in organisation.held.get(task, {}).values():
            if cell.unit in organisation.roster.divided:
                yield cell.node.problem(
                    f'"{cell.unit}", a unit of each district',
                    f"one unit for the whole town (such as "
                    f"{organisation.roster.units(cell.unit)[0]}) for {label(task)}",
                )


def _no_unit(organisation: ReadOrganisation, node: Node, name: str, key: str = "") -> Problem:
    """The problem of a name that no unit has."""
    written = list(_written(organisation))
    if not written:
        expected = "a unit listed under units"
    elif len(written) <= 12:
        expected = listed(written)
    else:
        expected = "the name of a unit listed under units"
    return node.problem(
        f'"{name}", a unit that does not exist',
        expected,
        nearest(name, [*written, *organisation.roster.names]),
        key=key or None,
    )


def _written(organisation: ReadOrganisation) -> Iterator[str]:
    """The names under units, those of each district once."""
    for name in organisation.roster.holders:
        whole = name not in organisation.roster.names
        units = organisation.node.entries.get("units")
        if whole or (isinstance(units, Mapping) and name in units.entries):
            yield name


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
            yield unit.positions.problem(
                f"a unit without staff that holds {', '.join(work)}",
                "positions above 0, or the tasks held elsewhere",
            )
        elif doors:
            yield unit.positions.problem(
                f"a unit without staff to which households turn (for {', '.join(doors)})",
                "positions above 0, or the tasks held elsewhere",
            )


def _check_key_person(organisation: ReadOrganisation) -> Iterator[Problem]:
    """There is one key person, who has a post; one is made where there is no other work."""
    with_one = {
        name: unit.key_person for name, unit in organisation.units.items() if unit.key_person.base
    }
    for number, (name, given) in enumerate(with_one.items()):
        unit = organisation.units[name]
        if unit.per_district.base:
            yield given.problem(
                "a key person in a unit of each district", "one key person for the whole town"
            )
        elif number > 0:
            yield given.problem(
                f'a second key person, beside that of "{next(iter(with_one))}"',
                "one key person for the whole town",
            )
        elif unit.positions is not None and unit.positions.number == 0:
            yield given.problem(
                "a key person in a unit without caseworkers",
                "positions for the unit, or none told, or the key person in a unit that has some",
            )


def _tasks_of(organisation: ReadOrganisation, name: str) -> list[Task]:
    """What the unit of that name holds, or some unit that it stands for."""
    units = set(organisation.roster.units(name))
    return [
        task
        for task, held in organisation.held.items()
        if any(units.intersection(organisation.roster.units(cell.unit)) for cell in held.values())
    ]


def _check_follow_up_workers(
    organisation: ReadOrganisation, municipality: ReadMunicipality | None
) -> Iterator[Problem]:
    """Whoever has to follow up households has somebody to do it."""
    if municipality is None:
        return
    in_need = [kind for kind, group in municipality.groups.items() if _needs_follow_up(group)]
    for name, unit in organisation.units.items():
        if unit.follow_up_workers is None or unit.follow_up_workers.number > 0:
            continue
        left = [label(kind) for kind in in_need if _follows_up(organisation, name, kind)]
        if left:
            yield unit.follow_up_workers.problem(
                f"a unit without follow-up workers that follows up {', '.join(left)}",
                "follow-up workers above 0, or provide_follow_up held elsewhere",
            )


def _needs_follow_up(group: GroupFile) -> bool:
    """Whether some of a group need follow-up, whatever they come with."""
    alone = group.arrivals.get(Need.FOLLOW_UP)
    rates = [*group.follow_up.values(), *([] if alone is None else [alone])]
    return any(rate.number > 0 for rate in rates)


def _follows_up(organisation: ReadOrganisation, name: str, group: Group) -> bool:
    """Whether the unit of that name, or some it stands for, provides follow-up to a group."""
    held = organisation.held.get(Task.PROVIDE_FOLLOW_UP, {})
    cell = held.get(label(group)) or held.get(OTHERS) or held.get(ALL)
    if cell is None:
        return False
    units = set(organisation.roster.units(name))
    return not units.isdisjoint(organisation.roster.units(cell.unit))


def _turns_to(group: GroupFile, task: Task) -> bool:
    weight = group.habits.get(task)
    return weight is not None and weight.number > 0


# ---- agreements and committees -------------------------------------------------------------


def _check_agreements(organisation: ReadOrganisation) -> Iterator[Problem]:
    seen: set[frozenset[str]] = set()
    for node, agreement in organisation.agreements:
        first, second = agreement.between
        known = True
        for name in (first, second):
            if name not in organisation.roster.holders:
                known = False
                yield _no_unit(organisation, node, name, "between")
        pairs = (
            {frozenset(pair) for pair in organisation.roster.pairs(first, second)}
            if known
            else {frozenset((first, second))}
        )
        if first == second or not pairs:
            yield node.problem(
                f'an agreement of "{first}" with itself', "two different units", key="between"
            )
        elif pairs & seen:
            yield node.problem(
                f'a second agreement between "{first}" and "{second}"',
                "one agreement for each pair",
                key="between",
            )
        seen |= pairs


def _check_nav(organisation: ReadOrganisation) -> Iterator[Problem]:
    """The units that tasks are moved to are there, where the scope of NAV moves any."""
    if organisation.nav is None:
        return
    node, nav = organisation.nav
    for key, name in (("unit", nav.unit), ("outside", nav.outside)):
        if name is not None and name not in organisation.roster.holders:
            yield _no_unit(organisation, node, name, key)
    if nav.scope.base == "minimum" and nav.outside is None:
        yield node.problem(
            "nothing", "the unit that gets what NAV gives up in the minimum solution", key="outside"
        )
    elif nav.outside is not None and nav.outside in {*offices_of_nav(organisation), nav.unit}:
        yield node.problem(
            f'"{nav.outside}", a unit of NAV', "a unit of another sector", key="outside"
        )


def _check_purchase(organisation: ReadOrganisation) -> Iterator[Problem]:
    """Whether a tenant can buy its flat is found out when the lease is reviewed."""
    file = organisation.file
    if file is None or not file.tenants_may_buy.base or file.lease_review.base:
        return
    node = file.tenants_may_buy.node
    assert node is not None
    yield node.problem(
        "tenants that may buy, but no review of leases", "lease_review: yes beside it"
    )


def _check_bodies(organisation: ReadOrganisation) -> Iterator[Problem]:
    """Those who decide are led by an allocator, members are units, no case has two committees.

    A body before which no groups come decides nothing: it is where its members settle what
    they contest, so that it takes two.  One that decides may be a unit's own meeting.
    """
    seen: dict[tuple[str, Group], str] = {}
    for name, (node, body) in organisation.bodies.items():
        yield from _check_leader(organisation, node, body)
        for member in body.members:
            if member not in organisation.roster.holders:
                yield _no_unit(organisation, node, member, "members")
        if len(set(body.members)) < len(body.members):
            yield node.problem("a unit named twice", "each member once", key="members")
        groups = list(Group) if body.groups is None else body.groups
        if not groups and set(body.members) <= {body.led_by}:
            yield node.problem(
                "no unit but the one that leads it",
                "another unit too, to settle with what they contest; or groups whose cases "
                "wait for the meeting",
                key="members",
            )
        if len(set(groups)) < len(groups):
            yield node.problem("a group named twice", "each group once", key="groups")
        leaders = organisation.roster.units(body.led_by)
        others = {
            seen[leader, group] for leader in leaders for group in groups if (leader, group) in seen
        }
        if others:
            shared = [
                label(group)
                for group in groups
                if any((leader, group) in seen for leader in leaders)
            ]
            yield node.problem(
                f'cases of "{body.led_by}" that come before "{min(others)}" too '
                f"({', '.join(shared)})",
                "groups that come before one body led by the same unit",
                key="groups",
            )
        seen |= {(leader, group): name for leader in leaders for group in groups}


def _check_leader(organisation: ReadOrganisation, node: Node, body: BodyFile) -> Iterator[Problem]:
    leaders = organisation.roster.units(body.led_by)
    allocating = allocators(organisation, organisation.held)
    if not leaders:
        yield _no_unit(organisation, node, body.led_by, "led_by")
    elif body.groups != [] and allocating and not allocating.issuperset(leaders):
        yield node.problem(
            f'"{body.led_by}", a unit that allocates no dwellings',
            f"a unit that does ({listed(sorted(allocating))})",
            key="led_by",
        )
