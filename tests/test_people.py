"""What people know, one by one: how it grows, fades, is passed on, and whom they can ring.

Hours are days.  Unless a test says otherwise nobody leaves, forgets or passes anything on.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim import keys, running, start
from sim.draws import Stream
from sim.names import TASKS_WITH_WORK, Group, Need, Task
from sim.parameters import PURSUED
from sim.quantities import MONTH, YEAR
from sim.state import ABSENT, NOBODY, World
from tests.building import OTHERS, organisation, strategy
from tests.worlds import (
    LIVE,
    bits,
    day,
    days,
    exponential,
    leaving_at,
    only,
    play,
    tiny,
    uniform,
    world_with,
)

A, B, C = range(3)
ASSISTANCE = {"presenting": Need.SOCIAL_ASSISTANCE}
ALLOWANCE = {"presenting": Need.HOUSING_ALLOWANCE, "income": 9000.0}
WRONG_DOOR = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.SOCIAL_ASSISTANCE: 1.0}}}


def office(positions=2.0, **changes):
    """One office."""
    return organisation({"office": OTHERS}, {"office": {"positions": positions}}, **changes)


def three_units(units=None, **changes):
    """A decides on allowances; B is where people ask, with two caseworkers; C is somebody else."""
    return organisation(
        {"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,), "C": (Task.DEBT_ADVICE,)},
        units={"B": {"positions": 2.0}} | (units or {}),
        **changes,
    )


def after_cases(level, cases, to_learn=15.0):
    """What somebody knows after so many cases."""
    return 1.0 - (1.0 - level) * math.exp(-cases / to_learn)


def skills(scenario, level) -> np.ndarray:
    """Everybody knows as much of everything."""
    return np.full_like(start.world(scenario, 1, False).skills, level)


def acquaintance(scenario, level) -> np.ndarray:
    """Everybody knows as much of every unit but the own one."""
    world = start.world(scenario, 1, False)
    known = np.full_like(world.acquaintance, level)
    known[np.arange(len(known)), world.caseworkers.unit] = 1.0
    return known


# ---- learning from cases -------------------------------------------------------------------


def test_who_does_a_case_knows_more_of_its_instrument_and_nobody_else_does():
    scenario = tiny(office(3.0), **LIVE)
    before = skills(scenario, 0.3)
    result = play(scenario, [ASSISTANCE, ALLOWANCE], skills=before.copy())
    expected = before.copy()
    expected[0, Task.SOCIAL_ASSISTANCE] = after_cases(0.3, 1)
    expected[1, Task.HOUSING_ALLOWANCE] = after_cases(0.3, 1)
    assert result.world.skills == pytest.approx(expected, abs=1e-15)


def test_every_case_teaches_less_than_the_one_before():
    scenario = tiny(office(1.0), **LIVE, knowledge__cases_to_learn=4.0)
    cases = [ASSISTANCE | {"at": 5.0 * number} for number in range(6)]
    result = play(scenario, cases, skills=skills(scenario, 0.2))
    assert result.world.skills[0, Task.SOCIAL_ASSISTANCE] == pytest.approx(after_cases(0.2, 6, 4.0))


def test_hearing_out_teaches_hearing_out_and_deciding_deciding():
    scenario = tiny(office(1.0), **LIVE)
    result = play(scenario, [{}], skills=skills(scenario, 0.0))
    learned = np.flatnonzero(result.world.skills[0]).tolist()
    assert learned == sorted([Task.ASSESSMENT, Task.ALLOCATE_DWELLINGS])


def test_work_on_dwellings_and_reviews_teach_too():
    organised = office(1.0, lease_review=True)
    scenario = tiny(organised, dwellings=1, **LIVE)
    result = play(
        scenario,
        [{"at": 200.0}],
        skills=skills(scenario, 0.0),
        **leaving_at(150.0),
    )
    known = result.world.skills[0]
    # One review, one inspection; one application decided, and twice a tenant sought: in vain, and
    # when somebody had come.
    assert known[Task.REVIEW_LEASES] == pytest.approx(after_cases(0.0, 1))
    assert known[Task.MANAGE_VACANCIES] == pytest.approx(after_cases(0.0, 1))
    assert known[Task.ALLOCATE_DWELLINGS] == pytest.approx(after_cases(0.0, 3))
    crew = result.world.caseworkers.desk == 1
    assert not result.world.skills[crew].any(), "a crew learns nothing of instruments"


def test_reading_a_case_and_sending_it_on_teaches_no_instrument():
    scenario = tiny(three_units(), **WRONG_DOOR, **LIVE)
    result = play(scenario, [ALLOWANCE], skills=skills(scenario, 0.0))
    learned = np.argwhere(result.world.skills > 0.0).tolist()
    assert learned == [[0, Task.HOUSING_ALLOWANCE]]


def test_a_meeting_teaches_no_instrument():
    organised = three_units(bodies=[{"led_by": "A", "members": ("A", "B")}])
    scenario = tiny(organised, **LIVE)
    result = play(scenario, [{}], skills=skills(scenario, 0.0))
    assert list(result.meetings.meetings) == [1]
    of_b = result.world.skills[result.world.caseworkers.unit == B]
    assert not of_b.any()


def test_a_case_withdrawn_while_in_hand_has_been_worked_on():
    threshold = exponential(1, Stream.PATIENCE, 1000, 0, 0)
    per_year = -np.expm1(-threshold / 2.0 * 365.0)  # gives up after two of three days
    scenario = tiny(office(1.0), **LIVE, patience__per_year=float(per_year))
    result = play(scenario, [ASSISTANCE], skills=skills(scenario, 0.0))
    assert only(result.households).outcome == "gave_up"
    assert result.world.skills[0, Task.SOCIAL_ASSISTANCE] == pytest.approx(after_cases(0.0, 1))


# ---- the pace of a person ------------------------------------------------------------------


def test_hours_follow_the_knowledge_of_whoever_takes_the_case():
    scenario = tiny(office(2.0), **LIVE, work__inexperience=0.5, work__reference_knowledge=0.6)
    known = skills(scenario, 0.6)
    known[0, Task.SOCIAL_ASSISTANCE], known[1, Task.SOCIAL_ASSISTANCE] = 0.2, 0.9
    result = play(scenario, [ASSISTANCE, ASSISTANCE], skills=known)
    # Three hours at the reference; half as many more at nothing known than at everything.
    assert list(result.households.ended_at) == days(3 * (1 + 0.5 * 0.4), 3 * (1 - 0.5 * 0.3))


def test_the_unit_has_no_pace_of_its_own():
    scenario = tiny(office(1.0), **LIVE, work__inexperience=0.5, work__reference_knowledge=0.6)
    nothing = np.zeros_like(start.world(scenario, 1, False).knowledge)
    known = skills(scenario, 0.2)
    result = play(scenario, [ASSISTANCE], skills=known, knowledge=nothing)
    assert only(result.households).ended_at == day(3 * 1.2)


def test_reading_and_doing_again_take_everybody_the_same_time():
    scenario = tiny(
        three_units(), **WRONG_DOOR, **LIVE, work__inexperience=0.5, work__reference_knowledge=1.0
    )
    known = skills(scenario, 0.0)
    result = play(scenario, [ALLOWANCE], skills=known)
    # Half a day of reading and eight of post; then read again, done again in part, and decided by
    # somebody who takes half as long again.
    assert only(result.households).ended_at == day(0.5 + 8 + 0.5 + 1.0 + 1.5 * 1.5)
    assert only(result.households).coordination_hours == day(0.5 + 0.5 + 0.5 + 1.0)


def test_the_second_case_is_faster_by_what_the_first_has_taught():
    scenario = tiny(office(1.0), **LIVE, work__inexperience=0.5, work__reference_knowledge=1.0)
    people_ = [ASSISTANCE, ASSISTANCE | {"at": 100.0}]
    result = play(scenario, people_, skills=skills(scenario, 0.0))
    second = 3 * (1 + 0.5 * (1 - after_cases(0.0, 1)))
    assert list(result.households.ended_at) == days(4.5, 100 + second)


# ---- seeing, and who does what -------------------------------------------------------------


def test_a_need_is_seen_by_whoever_hears_the_household_out():
    scenario = tiny(office(2.0), **LIVE, recognition__base=0.0)
    known = skills(scenario, 0.0)
    known[1, Task.DEBT_ADVICE] = 1.0
    needs = bits(Need.DWELLING, Need.DEBT_ADVICE)
    result = play(scenario, [{"needs": needs}, {"needs": needs}], skills=known)
    advised = result.applications[result.applications.task == "debt_advice"]
    # Both are heard out at once; only the second meets somebody who knows of it.
    assert list(advised.household) == [1001]


def test_who_does_not_know_whose_it_is_sends_it_astray_and_a_colleague_does_not():
    scenario = tiny(three_units(), **WRONG_DOOR, **LIVE)
    known = acquaintance(scenario, 1.0)
    world = start.world(scenario, 1, False)
    first, second = np.flatnonzero(world.caseworkers.unit == B).tolist()
    known[first, A] = 0.0
    result = play(scenario, [ALLOWANCE, ALLOWANCE], acquaintance=known)
    assert result.world.caseworkers.unit[[first, second]].tolist() == [B, B]
    assert list(result.households.bounces) == [1, 0]
    assert list(result.households.units_met) == [3, 2]


def test_a_case_sent_where_it_belongs_teaches_the_sender_what_that_unit_does():
    scenario = tiny(three_units(), **WRONG_DOOR, **LIVE)
    known = acquaintance(scenario, 1.0)
    first, second = 1, 2
    known[[first, second], A] = 0.0, 0.5
    known[first, C] = 0.3
    luck = uniform(1, Stream.WHO_DOES_WHAT, 1001, sent_key(scenario), 0)
    assert luck < 0.5  # the second knows it this time
    result = play(scenario, [ALLOWANCE, ALLOWANCE], acquaintance=known.copy())
    after = known.copy()
    # Sent astray by the first, who learns nothing of it; C, where it came to, knew it all.
    after[second, A] = after_cases(0.5, 1)
    assert result.world.acquaintance == pytest.approx(after)
    assert list(result.households.bounces) == [1, 0]


def sent_key(scenario) -> int:
    """The occasion of the first sending of a household's first application for allowance."""
    world = world_with(scenario, [ALLOWANCE])
    world = running.advance(world, 0.0, scenario)
    return int(world.applications.key[0]) * keys.SENDS


