"""A resolved scenario as the flat records the kernel reads.  Units of measure end here.

What does not depend on the seed is worked out once per scenario (:func:`fixed_part`):
parameters, who holds what, channels, knowledge, desks and posts.  Where something changes in
the course of a run, :func:`changed_part` works out what is different then: the numbers, not the
people, who are the same and know what they knew.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from sim import (
    demand,
    flows,
    homes_sought,
    knowledge,
    organisation,
    resources,
    starting_strategy,
)
from sim.arrivals import Streams
from sim.bookkeeping import bit_set
from sim.households import Members
from sim.members import members
from sim.names import (
    OTHER_CATEGORIES,
    OTHER_NEEDS,
    TASKS_WITH_WORK,
    Category,
    Group,
    Need,
    Task,
    label,
)
from sim.organisation import Channel
from sim.parameter_record import PARAMETER_RECORD, parameter_record
from sim.parameters import LEARNING
from sim.quantities import MONTH, YEAR
from sim.resources import TRACE, Staffing
from sim.scenario.resolved import Body, Scenario
from sim.scenario.union import with_common_units
from sim.state import (
    BODY,
    CASEWORKER,
    DESK,
    GROUP,
    NOBODY,
    SETTINGS,
    UNIT,
    DwellingPhase,
    blank_dwellings,
    records,
)
from sim.streams import streams

#: How often the integrals are written down, in days.
MARK_EVERY = MONTH


@dataclass(frozen=True)
class FixedPart:
    """What all runs of a scenario share: arrays of :class:`sim.state.World`, by name."""

    staffing: Staffing
    knowledge: knowledge.Knowledge
    streams: Streams
    members: Members
    stock: np.recarray  # the dwellings of day 0, as far as the seed does not matter
    constant: dict[str, Any]
    starting: dict[str, Any]  # copied for every run, since rules change them


#: For how many scenarios it is kept what their runs share: those run last.
KEPT = 64

_kept: OrderedDict[str, tuple[tuple[Any, ...], FixedPart]] = OrderedDict()
_keeping = threading.Lock()


def fixed_part(scenario: Scenario) -> FixedPart:
    """The seed-independent part of ``scenario``, worked out once."""
    scenario = with_common_units(scenario)
    contents = _contents(scenario)
    with _keeping:
        fixed = _kept_of(scenario.identity, contents)
        if fixed is not None:
            _kept.move_to_end(scenario.identity)
            return fixed
    fixed = _work_out(scenario)
    with _keeping:
        # Another thread may have been as quick; all runs of a scenario share one of them.
        other = _kept_of(scenario.identity, contents)
        if other is not None:
            return other
        _kept[scenario.identity] = contents, fixed
        _kept.move_to_end(scenario.identity)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return fixed


def _contents(scenario: Scenario) -> tuple[Any, ...]:
    """All of a scenario that a run reads."""
    return (
        *(scenario.municipality, scenario.organisation, scenario.warm_up, scenario.observe),
        *(scenario.parameters, scenario.follow_on, scenario.crews, scenario.changes),
    )


def _kept_of(identity: str, contents: tuple[Any, ...]) -> FixedPart | None:
    """What is kept of a scenario; nothing where it was kept of other contents.

    An identity alone does not do: ``dataclasses.replace`` hands it on to a scenario that is another
    one, and a run of that on the tables of the first would read beyond their ends.
    """
    kept = _kept.get(identity)
    return kept[1] if kept is not None and kept[0] == contents else None


def changed_part(scenario: Scenario) -> dict[str, Any]:
    """What may be different in ``scenario`` from what it was earlier in a run.

    The arrays of :class:`sim.state.World` that a change can alter, by name, and ``settings``:
    the fields of the settings that it can alter, by name.
    """
    return {**_numbers(scenario), "settings": _changing_settings(scenario)}


def _numbers(scenario: Scenario) -> dict[str, Any]:
    """Arrays that follow from parameters, groups and who sits where."""
    return {
        "parameters": parameter_record(scenario.parameters),
        "groups": _groups(scenario),
        **_between_units(scenario),
        **_hours(scenario),
        **_new_dwellings(scenario),
        "habits": _habits(scenario),
        "need_shares": _need_shares(scenario),
        "budget_contest": _budget_contest(scenario),
        "follow_on": _follow_on(scenario),
        "goes_on": _follow_on(scenario).sum(axis=1),
    }


def _work_out(scenario: Scenario) -> FixedPart:
    expected = demand.reference(scenario)
    staffing = resources.positions(scenario, expected=expected)
    known = knowledge.fixed_point(scenario, staffing, expected)
    desks, caseworkers, units = _desks(scenario, staffing)
    rules = scenario.organisation
    constant = {
        "holder": organisation.holder_table(rules).astype(np.int32),
        "allocator": organisation.allocator_table(rules).astype(np.int32),
        **_numbers(scenario),
    }
    starting = {
        "settings": _settings(scenario, len(desks)),
        "bodies": _bodies(scenario),
        "strategy": starting_strategy.record(scenario),
        "desks": desks,
        "caseworkers": caseworkers,
        "units": units,
        "attended": np.full((len(rules.bodies), len(rules.units)), NOBODY, dtype=np.int32),
        "at_group": np.full((2, len(rules.units)), NOBODY, dtype=np.int32),
        "group_called": np.zeros(2, dtype=np.int64),
        "knowledge": known.instrument,
        "who_does_what": known.unit,
        "contact": known.contact,
        "contest": _contest(scenario, known, constant["functional_contest"]),
        **_people(scenario, known, caseworkers),
        **_expectations(scenario),
    }
    people = members(scenario, demand.tenant_shares(scenario), constant["parameters"])
    return FixedPart(
        staffing, known, streams(scenario), people, _stock(scenario), constant, starting
    )


def _stock(scenario: Scenario) -> np.recarray:
    """The dwellings of day 0, all of them let."""
    blocks = scenario.municipality.stock
    stock = blank_dwellings(sum(block.dwellings for block in blocks))
    first = 0
    for block in blocks:
        alike = stock[first : first + block.dwellings]
        for name in ("category", "ownership", "rooms", "accessible"):
            alike[name] = getattr(block, name)
        first += block.dwellings
    stock.phase = DwellingPhase.LET
    return stock


def _settings(scenario: Scenario, desks: int) -> np.recarray:
    rules = scenario.organisation
    record = records(SETTINGS, 1)
    priorities = [group.priority for group in scenario.municipality.groups]
    given = [priority for priority in priorities if priority is not None]
    # Without a priority of its own a group's acute cases are in class 0, the others in 1.
    classes = max([2 if None in priorities else 1] + [priority + 1 for priority in given])
    row = record[0]
    meetings = len(rules.bodies) > 0 or starting_strategy.meets(scenario)
    row.meeting_class = meetings
    row.classes = classes + meetings
    row.check_everyone = rules.check_everyone
    row.priority_key = rules.priority_key
    strategy = starting_strategy.pursued(scenario)
    row.routines_by_anchoring = strategy is not None and strategy.routines_by_anchoring
    row.rule_oriented = rules.rule_oriented
    row.case_coordinator = rules.case_coordinator
    row.key_person = _key_person(scenario)
    row.settled_overview = _settled_overview(scenario)
    row.tenants_may_buy = rules.tenants_may_buy
    row.units = len(rules.units)
    row.desks = desks
    row.personal_cases = rules.personal_cases
    row.people_live = _people_live(scenario)
    row.lease_review = rules.lease_review
    row.vacancy_owner = rules.vacancy_owner
    row.end = scenario.warm_up + scenario.observe
    row.observe_from = scenario.warm_up
    row.mark_every = MARK_EVERY
    row.largest_rooms = max([block.rooms for block in scenario.municipality.stock], default=0)
    row.kinds_of_home = homes_sought.kinds(row.largest_rooms)
    for name, value in _changing_settings(scenario).items():
        record[name] = value
    return record


def _changing_settings(scenario: Scenario) -> dict[str, float]:
    """Settings that follow from parameters and from the municipality's limits."""
    p = scenario.parameters
    place = scenario.municipality
    return {
        "temporary_places": math.inf if place.temporary_places is None else place.temporary_places,
        "grant_budget": math.inf if place.grant_budget is None else place.grant_budget,
        # A probability of giving up becomes the hazard that has it.
        "impatience_referral": -math.log1p(-p["patience.per_referral"]),
        "impatience_bounce": -math.log1p(-p["patience.per_bounce"]),
        "impatience_rate": -math.log1p(-p["patience.per_year"]) / YEAR,
        "openness": demand.openness(demand.as_record(p)),
    }


