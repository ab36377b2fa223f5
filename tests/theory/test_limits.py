"""Value 9: where organisation cannot matter, it does not, to the last bit.

With ample capacity, hand-overs that take no time, full knowledge and no effect of breadth,
every household of Moss goes through the same in every organisation with the same routines and
the same division of the stock: same dates, same causes of waiting, same home, same end.  How
often it was sent on is another matter: that is what organisations differ in.  (That what is
left is the gap of pooling when only capacity is split, and that of the mix when only the mix
of work differs, is shown beside values 1 and 2.)

That holds with everything else in the model at rest, and with everything going on that no
organisation has a hand in: committees that all units attend, approval, appeals, follow-up with
a place for everybody, needs that drift, dwellings that leave the stock and come back, co-op
flats bought, changes of prices and of the market, refugees settled, too few rooms in temporary
housing, too small a budget for grants.  Each thing an organisation does have a hand in makes a
difference as soon as it is there.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim import running, start
from sim.names import Category, Group, Need
from sim.quantities import YEAR
from sim.result import Result
from sim.scenario.resolved import Body, Change, District, HouseholdGroup, Organisation, Scenario
from tests import building
from tests.theory.runs import verification

ORGANISATIONS = ("all-in-one", "one-unit-per-task", "moss-2009", "moss-1990s")
SPREAD = "one-unit-per-task"

SHORT_RUN = "run.observe=10 years"

#: Positions in every unit: even on the first day, when the leases of half a year are due for
#: review at once, nobody waits.  And follow-up workers: there is a place for everybody.
AMPLE = 400

#: Nothing is lost between units, and everybody knows everything (base units).
NOTHING_LOST = {
    "knowledge.floor": 1.0,
    "knowledge.floor_written": 1.0,
    "work.breadth_exponent": 0.0,
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
    "patience.per_referral": 0.0,
    "patience.per_bounce": 0.0,
    "way_home.longest_referral": 1e6,
    "doors.household_knowledge": 0.4,
}

#: What may be at rest beside that.
AT_REST = {
    "appeal.share": 0.0,
    "needs.drift_rate": 0.0,
    "routine.ranking_noise": 0.0,
    "follow_up.relapse_share": 0.0,
    "temporary.harm": 0.0,
    "stock.out_of_service": 0.0,
    "stock.conversion_after": 1e9,
    "leased_in.ends": 0.0,
    "adaptation.feasible": 0.0,
    "grant.largest_share": 0.0,
    "market.deposit": 0.0,
    "allowance.duration": 1e9,
}

#: Or stir more than it usually does.
STIRRING = {
    "appeal.share": 0.5,
    "needs.drift_rate": 0.3 / YEAR,
    "temporary.harm": 0.5,
    "adaptation.feasible": 0.5,
    "stock.conversion_after": 60.0,
    "follow_up.duration": 200.0,
    "grant.largest_share": 0.3,
    "coop.price_share": 0.3,
}

#: The same in all organisations.
ROUTINES = {
    "personal_cases": False,
    "lease_review": True,
    "vacancy_owner": False,
    "check_everyone": True,
    "priority_key": False,
    "rule_oriented": True,
    "case_coordinator": False,
    "tenants_may_buy": True,
}

#: How a household was passed around, which differs where nothing else does.
PASSED_AROUND = ["contacts", "referrals", "bounces", "units_met", "loops", "retold"]
UNITS = ["unit", "first_unit", "right_unit", "sends", "bounces", "contests"]

#: The one allocator of all dwellings.
ALLOCATOR = {
    "all-in-one": "one office",
    "one-unit-per-task": "allocate dwellings unit",
    "moss-2009": "NAV housing unit",
    "moss-1990s": "social office",
}


@dataclass(frozen=True)
class Limit:
    """What is special about a limit: parameters in base units, routines, and the rest.

    ``at_rest``: nothing happens beside what organisations hand to each other.
    """

    at_rest: bool = True
    positions: float = AMPLE
    workers: float = AMPLE
    parameters: dict[str, float] = field(default_factory=dict)
    routines: dict[str, bool] = field(default_factory=dict)
    committee: bool = True  # where not at rest
    everybody_knows: bool = False  # who does what, whatever else is known
    rearranged: Callable[[Organisation], Organisation] = lambda organised: organised


def limit(organisation: str, special: Limit) -> Scenario:
    """Moss under an organisation, where it cannot matter but for what is ``special``."""
    scenario = sim.scenario.load("moss-2009", organisation=organisation)
    place = scenario.municipality
    groups = [_at_rest(group) for group in place.groups] if special.at_rest else place.groups
    rest = AT_REST if special.at_rest else STIRRING
    return building.identified(
        replace(
            scenario,
            organisation=_organised(scenario.organisation, organisation, special),
            municipality=replace(
                place,
                groups=tuple(groups),
                temporary_places=None if special.at_rest else 6.0,
                grant_budget=None if special.at_rest else 1e6,
            ),
            parameters={
                **scenario.parameters,
                **building.NOBODY_CHANGES,
                **NOTHING_LOST,
                **rest,
                **special.parameters,
            },
            crews=60,
            changes=() if special.at_rest else CHANGES,
            warm_up=2 * YEAR,
            observe=8 * YEAR,
        )
    )


#: Refugees who need a dwelling.
REFUGEES = (Group.REFUGEE, Need.DWELLING)

#: What happens to Moss meanwhile.
CHANGES = (
    Change(300.0, {"market.price_per_m2": 26_000.0, "temporary_places": 12.0}, {}),
    Change(700.0, {"market.construction": 12.0, "tenancy.need_factor": 2.5}, {}),
    Change(1100.0, {"groups.refugee.arrivals.dwelling": 5.0 / YEAR, "grant_budget": 5e5}, {}),
    Change(1500.0, {"groups.refugee.arrivals.dwelling": 1.0 / YEAR}, {REFUGEES: 40}),
)


def _at_rest(group: HouseholdGroup) -> HouseholdGroup:
    """The same group, where nobody needs follow-up or has a home to adapt."""
    arrivals = {need: rate for need, rate in group.arrivals.items() if need is not Need.FOLLOW_UP}
    return replace(group, arrivals=arrivals, follow_up={}, own_home=0.0)


def _organised(organised: Organisation, name: str, special: Limit) -> Organisation:
    """The routines of all, one allocator, enough people, and a committee of all units."""
    office = organised.unit(ALLOCATOR[name])
    committee = Body(
        name="committee",
        led_by=office,
        members=tuple(range(len(organised.units))),
        groups=tuple(Group),
        every=14.0,
        decides=True,
        most_cases=50,
    )
    units = [
        replace(unit, positions=special.positions, follow_up_workers=special.workers)
        for unit in organised.units
    ]
    routines: dict[str, Any] = {**ROUTINES, **special.routines}
    return special.rearranged(
        replace(
            organised,
            units=tuple(units),
            allocators=dict.fromkeys(Category, (office,)),
            bodies=(committee,) if special.committee and not special.at_rest else (),
            **routines,
        )
    )


def run(organisation: str, special: Limit, seed: int = 1) -> Result:
    """A run in which committees take nobody's time, and the rest is as it is."""
    scenario = limit(organisation, special)
    world = start.world(scenario, seed, False)
    if special.everybody_knows:
        world = world._replace(who_does_what=np.ones_like(world.who_does_what))
    end = scenario.warm_up + scenario.observe
    return Result(scenario, seed, running.advance(world, end, scenario))