def test_a_case_that_stays_in_the_unit_teaches_nothing_about_units():
    scenario = tiny(three_units(), **LIVE)
    known = acquaintance(scenario, 0.4)
    result = play(scenario, [ALLOWANCE], acquaintance=known.copy())
    assert (result.world.acquaintance == known).all()


# ---- contacts ------------------------------------------------------------------------------


def joint_cases(number, chance, seed=1, **changes):
    """So many cases, a month apart, that B sends to A: (result, household luck by luck)."""
    scenario = tiny(
        three_units(),
        **WRONG_DOOR,
        **(LIVE | {"contacts__per_joint_case": chance} | changes),
        days=40.0 * number + 100.0,
    )
    cases = [ALLOWANCE | {"at": 40.0 * number} for number in range(number)]
    result = play(scenario, cases, seed, log=True)
    key = sent_key(scenario)
    luck = [uniform(seed, Stream.CONTACT, 1000 + n, key + 1, 1) for n in range(number)]
    return result, luck


def test_a_joint_case_leaves_a_contact_at_both_ends_with_its_probability():
    seen = set()
    for seed in range(1, 13):
        result, luck = joint_cases(1, 0.5, seed)
        met = luck[0] < 0.5
        seen.add(met)
        contacts = np.full((len(result.world.caseworkers), 3), NOBODY)
        if met:
            contacts[1, A], contacts[0, B] = 0, 1
        assert (result.world.contacts == contacts).all()
    assert seen == {True, False}


