"""The tables of a run: columns, names, times, and how they hang together."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

import sim
from sim.names import (
    DISTRIBUTED_TASKS,
    Category,
    Ground,
    Group,
    Need,
    Ownership,
    Task,
    Tenure,
    label,
    labels,
)
from sim.state import (
    Appeal,
    Cause,
    DwellingPhase,
    Happening,
    Level,
    Outcome,
    Phase,
    ReviewOutcome,
    TenancyEnd,
    VacancyCause,
)
from tests import building

CAUSES = [f"days {name}" for name in labels(Cause)]
VACANCY_CAUSES = [f"days {name}" for name in labels(VacancyCause)]

COLUMNS = {
    "households": [
        *("household", "episode", "group", "district", "persons", "income"),
        *("follow_up_level", "presenting", "needs"),
        *("recognised", "met", "ground", "acute", "homeless", "returned", "need_at"),
        *("assessed_at", "applied_at", "decided_at", "approved_at", "home_at", "all_met_at"),
        "ended_at",
        *("outcome", "contacts", "referrals", "bounces", "retold", "units_met", "loops"),
        *("coordination_hours", "straight_to_list", "homeless_nights", "temporary_nights"),
        *CAUSES,
    ],
    "applications": [
        *("household", "episode", "task", "parent", "phase", "unit", "first_unit"),
        *("right_unit", "sends", "bounces", "contests", "offers", "created", "arrived"),
        *("decided", "closed", "granted", "judged_ground", "approved", "appealed"),
        "for_deposit",
        *CAUSES,
    ],
    "dwellings": [
        *("dwelling", "category", "ownership", "district", "rooms", "accessible"),
        *("allocator", "phase", "vacancies"),
    ],
    "vacancies": [
        *("dwelling", "number", "category", "ownership", "notice_at", "move_out", "ready_at"),
        *("contract_at", "with_notice", "damage", "out_of_service", "offers", "waiting_for"),
        *VACANCY_CAUSES,
    ],
    "tenancies": [
        *("household", "group", "dwelling", "tenure", "start", "contract_end", "contracts"),
        *("notice_at", "end", "reason", "destination", "entered_from", "able_at_entry"),
        *("reviews", "review_outcome"),
    ],
    "follow_ups": [
        *("household", "group", "unit", "level", "places", "start", "end", "with_dwelling")
    ],
    "meetings": ["body", "led_by", "every", "decides", "meetings"],
    "caseworkers": ["caseworker", "unit", "crew", "post", "items_done", "utilisation"],
    "events": [
        *("run", "time", "event", "household", "episode", "application", "task", "unit"),
        *("caseworker", "dwelling", "detail"),
    ],
}

#: Which vocabulary a column's words are from; an empty one stands for none.
VOCABULARIES = {
    ("households", "group"): Group,
    ("households", "presenting"): Need,
    ("households", "ground"): Ground,
    ("households", "outcome"): Outcome,
    ("applications", "task"): Task,
    ("applications", "phase"): Phase,
    ("applications", "judged_ground"): Ground,
    ("applications", "appealed"): Appeal,
    ("dwellings", "category"): Category,
    ("dwellings", "ownership"): Ownership,
    ("vacancies", "ownership"): Ownership,
    ("follow_ups", "group"): Group,
    ("groups", "group"): Group,
    ("categories", "category"): Category,
    ("dwellings", "phase"): DwellingPhase,
    ("vacancies", "waiting_for"): VacancyCause,
    ("tenancies", "tenure"): Tenure,
    ("tenancies", "destination"): Tenure,
    ("tenancies", "reason"): TenancyEnd,
    ("tenancies", "review_outcome"): ReviewOutcome,
    ("events", "event"): Happening,
    ("events", "task"): Task,
}

WARM_UP = 200.0
OBSERVED = 700.0


@cache
def result() -> sim.Result:
    people, stock = building.whole_town()
    tasks = {task.name.lower(): (task,) for task in DISTRIBUTED_TASKS}
    allocator = label(Task.ALLOCATE_DWELLINGS)
    layout = building.organisation(
        tasks,
        districts={"east": 0.6, "west": 0.4},
        bodies=[{"name": "small committee", "led_by": allocator, "groups": (Group.SUBSTANCE,)}],
        lease_review=True,
        personal_cases=True,
    )
    made = building.scenario(people, layout, stock, population=8e3)
    made = replace(made, warm_up=WARM_UP, observe=OBSERVED)
    return sim.run(building.identified(made), seed=3, log=True)


@pytest.mark.parametrize("name", COLUMNS)
def test_columns(name):
    table = getattr(result(), name)
    assert list(table.columns) == COLUMNS[name]
    assert len(table) > 0
    assert getattr(result(), name) is table  # built once


def test_columns_of_units_and_timeline_name_the_desks():
    units = result().units
    fixed = ["unit", "crew", "positions", "utilisation", "mean_queue", "mean_wait_days"]
    assert list(units.columns[:6]) == fixed
    assert units.crew.sum() == 1
    assert {"knowledge start_loan", "knowledge housing_allowance"} <= set(units.columns)
    timeline = result().timeline
    assert list(timeline.columns[: 2 + len(Level)]) == ["start", "end", *labels(Level)]
    desks = [f"{row.unit} (crews)" if row.crew else row.unit for row in units.itertuples()]
    assert len(set(desks)) == len(desks)
    assert {f"queue: {desk}" for desk in desks} <= set(timeline.columns)


@pytest.mark.parametrize(("table", "column"), VOCABULARIES)
def test_words_are_those_of_the_files(table, column):
    words = set(getattr(result(), table)[column].unique())
    assert words <= {*labels(VOCABULARIES[table, column]), ""}
    assert words - {""}


def test_units_are_called_by_their_names():
    names = {unit.name for unit in result().scenario.organisation.units}
    for table, column in (("applications", "unit"), ("dwellings", "allocator"), ("events", "unit")):
        assert set(getattr(result(), table)[column]) <= {*names, ""}
    assert set(result().caseworkers.unit) <= names


def test_times_are_counted_from_the_start_of_observation():
    rows = result().households
    assert -WARM_UP <= rows.need_at.min() < -0.9 * WARM_UP
    assert 0.9 * OBSERVED < rows.need_at.max() <= OBSERVED
    # What has not happened is missing, never beyond the end.
    for table, columns in (
        ("households", ("need_at", "assessed_at", "decided_at", "home_at", "ended_at")),
        ("applications", ("created", "arrived", "decided", "closed")),
        ("vacancies", ("notice_at", "ready_at", "contract_at")),
        ("tenancies", ("start", "end", "notice_at")),
        ("follow_ups", ("start", "end")),
        ("events", ("time",)),
    ):
        for column in columns:
            times = getattr(result(), table)[column]
            assert not np.isinf(times).any()
            assert times.max() <= OBSERVED
    assert rows.ended_at.isna().sum() == (rows.outcome == "open").sum() > 0


def test_the_timeline_covers_the_window_month_by_month_and_nothing_else():
    timeline = result().timeline
    assert timeline.start.iloc[0] == 0.0
    assert timeline.end.iloc[-1] == OBSERVED
    np.testing.assert_array_equal(timeline.start[1:], timeline.end[:-1])
    lengths = (timeline.end - timeline.start).to_numpy()
    np.testing.assert_allclose(lengths[:-1], 365 / 12)
    assert 1e-3 < lengths[-1] <= 365 / 12 + 1e-9
    stock = len(result().dwellings)
    np.testing.assert_allclose(timeline["let"] + timeline.vacant + timeline.sold, stock)
    np.testing.assert_allclose(timeline["let"], timeline.municipal_tenants)
    assert (timeline.out_of_service <= timeline.vacant + 1e-9).all()


@pytest.mark.parametrize("months", [1, 7, 13, 19])
def test_a_window_of_whole_months_has_as_many_rows(months):
    people, stock = building.town()
    made = building.scenario(people, None, stock, population=500.0)
    made = replace(made, warm_up=0.0, observe=float(f"{months * 365 / 12:.15g}"))
    timeline = sim.run(building.identified(made)).timeline
    assert len(timeline) == months
    assert timeline["let"].notna().all()


def test_utilisation_in_the_window_is_that_of_the_timeline():
    units, timeline = result().units, result().timeline
    lengths = timeline.end - timeline.start
    for row in units.itertuples():
        name = f"{row.unit} (crews)" if row.crew else row.unit
        mean = (timeline[f"queue: {name}"] * lengths).sum() / OBSERVED
        assert row.mean_queue == pytest.approx(mean)
        if row.positions > 0:
            working = (timeline[f"working positions: {name}"] * lengths).sum() / OBSERVED
            assert row.utilisation == pytest.approx(working / row.positions)
            assert 0.0 <= row.utilisation <= 1.0 + 1e-9


def test_no_work_of_the_warm_up_counts_in_the_units():
    """The same run observed from a later day shows what its log shows from that day on."""
    log = result().events
    began = log[(log.event == "work_began") & (log.time >= 0.0)]
    per_year = len(began) / OBSERVED * 365.0
    assert result().units.items_per_year.sum() == pytest.approx(per_year, rel=1e-9)


def test_events_are_in_order_and_only_kept_on_request():
    events = result().events
    assert events.time.is_monotonic_increasing
    without = sim.run(result().scenario, seed=3)
    assert len(without.events) == 0
    assert list(without.events.columns) == COLUMNS["events"]
    pd.testing.assert_frame_equal(without.households, result().households)


def test_tables_agree_with_each_other():
    households, applications = result().households, result().applications
    assert not households.duplicated(["household", "episode"]).any()
    joined = applications[applications.episode >= 0].merge(
        households, on=["household", "episode"], suffixes=("", " of episode")
    )
    assert len(joined) == (applications.episode >= 0).sum()
    assert (joined.created >= joined.need_at).all()
    sends = joined.groupby(["household", "episode"]).sends.sum()
    referred = households.set_index(["household", "episode"]).referrals
    assert (referred.reindex(sends.index) == sends).all()
    parents = applications.parent
    assert (parents < applications.index).all()
    # A place in follow-up is given, not granted: the order has been.
    decided = applications[applications.task != "provide_follow_up"]
    assert decided[decided.phase == "granted"].granted.all()
    homes = households[households.home_at.notna()]
    assert set(homes.outcome) <= {"municipal", "private_rental", "bought", "adapted"}
    assert {"municipal", "bought"} <= set(homes.outcome)
    moved_in = result().events.query("event == 'moved_in' and time > -@WARM_UP")
    tenancies = result().tenancies
    assert len(moved_in) == (tenancies.start > -WARM_UP).sum()


def test_spells_of_follow_up_are_those_of_the_level():
    spells = result().follow_ups
    ends = spells.end.fillna(OBSERVED)
    days = (ends - spells.start.clip(lower=0.0)).clip(lower=0.0).sum()
    timeline = result().timeline
    level = (timeline.in_follow_up * (timeline.end - timeline.start)).sum()
    assert days == pytest.approx(level)
    assert level > 0.0
    assert set(spells.level) <= {1, 2}
    assert set(spells.unit) == {"provide_follow_up"}
    assert spells.with_dwelling.dtype == bool


def test_meetings_are_those_of_the_log():
    meetings = result().meetings
    assert meetings.body.tolist() == ["small committee"]
    assert meetings.led_by.tolist() == ["allocate_dwellings"]
    held = result().events.query("event == 'meeting_held'")
    assert meetings.meetings[0] == held.time.nunique() > 0


def test_appeals_and_grounds_are_told_of_what_was_decided():
    rows = result().applications
    judged = rows[rows.judged_ground != ""]
    assert set(judged.task) == {"allocate_dwellings"}
    assert judged.decided.notna().all()
    standing = judged.phase != "in_appeal"
    assert (judged[standing & (judged.judged_ground == "none")].granted == 0).all()
    assert judged[standing & (judged.judged_ground != "none")].granted.all()
    appealed = result().events.query("event == 'appealed'").application
    assert set(appealed) == set(rows.index[rows.appealed != "none"])
    assert set(rows[rows.for_deposit].task) == {"social_assistance"}


def test_districts_are_called_by_their_names():
    assert set(result().districts.district) == {"east", "west"}
    for table in ("households", "dwellings"):
        assert set(getattr(result(), table).district) == {"east", "west"}
    people, stock = building.town()
    made = replace(building.scenario(people, None, stock), warm_up=0.0, observe=100.0)
    whole = sim.run(building.identified(made))
    assert set(whole.dwellings.district) == {""}
    assert whole.districts.empty
    assert whole.meetings.empty


def test_sets_of_needs_are_written_with_plus_signs():
    words = {word for text in result().households.needs for word in text.split("+")}
    assert words <= {*labels(Need), ""}  # it may turn out that nothing is needed
    assert result().households.needs.str.contains("+", regex=False).any()
    assert (result().households.met.str.len() == 0).any()


def test_seed_and_scenario_come_with_the_result():
    assert result().seed == 3
    assert result().scenario.observe == OBSERVED
    with pytest.raises(ValueError, match="seed -1"):
        sim.run(result().scenario, seed=-1)
