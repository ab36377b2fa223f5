"""Ways home in the reference demand: which of them households try when nothing is overlooked.

For each group the shares of its households that have their own home adapted, ask for a loan
with or without a grant, look for a private rental with or without a deposit, or are left with
the municipal list.  They follow from the arithmetic of :mod:`sim.bearing` over the incomes,
debts and equity in the group, and from how open the private market is; never from the
organisation.

Simplifications: needs of a household are independent of each other and of its income; a year's
grants are given out evenly to all who come for the first time and ask for one.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field, fields
from statistics import NormalDist
from types import SimpleNamespace

import numpy as np

from sim.names import Ground, Need
from sim.parameter_record import parameter_record
from sim.quantities import YEAR
from sim.scenario.resolved import HouseholdGroup, Municipality, Scenario

#: Points of the quadrature over incomes and over debts: quantiles of equal weight.
INCOMES = 40
DEBTS = 8


@dataclass(frozen=True)
class WaysHome:
    """Shares of a group's households that try each way home when nothing is overlooked.

    The ways are tried in this order, the next when one is closed or has led to nothing.
    ``adapts``: needs an accessible dwelling and lives in a home of its own, which may be one
    that can be adapted.  ``buys``: asks for a start loan, since loan and equity reach the price
    of a dwelling of the size needed, or a purchase grant could fill what is missing; the
    financing certificate may lapse.  ``grants``: those of them who need a grant; ``granted``:
    those of these for whom the municipality has the money, so that their loan is assessed again.
    ``rents``: there are landlords who accept it and its subsistence is left after a private
    rent; ``deposits``: those of them whose equity does not reach the deposit; ``rented``: those
    who find a landlord and have the deposit.  ``lists``: applies for a municipal dwelling.

    Of all households, whatever they try: ``allowance`` would be paid housing allowance at a
    private rent; ``grant_fills`` could buy with a purchase grant but not without, no allowance
    being counted; and ``no_deposit`` have not the equity for the deposit on a private rental.
    """

    adapts: float
    buys: float
    grants: float
    granted: float
    rents: float
    deposits: float
    rented: float
    lists: float
    allowance: float
    grant_fills: float
    no_deposit: float


@dataclass(frozen=True)
class _Means:
    """What typical households of a group can do, one row for each size, income and debt.

    ``weight`` is their share.  By their equity (NOK): from ``buying`` on they can buy with a
    loan alone, from ``granted`` on with a grant besides, from ``deposit`` on they can pay a
    deposit themselves.  Housing allowance counts if it would be paid at a private rent;
    ``buying_alone`` and ``granted_alone`` are without it, as for those who come for a loan and
    nothing else.
    """

    weight: np.ndarray
    buying: np.ndarray
    granted: np.ndarray
    buying_alone: np.ndarray
    granted_alone: np.ndarray
    deposit: np.ndarray
    can_rent: np.ndarray
    allowance: np.ndarray


@dataclass
class _Known:
    """What has been found out about a scenario: by group (kept, so that its id stays its own)."""

    ways: dict[int, tuple[HouseholdGroup, WaysHome]] = field(default_factory=dict)
    means: dict[int, tuple[HouseholdGroup, _Means]] = field(default_factory=dict)
    granted: float | None = None


class _Memory(threading.local):
    """The place and the parameters that a thread has asked about last, and what it found out.

    A thread of its own for each: else two that ask about different scenarios in turn would both
    have to begin again each time.
    """

    municipality: Municipality | None = None
    parameters: dict[str, float] | None = None
    known = _Known()
    recorded: dict[str, float] | None = None
    record = SimpleNamespace()


_memory = _Memory()


def ways_home(scenario: Scenario, group: HouseholdGroup) -> WaysHome:
    """Which ways home the group's households try, by a quadrature over what they earn and owe.

    Incomes are lognormal and debt service exponential, both at quantiles of equal weight;
    equity is exponential and integrated exactly.  The dwelling has the size and rooms the
    household needs.  Remembered for the place and the parameters asked about last.
    """
    known = _known(scenario)
    if id(group) not in known.ways:
        known.ways[id(group)] = (group, _ways_home(scenario, group))
    return known.ways[id(group)][1]


def granted_share(scenario: Scenario) -> float:
    """Share of the purchase grants asked for in a year that the budget has room for."""
    budget = scenario.municipality.grant_budget
    if budget is None:
        return 1.0
    known = _known(scenario)
    if known.granted is None:
        asked = sum(_grants_asked(scenario, group) for group in scenario.municipality.groups)
        known.granted = min(1.0, budget / asked) if asked > 0.0 else 1.0
    return known.granted


def arrivals(scenario: Scenario, group: HouseholdGroup, need: Need) -> float:
    """Households per day that come with ``need``."""
    return group.arrivals.get(need, 0.0) * scenario.municipality.population / 1000.0


def share_with(group: HouseholdGroup, need: Need) -> float:
    """Share of a group's households with a dwelling need that also have ``need``."""
    if need is Need.FOLLOW_UP:
        return math.fsum(group.follow_up.values())
    return group.needs.get(need, 0.0)


