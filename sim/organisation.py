"""Who holds which task, and what can be said of an organisation from that alone.

Everything here is computed from the scenario before anything is run.  The structural indices
describe an organisation; no rule of the model reads them.

**Districts.**  A town may be divided into districts, each with a share of the households, and
have offices that serve one of them.  Tables of holders have an axis for the district, of length
one where the town is in one piece.  Work falls on the districts by their shares.  A household
meets the offices of its own district and those of the whole town, so the indices that tell how
tasks are spread (concentration, splits, interfaces) are taken district by district and averaged
by share: four offices that do the same in four districts are no more fragmented, for those who
need them, than one.  Units and their tasks are counted in the whole town.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain

import numpy as np

from sim import demand
from sim.names import (
    DISTRIBUTED_TASKS,
    TASKS_BY_GROUP,
    TASKS_WITH_WORK,
    Category,
    Group,
    Need,
    Task,
    label,
)
from sim.scenario.resolved import HouseholdGroup, Organisation, Scenario

#: Who decides and who carries out: each pair is one instrument cut in two where the two
#: tasks are held by different units.
VERTICAL_PAIRS = (
    (Task.ORDER_FOLLOW_UP, Task.PROVIDE_FOLLOW_UP),
    (Task.ALLOCATE_DWELLINGS, Task.MANAGE_VACANCIES),
)

#: What a typical compound household needs beside being heard: a home, the means to pay for
#: it, and someone to help it stay.
COMPOUND_PACKAGE = (
    Task.ALLOCATE_DWELLINGS,
    Task.HOUSING_ALLOWANCE,
    Task.SOCIAL_ASSISTANCE,
    Task.DEBT_ADVICE,
    Task.ORDER_FOLLOW_UP,
    Task.PROVIDE_FOLLOW_UP,
)


class Channel(IntEnum):
    """How a case travels from one unit to another, apart from personal contacts.

    Each has its days in the parameter ``handover.<channel>``.  A personal contact
    (``handover.informal_contact``) is a matter of who knows whom, not of structure.
    """

    SAME_UNIT = 0
    SAME_HOUSE = 1
    AGREEMENT = 2
    LETTER = 3


@dataclass(frozen=True)
class Holding:
    """One cell of the task table: ``unit`` holds ``task`` for ``scope``, says ``source``.

    ``scope`` is "all", or the groups (follow-up) or categories of dwelling (allocation) that
    the unit holds the task for; where it holds it in some districts only, "by district" and
    which.
    """

    task: str
    scope: str
    unit: str
    source: str


# ---- who holds what ------------------------------------------------------------------------


def task_table(scenario: Scenario) -> list[Holding]:
    """The organisation as a table of tasks and units, in the order of the tasks."""
    organisation = scenario.organisation
    table = []
    for task in DISTRIBUTED_TASKS:
        scopes = _scopes(organisation, task)
        for unit in sorted({unit for holders in scopes.values() for unit in holders}):
            of_unit = [scope for scope, holders in scopes.items() if unit in holders]
            source = _source(organisation, task, of_unit)
            for scope in _told(organisation, scopes, unit):
                table.append(Holding(label(task), scope, organisation.units[unit].name, source))
    return table


def _told(organisation: Organisation, scopes: dict[str, tuple[int, ...]], unit: int) -> list[str]:
    """What ``unit`` holds a task for, in words: one line for each set of districts."""
    in_districts: dict[tuple[int, ...], list[str]] = {}
    for scope, holders in scopes.items():
        held = tuple(number for number, holder in enumerate(holders) if holder == unit)
        if held:
            in_districts.setdefault(held, []).append(scope)
    told = []
    for held, of_unit in in_districts.items():
        everything = len(of_unit) == len(scopes)
        what = [] if everything else [", ".join(of_unit)]
        if len(held) < n_districts(organisation):
            names = ", ".join(organisation.districts[number].name for number in held)
            what.append(f"by district: {names}")
        told.append(" ".join(what) or "all")
    return told


def tasks_of(organisation: Organisation, unit: int) -> list[Task]:
    """The tasks ``unit`` holds, for all or for some groups, categories or districts."""
    return [
        task
        for task in DISTRIBUTED_TASKS
        if unit in chain.from_iterable(_holders(organisation, task))
    ]


def works_on_cases(organisation: Organisation, unit: int) -> bool:
    """Whether ``unit`` holds a task that brings work to its desk.

    The task of reviewing leases brings none where that is not the routine.
    """
    working = set(TASKS_WITH_WORK)
    if not organisation.lease_review:
        working.discard(Task.REVIEW_LEASES)
    return not working.isdisjoint(tasks_of(organisation, unit))


def n_districts(organisation: Organisation) -> int:
    """The number of districts; a town in one piece is one."""
    return max(1, len(organisation.districts))


def district_shares(organisation: Organisation) -> np.ndarray:
    """Share of the households that live in each district, [district]."""
    return np.array([district.share for district in organisation.districts] or [1.0])


def holder_table(organisation: Organisation) -> np.ndarray:
    """The unit that holds each task for each group, [task, group, district].

    -1 for ``ASSESSMENT``.  Allocation for a group is with the allocator of the first of its
    categories.
    """
    nobody = dict.fromkeys(Group, (-1,) * n_districts(organisation))
    by_task = ({**nobody, **organisation.holders.get(task, {})} for task in Task)
    return np.array([list(holders.values()) for holders in by_task])


def allocator_table(organisation: Organisation) -> np.ndarray:
    """The unit that allocates the dwellings of each category, [category, district]."""
    table = np.full((len(Category), n_districts(organisation)), -1)
    for category, units in organisation.allocators.items():
        table[category] = units
    return table


def manager_of_vacancies(organisation: Organisation) -> int:
    """The unit that makes dwellings ready: one for all groups and the whole town."""
    return next(iter(organisation.holders[Task.MANAGE_VACANCIES].values()))[0]


def door_unit(scenario: Scenario, task: Task, group: Group, district: int = 0) -> int:
    """The unit a household of ``group`` in ``district`` meets at the door of ``task``."""
    return scenario.organisation.holders[task][group][district]


def door_unit_shares(
    scenario: Scenario, group: HouseholdGroup, need: Need, district: int = 0
) -> np.ndarray:
    """Probability of the unit at whose door a household with ``need`` appears, [unit]."""
    shares = np.zeros(len(scenario.organisation.units))
    for task, share in enumerate(demand.door_shares(scenario, group, need)):
        if share > 0.0:
            shares[door_unit(scenario, Task(task), group.group, district)] += share
    return shares


def hours_by_unit(scenario: Scenario, expected: demand.Demand | None = None) -> np.ndarray:
    """Hours per day of the reference demand that fall to each unit, [unit].

    Cases fall to the unit that holds their task, assessments to the one whose door the
    household comes to (to the allocator if no case work is done there), and offers of
    dwellings to the one with the right to allocate them, in each district its share.  Without
    the routine of reviewing leases nobody has the hours of it.
    """
    return _hours_by_district(scenario, expected or demand.reference(scenario)).sum(axis=0)


def _hours_by_district(scenario: Scenario, expected: demand.Demand) -> np.ndarray:
    """Hours per day that fall to each unit from each district, [district, unit]."""
    organisation = scenario.organisation
    case_hours = expected.case_hours.copy()
    if not organisation.lease_review:
        case_hours[Task.REVIEW_LEASES] = 0.0
    holders, allocators = holder_table(organisation), allocator_table(organisation)
    offered = expected.offer_hours.sum(axis=1)
    units = len(organisation.units)
    return np.array(
        [
            share
            * (
                _sum_by_unit(holders[:, :, district], case_hours + expected.door_hours, units)
                + _sum_by_unit(allocators[:, district], offered, units)
            )
            for district, share in enumerate(district_shares(organisation))
        ]
    )


def sum_by_unit(organisation: Organisation, amounts: np.ndarray) -> np.ndarray:
    """``amounts`` [task, group] added up over what each unit holds, [unit]."""
    holders = holder_table(organisation)
    units = len(organisation.units)
    return sum(
        (
            share * _sum_by_unit(holders[:, :, district], amounts, units)
            for district, share in enumerate(district_shares(organisation))
        ),
        start=np.zeros(units),
    )


def _sum_by_unit(holders: np.ndarray, amounts: np.ndarray, units: int) -> np.ndarray:
    held = holders >= 0
    return np.bincount(holders[held], weights=amounts[held], minlength=units)


# ---- how cases travel ----------------------------------------------------------------------


def channel(scenario: Scenario, sender: int, receiver: int) -> Channel:
    """The way a case goes from one unit to another: the fastest that structure offers."""
    organisation = scenario.organisation
    if sender == receiver:
        return Channel.SAME_UNIT
    if in_same_house(organisation, sender, receiver):
        return Channel.SAME_HOUSE
    if have_agreement(organisation, sender, receiver):
        return Channel.AGREEMENT
    return Channel.LETTER


def in_same_house(organisation: Organisation, one: int, other: int) -> bool:
    """Whether two units (or a unit and itself) are co-located."""
    return one == other or organisation.units[one].house == organisation.units[other].house


def have_agreement(organisation: Organisation, one: int, other: int) -> bool:
    """Whether two units have a written agreement with each other."""
    return (one, other) in organisation.agreements or (other, one) in organisation.agreements


def days_agreed(scenario: Scenario, one: int, other: int) -> float:
    """Days a case is on the way between two units that have an agreement.

    A deadline may make it shorter than under agreements elsewhere; nobody waits for one to end.
    """
    deadlines = scenario.organisation.deadlines
    usual = scenario.parameters["handover.agreement"]
    return min(usual, deadlines.get((one, other), deadlines.get((other, one), usual)))


def informing_table(organisation: Organisation) -> np.ndarray:
    """Whether two units tell each other what was decided in a case from there, [unit, other]."""
    return _either_way(organisation, organisation.informing)


def deadline_table(organisation: Organisation) -> np.ndarray:
    """Whether two units have agreed a deadline for each other's cases, [unit, other]."""
    return _either_way(organisation, organisation.deadlines)


