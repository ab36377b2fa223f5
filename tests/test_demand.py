"""The reference demand against small cases by hand, naive sums and exact theory."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import bearing, demand
from sim.names import OTHER_NEEDS, Category, Ground, Group, Need, Ownership, Task
from sim.quantities import YEAR
from sim.scenario.resolved import Change
from tests import building

ECONOMIC = Group.ECONOMIC

#: The ways home and the tenants of a model without deposits, grants and needs that change.
PLAIN = {"market.deposit": 0.0, "grant.largest_share": 0.0, "needs.drift_rate": 0.0}


def town(**changes):
    groups, stock = building.town()
    return building.scenario(groups, stock=stock, population=30_030, **changes)


def everything(**changes):
    groups, stock = building.whole_town()
    return building.scenario(groups, stock=stock, population=30_030, **changes)


def test_direct_needs_are_cases_of_their_task_and_not_assessed():
    group = building.group(arrivals={Need.HOUSING_ALLOWANCE: 10.0}, work_factor=2.0)
    scenario = building.scenario([group], changes={"doors.household_knowledge": 1.0})
    cases = demand.expected_cases(scenario)
    assert cases.shape == (len(Task), len(Group))
    assert cases[Task.HOUSING_ALLOWANCE, ECONOMIC] == pytest.approx(10 / YEAR)
    assert cases.sum() == pytest.approx(10 / YEAR)
    hours = demand.expected_hours(scenario)
    assert hours[Task.HOUSING_ALLOWANCE, ECONOMIC] == pytest.approx(10 / YEAR * 1.5 * 2)
    assert hours.sum() == pytest.approx(10 / YEAR * 1.5 * 2)


def test_a_wrong_door_costs_a_hand_over_where_case_work_is_done():
    """At the front desk the household is only told where to go; a debt adviser writes."""
    group = building.group(
        arrivals={Need.HOUSING_ALLOWANCE: 10.0},
        habits={Task.INFORM: 0.5, Task.HOUSING_ALLOWANCE: 0.3, Task.DEBT_ADVICE: 0.2},
        work_factor=2.0,
    )
    scenario = building.scenario([group], changes={"doors.household_knowledge": 0.4})
    expected = demand.reference(scenario)
    astray = 10 / YEAR * 0.6 * 0.2
    assert expected.door_hours[Task.DEBT_ADVICE, ECONOMIC] == pytest.approx(astray * 0.5)
    assert expected.door_hours.sum() == pytest.approx(astray * 0.5)
    assert expected.hours[Task.ASSESSMENT, ECONOMIC] == pytest.approx(astray * 0.5)
    assert expected.cases[Task.ASSESSMENT].sum() == 0
    assert expected.cases[Task.HOUSING_ALLOWANCE].sum() == pytest.approx(10 / YEAR)
    assert expected.directed.sum() == 0


WORKING = {
    Task.ALLOCATE_DWELLINGS, Task.REVIEW_LEASES, Task.START_LOAN, Task.PURCHASE_GRANT,
    Task.HOUSING_ALLOWANCE, Task.SOCIAL_ASSISTANCE, Task.PRIVATE_MEDIATION,
    Task.TEMPORARY_HOUSING, Task.DEBT_ADVICE, Task.ORDER_FOLLOW_UP, Task.HOME_CARE,
    Task.ADAPT_DWELLING,
}  # fmt: skip


@pytest.mark.parametrize("door", [task for task in Task if task is not Task.ASSESSMENT])
def test_a_dwelling_need_is_heard_where_case_work_is_done_else_by_the_allocator(door):
    group = building.group(
        arrivals={Need.DWELLING: 8.0}, habits={door: 1.0}, grounds={Ground.MUST: 1.0}
    )
    scenario = building.scenario([group], changes={"doors.household_knowledge": 0.25})
    expected = demand.reference(scenario)
    heard = expected.assessments[:, ECONOMIC] * YEAR
    allocator = Task.ALLOCATE_DWELLINGS
    if door is allocator or door not in WORKING:
        assert heard[allocator] == pytest.approx(8.0)
        assert heard.sum() == pytest.approx(8.0)
    else:
        assert heard[door] == pytest.approx(6.0)
        assert heard[allocator] == pytest.approx(2.0)
    directed = np.zeros(len(Task))
    directed[door] = 0.0 if door in WORKING else 6.0
    assert expected.directed[:, ECONOMIC] * YEAR == pytest.approx(directed)
    # Hours and further cases arise where the household is heard, and only there.
    assert expected.door_hours[:, ECONOMIC] * YEAR == pytest.approx(heard * 2.0)
    listed = expected.door_cases[:, Task.ALLOCATE_DWELLINGS, ECONOMIC] * YEAR
    assert listed == pytest.approx(heard)  # without income the list is all there is


def test_doors_follow_knowledge_and_habits():
    group = building.group(habits={Task.INFORM: 0.75, Task.START_LOAN: 0.25})
    scenario = building.scenario([group], changes={"doors.household_knowledge": 0.4})
    shares = demand.door_shares(scenario, group, Need.START_LOAN)
    assert shares[Task.START_LOAN] == pytest.approx(0.4 + 0.6 * 0.25)
    assert shares[Task.INFORM] == pytest.approx(0.6 * 0.75)
    assert shares.sum() == pytest.approx(1.0)


def test_a_dwelling_need_brings_an_assessment_and_further_needs():
    # No income: no way to the market, and allowance for everybody.  A ground: no refusals.
    group = building.group(
        arrivals={Need.DWELLING: 8.0},
        needs={Need.DEBT_ADVICE: 0.25},
        homeless=0.5,
        grounds={Ground.MUST: 1.0},
    )
    scenario = building.scenario([group], changes=PLAIN | {"doors.household_knowledge": 0.0})
    expected = demand.reference(scenario)
    per_household = expected.cases[:, ECONOMIC] / (8 / YEAR)
    assert per_household[Task.ASSESSMENT] == pytest.approx(1.0)
    assert per_household[Task.HOUSING_ALLOWANCE] == pytest.approx(1.0)
    assert per_household[Task.DEBT_ADVICE] == pytest.approx(0.25)
    assert per_household[Task.TEMPORARY_HOUSING] == pytest.approx(0.5)
    assert per_household[Task.ALLOCATE_DWELLINGS] == pytest.approx(1.0)
    assert per_household[Task.START_LOAN] == 0
    # Two hours, for the compound quarter 2.5 times as many; the front desk hears nobody out.
    hours = 8 / YEAR * (0.75 * 2.0 + 0.25 * 5.0)
    assert expected.door_hours[Task.ALLOCATE_DWELLINGS, ECONOMIC] == pytest.approx(hours)
    assert expected.door_hours.sum() == pytest.approx(hours)
    assert expected.hours[Task.ASSESSMENT, ECONOMIC] == pytest.approx(hours)


@pytest.mark.parametrize("income", [0.0, 60_000.0])
def test_only_social_assistance_and_debt_advice_make_needs_compound(income):
    """A home and help with its rent are simple: with and without allowance the hours agree."""
    group = building.group(
        arrivals={Need.DWELLING: 8.0},
        income_median=income,
        needs={Need.SOCIAL_ASSISTANCE: 0.2, Need.DEBT_ADVICE: 0.5},
        grounds={Ground.WISH: 1.0},
    )
    scenario = building.scenario([group])
    assert demand.compound_share(group) == pytest.approx(1 - 0.8 * 0.5)
    expected = demand.reference(scenario)
    allowances = expected.cases[Task.HOUSING_ALLOWANCE, ECONOMIC]
    assert allowances == pytest.approx(0.0 if income else 8 / YEAR)
    hours = expected.hours[Task.ASSESSMENT, ECONOMIC]
    assert hours == pytest.approx(8 / YEAR * 2.0 * (0.4 + 0.6 * 2.5))


def test_allowance_follows_from_arithmetic_only():
    """Naming it among a group's needs changes nothing."""
    named = building.group(
        arrivals={Need.DWELLING: 8.0},
        income_median=60_000.0,
        needs={Need.HOUSING_ALLOWANCE: 1.0, Need.START_LOAN: 1.0},
    )
    plain = dataclasses.replace(named, needs={})
    one, other = (demand.reference(building.scenario([group])) for group in (named, plain))
    assert np.array_equal(one.cases, other.cases)
    assert np.array_equal(one.hours, other.hours)
    assert other.cases[Task.HOUSING_ALLOWANCE].sum() == 0


