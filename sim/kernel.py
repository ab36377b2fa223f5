"""The loop: take the next event, call the rules for it, count.

Events come in order of (time, kind, sequence).  At one time the kinds go in this order,
which is that of :class:`sim.state.Event`:

1.  RUN_MARK: the integrals so far are written down (start and end of observation, months)
2.  NEED_ARISES: the episode begins, then the household goes to a door
3.  NEED_COMES_BACK: a need that was not met, if nothing else has come meanwhile
4.  TENANCY_ENDS_EARLY: notice, leaving for good, or failure
5.  CONTRACT_RUNS_OUT: renewal or notice
6.  LEASE_REVIEW_DUE: the lease goes to the desk of whoever reviews leases
7.  MOVE_OUT: the dwelling is empty
8.  VACANCY_TOLD: the property unit, or the foundation, hears of a vacancy
9.  VACANCY_PASSED_ON: its papers reach the next desk of the property unit
10. BACK_IN_SERVICE: a dwelling out of service can be let again, or another is leased in its
    place
11. FOUNDATION_READY: a foundation has put its dwelling in order
12. FLAT_BOUGHT: another flat has been bought for one sold to its tenant
13. DWELLING_COMES: a dwelling that was ordered comes into the stock
14. READY_TOLD: the allocator hears of a ready dwelling, or the meeting that allocates it has been
    held
15. CONVERSION_DUE: a dwelling has stood ready in vain: is it wanted in another category?
16. CONVERTED: it has become one of another category
17. MOVE_IN: the contract starts
18. OFFER_ANSWERED: the household says yes or no
19. SEARCH_ENDS: a home was found on the market, or the time for it is up
20. MEETING_CALLED: the members of a committee are to meet
21. CASE_RECEIVED: a case reaches the unit it was sent to
22. PLACE_ASKED: an order for follow-up reaches the provider
23. PLACE_FREE: somebody has left the queue for follow-up, and the next may fit in
24. CONTEST_SETTLED: a contested case is taken on, or goes back
25. DECISION_DUE: a case that a committee or a superior has dealt with is decided
26. APPEAL_DECIDED: a refused case is decided anew
27. WORK_DONE: its hours are booked, the rules for it run, what it gave rise to is written up,
    and the person takes the next item
28. WRAPPED_UP: the writing is done, and the person takes the next item
29. NEED_STEPS_DOWN: follow-up becomes less, or ends
30. NEED_DRIFTS: a tenant comes to need help
31. LONG_STAY: a stay in temporary housing has become long
32. ROOM_FREE: rooms in temporary housing go to those who wait
33. ALLOWANCE_ENDS: the income has risen by as much as the housing allowance
34. HOME_ADAPTED: the works in a household's own home are done
35. OWN_SOLUTION: a household would find a home by itself
36. PATIENCE_ENDS: a household gives up
37. PERSON_LEAVES: a caseworker leaves the post, once the case in hand is done
38. PERSON_HIRED: a newcomer takes a post that stood empty
39. MONTH_OF_PEOPLE: knowledge is passed on and fades
40. GROUP_MEETS: the project group or the steering group of the strategy
41. PLAN_DUE: needs are reported, and a plan is made
42. LISTS_LOOKED_AT: have waiting lists grown beyond the limit?
43. MONEY_GRANTED: the council grants the year's money for new dwellings, and they are ordered
44. CALLED_OFF: what a reorganisation has made void
45. KEY_PERSON_SETTLES: a contested case is taken on, as a key person has settled
46. UPKEEP_DUE: a month's hours for what units share or have in writing

Households whose need arises for the first time stand in the list of arrivals, in order of
time, and come before agenda events at the same time.

The kernel returns to Python when it has reached its time, or when a table needs room.
"""

from __future__ import annotations

import math

