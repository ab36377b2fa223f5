"""Strategy: groups meet, needs are reported, plans are made, dwellings ordered, day by day.

Somebody who comes for a home on day 0 is heard for two days, and listed after four more.  A
dwelling of one room costs 40 000, of two 60 000; the year's money is granted on days 0, 365, 730.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim import draws, running
from sim import strategy as strategies
from sim.draws import Stream
from sim.names import Category, Ground, Group, Need, Task
from sim.parameters import PURSUED
from sim.quantities import YEAR
from sim.result import Result
from sim.scenario.resolved import Change, Transition
from sim.state import PLANNED, Level, WorkKind
from tests import recount
from tests.building import OTHERS, block, identified, organisation, strategy
from tests.reorganised import staffed
from tests.reorganised import town as becoming
from tests.worlds import (
    LIVE,
    bits,
    day,
    days,
    exponential,
    first_tenant,
    leaving_at,
    only,
    play,
    tiny,
    uniform,
    world_with,
)

#: What things cost, and nothing that wears off, goes wrong or is held back.
PLAIN = {
    "planning__pursued": float(PURSUED["yes"]),
    "planning__meeting_hours": 3.0,
    "market__price_per_m2": 1000.0,
    "loan__area_first": 40.0,
    "loan__area_per_person": 20.0,
    "loan__cheap_segment": 1.0,
    "loan__fees": 0.0,
    "procurement__price_ratio": 1.0,
    "procurement__lead_time": 100.0,
    "procurement__partners": 0.5,
    "procurement__foresight": 0.0,
    "procurement__limit": 0.0,
    "procurement__care__price": 1.0,
    "procurement__care__time": 1.0,
    "reporting__error": 0.0,
    "reporting__hours": 0.0,
    "anchoring__participation": 0.0,
    "anchoring__steering": 0.0,
    "anchoring__politicians": 0.0,
    "anchoring__leader": 0.0,
    "anchoring__plan": 0.0,
    "anchoring__decay": 0.0,
    "anchoring__turnover": 0.0,
    "anchoring__written": 1.0,
    "anchoring__on_funding": 0.0,
    "anchoring__on_routines": 0.0,
    "caseworkers__turnover": 0.0,
}

#: Three units: one for those who come, one above, and one that buys.
UNITS = {"office": OTHERS, "above": (Task.PLAN,), "buyers": (Task.PROCURE_DWELLINGS,)}

BUYS_NOTHING = {"group": {"landlord_acceptance": 0.0}}


def town(*, units=UNITS, organised=None, dwellings=1, rules=None, **changes):
    """One municipal dwelling, let for ever, and a strategy by keywords that the rest leaves."""
    laid_down = {name: changes.pop(name) for name in list(changes) if name in strategy().__dict__}
    organised = organised or organisation(units, strategy=strategy(**laid_down), **(rules or {}))
    if "stock" not in changes:
        changes["dwellings"] = dwellings
    return tiny(organised, **(PLAIN | BUYS_NOTHING | changes))


def lived(scenario, people=(), **changes):
    """The result, with all the tenants of day 0 staying where they are."""
    stock = sum(one.dwellings for one in scenario.municipality.stock)
    result = play(scenario, people, **({**leaving_at(*[1e6] * stock)} | changes))
    budget = recount.largest_dwelling_budget(scenario)
    recount.check(result.world, dwelling_budget=budget)
    if result.world.settings[0].log:
        recount.check_the_log(result.world, scenario)
    return result


def log_of(result, event):
    return result.events[result.events.event == event]


# ---- ahead of need -------------------------------------------------------------------------

PROACTIVE = {"plan_every": 400.0, "procurement": "proactive"}


def test_a_plan_orders_for_those_who_wait_and_the_dwellings_come():
    result = lived(town(dwelling_budget=1e5, **PROACTIVE), [{}, {}])
    plans = result.plans
    assert list(plans.time) == days(400, 800)
    assert list(plans.planned) == [2, 0]
    assert list(plans.ordered) == [2, 0]
    orders = result.orders
    assert list(orders.ordered) == days(400, 400)
    assert list(orders.comes) == days(500, 500)
    assert list(orders.price) == [40_000, 40_000]
    assert list(orders.dwelling) == [1, 2]
    # One caseworker finds a tenant for the one, and then for the other.
    assert sorted(result.households.home_at) == days(501.5 + 21, 503 + 21)
    assert list(result.dwellings.phase) == ["let"] * 3
    assert list(result.vacancies.move_out) == days(500, 500)
    assert result.world.levels.value[Level.LET] == 3


def test_until_they_come_they_are_not_there():
    result = lived(town(dwelling_budget=1e5, **PROACTIVE), [{}, {}], until=499.9)
    assert list(result.dwellings.phase) == ["let", "ordered", "ordered"]
    levels = result.world.levels
    assert [int(levels.value[one]) for one in (Level.LET, Level.VACANT)] == [1, 0]
    assert len(result.vacancies) == 0
    assert log_of(result, "dwelling_came").empty
    assert list(log_of(result, "dwelling_ordered").unit) == ["buyers"] * 2


def test_what_is_on_the_way_is_not_planned_again():
    scenario = town(dwelling_budget=1e5, procurement__lead_time=500.0, **PROACTIVE)
    assert list(lived(scenario, [{}, {}]).plans.planned) == [2, 0]


def test_growth_since_the_last_plan_is_reckoned_with_as_far_as_foresight_goes():
    people = [{}, {"at": 500.0}, {"at": 501.0}]
    for foresight, planned in ((0.0, 3), (0.5, 4), (1.0, 5)):
        # Without a budget a realistic plan plans nothing; a wish list plans it all.
        scenario = town(wish_list=True, procurement__foresight=foresight, **PROACTIVE)
        result = lived(scenario, people)
        assert list(result.plans.planned) == [1, planned]
        assert list(result.plans.reported) == [1.0, 3.0]


def test_money_that_buys_nothing_is_kept_while_something_is_planned_and_lapses_after():
    # 15 000 a year: on day 400 there are 15 000 of day 365 (those of day 0 have lapsed).
    scenario = town(dwelling_budget=15_000.0, wish_list=True, days=2000.0, **PROACTIVE)
    result = lived(scenario, [{}])
    assert list(result.orders.ordered) == days(1095)
    assert result.world.strategy[0].money == pytest.approx(15_000.0)


def budgets(*later):
    """What the budget becomes on some days."""
    return [Change(at, {"dwelling_budget": budget}, {}) for at, budget in later]


def test_a_budget_that_comes_later_buys_from_the_next_year_on():
    """A plan of day 400 for the two who wait; money comes on day 365, or not before day 730."""
    for at, ordered in ((10.0, [400, 400]), (365.0, [730, 730]), (366.0, [730, 730])):
        result = lived(town(later=budgets((at, 1e5)), wish_list=True, **PROACTIVE), [{}, {}])
        assert list(result.orders.ordered) == days(*ordered)
        assert result.world.strategy[0].budget == 1e5


def test_a_budget_that_goes_buys_no_more():
    """15 000 a year twice, of which those of day 0 lapse, and nothing after that."""
    rules = {"wish_list": True, "days": 2000.0} | PROACTIVE
    later = budgets((800.0, 0.0))
    result = lived(town(dwelling_budget=15_000.0, later=later, **rules), [{}])
    assert len(result.orders) == 0
    assert result.world.strategy[0].money == pytest.approx(30_000.0)
    result = lived(town(dwelling_budget=15_000.0, later=budgets((800.0, 4e4)), **rules), [{}])
    assert list(result.orders.ordered) == days(1095)


def test_a_realistic_plan_is_cut_to_the_budget_that_there_is_by_then():
    later = budgets((10.0, 0.0))
    assert list(lived(town(dwelling_budget=1e6, later=later, **PROACTIVE), [{}]).plans.planned) == [
        0,
        0,
    ]
    later = budgets((10.0, 1e6))
    assert list(lived(town(later=later, **PROACTIVE), [{}]).plans.planned) == [1, 0]


def test_there_is_room_for_as_many_dwellings_as_the_largest_budget_buys():
    later = budgets((10.0, 2e5), (20.0, 1e5))
    result = lived(town(later=later, **PROACTIVE))
    # Money of three years, at 40 000 each.
    assert len(result.world.orders) == 15


def test_a_budget_without_a_strategy_changes_nothing():
    off = {"planning__pursued": float(PURSUED["no"])}
    result = lived(town(later=budgets((10.0, 1e6)), **PROACTIVE, **off), [{}, {}])
    assert len(result.world.strategy) == len(result.world.orders) == 0


def test_no_money_no_dwellings_and_no_rows_for_any():
    result = lived(town(**PROACTIVE), [{}, {}])
    assert len(result.world.orders) == 0
    assert len(result.dwellings) == 1
    assert list(result.plans.planned) == [0, 0]


# ---- realistic plan and wish list ----------------------------------------------------------

TWO_KINDS = {
    "stock": [block(Category.ORDINARY, 1, rooms=1), block(Category.CARE, 1, rooms=1)],
    "others": [{"kind": Group.ELDERLY, "categories": (Category.CARE,), "landlord_acceptance": 0.0}],
    "days": 420.0,
}

#: Six wait for an ordinary dwelling, three for a care dwelling.
NINE = [{}] * 6 + [{"group": Group.ELDERLY}] * 3

#: What is in hand on day 400, and what a plan reckons with until the next: 3 and 6.29 dwellings.
MONEY = 120_000.0


def by_category(result):
    return result.orders.category.value_counts().to_dict()


def test_a_realistic_plan_is_cut_to_the_budget_in_proportion_to_need():
    result = lived(town(dwelling_budget=MONEY, **PROACTIVE, **TWO_KINDS), NINE)
    affordable = (MONEY + MONEY * 400 / YEAR) / 40_000
    factor = affordable / 9
    cut = [
        math.floor(6 * factor + 0.5),
        math.floor(9 * factor + 0.5) - math.floor(6 * factor + 0.5),
    ]
    assert cut == [4, 2]
    assert only(result.plans).planned == 6
    # Three can be paid for at once: one of each, and the next where the share lags behind.
    assert list(result.orders.category) == ["ordinary", "care", "ordinary"]


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6])
def test_a_wish_list_is_worked_off_from_the_top_which_is_not_where_need_is_greatest(seed):
    scenario = town(dwelling_budget=MONEY, wish_list=True, **PROACTIVE, **TWO_KINDS)
    result = lived(scenario, NINE, seed=seed)
    assert only(result.plans).planned == 9
    ordinary, care = (
        uniform(seed, Stream.PLANNING, int(category), 400, 1 << 10)
        for category in (Category.ORDINARY, Category.CARE)
    )
    assert by_category(result) == ({"ordinary": 3} if ordinary < care else {"care": 3})


def test_both_kinds_of_wish_list_occur():
    first = [
        uniform(seed, Stream.PLANNING, 0, 400, 1 << 10)
        < uniform(seed, Stream.PLANNING, int(Category.CARE), 400, 1 << 10)
        for seed in range(1, 7)
    ]
    assert 0 < sum(first) < 6


# ---- in answer to need ---------------------------------------------------------------------

REACTIVE = {"procurement": "reactive", "looks_every": 100.0}


def test_dwellings_are_ordered_for_those_above_the_limit_when_somebody_looks():
    # Of one dwelling there may be one who waits.
    scenario = town(dwelling_budget=1e5, procurement__limit=1.0, **REACTIVE)
    result = lived(scenario, [{}, {}], until=399.0)
    assert list(result.plans.time) == days(100, 200, 300)
    assert list(result.plans.kind) == ["look"] * 3
    assert list(result.plans.planned) == [1, 0, 0]
    assert list(result.orders.ordered) == days(100)
    assert log_of(result, "lists_looked_at").unit.iloc[0] == "above"


@pytest.mark.parametrize(("limit", "ordered"), [(0.0, 2), (0.5, 1), (0.8, 0), (1.0, 0)])
def test_the_limit_is_a_share_of_the_stock(limit, ordered):
    scenario = town(dwellings=2, dwelling_budget=1e5, procurement__limit=limit, **REACTIVE)
    assert len(lived(scenario, [{}, {}], until=150.0).orders) == ordered


def test_nobody_looks_where_dwellings_are_ordered_by_the_plan_or_not_at_all():
    for procurement in ("none", "proactive"):
        scenario = town(plan_every=400.0, procurement=procurement, looks_every=100.0)
        assert set(lived(scenario, [{}]).plans.kind) == {"plan"}


def test_a_plan_beside_reactive_procurement_orders_nothing():
    scenario = town(dwelling_budget=1e5, plan_every=50.0, procurement__limit=5.0, **REACTIVE)
    result = lived(scenario, [{}, {}])
    assert len(result.orders) == 0
    assert list(result.plans.kind[:3]) == ["plan", "plan", "look"]


# ---- what is bought ------------------------------------------------------------------------


def test_a_dwelling_has_the_size_and_access_of_whom_it_is_for():
    people = [{"persons": 2, "ground": Ground.WISH}, {"accessible": 1}, {"persons": 5}]
    scenario = town(stock=[block(Category.ORDINARY, 1, rooms=3)], dwelling_budget=3e5, **PROACTIVE)
    result = lived(scenario, people)
    # Must before wish: the second, the third (no more rooms than the largest dwelling), the first.
    assert list(result.orders.rooms) == [1, 3, 2]
    assert list(result.orders.accessible) == [True, False, False]
    assert list(result.orders.price) == [40_000, 80_000, 60_000]
    assert result.households.home_at.notna().all()


def test_dwellings_are_for_those_who_wait_in_the_order_of_coming_whatever_they_seek():
    rooms, accessible = [2, 1, 1, 2, 3, 1, 2], [0, 0, 1, 0, 1, 1, 0]
    people = [
        {"persons": persons, "accessible": access, "at": float(n)}
        for n, (persons, access) in enumerate(zip(rooms, accessible, strict=True))
    ]
    stock = [block(Category.ORDINARY, 1, rooms=3)]
    orders = lived(town(stock=stock, dwelling_budget=1e6, **PROACTIVE), people).orders
    assert list(orders.rooms) == rooms
    assert list(orders.accessible) == accessible


def test_for_nobody_in_particular_a_small_one_is_bought():
    # Somebody is believed to wait for a youth dwelling who has gone when there is money.
    scenario = town(
        stock=[block(Category.ORDINARY, 1, rooms=3)],
        dwelling_budget=1e5,
        plan_every=300.0,
        procurement="proactive",
        wish_list=True,
    )
    world = world_with(scenario, **leaving_at(1e6))
    world = running.advance(world, 310.0, scenario)
    world.strategy[0].money = 0.0
    world.wanted[Category.YOUTH, PLANNED] = 1.0
    world.register.planned[0] = 1
    result = Result(scenario, 1, running.advance(world, 366.0, scenario))
    bought = only(result.orders)
    assert (bought.category, bought.rooms, bought.ordered) == ("youth", 2, day(365))
    assert bought.price == 60_000


def test_partners_outside_bring_it_about_sooner():
    scenario = town(dwelling_budget=1e5, partners=True, steering_group=(Task.PLAN,), **PROACTIVE)
    assert list(lived(scenario, [{}]).orders.comes) == days(400 + 0.5 * 100)


def test_the_price_follows_the_market_and_the_ratio():
    boom = Change(300.0, {"market.price_per_m2": 1500.0}, {})
    scenario = town(dwelling_budget=1e5, later=[boom], procurement__price_ratio=1.2, **PROACTIVE)
    assert list(lived(scenario, [{}]).orders.price) == [pytest.approx(40 * 1500 * 1.2)]


# ---- categories that cost more and take longer ---------------------------------------------

#: Care dwellings are twice as dear as ordinary ones, and take two and a half times as long.
CARE_IS_DEAR = {"procurement__care__price": 2.0, "procurement__care__time": 2.5}


def test_each_category_has_its_own_price_and_time():
    scenario = town(dwelling_budget=1e6, **(PROACTIVE | TWO_KINDS | CARE_IS_DEAR))
    orders = lived(scenario, [{}, {"group": Group.ELDERLY}]).orders.set_index("category")
    assert list(orders.ordered) == days(400, 400)
    assert orders.price.to_dict() == {"ordinary": 40_000, "care": 80_000}
    assert orders.comes.to_dict() == {"ordinary": day(500), "care": day(650)}


def test_ratios_of_a_category_are_on_top_of_what_holds_for_all():
    dear = CARE_IS_DEAR | {"procurement__price_ratio": 1.5, "partners": True}
    scenario = town(
        dwelling_budget=1e6, steering_group=(Task.PLAN,), **(PROACTIVE | TWO_KINDS | dear)
    )
    order = only(lived(scenario, [{"group": Group.ELDERLY}]).orders)
    assert (order.category, order.price) == ("care", pytest.approx(40_000 * 1.5 * 2.0))
    assert order.comes == day(400 + 100 * 2.5 * 0.5)


def test_a_dear_category_is_kept_for_while_the_money_of_a_year_does_not_reach():
    scenario = town(
        dwelling_budget=30_000.0,
        wish_list=True,
        others=TWO_KINDS["others"],
        stock=TWO_KINDS["stock"],
        days=2000.0,
        **(PROACTIVE | CARE_IS_DEAR),
    )
    order = only(lived(scenario, [{"group": Group.ELDERLY}]).orders)
    # 30 000 of day 365, of day 730 and of day 1095 (those of day 0 have lapsed).
    assert (order.ordered, order.price) == (day(1095), 80_000)


def test_a_realistic_plan_is_cut_by_what_its_own_categories_cost():
    """Six ordinary ones at 40 000 and three care dwellings at 80 000, or at half the price."""
    money = MONEY + MONEY * 400 / YEAR
    planned = []
    for ratio, cost in ((0.5, 300_000), (1.0, 360_000), (2.0, 480_000)):
        rules = PROACTIVE | TWO_KINDS | {"procurement__care__price": ratio}
        result = lived(town(dwelling_budget=MONEY, **rules), NINE)
        assert only(result.plans).planned == math.floor(9 * money / cost + 0.5)
        planned.append(int(only(result.plans).planned))
    assert planned == [8, 6, 5]


def test_there_is_room_for_as_many_as_can_be_bought_of_the_cheapest_category():
    """Whatever is ordered: youth dwellings at a quarter of 40 000, money of three years."""
    cheap = {"procurement__youth__price": 0.25}
    result = lived(town(dwelling_budget=2e5, **(PROACTIVE | cheap)))
    assert len(result.world.orders) == 60


# ---- what is known above -------------------------------------------------------------------

BLURRED = {"reporting__error": 0.6, "reporting__routine": 0.25, "reporting__participation": 0.5}


def luck(seed=1, category=Category.ORDINARY, on=400, district=0):
    identities = np.array([int(category)])
    return float(draws.normals(seed, Stream.PLANNING, identities, on, district)[0])


def reported(error, waiting=2):
    return pytest.approx(waiting * math.exp(error * luck() - error * error / 2))


@pytest.mark.parametrize(
    ("laid_down", "error"),
    [
        ({}, 0.6),
        ({"reporting": True}, 0.6 * 0.75),
        ({"process_oriented": True, "project_group": (Task.ALLOCATE_DWELLINGS,)}, 0.6 * 0.5),
        (
            {
                "process_oriented": True,
                "project_group": (Task.ALLOCATE_DWELLINGS,),
                "reporting": True,
            },
            0.6 * 0.75 * 0.5,
        ),
        # Those above make the plan alone: the group is of no account.
        ({"project_group": (Task.ALLOCATE_DWELLINGS,)}, 0.6),
        ({"process_oriented": True, "project_group": (Task.PLAN,)}, 0.6),
        # Led in the unit that allocates, whose list is seen whole.
        ({"leader": Task.ALLOCATE_DWELLINGS}, 0.0),
        ({"leader": Task.PROCURE_DWELLINGS}, 0.6),
    ],
)
def test_how_well_a_list_is_known_above(laid_down, error):
    result = lived(town(plan_every=400.0, **BLURRED, **laid_down), [{}, {}], until=401.0)
    assert only(result.plans).reported == reported(error)
    assert only(result.plans).actual == 2.0
    assert only(result.plans).error == pytest.approx(abs(only(result.plans).reported - 2.0))


REPORTING = {"reporting": True, "reporting__hours": 5.0}


def coordinating(result):
    """Hours of coordination worked at each desk: the office, those above, those who buy."""
    return list(result.world.desks.coordination_hours[:3])


@pytest.mark.parametrize(
    ("laid_down", "hours"),
    [
        (REPORTING, 5.0),
        (REPORTING | {"reporting": False}, 0.0),
        (REPORTING | {"reporting__hours": 0.0}, 0.0),
        # Those above see the list as it is, and need no report.
        (REPORTING | {"leader": Task.ALLOCATE_DWELLINGS}, 0.0),
        (REPORTING | {"leader": Task.PROCURE_DWELLINGS}, 5.0),
        (REPORTING | {"planning__pursued": float(PURSUED["no"])}, 0.0),
    ],
)
def test_a_report_takes_hours_of_who_keeps_the_list(laid_down, hours):
    """After the next piece of work, as letters: somebody comes on day 410, and is heard."""
    result = lived(town(plan_every=400.0, **laid_down), [{"at": 410.0}], until=500.0)
    assert coordinating(result) == [hours, 0.0, 0.0]
    heard, listed = 412.0, 412.0 + hours + 4.0
    assert list(log_of(result, "assessed").time) == days(heard)
    assert list(log_of(result, "listed").time) == days(listed)


def test_lists_are_reported_for_every_plan_and_every_look():
    rules = REPORTING | REACTIVE | {"plan_every": 150.0}
    result = lived(town(**rules), [{"at": 410.0}], until=500.0)
    # Plans of days 150, 300 and 450, looks of days 100 to 500.
    assert len(result.plans) == 3 + 5
    owed = float(result.world.desks.owed_hours[0])
    assert coordinating(result)[0] + owed == 5.0 * 8


def test_each_of_several_who_keep_lists_reports():
    units = {
        "office": OTHERS,
        "above": (Task.PLAN,),
        "buyers": (Task.PROCURE_DWELLINGS,),
        "care": (),
    }
    organised = organisation(
        units,
        strategy=strategy(plan_every=100.0, reporting=True),
        by_category={Category.CARE: "care"},
    )
    result = lived(town(organised=organised, reporting__hours=5.0), until=350.0)
    world = result.world
    owed = world.desks.owed_hours + world.desks.coordination_hours
    assert owed[world.units.desk].tolist() == [15.0, 0.0, 0.0, 15.0]


def test_who_plans_and_allocates_sees_the_list_as_it_is():
    units = {"office": OTHERS, "buyers": (Task.PROCURE_DWELLINGS,)}
    result = lived(town(units=units, plan_every=400.0, **BLURRED), [{}, {}], until=401.0)
    assert only(result.plans).reported == 2.0


def test_orders_follow_what_is_reported():
    # Seven wait; as many are ordered as are believed to.
    scenario = town(dwelling_budget=1e6, reporting__error=0.6, **PROACTIVE)
    result = lived(scenario, [{}] * 7, until=401.0)
    believed = 7 * math.exp(0.6 * luck() - 0.18)
    assert len(result.orders) == math.floor(believed + 0.5) != 7


def test_who_wants_something_else_first_is_not_counted():
    young = {"kind": Group.YOUTH, "categories": (Category.YOUTH, Category.ORDINARY)}
    scenario = town(plan_every=400.0, others=[young], days=401.0)
    result = lived(scenario, [{}, {"group": Group.YOUTH}])
    assert only(result.plans).actual == 2
    assert result.world.wanted[[Category.ORDINARY, Category.YOUTH], 0].tolist() == [1.0, 1.0]


# ---- anchoring -----------------------------------------------------------------------------


def anchored(result):
    """Anchoring as it stands."""
    row = result.world.strategy[0]
    now = result.world.clock[0].now
    return row.anchoring * math.exp(-row.rate * (now - row.since))


STEERING = {"steering_group": (Task.PROCURE_DWELLINGS,), "steering_group_meets": 100.0}


@pytest.mark.parametrize(
    ("laid_down", "share"),
    [
        (STEERING, 0.1),
        (STEERING | {"politicians": True}, 1 - 0.9 * 0.8),
        (STEERING | {"leader": Task.ALLOCATE_DWELLINGS}, 0.1),
        (STEERING | {"leader": Task.PLAN, "anchoring__leader": 0.3}, 1 - 0.9 * 0.7),
        (STEERING | {"leader": Task.PROCURE_DWELLINGS, "anchoring__leader": 0.3}, 0.1),
        # Two of three units take part: the one in the group, and that of the leader.
        (
            {
                "process_oriented": True,
                "project_group": (Task.ALLOCATE_DWELLINGS,),
                "project_group_meets": 100.0,
            },
            0.6 * 2 / 3,
        ),
        ({"project_group": (Task.ALLOCATE_DWELLINGS,), "project_group_meets": 100.0}, 0.0),
        ({"plan_every": 100.0}, 0.2),
        ({}, 0.0),
    ],
)
def test_every_occasion_brings_anchoring_the_same_share_of_the_way_to_one(laid_down, share):
    strengths = {
        "anchoring__steering": 0.1,
        "anchoring__politicians": 0.2,
        "anchoring__participation": 0.6,
        "anchoring__plan": 0.2,
    }
    for occasions in (1, 2, 3):
        result = lived(town(**(strengths | laid_down)), until=100.0 * occasions + 1)
        assert anchored(result) == pytest.approx(1 - (1 - share) ** occasions)


def test_anchoring_decays_and_its_integral_is_exact():
    rate = math.log(2) / 100
    result = lived(town(anchoring__steering=0.5, anchoring__decay=rate, **STEERING), until=200.0)
    # One half on day 100, a quarter before the meeting of day 200, then five eighths.
    assert anchored(result) == pytest.approx(1 - 0.5 * 0.75)
    area = result.world.strategy[0].area
    assert area == pytest.approx(0.5 * (1 - 0.5) / rate)


@pytest.mark.parametrize(
    ("laid_down", "rate"),
    [
        ({}, 0.001 + 0.4 * 0.002),
        ({"in_municipal_plan": True}, 0.25 * (0.001 + 0.4 * 0.002)),
        # Those who live one by one leave one by one.
        ({"people__learning": 1.0}, 0.001),
    ],
)
def test_anchoring_decays_faster_with_turnover_and_slower_in_the_municipal_plan(laid_down, rate):
    scenario = town(
        anchoring__steering=0.5,
        anchoring__decay=0.001,
        anchoring__turnover=0.4,
        anchoring__written=0.25,
        **(LIVE | {"people__learning": 0.0, "caseworkers__turnover": 0.002} | STEERING | laid_down),
    )
    result = lived(scenario, until=101.0)
    if "people__learning" not in laid_down:
        assert anchored(result) == pytest.approx(0.5 * math.exp(-rate))
    assert result.world.strategy[0].rate == pytest.approx(rate)


def who_leaves_first(post):
    """A seed with which the holder of a post leaves before all others, and when at a rate of 1."""
    for seed in range(1, 100):
        stays = [exponential(seed, Stream.STAFF, other, 0, 0) for other in range(3)]
        if min(stays) == stays[post] and sorted(stays)[1] > 1.4 * stays[post]:
            return seed, stays[post]
    raise AssertionError(post)


@pytest.mark.parametrize(("leaves", "lost"), [("office", 0.0), ("above", 0.5), ("buyers", 0.5)])
def test_with_somebody_who_took_part_goes_part_of_the_anchoring(leaves, lost):
    # Of three posts two take part: that of the steering group, and the leader's.
    seed, stay = who_leaves_first(list(UNITS).index(leaves))
    scenario = town(
        anchoring__steering=0.5,
        anchoring__turnover=0.8,
        **(LIVE | STEERING | {"caseworkers__turnover": stay / 150.0}),
    )
    result = lived(scenario, until=199.0, seed=seed)
    assert anchored(result) == pytest.approx(0.5 * (1 - 0.8 * lost))


def test_a_meeting_takes_hours_of_the_posts_of_those_who_are_in_it():
    result = lived(town(**STEERING), [{"at": 99.5}], until=120.0)
    work = result.events[result.events.detail == "meeting"]
    began = work[work.event == "work_began"]
    assert sorted(began.unit) == ["above", "buyers"]
    assert list(began.time) == days(100, 100)
    assert list(work[work.event == "work_ended"].time) == days(103, 103)
    assert result.world.strategy[0].hours == 6.0
    assert list(result.world.desks.coordination_hours) == [0.0, 3.0, 3.0, 0.0]


def test_a_meeting_comes_before_any_other_work():
    group = {"steering_group": (Task.ALLOCATE_DWELLINGS,), "steering_group_meets": 100.0}
    result = lived(town(**group), [{"at": 99.0}, {"at": 99.5}])
    # The one in hand is finished on day 101; then the meeting until 104, then the other is heard.
    assert sorted(result.households.assessed_at) == days(101, 104 + 2)


# ---- what anchoring decides ----------------------------------------------------------------


@pytest.mark.parametrize(("weight", "granted"), [(0.0, 1.0), (0.5, 1 - 0.5 * 0.75), (1.0, 0.25)])
def test_anchoring_decides_how_much_of_the_budget_is_granted(weight, granted):
    # Anchored to a quarter on day 350; one dwelling is wished for, and all money is kept for it.
    scenario = town(
        dwelling_budget=10_000.0,
        plan_every=350.0,
        procurement="proactive",
        wish_list=True,
        anchoring__plan=0.25,
        anchoring__on_funding=weight,
    )
    result = lived(scenario, [{}], until=400.0)
    first = 10_000.0 * (1 - weight)  # of day 0, without any anchoring
    assert result.world.strategy[0].money == pytest.approx(first + 10_000.0 * granted)


ROUTINES = {"lease_review": True, "check_everyone": True, "priority_key": True}


def reviewing(by_anchoring=True, weight=1.0, **changes):
    """One lease that runs out on day 300, and is due for review on day 200."""
    return town(
        routines_by_anchoring=by_anchoring,
        rules={"lease_review": True},
        anchoring__on_routines=weight,
        **changes,
    )


@pytest.mark.parametrize("hair", [-1e-9, 1e-9])
def test_a_lease_is_reviewed_on_the_occasions_that_anchoring_reaches(hair):
    # The first contract of its first tenancy.
    fate = uniform(1, Stream.ROUTINE, first_tenant(), 1, strategies.LEASE_REVIEW)
    scenario = reviewing(weight=1.0 - fate + hair)
    result = play(scenario, until=250.0, **leaving_at(300.0))
    assert (len(log_of(result, "lease_reviewed")) == 1) == (hair < 0)
    row = result.world.strategy[0]
    assert (row.occasions, row.followed) == (1, hair < 0)


def test_routines_are_followed_where_they_do_not_hang_on_anchoring_or_it_has_no_weight():
    for scenario in (reviewing(by_anchoring=False), reviewing(weight=0.0)):
        result = play(scenario, until=250.0, **leaving_at(300.0))
        assert len(log_of(result, "lease_reviewed")) == 1


def test_full_anchoring_is_as_good_as_none_needed():
    scenario = reviewing(
        anchoring__steering=1.0, steering_group=(Task.PLAN,), steering_group_meets=100.0
    )
    result = play(scenario, until=250.0, **leaving_at(300.0))
    assert len(log_of(result, "lease_reviewed")) == 1


@pytest.mark.parametrize("hair", [-1e-9, 1e-9])
def test_everyone_is_checked_and_time_spent_on_it_as_far_as_anchoring_goes(hair):
    fate = uniform(1, Stream.ROUTINE, 1000, 0, strategies.CHECK)
    scenario = town(
        routines_by_anchoring=True,
        rules={"check_everyone": True},
        anchoring__on_routines=1.0 - fate + hair,
        recognition__base=0.0,
        routine__check_finds=1.0,
    )
    # Nobody knows of the allowance; only the check finds it.
    person = {"needs": bits(Need.DWELLING, Need.HOUSING_ALLOWANCE), "income": 9000.0}
    world = world_with(scenario, [person], **leaving_at(1e6))
    world.knowledge[:, Task.HOUSING_ALLOWANCE] = 0.0
    result = Result(scenario, 1, running.advance(world, 100.0, scenario))
    followed = hair < 0
    assert result.households.assessed_at[0] == day(2.0 + 0.25 * followed)
    assert ("housing_allowance" in set(result.applications.task)) == followed


@pytest.mark.parametrize("hair", [-1e-9, 1e-9])
def test_grounds_are_judged_by_the_key_as_far_as_anchoring_goes(hair):
    fate = uniform(1, Stream.ROUTINE, 1000, 0, strategies.PRIORITY_KEY)
    scenario = town(
        routines_by_anchoring=True,
        rules={"priority_key": True},
        anchoring__on_routines=1.0 - fate + hair,
        routine__ranking_noise=1e6,
    )
    person = {"ground": Ground.WISH}
    result = lived(scenario, [person], until=50.0)
    judged = only(result.applications[result.applications.task == "allocate_dwellings"])
    assert (judged.judged_ground == "wish") == (hair < 0)


# ---- on and off ----------------------------------------------------------------------------


def test_what_is_laid_down_does_nothing_unless_it_is_pursued():
    laid_down = strategy(
        plan_every=50.0,
        process_oriented=True,
        project_group=(Task.ALLOCATE_DWELLINGS,),
        steering_group=(Task.PLAN,),
        procurement="proactive",
        routines_by_anchoring=True,
    )
    people = [{}, {"at": 30.0}]
    off = {"planning__pursued": float(PURSUED["no"]), "dwelling_budget": 1e6}
    with_it = lived(town(organised=organisation(UNITS, strategy=laid_down), **off), people)
    without = lived(town(organised=organisation(UNITS), **off), people)
    assert with_it.summary == pytest.approx(without.summary, nan_ok=True, abs=0, rel=0)
    assert len(with_it.world.strategy) == 0
    assert with_it.world.clock[0].events == without.world.clock[0].events
    assert len(with_it.plans) == len(with_it.orders) == 0


def test_calendars_run_through_the_start_of_observation():
    scenario = town(plan_every=400.0, steering_group=(Task.PLAN,), steering_group_meets=150.0)
    scenario = identified(replace(scenario, warm_up=500.0, observe=500.0))
    result = lived(scenario)
    assert list(result.plans.time) == days(-400, 0, 400)
    assert list(log_of(result, "group_met").time) == days(-450, -300, -150, 0, 150, 300, 450)


def test_money_is_granted_from_the_start_of_observation_on():
    scenario = town(dwelling_budget=1e5, **PROACTIVE)
    scenario = identified(replace(scenario, warm_up=800.0, observe=500.0))
    result = lived(scenario, [{}])
    assert list(result.plans.time) == days(-400, 0, 400)
    assert list(result.orders.ordered) == days(0)


# ---- another organisation takes over -------------------------------------------------------

SMOOTH = Transition(
    staff_follow_tasks=1.0,
    contacts_kept=1.0,
    productivity_dip=0.0,
    recovery=0.0,
    extra_hours=0.0,
    routines_kept=True,
    routines_written=0.0,
)


def taken_over(before, after, at=250.0, **changes):
    """The same organisation with another strategy from a day on; ``None`` for none."""
    first, then = (
        organisation(UNITS, strategy=None if one is None else strategy(**one))
        for one in (before, after)
    )
    staffed = tuple(replace(unit, positions=1.0) for unit in then.units)
    change = Change(at, {}, {}, replace(then, units=staffed), SMOOTH)
    return town(organised=first, later=[change], **changes)


def test_anchoring_outlives_an_organisation_and_calendars_do_not():
    before = {"steering_group": (Task.PLAN,), "steering_group_meets": 100.0}
    after = {"steering_group": (Task.PLAN,), "steering_group_meets": 300.0, "plan_every": 400.0}
    result = lived(taken_over(before, after, anchoring__steering=0.5))
    assert list(log_of(result, "group_met").time) == days(100, 200, 300, 600, 900)
    assert list(result.plans.time) == days(400, 800)
    assert anchored(result) == pytest.approx(1 - 0.5**5)


def test_a_strategy_that_ends_leaves_what_is_on_the_way():
    before = {"plan_every": 200.0, "procurement": "proactive"}
    result = lived(taken_over(before, None, dwelling_budget=1e5), [{}, {}])
    assert list(result.plans.time) == days(200)
    assert list(result.orders.comes) == days(300, 300)
    assert list(result.dwellings.phase) == ["let"] * 3


def test_a_strategy_may_begin_with_another_organisation():
    after = {"plan_every": 200.0, "procurement": "proactive"}
    result = lived(taken_over(None, after, dwelling_budget=1e5), [{}, {}])
    assert list(result.plans.time) == days(400, 600, 800, 1000)
    # Money is granted by the strategy: first on day 365.
    assert list(result.orders.ordered) == days(400, 400)


@pytest.mark.parametrize("warm_up", [800.0, 800.1, 2600.0 / 3.0])
@pytest.mark.parametrize(
    ("at", "before", "years"),
    [(0.0, True, 2), (365.0, True, 2), (0.0, False, 1), (365.0, False, 1), (200.0, False, 1)],
)
def test_the_money_of_a_year_is_granted_once_whoever_takes_over(at, before, years, warm_up):
    """On the first day of a year too, when there are plans that it is kept for."""
    laid_down = {"plan_every": 400.0, "procurement": "proactive", "wish_list": True}
    scenario = taken_over(laid_down if before else None, laid_down, at, dwelling_budget=15_000.0)
    result = lived(identified(replace(scenario, warm_up=warm_up, observe=399.0)), [{}])
    # What one year brought is kept where a plan was made before, and lapses where none was.
    assert result.world.strategy[0].money == 15_000.0 * years
    assert result.orders.empty


def test_meetings_of_groups_are_not_those_of_committees():
    organised = organisation(
        UNITS,
        strategy=strategy(steering_group=(Task.ALLOCATE_DWELLINGS,), steering_group_meets=20.0),
        bodies=[{"led_by": "office", "every": 10.0}],
    )
    result = lived(town(organised=organised), [{"at": 11.0}])
    kinds = result.world.work.kind[: result.world.clock[0].work_items]
    assert WorkKind.MEETING in kinds
    assert len(log_of(result, "meeting_held")) == 1


def test_what_the_new_organisation_lays_down_holds_from_the_change_on():
    """Its groups, how often they meet, who reports; the money and the anchoring there are go on."""
    before = strategy(
        plan_every=300.0, reporting=True, process_oriented=True, project_group=(Task.DEBT_ADVICE,)
    )
    after = strategy(plan_every=120.0, wish_list=True, steering_group=(Task.DEBT_ADVICE,))
    tasks = {"A": OTHERS, "B": (Task.DEBT_ADVICE,)}
    first, second = (
        staffed(organisation(tasks, strategy=laid_down)) for laid_down in (before, after)
    )
    scenario = becoming(first, 100.0, second, planning__pursued=PLAIN["planning__pursued"])
    world = world_with(scenario)
    world = running.advance(world, 99.0, scenario)
    row = world.strategy[0]
    assert (row.plan_every, row.wish_list, row.routine_reports, row.version) == (300.0, 0, 1, 0)
    groups = int(row.project_group), int(row.steering_group)
    assert groups[0] != 0 == groups[1]
    row.money, row.anchoring = 777.0, 0.25
    anchored = 0.25 * math.exp(-row.rate * (100.0 - row.since))
    world = running.advance(world, 100.0, scenario)
    row = world.strategy[0]
    assert row.anchoring == pytest.approx(anchored)
    assert (row.plan_every, row.wish_list, row.routine_reports, row.version) == (120.0, 1, 0, 1)
    assert (row.project_group, row.steering_group) == groups[::-1]
    assert row.money == 777.0
