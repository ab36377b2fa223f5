"""What happened, worked out again from the event log alone, the slow and plain way.

Everything here is dictionaries and loops over the rows of the log, and shares no code with
the model's own bookkeeping.  Times are days from the start of the warm-up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.names import Tenure
from sim.result import Result
from sim.state import Cause, Happening, WorkKind


class Row(NamedTuple):
    """One row of the event log; -1 where there is nobody or nothing."""

    time: float
    event: Happening
    household: int
    application: int
    unit: int
    caseworker: int
    dwelling: int
    detail: int


def log_of(result: Result) -> list[Row]:
    """The event log, in order."""
    log = result.world.log[: result.world.clock[0].log]
    columns = (
        log.time.tolist(),
        [Happening(event) for event in log.event.tolist()],
        log.household.tolist(),
        log.application.tolist(),
        log.unit.tolist(),
        log.caseworker.tolist(),
        log.dwelling.tolist(),
        log.detail.tolist(),
    )
    return [Row(*values) for values in zip(*columns, strict=True)]


class Desk(NamedTuple):
    """A unit's caseworkers, or its crews."""

    unit: int
    crews: bool


@dataclass
class Stay:
    """From when to when somebody or something was somewhere; ``None``: still is."""

    start: float
    end: float | None = None
    served: bool = False


def _desk(row: Row) -> Desk:
    return Desk(row.unit, row.detail == WorkKind.WORKS)


def queues(log: list[Row]) -> dict[Desk, list[Stay]]:
    """Every stay in a queue, by desk: from joining to being taken in hand, or withdrawn."""
    stays: dict[Desk, list[Stay]] = defaultdict(list)
    waiting: dict[tuple[int, int, int, int], list[Stay]] = defaultdict(list)
    of_application: dict[int, tuple[int, int, int, int]] = {}
    for row in log:
        key = (row.detail, row.household, row.application, row.dwelling)
        if row.event is Happening.JOINED_QUEUE:
            stay = Stay(row.time)
            stays[_desk(row)].append(stay)
            waiting[key].append(stay)
            if row.application >= 0:
                of_application[row.application] = key
        elif row.event is Happening.WORK_BEGAN:
            stay = waiting[key].pop(0)
            stay.end, stay.served = row.time, True
        elif row.event is Happening.WITHDREW and row.application in of_application:
            for stay in waiting[of_application[row.application]]:
                stay.end = row.time
            waiting[of_application[row.application]].clear()
    return stays


def work(log: list[Row]) -> dict[int, list[Stay]]:
    """Every stretch of work, by caseworker; at most one thing in hand at a time."""
    stays: dict[int, list[Stay]] = defaultdict(list)
    in_hand: dict[int, tuple[Row, Stay]] = {}
    for row in log:
        if row.event is Happening.WORK_BEGAN:
            assert row.caseworker not in in_hand, "two things in one hand"
            in_hand[row.caseworker] = (row, Stay(row.time))
            stays[row.caseworker].append(in_hand[row.caseworker][1])
        elif row.event is Happening.WORK_ENDED:
            begun, stay = in_hand.pop(row.caseworker)
            assert begun[2:] == row[2:], "what ends is not what began"
            stay.end = row.time
    return stays


def episodes(log: list[Row]) -> dict[int, list[Stay]]:
    """Every episode, by household; one at a time."""
    stays: dict[int, list[Stay]] = defaultdict(list)
    for row in log:
        if row.event is Happening.NEED_AROSE:
            before = stays[row.household]
            assert not before or before[-1].end is not None, "a second need while one is open"
            before.append(Stay(row.time))
        elif row.event is Happening.EPISODE_ENDED:
            assert stays[row.household][-1].end is None, "an end without an episode"
            stays[row.household][-1].end = row.time
    return stays


def on_lists(log: list[Row]) -> list[Stay]:
    """Every stay on a waiting list; an application on offer is off it."""
    stays: list[Stay] = []
    listed: dict[int, Stay] = {}
    for row in log:
        if row.event in (Happening.LISTED, Happening.OFFER_REFUSED):
            assert row.application not in listed
            listed[row.application] = Stay(row.time)
            stays.append(listed[row.application])
        elif row.event in (Happening.OFFERED, Happening.WITHDREW) and row.application in listed:
            listed.pop(row.application).end = row.time
    return stays