from sim import agenda, bookkeeping, desks, people, strategy, tenancies
from sim.cases import apply_for_what_is_seen, end_if_all_is_decided
from sim.jit import by_reference, entry, fetch_ahead, rule
from sim.names import Task, Tenure
from sim.pathway import (
    adaptation,
    allocation,
    assessment,
    buying,
    changes,
    decisions,
    doors,
    drift,
    follow_up,
    handling,
    lease_review,
    leaving,
    market_search,
    needs,
    planning,
    referral,
    renting,
    reorganisation,
    staff,
    tenancy,
    upkeep,
    vacancy,
    way_home,
)
from sim.quantities import MONTH
from sim.state import LATER, NEVER, NOBODY, ROOM, Event, Occasion, Phase, Status, WorkKind

#: Room that the kernel keeps in the table of marks, to which an event adds one at most.
_MARKS = 2

#: Newcomers stand in order of arrival: so many before it comes, a household's row is fetched.
_AHEAD = 3

#: As far ahead are fetched what stands eight to a line: who comes, and when.
_LINE_AHEAD = 16


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
        if people.live(world):
            staff.settle_first_staff(world, clock.now)
        planning.on_strategy_begins(world, clock.now)
        agenda.add(world, clock.now + MONTH, Event.UPKEEP_DUE, 0, 0)
        for body in range(len(world.bodies)):
            agenda.add(world, world.bodies[body].next_meeting, Event.MEETING_CALLED, body, 0)
    if clock.changed == 1:
        if agenda.room(world) < changes.events_planned_anew(world) + ROOM:
            return Status.AGENDA_FULL
        clock.changed = 0
        changes.plan_anew(world, clock.now)
    if clock.reorganised == 1:
        full = _table_without_room_to_reorganise(world)
        if full != Status.DONE:
            return full
        clock.reorganised = 0
        _reorganise(world, clock.now)
    arrival = _next_arrival(world)
    safe = 0  # so many events can happen before a table may be full
    while True:
        planned = agenda.earliest_time(world)
        now = min(arrival, planned)
        if now > until:
            clock.now = until
            return Status.DONE
        if safe == 0:
            safe = _events_with_room(world)
            if safe == 0:
                return _table_without_room(world)
        safe -= 1
        clock.now = now
        clock.events += 1
        if arrival <= planned:
            household = world.arrivals[clock.next_arrival]
            fetch_ahead(world.arrivals, clock.next_arrival + _LINE_AHEAD)
            fetch_ahead(world.arrival_times, clock.next_arrival + _LINE_AHEAD)
            fetch_ahead(world.households, household + _AHEAD)
            fetch_ahead(world.met_unit, household + _AHEAD)
            clock.next_arrival += 1
            arrival = _next_arrival(world)
            _need_arises(world, now, household, Occasion.FIRST)
        else:
            _, event, subject, stamp = agenda.take_earliest(world)
            _look_ahead(world)
            _happen(world, now, event, subject, stamp)


@rule
def _look_ahead(world):
    """Have whom an event of the day after is about come from memory, if it was planned long ago."""
    clock = world.clock[0]
    if clock.tenancy_ahead > 0:  # it has come, and says who lives there
        fetch_ahead(world.households, world.tenancies[clock.tenancy_ahead - 1].household)
        clock.tenancy_ahead = 0
    if clock.application_ahead > 0:
        row = world.applications[clock.application_ahead - 1]
        fetch_ahead(world.households, row.household)
        fetch_ahead(world.episodes, row.episode)
        clock.application_ahead = 0
    place = agenda.look_ahead(world)
    if place < 0:
        return
    row = world.agenda[place]
    event = agenda.event_of(row)
    if Event.NEED_DRIFTS <= event <= Event.PATIENCE_ENDS:
        fetch_ahead(world.households, row.subject)
    elif Event.TENANCY_ENDS_EARLY <= event <= Event.MOVE_OUT:
        fetch_ahead(world.tenancies, row.subject)
        clock.tenancy_ahead = row.subject + 1
    elif _is_of_an_application(event):
        fetch_ahead(world.applications, row.subject)
        fetch_ahead(world.application_days, row.subject)
        clock.application_ahead = row.subject + 1


