"""What is under way on the day of a reorganisation, and goes on: hand cases, day by day.

Units A and B (and C) of one caseworker each, a day to an hour.  A letter is eight days under way
and half a day to read; without a shared case system one day of the assessment is done again.  Who
comes for a home is heard out for two days, the application prepared for four, if nobody waits.
"""

from dataclasses import replace

import numpy as np
import pytest

from sim import logbook, running
from sim.draws import Stream
from sim.names import Ground, Group, Need, Task, Tenure
from sim.parameters import PURSUED
from sim.quantities import MONTH
from sim.state import NOBODY, Cause, Happening, Level, Phase, VacancyCause, WorkKind
from sim.strategy import CHECK_AT_REVIEW, LEASE_REVIEW
from tests import recount
from tests.building import OTHERS, organisation, strategy
from tests.reorganised import (
    A,
    B,
    alone,
    becomes,
    lists_of,
    log_of,
    staffed,
    town,
    two,
    worked,
    world_at,
)
from tests.worlds import (
    bits,
    day,
    days,
    exponential,
    first_tenant,
    leaving_at,
    tiny,
    uniform,
    world_with,
)

C = 2
HELP = {"presenting": Need.SOCIAL_ASSISTANCE}
ALLOWANCE = {"presenting": Need.HOUSING_ALLOWANCE, "income": 9000.0}
#: Everybody goes to B's door, whatever they come for.
TO_B = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.DEBT_ADVICE: 1.0}}}
READING, AGAIN, LETTER = 0.5, 1.0, 8.0


def told(world, *happenings):
    """The rows of the log of some kinds: kind, unit and time."""
    rows = logbook.rows(world)
    rows = rows[np.isin(rows.event, happenings)]
    return [(Happening(row.event), int(row.unit), float(row.time)) for row in rows]


def begun(world, kind):
    """The units at which work of a kind was begun, and when."""
    rows = log_of(world, Happening.WORK_BEGAN)
    return [(int(row.unit), float(row.time)) for row in rows[rows.detail == kind]]


def applications(world, task):
    found = recount.tables(world)[1]
    return found[found.task == task]


# ---- contests ------------------------------------------------------------------------------


#: B has read the case at 0.5 and sent it; A contests it on day 8.5, which takes 14 days.
SETTLED = READING + LETTER + 14.0


def contested(after, **changed):
    """B sends a case of housing allowance to A, who contests it until after the change."""
    before = two(Task.DEBT_ADVICE)
    scenario = town(before, 10.0, after, **TO_B, **changed)
    chances = np.zeros((len(scenario.organisation.units),) * 2)
    chances[B, A] = 1.0
    world = world_with(scenario, [ALLOWANCE], contest=chances)
    world = running.advance(world, 10.0, scenario)
    recount.check(world)
    assert recount.tables(world)[1].phase[0] == Phase.CONTESTED
    world = running.advance(world, 500.0, scenario)
    recount.check(world)
    assert world.applications.contests[0] == 1
    return world


def test_a_contest_goes_on_and_the_case_is_taken_on_by_who_holds_it_now():
    world = contested(two(Task.DEBT_ADVICE, Task.HOUSING_ALLOWANCE))
    # It is B's own case by now: there is nothing to read, and nothing to do again.
    assert told(world, Happening.SETTLED) == [(Happening.SETTLED, B, day(SETTLED))]
    assert worked(world)[-1] == (B, day(SETTLED + 1.5))
    assert world.application_days[0, Cause.CONTEST] == day(14.0)


def test_a_contest_of_units_that_are_no_more_is_settled_for_the_new_one():
    world = contested(staffed(organisation({"C": OTHERS})))
    assert worked(world)[-1] == (C, day(SETTLED + READING + AGAIN + 1.5))
    # Both ends of the contest were to spend half an hour on it; nobody works for B any more.
    assert world.desks.owed_hours.sum() + world.desks.coordination_hours[C] == day(2.0)


def test_a_contested_case_that_goes_back_to_a_unit_that_is_no_more_comes_from_its_in_tray():
    world = contested(staffed(organisation({"C": OTHERS})), contest__returned=1.0)
    arrives = SETTLED + LETTER
    assert worked(world)[-1] == (C, day(arrives + READING + AGAIN + 1.5))
    assert world.episodes.bounces[0] == 1
    assert world.episodes.referrals[0] == 2


# ---- appeals and approvals -----------------------------------------------------------------


@pytest.mark.parametrize("won", [True, False])
def test_an_appeal_is_decided_by_who_allocates_now(won):
    before = two(Task.SOCIAL_ASSISTANCE)
    after = two(Task.SOCIAL_ASSISTANCE, Task.ALLOCATE_DWELLINGS)
    changed = {"appeal__share": 1.0, "appeal__changed": float(won)}
    scenario = town(before, 30.0, after, **changed)
    world = world_at(scenario, 500.0, [{"ground": Ground.NONE}])
    recount.check(world)
    # Refused on day 6; an appeal takes sixty days.
    case = applications(world, Task.ALLOCATE_DWELLINGS)[0]
    assert case.unit == case.right_unit == B
    if won:
        assert lists_of(world) == {A: [], B: [0]}
        assert world.episodes.approved_at[0] == day(66.0)
        assert told(world, Happening.LISTED) == [(Happening.LISTED, B, day(66.0))]
    else:
        assert case.closed == world.episodes.ended_at[0] == day(66.0)
        assert told(world, Happening.REFUSED) == [(Happening.REFUSED, B, day(66.0))]


