"""What a household can pay for: housing allowance, loan, purchase, rent (model: §4a).

The administrative logic.  What a household can pay for housing each month is its net income
less what it must have to live on and less the service of its debts.  The state housing
allowance pays a share of the housing cost between an own share, which rises with income, and
a ceiling, so that the highest bearable cost is itself found through the allowance it
triggers.  What is left of the bearable cost after running costs services an annuity loan;
loan, grant and equity together must reach the price of a dwelling of the size needed, in the
cheap part of the market, with fees.  A private rental is within reach if the household has
its subsistence left after rent and allowance.

Approximations.  One own share and one ceiling schedule stands for the regulations' tables;
tax is not modelled (incomes are net); interest rate and term are those of the assessment, and
prices are the mean price times one factor.

Money is NOK, flows are NOK per month.  ``p`` is anything that has the parameters of
:mod:`sim.parameters` as attributes, named by ``Parameter.field`` and in base units.  The
functions use scalars and ``math`` only: they are ordinary Python functions, and those in
``RULES`` are what the kernel compiles.
"""

from __future__ import annotations

import math
from typing import Any

from sim.names import OTHER_CATEGORIES, label
from sim.quantities import MONTH


def subsistence(p: Any, persons: int) -> float:
    """What a household of ``persons`` must have left to live on (NOK per month)."""
    return p.loan_subsistence + p.loan_subsistence_per_person * (persons - 1)


def allowance_ceiling(p: Any, persons: int) -> float:
    """The highest housing cost that housing allowance counts (NOK per month)."""
    return p.allowance_ceiling + p.allowance_ceiling_per_person * (persons - 1)


def own_share(p: Any, income: float) -> float:
    """The housing cost a household must carry itself before allowance (NOK per month)."""
    above = max(0.0, income - p.allowance_lowest_income)
    return p.allowance_least_own_share + p.allowance_own_share_slope * above


def monthly_allowance(
    p: Any, income: float, persons: int, housing_cost: float, municipal: bool
) -> float:
    """Housing allowance at ``housing_cost`` (NOK per month); 0 if under the least payment.

    ``municipal``: the dwelling is a municipal one, where the coverage is higher.
    """
    coverage = p.allowance_coverage_municipal if municipal else p.allowance_coverage
    counted = min(housing_cost, allowance_ceiling(p, persons))
    allowance = coverage * max(0.0, counted - own_share(p, income))
    if allowance < p.allowance_least_payment:
        return 0.0
    return allowance


def bearable_cost(
    p: Any, income: float, persons: int, debt_service: float, counts_allowance: bool
) -> float:
    """The highest monthly housing cost an owner can bear (NOK; negative if none).

    Without allowance that is what income leaves after subsistence and debts.  With it, the
    cost at which cost less allowance is just that sum: the allowance follows the cost up to
    the ceiling and is constant above it.  An allowance too small to be paid out is none.
    """
    left = income - subsistence(p, persons) - debt_service
    share = own_share(p, income)
    ceiling = allowance_ceiling(p, persons)
    if not counts_allowance or left <= share or ceiling <= share:
        return left
    coverage = p.allowance_coverage
    bearable = (left - coverage * share) / (1.0 - coverage)
    if bearable > ceiling:
        bearable = left + coverage * (ceiling - share)
    if bearable - left < p.allowance_least_payment:
        return left
    return bearable


def annuity_factor(p: Any) -> float:
    """The loan that one krone a month services at the rate and term of the assessment."""
    monthly_rate = p.loan_rate / 12.0
    payments = p.loan_term / MONTH  # the term is in days, like all times
    return (1.0 - math.pow(1.0 + monthly_rate, -payments)) / monthly_rate


def largest_loan(
    p: Any, income: float, persons: int, debt_service: float, counts_allowance: bool
) -> float:
    """The largest loan the household can service beside running costs (NOK)."""
    bearable = bearable_cost(p, income, persons, debt_service, counts_allowance)
    return max(0.0, bearable - p.loan_running_costs) * annuity_factor(p)


def area_needed(p: Any, persons: int) -> float:
    """The size of dwelling a household of ``persons`` buys (m2)."""
    return p.loan_area_first + p.loan_area_per_person * (persons - 1)


def price_of_area(p: Any, area: float) -> float:
    """The price of ``area`` m2 in the cheap part of the market, with fees (NOK)."""
    return p.market_price_per_m2 * area * p.loan_cheap_segment * (1.0 + p.loan_fees)


def purchase_price(p: Any, persons: int) -> float:
    """What a household of ``persons`` must raise to buy, fees included (NOK)."""
    return price_of_area(p, area_needed(p, persons))


def price_of_flat(p: Any, rooms: int) -> float:
    """Appraised value of a co-op flat of ``rooms`` rooms, in NOK, with fees."""
    return price_of_area(p, area_needed(p, rooms)) * p.coop_price_share


def least_price_of_new(p: Any) -> float:
    """What the smallest dwelling of the cheapest category costs the municipality (NOK)."""
    of_category = (getattr(p, f"procurement_{label(one)}_price") for one in OTHER_CATEGORIES)
    ratio = p.procurement_price_ratio * min(1.0, *of_category)
    return price_of_area(p, area_needed(p, 1)) * ratio


def can_buy(
    p: Any,
    income: float,
    persons: int,
    debt_service: float,
    equity: float,
    grant: float,
    counts_allowance: bool,
) -> bool:
    """Whether loan, grant and equity reach the price of a dwelling of the size needed."""
    loan = largest_loan(p, income, persons, debt_service, counts_allowance)
    return loan + grant + equity >= purchase_price(p, persons)


def rooms_needed(persons: int) -> int:
    """The rooms of the dwelling a household rents: one for each person."""
    return max(1, persons)


def rent(p: Any, rooms: int, municipal: bool) -> float:
    """Rent of a dwelling of ``rooms`` (NOK per month): each room off two adds or takes off."""
    two_rooms = p.market_municipal_rent if municipal else p.market_private_rent
    return two_rooms * (1.0 + p.market_rent_per_room * (rooms - 2))


def can_rent_privately(
    p: Any, income: float, persons: int, debt_service: float, rooms: int, counts_allowance: bool
) -> bool:
    """Whether a private rent leaves the household its subsistence."""
    cost = rent(p, rooms, False)
    allowance = monthly_allowance(p, income, persons, cost, False) if counts_allowance else 0.0
    return income + allowance - cost - debt_service >= subsistence(p, persons)


#: The functions above that rules may call.
RULES = (
    subsistence,
    allowance_ceiling,
    own_share,
    monthly_allowance,
    bearable_cost,
    annuity_factor,
    largest_loan,
    area_needed,
    price_of_area,
    purchase_price,
    price_of_flat,
    can_buy,
    rooms_needed,
    rent,
    can_rent_privately,
)
