"""Positions: how many caseworkers, crews and follow-up workers there are, and where they sit.

A municipality's resources are dimensioned by the reference demand (:mod:`sim.demand`), which
knows nothing of the organisation: expected hours over productive hours, so that expected
utilisation hits the declared target.  (Training comes out of the same hours and is not made up
for either, so it is a little above.)  An organisation only splits them, by the expected
hours of what each unit holds and of the coordination that can be foreseen (:mod:`sim.flows`),
or as its own numbers say.  Coordination moves positions to where much is referred, but adds
none: the time for it is not compensated.  Nor is that of applications to more than one
allocator, where waiting lists are divided.  So two organisations of one municipality have the
same number of positions unless they were given their own.  One without the routine of reviewing
leases has the positions all the same, spread over the work it does, and an expected utilisation
that much below the target.

**Follow-up workers** are dimensioned by the places that are taken when everybody who needs
follow-up has it, at the expected occupancy; a worker has places for a caseload of ordinary
households.  Providers share them by how many of the places are taken by those they serve.  No
household must wait for ever because its provider is small, so each has at least the places that
its heaviest household takes, at the cost of the others: the total is the same in all
organisations.  (Only where there are too few workers for that is it not so.)

**Posts.**  A unit's positions are people: as many full posts as there are whole positions,
and one post for the rest (2.35 positions are posts of 1, 1 and 0.35; a post of 0.35 is slower
service under the same rules).  A rest too small for anybody to be hired for
(``caseworkers.smallest_post``) widens the full posts instead: somebody with a fiftieth of a post
would take cases and keep them for months.

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

from sim import demand, flows
from sim.demand import expected_hours
from sim.names import Group, Task
from sim.organisation import hours_by_unit, sum_by_unit
from sim.scenario.resolved import Organisation, Scenario

__all__ = ["Staffing", "expected_hours", "positions", "posts_of", "with_resources"]

#: What a sum of positions may be off by rounding: less is not a post.
TRACE = 1e-9


@dataclass(frozen=True)
class Staffing:
    """The people of an organisation, unit by unit.

    ``positions``: caseworker positions of each unit.  ``posts``: the size of each of its
    posts, full ones first; ``post_numbers``: their numbers in the municipality.  ``hours``:
    expected hours per day of the work it does by the reference demand, and ``utilisation``
    their share of the productive hours that training leaves (nan in a unit without positions);
    neither holds coordination, which comes on top.  ``crews``:
    maintenance crews, and ``crew_utilisation`` their expected utilisation (nan without crews).
    ``follow_up_workers`` of each unit, the ``places`` they have, and ``occupancy``, the share
    of these taken in the reference demand (nan in a unit without places).
    """

    positions: tuple[float, ...]
    posts: tuple[tuple[float, ...], ...]
    post_numbers: tuple[tuple[int, ...], ...]
    hours: tuple[float, ...]
    utilisation: tuple[float, ...]
    crews: int
    crew_utilisation: float
    follow_up_workers: tuple[float, ...]
    places: tuple[float, ...]
    occupancy: tuple[float, ...]

    @property
    def total(self) -> float:
        """All caseworker positions."""
        return math.fsum(self.positions)

    @property
    def total_follow_up_workers(self) -> float:
        """All follow-up workers."""
        return math.fsum(self.follow_up_workers)

    @property
    def heads(self) -> tuple[int, ...]:
        """The number of people in each unit."""
        return tuple(len(posts) for posts in self.posts)


def positions(
    scenario: Scenario,
    total: float | None = None,
    crews: int | None = None,
    follow_up_workers: float | None = None,
    expected: demand.Demand | None = None,
) -> Staffing:
    """The staffing of ``scenario``.

    A unit whose file gives its positions has those; any other its share of all expected hours
    over the target utilisation and the productive hours of a position.  The share is that of
    its hours with coordination and with applications to further allocators; a unit that would
    only coordinate, as one that sits in a committee and holds no task with work, has none, unless
    there is a key person in it.  The
    positions that a routine of lease review would take are there whether the organisation keeps
    the routine or not; without it they are spread over all work.  ``total`` scales all of them
    so that they add up to it: the split stays, the level changes.  ``crews`` replaces the number
    of crews, and ``follow_up_workers`` is a total like that of positions.  ``expected`` is the
    reference demand, where that is at hand.

    Raises ``ValueError`` if a unit of which work is expected has no positions, one of which
    follow-up is expected no follow-up workers, or if a total is to be split and there is
    nothing to split it by.
    """
    expected = expected or demand.reference(scenario)
    coordination = flows.coordination_hours(scenario, expected)
    staffing = _staffing(scenario, expected, coordination, total, crews, follow_up_workers)
    if not flows.lists_are_divided(scenario) or _all_given(scenario):
        return staffing
    # Who applies to several allocators hangs on what their units know of each other, and that
    # on how many people they have: the split without these applications settles it.
    from sim import knowledge  # it takes the staffing of this module

    known = knowledge.fixed_point(scenario, staffing, expected).unit
    coordination += flows.further_applications(scenario, expected, known)
    return _staffing(scenario, expected, coordination, total, crews, follow_up_workers)


def _staffing(
    scenario: Scenario,
    expected: demand.Demand,
    coordination: np.ndarray,
    total: float | None,
    crews: int | None,
    follow_up_workers: float | None,
) -> Staffing:
    """The staffing for the ``expected`` work beside so many hours of ``coordination`` by unit."""
    hours = hours_by_unit(scenario, expected)
    busy = hours + np.where(hours > 0.0, coordination, 0.0)
    split = _split(scenario, busy, float(expected.hours.sum()))
    if total is not None:
        split = _scaled(split, total, "positions")
    _check_staffed(scenario, hours, split, "work")
    capacity = split * hours_for_work(scenario)
    crew_count = _crews(scenario, expected.crew_days) if crews is None else crews
    crew_capacity = crew_count * scenario.parameters["crews.days_per_year"]
    taken = _taken_places(scenario)
    workers = _follow_up_workers(scenario, taken, follow_up_workers)
    _check_staffed(scenario, taken, workers, "follow-up")
    places = workers * scenario.parameters["follow_up.caseload"]
    smallest = scenario.parameters["caseworkers.smallest_post"]
    posts = tuple(posts_of(size, smallest) for size in split.tolist())
    return Staffing(
        positions=tuple(split.tolist()),
        posts=posts,
        post_numbers=_post_numbers(posts),
        hours=tuple(hours.tolist()),
        utilisation=tuple(_over(hours, capacity).tolist()),
        crews=crew_count,
        crew_utilisation=float(expected.crew_days / crew_capacity) if crew_capacity else math.nan,
        follow_up_workers=tuple(workers.tolist()),
        places=tuple(places.tolist()),
        occupancy=tuple(_over(taken, places).tolist()),
    )


def hours_for_work(scenario: Scenario) -> float:
    """Productive hours per day of a full position, without those of training."""
    return scenario.parameters["caseworkers.hours_per_year"] - scenario.parameters["training.hours"]


def _all_given(scenario: Scenario) -> bool:
    """Whether the organisation's file gives the positions of every unit."""
    return all(unit.positions is not None for unit in scenario.organisation.units)


