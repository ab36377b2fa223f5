"""Lines: applications that wait for something, in order, each in at most one line.

Every unit has a waiting list for dwellings, one line for each ground and kind of home sought, and a
queue for places in follow-up; every committee the cases for its next meetings, and those contested
between two of its members; and the municipality one line for rooms in temporary housing.  A level
follows through time how many wait for each of the five.

In each line of a waiting list those who came first stand first.  Whoever looks for a tenant looks
at the first of every line that the dwelling suits, and need not go along the whole list, which in a
large town would have to come from memory one by one.
"""

from __future__ import annotations

from sim.bookkeeping import shift
from sim.jit import rule
from sim.state import NOBODY


@rule
def for_dwelling(world, unit, ground, kind):
    """The line for dwellings that ``unit`` allocates, of those with one ground, must or wish, who
    seek one kind of home (:mod:`sim.homes_sought`)."""
    settings = world.settings[0]
    return (ground * settings.units + unit) * settings.kinds_of_home + kind


@rule
def for_places(world, unit):
    """The line for places in follow-up at ``unit``; all those for dwellings come before."""
    settings = world.settings[0]
    return 2 * settings.units * settings.kinds_of_home + unit


@rule
def for_meeting(world, body):
    """The line of cases for a committee."""
    return for_places(world, world.settings[0].units) + body


@rule
def for_settlement(world, body):
    """The line of contested cases that two members of a committee are to speak of in it."""
    return for_meeting(world, len(world.bodies)) + body


@rule
def for_room(world):
    """The line for rooms in temporary housing."""
    return for_settlement(world, len(world.bodies))


@rule
def join(world, now, line, application):
    """Stand at the end of a line."""
    join_behind(world, now, line, application, world.lines[line].last)


@rule
def join_behind(world, now, line, application, before):
    """Stand behind ``before`` (``NOBODY``: at the front)."""
    it = world.lines[line]
    world.applications[application].line = line
    place = world.in_line[application]
    place.previous = before
    place.next = it.first if before == NOBODY else world.in_line[before].next
    if place.previous == NOBODY:
        it.first = application
    else:
        world.in_line[place.previous].next = application
    if place.next == NOBODY:
        it.last = application
    else:
        world.in_line[place.next].previous = application
    it.length += 1
    shift(world, now, it.level, 1)


@rule
def join_by_arrival(world, now, line, application):
    """Stand behind those who came to the unit before, in a line that is in that order."""
    join_behind(world, now, line, application, _last_who_came_before(world, line, application))


@rule
def _last_who_came_before(world, line, application):
    """Who stands in front of an application in a line; ``NOBODY`` if it comes first.

    It is looked for from both ends: who has just been approved belongs near the end, who comes back
    after an offer near the front.
    """
    behind, before = world.lines[line].first, world.lines[line].last
    while before != NOBODY and came_before(world, application, before):
        if came_before(world, application, behind):
            return world.in_line[behind].previous
        before = world.in_line[before].previous
        behind = world.in_line[behind].next
    return before


@rule
def came_before(world, one, other):
    """Whether one application came to its unit before another."""
    a, b = world.applications[one], world.applications[other]
    return a.arrived < b.arrived or (a.arrived == b.arrived and one < other)


@rule
def is_sooner(world, application, first):
    """Whether it came before the ``first`` that was found so far; ``NOBODY`` was found at first."""
    return first == NOBODY or came_before(world, application, first)


@rule
def leave(world, now, application):
    """Leave the line one stands in, if any."""
    row = world.applications[application]
    if row.line == NOBODY:
        return
    it = world.lines[row.line]
    place = world.in_line[application]
    if place.previous == NOBODY:
        it.first = place.next
    else:
        world.in_line[place.previous].next = place.next
    if place.next == NOBODY:
        it.last = place.previous
    else:
        world.in_line[place.next].previous = place.previous
    row.line = NOBODY
    it.length -= 1
    shift(world, now, it.level, -1)