def test_with_somebody_to_ring_the_next_case_goes_by_telephone():
    result, luck = joint_cases(4, 0.5, seed=3)
    first = next(number for number, draw in enumerate(luck) if draw < 0.5)
    assert 0 < first < 3, "choose a seed with cases before and after"
    travelled = list(result.households["days hand_over"])
    assert travelled == [8.0] * (first + 1) + [2.0] * (3 - first)


def test_only_who_sent_the_case_comes_to_know_somebody():
    """B's second caseworker has met nobody, and sends by letter still."""
    scenario = tiny(
        three_units(), **WRONG_DOOR, **(LIVE | {"contacts__per_joint_case": 1.0}), days=400.0
    )
    cases = [ALLOWANCE | {"at": at} for at in (0.0, 50.0, 50.0)]
    result = play(scenario, cases)
    assert list(result.households["days hand_over"]) == [8.0, 2.0, 8.0]


def test_somebody_known_in_a_unit_is_not_replaced_by_another():
    scenario = tiny(
        three_units(units={"A": {"positions": 2.0}}),
        **WRONG_DOOR,
        **(LIVE | {"contacts__per_joint_case": 1.0}),
        work__housing_allowance__hours=5.0,
    )
    # The second and third case come to A by telephone, while its first has the second in hand.
    # Of the last two, sent by both of B, the second comes by letter, to the first of A again.
    result = play(scenario, [ALLOWANCE | {"at": at} for at in (0.0, 60.0, 61.1, 150.0, 150.6)])
    world = result.world
    assert list(result.households["days hand_over"]) == days(8.0, 2.0, 2.0, 2.0, 8.0)
    assert world.caseworkers.items_done[:4].tolist() == [4, 1, 4, 1]
    first_of_b, second_of_b = 2, 3
    assert world.contacts[[first_of_b, second_of_b], A].tolist() == [0, 0]
    assert world.contacts[[0, 1], B].tolist() == [first_of_b, first_of_b]


