"""Decisions that have to wait: for a committee's meeting, for approval, for an appeal.

A case for the committee is prepared by a caseworker and lies until the next meeting.  The
members go there before any other work, each with the same hours for every case; the meeting
is held when the last of them is there.  Everybody sees what they know of, so needs are
recognised that the one who prepared the case missed.  A committee that only recommends
leaves the decision to its leader.  Where work is bound by rules, other decisions wait for
approval too.

What is contested between two members, and ready dwellings that the meeting allocates, are spoken of
there too, and are something to meet for where no case waits.

A committee that decides on no group's cases meets all the same: its members go through some of
their everyday work, and get to know each other and what the others do.
"""

from __future__ import annotations

from sim import agenda, bodies, cases, desks, draws, lines, people
from sim.bookkeeping import bit_set, has, note, turn
from sim.draws import Stream
from sim.jit import rule
from sim.names import APPROVED, MOST_AT_ONCE, Task
from sim.state import LATER, NOBODY, Appeal, Event, Happening, Phase

#: As a bit set.
_APPROVED = bit_set(APPROVED)

#: The most ready dwellings that one meeting allocates: each gives rise to an event, and all must
#: find room in the tables (sim.state.ROOM).
_MOST_DWELLINGS = 250


@rule
def must_wait(world, now, application, unit):
    """Whether the decision on a prepared case has to wait; it then does."""
    row = world.applications[application]
    if row.approved == 1:
        return False
    if row.task == Task.ALLOCATE_DWELLINGS:
        group = world.households[row.household].group
        body = bodies.for_group(world, unit, group)
        if body != NOBODY:
            turn(world, now, application, Phase.AWAITING_MEETING)
            lines.join(world, now, lines.for_meeting(world, body), application)
            return True
    if world.settings[0].rule_oriented == 1 and has(_APPROVED, row.task):
        turn(world, now, application, Phase.AWAITING_APPROVAL)
        _plan_approval(world, now, application, unit)
        return True
    return False


@rule
def _plan_approval(world, now, application, unit):
    """Somebody above has to read the case and agree, which takes days, and hours of ``unit``."""
    p = world.parameters[0]
    household = world.applications[application].household
    begun = Happening.APPROVAL_BEGAN
    note(world, now, begun, household, application, unit, NOBODY, NOBODY, NOBODY)
    cases.book(world, now, application, unit, LATER, p.routine_approval_hours)
    _plan_decision(world, now + p.routine_approval, application)


@rule
def _plan_decision(world, time, application):
    world.applications[application].approved = 1
    agenda.add(world, time, Event.DECISION_DUE, application, 0)


@rule
def on_waiting_in_vain(world, now, application):
    """The committee a case waited for is no more: it waits for another, or is decided now."""
    if not must_wait(world, now, application, world.applications[application].unit):
        _plan_decision(world, now, application)


@rule
def on_meeting_called(world, now, number):
    """It is time for a meeting; with nothing to speak of there is none."""
    body = world.bodies[number]
    body.next_meeting = now + body.every
    agenda.add(world, body.next_meeting, Event.MEETING_CALLED, number, 0)
    before = _cases_before(world, number)
    if body.missing > 0 or not (before > 0.0 or _waits_for_it(world, number)):
        return
    body.called = min(before, float(body.most_cases))
    body.called_at = now
    hours = world.parameters[0].meeting_hours_per_case * body.called
    for unit in range(world.settings[0].units):
        if has(body.members, unit) and cases.is_staffed(world, unit):
            body.missing += 1
    if body.missing == 0:
        _hold(world, now, number)
        return
    for unit in range(world.settings[0].units):
        if has(body.members, unit) and cases.is_staffed(world, unit):
            desks.queue_meeting(world, now, unit, number, hours)


@rule
def _cases_before(world, number):
    """Cases that wait for a committee; of one that decides on none, those its members bring."""
    if world.bodies[number].groups == 0:
        return world.parameters[0].meeting_cases_consulted
    return float(world.lines[lines.for_meeting(world, number)].length)


@rule
def _waits_for_it(world, number):
    """Whether a contested case or a ready dwelling waits for a meeting of the committee."""
    contested = world.lines[lines.for_settlement(world, number)].length
    return contested > 0 or world.bodies[number].dwellings > 0


