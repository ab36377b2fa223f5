"""A resolved scenario as the flat records the kernel reads.  Units of measure end here.

What does not depend on the seed is worked out once per scenario (:func:`fixed_part`):
parameters, who holds what, channels, knowledge, desks and posts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim import demand, knowledge, organisation, resources
from sim.bookkeeping import bit_set
from sim.names import TASKS_WITH_WORK, Category, Group, Task, label
from sim.organisation import Channel
from sim.parameters import PARAMETERS
from sim.quantities import MONTH, YEAR
from sim.resources import Staffing
from sim.scenario.resolved import Scenario
from sim.state import CASEWORKER, DESK, GROUP, NOBODY, SETTINGS, UNIT, records

#: The record of all parameters, in base units.
PARAMETER_RECORD = np.dtype(
    [(parameter.field, "f8") for parameter in PARAMETERS.values()], align=True
)

#: How often the integrals are written down, in days.
MARK_EVERY = MONTH


@dataclass(frozen=True)
class FixedPart:
    """What all runs of a scenario share: arrays of :class:`sim.state.World`, by name."""

    staffing: Staffing
    knowledge: knowledge.Knowledge
    tenant_shares: np.ndarray  # [category, group] who lives in the dwellings on day 0
    constant: dict[str, Any]
    starting: dict[str, Any]  # copied for every run, since rules change them


_kept: dict[str, FixedPart] = {}


def fixed_part(scenario: Scenario) -> FixedPart:
    """The seed-independent part of ``scenario``, worked out once."""
    fixed = _kept.get(scenario.identity)
    if fixed is None:
        if len(_kept) >= 64:
            _kept.clear()
        fixed = _kept[scenario.identity] = _work_out(scenario)
    return fixed


def _work_out(scenario: Scenario) -> FixedPart:
    staffing = resources.positions(scenario)
    known = knowledge.fixed_point(scenario, staffing)
    desks, caseworkers, units = _desks(scenario, staffing)
    constant = {
        "parameters": _parameters(scenario),
        "groups": _groups(scenario),
        "holder": organisation.holder_table(scenario.organisation).astype(np.int32),
        "allocator": _allocators(scenario),
        "knowledge": known.instrument,
        "who_does_what": known.unit,
        "contact": known.contact,
        **_between_units(scenario),
        **_hours(scenario),
        "habits": _habits(scenario),
        "follow_on": _follow_on(scenario),
    }
    starting = {
        "settings": _settings(scenario, len(desks)),
        "desks": desks,
        "caseworkers": caseworkers,
        "units": units,
        **_expectations(scenario),
    }
    return FixedPart(staffing, known, demand.tenant_shares(scenario), constant, starting)


def _parameters(scenario: Scenario) -> np.recarray:
    record = records(PARAMETER_RECORD, 1)
    for key, parameter in PARAMETERS.items():
        record[parameter.field] = scenario.parameters[key]
    return record


def _settings(scenario: Scenario, desks: int) -> np.recarray:
    p = scenario.parameters
    rules = scenario.organisation
    record = records(SETTINGS, 1)
    priorities = [group.priority for group in scenario.municipality.groups]
    given = [priority for priority in priorities if priority is not None]
    # Without a priority of its own a group's acute cases are in class 0, the others in 1.
    classes = max([2 if None in priorities else 1] + [priority + 1 for priority in given])
    row = record[0]
    row.classes = classes
    row.units = len(rules.units)
    row.desks = desks
    row.personal_cases = rules.personal_cases
    row.lease_review = rules.lease_review
    row.vacancy_owner = rules.vacancy_owner
    row.end = scenario.warm_up + scenario.observe
    row.observe_from = scenario.warm_up
    row.mark_every = MARK_EVERY
    row.largest_rooms = max([block.rooms for block in scenario.municipality.stock], default=0)
    # A probability of giving up becomes the hazard that has it.
    row.impatience_referral = -math.log1p(-p["patience.per_referral"])
    row.impatience_bounce = -math.log1p(-p["patience.per_bounce"])
    row.impatience_rate = -math.log1p(-p["patience.per_year"]) / YEAR
    row.openness = demand.openness(demand.as_record(p))
    return record


def _groups(scenario: Scenario) -> np.recarray:
    record = records(GROUP, len(Group))
    for group in scenario.municipality.groups:
        row = record[group.group]
        row.priority = NOBODY if group.priority is None else group.priority
        row.landlord_acceptance = group.landlord_acceptance
        row.own_solution_rate = scenario.parameters["own_solution.rate"] * group.own_solution_factor
        row.move_rate = group.move_rate
        row.move_to_own_home = group.move_to_own_home
        row.leaving_rate = group.leaving_rate
        row.failure_rate = group.failure_rate
        row.work_factor = group.work_factor
        row.first_category = group.categories[0] if group.categories else Category.ORDINARY
        row.categories = bit_set(group.categories)
    return record


def _allocators(scenario: Scenario) -> np.ndarray:
    allocators = np.full(len(Category), NOBODY, dtype=np.int32)
    for category, unit in scenario.organisation.allocators.items():
        allocators[category] = unit
    return allocators


def _desks(scenario: Scenario, staffing: Staffing) -> tuple[np.recarray, np.recarray, np.recarray]:
    """A desk of caseworkers for every unit, and one of crews where vacancies are managed."""
    rules = scenario.organisation
    manager = next(iter(rules.holders[Task.MANAGE_VACANCIES].values()))
    hours = scenario.parameters["caseworkers.hours_per_year"]  # per day, as base unit
    crew_days = scenario.parameters["crews.days_per_year"]
    desks = records(DESK, len(rules.units) + 1)
    people = records(CASEWORKER, sum(staffing.heads) + staffing.crews)
    units = records(UNIT, len(rules.units))
    first = 0
    posts = [*staffing.posts, (1.0,) * staffing.crews]
    for number, of_desk in enumerate(posts):
        crew = number == len(rules.units)
        desk = desks[number]
        desk.unit = manager if crew else number
        desk.crew = crew
        desk.first_worker = first
        desk.workers = len(of_desk)
        desk.idle = len(of_desk)
        for place, post in enumerate(of_desk):
            person = people[first + place]
            person.unit = desk.unit
            person.desk = number
            person.post = post
            person.speed = crew_days if crew else post * hours
            person.work_item = NOBODY
        first += len(of_desk)
    for number in range(len(rules.units)):
        row = units[number]
        row.desk = number
        row.crew_desk = len(rules.units) if number == manager else NOBODY
        row.first_listed = row.last_listed = row.first_ready = row.last_ready = NOBODY
        row.breadth_factor = breadth_factor(scenario, number)
    return desks, people, units


def breadth_factor(scenario: Scenario, unit: int) -> float:
    """How much longer work takes for the number of tasks in a unit's field."""
    p = scenario.parameters
    held = organisation.tasks_of(scenario.organisation, unit)
    breadth = max(1, sum(task in TASKS_WITH_WORK for task in held))
    return math.pow(breadth / p["work.reference_breadth"], p["work.breadth_exponent"])


