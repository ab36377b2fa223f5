"""An organisation read piece by piece, its districts multiplied out and its NAV scope applied."""

from __future__ import annotations

from dataclasses import dataclass

from sim.names import Task
from sim.parameters import PARAMETERS
from sim.scenario import nav as lever
from sim.scenario.districts import Roster, roster
from sim.scenario.errors import Problem
from sim.scenario.fields import Given
from sim.scenario.likeness import KEY as LIKE
from sim.scenario.reading import Mapping, Node, Scalar, Sequence, shown
from sim.scenario.schema import (
    MOST_DISTRICTS,
    MOST_UNITS,
    SHARE,
    AgreementFile,
    BodyFile,
    NavFile,
    OrganisationFile,
    StrategyFile,
    UnitFile,
)
from sim.scenario.task_table import Table, read_table
from sim.scenario.validation import read, validate

_SETS_NO_NUMBERS = (
    "only who holds which task, who sits where, agreements and routines: knowledge, contacts, "
    "speed and contest rates are computed in the same way for every organisation"
)

#: What a writer might try to give an organisation, and may not.
_NUMBERS = (
    frozenset(PARAMETERS)
    | {word for key in PARAMETERS for word in (*key.split("."), key.rpartition(".")[0])}
    | {"parameters", "override", "speed", "knowledge", "contacts", "contest", "contest_rate"}
)
_HINTS = dict.fromkeys(_NUMBERS, _SETS_NO_NUMBERS)

#: The same for a strategy, some of whose keys bear names that parameters have too.
_HINTS_OF_A_STRATEGY = {
    word: _SETS_NO_NUMBERS for word in _NUMBERS if word not in StrategyFile.model_fields
}


@dataclass
class ReadOrganisation:
    """What could be read of an organisation, complete or not.

    ``units`` are those of the file that are in order; ``roster`` holds all of them, one by one
    in each district.  ``listed`` is the table of tasks as the file has it, ``held`` that after
    the scope of NAV has been applied.
    """

    name: str
    node: Mapping
    file: OrganisationFile | None
    districts: dict[str, Given]
    units: dict[str, UnitFile]
    roster: Roster
    tasks: Mapping | None
    listed: Table
    held: Table
    agreements: list[tuple[Node, AgreementFile]]
    bodies: dict[str, tuple[Node, BodyFile]]
    nav: tuple[Node, NavFile] | None
    strategy: tuple[Node, StrategyFile] | None


def named(node: Mapping, key: str, problems: list[Problem], most: int) -> list[tuple[str, Node]]:
    """The entries of a mapping whose keys are names its writer chose."""
    entries = node.entries.get(key)
    if entries is None:
        return []
    if not isinstance(entries, Mapping):
        problems.append(entries.problem(shown(entries), "keys with values"))
        return []
    if len(entries.entries) > most:
        problems.append(entries.problem(f"{len(entries.entries)} of them", f"at most {most}"))
        return []
    good = []
    for name, entry in entries.entries.items():
        if name.strip() != name or not name or not name.isprintable() or len(name) > 60:
            line = entries.key_lines[name]
            problems.append(
                Problem(
                    entry.file,
                    line,
                    entries.path,
                    "a name that is empty, too long or not printable",
                    "a name of at most 60 characters",
                )
            )
        else:
            good.append((name, entry))
    return good


def read_organisation(name: str, node: Mapping, problems: list[Problem]) -> ReadOrganisation:
    """The organisation at ``node``, as far as it goes."""
    file = validate(OrganisationFile, node, problems, _HINTS)
    districts = _districts(node, problems)
    units: dict[str, UnitFile] = {}
    names: dict[str, bool] = {}
    for unit, entry in named(node, "units", problems, MOST_UNITS):
        read_unit = validate(UnitFile, _keys_of(entry), problems, _HINTS)
        names[unit] = read_unit is not None and bool(read_unit.per_district.base)
        if read_unit is not None:
            units[unit] = read_unit
    tasks = node.entries.get("tasks")
    if tasks is not None and not isinstance(tasks, Mapping):
        problems.append(tasks.problem(shown(tasks), "a unit for each task"))
        tasks = None
    listed = {} if tasks is None else read_table(tasks, problems)
    nav = _nav(node, problems)
    organisation = ReadOrganisation(
        name=name,
        node=node,
        file=file,
        districts=districts,
        units=units,
        roster=roster(names, list(districts)),
        tasks=tasks,
        listed=listed,
        held=listed,
        agreements=_agreements(node, problems),
        bodies=_bodies(node, problems),
        nav=nav,
        strategy=_strategy(node, problems),
    )
    if nav is not None:
        _apply_nav(organisation, *nav)
    return organisation


