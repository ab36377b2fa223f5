"""Known figures: what the file says of them, how outcomes are judged, what the command prints."""

from __future__ import annotations

import json
import math
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import sim
from experiments import known_figures
from experiments.cli import app
from experiments.known_figures import Figure, Fit, Known, judge, load_municipalities, read
from experiments.known_figures_report import tally
from sim.scenario import ScenarioError, box
from tests.invented import Measure

#: The measures the figures of these tests are held against.
MEASURES: Any = {
    one.key: one
    for one in (
        Measure("relets", "per 100 dwellings and year", "Re-lets", "vacancy", 0.5),
        Measure("refused_share", "share", "Refused", "reach", 0.02),
        Measure("in_temporary_housing", "households", "In temporary housing", "stability", 1.0),
    )
}

FILE = """
title: Known figures
scenarios: {moss: moss-2009, others: moss-2009}
margin: 10 %
figures:
  relets:
    label: Dwellings let again
    measure: relets
    unit: per 100 dwellings and year
    factor: 1.5
    known:
      - value: 12 per 100 dwellings and year
        place: Bergen
        year: 2008-16
        used: calibrated
        by: leases renewed
        source: a newspaper
      - value: 13 to 16 per 100 dwellings and year
        place: Trondheim
        year: 2009
        at: [trondheim]
        used: not used
        source: a report
  refused:
    label: Applications refused
    measure: refused_share
    unit: "%"
    factor: 1.5
    known:
      - value: 32 to 34 %
        place: Norway
        year: 2015
        used: calibrated
        source: an office
  temporary:
    label: In temporary housing
    measure: in_temporary_housing
    unit: households per 1000 inhabitants
    per_1000: yes
    factor: 1.5
    known:
      - value: 0.39 households per 1000 inhabitants
        place: Norway
        year: 2012
        used: not used
        why_not: {moss: the town has a hostel, others: nobody counts them}
        source: a report
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "figures.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def known(low: float, high: float, **other: Any) -> Known:
    given = {"places": 0, "place": "", "year": "", "source": "", "calibrated": False, "by": ""}
    return Known(low, high, **{**given, "at": (), "why_not": {}, **other})


# ---- judging -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "mean", "fit"),
    [
        (32, 34, 33.0, Fit.FITS),
        (32, 34, 32.0, Fit.FITS),
        (32, 34, 34.1, Fit.RIGHT_ORDER),  # a range has no margin
        (32, 34, 51.0, Fit.RIGHT_ORDER),
        (32, 34, 51.1, Fit.NOT),
        (32, 34, 21.0, Fit.NOT),
        (40, 40, 43.9, Fit.FITS),
        (40, 40, 44.1, Fit.RIGHT_ORDER),
        (40, 40, 36.1, Fit.FITS),
        (40, 40, 26.7, Fit.RIGHT_ORDER),
        (40, 40, 0.0, Fit.NOT),
        (40, 40, None, Fit.UNDEFINED),
    ],
)
def test_verdict_on_a_mean(low: float, high: float, mean: float | None, fit: Fit) -> None:
    assert judge(mean, known(low, high), factor=1.5, margin=0.1) is fit


def test_others_are_those_without_a_figure_of_their_own() -> None:
    everywhere, own = known(1, 2), known(3, 4, at=("trondheim",))
    elsewhere = known(5, 6, at=("others",))
    figure = Figure("f", "", "", "", False, 1.5, (everywhere, own, elsewhere))
    assert figure.known_of("trondheim") == [everywhere, own]
    assert figure.known_of("hamar") == [everywhere, elsewhere]


def test_values_read_as_they_were_written() -> None:
    assert str(known(0.37, 0.37, places=2)) == "0.37"
    assert str(known(32, 34)) == "32 to 34"
    assert str(known(4902, 4902)) == "4 902"


# ---- the file in the box -------------------------------------------------------------------


@pytest.fixture(scope="module")
def in_the_box() -> known_figures.KnownFigures:
    from sim.measures import MEASURES

    return read(MEASURES)


def every_known(figures: known_figures.KnownFigures) -> list[tuple[Figure, Known]]:
    return [(figure, one) for figure in figures.figures for one in figure.known]


def test_it_is_no_scenario() -> None:
    assert (box.folder() / box.KNOWN_FIGURES).is_file()
    assert "known-figures" not in box.names("scenario")


def test_every_figure_says_whence_and_what_was_calibrated(
    in_the_box: known_figures.KnownFigures,
) -> None:
    for figure, one in every_known(in_the_box):
        assert one.source, figure.key
        assert bool(one.by) == one.calibrated, (figure.key, one.place)
        assert figure.factor <= 2.0


def test_of_vacancy_only_the_reduction_is_a_test(in_the_box: known_figures.KnownFigures) -> None:
    """How busy crews are was set with Trondheim's days in view: they are a test nowhere."""
    vacancy = [one for figure, one in every_known(in_the_box) if figure.key == "vacancy"]
    assert {one.place for one in vacancy} == {"Trondheim"}
    for one in vacancy:
        assert one.calibrated
        assert "crews.target_utilisation" in one.by
        assert "only their reduction is a test (P2)" in one.by