def _key_person(scenario: Scenario) -> int:
    """The unit of the key person; ``NOBODY`` if there is none."""
    units = scenario.organisation.units
    return next((number for number, unit in enumerate(units) if unit.key_person), NOBODY)


def _settled_overview(scenario: Scenario) -> float:
    """A key person's overview, the mean over holders who come and go and posts that stand empty.

    Holders stay for exponential times of mean 1/q and come from the floor K0 the way of
    :func:`sim.people.overview`, so in post it is 1 - (1 - K0) q / (q + 1/T), times its reach.
    """
    unit = _key_person(scenario)
    if unit == NOBODY:
        return 0.0
    p = scenario.parameters
    leaving = p["caseworkers.turnover"]
    learning = 1.0 / p["overview.time_to_gain"]
    missing = (1.0 - knowledge.floors(scenario)[unit]) * leaving / (leaving + learning)
    in_post = p["overview.reach"] * (1.0 - missing)
    return in_post / (1.0 + leaving * p["caseworkers.vacant_post"])


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
        row.intensive = demand.intensive_share(group)
        row.first_category = group.categories[0] if group.categories else Category.ORDINARY
        row.categories = bit_set(group.categories)
    return record


def _desks(scenario: Scenario, staffing: Staffing) -> tuple[np.recarray, np.recarray, np.recarray]:
    """A desk of caseworkers for every unit, and one of crews where vacancies are managed."""
    rules = scenario.organisation
    manager = organisation.manager_of_vacancies(rules)
    hours = resources.hours_for_work(scenario)
    crew_days = scenario.parameters["crews.days_per_year"]
    desks = records(DESK, len(rules.units) + 1)
    people = records(CASEWORKER, sum(staffing.heads) + staffing.crews)
    units = records(UNIT, len(rules.units))
    first = 0
    posts = [*staffing.posts, (1.0,) * staffing.crews]
    post_numbers = [*staffing.post_numbers, (NOBODY,) * staffing.crews]
    for number, of_desk in enumerate(posts):
        crew = number == len(rules.units)
        desk = desks[number]
        desk.unit = manager if crew else number
        desk.crew = crew
        desk.first_worker = first
        desk.workers = len(of_desk)
        desk.idle = len(of_desk)
        here = people[first : first + len(of_desk)]
        here["unit"] = desk.unit
        here["desk"] = number
        here["post"] = of_desk
        here["post_number"] = here["hired_into"] = post_numbers[number]
        here["speed"] = crew_days if crew else here["post"] * hours
        here["work_item"] = NOBODY
        first += len(of_desk)
    upkeep = flows.upkeep_hours(scenario)
    for number in range(len(rules.units)):
        row = units[number]
        row.desk = number
        row.crew_desk = len(rules.units) if number == manager else NOBODY
        row.first_ready = row.last_ready = NOBODY
        row.places = _whole_places(staffing.places[number])
        row.breadth_factor = breadth_factor(scenario, number)
        row.upkeep_hours = upkeep[number] * MONTH
        row.on_shared_system = organisation.is_on_shared_system(scenario, number)
        row.works_on_cases = organisation.works_on_cases(rules, number)
    return desks, people, units


