"""Queueing theory and renewal theory: the exact values the model is held against.

Written from the textbooks and sharing nothing with the model.  Rates and times are in
whatever unit of time the caller uses.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np


def erlang_c(servers: int, load: float) -> float:
    """Probability of having to wait in an M/M/c queue; ``load`` is arrivals over one rate."""
    assert 0.0 < load < servers
    terms = [load**k / math.factorial(k) for k in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last)


def wait_in_mmc(servers: int, arrivals: float, rate: float) -> float:
    """Mean wait in an M/M/c queue."""
    return erlang_c(servers, arrivals / rate) / (servers * rate - arrivals)


def wait_in_mg1(arrivals: Sequence[float], means: Sequence[float]) -> float:
    """Mean wait in an M/G/1 queue of several kinds of exponential work (Pollaczek-Khinchine)."""
    load = sum(a * m for a, m in zip(arrivals, means, strict=True))
    second_moment = sum(2.0 * a * m * m for a, m in zip(arrivals, means, strict=True))
    return second_moment / (2.0 * (1.0 - load))


def waits_by_priority(servers: int, arrivals: Sequence[float], rate: float) -> list[float]:
    """Mean waits of the classes of a non-preemptive M/M/c queue, first class first (Cobham)."""
    capacity = servers * rate
    residual = erlang_c(servers, sum(arrivals) / rate) / capacity
    waits, before = [], 0.0
    for arriving in arrivals:
        after = before + arriving / capacity
        waits.append(residual / ((1.0 - before) * (1.0 - after)))
        before = after
    return waits


def flows(external: Sequence[float], onward: Sequence[Sequence[float]]) -> np.ndarray:
    """Cases through each unit of a network: the traffic equations."""
    routing = np.array(onward)
    return np.linalg.solve(np.eye(len(external)) - routing.T, np.array(external))


def renewals_per_year(dwellings: int, tenancy: float, vacancy: float) -> float:
    """Lets a year of 365 days, of dwellings let and vacant in turn (mean days of each)."""
    return dwellings * 365.0 / (tenancy + vacancy)


def mean_stay(contract: float, renewed: float) -> float:
    """Mean stay in contracts of fixed length that are renewed with a probability (T/(1-p))."""
    return contract / (1.0 - renewed)


def mean_knowledge(floor: float, quits: float, learns: float) -> float:
    """Long-run mean of what the holder of a post knows, who leaves at the rate ``quits``.

    Somebody in post for a time t knows 1 - (1 - ``floor``) exp(-``learns`` t), and the time in
    post of whoever is there is exponential with the rate ``quits``.
    """
    return 1.0 - (1.0 - floor) * quits / (quits + learns)


def all_done(means: Sequence[float]) -> float:
    """Mean of the longest of exponential times, by inclusion and exclusion."""
    total = 0.0
    for size in range(1, len(means) + 1):
        for chosen in itertools.combinations(means, size):
            total += (-1.0) ** (size + 1) / sum(1.0 / mean for mean in chosen)
    return total
