"""The command line: output, exit codes, and what it refuses before anything runs."""

from __future__ import annotations

import _thread
import dataclasses
import io
import json
import math
import os
import subprocess
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner

import sim
from experiments import piling_up, resources, show
from experiments.cli import app
from experiments.loading import load_all
from tests.invented import Measure

ROOT = Path(__file__).parents[2]
MOSS = ("moss-1990s", "moss-2009")


FAKE_MEASURES = {
    one.key: one
    for one in (
        Measure("decision_wait", "days", "Days waited", "waits", 0.5),
        Measure("tossed", "share", "Households sent three times or more", "referrals", 0.01),
        Measure("vacancy_days", "days", "Days empty", "vacancy", 1.0),
        Measure("circulation", "count", "Moves on", "circulation", 0.1, "higher"),
        Measure("contacts", "count", "Contacts", "reach", 0.1),
    )
}


#: A small team that is overrun beside an office that is not.
LOADS = piling_up.DeskSums(
    (("office", False), ("team", False)),
    np.array([4.0, 0.07]),
    np.array([0.8, 0.996]),
    np.array([900.0, 6000.0]),
    np.array([300.0, 30.0]),
)


class FakeResult:
    """A run whose outcome is known: the second scenario waits 5 days longer."""

    def __init__(self, scenario: Any, seed: int, log: bool) -> None:
        later = 5.0 if scenario.name == "moss-2009" else 0.0
        self.summary = {
            "decision_wait": 20.0 + seed + later,
            "tossed": math.nan if seed == 2 else 0.1,
            "vacancy_days": 30.0 + (seed * 7) % 5 + (seed % 2) * (later > 0),
            "circulation": 4.0,
            "contacts": 2.0,
        }
        self.households = pd.DataFrame({"household": [1, 2], "seed": seed})
        self.events = pd.DataFrame({"day": [1.0] if log else []})
        for table in (
            *("applications", "dwellings", "vacancies", "tenancies", "follow_ups", "meetings"),
            *("caseworkers", "units", "groups", "districts", "categories", "timeline"),
        ):
            setattr(self, table, pd.DataFrame())


Invoke = Callable[..., Any]


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """The program with a model whose results are known, so that its own work is tested."""
    measures = types.ModuleType("sim.measures")
    measures.MEASURES = FAKE_MEASURES  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sim.measures", measures)
    monkeypatch.setitem(
        sim.__dict__, "run", lambda one, seed, log=False: FakeResult(one, seed, log)
    )
    monkeypatch.setitem(sim.__dict__, "compile_once", lambda _report=None: None)
    monkeypatch.setattr(piling_up, "of_run", lambda _result: LOADS)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def told(result: Any) -> Any:
    """The JSON object on standard output, which must hold nothing else."""
    return json.loads(result.stdout)


# ---- run and compare -----------------------------------------------------------------------


def test_compare_prints_values_differences_and_verdicts(invoke: Invoke) -> None:
    result = invoke("compare", *MOSS, "--replications", 4)
    assert result.exit_code == 0, result.stderr
    rows = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "moss-1990s 22 20 to 25 baseline" in rows
    (waits,) = [row for row in rows if row.startswith("moss-2009") and "+5" in row]
    assert waits.endswith("higher (worse)")
    assert any(row.startswith("moss-2009") and row.endswith("cannot be told apart") for row in rows)
    assert any("Equal resources" in row for row in rows)
    assert any("undefined in 1 of 4 replications" in row for row in rows)
    assert rows[-1].startswith("Seed noise only:") or "Seed noise only:" in " ".join(rows[-3:])


