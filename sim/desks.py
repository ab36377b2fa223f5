"""Desks: queues of work and the people who serve them.

Every unit has a desk of caseworkers; the unit that manages vacancies also has one of
maintenance crews.  A free person takes the next item: the lowest priority class first, and
within a class the one that came first.  Under personal cases an item of a household waits
for the caseworker who keeps its case, even while others are free.

A person has at most one item in hand.  Writing letters about a case that is sent on
(wrapping up) keeps the person busy after the item is done, but not the household waiting.  So does
what the unit owes in other hours; where there are no cases to do it after, it is an item itself.
"""

from __future__ import annotations

import math

from sim import agenda, draws, keys, people, strategy
from sim.bookkeeping import note, shift, turn, turn_vacancy
from sim.draws import Stream
from sim.jit import clear_row, fetch_ahead, rule
from sim.names import Task
from sim.state import ABSENT, NEW, NOBODY, Event, Happening, Level, Phase, VacancyCause, WorkKind


@rule
def _new_item(world):
    """A free row of the work table."""
    clock = world.clock[0]
    item = clock.free_item
    if item != NOBODY:
        clock.free_item = world.work[item].next
        clock.free_items -= 1
    else:
        item = clock.work_items
        clock.work_items += 1
    clear_row(world.work, item)
    return item


@rule
def _free_item(world, item):
    clock = world.clock[0]
    world.work[item].next = clock.free_item
    clock.free_item = item
    clock.free_items += 1


@rule
def take_away(world, now, item):
    """An item that lies at a desk, and stands in no queue there any more, comes to nothing."""
    work = world.work[item]
    if work.in_hand == 0:
        world.desks[work.desk].waited += now - work.queued_at
    _free_item(world, item)


@rule
def stand_again(world, now, item):
    """An item whose queue was taken apart goes to the end of one at its desk, or into free hands.

    It has waited since it came.  One that somebody had in hand comes anew, and takes whoever
    has it next that person's time.
    """
    work = world.work[item]
    keeper = NOBODY
    if work.application >= 0:
        keeper = _keeper(world, work.household, world.desks[work.desk].unit)
    if work.in_hand == 0:
        _stand(world, now, item, keeper)
        return
    work.hours -= work.pace_hours
    work.pace_hours = 0.0
    _join(world, now, item, keeper)


@rule
def will_check(world, now, household, occasion, part, decided):
    """1 if the routine of checking everyone is going to be followed this time, 0 if it is not.

    ``NOBODY`` where there is no such routine.  What has been ``decided`` before, in the
    organisation there was, holds (``NOBODY``: nothing has).
    """
    if decided != NOBODY or world.settings[0].check_everyone == 0:
        return decided
    return 1 if strategy.follows_routine(world, now, household, occasion, part) else 0


@rule
def check_hours(world, checks):
    """Hours that the routine of checking everyone adds to a look at a household."""
    return world.parameters[0].routine_check_hours if checks == 1 else 0.0


@rule
def _class_of(world, work):
    """The priority class of a work item: meetings, then a group's own class or acute first."""
    settings = world.settings[0]
    if work.kind == WorkKind.MEETING:
        return 0
    ordinary = min(settings.meeting_class + 1, settings.classes - 1)
    if work.household == NOBODY:
        return ordinary
    row = world.households[work.household]
    priority = world.groups[row.group].priority
    if priority >= 0:
        return settings.meeting_class + priority
    return settings.meeting_class if row.acute == 1 else ordinary


@rule
def queue_meeting(world, now, unit, body, hours):
    """Somebody of ``unit`` has to go to a meeting, before anything else."""
    _queue_coordination(world, now, WorkKind.MEETING, unit, body, hours)


@rule
def _queue_coordination(world, now, kind, unit, body, hours):
    """Work of ``unit`` that is about no case of its own joins its desk; ``body``: of a meeting."""
    item = _new_item(world)
    work = world.work[item]
    work.kind = kind
    work.application = NOBODY
    work.dwelling = NOBODY
    work.tenancy = body
    work.household = NOBODY
    work.desk = world.units[unit].desk
    work.task = Task.ALLOCATE_DWELLINGS
    work.hours = hours
    work.coordination_hours = hours
    work.case_hours = 0.0
    _join(world, now, item, NOBODY)


