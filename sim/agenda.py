"""The agenda: events to come, in the order (time, event, sequence).

At equal times the smaller event code goes first, and among equal events the one that was
added first.

Most events are far away (ends of leases, of contracts, of patience), but most that are added
are due within days.  So the agenda works like a diary.  An event of a later day is only put
on a list of its day, ``world.days``; when that day comes, all on its lists go into a binary
heap, ``world.today``, from which they are taken one by one.  An event that is added on its own day
goes there at once.  The heap stays as small as a day, however many leases there are.  The lists go
round: those of day 0 hold the events of day 4096 too, and so on; what is of a later round stays on
them when they are looked through.

Handling an event mostly puts another on the agenda.  ``pop`` therefore leaves a gap at the top
of the heap, and the next event added for the day goes into it and sinks to its place.

Where many wait, what lies on a list has long left the processor's own memory, and to find the
next on it the one before must have come.  So with every event that is taken, one of the day after
is fetched (``look_ahead``), and the list is there when its day comes.  Every day has two lists,
on one or the other of which an event is put by whether its number is even: while the next of one is
on its way the other goes on.

The functions here never check that there is a free place; the kernel does, before each event,
with ``room``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sim.jit import fetch_ahead, rule

if TYPE_CHECKING:
    from sim.state import World

#: One event on the list of a later day: when (days), its rank among those at one time, about
#: whom; ``stamp`` is handed back as given.  In a free place ``rank`` is ``FREE``.  ``next`` is the
#: next on the list of its day, or of free places.
AGENDA_DTYPE = np.dtype(
    [
        ("time", "f8"),
        ("rank", "i8"),
        ("next", "i4"),
        ("subject", "i4"),
        ("stamp", "i4"),
    ],
    align=True,
)

#: One event in the heap of the day.
TODAY_DTYPE = np.dtype(
    [("time", "f8"), ("rank", "i8"), ("subject", "i4"), ("stamp", "i4")], align=True
)

#: One event that waits, wherever it stands (for Python, not for rules).
WAITING_DTYPE = np.dtype(
    [("time", "f8"), ("event", "i8"), ("subject", "i4"), ("stamp", "i4")], align=True
)

#: The number of days that have lists, and of the lists of a day.  Lists hold places counted from 1;
#: 0 ends a list.
DAYS = 4096
LISTS = 2

#: What the agenda needs in the record ``world.clock[0]``: the number of events ever added, and of
#: those waiting; the places of lists ever used, and the list of those that are free again; the day
#: of the heap, the places in it, and whether the first is a gap (0 or 1); how far the lists of the
#: day after have been looked through, the next to be looked at first.
CLOCK_FIELDS = (
    ("sequence", "i8"),
    ("agenda_events", "i8"),
    ("agenda_places", "i8"),
    ("agenda_free", "i8"),
    ("agenda_day", "i8"),
    ("today_places", "i8"),
    ("today_gap", "i8"),
    ("agenda_ahead", "i8"),
    ("agenda_ahead_after", "i8"),
)

#: What stands in a free place instead of a rank.
FREE = -1

#: Event codes stand above this bit of the rank, the number of events ever added below.
_SEQUENCE_BITS = 48

#: Days after this one are not told apart.
_LAST_DAY = 2.0**52


def waiting(world: World) -> np.recarray:
    """The events on the agenda, in no order (for Python, not for rules): ``WAITING_DTYPE``."""
    clock = world.clock[0]
    listed = world.agenda[: clock.agenda_places]
    listed = listed[listed["rank"] != FREE]
    today = world.today[clock.today_gap : clock.today_places]
    found = np.empty(len(listed) + len(today), dtype=WAITING_DTYPE).view(np.recarray)
    for rows, part in ((found[: len(listed)], listed), (found[len(listed) :], today)):
        rows["event"] = part["rank"] >> _SEQUENCE_BITS
        for name in ("time", "subject", "stamp"):
            rows[name] = part[name]
    return found


def revise(
    world: World, revised: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
) -> None:
    """Make something else of what waits (for Python, not for rules).

    ``revised`` is given what the events are and whom they are about, and returns the same of what
    they become.  When they are due does not change.
    """
    clock = world.clock[0]
    listed = world.agenda[: clock.agenda_places]
    taken = np.flatnonzero(listed["rank"] != FREE)
    rows = listed[taken]
    _revise(rows, revised)
    listed[taken] = rows
    today = world.today[clock.today_gap : clock.today_places].copy()
    _revise(today, revised)
    # What is in order is a heap.
    world.today[: len(today)] = today[np.lexsort((today["rank"], today["time"]))]
    clock.today_places, clock.today_gap = len(today), 0


def _revise(
    rows: np.ndarray, revised: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
) -> None:
    before = rows["rank"] >> _SEQUENCE_BITS
    events, rows["subject"] = revised(before, rows["subject"])
    rows["rank"] += (events - before) << _SEQUENCE_BITS


@rule
def _day_of(time):
    return int(min(time, _LAST_DAY))


@rule
def _comes_before(time, rank, other):
    return time < other.time or (time == other.time and rank < other.rank)


@rule
def _write(target, time, rank, subject, stamp):
    target.time = time
    target.rank = rank
    target.subject = subject
    target.stamp = stamp


@rule
def _climb(today, gap, time, rank, subject, stamp):
    """Put an event into the ``gap`` at the bottom of the heap and let it climb."""
    while gap > 0:
        above = today[(gap - 1) >> 1]
        if not _comes_before(time, rank, above):
            break
        _write(today[gap], above.time, above.rank, above.subject, above.stamp)
        gap = (gap - 1) >> 1
    _write(today[gap], time, rank, subject, stamp)


@rule
def _sink(today, places, time, rank, subject, stamp):
    """Put an event into the gap at the top of a heap of ``places`` and let it sink."""
    gap = 0
    while True:
        below = 2 * gap + 1
        if below >= places:
            break
        sibling = today[min(below + 1, places - 1)]
        below += int(_comes_before(sibling.time, sibling.rank, today[below]))
        child = today[below]
        if _comes_before(time, rank, child):
            break
        _write(today[gap], child.time, child.rank, child.subject, child.stamp)
        gap = below
    _write(today[gap], time, rank, subject, stamp)


@rule
def _put_on_today(world, time, rank, subject, stamp):
    """Put an event into the heap of the day."""
    clock = world.clock[0]
    places = clock.today_places
    if clock.today_gap != 0:
        clock.today_gap = 0
        _sink(world.today, places, time, rank, subject, stamp)
    else:
        clock.today_places = places + 1
        _climb(world.today, places, time, rank, subject, stamp)


@rule
def _close_gap(world):
    """Fill a gap at the top with the last event of the heap."""
    clock = world.clock[0]
    if clock.today_gap == 0:
        return
    places = clock.today_places - 1
    clock.today_places = places
    clock.today_gap = 0
    if places > 0:
        last = world.today[places]
        _sink(world.today, places, last.time, last.rank, last.subject, last.stamp)


@rule
def _list_of(day, rank):
    """Which list an event of ``day`` goes on: by its number, which never changes."""
    return (day & (DAYS - 1)) * LISTS + (rank & (LISTS - 1))


@rule
def _put_on_list(world, place, day):
    row = world.agenda[place]
    which = _list_of(day, row.rank)
    row.next = world.days[which]
    world.days[which] = place + 1


@rule
def _open_day(world, day):
    """Put the events of ``day`` into the heap; those of later rounds stay on its lists."""
    clock = world.clock[0]
    clock.agenda_day = day
    clock.agenda_ahead = world.days[_list_of(day + 1, 0)]
    clock.agenda_ahead_after = world.days[_list_of(day + 1, 1)]
    for number in range(LISTS):
        link = world.days[_list_of(day, number)]
        world.days[_list_of(day, number)] = 0
        while link != 0:
            place = link - 1
            row = world.agenda[place]
            link = row.next
            if _day_of(row.time) <= day:
                _put_on_today(world, row.time, row.rank, row.subject, row.stamp)
                row.rank = FREE
                row.next = clock.agenda_free
                clock.agenda_free = place + 1
            else:
                _put_on_list(world, place, day)


@rule
def _open_next_day(world):
    """Go to the next day with an event; there is one."""
    day = world.clock[0].agenda_day
    last = day + DAYS
    while world.clock[0].today_places == 0 and day < last:
        day += 1
        _open_day(world, day)
    if world.clock[0].today_places == 0:  # nothing for years: look at all there is
        earliest = math.inf
        for place in range(world.clock[0].agenda_places):
            row = world.agenda[place]
            if row.rank != FREE and row.time < earliest:
                earliest = row.time
        _open_day(world, _day_of(earliest))


@rule
def size(world: World) -> int:
    """How many events lie on the agenda."""
    return world.clock[0].agenda_events


@rule
def room(world: World) -> int:
    """How many more events the agenda can take."""
    return len(world.agenda) - size(world)


@rule
def add(world: World, time: float, event: int, subject: int, stamp: int) -> None:
    """Put an event on the agenda: at ``time`` (days), never if that is infinite."""
    if time == math.inf:
        return
    clock = world.clock[0]
    rank = (event << _SEQUENCE_BITS) + clock.sequence
    clock.sequence += 1
    clock.agenda_events += 1
    day = _day_of(time)
    if day <= clock.agenda_day:
        _put_on_today(world, time, rank, subject, stamp)
        return
    place = clock.agenda_free - 1
    if place >= 0:
        clock.agenda_free = world.agenda[place].next
    else:
        place = clock.agenda_places
        clock.agenda_places = place + 1
    _write(world.agenda[place], time, rank, subject, stamp)
    _put_on_list(world, place, day)


@rule
def earliest_time(world: World) -> float:
    """When the next event is due, in days; infinite if there is none."""
    if size(world) == 0:
        return math.inf
    _close_gap(world)
    if world.clock[0].today_places == 0:
        _open_next_day(world)
    return world.today[0].time


@rule
def pop(world: World) -> tuple[float, int, int, int]:
    """Take the next event off the agenda: its (time, event, subject, stamp).

    The agenda must not be empty.
    """
    earliest_time(world)
    return take_earliest(world)


@rule
def take_earliest(world: World) -> tuple[float, int, int, int]:
    """The same where :func:`earliest_time` has just been asked for."""
    clock = world.clock[0]
    clock.today_gap = 1
    clock.agenda_events -= 1
    first = world.today[0]
    return first.time, first.rank >> _SEQUENCE_BITS, first.subject, first.stamp


@rule
def event_of(row) -> int:
    """What an event on a list is."""
    return row.rank >> _SEQUENCE_BITS


@rule
def look_ahead(world: World) -> int:
    """Have one more event of the day after come from memory.

    Returns the place of the one before it on the list, which has come; -1 if there is none.
    """
    clock = world.clock[0]
    if clock.agenda_ahead == 0:
        clock.agenda_ahead = clock.agenda_ahead_after
        clock.agenda_ahead_after = 0
    place = clock.agenda_ahead - 1
    if place >= 0:
        following = world.agenda[place].next
        fetch_ahead(world.agenda, following - 1)
        clock.agenda_ahead = clock.agenda_ahead_after
        clock.agenda_ahead_after = following
    return place
