"""Cases on their way: applications are opened, sent, closed; units learn what referrals cost."""

from __future__ import annotations

from sim import (
    agenda,
    desks,
    draws,
    episodes,
    homes_sought,
    keys,
    lines,
    people,
    purchases,
    seeing,
    strategy,
    tenancies,
)
from sim.bookkeeping import bit, bit_set, forget, has, lacks, note, note_case, turn
from sim.draws import Stream
from sim.jit import clear_row, fetch_ahead, rule
from sim.names import OTHER_NEEDS, Need, Task
from sim.state import LATER, NEVER, NOBODY, Appeal, Event, Happening, Outcome, Phase, WorkKind

#: Needs that are met by means to a home, which help nobody who finds none, as a bit set.
_MEANS_ALONE = bit_set((Need.START_LOAN, Need.PRIVATE_MEDIATION))

#: Parts of the stream of contacts, besides 1 (:mod:`sim.people`): whether there is someone to ring
#: in the unit that a case goes to, whether who is in doubt asks first, and whether there is
#: someone to ask in the unit that holds the task.
_WHERE_IT_GOES = 0
_ASKED = 2
_WHERE_IT_BELONGS = 3

#: Needs that have one instrument each, applied for as soon as they are seen; as a bit set too.
_WITH_INSTRUMENT = (Need.HOUSING_ALLOWANCE, *OTHER_NEEDS)
_ALL_WITH_INSTRUMENT = bit_set(_WITH_INSTRUMENT)


@rule
def _is_way_home(world, household, task):
    """Whether an application for ``task`` may end with a home to stay in."""
    if task == Task.ADAPT_DWELLING:
        return lacks(world.households[household], Need.DWELLING)
    return (
        task == Task.ASSESSMENT
        or task == Task.ALLOCATE_DWELLINGS
        or task == Task.START_LOAN
        or task == Task.PURCHASE_GRANT
        or task == Task.PRIVATE_MEDIATION
    )


@rule
def open_application(world, now, household, task, episode, parent, first_unit, right_unit):
    """A new application; its way so far is its parent's (``NOBODY``: it starts here).

    It is at ``first_unit`` and belongs to ``right_unit``.  Returns its row.
    """
    number = _new_application(world, now, household, task, episode, parent, first_unit, right_unit)
    world.applications[number].key = keys.of_application(world, task, episode, parent, household)
    return number


@rule
def open_for_tenant(world, now, tenancy, contract, task, first_unit, right_unit):
    """A new application of a tenant who is helped to move on: no episode is about it.

    It came of the review of the lease that ran out with ``contract``.  Returns its row.
    """
    household = world.tenancies[tenancy].household
    number = _new_application(world, now, household, task, NOBODY, NOBODY, first_unit, right_unit)
    world.applications[number].key = keys.of_lease(world, task, tenancy, contract)
    return number


@rule
def _new_application(world, now, household, task, episode, parent, first_unit, right_unit):
    clock = world.clock[0]
    number = clock.applications
    clock.applications += 1
    fetch_ahead(world.applications, number + 3)
    fetch_ahead(world.application_days, number + 3)
    person = world.households[household]
    clear_row(world.applications, number)
    row = world.applications[number]
    row.household = household
    row.episode = episode
    row.task = task
    row.parent = parent
    row.phase = Phase.HAND_OVER
    row.since = now
    row.unit = first_unit
    row.from_unit = NOBODY
    row.from_worker = NOBODY
    row.first_unit = first_unit
    row.right_unit = right_unit
    row.created = now
    row.arrived = NEVER
    row.decided = NEVER
    row.closed = NEVER
    row.work_item = NOBODY
    row.line = NOBODY
    place = world.in_line[number]
    place.previous = NOBODY
    place.next = NOBODY
    place.refused_dwelling = NOBODY
    row.own_flat = NOBODY
    row.checks = NOBODY
    if _is_way_home(world, household, task):
        row.leads_home = 1
    row.next_of_household = person.first_application
    person.first_application = number
    if parent >= 0:
        for cause in range(world.application_days.shape[1]):
            world.application_days[number, cause] = world.application_days[parent, cause]
    else:
        clear_row(world.application_days, number)
    if episode >= 0:
        about = world.episodes[episode]
        about.open_tracks += 1
        about.home_tracks += row.leads_home
        first = about.applied_at == NEVER and about.outcome == Outcome.OPEN
        if first and task == Task.ALLOCATE_DWELLINGS:
            about.applied_at = now
    return number


