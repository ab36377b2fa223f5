"""The common work in Ciw: a network of nodes, the dwellings one of them."""

from __future__ import annotations

import math

import ciw

from tests.benchmarks.work import (
    ARRIVALS,
    CASEWORKERS,
    CLASSES,
    DAYS,
    DWELLINGS,
    ONWARD,
    RATE,
    TENANCY,
    UNITS,
    WANTING,
    Outcome,
)

NAME = "Ciw"

_HOME = UNITS + 1  # the number of the node that stands for the dwellings
_RANKS = {f"class {rank}": rank for rank in range(len(CLASSES))}
_FIRST = "first tenant"  # comes at the start, to its dwelling


def prepare() -> None:
    """Nothing needs to be prepared."""


def network() -> ciw.network.Network:
    onward = [ONWARD / UNITS] * UNITS + [(1.0 - ONWARD) * WANTING]
    leave = [0.0] * (UNITS + 1)
    arrivals = {
        name: [ciw.dists.Exponential(ARRIVALS / UNITS * CLASSES[rank]) for _ in range(UNITS)]
        + [None]
        for name, rank in _RANKS.items()
    }
    arrivals[_FIRST] = [None] * UNITS + [ciw.dists.Sequential([0.0, math.inf])]
    work = [ciw.dists.Exponential(RATE) for _ in range(UNITS)]
    names = [*_RANKS, _FIRST]
    one = ciw.dists.Deterministic(1)
    return ciw.create_network(
        arrival_distributions=arrivals,
        batching_distributions={
            name: [one] * UNITS + [ciw.dists.Deterministic(DWELLINGS) if name == _FIRST else one]
            for name in names
        },
        service_distributions={
            name: [*work, ciw.dists.Exponential(1.0 / TENANCY)] for name in names
        },
        number_of_servers=[CASEWORKERS] * UNITS + [DWELLINGS],
        priority_classes={**_RANKS, _FIRST: 0},
        routing={
            name: [leave] * (UNITS + 1) if name == _FIRST else [onward] * UNITS + [leave]
            for name in names
        },
    )


def run(seed: int) -> Outcome:
    ciw.seed(seed)
    simulation = ciw.Simulation(network())
    simulation.simulate_until_max_time(DAYS)
    records = simulation.get_all_records(only=["service"])
    waits = [record.waiting_time for record in records if record.node != _HOME]
    onward = [record for record in records if 0 < record.destination < _HOME]
    come = sum(
        count
        for name, count in simulation.nodes[0].number_accepted_individuals_per_class.items()
        if name != _FIRST
    )
    home = simulation.nodes[_HOME]
    moved_in = sum(record.node == _HOME for record in records) + home.number_in_service
    return Outcome(sum(waits) / len(waits), len(onward) / come, moved_in - DWELLINGS)
