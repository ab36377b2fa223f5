"""Follow-up: ordered, passed on, given while there is room; what it does, how it ends."""

import numpy as np
import pytest

from sim import running
from sim.draws import Stream
from sim.names import Ground, Group, Need, Task, Tenure
from sim.result import Result
from sim.state import Level
from tests.building import OTHERS, organisation
from tests.worlds import (
    bits,
    day,
    days,
    days_by_cause,
    exponential,
    first_tenant,
    leaving_at,
    only,
    play,
    tiny,
    uniform,
    world_with,
)

#: One who comes for ordinary follow-up, or intensive, and nothing else.
ORDINARY = {"presenting": Need.FOLLOW_UP, "follow_up_level": 1, "tenure": Tenure.PRIVATE_RENTAL}
INTENSIVE = ORDINARY | {"follow_up_level": 2}
#: One who needs a home and follow-up.
BOTH = {"needs": bits(Need.DWELLING, Need.FOLLOW_UP), "follow_up_level": 1}
#: A municipal tenant who asks for ordinary follow-up on day 0.
TENANT = {
    "presenting": Need.FOLLOW_UP,
    "follow_up_level": 1,
    "needs": bits(Need.DWELLING, Need.FOLLOW_UP),
    "at": 0.0,
}
STAYS = leaving_at(1e6)


def in_one_office(workers=9.0, **changes):
    """The office allocates dwellings, orders follow-up and gives it, with so many places."""
    units = {"office": {"follow_up_workers": workers}}
    return organisation({"office": OTHERS}, units=units, **changes)


def apart(workers=9.0, **changes):
    """A service elsewhere orders follow-up and gives it."""
    return organisation(
        {"office": OTHERS, "service": (Task.ORDER_FOLLOW_UP, Task.PROVIDE_FOLLOW_UP)},
        units={"service": {"follow_up_workers": workers}},
        **changes,
    )


def begun(result):
    """When spells of follow-up began, in order of households."""
    return list(result.follow_ups.sort_values("household").start)


def lasting(mean, identity=1000, step=0):
    """The days until a need of follow-up steps down or ends, at a mean."""
    return mean * exponential(1, Stream.FOLLOW_UP, identity, step, 0)


# ---- ordering and providing ----------------------------------------------------------------


def ordered_by_the_office(**changes):
    """The office orders follow-up from a service without caseworkers."""
    return organisation(
        {"office": OTHERS, "service": (Task.PROVIDE_FOLLOW_UP,)},
        units={"service": {"follow_up_workers": 9.0, "positions": 0.0}},
        **changes,
    )


def test_an_order_goes_to_the_provider_by_letter():
    result = play(tiny(ordered_by_the_office()), [ORDINARY])
    assert list(result.applications.task) == ["order_follow_up", "provide_follow_up"]
    assert list(result.applications.phase) == ["passed_on", "granted"]
    spell = only(result.follow_ups)
    assert (spell.unit, spell.level, spell.start) == ("service", 1, day(2.5 + 8))
    row = only(result.households)
    assert (row.outcome, row.ended_at, row.referrals) == ("helped", day(10.5), 1)
    # The letter is the orderer's work; nobody at the service reads it up.
    assert result.world.desks.coordination_hours.sum() == day(0.5)


def test_where_one_unit_orders_and_provides_follow_up_begins_at_once():
    assert begun(play(tiny(in_one_office()), [ORDINARY])) == days(2.5)


def test_each_group_has_an_orderer_and_a_provider_of_its_own():
    both = (Task.ORDER_FOLLOW_UP, Task.PROVIDE_FOLLOW_UP)
    organised = organisation(
        {"office": OTHERS, "nurses": ()},
        units={name: {"follow_up_workers": 9.0} for name in ("office", "nurses")},
        by_group={(task, Group.ILL): "nurses" for task in both},
    )
    scenario = tiny(organised, others=[{"kind": Group.ILL}])
    result = play(scenario, [ORDINARY, ORDINARY | {"group": Group.ILL}])
    assert list(result.follow_ups.unit) == ["office", "nurses"]
    assert begun(result) == days(2.5, 2.5)


def test_an_order_may_be_contested_by_a_provider_paid_by_another():
    scenario = tiny(ordered_by_the_office(), contest__own_budget=1.0)
    assert begun(play(scenario, [ORDINARY])) == days(2.5 + 8 + 14)


# ---- places --------------------------------------------------------------------------------


