"""A composed scenario read piece by piece into checked values, as far as it goes.

Each group, unit and task is read on its own, so that a mistake in one does not hide those
in the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.names import DISTRIBUTED_TASKS, TASKS_BY_GROUP, Category, Group, Task, labels
from sim.parameters import PARAMETERS
from sim.quantities import kind_of
from sim.scenario.composition import Composition
from sim.scenario.errors import Problem, nearest
from sim.scenario.reading import Mapping, Node, Scalar, Sequence, shown
from sim.scenario.schema import (
    ARRIVALS,
    MISSING,
    MOST_BLOCKS,
    MOST_UNITS,
    REQUIRED_WITH_DWELLING_ARRIVALS,
    AgreementFile,
    Choice,
    Given,
    GroupFile,
    HolderFile,
    MunicipalityFile,
    OrganisationFile,
    Quantity,
    RunFile,
    ScenarioFile,
    StockFile,
    Text,
    UnitFile,
    authority,
    read,
    unknown_key,
    validate,
)

#: The scope of a task that one unit holds for everybody, and that of the rest.
ALL = "all"
OTHERS = "others"

_ORGANISATION_SETS_NO_NUMBERS = (
    "only who holds which task, who sits where, agreements and routines: knowledge, contacts, "
    "speed and contest rates are computed in the same way for every organisation"
)


@dataclass(frozen=True)
class Held:
    """A cell of the table of tasks: the unit's name, on whose authority, and where."""

    unit: str
    source: str
    node: Node


@dataclass
class ReadMunicipality:
    name: str
    node: Mapping
    file: MunicipalityFile | None
    stock: dict[str, StockFile]
    groups: dict[Group, GroupFile]


@dataclass
class ReadOrganisation:
    """``unit_names`` and ``held`` hold what could be read, complete or not."""

    name: str
    node: Mapping
    file: OrganisationFile | None
    units: dict[str, UnitFile]
    unit_names: list[str]
    tasks: Mapping | None
    held: dict[Task, dict[str, Held]]
    agreements: list[tuple[Node, tuple[str, str]]]


@dataclass
class ReadScenario:
    composition: Composition
    file: ScenarioFile | None
    run: RunFile | None
    municipality: ReadMunicipality | None
    organisation: ReadOrganisation | None
    parameters: dict[str, Given]
    problems: list[Problem] = field(default_factory=list)


def read_parts(whole: Composition) -> ReadScenario:
    """Every piece of ``whole`` that can be read, and the problems of those that cannot."""
    problems = list(whole.problems)
    run = whole.top.entries.get("run")
    municipality, organisation = (
        whole.parts.get(kind) for kind in ("municipality", "organisation")
    )
    return ReadScenario(
        composition=whole,
        file=validate(ScenarioFile, whole.top, problems),
        run=validate(RunFile, run, problems) if run is not None else None,
        municipality=(
            _municipality(municipality.name, municipality.node, problems) if municipality else None
        ),
        organisation=(
            _organisation(organisation.name, organisation.node, problems) if organisation else None
        ),
        parameters=_parameters(whole, problems),
        problems=problems,
    )


def _parameters(whole: Composition, problems: list[Problem]) -> dict[str, Given]:
    """The parameters the files or the command line give, inside their hard bounds."""
    given = {}
    for key, node in whole.settings.items():
        parameter = PARAMETERS[key]
        reader: Choice | Quantity
        if parameter.choices:
            reader = Choice(parameter.choices)
        else:
            reader = Quantity(
                kind_of(parameter.unit), parameter.unit, parameter.hard_low, parameter.hard_high
            )
        value = read(reader, node, problems)
        if value is not None:
            given[key] = value
    return given


def _municipality(name: str, node: Mapping, problems: list[Problem]) -> ReadMunicipality:
    file = validate(MunicipalityFile, node, problems)
    stock = {}
    for block, entry in _named(node, "stock", problems, MOST_BLOCKS):
        read_block = validate(StockFile, entry, problems)
        if read_block is not None:
            stock[block] = read_block
    groups = {}
    entries = node.entries.get("groups")
    if isinstance(entries, Mapping):
        valid = labels(Group)
        for key, entry in entries.entries.items():
            if key not in valid:
                problems.append(unknown_key(entries, key, valid))
                continue
            required = REQUIRED_WITH_DWELLING_ARRIVALS if _comes_for_dwellings(entry) else ()
            group = validate(GroupFile, entry, problems, required=required)
            if group is not None:
                groups[Group[key.upper()]] = group
    elif entries is not None:
        problems.append(entries.problem(shown(entries), "groups of households by name"))
    return ReadMunicipality(name, node, file, stock, groups)


def _comes_for_dwellings(group: Node) -> bool:
    """Whether some of the group come for a dwelling, as far as can be told."""
    arrivals = group.entries.get("arrivals") if isinstance(group, Mapping) else None
    rate = arrivals.entries.get("dwelling") if isinstance(arrivals, Mapping) else None
    if rate is None:
        return False
    value = read(ARRIVALS, rate, [])
    return value is None or value.number > 0


