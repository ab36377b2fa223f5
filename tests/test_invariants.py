"""What holds in any run, whatever the scenario: random small towns under random organisations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import sim
from sim import logbook, running, start, starting_strategy
from sim.changes import stages
from sim.draws import Stream
from sim.names import (
    DISTRIBUTED_TASKS,
    OTHER_NEEDS,
    Category,
    Ground,
    Group,
    Need,
    Ownership,
    Task,
    Tenure,
)
from sim.parameters import LEARNING, PARAMETERS
from sim.quantities import MONTH, YEAR
from sim.scenario import builtin
from sim.scenario.changes import changeable
from sim.scenario.organisation_checks import OF_THE_WHOLE_TOWN
from sim.scenario.resolved import Change, Organisation, Scenario, Strategy
from sim.state import NOBODY, ROOM, Outcome, VacancyCause, World, records, rows_in_use
from sim.state import Phase as Listed
from tests import building, recount, worlds

#: Parameters whose extremes only make a run long, or leave nobody any time to work.
LEFT_ALONE = {
    "patience.return_after",
    "tenancy.contract",
    "follow_up.duration",
    "follow_up.relapse_after",
    "caseworkers.target_utilisation",
    "caseworkers.hours_per_year",
    "crews.days_per_year",
}

#: Whole runs: few, the same each time, and reported as found.
SLOW = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],
)

shares = st.sampled_from([0.0, 0.3, 1.0])


def values(parameter):
    """Ordinary and extreme values of a parameter, in base units."""
    if parameter.choices:
        return st.sampled_from([parameter.in_base_units(choice) for choice in parameter.choices])
    # An intensive need that took less than an ordinary place would take more as it steps down.
    least = 1.0 if parameter.key == "follow_up.intensive_weight" else parameter.hard_low
    found = [parameter.default, parameter.low, parameter.high, least]
    if parameter.hard_high < 1e6:
        found.append(parameter.hard_high)
    return st.sampled_from([parameter.in_base_units(value) for value in found])


#: What is done at the strategic level, if anything is.
ABOVE = (Task.PLAN, Task.PROCURE_DWELLINGS)


@st.composite
def organisations(draw) -> Organisation:
    """Tasks, rights, follow-up and committees placed anywhere, in a town in one piece or not.

    In half of them those above plan, and have nobody but perhaps a key person.
    """
    count = draw(st.integers(1, 5))
    names = [f"unit {number}" for number in range(count)]
    above = draw(st.sampled_from([[], ["above"]]))
    districts = draw(
        st.sampled_from([{}, {}, {"north": 0.5, "south": 0.5}, {"a": 0.1, "b": 0.2, "c": 0.7}])
    )
    # The first unit is of the whole town in any case: some tasks must be.
    divided = [name for name in names[1:] if districts and draw(st.booleans())]
    some_unit = st.sampled_from(names)
    of_the_town = st.sampled_from([name for name in names if name not in divided])
    held: dict[str, list[Task]] = {name: [] for name in [*names, *above]}
    for task in DISTRIBUTED_TASKS:
        holder = draw(of_the_town if task in OF_THE_WHOLE_TOWN else some_unit)
        held[above[0] if above and task in ABOVE else holder].append(task)
    with_key_person = draw(
        st.sampled_from([None, *3 * above, *(name for name in names if name not in divided)])
    )
    names += above
    units = {
        name: {
            "key_person": name == with_key_person,
            "house": draw(st.sampled_from(["hall", name])),
            "case_systems": draw(st.sampled_from([(), ("one",)])),
            "written_routines": draw(st.booleans()),
        }
        for name in names
    }
    anybody = st.sampled_from(names)
    pairs = st.tuples(anybody, anybody).filter(lambda pair: pair[0] < pair[1])
    follow_up = {
        (task, kind): draw(some_unit)
        for task in (Task.ORDER_FOLLOW_UP, Task.PROVIDE_FOLLOW_UP)
        for kind in (Group.YOUTH, Group.ILL)
    }
    by_category = {Category.CARE: draw(some_unit), Category.SOCIAL: draw(some_unit)}
    agreed = draw(st.lists(pairs, max_size=3, unique=True)) if len(names) > 1 else []
    allocators = {name for name in names if Task.ALLOCATE_DWELLINGS in held[name]}
    lease_review = draw(st.booleans())
    return building.organisation(
        held,
        units,
        by_group=follow_up,
        by_category=by_category,
        agreements=agreed,
        deadlines={pair: draw(st.sampled_from([0.0, 2.5])) for pair in agreed[:1]},
        informing=agreed[1:],
        districts=districts,
        per_district=divided,
        bodies=draw(committees(names, sorted(allocators | set(by_category.values())))),
        personal_cases=draw(st.booleans()),
        lease_review=lease_review,
        vacancy_owner=draw(st.booleans()),
        check_everyone=draw(st.booleans()),
        priority_key=draw(st.booleans()),
        rule_oriented=draw(st.booleans()),
        case_coordinator=draw(st.booleans()),
        tenants_may_buy=lease_review and draw(st.booleans()),
        strategy=draw(strategies()),
    )


@st.composite
def committees(draw, names: list[str], allocators: list[str]) -> list[dict]:
    """Up to three: no case comes before two, and some are for contests alone."""
    found: list[dict] = []
    free = {name: set(Group) for name in allocators}
    for number in range(draw(st.integers(0, 3))):
        for_cases = draw(st.booleans())
        leader = draw(st.sampled_from(allocators if for_cases else names))
        some = draw(st.sampled_from([set(Group), {Group.ECONOMIC}, {Group.YOUTH, Group.ILL}]))
        groups = sorted(some & free[leader]) if for_cases else []
        if for_cases:
            free[leader] -= some
        others = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
        found.append(
            {
                "name": f"committee {number}",
                "led_by": leader,
                "members": tuple(dict.fromkeys([leader, *others])),
                "groups": tuple(groups),
                "every": draw(st.sampled_from([2.0, 14.0, 100.0])),
                "decides": draw(st.booleans()),
                "most_cases": draw(st.sampled_from([1, 20])),
            }
        )
    return found


@st.composite
def groups(draw, kind: Group):
    """A group of households of any kind."""
    doors = [Task.INFORM, Task.SOCIAL_ASSISTANCE, Task.HOME_CARE, Task.START_LOAN, Task.PLAN]
    must, wish = draw(st.sampled_from([(1.0, 0.0), (0.0, 0.0), (0.4, 0.4)]))
    rates = st.sampled_from([0.0, 0.3, 3.0])
    return building.group(
        kind,
        arrivals={need: draw(st.sampled_from([0.0, 5.0, 30.0])) for need in Need},
        persons=draw(st.sampled_from([{1: 1.0}, {1: 0.5, 3: 0.5}])),
        income_median=draw(st.sampled_from([0.0, 9_000.0, 14_000.0, 40_000.0])),
        income_spread=draw(st.sampled_from([0.0, 0.4])),
        equity_mean=draw(st.sampled_from([0.0, 3e5, 1e6])),
        debt_service_mean=draw(st.sampled_from([0.0, 1500.0])),
        accessible=draw(shares),
        own_home=draw(shares),
        grounds={Ground.MUST: must, Ground.WISH: wish, Ground.NONE: 1.0 - must - wish},
        homeless=draw(shares),
        needs={need: draw(shares) for need in OTHER_NEEDS if need is not Need.FOLLOW_UP},
        follow_up=draw(st.sampled_from([{}, {1: 0.3, 2: 0.3}, {2: 1.0}, {1: 1.0}])),
        habits=dict.fromkeys(draw(st.lists(st.sampled_from(doors), min_size=1)), 1.0),
        categories=draw(
            st.sampled_from(
                [(), (Category.ORDINARY,), (Category.CARE, Category.ORDINARY, Category.SOCIAL)]
            )
        ),
        landlord_acceptance=draw(shares),
        own_solution_factor=draw(shares),
        move_rate=draw(rates) / YEAR,
        move_to_own_home=draw(shares),
        leaving_rate=draw(rates) / YEAR,
        failure_rate=draw(rates) / YEAR,
        work_factor=draw(st.sampled_from([0.2, 1.0, 5.0])),
        priority=draw(st.sampled_from([None, None, 0, 2])),
    )


@st.composite
def changes(draw, kinds: list[Group], until: float) -> list[Change]:
    """What changes in the course of the run: new values, values back again, people settled."""
    keys = [key for key in changeable() if key not in LEFT_ALONE and "groups." not in key]
    keys += [f"groups.{kind.name.lower()}.landlord_acceptance" for kind in kinds]
    keys += [f"groups.{kind.name.lower()}.arrivals.dwelling" for kind in kinds]
    days = draw(st.lists(st.sampled_from([0.0, 1.0, 33.3, 100.0, 200.0]), unique=True, max_size=3))
    found = []
    for day in sorted(day for day in days if day < until):
        new = {key: draw(new_value(key)) for key in draw(st.lists(st.sampled_from(keys)))}
        settled = {(kind, draw(st.sampled_from(list(Need)))): 3 for kind in kinds}
        found.append(Change(day, new, settled if draw(st.booleans()) else {}))
    return found


def new_value(key: str):
    """What a number may become, in base units."""
    if key in PARAMETERS:
        return values(PARAMETERS[key])
    if key in ("temporary_places", "population"):
        return st.sampled_from([0.0, 1.0, 2.5] if key == "temporary_places" else [50.0, 2000.0])
    if key == "grant_budget":
        return st.sampled_from([0.0, 1e5, float("inf")])
    if key == "dwelling_budget":
        return st.sampled_from([0.0, 4e5, 3e6])
    return shares if key.endswith("landlord_acceptance") else st.sampled_from([0.0, 0.1])


@st.composite
def stocks(draw) -> list:
    """A few dwellings, of any owner."""
    return [
        building.block(category, draw(st.integers(1, 6)), rooms, draw(st.booleans()), ownership)
        for category, rooms in ((Category.ORDINARY, 1), (Category.ORDINARY, 3), (Category.CARE, 2))
        if draw(st.booleans())
        for ownership in draw(st.sets(st.sampled_from(Ownership), min_size=1, max_size=2))
    ]


@st.composite
def lives(draw) -> dict[str, float]:
    """Whether people live one by one, and if so, how fast they come, go, learn and forget."""
    if not draw(st.booleans()):
        return {}
    some = {
        "caseworkers.turnover": [0.0, 0.14 / YEAR, 3.0 / YEAR, 30.0 / YEAR],
        "caseworkers.vacant_post": [0.0, 1.0, 60.0, 400.0],
        "caseworkers.stand_in": [0.0, 0.5, 1.0],
        "overview.time_to_gain": [1.0, 730.0],
        "knowledge.cases_to_learn": [1.0, 15.0],
        "knowledge.forgetting_half_life": [10.0, 547.5],
        "knowledge.passed_in_unit": [0.0, 0.5 / MONTH],
        "knowledge.passed_in_house": [0.0, 0.5 / MONTH],
        "contacts.per_joint_case": [0.0, 0.1, 1.0],
        "contacts.half_life": [20.0, 365.0],
    }
    return {"people.learning": float(LEARNING["live"])} | {
        key: draw(st.sampled_from(values)) for key, values in some.items()
    }


@st.composite
def strategies(draw) -> Strategy | None:
    """What may be laid down of strategy: nothing, or plans, groups and orders of any kind."""
    if draw(st.booleans()):
        return None
    tasks = st.lists(st.sampled_from(DISTRIBUTED_TASKS), max_size=3, unique=True)
    steering, project = tuple(sorted(draw(tasks))), tuple(sorted(draw(tasks)))
    intervals = st.sampled_from([7.0, 60.0, 91.0, 365.0])
    plan_every = draw(st.sampled_from([None, 30.0, 180.0, 730.0]))
    procurement = draw(st.sampled_from(["none", "reactive", "proactive", "proactive"]))
    return building.strategy(
        plan_every=plan_every,
        process_oriented=bool(project) and draw(st.booleans()),
        wish_list=draw(st.booleans()),
        project_group=project,
        project_group_meets=draw(intervals),
        steering_group=steering,
        steering_group_meets=draw(intervals),
        politicians=bool(steering) and draw(st.booleans()),
        partners=bool(steering or project) and draw(st.booleans()),
        leader=draw(st.sampled_from([Task.PLAN, Task.ALLOCATE_DWELLINGS, Task.START_LOAN])),
        reporting=draw(st.booleans()),
        in_municipal_plan=draw(st.booleans()),
        procurement="none" if plan_every is None and procurement == "proactive" else procurement,
        looks_every=draw(intervals),
        routines_by_anchoring=draw(st.booleans()),
    )


@st.composite
def budgets(draw) -> dict[str, float]:
    """Whether a strategy is pursued, and what is there for it."""
    return {
        "planning.pursued": draw(st.sampled_from([0.0, 1.0, 1.0])),
        "procurement.lead_time": draw(st.sampled_from([0.0, 50.0, 547.5])),
        "procurement.limit": draw(st.sampled_from([0.0, 0.1])),
        "procurement.care.price": draw(st.sampled_from([0.3, 1.0, 2.0])),
        "procurement.care.time": draw(st.sampled_from([0.0, 1.0, 2.5])),
    }


@st.composite
def talks(draw) -> dict[str, float]:
    """What people tell and teach each other, and how alike they judge; or nothing of it."""
    if not draw(st.booleans()):
        return {}
    some = {
        "contacts.asked_first": [0.0, 0.5, 1.0],
        "contacts.hours": [0.0, 0.2],
        "knowledge.passed_in_meeting": [0.0, 0.5],
        "training.hours": [0.0, 100.0 / YEAR],
        "discretion.unevenness": [0.0, 0.5],
        "contest.functional": [0.1, 1.0],
    }
    return {key: draw(st.sampled_from(values)) for key, values in some.items()}


#: What coordination may cost: nothing, what is taken for ordinary, and much.
PRICES = {
    "routine.agreement_hours": [0.0, 10.0 / YEAR, 100.0 / YEAR],
    "routine.written_hours": [0.0, 20.0 / YEAR, 100.0 / YEAR],
    "contacts.hours_in_house": [0.0, 10.0 / YEAR, 100.0 / YEAR],
    "contacts.met_in_house": [0.0, 0.5 / YEAR, 12.0 / YEAR],
    "routine.deadline_hours": [0.0, 0.1, 1.0],
    "routine.case_system_hours": [0.0, 0.1, 1.0],
    "routine.key_hours": [0.0, 0.25, 1.0],
    "routine.approval_hours": [0.0, 0.25, 1.0],
    "meeting.cases_consulted": [0.0, 0.5, 5.0, 20.0],
    "planning.meeting_cases": [0.0, 2.0, 10.0],
    "reporting.hours": [0.0, 4.0, 15.0],
    "overview.position": [0.05, 0.2, 1.0],
    "overview.hours_per_case": [0.0, 0.5, 2.0],
}


@st.composite
def prices(draw) -> dict[str, float]:
    """What coordination takes of the hours of those who coordinate; or what is nothing there."""
    if not draw(st.booleans()):
        return {}
    return {key: draw(st.sampled_from(values)) for key, values in PRICES.items()}


@st.composite
def scenarios(draw) -> Scenario:
    """A small town for a year or two, any of its parameters at any end of its range."""
    changed = draw(st.lists(st.sampled_from(sorted(PARAMETERS)), max_size=12, unique=True))
    parameters = {key: draw(values(PARAMETERS[key])) for key in changed if key not in LEFT_ALONE}
    kinds = draw(st.sampled_from([[Group.ECONOMIC], [Group.ECONOMIC, Group.YOUTH, Group.ILL]]))
    lengths = st.sampled_from([0.0, 100.0, 365.0])
    warm_up, observe = draw(lengths), draw(st.sampled_from([7 * YEAR / 12, 500.0]))
    made = building.scenario(
        [draw(groups(kind)) for kind in kinds],
        draw(organisations()),
        draw(stocks()),
        changes=parameters
        | {
            "tenancy.contract": draw(st.sampled_from([60.0, 400.0, 1095.0])),
            "follow_up.duration": draw(st.sampled_from([20.0, 365.0])),
            "follow_up.relapse_after": draw(st.sampled_from([20.0, 730.0])),
        }
        | draw(lives())
        | draw(budgets())
        | draw(talks())
        | draw(prices()),
        population=draw(st.sampled_from([100.0, 600.0])),
        follow_on=draw(
            st.sampled_from(
                [{}, {Task.SOCIAL_ASSISTANCE: {Task.DEBT_ADVICE: 0.3, Task.HOME_CARE: 0.3}}]
            )
        ),
        crews=draw(st.sampled_from([None, 1])),
        temporary_places=draw(st.sampled_from([None, 0.0, 1.0, 3.0])),
        grant_budget=draw(st.sampled_from([None, 0.0, 2e5])),
        dwelling_budget=draw(st.sampled_from([0.0, 4e5, 3e6, 5e7])),
        later=draw(changes(kinds, observe)),
    )
    return building.identified(replace(made, warm_up=warm_up, observe=observe))


def world_of(scenario: Scenario, seed: int = 1, log: bool = True) -> World:
    try:
        return start.world(scenario, seed, log)
    except ValueError as problem:  # a unit of which work is expected, and nobody in it
        assume("without staff" not in str(problem))
        raise


def finished(world: World, scenario: Scenario) -> World:
    return running.advance(world, world.settings[0].end, scenario)


def cuts_limits(scenario: Scenario) -> bool:
    """Whether rooms or the budget for grants become fewer in the course of the run."""
    keys = {key for change in scenario.changes for key in change.values}
    return bool(keys & {"temporary_places", "grant_budget"})


def content(world: World) -> dict[str, bytes]:
    """All a world holds, without room to spare and without the log."""
    found = {}
    for name, array in rows_in_use(world)._asdict().items():
        if name in ("log", "settings", "clock"):
            continue
        found[name] = in_bytes(array)
    return found | {"events": str(world.clock[0].events).encode()}


def in_bytes(rows: np.ndarray) -> bytes:
    """The fields of records (between which there may be anything), or plain numbers."""
    parts = [rows[name] for name in rows.dtype.names] if rows.dtype.names else [rows]
    return b"".join(np.ascontiguousarray(part).tobytes() for part in parts)


def differing(one: World, other: World) -> list[str]:
    """The names of what differs between two worlds."""
    first, second = content(one), content(other)
    return [name for name in first if first[name] != second[name]]


@SLOW
@given(scenarios(), st.integers(0, 2**63 - 1))
def test_whatever_happens_nothing_is_lost_or_counted_twice(scenario, seed):
    world = world_of(scenario, seed)
    end = world.settings[0].end
    for until in (0.0, 0.2 * end, 0.5 * end, 0.8 * end, end):
        world = running.advance(world, until, scenario)
        recount.check(world, cuts_limits(scenario), recount.largest_dwelling_budget(scenario))
    recount.check_the_log(world, scenario)
    # Looking at the world on the way, and keeping a log, have changed nothing.
    assert not differing(finished(world_of(scenario, seed, log=False), scenario), world)


# ---- what coordination costs ---------------------------------------------------------------

#: Nobody stands in, who would work more slowly.
AT_ONE_PACE = {"caseworkers.stand_in": 0.0}


@st.composite
def priced_towns(draw) -> Scenario:
    """A small town in which coordination has its prices, all the time the same."""
    made = draw(scenarios())
    priced = {key: draw(st.sampled_from(values)) for key, values in PRICES.items()}
    return building.identified(replace(made, parameters=made.parameters | priced, changes=()))


@settings(SLOW, max_examples=40)
@given(priced_towns(), st.integers(0, 2**63 - 1), st.booleans())
def test_every_hour_of_coordination_is_worked_once_by_who_owes_it(scenario, seed, consulting):
    """By the log alone; in half of the towns committees decide on no case."""
    organised = scenario.organisation
    if consulting:
        bodies = tuple(replace(body, groups=()) for body in organised.bodies)
        organised = replace(organised, bodies=bodies)
    told = replace(scenario, organisation=organised, parameters=scenario.parameters | AT_ONE_PACE)
    world = finished(world_of(told, seed), told)
    log = recount.naive.log_of(world)
    recount.check(world)
    recount.check_letters(world, told, log)
    if consulting:
        recount.check_hours_of_consulting(world, told, log)


def not_paid(scenario: Scenario) -> set[str]:
    """Prices of what the organisation does not have."""
    organised = scenario.organisation
    units = organised.units
    houses = [unit.house for unit in units]
    systems = [system for unit in units for system in unit.case_systems]
    strategy = starting_strategy.pursued(scenario)
    keeper = [unit.key_person for unit in units]
    has = {
        "routine.agreement_hours": organised.agreements,
        "routine.written_hours": any(unit.written_routines for unit in units),
        "contacts.hours_in_house": len(set(houses)) < len(houses),
        "contacts.met_in_house": len(set(houses)) < len(houses),
        "routine.deadline_hours": organised.deadlines,
        "routine.case_system_hours": len(set(systems)) < len(systems),
        "routine.key_hours": organised.priority_key,
        "routine.approval_hours": organised.rule_oriented
        or any(body.groups and not body.decides for body in organised.bodies),
        "meeting.cases_consulted": any(not body.groups for body in organised.bodies),
        "planning.meeting_cases": strategy and (strategy.project_group or strategy.steering_group),
        "reporting.hours": strategy and strategy.reporting,
        "overview.position": any(keeper),
        "overview.hours_per_case": any(keeper),
    }
    assert has.keys() == PRICES.keys()
    return {key for key, there in has.items() if not there}


def each_by_itself(organised: Organisation) -> Organisation:
    """``organised`` with nothing in writing, no key person, no system or house in common."""
    units = tuple(
        replace(unit, house=unit.name, case_systems=(), written_routines=False, key_person=False)
        for unit in organised.units
    )
    return replace(organised, units=units, agreements=(), deadlines={}, informing=frozenset())


@settings(SLOW, max_examples=80)
@given(priced_towns(), st.integers(0, 2**63 - 1), st.booleans())
def test_what_an_organisation_does_not_have_costs_it_nothing(scenario, seed, alone):
    if alone:
        scenario = replace(scenario, organisation=each_by_itself(scenario.organisation))
    free = not_paid(scenario)
    assume(free)
    cheap, dear = (scenario.parameters | {key: PRICES[key][end] for key in free} for end in (0, -1))
    towns = [building.identified(replace(scenario, parameters=one)) for one in (cheap, dear)]
    one, other = (finished(world_of(town, seed), town) for town in towns)
    differ = set(differing(one, other)) - {"parameters"}
    assert not differ, (free, differ)


# ---- scenarios in the box ------------------------------------------------------------------

#: All ordinary scenarios in the box, teaching scenarios too; not those that are reorganised.
BUILT_IN = [
    entry.name
    for entry in builtin()
    if entry.kind == "scenario" and not entry.name.startswith("verification/")
]

#: Long enough for the changes of those that have any.
LONG_ENOUGH = ("run.warm_up=1 year", "run.observe=50 months")


@pytest.mark.parametrize("name", BUILT_IN)
def test_scenarios_in_the_box_hold_together(name):
    scenario = sim.scenario.load(name, settings=LONG_ENOUGH)
    world = finished(start.world(scenario, 3, False), scenario)
    assert world.clock[0].stage == len(stages(scenario)) - 1
    recount.check(world, cuts_limits(scenario), recount.largest_dwelling_budget(scenario))
    recount.check_luck(world)


@pytest.mark.parametrize("name", BUILT_IN)
def test_scenarios_in_the_box_hold_together_with_people_who_live(name):
    settings_ = (*LONG_ENOUGH, "people.learning=live", "caseworkers.turnover=0.5 per year")
    scenario = sim.scenario.load(name, settings=settings_)
    world = start.world(scenario, 3, False)
    for until in (100.0, 700.0, world.settings[0].end):
        world = running.advance(world, until, scenario)
        recount.check(world, cuts_limits(scenario), recount.largest_dwelling_budget(scenario))
    recount.check_luck(world)
    caseworkers = world.desks.crew[world.caseworkers.desk] == 0
    assert world.caseworkers.incumbent[caseworkers].sum() > 0
    something_to_learn = scenario.parameters["knowledge.floor"] < 1.0
    assert (len(np.unique(world.skills[caseworkers])) > 1) == something_to_learn


# ---- every state is left -------------------------------------------------------------------

#: After the last household has come; and what is long enough for any case by then.
QUIET = 60 * YEAR
LONG = 10 * YEAR

#: Numbers that can keep a household waiting for ever, and are no fault if they do.
KEPT = {
    "offers.refused": 0.15,
    "tenancy.renewal_share": 0.5,
    "tenancy.contract": 400.0,
    "offers.answer_time": 7.0,
}


@st.composite
def towns_at_rest(draw) -> Scenario:
    """A small town to which nobody comes any more, with people and dwellings of every kind."""
    made = draw(scenarios())
    place, organised = made.municipality, made.organisation
    none_come = {
        f"groups.{group.group.name.lower()}.arrivals.{need.name.lower()}": 0.0
        for group in place.groups
        for need in Need
    }
    changed = [
        replace(change, values={k: v for k, v in change.values.items() if k not in KEPT})
        for change in made.changes
    ]
    some = (Category.ORDINARY,)
    groups = [replace(one, categories=one.categories or some) for one in place.groups]
    wanted = {category for group in groups for category in group.categories}
    each = 4 * max(1, len(organised.districts))
    stock = [
        building.block(category, each, rooms, accessible=True)
        for category in sorted(wanted)
        for rooms in (1, 3)
    ]
    units = [replace(unit, positions=2.0, follow_up_workers=2.0) for unit in organised.units]
    # Those whose tenancies fail come back for ever: committees must have the time for them.
    bodies = [
        replace(body, every=min(body.every, 14.0), most_cases=20) for body in organised.bodies
    ]
    quiet = replace(
        made,
        municipality=replace(place, groups=tuple(groups), stock=(*place.stock, *stock)),
        organisation=replace(organised, units=tuple(units), bodies=tuple(bodies)),
        observe=made.observe + QUIET,
        changes=(*changed, Change(made.observe, none_come, {})),
        parameters=made.parameters
        | KEPT
        | {"caseworkers.vacant_post": min(made.parameters["caseworkers.vacant_post"], 60.0)}
        | {"patience.per_year": draw(st.sampled_from([0.0, 0.0, 0.4]))},
        crews=3,
    )
    return building.identified(quiet)


def nothing_suits(world: World, application: int) -> bool:
    """Whether somebody is listed for a dwelling of which there is none in the stock."""
    row = world.applications[application]
    person = world.households[row.household]
    categories = world.groups.categories[person.group]
    rooms = min(int(person.persons), int(world.settings[0].largest_rooms))
    homes = world.dwellings
    suits = (
        (homes.allocator == row.unit)
        & ((categories >> homes.category) & 1 == 1)
        & (homes.rooms >= rooms)
        & (homes.rooms <= rooms + 1)
        & (homes.accessible >= person.accessible)
    )
    return row.phase == Listed.LISTED and not suits.any()


def without_hope(world: World) -> set[int]:
    """Households that are on lists alone, all of them for dwellings that there are none of."""
    applications = recount.tables(world)[1]
    for_home = np.flatnonzero(
        (applications.phase < Listed.GRANTED) & (applications.leads_home == 1)
    )
    waiting: dict[int, bool] = {}
    for number in for_home.tolist():
        household = int(applications.household[number])
        waiting[household] = waiting.get(household, True) and nothing_suits(world, number)
    return {household for household, none in waiting.items() if none}


@settings(SLOW, max_examples=40)
@given(towns_at_rest(), st.integers(0, 2**63 - 1))
def test_when_nobody_comes_any_more_nobody_is_left_waiting(scenario, seed):
    world = finished(world_of(scenario, seed), scenario)
    recount.check(world, cuts_limits(scenario), recount.largest_dwelling_budget(scenario))
    recount.check_the_log(world, scenario)
    now = world.clock[0].now
    last = world.arrival_times[-1] if len(world.arrival_times) else 0.0
    assert last <= now - QUIET
    episodes, applications, _, _ = recount.tables(world)
    excused = np.isin(applications.household, list(without_hope(world)))
    still_open = (applications.phase < Listed.GRANTED) & ~excused
    assert not np.any(still_open & (applications.created < now - LONG))
    waiting = (episodes.outcome == Outcome.OPEN) & ~np.isin(
        episodes.household, applications.household[excused]
    )
    assert not np.any(waiting & (episodes.need_at < now - LONG))
    for items in recount.queues(world).values():
        assert np.all(world.work.queued_at[items] > now - LONG)
    empty = world.vacancies[world.dwellings.vacancy[world.dwellings.vacancy != NOBODY]]
    in_vain = empty.cause == VacancyCause.NO_APPLICANT
    assert not np.any(~in_vain & (np.maximum(empty.since, empty.move_out) < now - LONG))


# ---- known faults --------------------------------------------------------------------------


def test_what_a_meeting_sees_has_waited_for_the_meeting_too():
    organised = building.organisation(
        {"office": building.OTHERS, "advice": (Task.DEBT_ADVICE,)},
        bodies=[{"led_by": "office", "members": ("office", "advice")}],
    )
    scenario = worlds.tiny(organised, recognition__base=0.0)
    people = [{"needs": worlds.bits(Need.DWELLING, Need.DEBT_ADVICE)}]
    world = worlds.world_with(scenario, people)
    world.knowledge[0, Task.DEBT_ADVICE] = 0.0  # only the other member sees it
    world = finished(world, scenario)
    assert Task.DEBT_ADVICE in recount.tables(world)[1].task
    recount.check_days(world)


def test_when_the_first_in_line_withdraws_the_next_gets_the_place():
    scenario = worlds.tiny(
        building.organisation({"office": building.OTHERS}, {"office": {"follow_up_workers": 2.0}}),
        patience__per_year=0.9,
        follow_up__duration=1e9,
    )

    def patience(identity):
        return worlds.exponential(1, Stream.PATIENCE, identity, 0, 0)

    by_patience = sorted(range(1000, 1100), key=patience)
    need = {"presenting": Need.FOLLOW_UP, "tenure": Tenure.PRIVATE_RENTAL}
    world = worlds.world_with(
        scenario,
        [
            need | {"at": 0.0, "follow_up_level": 1, "identity": by_patience[-1]},
            need | {"at": 20.0, "follow_up_level": 2, "identity": by_patience[40]},
            need | {"at": 40.0, "follow_up_level": 1, "identity": by_patience[-2]},
        ],
    )
    first, second, third = 0, 1, 2
    world = running.advance(world, 400.0, scenario)
    assert world.episodes.outcome[first] == Outcome.HELPED
    assert world.episodes.outcome[second] == Outcome.GAVE_UP
    recount.check_places(world)
    assert world.episodes.outcome[third] == Outcome.HELPED


def a_tenant_whose_case_goes_on_to_a_loan(leaves: float, **changes) -> World:
    """A tenant who asks for social assistance, and whose case goes on to a start loan."""
    scenario = worlds.tiny(
        dwellings=1,
        follow_on={Task.SOCIAL_ASSISTANCE: {Task.START_LOAN: 1.0}},
        **worlds.CHEAP,
        **changes,
    )
    tenant = {
        "at": 10.0,
        "presenting": Need.SOCIAL_ASSISTANCE,
        "needs": worlds.bits(Need.DWELLING, Need.SOCIAL_ASSISTANCE),
        "met": worlds.bits(Need.DWELLING),
        "income": 1e5,
    }
    leaving = worlds.leaving_at(leaves)
    return finished(worlds.world_with(scenario, first_tenants=[tenant], **leaving), scenario)


def test_an_episode_that_a_move_takes_the_last_case_from_ends():
    world = a_tenant_whose_case_goes_on_to_a_loan(
        leaves=300.0, market__purchase_time=1e9, market__certificate_validity=1e9
    )
    assert world.episodes.outcome[0] != Outcome.OPEN
    recount.check(world)


def test_who_buys_gives_up_the_home_it_has():
    recount.check(a_tenant_whose_case_goes_on_to_a_loan(leaves=1e6, market__purchase_time=1.0))


def test_a_need_that_comes_again_has_luck_of_its_own():
    scenario = worlds.tiny(
        building.organisation(
            {"office": building.OTHERS, "service": (Task.ORDER_FOLLOW_UP, Task.PROVIDE_FOLLOW_UP)},
            {"service": {"follow_up_workers": 1.0}},
        ),
        temporary__harm=1.0,
        temporary__harm_after=100.0,
        follow_up__duration=1.0,
        market__price_per_m2=1.0,
        market__purchase_time=1e9,
        market__certificate_validity=150.0,
    )
    needs = worlds.bits(Need.DWELLING, Need.FOLLOW_UP)
    person = {"needs": needs, "follow_up_level": 1, "tenure": Tenure.NONE, "income": 1e5}
    world = finished(worlds.world_with(scenario, [person]), scenario)
    orders = recount.tables(world)[1].task == Task.ORDER_FOLLOW_UP
    assert orders.sum() == 2
    recount.check_luck(world)


# ---- tables that grow ----------------------------------------------------------------------


def crowded(world: World) -> World:
    """The world with the least room its tables can begin with: day 0 must fit."""
    dwellings = recount.first_dwellings(world)
    events = 6 * dwellings + len(world.bodies) + len(world.caseworkers) + 3
    events += 5 * len(world.strategy)
    least = {
        "agenda": events,
        "today": events,
        "episodes": 0,
        "applications": 0,
        "work": 0,
        "tenancies": dwellings,
        "vacancies": 0,
        "follow_ups": 0,
    }
    tiny = {name: records(getattr(world, name).dtype, rows) for name, rows in least.items()}
    return world._replace(
        **tiny,
        application_days=world.application_days[:0],
        vacancy_days=world.vacancy_days[:0],
        marks=world.marks[:0],
        log=logbook.page(dwellings),
    )


@settings(SLOW, max_examples=15)
@given(scenarios())
def test_tables_that_have_to_grow_change_nothing(scenario):
    world = world_of(scenario)
    small = crowded(world_of(scenario))
    assert len(small.episodes) < ROOM
    assert not differing(finished(small, scenario), finished(world, scenario))


#: All the routines an organisation can keep.
EVERY_ROUTINE = dict.fromkeys(
    (
        "lease_review",
        "vacancy_owner",
        "check_everyone",
        "priority_key",
        "rule_oriented",
        "case_coordinator",
        "tenants_may_buy",
    ),
    True,
)


@pytest.mark.parametrize("routines", [{}, {"personal_cases": True}, EVERY_ROUTINE])
@pytest.mark.parametrize("layout", [building.all_in_one, building.one_unit_per_task])
def test_a_town_as_it_is_holds_together(layout, routines):
    people, stock = building.whole_town()
    scenario = building.scenario(people, replace(layout(), **routines), stock, population=8e3)
    world = finished(world_of(scenario), scenario)
    recount.check(world)
    recount.check_the_log(world, scenario)