def in_turn(*people, workers=1.0, until=1000.0):
    """People ask on days 2.5, 5, 7.5, ... of a provider with so many places.

    Needs step down or end after a mean of a hundred days.
    """
    scenario = tiny(in_one_office(workers), follow_up__duration=100.0)
    return play(scenario, list(people), until=until)


def test_a_place_is_given_at_once_or_when_it_is_free_in_order_of_asking():
    result = in_turn(ORDINARY, ORDINARY, ORDINARY)
    second = 2.5 + lasting(100.0, 1000)
    third = second + lasting(100.0, 1001)
    assert begun(result) == days(2.5, second, third)
    orders = result.applications[result.applications.task == "provide_follow_up"]
    assert list(orders["days no_place"]) == days(0, second - 5, third - 7.5)


def test_acute_households_are_placed_first():
    first, second, third = begun(in_turn(ORDINARY, ORDINARY, ORDINARY | {"acute": 1, "at": 6.0}))
    assert third == day(first + lasting(100.0, 1000))
    assert second == day(third + lasting(100.0, 1002))


def test_acute_households_keep_their_order_among_themselves():
    acute = ORDINARY | {"acute": 1}
    _, second, third = begun(in_turn(ORDINARY, acute | {"at": 3.0}, acute | {"at": 3.1}))
    assert third == day(second + lasting(100.0, 1001))


def test_the_head_of_the_queue_is_not_overtaken_by_one_who_needs_less():
    # Two places, one of them taken: an intensive case waits for both, an ordinary one behind it.
    result = in_turn(ORDINARY, INTENSIVE, ORDINARY, workers=2.0, until=9.0)
    assert list(result.follow_ups.household) == [1000]
    assert result.world.levels.value[Level.AWAITING_FOLLOW_UP] == 2


def test_an_intensive_case_takes_more_than_one_place():
    result = in_turn(INTENSIVE, ORDINARY, ORDINARY, workers=3.0, until=9.0)
    assert begun(result) == days(2.5, 5.0)
    assert list(result.follow_ups.places) == [2.0, 1.0]
    assert result.world.units.places_taken[0] == 3.0
    assert result.world.levels.value[Level.PLACES_TAKEN] == 300


def test_a_provider_without_places_takes_one_at_a_time():
    result = in_turn(INTENSIVE, ORDINARY, workers=0.0)
    assert begun(result) == days(2.5, 2.5 + lasting(100.0) + lasting(100.0, step=1))


# ---- home and follow-up --------------------------------------------------------------------

#: The dwelling left on day 100 has a new tenant.
HOME = 137 + 1.5 + 7 + 14
#: Heard out; a letter, reading and doing again, the order: follow-up that is planned apart.
APART = 2 + 8 + 1.5 + 2.5


def housed(organised, person=BOTH, **changes):
    return play(tiny(organised, dwellings=1, **changes), [person], **leaving_at(100))


def test_planned_together_follow_up_begins_with_the_home():
    result = housed(in_one_office())
    assert only(result.households).home_at == day(HOME)
    spell = only(result.follow_ups)
    assert (spell.start, bool(spell.with_dwelling)) == (day(HOME), True)
    order = result.applications[result.applications.task == "provide_follow_up"].iloc[0]
    # It waited for the home, and took no place meanwhile.
    assert days_by_cause(order) == {"work": 4.5, "no_dwelling": HOME - 4.5}
    assert result.world.levels.area[Level.AWAITING_FOLLOW_UP] == 0


def test_planned_apart_follow_up_begins_at_once():
    spell = only(housed(apart()).follow_ups)
    assert (spell.start, bool(spell.with_dwelling)) == (day(APART), False)


@pytest.mark.parametrize(
    ("members", "groups", "with_home"),
    [
        (("office", "service"), tuple(Group), True),
        (("office", "service"), (Group.YOUTH,), False),  # where others' cases are decided
        (("office", "welfare"), tuple(Group), False),
    ],
)
def test_units_that_meet_about_a_household_plan_together(members, groups, with_home):
    tasks = {
        "office": OTHERS,
        "service": (Task.ORDER_FOLLOW_UP, Task.PROVIDE_FOLLOW_UP),
        "welfare": (Task.SOCIAL_ASSISTANCE,),
    }
    organised = organisation(
        tasks,
        units={"service": {"follow_up_workers": 9.0}},
        bodies=[{"led_by": "office", "members": members, "groups": groups}],
    )
    result = housed(organised)
    home = only(result.households).home_at
    spell = only(result.follow_ups)
    assert spell.start == day(home if with_home else APART)
    assert bool(spell.with_dwelling) == with_home


