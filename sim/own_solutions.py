"""Own solutions: when a household would find a home without help.

One exponential threshold per episode against the hazard so far, as for the ends of a tenancy:
when the market changes, the date moves without a new draw.
"""

from __future__ import annotations

from sim import agenda, draws
from sim.draws import Stream
from sim.jit import rule
from sim.state import Event


@rule
def begin(world, now, household):
    """A household with a dwelling need begins to look about by itself too."""
    person = world.households[household]
    person.own_solution_left = draws.exponential(
        world.settings[0].seed, Stream.OWN_SOLUTION, person.identity, person.episode_number, 0
    )
    person.own_solution_rate = 0.0
    person.own_solution_since = now
    plan(world, now, household)


@rule
def plan(world, now, household):
    """Plan the day on which it would find a home, at the rate that holds now."""
    person = world.households[household]
    person.own_solution_left -= person.own_solution_rate * (now - person.own_solution_since)
    person.own_solution_since = now
    person.own_solution_rate = (
        world.groups[person.group].own_solution_rate * world.settings[0].openness
    )
    person.own_solution_stamp += 1
    if person.own_solution_rate > 0.0:
        wait = max(0.0, person.own_solution_left) / person.own_solution_rate
        agenda.add(world, now + wait, Event.OWN_SOLUTION, household, person.own_solution_stamp)
