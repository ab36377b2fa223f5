"""The points of a study: which settings of the uncertainties its arms meet.

Designs that fill a space are made in the unit cube and brought to the ranges by the inverse of
each uncertainty's distribution.  They can grow without a point moving: a Latin hypercube and
Morris trajectories in blocks (each block is a Latin hypercube of its own; all of them together
are spread more evenly than chance, though not one hypercube), a Sobol design along its sequence.
A value that is ``nan`` is left as the base scenario has it.
"""

from __future__ import annotations

import inspect
import itertools
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.study.description import (
    FACTORIAL,
    FILE,
    LOG_UNIFORM,
    MORRIS,
    NORMAL,
    ONE_AT_A_TIME,
    OWN_SEEDS,
    SIZED,
    SOBOL,
    TRIANGULAR,
)
from experiments.study.schema import MOST_REPLICATIONS

if TYPE_CHECKING:
    from experiments.study.description import Design, Study, Uncertainty

#: Tells the points of a design from whatever else a seed may be the source of.
_STREAM = 20_111_206

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Point:
    """A setting of the uncertainties in one base scenario; numbers count from 1."""

    number: int
    base: str
    values: tuple[float, ...]


def points(study: Study) -> Iterator[Point]:
    """All points in order: every base scenario at the first setting, then at the next ..."""
    settings = rows(study)
    for number, (row, base) in enumerate(itertools.product(settings, study.bases), 1):
        yield Point(number, base, tuple(row.tolist()))


def point(study: Study, number: int) -> Point:
    """One of :func:`points`, without going through those before it."""
    setting, base = divmod(number - 1, len(study.bases))
    return Point(number, study.bases[base], tuple(rows(study)[setting].tolist()))


def count(study: Study) -> int:
    """How many points there are; known without making any."""
    return settings_count(study.design, study.uncertainties) * len(study.bases)


def settings_count(design: Design, uncertainties: tuple[Uncertainty, ...]) -> int:
    """How many settings of the uncertainties a design has: as many as :func:`rows`."""
    dimensions = len(uncertainties)
    if design.kind == SOBOL:
        return design.size * ((2 if design.second_order else 1) * dimensions + 2)
    if design.kind == MORRIS:
        return design.size * (dimensions + 1)
    if design.kind in SIZED:
        return design.size
    if design.kind == FILE:
        return len(design.rows)
    if design.kind == ONE_AT_A_TIME:
        return 1 + sum(len(_single_values(one)) for one in uncertainties)
    return math.prod(_values_count(one, design.steps) for one in uncertainties)


def seeds(study: Study, point: int) -> int:
    """The seed of the first replication at ``point``; the others follow one by one.

    With seeds of its own each point has a stretch longer than there can be replications.
    """
    if study.seeds == OWN_SEEDS:
        return study.seed + (point - 1) * MOST_REPLICATIONS
    return study.seed


def rows(study: Study) -> Floats:
    """The settings of the uncertainties, ``[setting, uncertainty]``."""
    return _rows(study.design.kind, _told(study))


def cube(study: Study) -> Floats | None:
    """The same in the unit cube, for designs that are made there."""
    return _cube(_told(study)) if study.design.kind in SIZED else None


class _Told:
    """A study as a key of a cache: what its points follow from."""

    def __init__(self, study: Study) -> None:
        self.design, self.seed = study.design, study.seed
        self.uncertainties = study.uncertainties
        self.text = repr((study.design, study.seed, study.uncertainties))

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Told) and self.text == other.text


def _told(study: Study) -> _Told:
    return _Told(study)


@lru_cache(maxsize=4)
def _rows(kind: str, told: _Told) -> Floats:
    uncertainties = told.uncertainties
    if kind in SIZED:
        cubes = _cube(told)
        columns = [quantile(one, cubes[:, place]) for place, one in enumerate(uncertainties)]
        found = np.column_stack(columns)
    elif kind == FILE:
        found = np.array(told.design.rows, dtype=float)
    elif kind == ONE_AT_A_TIME:
        found = _one_at_a_time(uncertainties)
    else:
        assert kind == FACTORIAL
        found = _combinations([_values(one, told.design.steps) for one in uncertainties])
    found = found.reshape(len(found), len(uncertainties))
    found.setflags(write=False)
    return found


def _combinations(choices: list[list[float]]) -> Floats:
    """Every combination, the last of ``choices`` changing first; as few bytes as there are."""
    shape = [len(values) for values in choices]
    found = np.empty((math.prod(shape), len(choices)))
    for place, values in enumerate(choices):
        within = math.prod(shape[place + 1 :])
        around = math.prod(shape[:place])
        found[:, place] = np.tile(np.repeat(values, within), around)
    return found


