"""The Mesa face: the same run as ``sim.run``, and agents that tell what the records say."""

from __future__ import annotations

import runpy
import sys
from dataclasses import replace
from pathlib import Path

import mesa
import numpy as np
import pytest

import sim
from sim import agenda
from sim.model import Caseworker, Dwelling, Household, HousingModel, ServiceUnit
from sim.names import Ownership, Task, Tenure, label
from sim.state import ABSENT, NOBODY, Event, Level, Outcome, Phase, rows_in_use
from tests import building
from tests.test_reproducible import WITH_PEOPLE, small_runs

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "step_through_a_year.py"

SHORT = ("run.warm_up=1 year", "run.observe=2 years")


@pytest.fixture(scope="module")
def scenario():
    return sim.scenario.load("moss-2009", settings=SHORT)


@pytest.fixture(scope="module")
def seen(scenario):
    """A model somewhere in the middle of its run: three hundred days in."""
    model = HousingModel(scenario, seed=3)
    while model.day < 300.0:
        model.step()
    return model


@pytest.fixture(scope="module")
def everything():
    """A small town with everything there is, in two districts, looked at on several days."""
    models = []
    for day in (60.0, 170.0, 333.0):
        model = HousingModel(small_runs()[3], seed=7)
        while model.day < day:
            model.step()
        models.append(model)
    return models


def assert_same_worlds(one, other):
    for name, mine, theirs in zip(one._fields, rows_in_use(one), rows_in_use(other), strict=True):
        assert mine.dtype == theirs.dtype, name
        assert mine.shape == theirs.shape, name
        if mine.dtype.names is None:
            assert np.array_equal(mine, theirs, equal_nan=True), name
        for field in mine.dtype.names or ():
            same = np.array_equal(mine[field], theirs[field], equal_nan=mine[field].dtype == float)
            assert same, (name, field)


def test_a_year_in_ten_lines(capsys):
    """The example in the documentation, and that it says what the agents say."""
    told = runpy.run_path(str(EXAMPLE))
    printed = capsys.readouterr().out
    model = told["model"]
    assert model.day == 365
    assert f"{len(told['waiting'])} wait" in printed
    assert all(unit.name in printed for unit in model.units)
    code = EXAMPLE.read_text(encoding="utf-8").split('"""', 2)[2].strip().splitlines()
    assert len([line for line in code if line and not line.startswith((" ", "import"))]) <= 10


def test_the_example_in_the_docstring_runs(capsys):
    text = sys.modules[HousingModel.__module__].__doc__
    code = [line[4:] for line in text.splitlines() if line.startswith("    ") or not line]
    exec("\n".join(code).replace("day < 365", "day < -2900"), {})
    assert "NAV housing unit" in capsys.readouterr().out


@pytest.mark.parametrize("step_days", [1.0, 7.0, 0.3])
def test_the_end_is_that_of_a_plain_run_to_the_last_bit(scenario, step_days):
    model = HousingModel(scenario, seed=2, step_days=step_days, log=True)
    model.run_model()
    plain = sim.run(scenario, seed=2, log=True)
    assert_same_worlds(model.result().world, plain.world)
    assert str(model.result().summary) == str(plain.summary)
    assert model.result().events.equals(plain.events)


def test_another_seed_is_another_run(scenario):
    model = HousingModel(scenario, seed=5, step_days=7)
    model.run_model()
    assert str(model.result().summary) != str(sim.run(scenario, seed=2).summary)


def test_asking_changes_nothing_where_there_is_everything_to_ask(everything):
    fresh = HousingModel(small_runs()[3], seed=7)
    while fresh.day < 60.0:
        fresh.step()
        for asked in (*fresh.agents, *fresh.committees):
            for name in dir(type(asked)):
                if isinstance(getattr(type(asked), name), property):
                    getattr(asked, name)
    assert_same_worlds(fresh.world, everything[0].world)


def test_asking_agents_changes_nothing(scenario, seen):
    fresh = HousingModel(scenario, seed=3)
    while fresh.day < 300.0:
        fresh.step()
    for agent in fresh.agents:
        for name in vars(type(agent)):
            getattr(agent, name)
    assert_same_worlds(fresh.world, seen.world)