@rule
def apply_for(world, now, parent, task, unit, worker):
    """What ``parent`` has led to: ``unit`` opens an application for ``task`` and sends it.

    It goes to the unit that holds the task for the household.  Returns its row.
    """
    row = world.applications[parent]
    right = seeing.holder(world, task, row.household)
    opened = open_application(world, now, row.household, task, row.episode, parent, unit, right)
    send(world, now, opened, unit, worker)
    return opened


@rule
def try_way(world, now, parent, task, unit, worker):
    """Try the way home, or the help on it, that ``task`` gives."""
    world.households[world.applications[parent].household].tried |= bit(task)
    return apply_for(world, now, parent, task, unit, worker)


@rule
def close(world, now, application, phase):
    """An application ends in ``phase``: granted, refused, lapsed, passed on or withdrawn."""
    row = world.applications[application]
    lines.leave(world, now, application)
    turn(world, now, application, phase)
    row.closed = now
    _unlink_from_household(world, application)
    if row.episode >= 0:
        episode = world.episodes[row.episode]
        episode.open_tracks -= 1
        episode.home_tracks -= row.leads_home


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
        for_home = row.leads_home == 1 or row.task == Task.TEMPORARY_HOUSING
        if application != spared and (for_home or not only_home):
            if row.work_item != NOBODY and world.work[row.work_item].in_hand == 0:
                desks.leave_queue(world, now, row.work_item)
                row.work_item = NOBODY
            if row.phase == Phase.AWAITING_PLACE and row.task == Task.PROVIDE_FOLLOW_UP:
                agenda.add(world, now, Event.PLACE_FREE, row.unit, 0)
            if row.task == Task.START_LOAN:
                purchases.give_back_the_grant(world, household)
            close(world, now, application, Phase.WITHDRAWN)
            note_case(world, now, Happening.WITHDREW, application)
        application = following