def test_an_appeal_is_answered_by_the_unit_that_refused():
    """A owes four hours for it, which are written by A's person, wherever it has gone."""
    scenario = town(alone(), 30.0, two(Task.DEBT_ADVICE), appeal__share=1.0, appeal__changed=1.0)
    world = world_at(scenario, 500.0, [{"ground": Ground.NONE}])
    assert list(world.desks.coordination_hours[[A, B]]) == days(4.0, 0.0)


def test_an_approval_under_way_is_for_the_list_of_who_allocates_now():
    before = replace(two(Task.SOCIAL_ASSISTANCE), rule_oriented=True)
    after = two(Task.SOCIAL_ASSISTANCE, Task.ALLOCATE_DWELLINGS)
    world = world_at(town(before, 8.0, after), 300.0, [{}])
    # Prepared on day 6, approved five days later.
    assert told(world, Happening.LISTED) == [(Happening.LISTED, B, day(11.0))]
    recount.check(world)


def test_what_is_in_hand_when_rules_begin_to_bind_has_to_be_approved():
    bound = replace(two(Task.SOCIAL_ASSISTANCE), rule_oriented=True)
    world = world_at(town(two(Task.SOCIAL_ASSISTANCE), 5.0, bound), 300.0, [{}])
    assert world.episodes.approved_at[0] == day(6.0 + 5.0)


# ---- committees ----------------------------------------------------------------------------


def with_committee(**fields):
    """A and B meet about applications for dwellings, every fortnight."""
    body = {"led_by": "A", "members": ("A", "B"), **fields}
    return staffed(organisation({"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,)}, bodies=[body]))


def test_cases_before_a_committee_come_before_the_next_in_the_order_they_were_opened():
    other = with_committee(name="another", every=7.0, most_cases=1)
    # Prepared on days 6 and 12, both for the meeting of day 14.
    world = world_at(town(with_committee(), 13.0, other), 300.0, [{}, {"at": 6.0}])
    assert list(world.episodes.approved_at[:2]) == days(20.5, 27.5)
    assert list(world.application_days[[1, 3], Cause.MEETING]) == days(20.5 - 6.0, 27.5 - 12.0)
    recount.check(world)


def test_cases_before_a_committee_wait_for_approval_where_rules_bind_and_none_meets():
    bound = replace(two(Task.SOCIAL_ASSISTANCE), rule_oriented=True)
    world = world_at(town(with_committee(), 10.0, bound), 300.0, [{}])
    assert world.episodes.approved_at[0] == day(15.0)
    causes = world.application_days[1, [Cause.MEETING, Cause.APPROVAL]]
    assert list(causes) == days(4.0, 5.0)


def test_a_case_whose_committee_is_no_more_has_waited_for_it_until_then_and_stands_in_no_line():
    bound = replace(two(Task.SOCIAL_ASSISTANCE), rule_oriented=True)
    world = world_at(town(with_committee(), 10.0, bound), 12.0, [{}])
    recount.check(world)
    case = applications(world, Task.ALLOCATE_DWELLINGS)[0]
    assert (case.phase, case.line) == (Phase.AWAITING_APPROVAL, NOBODY)
    level = world.levels[Level.AWAITING_MEETING]
    assert (level.value, level.area) == (0, day(4.0))


@pytest.mark.parametrize(
    ("after", "settled"),
    [
        (with_committee(name="another", every=10.0), 20.0),
        (two(Task.SOCIAL_ASSISTANCE), 8.5 + 14.0),  # above the two
    ],
)
def test_what_two_units_were_to_speak_of_they_speak_of_where_they_meet_now(after, settled):
    # Sent by B to A, and contested, on day 8.5; the meeting of day 14 is none any more.
    door = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.SOCIAL_ASSISTANCE: 1.0}}}
    chances = np.zeros((2, 2))
    chances[B, A] = 1.0
    scenario = town(with_committee(), 10.0, after, **door)
    world = world_at(scenario, 12.0, [ALLOWANCE], contest=chances)
    recount.check(world)
    world = running.advance(world, 300.0, scenario)
    assert told(world, Happening.SETTLED) == [(Happening.SETTLED, A, day(settled))]
    recount.check(world)


@pytest.mark.parametrize(
    ("after", "waits"),
    [
        (with_committee(name="another", every=5.0), 6.0),  # for the meeting of day 143
        (two(Task.SOCIAL_ASSISTANCE), 1.0),
    ],
)
def test_a_ready_dwelling_waits_for_a_meeting_of_the_new_organisation_if_for_any(after, waits):
    # Ready on day 137, for the meeting of day 140; reorganised on day 138.
    scenario = town(with_committee(), 138.0, after, dwellings=1)
    world = world_at(scenario, 139.0, [{}], **leaving_at(100.0))
    recount.check(world)
    world = running.advance(world, 300.0, scenario)
    assert world.vacancy_days[0, VacancyCause.MEETING] == day(waits)
    recount.check(world)


def test_cases_before_a_committee_go_to_that_of_their_new_allocator():
    """B allocates now and has a committee of its own; A's stays for nothing."""
    after = staffed(
        organisation(
            {"A": OTHERS, "B": (Task.ALLOCATE_DWELLINGS,)},
            bodies=[{"name": "B's", "led_by": "B", "members": ("A", "B"), "every": 10.0}],
        )
    )
    world = world_at(town(with_committee(), 10.0, after), 300.0, [{}])
    assert world.episodes.approved_at[0] == day(20.5)
    assert told(world, Happening.LISTED) == [(Happening.LISTED, B, day(20.5))]


