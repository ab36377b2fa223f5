"""What coordination takes of the hours of those who coordinate: hand cases.

An hour is a day.  Nothing is booked before somebody has finished a piece of work; in a unit without
cases it is a piece of work itself.
"""

import numpy as np
import pytest

from sim import flows, logbook
from sim.names import Category, Need, Task
from sim.quantities import MONTH, YEAR
from sim.state import Happening, WorkKind
from tests import recount
from tests.building import OTHERS, organisation
from tests.pathway.test_staff import turnover
from tests.worlds import LIVE, day, days, leaving_at, only, play, tiny

A, B, C = range(3)
ASSISTANCE = {"presenting": Need.SOCIAL_ASSISTANCE}
ALLOWANCE = {"presenting": Need.HOUSING_ALLOWANCE, "income": 9000.0}
WRONG_DOOR = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.SOCIAL_ASSISTANCE: 1.0}}}

#: Twelve, six and three hours a year: one, half and a quarter of an hour a month.
UPKEEP = {
    "routine__written_hours": 12.0 / YEAR,
    "routine__agreement_hours": 6.0 / YEAR,
    "contacts__hours_in_house": 3.0 / YEAR,
}


def three(units=None, **changes):
    """A decides on allowances, B on assistance, C on debts."""
    return organisation(
        {"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,), "C": (Task.DEBT_ADVICE,)},
        units=units or {},
        **changes,
    )


def coordination(result):
    return list(result.world.desks.coordination_hours[:3])


# ---- from month to month -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("organised", "of_b"),
    [
        (three(), 0.0),
        (three({"B": {"written_routines": True}}), 1.0),
        (three({"A": {"written_routines": True}}), 0.0),
        (three(agreements=[("A", "B")]), 0.5),
        (three(agreements=[("A", "B"), ("B", "C")]), 1.0),
        (three(agreements=[("A", "C")]), 0.0),
        (three({"A": {"house": "hall"}, "B": {"house": "hall"}}), 0.25),
        (three({name: {"house": "hall"} for name in "ABC"}), 0.5),
        (three({"B": {"written_routines": True}}, agreements=[("A", "B")]), 1.5),
    ],
)
def test_what_is_in_writing_or_shared_takes_hours_every_month(organised, of_b):
    """Two months, and then a case after which they are worked off."""
    scenario = tiny(organised, **UPKEEP, days=3 * MONTH - 1)
    result = play(scenario, [ASSISTANCE | {"at": 2 * MONTH + 1}])
    assert coordination(result)[B] == pytest.approx(2 * of_b)
    assert flows.upkeep_hours(scenario)[B] * MONTH == pytest.approx(of_b)


def test_they_are_worked_before_the_next_case():
    organised = three({"B": {"written_routines": True}})
    scenario = tiny(organised, **UPKEEP, days=3 * MONTH - 1)
    people = [ASSISTANCE | {"at": 2 * MONTH + 1}, ASSISTANCE | {"at": 2 * MONTH + 2}]
    result = play(scenario, people)
    # Three hours of a case, then two of upkeep, then the other case.
    ends = [2 * MONTH + 1 + 3, 2 * MONTH + 1 + 3 + 2 + 3]
    assert list(result.households.ended_at) == pytest.approx(ends)


def test_where_nobody_has_a_post_nothing_is_done():
    organised = three({"C": {"positions": 0.0, "written_routines": True}})
    result = play(tiny(organised, **UPKEEP, days=400.0), [ASSISTANCE])
    assert result.world.desks.owed_hours[C] == 0.0


# ---- where there are no cases --------------------------------------------------------------


def above(lease_review=False, held=(Task.PLAN,), **unit):
    """A does everything but plan, or what ``held`` says; that B does, and has it in writing."""
    return organisation(
        {"A": OTHERS, "B": held},
        units={"B": {"written_routines": True} | unit},
        lease_review=lease_review,
    )


def coordinated(result):
    """When the people of B began and ended what is no case, by the log."""
    rows = logbook.rows(result.world)
    mine = rows[(rows.detail == WorkKind.COORDINATE) & (rows.unit == B)]
    return [
        list(mine.time[mine.event == happening])
        for happening in (Happening.JOINED_QUEUE, Happening.WORK_BEGAN, Happening.WORK_ENDED)
    ]


@pytest.mark.parametrize("held", [(Task.PLAN,), (Task.INFORM, Task.PROVIDE_FOLLOW_UP), ()])
def test_who_has_no_cases_does_it_as_work_of_its_own(held):
    """Two months, an hour each; nobody has come in this time."""
    result = play(tiny(above(held=held), **UPKEEP, days=3 * MONTH - 1))
    assert coordination(result)[B] == pytest.approx(2.0)
    joined, began, ended = coordinated(result)
    assert joined == began == days(MONTH, 2 * MONTH)
    assert ended == days(MONTH + 1.0, 2 * MONTH + 1.0)
    assert result.world.desks.owed_hours[B] == 0.0
    assert result.world.caseworkers.busy_days[1] == pytest.approx(2.0)
    recount.check(result.world)