def test_a_case_that_came_from_nobody_in_particular_leaves_no_contact():
    organised = organisation(
        {"A": OTHERS, "desk": (Task.INFORM,)}, units={"desk": {"positions": 0.0}}
    )
    scenario = tiny(
        organised,
        group={"habits": {Task.INFORM: 1.0}},
        doors__household_knowledge=0.0,
        **(LIVE | {"contacts__per_joint_case": 1.0}),
    )
    result = play(scenario, [ALLOWANCE])
    assert only(result.households).referrals == 1
    assert (result.world.contacts == NOBODY).all()


def test_contacts_fade_at_their_half_life():
    """Of many contacts so many are left after each month as half of them in a half-life."""
    scenario = tiny(three_units(units={"B": {"positions": 400.0}}), **LIVE)
    scenario.parameters["contacts.half_life"] = 6 * MONTH
    world = world_with(scenario)
    world = running.advance(world, 0.0, scenario)
    of_b = world.caseworkers.unit == B
    world.contacts[of_b, A] = 0
    left = []
    for month in range(1, 13):
        world = running.advance(world, month * MONTH + 1.0, scenario)
        left.append(np.mean(world.contacts[of_b, A] == 0))
    expected = 0.5 ** (np.arange(1, 13) / 6)
    assert np.all(np.abs(np.array(left) - expected) < 4 * np.sqrt(0.25 / 400))
    # Post by post the month is that of its own luck.
    lost = 1.0 - 0.5 ** (1 / 6)
    for worker in np.flatnonzero(of_b)[:50].tolist():
        post = int(world.caseworkers.post_number[worker])
        draws = [uniform(1, Stream.STAFF, post, month, 1 + A) for month in range(1, 13)]
        assert (world.contacts[worker, A] == 0) == (min(draws) >= lost)


def committee(**changes):
    """A and B meet; C does not."""
    bodies = [{"led_by": "A", "members": ("A", "B")}]
    organised = three_units(units={"A": {"positions": 3.0}}, bodies=bodies)
    return tiny(organised, **(LIVE | changes), days=200.0)


@pytest.mark.parametrize("cases", [1, 3])
def test_members_of_a_committee_come_to_know_each_other_by_its_cases(cases):
    """With a probability as if each case were a joint one; whoever came, not the colleagues."""
    seen = {}
    chance = 1.0 - 0.7**cases
    for seed in range(1, 25):
        result = play(committee(contacts__per_joint_case=0.3), [{}] * cases, seed)
        assert list(result.meetings.meetings) == [1]
        world = result.world
        one, other = 3, 0  # the first of B and of A are free
        assert world.attended[0].tolist() == [other, one, NOBODY]
        posts = [int(world.caseworkers.post_number[worker]) for worker in (one, other)]
        luck = uniform(seed, Stream.STAFF, *posts, (1 << 12) + 1)
        contacts = np.full_like(world.contacts, NOBODY)
        if luck < chance:
            contacts[one, A], contacts[other, B] = other, one
        assert (world.contacts == contacts).all()
        seen[luck] = luck < chance
    assert set(seen.values()) == {True, False}
    # Some would not have met by one case, but do by three.
    assert any(0.3 <= luck < 1.0 - 0.7**3 for luck in seen)


def test_two_committees_of_the_same_members_have_each_their_own_luck():
    groups = (Group.YOUTH, Group.ECONOMIC)
    bodies = [{"led_by": "A", "members": ("A", "B"), "groups": (one,)} for one in groups]
    scenario = tiny(
        three_units(bodies=bodies),
        group={"kind": Group.YOUTH},
        others=[{"kind": Group.ECONOMIC}],
        **(LIVE | {"contacts__per_joint_case": 0.5}),
        days=200.0,
    )
    seen = set()
    for seed in range(1, 20):
        result = play(scenario, [{"group": one} for one in groups], seed)
        assert list(result.meetings.meetings) == [1, 1]
        world = result.world
        one, other = world.attended[0, B], world.attended[0, A]
        assert (world.attended[1, [B, A]] == [one, other]).all()
        posts = [int(world.caseworkers.post_number[worker]) for worker in (one, other)]
        lucky = [
            uniform(seed, Stream.STAFF, posts[0] + body * keys.POSTS, posts[1], (1 << 12) + 1) < 0.5
            for body in (0, 1)
        ]
        assert (world.contacts[one, A] == other) == any(lucky)
        seen.add(tuple(lucky))
    assert len(seen) == 4


