"""What each mechanism costs: a run of Trondheim with it switched off, or on, beside the usual one.

    python -m tests.benchmarks.mechanisms [ROUNDS]

Runs from a scenario in memory to its summary, the whole model and each of the others once in
every round, in an order of its own, so that whatever else the machine does, and what the run before
leaves in memory, falls on all alike.  The ratio is that of two
runs of one round, median over the rounds: below 1 where the mechanism costs time.  Switching it off
also changes what happens (fewer cases are sent, say), so the cost is of both.  Megabytes are those
of all tables of the run in memory; full pages of a log are in a temporary file.
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import time
from dataclasses import replace

import sim
from sim import measures, running, start
from sim.scenario.resolved import Scenario
from tests.benchmarks.whole_model import megabytes
from tests.building import identified

ROUNDS = 9

#: What is switched off, and how: settings of a scenario.
OFF: dict[str, tuple[str, ...]] = {
    "people who come, go and learn": ("people.learning=settled",),
    "telephone calls between offices": ("contacts.per_joint_case=0", "contacts.asked_first=0"),
    "training, and what is heard in committees": (
        "training.hours=0 hours per year",
        "knowledge.passed_in_meeting=0",
    ),
    "contested cases": ("contest.functional=0", "contest.professional=0"),
    "appeals": ("appeal.share=0",),
    "needs that drift": ("needs.drift_rate=0 per year",),
    "the case coordinator": ("organisation.case_coordinator=no",),
    "lease reviews": ("organisation.lease_review=no", "organisation.tenants_may_buy=no"),
    "standards of each caseworker's own": ("discretion.unevenness=0",),
    "hours of upkeep, month by month": (
        "routine.agreement_hours=0 hours per year",
        "routine.written_hours=0 hours per year",
        "contacts.hours_in_house=0 hours per year",
    ),
    "hours by the case: case system, priority key": (
        "routine.case_system_hours=0 hours",
        "routine.key_hours=0 hours",
    ),
    "meetings that decide on no case": ("meeting.cases_consulted=0",),
    "neighbours who get to know each other": ("contacts.met_in_house=0 per year",),
}

#: What Trondheim does without, switched on in the same way; its strategy needs money too.
ON: dict[str, tuple[str, ...]] = {
    "everyone checked": ("organisation.check_everyone=yes",),
    "work bound by rules, and hours of approval": ("organisation.rule_oriented=yes",),
    "a key person": ("organisation.units.ESIKT.key_person=yes",),
    "its strategy": ("planning.pursued=yes", "dwelling_budget=50000000 NOK"),
}

#: A strategy with groups that meet.
WITH_GROUPS = ("planning.pursued=yes", "organisation.strategy=programme-strategic-leader")

#: What is added to a scenario: deadlines, duties to inform, groups, a reorganisation, an event log.
BEFORE, WITH_CHANGE = "trondheim-2008", "trondheim-2008-to-2009"

#: Days in which cases are taken on, where there is a deadline.
DEADLINE = 5.0


def seconds(scenario: Scenario, log: bool, seed: int) -> tuple[float, float]:
    """Processor seconds of one run, and megabytes of its tables."""
    gc.collect()
    before = time.process_time()
    world = start.world(scenario, seed, log)
    world = running.advance(world, scenario.warm_up + scenario.observe, scenario)
    measures.summarise(world, scenario)
    return time.process_time() - before, megabytes(world)


def informing(scenario: Scenario) -> Scenario:
    """``scenario`` with a duty to inform in each of its agreements."""
    organised = scenario.organisation
    organised = replace(organised, informing=frozenset(organised.agreements))
    return identified(replace(scenario, organisation=organised))


def in_time(scenario: Scenario) -> Scenario:
    """``scenario`` with a deadline in each of its agreements, as long as letters are under way."""
    organised = scenario.organisation
    organised = replace(organised, deadlines=dict.fromkeys(organised.agreements, DEADLINE))
    return identified(replace(scenario, organisation=organised))


def groups_alone(scenario: Scenario) -> Scenario:
    """``scenario`` with the groups of its strategy, which makes no plan and orders nothing."""
    strategy = scenario.organisation.strategy
    assert strategy is not None
    strategy = replace(strategy, plan_every=None, procurement="none")
    organised = replace(scenario.organisation, strategy=strategy)
    return identified(replace(scenario, organisation=organised))


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    whole = sim.load("trondheim-2009")
    arms = {"all on": (whole, False)}
    arms |= {f"without {name}": (sim.load("trondheim-2009", settings=off), False)
             for name, off in OFF.items()}  # fmt: skip
    arms |= {f"with {name}": (sim.load("trondheim-2009", settings=on), False)
             for name, on in ON.items()}  # fmt: skip
    arms["with a duty to inform in every agreement"] = (informing(whole), False)
    arms["with a deadline in every agreement"] = (in_time(whole), False)
    with_groups = sim.load("trondheim-2009", settings=WITH_GROUPS)
    arms["with groups of a strategy that does nothing else"] = (groups_alone(with_groups), False)
    arms["with an event log"] = (whole, True)
    everything = tuple(setting for on in ON.values() for setting in on)
    together = in_time(informing(sim.load("trondheim-2009", settings=everything)))
    arms["with all of ON, deadlines, duties to inform and an event log"] = (together, True)
    arms["before a reorganisation (2008)"] = (sim.load(BEFORE), False)
    arms["with that reorganisation (2008 to 2009)"] = (sim.load(WITH_CHANGE), False)
    for scenario, log in arms.values():
        seconds(scenario, log, 0)
    taken: dict[str, list[float]] = {name: [] for name in arms}
    size: dict[str, float] = {}
    order = list(arms)
    for seed in range(1, rounds + 1):
        random.Random(seed).shuffle(order)
        for name in order:
            spent, size[name] = seconds(*arms[name], seed)
            taken[name].append(spent)
    print(f"Medians of {rounds} interleaved rounds.", end="\n\n")
    print("| Trondheim, ten years | seconds | over all on | MB |")
    print("|---|---:|---:|---:|")
    for name, times in taken.items():
        ratios = (one / other for one, other in zip(times, taken["all on"], strict=True))
        print(
            f"| {name} | {statistics.median(times):.3f} | {statistics.median(ratios):.2f} "
            f"| {size[name]:.0f} |"
        )


if __name__ == "__main__":
    main()