@rule
def hours_of_case(world, unit, task, household, key):
    """Hours this case takes a caseworker of ``unit`` (with a full post or not).

    A standard variate of the household and the case's ``key``, scaled by the mean, by the group,
    by the breadth of the unit's field, and by what it knows of the instrument.
    """
    variate = draws.work_variate(
        world.distribution[task],
        world.variation[task],
        world.settings[0].seed,
        Stream.WORK,
        world.households[household].identity,
        key,
    )
    pace = people.expected_pace(world, unit, task)
    group = world.groups[world.households[household].group]
    factor = group.work_factor * world.units[unit].breadth_factor * pace
    return world.mean_hours[task] * variate * factor


@rule
def _hours_on_dwelling(world, unit, task, mean, dwelling, number, kind):
    """Hours of work on a dwelling: keyed by the dwelling and which of its vacancies it is."""
    variate = draws.work_variate(
        world.distribution[task],
        world.variation[task],
        world.settings[0].seed,
        Stream.DWELLING_WORK,
        dwelling,
        number * 8 + kind,
    )
    pace = people.expected_pace(world, unit, task)
    return mean * variate * world.units[unit].breadth_factor * pace


@rule
def queue_case(world, now, kind, application, unit, task, hours, coordination_hours, case_hours):
    """A household's application joins the desk of ``unit``.

    Part of ``hours`` are ``coordination_hours`` (reading up, forwarding, doing again), and
    ``case_hours``, those that :func:`hours_of_case` gave.
    """
    row = world.applications[application]
    item = _new_item(world)
    work = world.work[item]
    work.kind = kind
    work.application = application
    work.dwelling = NOBODY
    work.tenancy = NOBODY
    work.desk = world.units[unit].desk
    work.household = row.household
    work.task = task
    work.hours = hours
    work.coordination_hours = coordination_hours
    work.case_hours = case_hours
    row.work_item = item
    row.unit = unit
    _join(world, now, item, _keeper(world, row.household, unit))


@rule
def queue_review(world, now, tenancy, contract, unit, decided):
    """A lease whose ``contract`` is coming to its end joins the desk of who reviews leases.

    ``decided``: as of :func:`will_check`.
    """
    household = world.tenancies[tenancy].household
    item = _new_item(world)
    work = world.work[item]
    work.kind = WorkKind.REVIEW_LEASE
    work.application = NOBODY
    work.dwelling = world.tenancies[tenancy].dwelling
    work.tenancy = tenancy
    work.contract = contract
    work.desk = world.units[unit].desk
    work.household = household
    work.task = Task.REVIEW_LEASES
    key = keys.of_lease(world, Task.REVIEW_LEASES, tenancy, contract)
    work.case_hours = hours_of_case(world, unit, Task.REVIEW_LEASES, household, key)
    occasion = keys.of_contract(world, tenancy, contract)
    work.checks = will_check(world, now, household, occasion, strategy.CHECK_AT_REVIEW, decided)
    work.hours = work.case_hours + check_hours(world, work.checks)
    work.coordination_hours = 0.0
    _join(world, now, item, NOBODY)


