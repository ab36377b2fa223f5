"""The reference demand: what work would arise if everything went as it should.

Expected cases and hours per day, by task and group, computed from the municipality and the
parameters alone, never from the organisation.  It is the yardstick that positions are
dimensioned and split by (:mod:`sim.resources`), so that organisations compared with each
other are given the same resources for the same needs, and it tells how much practice a unit
gets in what it holds (:mod:`sim.knowledge`).  Which ways home households try is worked out in
:mod:`sim.ways`, how long they stay and what comes of it in :mod:`sim.stays`.

The reference assumes that every need is recognised, that every case goes straight to whoever
is responsible, and that households wait as long as it takes.  It therefore holds no referrals
between units, bounces, contests, redone assessments, meetings, appeals or extra hours of the
inexperienced or of routines: time for coordination is not compensated.  Needs come back in it
as far as that has nothing to do with organisation: from households refused for want of a
ground, from tenancies that fail at their group's own rate, from tenants whose needs change, and
where follow-up is needed again.  Households that give up do not occur, nor are needs made worse
by long stays in temporary housing.  What comes of lease reviews is not in it either, since not
every organisation keeps that routine; the hours of it are.

The scenario is taken as it is at the start: its ``changes``, and households settled by them,
are not in the reference, so that what comes later meets the people that are there.

Simplifications, beside those stated at each function and in the two modules named:

* a household that is left with the municipal list makes one application, to the allocator of
  the first of its categories, whether it has a ground or not (without one it is refused);
* a household that comes back comes with the means of any other of its group; its other needs
  have been met by then, but for housing allowance where it lost the home it was paid for;
* a dwelling leased in or a co-op flat makes the work of any other: what is given back, sold or
  bought instead is left out of account.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.names import (
    CASE_WORK_DOORS,
    COMPOUND_NEEDS,
    DISTRIBUTED_TASKS,
    OTHER_NEEDS,
    TASK_OF_NEED,
    TASKS_WITH_WORK,
    Category,
    Group,
    Need,
    Task,
    label,
)
from sim.scenario.resolved import HouseholdGroup, Scenario
from sim.stays import (
    FollowUp,
    Returning,
    Stay,
    Tenants,
    drifting,
    dwellings,
    follow_up,
    follow_up_places,
    intensive_share,
    managed_dwellings,
    municipal_tenants,
    returning,
    stay,
    tenant_shares,
    tenants,
)
from sim.ways import (
    WaysHome,
    arrivals,
    as_record,
    granted_share,
    openness,
    share_with,
    ways_home,
    with_ground,
)

__all__ = [
    "Demand",
    "FollowUp",
    "Returning",
    "Stay",
    "Tenants",
    "WaysHome",
    "arrivals",
    "as_record",
    "compound_share",
    "door_shares",
    "drifting",
    "expected_cases",
    "expected_hours",
    "follow_up_places",
    "intensive_share",
    "openness",
    "reference",
    "returning",
    "share_with",
    "stay",
    "tenant_shares",
    "tenants",
    "ways_home",
    "with_ground",
]

N_TASKS = len(Task)
N_GROUPS = len(Group)
N_CATEGORIES = len(Category)

#: [task] whether case work is done at its door.
WORKING_DOORS = np.array([task in CASE_WORK_DOORS for task in Task])


@dataclass(frozen=True)
class Demand:
    """The reference demand of a scenario; everything is per day.

    ``cases`` [task, group], and ``case_hours`` [task, group], the hours of handling them.
    ``assessments`` [door task, group] counts households with a dwelling need by the door at
    which they are heard out, ``directed`` [door task, group] those of them that came to another
    door, where no case work is done, and were told where to go.  ``door_hours`` [door task,
    group] are the hours of hearing them, and of sending on who comes to a wrong door with
    another need.  ``door_cases`` [door task, task, group] are the cases of each task that arise
    among those who are heard, or come with another need, at a door; ``onward`` [task, task,
    group] those that go on from one task to the next: to a purchase grant and back, to a
    deposit, to whoever provides the follow-up ordered, and by ``follow_on``.
    ``vacated`` [category, group] are municipal dwellings by the group that leaves, ``managed``
    [category, group] those of them that the municipality makes ready again, ``offer_hours``
    [category, group] the hours of offering all of them, ``crew_days`` the days of works.
    """

    cases: np.ndarray
    case_hours: np.ndarray
    assessments: np.ndarray
    directed: np.ndarray
    door_hours: np.ndarray
    door_cases: np.ndarray
    onward: np.ndarray
    vacated: np.ndarray
    managed: np.ndarray
    offer_hours: np.ndarray
    crew_days: float

    @property
    def hours(self) -> np.ndarray:
        """All hours [task, group]: doors count as assessment, offers as allocation."""
        hours = self.case_hours.copy()
        hours[Task.ASSESSMENT] += self.door_hours.sum(axis=0)
        hours[Task.ALLOCATE_DWELLINGS] += self.offer_hours.sum(axis=0)
        return hours


@dataclass(frozen=True)
class _AtDoors:
    """What households bring: fields as in :class:`Demand`, ``onward`` without ``follow_on``."""

    assessments: np.ndarray
    directed: np.ndarray
    door_hours: np.ndarray
    door_cases: np.ndarray
    onward: np.ndarray


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


def compound_share(group: HouseholdGroup) -> float:
    """Share of households with a dwelling need whose needs are compound.

    A home, help with its rent and home care are simple; economic or personal help besides is
    not.
    """
    return 1.0 - math.prod(1.0 - share_with(group, need) for need in COMPOUND_NEEDS)


def reference(scenario: Scenario) -> Demand:
    """The reference demand of ``scenario``.

    Raises ``ValueError`` if ``follow_on`` sends cases round for ever.
    """
    at_doors = _household_demand(scenario)
    vacated, managed, reviews, crew_days = _stock_demand(scenario)
    arising = at_doors.door_cases.sum(axis=0) + at_doors.onward.sum(axis=0)
    arising[Task.MANAGE_VACANCIES] += managed.sum(axis=0)
    arising[Task.REVIEW_LEASES] += reviews.sum(axis=0)
    cases, onward = _with_follow_on(scenario, arising)
    onward += at_doors.onward
    # An order for follow-up goes to whoever provides it, where it makes no work for the desk.
    onward[Task.ORDER_FOLLOW_UP, Task.PROVIDE_FOLLOW_UP] += cases[Task.ORDER_FOLLOW_UP]
    case_hours = _hours_of_cases(scenario, cases)
    cases[Task.ASSESSMENT] = at_doors.assessments.sum(axis=0)
    return Demand(
        cases=cases,
        case_hours=case_hours,
        assessments=at_doors.assessments,
        directed=at_doors.directed,
        door_hours=at_doors.door_hours,
        door_cases=at_doors.door_cases,
        onward=onward,
        vacated=vacated,
        managed=managed,
        offer_hours=vacated * _hours_of_letting(scenario),
        crew_days=crew_days,
    )


def _household_demand(scenario: Scenario) -> _AtDoors:
    """Assessments, households directed elsewhere, hours at doors, and cases by door.

    Who comes with a dwelling need is assessed at the door it comes to if case work is done
    there, else by whoever allocates, to whom it is directed.  Who comes for an instrument, or
    as a tenant with a new need, is not assessed: at its own door it becomes a case, and any
    other where case work is done sends it on, which costs the hours of a hand-over.
    """
    found = _AtDoors(
        assessments=np.zeros((N_TASKS, N_GROUPS)),
        directed=np.zeros((N_TASKS, N_GROUPS)),
        door_hours=np.zeros((N_TASKS, N_GROUPS)),
        door_cases=np.zeros((N_TASKS, N_TASKS, N_GROUPS)),
        onward=np.zeros((N_TASKS, N_TASKS, N_GROUPS)),
    )
    municipal = municipal_tenants(scenario)
    for group in scenario.municipality.groups:
        renting = tenants(scenario, group, float(municipal[group.group]))
        again = returning(scenario, group, renting)
        changed = drifting(scenario, group, renting)
        changed[Need.FOLLOW_UP] += follow_up(scenario, group, renting).relapses
        _add_dwelling_needs(scenario, group, again, found)
        for need in TASK_OF_NEED:
            if need is not Need.DWELLING:
                coming = arrivals(scenario, group, need) + changed.get(need, 0.0)
                _add_instruments(scenario, group, need, coming, found)
    return found


def _add_dwelling_needs(
    scenario: Scenario, group: HouseholdGroup, again: Returning, found: _AtDoors
) -> None:
    """Add what ``group``'s households with a dwelling need bring, first or ``again``."""
    g = group.group
    first = arrivals(scenario, group, Need.DWELLING)
    coming = first + again.refused + again.acute
    if not coming > 0.0:
        return
    ways = ways_home(scenario, group)
    acute = (first * group.homeless + again.acute) / coming
    cases = _cases_of_dwelling_need(
        group, ways, acute, first / coming, (first + again.failed) / coming
    )
    at_door = coming * door_shares(scenario, group, Need.DWELLING)
    found.directed[:, g] = np.where(WORKING_DOORS, 0.0, at_door)
    heard = at_door - found.directed[:, g]
    heard[Task.ALLOCATE_DWELLINGS] += found.directed[:, g].sum()
    found.assessments[:, g] = heard
    found.door_hours[:, g] += heard * _assessment_hours(scenario, group)
    found.door_cases[:, :, g] += np.outer(heard, cases)
    found.onward[Task.START_LOAN, Task.PURCHASE_GRANT, g] += coming * ways.grants
    found.onward[Task.PURCHASE_GRANT, Task.START_LOAN, g] += coming * ways.granted
    found.onward[Task.PRIVATE_MEDIATION, Task.SOCIAL_ASSISTANCE, g] += coming * ways.deposits