def test_the_refused_come_back_until_they_are_acute():
    """Of 10 refused a year 60 per cent return, 3 in 10 of them acutely: a geometric series."""
    group = building.group(arrivals={Need.DWELLING: 10.0}, grounds={Ground.NONE: 1.0})
    changes = {"patience.return_share": 0.6, "patience.return_acute": 0.3}
    scenario = building.scenario([group], changes=changes)
    refusals = sum(10.0 * 0.42**n for n in range(200))
    found = demand.returning(scenario, group)
    assert found.refused * YEAR == pytest.approx(refusals * 0.42)
    assert found.acute * YEAR == pytest.approx(refusals * 0.18)
    expected = demand.reference(scenario)
    coming = 10.0 + refusals * 0.6
    assert expected.cases[Task.ASSESSMENT, ECONOMIC] * YEAR == pytest.approx(coming)
    assert expected.cases[Task.ALLOCATE_DWELLINGS, ECONOMIC] * YEAR == pytest.approx(coming)
    # Nobody comes first without a home, but the acute do.
    nights = expected.cases[Task.TEMPORARY_HOUSING, ECONOMIC] * YEAR
    assert nights == pytest.approx(refusals * 0.18)


def test_only_those_left_with_the_list_are_refused():
    """A third have no ground; of them only those whom the market did not help are refused."""
    rich = building.group(
        arrivals={Need.DWELLING: 30.0},
        grounds={Ground.NONE: 1 / 3, Ground.MUST: 1 / 3, Ground.WISH: 1 / 3},
        income_median=60_000.0,
        landlord_acceptance=0.0,
    )
    changes = {
        "market.matching_elasticity": 0.0,
        "patience.return_share": 0.5,
        "patience.return_acute": 0.0,
    }
    lapses = math.exp(-290 / 192)
    refusals = 10.0 * lapses / (1 - 0.5 * lapses)
    found = demand.returning(building.scenario([rich], changes=changes), rich)
    assert found.refused * YEAR == pytest.approx(refusals * 0.5)
    assert found.acute == 0


def test_municipal_tenancies_that_fail_bring_their_tenants_back():
    """A hundred tenants fail at 0.05 a year; those who leave for good never rent again."""
    group = building.group(
        arrivals={Need.DWELLING: 1.0},
        grounds={Ground.MUST: 1.0},
        categories=(Category.SOCIAL,),
        leaving_rate=0.2 / YEAR,
        failure_rate=0.05 / YEAR,
    )
    stock = [building.block(Category.SOCIAL, 100)]
    changes = {"tenancy.renewal_share": 1.0, "tenancy.private_contract": 2 * YEAR}
    scenario = building.scenario([group], stock=stock, changes=changes)
    found = demand.returning(scenario, group)
    # One household a year comes, 0.4 of it finds a private rental: 1 / (1/2 + 0.25) years long.
    private = 0.4 * 1 / 0.75
    assert found.refused == 0
    assert found.acute * YEAR == pytest.approx(0.05 * (100 + private))
    nights = demand.expected_cases(scenario)[Task.TEMPORARY_HOUSING, ECONOMIC]
    assert nights == pytest.approx(found.acute)


def test_tenants_who_move_on_may_fail_in_the_market():
    """All of the turnover that is neither death nor failure, less those who buy."""
    group = building.group(
        arrivals={Need.DWELLING: 1.0},
        grounds={Ground.MUST: 1.0},
        categories=(Category.SOCIAL,),
        move_rate=0.3 / YEAR,
        move_to_own_home=0.4,
        leaving_rate=0.2 / YEAR,
        failure_rate=0.1 / YEAR,
    )
    stock = [building.block(Category.SOCIAL, 100)]
    changes = {
        "tenancy.renewal_share": 1.0,
        "tenancy.private_contract": 2 * YEAR,
        "market.matching_elasticity": 0.0,
    }
    scenario = building.scenario([group], stock=stock, changes=changes)
    private = (0.4 * 1.0 + 100 * 0.3 * 0.6) / (1 / 2 + 0.2 + 0.1)
    found = demand.returning(scenario, group)
    assert found.acute * YEAR == pytest.approx(0.1 * (100 + private))


def test_households_helped_in_the_market_may_fail_there():
    group = building.group(
        arrivals={Need.DWELLING: 8.0},
        grounds={Ground.MUST: 1.0},
        income_median=14_518.0,  # just enough for a private rent, with an equity of nothing
        landlord_acceptance=0.5,
        failure_rate=0.1 / YEAR,
    )
    changes = {
        "market.matching_elasticity": 0.0,
        "market.price_per_m2": 1e6,
        "tenancy.private_contract": 2 * YEAR,
        "deposit.granted": 0.9,
    }
    scenario = building.scenario([group], changes=changes)
    # Nobody has saved a deposit; a tenth do not get one either.
    helped = 0.9 * (1 - math.exp(-180 / 150))
    renting = 8.0 * helped + 8.0 * (1 - helped) * 0.4
    found = demand.returning(scenario, group)
    assert found.acute * YEAR == pytest.approx(0.1 * renting / (1 / 2 + 0.1))


