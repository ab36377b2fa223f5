"""The files in the box: they load, their numbers carry sources, they fit the sources' totals."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sim import demand
from sim.names import (
    COMPOUND_NEEDS,
    DISTRIBUTED_TASKS,
    Category,
    Ground,
    Group,
    Need,
    Ownership,
    Task,
    label,
    labels,
)
from sim.scenario import FORMAT, Builtin, builtin, check, load
from sim.scenario.resolved import Organisation, Scenario

SCENARIOS = [file.name for file in builtin() if file.kind == "scenario"]
MOSS = [name for name in SCENARIOS if name.startswith("moss-")]
TEACHING = [name for name in SCENARIOS if name.startswith("teaching/")]

#: Scenarios of places, not of textbooks: every number of theirs has a source.
PLACES = [name for name in SCENARIOS if "/" not in name]

#: A scenario in which each organisation of the box appears.
IN_USE = {
    "moss-1990s": "moss-1990s",
    "moss-2002": "moss-2002",
    "moss-2009": "moss-2009",
    "moss-2009-programme": "planning/moss-programme",
    "moss-2009-programme-professional-leader": "planning/moss-programme-professional-leader",
    "moss-2009-programme-with-politicians": "planning/moss-programme-with-politicians",
    "moss-2009-programme-with-partners": "planning/moss-programme-with-partners",
    "tromso-housing-office": "tromso-housing-office",
    "tromso-meeting-decides": "tromso-meeting-decides",
    "kristiansand-before-2003": "kristiansand-before-2003",
    "kristiansand-ebt": "kristiansand-ebt",
    "trondheim-2008": "trondheim-2008",
    "trondheim-2009": "trondheim-2009",
    "all-in-one": "moss-all-in-one",
    "one-unit-per-task": "moss-one-unit-per-task",
}

MUNICIPALITIES = {
    "moss": "moss-2009",
    "tromso": "tromso-housing-office",
    "kristiansand": "kristiansand-ebt",
    "trondheim": "trondheim-2009",
    "generic-small": "generic-small-housing-office",
    "generic-middle": "generic-middle-housing-office",
    "generic-large": "generic-large-housing-office",
}

#: Who holds what in the organisations that were described: the unit, for whom (groups, or
#: categories of dwellings to allocate; "others" for the rest), on what basis (sections of NOVA
#: report 5/2011), and the tasks.  A unit that each district has stands by its bare name.
HOLDERS = {
    "moss-1990s": """
        municipal director | all | §4.3 | plan
        property company | all | §4.3 | procure_dwellings manage_vacancies
        social office | social, others | §4.3 assumption | allocate_dwellings
        care department | care | §4.3 | allocate_dwellings
        property company | ordinary | §4.3 | allocate_dwellings
        property company | all | assumption | review_leases
        finance office | all | §4.3 | start_loan purchase_grant
        social office | all | §4.3 | housing_allowance
        social office | all | assumption | social_assistance private_mediation temporary_housing
        social office | all | assumption | debt_advice
        switchboard | all | §4.3 | inform
        social office | others | assumption | order_follow_up provide_follow_up
        substance and psychiatry service | substance, mental_illness | §4.3 | order_follow_up
        substance and psychiatry service | substance, mental_illness | §4.3 | provide_follow_up
        refugee service | refugee | §4.3 | order_follow_up provide_follow_up
        disability unit | disability | §4.3 | order_follow_up provide_follow_up
        home care | elderly | §4.3 | order_follow_up provide_follow_up
        home care | all | §4.3 | home_care
        home care | all | assumption | adapt_dwelling
    """,
    "moss-2002": """
        municipal director | all | §4.3 | plan
        property company | all | §4.3 | procure_dwellings manage_vacancies
        administration office for social services | all | §4.3 | allocate_dwellings start_loan
        administration office for social services | all | §4.3 | purchase_grant
        administration office for social services | all | assumption | review_leases
        administration office for social services | all | assumption | private_mediation
        service desk | all | §4.3 | housing_allowance inform
        social office | all | assumption | social_assistance temporary_housing debt_advice
        social office | others | assumption | order_follow_up provide_follow_up
        substance and psychiatry service | substance, mental_illness | §4.3 | order_follow_up
        substance and psychiatry service | substance, mental_illness | §4.3 | provide_follow_up
        refugee service | refugee | §4.3 | order_follow_up provide_follow_up
        disability unit | disability | §4.3 | order_follow_up provide_follow_up
        home care | elderly | §4.3 | order_follow_up provide_follow_up
        home care | all | §4.3 | home_care
        home care | all | assumption | adapt_dwelling
    """,
    "moss-2009": """
        municipal director | all | §4.3 | plan
        property company | all | §4.3 | procure_dwellings manage_vacancies
        NAV housing unit | all | §4.3 §6.1.1 | allocate_dwellings
        NAV housing unit | all | §4.3 | review_leases start_loan purchase_grant
        NAV housing unit | all | §4.3 | housing_allowance
        NAV housing unit | all | assumption | private_mediation
        NAV | all | §5.1 | social_assistance temporary_housing
        NAV | all | §4.3 | debt_advice inform
        substance team | others | §4.3 | order_follow_up provide_follow_up
        substance and psychiatry service | substance, mental_illness | §4.3 | order_follow_up
        substance and psychiatry service | substance, mental_illness | §4.3 | provide_follow_up
        refugee service | refugee | §4.3 | order_follow_up provide_follow_up
        disability unit | disability | §4.3 | order_follow_up provide_follow_up
        home care | elderly | §4.3 | order_follow_up provide_follow_up
        home care | all | §4.3 | home_care
        home care | all | assumption | adapt_dwelling
    """,
    "tromso-housing-office": """
        housing office | all | §4.4 | plan start_loan purchase_grant housing_allowance inform
        housing office | all | §4.4 | debt_advice
        property unit | all | §4.2 | procure_dwellings
        property unit | all | §4.4 | manage_vacancies
        housing office | others | §4.4 §6.1.1 | allocate_dwellings
        care allocation office | care | §4.4 | allocate_dwellings
        housing office | all | §4.4 §6.1.3 | review_leases
        housing office | all | assumption | private_mediation
        NAV | all | §5.1 | social_assistance temporary_housing
        substance and psychiatry service | substance, mental_illness | §4.4 | order_follow_up
        substance and psychiatry service | substance, mental_illness | §4.4 | provide_follow_up
        refugee service | refugee | §4.4 | order_follow_up
        housing office | refugee | §4.4 | provide_follow_up
        social services | others | §4.4 | order_follow_up provide_follow_up
        care allocation office | elderly, disability | assumption | order_follow_up
        health and care | elderly, disability | §4.4 | provide_follow_up
        health and care | all | §4.4 | home_care
        property unit | all | assumption | adapt_dwelling
    """,
    "kristiansand-before-2003": """
        health and social director | all | assumption | plan
        municipal housing company | all | §4.5 | procure_dwellings manage_vacancies
        housing office | all | §4.5 | allocate_dwellings start_loan purchase_grant
        housing office | all | assumption | review_leases private_mediation housing_allowance
        service desk | all | assumption | inform
        social services | all | assumption | social_assistance temporary_housing debt_advice
        social services | others | assumption | order_follow_up provide_follow_up
        refugee service | refugee | §4.5 | order_follow_up provide_follow_up
        disability unit | disability | assumption | order_follow_up provide_follow_up
        home care | elderly | assumption | order_follow_up provide_follow_up
        home care | all | assumption | home_care adapt_dwelling
    """,
    "kristiansand-ebt": """
        EBT housing service | all | §4.5 | plan allocate_dwellings start_loan purchase_grant
        EBT housing service | all | §4.5 | order_follow_up
        municipal housing company | all | §4.5 | procure_dwellings manage_vacancies
        EBT housing service | all | §6.1.3 | review_leases
        EBT housing service | all | assumption | private_mediation adapt_dwelling
        service desk | all | §4.5 | housing_allowance inform
        social services | all | §4.5 | social_assistance temporary_housing
        social services | all | assumption | debt_advice
        SOFOT | substance | §4.5 | provide_follow_up
        disability unit | disability | §4.5 | provide_follow_up
        refugee service | refugee | §4.5 | provide_follow_up
        youth service | youth | §4.5 | provide_follow_up
        health and care zones | others | assumption | provide_follow_up
        health and care zones | all | assumption | home_care
    """,
    "trondheim-2008": """
        director of urban development | all | §4.6 | plan
        property unit | all | assumption | procure_dwellings
        property unit | all | §4.6 assumption | manage_vacancies
        Housing Unit | all | §4.6 | allocate_dwellings start_loan purchase_grant
        Housing Unit | all | §4.6 | housing_allowance
        Housing Unit | all | assumption | review_leases private_mediation
        district office | all | §4.6 | inform order_follow_up
        health and welfare services | all | §4.6 | provide_follow_up home_care
        NAV | all | §5.2 | social_assistance temporary_housing debt_advice
        property unit | all | §4.6 | adapt_dwelling
    """,
    "trondheim-2009": """
        directors of urban development and of health and welfare | all | §4.6 | plan
        property unit | all | §4.6 | procure_dwellings manage_vacancies adapt_dwelling
        ESIKT | all | §4.6 §6.1.3 | allocate_dwellings
        district office | all | §6.1.3 assumption | review_leases
        district office Lerkendal | all | §4.6 | housing_allowance
        district office Østbyen | all | §4.6 | start_loan purchase_grant
        district office | all | assumption | private_mediation
        district office | all | §4.6 | inform order_follow_up
        home services by zone | all | §4.6 | provide_follow_up home_care
        NAV | all | §5.2 | social_assistance temporary_housing
        NAV | all | assumption | debt_advice
    """,
}

#: Routines by organisation: those it has.  Named for it in the section given, or assumed.
ROUTINES = {
    "moss-1990s": {},
    "moss-2002": {"lease_review": "assumption"},
    "moss-2009": {"lease_review": "§4.3, §6.1.3", "check_everyone": "§4.3, §6.1.3"},
    "tromso-housing-office": {"lease_review": "§6.1.3", "case_coordinator": "§4.4"},
    "kristiansand-before-2003": {},
    "kristiansand-ebt": {"lease_review": "§6.1.3", "check_everyone": "§6.1.3"},
    "trondheim-2008": {"lease_review": "assumption", "case_coordinator": "assumption"},
    "trondheim-2009": {
        "lease_review": "§6.1.3",
        "vacancy_owner": "§4.6",
        "priority_key": "§6.1.3",
        "case_coordinator": "§4.6",
        "tenants_may_buy": "§4.1",
    },
    "all-in-one": {},
    "one-unit-per-task": {},
}
EVERY_ROUTINE = (
    "lease_review",
    "vacancy_owner",
    "check_everyone",
    "priority_key",
    "rule_oriented",
    "case_coordinator",
    "tenants_may_buy",
)

#: NOVA report 5/2011, tables 4.1 (KOSTRA 2009) and 4.2 (2010): inhabitants, municipal
#: dwellings, purchase grants given in the year (NOK), price per square metre (NOK).
TABLE_4 = {
    "moss": (30_030, 760, 3_500_839, 21_600),
    "tromso": (67_305, 1_251, 3_077_512, 26_000),
    "kristiansand": (81_295, 2_015, 9_588_511, 26_500),
    "trondheim": (170_936, 4_504, 12_714_841, 26_600),
}


def organisation(name: str) -> Organisation:
    return load(IN_USE[name]).organisation


def place(name: str) -> Scenario:
    return load(MUNICIPALITIES[name])


# ---- everything ----------------------------------------------------------------------------


def test_what_is_in_the_box() -> None:
    found = {(file.kind, file.name) for file in builtin()}
    assert {name for kind, name in found if kind == "organisation"} == set(IN_USE)
    assert {name for kind, name in found if kind == "municipality"} == set(MUNICIPALITIES)
    assert {*IN_USE.values(), *MUNICIPALITIES.values()} <= set(SCENARIOS)
    assert all(
        isinstance(file, Builtin) and file.title and file.path.is_file() for file in builtin()
    )


#: Numbers as pages write them out.
WORDS = {8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve", 15: "fifteen"}


def test_pages_count_right_what_is_in_the_box() -> None:
    root = Path(__file__).parents[2]
    pages = {
        name: " ".join((root / name).read_text(encoding="utf-8").split())
        for name in ("README.md", "docs/planning.md")
    }
    changes = {name: load(name).changes for name in SCENARIOS}
    reorganised = [name for name in SCENARIOS if any(one.organisation for one in changes[name])]
    planning = [name for name in SCENARIOS if name.startswith("planning/")]
    studies = list((root / "experiments" / "studies").glob("*.yaml"))
    for page, count, counted in (
        ("README.md", len(IN_USE), "{} organisations"),
        ("README.md", len(reorganised), "{} such scenarios are in the box"),
        ("README.md", len(studies), "{} are in the box"),
        ("docs/planning.md", len(planning), "{} scenarios in `scenarios/planning/`"),
    ):
        assert counted.format(WORDS[count]) in pages[page].lower(), (page, counted)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_loads_under_its_name(name: str) -> None:
    scenario = load(name)
    assert scenario.name == name
    assert scenario.title != name


def test_no_two_scenarios_are_alike() -> None:
    titles = [file.title for file in builtin()]
    assert len(set(titles)) == len(titles)
    assert len({load(name).identity for name in SCENARIOS}) == len(SCENARIOS)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_number_says_where_it_comes_from(name: str) -> None:
    scenario = load(name)
    for value in scenario.values.values():
        assert not value.source.startswith("given"), value
    for cell, source in scenario.organisation.sources.items():
        assert not source.startswith("given"), cell


@pytest.mark.parametrize("name", PLACES)
def test_places_settle_and_are_observed_for_as_long(name: str) -> None:
    scenario = load(name)
    assert (scenario.warm_up, scenario.observe) == (8 * 365, 10 * 365)


# ---- organisations -------------------------------------------------------------------------


def rows(name: str) -> list[tuple[str, list[str], str, list[str]]]:
    """The table of an organisation: unit, scopes, basis, tasks."""
    lines = [line.split(" | ") for line in HOLDERS[name].strip().splitlines()]
    return [
        (unit.strip(), scopes.split(", "), basis.removesuffix(" |"), tasks.split())
        for unit, scopes, basis, tasks in lines
    ]


def units_called(organised: Organisation, name: str) -> tuple[str, ...]:
    """The unit of that name in each district."""
    names = [unit.name for unit in organised.units]
    districts = organised.districts or (None,)
    if name in names:
        return (name,) * len(districts)
    return tuple(f"{name} {district.name}" for district in organised.districts)


def held(organised: Organisation, task: Task) -> dict[str, tuple[str, ...]]:
    """The units that hold ``task``, one for each district, by group (category to allocate)."""
    if task is Task.ALLOCATE_DWELLINGS:
        holders = {label(key): units for key, units in organised.allocators.items()}
    else:
        holders = {label(key): units for key, units in organised.holders[task].items()}
    return {
        key: tuple(organised.units[unit].name for unit in units) for key, units in holders.items()
    }


@pytest.mark.parametrize("name", HOLDERS)
def test_tasks_lie_where_the_sources_say(name: str) -> None:
    organised = organisation(name)
    seen = set()
    named = {
        (task, scope) for _, scopes, _, tasks in rows(name) for task in tasks for scope in scopes
    }
    for unit, scopes, basis, tasks in rows(name):
        for task in (Task[name.upper()] for name in tasks):
            holders = held(organised, task)
            for scope in scopes:
                rest = {key for key in holders if (label(task), key) not in named}
                whose = {scope} if scope in holders else rest
                assert whose, (task, scope)
                for key in whose:
                    assert holders[key] == units_called(organised, unit), (task, key)
                    seen.add((task, key))
                source = organised.sources[task, scope]
                for section in re.findall(r"§[0-9.]+[0-9]", basis):
                    assert section in source, (task, scope)
                assert "assumption" not in basis or "assumption" in source, (task, scope)
    assert seen == {(task, key) for task in DISTRIBUTED_TASKS for key in held(organised, task)}


@pytest.mark.parametrize("name", HOLDERS)
def test_no_unit_but_those_named(name: str) -> None:
    organised = organisation(name)
    named = {one for unit, *_ in rows(name) for one in units_called(organised, unit)}
    # The service desk of Moss is where the housing work would be if it were not in NAV (§5.2).
    idle = {"service desk"} if name == "moss-2009" else set()
    assert {unit.name for unit in organised.units} == named | idle


@pytest.mark.parametrize("name", ROUTINES)
def test_routines_are_those_named(name: str) -> None:
    scenario = load(IN_USE[name])
    for routine in EVERY_ROUTINE:
        has = getattr(scenario.organisation, routine)
        assert has == (routine in ROUTINES[name]), routine
        source = scenario.values[f"organisation.{routine}"].source
        for part in ROUTINES[name].get(routine, "").split(", "):
            assert part in source, routine
    assert not scenario.organisation.personal_cases


def test_the_pure_types_are_pure() -> None:
    one = organisation("all-in-one")
    assert len(one.units) == 1
    each = organisation("one-unit-per-task")
    holders = {task: set(units.values()) for task, units in each.holders.items()}
    assert all(len(units) == 1 for units in holders.values())
    assert len(set().union(*holders.values())) == len(holders) == len(each.units)
    for pure in (one, each):
        assert pure.agreements == ()
        assert pure.bodies == ()
        assert not any(getattr(pure, routine) for routine in EVERY_ROUTINE)
        assert not any(unit.written_routines for unit in pure.units)


def agreed(organised: Organisation) -> set[frozenset[str]]:
    return {
        frozenset((organised.units[one].name, organised.units[other].name))
        for one, other in organised.agreements
    }


def test_moss_2009_shares_a_house_and_meets_each_service() -> None:
    organised = organisation("moss-2009")
    housing, nav = organised.unit("NAV housing unit"), organised.unit("NAV")
    assert organised.units[housing].house == organised.units[nav].house
    follow_up = {units[0] for units in organised.holders[Task.PROVIDE_FOLLOW_UP].values()}
    assert {frozenset(pair) for pair in organised.agreements} == {
        frozenset((housing, unit)) for unit in follow_up
    }
    assert {body.members for body in organised.bodies} == {
        tuple(sorted((housing, unit))) for unit in follow_up
    }
    met: list[Group] = []
    for body in organised.bodies:
        assert (body.led_by, body.every, body.decides) == (housing, 14.0, True)
        met += body.groups
        for group in body.groups:
            assert organised.holders[Task.PROVIDE_FOLLOW_UP][group][0] in body.members
    assert len(set(met)) == len(met)
    assert not organisation("moss-1990s").agreements
    assert not organisation("moss-1990s").bodies


def test_tromso_has_a_weekly_committee_in_two_accounts() -> None:
    hears, meets = organisation("tromso-housing-office"), organisation("tromso-meeting-decides")
    (recommends,), (decides,) = hears.bodies, meets.bodies
    names = {hears.units[member].name for member in recommends.members}
    assert names == {
        "housing office",
        "substance and psychiatry service",
        "refugee service",
        "NAV",
    }
    assert (recommends.every, recommends.decides, decides.decides) == (7.0, False, True)
    assert recommends.groups == tuple(Group)
    assert (recommends.members, recommends.led_by) == (decides.members, decides.led_by)
    assert (hears.units, hears.holders, hears.allocators) == (
        meets.units,
        meets.holders,
        meets.allocators,
    )


def test_kristiansand_orders_in_one_place_and_provides_in_others() -> None:
    organised = organisation("kristiansand-ebt")
    orderers = {units[0] for units in organised.holders[Task.ORDER_FOLLOW_UP].values()}
    providers = {units[0] for units in organised.holders[Task.PROVIDE_FOLLOW_UP].values()}
    assert orderers == {organised.unit("EBT housing service")}
    assert not orderers & providers
    assert agreed(organised) == {
        frozenset(("EBT housing service", organised.units[unit].name)) for unit in providers
    }


def test_trondheim_has_four_districts_and_one_case_system() -> None:
    for name in ("trondheim-2008", "trondheim-2009"):
        organised = organisation(name)
        districts = [district.name for district in organised.districts]
        assert districts == ["Midtbyen", "Østbyen", "Lerkendal", "Heimdal"]
        assert math.fsum(district.share for district in organised.districts) == pytest.approx(1)
        houses = {unit.name: unit.house for unit in organised.units}
        for district in districts:
            assert houses[f"NAV {district}"] == houses[f"district office {district}"]
        assert len({houses[f"NAV {district}"] for district in districts}) == 4
    after = organisation("trondheim-2009")
    on_boei = {unit.name for unit in after.units if unit.case_systems == ("BOEI",)}
    offices = {f"district office {district.name}" for district in after.districts}
    assert on_boei == {"ESIKT", "property unit", *offices}
    assert {frozenset(("ESIKT", office)) for office in offices} <= agreed(after)
    assert all(not body.groups for body in after.bodies)  # they decide on no case
    assert not organisation("trondheim-2008").agreements


#: Tasks that a unit of the lever has in the least and in the fullest NAV office.
LEAST = {Task.SOCIAL_ASSISTANCE, Task.TEMPORARY_HOUSING}
FULLEST = LEAST | {
    Task.START_LOAN,
    Task.PURCHASE_GRANT,
    Task.HOUSING_ALLOWANCE,
    Task.ALLOCATE_DWELLINGS,
    Task.REVIEW_LEASES,
    Task.PRIVATE_MEDIATION,
    Task.DEBT_ADVICE,
}


@pytest.mark.parametrize(
    ("name", "nav"),
    [
        ("moss-2009", "NAV"),
        ("tromso-housing-office", "NAV"),
        ("kristiansand-ebt", "social services"),
        ("trondheim-2008", "NAV"),
        ("trondheim-2009", "NAV"),
    ],
)
def test_the_scope_of_nav_can_be_turned(name: str, nav: str) -> None:
    def of_nav(scope: str) -> set[Task]:
        organised = load(IN_USE[name], settings=[f"organisation.nav.scope={scope}"]).organisation
        own = units_called(organised, nav)
        return {task for task in DISTRIBUTED_TASKS if own in held(organised, task).values()}

    assert of_nav("minimum") - {Task.ORDER_FOLLOW_UP, Task.PROVIDE_FOLLOW_UP} == LEAST
    assert of_nav("integrated") >= FULLEST
    settled = load(IN_USE[name], settings=["organisation.nav.scope=as_listed"])
    assert settled.organisation.holders == organisation(name).holders


# ---- municipalities ------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLE_4)
def test_the_four_add_up_to_their_sources(name: str) -> None:
    scenario = place(name)
    inhabitants, dwellings, grants, price = TABLE_4[name]
    assert scenario.municipality.population == inhabitants
    assert sum(block.dwellings for block in scenario.municipality.stock) == dwellings
    assert scenario.municipality.grant_budget == grants
    assert scenario.parameters["market.price_per_m2"] == price
    for key in ("population", "grant_budget", "market.price_per_m2"):
        assert "NOVA 5/2011 table 4." in scenario.values[key].source


@pytest.mark.parametrize("name", ["generic-small", "generic-middle", "generic-large"])
def test_generic_ones_have_the_national_stock(name: str) -> None:
    """20 to 21 per 1000 inhabitants (SSB 2008-12), 42 per cent of them care dwellings."""
    town = place(name).municipality
    dwellings = sum(block.dwellings for block in town.stock)
    care = sum(block.dwellings for block in town.stock if block.category is Category.CARE)
    assert 20 <= dwellings / town.population * 1000 <= 21
    assert care / dwellings == pytest.approx(0.42, abs=0.01)


def test_generic_ones_are_small_middle_and_large() -> None:
    sizes = [place(name).municipality.population for name in MUNICIPALITIES if "generic" in name]
    assert sizes == [5_000, 20_000, 100_000]


@pytest.mark.parametrize("name", MUNICIPALITIES)
def test_everyone_who_needs_a_dwelling_can_get_some(name: str) -> None:
    """Of each group some dwelling of its categories fits every size of household, and access."""
    town = place(name).municipality
    assert {group.group for group in town.groups} == set(Group)
    for group in town.groups:
        blocks = [block for block in town.stock if block.category in group.categories]
        assert sum(block.dwellings for block in blocks) > 0
        if group.accessible > 0:
            assert any(block.accessible and block.dwellings for block in blocks), group.group
        assert max(block.rooms for block in blocks if block.dwellings) >= min(group.persons)


@pytest.mark.parametrize("name", MUNICIPALITIES)
def test_some_have_compound_needs(name: str) -> None:
    """15 to 25 per cent of all who come, those who come back included (assumed range).

    Compound: social assistance, debt advice or follow-up beside a home.
    """
    scenario = place(name)
    heard = demand.reference(scenario).assessments.sum(axis=0)
    everyone, compound = float(heard.sum()), 0.0
    for group in scenario.municipality.groups:
        everyone += math.fsum(
            demand.arrivals(scenario, group, need) for need in Need if need is not Need.DWELLING
        )
        simple = math.prod(1 - demand.share_with(group, need) for need in COMPOUND_NEEDS)
        compound += float(heard[group.group]) * (1 - simple)
    assert 0.15 <= compound / everyone <= 0.25


@pytest.mark.parametrize("name", MUNICIPALITIES)
def test_some_need_follow_up(name: str) -> None:
    """0.5 to 3 households per 1000 and year, with a dwelling need or alone (assumed range)."""
    scenario = place(name)
    groups = scenario.municipality.groups
    homes = {group.group: demand.arrivals(scenario, group, Need.DWELLING) for group in groups}
    beside = math.fsum(
        homes[group.group] * demand.share_with(group, Need.FOLLOW_UP) for group in groups
    )
    alone = math.fsum(demand.arrivals(scenario, group, Need.FOLLOW_UP) for group in groups)
    per_1000_and_year = (beside + alone) * 365 / scenario.municipality.population * 1000
    assert 0.5 <= per_1000_and_year <= 3
    assert alone * 365 / scenario.municipality.population * 1000 == pytest.approx(0.17)
    if name != "trondheim":  # more dwellings for those who need it, hence more of them
        # Of Moss' 7.82 needs for a dwelling 2.32 with follow-up; the others have the same mix.
        assert beside / math.fsum(homes.values()) == pytest.approx(2.32 / 7.82, abs=0.005)


def test_trondheim_has_flats_to_sell_and_agreements_with_foundations() -> None:
    owned = dict.fromkeys(Ownership, 0)
    care = 0
    for block in place("trondheim").municipality.stock:
        owned[block.ownership] += block.dwellings
        care += block.dwellings if block.category is Category.CARE else 0
    assert sum(owned.values()) - care == 3_954  # for the disadvantaged, September 2008
    assert owned[Ownership.COOP_FLAT] > 500
    assert owned[Ownership.FOUNDATION] > 100
    assert all(count > 0 for count in owned.values())


def test_moss_adds_up_to_its_sources() -> None:
    moss = place("moss").municipality
    care = sum(block.dwellings for block in moss.stock if block.category is Category.CARE)
    assert care / 760 == pytest.approx(0.42, abs=0.001)
    accessible = sum(block.dwellings for block in moss.stock if block.accessible)
    assert accessible / 760 == pytest.approx(0.43, abs=0.02)  # SSB 2009, national
    per_year = {
        need: math.fsum(group.arrivals.get(need, 0) for group in moss.groups) * 365 for need in Need
    }
    # Calibrated to 8.4 applications (251, Moss Avis): not all who come apply, some come again.
    # Of those granted 64 per cent were first ones (SSB 2020), so no fewer came for the first time.
    assert per_year[Need.DWELLING] == pytest.approx(7.82)
    assert 251 / 30.030 * 0.64 <= per_year[Need.DWELLING] <= 251 / 30.030
    assert per_year[Need.HOUSING_ALLOWANCE] == pytest.approx(12)
    assert per_year[Need.START_LOAN] == pytest.approx(4)
    assert per_year[Need.FOLLOW_UP] == pytest.approx(0.17)
    assert sum(per_year.values()) == pytest.approx(7.82 + 12 + 4 + 0.17)  # and for nothing else
    for group in moss.groups:
        assert {Need.SOCIAL_ASSISTANCE, Need.DEBT_ADVICE} <= set(group.needs)
        assert group.follow_up
        assert sum(group.grounds.values()) == pytest.approx(1)
        assert sum(group.persons.values()) == pytest.approx(1)
        assert sum(group.habits.values()) == pytest.approx(1)


def test_moss_refuses_as_many_as_the_sources_say() -> None:
    """32 to 34 per cent of new applicants (SSB KOSTRA 2015-18)."""
    moss = place("moss").municipality
    asked = {group.group: group.arrivals[Need.DWELLING] for group in moss.groups}
    refused = sum(asked[group.group] * group.grounds[Ground.NONE] for group in moss.groups)
    assert 0.32 <= refused / sum(asked.values()) <= 0.34


def test_moss_gives_the_mix_of_new_tenants() -> None:
    """Who enters municipal dwellings by the reference demand, against SSB 2015 (in per cent).

    Adapted dwelling 34, refugees 26, other 16, mental illness 9, substance use 6, both of
    these 5 (half to each): roughly, six in a hundred households may be of another group.
    """
    scenario = place("moss")
    entering = {}
    for group in scenario.municipality.groups:
        first = demand.arrivals(scenario, group, Need.DWELLING) * demand.with_ground(group)
        back = demand.returning(scenario, group).acute  # on a must ground
        lists = demand.ways_home(scenario, group).lists
        entering[group.group] = (first + back) * lists

    def share(*groups: Group) -> float:
        return 100 * sum(entering[group] for group in groups) / sum(entering.values())

    stated = {
        (Group.ELDERLY, Group.DISABILITY): 34,
        (Group.REFUGEE,): 26,
        (Group.MENTAL_ILLNESS,): 9 + 2.5,
        (Group.SUBSTANCE,): 6 + 2.5,
        (Group.ECONOMIC, Group.YOUTH, Group.ILL, Group.PRISON_RELEASE, Group.ROOFLESS): 16,
    }
    assert sum(len(groups) for groups in stated) == len(Group)
    for groups, percent in stated.items():
        assert share(*groups) == pytest.approx(percent, abs=6)


def test_moss_needs_come_back_as_often_as_the_sources_say() -> None:
    """With what returns the model is near the 251 applications of 2009, and turns over alike."""
    scenario = place("moss")
    reference = demand.reference(scenario)
    needs = reference.cases[Task.ASSESSMENT].sum() * 365 / 30.03
    assert needs == pytest.approx(5.4 / 0.64, rel=0.2)
    assert 0.12 <= reference.vacated.sum() * 365 / 760 < 0.135


def test_needs_beside_a_home_have_shares_and_no_others(tmp_path: Path) -> None:
    """Whether allowance is needed follows from the arithmetic; a file cannot say otherwise."""
    (moss,) = (
        file.path for file in builtin() if (file.kind, file.name) == ("municipality", "moss")
    )
    text = moss.read_text(encoding="utf-8")
    (before,) = re.findall(r"  economic:.*?(    needs: .*?\n)", text, re.DOTALL)[:1]
    for need in labels(Need):
        file = tmp_path / "entry.yaml"
        changed = text.replace(before, f"    needs: {{{need}: 0.1}}\n", 1)
        assert changed != text
        (tmp_path / "place.yaml").write_text(changed, encoding="utf-8")
        file.write_text(
            "title: A place\nmunicipality: place.yaml\norganisation: organisations/moss-2009.yaml\n"
            "run: {warm_up: 1 year, observe: 1 year}\n",
            encoding="utf-8",
        )
        problems = check(file)
        if need in ("social_assistance", "debt_advice", "home_care"):
            assert problems == []
        else:
            assert [problem.key for problem in problems] == [f"groups.economic.needs.{need}"]


# ---- scenarios -----------------------------------------------------------------------------


def test_the_arms_share_the_place() -> None:
    first, *others = (load(name) for name in MOSS)
    for scenario in others:
        assert scenario.municipality == first.municipality
        assert scenario.parameters == first.parameters


@pytest.mark.parametrize("name", ["moss-2009-dearer-homes", "moss-2009-refugee-year"])
def test_changes_come_over_what_else_is_alike(name: str) -> None:
    changed, plain = load(name), load("moss-2009")
    assert changed.changes
    assert not plain.changes
    assert changed.organisation == plain.organisation
    assert all(0 <= change.at < changed.observe for change in changed.changes)


#: Scenarios that differ from another of the same place in one thing of the organisation.
VARIANTS = {
    "tromso-rule-oriented": "tromso-housing-office",
    "moss-2009-deadlines": "moss-2009",
    "moss-1990s-key-person": "moss-1990s",
}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_differs_in_the_organisation_alone(name: str) -> None:
    variant, plain = load(name), load(VARIANTS[name])
    assert variant.municipality == plain.municipality
    assert variant.parameters == plain.parameters
    assert variant.organisation != plain.organisation


def test_tromso_bound_by_rules_is_tromso_otherwise() -> None:
    bound, plain = load("tromso-rule-oriented").organisation, organisation("tromso-housing-office")
    assert bound.rule_oriented
    assert not plain.rule_oriented
    assert replace(bound, rule_oriented=False, sources=plain.sources) == plain


def test_moss_with_deadlines_has_the_same_agreements() -> None:
    """All five of 1 January 2010 have both, and nothing else is otherwise."""
    dated, plain = load("moss-2009-deadlines").organisation, organisation("moss-2009")
    assert dated.agreements == plain.agreements
    assert set(dated.agreements) == dated.informing == set(dated.deadlines)
    assert set(dated.deadlines.values()) == {3.0}
    assert not plain.deadlines
    assert not plain.informing
    alone = replace(
        dated, deadlines={}, informing=frozenset(), sources=plain.sources, name=plain.name
    )
    assert replace(alone, title=plain.title) == plain


def test_the_refugee_year_ends() -> None:
    scenario = load("moss-2009-refugee-year")
    settled = [sum(change.settle.values()) for change in scenario.changes]
    assert sum(settled) == 40
    *_, last = scenario.changes
    assert last.at == 4 * 365
    assert last.values["temporary_places"] == scenario.municipality.temporary_places


#: Teaching scenarios that belong together, and what they may differ in.
LESSONS = {
    "hand-over-by-letter": ("hand-over-in-one-house",),
    "committee-every-week": ("committee-every-fortnight", "committee-every-four-weeks"),
    "vacancy-passed-on": ("vacancy-one-planner",),
    "follow-up-with-the-home": ("follow-up-later",),
    "overview-nobody": ("overview-key-person", "overview-in-writing"),
    "deadline-none": ("deadline-two-days",),
    "telling-the-sender-no": ("telling-the-sender-yes",),
    "discretion-each-decides": ("discretion-bound-by-rules",),
}


def test_every_lesson_is_complete() -> None:
    named = {name for first, others in LESSONS.items() for name in (first, *others)}
    assert {f"teaching/{name}" for name in named} == set(TEACHING)


@pytest.mark.parametrize("first", LESSONS)
def test_a_lesson_differs_in_the_organisation_alone(first: str) -> None:
    one = load(f"teaching/{first}")
    for name in LESSONS[first]:
        other = load(f"teaching/{name}")
        assert other.municipality == one.municipality
        assert other.parameters == one.parameters
        assert (other.warm_up, other.observe) == (one.warm_up, one.observe)
        assert other.organisation != one.organisation

        def people(scenario: Scenario) -> tuple[float, float]:
            units = scenario.organisation.units
            return (
                math.fsum(unit.positions or 0 for unit in units),
                math.fsum(unit.follow_up_workers or 0 for unit in units),
            )

        assert people(other) == people(one)


@pytest.mark.parametrize("first", LESSONS)
def test_a_lesson_says_what_to_run_and_where_to_look(first: str) -> None:
    files = {file.name: file.path for file in builtin()}
    text = files[f"teaching/{first}"].read_text(encoding="utf-8")
    comment = " ".join(line[2:] for line in text.splitlines() if line.startswith("# "))
    arms = " ".join(f"teaching/{name}" for name in (first, *LESSONS[first]))
    assert f"boligsim compare {arms}" in re.sub(" +", " ", comment)
    assert "look at" in comment
    for setting in re.findall(r'--set (?:"([^"]+)"|(\S+=[^\s)]+))', comment):
        key_value = "".join(setting)
        assert (
            load(f"teaching/{first}", settings=[key_value]).identity
            != load(f"teaching/{first}").identity
        ), key_value
    for name in LESSONS[first]:
        pointer = files[f"teaching/{name}"].read_text(encoding="utf-8")
        assert first in pointer.split("title:")[0]


# ---- the format ----------------------------------------------------------------------------


def test_every_key_of_the_format_is_described() -> None:
    for model in FORMAT.values():
        assert model.__doc__
        assert all(field.description for field in model.model_fields.values())


def test_reading_needs_nothing_heavy() -> None:
    heavy = "{'numba', 'pandas', 'mesa', 'matplotlib', 'scipy', 'numpy'}"
    code = (
        "import sys, sim.scenario; sim.scenario.load('moss-2009'); "
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