def with_ground(group: HouseholdGroup) -> float:
    """Share of the group's households with a must or wish ground."""
    return group.grounds.get(Ground.MUST, 0.0) + group.grounds.get(Ground.WISH, 0.0)


def openness(p: SimpleNamespace) -> float:
    """How much faster homes are found on the private market than at its reference.

    Openings are the yearly turnover and what new construction sets free, with the chain of
    moves each new dwelling sets off; the rate of finding a home follows their number with
    ``market.matching_elasticity``.
    """
    openings = p.market_turnover + p.market_construction * (1.0 + p.market_chain)
    return math.pow(openings / p.market_reference_openings, p.market_matching_elasticity)


def as_record(parameters: dict[str, float]) -> SimpleNamespace:
    """Parameters by key as attributes named by ``Parameter.field``, for :mod:`sim.bearing`.

    Remembered for the parameters asked about last.
    """
    if _memory.recorded is not parameters:
        named = {key.replace(".", "_"): value for key, value in parameters.items()}
        _memory.recorded, _memory.record = parameters, SimpleNamespace(**named)
    return _memory.record


def _known(scenario: Scenario) -> _Known:
    place, parameters = scenario.municipality, scenario.parameters
    if _memory.municipality is not place or _memory.parameters is not parameters:
        _memory.municipality, _memory.parameters = place, parameters
        _memory.known = _Known()
    return _memory.known


def _ways_home(scenario: Scenario, group: HouseholdGroup) -> WaysHome:
    """See :func:`ways_home`."""
    p = as_record(scenario.parameters)
    mean = group.equity_mean
    given = granted_share(scenario)
    lapses = _in_vain(p.market_certificate_validity, p.market_purchase_time, p)
    those = _means(scenario, group)
    # Three parts by equity: nothing to buy with, enough with a grant, enough without.
    low = np.array([np.zeros_like(those.buying), those.granted, those.buying])
    high = np.array([those.granted, those.buying, np.full_like(those.buying, np.inf)])
    parts = _between(low, high, mean)
    without = _between(low, np.minimum(high, np.maximum(low, those.deposit)), mean)
    # What part of each has not bought, and looks further.
    left = np.array([[1.0], [1.0 - given * (1.0 - lapses)], [lapses]])
    looking = (left * parts).sum(axis=0)
    in_need = (left * without).sum(axis=0)
    renting = those.can_rent * float(group.landlord_acceptance > 0.0)
    found = (looking - (1.0 - p.deposit_granted) * in_need) * (1.0 - mediated_in_vain(group, p))
    grants = _between(those.granted_alone, those.buying_alone, mean)
    adapts = _with_own_home(group)
    others = 1.0 - adapts * p.adaptation_feasible

    def share(amounts: np.ndarray) -> float:
        return float((those.weight * amounts).sum())

    return WaysHome(
        adapts=adapts,
        buys=others * share(parts[1] + parts[2]),
        grants=others * share(parts[1]),
        granted=others * share(parts[1]) * given,
        rents=others * share(renting * looking),
        deposits=others * share(renting * in_need),
        rented=others * share(renting * found),
        lists=others * share(looking - renting * found),
        allowance=share(those.allowance),
        grant_fills=share(grants),
        no_deposit=share(without.sum(axis=0)),
    )


