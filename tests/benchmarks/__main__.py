"""Times this model, SimPy, Ciw and Mesa on the common work, and prints tables in Markdown.

    python -m tests.benchmarks [ROUNDS]

In every round each program makes one run, one after the other, so that whatever else the
machine does falls on all alike; the table gives medians over the rounds.  A run is timed from
a scenario or parameters in memory to the outcome; reading files and compiling are not part of
it.  The time is that of the processor.  Ends with exit code 1 if the outcomes do not agree
with theory or with each other.
"""

from __future__ import annotations

import gc
import os
import platform
import statistics
import sys
import time
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import numpy as np
from scipy import stats

import sim
from sim import start
from tests.benchmarks import whole_model, with_ciw, with_mesa, with_simpy, with_this_model
from tests.benchmarks.work import EVENTS, REFERRALS, WAIT, Outcome

PROGRAMS: tuple[ModuleType, ...] = (with_this_model, with_simpy, with_mesa, with_ciw)
ROUNDS = 9

#: Of the intervals that are compared one in a thousand may miss by chance.
LEVEL = 0.999

#: Other programs' time over this model's: the least that is wanted, and what is aimed at.
WANTED = {with_simpy: (30, 50), with_ciw: (160, 260), with_mesa: (40, 70)}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    if rounds < 3:
        sys.exit("at least 3 rounds are needed to say how far results differ by chance")
    for program in PROGRAMS:
        program.prepare()
    seconds: dict[ModuleType, list[float]] = {program: [] for program in PROGRAMS}
    outcomes: dict[ModuleType, list[Outcome]] = {program: [] for program in PROGRAMS}
    for seed in range(1, rounds + 1):
        for program in PROGRAMS:
            gc.collect()
            before = time.process_time()
            outcomes[program].append(program.run(seed))
            seconds[program].append(time.process_time() - before)
        print(f"round {seed} of {rounds}", file=sys.stderr)
    print(machine(), end="\n\n")
    print(f"Medians of {rounds} interleaved rounds, {EVENTS:,.0f} events each:", end="\n\n")
    print(times(seconds), end="\n\n")
    print(parts(rounds), end="\n\n")
    print(results(outcomes), end="\n\n")
    print(whole_model.table(rounds), end="\n\n")
    faults = disagreements(outcomes)
    print("\n".join(faults) or "The results agree with theory and with each other.")
    sys.exit(1 if faults else 0)


def machine() -> str:
    """The processor and the versions, in a sentence."""
    name = platform.processor() or platform.machine()
    described = Path("/proc/cpuinfo")
    if described.exists():
        names = [line for line in described.read_text().splitlines() if "model name" in line]
        name = names[0].split(":")[1].strip() if names else name
    packages = ", ".join(
        f"{package} {version(package)}" for package in ("numba", "simpy", "mesa", "ciw")
    )
    return (
        f"{name}, {os.cpu_count()} cores, {platform.system()}; "
        f"Python {platform.python_version()}, {packages}."
    )


def times(seconds: dict[ModuleType, list[float]]) -> str:
    own = statistics.median(seconds[with_this_model])
    rows = ["| program | seconds | ratio | floor | aim |", "|---|---:|---:|---:|---:|"]
    for program in PROGRAMS:
        median = statistics.median(seconds[program])
        floor, aim = WANTED.get(program, ("", ""))
        rows.append(f"| {program.NAME} | {median:.3f} | {median / own:.0f} | {floor} | {aim} |")
    return "\n".join(rows)


def parts(rounds: int) -> str:
    """Where this model's own time goes."""
    scenario = with_this_model.scenario()
    end = scenario.warm_up + scenario.observe
    starting, running, handled = [], [], 0
    for seed in range(1, rounds + 1):
        before = time.process_time()
        world = start.world(scenario, seed, False)
        between = time.process_time()
        world = sim.running.advance(world, end, scenario)
        running.append(time.process_time() - between)
        starting.append(between - before)
        handled = int(world.clock[0].events)
    kernel_time = statistics.median(running)
    return (
        f"Of {with_this_model.NAME}'s time {statistics.median(starting):.3f} s are the people "
        f"and dwellings of day 0 and all who will come, {kernel_time:.3f} s the kernel "
        f"({handled:,} events of its own, {handled / kernel_time / 1e6:.1f} million a second)."
    )


def interval(values: list[float]) -> tuple[float, float]:
    """Mean and half the width of the confidence interval."""
    spread = stats.sem(values) * stats.t.ppf(0.5 + LEVEL / 2.0, len(values) - 1)
    return float(np.mean(values)), float(spread)


def measured(outcomes: list[Outcome]) -> dict[str, tuple[float, float]]:
    return {
        "wait": interval([outcome.wait for outcome in outcomes]),
        "referrals": interval([outcome.referrals for outcome in outcomes]),
        "lets": interval([float(outcome.lets) for outcome in outcomes]),
    }


def results(outcomes: dict[ModuleType, list[Outcome]]) -> str:
    rows = [
        "| program | days in a queue | referrals per case | dwellings let |",
        "|---|---:|---:|---:|",
        f"| theory | {WAIT:.4f} | {REFERRALS:.4f} | |",
    ]
    for program in PROGRAMS:
        of = measured(outcomes[program])
        rows.append(
            f"| {program.NAME} | {of['wait'][0]:.4f} ± {of['wait'][1]:.4f} "
            f"| {of['referrals'][0]:.4f} ± {of['referrals'][1]:.4f} "
            f"| {of['lets'][0]:.0f} ± {of['lets'][1]:.0f} |"
        )
    return "\n".join(rows)


def disagreements(outcomes: dict[ModuleType, list[Outcome]]) -> list[str]:
    """Where a program differs from theory, or from this model, by more than chance."""
    of = {program: measured(outcomes[program]) for program in PROGRAMS}
    faults = []
    for program in PROGRAMS:
        for quantity, exact in (("wait", WAIT), ("referrals", REFERRALS)):
            mean, spread = of[program][quantity]
            if abs(mean - exact) > spread:
                faults.append(f"{program.NAME}: {quantity} {mean:.4f}, theory {exact:.4f}")
        mean, spread = of[program]["lets"]
        own, own_spread = of[with_this_model]["lets"]
        if abs(mean - own) > spread + own_spread:
            faults.append(f"{program.NAME}: {mean:.0f} dwellings let, {own:.0f} here")
    return faults


if __name__ == "__main__":
    main()
