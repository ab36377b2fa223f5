"""The loop: take the next event, call the rules for it, count.

Events come in order of (time, kind, sequence).  At one time the kinds go in this order,
which is that of :class:`sim.state.Event`:

1.  run mark: the integrals so far are written down (start and end of observation, months)
2.  need arises: the episode begins, then the household goes to a door
3.  a tenancy ends early (notice, leaving for good, failure)
4.  a contract runs out: renewal or notice
5.  a lease is due for review
6.  move-out
7.  the property unit is told of a vacancy
8.  the vacancy is passed on inside the property unit
9.  the allocator is told of a ready dwelling
10. move-in
11. an offer is answered
12. a search on the market ends
13. a case is received by the unit it was sent to
14. a contested case is settled
15. work is done: its hours are booked, the rules for it run, what it gave rise to is
    written up, and the person takes the next item
16. writing up is done, and the person takes the next item
17. a household would find a home by itself
18. a household's patience ends

Households whose need arises for the first time stand in the list of arrivals, in order of
time, and come before agenda events at the same time.

The kernel returns to Python when it has reached its time, or when a table needs room.
"""

from __future__ import annotations

import math

from sim import agenda, bookkeeping, desks, tenancies
from sim.cases import end_if_all_is_decided
from sim.jit import by_reference, entry, rule
from sim.names import Task
from sim.pathway import (
    allocation,
    assessment,
    doors,
    handling,
    lease_review,
    leaving,
    needs,
    referral,
    tenancy,
    vacancy,
    way_home,
)
from sim.state import NOBODY, ROOM, Event, Occasion, Phase, Status, WorkKind


@entry
def advance(world, until):
    """Let everything happen up to and including ``until`` (days); returns a ``Status``.

    Other than ``DONE`` means that a table must be given room (:func:`sim.state.grow`)
    before the call is repeated; nothing is lost in between.
    """
    return _advance(by_reference(world), until)


@rule
def _advance(world, until):
    clock = world.clock[0]
    if clock.opened == 0:
        clock.opened = 1
        tenancies.settle_first_tenants(world)
        agenda.add(world, world.settings[0].observe_from, Event.RUN_MARK, 0, 0)
    while True:
        arrival = math.inf
        if clock.next_arrival < len(world.arrivals):
            arrival = world.arrival_times[clock.next_arrival]
        planned = agenda.earliest_time(world)
        now = min(arrival, planned)
        if now > until:
            clock.now = until
            return Status.DONE
        full = _table_without_room(world)
        if full != Status.DONE:
            return full
        clock.now = now
        clock.events += 1
        if arrival <= planned:
            household = world.arrivals[clock.next_arrival]
            clock.next_arrival += 1
            _need_arises(world, now, household, Occasion.FIRST)
        else:
            _, event, subject, stamp = agenda.pop(world)
            _happen(world, now, event, subject, stamp)


@rule
def _table_without_room(world):
    """The status that names a table with less room than one event may need, or ``DONE``."""
    clock = world.clock[0]
    if agenda.room(world) < ROOM:
        return Status.AGENDA_FULL
    if len(world.episodes) - clock.episodes < ROOM:
        return Status.EPISODES_FULL
    if len(world.applications) - clock.applications < ROOM:
        return Status.APPLICATIONS_FULL
    if len(world.work) - clock.work_items < ROOM:
        return Status.WORK_FULL
    if len(world.tenancies) - clock.tenancies < ROOM:
        return Status.TENANCIES_FULL
    if len(world.vacancies) - clock.vacancies < ROOM:
        return Status.VACANCIES_FULL
    if len(world.marks) - clock.marks < 2:
        return Status.MARKS_FULL
    if world.settings[0].log == 1 and len(world.log) - clock.log < ROOM:
        return Status.LOG_FULL
    return Status.DONE


@rule
def _need_arises(world, now, household, occasion):
    needs.on_need_arises(world, now, household, occasion)
    doors.on_going_to_a_door(world, now, household)


