"""Task tables, channels and structural indices."""

import dataclasses

import numpy as np
import pytest

from sim import demand, organisation
from sim.names import DISTRIBUTED_TASKS, Category, Ground, Group, Need, Task
from sim.organisation import Channel
from sim.quantities import YEAR
from tests import building

FOLLOW_UP = (Task.ORDER_FOLLOW_UP, Task.PROVIDE_FOLLOW_UP)


def town(organised):
    groups, stock = building.town()
    return building.scenario(groups, organised, stock, population=30_030)


def spread_out():
    """Loans in one unit, care in another, property in a third, the rest in an office."""
    return building.organisation(
        {
            "office": building.OTHERS,
            "finance": (Task.START_LOAN, Task.PURCHASE_GRANT),
            "property": (Task.MANAGE_VACANCIES, Task.PROCURE_DWELLINGS),
            "care": (),
            "idle": (),
        },
        by_group={(task, Group.ELDERLY): "care" for task in FOLLOW_UP},
        by_category={Category.CARE: "care", Category.ORDINARY: "property"},
    )


def test_all_in_one_has_no_structure():
    indices = organisation.structural_indices(town(building.all_in_one()))
    assert indices == {
        "units_involved": 1.0,
        "units_with_expected_work": 1.0,
        "tasks_per_unit": len(DISTRIBUTED_TASKS),
        "herfindahl_of_tasks": 1.0,
        "herfindahl_of_hours": 1.0,
        "vertical_splits": 0.0,
        "interfaces_of_compound_package": 0.0,
    }


def test_one_unit_per_task_is_the_other_end():
    scenario = town(building.one_unit_per_task())
    indices = organisation.structural_indices(scenario)
    assert indices["units_involved"] == len(DISTRIBUTED_TASKS)
    assert indices["tasks_per_unit"] == 1.0
    assert indices["herfindahl_of_tasks"] == pytest.approx(1 / len(DISTRIBUTED_TASKS))
    assert 1 / 17 < indices["herfindahl_of_hours"] < 1
    assert indices["vertical_splits"] == 2.0
    # Six units in the package; a seventh where the door is none of theirs.
    assert 5.0 < indices["interfaces_of_compound_package"] < 6.0


def test_interfaces_by_hand():
    group = building.group(
        arrivals={Need.DWELLING: 1.0}, habits={Task.INFORM: 0.5, Task.DEBT_ADVICE: 0.5}
    )
    organised = building.organisation(
        {"front desk": (Task.INFORM,), "office": building.OTHERS, "loans": (Task.START_LOAN,)}
    )
    scenario = building.scenario([group], organised, changes={"doors.household_knowledge": 0.2})
    # All of the package is in the office; 0.8 x 0.5 come to the front desk first.
    assert organisation.interfaces_of_compound_package(scenario) == pytest.approx(0.4)


def test_interfaces_are_weighted_by_who_comes():
    one = building.group(Group.ELDERLY, arrivals={Need.DWELLING: 3.0}, habits={Task.INFORM: 1.0})
    other = dataclasses.replace(one, group=Group.YOUTH, arrivals={Need.DWELLING: 1.0 / 365})
    organised = building.organisation(
        {"office": building.OTHERS, "care": ()},
        by_group={(task, Group.ELDERLY): "care" for task in FOLLOW_UP},
    )
    scenario = building.scenario([one, other], organised)
    assert organisation.interfaces_of_compound_package(scenario) == pytest.approx(0.75)


def test_indices_of_a_split_organisation():
    scenario = town(spread_out())
    indices = organisation.structural_indices(scenario)
    assert indices["units_involved"] == 4  # the idle unit holds nothing
    # Office: ten whole tasks and parts of three; finance 2; property 2 and a part; care 3 parts.
    assert indices["tasks_per_unit"] == pytest.approx((13 + 2 + 3 + 3) / 4)
    office = 10 + 2 * 0.9 + 4 / 6
    shares = np.array([office, 2, 2 + 1 / 6, 2 * 0.1 + 1 / 6]) / 17
    assert indices["herfindahl_of_tasks"] == pytest.approx((shares**2).sum())
    # Office and care allocate what property makes ready; property allocates its own.
    assert indices["vertical_splits"] == 2.0