def test_committees_are_told_apart_by_no_more_than_it_takes():
    """What two people have in common does not change with a committee of others."""
    all_members = [("A", "B"), ("A", "C"), ("A", "B", "C"), ("A", "B"), ("A", "C"), ("A",)]
    bodies = [
        {"led_by": "A", "members": members, "groups": (group,)}
        for members, group in zip(all_members, Group, strict=False)
    ]
    world = start.world(tiny(three_units(bodies=bodies)), 1, False)
    assert world.bodies.number.tolist() == [0, 0, 1, 2, 2, 0]


@pytest.mark.parametrize("cases", [1, 3])
def test_members_hear_what_the_others_do_and_know(cases):
    """As much as cases of one's own teach, times the share, and the speaker's own knowledge."""
    scenario = committee(knowledge__passed_in_meeting=0.5)
    before = skills(scenario, 0.2)
    one, other = 3, 0  # the first of B and of A are free
    before[one, Task.SOCIAL_ASSISTANCE] = 0.8
    about = acquaintance(scenario, 0.3)
    result = play(scenario, [{}] * cases, skills=before.copy(), acquaintance=about.copy())
    assert list(result.meetings.meetings) == [1]
    world, taught = result.world, 0.5 * cases
    heard = world.skills[other, Task.SOCIAL_ASSISTANCE]
    assert heard == pytest.approx(after_cases(0.2, taught * 0.8))
    # A has handled the cases as well; of what it holds besides it told B.
    assert world.skills[one, Task.START_LOAN] == pytest.approx(after_cases(0.2, taught * 0.2))
    assert world.acquaintance[one, A] == pytest.approx(after_cases(0.3, taught))
    assert world.acquaintance[other, B] == pytest.approx(after_cases(0.3, taught))
    # Who was not there has heard nothing, and nobody of what neither holds.
    assert (world.skills[one + 1] == before[one + 1]).all()
    assert world.skills[other, Task.DEBT_ADVICE] == 0.2 == world.skills[one, Task.DEBT_ADVICE]
    assert world.acquaintance[one, C] == 0.3 == world.acquaintance[other, C]


def test_nobody_meets_in_a_committee_without_a_meeting():
    result = play(committee(contacts__per_joint_case=1.0), [ASSISTANCE])
    assert list(result.meetings.meetings) == [0]
    assert (result.world.contacts == NOBODY).all()


def test_who_meets_without_cases_to_decide_comes_to_know_the_others_too():
    """As much as so many cases before a committee: here three each time."""
    bodies = [{"led_by": "A", "members": ("A", "B"), "groups": ()}]
    organised = three_units(units={"A": {"positions": 3.0}}, bodies=bodies)
    changes = LIVE | {"knowledge__passed_in_meeting": 0.5, "contacts__per_joint_case": 0.3}
    scenario = tiny(organised, **changes, meeting__cases_consulted=3.0, days=20.0)
    about = acquaintance(scenario, 0.3)
    seen = set()
    for seed in range(1, 25):
        result = play(scenario, (), seed, acquaintance=about.copy())
        assert list(result.meetings.meetings) == [1]
        world = result.world
        one, other = 3, 0
        assert world.acquaintance[one, A] == pytest.approx(after_cases(0.3, 1.5))
        assert world.acquaintance[other, B] == pytest.approx(after_cases(0.3, 1.5))
        posts = [int(world.caseworkers.post_number[worker]) for worker in (one, other)]
        met = uniform(seed, Stream.STAFF, *posts, (1 << 12) + 1) < 1.0 - 0.7**3
        assert (world.contacts[one, A] == other) == met == (world.contacts[other, B] == one)
        seen.add(met)
    assert seen == {True, False}


# ---- groups of a strategy ------------------------------------------------------------------


def group_of(*tasks, **changes):
    """Holders of some tasks meet every hundred days; B is where the leader sits."""
    laid_down = strategy(
        steering_group=tasks, steering_group_meets=100.0, leader=Task.SOCIAL_ASSISTANCE
    )
    pursuing = {"planning__pursued": float(PURSUED["yes"]), "planning__meeting_hours": 3.0}
    hearing = {"knowledge__passed_in_meeting": 0.5, "contacts__per_joint_case": 0.3}
    organised = three_units(strategy=laid_down)
    return tiny(organised, **(LIVE | pursuing | hearing | changes), days=150.0)


