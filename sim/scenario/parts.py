"""A composed scenario read piece by piece into checked values, as far as it goes.

Each group, unit, task and change is read on its own, so that a mistake in one does not hide
those in the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.names import Group, labels
from sim.parameters import PARAMETERS
from sim.scenario.changes import ReadChange, read_changes
from sim.scenario.composition import Composition
from sim.scenario.errors import Problem
from sim.scenario.fields import Given, reader_of
from sim.scenario.organising import ReadOrganisation, named, read_organisation
from sim.scenario.reading import Mapping, Node, shown
from sim.scenario.schema import (
    ARRIVALS,
    MOST_BLOCKS,
    REQUIRED_WITH_DWELLING_ARRIVALS,
    GroupFile,
    MunicipalityFile,
    RunFile,
    ScenarioFile,
    StockFile,
)
from sim.scenario.validation import read, unknown_key, validate


@dataclass
class ReadMunicipality:
    name: str
    node: Mapping
    file: MunicipalityFile | None
    stock: dict[str, StockFile]
    groups: dict[Group, GroupFile]


@dataclass
class ReadScenario:
    composition: Composition
    file: ScenarioFile | None
    run: RunFile | None
    municipality: ReadMunicipality | None
    organisation: ReadOrganisation | None
    parameters: dict[str, Given]
    changes: list[ReadChange]
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
            read_organisation(organisation.name, organisation.node, problems)
            if organisation
            else None
        ),
        parameters=_parameters(whole, problems),
        changes=read_changes(whole.top.entries.get("changes"), whole.later, problems),
        problems=problems,
    )


def _parameters(whole: Composition, problems: list[Problem]) -> dict[str, Given]:
    """The parameters the files or the command line give, inside their hard bounds."""
    given = {}
    for key, node in whole.settings.items():
        value = read(reader_of(PARAMETERS[key]), node, problems)
        if value is not None:
            given[key] = value
    return given


def _municipality(name: str, node: Mapping, problems: list[Problem]) -> ReadMunicipality:
    file = validate(MunicipalityFile, node, problems)
    stock = {}
    for block, entry in named(node, "stock", problems, MOST_BLOCKS):
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
