"""Contested cases: of whose it is, what the problem is, who pays; and how they are settled.

B sends a case to A by letter: half a day to read it, eight under way; A has it on day 8.5.
"""

import numpy as np
import pytest

from sim import start
from sim.draws import Stream
from sim.names import MOST_AT_ONCE, Group, Need, Task, Tenure
from sim.state import Level
from tests.building import OTHERS, organisation
from tests.worlds import day, days_by_cause, exponential, only, play, tiny, uniform

A, B, C = range(3)
ALLOWANCE = {"presenting": Need.HOUSING_ALLOWANCE, "income": 9000.0}
WRONG_DOOR = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.SOCIAL_ASSISTANCE: 1.0}}}
#: Read, sent, read again, done again in part, handled.
WITHOUT_CONTEST = 0.5 + 8 + 0.5 + 1.0 + 1.5


def units(**changes):
    return organisation(
        {"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,), "C": (Task.DEBT_ADVICE,)}, **changes
    )


def contested(chance=1.0):
    table = np.zeros((3, 3))
    table[B, A] = chance
    return table


# ---- how likely ----------------------------------------------------------------------------


def test_an_agreement_makes_it_clearer_whose_a_case_is():
    scenario = tiny(
        units(agreements=[("A", "B")]), contest__functional=0.2, contest__agreement_factor=0.25
    )
    chances = start.world(scenario, 1, False).contest
    assert chances == pytest.approx(np.array([[0, 0.05, 0.2], [0.05, 0, 0.2], [0.2, 0.2, 0]]))


def test_units_contest_the_more_the_less_they_know_in_common():
    usual = {"arrivals": {Need.SOCIAL_ASSISTANCE: 100.0}}
    scenario = tiny(units(), group=usual, contest__functional=0.1, contest__professional=0.5)
    world = start.world(scenario, 1, False)
    # B and C hold one instrument each; about advice, which nobody asks for, they know alike.
    apart = world.knowledge[B, Task.SOCIAL_ASSISTANCE] - world.knowledge[C, Task.SOCIAL_ASSISTANCE]
    assert apart > 0.1
    assert world.knowledge[B, Task.DEBT_ADVICE] == world.knowledge[C, Task.DEBT_ADVICE]
    assert world.contest[B, C] == pytest.approx(0.1 + 0.5 * apart / 2)


@pytest.mark.parametrize("chance", [-1e-12, 1e-12])
def test_a_case_is_contested_by_its_chance(chance):
    key = play(tiny(units(), **WRONG_DOOR), [ALLOWANCE]).world.applications.key[0]
    # Sent once when it comes, of 64 times for which there is room.
    doubt = uniform(1, Stream.CONTEST, 1000, key * 64 + 1, 0)
    scenario = tiny(units(), **WRONG_DOOR)
    result = play(scenario, [ALLOWANCE], contest=contested(doubt + chance))
    assert only(result.applications).contests == int(chance > 0)


@pytest.mark.parametrize(
    ("payer", "presenting", "contests"),
    [
        ("bank", Need.PRIVATE_MEDIATION, 1),  # a deposit is paid by whoever holds assistance
        ("office", Need.PRIVATE_MEDIATION, 0),
        ("bank", Need.DEBT_ADVICE, 0),
    ],
)
def test_a_case_is_contested_where_anothers_budget_pays(payer, presenting, contests):
    tasks = {"office": OTHERS, "desk": (Task.INFORM,), "bank": ()}
    if payer == "bank":
        tasks["bank"] = (Task.SOCIAL_ASSISTANCE,)
    door = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.INFORM: 1.0}}}
    scenario = tiny(organisation(tasks), contest__own_budget=1.0, **door)
    assert play(scenario, [{"presenting": presenting}]).applications.contests[0] == contests


def test_who_pays_what_others_decide():
    tasks = {
        "office": OTHERS,
        "welfare": (Task.SOCIAL_ASSISTANCE,),
        "property": (Task.MANAGE_VACANCIES,),
        "services": (Task.ORDER_FOLLOW_UP,),
    }
    world = start.world(tiny(organisation(tasks), contest__own_budget=0.3), 1, False)
    found = {Task(task) for task in np.flatnonzero(world.budget_contest[:, Group.ECONOMIC, 0])}
    assert found == {
        Task.TEMPORARY_HOUSING,
        Task.PRIVATE_MEDIATION,
        Task.ADAPT_DWELLING,
        Task.PROVIDE_FOLLOW_UP,
    }
    assert world.budget_contest.max() == pytest.approx(0.3)


# ---- how settled ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "every", "waits"),
    [
        (("A", "B"), 7.0, 5.5),  # on day 14
        (("A", "B"), 100.0, 14.0),  # above the two, before the meeting
        (("A", "C"), 7.0, 14.0),
        (("C", "B"), 7.0, 14.0),
    ],
)
def test_a_contest_is_settled_when_the_two_meet_or_above_them(members, every, waits):
    body = {"led_by": members[0], "members": members, "groups": (), "every": every}
    scenario = tiny(units(bodies=[body]), **WRONG_DOOR)
    result = play(scenario, [ALLOWANCE], contest=contested())
    row = only(result.households)
    assert days_by_cause(row)["contest"] == day(waits)
    assert row.ended_at == day(WITHOUT_CONTEST + waits)


