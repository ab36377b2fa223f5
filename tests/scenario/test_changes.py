"""What changes in a run: read from files, worked out day by day."""

from pathlib import Path

import pytest

from sim.names import Group, Need, label, labels
from sim.parameters import PARAMETERS
from sim.scenario import Scenario, check, load
from sim.scenario.changes import FAMILIES, changeable
from sim.scenario.resolved import Change

RIGHT = Path(__file__).parent / "right"

pytestmark = pytest.mark.usefixtures("_in_a_folder")


@pytest.fixture
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def moss(*lines: str, observe: str = "5 years") -> Scenario:
    """Moss with these changes."""
    text = (
        "municipality: moss\norganisation: all-in-one\n"
        f"run: {{warm_up: 1 year, observe: {observe}}}\nchanges:\n"
    )
    Path("moss-changing.yaml").write_text(text + "".join(f"  {line}\n" for line in lines))
    return load("moss-changing.yaml")


def course(scenario: Scenario, key: str) -> list[tuple[float, float]]:
    """The new values of ``key`` and the days on which they begin."""
    return [(change.at, change.values[key]) for change in scenario.changes if key in change.values]


def test_without_changes_there_are_none() -> None:
    assert load("moss-2009").changes == ()


def test_values_are_set_in_base_units() -> None:
    scenario = moss(
        "- at: 2 years",
        "  set:",
        "    market.private_rent: 96000 NOK per year",
        "    temporary_places: 30",
        "    population: 31000 inhabitants",
        "    groups.refugee.arrivals.dwelling: 0.73 per 1000 and year",
        "    groups.refugee.landlord_acceptance: 60 %",
    )
    assert scenario.changes == (
        Change(
            730.0,
            {
                "market.private_rent": 8000.0,
                "temporary_places": 30.0,
                "population": 31000.0,
                "groups.refugee.arrivals.dwelling": pytest.approx(0.002),
                "groups.refugee.landlord_acceptance": 0.6,
            },
            {},
        ),
    )


def test_growth_builds_on_growth() -> None:
    scenario = moss("- {at: 1 year, every: 1 year, multiply: {market.price_per_m2: 1.1}}")
    before = scenario.parameters["market.price_per_m2"]
    growing = course(scenario, "market.price_per_m2")
    assert [day for day, _ in growing] == [365.0, 730.0, 1095.0, 1460.0]
    assert [value for _, value in growing] == pytest.approx(
        [before * 1.1**years for years in (1, 2, 3, 4)]
    )


def test_what_is_repeated_ends_before_until() -> None:
    scenario = moss(
        "- {at: 0 days, every: 1 month, until: 1 year, settle: {refugee: {dwelling: 2}}}"
    )
    assert len(scenario.changes) == 12
    assert scenario.changes[0].at == 0.0
    assert all(change.settle == {(Group.REFUGEE, Need.DWELLING): 2} for change in scenario.changes)


def test_what_lasts_a_while_goes_back() -> None:
    key = "groups.refugee.arrivals.dwelling"
    scenario = moss(f"- {{at: 3 years, until: 4 years, multiply: {{{key}: 2}}}}")
    (refugees,) = (one for one in scenario.municipality.groups if one.group is Group.REFUGEE)
    before = refugees.arrivals[Need.DWELLING]
    assert course(scenario, key) == [(1095.0, pytest.approx(2 * before)), (1460.0, before)]


def test_a_limit_that_was_not_there_goes_again() -> None:
    text = (
        "municipality: {population: 1000 inhabitants, stock: {}, groups: {youth: {arrivals: "
        "{start_loan: 1 per 1000 and year}}}}\norganisation: all-in-one\n"
        "run: {warm_up: 1 year, observe: 3 years}\n"
        "changes:\n  - {at: 1 year, until: 2 years, set: {temporary_places: 5}}\n"
    )
    Path("unlimited.yaml").write_text(text)
    scenario = load("unlimited.yaml")
    assert scenario.municipality.temporary_places is None
    assert course(scenario, "temporary_places") == [(365.0, 5.0), (730.0, float("inf"))]
    assert scenario.identity != load("unlimited.yaml", settings=["changes=[]"]).identity


def test_a_boom_leaves_the_growth_as_it_was() -> None:
    growth = "- {at: 1 year, every: 1 year, multiply: {market.private_rent: 1.1}}"
    boom = "- {at: 18 months, until: 42 months, multiply: {market.private_rent: 2}}"
    plain = dict(course(moss(growth), "market.private_rent"))
    for lines in ((growth, boom), (boom, growth)):
        booming = dict(course(moss(*lines), "market.private_rent"))
        assert booming[365.0] == plain[365.0]
        assert booming[547.5] == pytest.approx(2 * plain[365.0])
        assert booming[730.0] == pytest.approx(2 * plain[730.0])
        assert booming[1277.5] == pytest.approx(plain[1095.0])
        assert booming[1460.0] == pytest.approx(plain[1460.0])


