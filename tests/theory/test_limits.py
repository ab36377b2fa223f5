"""Value 9: where organisation cannot matter, it does not, to the last bit.

With ample capacity, hand-overs that take no time, full knowledge and no effect of breadth,
every household of Moss goes through the same in every organisation with the same routines and
the same division of the stock: same dates, same causes of waiting, same home, same end.  How
often it was sent on is another matter: that is what organisations differ in.  (That what is
left is the gap of pooling when only capacity is split, and that of the mix when only the mix
of work differs, is shown beside values 1 and 2.)
"""

from __future__ import annotations

import functools

import pandas as pd
import pytest

import sim
from sim.result import Result
from sim.scenario.resolved import Scenario
from tests.theory.runs import verification

ORGANISATIONS = ("all-in-one", "one-unit-per-task", "moss-2009", "moss-1990s")

SHORT_RUN = "run.observe=10 years"

#: Positions in every unit: even on the first day, when the leases of half a year are due for
#: review at once, nobody waits.
AMPLE = 400

NOTHING_LOST_BETWEEN_UNITS = {
    "knowledge.floor": "1",
    "knowledge.floor_written": "1",
    "work.breadth_exponent": "0",
    "handover.same_unit": "0 days",
    "handover.same_house": "0 days",
    "handover.informal_contact": "0 days",
    "handover.agreement": "0 days",
    "handover.letter": "0 days",
    "handover.hours": "0 hours",
    "handover.redone_share": "0",
    "contest.functional": "0",
    "patience.per_referral": "0",
    "patience.per_bounce": "0",
    "way_home.longest_referral": "1000000 days",
    "doors.household_knowledge": "0.4",
    "crews": "60",
    "run.warm_up": "2 years",
    "run.observe": "8 years",
}

#: How a household was passed around, which differs where nothing else does.
PASSED_AROUND = ["contacts", "referrals", "bounces", "units_met", "loops", "retold"]
UNITS = ["unit", "first_unit", "right_unit", "sends", "bounces", "contests"]

#: The same routines everywhere, and one allocator of all dwellings.
ALLOCATOR = {
    "all-in-one": "one office",
    "one-unit-per-task": "allocate dwellings unit",
    "moss-2009": "NAV housing unit",
    "moss-1990s": "social office",
}


def limit(organisation: str, positions: int, changes: dict[str, str] | None = None) -> Scenario:
    """Moss under an organisation with so many positions in every unit, in the limit."""
    settings = NOTHING_LOST_BETWEEN_UNITS | (changes or {})
    settings["organisation.lease_review"] = "yes"
    settings["organisation.vacancy_owner"] = "no"
    settings["organisation.case_ownership"] = "pool"
    settings["organisation.tasks.allocate_dwellings"] = ALLOCATOR[organisation]
    for unit in sim.scenario.load("moss-2009", organisation=organisation).organisation.units:
        settings[f"organisation.units.{unit.name}.positions"] = str(positions)
    told = [f"{key}={value}" for key, value in settings.items()]
    return sim.scenario.load("moss-2009", organisation=organisation, settings=told)


@functools.cache
def ample(organisation: str, seed: int) -> Result:
    return sim.run(limit(organisation, AMPLE), seed)


def histories(result: Result) -> dict[str, pd.DataFrame]:
    """All that happened to households and dwellings, but for who did it."""
    applications = result.applications.drop(columns=[*UNITS, "parent", "episode"])
    applications = applications.sort_values(["household", "created", "task", "closed"])
    return {
        "households": result.households.drop(columns=PASSED_AROUND),
        "applications": applications.reset_index(drop=True),
        "tenancies": result.tenancies,
        "vacancies": result.vacancies,
        "dwellings": result.dwellings.drop(columns="allocator"),
    }


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("organisation", ORGANISATIONS[1:])
def test_histories_are_the_same(organisation: str, seed: int) -> None:
    one, other = ample("all-in-one", seed), ample(organisation, seed)
    assert len(one.households) > 1000
    theirs = histories(other)
    for name, table in histories(one).items():
        pd.testing.assert_frame_equal(table, theirs[name], check_exact=True, obj=name)
    assert one.households["referrals"].sum() == 0
    assert other.households["referrals"].sum() > 300


@pytest.mark.parametrize(
    ("changes", "positions"),
    [
        ({"handover.letter": "1 day"}, AMPLE),
        ({"handover.hours": "0.1 hours"}, AMPLE),
        ({"knowledge.floor": "0.8"}, AMPLE),
        ({"work.breadth_exponent": "0.05"}, AMPLE),
        ({"contest.functional": "0.05"}, AMPLE),
        ({}, 1),
    ],
    ids=["letters", "hours", "knowledge", "breadth", "contests", "scarcity"],
)
def test_any_one_of_them_makes_a_difference(changes: dict[str, str], positions: int) -> None:
    """Each of what was switched off is there to be switched off."""
    one = sim.run(limit("all-in-one", positions, changes), 1)
    other = sim.run(limit("one-unit-per-task", positions, changes), 1)
    assert not histories(one)["households"].equals(histories(other)["households"])


def ample_at(*units: str) -> list[str]:
    return [f"organisation.units.{unit}.positions={AMPLE}" for unit in units]


def test_the_split_of_ample_capacity_does_not_matter() -> None:
    """The pair of value 1, with more caseworkers than ever have a case in hand."""
    pooled = verification("pooling-pooled", SHORT_RUN, *ample_at("office"))
    offices = ample_at("debt office", "social office", "allowance office")
    split = verification("pooling-split", SHORT_RUN, *offices)
    one, other = histories(sim.run(pooled, 1)), histories(sim.run(split, 1))
    assert len(one["households"]) > 4000
    for name, table in one.items():
        pd.testing.assert_frame_equal(table, other[name], check_exact=True, obj=name)
