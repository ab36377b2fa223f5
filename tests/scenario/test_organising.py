"""Districts, committees and the scope of NAV: from an organisation's file to units one by one."""

from pathlib import Path

import pytest

from sim.names import DISTRIBUTED_TASKS, Category, Group, Ownership, Task
from sim.scenario import Scenario, check, load
from sim.scenario.districts import roster
from sim.scenario.nav import INTEGRATED, MINIMUM

WHOLE = Path(__file__).parent / "right" / "whole.yaml"
ORDER = [
    "town hall",
    "property",
    "branch North",
    "branch South St.",
    "NAV North",
    "NAV South St.",
    "allocation office",
    "homes office",
]


def whole(*settings: str) -> Scenario:
    return load(WHOLE, settings=settings)


def named(scenario: Scenario, *names: str) -> tuple[int, ...]:
    return tuple(scenario.organisation.unit(name) for name in names)


def test_a_town_in_one_piece_has_one_holder_of_each_cell() -> None:
    organisation = load("moss-2009").organisation
    assert organisation.districts == ()
    assert all(unit.district is None for unit in organisation.units)
    for held in organisation.holders.values():
        assert {len(units) for units in held.values()} == {1}
    assert {len(units) for units in organisation.allocators.values()} == {1}


def test_units_of_each_district_are_multiplied_out() -> None:
    organisation = whole().organisation
    assert [(one.name, one.share) for one in organisation.districts] == [
        ("North", 0.4),
        ("South St.", 0.6),
    ]
    assert [unit.name for unit in organisation.units] == ORDER
    assert [unit.district for unit in organisation.units] == [None, None, 0, 1, 0, 1, None, None]
    north, south = organisation.units[2:4]
    assert (north.sector, south.case_systems) == ("health and welfare", ("BOEI",))


def test_houses_are_one_for_each_district() -> None:
    houses = {unit.name: unit.house for unit in whole().organisation.units}
    assert houses["branch North"] == houses["NAV North"] == "branch house North"
    assert houses["branch South St."] == houses["NAV South St."] == "branch house South St."
    assert houses["homes office"] == "branch house North"
    assert houses["allocation office"] == "allocation office"


def test_a_house_may_be_named_by_a_unit_that_sits_there() -> None:
    scenario = load("moss-2009", settings=["organisation.units.home care.house=NAV"])
    houses = {unit.name: unit.house for unit in scenario.organisation.units}
    assert houses["home care"] == houses["NAV"] == houses["NAV housing unit"]


def test_holders_go_by_district() -> None:
    scenario = whole()
    organisation = scenario.organisation
    branches = named(scenario, "branch North", "branch South St.")
    for group in Group:
        assert organisation.holders[Task.INFORM][group] == branches
        assert organisation.holders[Task.START_LOAN][group] == (branches[1],) * 2
        assert organisation.holders[Task.HOUSING_ALLOWANCE][group] == (branches[0],) * 2
        assert organisation.holders[Task.PLAN][group] == named(scenario, "town hall") * 2
    homes = named(scenario, "homes office") * 2
    assert organisation.holders[Task.ORDER_FOLLOW_UP][Group.ELDERLY] == homes
    assert organisation.holders[Task.ORDER_FOLLOW_UP][Group.YOUTH] == branches
    assert organisation.allocators[Category.CARE] == homes
    assert organisation.holders[Task.ALLOCATE_DWELLINGS][Group.ELDERLY] == homes


def test_each_district_may_allocate_its_own_dwellings() -> None:
    scenario = whole("organisation.tasks.allocate_dwellings=branch", "organisation.bodies={}")
    branches = named(scenario, "branch North", "branch South St.")
    assert set(scenario.organisation.allocators.values()) == {branches}


def test_agreements_of_units_of_each_district() -> None:
    scenario = whole()
    pairs = {
        named(scenario, "branch North", "allocation office"),
        named(scenario, "branch South St.", "allocation office"),
        named(scenario, "branch North", "NAV North"),
        named(scenario, "branch South St.", "NAV South St."),
    }
    assert set(scenario.organisation.agreements) == pairs
    assert scenario.organisation.agreements == tuple(sorted(scenario.organisation.agreements))