def test_who_allocates_may_plan_with_the_orderer_or_with_the_provider():
    assert begun(housed(ordered_by_the_office())) == days(HOME)
    organised = organisation(
        {"office": OTHERS, "orders": (Task.ORDER_FOLLOW_UP,)},
        units={"office": {"follow_up_workers": 9.0}},
    )
    assert begun(housed(organised)) == days(HOME)


def test_who_has_a_home_at_last_may_still_wait_for_a_place():
    scenario = tiny(in_one_office(workers=1.0), dwellings=1)
    result = play(scenario, [BOTH, ORDINARY | {"at": 50.0}], **leaving_at(100))
    assert list(result.follow_ups.household) == [1001]
    order = result.applications[result.applications.household == 1000].iloc[-1]
    assert (order.task, order.phase) == ("provide_follow_up", "awaiting_place")


def test_follow_up_begins_without_a_home_for_who_is_refused_one():
    result = housed(in_one_office(), BOTH | {"ground": Ground.NONE})
    row = only(result.households)
    assert (row.outcome, row.ended_at) == ("refused", day(2 + 2.5 + 4))
    assert begun(result) == days(row.ended_at)


def test_follow_up_begins_with_a_home_found_without_help():
    rate = exponential(1, Stream.OWN_SOLUTION, 1000, 0, 0) / 50.0
    spell = only(play(tiny(in_one_office(), own_solution__rate=rate), [BOTH]).follow_ups)
    assert (spell.start, bool(spell.with_dwelling)) == (day(50), True)


def test_who_gives_up_asks_for_no_follow_up_any_more():
    threshold = exponential(1, Stream.PATIENCE, 1000, 0, 0)
    per_year = -np.expm1(-threshold / 50.0 * 365.0)
    result = play(tiny(in_one_office(), patience__per_year=per_year), [BOTH])
    assert only(result.households).ended_at == day(50)
    assert len(result.follow_ups) == 0
    assert list(result.applications.phase[1:]) == ["passed_on", "withdrawn", "withdrawn"]


# ---- package -------------------------------------------------------------------------------


@pytest.mark.parametrize(("hair", "package"), [(-1e-9, False), (1e-9, True)])
def test_a_home_soon_after_follow_up_counts_as_begun_together(hair, package):
    spell = only(housed(apart(), follow_up__window=HOME - APART + hair).follow_ups)
    assert (spell.start, bool(spell.with_dwelling)) == (day(APART), package)


@pytest.mark.parametrize(("hair", "package"), [(-1e-9, False), (1e-9, True)])
def test_follow_up_soon_after_the_home_counts_as_begun_together(hair, package):
    # The order is long in hand, for 50 days more than the home is waited for.
    hours = HOME + 50 - (2 + 8 + 1.5)
    changes = {"follow_up__window": 50.0 + hair, "work__order_follow_up__hours": hours}
    spell = only(housed(apart(), **changes).follow_ups)
    assert (spell.start, bool(spell.with_dwelling)) == (day(HOME + 50), package)


# ---- what it does to a tenancy -------------------------------------------------------------

#: At the rate of its group the tenancy begun on day HOME would fail after 400 days.
THRESHOLD = exponential(1, Stream.TENANCY, 1000, 0, 2)
RATE = THRESHOLD / 400.0


def failed(organised, person=BOTH, **changes):
    """When the tenancy fails, and whether follow-up began together with the home."""
    usual = {
        "group": {"failure_rate": RATE},
        "days": 5000.0,
        "follow_up__hazard_ratio": 0.25,
        "follow_up__package_effect": 0.2,
    }
    result = housed(organised, person, **(usual | changes))
    lease = result.tenancies[result.tenancies.household == 1000].iloc[0]
    assert (lease.start, lease.reason) == (day(HOME), "failed")
    return lease.end


def test_follow_up_that_is_missing_makes_a_tenancy_fail_sooner():
    assert failed(apart(), {}) == day(HOME + 400)
    # Ordered too late.
    assert failed(apart(), work__order_follow_up__hours=4000.0) == day(HOME + 100)


def test_follow_up_in_place_makes_it_as_safe_as_any_and_a_package_safer():
    assert failed(apart()) == day(HOME + 400)
    assert failed(in_one_office()) == day(HOME + 500)


