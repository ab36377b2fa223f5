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
    at_loans = expected.door_hours[[Task.START_LOAN, Task.PURCHASE_GRANT]].sum()
    assert finance == pytest.approx(expected.hours[Task.START_LOAN].sum() + at_loans)
    offers = expected.offer_hours.sum(axis=1)
    at_property = expected.door_hours[[Task.MANAGE_VACANCIES, Task.PROCURE_DWELLINGS]].sum()
    vacancies = expected.hours[Task.MANAGE_VACANCIES].sum()
    assert prop == pytest.approx(vacancies + at_property + offers[Category.ORDINARY])
    # Nobody is heard out at the doors of follow-up: care has the offers of its dwellings only.
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
    [(Task.INFORM, "office"), (Task.HOME_CARE, "office"), (Task.DEBT_ADVICE, "debts")],
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
            "desk": (Task.INFORM, Task.HOME_CARE),
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