def test_who_sits_in_a_group_of_the_strategy_gets_to_know_the_others():
    scenario = group_of(Task.DEBT_ADVICE, planning__meeting_cases=2.0)
    about, before = acquaintance(scenario, 0.3), skills(scenario, 0.2)
    before[3, Task.DEBT_ADVICE] = 0.8
    seen = set()
    for seed in range(1, 25):
        given = {"acquaintance": about.copy(), "skills": before.copy()}
        world = play(scenario, (), seed, **given).world
        of_b, of_c = 1, 3
        assert world.at_group[1].tolist() == [NOBODY, of_b, of_c]
        assert world.acquaintance[of_b, C] == pytest.approx(after_cases(0.3, 1.0))
        assert world.acquaintance[of_c, B] == pytest.approx(after_cases(0.3, 1.0))
        assert world.skills[of_b, Task.DEBT_ADVICE] == pytest.approx(after_cases(0.2, 1.0 * 0.8))
        assert (world.acquaintance[2] == about[2]).all()  # who was not there
        # It was called on day 100; whoever of the two comes first, their luck is the same.
        posts = sorted(int(world.caseworkers.post_number[worker]) for worker in (of_c, of_b))
        key = posts[0] + (4094 + 1) * keys.POSTS
        met = uniform(seed, Stream.STAFF, key, posts[1], (1 << 12) + 100) < 1.0 - 0.7**2
        assert (world.contacts[of_b, C] == of_c) == met == (world.contacts[of_c, B] == of_b)
        seen.add(met)
    assert seen == {True, False}


def test_a_group_in_which_nothing_is_passed_on_changes_nobody():
    scenario = group_of(Task.DEBT_ADVICE, planning__meeting_cases=0.0)
    about = acquaintance(scenario, 0.3)
    world = play(scenario, acquaintance=about.copy()).world
    assert world.acquaintance == pytest.approx(about)
    assert (world.contacts == NOBODY).all()


# ---- in one house --------------------------------------------------------------------------


def test_who_sits_in_one_house_comes_to_know_somebody_there():
    """At the given rate, post by post by its own luck; any holder there alike; C sits elsewhere."""
    units = {
        "A": {"house": "hall", "positions": 4.0},
        "B": {"house": "hall", "positions": 300.0},
    }
    rate = 1.0 / YEAR
    scenario = tiny(three_units(units=units), **LIVE, contacts__met_in_house=rate, days=200.0)
    world = months(scenario, 6)
    of_b = np.flatnonzero(world.caseworkers.unit == B)
    known = world.contacts[of_b, A]
    chance = 1.0 - math.exp(-rate * 6 * MONTH)
    assert np.mean(known != NOBODY) == pytest.approx(chance, abs=4 * math.sqrt(0.25 / 300))
    assert set(known.tolist()) == {NOBODY, 0, 1, 2, 3}  # any of the four of A
    assert (world.contacts[:, C] == NOBODY).all()
    met = 1.0 - math.exp(-rate * MONTH)
    for worker in of_b[:60].tolist():
        post = int(world.caseworkers.post_number[worker])
        luck = [uniform(1, Stream.STAFF, post, month, (1 << 16) + A) for month in range(1, 7)]
        lucky = [number for number, one in enumerate(luck, start=1) if one < met]
        assert (world.contacts[worker, A] != NOBODY) == bool(lucky)
        if lucky:
            which = uniform(1, Stream.STAFF, post, lucky[0], (3 << 15) + A)
            assert world.contacts[worker, A] == int(which * 4)


def test_nobody_is_met_in_an_empty_post():
    units = {"A": {"house": "hall"}, "B": {"house": "hall"}}
    scenario = tiny(three_units(units=units), **LIVE, contacts__met_in_house=50.0, days=200.0)
    world = world_with(scenario)
    world = running.advance(world, 10.0, scenario)
    world.caseworkers.work_item[0] = ABSENT
    world = running.advance(world, MONTH + 1.0, scenario)
    assert (world.contacts[:, A] == NOBODY).all()
    assert world.contacts[1, C] == NOBODY


def test_on_day_0_as_many_can_ring_as_in_the_long_run():
    scenario = tiny(three_units(units={"B": {"positions": 300.0}}), **LIVE, days=1.0)
    chance = 0.35
    contact = np.full((3, 3), chance)
    world = running.advance(world_with(scenario, contact=contact), 0.0, scenario)
    of_b = np.flatnonzero(world.caseworkers.unit == B)
    can = world.contacts[of_b, A] != NOBODY
    assert np.mean(can) == pytest.approx(chance, abs=4 * math.sqrt(0.25 / 300))
    assert (world.contacts[of_b, B] == NOBODY).all()
    for worker, has in zip(of_b[:40].tolist(), can[:40].tolist(), strict=True):
        post = int(world.caseworkers.post_number[worker])
        assert has == (uniform(1, Stream.STAFF, post, 0, (1 << 11) + A) < chance)
    assert np.all(
        world.caseworkers.unit[world.contacts[of_b, C][world.contacts[of_b, C] >= 0]] == C
    )


# ---- month by month ------------------------------------------------------------------------


