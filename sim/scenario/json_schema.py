"""The format of scenario files as JSON Schema, for editors that complete and check while one types.

It is derived from the models of :mod:`sim.scenario.schema`, so that the two cannot part.  What
it accepts is what the reader accepts, as far as one value can tell: that shares sum to one,
that units exist, that a task is held once are for ``boligsim check``.  Numbers with units are
text with a pattern; every value may also be written ``{value: ..., source: ...}``, and every
mapping may carry a ``source`` for what is in it.  Draft 07 is what editors know best.
"""

from __future__ import annotations

import math
import re
import types
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from sim.names import DISTRIBUTED_TASKS, Group, Need, Task, label, labels
from sim.parameters import PARAMETERS, Parameter
from sim.quantities import BARE_KINDS, KINDS, kind_of, singular, to_base, with_unit
from sim.scenario.changes import changeable
from sim.scenario.fields import (
    Choice,
    Given,
    Label,
    Quantity,
    Switch,
    Text,
    WholeKey,
    reader_of,
)
from sim.scenario.schema import (
    ARRIVALS,
    FORMAT,
    RATIO,
    REQUIRED_WITH_DWELLING_ARRIVALS,
    SETTLED,
    SHARE,
    AgreementFile,
    ChangeFile,
    HolderFile,
    MunicipalityFile,
    OrganisationFile,
    ScenarioFile,
    StrategyFile,
)
from sim.scenario.task_table import OTHERS, scopes_of

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"

#: The kinds of file there are a schema for.
KINDS_OF_FILE = ("scenario", "municipality", "organisation", "strategy")

_NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_NOT_ZERO = r"^\s*\+?[0-9.]*[1-9]"
_NAME = r"^\S(?:.{0,58}\S)?$"

_SOURCE: Schema = {
    "description": 'where the numbers come from, or the word "assumption"',
    "type": ["string", "number"],
    "pattern": r"\S",
}


def json_schema(kind: str) -> Schema:
    """The JSON Schema of a kind of file; ``KeyError`` for a kind that has none."""
    if kind not in KINDS_OF_FILE:
        raise KeyError(kind)
    definitions = _definitions()
    needed = _needed(kind, definitions)
    return {
        "$schema": DRAFT,
        "title": f"boligsim {kind}",
        "$ref": f"#/definitions/{kind}",
        "definitions": {name: one for name, one in definitions.items() if name in needed},
    }


def _definitions() -> dict[str, Schema]:
    found = {name: _mapping(model) for name, model in FORMAT.items()}
    found["holder"] = _mapping(HolderFile)
    found["parameters"] = _closed({key: _parameter(one) for key, one in PARAMETERS.items()})
    found["group"] |= _required_with_dwelling_arrivals()
    found["change"] |= _what_changes()
    found["override"] = _override(found)
    found |= {_part_of(name): _without_required(found[name]) for name in _JOINED}
    for kind in _PARTS_OF_A_SCENARIO:
        found[f"whole-{kind}"] = found[kind]
        found[kind] = _whole_or_like(kind)
    return {**found, **_quantities}


# ---- files that are like another one -------------------------------------------------------

#: Parts of a scenario that may be like another one of the kind.
_PARTS_OF_A_SCENARIO = ("municipality", "organisation")

#: Mappings of which such a file may leave out what the other one has.
_JOINED = (*_PARTS_OF_A_SCENARIO, "stock", "group", "body", "nav")


def _whole_or_like(kind: str) -> Schema:
    return {
        "if": {"required": ["like"]},
        "then": _to(_part_of(kind)),
        "else": _to(f"whole-{kind}"),
    }


def _part_of(name: str) -> str:
    return f"part-of-{name}"


def _without_required(schema: Schema) -> Schema:
    """The same mapping with nothing that must be there, nor in what it is joined from."""
    left = {key: one for key, one in schema.items() if key not in ("required", "if", "then")}
    left["properties"] = dict(schema["properties"])
    for key, below in left["properties"].items():
        if key in ("stock", "groups", "bodies", "nav"):
            left["properties"][key] = _referring_to_parts(below)
        elif key in ("tasks", "units"):
            kept = {name: one for name, one in below.items() if name not in _LEAST}
            left["properties"][key] = kept
    return left


