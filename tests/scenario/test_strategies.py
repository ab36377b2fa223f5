"""Strategies: what organisations lay down, files that go with any of them, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.names import Task
from sim.scenario import builtin, check, load

STRATEGIES = [file.name for file in builtin() if file.kind == "strategy"]
ORGANISATIONS = [file.name for file in builtin() if file.kind == "organisation"]
PAIRS = [file.name for file in builtin() if file.name.startswith("planning/")]

SHORT = "run: {warm_up: 1 year, observe: 2 years}\n"


def scenario(folder: Path, strategy: str, organisation: str = "moss-2009", more: str = "") -> Path:
    """A scenario of Moss that names a strategy, or holds it."""
    file = folder / "town.yaml"
    file.write_text(
        f"municipality: moss\norganisation: {organisation}\nstrategy: {strategy}\n{SHORT}{more}",
        encoding="utf-8",
    )
    return file


def told(file: Path) -> list[str]:
    return [str(problem) for problem in check(file)]


@pytest.mark.parametrize("organisation", ORGANISATIONS)
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_goes_with_every_organisation(
    tmp_path: Path, strategy: str, organisation: str
) -> None:
    found = load(scenario(tmp_path, strategy, organisation))
    laid_down = found.organisation.strategy
    assert laid_down is not None
    assert found.parameters["planning.pursued"] == 1.0
    plain = load(scenario(tmp_path, strategy)).organisation.strategy
    # Who leads, how often who meets, and whether there is a plan, a file may leave as it is.
    left = {"leader", "plan_every", "project_group_meets", "steering_group_meets", "looks_every"}
    differs = {key for key, value in vars(laid_down).items() if value != getattr(plain, key)}
    assert differs <= left


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_every_organisation_lays_one_down_that_is_not_pursued(organisation: str) -> None:
    found = load("moss-2009", organisation=organisation)
    assert found.organisation.strategy is not None
    assert not found.organisation.strategy.routines_by_anchoring
    assert found.parameters["planning.pursued"] == 0.0
    assert found.municipality.dwelling_budget == 0.0


@pytest.mark.parametrize("place", [file.name for file in builtin() if file.kind == "municipality"])
def test_no_town_of_the_box_has_money_for_new_dwellings(place: str) -> None:
    found = load("moss-2009", municipality=place)
    assert found.municipality.dwelling_budget == 0.0
    assert "the stock stays" in found.values["dwelling_budget"].source


def test_what_the_sources_say_of_plans() -> None:
    def of(name: str) -> object:
        found = load("moss-2009", organisation=name).organisation.strategy
        assert found is not None
        years = None if found.plan_every is None else found.plan_every / 365
        return years, found.process_oriented, found.in_municipal_plan, found.partners

    assert of("moss-1990s") == (None, False, False, False)
    assert of("tromso-housing-office") == (5.0, True, False, True)
    assert of("kristiansand-ebt") == (4.0, True, False, True)
    assert of("trondheim-2009") == (4.0, False, True, False)


@pytest.mark.parametrize(
    ("base", "other", "differs"),
    [
        ("programme-strategic-leader", "programme-professional-leader", {"leader"}),
        ("programme-strategic-leader", "programme-with-politicians", {"politicians"}),
        ("programme-strategic-leader", "programme-with-partners", {"partners"}),
        ("programme-strategic-leader", "anchored-in-people", {"routines_by_anchoring"}),
        ("anchored-in-people", "anchored-in-the-plan", {"in_municipal_plan"}),
        ("ahead-of-need", "wish-list", {"wish_list"}),
    ],
)
def test_strategies_are_told_apart_by_one_thing(
    tmp_path: Path, base: str, other: str, differs: set[str]
) -> None:
    one, two = (
        vars(load(scenario(tmp_path, name)).organisation.strategy) for name in (base, other)
    )
    assert {key for key in one if one[key] != two[key]} == differs


@pytest.mark.parametrize("name", PAIRS)
def test_scenarios_side_by_side_differ_in_the_strategy_alone(name: str) -> None:
    (path,) = (file.path for file in builtin() if file.name == name)
    comment = " ".join(
        line[2:] for line in path.read_text(encoding="utf-8").splitlines() if line[:1] == "#"
    )
    other = re.findall(r"planning/[a-z-]+", comment)[0]
    one, two = load(name), load(other)
    assert one.municipality == two.municipality
    assert one.parameters == two.parameters
    assert one.organisation.strategy != two.organisation.strategy
    assert one.organisation.units == two.organisation.units


# ---- how parts combine ---------------------------------------------------------------------


def test_a_scenario_strategy_holds_before_that_of_the_organisation(tmp_path: Path) -> None:
    file = scenario(tmp_path, "{politicians: yes, steering_group: [plan]}", "tromso-housing-office")
    found = load(file).organisation.strategy
    assert found is not None
    assert (found.politicians, found.steering_group) == (True, (Task.PLAN,))
    assert found.plan_every == 5 * 365  # as Tromsø has it
    assert found.process_oriented


def test_it_holds_for_organisations_that_take_over_too(tmp_path: Path) -> None:
    more = "changes: [{at: 1 year, organisation: moss-2002}]\n"
    found = load(scenario(tmp_path, "wish-list", more=more))
    (change,) = found.changes
    assert change.organisation is not None
    assert change.organisation.strategy is not None
    assert change.organisation.strategy.wish_list


def test_one_value_can_be_set_and_the_strategy_given_up(tmp_path: Path) -> None:
    file = scenario(tmp_path, "programme-strategic-leader")
    settings = ["organisation.strategy.politicians=yes", "planning.pursued=no"]
    found = load(file, settings=settings)
    assert found.organisation.strategy is not None
    assert found.organisation.strategy.politicians
    assert found.parameters["planning.pursued"] == 0.0


def test_an_organisation_may_name_a_strategy(tmp_path: Path) -> None:
    (tmp_path / "office.yaml").write_text(
        "like: moss-2009\nstrategy: wish-list\n", encoding="utf-8"
    )
    file = tmp_path / "town.yaml"
    file.write_text(f"municipality: moss\norganisation: office.yaml\n{SHORT}", encoding="utf-8")
    found = load(file)
    assert found.organisation.strategy is not None
    assert found.organisation.strategy.wish_list
    assert found.parameters["planning.pursued"] == 0.0


def test_the_command_line_may_name_one(tmp_path: Path) -> None:
    """It takes the place of the scenario's, and is pursued."""
    named = load(scenario(tmp_path, "wish-list"))
    for strategy in ("day-to-day", "wish-list"):
        found = load(scenario(tmp_path, strategy), strategy="wish-list")
        assert found.organisation.strategy == named.organisation.strategy
    found = load("moss-2009", strategy="wish-list")
    assert found.organisation.strategy == named.organisation.strategy
    assert found.parameters["planning.pursued"] == 1.0
    assert "command line" in found.values["planning.pursued"].source
    own = tmp_path / "own.yaml"
    own.write_text("plan_every: 3 years\n", encoding="utf-8")
    mine = load("moss-2009", strategy=str(own)).organisation.strategy
    assert mine is not None
    assert mine.plan_every == 3 * 365


