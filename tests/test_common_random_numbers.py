"""Common random numbers: the same luck for the same decision, whatever else happens.

``python -m tests.test_common_random_numbers`` prints how much pairing on common seeds narrows
the comparison of the two organisations of Moss.
"""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import sim
from sim import running, start
from sim.draws import Stream
from sim.names import Ground, Need, Tenure
from sim.result import Result
from sim.state import NOBODY, Happening, TenancyEnd, WorkKind, World
from tests import building
from tests.worlds import bits, exponential

# ---- enough of everything: one household changed, and only it changes ----------------------

#: Nobody waits for anybody: staff and crews in plenty, nothing learned from others' cases, and
#: one dwelling that stands ready is as good as another.
PLENTY = {
    "way_home.longest_referral": 1e9,
    "way_home.most_own_hours": 1e9,
    "offers.refused": 0.0,
    "work.allocate_dwellings.distribution": 0.0,
    "tenancy.renewal_share": 0.0,
    "tenancy.contract": 400.0,
}

#: By then every dwelling of the stock has been vacated and stands ready.
QUIET = 250.0

#: Fields that say where something stands in a table, or which dwelling of many alike it is.
PLACES = {
    "household",
    "episode",
    "critical",
    "parent",
    "work_item",
    "previous",
    "next",
    "next_of_household",
    "refused_dwelling",
    "dwelling",
}


def town_of_plenty(**rules):
    people, stock = building.town()
    layout = replace(building.one_unit_per_task(), **rules)
    units = tuple(replace(unit, positions=40.0) for unit in layout.units)
    scenario = building.scenario(
        people, replace(layout, units=units), stock, changes=PLENTY, population=6e3, crews=800
    )
    return building.identified(replace(scenario, observe=500.0))


def start_of(scenario, seed=3) -> World:
    world = start.world(scenario, seed, False)
    ends = np.linspace(0.0, 60.0, len(world.dwellings))
    return world._replace(first_contract_ends=ends)


def histories(world: World) -> dict[int, list]:
    """All that befell each household, by its identity."""
    clock = world.clock[0]
    found = defaultdict(list)
    for name in ("episodes", "applications", "tenancies"):
        rows = getattr(world, name)[: getattr(clock, name)]
        fields = [field for field in rows.dtype.names if field not in PLACES]
        for row, whose in zip(rows[fields].tolist(), rows.household.tolist(), strict=True):
            found[int(world.households.identity[whose])].append((name, row))
    days = world.application_days[: clock.applications].tolist()
    for row, whose in zip(days, world.applications.household[: len(days)].tolist(), strict=True):
        found[int(world.households.identity[whose])].append(("days", row))
    return found


@pytest.mark.parametrize("rules", [{}, {"lease_review": True, "vacancy_owner": True}])
@pytest.mark.parametrize(
    "change",
    [
        {"income": 60_000.0, "equity": 1e7},
        {"ground": Ground.NONE},
        {"tenure": Tenure.NONE, "acute": 1},
        {"identity": 12345},
        {"needs": bits(Need.DWELLING, Need.DEBT_ADVICE), "debt_service": 4_000.0},
    ],
    ids=lambda change: next(iter(change)),
)
def test_with_plenty_a_changed_household_changes_nobody_else(rules, change):
    scenario = town_of_plenty(**rules)
    end = scenario.warm_up + scenario.observe
    before = histories(running.advance(start_of(scenario), end))
    world = start_of(scenario)
    late = world.arrivals[world.arrival_times > QUIET]
    # One that comes for a dwelling and would have been given one.
    chosen = next(
        number
        for number in late
        if world.households.presenting[number] == 0
        and world.households.ground[number] == Ground.MUST
        and world.households.tenure[number] == Tenure.WITH_OTHERS
        and world.households.persons[number] == 1
    )
    identity = int(world.households.identity[chosen])
    for field, value in change.items():
        world.households[field][chosen] = value
    after = histories(running.advance(world, end))
    own = before.pop(identity), after.pop(change.get("identity", identity))
    assert own[0] != own[1]
    assert len(before) > 300
    changed = [whose for whose in before | after if before.get(whose) != after.get(whose)]
    assert not changed


# ---- scarcity: equal keys, equal draws -----------------------------------------------------

#: Hours that depend on the case only, so that they can be compared.
SAME_HOURS = {
    "work.breadth_exponent": 0.0,
    "work.inexperience": 0.0,
    "work.compound_factor": 1.0,
    "handover.hours": 0.0,
    "handover.redone_share": 0.0,
    "caseworkers.target_utilisation": 0.95,
}


@cache
def scarce() -> tuple[Result, Result]:
    """A town short of staff and dwellings under two organisations, on one seed."""
    people, stock = building.town()
    results = []
    for layout in (building.all_in_one(), building.one_unit_per_task()):
        scenario = building.scenario(people, layout, stock, changes=SAME_HOURS, population=2e4)
        results.append(sim.run(scenario, seed=11, log=True))
    return results[0], results[1]


