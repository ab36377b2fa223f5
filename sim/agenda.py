"""The agenda: events to come, in the order (time, event, sequence).

At equal times the smaller event code goes first, and among equal events the one that was
added first.  The agenda is two binary heaps in one array: what falls within ``NEAR_DAYS`` of
now lies in a heap that grows from the front, all later events (ends of leases, arrivals) in
one that grows from the back.  So the thousands of long tenancies do not make every step of
desk work climb past them.  The next event is the earlier of the two tops; the order is total,
so which heap an event lies in never shows.

The functions here never check that there is a free place; the kernel does, before each event,
with ``room``.  They read ``now`` of the clock and leave it to the kernel to set.
"""

from __future__ import annotations

import math

import numpy as np

from sim.jit import rule

#: One event to come: when (days), what, about whom; ``stamp`` is handed back as given.
AGENDA_DTYPE = np.dtype(
    [("time", "f8"), ("event", "i4"), ("subject", "i8"), ("stamp", "i8"), ("sequence", "i8")],
    align=True,
)

#: What the agenda needs in the record ``world.clock[0]``.
CLOCK_FIELDS = (("now", "f8"), ("sequence", "i8"), ("agenda_near", "i8"), ("agenda_far", "i8"))

#: Events due sooner than this many days from now lie in the near heap.
NEAR_DAYS = 5.0


@rule
def _precedes(a, b):
    if a.time != b.time:
        return a.time < b.time
    if a.event != b.event:
        return a.event < b.event
    return a.sequence < b.sequence


@rule
def _precedes_values(time, event, sequence, b):
    if time != b.time:
        return time < b.time
    if event != b.event:
        return event < b.event
    return sequence < b.sequence


@rule
def _copy(target, source):
    target.time = source.time
    target.event = source.event
    target.subject = source.subject
    target.stamp = source.stamp
    target.sequence = source.sequence


@rule
def size(world):
    """How many events lie on the agenda."""
    clock = world.clock[0]
    return clock.agenda_near + clock.agenda_far


@rule
def room(world):
    """How many more events the agenda can take."""
    return len(world.agenda) - size(world)


@rule
def add(world, time, event, subject, stamp):
    """Put an event on the agenda: at ``time`` (days), never if that is infinite."""
    if time == math.inf:
        return
    clock = world.clock[0]
    agenda = world.agenda
    sequence = clock.sequence
    clock.sequence = sequence + 1
    # A heap's place i is the array's place first + i * step.
    if time < clock.now + NEAR_DAYS:
        first, step, place = 0, 1, clock.agenda_near
        clock.agenda_near = place + 1
    else:
        first, step, place = len(agenda) - 1, -1, clock.agenda_far
        clock.agenda_far = place + 1
    while place > 0:
        above = (place - 1) >> 1
        parent = agenda[first + above * step]
        if not _precedes_values(time, event, sequence, parent):
            break
        _copy(agenda[first + place * step], parent)
        place = above
    item = agenda[first + place * step]
    item.time = time
    item.event = event
    item.subject = subject
    item.stamp = stamp
    item.sequence = sequence


@rule
def _far_is_first(world):
    """Whether the next event lies in the far heap; the agenda is not empty."""
    clock = world.clock[0]
    if clock.agenda_far == 0:
        return False
    if clock.agenda_near == 0:
        return True
    agenda = world.agenda
    return _precedes(agenda[len(agenda) - 1], agenda[0])


@rule
def earliest_time(world):
    """When the next event is due, in days; infinite if there is none."""
    clock = world.clock[0]
    agenda = world.agenda
    time = math.inf
    if clock.agenda_near > 0:
        time = agenda[0].time
    if clock.agenda_far > 0:
        time = min(time, agenda[len(agenda) - 1].time)
    return time


@rule
def _take_top(agenda, first, step, count):
    """Close the gap at the top of a heap of ``count`` events; its last one moves up."""
    rest = count - 1
    moved = agenda[first + rest * step]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= rest:
            break
        child = agenda[first + below * step]
        if below + 1 < rest:
            sibling = agenda[first + (below + 1) * step]
            if _precedes(sibling, child):
                below += 1
                child = sibling
        if not _precedes(child, moved):
            break
        _copy(agenda[first + place * step], child)
        place = below
    _copy(agenda[first + place * step], moved)


@rule
def pop(world):
    """Take the next event off the agenda: its (time, event, subject, stamp).

    The agenda must not be empty.
    """
    clock = world.clock[0]
    agenda = world.agenda
    if _far_is_first(world):
        first, step, count = len(agenda) - 1, -1, clock.agenda_far
        clock.agenda_far = count - 1
    else:
        first, step, count = 0, 1, clock.agenda_near
        clock.agenda_near = count - 1
    top = agenda[first]
    time, event, subject, stamp = top.time, top.event, top.subject, top.stamp
    _take_top(agenda, first, step, count)
    return time, event, subject, stamp