def months(scenario, number, **changes) -> World:
    """The world after so many months in which nothing comes."""
    world = world_with(scenario, **changes)
    return running.advance(world, number * MONTH, scenario)


def test_what_is_not_used_fades_towards_what_a_newcomer_knows():
    """Half of what is above it is left after a half-life, written routines or not."""
    organised = three_units(units={"C": {"written_routines": True}})
    changes = LIVE | {"knowledge__forgetting_half_life": 6 * MONTH}
    scenario = tiny(organised, **changes, knowledge__floor=0.2, knowledge__floor_written=0.5)
    before = skills(scenario, 0.9)
    known = acquaintance(scenario, 0.9)
    world = months(scenario, 6, skills=before, acquaintance=known)
    units = world.caseworkers.unit[world.desks.crew[world.caseworkers.desk] == 0]
    for worker, unit in enumerate(units.tolist()):
        floor = 0.5 if unit == C else 0.2
        assert world.skills[worker] == pytest.approx(floor + (0.9 - floor) / 2)
        about = world.acquaintance[worker].copy()
        assert about[unit] == 1.0
        others = [other for other in range(3) if other != unit]
        assert about[others] == pytest.approx(floor + (0.9 - floor) / 2)


def test_an_agreement_in_writing_is_not_forgotten():
    organised = three_units(agreements=[("A", "B")])
    changes = LIVE | {"knowledge__forgetting_half_life": 1.0}
    scenario = tiny(organised, **changes, knowledge__floor=0.2, knowledge__floor_written=0.5)
    world = months(scenario, 6, acquaintance=acquaintance(scenario, 0.9))
    assert world.acquaintance[0].tolist() == pytest.approx([1.0, 0.5, 0.2])
    assert world.acquaintance[1].tolist() == pytest.approx([0.5, 1.0, 0.2])


def test_colleagues_pass_on_what_they_know_on_average():
    """dK/dt = p U (1 - K) - f (K - K0), with what the unit knew when the month began."""
    passed, half_life, floor = 0.05 / MONTH, 10 * MONTH, 0.2
    changes = LIVE | {
        "knowledge__passed_in_unit": passed,
        "knowledge__forgetting_half_life": half_life,
    }
    scenario = tiny(office(2.0), **changes, knowledge__floor=floor)
    known = skills(scenario, 0.0)
    known[0], known[1] = 0.9, 0.3
    average = np.full_like(start.world(scenario, 1, False).knowledge, 0.6)
    world = months(scenario, 1, skills=known, knowledge=average)
    for worker, level in ((0, 0.9), (1, 0.3)):
        slope = euler(level, passed * 0.6, math.log(2) / half_life, floor, MONTH)
        assert world.skills[worker, Task.START_LOAN] == pytest.approx(slope, rel=1e-5)
    mean = (world.skills[0] + world.skills[1]) / 2
    assert world.knowledge[0] == pytest.approx(mean)
    # The second month begins with what the unit knows by then.
    before = world.skills[1, Task.START_LOAN]
    following = running.advance(world, 2 * MONTH, scenario)
    slope = euler(before, passed * mean[Task.START_LOAN], math.log(2) / half_life, floor, MONTH)
    assert following.skills[1, Task.START_LOAN] == pytest.approx(slope, rel=1e-5)


def euler(level, around, fading, floor, time, steps=20_000):
    """The equation of learning followed in small steps."""
    for _ in range(steps):
        level += time / steps * (around * (1.0 - level) - fading * (level - floor))
    return level


def test_training_teaches_the_instruments_of_the_unit():
    """Sixty hours a month, each worth half a case, over what a unit holds: A's many, B's one."""
    hours = {"training__hours": 60.0 / MONTH, "training__cases_per_hour": 0.5}
    scenario = tiny(three_units(), **(LIVE | hours), caseworkers__hours_per_year=9.0, days=100.0)
    world = running.advance(
        world_with(scenario, skills=skills(scenario, 0.3)), 1.5 * MONTH, scenario
    )
    b = int(world.desks.first_worker[world.units.desk[B]])
    assert world.skills[b, Task.SOCIAL_ASSISTANCE] == pytest.approx(after_cases(0.3, 30.0))
    assert world.skills[b, Task.START_LOAN] == 0.3
    elsewhere = {Task.SOCIAL_ASSISTANCE, Task.DEBT_ADVICE, Task.ASSESSMENT}
    held = len(set(TASKS_WITH_WORK) - elsewhere)
    assert world.skills[0, Task.START_LOAN] == pytest.approx(after_cases(0.3, 30.0 / held))


