"""The event log keeps its contract: its page, its columns, its order, its counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime

import pytest

import sim
from sim import eventlog, logbook, running
from sim.eventlog import COLUMNS, MEANINGS
from sim.names import Need, Task, label, labels
from sim.state import ABSENT, NOBODY, Happening, Phase
from tests.building import OTHERS, organisation
from tests.pathway.test_reorganisation_of_people import BUSY
from tests.pathway.test_staff import turnover
from tests.reorganised import NOTHING_LOST, alone, staffed, town, two, with_changes, world_at
from tests.shortened import LOGGED, logged, reorganised
from tests.worlds import LIVE, bits, day, leaving_at, play, tiny, world_with

#: What a row may name.
ABOUT = ("household", "application", "unit", "caseworker", "dwelling")


# ---- the page ------------------------------------------------------------------------------


def test_the_page_is_as_the_code_has_it():
    text = eventlog.PAGE.read_text(encoding="utf-8")
    assert eventlog.up_to_date(text) == text, "run python -m sim.eventlog"


def test_check_says_so_without_changing_anything(tmp_path, monkeypatch, capsys):
    text = eventlog.PAGE.read_text(encoding="utf-8")
    stale = text.replace("| `went_to` |", "| `came_to` |")
    copy = tmp_path / "event-log.md"
    copy.write_text(stale, encoding="utf-8")
    monkeypatch.setattr(eventlog, "PAGE", copy)
    assert eventlog.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert copy.read_text(encoding="utf-8") == stale
    assert eventlog.main([]) == 0
    assert copy.read_text(encoding="utf-8") == text
    assert eventlog.main(["--check"]) == 0


def test_every_event_and_column_has_its_row():
    assert list(MEANINGS) == list(Happening)
    for event in Happening:
        assert f"\n| `{label(event)}` | " in eventlog.events_table()
    for column in COLUMNS:
        assert f"\n| `{column}` | " in eventlog.columns_table()
    for meaning in MEANINGS.values():
        assert bool(meaning.detail) == (meaning.words is not None)
        assert bool(meaning.unit) == ("unit" in meaning.always)


# ---- the rows ------------------------------------------------------------------------------


def test_a_way_by_hand_row_by_row():
    """Asked at B for an allowance that A grants; hours are days, a letter takes eight."""
    units = organisation({"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,)})
    habits = {"habits": {Task.SOCIAL_ASSISTANCE: 1.0}}
    place = tiny(units, doors__household_knowledge=0.0, group=habits)
    asking = {"presenting": Need.HOUSING_ALLOWANCE, "income": 9000.0, "at": 10.0}
    result = play(place, [asking])
    found = result.events.drop(columns=["run", "household", "dwelling"])
    allowance = (0, 0, "housing_allowance")
    reading, granting = 10.5, 21.5
    expected = [
        (10.0, "need_arose", 0, -1, "", "", -1, "housing_allowance"),
        (10.0, "went_to", 0, -1, "", "B", -1, "social_assistance"),
        (10.0, "joined_queue", *allowance, "B", -1, "forward"),
        (10.0, "work_began", *allowance, "B", 1, "forward"),
        (reading, "work_ended", *allowance, "B", 1, "forward"),
        (reading, "sent_on", *allowance, "A", 1, "B"),
        (18.5, "received", *allowance, "A", -1, ""),
        (18.5, "joined_queue", *allowance, "A", -1, "handle"),
        (18.5, "work_began", *allowance, "A", 0, "handle"),
        (granting, "work_ended", *allowance, "A", 0, "handle"),
        (granting, "granted", *allowance, "A", -1, ""),
        (granting, "episode_ended", *allowance, "", -1, "helped"),
    ]
    assert [tuple(row) for row in found.itertuples(index=False)] == [
        (day(time), *rest) for time, *rest in expected
    ]
    assert set(result.events.household) == {1000}
    assert set(result.events.run) == {"test seed 1"}


def test_rows_belong_to_the_need_that_is_open():
    """The tenant of day 0 asks for an allowance on day 5; the contract ends on day 100."""
    asking = {
        "at": 5.0,
        "presenting": Need.HOUSING_ALLOWANCE,
        "needs": bits(Need.HOUSING_ALLOWANCE),
        "income": 9000.0,
    }
    place = tiny(dwellings=1)
    result = play(place, first_tenants=[asking], **leaving_at(100))
    told = result.events[result.events.household >= 0]
    assert list(told.event) == [
        *("moved_in", "need_arose", "went_to", "joined_queue", "work_began", "work_ended"),
        *("granted", "episode_ended", "notice", "moved_out", "moved_in"),
    ]
    assert list(told.episode) == [-1, *[0] * 7, *[-1] * 3]
    dwelling = result.events[result.events.household < 0]
    assert set(dwelling.episode) == {-1}
    assert "dwelling_ready" in set(dwelling.event)


def test_who_leaves_and_who_comes():
    """The only caseworker leaves on day 20; the post stands empty for forty days."""
    found = play(tiny(organisation({"A": OTHERS}), **turnover(0, at=20.0))).events
    found = found.drop(columns=["run", "household", "episode", "application", "task"])
    assert [tuple(row) for row in found.itertuples(index=False)][:2] == [
        (day(20.0), "person_left", "A", 0, -1, "left"),
        (day(60.0), "person_hired", "A", 0, -1, ""),
    ]


def test_a_post_that_nobody_takes_in_a_reorganisation():
    scenario = town(alone(), 10.0, two(Task.SOCIAL_ASSISTANCE), **LIVE)
    events = sim.Result(scenario, 1, world_at(scenario, 999.0)).events
    assert list(events.event) == ["reorganised", "person_left", "person_hired"]
    assert list(events.detail) == ["test", "not_taken", ""]
    assert list(events.unit) == ["", "B", "B"]
    assert list(events.time[:2]) == [day(10.0), day(10.0)]


def about_people(events):
    """When, what, where, in which row, why."""
    return [
        (row.time, row.event, row.unit, row.caseworker, row.detail)
        for row in events.itertuples()
        if row.event in ("reorganised", "post_lost", "routines_written", "person_left")
    ]


def test_who_is_left_over_in_a_reorganisation_has_lost_a_post():
    """B's tasks go to A, which has a post only for its own; its person would have followed."""
    scenario = town(two(Task.SOCIAL_ASSISTANCE), 10.0, alone())
    events = sim.Result(scenario, 1, world_at(scenario, 999.0)).events
    assert about_people(events) == [
        (day(10.0), "reorganised", "", -1, "test"),
        (day(10.0), "post_lost", "B", 1, "no_post"),
    ]