@rule
def _is_of_an_application(event):
    return (
        event == Event.SEARCH_ENDS
        or event == Event.CASE_RECEIVED
        or Event.CONTEST_SETTLED <= event <= Event.APPEAL_DECIDED
    )


@rule
def _next_arrival(world):
    """When the next household comes whose need arises for the first time; else never."""
    number = world.clock[0].next_arrival
    return world.arrival_times[number] if number < len(world.arrivals) else math.inf


@rule
def _table_without_room_to_reorganise(world):
    """The status that names a table a reorganisation may need more room in, or ``DONE``.

    Everybody has a piece of work more, and so has every dwelling; every piece of work, and
    every case that waits for a committee or for a home, may plan events and be written about.  What
    a unit without cases owes is an item more for a case that is sent on, whose own is free by then.
    """
    clock = world.clock[0]
    added = len(world.caseworkers) + len(world.dwellings)
    touched = clock.work_items + added + 2 * world.settings[0].units + len(world.bodies)
    for application in range(clock.applications):
        waits = reorganisation.waits_for_a_meeting(world, application)
        if waits or reorganisation.waits_for_a_home(world, application):
            touched += 1
    if agenda.room(world) < 2 * touched + ROOM:
        return Status.AGENDA_FULL
    if len(world.work) - clock.work_items < added + ROOM:
        return Status.WORK_FULL
    if world.settings[0].log != 0 and len(world.log) - clock.log < 4 * touched + ROOM:
        return Status.LOG_FULL
    return Status.DONE


@rule
def _reorganise(world, now):
    """The new organisation takes over what was under way."""
    for body in range(len(world.bodies)):
        agenda.add(world, world.bodies[body].next_meeting, Event.MEETING_CALLED, body, 0)
    if people.live(world):
        staff.on_new_staff(world, now)
    planning.on_strategy_begins(world, now)
    reorganisation.on_new_organisation(world, now)
    for application in range(world.clock[0].applications):
        if reorganisation.waits_for_a_meeting(world, application):
            decisions.on_waiting_in_vain(world, now, application)
        elif reorganisation.waits_for_a_home(world, application):
            agenda.add(world, now, Event.PLACE_ASKED, application, 0)
        elif reorganisation.is_contested(world, application):
            referral.on_contest_for_a_meeting(world, now, application)
    for dwelling in range(len(world.dwellings)):
        allocation.on_new_allocator(world, now, dwelling)


