"""Value 10: what must hold in every run, here in Moss under several organisations.

The event log is gone through again the slow way (:mod:`tests.theory.naive`), and the model's
own bookkeeping is held against it: Little's law for every queue and every tenure, nobody and
nothing lost, no dwelling-day and no krone unaccounted for, and each household's wait the sum
of its causes.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim import bearing
from sim.names import Task, Tenure
from sim.quantities import YEAR
from sim.result import Result
from sim.state import (
    NOBODY,
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
from tests import recount
from tests.shortened import reorganised
from tests.theory import naive

#: Days that rounding may make of sums of some ten thousand terms.
ROUNDING = 1e-6

#: Every routine and every chance of a delay at once, with impatient households and scarce people.
STRAINED = (
    "organisation.case_ownership=personal",
    "organisation.lease_review=yes",
    "organisation.vacancy_owner=yes",
    "organisation.check_everyone=yes",
    "organisation.rule_oriented=yes",
    "organisation.tenants_may_buy=yes",
    "patience.per_bounce=0.3",
    "patience.per_year=0.5",
    "contest.functional=0.3",
    "contest.own_budget=0.1",
    "appeal.share=0.4",
    "needs.drift_rate=0.3 per year",
    "coop.price_share=0.3",
    "caseworkers.target_utilisation=0.97",
    "temporary_places=5",
)

#: Somebody above, without cases, who has routines in writing and sits with the landlord.
KEY_PERSON = (
    "organisation.units.municipal director.key_person=yes",
    "organisation.units.municipal director.written_routines=yes",
    "organisation.units.municipal director.house=town hall",
    "organisation.units.property company.house=town hall",
    "run.warm_up=740 days",  # so that months of upkeep do not end with those of marks
)

#: Moss as it was and as it is; with what either leaves out; divided into districts; and while
#: prices rise and rooms become more and fewer: municipality, organisation, settings.
SCENARIOS = {
    "1990s": ("moss-1990s", "moss-1990s", ()),
    "2009": ("moss-2009", "moss-2009", ()),
    "strained": ("moss-2009", "moss-1990s", STRAINED),
    "committees": ("moss-2009", "moss-2009", STRAINED),
    "divided": ("moss-2009", "trondheim-2009", STRAINED[5:]),
    "changing": ("moss-2009-refugee-year", "moss-2009", ()),
    "key person": ("moss-2009", "moss-1990s", KEY_PERSON),
    "living": ("moss-2009", "moss-2009", ("caseworkers.turnover=0.5 per year",)),
    "living, strained": ("moss-2009", "moss-1990s", STRAINED),
}

YEARS = {"changing": 5, "key person": 5, "living": 5, "living, strained": 5}

#: Nobody comes or goes, learns or stands in.
SETTLED = ("people.learning=settled",)

#: People come, go and learn in these.
LIVING = ("living", "living, strained")


@functools.cache
def run_of(name: str) -> Result:
    scenario, organisation, changes = SCENARIOS[name]
    years = ("run.warm_up=2 years", f"run.observe={YEARS.get(name, 6)} years")
    settings = (*years, *changes, *(() if name in LIVING else SETTLED))
    scenario = sim.scenario.load(scenario, organisation=organisation, settings=settings)
    return sim.run(scenario, seed=1, log=True)


@functools.cache
def log_of(name: str) -> list[naive.Row]:
    return naive.log_of(run_of(name).world)


every_scenario = pytest.mark.parametrize("name", list(SCENARIOS))
where_people_have_settled = pytest.mark.parametrize(
    "name", [name for name in SCENARIOS if name not in LIVING]
)


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
def test_little_in_every_tenure_and_line(name: str) -> None:
    """Households and dwellings there, integrated over time, are the days spent there by each."""
    result = run_of(name)
    written, log = marks(result), log_of(name)
    homes = naive.tenancies(log)
    rows = result.world.applications[: result.world.clock[0].applications]
    spells = result.world.follow_ups[: result.world.clock[0].follow_ups]
    rooms = rows[(rows.task == Task.TEMPORARY_HOUSING) & np.isfinite(rows.decided)]
    often, seldom = (
        {
            Level.MUNICIPAL_TENANTS: homes[Tenure.MUNICIPAL],
            Level.LET: homes[Tenure.MUNICIPAL],
            Level.PRIVATE_TENANTS: homes[Tenure.PRIVATE_RENTAL],
            Level.WAITING: naive.together(naive.episodes(log)),
            Level.LISTED: naive.on_lists(log),
            Level.VACANT: naive.together(naive.vacant(log)),
            Level.TEMPORARY: naive.in_temporary_housing(log),
            Level.AWAITING_ROOM: naive.stays(rooms.decided, rooms.closed),
            Level.IN_FOLLOW_UP: naive.stays(spells.start, spells.end),
        },
        {
            Level.OUT_OF_SERVICE: naive.together(naive.out_of_service(log)),
            Level.SOLD: naive.together(naive.sold(log)),
            Level.AWAITING_MEETING: naive.before_meetings(result.scenario, result.world, log),
        },
    )
    for level, stays in (often | seldom).items():
        area = naive.integral(stays, written["time"])
        assert written[level.name.lower()] == pytest.approx(area, abs=ROUNDING), level.name
        assert value_of(result, level) == sum(stay.end is None for stay in stays), level.name
        assert len(stays) > 100 or level in seldom, level.name


@every_scenario
def test_little_in_follow_up(name: str) -> None:
    """Places taken are those of each household, as large as its need was at the time."""
    result = run_of(name)
    places = naive.places(result.scenario, result.seed, result.world, log_of(name))
    written = marks(result)
    taken = np.zeros(len(written["time"]))
    of_unit = np.zeros(len(result.world.units))
    for place in places:
        hundredths = np.floor(100.0 * place.weight + 0.5)
        taken += hundredths * naive.integral([place.stay], written["time"])
        of_unit[place.unit] += place.weight * (place.stay.end is None)
    assert written["places_taken"] == pytest.approx(taken, rel=1e-12)
    assert result.world.units.places_taken == pytest.approx(of_unit, abs=1e-9)
    assert len(places) > 50


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


# ---- turns ---------------------------------------------------------------------------------


@every_scenario
def test_a_dwelling_is_offered_to_who_is_first_of_those_it_suits(name: str) -> None:
    """Must before wish, within a ground who came first, whatever kind of home anybody seeks."""
    result, log = run_of(name), log_of(name)
    assert naive.offers_out_of_turn(result.scenario, result.world, log) == []
    assert sum(row.event is Happening.OFFERED for row in log) > 100, "too few to tell"


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
    """Each is let, vacant or sold, one at a time; its days are let, vacant for a cause, or sold."""
    result = run_of(name)
    world, end = result.world, end_of(result)
    dwellings = world.dwellings
    vacancies = world.vacancies[: world.clock[0].vacancies]
    written = marks(result)
    both = written["let"] + written["vacant"] + written["sold"]
    assert both == pytest.approx(len(dwellings) * written["time"], abs=ROUNDING)
    let = dwellings.phase == DwellingPhase.LET
    assert value_of(result, Level.LET) == np.sum(let) == np.sum(dwellings.tenancy >= 0)
    gone = dwellings.phase == DwellingPhase.SOLD
    assert value_of(result, Level.SOLD) == np.sum(gone)
    assert value_of(result, Level.VACANT) == np.sum(~let & ~gone)

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
    sold = np.zeros(len(dwellings))
    for dwelling, stays in naive.sold(log_of(name)).items():
        sold[dwelling] = naive.integral(stays, np.array([end]))[0]
    everything = np.full(len(dwellings), end)
    assert vacant + lived_in + sold == pytest.approx(everything, abs=ROUNDING)
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
        assert desk.idle == np.sum(mine.work_item == NOBODY)
        assert desk.idle == 0 or desk.queued == 0 or result.scenario.organisation.personal_cases
    assert desks.workers.sum() == len(people)
    busy, worked = recount.busy_and_worked(world, log_of(name))
    for worker, stays in stretches.items():
        assert people.items_done[worker] == sum(stay.end is not None for stay in stays)
    assert (worked <= busy + ROUNDING).all()
    assert (busy <= end + ROUNDING).all()


@where_people_have_settled
def test_no_letter_is_lost(name: str) -> None:
    """What busy time exceeds work is writing; the rest of it is half written, or owed yet."""
    result = run_of(name)
    written = recount.check_letters(result.world, result.scenario, log_of(name))
    assert written.sum() > 10.0


@where_people_have_settled
def test_no_krone_is_lost(name: str) -> None:
    """Every item of cost counted again, thing by thing, adds up to the total."""
    result = run_of(name)
    world, scenario, log = result.world, result.scenario, log_of(name)
    price, years = scenario.parameters, scenario.observe / YEAR
    start = scenario.warm_up

    def days(stays: list[naive.Stay]) -> float:
        before, after = naive.integral(stays, np.array([start, end_of(result)]))
        return float(after - before)

    here = [row for row in log if row.time >= start]
    works, casework = 0.0, 0.0
    for row, begun in naive.ended(log):
        if row.time >= start and row.detail == WorkKind.WORKS:
            works += price["crews.days_per_year"] * (row.time - begun)
        elif row.time >= start:
            casework += world.caseworkers.speed[row.caseworker] * (row.time - begun)
    empty = days(naive.together(naive.vacant(log)))
    empty -= days(naive.together(naive.out_of_service(log)))
    places = naive.places(scenario, result.seed, world, log)
    taken = sum(np.floor(100.0 * one.weight + 0.5) / 100.0 * days([one.stay]) for one in places)
    workers = taken / scenario.observe / price["follow_up.caseload"]
    failed = sum(row.event is Happening.TENANCY_FAILED for row in here)
    adapted = sum(row.event is Happening.HOME_ADAPTED for row in here)
    found = [row for row in here if row.event is Happening.FOUND_HOME]
    grants = sum(
        world.households.grant[row.household] for row in found if row.task == Task.START_LOAN
    )
    counted = {
        "vacancy_loss": empty * price["vacancy.loss_per_day"],
        "temporary_cost": days(naive.in_temporary_housing(log))
        * price["temporary.price_per_night"],
        "works_cost": works * price["cost.crew_day"],
        "failure_cost": failed * price["tenancy.eviction_cost"],
        "follow_up_cost": workers * price["cost.follow_up_worker"] * 12.0 * years,
        "adaptation_cost": adapted * price["cost.adaptation"],
        "grant_volume": grants,
        "deposit_cost": sum(_deposit(world, price, row) for row in found),
    }
    for key, amount in counted.items():
        assert result.summary[key] == pytest.approx(amount / years, rel=1e-9), key
        assert amount > 0.0 or key in SOMETIMES, key
    # Writing that was begun before the window or is not over at its end is booked as it begins.
    # Where nobody has cases only who reads one, and sends it on, writes; the rest is work.
    no_cases = np.flatnonzero(world.units.works_on_cases == 0)
    letters = sum(
        letter.hours
        for letter in naive.letters(scenario, world, log)
        if letter.time >= start and (letter.at_hand or letter.unit not in no_cases)
    )
    hour = price["cost.caseworker_hour"]
    assert result.summary["casework_cost"] >= casework * hour / years
    booked = result.summary["casework_cost"] * years / hour - casework
    assert booked == pytest.approx(letters, rel=0.02)
    total = sum(result.summary[key] for key in [*counted, "casework_cost"])
    assert result.summary["total_cost"] == pytest.approx(total, rel=1e-12)


#: Costs that not every town has in a few years.
SOMETIMES = ("adaptation_cost", "grant_volume", "deposit_cost")


def _deposit(world: World, price: Mapping[str, float], row: naive.Row) -> float:
    """The deposit that the municipality paid where a landlord was found; 0 if none."""
    parent = int(world.applications.parent[row.application])
    if row.task != Task.PRIVATE_MEDIATION or parent < 0:
        return 0.0
    if world.applications.task[parent] != Task.SOCIAL_ASSISTANCE:
        return 0.0
    p = SimpleNamespace(**{key.replace(".", "_"): value for key, value in price.items()})
    persons = int(world.households.persons[row.household])
    return price["market.deposit"] * bearing.rent(p, bearing.rooms_needed(persons), False)


# ---- waits ---------------------------------------------------------------------------------


@every_scenario
def test_each_wait_is_the_sum_of_its_causes(name: str) -> None:
    """From need to end along the critical path, to the day and by cause."""
    result = run_of(name)
    world = result.world
    rows = world.episodes[: world.clock[0].episodes]
    days = world.application_days
    ways = naive.ways(result.scenario, world, log_of(name))
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
    assert outcomes >= ENDS
    may_be_missing = [] if name == "committees" else SELDOM
    assert all(causes[cause] > 0.0 for cause in Cause if cause not in may_be_missing)


#: How episodes end in any town; and what nobody waits for in some.
ENDS = {
    Outcome.HELPED,
    Outcome.MUNICIPAL,
    Outcome.PRIVATE_RENTAL,
    Outcome.BOUGHT,
    Outcome.OWN_SOLUTION,
    Outcome.GAVE_UP,
    Outcome.REFUSED,
    Outcome.ADAPTED,
}
SELDOM = (Cause.MEETING, Cause.APPROVAL, Cause.NO_PLACE, Cause.APPEAL, Cause.CONTEST)


@every_scenario
def test_every_household_with_a_home_has_a_way_there(name: str) -> None:
    """Nobody is housed, helped or refused without an application that led to it."""
    world = run_of(name).world
    rows = world.episodes[: world.clock[0].episodes]
    ended = rows[rows.outcome != Outcome.OPEN]
    led = ended[~np.isin(ended.outcome, [Outcome.GAVE_UP, Outcome.GONE, Outcome.OVERTAKEN])]
    assert (led.critical >= 0).all()
    assert (world.applications.household[led.critical] == led.household).all()


def test_the_log_says_in_which_dwelling_a_tenancy_failed() -> None:
    failed = [row for row in log_of("1990s") if row.event is Happening.TENANCY_FAILED]
    assert failed
    assert all(row.dwelling >= 0 for row in failed)


def test_the_log_has_everything_that_it_has_a_name_for() -> None:
    """Something of each kind happens in one of the runs."""
    happened = {row.event for name in SCENARIOS for row in log_of(name)}
    for other in ("planning/moss-programme", "planning/moss-day-to-day", "moss-2009-deadlines"):
        happened |= {row.event for row in naive.log_of(sim.run(sim.load(other), 1, True).world)}
    happened |= {row.event for row in naive.log_of(reorganised().world)}
    assert happened == set(Happening)
