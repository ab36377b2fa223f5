"""Value 7: three tasks of 20 days each without queues, one after the other or side by side."""

from __future__ import annotations

import numpy as np
import pytest

from sim.result import Result
from tests.theory import formulas
from tests.theory.runs import over_seeds, verification
from tests.theory.standard import Claim, verify

REPLICATIONS = 12
TASKS = (20.0, 20.0, 20.0)


def of_window(result: Result) -> np.recarray:
    """Episodes that began in the window, but not just before its end."""
    rows = result.world.episodes[: result.world.clock[0].episodes]
    scenario = result.scenario
    last = scenario.warm_up + scenario.observe - 2000.0
    return rows[(rows.need_at >= scenario.warm_up) & (rows.need_at < last)]


def until_the_end(result: Result) -> list[float]:
    """Mean days from need to the end of the last task."""
    rows = of_window(result)
    assert np.isfinite(rows.ended_at).all()
    return [float((rows.ended_at - rows.need_at).mean())]


def until_all_is_met(result: Result) -> list[float]:
    """Mean days from need until every need is met."""
    rows = of_window(result)
    assert np.isfinite(rows.all_met_at).all()
    return [float((rows.all_met_at - rows.need_at).mean())]


def test_one_after_the_other() -> None:
    measured = over_seeds(verification("coordination-sequential"), until_the_end, REPLICATIONS)
    verify(Claim("days, one after the other", sum(TASKS), measured[:, 0]))


def test_side_by_side() -> None:
    measured = over_seeds(verification("coordination-parallel"), until_all_is_met, REPLICATIONS)
    together = formulas.all_done(TASKS)
    assert together == pytest.approx(36.667, abs=5e-4)
    verify(Claim("days, side by side", together, measured[:, 0]))