def test_two_organisations_meet_the_same_households():
    one, other = (start.world(result.scenario, result.seed, False) for result in scarce())
    for name in ("households", "arrivals", "arrival_times", "first_contract_ends"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    other_seed = start.world(scarce()[0].scenario, 12, False)
    assert not np.array_equal(one.arrival_times[:50], other_seed.arrival_times[:50])


def test_the_two_runs_are_not_the_same():
    one, other = scarce()
    assert one.summary["decision_wait"] != other.summary["decision_wait"]
    assert one.summary["queue_length"] > 0


def test_patience_is_that_of_the_household_and_its_episode():
    seen = []
    for result in scarce():
        world = result.world
        known = world.households[world.households.episode != NOBODY]
        keys = zip(known.identity.tolist(), known.episode_number.tolist(), strict=True)
        seen.append(dict(zip(keys, known.patience.tolist(), strict=True)))
    common = seen[0].keys() & seen[1].keys()
    assert len(common) > 300
    assert all(seen[0][key] == seen[1][key] for key in common)


def test_work_takes_the_same_hours_whoever_does_it():
    seen = []
    for result in scarce():
        world = result.world
        began, hours = {}, {}
        for row in world.log[: world.clock[0].log]:
            if row.application == NOBODY or row.detail == WorkKind.FORWARD:
                continue
            if row.event == Happening.WORK_BEGAN:
                began[row.application] = row.time
            elif row.event == Happening.WORK_ENDED:
                key = int(world.applications.key[row.application])
                whose = int(world.households.identity[row.household])
                days = row.time - began[row.application]
                hours[whose, key] = days * world.caseworkers.speed[row.caseworker]
        seen.append(hours)
    common = sorted(seen[0].keys() & seen[1].keys())
    assert len(common) > 500
    ours, theirs = ([hours[key] for key in common] for hours in seen)
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-6)


def test_works_in_a_dwelling_take_the_days_of_that_vacancy():
    seen = []
    for result in scarce():
        world = result.world
        rows = world.vacancies[: world.clock[0].vacancies]
        keys = zip(rows.dwelling.tolist(), rows.number.tolist(), rows.damage.tolist(), strict=True)
        seen.append(dict(zip(keys, rows.works_days.tolist(), strict=True)))
    common = seen[0].keys() & seen[1].keys()
    assert len(common) > 50
    assert all(seen[0][key] == seen[1][key] for key in common)


def test_a_tenancy_has_its_threshold_from_household_and_number():
    for result in scarce():
        world = result.world
        rows = world.tenancies[: world.clock[0].tenancies]
        left = rows[rows.reason == TenancyEnd.LEFT]
        left = left[np.isfinite(left.end)]
        assert len(left) > 10
        for row in left:
            person = world.households[row.household]
            rate = world.groups.leaving_rate[person.group]
            drawn = exponential(result.seed, Stream.TENANCY, person.identity, row.number, 1)
            lasted = row.end - max(row.start, 0.0)
            assert lasted * rate == pytest.approx(drawn, rel=1e-9)


def test_no_two_applications_of_a_household_share_their_luck():
    for result in scarce():
        world = result.world
        rows = world.applications[: world.clock[0].applications]
        keys = list(zip(rows.household.tolist(), rows.key.tolist(), strict=True))
        assert len(keys) == len(set(keys))


# ---- what pairing gains --------------------------------------------------------------------

CORE = (
    "decision_wait",
    "home_wait",
    "home_within_year",
    "days_waiting",
    "referrals",
    "bounces",
    "vacancy_days",
    "circulation",
    "gave_up",
    "tenancies_failed",
    "list_length",
    "casework_cost",
)


def variance_reduction(seeds: int, years: float) -> dict[str, tuple[float, float]]:
    """For each core measure: correlation of the two organisations of Moss over seeds, and the
    variance of their paired difference over that of an unpaired one."""
    scenarios = [
        building.identified(replace(sim.load(name), warm_up=365.0, observe=years * 365.0))
        for name in ("moss-1990s", "moss-2009")
    ]
    sim.compile_once()
    with ThreadPoolExecutor(2) as pool:
        values = [
            list(
                pool.map(
                    lambda seed, scenario=scenario: sim.run(scenario, seed).summary, range(seeds)
                )
            )
            for scenario in scenarios
        ]
    gained = {}
    for key in CORE:
        before, after = (np.array([summary[key] for summary in side]) for side in values)
        unpaired = before.var(ddof=1) + after.var(ddof=1)
        correlation = np.corrcoef(before, after)[0, 1]
        gained[key] = float(correlation), float((after - before).var(ddof=1) / unpaired)
    return gained


def test_pairing_on_common_seeds_narrows_the_comparison():
    gained = variance_reduction(seeds=30, years=3)
    left = np.array([ratio for _, ratio in gained.values()])
    correlations = np.array([correlation for correlation, _ in gained.values()])
    # Under independence a correlation over 30 seeds exceeds 0.3 once in twenty times.
    assert np.median(correlations) > 0.3
    assert np.median(left) < 0.8
    assert np.mean(correlations > 0.0) > 0.9


if __name__ == "__main__":
    print(f"{'measure':20} {'correlation':>12} {'variance left':>14} {'as good as':>12}")
    for key, (correlation, ratio) in variance_reduction(seeds=100, years=10).items():
        print(f"{key:20} {correlation:12.2f} {ratio:14.2f} {1 / ratio:10.1f} x")
