"""What follows from the changes of a scenario: the new values, day by day.

The values that hold at a time are those of the start with every change since, in order of time
and, on one day, of the file; those that have ended (``until``) are left out.  A boom of two
years in the midst of yearly growth so leaves the growth as it was.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sim.names import Group, Need, label
from sim.parameters import PARAMETERS
from sim.quantities import from_base
from sim.scenario.changes import (
    OF_THE_PLACE,
    ReadChange,
    Step,
    arrivals_key,
    changeable,
    in_whole,
)
from sim.scenario.fields import Given
from sim.scenario.parts import ReadScenario
from sim.scenario.resolved import Change

#: What "no limit" is as a number.
NO_LIMIT = math.inf


@dataclass(frozen=True)
class _Operation:
    """What one step of a change does to its value from ``start`` to ``end``."""

    start: float
    end: float
    step: Step

    def applied(self, value: float) -> float:
        number = self.step.given.number
        return float(f"{value * number:.15g}") if self.step.multiply else number


# ---- values at the start -------------------------------------------------------------------


def at_the_start(scenario: ReadScenario) -> dict[str, float]:
    """The values of all keys that may change, in base units, before anything has.

    Keys of groups the municipality does not have, and of needs with which nobody of a group
    comes, are left out.
    """
    values = {}
    for key in changeable():
        if key in PARAMETERS:
            given = scenario.parameters.get(key)
            parameter = PARAMETERS[key]
            values[key] = (
                parameter.in_base_units(parameter.default) if given is None else given.number
            )
    place = scenario.municipality
    if place is not None and place.file is not None:
        for key in OF_THE_PLACE:
            number: Given | None = getattr(place.file, key)
            values[key] = NO_LIMIT if number is None else number.number
        for group, file in place.groups.items():
            values[f"groups.{label(group)}.landlord_acceptance"] = file.landlord_acceptance.number
            values |= {
                arrivals_key(group, need): rate.number for need, rate in file.arrivals.items()
            }
    return values


# ---- working out ---------------------------------------------------------------------------


def resolve(scenario: ReadScenario) -> tuple[Change, ...]:
    """The changes of a scenario in which no problem was found, in order of time."""
    assert scenario.run is not None
    end = scenario.run.observe.number
    start = at_the_start(scenario)
    values: dict[float, dict[str, float]] = {}
    for key, operations in _operations(scenario.changes, end).items():
        before = start.get(key, 0.0)
        for time, value, _ in _course(operations, before, end):
            if value != before:
                values.setdefault(time, {})[key] = value
            before = value
    settled: dict[float, dict[tuple[Group, Need], int]] = {}
    for change in scenario.changes:
        for time in change.times(end):
            for who, given in change.settled.items():
                if given.number > 0:
                    today = settled.setdefault(time, {})
                    today[who] = today.get(who, 0) + round(given.number)
    return tuple(
        Change(time, values.get(time, {}), settled.get(time, {}))
        for time in sorted({*values, *settled})
    )


def _operations(changes: list[ReadChange], end: float) -> dict[str, list[_Operation]]:
    """What is done to each value, in order of time and of the file."""
    found: dict[str, list[_Operation]] = {}
    for change in changes:
        for time in change.times(end):
            for step in change.steps:
                operation = _Operation(time, change.holds_until, step)
                found.setdefault(step.key, []).append(operation)
    for operations in found.values():
        operations.sort(key=lambda operation: operation.start)  # which keeps the file's order
    return found


def _course(
    operations: list[_Operation], start: float, end: float
) -> Iterator[tuple[float, float, _Operation]]:
    """The value from each time on at which one starts or ends, and the operation that does.

    Of what there are only whole ones, a multiple is rounded down; what comes later multiplies
    what it was before, so that small growth adds up.
    """
    lasting = all(operation.end >= end for operation in operations)
    turns = [(operation.start, operation) for operation in operations]
    turns += [(operation.end, operation) for operation in operations if operation.end < end]
    turns.sort(key=lambda turn: turn[0])
    value = start
    for number, (time, operation) in enumerate(turns):
        if lasting:
            value = operation.applied(value)
        if number + 1 < len(turns) and turns[number + 1][0] == time:
            continue
        if not lasting:
            value = start
            for one in operations:
                if one.start <= time < one.end:
                    value = one.applied(value)
        yield time, in_whole(operation.step.key, value), operation


def expected_households(scenario: ReadScenario, changes: tuple[Change, ...]) -> float:
    """How many households a run is expected to have, those settled among them."""
    assert scenario.run is not None
    values = at_the_start(scenario)
    households, since = _coming(values) * scenario.run.warm_up.number, 0.0
    for change in changes:
        households += _coming(values) * (change.at - since) + sum(change.settle.values())
        values |= change.values
        since = change.at
    return households + _coming(values) * (scenario.run.observe.number - since)


def _coming(values: dict[str, float]) -> float:
    """Households per day whose need arises."""
    per_1000 = math.fsum(rate for key, rate in values.items() if ".arrivals." in key)
    return per_1000 * values.get("population", 0.0) / 1000.0


def values_of(scenario: ReadScenario, key: str) -> Iterator[tuple[float, Given]]:
    """Each new value of a key in the course of the run, in base units, and what brings it."""
    assert scenario.run is not None
    end = scenario.run.observe.number
    operations = _operations(scenario.changes, end).get(key)
    if operations is None:
        return
    for _, value, operation in _course(operations, at_the_start(scenario).get(key, 0.0), end):
        yield value, operation.step.given


def out_of_bounds(scenario: ReadScenario) -> Iterator[tuple[Step, float, float]]:
    """For each value taken beyond what makes sense: the step, the day, the value in its unit."""
    assert scenario.run is not None
    end = scenario.run.observe.number
    start = at_the_start(scenario)
    for key, operations in _operations(scenario.changes, end).items():
        quantity = changeable()[key]
        for time, value, operation in _course(operations, start.get(key, 0.0), end):
            if value == NO_LIMIT:
                continue
            written = from_base(value, quantity.unit)
            if not quantity.low <= written <= quantity.most:
                yield operation.step, time, written
                break
