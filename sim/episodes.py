"""Episodes: the time from a need to its end, and a household's patience meanwhile.

Patience is one exponential threshold per episode, drawn once.  Referrals, bounces and time
use it up; when it is used up the household gives up.  So the same household bears the same
amount in every organisation, and what differs is what it is asked to bear.
"""

from __future__ import annotations

from sim import agenda, allowances, draws
from sim.bookkeeping import has, lacks, note, note_household, shift
from sim.draws import Stream
from sim.jit import clear_row, fetch_ahead, rule
from sim.names import Need, Tenure
from sim.state import NEVER, NOBODY, Event, Happening, Level, Outcome

#: In place of a patience that nobody has asked for yet.
_NOT_DRAWN = -1.0


@rule
def begin(world, now, household, returned):
    """Open an episode for a household whose fields describe its situation.

    It is about the needs that are not met.
    """
    _count_nights(world, now, household)
    clock = world.clock[0]
    number = clock.episodes
    clock.episodes += 1
    fetch_ahead(world.episodes, number + 2)
    person = world.households[household]
    person.episode = number
    person.recognised = person.met & person.needs  # what is met has been seen
    person.tried = 0
    person.committed = 0
    if lacks(person, Need.DWELLING):  # another way home begins; that of a tenant goes on
        person.grant = 0.0
        person.deposit = 0
    person.checked = 0
    person.case_unit = NOBODY
    clear_row(world.episodes, number)
    row = world.episodes[number]
    row.household = household
    row.number = person.episode_number
    row.presenting = person.presenting
    row.needs = person.needs & ~person.met
    row.ground = person.ground
    row.acute = person.acute
    row.homeless = 1 if person.tenure == Tenure.NONE else 0
    row.returned = returned
    row.need_at = now
    row.assessed_at = NEVER
    row.applied_at = NEVER
    row.decided_at = NEVER
    row.approved_at = NEVER
    row.home_at = NEVER
    row.ended_at = NEVER
    row.all_met_at = NEVER
    row.critical = NOBODY
    row.last_unit = NOBODY
    row.without_since = now
    shift(world, now, Level.WAITING, 1)
    _count_with_others(world, now, household, 1)
    person.patience = _NOT_DRAWN
    person.patience_used = 0.0
    person.patience_since = now
    tire(world, now, household, 0.0)
    note_household(world, now, Happening.NEED_AROSE, household, row.presenting)


@rule
def _patience(world, household):
    """What the household bears in this episode: a threshold, drawn when first asked for."""
    person = world.households[household]
    if person.patience == _NOT_DRAWN:
        person.patience = draws.exponential(
            world.settings[0].seed, Stream.PATIENCE, person.identity, person.episode_number, 0
        )
    return person.patience


@rule
def tire(world, now, household, burden):
    """Use up patience by a ``burden`` (hazard), and plan when time will have used up the rest.

    Time is counted from the start of the episode and not piecewise, so that a referral that
    is no burden moves nothing, not even the last bit.
    """
    rate = world.settings[0].impatience_rate
    person = world.households[household]
    person.patience_used += burden
    person.stamp += 1
    if person.patience_used == 0.0 and rate == 0.0:
        return  # nothing ever tires it, as things are
    left = _patience(world, household) - person.patience_used
    if left <= 0.0:
        agenda.add(world, now, Event.PATIENCE_ENDS, household, person.stamp)
    elif rate > 0.0:
        ends = max(now, person.patience_since + left / rate)
        agenda.add(world, ends, Event.PATIENCE_ENDS, household, person.stamp)


@rule
def meet_unit(world, number, household, unit):
    """The household deals with a unit: once more, or for the first time in this episode.

    To meet one again is a loop if it has met another since, whichever of its cases take it there,
    also where several go on side by side.  ``number`` is the episode's row, ``NOBODY`` for a lease
    that is reviewed.  Cases left over from an earlier episode do not count.
    """
    if number == NOBODY or number != world.households[household].episode:
        return
    episode = world.episodes[number]
    mark = episode.number + 1
    if world.met_unit[household, unit] != mark:
        world.met_unit[household, unit] = mark
        episode.units_met += 1
    elif episode.last_unit != unit:
        episode.loops += 1
    episode.last_unit = unit