def _either_way(organisation: Organisation, pairs: Iterable[tuple[int, int]]) -> np.ndarray:
    """Where the ``pairs`` of units are, either first, [unit, other]."""
    count = len(organisation.units)
    table = np.zeros((count, count), dtype=bool)
    for one, other in pairs:
        table[one, other] = table[other, one] = True
    return table


def is_on_shared_system(scenario: Scenario, unit: int) -> bool:
    """Whether some other unit sees the case files of ``unit``."""
    units = range(len(scenario.organisation.units))
    return any(share_case_system(scenario, unit, other) for other in units if other != unit)


def share_case_system(scenario: Scenario, one: int, other: int) -> bool:
    """Whether two units see each other's case files; a unit sees its own."""
    units = scenario.organisation.units
    common = set(units[one].case_systems) & set(units[other].case_systems)
    return one == other or bool(common)


# ---- structural indices --------------------------------------------------------------------


def structural_indices(scenario: Scenario) -> dict[str, float]:
    """The indices below by name, in the order in which they are shown."""
    return {
        "units_involved": units_involved(scenario),
        "units_with_expected_work": units_with_expected_work(scenario),
        "tasks_per_unit": tasks_per_unit(scenario),
        "herfindahl_of_tasks": herfindahl_of_tasks(scenario),
        "herfindahl_of_hours": herfindahl_of_hours(scenario),
        "vertical_splits": vertical_splits(scenario),
        "interfaces_of_compound_package": interfaces_of_compound_package(scenario),
    }