def _keys_of(entry: Node) -> Node:
    """A unit of which there is nothing to say is a name with nothing behind it."""
    if isinstance(entry, Scalar) and entry.empty:
        return Mapping(entry.file, entry.line, entry.path, entry.source)
    return entry


def _districts(node: Mapping, problems: list[Problem]) -> dict[str, Given]:
    districts = {}
    for name, entry in named(node, "districts", problems, MOST_DISTRICTS):
        share = read(SHARE, entry, problems)
        if share is not None:
            districts[name] = share
    return districts


def _nav(node: Mapping, problems: list[Problem]) -> tuple[Node, NavFile] | None:
    entry = node.entries.get("nav")
    if entry is None:
        return None
    file = validate(NavFile, entry, problems, _HINTS)
    return None if file is None else (entry, file)


def _strategy(node: Mapping, problems: list[Problem]) -> tuple[Node, StrategyFile] | None:
    entry = node.entries.get("strategy")
    if entry is None or (isinstance(entry, Scalar) and entry.empty):
        return None
    if not isinstance(entry, Mapping):
        expected = 'its keys: another strategy is put in by its name as "strategy"'
        problems.append(entry.problem(shown(entry), expected))
        return None
    file = validate(StrategyFile, entry, problems, _HINTS_OF_A_STRATEGY)
    if LIKE in entry.entries:
        problems.append(
            entry.entries[LIKE].problem(
                "another strategy, named where it is too late", "the key in a file"
            )
        )
    return None if file is None else (entry, file)


def _bodies(node: Mapping, problems: list[Problem]) -> dict[str, tuple[Node, BodyFile]]:
    bodies = {}
    for name, entry in named(node, "bodies", problems, MOST_UNITS):
        body = validate(BodyFile, entry, problems, _HINTS)
        if body is not None:
            bodies[name] = (entry, body)
    return bodies


def _agreements(node: Mapping, problems: list[Problem]) -> list[tuple[Node, AgreementFile]]:
    agreements = node.entries.get("agreements")
    if agreements is None:
        return []
    if not isinstance(agreements, Sequence):
        problems.append(
            agreements.problem(shown(agreements), "a list, [{between: [one unit, another]}, ...]")
        )
        return []
    found: list[tuple[Node, AgreementFile]] = []
    for item in agreements.items:
        file = validate(AgreementFile, item, problems)
        if file is None:
            continue
        if len(file.between) != 2:
            problems.append(
                item.problem(f"{len(file.between)} units", "the names of two units", key="between")
            )
            continue
        found.append((item, file))
    return found


# ---- the scope of NAV ----------------------------------------------------------------------


def offices_of_nav(organisation: ReadOrganisation) -> set[str]:
    """The names of the units that belong to NAV, and of those of each district."""
    written = {name for name, unit in organisation.units.items() if unit.sector == lever.SECTOR}
    return written.union(*(organisation.roster.units(name) for name in written))


def allocators(organisation: ReadOrganisation, table: Table) -> set[str]:
    """The units with the right to allocate dwellings."""
    cells = table.get(Task.ALLOCATE_DWELLINGS, {}).values()
    return {unit for cell in cells for unit in organisation.roster.units(cell.unit)}


def _apply_nav(organisation: ReadOrganisation, node: Node, nav: NavFile) -> None:
    """Move tasks as the scope has it, and committees with the right to allocate."""
    known = organisation.roster.holders
    if nav.unit not in known or (nav.outside is not None and nav.outside not in known):
        return  # what there is none of can be given nothing
    assert isinstance(node, Mapping)
    place = node.entries["unit"]
    offices = offices_of_nav(organisation)
    organisation.held = lever.moved(organisation.listed, nav, place, offices)
    before = allocators(organisation, organisation.listed)
    after = allocators(organisation, organisation.held)
    leads = lever.gets_allocation(nav)
    for name, (entry, body) in organisation.bodies.items():
        led_by = set(organisation.roster.units(body.led_by))
        if leads is not None and led_by and led_by <= before and not led_by & after:
            members = list(dict.fromkeys([body.led_by, *body.members]))
            kept = body.model_copy(update={"led_by": leads, "members": members})
            organisation.bodies[name] = (entry, kept)
