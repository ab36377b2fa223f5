"""Files that are like another one: what is joined, what is replaced, and where it then stands."""

from pathlib import Path

import pytest

from sim.names import Category, Group, Need, Ownership, Task
from sim.scenario import check, load

pytestmark = pytest.mark.usefixtures("_in_a_folder")

OTHER = """\
like: moss
population: 5000 inhabitants
parameters: {market.private_rent: 6000 NOK per month}
stock:
  care-1: {dwellings: 3}
  huts: {category: social, dwellings: 2, rooms: 1, ownership: foundation}
groups:
  youth:
    persons: {1: 1}
    needs: {debt_advice: 0.5}
"""


@pytest.fixture
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("other.yaml").write_text(OTHER)
    Path("scenario.yaml").write_text(
        "municipality: other.yaml\norganisation: all-in-one\n"
        "run: {warm_up: 1 year, observe: 1 year}\n"
    )


def test_keys_are_replaced_one_by_one() -> None:
    moss, scenario = load("moss-2009"), load("scenario.yaml")
    here, there = scenario.municipality, moss.municipality
    assert here.population == 5000
    assert scenario.parameters["market.price_per_m2"] == moss.parameters["market.price_per_m2"]
    assert scenario.parameters["market.private_rent"] == 6000
    blocks = {block.name: block for block in here.stock}
    assert blocks["care-1"].dwellings == 3
    assert blocks["care-1"].category is Category.CARE
    assert blocks["huts"].ownership is Ownership.FOUNDATION
    assert len(blocks) == len(there.stock) + 1
    (youth,) = (group for group in here.groups if group.group is Group.YOUTH)
    (theirs,) = (group for group in there.groups if group.group is Group.YOUTH)
    assert youth.needs == {**theirs.needs, Need.DEBT_ADVICE: 0.5}
    assert youth.persons == {1: 1.0}  # shares that sum to one are one thing
    assert youth.arrivals == theirs.arrivals


def test_every_value_keeps_its_place() -> None:
    values = load("scenario.yaml").values
    assert values["population"].source == "given in other.yaml:2"
    assert values["stock.care-1.dwellings"].source == "given in other.yaml:5"
    assert values["stock.care-2.dwellings"].source.startswith("assumption; sums to 760")
    Path("mine.yaml").write_text(OTHER.replace("like: moss", "like: base.yaml"))
    text = "population: 100\nstock: {}\ngroups: {youth: {arrivals: {start_loan: 1}}}\n"
    Path("base.yaml").write_text(text)
    (problem,) = check("scenario.yaml", municipality="mine.yaml")[:1]
    assert (problem.file, problem.line) == ("base.yaml", 3)


def test_a_title_is_a_file_s_own() -> None:
    assert load("scenario.yaml").municipality.title == "other"


def test_likeness_may_go_on() -> None:
    Path("third.yaml").write_text("like: other.yaml\npopulation: 70 inhabitants\n")
    place = load("scenario.yaml", municipality="third.yaml").municipality
    assert place.population == 70
    assert place.stock == load("scenario.yaml").municipality.stock


def test_an_organisation_is_like_another() -> None:
    text = (
        "organisation:\n  like: moss-2009\n  lease_review: no\n"
        "  tasks: {start_loan: property company, allocate_dwellings: NAV housing unit}\n"
        "  agreements: []\n"
        "municipality: moss\nrun: {warm_up: 1 year, observe: 1 year}\n"
    )
    Path("own.yaml").write_text(text)
    here, there = load("own.yaml").organisation, load("moss-2009").organisation
    assert (here.units, here.bodies) == (there.units, there.bodies)
    assert (here.lease_review, here.agreements) == (False, ())
    assert here.holders[Task.START_LOAN][Group.YOUTH] == (here.unit("property company"),)
    assert here.holders[Task.DEBT_ADVICE] == there.holders[Task.DEBT_ADVICE]


def test_a_cell_of_the_table_of_tasks_is_one_thing() -> None:
    """One unit for all takes the place of units by category, and the other way round."""
    text = (
        "organisation:\n  like: {}\n  tasks: {{allocate_dwellings: {}}}\n"
        "municipality: moss\nrun: {{warm_up: 1 year, observe: 1 year}}\n"
    )
    one = text.format("moss-1990s", "social office")
    Path("one.yaml").write_text(one)
    held = load("one.yaml").organisation
    assert set(held.allocators.values()) == {(held.unit("social office"),)}
    several = text.format("all-in-one", "{care: one office, others: one office}")
    Path("several.yaml").write_text(several)
    assert check("several.yaml") == []


def test_nothing_behind_a_name_changes_nothing() -> None:
    Path("other.yaml").write_text("like: moss\nstock: {care-1: , care-2: {dwellings: 1}}\n")
    blocks = {block.name: block.dwellings for block in load("scenario.yaml").municipality.stock}
    assert (blocks["care-1"], blocks["care-2"]) == (100, 1)


def test_a_name_of_the_box_is_found_beside_a_file_of_that_name() -> None:
    Path("moss.yaml").write_text("like: moss\npopulation: 12 inhabitants\n")
    assert load("scenario.yaml", municipality="moss.yaml").municipality.population == 12


def test_what_is_joined_has_the_identity_of_what_is_written_out() -> None:
    Path("same.yaml").write_text("like: moss\n")
    Path("moss-again.yaml").write_text(
        "municipality: same.yaml\norganisation: moss-2009\n"
        "run: {warm_up: 8 years, observe: 10 years}\n"
    )
    assert load("moss-again.yaml").identity == load("moss-2009").identity


def test_overrides_come_after() -> None:
    scenario = load("scenario.yaml", settings=["stock.care-2.dwellings=7", "crews=2"])
    blocks = {block.name: block.dwellings for block in scenario.municipality.stock}
    assert (blocks["care-2"], scenario.crews) == (7, 2)