def test_a_member_who_has_not_gone_to_a_meeting_that_is_called_off_does_not_go():
    # A hears somebody out from day 13.5 to 15.5, and B's person is at the meeting since 14.
    people = [{}, {"at": 13.5}]
    for at, meetings in ((14.25, [(B, day(14.0))]), (500.0, [(B, day(14.0)), (A, day(15.5))])):
        world = world_at(town(with_committee(), at, two(Task.SOCIAL_ASSISTANCE)), 17.0, people)
        assert begun(world, WorkKind.MEETING) == meetings
        recount.check(world)
    assert world.desks.hours[B] == day(0.5)


# ---- what is owed where there are no cases ---------------------------------------------------

#: Forty hours a month: the second forty wait for the first.
KEPT_UP = {"routine__written_hours": 40.0 / MONTH}


def above(*tasks):
    """A has cases; B has these tasks, and its routines in writing."""
    units = {"B": {"written_routines": True}}
    return staffed(organisation({"A": OTHERS, "B": tasks}, units))


def coordinated(world):
    """When what is owed where there are no cases joined a desk, was begun and ended."""
    return [
        [float(row.time) for row in log_of(world, event) if row.detail == WorkKind.COORDINATE]
        for event in (Happening.JOINED_QUEUE, Happening.WORK_BEGAN, Happening.WORK_ENDED)
    ]


def test_what_is_owed_stays_at_a_desk_without_cases():
    scenario = town(above(Task.PLAN), 65.0, above(Task.PLAN, Task.INFORM), **KEPT_UP)
    world = world_at(scenario, 3 * MONTH - 1)
    recount.check(world)
    assert coordinated(world) == [
        days(MONTH, 2 * MONTH),
        days(MONTH, MONTH + 40.0),
        days(MONTH + 40),
    ]
    # It has waited since it came, and is all that has waited there.
    assert world.desks.waited[B] == day(40.0 - MONTH)


def test_what_is_owed_is_done_after_a_case_where_there_come_to_be_cases():
    after = above(Task.PLAN, Task.SOCIAL_ASSISTANCE)
    scenario = town(above(Task.PLAN), 65.0, after, **KEPT_UP)
    world = world_at(scenario, 66.0)
    recount.check(world)
    assert world.desks.owed_hours[B] == pytest.approx(40.0)
    world = running.advance(world, 3 * MONTH - 1, scenario)
    recount.check(world)
    # Whoever has the first forty in hand goes on with the others.
    assert coordinated(world)[1:] == [days(MONTH), days(MONTH + 40.0)]
    assert world.desks.owed_hours[B] == 0.0
    assert world.desks.coordination_hours[B] == pytest.approx(80.0)


def test_what_is_owed_is_work_where_there_are_no_cases_any_more():
    scenario = town(above(Task.SOCIAL_ASSISTANCE), 40.0, above(Task.PLAN), **KEPT_UP)
    world = world_at(scenario, 39.0)
    assert world.desks.owed_hours[B] == pytest.approx(40.0)
    world = running.advance(world, 2 * MONTH - 1, scenario)
    recount.check(world)
    assert coordinated(world) == [days(40.0), days(40.0), []]
    world = running.advance(world, 90.0, scenario)
    assert coordinated(world) == [days(40.0, 2 * MONTH), days(40.0, 80.0), days(80.0)]


def test_what_a_unit_owes_that_is_no_more_nobody_does():
    scenario = town(above(Task.PLAN), 65.0, alone(), **KEPT_UP)
    world = world_at(scenario, 900.0, [HELP | {"at": 70.0}])
    recount.check(world)
    assert coordinated(world) == [days(MONTH, 2 * MONTH), days(MONTH), []]
    assert world.desks.owed_hours[B] == pytest.approx(80.0)
    assert world.desks.coordination_hours[A] == 0.0


def test_who_attended_for_a_unit_is_forgotten():
    scenario = town(with_committee(), 20.0, with_committee())
    world = world_at(scenario, 19.0, [{}])
    assert list(world.attended[0]) == [0, 1]
    world = running.advance(world, 20.0, scenario)
    assert list(world.attended[0]) == [NOBODY, NOBODY]
    assert world.bodies.meetings[0] == 1


# ---- temporary housing -----------------------------------------------------------------------


ROOFLESS = {"tenure": Tenure.NONE, "acute": 1}


def rooms(at, people, **change):
    """B gives out the one room; from day ``at`` A does, who has all else."""
    plenty = {"positions": {"A": 9.0, "B": 2.0}}
    before = two(Task.TEMPORARY_HOUSING, Task.SOCIAL_ASSISTANCE, **plenty)
    after = two(Task.SOCIAL_ASSISTANCE, **plenty)
    first, later = becomes(before, at, after)
    later = replace(later, **change)
    scenario = tiny(first, later=[later], dwellings=1, temporary_places=1)
    world = world_at(scenario, 300.0, people, **leaving_at(100))
    recount.check(world)
    rows = log_of(world, Happening.PLACED_TEMPORARILY)
    return world, [(int(row.unit), float(row.time)) for row in rows]


#: Heard out on day 2; asked for by letter, placed two days after it is read.
PLACED = 2.0 + LETTER + READING + AGAIN + 2.0


