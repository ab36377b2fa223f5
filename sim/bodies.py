"""Committees: which of them a case or a dwelling comes before, and which meets next."""

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
def allocates(world, number, unit, category):
    """Whether ``unit`` leads the committee, and dwellings of ``category`` are allocated there.

    That is so in one for groups whose first category it is.
    """
    body = world.bodies[number]
    return body.led_by == unit and _is_for(world, body.groups, category)


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
def next_common(world, one, other):
    """The committee in which two units are due to meet next; ``NOBODY`` if in none."""
    first, time = NOBODY, NEVER
    for number in range(len(world.bodies)):
        body = world.bodies[number]
        both = has(body.members, one) and has(body.members, other)
        if both and body.next_meeting < time:
            first, time = number, body.next_meeting
    return first