def test_there_is_no_result_before_the_end(seen):
    with pytest.raises(RuntimeError, match="days to go"):
        seen.result()


def test_nothing_happens_after_the_end(scenario):
    model = HousingModel(scenario, step_days=7)
    model.run_model()
    day = model.day
    rows = len(model.datacollector.get_model_vars_dataframe())
    model.step()
    assert not model.running
    assert model.day == day == scenario.observe
    assert len(model.datacollector.get_model_vars_dataframe()) == rows


@pytest.mark.parametrize("step_days", [0.0, -1.0, float("inf"), float("nan")])
def test_a_step_takes_time(scenario, step_days):
    with pytest.raises(ValueError, match="step_days"):
        HousingModel(scenario, step_days=step_days)


def test_a_seed_that_cannot_be(scenario):
    with pytest.raises(ValueError, match="seed"):
        HousingModel(scenario, seed=-1)


# ---- households ----------------------------------------------------------------------------


def test_households_are_those_who_have_come(seen):
    world = seen.world
    rows = {household.row for household in seen.households}
    come = world.clock[0].next_arrival
    assert rows == set(range(len(world.dwellings))) | set(world.arrivals[:come].tolist())
    assert (world.arrival_times[:come] <= world.clock[0].now).all()
    assert (world.arrival_times[come:] > world.clock[0].now).all()


def test_the_waiting_are_as_many_as_the_records_say(seen):
    waiting = seen.households.select(lambda household: household.waiting)
    assert len(waiting) == seen.world.levels[Level.WAITING].value > 0
    assert all(household.waiting_since <= seen.day for household in waiting)
    others = seen.households.select(lambda household: not household.waiting)
    assert set(others.get("waiting_since")) == {None}
    assert label(Outcome.OPEN) not in others.get("outcome")


def test_where_they_live_adds_up(seen):
    homeless = seen.households.select(
        lambda household: household.tenure == label(Tenure.NONE) and household.outcome is not None
    )
    assert len(homeless) == seen.world.levels[Level.HOMELESS].value
    renting = seen.households.select(lambda household: household.dwelling is not None)
    let = seen.dwellings.select(lambda dwelling: dwelling.tenant is not None)
    assert len(renting) == len(let) == seen.world.levels[Level.LET].value > 0
    for dwelling in let:
        assert dwelling.tenant.dwelling is dwelling


def test_a_waiting_household_has_a_case_somewhere(seen):
    cases = [
        case
        for household in seen.households
        for case in household.applications
        if household.waiting
    ]
    assert cases
    assert {case.unit.name for case in cases} <= set(seen.units.get("name"))
    assert all(case.since <= seen.day for case in cases)
    listed = sum(case.phase == "listed" for h in seen.households for case in h.applications)
    assert listed == sum(seen.units.get("listed"))


def test_contacts_and_referrals_are_those_of_the_episode(seen):
    for household in seen.households.select(lambda household: household.waiting):
        episode = seen.world.episodes[seen.world.households[household.row].episode]
        assert (household.contacts, household.referrals, household.bounces) == (
            episode.contacts,
            episode.referrals,
            episode.bounces,
        )


def test_what_is_recognised_or_met_is_needed(seen, everything):
    for household in (*seen.households, *(h for model in everything for h in model.households)):
        assert set(household.needs_recognised) <= set(household.needs)
        assert set(household.needs_met) <= set(household.needs)
        if household.tenure == "municipal" and household.outcome in (None, "municipal"):
            assert "dwelling" in household.needs_met
    met = {need for household in seen.households for need in household.needs_met}
    assert {"dwelling", "housing_allowance", "debt_advice", "follow_up"} <= met


