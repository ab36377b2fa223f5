"""Arrivals: who of which group comes with which need, and when.

Each group and need has a Poisson stream.  Its rate is that of the stage of the scenario; a stream
of rate one is stretched to it, so that a change moves the households that come and does not replace
them.  What of a stream depends on the scenario alone is worked out once (:func:`streams`); the gaps
between arrivals, for a seed, are drawn for all streams together (:func:`arrivals`).

A household is known by its identity: by group, need and how-manieth of them it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim import demand, draws
from sim.draws import Stream
from sim.names import Group, Need
from sim.scenario.resolved import HouseholdGroup, Scenario

#: Identities of one group and need lie this far apart; more households of one kind than
#: that cannot be told apart.
KIND = 1 << 25

#: Kinds are numbered need by need, with room for this many groups, so that a need that is
#: added to the model leaves the identities of all others as they were.
_GROUPS = 12

#: Households that are settled on a day are numbered from here within their kind.
_SETTLED = KIND // 2


def first_identity(group: Group, need: Need) -> int:
    """The identity of the first household of a group that comes with a need."""
    return (int(need) * _GROUPS + int(group)) * KIND


class Newcomers(NamedTuple):
    """Households of one group that come with one need: who, and when it arises (days)."""

    group: HouseholdGroup
    need: Need
    identities: np.ndarray
    times: np.ndarray


@dataclass(frozen=True)
class ArrivalStream:
    """The stream of one group and need, as far as it is the same for all seeds.

    ``starts`` [stage + 1] is when the stages of its rate begin (days), and the end of the run;
    ``expected`` [stage + 1] how many have come by then in the mean; ``rates`` [stage] per day;
    ``count`` a number of arrivals that is nearly always enough.  ``settled`` are the days on which
    further households come by the scenario's changes.
    """

    group: HouseholdGroup
    need: Need
    starts: np.ndarray
    expected: np.ndarray
    rates: np.ndarray
    count: int
    settled: np.ndarray

    @property
    def first(self) -> int:
        """The identity of the first of its households."""
        return first_identity(self.group.group, self.need)

    def when(self, passed: np.ndarray) -> np.ndarray:
        """The days on which so many are ``expected`` to have come, stage by stage."""
        if len(self.rates) == 1:
            return self.starts[0] + (passed - self.expected[0]) / self.rates[0]
        stage = np.searchsorted(self.expected, passed, side="left") - 1
        return self.starts[stage] + (passed - self.expected[stage]) / self.rates[stage]


def streams(scenario: Scenario) -> tuple[ArrivalStream, ...]:
    """The streams of a scenario in which somebody may come, need by need."""
    from sim import changes  # it takes what the scenario's runs share, of which this is a part

    end = scenario.warm_up + scenario.observe
    stages = changes.stages(scenario)
    groups = sorted(scenario.municipality.groups, key=lambda group: group.group)
    found = []
    for need in Need:
        for group in groups:
            rates = np.array(
                [demand.arrivals(stage.scenario, stage.group(group), need) for stage in stages]
            )
            # Where a change leaves the rate as it is, times are what they are without it, to the
            # last bit.
            new = np.flatnonzero(np.diff(rates, prepend=np.nan) != 0.0)
            rates = rates[new]
            starts = np.array([stages[int(number)].start for number in new] + [end])
            expected = np.concatenate([[0.0], np.cumsum(rates * np.diff(starts))])
            most = float(expected[-1])
            count = int(most + 6.0 * math.sqrt(most) + 20.0) if most > 0.0 else 0
            settled = _settled(scenario, group.group, need)
            if count > 0 or len(settled) > 0:
                found.append(ArrivalStream(group, need, starts, expected, rates, count, settled))
    return tuple(found)


def _settled(scenario: Scenario, group: Group, need: Need) -> np.ndarray:
    """The days on which somebody is settled, one for each household."""
    times: list[float] = []
    for change in scenario.changes:
        times += [scenario.warm_up + change.at] * change.settle.get((group, need), 0)
    return np.array(times)


def arrivals(streams: tuple[ArrivalStream, ...], seed: int) -> list[Newcomers]:
    """Everyone whose need arises during the run, in order of their identities."""
    identities = [stream.first + np.arange(stream.count) for stream in streams]
    gaps = _gaps(seed, np.concatenate(identities)) if streams else np.zeros(0)
    coming, first = [], 0
    for stream, those in zip(streams, identities, strict=True):
        if stream.count > 0:
            passed = _passed(stream, seed, gaps[first : first + stream.count])
            who = those if len(passed) <= stream.count else stream.first + np.arange(len(passed))
            coming.append(
                Newcomers(stream.group, stream.need, who[: len(passed)], stream.when(passed))
            )
        if len(stream.settled) > 0:
            who = stream.first + _SETTLED + np.arange(len(stream.settled))
            coming.append(Newcomers(stream.group, stream.need, who, stream.settled))
        first += stream.count
    return [those for those in coming if len(those.times) > 0]


def _gaps(seed: int, identities: np.ndarray) -> np.ndarray:
    """Time from the one before, in a stream of rate one."""
    return np.asarray(-np.log(draws.uniforms(seed, Stream.NEED_TIME, identities, 0, 0)))


def _passed(stream: ArrivalStream, seed: int, gaps: np.ndarray) -> np.ndarray:
    """The time at which each comes who comes before the end, in a stream of rate one."""
    passed = np.cumsum(gaps)
    while passed[-1] <= stream.expected[-1]:
        passed = np.cumsum(_gaps(seed, stream.first + np.arange(2 * len(passed))))
    return passed[passed <= stream.expected[-1]]