def test_nothing_comes_back_where_nothing_fails_and_nobody_is_refused():
    group = building.group(arrivals={Need.DWELLING: 8.0}, grounds={Ground.WISH: 1.0})
    found = demand.returning(building.scenario([group]), group)
    assert (found.refused, found.acute) == (0.0, 0.0)


def test_endless_returns_are_bounded():
    group = building.group(arrivals={Need.DWELLING: 1.0})
    changes = {"patience.return_share": 1.0, "patience.return_acute": 0.0}
    found = demand.returning(building.scenario([group], changes=changes), group)
    assert found.refused * YEAR == pytest.approx(100.0)


def test_returns_agree_with_simulated_households():
    """The naive way: households one by one, through refusals and failures in the market."""
    group = building.group(
        arrivals={Need.DWELLING: 50.0}, grounds={Ground.NONE: 0.6, Ground.MUST: 0.4}
    )
    changes = {"patience.return_share": 0.7, "patience.return_acute": 0.25}
    random = np.random.default_rng(11)
    refused = acute = 0
    size = 50_000
    for _ in range(size):
        without_ground = random.random() < 0.6
        while without_ground and random.random() < 0.7:
            if random.random() < 0.25:
                acute += 1
                break
            refused += 1
    found = demand.returning(building.scenario([group], changes=changes), group)
    assert found.refused * YEAR == pytest.approx(50 * refused / size, rel=0.03)
    assert found.acute * YEAR == pytest.approx(50 * acute / size, rel=0.03)


def test_ways_home_are_tried_in_turn():
    """A rich household buys; if its certificate lapses it rents; if that fails it applies."""
    rich = building.group(income_median=60_000.0)
    changes = {"market.matching_elasticity": 0.0, "deposit.granted": 0.85}
    scenario = building.scenario([rich], changes=changes)
    ways = demand.ways_home(scenario, rich)
    lapses = math.exp(-290 / 192)
    found = (1 - math.exp(-180 / 75)) * 0.85  # it has saved nothing: no deposit, no home
    assert ways.buys == pytest.approx(1.0)
    assert ways.grants == 0
    assert ways.rents == pytest.approx(lapses)
    assert ways.deposits == pytest.approx(lapses)
    assert ways.rented == pytest.approx(lapses * found)
    assert ways.lists == pytest.approx(lapses * (1 - found))
    assert ways.allowance == 0
    no_landlord = dataclasses.replace(rich, landlord_acceptance=0.0)
    ways = demand.ways_home(scenario, no_landlord)
    assert (ways.rents, ways.deposits, ways.rented) == (0, 0, 0)
    assert ways.lists == pytest.approx(lapses)


def test_the_poor_are_left_with_the_list():
    poor = building.group(income_median=7_000.0)
    ways = demand.ways_home(building.scenario([poor]), poor)
    assert (ways.adapts, ways.buys, ways.rents, ways.lists) == (0.0, 0.0, 0.0, 1.0)
    assert (ways.grants, ways.deposits, ways.allowance) == (0.0, 0.0, 1.0)


def test_ways_home_agree_with_a_sample_of_households():
    """The quadrature against the naive way: households one by one, each way home after another."""
    groups, _ = building.town()
    group = dataclasses.replace(groups[0], accessible=0.3, own_home=0.5)
    changes = {"market.matching_elasticity": 0.0, "adaptation.feasible": 0.6}
    scenario = building.scenario([group], changes=changes, population=30_030)
    p = demand.as_record(scenario.parameters)
    random = np.random.default_rng(7)
    size = 20_000
    persons = random.choice(list(group.persons), size, p=list(group.persons.values()))
    income = group.income_median * np.exp(group.income_spread * random.standard_normal(size))
    equity = random.exponential(group.equity_mean, size)
    debt = random.exponential(group.debt_service_mean, size)
    tried = dict.fromkeys(
        ("adapts", "buys", "grants", "rents", "deposits", "rented", "lists", "allowance"), 0
    )
    for i in range(size):
        n = int(persons[i])
        rooms = bearing.rooms_needed(n)
        rent = bearing.rent(p, rooms, False)
        tried["allowance"] += bearing.monthly_allowance(p, income[i], n, rent, False) > 0
        housed = random.random() >= group.homeless
        if housed and random.random() < 0.3 * 0.5:
            tried["adapts"] += 1
            if random.random() < 0.6:
                continue
        price = bearing.purchase_price(p, n)
        paid = bearing.monthly_allowance(p, income[i], n, rent, False) > 0
        missing = price - bearing.largest_loan(p, income[i], n, debt[i], paid) - equity[i]
        if missing <= 0.25 * price:
            tried["buys"] += 1
            tried["grants"] += missing > 0
            if random.exponential(192) <= 290:
                continue
        if bearing.can_rent_privately(p, income[i], n, debt[i], rooms, True):
            tried["rents"] += 1
            poor = equity[i] < 3 * rent
            tried["deposits"] += poor
            if random.exponential(75) <= 180 and not (poor and random.random() >= 0.85):
                tried["rented"] += 1
                continue
        tried["lists"] += 1
    ways = demand.ways_home(scenario, group)
    for way, count in tried.items():
        assert getattr(ways, way) == pytest.approx(count / size, abs=0.012), way
    assert ways.granted == ways.grants


def test_adapting_the_home_one_has_comes_before_all_other_ways():
    """By hand: of 10 households 8 are not homeless, 4 of these need access and own a home;
    in a quarter of these it works out."""
    group = building.group(
        arrivals={Need.DWELLING: 10.0},
        homeless=0.2,
        accessible=0.8,
        own_home=0.625,
        grounds={Ground.MUST: 1.0},
    )
    changes = PLAIN | {"adaptation.feasible": 0.25}
    expected = demand.reference(building.scenario([group], changes=changes))
    assert expected.cases[Task.ADAPT_DWELLING, ECONOMIC] * YEAR == pytest.approx(4.0)
    assert expected.hours[Task.ADAPT_DWELLING, ECONOMIC] * YEAR == pytest.approx(4.0 * 6.0)
    assert expected.cases[Task.ALLOCATE_DWELLINGS, ECONOMIC] * YEAR == pytest.approx(9.0)
    direct = building.group(arrivals={Need.ADAPTATION: 10.0})
    expected = demand.reference(building.scenario([direct]))
    assert expected.cases[Task.ADAPT_DWELLING, ECONOMIC] * YEAR == pytest.approx(10.0)
    assert expected.cases.sum() * YEAR == pytest.approx(10.0)


def saving(missing, mean, **changes):
    """A single household that lacks ``missing`` NOK to buy, of ``mean`` savings; no way to rent.

    Without income there is no loan: the price is all that is missing.
    """
    group = building.group(landlord_acceptance=0.0, equity_mean=mean, **changes)
    price_per_m2 = missing / (40 * 0.85 * 1.025)
    return group, {"market.price_per_m2": price_per_m2, "grant.largest_share": 0.2}


