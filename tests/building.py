"""Scenarios for tests, put together in Python with neutral defaults."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable

from sim.names import DISTRIBUTED_TASKS, Category, Ground, Group, Need, Ownership, Task
from sim.parameters import LEARNING, PARAMETERS
from sim.quantities import YEAR
from sim.scenario.resolved import (
    Body,
    Change,
    District,
    HouseholdGroup,
    Municipality,
    Organisation,
    Scenario,
    StockBlock,
    Strategy,
    Unit,
)

#: Where every task not named otherwise goes.
OTHERS = "others"


#: What goes on between people, and what coordination takes, switched off; tests that are about it
#: switch it on.
NOBODY_CHANGES = {
    "people.learning": LEARNING["settled"],
    "caseworkers.stand_in": 0.0,
    "training.hours": 0.0,
    "knowledge.passed_in_meeting": 0.0,
    "contacts.asked_first": 0.0,
    "contacts.hours": 0.0,
    "discretion.unevenness": 0.0,
    "meeting.cases_consulted": 0.0,
    "planning.meeting_cases": 0.0,
    "contacts.met_in_house": 0.0,
    "contacts.hours_in_house": 0.0,
    "routine.written_hours": 0.0,
    "routine.agreement_hours": 0.0,
    "routine.deadline_hours": 0.0,
    "routine.case_system_hours": 0.0,
    "routine.key_hours": 0.0,
    "routine.approval_hours": 0.0,
}


def parameters(changes: dict[str, float] | None = None) -> dict[str, float]:
    """Every parameter at its default in base units, but for ``changes`` (base units too).

    What goes on between people is off (:data:`NOBODY_CHANGES`) unless they say otherwise.
    """
    values = {key: p.in_base_units(p.default) for key, p in PARAMETERS.items()} | NOBODY_CHANGES
    assert not (changes or {}).keys() - values.keys()
    return values | (changes or {})


def group(kind: Group = Group.ECONOMIC, **changes) -> HouseholdGroup:
    """A group with neutral defaults; arrivals are given per year and 1000 inhabitants."""
    arrivals = {need: rate / YEAR for need, rate in changes.pop("arrivals", {}).items()}
    neutral = {
        "persons": {1: 1.0},
        "income_median": 0.0,
        "income_spread": 0.0,
        "equity_mean": 0.0,
        "debt_service_mean": 0.0,
        "accessible": 0.0,
        "grounds": {Ground.NONE: 1.0},
        "homeless": 0.0,
        "needs": {},
        "habits": {Task.INFORM: 1.0},
        "categories": (),
        "landlord_acceptance": 1.0,
        "own_solution_factor": 1.0,
        "move_rate": 0.0,
        "move_to_own_home": 0.0,
        "leaving_rate": 0.0,
        "failure_rate": 0.0,
        "work_factor": 1.0,
        "priority": None,
        "follow_up": {},
        "own_home": 0.0,
    }
    assert not changes.keys() - neutral.keys()
    return HouseholdGroup(group=kind, arrivals=arrivals, **(neutral | changes))


def unit(name: str, **changes) -> Unit:
    """A unit of the whole town in a house of its own, without routines, systems or given staff."""
    neutral = {
        "sector": "",
        "house": name,
        "case_systems": (),
        "written_routines": False,
        "key_person": False,
        "positions": None,
        "follow_up_workers": None,
        "district": None,
    }
    assert not changes.keys() - neutral.keys()
    return Unit(name=name, **(neutral | changes))


def organisation(
    tasks: dict[str, Iterable[Task] | str],
    units: dict[str, dict] | None = None,
    by_group: dict[tuple[Task, Group], str] | None = None,
    by_category: dict[Category, str] | None = None,
    agreements: Iterable[tuple[str, str]] = (),
    deadlines: dict[tuple[str, str], float] | None = None,
    informing: Iterable[tuple[str, str]] = (),
    districts: dict[str, float] | None = None,
    per_district: Iterable[str] = (),
    bodies: Iterable[dict] = (),
    strategy: Strategy | None = None,
    **changes,
) -> Organisation:
    """``tasks`` names the tasks of each unit; ``OTHERS`` takes those not named.

    ``units`` holds what is special about a unit, ``by_group`` and ``by_category`` the
    exceptions to ``tasks``.  ``districts`` gives the share of each district; a unit named in
    ``per_district`` stands for one in each of them, called "<name> <district>", also where it
    is named in ``agreements`` (two such names: the two of one district) and ``units`` (its
    house is one in each district too).  ``bodies`` are the fields of :func:`body`; one led by
    such a unit is one in each district.
    """
    names = list(tasks)
    owner = {}
    for name, held in tasks.items():
        for task in () if held == OTHERS else held:
            owner[task] = name
    rest = [name for name, held in tasks.items() if held == OTHERS]
    for task in DISTRIBUTED_TASKS:
        owner.setdefault(task, rest[0] if rest else None)
    assert None not in owner.values(), "a task nobody holds"
    shares = districts or {}
    made, index = _units(names, units or {}, shares, set(per_district))
    holders = {task: dict.fromkeys(Group, index[owner[task]]) for task in DISTRIBUTED_TASKS}
    for (task, kind), name in (by_group or {}).items():
        holders[task][kind] = index[name]
    allocators = dict.fromkeys(Category, index[owner[Task.ALLOCATE_DWELLINGS]])
    for category, name in (by_category or {}).items():
        allocators[category] = index[name]
    neutral = {
        "personal_cases": False,
        "lease_review": False,
        "vacancy_owner": False,
        "check_everyone": False,
        "priority_key": False,
        "rule_oriented": False,
        "case_coordinator": False,
        "tenants_may_buy": False,
    }
    assert not changes.keys() - neutral.keys()

    def between(pair: tuple[str, str]) -> tuple[int, int]:
        low, high = sorted(index[name][0] for name in pair)
        return low, high

    pairs = {pair for a, b in agreements for pair in zip(index[a], index[b], strict=True)}
    return Organisation(
        name="test",
        title="Test",
        units=tuple(made),
        districts=tuple(District(name, share) for name, share in shares.items()),
        holders=holders,
        allocators=allocators,
        agreements=tuple(sorted(tuple(sorted(pair)) for pair in pairs)),
        deadlines={between(pair): days for pair, days in (deadlines or {}).items()},
        informing=frozenset(between(pair) for pair in informing),
        bodies=tuple(
            body({name: found[district] for name, found in index.items()}, **fields)
            for fields in bodies
            for district in range(len(set(index[fields["led_by"]])))
        ),
        sources={},
        strategy=strategy,
        **(neutral | changes),
    )


def _units(
    names: list[str], special: dict[str, dict], shares: dict[str, float], per_district: set[str]
) -> tuple[list[Unit], dict[str, tuple[int, ...]]]:
    """The units, and by each name the index of its unit in every district."""
    assert not per_district or shares, "no districts to be one in each of"
    assert not per_district - set(names)
    made: list[Unit] = []
    index = {}
    for name in names:
        given = special.get(name, {})
        if name not in per_district:
            index[name] = (len(made),) * max(1, len(shares))
            made.append(unit(name, **given))
            continue
        index[name] = tuple(range(len(made), len(made) + len(shares)))
        for number, district in enumerate(shares):
            house = f"{given.get('house', name)} {district}"
            made.append(
                unit(f"{name} {district}", **(given | {"house": house, "district": number}))
            )
    return made, index


def body(index: dict[str, int], **fields) -> Body:
    """A committee led by the unit named, which decides every fortnight on all groups."""
    neutral = {
        "name": "committee",
        "members": (fields["led_by"],),
        "groups": tuple(Group),
        "every": 14.0,
        "decides": True,
        "most_cases": 20,
    }
    assert not fields.keys() - neutral.keys() - {"led_by"}
    settled = neutral | fields
    settled["led_by"] = index[settled["led_by"]]
    settled["members"] = tuple(index[name] for name in settled["members"])
    return Body(**settled)


def all_in_one() -> Organisation:
    return organisation({"one office": OTHERS})


def one_unit_per_task() -> Organisation:
    return organisation({task.name.lower(): (task,) for task in DISTRIBUTED_TASKS})


def strategy(**changes) -> Strategy:
    """A strategy of which nothing is laid down: no plan, no groups, no orders."""
    neutral = {
        "plan_every": None,
        "process_oriented": False,
        "wish_list": False,
        "project_group": (),
        "project_group_meets": 60.0,
        "steering_group": (),
        "steering_group_meets": 91.0,
        "politicians": False,
        "partners": False,
        "leader": Task.PLAN,
        "reporting": False,
        "in_municipal_plan": False,
        "procurement": "none",
        "looks_every": YEAR,
        "routines_by_anchoring": False,
    }
    assert not changes.keys() - neutral.keys()
    return Strategy(**(neutral | changes))


def block(
    category: Category,
    dwellings: int,
    rooms: int = 2,
    accessible: bool = False,
    ownership: Ownership = Ownership.OWNED,
) -> StockBlock:
    name = category.name.lower()
    return StockBlock(name, category, dwellings, rooms, accessible, ownership)


def scenario(
    groups: Iterable[HouseholdGroup] = (),
    organised: Organisation | None = None,
    stock: Iterable[StockBlock] = (),
    changes: dict[str, float] | None = None,
    population: float = 1000.0,
    follow_on: dict[Task, dict[Task, float]] | None = None,
    crews: int | None = None,
    temporary_places: float | None = None,
    grant_budget: float | None = None,
    dwelling_budget: float = 0.0,
    later: Iterable[Change] = (),
) -> Scenario:
    """A municipality of 1000 inhabitants, all in one office unless ``organised`` otherwise.

    ``changes`` are to parameters, from the start; ``later`` what changes in the course of the
    run.
    """
    plain = Scenario(
        name="test",
        title="Test",
        municipality=Municipality(
            name="test",
            title="Test",
            population=population,
            temporary_places=temporary_places,
            grant_budget=grant_budget,
            stock=tuple(stock),
            groups=tuple(groups),
            dwelling_budget=dwelling_budget,
        ),
        organisation=organised or all_in_one(),
        warm_up=YEAR,
        observe=YEAR,
        parameters=parameters(changes),
        follow_on=follow_on or {},
        crews=crews,
        changes=tuple(later),
        values={},
        identity="",
    )
    return identified(plain)


def identified(scenario: Scenario) -> Scenario:
    """``scenario`` under an identity of its contents, as a run needs it after a change."""
    told = repr(dataclasses.replace(scenario, identity=""))
    return dataclasses.replace(scenario, identity=hashlib.sha256(told.encode()).hexdigest())


def town() -> tuple[list[HouseholdGroup], list[StockBlock]]:
    """Groups and stock of a town of the size of Moss, for tests that need a mixed demand."""
    groups = [
        group(
            Group.ECONOMIC,
            arrivals={Need.DWELLING: 4.0, Need.HOUSING_ALLOWANCE: 12.0, Need.START_LOAN: 4.0},
            persons={1: 0.5, 2: 0.2, 3: 0.2, 4: 0.1},
            income_median=12_500.0,
            income_spread=0.3,
            equity_mean=20_000.0,
            debt_service_mean=800.0,
            grounds={Ground.MUST: 0.4, Ground.WISH: 0.3, Ground.NONE: 0.3},
            homeless=0.1,
            needs={Need.DEBT_ADVICE: 0.2, Need.SOCIAL_ASSISTANCE: 0.2},
            habits={Task.INFORM: 0.4, Task.SOCIAL_ASSISTANCE: 0.4, Task.HOUSING_ALLOWANCE: 0.2},
            categories=(Category.ORDINARY, Category.SOCIAL),
            move_rate=0.03 / YEAR,
            failure_rate=0.015 / YEAR,
            leaving_rate=0.02 / YEAR,
        ),
        group(
            Group.SUBSTANCE,
            arrivals={Need.DWELLING: 1.5},
            income_median=9_500.0,
            income_spread=0.2,
            grounds={Ground.MUST: 0.8, Ground.WISH: 0.1, Ground.NONE: 0.1},
            homeless=0.4,
            needs={Need.DEBT_ADVICE: 0.5, Need.SOCIAL_ASSISTANCE: 0.7},
            habits={Task.ORDER_FOLLOW_UP: 0.5, Task.SOCIAL_ASSISTANCE: 0.5},
            categories=(Category.SOCIAL,),
            failure_rate=0.08 / YEAR,
            leaving_rate=0.02 / YEAR,
            work_factor=1.3,
        ),
        group(
            Group.ELDERLY,
            arrivals={Need.DWELLING: 1.0, Need.HOUSING_ALLOWANCE: 5.0},
            income_median=11_500.0,
            grounds={Ground.MUST: 0.6, Ground.WISH: 0.4, Ground.NONE: 0.0},
            habits={Task.HOME_CARE: 1.0},
            categories=(Category.CARE,),
            leaving_rate=0.15 / YEAR,
        ),
    ]
    stock = [
        block(Category.ORDINARY, 300),
        block(Category.SOCIAL, 200),
        block(Category.CARE, 260),
    ]
    return groups, stock


def whole_town() -> tuple[list[HouseholdGroup], list[StockBlock]]:
    """The same town with everything that can make work: follow-up, home care, homes to adapt,
    co-op flats, dwellings leased in and a foundation's."""
    economic, substance, elderly = town()[0]
    groups = [
        economic,
        dataclasses.replace(
            substance,
            arrivals=substance.arrivals | {Need.FOLLOW_UP: 0.5 / YEAR},
            follow_up={1: 0.3, 2: 0.4},
        ),
        dataclasses.replace(
            elderly,
            arrivals=elderly.arrivals | {Need.HOME_CARE: 3.0 / YEAR, Need.ADAPTATION: 1.0 / YEAR},
            needs={Need.HOME_CARE: 0.6},
            follow_up={1: 0.1},
            accessible=0.8,
            own_home=0.5,
            equity_mean=200_000.0,
            habits={Task.HOME_CARE: 0.7, Task.INFORM: 0.3},
        ),
    ]
    stock = [
        block(Category.ORDINARY, 240),
        block(Category.ORDINARY, 40, ownership=Ownership.COOP_FLAT),
        block(Category.ORDINARY, 20, ownership=Ownership.LEASED_IN),
        block(Category.SOCIAL, 150),
        block(Category.SOCIAL, 50, ownership=Ownership.FOUNDATION),
        block(Category.CARE, 260, accessible=True),
    ]
    return groups, stock
