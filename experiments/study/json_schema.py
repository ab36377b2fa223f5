"""The format of study files as JSON Schema, for editors that complete and check while one types.

Keys, words and sizes are those of :mod:`experiments.study.schema`; what a scenario key may be set
to is what :mod:`sim.scenario.json_schema` says of overrides.  Whether the key is there in the base
scenario, and whether a range makes sense, is for ``boligsim study run --dry-run``.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from experiments.study.description import DESIGNS, DISTRIBUTIONS, FILE, NORMAL, SIZED, TRIANGULAR
from experiments.study.schema import (
    MOST_REPLICATIONS,
    DesignFile,
    LeverFile,
    ReplicationsFile,
    StudyFile,
    UncertaintyFile,
)
from sim.parameters import PARAMETERS
from sim.scenario.json_schema import DRAFT, json_schema

Schema = dict[str, Any]

_LINE: Schema = {"type": ["string", "number", "boolean"]}
_NAME: Schema = {"type": "string", "pattern": r"\S"}
_WORDS = ["yes", "no", True, False, "true", "false"]
_AMOUNT: Schema = {"type": ["string", "number"], "pattern": r"^\s*[-+]?[.0-9]"}
_SIZE: Schema = {"type": "number", "minimum": 0}
_NOTHING: Schema = {"type": "null"}

#: The key that no lever may vary: arms meet the same households.
_NO_LEVER = "municipality"


def study_schema() -> Schema:
    """The JSON Schema of study files."""
    from sim.measures import MEASURES

    scenario = json_schema("scenario")["definitions"]
    override = scenario["override"]
    level = {**override, "description": "scenario keys by path, and their values"}
    level["properties"] = {
        **override["properties"],
        "organisation": {**_NAME, "description": "the file or name of another organisation"},
        "municipality": {**_NAME, "description": "the file or name of another municipality"},
        "strategy": {**_NAME, "description": "the file or name of another strategy"},
    }
    lever_level = {**level, "not": {"required": [_NO_LEVER]}}
    named = [*MEASURES]
    definitions = {
        **{key: one for key, one in scenario.items() if key != "scenario"},
        "level": _or(level, _NOTHING),
        "lever-level": _or(lever_level, _NOTHING),
        "measure": {"enum": named},
        "lever": _or(_values(), _mapping(LeverFile, _LEVER, _one_of("values", "levels"))),
        "uncertainty": _or(_mapping(UncertaintyFile, _UNCERTAINTY, _shapes()), _NOTHING),
        "design": _or({"enum": list(DESIGNS)}, _mapping(DesignFile, _DESIGN, _sizes())),
        "replications": _or(_count(), _mapping(ReplicationsFile, _REPLICATIONS, {})),
        "half-widths": {
            "type": "object",
            "propertyNames": {"enum": named},
            "additionalProperties": {"type": "number", "exclusiveMinimum": 0},
            "minProperties": 1,
        },
    }
    return {
        "$schema": DRAFT,
        "title": "boligsim study",
        "$ref": "#/definitions/study",
        "definitions": {**definitions, "study": _mapping(StudyFile, _study(named), {})},
    }


def _to(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _or(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def _count(least: int = 1, most: int = MOST_REPLICATIONS) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def _values() -> Schema:
    anything: Schema = {"type": ["string", "number", "boolean", "array", "object"]}
    return {"type": "array", "items": anything, "minItems": 2, "uniqueItems": True}


def _list(items: Schema, least: int = 1) -> Schema:
    return {"type": "array", "items": items, "minItems": least, "uniqueItems": True}


def _levels(of: str = "level") -> Schema:
    return {"type": "object", "additionalProperties": _to(of), "minProperties": 2}


def _mapping(model: type[BaseModel], fields: dict[str, Schema], rules: Schema) -> Schema:
    """A mapping with the keys of ``model``; ``fields`` says what each may be."""
    properties = {}
    for key, field in model.model_fields.items():
        properties[key] = {"description": field.description, "allOf": [fields.get(key, _LINE)]}
    return {
        "type": "object",
        "properties": {**properties, "source": _LINE},
        "required": [key for key, field in model.model_fields.items() if field.is_required()],
        "additionalProperties": False,
        **rules,
    }


def _study(measures: list[str]) -> dict[str, Schema]:
    practical = {
        "type": "object",
        "propertyNames": {"enum": measures},
        "additionalProperties": _or(_SIZE, _NOTHING),
        "minProperties": 1,
    }
    return {
        "base": _or(_NAME, _list(_NAME)),
        "words_nb": _or({"type": "object", "additionalProperties": _NAME}, _NOTHING),
        "override": _or(_to("override"), _NOTHING),
        "levers": _or(
            {
                "type": "object",
                # A list of values has the key for its name.
                "properties": {_NO_LEVER: {"allOf": [_to("lever"), {"not": {"type": "array"}}]}},
                "additionalProperties": _to("lever"),
            },
            _NOTHING,
        ),
        "uncertainties": _or(
            {"type": "object", "additionalProperties": _to("uncertainty")}, _NOTHING
        ),
        "measures": _or(_list(_to("measure")), practical),
        "design": _to("design"),
        "replications": _to("replications"),
        "seed": _count(0, 10**9),
        **{key: {"enum": words} for key, words in _choices(StudyFile).items()},
    }


def _choices(model: type[BaseModel]) -> dict[str, list[str]]:
    """The words of each field that is one out of a few."""
    found = {}
    for key, field in model.model_fields.items():
        annotated = [*field.metadata, *getattr(field.annotation, "__args__", ())]
        for one in annotated:
            for reader in (one, *getattr(one, "__metadata__", ())):
                if hasattr(reader, "choices"):
                    found[key] = list(reader.choices)
    return found


_LEVER_KEY: Schema = {**_NAME, "not": {"const": _NO_LEVER}}

_LEVER: dict[str, Schema] = {
    "key": _LEVER_KEY,
    "keys": _list(_LEVER_KEY),
    "values": _values(),
    "levels": _levels("lever-level"),
}

_UNCERTAINTY: dict[str, Schema] = {
    "key": {"anyOf": [{"enum": list(PARAMETERS)}, _NAME]},
    "keys": _list(_NAME),
    "multiply": _or(_NAME, _list(_NAME)),
    "range": {"type": "array", "items": _AMOUNT, "minItems": 2, "maxItems": 2},
    "distribution": {"enum": list(DISTRIBUTIONS)},
    "mode": _AMOUNT,
    "mean": _AMOUNT,
    "spread": _AMOUNT,
    "values": _list(_AMOUNT),
    "whole": {"enum": _WORDS},
    "levels": _levels(),
}

_DESIGN: dict[str, Schema] = {
    "kind": {"enum": list(DESIGNS)},
    "points": _count(1, 10_000_000),
    "steps": _count(2, 1000),
    "second_order": {"enum": _WORDS},
    "file": _NAME,
}

_REPLICATIONS: dict[str, Schema] = {
    "least": _count(2),
    "most": _count(2),
    "until": _to("half-widths"),
    "step": _count(),
}


def _one_of(*keys: str) -> Schema:
    return {"oneOf": [{"required": [key]} for key in keys]}


def _shapes() -> Schema:
    """Which distribution needs which numbers; levels stand alone."""
    return {
        "allOf": [
            _if({"distribution": {"const": TRIANGULAR}}, {"required": ["mode"]}),
            _if({"distribution": {"const": NORMAL}}, {"required": ["mean", "spread"]}),
            {"if": {"required": ["levels"]}, "then": {"maxProperties": 1}},
        ]
    }


def _sizes() -> Schema:
    """Which design needs which size."""
    return {
        "allOf": [
            _if({"kind": {"enum": list(SIZED)}}, {"required": ["points"]}),
            _if({"kind": {"const": FILE}}, {"required": ["file"]}),
        ]
    }


def _if(properties: dict[str, Schema], then: Schema) -> Schema:
    return {"if": {"required": [*properties], "properties": properties}, "then": then}