@pytest.mark.parametrize("budget", [None, 10_000.0])
def test_a_purchase_grant_fills_what_is_missing_and_the_loan_is_assessed_again(budget):
    """By hand: 10 households of exponential savings, 100 000 each, and a price of 200 000."""
    group, changes = saving(200_000.0, 100_000.0, arrivals={Need.DWELLING: 10.0})
    group = dataclasses.replace(group, grounds={Ground.MUST: 1.0})
    scenario = building.scenario([group], changes=changes, grant_budget=budget)
    enough, with_grant = math.exp(-2.0), math.exp(-1.6) - math.exp(-2.0)
    # What the savings of those from 160 000 to 200 000 lack, summed up the naive way.
    steps = 100_000
    middles = 160_000 + (np.arange(steps) + 0.5) * 40_000 / steps
    weights = np.exp(-middles / 100_000) / 100_000 * 40_000 / steps
    asked = 10 * ((200_000 - middles) * weights).sum()
    assert asked > 10_000
    granted = 1.0 if budget is None else budget / asked
    expected = demand.reference(scenario)
    grants = expected.cases[Task.PURCHASE_GRANT, ECONOMIC] * YEAR
    assert grants == pytest.approx(10 * with_grant)
    loans = expected.cases[Task.START_LOAN, ECONOMIC] * YEAR
    assert loans == pytest.approx(10 * (enough + with_grant * (1 + granted)), rel=1e-6)
    bought = (enough + with_grant * granted) * (1 - lapsing(scenario))
    lists = expected.cases[Task.ALLOCATE_DWELLINGS, ECONOMIC] * YEAR
    assert lists == pytest.approx(10 * (1 - bought), rel=1e-6)
    flows = expected.onward[:, :, ECONOMIC] * YEAR
    assert flows[Task.START_LOAN, Task.PURCHASE_GRANT] == pytest.approx(grants)
    assert flows[Task.PURCHASE_GRANT, Task.START_LOAN] == pytest.approx(grants * granted, rel=1e-6)
    assert expected.hours[Task.PURCHASE_GRANT, ECONOMIC] * YEAR == pytest.approx(grants * 4.0)


def lapsing(scenario):
    """Probability that a certificate lapses, at the openness of the market."""
    openness = demand.openness(demand.as_record(scenario.parameters))
    return math.exp(-290 / 192 * openness)


def test_who_asks_for_a_loan_alone_may_need_a_grant_too():
    """The same ten households, but they come for a loan; all share one budget with the others."""
    group, changes = saving(200_000.0, 100_000.0, arrivals={Need.START_LOAN: 10.0})
    group = dataclasses.replace(group, grounds={Ground.MUST: 1.0})
    expected = demand.reference(building.scenario([group], changes=changes))
    with_grant = 10 * (math.exp(-1.6) - math.exp(-2.0))
    assert expected.cases[Task.PURCHASE_GRANT, ECONOMIC] * YEAR == pytest.approx(with_grant)
    assert expected.cases[Task.START_LOAN, ECONOMIC] * YEAR == pytest.approx(10 + with_grant)
    both = dataclasses.replace(group, arrivals=group.arrivals | {Need.DWELLING: 10.0 / YEAR})
    shared, alone = (
        demand.reference(building.scenario([one], changes=changes, grant_budget=5_000.0))
        for one in (both, group)
    )
    again, plenty = (
        one.onward[Task.PURCHASE_GRANT, Task.START_LOAN, ECONOMIC] for one in (shared, alone)
    )
    assert 0 < again == pytest.approx(plenty)  # twice as many ask, half as many of them get it
    assert shared.cases[Task.PURCHASE_GRANT, ECONOMIC] * YEAR == pytest.approx(2 * with_grant)


def test_allowance_counts_towards_a_loan_only_for_those_who_need_a_home():
    """At this price those paid allowance can buy and others cannot, even with a grant."""
    group = building.group(
        arrivals={Need.DWELLING: 10.0}, income_median=12_000.0, grounds={Ground.MUST: 1.0}
    )
    p = demand.as_record(building.parameters())
    loans = [bearing.largest_loan(p, 12_000.0, 1, 0.0, counted) for counted in (True, False)]
    assert loans[0] > 1.5 * loans[1]
    price_per_m2 = loans[0] / (40 * 0.85 * 1.025)
    changes = PLAIN | {"market.price_per_m2": price_per_m2 * 1.1, "grant.largest_share": 0.15}
    ways = demand.ways_home(building.scenario([group], changes=changes), group)
    assert (ways.allowance, ways.buys, ways.grants, ways.grant_fills) == (1.0, 1.0, 1.0, 0.0)
    changes["market.price_per_m2"] = price_per_m2 / loans[0] * loans[1] * 1.1
    ways = demand.ways_home(building.scenario([group], changes=changes), group)
    assert (ways.allowance, ways.buys, ways.grants, ways.grant_fills) == (1.0, 1.0, 0.0, 1.0)
    # Whoever earns too much for allowance at a private rent has none at any cost.
    changes["market.price_per_m2"] = price_per_m2 * 1.1
    changes["market.private_rent"] = 3_000.0
    ways = demand.ways_home(building.scenario([group], changes=changes), group)
    assert (ways.allowance, ways.buys) == (0.0, 0.0)


def test_whoever_has_the_home_adapted_asks_for_no_grant():
    """Half of ten can adapt the home they have: a budget for the other half is enough."""
    group, changes = saving(200_000.0, 100_000.0, arrivals={Need.DWELLING: 10.0})
    group = dataclasses.replace(group, accessible=1.0, own_home=1.0, grounds={Ground.MUST: 1.0})
    changes["adaptation.feasible"] = 0.5
    asked = 10 * (40_000 * math.exp(-1.6) - 100_000 * (math.exp(-1.6) - math.exp(-2.0)))
    for budget, granted in ((asked / 2, 1.0), (asked / 4, 0.5)):
        scenario = building.scenario([group], changes=changes, grant_budget=budget)
        ways = demand.ways_home(scenario, group)
        assert ways.grants == pytest.approx(0.5 * (math.exp(-1.6) - math.exp(-2.0)))
        assert ways.granted == pytest.approx(granted * ways.grants)


