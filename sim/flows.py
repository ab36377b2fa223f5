"""What the reference demand brings to each unit: cases, referrals, and time for coordination.

All per day, worked out from who holds what; a case stays with the units of its household's
district.
"""

from __future__ import annotations

import numpy as np

from sim import demand, starting_strategy
from sim.names import APPROVED, Group, Task
from sim.organisation import (
    allocator_table,
    deadline_table,
    district_shares,
    have_agreement,
    holder_table,
    in_same_house,
    informing_table,
    is_on_shared_system,
    manager_of_vacancies,
    share_case_system,
    sum_by_unit,
)
from sim.scenario.resolved import Scenario


def handled(scenario: Scenario, expected: demand.Demand) -> np.ndarray:
    """Cases per day that each unit handles by the reference demand, [unit, task].

    Of allocation a unit handles the applications it decides and the dwellings it lets; leases
    are reviewed only where that is the routine.
    """
    organisation = scenario.organisation
    holders, allocators = holder_table(organisation), allocator_table(organisation)
    cases = np.zeros((len(organisation.units), len(Task)))
    vacated = expected.vacated.sum(axis=1)
    for district, share in enumerate(district_shares(organisation)):
        task, group = np.nonzero(holders[:, :, district] >= 0)
        unit = holders[task, group, district]
        np.add.at(cases, (unit, task), share * expected.cases[task, group])
        # Whoever holds a door assesses those who are heard out at it.
        np.add.at(cases[:, Task.ASSESSMENT], unit, share * expected.assessments[task, group])
        for category in np.flatnonzero(vacated > 0.0):
            allocator = allocators[category, district]
            cases[allocator, Task.ALLOCATE_DWELLINGS] += share * vacated[category]
    if not organisation.lease_review:
        cases[:, Task.REVIEW_LEASES] = 0.0
    return cases


def referrals(scenario: Scenario, expected: demand.Demand) -> np.ndarray:
    """Cases per day that each unit sends to each other unit, [from, to].

    From a door without case work to the allocator who will hear the household out, from the
    unit that hears it (or that it comes to with another need) to those that hold what it needs,
    from a loan to a purchase grant and back, from mediation to a deposit, from an order for
    follow-up to its provider, from a task to the next by ``follow_on``, and from whoever readies
    a dwelling to whoever allocates it.
    """
    flows = expected.door_cases + expected.onward
    sent = _referred(scenario, flows).sum(axis=0) + _directed(scenario, expected)
    allocators = allocator_table(scenario.organisation)
    managed = expected.managed.sum(axis=1)
    manager = manager_of_vacancies(scenario.organisation)
    for district, share in enumerate(district_shares(scenario.organisation)):
        for category in np.flatnonzero(managed > 0.0):
            sent[manager, allocators[category, district]] += share * managed[category]
    np.fill_diagonal(sent, 0.0)
    return sent


def sent_by_task(scenario: Scenario, expected: demand.Demand) -> np.ndarray:
    """Cases per day sent from unit to unit for each task, [task, from, to].

    Those of households; without those that a door without case work sends on.
    """
    return _referred(scenario, expected.door_cases + expected.onward)


def _referred(scenario: Scenario, flows: np.ndarray) -> np.ndarray:
    """Of ``flows`` [task, next task, group] those between units, [next task, from, to]."""
    organisation = scenario.organisation
    units = len(organisation.units)
    holders = holder_table(organisation)
    sent = np.zeros((len(Task), units, units))
    task, next_task, group = np.nonzero(flows > 0.0)
    flowing = flows[task, next_task, group]
    for district, share in enumerate(district_shares(organisation)):
        held = holders[:, :, district]
        sender, receiver = held[task, group], held[next_task, group]
        apart = sender != receiver
        between = (next_task[apart], sender[apart], receiver[apart])
        np.add.at(sent, between, share * flowing[apart])
    return sent


def _directed(scenario: Scenario, expected: demand.Demand) -> np.ndarray:
    """Households per day that a door without case work directs to the allocator, [from, to]."""
    organisation = scenario.organisation
    holders = holder_table(organisation)
    sent = np.zeros((len(organisation.units), len(organisation.units)))
    for district, share in enumerate(district_shares(organisation)):
        held = holders[:, :, district]
        for door, group in np.argwhere(expected.directed > 0.0):
            allocator = held[Task.ALLOCATE_DWELLINGS, group]
            if held[door, group] != allocator:
                sent[held[door, group], allocator] += share * expected.directed[door, group]
    return sent


