"""Days in need by cause: a case worked out by hand, and the sum in any scenario."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.days_by_cause import account, causes, days_by_cause
from experiments.over_time import days_in_need
from sim import running, start
from sim.measures.observed import Run
from sim.names import Need, Task
from sim.result import Result
from sim.state import LOG_ROW, Cause, Log, Outcome, records
from tests.finished import finished
from tests.test_invariants import SLOW, scenarios, world_of

HOME, ALLOWANCE, DEBT = (
    1 << one for one in (Need.DWELLING, Need.HOUSING_ALLOWANCE, Need.DEBT_ADVICE)
)
KEYS = list(causes())


def with_spells(result: Result, turns: list[tuple[float, int, Cause]]) -> Result:
    """``result`` as one that wrote down: from when on which application waited for what."""
    log = records(LOG_ROW, len(turns))
    for row, (since, application, cause) in zip(log, turns, strict=True):
        row.time, row.application, row.detail = since, application, cause
    world = result.world._replace(log=log)
    world.settings.log = Log.CAUSES
    world.clock.log = len(log)
    return Result(result.scenario, result.seed, world)


def told(result: Result, *edges: float) -> list[dict[str, float]]:
    """The days between each two edges, by key, without those that are none."""
    found = days_by_cause(Run(result.world, result.scenario), np.array(edges))
    return [
        {key: float(days) for key, days in zip(KEYS, row, strict=True) if days > 0.0}
        for row in found
    ]


def test_days_lie_where_applications_lie_and_several_share_them() -> None:
    result = finished(
        days=1000.0,
        households=[{}],
        episodes=[
            {"need_at": 100.0, "ended_at": 190.0, "all_met_at": 200.0, "needs": HOME | ALLOWANCE,
             "recognised": HOME | ALLOWANCE, "met": HOME | ALLOWANCE},
        ],
        applications=[
            {"episode": 0, "created": 110.0, "closed": 190.0},
            {"episode": 0, "created": 150.0, "closed": 170.0, "task": Task.HOUSING_ALLOWANCE},
            # A room for the night meets no need.
            {"episode": 0, "created": 105.0, "closed": 150.0, "task": Task.TEMPORARY_HOUSING},
            {"episode": 0, "created": 196.0, "closed": 260.0, "task": Task.HOUSING_ALLOWANCE},
        ],
    )  # fmt: skip
    result = with_spells(
        result,
        [
            (112.0, 0, Cause.QUEUE),
            (120.0, 0, Cause.WORK),
            (132.0, 0, Cause.REDONE),
            (135.0, 0, Cause.NO_DWELLING),
            (151.0, 1, Cause.QUEUE),
            (180.0, 0, Cause.OFFER),
            (174.0, 0, Cause.RE_LET),  # known when the offer was accepted
            (182.0, 0, Cause.OFFER),
            (199.0, 3, Cause.WORK),
        ],
    )
    (whole,) = told(result, 0.0, 1000.0)
    assert whole == pytest.approx(
        {
            "before_applying": 10.0,
            "hand_over": 2.0 + 0.5 + 3.0,
            "queue": 8.0 + 9.5,
            "work": 12.0 + 1.0,
            "redone": 3.0,
            "no_dwelling": 15.0 + 10.0 + 4.0,
            "re_let": 6.0,
            "offer": 10.0,
            "not_met": 6.0,
        }
    )
    assert sum(whole.values()) == pytest.approx(100.0)
    # Cut at any date the parts are those of the days on either side.
    first, second = told(result, 0.0, 160.0, 1000.0)
    assert first == pytest.approx(
        {"before_applying": 10.0, "hand_over": 2.5, "queue": 8.0 + 4.5, "work": 12.0,
         "redone": 3.0, "no_dwelling": 15.0 + 5.0}
    )  # fmt: skip
    assert sum(second.values()) == pytest.approx(40.0)


def test_where_nothing_is_under_way_it_is_told_why() -> None:
    def row(household: int, **given: float) -> dict[str, float]:
        return {"household": household, "need_at": 100.0, "recognised": HOME, **given}

    result = finished(
        days=1000.0,
        households=[{} for _ in range(7)],
        episodes=[
            row(0, ended_at=150.0, outcome=Outcome.GAVE_UP),
            row(1, ended_at=160.0, outcome=Outcome.REFUSED),
            row(2, ended_at=170.0, outcome=Outcome.GONE),
            row(3, ended_at=180.0, outcome=Outcome.MUNICIPAL, needs=HOME | DEBT, met=HOME),
            row(4, ended_at=190.0, outcome=Outcome.MUNICIPAL, needs=HOME | DEBT, met=HOME,
                recognised=HOME | DEBT),
            # The end of the run cuts it short; what it was seen to need stands with the household.
            row(5, need_at=900.0, recognised=0),
            # Gave up, and came back: no day counts twice.
            row(6, ended_at=100.0, outcome=Outcome.GAVE_UP),
            row(6, need_at=400.0, number=1, ended_at=400.0, all_met_at=420.0, recognised=0),
        ],
        applications=[
            {"episode": number, "created": 100.0, "closed": 150.0 + 10.0 * number}
            for number in range(5)
        ] + [{"episode": 5, "created": 900.0}],
    )  # fmt: skip
    (whole,) = told(with_spells(result, []), 0.0, 1000.0)
    assert whole == pytest.approx(
        {
            "hand_over": 50.0 + 60.0 + 70.0 + 80.0 + 90.0 + 100.0,
            "gave_up": 680.0 + 300.0,
            "refused": 670.0,
            "gone": 660.0,
            "unseen": 650.0 + 20.0,
            "not_met": 640.0,
        }
    )


def test_what_differs_is_told_cause_by_cause_largest_first() -> None:
    none = np.zeros((2, len(KEYS)))

    def days(**given: tuple[float, float]) -> np.ndarray:
        found = none.copy()
        for key, of_quarters in given.items():
            found[:, KEYS.index(key)] = of_quarters
        return found

    found = account(
        [days(queue=(10.0, 20.0), unseen=(5.0, 5.0)), days(queue=(12.0, 20.0), unseen=(6.0, 8.0))],
        [days(queue=(15.0, 25.0)), days(queue=(15.0, 31.0))],
    )
    assert {one.key for one in found.parts[:2]} == {"queue", "unseen"}
    by_key = {one.key: one for one in found.parts}
    assert by_key["queue"].difference.mean == pytest.approx((-10.0 - 14.0) / 2)
    assert by_key["queue"].course.mean.tolist() == pytest.approx([-4.0, -12.0])
    assert by_key["queue"].unchanged == pytest.approx(43.0)
    assert by_key["unseen"].difference.mean == pytest.approx(12.0)
    assert found.whole.mean == pytest.approx(0.0)
    assert found.whole.mean == pytest.approx(sum(one.difference.mean or 0.0 for one in found.parts))


@SLOW
@given(scenarios(), st.integers(0, 2**63 - 1), st.lists(st.floats(0.0, 1.0), max_size=4))
def test_causes_add_up_to_the_days_in_need_of_any_scenario(scenario, seed, cuts):
    world_of(scenario, seed)  # passes over what cannot be staffed
    world = start.world(scenario, seed, Log.CAUSES)
    world = running.advance(world, world.settings[0].end, scenario)
    run = Run(world, scenario)
    edges = np.sort([0.0, *(cut * run.end for cut in cuts), run.end])
    found = days_by_cause(run, edges)
    assert (found >= -1e-9).all()
    np.testing.assert_allclose(found.sum(axis=1), days_in_need(run, edges), atol=1e-6)
