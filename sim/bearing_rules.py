"""The arithmetic of :mod:`sim.bearing`, compiled for the rules.

The source is the same; only what the functions call is replaced by its compiled twin.
"""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING

import numpy as np

from sim import bearing
from sim.jit import entry, rule

if TYPE_CHECKING:
    from sim.bearing import (
        can_rent_privately,
        largest_loan,
        monthly_allowance,
        purchase_price,
        rent,
        rooms_needed,
    )

_twins = dict(vars(bearing))
for _function in bearing.RULES:
    _name = _function.__name__
    _twins[_name] = rule(FunctionType(_function.__code__, _twins, _name))
globals().update({function.__name__: _twins[function.__name__] for function in bearing.RULES})


@rule
def is_entitled(p, income, persons):
    """Whether a household would be paid housing allowance in a private rental of the size needed.

    ``p``: the row of parameters; ``income``: NOK net per month; ``persons`` in the household.
    """
    cost = rent(p, rooms_needed(persons), False)
    return monthly_allowance(p, income, persons, cost, False) > 0.0


@entry
def fill_means(parameters, persons, incomes, debt_services, means):
    """Fill ``means`` [7, n]: what households with no savings can do.

    What they lack (NOK) to buy with a loan alone, to buy with the largest grant besides, and both
    again with no allowance counted; the deposit on a private rental (NOK); whether they can rent
    privately; and whether they would be paid housing allowance there.
    """
    p = parameters[0]
    for number in range(len(persons)):
        size, income, owed = persons[number], incomes[number], debt_services[number]
        rooms = rooms_needed(size)
        cost = rent(p, rooms, False)
        allowance = monthly_allowance(p, income, size, cost, False) > 0.0
        price = purchase_price(p, size)
        largest_grant = p.grant_largest_share * price
        missing = price - largest_loan(p, income, size, owed, allowance)
        alone = price - largest_loan(p, income, size, owed, False)
        means[0, number] = max(0.0, missing)
        means[1, number] = max(0.0, missing - largest_grant)
        means[2, number] = max(0.0, alone)
        means[3, number] = max(0.0, alone - largest_grant)
        means[4, number] = p.market_deposit * cost
        means[5, number] = can_rent_privately(p, income, size, owed, rooms, True)
        means[6, number] = allowance


def compile_entries(parameters: np.recarray) -> None:
    """Compile the arithmetic, for households of which there are none."""
    none, sizes = np.zeros(0), np.zeros(0, dtype=np.int32)
    fill_means(parameters, sizes, none, none, np.zeros((7, 0)))