def test_json_has_the_promised_shape(invoke: Invoke) -> None:
    result = invoke("compare", *MOSS, "--replications", 4, "--seed", 10, "--json")
    found = told(result)
    assert list(found) == ["meta", "scenarios", "differences"]
    assert list(found["scenarios"]) == list(MOSS)
    assert set(found["scenarios"]["moss-2009"]["decision_wait"]) == {"mean", "low", "high", "unit"}
    difference = found["differences"]["moss-2009 - moss-1990s"]["decision_wait"]
    assert set(difference) == {"mean", "low", "high", "unit", "verdict"}
    assert (difference["mean"], difference["verdict"], difference["unit"]) == (
        5.0,
        "higher",
        "days",
    )
    assert found["meta"]["seeds"] == [10, 11, 12, 13]
    assert found["meta"]["equal_resources"] is True
    positions = {one["positions"] for one in found["meta"]["resources"].values()}
    assert max(positions) - min(positions) < 1e-6
    assert found["meta"]["note"].startswith("Seed noise only")


def test_one_replication_gives_no_interval(invoke: Invoke) -> None:
    found = told(invoke("compare", *MOSS, "--replications", 1, "--json"))
    for one in (
        found["scenarios"]["moss-2009"]["decision_wait"],
        found["differences"]["moss-2009 - moss-1990s"]["decision_wait"],
    ):
        assert (one["low"], one["high"]) == (None, None)
        assert one["mean"] is not None
    assert (
        found["differences"]["moss-2009 - moss-1990s"]["decision_wait"]["verdict"] == "no interval"
    )
    printed = invoke("run", "moss-2009", "--replications", 1).stdout
    assert any(line.split()[-3:] == ["26.0", "-", "days"] for line in printed.splitlines()), printed


def test_a_measure_undefined_everywhere_is_null(invoke: Invoke) -> None:
    found = told(invoke("run", "moss-2009", "--replications", 1, "--seed", 2, "--json"))
    assert found["scenarios"]["moss-2009"]["tossed"]["mean"] is None
    assert found["differences"] == {}


def test_the_threshold_can_be_moved(invoke: Invoke) -> None:
    verdicts = {
        factor: told(
            invoke("compare", *MOSS, "--replications", 3, "--threshold", factor, "--json")
        )["differences"]["moss-2009 - moss-1990s"]["decision_wait"]["verdict"]
        for factor in (1, 20)
    }
    assert verdicts == {1: "higher", 20: "cannot be told apart"}


def test_the_same_file_twice_is_told_apart_by_name(invoke: Invoke) -> None:
    found = told(invoke("compare", "moss-2009", "moss-2009", "--replications", 3, "--json"))
    assert list(found["scenarios"]) == ["moss-2009", "moss-2009 (2)"]
    assert found["differences"]["moss-2009 (2) - moss-2009"]["decision_wait"]["mean"] == 0.0


def other_town(place: Path) -> Path:
    """Moss's scenario of 2009 about a municipality of another name."""
    built_in = ROOT / "scenarios"
    text = (built_in / "municipalities" / "moss.yaml").read_text(encoding="utf-8")
    (place / "elsewhere.yaml").write_text(
        text.replace("title: Moss", "title: Elsewhere", 1), encoding="utf-8"
    )
    top = (built_in / "moss-2009.yaml").read_text(encoding="utf-8")
    scenario = place / "other-town.yaml"
    scenario.write_text(top.replace("municipalities/moss.yaml", "elsewhere.yaml"), encoding="utf-8")
    return scenario


def test_other_municipalities_are_shown_unpaired(invoke: Invoke, tmp_path: Path) -> None:
    scenario = other_town(tmp_path)
    words = ("compare", *MOSS, scenario, "--replications", 3)
    found = told(invoke(*words, "--json"))
    assert list(found["scenarios"]) == [*MOSS, "other-town"]
    assert list(found["differences"]) == ["moss-2009 - moss-1990s"]
    assert found["meta"]["unpaired"] == ["other-town"]
    printed = invoke(*words).stdout
    assert "not paired" in printed
    assert "Another municipality than moss-1990s's: other-town" in printed