@rule
def move_to(world, now, household, tenure):
    """The household lives somewhere else from now on; nights without a home are counted."""
    person = world.households[household]
    _leave_level(world, now, person.tenure)
    _count_nights(world, now, household)
    _count_with_others(world, now, household, -1)
    person.tenure = tenure
    _count_with_others(world, now, household, 1)
    if tenure == Tenure.INSTITUTION and person.allowance > 0.0:
        allowances.pay(world, now, household, 0.0)
    if tenure == Tenure.NONE:
        shift(world, now, Level.HOMELESS, 1)
    elif tenure == Tenure.TEMPORARY:
        shift(world, now, Level.TEMPORARY, 1)


@rule
def _count_with_others(world, now, household, change):
    """Count a household in (1) or out (-1) that seeks a home and stays with others meanwhile."""
    person = world.households[household]
    if person.tenure != Tenure.WITH_OTHERS or person.episode < 0:
        return
    episode = world.episodes[person.episode]
    if episode.outcome == Outcome.OPEN and has(episode.needs, Need.DWELLING):
        shift(world, now, Level.WITH_OTHERS, change)


@rule
def _count_nights(world, now, household):
    """Nights without a home, up to now, belong to the latest episode: also after its end."""
    person = world.households[household]
    if person.episode < 0:
        return
    episode = world.episodes[person.episode]
    if person.tenure == Tenure.NONE:
        episode.homeless_nights += now - episode.without_since
    elif person.tenure == Tenure.TEMPORARY:
        episode.temporary_nights += now - episode.without_since
    episode.without_since = now


@rule
def _leave_level(world, now, tenure):
    if tenure == Tenure.NONE:
        shift(world, now, Level.HOMELESS, -1)
    elif tenure == Tenure.TEMPORARY:
        shift(world, now, Level.TEMPORARY, -1)
        agenda.add(world, now, Event.ROOM_FREE, 0, 0)


@rule
def end(world, now, household, outcome, critical):
    """Close the household's episode; ``critical`` is the application whose way led here."""
    person = world.households[household]
    row = world.episodes[person.episode]
    _count_with_others(world, now, household, -1)
    row.ended_at = now
    row.referrals_by_end = row.referrals
    row.outcome = outcome
    row.critical = critical
    row.recognised = person.recognised
    if (
        outcome == Outcome.MUNICIPAL
        or outcome == Outcome.PRIVATE_RENTAL
        or outcome == Outcome.BOUGHT
        or outcome == Outcome.ADAPTED
    ):
        row.home_at = now
    person.stamp += 1
    shift(world, now, Level.WAITING, -1)
    note(world, now, Happening.EPISODE_ENDED, household, critical, NOBODY, NOBODY, NOBODY, outcome)


@rule
def go_without(world, now, household):
    """An episode ended without a home: who was in temporary housing has to leave it."""
    if world.households[household].tenure == Tenure.TEMPORARY:
        move_to(world, now, household, Tenure.NONE)


@rule
def come_back_later(world, now, household):
    """A household whose need was not met may come back with it, by chance acutely.

    One that will not has gone elsewhere, or found a place with others.
    """
    p = world.parameters[0]
    seed = world.settings[0].seed
    person = world.households[household]
    number = person.episode_number
    if draws.uniform(seed, Stream.RETURN, person.identity, number, 0) >= p.patience_return_share:
        if person.tenure == Tenure.NONE:
            move_to(world, now, household, Tenure.WITH_OTHERS)
        return
    after = p.patience_return_after * draws.exponential(
        seed, Stream.RETURN, person.identity, number, 1
    )
    agenda.add(world, now + after, Event.NEED_COMES_BACK, household, person.episode)
