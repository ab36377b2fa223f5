"""The fields of scenario files: how the text of a value is read, and what is remembered of it.

A field reads the text of the file itself (:class:`Quantity`, :class:`Label`, ...), so that
"5 years" means the same everywhere, and gives a :class:`Given` that remembers where it stood.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.names import labels
from sim.parameters import Parameter
from sim.quantities import BARE_KINDS, QuantityError, describe, from_base, kind_of, parse, to_base
from sim.scenario.errors import Problem, listed, nearest
from sim.scenario.reading import COMMAND_LINE, Node, Scalar, shown
from sim.scenario.resolved import Value

#: The authority of a number the file leaves out.
NEUTRAL = "neutral default"

#: Numbers beyond which a file is taken to be mistaken.
_MOST = 1e9
_MOST_RATE = to_base(1000, "per year")


@dataclass(frozen=True)
class Given:
    """A value as given: in its unit, in base units, on whose authority, and where."""

    written: float | str | bool
    unit: str
    base: float | str | bool
    source: str
    node: Scalar | None = None

    @property
    def number(self) -> float:
        return float(self.base)

    def problem(self, found: str, expected: str) -> Problem:
        """A problem with a value that stands in a file."""
        assert self.node is not None
        return self.node.problem(found, expected)

    def value(self, key: str) -> Value:
        """The same for the resolved scenario, under ``key``."""
        return Value(key, self.written, self.unit, self.base, self.source)


def neutral(base: float | str | bool, unit: str) -> Given:
    """The value of a field that is left out."""
    return Given(base, unit, base, NEUTRAL)


def authority(node: Node) -> str:
    """The source of a value: that in the file, else the place it was given in."""
    if node.source is not None:
        return node.source
    if node.file == COMMAND_LINE:
        return "given on the command line"
    return f"given in {node.file}:{node.line}"


def wrong(node: Any, expected: str, suggestion: str | None = None) -> PydanticCustomError:
    """The error of a field that found ``node`` where it expected something else."""
    found = shown(node) if isinstance(node, Node) else _shown_plain(node)
    return PydanticCustomError(
        "scenario", "wrong", {"found": found, "expected": expected, "suggestion": suggestion}
    )


def _shown_plain(value: Any) -> str:
    if isinstance(value, dict):
        return "several keys" if value else "nothing"
    return "a list" if value else "an empty list"


class Reader:
    """A field annotation whose ``read`` makes the value from the file's node."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def read(self, node: Any) -> Any:
        raise NotImplementedError


#: What to say of a key that is the rest of a number, and what to write instead.
AFTER_A_COMMA = ("the rest of a number after a comma", "a point in decimals (10.5, not 10,5)")


def is_after_a_comma(key: str, entry: object) -> bool:
    """Whether ``key`` is no key, but what came after a decimal comma.

    In braces YAML reads ``{value: 10,5 years}`` as two keys: ``value``, and ``5 years`` with
    nothing in it.
    """
    return key[:1].isdigit() and isinstance(entry, Scalar) and entry.empty


def _scalar(node: Any, expected: str) -> Scalar:
    """The single value at ``node``, bare or as ``{value: ..., source: ...}``."""
    if isinstance(node, dict) and "value" in node:
        unknown = next((key for key in node if key != "value"), None)
        if unknown is not None:
            found, wanted = 'an unknown key beside "value"', "value and source only"
            if is_after_a_comma(unknown, node[unknown]):
                found, wanted = AFTER_A_COMMA
            raise PydanticCustomError(
                "scenario",
                "wrong",
                {
                    "key": unknown,
                    "found": found,
                    "expected": wanted,
                    "suggestion": nearest(unknown, ["source"]),
                },
            )
        node = node["value"]
    if not isinstance(node, Scalar) or node.empty:
        raise wrong(node, expected)
    return node


