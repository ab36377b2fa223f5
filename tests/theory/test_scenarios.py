"""The verification scenarios are ordinary files, complete in themselves."""

from __future__ import annotations

import pytest

import sim
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
}


def test_they_are_in_the_box() -> None:
    assert set(FILES) == {
        "verification/pooling-pooled",
        "verification/pooling-split",
        "verification/mix-separate",
        "verification/mix-merged",
        "verification/referral-loops",
        "verification/priority-classes",
        "verification/vacancy-renewal",
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
        assert scenario.parameters[key] == value, key
        assert scenario.values[key].source == "definition of the verification case", key
    for unit in scenario.organisation.units:
        assert unit.positions is not None


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
