"""What all factors by which assumptions of a file are redrawn have in common."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from sim.parameters import ASSUMPTION, Parameter
from sim.scenario.resolved import Scenario

Part = TypeVar("Part", bound=Hashable)


def ranged(
    key: str, span: tuple[float, float], meaning: str, source: str = ASSUMPTION
) -> Parameter:
    """By how much a kind of number may be off: 1 leaves all as the file has it."""
    return Parameter(key, 1.0, "ratio", *span, source=source, meaning=meaning)


def is_assumed(scenario: Scenario, key: str) -> bool:
    """Whether the number rests on an assumption, not on a source or on what a user gives."""
    value = scenario.values.get(key)
    return value is not None and value.source.startswith(ASSUMPTION)


def tilted(parts: Mapping[Part, float], odds: Mapping[Part, float]) -> dict[Part, float]:
    """``parts`` with the odds of each multiplied by what ``odds`` say; their sum stays.

    A part of which ``odds`` say nothing stays as it is.
    """
    weights = {part: parts[part] * odds[part] for part in parts if part in odds}
    total = math.fsum(weights.values())
    if not total:
        return dict(parts)
    scale = math.fsum(parts[part] for part in weights) / total
    return {part: weights[part] * scale if part in weights else parts[part] for part in parts}


def tells_apart(odds: Iterable[float]) -> bool:
    """Whether a division can be tilted by these odds: not if they are the same for all parts."""
    return len(set(odds)) > 1


def whole(parts: Mapping[Part, float], least: Mapping[Part, int]) -> dict[Part, int]:
    """``parts`` in whole numbers of the same sum, as near as can be, and none below its ``least``.

    Their sum is whole but for rounding, and not below that of ``least``.
    """
    total = round(math.fsum(parts.values()))
    found = {part: max(least[part], math.floor(size)) for part, size in parts.items()}
    while (short := total - sum(found.values())) > 0:
        found[max(parts, key=lambda part: parts[part] - found[part])] += 1
    for _ in range(-short):
        more = [part for part in parts if found[part] > least[part]]
        found[max(more, key=lambda part: found[part] - parts[part])] -= 1
    return found
