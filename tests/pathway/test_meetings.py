"""Decisions that wait for a committee's meeting, or for approval: hand cases, day by day.

Heard out on day 2, prepared on day 6; the committee meets every fortnight and takes half an hour
(half a day) for a case.
"""

import numpy as np
import pytest

from sim.draws import Stream
from sim.names import Category, Group, Need, Task
from tests import recount
from tests.building import OTHERS, organisation
from tests.worlds import (
    bits,
    day,
    days,
    days_by_cause,
    exponential,
    leaving_at,
    only,
    play,
    tiny,
)

OFFICE, WELFARE, ADVICE = range(3)

ORDINARY_FIRST = (Category.ORDINARY, Category.SOCIAL)
SOCIAL_FIRST = (Category.SOCIAL, Category.ORDINARY)


def meeting(members=("office", "welfare"), units=None, led_by="office", **body):
    """The office leads a committee with the welfare service; advice is no member."""
    return organisation(
        {"office": OTHERS, "welfare": (Task.SOCIAL_ASSISTANCE,), "advice": (Task.DEBT_ADVICE,)},
        units=units,
        bodies=[{"led_by": led_by, "members": members, **body}],
    )


def approved(result):
    """When applications for a dwelling were approved, in order of coming."""
    return list(result.households.approved_at)


# ---- the meeting ---------------------------------------------------------------------------


def test_a_prepared_case_waits_for_the_next_meeting():
    result = play(tiny(meeting()), [{}])
    case = result.applications.iloc[1]
    assert only(result.households).approved_at == case.decided == day(14.5)
    assert days_by_cause(case) == {"work": 2.0 + 4.0, "meeting": 8.5}
    assert case.approved
    assert list(result.meetings.meetings) == [1]


def test_a_case_prepared_on_the_day_of_a_meeting_comes_too_late():
    assert approved(play(tiny(meeting()), [{"at": 8.0}])) == days(28.5)


def test_after_a_meeting_that_recommends_the_leader_decides():
    result = play(tiny(meeting(decides=False)), [{}])
    case = result.applications.iloc[1]
    assert case.decided == day(14.5 + 5)
    assert days_by_cause(case) == {"work": 6.0, "meeting": 8.5, "approval": 5.0}


def test_only_cases_of_the_committees_groups_come_before_it():
    scenario = tiny(meeting(groups=(Group.YOUTH,)), others=[{"kind": Group.YOUTH}])
    people = [{}, {"group": Group.YOUTH, "at": 7.0}]
    assert approved(play(scenario, people)) == days(6, 14.5)


def test_a_unit_decides_itself_where_another_leads_the_committee():
    assert approved(play(tiny(meeting(led_by="welfare")), [{}])) == days(6)


def test_nobody_is_called_when_nothing_waits():
    # Prepared on day 106: of all meetings in a thousand days only that of day 112 is held.
    result = play(tiny(meeting()), [{"at": 100.0}])
    assert approved(result) == days(112.5)
    assert list(result.meetings.meetings) == [1]
    assert list(result.world.desks.hours[[OFFICE, WELFARE]]) == days(2 + 4 + 0.5, 0.5)


def test_the_next_meeting_takes_what_one_has_no_time_for():
    # Three at the office prepare the cases on days 6, 6.1 and 6.2.
    organised = meeting(most_cases=2, units={"office": {"positions": 3.0}})
    result = play(tiny(organised), [{}, {"at": 0.1}, {"at": 0.2}])
    assert approved(result) == days(15, 15, 28.5)
    assert result.world.desks.hours[WELFARE] == day(3 * 0.5)


def test_members_come_before_they_do_any_other_work():
    people = [
        {},
        {"at": 13.0, "presenting": Need.SOCIAL_ASSISTANCE},  # in hand when the members are called
        {"at": 13.5, "presenting": Need.SOCIAL_ASSISTANCE, "acute": 1},
    ]
    result = play(tiny(meeting()), people)
    assert approved(result)[0] == day(16.5)
    assert list(result.households.ended_at[1:]) == days(16, 19.5)


def test_a_meeting_falls_out_while_the_one_before_is_not_over():
    # A member is busy from day 13 to 33; another case has been prepared by day 21.
    people = [{}, {"at": 13.0, "presenting": Need.SOCIAL_ASSISTANCE}, {"at": 15.0}]
    result = play(tiny(meeting(), work__social_assistance__hours=20.0), people)
    assert [approved(result)[n] for n in (0, 2)] == days(33.5, 42.5)
    assert list(result.meetings.meetings) == [2]