def _split(scenario: Scenario, hours: np.ndarray, all_hours: float) -> np.ndarray:
    """Positions by unit: those given, else by ``hours``, those expected with coordination.

    ``all_hours`` are given out: without those of coordination, which is not compensated, and
    with those of a routine nobody keeps.
    """
    given_out = all_hours / hours.sum() if hours.sum() > 0.0 else 1.0
    target = scenario.parameters["caseworkers.target_utilisation"]
    split = hours * given_out / (target * scenario.parameters["caseworkers.hours_per_year"])
    split = _with_key_person(scenario, split)
    for index, unit in enumerate(scenario.organisation.units):
        if unit.positions is not None:
            split[index] = unit.positions
    return split


def _with_key_person(scenario: Scenario, split: np.ndarray) -> np.ndarray:
    """``split`` with a position for a key person in a unit without work, which the others give
    up in proportion."""
    units = scenario.organisation.units
    made_for = [unit.key_person and unit.positions is None for unit in units]
    key_posts = np.array(made_for) & (split == 0.0)
    if not key_posts.any():
        return split
    size = min(scenario.parameters["overview.position"], split.sum())
    left = split.sum() - size
    return np.where(key_posts, size, split * (left / split.sum() if split.sum() else 0.0))


def _taken_places(scenario: Scenario) -> np.ndarray:
    """Places in follow-up that are taken on a mean day, by the unit that provides it."""
    by_group = np.zeros((len(Task), len(Group)))
    by_group[Task.PROVIDE_FOLLOW_UP] = demand.follow_up_places(scenario)
    return sum_by_unit(scenario.organisation, by_group)