@rule
def _happen(world, now, event, subject, stamp):
    """Call the rules for one event of the agenda."""
    if event == Event.WORK_DONE:
        _work_done(world, now, subject)
    elif event == Event.WRAPPED_UP:
        desks.wrap_up(world, now, subject)
    elif event == Event.CASE_RECEIVED:
        referral.on_case_received(world, now, subject, stamp)
    elif event == Event.CONTEST_SETTLED:
        referral.on_contest_settled(world, now, subject, stamp)
    elif event == Event.PATIENCE_ENDS:
        leaving.on_patience_ends(world, now, subject, stamp)
    elif event == Event.OWN_SOLUTION:
        leaving.on_own_solution(world, now, subject, stamp)
    elif event == Event.NEED_ARISES:
        _need_arises(world, now, subject, stamp)
    elif event == Event.SEARCH_ENDS:
        way_home.on_search_ended(world, now, subject, stamp)
    elif event == Event.OFFER_ANSWERED:
        allocation.on_offer_answered(world, now, subject, stamp)
    elif event == Event.MOVE_IN:
        allocation.on_move_in(world, now, subject, stamp)
    elif event == Event.READY_TOLD:
        allocation.on_ready_told(world, now, subject)
    elif event == Event.VACANCY_PASSED_ON:
        vacancy.on_passed_on(world, now, subject, stamp)
    elif event == Event.VACANCY_TOLD:
        vacancy.on_vacancy_told(world, now, subject, stamp)
    elif event == Event.MOVE_OUT:
        vacancy.on_move_out(world, now, subject)
    elif event == Event.LEASE_REVIEW_DUE:
        lease_review.on_review_due(world, now, subject, stamp)
    elif event == Event.CONTRACT_RUNS_OUT:
        tenancy.on_contract_runs_out(world, now, subject, stamp)
    elif event == Event.TENANCY_ENDS_EARLY:
        tenancy.on_tenancy_ends_early(world, now, subject, stamp)
    elif event == Event.RUN_MARK:
        bookkeeping.write_mark(world, now)


@rule
def _work_done(world, now, worker):
    """A person has done the item in hand."""
    person = world.caseworkers[worker]
    work = world.work[person.work_item]
    kind, application, dwelling, lease = work.kind, work.application, work.dwelling, work.tenancy
    unit = person.unit
    desks.finish(world, now, worker)
    if kind == WorkKind.HANDLE:
        if world.applications[application].phase < Phase.GRANTED:
            _case_handled(world, now, application, unit, worker)
    elif kind == WorkKind.ASSESS:
        if world.applications[application].phase < Phase.GRANTED:
            assessment.on_assessed(world, now, application, unit, worker)
            way_home.on_choosing(world, now, application, unit, worker)
    elif kind == WorkKind.FORWARD:
        referral.on_forwarded(world, now, application, unit, worker)
    elif kind == WorkKind.FIND_TENANT:
        allocation.on_tenant_sought(world, now, dwelling, unit)
    elif kind == WorkKind.INSPECT:
        vacancy.on_inspected(world, now, dwelling)
    elif kind == WorkKind.WORKS:
        vacancy.on_works_done(world, now, dwelling)
    elif kind == WorkKind.REVIEW_LEASE:
        lease_review.on_reviewed(world, now, lease, unit, worker)
    desks.wrap_up(world, now, worker)


@rule
def _case_handled(world, now, application, unit, worker):
    """The unit responsible has done its work on an application."""
    task = world.applications[application].task
    if task == Task.ALLOCATE_DWELLINGS:
        allocation.on_application_decided(world, now, application, unit)
    elif task == Task.START_LOAN:
        way_home.on_loan_assessed(world, now, application, unit)
    elif task == Task.PRIVATE_MEDIATION:
        way_home.on_mediation_begun(world, now, application)
    elif task == Task.TEMPORARY_HOUSING:
        handling.on_placed_temporarily(world, now, application)
    else:
        handling.on_instrument_handled(world, now, application)
    if world.applications[application].episode != NOBODY:
        assessment.apply_for_what_is_seen(world, now, application, unit, worker)
    handling.on_going_on(world, now, application, unit, worker)
    end_if_all_is_decided(world, now, application)
