"""Committees: when they meet next, and which of them two units both attend."""

from __future__ import annotations

from sim.bookkeeping import has
from sim.jit import rule
from sim.state import NEVER, NOBODY


@rule
def for_group(world, unit, group):
    """The committee led by ``unit`` that decides on cases of ``group``; ``NOBODY`` if none."""
    for number in range(len(world.bodies)):
        body = world.bodies[number]
        if body.led_by == unit and has(body.groups, group):
            return number
    return NOBODY


@rule
def next_decision_of(world, unit, category):
    """When a meeting led by ``unit`` next allocates dwellings of ``category``; else ``NEVER``.

    That is one for groups whose first category it is.  After a meeting that only recommends
    the decision waits for approval.
    """
    time = NEVER
    for number in range(len(world.bodies)):
        body = world.bodies[number]
        if body.led_by == unit and _is_for(world, body.groups, category):
            decided = body.next_meeting
            if body.decides == 0:
                decided += world.parameters[0].routine_approval
            time = min(time, decided)
    return time


@rule
def _is_for(world, groups, category):
    """Whether ``category`` is the first of some group in the set."""
    for group in range(len(world.groups)):
        row = world.groups[group]
        if has(groups, group) and has(row.categories, category) and row.first_category == category:
            return True
    return False


@rule
def plan_together(world, one, other, group):
    """Whether two units plan help for a household of ``group`` together.

    They do if they are one unit, or meet in a committee that decides on its cases.
    """
    if one == other:
        return True
    for number in range(len(world.bodies)):
        body = world.bodies[number]
        if has(body.groups, group) and has(body.members, one) and has(body.members, other):
            return True
    return False


@rule
def next_common_meeting(world, one, other):
    """When two units meet next in a committee; ``NEVER`` if in none."""
    time = NEVER
    for number in range(len(world.bodies)):
        body = world.bodies[number]
        if has(body.members, one) and has(body.members, other):
            time = min(time, body.next_meeting)
    return time