@rule
def queue_dwelling(world, now, kind, dwelling, unit, number):
    """Work on an empty dwelling joins a desk: inspection, works, or finding a tenant.

    ``number`` tells the offers of one vacancy apart.
    """
    p = world.parameters[0]
    vacancy = world.vacancies[world.dwellings[dwelling].vacancy]
    item = _new_item(world)
    work = world.work[item]
    work.kind = kind
    work.application = NOBODY
    work.dwelling = dwelling
    work.tenancy = NOBODY
    work.household = NOBODY
    work.coordination_hours = 0.0
    occasion = vacancy.number * 64 + min(number, 63)
    if kind == WorkKind.WORKS:
        work.desk = world.units[unit].crew_desk
        work.task = Task.MANAGE_VACANCIES
        work.hours = vacancy.works_days
    elif kind == WorkKind.INSPECT:
        work.desk = world.units[unit].desk
        work.task = Task.MANAGE_VACANCIES
        work.hours = _hours_on_dwelling(
            world, unit, work.task, world.mean_hours[work.task], dwelling, occasion, kind
        )
    else:
        work.desk = world.units[unit].desk
        work.task = Task.ALLOCATE_DWELLINGS
        work.hours = _hours_on_dwelling(
            world, unit, work.task, p.offers_hours, dwelling, occasion, kind
        )
    work.case_hours = 0.0 if kind == WorkKind.WORKS else work.hours
    _join(world, now, item, NOBODY)


@rule
def _keeper(world, household, unit):
    """Under personal cases: who in ``unit`` keeps the household's case; else ``NOBODY``.

    A new household goes to whoever has been given the fewest for the size of the post.
    """
    if world.settings[0].personal_cases == 0:
        return NOBODY
    keeper = world.owner[household, unit]
    if keeper != NOBODY:
        return keeper
    desk = world.desks[world.units[unit].desk]
    if desk.workers == 0:
        return NOBODY
    keeper = desk.first_worker
    for worker in range(desk.first_worker + 1, desk.first_worker + desk.workers):
        one, best = world.caseworkers[worker], world.caseworkers[keeper]
        if one.open_cases * best.post < best.open_cases * one.post:
            keeper = worker
    world.owner[household, unit] = keeper
    world.caseworkers[keeper].open_cases += 1
    return keeper


@rule
def _idle_worker(world, desk):
    """The first free person at a desk (fuller posts come first); the desk has one."""
    row = world.desks[desk]
    for worker in range(row.first_worker, row.first_worker + row.workers):
        if world.caseworkers[worker].work_item == NOBODY:
            return worker
    return NOBODY


@rule
def _join(world, now, item, keeper):
    """An item comes to its desk."""
    work = world.work[item]
    work.queued_at = now
    work.in_hand = 0
    if work.application >= 0 and work.kind != WorkKind.FORWARD:
        turn(world, now, work.application, Phase.QUEUED)
    desk = world.desks[work.desk]
    note(
        world,
        now,
        Happening.JOINED_QUEUE,
        work.household,
        work.application,
        desk.unit,
        NOBODY,
        work.dwelling,
        work.kind,
    )
    _stand(world, now, item, keeper)


@rule
def _stand(world, now, item, keeper):
    """Start the item with a free person, or put it at the end of its queue."""
    work = world.work[item]
    desk = world.desks[work.desk]
    if keeper != NOBODY:
        if world.caseworkers[keeper].work_item == NOBODY:
            _start(world, now, keeper, item)
            return
    elif desk.idle > 0:
        _start(world, now, _idle_worker(world, work.desk), item)
        return
    classes = world.settings[0].classes
    line = work.desk if keeper == NOBODY else world.settings[0].desks + keeper
    queue = line * classes + _class_of(world, work)
    work.queue = queue
    work.next = NOBODY
    work.previous = world.queue_last[queue]
    if work.previous == NOBODY:
        world.queue_first[queue] = item
    else:
        world.work[work.previous].next = item
    world.queue_last[queue] = item
    _change_queue_length(world, now, work.desk, 1)


@rule
def _change_queue_length(world, now, desk, change):
    row = world.desks[desk]
    row.queue_area += row.queued * (now - row.queue_since)
    row.queue_since = now
    row.queued += change


@rule
def _unlink(world, now, item):
    """Take an item out of its queue."""
    work = world.work[item]
    if work.previous == NOBODY:
        world.queue_first[work.queue] = work.next
    else:
        world.work[work.previous].next = work.next
    if work.next == NOBODY:
        world.queue_last[work.queue] = work.previous
    else:
        world.work[work.next].previous = work.previous
    _change_queue_length(world, now, work.desk, -1)