def test_follow_up_that_comes_later_helps_from_that_day():
    hours = HOME + 50 - (2 + 8 + 1.5)
    # Half of what the tenancy bears is used up by then.
    assert failed(apart(), work__order_follow_up__hours=hours) == day(HOME + 50 + 200)


def test_a_package_does_no_more_once_follow_up_has_ended():
    ends = {"follow_up__duration": 250.0 / lasting(1.0)}
    assert failed(in_one_office(), **ends) == day(HOME + 250 + 200)


def test_a_need_that_has_ended_is_no_danger():
    ends = {"follow_up__duration": (HOME + 50 - APART) / lasting(1.0)}
    assert failed(apart(), **ends) == day(HOME + 400)


# ---- stepping down, ending, coming back ----------------------------------------------------


def test_an_intensive_need_steps_down_and_then_ends():
    result = play(tiny(in_one_office(), follow_up__duration=50.0), [INTENSIVE])
    large, small = lasting(50.0), lasting(50.0, step=1)
    spell = only(result.follow_ups)
    assert (spell.start, spell.end) == (day(2.5), day(2.5 + large + small))
    assert (spell.level, spell.places) == (2, 1.0)
    levels = result.world.levels
    assert [levels.value[level] for level in (Level.IN_FOLLOW_UP, Level.PLACES_TAKEN)] == [0, 0]
    assert result.world.units.places_taken[0] == 0
    assert levels.area[Level.IN_FOLLOW_UP] == pytest.approx(large + small)
    assert levels.area[Level.PLACES_TAKEN] == pytest.approx(200 * large + 100 * small)
    person = result.world.households[0]
    assert (person.follow_up_level, person.needs, person.follow_up) == (0, 0, -1)


def test_a_step_down_makes_room_for_the_next():
    # Two of three places go to the second; the first keeps the third for longer than it needs both.
    result = in_turn(ORDINARY, INTENSIVE, ORDINARY, workers=3.0)
    stepped = 5.0 + lasting(100.0, 1001)
    assert stepped < 2.5 + lasting(100.0, 1000)
    assert begun(result)[2] == day(stepped)


def relapsing(share, after=200.0, **changes):
    """Follow-up ends after a mean of fifty days, and is needed again by a share some time later."""
    return tiny(
        in_one_office(),
        dwellings=1,
        days=900.0,
        follow_up__duration=50.0,
        follow_up__relapse_share=share,
        follow_up__relapse_after=after,
        **changes,
    )


@pytest.mark.parametrize("hair", [-1e-12, 1e-12])
def test_a_share_of_tenants_need_follow_up_again(hair):
    tenant = first_tenant()
    chance = uniform(1, Stream.RELAPSE, tenant, 1, 0)
    result = play(relapsing(chance + hair), first_tenants=[TENANT], **STAYS)
    ended = 2.5 + lasting(50.0, tenant)
    assert result.follow_ups.end.iloc[0] == day(ended)
    if hair < 0:
        assert len(result.follow_ups) == len(result.households) == 1
        return
    again = ended + 200.0 * exponential(1, Stream.RELAPSE, tenant, 1, 1)
    row = result.households.iloc[1]
    assert (row.need_at, row.needs, bool(row.acute)) == (day(again), "follow_up", False)
    spell = result.follow_ups.iloc[1]
    assert (spell.start, spell.level) == (day(again + 2.5), 1)
    # It lasts for another time.
    assert spell.end == day(again + 2.5 + lasting(50.0, tenant, step=1))


@pytest.mark.parametrize(("hair", "level"), [(-1e-9, 1), (1e-9, 2)])
def test_what_is_needed_again_is_as_in_the_group(hair, level):
    share = uniform(1, Stream.RELAPSE, first_tenant(), 1, 2) + hair
    levels = {1: 0.4 * (1.0 - share), 2: 0.4 * share}
    scenario = relapsing(1.0, group={"follow_up": levels})
    result = play(scenario, first_tenants=[TENANT], until=890.0, **STAYS)
    assert list(result.follow_ups.level[:2]) == [1, level]


