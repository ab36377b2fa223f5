"""What if we had not: a scenario against the same scenario without its changes.

Both are run on the same seeds: the same households come with the same luck, and until the day of
the first change the two runs are one and the same to the last bit, which every pair is checked
for (:mod:`experiments.same_until`).  What differs afterwards is what the changes did: through time
(:mod:`experiments.over_time`, :mod:`experiments.bands`), until what they cost is made good
(:mod:`experiments.breaking_even`, :mod:`experiments.paid_back`), for whom
(:mod:`experiments.gained_and_lost`) and by which causes: those of the days in need
(:mod:`experiments.days_by_cause`), and of the waits of those who got a home and of dwellings
(:mod:`experiments.causes_of_difference`).  All changes of the scenario are taken away together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments import causes_of_difference as causes
from experiments import days_by_cause, over_time
from experiments import gained_and_lost as gained
from experiments.bands import Band, band
from experiments.breaking_even import BreakEven, break_even
from experiments.causes_of_difference import Decomposition
from experiments.days_by_cause import Account
from experiments.gained_and_lost import Effect
from experiments.over_time import ADDED, FOLLOWED, Course
from experiments.paid_back import PaidBack, paid_back
from experiments.runner import Outcome, replicate
from experiments.same_until import fingerprint
from experiments.statistics import Estimate, estimate
from sim.measures.observed import Run

if TYPE_CHECKING:
    from sim import Result, Scenario

#: The two sides, as the runs of each are called.
WITH, WITHOUT = "with the changes", "without the changes"


class NothingToCompareError(Exception):
    """The scenario has no change that could be taken away; the message says so."""


@dataclass(frozen=True)
class Seen:
    """What is kept of one run: little enough for many runs of a large town."""

    before: str
    course: Course
    needs: gained.Needs
    causes: dict[str, NDArray[np.float64]]
    in_need: NDArray[np.float64]  # household days, [quarter, cause]


@dataclass(frozen=True)
class Followed:
    """One measure through time: means of both sides, a value per quarter, and the difference."""

    changed: NDArray[np.float64]
    unchanged: NDArray[np.float64]
    difference: Band


@dataclass(frozen=True)
class Study:
    """What the changes of a scenario did.

    ``change``: days from the start of observation to the first change.  ``edges``: where quarters
    begin and end, in days after the change.  ``courses`` by key of ``FOLLOWED``; ``sums`` by key of
    ``ADDED``: cumulative loss at the end of each quarter after the change, and when it was made
    good.  ``apart_before``: seeds in which the runs differed before the change, which must be
    none.  ``unpaired``: needs per seed that only one side has, with and without the change.
    ``in_need``: what the sum ``days_in_need`` is made of, cause by cause.  ``paid_back``: what
    reorganisations cost at first, ``None`` without any.
    ``followed_for``: days over which each household was followed.
    """

    scenario: Scenario
    change: float
    seeds: tuple[int, ...]
    apart_before: tuple[int, ...]
    edges: NDArray[np.float64]
    courses: Mapping[str, Followed]
    sums: Mapping[str, tuple[Band, BreakEven]]
    effects: Sequence[Effect]
    pairs: float
    unpaired: tuple[float, float]
    followed_for: float
    paid_back: PaidBack | None
    in_need: Account
    decompositions: Sequence[Decomposition]
    after: Mapping[str, Estimate]


def without_changes(scenario: Scenario) -> Scenario:
    """The same scenario, in which nothing changes.

    It keeps the units of the organisations that will not take over: empty ones change nothing, and
    what is counted unit by unit can be set side by side.

    Raises :class:`NothingToCompareError` if nothing changes in it anyway, or before there is
    a month left to look at.
    """
    if not scenario.changes:
        raise NothingToCompareError(
            f"{scenario.name}: found no changes, expected some (changes: in the scenario file); "
            "without them it is the same scenario"
        )
    first = scenario.changes[0].at
    if first >= scenario.observe - gained.FELT:
        raise NothingToCompareError(
            f"{scenario.name}: the first change comes on day {first:.0f} of {scenario.observe:.0f} "
            "observed; nothing can be seen of what it does"
        )
    from sim.scenario.union import with_common_units

    together = with_common_units(scenario)
    return replace(together, changes=(), identity=f"{scenario.identity}, without changes")


def look(result: Result, day: float) -> Seen:
    """What is kept of a finished run that kept its causes of waiting.

    ``day`` (of the run) is that of the first change.
    """
    course = over_time.course(result, day)
    run = Run(result.world, result.scenario)
    return Seen(
        before=fingerprint(result, day),
        course=course,
        needs=gained.needs(result, day),
        causes=causes.mean_days(result, day),
        in_need=days_by_cause.days_by_cause(run, course.edges),
    )


def run_both(
    scenario: Scenario,
    *,
    replications: int,
    seed: int = 1,
    threads: int | None = None,
    report: Callable[[int, int], None] | None = None,
) -> tuple[Outcome, Study | None]:
    """Run ``scenario`` with and without its changes, and see what differs.

    The study is ``None`` if no seed finished on both sides.  Raises
    :class:`NothingToCompareError` as :func:`without_changes` does.
    """
    import sim

    sides = {WITH: scenario, WITHOUT: without_changes(scenario)}
    names = {one.identity: name for name, one in sides.items()}
    day = scenario.warm_up + scenario.changes[0].at
    seen: dict[tuple[str, int], Seen] = {}

    def run(one: Scenario, number: int) -> Any:
        seen[names[one.identity], number] = look(sim.run(one, number, causes=True), day)
        return SimpleNamespace(summary={})

    outcome = replicate(
        sides, replications=replications, seed=seed, run=run, threads=threads, report=report
    )
    seeds = outcome.seeds_of(WITH, WITHOUT)
    if not seeds:
        return outcome, None
    changed = [seen[WITH, number] for number in seeds]
    unchanged = [seen[WITHOUT, number] for number in seeds]
    return outcome, study(scenario, seeds, changed, unchanged)


def study(
    scenario: Scenario, seeds: Sequence[int], changed: Sequence[Seen], unchanged: Sequence[Seen]
) -> Study:
    """What differs between runs with and without the changes, seed by seed."""
    change = scenario.changes[0].at
    edges = changed[0].course.edges - scenario.warm_up - change
    pairs = [
        gained.paired(one.needs, other.needs) for one, other in zip(changed, unchanged, strict=True)
    ]
    districts = [one.name for one in scenario.organisation.districts]
    return Study(
        scenario=scenario,
        change=change,
        seeds=tuple(seeds),
        apart_before=tuple(
            seed
            for seed, one, other in zip(seeds, changed, unchanged, strict=True)
            if one.before != other.before
        ),
        edges=edges,
        courses={
            key: _followed(
                np.array([one.course.followed[key] for one in changed]),
                np.array([one.course.followed[key] for one in unchanged]),
            )
            for key in FOLLOWED
        },
        sums={
            key: _summed(
                edges,
                np.array([one.course.added[key] for one in changed])
                - np.array([one.course.added[key] for one in unchanged]),
            )
            for key in ADDED
        },
        effects=gained.effects(pairs, gained.part_names(districts)),
        pairs=float(np.mean([len(one.parts["all"]) for one in pairs])),
        unpaired=(
            float(np.mean([one.only_with for one in pairs])),
            float(np.mean([one.only_without for one in pairs])),
        ),
        followed_for=gained.horizon(scenario.observe - change),
        paid_back=paid_back(
            scenario.changes,
            edges,
            np.array([one.course.added["spent"] for one in changed])
            - np.array([one.course.added["spent"] for one in unchanged]),
        ),
        in_need=days_by_cause.account(
            [one.in_need[edges[1:] > 0.0] for one in changed],
            [one.in_need[edges[1:] > 0.0] for one in unchanged],
        ),
        decompositions=[
            causes.decompose(
                wait,
                [one.causes[wait] for one in changed],
                [one.causes[wait] for one in unchanged],
            )
            for wait in causes.WAITS
        ],
        after={key: _since(edges, key, changed, unchanged) for key in FOLLOWED},
    )


def _followed(changed: NDArray[np.float64], unchanged: NDArray[np.float64]) -> Followed:
    return Followed(changed.mean(axis=0), unchanged.mean(axis=0), band(changed - unchanged))


def _summed(edges: NDArray[np.float64], losses: NDArray[np.float64]) -> tuple[Band, BreakEven]:
    """The cumulative loss at the ends of the quarters after the change."""
    after = edges[1:] > 0.0
    total = losses[:, after].cumsum(axis=1)
    return band(total), break_even(edges[1:][after], total)


def _since(
    edges: NDArray[np.float64], key: str, changed: Sequence[Seen], unchanged: Sequence[Seen]
) -> Estimate:
    """The mean difference over all quarters after the change that are defined."""
    after = edges[1:] > 0.0
    apart = np.array([one.course.followed[key] for one in changed]) - np.array(
        [one.course.followed[key] for one in unchanged]
    )
    apart = apart[:, after]
    known = ~np.isnan(apart).any(axis=0)
    return estimate(apart[:, known].mean(axis=1) if known.any() else [])