def test_a_case_withdrawn_before_the_meeting_is_no_part_of_it():
    # The first finds a home without help on day 12; of the other group nobody does.
    organised = meeting(units={"office": {"positions": 2.0}})
    rate = exponential(1, Stream.OWN_SOLUTION, 1000, 0, 0) / 12.0
    others = [{"kind": Group.YOUTH, "own_solution_factor": 0.0}]
    scenario = tiny(organised, others=others, own_solution__rate=rate)
    result = play(scenario, [{}, {"group": Group.YOUTH}])
    assert list(result.households.ended_at[:1]) == days(12)
    assert np.isnan(approved(result)[0])
    assert approved(result)[1] == day(14.5)
    assert result.world.desks.hours[WELFARE] == day(0.5)


def members_who_know(*known):
    """What comes of a case whose need of debt advice only some units can see."""
    knowledge = np.zeros((3, len(Task)))
    knowledge[list(known), Task.DEBT_ADVICE] = 1.0
    needs = bits(Need.DWELLING, Need.DEBT_ADVICE)
    return play(tiny(meeting(), recognition__base=0.0), [{"needs": needs}], knowledge=knowledge)


def test_a_member_sees_what_the_office_has_missed():
    result = members_who_know(WELFARE)
    advice = result.applications[result.applications.task == "debt_advice"].iloc[0]
    assert (advice.first_unit, advice.created) == ("welfare", day(14.5))
    # By letter, which the welfare service writes; read, done again in part, and given.
    assert advice.closed == day(14.5 + 8 + 0.5 + 1 + 8)
    assert result.world.desks.hours[WELFARE] == day(0.5 + 0.5)


@pytest.mark.parametrize(("who", "created"), [((), []), ((ADVICE,), []), ((OFFICE, WELFARE), [2])])
def test_only_members_see_and_only_what_was_missed(who, created):
    rows = members_who_know(*who).applications
    assert list(rows[rows.task == "debt_advice"].created) == created


def two_committees():
    """One for young people, one for others; both are the office's."""
    groups = tuple(group for group in Group if group is not Group.YOUTH)
    return organisation(
        {"office": OTHERS},
        units={"office": {"positions": 2.0}},
        bodies=[
            {"led_by": "office", "groups": groups},
            {"led_by": "office", "groups": (Group.YOUTH,)},
        ],
    )


def test_committees_of_one_leader_meet_on_different_days():
    scenario = tiny(two_committees(), others=[{"kind": Group.YOUTH}])
    result = play(scenario, [{}, {"group": Group.YOUTH}, {"at": 10.0}])
    assert approved(result) == days(7.5, 14.5, 21.5)


@pytest.mark.parametrize(("categories", "waits"), [(ORDINARY_FIRST, 3.0), (SOCIAL_FIRST, 10.0)])
def test_a_dwelling_waits_for_the_first_of_them_that_it_is_for(categories, waits):
    # Ready on day 137: the one meets on days 133 and 147, that for youth on day 140.
    young = {"kind": Group.YOUTH, "categories": categories}
    scenario = tiny(two_committees(), dwellings=1, others=[young])
    row = only(play(scenario, [{}], **leaving_at(100)).vacancies)
    assert row["days meeting"] == day(waits)


def test_a_dwelling_is_allocated_in_whichever_meeting_is_held_first():
    # Ready on day 137. That of day 140 waits for a member who is busy from day 138 to 158, and the
    # other committee, which the office holds by itself, meets on day 147.
    young = (Group.YOUTH,)
    others = tuple(group for group in Group if group is not Group.YOUTH)
    organised = organisation(
        {"office": OTHERS, "welfare": (Task.SOCIAL_ASSISTANCE,)},
        bodies=[
            {"led_by": "office", "members": ("office",), "groups": others},
            {"led_by": "office", "members": ("office", "welfare"), "groups": young},
        ],
    )
    scenario = tiny(
        organised,
        dwellings=1,
        others=[{"kind": Group.YOUTH, "categories": ORDINARY_FIRST}],
        work__social_assistance__hours=20.0,
    )
    people = [{}, {"at": 138.0, "presenting": Need.SOCIAL_ASSISTANCE}]
    result = play(scenario, people, **leaving_at(100))
    assert only(result.vacancies)["days meeting"] == day(10.0)
    # Of the first committee another was for the household's case; the second met in vain.
    assert list(result.meetings.meetings) == [2, 1]


# ---- a dwelling that waits for it ----------------------------------------------------------


@pytest.mark.parametrize(
    ("categories", "decides", "waits"),
    [(ORDINARY_FIRST, True, 3.0), (ORDINARY_FIRST, False, 8.0), (SOCIAL_FIRST, True, 0.0)],
)
def test_a_ready_dwelling_waits_for_those_whose_first_category_it_is(categories, decides, waits):
    # Ready on day 137; the next meeting is on day 140, and may have to be approved.
    body = {"groups": (Group.YOUTH,), "decides": decides}
    young = {"kind": Group.YOUTH, "categories": categories}
    scenario = tiny(meeting(**body), dwellings=1, others=[young])
    result = play(scenario, [{}], **leaving_at(100))
    row = only(result.vacancies)
    assert row.ready_at == day(137)
    assert (row["days meeting"], row["days allocation"]) == (day(waits), day(1.5))
    assert row.contract_at == day(137 + waits + 1.5 + 7 + 14)
    # No young household has asked: the members meet for the dwelling alone.
    assert list(result.meetings.meetings) == [int(waits > 0)]
    assert list(result.world.desks.hours[[WELFARE]]) == [0.0]


