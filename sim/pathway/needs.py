"""A need arises: for the first time, again after it was not met, or after a failed tenancy.

Who needs what, and when, is settled before the run and the same in every organisation.
What comes back is a need that was not met: given-up needs do not vanish, and some of them
come back acutely, on a must ground and without a home.
"""

from __future__ import annotations

from sim import allowances, cases, draws, episodes, own_solutions
from sim.bookkeeping import bit, lacks, shift
from sim.draws import Stream
from sim.jit import rule
from sim.names import Ground, Need, Tenure
from sim.state import NOBODY, Level, Occasion, Outcome

#: All needs, in the order in which they are looked through.
_NEEDS = tuple(int(need) for need in Need)


@rule
def on_need_arises(world, now, household, occasion):
    """The household's situation is settled and an episode begins."""
    person = world.households[household]
    if occasion == Occasion.RETURN:
        _come_back(world, now, household)
    elif occasion == Occasion.TENANCY_FAILED:
        _lose_the_home(world, now, household)
    elif occasion == Occasion.NEED_DRIFTED:
        person.episode_number += 1
        person.acute = 0
    elif person.tenure == Tenure.NONE:
        shift(world, now, Level.HOMELESS, 1)
    # What is left of an earlier way home does not lead out of the new episode.
    if occasion != Occasion.NEED_DRIFTED:
        cases.withdraw(world, now, household, True, NOBODY)
    if person.episode != NOBODY and world.episodes[person.episode].outcome == Outcome.OPEN:
        episodes.end(world, now, household, Outcome.OVERTAKEN, NOBODY)
    again = occasion == Occasion.RETURN or occasion == Occasion.TENANCY_FAILED
    episodes.begin(world, now, household, 1 if again else 0)
    if lacks(person, Need.DWELLING):
        own_solutions.begin(world, now, household)


@rule
def comes_back(world, household, episode):
    """Whether ``episode``, which left a need unmet, is still its latest, and it has not gone."""
    person = world.households[household]
    if person.episode != episode or person.tenure == Tenure.INSTITUTION:
        return False
    return _unmet_need(person) != NOBODY


@rule
def _unmet_need(person):
    """What a household comes back with: what it came with, or another need if that was met."""
    if lacks(person, person.presenting):
        return person.presenting
    for need in _NEEDS:
        if lacks(person, need):
            return need
    return NOBODY


@rule
def _come_back(world, now, household):
    """The unmet need again; by chance it has become acute."""
    person = world.households[household]
    person.presenting = _unmet_need(person)
    acute = draws.uniform(
        world.settings[0].seed, Stream.RETURN, person.identity, person.episode_number, 2
    )
    person.episode_number += 1
    if acute < world.parameters[0].patience_return_acute:
        person.acute = 1
        if lacks(person, Need.DWELLING):
            person.ground = Ground.MUST
            if person.tenure != Tenure.OWN_HOME:
                episodes.move_to(world, now, household, Tenure.NONE)


@rule
def _lose_the_home(world, now, household):
    """A failed tenancy: a dwelling is needed at once, and what was not met still is."""
    person = world.households[household]
    person.episode_number += 1
    person.presenting = Need.DWELLING
    person.needs |= bit(Need.DWELLING)
    # Housing allowance was paid for the home that is lost, so it has to be asked for again.
    person.met &= ~(bit(Need.DWELLING) | bit(Need.HOUSING_ALLOWANCE))
    person.acute = 1
    person.ground = Ground.MUST
    allowances.pay(world, now, household, 0.0)
    episodes.move_to(world, now, household, Tenure.NONE)