@rule
def send(world, now, application, from_unit, worker):
    """Send a case from ``from_unit`` to the unit believed responsible.

    Inside a unit it only changes desks.  Otherwise the sender picks the right unit if it
    knows who does what or finds out, or else some other; the case then travels by the best
    channel there is, the sender (``worker``, ``NOBODY`` for none) writes about it, and the
    household hears that it has been referred.
    """
    p = world.parameters[0]
    row = world.applications[application]
    household = row.household
    row.from_unit = from_unit
    row.from_worker = max(worker, NOBODY)
    if row.phase != Phase.HAND_OVER:
        turn(world, now, application, Phase.HAND_OVER)
    if row.right_unit == from_unit:
        row.unit = from_unit
        if row.phase != Phase.HAND_OVER:  # it has become the right one by a reorganisation
            turn(world, now, application, Phase.HAND_OVER)
        agenda.add(world, now + p.handover_same_unit, Event.CASE_RECEIVED, application, row.sends)
        return
    person = world.households[household]
    occasion = keys.sent(world, application)
    row.unit = row.right_unit
    seen = person.recognised & ~person.met
    asks, asked = False, False
    if world.settings[0].case_coordinator == 1 and seeing.is_compound(seen):
        # The coordinator finds out whose case it is before sending it.
        _coordinate(world, now, application, from_unit, worker)
    elif row.sends < keys.SENDS:  # in the end everybody has heard whose case it is
        knowing = people.knows_what_it_does(world, from_unit, worker, row.right_unit)
        seed = world.settings[0].seed
        if not draws.happens(knowing, seed, Stream.WHO_DOES_WHAT, person.identity, occasion, 0):
            asks = _asks_first(world, person.identity, occasion)
            asked = asks and _has_someone_to_ring(
                world, person.identity, from_unit, worker, row.unit, occasion, _WHERE_IT_BELONGS
            )
            if not asked and not _key_person_knows(world, now, application, occasion):
                row.unit = _some_other(world, person.identity, from_unit, row.right_unit, occasion)
    row.sends += 1
    if row.unit == row.right_unit:
        people.learn_who_does_what(world, worker, row.unit)
    # Who has asked knows already whether there is someone there.
    there = _WHERE_IT_BELONGS if asks and row.unit == row.right_unit else _WHERE_IT_GOES
    days = world.channel_days[from_unit, row.unit]
    by_telephone = days > p.handover_informal_contact and _has_someone_to_ring(
        world, person.identity, from_unit, worker, row.unit, occasion, there
    )
    if by_telephone:
        days = p.handover_informal_contact
    if asked or by_telephone:
        _talk(world, now, application, from_unit, worker, row.unit)
    note(
        world,
        now,
        Happening.SENT_ON,
        household,
        application,
        row.unit,
        worker,
        NOBODY,
        from_unit,
    )
    book(world, now, application, from_unit, worker, p.handover_hours)
    if row.episode >= 0:
        world.episodes[row.episode].referrals += 1
        episodes.tire(world, now, household, world.settings[0].impatience_referral)
    agenda.add(world, now + days, Event.CASE_RECEIVED, application, row.sends)


