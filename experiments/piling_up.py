"""Where work piles up in the runs: units that are overrun, however small a part of all posts.

Measures of the whole town hardly show a unit of a tenth of a post in which cases wait for months.
Where a line needs such a unit, everybody who is sent there waits.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from experiments.resources import Lineup
    from experiments.runner import Outcome
    from sim import Result

#: A unit is named if its posts are busy for more than this share of their time ...
BUSY = 0.98
#: ... or if cases wait longer for them than so many days, on average.
LONG = 60.0

#: How many units of a scenario are named one by one.
_LISTED = 4


@dataclass(frozen=True)
class Load:
    """What the posts of one unit, or the crews of one, had to do, over all runs.

    ``utilisation`` and ``mean_wait_days`` are those of the table ``units``; ``None`` where the
    posts were not the same all the time, or where no case was taken from the queue.
    """

    unit: str
    crews: bool
    positions: float
    utilisation: float | None
    mean_wait_days: float | None

    @property
    def overrun(self) -> bool:
        return (self.utilisation or 0.0) > BUSY or (self.mean_wait_days or 0.0) > LONG


@dataclass(frozen=True)
class DeskSums:
    """The same of one run, a row for each desk: positions, and time worked as a share of theirs."""

    names: tuple[tuple[str, bool], ...]
    positions: NDArray[np.float64]
    utilisation: NDArray[np.float64]
    waited: NDArray[np.float64]
    taken: NDArray[np.float64]


def of_run(result: Result) -> DeskSums:
    """The sums of a run; shares of time only where no other organisation took over in it."""
    from sim import measures

    world, units = result.world, result.scenario.organisation.units
    sums = measures.desk_sums(world)
    places = world.caseworkers.desk
    posts = np.bincount(places, weights=world.caseworkers.post, minlength=len(world.desks))
    same = all(change.organisation is None for change in result.scenario.changes)
    there = np.where((posts > 0.0) & same, posts, np.nan)
    return DeskSums(
        tuple((units[row.unit].name, bool(row.crew)) for row in world.desks),
        np.asarray(posts, dtype=np.float64),
        sums["worked_days"] / (there * measures.window(world)),
        sums["waited"],
        sums["taken"],
    )


def overrun(runs: Sequence[DeskSums]) -> list[Load]:
    """The units named, from means over ``runs`` of one scenario: the smallest post first."""
    if not runs:
        return []
    first = runs[0]
    busy = np.mean([one.utilisation for one in runs], axis=0)
    waited = np.sum([one.waited for one in runs], axis=0)
    taken = np.sum([one.taken for one in runs], axis=0)
    found = [
        Load(
            unit,
            crews,
            float(first.positions[place]),
            None if math.isnan(busy[place]) else float(busy[place]),
            float(waited[place] / taken[place]) if taken[place] else None,
        )
        for place, (unit, crews) in enumerate(first.names)
    ]
    return sorted((one for one in found if one.overrun), key=lambda one: one.positions)


def by_scenario(lineup: Lineup, outcome: Outcome) -> dict[str, list[Load]]:
    """The units named of every scenario, from the runs that ended."""
    runs = {
        name: [outcome.finished[name, seed].noted for seed in outcome.seeds_of(name)]
        for name in lineup.scenarios
    }
    return {name: overrun([one for one in noted if one]) for name, noted in runs.items()}


def as_json(lineup: Lineup, outcome: Outcome) -> dict[str, list[dict[str, Any]]]:
    """The same as plain data."""
    return {
        name: [asdict(one) for one in found] for name, found in by_scenario(lineup, outcome).items()
    }


def lines(lineup: Lineup, outcome: Outcome) -> Iterator[str]:
    """One line for each scenario in which work piles up; its name in it if there are others."""
    found = by_scenario(lineup, outcome)
    for name, loads in found.items():
        if loads:
            where = f" ({name})" if len(found) > 1 else ""
            told = [_told(one) for one in loads[:_LISTED]]
            further = len(loads) - len(told)
            told += [f"and {further} more"] if further else []
            yield f"Where work piles up{where}: {'; '.join(told)}."


def _told(one: Load) -> str:
    from experiments.formatting import number
    from sim.quantities import with_unit

    kind = "crew" if one.crews else "post"
    size = number(one.positions, 0 if one.crews else 2)
    posts = f" {size} {kind}{'' if one.positions <= 1.0 else 's'}"
    # A unit that a reorganisation has closed has none at the end.
    told = [one.unit + (posts if one.positions > 0.0 else "")]
    if one.utilisation is not None:
        told.append(f"{number(100.0 * one.utilisation, 0)} % busy")
    if one.mean_wait_days is not None:
        told.append(f"{with_unit(number(one.mean_wait_days, 0), 'days')} in the queue")
    return ", ".join(told)