def test_training_takes_productive_hours():
    scenario = tiny(office(0.5), caseworkers__hours_per_year=1.0, training__hours=0.2)
    assert world_with(scenario).caseworkers.speed[0] == pytest.approx(0.4)
    assert world_with(scenario).caseworkers.speed[1] == 1.0, "a crew is trained by nobody"


def test_nobody_has_colleagues_alone():
    changes = LIVE | {"knowledge__passed_in_unit": 0.05 / MONTH}
    scenario = tiny(office(1.0), **changes)
    world = months(scenario, 3, skills=skills(scenario, 0.4))
    assert world.skills[0] == pytest.approx(0.4)


def test_units_in_one_house_learn_from_the_one_that_knows_best():
    """A, B and C sit in one house, D elsewhere."""
    passed = 0.04 / MONTH
    elsewhere = 3
    organised = organisation(
        {"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,), "C": (Task.DEBT_ADVICE,), "D": (Task.PLAN,)},
        units={name: {"house": "hall"} for name in "ABC"},
    )
    scenario = tiny(organised, **(LIVE | {"knowledge__passed_in_house": passed}))
    knowledge = np.zeros((4, len(Task)))
    knowledge[[A, C, elsewhere], Task.START_LOAN] = 0.8, 0.5, 1.0
    changes = {"skills": skills(scenario, 0.1), "acquaintance": acquaintance(scenario, 0.1)}
    world = months(scenario, 1, knowledge=knowledge, who_does_what=np.eye(4), **changes)

    def told(around):
        return pytest.approx(euler(0.1, passed * around, 0.0, 0.0, MONTH), rel=1e-6)

    # B learns from A, which knows more than C; A from C; D from nobody, and nobody from D.
    assert world.skills[[A, B], Task.START_LOAN].tolist() == [told(0.5), told(0.8)]
    assert world.skills[B, Task.DEBT_ADVICE] == world.skills[elsewhere, Task.START_LOAN] == 0.1
    # What A does A knows, and tells B; what D does nobody in the house knows.
    assert world.acquaintance[B, A] == told(1.0)
    assert world.acquaintance[B, elsewhere] == world.acquaintance[elsewhere, A] == 0.1


def test_what_a_unit_knows_is_the_average_of_its_people():
    scenario = tiny(three_units(), **LIVE)
    known = skills(scenario, 0.2)
    known[1] = 0.8
    about = acquaintance(scenario, 0.1)
    about[1, A] = 0.7
    world = world_with(scenario, skills=known, acquaintance=about)
    world = running.advance(world, 1.0, scenario)
    world.contacts[1, C] = 3
    world = running.advance(world, MONTH, scenario)
    assert world.knowledge[:, Task.START_LOAN].tolist() == pytest.approx([0.2, 0.5, 0.2])
    assert world.who_does_what[B].tolist() == pytest.approx([0.4, 1.0, 0.1])
    assert world.contact[B, [A, C]].tolist() == pytest.approx([0.0, 0.5])


def test_units_contest_the_more_the_less_they_know_in_common():
    scenario = tiny(
        three_units(agreements=[("A", "B")]),
        **LIVE,
        contest__functional=0.1,
        contest__agreement_factor=0.5,
        contest__professional=0.4,
    )
    known = skills(scenario, 0.3)
    known[3] = 0.9  # C
    world = months(scenario, 1, skills=known)
    # A, B as alike as can be; both differ from C by 0.6 of every instrument.
    expected = [[0, 0.05, 0.34], [0.05, 0, 0.34], [0.34, 0.34, 0]]
    assert world.contest == pytest.approx(np.array(expected))


def test_contests_are_over_the_instruments_that_either_holds():
    scenario = tiny(three_units(), **LIVE, contest__professional=0.4)
    known = skills(scenario, 0.3)
    known[3, Task.DEBT_ADVICE] = 0.9  # C knows its own instrument
    world = months(scenario, 1, skills=known)
    assert world.contest[B, C] == pytest.approx(0.4 * 0.6 / 2)
    assert world.contest[A, B] == 0.0


def test_at_the_start_contests_are_those_of_settled_knowledge():
    """What the rules work out month by month is what is worked out before a run."""
    organised = three_units(agreements=[("A", "C")])
    usual = {"arrivals": {Need.SOCIAL_ASSISTANCE: 300.0, Need.DEBT_ADVICE: 40.0}}
    scenario = tiny(
        organised, **LIVE, group=usual, contest__functional=0.1, contest__professional=0.4
    )
    world = start.world(scenario, 1, False)
    before = world.contest.copy()
    assert len(np.unique(before.round(6))) > 3
    world.contest[:] = 0.0
    world = running.advance(world, MONTH, scenario)
    assert world.contest == pytest.approx(before, abs=1e-9)
