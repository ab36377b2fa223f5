"""Value 2: pooling can hurt.  And value 9, with only the mix of work left."""

from __future__ import annotations

import numpy as np
import pytest

from sim.result import Result
from tests.theory.cases import LONG, SHORT, mean_wait_apart, wait_merged
from tests.theory.runs import at_desk, over_seeds, verification, wait_at, wait_of_all
from tests.theory.standard import Claim, verify

REPLICATIONS = 126
#: Long cases are few: their desk is also looked at alone, with more replications.
REPLICATIONS_OF_LONG = 402
LOAD = 0.8  # of each desk
NO_SHORT = "groups.economic.arrivals.housing_allowance=0 per 1000 and week"


def look_at_separate(result: Result) -> list[float]:
    return [
        wait_of_all(result),
        wait_at(result, "allowance office"),
        wait_at(result, "debt office"),
        at_desk(result, "utilisation", "allowance office"),
        at_desk(result, "utilisation", "debt office"),
    ]


def look_at_long(result: Result) -> list[float]:
    return [wait_at(result, "debt office"), at_desk(result, "utilisation", "debt office")]


def look_at_merged(result: Result) -> list[float]:
    return [wait_at(result, "office"), at_desk(result, "utilisation", "office")]


@pytest.fixture(scope="module")
def separate() -> np.ndarray:
    return over_seeds(verification("mix-separate"), look_at_separate, REPLICATIONS)


@pytest.fixture(scope="module")
def long() -> np.ndarray:
    scenario = verification("mix-separate", NO_SHORT)
    return over_seeds(scenario, look_at_long, REPLICATIONS_OF_LONG)


@pytest.fixture(scope="module")
def merged() -> np.ndarray:
    return over_seeds(verification("mix-merged"), look_at_merged, REPLICATIONS)


def test_desks_share_nothing(separate: np.ndarray, long: np.ndarray) -> None:
    """The desk of long cases goes through the same to the last bit without the short ones."""
    assert np.array_equal(separate[:, 2], long[:REPLICATIONS, 0])
    assert np.array_equal(separate[:, 4], long[:REPLICATIONS, 1])


def test_a_desk_each(separate: np.ndarray, long: np.ndarray) -> None:
    everyone, short, _, *utilisation = separate.T
    load = np.column_stack(utilisation)
    verify(
        Claim("all cases", mean_wait_apart(), everyone, load, [LOAD, LOAD]),
        Claim("short cases", SHORT.wait_apart, short, load[:, :1], [LOAD]),
        Claim("long cases", LONG.wait_apart, long[:, 0], long[:, 1:], [LOAD]),
    )


def test_one_desk_of_double_speed(merged: np.ndarray) -> None:
    wait, utilisation = merged.T
    verify(
        Claim("all cases", wait_merged(), wait, merged[:, 1:], [LOAD]),
        Claim("utilisation", LOAD, utilisation),
    )


def test_the_gap_is_that_of_the_mix(separate: np.ndarray, merged: np.ndarray) -> None:
    """The same households meet both organisations; what differs is what stands in a queue."""
    gap = merged[:, 0] - separate[:, 0]
    load = separate[:, 3:]
    verify(Claim("gap", wait_merged() - mean_wait_apart(), gap, load, [LOAD, LOAD]))
