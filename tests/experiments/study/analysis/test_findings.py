"""From a table of runs to findings: several base scenarios, uneven replications, causes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from experiments.statistics import Verdict
from experiments.study.analysis.findings import BASE, analyse
from experiments.study.description import Design
from experiments.study.schema import MOST_REPLICATIONS
from sim.measures import MEASURES
from tests.experiments.study.analysis.tables import DAYS, runs, study, unit


def two_towns():
    asked = study(
        uncertainties=[unit("a"), unit("b")],
        made_by=Design("latin hypercube", blocks=(40,)),
        replications=3,
        measures=(DAYS,),
    )
    return replace(asked, bases=("north", "south"))


def by_town(arm, x, seed, luck):
    """The other arm is better in the north, worse in the south, the more so the larger a."""
    north = ((seed - 1) // MOST_REPLICATIONS) % 2 == 0
    apart = (-20.0 if north else 20.0) + 6.0 * x[0]
    return 100.0 + luck.normal() + arm * (apart + 0.5 * luck.normal()), 0.5


def test_the_base_scenario_is_a_condition_of_its_own() -> None:
    asked = two_towns()
    found = analyse(asked, runs(asked, by_town), MEASURES)
    assert found.condition_names == ("a", "b", BASE)
    assert found.conditions is not None
    assert found.conditions.rule is not None
    assert found.conditions.rule.conditions == (BASE,)
    assert found.conditions.importance[0][0] == BASE
    assert found.conditions.verdict == "depends"
    assert dict(found.conditions.counts) == {"one": 40, "other": 40, "": 0}


def test_what_is_leant_on_is_asked_of_the_mean_over_base_scenarios() -> None:
    asked = two_towns()
    found = analyse(asked, runs(asked, by_town), MEASURES)
    first = found.sensitivities[0]
    assert first.of == "other - one"
    assert first.points == 40
    assert [one.uncertainty for one in first.clear] == ["a"]


def test_settings_and_not_points_are_the_sample_of_an_interval() -> None:
    asked = two_towns()
    table = runs(asked, by_town)
    (found,) = analyse(asked, table, MEASURES).differences
    wide = table.pivot(index=["point", "replication"], columns="arm", values=DAYS)
    by_point = (wide["other"] - wide["one"]).groupby("point").mean().to_numpy()
    by_setting = by_point.reshape(-1, 2).mean(axis=1)
    half = 2.0227 * by_setting.std(ddof=1) / np.sqrt(40)  # Student's t, 39 degrees of freedom
    assert found.estimate.mean == pytest.approx(by_setting.mean())
    assert found.estimate.high == pytest.approx(by_setting.mean() + half, rel=1e-4)


def test_points_with_fewer_replications_count_as_much_as_others() -> None:
    asked = study(
        uncertainties=[unit("a", 0.0, 1.0)],
        made_by=Design("full factorial", steps=3),
        replications=8,
        measures=(DAYS,),
    )
    table = runs(asked, lambda arm, x, _, luck: (luck.normal() + arm * 10.0 * x[0], 0.5))
    uneven = table[(table["point"] == 2) | (table["replication"] <= 4)]
    (found,) = analyse(asked, uneven, MEASURES).differences
    assert found.estimate.mean == pytest.approx(5.0)
    assert found.verdict is Verdict.HIGHER
    assert found.estimate.count == 4 + 8 + 4


def test_a_threshold_multiplies_what_matters() -> None:
    asked = study(replications=30, measures=(DAYS,), practical={DAYS: 4.0})
    table = runs(asked, lambda arm, _, __, luck: (luck.normal() + 3.0 * arm, 0.5))
    verdicts = {
        threshold: analyse(asked, table, MEASURES, threshold=threshold).differences[0].verdict
        for threshold in (1.0, 0.5)
    }
    assert verdicts == {1.0: Verdict.NOT_APART, 0.5: Verdict.HIGHER}


def test_days_by_cause_need_all_causes() -> None:
    from experiments.study.analysis.findings import used

    asked = study(replications=3)
    table = runs(asked, lambda arm, *_: (10.0 + arm, 0.5))
    assert analyse(asked, table, MEASURES).wait_causes is None
    keys = [key for key in used(asked) if key.startswith("wait_")]
    for number, key in enumerate(keys):
        table[key] = float(number)
    found = analyse(asked, table, MEASURES).wait_causes
    assert found is not None
    assert found.parts["one"] == {key: float(number) for number, key in enumerate(keys)}
