"""The same scenario and seed give the same result to the last bit, however it is run.

Run as a program it prints digests of some runs: that is how it asks another process, with the
compiler off or with bounds checked.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import numba
import numpy as np
import pytest

import sim
from sim import kernel, running, start
from sim.names import Category, Group, Need, Task
from sim.parameters import LEARNING, PURSUED
from sim.quantities import YEAR
from sim.result import Result
from sim.scenario.resolved import Change
from sim.state import NOBODY, Cause, VacancyCause
from tests import building

TABLES = (
    "households",
    "applications",
    "dwellings",
    "vacancies",
    "tenancies",
    "follow_ups",
    "meetings",
    "groups",
    "districts",
    "categories",
    "caseworkers",
    "units",
    "timeline",
    "events",
)


def digest(result: Result) -> str:
    """All arrays of the final world, and all tables and measures made from them."""
    found = hashlib.sha256()
    for name, array in result.world._asdict().items():
        fields = array.dtype.names or (None,)
        for field in fields:
            part = array if field is None else array[field]
            found.update(f"{name} {field} {part.dtype} {part.shape}".encode())
            found.update(np.ascontiguousarray(part).tobytes())
    for name in TABLES:
        table = getattr(result, name)
        found.update(f"{name} {list(table.columns)} {list(table.dtypes)}".encode())
        found.update(table.to_csv().encode())
    found.update(repr(result.summary).encode())
    return found.hexdigest()


#: What changes in the small runs: on a day, between two, and on one of the steps taken below.
LATER = (
    Change(100.0, {"market.price_per_m2": 18_000.0, "temporary_places": 0.0}, {}),
    Change(166.6, {"groups.economic.arrivals.dwelling": 20.0 / YEAR}, {}),
    Change(250.0, {"temporary_places": 2.0, "needs.drift_rate": 0.5 / YEAR}, {}),
    Change(300.0, {"tenancy.need_factor": 3.0}, {(Group.SUBSTANCE, Need.DWELLING): 4}),
    Change(500.0, {"allowance.duration": 30.0}, {}),
)


def everything():
    """An organisation with all routines and several committees, in two districts."""
    return building.organisation(
        {
            "town hall": building.OTHERS,
            "office": (
                Task.ALLOCATE_DWELLINGS,
                Task.REVIEW_LEASES,
                Task.START_LOAN,
                Task.ORDER_FOLLOW_UP,
                Task.INFORM,
            ),
            "NAV": (Task.SOCIAL_ASSISTANCE, Task.TEMPORARY_HOUSING, Task.DEBT_ADVICE),
            "care": (Task.PROVIDE_FOLLOW_UP, Task.HOME_CARE, Task.ADAPT_DWELLING),
        },
        {
            "town hall": {"key_person": True},
            "office": {"house": "hall"},
            "NAV": {"house": "hall"},
            "care": {"follow_up_workers": 0.2},
        },
        districts={"east": 0.4, "west": 0.6},
        per_district=["office", "NAV"],
        agreements=[("office", "care")],
        by_category={Category.CARE: "care"},
        bodies=[
            {"led_by": "office", "members": ("office", "NAV", "care"), "decides": False},
            {"led_by": "care", "members": ("care", "office"), "every": 5.0, "most_cases": 2},
            {"led_by": "town hall", "members": ("town hall", "NAV"), "groups": (), "every": 30.0},
        ],
        personal_cases=True,
        lease_review=True,
        vacancy_owner=True,
        check_everyone=True,
        rule_oriented=True,
        case_coordinator=True,
        tenants_may_buy=True,
    )


#: Much happens in a short time to few people.
EVENTFUL = {
    "appeal.share": 0.4,
    "temporary.harm": 0.5,
    "follow_up.duration": 60.0,
    "follow_up.relapse_after": 60.0,
    "contest.own_budget": 0.1,
    "coop.price_share": 0.3,
    "coop.transfer_time": 20.0,
    "coop.replacement": 60.0,
    "leased_in.replacement": 30.0,
    "stock.conversion_after": 40.0,
    "tenancy.contract": 200.0,
    "tenancy.renewal_share": 0.6,
    "review.lead_time": 60.0,
    "vacancy.notice": 30.0,
    "adaptation.feasible": 1.0,
    "adaptation.works": 20.0,
    "recognition.base": 0.7,
}


#: People live, and much befalls them too.
LIVELY = {
    "people.learning": float(LEARNING["live"]),
    "caseworkers.turnover": 4.0 / YEAR,
    "caseworkers.vacant_post": 20.0,
    "knowledge.passed_in_meeting": 0.3,
    "training.hours": 40.0 / YEAR,
    "contacts.asked_first": 0.5,
    "contacts.hours": 0.2,
    "contacts.per_joint_case": 0.4,
    "contacts.half_life": 200.0,
}

#: Which of the small runs they live in: that with everything there is.
WITH_PEOPLE = 4


@cache
def small_runs():
    """A small town under several organisations, the last two of them with everything there is."""
    people, stock = building.whole_town()
    stock = [replace(block, dwellings=4) for block in stock]
    layouts = (
        building.all_in_one(),
        replace(building.one_unit_per_task(), lease_review=True, personal_cases=True),
        replace(building.one_unit_per_task(), vacancy_owner=True),
        everything(),
        everything(),
    )
    scenarios = []
    for number, layout in enumerate(layouts):
        made = building.scenario(
            people,
            layout,
            stock,
            changes=EVENTFUL | (LIVELY if number == WITH_PEOPLE else {}),
            population=1200.0,
            temporary_places=1.0,
            grant_budget=3e5,
            later=LATER if number in (1, 3, WITH_PEOPLE) else (),
        )
        scenarios.append(building.identified(replace(made, warm_up=100.0, observe=500.0)))
    return scenarios


@cache
def with_a_strategy():
    """The last of the small runs with groups that meet, plans, and dwellings that come."""
    last = small_runs()[-1]
    laid_down = building.strategy(
        plan_every=120.0,
        process_oriented=True,
        project_group=(Task.ALLOCATE_DWELLINGS, Task.ORDER_FOLLOW_UP),
        steering_group=(Task.PLAN, Task.START_LOAN),
        politicians=True,
        procurement="proactive",
        routines_by_anchoring=True,
    )
    pursued = {"planning.pursued": float(PURSUED["yes"]), "procurement.lead_time": 90.0}
    made = replace(
        last,
        municipality=replace(last.municipality, dwelling_budget=6e6),
        organisation=replace(last.organisation, strategy=laid_down),
        parameters=last.parameters | pursued,
    )
    return building.identified(made)


def digests() -> list[str]:
    runs = [sim.run(scenario, seed=2**62 + 5, log=True) for scenario in small_runs()]
    return [digest(result) for result in (*runs, planned())]


def planned() -> Result:
    """The run with a strategy, by a seed with which dwellings are ordered early."""
    return sim.run(with_a_strategy(), seed=1, log=True)


def test_a_strategy_is_pursued_in_one_of_the_runs():
    result = planned()
    assert len(result.plans) > 2
    assert (result.orders.comes < 400.0).any()
    row = result.world.strategy[0]
    assert 0 < row.followed < row.occasions


def whole_towns() -> list[Result]:
    """Two years of towns of several thousand, in the last of them with everything there is."""
    people, stock = building.whole_town()
    plain = replace(building.one_unit_per_task(), lease_review=True)
    lively = LIVELY | {"caseworkers.stand_in": 0.5}
    towns = ((plain, (), {}), (everything(), LATER[:4], {}), (everything(), LATER[:4], lively))
    return [
        sim.run(
            building.scenario(
                people,
                layout,
                stock,
                changes,
                population=3e4,
                later=later,
                temporary_places=10.0,
            ),
            seed=4,
            log=True,
        )
        for layout, later, changes in towns
    ]


def elsewhere(what: str, **switches: str) -> list[str]:
    """The lines that a new process prints when run as ``what``, with switches of numba."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.test_reproducible", what],
        cwd=Path(__file__).parents[1],
        env=os.environ | switches,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_twice_the_same():
    first = digests()
    assert first == digests()
    assert len(set(first)) == len(first)