def test_where_work_piles_up_is_told_below_the_resources(invoke: Invoke) -> None:
    told_team = "team 0.07 post, 100 % busy, 200 days in the queue."
    one = " ".join(invoke("run", "moss-2009", "--replications", 2).stdout.split())
    assert f"Where work piles up: {told_team}" in one
    assert one.index("Resources") < one.index("Where work") < one.index("Days waited")
    both = " ".join(invoke("compare", *MOSS, "--replications", 2).stdout.split())
    assert all(f"Where work piles up ({name}): {told_team}" in both for name in MOSS)
    meta = told(invoke("compare", *MOSS, "--replications", 2, "--json"))["meta"]
    assert list(meta["piling_up"]) == list(MOSS)
    assert [found["unit"] for found in meta["piling_up"]["moss-2009"]] == ["team"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--organisation", "moss-2009-programme"), ["moss-2009"]),
        (("--organisation", "moss-2009-programme", "--set", "planning.pursued=yes"), []),
        ((), []),  # a strategy without groups
    ],
)
def test_planning_groups_that_are_not_pursued_are_told(
    invoke: Invoke, words: tuple[str, ...], named: list[str]
) -> None:
    whole = ("run", "moss-2009", "--replications", 2, *words)
    printed = " ".join(invoke(*whole).stdout.split())
    told_of = "Planning groups are laid down, but nothing of it happens: planning.pursued is no."
    assert (told_of in printed) == bool(named)
    assert ("--set planning.pursued=yes pursues it." in printed) == bool(named)
    assert told(invoke(*whole, "--json"))["meta"]["planning_not_pursued"] == named


def test_in_a_comparison_it_is_told_whose_planning_groups_are_not_pursued(invoke: Invoke) -> None:
    printed = " ".join(invoke("compare", "trondheim-2009", "trondheim-2008").stdout.split())
    assert "Planning groups" not in printed
    words = ("compare", *MOSS, "--organisation", "moss-2009-programme", "--replications", 2)
    printed = " ".join(invoke(*words).stdout.split())
    assert "Planning groups are laid down (moss-1990s and moss-2009)" in printed


def test_planning_groups_of_an_organisation_that_takes_over_are_told_of_too() -> None:
    changing, programme = (
        sim.load("moss-2002-to-2009"),
        sim.load("moss-2009", organisation="moss-2009-programme").organisation,
    )
    (change,) = changing.changes
    later = dataclasses.replace(change, organisation=programme)
    scenario = dataclasses.replace(changing, changes=(later,))
    for one, named in ((changing, []), (scenario, ["one"])):
        lineup = resources.Lineup({"one": one}, {}, (), (), equal=False)
        assert resources.planning_not_pursued(lineup) == named


