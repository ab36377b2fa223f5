"""The common work in Mesa: agents, and events scheduled on its discrete-event simulator."""

from __future__ import annotations

from collections import deque

import mesa
from mesa.experimental.devs import DEVSimulator

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

NAME = "Mesa, scheduled events"


def prepare() -> None:
    """Nothing needs to be prepared."""


class Case(mesa.Agent):
    """A household with a case of priority class ``rank``."""

    def __init__(self, model: Town, rank: int) -> None:
        super().__init__(model)
        self.rank = rank
        self.came = 0.0

    def go_on(self) -> None:
        """Its work is done: to another unit, to a dwelling, or away."""
        town = self.model
        if town.random.random() < ONWARD:
            town.referrals += 1
            town.random.choice(town.units).receive(self)
        elif town.random.random() < WANTING:
            town.want_dwelling(self)
        else:
            self.remove()


class Unit(mesa.Agent):
    def __init__(self, model: Town) -> None:
        super().__init__(model)
        self.free = CASEWORKERS
        self.queues: list[deque[Case]] = [deque() for _ in CLASSES]

    def receive(self, case: Case) -> None:
        case.came = self.model.simulator.time
        if self.free > 0:
            self.free -= 1
            self.begin(case)
        else:
            self.queues[case.rank].append(case)

    def begin(self, case: Case) -> None:
        town = self.model
        town.waited += town.simulator.time - case.came
        town.visits += 1
        work = town.random.expovariate(RATE)
        town.simulator.schedule_event_relative(self.done, work, function_args=[case])

    def done(self, case: Case) -> None:
        for queue in self.queues:
            if queue:
                self.begin(queue.popleft())
                break
        else:
            self.free += 1
        case.go_on()


class Dwelling(mesa.Agent):
    def let(self) -> None:
        stay = self.model.random.expovariate(1.0 / TENANCY)
        self.model.simulator.schedule_event_relative(self.vacated, stay)

    def vacated(self) -> None:
        self.model.offer(self)


class Town(mesa.Model):
    def __init__(self, seed: int, simulator: DEVSimulator) -> None:
        super().__init__(rng=seed)
        self.simulator = simulator
        simulator.setup(self)
        self.units = [Unit(self) for _ in range(UNITS)]
        self.empty: deque[Dwelling] = deque()
        self.wanting: deque[Case] = deque()
        self.waited = 0.0
        self.visits = 0
        self.cases = 0
        self.referrals = 0
        self.lets = 0
        for _ in range(DWELLINGS):
            Dwelling(self).let()
        self.plan_arrival()

    def plan_arrival(self) -> None:
        gap = self.random.expovariate(ARRIVALS)
        self.simulator.schedule_event_relative(self.arrive, gap)

    def arrive(self) -> None:
        self.cases += 1
        case = Case(self, self.random.choices(range(len(CLASSES)), CLASSES)[0])
        self.random.choice(self.units).receive(case)
        self.plan_arrival()

    def want_dwelling(self, case: Case) -> None:
        self.wanting.append(case)
        if self.empty:
            self.offer(self.empty.popleft())

    def offer(self, dwelling: Dwelling) -> None:
        if not self.wanting:
            self.empty.append(dwelling)
            return
        self.wanting.popleft().remove()  # it has what it came for
        self.lets += 1
        dwelling.let()


def run(seed: int) -> Outcome:
    simulator = DEVSimulator()
    town = Town(seed, simulator)
    simulator.run_until(DAYS)
    return Outcome(town.waited / town.visits, town.referrals / town.cases, town.lets)