def test_who_has_a_room_keeps_it_and_who_waits_is_next():
    _, usual = rooms(299.0, [ROOFLESS, ROOFLESS | {"at": 0.1}])
    world, placed = rooms(50.0, [ROOFLESS, ROOFLESS | {"at": 0.1}])
    assert usual[0] == placed[0] == (B, day(PLACED))
    # The room is free when the first has a home; B has the case, or A if there is a change.
    free = world.episodes.home_at[0]
    assert usual[1] == (B, day(free))
    assert placed[1] == (A, day(free))
    assert world.episodes.homeless_nights[0] == day(PLACED)


def test_rooms_that_come_with_the_change_are_given_out_on_the_day():
    people = [ROOFLESS, ROOFLESS | {"at": 0.1}, ROOFLESS | {"at": 0.2}]
    world, placed = rooms(50.0, people, values={"temporary_places": 2.0})
    assert placed[:2] == [(B, day(PLACED)), (A, day(50.0))]
    # In the order in which they asked, and no more than there are.
    assert list(world.households.tenure[1:4]).count(Tenure.TEMPORARY) == 2
    assert len(placed) == 3
    assert placed[2][1] == day(world.episodes.home_at[0])


@pytest.mark.parametrize("there_was", [True, False])
def test_who_waits_for_a_room_does_where_committees_come_or_go(there_was):
    plain = two(Task.SOCIAL_ASSISTANCE, positions={"A": 9.0, "B": 2.0})
    meeting = replace(with_committee(every=1000.0), units=plain.units)
    before, after = (meeting, plain) if there_was else (plain, meeting)
    people = [ROOFLESS, ROOFLESS | {"at": 0.1}, ROOFLESS | {"at": 0.2}]
    scenario = town(before, 50.0, after, temporary_places=1)
    world = world_at(scenario, 50.0, people)
    recount.check(world)
    line = recount.chain(world.lines[-1].first, world.in_line.next)
    assert world.applications.household[line].tolist() == [1, 2]
    assert world.levels.value[Level.AWAITING_ROOM] == 2


def test_who_waits_for_a_room_stands_in_the_order_of_asking_acute_or_not():
    plain = two(Task.SOCIAL_ASSISTANCE, positions={"A": 9.0, "B": 2.0})
    scenario = town(plain, 50.0, plain, temporary_places=1)
    people = [ROOFLESS, ROOFLESS | {"at": 0.1}, ROOFLESS | {"at": 0.2}]
    world = running.advance(world_with(scenario, people), 49.0, scenario)
    line = recount.chain(world.lines[-1].first, world.in_line.next)
    assert world.applications.household[line].tolist() == [1, 2]
    # Were the second the first to ask, and the first acute.
    world.applications.since[line] = 30.0, 20.0
    world.households.acute[[1, 2]] = 1, 0
    world = running.advance(world, 50.0, scenario)
    line = recount.chain(world.lines[-1].first, world.in_line.next)
    assert world.applications.household[line].tolist() == [2, 1]


def test_an_application_for_a_room_is_sent_after_its_task():
    _, placed = rooms(5.0, [ROOFLESS])
    # On its way to B on day 5; B reads it on day 10, and it is another letter to A.
    again = 2.0 + LETTER + READING + LETTER
    assert placed == [(A, day(again + READING + AGAIN + 2.0))]


# ---- follow-up -------------------------------------------------------------------------------


ORDINARY = {"presenting": Need.FOLLOW_UP, "tenure": Tenure.PRIVATE_RENTAL, "follow_up_level": 1}


def provided_by(name, workers, **changes):
    """A orders follow-up, which this unit provides with so many workers of one place each."""
    tasks = {"A": OTHERS, "B": (Task.HOME_CARE,)}
    if name == "B":
        tasks["B"] = (Task.HOME_CARE, Task.PROVIDE_FOLLOW_UP)
    return staffed(organisation(tasks, {name: {"follow_up_workers": workers}}, **changes))


def spells(world):
    rows = world.follow_ups[: world.clock[0].follow_ups]
    return [(int(row.unit), float(row.start)) for row in rows]


@pytest.mark.parametrize("workers", [1.0, 2.0, 3.0])
def test_places_that_come_with_the_change_are_given_to_those_who_wait(workers):
    people = [ORDINARY, ORDINARY | {"at": 20.0}, ORDINARY | {"at": 30.0, "acute": 1}]
    scenario = town(provided_by("A", 1.0), 100.0, provided_by("B", workers))
    world = world_at(scenario, 100.0, people)
    # The one in follow-up stays and is B's; then acute before others.
    first = (B, day(2.5))
    begin = {1.0: [first], 2.0: [first, (B, day(100.0))], 3.0: [first, *[(B, day(100.0))] * 2]}
    assert spells(world) == begin[workers]
    taken = world.follow_ups.household[: len(begin[workers])].tolist()
    assert taken == [0, 2, 1][: len(taken)]
    recount.check(world)


def test_follow_up_goes_on_with_who_now_provides_it_for_the_group():
    people = [ORDINARY | {"group": Group.REFUGEE}, ORDINARY | {"at": 20.0}]
    both = {name: {"follow_up_workers": 2.0} for name in "AB"}
    of_refugees = {(Task.PROVIDE_FOLLOW_UP, Group.REFUGEE): "B"}
    tasks = {"A": OTHERS, "B": (Task.HOME_CARE,)}
    after = staffed(organisation(tasks, both, by_group=of_refugees))
    scenario = town(provided_by("A", 2.0), 100.0, after, others=[{"kind": Group.REFUGEE}])
    world = world_at(scenario, 100.0, people)
    assert spells(world) == [(B, day(2.5)), (A, day(22.5))]
    assert world.units.places_taken.tolist() == [1.0, 1.0]


