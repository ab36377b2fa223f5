"""What is said of a level once observation has begun: settled, drifts, or cannot be told."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.stationarity import Course, Settling, document, table

MONTHS = 96
WARM_UP = 48 * 365.0 / 12.0


def course(change: float, spread: float, runs: int = 20, level: float = 100.0) -> Course:
    """A level that changes by ``change`` from the first half of the observation to the second,

    and by as much more or less in each run as ``spread`` says (evenly, so that the mean is exact).
    """
    days = np.arange(1, MONTHS + 1) * 365.0 / 12.0
    late = days > WARM_UP + (MONTHS - 48) / 2 * 365.0 / 12.0 + 1.0
    each = change + spread * np.linspace(-1.0, 1.0, runs)
    values = level + np.where(late[None, :], each[:, None], 0.0)
    values[:, days <= WARM_UP + 1.0] = 0.0  # the warm-up does not count
    return Course("somewhere", "on waiting lists for a dwelling", values, days, WARM_UP)


@pytest.mark.parametrize(
    ("change", "spread", "verdict"),
    [
        (0.0, 1.0, Settling.SETTLED),
        (2.0, 1.0, Settling.SETTLED),  # clear of zero, and too small to matter
        (0.0, 60.0, Settling.OPEN),  # covers zero, and twenty times what matters
        (10.0, 5.0, Settling.DRIFTS),
        (-10.0, 5.0, Settling.DRIFTS),
        (10.0, 60.0, Settling.OPEN),
        (4.0, 5.0, Settling.OPEN),  # clear of zero, but 5 % is not ruled out
    ],
)
def test_three_verdicts(change: float, spread: float, verdict: Settling) -> None:
    assert course(change, spread).verdict() is verdict


@pytest.mark.parametrize("runs", [1, 2, 4])
def test_fewer_than_five_runs_say_nothing(runs: int) -> None:
    assert course(0.0, 0.01, runs).verdict() is Settling.TOO_FEW
    assert course(30.0, 0.01, runs).verdict() is Settling.TOO_FEW


def test_five_runs_may_say_something() -> None:
    assert course(0.0, 0.5, 5).verdict() is Settling.SETTLED


def test_a_level_next_to_nothing_is_measured_against_half_a_case() -> None:
    assert course(0.02, 0.001, level=0.1).verdict() is Settling.SETTLED


def test_the_page_counts_what_settled_and_what_cannot_be_told() -> None:
    found = [course(0.0, 1.0), course(0.0, 60.0), course(10.0, 5.0)]
    told = document(found, "command")
    assert "1 have settled, 1 drift, and of 1 it cannot be told with 20 runs" in told
    assert "Drifting (one in twenty would seem to by chance): somewhere, on waiting" in told
    assert [line.split("|")[5].strip() for line in table(found).splitlines()[2:]] == [
        "settled",
        "cannot be told",
        "drifts",
    ]