def tenancies(log: list[Row]) -> dict[Tenure, list[Stay]]:
    """Every tenancy, municipal and private; one per household, one per dwelling."""
    stays: dict[Tenure, list[Stay]] = defaultdict(list)
    of_household: dict[int, Stay] = {}
    let: dict[int, int] = {}
    for row in log:
        if row.event is Happening.MOVED_IN:
            assert row.household not in of_household, "two homes at once"
            of_household[row.household] = Stay(row.time)
            stays[Tenure(row.detail)].append(of_household[row.household])
            if row.dwelling >= 0:
                assert row.dwelling not in let, "two tenants in a dwelling"
                let[row.dwelling] = row.household
        elif row.event is Happening.MOVED_OUT:
            of_household.pop(row.household).end = row.time
            if row.dwelling >= 0:
                assert let.pop(row.dwelling) == row.household
    return stays


class Turn(NamedTuple):
    """From ``time`` on an application waits for ``cause``."""

    time: float
    cause: Cause


#: What a case waits for after an event.  Work that repeats an assessment counts as work here.
_THEN = {
    Happening.SENT_ON: Cause.HAND_OVER,
    Happening.BOUNCED: Cause.BOUNCE,
    Happening.CONTESTED: Cause.CONTEST,
    Happening.JOINED_QUEUE: Cause.QUEUE,
    Happening.WORK_BEGAN: Cause.WORK,
    Happening.LISTED: Cause.NO_DWELLING,
    Happening.OFFERED: Cause.OFFER,
    Happening.OFFER_REFUSED: Cause.NO_DWELLING,
    Happening.OFFER_ACCEPTED: Cause.OFFER,
    Happening.SEARCH_BEGAN: Cause.OWN_SEARCH,
}


def ways(result: Result, log: list[Row]) -> dict[tuple[int, int], dict[Cause, float]]:
    """Days by cause from need to end, by household and which of its episodes it is (0, 1, ...).

    Only of episodes that ended with a critical application: the one whose way, and that of
    the applications it came from, led to the end.
    """
    rows = result.world.applications[: result.world.clock[0].applications]
    parents, created = rows.parent.tolist(), rows.created.tolist()
    turns = [[Turn(time, Cause.HAND_OVER)] for time in created]
    number: dict[int, int] = defaultdict(int)
    found: dict[tuple[int, int], dict[Cause, float]] = {}
    for row in log:
        if row.event is Happening.EPISODE_ENDED:
            if row.application >= 0:
                way = _way(turns, parents, created, row)
                found[row.household, number[row.household]] = way
            number[row.household] += 1
        elif row.application >= 0 and row.event in _THEN:
            at_desk = row.event in (Happening.JOINED_QUEUE, Happening.WORK_BEGAN)
            # Somebody at a wrong unit has to read the case and send it on.
            forwarded = at_desk and row.detail == WorkKind.FORWARD
            cause = Cause.BOUNCE if forwarded else _THEN[row.event]
            turns[row.application].append(Turn(row.time, cause))
    return found


def _way(
    turns: list[list[Turn]], parents: list[int], created: list[float], end: Row
) -> dict[Cause, float]:
    """Days by cause along a chain of applications that ends now.

    Of each but the last count the days until the next was opened.
    """
    days: dict[Cause, float] = defaultdict(float)
    application, until = end.application, end.time
    while application >= 0:
        mine = [turn for turn in turns[application] if turn.time <= until]
        for turn, following in pairwise([*mine, Turn(until, Cause.HAND_OVER)]):
            days[turn.cause] += following.time - turn.time
        application, until = parents[application], created[application]
    return days


def integral(stays: Iterable[Stay], times: np.ndarray) -> np.ndarray:
    """How many there are, integrated from the start up to each time."""
    everything = list(stays)
    starts = np.array([stay.start for stay in everything])
    ends = np.array([np.inf if stay.end is None else stay.end for stay in everything])
    return np.array([np.maximum(np.minimum(ends, t) - starts, 0.0).sum() for t in times])
