"""What the people of a unit know, as the fixed point of how they learn and forget.

One function, the same for every organisation.  Knowledge K of an instrument (between 0 and
1) in a unit grows with cases handled and with what colleagues pass on, fades unused, and goes
back to the newcomer's level K0 whenever someone leaves:

    dK/dt = g (1 - K) - (f + q) (K - K0) = 0,   so   K = (g + (f + q) K0) / (g + f + q)

g  cases of the task per caseworker and time over ``knowledge.cases_to_learn``, plus
   ``knowledge.passed_in_unit`` times the knowledge of colleagues (where there are any), plus
   ``knowledge.passed_in_house`` times the best knowledge among co-located units, plus, for what
   another member of a committee holds, ``knowledge.passed_in_meeting`` times what that one knows
   of it for each case they have before them, over ``knowledge.cases_to_learn``, plus, for what the
   unit itself holds, its share of ``training.hours`` at ``training.cases_per_hour``; a case sent
   where there is a duty to inform counts for ``routine.inform_teaches`` of one
f  forgetting, ln 2 over ``knowledge.forgetting_half_life``;  q  turnover of staff
K0 ``knowledge.floor``, or ``knowledge.floor_written`` in a unit with written routines

Practice is counted per head, not per position, since each of them has to learn.  So breadth
costs depth by itself: people who share many tasks get few cases of each.  A unit without
caseworkers counts as one head: somebody answers at its door, directs people, and can be rung.

*Who does what* is learned by the same rule, each unit being one thing to know about: the
cases are the referrals a unit makes to it, and, as much as a meeting teaches, those that both
have before them in a committee.  Of applications to further allocators there are as many as the
unit knows of them: the more it knows the more it sends, and learns by.  A unit in the same
house knows of itself and passes that on like any other knowledge; a written agreement between
two units is a routine in writing, so that newcomers there start at
``knowledge.floor_written`` about each other.

*Contacts* arise from joint cases (referrals either way, and cases that a committee on which both
sit has before it; a meeting of a group of the strategy counts as some), and in a common house at
``contacts.met_in_house``; they are lost with time and when either end leaves.

Cases and referrals are those of the reference demand (:mod:`sim.flows`), so knowledge is
settled before a run.  It stays so in the run, or it is where people begin from who then learn and
forget one by one (``people.learning``, :mod:`sim.people`).  An organisation sets none of this: it
enters only by who holds what, who sits where, and which routines are in writing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim import demand, flows
from sim.names import TASKS_WITH_WORK, Task
from sim.organisation import have_agreement, in_same_house, informing_table, tasks_of
from sim.resources import Staffing
from sim.scenario.resolved import Scenario

#: The iteration ends when no knowledge changes by more than this.
PRECISION = 1e-12

#: Steps after which a fixed point is given up.
MOST_STEPS = 100_000


@dataclass(frozen=True)
class Knowledge:
    """What each unit knows, all shares between 0 and 1.

    ``instrument`` [unit, task]: knowledge of the instrument a task handles.  ``unit``
    [unit, other]: knowledge of what another unit is responsible for (1 of itself).
    ``contact`` [unit, other]: probability of having someone to ring there (1 in itself).
    ``factor``: how much each step of the iteration shrank the distance to the fixed point.
    """

    instrument: np.ndarray
    unit: np.ndarray
    contact: np.ndarray
    factor: float


def fixed_point(
    scenario: Scenario, staffing: Staffing, expected: demand.Demand | None = None
) -> Knowledge:
    """The long-run knowledge of every unit of ``scenario`` with ``staffing``.

    ``expected`` is its reference demand, where that is at hand.
    Raises ``ArithmeticError`` if the iteration does not contract to a fixed point.
    """
    expected = expected or demand.reference(scenario)
    heads = np.maximum(staffing.heads, 1.0)  # somebody at the door directs people
    sent = flows.referrals(scenario, expected)
    newcomers = floors(scenario)
    together = flows.met(scenario, expected)
    heard = scenario.parameters["knowledge.passed_in_meeting"] * together / heads[:, None]
    cases = flows.handled(scenario, expected) + _told_of(scenario, expected)
    handled = cases / heads[:, None] + _trained(scenario)
    instrument, factor = _settle(
        scenario,
        heads,
        _practice(scenario, handled),
        np.repeat(newcomers[:, None], len(Task), axis=1),
        told=_practice(scenario, heard)[:, :, None] * _held(scenario)[None, :, :],
    )
    further = _further(scenario, expected)
    of_units, factor_units = _settle(
        scenario,
        heads,
        _practice(scenario, sent / heads[:, None] + heard),
        floors_about_units(scenario, newcomers),
        found=_practice(scenario, further / heads[:, None]),
        known=np.eye(len(heads), dtype=bool),
    )
    sent = sent + further * of_units
    joint = sent + sent.T + together
    return Knowledge(
        instrument=instrument,
        unit=of_units,
        contact=_contacts(scenario, joint / heads[:, None]),
        factor=max(factor, factor_units),
    )


def _practice(scenario: Scenario, cases_per_head: np.ndarray) -> np.ndarray:
    return cases_per_head / scenario.parameters["knowledge.cases_to_learn"]


def _further(scenario: Scenario, expected: demand.Demand) -> np.ndarray:
    """Applications per day to further allocators of other units, if all were known, [from, to]."""
    cases = flows.to_further_allocators(scenario, expected).sum(axis=2)
    np.fill_diagonal(cases, 0.0)
    return cases


def _held(scenario: Scenario) -> np.ndarray:
    """Which tasks with work each unit holds, [unit, task]."""
    units = range(len(scenario.organisation.units))
    with_work = np.isin(list(Task), TASKS_WITH_WORK)
    held = np.zeros((len(units), len(Task)), dtype=bool)
    for unit in units:
        held[unit, list(tasks_of(scenario.organisation, unit))] = True
    return held & with_work


def _told_of(scenario: Scenario, expected: demand.Demand) -> np.ndarray:
    """Cases per day that being told what was decided is worth to their senders, [unit, task]."""
    told = flows.sent_by_task(scenario, expected) * informing_table(scenario.organisation)
    return np.asarray(scenario.parameters["routine.inform_teaches"] * told.sum(axis=2).T)


def _trained(scenario: Scenario) -> np.ndarray:
    """Cases per day that training is worth to each head, [unit, task]."""
    held = _held(scenario)
    breadth = np.maximum(held.sum(axis=1), 1)
    p = scenario.parameters
    cases = p["training.hours"] * p["training.cases_per_hour"]
    return held * (cases / breadth)[:, None]


def floors(scenario: Scenario) -> np.ndarray:
    """What a newcomer knows, [unit]."""
    plain = scenario.parameters["knowledge.floor"]
    written = scenario.parameters["knowledge.floor_written"]
    units = scenario.organisation.units
    return np.array([written if unit.written_routines else plain for unit in units])


def floors_about_units(scenario: Scenario, floors: np.ndarray) -> np.ndarray:
    """What a newcomer knows of each unit's responsibilities, [unit, other]."""
    written = scenario.parameters["knowledge.floor_written"]
    about = np.repeat(floors[:, None], len(floors), axis=1)
    for one in range(len(floors)):
        for other in range(len(floors)):
            if have_agreement(scenario.organisation, one, other):
                about[one, other] = max(about[one, other], written)
    return about