def test_deposits_are_social_assistance():
    """By hand: 8 households that rent, exponential savings of 10 000, and 3 rents of 5 965.30."""
    group = building.group(
        arrivals={Need.DWELLING: 8.0},
        grounds={Ground.MUST: 1.0},
        income_median=20_000.0,
        equity_mean=10_000.0,
    )
    changes = {
        "market.price_per_m2": 1e6,
        "market.matching_elasticity": 0.0,
        "market.deposit": 3.0,
        "deposit.granted": 0.6,
        "needs.drift_rate": 0.0,
    }
    scenario = building.scenario([group], changes=changes)
    poor = 1 - math.exp(-3 * 7018 * 0.85 / 10_000)
    found = (1 - math.exp(-180 / 75)) * (1 - 0.4 * poor)
    expected = demand.reference(scenario)
    yearly = expected.cases[:, ECONOMIC] * YEAR
    assert yearly[Task.PRIVATE_MEDIATION] == pytest.approx(8.0)
    assert yearly[Task.SOCIAL_ASSISTANCE] == pytest.approx(8.0 * poor)
    assert yearly[Task.ALLOCATE_DWELLINGS] == pytest.approx(8.0 * (1 - found))
    sent = expected.onward[Task.PRIVATE_MEDIATION, Task.SOCIAL_ASSISTANCE, ECONOMIC] * YEAR
    assert sent == pytest.approx(8.0 * poor)
    mediated = dataclasses.replace(group, arrivals={Need.PRIVATE_MEDIATION: 8.0 / YEAR})
    expected = demand.reference(building.scenario([mediated], changes=changes))
    assert expected.cases[Task.SOCIAL_ASSISTANCE, ECONOMIC] * YEAR == pytest.approx(8.0 * poor)


def test_stay_without_earlier_exit_is_contract_over_share_not_renewed():
    group = building.group()
    scenario = building.scenario(
        [group], changes={"tenancy.contract": 3 * YEAR, "tenancy.renewal_share": 0.5}
    )
    stay = demand.stay(scenario, group)
    assert stay.days == pytest.approx(6 * YEAR)
    assert stay.reviews == pytest.approx(2.0)
    assert stay.failed == 0


def test_stay_with_certain_renewal_is_exponential():
    group = building.group(leaving_rate=1 / (3 * YEAR), failure_rate=1 / (6 * YEAR))
    scenario = building.scenario([group], changes={"tenancy.renewal_share": 1.0})
    stay = demand.stay(scenario, group)
    assert stay.days == pytest.approx(2 * YEAR)
    assert stay.failed == pytest.approx(1 / 3)


def test_stay_agrees_with_simulated_tenancies():
    group = building.group(leaving_rate=0.1 / YEAR, failure_rate=0.2 / YEAR)
    scenario = building.scenario([group], changes={"tenancy.renewal_share": 0.6})
    random = np.random.default_rng(3)
    days, reviews, failed = [], 0, 0
    for _ in range(20_000):
        leaves = random.exponential(YEAR / 0.1)
        fails = random.exponential(YEAR / 0.2)
        ends, contract = min(leaves, fails), 3 * YEAR
        while True:
            reviews += ends > contract - YEAR / 2
            if ends < contract or random.random() >= 0.6:
                break
            contract += 3 * YEAR
        days.append(min(ends, contract))
        failed += fails < min(leaves, contract)
    stay = demand.stay(scenario, group)
    assert stay.days == pytest.approx(np.mean(days), rel=0.02)
    assert stay.reviews == pytest.approx(reviews / 20_000, rel=0.02)
    assert stay.failed == pytest.approx(failed / 20_000, rel=0.03)


def test_stock_gives_vacancies_reviews_offers_and_works():
    group = building.group(
        arrivals={Need.DWELLING: 1.0},
        grounds={Ground.MUST: 1.0},
        categories=(Category.SOCIAL,),
        failure_rate=0.1 / YEAR,
    )
    scenario = building.scenario([group], stock=[building.block(Category.SOCIAL, 100)])
    expected = demand.reference(scenario)
    stay = demand.stay(scenario, group)
    vacated = 100 / stay.days
    assert expected.cases[Task.MANAGE_VACANCIES, ECONOMIC] == pytest.approx(vacated)
    reviews = expected.cases[Task.REVIEW_LEASES, ECONOMIC]
    assert reviews == pytest.approx(vacated * stay.reviews)
    assert expected.offer_hours[Category.SOCIAL].sum() == pytest.approx(vacated * 1.5 / 0.85)
    # One household a year comes, and whose tenancy fails comes back; all are left with the list.
    applying = 1 / YEAR + demand.returning(scenario, group).acute
    assert applying > 1 / YEAR + 100 * 0.1 / YEAR
    allocation = expected.hours[Task.ALLOCATE_DWELLINGS, ECONOMIC]
    assert allocation == pytest.approx(applying * 4.0 + vacated * 1.5 / 0.85)
    assert expected.crew_days == pytest.approx(vacated * 20 * (1 + stay.failed))


def test_a_foundation_makes_its_dwellings_ready_itself():
    """Three in ten dwellings: no inspection, no works and no word of the property unit, but
    tenants, reviews and offers like any other."""
    group = building.group(
        arrivals={Need.DWELLING: 1.0},
        grounds={Ground.MUST: 1.0},
        categories=(Category.SOCIAL,),
        failure_rate=0.1 / YEAR,
    )

    def of(ownership):
        stock = [
            building.block(Category.SOCIAL, 70),
            building.block(Category.SOCIAL, 30, ownership=ownership),
        ]
        return demand.reference(building.scenario([group], stock=stock))

    own = of(Ownership.OWNED)
    for ownership in Ownership:
        other = of(ownership)
        made_ready = 0.7 if ownership is Ownership.FOUNDATION else 1.0
        vacancies = other.cases[Task.MANAGE_VACANCIES].sum()
        assert vacancies == pytest.approx(made_ready * own.cases[Task.MANAGE_VACANCIES].sum())
        assert other.managed.sum() == pytest.approx(vacancies)
        assert other.crew_days == pytest.approx(made_ready * own.crew_days)
        assert other.vacated == pytest.approx(own.vacated)
        assert other.offer_hours == pytest.approx(own.offer_hours)
        reviews = other.cases[Task.REVIEW_LEASES].sum()
        assert reviews == pytest.approx(own.cases[Task.REVIEW_LEASES].sum())


# ---- what comes with the years ---------------------------------------------------------------


def tenants_only(dwellings, **changes):
    """A group of whom hardly anyone comes any more, but who live in so many dwellings for good."""
    group = building.group(
        arrivals={Need.DWELLING: 1e-9},
        grounds={Ground.MUST: 1.0},
        categories=(Category.SOCIAL,),
        **changes,
    )
    return group, [building.block(Category.SOCIAL, dwellings)]


