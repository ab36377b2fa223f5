"""The compiled counts of a run of everything there is, beside the same in a few lines of numpy."""

from __future__ import annotations

import numpy as np
import pytest

from sim.measures import counting
from sim.measures.counting import BESIDES, HELPED, KINDS, Applications, Episodes, Search, Wait
from sim.names import COMPOUND_NEEDS, Need, Task, Tenure
from sim.state import NOBODY, Appeal, Cause, Phase
from sim.survival import CENSORED, EVENT, OTHER
from tests.test_measures import OBSERVED, WARM_UP, town

counting.compile_entries()

START, END = WARM_UP, WARM_UP + OBSERVED


@pytest.fixture(scope="module", params=["all", "some"])
def part(request):
    """The world, the households looked at, and their rows of episodes and applications."""
    world = town().world
    everybody = np.ones(len(world.households), dtype=np.bool_)
    chosen = everybody if request.param == "all" else world.households.identity % 3 > 0
    episodes = np.asarray(world.episodes)[: world.clock[0].episodes]
    applications = np.asarray(world.applications)[: world.clock[0].applications]
    handed = chosen if request.param == "some" else np.zeros(0, dtype=np.bool_)
    return world, chosen, handed, episodes, applications


def has(bits, need):
    return (bits >> need & 1) == 1


def ended(rows, event):
    """When and how waits for an event were over."""
    came, left = rows[event], rows["ended_at"]
    happened = came <= np.minimum(left, END)
    gone = ~happened & (left <= END)
    over = np.where(happened, came, np.where(gone, left, END))
    return over, np.where(happened, EVENT, np.where(gone, OTHER, CENSORED))


def same(waits, days, ends):
    """Whether waits are those ``days`` and ``ends``, in any order."""
    assert sorted(zip(waits.days, waits.ends, strict=True)) == sorted(zip(days, ends, strict=True))
    assert len(days) > 20