def test_orderer_and_provider_are_a_vertical_split_for_each_pair():
    organised = building.organisation(
        {"orderer": building.OTHERS, "provider": (Task.PROVIDE_FOLLOW_UP,), "care": ()},
        by_group={(Task.PROVIDE_FOLLOW_UP, Group.ELDERLY): "care"},
    )
    assert organisation.vertical_splits(town(organised)) == 2.0


def test_task_table_names_scopes_and_sources():
    organised = dataclasses.replace(
        spread_out(),
        sources={
            (Task.START_LOAN, "all"): "NOVA 5/2011 §4.3",
            (Task.ALLOCATE_DWELLINGS, "care"): "rights to care dwellings",
            (Task.ALLOCATE_DWELLINGS, "others"): "assumption",
        },
    )
    table = organisation.task_table(town(organised))
    loan = [row for row in table if row.task == "start_loan"]
    assert loan == [organisation.Holding("start_loan", "all", "finance", "NOVA 5/2011 §4.3")]
    rights = {row.unit: row for row in table if row.task == "allocate_dwellings"}
    assert rights["care"].scope == "care"
    assert rights["care"].source == "rights to care dwellings"
    assert rights["property"].scope == "ordinary"
    assert rights["office"].scope == "social, youth, refugee, supervised"
    assert rights["office"].source == "assumption"
    ordering = {row.unit: row.scope for row in table if row.task == "order_follow_up"}
    assert ordering["care"] == "elderly"
    assert "elderly" not in ordering["office"]
    assert {row.task for row in table} == {task.name.lower() for task in DISTRIBUTED_TASKS}


def test_doors_lead_to_the_unit_that_holds_the_task_for_the_group():
    scenario = town(spread_out())
    office, finance, care = (scenario.organisation.unit(n) for n in ("office", "finance", "care"))
    assert organisation.door_unit(scenario, Task.START_LOAN, Group.YOUTH) == finance
    assert organisation.door_unit(scenario, Task.ORDER_FOLLOW_UP, Group.ELDERLY) == care
    assert organisation.door_unit(scenario, Task.ORDER_FOLLOW_UP, Group.YOUTH) == office


@pytest.mark.parametrize("reviewing", [True, False])
def test_hours_follow_tasks_doors_and_rights(reviewing):
    scenario = town(dataclasses.replace(spread_out(), lease_review=reviewing))
    expected = demand.reference(scenario)
    hours = organisation.hours_by_unit(scenario)
    reviews = expected.case_hours[Task.REVIEW_LEASES].sum()
    assert reviews > 0
    kept = expected.hours.sum() - (0.0 if reviewing else reviews)
    assert hours.sum() == pytest.approx(kept)
    office, finance, prop, care, idle = hours
    loans = [Task.START_LOAN, Task.PURCHASE_GRANT]
    assert expected.hours[Task.PURCHASE_GRANT].sum() > 0
    at_loans = expected.hours[loans].sum() + expected.door_hours[loans].sum()
    assert finance == pytest.approx(at_loans)
    offers = expected.offer_hours.sum(axis=1)
    at_property = expected.door_hours[[Task.MANAGE_VACANCIES, Task.PROCURE_DWELLINGS]].sum()
    vacancies = expected.hours[Task.MANAGE_VACANCIES].sum()
    assert prop == pytest.approx(vacancies + at_property + offers[Category.ORDINARY])
    # Nobody elderly comes for follow-up: care has the offers of its dwellings only.
    assert care == pytest.approx(offers[Category.CARE])
    assert idle == 0
    assert office == pytest.approx(kept - finance - prop - care)


@pytest.mark.parametrize("routine", [True, False])
def test_lease_reviews_take_hours_only_where_they_are_the_routine(routine):
    """By hand: 50 tenancies of 3-year contracts, each taken up once, 3 hours each."""
    group = building.group(
        arrivals={Need.DWELLING: 1.0}, grounds={Ground.MUST: 1.0}, categories=(Category.SOCIAL,)
    )
    organised = building.organisation(
        {"office": building.OTHERS, "landlord": (Task.REVIEW_LEASES,)}, lease_review=routine
    )
    changes = {"doors.household_knowledge": 1.0, "tenancy.renewal_share": 0.5}
    scenario = building.scenario([group], organised, [building.block(Category.SOCIAL, 50)], changes)
    hours = organisation.hours_by_unit(scenario) * YEAR
    assert hours[1] == pytest.approx(50 / 3 * 3.0 if routine else 0.0)
    assert organisation.units_with_expected_work(scenario) == (2.0 if routine else 1.0)