def test_follow_up_goes_on_with_who_now_provides_it_in_the_district():
    people = [ORDINARY | {"district": 1}, ORDINARY | {"at": 20.0}]
    tasks = {"A": OTHERS, "B": (Task.PROVIDE_FOLLOW_UP,)}
    halves, workers = {"north": 0.5, "south": 0.5}, {"B": {"follow_up_workers": 2.0}}
    before = staffed(organisation(tasks, workers, districts=halves))
    after = staffed(organisation(tasks, workers, districts=halves, per_district=["B"]))
    world = world_at(town(before, 100.0, after), 100.0, people)
    assert [unit.name for unit in after.units] == ["A", "B north", "B south"]
    found = [int(unit) for unit in world.follow_ups.unit[: world.clock[0].follow_ups]]
    assert found == [3, 2]  # 1 is the unit that B was
    assert world.units.places_taken.tolist() == [0.0, 0.0, 1.0, 1.0]


def test_nobody_loses_a_place_to_a_smaller_provider():
    people = [ORDINARY, ORDINARY | {"at": 20.0}, ORDINARY | {"at": 30.0}]
    scenario = town(provided_by("A", 2.0), 100.0, provided_by("B", 1.0))
    world = world_at(scenario, 900.0, people)
    assert spells(world) == [(B, day(2.5)), (B, day(22.5))]
    assert world.units.places_taken[B] == day(2.0)
    assert recount.waiting_for_places(world, B).length == 1


def test_a_need_steps_down_on_its_day_and_frees_a_place_with_the_new_provider():
    mean = 100.0 / exponential(1, Stream.FOLLOW_UP, 1000, 0, 0)  # the first ends on day 102.5
    scenario = town(provided_by("A", 1.0), 50.0, provided_by("B", 1.0), follow_up__duration=mean)
    world = world_at(scenario, 110.0, [ORDINARY, ORDINARY | {"at": 20.0}])
    assert spells(world) == [(B, day(2.5)), (B, day(102.5))]
    assert world.follow_ups.end[0] == day(102.5)


def test_places_are_taken_by_those_in_follow_up_as_much_as_each_needs():
    """The first needs none any more on day 102.5; the second needs as much as two."""
    mean = 100.0 / exponential(1, Stream.FOLLOW_UP, 1000, 0, 0)
    scenario = town(provided_by("A", 4.0), 103.0, provided_by("B", 4.0), follow_up__duration=mean)
    people = [ORDINARY, ORDINARY | {"at": 95.0, "follow_up_level": 2}]
    world = world_at(scenario, 103.0, people)
    assert [unit for unit, _ in spells(world)] == [A, B]
    assert world.units.places_taken[[A, B]].tolist() == [0.0, 2.0]
    recount.check(world)


def test_an_order_on_its_way_is_sent_on_to_the_new_provider():
    # Ordered by A on day 2.5, at B on day 10.5, where nobody provides it any more.
    world = world_at(town(provided_by("B", 1.0), 5.0, provided_by("A", 1.0)), 300.0, [ORDINARY])
    assert spells(world) == [(A, day(10.5 + READING + LETTER))]
    assert world.episodes.bounces[0] == 1


#: Needs a home, and follow-up which is to begin with it.
BOTH = {"needs": bits(Need.DWELLING, Need.FOLLOW_UP), "follow_up_level": 1}


def test_follow_up_that_waits_for_the_home_begins_where_it_is_not_planned_with_it_any_more():
    together = provided_by("A", 1.0)
    apart = staffed(
        organisation(
            {"A": OTHERS, "B": (Task.ORDER_FOLLOW_UP, Task.PROVIDE_FOLLOW_UP)},
            {"B": {"follow_up_workers": 1.0}},
        )
    )
    assert spells(world_at(town(together, 400.0, together), 900.0, [BOTH])) == []
    assert spells(world_at(town(together, 400.0, apart), 900.0, [BOTH])) == [(B, day(400.0))]


def test_follow_up_that_waits_for_a_place_does_not_wait_for_the_home_as_well():
    apart = staffed(
        organisation(
            {"A": OTHERS, "B": (Task.ORDER_FOLLOW_UP, Task.PROVIDE_FOLLOW_UP)},
            {"B": {"follow_up_workers": 1.0}},
        )
    )
    people = [ORDINARY, BOTH | {"at": 20.0}]
    scenario = town(apart, 400.0, provided_by("A", 2.0))
    assert len(spells(world_at(scenario, 399.0, people))) == 1
    assert spells(world_at(scenario, 400.0, people))[1] == (A, day(400.0))


# ---- lease reviews ---------------------------------------------------------------------------


def reviews(after, at, people=(), before=None, **changed):
    """When each lease was reviewed, and where; two contracts end on day 500.

    B begins the first review on day 400, which takes three days.
    """
    before = before or replace(two(Task.REVIEW_LEASES), lease_review=True)
    scenario = town(before, at, after, dwellings=2, **changed)
    world = world_at(scenario, 490.0, people, **leaving_at(500, 500))
    recount.check(world)
    rows = log_of(world, Happening.LEASE_REVIEWED)
    return [(int(row.unit), float(row.time)) for row in rows]


