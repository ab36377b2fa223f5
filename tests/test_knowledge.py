"""The fixed point of learning."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import demand, flows, knowledge, resources
from sim.names import (
    DISTRIBUTED_TASKS,
    TASKS_WITH_WORK,
    Category,
    Ground,
    Group,
    Need,
    Ownership,
    Task,
)
from sim.parameters import PURSUED
from sim.quantities import MONTH, YEAR
from sim.scenario import check
from sim.scenario.resolved import Organisation, Unit
from tests import building

#: Practice only: nothing is passed on, forgotten, or known beforehand.
BARE = {
    "knowledge.passed_in_unit": 0.0,
    "knowledge.passed_in_house": 0.0,
    "knowledge.forgetting_half_life": 1e15,
    "doors.household_knowledge": 1.0,
    "needs.drift_rate": 0.0,
}


def _referrals(scenario):
    return flows.referrals(scenario, demand.reference(scenario))


def _handled(scenario):
    return flows.handled(scenario, demand.reference(scenario))


def settled(scenario, **given_resources):
    return knowledge.fixed_point(scenario, resources.positions(scenario, **given_resources))


def town(organised, changes=None):
    groups, stock = building.town()
    return building.scenario(groups, organised, stock, changes, population=30_030)


def one_task(cases_per_year, positions=1.0, changes=None, **unit):
    """One unit with one task that so many cases a year come straight to."""
    group = building.group(arrivals={Need.DEBT_ADVICE: cases_per_year})
    organised = building.organisation(
        {"office": building.OTHERS}, units={"office": {"positions": positions, **unit}}
    )
    return building.scenario([group], organised, changes=BARE | (changes or {}))


def test_turnover_and_learning_has_its_exact_long_run_mean():
    """Quitting 0.3 a year, a year's practice to learn, newcomers at 0.4: 0.86154."""
    changes = {
        "caseworkers.turnover": 0.3 / YEAR,
        "knowledge.floor": 0.4,
        "knowledge.cases_to_learn": 15.0,
    }
    found = settled(one_task(15.0, changes=changes))
    expected = 1 - (1 - 0.4) * 0.3 / (0.3 + 1.0)
    assert expected == pytest.approx(0.86154, abs=1e-5)
    assert found.instrument[0, Task.DEBT_ADVICE] == pytest.approx(expected, abs=1e-12)


def test_the_formula_by_hand():
    changes = {
        "knowledge.forgetting_half_life": 18 * MONTH,
        "caseworkers.turnover": 0.14 / YEAR,
        "knowledge.floor_written": 0.5,
    }
    found = settled(one_task(30.0, changes=changes, written_routines=True))
    practice = 30 / 15
    loss = math.log(2) / 1.5 + 0.14
    expected = (practice + loss * 0.5) / (practice + loss)
    assert found.instrument[0, Task.DEBT_ADVICE] == pytest.approx(expected, abs=1e-12)
    assert found.instrument[0, Task.START_LOAN] == pytest.approx(0.5)


def test_training_is_practice_shared_out_over_what_the_unit_holds():
    """Thirty hours a year at half a case an hour, over all tasks that are held; and cases."""
    changes = {
        "knowledge.forgetting_half_life": 18 * MONTH,
        "caseworkers.turnover": 0.14 / YEAR,
        "training.hours": 30.0 / YEAR,
        "training.cases_per_hour": 0.5,
    }
    found = settled(one_task(30.0, changes=changes))
    trained = 30 * 0.5 / len(set(TASKS_WITH_WORK) - {Task.ASSESSMENT}) / 15
    loss = math.log(2) / 1.5 + 0.14
    for task, practice in ((Task.DEBT_ADVICE, 2.0 + trained), (Task.START_LOAN, trained)):
        expected = (practice + loss * 0.2) / (practice + loss)
        assert found.instrument[0, task] == pytest.approx(expected, abs=1e-12)


def test_what_is_heard_in_a_committee_counts_as_far_as_the_speaker_knows_it():
    group = building.group(
        arrivals={Need.DWELLING: 30.0, Need.DEBT_ADVICE: 30.0},
        grounds={Ground.MUST: 1.0},
        categories=(Category.ORDINARY,),
    )
    organised = building.organisation(
        {"office": building.OTHERS, "debts": (Task.DEBT_ADVICE,), "loans": (Task.START_LOAN,)},
        units={name: {"positions": 2.0} for name in ("office", "debts", "loans")},
        bodies=[{"led_by": "office", "members": ("office", "debts")}],
    )
    stock = [building.block(Category.ORDINARY, 10)]
    loss = math.log(2) / 1.5 + 0.14
    changes = BARE | {
        "knowledge.forgetting_half_life": 18 * MONTH,
        "caseworkers.turnover": 0.14 / YEAR,
        "knowledge.passed_in_meeting": 0.4,
    }
    scenario = building.scenario([group], organised, stock, changes)
    found = settled(scenario)
    expected = demand.reference(scenario)
    cases = flows.met(scenario, expected)[0, 1] * YEAR
    assert cases > 1.0
    heard = 0.4 * cases / 2.0 / 15.0
    told = heard * found.instrument[1, Task.DEBT_ADVICE]
    of_office = (told + loss * 0.2) / (told + loss)
    assert found.instrument[0, Task.DEBT_ADVICE] == pytest.approx(of_office, abs=1e-9)
    assert found.instrument[2, Task.DEBT_ADVICE] == pytest.approx(0.2), "not a member"
    sent = flows.referrals(scenario, expected)[1, 0] * YEAR / 2.0 / 15.0
    about = (sent + heard + loss * 0.2) / (sent + heard + loss)
    assert found.unit[1, 0] == pytest.approx(about, abs=1e-9)


