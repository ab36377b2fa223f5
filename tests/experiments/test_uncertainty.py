"""Comparing with every assumption redrawn: what is drawn, kept, run, failed and reported."""

from __future__ import annotations

import _thread
import dataclasses
import json
import math
import sys
import time
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import sim
from experiments import piling_up, uncertainty
from experiments.cli import app
from experiments.loading import Chosen, load_all
from experiments.redrawn.place import FACTORS, assumed
from experiments.results import RUN_TABLES
from experiments.uncertainty import (
    REDRAWN,
    Plan,
    UncertaintyError,
    carry_out,
    plan,
    redraw,
    summarise,
)
from sim.parameters import PARAMETERS
from sim.resources import positions
from sim.scenario.resolved import Transition
from tests.invented import Measure

MOSS = ("moss-1990s", "moss-2009")
KEYS = ("handover.letter", "patience.per_year")


MEASURES = {
    one.key: one
    for one in (
        Measure("decision_wait", "days", "Days waited", "waits", 0.5),
        Measure("tossed", "share", "Sent three times or more", "referrals", 0.01),
    )
}


class Result:
    """Moss of 2009 waits as much longer as a letter takes beyond 6 days; seeds cancel out."""

    def __init__(self, scenario: Any, seed: int, log: bool = False) -> None:
        letter = scenario.parameters["handover.letter"]
        later = (letter - 6.0) if scenario.name == "moss-2009" else 0.0
        self.scenario, self.seed = scenario, seed
        self.summary = {"decision_wait": 20.0 + seed % 7 + later, "tossed": math.nan}
        for table in RUN_TABLES:
            setattr(self, table, pd.DataFrame())
        assert not log


@pytest.fixture(scope="module")
def moss() -> Mapping[str, Any]:
    return load_all(MOSS)