def test_follow_up_in_place_is_that_of_the_unit_that_gives_it(seen, everything):
    for model in (seen, *everything):
        having = model.households.select(lambda household: household.follow_up is not None)
        assert len(having) == model.world.levels[Level.IN_FOLLOW_UP].value
        assert len(having) > 0 or model is not seen
        for unit in model.units:
            mine = [h.follow_up for h in having if h.follow_up.unit is unit]
            assert unit.places_taken == pytest.approx(sum(one.places for one in mine))
            assert len(mine) <= 1 or unit.places_taken <= unit.places + 1e-6
        for household in having:
            assert household.follow_up.since <= model.day
            assert household.follow_up.level == household.follow_up_needed != "none"
            assert "follow_up" in household.needs_met


def test_who_waits_for_a_place_has_asked_for_it():
    scenario = small_runs()[3]
    few = [
        replace(unit, follow_up_workers=0.06 if unit.follow_up_workers else None)
        for unit in scenario.organisation.units
    ]
    crowded = replace(
        scenario,
        organisation=replace(scenario.organisation, units=tuple(few)),
        municipality=replace(scenario.municipality, population=12_000.0),
    )
    model = HousingModel(building.identified(crowded), seed=7)
    waiting = []
    while not waiting:
        assert model.running, "nobody has waited"
        model.step()
        waiting = [household for unit in model.units for household in unit.waiting_for_a_place]
    assert len(waiting) == model.world.levels[Level.AWAITING_FOLLOW_UP].value
    for household in waiting:
        cases = {(case.task, case.phase) for case in household.applications}
        assert ("provide_follow_up", "awaiting_place") in cases
        assert household.follow_up is None
        assert household.follow_up_needed != "none"


def test_allowance_is_what_is_paid(seen):
    paid = [household.allowance for household in seen.households if household.allowance > 0.0]
    assert len(paid) == seen.world.levels[Level.ALLOWANCE_RECIPIENTS].value > 100
    assert sum(paid) == pytest.approx(seen.world.levels[Level.ALLOWANCE].value, rel=1e-3)


def test_whose_case_waits_for_a_committee_is_on_its_agenda(seen, everything):
    met = 0
    for model in (seen, *everything):
        names = [body.name for body in model.resolved.organisation.bodies]
        assert [committee.name for committee in model.committees] == names
        on_agendas = [(c, household) for c in model.committees for household in c.waiting]
        assert len(on_agendas) == model.world.levels[Level.AWAITING_MEETING].value
        for committee, household in on_agendas:
            assert household.waits_for_committee is committee
            assert "awaiting_meeting" in {case.phase for case in household.applications}
        waiting = [h for h in model.households if h.waits_for_committee is not None]
        assert {household.row for household in waiting} == {h.row for _, h in on_agendas}
        met += len(on_agendas)
    assert met > 0


# ---- committees ----------------------------------------------------------------------------


def test_committees_meet_when_they_say(scenario):
    model = HousingModel(scenario, seed=3)
    committee = model.committees[0]
    assert committee.led_by.name == "NAV housing unit"
    assert committee.led_by in committee.members
    assert all(committee in member.committees for member in committee.members)
    assert committee.decides
    assert committee.meetings == 0
    assert 0.0 < committee.next_meeting + scenario.warm_up <= 14.0
    held, days = 0, set()
    while held < 3:
        if committee.meetings > held:
            held = committee.meetings
        model.step()
        days.add(committee.next_meeting)
        assert model.day <= committee.next_meeting <= model.day + 14
    assert np.diff(sorted(days)) == pytest.approx(14.0)


def test_a_committee_in_session_has_somebody_at_work():
    model = HousingModel(small_runs()[3], seed=7)
    seen = False
    while model.day < 300.0 and not seen:
        model.step()
        attending = {w.unit for w in model.caseworkers if w.working_on == "meeting"}
        for committee in model.committees:
            seen |= committee.in_session
        if attending:
            assert any(c.in_session for unit in attending for c in unit.committees)
    assert seen


# ---- districts -----------------------------------------------------------------------------


def test_districts_have_names(seen, everything):
    assert set(seen.households.get("district")) == {None}
    assert set(seen.dwellings.get("district")) == {None}
    for model in everything:
        assert set(model.households.get("district")) == {"east", "west"}
        for unit in model.units:
            assert unit.district == (
                unit.name.split()[-1] if "office" in unit.name or "NAV" in unit.name else None
            )
        for dwelling in model.dwellings:
            if dwelling.tenant is not None and dwelling.allocator.district is not None:
                assert dwelling.district == dwelling.allocator.district
        for unit in model.units:
            if unit.district is not None:
                assert {h.district for h in unit.waiting_list} <= {unit.district}


