"""Cases on their way: applications are opened, sent, closed; units learn what referrals cost."""

from __future__ import annotations

from sim import agenda, desks, draws, episodes, keys, tenancies
from sim.bookkeeping import bit, has, note, shift, turn
from sim.draws import Stream
from sim.jit import rule
from sim.names import Need, Task
from sim.state import NEVER, NOBODY, Event, Happening, Level, Outcome, Phase, WorkKind


@rule
def leads_home(task):
    """Whether an application for ``task`` may end with a home to stay in."""
    return (
        task == Task.ASSESSMENT
        or task == Task.ALLOCATE_DWELLINGS
        or task == Task.START_LOAN
        or task == Task.PRIVATE_MEDIATION
    )


@rule
def need_of(task):
    """The need that ``task`` answers, ``NOBODY`` for one that answers none by itself."""
    if task == Task.HOUSING_ALLOWANCE:
        return Need.HOUSING_ALLOWANCE
    if task == Task.SOCIAL_ASSISTANCE:
        return Need.SOCIAL_ASSISTANCE
    if task == Task.DEBT_ADVICE:
        return Need.DEBT_ADVICE
    if task == Task.START_LOAN:
        return Need.START_LOAN
    if task == Task.PRIVATE_MEDIATION:
        return Need.PRIVATE_MEDIATION
    return NOBODY


@rule
def task_of(need):
    """The task that answers ``need``."""
    if need == Need.HOUSING_ALLOWANCE:
        return Task.HOUSING_ALLOWANCE
    if need == Need.SOCIAL_ASSISTANCE:
        return Task.SOCIAL_ASSISTANCE
    if need == Need.DEBT_ADVICE:
        return Task.DEBT_ADVICE
    if need == Need.START_LOAN:
        return Task.START_LOAN
    if need == Need.PRIVATE_MEDIATION:
        return Task.PRIVATE_MEDIATION
    return Task.ALLOCATE_DWELLINGS


@rule
def open_application(world, now, household, task, episode, parent, first_unit, right_unit):
    """A new application; its way so far is its parent's (``NOBODY``: it starts here).

    It is at ``first_unit`` and belongs to ``right_unit``.  ``episode`` is ``NOBODY`` for a
    tenant who is helped to move on.  Returns its row.
    """
    clock = world.clock[0]
    number = clock.applications
    clock.applications += 1
    person = world.households[household]
    row = world.applications[number]
    row.household = household
    row.episode = episode
    row.task = task
    row.parent = parent
    row.phase = Phase.HAND_OVER
    row.since = now
    row.unit = first_unit
    row.from_unit = NOBODY
    row.first_unit = first_unit
    row.right_unit = right_unit
    row.key = keys.of_application(world, task, episode, parent, person.tenancy)
    row.created = now
    row.arrived = NEVER
    row.decided = NEVER
    row.closed = NEVER
    row.work_item = NOBODY
    row.previous = NOBODY
    row.next = NOBODY
    row.refused_dwelling = NOBODY
    row.next_of_household = person.first_application
    person.first_application = number
    for cause in range(world.application_days.shape[1]):
        world.application_days[number, cause] = 0.0
        if parent >= 0:
            world.application_days[number, cause] = world.application_days[parent, cause]
    if episode >= 0:
        world.episodes[episode].open_tracks += 1
        if leads_home(task):
            world.episodes[episode].home_tracks += 1
    return number


@rule
def close(world, now, application, phase):
    """An application ends in ``phase``: granted, refused, lapsed, passed on or withdrawn."""
    row = world.applications[application]
    if row.phase == Phase.LISTED:
        leave_list(world, now, application)
    turn(world, now, application, phase)
    row.closed = now
    _unlink_from_household(world, application)
    if row.episode >= 0:
        episode = world.episodes[row.episode]
        episode.open_tracks -= 1
        if leads_home(row.task):
            episode.home_tracks -= 1


