"""The reference demand: what work would arise if everything went as it should.

Expected cases and hours per day, by task and group, computed from the municipality and the
parameters alone, never from the organisation.  It is the yardstick that positions are
dimensioned and split by (:mod:`sim.resources`), so that organisations compared with each
other are given the same resources for the same needs, and it tells how much practice a unit
gets in what it holds (:mod:`sim.knowledge`).

The reference assumes that every need is recognised, that every case goes straight to whoever
is responsible, and that households wait as long as it takes.  It therefore holds no referrals
between units, bounces, contests, redone assessments or extra hours of the inexperienced: time
for coordination is not compensated.  Needs come back in it as far as that has nothing to do
with organisation: from households refused for want of a ground, and from tenancies that fail
at their group's own rate.  Households that give up do not occur.  What comes of lease reviews
is not in it either, since not every organisation keeps that routine; the hours of it are.

Simplifications, beside those stated at each function:

* a household that is left with the municipal list makes one application, to the allocator of
  the first of its categories, whether it has a ground or not (without one it is refused);
* municipal dwellings are counted as always let, to the groups that may have them, in
  proportion to how many of them come and how long they stay;
* a household that comes back brings its other needs again, and comes with the means of any
  other of its group;
* needs of a household are independent of each other and of its income.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist
from types import SimpleNamespace

import numpy as np

from sim import bearing
from sim.names import (
    CASE_WORK_DOORS,
    DISTRIBUTED_TASKS,
    OTHER_NEEDS,
    TASK_OF_NEED,
    TASKS_WITH_WORK,
    Category,
    Ground,
    Group,
    Need,
    Task,
    label,
)
from sim.scenario.resolved import HouseholdGroup, Scenario

N_TASKS = len(Task)
N_GROUPS = len(Group)
N_CATEGORIES = len(Category)

#: Share of listed households that find a home themselves before they are served: what the
#: rate of own solutions is calibrated to (a third to a half, model: patience).
OWN_SOLUTIONS = 0.4

#: [task] whether case work is done at its door.
WORKING_DOORS = np.array([task in CASE_WORK_DOORS for task in Task])

#: Points of the quadrature over incomes and over debts: quantiles of equal weight.
INCOMES = 40
DEBTS = 8

#: A stay that nothing ends, in days: long beyond any run, but finite.
ENDLESS = 1e9


@dataclass(frozen=True)
class WaysHome:
    """Shares of a group's households that try each way home when nothing is overlooked.

    The ways are tried in this order, the next when one is closed or has led to nothing.
    ``buys``: loan and equity reach the price of a dwelling of the size needed; the financing
    certificate may lapse.  ``rents``: there are landlords who accept it and its subsistence
    is left after a private rent; the search may be in vain.  ``lists``: applies for a
    municipal dwelling.  ``allowance``: would be paid housing allowance at a private rent.
    """

    buys: float
    rents: float
    lists: float
    allowance: float


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
class Returning:
    """Dwelling needs of a group that come back, per day.

    ``refused``: after a refusal, without having become acute; ``acute``: after a refusal or
    a failed tenancy, without a home.
    """

    refused: float
    acute: float


@dataclass(frozen=True)
class Demand:
    """The reference demand of a scenario; everything is per day.

    ``cases`` [task, group], and ``case_hours`` [task, group], the hours of handling them.
    ``assessments`` [door task, group] counts households with a dwelling need by the door at
    which they are heard out, ``directed`` [door task, group] those of them that came to another
    door, where no case work is done, and were told where to go.  ``door_hours`` [door task,
    group] are the hours of hearing them, and of sending on who comes to a wrong door with
    another need.  ``door_cases`` [door task, task, group] are the cases of each task that arise
    among those who are heard, or come with another need, at a door, ``onward`` [task, task,
    group] those that go on from one task to the next by ``follow_on``.
    ``vacated`` [category, group] are municipal dwellings by the group that leaves,
    ``offer_hours`` [category, group] the hours of offering them, ``crew_days`` the days of
    works in them.
    """

    cases: np.ndarray
    case_hours: np.ndarray
    assessments: np.ndarray
    directed: np.ndarray
    door_hours: np.ndarray
    door_cases: np.ndarray
    onward: np.ndarray
    vacated: np.ndarray
    offer_hours: np.ndarray
    crew_days: float

    @property
    def hours(self) -> np.ndarray:
        """All hours [task, group]: doors count as assessment, offers as allocation."""
        hours = self.case_hours.copy()
        hours[Task.ASSESSMENT] += self.door_hours.sum(axis=0)
        hours[Task.ALLOCATE_DWELLINGS] += self.offer_hours.sum(axis=0)
        return hours


def expected_cases(scenario: Scenario) -> np.ndarray:
    """Cases per day of the reference demand, [task, group]."""
    return reference(scenario).cases


def expected_hours(scenario: Scenario) -> np.ndarray:
    """Hours of work per day of the reference demand, [task, group].

    Hours scale with the ``work_factor`` of the group whose household the case is; preparing
    and offering a dwelling has no household yet, and does not.
    """
    return reference(scenario).hours


def door_shares(scenario: Scenario, group: HouseholdGroup, need: Need) -> np.ndarray:
    """Probability of the task at whose door a household with ``need`` appears, [task].

    It goes to the task of its need if it knows (``doors.household_knowledge``), else where
    the habits of its group take it (which may be the right door too).
    """
    knows = scenario.parameters["doors.household_knowledge"]
    shares = np.zeros(N_TASKS)
    for task, weight in group.habits.items():
        shares[task] += (1.0 - knows) * weight
    shares[TASK_OF_NEED[need]] += knows
    return shares


def reference(scenario: Scenario) -> Demand:
    """The reference demand of ``scenario``.

    Raises ``ValueError`` if ``follow_on`` sends cases round for ever.
    """
    assessments, directed, door_hours, door_cases = _household_demand(scenario)
    vacated, reviews, crew_days = _stock_demand(scenario)
    arising = door_cases.sum(axis=0)
    arising[Task.MANAGE_VACANCIES] += vacated.sum(axis=0)
    arising[Task.REVIEW_LEASES] += reviews.sum(axis=0)
    cases, onward = _with_follow_on(scenario, arising)
    case_hours = _hours_of_cases(scenario, cases)
    cases[Task.ASSESSMENT] = assessments.sum(axis=0)
    return Demand(
        cases=cases,
        case_hours=case_hours,
        assessments=assessments,
        directed=directed,
        door_hours=door_hours,
        door_cases=door_cases,
        onward=onward,
        vacated=vacated,
        offer_hours=vacated * _hours_of_letting(scenario),
        crew_days=crew_days,
    )


def arrivals(scenario: Scenario, group: HouseholdGroup, need: Need) -> float:
    """Households per day that come with ``need``."""
    return group.arrivals.get(need, 0.0) * scenario.municipality.population / 1000.0


def ways_home(scenario: Scenario, group: HouseholdGroup) -> WaysHome:
    """Which ways home the group's households try, by a quadrature over what they earn and owe.

    Incomes are lognormal and debt service exponential, both at quantiles of equal weight;
    equity is exponential and integrated exactly.  No grant is counted.  The dwelling has the
    size and rooms the household needs.  Remembered for the scenario asked about last.
    """
    global _latest
    scenario_then, known = _latest
    if scenario_then is not scenario:
        known = {}
        _latest = (scenario, known)
    if id(group) not in known:
        known[id(group)] = (group, _ways_home(scenario, group))
    return known[id(group)][1]


#: The scenario whose ways home were last asked for, and those found since: the group (kept, so
#: that its id stays its own) and its ways.
_latest: tuple[Scenario | None, dict[int, tuple[HouseholdGroup, WaysHome]]] = (None, {})


def _ways_home(scenario: Scenario, group: HouseholdGroup) -> WaysHome:
    """See :func:`ways_home`."""
    p = as_record(scenario.parameters)
    lapses = _in_vain(p.market_certificate_validity, p.market_purchase_time, p)
    in_vain = _mediated_in_vain(group, p)
    buys = rents = lists = allowance = 0.0
    for persons, weight, income, debt_service in _households(group):
        loan = bearing.largest_loan(p, income, persons, debt_service, True)
        gap = bearing.purchase_price(p, persons) - loan
        buying = _share_above(gap, group.equity_mean)
        left = 1.0 - buying * (1.0 - lapses)
        rooms = bearing.rooms_needed(persons)
        rent = bearing.rent(p, rooms, False)
        buys += weight * buying
        can_rent = bearing.can_rent_privately(p, income, persons, debt_service, rooms, True)
        if can_rent and group.landlord_acceptance > 0.0:
            rents += weight * left
            left *= in_vain
        lists += weight * left
        if bearing.monthly_allowance(p, income, persons, rent, False) > 0.0:
            allowance += weight
    return WaysHome(buys, rents, lists, allowance)


def compound_share(group: HouseholdGroup) -> float:
    """Share of households with a dwelling need whose needs are compound.

    A home and help with its rent are simple; economic or personal help besides is not.
    """
    return 1.0 - math.prod(1.0 - group.needs.get(need, 0.0) for need in OTHER_NEEDS)


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


def returning(scenario: Scenario, group: HouseholdGroup) -> Returning:
    """Needs that come back whatever the organisation.

    A household without a ground that is left with the list is refused; with probability r it
    comes back, acutely (then on a must ground) with probability a, else to be refused again
    if the market still does not help.  Tenancies fail at the group's rate while they last,
    municipal ones and those in the private market: of households helped there when they first
    came, of those that then found a home themselves (:data:`OWN_SOLUTIONS` of the listed), and
    of municipal tenants that moved there.
    """
    return _returning(scenario, group, ways_home(scenario, group), _tenants(scenario)[group.group])


def _returning(
    scenario: Scenario, group: HouseholdGroup, ways: WaysHome, tenants: float
) -> Returning:
    """See :func:`returning`; ``tenants``: the group's municipal tenants."""
    p = as_record(scenario.parameters)
    coming = arrivals(scenario, group, Need.DWELLING)
    back, acute = p.patience_return_share, p.patience_return_acute
    first_refused = coming * group.grounds.get(Ground.NONE, 0.0) * ways.lists
    # Where all come back to be refused there would be no end of it; the bound is one.
    refusals = first_refused / max(1.0 - back * (1.0 - acute) * ways.lists, 0.01)
    tenancy = stay(scenario, group)
    moving = max(0.0, 1.0 / tenancy.days - group.leaving_rate - group.failure_rate)
    entering_market = (
        coming * ways.rents * (1.0 - _mediated_in_vain(group, p))
        + coming * ways.lists * OWN_SOLUTIONS
        + tenants * moving * (1.0 - group.move_to_own_home)
    )
    ending = 1.0 / p.tenancy_private_contract + group.leaving_rate + group.failure_rate
    failing = group.failure_rate * (tenants + entering_market / ending)
    return Returning(refusals * back * (1.0 - acute), refusals * back * acute + failing)


