"""Units at the border: how a number with a unit becomes a plain float, and back.

Inside the model time is in days, work in hours, money in NOK, and rates are per day.
Scenario files write what people say: ``5 years``, ``0.25 per year``, ``7018 NOK per month``.
"""

from __future__ import annotations

import math
import re

#: Days in a year, a month, a week (model: time).
YEAR = 365.0
MONTH = YEAR / 12.0
WEEK = 7.0

#: For each kind of quantity: every accepted unit, and how many base units it is.
#: The first unit of a kind is its base unit.
KINDS: dict[str, dict[str, float]] = {
    "time": {"days": 1.0, "weeks": WEEK, "months": MONTH, "years": YEAR},
    "rate": {"per day": 1.0, "per week": 1 / WEEK, "per month": 1 / MONTH, "per year": 1 / YEAR},
    "arrivals": {
        "per 1000 and day": 1.0,
        "per 1000 and week": 1 / WEEK,
        "per 1000 and month": 1 / MONTH,
        "per 1000 and year": 1 / YEAR,
    },
    "openings": {"dwellings per 1000 and year": 1.0},
    "work": {"hours": 1.0, "minutes": 1.0 / 60.0},
    "capacity": {"hours per day": 1.0, "hours per week": 1 / WEEK, "hours per year": 1 / YEAR},
    "working days": {"days per year": 1 / YEAR},
    "share": {"share": 1.0, "%": 0.01},
    "ratio": {"ratio": 1.0},
    "exponent": {"exponent": 1.0},
    "count": {"count": 1.0},
    "cases": {"cases": 1.0},
    "people": {"inhabitants": 1.0},
    "money": {"NOK": 1.0},
    "money per month": {"NOK per month": 1.0, "NOK per year": 1.0 / 12.0},
    "area": {"m2": 1.0},
}

#: Kinds whose numbers may stand without a unit: they have none in speech.
BARE_KINDS = ("share", "ratio", "exponent", "count", "cases")

_FACTOR = {unit: factor for units in KINDS.values() for unit, factor in units.items()}

_NUMBER_AND_UNIT = re.compile(
    r"\s*([-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)(.*)", re.DOTALL
)


class QuantityError(ValueError):
    """A text that is not a quantity of the expected kind; ``expected`` says what would be."""

    def __init__(self, expected: str) -> None:
        super().__init__(f"expected {expected}")
        self.expected = expected


def kind_of(unit: str) -> str:
    """The kind of quantity that ``unit`` measures; ``KeyError`` for an unknown unit."""
    for kind, units in KINDS.items():
        if unit in units:
            return kind
    raise KeyError(unit)


def to_base(value: float, unit: str) -> float:
    """``value`` in ``unit`` as base units of its kind; ``KeyError`` for an unknown unit.

    Rounded to 15 digits, so that 60 months and 5 years are the very same number.
    """
    return float(f"{value * _FACTOR[unit]:.15g}")


def from_base(value: float, unit: str) -> float:
    """The inverse of :func:`to_base`."""
    return float(f"{value / _FACTOR[unit]:.15g}")


def describe(kind: str) -> str:
    """What to write for a quantity of ``kind``, in words: ``a number in days, weeks, ...``."""
    units = list(KINDS[kind])
    if kind in BARE_KINDS:
        return " or ".join(["a number", *(f"one in {unit}" for unit in units[1:])])
    named = units[0] if len(units) == 1 else f"{', '.join(units[:-1])} or {units[-1]}"
    return f"a number {named}" if named.startswith("per ") else f"a number in {named}"


def parse(text: str, kind: str) -> tuple[float, str]:
    """The number and the unit that ``text`` gives for a quantity of ``kind``.

    ``parse("5 years", "time")`` is ``(5.0, "years")``.  The singular is as good (``1 year``).
    A number without a unit is accepted for the kinds in :data:`BARE_KINDS`, as their base
    unit.  Raises :class:`QuantityError` for no number, an infinite one, no unit where one is
    needed, or a unit of another kind.
    """
    match = _NUMBER_AND_UNIT.fullmatch(text)
    if match is None or match[2][:1] == ",":
        raise QuantityError(f"{describe(kind)} (decimals after a point)")
    value, rest = float(match[1]), " ".join(match[2].split())
    if not math.isfinite(value):
        raise QuantityError(f"{describe(kind)}, and a finite one")
    if rest[:1].isdigit():
        raise QuantityError(f"{describe(kind)}, without spaces inside the number")
    if not rest and kind in BARE_KINDS:
        return value, next(iter(KINDS[kind]))
    for unit in KINDS[kind]:
        if rest in (unit, singular(unit)):
            return value, unit
    raise QuantityError(describe(kind))


def singular(unit: str) -> str:
    """``year`` for ``years``, ``hour per week`` for ``hours per week``; ``per year`` as it is."""
    if unit.startswith("per "):
        return unit
    what, per, others = unit.partition(" per ")
    return what.removesuffix("s") + per + others


def is_one(number: str) -> bool:
    """Whether a number is written as one, whatever its sign: ``1.0`` is not."""
    return number.lstrip("+-\u2212") == "1"


def with_unit(number: str, unit: str) -> str:
    """A number as it is written, with its unit: ``12 days``, ``1 day``, ``-1 day``."""
    return f"{number} {singular(unit) if is_one(number) else unit}"
