"""Putting scenarios together: files, names, overrides, the command line, and their authority."""

from pathlib import Path

import pytest

from sim.names import Category, Group, Need, Task
from sim.parameters import PARAMETERS
from sim.scenario import Scenario, ScenarioError, check, load
from sim.scenario.resolved import Value

TOWN = """\
title: Small town
population: 1000 inhabitants
stock:
  flats: {category: ordinary, dwellings: 10, rooms: 2}
  homes: {category: care, dwellings: 5, rooms: 1, accessible: yes}
groups:
  economic:
    arrivals: {dwelling: 2 per 1000 and year, start_loan: 0.1 per 1000 and month}
    persons: {1: 0.5, 2: 50 %}
    income_median: 144000 NOK per year
    grounds: {must: 1}
    habits: {inform: 1}
    categories: [ordinary]
  elderly:
    arrivals: {dwelling: 1 per 1000 and year}
    persons: {1: 1}
    income_median: 12000 NOK per month
    grounds: {wish: 1}
    habits: {home_care: 1}
    categories: [care, ordinary]
  youth:
    arrivals: {housing_allowance: 1 per 1000 and year}
"""
OFFICE = """\
title: Two offices
units:
  office: {house: hall, positions: 2.5, case_systems: [register]}
  desk: {house: hall, written_routines: yes}
  home help:
tasks:
  source: the town's own account
  plan: desk
  procure_dwellings: office
  manage_vacancies: office
  allocate_dwellings: {care: home help, others: {unit: office, source: assumption}}
  review_leases: office
  start_loan: {unit: desk, source: minutes of 2009}
  purchase_grant: desk
  housing_allowance: desk
  social_assistance: office
  private_mediation: office
  temporary_housing: office
  debt_advice: office
  order_follow_up: {elderly: home help, others: office}
  provide_follow_up: home help
  home_care: home help
  adapt_dwelling: home help
  inform: desk
agreements: [{between: [home help, office]}]
"""
SCENARIO = """\
title: A small town
municipality: places/town.yaml
organisation: office.yaml
run: {warm_up: 1 year, observe: 24 months}
"""


pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small scenario in files of its own, as the working folder."""
    (tmp_path / "places").mkdir()
    (tmp_path / "places/town.yaml").write_text(TOWN)
    (tmp_path / "office.yaml").write_text(OFFICE)
    (tmp_path / "small.yaml").write_text(SCENARIO)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


def inline(town: str = TOWN, office: str = OFFICE, rest: str = "") -> str:
    """The small scenario in one text."""
    return (
        "municipality:\n"
        + indented(town)
        + "organisation:\n"
        + indented(office)
        + "run: {warm_up: 1 year, observe: 2 years}\n"
        + rest
    )


def small(*lines: str) -> Scenario:
    Path("changed.yaml").write_text(SCENARIO + "\n".join(lines))
    return load("changed.yaml")


def test_a_scenario_is_read_whole() -> None:
    scenario = load("small.yaml")
    assert (scenario.name, scenario.title) == ("small", "A small town")
    assert (scenario.warm_up, scenario.observe) == (365.0, 730.0)
    town = scenario.municipality
    assert (town.name, town.title, town.population) == ("town", "Small town", 1000.0)
    flats, homes = town.stock
    assert (flats.name, flats.category, flats.dwellings) == ("flats", Category.ORDINARY, 10)
    assert (homes.rooms, homes.accessible, flats.accessible) == (1, True, False)
    economic, youth, elderly = town.groups
    assert [group.group for group in town.groups] == [Group.ECONOMIC, Group.YOUTH, Group.ELDERLY]
    assert economic.arrivals[Need.DWELLING] == pytest.approx(2 / 365)
    assert economic.arrivals[Need.START_LOAN] == pytest.approx(1.2 / 365)
    assert economic.persons == {1: 0.5, 2: 0.5}
    assert economic.income_median == elderly.income_median == 12000.0
    assert elderly.categories == (Category.CARE, Category.ORDINARY)
    assert (youth.persons, youth.categories, youth.priority) == ({1: 1.0}, (), None)


def test_the_table_of_tasks() -> None:
    organisation = load("small.yaml").organisation
    office, desk, home = (organisation.unit(name) for name in ("office", "desk", "home help"))
    assert set(organisation.holders) == set(Task) - {Task.ASSESSMENT}
    assert all(set(held) == set(Group) for held in organisation.holders.values())
    assert organisation.holders[Task.START_LOAN][Group.YOUTH] == (desk,)
    assert organisation.holders[Task.ORDER_FOLLOW_UP][Group.ELDERLY] == (home,)
    assert organisation.holders[Task.ORDER_FOLLOW_UP][Group.REFUGEE] == (office,)
    assert organisation.allocators[Category.CARE] == (home,)
    assert organisation.allocators[Category.YOUTH] == (office,)
    # Where a group applies: to whoever has the right to its first category.
    assert organisation.holders[Task.ALLOCATE_DWELLINGS][Group.ELDERLY] == (home,)
    assert organisation.holders[Task.ALLOCATE_DWELLINGS][Group.ECONOMIC] == (office,)
    assert organisation.holders[Task.ALLOCATE_DWELLINGS][Group.YOUTH] == (office,)
    assert organisation.agreements == ((office, home),)
    houses = [unit.house for unit in organisation.units]
    assert houses == ["hall", "hall", "home help"]
    assert [unit.positions for unit in organisation.units] == [2.5, None, None]
    assert organisation.units[office].case_systems == ("register",)
    assert [unit.written_routines for unit in organisation.units] == [False, True, False]


def test_every_cell_has_its_source() -> None:
    sources = load("small.yaml").organisation.sources
    assert sources[Task.START_LOAN, "all"] == "minutes of 2009"
    assert sources[Task.PLAN, "all"] == "the town's own account"
    assert sources[Task.ALLOCATE_DWELLINGS, "care"] == "the town's own account"
    assert sources[Task.ALLOCATE_DWELLINGS, "others"] == "assumption"


def test_every_number_has_its_authority() -> None:
    values = load("small.yaml").values
    assert values["population"] == Value(
        "population", 1000.0, "inhabitants", 1000.0, "given in places/town.yaml:2"
    )
    assert values["run.observe"].written == 24.0
    assert values["run.observe"].source == "given in small.yaml:4"
    assert values["groups.youth.move_rate"].source == "neutral default"
    assert values["groups.economic.persons.2"].unit == "%"
    assert values["organisation.units.office.positions"].base == 2.5
    turnover = values["caseworkers.turnover"]
    assert (turnover.written, turnover.source) == (0.14, "assumption")
    assert set(PARAMETERS) <= set(values)


def test_what_is_included_may_as_well_stand_in_the_file() -> None:
    Path("one.yaml").write_text(inline())
    assert load("one.yaml").identity == load("small.yaml").identity


def test_the_identity_is_of_what_matters_to_a_run() -> None:
    before = load("small.yaml").identity
    assert len(before) == 64
    # Titles, sources, file names and the way a number is written make no difference.
    town = TOWN.replace("Small town", "Other").replace("50 %", "{value: 0.5, source: a book}")
    Path("other.yaml").write_text(inline(town, OFFICE.replace("the town's own", "another")))
    assert load("other.yaml").identity == before
    called = load("small.yaml", settings=["organisation.units.home help.name_nb=hjemmehjelp"])
    assert "hjemmehjelp" in {unit.name_nb for unit in called.organisation.units}
    assert called.identity == before
    # Any number that the model reads does.
    for line in ("override: {crews: 3}", "override: {population: 1001 inhabitants}"):
        assert small(line).identity != before
    assert load("small.yaml", settings=["vacancy.works=21 days"]).identity != before
    assert load("small.yaml", settings=["organisation.vacancy_owner=yes"]).identity != before
    assert small("follow_on: {start_loan: {debt_advice: 0.1}}").identity != before


def test_overrides_replace_values_of_all_parts() -> None:
    scenario = small(
        "override:",
        "  vacancy.works: 25 days",
        "  work.start_loan.distribution: lognormal",
        "  groups.economic.move_rate: 0.1 per year",
        "  groups.economic.needs.debt_advice: {value: 20 %, source: a count}",
        "  stock.flats.dwellings: 12",
        "  crews: 2",
        "  organisation.lease_review: yes",
        "  organisation.units.home help.positions: 4",
        "  run.observe: 3 years",
    )
    economic = scenario.municipality.groups[0]
    assert scenario.parameters["vacancy.works"] == 25.0
    assert scenario.parameters["work.start_loan.distribution"] == 3.0
    assert economic.move_rate == pytest.approx(0.1 / 365)
    assert economic.needs == {Need.DEBT_ADVICE: 0.2}
    assert scenario.municipality.stock[0].dwellings == 12
    assert (scenario.crews, scenario.observe) == (2, 1095.0)
    assert scenario.organisation.lease_review
    assert scenario.organisation.units[2].positions == 4.0
    assert scenario.values["vacancy.works"].source == "given in changed.yaml:6"
    assert scenario.values["groups.economic.needs.debt_advice"].source == "a count"


def test_the_last_word_is_the_command_line_s(folder: Path) -> None:
    town = TOWN + "parameters: {vacancy.works: {value: 10 days, source: the town}}\n"
    (folder / "places/town.yaml").write_text(town)
    assert load("small.yaml").values["vacancy.works"].source == "the town"
    text = SCENARIO + "override: {vacancy.works: 11 days}\n"
    (folder / "small.yaml").write_text(text)
    assert load("small.yaml").parameters["vacancy.works"] == 11.0
    chosen = load("small.yaml", settings=["vacancy.works=12 days", "vacancy.works = 13 days"])
    assert chosen.parameters["vacancy.works"] == 13.0
    assert chosen.values["vacancy.works"].source == "given on the command line"


def test_a_wrong_value_that_is_replaced_does_no_harm(folder: Path) -> None:
    (folder / "places/town.yaml").write_text(TOWN.replace("1000 inhabitants", "1000"))
    assert [problem.key for problem in check("small.yaml")] == ["population"]
    assert load("small.yaml", settings=["population=900 inhabitants"]).municipality.population


def test_any_municipality_under_any_organisation() -> None:
    scenario = load("small.yaml", municipality="moss", organisation="moss-1990s")
    assert (scenario.municipality.name, scenario.organisation.name) == ("moss", "moss-1990s")
    turned = load("moss-2009", municipality="places/town.yaml", organisation="office.yaml")
    small_one = load("small.yaml")
    assert turned.municipality == small_one.municipality
    assert turned.organisation == small_one.organisation


def test_the_command_line_can_give_what_the_file_leaves_out() -> None:
    Path("bare.yaml").write_text("run: {warm_up: 1 year, observe: 1 year}\n")
    assert len(check("bare.yaml")) == 2
    assert check("bare.yaml", municipality="moss", organisation="all-in-one") == []


def test_an_unknown_name_on_the_command_line() -> None:
    (problem,) = check("small.yaml", municipality="mos")
    assert (problem.file, problem.key) == ("command line", "municipality")
    assert problem.suggestion == "moss"


def test_a_path_comes_before_a_built_in_name() -> None:
    assert load("moss-2009").title != "A small town"
    Path("moss-2009").write_text(SCENARIO)
    assert load("moss-2009").title == "A small town"
    Path("moss-1990s").mkdir()
    assert load("moss-1990s").municipality.name == "moss"


def test_built_in_parts_can_be_included_by_path_or_name() -> None:
    by_path = SCENARIO.replace("places/town.yaml", "municipalities/moss.yaml")
    Path("by-path.yaml").write_text(by_path)
    Path("by-name.yaml").write_text(SCENARIO.replace("places/town.yaml", "moss"))
    assert load("by-path.yaml").identity == load("by-name.yaml").identity
    # A file of one's own under that path comes first.
    Path("municipalities").mkdir()
    Path("municipalities/moss.yaml").write_text(TOWN)
    assert load("by-path.yaml").municipality.title == "Small town"


def test_a_link_out_of_the_folder_is_outside(folder: Path, tmp_path_factory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "town.yaml"
    elsewhere.write_text(TOWN)
    (folder / "places/town.yaml").unlink()
    (folder / "places/town.yaml").symlink_to(elsewhere)
    (problem,) = check("small.yaml")
    assert "outside the scenario's folder" in problem.found
    # On the command line the user says what is meant.
    assert check("small.yaml", municipality=str(elsewhere)) == []


def test_units_whose_names_hold_dots_can_be_overridden(folder: Path) -> None:
    (folder / "office.yaml").write_text(OFFICE.replace("home help", "St. Olav"))
    scenario = load("small.yaml", settings=["organisation.units.St. Olav.positions=3"])
    assert scenario.organisation.units[2].positions == 3.0


def test_cases_may_go_on_to_other_tasks() -> None:
    scenario = small("follow_on: {debt_advice: {social_assistance: 0.3, housing_allowance: 20 %}}")
    assert scenario.follow_on == {
        Task.DEBT_ADVICE: {Task.SOCIAL_ASSISTANCE: 0.3, Task.HOUSING_ALLOWANCE: 0.2}
    }


@pytest.mark.parametrize("key", ["debt_advice: {debt_advice: 1}", "start_loan: {start_loan: 1}"])
def test_a_case_must_end(key: str) -> None:
    with pytest.raises(ScenarioError, match="never ends"):
        small(f"follow_on: {{{key}}}")


#: Every parameter, its family, its last word, and other words for the same.
FORBIDDEN = sorted(
    {
        word
        for key in PARAMETERS
        for word in (key, key.rpartition(".")[0], key.rpartition(".")[2])
        if word not in {task.name.lower() for task in Task}
    }
    | {"parameters", "override", "speed", "knowledge", "contacts", "contest", "contest_rate"}
)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (("title: Two offices", "{keys}title: Two offices"), True),
        (("desk: {house", "desk: {{{keys}house"), True),
        (("start_loan: {unit", "start_loan: {{{keys}unit"), False),
        (("[{between", "[{{{keys}between"), False),
        (("  plan:", "{keys}  plan:"), False),
    ],
    ids=["organisation", "unit", "holder", "agreement", "task"],
)
def test_no_organisation_sets_a_number_of_the_model(place: tuple[str, str], told: bool) -> None:
    """Nor anything like it, wherever in its file it is tried."""
    flow = "{{" in place[1]
    keys = "".join(f"{word}: 1, " if flow else f"{word}: 1\n" for word in FORBIDDEN)
    if place[0].startswith("  "):
        keys = "".join(f"  {word}: desk\n" for word in FORBIDDEN)
    Path("office.yaml").write_text(OFFICE.replace(place[0], place[1].format(keys=keys)))
    problems = check("small.yaml")
    assert {problem.file for problem in problems} == {"office.yaml"}
    assert {problem.found for problem in problems} == {"an unknown key"}
    assert len(problems) == len(FORBIDDEN)
    for problem in problems:
        said = "computed in the same way for every organisation" in problem.expected
        assert said or not told