@pytest.mark.parametrize(
    ("door", "where"),
    [(Task.INFORM, "office"), (Task.PROVIDE_FOLLOW_UP, "office"), (Task.DEBT_ADVICE, "debts")],
)
def test_a_front_desk_hears_nobody_out(door, where):
    """Assessments fall to the allocator where the door does no case work, else to the door."""
    group = building.group(
        arrivals={Need.DWELLING: 8.0}, grounds={Ground.MUST: 1.0}, habits={door: 1.0}
    )
    organised = building.organisation(
        {
            "office": building.OTHERS,
            "debts": (Task.DEBT_ADVICE,),
            "desk": (Task.INFORM, Task.PROVIDE_FOLLOW_UP),
        }
    )
    scenario = building.scenario([group], organised, changes={"doors.household_knowledge": 0.0})
    hours = organisation.hours_by_unit(scenario) * YEAR
    assert hours[organised.unit("desk")] == 0
    # Allowance and application at the office; two hours of assessment where it is heard out.
    expected = {"office": 8 * (1.5 + 4.0), "debts": 0.0}
    expected[where] += 8 * 2.0
    assert hours[organised.unit("office")] == pytest.approx(expected["office"])
    assert hours[organised.unit("debts")] == pytest.approx(expected["debts"])


@pytest.mark.parametrize(
    ("held", "works"),
    [
        ((), False),
        ((Task.PLAN, Task.PROCURE_DWELLINGS, Task.INFORM, Task.PROVIDE_FOLLOW_UP), False),
        ((Task.PLAN, Task.DEBT_ADVICE), True),
        ((Task.MANAGE_VACANCIES,), True),
        ((Task.REVIEW_LEASES,), False),
    ],
)
def test_who_holds_no_task_with_work_works_on_no_cases(held, works):
    organised = building.organisation({"office": building.OTHERS, "desk": held})
    assert organisation.works_on_cases(organised, 0)
    assert organisation.works_on_cases(organised, 1) == works
    reviewing = dataclasses.replace(organised, lease_review=True)
    assert organisation.works_on_cases(reviewing, 1) == (works or Task.REVIEW_LEASES in held)


def test_a_right_to_allocate_or_to_order_for_some_is_work():
    organised = building.organisation(
        {"office": building.OTHERS, "homes": (), "help": ()},
        by_category={Category.CARE: "homes"},
        by_group={(Task.ORDER_FOLLOW_UP, Group.YOUTH): "help"},
    )
    assert all(organisation.works_on_cases(organised, unit) for unit in range(3))


def test_channels():
    organised = building.organisation(
        {name: (task,) for name, task in zip("abcd", list(Task)[1:5], strict=True)}
        | {"e": building.OTHERS},
        units={
            "a": {"house": "town hall", "case_systems": ("one", "two")},
            "b": {"house": "town hall"},
            "c": {"case_systems": ("two",)},
        },
        agreements=[("c", "a"), ("a", "b")],
    )
    scenario = building.scenario([], organised)
    a, b, c, d, _ = range(5)
    assert organisation.channel(scenario, a, a) is Channel.SAME_UNIT
    assert organisation.channel(scenario, a, b) is Channel.SAME_HOUSE  # before the agreement
    assert organisation.channel(scenario, a, c) is Channel.AGREEMENT
    assert organisation.channel(scenario, c, a) is Channel.AGREEMENT
    assert organisation.channel(scenario, a, d) is Channel.LETTER
    for channel in Channel:
        assert f"handover.{channel.name.lower()}" in scenario.parameters
    assert organisation.share_case_system(scenario, a, c)
    assert organisation.share_case_system(scenario, d, d)
    assert not organisation.share_case_system(scenario, a, b)
    assert not organisation.share_case_system(scenario, c, d)


# ---- districts -------------------------------------------------------------------------------

SHARES = {"north": 0.2, "south": 0.8}


