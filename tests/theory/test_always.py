"""Value 10: what must hold in every run, here in Moss under its two organisations.

The event log is gone through again the slow way (:mod:`tests.theory.naive`), and the model's
own bookkeeping is held against it: Little's law for every queue and every tenure, nobody and
nothing lost, no dwelling-day and no krone unaccounted for, and each household's wait the sum
of its causes.
"""

from __future__ import annotations

import functools

import numpy as np
import pytest

import sim
from sim.names import Tenure
from sim.quantities import YEAR
from sim.result import Result
from sim.state import (
    Cause,
    DwellingPhase,
    Happening,
    Level,
    Outcome,
    Phase,
    WorkKind,
    World,
    mark_columns,
)
from tests.theory import naive

#: Days that rounding may make of sums of some ten thousand terms.
ROUNDING = 1e-6

#: Moss as it was and as it is; and with what either leaves out: personal cases, a routine of
#: lease review, one owner of each vacancy, impatient households, and scarce caseworkers.
SCENARIOS = {
    "1990s": ("moss-1990s", ()),
    "2009": ("moss-2009", ()),
    "strained": (
        "moss-1990s",
        (
            "organisation.case_ownership=personal",
            "organisation.lease_review=yes",
            "organisation.vacancy_owner=yes",
            "patience.per_bounce=0.3",
            "patience.per_year=0.5",
            "contest.functional=0.3",
            "caseworkers.target_utilisation=0.97",
        ),
    ),
}


@functools.cache
def run_of(name: str) -> Result:
    scenario, changes = SCENARIOS[name]
    settings = ("run.warm_up=2 years", "run.observe=6 years", *changes)
    return sim.run(sim.scenario.load(scenario, settings=settings), seed=1, log=True)


@functools.cache
def log_of(name: str) -> list[naive.Row]:
    return naive.log_of(run_of(name))


every_scenario = pytest.mark.parametrize("name", list(SCENARIOS))


def marks(result: Result) -> dict[str, np.ndarray]:
    """The integrals the model wrote down, by column."""
    rows = result.world.marks[: result.world.clock[0].marks]
    return dict(zip(mark_columns(len(result.world.desks)), rows.T, strict=True))


def end_of(result: Result) -> float:
    return result.scenario.warm_up + result.scenario.observe


def value_of(result: Result, level: Level) -> int:
    return int(result.world.levels[level].value)


# ---- Little's law --------------------------------------------------------------------------


@every_scenario
def test_little_in_every_queue(name: str) -> None:
    """Integral of queue length = time spent in the queue, at every mark and every desk."""
    result = run_of(name)
    written, stays = marks(result), naive.queues(log_of(name))
    times = written["time"]
    looked_at = 0
    for number, desk in enumerate(result.world.desks):
        mine = stays.get(naive.Desk(int(desk.unit), bool(desk.crew)), [])
        area = naive.integral(mine, times)
        assert written[f"queue_area {number}"] == pytest.approx(area, abs=ROUNDING)
        assert desk.queued == sum(stay.end is None for stay in mine)
        # All waits that have ended, whenever they began, are what those served or gone waited.
        for time, waited, taken in zip(
            times, written[f"waited {number}"], written[f"taken {number}"], strict=True
        ):
            over = [stay for stay in mine if stay.end is not None and stay.end <= time]
            assert waited == pytest.approx(sum(s.end - s.start for s in over), abs=ROUNDING)
            assert taken == sum(stay.served for stay in over)
        looked_at += len(mine)
    assert looked_at > 3000


@every_scenario
def test_little_in_every_tenure_and_list(name: str) -> None:
    """Households there, integrated over time, are the days spent there by each."""
    result = run_of(name)
    written, log = marks(result), log_of(name)
    homes = naive.tenancies(log)
    open_episodes = [stay for stays in naive.episodes(log).values() for stay in stays]
    for level, stays in (
        (Level.MUNICIPAL_TENANTS, homes[Tenure.MUNICIPAL]),
        (Level.LET, homes[Tenure.MUNICIPAL]),
        (Level.PRIVATE_TENANTS, homes[Tenure.PRIVATE_RENTAL]),
        (Level.WAITING, open_episodes),
        (Level.LISTED, naive.on_lists(log)),
    ):
        area = naive.integral(stays, written["time"])
        assert written[level.name.lower()] == pytest.approx(area, abs=ROUNDING), level.name
        assert value_of(result, level) == sum(stay.end is None for stay in stays), level.name
        assert len(stays) > 100, level.name


@every_scenario
def test_little_without_a_home(name: str) -> None:
    """Nights in the street and in temporary housing are those of the episodes, one by one."""
    world = run_of(name).world
    rows = world.episodes[: world.clock[0].episodes]
    people = world.households
    for level, tenure, nights in (
        (Level.HOMELESS, Tenure.NONE, rows.homeless_nights),
        (Level.TEMPORARY, Tenure.TEMPORARY, rows.temporary_nights),
    ):
        there = people[(people.tenure == tenure) & (people.episode >= 0)]
        since = rows.without_since[there.episode]
        running = end_of(run_of(name)) - since
        it = world.levels[level]
        area = it.area + it.value * (end_of(run_of(name)) - it.since)
        assert area == pytest.approx(nights.sum() + running.sum(), abs=ROUNDING)
        assert it.value == len(there)
        assert area > 100.0