def test_tenants_come_to_need_what_is_common_in_their_group():
    """By hand: 100 tenants, 4 in 100 a year: half of it home care, a quarter each of others."""
    needs = {Need.HOME_CARE: 0.2, Need.DEBT_ADVICE: 0.1, Need.SOCIAL_ASSISTANCE: 0.1}
    group, stock = tenants_only(100, needs=needs, habits={Task.START_LOAN: 1.0})
    changes = {
        "tenancy.renewal_share": 1.0,
        "needs.drift_rate": 0.04 / YEAR,
        "doors.household_knowledge": 0.25,
    }
    scenario = building.scenario([group], stock=stock, changes=changes)
    drifting = {need: rate * YEAR for need, rate in demand.drifting(scenario, group).items()}
    expected = {Need.HOME_CARE: 2.0, Need.DEBT_ADVICE: 1.0, Need.SOCIAL_ASSISTANCE: 1.0}
    for need in OTHER_NEEDS:
        assert drifting[need] == pytest.approx(expected.get(need, 0.0), abs=1e-5)
    found = demand.reference(scenario)
    assert found.cases[Task.HOME_CARE, ECONOMIC] * YEAR == pytest.approx(2.0, abs=1e-5)
    assert found.hours[Task.HOME_CARE, ECONOMIC] * YEAR == pytest.approx(4.0, abs=1e-5)
    # Three of four go to the loan office, which does case work and sends them on.
    at_loans = found.door_hours[Task.START_LOAN, ECONOMIC] * YEAR
    assert at_loans == pytest.approx(0.75 * 4.0 * 0.5, abs=1e-5)
    assert found.cases[Task.ASSESSMENT].sum() * YEAR == pytest.approx(0.0, abs=1e-5)


@pytest.mark.parametrize(("granted", "tenants"), [(1.0, 10.0), (0.4, 4.0)])
def test_tenants_of_private_landlords_are_known_but_do_not_drift(granted, tenants):
    """Ten mediated a year, half of them in vain, and of the others some get no deposit; for two
    years each."""
    group = building.group(
        arrivals={Need.PRIVATE_MEDIATION: 10.0},
        needs={Need.DEBT_ADVICE: 0.5},
        landlord_acceptance=0.5,
    )
    changes = {
        "needs.drift_rate": 0.04 / YEAR,
        "tenancy.private_contract": 2 * YEAR,
        "market.matching_elasticity": 0.0,
        "market.search_time": 50.0,
        "market.search_limit": 100.0 * math.log(2),
        "deposit.granted": granted,
    }
    scenario = building.scenario([group], changes=changes)
    assert demand.tenants(scenario, group).private == pytest.approx(tenants)
    assert demand.drifting(scenario, group)[Need.DEBT_ADVICE] == 0


def test_nothing_drifts_where_nobody_needs_anything_else():
    group, stock = tenants_only(100)
    scenario = building.scenario([group], stock=stock)
    assert set(demand.drifting(scenario, group).values()) == {0.0}


def test_tenants_are_tenants_until_they_leave_the_rented_sector():
    """A hundred municipal tenants move at 0.3 a year, a third of them into their own home."""
    group, stock = tenants_only(100, move_rate=0.3 / YEAR, move_to_own_home=1 / 3)
    changes = {
        "tenancy.renewal_share": 1.0,
        "tenancy.private_contract": 4 * YEAR,
        "market.matching_elasticity": 0.0,
    }
    found = demand.tenants(building.scenario([group], stock=stock, changes=changes), group)
    assert found.municipal == pytest.approx(100.0)
    assert found.private == pytest.approx(100 * 0.2 * 4, rel=1e-6)
    # Ten buy and twenty end a private tenancy, of 180 tenants.
    assert found.ending * YEAR == pytest.approx(30 / 180, rel=1e-6)


def test_home_care_is_simple_and_decided_where_it_is_held():
    group = building.group(
        arrivals={Need.DWELLING: 8.0, Need.HOME_CARE: 3.0},
        needs={Need.HOME_CARE: 0.25},
        grounds={Ground.MUST: 1.0},
    )
    assert demand.compound_share(group) == 0
    expected = demand.reference(building.scenario([group], changes=PLAIN))
    assert expected.cases[Task.HOME_CARE, ECONOMIC] * YEAR == pytest.approx(8 * 0.25 + 3)
    assert expected.hours[Task.ASSESSMENT, ECONOMIC] * YEAR == pytest.approx(8 * 2.0)


def test_follow_up_makes_needs_compound():
    group = building.group(needs={Need.DEBT_ADVICE: 0.5}, follow_up={1: 0.3, 2: 0.1})
    assert demand.share_with(group, Need.FOLLOW_UP) == pytest.approx(0.4)
    assert demand.compound_share(group) == pytest.approx(1 - 0.5 * 0.6)


def test_who_comes_back_has_been_given_the_rest():
    """Of 10 refused a year, 6 come back for good and all; they need no advice or care again."""
    group = building.group(
        arrivals={Need.DWELLING: 10.0},
        needs={Need.DEBT_ADVICE: 0.5},
        follow_up={1: 0.2},
        grounds={Ground.NONE: 1.0},
    )
    changes = PLAIN | {"patience.return_share": 0.6, "patience.return_acute": 1.0}
    yearly = demand.reference(building.scenario([group], changes=changes)).cases[:, ECONOMIC]
    yearly = yearly * YEAR
    assert yearly[Task.ASSESSMENT] == pytest.approx(16.0)
    assert yearly[Task.DEBT_ADVICE] == pytest.approx(5.0)
    assert yearly[Task.HOUSING_ALLOWANCE] == pytest.approx(10.0)


def test_allowance_is_asked_for_again_where_its_home_was_lost():
    """A hundred tenancies fail at 0.05 a year: five more, beside the one that comes first."""
    group, stock = tenants_only(100, failure_rate=0.05 / YEAR)
    changes = PLAIN | {"tenancy.renewal_share": 1.0, "tenancy.private_contract": 1e-3}
    scenario = building.scenario([group], stock=stock, changes=changes)
    expected = demand.reference(scenario)
    assert expected.cases[Task.ASSESSMENT, ECONOMIC] * YEAR == pytest.approx(5.0, abs=1e-3)
    allowances = expected.cases[Task.HOUSING_ALLOWANCE, ECONOMIC] * YEAR
    assert allowances == pytest.approx(5.0, abs=1e-3)


# ---- follow-up -------------------------------------------------------------------------------

FOLLOW_UP = {
    "follow_up.duration": 0.5 * YEAR,
    "follow_up.intensive_weight": 2.0,
    "follow_up.relapse_share": 0.0,
    "needs.drift_rate": 0.0,
}


def following(**changes):
    """20 households a year with a dwelling need, 5 in ordinary and 4 in intensive follow-up."""
    return building.group(arrivals={Need.DWELLING: 20.0}, follow_up={1: 0.25, 2: 0.2}, **changes)


