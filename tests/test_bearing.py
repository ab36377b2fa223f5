"""The arithmetic of buying and renting (model: §4a)."""

from types import SimpleNamespace

import numba
import numpy as np
import pytest

from sim import bearing, bearing_rules
from sim.parameters import PARAMETERS


def record(**changes):
    """The default parameters as attributes, in base units, some of them changed."""
    values = {
        parameter.field: parameter.in_base_units(parameter.default)
        for parameter in PARAMETERS.values()
    }
    assert not changes.keys() - values.keys()
    return SimpleNamespace(**(values | changes))


#: The household of the check values pays the least own share.
CHECKED = record(allowance_ceiling=70_000 / 12, allowance_lowest_income=12_500.0)


def test_loan_of_the_check_values():
    assert bearing.largest_loan(CHECKED, 12_500, 1, 0, True) == pytest.approx(1.09e6, rel=0.005)
    assert bearing.largest_loan(CHECKED, 12_500, 1, 0, False) == pytest.approx(0.53e6, rel=0.005)


def test_price_of_the_check_value_is_before_fees():
    trondheim = record(market_price_per_m2=26_600.0, loan_fees=0.0)
    assert bearing.price_of_area(trondheim, 45) == pytest.approx(1.02e6, rel=0.005)


def test_loan_by_hand():
    # Bearable 5000 + 0.7 (5833.33 - 1250) = 8208.33; less 2000 for running costs.
    factor = (1 - (1 + 0.055 / 12) ** -360) / (0.055 / 12)
    expected = (5000 + 0.7 * (70_000 - 15_000) / 12 - 2000) * factor
    assert bearing.largest_loan(CHECKED, 12_500, 1, 0, True) == pytest.approx(expected)


def test_own_share_rises_with_income_above_the_lowest():
    p = record()
    assert bearing.own_share(p, 5_000) == pytest.approx(15_000 / 12)
    lowest = 104_000 / 12
    assert bearing.own_share(p, lowest) == pytest.approx(15_000 / 12)
    assert bearing.own_share(p, lowest + 1000) == pytest.approx(15_000 / 12 + 350)


def test_allowance_by_hand():
    p = record()
    # Ceiling 5000 and own share 1250 for one person at a low income.
    assert bearing.monthly_allowance(p, 8_600, 1, 3_250, False) == pytest.approx(0.7 * 2000)
    assert bearing.monthly_allowance(p, 8_600, 1, 9_000, False) == pytest.approx(0.7 * 3750)
    assert bearing.monthly_allowance(p, 8_600, 1, 9_000, True) == pytest.approx(0.8 * 3750)
    assert bearing.monthly_allowance(p, 8_600, 3, 9_000, True) == pytest.approx(
        0.8 * (3750 + 2 * 8000 / 12)
    )


def test_small_allowances_are_not_paid():
    p = record()
    assert bearing.monthly_allowance(p, 8_600, 1, 1_250 + 428, False) == 0
    assert bearing.monthly_allowance(p, 8_600, 1, 1_250 + 429, False) > 300
    assert bearing.monthly_allowance(p, 8_600, 1, 1_000, False) == 0


@pytest.mark.parametrize("persons", [1, 2, 4])
@pytest.mark.parametrize("debt_service", [0.0, 1500.0])
@pytest.mark.parametrize("income", [6_000.0, 9_100.0, 10_500.0, 12_500.0, 16_000.0, 25_000.0])
def test_bearable_cost_is_the_highest_that_leaves_subsistence(income, debt_service, persons):
    """The naive search: the highest cost that income and allowance at that cost still bear."""
    p = record()
    left = income - bearing.subsistence(p, persons) - debt_service
    bearable = bearing.bearable_cost(p, income, persons, debt_service, True)
    costs = [float(cost) for cost in range(40_000)]
    borne = [
        cost
        for cost in costs
        if cost - bearing.monthly_allowance(p, income, persons, cost, False) <= left
    ]
    if left < 0:
        assert bearable == left
        assert not borne
    else:
        assert max(borne) == pytest.approx(bearable, abs=1.0)


def test_without_allowance_only_what_is_left_can_be_borne():
    assert bearing.bearable_cost(record(), 12_500, 1, 700, False) == 12_500 - 7_500 - 700


def test_no_loan_to_a_household_that_cannot_live_on_its_income():
    assert bearing.largest_loan(record(), 6_000, 1, 0, True) == 0