def _add_instruments(
    scenario: Scenario, group: HouseholdGroup, need: Need, coming: float, found: _AtDoors
) -> None:
    """Add the cases of ``coming`` households of ``group`` that come for one instrument.

    A loan may need a purchase grant besides, and a private rental a deposit.
    """
    if not coming > 0.0:
        return
    g, task = group.group, TASK_OF_NEED[need]
    at_door = coming * door_shares(scenario, group, need)
    found.door_cases[:, task, g] += at_door
    wrong_door = np.where(WORKING_DOORS, at_door, 0.0)
    wrong_door[task] = 0.0
    found.door_hours[:, g] += wrong_door * scenario.parameters["handover.hours"]
    if need is Need.START_LOAN:
        grants = coming * ways_home(scenario, group).grant_fills
        found.onward[task, Task.PURCHASE_GRANT, g] += grants
        found.onward[Task.PURCHASE_GRANT, task, g] += grants * granted_share(scenario)
    elif need is Need.PRIVATE_MEDIATION:
        deposits = coming * ways_home(scenario, group).no_deposit
        found.onward[task, Task.SOCIAL_ASSISTANCE, g] += deposits


def _cases_of_dwelling_need(
    group: HouseholdGroup, ways: WaysHome, acute: float, first: float, unpaid: float
) -> np.ndarray:
    """Expected cases of each task per household with a dwelling need, as sent from its door.

    ``acute``: share of them without a home; ``first``: of those that come for the first time;
    ``unpaid``: of those not paid housing allowance yet, or no more.  Housing allowance is needed
    by those to whom it would be paid.
    """
    cases = np.zeros(N_TASKS)
    for need in OTHER_NEEDS:
        cases[TASK_OF_NEED[need]] = first * share_with(group, need)
    cases[Task.HOUSING_ALLOWANCE] = unpaid * ways.allowance
    cases[Task.TEMPORARY_HOUSING] = acute
    cases[Task.ADAPT_DWELLING] = ways.adapts
    cases[Task.START_LOAN] = ways.buys
    cases[Task.PRIVATE_MEDIATION] = ways.rents
    cases[Task.ALLOCATE_DWELLINGS] = ways.lists
    return cases