@pytest.mark.parametrize("learning", [0.0, 1.0])
def test_who_does_not_follow_has_lost_a_post_that_nobody_takes(learning):
    """Nobody moves from B to A, where there are two posts now: the second stands empty."""
    living = LIVE | BUSY | {"people__learning": learning}
    stays_away = {"staff_follow_tasks": 0.0}
    scenario = town(two(Task.SOCIAL_ASSISTANCE), 10.0, alone(A=2.0), stays_away, **living)
    found = about_people(sim.Result(scenario, 1, world_at(scenario, 11.0)).events)
    vacant = [(day(10.0), "person_left", "A", 1, "not_taken")] if learning else []
    assert found == [
        (day(10.0), "reorganised", "", -1, "test"),
        (day(10.0), "post_lost", "B", 1, "did_not_follow"),
        *vacant,
    ]


def test_each_organisation_that_takes_over_has_its_row_and_its_name():
    named = replace(two(Task.SOCIAL_ASSISTANCE), name="second")
    lost = replace(NOTHING_LOST, routines_kept=False, routines_written=30.0)
    scenario = with_changes(
        town(alone(), 10.0, named), (20.0, replace(alone(), name="third"), lost)
    )
    found = about_people(sim.Result(scenario, 1, world_at(scenario, 999.0)).events)
    rows = [(time, event, detail) for time, event, *_, detail in found if event != "post_lost"]
    assert rows == [
        (day(10.0), "reorganised", "second"),
        (day(20.0), "reorganised", "third"),
        (day(50.0), "routines_written", ""),
    ]


def test_a_reorganisation_is_written_on_a_page_that_is_full():
    scenario = town(two(Task.SOCIAL_ASSISTANCE), 10.0, alone())
    world = running.advance(world_with(scenario), 9.0, scenario)
    full = logbook.page(1)
    full.event[0] = Happening.NEED_AROSE
    world = world._replace(log=full)
    world.clock[0].log = 1
    rows = logbook.rows(running.advance(world, 11.0, scenario))
    assert list(rows.event) == [
        Happening.NEED_AROSE,
        Happening.REORGANISED,
        Happening.POST_LOST,
    ]