def _between_units(scenario: Scenario) -> dict[str, np.ndarray]:
    """Days of a hand-over, probability of a contest, and shared case systems, unit by unit."""
    p = scenario.parameters
    count = len(scenario.organisation.units)
    days = np.zeros((count, count))
    contest = np.zeros((count, count))
    shared = np.zeros((count, count), dtype=np.int8)
    for one in range(count):
        for other in range(count):
            channel = organisation.channel(scenario, one, other)
            days[one, other] = p[f"handover.{label(channel)}"]
            shared[one, other] = organisation.share_case_system(scenario, one, other)
            if channel is not Channel.SAME_UNIT:
                contest[one, other] = p["contest.functional"]
                if organisation.have_agreement(scenario.organisation, one, other):
                    contest[one, other] *= p["contest.agreement_factor"]
    return {"channel_days": days, "contest": contest, "shared_system": shared}


def _hours(scenario: Scenario) -> dict[str, np.ndarray]:
    p = scenario.parameters
    hours = np.zeros(len(Task))
    variation = np.zeros(len(Task))
    distribution = np.zeros(len(Task), dtype=np.int32)
    for task in TASKS_WITH_WORK:
        hours[task] = p[f"work.{label(task)}.hours"]
        variation[task] = p[f"work.{label(task)}.variation"]
        distribution[task] = int(p[f"work.{label(task)}.distribution"])
    return {"mean_hours": hours, "variation": variation, "distribution": distribution}


def _habits(scenario: Scenario) -> np.ndarray:
    habits = np.zeros((len(Group), len(Task)))
    for group in scenario.municipality.groups:
        for task, weight in group.habits.items():
            habits[group.group, task] = weight
    return habits


def _follow_on(scenario: Scenario) -> np.ndarray:
    table = np.zeros((len(Task), len(Task)))
    for task, following in scenario.follow_on.items():
        for next_task, probability in following.items():
            table[task, next_task] = probability
    return table


def _expectations(scenario: Scenario) -> dict[str, np.ndarray]:
    """What units expect a referral to cost before they have any experience."""
    p = scenario.parameters
    shape = (len(scenario.organisation.units), len(Task))
    return {
        "expected_days": np.full(shape, p["way_home.first_expected_days"]),
        "expected_hours": np.full(shape, p["handover.hours"]),
    }


__all__ = ["FixedPart", "breadth_factor", "fixed_part"]
