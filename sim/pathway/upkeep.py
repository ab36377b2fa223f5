"""Upkeep: what units have in writing or share with others takes hours, month by month.

Written routines and agreements are kept up to date, and people who sit in one house talk.  Somebody
of the unit does it after the next piece of work, as letters are written, or as work of its own if
the unit has no other; where nobody has a post nothing is done.
"""

from __future__ import annotations

from sim import agenda, desks
from sim.jit import rule
from sim.quantities import MONTH
from sim.state import LATER, Event


@rule
def on_upkeep_due(world, now):
    """A month has passed."""
    for unit in range(world.settings[0].units):
        desks.write_up(world, now, unit, LATER, world.units[unit].upkeep_hours)
    agenda.add(world, now + MONTH, Event.UPKEEP_DUE, 0, 0)
