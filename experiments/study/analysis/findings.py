"""Everything a report says, worked out from the table of runs and what the study asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import Estimate, Verdict
from experiments.study.analysis.conditions import Where, where
from experiments.study.analysis.cube import Cube, Places, in_all_arms, places
from experiments.study.analysis.pairing import Paired, against_baseline, levels
from experiments.study.analysis.precision import Stock, of_mean, stock
from experiments.study.analysis.ranking import Ranking, rank
from experiments.study.analysis.sensitivity import (
    Contributions,
    Sensitivity,
    at_points,
    contributions,
    main_effects,
    morris,
    one_at_a_time,
    ranks,
    sobol,
)
from experiments.study.analysis.several_aims import Aim, SeveralAims, weigh
from experiments.study.description import (
    FACTORIAL,
    LATIN_HYPERCUBE,
    MORRIS,
    ONE_AT_A_TIME,
    SAME_SEEDS,
    SIZED,
    SOBOL,
    Study,
)

if TYPE_CHECKING:
    import pandas as pd

    from sim.measures import Measure

UNCERTAINTY = "uncertainty:"

#: The column of the base scenario of each run, and what it is called as a condition.
BASE = "base"

#: Fewer points than this are no map of conditions.
_FEWEST_PLACES = 8

#: Measures beyond the main one whose sensitivity is worked out.
_SENSITIVE = 3


class NothingToSayError(Exception):
    """The runs allow no analysis; the message says why."""


@dataclass(frozen=True)
class Counts:
    """What the table holds: finished and failed runs, points, replications, seeds.

    ``missing``: runs the study asks for that are not there (an interrupted study);
    ``failures``: the commonest errors and how often each came, by arm.
    """

    done: int
    failed: int
    points: int
    seeds: int
    failures: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Causes:
    """Mean days by cause, ``parts[arm][key]``, and the measures behind the keys."""

    parts: Mapping[str, Mapping[str, float]]
    measures: Mapping[str, Measure]


@dataclass(frozen=True)
class Findings:
    """What came out.

    ``measures``: those the question is about, the main one first, with the practical
    differences of the study; ``drawn``: whether points were drawn from ranges rather than chosen.
    ``blocked``: points that go together (Morris, Sobol) were joined before intervals were made.
    ``stock``: what the bootstrap of the main measure has to draw from.  ``rests_on``: what
    intervals cover, as :class:`~experiments.study.analysis.precision.Sureness` has it.
    ``conditions``: of all arms at once; ``pairs``: of each arm against the baseline.
    """

    study: Study
    counts: Counts
    measures: Mapping[str, Measure]
    drawn: bool
    blocked: bool
    stock: Stock
    rests_on: frozenset[str]
    levels: Mapping[str, Mapping[str, Estimate]]
    differences: tuple[Paired, ...]
    rankings: tuple[Ranking, ...]
    several: SeveralAims | None
    sensitivities: tuple[Sensitivity, ...]
    contributions: tuple[Contributions, ...]
    conditions: Where | None
    pairs: tuple[tuple[str, Where], ...]
    settings: NDArray[np.float64]
    condition_names: tuple[str, ...]
    main_cube: Cube
    wait_causes: Causes | None
    vacancy_causes: Causes | None

    @property
    def main(self) -> Measure:
        return next(iter(self.measures.values()))

    @property
    def arms(self) -> tuple[str, ...]:
        return self.study.arms

    @property
    def baseline(self) -> str:
        return self.study.baseline

    def differences_of(self, measure: str) -> list[Paired]:
        return [one for one in self.differences if one.measure == measure]

    def ranking_of(self, measure: str) -> Ranking | None:
        return next((one for one in self.rankings if one.measure == measure), None)

    def removed(self) -> tuple[float, float, float] | None:
        """Lowest, middle and highest share of the variance that pairing removed."""
        found = sorted(one.removed for one in self.differences if one.removed is not None)
        if not found:
            return None
        return found[0], float(np.median(found)), found[-1]

    def clear(self) -> list[Paired]:
        """The differences that are clear, and large enough to matter."""
        return [one for one in self.differences if one.verdict in (Verdict.LOWER, Verdict.HIGHER)]


def analyse(
    study: Study,
    runs: pd.DataFrame,
    known: Mapping[str, Measure],
    *,
    threshold: float = 1.0,
    weights: Mapping[str, float] | None = None,
) -> Findings:
    """Work everything out.

    ``known``: the measures of the model by key; ``threshold`` multiplies the practical
    differences; ``weights``: of several aims, by measure, if the user has any.  Raises
    :class:`NothingToSayError` where no run has finished.
    """
    arms = study.arms
    laid = places(runs, arms)
    if not len(laid.rows):
        raise NothingToSayError("no run has finished: there is nothing to analyse")
    measures = {
        key: replace(known[key], practical=study.practical_difference(key) * threshold)
        for key in study.measures
    }
    cubes = {key: laid.cube(runs[key].to_numpy(dtype=float)) for key in measures}
    drawn = study.design.kind in SIZED and len(laid.points) > 1
    joined = {key: _joined(cube, study, laid.points) for key, cube in cubes.items()}
    practical = {key: one.practical for key, one in measures.items()}
    aims = [Aim(key, one.better, one.practical) for key, one in measures.items() if one.better]
    settings, names = _settings(study, runs, laid)
    main = next(iter(measures))
    # Points that differ from the middle in one thing alone are no picture of conditions.
    alone = study.design.kind == ONE_AT_A_TIME
    together = (np.array(laid.points) - 1) // (_block(study) * len(study.bases))

    def seen_at(cube: Cube) -> Where | None:
        return _conditions(measures[main], cube, names, settings, together)

    return Findings(
        study=study,
        counts=_counts(runs, laid),
        measures=measures,
        drawn=drawn,
        blocked=drawn and study.design.kind != LATIN_HYPERCUBE,
        stock=stock(in_all_arms(joined[main].values)[0], drawn=drawn, common=joined[main].common),
        rests_on=_rests_on(joined, drawn),
        levels=levels(joined, drawn=drawn),
        differences=tuple(against_baseline(joined, study.baseline, practical, drawn=drawn)),
        rankings=tuple(_rankings(joined, aims, drawn)),
        several=_several(joined, aims, drawn, weights),
        sensitivities=tuple(_sensitivities(study, cubes, laid, settings)),
        contributions=tuple(_contributions(study, cubes, together if drawn else None)),
        conditions=None if alone else seen_at(cubes[main]),
        pairs=() if alone else tuple(_pairs(study, cubes[main], seen_at)),
        settings=settings,
        condition_names=names,
        main_cube=cubes[main],
        wait_causes=_causes(runs, laid, known, _wait_keys(), drawn),
        vacancy_causes=_causes(runs, laid, known, _vacancy_keys(), drawn),
    )


def used(study: Study) -> list[str]:
    """The measures that an analysis looks at: those of the question, and days by cause."""
    return list(dict.fromkeys([*study.measures, *_wait_keys(), *_vacancy_keys()]))


def _counts(runs: pd.DataFrame, laid: Places) -> Counts:
    failed = runs[runs["status"] != "done"]
    errors = failed.groupby(["arm", "error"], sort=True).size().sort_values(ascending=False)
    listed = tuple((str(arm), str(error), int(count)) for (arm, error), count in errors.items())
    return Counts(
        done=len(laid.rows),
        failed=len(failed),
        points=int(runs["point"].nunique()),
        seeds=int(runs["replication"].nunique()),
        failures=listed[:5],
    )


def _joined(cube: Cube, study: Study, points: Sequence[int]) -> Cube:
    """Points that were drawn together as one: those of a Sobol or Morris block, and a setting
    of the uncertainties in all base scenarios.

    Its points share values, so only whole blocks are a sample of anything.
    """
    size = _block(study) * len(study.bases)
    if size == 1 or study.design.kind not in SIZED or len(cube.points) < 2:
        return cube
    block = (np.array(points) - 1) // size
    numbers = np.unique(block)
    values = np.full((len(cube.arms), len(numbers), len(cube.seeds)), np.nan)
    for place, number in enumerate(numbers):
        values[:, place] = at_points(cube.values[:, block == number].transpose(0, 2, 1))
    return Cube(values, cube.arms, tuple(int(one) for one in numbers), cube.seeds, cube.common)


def _rests_on(cubes: Mapping[str, Cube], drawn: bool) -> frozenset[str]:
    """What intervals cover: those of differences, or of means where there is a single arm.

    What is defined nowhere has no interval that could cover anything.
    """
    found = [
        of_mean(values, drawn=drawn, common=cube.common)
        for cube in cubes.values()
        for values in (cube.values[1:] - cube.values[0] if len(cube.arms) > 1 else cube.values)
    ]
    return frozenset(one.rests_on for one in found if one.estimate.mean is not None)


def _block(study: Study) -> int:
    """How many settings of a design belong together."""
    count = len(study.uncertainties)
    if study.design.kind == MORRIS:
        return count + 1
    if study.design.kind == SOBOL:
        return 2 * count + 2 if study.design.second_order else count + 2
    return 1


def _settings(
    study: Study, runs: pd.DataFrame, laid: Places
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """The conditions of each point, ``[point, condition]``: uncertainties, and the base scenario.

    The base scenario's place in the study's list (from 1) is a condition where there are several.
    """
    first = runs.drop_duplicates("point").set_index("point").loc[list(laid.points)]
    names = [one.name for one in study.uncertainties]
    columns = [first[f"{UNCERTAINTY}{name}"].to_numpy(dtype=float) for name in names]
    if len(study.bases) > 1:
        names.append(BASE)
        columns.append((np.array(laid.points) - 1) % len(study.bases) + 1.0)
    table = np.column_stack(columns) if columns else np.empty((len(laid.points), 0))
    return table, tuple(names)


def _rankings(cubes: Mapping[str, Cube], aims: Sequence[Aim], drawn: bool) -> list[Ranking]:
    found = (
        rank(cubes[aim.measure], aim.measure, aim.better, aim.practical, drawn=drawn)
        for aim in aims
        if len(cubes[aim.measure].arms) > 1
    )
    return [one for one in found if one is not None]


def _several(
    cubes: Mapping[str, Cube],
    aims: Sequence[Aim],
    drawn: bool,
    weights: Mapping[str, float] | None,
) -> SeveralAims | None:
    if len(aims) < 2 or len(next(iter(cubes.values())).arms) < 2:
        return None
    return weigh(cubes, aims, drawn=drawn, weights=weights)


# ---- sensitivity -----------------------------------------------------------------------------


def _sensitivities(
    study: Study, cubes: Mapping[str, Cube], laid: Places, settings: NDArray[np.float64]
) -> list[Sensitivity]:
    """Of the main measure every arm's difference, and the baseline; of others the differences."""
    if not study.uncertainties or len(laid.points) < 2:
        return []
    keys = list(cubes)[:_SENSITIVE]
    found = []
    for key in keys:
        cube = cubes[key]
        wanted = [
            (f"{arm} - {study.baseline}", cube.apart(arm, study.baseline))
            for arm in cube.arms
            if arm != study.baseline
        ]
        if key == keys[0] or len(cube.arms) == 1:
            wanted.append((study.baseline, cube.of(study.baseline)))
        for of, values in wanted:
            one = _sensitivity(study, values, laid, settings, key, of)
            if one is not None:
                found.append(one)
    return found