def test_tenants_who_need_follow_up_and_those_who_have_it_are_counted_day_by_day():
    # One whose tenancy runs, one who moves out on day 20, and one who is no municipal tenant.
    people = [ORDINARY | {"at": 100.0}]
    organised = in_one_office()
    scenario = tiny(organised, dwellings=2, days=900.0, follow_up__duration=200.0)
    lasts = [lasting(200.0, first_tenant(number)) for number in (0, 1)]
    tenants = [TENANT, TENANT | {"at": 5.0}]
    result = play(scenario, people, first_tenants=tenants, **leaving_at(1e6, 20.0))
    began = begun(result)[1:]
    assert began == days(2.5, 7.5)
    assert lasts[1] > 20.0 - 7.5
    assert lasts[0] < 800.0
    ended = 2.5 + lasts[0]
    areas = result.world.levels.area
    assert areas[Level.TENANTS_NEEDING_FOLLOW_UP] == day(ended + 20.0)
    assert areas[Level.TENANTS_IN_FOLLOW_UP] == day(lasts[0] + 20.0 - 7.5)


def test_a_relapse_makes_the_tenancy_less_safe():
    tenant = first_tenant()
    rate = exponential(1, Stream.TENANCY, tenant, 0, 2) / 600.0  # it would fail on day 600
    changes = {"group": {"failure_rate": rate}, "follow_up__hazard_ratio": 0.5}
    soon = 100.0 / exponential(1, Stream.RELAPSE, tenant, 1, 1)
    for share in (0.0, 1.0):
        result = play(relapsing(share, soon, **changes), first_tenants=[TENANT], **STAYS)
        times = len(result.follow_ups)
        assert (times > 1) == (share > 0)
        # Twice as fast until follow-up has been ordered, each time.
        assert result.tenancies.end.iloc[0] == day(600 - 2.5 * times)


def test_who_is_no_tenant_then_has_no_relapse():
    result = play(relapsing(1.0), [ORDINARY], **STAYS)
    assert len(result.follow_ups) == len(result.households) == 1


# ---- leaving, moving -----------------------------------------------------------------------


def test_a_place_is_free_when_the_household_has_left_for_good():
    tenant = first_tenant()
    rate = exponential(1, Stream.TENANCY, tenant, 0, 1) / 100.0
    scenario = tiny(in_one_office(workers=1.0), dwellings=1, group={"leaving_rate": rate})
    result = play(scenario, [ORDINARY | {"at": 50.0}], first_tenants=[TENANT], **STAYS)
    spells = result.follow_ups.set_index("household")
    assert (spells.start[tenant], spells.end[tenant]) == (day(2.5), day(100))
    assert spells.start[1000] == day(100)
    assert result.world.units.places_taken[0] == 1


def test_those_behind_move_up_when_the_head_of_the_queue_has_left():
    # Two places, one of them taken; a tenant who waits for both leaves for good on day 100.
    rate = exponential(1, Stream.TENANCY, first_tenant(), 0, 1) / 100.0
    scenario = tiny(in_one_office(workers=2.0), dwellings=1, group={"leaving_rate": rate})
    head = TENANT | {"at": 1.0, "follow_up_level": 2}
    people = [ORDINARY, ORDINARY | {"at": 1.5}]
    result = play(scenario, people, first_tenants=[head], **STAYS)
    assert list(result.follow_ups.household) == [1000, 1001]
    assert begun(result) == days(2.5, 100)


def test_follow_up_goes_on_where_the_household_moves():
    result = play(tiny(in_one_office(), dwellings=1), first_tenants=[TENANT], **leaving_at(100))
    assert list(result.tenancies.tenure) == ["municipal", "private_rental"]
    assert np.isnan(only(result.follow_ups).end)
    assert result.world.levels.value[Level.IN_FOLLOW_UP] == 1


def test_one_who_has_follow_up_already_is_given_no_second_place():
    """Refused a home again and again, it asks for follow-up each time; at last there is room."""
    scenario = tiny(
        in_one_office(workers=1.0), patience__return_share=1.0, patience__return_after=50.0
    )
    people = [ORDINARY, BOTH | {"at": 3.0, "ground": Ground.NONE}, ORDINARY | {"at": 300.0}]
    world = running.advance(world_with(scenario, people), 300.0, scenario)
    orders = Result(scenario, 1, world).applications
    assert (orders.task[orders.phase == "awaiting_place"] == "provide_follow_up").sum() > 1
    world.units.places[0] = 3.0
    result = Result(scenario, 1, running.advance(world, 303.0, scenario))
    assert sorted(result.follow_ups.household) == [1000, 1001, 1002]
    assert result.world.units.places_taken[0] == 3
    assert result.world.levels.value[Level.AWAITING_FOLLOW_UP] == 0