@rule
def _events_with_room(world):
    """How many events can happen whatever they add to the tables: none if one may be full."""
    clock = world.clock[0]
    events = agenda.room(world) // ROOM
    events = min(events, (len(world.episodes) - clock.episodes) // ROOM)
    events = min(events, (len(world.applications) - clock.applications) // ROOM)
    events = min(events, (len(world.work) - clock.work_items) // ROOM)
    events = min(events, (len(world.tenancies) - clock.tenancies) // ROOM)
    events = min(events, (len(world.vacancies) - clock.vacancies) // ROOM)
    events = min(events, (len(world.marks) - clock.marks) // _MARKS)
    events = min(events, (len(world.follow_ups) - clock.follow_ups) // ROOM)
    if world.settings[0].log != 0:
        events = min(events, (len(world.log) - clock.log) // ROOM)
    return events


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
    if len(world.marks) - clock.marks < _MARKS:
        return Status.MARKS_FULL
    if len(world.follow_ups) - clock.follow_ups < ROOM:
        return Status.FOLLOW_UPS_FULL
    if world.settings[0].log != 0 and len(world.log) - clock.log < ROOM:
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
    elif event == Event.NEED_COMES_BACK:
        if needs.comes_back(world, subject, stamp):
            _need_arises(world, now, subject, Occasion.RETURN)
    elif event == Event.SEARCH_ENDS:
        market_search.on_search_ended(world, now, subject, stamp)
    elif event == Event.OFFER_ANSWERED:
        allocation.on_offer_answered(world, now, subject, stamp)
    elif event == Event.MOVE_IN:
        allocation.on_move_in(world, now, subject, stamp)
    elif event == Event.READY_TOLD:
        allocation.on_ready_told(world, now, subject, stamp)
    elif event == Event.DECISION_DUE:
        if decisions.on_decision_due(world, subject):
            _decide(world, now, subject, world.applications[subject].unit, LATER)
    elif event == Event.APPEAL_DECIDED:
        if decisions.on_appeal_decided(world, subject):
            _decide(world, now, subject, world.applications[subject].unit, LATER)
    elif event == Event.MEETING_CALLED:
        decisions.on_meeting_called(world, now, subject)
    elif event == Event.PLACE_ASKED:
        follow_up.on_place_asked(world, now, subject)
    elif event == Event.PLACE_FREE:
        follow_up.on_place_free(world, now, subject)
    elif event == Event.NEED_STEPS_DOWN:
        follow_up.on_need_steps_down(world, now, subject)
    elif event == Event.NEED_DRIFTS:
        drift.on_need_drifts(world, now, subject, stamp)
    elif event == Event.ALLOWANCE_ENDS:
        handling.on_allowance_ends(world, now, subject, stamp)
    elif event == Event.HOME_ADAPTED:
        adaptation.on_home_adapted(world, now, subject)
    elif event == Event.LONG_STAY:
        handling.on_long_stay(world, now, subject, stamp)
    elif event == Event.ROOM_FREE:
        handling.on_room_free(world, now)
    elif event == Event.BACK_IN_SERVICE:
        vacancy.on_back_in_service(world, now, subject)
    elif event == Event.FOUNDATION_READY:
        vacancy.on_foundation_ready(world, now, subject)
    elif event == Event.FLAT_BOUGHT:
        vacancy.on_flat_bought(world, now, subject)
    elif event == Event.DWELLING_COMES:
        planning.on_the_way_no_more(world, subject)
        vacancy.on_dwelling_comes(world, now, subject)
    elif event == Event.CONVERSION_DUE:
        allocation.on_conversion_due(world, now, subject, stamp)
    elif event == Event.CONVERTED:
        allocation.on_converted(world, now, subject, stamp)
    elif event == Event.VACANCY_PASSED_ON:
        vacancy.on_passed_on(world, now, subject, stamp)
    elif event == Event.VACANCY_TOLD:
        vacancy.on_vacancy_told(world, now, subject, stamp)
    elif event == Event.MOVE_OUT:
        vacancy.on_move_out(world, now, subject)
        _let_go(world, now, world.tenancies[subject].household)
    elif event == Event.LEASE_REVIEW_DUE:
        lease_review.on_review_due(world, now, subject, stamp)
    elif event == Event.CONTRACT_RUNS_OUT:
        tenancy.on_contract_runs_out(world, now, subject, stamp)
    elif event == Event.TENANCY_ENDS_EARLY:
        tenancy.on_tenancy_ends_early(world, now, subject, stamp)
        _let_go(world, now, world.tenancies[subject].household)
    elif event == Event.KEY_PERSON_SETTLES:
        referral.on_key_person_settles(world, now, subject, stamp)
    elif event == Event.PERSON_LEAVES:
        staff.on_person_leaves(world, now, subject)
    elif event == Event.PERSON_HIRED:
        staff.on_person_hired(world, now, subject)
    elif event == Event.MONTH_OF_PEOPLE:
        staff.on_month(world, now, subject)
    elif event == Event.UPKEEP_DUE:
        upkeep.on_upkeep_due(world, now)
    elif event == Event.GROUP_MEETS:
        planning.on_group_meets(world, now, subject, stamp)
    elif event == Event.PLAN_DUE:
        planning.on_plan_due(world, now, stamp)
    elif event == Event.LISTS_LOOKED_AT:
        planning.on_lists_looked_at(world, now, stamp)
    elif event == Event.MONEY_GRANTED:
        planning.on_money_granted(world, now, subject, stamp)
    elif event == Event.RUN_MARK:
        strategy.write_mark(world, now)
        bookkeeping.write_mark(world, now)


@rule
def _let_go(world, now, household):
    """A household that has left for an institution, or died, takes no place and asks nothing."""
    if world.households[household].tenure == Tenure.INSTITUTION:
        leaving.on_gone_for_good(world, now, household)
        follow_up.on_household_left(world, now, household)


@rule
def _work_done(world, now, worker):
    """A person has done the item in hand."""
    person = world.caseworkers[worker]
    work = world.work[person.work_item]
    kind, application, dwelling, lease = work.kind, work.application, work.dwelling, work.tenancy
    contract, checks = work.contract, work.checks
    unit = person.unit
    desks.finish(world, now, worker)
    if kind == WorkKind.HANDLE:
        row = world.applications[application]
        if row.phase < Phase.GRANTED:
            # After a reorganisation the unit that answers for it need not be the person's.
            _case_handled(world, now, application, row.unit, worker)
    elif kind == WorkKind.ASSESS:
        if world.applications[application].phase < Phase.GRANTED:
            assessment.on_assessed(world, now, application, unit, worker)
            way_home.on_choosing(world, now, application, unit, worker)
    elif kind == WorkKind.FORWARD:
        referral.on_forwarded(world, now, application, unit, worker)
    elif kind == WorkKind.FIND_TENANT:
        allocation.on_tenant_sought(world, now, dwelling, world.dwellings[dwelling].allocator)
    elif kind == WorkKind.INSPECT:
        vacancy.on_inspected(world, now, dwelling)
    elif kind == WorkKind.WORKS:
        vacancy.on_works_done(world, now, dwelling)
    elif kind == WorkKind.MEETING:
        if lease < NOBODY:
            planning.on_member_attended(world, lease, worker)
        else:
            decisions.on_member_attended(world, now, lease, worker)
    elif kind == WorkKind.REVIEW_LEASE:
        lease_review.on_reviewed(world, now, lease, contract, unit, worker, checks)
    desks.wrap_up(world, now, worker)


@rule
def _case_handled(world, now, application, unit, worker):
    """The unit responsible has done its work on an application."""
    if not decisions.must_wait(world, now, application, unit):
        _decide(world, now, application, unit, worker)


@rule
def _decide(world, now, application, unit, worker):
    """The decision on a prepared application, and what follows from the contact.

    ``worker`` writes the letters; ``LATER`` when the decision came later than the work.
    """
    task = world.applications[application].task
    if world.applications[application].decided == NEVER:
        known = people.knowledge(world, unit, worker, task)
        world.applications[application].known = known
    if task == Task.ALLOCATE_DWELLINGS:
        allocation.on_application_decided(world, now, application, unit, worker)
    elif task == Task.START_LOAN:
        buying.on_loan_assessed(world, now, application, unit, worker)
    elif task == Task.PRIVATE_MEDIATION:
        renting.on_mediation_begun(world, now, application, unit, worker)
    elif world.applications[application].for_deposit == 1:
        renting.on_deposit_decided(world, now, application, worker)
    elif task == Task.ADAPT_DWELLING:
        adaptation.on_adaptation_decided(world, now, application)
    elif task == Task.TEMPORARY_HOUSING:
        handling.on_room_asked(world, now, application)
    elif task == Task.PURCHASE_GRANT:
        buying.on_grant_decided(world, now, application, unit, worker)
    elif task == Task.ORDER_FOLLOW_UP:
        follow_up.on_follow_up_ordered(world, now, application, unit, worker)
    else:
        handling.on_instrument_handled(world, now, application)
    if world.applications[application].episode != NOBODY:
        apply_for_what_is_seen(world, now, application, unit, worker)
    handling.on_going_on(world, now, application, unit, worker)
    end_if_all_is_decided(world, now, application)
