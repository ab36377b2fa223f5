"""Arrivals: who of which group comes with which need, and when.

Each group and need has a Poisson stream (:mod:`sim.streams`).  Its rate is that of the stage of the
scenario; a stream of rate one is stretched to it, so that a change moves the households that come
and does not replace them.

A household is known by its identity: by group, need and how-manieth of them it is.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim import draws
from sim.draws import Stream
from sim.jit import entry
from sim.names import Group, Need
from sim.ordering import in_order

#: Identities of one group and need lie this far apart; more households of one kind than
#: that cannot be told apart.
KIND = 1 << 25

#: Kinds are numbered need by need, with room for this many groups, so that a need that is
#: added to the model leaves the identities of all others as they were.
_GROUPS = 12

#: Households that are settled on a day are numbered from here within their kind.
SETTLED = KIND // 2


def first_identity(group: Group, need: Need) -> int:
    """The identity of the first household of a group that comes with a need."""
    return (int(need) * _GROUPS + int(group)) * KIND


class Streams(NamedTuple):
    """The streams in which somebody may come, need by need, as far as all seeds share them.

    ``first`` [stream]: the identity of the first household.  ``room`` [stream]: a number of
    arrivals that is nearly always enough.  ``most`` [stream]: how many are
    expected in the whole run.

    The stages of a stream's rate are ``stage_from[stream]`` up to that of the next: ``rates`` per
    day, ``starts`` in days, ``expected`` arrivals before the start.  The days on which further
    households are settled are ``settled``, from ``settled_from[stream]`` on.
    """

    first: np.ndarray
    room: np.ndarray
    most: np.ndarray
    stage_from: np.ndarray
    rates: np.ndarray
    starts: np.ndarray
    expected: np.ndarray
    settled_from: np.ndarray
    settled: np.ndarray


class Newcomers(NamedTuple):
    """Everyone whose need arises during the run, in order of time (days)."""

    times: np.ndarray
    identities: np.ndarray
    groups: np.ndarray
    needs: np.ndarray


def arrivals(streams: Streams, seed: int) -> Newcomers:
    """Everyone whose need arises during the run of ``seed``."""
    room = streams.room.copy()
    while True:
        gaps = np.empty(int(room.sum()))
        _fill_chances(seed, streams.first, room, gaps)
        # In numpy for the sake of its logarithm, which is several times as fast.
        np.negative(np.log(gaps, out=gaps), out=gaps)
        size = len(gaps) + len(streams.settled)
        times = np.empty(size)
        identities = np.empty(size, dtype=np.int64)
        found = _come(streams, room, gaps, times, identities)
        if found >= 0:
            break
        room[-1 - found] *= 2
    # Of those who come at the same time the first comes first.
    order = in_order(times[:found], np.zeros(found, dtype=np.bool_))
    newcomers = Newcomers(np.empty(found), *np.empty((3, found), dtype=np.int64))
    _line_up(order, times, identities, newcomers)
    return newcomers


@entry
def _fill_chances(seed, first, room, chances):
    """Fill ``chances``: for each place in each stream a number in (0, 1)."""
    place = 0
    for stream in range(len(first)):
        for number in range(room[stream]):
            who = first[stream] + number
            chances[place] = draws.uniform(seed, Stream.NEED_TIME, who, 0, 0)
            place += 1


@entry
def _come(streams, room, gaps, times, identities):
    """Fill ``times`` and ``identities`` of those who come, stream by stream.

    ``gaps``: the time between two, in streams of rate one; ``room[stream]`` of them in a row.
    Returns how many come, or, if those of a stream were too few, -1 less its number.
    """
    found = first_gap = 0
    for stream in range(len(room)):
        stage, last = streams.stage_from[stream], streams.stage_from[stream + 1] - 1
        passed = 0.0
        for number in range(room[stream]):
            passed += gaps[first_gap + number]
            if passed > streams.most[stream]:
                break
            while stage < last and streams.expected[stage + 1] < passed:
                stage += 1
            since = (passed - streams.expected[stage]) / streams.rates[stage]
            times[found] = streams.starts[stage] + since
            identities[found] = streams.first[stream] + number
            found += 1
        if room[stream] > 0 and passed <= streams.most[stream]:
            return -1 - stream
        first_gap += room[stream]
        first = streams.settled_from[stream]
        for place in range(first, streams.settled_from[stream + 1]):
            times[found] = streams.settled[place]
            identities[found] = streams.first[stream] + SETTLED + place - first
            found += 1
    return found


@entry
def _line_up(order, times, identities, newcomers):
    """Fill ``newcomers`` with those who come, in ``order``."""
    for place in range(len(order)):
        one = order[place]
        kind = identities[one] // KIND
        newcomers.times[place] = times[one]
        newcomers.identities[place] = identities[one]
        newcomers.needs[place], newcomers.groups[place] = kind // _GROUPS, kind % _GROUPS


def compile_entries() -> None:
    """Compile what arrivals are drawn with, for a town to which nobody comes."""
    none, nobody = np.zeros(0), np.zeros(0, dtype=np.int64)
    arrivals(
        Streams(
            first=nobody,
            room=nobody,
            most=none,
            stage_from=np.zeros(1, dtype=np.int64),
            rates=none,
            starts=none,
            expected=none,
            settled_from=np.zeros(1, dtype=np.int64),
            settled=none,
        ),
        seed=0,
    )
