"""``boligsim show``: everything a scenario holds is told, in words and in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from experiments.cli import app
from sim.scenario import load

WHOLE = str(Path(__file__).parent / "right" / "whole.yaml")
REORGANISED = str(Path(__file__).parent / "right" / "reorganised.yaml")


def shown(monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    monkeypatch.setenv("COLUMNS", "250")
    result = CliRunner().invoke(app, ["show", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def told(monkeypatch: pytest.MonkeyPatch, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shown(monkeypatch, *words, "--json"))
    return found


@pytest.mark.parametrize(
    "line",
    [
        "Places in temporary housing: 12",
        "Purchase grants in a year: NOK 2 000 000",
        "districts: North 40 % of the households, South St. 60 % of the households",
        "Tenants of co-op flats may buy them: yes",
        "NAV: NAV has the tasks listed above",
        "branch and NAV, each in its district",
        "branch and allocation office, for each district",
        "After 2 years: temporary_places is 20",
        "From 1 year on, every year: market.price_per_m2 times 1.1",
        "From 30 months to 42 months: groups.refugee.arrivals.dwelling times 2",
        "From 1 year on, every year, before 4 years: 20 households come (group refugee, "
        "need dwelling)",
        "homes of the foundation",
        "recommends to its",
        "settles contested",
    ],
)
def test_it_is_told_in_words(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    assert line in shown(monkeypatch, WHOLE)


def test_tasks_of_each_district_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line.split() for line in shown(monkeypatch, WHOLE).splitlines()]
    told_once = [line for line in lines if line[:1] == ["inform"] and "district" in line]
    assert [line[1:6] for line in told_once] == [["each", "in", "its", "district", "branch"]]


def test_the_minimum_solution_says_who_has_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = shown(monkeypatch, WHOLE, "--set", "organisation.nav.scope=minimum")
    assert "no more than social assistance and temporary housing" in printed
    assert "the rest is with branch" in printed


def test_it_is_told_in_json(monkeypatch: pytest.MonkeyPatch) -> None:
    found = told(monkeypatch, WHOLE)
    organisation = found["organisation"]
    assert [one["name"] for one in organisation["districts"]] == ["North", "South St."]
    assert organisation["units"]["NAV North"]["district"] == "North"
    assert organisation["units"]["property"]["district"] is None
    assert organisation["nav"] == {"unit": "NAV", "outside": "branch", "scope": "as_listed"}
    committee = organisation["bodies"][0]
    assert (committee["mandate"], committee["every_days"]) == ("recommend", 7.0)
    assert committee["groups"] == ["substance", "mental_illness"]
    changes = found["changes"]
    assert len(changes) == len(load(WHOLE).changes)
    first = changes[0]
    assert (first["at_days"], first["settle"]["refugee.dwelling"]) == (365.0, 20)
    assert first["values"]["market.price_per_m2"] == {"value": pytest.approx(23760), "unit": "NOK"}
    owners = {one["name"]: one["ownership"] for one in found["municipality"]["stock"]}
    assert owners["hired"] == "leased_in"
    assert found["values"]["changes.2.multiply.market.price_per_m2"]["value"] == 1.1
    workers = found["resources"]["units"]["homes office"]["follow_up_workers"]
    assert workers == 4.0


def test_what_has_no_limit_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "unlimited.yaml"
    file.write_text(
        "municipality: {population: 1000 inhabitants, stock: {}, groups: {youth: {arrivals: "
        "{start_loan: 9 per 1000 and year}}}}\norganisation: all-in-one\n"
        "run: {warm_up: 1 year, observe: 3 years}\n"
        "changes:\n  - {at: 1 year, until: 2 years, set: {temporary_places: 5}}\n"
    )
    printed = shown(monkeypatch, str(file))
    assert "Places in temporary housing: as many as needed" in printed
    assert "From 1 year to 2 years: temporary_places is 5" in printed
    changes = told(monkeypatch, str(file))["changes"]
    assert [one["values"]["temporary_places"]["value"] for one in changes] == [5.0, None]


def test_without_any_of_it_there_is_nothing_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    found = told(monkeypatch, "moss-all-in-one")
    assert found["organisation"]["districts"] == []
    assert found["organisation"]["bodies"] == []
    assert found["changes"] == []
    printed = shown(monkeypatch, "moss-all-in-one")
    assert "Meetings on allocation: none" in printed
    assert "Changes" not in printed


@pytest.mark.parametrize(
    "line",
    [
        'After 1 year: the organisation becomes "Two districts"',
        "units that go: none",
        "units that come: branch North, branch South St.",
        "caseworkers who go where their tasks go: 60 %",
        "contacts kept by those who move: 70 %",
        "productive hours lost at first: 30 %, made good over 90 days",
        "hours it takes of each caseworker: 30",
        "written routines hold: from the first day",
        'After 3 years: the organisation becomes "Moss from 2009: housing unit in NAV"',
        "units that go: one office, branch North, branch South St.",
        "productive hours lost at first: 15 %, made good over 4 months",
        "written routines hold: in writing again after 2 months",
        "Organisation after 1 year: Two districts",
        "Organisation after 3 years: Moss from 2009: housing unit in NAV",
        "Structural indices after 4 years",
        "Positions and expected utilisation after 3 years (by the demand at the start)",
        "NAV: NAV has the tasks listed above",
        "NAV housing unit and refugee service",
        "After 1 year: 3 households come (group refugee, need dwelling)",
        "changes.2.transition.contacts_kept",
    ],
)
def test_it_is_told_who_takes_over(reorganised: str, line: str) -> None:
    assert line in reorganised


@pytest.fixture(scope="module")
def reorganised() -> str:
    with pytest.MonkeyPatch.context() as monkeypatch:
        return shown(monkeypatch, REORGANISED)


def test_who_takes_over_is_told_in_json(monkeypatch: pytest.MonkeyPatch) -> None:
    found = told(monkeypatch, REORGANISED)
    first, second, third = found["changes"]
    alone = told(monkeypatch, "moss-2009")
    after = second["organisation"]
    assert after["nav"] == alone["organisation"]["nav"]
    for key in ("units", "agreements", "bodies", "lease_review", "title"):
        assert after[key] == alone["organisation"][key]
    assert first["organisation"]["nav"] is None
    assert first["organisation"]["units"]["branch North"]["district"] == "North"
    assert first["resources"]["units"]["branch North"]["positions"] == 2.0
    assert third["resources"]["units"]["branch North"]["positions"] == 1.0
    assert second["resources"]["positions"] == pytest.approx(alone["resources"]["positions"])
    assert second["transition"] == {
        "staff_follow_tasks": 0.8,
        "contacts_kept": 0.5,
        "productivity_dip": 0.15,
        "recovery_days": pytest.approx(4 * 365 / 12),
        "extra_hours": 20.0,
        "extra_cost": 0.0,
        "routines_kept": False,
        "routines_written_days": pytest.approx(2 * 365 / 12),
    }
    assert first["transition"]["extra_cost"] == 1_500_000.0
    assert first["settle"] == {"refugee.dwelling": 3}
    assert all("organisation" not in one for one in told(monkeypatch, WHOLE)["changes"])


def test_tasks_of_the_whole_town_are_told_once_where_it_is_divided_later(reorganised: str) -> None:
    who_holds_what, _ = reorganised.split("Every number of the scenario")
    lines = [line.split() for line in who_holds_what.splitlines()]
    plans = [line for line in lines if line[:1] == ["plan"] and "●" not in line]
    assert [line[1] for line in plans] == ["all"] * 4


def test_who_takes_over_without_staff_is_told_and_nothing_shown(tmp_path: Path) -> None:
    file = tmp_path / "without-staff.yaml"
    file.write_text(
        "municipality: moss\norganisation: all-in-one\nrun: {warm_up: 1 year, observe: 3 years}\n"
        "changes:\n  - at: 1 year\n    organisation: {like: moss-2009, units: {home care: "
        "{follow_up_workers: 0}}}\n"
    )
    result = CliRunner().invoke(app, ["show", str(file)])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.strip() == (
        f"{file}:6: changes.1.organisation.units.home care.follow_up_workers: found a unit "
        "without follow-up workers that follows up elderly, expected follow-up workers above 0, "
        "or provide_follow_up held elsewhere"
    )
