"""What an outcome, or a difference between arms, leans on.

Which method there is depends on the design the points were made by:

* *Sobol*: shares of the variance over the ranges, alone (first order) and together with all
  others (total), and of two that only act together (second order, where the design was made for
  it), with bootstrap confidence (Saltelli and others 2010, by SALib);
* *Morris*: the mean size of an effect from one end of the range to the other, other things being
  as they may (mu*), and how much that varies (sigma), with bootstrap confidence (Campolongo
  and others 2007, by SALib);
* *one at a time*: the change from the lowest to the highest value, all else as it is;
* *full factorial*: the same, on average over all combinations of the rest (main effects);
* other designs: standardised regression of ranks (Saltelli and Marivoet 1990, by statsmodels):
  the sign is the direction, the square of a coefficient roughly the share of the variance; how
  much all of them explain together says how far that can be trusted.

An outcome at a point is its mean over the seeds.  What luck of the seeds is left in it makes each
Sobol total index and each mu* larger, so these are clear only above what that luck alone would
give (:func:`_floors`).  In a simulation of luck alone, with five seeds, something was clear in 5 %
of trials with seeds of their own and in 0 to 8 % with common ones.

What several levers and the uncertainties together contribute is told from the block of all arms
and points (:func:`contributions`), with intervals by bootstrap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import CONFIDENCE
from experiments.study.analysis.adjustment import adjusted
from experiments.study.analysis.cube import Cube
from experiments.study.analysis.precision import (
    FEWEST_DRAWN_ANEW,
    RESAMPLES,
    filled,
    of_mean,
    p_value,
    random,
)

SOBOL = "sobol"
MORRIS = "morris"
ONE_AT_A_TIME = "one at a time"
MAIN_EFFECTS = "main effects"
RANKS = "ranks"

#: Bootstrap resamples of SALib's confidence, and where their random numbers begin.
_RESAMPLES = 1000
_SEED = 20_110_501

#: How many times an index is worked out of luck alone.
_LUCKS = 200

#: Shares of the variance, one for each source.
Shares = NDArray[np.float64]

#: A share of the variance that is as good as nothing.
_NOTHING = 0.01

#: Fewer points than this for each uncertainty, and a regression says nothing.
_FEWEST_EACH = 3


@dataclass(frozen=True)
class Influence:
    """How much one uncertainty matters.

    ``size`` is the total index (Sobol), mu* (Morris), the change (one at a time, main effects) or
    the coefficient (ranks); ``low`` to ``high`` its 95 per cent interval, where there is one.
    ``alone``, ``alone_low`` and ``alone_high``: the first-order index (Sobol) or nothing;
    ``spread``: sigma (Morris).  ``clear``: whether it is clear of nothing, allowing for how many
    uncertainties there are.
    """

    uncertainty: str
    size: float
    low: float | None
    high: float | None
    clear: bool
    alone: float | None = None
    alone_low: float | None = None
    alone_high: float | None = None
    spread: float | None = None


@dataclass(frozen=True)
class Pair:
    """The share of the variance that two uncertainties have only together (second-order index).

    ``low`` to ``high``: its 95 per cent interval.  ``clear``: whether that is clear of nothing.
    """

    one: str
    other: str
    size: float
    low: float
    high: float
    clear: bool


@dataclass(frozen=True)
class Sensitivity:
    """What ``of`` leans on in ``measure``, strongest first.

    ``of``: an arm, or ``arm - baseline``.  ``explained``: the share of the variance that the
    uncertainties explain one by one (Sobol: sum of first-order indices; ranks: R²).
    ``points``: how many the result rests on, ``dropped``: how many could not be used.
    ``pairs``: strongest first; none unless a Sobol design was made for them.  ``floor``: how large
    the largest index would be in 95 per cent of cases were there nothing but the luck of the seeds
    (Sobol, Morris); ``None`` where too few seeds tell.
    """

    method: str
    measure: str
    of: str
    influences: tuple[Influence, ...]
    explained: float | None
    points: int
    dropped: int
    pairs: tuple[Pair, ...] = ()
    floor: float | None = None

    @property
    def luck_unknown(self) -> bool:
        """Whether there are too few seeds to tell an index from their luck."""
        return self.method in (SOBOL, MORRIS) and self.floor is None

    @property
    def clear(self) -> tuple[Influence, ...]:
        return tuple(one for one in self.influences if one.clear)


def sobol(
    names: Sequence[str],
    values: NDArray[np.float64],
    *,
    second_order: bool,
    common: bool,
    measure: str,
    of: str,
) -> Sensitivity | None:
    """Sobol indices of ``values[point, seed]``, points in the order in which SALib made them.

    ``common``: the same seeds at every point.  A block with a gap is left out whole.  ``None``
    with fewer than two blocks, or where the outcome does not vary.
    """
    from SALib.analyze import sobol as analysis

    size = (2 * len(names) + 2) if second_order else (len(names) + 2)
    means = at_points(values)
    kept = _whole_blocks(means, size)
    outcome = means[kept]
    if len(kept) < 2 * size or np.ptp(outcome) == 0.0:
        return None
    found = analysis.analyze(
        _problem(names),
        outcome,
        calc_second_order=second_order,
        num_resamples=_RESAMPLES,
        conf_level=CONFIDENCE,
        seed=_SEED,
    )
    whole = _base_variance(outcome.reshape(-1, size))

    def of_luck(luck: NDArray[np.float64]) -> tuple[float, float]:
        blocks = luck.reshape(-1, size)
        pairs = largest_pair(blocks, len(names)) if second_order else 0.0
        return largest_total(blocks, len(names)) / whole, pairs / whole

    floor, floor_of_pairs = _floors(values[kept], common, of_luck) or (None, None)
    influences = [
        Influence(
            uncertainty=name,
            size=float(found["ST"][i]),
            low=float(found["ST"][i] - found["ST_conf"][i]),
            high=float(found["ST"][i] + found["ST_conf"][i]),
            clear=_above(found["ST"][i], floor)
            and bool(found["ST"][i] - found["ST_conf"][i] > _NOTHING),
            alone=float(found["S1"][i]),
            alone_low=float(found["S1"][i] - found["S1_conf"][i]),
            alone_high=float(found["S1"][i] + found["S1_conf"][i]),
        )
        for i, name in enumerate(names)
    ]
    return Sensitivity(
        SOBOL,
        measure,
        of,
        _strongest(influences),
        float(found["S1"].sum()),
        len(kept),
        len(values) - len(kept),
        _pairs(names, found, floor_of_pairs) if second_order else (),
        floor,
    )


def _base_variance(blocks: NDArray[np.float64]) -> float:
    """The variance of ``blocks[block, point]`` that indices are shares of: of both base samples."""
    return float(blocks[:, [0, -1]].var())


def largest_total(blocks: NDArray[np.float64], count: int) -> float:
    """The largest of ``count`` total effects in ``blocks[block, point]``, as a variance."""
    changed = blocks[:, 1 : 1 + count] - blocks[:, :1]
    return float((0.5 * (changed**2).mean(axis=0)).max())


def largest_pair(blocks: NDArray[np.float64], count: int) -> float:
    """The largest of the second-order effects in ``blocks[block, point]``, as a variance."""
    from SALib.analyze.sobol import second_order

    whole = _base_variance(blocks)
    if count < 2 or not whole > 0.0:
        return 0.0
    # In the unit of the luck itself: SALib takes a very small variance for none.
    first, *rest = (blocks - blocks.mean()).T / whole**0.5
    one_of_other, other_of_one, last = rest[:count], rest[count:-1], rest[-1]
    shares = [
        float(second_order(first, one_of_other[i], one_of_other[j], other_of_one[i], last))
        for i, j in combinations(range(count), 2)
    ]
    return max(shares) * whole


def _pairs(
    names: Sequence[str], found: Mapping[str, NDArray[np.float64]], floor: float | None
) -> tuple[Pair, ...]:
    """Second-order indices of every two uncertainties; ``floor``: what luck alone would give."""
    pairs = []
    for i, j in combinations(range(len(names)), 2):
        size, doubt = float(found["S2"][i, j]), float(found["S2_conf"][i, j])
        low, high = size - doubt, size + doubt
        clear = _above(size, floor) and low > _NOTHING
        pairs.append(Pair(names[i], names[j], size, low, high, clear))
    return tuple(sorted(pairs, key=lambda pair: -pair.size))


def morris(
    names: Sequence[str],
    settings: NDArray[np.float64],
    values: NDArray[np.float64],
    *,
    levels: int,
    common: bool,
    measure: str,
    of: str,
) -> Sensitivity | None:
    """Elementary effects of ``values[point, seed]`` at ``settings[point, uncertainty]``.

    ``levels``: of the grid.  ``common``: the same seeds at every point.  A trajectory with a gap
    is left out whole; ``None`` with fewer than two.
    """
    from SALib.analyze import morris as analysis

    size = len(names) + 1
    means = at_points(values)
    kept = _whole_blocks(means, size)
    if len(kept) < 2 * size:
        return None
    found = analysis.analyze(
        _problem(names),
        settings[kept],
        means[kept],
        num_levels=levels,
        num_resamples=_RESAMPLES,
        conf_level=CONFIDENCE,
        seed=_SEED,
    )
    steps = np.diff(settings[kept].reshape(-1, size, len(names)), axis=1)

    def of_luck(luck: NDArray[np.float64]) -> tuple[float]:
        return (largest_effect(steps, luck.reshape(-1, size)),)

    (floor,) = _floors(values[kept], common, of_luck) or (None,)
    star, doubt = np.asarray(found["mu_star"]), np.asarray(found["mu_star_conf"])
    influences = [
        Influence(
            uncertainty=name,
            size=float(star[i]),
            low=float(max(0.0, star[i] - doubt[i])),
            high=float(star[i] + doubt[i]),
            clear=_above(star[i], floor) and bool(star[i] - doubt[i] > 0.1 * star.max()),
            spread=float(np.asarray(found["sigma"])[i]),
        )
        for i, name in enumerate(names)
    ]
    dropped = len(values) - len(kept)
    return Sensitivity(
        MORRIS, measure, of, _strongest(influences), None, len(kept), dropped, floor=floor
    )


def largest_effect(steps: NDArray[np.float64], trajectories: NDArray[np.float64]) -> float:
    """The largest mu* of ``trajectories[trajectory, point]``.

    ``steps[trajectory, step, uncertainty]``: how far each setting moves; one moves in each step.
    """
    moved = steps != 0.0
    effects = np.abs(np.diff(trajectories, axis=1)) / np.abs(steps).sum(axis=2)
    return float((effects[:, :, None] * moved).sum(axis=(0, 1)).max() / len(trajectories))


def _above(size: float, floor: float | None) -> bool:
    """Whether an index is larger than luck would make it; never where that is not known."""
    return floor is not None and float(size) > floor


def _floors(
    values: NDArray[np.float64],
    common: bool,
    largest: Callable[[NDArray[np.float64]], tuple[float, ...]],
) -> tuple[float, ...] | None:
    """What the luck of the seeds alone would hardly make the largest index exceed.

    ``largest(luck[point])``: the largest index of all uncertainties (of each kind of index) if the
    mean at each point were luck alone; being the largest, it allows for how many there are.
    ``None`` with too few seeds at most points to tell.
    """
    if np.median((~np.isnan(values)).sum(axis=1)) < FEWEST_DRAWN_ANEW:
        return None
    found = [largest(luck) for luck in _luck_alone(values, common)]
    return tuple(float(one) for one in np.quantile(found, CONFIDENCE, axis=0))


def _luck_alone(values: NDArray[np.float64], common: bool) -> Iterator[NDArray[np.float64]]:
    """Means over seeds at each point as they might be if no uncertainty had any effect.

    What runs have beside the mean of their point is weighed by normal numbers (a multiplier
    bootstrap), so scaled that the variance is that of the mean.  Where all points share
    their seeds they share the weights: what a seed does to both ends of an effect falls out of it,
    and what it does to many effects at once stays together.
    """
    defined = ~np.isnan(values)
    count = defined.sum(axis=1)
    beside = np.where(defined, values - at_points(values)[:, None], 0.0)
    # A single run at a point tells nothing of luck: there it is left out.
    beside /= np.sqrt(count * np.maximum(count - 1, 1))[:, None]
    generator = np.random.default_rng(_SEED)
    shape = (1 if common else len(values), values.shape[1])
    for _ in range(_LUCKS):
        yield np.asarray((beside * generator.normal(size=shape)).sum(axis=1))


def ranks(
    names: Sequence[str],
    settings: NDArray[np.float64],
    outcome: NDArray[np.float64],
    *,
    measure: str,
    of: str,
) -> Sensitivity | None:
    """Standardised regression of the ranks of ``outcome[point]`` on those of ``settings``.

    ``None`` with too few points for the number of uncertainties, or nothing that varies.
    """
    from scipy.stats import rankdata
    from statsmodels.api import OLS

    defined = ~np.isnan(outcome)
    varies = np.ptp(settings[defined], axis=0) > 0.0 if defined.any() else np.zeros(0, dtype=bool)
    columns = np.flatnonzero(varies)
    count = int(defined.sum())
    if not len(columns) or count < _FEWEST_EACH * len(columns) + 2:
        return None
    if np.ptp(outcome[defined]) == 0.0:
        return None
    x = _standard(rankdata(settings[defined][:, columns], axis=0))
    y = _standard(rankdata(outcome[defined]))
    fitted = OLS(y, x).fit()
    between = fitted.conf_int(alpha=1.0 - CONFIDENCE)
    raised = adjusted([float(one) for one in fitted.pvalues])
    influences = [
        Influence(
            uncertainty=names[column],
            size=float(fitted.params[i]),
            low=float(between[i][0]),
            high=float(between[i][1]),
            clear=(p := raised[i]) is not None and p < 1.0 - CONFIDENCE,
        )
        for i, column in enumerate(columns.tolist())
    ]
    return Sensitivity(
        RANKS,
        measure,
        of,
        _strongest(influences),
        float(fitted.rsquared),
        count,
        int(len(outcome) - count),
    )


def one_at_a_time(
    names: Sequence[str],
    settings: NDArray[np.float64],
    values: NDArray[np.float64],
    *,
    measure: str,
    of: str,
) -> Sensitivity | None:
    """The change of ``values[point, seed]`` from the lowest to the highest of each uncertainty.

    The middle is the point that most others differ from in a single uncertainty.  Intervals are
    over common seeds.
    """
    middle = _middle(settings)
    if middle is None:
        return None
    differs = _differs(settings, settings[middle])
    influences = []
    for column, name in enumerate(names):
        alone = np.flatnonzero(differs[:, column] & (differs.sum(axis=1) == 1))
        if not len(alone):
            continue
        line = alone[np.argsort(settings[alone, column], kind="stable")]
        # A single other value is set against the middle.
        first = line[0] if len(line) > 1 else middle
        influences.append(_change(name, values[line[-1]] - values[first]))
    return _changes(ONE_AT_A_TIME, influences, len(settings), measure, of)


def main_effects(
    names: Sequence[str],
    settings: NDArray[np.float64],
    values: NDArray[np.float64],
    *,
    measure: str,
    of: str,
) -> Sensitivity | None:
    """The change of ``values[point, seed]`` from the lowest to the highest of each uncertainty.

    Means over all points of a full factorial that have the value; intervals are over common
    seeds.  ``None`` where no seed has all points, or nothing varies.
    """
    whole = values[:, ~np.isnan(values).any(axis=0)]
    influences = []
    for column, name in enumerate(names):
        low, high = settings[:, column].min(), settings[:, column].max()
        if not low < high or not whole.shape[1]:
            continue
        ends = [whole[settings[:, column] == end].mean(axis=0) for end in (low, high)]
        influences.append(_change(name, ends[1] - ends[0]))
    return _changes(MAIN_EFFECTS, influences, len(settings), measure, of)


def _change(name: str, apart: NDArray[np.float64]) -> tuple[Influence, float | None] | None:
    """What differences between both ends of a range, one for each seed, tell; with its p value."""
    found = of_mean(apart[None, :], drawn=False, common=True)
    change = found.estimate
    if change.mean is None:
        return None
    return Influence(name, change.mean, change.low, change.high, clear=False), p_value(found)


def _changes(
    method: str,
    found: Sequence[tuple[Influence, float | None] | None],
    points: int,
    measure: str,
    of: str,
) -> Sensitivity | None:
    """Changes from end to end, clear allowing for how many they are; ``None`` if there are none."""
    changes = [one for one in found if one is not None]
    if not changes:
        return None
    raised = adjusted([p for _, p in changes])
    influences = [
        replace(one, clear=p is not None and p < 1.0 - CONFIDENCE)
        for (one, _), p in zip(changes, raised, strict=True)
    ]
    return Sensitivity(method, measure, of, _strongest(influences), None, points, 0)


def _differs(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where settings differ; ``nan`` is a value of its own (as the base scenario has it)."""
    return np.asarray((one != other) & ~(np.isnan(one) & np.isnan(other)))