@dataclass(frozen=True)
class Quantity(Reader):
    """A number of a kind of :data:`sim.quantities.KINDS`; bounds are in ``unit``.

    ``some``: it must be more than ``low``.
    """

    kind: str
    unit: str
    low: float = 0.0
    high: float = math.inf
    whole: bool = False
    some: bool = False

    @property
    def expected(self) -> str:
        what = "a whole number" if self.whole else describe(self.kind)
        unit = "" if self.kind in BARE_KINDS else f" {self.unit}"
        if self.some:
            return f"{what}, more than {self.low:.15g} and at most {self.high:.15g}{unit}"
        if math.isfinite(self.high):
            return f"{what}, from {self.low:.15g} to {self.high:.15g}{unit}"
        return f"{what}, {self.low:.15g} or more"

    @property
    def most(self) -> float:
        """The largest value, in ``unit``: nothing that the model could not count with."""
        absurd = from_base(_MOST_RATE, self.unit) if self.kind == "rate" else _MOST
        return min(self.high, absurd)

    def _refuse_the_absurd(self, scalar: Scalar, value: float) -> None:
        if value > self.most:
            raise wrong(scalar, f"{describe(self.kind)}, at most {self.most:.15g} {self.unit}")

    def read(self, node: Any) -> Given:
        scalar = _scalar(node, self.expected)
        try:
            written, unit = parse(scalar.text, self.kind)
        except QuantityError as error:
            raise wrong(scalar, error.expected) from None
        base = to_base(written, unit)
        value = from_base(base, self.unit)
        within = self.low <= value <= self.high and not (self.some and value == self.low)
        if not within or (self.whole and not base.is_integer()):
            raise wrong(scalar, self.expected)
        self._refuse_the_absurd(scalar, value)
        return Given(written, unit, base, authority(scalar), scalar)


@dataclass(frozen=True)
class Choice(Reader):
    """One word out of a few."""

    choices: tuple[str, ...]

    def read(self, node: Any) -> Given:
        expected = listed(self.choices)
        scalar = _scalar(node, expected)
        if scalar.text not in self.choices:
            raise wrong(scalar, expected, nearest(scalar.text, self.choices))
        return Given(scalar.text, "choice", scalar.text, authority(scalar), scalar)


_SWITCH = {"yes": True, "true": True, "no": False, "false": False}


class Switch(Reader):
    """Yes or no (true and false are as good)."""

    def read(self, node: Any) -> Given:
        scalar = _scalar(node, "yes or no")
        if scalar.text not in _SWITCH:
            raise wrong(scalar, "yes or no", nearest(scalar.text, ["yes", "no"]))
        on = _SWITCH[scalar.text]
        return Given(on, "yes or no", on, authority(scalar), scalar)


@dataclass(frozen=True)
class Text(Reader):
    """A line of text."""

    longest: int = 200

    def read(self, node: Any) -> str:
        expected = f"a line of text of at most {self.longest} characters"
        if not isinstance(node, Scalar) or node.empty or not node.text.strip():
            raise wrong(node, expected)
        text = node.text.strip()
        if len(text) > self.longest or not text.isprintable():
            raise wrong(node, expected)
        return text


@dataclass(frozen=True)
class Label(Reader):
    """A name out of a vocabulary, or out of some of its names."""

    names: tuple[IntEnum, ...]

    def read(self, node: Any) -> IntEnum:
        text = node.text if isinstance(node, Scalar) else node
        valid = dict(zip(labels(self.names), self.names, strict=True))
        if not isinstance(text, str) or text not in valid:
            if isinstance(node, str):  # a key
                raise PydanticCustomError("label", "wrong", {"valid": list(valid)})
            suggestion = nearest(text, valid) if isinstance(text, str) else None
            raise wrong(node, listed(valid), suggestion)
        return valid[text]


@dataclass(frozen=True)
class WholeKey(Reader):
    """A key that is a small whole number (a number of persons)."""

    high: int = 20

    def read(self, node: Any) -> int:
        valid = {str(number): number for number in range(1, self.high + 1)}
        if node not in valid:
            some = ["1", "2"] if self.high <= 2 else ["1", "2", f"... {self.high}"]
            raise PydanticCustomError("label", "wrong", {"valid": some})
        return valid[node]


def sums_to_one(shares: dict[Any, Given]) -> dict[Any, Given]:
    """``shares`` if they are those of a whole."""
    total = math.fsum(share.number for share in shares.values())
    if abs(total - 1.0) > 1e-6:
        raise _wrong_sum(total, "shares that sum to 1")
    return shares


def sums_to_one_at_most(shares: dict[Any, Given]) -> dict[Any, Given]:
    """``shares`` if they leave no less than nothing to the rest."""
    total = math.fsum(share.number for share in shares.values())
    if total > 1.0 + 1e-6:
        raise _wrong_sum(total, "shares that sum to at most 1")
    return shares


def _wrong_sum(total: float, expected: str) -> PydanticCustomError:
    found = f"shares that sum to {total:.6g}"
    return PydanticCustomError(
        "scenario", "wrong", {"found": found, "expected": expected, "suggestion": None}
    )


def reader_of(parameter: Parameter) -> Choice | Quantity:
    """How the value of a parameter is read: one of its words, or a number in hard bounds."""
    if parameter.choices:
        return Choice(parameter.choices)
    return Quantity(
        kind_of(parameter.unit), parameter.unit, parameter.hard_low, parameter.hard_high
    )
