"""The organisations of one scenario on the same units."""

from __future__ import annotations

from dataclasses import replace

from sim import organisation
from sim.names import Category, Group, Task
from sim.scenario.union import on_common_units
from tests import building

#: Two organisations that share the unit "office", in other places of their lists.
BEFORE = building.organisation(
    {"office": building.OTHERS, "loans": (Task.START_LOAN,), "homes": (Task.MANAGE_VACANCIES,)},
    {"office": {"house": "hall"}},
    by_category={Category.CARE: "homes"},
    agreements=[("office", "loans")],
    bodies=[{"name": "first", "led_by": "homes", "members": ("office", "homes")}],
)
AFTER = building.organisation(
    {"homes": building.OTHERS, "care": (Task.HOME_CARE,), "office": (Task.START_LOAN,)},
    {"office": {"house": "annex", "written_routines": True, "follow_up_workers": 2.0}},
    by_group={(Task.ORDER_FOLLOW_UP, Group.ILL): "care"},
    by_category={Category.SOCIAL: "office"},
    agreements=[("care", "homes"), ("homes", "office")],
    bodies=[{"name": "second", "led_by": "office", "members": ("office", "care", "homes")}],
)


def by_name(organised):
    """All that an organisation says of its units, with their names for their places."""
    names = [unit.name for unit in organised.units]
    return {
        "holders": {
            (task, group): tuple(names[unit] for unit in held)
            for task, by_group in organised.holders.items()
            for group, held in by_group.items()
        },
        "allocators": {
            category: tuple(names[unit] for unit in held)
            for category, held in organised.allocators.items()
        },
        "agreements": {tuple(sorted((names[a], names[b]))) for a, b in organised.agreements},
        "bodies": [
            (body.name, names[body.led_by], {names[member] for member in body.members})
            for body in organised.bodies
        ],
    }


def test_a_unit_of_the_same_name_is_the_same_unit():
    before, after = on_common_units([BEFORE, AFTER])
    names = ["office", "loans", "homes", "care"]
    assert [unit.name for unit in before.units] == names
    assert [unit.name for unit in after.units] == names


def test_who_holds_what_stays_as_it_was():
    for plain, common in zip((BEFORE, AFTER), on_common_units([BEFORE, AFTER]), strict=True):
        assert by_name(common) == by_name(plain)


def test_rules_of_an_organisation_stay_its_own():
    strict = replace(AFTER, lease_review=True, rule_oriented=True, name="strict")
    _, after = on_common_units([BEFORE, strict])
    assert after.lease_review
    assert after.rule_oriented
    assert after.name == "strict"


def test_each_organisation_has_its_own_houses_and_routines():
    before, after = on_common_units([BEFORE, AFTER])
    assert before.units[0] == BEFORE.units[0]
    assert after.units[0] == AFTER.units[2]


def test_units_an_organisation_does_not_have_are_empty():
    before, after = on_common_units([BEFORE, AFTER])
    for organised, name in ((before, "care"), (after, "loans")):
        unit = organised.units[organised.unit(name)]
        assert unit.positions == 0.0
        assert unit.follow_up_workers == 0.0
        assert organisation.tasks_of(organised, organised.unit(name)) == []


def test_members_of_committees_are_in_order_of_their_places():
    _, after = on_common_units([BEFORE, AFTER])
    assert after.bodies[0].members == (0, 2, 3)


def test_an_organisation_alone_is_unchanged():
    assert on_common_units([BEFORE]) == [BEFORE]


def test_the_same_organisation_twice_is_unchanged():
    assert on_common_units([BEFORE, BEFORE]) == [BEFORE, BEFORE]


def test_units_of_districts_are_told_apart_by_their_names():
    town = building.organisation(
        {"office": building.OTHERS, "care": (Task.HOME_CARE,)},
        districts={"north": 0.5, "south": 0.5},
        per_district=["care"],
    )
    _, after = on_common_units([BEFORE, town])
    assert by_name(after) == by_name(town)
    held = after.holders[Task.HOME_CARE][Group.ELDERLY]
    assert [after.units[unit].district for unit in held] == [0, 1]