#: What asks for keys in a mapping.
_LEAST = ("required", "minProperties")


def _referring_to_parts(schema: Any) -> Any:
    if isinstance(schema, dict):
        if "$ref" in schema:
            name = schema["$ref"].split("/")[2]
            return _to(_part_of(name)) if name in _JOINED else schema
        return {key: _referring_to_parts(one) for key, one in schema.items() if key not in _LEAST}
    return [_referring_to_parts(one) for one in schema] if isinstance(schema, list) else schema


def _needed(kind: str, definitions: dict[str, Schema]) -> set[str]:
    """``kind`` and every definition it refers to, over however many steps."""
    needed: set[str] = set()
    waiting = [kind]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += _referred(definitions[name])
    return needed


def _referred(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].split("/")[2]
        for entry in schema.values():
            yield from _referred(entry)
    elif isinstance(schema, list):
        for entry in schema:
            yield from _referred(entry)


# ---- mappings ------------------------------------------------------------------------------


def _mapping(model: type[Any]) -> Schema:
    """The keys of ``model``, each with its description and its value."""
    fields: dict[str, FieldInfo] = model.model_fields
    schema = _closed(
        {key: _described(_field(model, key, field), field) for key, field in fields.items()},
        required=[key for key, field in fields.items() if field.is_required()],
    )
    return {"description": _first_line(model), **schema}


def _first_line(model: type[Any]) -> str:
    return (model.__doc__ or model.__name__).strip().splitlines()[0].rstrip(".")


def _closed(properties: dict[str, Schema], required: list[str] | None = None) -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": {**properties, "source": _SOURCE},
        "additionalProperties": False,
    }
    return {**schema, "required": required} if required else schema


def _open(below: Schema) -> Schema:
    """A mapping whose keys are names its writer chooses."""
    return {
        "type": "object",
        "properties": {"source": _SOURCE},
        "propertyNames": {"pattern": _NAME},
        "additionalProperties": below,
    }


def _described(schema: Schema, field: FieldInfo) -> Schema:
    # A description beside a reference would be passed over.
    held = {"allOf": [schema]} if "$ref" in schema else schema
    described = {"description": str(field.description), **held}
    default = field.default
    if isinstance(default, Given):
        return {**described, "default": _written(default)}
    return described


def _written(given: Given) -> float | str:
    """A default as one would write it."""
    if isinstance(given.base, bool):
        return "yes" if given.base else "no"
    if isinstance(given.base, str) or kind_of(given.unit) in BARE_KINDS:
        return given.base
    return with_unit(f"{given.written:.15g}", given.unit)


def _to(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _field(model: type[Any], key: str, field: FieldInfo) -> Schema:
    """What may stand under a key."""
    if (model, key) in _BY_HAND:
        return _BY_HAND[model, key]()
    return _value(field.annotation, field.metadata)


def _value(annotation: Any, metadata: list[Any]) -> Schema:
    """What a field of this type reads."""
    for one in metadata:
        for kind, described in _READERS.items():
            if isinstance(one, kind):
                return described(one)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _value(arguments[0], list(arguments[1:]))
    if origin in (Union, types.UnionType):
        (present,) = (one for one in arguments if one is not types.NoneType)
        return _value(present, [])
    if origin is list:
        return {"type": "array", "items": _value(arguments[0], [])}
    if origin is dict:
        return _closed(dict.fromkeys(_keys(arguments[0]), _value(arguments[1], [])))
    raise TypeError(f"no JSON Schema for {annotation}")


def _keys(annotation: Any) -> list[str]:
    (reader,) = get_args(annotation)[1:]
    if isinstance(reader, WholeKey):
        return [str(number) for number in range(1, reader.high + 1)]
    assert isinstance(reader, Label)
    return labels(reader.names)


# ---- values --------------------------------------------------------------------------------


def _or_sourced(bare: Schema) -> Schema:
    """A value, bare or with its source beside it."""
    return {"anyOf": [bare, _closed({"value": bare}, required=["value"])]}


def _quantity(quantity: Quantity) -> Schema:
    """A reference to the definition of such quantities, which many keys share."""
    bounds = (f"{bound:.15g}" for bound in (quantity.low, quantity.high))
    kind = ("whole" if quantity.whole else "", "some" if quantity.some else "", quantity.kind)
    words = (*kind, *bounds, quantity.unit)
    name = re.sub(r"[^\w.]+", "-", " ".join(words).replace("%", "percent")).strip("-")
    _quantities[name] = _or_sourced(_bare_quantity(quantity))
    return _to(name)


def _bare_quantity(quantity: Quantity) -> Schema:
    units = KINDS[quantity.kind]
    names = dict.fromkeys(name for unit in units for name in (unit, singular(unit)))
    alternatives = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names)
    bare = quantity.kind in BARE_KINDS
    sign = "[-+]?" if quantity.low < 0 else r"\+?"
    pattern = rf"^\s*{sign}{_NUMBER}\s*(?:{alternatives}){'?' if bare else ''}\s*$"
    text: Schema = {
        "type": "string",
        "pattern": pattern,
        "description": quantity.expected,
        "examples": [with_unit(f"{_example(quantity):.15g}", quantity.unit)],
    }
    if quantity.low > 0 or quantity.some:
        text["allOf"] = [{"pattern": _NOT_ZERO}]
    if not bare:
        return text
    bounds = {
        name: to_base(bound, quantity.unit)
        for name, bound in (("minimum", quantity.low), ("maximum", quantity.most))
        if math.isfinite(bound)
    }
    whole = quantity.whole
    number = {"type": "integer" if whole else "number", "description": quantity.expected, **bounds}
    return {"anyOf": [number, text]}


