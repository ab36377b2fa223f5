"""Runs made anew: what is said to be of all of them is of all of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from experiments.statistics import estimate
from experiments.study.analysis.fresh_runs import _flow, fresh_runs
from sim import load

SPREAD = "scenarios/generic-small-one-unit-per-task.yaml"


def test_cases_sent_are_the_mean_over_all_runs() -> None:
    scenario = replace(load(SPREAD), warm_up=100.0, observe=365.0)
    seeds = (3, 4, 5)
    together = fresh_runs({"spread": scenario}, seeds).flows["spread"]
    alone = [fresh_runs({"spread": scenario}, [seed]).flows["spread"] for seed in seeds]
    totals = [one.total.mean for one in alone]
    assert len(set(totals)) > 1
    assert together.per_year == pytest.approx(np.mean([one.per_year for one in alone], axis=0))
    assert together.total == estimate(np.array(totals, dtype=float))
    assert together.total.low is not None
    assert alone[0].total.low is None


@pytest.mark.parametrize(("runs", "interval"), [(2, False), (3, True)])
def test_too_few_runs_give_the_cases_sent_no_interval(runs: int, interval: bool) -> None:
    scenario = load(SPREAD)
    units = len(scenario.organisation.units)
    sent = np.zeros((runs, units, units))
    sent[:, 0, 1] = 10.0 + np.arange(runs)
    found = _flow(scenario, sent)
    assert found.per_year[0, 1] == found.total.mean == 10.0 + (runs - 1) / 2
    assert (found.total.low is not None) == interval