def test_another_seed_is_another_run():
    scenario = small_runs()[0]
    assert digest(sim.run(scenario, 1, log=True)) != digest(sim.run(scenario, 2, log=True))


@pytest.mark.parametrize("threads", [1, 4])
def test_the_same_on_any_number_of_threads(threads):
    jobs = [(scenario, seed) for scenario in small_runs() for seed in range(8)]
    alone = [digest(sim.run(*job, log=True)) for job in jobs]
    with ThreadPoolExecutor(threads) as pool:
        together = list(pool.map(lambda job: digest(sim.run(*job, log=True)), jobs))
    assert together == alone


def test_the_same_in_another_process():
    assert elsewhere("digests") == digests()


def test_the_same_without_the_compiler():
    assert elsewhere("digests", NUMBA_DISABLE_JIT="1") == ["interpreted", *digests()]


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("days", [(0.0, 600.0, 97), (0.0, 600.0, 13), (200.0, 200.0, 5)])
def test_the_same_in_steps_as_at_once(number, days):
    """Also where a change falls on a step, and where one step leaps over several."""
    scenario = small_runs()[number]
    world = start.world(scenario, 9, True)
    for day in [*np.linspace(*days).tolist(), 600.0]:
        world = running.advance(world, day, scenario)
    assert digest(Result(scenario, 9, world)) == digest(sim.run(scenario, 9, log=True))


