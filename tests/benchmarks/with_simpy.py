"""The common work in SimPy: a process for every case, a resource for every unit."""

from __future__ import annotations

import random
from collections.abc import Iterator

import simpy

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

NAME = "SimPy"


def prepare() -> None:
    """Nothing needs to be prepared."""


class Town:
    def __init__(self, seed: int) -> None:
        self.env = simpy.Environment()
        self.random = random.Random(seed)
        self.units = [simpy.PriorityResource(self.env, capacity=CASEWORKERS) for _ in range(UNITS)]
        self.dwellings = simpy.Resource(self.env, capacity=DWELLINGS)
        self.waited = 0.0
        self.visits = 0
        self.cases = 0
        self.referrals = 0
        self.lets = 0
        for _ in range(DWELLINGS):
            self.env.process(self.first_tenant())
        self.env.process(self.arrivals())

    def first_tenant(self) -> Iterator[simpy.Event]:
        with self.dwellings.request() as home:
            yield home
            yield self.env.timeout(self.random.expovariate(1.0 / TENANCY))

    def arrivals(self) -> Iterator[simpy.Event]:
        ranks = range(len(CLASSES))
        while True:
            yield self.env.timeout(self.random.expovariate(ARRIVALS))
            self.cases += 1
            self.env.process(self.case(self.random.choices(ranks, CLASSES)[0]))

    def case(self, rank: int) -> Iterator[simpy.Event]:
        while True:
            came = self.env.now
            with self.random.choice(self.units).request(priority=rank) as turn:
                yield turn
                self.waited += self.env.now - came
                self.visits += 1
                yield self.env.timeout(self.random.expovariate(RATE))
            if self.random.random() >= ONWARD:
                break
            self.referrals += 1
        if self.random.random() < WANTING:
            with self.dwellings.request() as home:
                yield home
                self.lets += 1
                yield self.env.timeout(self.random.expovariate(1.0 / TENANCY))


def run(seed: int) -> Outcome:
    town = Town(seed)
    town.env.run(until=DAYS)
    return Outcome(town.waited / town.visits, town.referrals / town.cases, town.lets)
