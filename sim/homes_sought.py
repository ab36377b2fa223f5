"""What home an application on a waiting list is for, in one number.

The number stands in the application's row beside its neighbours in the line.  Whoever goes through
a line for a ready dwelling need not look up every household in it, which in a large town would
have to come from memory one by one.  None of what is in the number ever changes.
"""

from __future__ import annotations

from sim.jit import rule

#: Where the parts stand in the number: the group lowest, then access, then rooms.
_ACCESSIBLE, _ROOMS = 8, 9
_GROUPS = (1 << _ACCESSIBLE) - 1


@rule
def sought_by(world, household):
    """What home a household seeks: no more rooms than there are in any dwelling."""
    person = world.households[household]
    rooms = min(person.persons, world.settings[0].largest_rooms)
    return (rooms << _ROOMS) | (int(person.accessible) << _ACCESSIBLE) | int(person.group)


@rule
def group(sought):
    """The group of whoever seeks it."""
    return sought & _GROUPS


@rule
def accessible(sought):
    """Whether it must be accessible, 0 or 1."""
    return (sought >> _ACCESSIBLE) & 1


@rule
def rooms(sought):
    """Its rooms at least."""
    return sought >> _ROOMS