def _with_own_home(group: HouseholdGroup) -> float:
    """Share of those with a dwelling need who live in a home of their own that does not fit."""
    return (1.0 - group.homeless) * group.accessible * group.own_home


def _grants_asked(scenario: Scenario, group: HouseholdGroup) -> float:
    """NOK per year of purchase grants that households coming for the first time ask for."""
    adapted = _with_own_home(group) * scenario.parameters["adaptation.feasible"]
    mean = group.equity_mean
    those = _means(scenario, group)
    beside = float((those.weight * _missing(those.granted, those.buying, mean)).sum())
    alone = float((those.weight * _missing(those.granted_alone, those.buying_alone, mean)).sum())
    asked = arrivals(scenario, group, Need.DWELLING) * (1.0 - adapted) * beside
    asked += arrivals(scenario, group, Need.START_LOAN) * alone
    return asked * YEAR


def _means(scenario: Scenario, group: HouseholdGroup) -> _Means:
    """The typical households of a group; remembered for the scenario asked about last."""
    known = _known(scenario)
    if id(group) not in known.means:
        # The compiler is not needed by whoever only reads a scenario.
        from sim.bearing_rules import fill_means

        weight, persons, incomes, debt_services = _households(group)
        means = np.empty((len(fields(_Means)) - 1, len(persons)))
        record = parameter_record(scenario.parameters)
        fill_means(record, persons, incomes, debt_services, means)
        known.means[id(group)] = (group, _Means(weight, *means))
    return known.means[id(group)][1]


def _households(
    group: HouseholdGroup,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Typical households of a group: weight, persons, income and debt service of each."""
    incomes = [group.income_median]
    if group.income_spread > 0.0:
        normal = NormalDist()
        incomes = [
            group.income_median * math.exp(group.income_spread * normal.inv_cdf(level))
            for level in _levels(INCOMES)
        ]
    debts = [0.0]
    if group.debt_service_mean > 0.0:
        debts = [-group.debt_service_mean * math.log1p(-level) for level in _levels(DEBTS)]
    alike = len(incomes) * len(debts)
    shares = np.array(list(group.persons.values()), dtype=float)
    sizes = np.array(list(group.persons), dtype=np.int32)
    return (
        np.repeat(shares / alike, alike),
        np.repeat(sizes, alike),
        np.tile(np.repeat(np.array(incomes, dtype=float), len(debts)), len(sizes)),
        np.tile(np.array(debts, dtype=float), len(incomes) * len(sizes)),
    )


def _levels(points: int) -> list[float]:
    """The middles of ``points`` equal parts of the unit interval."""
    return [(i + 0.5) / points for i in range(points)]


def _between(low: np.ndarray, high: np.ndarray, mean: float) -> np.ndarray:
    """Share of households whose equity, exponential with ``mean``, is at least ``low`` and
    less than ``high``."""
    return _at_least(low, mean) - _at_least(high, mean)


def _at_least(equity: np.ndarray, mean: float) -> np.ndarray:
    """Share of households that have ``equity`` (at least 0)."""
    if mean <= 0.0:
        return np.where(equity <= 0.0, 1.0, 0.0)
    with np.errstate(over="ignore"):  # far beyond what anybody has: the share is 0
        return np.exp(-equity / mean)


def _missing(low: np.ndarray, high: np.ndarray, mean: float) -> np.ndarray:
    """Mean of what equity between ``low`` and ``high`` lacks to ``high`` (0 for any other)."""
    return (high - low) * _at_least(low, mean) - mean * _between(low, high, mean)


def mediated_in_vain(group: HouseholdGroup, p: SimpleNamespace) -> float:
    """Probability that the search for a landlord who accepts a household of ``group`` fails."""
    if group.landlord_acceptance <= 0.0:
        return 1.0
    return _in_vain(p.market_search_limit, p.market_search_time / group.landlord_acceptance, p)


def _in_vain(limit: float, mean_days: float, p: SimpleNamespace) -> float:
    """Probability that an exponential search on the market outlasts its limit."""
    return math.exp(-limit * openness(p) / mean_days)