def _sensitivity(
    study: Study,
    values: NDArray[np.float64],
    laid: Places,
    settings: NDArray[np.float64],
    measure: str,
    of: str,
) -> Sensitivity | None:
    names = [one.name for one in study.uncertainties]
    # Every base scenario meets every setting: what counts is the mean over them.
    rows, x, runs = _by_setting(study, values, laid.points, settings[:, : len(names)])
    kind = study.design.kind
    if kind == ONE_AT_A_TIME:
        return one_at_a_time(names, x, runs, measure=measure, of=of)
    if kind == FACTORIAL and study.seeds == SAME_SEEDS:
        return main_effects(names, x, runs, measure=measure, of=of)
    if kind in (SOBOL, MORRIS):
        whole = np.full((int(rows.max()) + 1, runs.shape[1]), np.nan)
        whole[rows] = runs
        if kind == SOBOL:
            return sobol(
                names,
                whole,
                second_order=study.design.second_order,
                common=laid.common,
                measure=measure,
                of=of,
            )
        from experiments.study.design import cube

        unit = cube(study)
        assert unit is not None
        return morris(
            names,
            np.asarray(unit[: len(whole)]),
            whole[: len(unit)],
            levels=study.design.steps,
            common=laid.common,
            measure=measure,
            of=of,
        )
    return ranks(names, x, at_points(runs), measure=measure, of=of)