@rule
def _unlink_from_household(world, application):
    row = world.applications[application]
    person = world.households[row.household]
    if person.first_application == application:
        person.first_application = row.next_of_household
        return
    before = person.first_application
    while world.applications[before].next_of_household != application:
        before = world.applications[before].next_of_household
    world.applications[before].next_of_household = row.next_of_household


@rule
def withdraw(world, now, household, only_home, spared):
    """Withdraw open applications: all, or those for a home or a place meanwhile, but ``spared``.

    Work already in hand goes on to its end, in vain.  A dwelling on offer stays offered
    until the answer is due.
    """
    application = world.households[household].first_application
    while application != NOBODY:
        row = world.applications[application]
        following = row.next_of_household
        for_home = leads_home(row.task) or row.task == Task.TEMPORARY_HOUSING
        if application != spared and (for_home or not only_home):
            if row.work_item != NOBODY and world.work[row.work_item].in_hand == 0:
                desks.leave_queue(world, now, row.work_item)
                row.work_item = NOBODY
            close(world, now, application, Phase.WITHDRAWN)
            note(
                world,
                now,
                Happening.WITHDREW,
                household,
                application,
                row.unit,
                NOBODY,
                NOBODY,
                NOBODY,
            )
        application = following


@rule
def send(world, now, application, from_unit, worker):
    """Send a case from ``from_unit`` to the unit believed responsible.

    Inside a unit it only changes desks.  Otherwise the sender picks the right unit if it
    knows who does what, or else some other; the case then travels by the best channel there
    is, the sender (``worker``, ``NOBODY`` for none) writes about it, and the household
    hears that it has been referred.
    """
    p = world.parameters[0]
    row = world.applications[application]
    household = row.household
    row.from_unit = from_unit
    if row.right_unit == from_unit:
        row.unit = from_unit
        agenda.add(world, now + p.handover_same_unit, Event.CASE_RECEIVED, application, row.sends)
        return
    person = world.households[household]
    occasion = keys.sent(world, application)
    row.unit = row.right_unit
    if row.sends < keys.SENDS:  # in the end everybody has heard whose case it is
        row.unit = _believed_responsible(
            world, person.identity, from_unit, row.right_unit, occasion
        )
    row.sends += 1
    days = _days_between(world, person.identity, from_unit, row.unit, occasion)
    if row.phase != Phase.HAND_OVER:
        turn(world, now, application, Phase.HAND_OVER)
    note(world, now, Happening.SENT_ON, household, application, row.unit, worker, NOBODY, from_unit)
    if worker != NOBODY:
        world.caseworkers[worker].wrap_up_hours += p.handover_hours
    if row.episode >= 0:
        episode = world.episodes[row.episode]
        episode.referrals += 1
        if worker != NOBODY:
            episode.coordination_hours += p.handover_hours
        episodes.tire(world, now, household, world.settings[0].impatience_referral)
    agenda.add(world, now + days, Event.CASE_RECEIVED, application, row.sends)


@rule
def pass_on(world, now, application, unit):
    """A case that does not belong at ``unit``: somebody there reads it and sends it on.

    Where nobody works on cases it is sent on from the in-tray.
    """
    hours = world.parameters[0].handover_hours
    turn(world, now, application, Phase.AT_WRONG_UNIT)
    if _is_staffed(world, unit):
        desks.queue_case(
            world, now, WorkKind.FORWARD, application, unit, Task.ASSESSMENT, hours, hours
        )
    else:
        send(world, now, application, unit, NOBODY)