def in_districts(shares=None, per_district=("office", "desk"), **changes):
    """A desk and an office that decides on follow-up, in each district; the rest in one piece."""
    return building.organisation(
        {
            "desk": (Task.INFORM,),
            "office": building.OTHERS,
            "orders": (Task.ALLOCATE_DWELLINGS,),
            "property": (Task.MANAGE_VACANCIES, Task.PROCURE_DWELLINGS, Task.PLAN),
        },
        units={"desk": {"house": "hall"}, "office": {"house": "hall"}},
        agreements=[("office", "orders"), ("desk", "office")],
        districts=SHARES if shares is None else shares,
        per_district=per_district,
        **changes,
    )


def in_one_piece():
    return in_districts(shares={}, per_district=())


def whole_town(organised):
    groups, stock = building.whole_town()
    return building.scenario(groups, organised, stock, population=30_030)


def test_offices_of_districts_by_name():
    organised = in_districts()
    assert [unit.name for unit in organised.units] == [
        "desk north", "desk south", "office north", "office south", "orders", "property",
    ]  # fmt: skip
    assert [unit.district for unit in organised.units] == [0, 1, 0, 1, None, None]
    assert organised.holders[Task.INFORM][Group.YOUTH] == (0, 1)
    assert organised.holders[Task.DEBT_ADVICE][Group.YOUTH] == (2, 3)
    assert organised.allocators[Category.CARE] == (4, 4)
    assert organisation.in_same_house(organised, 0, 2)
    assert not organisation.in_same_house(organised, 0, 3)
    assert organisation.have_agreement(organised, 3, 4)
    assert organisation.have_agreement(organised, 1, 3)
    assert not organisation.have_agreement(organised, 0, 3)
    assert organisation.tasks_of(organised, 1) == [Task.INFORM]


def test_districts_have_their_shares_of_the_hours():
    whole = organisation.hours_by_unit(whole_town(in_one_piece()))
    hours = organisation.hours_by_unit(whole_town(in_districts()))
    desk, office, orders, manager = whole
    expected = [0.2 * desk, 0.8 * desk, 0.2 * office, 0.8 * office, orders, manager]
    assert hours == pytest.approx(expected)
    assert office > orders > 0
    assert hours.sum() == pytest.approx(whole.sum())


def test_each_district_allocates_its_own_dwellings():
    """Hours of deciding and of offering: a fifth of both in the north."""
    scenario = whole_town(
        building.organisation(
            {"rest": building.OTHERS, "orders": (Task.ALLOCATE_DWELLINGS,)},
            districts=SHARES,
            per_district=("orders",),
        )
    )
    expected = demand.reference(scenario)
    assert expected.offer_hours.sum() > 0
    allocation = expected.hours[Task.ALLOCATE_DWELLINGS].sum()
    allocation += expected.door_hours[Task.ALLOCATE_DWELLINGS].sum()
    hours = organisation.hours_by_unit(scenario)
    assert hours[1:] == pytest.approx([0.2 * allocation, 0.8 * allocation])


@pytest.mark.parametrize("names", [("desk",), ("office", "orders"), ("desk", "office", "orders")])
@pytest.mark.parametrize("shares", [{"all": 1.0}, SHARES, {"a": 0.5, "b": 0.2, "c": 0.3}])
def test_hours_add_up_whatever_is_divided(names, shares):
    scenario = whole_town(in_districts(shares, names, lease_review=True))
    hours = organisation.hours_by_unit(scenario)
    assert hours.sum() == pytest.approx(demand.reference(scenario).hours.sum())
    held = organisation.sum_by_unit(scenario.organisation, demand.reference(scenario).cases)
    cases = demand.reference(scenario).cases.copy()
    cases[Task.ASSESSMENT] = 0.0  # is with whoever has the door
    assert held.sum() == pytest.approx(cases.sum())


