"""The streams of a scenario in which households come, as far as all its runs share them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim import demand
from sim.arrivals import Streams, first_identity
from sim.names import Group, Need
from sim.scenario.resolved import HouseholdGroup, Scenario

if TYPE_CHECKING:
    from sim.changes import Stage


class _Stream(NamedTuple):
    """One of them: its kind, the stages of its rate, and who is settled besides."""

    group: Group
    need: Need
    rates: np.ndarray  # per day, by stage
    starts: np.ndarray  # of the stages, days
    expected: np.ndarray  # arrivals before each stage, and in the whole run
    settled: np.ndarray  # days


def streams(scenario: Scenario) -> Streams:
    """The streams of a scenario, need by need, group by group."""
    from sim import changes  # it takes what the scenario's runs share, of which this is a part

    stages = changes.stages(scenario)
    groups = sorted(scenario.municipality.groups, key=lambda group: group.group)
    every = [_stream(scenario, stages, group, need) for need in Need for group in groups]
    found = [one for one in every if one.expected[-1] > 0.0 or len(one.settled) > 0]
    most = np.array([one.expected[-1] for one in found], dtype=float)
    enough = most + 6.0 * np.sqrt(most) + 20.0
    return Streams(
        first=_numbers([first_identity(one.group, one.need) for one in found]),
        room=np.where(most > 0.0, enough, 0.0).astype(np.int64),
        most=most,
        stage_from=_bounds([one.rates for one in found]),
        rates=_joined([one.rates for one in found]),
        starts=_joined([one.starts for one in found]),
        expected=_joined([one.expected[:-1] for one in found]),
        settled_from=_bounds([one.settled for one in found]),
        settled=_joined([one.settled for one in found]),
    )


def _stream(scenario: Scenario, stages: list[Stage], group: HouseholdGroup, need: Need) -> _Stream:
    end = scenario.warm_up + scenario.observe
    rates = [demand.arrivals(stage.scenario, stage.group(group), need) for stage in stages]
    # Where a change leaves the rate as it is, times are what they are without it, to the last
    # bit.
    new = [number for number, rate in enumerate(rates) if number == 0 or rate != rates[number - 1]]
    starts = np.array([*(stages[number].start for number in new), end])
    own = np.array([rates[number] for number in new])
    return _Stream(
        group=group.group,
        need=need,
        rates=own,
        starts=starts[:-1],
        expected=np.concatenate(([0.0], np.cumsum(own * (starts[1:] - starts[:-1])))),
        settled=_settled(scenario, group.group, need),
    )


def _settled(scenario: Scenario, group: Group, need: Need) -> np.ndarray:
    """The days on which somebody is settled, one for each household."""
    times: list[float] = []
    for change in scenario.changes:
        times += [scenario.warm_up + change.at] * change.settle.get((group, need), 0)
    return np.array(times)


def _numbers(values: Sequence[int]) -> np.ndarray:
    return np.array([int(value) for value in values], dtype=np.int64)


def _bounds(parts: list[np.ndarray]) -> np.ndarray:
    """Where each of the parts begins when they are joined, and where the last one ends."""
    return np.cumsum(_numbers([0, *map(len, parts)]))


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts, dtype=float) if parts else np.zeros(0)
