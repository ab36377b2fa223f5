"""Leaving the queue: giving up, finding a home without help, or leaving for good.

The first two are not the end of the story for the municipality's figures: the need of one who
gave up is not met and may come back, often acutely.
"""

from __future__ import annotations

from sim import cases, episodes, tenancies
from sim.bookkeeping import lacks, note
from sim.jit import rule
from sim.names import Need, Tenure
from sim.state import NEVER, NOBODY, Happening, Outcome


@rule
def _still_waiting(world, household):
    """Whether the household's episode is open and it has said yes to no home."""
    person = world.households[household]
    if person.episode == NOBODY or person.committed == 1:
        return False
    return world.episodes[person.episode].outcome == Outcome.OPEN


@rule
def _current_way(world, household):
    """The open way home that has come furthest: decided first, else opened last.

    Where none is open, the latest open application of the episode.
    """
    best, latest = NOBODY, NOBODY
    person = world.households[household]
    application = person.first_application
    while application != NOBODY:
        row = world.applications[application]
        if row.episode == person.episode:
            if latest == NOBODY:
                latest = application
            if row.leads_home == 1 and (
                best == NOBODY or row.decided < world.applications[best].decided
            ):
                best = application
        application = row.next_of_household
    return latest if best == NOBODY else best


@rule
def on_patience_ends(world, now, household, stamp):
    """The household gives up, and withdraws everything."""
    if world.households[household].stamp != stamp or not _still_waiting(world, household):
        return
    way = _current_way(world, household)
    note(world, now, Happening.GAVE_UP, household, way, NOBODY, NOBODY, NOBODY, NOBODY)
    cases.withdraw(world, now, household, False, NOBODY)
    episodes.end(world, now, household, Outcome.GAVE_UP, way)
    episodes.go_without(world, now, household)
    episodes.come_back_later(world, now, household)


@rule
def on_gone_for_good(world, now, household):
    """The household has left for an institution, or died: nothing is asked for any more."""
    way = _current_way(world, household)
    cases.withdraw(world, now, household, False, NOBODY)
    person = world.households[household]
    if person.episode != NOBODY and world.episodes[person.episode].outcome == Outcome.OPEN:
        episodes.end(world, now, household, Outcome.GONE, way)


@rule
def on_own_solution(world, now, household, stamp):
    """The household has found a home by itself; other needs are followed up as before."""
    person = world.households[household]
    if person.own_solution_stamp != stamp or not lacks(person, Need.DWELLING):
        return
    if not _still_waiting(world, household):
        return
    way = _current_way(world, household)
    cases.withdraw(world, now, household, True, NOBODY)
    cases.meet_need(world, now, household, Need.DWELLING)
    tenancies.begin(world, now, household, NOBODY, Tenure.PRIVATE_RENTAL, NEVER)
    episodes.move_to(world, now, household, Tenure.PRIVATE_RENTAL)
    episodes.end(world, now, household, Outcome.OWN_SOLUTION, way)