def _assessment_hours(scenario: Scenario, group: HouseholdGroup) -> float:
    """Mean hours of assessing a household with a dwelling need."""
    hours = scenario.parameters["work.assessment.hours"]
    longer = scenario.parameters["work.compound_factor"] - 1.0
    return group.work_factor * hours * (1.0 + longer * compound_share(group))


def _stock_demand(
    scenario: Scenario,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Dwellings vacated, those of them to make ready, leases reviewed [category, group], and
    crew days, per day."""
    shares = tenant_shares(scenario)
    let = dwellings(scenario)[:, None] * shares
    own = managed_dwellings(scenario)[:, None] * shares
    vacated = np.zeros_like(let)
    managed = np.zeros_like(let)
    reviews = np.zeros_like(let)
    crew_days = 0.0
    works = scenario.parameters["vacancy.works"]
    longer = scenario.parameters["vacancy.damage_factor"] - 1.0
    for group in scenario.municipality.groups:
        g = group.group
        tenancy = stay(scenario, group)
        vacated[:, g] = let[:, g] / tenancy.days
        managed[:, g] = own[:, g] / tenancy.days
        reviews[:, g] = let[:, g] * tenancy.reviews / tenancy.days
        crew_days += own[:, g].sum() / tenancy.days * works * (1.0 + longer * tenancy.failed)
    return vacated, managed, reviews, crew_days


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