def meeting_weekly(**changes):
    """A leads a committee with B, before which cases for a dwelling come: nobody asks for one."""
    body = {"led_by": "A", "members": ("A", "B"), "every": 7.0}
    return tiny(units(bodies=[body]), **(WRONG_DOOR | changes))


def test_the_two_meet_for_a_contested_case_and_for_nothing_else():
    result = play(meeting_weekly(), [ALLOWANCE], contest=contested())
    assert days_by_cause(only(result.households))["contest"] == day(5.5)
    assert list(result.meetings.meetings) == [1]


@pytest.mark.parametrize(
    ("hours", "waits"),
    [
        (3.0, 7.5),  # of B's person, who comes to the meeting of day 14 when that is done
        (20.0, 14.0),  # above the two, before that
    ],
)
def test_a_contest_is_settled_when_the_meeting_has_been_held(hours, waits):
    people = [ALLOWANCE, {"at": 13.0, "presenting": Need.SOCIAL_ASSISTANCE}]
    scenario = meeting_weekly(work__social_assistance__hours=hours)
    result = play(scenario, people, contest=contested())
    assert days_by_cause(result.households.iloc[0])["contest"] == day(waits)
    # The members had been called; the meeting is held for nothing then.
    assert list(result.meetings.meetings) == [1]


def test_what_is_contested_while_a_meeting_goes_on_waits_for_the_next():
    # B's person is busy from day 13 to 33, so that the meetings of days 21 and 28 fall out.
    people = [
        ALLOWANCE,
        {"at": 13.0, "presenting": Need.SOCIAL_ASSISTANCE},
        ALLOWANCE | {"at": 7.5},  # contested on day 16
    ]
    scenario = meeting_weekly(work__social_assistance__hours=20.0, contest__escalation=100.0)
    result = play(scenario, people, contest=contested())
    # Called on day 35; A's person has the first case in hand, and half a day to write, from 33 on.
    waited = [days_by_cause(result.households.iloc[case])["contest"] for case in (0, 1)]
    assert waited == [day(33.0 - 8.5), day(33.0 + 3.0 + 0.5 - 16.0)]
    assert list(result.meetings.meetings) == [2]


def test_what_is_contested_on_the_day_once_the_members_have_been_called_waits_for_the_next():
    # Contested on days 8.5 and 14; on day 14 the two meet.
    people = [ALLOWANCE, ALLOWANCE | {"at": 5.5}]
    result = play(meeting_weekly(), people, contest=contested())
    waited = [days_by_cause(row)["contest"] for _, row in result.households.iterrows()]
    assert waited == [day(5.5), day(7.0)]


def test_one_meeting_settles_so_many_contests_at_most():
    body = {"led_by": "A", "members": ("A", "B"), "every": 100.0}
    scenario = tiny(units(bodies=[body]), **WRONG_DOOR, contest__escalation=1e5)
    result = play(scenario, [ALLOWANCE] * (MOST_AT_ONCE + 2), until=150.0, contest=contested())
    assert result.world.levels.value[Level.AWAITING_SETTLEMENT] == 2
    waiting = result.applications.iloc[-2:]
    assert list(waiting.phase) == ["contested", "contested"]  # who came last


def test_who_withdraws_is_not_spoken_of():
    threshold = exponential(1, Stream.PATIENCE, 1000, 0, 0)
    scenario = meeting_weekly(patience__per_year=-np.expm1(-threshold / 10.0 * 365.0))
    result = play(scenario, [ALLOWANCE], contest=contested())
    assert only(result.households).ended_at == day(10.0)
    assert list(result.meetings.meetings) == [0]


def test_settling_a_contest_takes_hours_at_both_ends():
    people = [ALLOWANCE, {"at": 30.0, "presenting": Need.SOCIAL_ASSISTANCE}]
    plain, disputed = (
        play(tiny(units(), **WRONG_DOOR), people, contest=contested(chance)) for chance in (0, 1)
    )
    hours = disputed.world.desks.coordination_hours - plain.world.desks.coordination_hours
    assert list(hours[:3]) == pytest.approx([0.5, 0.5, 0.0])
    more = disputed.households.coordination_hours - plain.households.coordination_hours
    assert list(more) == pytest.approx([1.0, 0.0])
    # They are worked after the next item at each, and keep nobody waiting for that.
    assert list(disputed.households.ended_at) == pytest.approx([WITHOUT_CONTEST + 14, 33.0])


def test_temporary_housing_may_be_contested_and_delays_the_room():
    tasks = {"office": OTHERS, "hostel": (Task.TEMPORARY_HOUSING,)}
    person = {"tenure": Tenure.NONE, "acute": 1}
    for chance, nights in ((0.0, 2 + 8 + 0.5 + 1 + 2), (1.0, 2 + 8 + 14 + 0.5 + 1 + 2)):
        scenario = tiny(organisation(tasks), contest__own_budget=chance)
        assert only(play(scenario, [person]).households).homeless_nights == day(nights)
