"""A reorganisation: what was under way goes on under the new organisation.

People, desks and lines have found their places (:mod:`sim.reorganising`).  Now every piece of work
that waited stands in a queue again: where its unit still holds what it is about, in the order in
which it came; else the case is sent to the unit that does, as any case is sent, with the days that
takes.  Households keep what they have been granted.  Everybody has hours of moving and of meetings
about it to do first.
"""

from __future__ import annotations

from sim import agenda, cases, desks, lines, seeing
from sim.jit import rule
from sim.names import Task
from sim.state import ABSENT, NOBODY, Event, Phase, WorkKind


@rule
def on_new_organisation(world, now):
    """Queues are filled again, and the work of moving comes before all else."""
    _move_house(world, now)
    item = world.clock[0].limbo
    while item != NOBODY:
        following = world.work[item].next
        _put_back(world, now, item)
        item = following
    for unit in range(world.settings[0].units):
        desks.take_up_what_is_owed(world, now, unit)
    _find_new_places(world)
    for unit in range(world.settings[0].units):
        if world.lines[lines.for_places(world, unit)].length > 0:
            agenda.add(world, now, Event.PLACE_FREE, unit, 0)


@rule
def _move_house(world, now):
    """Everybody in post spends the same hours on the change itself."""
    hours = world.settings[0].moving_hours
    if hours <= 0.0:
        return
    for worker in range(len(world.caseworkers)):
        person = world.caseworkers[worker]
        held = person.work_item != ABSENT and person.stand_in == 0
        if world.desks[person.desk].crew == 0 and held:
            desks.queue_meeting(world, now, person.unit, NOBODY, hours)


@rule
def _put_back(world, now, item):
    """A piece of work that waited goes to whoever does it now."""
    work = world.work[item]
    kind = work.kind
    if kind == WorkKind.WORKS:
        desks.stand_again(world, now, item)
    elif kind == WorkKind.MEETING:
        desks.take_away(world, now, item)
    elif kind == WorkKind.COORDINATE:
        _put_coordination_back(world, now, item)
    elif kind == WorkKind.REVIEW_LEASE:
        _put_review_back(world, now, item)
    elif kind == WorkKind.INSPECT:
        unit = world.holder[Task.MANAGE_VACANCIES, 0, 0]
        _put_dwelling_back(world, now, item, unit, 0)
    elif kind == WorkKind.FIND_TENANT:
        home = world.dwellings[work.dwelling]
        offers = world.vacancies[home.vacancy].offers
        _put_dwelling_back(world, now, item, home.allocator, offers)
    else:
        _put_case_back(world, now, item)


@rule
def _put_coordination_back(world, now, item):
    unit = world.desks[world.work[item].desk].unit
    if cases.is_staffed(world, unit) and world.units[unit].works_on_cases == 0:
        desks.stand_again(world, now, item)
    else:
        desks.owe_again(world, now, item)


@rule
def _put_review_back(world, now, item):
    work = world.work[item]
    tenancy, contract, checks = work.tenancy, work.contract, work.checks
    unit = seeing.holder(world, Task.REVIEW_LEASES, work.household)
    reviewed = world.settings[0].lease_review == 1
    if reviewed and world.desks[work.desk].unit == unit:
        desks.stand_again(world, now, item)
        return
    desks.take_away(world, now, item)
    if reviewed:
        desks.queue_review(world, now, tenancy, contract, unit, checks)


@rule
def _put_dwelling_back(world, now, item, unit, number):
    """Work on an empty dwelling is for ``unit``; ``number`` tells the offers of it apart."""
    work = world.work[item]
    kind, dwelling = work.kind, work.dwelling
    if world.desks[work.desk].unit == unit:
        desks.stand_again(world, now, item)
        return
    desks.take_away(world, now, item)
    desks.queue_dwelling(world, now, kind, dwelling, unit, number)


@rule
def _put_case_back(world, now, item):
    work = world.work[item]
    application = work.application
    row = world.applications[application]
    unit = world.desks[work.desk].unit
    if row.phase >= Phase.GRANTED:  # withdrawn, while somebody who leaves had it in hand
        desks.take_away(world, now, item)
        row.work_item = NOBODY
        return
    forwarding = work.kind == WorkKind.FORWARD
    if cases.is_staffed(world, unit) and (forwarding or row.right_unit == unit):
        desks.stand_again(world, now, item)
        return
    desks.take_away(world, now, item)
    row.work_item = NOBODY
    cases.send(world, now, application, unit, NOBODY)


@rule
def _find_new_places(world):
    """Cases in hand, or that wait for an answer, belong to the unit that now has to give it."""
    for application in range(world.clock[0].applications):
        row = world.applications[application]
        if row.phase < Phase.GRANTED and not _is_somewhere(row.phase):
            row.unit = row.right_unit
    for household in range(len(world.households)):
        person = world.households[household]
        if person.case_unit >= 0 and not cases.is_staffed(world, person.case_unit):
            first = world.groups[person.group].first_category
            person.case_unit = seeing.allocator_of(world, first, household)


@rule
def _is_somewhere(phase):
    """Whether a case is on its way to a unit, or in a queue at a wrong one."""
    return phase == Phase.HAND_OVER or phase == Phase.AT_WRONG_UNIT


@rule
def waits_for_a_meeting(world, application):
    """Whether a case waited for a committee of the organisation there was."""
    return world.applications[application].phase == Phase.AWAITING_MEETING


@rule
def is_contested(world, application):
    """Whether two units have still to speak of a case."""
    return world.applications[application].phase == Phase.CONTESTED


@rule
def waits_for_a_home(world, application):
    """Whether follow-up waits to begin with a home, as it did in the organisation there was."""
    return world.applications[application].phase == Phase.AWAITING_HOME
