"""The files in the box: they load, their numbers carry sources, they fit the sources' totals."""

import math
import subprocess
import sys
from pathlib import Path

import pytest

from sim import demand
from sim.names import Category, Ground, Group, Need, Task, labels
from sim.scenario import FORMAT, Builtin, builtin, check, load

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
    # 8.4 applications (Moss Avis), of which 64 per cent of the granted were first ones (SSB 2020).
    assert per_year[Need.DWELLING] == pytest.approx(5.4)
    assert per_year[Need.DWELLING] == pytest.approx(8.4 * 0.64, abs=0.03)
    assert per_year[Need.HOUSING_ALLOWANCE] == pytest.approx(12)
    assert per_year[Need.START_LOAN] == pytest.approx(4)
    assert sum(per_year.values()) == pytest.approx(5.4 + 12 + 4)  # nobody comes for anything else
    assert {group.group for group in moss.groups} == set(Group)
    for group in moss.groups:
        assert set(group.needs) == {Need.SOCIAL_ASSISTANCE, Need.DEBT_ADVICE}
        assert sum(group.grounds.values()) == pytest.approx(1)
        assert sum(group.persons.values()) == pytest.approx(1)
        assert sum(group.habits.values()) == pytest.approx(1)


def test_moss_refuses_as_many_as_the_sources_say() -> None:
    """32 to 34 per cent of new applicants (SSB KOSTRA 2015-18)."""
    moss = load("moss-2009").municipality
    asked = {group.group: group.arrivals[Need.DWELLING] for group in moss.groups}
    refused = sum(asked[group.group] * group.grounds[Ground.NONE] for group in moss.groups)
    assert 0.32 <= refused / sum(asked.values()) <= 0.34


def test_moss_gives_the_mix_of_new_tenants() -> None:
    """Who enters municipal dwellings by the reference demand, against SSB 2015 (in per cent).

    Adapted dwelling 34, refugees 26, other 16, mental illness 9, substance use 6, both of
    these 5 (half to each): roughly, six in a hundred households may be of another group.
    """
    scenario = load("moss-2009")
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
    scenario = load("moss-2009")
    reference = demand.reference(scenario)
    needs = reference.cases[Task.ASSESSMENT].sum() * 365 / 30.03
    assert needs == pytest.approx(5.4 / 0.64, rel=0.2)
    assert 0.12 <= reference.vacated.sum() * 365 / 760 < 0.135


def test_needs_name_what_makes_them_compound_and_nothing_else(tmp_path: Path) -> None:
    """Whether allowance is needed follows from the arithmetic; a file cannot say otherwise."""
    (moss,) = (
        file.path for file in builtin() if (file.kind, file.name) == ("municipality", "moss")
    )
    for need in labels(Need):
        file = tmp_path / "entry.yaml"
        text = moss.read_text(encoding="utf-8")
        changed = text.replace(
            "needs: {social_assistance: 0.1, debt_advice: 0.12}", f"needs: {{{need}: 0.1}}"
        )
        assert changed != text
        (tmp_path / "place.yaml").write_text(changed, encoding="utf-8")
        file.write_text(
            "title: A place\nmunicipality: place.yaml\norganisation: organisations/moss-2009.yaml\n"
            "run: {warm_up: 1 year, observe: 1 year}\n",
            encoding="utf-8",
        )
        problems = check(file)
        if need in ("social_assistance", "debt_advice"):
            assert problems == []
        else:
            assert [problem.key for problem in problems] == [f"groups.economic.needs.{need}"]


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
