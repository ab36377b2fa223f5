"""Adaptation: a home that a household has is made fit to live in.

Whether a home can be adapted belongs to the household.  Where it can, works begin after the
decision; where it cannot (no appeal changes that), another way home is looked for.
"""

from __future__ import annotations

from sim import agenda, cases, draws, episodes
from sim.bookkeeping import note_case, turn
from sim.draws import Stream
from sim.jit import rule
from sim.names import Need, Tenure
from sim.state import Event, Happening, Outcome, Phase


@rule
def on_adaptation_decided(world, now, application):
    """The home can be adapted, and will be; or it cannot."""
    row = world.applications[application]
    person = world.households[row.household]
    cases.decide(world, now, application)
    feasible = world.parameters[0].adaptation_feasible
    seed = world.settings[0].seed
    if not draws.happens(feasible, seed, Stream.ADAPTATION, person.identity, 0, 0):
        cases.fail(world, now, application, Phase.REFUSED)
        return
    row.granted = 1
    turn(world, now, application, Phase.ADAPTING)
    works = world.parameters[0].adaptation_works
    agenda.add(world, now + works, Event.HOME_ADAPTED, application, 0)


@rule
def on_home_adapted(world, now, application):
    """The works are done; who still needed a home has one now."""
    row = world.applications[application]
    if row.phase != Phase.ADAPTING:
        return
    note_case(world, now, Happening.HOME_ADAPTED, application)
    cases.close(world, now, application, Phase.GRANTED)
    if row.leads_home == 0:
        cases.meet_need(world, now, row.household, Need.ADAPTATION)
        cases.end_if_all_is_decided(world, now, application)
    elif cases.needs_it_still(world, application):
        cases.settle(world, now, application)
        episodes.move_to(world, now, row.household, Tenure.OWN_HOME)
        episodes.end(world, now, row.household, Outcome.ADAPTED, application)