def _example(quantity: Quantity) -> float:
    return quantity.low or (1.0 if quantity.high >= 1.0 else quantity.high)


def _choice(choice: Choice) -> Schema:
    return _or_sourced({"enum": list(choice.choices)})


def _switch(_switch: Switch) -> Schema:
    # YAML's own true and false arrive as such, yes and no as words.
    return _or_sourced({"enum": ["yes", "no", True, False, "true", "false"]})


def _text(text: Text) -> Schema:
    within = rf"^\s*\S(?:.{{0,{text.longest - 2}}}\S)?\s*$"
    # To an editor 2009 is a number; to the reader it is the text that was written.
    return {"type": ["string", "number", "boolean"], "pattern": within}


def _label(label_: Label) -> Schema:
    return {"enum": labels(label_.names)}


#: Definitions of quantities by name; filled as the models are gone through.
_quantities: dict[str, Schema] = {}

_READERS: dict[type[Any], Callable[[Any], Schema]] = {
    Quantity: _quantity,
    Choice: _choice,
    Switch: _switch,
    Text: _text,
    Label: _label,
}


def _parameter(parameter: Parameter) -> Schema:
    if parameter.choices:
        schema = _choice(Choice(parameter.choices))
        span = f"one of {', '.join(parameter.choices)}"
    else:
        reader = reader_of(parameter)
        assert isinstance(reader, Quantity)
        schema = _quantity(reader)
        span = f"plausible {parameter.low:.15g} to {parameter.high:.15g} {parameter.unit}"
    told = f"{parameter.meaning}; {span}; default {parameter.default} ({parameter.source})"
    bare = bool(parameter.choices) or kind_of(parameter.unit) in BARE_KINDS
    default = parameter.default if bare else with_unit(str(parameter.default), parameter.unit)
    return {"description": told, "default": default, "allOf": [schema]}


# ---- keys whose values the reader takes apart itself ------------------------------------------


def _part(kind: str) -> Schema:
    return {"anyOf": [{"type": "string", "pattern": r"\S"}, _to(kind)]}


def _groups() -> Schema:
    return {**_closed(dict.fromkeys(labels(Group), _to("group"))), "minProperties": 1}


def _units() -> Schema:
    # A unit of which there is nothing to say is a name with nothing behind it.
    return {**_open({"anyOf": [_to("unit"), {"type": "null"}]}), "minProperties": 1}


def _tasks() -> Schema:
    tasks = {label(task): _holding(task) for task in DISTRIBUTED_TASKS}
    return _closed(tasks, required=list(tasks))