AT_REST_LIMIT = Limit()
STIRRING_LIMIT = Limit(at_rest=False)


@functools.cache
def in_the_limit(organisation: str, at_rest: bool, seed: int) -> Result:
    return run(organisation, AT_REST_LIMIT if at_rest else STIRRING_LIMIT, seed)


def histories(result: Result) -> dict[str, pd.DataFrame]:
    """All that happened to households and dwellings, but for who did it."""
    applications = result.applications.drop(columns=[*UNITS, "parent", "episode"])
    applications = applications.sort_values(["household", "created", "task", "closed"])
    return {
        "households": result.households.drop(columns=[*PASSED_AROUND, "district"]),
        "applications": applications.reset_index(drop=True),
        "tenancies": result.tenancies,
        "vacancies": result.vacancies,
        "dwellings": result.dwellings.drop(columns=["allocator", "district"]),
        "follow-up": result.follow_ups.drop(columns="unit"),
    }


def assert_same(one: Result, other: Result) -> None:
    theirs = histories(other)
    for name, table in histories(one).items():
        pd.testing.assert_frame_equal(table, theirs[name], check_exact=True, obj=name)


def are_the_same(one: Result, other: Result) -> bool:
    theirs = histories(other)
    return all(table.equals(theirs[name]) for name, table in histories(one).items())


