"""Units at the border: how a number with a unit becomes a plain float, and back.

Inside the model time is in days, work in hours, money in NOK, and rates are per day.
Scenario files write what people say: ``5 years``, ``0.25 per year``, ``7018 NOK per month``.
"""

from __future__ import annotations

#: Days in a year, a month, a week (model: time).
YEAR = 365.0
MONTH = YEAR / 12.0
WEEK = 7.0

#: For each kind of quantity: every accepted unit, and how many base units it is.
#: The first unit of a kind is its base unit.
KINDS: dict[str, dict[str, float]] = {
    "time": {"days": 1.0, "hours_of_day": 1.0 / 24.0, "weeks": WEEK, "months": MONTH, "years": YEAR},
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

_FACTOR = {unit: factor for units in KINDS.values() for unit, factor in units.items()}


def kind_of(unit: str) -> str:
    """The kind of quantity that ``unit`` measures; ``KeyError`` for an unknown unit."""
    for kind, units in KINDS.items():
        if unit in units:
            return kind
    raise KeyError(unit)


def to_base(value: float, unit: str) -> float:
    """``value`` in ``unit`` as base units of its kind; ``KeyError`` for an unknown unit."""
    return value * _FACTOR[unit]


def from_base(value: float, unit: str) -> float:
    """The inverse of :func:`to_base`."""
    return value / _FACTOR[unit]
