"""What a municipality's file assumes of its groups of households, and by how much it may be off.

Incomes, needs, and how long tenancies last stand in the municipality's file, group by group, and
most of them are assumptions.  When assumptions are redrawn each kind of them is multiplied by one
factor, the same in all groups: what nobody has measured in one nobody has in the others.  A number
with a source stays, and so does how many come, which was calibrated to the applications there are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sim.names import Need, label
from sim.parameters import ASSUMPTION, Parameter
from sim.scenario.resolved import HouseholdGroup, Scenario


def _factor(
    number: str, span: tuple[float, float], meaning: str, source: str = ASSUMPTION
) -> Parameter:
    key = f"groups.*.{number}"
    return Parameter(key, 1.0, "ratio", *span, source=source, meaning=f"{meaning}, over the file's")


#: By key: the factor by which a kind of number may be off in all groups of a place.
FACTORS: Mapping[str, Parameter] = {
    one.key: one
    for one in (
        _factor(
            "income_median",
            (0.85, 1.35),
            "median net income of a group",
            "assumption: 9 000 to 16 000 NOK a month of single people (2009)",
        ),
        _factor("income_spread", (0.7, 1.3), "spread of incomes"),
        _factor("equity_mean", (0.5, 2.0), "mean savings"),
        _factor("debt_service_mean", (0.5, 2.0), "what debts cost a month"),
        _factor("accessible", (0.5, 1.5), "share that needs an accessible dwelling"),
        _factor("own_home", (0.5, 1.5), "share of those who have a home of their own"),
        _factor("homeless", (0.5, 2.0), "share without any home"),
        _factor("needs", (0.5, 1.5), "share with each need beside that for a dwelling"),
        _factor(
            "follow_up",
            (0.33, 1.5),
            "share that needs follow-up",
            "assumption: 0.5 to 3 households per 1000 and year come to need it",
        ),
        _factor("landlord_acceptance", (0.6, 1.3), "share of landlords who take the group"),
        _factor("move_rate", (0.5, 1.5), "rate at which tenants move on by themselves"),
        _factor("move_to_own_home", (0.5, 1.5), "share of those who buy"),
        _factor("leaving_rate", (0.5, 1.5), "rate of death and of moves to institutions"),
        _factor("failure_rate", (0.5, 2.0), "rate at which tenancies fail"),
    )
}

#: Numbers that cannot be more than one.
_SHARES = {
    *("accessible", "own_home", "homeless", "needs", "follow_up"),
    *("landlord_acceptance", "move_to_own_home"),
}


def numbers(scenario: Scenario, factor: str) -> dict[str, float]:
    """What the place's file says, by key, of all that ``factor`` is about."""
    groups = scenario.municipality.groups
    return {key: number for group in groups for key, number in _numbers(group, factor)}


def assumed(scenario: Scenario, factor: str) -> list[str]:
    """The keys of what is assumed in the file and a factor changes: none that are zero."""
    said = numbers(scenario, factor)
    return [key for key in said if said[key] != 0.0 and _is_assumed(scenario, key)]


def multiplied(scenario: Scenario, factors: Mapping[str, float]) -> tuple[HouseholdGroup, ...]:
    """The groups of the place with what is assumed of them multiplied; shares stay below one."""
    groups = []
    for group in scenario.municipality.groups:
        changed = {_field(key): _times(scenario, group, key, by) for key, by in factors.items()}
        groups.append(replace(group, **changed))
    return tuple(groups)


def _times(scenario: Scenario, group: HouseholdGroup, factor: str, by: float) -> Any:
    """The number, or the numbers, of a field of ``group`` that ``factor`` is about."""
    field = _field(factor)
    before = getattr(group, field)
    if field == "follow_up":  # whose levels exclude each other
        by = min(by, 1.0 / max(sum(before.values()), 1e-9))
    most = 1.0 if field in _SHARES else math.inf
    after = [
        min(number * by, most) if _is_assumed(scenario, key) else number
        for key, number in _numbers(group, factor)
    ]
    return dict(zip(before, after, strict=True)) if isinstance(before, dict) else after[0]


def _numbers(group: HouseholdGroup, factor: str) -> Iterator[tuple[str, float]]:
    """Key and number of each that ``factor`` is about."""
    field = _field(factor)
    key = f"groups.{label(group.group)}.{field}"
    number = getattr(group, field)
    if isinstance(number, dict):
        for part, share in number.items():
            yield f"{key}.{label(part) if isinstance(part, Need) else part}", share
    else:
        yield key, number


def _field(factor: str) -> str:
    return factor.rsplit(".", 1)[1]


def _is_assumed(scenario: Scenario, key: str) -> bool:
    value = scenario.values.get(key)
    return value is not None and value.source.startswith(ASSUMPTION)