def tenant_shares(scenario: Scenario) -> np.ndarray:
    """Share of the dwellings of each category let to each group, [category, group].

    In proportion to how many households of the group apply with a ground, how long they stay,
    and how much of the stock open to the group the category is.  A category that no such
    household may have is let to nobody: its row is zero.
    """
    stock = _dwellings(scenario)
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
    """Parameters by key as attributes named by ``Parameter.field``, for :mod:`sim.bearing`."""
    return SimpleNamespace(**{key.replace(".", "_"): value for key, value in parameters.items()})


def _household_demand(
    scenario: Scenario,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Assessments, households directed elsewhere, hours at doors, and cases by door.

    Who comes with a dwelling need is assessed at the door it comes to if case work is done
    there, else by whoever allocates, to whom it is directed.  Who comes for an instrument is
    not assessed: at its own door it becomes a case, and any other where case work is done
    sends it on, which costs the hours of a hand-over.
    """
    assessments = np.zeros((N_TASKS, N_GROUPS))
    directed = np.zeros((N_TASKS, N_GROUPS))
    door_hours = np.zeros((N_TASKS, N_GROUPS))
    door_cases = np.zeros((N_TASKS, N_TASKS, N_GROUPS))
    tenants = _tenants(scenario)
    for group in scenario.municipality.groups:
        g = group.group
        for need, task in TASK_OF_NEED.items():
            coming = arrivals(scenario, group, need)
            if need is Need.DWELLING:
                ways = ways_home(scenario, group)
                again = _returning(scenario, group, ways, tenants[g])
                acute = coming * group.homeless + again.acute
                coming += again.refused + again.acute
                at_door = coming * door_shares(scenario, group, need)
                directed[:, g] = np.where(WORKING_DOORS, 0.0, at_door)
                heard = at_door - directed[:, g]
                heard[task] += directed[:, g].sum()
                assessments[:, g] = heard
                door_hours[:, g] += heard * _assessment_hours(scenario, group)
                if coming > 0.0:
                    cases = _cases_of_dwelling_need(group, ways, acute / coming)
                    door_cases[:, :, g] += np.outer(heard, cases)
            else:
                at_door = coming * door_shares(scenario, group, need)
                door_cases[:, task, g] += at_door
                wrong_door = np.where(WORKING_DOORS, at_door, 0.0)
                wrong_door[task] = 0.0
                door_hours[:, g] += wrong_door * scenario.parameters["handover.hours"]
    return assessments, directed, door_hours, door_cases


def _cases_of_dwelling_need(group: HouseholdGroup, ways: WaysHome, acute: float) -> np.ndarray:
    """Expected cases of each task per household with a dwelling need.

    ``acute``: share of them without a home.
    """
    cases = np.zeros(N_TASKS)
    for need, share in _beside_dwelling(group, ways).items():
        cases[TASK_OF_NEED[need]] = share
    cases[Task.TEMPORARY_HOUSING] = acute
    cases[Task.START_LOAN] = ways.buys
    cases[Task.PRIVATE_MEDIATION] = ways.rents
    cases[Task.ALLOCATE_DWELLINGS] = ways.lists
    return cases


def _beside_dwelling(group: HouseholdGroup, ways: WaysHome) -> dict[Need, float]:
    """Share of households with a dwelling need that also have each other need.

    Housing allowance is needed by those to whom it would be paid.
    """
    shares = {need: group.needs.get(need, 0.0) for need in OTHER_NEEDS}
    shares[Need.HOUSING_ALLOWANCE] = ways.allowance
    return shares


def _assessment_hours(scenario: Scenario, group: HouseholdGroup) -> float:
    """Mean hours of assessing a household with a dwelling need."""
    hours = scenario.parameters["work.assessment.hours"]
    longer = scenario.parameters["work.compound_factor"] - 1.0
    return group.work_factor * hours * (1.0 + longer * compound_share(group))


def _stock_demand(scenario: Scenario) -> tuple[np.ndarray, np.ndarray, float]:
    """Dwellings vacated and leases reviewed [category, group], and crew days, per day."""
    dwellings_of = _dwellings(scenario)[:, None] * tenant_shares(scenario)
    vacated = np.zeros_like(dwellings_of)
    reviews = np.zeros_like(dwellings_of)
    crew_days = 0.0
    works = scenario.parameters["vacancy.works"]
    longer = scenario.parameters["vacancy.damage_factor"] - 1.0
    for group in scenario.municipality.groups:
        tenancy = stay(scenario, group)
        let = dwellings_of[:, group.group]
        vacated[:, group.group] = let / tenancy.days
        reviews[:, group.group] = let * tenancy.reviews / tenancy.days
        crew_days += let.sum() / tenancy.days * works * (1.0 + longer * tenancy.failed)
    return vacated, reviews, crew_days


def _hours_of_letting(scenario: Scenario) -> float:
    """Mean hours of offers until one is accepted."""
    # Where all offers are refused nothing is ever let; the bound keeps the hours finite.
    accepted = max(1.0 - scenario.parameters["offers.refused"], 0.01)
    return scenario.parameters["offers.hours"] / accepted


def _hours_of_cases(scenario: Scenario, cases: np.ndarray) -> np.ndarray:
    """Cases times mean hours, times the work factor where the case is a household's.

    Hours at doors and hours of offers are counted elsewhere.
    """
    factors = np.ones(N_GROUPS)
    for group in scenario.municipality.groups:
        factors[group.group] = group.work_factor
    hours = np.zeros_like(cases)
    for task in TASKS_WITH_WORK:
        if task is Task.ASSESSMENT:
            continue
        per_case = scenario.parameters[f"work.{label(task)}.hours"]
        scale = 1.0 if task is Task.MANAGE_VACANCIES else factors
        hours[task] = cases[task] * per_case * scale
    return hours


def _with_follow_on(scenario: Scenario, arising: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All cases, with those that follow on others, and the flows between tasks.

    The traffic equations of a queueing network: cases = arising + P' cases.
    """
    onward = np.zeros((N_TASKS, N_TASKS))
    for task, following in scenario.follow_on.items():
        for next_task, probability in following.items():
            if task in DISTRIBUTED_TASKS and next_task in DISTRIBUTED_TASKS:
                onward[task, next_task] = probability
    if np.abs(np.linalg.eigvals(onward)).max() > 1.0 - 1e-9:
        raise ValueError("follow_on sends cases round for ever: some must end")
    cases = np.linalg.solve(np.eye(N_TASKS) - onward.T, arising)
    return cases, onward[:, :, None] * cases[:, None, :]


def _entering(scenario: Scenario, group: HouseholdGroup) -> float:
    """Households per day that apply for a municipal dwelling and have a ground to get one."""
    applying = ways_home(scenario, group).lists
    return arrivals(scenario, group, Need.DWELLING) * applying * with_ground(group)


def _tenants(scenario: Scenario) -> np.ndarray:
    """Municipal tenants by group, all dwellings that may be let being let."""
    return _dwellings(scenario) @ tenant_shares(scenario)


def _dwellings(scenario: Scenario) -> np.ndarray:
    """Municipal dwellings by category."""
    dwellings = np.zeros(N_CATEGORIES)
    for block in scenario.municipality.stock:
        dwellings[block.category] += block.dwellings
    return dwellings


def _households(group: HouseholdGroup) -> Iterator[tuple[int, float, float, float]]:
    """Typical households of a group: (persons, weight, income, debt service)."""
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
    for persons, share in group.persons.items():
        weight = share / (len(incomes) * len(debts))
        for income in incomes:
            for debt_service in debts:
                yield persons, weight, income, debt_service


def _levels(points: int) -> list[float]:
    """The middles of ``points`` equal parts of the unit interval."""
    return [(i + 0.5) / points for i in range(points)]


def _share_above(gap: float, equity_mean: float) -> float:
    """Share of households whose equity covers ``gap``."""
    if gap <= 0.0:
        return 1.0
    return math.exp(-gap / equity_mean) if equity_mean > 0.0 else 0.0


def _mediated_in_vain(group: HouseholdGroup, p: SimpleNamespace) -> float:
    """Probability that the search for a landlord who accepts a household of ``group`` fails."""
    if group.landlord_acceptance <= 0.0:
        return 1.0
    return _in_vain(p.market_search_limit, p.market_search_time / group.landlord_acceptance, p)


def _in_vain(limit: float, mean_days: float, p: SimpleNamespace) -> float:
    """Probability that an exponential search on the market outlasts its limit."""
    return math.exp(-limit * openness(p) / mean_days)