def test_the_more_is_known_of_a_further_allocator_the_more_is_sent_there():
    """Sixty a year are heard by one office, which may send each of them to one more allocator."""
    group = building.group(
        arrivals={Need.DWELLING: 60.0},
        habits={Task.SOCIAL_ASSISTANCE: 1.0},
        categories=(Category.SOCIAL, Category.CARE),
        landlord_acceptance=0.0,
        needs={},
    )
    organised = building.organisation(
        {"office": building.OTHERS, "debts": (Task.DEBT_ADVICE,)},
        units={name: {"positions": 1.0} for name in ("office", "debts")},
        by_category={Category.CARE: "debts"},
    )
    changes = BARE | {
        "knowledge.forgetting_half_life": 18 * MONTH,
        "caseworkers.turnover": 0.14 / YEAR,
        "doors.household_knowledge": 0.0,
    }
    stock = [building.block(Category.SOCIAL, 50), building.block(Category.CARE, 50)]
    scenario = building.scenario([group], organised, stock, changes)
    expected = demand.reference(scenario)
    sent = flows.referrals(scenario, expected)[0, 1] * YEAR / 15.0
    further = flows.to_further_allocators(scenario, expected)[0, 1].sum() * YEAR / 15.0
    assert further > 1.0
    known = settled(scenario).unit[0, 1]
    loss = math.log(2) / 1.5 + 0.14
    growth = sent + further * known
    assert known == pytest.approx((growth + loss * 0.2) / (growth + loss), abs=1e-9)
    assert known > (sent + loss * 0.2) / (sent + loss) + 0.2


def test_being_told_what_was_decided_counts_for_part_of_a_case():
    """Where there is a duty to inform; both ways, and of what was sent there."""
    group = building.group(arrivals={Need.DEBT_ADVICE: 60.0}, habits={Task.SOCIAL_ASSISTANCE: 1.0})
    loss = math.log(2) / 1.5 + 0.14
    for informing in ([], [("debts", "office")]):
        organised = building.organisation(
            {"office": building.OTHERS, "debts": (Task.DEBT_ADVICE,)},
            units={name: {"positions": 1.0} for name in ("office", "debts")},
            agreements=[("office", "debts")],
            informing=informing,
        )
        changes = BARE | {
            "doors.household_knowledge": 0.0,
            "knowledge.forgetting_half_life": 18 * MONTH,
            "caseworkers.turnover": 0.14 / YEAR,
            "routine.inform_teaches": 0.5,
        }
        scenario = building.scenario([group], organised, changes=changes)
        told = 0.5 * _referrals(scenario)[0, 1] * YEAR / 15.0 * bool(informing)
        expected = (told + loss * 0.2) / (told + loss)
        assert settled(scenario).instrument[0, Task.DEBT_ADVICE] == pytest.approx(expected)
        assert (told > 1.0) == bool(informing)


def test_practice_counts_per_head():
    """A post of a half has all the cases of its unit; two posts share them."""
    half = settled(one_task(30.0, positions=0.5)).instrument[0, Task.DEBT_ADVICE]
    one = settled(one_task(30.0, positions=1.0)).instrument[0, Task.DEBT_ADVICE]
    two = settled(one_task(30.0, positions=2.0)).instrument[0, Task.DEBT_ADVICE]
    same_for_each = settled(one_task(60.0, positions=2.0)).instrument[0, Task.DEBT_ADVICE]
    assert half == one
    assert two < one
    assert same_for_each == pytest.approx(one)


def test_colleagues_pass_knowledge_on_by_the_quadratic():
    """Without practice K solves p K^2 + (l - p) K - l K0 = 0, p the passing, l the loss."""
    changes = {
        "knowledge.passed_in_unit": 0.03 / MONTH,
        "knowledge.forgetting_half_life": 18 * MONTH,
        "caseworkers.turnover": 0.14 / YEAR,
    }
    found = settled(one_task(30.0, positions=2.0, changes=changes))
    p, loss = 0.36, math.log(2) / 1.5 + 0.14
    expected = (p - loss + math.sqrt((p - loss) ** 2 + 4 * p * loss * 0.2)) / (2 * p)
    assert found.instrument[0, Task.START_LOAN] == pytest.approx(expected, abs=1e-11)
    alone = settled(one_task(30.0, positions=1.0, changes=changes))
    assert alone.instrument[0, Task.START_LOAN] == pytest.approx(0.2)


