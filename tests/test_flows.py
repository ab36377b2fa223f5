"""What coordination can be foreseen, by hand, and against a run in which all goes as foreseen."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import sim
from sim import demand, flows, knowledge, resources
from sim.names import Category, Ground, Group, Need, Task
from sim.quantities import YEAR
from tests import building

#: Half an hour at each end; without a common case system an hour of assessing again.
HOURS = {
    "handover.hours": 0.5,
    "handover.redone_share": 0.5,
    "work.assessment.hours": 2.0,
    "meeting.hours_per_case": 0.25,
    "routine.check_hours": 0.3,
    "doors.household_knowledge": 0.0,
    "needs.drift_rate": 0.0,
    "follow_up.relapse_share": 0.0,
}

OFFICES = {
    "desk": (Task.INFORM,),
    "social": (Task.SOCIAL_ASSISTANCE, Task.HOUSING_ALLOWANCE),
    "debts": (Task.DEBT_ADVICE,),
    "homes": building.OTHERS,
    "care": (Task.PROVIDE_FOLLOW_UP,),
}
DESK, SOCIAL, DEBTS, HOMES, CARE = range(5)


def coordination(groups, changes=None, follow_on=None, stock=(), **organised):
    """Hours a year that each of the offices has to coordinate."""
    scenario = building.scenario(
        groups,
        building.organisation(OFFICES, **organised),
        stock,
        HOURS | (changes or {}),
        follow_on=follow_on,
    )
    return flows.coordination_hours(scenario, demand.reference(scenario)) * YEAR


def advised(door=Task.INFORM, kind=Group.ECONOMIC, rate=20.0):
    """Twenty a year who need advice on their debts, and go to ``door``."""
    return building.group(kind, arrivals={Need.DEBT_ADVICE: rate}, habits={door: 1.0})


def homeless(door=Task.SOCIAL_ASSISTANCE, **changes):
    """Twenty a year who need a dwelling and can only have a municipal one, half with debts.

    All are paid housing allowance.
    """
    return building.group(
        **{
            "arrivals": {Need.DWELLING: 20.0},
            "grounds": {Ground.MUST: 1.0},
            "needs": {Need.DEBT_ADVICE: 0.5},
            "habits": {door: 1.0},
            "categories": (Category.SOCIAL,),
            "landlord_acceptance": 0.0,
        }
        | changes
    )


def test_a_front_desk_writes_nothing_but_whom_it_sends_is_read_about():
    """Twenty cases: half an hour of reading and an hour of doing again each."""
    assert coordination([advised()]) == pytest.approx([0, 0, 20 * 1.5, 0, 0])


def test_who_works_on_cases_writes_about_those_it_sends_on():
    found = coordination([advised(Task.SOCIAL_ASSISTANCE)])
    assert found == pytest.approx([0, 20 * 0.5, 20 * 1.5, 0, 0])


def test_with_a_common_case_system_nothing_is_done_again():
    units = {name: {"case_systems": ("common",)} for name in ("social", "debts")}
    found = coordination([advised(Task.SOCIAL_ASSISTANCE)], units=units)
    assert found == pytest.approx([0, 20 * 0.5, 20 * 0.5, 0, 0])
    found = coordination([advised()], units=units)  # the desk is not on it
    assert found == pytest.approx([0, 0, 20 * 1.5, 0, 0])


def test_inside_a_unit_nothing_is_coordinated():
    assert coordination([advised(Task.DEBT_ADVICE)]) == pytest.approx(0)
    found = coordination([advised(Task.SOCIAL_ASSISTANCE)], {"doors.household_knowledge": 1.0})
    assert found == pytest.approx(0)


def test_who_hears_a_household_out_writes_about_all_it_needs():
    """Twenty applications for a dwelling and ten for advice; the allowance is its own task."""
    found = coordination([homeless()])
    assert found == pytest.approx([0, 30 * 0.5, 10 * 1.5, 20 * 1.5, 0])


def test_whom_the_desk_directs_the_allocator_reads_about_and_hears_out_once():
    """No assessment was made before, so none is made again; then it writes to both others."""
    found = coordination([homeless(Task.INFORM)])
    assert found == pytest.approx([0, 20 * 1.5, 10 * 1.5, 20 * 0.5 + 30 * 0.5, 0])


def test_who_orders_follow_up_writes_to_the_provider_whose_time_it_takes_none_of():
    group = building.group(arrivals={Need.FOLLOW_UP: 20.0}, habits={Task.ORDER_FOLLOW_UP: 1.0})
    assert coordination([group]) == pytest.approx([0, 0, 0, 20 * 0.5, 0])


def test_a_grant_and_a_deposit_are_written_and_read_about():
    """Ten loans to a grant and back, and ten deposits to ask for."""
    short = building.group(
        arrivals={Need.START_LOAN: 10.0},
        landlord_acceptance=0.0,
        habits={Task.START_LOAN: 1.0},
    )
    renting = building.group(
        Group.YOUTH,
        arrivals={Need.PRIVATE_MEDIATION: 10.0},
        income_median=20_000.0,
        habits={Task.PRIVATE_MEDIATION: 1.0},
    )
    scenario = building.scenario(
        [short, renting],
        building.organisation(
            {"grants": (Task.PURCHASE_GRANT,), "cash": (Task.SOCIAL_ASSISTANCE,),
             "homes": building.OTHERS}
        ),
        changes=HOURS | {"grant.largest_share": 1.0},
    )  # fmt: skip
    found = flows.coordination_hours(scenario, demand.reference(scenario)) * YEAR
    assert found == pytest.approx([10 * 1.5 + 10 * 0.5, 10 * 1.5, 20 * 0.5 + 10 * 1.5])


def test_a_case_that_goes_on_to_another_task():
    follow_on = {Task.DEBT_ADVICE: {Task.SOCIAL_ASSISTANCE: 0.5}}
    found = coordination([advised(Task.DEBT_ADVICE)], follow_on=follow_on)
    assert found == pytest.approx([0, 10 * 1.5, 10 * 0.5, 0, 0])


def test_each_member_of_a_committee_has_its_hours_for_each_case():
    """A quarter of an hour for twenty cases, beside what they write and read."""
    plain = coordination([homeless()])
    body = {"led_by": "homes", "members": ("homes", "debts", "care")}
    found = coordination([homeless()], bodies=[body])
    assert found - plain == pytest.approx([0, 0, 5, 5, 5])
    # Nothing comes before a committee on another group, or of another unit.
    others = {**body, "groups": (Group.YOUTH,)}
    assert coordination([homeless()], bodies=[others]) == pytest.approx(plain)
    of_debts = {"led_by": "debts", "members": ("homes", "debts")}
    assert coordination([homeless()], bodies=[of_debts]) == pytest.approx(plain)


def test_checking_everyone_takes_hours_where_households_are_heard_out():
    """Twenty assessments, and no reviews, for nobody keeps that routine."""
    stock = [building.block(Category.SOCIAL, 30)]
    plain = coordination([homeless()], stock=stock)
    found = coordination([homeless()], stock=stock, check_everyone=True)
    assert found - plain == pytest.approx([0, 20 * 0.3, 0, 0, 0])


def test_checking_everyone_takes_hours_where_leases_are_reviewed():
    """Thirty endless tenancies of three-year contracts: ten reviews a year."""
    stock = [building.block(Category.SOCIAL, 30)]
    group = homeless(arrivals={Need.DWELLING: 1e-9})
    found = coordination(
        [group],
        {"tenancy.renewal_share": 1.0},
        stock=stock,
        check_everyone=True,
        lease_review=True,
    )
    assert found == pytest.approx([0, 0, 0, 10 * 0.3, 0], abs=1e-4)


def test_a_committee_that_decides_on_nothing_meets_as_often_as_it_does():
    """A quarter of an hour for four cases, twenty times a year; never more than it has time for."""
    body = {"led_by": "debts", "members": ("debts", "social"), "groups": (), "every": YEAR / 20}
    plain = coordination([homeless()])
    talked = {"meeting.cases_consulted": 4.0}
    found = coordination([homeless()], talked, bodies=[body])
    assert found - plain == pytest.approx([0, 20, 20, 0, 0])
    found = coordination([homeless()], talked, bodies=[body | {"most_cases": 3}])
    assert found - plain == pytest.approx([0, 15, 15, 0, 0])


def test_what_nobody_decides_on_needs_no_approval():
    body = {"led_by": "debts", "members": ("debts", "social"), "groups": (), "decides": False}
    hours = {"meeting.cases_consulted": 4.0}
    plain = coordination([homeless()], hours, bodies=[body])
    found = coordination([homeless()], hours | {"routine.approval_hours": 0.5}, bodies=[body])
    assert found == pytest.approx(plain)


def test_an_order_for_follow_up_is_taken_on_by_nobody():
    hours = {"routine.deadline_hours": 0.5}
    agreed = {"agreements": [("homes", "care")]}
    group = homeless(follow_up={1: 1.0})
    plain = coordination([group], hours, **agreed)
    found = coordination([group], hours, **agreed, deadlines={("homes", "care"): 3.0})
    assert found == pytest.approx(plain)


def test_judging_by_the_key_takes_hours_where_dwellings_are_allocated():
    hours = {"routine.key_hours": 0.5}
    plain = coordination([homeless()], hours)
    found = coordination([homeless()], hours, priority_key=True)
    assert found - plain == pytest.approx([0, 0, 0, 20 * 0.5, 0])


def test_approval_takes_hours_where_decisions_need_it():
    """Twenty applications for a dwelling, none of debt advice; a committee's need it if it
    only recommends."""
    hours = {"routine.approval_hours": 0.5}
    body = {"led_by": "homes", "members": ("homes",)}

    def added(bound, **fields):
        bodies = [body | fields] if fields else []
        plain = coordination([homeless()], bodies=bodies)
        found = coordination([homeless()], hours, bodies=bodies, rule_oriented=bound)
        return found - plain

    assert added(False) == pytest.approx(0)
    assert added(True) == pytest.approx([0, 0, 0, 20 * 0.5, 0])
    assert added(True, decides=True) == pytest.approx(0)
    assert added(True, decides=False) == pytest.approx([0, 0, 0, 20 * 0.5, 0])
    assert added(False, decides=False) == pytest.approx([0, 0, 0, 20 * 0.5, 0])


def test_keeping_a_deadline_takes_hours_of_who_takes_the_cases_on():
    hours = {"routine.deadline_hours": 0.5}
    agreed = {"agreements": [("social", "debts")]}
    plain = coordination([homeless()], hours, **agreed)
    found = coordination([homeless()], hours, **agreed, deadlines={("social", "debts"): 3.0})
    assert found - plain == pytest.approx([0, 0, 10 * 0.5, 0, 0])


def test_entering_cases_takes_hours_where_others_see_them():
    """At the social office twenty assessments and as many allowances; ten advised on debts."""
    hours = {"routine.case_system_hours": 0.5, "handover.redone_share": 0.0}
    plain = coordination([homeless()], hours)
    alone = coordination([homeless()], hours, units={"debts": {"case_systems": ("one",)}})
    assert alone == pytest.approx(plain)
    on_it = {name: {"case_systems": ("one",)} for name in ("debts", "social", "care")}
    found = coordination([homeless(follow_up={1: 1.0})], hours, units=on_it)
    plain = coordination([homeless(follow_up={1: 1.0})], hours)
    assert found - plain == pytest.approx([0, 40 * 0.5, 10 * 0.5, 0, 0])


def test_upkeep_is_foreseen():
    hours = {"routine.written_hours": 20.0 / YEAR, "routine.agreement_hours": 7.0 / YEAR}
    plain = coordination([homeless()])
    units = {"debts": {"written_routines": True}}
    found = coordination([homeless()], hours, units=units, agreements=[("debts", "homes")])
    assert found - plain == pytest.approx([0, 0, 27, 7, 0])


def test_a_district_has_its_share_and_its_own_committee():
    """Five of the twenty live in the north; the debt adviser is one for the town."""
    districts = {"north": 0.25, "south": 0.75}
    organised = building.organisation(
        OFFICES,
        districts=districts,
        per_district=("social", "homes"),
        bodies=[{"led_by": "homes", "members": ("homes", "social")}],
    )
    assert [unit.name for unit in organised.units][1:5] == [
        "social north",
        "social south",
        "debts",
        "homes north",
    ]
    scenario = building.scenario([homeless()], organised, changes=HOURS)
    found = flows.coordination_hours(scenario, demand.reference(scenario)) * YEAR
    social, homes = 30 * 0.5 + 20 * 0.25, 20 * 1.5 + 20 * 0.25
    assert found == pytest.approx(
        [0, social / 4, social * 3 / 4, 10 * 1.5, homes / 4, homes * 3 / 4, 0]
    )


def test_no_hours_for_hand_overs_no_coordination():
    free = {"handover.hours": 0.0, "handover.redone_share": 0.0}
    assert coordination([homeless(), advised(kind=Group.YOUTH)], free) == pytest.approx(0)


def test_a_run_in_which_all_goes_as_foreseen_takes_the_hours_foreseen():
    """Everybody knows who does what and sees all needs, nobody contests, gives up or fails.

    Some 200 households a year, for twelve years, eight times: counts are within some per cent.
    """
    as_foreseen = {
        "knowledge.floor": 1.0,
        "knowledge.floor_written": 1.0,
        "contest.functional": 0.0,
        "contest.professional": 0.0,
        "patience.per_year": 0.0,
        "patience.per_referral": 0.0,
        "own_solution.rate": 0.0,
        "way_home.longest_referral": 1e6,
        "way_home.most_own_hours": 1e6,
        "temporary.harm": 0.0,
        "tenancy.renewal_share": 1.0,
        "offers.refused": 0.0,
        "doors.household_knowledge": 0.3,
    }
    first = homeless(
        arrivals={Need.DWELLING: 100.0},
        follow_up={1: 0.4},
        habits={Task.SOCIAL_ASSISTANCE: 0.5, Task.INFORM: 0.5},
        leaving_rate=0.25 / YEAR,
    )
    second = advised(Task.SOCIAL_ASSISTANCE, Group.YOUTH, rate=60.0)
    third = advised(Task.INFORM, Group.ILL, rate=40.0)
    ample = {name: {"positions": 5.0} for name in ("social", "debts", "homes")}
    ample["care"] = {"follow_up_workers": 20.0}
    scenario = building.scenario(
        [first, second, third],
        building.organisation(
            OFFICES,
            units=ample,
            bodies=[
                {"led_by": "homes", "members": ("homes", "debts"), "most_cases": 100, "every": 7.0}
            ],
            check_everyone=True,
            priority_key=True,
        ),
        [building.block(Category.SOCIAL, 1200, rooms=1)],
        HOURS | as_foreseen,
        crews=60,
    )
    scenario = building.identified(dataclasses.replace(scenario, observe=12 * YEAR))
    foreseen = flows.coordination_hours(scenario, demand.reference(scenario)) * YEAR
    # A desk books the check of everyone, 0.3 hours, with the assessment; and as coordination
    # also the reading of a case that has come to the wrong door, which is foreseen as work.
    foreseen -= 0.3 * flows.handled(scenario, demand.reference(scenario))[:, Task.ASSESSMENT] * YEAR
    foreseen[SOCIAL] += 0.5 * 60 * 0.7
    assert foreseen[[SOCIAL, DEBTS, HOMES]].min() > 100
    found = np.mean([_booked(scenario, seed) for seed in range(1, 9)], axis=0)
    assert found == pytest.approx(foreseen, rel=0.03, abs=1e-9)


#: Lists divided between three: who hears the households, one elsewhere, and the usual one.
DIVIDED = {Category.ORDINARY: "social", Category.CARE: "debts"}
SEVERAL = (Category.SOCIAL, Category.CARE, Category.ORDINARY)


def wanting(categories, **changes):
    """Twenty a year who need a dwelling, may have one of ``categories``, and have no debts."""
    return homeless(categories=categories, needs={}, **changes)


def divided(groups, known, changes=None, **organised):
    """Hours a year that divided lists cost each office, where "social" knows of "debts"."""
    scenario = building.scenario(
        groups,
        building.organisation(OFFICES, by_category=DIVIDED, **organised),
        changes=HOURS | {"work.allocate_dwellings.hours": 4.0} | (changes or {}),
    )
    knows = np.zeros((len(OFFICES), len(OFFICES)))
    knows[SOCIAL, DEBTS] = known
    return flows.further_applications(scenario, demand.reference(scenario), knows) * YEAR


def test_a_further_application_is_handled_written_about_read_and_assessed_again():
    """Twenty households apply to three: to the first as always; to the office that hears them
    (four hours each); and a quarter of them to the one it may know of."""
    found = divided([wanting(SEVERAL)], known=0.25)
    assert found == pytest.approx([0, 20 * 4 + 5 * 0.5, 5 * (4 + 1.5), 0, 0])


def test_the_first_application_is_not_a_further_one():
    """Two categories of one allocator are one list, and that it is the first is foreseen."""
    assert divided([wanting((Category.SOCIAL, Category.YOUTH))], known=1.0) == pytest.approx(0)
    found = divided([wanting((Category.CARE, Category.SOCIAL))], known=1.0)
    assert found == pytest.approx(0)  # of "homes" nobody knows
    assert divided([wanting(())], known=1.0) == pytest.approx(0)


def test_further_applications_take_longer_with_some_and_are_read_on_a_common_system():
    units = {name: {"case_systems": ("common",)} for name in ("social", "debts")}
    group = wanting((Category.SOCIAL, Category.CARE), work_factor=1.5)
    found = divided([group], known=1.0, units=units)
    assert found == pytest.approx([0, 20 * 0.5, 20 * (4 * 1.5 + 0.5), 0, 0])


def test_each_district_has_lists_of_its_own():
    """A quarter of the households is heard in the first, by the office of that district."""
    scenario = building.scenario(
        [wanting((Category.SOCIAL, Category.ORDINARY))],
        building.organisation(
            OFFICES,
            by_category=DIVIDED,
            districts={"first": 0.25, "second": 0.75},
            per_district=("social",),
        ),
        changes=HOURS | {"work.allocate_dwellings.hours": 4.0},
    )
    nothing = np.zeros((len(scenario.organisation.units),) * 2)
    found = flows.further_applications(scenario, demand.reference(scenario), nothing) * YEAR
    names = [unit.name for unit in scenario.organisation.units]
    by_name = dict(zip(names, found, strict=True))
    assert by_name["social first"] == pytest.approx(20 * 0.25 * 4)
    assert by_name["social second"] == pytest.approx(20 * 0.75 * 4)
    assert found.sum() == pytest.approx(20 * 4)


def test_lists_are_divided_only_where_a_household_may_be_on_two():
    def lists(categories, **organised):
        made = building.organisation(OFFICES, **organised)
        return flows.lists_are_divided(building.scenario([wanting(categories)], made))

    assert lists(SEVERAL, by_category=DIVIDED)
    assert not lists(SEVERAL)
    assert not lists((Category.CARE,), by_category=DIVIDED)
    assert not lists((), by_category=DIVIDED)


def test_as_many_apply_to_a_further_allocator_in_a_run_as_foreseen():
    """Sixty households a year, for twelve years, eight times, by what the units have learned."""
    as_foreseen = {
        "patience.per_year": 0.0,
        "patience.per_referral": 0.0,
        "patience.per_bounce": 0.0,
        "patience.return_share": 0.0,
        "own_solution.rate": 0.0,
        "contest.functional": 0.0,
        "contest.professional": 0.0,
        "way_home.longest_referral": 1e6,
        "way_home.most_own_hours": 1e6,
        "work.allocate_dwellings.hours": 4.0,
    }
    ample = {name: {"positions": 5.0} for name in ("social", "debts", "homes")}
    group = wanting((Category.SOCIAL, Category.CARE), arrivals={Need.DWELLING: 60.0})
    scenario = building.scenario(
        [group],
        building.organisation(OFFICES, by_category=DIVIDED, units=ample),
        [building.block(Category.SOCIAL, 1500, rooms=1)],
        HOURS | as_foreseen,
        crews=40,
    )
    scenario = building.identified(dataclasses.replace(scenario, observe=12 * YEAR))
    expected = demand.reference(scenario)
    known = knowledge.fixed_point(scenario, resources.positions(scenario)).unit
    assert 0.05 < known[SOCIAL, DEBTS] < 0.95
    hours = flows.further_applications(scenario, expected, known)[DEBTS]
    foreseen = hours * YEAR / (4.0 + 0.5 + 1.0)
    found = np.mean([_applied(scenario, seed, "debts") for seed in range(1, 9)])
    assert found == pytest.approx(foreseen, rel=0.06)


def _applied(scenario, seed, unit):
    """Applications for a dwelling that are for ``unit``, per year of the window."""
    rows = sim.run(scenario, seed).applications
    there = (rows["task"] == "allocate_dwellings") & (rows["right_unit"] == unit)
    return (there & (rows["created"] >= 0.0)).sum() / 12


def _booked(scenario, seed):
    """Hours of coordination a year that the desk of each unit booked in a run."""
    desks = sim.run(scenario, seed).units
    hours = desks[~desks["crew"]].set_index("unit")["coordination_hours_per_year"]
    return [hours.get(unit.name, 0.0) for unit in scenario.organisation.units]
