"""The agenda: events to come, in the order (time, event, sequence).

At equal times the smaller event code goes first, and among equal events the one that was
added first.  The agenda is a binary heap in the array ``world.agenda``.

Handling an event mostly puts another on the agenda.  ``pop`` therefore leaves a gap at the top
of the heap, and the next event added goes into it and sinks to its place.  This also keeps the
far future apart from the near one: an event due soon sinks past others due soon, however many
ends of leases lie below.  (Measured with 760 to 40 000 leases: closing the gap at once makes
desk work 15 to 35 % slower, and a second heap for the far future gains nothing on top.)

The functions here never check that there is a free place; the kernel does, before each event,
with ``room``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.jit import rule

if TYPE_CHECKING:
    from sim.state import World

#: One event to come: when (days), what, about whom; ``stamp`` is handed back as given.
AGENDA_DTYPE = np.dtype(
    [("time", "f8"), ("event", "i4"), ("subject", "i8"), ("stamp", "i8"), ("sequence", "i8")],
    align=True,
)

#: What the agenda needs in the record ``world.clock[0]``: the number of events ever added, the
#: places in use, and whether the first of them is a gap (0 or 1).
CLOCK_FIELDS = (("sequence", "i8"), ("agenda_places", "i8"), ("agenda_gap", "i8"))


@rule
def _comes_before(time, event, sequence, other):
    if time != other.time:
        return time < other.time
    if event != other.event:
        return event < other.event
    return sequence < other.sequence


@rule
def _copy(target, source):
    target.time = source.time
    target.event = source.event
    target.subject = source.subject
    target.stamp = source.stamp
    target.sequence = source.sequence


@rule
def _write(target, time, event, subject, stamp, sequence):
    target.time = time
    target.event = event
    target.subject = subject
    target.stamp = stamp
    target.sequence = sequence


@rule
def _climb(agenda, place, time, event, subject, stamp, sequence):
    """Put an event into the free ``place`` at the bottom of the heap and let it climb."""
    while place > 0:
        above = (place - 1) >> 1
        if not _comes_before(time, event, sequence, agenda[above]):
            break
        _copy(agenda[place], agenda[above])
        place = above
    _write(agenda[place], time, event, subject, stamp, sequence)


@rule
def _sink(agenda, places, time, event, subject, stamp, sequence):
    """Put an event into the gap at the top of a heap of ``places`` and let it sink."""
    place = 0
    while True:
        below = 2 * place + 1
        if below >= places:
            break
        child = agenda[below]
        if below + 1 < places:
            sibling = agenda[below + 1]
            if _comes_before(sibling.time, sibling.event, sibling.sequence, child):
                below += 1
                child = sibling
        if _comes_before(time, event, sequence, child):
            break
        _copy(agenda[place], child)
        place = below
    _write(agenda[place], time, event, subject, stamp, sequence)


@rule
def _close_gap(world):
    """Fill a gap at the top with the last event of the heap."""
    clock = world.clock[0]
    if clock.agenda_gap == 0:
        return
    places = clock.agenda_places - 1
    clock.agenda_places = places
    clock.agenda_gap = 0
    if places > 0:
        last = world.agenda[places]
        _sink(world.agenda, places, last.time, last.event, last.subject, last.stamp, last.sequence)


@rule
def size(world: World) -> int:
    """How many events lie on the agenda."""
    clock = world.clock[0]
    return clock.agenda_places - clock.agenda_gap


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
    sequence = clock.sequence
    clock.sequence = sequence + 1
    places = clock.agenda_places
    if clock.agenda_gap != 0:
        clock.agenda_gap = 0
        _sink(world.agenda, places, time, event, subject, stamp, sequence)
    else:
        clock.agenda_places = places + 1
        _climb(world.agenda, places, time, event, subject, stamp, sequence)


@rule
def earliest_time(world: World) -> float:
    """When the next event is due, in days; infinite if there is none."""
    _close_gap(world)
    if world.clock[0].agenda_places == 0:
        return math.inf
    return world.agenda[0].time


@rule
def pop(world: World) -> tuple[float, int, int, int]:
    """Take the next event off the agenda: its (time, event, subject, stamp).

    The agenda must not be empty.
    """
    _close_gap(world)
    world.clock[0].agenda_gap = 1
    top = world.agenda[0]
    return top.time, top.event, top.subject, top.stamp