def met(scenario: Scenario, expected: demand.Demand) -> np.ndarray:
    """Cases per day that two units have before them in a committee, [unit, other].

    A meeting of a group of the strategy counts as some of them.
    """
    organisation = scenario.organisation
    together = np.zeros((len(organisation.units), len(organisation.units)))
    for body, cases in zip(organisation.bodies, committee_cases(scenario, expected), strict=True):
        together[np.ix_(body.members, body.members)] += cases
    for members, every in starting_strategy.groups(scenario):
        cases = scenario.parameters["planning.meeting_cases"] / every
        together[np.ix_(members, members)] += cases
    np.fill_diagonal(together, 0.0)
    return together


def committee_cases(scenario: Scenario, expected: demand.Demand) -> list[float]:
    """Cases per day that come before each committee: applications for a dwelling; where it decides
    on none, what its members bring along."""
    organisation = scenario.organisation
    consulted = scenario.parameters["meeting.cases_consulted"]
    holders = holder_table(organisation)
    applications = expected.cases[Task.ALLOCATE_DWELLINGS]
    shares = district_shares(organisation)
    cases = []
    for body in organisation.bodies:
        if not body.groups:
            cases.append(min(consulted, body.most_cases) / body.every)
            continue
        prepared = holders[Task.ALLOCATE_DWELLINGS][list(body.groups)] == body.led_by
        cases.append(float(applications[list(body.groups)] @ (prepared @ shares)))
    return cases


def coordination_hours(scenario: Scenario, expected: demand.Demand) -> np.ndarray:
    """Hours per day that each unit needs to coordinate with others, as far as can be foreseen.

    Writing about a case that is sent on, reading one that comes, doing part of the assessment
    again without a common case system, meetings, and what routines cost: by the case
    (:func:`_routine_hours`) and to keep them up (:func:`upkeep_hours`).
    Cases sent wrongly, contested, appealed or looked at again are not foreseen, nor the
    time of a case coordinator, of talking about cases on the telephone, of a key person whom they
    are brought up with, and of the groups and the reports of a strategy; what is read at a wrong
    door counts as work, not here.  What divided waiting lists cost is told by
    :func:`further_applications`.
    """
    p = scenario.parameters
    organisation = scenario.organisation
    written = expected.door_cases + expected.onward
    # Where no case work is done a household is told where to go, and nobody writes.
    written[~demand.WORKING_DOORS] -= expected.door_cases[~demand.WORKING_DOORS]
    read = expected.door_cases + expected.onward
    read[:, Task.PROVIDE_FOLLOW_UP] = 0.0  # an order takes a place, no caseworker reads it
    hours = _reading_hours(scenario, _referred(scenario, read).sum(axis=0))
    hours += p["handover.hours"] * _referred(scenario, written).sum(axis=(0, 2))
    hours += p["handover.hours"] * _directed(scenario, expected).sum(axis=0)
    hours += _routine_hours(scenario, expected) + upkeep_hours(scenario)
    for body, before in zip(organisation.bodies, committee_cases(scenario, expected), strict=True):
        hours[list(body.members)] += p["meeting.hours_per_case"] * before
    return hours


def _routine_hours(scenario: Scenario, expected: demand.Demand) -> np.ndarray:
    """Hours per day that routines take by the case, [unit].

    Checking everyone, judging grounds by a written key, entering cases into a system that others
    see, having decisions approved, telling senders what was decided, and keeping a deadline.
    """
    p = scenario.parameters
    organisation = scenario.organisation
    cases = handled(scenario, expected)
    applications = _applications(scenario, expected)
    hours = np.zeros(len(organisation.units))
    if organisation.check_everyone:
        checked = cases[:, [Task.ASSESSMENT, Task.REVIEW_LEASES]]
        hours += p["routine.check_hours"] * checked.sum(axis=1)
    if organisation.priority_key:
        hours += p["routine.key_hours"] * applications[:, Task.ALLOCATE_DWELLINGS]
    hours += p["routine.approval_hours"] * _approved(scenario, expected, applications)
    for unit in range(len(organisation.units)):
        if is_on_shared_system(scenario, unit):
            hours[unit] += p["routine.case_system_hours"] * applications[unit].sum()
    sent = sent_by_task(scenario, expected)
    told = (sent * informing_table(organisation)).sum(axis=(0, 1))
    sent[Task.PROVIDE_FOLLOW_UP] = 0.0  # an order takes a place, and nobody takes it on
    in_time = (sent * deadline_table(organisation)).sum(axis=(0, 1))
    hours += p["routine.inform_hours"] * told + p["routine.deadline_hours"] * in_time
    return hours


def _approved(scenario: Scenario, expected: demand.Demand, applications: np.ndarray) -> np.ndarray:
    """Decisions per day that somebody above has to approve, [unit]: where work is bound by rules
    those that no committee has before it, and in any case what a committee recommends."""
    organisation = scenario.organisation
    bound = organisation.rule_oriented
    approved = applications[:, APPROVED].sum(axis=1) * bound
    for body, before in zip(organisation.bodies, committee_cases(scenario, expected), strict=True):
        if body.groups:
            approved[body.led_by] += before * ((not body.decides) - bound)
    return approved


