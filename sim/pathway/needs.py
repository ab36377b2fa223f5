"""A need arises: for the first time, again after it was not met, or after a failed tenancy.

Who needs what, and when, is settled before the run and the same in every organisation.
What comes back is a need that was not met: given-up needs do not vanish, and some of them
come back acutely, on a must ground and without a home.
"""

from __future__ import annotations

from sim import agenda, cases, draws, episodes
from sim.bookkeeping import bit, has, shift
from sim.draws import Stream
from sim.jit import rule
from sim.names import Ground, Need, Tenure
from sim.state import NOBODY, Event, Level, Occasion


@rule
def on_need_arises(world, now, household, occasion):
    """The household's situation is settled and an episode begins."""
    person = world.households[household]
    if occasion == Occasion.RETURN:
        _come_back(world, now, household)
    elif occasion == Occasion.TENANCY_FAILED:
        _lose_the_home(world, now, household)
    elif person.tenure == Tenure.NONE:
        shift(world, now, Level.HOMELESS, 1)
    # What is left of an earlier way home does not lead out of the new episode.
    cases.withdraw(world, now, household, True, NOBODY)
    episodes.begin(world, now, household, 0 if occasion == Occasion.FIRST else 1)
    if has(person.needs, Need.DWELLING):
        _plan_own_solution(world, now, household)


@rule
def _come_back(world, now, household):
    """The unmet need again; by chance it has become acute."""
    person = world.households[household]
    acute = draws.uniform(
        world.settings[0].seed, Stream.RETURN, person.identity, person.episode_number, 2
    )
    person.episode_number += 1
    person.needs &= ~person.met
    person.needs |= bit(person.presenting)
    if acute < world.parameters[0].patience_return_acute:
        person.acute = 1
        if has(person.needs, Need.DWELLING):
            person.ground = Ground.MUST
            episodes.move_to(world, now, household, Tenure.NONE)


@rule
def _lose_the_home(world, now, household):
    """A failed tenancy: a dwelling is needed at once, and what was not met still is."""
    person = world.households[household]
    person.episode_number += 1
    person.presenting = Need.DWELLING
    # Housing allowance was paid for the home that is lost, so it has to be asked for again.
    allowance = person.needs & bit(Need.HOUSING_ALLOWANCE)
    person.needs = (person.needs & ~person.met) | allowance | bit(Need.DWELLING)
    person.acute = 1
    person.ground = Ground.MUST
    person.allowance = 0.0
    episodes.move_to(world, now, household, Tenure.NONE)


@rule
def _plan_own_solution(world, now, household):
    """When the household would find a home by itself, were it still waiting then."""
    person = world.households[household]
    rate = world.groups[person.group].own_solution_rate * world.settings[0].openness
    if rate <= 0.0:
        return
    seed = world.settings[0].seed
    wait = draws.exponential(seed, Stream.OWN_SOLUTION, person.identity, person.episode_number, 0)
    agenda.add(world, now + wait / rate, Event.OWN_SOLUTION, household, person.episode)