def _follow_up_workers(scenario: Scenario, taken: np.ndarray, total: float | None) -> np.ndarray:
    """Follow-up workers by unit: those given, else by the places taken; ``total`` scales them."""
    p = scenario.parameters
    per_worker = p["follow_up.caseload"]
    least = _least_places(scenario, taken)
    workers = _with_least(taken / p["follow_up.occupancy"], least) / per_worker
    for index, unit in enumerate(scenario.organisation.units):
        if unit.follow_up_workers is not None:
            workers[index] = unit.follow_up_workers
    if total is None:
        return workers
    places = _scaled(workers, total, "follow-up workers") * per_worker
    return _with_least(places, least) / per_worker


def _least_places(scenario: Scenario, taken: np.ndarray) -> np.ndarray:
    """Places that each provider must have for the heaviest household it may be asked to take.

    Whoever needs intensive follow-up takes more than an ordinary place, also where no such
    household is expected: needs grow.
    """
    heaviest = max(1.0, scenario.parameters["follow_up.intensive_weight"])
    return np.where(taken > 0.0, heaviest, 0.0)


def _with_least(places: np.ndarray, least: np.ndarray) -> np.ndarray:
    """``places`` with at least ``least`` for each unit, the others giving up in proportion.

    As they were if there are too few in all.
    """
    if places.sum() < least.sum():
        return places
    short = np.zeros(len(places), dtype=bool)
    settled = places
    while (settled < least - TRACE).any():
        short |= settled < least - TRACE
        left = places.sum() - least[short].sum()
        of_others = places[~short].sum()
        settled = np.where(short, least, places * (left / of_others if of_others else 0.0))
    return settled


def with_resources(
    scenario: Scenario, total: float, crews: int, follow_up_workers: float | None = None
) -> Scenario:
    """``scenario`` with so many positions, crews and follow-up workers, split as they were.

    They stand in the units from then on, as if given in the organisation's file, also in those of
    organisations that take over later; the identity is a new one.  ``follow_up_workers`` left out
    stay as they are.  A scenario that has these resources already is returned as it is.
    """
    organisation = _with_staff(scenario, scenario.organisation, total, crews, follow_up_workers)
    changes = tuple(
        change
        if change.organisation is None
        else replace(
            change,
            organisation=_with_staff(
                scenario, change.organisation, total, crews, follow_up_workers
            ),
        )
        for change in scenario.changes
    )
    before = [scenario.organisation, *(change.organisation for change in scenario.changes)]
    after = [organisation, *(change.organisation for change in changes)]
    if positions(scenario).crews == crews and all(
        one is other for one, other in zip(before, after, strict=True)
    ):
        return scenario
    told = [
        [(unit.name, unit.positions, unit.follow_up_workers) for unit in one.units]
        for one in after
        if one is not None
    ]
    return replace(
        scenario,
        organisation=organisation,
        changes=changes,
        crews=crews,
        identity=hashlib.sha256(repr((scenario.identity, crews, told)).encode()).hexdigest(),
    )


