"""Searches on the market: for a home to buy with a certificate, or for a landlord."""

from __future__ import annotations

from sim import agenda, draws
from sim.bookkeeping import note_case, turn
from sim.draws import Stream
from sim.jit import rule
from sim.state import Event, Happening, Phase


@rule
def begin(world, now, application, mean_days, limit):
    """Look for a home on the market, for at most ``limit`` days."""
    row = world.applications[application]
    person = world.households[row.household]
    note_case(world, now, Happening.SEARCH_BEGAN, application)
    turn(world, now, application, Phase.SEARCHING)
    days = draws.exponential(world.settings[0].seed, Stream.SEARCH, person.identity, row.key, 0)
    days *= mean_days / world.settings[0].openness
    found = 1 if days <= limit else 0
    agenda.add(world, now + min(days, limit), Event.SEARCH_ENDS, application, found)