def test_episodes(part):
    world, chosen, handed, rows, _ = part
    found = Episodes(
        world.episodes[: len(rows)], world.households, handed, world.application_days, START, END
    )
    sums = found.sums
    rows, numbers = rows[chosen[rows["household"]]], np.flatnonzero(chosen[rows["household"]])
    tenure = world.households.tenure[rows["household"]]
    over = (rows["ended_at"] >= START) & (rows["ended_at"] <= END)
    assert sums.helped == np.isin(rows["outcome"][over], HELPED).sum() > 0

    assert found.whose.tolist() == rows["household"].tolist()
    for name in ("needs", "need_at"):
        assert getattr(found, name).tolist() == rows[name].tolist()

    new = rows["need_at"] >= START
    at_the_end = (world.households.episode[rows["household"]] == numbers) & (
        tenure == Tenure.TEMPORARY
    )
    rows, goes_on = rows[new], at_the_end[new]
    assert sums.count == len(rows) > 0
    for name in ("returned", "referrals", "bounces", "units_met", "loops", "retold"):
        assert getattr(sums, name) == rows[name].sum()
    assert sums.tossed == (rows["referrals"] >= 3).sum()
    assert sums.coordination_hours == pytest.approx(rows["coordination_hours"].sum())
    nights = rows["temporary_nights"] + np.where(goes_on, END - rows["without_since"], 0.0)
    stayed = nights > 0.0
    same(found.waits(Wait.STAY), nights[stayed], np.where(goes_on, CENSORED, EVENT)[stayed])
    last, how = ended(rows, "decided_at")
    same(found.waits(Wait.DECISION), last - rows["need_at"], how)
    complete = rows["all_met_at"] <= END
    gone = ~complete & (rows["ended_at"] <= END) & (rows["open_tracks"] == 0)
    last = np.where(complete, rows["all_met_at"], np.where(gone, rows["ended_at"], END))
    how = np.where(complete, EVENT, np.where(gone, OTHER, CENSORED))
    same(found.waits(Wait.PACKAGE), last - rows["need_at"], how)

    told_apart = np.stack(
        [world.households.group[rows["household"]], rows["ground"], rows["needs"]]
    )
    _, kinds = np.unique(told_apart, axis=1, return_inverse=True)
    pairs = set(zip(found.kinds[numbers[new]].tolist(), kinds.tolist(), strict=True))
    assert len(pairs) == len({one for one, _ in pairs}) == len({one for _, one in pairs}) > 1
    assert 0 <= found.kinds[numbers[new]].min() <= found.kinds.max() < KINDS
    assert (np.delete(found.kinds, numbers[new]) == NOBODY).all()

    seeks = has(rows["needs"], Need.DWELLING)
    assert found.seeks_home.tolist() == seeks.tolist()
    rows = rows[seeks]
    for name in ("group", "district"):
        of_household = world.households[name][rows["household"]]
        assert getattr(found, name).tolist() == of_household.tolist()
    housed = rows[np.isfinite(rows["home_at"]) & has(rows["needs"], Need.FOLLOW_UP)]
    assert found.housed.tolist() == housed["household"].tolist()
    assert found.housed_at.tolist() == housed["home_at"].tolist()
    assert len(housed) > 0
    compound = sum(1 << need for need in COMPOUND_NEEDS)
    assert found.compound.tolist() == ((rows["needs"] & compound) != 0).tolist()
    assessed = np.isfinite(rows["assessed_at"])
    assert sums.assessed == assessed.sum()
    assert sums.straight_to_list == rows["straight_to_list"][assessed].sum() > 0
    last, how = ended(rows, "assessed_at")
    same(found.waits(Wait.ASSESSMENT), last - rows["need_at"], how)
    home, got = ended(rows, "home_at")
    same(found.waits(Wait.HOME), home - rows["need_at"], got)
    left = np.minimum(rows["ended_at"], END)
    same(found.waits(Wait.END), left - rows["need_at"], rows["outcome"])
    applied = np.isfinite(rows["applied_at"])
    assert sums.applied == applied.sum() < len(rows)
    assert found.ground_applied.tolist() == rows["ground"][applied].tolist()
    days = home[applied] - rows["applied_at"][applied]
    same(found.waits(Wait.APPLIED_HOME), days, got[applied])
    listed = np.isfinite(rows["approved_at"])
    assert found.ground.tolist() == rows["ground"][listed].tolist()
    since = rows["approved_at"][listed]
    same(found.waits(Wait.LISTED_HOME), home[listed] - since, got[listed])
    same(found.waits(Wait.LISTED_END), left[listed] - since, rows["outcome"][listed])
    ways = rows["critical"][np.isfinite(rows["home_at"]) & (rows["critical"] >= 0)]
    assert sums.ways == len(ways) > 0
    np.testing.assert_allclose(found.way, world.application_days[ways].sum(axis=0))
    closed = rows[rows["ended_at"] <= END]
    for need in BESIDES:
        those = closed[has(closed["needs"], need)]
        assert found.needed[need] == len(those) > 0
        assert found.recognised[need] == has(those["recognised"], need).sum()
        assert found.met[need] == has(those["met"], need).sum()


