"""The reference demand against small cases by hand, naive sums and exact theory."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import demand
from sim.names import Category, Ground, Group, Need, Task
from sim.quantities import YEAR
from tests import building

ECONOMIC = Group.ECONOMIC


def town(**changes):
    groups, stock = building.town()
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
    Task.TEMPORARY_HOUSING, Task.DEBT_ADVICE,
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
    scenario = building.scenario([group], changes={"doors.household_knowledge": 0.0})
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
    }
    scenario = building.scenario([group], changes=changes)
    in_vain = math.exp(-180 / 150)
    renting = 8.0 * (1 - in_vain) + 8.0 * in_vain * 0.4
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
    scenario = building.scenario([rich], changes={"market.matching_elasticity": 0.0})
    ways = demand.ways_home(scenario, rich)
    lapses = math.exp(-290 / 192)
    in_vain = math.exp(-180 / 75)
    assert ways.buys == pytest.approx(1.0)
    assert ways.rents == pytest.approx(lapses)
    assert ways.lists == pytest.approx(lapses * in_vain)
    assert ways.allowance == 0
    no_landlord = dataclasses.replace(rich, landlord_acceptance=0.0)
    ways = demand.ways_home(scenario, no_landlord)
    assert ways.rents == 0
    assert ways.lists == pytest.approx(lapses)


def test_the_poor_are_left_with_the_list():
    poor = building.group(income_median=7_000.0)
    ways = demand.ways_home(building.scenario([poor]), poor)
    assert (ways.buys, ways.rents, ways.lists, ways.allowance) == (0.0, 0.0, 1.0, 1.0)


def test_ways_home_agree_with_a_sample_of_households():
    """The quadrature against the naive way: drawing households one by one."""
    from sim import bearing

    groups, _ = building.town()
    scenario = town()
    group = groups[0]
    p = demand.as_record(scenario.parameters)
    random = np.random.default_rng(7)
    size = 20_000
    persons = random.choice(list(group.persons), size, p=list(group.persons.values()))
    income = group.income_median * np.exp(group.income_spread * random.standard_normal(size))
    equity = random.exponential(group.equity_mean, size)
    debt = random.exponential(group.debt_service_mean, size)
    buys = rents = allowance = 0
    for i in range(size):
        n = int(persons[i])
        rooms = bearing.rooms_needed(n)
        can_buy = bearing.can_buy(p, income[i], n, debt[i], equity[i], 0.0, True)
        buys += can_buy
        if not can_buy:
            rents += bearing.can_rent_privately(p, income[i], n, debt[i], rooms, True)
        rent = bearing.rent(p, rooms, False)
        allowance += bearing.monthly_allowance(p, income[i], n, rent, False) > 0
    never_lapses = building.scenario(groups, changes={"market.certificate_validity": 1e9})
    ways = demand.ways_home(never_lapses, group)
    assert ways.buys == pytest.approx(buys / size, abs=0.02)
    assert ways.rents == pytest.approx(rents / size, abs=0.02)
    assert ways.allowance == pytest.approx(allowance / size, abs=0.02)


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
    expected = demand.reference(town())
    assert expected.assessments.sum(axis=0) == pytest.approx(expected.cases[Task.ASSESSMENT])
    no_case_work = [task for task in Task if task not in WORKING]
    assert expected.assessments[no_case_work].sum() == 0
    assert expected.door_hours[no_case_work].sum() == 0
    assert expected.directed[list(WORKING)].sum() == 0
    assert 0 < expected.directed.sum() < expected.assessments[Task.ALLOCATE_DWELLINGS].sum()
    handled = expected.case_hours.sum() + expected.door_hours.sum() + expected.offer_hours.sum()
    assert expected.hours.sum() == pytest.approx(handled)
    stock = (Task.MANAGE_VACANCIES, Task.REVIEW_LEASES, Task.ASSESSMENT)
    for task in set(Task) - set(stock):
        assert expected.door_cases[:, task].sum() == pytest.approx(expected.cases[task].sum())


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
    needs=st.dictionaries(st.sampled_from((Need.SOCIAL_ASSISTANCE, Need.DEBT_ADVICE)), shares),
    changes=st.fixed_dictionaries(
        {},
        optional={
            "tenancy.renewal_share": shares,
            "offers.refused": shares,
            "doors.household_knowledge": shares,
            "tenancy.contract": st.floats(1, 5000),
        },
    ),
)
def test_any_demand_is_finite_and_not_negative(
    arrivals, income, spread, equity, debt, acceptance, rates, needs, changes
):
    group = building.group(
        arrivals=arrivals,
        income_median=income,
        income_spread=spread,
        equity_mean=equity,
        debt_service_mean=debt,
        landlord_acceptance=acceptance,
        needs=needs,
        grounds={Ground.MUST: 1.0},
        categories=(Category.ORDINARY,),
        move_rate=rates[0] / YEAR,
        leaving_rate=rates[1] / YEAR,
        failure_rate=rates[2] / YEAR,
    )
    stock = [building.block(Category.ORDINARY, 50)]
    expected = demand.reference(building.scenario([group], stock=stock, changes=changes))
    for field in dataclasses.fields(expected):
        value = np.asarray(getattr(expected, field.name))
        assert np.isfinite(value).all()
        assert (value >= 0).all()
    assert np.isfinite(expected.hours).all()