def units_involved(scenario: Scenario) -> float:
    """Units that hold at least one task, or part of one."""
    return float(len(_involved(scenario.organisation)))


def units_with_expected_work(scenario: Scenario) -> float:
    """Units to which hours of the reference demand fall, by the routines there are."""
    return float((hours_by_unit(scenario) > 0.0).sum())


def tasks_per_unit(scenario: Scenario) -> float:
    """Mean number of tasks held by the units involved; part of a task counts as one."""
    organisation = scenario.organisation
    held = [len(tasks_of(organisation, unit)) for unit in _involved(organisation)]
    return sum(held) / len(held)


def herfindahl_of_tasks(scenario: Scenario) -> float:
    """Sum of the squared shares of tasks: 1 if one unit holds all, 1/n if n hold alike.

    A task split by group or category is divided equally over these.  As it is for a household
    in each district, averaged over them.
    """
    organisation = scenario.organisation
    return _mean_over_districts(organisation, lambda d: _herfindahl_of_tasks(organisation, d))


def _herfindahl_of_tasks(organisation: Organisation, district: int) -> float:
    shares = np.zeros(len(organisation.units))
    for task in DISTRIBUTED_TASKS:
        holders = [units[district] for units in _scopes(organisation, task).values()]
        for unit in set(holders):
            shares[unit] += holders.count(unit) / len(holders)
    return float(((shares / len(DISTRIBUTED_TASKS)) ** 2).sum())