def test_a_ready_dwelling_waits_until_the_meeting_has_been_held():
    # Ready on day 137; of the members called on day 140 one is busy from day 138 to 147.
    people = [{}, {"at": 138.0, "presenting": Need.SOCIAL_ASSISTANCE}]
    scenario = tiny(meeting(), dwellings=1, work__social_assistance__hours=9.0)
    result = play(scenario, people, **leaving_at(100))
    assert only(result.vacancies)["days meeting"] == day(10.0)
    # The other was for the household, heard out and prepared by day 6.
    assert list(result.meetings.meetings) == [2]


def test_a_dwelling_that_gets_ready_while_a_meeting_goes_on_waits_for_the_next():
    # Ready on days 137 and 142; a member is busy from day 138 to 147, and the next is on day 154.
    people = [{}, {}, {"at": 138.0, "presenting": Need.SOCIAL_ASSISTANCE}]
    scenario = tiny(meeting(), dwellings=2, crews=2, work__social_assistance__hours=9.0)
    result = play(scenario, people, **leaving_at(100, 105))
    assert list(result.vacancies.ready_at) == days(137, 142)
    assert list(result.vacancies["days meeting"]) == days(10.0, 12.0)


def test_one_meeting_allocates_so_many_ready_dwellings_at_most():
    # All are ready by day 150, for the meeting of day 200; two are left to the next.
    many = 252
    scenario = tiny(
        meeting(every=200.0), dwellings=many, crews=many, work__manage_vacancies__hours=0.01
    )
    world = play(scenario, until=201.0, **leaving_at(*[100.0] * many)).world
    assert list(np.flatnonzero(world.dwellings.before_meeting)) == [250, 251]
    recount.check_meetings(world)


def test_a_dwelling_allocated_by_another_than_the_leader_does_not_wait():
    scenario = tiny(meeting(led_by="welfare"), dwellings=1)
    row = only(play(scenario, [{}], **leaving_at(100)).vacancies)
    assert row["days meeting"] == 0


# ---- approval ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("presenting", "hours", "waits"),
    [
        (Need.DWELLING, 2.0 + 4.0, 5.0),
        (Need.SOCIAL_ASSISTANCE, 3.0, 5.0),
        (Need.START_LOAN, 8.0, 5.0),
        (Need.FOLLOW_UP, 2.5, 5.0),
        (Need.HOUSING_ALLOWANCE, 1.5, 0.0),
        (Need.DEBT_ADVICE, 8.0, 0.0),
        (Need.PRIVATE_MEDIATION, 5.0, 0.0),
        (Need.HOME_CARE, 3.5, 0.0),
        (Need.ADAPTATION, 4.5, 0.0),
    ],
)
def test_where_work_is_bound_by_rules_decisions_wait_for_approval(presenting, hours, waits):
    person = {"presenting": presenting, "follow_up_level": 1}
    for bound, days_more in ((False, 0.0), (True, waits)):
        organised = organisation({"office": OTHERS}, rule_oriented=bound)
        result = play(tiny(organised, days=50.0), [person])
        row = result.applications[result.applications.decided.notna()].iloc[0]
        assert row.decided == day(hours + days_more)
        assert row["days approval"] == day(days_more)
        assert bool(row.approved) == (days_more > 0)


def test_what_a_committee_has_decided_needs_no_approval():
    organised = organisation({"office": OTHERS}, rule_oriented=True, bodies=[{"led_by": "office"}])
    assert approved(play(tiny(organised), [{}])) == days(14.5)


def test_letters_after_approval_are_written_by_whoever_is_next_free():
    organised = organisation({"office": OTHERS, "advice": (Task.DEBT_ADVICE,)}, rule_oriented=True)
    follow_on = {Task.SOCIAL_ASSISTANCE: {Task.DEBT_ADVICE: 1.0}}
    person = {"presenting": Need.SOCIAL_ASSISTANCE}
    people = [person, {"at": 7.0, "presenting": Need.HOUSING_ALLOWANCE, "income": 9000.0}]
    people += [people[1] | {"at": 8.0}]
    result = play(tiny(organised, follow_on=follow_on, days=100.0), people)
    # Approved on day 8 while somebody works until 8.5; the letter comes before the next case.
    ended = list(result.households.ended_at)
    assert ended[1:] == days(8.5, 8.5 + 0.5 + 1.5)
    assert ended[0] == day(8 + 8 + 9.5)