def test_places_taken_by_hand():
    """Half a year each at the ordinary level, and before it half a year of double places."""
    group = following()
    scenario = building.scenario([group], changes=FOLLOW_UP)
    expected = 4 * 0.5 * 2 + (5 + 4) * 0.5
    assert demand.follow_up_places(scenario)[ECONOMIC] == pytest.approx(expected)
    cases = demand.expected_cases(scenario)[Task.ORDER_FOLLOW_UP, ECONOMIC]
    assert cases * YEAR == pytest.approx(9.0)
    alone = dataclasses.replace(group, arrivals={Need.FOLLOW_UP: 9 / YEAR})
    scenario = building.scenario([alone], changes=FOLLOW_UP)
    assert demand.follow_up_places(scenario)[ECONOMIC] == pytest.approx(expected)
    cases = demand.expected_cases(scenario)[Task.ORDER_FOLLOW_UP, ECONOMIC]
    assert cases * YEAR == pytest.approx(9.0)
    assert demand.follow_up_places(scenario).sum() == pytest.approx(expected)


def test_who_comes_for_follow_up_alone_needs_the_ordinary_kind_if_nothing_else_is_said():
    group = building.group(arrivals={Need.FOLLOW_UP: 6.0})
    places = demand.follow_up_places(building.scenario([group], changes=FOLLOW_UP))
    assert places[ECONOMIC] == pytest.approx(3.0)


def test_who_leaves_for_good_gives_up_the_place():
    """Leaving twice a year on average, as fast as a level ends: half the time, half the steps."""
    group = following(leaving_rate=2.0 / YEAR)
    places = demand.follow_up_places(building.scenario([group], changes=FOLLOW_UP))
    assert places[ECONOMIC] == pytest.approx(4 * 0.25 * 2 + (5 + 4 * 0.5) * 0.25)


def test_follow_up_that_has_ended_is_needed_again_by_tenants():
    """A share of a half of those who are tenants still after a year: a geometric series."""
    group, stock = tenants_only(300, follow_up={1: 1.0}, move_rate=0.25 / YEAR, move_to_own_home=1)
    changes = FOLLOW_UP | {
        "follow_up.relapse_share": 0.5,
        "follow_up.relapse_after": 1 * YEAR,
        "needs.drift_rate": 0.02 / YEAR,
        "tenancy.renewal_share": 1.0,
        "market.matching_elasticity": 0.0,
    }
    scenario = building.scenario([group], stock=stock, changes=changes)
    # An exponential time of a year against moving out at 0.25 a year: four in five stay.
    again = 0.5 * 0.8
    drifting = 300 * 0.02
    all_orders = sum(drifting * again**n for n in range(60))
    found = demand.expected_cases(scenario)[Task.ORDER_FOLLOW_UP, ECONOMIC] * YEAR
    assert found == pytest.approx(all_orders, rel=1e-6)
    places = demand.follow_up_places(scenario)[ECONOMIC]
    assert places == pytest.approx(all_orders * 0.5, rel=1e-6)


def test_follow_up_that_tenants_come_to_is_of_the_levels_of_the_group():
    """Three a year, one of them intensive: half a year each, and one half a year of two places."""
    group, stock = tenants_only(300, follow_up={1: 0.4, 2: 0.2})
    changes = FOLLOW_UP | {"needs.drift_rate": 0.01 / YEAR, "tenancy.renewal_share": 1.0}
    scenario = building.scenario([group], stock=stock, changes=changes)
    places = demand.follow_up_places(scenario)[ECONOMIC]
    assert places == pytest.approx(3 * 0.5 + 1 * 0.5 * 2, rel=1e-6)


def test_endless_relapses_are_bounded():
    group, stock = tenants_only(100, follow_up={1: 1.0})
    changes = FOLLOW_UP | {
        "follow_up.relapse_share": 1.0,
        "follow_up.relapse_after": 1e-9,
        "needs.drift_rate": 0.01 / YEAR,
        "tenancy.renewal_share": 1.0,
    }
    scenario = building.scenario([group], stock=stock, changes=changes)
    found = demand.expected_cases(scenario)[Task.ORDER_FOLLOW_UP, ECONOMIC] * YEAR
    assert found == pytest.approx(100.0, rel=1e-3)  # a hundred for the one that came first


def test_places_agree_with_simulated_follow_up():
    """The naive way: tenants one by one through levels, leaving and relapse, on one time line."""
    changes = {
        "follow_up.duration": 1.0 * YEAR,
        "follow_up.intensive_weight": 2.25,
        "follow_up.relapse_share": 0.9,
        "follow_up.relapse_after": 0.5 * YEAR,
        "needs.drift_rate": 0.0,
        "tenancy.renewal_share": 1.0,
        "market.matching_elasticity": 0.0,
    }
    group = building.group(
        arrivals={Need.DWELLING: 10.0},
        grounds={Ground.MUST: 1.0},
        categories=(Category.SOCIAL,),
        follow_up={1: 0.4, 2: 0.3},
        leaving_rate=0.5 / YEAR,
        move_rate=0.2 / YEAR,
        move_to_own_home=1.0,
    )
    stock = [building.block(Category.SOCIAL, 20)]
    scenario = building.scenario([group], stock=stock, changes=changes)
    renting = demand.tenants(scenario, group)
    random = np.random.default_rng(5)
    taken, people = 0.0, 40_000
    for _ in range(people):
        level = int(random.choice([0, 1, 2], p=[0.3, 0.4, 0.3]))
        intensive = 0.3 / 0.7
        while level > 0:
            ends, leaves = random.exponential(1.0), random.exponential(2.0)
            taken += min(ends, leaves) * (2.25 if level == 2 else 1.0)
            if leaves < ends:
                break
            level -= 1
            if level == 0 and random.random() < 0.9:
                gone = random.exponential(1 / (renting.ending * YEAR))
                again = int(random.exponential(0.5) < gone)
                level = again * (1 + int(random.random() < intensive))
    places = demand.follow_up_places(scenario)[ECONOMIC]
    assert places == pytest.approx(10 * taken / people, rel=0.02)


def test_changes_and_those_settled_by_them_are_not_in_the_reference():
    later = [
        Change(
            at=30.0,
            values={"market.construction": 99.0, "population": 1e6},
            settle={(ECONOMIC, Need.DWELLING): 500},
        )
    ]
    plain, changed = demand.reference(everything()), demand.reference(everything(later=later))
    for field in dataclasses.fields(plain):
        assert np.array_equal(getattr(plain, field.name), getattr(changed, field.name))