@pytest.mark.parametrize("step_days", [1.0, 7.0, 33.3])
def test_the_same_as_a_model_for_mesa(step_days):
    for scenario in small_runs():
        model = sim.HousingModel(scenario, seed=9, step_days=step_days, log=True)
        model.run_model()
        assert digest(model.result()) == digest(sim.run(scenario, 9, log=True))


def test_small_runs_have_everything_in_them():
    """All that can be waited for, and all ends of tenancies, in a few hundred days."""
    result = sim.run(small_runs()[3], seed=2**62 + 5, log=True)
    world = result.world
    assert world.clock[0].stage == len(LATER)
    days = world.application_days.sum(axis=0)
    assert all(days[cause] > 0.0 for cause in Cause)
    empty = world.vacancy_days.sum(axis=0)
    # Whoever owns a vacancy from notice to ready hands nothing over.
    missing = {cause for cause in VacancyCause if empty[cause] <= 0.0}
    assert missing <= {VacancyCause.HAND_OVER}
    assert (world.bodies.meetings[:2] > 0).all()
    for table in (result.follow_ups, result.meetings, result.districts, result.events):
        assert len(table) > 1
    assert result.tenancies["reason"].nunique() >= 5


def test_people_live_in_the_last_of_the_small_runs():
    """They come and go, learn, and come to know each other."""
    worlds = [sim.run(scenario, 9).world for scenario in small_runs()]
    assert [len(world.skills) > 0 for world in worlds] == [False] * WITH_PEOPLE + [True]
    world = sim.run(small_runs()[WITH_PEOPLE], seed=2**62 + 5).world
    cases = world.desks.crew[world.caseworkers.desk] == 0
    assert world.caseworkers.incumbent[cases].min() > 0
    assert len(np.unique(world.skills[cases])) > 10
    assert np.sum(world.contacts != NOBODY) > 0
    assert digest(sim.run(small_runs()[3], 9)) != digest(sim.run(small_runs()[WITH_PEOPLE], 9))


def test_the_same_with_bounds_checked_and_nothing_out_of_bounds():
    """Small runs give the same bits, whole towns run through, and a bad index is noticed."""
    printed = elsewhere("checked", NUMBA_BOUNDSCHECK="1")
    assert printed == ["checked", *digests(), *map(digest, whole_towns())]


def beyond_the_end() -> None:
    """Ask the kernel for somebody who is not there."""
    world = start.world(small_runs()[0], 1, False)
    world.arrivals[:] = len(world.households) + 10_000_000
    kernel.advance(world, 600.0)


if __name__ == "__main__":
    if numba.config.DISABLE_JIT:
        print("interpreted")
    if sys.argv[1] == "checked":
        try:
            beyond_the_end()
        except IndexError:
            print("checked")
    print(*digests(), sep="\n")
    if sys.argv[1] == "checked":
        print(*map(digest, whole_towns()), sep="\n")