def test_a_unit_of_a_district_may_agree_with_all_others() -> None:
    scenario = whole("organisation.agreements=[{between: [branch, branch North]}]")
    assert scenario.organisation.agreements == (
        named(scenario, "branch North", "branch South St."),
    )


def test_a_body_of_the_town_and_one_of_each_district() -> None:
    scenario = whole()
    committee, north, south = scenario.organisation.bodies
    assert committee.name == "committee"
    assert committee.led_by == scenario.organisation.unit("allocation office")
    assert committee.members == named(
        scenario, "branch North", "branch South St.", "allocation office", "homes office"
    )
    assert committee.groups == (Group.SUBSTANCE, Group.MENTAL_ILLNESS)
    assert (committee.every, committee.decides, committee.most_cases) == (7.0, False, 12)
    assert (north.name, south.name) == ("meeting with NAV North", "meeting with NAV South St.")
    assert north.members == named(scenario, "branch North", "NAV North")
    assert south.members == named(scenario, "branch South St.", "NAV South St.")
    assert (north.groups, north.decides, north.most_cases) == ((), True, 20)


def test_a_body_before_which_all_come() -> None:
    scenario = whole(
        "organisation.bodies.committee={led_by: allocation office, every: 1 week, members: []}"
    )
    committee = scenario.organisation.bodies[0]
    assert committee.groups == tuple(Group)
    assert committee.members == (committee.led_by,)


def test_routines_and_the_neutral_default() -> None:
    on, off = whole().organisation, load("moss-all-in-one").organisation
    for name in ("check_everyone", "priority_key", "rule_oriented", "case_coordinator"):
        assert getattr(on, name) is True
    assert on.tenants_may_buy
    text = WHOLE.read_text(encoding="utf-8")
    for name in ("tenants_may_buy", "priority_key"):
        assert f"{name}: yes" in text
    assert off.bodies == ()
    reviews = ["organisation.lease_review=yes"]
    sells = [*reviews, "organisation.tenants_may_buy=yes"]
    before, after = (load("moss-all-in-one", settings=given) for given in (reviews, sells))
    assert not before.organisation.tenants_may_buy
    assert after.organisation.tenants_may_buy
    assert before.identity != after.identity


@pytest.mark.parametrize("scope", ["minimum", "integrated"])
def test_the_scope_of_nav_moves_tasks_and_nothing_else(scope: str) -> None:
    before, after = whole(), whole(f"organisation.nav.scope={scope}")
    assert after.organisation.units == before.organisation.units
    assert after.organisation.agreements == before.organisation.agreements
    assert after.parameters == before.parameters
    assert after.identity != before.identity


def test_nav_as_a_minimum() -> None:
    scenario = whole("organisation.nav.scope=minimum")
    holders = scenario.organisation.holders
    offices = named(scenario, "NAV North", "NAV South St.")
    for task in MINIMUM:
        assert set(holders[task].values()) == {offices}
    branches = named(scenario, "branch North", "branch South St.")
    assert holders[Task.DEBT_ADVICE][Group.YOUTH] == branches  # which NAV had
    unmoved = set(DISTRIBUTED_TASKS) - {Task.DEBT_ADVICE}
    listed = whole().organisation.holders
    assert all(holders[task] == listed[task] for task in unmoved)
    told = scenario.organisation.sources
    assert told[Task.DEBT_ADVICE, "all"] == "given on the command line"
    assert told[Task.SOCIAL_ASSISTANCE, "all"] == "definition of the test"


def test_nav_with_all_that_can_be_there() -> None:
    scenario = whole("organisation.nav.scope=integrated")
    organisation = scenario.organisation
    offices = named(scenario, "NAV North", "NAV South St.")
    for task in INTEGRATED:
        assert set(organisation.holders[task].values()) == {offices}
    assert set(organisation.allocators.values()) == {offices}
    listed = whole().organisation.holders
    for task in set(DISTRIBUTED_TASKS) - set(INTEGRATED):
        assert organisation.holders[task] == listed[task]