def _by_setting(
    study: Study,
    values: NDArray[np.float64],
    points: Sequence[int],
    settings: NDArray[np.float64],
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """The number of each setting, the setting, and its values by seed (mean over bases)."""
    setting = (np.array(points) - 1) // len(study.bases)
    rows, first = np.unique(setting, return_index=True)
    if len(study.bases) == 1:
        return rows, settings, values
    means = np.array([at_points(values[setting == row].T) for row in rows])
    return rows, settings[first], means


def _contributions(
    study: Study, cubes: Mapping[str, Cube], blocks: NDArray[np.intp] | None
) -> list[Contributions]:
    """``blocks[point]``: which points were drawn together; ``None`` if they were chosen."""
    by_lever: dict[str, list[str]] = {lever.name: [] for lever in study.levers}
    for arm in study.arms:
        for lever, level in study.lever_levels(arm).items():
            by_lever[lever].append(level)
    found = (contributions(cube, key, by_lever, blocks=blocks) for key, cube in cubes.items())
    return [one for one in found if one is not None]


# ---- conditions ------------------------------------------------------------------------------


def _conditions(
    measure: Measure,
    cube: Cube,
    names: Sequence[str],
    settings: NDArray[np.float64],
    blocks: NDArray[np.intp],
) -> Where | None:
    if len(np.unique(blocks)) < 2:
        return None
    if not measure.better or not names or len(settings) < _FEWEST_PLACES:
        return None
    # A condition that is not known at some point drops out: it does not vary as far as is known.
    return where(cube, measure.key, names, settings, measure.better, measure.practical, blocks)


def _pairs(
    study: Study, cube: Cube, seen_at: Callable[[Cube], Where | None]
) -> list[tuple[str, Where]]:
    found = []
    for arm in cube.arms:
        if arm == study.baseline:
            continue
        rows = [cube.arms.index(study.baseline), cube.arms.index(arm)]
        two = Cube(cube.values[rows], (study.baseline, arm), cube.points, cube.seeds, cube.common)
        one = seen_at(two)
        if one is not None:
            found.append((arm, one))
    return found


# ---- causes ----------------------------------------------------------------------------------


def _wait_keys() -> list[str]:
    from sim.names import label
    from sim.state import Cause

    return [f"wait_{label(one)}" for one in Cause]


def _vacancy_keys() -> list[str]:
    from sim.names import label
    from sim.state import VacancyCause

    return [f"vacancy_{label(one)}" for one in VacancyCause]


def _causes(
    runs: pd.DataFrame,
    laid: Places,
    known: Mapping[str, Measure],
    keys: Sequence[str],
    drawn: bool,
) -> Causes | None:
    """Mean days by cause of every arm, if the table has them all."""
    there = [key for key in keys if key in runs.columns and key in known]
    if len(there) < len([key for key in keys if key in known]) or not there:
        return None
    means = levels({key: laid.cube(runs[key].to_numpy(dtype=float)) for key in there}, drawn=drawn)
    parts = {
        arm: {key: one.mean for key, one in members.items() if one.mean is not None}
        for arm, members in means.items()
    }
    if not any(parts.values()):
        return None
    return Causes(parts, {key: known[key] for key in there})
