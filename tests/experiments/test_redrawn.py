"""What a municipality's file assumes, redrawn by factors: what moves, what is kept, what stays."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from experiments.loading import Chosen, load_all
from experiments.redrawn import page, place
from experiments.redrawn.factors import tilted, whole
from experiments.redrawn.place import FACTORS, STAYS, assumed
from experiments.uncertainty import Plan, carry_out, plan, redraw
from sim.names import Category, Ground, Need, Ownership, label
from sim.parameters import PARAMETERS
from sim.resources import positions
from sim.scenario import box
from sim.scenario.resolved import Scenario

PLACES = sorted(box.names("municipality"))
PURE = ("moss-all-in-one", "moss-one-unit-per-task")

#: Keys of what is not the place's: what is compared, how long a run is, what happens in it.
_NOT_OF_THE_PLACE = ("organisation.", "run.", "follow_on.", "changes.")

vectors = st.fixed_dictionaries(
    {key: st.floats(one.low or 0.0, one.high) for key, one in FACTORS.items()}
)


@cache
def at(name: str, *values: str) -> Scenario:
    """A scenario at a place, with some values given."""
    (found,) = load_all(PURE[:1], Chosen(municipality=name, settings=values)).values()
    return found


@cache
def moss() -> Mapping[str, Scenario]:
    return load_all(("moss-1990s", "moss-2009"))


def planned(scenarios: Mapping[str, Scenario], draws: int = 2, replications: int = 1) -> Plan:
    return plan(scenarios, draws=draws, replications=replications, seed=1)


def said(scenario: Scenario) -> dict[str, float]:
    """Every number of the place that some factor is about, by key."""
    return {key: size for one in FACTORS for key, size in place.numbers(scenario, one).items()}


# ---- nothing is forgotten -----------------------------------------------------------------------


@pytest.mark.parametrize("name", PLACES)
def test_every_assumption_of_a_municipality_is_redrawn_or_named_among_those_that_stay(
    name: str,
) -> None:
    scenario = at(name)
    redrawn = {key for one in FACTORS for key in assumed(scenario, one)}
    behaviour = set(planned({"one": scenario, "other": scenario}).keys)
    left = []
    for key, value in scenario.values.items():
        if not value.source.startswith("assumption") or key.startswith(_NOT_OF_THE_PLACE):
            continue
        if key in PARAMETERS:
            of_the_place = value.source != PARAMETERS[key].source
            if of_the_place and key not in behaviour:
                left.append(key)
        elif value.base != 0.0 and key not in redrawn:
            left.append(key)
        elif value.base == 0.0:
            assert key not in redrawn
    assert [key for key in left if not any(fnmatchcase(key, one) for one in STAYS)] == []
    assert len(redrawn) > 250


def test_what_stays_is_there_and_no_factor_moves_it() -> None:
    scenarios = [at(name) for name in PLACES]
    redrawn = {key for one in scenarios for by in FACTORS for key in assumed(one, by)}
    for pattern, why in STAYS.items():
        found = [
            key
            for one in scenarios
            for key, value in one.values.items()
            if fnmatchcase(key, pattern) and value.source.startswith("assumption")
        ]
        assert found, pattern
        assert why
        assert not redrawn & set(found)


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("name", PLACES)
def test_a_factor_changes_what_it_says_and_nothing_else(name: str, factor: str) -> None:
    scenario = at(name)
    before, moved = said(scenario), set(assumed(scenario, factor))
    changed = set()
    # What is in the middle of a tilt may stay by chance; not for all of these.
    for by in (0.2, 0.6, 1.7, 6.0):
        after = said(redraw(scenario, {factor: by}))
        changed |= {key for key in before if after[key] != before[key]}
    # One dwelling is one dwelling, or two: a small block may be too small to move.
    small = {key for key in moved if key.startswith("stock.") and before[key] < 5}
    assert changed | small == moved


# ---- nothing happens by a factor of one ---------------------------------------------------------


@pytest.mark.parametrize("name", PLACES)
def test_a_factor_of_one_changes_nothing_to_the_last_bit(name: str) -> None:
    scenario = at(name)
    for factor in FACTORS:
        assert place.redrawn(scenario, {factor: 1.0}) == scenario.municipality
    assert place.redrawn(scenario, dict.fromkeys(FACTORS, 1.0)) == scenario.municipality
    assert place.redrawn(scenario, {}) == scenario.municipality


@pytest.mark.parametrize("factor", FACTORS.values(), ids=lambda one: one.key)
def test_factors_may_leave_everything_as_it_is(factor: Any) -> None:
    assert factor.low < factor.default < factor.high
    assert factor.default == 1.0
    assert factor.is_assumption
    before = moss()["moss-2009"]
    assert redraw(before, {factor.key: factor.high}).municipality != before.municipality


# ---- sums, whole numbers, shares ----------------------------------------------------------------


@pytest.mark.parametrize("name", PLACES)
@given(vector=vectors)
@settings(max_examples=25, deadline=None)
def test_sums_stay_dwellings_are_whole_and_shares_are_shares(
    name: str, vector: dict[str, float]
) -> None:
    before = at(name).municipality
    after = redraw(at(name), vector).municipality
    for one, other in zip(before.groups, after.groups, strict=True):
        assert other.arrivals == one.arrivals
        for field in ("persons", "grounds", "habits"):
            shares, redrawn = getattr(one, field), getattr(other, field)
            assert list(redrawn) == list(shares)
            assert math.fsum(redrawn.values()) == pytest.approx(math.fsum(shares.values()))
            assert min(redrawn.values()) > 0.0
        assert max(other.landlord_acceptance, other.homeless, other.own_home) <= 1.0
        assert max(other.needs.values(), default=0.0) <= 1.0
        assert math.fsum(other.follow_up.values()) <= 1.0 + 1e-12
    for one, other in zip(before.stock, after.stock, strict=True):
        assert isinstance(other.dwellings, int)
        assert other.dwellings >= 1
        assert replace(other, dwellings=one.dwellings) == one
    for care in (True, False):
        totals = [
            sum(block.dwellings for block in one.stock if (block.category is Category.CARE) is care)
            for one in (before, after)
        ]
        assert totals[0] == totals[1]
    assert after.temporary_places == round(after.temporary_places or 0.5)
    assert (after.population, after.grant_budget) == (before.population, before.grant_budget)


@given(
    st.dictionaries(st.integers(0, 9), st.tuples(st.integers(1, 300), st.floats(0.05, 20.0))),
    st.integers(0, 9),
)
def test_a_tilt_multiplies_odds_and_keeps_the_sum(
    parts: dict[int, tuple[int, float]], left_out: int
) -> None:
    sizes = {part: float(size) for part, (size, _) in parts.items()}
    odds = {part: times for part, (_, times) in parts.items() if part != left_out}
    after = tilted(sizes, odds)
    assert math.fsum(after.values()) == pytest.approx(math.fsum(sizes.values()))
    assert after.get(left_out) == sizes.get(left_out)
    for one in odds:
        for other in odds:
            times = odds[one] / odds[other]
            assert after[one] / after[other] == pytest.approx(times * sizes[one] / sizes[other])


@given(st.lists(st.tuples(st.floats(0.0, 500.0), st.integers(0, 3)), min_size=1, max_size=12))
def test_whole_numbers_have_the_sum_and_none_is_below_its_least(
    parts: list[tuple[float, int]],
) -> None:
    least = {part: low for part, (_, low) in enumerate(parts)}
    sizes = {part: size for part, (size, _) in enumerate(parts)}
    short = sum(least.values()) - math.floor(math.fsum(sizes.values()))
    sizes[0] += max(0, short)
    found = whole(sizes, least)
    assert sum(found.values()) == round(math.fsum(sizes.values()))
    assert all(found[part] >= least[part] for part in found)
    if all(size >= least[part] for part, size in sizes.items()):
        assert all(abs(found[part] - size) < 1.0 + 1e-9 for part, size in sizes.items())


# ---- what each does -----------------------------------------------------------------------------


def test_a_factor_changes_what_is_assumed_of_all_groups_alike() -> None:
    before = moss()["moss-2009"]
    after = redraw(before, {"groups.*.income_median": 1.2, "groups.*.needs": 0.5})
    pairs = zip(before.municipality.groups, after.municipality.groups, strict=True)
    for one, other in pairs:
        assert other.income_median == pytest.approx(1.2 * one.income_median)
        assert other.needs == pytest.approx({need: share / 2 for need, share in one.needs.items()})
        assert (other.arrivals, other.follow_up) == (one.arrivals, one.follow_up)
    assert after.identity != before.identity
    assert after.parameters == before.parameters


def test_shares_are_moved_by_the_odds() -> None:
    before = moss()["moss-2009"]
    vector = {"groups.*.persons": 1.3, "groups.*.grounds.must": 0.5, "groups.*.grounds.none": 1.2}
    after = redraw(before, vector)
    for one, other in zip(before.municipality.groups, after.municipality.groups, strict=True):
        for persons in one.persons:
            odds = one.persons[persons] / one.persons[1] * 1.3 ** (persons - 1)
            assert other.persons[persons] / other.persons[1] == pytest.approx(odds)
        must, wish, none = (one.grounds[ground] for ground in Ground)
        after_must, after_wish, after_none = (other.grounds[ground] for ground in Ground)
        assert after_must / after_wish == pytest.approx(0.5 * must / wish)
        assert after_none / (1 - after_none) == pytest.approx(1.2 * none / (1 - none))
    assert redraw(before, dict(reversed(vector.items()))).municipality == after.municipality


def test_groups_that_are_set_beside_others_come_nearer_to_them_or_go_farther() -> None:
    before = moss()["moss-2009"]
    alike, apart = (redraw(before, {"groups.*.work_factor": by}) for by in (0.0, 2.0))
    assert {one.work_factor for one in alike.municipality.groups} == {1.0}
    assert [one.work_factor for one in apart.municipality.groups] == pytest.approx(
        [one.work_factor**2 for one in before.municipality.groups]
    )


def test_dwellings_divide_otherwise_in_a_category_and_over_categories() -> None:
    before = at("trondheim")

    def count(scenario: Scenario, **what: Any) -> int:
        return sum(
            block.dwellings
            for block in scenario.municipality.stock
            if all(getattr(block, key) == value for key, value in what.items())
        )

    larger = redraw(before, {"dwellings.rooms": 1.3})
    fewer = redraw(before, {"dwellings.earmarked": 0.7})
    sold = redraw(before, {"dwellings.coop_flat": 2.0})
    rented = redraw(before, {"dwellings.of_others": 0.5})
    plain = redraw(before, {"dwellings.ordinary": 2.0})
    for category in Category:
        everything = count(before, category=category)
        assert count(larger, category=category) == everything
        assert count(larger, category=category, rooms=1) <= count(
            before, category=category, rooms=1
        )
        assert count(sold, category=category) == everything
    for category in (Category.REFUGEE, Category.YOUTH, Category.SUPERVISED):
        assert count(fewer, category=category) < count(before, category=category)
        assert count(plain, category=category) == count(before, category=category)
    ordinary, social = (
        [count(one, category=category) for one in (before, plain)]
        for category in (Category.ORDINARY, Category.SOCIAL)
    )
    assert ordinary[1] / social[1] == pytest.approx(2 * ordinary[0] / social[0], rel=0.01)
    flats = [count(one, ownership=Ownership.COOP_FLAT) for one in (before, sold)]
    assert flats[1] > 1.3 * flats[0]
    for ownership in (Ownership.LEASED_IN, Ownership.FOUNDATION):
        assert count(rented, ownership=ownership) < 0.7 * count(before, ownership=ownership)


def test_a_factor_makes_no_share_more_than_one() -> None:
    before = moss()["moss-2009"]
    after = redraw(before, dict.fromkeys(FACTORS, 50.0))
    for group in after.municipality.groups:
        assert max(group.landlord_acceptance, group.homeless, group.own_home) <= 1.0
        assert max(group.needs.values(), default=0.0) <= 1.0
        assert sum(group.follow_up.values()) <= 1.0 + 1e-12
    rates = [one.municipality.groups[0].failure_rate for one in (before, after)]
    assert rates[1] == pytest.approx(50.0 * rates[0])


def of_those_who_come(scenario: Scenario, share: Any) -> float:
    """Households per 1000 and year that come for a dwelling, each group by its ``share``."""
    groups = scenario.municipality.groups
    return 365 * math.fsum(one.arrivals.get(Need.DWELLING, 0.0) * share(one) for one in groups)


@pytest.mark.parametrize(("end", "expected"), [("low", 0.5), ("high", 3.0)])
def test_the_range_of_follow_up_is_what_its_source_says(end: str, expected: float) -> None:
    factor = FACTORS["groups.*.follow_up"]
    assert "0.5 to 3 households per 1000" in factor.source
    after = redraw(moss()["moss-2009"], {factor.key: getattr(factor, end)})
    with_home = of_those_who_come(after, lambda one: math.fsum(one.follow_up.values()))
    groups = after.municipality.groups
    alone = 365 * math.fsum(one.arrivals.get(Need.FOLLOW_UP, 0.0) for one in groups)
    assert alone == pytest.approx(0.17)
    assert round(with_home + alone, 1) == expected


@pytest.mark.parametrize(("end", "expected"), [("low", 26), ("high", 37)])
def test_the_range_of_those_without_ground_is_what_its_source_says(end: str, expected: int) -> None:
    factor = FACTORS["groups.*.grounds.none"]
    assert "26 to 37 per cent" in factor.source
    after = redraw(moss()["moss-2009"], {factor.key: getattr(factor, end)})
    without = of_those_who_come(after, lambda one: one.grounds[Ground.NONE])
    assert round(100 * without / of_those_who_come(after, lambda _: 1.0)) == expected


# ---- what stays ---------------------------------------------------------------------------------


def test_what_is_known_of_a_group_stays() -> None:
    before = at("moss", "groups.economic.income_median=12000 NOK per month")
    after = redraw(before, {"groups.*.income_median": 1.2})
    incomes = {label(one.group): one.income_median for one in after.municipality.groups}
    assert incomes["economic"] == 12000.0
    assert incomes["youth"] == pytest.approx(1.2 * 10500.0)


def test_what_is_known_of_a_division_stays_and_the_rest_divides_what_it_leaves() -> None:
    known = ("groups.economic.persons.1=0.5", "groups.economic.persons.2=0.2")
    before = at("moss", *known)
    after = redraw(before, {"groups.*.persons": 1.3}).municipality.groups[0].persons
    assert (after[1], after[2]) == (0.5, 0.2)
    assert after[3] + after[4] == pytest.approx(0.3)
    assert after[4] / after[3] == pytest.approx(1.3)


def test_what_is_known_of_the_stock_stays_and_so_does_the_sum_of_the_rest() -> None:
    before = at("moss", "stock.social-1.dwellings=90", "temporary_places=20")
    vector = {key: one.high for key, one in FACTORS.items()}
    after = redraw(before, vector).municipality
    counts = {block.name: block.dwellings for block in after.stock}
    assert counts["social-1"] == 90
    assert sum(counts.values()) == 765
    assert counts["social-2"] != 63
    assert after.temporary_places == 20


def test_a_factor_of_what_is_compared_stays() -> None:
    (other,) = load_all(
        ["moss-1990s"],
        Chosen(
            settings=(
                "groups.economic.income_median=12000 NOK per month",
                "stock.social-1.dwellings=100",
            )
        ),
    ).values()
    kept = planned({"moss-2009": moss()["moss-2009"], "richer": other}).kept
    assert kept["groups.*.income_median"] == "compared"
    assert {why for key, why in kept.items() if key.startswith("dwellings.")} == {"compared"}
    assert "groups.*.needs" not in kept


def test_what_one_scenario_knows_stays_in_all() -> None:
    setting = "groups.economic.income_median=11500 NOK per month"  # as the file assumes
    (other,) = load_all(["moss-1990s"], Chosen(settings=(setting,))).values()
    kept = planned({"moss-2009": moss()["moss-2009"], "known": other}).kept
    assert kept["groups.*.income_median"] == "given"


def test_a_factor_of_what_changes_in_the_course_of_the_run_stays() -> None:
    scenarios = load_all(["moss-2009", "moss-2009-refugee-year"])
    found = planned(scenarios)
    assert found.kept["municipality.temporary_places"] == "changes in the course of the run"
    assert "dwellings.rooms" in found.keys
    assert "municipality.temporary_places" in planned(moss()).keys


# ---- with the model, and on paper ---------------------------------------------------------------


@pytest.mark.parametrize("name", PLACES)
def test_every_place_can_be_compared_with_its_assumptions_redrawn(name: str) -> None:
    short = ("run.warm_up=0.5 years", "run.observe=0.5 years")
    scenarios = load_all(PURE, Chosen(municipality=name, settings=short))
    whole_plan = planned(scenarios)
    assert set(FACTORS) <= set(whole_plan.keys)
    for draw in range(whole_plan.draws):
        first, second = (positions(one) for one in whole_plan.settled(draw).values())
        assert first.total == pytest.approx(second.total)
        assert first.crews == second.crews
        assert first.total_follow_up_workers == pytest.approx(second.total_follow_up_workers)
    sweep = carry_out(whole_plan, run=sim.run, threads=1)
    assert (sweep.finished, sweep.failed) == (2, [])


def test_the_page_is_as_the_code_has_it(tmp_path: Any, monkeypatch: Any, capsys: Any) -> None:
    text = page.DOCUMENT.read_text(encoding="utf-8")
    assert page.main(["--check"]) == 0, "run python -m experiments.redrawn.page"
    stale = tmp_path / "uncertainty.md"
    stale.write_text(text.replace("`dwellings.rooms`", "`dwellings.room`"), encoding="utf-8")
    monkeypatch.setattr(page, "DOCUMENT", stale)
    assert page.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert page.main([]) == 0
    assert stale.read_text(encoding="utf-8") == text
