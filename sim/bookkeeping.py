"""What every rule writes down: levels through time, phases with their days, the event log."""

from __future__ import annotations

from collections.abc import Iterable

from sim import agenda
from sim.jit import rule
from sim.state import NOBODY, Cause, Event, Log, Phase

#: Days that count as none.
_TRACE = 1e-6


@rule
def bit(member):
    """The bit that stands for ``member`` in a bit set."""
    return 1 << member


@rule
def has(bits, member):
    """Whether a bit set holds ``member``."""
    return (bits >> member) & 1 == 1


@rule
def lacks(person, need):
    """Whether a household has a need that is not met."""
    return has(person.needs, need) and not has(person.met, need)


@rule
def forget(world, household, need):
    """The household does not have a need any more, met or seen or neither."""
    person = world.households[household]
    person.needs &= ~bit(need)
    person.met &= ~bit(need)
    person.recognised &= ~bit(need)


def bit_set(members: Iterable[int]) -> int:
    """The bit set of ``members`` (for Python, not for rules)."""
    return sum(1 << member for member in set(members))


@rule
def shift(world, now, level, change):
    """Change a level by ``change`` and carry its integral up to ``now``."""
    row = world.levels[level]
    row.area += row.value * (now - row.since)
    row.since = now
    row.value += change


@rule
def _cause_of(phase):
    """What a household waits for while its application is in ``phase``."""
    if phase == Phase.HAND_OVER:
        return Cause.HAND_OVER
    if phase == Phase.QUEUED:
        return Cause.QUEUE
    if phase == Phase.IN_WORK:
        return Cause.WORK
    if phase == Phase.AT_WRONG_UNIT:
        return Cause.BOUNCE
    if phase == Phase.CONTESTED:
        return Cause.CONTEST
    if phase == Phase.LISTED or phase == Phase.AWAITING_HOME:
        return Cause.NO_DWELLING
    if phase == Phase.SEARCHING:
        return Cause.OWN_SEARCH
    if phase == Phase.AWAITING_MEETING:
        return Cause.MEETING
    if phase == Phase.AWAITING_APPROVAL:
        return Cause.APPROVAL
    if phase == Phase.AWAITING_PLACE:
        return Cause.NO_PLACE
    if phase == Phase.IN_APPEAL:
        return Cause.APPEAL
    if phase == Phase.ADAPTING:
        return Cause.ADAPTING
    return Cause.OFFER


@rule
def turn(world, now, application, phase):
    """Move an application to ``phase``; the days in the old phase go to their cause.

    Of the days in work the share that repeats an assessment made elsewhere is kept apart, as if it
    were the last of them.
    """
    row = world.applications[application]
    days = now - row.since
    if row.phase == Phase.IN_WORK:
        redone = days * row.redone_share
        world.application_days[application, Cause.REDONE] += redone
        days -= redone
        if redone > 0.0:
            note_cause(world, now - redone, application, Cause.REDONE)
    if row.phase < Phase.GRANTED:
        world.application_days[application, _cause_of(row.phase)] += days
    row.phase = phase
    row.since = now
    if phase < Phase.GRANTED:
        note_cause(world, now, application, _cause_of(phase))


@rule
def turn_vacancy(world, now, vacancy, cause):
    """From now on the empty dwelling waits for ``cause``; days before move-out count nowhere."""
    row = world.vacancies[vacancy]
    start = max(row.since, row.move_out)
    if now > start:
        world.vacancy_days[vacancy, row.cause] += now - start
    row.cause = cause
    row.since = now


@rule
def write_mark(world, now):
    """Write down all integrals up to ``now``, and plan the next mark.

    The columns are those of :func:`sim.state.mark_columns`.
    """
    clock = world.clock[0]
    settings = world.settings[0]
    row = world.marks[clock.marks]
    clock.marks += 1
    row[0] = now
    column = 1
    for level in range(len(world.levels)):
        it = world.levels[level]
        row[column] = it.area + it.value * (now - it.since)
        column += 1
    for number in range(len(world.desks)):
        desk = world.desks[number]
        row[column] = desk.queue_area + desk.queued * (now - desk.queue_since)
        row[column + 1] = _worked_days(world, now, desk)
        row[column + 2] = desk.hours
        row[column + 3] = desk.coordination_hours
        row[column + 4] = desk.waited
        row[column + 5] = desk.taken
        column += 6
    row[column] = clock.meetings
    if now < settings.end:
        following = settings.observe_from + clock.marks * settings.mark_every
        if following > settings.end - _TRACE:  # a month that ends with the run, but for rounding
            following = settings.end
        agenda.add(world, following, Event.RUN_MARK, 0, 0)


@rule
def _worked_days(world, now, desk):
    """Days with work in hand, summed over the desk's people by size of post."""
    days = desk.worked_before
    for worker in range(desk.first_worker, desk.first_worker + desk.workers):
        person = world.caseworkers[worker]
        busy = person.busy_days
        if person.work_item >= 0:
            busy += now - person.busy_since
        days += person.post * busy
    return days


@rule
def _next_row(world):
    """The next row of the log, taken in use."""
    clock = world.clock[0]
    clock.log += 1
    return world.log[clock.log - 1]


@rule
def note(world, now, happening, household, application, unit, caseworker, dwelling, detail):
    """Write a row of the event log, if one is kept."""
    if world.settings[0].log != Log.EVENTS:
        return
    row = _next_row(world)
    row.time = now
    row.event = happening
    row.household = household
    row.application = application
    row.task = world.applications[application].task if application >= 0 else NOBODY
    row.unit = unit
    row.caseworker = max(caseworker, NOBODY)
    row.dwelling = dwelling
    row.detail = detail


@rule
def note_cause(world, since, application, cause):
    """Write down what an application waits for from ``since`` on, if that is kept."""
    if world.settings[0].log != Log.CAUSES:
        return
    row = _next_row(world)
    row.time = since
    row.application = application
    row.detail = cause


@rule
def note_case(world, now, happening, application):
    """Write a row about an application where it is."""
    row = world.applications[application]
    note(world, now, happening, row.household, application, row.unit, NOBODY, NOBODY, NOBODY)


@rule
def note_household(world, now, happening, household, detail):
    """Write a row about a household."""
    note(world, now, happening, household, NOBODY, NOBODY, NOBODY, NOBODY, detail)


@rule
def note_dwelling(world, now, happening, dwelling, unit, detail):
    """Write a row about a dwelling and the unit that has to do with it."""
    note(world, now, happening, NOBODY, NOBODY, unit, NOBODY, dwelling, detail)
