"""Positions, posts and crews."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import demand, resources
from sim.names import Category, Ground, Group, Need, Task
from sim.organisation import hours_by_unit
from sim.quantities import YEAR
from tests import building


def town(organised=None, **given):
    groups, stock = building.town()
    return building.scenario(groups, organised, stock, population=30_030, **given)


def two_offices(first=None, second=None):
    return building.organisation(
        {"loans": (Task.START_LOAN, Task.PURCHASE_GRANT), "rest": building.OTHERS},
        units={"loans": {"positions": first}, "rest": {"positions": second}},
    )


def reviewing(organised, lease_review=True):
    return dataclasses.replace(organised, lease_review=lease_review)


def test_positions_meet_the_target_utilisation():
    scenario = town(reviewing(building.one_unit_per_task()))
    staffing = resources.positions(scenario)
    hours = resources.expected_hours(scenario).sum()
    assert staffing.total == pytest.approx(hours * YEAR / 1100 / 0.87)
    used = [share for share in staffing.utilisation if not math.isnan(share)]
    assert used == pytest.approx([0.87] * len(used))


def test_without_the_review_routine_its_positions_are_spread_over_all_work():
    kept = resources.positions(town(reviewing(building.one_unit_per_task())))
    scenario = town(reviewing(building.one_unit_per_task(), False))
    staffing = resources.positions(scenario)
    assert staffing.total == pytest.approx(kept.total)
    landlord = scenario.organisation.unit("review_leases")
    expected = demand.reference(scenario)
    reviews = expected.case_hours[Task.REVIEW_LEASES].sum()
    at_door = expected.door_hours[Task.REVIEW_LEASES].sum()
    assert at_door == 0
    assert staffing.positions[landlord] == 0
    assert kept.positions[landlord] == pytest.approx(reviews * YEAR / 1100 / 0.87)
    # Every other unit has more people by the same factor, and is that much less busy.
    hours = expected.hours.sum()
    factor = hours / (hours - reviews)
    assert factor > 1.02
    for unit, size in enumerate(staffing.positions):
        if unit != landlord:
            assert size == pytest.approx(kept.positions[unit] * factor)
    used = [share for share in staffing.utilisation if not math.isnan(share)]
    assert used == pytest.approx([0.87 / factor] * len(used))


def test_the_review_routine_makes_no_difference_to_the_total_by_hand():
    """Fifty endless tenancies of three-year contracts: 50 hours of reviews a year beside 200."""
    groups = [
        building.group(
            arrivals={Need.DWELLING: 1e-9},
            grounds={Ground.MUST: 1.0},
            categories=(Category.SOCIAL,),
        ),
        building.group(Group.YOUTH, arrivals={Need.DEBT_ADVICE: 25.0}),
    ]
    changes = {"doors.household_knowledge": 1.0, "tenancy.renewal_share": 1.0}
    organised = building.organisation({"debts": (Task.DEBT_ADVICE,), "rest": building.OTHERS})
    stock = [building.block(Category.SOCIAL, 50)]
    positions = [
        resources.positions(
            building.scenario(groups, reviewing(organised, routine), stock, changes)
        ).positions
        for routine in (True, False)
    ]
    of_an_hour = 1 / 1100 / 0.87
    # The tenancies are not quite endless, and one household in a milliard years applies.
    assert positions[0] == pytest.approx((200 * of_an_hour, 50 * of_an_hour), rel=1e-5)
    assert positions[1] == pytest.approx((250 * of_an_hour, 0.0), rel=1e-5, abs=1e-6)


def test_positions_are_split_by_expected_hours():
    scenario = town(two_offices())
    staffing = resources.positions(scenario)
    hours = hours_by_unit(scenario)
    assert staffing.hours == pytest.approx(tuple(hours))
    ratio = staffing.positions[0] / staffing.positions[1]
    assert ratio == pytest.approx(hours[0] / hours[1])


@pytest.mark.parametrize("routine", [True, False])
def test_every_organisation_gets_the_same_total(routine):
    together = resources.positions(town(building.all_in_one()))
    apart = resources.positions(town(reviewing(building.one_unit_per_task(), routine)))
    assert together.total == pytest.approx(apart.total)
    assert together.crews == apart.crews


def test_a_unit_without_expected_work_gets_nobody():
    scenario = town(building.one_unit_per_task())
    staffing = resources.positions(scenario)
    plan = scenario.organisation.unit("plan")
    assert staffing.positions[plan] == 0
    assert staffing.posts[plan] == ()
    assert math.isnan(staffing.utilisation[plan])


def test_given_positions_are_used_and_the_rest_stays_as_expected():
    expected = resources.positions(town(two_offices()))
    staffing = resources.positions(town(two_offices(first=3.5)))
    assert staffing.positions[0] == 3.5
    assert staffing.positions[1] == pytest.approx(expected.positions[1])


def test_a_total_scales_the_split():
    scenario = town(two_offices(first=1.0, second=3.0))
    staffing = resources.positions(scenario, total=10.0)
    assert staffing.positions == pytest.approx((2.5, 7.5))
    assert staffing.posts == ((1.0, 1.0, 0.5), (1.0,) * 7 + (0.5,))


def test_work_without_staff_is_an_error():
    with pytest.raises(ValueError, match="'loans'"):
        resources.positions(town(two_offices(first=0.0)))
    with pytest.raises(ValueError, match="no unit"):
        resources.positions(building.scenario([]), total=3.0)


def test_nothing_to_do_needs_nobody():
    staffing = resources.positions(building.scenario([]))
    assert staffing.total == 0
    assert staffing.crews == 0
    assert math.isnan(staffing.crew_utilisation)


def test_posts():
    assert resources.posts_of(2.35) == pytest.approx((1, 1, 0.35))
    assert resources.posts_of(0.07) == (0.07,)
    assert resources.posts_of(3.0) == (1.0, 1.0, 1.0)
    assert resources.posts_of(3 - 1e-12) == (1.0, 1.0, 1.0)
    assert resources.posts_of(0.0) == ()


def test_full_posts_are_numbered_before_part_posts():
    staffing = resources.positions(town(two_offices(first=1.5, second=2.25)))
    assert staffing.post_numbers == ((0, 3), (1, 2, 4))
    assert staffing.heads == (2, 3)


def test_full_posts_keep_their_numbers_when_units_merge():
    apart = resources.positions(town(two_offices(first=1.5, second=2.25)))
    merged = resources.positions(town(building.all_in_one()), total=3.75)
    full_apart = {
        number
        for numbers, posts in zip(apart.post_numbers, apart.posts, strict=True)
        for number, post in zip(numbers, posts, strict=True)
        if post == 1.0
    }
    assert full_apart == {0, 1, 2}
    assert merged.post_numbers == ((0, 1, 2, 3),)


@given(st.lists(st.floats(0, 40), min_size=1, max_size=8))
def test_posts_add_up_and_are_numbered_once(sizes):
    organised = building.organisation(
        {f"unit {i}": (building.OTHERS if i == 0 else ()) for i in range(len(sizes))},
        units={f"unit {i}": {"positions": size} for i, size in enumerate(sizes)},
    )
    staffing = resources.positions(building.scenario([], organised))
    for size, posts in zip(sizes, staffing.posts, strict=True):
        assert sum(posts) == pytest.approx(size, abs=1e-8)
        assert all(0 < post <= 1 for post in posts)
    numbers = sorted(number for unit in staffing.post_numbers for number in unit)
    assert numbers == list(range(sum(staffing.heads)))


def test_crews_are_enough_for_the_expected_works():
    scenario = town()
    staffing = resources.positions(scenario)
    days = demand.reference(scenario).crew_days * YEAR
    assert staffing.crews == math.ceil(days / (0.87 * 365))
    assert staffing.crew_utilisation == pytest.approx(days / (365 * staffing.crews))
    assert 0.87 * (staffing.crews - 1) / staffing.crews < staffing.crew_utilisation <= 0.87


def test_crews_that_work_fewer_days_must_be_more():
    scenario = town(changes={"crews.days_per_year": 230 / YEAR})
    days = demand.reference(scenario).crew_days * YEAR
    staffing = resources.positions(scenario)
    assert staffing.crews == math.ceil(days / (0.87 * 230)) > resources.positions(town()).crews
    assert staffing.crew_utilisation == pytest.approx(days / (230 * staffing.crews))


def test_crews_can_be_given():
    assert resources.positions(town(crews=5)).crews == 5
    assert resources.positions(town(crews=5), crews=6).crews == 6


def test_equal_resources_are_written_into_the_scenario():
    baseline = resources.positions(town(building.all_in_one()))
    scenario = town(two_offices(first=2.0, second=2.0))
    equal = resources.with_resources(scenario, baseline.total, baseline.crews)
    staffing = resources.positions(equal)
    assert staffing.total == pytest.approx(baseline.total)
    assert staffing.positions[0] == pytest.approx(staffing.positions[1])
    assert staffing.crews == baseline.crews
    assert equal.identity != scenario.identity
    assert equal.municipality == scenario.municipality


def test_a_scenario_with_these_resources_already_stays_as_it_is():
    scenario = town(two_offices())
    staffing = resources.positions(town(building.all_in_one()))
    assert resources.with_resources(scenario, staffing.total, staffing.crews) is scenario


def test_part_posts_of_any_size_are_kept():
    group = building.group(arrivals={Need.DEBT_ADVICE: 0.01})
    scenario = building.scenario([group], changes={"doors.household_knowledge": 1.0})
    staffing = resources.positions(scenario)
    assert staffing.total == pytest.approx(0.01 * 8 / 1100 / 0.87)
    assert staffing.heads == (1,)
    assert np.isclose(staffing.utilisation[0], 0.87)