def _holding(task: Task) -> Schema:
    """Who holds a task: one unit, or one by group or category, with all of them covered."""
    holder = {"anyOf": [_text(Text(60)), _to("holder")]}
    names = scopes_of(task)
    if not names:
        return holder
    divided = _closed(dict.fromkeys(names, holder))
    everybody = [name for name in names if name != OTHERS]
    divided["anyOf"] = [{"required": [OTHERS]}, {"required": everybody}]
    return {"anyOf": [*holder["anyOf"], divided]}


def _between() -> Schema:
    return {"type": "array", "items": _text(Text(60)), "minItems": 2, "maxItems": 2}


def _like() -> Schema:
    return {"type": "string", "pattern": r"\S"}


def _districts() -> Schema:
    return {**_open(_quantity(SHARE)), "minProperties": 1}


def _new_values(value: Callable[[Quantity], Schema]) -> Schema:
    """What may change in a run, key by key; of groups in a pattern, since there are many."""
    plain = {key: one for key, one in changeable().items() if not key.startswith("groups.")}
    groups, needs = ("|".join(labels(names)) for names in (Group, Need))
    return {
        **_closed({key: value(one) for key, one in plain.items()}),
        "patternProperties": {
            rf"^groups\.(?:{groups})\.arrivals\.(?:{needs})$": value(ARRIVALS),
            rf"^groups\.(?:{groups})\.landlord_acceptance$": value(SHARE),
        },
        "minProperties": 1,
    }


def _multiples() -> Schema:
    return _new_values(lambda _: _quantity(RATIO))


def _settled() -> Schema:
    needs = _closed(dict.fromkeys(labels(Need), _quantity(SETTLED)))
    return {**_closed(dict.fromkeys(labels(Group), needs)), "minProperties": 1}


def _what_changes() -> Schema:
    """Something does; an organisation takes over once, and nothing else has a transition."""
    again = {"anyOf": [{"required": [key]} for key in ("every", "until")]}
    return {
        "anyOf": [{"required": [what]} for what in ("set", "multiply", "settle", "organisation")],
        "dependencies": {"organisation": {"not": again}, "transition": ["organisation"]},
    }


def _override_or_nothing() -> Schema:
    return {"anyOf": [_to("override"), {"type": "null"}]}


_BY_HAND: dict[tuple[type[Any], str], Callable[[], Schema]] = {
    (ScenarioFile, "municipality"): lambda: _part("municipality"),
    (ScenarioFile, "organisation"): lambda: _part("organisation"),
    (ScenarioFile, "run"): lambda: _to("run"),
    (ScenarioFile, "override"): _override_or_nothing,
    (ScenarioFile, "changes"): lambda: {"type": "array", "items": _to("change")},
    (ChangeFile, "set"): lambda: _new_values(_quantity),
    (ChangeFile, "multiply"): _multiples,
    (ChangeFile, "settle"): _settled,
    (ChangeFile, "organisation"): lambda: _part("organisation"),
    (ChangeFile, "transition"): lambda: _to("transition"),
    (MunicipalityFile, "like"): _like,
    (ScenarioFile, "strategy"): lambda: _part("strategy"),
    (OrganisationFile, "strategy"): lambda: _part("strategy"),
    (StrategyFile, "like"): _like,
    (OrganisationFile, "like"): _like,
    (OrganisationFile, "districts"): _districts,
    (OrganisationFile, "bodies"): lambda: _open(_to("body")),
    (OrganisationFile, "nav"): lambda: _to("nav"),
    (MunicipalityFile, "parameters"): lambda: _to("parameters"),
    (MunicipalityFile, "stock"): lambda: _open(_to("stock")),
    (MunicipalityFile, "groups"): _groups,
    (OrganisationFile, "units"): _units,
    (OrganisationFile, "tasks"): _tasks,
    (OrganisationFile, "agreements"): lambda: {"type": "array", "items": _to("agreement")},
    (AgreementFile, "between"): _between,
}


def _required_with_dwelling_arrivals() -> Schema:
    """What must be said of a group of which some come for a dwelling."""
    some = {"type": "string", "pattern": _NOT_ZERO}
    sourced = {"type": "object", "required": ["value"], "properties": {"value": some}}
    come = {"required": ["dwelling"], "properties": {"dwelling": {"anyOf": [some, sourced]}}}
    return {
        "if": {"required": ["arrivals"], "properties": {"arrivals": come}},
        "then": {"required": ["arrivals", *REQUIRED_WITH_DWELLING_ARRIVALS]},
    }


