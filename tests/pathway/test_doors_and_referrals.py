"""From the door to the unit responsible: hand cases, day by day."""

import numpy as np
import pytest

from sim import keys
from sim.draws import Stream
from sim.names import Ground, Need, Task
from sim.state import NOBODY
from tests.building import OTHERS, organisation
from tests.worlds import (
    LIVE,
    bits,
    day,
    days_by_cause,
    exponential,
    only,
    play,
    tiny,
    world_with,
)

#: Allowance is decided by A; B is where people ask for help; C is somebody else.
A, B, C = range(3)
ALLOWANCE = {"presenting": Need.HOUSING_ALLOWANCE, "income": 9000.0}
WRONG_DOOR = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.SOCIAL_ASSISTANCE: 1.0}}}


def three_units(**changes):
    return organisation(
        {"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,), "C": (Task.DEBT_ADVICE,)}, **changes
    )


def test_a_household_that_knows_its_door_is_heard_out_and_listed():
    result = play(tiny(three_units()), [{"at": 10.0}])
    row = only(result.households)
    # Two hours to be heard out, four to be decided on; an hour is a day.
    assert (row.need_at, row.assessed_at, row.decided_at, row.approved_at) == (10, 12, 16, 16)
    assert (row.contacts, row.referrals, row.bounces, row.units_met) == (1, 0, 0, 1)
    assert row.coordination_hours == 0
    assert list(result.applications.task) == ["assessment", "allocate_dwellings"]
    assert list(result.applications.phase) == ["passed_on", "listed"]
    assert row.outcome == "open"


def test_compound_needs_take_longer_to_hear_out_and_are_applied_for():
    needs = bits(Need.DWELLING, Need.DEBT_ADVICE)
    result = play(tiny(three_units(), work__compound_factor=2.5), [{"needs": needs}])
    assert only(result.households).assessed_at == 5
    advice = result.applications[result.applications.task == "debt_advice"].iloc[0]
    # Written and sent at once, eight days by post, then eight hours of advice, half an hour of
    # reading and half of an assessment of two hours again.
    assert advice.closed == pytest.approx(5 + 8 + 8 + 0.5 + 1.0)


def test_at_a_wrong_door_somebody_reads_the_case_and_sends_it_on():
    result = play(tiny(three_units(), **WRONG_DOOR), [ALLOWANCE])
    row = only(result.households)
    assert row.outcome == "helped"
    assert row.ended_at == pytest.approx(11.5)
    assert days_by_cause(row) == {"bounce": 0.5, "hand_over": 8.0, "work": 1.5, "redone": 1.5}
    assert (row.contacts, row.referrals, row.bounces, row.retold, row.units_met) == (2, 1, 0, 1, 2)
    # Reading and writing at B, reading and doing again at A.
    assert row.coordination_hours == pytest.approx(0.5 + 0.5 + 0.5 + 1.0)


def test_a_shared_case_system_saves_doing_again():
    shared = {name: {"case_systems": ("one",)} for name in ("A", "B")}
    result = play(tiny(three_units(units=shared), **WRONG_DOOR), [ALLOWANCE])
    row = only(result.households)
    assert days_by_cause(row) == {"bounce": 0.5, "hand_over": 8.0, "work": 1.5, "redone": 0.5}
    assert row.retold == 0


@pytest.mark.parametrize(
    ("special", "contact", "days"),
    [
        ({}, 0.0, 8.0),
        ({"agreements": [("A", "B")]}, 0.0, 5.0),
        ({"agreements": [("A", "B")], "deadlines": {("A", "B"): 3.0}}, 0.0, 3.0),
        ({"agreements": [("A", "B")], "deadlines": {("B", "A"): 0.0}}, 0.0, 0.0),
        ({"agreements": [("A", "B")], "deadlines": {("A", "B"): 60.0}}, 0.0, 5.0),
        ({"units": {"A": {"house": "hall"}, "B": {"house": "hall"}}}, 0.0, 1.0),
        ({}, 1.0, 2.0),
        ({"units": {"A": {"house": "hall"}, "B": {"house": "hall"}}}, 1.0, 1.0),
    ],
)
def test_a_case_travels_by_the_best_channel(special, contact, days):
    scenario = tiny(three_units(**special), **WRONG_DOOR)
    result = play(scenario, [ALLOWANCE], contact=np.full((3, 3), contact))
    assert only(result.households)["days hand_over"] == pytest.approx(days)


def test_a_front_desk_without_caseworkers_sends_on_at_once():
    organised = organisation(
        {"A": OTHERS, "desk": (Task.INFORM,)}, units={"desk": {"positions": 0.0}}
    )
    habits = {"group": {"habits": {Task.INFORM: 1.0}}, "doors__household_knowledge": 0.0}
    result = play(tiny(organised, **habits), [ALLOWANCE])
    row = only(result.households)
    assert days_by_cause(row) == {"hand_over": 8.0, "work": 1.5, "redone": 1.5}
    # Nobody at the desk spends a caseworker's hours on it.
    assert row.coordination_hours == pytest.approx(1.5)
    assert result.world.desks.coordination_hours.sum() == pytest.approx(1.5)


def test_who_does_not_know_who_is_responsible_sends_it_to_somebody_else():
    known = np.ones((3, 3))
    known[B, A] = 0.0
    result = play(tiny(three_units(), **WRONG_DOOR), [ALLOWANCE], who_does_what=known)
    row = only(result.households)
    # C reads it for half a day and sends it on; the post takes eight days twice.
    assert row.ended_at == pytest.approx(0.5 + 8 + 0.5 + 8 + 3)
    assert (row.referrals, row.bounces, row.units_met, row.loops) == (2, 1, 3, 0)
    assert days_by_cause(row)["bounce"] == 1.0


def test_a_unit_met_again_by_another_case_is_a_loop():
    """Three needs are seen at A and sent at once: B has two of them, and C the one between."""
    organised = organisation(
        {"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE, Task.HOME_CARE), "C": (Task.DEBT_ADVICE,)}
    )
    three = (Need.SOCIAL_ASSISTANCE, Need.DEBT_ADVICE, Need.HOME_CARE)
    row = only(play(tiny(organised), [{"needs": bits(Need.DWELLING, *three)}]).households)
    assert (row.referrals, row.bounces, row.units_met, row.loops) == (3, 0, 3, 1)
    # Without the one between, B is met twice on end.
    two = (Need.SOCIAL_ASSISTANCE, Need.HOME_CARE)
    row = only(play(tiny(organised), [{"needs": bits(Need.DWELLING, *two)}]).households)
    assert (row.referrals, row.bounces, row.units_met, row.loops) == (2, 0, 2, 0)


def contested_by_a():
    contest = np.zeros((3, 3))
    contest[B, A] = 1.0
    return contest


def test_a_contested_case_waits_until_it_is_settled():
    result = play(tiny(three_units(), **WRONG_DOOR), [ALLOWANCE], contest=contested_by_a())
    row = only(result.households)
    assert days_by_cause(row)["contest"] == 14.0
    assert row.ended_at == pytest.approx(11.5 + 14)
    assert (row.referrals, row.bounces) == (1, 0)
    assert only(result.applications).contests == 1


def test_a_case_sent_back_and_forth_is_taken_on_in_the_end():
    scenario = tiny(three_units(), days=5000.0, contest__returned=1.0, **WRONG_DOOR)
    result = play(scenario, [ALLOWANCE], contest=contested_by_a())
    row = only(result.households)
    assert row.outcome == "helped"
    assert (row.referrals, row.bounces) == (keys.SENDS, keys.SENDS - 1)
    # Half a day to send it, eight under way, fourteen contested, each time but the last.
    assert row.ended_at == pytest.approx(keys.SENDS * 8.5 + (keys.SENDS - 1) * 14 + 3)


def test_patience_is_used_up_by_time_and_ends_to_the_day():
    seed, identity, per_year = 5, 1000, 0.1
    threshold = exponential(seed, Stream.PATIENCE, identity, 0, 0)
    rate = -np.log1p(-per_year) / 365.0
    scenario = tiny(three_units(), days=1e5, patience__per_year=per_year)
    row = only(play(scenario, [{"at": 3.0}], seed).households)
    assert row.outcome == "gave_up"
    assert row.ended_at == pytest.approx(3 + threshold / rate)


def test_a_referral_uses_up_its_part_of_the_same_patience():
    seed, identity, per_year = 5, 1000, 0.1
    threshold = exponential(seed, Stream.PATIENCE, identity, 0, 0)
    rate = -np.log1p(-per_year) / 365.0
    scenario = tiny(
        organisation({"A": OTHERS, "B": (Task.INFORM,)}),
        days=1e5,
        patience__per_year=per_year,
        patience__per_referral=float(-np.expm1(-threshold / 2)),
        doors__household_knowledge=0.0,
        group={"habits": {Task.INFORM: 1.0}},
    )
    row = only(play(scenario, [{"at": 3.0}], seed).households)
    assert (row.outcome, row.referrals) == ("gave_up", 1)
    assert row.ended_at == pytest.approx(3 + threshold / 2 / rate)


def test_who_gave_up_comes_back_acutely_with_what_was_not_met():
    seed, identity = 5, 1000
    scenario = tiny(
        days=1e5,
        patience__per_year=0.3,
        patience__return_share=1.0,
        patience__return_after=100.0,
        patience__return_acute=1.0,
    )
    needs = bits(Need.DWELLING, Need.SOCIAL_ASSISTANCE)
    result = play(scenario, [{"needs": needs}], seed)
    first, second = result.households.iloc[0], result.households.iloc[1]
    after = 100.0 * exponential(seed, Stream.RETURN, identity, 0, 1)
    assert second.need_at == pytest.approx(first.ended_at + after)
    assert (first.needs, second.needs) == ("dwelling+social_assistance", "dwelling")
    assert (bool(first.returned), bool(second.returned)) == (False, True)
    assert (bool(second.acute), bool(second.homeless), second.ground) == (True, True, "must")


def with_a_case_left_over():
    """A household refused a dwelling comes back, while advice from the first time goes on.

    The advice ends a day after it has come again, and a day before it is heard out again.  The
    home care it needs is a long time coming.
    """

    def play_with(advice):
        scenario = tiny(
            organisation(
                {"office": OTHERS, "advice": (Task.DEBT_ADVICE,), "care": (Task.HOME_CARE,)}
            ),
            work__debt_advice__hours=advice,
            work__home_care__hours=1e4,
            patience__return_share=1.0,
            patience__return_after=100.0,
            patience__return_acute=0.0,
            group={"landlord_acceptance": 0.0},
        )
        needs = bits(Need.DWELLING, Need.DEBT_ADVICE, Need.HOME_CARE)
        return play(scenario, [{"needs": needs, "ground": Ground.NONE}], until=250.0)

    back = play_with(8.0).households.need_at.iloc[1]
    result = play_with(back + 1.0 - (2 + 8 + 1.5))
    rows = result.applications
    assert rows[rows.task == "debt_advice"].closed.iloc[0] == day(back + 1.0)
    return rows.groupby("episode").task.apply(list)


def test_a_case_left_over_opens_nothing_for_the_episode_that_has_begun_since():
    tasks = with_a_case_left_over()
    for episode in (0, 1):
        assert tasks[episode].count("assessment") == 1
        assert tasks[episode].count("home_care") == 1


def test_what_was_met_before_the_household_is_heard_out_is_not_asked_for_again():
    assert "debt_advice" not in with_a_case_left_over()[1]


def test_a_home_found_without_help_ends_the_wait_but_not_the_other_needs():
    seed, identity = 2, 1000
    scenario = tiny(days=5000.0, own_solution__rate=0.01, work__debt_advice__hours=1000.0)
    result = play(scenario, [{"needs": bits(Need.DWELLING, Need.DEBT_ADVICE)}], seed)
    row = only(result.households)
    wait = exponential(seed, Stream.OWN_SOLUTION, identity, 0, 0)
    assert row.outcome == "own_solution"
    assert row.ended_at == pytest.approx(wait / 0.01)
    assert row.all_met_at > row.ended_at
    assert list(result.tenancies.tenure) == ["private_rental"]


def test_an_allowance_too_small_to_be_paid_is_no_help():
    result = play(tiny(), [ALLOWANCE | {"income": 60_000.0}])
    assert only(result.households).outcome == "refused"
    assert only(result.applications).phase == "refused"


def test_a_case_goes_on_to_another_task_where_the_scenario_says_so():
    follow_on = {Task.SOCIAL_ASSISTANCE: {Task.DEBT_ADVICE: 1.0}}
    result = play(tiny(follow_on=follow_on), [{"presenting": Need.SOCIAL_ASSISTANCE}])
    assert list(result.applications.task) == ["social_assistance", "debt_advice"]
    assert only(result.households).ended_at == pytest.approx(3 + 8)


def test_a_personal_case_waits_for_its_keeper_though_a_colleague_is_free():
    people = [
        ALLOWANCE | {"at": 0.0},
        {"presenting": Need.SOCIAL_ASSISTANCE, "at": 1.0},
        ALLOWANCE | {"at": 2.0},
    ]
    ended = {}
    for personal in (False, True):
        organised = organisation(
            {"A": OTHERS}, units={"A": {"positions": 2.0}}, personal_cases=personal
        )
        scenario = tiny(organised, work__housing_allowance__hours=10.0)
        ended[personal] = list(play(scenario, people).households.ended_at)
    # The second worker is free from day 4; pooled, it takes the third case then.
    assert ended[False] == [10, 4, 14]
    assert ended[True] == [10, 4, 20]


def test_acute_cases_are_taken_first_and_others_in_order():
    people = [ALLOWANCE | {"at": float(n), "acute": int(n == 3)} for n in range(4)]
    scenario = tiny(work__housing_allowance__hours=10.0)
    assert list(play(scenario, people).households.ended_at) == [10, 30, 40, 20]


def test_a_group_with_a_priority_of_its_own_is_served_by_it():
    scenario = tiny(work__housing_allowance__hours=10.0, group={"priority": 2})
    people = [ALLOWANCE | {"at": float(n), "acute": int(n == 3)} for n in range(4)]
    assert list(play(scenario, people).households.ended_at) == [10, 20, 30, 40]


# ---- a duty to inform ----------------------------------------------------------------------


@pytest.mark.parametrize("informing", [[], [("A", "B")]])
def test_who_sent_a_case_is_told_what_was_decided_where_that_is_agreed(informing):
    """It costs whoever decides time, and teaches the sender of the instrument."""
    organised = three_units(agreements=[("A", "B")], informing=informing)
    changes = LIVE | {"routine__inform_hours": 0.25, "routine__inform_teaches": 0.5}
    scenario = tiny(organised, **WRONG_DOOR, **changes)
    skills = np.full_like(world_with(scenario).skills, 0.4)
    result = play(scenario, [ALLOWANCE, {"presenting": Need.SOCIAL_ASSISTANCE}], skills=skills)
    told = bool(informing)
    sender = int(result.world.desks.first_worker[result.world.units.desk[B]])
    after = 1.0 - 0.6 * np.exp(-0.5 / 15.0) if told else 0.4
    assert result.world.skills[sender, Task.HOUSING_ALLOWANCE] == pytest.approx(after)
    # Reading and writing at B, reading and doing again at A; nobody is told of what B decides.
    hours = [0.5 + 0.5 + 0.5 + 1.0 + 0.25 * told, 0.0]
    assert list(result.households.coordination_hours) == pytest.approx(hours)
    rows = result.events[result.events.event == "informed"]
    applications = result.applications.loc[rows.application]
    assert list(zip(rows.unit, rows.detail, rows.task, strict=True)) == (
        [("B", "A", "housing_allowance")] * told
    )
    assert list(rows.time) == list(applications.decided)
    assert (rows.caseworker == NOBODY).all()