def test_a_committee_goes_with_the_right_to_allocate() -> None:
    """Who led it goes on attending."""
    scenario = whole("organisation.nav.scope=integrated")
    bodies = {body.name: body for body in scenario.organisation.bodies}
    assert set(bodies) == {
        *("committee North", "committee South St."),
        *("meeting with NAV North", "meeting with NAV South St."),
    }
    north = bodies["committee North"]
    assert north.led_by == scenario.organisation.unit("NAV North")
    assert scenario.organisation.unit("allocation office") in north.members
    assert bodies["meeting with NAV North"].led_by == scenario.organisation.unit("branch North")


def test_an_organisation_without_the_lever_says_what_is_missing() -> None:
    (problem,) = check("moss-all-in-one", settings=["organisation.nav.scope=integrated"])
    assert str(problem) == (
        "command line: organisation.nav.unit: found nothing, expected the NAV office"
    )
    lever = ["unit=all", "outside=all", "scope=integrated"]
    found = check("moss-all-in-one", settings=[f"organisation.nav.{one}" for one in lever])
    assert {one.key for one in found} == {"organisation.nav.unit", "organisation.nav.outside"}


def test_a_unit_may_have_a_meeting_of_its_own_that_decides() -> None:
    key = "organisation.bodies.meeting with home care"
    scenario = load("moss-2009", settings=[f"{key}.members=[NAV housing unit]"])
    (body,) = (one for one in scenario.organisation.bodies if one.name == "meeting with home care")
    assert (body.members, body.decides) == ((body.led_by,), True)
    (problem,) = check(
        "moss-2009", settings=[f"{key}.members=[NAV housing unit]", f"{key}.groups=[]"]
    )
    assert problem.found == "no unit but the one that leads it"


@pytest.mark.parametrize("name", ["moss-2009", "moss-all-in-one"])
@pytest.mark.parametrize("key", ["nav.scope", "nav.unit", "nav"])
def test_a_path_that_lacks_its_beginning_leads_to_the_whole(name: str, key: str) -> None:
    (problem,) = check(name, settings=[f"{key}=minimum"])
    assert (problem.found, problem.suggestion) == ("an unknown key", f"organisation.{key}")


def test_overrides_by_path() -> None:
    scenario = whole(
        "organisation.bodies.committee.every=21 days",
        "organisation.districts.North=0.3",
        "organisation.districts.South St.=0.7",
        "organisation.units.branch.positions=2",
        "organisation.agreements.1.between=[branch, property]",
        "stock.flats.ownership=owned",
        "groups.elderly.own_home=0.1",
    )
    organisation = scenario.organisation
    assert organisation.bodies[0].every == 21.0
    assert [district.share for district in organisation.districts] == [0.3, 0.7]
    assert [unit.positions for unit in organisation.units[2:4]] == [2.0, 2.0]
    assert named(scenario, "property", "branch North") in organisation.agreements
    (flats,) = (block for block in scenario.municipality.stock if block.name == "flats")
    assert flats.ownership is Ownership.OWNED
    (elderly,) = (one for one in scenario.municipality.groups if one.group is Group.ELDERLY)
    assert elderly.own_home == 0.1


def test_every_number_of_an_organisation_has_its_authority() -> None:
    values = whole("organisation.nav.scope=minimum").values
    assert values["organisation.districts.South St."].written == 60.0
    assert values["organisation.bodies.committee.most_cases"].source == "definition of the test"
    assert values["organisation.units.branch.per_district"].base is True
    assert values["organisation.nav.unit"].base == "NAV"
    assert values["organisation.nav.scope"].base == "minimum"
    assert values["organisation.tenants_may_buy"].base is True
    assert values["stock.hired.ownership"].base == "leased_in"
    assert values["stock.ordinary-2.ownership"].base == "owned"
    assert values["groups.substance.follow_up.2"].base == 0.3
    assert values["groups.elderly.own_home"].base == 0.6


def test_the_names_of_a_roster() -> None:
    units = roster({"a": True, "b": False}, ["N", "S"])
    assert units.names == ("a N", "a S", "b")
    assert units.holders["a"] == ("a N", "a S")
    assert units.holders["a S"] == ("a S", "a S")
    assert units.holders["b"] == ("b", "b")
    assert units.units("c") == ()
    assert units.pairs("a", "b") == [("a N", "b"), ("a S", "b")]
    one = roster({"a": True, "b": False}, [])
    assert (one.names, one.holders["a"]) == (("a", "b"), ("a",))
