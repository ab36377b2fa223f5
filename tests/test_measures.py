"""The measures of a run of everything there is, recounted from its tables the plain way.

That each measure means what it says is tested in ``tests/measures`` on records written by hand.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import sim
from sim.measures import MEASURES, summarise
from sim.names import Category, Ground, Group, Ownership, Task
from sim.state import World
from tests import building
from tests.worlds import play, tiny

#: Long enough for tenants to move on and come back.
WARM_UP = 700.0
OBSERVED = 1800.0
YEARS = OBSERVED / 365.0


@cache
def town() -> sim.Result:
    """Two districts, committees, approvals, appeals: something of everything."""
    people, stock = building.whole_town()
    # Many leased in where dwellings are asked for, so that some are replaced and let again.
    stock += [building.block(Category.SOCIAL, 60, ownership=Ownership.LEASED_IN)]
    stock = [one for one in stock if (one.category, one.dwellings) != (Category.SOCIAL, 150)]
    layout = building.organisation(
        {
            "housing office": building.OTHERS,
            "district office": (Task.INFORM, Task.SOCIAL_ASSISTANCE, Task.DEBT_ADVICE),
            "care": (Task.HOME_CARE, Task.ORDER_FOLLOW_UP, Task.PROVIDE_FOLLOW_UP),
            "finance": (Task.START_LOAN, Task.PURCHASE_GRANT, Task.HOUSING_ALLOWANCE),
            "property": (Task.MANAGE_VACANCIES, Task.ADAPT_DWELLING, Task.PROCURE_DWELLINGS),
        },
        units={"care": {"follow_up_workers": 1.4}},
        districts={"east": 0.6, "west": 0.4},
        per_district=["district office"],
        bodies=[
            {"led_by": "housing office", "members": ("housing office", "care")}
            | {"groups": (Group.SUBSTANCE,), "every": 21.0}
        ],
        lease_review=True,
        rule_oriented=True,
        tenants_may_buy=True,
    )
    scenario = building.scenario(
        people,
        layout,
        stock,
        population=1.2e4,
        temporary_places=4.0,
        # Something of what is rare otherwise.
        changes={
            "appeal.share": 0.5,
            "stock.out_of_service_time": 60.0,
            "stock.conversion_after": 30.0,
            "stock.conversion_delay": 20.0,
            "market.price_per_m2": 15_000.0,
            "market.search_limit": 60.0,
            "deposit.granted": 0.5,
            "adaptation.feasible": 0.9,
            "leased_in.ends": 0.6,
            "leased_in.replacement": 30.0,
            "follow_up.relapse_share": 0.9,
            "follow_up.relapse_after": 100.0,
            "follow_up.duration": 150.0,
        },
    )
    scenario = replace(scenario, warm_up=WARM_UP, observe=OBSERVED)
    return sim.run(building.identified(scenario), seed=8, log=True)


def test_a_summary_has_every_measure_in_order_and_defined():
    summary = town().summary
    assert list(summary) == list(MEASURES)
    undefined = {key for key, value in summary.items() if not math.isfinite(value)}
    undefined -= {key for key, one in MEASURES.items() if one.group == "strategy"}  # there is none
    slowest = {"assessment_wait_p90", "decision_wait_p90", "home_wait_p90", "package_wait_p90"}
    # Of those without a ground most are refused, and so never get there.
    slowest |= {f"application_wait_{ground}_p90" for ground in ("must", "wish", "none")}
    assert undefined <= slowest | {"home_wait_median", "application_wait_none_median"}
    shares = {key for key, one in MEASURES.items() if one.unit == "share"}
    for key in shares & {key for key, value in summary.items() if math.isfinite(value)}:
        if key == "compound_gap_home":
            continue
        assert 0.0 <= summary[key] <= 1.0 + 1e-12, key


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
    waiting, come, at_risk = 1.0, 0.0, len(days)
    total, before = 0.0, 0.0
    order = sorted(zip(days, [end == "none" for end in ends], ends, strict=True))
    for day, _, end in [*order, (math.inf, True, "none")]:
        height = (1.0 - come, waiting)[which]
        total += (min(day, horizon) - before) * height
        before = min(day, horizon)
        if end == "event":
            come += waiting / at_risk
        if end != "none":
            waiting *= 1.0 - 1.0 / at_risk
        at_risk -= 1
    return total


def first_day(days, ends, part):
    """The first day by which so large a part have had the event; nan if there is none."""
    waiting, come, at_risk = 1.0, 0.0, len(days)
    for day, _, end in sorted(zip(days, [end == "none" for end in ends], ends, strict=True)):
        if end == "event":
            come += waiting / at_risk
            if come >= part - 1e-12:
                return day
        if end != "none":
            waiting *= 1.0 - 1.0 / at_risk
        at_risk -= 1
    return math.nan


def median(days, ends):
    return first_day(days, ends, 0.5)


def slowest_tenth(days, ends):
    return first_day(days, ends, 0.9)


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


def has(rows, need):
    return rows.needs.str.split("+").map(lambda one: need in one)


class Tables:
    """The tables of a run, cut to the window."""

    def __init__(self, result):
        self.result = result
        everything = result.households
        self.all_episodes = everything
        self.episodes = everything[everything.need_at >= 0]
        self.homes = self.episodes[has(self.episodes, "dwelling")]
        self.all_applications = result.applications
        keys = everything[["household", "episode", "need_at", "needs", "group", "ground"]]
        applications = result.applications.assign(row=result.applications.index)
        mine = applications.merge(keys, on=["household", "episode"], suffixes=("", " of episode"))
        self.applications = mine[mine.need_at >= 0]
        undecided = (self.applications.phase == "passed_on") & ~self.applications.granted
        undecided |= self.applications.phase == "in_appeal"
        self.decided = self.applications[self.applications.decided.notna() & ~undecided]
        self.vacancies = result.vacancies[result.vacancies.move_out.between(0, OBSERVED)]
        self.relettings = self.vacancies[~self.vacancies.out_of_service]
        leases = result.tenancies[result.tenancies.tenure == "municipal"]
        self.leases = leases[~(leases.end <= 0)]
        self.ended = self.leases[self.leases.end.notna()]
        self.moved = self.ended[self.ended.destination.isin(["own_home", "private_rental"])]
        self.reviewed = self.leases[self.leases.reviews > 0]
        ends = self.leases.end.fillna(OBSERVED).clip(upper=OBSERVED)
        self.lease_years = (ends - self.leases.start.clip(lower=0)).sum() / 365.0
        self.timeline = result.timeline
        self.units = result.units
        self.stock_days = OBSERVED * (self.mean_level("let") + self.mean_level("vacant"))

    def mean_level(self, name):
        lengths = self.timeline.end - self.timeline.start
        return (self.timeline[name] * lengths).sum() / lengths.sum()

    def meetings_held(self):
        """When each committee met in the window, by the event log."""
        rows = self.result.events.query("event == 'meeting_held' and 0 <= time < @OBSERVED")
        return set(zip(rows.detail, rows.time, strict=True))

    def covered(self, task):
        return self.decided[self.decided.task == task].granted.mean()

    def met(self, need):
        rows = self.homes[has(self.homes, need) & self.homes.ended_at.notna()]
        return rows.met.str.split("+").map(lambda one: need in one).mean()

    def at_their_aim(self, task):
        rows = self.all_applications
        return rows[(rows.task == task) & (rows.phase == "granted") & (rows.closed >= 0)]

    def granted_per_100(self, tasks):
        rows = self.applications[has(self.applications, "dwelling")]
        rows = rows[rows.granted & rows.task.isin(tasks)]
        pairs = rows[["household", "episode", "task"]].drop_duplicates()
        return 100 * len(pairs) / len(self.homes)

    def until_granted(self, rows):
        over = rows.closed.fillna(OBSERVED) - rows.created
        ends = np.where(rows.phase == "granted", "event", "other")
        return list(over), list(np.where(rows.closed.notna(), ends, "none"))

    def led_home(self, task):
        rows = self.applications[(self.applications.task == task) & self.applications.granted]
        return incidence(*self.until_granted(rows[rows.phase != "passed_on"]), math.inf)[0]

    def left_by(self, outcome, rows=None, since="need_at", within=730.0):
        rows = self.homes if rows is None else rows
        days, ends = [], []
        for row in rows.to_dict("records"):
            over = row["ended_at"] == row["ended_at"]
            days.append((row["ended_at"] if over else OBSERVED) - row[since])
            ends.append(("event" if row["outcome"] == outcome else "other") if over else "none")
        return incidence(days, ends, within)[0]

    def approved_left_by(self, outcome):
        rows = self.homes[self.homes.approved_at.notna()]
        return self.left_by(outcome, rows, "approved_at", within=5 * 365.0)

    def approved_without(self):
        """Who left the list otherwise: waits of all who got a municipal dwelling compete."""
        rows = self.homes[self.homes.approved_at.notna()].copy()
        rows["outcome"] = rows.outcome.where(rows.outcome.isin(["municipal", "open"]), "otherwise")
        return self.left_by("otherwise", rows, "approved_at", within=5 * 365.0)

    def empty_for(self, event, rows):
        days = rows[event].fillna(OBSERVED) - rows.move_out
        ends = np.where(rows[event].notna(), "event", "none")
        return area(list(days), list(ends), 730.0, 0)

    def package(self):
        """Who has an open application still may have its other needs met."""
        rows = self.applications
        open_still = set(rows[rows.closed.isna()].set_index(["household", "episode"]).index)
        rows = self.episodes.copy()
        keys = rows.set_index(["household", "episode"]).index
        waiting = np.array([key in open_still for key in keys])
        rows.loc[waiting & rows.all_met_at.isna(), "ended_at"] = np.nan
        # A need met after the end of the episode is met all the same.
        later = rows.all_met_at > rows.ended_at
        rows.loc[later, "ended_at"] = rows.all_met_at
        return waits(rows, "need_at", "all_met_at")

    def back(self, rows, since, needs=None):
        """Days from the end of ``rows`` until a new need, and whether it came."""
        episodes = self.all_episodes
        if needs is not None:
            episodes = episodes[has(episodes, needs)]
        days, ends = [], []
        for row in rows.itertuples():
            theirs = episodes[episodes.household == row.household].need_at
            if needs is not None:
                spells = self.result.follow_ups
                theirs = np.append(theirs, spells[spells.household == row.household].start)
            later = [day for day in theirs if day >= getattr(row, since)]
            days.append((min(later) if later else OBSERVED) - getattr(row, since))
            ends.append("event" if later else "none")
        return incidence(days, ends, 730.0)[0]

    def together(self):
        rows = self.homes[has(self.homes, "follow_up") & (self.homes.home_at <= OBSERVED - 14)]
        spells = self.result.follow_ups
        return np.mean(
            [
                (
                    (spells.household == row.household) & (abs(spells.start - row.home_at) <= 14)
                ).any()
                for row in rows.itertuples()
            ]
        )

    def follow_up_wait(self):
        orders = self.applications[self.applications.task == "provide_follow_up"]
        days, ends = self.until_granted(orders)
        column = "days no_dwelling"
        until_home = (
            orders[column].to_numpy() - self.all_applications.loc[orders.parent][column].to_numpy()
        )
        since = self.result.world.applications.since - WARM_UP
        waiting = (orders.phase == "awaiting_home").to_numpy()
        until_home += np.where(waiting, OBSERVED - since[orders.row.to_numpy()], 0.0)
        return area(list(np.array(days) - until_home), ends, 365.0, 0)

    def missed(self):
        kinds = ("housing_allowance", "social_assistance", "debt_advice", "follow_up", "home_care")
        over = self.homes[self.homes.ended_at.notna()]
        needed = missed = 0
        for needs, seen in zip(over.needs.str.split("+"), over.recognised, strict=True):
            needed += len({*needs} & {*kinds})
            missed += len(({*needs} & {*kinds}) - {*seen.split("+")})
        return missed / needed

    def applied(self):
        rows = self.all_applications
        rows = rows[(rows.task == "allocate_dwellings") & (rows.episode >= 0)]
        return (rows.groupby(["household", "episode"]).created.min() >= 0).sum()

    def refused_by_all(self):
        rows = self.decided[self.decided.task == "allocate_dwellings"]
        return 1 - rows.groupby(["household", "episode"]).granted.max().mean()

    def spread(self):
        rows = self.decided[self.decided.task == "allocate_dwellings"]
        cells = rows.assign(one=rows.granted.astype(float)).groupby(["group", "ground", "needs"])
        found = [(len(cell), cell.one.std(ddof=1)) for _, cell in cells if len(cell) > 1]
        return sum(size * spread for size, spread in found) / sum(size for size, _ in found)

    def gap(self, column, value):
        found = [value(rows) for _, rows in self.homes.groupby(column) if len(rows) >= 30]
        return max(found) - min(found)

    def knowledge(self):
        # What whoever decided knew then is in no table.
        known = self.result.world.applications.known[self.decided.row]
        return np.mean(known.astype(float))

    def deposits(self):
        found = self.at_their_aim("private_mediation")
        found = found[found.parent >= 0]
        asked = self.all_applications.loc[found.parent].for_deposit.to_numpy()
        people = self.result.world.households
        persons = dict(zip(people.identity.tolist(), people.persons.tolist(), strict=True))
        size = np.array([persons[household] for household in found.household[asked]])
        return (3 * 7018 * (1 + 0.15 * (size - 2))).sum() / YEARS

    def parts(self):
        names = ("temporary", "casework", "works", "failure", "follow_up", "adaptation", "deposit")
        found = [town().summary[f"{name}_cost"] for name in names]
        return sum(found) + town().summary["vacancy_loss"] + town().summary["grant_volume"]


def from_application(tables, ground):
    """From the first application for a municipal dwelling there is in the table of applications."""
    asked = tables.all_applications[tables.all_applications.task == "allocate_dwellings"]
    first = asked.groupby(["household", "episode"]).created.min().rename("asked_at")
    rows = tables.homes[tables.homes.ground == ground]
    return waits(rows.join(first, on=["household", "episode"]), "asked_at", "home_at")


def on_list(tables, ground):
    return waits(tables.homes[tables.homes.ground == ground], "approved_at", "home_at")


def compound(rows):
    return has(rows, "social_assistance") | has(rows, "debt_advice") | has(rows, "follow_up")


def decision(rows):
    return area(*waits(rows, "need_at", "decided_at"), 365.0, 0)


def home_in_a_year(rows):
    return incidence(*waits(rows, "need_at", "home_at"), 365.0)[0]


def housed(tables):
    return tables.homes[tables.homes.home_at.notna()]


def relet(tables):
    return tables.vacancies[tables.vacancies.contract_at.notna()]


ECONOMIC = ["start_loan", "housing_allowance"]
INSTRUMENTS = [
    *ECONOMIC,
    *("purchase_grant", "social_assistance", "private_mediation", "debt_advice"),
    *("order_follow_up", "home_care", "adapt_dwelling"),
]

PLAIN = {
    "assessment_wait": lambda t: area(*waits(t.homes, "need_at", "assessed_at"), 365.0, 0),
    "assessment_wait_median": lambda t: median(*waits(t.homes, "need_at", "assessed_at")),
    "decision_wait": lambda t: decision(t.episodes),
    "decided_within_month": lambda t: incidence(
        *waits(t.episodes, "need_at", "decided_at"), 365.0 / 12
    )[0],
    "home_wait": lambda t: area(*waits(t.homes, "need_at", "home_at"), 730.0, 0),
    "home_within_year": lambda t: home_in_a_year(t.homes),
    "days_waiting": lambda t: area(*waits(t.homes, "need_at", "home_at"), 730.0, 1),
    "application_wait_must": lambda t: area(*from_application(t, "must"), 730.0, 0),
    "application_wait_wish": lambda t: area(*from_application(t, "wish"), 730.0, 0),
    "application_wait_none": lambda t: area(*from_application(t, "none"), 730.0, 0),
    "list_wait_must": lambda t: area(*on_list(t, "must"), 730.0, 0),
    "list_wait_wish": lambda t: area(*on_list(t, "wish"), 730.0, 0),
    "list_wait_none": lambda t: area(*on_list(t, "none"), 730.0, 0),
    "package_wait": lambda t: area(*t.package(), 730.0, 0),
    "package_within_year": lambda t: incidence(*t.package(), 365.0)[0],
    "wait_no_dwelling": lambda t: housed(t)["days no_dwelling"].mean(),
    "wait_meeting": lambda t: housed(t)["days meeting"].mean(),
    "wait_re_let": lambda t: housed(t)["days re_let"].mean(),
    "wait_approval": lambda t: housed(t)["days approval"].mean(),
    "wait_adapting": lambda t: housed(t)["days adapting"].mean(),
    "referrals": lambda t: t.episodes.referrals.mean(),
    "bounces": lambda t: t.episodes.bounces.mean(),
    "tossed": lambda t: (t.episodes.referrals >= 3).mean(),
    "units_met": lambda t: t.episodes.units_met.mean(),
    "loops": lambda t: t.episodes.loops.mean(),
    "retold": lambda t: t.episodes.retold.mean(),
    "handover_hours": lambda t: t.episodes.coordination_hours.mean(),
    "meetings": lambda t: len(t.meetings_held()) / YEARS,
    "awaiting_meeting": lambda t: t.mean_level("awaiting_meeting"),
    "approvals": lambda t: t.decided.approved.mean(),
    "appeals": lambda t: (
        ((t.all_applications.appealed != "none") & (t.all_applications.decided >= 0)).sum() / YEARS
    ),
    "appeals_won": lambda t: (
        t.all_applications[
            (t.all_applications.decided >= 0) & t.all_applications.appealed.isin(["won", "lost"])
        ].appealed
        == "won"
    ).mean(),
    "vacancy_to_ready": lambda t: t.empty_for(
        "ready_at", t.relettings[t.relettings.ownership != "foundation"]
    ),
    "relet_days": lambda t: t.empty_for("contract_at", t.relettings),
    "vacancy_days": lambda t: t.empty_for("contract_at", t.vacancies),
    "vacancy_crew": lambda t: relet(t)["days crew"].mean(),
    "vacancy_out_of_service": lambda t: relet(t)["days out_of_service"].mean(),
    "vacancy_replacement": lambda t: relet(t)["days replacement"].mean(),
    "vacancy_rate": lambda t: OBSERVED * t.mean_level("vacant") / t.stock_days,
    "vacancy_rate_in_service": lambda t: (
        (OBSERVED * (t.mean_level("vacant") - t.mean_level("out_of_service"))) / t.stock_days
    ),
    "out_of_service_rate": lambda t: OBSERVED * t.mean_level("out_of_service") / t.stock_days,
    "relets": lambda t: 100 * (t.result.vacancies.contract_at >= 0).sum() / (t.stock_days / 365),
    "without_notice": lambda t: 1.0 - t.relettings.with_notice.mean(),
    "conversions": lambda t: (
        ((t.vacancies["days conversion"] > 0) | (t.vacancies.waiting_for == "conversion")).sum()
        / YEARS
    ),
    "circulation": lambda t: 100 * len(t.moved) / t.lease_years,
    "circulation_owned": lambda t: 100 * (t.ended.destination == "own_home").sum() / t.lease_years,
    "circulation_helped": lambda t: (
        100 * t.ended.reason.isin(["moved_with_help", "bought_the_flat"]).sum() / t.lease_years
    ),
    "flats_sold": lambda t: (t.ended.reason == "bought_the_flat").sum() / YEARS,
    "entry_able": lambda t: t.leases[t.leases.start >= 0].able_at_entry.mean(),
    "reviews_helping_on": lambda t: 1 - (t.reviewed.review_outcome == "renewal").mean(),
    "reviews_loan": lambda t: (t.reviewed.review_outcome == "loan").mean(),
    "reviews_mediation": lambda t: (t.reviewed.review_outcome == "mediation").mean(),
    "reviews_purchase": lambda t: (t.reviewed.review_outcome == "purchase").mean(),
    "back_within_two_years": lambda t: t.back(t.moved, "end"),
    "coverage_dwelling": lambda t: t.covered("allocate_dwellings"),
    "coverage_loan": lambda t: t.covered("start_loan"),
    "coverage_allowance": lambda t: t.covered("housing_allowance"),
    "coverage_social_assistance": lambda t: t.covered("social_assistance"),
    "coverage_adaptation": lambda t: t.covered("adapt_dwelling"),
    "met_allowance": lambda t: t.met("housing_allowance"),
    "met_debt_advice": lambda t: t.met("debt_advice"),
    "met_follow_up": lambda t: t.met("follow_up"),
    "met_home_care": lambda t: t.met("home_care"),
    "instruments_used": lambda t: t.granted_per_100(INSTRUMENTS),
    "economic_instruments": lambda t: t.granted_per_100(ECONOMIC),
    "certificates_used": lambda t: t.led_home("start_loan"),
    "mediations_found": lambda t: t.led_home("private_mediation"),
    "adapted": lambda t: incidence(
        *t.until_granted(t.applications[t.applications.task == "adapt_dwelling"]), 730.0
    )[0],
    "straight_to_list": lambda t: t.homes[t.homes.assessed_at.notna()].straight_to_list.mean(),
    "needs_missed": lambda t: t.missed(),
    "gave_up": lambda t: t.left_by("gave_up"),
    "own_solution": lambda t: t.left_by("own_solution"),
    "refused": lambda t: t.left_by("refused"),
    "failure_demand": lambda t: t.episodes.returned.mean(),
    "follow_up_wait": lambda t: t.follow_up_wait(),
    "awaiting_follow_up": lambda t: t.mean_level("awaiting_follow_up"),
    "in_follow_up": lambda t: t.mean_level("in_follow_up"),
    "follow_up_occupancy": lambda t: (
        t.mean_level("places_taken") / 100 / t.result.world.units.places.sum()
    ),
    "package_in_time": lambda t: t.together(),
    "follow_up_relapse": lambda t: t.back(
        t.result.follow_ups[t.result.follow_ups.end >= 0], "end", "follow_up"
    ),
    "tenancies_failed": lambda t: 100 * (t.ended.reason == "failed").sum() / t.lease_years,
    "homeless": lambda t: t.mean_level("homeless"),
    "in_temporary_housing": lambda t: t.mean_level("temporary"),
    "awaiting_room": lambda t: t.mean_level("awaiting_room"),
    "list_length": lambda t: t.mean_level("listed"),
    "queue_length": lambda t: t.units[~t.units.crew].mean_queue.sum(),
    "utilisation": lambda t: np.average(
        t.units[~t.units.crew & (t.units.positions > 0)].utilisation,
        weights=t.units[~t.units.crew & (t.units.positions > 0)].positions,
    ),
    "crew_utilisation": lambda t: t.units[t.units.crew].utilisation.iloc[0],
    "coordination_hours": lambda t: t.units[~t.units.crew].coordination_hours_per_year.sum(),
    "coordination_share": lambda t: (
        t.units[~t.units.crew].coordination_hours_per_year.sum()
        / t.units[~t.units.crew].hours_per_year.sum()
    ),
    "knowledge_applied": lambda t: t.knowledge(),
    "vacancy_loss": lambda t: (
        365.0 * (t.mean_level("vacant") - t.mean_level("out_of_service")) * 150.0
    ),
    "temporary_cost": lambda t: 365.0 * t.mean_level("temporary") * 350.0,
    "casework_cost": lambda t: t.units[~t.units.crew].hours_per_year.sum() * 650.0,
    "follow_up_cost": lambda t: t.mean_level("places_taken") / 100 / 18 * 760_000.0,
    "works_cost": lambda t: t.units[t.units.crew].hours_per_year.sum() * 6000.0,
    "adaptation_cost": lambda t: len(t.at_their_aim("adapt_dwelling")) * 100_000.0 / YEARS,
    "deposit_cost": lambda t: t.deposits(),
    "failure_cost": lambda t: (t.ended.reason == "failed").sum() * 100_000.0 / YEARS,
    "total_cost": lambda t: t.parts(),
    "cost_per_household": lambda t: (
        t.parts()
        * YEARS
        / t.all_episodes[
            (t.all_episodes.ended_at >= 0)
            & t.all_episodes.outcome.isin(
                ["helped", "municipal", "private_rental", "bought", "adapted"]
            )
        ].shape[0]
    ),
    "allowance_outlay": lambda t: 12 * t.mean_level("allowance"),
    "compound_gap": lambda t: (
        decision(t.homes[compound(t.homes)]) - decision(t.homes[~compound(t.homes)])
    ),
    "compound_gap_home": lambda t: (
        home_in_a_year(t.homes[~compound(t.homes)]) - home_in_a_year(t.homes[compound(t.homes)])
    ),
    "group_gap": lambda t: t.gap("group", home_in_a_year),
    "group_gap_decision": lambda t: t.gap("group", decision),
    "district_gap": lambda t: t.gap("district", home_in_a_year),
    "district_gap_decision": lambda t: t.gap("district", decision),
    "unequal_treatment": lambda t: t.spread(),
    "share_let": lambda t: OBSERVED * t.mean_level("let") / t.stock_days,
    "applications_per_dwelling": lambda t: t.applied() / (t.stock_days / 365),
    "refused_share": lambda t: t.refused_by_all(),
    "list_own_solution": lambda t: t.approved_left_by("own_solution"),
    "list_left": lambda t: t.approved_without(),
    "allowance_recipients": lambda t: t.mean_level("allowance_recipients"),
    "mean_allowance": lambda t: t.mean_level("allowance") / t.mean_level("allowance_recipients"),
    "loans_per_year": lambda t: len(t.at_their_aim("start_loan")) / YEARS,
    "homeless_per_1000": lambda t: (t.mean_level("homeless") + t.mean_level("temporary")) / 12,
}


#: Days by which half, or nine in ten, have had the event: undefined where fewer ever have.
QUANTILES = {
    "assessment_wait_p90": lambda t: slowest_tenth(*waits(t.homes, "need_at", "assessed_at")),
    "decision_wait_median": lambda t: median(*waits(t.episodes, "need_at", "decided_at")),
    "decision_wait_p90": lambda t: slowest_tenth(*waits(t.episodes, "need_at", "decided_at")),
    "home_wait_median": lambda t: median(*waits(t.homes, "need_at", "home_at")),
    "home_wait_p90": lambda t: slowest_tenth(*waits(t.homes, "need_at", "home_at")),
    "application_wait_must_median": lambda t: median(*from_application(t, "must")),
    "application_wait_must_p90": lambda t: slowest_tenth(*from_application(t, "must")),
    "application_wait_wish_median": lambda t: median(*from_application(t, "wish")),
    "application_wait_wish_p90": lambda t: slowest_tenth(*from_application(t, "wish")),
    "application_wait_none_median": lambda t: median(*from_application(t, "none")),
    "application_wait_none_p90": lambda t: slowest_tenth(*from_application(t, "none")),
    "list_wait_must_median": lambda t: median(*on_list(t, "must")),
    "list_wait_must_p90": lambda t: slowest_tenth(*on_list(t, "must")),
    "list_wait_wish_median": lambda t: median(*on_list(t, "wish")),
    "list_wait_wish_p90": lambda t: slowest_tenth(*on_list(t, "wish")),
    "list_wait_none_median": lambda t: median(*on_list(t, "none")),
    "list_wait_none_p90": lambda t: slowest_tenth(*on_list(t, "none")),
    "package_wait_median": lambda t: median(*t.package()),
    "package_wait_p90": lambda t: slowest_tenth(*t.package()),
}


@cache
def tables() -> Tables:
    return Tables(town())


@pytest.mark.parametrize("key", PLAIN)
def test_as_recounted_from_the_tables(key):
    assert town().summary[key] == pytest.approx(PLAIN[key](tables()), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("key", QUANTILES)
def test_quantiles_as_recounted_from_the_tables(key):
    counted = QUANTILES[key](tables())
    assert town().summary[key] == pytest.approx(counted, rel=1e-9, nan_ok=True)


def test_the_town_has_something_to_count():
    """So that the comparison above is not one of nothing with nothing, or all with all."""
    trivial = [key for key in PLAIN if town().summary[key] in (0.0, 1.0)]
    assert trivial == []


def test_causes_add_up():
    summary = town().summary
    causes = [value for key, value in summary.items() if MEASURES[key].group == "causes"]
    rows = housed(tables())
    assert sum(causes) == pytest.approx((rows.home_at - rows.need_at).mean())
    let = relet(tables())
    of_vacancies = [f"vacancy_{name.removeprefix('days ')}" for name in let if "days " in name]
    assert sum(summary[key] for key in of_vacancies) == pytest.approx(
        (let.contract_at - let.move_out).mean()
    )


# ---- parts of the place --------------------------------------------------------------------


@pytest.mark.parametrize(("table", "column"), [("groups", "group"), ("districts", "district")])
def test_parts_are_those_of_the_whole(table, column):
    rows = getattr(town(), table)
    t = tables()
    assert set(rows[column]) == set(t.episodes[column])
    assert rows.episodes.sum() == len(t.episodes)
    for row in rows.to_dict("records"):
        mine = t.homes[t.homes[column] == row[column]]
        assert row["home_within_year"] == pytest.approx(home_in_a_year(mine), nan_ok=True)
        episodes = t.episodes[t.episodes[column] == row[column]]
        assert row["decision_wait"] == pytest.approx(decision(episodes))
        assert row["referrals"] == pytest.approx(episodes.referrals.mean())
        for ground in ("must", "wish", "none"):
            for name, since in (("application", "applied_at"), ("list", "approved_at")):
                days, ends = waits(mine[mine.ground == ground], since, "home_at")
                measured = row[f"{name}_wait_{ground}_median"]
                assert measured == pytest.approx(median(days, ends), nan_ok=True)
                measured = row[f"{name}_wait_{ground}"]
                mean = area(days, ends, 730.0, 0) if days else math.nan
                assert measured == pytest.approx(mean, nan_ok=True)


def test_categories_are_those_of_the_stock():
    rows = town().categories
    t = tables()
    assert rows.dwellings.sum() == len(town().dwellings)
    for row in rows.to_dict("records"):
        mine = t.vacancies[t.vacancies.category == row["category"]]
        assert row["vacancy_days"] == pytest.approx(t.empty_for("contract_at", mine))
    per_100 = 100 * rows.relets_per_year.sum() * YEARS / (t.stock_days / 365)
    assert per_100 == pytest.approx(town().summary["relets"])
    # A flat that was sold is no empty dwelling: what is left is let or empty.
    empty = (rows.share_empty * rows.dwellings).sum()
    assert empty == pytest.approx(t.mean_level("vacant"))


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
    over = episodes.ended_at < start
    for name in ("referrals", "bounces", "units_met", "loops", "retold", "coordination_hours"):
        episodes[name][early] = 1000
    for name in ("assessed_at", "applied_at", "decided_at", "approved_at"):
        episodes[name][early] = start + 1.0
    for name in ("home_at", "all_met_at"):
        episodes[name][early] = start + 1.0
    episodes.returned[early] = 1
    episodes.straight_to_list[early] = 1
    episodes.recognised[early] = 0
    episodes.met[early] = 0
    episodes.temporary_nights[early] = 1e4
    episodes.outcome[over] = 6
    applications = world.applications[: clock.applications]
    old = (applications.episode >= 0) & early[applications.episode]
    gone = old & (applications.closed < start)
    applications.approved[old] = 1
    applications.decided[gone] = start - 1.0
    applications.appealed[gone] = 2
    applications.judged_ground[old] = 2
    vacancies = world.vacancies[: clock.vacancies]
    before = vacancies.move_out < start
    world.vacancy_days[: clock.vacancies][before] = 1e6
    vacancies.with_notice[before] = 0
    vacancies.out_of_service[before] = 1
    leases = world.tenancies[: clock.tenancies]
    past = leases.end < start
    leases.reason[past] = 3
    leases.destination[past] = 5
    leases.reviews[past] = 9
    for changed in (early, over, old, gone, before, past):
        assert changed.any()
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
        # Applied for when it had been heard out, on day 12; nobody looks at it before four days.
        "application_wait_must": contract - 12,
        "application_wait_none": 730.0,
        "list_wait_must": contract - 16,
        "refused": 0.5,
        "wait_queue": 0.0,
        "wait_work": 6.0,
        # On the list from day 16; from day 100 on the dwelling it gets is made ready.
        "wait_no_dwelling": 100.0 - 16,
        "wait_re_let": 38.5,
        "wait_offer": 21.0,
        "referrals": 0.0,
        "coverage_dwelling": 0.5,
        "refused_share": 0.5,
        "vacancy_days": 59.5,
        "relet_days": 59.5,
        "vacancy_to_ready": 37.0,
        "vacancy_rate": 59.5 / (2 * 730),
        "relets": 25.0,
        "applications_per_dwelling": 0.5,
        "circulation": 100.0 / ((2 * 730 - 59.5) / 365),
        "vacancy_loss": 59.5 * 150 / 2,
        "list_length": (138.5 - 16) / 730,
        # Twice 2 + 4 hours, 5 at the inspection, 1.5 of finding a tenant.
        "casework_cost": (12 + 5 + 1.5) * 650 / 2,
        "works_cost": 20 * 6000 / 2,
    }
    assert {key: summary[key] for key in expected} == pytest.approx(expected)
