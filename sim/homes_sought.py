"""What kind of home whoever waits for a dwelling seeks.

A kind is a number made of the rooms that are sought, whether the home must be accessible, and the
group that the household is of, which tells the categories.  None of the three ever changes for a
household.  Those who seek the same kind stand in a line of their own on each waiting list: whatever
dwelling suits one of them suits them all.
"""

from __future__ import annotations

from sim.jit import rule
from sim.names import Group

_GROUPS = len(Group)


def kinds(largest_rooms: int) -> int:
    """The number of kinds there are (for Python, not for rules); 0 rooms are a kind as well, of
    those who seek where there is no dwelling."""
    return (largest_rooms + 1) * 2 * _GROUPS


@rule
def kind(rooms, accessible, group):
    """The number that stands for a kind."""
    return (rooms * 2 + accessible) * _GROUPS + group


@rule
def group(kind):
    """The group of whoever seeks a kind."""
    return kind % _GROUPS


@rule
def sought_by(world, household):
    """The kind that a household seeks."""
    person = world.households[household]
    return kind(rooms(world, household), person.accessible, person.group)


@rule
def rooms(world, household):
    """The rooms it needs, but no more than there are in any dwelling."""
    return min(world.households[household].persons, world.settings[0].largest_rooms)