def test_the_best_neighbour_in_the_house_passes_knowledge_on():
    def organised(house):
        return building.organisation(
            {"loans": (Task.START_LOAN,), "debts": (Task.DEBT_ADVICE,), "rest": building.OTHERS},
            units={
                "loans": {"house": "town hall", "positions": 1.0},
                "debts": {"house": house, "positions": 1.0},
            },
        )

    group = building.group(arrivals={Need.DEBT_ADVICE: 20.0, Need.START_LOAN: 20.0})
    changes = BARE | {
        "knowledge.passed_in_house": 0.02 / MONTH,
        "knowledge.forgetting_half_life": 18 * MONTH,
    }
    together = settled(building.scenario([group], organised("town hall"), changes=changes))
    apart = settled(building.scenario([group], organised("elsewhere"), changes=changes))
    assert apart.instrument[0, Task.DEBT_ADVICE] == pytest.approx(0.2)
    loss = math.log(2) / 1.5 + 0.14
    passed = 0.24 * together.instrument[1, Task.DEBT_ADVICE]
    expected = (passed + loss * 0.2) / (passed + loss)
    assert together.instrument[0, Task.DEBT_ADVICE] == pytest.approx(expected, abs=1e-10)
    # Of the unit next door itself, and what it does, the unit is told at the full rate.
    expected = (0.24 + loss * 0.2) / (0.24 + loss)
    assert together.unit[0, 1] == pytest.approx(expected, abs=1e-10)
    assert apart.unit[0, 1] == pytest.approx(0.2)


def test_somebody_in_a_unit_without_caseworkers_passes_on_what_its_routines_say():
    """The desk has no positions, but a head: it and the loan office tell each other things."""
    organised = building.organisation(
        {"loans": (Task.START_LOAN,), "desk": (Task.INFORM,), "rest": building.OTHERS},
        units={
            "loans": {"house": "town hall"},
            "desk": {"house": "town hall", "written_routines": True},
        },
    )
    group = building.group(arrivals={Need.START_LOAN: 20.0})
    changes = BARE | {
        "knowledge.passed_in_house": 0.02 / MONTH,
        "knowledge.forgetting_half_life": 18 * MONTH,
    }
    scenario = building.scenario([group], organised, changes=changes)
    assert resources.positions(scenario).heads == (1, 0, 0)
    found = settled(scenario).instrument
    loss = math.log(2) / 1.5 + 0.14
    # Of debts nobody has any practice; each knows what the other tells, above what it starts at.
    loans, desk = 0.2, 0.5
    for _ in range(200):
        loans, desk = (
            (0.24 * desk + loss * 0.2) / (0.24 * desk + loss),
            (0.24 * loans + loss * 0.5) / (0.24 * loans + loss),
        )
    assert found[0, Task.DEBT_ADVICE] == pytest.approx(loans, abs=1e-10)
    assert found[1, Task.DEBT_ADVICE] == pytest.approx(desk, abs=1e-10)
    # Of loans the desk hears from those who handle them.
    told = 0.24 * found[0, Task.START_LOAN]
    assert found[1, Task.START_LOAN] == pytest.approx((told + loss * 0.5) / (told + loss))
    assert found[2, Task.DEBT_ADVICE] == pytest.approx(0.2)  # in a house of its own


def test_a_unit_without_caseworkers_learns_from_directing_people_like_one_head():
    """Half of the households come to the desk, which has nobody for cases: one head learns."""
    empty = settled(desk_and_office(desk_heads=0.0))
    one = settled(desk_and_office(desk_heads=1.0))
    for field in ("instrument", "unit", "contact"):
        assert np.array_equal(getattr(empty, field), getattr(one, field))
    practice, loss = 12 / 15, math.log(2) / 1.5 + 0.14
    assert empty.unit[0, 1] == pytest.approx((practice + loss * 0.2) / (practice + loss))
    assert empty.contact[1, 0] == pytest.approx(0.6 / (0.6 + math.log(2) + 2 * 0.14))


def test_full_knowledge_where_newcomers_know_all():
    """Exactly full, so that a limit without ignorance is one."""
    changes = {"knowledge.floor": 1.0, "knowledge.floor_written": 1.0}
    for organised in (building.all_in_one(), building.one_unit_per_task()):
        found = settled(town(organised, changes))
        assert (found.instrument == 1.0).all()
        assert (found.unit == 1.0).all()


def test_a_broader_unit_knows_each_instrument_less():
    narrow = building.group(arrivals={Need.DEBT_ADVICE: 40.0})
    broad = building.group(arrivals={Need.DEBT_ADVICE: 20.0, Need.SOCIAL_ASSISTANCE: 20.0})
    organised = building.organisation(
        {"office": building.OTHERS}, units={"office": {"positions": 2.0}}
    )
    of_narrow, of_broad = (
        settled(building.scenario([group], organised)).instrument[0, Task.DEBT_ADVICE]
        for group in (narrow, broad)
    )
    assert of_broad < of_narrow