def _applications(scenario: Scenario, expected: demand.Demand) -> np.ndarray:
    """Applications and assessments per day that each unit takes on, [unit, task].

    Without those for follow-up, whose orders take a place and no caseworker, and without leases
    and dwellings.
    """
    by_unit = np.zeros((len(scenario.organisation.units), len(Task)))
    for task in Task:
        if task not in (Task.PROVIDE_FOLLOW_UP, Task.REVIEW_LEASES, Task.MANAGE_VACANCIES):
            of_task = np.zeros_like(expected.cases)
            of_task[task] = expected.cases[task]
            by_unit[:, task] = sum_by_unit(scenario.organisation, of_task)
    by_unit[:, Task.ASSESSMENT] = handled(scenario, expected)[:, Task.ASSESSMENT]
    return by_unit


def upkeep_hours(scenario: Scenario) -> np.ndarray:
    """Hours per day that a unit spends on what it shares with others, or has in writing, [unit].

    Written routines and agreements have to be kept up to date, and those who sit in one house
    talk.
    """
    p = scenario.parameters
    organisation = scenario.organisation
    hours = np.zeros(len(organisation.units))
    for one, unit in enumerate(organisation.units):
        if unit.written_routines:
            hours[one] += p["routine.written_hours"]
        for other in range(len(organisation.units)):
            if one == other:
                continue
            if have_agreement(organisation, one, other):
                hours[one] += p["routine.agreement_hours"]
            if in_same_house(organisation, one, other):
                hours[one] += p["contacts.hours_in_house"]
    return hours


def _reading_hours(scenario: Scenario, cases: np.ndarray) -> np.ndarray:
    """Hours per day of reading ``cases`` [from, to] and of doing again what was not shared."""
    p = scenario.parameters
    units = range(len(scenario.organisation.units))
    alone = np.array(
        [[not share_case_system(scenario, one, other) for other in units] for one in units]
    )
    again = p["handover.redone_share"] * p["work.assessment.hours"]
    return p["handover.hours"] * cases.sum(axis=0) + again * (cases * alone).sum(axis=0)


def lists_are_divided(scenario: Scenario) -> bool:
    """Whether some household may be given dwellings by more than one allocator."""
    allocators = allocator_table(scenario.organisation)
    return any(
        len({allocators[category, district] for category in group.categories}) > 1
        for group in scenario.municipality.groups
        for district in range(allocators.shape[1])
    )


def further_applications(
    scenario: Scenario, expected: demand.Demand, known: np.ndarray
) -> np.ndarray:
    """Hours per day that divided waiting lists cost each unit.

    Those of :func:`to_further_allocators` that the unit which hears the household knows of, by
    ``known`` [unit, other] (a share; a unit always knows of itself).  Each of these is handled
    like any other, and is written, read, and in part assessed again, unless it stays in the unit.
    """
    p = scenario.parameters
    knows = known.copy()
    np.fill_diagonal(knows, 1.0)
    cases = to_further_allocators(scenario, expected) * knows[:, :, None]
    work = np.zeros(len(Group))
    for group in scenario.municipality.groups:
        work[group.group] = p["work.allocate_dwellings.hours"] * group.work_factor
    sent = cases.sum(axis=2)
    np.fill_diagonal(sent, 0.0)
    hours = cases.sum(axis=0) @ work
    return hours + _reading_hours(scenario, sent) + p["handover.hours"] * sent.sum(axis=1)


def to_further_allocators(scenario: Scenario, expected: demand.Demand) -> np.ndarray:
    """Applications per day for a dwelling beside the first, if all were known, [from, to, group].

    A household that is left with the municipal list applies to the allocator of its first
    category; the reference demand has that application.  It applies to the allocators of its
    other categories too, where the unit that hears it knows of them.
    """
    organisation = scenario.organisation
    holders, allocators = holder_table(organisation), allocator_table(organisation)
    units = len(organisation.units)
    cases = np.zeros((units, units, len(Group)))
    heard = expected.door_cases[:, Task.ALLOCATE_DWELLINGS]
    for district, share in enumerate(district_shares(organisation)):
        for group in scenario.municipality.groups:
            # The first of them has its application in the reference demand.
            others = list(dict.fromkeys(allocators[list(group.categories), district]))[1:]
            for door in np.flatnonzero(heard[:, group.group] > 0.0):
                unit = holders[door, group.group, district]
                for allocator in others:
                    cases[unit, allocator, group.group] += share * heard[door, group.group]
    return cases
