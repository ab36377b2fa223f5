"""Value 1: pooling helps.  And value 9, with only the split of capacity left."""

from __future__ import annotations

import numpy as np
import pytest

from sim.result import Result
from tests.theory import formulas
from tests.theory.runs import at_desk, over_seeds, verification, wait_at, wait_of_all, waits
from tests.theory.standard import Claim, verify

REPLICATIONS = 42
LOAD = 10 / 4 / 3  # of each caseworker, pooled or not
OFFICES = ("debt office", "social office", "allowance office")

POOLED = formulas.wait_in_mmc(3, 10, 4)
SPLIT = formulas.wait_in_mmc(1, 10 / 3, 4)


def look_at_pooled(result: Result) -> list[float]:
    _, waited = waits(result)
    utilisation = at_desk(result, "utilisation", "office")
    length = at_desk(result, "mean_queue", "office")
    return [wait_at(result, "office"), float(np.mean(waited > 0.0)), length, utilisation]


def look_at_split(result: Result) -> list[float]:
    utilisation = [at_desk(result, "utilisation", office) for office in OFFICES]
    return [wait_of_all(result), *utilisation]


@pytest.fixture(scope="module")
def pooled() -> np.ndarray:
    return over_seeds(verification("pooling-pooled"), look_at_pooled, REPLICATIONS)


@pytest.fixture(scope="module")
def split() -> np.ndarray:
    return over_seeds(verification("pooling-split"), look_at_split, REPLICATIONS)


def test_three_caseworkers_with_one_queue(pooled: np.ndarray) -> None:
    wait, has_to_wait, length, utilisation = pooled.T
    beside, known = utilisation[:, None], [LOAD]
    verify(
        Claim("mean wait", POOLED, wait, beside, known),
        Claim("P(wait)", formulas.erlang_c(3, 10 / 4), has_to_wait, beside, known),
        Claim("queue length", 10 * POOLED, length, beside, known),
        Claim("utilisation", LOAD, utilisation),
    )


def test_three_caseworkers_with_a_queue_each(split: np.ndarray) -> None:
    wait, *utilisation = split.T
    total = np.mean(utilisation, axis=0)
    verify(
        Claim("mean wait", SPLIT, wait, total[:, None], [LOAD]),
        Claim("utilisation", LOAD, total),
    )


def test_the_gap_is_that_of_pooling(pooled: np.ndarray, split: np.ndarray) -> None:
    """The same households meet both organisations; what differs is the split of capacity."""
    gap = split[:, 0] - pooled[:, 0]
    total = split[:, 1:].mean(axis=1)
    verify(Claim("gap", SPLIT - POOLED, gap, total[:, None], [LOAD]))