def test_stock_goes_to_groups_by_how_many_come_and_how_long_they_stay():
    one = building.group(
        Group.ECONOMIC,
        arrivals={Need.DWELLING: 3.0},
        grounds={Ground.MUST: 1.0},
        categories=(Category.SOCIAL,),
        leaving_rate=0.2 / YEAR,
    )
    other = dataclasses.replace(
        one, group=Group.ELDERLY, arrivals={Need.DWELLING: 1.0 / YEAR}, leaving_rate=0.1 / YEAR
    )
    blocks = [building.block(Category.SOCIAL, 10), building.block(Category.CARE, 10)]
    scenario = building.scenario([one, other], stock=blocks, changes={"tenancy.renewal_share": 1.0})
    shares = demand.tenant_shares(scenario)
    assert shares[Category.SOCIAL, Group.ECONOMIC] == pytest.approx(3 * 5 / (3 * 5 + 1 * 10))
    assert shares[Category.SOCIAL].sum() == pytest.approx(1.0)
    assert shares[Category.CARE].sum() == 0  # open to nobody


def test_follow_on_solves_the_traffic_equations():
    """The flows of the Jackson network of the verification scenarios."""
    group = building.group(
        arrivals={
            Need.START_LOAN: 6 * YEAR,
            Need.HOUSING_ALLOWANCE: 2 * YEAR,
            Need.DEBT_ADVICE: 2 * YEAR,
        }
    )
    nodes = (Task.START_LOAN, Task.HOUSING_ALLOWANCE, Task.DEBT_ADVICE)
    matrix = [[0, 0.3, 0.2], [0.25, 0, 0.15], [0.1, 0.2, 0]]
    follow_on = {
        task: dict(zip(nodes, row, strict=True)) for task, row in zip(nodes, matrix, strict=True)
    }
    scenario = building.scenario([group], follow_on=follow_on)
    flows = demand.expected_cases(scenario)[list(nodes), ECONOMIC]
    assert flows == pytest.approx([7.7281, 5.1830, 4.3231], abs=1e-4)
    onward = demand.reference(scenario).onward[:, :, ECONOMIC]
    assert onward[Task.START_LOAN, Task.HOUSING_ALLOWANCE] == pytest.approx(0.3 * 7.7281, abs=1e-4)


def test_endless_follow_on_is_refused():
    group = building.group(arrivals={Need.START_LOAN: 1.0})
    round_trip = {
        Task.START_LOAN: {Task.DEBT_ADVICE: 1.0},
        Task.DEBT_ADVICE: {Task.START_LOAN: 1.0},
    }
    with pytest.raises(ValueError, match="for ever"):
        demand.expected_cases(building.scenario([group], follow_on=round_trip))


def test_the_organisation_makes_no_difference():
    together = demand.reference(town())
    apart = demand.reference(town(organised=building.one_unit_per_task()))
    for field in dataclasses.fields(together):
        assert np.array_equal(getattr(together, field.name), getattr(apart, field.name))


def test_doors_add_up():
    """Cases arise at doors and on the way from one task to the next, and nowhere else."""
    expected = demand.reference(everything())
    assert expected.assessments.sum(axis=0) == pytest.approx(expected.cases[Task.ASSESSMENT])
    no_case_work = [task for task in Task if task not in WORKING]
    assert expected.assessments[no_case_work].sum() == 0
    assert expected.door_hours[no_case_work].sum() == 0
    assert expected.directed[list(WORKING)].sum() == 0
    assert 0 < expected.directed.sum() < expected.assessments[Task.ALLOCATE_DWELLINGS].sum()
    handled = expected.case_hours.sum() + expected.door_hours.sum() + expected.offer_hours.sum()
    assert expected.hours.sum() == pytest.approx(handled)
    stock = (Task.MANAGE_VACANCIES, Task.REVIEW_LEASES, Task.ASSESSMENT)
    for task in set(Task) - {*stock, Task.PROVIDE_FOLLOW_UP}:
        arising = expected.door_cases[:, task].sum() + expected.onward[:, task].sum()
        assert arising == pytest.approx(expected.cases[task].sum()), task
        assert (task in WORKING) == (arising > 0), task
    orders = expected.cases[Task.ORDER_FOLLOW_UP].sum()
    assert expected.onward[:, Task.PROVIDE_FOLLOW_UP].sum() == pytest.approx(orders)
    assert expected.cases[Task.PROVIDE_FOLLOW_UP].sum() == 0  # it makes no work for a desk


def test_nobody_comes_and_nothing_is_let():
    scenario = building.scenario([], stock=[building.block(Category.CARE, 10)])
    assert demand.expected_hours(scenario).sum() == 0


shares = st.floats(0, 1)


@settings(max_examples=30, deadline=None)
@given(
    arrivals=st.dictionaries(st.sampled_from(Need), st.floats(0, 50)),
    income=st.floats(0, 60_000),
    spread=st.floats(0, 1),
    equity=st.floats(0, 1e6),
    debt=st.floats(0, 10_000),
    acceptance=shares,
    rates=st.tuples(*[st.floats(0, 5)] * 3),
    needs=st.dictionaries(
        st.sampled_from((Need.SOCIAL_ASSISTANCE, Need.DEBT_ADVICE, Need.HOME_CARE)), shares
    ),
    follow_up=st.dictionaries(st.sampled_from((1, 2)), st.floats(0, 0.5)),
    access=st.tuples(shares, shares),
    budget=st.none() | st.floats(0, 1e7),
    changes=st.fixed_dictionaries(
        {},
        optional={
            "tenancy.renewal_share": shares,
            "offers.refused": shares,
            "doors.household_knowledge": shares,
            "tenancy.contract": st.floats(1, 5000),
            "follow_up.relapse_share": shares,
            "follow_up.relapse_after": st.floats(0.001, 5000),
            "grant.largest_share": shares,
            "market.deposit": st.floats(0, 12),
            "deposit.granted": shares,
            "adaptation.feasible": shares,
            "needs.drift_rate": st.floats(0, 0.01),
        },
    ),
)
def test_any_demand_is_finite_and_not_negative(
    arrivals,
    income,
    spread,
    equity,
    debt,
    acceptance,
    rates,
    needs,
    follow_up,
    access,
    budget,
    changes,
):
    group = building.group(
        arrivals=arrivals,
        income_median=income,
        income_spread=spread,
        equity_mean=equity,
        debt_service_mean=debt,
        landlord_acceptance=acceptance,
        needs=needs,
        follow_up=follow_up,
        accessible=access[0],
        own_home=access[1],
        grounds={Ground.MUST: 1.0},
        categories=(Category.ORDINARY,),
        move_rate=rates[0] / YEAR,
        leaving_rate=rates[1] / YEAR,
        failure_rate=rates[2] / YEAR,
    )
    stock = [building.block(Category.ORDINARY, 50)]
    scenario = building.scenario([group], stock=stock, changes=changes, grant_budget=budget)
    expected = demand.reference(scenario)
    places = demand.follow_up_places(scenario)
    assert np.isfinite(places).all()
    assert (places >= 0).all()
    for field in dataclasses.fields(expected):
        value = np.asarray(getattr(expected, field.name))
        assert np.isfinite(value).all()
        assert (value >= 0).all()
    assert np.isfinite(expected.hours).all()
