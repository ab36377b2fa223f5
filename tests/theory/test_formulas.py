"""The formulas give the values that are printed, before the model is held against them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.theory import formulas
from tests.theory.cases import (
    CLASSES,
    EXTERNAL,
    LONG,
    ONWARD,
    SHORT,
    STAFF,
    network_total_time,
    network_waits,
)


def printed(value: float, digits: float) -> object:
    """A value that was printed with so many units in the last place."""
    return pytest.approx(value, abs=0.6 * digits, rel=0.0)


def test_pooling() -> None:
    assert formulas.erlang_c(3, 10 / 4) == printed(0.7022, 1e-4)
    assert formulas.wait_in_mmc(3, 10, 4) == printed(0.3511, 1e-4)
    assert formulas.wait_in_mmc(1, 10 / 3, 4) == pytest.approx(1.25)


def test_mix_of_work() -> None:
    short, long = formulas.wait_in_mmc(1, 8, 10), formulas.wait_in_mmc(1, 0.4, 0.5)
    assert (short, long) == (pytest.approx(0.4), pytest.approx(8.0))
    assert (8 * short + 0.4 * long) / 8.4 == printed(0.762, 1e-3)
    assert formulas.wait_in_mg1((8, 0.4), (0.05, 1.0)) == pytest.approx(2.1)
    # One kind of exponential work is an M/M/1 queue.
    assert formulas.wait_in_mg1((8,), (0.1,)) == pytest.approx(short)
    assert (SHORT.wait_apart, LONG.wait_apart) == (short, long)


def test_network() -> None:
    through = formulas.flows(EXTERNAL, ONWARD)
    assert through == printed(np.array([7.7281, 5.1830, 4.3231]), 1e-4)
    assert network_waits() == printed(np.array([0.08099, 0.08500, 0.35986]), 1e-5)
    assert through.sum() / sum(EXTERNAL) == printed(1.7234, 1e-4)
    assert network_total_time() == printed(0.83669, 1e-5)
    assert all(through < 3 * np.array(STAFF))


def test_priority() -> None:
    waits = formulas.waits_by_priority(3, CLASSES, 4)
    assert waits == printed(np.array([0.07803, 0.18727, 0.84270]), 1e-5)
    weighted = np.dot(waits, CLASSES) / sum(CLASSES)
    assert weighted == printed(0.35112, 1e-5)
    # Which case is served first does not change the work there is.
    assert weighted == pytest.approx(formulas.wait_in_mmc(3, 10, 4))


def test_turnover() -> None:
    assert formulas.mean_knowledge(0.4, 0.3, 1.0) == printed(0.86154, 1e-5)
    # Nobody leaves, or all the time; and by adding up over times in post.
    assert formulas.mean_knowledge(0.4, 0.0, 1.0) == 1.0
    assert formulas.mean_knowledge(0.4, 1e9, 1.0) == pytest.approx(0.4)
    steps = (np.arange(200_000) + 0.5) / 2000.0
    weights = 0.3 * np.exp(-0.3 * steps) / 2000.0
    assert np.dot(weights, 1 - 0.6 * np.exp(-steps)) == pytest.approx(0.86154, abs=1e-5)


def test_vacancy() -> None:
    assert formulas.renewals_per_year(300, 1095, 60) == printed(94.805, 1e-3)
    vacant = 60 / (1095 + 60)
    assert vacant == printed(0.05195, 1e-5)
    assert 300 * vacant == printed(15.58, 1e-2)
