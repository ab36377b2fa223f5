"""Positions, posts and crews."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim import demand, flows, knowledge, resources
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


def coordination(scenario):
    return flows.coordination_hours(scenario, demand.reference(scenario))


def test_positions_meet_the_target_utilisation():
    scenario = town(reviewing(building.all_in_one()))
    staffing = resources.positions(scenario)
    hours = resources.expected_hours(scenario).sum()
    assert staffing.total == pytest.approx(hours * YEAR / 1100 / 0.87)
    assert staffing.utilisation == pytest.approx((0.87,))


def test_training_takes_hours_that_nobody_makes_up_for():
    plain, trained = (
        resources.positions(
            town(reviewing(building.all_in_one()), changes={"training.hours": hours})
        )
        for hours in (0.0, 110.0 / YEAR)
    )
    assert trained.total == plain.total
    assert trained.utilisation == pytest.approx((0.87 * 1100 / 990,))


def test_time_for_coordination_adds_no_positions_and_is_shared_by_all():
    """Positions for task hours only; with coordination every unit is as busy as any other."""
    scenario = town(reviewing(building.one_unit_per_task()))
    staffing = resources.positions(scenario)
    hours, extra = hours_by_unit(scenario), coordination(scenario)
    assert staffing.total == pytest.approx(hours.sum() * YEAR / 1100 / 0.87)
    assert extra.sum() > 0.1 * hours.sum()
    capacity = np.array(staffing.positions) * 1100 / YEAR
    busy = 0.87 * (1 + extra.sum() / hours.sum())
    assert hours + extra == pytest.approx(busy * capacity)
    # What is shown is the use by tasks: the less, the more a unit has to coordinate.
    some = capacity > 0
    used = np.array(staffing.utilisation)[some]
    assert used == pytest.approx(hours[some] / capacity[some])
    assert (np.diff(used[np.argsort(extra[some] / hours[some])]) <= 1e-12).all()


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
    # Nobody sends the landlord a case, or is sent one by it; the others coordinate.
    hours, extra = expected.hours.sum(), coordination(scenario).sum()
    assert coordination(scenario)[landlord] == 0
    of_an_hour = hours / (hours + extra) * YEAR / 1100 / 0.87
    assert kept.positions[landlord] == pytest.approx(reviews * of_an_hour)
    # Every other unit has more people by the same factor, and is that much less busy.
    factor = (hours + extra) / (hours + extra - reviews)
    assert factor > 1.02
    for unit, size in enumerate(staffing.positions):
        if unit != landlord:
            assert size == pytest.approx(kept.positions[unit] * factor)
    for unit, used in enumerate(staffing.utilisation):
        if unit != landlord and not math.isnan(used):
            assert used == pytest.approx(kept.utilisation[unit] / factor)


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
    extra = coordination(scenario)
    ratio = staffing.positions[0] / staffing.positions[1]
    assert ratio == pytest.approx((hours + extra)[0] / (hours + extra)[1])
    # Without coordination by the hours of tasks alone.
    free = {"handover.hours": 0.0, "handover.redone_share": 0.0}
    scenario = town(two_offices(), changes=free)
    staffing = resources.positions(scenario)
    hours = hours_by_unit(scenario)
    assert staffing.positions[0] / staffing.positions[1] == pytest.approx(hours[0] / hours[1])


def test_positions_move_to_who_receives_much_while_the_total_stays():
    """Of 100 cases a year each, those of debts come straight to the door, those of assistance
    through a front desk: 400 hours each of work, and 100 x (0.5 + 0.5 x 2) of reading and doing
    again."""
    group = building.group(
        arrivals={Need.DEBT_ADVICE: 100.0, Need.SOCIAL_ASSISTANCE: 100.0},
        habits={Task.INFORM: 1.0},
    )
    hours = {"work.debt_advice.hours": 4.0, "work.social_assistance.hours": 4.0}
    organised = building.organisation(
        {
            "debts": (Task.DEBT_ADVICE, Task.INFORM),
            "assistance": (Task.SOCIAL_ASSISTANCE,),
            "rest": building.OTHERS,
        }
    )
    changes = hours | {"doors.household_knowledge": 0.0}
    staffing = resources.positions(building.scenario([group], organised, changes=changes))
    assert staffing.total == pytest.approx(800 / 1100 / 0.87)
    assert staffing.positions == pytest.approx(
        (staffing.total * 400 / 950, staffing.total * 550 / 950, 0.0)
    )
    assert staffing.utilisation[:2] == pytest.approx(
        (0.87 * 950 / 800, 0.87 * 950 / 800 * 400 / 550)
    )


def test_divided_lists_move_positions_to_who_is_applied_to_besides():
    """Twenty households a year are heard by an office that allocates to them too, if not first:
    it needs people for that, which the first allocator gives up, and the total stays."""
    group = building.group(
        arrivals={Need.DWELLING: 20.0},
        habits={Task.SOCIAL_ASSISTANCE: 1.0},
        grounds={Ground.MUST: 1.0},
        categories=(Category.SOCIAL, Category.ORDINARY),
        landlord_acceptance=0.0,
    )
    offices = {"social": (Task.SOCIAL_ASSISTANCE,), "homes": building.OTHERS}
    stock = [building.block(Category.SOCIAL, 100), building.block(Category.ORDINARY, 100)]
    changes = {"doors.household_knowledge": 0.0, "work.allocate_dwellings.hours": 4.0}

    def staffed(by_category, units=None):
        organised = building.organisation(offices, units=units, by_category=by_category)
        return building.scenario([group], organised, stock, changes)

    scenario = staffed({Category.ORDINARY: "social"})
    staffing = resources.positions(scenario)
    # The office knows of itself, so that its part needs no more to be known.
    expected = demand.reference(scenario)
    further = flows.further_applications(scenario, expected, np.zeros((2, 2)))
    assert further * YEAR == pytest.approx([20 * 4, 0])
    busy = hours_by_unit(scenario) + coordination(scenario) + further
    assert staffing.total == pytest.approx(resources.positions(staffed({})).total)
    assert staffing.positions == pytest.approx(tuple(staffing.total * busy / busy.sum()))
    # Where a file gives the positions, those are it.
    given = {name: {"positions": 2.0} for name in offices}
    assert resources.positions(staffed({Category.ORDINARY: "social"}, given)).positions == (2, 2)


def test_who_applies_besides_hangs_on_what_the_first_split_lets_units_know():
    """Of the office that others allocate in one knows by the cases one has sent there."""
    group = building.group(
        arrivals={Need.DWELLING: 20.0, Need.DEBT_ADVICE: 30.0},
        habits={Task.SOCIAL_ASSISTANCE: 1.0},
        grounds={Ground.MUST: 1.0},
        categories=(Category.SOCIAL, Category.ORDINARY),
        landlord_acceptance=0.0,
    )
    offices = {
        "social": (Task.SOCIAL_ASSISTANCE,),
        "debts": (Task.DEBT_ADVICE,),
        "homes": building.OTHERS,
    }
    organised = building.organisation(offices, by_category={Category.ORDINARY: "debts"})
    stock = [building.block(Category.SOCIAL, 100), building.block(Category.ORDINARY, 100)]
    changes = {"doors.household_knowledge": 0.0, "work.allocate_dwellings.hours": 4.0}
    scenario = building.scenario([group], organised, stock, changes)
    expected = demand.reference(scenario)
    plain = hours_by_unit(scenario) + coordination(scenario)
    total = resources.positions(scenario).total
    heads = [len(resources.posts_of(size, 0.2)) for size in total * plain / plain.sum()]
    staffing = dataclasses.replace(resources.positions(scenario), posts=[(1.0,) * n for n in heads])
    known = knowledge.fixed_point(scenario, staffing).unit
    assert known[0, 1] > scenario.parameters["knowledge.floor"] + 0.1
    busy = plain + flows.further_applications(scenario, expected, known)
    assert busy[1] > plain[1] * 1.2
    found = resources.positions(scenario).positions
    assert found == pytest.approx(tuple(total * busy / busy.sum()))


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


def test_a_unit_that_would_only_sit_in_a_committee_gets_nobody():
    """A provider of follow-up has no caseworkers to send to the meetings."""
    organised = building.organisation(
        {"office": building.OTHERS, "home": (Task.PROVIDE_FOLLOW_UP,)},
        bodies=[{"led_by": "office", "members": ("office", "home")}],
    )
    scenario = town(organised)
    assert coordination(scenario)[1] > 0
    staffing = resources.positions(scenario)
    assert staffing.positions[1] == 0
    assert staffing.total == pytest.approx(resources.positions(town()).total)


def test_a_key_person_without_other_work_has_a_position_that_the_others_give_up():
    tasks = {"above": (Task.PLAN,), "loans": (Task.START_LOAN,), "rest": building.OTHERS}
    plain, overseen = (
        resources.positions(
            town(
                building.organisation(tasks, units={"above": {"key_person": one}}),
                changes={"overview.position": 0.3},
            )
        )
        for one in (False, True)
    )
    assert plain.positions[0] == 0.0
    assert overseen.positions[0] == pytest.approx(0.3)
    assert overseen.total == pytest.approx(plain.total)
    given_up = np.array(overseen.positions[1:]) / plain.positions[1:]
    assert given_up == pytest.approx(1.0 - 0.3 / plain.total)


def test_a_key_person_who_has_other_work_has_no_position_more():
    tasks = {"loans": (Task.START_LOAN,), "rest": building.OTHERS}
    with_one, without = (
        building.organisation(tasks, units={"loans": {"key_person": one}}) for one in (True, False)
    )
    overseen, plain = resources.positions(town(with_one)), resources.positions(town(without))
    assert overseen.positions == plain.positions


def test_a_key_person_with_a_position_given_takes_none_from_the_others():
    tasks = {"above": (Task.PLAN,), "loans": (Task.START_LOAN,), "rest": building.OTHERS}
    given, without = (
        building.organisation(tasks, units={"above": {"key_person": one, "positions": 0.5 * one}})
        for one in (True, False)
    )
    overseen, plain = resources.positions(town(given)), resources.positions(town(without))
    assert overseen.positions == pytest.approx((0.5, *plain.positions[1:]))


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
    assert resources.posts_of(2.35, 0.2) == pytest.approx((1, 1, 0.35))
    assert resources.posts_of(0.07, 0.2) == (0.07,)
    assert resources.posts_of(3.0, 0.2) == (1.0, 1.0, 1.0)
    assert resources.posts_of(3 - 1e-12, 0.2) == (1.0, 1.0, 1.0)
    assert resources.posts_of(0.0, 0.2) == ()


def test_a_remainder_too_small_for_anybody_widens_the_full_posts():
    assert resources.posts_of(2.1, 0.2) == pytest.approx((1.05, 1.05))
    assert resources.posts_of(2.2, 0.2) == pytest.approx((1, 1, 0.2))
    assert resources.posts_of(2.1, 0.0) == pytest.approx((1, 1, 0.1))
    organised = two_offices(first=1.5, second=2.1)
    assert resources.positions(town(organised)).post_numbers == ((0, 3), (1, 2))
    kept = town(organised, changes={"caseworkers.smallest_post": 0.05})
    assert resources.positions(kept).posts[1] == pytest.approx((1, 1, 0.1))


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
@example([1.2])  # in floating point, 1.2 - 1 is a trace less than the smallest post
def test_posts_add_up_and_are_numbered_once(sizes):
    organised = building.organisation(
        {f"unit {i}": (building.OTHERS if i == 0 else ()) for i in range(len(sizes))},
        units={f"unit {i}": {"positions": size} for i, size in enumerate(sizes)},
    )
    staffing = resources.positions(building.scenario([], organised))
    for size, posts in zip(sizes, staffing.posts, strict=True):
        assert sum(posts) == pytest.approx(size, abs=1e-8)
        assert all(0 < post < 1.2 for post in posts)
        assert len(posts) < 2 or min(posts) > 0.2 - 1e-8
    numbers = sorted(number for unit in staffing.post_numbers for number in unit)
    assert numbers == list(range(sum(staffing.heads)))


def test_crews_are_enough_for_the_expected_works():
    scenario = town()
    staffing = resources.positions(scenario)
    days = demand.reference(scenario).crew_days * YEAR
    assert staffing.crews == math.ceil(days / (0.75 * 365))
    assert staffing.crew_utilisation == pytest.approx(days / (365 * staffing.crews))
    assert 0.75 * (staffing.crews - 1) / staffing.crews < staffing.crew_utilisation <= 0.75


def test_crews_have_a_target_of_their_own():
    days = demand.reference(town()).crew_days * YEAR
    staffing = resources.positions(town(changes={"crews.target_utilisation": 0.5}))
    assert staffing.crews == math.ceil(days / (0.5 * 365)) > resources.positions(town()).crews
    assert staffing.total == pytest.approx(resources.positions(town()).total)


def test_crews_that_work_fewer_days_must_be_more():
    scenario = town(changes={"crews.days_per_year": 230 / YEAR})
    days = demand.reference(scenario).crew_days * YEAR
    staffing = resources.positions(scenario)
    assert staffing.crews == math.ceil(days / (0.75 * 230)) > resources.positions(town()).crews
    assert staffing.crew_utilisation == pytest.approx(days / (230 * staffing.crews))


def test_crews_can_be_given():
    assert resources.positions(town(crews=5)).crews == 5
    assert resources.positions(town(crews=5), crews=6).crews == 6


# ---- follow-up workers -----------------------------------------------------------------------

FOLLOW_UP = {
    "follow_up.duration": 0.5 * YEAR,
    "follow_up.intensive_weight": 2.0,
    "follow_up.relapse_share": 0.0,
    "follow_up.caseload": 10.0,
    "follow_up.occupancy": 0.8,
    "needs.drift_rate": 0.0,
}

PROVIDERS = building.organisation(
    {"office": building.OTHERS, "home": (Task.PROVIDE_FOLLOW_UP,), "care": ()},
    by_group={(Task.PROVIDE_FOLLOW_UP, Group.ELDERLY): "care"},
)


def followed(organised=None, of_young=40.0, of_old=10.0, changes=None):
    """Two groups who need ordinary follow-up for half a year: so many a year of each."""
    groups = [
        building.group(Group.YOUTH, arrivals={Need.FOLLOW_UP: of_young}),
        building.group(Group.ELDERLY, arrivals={Need.FOLLOW_UP: of_old}),
    ]
    return building.scenario(groups, organised, changes=FOLLOW_UP | (changes or {}))


def test_follow_up_workers_by_hand():
    """Twenty and five places taken, of 25 and 6.25, ten to a worker."""
    scenario = followed(PROVIDERS)
    staffing = resources.positions(scenario)
    assert staffing.places == pytest.approx((0.0, 25.0, 6.25))
    assert staffing.follow_up_workers == pytest.approx((0.0, 2.5, 0.625))
    assert staffing.occupancy[1:] == pytest.approx((0.8, 0.8))
    assert math.isnan(staffing.occupancy[0])
    assert staffing.total_follow_up_workers == pytest.approx(3.125)


LAYOUTS = [
    building.all_in_one(),
    building.one_unit_per_task(),
    PROVIDERS,
    building.organisation(
        {"office": building.OTHERS, "care": (Task.PROVIDE_FOLLOW_UP,)},
        districts={"north": 0.1, "middle": 0.3, "south": 0.6},
        per_district=("care",),
    ),
    building.organisation(
        {"office": building.OTHERS, **{f"for {group.name}": () for group in Group}},
        by_group={(Task.PROVIDE_FOLLOW_UP, group): f"for {group.name}" for group in Group},
    ),
]


@pytest.mark.parametrize("organised", LAYOUTS)
@pytest.mark.parametrize("of_old", [0.0, 0.5, 10.0])
def test_every_organisation_gets_the_same_follow_up_workers(organised, of_old):
    scenario = followed(organised, of_old=of_old)
    staffing = resources.positions(scenario)
    expected = (40.0 + of_old) * 0.5 / 0.8 / 10.0
    assert staffing.total_follow_up_workers == pytest.approx(expected)
    for size in staffing.places:
        assert size == 0.0 or size >= 2.0 - 1e-9  # an intensive household finds room


def test_small_providers_have_room_for_a_household_at_the_cost_of_the_others():
    """By need 25 and 0.625 places; two are the least."""
    staffing = resources.positions(followed(PROVIDERS, of_old=1.0))
    assert staffing.places == pytest.approx((0.0, 23.625, 2.0))
    assert staffing.occupancy[1:] == pytest.approx((20 / 23.625, 0.5 / 2))


def test_several_small_providers_in_turn():
    """Whoever is pushed under the least by giving up places is given the least too."""
    places = np.array([0.0, 2.1, 1.0, 10.0])
    found = resources._with_least(places, np.array([0.0, 2.0, 2.0, 2.0]))
    assert found == pytest.approx([0.0, 2.0, 2.0, 9.1])
    assert found.sum() == pytest.approx(places.sum())


def test_too_few_workers_for_all_providers_are_split_by_need():
    staffing = resources.positions(followed(PROVIDERS, of_young=2.0, of_old=1.0))
    assert staffing.places == pytest.approx((0.0, 1.25, 0.625))


def test_districts_share_follow_up_workers_by_who_lives_there():
    staffing = resources.positions(followed(LAYOUTS[3]))
    assert staffing.places == pytest.approx((0.0, 3.125, 9.375, 18.75))


def given_workers(home, care):
    units = tuple(
        dataclasses.replace(unit, follow_up_workers=workers)
        for unit, workers in zip(PROVIDERS.units, (None, home, care), strict=True)
    )
    return dataclasses.replace(PROVIDERS, units=units)


def test_given_follow_up_workers_are_used_and_the_rest_stays_as_expected():
    staffing = resources.positions(followed(given_workers(4.0, None)))
    assert staffing.follow_up_workers == pytest.approx((0.0, 4.0, 0.625))
    assert staffing.places == pytest.approx((0.0, 40.0, 6.25))
    assert staffing.occupancy[1] == pytest.approx(0.5)
    # Given is given, even if there is hardly room for a household.
    staffing = resources.positions(followed(given_workers(4.0, 0.05)))
    assert staffing.places[2] == pytest.approx(0.5)


def test_follow_up_without_workers_is_an_error():
    with pytest.raises(ValueError, match="follow-up is expected of 'care'"):
        resources.positions(followed(given_workers(None, 0.0)))
    with pytest.raises(ValueError, match="follow-up workers to split"):
        resources.positions(followed(of_young=0.0, of_old=0.0), follow_up_workers=2.0)


def test_follow_up_workers_are_held_equal():
    baseline = resources.positions(followed(building.all_in_one()))
    scenario = followed(given_workers(4.0, 4.0))
    equal = resources.with_resources(
        scenario, baseline.total, baseline.crews, baseline.total_follow_up_workers
    )
    staffing = resources.positions(equal)
    assert staffing.total_follow_up_workers == pytest.approx(3.125)
    assert staffing.follow_up_workers[1:] == pytest.approx((1.5625, 1.5625))
    assert staffing.total == pytest.approx(baseline.total)
    assert equal.identity != scenario.identity
    again = resources.with_resources(
        equal, baseline.total, baseline.crews, baseline.total_follow_up_workers
    )
    assert again is equal


def test_follow_up_workers_not_spoken_of_stay():
    scenario = followed(given_workers(4.0, 4.0))
    before = resources.positions(scenario)
    same = resources.with_resources(scenario, before.total, before.crews)
    assert same is scenario
    more = resources.with_resources(scenario, 2 * before.total, before.crews)
    assert resources.positions(more).follow_up_workers == pytest.approx((0.0, 4.0, 4.0))


def test_where_nobody_is_followed_up_there_is_nothing_to_hold_equal():
    scenario = town(two_offices())
    staffing = resources.positions(scenario)
    assert staffing.total_follow_up_workers == 0.0
    assert resources.with_resources(scenario, staffing.total, staffing.crews, 0.0) is scenario
    more = resources.with_resources(scenario, staffing.total + 1, staffing.crews, 0.0)
    assert resources.positions(more).total_follow_up_workers == 0.0


def test_a_scaled_down_total_still_leaves_room_for_a_household():
    scenario = followed(PROVIDERS, of_old=4.0)  # 25 and 2.5 places
    staffing = resources.positions(scenario, follow_up_workers=1.1)
    assert staffing.places == pytest.approx((0.0, 9.0, 2.0))


def test_districts_get_the_same_positions_and_crews():
    groups, stock = building.whole_town()
    together, apart = (
        resources.positions(building.scenario(groups, organised, stock, population=30_030))
        for organised in (LAYOUTS[0], LAYOUTS[3])
    )
    assert apart.total == pytest.approx(together.total)
    assert apart.crews == together.crews
    assert apart.total_follow_up_workers == pytest.approx(together.total_follow_up_workers)
    assert together.total_follow_up_workers > 1


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
