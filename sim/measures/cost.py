"""Cost, in NOK a year, of what is used: hours worked, nights, days of works, places taken.

Positions and places that stand idle cost nothing here, since organisations are compared at
equal resources; what differs is how much of them each needs.  Prices are those the scenario
starts with; where it changes them on the way the measures do not follow.  Start loans are paid
back and are no cost; housing allowance is the state's and stands apart.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim import bearing
from sim.measures.follow_up import places_taken
from sim.measures.observed import Run, share
from sim.measures.registry import measure
from sim.quantities import MONTH
from sim.state import NOBODY, Level


@measure("cost", "NOK per year", "Rent lost to vacancy", 50_000, "lower")
def vacancy_loss(run: Run) -> float:
    """Dwelling-days between two tenants times the rent lost per day, per year; no rent is
    reckoned with from dwellings out of service."""
    days = run.days(Level.VACANT) - run.days(Level.OUT_OF_SERVICE)
    return days * run.price("vacancy.loss_per_day") / run.years


@measure("cost", "NOK per year", "Temporary housing", 50_000, "lower")
def temporary_cost(run: Run) -> float:
    """Nights in temporary housing times their price, per year."""
    nights = run.days(Level.TEMPORARY)
    return nights * run.price("temporary.price_per_night") / run.years


@measure("cost", "NOK per year", "Caseworker hours worked", 100_000)
def casework_cost(run: Run) -> float:
    """Hours worked by caseworkers times their cost, per year."""
    return run.caseworkers.hours * run.price("cost.caseworker_hour") / run.years


@measure("cost", "NOK per year", "Follow-up", 100_000)
def follow_up_cost(run: Run) -> float:
    """Workers that the places taken in follow-up keep busy (places over what one worker can
    carry) times the cost of a worker, per year; places that stand free cost nothing, as
    caseworkers' idle hours do not."""
    workers = places_taken(run) / run.price("follow_up.caseload")
    return workers * run.price("cost.follow_up_worker") * 12.0  # held in NOK per month


@measure("cost", "NOK per year", "Works in vacated dwellings", 100_000)
def works_cost(run: Run) -> float:
    """Crew days of works times their cost, per year."""
    return run.crews.hours * run.price("cost.crew_day") / run.years


@measure("cost", "NOK per year", "Adapting homes", 50_000)
def adaptation_cost(run: Run) -> float:
    """Homes whose adaptation was finished in the window times the cost of one, per year."""
    homes = run.applications.sums.homes_adapted
    return homes * run.price("cost.adaptation") / run.years


def _of_each(numbers: np.ndarray, amount: Callable[[int], float]) -> np.ndarray:
    """``amount`` of each of the (small) numbers, worked out once for those that are equal."""
    amounts = [amount(one) for one in range(int(numbers.max(initial=-1)) + 1)]
    return np.array(amounts, dtype=float)[numbers]


@measure("cost", "NOK per year", "Purchase grants", 50_000)
def grant_volume(run: Run) -> float:
    """Purchase grants to households that bought a home in the window, per year; a grant
    promised to one that found no home in time is not paid.  The sum is that of the household's
    latest need: of one that came back after the purchase it is not known, and not counted."""
    return float(run.applications.bought["grant"].sum()) / run.years


@measure("cost", "NOK per year", "Deposits", 20_000)
def deposit_cost(run: Run) -> float:
    """Deposits that the municipality paid, as social assistance, for private rentals found in
    the window: as many monthly rents of a dwelling of the size needed as landlords ask for, per
    year.  What comes back at the end of a rental is not deducted."""
    p = run.prices
    rents = _of_each(
        run.applications.deposits,
        lambda persons: bearing.rent(p, bearing.rooms_needed(persons), False),
    )
    return p.market_deposit * float(rents.sum()) / run.years


@measure("cost", "NOK per year", "Failed tenancies", 50_000, "lower")
def failure_cost(run: Run) -> float:
    """Failed municipal tenancies times the cost of one, per year."""
    return run.tenancies.sums.failed * run.price("tenancy.eviction_cost") / run.years


@measure("cost", "NOK per year", "Reorganisations, once", 50_000)
def reorganisation_cost(run: Run) -> float:
    """What reorganisations on days of the window cost once (``transition.extra_cost``: moving,
    case systems, rebuilding), per year; the hours they take are among those of caseworkers."""
    days = [
        (run.scenario.warm_up + change.at, change.transition.extra_cost)
        for change in run.scenario.changes
        if change.transition is not None
    ]
    return sum(cost for day, cost in days if run.holds(day)) / run.years


#: What adds up to the total.
PARTS = (
    vacancy_loss,
    temporary_cost,
    casework_cost,
    follow_up_cost,
    works_cost,
    adaptation_cost,
    grant_volume,
    deposit_cost,
    failure_cost,
    reorganisation_cost,
)


@measure("cost", "NOK per year", "All of these", 200_000, "lower")
def total_cost(run: Run) -> float:
    """Hours, follow-up, vacancy, temporary housing, works, adaptation, purchase grants,
    deposits, failed tenancies and what reorganisations cost once together, per year.  Housing
    allowance, the state's, is not among them."""
    return sum(run.measured(part) for part in PARTS)


@measure("cost", "NOK", "Cost per household helped", 2_000, "lower")
def cost_per_household(run: Run) -> float:
    """All costs over the number of households whose episode ended with help in the window
    (a home let, bought, rented or adapted; other needs met)."""
    return share(run.measured(total_cost) * run.years, run.episodes.sums.helped)


@measure("cost", "NOK per year", "Housing allowance paid by the state", 100_000)
def allowance_outlay(run: Run) -> float:
    """Housing allowance paid out per year; the state pays it, so it is in no total."""
    return run.days(Level.ALLOWANCE) / MONTH / run.years


@measure("cost", "NOK per year", "Start loans paid out", 500_000)
def loan_volume(run: Run) -> float:
    """Start loans with which homes were bought in the window, per year: price less savings
    and purchase grant, at the prices the scenario starts with.  They are paid back, so they are
    in no total."""
    bought, p = run.applications.bought, run.prices
    homes = _of_each(bought["persons"], lambda persons: bearing.purchase_price(p, persons))
    own_flat = bought["own_flat"] != NOBODY
    rooms = run.column("dwellings", "rooms")[bought["own_flat"][own_flat]]
    homes[own_flat] = _of_each(rooms, lambda one: bearing.price_of_flat(p, one))
    own = bought["equity"] + bought["grant"]
    return float(np.maximum(0.0, homes - own).sum()) / run.years
