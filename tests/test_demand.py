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


def test_a_wrong_door_costs_a_hand_over():
    group = building.group(
        arrivals={Need.HOUSING_ALLOWANCE: 10.0},
        habits={Task.INFORM: 0.5, Task.HOUSING_ALLOWANCE: 0.5},
        work_factor=2.0,
    )
    scenario = building.scenario([group], changes={"doors.household_knowledge": 0.4})
    expected = demand.reference(scenario)
    astray = 10 / YEAR * 0.6 * 0.5
    assert expected.door_hours[Task.INFORM, ECONOMIC] == pytest.approx(astray * 0.5)
    assert expected.hours[Task.ASSESSMENT, ECONOMIC] == pytest.approx(astray * 0.5)
    assert expected.cases[Task.ASSESSMENT].sum() == 0


def test_doors_follow_knowledge_and_habits():
    group = building.group(habits={Task.INFORM: 0.75, Task.START_LOAN: 0.25})
    scenario = building.scenario([group], changes={"doors.household_knowledge": 0.4})
    shares = demand.door_shares(scenario, group, Need.START_LOAN)
    assert shares[Task.START_LOAN] == pytest.approx(0.4 + 0.6 * 0.25)
    assert shares[Task.INFORM] == pytest.approx(0.6 * 0.75)
    assert shares.sum() == pytest.approx(1.0)


def test_a_dwelling_need_brings_an_assessment_and_further_needs():
    # No income: no way to the market, and allowance for everybody.
    group = building.group(
        arrivals={Need.DWELLING: 8.0}, needs={Need.DEBT_ADVICE: 0.25}, homeless=0.5
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
    # All have two needs or more: 2 hours times 2.5, all at the door of INFORM.
    assert expected.door_hours[Task.INFORM, ECONOMIC] == pytest.approx(8 / YEAR * 5.0)
    assert expected.hours[Task.ASSESSMENT, ECONOMIC] == pytest.approx(8 / YEAR * 5.0)


def test_simple_needs_are_assessed_in_simple_hours():
    # An income far above what housing allowance is paid at.
    group = building.group(
        arrivals={Need.DWELLING: 8.0}, income_median=60_000.0, needs={Need.SOCIAL_ASSISTANCE: 0.2}
    )
    scenario = building.scenario([group])
    assert demand.compound_share(scenario, group) == pytest.approx(0.2)
    hours = demand.expected_hours(scenario)[Task.ASSESSMENT, ECONOMIC]
    assert hours == pytest.approx(8 / YEAR * 2.0 * (0.8 + 0.2 * 2.5))


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
    allocation = expected.hours[Task.ALLOCATE_DWELLINGS, ECONOMIC]
    assert allocation == pytest.approx(1 / YEAR * 4.0 + vacated * 1.5 / 0.85)
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
