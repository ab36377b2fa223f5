"""A file's mapping read as one of its models; what pydantic finds wrong, in words with a place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from sim.scenario.errors import Problem, described_as, nearest
from sim.scenario.fields import AFTER_A_COMMA, Reader, is_after_a_comma
from sim.scenario.reading import Mapping, Node, Sequence, shown

#: What to expect in the place of an unknown key that is most like one that is missing.
MISSING = 'the missing key "{}"'

Model = TypeVar("Model", bound=BaseModel)


def validate(
    model: type[Model],
    node: Node,
    problems: list[Problem],
    hints: dict[str, str] | None = None,
    required: Iterable[str] = (),
) -> Model | None:
    """``node`` read as ``model``; ``None``, and problems added, if it is not one.

    ``hints`` gives what to expect instead of certain unknown keys; ``required`` names keys
    that must be there beside those the model always asks for.
    """
    if not isinstance(node, Mapping):
        keys = [name for name, field in model.model_fields.items() if field.is_required()]
        problems.append(node.problem(shown(node), f"keys ({', '.join(keys or ['any'])})"))
        return None
    missing = [key for key in required if key not in node.entries]
    details: list[ErrorDetails] = []
    read_model = None
    try:
        read_model = model.model_validate(_plain(node))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    if not missing and not details:
        return read_model
    problems.extend(_explained(model, node, details, missing, hints or {}))
    return None


def read(reader: Reader, node: Node, problems: list[Problem], expected: str = "") -> Any:
    """What a single field's reader makes of ``node``; ``None``, and a problem, if nothing."""
    try:
        return reader.read(_plain(node))
    except PydanticCustomError as error:
        context = error.context or {}
        if expected:
            context = {**context, "expected": expected}
        problems.append(_problem_at(node, context))
        return None


def _problem_at(place: Node, context: dict[str, Any]) -> Problem:
    """The problem a field's reader found at ``place``, or in the value it holds."""
    if isinstance(place, Mapping):
        place = place.entries.get(context.get("key", "value"), place)
    return place.problem(context["found"], context["expected"], context["suggestion"])


def field_at_fault(node: Node, path: Iterable[str | int]) -> tuple[Node, str | None]:
    """The deepest node on ``path``, and the first key on it that is not there."""
    for step in path:
        child: Node | None = None
        if isinstance(node, Mapping):
            child = node.entries.get(str(step))
        elif isinstance(node, Sequence) and isinstance(step, int):
            child = node.items[step]
        if child is None:
            return node, str(step)
        node = child
    return node, None


def unknown_key(
    node: Mapping, key: str, valid: Iterable[str], expected: str | None = None
) -> Problem:
    """The problem of a key that means nothing, where it stands."""
    names = list(valid)
    entry = node.entries[key]
    line = node.key_lines.get(key)
    if is_after_a_comma(key, entry):
        return Problem(entry.file, line, entry.path, *AFTER_A_COMMA)
    meant = nearest(key, names)
    if expected is None:
        short = len(names) <= (12 if meant else 25)
        expected = f"one of {', '.join(names)}" if short else "a known key"
    return Problem(entry.file, line, entry.path, "an unknown key", expected, meant)


def _plain(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key: _plain(entry) for key, entry in node.entries.items()}
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return node


def _explained(
    model: type[BaseModel],
    node: Mapping,
    details: list[ErrorDetails],
    missing: list[str],
    hints: dict[str, str],
) -> list[Problem]:
    """Problems for pydantic's errors; a typo's "unknown" and "missing" become one."""
    missing += [str(error["loc"][0]) for error in details if error["type"] == "missing"]
    problems = []
    for error in details:
        if error["type"] == "extra_forbidden":
            key = str(error["loc"][0])
            meant = nearest(key, missing)
            meant = meant or described_as(key, {name: _wanted(model, name) for name in missing})
            if meant is not None:
                missing.remove(meant)
            if key in hints:
                problems.append(unknown_key(node, key, (), hints[key]))
            elif meant is not None:
                problems.append(unknown_key(node, key, [meant], MISSING.format(meant)))
            else:
                problems.append(unknown_key(node, key, model.model_fields))
        elif error["type"] != "missing":
            problems.append(_explained_value(node, error))
    for key in missing:
        problems.append(node.problem("nothing", _wanted(model, key), key=key))
    return problems


def _explained_value(node: Mapping, error: ErrorDetails) -> Problem:
    path = [step for step in error["loc"] if step != "[key]"]
    place, _ = field_at_fault(node, path)
    context = error.get("ctx", {})
    if error["type"] == "label":
        holder, _ = field_at_fault(node, path[:-1])
        assert isinstance(holder, Mapping)
        return unknown_key(holder, str(path[-1]), context["valid"])
    if error["type"] == "scenario":
        return _problem_at(place, context)
    expected = {"dict_type": "keys with values", "list_type": "a list, [a, b]"}
    return place.problem(shown(place), expected.get(error["type"], error["msg"]))


def _wanted(model: type[BaseModel], key: str) -> str:
    return str(model.model_fields[key].description)
