"""Runs for tests whose people and surroundings are set by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim import running, start
from sim.arrivals import KIND
from sim.draws import Stream, uniforms
from sim.names import TASKS_WITH_WORK, Category, Ground, Group, Need, Tenure, label
from sim.parameters import LEARNING
from sim.result import Result
from sim.scenario.resolved import Scenario
from sim.start import FIRST_TENANTS
from sim.state import HOUSEHOLD, NOBODY, World, records
from tests import building

#: What never comes in a run, in days.
NEVER_COMES = 1e12

#: One hour of work is done in one day, by caseworkers; a crew day is a day.
HOURS_ARE_DAYS = {"caseworkers.hours_per_year": 1.0, "crews.days_per_year": 1.0}

#: No chance: constant work, everything is known, nobody tires, nothing ends by itself.
NO_CHANCE = {
    **HOURS_ARE_DAYS,
    **{f"work.{label(task)}.distribution": 0.0 for task in TASKS_WITH_WORK},
    "work.assessment.hours": 2.0,
    "work.manage_vacancies.hours": 5.0,
    "work.allocate_dwellings.hours": 4.0,
    "work.review_leases.hours": 3.0,
    "work.start_loan.hours": 8.0,
    "work.housing_allowance.hours": 1.5,
    "work.social_assistance.hours": 3.0,
    "work.private_mediation.hours": 5.0,
    "work.temporary_housing.hours": 2.0,
    "work.debt_advice.hours": 8.0,
    "work.purchase_grant.hours": 6.0,
    "work.order_follow_up.hours": 2.5,
    "work.home_care.hours": 3.5,
    "work.adapt_dwelling.hours": 4.5,
    "work.breadth_exponent": 0.0,
    "work.inexperience": 0.0,
    "work.compound_factor": 1.0,
    "recognition.base": 1.0,
    "handover.same_unit": 0.0,
    "handover.same_house": 1.0,
    "handover.informal_contact": 2.0,
    "handover.agreement": 5.0,
    "handover.letter": 8.0,
    "handover.hours": 0.5,
    "handover.redone_share": 0.5,
    "contest.functional": 0.0,
    "contest.professional": 0.0,
    "contest.own_budget": 0.0,
    "contest.escalation": 14.0,
    "contest.returned": 0.0,
    "meeting.hours_per_case": 0.5,
    "routine.approval": 5.0,
    "routine.check_hours": 0.25,
    "routine.ranking_noise": 0.0,
    "routine.coordinator_hours": 0.75,
    "appeal.share": 0.0,
    "appeal.days": 60.0,
    "appeal.hours": 4.0,
    "doors.household_knowledge": 1.0,
    "patience.per_referral": 0.0,
    "patience.per_bounce": 0.0,
    "patience.per_year": 0.0,
    "patience.return_share": 0.0,
    "own_solution.rate": 0.0,
    "way_home.longest_referral": 1e6,
    "way_home.most_own_hours": 1e6,
    "market.reference_openings": 75.0,
    "market.turnover": 75.0,
    "market.construction": 0.0,
    "market.price_per_m2": 1e9,
    "market.deposit": 0.0,
    "grant.largest_share": 0.0,
    "allowance.duration": NEVER_COMES,
    "adaptation.feasible": 1.0,
    "adaptation.works": 120.0,
    "temporary.harm": 0.0,
    "temporary.harm_after": 90.0,
    "follow_up.caseload": 1.0,
    "follow_up.intensive_weight": 2.0,
    "follow_up.duration": NEVER_COMES,
    "follow_up.relapse_share": 0.0,
    "follow_up.hazard_ratio": 1.0,
    "follow_up.package_effect": 0.0,
    "follow_up.window": 14.0,
    "needs.drift_rate": 0.0,
    "offers.refused": 0.0,
    "offers.answer_time": 7.0,
    "offers.move_in_time": 14.0,
    "offers.hours": 1.5,
    "tenancy.contract": 1e6,
    "tenancy.renewal_share": 0.0,
    "tenancy.private_contract": NEVER_COMES,
    "tenancy.need_factor": 1.0,
    "tenancy.unaffordable_factor": 1.0,
    "tenancy.mismatch_factor": 1.0,
    "tenancy.care_factor": 1.0,
    "review.lead_time": 100.0,
    "vacancy.notice": 30.0,
    "vacancy.internal_handovers": 3.0,
    "vacancy.internal_handover": 4.0,
    "vacancy.works": 20.0,
    "vacancy.works_variation": 0.0,
    "vacancy.damage_factor": 2.0,
    "stock.out_of_service": 0.0,
    "stock.conversion_after": NEVER_COMES,
    "leased_in.ends": 0.0,
}

#: People live one by one, but nobody leaves, forgets, passes anything on or makes friends.
LIVE = {
    "people__learning": float(LEARNING["live"]),
    "caseworkers__turnover": 0.0,
    "knowledge__forgetting_half_life": np.inf,
    "knowledge__passed_in_unit": 0.0,
    "knowledge__passed_in_house": 0.0,
    "contacts__per_joint_case": 0.0,
    "contacts__half_life": NEVER_COMES,
}

#: A place to buy or rent for nothing; who may do it is said by income.
CHEAP = {"market__price_per_m2": 1.0}

#: Who the people set by hand are, unless they say otherwise.
SOMEBODY = {
    "group": Group.ECONOMIC,
    "persons": 1,
    "ground": Ground.MUST,
    "presenting": Need.DWELLING,
    "tenure": Tenure.WITH_OTHERS,
}


def tiny(
    organised=None,
    *,
    days=1000.0,
    dwellings=0,
    stock=(),
    crews=1,
    follow_on=None,
    group=None,
    others=(),
    temporary_places=None,
    grant_budget=None,
    dwelling_budget=0.0,
    later=(),
    **changes,
):
    """A place where nothing is left to chance and nobody comes but those set by hand.

    ``changes`` are parameters (dots as double underscores); ``group`` says what is special
    about its one group of households, ``others`` the same of further ones (with their
    ``kind``).  It has so many ordinary ``dwellings`` of one room, or the blocks of ``stock``.
    Every unit has one caseworker unless it says otherwise.  A follow-up worker has one place.
    """
    organised = organised or building.all_in_one()
    staffed = [
        replace(unit, positions=1.0) if unit.positions is None else unit for unit in organised.units
    ]
    given = {key.replace("__", "."): value for key, value in changes.items()}
    usual = {"categories": (Category.ORDINARY,), "arrivals": {Need.DWELLING: 1e-9}}
    if dwellings:
        stock = [building.block(Category.ORDINARY, dwellings, rooms=1)]
    made = building.scenario(
        [building.group(**(usual | one)) for one in (group or {}, *others)],
        replace(organised, units=tuple(staffed)),
        stock,
        changes=NO_CHANCE | given,
        crews=crews,
        follow_on=follow_on,
        temporary_places=temporary_places,
        grant_budget=grant_budget,
        dwelling_budget=dwelling_budget,
        later=later,
    )
    return building.identified(replace(made, warm_up=0.0, observe=days))


def bits(*needs):
    return sum(1 << need for need in needs)


def world_with(
    scenario: Scenario, people=(), seed=1, log=True, first_tenants=(), **changes
) -> World:
    """The world on day 0 with ``people`` (dicts of household fields and ``at``, the day) to come.

    ``first_tenants``: what is special about the tenants of day 0, dwelling by dwelling; who has
    an ``at`` turns to an office that day for what it is ``presenting``.
    Everybody knows every instrument and who does what, and has nobody to ring, unless
    ``changes`` (arrays of the world) say otherwise.
    """
    world = start.world(scenario, seed, log)
    tenants = len(world.dwellings) - len(world.orders)
    coming = []
    for number, fields in enumerate(first_tenants):
        for name, value in fields.items():
            if name == "at":
                coming.append((float(value), number))
            else:
                world.households[number][name] = value
    rows = records(HOUSEHOLD, len(people))
    for number, person in enumerate(people):
        row = rows[number]
        row.identity = 1000 + number
        fields = SOMEBODY | {key: value for key, value in person.items() if key != "at"}
        fields.setdefault("needs", bits(fields["presenting"]))
        for name, value in fields.items():
            row[name] = value
    rows.episode = rows.tenancy = rows.first_application = rows.case_unit = NOBODY
    rows.follow_up = NOBODY
    households = np.concatenate([world.households[:tenants], rows]).view(np.recarray)
    units = len(scenario.organisation.units)
    plain = {
        "knowledge": np.ones_like(world.knowledge),
        "who_does_what": np.ones_like(world.who_does_what),
        "contact": np.zeros_like(world.contact),
        "skills": np.ones_like(world.skills),
        "acquaintance": np.ones_like(world.acquaintance),
    }
    coming += [(float(person.get("at", 0.0)), tenants + n) for n, person in enumerate(people)]
    if coming:
        coming.sort()
        plain |= {
            "households": households,
            "arrivals": np.array([number for _, number in coming]),
            "arrival_times": np.array([time for time, _ in coming]),
            "met_unit": np.zeros((len(households), units), dtype=world.met_unit.dtype),
        }
        if scenario.organisation.personal_cases:
            plain["owner"] = np.full((len(households), units), NOBODY, dtype=world.owner.dtype)
    return world._replace(**(plain | changes))


def play(scenario: Scenario, people=(), seed=1, until=None, **changes) -> Result:
    """The result of the world that :func:`world_with` makes."""
    world = world_with(scenario, people, seed, **changes)
    end = scenario.warm_up + scenario.observe if until is None else until
    return Result(scenario, seed, running.advance(world, end, scenario))


def leaving_at(*days):
    """Contracts of the first tenants end on these days and are not renewed."""
    return {"first_contract_ends": np.array(days, dtype=float)}


def first_tenant(dwelling=0):
    """The identity of the tenant of a dwelling on day 0."""
    return FIRST_TENANTS * KIND + dwelling


def day(time):
    """``time`` to a ten-thousandth of a second."""
    return pytest.approx(time, abs=1e-9, rel=0)


def days(*times):
    """The same for several."""
    return pytest.approx(list(times), abs=1e-9, rel=0)


def uniform(seed, stream: Stream, identity, occasion, part) -> float:
    return float(uniforms(seed, int(stream), np.array([identity]), occasion, part)[0])


def exponential(seed, stream: Stream, identity, occasion, part) -> float:
    return -float(np.log(uniform(seed, stream, identity, occasion, part)))


def only(table):
    """The one row of a table that has one."""
    assert len(table) == 1
    return table.iloc[0]


def days_by_cause(row) -> dict[str, float]:
    """The causes of a row of a table that have any days."""
    return {
        name.removeprefix("days "): round(float(value), 9)
        for name, value in row.items()
        if name.startswith("days ") and value > 1e-12
    }