def test_turnover_of_trondheim_was_not_used(in_the_box: known_figures.KnownFigures) -> None:
    """Bergen's calibrates, in Moss."""
    (relets,) = (figure for figure in in_the_box.figures if figure.measure == "relets")
    used = {(one.place, one.calibrated) for one in relets.known_of("moss")}
    assert used == {("Bergen", True)}
    used = {(one.place, one.calibrated) for one in relets.known_of("trondheim")}
    assert used == {("Bergen", False), ("Trondheim", False)}


def test_what_numbers_were_chosen_by(in_the_box: known_figures.KnownFigures) -> None:
    """Moss is calibrated.  Of others what was chosen for all (how busy crews are, the income up to
    which the own share is the least, who has nowhere to live, places in temporary housing), then
    applications, where their file scales the needs for a dwelling, and in the towns the budget for
    grants, which is what was granted."""
    chosen = {
        town: {
            figure.key
            for figure in in_the_box.figures
            if any(one.calibrated for one in figure.known_of(town))
        }
        for town in box.names("municipality")
    }
    everything = {figure.key for figure in in_the_box.figures}
    tests = {"list", "homeless_widely", "failed", "allowance_per_1000"}
    for_all = {"vacancy", "mean_allowance", "homeless", "temporary"}
    assert chosen.pop("moss") == everything - tests
    assert chosen.pop("tromso") == for_all | {"applications", "granted"}
    assert chosen.pop("trondheim") == for_all | {"applications", "granted"}
    assert chosen.pop("kristiansand") == for_all | {"granted"}
    assert len(chosen) == 3
    assert all(figures == for_all | {"applications"} for figures in chosen.values())


def test_of_a_town_of_ones_own_no_number_was_chosen(
    in_the_box: known_figures.KnownFigures,
) -> None:
    """Its groups and its places are its own; only parameters were chosen, for all."""
    used = {
        figure.key
        for figure in in_the_box.figures
        if any(one.calibrated for one in figure.known_of("hamar"))
    }
    assert used == {"vacancy", "mean_allowance"}


def test_places_in_temporary_housing_are_those_counted(
    in_the_box: known_figures.KnownFigures,
) -> None:
    """0.43 per 1000, of which the number counted fills nine in ten: so that number is no test."""
    (temporary,) = (figure for figure in in_the_box.figures if figure.key == "temporary")
    for town, scenario in load_municipalities((), in_the_box).items():
        (counted,) = temporary.known_of(town)
        place = scenario.municipality
        assert place.temporary_places == round(counted.high / 0.9 * place.population / 1000)
        assert counted.calibrated


def test_figures_of_a_town_are_named_for_one_in_the_box(
    in_the_box: known_figures.KnownFigures,
) -> None:
    towns = {"others", *box.names("municipality")}
    assert set(in_the_box.scenarios) <= towns
    for figure, one in every_known(in_the_box):
        assert set(one.at) <= towns, figure.key
        assert set(one.why_not) <= towns, figure.key


def test_loans_and_allowances_follow_from_the_table(
    in_the_box: known_figures.KnownFigures,
) -> None:
    """NOVA 5/2011 table 4.1: recipients, kroner a month in all, kroner lent in the year."""
    table = {
        "moss": (1130, 2389203, 42933000),
        "tromso": (1571, 3912522, 66169000),
        "kristiansand": (2566, 5894180, 85196000),
        "trondheim": (4902, 11682933, 134851000),
    }
    figures = {figure.key: figure for figure in in_the_box.figures}
    for town, (recipients, paid, lent) in table.items():
        (one,) = figures["allowance"].known_of(town)
        assert one.low == one.high == recipients
        (one,) = figures["mean_allowance"].known_of(town)
        assert one.low == pytest.approx(paid / recipients, abs=0.51)
        (one,) = figures["loans"].known_of(town)
        assert one.low == pytest.approx(lent / 1e6, abs=0.51)  # at a million kroner each
        (one,) = figures["lent"].known_of(town)
        assert one.low == pytest.approx(lent / 1e6, abs=0.051)


def test_every_municipality_in_the_box_is_looked_at(
    in_the_box: known_figures.KnownFigures,
) -> None:
    found = load_municipalities((), in_the_box)
    assert set(found) == set(box.names("municipality"))
    assert list(found)[:4] == ["moss", "tromso", "kristiansand", "trondheim"]
    for name, scenario in found.items():
        assert scenario.municipality.name == name


