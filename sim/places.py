"""Places in follow-up: how many of its provider's a household takes, and a need that grows."""

from __future__ import annotations

import math

from sim import cases
from sim.bookkeeping import lacks, shift
from sim.jit import rule
from sim.names import Need
from sim.state import NOBODY, Level

#: Level of follow-up that takes an intensive place.
INTENSIVE = 2


@rule
def weight(world, household):
    """How much of an ordinary place the household takes."""
    if world.households[household].follow_up_level == INTENSIVE:
        return world.parameters[0].follow_up_intensive_weight
    return 1.0


@rule
def take(world, now, unit, places):
    """Places are taken, or (below 0) given back; the level counts them in hundredths."""
    world.units[unit].places_taken += places
    shift(world, now, Level.PLACES_TAKEN, math.floor(100.0 * places + 0.5))


@rule
def need_more(world, now, household, level):
    """The household comes to need follow-up of a higher ``level``.

    Who has follow-up is given the more of it at once, whether its provider has places free or
    not; who is new there waits until some are.
    """
    person = world.households[household]
    person.follow_up_level = level
    if person.follow_up != NOBODY:
        spell = world.follow_ups[person.follow_up]
        more = weight(world, household) - spell.weight
        spell.weight += more
        spell.grew = 1
        take(world, now, spell.unit, more)
    elif not lacks(person, Need.FOLLOW_UP):
        cases.add_need(world, now, household, Need.FOLLOW_UP)