def test_splitting_deepens_knowledge_and_blurs_who_does_what():
    together = settled(town(building.all_in_one()))
    scenario = town(building.one_unit_per_task())
    apart = settled(scenario)
    holders = scenario.organisation.holders
    tasks = (Task.START_LOAN, Task.SOCIAL_ASSISTANCE, Task.DEBT_ADVICE, Task.HOUSING_ALLOWANCE)
    for task in tasks:
        (unit,) = holders[task][Group.ECONOMIC]
        assert apart.instrument[unit, task] > together.instrument[0, task]
        others = np.delete(apart.instrument[:, task], unit)
        assert others.max() < apart.instrument[unit, task]
    assert (together.unit == 1.0).all()
    assert (apart.unit[~np.eye(len(apart.unit), dtype=bool)] < 1.0).all()
    assert (np.diag(apart.unit) == 1.0).all()


def test_merging_only_adds_colleagues_where_the_mix_stays():
    """Two units that do the same for two groups: merged, each head has as many cases."""
    groups = [
        building.group(kind, arrivals={Need.DEBT_ADVICE: 20.0})
        for kind in (Group.YOUTH, Group.REFUGEE)
    ]
    apart = building.organisation(
        {"one": building.OTHERS, "two": ()},
        by_group={(Task.DEBT_ADVICE, Group.REFUGEE): "two"},
        units={"one": {"positions": 1.0}, "two": {"positions": 1.0}},
    )
    merged = building.organisation({"one": building.OTHERS}, units={"one": {"positions": 2.0}})
    of_two = settled(building.scenario(groups, apart, changes=BARE))
    of_one = settled(building.scenario(groups, merged, changes=BARE))
    assert of_one.instrument[0, Task.DEBT_ADVICE] == pytest.approx(
        of_two.instrument[1, Task.DEBT_ADVICE]
    )


def desk_and_office(agreements=(), desk_heads=1.0):
    """Debt advice in an office, and a front desk that half of its households come to."""
    group = building.group(arrivals={Need.DEBT_ADVICE: 24.0})
    organised = building.organisation(
        {"desk": (Task.INFORM,), "office": building.OTHERS, "third": ()},
        agreements=agreements,
        units={
            "desk": {"positions": desk_heads},
            "office": {"positions": 2.0},
            "third": {"positions": 1.0},
        },
    )
    changes = BARE | {
        "doors.household_knowledge": 0.5,
        "knowledge.forgetting_half_life": 18 * MONTH,
    }
    return building.scenario([group], organised, changes=changes)


def test_referrals_go_from_the_door_to_the_holder():
    sent = _referrals(desk_and_office())
    assert sent[0, 1] == pytest.approx(12 / YEAR)
    assert sent.sum() == pytest.approx(12 / YEAR)


def test_who_does_what_is_learned_by_referring():
    found = settled(desk_and_office(desk_heads=2.0))
    practice = 12 / 2 / 15
    loss = math.log(2) / 1.5 + 0.14
    assert found.unit[0, 1] == pytest.approx((practice + loss * 0.2) / (practice + loss))
    assert found.unit[1, 0] == pytest.approx(0.2)
    assert found.unit[0, 2] == pytest.approx(0.2)


def test_an_agreement_is_a_routine_in_writing():
    found = settled(desk_and_office(agreements=[("third", "desk")]))
    assert found.unit[0, 2] == pytest.approx(0.5)
    assert found.unit[2, 0] == pytest.approx(0.5)
    assert found.unit[2, 1] == pytest.approx(0.2)
    assert found.instrument[2, Task.DEBT_ADVICE] == pytest.approx(0.2)


def test_contacts_by_hand():
    found = settled(desk_and_office())
    loss = math.log(2) / 1.0 + 2 * 0.14
    assert found.contact[0, 1] == pytest.approx(1.2 / (1.2 + loss))  # 12 cases, one head
    assert found.contact[1, 0] == pytest.approx(0.6 / (0.6 + loss))  # the same, two heads
    assert found.contact[0, 2] == 0
    assert (np.diag(found.contact) == 1.0).all()


def test_contacts_in_a_common_house_by_hand():
    apart = desk_and_office()
    organised = apart.organisation
    units = tuple(
        dataclasses.replace(unit, house="hall") if unit.name != "office" else unit
        for unit in organised.units
    )
    scenario = dataclasses.replace(
        apart,
        organisation=dataclasses.replace(organised, units=units),
        parameters=apart.parameters | {"contacts.met_in_house": 0.5 / YEAR},
    )
    found = settled(scenario).contact
    loss = math.log(2) / 1.0 + 2 * 0.14
    assert found[0, 2] == pytest.approx(0.5 / (0.5 + loss))
    assert found[2, 0] == found[0, 2]
    assert found[0, 1] == settled(apart).contact[0, 1]


def test_nobody_rings_a_unit_that_has_no_joint_cases():
    scenario = town(building.one_unit_per_task())
    found = settled(scenario)
    empty = scenario.organisation.unit("plan")
    assert found.contact[:, empty].sum() == 1.0  # itself