def _whole_places(places: float) -> float:
    """``places`` for the kernel, which adds and takes away what households take of them: what
    is missing by rounding only is not missing."""
    return places + TRACE if places > 0.0 else 0.0


def breadth_factor(scenario: Scenario, unit: int) -> float:
    """How much longer work takes for the number of tasks in a unit's field."""
    p = scenario.parameters
    held = organisation.tasks_of(scenario.organisation, unit)
    breadth = max(1, sum(task in TASKS_WITH_WORK for task in held))
    return math.pow(breadth / p["work.reference_breadth"], p["work.breadth_exponent"])


def _between_units(scenario: Scenario) -> dict[str, np.ndarray]:
    """What lies between units: days of a hand-over, houses, shared case systems, contests."""
    p = scenario.parameters
    rules = scenario.organisation
    count = len(rules.units)
    days = np.zeros((count, count))
    contest = np.zeros((count, count))
    shared = np.zeros((count, count), dtype=np.int8)
    for one in range(count):
        for other in range(count):
            channel = organisation.channel(scenario, one, other)
            if channel is Channel.AGREEMENT:
                days[one, other] = organisation.days_agreed(scenario, one, other)
            else:
                days[one, other] = p[f"handover.{label(channel)}"]
            shared[one, other] = organisation.share_case_system(scenario, one, other)
            if channel is not Channel.SAME_UNIT:
                contest[one, other] = p["contest.functional"]
                if organisation.have_agreement(rules, one, other):
                    contest[one, other] *= p["contest.agreement_factor"]
    floors = knowledge.floors(scenario)
    return {
        "channel_days": days,
        "shared_system": shared,
        "informs": organisation.informing_table(rules).astype(np.int8),
        "in_time": organisation.deadline_table(rules).astype(np.int8),
        "functional_contest": contest,
        "same_house": knowledge.neighbours(scenario).astype(np.int8),
        "floor": floors,
        "floor_about": knowledge.floors_about_units(scenario, floors),
        "instruments": np.array([bit_set(held) for held in _instruments(scenario)]),
    }


