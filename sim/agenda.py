"""The agenda: events to come, in the order (time, event, sequence).

At equal times the smaller event code goes first, and among equal events the one that was
added first.

Most events are far away (ends of leases, of contracts, of patience), but most that are added
are due within days.  So the agenda works like a diary.  An event of a later day is only put
on the list of its day, ``world.days``; when that day comes, all on its list go into a binary
heap, ``world.today``, from which they are taken one by one.  The heap stays as small as a day,
however many leases there are.  The lists go round: one list holds the events of day 0, of
day 4096, and so on; those of a later round stay on it when it is looked through.

Handling an event mostly puts another on the agenda.  ``pop`` therefore leaves a gap at the top
of the heap, and the next event added for the day goes into it and sinks to its place.

Where many wait, what lies on a list has long left the processor's own memory, and to find the
next on it the one before must have come.  So with every event that is taken, one of the day after
is fetched (``look_ahead``), and the list is there when its day comes.

The functions here never check that there is a free place; the kernel does, before each event,
with ``room``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.jit import fetch_ahead, rule

if TYPE_CHECKING:
    from sim.state import World

#: One event to come: when (days), what, about whom; ``stamp`` is handed back as given.  In a
#: free place ``event`` is ``FREE``.  ``next`` is the next on the list of its day, or of free
#: places.
AGENDA_DTYPE = np.dtype(
    [
        ("time", "f8"),
        ("event", "i4"),
        ("next", "i4"),
        ("subject", "i4"),
        ("stamp", "i4"),
        ("sequence", "i8"),
    ],
    align=True,
)

#: One event in the heap of the day: when, its rank among those at one time, its place.
TODAY_DTYPE = np.dtype([("time", "f8"), ("rank", "i8"), ("place", "i8")], align=True)

#: The number of lists of days.  Lists hold places counted from 1; 0 ends a list.
DAYS = 4096

#: What the agenda needs in the record ``world.clock[0]``: the number of events ever added, and of
#: those waiting; the places ever used, and the list of those that are free again; the day of the
#: heap, the places in it, and whether the first of them is a gap (0 or 1); how far the list of the
#: day after has been looked through.
CLOCK_FIELDS = (
    ("sequence", "i8"),
    ("agenda_events", "i8"),
    ("agenda_places", "i8"),
    ("agenda_free", "i8"),
    ("agenda_day", "i8"),
    ("today_places", "i8"),
    ("today_gap", "i8"),
    ("agenda_ahead", "i8"),
)

#: What stands in a free place instead of an event.
FREE = -1

#: Event codes stand above this bit of the rank, the number of events ever added below.
_SEQUENCE_BITS = 48

#: Days after this one are not told apart.
_LAST_DAY = 2.0**52


def waiting(world: World) -> np.recarray:
    """The events on the agenda, in no order (for Python, not for rules)."""
    rows = world.agenda[: world.clock[0].agenda_places]
    return rows[rows["event"] != FREE].view(np.recarray)


@rule
def _day_of(time):
    return int(min(time, _LAST_DAY))


@rule
def _comes_before(time, rank, other):
    return time < other.time or (time == other.time and rank < other.rank)


@rule
def _write(target, time, rank, place):
    target.time = time
    target.rank = rank
    target.place = place


@rule
def _climb(today, gap, time, rank, place):
    """Put an event into the ``gap`` at the bottom of the heap and let it climb."""
    while gap > 0:
        above = today[(gap - 1) >> 1]
        if not _comes_before(time, rank, above):
            break
        _write(today[gap], above.time, above.rank, above.place)
        gap = (gap - 1) >> 1
    _write(today[gap], time, rank, place)


@rule
def _sink(today, places, time, rank, place):
    """Put an event into the gap at the top of a heap of ``places`` and let it sink."""
    gap = 0
    while True:
        below = 2 * gap + 1
        if below >= places:
            break
        child = today[below]
        if below + 1 < places:
            sibling = today[below + 1]
            if _comes_before(sibling.time, sibling.rank, child):
                below += 1
                child = sibling
        if _comes_before(time, rank, child):
            break
        _write(today[gap], child.time, child.rank, child.place)
        gap = below
    _write(today[gap], time, rank, place)


@rule
def _put_on_today(world, place):
    """Put the event at ``place`` into the heap of the day."""
    clock = world.clock[0]
    row = world.agenda[place]
    rank = (int(row.event) << _SEQUENCE_BITS) + row.sequence
    places = clock.today_places
    if clock.today_gap != 0:
        clock.today_gap = 0
        _sink(world.today, places, row.time, rank, place)
    else:
        clock.today_places = places + 1
        _climb(world.today, places, row.time, rank, place)


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
        _sink(world.today, places, last.time, last.rank, last.place)


@rule
def _put_on_list(world, place, day):
    world.agenda[place].next = world.days[day & (DAYS - 1)]
    world.days[day & (DAYS - 1)] = place + 1


@rule
def _open_day(world, day):
    """Put the events of ``day`` into the heap; those of later rounds stay on its list."""
    world.clock[0].agenda_day = day
    world.clock[0].agenda_ahead = world.days[(day + 1) & (DAYS - 1)]
    link = world.days[day & (DAYS - 1)]
    world.days[day & (DAYS - 1)] = 0
    while link != 0:
        place = link - 1
        row = world.agenda[place]
        link = row.next
        if _day_of(row.time) <= day:
            _put_on_today(world, place)
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
            if row.event != FREE and row.time < earliest:
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
    place = clock.agenda_free - 1
    if place >= 0:
        clock.agenda_free = world.agenda[place].next
    else:
        place = clock.agenda_places
        clock.agenda_places = place + 1
    row = world.agenda[place]
    row.time = time
    row.event = event
    row.subject = subject
    row.stamp = stamp
    row.sequence = clock.sequence
    clock.sequence += 1
    clock.agenda_events += 1
    day = _day_of(time)
    if day <= clock.agenda_day:
        _put_on_today(world, place)
    else:
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
    place = world.today[0].place
    row = world.agenda[place]
    event = row.event
    row.event = FREE
    row.next = clock.agenda_free
    clock.agenda_free = place + 1
    clock.agenda_events -= 1
    return row.time, event, row.subject, row.stamp


@rule
def look_ahead(world: World) -> int:
    """Have one more event of the day after come from memory.

    Returns the place of the one before it on the list, which has come; -1 if there is none.
    """
    clock = world.clock[0]
    place = clock.agenda_ahead - 1
    if place >= 0:
        clock.agenda_ahead = world.agenda[place].next
        fetch_ahead(world.agenda, clock.agenda_ahead - 1)
    return place