# ---- overrides -----------------------------------------------------------------------------


def _override(definitions: dict[str, Schema]) -> Schema:
    """Parameters by key, and every value of the other parts by its path."""
    parameters = {key: _to(f"parameters/properties/{key}") for key in PARAMETERS}
    roots = [
        ("", {key: definitions["municipality"]["properties"][key] for key in _municipality_keys()}),
        ("organisation", _organisation_keys(definitions)),
        ("run", _keys_of(definitions["run"])),
        (
            "",
            {key: definitions["scenario"]["properties"][key] for key in ("follow_on", "changes")},
        ),
    ]
    patterns: dict[str, Schema] = {}
    for start, keys in roots:
        prefix = rf"{start}\." if start else ""
        for key, below in keys.items():
            _add_paths(patterns, prefix + re.escape(key), below, definitions)
    whole = _closed(parameters)
    # Parameters and blocks of the stock both begin with "stock."; the former come first.
    both = "|".join(re.escape(key) for key in PARAMETERS if key.split(".")[0] in _roots(roots))
    # What an organisation is like is not said from outside, whichever organisation it is.
    change = r"changes\.[1-9][0-9]*\."
    other = rf"{change}organisation\.like|(?:{change})?organisation\.strategy\.like"
    whole["patternProperties"] = {
        rf"^(?!(?:{both}|{other})$){path}$": value for path, value in patterns.items()
    }
    return {"description": "values by parameter or by path, replacing others", **whole}


def _roots(roots: list[tuple[str, dict[str, Schema]]]) -> set[str]:
    return {start or key for start, keys in roots for key in keys}


def _municipality_keys() -> list[str]:
    return [key for key in MunicipalityFile.model_fields if key not in ("like", "parameters")]


def _organisation_keys(definitions: dict[str, Schema]) -> dict[str, Schema]:
    keys = _keys_of(definitions["organisation"])
    return {key: below for key, below in keys.items() if key != "like"}


def _keys_of(schema: Schema) -> dict[str, Schema]:
    return {key: below for key, below in schema["properties"].items() if key != "source"}


def _add_paths(
    patterns: dict[str, Schema], path: str, schema: Schema, definitions: dict[str, Schema]
) -> None:
    """Every path at and below ``schema`` with what may stand there; like names share one."""
    patterns[path] = schema
    for listed in _lists(schema):
        _add_paths(patterns, rf"{path}\.[1-9][0-9]*", listed["items"], definitions)
    for one in _mappings(schema, definitions):
        for pattern, below in one.get("patternProperties", {}).items():
            _add_paths(patterns, rf"{path}\.{pattern.strip('^$')}", below, definitions)
        keys = _keys_of(one)
        alike: dict[str, list[str]] = {}
        for key, below in keys.items():
            alike.setdefault(repr(below), []).append(key)
        for names in alike.values():
            step = "|".join(map(re.escape, names))
            step = f"(?:{step})" if len(names) > 1 else step
            _add_paths(patterns, rf"{path}\.{step}", keys[names[0]], definitions)
        below = one["additionalProperties"]
        if isinstance(below, dict):
            # A name its writer chose may hold dots; it ends where a key of what it names begins.
            ends = "|".join(
                key for inside in _mappings(below, definitions) for key in _keys_of(inside)
            )
            name = rf"(?:(?!\.(?:{ends})(?:\.|$)).)+"
            _add_paths(patterns, rf"{path}\.{name}", below, definitions)


def _lists(schema: Schema) -> Iterator[Schema]:
    for one in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from _lists(one)
    if schema.get("type") == "array":
        yield schema


def _mappings(schema: Schema, definitions: dict[str, Schema]) -> Iterator[Schema]:
    """The mappings that ``schema`` allows, those of a value beside its source left out."""
    if "$ref" in schema:
        name = schema["$ref"].split("/")[2]
        if name not in _quantities:
            yield from _mappings(definitions[name], definitions)
    for one in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from _mappings(one, definitions)
    if schema.get("type") == "object" and "value" not in schema["properties"]:
        yield schema