# ---- conservation --------------------------------------------------------------------------


@every_scenario
def test_no_household_is_lost(name: str) -> None:
    """Who came is being helped, has been, or waits to come back; each in one place."""
    result = run_of(name)
    world, clock = result.world, result.world.clock[0]
    episodes = naive.episodes(log_of(name))
    begun = sum(len(stays) for stays in episodes.values())
    open_now = sum(stays[-1].end is None for stays in episodes.values())
    rows = world.episodes[: clock.episodes]
    assert begun == len(rows)
    assert open_now == np.sum(rows.outcome == Outcome.OPEN) == value_of(result, Level.WAITING)
    # Everyone due to come by now has come, and nobody else but first tenants who lost a home.
    tenants = len(world.dwellings)
    came = {household for household in episodes if household >= tenants}
    assert came == set(world.arrivals[: clock.next_arrival].tolist())
    assert clock.next_arrival == np.sum(world.arrival_times <= end_of(result))
    # Open applications are those on their households' lists, each once.
    applications = world.applications[: clock.applications]
    still_open = set(np.flatnonzero(applications.phase < Phase.GRANTED).tolist())
    listed = []
    for first in world.households.first_application.tolist():
        while first >= 0:
            listed.append(first)
            first = int(applications.next_of_household[first])
    assert len(listed) == len(set(listed))
    assert set(listed) == still_open
    # An open episode has something under way; one that is over has no way home open.
    tracks = np.bincount(
        applications.episode[list(still_open)][applications.episode[list(still_open)] >= 0],
        minlength=len(rows),
    )
    assert np.array_equal(rows.open_tracks, tracks)
    assert (rows.open_tracks[rows.outcome == Outcome.OPEN] > 0).all()


@every_scenario
def test_no_dwelling_is_lost(name: str) -> None:
    """Each is let or vacant, never both; its days are let, or vacant for a cause."""
    result = run_of(name)
    world, end = result.world, end_of(result)
    dwellings = world.dwellings
    vacancies = world.vacancies[: world.clock[0].vacancies]
    written = marks(result)
    both = written["let"] + written["vacant"]
    assert both == pytest.approx(len(dwellings) * written["time"], abs=ROUNDING)
    let = dwellings.phase == DwellingPhase.LET
    assert value_of(result, Level.LET) == np.sum(let) == np.sum(dwellings.tenancy >= 0)
    assert value_of(result, Level.VACANT) == np.sum(~let)

    days = world.vacancy_days[: len(vacancies)].copy()
    unfinished = np.flatnonzero(np.isinf(vacancies.contract_at) & (vacancies.move_out <= end))
    for number in unfinished:
        row = vacancies[number]
        days[number, row.cause] += end - max(row.since, row.move_out)
    begun = vacancies.move_out <= end
    length = np.minimum(vacancies.contract_at, end) - vacancies.move_out
    assert days[begun].sum(axis=1) == pytest.approx(length[begun], abs=ROUNDING)
    assert np.all(days[~begun] == 0.0)
    vacant = np.bincount(vacancies.dwelling, days.sum(axis=1), minlength=len(dwellings))

    tenancies = world.tenancies[: world.clock[0].tenancies]
    municipal = tenancies[tenancies.tenure == Tenure.MUNICIPAL]
    lived = np.minimum(municipal.end, end) - np.maximum(municipal.start, 0.0)
    lived_in = np.bincount(municipal.dwelling, lived, minlength=len(dwellings))
    assert vacant + lived_in == pytest.approx(np.full(len(dwellings), end), abs=ROUNDING)
    assert np.sum(begun) > 200


@every_scenario
def test_no_caseworker_is_lost(name: str) -> None:
    """One thing in hand at most; busy time is work and writing up, and the rest is idle."""
    result = run_of(name)
    world, end = result.world, end_of(result)
    stretches = naive.work(log_of(name))
    people, desks = world.caseworkers, world.desks
    for number, desk in enumerate(desks):
        mine = people[desk.first_worker : desk.first_worker + desk.workers]
        assert (mine.desk == number).all()
        assert desk.idle == np.sum(mine.work_item < 0)
        assert desk.idle == 0 or desk.queued == 0 or result.scenario.organisation.personal_cases
    assert desks.workers.sum() == len(people)
    busy_now = people.work_item >= 0
    busy = people.busy_days + np.where(busy_now, end - people.busy_since, 0.0)
    worked = np.zeros(len(people))
    for worker, stays in stretches.items():
        worked[worker] = naive.integral(stays, np.array([end]))[0]
        assert people.items_done[worker] == sum(stay.end is not None for stay in stays)
    assert (worked <= busy + ROUNDING).all()
    assert (busy <= end + ROUNDING).all()
    # What busy time exceeds work is the writing of letters, but for those half written.
    hours = result.scenario.parameters["handover.hours"]
    letters = np.zeros(len(people))
    for row in log_of(name):
        if row.event is Happening.SENT_ON and row.caseworker >= 0:
            letters[row.caseworker] += hours / people.speed[row.caseworker]
    assert (busy - worked)[~busy_now] == pytest.approx(letters[~busy_now], abs=ROUNDING)
    assert (busy - worked <= letters + ROUNDING).all()
    assert letters.sum() > 10.0