@rule
def on_member_attended(world, now, number, worker):
    """A member has done its part; with the last one the meeting has been held.

    A meeting of no committee was one of a reorganisation, or its committee is no more.
    """
    if number == NOBODY:
        return
    body = world.bodies[number]
    world.attended[number, world.caseworkers[worker].unit] = worker
    body.missing -= 1
    if body.missing == 0:
        _hold(world, now, number)


@rule
def _hold(world, now, number):
    """The cases on the agenda are decided (or recommended upon), in order of coming."""
    body = world.bodies[number]
    body.meetings += 1
    world.clock[0].meetings += 1
    if people.live(world):
        _meet_each_other(world, number)
    line = lines.for_meeting(world, number)
    before = min(int(body.called), world.lines[line].length)
    if before == 0:  # it decides on none, or all have withdrawn, or it is held for something else
        note(
            world, now, Happening.MEETING_HELD, NOBODY, NOBODY, body.led_by, NOBODY, NOBODY, number,
        )  # fmt: skip
    for _ in range(before):
        application = world.lines[line].first
        row = world.applications[application]
        lines.leave(world, now, application)
        note(
            world, now, Happening.MEETING_HELD, row.household, application, row.unit, NOBODY,
            NOBODY, number,
        )  # fmt: skip
        turn(world, now, application, Phase.AWAITING_APPROVAL)
        for unit in range(world.settings[0].units):
            if has(body.members, unit):
                cases.apply_for_what_is_seen(world, now, application, unit, LATER)
        if body.decides == 0:
            _plan_approval(world, now, application, body.led_by)
        else:
            _plan_decision(world, now, application)
    _settle_contests(world, now, number)
    _allocate(world, now, number)


@rule
def _settle_contests(world, now, number):
    """What two members contested before they were called has been spoken of."""
    called_at = world.bodies[number].called_at
    line = lines.for_settlement(world, number)
    for _ in range(min(MOST_AT_ONCE, world.lines[line].length)):
        application = world.lines[line].first
        row = world.applications[application]
        if row.since >= called_at:
            return
        lines.leave(world, now, application)
        agenda.add(world, now, Event.CONTEST_SETTLED, application, row.sends)


@rule
def _allocate(world, now, number):
    """Dwellings that were ready when the members were called are allocated, or once approved."""
    body = world.bodies[number]
    decided = now
    if body.decides == 0:
        decided += world.parameters[0].routine_approval
    most = min(_MOST_DWELLINGS, body.dwellings)
    for dwelling in range(len(world.dwellings) if most > 0 else 0):
        home = world.dwellings[dwelling]
        if home.before_meeting == 1 and most > 0:
            ready = world.vacancies[home.vacancy].since <= body.called_at
            if ready and bodies.allocates(world, number, home.allocator, home.category):
                most -= 1
                _take_off(world, dwelling)
                agenda.add(world, decided, Event.READY_TOLD, dwelling, 1)


@rule
def _take_off(world, dwelling):
    """A dwelling that has been allocated in one meeting waits for no other."""
    home = world.dwellings[dwelling]
    home.before_meeting = 0
    for number in range(len(world.bodies)):
        if bodies.allocates(world, number, home.allocator, home.category):
            world.bodies[number].dwellings -= 1


@rule
def _meet_each_other(world, number):
    """Those who came for the members know each other, and each other's work, a little better."""
    body = world.bodies[number]
    for one in range(world.settings[0].units):
        for other in range(one):
            if has(body.members, one) and has(body.members, other):
                here, there = world.attended[number, one], world.attended[number, other]
                if here != NOBODY and there != NOBODY:
                    people.meet_in_committee(world, here, there, body.called, number)
                    people.learn_in_committee(world, here, there, body.called)
                    people.learn_in_committee(world, there, here, body.called)


@rule
def on_decision_due(world, application):
    """Whether the case still waits for the decision that is now due."""
    phase = world.applications[application].phase
    return phase == Phase.AWAITING_MEETING or phase == Phase.AWAITING_APPROVAL


@rule
def on_appeal_decided(world, application):
    """The appeal is decided; True if the case still stands, to be decided anew."""
    row = world.applications[application]
    if row.phase != Phase.IN_APPEAL:
        return False
    person = world.households[row.household]
    chance = world.parameters[0].appeal_changed
    seed = world.settings[0].seed
    changed = draws.happens(chance, seed, Stream.APPEAL, person.identity, row.key, 1)
    row.appealed = Appeal.WON if changed else Appeal.LOST
    return True