# ---- wrong files ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("measure: relets", "measure: relet", "did you mean relets?"),
        ("measure: relets", "measure: refused_share", "a measure in %"),
        ("value: 32 to 34 %", "value: 32 to 34", "and then %"),
        ("value: 32 to 34 %", "value: 34 to 32 %", "the lower one first"),
        ("value: 32 to 34 %", "value: 32 to 34 days", "and then %"),
        ("used: not used", "used: calibratd", "did you mean calibrated?"),
        ("        source: an office\n", "", "where the value comes from"),
        ("        year: 2015\n", "", "when it was counted"),
        ("others: moss-2009", "elsewhere: moss-2009", "a scenario for the others"),
        ("margin: 10 %", "margin: 10", "margin"),
        ("margin: 10 %", "margn: 10 %", 'the missing key "margin"'),
        ("factor: 1.5", "factor: 0.5", "factor"),
        ("title: Known figures", "title: [", "a mistake in the YAML"),
    ],
)
def test_a_mistake_is_told_with_its_place(file: Path, old: str, new: str, message: str) -> None:
    file.write_text(FILE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        read(MEASURES, file)
    (problem,) = error.value.problems
    assert message in str(problem)
    assert problem.line is not None
    assert str(problem).startswith("figures.yaml:")


# ---- the command ---------------------------------------------------------------------------


class FakeResult:
    """A run whose outcome is known; in Moss 30 030 inhabitants and 3 in temporary housing."""

    def __init__(self, _scenario: Any, seed: int, _log: bool = False) -> None:
        self.summary = {
            "relets": 12.5 + 0.1 * (seed % 2),
            "refused_share": 0.40 + 0.001 * (seed % 2),
            "in_temporary_housing": math.nan if seed == 3 else 3.003,
        }
        for table in (
            *("households", "applications", "dwellings", "vacancies", "tenancies"),
            *("follow_ups", "meetings", "caseworkers", "units", "groups", "districts"),
            *("categories", "timeline", "events"),
        ):
            setattr(self, table, pd.DataFrame())


Invoke = Callable[..., Any]


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch, file: Path) -> Invoke:
    """The program with figures and outcomes that are known, so that its own work is tested."""
    measures = types.ModuleType("sim.measures")
    measures.MEASURES = MEASURES  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sim.measures", measures)
    monkeypatch.setattr(known_figures, "read", lambda measures: read(measures, file))
    monkeypatch.setitem(sim.__dict__, "run", FakeResult)
    monkeypatch.setitem(sim.__dict__, "compile_once", lambda _report=None: None)
    return lambda *words: CliRunner().invoke(
        app, ["known-figures", *(str(word) for word in words), "--threads", "1"]
    )


def test_it_prints_figures_verdicts_reasons_and_sources(invoke: Invoke) -> None:
    result = invoke("moss", "--replications", 4)
    assert result.exit_code == 0, result.stderr
    rows = [" ".join(line.split()) for line in result.stdout.splitlines()]
    (relets,) = [row for row in rows if row.startswith("Dwellings let again (per 100")]
    assert " 12 12.55" in relets
    assert relets.endswith("fits calibrated Bergen 2008-16 [1]")
    (refused,) = [row for row in rows if row.startswith("Applications refused (%)")]
    assert "32 to 34 40.05" in refused
    assert refused.endswith("within 1.5 times calibrated Norway 2015 [2]")
    (temporary,) = [row for row in rows if row.startswith("In temporary housing (households")]
    assert "0.39 0.1" in temporary
    assert temporary.endswith("does not fit not used Norway 2012 [3]")
    text = " ".join(rows)
    (why,) = [row for row in rows if row.startswith("Does not fit:")]
    assert why.startswith(
        "Does not fit: In temporary housing (households per 1000 inhabitants): 0.39"
    )
    assert "(Norway 2012), 0.1" in text
    assert "in the model: the town has a hostel." in text
    assert "Of the right order: 0 of 1 not used, 2 of 2 calibrated." in text
    assert "Calibrated: dwellings let again by leases renewed" in text
    assert [row for row in rows if row.startswith("[")] == [
        "[1] a newspaper",
        "[2] an office",
        "[3] a report",
    ]
    assert "Trondheim" not in text
    assert "Seed noise only:" in text


