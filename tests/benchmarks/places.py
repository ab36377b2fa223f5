"""What a run of a place of a given size costs: the figures that large studies are reckoned from.

    python -m tests.benchmarks.places [ROUNDS]

Processor time, the median over rounds, of one run with its summary of all measures, and of
preparing a scenario that has not been run before; and the straight line that the runs lie on best,
in parts of themselves.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from dataclasses import replace

import numpy as np

import sim
from sim import compiled, measures
from sim.quantities import YEAR
from sim.scenario.resolved import Scenario

SCENARIOS = (
    "generic-small-housing-office",
    "generic-middle-housing-office",
    "moss-2009",
    "tromso-meeting-decides",
    "generic-large-districts",
    "trondheim-2009",
)
ROUNDS = 9


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    if rounds < 1:
        sys.exit("at least one round is needed")
    sim.compile_once()
    print("| scenario | inhabitants | years | a run, ms | preparing, ms |")
    print("|---|---:|---:|---:|---:|")
    sizes, costs = [], []
    for name in SCENARIOS:
        scenario = sim.load(name)
        years = (scenario.warm_up + scenario.observe) / YEAR
        a_run = statistics.median(_run(scenario, seed) for seed in range(rounds + 1))
        preparing = statistics.median(_prepare(scenario, number) for number in range(rounds))
        people = scenario.municipality.population
        sizes.append(people / 1000.0)
        costs.append(a_run)
        print(f"| {name} | {people:,.0f} | {years:.0f} | {a_run:.1f} | {preparing:.0f} |")
    slope, start = np.polyfit(sizes, costs, 1, w=1.0 / np.array(costs))
    print(f"\nAbout {start:.1f} ms, and {slope:.2f} ms for every thousand inhabitants.")


def _run(scenario: Scenario, seed: int) -> float:
    """Milliseconds of one run and its summary."""
    gc.collect()
    before = time.process_time()
    result = sim.run(scenario, seed)
    measures.summarise(result.world, scenario)
    return 1000.0 * (time.process_time() - before)


def _prepare(scenario: Scenario, number: int) -> float:
    """Milliseconds of working out what all runs of a scenario share."""
    another = replace(scenario, identity=f"{scenario.identity}, {number}")
    before = time.process_time()
    compiled.fixed_part(another)
    return 1000.0 * (time.process_time() - before)


if __name__ == "__main__":
    main()
