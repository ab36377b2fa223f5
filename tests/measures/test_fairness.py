"""Fairness: gaps between parts of the households, and the spread of decisions."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from sim.names import Ground, Group, Need
from sim.scenario.resolved import District
from sim.state import Outcome, Phase
from tests import building
from tests.finished import decided, expect, finished, housed, needs


def home(day: float):
    return {"need_at": 0.0, "decided_at": day / 2, **housed(day)}


def test_compound_and_simple_needs():
    compound = [Need.SOCIAL_ASSISTANCE, Need.DEBT_ADVICE, Need.FOLLOW_UP]
    simple = [Need.HOUSING_ALLOWANCE, Need.HOME_CARE]
    episodes = [
        *(home(100.0) | {"needs": needs(Need.DWELLING, need)} for need in compound),
        {"need_at": 0.0, "needs": needs(Need.DWELLING, Need.FOLLOW_UP)},
        *(home(40.0) | {"needs": needs(Need.DWELLING, need)} for need in simple),
        home(40.0) | {"needs": needs(Need.DEBT_ADVICE), "decided_at": 1.0},  # needs no home
    ]
    expect(
        finished(episodes=episodes),
        compound_gap=(3 * 50 + 365) / 4 - 20,
        compound_gap_home=1.0 - 0.75,
    )


def thirty_each(days: list[float], field: str, sizes: list[int]):
    """Households and their episodes: so many in each part, with a home on the same day.

    One more, of the first part, needs no home.
    """
    parts = [part for part, size in enumerate(sizes) for _ in range(size)]
    households = [{field: part} for part in parts] + [{field: 0}]
    other = {"need_at": 0.0, "needs": needs(Need.DEBT_ADVICE), "decided_at": 300.0}
    return households, [*(home(days[part]) for part in parts), other]


def test_groups_with_enough_households_are_compared():
    households, episodes = thirty_each([100.0, 400.0, 20.0], "group", [30, 30, 29])
    for row in episodes[:6]:
        row |= {"home_at": math.inf, "outcome": Outcome.GAVE_UP}
    result = finished(households=households, episodes=episodes)
    expect(result, group_gap=0.8 - 0.0, group_gap_decision=200.0 - 50.0)
    table = result.groups.set_index("group")
    assert table.index.tolist() == ["economic", "youth", "refugee"]
    assert table.episodes.tolist() == [31, 30, 29]
    assert table.home_within_year.tolist() == pytest.approx([0.8, 0.0, 1.0])
    assert table.gave_up.tolist() == pytest.approx([0.2, 0.0, 0.0])
    first = (30 * 50 + 300) / 31
    assert table.decision_wait.tolist() == pytest.approx([first, 200.0, 10.0])
    assert result.districts.empty


def test_one_group_has_no_gap():
    households, episodes = thirty_each([100.0], "group", [30])
    expect(
        finished(households=households, episodes=episodes),
        group_gap=float("nan"),
        group_gap_decision=float("nan"),
    )


def test_districts_are_compared_where_there_are_some():
    households, episodes = thirty_each([100.0, 500.0], "district", [30, 31])
    undefined = {"district_gap": float("nan"), "district_gap_decision": float("nan")}
    expect(finished(households=households, episodes=episodes), **undefined)
    layout = replace(
        building.all_in_one(), districts=(District("east", 0.5), District("west", 0.5))
    )
    apart = finished(
        scenario=building.scenario(organised=layout), households=households, episodes=episodes
    )
    expect(apart, district_gap=1.0, district_gap_decision=200.0)
    assert apart.districts.district.tolist() == ["east", "west"]
    assert apart.districts.home_within_year.tolist() == pytest.approx([1.0, 0.0])


def test_spread_of_decisions_on_identical_needs():
    households = [{"group": Group.YOUTH}] * 5 + [{"group": Group.ILL}] * 3
    wish = {"ground": Ground.WISH}
    other = {"needs": needs(Need.DWELLING, Need.DEBT_ADVICE)}
    # Three alike of whom one is approved; two alike, both refused; and some like nobody.
    kinds = [{}, {}, {}, wish, other, wish, wish, {}]
    approved = [1, 0, 0, 1, 1, 0, 0, 1]
    episodes = [{"need_at": 10.0} | kind for kind in kinds]
    applications = [
        {"episode": n, "household": n, **decided(20.0, granted=bool(yes))}
        for n, yes in enumerate(approved)
    ]
    applications.append(
        {"episode": 3, "household": 3} | decided(20.0, granted=False, phase=Phase.IN_APPEAL)
    )
    result = finished(households=households, episodes=episodes, applications=applications)
    expect(result, unequal_treatment=3 * math.sqrt(1 / 3) / 5)


def test_nobody_is_like_another():
    episodes = [{"need_at": 10.0}]
    one = finished(episodes=episodes, applications=[{"episode": 0, **decided(20.0)}])
    expect(one, unequal_treatment=float("nan"))
    expect(finished(episodes=episodes), unequal_treatment=float("nan"))