def test_a_front_desk_sends_everybody_to_the_allocator_who_sends_on_what_it_finds():
    """Ten households a year, half by the desk: what they need arises where they are heard."""
    group = building.group(
        arrivals={Need.DWELLING: 10.0},
        grounds={Ground.MUST: 1.0},
        needs={Need.DEBT_ADVICE: 0.5},
    )
    organised = building.organisation(
        {"desk": (Task.INFORM,), "debts": (Task.DEBT_ADVICE,), "office": building.OTHERS}
    )
    scenario = building.scenario(
        [group], organised, changes=BARE | {"doors.household_knowledge": 0.5}
    )
    sent = _referrals(scenario) * YEAR
    expected = np.zeros((3, 3))
    expected[0, 2] = 5.0  # all who come to the desk
    expected[2, 1] = 5.0  # half of the ten have debts
    assert sent == pytest.approx(expected)
    handled = _handled(scenario) * YEAR
    assert handled[:, Task.ASSESSMENT] == pytest.approx([0.0, 0.0, 10.0])
    assert handled[:, Task.DEBT_ADVICE] == pytest.approx([0.0, 5.0, 0.0])


def test_a_working_door_sends_on_what_it_finds_itself():
    """The same ten, half of them by the debt adviser: nobody is directed to be heard."""
    group = building.group(
        arrivals={Need.DWELLING: 10.0},
        grounds={Ground.MUST: 1.0},
        needs={Need.DEBT_ADVICE: 0.5},
        habits={Task.DEBT_ADVICE: 1.0},
    )
    organised = building.organisation({"debts": (Task.DEBT_ADVICE,), "office": building.OTHERS})
    scenario = building.scenario(
        [group], organised, changes=BARE | {"doors.household_knowledge": 0.5}
    )
    sent = _referrals(scenario) * YEAR
    # Five each way are heard; at the debt adviser all need a dwelling and allowance besides.
    assert sent == pytest.approx(np.array([[0.0, 10.0], [2.5, 0.0]]))
    handled = _handled(scenario) * YEAR
    assert handled[:, Task.ASSESSMENT] == pytest.approx([5.0, 5.0])


def test_loans_go_to_a_grant_and_back_and_mediation_to_a_deposit():
    """Ten households that nearly can buy, and ten with nothing saved who rent."""
    short = building.group(
        arrivals={Need.START_LOAN: 10.0},
        equity_mean=0.0,
        landlord_acceptance=0.0,
    )
    renting = building.group(
        Group.YOUTH, arrivals={Need.PRIVATE_MEDIATION: 10.0}, income_median=20_000.0
    )
    names = {
        "loans": Task.START_LOAN,
        "grants": Task.PURCHASE_GRANT,
        "landlords": Task.PRIVATE_MEDIATION,
        "cash": Task.SOCIAL_ASSISTANCE,
    }
    organised = building.organisation(
        {name: (task,) for name, task in names.items()} | {"rest": building.OTHERS}
    )
    changes = BARE | {"grant.largest_share": 1.0}
    sent = _referrals(building.scenario([short, renting], organised, (), changes)) * YEAR
    expected = np.zeros((5, 5))
    expected[0, 1] = expected[1, 0] = 10.0
    expected[2, 3] = 10.0
    assert sent == pytest.approx(expected)


def test_who_orders_follow_up_sends_it_to_the_provider():
    group = building.group(arrivals={Need.FOLLOW_UP: 10.0})
    organised = building.organisation(
        {"orders": (Task.ORDER_FOLLOW_UP,), "gives": (Task.PROVIDE_FOLLOW_UP,),
         "rest": building.OTHERS}
    )  # fmt: skip
    scenario = building.scenario([group], organised, changes=BARE)
    sent = _referrals(scenario) * YEAR
    assert sent[0, 1] == pytest.approx(10.0)
    assert sent.sum() == pytest.approx(10.0)
    handled = _handled(scenario) * YEAR
    assert handled[0, Task.ORDER_FOLLOW_UP] == pytest.approx(10.0)
    assert handled.sum() == pytest.approx(10.0)


def advised_in(shares, per_district=("desk", "office"), **rest):
    """Debt advice in an office, and a desk that half of its households come to; all in the
    rest know nothing of it."""
    group = building.group(arrivals={Need.DEBT_ADVICE: 24.0})
    organised = building.organisation(
        {"desk": (Task.INFORM,), "office": building.OTHERS, "rest": ()},
        districts=shares,
        per_district=per_district,
        units={name: {"positions": 1.0} for name in ("desk", "office", "rest")},
        **rest,
    )
    changes = BARE | {
        "doors.household_knowledge": 0.5,
        "knowledge.forgetting_half_life": 18 * MONTH,
    }
    return building.scenario([group], organised, changes=changes)


def test_a_district_has_its_share_of_the_practice_and_of_the_referrals():
    scenario = advised_in({"north": 0.25, "south": 0.75})
    handled = _handled(scenario)[:, Task.DEBT_ADVICE] * YEAR
    assert handled == pytest.approx([0, 0, 6.0, 18.0, 0])
    sent = _referrals(scenario) * YEAR
    expected = np.zeros((5, 5))
    expected[0, 2], expected[1, 3] = 3.0, 9.0  # a case stays in its district
    assert sent == pytest.approx(expected)
    found = settled(scenario)
    loss = math.log(2) / 1.5 + 0.14
    for office, practice in ((2, 6 / 15), (3, 18 / 15)):
        known = (practice + loss * 0.2) / (practice + loss)
        assert found.instrument[office, Task.DEBT_ADVICE] == pytest.approx(known)
    assert found.unit[0, 2] < found.unit[1, 3]
    assert found.unit[0, 3] == pytest.approx(0.2)  # the other district's office is a stranger
    assert found.contact[0, 3] == 0