def _instruments(scenario: Scenario) -> list[list[Task]]:
    """The tasks with work that each unit holds."""
    held = [organisation.tasks_of(scenario.organisation, unit) for unit in _units(scenario)]
    return [[task for task in TASKS_WITH_WORK if task in tasks] for tasks in held]


def _units(scenario: Scenario) -> range:
    return range(len(scenario.organisation.units))


def _contest(scenario: Scenario, known: knowledge.Knowledge, functional: np.ndarray) -> np.ndarray:
    """Probability that a case is contested between two units which know ``known``.

    ``functional``: the part of it that does not depend on what they know.
    """
    contest = functional.copy()
    instruments = _instruments(scenario)
    for one in _units(scenario):
        for other in _units(scenario):
            if organisation.channel(scenario, one, other) is not Channel.SAME_UNIT:
                distance = _knowledge_distance(
                    known.instrument[one],
                    known.instrument[other],
                    _instruments_between(instruments[one], instruments[other]),
                )
                contest[one, other] += scenario.parameters["contest.professional"] * distance
    return contest


def _people(
    scenario: Scenario, known: knowledge.Knowledge, caseworkers: np.recarray
) -> dict[str, np.ndarray]:
    """What each caseworker knows on day 0, and whom; no rows where knowledge has settled."""
    unit = caseworkers.unit if _people_live(scenario) else caseworkers.unit[:0]
    return {
        "skills": known.instrument[unit],
        "acquaintance": known.unit[unit],
        "contacts": np.full((len(unit), len(_units(scenario))), NOBODY, dtype=np.int32),
    }


def _people_live(scenario: Scenario) -> bool:
    return scenario.parameters["people.learning"] == LEARNING["live"]


def _knowledge_distance(one: np.ndarray, other: np.ndarray, instruments: list[Task]) -> float:
    """How little two units know in common: mean difference over ``instruments``, 0 to 1."""
    return float(np.abs(one[instruments] - other[instruments]).sum() / len(instruments))


def _instruments_between(one: list[Task], other: list[Task]) -> list[Task]:
    """What two units may see differently: the instruments that either of them holds.

    Nobody contests a case over an instrument that neither knows from its own work; over all
    instruments, two specialists would seem to know alike for all that both know nothing of.
    Between units that hold none, all that there is work with.
    """
    held = {*one, *other}
    return [task for task in TASKS_WITH_WORK if task in held] or list(TASKS_WITH_WORK)