def test_committees_have_the_names_of_the_organisation_of_the_time():
    """One meets on days 10 and 30, and from day 34 on another."""
    before, after = (
        staffed(organisation({"A": OTHERS}, bodies=[{"led_by": "A", "name": name, "every": every}]))
        for name, every in (("old", 10.0), ("new", 15.0))
    )
    people = [{"at": at} for at in (1.0, 21.0, 40.0)]
    scenario = town(before, 34.0, after, dwellings=1)
    events = sim.Result(scenario, 1, world_at(scenario, 99.0, people, **leaving_at(1e6))).events
    held = events[events.event == "meeting_held"]
    assert set(held.detail[held.time < 34.0]) == {"old"}
    assert set(held.detail[held.time > 34.0]) == {"new"}


def test_without_a_log_there_are_no_rows_but_all_columns():
    place = tiny()
    result = sim.run(place, seed=1)
    assert len(result.events) == 0
    assert list(result.events.columns) == list(COLUMNS)


@pytest.mark.parametrize("name", LOGGED)
def test_columns_are_filled_as_the_contract_says(name):
    result = logged(name)
    events = result.events
    raw = logbook.rows(result.world)
    assert list(events.columns) == list(COLUMNS)
    assert set(events.run) == {f"{name.split()[0]} seed 3"}
    units = {unit.name for unit in result.scenario.organisation.units}
    for event, meaning in MEANINGS.items():
        these = (events.event == label(event)).to_numpy()
        rows = events[these]
        for column in ABOUT:
            missing = "" if column == "unit" else -1
            filled = rows[column] != missing
            if column in meaning.always:
                assert filled.all(), (event, column)
            elif column not in meaning.sometimes:
                assert not filled.any(), (event, column)
        assert ((rows.task != "") == (rows.application >= 0)).all()
        assert set(rows.unit) <= units | {""}
        assert ((rows.detail == "") == (raw.detail[these] == NOBODY)).all(), event
        if isinstance(meaning.words, type):
            assert set(rows.detail) <= {*labels(meaning.words), ""}


def test_every_event_is_written_in_some_scenario():
    written = set(reorganised().events.event)
    for name in LOGGED:
        written |= set(logged(name).events.event)
    assert written == set(labels(Happening))


@pytest.mark.parametrize("name", LOGGED)
def test_rows_name_rows_of_the_other_tables(name):
    result = logged(name)
    events, applications = result.events, result.applications
    about = events[events.application >= 0]
    mine = applications.loc[about.application]
    assert (mine.household.to_numpy() == about.household.to_numpy()).all()
    assert (mine.task.to_numpy() == about.task.to_numpy()).all()
    assert (mine.episode.to_numpy() == about.episode.to_numpy()).all()
    by_hand = events[events.caseworker >= 0]
    theirs = result.caseworkers.loc[by_hand.caseworker]
    sender = by_hand.event.isin(["sent_on", "called"])
    assert (theirs.unit.to_numpy() == by_hand.unit.where(~sender, by_hand.detail)).all()
    assert events.dwelling.max() < len(result.dwellings)


@pytest.mark.parametrize("name", LOGGED)
def test_the_episode_of_each_row_is_that_of_a_plain_walk(name):
    result = logged(name)
    households = result.households
    known = zip(households.household, households.need_at, households.episode, strict=True)
    number_of = {(household, time): number for household, time, number in known}
    numbers: dict[int, int] = {}
    for row in result.events.itertuples():
        if row.event == "need_arose":
            numbers[row.household] = number_of.pop((row.household, row.time))
        if row.application < 0:
            assert row.episode == numbers.get(row.household, -1), row
        if row.event == "episode_ended":
            del numbers[row.household]
    assert not number_of
    still_open = households[households.outcome == "open"]
    assert numbers == dict(zip(still_open.household, still_open.episode, strict=True))


@pytest.mark.parametrize("name", ["moss-1990s"])
def test_one_household_alone(name):
    result = logged(name)
    counts = result.events.household.value_counts()
    household = int(counts[counts.index >= 0].index[0])
    alone = eventlog.table(result.scenario, result.seed, result.world, household)
    whole = result.events[result.events.household == household].reset_index(drop=True)
    assert alone.equals(whole)
    assert len(eventlog.table(result.scenario, result.seed, result.world, 12345678)) == 0


