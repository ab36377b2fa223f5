"""A reorganisation as a whole: nothing is lost, and where nothing changes nothing does."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import sim
from sim import changes, logbook, running, start
from sim.names import Task
from sim.parameters import LEARNING
from sim.quantities import MONTH, YEAR
from sim.reorganising import _left_of_dip
from sim.result import Result
from sim.scenario.resolved import Change, Organisation, Scenario, Transition
from sim.scenario.union import on_common_units
from sim.state import ABSENT, NEW, NOBODY, Happening, WorkKind, World
from tests import building, recount
from tests.reorganised import NOTHING_LOST, with_changes
from tests.test_invariants import (
    SLOW,
    crowded,
    cuts_limits,
    differing,
    finished,
    organisations,
    scenarios,
    world_of,
)

LIVE = {"people.learning": float(LEARNING["live"])}

#: A change as one would guess it.
ORDINARY = Transition(
    staff_follow_tasks=0.8,
    contacts_kept=0.5,
    productivity_dip=0.15,
    recovery=182.0,
    extra_hours=20.0,
    routines_kept=False,
    routines_written=120.0,
)

transitions = st.builds(
    Transition,
    staff_follow_tasks=st.sampled_from([0.0, 0.5, 1.0]),
    contacts_kept=st.sampled_from([0.0, 0.5, 1.0]),
    productivity_dip=st.sampled_from([0.0, 0.15, 0.9]),
    recovery=st.sampled_from([0.0, 30.0, 182.0]),
    extra_hours=st.sampled_from([0.0, 20.0]),
    routines_kept=st.booleans(),
    routines_written=st.sampled_from([10.0, 180.0]),
    extra_cost=st.sampled_from([0.0, 50_000.0, 2_500_000.0]),
)


@st.composite
def reorganised_towns(draw) -> Scenario:
    """A small town that is reorganised once or more, into whatever."""
    made = draw(scenarios())
    districts = made.organisation.districts
    alike = organisations().filter(lambda one: len(one.districts) == len(districts))
    count = draw(st.sampled_from([1, 1, 2, 3]))
    days = st.sampled_from([0.0, 2.0, 28.0, 30.0, 70.0, 150.0])
    later = [
        (at, replace(draw(alike), districts=districts), draw(transitions))
        for at in sorted(draw(st.lists(days, min_size=count, max_size=count, unique=True)))
    ]
    learning = draw(st.sampled_from(list(LEARNING.values())))
    population = draw(st.sampled_from([100.0, 600.0, 2000.0]))
    town = replace(
        made,
        municipality=replace(made.municipality, population=population),
        parameters=made.parameters | {"people.learning": float(learning)},
    )
    return with_changes(town, *later)


def looked_at(scenario: Scenario, world: World) -> World:
    """The world at the end, counted again after each change, some time later and at the end."""
    end = float(world.settings[0].end)
    moments = {end}
    for stage in changes.stages(scenario)[1:]:
        moments |= {stage.start, min(stage.start + 20.0, end)}
    for moment in sorted(moments):
        world = if_staffed(scenario, world, moment)
        largest = recount.largest_dwelling_budget(scenario)
        recount.check(world, cuts_limits(scenario), largest)
    return world


def if_staffed(scenario: Scenario, world: World, until: float | None = None) -> World:
    """The world at that time, or at the end; not of a scenario in which a unit has nobody."""
    try:
        return running.advance(world, world.settings[0].end if until is None else until, scenario)
    except ValueError as problem:  # a unit of which work is expected, and nobody in it
        assume("without staff" not in str(problem))
        raise


@settings(SLOW, max_examples=40)
@given(reorganised_towns(), st.integers(0, 2**63 - 1))
def test_whatever_becomes_of_what_nothing_is_lost_or_counted_twice(scenario, seed):
    world = looked_at(scenario, world_of(scenario, seed))
    # Looking at the world on the way, and keeping a log, have changed nothing.
    assert not differing(finished(world_of(scenario, seed, log=False), scenario), world)


@settings(SLOW, max_examples=30)
@given(reorganised_towns(), st.integers(0, 2**63 - 1))
def test_each_transition_does_what_it_says(scenario, seed):
    world = world_of(scenario, seed)
    course = changes.stages(scenario)
    for number, stage in enumerate(course[1:], 1):
        world = running._advance(world, stage.start)
        people, live = world.caseworkers.copy(), bool(world.settings[0].people_live)
        posts, contacts = in_post(world), int(np.sum(world.contacts != NOBODY))
        left = _left_of_dip(world.settings[0], stage.start)
        try:
            world = changes.put_into(world, course, number)
        except ValueError as problem:  # a unit of which work is expected, and nobody in it
            assume("without staff" not in str(problem))
            raise
        world.clock[0].stage = number
        transition = stage.transition
        if transition is None:
            continue
        routines = routines_in_force(world)
        assert routines == routines_of(stage.scenario.organisation)
        if transition is changes._ROUTINES_WRITTEN:
            assert np.array_equal(world.caseworkers, people)
            assert _left_of_dip(world.settings[0], stage.start) == left
            continue
        if not transition.routines_kept:
            assert not any(routines.values())
        lasting = transition.productivity_dip if transition.recovery > 0.0 else 0.0
        assert _left_of_dip(world.settings[0], stage.start) == pytest.approx(max(left, lasting))
        crews = world.desks.crew[world.caseworkers.desk] == 1
        if live:
            assert in_post(world) <= posts
            if transition.staff_follow_tasks == 1.0:  # nobody leaves for whom there is a post
                assert in_post(world) == min(posts, np.sum(~crews))
            assert np.sum(world.contacts != NOBODY) <= contacts
        else:
            assert in_post(world) == np.sum(~crews)
        there = in_post(world)
        met = moving(world)  # in a group of the strategy that has come together that very day
        world = running._advance(world, stage.start)
        moved = [transition.extra_hours] * (there * (transition.extra_hours > 0.0))
        assert sorted(moving(world)) == sorted(met + moved)


def in_post(world: World) -> int:
    """How many caseworkers hold a post; posts that nobody took are about to stand empty."""
    people = world.caseworkers
    return int(np.sum(_there(world) & (people.stand_in == 0) & (people.leaving != NEW)))


def _there(world: World) -> np.ndarray:
    """Which caseworkers are there, holders of a post or standing in."""
    crews = world.desks.crew[world.caseworkers.desk] == 1
    return ~crews & (world.caseworkers.work_item != ABSENT)


def routines_in_force(world: World) -> dict[str, bool]:
    return {name: bool(world.settings[0][name]) for name in ROUTINES}


def routines_of(organised: Organisation) -> dict[str, bool]:
    return {name: getattr(organised, name) for name in ROUTINES}


#: What is lost with what is in writing.
ROUTINES = ("lease_review", "check_everyone", "priority_key")


def moving(world: World) -> list[float]:
    """The hours of each piece of moving that has just come up."""
    items = [item for line in recount.queues(world).values() for item in line]
    work = world.work[[*items, *recount.at_work(world)]]
    new = (work.queued_at == world.clock[0].now) & (work.kind == WorkKind.MEETING)
    return work.hours[new & (work.tenancy == NOBODY)].tolist()


def without_extra_cost(scenario: Scenario) -> Scenario:
    """The same town, whose reorganisations cost nothing but hours."""
    cheap = [
        replace(change, transition=replace(change.transition, extra_cost=0.0))
        if change.transition is not None
        else change
        for change in scenario.changes
    ]
    return building.identified(replace(scenario, changes=tuple(cheap)))


@settings(SLOW, max_examples=25)
@given(reorganised_towns(), st.integers(0, 2**63 - 1))
def test_what_a_reorganisation_costs_is_in_the_costs_once_and_nowhere_else(scenario, seed):
    towns = scenario, without_extra_cost(scenario)
    worlds = [if_staffed(one, world_of(one, seed)) for one in towns]
    assert not differing(*worlds)
    dear, cheap = (
        Result(one, seed, world).summary for one, world in zip(towns, worlds, strict=True)
    )
    told = sum(one.transition.extra_cost for one in scenario.changes if one.transition is not None)
    per_year = told / (scenario.observe / YEAR)
    assert dear["reorganisation_cost"] == pytest.approx(per_year)
    assert cheap["reorganisation_cost"] == 0.0
    assert dear["total_cost"] == pytest.approx(cheap["total_cost"] + per_year)
    # The same households have been helped.
    one, other = (kind["cost_per_household"] for kind in (dear, cheap))
    assert one * cheap["total_cost"] == pytest.approx(other * dear["total_cost"], nan_ok=True)
    for name in dear.keys() - {"reorganisation_cost", "total_cost", "cost_per_household"}:
        assert np.array_equal(dear[name], cheap[name], equal_nan=True), name


@settings(SLOW, max_examples=8)
@given(reorganised_towns())
def test_tables_that_have_to_grow_change_nothing(scenario):
    one = looked_at(scenario, world_of(scenario))
    assert not differing(finished(crowded(world_of(scenario)), scenario), one)


# ---- towns of ordinary size ------------------------------------------------------------------


def specialised(**changed) -> Organisation:
    return building.organisation(
        {
            "office": building.OTHERS,
            "loans": (Task.START_LOAN, Task.PURCHASE_GRANT, Task.HOUSING_ALLOWANCE),
            "property": (Task.MANAGE_VACANCIES, Task.PROCURE_DWELLINGS),
            "care": (Task.HOME_CARE, Task.ORDER_FOLLOW_UP, Task.PROVIDE_FOLLOW_UP),
        },
        **changed,
    )


def town(organised: Organisation, changes=None, **given) -> Scenario:
    people, stock = building.whole_town()
    return building.scenario(people, organised, stock, changes, population=8e3, **given)


def ran(scenario: Scenario, seed: int = 1, log: bool = False) -> World:
    return finished(start.world(scenario, seed, log), scenario)


def history(world: World) -> dict[str, np.ndarray]:
    """What became of everybody, in whole records, without what only says where work lies."""
    episodes, applications, tenancies, vacancies = recount.tables(world)
    found = {"levels": world.levels.area, "households": world.households.met}
    tables = {
        "episodes": episodes,
        "applications": applications,
        "tenancies": tenancies,
        "vacancies": vacancies,
    }
    leave = {"work_item", "line", "previous", "next"}
    for name, table in tables.items():
        for field in table.dtype.names:
            if field not in leave:
                found[f"{name} {field}"] = table[field]
    return found


def assert_same_history(one: World, other: World) -> None:
    first, second = history(one), history(other)
    for name, values in first.items():
        assert values.shape == second[name].shape, name
        np.testing.assert_allclose(
            values.astype(float), second[name].astype(float), rtol=1e-9, atol=1e-6, err_msg=name
        )


def assert_same_log(one: World, other: World) -> None:
    """Row by row: nothing is told again because of a change of nothing."""
    rows, others = (logbook.rows(world) for world in (one, other))
    rows, others = (those[those.event != Happening.REORGANISED] for those in (rows, others))
    assert len(rows) == len(others)
    for field in rows.dtype.names:
        if field == "time":
            np.testing.assert_allclose(rows.time, others.time, rtol=1e-9, atol=1e-6)
        else:
            assert np.array_equal(rows[field], others[field]), field


NOBODY_LEAVES = {"caseworkers.turnover": 0.0}


@pytest.mark.parametrize("layout", [building.all_in_one, specialised])
@pytest.mark.parametrize("personal", [False, True])
@pytest.mark.parametrize("people", [{}, LIVE | NOBODY_LEAVES])
def test_a_reorganisation_into_the_same_changes_nothing(layout, people, personal):
    """Beside a change of no number, after which all is planned anew too (with its rounding).

    Where people live, units see what they have a moment sooner than at the end of the month, so
    that hours differ a little.
    """
    at = 4 * MONTH
    same = replace(layout(), personal_cases=personal)
    usual = town(same, people, later=[Change(at, {}, {})])
    changed = with_changes(town(same, people), (at, same, NOTHING_LOST))
    one, other = ran(usual, log=True), ran(changed, log=True)
    if not people:
        assert_same_log(one, other)
    if people:
        np.testing.assert_allclose(one.levels.area, other.levels.area, rtol=1e-3)
    else:
        assert_same_history(one, other)


def test_units_without_tasks_change_nothing():
    """Their places alone: no measure of the town is another for them."""
    alone = specialised()
    common, _ = on_common_units([alone, building.one_unit_per_task()])
    assert len(common.units) > len(alone.units)
    plain, with_empty = (town(one) for one in (alone, common))
    of_plain, of_common = (Result(one, 1, ran(one)).summary for one in (plain, with_empty))
    assert of_plain.keys() == of_common.keys()
    for name, value in of_plain.items():
        assert of_common[name] == pytest.approx(value, rel=1e-9, nan_ok=True), name


def pair(transition=ORDINARY, at=120.0, **given) -> tuple[Scenario, Scenario]:
    """A town that goes on as it is, and the same reorganised."""
    after = replace(building.one_unit_per_task(), priority_key=True, lease_review=True)
    first, _ = on_common_units([specialised(), after])
    # Changes of nothing on the same days: the times of arrival are put together stage by stage.
    days = (at, at + transition.routines_written)
    usual = town(first, later=[Change(day, {}, {}) for day in days], **given)
    return usual, with_changes(town(first, **given), (at, after, transition))


@pytest.mark.parametrize("people", [{}, LIVE])
def test_before_the_day_of_the_change_the_run_is_the_same_to_the_bit(people):
    usual, changed = pair(changes=people)
    day = usual.warm_up + 120.0
    before = np.nextafter(day, 0.0)
    worlds = [running.advance(start.world(one, 5, False), before, one) for one in (usual, changed)]
    assert not differing(*worlds)
    worlds = [running.advance(w, day, one) for w, one in zip(worlds, (usual, changed), strict=True)]
    assert differing(*worlds)


def test_the_same_households_come_with_and_without():
    usual, changed = (start.world(one, 1, False) for one in pair())
    assert np.array_equal(usual.arrival_times, changed.arrival_times)
    for field in usual.households.dtype.names:
        assert np.array_equal(usual.households[field], changed.households[field]), field
    assert len(usual.arrivals) > 0


@pytest.mark.parametrize("people", [{}, LIVE])
def test_in_pieces_it_is_the_same_as_in_one_go(people):
    _, changed = pair(changes=people)
    world = start.world(changed, 3, False)
    end = float(world.settings[0].end)
    for until in (changed.warm_up + 119.9, changed.warm_up + 120.0, changed.warm_up + 120.1, end):
        world = running.advance(world, until, changed)
    assert not differing(world, ran(changed, 3))


def test_as_a_mesa_model_it_is_the_same():
    _, changed = pair()
    model = sim.HousingModel(changed, seed=4)
    model.run_model()
    assert not differing(model.result().world, ran(changed, 4))


def test_interpreted_it_is_the_same_as_compiled():
    code = (
        "import hashlib;"
        "from tests import test_reorganising as t; from tests.test_invariants import content;"
        "world = t.ran(t.small_pair());"
        "print(hashlib.sha256(b''.join(content(world).values())).hexdigest())"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for environment in ({}, {"NUMBA_DISABLE_JIT": "1"})
    ]
    assert told[0] == told[1] != ""


def small_pair() -> Scenario:
    """Short and small enough to be run by Python itself."""
    _, changed = pair(at=30.0, changes=LIVE)
    place = replace(changed.municipality, population=1500.0)
    return building.identified(replace(changed, municipality=place, warm_up=100.0, observe=60.0))


# ---- the long run ----------------------------------------------------------------------------


@pytest.mark.parametrize("backwards", [False, True])
def test_in_the_long_run_it_is_as_if_it_had_always_been_so(backwards):
    """Moss, reorganised soon after its start, against Moss that began so: paired on seeds."""
    names = ["moss-1990s", "moss-2002"][:: -1 if backwards else 1]
    first, second = (sim.load(name) for name in names)
    before, after = on_common_units([first.organisation, second.organisation])
    usual = building.identified(
        replace(first, organisation=after, warm_up=6 * YEAR, observe=10 * YEAR)
    )
    start_ = replace(usual, organisation=before, warm_up=0.0, observe=16 * YEAR)
    changed = with_changes(start_, (30.0, after, NOTHING_LOST))
    # The same years are looked at: the last ten.
    changed = building.identified(replace(changed, changes=tuple(
        replace(change, at=change.at - 6 * YEAR) for change in changed.changes
    ), warm_up=6 * YEAR, observe=10 * YEAR))  # fmt: skip
    practical = {"decision_wait": 2.0, "referrals": 0.05, "vacancy_days": 8.0, "utilisation": 0.02}
    differences = {name: [] for name in practical}
    for seed in range(1, 9):
        with_, without = (Result(one, seed, ran(one, seed)).summary for one in (changed, usual))
        for name in practical:
            differences[name].append(with_[name] - without[name])
    for name, threshold in practical.items():
        values = np.array(differences[name])
        # Student's t for seven degrees of freedom, 99 %.
        half = 3.499 * values.std(ddof=1) / np.sqrt(len(values))
        near = abs(values.mean()) < threshold
        assert near or abs(values.mean()) <= half, (name, values.mean(), half)