@rule
def leave_queue(world, now, item):
    """The household withdrew: its item leaves the queue unserved."""
    desk = world.desks[world.work[item].desk]
    desk.waited += now - world.work[item].queued_at
    _unlink(world, now, item)
    _free_item(world, item)


@rule
def _start(world, now, worker, item):
    """A person takes an item in hand."""
    person = world.caseworkers[worker]
    work = world.work[item]
    desk = world.desks[work.desk]
    desk.idle -= 1
    desk.waited += now - work.queued_at
    desk.taken += 1
    person.work_item = item
    person.busy_since = now
    work.in_hand = 1
    people.take_in_hand(world, worker, item)
    if work.kind == WorkKind.WORKS:
        turn_vacancy(world, now, world.dwellings[work.dwelling].vacancy, VacancyCause.WORKS)
    application = work.application
    if application >= 0 and work.kind != WorkKind.FORWARD:
        turn(world, now, application, Phase.IN_WORK)
        redone = 0.0
        if work.hours > 0.0:
            redone = work.coordination_hours / work.hours
        world.applications[application].redone_share = redone
    note(
        world,
        now,
        Happening.WORK_BEGAN,
        work.household,
        application,
        person.unit,
        worker,
        work.dwelling,
        work.kind,
    )
    days = work.hours / _speed(world, now, person)
    agenda.add(world, now + days, Event.WORK_DONE, worker, 0)
    _look_ahead(world, item)


@rule
def _look_ahead(world, item):
    """Have come from memory what the work just begun is about when it is done, and what waits
    behind it, for whoever is free next."""
    work = world.work[item]
    if work.application >= 0:
        fetch_ahead(world.episodes, world.applications[work.application].episode)
        fetch_ahead(world.households, work.household)
    if work.next >= 0:
        behind = world.work[work.next]
        fetch_ahead(world.applications, behind.application)
        fetch_ahead(world.application_days, behind.application)
        fetch_ahead(world.work, behind.next)


@rule
def _speed(world, now, person):
    """Hours a day of somebody, who is slower for a while after a reorganisation.

    Whoever stands in for an empty post has other work too.
    """
    settings = world.settings[0]
    speed = person.speed
    if person.stand_in == 1:
        speed *= world.parameters[0].caseworkers_stand_in
    passed = now - settings.dip_since
    if settings.dip == 0.0 or passed >= settings.recovery or world.desks[person.desk].crew == 1:
        return speed
    return speed * (1.0 - settings.dip * (1.0 - passed / settings.recovery))


@rule
def finish(world, now, worker):
    """The item in hand is done: its hours are booked and its row is free again.

    The person stays taken until :func:`wrap_up` has been called, so that work which the
    rules now create queues behind what waits already.
    """
    person = world.caseworkers[worker]
    work = world.work[person.work_item]
    desk = world.desks[work.desk]
    desk.hours += work.hours
    desk.coordination_hours += work.coordination_hours
    person.items_done += 1
    note(
        world,
        now,
        Happening.WORK_ENDED,
        work.household,
        work.application,
        person.unit,
        worker,
        work.dwelling,
        work.kind,
    )
    if work.application >= 0:
        world.applications[work.application].work_item = NOBODY
        episode = world.applications[work.application].episode
        if episode >= 0:
            world.episodes[episode].coordination_hours += work.coordination_hours
    people.learn_from_case(world, worker, person.work_item)
    _free_item(world, person.work_item)


@rule
def write_up(world, now, unit, worker, hours):
    """Book ``hours`` of letters: on ``worker``, or on whoever is next free at ``unit``.

    ``LATER`` says the latter; ``NOBODY`` that there is nothing to write, as at a front desk.
    Returns the hours booked.
    """
    if worker >= 0:
        world.caseworkers[worker].wrap_up_hours += hours
        return hours
    desk = world.desks[world.units[unit].desk]
    if worker == NOBODY or desk.workers == 0:
        return 0.0
    desk.owed_hours += hours
    take_up_what_is_owed(world, now, unit)
    return hours