def test_rent_follows_rooms_and_owner():
    p = record()
    assert bearing.rent(p, 2, False) == 7018
    assert bearing.rent(p, 2, True) == 4513
    assert bearing.rent(p, 4, False) == pytest.approx(7018 * 1.3)
    assert bearing.rent(p, 1, True) == pytest.approx(4513 * 0.85)


def test_rooms_needed():
    assert [bearing.rooms_needed(persons) for persons in (1, 2, 5)] == [1, 2, 5]


def test_buying_is_decided_by_loan_grant_and_equity():
    p = record()
    loan = bearing.largest_loan(p, 13_000, 1, 0, True)
    gap = bearing.purchase_price(p, 1) - loan
    assert gap == pytest.approx(21_600 * 40 * 0.85 * 1.025 - loan)
    short = record(market_price_per_m2=40_000.0)
    gap = bearing.purchase_price(short, 1) - loan
    assert gap > 0
    assert not bearing.can_buy(short, 13_000, 1, 0, gap - 1, 0, True)
    assert bearing.can_buy(short, 13_000, 1, 0, gap + 1, 0, True)
    assert bearing.can_buy(short, 13_000, 1, 0, gap / 2, gap / 2 + 1, True)
    assert not bearing.can_buy(short, 13_000, 1, 0, gap + 1, 0, False)


def test_private_rent_needs_subsistence_after_allowance():
    p = record()
    # Rent 7018, counted 5000, own share 1250 + 0.35 (12500 - 8666.67) = 2591.67.
    allowance = 0.7 * (5000 - 2591.6666667)
    assert bearing.monthly_allowance(p, 12_500, 1, 7_018, False) == pytest.approx(allowance)
    least = 7018 + 7500 - allowance
    assert least > 12_500
    assert not bearing.can_rent_privately(p, 12_500, 1, 0, 2, True)
    assert bearing.can_rent_privately(p, 14_518, 1, 0, 2, False)
    assert not bearing.can_rent_privately(p, 14_517, 1, 0, 2, False)
    assert bearing.can_rent_privately(p, 14_000, 1, 0, 2, True)
    assert not bearing.can_rent_privately(p, 14_000, 1, 1_500, 2, True)


def test_compiled_and_plain_functions_agree():
    """What rules call gives the same bits as the ordinary functions of the same names."""
    names = [function.__name__ for function in bearing.RULES]
    assert all(hasattr(bearing_rules, name) for name in names)
    values = vars(record())
    table = np.array(
        [tuple(values.values())], dtype=np.dtype([(name, "f8") for name in values], align=True)
    )
    incomes = np.linspace(5_000, 25_000, 100)
    found = np.zeros((len(incomes), 4, 7))
    _with_compiler(table.view(np.recarray), incomes, found)
    p = record()
    for i, income in enumerate(incomes.tolist()):
        for persons in range(1, 5):
            counts = i % 2 == 0
            rooms = bearing.rooms_needed(persons)
            assert found[i, persons - 1].tolist() == [
                bearing.monthly_allowance(p, income, persons, 5_000.0, counts),
                bearing.bearable_cost(p, income, persons, 100.0, counts),
                bearing.largest_loan(p, income, persons, 100.0, counts),
                bearing.purchase_price(p, persons),
                bearing.can_buy(p, income, persons, 100.0, 20_000.0, 0.0, counts),
                bearing.rent(p, rooms, counts),
                bearing.can_rent_privately(p, income, persons, 100.0, rooms, counts),
            ]
    assert 0 < found[:, :, 4].mean() < 1
    assert 0 < found[:, :, 6].mean() < 1


@numba.njit
def _with_compiler(table, incomes, found):
    p = table[0]
    for i in range(len(incomes)):
        income, counts = incomes[i], i % 2 == 0
        for persons in range(1, 5):
            rooms = bearing_rules.rooms_needed(persons)
            row = found[i, persons - 1]
            row[0] = bearing_rules.monthly_allowance(p, income, persons, 5_000.0, counts)
            row[1] = bearing_rules.bearable_cost(p, income, persons, 100.0, counts)
            row[2] = bearing_rules.largest_loan(p, income, persons, 100.0, counts)
            row[3] = bearing_rules.purchase_price(p, persons)
            row[4] = bearing_rules.can_buy(p, income, persons, 100.0, 20_000.0, 0.0, counts)
            row[5] = bearing_rules.rent(p, rooms, counts)
            row[6] = bearing_rules.can_rent_privately(p, income, persons, 100.0, rooms, counts)