# ---- order ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOGGED)
def test_time_never_runs_backwards_and_needs_take_turns(name):
    result = logged(name)
    events = result.events
    assert events.time.is_monotonic_increasing
    assert events.time.min() >= -result.scenario.warm_up
    assert events.time.max() <= result.scenario.observe
    turns = events[events.event.isin(["need_arose", "episode_ended"])]
    for _, mine in turns.groupby("household").event:
        assert (mine.iloc[::2] == "need_arose").all()
        assert (mine.iloc[1::2] == "episode_ended").all()
    households = result.households.set_index(["household", "episode"])
    for event, column in (("need_arose", "need_at"), ("episode_ended", "ended_at")):
        rows = events[events.event == event].set_index(["household", "episode"]).time
        told = households[column].dropna()
        assert rows.sort_index().equals(told.sort_index().rename("time"))
    ended = events[events.event == "episode_ended"].set_index(["household", "episode"]).detail
    assert (households.outcome[ended.index] == ended).all()


@pytest.mark.parametrize("name", LOGGED)
def test_work_joins_begins_and_ends_in_order(name):
    """One thing in hand at a time; what ends is what began; what begins had joined."""
    joined: Counter[tuple] = Counter()
    in_hand: dict[int, tuple] = {}
    for row in logged(name).events.itertuples():
        work = (row.detail, row.household, row.application, row.dwelling, row.unit)
        if row.event == "joined_queue":
            joined[work] += 1
        elif row.event == "work_began":
            assert row.caseworker not in in_hand
            assert joined[work] > 0
            joined[work] -= 1
            in_hand[row.caseworker] = work
        elif row.event == "work_ended":
            assert in_hand.pop(row.caseworker) == work
    # A unit that sits in both groups of a strategy may be called to both before it has come to one,
    # and one without cases be asked again before it has answered.
    kinds = {work[0] for work, count in joined.items() if count > 1}
    assert kinds <= ({"meeting"} if len(logged(name).world.strategy) else set()) | {"coordinate"}


@pytest.mark.parametrize("name", LOGGED)
def test_work_that_never_begins_was_withdrawn_or_waits(name):
    result = logged(name)
    joined: Counter[int] = Counter()
    for row in result.events.itertuples():
        if row.application >= 0 and row.event == "joined_queue":
            joined[row.application] += 1
        elif row.application >= 0 and row.event == "work_began":
            joined[row.application] -= 1
    phases = result.applications.phase
    waiting = {"queued", "at_wrong_unit", "withdrawn"}
    assert {phases[number] for number, left in joined.items() if left} <= waiting
    assert not any(joined[number] for number in phases.index[phases == "granted"])


@pytest.mark.parametrize("name", LOGGED)
def test_cases_arrive_where_they_were_sent(name):
    """What arrives was sent there; what comes to a wrong unit bounces at once."""
    result = logged(name)
    right = dict(enumerate(result.applications.right_unit))
    sent: dict[int, str] = {}
    rows = list(result.events[result.events.application >= 0].itertuples())
    at_once: dict[tuple[int, float], set[str]] = defaultdict(set)
    for row in rows:
        at_once[row.application, row.time].add(row.event)
    for row in rows:
        if row.event == "sent_on":
            assert row.detail != row.unit
            sent[row.application] = row.unit
        elif row.event == "received":
            where = sent.pop(row.application, None)
            assert where in (None, row.unit)
            wrong = row.unit != right[row.application]
            assert wrong == ("bounced" in at_once[row.application, row.time])
        elif row.event == "settled":
            assert "contested" not in at_once[row.application, row.time]
    open_ones = {label(Phase.HAND_OVER), label(Phase.WITHDRAWN)}
    assert {result.applications.phase[number] for number in sent} <= open_ones


@pytest.mark.parametrize("name", LOGGED)
def test_what_is_over_has_no_further_row(name):
    over: set[int] = set()
    after = Counter()
    for row in logged(name).events.itertuples():
        if row.application in over:
            after[row.event] += 1
        if row.event in ("withdrew", "refused", "search_failed", "found_home"):
            over.add(row.application)
    assert set(after) <= {"work_ended", "episode_ended"}
    assert over