@every_scenario
def test_no_krone_is_lost(name: str) -> None:
    """Every item of cost counted again, thing by thing, adds up to the total."""
    result = run_of(name)
    world, scenario = result.world, result.scenario
    start, end = scenario.warm_up, end_of(result)
    price, log, years = scenario.parameters, log_of(name), scenario.observe / YEAR
    window = np.array([start, end])

    vacant = naive.integral(_vacant(world), window)
    works = sum(
        price["crews.days_per_year"] * (row.time - begun)
        for row, begun in _ended(log)
        if row.detail == WorkKind.WORKS and row.time >= start
    )
    failed = sum(
        row.event is Happening.TENANCY_FAILED and row.time >= start and row.dwelling >= 0
        for row in log
    )
    speed = world.caseworkers.speed
    casework = sum(
        speed[row.caseworker] * (row.time - begun)
        for row, begun in _ended(log)
        if row.detail != WorkKind.WORKS and row.time >= start
    )
    letters = sum(
        price["handover.hours"]
        for row in log
        if row.event is Happening.SENT_ON and row.caseworker >= 0 and row.time >= start
    )
    counted = {
        "vacancy_loss": (vacant[1] - vacant[0]) * price["vacancy.loss_per_day"],
        "casework_cost": (casework + letters) * price["cost.caseworker_hour"],
        "works_cost": works * price["cost.crew_day"],
        "failure_cost": failed * price["tenancy.eviction_cost"],
    }
    for key, amount in counted.items():
        assert result.summary[key] == pytest.approx(amount / years, rel=1e-9), key
        assert amount > 0.0, key
    everything = [*counted, "temporary_cost"]
    total = sum(result.summary[key] for key in everything)
    assert result.summary["total_cost"] == pytest.approx(total, rel=1e-12)


def _vacant(world: World) -> list[naive.Stay]:
    rows = world.vacancies[: world.clock[0].vacancies]
    ends = [None if np.isinf(end) else end for end in rows.contract_at.tolist()]
    return [naive.Stay(a, b) for a, b in zip(rows.move_out.tolist(), ends, strict=True)]


def _ended(log: list[naive.Row]) -> list[tuple[naive.Row, float]]:
    """Work that was done: the row of its end, and when it began."""
    begun, ended = {}, []
    for row in log:
        if row.event is Happening.WORK_BEGAN:
            begun[row.caseworker] = row.time
        elif row.event is Happening.WORK_ENDED:
            ended.append((row, begun.pop(row.caseworker)))
    return ended


# ---- waits ---------------------------------------------------------------------------------


@every_scenario
def test_each_wait_is_the_sum_of_its_causes(name: str) -> None:
    """From need to end along the critical path, to the day and by cause."""
    result = run_of(name)
    world = result.world
    rows = world.episodes[: world.clock[0].episodes]
    days = world.application_days
    ways = naive.ways(result, log_of(name))
    rank: dict[int, int] = {}
    outcomes, causes = set(), np.zeros(len(Cause))
    for row in rows:
        number = rank.get(int(row.household), 0)
        rank[int(row.household)] = number + 1
        if row.outcome == Outcome.OPEN or row.critical < 0:
            continue
        mine = days[row.critical]
        assert mine.sum() == pytest.approx(row.ended_at - row.need_at, abs=ROUNDING)
        again = np.zeros(len(Cause))
        for cause, spent in ways.pop((int(row.household), number)).items():
            again[cause] = spent
        mine = mine.copy()
        mine[Cause.WORK] += mine[Cause.REDONE]
        mine[Cause.REDONE] = 0.0
        assert mine == pytest.approx(again, abs=ROUNDING)
        outcomes.add(Outcome(row.outcome))
        causes += days[row.critical]
    assert not ways
    assert outcomes == set(Outcome) - {Outcome.OPEN}
    assert (causes > 0.0).all()


@every_scenario
def test_every_household_with_a_home_has_a_way_there(name: str) -> None:
    """Nobody is housed, helped or refused without an application that led to it."""
    world = run_of(name).world
    rows = world.episodes[: world.clock[0].episodes]
    ended = rows[rows.outcome != Outcome.OPEN]
    led = ended[ended.outcome != Outcome.GAVE_UP]
    assert (led.critical >= 0).all()
    assert (world.applications.household[led.critical] == led.household).all()
