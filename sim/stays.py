"""Tenancies in the reference demand: how long people stay, who comes back, whose needs change.

What a municipality's tenants bring with them over time when every need is met as it arises:
dwellings vacated, tenancies that fail and needs that come back, needs that come with the years,
and how many places in follow-up are taken.  Computed from the municipality and the parameters
alone, never from the organisation (:mod:`sim.demand`).

Simplifications: municipal dwellings are counted as always let, to the groups that may have
them, in proportion to how many of them come and how long they stay; who is a tenant of a
private landlord is so for the time of one contract.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.names import OTHER_NEEDS, Category, Ground, Group, Need, Ownership
from sim.scenario.resolved import HouseholdGroup, Scenario
from sim.ways import (
    WaysHome,
    arrivals,
    as_record,
    mediated_in_vain,
    openness,
    share_with,
    ways_home,
    with_ground,
)

N_GROUPS = len(Group)
N_CATEGORIES = len(Category)

#: Share of listed households that find a home themselves before they are served: what the
#: rate of own solutions is calibrated to (a third to a half, model: patience).
OWN_SOLUTIONS = 0.4

#: A stay that nothing ends, in days: long beyond any run, but finite.
ENDLESS = 1e9


@dataclass(frozen=True)
class Stay:
    """A municipal tenancy of one group when every need is met.

    ``days``: mean length.  ``reviews``: leases taken up for review in the course of it.
    ``failed``: probability that it ends by failure.
    """

    days: float
    reviews: float
    failed: float


@dataclass(frozen=True)
class Tenants:
    """The tenants of one group on a mean day, and the rate at which one ceases to be one.

    ``private``: tenants in the private market whom the municipality knows, since it helped them
    there, or they had asked it for a dwelling.  ``ending`` (per day): moves from a municipal
    dwelling to a private one do not count, a tenancy that fails does.
    """

    municipal: float
    private: float
    ending: float


@dataclass(frozen=True)
class Returning:
    """Dwelling needs of a group that come back, per day.

    ``refused``: after a refusal, without having become acute; ``acute``: after a refusal or
    a failed tenancy, without a home; ``failed``: those of these whose tenancy has failed.
    """

    refused: float
    acute: float
    failed: float


@dataclass(frozen=True)
class FollowUp:
    """Follow-up of one group: ``places`` taken on a mean day, and ``relapses`` per day."""

    places: float
    relapses: float


def stay(scenario: Scenario, group: HouseholdGroup) -> Stay:
    """A municipal tenancy of ``group``: contracts one after the other until something ends it.

    A contract that nothing ends earlier is renewed with probability
    ``tenancy.renewal_share``; moves, deaths and failures come at constant rates, moves the
    faster the more openings the private market has.  With T the contract, h the sum of rates
    and r the share renewed, the mean stay is (1 - exp(-hT)) / h / (1 - r exp(-hT)), and
    T / (1 - r) without rates.  A lease is taken up for review if nothing has ended the
    contract by then.
    """
    contract = scenario.parameters["tenancy.contract"]
    renewed = scenario.parameters["tenancy.renewal_share"]
    lead = min(scenario.parameters["review.lead_time"], contract)
    moving = group.move_rate * openness(as_record(scenario.parameters))
    rate = moving + group.leaving_rate + group.failure_rate
    survives = math.exp(-rate * contract)
    days_of_contract = -math.expm1(-rate * contract) / rate if rate > 0.0 else contract
    contracts = 1.0 / max(1.0 - renewed * survives, contract / ENDLESS)
    days = min(days_of_contract * contracts, ENDLESS)
    reviews = math.exp(-rate * (contract - lead)) * contracts
    return Stay(days, reviews, group.failure_rate * days)


def tenant_shares(scenario: Scenario) -> np.ndarray:
    """Share of the dwellings of each category let to each group, [category, group].

    In proportion to how many households of the group apply with a ground, how long they stay,
    and how much of the stock open to the group the category is.  A category that no such
    household may have is let to nobody: its row is zero.
    """
    stock = dwellings(scenario)
    weights = np.zeros((N_CATEGORIES, N_GROUPS))
    for group in scenario.municipality.groups:
        entering = _entering(scenario, group)
        open_to_it = stock[list(group.categories)].sum() if group.categories else 0.0
        for category in group.categories:
            if stock[category] > 0.0:
                part = stock[category] / open_to_it
                weights[category, group.group] += entering * part * stay(scenario, group).days
    totals = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, totals, out=np.zeros_like(weights), where=totals > 0.0)


def dwellings(scenario: Scenario) -> np.ndarray:
    """Dwellings that the municipality allocates, by category."""
    return _counted(scenario, tuple(Ownership))


def managed_dwellings(scenario: Scenario) -> np.ndarray:
    """Dwellings that the municipality makes ready for the next tenant, by category.

    All but those of foundations, who inspect and repair their own.
    """
    own = tuple(one for one in Ownership if one is not Ownership.FOUNDATION)
    return _counted(scenario, own)


def municipal_tenants(scenario: Scenario) -> np.ndarray:
    """Municipal tenants by group, all dwellings that may be let being let."""
    return dwellings(scenario) @ tenant_shares(scenario)


def tenants(scenario: Scenario, group: HouseholdGroup, municipal: float | None = None) -> Tenants:
    """The tenants of ``group``; ``municipal``: those in municipal dwellings, if known already.

    In the private market live households that were helped there when they first came, those
    that then found a home themselves (:data:`OWN_SOLUTIONS` of the listed), those that came for
    mediation alone, and municipal tenants that moved there.
    """
    if municipal is None:
        municipal = float(municipal_tenants(scenario)[group.group])
    p = as_record(scenario.parameters)
    ways = ways_home(scenario, group)
    mediated = (1.0 - mediated_in_vain(group, p)) * (
        1.0 - (1.0 - p.deposit_granted) * ways.no_deposit
    )
    leaving = 1.0 / stay(scenario, group).days
    moving = max(0.0, leaving - group.leaving_rate - group.failure_rate)
    moving_to_rent = municipal * moving * (1.0 - group.move_to_own_home)
    entering_market = (
        arrivals(scenario, group, Need.DWELLING) * (ways.rented + ways.lists * OWN_SOLUTIONS)
        + arrivals(scenario, group, Need.PRIVATE_MEDIATION) * mediated
        + moving_to_rent
    )
    ending = 1.0 / p.tenancy_private_contract + group.leaving_rate + group.failure_rate
    private = entering_market / ending
    everybody = municipal + private
    gone = municipal * leaving - moving_to_rent + private * ending
    return Tenants(municipal, private, gone / everybody if everybody > 0.0 else ending)


def returning(
    scenario: Scenario, group: HouseholdGroup, renting: Tenants | None = None
) -> Returning:
    """Needs that come back whatever the organisation; ``renting``: its tenants, if known.

    A household without a ground that is left with the list is refused; with probability r it
    comes back, acutely (then on a must ground) with probability a, else to be refused again
    if the market still does not help.  Tenancies fail at the group's rate while they last,
    municipal ones and those in the private market.
    """
    p = as_record(scenario.parameters)
    ways: WaysHome = ways_home(scenario, group)
    renting = renting or tenants(scenario, group)
    back, acute = p.patience_return_share, p.patience_return_acute
    coming = arrivals(scenario, group, Need.DWELLING)
    first_refused = coming * group.grounds.get(Ground.NONE, 0.0) * ways.lists
    # Where all come back to be refused there would be no end of it; the bound is one.
    refusals = first_refused / max(1.0 - back * (1.0 - acute) * ways.lists, 0.01)
    failing = group.failure_rate * (renting.municipal + renting.private)
    return Returning(refusals * back * (1.0 - acute), refusals * back * acute + failing, failing)


def drifting(
    scenario: Scenario, group: HouseholdGroup, renting: Tenants | None = None
) -> dict[Need, float]:
    """Needs that municipal tenants come to have, per day and need.

    As common as needs are in the group.  What tenants have already cannot come to them; that is
    left out of account.
    """
    renting = renting or tenants(scenario, group)
    shares = {need: share_with(group, need) for need in OTHER_NEEDS}
    total = math.fsum(shares.values())
    if total <= 0.0:
        return dict.fromkeys(OTHER_NEEDS, 0.0)
    rate = scenario.parameters["needs.drift_rate"] * renting.municipal
    return {need: rate * share / total for need, share in shares.items()}


def follow_up(
    scenario: Scenario, group: HouseholdGroup, renting: Tenants | None = None
) -> FollowUp:
    """The follow-up of ``group`` when everybody who needs it has it at once.

    Households come with the need, beside a dwelling need or alone, and municipal tenants come to
    it.  Each stays for the mean time at each level, an intensive one at both, if it does not leave
    for good before.  Of those whose need has ended a share comes to need it again, if they are
    tenants still.  Levels are as common in every need that comes.  Of those who come for follow-up
    alone the municipality does not hear again; a household that comes back with a dwelling need
    keeps the follow-up it has.
    """
    p = as_record(scenario.parameters)
    renting = renting or tenants(scenario, group)
    intensive = intensive_share(group)
    alone = arrivals(scenario, group, Need.FOLLOW_UP)
    days = p.follow_up_duration
    places = alone * (intensive * p.follow_up_intensive_weight + 1.0) * days
    first = arrivals(scenario, group, Need.DWELLING) * share_with(group, Need.FOLLOW_UP)
    first += drifting(scenario, group, renting)[Need.FOLLOW_UP]
    steps_down = 1.0 / (1.0 + group.leaving_rate * days)  # rather than leaving before
    come_to_ordinary = 1.0 - intensive + intensive * steps_down
    still_there = 1.0 / (1.0 + p.follow_up_relapse_after * renting.ending)
    again = come_to_ordinary * steps_down * p.follow_up_relapse_share * still_there
    # Where all need it again at once there would be no end of it; the bound is one.
    needing = first / max(1.0 - again, 0.01)
    weight = intensive * p.follow_up_intensive_weight + come_to_ordinary
    places += needing * weight * days * steps_down
    return FollowUp(places, needing - first)


def follow_up_places(scenario: Scenario) -> np.ndarray:
    """Places in follow-up that are taken on a mean day, [group]."""
    places = np.zeros(N_GROUPS)
    municipal = municipal_tenants(scenario)
    for group in scenario.municipality.groups:
        renting = tenants(scenario, group, float(municipal[group.group]))
        places[group.group] = follow_up(scenario, group, renting).places
    return places


def intensive_share(group: HouseholdGroup) -> float:
    """Share of those in need of follow-up who need intensive follow-up.

    Where no level is given a household that comes for follow-up needs the ordinary one.
    """
    levels = math.fsum(group.follow_up.values())
    return group.follow_up.get(2, 0.0) / levels if levels > 0.0 else 0.0


def _entering(scenario: Scenario, group: HouseholdGroup) -> float:
    """Households per day that apply for a municipal dwelling and have a ground to get one."""
    applying = ways_home(scenario, group).lists
    return arrivals(scenario, group, Need.DWELLING) * applying * with_ground(group)


def _counted(scenario: Scenario, owned: tuple[Ownership, ...]) -> np.ndarray:
    counted = np.zeros(N_CATEGORIES)
    for block in scenario.municipality.stock:
        if block.ownership in owned:
            counted[block.category] += block.dwellings
    return counted
