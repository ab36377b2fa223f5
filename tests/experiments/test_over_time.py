"""One run through time: dates, quarters and sums worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.causes_of_difference import decompose, mean_days, names
from experiments.over_time import FOLLOWED, Period, course, days_in_need, quarter_marks
from experiments.same_until import fingerprint
from sim.measures.observed import Run
from sim.names import Need
from sim.result import Result
from sim.state import Cause, Level, Outcome, mark_columns
from tests.finished import finished

HOME = 1 << Need.DWELLING
MONTH = 365.0 / 12


def monthly(result: Result, months: int, **levels: float) -> Result:
    """``result`` with a mark every month at which levels have grown by so much a day."""
    columns = mark_columns(len(result.world.desks))
    marks = np.zeros((months + 1, len(columns)))
    marks[:, 0] = MONTH * np.arange(months + 1)
    for name, level in levels.items():
        marks[:, columns.index(name)] = level * marks[:, 0]
    world = result.world
    world.clock.marks = months + 1
    return Result(result.scenario, result.seed, world._replace(marks=marks))


def test_quarters_are_counted_from_the_month_of_the_change() -> None:
    result = monthly(finished(days=24 * MONTH), 24)
    assert quarter_marks(result, 12 * MONTH)[:3] == [0, 3, 6]
    assert quarter_marks(result, 13 * MONTH + 2.0)[:3] == [1, 4, 7]
    assert quarter_marks(result, 13 * MONTH + 2.0)[-1] == 22


def _ended(
    need: float, decided: float, ended: float, referrals: int, by_then: int
) -> dict[str, float]:
    return {
        "need_at": need,
        "decided_at": decided,
        "ended_at": ended,
        "referrals": referrals,
        "referrals_by_end": by_then,
    }


def test_levels_are_exact_means_and_events_are_in_their_quarter() -> None:
    result = finished(
        days=24 * MONTH,
        episodes=[
            {"need_at": 10.0, "decided_at": 40.0, "home_at": 100.0, "all_met_at": 100.0},
            # One of its needs went on, and was referred once more.
            _ended(20.0, decided=92.0, ended=95.0, referrals=4, by_then=3),
            _ended(30.0, decided=60.0, ended=91.0, referrals=1, by_then=1),
        ],
    )
    found = course(monthly(result, 24, waiting=7.0, listed=4.0), 12 * MONTH)
    assert found.followed["waiting"] == pytest.approx(np.full(8, 7.0))
    assert found.followed["listed"] == pytest.approx(np.full(8, 4.0))
    assert found.followed["decision_wait"][:2].tolist() == [30.0, 72.0]
    assert np.isnan(found.followed["decision_wait"][2:]).all()
    assert found.followed["home_wait"][1] == 90.0
    assert found.followed["referrals"][:2].tolist() == [1.0, 3.0]
    # 90 days, and twice the whole first year; later quarters hold no need.
    assert found.followed["in_need"][0] == pytest.approx((90.0 + 365.0 + 365.0) / 3)
    assert set(found.followed) == set(FOLLOWED)


def test_needs_that_could_not_be_followed_for_a_year_are_in_no_quarter() -> None:
    result = finished(days=24 * MONTH, episodes=[{"need_at": 320.0}, {"need_at": 400.0}])
    found = course(monthly(result, 24), 12 * MONTH).followed["in_need"]
    assert found[3] == 365.0
    assert np.isnan(found[4])


def test_days_in_need_are_added_up_without_counting_any_twice() -> None:
    result = finished(
        days=1500.0,
        households=[{}, {}],
        episodes=[
            {"household": 0, "need_at": 50.0, "all_met_at": 250.0, "ended_at": 250.0},
            # Gave up; counts on until its next need, and that for 730 days.
            {"household": 1, "need_at": 100.0, "ended_at": 120.0, "outcome": Outcome.GAVE_UP},
            {"household": 1, "need_at": 300.0},
        ],
    )
    edges = np.array([0.0, 100.0, 200.0, 400.0, 1000.0, 1500.0])
    found = days_in_need(Run(result.world, result.scenario), edges)
    assert found.tolist() == [50.0, 200.0, 50.0 + 100.0 + 100.0, 600.0, 30.0]


def test_periods_add_up_to_the_whole() -> None:
    result = monthly(finished(days=24 * MONTH), 24, vacant=3.0)
    whole = Run(result.world, result.scenario)
    parts = [Period(whole, 0, 6), Period(whole, 6, 24)]
    assert sum(part.days(Level.VACANT) for part in parts) == pytest.approx(3.0 * 24 * MONTH)
    assert sum(part.years for part in parts) == pytest.approx(whole.years)


def test_runs_are_the_same_until_the_first_date_that_differs() -> None:
    def run(decided: float, ended: float) -> Result:
        row = {"need_at": 10.0, "decided_at": decided, "ended_at": ended}
        return finished(days=500.0, episodes=[row])

    one = run(40.0, 300.0)
    assert fingerprint(one, 200.0) == fingerprint(run(40.0, 350.0), 200.0)
    assert fingerprint(one, 320.0) != fingerprint(run(40.0, 350.0), 320.0)
    assert fingerprint(one, 200.0) != fingerprint(run(np.nextafter(40.0, 50.0), 300.0), 200.0)


def test_causes_add_up_to_the_difference_and_come_largest_first() -> None:
    def run(queue: float, listed: float) -> Result:
        return finished(
            days=1000.0,
            episodes=[
                {
                    "need_at": 300.0,
                    "home_at": 305.0 + queue + listed,
                    "ended_at": 305.0 + queue + listed,
                    "critical": 0,
                }
            ],
            applications=[{"episode": 0, "days": {Cause.QUEUE: queue, Cause.NO_DWELLING: listed}}],
        )

    before = [mean_days(run(20.0, 100.0), 200.0)["home"], mean_days(run(30.0, 90.0), 200.0)["home"]]
    after = [mean_days(run(50.0, 95.0), 200.0)["home"], mean_days(run(70.0, 89.0), 200.0)["home"]]
    found = decompose("home", after, before)
    assert found.whole.mean == pytest.approx(32.0)
    assert sum(one.difference.mean or 0.0 for one in found.causes) == pytest.approx(32.0)
    assert [one.difference.mean for one in found.causes][:2] == pytest.approx([35.0, -3.0])
    assert [one.cause for one in found.causes][:2] == [
        names("home")[Cause.QUEUE],
        names("home")[Cause.NO_DWELLING],
    ]
    # Five days lie before the application, on both sides.
    assert before[0][-1] == pytest.approx(5.0)


def test_a_seed_without_a_home_since_the_change_has_no_difference() -> None:
    nobody = mean_days(finished(days=1000.0, episodes=[{"need_at": 300.0}]), 200.0)["home"]
    assert np.isnan(nobody).all()
    assert decompose("home", [nobody], [nobody]).whole.mean is None