#: For each task that a case is decided under, the task whose unit has the budget that pays for what
#: is granted.  The same one where whoever decides pays: nothing is contested there over money.
_PAID_BY = {
    # Whoever has the case works on it with its own people; what else it costs is another case.
    Task.ASSESSMENT: Task.ASSESSMENT,
    Task.DEBT_ADVICE: Task.DEBT_ADVICE,
    Task.ORDER_FOLLOW_UP: Task.ORDER_FOLLOW_UP,
    Task.HOME_CARE: Task.HOME_CARE,
    # Paid out by whoever grants it, of what it has for that.
    Task.START_LOAN: Task.START_LOAN,
    Task.PURCHASE_GRANT: Task.PURCHASE_GRANT,
    Task.HOUSING_ALLOWANCE: Task.HOUSING_ALLOWANCE,
    Task.SOCIAL_ASSISTANCE: Task.SOCIAL_ASSISTANCE,
    # A dwelling that is allocated costs the same whoever gets it.  While it stands empty the loss
    # is the property budget's, but that is no household's case.
    Task.ALLOCATE_DWELLINGS: Task.ALLOCATE_DWELLINGS,
    # Nights, and the deposit.
    Task.TEMPORARY_HOUSING: Task.SOCIAL_ASSISTANCE,
    Task.PRIVATE_MEDIATION: Task.SOCIAL_ASSISTANCE,
    # The works.
    Task.ADAPT_DWELLING: Task.MANAGE_VACANCIES,
    # What is ordered is paid by who orders it.
    Task.PROVIDE_FOLLOW_UP: Task.ORDER_FOLLOW_UP,
}


def _budget_contest(scenario: Scenario) -> np.ndarray:
    """Probability that a case is contested because another unit's budget pays.

    [task, group, district].
    """
    holders = organisation.holder_table(scenario.organisation)
    table = np.zeros(holders.shape)
    for task, payer in _PAID_BY.items():
        table[task] = scenario.parameters["contest.own_budget"] * (holders[task] != holders[payer])
    return table


def _need_shares(scenario: Scenario) -> np.ndarray:
    """How common each need besides a home is, [group, need]."""
    table = np.zeros((len(Group), len(Need)))
    for group in scenario.municipality.groups:
        for need in OTHER_NEEDS:
            table[group.group, need] = demand.share_with(group, need)
    return table


def _bodies(scenario: Scenario) -> np.recarray:
    """The committees; those of one leader meet on different days of their intervals."""
    committees = scenario.organisation.bodies
    table = records(BODY, len(committees))
    for number, (row, body) in enumerate(zip(table, committees, strict=True)):
        same = [other for other, one in enumerate(committees) if one.led_by == body.led_by]
        row.number = _told_apart(number, committees, table)
        row.led_by = body.led_by
        row.members = bit_set(body.members)
        row.groups = bit_set(body.groups)
        row.every = body.every
        row.decides = body.decides
        row.most_cases = body.most_cases
        row.next_meeting = body.every * (same.index(number) + 1) / len(same)
    return table


def _told_apart(number: int, committees: Sequence[Body], table: np.recarray) -> int:
    """What tells a committee from those before it that two of its members meet in too.

    The least number that none of these has; so one more committee of others changes nothing.
    """
    members = set(committees[number].members)
    shared = [len(members & set(one.members)) > 1 for one in committees[:number]]
    taken = set(table.number[:number][shared].tolist())
    return next(one for one in count() if one not in taken)


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


def _new_dwellings(scenario: Scenario) -> dict[str, np.ndarray]:
    """What a new dwelling of each category costs, and how long it takes, over an ordinary one."""
    p = scenario.parameters
    price, time = np.ones(len(Category)), np.ones(len(Category))
    for category in OTHER_CATEGORIES:
        price[category] = p[f"procurement.{label(category)}.price"]
        time[category] = p[f"procurement.{label(category)}.time"]
    return {"category_price": price, "category_time": time}


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


__all__ = ["PARAMETER_RECORD", "FixedPart", "breadth_factor", "changed_part", "fixed_part"]