def test_households_are_heard_out_in_their_district():
    """Half of twelve come to the desk, which does no case work, and are directed next door."""
    group = building.group(arrivals={Need.DWELLING: 12.0}, grounds={Ground.MUST: 1.0})
    organised = building.organisation(
        {"desk": (Task.INFORM,), "office": building.OTHERS},
        districts={"north": 0.25, "south": 0.75},
        per_district=("desk", "office"),
    )
    scenario = building.scenario(
        [group], organised, changes=BARE | {"doors.household_knowledge": 0.5}
    )
    sent = _referrals(scenario) * YEAR
    expected = np.zeros((4, 4))
    expected[0, 2], expected[1, 3] = 1.5, 4.5
    assert sent == pytest.approx(expected)
    heard = _handled(scenario)[:, Task.ASSESSMENT] * YEAR
    assert heard == pytest.approx([0.0, 0.0, 3.0, 9.0])


def test_an_office_of_the_whole_town_has_the_cases_of_all_districts():
    whole = advised_in({"north": 0.25, "south": 0.75}, per_district=("desk",))
    sent = _referrals(whole) * YEAR
    assert sent[0, 2] == pytest.approx(3.0)
    assert sent[1, 2] == pytest.approx(9.0)
    plain = advised_in({}, per_district=())
    handled = [_handled(one)[:, Task.DEBT_ADVICE].max() for one in (whole, plain)]
    assert handled[0] == pytest.approx(handled[1])


def test_each_district_is_told_of_its_own_dwellings():
    group = building.group(
        arrivals={Need.DWELLING: 1.0},
        grounds={Ground.MUST: 1.0},
        categories=(Category.CARE,),
        leaving_rate=0.2 / YEAR,
    )
    organised = building.organisation(
        {"property": (Task.MANAGE_VACANCIES,), "office": building.OTHERS},
        districts={"north": 0.25, "south": 0.75},
        per_district=("office",),
    )
    stock = [
        building.block(Category.CARE, 40),
        building.block(Category.CARE, 10, ownership=Ownership.FOUNDATION),
    ]
    scenario = building.scenario([group], organised, stock, BARE | {"tenancy.renewal_share": 1.0})
    sent = _referrals(scenario) * YEAR
    # The foundation tells the office itself: 40 of the 50 dwellings are the property unit's.
    assert sent[0, 1] == pytest.approx(0.25 * 40 * 0.2)
    assert sent[0, 2] == pytest.approx(0.75 * 40 * 0.2)
    lets = _handled(scenario)[:, Task.ALLOCATE_DWELLINGS] * YEAR
    assert lets[1] == pytest.approx(0.25 * (1.0 + 50 * 0.2))
    assert lets[2] == pytest.approx(0.75 * (1.0 + 50 * 0.2))


def test_people_who_sit_on_a_committee_get_to_know_each_other():
    """Twelve applications a year, eight of them of the group it decides on."""
    groups = [
        building.group(kind, arrivals={Need.DWELLING: rate}, grounds={Ground.MUST: 1.0})
        for kind, rate in ((Group.YOUTH, 8.0), (Group.ILL, 4.0))
    ]
    organised = building.organisation(
        {"office": building.OTHERS, "health": (), "police": (), "other office": ()},
        units={name: {"positions": 1.0} for name in ("health", "police", "other office")}
        | {"office": {"positions": 2.0}},
        bodies=[
            {"led_by": "office", "members": ("office", "health"), "groups": (Group.YOUTH,)},
            {"led_by": "other office", "members": ("other office", "police")},
        ],
    )
    changes = BARE | {"knowledge.forgetting_half_life": 18 * MONTH}
    found = settled(building.scenario(groups, organised, (), changes)).contact
    loss = math.log(2) / 1.0 + 2 * 0.14
    assert found[1, 0] == pytest.approx(0.8 / (0.8 + loss))
    assert found[0, 1] == pytest.approx(0.4 / (0.4 + loss))  # two heads share the meetings
    # The other committee's leader decides on nothing, so its members have nothing in common.
    assert found[3, 2] == 0
    assert found[0, 2] == found[0, 3] == 0
    assert (np.diag(found) == 1.0).all()


def test_who_talks_in_a_committee_or_a_group_without_cases_gets_to_know_each_other():
    """Five cases a fortnight, two a quarter; the desk's leader comes to the group as well."""
    laid_down = building.strategy(
        steering_group=(Task.DEBT_ADVICE,), steering_group_meets=91.0, leader=Task.INFORM
    )
    organised = building.organisation(
        {"desk": (Task.INFORM,), "debts": (Task.DEBT_ADVICE,), "office": building.OTHERS},
        bodies=[{"led_by": "desk", "members": ("desk", "office"), "groups": ()}],
        strategy=laid_down,
    )
    changes = {"meeting.cases_consulted": 5.0, "planning.meeting_cases": 2.0}
    for pursued in ("no", "yes"):
        pursuing = {"planning.pursued": float(PURSUED[pursued])}
        scenario = town(organised, changes | pursuing)
        met = flows.met(scenario, demand.reference(scenario))
        assert met[0, 2] == met[2, 0] == pytest.approx(5 / 14)
        assert met[0, 1] == met[1, 0] == pytest.approx(2 / 91 if pursued == "yes" else 0.0)
        assert met[1, 2] == 0.0