# ---- where organisation cannot matter ------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("at_rest", [True, False], ids=["at rest", "stirring"])
@pytest.mark.parametrize("organisation", ORGANISATIONS[1:])
def test_histories_are_the_same(organisation: str, at_rest: bool, seed: int) -> None:
    one = in_the_limit("all-in-one", at_rest, seed)
    other = in_the_limit(organisation, at_rest, seed)
    assert len(one.households) > 1000
    assert_same(one, other)
    assert one.households["referrals"].sum() == 0
    assert other.households["referrals"].sum() > 300


def test_everything_stirs() -> None:
    """What the second limit says is going on is."""
    result = in_the_limit("all-in-one", False, 1)
    cases, tenancies = result.applications, result.tenancies
    assert (cases["appealed"] != "none").sum() > 20
    assert result.meetings["meetings"].sum() > 100
    assert len(result.follow_ups) > 300
    assert (cases["days no_place"] > 0).sum() > 20
    assert {"bought_the_flat", "moved_with_help", "failed"} <= set(tenancies["reason"])
    assert result.vacancies["out_of_service"].sum() > 20
    outcomes = {"municipal", "adapted", "bought", "private_rental", "own_solution", "refused"}
    assert outcomes <= set(result.households["outcome"])
    grants = cases[cases["task"] == "purchase_grant"]
    assert {"refused", "passed_on"} <= set(grants["phase"])
    world = result.world
    assert world.clock[0].stage == len(CHANGES)
    at_first = start.world(result.scenario, 1, False).dwellings.category
    assert np.sum(world.dwellings.category != at_first) > 5  # converted


def test_the_split_of_ample_capacity_does_not_matter() -> None:
    """The pair of value 1, with more caseworkers than ever have a case in hand."""

    def ample_at(*units: str) -> list[str]:
        return [f"organisation.units.{unit}.positions={AMPLE}" for unit in units]

    pooled = verification("pooling-pooled", SHORT_RUN, *ample_at("office"))
    offices = ample_at("debt office", "social office", "allowance office")
    split = verification("pooling-split", SHORT_RUN, *offices)
    one, other = sim.run(pooled, 1), sim.run(split, 1)
    assert len(one.households) > 4000
    assert_same(one, other)


def divided(organised: Organisation) -> Organisation:
    """The same units, in a town of two districts that none of them minds."""

    def of_both(units: tuple[int, ...]) -> tuple[int, ...]:
        return units * 2

    return replace(
        organised,
        districts=(District("east", 0.5), District("west", 0.5)),
        holders={
            task: {group: of_both(units) for group, units in held.items()}
            for task, held in organised.holders.items()
        },
        allocators={category: of_both(units) for category, units in organised.allocators.items()},
    )


def test_districts_without_units_of_their_own_do_not_matter() -> None:
    one = in_the_limit("moss-2009", False, 1)
    other = run("moss-2009", replace(STIRRING_LIMIT, rearranged=divided))
    assert set(other.households["district"]) == {"east", "west"}
    assert_same(one, other)


# ---- where it can --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("special", "other"),
    [
        (Limit(parameters={"handover.letter": 1.0}), SPREAD),
        (Limit(parameters={"handover.hours": 0.1}), SPREAD),
        (Limit(parameters={"knowledge.floor": 0.8}), SPREAD),
        (Limit(parameters={"work.breadth_exponent": 0.05}), SPREAD),
        (Limit(parameters={"contest.functional": 0.05}), SPREAD),
        (Limit(parameters={"contest.own_budget": 0.05}), SPREAD),
        (Limit(parameters={"patience.per_referral": 0.05}), SPREAD),
        (Limit(positions=1), SPREAD),
        (Limit(at_rest=False, workers=0.5), "moss-2009"),
        (Limit(at_rest=False, committee=False), SPREAD),
    ],
    ids=[
        "letters",
        "hours",
        "knowledge",
        "breadth",
        "contests",
        "budgets",
        "patience",
        "scarcity",
        "places split over providers",
        "follow-up planned with the home",
    ],
)
def test_any_one_of_them_makes_a_difference(special: Limit, other: str) -> None:
    """Each of what was switched off is there to be switched off."""
    assert not are_the_same(run("all-in-one", special), run(other, special))


