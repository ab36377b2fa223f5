"""The command line on the model itself: reproducible, interruptible, complete."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import sim
from experiments.cli import app
from experiments.highlights import IN_FIGURE, IN_TABLE
from experiments.runner import replicate
from sim.measures import MEASURES

ROOT = Path(__file__).parents[2]
SHORT = ("--set", "run.warm_up=1 years", "--set", "run.observe=1 years")


def invoke(*words: object) -> Any:
    return CliRunner().invoke(app, [str(word) for word in words])


def numbers(*words: object) -> dict[str, Any]:
    result = invoke(*words, *SHORT, "--replications", 3, "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    return {"scenarios": found["scenarios"], "differences": found["differences"]}


def test_highlights_are_measures_of_the_model() -> None:
    assert set(IN_TABLE) | set(IN_FIGURE) <= set(MEASURES)


def test_results_do_not_depend_on_threads() -> None:
    words = ("compare", "moss-1990s", "moss-2009")
    assert numbers(*words, "--threads", 1) == numbers(*words, "--threads", 4)


def test_every_measure_is_reported_with_its_unit() -> None:
    found = numbers("run", "moss-2009")["scenarios"]["moss-2009"]
    assert list(found) == list(MEASURES)
    assert {key: one["unit"] for key, one in found.items()} == {
        key: one.unit for key, one in MEASURES.items()
    }


def test_a_scenario_differs_in_nothing_from_itself() -> None:
    differences = numbers("compare", "moss-2009", "moss-2009")["differences"]
    for one in differences["moss-2009 (2) - moss-2009"].values():
        assert one["mean"] in (0.0, None)
        assert one["verdict"] in ("cannot be told apart", "undefined", "no interval")


def test_replications_are_the_runs_of_their_seeds() -> None:
    scenario = sim.load("moss-2009", settings=[SHORT[1], SHORT[3]])
    outcome = replicate({"a": scenario}, replications=3, seed=11)
    for seed in (11, 12, 13):
        alone = sim.run(scenario, seed).summary
        together = outcome.finished["a", seed].summary
        assert json.dumps(alone) == json.dumps(together)


def test_a_figure_shows_what_a_strategy_brought(tmp_path: Path) -> None:
    pursued = ("planning/moss-day-to-day", "planning/moss-ahead-of-need")
    result = invoke("compare", *pursued, *SHORT, "--replications", 2, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "out" / "figures" / "strategy.png").is_file()


def test_everything_is_written(tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("run", "moss-2009", *SHORT, "--replications", 2, "--out", out, "--csv", "--events")
    result = invoke(*words)
    assert result.exit_code == 0, result.stderr
    tables = out / "tables" / "moss-2009"
    for name in ("households", "applications", "dwellings", "vacancies", "tenancies"):
        assert len(pd.read_parquet(tables / f"{name}.parquet")) > 0
        assert (tables / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(pd.read_parquet(tables / "events.parquet")) > 100
    whole = pd.read_parquet(out / "measures.parquet")
    assert len(whole) == 2 * len(MEASURES)


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal")
def test_a_real_ctrl_c_keeps_what_is_done_and_ends_with_130(tmp_path: Path) -> None:
    out = tmp_path / "out"
    sim.compile_once()
    program = subprocess.Popen(
        [
            *(sys.executable, "-m", "experiments.cli", "run", "moss-2009"),
            *("--replications", "100000", "--json", "--out", str(out)),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stderr is not None
    for line in program.stderr:  # until some runs are done, however long the start takes
        if " of 100000 runs, about " in line:
            break
    program.send_signal(signal.SIGINT)
    printed, errors = program.communicate(timeout=300)
    assert program.returncode == 130, errors
    assert "Traceback" not in errors
    assert "interrupted: results rest on" in errors
    found = json.loads(printed)
    assert 0 < found["meta"]["scenarios"]["moss-2009"]["replications"] < 100000
    assert (out / "manifest.json").is_file()