@rule
def pass_on(world, now, application, unit):
    """A case that does not belong at ``unit``: somebody there reads it and sends it on.

    Where nobody works on cases it is sent on from the in-tray.
    """
    hours = world.parameters[0].handover_hours
    turn(world, now, application, Phase.AT_WRONG_UNIT)
    if is_staffed(world, unit):
        desks.queue_case(
            world, now, WorkKind.FORWARD, application, unit, Task.ASSESSMENT, hours, hours, 0.0
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
    if row.task == Task.PROVIDE_FOLLOW_UP:
        agenda.add(world, now, Event.PLACE_ASKED, application, 0)
        return
    hours = desks.hours_of_case(world, unit, row.task, household, row.key)
    extra = 0.0
    if world.units[unit].on_shared_system == 1:
        book(world, now, application, unit, LATER, p.routine_case_system_hours)
    if row.from_unit != unit and row.from_unit != NOBODY:
        if world.in_time[row.from_unit, unit] == 1:
            book(world, now, application, unit, LATER, p.routine_deadline_hours)
        extra = p.handover_hours
        if world.shared_system[row.from_unit, unit] == 0 and row.task != Task.ASSESSMENT:
            extra += p.handover_redone_share * world.mean_hours[Task.ASSESSMENT]
            if row.episode >= 0:
                world.episodes[row.episode].retold += 1
        if row.episode >= 0:
            world.episodes[row.episode].contacts += 1
    kind = WorkKind.HANDLE
    of_case = hours
    if row.task == Task.ASSESSMENT:
        kind = WorkKind.ASSESS
        person = world.households[household]
        if seeing.is_compound(person.needs & ~person.met):
            hours *= p.work_compound_factor
        of_case = hours
        row.checks = desks.will_check(
            world, now, household, person.episode_number, strategy.CHECK, row.checks
        )
        hours += desks.check_hours(world, row.checks)
    desks.queue_case(world, now, kind, application, unit, row.task, hours + extra, extra, of_case)


@rule
def _coordinate(world, now, application, unit, worker):
    """Who coordinates the household's case finds out whose it is, which takes time."""
    household = world.applications[application].household
    coordinated = Happening.COORDINATED
    note(world, now, coordinated, household, application, unit, worker, NOBODY, NOBODY)
    book(world, now, application, unit, worker, world.parameters[0].routine_coordinator_hours)


@rule
def _asks_first(world, identity, occasion):
    """Whether a sender in doubt asks in the unit that holds the task, if there is someone to."""
    asks = world.parameters[0].contacts_asked_first
    seed = world.settings[0].seed
    return draws.happens(asks, seed, Stream.CONTACT, identity, occasion, _ASKED)


@rule
def _has_someone_to_ring(world, identity, from_unit, worker, unit, occasion, which):
    """Whether the sender has; ``which`` names the unit: where the case goes, or belongs."""
    contact = people.can_ring(world, from_unit, worker, unit)
    seed = world.settings[0].seed
    return draws.happens(contact, seed, Stream.CONTACT, identity, occasion, which)


@rule
def _talk(world, now, application, from_unit, worker, unit):
    """Two caseworkers talk about a case on the telephone, which takes both of them time."""
    household = world.applications[application].household
    note(
        world,
        now,
        Happening.CALLED,
        household,
        application,
        unit,
        worker,
        NOBODY,
        from_unit,
    )
    hours = world.parameters[0].contacts_hours
    if hours > 0.0:
        book(world, now, application, from_unit, worker, hours)
        book(world, now, application, unit, LATER, hours)


@rule
def book(world, now, application, unit, worker, hours):
    """Hours of coordination about a case, to be worked off by somebody of ``unit``."""
    written = desks.write_up(world, now, unit, worker, hours)
    episode = world.applications[application].episode
    if episode >= 0:
        world.episodes[episode].coordination_hours += written


@rule
def _key_person_knows(world, now, application, occasion):
    """Whether a key person is asked about a case that has gone astray before, and knows."""
    row = world.applications[application]
    if row.bounces == 0:
        return False
    knowing = people.overview(world, now)
    identity = world.households[row.household].identity
    seed = world.settings[0].seed
    if not draws.happens(knowing, seed, Stream.WHO_DOES_WHAT, identity, occasion, 2):
        return False
    ask_key_person(world, now, application)
    return True


@rule
def ask_key_person(world, now, application):
    """A case is brought up with the key person, whom it takes time."""
    unit = world.settings[0].key_person
    household = world.applications[application].household
    brought_up = Happening.BROUGHT_UP
    note(world, now, brought_up, household, application, unit, NOBODY, NOBODY, NOBODY)
    book(world, now, application, unit, LATER, world.parameters[0].overview_hours_per_case)


@rule
def _some_other(world, identity, from_unit, right_unit, occasion):
    """A unit with people in it that the sender takes for the right one; that, if it is alone."""
    seed = world.settings[0].seed
    others = _staffed_others(world, from_unit, right_unit)
    if others == 0:
        return right_unit
    pick = int(draws.uniform(seed, Stream.WHO_DOES_WHAT, identity, occasion, 1) * others)
    for unit in range(world.settings[0].units):
        if unit != from_unit and unit != right_unit and is_staffed(world, unit):
            if pick == 0:
                return unit
            pick -= 1
    return right_unit


@rule
def is_staffed(world, unit):
    """Whether the unit has somebody to read a case."""
    return world.desks[world.units[unit].desk].workers > 0


@rule
def _staffed_others(world, one, other):
    """The number of units with people besides two."""
    count = 0
    for unit in range(world.settings[0].units):
        if unit != one and unit != other and is_staffed(world, unit):
            count += 1
    return count


@rule
def decide(world, now, application):
    """A decision is made: the first one counts for the household, and the sender learns."""
    row = world.applications[application]
    if row.decided < NEVER:
        return  # after an appeal
    row.decided = now
    if row.episode >= 0:
        episode = world.episodes[row.episode]
        if episode.decided_at == NEVER:
            episode.decided_at = now
    _inform(world, now, application)
    weight = world.parameters[0].way_home_experience_weight
    days = now - row.created
    hours = row.sends * world.parameters[0].handover_hours
    unit, task = row.first_unit, row.task
    world.expected_days[unit, task] += weight * (days - world.expected_days[unit, task])
    world.expected_hours[unit, task] += weight * (hours - world.expected_hours[unit, task])


@rule
def _inform(world, now, application):
    """Where there is a duty to inform, whoever sent the case is told what was decided."""
    row = world.applications[application]
    if row.from_unit == NOBODY or world.informs[row.unit, row.from_unit] == 0:
        return
    note(
        world,
        now,
        Happening.INFORMED,
        row.household,
        application,
        row.from_unit,
        NOBODY,
        NOBODY,
        row.unit,
    )
    book(world, now, application, row.unit, LATER, world.parameters[0].routine_inform_hours)
    people.learn_of_outcome(world, row.from_worker, row.task)


@rule
def join_list(world, now, application, unit):
    """An approved application goes on the allocator's waiting list.

    Among those with its ground who seek the same kind of home it stands by when it came to the
    allocator, then by its row.
    """
    row = world.applications[application]
    turn(world, now, application, Phase.LISTED)
    row.unit = unit
    sought = homes_sought.sought_by(world, row.household)
    line = lines.for_dwelling(world, unit, row.judged_ground, sought)
    lines.join_by_arrival(world, now, line, application)


@rule
def meet_need(world, now, household, need):
    """A need is met: the episode remembers when the last was, and a tenancy gets safer."""
    person = world.households[household]
    person.met |= bit(need)
    if need == Need.DWELLING:
        let_follow_up_begin(world, now, household)
    if person.episode >= 0:
        episode = world.episodes[person.episode]
        episode.met |= bit(need)
        if (episode.needs & ~episode.met) == 0 and episode.all_met_at == NEVER:
            episode.all_met_at = now
    if person.tenancy >= 0:
        tenancies.plan(world, now, person.tenancy)


@rule
def buys_its_flat(world, household):
    """Whether a tenant has applied for a loan to buy the co-op flat it lives in."""
    application = world.households[household].first_application
    while application != NOBODY:
        row = world.applications[application]
        if row.own_flat != NOBODY:
            return True
        application = row.next_of_household
    return False


@rule
def drop_need(world, now, household, need):
    """It turns out that the household does not have a need."""
    person = world.households[household]
    forget(world, household, need)
    if person.episode >= 0:
        episode = world.episodes[person.episode]
        episode.needs &= ~bit(need)
        all_met = episode.needs != 0 and (episode.needs & ~episode.met) == 0
        if all_met and episode.all_met_at == NEVER:
            episode.all_met_at = now
    if person.tenancy >= 0:
        tenancies.plan(world, now, person.tenancy)


@rule
def let_follow_up_begin(world, now, household):
    """Follow-up that waited to begin with a home need not wait any longer."""
    application = world.households[household].first_application
    while application != NOBODY:
        row = world.applications[application]
        if row.phase == Phase.AWAITING_HOME:
            agenda.add(world, now, Event.PLACE_ASKED, application, 0)
        application = row.next_of_household


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
    if not has(episode.needs, Need.DWELLING):
        return  # it ends with its last open application
    if has(person.tried, Task.ALLOCATE_DWELLINGS):
        withdraw(world, now, row.household, True, NOBODY)
        episodes.end(world, now, row.household, Outcome.REFUSED, application)
        let_follow_up_begin(world, now, row.household)
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
    desks.queue_case(world, now, WorkKind.ASSESS, opened, unit, Task.ASSESSMENT, hours, again, 0.0)


@rule
def end_if_all_is_decided(world, now, application):
    """With an application decided the household's episode may be over."""
    row = world.applications[application]
    if row.episode != NOBODY and row.episode == world.households[row.household].episode:
        end_if_over(world, now, row.household, application)


@rule
def end_if_over(world, now, household, critical):
    """An episode without a dwelling need ends when no application is open.

    It has helped if any need was met; an allowance too small to be paid helps nobody, nor does
    a loan or mediation that led to no home.
    """
    number = world.households[household].episode
    if number == NOBODY:
        return
    episode = world.episodes[number]
    if episode.outcome != Outcome.OPEN or episode.open_tracks > 0:
        return
    if not has(episode.needs, Need.DWELLING):
        helped = episode.met & ~_MEANS_ALONE != 0
        outcome = Outcome.HELPED if helped else Outcome.REFUSED
        episodes.end(world, now, household, outcome, critical)


@rule
def add_need(world, now, household, need):
    """A need has arisen, or come back: nobody has seen it yet, and nothing meets it."""
    person = world.households[household]
    tenancies.count_follow_up(world, now, household, -1)
    person.needs |= bit(need)
    person.met &= ~bit(need)
    person.recognised &= ~bit(need)
    tenancies.count_follow_up(world, now, household, 1)
    if person.episode >= 0 and world.episodes[person.episode].outcome == Outcome.OPEN:
        episode = world.episodes[person.episode]
        episode.needs |= bit(need)
        episode.met &= ~bit(need)
    if person.tenancy >= 0:
        tenancies.plan(world, now, person.tenancy)


@rule
def appeal(world, now, application, worker):
    """Whether a refusal is appealed; the case then waits for the outcome.

    An appeal costs the unit that refused hours, and can be made once.
    """
    p = world.parameters[0]
    row = world.applications[application]
    if row.appealed != Appeal.NONE:
        return False
    identity = world.households[row.household].identity
    seed = world.settings[0].seed
    if not draws.happens(p.appeal_share, seed, Stream.APPEAL, identity, row.key, 0):
        return False
    row.appealed = Appeal.MADE
    turn(world, now, application, Phase.IN_APPEAL)
    note(
        world,
        now,
        Happening.APPEALED,
        row.household,
        application,
        row.unit,
        worker,
        NOBODY,
        NOBODY,
    )
    desks.write_up(world, now, row.unit, worker, p.appeal_hours)
    agenda.add(world, now + p.appeal_days, Event.APPEAL_DECIDED, application, 0)
    return True


@rule
def apply_for_what_is_seen(world, now, application, unit, worker):
    """After any contact: what ``unit`` sees is applied for, what it holds or elsewhere.

    A case left over from an earlier episode is no occasion: the household is heard out anew.
    """
    parent = world.applications[application]
    household = parent.household
    person = world.households[household]
    if parent.episode != person.episode:
        return
    unseen = person.needs & ~person.met & ~person.recognised
    if unseen & _ALL_WITH_INSTRUMENT != 0:  # mostly there is none, and no need to go through them
        for need in _WITH_INSTRUMENT:
            if has(unseen, need) and seeing.recognises(world, unit, worker, household, need):
                person.recognised |= bit(need)
                apply_for(world, now, application, seeing.task_of(need), unit, worker)
    if parent.episode >= 0 and world.episodes[parent.episode].outcome == Outcome.OPEN:
        world.episodes[parent.episode].recognised = person.recognised


@rule
def needs_it_still(world, application):
    """Whether the household is without a home still, and has said yes to no other."""
    row = world.applications[application]
    open_still = world.episodes[row.episode].outcome == Outcome.OPEN
    return open_still and world.households[row.household].committed == 0


@rule
def settle(world, now, application):
    """This way has led to a home: the others are dropped, and the dwelling need is met."""
    household = world.applications[application].household
    world.households[household].committed = 1
    withdraw(world, now, household, True, application)
    meet_need(world, now, household, Need.DWELLING)


@rule
def fail(world, now, application, phase):
    """This way is closed; the household's case is looked at again, or nothing is left."""
    if phase == Phase.REFUSED:
        note_case(world, now, Happening.REFUSED, application)
    close(world, now, application, phase)
    look_again(world, now, application)