@rule
def take_up_what_is_owed(world, now, unit):
    """In a unit without work on cases, after which it would be done, it is work of its own."""
    row = world.units[unit]
    desk = world.desks[row.desk]
    if row.works_on_cases == 1 or desk.workers == 0 or desk.owed_hours == 0.0:
        return
    hours = desk.owed_hours
    desk.owed_hours = 0.0
    _queue_coordination(world, now, WorkKind.COORDINATE, unit, NOBODY, hours)


@rule
def owe_again(world, now, item):
    """Hours that were work of their own, at a desk where they are no more: its unit owes them."""
    work = world.work[item]
    world.desks[work.desk].owed_hours += work.hours
    take_away(world, now, item)


@rule
def wrap_up(world, now, worker):
    """After an item: first the letters it gave rise to, then the next item."""
    person = world.caseworkers[worker]
    desk = world.desks[person.desk]
    person.wrap_up_hours += desk.owed_hours
    desk.owed_hours = 0.0
    if person.wrap_up_hours > 0.0:
        desk.hours += person.wrap_up_hours
        desk.coordination_hours += person.wrap_up_hours
        days = person.wrap_up_hours / _speed(world, now, person)
        agenda.add(world, now + days, Event.WRAPPED_UP, worker, 0)
        person.wrap_up_hours = 0.0
        return
    person.work_item = NOBODY
    person.busy_days += now - person.busy_since
    world.desks[person.desk].idle += 1
    if person.leaving == 1:
        leave_post(world, now, worker)
    else:
        _take_next(world, now, worker)


@rule
def _hundredths(post):
    """The size of a post as the level of empty posts counts it: whole numbers add up exactly."""
    return math.floor(100.0 * post + 0.5)


@rule
def leave_post(world, now, worker):
    """Somebody with nothing in hand leaves, and the post stands empty for a while.

    Somebody may stand in, with other work besides: slower, and as new to it as any newcomer.
    """
    p = world.parameters[0]
    person = world.caseworkers[worker]
    strategy.on_person_gone(world, now, worker)
    not_taken = 1 if person.leaving == NEW else 0
    note(
        world, now, Happening.PERSON_LEFT, NOBODY, NOBODY, person.unit, worker, NOBODY, not_taken
    )  # fmt: skip
    person.leaving = 0
    shift(world, now, Level.EMPTY_POSTS, _hundredths(person.post))
    people.forget_person(world, worker)
    agenda.add(world, now + p.caseworkers_vacant_post, Event.PERSON_HIRED, worker, 0)
    if p.caseworkers_stand_in > 0.0:
        person.stand_in = 1
        people.start_anew(world, now, worker)
        people.take_stock(world, person.unit)
        _take_next(world, now, worker)
    else:
        person.work_item = ABSENT
        world.desks[person.desk].idle -= 1
        people.take_stock(world, person.unit)


@rule
def take_post(world, now, worker):
    """Somebody new takes a post, and the first item that waits.

    Whoever stood in ends what is in hand.
    """
    person = world.caseworkers[worker]
    note(world, now, Happening.PERSON_HIRED, NOBODY, NOBODY, person.unit, worker, NOBODY, NOBODY)
    shift(world, now, Level.EMPTY_POSTS, -_hundredths(person.post))
    if person.stand_in == 1:
        person.stand_in = 0
        people.forget_person(world, worker)
        people.take_stock(world, person.unit)
        return
    person.work_item = NOBODY
    world.desks[person.desk].idle += 1
    people.take_stock(world, person.unit)
    _take_next(world, now, worker)


@rule
def _take_next(world, now, worker):
    person = world.caseworkers[worker]
    settings = world.settings[0]
    for priority in range(settings.classes):
        item = world.queue_first[person.desk * settings.classes + priority]
        if settings.personal_cases == 1:
            own = world.queue_first[(settings.desks + worker) * settings.classes + priority]
            if item == NOBODY or (
                own != NOBODY and world.work[own].queued_at <= world.work[item].queued_at
            ):
                item = own
        if item != NOBODY:
            _unlink(world, now, item)
            _start(world, now, worker, item)
            return