# ---- units, caseworkers, dwellings ---------------------------------------------------------


def test_units_are_those_of_the_organisation(scenario, seen):
    assert seen.units.get("name") == [unit.name for unit in scenario.organisation.units]
    held = [task for unit in seen.units for task in unit.tasks]
    assert {label(task) for task in scenario.organisation.holders} == set(held)
    for unit in seen.units:
        assert unit.positions == pytest.approx(sum(unit.caseworkers.get("post")))
        assert all(0.0 <= unit.knowledge(task) <= 1.0 for task in unit.tasks)


def test_a_waiting_list_is_those_listed_by_ground_and_coming(seen, everything):
    for model in (seen, *everything):
        for unit in model.units:
            assert len(unit.waiting_list) == unit.listed
            for household in unit.waiting_list:
                assert ("listed", unit) in {
                    (case.phase, case.unit) for case in household.applications
                }
    lists = [unit.waiting_list for unit in seen.units if unit.listed > 1]
    assert lists
    cases = seen.world.applications
    for listed in lists:
        rows = [household.row for household in listed]
        order = [
            min(
                (cases.judged_ground[n], cases.arrived[n])
                for n in np.flatnonzero((cases.household == row) & (cases.phase == Phase.LISTED))
            )
            for row in rows
        ]
        assert order == sorted(order)


def test_places_are_those_of_the_providers(seen):
    providing = {unit.name for unit in seen.units if unit.places > 0.0}
    assert providing == {unit.name for unit in seen.units if "provide_follow_up" in unit.tasks}
    assert seen.world.levels[Level.PLACES_TAKEN].value == pytest.approx(
        100.0 * sum(seen.units.get("places_taken")), abs=0.5 * len(seen.households)
    )


def test_a_queue_is_work_nobody_has_in_hand(seen):
    world = seen.world
    for unit in seen.units:
        assert unit.queue == world.desks.queued[unit.row]
        if unit.queue > 0:  # cases are pooled in Moss: nobody is free while work waits
            assert all(unit.caseworkers.get("busy"))
    assert sum(seen.units.get("queue")) > 0


def test_caseworkers_tell_what_they_work_on(scenario):
    model = HousingModel(scenario, seed=4)
    told = set()
    for _ in range(200):
        model.step()
        planned = agenda.waiting(model.world)
        for worker in model.caseworkers:
            mine = planned[planned.subject == worker.row]
            at_work = (mine.event == Event.WORK_DONE).sum()
            writing = (mine.event == Event.WRAPPED_UP).sum()
            assert at_work + writing == worker.busy
            assert (worker.working_on == "writing up") == (writing == 1)
            assert (worker.working_on is not None) == worker.busy
            if worker.household is not None:
                assert isinstance(worker.household, Household)
            assert 0.0 <= worker.utilisation <= 1.0
            told.add(worker.working_on)
    assert {None, "writing up", "assess", "works", "housing_allowance"} <= told


# ---- people who live one by one ------------------------------------------------------------


@pytest.fixture(scope="module")
def lively():
    """The small town in which people come, go, learn and come to know each other, day by day."""
    models = []
    for day in (60.0, 170.0, 333.0):
        model = HousingModel(small_runs()[WITH_PEOPLE], seed=7)
        while model.day < day:
            model.step()
        models.append(model)
    return models


def test_a_post_is_held_or_vacant(lively):
    vacant = 0
    for model in lively:
        for worker in model.caseworkers:
            record = model.world.caseworkers[worker.row]
            assert worker.is_vacant == (record.work_item == ABSENT)
            assert worker.at_work != worker.is_vacant
            assert worker.holders == record.incumbent + 1
            if worker.is_vacant:
                vacant += 1
                assert not worker.is_crew
                assert not worker.busy
                assert not worker.is_leaving
                assert worker.working_on is None
                assert worker.household is None
                assert worker.contacts == []
            if worker.is_leaving:
                assert worker.busy
    assert vacant > 0
    crews = [worker for worker in lively[-1].caseworkers if worker.is_crew]
    assert {worker.holders for worker in crews} == {1}
    assert max(worker.holders for worker in lively[-1].caseworkers) > 2