@pytest.mark.parametrize("reviewing", [False, True])
def test_leases_are_work_where_they_are_reviewed(reviewing):
    """With the routine of it B has cases, if none of them has come yet."""
    organised = above(reviewing, held=(Task.REVIEW_LEASES,))
    result = play(tiny(organised, **UPKEEP, days=3 * MONTH - 1))
    assert result.world.desks.owed_hours[B] == pytest.approx(2.0 if reviewing else 0.0)
    assert coordination(result)[B] == pytest.approx(0.0 if reviewing else 2.0)


def test_nobody_works_more_hours_than_there_are():
    """More than a day is owed for every day, in three months by the end."""
    owed = 1.6 * MONTH
    scenario = tiny(above(positions=1.0), routine__written_hours=1.6, days=4 * MONTH - 1)
    result = play(scenario)
    assert coordinated(result)[1:] == [days(MONTH, MONTH + owed), days(MONTH + owed)]
    assert coordination(result)[B] == pytest.approx(owed)
    assert result.world.desks.queued[B] == 1
    recount.check(result.world)


def test_a_case_that_comes_meanwhile_waits_its_turn():
    """C sends it to B, not knowing better; it comes during the first month's hour."""
    organised = organisation(
        {"A": OTHERS, "B": (Task.PLAN,), "C": (Task.DEBT_ADVICE,)},
        units={"B": {"written_routines": True}},
    )
    door = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.DEBT_ADVICE: 1.0}}}
    knowing = np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [0.0, 0.0, 1.0]])
    scenario = tiny(organised, **UPKEEP, **door, days=3 * MONTH - 1)
    result = play(scenario, [ALLOWANCE | {"at": MONTH - 8.0}], who_does_what=knowing)
    events = result.events[(result.events.unit == "B") & (result.events.event == "work_began")]
    assert list(events.detail) == ["coordinate", "forward", "coordinate"]
    # Read at C, a letter, the hour, read at B, a letter, read and half done again and decided at A.
    way = 8.5 + 0.5 + 0.5 + 8.0 + 0.5 + 1.0 + 1.5
    assert only(result.households).ended_at == day(MONTH - 8.0 + way)


def test_nobody_does_it_while_the_post_stands_empty():
    """Whoever held it leaves on day 20, and the next comes on day 60."""
    changes = LIVE | turnover(1, at=20.0) | UPKEEP
    result = play(tiny(above(), **changes, days=3 * MONTH - 1))
    joined, began, ended = coordinated(result)
    assert joined == days(MONTH, 2 * MONTH)
    assert began == days(60.0, 61.0)
    assert ended == days(61.0, 62.0)
    recount.check(result.world)


def test_a_meeting_comes_before_it_and_is_told_apart():
    bodies = [{"led_by": "A", "members": ("A", "B"), "groups": (), "every": MONTH + 1.0}]
    organised = organisation(
        {"A": OTHERS, "B": (Task.PLAN,)}, {"B": {"written_routines": True}}, bodies=bodies
    )
    hours = {"routine__written_hours": 3.0 * 12.0 / YEAR, "meeting__cases_consulted": 4.0}
    result = play(tiny(organised, **hours, days=3 * MONTH - 1))
    # Nobody stops what is begun: the first meeting waits for it.
    assert coordinated(result)[1] == days(MONTH, 2 * MONTH)
    rows = logbook.rows(result.world)
    meetings = rows[(rows.detail == WorkKind.MEETING) & (rows.unit == B)]
    began = list(meetings.time[meetings.event == Happening.WORK_BEGAN])
    assert began == days(MONTH + 3.0, 2 * MONTH + 3.0)
    assert coordination(result)[B] == pytest.approx(2 * 3.0 + 2 * 2.0)


def test_no_hours_is_no_upkeep():
    organised = three({"B": {"written_routines": True}}, agreements=[("A", "B")])
    result = play(tiny(organised, days=400.0), [ASSISTANCE | {"at": 300.0}])
    assert coordination(result) == [0.0, 0.0, 0.0]


# ---- by the case ---------------------------------------------------------------------------