def _middle(settings: NDArray[np.float64]) -> int | None:
    if len(settings) < 2:
        return None
    neighbours = [int((_differs(settings, one).sum(axis=1) == 1).sum()) for one in settings]
    return int(np.argmax(neighbours)) if max(neighbours) > 0 else None


def _strongest(influences: Sequence[Influence]) -> tuple[Influence, ...]:
    return tuple(sorted(influences, key=lambda one: -abs(one.size)))


def _problem(names: Sequence[str]) -> dict[str, object]:
    return {
        "num_vars": len(names),
        "names": list(names),
        "bounds": [[0.0, 1.0]] * len(names),
    }


def _whole_blocks(outcome: NDArray[np.float64], size: int) -> NDArray[np.intp]:
    """The places in ``outcome`` that all blocks of ``size`` without a gap have."""
    blocks = outcome[: len(outcome) // size * size].reshape(-1, size)
    return np.flatnonzero(np.repeat(~np.isnan(blocks).any(axis=1), size))


def _standard(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((columns - columns.mean(axis=0)) / columns.std(axis=0))


# ---- levers and uncertainties together ----------------------------------------------------


@dataclass(frozen=True)
class Contributions:
    """Where the variance of a measure over all arms and points comes from; shares sum to 1.

    ``levers``: what each lever explains alone, on average over everything else; ``together``:
    what levers explain only in combination; ``uncertainties``: what all of them explain on
    average over the arms; ``interplay``: that an arm does better at some points than at others,
    chance included.  ``intervals``: the 95 per cent interval of each share, levers by name and the
    rest as their fields are called; empty where there is too little to draw anew.
    """

    measure: str
    levers: Mapping[str, float]
    together: float
    uncertainties: float
    interplay: float
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def contributions(
    cube: Cube,
    measure: str,
    levers: Mapping[str, Sequence[str]],
    *,
    blocks: NDArray[np.intp] | None = None,
) -> Contributions | None:
    """Split the variance of a measure; ``levers[lever]`` is its level in each arm.

    ``None`` with a single arm or point, or where nothing varies.  What a lever explains alone
    is told only where every combination of levels is an arm; else it counts as together.
    ``blocks[point]``: which points were drawn together; ``None`` if they were chosen.
    """
    means = at_points(cube.values)
    whole = np.asarray(~np.isnan(means).any(axis=0))
    table = means[:, whole]
    if len(table) < 2 or table.shape[1] < 2 or not np.ptp(table) > 0.0:
        return None
    split = _Split.of(levers)
    even = np.full(table.shape[1], 1.0 / table.shape[1])
    shares = split(table, even).tolist()
    between = _intervals(cube, split, whole, blocks)
    return Contributions(
        measure=measure,
        levers=dict(zip(levers, shares[: len(levers)], strict=True)),
        intervals=dict(zip((*levers, *_REST), between, strict=True)) if between else {},
        **dict(zip(_REST, shares[len(levers) :], strict=True)),
    )


#: What the variance is split into beside what each lever explains alone.
_REST = ("together", "uncertainties", "interplay")


@dataclass(frozen=True)
class _Split:
    """Splits the variance of ``table[arm, point]``; ``members[lever][level]`` are arms."""

    members: tuple[tuple[tuple[int, ...], ...], ...]
    complete: bool

    @classmethod
    def of(cls, levers: Mapping[str, Sequence[str]]) -> _Split:
        members = tuple(
            tuple(
                tuple(arm for arm, one in enumerate(levels) if one == level)
                for level in dict.fromkeys(levels)
            )
            for levels in levers.values()
        )
        return cls(members, _every_combination(levers))

    def __call__(self, table: NDArray[np.float64], weights: NDArray[np.float64]) -> Shares:
        """The shares of each lever, and of :data:`_REST`; ``weights[point]`` sum to 1."""
        by_arm = table @ weights
        level = by_arm.mean()
        whole = float((((table - level) ** 2) @ weights).mean())
        if not whole > 0.0:
            return np.zeros(len(self.members) + len(_REST))
        arms = float(by_arm.var()) / whole
        points = float(((table.mean(axis=0) - level) ** 2) @ weights) / whole
        alone = [
            float(np.var([by_arm[list(one)].mean() for one in members])) / whole
            if self.complete
            else 0.0
            for members in self.members
        ]
        together = max(0.0, arms - sum(alone))
        return np.array([*alone, together, points, max(0.0, 1.0 - arms - points)])


def _intervals(
    cube: Cube, split: _Split, whole: NDArray[np.bool_], blocks: NDArray[np.intp] | None
) -> list[tuple[float, float]] | None:
    """The interval of each share, by a bootstrap of whole blocks of points and whole seeds.

    ``blocks[point]``: which points were drawn together, ``None`` if they were chosen.  Seeds are
    drawn anew where all points share them; ``None`` where there are too few of either.  Resampling
    adds about as much chance as the runs have, which lowers the other shares; the basic
    interval (scipy), which takes that off again, covers more often than percentiles.  In a
    simulation it covered in 91 to 95 % of trials with seeds of their own, in 89 % with twenty
    common seeds and in 82 % with five.
    """
    from scipy.stats import bootstrap

    values = cube.values[:, whole]
    points, seeds = values.shape[1:]
    member = np.zeros(points, dtype=np.intp)
    samples: list[NDArray[np.intp]] = []
    if blocks is not None:
        numbers, member = np.unique(blocks[whole], return_inverse=True)
        samples.append(np.arange(len(numbers)))
    if cube.common:
        samples.append(np.flatnonzero((~np.isnan(values)).any(axis=(0, 1))))
    if not samples or min(len(one) for one in samples) < FEWEST_DRAWN_ANEW:
        return None
    gapless = np.array([filled(one) for one in values]) if cube.common else at_points(values)

    def shares(*drawn_anew: NDArray[np.intp]) -> Shares:
        weights = np.full(points, 1.0 / points)
        if blocks is not None:
            times = np.bincount(drawn_anew[0].astype(np.intp), minlength=len(samples[0]))[member]
            weights = times / times.sum()
        if not cube.common:
            return split(gapless, weights)
        by_seed = np.bincount(drawn_anew[-1].astype(np.intp), minlength=seeds)
        return split(gapless @ (by_seed / by_seed.sum()), weights)

    found = bootstrap(
        samples,
        shares,
        n_resamples=RESAMPLES,
        confidence_level=CONFIDENCE,
        vectorized=False,
        method="basic",
        **random(0),
    ).confidence_interval
    return [
        (float(np.clip(low, 0.0, 1.0)), float(np.clip(high, 0.0, 1.0)))
        for low, high in zip(found.low, found.high, strict=True)
    ]


def _every_combination(levers: Mapping[str, Sequence[str]]) -> bool:
    if not levers:
        return False
    combinations = list(zip(*levers.values(), strict=True))
    possible = int(np.prod([len(set(levels)) for levels in levers.values()]))
    return len(set(combinations)) == len(combinations) == possible


def at_points(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean over seeds, ``[..., point]``; ``nan`` where no run is defined."""
    defined = ~np.isnan(values)
    counts = defined.sum(axis=-1)
    sums = np.where(defined, values, 0.0).sum(axis=-1)
    return np.divide(sums, counts, out=np.full(counts.shape, np.nan), where=counts > 0)