def test_somebody_stands_in_for_a_post_or_nobody_does(lively):
    assert not any(worker.is_stand_in for model in lively for worker in model.caseworkers)
    scenario = small_runs()[WITH_PEOPLE]
    changed = scenario.parameters | {"caseworkers.stand_in": 0.5}
    model = HousingModel(building.identified(replace(scenario, parameters=changed)), seed=7)
    seen = set()
    while model.day < 170.0:
        model.step()
        for worker in model.caseworkers:
            stands_in = bool(model.world.caseworkers.stand_in[worker.row])
            assert (worker.is_stand_in, worker.is_vacant) == (stands_in, stands_in)
            assert worker.at_work
            assert not (worker.is_stand_in and worker.is_key_person)
            seen.add((worker.is_stand_in, worker.busy))
    assert seen >= {(True, True), (False, True), (False, False)}


def test_the_key_person_holds_the_first_post_of_its_unit(lively):
    told = set()
    for model in lively:
        at = [worker for worker in model.caseworkers if worker.is_key_person]
        first = next(iter(next(u for u in model.units if u.name == "town hall").caseworkers))
        assert at == ([] if first.is_vacant else [first])
        told.add(first.is_vacant)
    assert False in told


def test_everybody_knows_something_of_their_own(lively):
    model = lively[-1]
    assert len({worker.knowledge("assessment") for worker in model.caseworkers}) > 3
    for worker in model.caseworkers:
        for task in ("assessment", "start_loan", "home_care"):
            known = model.world.skills[worker.row, Task[task.upper()]]
            assert worker.knowledge(task) == known
        for unit in model.units:
            about = model.world.acquaintance[worker.row, unit.row]
            assert worker.knowledge_of_unit(unit) == about
        assert worker.knowledge_of_unit(worker.unit) == 1.0
    with pytest.raises(KeyError):
        next(iter(model.caseworkers)).knowledge("charity")


def test_whom_one_can_ring_is_at_work_in_another_unit(lively):
    found = 0
    for model in lively:
        for worker in model.caseworkers:
            for other in worker.contacts:
                found += 1
                assert isinstance(other, Caseworker)
                assert other.at_work
                assert not other.is_crew
                assert other.unit is not worker.unit
                assert model.world.contacts[worker.row, other.unit.row] == other.row
            units = [other.unit for other in worker.contacts]
            assert len(units) == len(set(units))
    assert found > 0


def test_where_knowledge_has_settled_everybody_knows_what_the_unit_knows():
    settled = sim.scenario.load("moss-2009", settings=(*SHORT, "people.learning=settled"))
    seen = HousingModel(settled, seed=3)
    while seen.day < 30.0:
        seen.step()
    for unit in seen.units:
        for worker in unit.caseworkers:
            assert worker.knowledge("start_loan") == unit.knowledge("start_loan")
            assert worker.contacts == []
            assert (worker.at_work, worker.holders) == (True, 1)
            for other in seen.units:
                known = seen.world.who_does_what[unit.row, other.row]
                assert worker.knowledge_of_unit(other) == known


def test_asking_people_changes_nothing(lively):
    fresh = HousingModel(small_runs()[WITH_PEOPLE], seed=7)
    while fresh.day < 60.0:
        fresh.step()
        for worker in fresh.caseworkers:
            for name in dir(type(worker)):
                if isinstance(getattr(type(worker), name), property):
                    getattr(worker, name)
            worker.knowledge("start_loan")
            worker.knowledge_of_unit(worker.unit)
    assert_same_worlds(fresh.world, lively[0].world)