def test_a_lease_review_whose_person_leaves_is_begun_anew_by_another():
    kept = replace(two(Task.REVIEW_LEASES), lease_review=True)
    assert reviews(kept, 450.0) == [(B, day(403.0)), (B, day(406.0))]
    # B's person has no post any more; A's person does both.
    after = replace(alone(), lease_review=True)
    assert reviews(after, 401.0) == [(A, day(404.0)), (A, day(407.0))]


def test_a_lease_review_keeps_its_place_where_it_stays():
    """It is not put behind what came after it: somebody who comes on day 400.5."""
    before = replace(two(Task.REVIEW_LEASES, Task.SOCIAL_ASSISTANCE), lease_review=True)
    after = replace(
        two(Task.REVIEW_LEASES, Task.SOCIAL_ASSISTANCE, Task.DEBT_ADVICE), lease_review=True
    )
    scenario = town(before, 401.0, after, dwellings=2)
    world = world_at(scenario, 490.0, [HELP | {"at": 400.5}], **leaving_at(500, 500))
    assert worked(world) == [(B, day(403.0)), (B, day(406.0)), (B, day(409.0))]
    assert len(told(world, Happening.JOINED_QUEUE)) == 3
    recount.check(world)


def reviewed_by_whom(before, after, tenants, others=()):
    """The dwelling of each lease reviewed, where and when; the change is on day 401."""
    kept = [replace(organised, lease_review=True) for organised in (before, after)]
    scenario = town(kept[0], 401.0, kept[1], dwellings=2, others=others)
    world = world_at(scenario, 490.0, first_tenants=tenants, **leaving_at(500, 500))
    recount.check(world)
    rows = log_of(world, Happening.LEASE_REVIEWED)
    return [(int(row.household), int(row.unit), float(row.time)) for row in rows]


def test_a_lease_review_goes_to_who_now_reviews_those_of_the_tenant_s_group():
    """The one in hand stays, the one that waits is A's: of refugees' leases only that is new."""
    by_group = {(Task.REVIEW_LEASES, Group.REFUGEE): "A"}
    tasks = {"A": OTHERS, "B": (Task.REVIEW_LEASES,)}
    after = staffed(organisation(tasks, by_group=by_group))
    others = [{"kind": Group.REFUGEE}]
    of_refugees = [{}, {"group": Group.REFUGEE}]
    found = reviewed_by_whom(two(Task.REVIEW_LEASES), after, of_refugees, others)
    assert found == [(0, B, day(403.0)), (1, A, day(404.0))]
    found = reviewed_by_whom(two(Task.REVIEW_LEASES), after, [{}, {}], others)
    assert found == [(0, B, day(403.0)), (1, B, day(406.0))]


def test_a_lease_review_goes_to_who_now_reviews_those_of_the_tenant_s_district():
    tasks = {"A": OTHERS, "B": (Task.REVIEW_LEASES,)}
    halves = {"north": 0.5, "south": 0.5}
    before = staffed(organisation(tasks, districts=halves))
    after = staffed(organisation(tasks, districts=halves, per_district=["B"]))
    # B's person goes to the north, with the review in hand; there the next one has to wait.
    _, north, south = (unit.name for unit in after.units)
    assert (north, south) == ("B north", "B south")
    for district, (unit, done) in enumerate([(2, 406.0), (3, 404.0)]):
        found = reviewed_by_whom(before, after, [{}, {"district": district}])
        assert found == [(0, 2, day(403.0)), (1, unit, day(done))]


def test_a_lease_review_is_still_for_the_contract_it_was_for():
    """The second contracts end on day 700; on day 601 one lease is in hand, the other goes to A."""
    before, after = replace(two(Task.REVIEW_LEASES), lease_review=True), alone(A=2.0)
    renewed = {"tenancy__renewal_share": 1.0, "tenancy__contract": 200.0}
    scenario = town(before, 601.0, replace(after, lease_review=True), dwellings=2, **renewed)
    world = world_at(scenario, 601.0, **leaving_at(500, 500))
    items = {int(item) for item in world.caseworkers.work_item if item >= 0}
    under_review = [item for item in items if world.work.kind[item] == WorkKind.REVIEW_LEASE]
    assert sorted(world.work.tenancy[under_review].tolist()) == [0, 1]
    assert world.work.contract[under_review].tolist() == [2, 2]


def test_a_lease_review_in_hand_is_finished_where_none_are_made_any_more():
    after = two(Task.REVIEW_LEASES)
    assert reviews(after, 401.0) == [(B, day(403.0))]


def test_reviews_begin_for_contracts_that_begin_under_the_routine():
    after = replace(two(Task.REVIEW_LEASES), lease_review=True)
    assert reviews(after, 100.0, before=two(Task.REVIEW_LEASES)) == []


# ---- checking everyone -----------------------------------------------------------------------


#: Checking takes a quarter of an hour; it is done as often as the strategy is anchored.
BY_ANCHORING = {
    "planning__pursued": float(PURSUED["yes"]),
    "anchoring__on_routines": 1.0,
    "anchoring__decay": 0.0,
    "anchoring__turnover": 0.0,
}


#: A and B have work both, so that C which takes the place of the two is neither by another name.
BOTH_HAVE_WORK = {"group": {"arrivals": {Need.DWELLING: 10.0, Need.DEBT_ADVICE: 10.0}}}


def checking(organised, by_anchoring=False, kept=True):
    """``organised`` with lease reviews and the routine of checking everyone, where it is kept."""
    laid_down = strategy(routines_by_anchoring=True) if by_anchoring else None
    return replace(organised, check_everyone=kept, lease_review=True, strategy=laid_down)


