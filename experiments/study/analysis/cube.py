"""The runs of a study as a block: one value for each arm, point and seed.

An *arm* is one setting of the levers (an organisation, say), a *point* one setting of the
uncertainties, and a *seed* the luck of one replication.  Every arm runs at every point on the
same seeds, so that any two arms can be compared pair by pair.  A run that failed, or in which
the measure is not defined, leaves a gap (``nan``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

#: Columns that every table of runs has, beside those of levers, uncertainties and measures.
FIXED = ("point", "arm", "replication", "seed", "run", "status", "error")


class TableError(ValueError):
    """A table of runs that cannot be compared pair by pair; the message says why."""


@dataclass(frozen=True)
class Cube:
    """The values of one measure, ``values[arm, point, seed]``.

    ``common``: the same seeds at every point.  Where they are not, the last axis numbers the
    replications of each point.
    """

    values: NDArray[np.float64]
    arms: tuple[str, ...]
    points: tuple[int, ...]
    seeds: tuple[int, ...]
    common: bool

    def of(self, arm: str) -> NDArray[np.float64]:
        """The values of one arm, ``[point, seed]``."""
        return self.values[self.arms.index(arm)]

    def apart(self, arm: str, other: str) -> NDArray[np.float64]:
        """``arm`` minus ``other``, pair by pair, ``[point, seed]``."""
        return self.of(arm) - self.of(other)


def in_all_arms(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """``values[arm, point, seed]`` with a gap wherever any arm has one."""
    return np.asarray(np.where(np.isnan(values).any(axis=0), np.nan, values))


def points_in_all_arms(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same, without the points of which nothing is left."""
    whole = in_all_arms(values)
    return np.asarray(whole[:, ~np.asarray(np.isnan(whole[0])).all(axis=1)])


@dataclass(frozen=True)
class Places:
    """Where each run of a table lies in the block: shared by all measures."""

    rows: NDArray[np.intp]
    places: NDArray[np.intp]
    arms: tuple[str, ...]
    points: tuple[int, ...]
    seeds: tuple[int, ...]
    common: bool

    def cube(self, column: NDArray[np.float64]) -> Cube:
        """The block of a column of the table.  Raises :class:`TableError` if it is infinite."""
        numbers = np.asarray(column, dtype=float)[self.rows]
        if np.isinf(numbers).any():
            raise TableError("a measure is infinite in some run")
        shape = (len(self.arms), len(self.points), len(self.seeds))
        values = np.full(shape, np.nan)
        values.reshape(-1)[self.places] = numbers
        return Cube(values, self.arms, self.points, self.seeds, self.common)


def places(runs: pd.DataFrame, arms: Sequence[str]) -> Places:
    """Put the finished runs of ``arms`` in order.

    Raises :class:`TableError` if a run is there twice, or arms differ in their seeds.
    """
    import pandas as pd

    done = np.flatnonzero((runs["status"] == "done") & runs["arm"].isin(list(arms)))
    table = runs.iloc[done]
    arm = pd.Index(arms).get_indexer(pd.Index(table["arm"])).astype(np.intp)
    point_names, point = np.unique(table["point"].to_numpy(), return_inverse=True)
    replication_names, replication = np.unique(table["replication"].to_numpy(), return_inverse=True)
    seed = table["seed"].to_numpy()
    _same_seeds(point, replication, seed)
    common = _is_common(replication, seed)
    shape = (len(arms), len(point_names), len(replication_names))
    flat = np.ravel_multi_index((arm, point, replication), shape) if len(arm) else arm
    if len(np.unique(flat)) < len(flat):
        raise TableError("a run is in the table twice: same arm, point and replication")
    if common:
        first = np.unique(replication, return_index=True)[1]
        seeds = tuple(int(one) for one in seed[first])
    else:
        seeds = tuple(int(one) for one in replication_names)
    return Places(
        rows=done,
        places=flat,
        arms=tuple(arms),
        points=tuple(int(one) for one in point_names),
        seeds=seeds,
        common=common,
    )


def _same_seeds(
    point: NDArray[np.intp], replication: NDArray[np.intp], seed: NDArray[np.int64]
) -> None:
    # Runs of one point and replication stand side by side, in order of their seeds.
    order = np.lexsort((seed, replication, point))
    together = (np.diff(point[order]) == 0) & (np.diff(replication[order]) == 0)
    if (together & (np.diff(seed[order]) != 0)).any():
        raise TableError("arms have different seeds in the same point and replication: no pairs")


def _is_common(replication: NDArray[np.intp], seed: NDArray[np.int64]) -> bool:
    order = np.lexsort((seed, replication))
    together = np.diff(replication[order]) == 0
    return not (together & (np.diff(seed[order]) != 0)).any()