@pytest.mark.parametrize("name", LOGGED)
def test_who_leaves_a_post_is_followed_by_who_is_hired(name):
    result = logged(name)
    events = result.events
    turns = events[events.event.isin(["person_left", "person_hired"])]
    assert set(turns.detail) == {"left", ""}
    empty = set()
    for caseworker, mine in turns.groupby("caseworker").event:
        assert (mine.iloc[::2] == "person_left").all()
        assert (mine.iloc[1::2] == "person_hired").all()
        if len(mine) % 2 == 1:
            empty.add(caseworker)
    people = result.world.caseworkers
    assert empty == {n for n, one in enumerate(people) if one.work_item == ABSENT or one.stand_in}
    nobody_stands_in = result.scenario.parameters["caseworkers.stand_in"] == 0.0
    gone = set()
    for row in events[events.caseworker >= 0].itertuples():
        if row.event == "person_left":
            gone.add(row.caseworker)
        elif row.event == "person_hired":
            gone.remove(row.caseworker)
        elif nobody_stands_in:
            assert row.caseworker not in gone, row


@pytest.mark.parametrize("name", LOGGED)
def test_what_is_spoken_of_goes_where_it_belongs(name):
    """A call comes just before the case is sent; a key person says where, or settles a contest."""
    result = logged(name)
    right = dict(enumerate(result.applications.right_unit))
    rows = list(result.events[result.events.application >= 0].itertuples())
    for number, row in enumerate(rows):
        if row.event == "called":
            sent = rows[number + 1]
            assert sent.event == "sent_on"
            for field in ("time", "application", "unit", "caseworker", "detail"):
                assert getattr(sent, field) == getattr(row, field)
        elif row.event == "brought_up":
            contested = rows[number - 1].event == "contested"
            with_it = rows[number - 1] if contested else rows[number + 1]
            if with_it.event == "called":
                with_it = rows[number + 2]
            assert with_it.event == ("contested" if contested else "sent_on")
            assert (with_it.time, with_it.application) == (row.time, row.application)
            assert with_it.unit == right[row.application]


@pytest.mark.parametrize("name", LOGGED)
def test_a_coordinator_finds_out_before_a_case_is_sent(name):
    result = logged(name)
    right = dict(enumerate(result.applications.right_unit))
    rows = list(result.events[result.events.application >= 0].itertuples())
    found_out = [number for number, row in enumerate(rows) if row.event == "coordinated"]
    for number in found_out:
        row, sent = rows[number], rows[number + 1]
        if sent.event == "called":
            sent = rows[number + 2]
        assert (sent.event, sent.detail, sent.unit) == ("sent_on", row.unit, right[row.application])
        for field in ("time", "application", "caseworker"):
            assert getattr(sent, field) == getattr(row, field)
    assert bool(found_out) == result.scenario.organisation.case_coordinator


@pytest.mark.parametrize("name", LOGGED)
def test_a_sender_is_told_at_the_decision(name):
    result = logged(name)
    told = result.events[result.events.event == "informed"]
    assert told.application.is_unique
    decided = result.applications.decided[told.application]
    assert list(decided) == pytest.approx(list(told.time))
    names = [unit.name for unit in result.scenario.organisation.units]
    bound = {frozenset(names[n] for n in pair) for pair in result.scenario.organisation.informing}
    assert {frozenset(pair) for pair in zip(told.unit, told.detail, strict=True)} <= bound
    assert (len(told) > 0) == (len(bound) > 0)
    sent = result.events[result.events.event == "sent_on"].groupby("application").detail
    assert all(row.unit in set(sent.get_group(row.application)) for row in told.itertuples())


@pytest.mark.parametrize("name", ["moss-2009 strained"])
def test_what_waits_for_approval_is_decided_after_it(name):
    result = logged(name)
    events, decided = result.events, result.applications.decided
    withdrew = set(events[events.event == "withdrew"].application)
    asked = events[events.event == "approval_began"]
    days = result.scenario.parameters["routine.approval"]
    over = asked[asked.time + days <= result.scenario.observe]
    over = over[~over.application.isin(withdrew)]
    assert len(over) > 50
    assert list(decided[over.application]) == pytest.approx(list(over.time + days))
    assert len(set(asked.unit)) > 1