def anchored(world, scenario, until, share):
    """``world`` on a later day, on which the strategy is anchored as much as this."""
    world = running.advance(world, until, scenario)
    world.strategy.anchoring = share
    return world


@pytest.mark.parametrize("first", [0.0, 1.0])
def test_whether_a_household_in_a_queue_is_checked_is_decided_once(first):
    """Of two who come to A on day 9 one waits, and is sent to C on day 10, where it is read."""
    before = checking(two(Task.DEBT_ADVICE), by_anchoring=True)
    after = checking(staffed(organisation({"C": OTHERS}), C=2.0), by_anchoring=True)
    scenario = town(before, 10.0, after, **BY_ANCHORING, **BOTH_HAVE_WORK)
    world = anchored(world_with(scenario, [{"at": 9.0}] * 2), scenario, 8.0, first)
    world = anchored(world, scenario, 9.9, 1.0 - first)
    world = running.advance(world, 100.0, scenario)
    check = 0.25 * first
    assert list(world.episodes.assessed_at[:2]) == days(
        9.0 + 2.0 + check, 10.0 + LETTER + READING + 2.0 + check
    )
    assert list(world.households.checked) == [first, first]
    row = world.strategy[0]
    assert (row.occasions, row.followed) == (2, 2 * first)


@pytest.mark.parametrize("first", [0.0, 1.0])
def test_whether_a_tenant_in_a_queue_is_checked_is_decided_once(first):
    """B's person has one review from day 400 on; A takes up the other on day 402."""
    before = checking(two(Task.REVIEW_LEASES), by_anchoring=True)
    after = checking(alone(A=2.0), by_anchoring=True)
    # A tenant's first contract: so much luck there is in being reviewed, and in being checked.
    changed = BY_ANCHORING | {"anchoring__on_routines": 0.5}
    scenario = town(before, 402.0, after, dwellings=2, **changed)
    luck = np.array(
        [
            [uniform(seed, Stream.ROUTINE, first_tenant(home), 1, part) for home in (0, 1)]
            for seed in range(1, 200)
            for part in (LEASE_REVIEW, CHECK_AT_REVIEW)
        ]
    ).reshape(-1, 2, 2)
    # Reviewed however it is anchored, and checked only where it is.
    found = np.all(luck[:, 0] < 0.5, axis=1) & np.all(luck[:, 1] > 0.5, axis=1)
    seed = 1 + int(np.flatnonzero(found)[0])
    world = world_with(scenario, seed=seed, **leaving_at(500, 500))
    world = anchored(world, scenario, 300.0, first)
    world = anchored(world, scenario, 401.9, 1.0 - first)
    world = running.advance(world, 490.0, scenario)
    rows = log_of(world, Happening.LEASE_REVIEWED)
    check = 0.25 * first
    assert list(rows.time) == days(400.0 + 3.0 + check, 402.0 + 3.0 + check)
    assert world.households.checked.tolist() == [first, first]
    row = world.strategy[0]
    assert (row.occasions, row.followed) == (4, 2 + 2 * first)


def checked_after(before, after, *, at=9.5):
    """Who has been checked, and when each was heard out: one in hand and one in a queue."""
    scenario = town(checking(alone(), kept=before), at, checking(after, kept=not before))
    world = world_at(scenario, 100.0, [{"at": 9.0}] * 2)
    recount.check(world)
    return world.households.checked.tolist(), list(world.episodes.assessed_at[:2])


def test_who_was_to_be_checked_is_where_nobody_else_is_any_more():
    checked, heard = checked_after(True, alone())
    assert checked == [1, 1]
    assert heard == days(9.0 + 2.25, 9.0 + 4.5)


def test_nobody_is_checked_in_hours_that_were_set_aside_without_it():
    checked, heard = checked_after(False, alone())
    assert checked == [0, 0]
    assert heard == days(9.0 + 2.0, 9.0 + 4.0)


def test_a_case_that_comes_where_everybody_is_checked_is_checked():
    """Nothing had been decided about it where there was no such routine."""
    scenario = town(
        checking(two(Task.DEBT_ADVICE), kept=False),
        10.0,
        checking(staffed(organisation({"C": OTHERS}), C=2.0)),
        **BOTH_HAVE_WORK,
    )
    world = world_at(scenario, 100.0, [{"at": 9.0}] * 2)
    assert world.households.checked.tolist() == [0, 1]
    assert world.episodes.assessed_at[1] == day(10.0 + LETTER + READING + 2.25)


# ---- vacancies -------------------------------------------------------------------------------


def empty(before, at, after, dwellings=1, people=(), until=900.0, **changed):
    """The world in which the tenants' contracts end on day 100, B managing vacancies at first.

    With no change: at B's on day 104 (one internal hand-over), inspected on day 109, with the
    crew on day 117 (two hand-overs), ready on day 137.
    """
    scenario = town(before, at, after, dwellings=dwellings, **changed)
    world = world_at(scenario, until, people, **leaving_at(*[100] * dwellings))
    recount.check(world)
    return world


MANAGING = (Task.MANAGE_VACANCIES,)


@pytest.mark.parametrize("at", [50.0, 102.0])
def test_a_vacancy_on_its_way_through_the_property_unit_is_the_new_ones(at):
    world = empty(two(*MANAGING), at, alone())
    assert begun(world, WorkKind.INSPECT) == [(A, day(104.0))]
    assert recount.tables(world)[3].ready_at[0] == day(137.0)