def test_each_district_has_its_own_committee():
    """A quarter of the applications come before the committee of the north."""
    group = building.group(arrivals={Need.DWELLING: 12.0}, grounds={Ground.MUST: 1.0})
    organised = building.organisation(
        {"office": building.OTHERS, "health": (), "police": ()},
        units={name: {"positions": 1.0} for name in ("office", "health", "police")},
        districts={"north": 0.25, "south": 0.75},
        per_district=("office", "health"),
        bodies=[{"led_by": "office", "members": ("office", "health", "police")}],
    )
    assert [body.led_by for body in organised.bodies] == [0, 1]
    changes = BARE | {"knowledge.forgetting_half_life": 18 * MONTH}
    found = settled(building.scenario([group], organised, (), changes)).contact
    loss = math.log(2) / 1.0 + 2 * 0.14
    assert found[2, 0] == pytest.approx(0.3 / (0.3 + loss))
    assert found[3, 1] == pytest.approx(0.9 / (0.9 + loss))
    assert found[3, 0] == 0
    assert found[4, 0] == pytest.approx(0.3 / (0.3 + loss))
    assert found[4, 1] == pytest.approx(0.9 / (0.9 + loss))


@pytest.mark.parametrize("routine", [True, False])
def test_leases_are_learned_only_where_they_are_reviewed(routine):
    organised = dataclasses.replace(building.one_unit_per_task(), lease_review=routine)
    scenario = town(organised)
    landlord = scenario.organisation.unit("review_leases")
    handled = _handled(scenario)[:, Task.REVIEW_LEASES]
    assert (handled.sum() > 0) == (handled[landlord] > 0) == routine
    found = settled(scenario).instrument[landlord, Task.REVIEW_LEASES]
    assert (found > 0.7) if routine else (found == pytest.approx(0.2))


def test_follow_on_and_vacancies_are_referrals_too():
    group = building.group(
        arrivals={Need.START_LOAN: 10.0, Need.DWELLING: 1.0},
        grounds={Ground.MUST: 1.0},
        categories=(Category.CARE,),
        leaving_rate=0.2 / YEAR,
    )
    organised = building.organisation(
        {
            "loans": (Task.START_LOAN,),
            "debts": (Task.DEBT_ADVICE,),
            "property": (Task.MANAGE_VACANCIES,),
            "care": (),
            "rest": building.OTHERS,
        },
        by_category={Category.CARE: "care"},
        by_group={(Task.ALLOCATE_DWELLINGS, Group.ECONOMIC): "care"},
    )
    scenario = building.scenario(
        [group],
        organised,
        [building.block(Category.CARE, 50)],
        BARE | {"tenancy.renewal_share": 1.0},
        follow_on={Task.START_LOAN: {Task.DEBT_ADVICE: 0.3}},
    )
    sent = _referrals(scenario)
    assert sent[0, 1] == pytest.approx(3 / YEAR)
    assert sent[2, 3] == pytest.approx(50 * 0.2 / YEAR)
    handled = _handled(scenario)
    assert handled[3, Task.ALLOCATE_DWELLINGS] == pytest.approx(1 / YEAR + 10 / YEAR)
    assert handled[3, Task.ASSESSMENT] == pytest.approx(1 / YEAR)


def test_an_organisation_has_no_say_in_what_is_known():
    """Nothing in an organisation names knowledge, contacts, speed or contests."""
    fields = {field.name for field in dataclasses.fields(Organisation)}
    fields |= {field.name for field in dataclasses.fields(Unit)}
    assert fields == {
        "name", "name_nb", "title", "units", "districts", "holders", "allocators", "agreements",
        "bodies", "deadlines", "informing", "strategy",
        "personal_cases", "lease_review", "vacancy_owner", "check_everyone", "priority_key",
        "rule_oriented", "case_coordinator", "tenants_may_buy", "sources", "sector", "house",
        "case_systems", "written_routines", "key_person", "positions", "follow_up_workers",
        "district",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("attempt", "named"),
    [
        ("parameters: {knowledge.floor: 0.9}", "parameters"),
        ("knowledge: 0.9", "knowledge"),
        ("override: {contest.functional: 0}", "override"),
        ("units: {one office: {knowledge: 0.9}}", "knowledge"),
        ("units: {one office: {contacts: 1}}", "contacts"),
        ("units: {one office: {written_routines: yes, floor: 0.9}}", "floor"),
    ],
)
def test_an_organisation_file_cannot_set_what_is_known(tmp_path, attempt, named):
    tasks = "\n".join(f"  {task.name.lower()}: one office" for task in DISTRIBUTED_TASKS)
    units = "" if attempt.startswith("units") else "units: {one office: {}}\n"
    text = f"title: Biased\n{units}{{attempt}}\ntasks:\n{tasks}\n"
    file = tmp_path / "biased.yaml"
    file.write_text(text.replace("{attempt}", ""))
    if units:
        assert check("moss-2009", organisation=str(file)) == []
    file.write_text(text.replace("{attempt}", attempt))
    problems = check("moss-2009", organisation=str(file))
    assert [problem.key.split(".")[-1] for problem in problems] == [named]


