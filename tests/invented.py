"""Measures that stand for the model's in tests of what is done with results."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """What tables, figures and verdicts ask of a measure."""

    key: str
    unit: str
    label: str
    group: str
    practical: float
    better: str = "lower"
    meaning: str = ""