def test_a_vacancy_inspected_goes_on_to_the_crew_of_the_new_unit():
    world = empty(two(*MANAGING), 110.0, alone())
    assert begun(world, WorkKind.INSPECT) == [(B, day(104.0))]
    assert begun(world, WorkKind.WORKS) == [(A, day(117.0))]


def test_works_in_hand_go_on_and_works_that_wait_keep_their_order():
    # B inspects one after the other; one crew has the first until day 137.
    changed = empty(two(*MANAGING), 125.0, alone(), dwellings=3)
    usual = empty(two(*MANAGING), 899.0, alone(), dwellings=3)
    ready = recount.tables(usual)[3].ready_at
    assert sorted(ready) == days(137.0, 157.0, 177.0)
    assert list(recount.tables(changed)[3].ready_at) == list(ready)
    assert len(begun(changed, WorkKind.WORKS)) == 3


def test_who_has_the_whole_of_a_vacancy_has_also_those_under_way():
    """The planner who has it now inspects at once; nothing is passed on inside the unit."""
    after = replace(two(*MANAGING), vacancy_owner=True)
    # Known since notice on day 70, not yet taken up: it was to be passed on after the move-out.
    world = empty(two(*MANAGING), 102.0, after)
    assert begun(world, WorkKind.INSPECT) == [(B, day(104.0))]
    # With no hand-overs between inspection and works.
    assert begun(world, WorkKind.WORKS) == [(B, day(109.0))]


def waits_for_the_dwelling(at, after, before=None, **changed):
    """Somebody is on A's list since day 6 for the dwelling that is ready on day 137."""
    before = before or two(Task.SOCIAL_ASSISTANCE)
    return empty(before, at, after, people=[{}], **changed)


#: A looks for a tenant (1.5 days), who answers in a week and moves in a fortnight later.
AT_HOME = 137.0 + 1.5 + 7.0 + 14.0


@pytest.mark.parametrize("at", [120.0, 138.0, 140.0, 150.0])
def test_a_dwelling_under_way_to_a_tenant_gets_there_whoever_allocates(at):
    after = two(Task.ALLOCATE_DWELLINGS)
    world = waits_for_the_dwelling(at, after)
    # B is told by letter where it is the allocator when the dwelling is ready.
    told_later = LETTER if at < 137.0 else 0.0
    assert world.episodes.home_at[0] == day(AT_HOME + told_later)


def test_a_search_for_a_tenant_in_a_queue_goes_to_the_new_allocator():
    # A is busy with somebody's debts from day 135 to 143; the dwelling waits there since 137.
    debts = {"presenting": Need.DEBT_ADVICE, "at": 135.0}
    people = [{}, debts]
    after = two(Task.ALLOCATE_DWELLINGS)
    before = two(Task.SOCIAL_ASSISTANCE)
    for at, where in ((140.0, (B, day(140.0))), (400.0, (A, day(143.0)))):
        world = empty(before, at, after, people=people, until=399.0)
        assert begun(world, WorkKind.FIND_TENANT) == [where]
        assert world.episodes.home_at[0] == day(where[1].expected + 1.5 + 7.0 + 14.0)


def test_a_search_for_a_tenant_that_stays_keeps_its_place():
    debts = {"presenting": Need.DEBT_ADVICE}
    people = [{}, debts | {"at": 135.0}, debts | {"at": 138.0}]
    world = empty(two(Task.SOCIAL_ASSISTANCE), 140.0, two(Task.HOME_CARE), people=people)
    # Before the one who came on day 138, though that one is put back first or last.
    assert begun(world, WorkKind.FIND_TENANT) == [(A, day(143.0))]
    rows = log_of(world, Happening.JOINED_QUEUE)
    assert np.sum(rows.detail == WorkKind.FIND_TENANT) == 1


@pytest.mark.parametrize(
    ("kind", "task", "at", "after"),
    [
        (WorkKind.INSPECT, "manage_vacancies", 104.5, alone()),
        (WorkKind.FIND_TENANT, "allocate_dwellings", 138.0, two(Task.ALLOCATE_DWELLINGS)),
    ],
)
def test_work_on_a_dwelling_takes_as_long_whoever_it_goes_to(kind, task, at, after):
    """Hours are a matter of luck; what waits is about the same vacancy as before."""
    uneven = {f"work__{task}__distribution": 1.0, f"work__{task}__variation": 0.9}
    debts = {"presenting": Need.DEBT_ADVICE, "at": 135.0}
    before = two(*MANAGING)
    took = []
    for change in (899.0, at):
        world = empty(before, change, after, 2, [{}, {}, debts], **uneven)
        rows = [log_of(world, one) for one in (Happening.WORK_BEGAN, Happening.WORK_ENDED)]
        began, ended = (
            {int(row.dwelling): float(row.time) for row in one[one.detail == kind]} for one in rows
        )
        assert len(began) == 2
        took.append([ended[home] - began[home] for home in (0, 1)])
    assert took[0] == days(*took[1])
    assert took[0][0] != took[0][1]


def test_an_inspection_that_stays_keeps_its_place_and_its_person():
    world = empty(two(*MANAGING), 106.0, two(*MANAGING, Task.HOME_CARE), dwellings=2)
    assert begun(world, WorkKind.INSPECT) == [(B, day(104.0)), (B, day(109.0))]
    rows = log_of(world, Happening.JOINED_QUEUE)
    assert np.sum(rows.detail == WorkKind.INSPECT) == 2
    assert world.desks.waited[B] == day(5.0)