@rule
def take_on(world, now, application):
    """The right unit puts the case in its queue.

    If it came from another unit, somebody has to read it, and without a common case system
    part of the assessment is done again.
    """
    p = world.parameters[0]
    row = world.applications[application]
    unit = row.unit
    household = row.household
    row.arrived = now
    hours = desks.hours_of_case(world, unit, row.task, household, row.key)
    extra = 0.0
    if row.from_unit != unit and row.from_unit != NOBODY:
        extra = p.handover_hours
        if world.shared_system[row.from_unit, unit] == 0 and row.task != Task.ASSESSMENT:
            extra += p.handover_redone_share * world.mean_hours[Task.ASSESSMENT]
            if row.episode >= 0:
                world.episodes[row.episode].retold += 1
        if row.episode >= 0:
            world.episodes[row.episode].contacts += 1
    if row.task != Task.ASSESSMENT:
        kind = WorkKind.HANDLE
    else:
        kind = WorkKind.ASSESS
        if is_compound(world.households[household].needs):
            hours *= p.work_compound_factor
    desks.queue_case(world, now, kind, application, unit, row.task, hours + extra, extra)


@rule
def is_compound(needs):
    """Whether needs are compound: economic or personal help besides a home and its rent."""
    return has(needs, Need.SOCIAL_ASSISTANCE) or has(needs, Need.DEBT_ADVICE)


@rule
def _believed_responsible(world, identity, from_unit, right_unit, occasion):
    """The right unit, if the sender knows who does what; else any other with people in it."""
    seed = world.settings[0].seed
    known = draws.uniform(seed, Stream.WHO_DOES_WHAT, identity, occasion, 0)
    others = _staffed_others(world, from_unit, right_unit)
    if others == 0 or known < world.who_does_what[from_unit, right_unit]:
        return right_unit
    pick = int(draws.uniform(seed, Stream.WHO_DOES_WHAT, identity, occasion, 1) * others)
    for unit in range(world.settings[0].units):
        if unit != from_unit and unit != right_unit and _is_staffed(world, unit):
            if pick == 0:
                return unit
            pick -= 1
    return right_unit


@rule
def _is_staffed(world, unit):
    """Whether the unit has somebody to read a case."""
    return world.desks[world.units[unit].desk].workers > 0


@rule
def _staffed_others(world, one, other):
    """The number of units with people besides two."""
    count = 0
    for unit in range(world.settings[0].units):
        if unit != one and unit != other and _is_staffed(world, unit):
            count += 1
    return count


@rule
def _days_between(world, identity, from_unit, to_unit, occasion):
    """Days a case travels: by telephone where there is someone to ring, else as agreed."""
    days = world.channel_days[from_unit, to_unit]
    ring = draws.uniform(world.settings[0].seed, Stream.CONTACT, identity, occasion, 0)
    if ring < world.contact[from_unit, to_unit]:
        return min(days, world.parameters[0].handover_informal_contact)
    return days


@rule
def decide(world, now, application):
    """A decision is made: the first one counts for the household, and the sender learns."""
    row = world.applications[application]
    row.decided = now
    if row.episode >= 0:
        episode = world.episodes[row.episode]
        if episode.decided_at == NEVER:
            episode.decided_at = now
    weight = world.parameters[0].way_home_experience_weight
    days = now - row.created
    hours = row.sends * world.parameters[0].handover_hours
    unit, task = row.first_unit, row.task
    world.expected_days[unit, task] += weight * (days - world.expected_days[unit, task])
    world.expected_hours[unit, task] += weight * (hours - world.expected_hours[unit, task])


@rule
def within_reach(world, unit, task, group):
    """Whether a caseworker of ``unit`` finds a referral for ``task`` worth making.

    What the unit holds itself always is.
    """
    if world.holder[task, group] == unit:
        return True
    p = world.parameters[0]
    return (
        world.expected_days[unit, task] <= p.way_home_longest_referral
        and world.expected_hours[unit, task] <= p.way_home_most_own_hours
    )


@rule
def recognises(world, unit, household, need):
    """Whether a caseworker of ``unit`` sees that the household has ``need``.

    How visible a need is belongs to the household and its episode; whether it is seen
    depends on what the unit knows of the instrument.
    """
    person = world.households[household]
    base = world.parameters[0].recognition_base
    chance = base + (1.0 - base) * world.knowledge[unit, task_of(need)]
    occasion = person.episode_number * keys.TASKS + need
    seed = world.settings[0].seed
    return draws.uniform(seed, Stream.VISIBILITY, person.identity, occasion, 0) < chance


