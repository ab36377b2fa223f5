"""What a measure is, and the register of all of them.

Modules of this package register their measures as they are imported, in any order;
:data:`GROUPS` gives the order of the tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.measures.observed import Run


@dataclass(frozen=True)
class Measure:
    """A measure and how to read it.

    ``practical`` is the smallest difference that matters in practice, in ``unit``;
    ``better`` is "lower", "higher" or "" (neither).
    """

    key: str
    unit: str
    label: str
    meaning: str
    practical: float
    better: str
    group: str
    compute: Callable[[Run], float]


#: What measures are about, in the order of the tables.
GROUPS = (
    "waits",
    "causes",
    "referrals",
    "decisions",
    "vacancy",
    "circulation",
    "reach",
    "follow-up",
    "stability",
    "people",
    "cost",
    "fairness",
    "strategy",
    "figures",
)

_registered: dict[str, Measure] = {}


def in_order() -> dict[str, Measure]:
    """All measures registered so far by key, in the order of the tables."""
    return {key: one for group in GROUPS for key, one in _registered.items() if one.group == group}


def measure(
    group: str, unit: str, label: str, practical: float, better: str = ""
) -> Callable[[Callable[[Run], float]], Callable[[Run], float]]:
    """Register a function as the definition of a measure: its docstring says what it is."""

    def register(function: Callable[[Run], float]) -> Callable[[Run], float]:
        key = function.__name__
        if key in _registered or group not in GROUPS:
            raise ValueError(f"measure {key} of {group!r}: the name is taken, or no such group")
        meaning = " ".join((function.__doc__ or "").split())
        _registered[key] = Measure(key, unit, label, meaning, practical, better, group, function)
        return function

    return register


def register(
    key: str,
    meaning: str,
    compute: Callable[[Run], float],
    *,
    group: str,
    unit: str,
    label: str,
    practical: float,
    better: str = "",
) -> None:
    """Register one of several measures that are alike, each with a function of its own."""
    compute.__name__, compute.__doc__ = key, meaning
    measure(group, unit, label, practical, better)(compute)
