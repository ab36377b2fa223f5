"""What changes in the course of a run, as a scenario file says it.

An entry of ``changes`` names a day, counted from the start of observation, and what happens
then: new values (``set``), multiples of those that hold at the time (``multiply``), households
that come (``settle``), another organisation that takes over (``organisation``, and how, under
``transition``).  With ``every`` it happens again and again, to the end of the run or as long as it
is before ``until``; without, what it changed goes back at ``until``.  An organisation takes over
once, and stays until the next does.  What follows for the values is worked out in
:mod:`sim.scenario.timeline`, for organisations in :mod:`sim.scenario.reorganising`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from sim.names import Group, Need, label, labels
from sim.parameters import PARAMETERS
from sim.scenario.composition import Part
from sim.scenario.errors import Problem, listed, nearest
from sim.scenario.fields import Given, Quantity, reader_of
from sim.scenario.organising import ReadOrganisation, read_organisation
from sim.scenario.reading import Mapping, Node, join, shown
from sim.scenario.reading import Sequence as ListNode
from sim.scenario.schema import (
    ARRIVALS,
    DWELLING_BUDGET,
    GRANT_BUDGET,
    POPULATION,
    RATIO,
    SETTLED,
    SHARE,
    TEMPORARY_PLACES,
    ChangeFile,
    GroupFile,
    MunicipalityFile,
    OrganisationFile,
    RunFile,
    TransitionFile,
)
from sim.scenario.validation import read, unknown_key, validate

#: Families of parameters that may change in a run: what describes the market, the schemes of
#: the state, the stock and what people do.  Those left out describe how offices work, or would
#: change what has begun (the length of contracts that run).
FAMILIES = (
    "market",
    "allowance",
    "loan",
    "grant",
    "deposit",
    "own_solution",
    "temporary",
    "stock",
    "leased_in",
    "coop",
    "adaptation",
    "appeal",
    "patience",
    "offers",
    "tenancy",
)
_FIXED = ("tenancy.contract",)

#: Numbers of the place that may change.
OF_THE_PLACE = {
    "temporary_places": TEMPORARY_PLACES,
    "grant_budget": GRANT_BUDGET,
    "dwelling_budget": DWELLING_BUDGET,
    "population": POPULATION,
}

#: Times that are nearer to each other than this, in days, are one (a second is 1e-5 days):
#: twelve months are a year, whatever the last digit says.
_DIGITS = 6

#: Entries, and times at which they happen, beyond which a file is taken to be mistaken.
MOST_CHANGES = 500
MOST_TIMES = 5_000


@dataclass(frozen=True)
class Step:
    """One value that changes: the new one, or what the old one is multiplied by."""

    key: str
    given: Given
    multiply: bool


@dataclass
class ReadReorganisation:
    """An organisation that takes over: where it was named, what it is, and how that goes on."""

    place: Node
    organisation: ReadOrganisation
    transition: TransitionFile | None


@dataclass
class ReadChange:
    """An entry of ``changes`` as far as it could be read."""

    node: Mapping
    file: ChangeFile
    steps: list[Step]
    settled: dict[tuple[Group, Need], Given]
    reorganisation: ReadReorganisation | None

    @property
    def at(self) -> float:
        """The first day it happens on."""
        return round(self.file.at.number, _DIGITS)

    @property
    def until(self) -> float:
        """The day it ends on, if it does."""
        return float("inf") if self.file.until is None else round(self.file.until.number, _DIGITS)

    def times(self, end: float) -> Iterator[float]:
        """The days it happens on, before ``end``."""
        number, time = 0, self.at
        while time < min(end, self.until if self.file.every is not None else end):
            yield time
            if self.file.every is None:
                return
            number += 1
            time = round(self.file.at.number + number * self.file.every.number, _DIGITS)

    @property
    def holds_until(self) -> float:
        """When what it changed goes back: with ``every`` never."""
        return self.until if self.file.every is None else float("inf")


@cache
def changeable() -> dict[str, Quantity]:
    """How the value of each key that may change is read."""
    keys: dict[str, Quantity] = {}
    for key, parameter in PARAMETERS.items():
        if key.partition(".")[0] in FAMILIES and key not in _FIXED:
            reader = reader_of(parameter)
            assert isinstance(reader, Quantity)
            keys[key] = reader
    keys |= OF_THE_PLACE
    for group in labels(Group):
        keys |= {f"groups.{group}.arrivals.{need}": ARRIVALS for need in labels(Need)}
        keys[f"groups.{group}.landlord_acceptance"] = SHARE
    return keys


def in_whole(key: str, value: float) -> float:
    """``value`` of a key that may change; of what there are only whole ones, those there are."""
    whole = key in changeable() and changeable()[key].whole and math.isfinite(value)
    return float(math.floor(value)) if whole else value


def arrivals_key(group: Group, need: Need) -> str:
    """The key of how often a need arises in a group."""
    return f"groups.{label(group)}.arrivals.{label(need)}"


def read_changes(
    node: Node | None, later: Sequence[Part], problems: list[Problem]
) -> list[ReadChange]:
    """The entries of ``changes`` in the order of the file, as far as they can be read.

    ``later`` are the organisations that some of them bring in.
    """
    if node is None:
        return []
    if not isinstance(node, ListNode):
        problems.append(node.problem(shown(node), "a list, [{at: ..., set: {...}}, ...]"))
        return []
    if len(node.items) > MOST_CHANGES:
        problems.append(node.problem(f"{len(node.items)} of them", f"at most {MOST_CHANGES}"))
        return []
    changes = []
    for item in node.items:
        file = validate(ChangeFile, item, problems)
        if isinstance(item, Mapping):
            steps, settled = _read_steps(item, problems), _read_settled(item, problems)
            reorganisation = _read_reorganisation(item, later, problems)
            if file is not None:
                changes.append(ReadChange(item, file, steps, settled, reorganisation))
    return changes


def _read_reorganisation(
    node: Mapping, later: Sequence[Part], problems: list[Problem]
) -> ReadReorganisation | None:
    transition = _read_transition(node, problems)
    place = node.entries.get("organisation")
    part = next((one for one in later if one.node is place), None)
    if part is None:
        return None
    organisation = read_organisation(part.name, part.node, problems)
    return ReadReorganisation(part.place, organisation, transition)


def _read_transition(node: Mapping, problems: list[Problem]) -> TransitionFile | None:
    entry = node.entries.get("transition")
    if entry is None:
        # One of which nothing is said is left to the parameters in all.
        entry = Mapping(node.file, node.line, join(node.path, "transition"), node.source)
    if not isinstance(entry, Mapping):
        keys = f"keys ({', '.join(TransitionFile.model_fields)})"
        problems.append(entry.problem(shown(entry), keys))
        return None
    return validate(TransitionFile, entry, problems)


def _read_steps(node: Mapping, problems: list[Problem]) -> list[Step]:
    steps = []
    for what in ("set", "multiply"):
        for key, entry, keys in _entries(node, what, problems):
            quantity = changeable().get(key)
            if quantity is None:
                problems.append(_not_changeable(keys, key))
                continue
            given = read(RATIO if what == "multiply" else quantity, entry, problems)
            if given is not None:
                steps.append(Step(key, given, what == "multiply"))
    return steps


def _read_settled(node: Mapping, problems: list[Problem]) -> dict[tuple[Group, Need], Given]:
    settled = {}
    for name, entry, groups in _entries(node, "settle", problems):
        if name not in labels(Group):
            problems.append(unknown_key(groups, name, labels(Group)))
        elif not isinstance(entry, Mapping):
            problems.append(entry.problem(shown(entry), "households by the need they come with"))
        else:
            group = Group[name.upper()]
            for need, households in _read_households(entry, problems):
                settled[group, need] = households
    return settled


def _entries(
    node: Mapping, what: str, problems: list[Problem]
) -> Iterator[tuple[str, Node, Mapping]]:
    entries = node.entries.get(what)
    if isinstance(entries, Mapping):
        for key, entry in entries.entries.items():
            yield key, entry, entries
    elif entries is not None:
        problems.append(entries.problem(shown(entries), "keys with values"))


def _read_households(needs: Mapping, problems: list[Problem]) -> Iterator[tuple[Need, Given]]:
    for name, entry in needs.entries.items():
        if name not in labels(Need):
            problems.append(unknown_key(needs, name, labels(Need)))
            continue
        households = read(SETTLED, entry, problems)
        if households is not None:
            yield Need[name.upper()], households


def _not_changeable(keys: Mapping, key: str) -> Problem:
    expected = (
        f"a parameter of {listed(FAMILIES)} (but {_FIXED[0]}), {', '.join(OF_THE_PLACE)}, "
        "groups.GROUP.arrivals.NEED or groups.GROUP.landlord_acceptance"
    )
    if _stays(key):
        found = "a key that stays as it is through a run"
        return Problem(keys.file, keys.key_lines.get(key), keys.entries[key].path, found, expected)
    meant = nearest(key, changeable())
    return unknown_key(
        keys, key, [meant] if meant else [], "a key that may change" if meant else expected
    )


def _stays(key: str) -> bool:
    """Whether there is such a key, if not one that may change."""
    first, *below = key.split(".")
    if first == "groups" and len(below) > 1:
        return below[1] in GroupFile.model_fields and below[1] != "arrivals"
    if first in ("organisation", "run"):
        model = OrganisationFile if first == "organisation" else RunFile
        return bool(below) and below[0] in model.model_fields
    return key in PARAMETERS or (first in MunicipalityFile.model_fields and first != "groups")