def test_applications(part):
    world, chosen, handed, episodes, rows = part
    before = Episodes(
        world.episodes[: len(episodes)],
        world.households,
        handed,
        world.application_days,
        START,
        END,
    )
    found = Applications(
        world.applications[: len(rows)],
        before.kinds,
        world.households,
        handed,
        world.application_days,
        START,
        END,
    )
    sums = found.sums
    numbers = np.flatnonzero(chosen[rows["household"]])
    rows = rows[numbers]

    def in_window(times):
        return (times >= START) & (times <= END)

    how = rows["appealed"][in_window(rows["decided"])]
    assert sums.appeals == (how != Appeal.NONE).sum() > 0
    assert sums.appeals_won == (how == Appeal.WON).sum() > 0
    assert sums.appeals_lost == (how == Appeal.LOST).sum()
    reached = (rows["phase"] == Phase.GRANTED) & in_window(rows["closed"])
    reached = rows[reached]
    bought = reached[reached["task"] == Task.START_LOAN]
    buyers = np.asarray(world.households)[bought["household"]]
    for name in ("persons", "equity", "grant"):
        assert found.bought[name].tolist() == buyers[name].tolist()
    assert found.bought["own_flat"].tolist() == bought["own_flat"].tolist()
    assert sums.grants == (buyers["grant"] > 0.0).sum() > 0
    assert sums.homes_bought == len(bought) > 0
    rented = reached[(reached["task"] == Task.PRIVATE_MEDIATION) & (reached["parent"] != NOBODY)]
    asked_for = np.asarray(world.applications)["for_deposit"][rented["parent"]] == 1
    persons = world.households["persons"][rented["household"][asked_for]]
    assert found.deposits.tolist() == persons.tolist()
    assert len(persons) > 0
    assert sums.homes_adapted == (reached["task"] == Task.ADAPT_DWELLING).sum() > 0
    asked = rows[(rows["task"] == Task.ALLOCATE_DWELLINGS) & (rows["episode"] >= 0)]
    _, first = np.unique(asked["episode"], return_index=True)
    assert sums.applied == in_window(asked["created"][first]).sum() > 0

    began = np.append(episodes["need_at"], -np.inf)[rows["episode"]]
    rows, numbers = rows[began >= START], numbers[began >= START]
    episode = episodes[rows["episode"]]
    granted = rows[(rows["granted"] == 1) & has(episode["needs"], Need.DWELLING)]
    for task in Task:
        of_task = granted[granted["task"] == task]
        assert found.instruments[task] == len(np.unique(of_task["episode"]))
    undecided = (rows["phase"] == Phase.PASSED_ON) & (rows["granted"] == 0)
    undecided |= rows["phase"] == Phase.IN_APPEAL
    settled = np.isfinite(rows["decided"]) & ~undecided
    decided = rows[settled]
    assert sums.decided == len(decided) > 0
    assert sums.approved == decided["approved"].sum() > 0
    assert sums.known == pytest.approx(decided["known"].astype(float).sum())
    assert sums.known > 0.0
    for task in Task:
        of_task = decided[decided["task"] == task]
        assert found.decided[task] == len(of_task)
        assert found.granted[task] == of_task["granted"].sum()
    homes = settled & (rows["task"] == Task.ALLOCATE_DWELLINGS)
    _, which = np.unique(rows["episode"][homes], return_inverse=True)
    approved = np.bincount(which, weights=rows["granted"][homes])
    assert sums.heard == len(approved)
    assert sums.refused == (approved == 0.0).sum() > 0
    group = world.households.group[rows["household"][homes]].astype(int)
    kinds = np.stack([group, episode["ground"][homes], episode["needs"][homes]])
    _, which, sizes = np.unique(kinds, axis=1, return_inverse=True, return_counts=True)
    assert sorted(found.alike[0][found.alike[0] > 0]) == sorted(sizes)
    assert found.alike[1].sum() == rows["granted"][homes].sum()
    spread, judged = found.spread()
    by_kind = [rows["granted"][homes][which == one] for one in range(len(sizes))]
    several = [approved for approved in by_kind if len(approved) > 1]
    expected = [len(approved) * np.std(approved, ddof=1) for approved in several]
    np.testing.assert_allclose(np.sort(spread), np.sort(expected), atol=1e-12)
    assert max(expected) > 0.0
    assert judged == sum(len(approved) for approved in several)

    ends = np.where(rows["phase"] == Phase.GRANTED, EVENT, OTHER)
    ends = np.where(np.isfinite(rows["closed"]), ends, CENSORED)
    days = np.minimum(rows["closed"], END) - rows["created"]
    waited = world.application_days[:, Cause.NO_DWELLING]
    apart = waited[numbers] - np.where(rows["parent"] == NOBODY, 0.0, waited[rows["parent"]])
    apart += np.where(rows["phase"] == Phase.AWAITING_HOME, END - rows["since"], 0.0)
    searched = (rows["granted"] == 1) & (rows["phase"] != Phase.PASSED_ON)
    for search, task, those in (
        (Search.FOLLOW_UP, Task.PROVIDE_FOLLOW_UP, np.ones(len(rows), dtype=bool)),
        (Search.LOAN, Task.START_LOAN, searched),
        (Search.MEDIATION, Task.PRIVATE_MEDIATION, searched),
        (Search.ADAPTATION, Task.ADAPT_DWELLING, np.ones(len(rows), dtype=bool)),
    ):
        mine = those & (rows["task"] == task)
        less = apart[mine] if search is Search.FOLLOW_UP else 0.0
        waits = found.waits(search)
        np.testing.assert_allclose(np.sort(waits.days), np.sort(days[mine] - less), atol=1e-9)
        assert np.bincount(waits.ends, minlength=3).tolist() == (
            np.bincount(ends[mine], minlength=3).tolist()
        )
        assert mine.sum() > 0
