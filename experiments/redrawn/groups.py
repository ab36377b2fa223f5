"""What a municipality's file assumes of its groups of households.

Incomes, needs, how a group divides over sizes and grounds, and how long tenancies last stand in
the municipality's file, group by group, and most of them are assumptions.  When assumptions are
redrawn each kind of them is moved by one factor, the same in all groups: what nobody has measured
in one nobody has in the others.  A number with a source stays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from experiments.redrawn.factors import is_assumed, ranged, tells_apart, tilted
from sim.names import Ground, Task
from sim.parameters import ASSUMPTION, Parameter
from sim.scenario.resolved import HouseholdGroup, Scenario
from sim.scenario.values import name_of


def _times(
    number: str, span: tuple[float, float], meaning: str, source: str = ASSUMPTION
) -> Parameter:
    return ranged(f"groups.*.{number}", span, f"{meaning}, over the file's", source)


def _odds(
    number: str, span: tuple[float, float], meaning: str, source: str = ASSUMPTION
) -> Parameter:
    return ranged(f"groups.*.{number}", span, f"odds of {meaning}, over the file's", source)


def _power(number: str, span: tuple[float, float], meaning: str) -> Parameter:
    return ranged(f"groups.*.{number}", span, f"{meaning}: the file's to this power; 0: all alike")


#: By key: the factor by which a kind of number may be off in all groups of a place.
FACTORS: Mapping[str, Parameter] = {
    one.key: one
    for one in (
        _times(
            "income_median",
            (0.85, 1.35),
            "median net income of a group",
            "assumption: 9 000 to 16 000 NOK a month of single people (2009)",
        ),
        _times("income_spread", (0.7, 1.3), "spread of incomes"),
        _times("equity_mean", (0.5, 2.0), "mean savings"),
        _times("debt_service_mean", (0.5, 2.0), "what debts cost a month"),
        _odds("persons", (0.75, 1.33), "a household with one person more"),
        _times("accessible", (0.5, 1.5), "share that needs an accessible dwelling"),
        _times("own_home", (0.5, 1.5), "share of those who have a home of their own"),
        _times("homeless", (0.5, 2.0), "share without any home"),
        _odds(
            "grounds.none",
            (0.67, 1.27),
            "no ground for a dwelling",
            # In the file of Moss 32.6 per cent have none.
            "assumption: in Moss 26 to 37 per cent of new applicants, as were refused in "
            "towns (SSB KOSTRA 2015-18)",
        ),
        _odds("grounds.must", (0.5, 2.0), "a must ground and not a wish ground"),
        _times("needs", (0.5, 1.5), "share with each need beside that for a dwelling"),
        _times(
            "follow_up",
            (0.15, 1.2),
            "share that needs follow-up",
            # Of the 2.5 in the file of Moss 0.17 come for it alone, and stay.
            "assumption: in Moss 0.5 to 3 households per 1000 and year come to need it",
        ),
        _odds("habits.inform", (0.33, 3.0), "asking at the front desk, if one knows no door"),
        _times("landlord_acceptance", (0.6, 1.3), "share of landlords who take the group"),
        _power("own_solution_factor", (0.0, 1.5), "how far groups differ in own solutions"),
        _times("move_rate", (0.5, 1.5), "rate at which tenants move on by themselves"),
        _times("move_to_own_home", (0.5, 1.5), "share of those who buy"),
        _times("leaving_rate", (0.5, 1.5), "rate of death and of moves to institutions"),
        _times("failure_rate", (0.5, 2.0), "rate at which tenancies fail"),
        _power("work_factor", (0.0, 2.0), "how far groups differ in the hours of a case"),
    )
}

#: Numbers that cannot be more than one.
_SHARES = {
    *("accessible", "own_home", "homeless", "needs", "follow_up"),
    *("landlord_acceptance", "move_to_own_home"),
}

#: Numbers that set a group beside the others, by their distance from one.
_BESIDE_OTHERS = {"own_solution_factor", "work_factor"}

#: Factors of shares that sum to one: the odds of each part; ``None`` where it is left out of it.
_ODDS: Mapping[str, Callable[[Any, float], float | None]] = {
    "groups.*.persons": lambda persons, by: by ** (persons - 1),
    "groups.*.grounds.none": lambda ground, by: by if ground is Ground.NONE else 1.0,
    "groups.*.grounds.must": lambda ground, by: {Ground.MUST: by, Ground.WISH: 1.0}.get(ground),
    "groups.*.habits.inform": lambda task, by: by if task is Task.INFORM else 1.0,
}


def numbers(scenario: Scenario, factor: str) -> dict[str, float]:
    """What the place's file says, by key, of all that ``factor`` is about."""
    groups = scenario.municipality.groups
    return {key: number for group in groups for _, key, number in _numbers(group, factor)}


def assumed(scenario: Scenario, factor: str) -> list[str]:
    """The keys of what is assumed in the file and a factor changes: none that are zero."""
    return [
        key for group in scenario.municipality.groups for key in _moved(scenario, group, factor)
    ]


def redrawn(scenario: Scenario, factors: Mapping[str, float]) -> tuple[HouseholdGroup, ...]:
    """The groups of the place with what is assumed of them moved; shares stay below one."""
    groups = []
    for group in scenario.municipality.groups:
        for key in FACTORS:
            if key in factors:
                changed = {_field(key): _changed(scenario, group, key, factors[key])}
                group = replace(group, **changed)
        groups.append(group)
    return tuple(groups)


def _moved(scenario: Scenario, group: HouseholdGroup, factor: str) -> list[str]:
    """The keys of what ``factor`` changes in ``group``."""
    free = {
        part: key
        for part, key, number in _numbers(group, factor)
        if number != 0.0 and is_assumed(scenario, key)
    }
    if _field(factor) in _BESIDE_OTHERS:
        return [key for key in free.values() if getattr(group, _field(factor)) != 1.0]
    if factor not in _ODDS:
        return list(free.values())
    odds = _odds_of(free, factor, 2.0)
    return [free[part] for part in odds] if tells_apart(odds.values()) else []


def _odds_of(parts: Mapping[Any, object], factor: str, by: float) -> dict[Any, float]:
    odds = {part: _ODDS[factor](part, by) for part in parts}
    return {part: times for part, times in odds.items() if times is not None}


def _changed(scenario: Scenario, group: HouseholdGroup, factor: str, by: float) -> Any:
    """The number, or the numbers, of a field of ``group`` that ``factor`` is about."""
    field = _field(factor)
    before = getattr(group, field)
    moved = set(_moved(scenario, group, factor))
    free = [part for part, key, _ in _numbers(group, factor) if key in moved]
    if factor in _ODDS:
        return tilted(before, _odds_of(dict.fromkeys(free), factor, by))
    if field in _BESIDE_OTHERS:
        return before**by if free else before
    if field == "follow_up":  # whose levels exclude each other
        by = min(by, 1.0 / max(sum(before.values()), 1e-9))
    most = 1.0 if field in _SHARES else math.inf
    if isinstance(before, dict):
        return {
            part: min(number * by, most) if part in free else number
            for part, number in before.items()
        }
    return min(before * by, most) if free else before


def _numbers(group: HouseholdGroup, factor: str) -> Iterator[tuple[Any, str, float]]:
    """Part of the field, key and number of each that ``factor`` is about."""
    field = _field(factor)
    key = f"groups.{name_of(group.group)}.{field}"
    number = getattr(group, field)
    if isinstance(number, dict):
        for part, share in number.items():
            yield part, f"{key}.{name_of(part)}", share
    else:
        yield None, key, number


def _field(factor: str) -> str:
    return factor.split(".")[2]
