"""Single values put in place of those in the files: the scenario's overrides, and ``--set``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.parameters import PARAMETERS
from sim.scenario.errors import Problem, described_as, nearest, quoted
from sim.scenario.fields import AFTER_A_COMMA, is_after_a_comma
from sim.scenario.reading import (
    COMMAND_LINE,
    Mapping,
    Node,
    Scalar,
    Sequence,
    UnreadableError,
    join,
    read_value,
    shown,
)
from sim.scenario.schema import MunicipalityFile, NavFile, OrganisationFile, RunFile
from sim.scenario.validation import unknown_key

if TYPE_CHECKING:
    from collections.abc import Sequence as Texts

    from sim.scenario.composition import Composition

#: Keys below which names stand that the file's writer chose.
_OPEN_NAMES = ("groups", "stock", "units", "bodies", "districts")

#: Keys of a change below which keys stand that hold dots themselves.
_WHOLE_KEYS = ("set", "multiply")

#: What is said of a whole file, and cannot be replaced in the tree.
_OF_THE_FILE = ("like", "parameters")


#: The same of an organisation that a change brings in.
_OTHER_FILE = re.compile(r"\d+\.organisation\.like(\.|$)")


def apply_overrides(whole: Composition, settings: Texts[str]) -> None:
    """Municipality's parameters first, then the scenario's overrides, then ``--set``."""
    municipality = whole.parts.get("municipality")
    parameters = municipality.node.entries.get("parameters") if municipality else None
    if isinstance(parameters, Mapping):
        for key, node in parameters.entries.items():
            if key in PARAMETERS:
                whole.settings[key] = node
            else:
                whole.problems.append(unknown_key(parameters, key, PARAMETERS, "a parameter"))
    elif parameters is not None:
        whole.problems.append(parameters.problem(shown(parameters), "parameters with values"))

    override = whole.top.entries.get("override")
    if isinstance(override, Mapping):
        for key, node in override.entries.items():
            line = override.key_lines[key]
            _override(whole, key, node, Problem(node.file, line, node.path, "", ""))
    elif override is not None and not (isinstance(override, Scalar) and override.empty):
        whole.problems.append(override.problem(shown(override), "keys with values"))

    for setting in settings:
        key, equals, text = setting.partition("=")
        key = key.strip()
        if not equals or not key:
            whole.problems.append(
                Problem(COMMAND_LINE, None, "--set", quoted(setting), "key=value")
            )
            continue
        try:
            node = read_value(text, COMMAND_LINE, key)
        except UnreadableError as unreadable:
            whole.problems.append(unreadable.problem)
            continue
        _override(whole, key, node, Problem(COMMAND_LINE, None, key, "", ""))


def _override(whole: Composition, key: str, node: Node, place: Problem) -> None:
    """Put ``node`` where ``key`` points: a parameter, the run, a place in one of the parts."""
    if key in PARAMETERS:
        whole.settings[key] = node
        return
    first, _, rest = key.partition(".")
    below = rest.partition(".")[0]
    target: Mapping | None = None
    path = key
    in_the_scenario = first == "follow_on" or (first == "changes" and not _OTHER_FILE.match(rest))
    if in_the_scenario or (first == "run" and rest in RunFile.model_fields):
        target = whole.top
    elif first == "organisation" and _may_be_set(OrganisationFile, below):
        part = whole.parts.get("organisation")
        target, path = (part.node if part else None), rest
    elif _may_be_set(MunicipalityFile, first):
        part = whole.parts.get("municipality")
        target = part.node if part else None
    elif is_after_a_comma(key, node):
        whole.problems.append(Problem(place.file, place.line, place.key, *AFTER_A_COMMA))
        return
    else:
        valid = list(_places(whole))
        whole.problems.append(
            Problem(
                place.file,
                place.line,
                place.key,
                "an unknown key",
                "a parameter, or a key of the municipality, the organisation, the run or the "
                "changes by its path",
                _ending_in(key, valid) or nearest(key, valid) or described_as(key, _meanings()),
            )
        )
        return
    if target is not None:  # else its absence is a problem of its own
        problem = _put(target, path, node, place)
        if problem is not None:
            whole.problems.append(problem)


def _ending_in(key: str, valid: Texts[str]) -> str | None:
    """The one valid path that ends in ``key``: who writes "nav.scope" means the whole of it."""
    ending = {path for path in valid if path.endswith(f".{key}")}
    return ending.pop() if len(ending) == 1 else None


def _may_be_set(model: type[MunicipalityFile] | type[OrganisationFile], key: str) -> bool:
    return key in model.model_fields and key not in _OF_THE_FILE


def _put(target: Mapping, path: str, node: Node, place: Problem) -> Problem | None:
    """Replace the value at ``path`` below ``target``; the problem if there is no such place."""
    steps = path.split(".")
    of_change = steps[0] == "changes"
    within_open = False
    while True:
        # Names of units may hold dots: the longest name that fits is meant.
        key = next(
            (
                candidate
                for end in range(len(steps), 0, -1)
                if (candidate := ".".join(steps[:end])) in target.entries
            ),
            steps[0] if not within_open else ".".join(steps),
        )
        steps = steps[key.count(".") + 1 :]
        if within_open and key not in target.entries:
            if not target.entries:
                return _nothing_there(target.path.rpartition(".")[2], place)
            return _no_such_name(key, list(target.entries), path, place)
        if not steps:
            target.put(key, node)
            return None
        if of_change and key in _WHOLE_KEYS:
            steps = [".".join(steps)]
        within_open = key in _OPEN_NAMES and not within_open
        below = target.entries.get(key)
        while isinstance(below, Sequence):
            number = int(steps[0]) if steps[0].isascii() and steps[0].isdigit() else 0
            if not below.items:
                return _nothing_there(key, place)
            if not 1 <= number <= len(below.items):
                numbers = [str(one) for one in range(1, len(below.items) + 1)]
                return _no_such_name(steps[0], numbers, path, place)
            steps = steps[1:]
            if not steps:
                below.items[number - 1] = node
                return None
            below = below.items[number - 1]
        if below is None or (isinstance(below, Scalar) and below.empty):
            if of_change and target.path == "":
                return _nothing_there(key, place)
            there = place.key.removesuffix(".".join(["", *steps]))
            below = Mapping(node.file, node.line, there, None)
            target.put(key, below)
        if not isinstance(below, Mapping):
            return Problem(
                place.file, place.line, place.key, "a path into a single value", "a value's path"
            )
        target = below


def _no_such_name(key: str, names: list[str], path: str, place: Problem) -> Problem:
    meant = nearest(key, names) or nearest(key.split(".")[0], names)
    return Problem(
        place.file,
        place.line,
        place.key,
        "an unknown name",
        f"one of {', '.join(names)}",
        meant or nearest(path, PARAMETERS),
    )


def _nothing_there(what: str, place: Problem) -> Problem:
    """Of what a path leads into, the scenario has none."""
    expected = f"a key that is there; the scenario has no {what}"
    return Problem(place.file, place.line, place.key, "an unknown name", expected)


def _meanings() -> dict[str, str]:
    """What keys mean, by their paths: parameters, and the single values of the parts."""
    found = {parameter.key: parameter.meaning for parameter in PARAMETERS.values()}
    for prefix, model in (
        ("run", RunFile),
        ("", MunicipalityFile),
        ("organisation", OrganisationFile),
    ):
        for name, field in model.model_fields.items():
            if name not in _OF_THE_FILE:
                found[join(prefix, name)] = str(field.description)
    return found


def _places(whole: Composition) -> Iterator[str]:
    """Every key an override could name."""
    yield from PARAMETERS
    yield from (f"run.{name}" for name in RunFile.model_fields)
    for kind, prefix, model in (
        ("municipality", "", MunicipalityFile),
        ("organisation", "organisation", OrganisationFile),
    ):
        yield from (join(prefix, name) for name in model.model_fields if _may_be_set(model, name))
        if kind in whole.parts:
            yield from _paths(whole.parts[kind].node, prefix)
    yield from (f"organisation.nav.{name}" for name in NavFile.model_fields)


def _paths(node: Mapping, prefix: str) -> Iterator[str]:
    for key, entry in node.entries.items():
        yield join(prefix, key)
        if isinstance(entry, Mapping):
            yield from _paths(entry, join(prefix, key))