def test_that_of_an_organisation_may_be_set_by_its_name(tmp_path: Path) -> None:
    """On the command line and among the overrides, in one that takes over too; it is laid down."""
    found = load("moss-2009", settings=["organisation.strategy=wish-list"])
    assert found.organisation.strategy is not None
    assert found.organisation.strategy.wish_list
    assert found.parameters["planning.pursued"] == 0.0
    more = "override: {organisation.strategy: wish-list}\n"
    overridden = load(scenario(tmp_path, "day-to-day", more=more)).organisation.strategy
    assert overridden == found.organisation.strategy
    later = load("moss-2002-to-2009", settings=["changes.1.organisation.strategy=wish-list"])
    (change,) = (one for one in later.changes if one.organisation is not None)
    assert change.organisation is not None
    assert change.organisation.strategy is not None
    assert change.organisation.strategy.wish_list


# ---- what is refused -----------------------------------------------------------------------


def test_a_name_that_is_none_is_told_once_with_the_nearest(tmp_path: Path) -> None:
    """Wherever it stands: as of an organisation or a municipality."""
    why = (
        'found "wish-lits", a file that is not there, expected the file of a strategy, or the '
        "name of a built-in one (did you mean wish-list?)"
    )
    (tmp_path / "office.yaml").write_text("like: moss-2009\nstrategy: wish-lits\n")
    inside = "{like: moss-2009, strategy: wish-lits}"
    more = "override:\n  organisation.strategy: wish-lits\n"
    later = f"changes:\n- at: 1 year\n  organisation: {inside}\n"
    for file, place in (
        (("wish-lits",), "town.yaml:3: strategy"),
        (("{}", "office.yaml"), "office.yaml:2: strategy"),
        (("{}", inside), "town.yaml:2: organisation.strategy"),
        (("{}", "moss-2009", more), "town.yaml:6: override.organisation.strategy"),
        (("{}", "moss-2009", later), "town.yaml:7: changes.1.organisation.strategy"),
    ):
        (problem,) = told(scenario(tmp_path, *file))
        assert problem.endswith(f"{place}: {why}")
    for given in ({"strategy": "wish-lits"}, {"settings": ["organisation.strategy=wish-lits"]}):
        (found,) = check("moss-2009", **given)
        assert str(found).startswith("command line: ")
        assert str(found).endswith(why)


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ("{procurement: proactive}", "strategy.plan_every: found dwellings ordered by a plan"),
        ("{planning: process_oriented}", "strategy.project_group: found a plan made by a project"),
        ("{politicians: yes}", "strategy.steering_group: found politicians in a steering group"),
        ("{partners: yes}", "strategy.partners: found partners who take part, and no group"),
        ("{steering_group: [plan, plan]}", "strategy.steering_group: found plan named twice"),
        ("{plan_evry: 4 years}", "plan_evry: found an unknown key"),
        ("{plan_every: 1 day}", 'strategy.plan_every: found "1 day"'),
        ("{procurement: reactiv}", "did you mean reactive?"),
        ("{leader: director}", "strategy.leader: found"),
        ("{anchoring: 1}", "computed in the same way for every organisation"),
        ("wish-lits", '"wish-lits", a file that is not there'),
        ("moss-2009", "a file that is not there"),
        ("", "the file of a strategy, or its keys"),
    ],
)
def test_wrong_strategies_are_told(tmp_path: Path, strategy: str, expected: str) -> None:
    # The organisation says little of its own.
    (tmp_path / "office.yaml").write_text("like: moss-1990s\n", encoding="utf-8")
    problems = told(scenario(tmp_path, strategy, "office.yaml"))
    assert len(problems) == 1, problems
    assert expected in problems[0]
    assert "town.yaml:3" in problems[0]


