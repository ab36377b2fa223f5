"""What holds in any run, whatever the scenario: random small towns under random organisations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from sim import running, start
from sim.names import DISTRIBUTED_TASKS, OTHER_NEEDS, Category, Ground, Group, Need, Task
from sim.parameters import DISTRIBUTIONS, PARAMETERS
from sim.quantities import YEAR
from sim.scenario.resolved import Organisation, Scenario
from sim.state import ROOM, World, records
from tests import building, recount

#: Parameters whose extremes only make a run long, or leave nobody any time to work.
LEFT_ALONE = {
    "patience.return_after",
    "tenancy.contract",
    "caseworkers.target_utilisation",
    "caseworkers.hours_per_year",
    "crews.days_per_year",
}

#: Whole runs: few, the same each time, and reported as found.
SLOW = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],
)


def values(parameter):
    """Ordinary and extreme values of a parameter, in base units."""
    if parameter.choices:
        return st.sampled_from([float(code) for code in DISTRIBUTIONS.values()])
    found = [parameter.default, parameter.low, parameter.high, parameter.hard_low]
    if parameter.hard_high < 1e6:
        found.append(parameter.hard_high)
    return st.sampled_from([parameter.in_base_units(value) for value in found])


@st.composite
def organisations(draw) -> Organisation:
    """Tasks, rights and follow-up placed anywhere in one to five units."""
    count = draw(st.integers(1, 5))
    names = [f"unit {number}" for number in range(count)]
    some_unit = st.sampled_from(names)
    held: dict[str, list[Task]] = {name: [] for name in names}
    for task in DISTRIBUTED_TASKS:
        held[draw(some_unit)].append(task)
    units = {
        name: {
            "house": draw(st.sampled_from(["hall", name])),
            "case_systems": draw(st.sampled_from([(), ("one",)])),
            "written_routines": draw(st.booleans()),
        }
        for name in names
    }
    pairs = st.tuples(some_unit, some_unit).filter(lambda pair: pair[0] < pair[1])
    follow_up = {(Task.ORDER_FOLLOW_UP, kind): draw(some_unit) for kind in (Group.YOUTH, Group.ILL)}
    return building.organisation(
        held,
        units,
        by_group=follow_up,
        by_category={Category.CARE: draw(some_unit), Category.SOCIAL: draw(some_unit)},
        agreements=draw(st.lists(pairs, max_size=3, unique=True)) if count > 1 else [],
        personal_cases=draw(st.booleans()),
        lease_review=draw(st.booleans()),
        vacancy_owner=draw(st.booleans()),
    )


shares = st.sampled_from([0.0, 0.3, 1.0])


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
        equity_mean=draw(st.sampled_from([0.0, 1e6])),
        debt_service_mean=draw(st.sampled_from([0.0, 1500.0])),
        accessible=draw(shares),
        grounds={Ground.MUST: must, Ground.WISH: wish, Ground.NONE: 1.0 - must - wish},
        homeless=draw(shares),
        needs={need: draw(shares) for need in OTHER_NEEDS},
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
def scenarios(draw) -> Scenario:
    """A small town for a year or two, any of its parameters at any end of its range."""
    changed = draw(st.lists(st.sampled_from(sorted(PARAMETERS)), max_size=12, unique=True))
    changes = {key: draw(values(PARAMETERS[key])) for key in changed if key not in LEFT_ALONE} | {
        "tenancy.contract": draw(st.sampled_from([60.0, 400.0, 1095.0]))
    }
    kinds = draw(st.sampled_from([[Group.ECONOMIC], [Group.ECONOMIC, Group.YOUTH, Group.ILL]]))
    stock = [
        building.block(category, draw(st.integers(1, 6)), rooms)
        for category, rooms in ((Category.ORDINARY, 1), (Category.CARE, 2))
        if draw(st.booleans())
    ]
    made = building.scenario(
        [draw(groups(kind)) for kind in kinds],
        draw(organisations()),
        stock,
        changes=changes,
        population=draw(st.sampled_from([100.0, 600.0])),
        follow_on=draw(
            st.sampled_from(
                [{}, {Task.SOCIAL_ASSISTANCE: {Task.DEBT_ADVICE: 0.3, Task.START_LOAN: 0.3}}]
            )
        ),
        crews=draw(st.sampled_from([None, 1])),
    )
    lengths = st.sampled_from([0.0, 100.0, 365.0])
    warm_up, observe = draw(lengths), draw(st.sampled_from([7 * YEAR / 12, 500.0]))
    return building.identified(replace(made, warm_up=warm_up, observe=observe))


def world_of(scenario: Scenario, seed: int = 1, log: bool = True) -> World:
    try:
        return start.world(scenario, seed, log)
    except ValueError as problem:  # a unit of which work is expected, and nobody in it
        assume("without staff" not in str(problem))
        raise


def finished(world: World) -> World:
    return running.advance(world, world.settings[0].end)


def content(world: World) -> dict[str, bytes]:
    """All a world holds, without room to spare and without the log."""
    clock = world.clock[0]
    used = {
        "agenda": clock.agenda_places,
        "episodes": clock.episodes,
        "applications": clock.applications,
        "application_days": clock.applications,
        "work": clock.work_items,
        "tenancies": clock.tenancies,
        "vacancies": clock.vacancies,
        "vacancy_days": clock.vacancies,
        "marks": clock.marks,
    }
    found = {}
    for name, array in world._asdict().items():
        if name in ("log", "settings", "clock"):
            continue
        found[name] = in_bytes(array[: used.get(name, len(array))])
    return found | {"events": str(clock.events).encode()}


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
    for until in (0.0, 0.3 * end, 0.7 * end, end):
        world = running.advance(world, until)
        recount.check(world)
    recount.check_little(world)
    # Looking at the world on the way, and keeping a log, have changed nothing.
    assert not differing(finished(world_of(scenario, seed, log=False)), world)


def crowded(world: World) -> World:
    """The world with the least room its tables can begin with: day 0 must fit."""
    dwellings = len(world.dwellings)
    least = {
        "agenda": 4 * dwellings + 2,
        "episodes": 0,
        "applications": 0,
        "work": 0,
        "tenancies": dwellings,
        "vacancies": 0,
    }
    tiny = {name: records(getattr(world, name).dtype, rows) for name, rows in least.items()}
    return world._replace(
        **tiny,
        application_days=world.application_days[:0],
        vacancy_days=world.vacancy_days[:0],
        marks=world.marks[:0],
        log=records(world.log.dtype, dwellings),
    )


@settings(SLOW, max_examples=15)
@given(scenarios())
def test_tables_that_have_to_grow_change_nothing(scenario):
    world = world_of(scenario)
    small = crowded(world_of(scenario))
    assert len(small.episodes) < ROOM
    assert not differing(finished(small), finished(world))


def test_a_town_as_it_is_holds_together():
    people, stock = building.town()
    for changes in ({}, {"personal_cases": True}, {"lease_review": True, "vacancy_owner": True}):
        for layout in (building.all_in_one(), building.one_unit_per_task()):
            scenario = building.scenario(people, replace(layout, **changes), stock, population=8e3)
            world = finished(world_of(scenario))
            recount.check(world)
            recount.check_little(world)