def test_a_deadline_is_kept_by_whoever_takes_the_case_on():
    agreed = {"agreements": [("A", "B")], "deadlines": {("A", "B"): 2.0}}
    hours = {"routine__deadline_hours": 0.75}
    seen = {}
    for name, organised in {
        "deadline": three(**agreed),
        "agreement": three(agreements=[("A", "B")]),
        "with another": three(agreements=[("A", "C")], deadlines={("A", "C"): 2.0}),
    }.items():
        seen[name] = coordination(play(tiny(organised, **WRONG_DOOR, **hours), [ALLOWANCE]))
    # B reads and writes, A reads and does half of an assessment of two hours again.
    assert seen["agreement"] == pytest.approx([1.5, 1.0, 0.0]) == seen["with another"]
    assert seen["deadline"] == pytest.approx([1.5 + 0.75, 1.0, 0.0])


def test_entering_a_case_takes_who_shares_a_system_with_others():
    hours = {"routine__case_system_hours": 0.75}
    shared = {name: {"case_systems": ("one",)} for name in ("A", "B")}
    alone = {"A": {"case_systems": ("one",)}, "B": {"case_systems": ("another",)}}
    people = [ASSISTANCE, {"presenting": Need.DEBT_ADVICE}]
    assert coordination(play(tiny(three(alone), **hours), people)) == [0.0, 0.0, 0.0]
    found = coordination(play(tiny(three(shared), **hours), people))
    assert found == pytest.approx([0.0, 0.75, 0.0])


def test_judging_by_the_key_takes_the_allocator_time():
    for key, hours in ((True, 0.75), (False, 0.0)):
        scenario = tiny(three(priority_key=key), routine__key_hours=0.75)
        assert coordination(play(scenario, [{}]))[A] == pytest.approx(hours)


def test_approval_takes_the_unit_time_and_the_case_days():
    changes = {"routine__approval_hours": 0.75}
    plain, bound = (
        play(tiny(three(rule_oriented=one), **changes), [ASSISTANCE, {"at": 50.0}])
        for one in (False, True)
    )
    assert coordination(plain) == [0.0, 0.0, 0.0]
    assert coordination(bound) == pytest.approx([0.75, 0.75, 0.0])
    asked = bound.events[bound.events.event == "approval_began"]
    assert list(asked.time) == days(3.0, 56.0)
    assert list(asked.unit) == ["B", "A"]
    waited = bound.applications.decided - plain.applications.decided
    assert list(waited.dropna()) == days(5, 5)


def test_a_superior_has_no_say_in_debt_advice():
    scenario = tiny(three(rule_oriented=True), routine__approval_hours=0.75)
    result = play(scenario, [{"presenting": Need.DEBT_ADVICE}])
    assert coordination(result) == [0.0, 0.0, 0.0]


def test_who_leads_a_committee_that_recommends_reads_what_it_says():
    bodies = [{"led_by": "A", "members": ("A", "B")}]
    people = [{}, ALLOWANCE | {"at": 50.0}]  # after whose case it is read
    for decides, hours in ((True, 0.0), (False, 0.75)):
        organised = three(bodies=[bodies[0] | {"decides": decides}])
        result = play(tiny(organised, routine__approval_hours=0.75), people)
        assert coordination(result) == pytest.approx([0.5 + hours, 0.5, 0.0])


# ---- committees that decide on nothing -----------------------------------------------------


def talking(cases=3.0, most_cases=20, every=30.0, **changes):
    bodies = [{"led_by": "B", "members": ("B", "C"), "groups": (), "every": every}]
    bodies[0]["most_cases"] = most_cases
    return tiny(three(bodies=bodies), meeting__cases_consulted=cases, **changes)


@pytest.mark.parametrize(("cases", "most", "hours"), [(3.0, 20, 1.5), (3.0, 2, 1.0), (0.0, 20, 0)])
def test_a_committee_that_decides_on_no_case_meets_all_the_same(cases, most, hours):
    scenario = talking(cases, most, days=100.0)
    result = play(scenario)
    held = 0 if cases == 0.0 else 3
    assert list(result.meetings.meetings) == [held]
    assert coordination(result) == pytest.approx([0.0, held * hours, held * hours])


def test_what_it_goes_through_are_no_applications():
    result = play(talking(days=400.0), [{}])
    case = result.applications[result.applications.task == "allocate_dwellings"]
    assert only(case).decided == day(2.0 + 4.0)  # of A, which decides itself
    assert not (result.events.event == "meeting_held")[result.events.household >= 0].any()


def test_a_ready_dwelling_does_not_wait_for_it():
    bodies = [{"led_by": "A", "members": ("A", "B"), "groups": (), "every": 300.0}]
    scenario = tiny(three(bodies=bodies), meeting__cases_consulted=3.0, dwellings=1, days=900.0)
    result = play(scenario, [{}], **leaving_at(40.0))
    vacancy = result.vacancies.iloc[0]
    assert vacancy["days meeting"] == 0.0
    assert result.world.dwellings.category[0] == Category.ORDINARY