def _values_count(one: Uncertainty, steps: int) -> int:
    return len(one.levels) or len(one.values) or steps


def _values(one: Uncertainty, steps: int) -> list[float]:
    """The values of an uncertainty in a full factorial."""
    if one.is_choice:
        return [float(number) for number in range(1, len(one.levels) + 1)]
    return list(one.values) or quantile(one, np.linspace(0.0, 1.0, steps)).tolist()


def _one_at_a_time(uncertainties: tuple[Uncertainty, ...]) -> Floats:
    """Everything as the base has it, then one uncertainty after the other at its values.

    These are the ends of its range, unless others are given; of a choice, all levels.
    """
    nothing = [math.nan] * len(uncertainties)
    found = [nothing]
    for place, one in enumerate(uncertainties):
        for value in _single_values(one):
            found.append([*nothing[:place], value, *nothing[place + 1 :]])
    return np.array(found, dtype=float)


def _single_values(one: Uncertainty) -> list[float]:
    return _values(one, 2) if one.is_choice else list(one.values) or [one.low, one.high]


def quantile(one: Uncertainty, chance: Floats) -> Floats:
    """The values of an uncertainty below which it lies with these probabilities."""
    low, high = one.low, one.high
    if one.is_choice:
        levels = len(one.levels)
        return np.minimum(np.floor(chance * levels), levels - 1) + 1.0
    if one.distribution == LOG_UNIFORM:
        found = low * (high / low) ** chance
    elif one.distribution == TRIANGULAR:
        from scipy.stats import triang

        assert one.mode is not None
        found = triang.ppf(chance, (one.mode - low) / (high - low), low, high - low)
    elif one.distribution == NORMAL:
        from scipy.stats import truncnorm

        assert one.mode is not None
        assert one.spread is not None
        ends = (low - one.mode) / one.spread, (high - one.mode) / one.spread
        found = truncnorm.ppf(chance, *ends, one.mode, one.spread)
    else:
        found = low + chance * (high - low)
    if one.whole:
        found = np.rint(found)
    # As many digits as a value keeps on its way into the model.
    return np.array([float(f"{value:.15g}") for value in np.clip(found, low, high)])


# ---- in the unit cube ----------------------------------------------------------------------


@lru_cache(maxsize=4)
def _cube(told: _Told) -> Floats:
    design, dimensions = told.design, len(told.uncertainties)
    if design.kind == SOBOL:
        found = _sobol(dimensions, design.size, design.second_order, told.seed)
    else:
        make = _trajectories if design.kind == MORRIS else _latin_hypercube
        steps = design.steps
        blocks = [
            make(dimensions, size, [told.seed, _STREAM, number], steps)
            for number, size in enumerate(design.blocks)
        ]
        found = np.vstack(blocks)
    found.setflags(write=False)
    return found


def _latin_hypercube(dimensions: int, size: int, entropy: list[int], _steps: int) -> Floats:
    from scipy.stats import qmc

    # The keyword had another name before scipy 1.15.
    named = "rng" if "rng" in inspect.signature(qmc.LatinHypercube).parameters else "seed"
    made: Any = qmc.LatinHypercube(d=dimensions, **{named: np.random.default_rng(entropy)})
    return np.asarray(made.random(size), dtype=float)


def _sobol(dimensions: int, size: int, second_order: bool, seed: int) -> Floats:
    """Saltelli's arrangement of a scrambled Sobol sequence, as SALib makes it."""
    from SALib.sample import sobol

    with warnings.catch_warnings():
        # Old names in libraries of libraries; and the size is a power of two, but for
        # extensions, which the sequence's own order keeps even.
        warnings.simplefilter("ignore")
        made = sobol.sample(problem(dimensions), size, calc_second_order=second_order, seed=seed)
    return np.asarray(made, dtype=float)


def _trajectories(dimensions: int, size: int, entropy: list[int], steps: int) -> Floats:
    """Morris trajectories on a grid, as SALib makes them."""
    from SALib.sample import morris

    generator = np.random.default_rng(entropy)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = morris.sample(problem(dimensions), size, num_levels=steps, seed=generator)
    return np.asarray(made, dtype=float)


def problem(dimensions: int) -> dict[str, Any]:
    """The unit cube as SALib describes it."""
    return {
        "num_vars": dimensions,
        "names": [f"x{number}" for number in range(1, dimensions + 1)],
        "bounds": [[0.0, 1.0]] * dimensions,
    }


def is_extension(before: Study, after: Study) -> bool:
    """Whether every point of ``before`` is the same point in ``after``."""
    old, new = rows(before), rows(after)
    return (
        len(old) <= len(new)
        and before.bases == after.bases
        and np.array_equal(old, new[: len(old)], equal_nan=True)
    )