def test_a_strategy_of_which_nothing_is_said_cannot_be_pursued() -> None:
    office = Path(__file__).parent / "right" / "whole.yaml"
    problems = check(office, settings=["planning.pursued=yes"])
    assert [problem.found for problem in problems] == ["a strategy of which nothing is said"]
    assert check(office) == []


def test_a_budget_that_buys_a_country_is_refused(tmp_path: Path) -> None:
    problems = check(
        scenario(tmp_path, "day-to-day"), settings=["dwelling_budget=999999999 NOK",
        "market.price_per_m2=1 NOK"],
    )  # fmt: skip
    assert len(problems) == 1
    assert "dwellings in a run" in problems[0].found
    assert check(scenario(tmp_path, "day-to-day"), settings=["dwelling_budget=-1 NOK"])


def test_the_budget_may_change_in_the_course_of_a_run(tmp_path: Path) -> None:
    more = """changes:
- {at: 6 months, set: {dwelling_budget: 3000000 NOK}}
- {at: 1 year, multiply: {dwelling_budget: 2}}
"""
    file = scenario(tmp_path, "day-to-day", more=more)
    budgets = [one.values["dwelling_budget"] for one in load(file).changes]
    assert budgets == [3e6, 6e6]
    (problem,) = check(file, settings=["changes.1.set.dwelling_budget=-1 NOK"])
    assert "0" in problem.expected


def test_a_budget_that_comes_to_buy_a_country_is_refused_where_it_does(tmp_path: Path) -> None:
    more = """changes:
- {at: 6 months, set: {dwelling_budget: 1000 NOK}}
- {at: 1 year, multiply: {dwelling_budget: 1000}}
"""
    file, cheap = scenario(tmp_path, "day-to-day", more=more), "market.price_per_m2=1 NOK"
    assert check(file) == []
    assert check(file, settings=[cheap, "changes.2.multiply.dwelling_budget=2"]) == []
    (problem,) = check(file, settings=[cheap])
    assert "dwellings in a run" in problem.found
    assert problem.key == "changes.2.multiply.dwelling_budget"
    # A change that is wrong itself is told as that alone.
    (problem,) = check(file, settings=[cheap, "changes.2.at=9 years"])
    assert problem.found == "a change outside the run"


def test_what_a_strategy_is_like_is_said_in_its_file(tmp_path: Path) -> None:
    file = scenario(tmp_path, "day-to-day")
    problems = check(file, settings=["organisation.strategy.like=wish-list"])
    assert [problem.expected for problem in problems] == ["the key in a file"]