def test_a_household_meets_no_more_units_for_there_being_districts():
    """What tells how tasks are spread is as in one piece; units and their tasks are counted."""
    whole = organisation.structural_indices(whole_town(in_one_piece()))
    divided = organisation.structural_indices(whole_town(in_districts()))
    for key in (
        "herfindahl_of_tasks",
        "herfindahl_of_hours",
        "vertical_splits",
        "interfaces_of_compound_package",
    ):
        assert divided[key] == pytest.approx(whole[key]), key
        assert whole[key] > 0
    assert (whole["units_involved"], divided["units_involved"]) == (4.0, 6.0)
    assert (whole["units_with_expected_work"], divided["units_with_expected_work"]) == (3.0, 4.0)
    # One task at the desks, twelve in the offices, one and three elsewhere.
    assert whole["tasks_per_unit"] == pytest.approx((1 + 12 + 1 + 3) / 4)
    assert divided["tasks_per_unit"] == pytest.approx((2 * 1 + 2 * 12 + 1 + 3) / 6)


def test_indices_of_districts_are_weighted_by_who_lives_there():
    """In the north everything is in one office; in the south one task has a unit of its own."""
    split = building.organisation(
        {"north office": building.OTHERS, "south office": (), "advisers": ()}, districts=SHARES
    )
    holders = {
        task: dict.fromkeys(Group, (0, 2 if task is Task.ORDER_FOLLOW_UP else 1))
        for task in DISTRIBUTED_TASKS
    }
    allocators = dict.fromkeys(Category, (0, 1))
    scenario = whole_town(dataclasses.replace(split, holders=holders, allocators=allocators))
    indices = organisation.structural_indices(scenario)
    assert indices["vertical_splits"] == pytest.approx(0.2 * 0 + 0.8 * 1)
    in_south = ((16 / 17) ** 2 + (1 / 17) ** 2) * 0.8
    assert indices["herfindahl_of_tasks"] == pytest.approx(0.2 + in_south)
    expected = demand.reference(scenario)
    orders = expected.hours[Task.ORDER_FOLLOW_UP].sum()
    orders += expected.door_hours[Task.ORDER_FOLLOW_UP].sum()
    part = orders / (expected.hours.sum() - expected.case_hours[Task.REVIEW_LEASES].sum())
    in_south = (part**2 + (1 - part) ** 2) * 0.8
    assert indices["herfindahl_of_hours"] == pytest.approx(0.2 + in_south)
    assert indices["interfaces_of_compound_package"] == pytest.approx(0.8)
    assert organisation.door_unit(scenario, Task.ORDER_FOLLOW_UP, Group.ILL, 0) == 0
    assert organisation.door_unit(scenario, Task.ORDER_FOLLOW_UP, Group.ILL, 1) == 2
    group = scenario.municipality.groups[1]  # half of those who know nothing go for follow-up
    shares = organisation.door_unit_shares(scenario, group, Need.DWELLING, 1)
    assert shares == pytest.approx([0.0, 1 - 0.6 * 0.5, 0.6 * 0.5])


def test_the_task_table_tells_what_is_held_by_district():
    organised = in_districts(by_group={(Task.PROVIDE_FOLLOW_UP, Group.ELDERLY): "desk"})
    table = organisation.task_table(whole_town(organised))
    advice = [(row.unit, row.scope) for row in table if row.task == "debt_advice"]
    assert advice == [
        ("office north", "by district: north"),
        ("office south", "by district: south"),
    ]
    vacancies = [(row.unit, row.scope) for row in table if row.task == "manage_vacancies"]
    assert vacancies == [("property", "all")]
    provided = {row.unit: row.scope for row in table if row.task == "provide_follow_up"}
    assert provided["desk south"] == "elderly by district: south"
    assert provided["office north"].endswith("roofless by district: north")
    assert "elderly" not in provided["office north"]


def test_the_task_table_tells_where_a_unit_holds_more_in_one_district():
    organised = in_districts()
    holders = organised.holders | {Task.PLAN: dict.fromkeys(Group, (2, 2))}
    kept = organised.holders[Task.PROVIDE_FOLLOW_UP] | {Group.YOUTH: (2, 2)}
    holders[Task.PROVIDE_FOLLOW_UP] = kept
    table = organisation.task_table(whole_town(dataclasses.replace(organised, holders=holders)))
    assert [(row.unit, row.scope) for row in table if row.task == "plan"] == [
        ("office north", "all")
    ]
    scopes = [
        row.scope for row in table if (row.task, row.unit) == ("provide_follow_up", "office north")
    ]
    assert len(scopes) == 2
    assert "youth" in scopes
    assert sum("youth" in scope for scope in scopes) == 1