def _with_staff(
    scenario: Scenario,
    organisation: Organisation,
    total: float,
    crews: int,
    follow_up_workers: float | None,
) -> Organisation:
    """``organisation`` with these resources in its units; itself if it has them already."""
    under = replace(scenario, organisation=organisation)
    before = positions(under)
    workers = before.total_follow_up_workers if follow_up_workers is None else follow_up_workers
    # With none to split none are needed.
    some = workers > 0.0 or before.total_follow_up_workers > 0.0
    after = positions(under, total, crews, workers if some else None)
    if _same(replace(before, crews=crews), after):
        return organisation
    return replace(
        organisation,
        units=tuple(
            replace(unit, positions=size, follow_up_workers=of_unit)
            for unit, size, of_unit in zip(
                organisation.units, after.positions, after.follow_up_workers, strict=True
            )
        ),
    )


def _same(one: Staffing, other: Staffing) -> bool:
    """Whether two staffings of an organisation have the same resources everywhere."""
    return (
        np.allclose(one.positions, other.positions, rtol=TRACE, atol=0.0)
        and np.allclose(one.follow_up_workers, other.follow_up_workers, rtol=TRACE, atol=0.0)
        and one.crews == other.crews
    )


def posts_of(size: float, smallest: float) -> tuple[float, ...]:
    """``size`` positions as posts: full ones first, then the remainder.

    A remainder below ``smallest`` widens the full posts, if there are any;
    one as large as it, but for rounding, is a post of its own.

    >>> posts_of(2.5, 0.2)
    (1.0, 1.0, 0.5)
    >>> posts_of(2.125, 0.2)
    (1.0625, 1.0625)
    >>> len(posts_of(1.2, 0.2))
    2
    """
    full = math.floor(size + TRACE)
    rest = size - full
    if rest <= TRACE:
        return (1.0,) * full
    if full > 0 and rest < smallest - TRACE:
        return (size / full,) * full
    return (1.0,) * full + (rest,)


def _post_numbers(posts: tuple[tuple[float, ...], ...]) -> tuple[tuple[int, ...], ...]:
    """Numbers of each unit's posts: full posts of all units first, then part posts."""
    next_full = 0
    next_part = sum(post >= 1.0 for unit in posts for post in unit)
    numbers = []
    for unit in posts:
        of_unit = []
        for post in unit:
            if post >= 1.0:
                of_unit.append(next_full)
                next_full += 1
            else:
                of_unit.append(next_part)
                next_part += 1
        numbers.append(tuple(of_unit))
    return tuple(numbers)


def _crews(scenario: Scenario, crew_days: float) -> int:
    """The crews the scenario gives, or enough for the expected works at their target."""
    if scenario.crews is not None:
        return scenario.crews
    target = scenario.parameters["crews.target_utilisation"]
    return math.ceil(crew_days / (target * scenario.parameters["crews.days_per_year"]) - TRACE)


def _scaled(split: np.ndarray, total: float, what: str) -> np.ndarray:
    """``split`` scaled so that it adds up to ``total``."""
    if not split.sum() > 0.0:
        raise ValueError(f"there are {what} to split, but no unit that work is expected of")
    return split * (total / split.sum())


def _check_staffed(scenario: Scenario, expected: np.ndarray, split: np.ndarray, what: str) -> None:
    for index, unit in enumerate(scenario.organisation.units):
        if expected[index] > 0.0 and not split[index] > 0.0:
            raise ValueError(f"unit without staff: {what} is expected of {unit.name!r}")


def _over(amounts: np.ndarray, capacity: np.ndarray) -> np.ndarray:
    """``amounts`` as a share of ``capacity``, nan where there is none."""
    return np.divide(amounts, capacity, out=np.full_like(amounts, math.nan), where=capacity > 0.0)
