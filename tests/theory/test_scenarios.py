"""The verification scenarios are ordinary files, complete in themselves."""

from __future__ import annotations

import pytest

import sim
from sim.names import Ownership
from sim.parameters import LEARNING
from sim.scenario import builtin

FILES = {
    entry.name: entry
    for entry in builtin()
    if entry.kind == "scenario" and entry.name.startswith("verification/")
}

#: What must be off, whatever the defaults are, for the formulas to hold.
OFF = {
    "patience.per_referral": 0.0,
    "patience.per_bounce": 0.0,
    "patience.per_year": 0.0,
    "own_solution.rate": 0.0,
    "doors.household_knowledge": 1.0,
    "knowledge.floor": 1.0,
    "knowledge.floor_written": 1.0,
    "work.breadth_exponent": 0.0,
    "work.inexperience": 0.0,
    "handover.same_unit": 0.0,
    "handover.same_house": 0.0,
    "handover.informal_contact": 0.0,
    "handover.agreement": 0.0,
    "handover.letter": 0.0,
    "handover.hours": 0.0,
    "handover.redone_share": 0.0,
    "contest.functional": 0.0,
    "contest.professional": 0.0,
    "contest.own_budget": 0.0,
    "routine.ranking_noise": 0.0,
    "appeal.share": 0.0,
    "patience.return_share": 0.0,
    "needs.drift_rate": 0.0,
    "temporary.harm": 0.0,
    "follow_up.relapse_share": 0.0,
    "grant.largest_share": 0.0,
    "market.deposit": 0.0,
    "stock.out_of_service": 0.0,
    "leased_in.ends": 0.0,
    "adaptation.feasible": 0.0,
    "people.learning": float(LEARNING["settled"]),
}

#: What must be later than the end of any run.
LATE = ("allowance.duration", "stock.conversion_after")

#: What a scenario switches on to get at what it is about.
ON = {
    "verification/coordination-parallel": {"own_solution.rate"},  # a home at once
    "verification/turnover-and-learning": {
        "people.learning",
        "knowledge.floor",
        "knowledge.floor_written",
        "work.inexperience",
    },
}

#: The routines of an organisation, and the scenario that is about one.
ROUTINES = (
    "personal_cases",
    "lease_review",
    "vacancy_owner",
    "check_everyone",
    "priority_key",
    "rule_oriented",
    "case_coordinator",
    "tenants_may_buy",
)
KEPT = {"verification/lease-review": {"lease_review"}}


def test_they_are_in_the_box() -> None:
    assert set(FILES) == {
        "verification/pooling-pooled",
        "verification/pooling-split",
        "verification/mix-separate",
        "verification/mix-merged",
        "verification/referral-loops",
        "verification/priority-classes",
        "verification/vacancy-renewal",
        "verification/lease-review",
        "verification/coordination-sequential",
        "verification/coordination-parallel",
        "verification/turnover-and-learning",
    }


@pytest.mark.parametrize("name", FILES)
def test_each_says_what_theory_gives_and_sets_what_it_relies_on(name: str) -> None:
    lines = FILES[name].path.read_text(encoding="utf-8").splitlines()
    comment = [line for line in lines[: lines.index("")] if line.startswith("# ")]
    assert len(comment) >= 3
    assert any(character.isdigit() for line in comment for character in line)
    assert FILES[name].title != name
    scenario = sim.load(name)
    for key, value in OFF.items():
        assert (scenario.parameters[key] == value) == (key not in ON.get(name, ())), key
        assert scenario.values[key].source == "definition of the verification case", key
    end = scenario.warm_up + scenario.observe
    for key in LATE:
        assert scenario.parameters[key] > 100 * end, key
    for unit in scenario.organisation.units:
        assert unit.positions is not None


@pytest.mark.parametrize("name", FILES)
def test_none_has_anything_that_it_is_not_about(name: str) -> None:
    scenario = sim.load(name)
    organised, place = scenario.organisation, scenario.municipality
    assert not organised.districts
    assert not organised.bodies
    assert not organised.agreements
    assert not scenario.changes
    assert {routine for routine in ROUTINES if getattr(organised, routine)} == KEPT.get(name, set())
    assert place.temporary_places is None
    assert place.grant_budget is None
    assert {block.ownership for block in place.stock} <= {Ownership.OWNED}
    for group in place.groups:
        assert not group.follow_up
        assert group.own_home == group.homeless == 0.0


def test_pairs_differ_in_the_organisation_alone() -> None:
    for one, other in (("pooling-pooled", "pooling-split"), ("mix-separate", "mix-merged")):
        a, b = sim.load(f"verification/{one}"), sim.load(f"verification/{other}")
        assert a.municipality.groups == b.municipality.groups
        assert sum(u.positions or 0 for u in a.organisation.units) * a.parameters[
            "caseworkers.hours_per_year"
        ] == pytest.approx(
            sum(u.positions or 0 for u in b.organisation.units)
            * b.parameters["caseworkers.hours_per_year"]
        )
