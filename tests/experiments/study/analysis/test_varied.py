"""How many numbers a study varies: every key a pattern fits, and every one a level changes."""

from __future__ import annotations

import fnmatch
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.study.analysis.varied import varied_numbers
from experiments.study.checking import checked
from experiments.study.design import Point
from experiments.study.points import nothing
from experiments.study.reading import read_study
from sim import load
from tests.small_studies import SMALL, go_on, write

LEVER = "interval: {key: organisation.bodies.committee.every, values: [7 days, 28 days]}"

#: The same in a whole town.
TOWN = SMALL.replace(LEVER, "organisation: [all-in-one, one-unit-per-task]").replace(
    "teaching/committee-every-week", "generic-small-all-in-one"
)
UNCERTAINTIES = SMALL[SMALL.index("uncertainties:") : SMALL.index("measures:")]


def counted(folder: Path, *uncertainties: str, text: str = SMALL) -> int:
    given = "".join(f"  {one}\n" for one in uncertainties)
    file = write(folder, text.replace(UNCERTAINTIES, f"uncertainties:\n{given}"))
    study, resolver = checked(read_study(file), folder)
    point = Point(0, study.bases[0], nothing(study))
    arms = [resolver.scenario(resolver.inputs(point, arm)) for arm in study.arms]
    return varied_numbers(study, resolver, arms)


def keys(pattern: str) -> list[str]:
    values = load("generic-small-all-in-one").values
    return fnmatch.filter(values, pattern)


def test_a_parameter_is_one_number(tmp_path) -> None:
    assert counted(tmp_path, "caseworkers.turnover:", "hours: {key: handover.hours}") == 2


def test_a_pattern_is_as_many_numbers_as_it_fits(tmp_path) -> None:
    assert len(keys("groups.*.needs.*")) > 20
    found = counted(
        tmp_path,
        "many: {multiply: groups.*.needs.*, range: [0.9, 1]}",
        "caseworkers.turnover:",
        text=TOWN,
    )
    assert found == len(keys("groups.*.needs.*")) + 1


def test_what_the_levels_of_a_choice_set_counts_once_for_each_key(tmp_path) -> None:
    choice = (
        "offices: {levels: {as they are: {}, "
        "much: {caseworkers.turnover: 0.2 per year, handover.hours: 2 hours}, "
        "more: {caseworkers.turnover: 0.22 per year}}}"
    )
    assert counted(tmp_path, choice) == 2


def test_another_municipality_varies_what_differs_in_it(tmp_path) -> None:
    choice = "size: {levels: {small: {}, middle: {municipality: generic-middle}}}"
    found = counted(tmp_path, choice, text=TOWN)
    assert 20 < found < len(keys("*")) / 2


@pytest.mark.parametrize("language", ["en", "nb"])
def test_the_report_says_how_many(tmp_path, language: str) -> None:
    many = "arrivals: {multiply: groups.*.arrivals.*, range: [0.5, 1]}"
    file = write(tmp_path, TOWN.replace(UNCERTAINTIES, f"uncertainties:\n  {many}\n"))
    go_on(file, tmp_path / "out")
    told = CliRunner().invoke(
        app,
        ["study", "analyse", str(tmp_path / "out"), "--fresh-runs", "0", "--language", language],
    )
    assert told.exit_code == 0, told.output
    page = (tmp_path / f"out/analysis/report-{language}.html").read_text(encoding="utf-8")
    number = len(keys("groups.*.arrivals.*"))
    said = (
        f"Of all these numbers {number} were varied; the others were held fast, but for what the"
        if language == "en"
        else f"Av alle disse tallene er {number} variert; resten er holdt fast, bortsett fra det"
    )
    assert said in page