#: Nobody needs to know an instrument to see a need or to be fast, nor has to ask whose case it
#: is: what units know makes no difference but where they see things differently.
KNOWING = Limit(
    parameters={"knowledge.floor": 0.2, "recognition.base": 1.0, "work.inexperience": 0.0},
    everybody_knows=True,
)


def test_what_a_problem_is_makes_a_difference() -> None:
    """Professional contests, the likelier the less two units know in common."""
    one, other = run("all-in-one", KNOWING), run(SPREAD, KNOWING)
    assert_same(one, other)
    contested = replace(KNOWING, parameters=KNOWING.parameters | {"contest.professional": 0.3})
    assert_same(one, run("all-in-one", contested))
    assert not are_the_same(one, run(SPREAD, contested))


@pytest.mark.parametrize(
    ("routine", "special"),
    [
        ("lease_review", Limit()),
        ("vacancy_owner", Limit()),
        ("rule_oriented", Limit()),
        ("personal_cases", Limit(parameters={"work.housing_allowance.hours": 500.0})),
        ("tenants_may_buy", Limit(parameters={"coop.price_share": 0.3})),
        ("check_everyone", Limit(parameters={"knowledge.floor": 0.2})),
        ("priority_key", Limit(parameters={"routine.ranking_noise": 0.4})),
        ("case_coordinator", Limit(parameters={"knowledge.floor": 0.2, "handover.letter": 3.0})),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_routine_makes_a_difference(routine: str, special: Limit) -> None:
    kept = [run(SPREAD, replace(special, routines={routine: keeps})) for keeps in (False, True)]
    assert not are_the_same(*kept)


def of_their_own(organised: Organisation) -> Organisation:
    """Two districts with allocators of their own."""
    office = organised.allocators[Category.SOCIAL][0]
    own = divided(organised)
    units = (*own.units, replace(own.units[office], name="another office"))
    return replace(own, units=units, allocators=dict.fromkeys(Category, (office, len(units) - 1)))


def every(days: float) -> Callable[[Organisation], Organisation]:
    """Committees that meet so often."""

    def rearranged(organised: Organisation) -> Organisation:
        return replace(
            organised, bodies=tuple(replace(body, every=days) for body in organised.bodies)
        )

    return rearranged


def only_recommending(organised: Organisation) -> Organisation:
    return replace(
        organised, bodies=tuple(replace(body, decides=False) for body in organised.bodies)
    )


@pytest.mark.parametrize(
    "rearranged",
    [every(28.0), only_recommending, of_their_own],
    ids=["less often", "recommending", "districts"],
)
def test_committees_and_districts_make_a_difference(
    rearranged: Callable[[Organisation], Organisation],
) -> None:
    one = in_the_limit("moss-2009", False, 1)
    assert not are_the_same(one, run("moss-2009", replace(STIRRING_LIMIT, rearranged=rearranged)))


def test_a_meeting_takes_the_time_of_those_who_attend() -> None:
    """As long as the hours of a case are the same, also where nobody is in a hurry."""
    longer = {"meeting.hours_per_case": 20.0}
    one = in_the_limit("moss-2009", False, 1)
    other = run("moss-2009", replace(STIRRING_LIMIT, parameters=longer))
    assert not are_the_same(one, other)
    days = [result.households["days meeting"].sum() for result in (one, other)]
    assert math.isfinite(sum(days))
    assert days[1] > days[0] > 0.0


def test_what_is_the_same_is_not_the_organisation() -> None:
    """They differ in units and people; what is alike is what happens."""
    units = [
        tuple(unit.name for unit in in_the_limit(name, True, 1).scenario.organisation.units)
        for name in ORGANISATIONS
    ]
    assert len(set(units)) == len(ORGANISATIONS)
