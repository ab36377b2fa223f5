"""The files in the box: they load, their numbers carry sources, they fit the sources' totals."""

import math
import subprocess
import sys

import pytest

from sim.names import Category, Ground, Group, Need, Task
from sim.scenario import FORMAT, Builtin, builtin, load

SCENARIOS = [file.name for file in builtin() if file.kind == "scenario"]
MOSS = [name for name in SCENARIOS if name.startswith("moss-")]


def test_what_is_in_the_box() -> None:
    found = {(file.kind, file.name) for file in builtin()}
    assert ("municipality", "moss") in found
    for name in ("moss-1990s", "moss-2009", "all-in-one", "one-unit-per-task"):
        assert ("organisation", name) in found
    for name in ("moss-1990s", "moss-2009", "moss-all-in-one", "moss-one-unit-per-task"):
        assert ("scenario", name) in found
    assert all(
        isinstance(file, Builtin) and file.title and file.path.is_file() for file in builtin()
    )


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_loads_under_its_name(name: str) -> None:
    scenario = load(name)
    assert scenario.name == name
    assert scenario.title != name


@pytest.mark.parametrize("name", MOSS)
def test_every_number_says_where_it_comes_from(name: str) -> None:
    scenario = load(name)
    for value in scenario.values.values():
        assert not value.source.startswith("given"), value
    for cell, source in scenario.organisation.sources.items():
        assert not source.startswith("given"), cell


def test_moss_adds_up_to_its_sources() -> None:
    moss = load("moss-2009").municipality
    assert moss.population == 30030
    assert sum(block.dwellings for block in moss.stock) == 760
    care = sum(block.dwellings for block in moss.stock if block.category is Category.CARE)
    assert care / 760 == pytest.approx(0.42, abs=0.001)
    per_year = {
        need: math.fsum(group.arrivals.get(need, 0) for group in moss.groups) * 365 for need in Need
    }
    assert per_year[Need.DWELLING] == pytest.approx(8.4)
    assert per_year[Need.HOUSING_ALLOWANCE] == pytest.approx(12)
    assert per_year[Need.START_LOAN] == pytest.approx(4)
    assert {group.group for group in moss.groups} == set(Group)


def test_moss_gives_the_mix_of_new_tenants_and_the_refusals() -> None:
    """The shares that the arrivals are derived from (SSB 2015; SSB KOSTRA 2015-18)."""
    moss = load("moss-2009").municipality
    asked = {group.group: group.arrivals[Need.DWELLING] for group in moss.groups}
    granted = {
        group.group: asked[group.group] * (1 - group.grounds.get(Ground.NONE, 0))
        for group in moss.groups
    }
    assert 1 - sum(granted.values()) / sum(asked.values()) == pytest.approx(0.33, abs=0.01)

    def share(*groups: Group) -> float:
        return sum(granted[group] for group in groups) / sum(granted.values())

    assert share(Group.ELDERLY, Group.DISABILITY) == pytest.approx(0.34, abs=0.015)
    assert share(Group.REFUGEE) == pytest.approx(0.26, abs=0.015)
    assert share(Group.MENTAL_ILLNESS) == pytest.approx(0.115, abs=0.015)
    assert share(Group.SUBSTANCE) == pytest.approx(0.085, abs=0.015)


def test_the_pure_types_are_pure() -> None:
    one = load("moss-all-in-one").organisation
    assert len(one.units) == 1
    each = load("moss-one-unit-per-task").organisation
    held = {task: set(units.values()) for task, units in each.holders.items()}
    assert all(len(units) == 1 for units in held.values())
    assert len(set().union(*held.values())) == len(held) == len(each.units)
    for organisation in (one, each):
        assert organisation.agreements == ()
        routines = (organisation.lease_review, organisation.vacancy_owner)
        assert (*routines, organisation.personal_cases) == (False, False, False)


def test_moss_2009_shares_a_house_and_has_agreements() -> None:
    organisation = load("moss-2009").organisation
    housing, nav = organisation.unit("NAV housing unit"), organisation.unit("NAV")
    assert organisation.units[housing].house == organisation.units[nav].house
    follow_up = set(organisation.holders[Task.PROVIDE_FOLLOW_UP].values())
    assert {frozenset(pair) for pair in organisation.agreements} == {
        frozenset((housing, unit)) for unit in follow_up
    }
    assert organisation.lease_review
    assert not load("moss-1990s").organisation.agreements


def test_the_arms_share_the_place() -> None:
    first, *others = (load(name) for name in MOSS)
    for scenario in others:
        assert scenario.municipality == first.municipality
        assert scenario.parameters == first.parameters
    assert len({load(name).identity for name in MOSS}) == len(MOSS)


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
