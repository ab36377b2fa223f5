"""Value 3: referral loops, a Jackson network of units."""

from __future__ import annotations

import numpy as np

from sim.quantities import WEEK, YEAR
from sim.result import Result
from tests.theory import formulas
from tests.theory.cases import EXTERNAL, ONWARD, RATE, STAFF, network_total_time, network_waits
from tests.theory.runs import at_desk, over_seeds, verification, wait_at
from tests.theory.standard import Claim, verify

REPLICATIONS = 42
OFFICES = ("debt office", "social office", "allowance office")


def look(result: Result) -> list[float]:
    """Flows, waits and utilisation by office; visits and time of a case."""
    offices = [(at_desk(result, "items_per_year", office) * WEEK / YEAR) for office in OFFICES]
    offices += [wait_at(result, office) for office in OFFICES]
    offices += [at_desk(result, "utilisation", office) for office in OFFICES]
    return [*offices, *visits_and_time(result)]


def visits_and_time(result: Result) -> tuple[float, float]:
    """Per case that came between the warm-up and a year before the end: all are done by then."""
    world = result.world
    scenario = result.scenario
    episodes = world.episodes[: world.clock[0].episodes]
    applications = world.applications[: world.clock[0].applications]
    visits = np.bincount(applications.episode, minlength=len(episodes))
    last = scenario.warm_up + scenario.observe - YEAR
    mine = (episodes.need_at >= scenario.warm_up) & (episodes.need_at <= last)
    time = (episodes.ended_at - episodes.need_at)[mine] / WEEK
    assert np.isfinite(time).all()
    return float(visits[mine].mean()), float(time.mean())


def test_a_jackson_network() -> None:
    measured = over_seeds(verification("referral-loops"), look, REPLICATIONS)
    flows = formulas.flows(EXTERNAL, ONWARD)
    load = flows / (RATE * np.array(STAFF))
    loads = measured[:, 6:9]
    claims = [
        Claim("visits per case", flows.sum() / sum(EXTERNAL), measured[:, 9]),
        Claim("total time", network_total_time(), measured[:, 10], loads, load),
    ]
    for number, office in enumerate(OFFICES):
        own = loads[:, number : number + 1]
        claims += [
            Claim(f"flow, {office}", flows[number], measured[:, number]),
            Claim(f"wait, {office}", network_waits()[number], measured[:, 3 + number], own,
                  load[number : number + 1]),
            Claim(f"utilisation, {office}", load[number], own[:, 0]),
        ]  # fmt: skip
    verify(*claims)