def _named(node: Mapping, key: str, problems: list[Problem], most: int) -> list[tuple[str, Node]]:
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


def _organisation(name: str, node: Mapping, problems: list[Problem]) -> ReadOrganisation:
    hints = dict.fromkeys(_NUMBERS, _ORGANISATION_SETS_NO_NUMBERS)
    file = validate(OrganisationFile, node, problems, hints)
    units = {}
    names = []
    for unit, entry in _named(node, "units", problems, MOST_UNITS):
        names.append(unit)
        bare = isinstance(entry, Scalar) and entry.empty
        keys = Mapping(entry.file, entry.line, entry.path, entry.source) if bare else entry
        read_unit = validate(UnitFile, keys, problems, hints)
        if read_unit is not None:
            units[unit] = read_unit
    tasks = node.entries.get("tasks")
    held: dict[Task, dict[str, Held]] = {}
    if isinstance(tasks, Mapping):
        valid = labels(DISTRIBUTED_TASKS)
        for key, entry in tasks.entries.items():
            if key in valid:
                task = Task[key.upper()]
                held[task] = _holders(task, entry, problems)
            else:
                problems.append(_unknown_task(tasks, key, valid))
    elif tasks is not None:
        problems.append(tasks.problem(shown(tasks), "a unit for each task"))
        tasks = None
    return ReadOrganisation(
        name, node, file, units, names, tasks, held, _agreements(node, problems)
    )


#: What a writer might try to give an organisation, and may not.
_NUMBERS = (
    frozenset(PARAMETERS)
    | {word for key in PARAMETERS for word in (*key.split("."), key.rpartition(".")[0])}
    | {"parameters", "override", "speed", "knowledge", "contacts", "contest", "contest_rate"}
)


def _unknown_task(tasks: Mapping, key: str, valid: list[str]) -> Problem:
    missing = [task for task in valid if task not in tasks.entries]
    meant = nearest(key, missing)
    if meant is not None:
        return unknown_key(tasks, key, [meant], MISSING.format(meant))
    return unknown_key(tasks, key, valid)


def _holders(task: Task, node: Node, problems: list[Problem]) -> dict[str, Held]:
    """The unit that holds ``task``, or one for each group or category, by scope."""
    scopes = scopes_of(task)
    if isinstance(node, Sequence):
        problems.append(
            node.problem(
                "a task held twice" if len(node.items) > 1 else shown(node),
                "one unit" + (f", or one by {', '.join(scopes[:2])}, ..." if scopes else ""),
            )
        )
        return {}
    if isinstance(node, Mapping) and scopes and "unit" in node.entries:
        twice = [key for key in node.entries if key in scopes]
        if twice:
            problems.append(
                node.problem(
                    f"rights held twice (by one unit for all, and again for {', '.join(twice)})",
                    f'one unit for all, or units by name of scope with "{OTHERS}" for the rest',
                )
            )
            return {}
    if not isinstance(node, Mapping) or not scopes or "unit" in node.entries:
        holder = _holder(node, problems)
        return {} if holder is None else {ALL: holder}
    if not node.entries:
        problems.append(node.problem("a task that nobody holds", "a unit that holds it"))
    held = {}
    for key, entry in node.entries.items():
        if key not in scopes:
            problems.append(unknown_key(node, key, ["unit", *scopes]))
            continue
        holder = _holder(entry, problems)
        if holder is not None:
            held[key] = holder
    return held


def scopes_of(task: Task) -> list[str]:
    """The names a task may be divided by, if it may."""
    if task is Task.ALLOCATE_DWELLINGS:
        return [*labels(Category), OTHERS]
    return [*labels(Group), OTHERS] if task in TASKS_BY_GROUP else []


def _holder(node: Node, problems: list[Problem]) -> Held | None:
    if isinstance(node, Mapping):
        file = validate(HolderFile, node, problems)
        unit = node.entries.get("unit")
        return Held(file.unit, authority(unit), unit) if file is not None and unit else None
    name = read(Text(60), node, problems, "the name of a unit")
    return None if name is None else Held(name, authority(node), node)


def _agreements(node: Mapping, problems: list[Problem]) -> list[tuple[Node, tuple[str, str]]]:
    agreements = node.entries.get("agreements")
    if agreements is None:
        return []
    if not isinstance(agreements, Sequence):
        problems.append(
            agreements.problem(shown(agreements), "a list, [{between: [one unit, another]}, ...]")
        )
        return []
    pairs: list[tuple[Node, tuple[str, str]]] = []
    for item in agreements.items:
        file = validate(AgreementFile, item, problems)
        if file is None:
            continue
        if len(file.between) != 2:
            problems.append(
                item.problem(f"{len(file.between)} units", "the names of two units", key="between")
            )
            continue
        pairs.append((item, (file.between[0], file.between[1])))
    return pairs