def test_names_and_sectors_make_no_difference():
    """What a unit, its sector or the organisation is called is read by nobody."""
    plain = building.one_unit_per_task()
    renamed = dataclasses.replace(
        plain,
        name="concentrated",
        title="Fragmented",
        units=tuple(
            dataclasses.replace(unit, name=f"office {i}", house=f"house {i}", sector="NAV")
            for i, unit in enumerate(plain.units)
        ),
    )
    one, other = settled(town(plain)), settled(town(renamed))
    for field in ("instrument", "unit", "contact"):
        assert np.array_equal(getattr(one, field), getattr(other, field))


def test_the_order_of_units_makes_no_difference():
    plain = building.one_unit_per_task()
    count = len(plain.units)
    turned = dataclasses.replace(
        plain,
        units=plain.units[::-1],
        holders={
            task: {group: tuple(count - 1 - unit for unit in held) for group, held in of.items()}
            for task, of in plain.holders.items()
        },
        allocators={
            c: tuple(count - 1 - unit for unit in held) for c, held in plain.allocators.items()
        },
    )
    one, other = settled(town(plain)), settled(town(turned))
    assert other.instrument[::-1] == pytest.approx(one.instrument, abs=1e-11)
    assert other.unit[::-1, ::-1] == pytest.approx(one.unit, abs=1e-11)
    assert other.contact[::-1, ::-1] == pytest.approx(one.contact, abs=1e-11)


tasks = [Task.START_LOAN, Task.HOUSING_ALLOWANCE, Task.DEBT_ADVICE, Task.SOCIAL_ASSISTANCE]


@settings(max_examples=60, deadline=None)
@given(
    units=st.lists(st.integers(0, 3), min_size=len(tasks), max_size=len(tasks)),
    houses=st.lists(st.integers(0, 2), min_size=4, max_size=4),
    written=st.lists(st.booleans(), min_size=4, max_size=4),
    rates=st.lists(st.floats(0, 200), min_size=len(tasks), max_size=len(tasks)),
    in_unit=st.floats(0, 0.1),
    in_house=st.floats(0, 0.1),
    half_life=st.floats(6, 60),
    turnover=st.floats(0, 0.5),
    floor=st.floats(0, 1),
)
def test_any_fixed_point_is_one_and_is_contracted_to(
    units, houses, written, rates, in_unit, in_house, half_life, turnover, floor
):
    """Within the plausible ranges: settled, between 0 and 1, and the steps shrink."""
    names = ["a", "b", "c", "d"]
    organised = building.organisation(
        {
            name: [task for task, unit in zip(tasks, units, strict=True) if unit == i]
            for i, name in enumerate(names)
        }
        | {"rest": building.OTHERS},
        units={
            name: {"house": f"house {houses[i]}", "written_routines": written[i]}
            for i, name in enumerate(names)
        },
        agreements=[("a", "b")],
    )
    needs = (Need.START_LOAN, Need.HOUSING_ALLOWANCE, Need.DEBT_ADVICE, Need.SOCIAL_ASSISTANCE)
    group = building.group(arrivals=dict(zip(needs, rates, strict=True)))
    changes = {
        "knowledge.passed_in_unit": in_unit / MONTH,
        "knowledge.passed_in_house": in_house / MONTH,
        "knowledge.forgetting_half_life": half_life * MONTH,
        "caseworkers.turnover": turnover / YEAR,
        "knowledge.floor": floor,
    }
    scenario = building.scenario([group], organised, changes=changes)
    found = settled(scenario)
    assert found.factor < 1.0
    for shares in (found.instrument, found.unit, found.contact):
        assert (shares >= 0).all()
        assert (shares <= 1).all()
    # Knowledge is at least the newcomer's; more practice never lowers it.
    assert (found.instrument.min(axis=1) >= min(floor, 0.5) - 1e-12).all()


@pytest.mark.parametrize("floor", [0.05, 0.2, 0.5])
def test_the_fixed_point_is_the_only_one(floor):
    """Starting from full knowledge leads to the same place as starting from newcomers."""
    scenario = town(building.one_unit_per_task(), {"knowledge.floor": floor})
    found = settled(scenario)
    from_above = np.ones_like(found.instrument)
    heads = np.array(resources.positions(scenario).heads, dtype=float)
    practice = _handled(scenario) / np.maximum(heads, 1)[:, None] / 15
    loss = 0.14 / YEAR + math.log(2) / (18 * MONTH)
    for _ in range(500):
        colleagues = np.where(heads > 1, 0.03 / MONTH, 0.0)[:, None] * from_above
        growth = practice + colleagues
        from_above = (growth + loss * floor) / (growth + loss)
    assert found.instrument == pytest.approx(from_above, abs=1e-10)