# ---- counts --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOGGED)
def test_counts_are_those_of_the_tables(name):
    result = logged(name)
    events, applications, households = result.events, result.applications, result.households
    counts = Counter(events.event)
    assert counts["need_arose"] == counts["went_to"] == len(households)
    assert counts["moved_in"] == len(result.tenancies)
    assert counts["moved_out"] == result.tenancies.end.notna().sum()
    assert counts["follow_up_began"] == len(result.follow_ups)
    assert counts["follow_up_ended"] == result.follow_ups.end.notna().sum()
    assert counts["lease_reviewed"] == result.tenancies.reviews.sum()
    for event, column in (
        ("sent_on", "sends"),
        ("bounced", "bounces"),
        ("contested", "contests"),
        ("offered", "offers"),
    ):
        found = events[events.event == event].application.value_counts()
        told = applications[column]
        assert found.sort_index().to_dict() == told[told > 0].to_dict(), event
    for event, phase in (("withdrew", "withdrawn"), ("refused", "refused")):
        found = set(events[events.event == event].application)
        assert found == set(applications.index[applications.phase == phase])
    appealed = set(events[events.event == "appealed"].application)
    assert appealed == set(applications.index[applications.appealed != "none"])
    notices = events[events.event == "notice"]
    bought = counts["flat_bought"] + counts["dwelling_came"]
    assert len(notices) + bought == len(result.vacancies)
    assert counts["dwelling_ordered"] == len(result.orders)
    assert counts["plan_made"] + counts["lists_looked_at"] == len(result.plans)
    meetings = events[events.event == "meeting_held"].groupby("detail").time.nunique()
    held = result.meetings.set_index("body").meetings
    assert meetings.to_dict() == held[held > 0].to_dict()


@pytest.mark.parametrize("name", LOGGED)
def test_measures_are_what_the_log_says(name):
    """Referrals, bounces, tossed, meetings, re-lets and sales, counted again from the log."""
    result = logged(name)
    events, summary = result.events, result.summary
    years = result.scenario.observe / 365.0
    observed = result.households[result.households.need_at >= 0.0]
    key = list(zip(observed.household, observed.episode, strict=True))

    def per_need(event):
        found = events[events.event == event].groupby(["household", "episode"]).size()
        return found.reindex(key, fill_value=0)

    assert summary["referrals"] == pytest.approx(per_need("sent_on").mean())
    assert summary["tossed"] == pytest.approx((per_need("sent_on") >= 3).mean())
    assert summary["bounces"] == pytest.approx(per_need("bounced").mean())
    inside = events[events.time >= 0.0]
    held = inside[inside.event == "meeting_held"].groupby("detail").time.nunique().sum()
    assert summary["meetings"] == pytest.approx(held / years)
    let = inside[(inside.event == "moved_in") & (inside.dwelling >= 0)]
    dwelling_years = len(result.dwellings) * years
    assert summary["relets"] == pytest.approx(100.0 * len(let) / dwelling_years, rel=0.02)
    assert summary["flats_sold"] == pytest.approx((inside.event == "flat_sold").sum() / years)


@pytest.mark.parametrize("name", LOGGED)
def test_empty_dwellings_are_told_from_move_out_to_contract(name):
    result = logged(name)
    left: dict[int, float] = {}
    spells = []
    for row in result.events[result.events.dwelling >= 0].itertuples():
        empties = row.event == "moved_out" and row.detail != "bought_the_flat"
        if empties or row.event in ("flat_bought", "dwelling_came"):
            assert row.dwelling not in left
            left[row.dwelling] = row.time
        elif row.event == "moved_in" and row.dwelling in left:
            spells.append((row.dwelling, left.pop(row.dwelling), row.time))
    rows = result.vacancies[result.vacancies.contract_at.notna()]
    told = zip(rows.dwelling, rows.move_out, rows.contract_at, strict=True)
    assert sorted(spells) == sorted(told)


# ---- dates ---------------------------------------------------------------------------------


def test_day_0_is_a_monday_and_the_first_of_a_year():
    assert eventlog.instant(0.0) == datetime(2001, 1, 1)
    assert eventlog.ORIGIN.weekday() == 0
    assert eventlog.instant(-1.5) == datetime(2000, 12, 30, 12)
    assert eventlog.instant(365.0) == datetime(2002, 1, 1)
