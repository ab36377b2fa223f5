"""Measures: defined once, in full, and the same as recounted from the tables in pandas."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import sim
from sim.measures import MEASURES, summarise
from sim.names import Ground
from sim.state import World
from tests import building
from tests.worlds import play, tiny

#: Long enough for tenants to move on and come back.
OBSERVED = 1800.0

GROUPS = {
    "waits",
    "causes",
    "referrals",
    "vacancy",
    "circulation",
    "reach",
    "stability",
    "people",
    "cost",
    "fairness",
}


@cache
def town() -> sim.Result:
    people, stock = building.town()
    layout = building.one_unit_per_task()
    layout = replace(layout, lease_review=True)
    scenario = building.scenario(people, layout, stock, population=1.2e4)
    scenario = replace(scenario, warm_up=700.0, observe=OBSERVED)
    return sim.run(building.identified(scenario), seed=8, log=True)


# ---- definitions ---------------------------------------------------------------------------


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.key)
def test_every_measure_says_what_it_is(measure):
    assert len(measure.meaning.split()) >= 5
    assert measure.meaning.endswith(".")
    assert measure.unit
    assert measure.label
    assert measure.practical > 0.0
    assert measure.better in {"lower", "higher", ""}
    assert measure.group in GROUPS


def test_no_two_measures_read_the_same():
    labels = [measure.label for measure in MEASURES.values()]
    meanings = [measure.meaning for measure in MEASURES.values()]
    assert len(set(labels)) == len(labels)
    assert len(set(meanings)) == len(meanings)


def test_a_summary_has_every_measure_in_order_and_defined():
    summary = town().summary
    assert list(summary) == list(MEASURES)
    undefined = [key for key, value in summary.items() if not math.isfinite(value)]
    assert undefined in ([], ["decision_wait_p90"])
    shares = [key for key, measure in MEASURES.items() if measure.unit == "share"]
    assert all(0.0 <= summary[key] <= 1.0 for key in shares)


def test_an_empty_place_has_no_waits_but_no_cost_either():
    summary = play(tiny(days=100.0)).summary
    assert math.isnan(summary["decision_wait"])
    assert math.isnan(summary["referrals"])
    assert math.isnan(summary["vacancy_rate"])
    assert summary["homeless"] == 0.0
    assert summary["total_cost"] == 0.0


# ---- the plain way -------------------------------------------------------------------------


def incidence(days, ends, until):
    """Aalen-Johansen, one end after the other; ``ends``: event, other, or none."""
    waiting, come, at_risk = 1.0, 0.0, len(days)
    order = sorted(zip(days, [end == "none" for end in ends], ends, strict=True))
    for day, _, end in order:
        if day > until:
            break
        if end == "event":
            come += waiting / at_risk
        if end != "none":
            waiting *= 1.0 - 1.0 / at_risk
        at_risk -= 1
    return come, waiting


def area(days, ends, horizon, which):
    """Mean days without the event (0) or still waiting (1) in the first ``horizon`` days."""
    total, before, height = 0.0, 0.0, 1.0
    for day in [*sorted(day for day in set(days) if day < horizon), horizon]:
        total += (day - before) * height
        come, waiting = incidence(days, ends, day)
        before, height = day, (1.0 - come, waiting)[which]
    return total


def waits(rows, begun, event):
    """Days and ends of waits of the households table."""
    rows = rows[rows[begun].notna()]
    days, ends = [], []
    for row in rows.to_dict("records"):
        came, left = row[event], row["ended_at"]
        if came == came and not (left == left and came > left):
            days.append(came - row[begun])
            ends.append("event")
        elif left == left:
            days.append(left - row[begun])
            ends.append("other")
        else:
            days.append(OBSERVED - row[begun])
            ends.append("none")
    return days, ends


class Tables:
    """The tables of a run, cut to the window."""

    def __init__(self, result):
        everything = result.households
        self.all_episodes = everything
        self.episodes = everything[everything.need_at >= 0]
        self.homes = self.episodes[self.episodes.needs.str.contains("dwelling")]
        keys = everything[["household", "episode", "need_at", "needs"]]
        mine = result.applications.merge(keys, on=["household", "episode"])
        self.applications = mine[mine.need_at >= 0]
        self.vacancies = result.vacancies[result.vacancies.move_out.between(0, OBSERVED)]
        leases = result.tenancies[result.tenancies.tenure == "municipal"]
        self.leases = leases[~(leases.end <= 0)]
        self.ended = self.leases[self.leases.end.notna()]
        self.moved = self.ended[self.ended.destination.isin(["own_home", "private_rental"])]
        ends = self.leases.end.fillna(OBSERVED).clip(upper=OBSERVED)
        self.lease_years = (ends - self.leases.start.clip(lower=0)).sum() / 365.0
        self.timeline = result.timeline
        self.units = result.units
        self.dwellings = len(result.dwellings)
        self.result = result

    def mean_level(self, name):
        lengths = self.timeline.end - self.timeline.start
        return (self.timeline[name] * lengths).sum() / lengths.sum()

    def covered(self, task):
        rows = self.applications[self.applications.task == task]
        return rows[rows.decided.notna()].granted.mean()

    def left_by(self, outcome):
        days, ends = [], []
        for row in self.homes.to_dict("records"):
            over = row["ended_at"] == row["ended_at"]
            days.append((row["ended_at"] if over else OBSERVED) - row["need_at"])
            ends.append(("event" if row["outcome"] == outcome else "other") if over else "none")
        return incidence(days, ends, 730.0)[0]

    def empty_for(self, event):
        days = self.vacancies[event].fillna(OBSERVED) - self.vacancies.move_out
        ends = np.where(self.vacancies[event].notna(), "event", "none")
        return area(list(days), list(ends), 730.0, 0)

    def back(self):
        days, ends = [], []
        for row in self.moved.itertuples():
            theirs = self.all_episodes[self.all_episodes.household == row.household]
            later = theirs[theirs.need_at >= row.end].need_at
            days.append((later.min() if len(later) else OBSERVED) - row.end)
            ends.append("event" if len(later) else "none")
        return incidence(days, ends, 730.0)[0]

    def missed(self):
        kinds = ("housing_allowance", "social_assistance", "debt_advice")
        over = self.homes[self.homes.ended_at.notna()]
        needed = sum(over.needs.str.contains(kind).sum() for kind in kinds)
        seen = sum(
            (over.needs.str.contains(kind) & over.recognised.str.contains(kind)).sum()
            for kind in kinds
        )
        return (needed - seen) / needed

    def cost(self):
        return sum(
            town().summary[f"{name}_cost"] for name in ("temporary", "casework", "works")
        ) + (town().summary["vacancy_loss"] + town().summary["failure_cost"])


def on_list(tables, ground):
    return waits(tables.homes[tables.homes.ground == ground], "approved_at", "home_at")


def compound(rows):
    return rows.needs.str.contains("social_assistance|debt_advice")


def decision(rows):
    return area(*waits(rows, "need_at", "decided_at"), 365.0, 0)


YEARS = OBSERVED / 365.0

PLAIN = {
    "assessment_wait": lambda t: area(*waits(t.homes, "need_at", "assessed_at"), 365.0, 0),
    "decision_wait": lambda t: decision(t.episodes),
    "decided_within_month": lambda t: incidence(
        *waits(t.episodes, "need_at", "decided_at"), 365.0 / 12
    )[0],
    "home_wait": lambda t: area(*waits(t.homes, "need_at", "home_at"), 730.0, 0),
    "home_within_year": lambda t: incidence(*waits(t.homes, "need_at", "home_at"), 365.0)[0],
    "days_waiting": lambda t: area(*waits(t.homes, "need_at", "home_at"), 730.0, 1),
    "list_wait_must": lambda t: area(*on_list(t, "must"), 730.0, 0),
    "list_wait_wish": lambda t: area(*on_list(t, "wish"), 730.0, 0),
    "wait_no_dwelling": lambda t: t.homes[t.homes.home_at.notna()]["days no_dwelling"].mean(),
    "wait_queue": lambda t: t.homes[t.homes.home_at.notna()]["days queue"].mean(),
    "referrals": lambda t: t.episodes.referrals.mean(),
    "bounces": lambda t: t.episodes.bounces.mean(),
    "tossed": lambda t: (t.episodes.referrals >= 3).mean(),
    "units_met": lambda t: t.episodes.units_met.mean(),
    "retold": lambda t: t.episodes.retold.mean(),
    "handover_hours": lambda t: t.episodes.coordination_hours.mean(),
    "vacancy_to_ready": lambda t: t.empty_for("ready_at"),
    "vacancy_days": lambda t: t.empty_for("contract_at"),
    "vacancy_crew": lambda t: t.vacancies[t.vacancies.contract_at.notna()]["days crew"].mean(),
    "vacancy_rate": lambda t: t.mean_level("vacant") / t.dwellings,
    "relets": lambda t: 100 * (t.result.vacancies.contract_at >= 0).sum() / (t.dwellings * YEARS),
    "without_notice": lambda t: 1.0 - t.vacancies.with_notice.mean(),
    "circulation": lambda t: 100 * len(t.moved) / t.lease_years,
    "circulation_owned": lambda t: 100 * (t.ended.destination == "own_home").sum() / t.lease_years,
    "circulation_helped": lambda t: (
        100 * (t.ended.reason == "moved_with_help").sum() / t.lease_years
    ),
    "entry_able": lambda t: t.leases[t.leases.start >= 0].able_at_entry.mean(),
    "back_within_two_years": lambda t: t.back(),
    "coverage_dwelling": lambda t: t.covered("allocate_dwellings"),
    "coverage_loan": lambda t: t.covered("start_loan"),
    "coverage_allowance": lambda t: t.covered("housing_allowance"),
    "economic_instruments": lambda t: (
        100
        * t.applications[
            t.applications.task.isin(["start_loan", "housing_allowance"])
            & t.applications.needs.str.contains("dwelling")
        ].granted.sum()
        / len(t.homes)
    ),
    "straight_to_list": lambda t: t.homes[t.homes.assessed_at.notna()].straight_to_list.mean(),
    "needs_missed": lambda t: t.missed(),
    "gave_up": lambda t: t.left_by("gave_up"),
    "own_solution": lambda t: t.left_by("own_solution"),
    "refused": lambda t: t.left_by("refused"),
    "failure_demand": lambda t: t.episodes.returned.mean(),
    "tenancies_failed": lambda t: 100 * (t.ended.reason == "failed").sum() / t.lease_years,
    "homeless": lambda t: t.mean_level("homeless"),
    "in_temporary_housing": lambda t: t.mean_level("temporary"),
    "list_length": lambda t: t.mean_level("listed"),
    "queue_length": lambda t: t.units[~t.units.crew].mean_queue.sum(),
    "utilisation": lambda t: np.average(
        t.units[~t.units.crew & (t.units.positions > 0)].utilisation,
        weights=t.units[~t.units.crew & (t.units.positions > 0)].positions,
    ),
    "crew_utilisation": lambda t: t.units[t.units.crew].utilisation.iloc[0],
    "coordination_share": lambda t: (
        t.units[~t.units.crew].coordination_hours_per_year.sum()
        / t.units[~t.units.crew].hours_per_year.sum()
    ),
    "vacancy_loss": lambda t: 365.0 * t.mean_level("vacant") * 150.0,
    "temporary_cost": lambda t: 365.0 * t.mean_level("temporary") * 350.0,
    "casework_cost": lambda t: t.units[~t.units.crew].hours_per_year.sum() * 650.0,
    "works_cost": lambda t: t.units[t.units.crew].hours_per_year.sum() * 6000.0,
    "failure_cost": lambda t: (t.ended.reason == "failed").sum() * 100_000.0 / YEARS,
    "total_cost": lambda t: t.cost(),
    "cost_per_household": lambda t: (
        t.cost()
        * YEARS
        / t.all_episodes[
            (t.all_episodes.ended_at >= 0)
            & t.all_episodes.outcome.isin(["helped", "municipal", "private_rental", "bought"])
        ].shape[0]
    ),
    "compound_gap": lambda t: (
        decision(t.homes[compound(t.homes)]) - decision(t.homes[~compound(t.homes)])
    ),
}


@cache
def tables() -> Tables:
    return Tables(town())


@pytest.mark.parametrize("key", PLAIN)
def test_as_recounted_from_the_tables(key):
    assert town().summary[key] == pytest.approx(PLAIN[key](tables()), rel=1e-9, abs=1e-9)


def test_the_town_has_something_to_count():
    """So that the comparison above is not one of nothing with nothing."""
    zero = [key for key in PLAIN if town().summary[key] == 0.0]
    assert zero == []


def test_causes_add_up():
    summary = town().summary
    housed = tables().homes[tables().homes.home_at.notna()]
    causes = [value for key, value in summary.items() if MEASURES[key].group == "causes"]
    assert sum(causes) == pytest.approx((housed.home_at - housed.need_at).mean())
    let = tables().vacancies[tables().vacancies.contract_at.notna()]
    of_vacancies = [f"vacancy_{name.removeprefix('days ')}" for name in let if "days " in name]
    assert sum(summary[key] for key in of_vacancies) == pytest.approx(
        (let.contract_at - let.move_out).mean()
    )


# ---- the window ----------------------------------------------------------------------------


def copied(world: World) -> World:
    return World(*(array.copy() for array in world))


def test_nothing_that_began_before_the_window_counts():
    """Whatever is written into what began in the warm-up, the measures stay the same."""
    scenario = town().scenario
    world = copied(town().world)
    clock, start = world.clock[0], scenario.warm_up
    episodes = world.episodes[: clock.episodes]
    early = episodes.need_at < start
    for name in ("referrals", "bounces", "units_met", "loops", "retold", "coordination_hours"):
        episodes[name][early] = 1000
    for name in ("assessed_at", "decided_at", "approved_at", "home_at", "all_met_at"):
        episodes[name][early] = start + 1.0
    episodes.returned[early] = 1
    episodes.straight_to_list[early] = 1
    episodes.recognised[early] = 0
    applications = world.applications[: clock.applications]
    old = (applications.episode >= 0) & early[applications.episode]
    applications.granted[old] = 1
    applications.decided[old] = start + 1.0
    vacancies = world.vacancies[: clock.vacancies]
    before = vacancies.move_out < start
    world.vacancy_days[: clock.vacancies][before] = 1e6
    vacancies.with_notice[before] = 0
    leases = world.tenancies[: clock.tenancies]
    over = leases.end < start
    leases.reason[over] = 3
    leases.destination[over] = 5
    leases.reviews[over] = 9
    assert early.any()
    assert old.any()
    assert before.any()
    assert over.any()
    assert summarise(world, scenario) == pytest.approx(town().summary, nan_ok=True)


# ---- by hand -------------------------------------------------------------------------------


def test_one_household_and_one_vacancy_by_hand():
    scenario = tiny(dwellings=2, days=730.0)
    people = [{"at": 10.0}, {"at": 700.0, "ground": Ground.NONE}]
    leaving = np.array([100.0, 1e6])
    summary = play(scenario, people, first_contract_ends=leaving).summary
    # Heard out after 2 days, decided on after 6, let to at 100 + 4 + 5 + 8 + 20 + 1.5 + 7 + 14.
    contract = 159.5
    expected = {
        "assessment_wait": 2.0,
        "decision_wait": 6.0,
        "decision_wait_median": 6.0,
        "decided_within_month": 1.0,
        # One of two has a home after 149.5 days; the other, refused, never.
        "home_wait": (contract - 10 + 730) / 2,
        "days_waiting": (contract - 10 + 6) / 2,
        "home_within_year": 0.5,
        "list_wait_must": contract - 16,
        "refused": 0.5,
        "wait_queue": 0.0,
        "wait_work": 6.0,
        "wait_no_dwelling": 138.5 - 16,
        "wait_offer": 21.0,
        "referrals": 0.0,
        "coverage_dwelling": 0.5,
        "vacancy_days": 59.5,
        "vacancy_to_ready": 37.0,
        "vacancy_rate": 59.5 / (2 * 730),
        "relets": 25.0,
        "circulation": 100.0 / ((2 * 730 - 59.5) / 365),
        "vacancy_loss": 59.5 * 150 / 2,
        "list_length": (138.5 - 16) / 730,
        # Twice 2 + 4 hours, 5 at the inspection, 1.5 of finding a tenant.
        "casework_cost": (12 + 5 + 1.5) * 650 / 2,
        "works_cost": 20 * 6000 / 2,
    }
    assert {key: summary[key] for key in expected} == pytest.approx(expected)