def test_json_has_a_row_for_each_figure(invoke: Invoke) -> None:
    result = invoke("moss", "--replications", 4, "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    rows = found["known_figures"]
    assert [row["figure"] for row in rows] == ["relets", "refused", "temporary"]
    last = rows[-1]
    assert last["mean"] == pytest.approx(0.1)
    assert (last["replications"], last["undefined"]) == (3, 1)
    assert (last["known_low"], last["known_high"]) == (0.39, 0.39)
    assert (last["used"], last["fit"]) == ("not used", "does not fit")
    assert last["why_not"] == "the town has a hostel"
    assert rows[0]["why_not"] == ""
    assert found["meta"]["command"] == "known-figures"
    assert found["differences"] == {}


def test_without_a_name_all_municipalities_are_looked_at(invoke: Invoke) -> None:
    result = invoke("--replications", 2, "--json")
    assert result.exit_code == 0, result.stderr
    rows = json.loads(result.stdout)["known_figures"]
    towns = list(dict.fromkeys(row["municipality"] for row in rows))
    assert set(towns) == set(box.names("municipality"))
    assert towns[0] == "moss"


def test_a_town_of_ones_own_is_held_against_what_holds_everywhere(
    invoke: Invoke, tmp_path: Path
) -> None:
    town = tmp_path / "hamar.yaml"
    moss = box.names("municipality")["moss"].read_text(encoding="utf-8")
    town.write_text(moss.replace("title: Moss", "title: Hamar", 1), encoding="utf-8")
    result = invoke(town, "--replications", 2, "--json")
    assert result.exit_code == 0, result.stderr
    rows = json.loads(result.stdout)["known_figures"]
    assert [row["place"] for row in rows] == ["Bergen", "Norway", "Norway"]
    assert rows[-1]["why_not"] == "nobody counts them"
    assert "Hamar" in invoke(town, "--replications", 2).stdout


def test_out_writes_rows_runs_scenarios_and_a_manifest(invoke: Invoke, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = invoke("moss", "--replications", 2, "--out", out, "--csv")
    assert result.exit_code == 0, result.stderr
    written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    for table in ("known_figures", "runs", "measures", "estimates"):
        assert {f"{table}.parquet", f"{table}.csv"} <= written
    assert {"known_figures.json", "scenarios/moss.json", "manifest.json"} <= written
    assert not any(path.startswith("figures/") for path in written)
    table = pd.read_parquet(out / "known_figures.parquet")
    assert list(table["figure"]) == ["relets", "refused", "temporary"]
    assert list(table["source"]) == ["a newspaper", "an office", "a report"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["mos"], "did you mean moss?"),
        (["nothing.yaml"], "nothing.yaml"),
        (["moss", "--organisation", "moss-209"], "did you mean moss-2009?"),
        (["moss", "--set", "nonsense"], "nonsense"),
        (["moss", "--csv"], "only together with --out"),
        (["moss", "--replications", "0"], 'found "0", expected a whole number, from 1 to 1000000'),
    ],
)
def test_wrong_input_ends_with_2_and_writes_nothing(
    invoke: Invoke, words: list[str], message: str, tmp_path: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))
    result = invoke(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_the_errors_of_all_towns_are_told_together(invoke: Invoke) -> None:
    result = invoke("first-missing", "moss", "second-missing")
    assert result.exit_code == 2
    assert "first-missing" in result.stderr
    assert "second-missing" in result.stderr


def test_a_mistake_in_the_file_is_wrong_input(invoke: Invoke, file: Path) -> None:
    file.write_text(FILE.replace("margin: 10 %", "margin: ten"), encoding="utf-8")
    result = invoke("moss")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "margin" in result.stderr
    assert "Traceback" not in result.stderr


def test_failed_runs_are_told_and_the_rest_is_shown(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(scenario: Any, seed: int) -> FakeResult:
        if seed == 2:
            raise RuntimeError("the list outgrew its table")
        return FakeResult(scenario, seed)

    monkeypatch.setitem(sim.__dict__, "run", run)
    result = invoke("moss", "--replications", 2, "--json")
    assert result.exit_code == 1
    assert "the list outgrew its table" in result.stderr
    (first, *_) = json.loads(result.stdout)["known_figures"]
    assert (first["replications"], first["low"]) == (1, None)


def test_a_tally_keeps_what_was_calibrated_apart() -> None:
    from experiments.known_figures import Finding
    from experiments.statistics import estimate

    figure = Figure("f", "", "", "", False, 1.5, ())
    findings = [
        Finding("moss", figure, known(1, 2, calibrated=calibrated), estimate([1.0]), fit)
        for calibrated, fit in [(True, Fit.FITS), (False, Fit.RIGHT_ORDER), (False, Fit.NOT)]
    ]
    assert tally(findings) == "Of the right order: 1 of 2 not used, 1 of 1 calibrated."


# ---- on the model itself -------------------------------------------------------------------


def test_every_figure_has_an_outcome_in_moss() -> None:
    words = (
        "known-figures",
        "moss",
        "--set",
        "run.warm_up=1 years",
        "--set",
        "run.observe=3 years",
    )
    result = CliRunner().invoke(app, [*words, "--replications", "2", "--json"])
    assert result.exit_code == 0, result.stderr
    for row in json.loads(result.stdout)["known_figures"]:
        assert row["fit"] != "undefined", row["figure"]