@pytest.fixture
def _without_staffing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Staffing takes a second and changes nothing for a model that is not run."""
    monkeypatch.setattr(uncertainty, "settled", lambda scenarios, **_how: dict(scenarios))


def planned(scenarios: Mapping[str, Any], draws: int = 20, **how: Any) -> Plan:
    return plan(scenarios, **{"draws": draws, "replications": 2, "seed": 1, **how})


# ---- what is drawn ---------------------------------------------------------------------------


def test_every_assumption_with_a_range_is_redrawn_and_nothing_else(moss: Any) -> None:
    found = planned(moss)
    expected = [
        key
        for key, one in PARAMETERS.items()
        if one.is_assumption and one.low is not None and one.high is not None and one.low < one.high
        if not key.startswith("reorganisation.")
    ]
    assert found.keys == [*expected, *FACTORS]
    assert {"handover.letter", "own_solution.rate"} <= set(found.keys)
    assert found.kept["market.price_per_m2"] == "given"
    assert found.kept["work.start_loan.distribution"] == "a choice"
    assert set(found.keys) | set(found.kept) == set(REDRAWN)
    of_the_file = {key for one in FACTORS for key in assumed(moss["moss-2009"], one)}
    assert len(of_the_file) > 200
    others = {
        (key, one.base)
        for scenario in moss.values()
        for key, one in scenario.values.items()
        if one.source.startswith("assumption")
    }
    left = [key for key, _ in others if key not in PARAMETERS and key not in of_the_file]
    assert found.without_range == len(left)
    assert {"dwelling_budget", "groups.roofless.equity_mean", "stock.youth-1.rooms"} <= set(left)


def test_assumptions_on_reorganisations_are_redrawn_where_there_is_one() -> None:
    assert planned(load_all(MOSS)).kept["reorganisation.recovery"] == "of no reorganisation"
    moving = load_all(["moss-2002", "moss-2002-to-2009"])
    found = planned(moving)
    # What the file gives of the only transition there is.
    of_the_file = {"staff_follow_tasks", "routines_written"}
    of_reorganisations = {key for key in found.keys if key.startswith("reorganisation.")}
    assert {found.kept[f"reorganisation.{number}"] for number in of_the_file} == {"given"}
    others = set(Transition.NUMBERS) - of_the_file
    assert of_reorganisations == {f"reorganisation.{number}" for number in others}
    before = moving["moss-2002-to-2009"]
    after = redraw(before, {"reorganisation.recovery": 3, "reorganisation.staff_follow_tasks": 0.3})
    (old,), (new,) = before.changes, after.changes
    assert old.transition is not None
    assert new.transition == dataclasses.replace(old.transition, recovery=91.25)
    assert new.organisation == old.organisation
    assert after.identity != before.identity


def test_the_draws_are_a_latin_hypercube_over_the_ranges(moss: Any) -> None:
    found = planned(moss, draws=25)
    for parameter, sample in zip(found.parameters, found.samples.T, strict=True):
        assert parameter.low is not None
        assert parameter.high is not None
        within = (sample - parameter.low) / (parameter.high - parameter.low)
        assert sorted(np.floor(within * 25).astype(int)) == list(range(25)), parameter.key


def test_draws_follow_the_seed(moss: Any) -> None:
    assert np.array_equal(planned(moss, seed=3).samples, planned(moss, seed=3).samples)
    assert not np.array_equal(planned(moss, seed=3).samples, planned(moss, seed=4).samples)


def test_ranges_lie_inside_the_hard_bounds() -> None:
    for one in PARAMETERS.values():
        if one.low is not None and one.high is not None:
            assert one.hard_low <= one.low <= one.high <= one.hard_high, one.key


def test_what_the_user_gives_stays(moss: Any) -> None:
    given = load_all(MOSS, Chosen(settings=("handover.letter=7 days",)))
    assert planned(given).kept["handover.letter"] == "given"
    assert "handover.letter" in planned(moss).keys


def test_what_the_scenarios_differ_in_is_what_is_compared(moss: Any) -> None:
    other = redraw(moss["moss-2009"], {"handover.letter": 4.0})
    found = planned({"moss-2009": moss["moss-2009"], "other": other})
    assert found.kept["handover.letter"] == "compared"


def test_redrawing_changes_the_numbers_in_base_units_and_the_identity(moss: Any) -> None:
    before = moss["moss-2009"]
    after = redraw(before, {"tenancy.private_contract": 2.0, "handover.letter": 4.0})
    assert after.parameters["tenancy.private_contract"] == 730.0
    assert after.parameters["handover.letter"] == 4.0
    changed = {key for key in PARAMETERS if after.parameters[key] != before.parameters[key]}
    assert changed == {"tenancy.private_contract", "handover.letter"}
    assert after.identity != before.identity
    again = redraw(before, {"handover.letter": 4.0, "tenancy.private_contract": 2.0})
    assert after.identity == again.identity


def test_resources_are_equal_in_each_draw_and_worked_out_for_each(moss: Any) -> None:
    whole = planned(moss, draws=2)
    totals = []
    for draw in range(2):
        ready = whole.settled(draw)
        first, second = (positions(one) for one in ready.values())
        assert first.total == pytest.approx(second.total)
        assert first.crews == second.crews
        totals.append(first.total)
        drawn = whole.drawn(draw)
        for one in ready.values():
            assert one.parameters["handover.letter"] == drawn["handover.letter"]
    assert totals[0] != pytest.approx(totals[1], rel=1e-3)


def test_nothing_to_compare_or_to_redraw_is_refused(
    moss: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UncertaintyError, match="no two scenarios"):
        planned({"moss-2009": moss["moss-2009"]})
    monkeypatch.setattr(uncertainty, "REDRAWN", {"loan.fees": PARAMETERS["loan.fees"]})
    with pytest.raises(UncertaintyError, match="no assumption to redraw"):
        planned(moss)


# ---- running -------------------------------------------------------------------------------


@pytest.mark.usefixtures("_without_staffing")
def test_all_scenarios_meet_the_same_values_and_seeds_in_a_draw(moss: Any) -> None:
    runs = []

    def run(scenario: Any, seed: int) -> Result:
        runs.append((scenario.name, seed, scenario.parameters["handover.letter"]))
        return Result(scenario, seed)

    whole = planned(moss, draws=4, replications=3, seed=10)
    sweep = carry_out(whole, run=run, threads=3)
    assert sweep.finished == 4
    letter = whole.samples[:, whole.keys.index("handover.letter")].tolist()
    expected = [
        (name, 10 + 3 * draw + replication, letter[draw])
        for draw in range(4)
        for replication in range(3)
        for name in MOSS
    ]
    assert sorted(runs) == sorted(expected)


@pytest.mark.usefixtures("_without_staffing")
def test_findings_are_those_of_a_known_model(moss: Any) -> None:
    whole = planned(moss, draws=200)
    sweep = carry_out(whole, run=Result)
    found = summarise(sweep, MEASURES, main="decision_wait")["moss-2009"]["decision_wait"]
    # The letter takes 3 to 14 days, evenly: 6 less than it, and half a day either way is nothing.
    assert found.spread.count == 200
    assert found.spread.lower == pytest.approx(2.5 / 11, abs=0.006)
    assert found.spread.within == pytest.approx(1.0 / 11, abs=0.011)
    assert found.spread.higher == pytest.approx(7.5 / 11, abs=0.006)
    assert found.spread.negative == pytest.approx(3.0 / 11, abs=0.006)
    assert found.spread.median == pytest.approx(2.5, abs=0.06)
    assert found.spread.low == pytest.approx(-2.45, abs=0.06)
    assert found.spread.high == pytest.approx(7.45, abs=0.06)
    assert found.seed_share == pytest.approx(0.0, abs=1e-12)
    assert (found.leans[0].parameter, found.leans[0].clear) == ("handover.letter", True)
    assert found.leans[0].correlation == pytest.approx(1.0)
    assert found.break_even is not None
    (zero,) = (one for one in found.break_even if one.parameter == "handover.letter")
    assert zero.value == pytest.approx(6.0)
    assert zero.below == "lower"
    wider = summarise(sweep, MEASURES, main="tossed", threshold=4.0)["moss-2009"]
    assert wider["decision_wait"].spread.within == pytest.approx(4.0 / 11, abs=0.011)
    assert wider["decision_wait"].break_even is None
    assert wider["tossed"].spread.undefined == 200
    assert wider["tossed"].break_even == ()


@pytest.mark.usefixtures("_without_staffing")
def test_a_failed_draw_is_told_with_its_error_and_enters_nothing(moss: Any) -> None:
    def run(scenario: Any, seed: int) -> Result:
        if (scenario.name, seed) == ("moss-2009", 1 + 2 * 5 + 1):
            raise ValueError("unit without staff: work is expected of 'NAV'")
        return Result(scenario, seed)

    sweep = carry_out(planned(moss, draws=12), run=run)
    assert sweep.finished == 11
    (failed,) = sweep.failed
    assert (failed.draw, failed.scenario, failed.seed) == (5, "moss-2009", 12)
    assert failed.error == "ValueError: unit without staff: work is expected of 'NAV'"
    draws, apart = sweep.differences("moss-2009", "decision_wait")
    assert 5 not in draws
    assert apart.shape == (11, 2)
    written = uncertainty.tables(sweep, summarise(sweep, MEASURES, main="tossed"), MEASURES)
    rows = written["uncertainty_draws"]
    assert rows.loc[~rows["finished"], "draw"].unique().tolist() == [5]
    assert rows.loc[rows["draw"] == 5, "error"].str.contains("unit without staff").all()


def test_a_draw_that_cannot_be_staffed_is_a_failed_draw(
    moss: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from experiments.resources import ResourceError

    def refuse(_scenarios: Any, *, own_resources: bool) -> Any:
        assert own_resources
        raise ResourceError("moss-2009: unit without staff")

    monkeypatch.setattr(uncertainty, "settled", refuse)
    sweep = carry_out(planned(moss, draws=3, own_resources=True), run=Result)
    assert sweep.finished == 0
    assert [one.draw for one in sweep.failed] == [0, 1, 2]
    assert {one.error for one in sweep.failed} == {"ResourceError: moss-2009: unit without staff"}
    found = summarise(sweep, MEASURES, main="decision_wait")
    assert found["moss-2009"]["decision_wait"].spread.median is None


# ---- the command ---------------------------------------------------------------------------

Invoke = Callable[..., Any]


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch, _without_staffing: None) -> Invoke:
    """The program with a model whose results are known."""
    measures = types.ModuleType("sim.measures")
    measures.MEASURES = MEASURES  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sim.measures", measures)
    monkeypatch.setitem(sim.__dict__, "run", Result)
    monkeypatch.setitem(sim.__dict__, "compile_once", lambda _report=None: None)
    monkeypatch.setattr(piling_up, "of_run", lambda _result: None)
    return lambda *words: CliRunner().invoke(
        app, ["compare", *MOSS, "--replications", "2", *(str(word) for word in words)]
    )


def test_the_section_is_printed_below_the_comparison(invoke: Invoke) -> None:
    result = invoke("--uncertainty", 60)
    assert result.exit_code == 0, result.stderr
    before, heading, after = result.stdout.partition("With every assumption redrawn 60 times")
    assert heading
    assert "Seed noise only" in before
    rows = [" ".join(line.split()) for line in after.splitlines()]
    assert any(row.startswith("moss-2009 2") and "handover.letter +1.00" in row for row in rows)
    assert any(
        "handover.letter = 6" in row and "lower below it, higher above" in row for row in rows
    )
    assert any(row.startswith("moss-2009 - - - -") for row in rows)
    assert "Redrawing" in result.stderr


def test_without_it_nothing_is_redrawn(invoke: Invoke) -> None:
    printed = invoke().stdout
    assert "Seed noise only" in printed
    assert "redrawn" not in printed
    assert "uncertainty" not in json.loads(invoke("--json").stdout)


def test_json_holds_every_finding(invoke: Invoke) -> None:
    found = json.loads(invoke("--uncertainty", 40, "--draw-replications", 3, "--json").stdout)
    assert list(found) == ["meta", "scenarios", "differences", "uncertainty"]
    told = found["uncertainty"]
    assert (told["draws"], told["finished"], told["replications"]) == (40, 40, 3)
    assert told["redrawn"]["handover.letter"] == {"low": 3, "high": 14, "unit": "days"}
    assert told["main_measure"] == "decision_wait"
    wait = told["differences"]["moss-2009 - moss-1990s"]["decision_wait"]
    assert wait["lower"] + wait["within"] + wait["higher"] == pytest.approx(1.0)
    assert wait["leans_on"][0]["parameter"] == "handover.letter"
    assert wait["break_even"][0]["value"] == pytest.approx(6.0)
    tossed = told["differences"]["moss-2009 - moss-1990s"]["tossed"]
    assert (tossed["median"], tossed["undefined"], tossed["leans_on"]) == (None, 40, [])
    assert found["meta"]["uncertainty"]["draws"] == 40


def test_few_draws_say_so(invoke: Invoke) -> None:
    printed = invoke("--uncertainty", 3).stdout
    assert "too few draws" in printed
    assert "not estimated; it takes at least 10 draws" in printed


def test_all_draws_are_written(invoke: Invoke, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert invoke("--uncertainty", 5, "--out", out, "--csv").exit_code == 0
    draws = pd.read_parquet(out / "uncertainty_draws.parquet")
    keys = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["uncertainty"]["redrawn"]
    assert len(draws) == 5 * len(keys)
    assert draws["finished"].all()
    measures = pd.read_parquet(out / "uncertainty_measures.parquet")
    assert len(measures) == 5 * 2 * len(MOSS) * len(MEASURES)
    letter = draws[draws["parameter"] == "handover.letter"].set_index("draw")["value"]
    waits = measures[measures["measure"] == "decision_wait"]
    by_scenario = waits.pivot(index=["draw", "seed"], columns="scenario", values="value")
    apart = (by_scenario["moss-2009"] - by_scenario["moss-1990s"]).groupby("draw").mean()
    assert apart.to_numpy() == pytest.approx(letter.to_numpy() - 6.0)
    assert len(pd.read_parquet(out / "uncertainty_differences.parquet")) == len(MEASURES)
    assert (out / "uncertainty_draws.csv").is_file()


def test_failed_draws_end_with_1_and_are_listed(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(scenario: Any, seed: int, log: bool = False) -> Result:
        if seed > 3 and scenario.name == "moss-2009":
            raise RuntimeError("no room")
        return Result(scenario, seed, log)

    monkeypatch.setitem(sim.__dict__, "run", run)
    result = invoke("--uncertainty", 10, "--json")
    assert result.exit_code == 1
    assert "draw failed: 1, moss-2009, seed 4: RuntimeError: no room" in result.stderr
    assert "and 4 more failed draws" in result.stderr
    told = json.loads(result.stdout)["uncertainty"]
    assert (told["finished"], len(told["failed"])) == (1, 9)


def test_ctrl_c_keeps_the_draws_that_are_finished(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(scenario: Any, seed: int, log: bool = False) -> Result:
        if seed == 21:
            _thread.interrupt_main()
            time.sleep(0.5)
        elif seed > 21:
            time.sleep(0.02)
        return Result(scenario, seed, log)

    monkeypatch.setitem(sim.__dict__, "run", run)
    result = invoke("--uncertainty", 400, "--threads", 1, "--json")
    assert result.exit_code == 130
    told = json.loads(result.stdout)["uncertainty"]
    assert told["interrupted"] is True
    assert 10 <= told["finished"] < 100
    assert f"rests on {told['finished']} of 400 draws" in result.stderr
    wait = told["differences"]["moss-2009 - moss-1990s"]["decision_wait"]
    assert wait["count"] == told["finished"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--uncertainty", "1"], "--uncertainty"),
        (["--uncertainty", "9", "--draw-replications", "0"], "--draw-replications"),
    ],
)
def test_wrong_numbers_are_refused(invoke: Invoke, words: list[str], message: str) -> None:
    result = invoke(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_the_model_itself_under_redrawn_assumptions() -> None:
    short = load_all(MOSS, Chosen(settings=("run.warm_up=1 years", "run.observe=1 years")))
    whole = planned(short, draws=2, replications=1, seed=5)
    sweep = carry_out(whole, run=sim.run, threads=2)
    assert (sweep.finished, sweep.failed) == (2, [])
    alone = sim.run(whole.settled(1)["moss-2009"], 6).summary
    assert json.dumps(sweep.outcome.finished["moss-2009", 1].summary) == json.dumps(alone)
    other = sweep.outcome.finished["moss-2009", 0].summary
    assert other["decision_wait"] != alone["decision_wait"]