def test_crews_belong_to_a_unit_but_are_no_caseworkers(seen):
    crews = seen.caseworkers.select(lambda worker: worker.is_crew)
    assert len(crews) > 0
    assert sum(len(unit.caseworkers) for unit in seen.units) == len(seen.caseworkers) - len(crews)
    assert {crew.working_on for crew in crews} <= {None, "works"}


def test_empty_dwellings_wait_for_something(seen, everything):
    for model in (seen, *everything):
        waiting = model.dwellings.select(lambda dwelling: dwelling.waiting_for is not None)
        assert len(waiting) == model.world.levels[Level.VACANT].value > 0
        for dwelling in waiting:
            assert dwelling.phase not in ("let", "sold")
            assert dwelling.tenant is None
            assert dwelling.empty_since <= model.day
        others = model.dwellings.select(lambda dwelling: dwelling.waiting_for is None)
        assert set(others.get("phase")) <= {"let", "sold"}
        assert set(others.get("empty_since")) == {None}
        out = model.dwellings.select(lambda dwelling: dwelling.phase == "out_of_service")
        assert len(out) == model.world.levels[Level.OUT_OF_SERVICE].value


def test_who_owns_what(everything):
    for model in everything:
        owned = model.dwellings.groupby("ownership").count()
        assert set(owned) == {label(ownership) for ownership in Ownership}
        for dwelling in model.dwellings.select(lambda dwelling: dwelling.phase == "sold"):
            assert dwelling.ownership == "coop_flat"
            assert dwelling.tenant is None
            assert dwelling.empty_since is None
    world = everything[-1].world
    assert np.any(world.dwellings.vacancy == NOBODY)
    assert "sold" in {phase for model in everything for phase in model.dwellings.get("phase")}


# ---- Mesa's own tools ----------------------------------------------------------------------


def test_agent_sets_by_type(seen):
    assert set(seen.agent_types) == {ServiceUnit, Caseworker, Dwelling, Household}
    groups = seen.households.groupby("group").count()
    assert sum(groups.values()) == len(seen.households)


def test_the_data_collector_follows_levels_and_queues(scenario):
    model = HousingModel(scenario, seed=2, step_days=7)
    for _ in range(10):
        model.step()
    table = model.datacollector.get_model_vars_dataframe()
    assert len(table) == 10
    last = table.iloc[-1]
    for name, level in {
        "waiting": Level.WAITING,
        "on lists": Level.LISTED,
        "before a committee": Level.AWAITING_MEETING,
        "in follow-up": Level.IN_FOLLOW_UP,
        "in temporary housing": Level.TEMPORARY,
        "empty dwellings": Level.VACANT,
        "municipal tenants": Level.MUNICIPAL_TENANTS,
    }.items():
        assert last[name] == model.world.levels[level].value
    for unit in model.units:
        assert last[f"queue: {unit.name}"] == unit.queue
    assert table["waiting"].nunique() > 1


def test_another_data_collector(scenario):
    model = HousingModel(scenario, step_days=7)
    model.datacollector = mesa.DataCollector(
        agenttype_reporters={ServiceUnit: {"queue": "queue", "name": "name"}}
    )
    model.step()
    table = model.datacollector.get_agenttype_vars_dataframe(ServiceUnit)
    assert table["name"].tolist() == model.units.get("name")
    assert table["queue"].tolist() == model.units.get("queue")


def test_batch_run(scenario):
    rows = mesa.batch_run(
        HousingModel,
        {"scenario": [scenario], "seed": [1, 2], "step_days": 7},
        number_processes=1,
        max_steps=10_000,
        display_progress=False,
    )
    assert [row["seed"] for row in rows] == [1, 2]
    for row in rows:
        last = sim.run(scenario, seed=row["seed"]).world.levels[Level.WAITING].value
        assert row["waiting"] == last


def test_a_scenario_by_name():
    model = HousingModel("verification/priority-classes", step_days=7)
    model.step()
    assert model.resolved.title.startswith("Priority")
    assert model.day == pytest.approx(7 - model.resolved.warm_up)
    assert len(model.dwellings) == 0
    assert len(HousingModel("verification/priority-classes").households) == 0


def test_public_name():
    assert sim.HousingModel is HousingModel