def test_a_failed_run_ends_with_1_and_the_rest_is_shown(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(scenario: Any, seed: int, log: bool = False) -> FakeResult:
        if (scenario.name, seed) == ("moss-2009", 3):
            raise RuntimeError("the list outgrew its table")
        return FakeResult(scenario, seed, log)

    monkeypatch.setitem(sim.__dict__, "run", run)
    result = invoke("compare", *MOSS, "--replications", 4, "--json")
    assert result.exit_code == 1
    assert "moss-2009, seed 3: RuntimeError: the list outgrew its table" in result.stderr
    assert told(result)["meta"]["failed"][0]["seed"] == 3
    assert told(result)["meta"]["scenarios"]["moss-2009"]["replications"] == 3


def test_nothing_on_standard_output_if_every_run_failed(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(_scenario: Any, seed: int, log: bool = False) -> FakeResult:
        raise RuntimeError(f"no {seed} {log}")

    monkeypatch.setitem(sim.__dict__, "run", run)
    result = invoke("run", "moss-2009", "--replications", 9, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "and 4 more failed runs" in result.stderr


def test_ctrl_c_reports_what_is_finished_and_ends_with_130(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def run(scenario: Any, seed: int, log: bool = False) -> FakeResult:
        if seed == 4:
            _thread.interrupt_main()
            time.sleep(0.4)
        return FakeResult(scenario, seed, log)

    monkeypatch.setitem(sim.__dict__, "run", run)
    out = tmp_path / "out"
    words = ("run", "moss-2009", "--replications", 500, "--threads", 1, "--json", "--out", out)
    result = invoke(*words)
    assert result.exit_code == 130
    assert told(result)["meta"]["interrupted"] is True
    assert 3 <= told(result)["meta"]["scenarios"]["moss-2009"]["replications"] < 500
    _, after = result.stderr.split("interrupted: results rest on")
    assert after.index(f"writing what is finished to {out} ...") < after.index(f"written to {out}")
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["complete"] is False


@pytest.mark.parametrize("command", [[], ["study"]])
def test_no_command_is_listed_with_half_a_sentence(
    command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = CliRunner().invoke(app, [*command, "--help"])
    _, listed = result.stdout.split("Commands:")
    assert len(listed.splitlines()) > 5
    assert [line for line in listed.splitlines() if line.endswith("...")] == []


def test_ctrl_c_before_the_first_run_is_told(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(resources, "prepare", interrupted)
    result = invoke("compare", *MOSS)
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr == "interrupted while no run was under way\n"


def test_all_measures_are_printed_if_asked_for(invoke: Invoke) -> None:
    words = ("compare", *MOSS, "--replications", 2)
    assert "Contacts (count)" not in invoke(*words).stdout
    assert "Further measures (1): --all" in invoke(*words).stdout
    assert "Contacts (count)" in invoke(*words, "--all").stdout


# ---- results on disk -----------------------------------------------------------------------


def test_out_writes_tables_figures_scenarios_and_a_manifest(invoke: Invoke, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = invoke("compare", *MOSS, "--replications", 3, "--out", out, "--csv")
    assert result.exit_code == 0, result.stderr
    written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    for table in ("runs", "measures", "estimates", "differences"):
        assert {f"{table}.parquet", f"{table}.csv"} <= written
    for figure in ("main", "waits", "referrals", "vacancy", "circulation"):
        assert {f"figures/{figure}.png", f"figures/{figure}.svg"} <= written
    assert "figures/strategy.png" not in written  # none is pursued
    for name in MOSS:
        assert {f"scenarios/{name}.json", f"tables/{name}/households.parquet"} <= written
        assert f"tables/{name}/events.parquet" not in written
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["boligsim"] == sim.__version__
    assert manifest["seeds"] == [1, 2, 3]
    assert manifest["packages"]["numpy"]
    assert {len(one["identity"]) for one in manifest["scenarios"].values()} == {64}
    assert (out / "figures" / "main.png").read_bytes().startswith(b"\x89PNG")
    assert "Waits: days waited" in (out / "figures" / "main.svg").read_text(encoding="utf-8")


def test_figures_of_the_same_results_are_the_same_files(invoke: Invoke, tmp_path: Path) -> None:
    for place in ("one", "two"):
        invoke("compare", *MOSS, "--replications", 3, "--out", tmp_path / place)
    for figure in ("main.svg", "main.png"):
        first, second = (
            (tmp_path / place / "figures" / figure).read_bytes() for place in ("one", "two")
        )
        assert first == second


def test_events_are_written_if_asked_for(invoke: Invoke, tmp_path: Path) -> None:
    out = tmp_path / "out"
    invoke("run", "moss-2009", "--replications", 2, "--out", out, "--events")
    assert len(pd.read_parquet(out / "tables" / "moss-2009" / "events.parquet")) == 1


def test_an_earlier_result_stops_before_anything_runs(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    words = ("run", "moss-2009", "--replications", 2, "--out", out)
    assert invoke(*words).exit_code == 0
    before = (out / "manifest.json").read_bytes()
    runs: list[int] = []
    monkeypatch.setitem(sim.__dict__, "run", lambda _scenario, seed: runs.append(seed))
    refused = invoke(*words)
    assert (refused.exit_code, refused.stdout, runs) == (2, "", [])
    assert "--force replaces it" in refused.stderr
    assert (out / "manifest.json").read_bytes() == before


def test_force_replaces_an_earlier_result(invoke: Invoke, tmp_path: Path) -> None:
    out = tmp_path / "out"
    invoke("run", "moss-2009", "--replications", 2, "--out", out)
    again = invoke("run", "moss-2009", "--replications", 3, "--out", out, "--force")
    assert again.exit_code == 0
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["replications"] == 3


# ---- wrong input ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "mos-2009"], "did you mean moss-2009?"),
        (["run"], "Missing argument"),
        (["run", "moss-2009", "--replications", "0"], '--replications\': found "0", expected'),
        (
            ["run", "moss-2009", "--replications", "x"],
            '--replications\': found "x", expected a whole number, from 1 to 1000000',
        ),
        (["run", "moss-2009", "--seed", "1.5"], '--seed\': found "1.5", expected a whole number'),
        (["run", "moss-2009", "--threads", "two"], '--threads\': found "two", expected'),
        (["explain", "moss-2009", "--list", "many"], '--list\': found "many", expected'),
        (["study", "extend", "here", "--points", "0"], '--points\': found "0", expected'),
        (["runn", "moss-2009"], "Did you mean 'run'?"),
        (["frobnicate"], "No such command 'frobnicate'"),
        (["run", "moss-2009", "--organisation", "tromso"], "did you mean tromso-housing-office?"),
        (["run", "tromso"], "did you mean tromso-rule-oriented?"),
        (["run", "moss-2009", "--seed", "-1"], "--seed"),
        (["run", "moss-2009", "--colour"], "No such option"),
        (["run", "moss-2009", "--csv"], "only together with --out"),
        (["run", "moss-2009", "--set", "caseworkers.turnover=-1 per year"], "turnover"),
        (["run", "moss-2009", "--set", "nonsense"], "nonsense"),
        (["run", "moss-2009", "--organisation", "moss-209"], "did you mean moss-2009?"),
        (["compare", *MOSS, "--strategy", "wish-lits"], "did you mean wish-list?"),
        (["explain", "moss-2009", "--strategy", "moss"], "the file of a strategy"),
        (["compare", "moss-2009"], "at least two files"),
        (["compare", "moss-2009", "nothing.yaml"], "nothing.yaml"),
        (["show", "nothing.yaml"], "nothing.yaml"),
        (["check", "nothing.yaml"], "nothing.yaml"),
    ],
)
def test_wrong_input_ends_with_2_and_says_why(
    invoke: Invoke, words: list[str], message: str
) -> None:
    result = invoke(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_the_errors_of_all_files_are_told_together(invoke: Invoke) -> None:
    result = invoke("compare", "first-missing", "moss-2009", "second-missing")
    assert "first-missing" in result.stderr
    assert "second-missing" in result.stderr


# ---- looking -------------------------------------------------------------------------------


def test_list_names_what_is_in_the_box(invoke: Invoke) -> None:
    rows = told(invoke("list", "--json"))
    assert {"kind": "municipality", "name": "moss", "title": "Moss"} in rows
    lines = invoke("list").stdout.splitlines()
    assert len(lines) == len(rows)
    for name in ("moss-1990s", "moss-2009", "moss-all-in-one", "moss-one-unit-per-task"):
        assert any(line.split()[:2] == ["scenario", name] for line in lines)


def test_check_passes_what_is_in_the_box(invoke: Invoke) -> None:
    result = invoke("check", *MOSS)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [f"{name}: no errors" for name in MOSS]


def test_show_gives_every_number_with_its_source(invoke: Invoke) -> None:
    found = told(invoke("show", "moss-2009", "--set", "vacancy.works=25 days", "--json"))
    assert found["values"]["vacancy.works"]["value"] == 25
    assert all(one["source"] for one in found["values"].values())
    assert found["organisation"]["structural_indices"]["units_involved"] > 1
    holders = {one["task"]: one["unit"] for one in found["organisation"]["tasks"]}
    assert holders["start_loan"] == "NAV housing unit"
    assert found["resources"]["expected_utilisation"] == pytest.approx(0.87, abs=0.01)
    printed = invoke("show", "moss-2009").stdout
    assert len(printed.splitlines()) > len(found["values"])
    assert "Positions and expected utilisation" in printed


@pytest.mark.parametrize("width", [50, 80, 130])
def test_show_prints_every_key_whole(width: int) -> None:
    lineup = resources.prepare(load_all(["moss-2009"]))
    ((name, scenario),) = lineup.scenarios.items()
    out = Console(width=width, file=io.StringIO())
    show.print_scenario(out, scenario, lineup.staffing[name])
    _, printed = out.file.getvalue().split("Every number of the scenario")
    lines = [f"{line} " for line in printed.splitlines()]
    broken = [
        key for key in scenario.values if not any(one.startswith(f"  {key} ") for one in lines)
    ]
    assert broken == []


def test_another_organisation_can_be_put_in(invoke: Invoke) -> None:
    own = told(invoke("show", "moss-2009", "--json"))
    other = told(invoke("show", "moss-2009", "--organisation", "all-in-one", "--json"))
    assert own["identity"] != other["identity"]
    assert len(other["organisation"]["structural_indices"]) == 7
    assert len(other["organisation"]["units"]) < len(own["organisation"]["units"])


def test_another_strategy_can_be_put_in(invoke: Invoke) -> None:
    own = told(invoke("show", "moss-2009", "--json"))
    other = told(invoke("show", "moss-2009", "--strategy", "wish-list", "--json"))
    assert own["identity"] != other["identity"]
    before, after = (one["organisation"]["strategy"] for one in (own, other))
    assert (before["pursued"], before["wish_list"]) == (False, False)
    assert (after["pursued"], after["wish_list"]) == (True, True)


# ---- as a program of its own ---------------------------------------------------------------


def program(*words: str) -> list[str]:
    return [sys.executable, "-m", "experiments.cli", *words]


def test_help_answers_at_once_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['boligsim', '--help']\n"
        "from experiments.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = 'numpy numba pandas scipy matplotlib mesa pydantic yaml pyarrow rich'.split()\n"
        "assert not set(heavy) & set(sys.modules), set(heavy) & set(sys.modules)\n"
    )
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
        )
        seconds.append(time.perf_counter() - started)
        assert done.returncode == 0, done.stderr
        assert "compare" in done.stdout
    # Warm it takes a tenth of a second; the limit leaves room for a busy machine.
    assert min(seconds) < 1.0


def test_a_short_command_is_not_held_up_by_looking_through_what_it_imports() -> None:
    code = (
        "import gc, sys; sys.argv = ['boligsim', 'check', 'moss-2009']\n"
        "from experiments.cli import main\n"
        "before = gc.get_stats()[0]['collections']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "assert gc.isenabled()\n"
        "print(gc.get_stats()[0]['collections'] - before, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    # Left to itself Python looks through its objects some fifty times.
    assert int(done.stderr) < 5


def test_version() -> None:
    done = subprocess.run(
        program("--version"), cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"boligsim {sim.__version__}\n"


def test_a_console_without_norwegian_letters_is_no_error() -> None:
    done = subprocess.run(
        program("show", "moss-2009"),
        cwd=ROOT,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_closed_pipe_is_no_traceback() -> None:
    writer = subprocess.Popen(
        program("show", "moss-2009"), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.close()
    errors = writer.stderr.read()
    writer.stderr.close()
    writer.wait()
    assert b"Traceback" not in errors
