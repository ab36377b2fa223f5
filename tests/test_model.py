"""The Mesa face: the same run as ``sim.run``, and agents that tell what the records say."""

from __future__ import annotations

import mesa
import numpy as np
import pytest

import sim
from sim.model import Caseworker, Dwelling, Household, HousingModel, ServiceUnit
from sim.names import Tenure, label
from sim.state import Event, Level, Outcome

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


def assert_same_worlds(one, other):
    for name, mine, theirs in zip(one._fields, one, other, strict=True):
        assert mine.dtype == theirs.dtype, name
        assert mine.shape == theirs.shape, name
        if mine.dtype.names is None:
            assert np.array_equal(mine, theirs, equal_nan=True), name
        for field in mine.dtype.names or ():
            same = np.array_equal(mine[field], theirs[field], equal_nan=mine[field].dtype == float)
            assert same, (name, field)


def test_a_year_in_ten_lines(capsys):
    model = HousingModel(sim.scenario.load("moss-2009", settings=SHORT), seed=1)
    while model.day < 365:
        model.step()
    waiting = model.households.select(lambda household: household.waiting)
    longest = min(waiting, key=lambda household: household.waiting_since)
    print(len(waiting), "wait, one of", longest.group, "since day", round(longest.waiting_since))
    for unit in model.units:
        print(unit.name, unit.queue, unit.caseworkers.get("working_on"))
    empty = model.dwellings.select(lambda dwelling: dwelling.phase != "let")
    print(empty.groupby("waiting_for").count())
    print(model.datacollector.get_model_vars_dataframe().tail())
    told = capsys.readouterr().out
    assert f"{len(waiting)} wait" in told
    assert all(unit.name in told for unit in model.units)


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


def test_what_is_recognised_is_needed(seen):
    for household in seen.households:
        assert set(household.recognised) <= set(household.needs)


# ---- units, caseworkers, dwellings ---------------------------------------------------------


def test_units_are_those_of_the_organisation(scenario, seen):
    assert seen.units.get("name") == [unit.name for unit in scenario.organisation.units]
    held = [task for unit in seen.units for task in unit.tasks]
    assert {label(task) for task in scenario.organisation.holders} == set(held)
    for unit in seen.units:
        assert unit.positions == pytest.approx(sum(unit.caseworkers.get("post")))
        assert all(0.0 <= unit.knowledge(task) <= 1.0 for task in unit.tasks)


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
        agenda = model.world.agenda[: model.world.clock[0].agenda_places]
        for worker in model.caseworkers:
            mine = agenda[agenda.subject == worker.row]
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


def test_crews_belong_to_a_unit_but_are_no_caseworkers(seen):
    crews = seen.caseworkers.select(lambda worker: worker.is_crew)
    assert len(crews) > 0
    assert sum(len(unit.caseworkers) for unit in seen.units) == len(seen.caseworkers) - len(crews)
    assert {crew.working_on for crew in crews} <= {None, "works"}


def test_empty_dwellings_wait_for_something(seen):
    empty = seen.dwellings.select(lambda dwelling: dwelling.phase != "let")
    assert len(empty) == seen.world.levels[Level.VACANT].value > 0
    for dwelling in empty:
        assert dwelling.tenant is None
        assert dwelling.empty_since <= seen.day
        assert dwelling.waiting_for is not None
    let = seen.dwellings.select(lambda dwelling: dwelling.phase == "let")
    assert set(let.get("waiting_for")) == set(let.get("empty_since")) == {None}


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
    assert last["waiting"] == model.world.levels[Level.WAITING].value
    assert last["empty dwellings"] == model.world.levels[Level.VACANT].value
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