@rule
def counts_allowance(world, household, unit):
    """Whether ``unit`` reckons with housing allowance: granted, or seen to be due."""
    person = world.households[household]
    if person.allowance > 0.0:
        return True
    return has(person.needs, Need.HOUSING_ALLOWANCE) and recognises(
        world, unit, household, Need.HOUSING_ALLOWANCE
    )


@rule
def join_list(world, now, application, unit):
    """An approved application goes to the end of the allocator's waiting list."""
    row = world.applications[application]
    office = world.units[unit]
    turn(world, now, application, Phase.LISTED)
    row.unit = unit
    row.next = NOBODY
    row.previous = office.last_listed
    if row.previous == NOBODY:
        office.first_listed = application
    else:
        world.applications[row.previous].next = application
    office.last_listed = application
    office.listed += 1
    shift(world, now, Level.LISTED, 1)


@rule
def leave_list(world, now, application):
    """An application leaves the waiting list it stands on."""
    row = world.applications[application]
    office = world.units[row.unit]
    if row.previous == NOBODY:
        office.first_listed = row.next
    else:
        world.applications[row.previous].next = row.next
    if row.next == NOBODY:
        office.last_listed = row.previous
    else:
        world.applications[row.next].previous = row.previous
    office.listed -= 1
    shift(world, now, Level.LISTED, -1)


@rule
def meet_need(world, now, household, need):
    """A need is met: the episode remembers when the last was, and a tenancy gets safer."""
    person = world.households[household]
    person.met |= bit(need)
    if person.episode >= 0:
        episode = world.episodes[person.episode]
        episode.met |= bit(need)
        if (episode.needs & ~episode.met) == 0 and episode.all_met_at == NEVER:
            episode.all_met_at = now
    if person.tenancy >= 0:
        tenancies.plan(world, now, person.tenancy)


@rule
def look_again(world, now, application):
    """After a way home has closed: another look, unless one is still open or none is left."""
    row = world.applications[application]
    if row.episode == NOBODY:
        return
    episode = world.episodes[row.episode]
    person = world.households[row.household]
    if episode.outcome != Outcome.OPEN or person.committed == 1 or episode.home_tracks > 0:
        return
    if not has(person.needs, Need.DWELLING):
        return  # it ends with its last open application
    if has(person.tried, Task.ALLOCATE_DWELLINGS):
        withdraw(world, now, row.household, True, NOBODY)
        episodes.end(world, now, row.household, Outcome.REFUSED, application)
        episodes.go_without(world, now, row.household)
        episodes.come_back_later(world, now, row.household)
        return
    unit = person.case_unit
    opened = open_application(
        world, now, row.household, Task.ASSESSMENT, row.episode, application, unit, unit
    )
    world.applications[opened].arrived = now
    again = world.parameters[0].handover_redone_share * world.mean_hours[Task.ASSESSMENT]
    hours = world.parameters[0].handover_hours + again
    desks.queue_case(world, now, WorkKind.ASSESS, opened, unit, Task.ASSESSMENT, hours, again)


@rule
def end_if_all_is_decided(world, now, application):
    """An episode without a dwelling need ends with its last open application.

    It has helped if any need was met; an allowance too small to be paid helps nobody, nor does
    a loan or mediation that led to no home.
    """
    row = world.applications[application]
    if row.episode == NOBODY:
        return
    episode = world.episodes[row.episode]
    person = world.households[row.household]
    if episode.outcome != Outcome.OPEN or episode.open_tracks > 0:
        return
    if not has(person.needs, Need.DWELLING):
        helped = episode.met != 0 and not leads_home(row.task)
        outcome = Outcome.HELPED if helped else Outcome.REFUSED
        episodes.end(world, now, row.household, outcome, application)
