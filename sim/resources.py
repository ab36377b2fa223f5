"""Positions: how many caseworkers and crews there are, and where they sit.

A municipality's resources are dimensioned by the reference demand (:mod:`sim.demand`), which
knows nothing of the organisation: expected hours over productive hours, so that expected
utilisation hits the declared target.  An organisation only splits them, by the expected
hours of what each unit holds, or as its own numbers say.  So two organisations of one
municipality have the same number of positions unless they were given their own.  One without
the routine of reviewing leases has the positions all the same, spread over the work it does,
and an expected utilisation that much below the target.

**Posts.**  A unit's positions are people: as many full posts as there are whole positions,
and one post for the rest (2.35 positions are posts of 1, 1 and 0.35; a post of 0.35 is slower
service under the same rules).

**Post numbers.**  The luck of a post (when its holder leaves, who comes next) belongs to the
municipality, not to the unit it happens to sit in.  Posts are numbered through the whole
municipality: all full posts first, unit by unit in the organisation's order, then all part
posts in the same order.  Two organisations with the same positions thus share the numbers of
their full posts, wherever these sit.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace

import numpy as np

from sim import demand
from sim.demand import expected_hours
from sim.organisation import hours_by_unit
from sim.scenario.resolved import Scenario

__all__ = ["Staffing", "expected_hours", "positions", "posts_of", "with_resources"]

#: What a sum of positions may be off by rounding: less is not a post.
TRACE = 1e-9


@dataclass(frozen=True)
class Staffing:
    """The people of an organisation, unit by unit.

    ``positions``: caseworker positions of each unit.  ``posts``: the size of each of its
    posts, full ones first; ``post_numbers``: their numbers in the municipality.  ``hours``:
    expected hours per day of the work it does by the reference demand, and ``utilisation``
    their share of the productive hours (nan in a unit without positions).  ``crews``:
    maintenance crews, and ``crew_utilisation`` their expected utilisation (nan without crews).
    """

    positions: tuple[float, ...]
    posts: tuple[tuple[float, ...], ...]
    post_numbers: tuple[tuple[int, ...], ...]
    hours: tuple[float, ...]
    utilisation: tuple[float, ...]
    crews: int
    crew_utilisation: float

    @property
    def total(self) -> float:
        """All caseworker positions."""
        return math.fsum(self.positions)

    @property
    def heads(self) -> tuple[int, ...]:
        """The number of people in each unit."""
        return tuple(len(posts) for posts in self.posts)


def positions(scenario: Scenario, total: float | None = None, crews: int | None = None) -> Staffing:
    """The staffing of ``scenario``.

    A unit whose file gives its positions has those; any other has its expected hours over
    the target utilisation and the productive hours of a position, and none if no work is
    expected of it.  The positions that a routine of lease review would take are there whether
    the organisation keeps the routine or not; without it they are spread over all work.
    ``total`` scales all of them so that they add up to it: the split stays, the level
    changes.  ``crews`` replaces the number of crews.

    Raises ``ValueError`` if a unit of which work is expected has no positions, or if
    ``total`` is to be split and there is nothing to split it by.
    """
    expected = demand.reference(scenario)
    hours = hours_by_unit(scenario, expected)
    per_position = scenario.parameters["caseworkers.hours_per_year"]
    target = scenario.parameters["caseworkers.target_utilisation"]
    # Also the hours of a routine nobody keeps are given out.
    given_out = float(expected.hours.sum()) / hours.sum() if hours.sum() > 0.0 else 1.0
    split = hours * given_out / (target * per_position)
    for index, unit in enumerate(scenario.organisation.units):
        if unit.positions is not None:
            split[index] = unit.positions
    if total is not None:
        if not split.sum() > 0.0:
            raise ValueError("there are positions to split, but no unit that work is expected of")
        split *= total / split.sum()
    _check_staffed(scenario, hours, split)
    capacity = split * per_position
    crew_count = _crews(scenario, expected.crew_days) if crews is None else crews
    crew_capacity = crew_count * scenario.parameters["crews.days_per_year"]
    return Staffing(
        positions=tuple(split.tolist()),
        posts=tuple(posts_of(size) for size in split.tolist()),
        post_numbers=_post_numbers(split.tolist()),
        hours=tuple(hours.tolist()),
        utilisation=tuple(_over(hours, capacity).tolist()),
        crews=crew_count,
        crew_utilisation=float(expected.crew_days / crew_capacity) if crew_capacity else math.nan,
    )


def with_resources(scenario: Scenario, total: float, crews: int) -> Scenario:
    """``scenario`` with ``total`` positions, split as they were, and ``crews`` crews.

    The positions stand in the units from then on, as if given in the organisation's file; the
    identity is a new one.  A scenario that has these resources already is returned as it is.
    """
    before = positions(scenario)
    after = positions(scenario, total, crews)
    same = np.allclose(before.positions, after.positions, rtol=TRACE, atol=0.0)
    if same and before.crews == after.crews:
        return scenario
    units = tuple(
        replace(unit, positions=size)
        for unit, size in zip(scenario.organisation.units, after.positions, strict=True)
    )
    told = repr((scenario.identity, after.positions, crews)).encode()
    return replace(
        scenario,
        organisation=replace(scenario.organisation, units=units),
        crews=crews,
        identity=hashlib.sha256(told).hexdigest(),
    )


def posts_of(size: float) -> tuple[float, ...]:
    """``size`` positions as posts: full ones first, then the remainder.

    >>> posts_of(2.5)
    (1.0, 1.0, 0.5)
    """
    full = math.floor(size + TRACE)
    rest = size - full
    return (1.0,) * full + ((rest,) if rest > TRACE else ())


def _post_numbers(sizes: list[float]) -> tuple[tuple[int, ...], ...]:
    """Numbers of each unit's posts: full posts of all units first, then part posts."""
    posts = [posts_of(size) for size in sizes]
    next_full = 0
    next_part = sum(post == 1.0 for unit in posts for post in unit)
    numbers = []
    for unit in posts:
        of_unit = []
        for post in unit:
            if post == 1.0:
                of_unit.append(next_full)
                next_full += 1
            else:
                of_unit.append(next_part)
                next_part += 1
        numbers.append(tuple(of_unit))
    return tuple(numbers)


def _crews(scenario: Scenario, crew_days: float) -> int:
    """The crews the scenario gives, or enough for the expected works at the target."""
    if scenario.crews is not None:
        return scenario.crews
    target = scenario.parameters["caseworkers.target_utilisation"]
    return math.ceil(crew_days / (target * scenario.parameters["crews.days_per_year"]) - TRACE)


def _check_staffed(scenario: Scenario, hours: np.ndarray, split: np.ndarray) -> None:
    for index, unit in enumerate(scenario.organisation.units):
        if hours[index] > 0.0 and not split[index] > 0.0:
            raise ValueError(f"unit without staff: work is expected of {unit.name!r}")


def _over(amounts: np.ndarray, capacity: np.ndarray) -> np.ndarray:
    """``amounts`` as a share of ``capacity``, nan where there is none."""
    return np.divide(amounts, capacity, out=np.full_like(amounts, math.nan), where=capacity > 0.0)
