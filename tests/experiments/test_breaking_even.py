"""When a loss is made good, worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.breaking_even import break_even, made_good

DAYS = [100.0, 200.0, 300.0, 400.0]


@pytest.mark.parametrize(
    ("course", "after"),
    [
        ([10.0, 30.0, 10.0, -10.0], 350.0),
        ([10.0, 30.0, -30.0, -10.0], 250.0),
        ([10.0, -5.0, 15.0, -5.0], 375.0),  # touched zero, rose again: the last time counts
        ([10.0, 5.0, 0.0, -5.0], 300.0),
        ([10.0, -5.0, -5.0, 1.0], math.inf),
        ([10.0, 20.0, 30.0, 40.0], math.inf),
        ([-1.0, -2.0, -3.0, -4.0], 0.0),
        ([0.0, 0.0, 0.0, 0.0], 0.0),
        ([1e-12, 0.0, -50.0, -50.0], 0.0),  # a rounding error is no loss
    ],
)
def test_a_loss_is_made_good_once_it_stays_so(course: list[float], after: float) -> None:
    assert made_good(DAYS, course) == pytest.approx(after)


def test_the_mean_course_decides_and_seeds_give_the_share() -> None:
    losses = np.array([[10.0, 30.0, 10.0, -30.0], [10.0, 30.0, 10.0, 10.0]])
    found = break_even(DAYS, losses)
    assert found.after == pytest.approx(350.0)
    assert found.share == 0.5
    assert found.worst == 30.0
    assert found.at_end.mean == -10.0
    assert found.low is None
    assert found.high is None


def test_the_interval_holds_what_seeds_agree_on() -> None:
    losses = np.tile([10.0, 30.0, 10.0, -10.0], (12, 1))
    found = break_even(DAYS, losses)
    assert (found.low, found.after, found.high) == pytest.approx((350.0, 350.0, 350.0))
    assert found.share == 1.0


def test_an_interval_may_reach_beyond_the_observation() -> None:
    """Half of the seeds end in loss, and the mean just not: some resamples never recover."""
    made, not_made = [10.0, 30.0, 10.0, -14.0], [10.0, 30.0, 10.0, 12.0]
    found = break_even(DAYS, np.array([made, not_made] * 6))
    assert found.after == pytest.approx(300.0 + 100.0 * 10.0 / 11.0)
    assert found.high == math.inf
    assert found.low is not None
    assert 300.0 < found.low < found.after
