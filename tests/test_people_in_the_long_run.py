"""People who live one by one, in towns of the box: what they know on average in the long run.

The settled model puts the level at which learning and forgetting balance in place of people.  How
near does it come?  Two differences are told apart:

- *The rule.*  With the cases that a unit handled and sent in the run itself, the balance is
  met within a few hundredths.  Live people know a little less: knowledge is a curve that bends
  down, so that uneven shares of the cases (the first who is free takes the next), and uneven times
  in post, teach less than even ones; posts stand empty, and newcomers make the average fall at
  once.
- *The cases.*  The settled model reckons with those of the reference demand, in which nobody gives
  up, every need is seen and everything is tried: half as many referrals again as there are.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import pytest

import sim
from sim import demand, flows, knowledge, logbook, resources, running, start
from sim.names import Group, Task
from sim.quantities import YEAR
from sim.scenario.resolved import Scenario
from sim.state import NOBODY, Happening, WorkKind, World

SEEDS = range(1, 7)
TOWNS = ("moss-2009", "moss-1990s")

#: What work on a dwelling or a lease is practice in.
_INSTRUMENT = {
    WorkKind.INSPECT: Task.MANAGE_VACANCIES,
    WorkKind.FIND_TENANT: Task.ALLOCATE_DWELLINGS,
    WorkKind.REVIEW_LEASE: Task.REVIEW_LEASES,
}


class LongRun(NamedTuple):
    """Averages over the window and the seeds, and what happened a day."""

    scenario: Scenario
    heads: np.ndarray
    knowledge: np.ndarray  # [unit, task]
    who_does_what: np.ndarray  # [unit, unit]
    contact: np.ndarray  # [unit, unit]
    handled: np.ndarray  # cases by unit and task
    sent: np.ndarray  # cases sent where they belong, by sender and receiver
    joint: np.ndarray  # cases done that a person of another unit had sent, by sender and receiver


def long_run(name: str) -> LongRun:
    sim.compile_once()
    # The balance knows of no stand-ins, who come to know people and are gone again.
    nobody_stands_in = ("caseworkers.stand_in=0", "caseworkers.vacant_post=2 months")
    scenario = sim.scenario.load(name, settings=("people.learning=live", *nobody_stands_in))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        rows = list(pool.map(lambda seed: _one_run(scenario, seed), SEEDS))
    means = [np.mean(values, axis=0) for values in zip(*rows, strict=True)]
    return LongRun(scenario, np.array(resources.positions(scenario).heads), *means)


def _one_run(scenario: Scenario, seed: int) -> list[np.ndarray]:
    world = start.world(scenario, seed, True)
    end = scenario.warm_up + scenario.observe
    known, about, contact = [], [], []
    for day in np.arange(scenario.warm_up, end, YEAR / 4):
        world = running.advance(world, float(day), scenario)
        known.append(world.knowledge.copy())
        about.append(world.who_does_what.copy())
        contact.append(world.contact.copy())
    averages = [np.mean(values, axis=0) for values in (known, about, contact)]
    return [*averages, *_happened(running.advance(world, end, scenario))]


def _happened(world: World) -> tuple[np.ndarray, ...]:
    """Cases handled, sent where they belong, and done for somebody else; a day."""
    rows = logbook.rows(world)
    units = len(world.units)
    handled, sent, joint = np.zeros((units, len(Task))), np.zeros((units, units)), None
    ended = rows[rows.event == Happening.WORK_ENDED]
    for kind, task in _INSTRUMENT.items():
        np.add.at(handled[:, task], ended.unit[ended.detail == kind], 1)
    cases = ended[np.isin(ended.detail, [WorkKind.ASSESS, WorkKind.HANDLE])]
    np.add.at(handled, (cases.unit, cases.task), 1)
    joint = np.zeros_like(sent)
    about = world.applications[cases.application]
    others = (about.from_worker != NOBODY) & (about.from_unit != cases.unit)
    np.add.at(joint, (about.from_unit[others], cases.unit[others]), 1)
    letters = rows[(rows.event == Happening.SENT_ON) & (rows.caseworker != NOBODY)]
    right = letters.unit == world.applications.right_unit[letters.application]
    np.add.at(sent, (letters.detail[right], letters.unit[right]), 1)
    days = float(world.clock[0].now)
    return handled / days, sent / days, joint / days


def contacts_of(found: LongRun) -> np.ndarray:
    """The balance of contacts with the joint cases that there were."""
    p = found.scenario.parameters
    met = flows.met(found.scenario, demand.reference(found.scenario))
    per_head = (found.joint + found.joint.T + met) / np.maximum(found.heads, 1)[:, None]
    gain = per_head * p["contacts.per_joint_case"]
    loss = math.log(2.0) / p["contacts.half_life"] + 2.0 * p["caseworkers.turnover"]
    return gain / (gain + loss)


def share_alike(staffing: resources.Staffing) -> np.ndarray:
    """Whether the people of a unit can each do a fair part of its cases, [unit]."""
    return np.array([not posts or min(posts) > 0.1 * max(posts) for posts in staffing.posts])


def apart(live: np.ndarray, other: np.ndarray, where: np.ndarray) -> tuple[float, float, float]:
    """Mean difference, its root mean square, and the largest."""
    difference = (live - other)[where]
    return (
        float(difference.mean()),
        float(np.sqrt(np.mean(difference**2))),
        float(np.abs(difference).max()),
    )


@pytest.mark.parametrize("name", TOWNS)
def test_in_the_long_run_live_people_know_what_settled_ones_do(name, monkeypatch):
    found = long_run(name)
    scenario, staffing = found.scenario, resources.positions(found.scenario)
    settled = knowledge.fixed_point(scenario, staffing)
    monkeypatch.setattr(flows, "handled", lambda *_: found.handled)
    monkeypatch.setattr(flows, "referrals", lambda *_: found.sent)
    # Among those sent in the runs are all applications to further allocators.
    everyone = (*found.sent.shape, len(Group))
    monkeypatch.setattr(flows, "to_further_allocators", lambda *_: np.zeros(everyone))
    balance = knowledge.fixed_point(scenario, staffing)
    staffed = (found.heads > 0)[:, None]
    practised = staffed & (found.handled > 0.05 / YEAR)
    pairs = staffed & ~np.eye(len(found.heads), dtype=bool)

    # The rule, with the cases of the runs.  It shares them out alike in a unit, so it speaks of
    # units in which nobody has a sliver of a post.
    alike = share_alike(staffing)[:, None]
    mean, spread, most = apart(found.knowledge, balance.instrument, practised & alike)
    assert -0.03 < mean < 0.0
    assert spread < 0.035
    assert most < 0.08
    mean, spread, most = apart(found.who_does_what, balance.unit, pairs & alike)
    assert abs(mean) < 0.02
    assert spread < 0.04
    assert most < 0.12
    mean, spread, most = apart(found.contact, contacts_of(found), pairs & alike)
    assert abs(mean) < 0.03
    assert spread < 0.07
    assert most < 0.2
    # Whoever has a thirtieth of a post, as in one unit of the 1990s, does few of them, knows less.
    unlike = practised & ~alike
    assert not unlike.any() or apart(found.knowledge, balance.instrument, unlike)[0] < -0.03

    # With those of the reference demand: units learn less of what is sent less often.
    expected = flows_expected(scenario, monkeypatch)
    assert 0.5 < found.sent.sum() / expected < 0.8
    mean, spread, most = apart(found.knowledge, settled.instrument, practised)
    assert -0.07 < mean < 0.0
    assert spread < 0.11
    assert most < 0.35
    mean, spread, _ = apart(found.who_does_what, settled.unit, pairs)
    assert abs(mean) < 0.03
    assert 0.05 < spread < 0.2
    mean, spread, _ = apart(found.contact, settled.contact, pairs)
    assert -0.1 < mean < 0.0
    assert spread < 0.3


def flows_expected(scenario: Scenario, monkeypatch) -> float:
    """Referrals a day in the reference demand."""
    monkeypatch.undo()
    return float(flows.referrals(scenario, demand.reference(scenario)).sum())