def _settle(
    scenario: Scenario,
    heads: np.ndarray,
    practice: np.ndarray,
    floors: np.ndarray,
    told: np.ndarray | None = None,
    found: np.ndarray | float = 0.0,
    known: np.ndarray | None = None,
) -> tuple[np.ndarray, float]:
    """Knowledge [unit, ...] at the fixed point, and how fast the iteration contracted.

    ``told`` [unit, other, ...] is the practice that hearing another unit speak in committees is
    worth if that one knows all, ``found`` [unit, ...] that of cases which come in the measure in
    which one knows of them.  ``known`` marks what is known fully whatever happens.
    """
    parameters = scenario.parameters
    loss = parameters["caseworkers.turnover"] + (
        math.log(2.0) / parameters["knowledge.forgetting_half_life"]
    )
    in_unit = np.where(heads > 1.0, parameters["knowledge.passed_in_unit"], 0.0)[:, None]
    in_house = parameters["knowledge.passed_in_house"]
    next_door = neighbours(scenario)

    def step(level: np.ndarray) -> np.ndarray:
        around = np.where(next_door[:, :, None], level[None, :, :], 0.0).max(axis=1)
        growth = practice + (in_unit + found) * level + in_house * around
        if told is not None:
            growth += (told * level[None, :, :]).sum(axis=1)
        # Without turnover and forgetting what was learned stays, however slowly it came.
        total = growth + loss
        after = np.divide(growth + loss * floors, total, out=floors.copy(), where=total > 0.0)
        return after if known is None else np.where(known, 1.0, after)

    start = floors if known is None else np.where(known, 1.0, floors)
    return _rise(step, start)


def neighbours(scenario: Scenario) -> np.ndarray:
    """Which other units share the house, [unit, other]."""
    count = len(scenario.organisation.units)
    together = [
        [in_same_house(scenario.organisation, one, other) for other in range(count)]
        for one in range(count)
    ]
    return np.array(together) & ~np.eye(count, dtype=bool)


def _rise(step: Callable[[np.ndarray], np.ndarray], start: np.ndarray) -> tuple[np.ndarray, float]:
    """Repeat ``step`` from the newcomers' level up to its fixed point.

    The more is known, the more is passed on, so the steps only rise; and since what is left
    to learn shrinks, they shrink.  Both are checked: a step that falls, or a change that does
    not get smaller in the end, is an error.
    """
    level, change, factor = start, math.inf, 0.0
    for _ in range(MOST_STEPS):
        after = step(level)
        if (after < level - 1e-9).any():
            raise ArithmeticError("knowledge fell on its way from the newcomers' level")
        last, change = change, float(np.abs(after - level).max(initial=0.0))
        factor = change / last if 0.0 < last < math.inf else 0.0
        level = after
        # What is still missing is at most change * factor / (1 - factor).
        if change <= PRECISION * max(1.0 - factor, 0.0):
            return level, factor
    raise ArithmeticError(f"knowledge found no fixed point in {MOST_STEPS} steps")


def _contacts(scenario: Scenario, joint_per_head: np.ndarray) -> np.ndarray:
    """Probability of having someone to ring: gained by joint cases and in a common house, lost at
    either end."""
    parameters = scenario.parameters
    gain = joint_per_head * parameters["contacts.per_joint_case"]
    gain += parameters["contacts.met_in_house"] * neighbours(scenario)
    loss = math.log(2.0) / parameters["contacts.half_life"]
    loss += 2.0 * parameters["caseworkers.turnover"]
    contacts = gain / (gain + loss)
    np.fill_diagonal(contacts, 1.0)
    return contacts