def herfindahl_of_hours(scenario: Scenario) -> float:
    """Sum of the squared shares of the hours of the reference demand (nan without hours).

    Of the hours that arise in each district, averaged over the districts.
    """
    hours = _hours_by_district(scenario, demand.reference(scenario))

    def of_district(district: int) -> float:
        total = hours[district].sum()
        return float(((hours[district] / total) ** 2).sum()) if total > 0.0 else float("nan")

    return _mean_over_districts(scenario.organisation, of_district)


def vertical_splits(scenario: Scenario) -> float:
    """Pairs of different units of which one decides what the other carries out.

    Follow-up ordered by one and provided by another, and dwellings allocated by one and made
    ready by another.  The same two units count once for each of the two.  Counted in each
    district, and averaged over them.
    """
    organisation = scenario.organisation
    return _mean_over_districts(organisation, lambda d: _vertical_splits(organisation, d))


def _vertical_splits(organisation: Organisation, district: int) -> float:
    splits = set()
    for decide, carry_out in VERTICAL_PAIRS:
        deciders = _scopes(organisation, decide)
        providers = _scopes(organisation, carry_out)
        for scope, of_scope in deciders.items():
            # A task that is not split the same way has one holder for every scope.
            decider = of_scope[district]
            provider = providers.get(scope, next(iter(providers.values())))[district]
            if decider != provider:
                splits.add((decide, decider, provider))
    return float(len(splits))


def interfaces_of_compound_package(scenario: Scenario) -> float:
    """Units beyond the first that a household with compound needs must deal with.

    The units at whose door it appears, that allocate, pay housing allowance and social
    assistance, advise on debts, and order and provide its follow-up, less one: the
    expected number, over doors, of households that come for a dwelling, averaged over the
    groups by how many of them come (equally if none do), and over districts, since a household
    deals with the units of its own.
    """
    groups = scenario.municipality.groups
    coming = [demand.arrivals(scenario, group, Need.DWELLING) for group in groups]
    if not sum(coming):
        coming = [1.0] * len(groups)

    def of_district(district: int) -> float:
        total = 0.0
        for group, weight in zip(groups, coming, strict=True):
            package = {
                door_unit(scenario, task, group.group, district) for task in COMPOUND_PACKAGE
            }
            doors = door_unit_shares(scenario, group, Need.DWELLING, district)
            extra = sum(share for unit, share in enumerate(doors) if unit not in package)
            total += weight * (len(package) + extra - 1.0)
        return float(total / sum(coming)) if groups else float("nan")

    return _mean_over_districts(scenario.organisation, of_district)


def _mean_over_districts(organisation: Organisation, of_district: Callable[[int], float]) -> float:
    """The mean of a number over districts, by their shares of the households."""
    shares = district_shares(organisation)
    return float(sum(share * of_district(number) for number, share in enumerate(shares)))


def _involved(organisation: Organisation) -> list[int]:
    return [unit for unit in range(len(organisation.units)) if tasks_of(organisation, unit)]


def _holders(organisation: Organisation, task: Task) -> Iterable[tuple[int, ...]]:
    """The holders of ``task``, district by district, for each of what it is split by."""
    if task is Task.ALLOCATE_DWELLINGS:
        return organisation.allocators.values()
    holders = organisation.holders[task].values()
    return holders if task in TASKS_BY_GROUP else [next(iter(holders))]


def _scopes(organisation: Organisation, task: Task) -> dict[str, tuple[int, ...]]:
    """The holders of ``task``, district by district, by what it is split by: group, category,
    or nothing."""
    if task is Task.ALLOCATE_DWELLINGS:
        return {label(category): units for category, units in organisation.allocators.items()}
    holders = organisation.holders[task]
    if task in TASKS_BY_GROUP:
        return {label(group): units for group, units in holders.items()}
    return {"all": next(iter(holders.values()))}


def _source(organisation: Organisation, task: Task, scopes: Iterable[str]) -> str:
    """The sources given for a task in ``scopes``, each once."""
    found: list[str] = []
    for scope in (*scopes, "others", "all", ""):
        source = organisation.sources.get((task, scope))
        if source and source not in found and (scope in scopes or not found):
            found.append(source)
    return "; ".join(found)
