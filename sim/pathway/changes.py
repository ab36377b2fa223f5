"""A change from outside: prices, the market, places in temporary housing.

What is under way is planned anew with what holds from now on; thresholds drawn stay as they
were drawn.  A search on the market that has begun goes on as it was.
"""

from __future__ import annotations

from sim import agenda, own_solutions, tenancies
from sim.bookkeeping import lacks
from sim.jit import rule
from sim.names import Need
from sim.state import NEVER, NOBODY, Event, Level, Outcome


@rule
def plan_anew(world, now):
    """New dates for the ends of running tenancies and for homes found without help."""
    for tenancy in range(world.clock[0].tenancies):
        if world.tenancies[tenancy].end == NEVER:
            tenancies.plan(world, now, tenancy)
    for household in range(len(world.households)):
        person = world.households[household]
        waiting = person.episode != NOBODY and lacks(person, Need.DWELLING)
        if waiting and world.episodes[person.episode].outcome == Outcome.OPEN:
            own_solutions.plan(world, now, household)
    agenda.add(world, now, Event.ROOM_FREE, 0, 0)


@rule
def events_planned_anew(world):
    """How many events :func:`plan_anew` may add to the agenda."""
    tenants = (
        world.levels[Level.MUNICIPAL_TENANTS].value + world.levels[Level.PRIVATE_TENANTS].value
    )
    return tenants + world.levels[Level.WAITING].value + 1