def test_a_multiple_of_places_is_rounded_down_and_small_growth_adds_up() -> None:
    """Thirteen places and a tenth more each year: 14.3, 15.73, 17.303."""
    growth = "- {at: 1 year, every: 1 year, multiply: {temporary_places: 1.1}}"
    assert course(moss(growth), "temporary_places")[:3] == [(365, 14), (730, 15), (1095, 17)]
    for_a_while = "- {at: 1 year, until: 2 years, multiply: {temporary_places: 0.5}}"
    assert course(moss(for_a_while), "temporary_places") == [(365, 6), (730, 13)]
    little = "- {at: 1 year, multiply: {temporary_places: 1.05, market.private_rent: 1.05}}"
    assert course(moss(little), "temporary_places") == []
    ((_, rent),) = course(moss(little), "market.private_rent")
    assert rent != round(rent), "what is no count is not rounded"


def test_on_one_day_the_order_of_the_file_counts() -> None:
    double = "- {at: 1 year, multiply: {offers.answer_time: 2}}"
    ten = "- {at: 12 months, set: {offers.answer_time: 10 days}}"
    assert course(moss(ten, double), "offers.answer_time") == [(365.0, 20.0)]
    assert course(moss(double, ten), "offers.answer_time") == [(365.0, 10.0)]


def test_those_settled_on_one_day_come_together() -> None:
    scenario = moss(
        "- {at: 1 year, settle: {refugee: {dwelling: 20}, prison_release: {dwelling: 0}}}",
        "- {at: 365 days, settle: {refugee: {dwelling: 5}}}",
    )
    (change,) = scenario.changes
    assert change.settle == {(Group.REFUGEE, Need.DWELLING): 25}


def test_a_change_to_what_holds_already_is_none() -> None:
    assert moss("- {at: 1 year, set: {market.price_per_m2: 21600 NOK}}").changes == ()


def test_changes_come_in_order_of_time() -> None:
    scenario = load(RIGHT / "whole.yaml")
    days = [change.at for change in scenario.changes]
    assert days == sorted(set(days))
    assert scenario.changes[-1].at < scenario.observe


def test_changes_are_part_of_the_identity() -> None:
    line = "- {{at: {}, multiply: {{market.private_rent: {}}}}}"
    identities = {
        moss(line.format(day, factor)).identity
        for day, factor in (("1 year", 1.1), ("1 year", 1.2), ("2 years", 1.1))
    }
    assert len(identities) == 3
    assert moss(line.format("12 months", 1.1)).identity in identities
    settled = moss("- {at: 1 year, settle: {refugee: {dwelling: 1}}}").identity
    assert settled not in identities


def test_every_number_of_a_change_has_its_authority() -> None:
    values = load(RIGHT / "whole.yaml").values
    assert values["changes.1.at"].written == 2.0
    assert values["changes.1.set.market.construction"].source == "definition of the test"
    assert values["changes.2.multiply.market.price_per_m2"].base == 1.1
    assert values["changes.2.every"].source.endswith("whole.yaml:73")
    assert values["changes.4.settle.refugee.dwelling"].base == 20.0


def test_changes_can_be_overridden() -> None:
    path = RIGHT / "whole.yaml"
    scenario = load(
        path,
        settings=[
            "changes.1.set.market.construction=7 dwellings per 1000 and year",
            "changes.1.set.market.chain=3",
            "changes.1.at=4 years",
            "changes.4.settle.refugee.dwelling=30",
        ],
    )
    assert course(scenario, "market.construction") == [(1460.0, 7.0)]
    assert course(scenario, "market.chain") == [(1460.0, 3.0)]
    assert scenario.changes[0].settle[Group.REFUGEE, Need.DWELLING] == 30
    (problem,) = check(path, settings=["changes.5.at=1 year"])
    assert (problem.found, problem.expected) == ("an unknown name", "one of 1, 2, 3, 4")
    (problem,) = check("moss-2009", settings=["changes.1.at=1 year"])
    assert problem.found == "an unknown name"
    # A shorter run leaves out what would come after it, and says so.
    assert {one.found for one in check(path, settings=["run.observe=2 years"])} == {
        "a change outside the run"
    }


def test_what_may_change_is_what_the_contract_names() -> None:
    keys = set(changeable())
    for key in PARAMETERS:
        family = key.partition(".")[0]
        assert (key in keys) is (family in FAMILIES and key != "tenancy.contract")
    assert {"temporary_places", "grant_budget", "dwelling_budget", "population"} <= keys
    assert "groups.youth.arrivals.dwelling" in keys
    of_groups = {key for key in keys if key.startswith("groups.")}
    assert len(of_groups) == len(Group) * (len(Need) + 1)
    assert {key.split(".")[1] for key in of_groups} == set(labels(Group))
    assert not any(key.startswith(("work.", "knowledge.", "handover.")) for key in keys)
    assert label(Need.DWELLING) == "dwelling"


def test_too_many_households_are_refused_with_those_that_come_by_changes() -> None:
    with pytest.raises(Exception, match="at most 20000000 in a run"):
        moss(
            "- {at: 0 days, every: 1 day, settle: {refugee: {dwelling: 100000}}}",
            observe="2 years",
        )
