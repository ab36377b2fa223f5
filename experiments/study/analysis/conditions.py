"""Under which local conditions is which arm better, by how much, and where is it undecided?

Each point of the study is a place with its own conditions.  At a point an arm is *better* if it
beats every other arm by more than what matters in practice, and by more than seeds explain: the
interval of each paired difference (with the seed noise pooled over all points, and allowing for
the number of other arms) must be clear of zero.  Else the point is *undecided*.

A small decision tree (scikit-learn) then says in a few clauses which conditions go with which
arm.  It is believed only if it foretells points it has not seen (ten-fold cross-validation)
clearly more often than always naming the commonest verdict does (exact test on the points where
the two disagree; McNemar 1947).

A single wrong label in forty is to be expected at each point, so an arm counts as better
*somewhere* only if chance does not explain it.  Where every point has seeds of its own, points are
independent, and their number tells: it must be more than that chance gives (binomial test).  Where
the same seeds serve every point, their luck may favour one arm at many points at once, and the
number of points tells little.  Then degrees of freedom are those of the seeds, and an arm is better
somewhere if it is so at some point by an interval that allows for the number of points too
(Bonferroni; Dunn 1961, *Multiple comparisons among means*).  That holds however the points
depend on each other, and whatever is true at the other points.  From few seeds it can be told only
of large differences, and from fewer than :data:`FEWEST_DRAWN_ANEW` nothing is said.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import CONFIDENCE, Estimate, estimate, t_quantile
from experiments.study.analysis.cube import Cube, in_all_arms
from experiments.study.analysis.precision import FEWEST_DRAWN_ANEW
from experiments.study.analysis.sensitivity import at_points

#: The label of a point at which no arm is clearly better.
UNDECIDED = ""

#: What the conditions of a study say on the whole.
DEPENDS, ONE, NOWHERE = "depends", "one", "undecided"

#: Fewer points than this, and no rule is looked for.
FEWEST = 20

_FOLDS = 10
_LEAVES = 6
_SEED = 0

#: Points a smooth surface is fitted through at most: it takes time with their third power.
_SURFACE_POINTS = 400
_SURFACE_GRID = 60


@dataclass(frozen=True)
class Labels:
    """The verdict at each point.

    ``points``: which; ``better[point]``: the arm, or :data:`UNDECIDED`; ``margin[point]``: by how
    much the best arm's mean beats the next best (not negative); ``noise_known``: whether there
    are several seeds at points, so that a verdict allows for their luck.  ``common``: how many
    seeds serve every point, ``None`` where each has its own.
    """

    points: NDArray[np.intp]
    better: NDArray[np.object_]
    margin: NDArray[np.float64]
    noise_known: bool
    common: int | None

    @property
    def too_few_seeds(self) -> bool:
        """Whether all points share so few seeds that nothing can be told of all together."""
        return self.common is not None and self.common < FEWEST_DRAWN_ANEW


@dataclass(frozen=True)
class Clause:
    """``condition`` above (else at most) ``threshold``."""

    condition: str
    above: bool
    threshold: float


@dataclass(frozen=True)
class Leaf:
    """A part of the conditions, and what holds there.

    ``points`` of which ``right`` have the verdict ``label``; ``apart``: the first arm's mean
    difference from the second over the leaf's points, in a comparison of two.
    """

    clauses: tuple[Clause, ...]
    label: str
    points: int
    right: int
    apart: Estimate | None


@dataclass(frozen=True)
class Rule:
    """A decision tree, and how it does on points it has not seen.

    ``accuracy``: the share of held-out points it foretells, with its interval; ``naive``: that of
    always naming the commonest verdict, ``commonest``; ``p``: the chance of foretelling so many
    more if it knew no better.  ``found``: whether it is to be believed.
    """

    leaves: tuple[Leaf, ...]
    accuracy: float
    low: float
    high: float
    naive: float
    commonest: str
    p: float
    found: bool
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class Where:
    """Where which of ``arms`` is better in ``measure``.

    ``counts``: points by verdict (arms in order, then undecided); ``somewhere``: the arms that are
    better at some point, beyond what chance explains; ``verdict``: :data:`DEPENDS`, :data:`ONE` or
    :data:`NOWHERE`; ``importance``: of each condition for the differences, strongest first;
    ``typical``: the mean margin of each arm where it is better.
    """

    measure: str
    arms: tuple[str, ...]
    labels: Labels
    counts: tuple[tuple[str, int], ...]
    somewhere: tuple[str, ...]
    verdict: str
    importance: tuple[tuple[str, float], ...]
    typical: tuple[tuple[str, float], ...]
    rule: Rule | None


def labels(cube: Cube, better: str, practical: float) -> Labels:
    """Which arm is better at each point where all are defined; ``better``: "lower" or "higher"."""
    cost = _cost(cube, better)
    defined = ~np.isnan(cost[0])
    common = int(defined.any(axis=0).sum()) if cube.common else None
    means = at_points(cost)
    points = np.flatnonzero(~np.isnan(means).any(axis=0))
    counts = defined.sum(axis=1)
    found: list[str] = []
    margins: list[float] = []
    doubt, noise_known = _doubts(cost, common)
    for point in points:
        here = means[:, point]
        first = int(np.argmin(here))
        others = [arm for arm in range(len(here)) if arm != first]
        leads = here[others] - here[first]
        needed = np.array([doubt[first, other] for other in others]) / np.sqrt(counts[point])
        clear = bool(((leads > practical) & (leads > needed)).all())
        found.append(cube.arms[first] if clear else UNDECIDED)
        margins.append(float(leads.min()))
    return Labels(points, np.array(found, dtype=object), np.array(margins), noise_known, common)


def _cost(cube: Cube, better: str) -> NDArray[np.float64]:
    """The values of runs that are defined in all arms, turned so that lower is better."""
    whole = in_all_arms(cube.values)
    return whole if better == "lower" else -whole


def _doubts(cost: NDArray[np.float64], common: int | None) -> tuple[NDArray[np.float64], bool]:
    """For each pair of arms, the half-width of the interval of one run's difference.

    ``common`` seeds are so many draws of luck, at however many points they were met.
    """
    arms = len(cost)
    doubt = np.zeros((arms, arms))
    replicated = (~np.isnan(cost[0])).sum(axis=1) >= 2
    if not replicated.any():
        return doubt, False
    for one in range(arms):
        for other in range(one + 1, arms):
            apart = cost[one, replicated] - cost[other, replicated]
            defined = ~np.isnan(apart)
            within = int(defined.sum() - replicated.sum())
            rest = apart - at_points(apart)[:, None]
            variance = float(np.nansum(rest**2)) / within
            freedom = within if common is None else common - 1
            confidence = 1.0 - (1.0 - CONFIDENCE) / (arms - 1)
            half = t_quantile(freedom, confidence) * variance**0.5
            doubt[one, other] = doubt[other, one] = half
    return doubt, True


def where(
    cube: Cube,
    measure: str,
    names: Sequence[str],
    settings: NDArray[np.float64],
    better: str,
    practical: float,
    blocks: NDArray[np.intp] | None = None,
) -> Where | None:
    """What ``settings[point, condition]`` (points as in ``cube``) have to do with who is better.

    ``blocks[point]``: which points were drawn together, and must be held out together.  ``None``
    with a single arm or point.
    """
    if len(cube.arms) < 2:
        return None
    judged = labels(cube, better, practical)
    varies = np.flatnonzero(np.ptp(settings, axis=0) > 0.0) if len(settings) else np.zeros(0, int)
    if len(judged.points) < 2 or not len(varies):
        return None
    kept = [names[column] for column in varies.tolist()]
    x = settings[np.ix_(judged.points, varies)]
    means = at_points(cube.values)[:, judged.points]
    apart = means[1:] - means[0]
    found = tuple((name, int((judged.better == name).sum())) for name in (*cube.arms, UNDECIDED))
    rule = None
    if len(judged.points) >= FEWEST:
        two = means[0] - means[1] if len(cube.arms) == 2 else None
        held = judged.points if blocks is None else blocks[judged.points]
        rule = find_rule(kept, x, judged.better, two, held)
    if cube.common:
        somewhere = _somewhere_on_common_seeds(cube, judged, better)
    else:
        somewhere = _somewhere(found[:-1], len(judged.points), judged.noise_known, rule)
    verdict = NOWHERE if not somewhere else ONE if len(somewhere) == 1 else DEPENDS
    return Where(
        measure=measure,
        arms=cube.arms,
        labels=judged,
        counts=found,
        somewhere=somewhere,
        verdict=verdict,
        importance=importance(kept, x, apart.T),
        typical=tuple(
            (name, float(judged.margin[judged.better == name].mean()))
            for name in cube.arms
            if (judged.better == name).any()
        ),
        rule=rule,
    )


def _somewhere(
    counts: Sequence[tuple[str, int]], points: int, noise_known: bool, rule: Rule | None
) -> tuple[str, ...]:
    """The arms better at more points than chance explains, where points have their own seeds.

    Where seed noise is not known (a single seed at each point) only a rule that foretells
    unseen points tells verdicts from luck.
    """
    from scipy.stats import binomtest

    if not noise_known:
        named = {leaf.label for leaf in rule.leaves} if rule is not None and rule.found else set()
        return tuple(name for name, count in counts if name in named and count)
    chance = (1.0 - CONFIDENCE) / 2.0
    rare = (1.0 - CONFIDENCE) / len(counts)
    return tuple(
        name
        for name, count in counts
        if count and binomtest(count, points, chance, alternative="greater").pvalue < rare
    )


def _somewhere_on_common_seeds(cube: Cube, judged: Labels, better: str) -> tuple[str, ...]:
    """The arms better at some point, allowing for all points and for luck they share.

    The noise of a difference is that of its point or that of all points, whichever is larger:
    points with more luck than others would else seem clear, and so would a few seeds that happen
    to agree at one of so many points.
    """
    from scipy.special import stdtr

    if judged.too_few_seeds:
        return ()
    cost = _cost(cube, better)[:, judged.points]
    counts = (~np.isnan(cost[0])).sum(axis=1)
    rare = (1.0 - CONFIDENCE) / 2.0 / len(judged.points) / (len(cube.arms) - 1)

    def sure(arm: int, other: int) -> NDArray[np.bool_]:
        """At which points ``arm`` beats ``other``."""
        apart = cost[other] - cost[arm]
        lead = at_points(apart)
        squares = np.nansum((apart - lead[:, None]) ** 2, axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = np.fmax(squares / (counts - 1), squares.sum() / (counts - 1).sum())
            return np.asarray(stdtr(counts - 1, -lead / np.sqrt(variance / counts)) < rare)

    def somewhere(arm: int) -> bool:
        others = [other for other in range(len(cube.arms)) if other != arm]
        beaten = np.all([sure(arm, other) for other in others], axis=0)
        return bool((beaten & (judged.better == cube.arms[arm])).any())

    return tuple(name for arm, name in enumerate(cube.arms) if somewhere(arm))


# ---- the tree --------------------------------------------------------------------------------


def find_rule(
    names: Sequence[str],
    settings: NDArray[np.float64],
    better: NDArray[np.object_],
    apart: NDArray[np.float64] | None = None,
    blocks: NDArray[np.intp] | None = None,
) -> Rule | None:
    """A small tree from ``settings[point, condition]`` to the verdicts ``better[point]``.

    ``apart[point]``: the difference to report for each leaf; ``blocks[point]``: which points are
    held out together.  ``None`` where all points have the same verdict.
    """
    from scipy.stats import binomtest
    from statsmodels.stats.proportion import proportion_confint

    kinds, codes = np.unique(better.astype(str), return_inverse=True)
    if len(kinds) < 2:
        return None
    held = np.arange(len(codes)) if blocks is None else blocks
    by_tree, by_habit = _foretold(settings, codes, held)
    right, naive = by_tree == codes, by_habit == codes
    gained, lost = int((right & ~naive).sum()), int((~right & naive).sum())
    p = 1.0
    if gained + lost:
        p = float(binomtest(gained, gained + lost, 0.5, alternative="greater").pvalue)
    low, high = proportion_confint(int(right.sum()), len(right), 1.0 - CONFIDENCE, "wilson")
    tree = _tree(len(codes)).fit(settings, codes)
    leaves = _leaves(tree, names, settings, codes, kinds, apart)
    return Rule(
        leaves=leaves,
        accuracy=float(right.mean()),
        low=float(low),
        high=float(high),
        naive=float(naive.mean()),
        commonest=str(kinds[np.argmax(np.bincount(codes))]),
        p=p,
        found=p < 1.0 - CONFIDENCE and len(leaves) > 1,
        conditions=tuple(
            dict.fromkeys(clause.condition for leaf in leaves for clause in leaf.clauses)
        ),
    )


def _tree(points: int) -> Any:
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(
        max_leaf_nodes=_LEAVES,
        max_depth=3,
        min_samples_leaf=max(4, points // 25),
        min_impurity_decrease=0.005,
        random_state=_SEED,
    )


def _foretold(
    settings: NDArray[np.float64], codes: NDArray[np.intp], blocks: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """What trees, and the commonest verdict, say of each point without having seen it."""
    from sklearn.model_selection import KFold

    by_tree, by_habit = np.empty_like(codes), np.empty_like(codes)
    numbers = np.unique(blocks)
    folds = KFold(n_splits=min(_FOLDS, len(numbers)), shuffle=True, random_state=_SEED)
    for _, left_out in folds.split(numbers):
        unseen = np.isin(blocks, numbers[left_out])
        seen = ~unseen
        tree = _tree(int(seen.sum())).fit(settings[seen], codes[seen])
        by_tree[unseen] = tree.predict(settings[unseen])
        by_habit[unseen] = np.argmax(np.bincount(codes[seen]))
    return by_tree, by_habit


def _leaves(
    tree: Any,
    names: Sequence[str],
    settings: NDArray[np.float64],
    codes: NDArray[np.intp],
    kinds: NDArray[Any],
    apart: NDArray[np.float64] | None,
) -> tuple[Leaf, ...]:
    """The leaves of a tree; neighbours that say the same are one."""
    inside = tree.tree_
    label = [int(np.argmax(inside.value[node][0])) for node in range(inside.node_count)]

    def same(node: int) -> int | None:
        """What all leaves below a node say, if they agree."""
        left, right = inside.children_left[node], inside.children_right[node]
        if left < 0:
            return label[node]
        one, other = same(left), same(right)
        return one if one == other else None

    found: list[Leaf] = []

    def walk(node: int, clauses: tuple[Clause, ...], here: NDArray[np.bool_]) -> None:
        said = same(node)
        if said is not None:
            right = int((codes[here] == said).sum())
            there = estimate(apart[here]) if apart is not None else None
            found.append(Leaf(clauses, str(kinds[said]), int(here.sum()), right, there))
            return
        column = int(inside.feature[node])
        threshold = _plain(settings[:, column], float(inside.threshold[node]))
        up = settings[:, column] > threshold
        for side, above in (
            (inside.children_left[node], False),
            (inside.children_right[node], True),
        ):
            more = _narrowed(clauses, Clause(names[column], above, threshold))
            walk(int(side), more, here & (up == above))

    walk(0, (), np.ones(len(codes), dtype=bool))
    return tuple(found)


def _narrowed(clauses: tuple[Clause, ...], new: Clause) -> tuple[Clause, ...]:
    """The clauses with ``new``, which takes the place of a wider one on the same side."""
    kept = tuple(one for one in clauses if (one.condition, one.above) != (new.condition, new.above))
    return (*kept, new)


def _plain(values: NDArray[np.float64], threshold: float) -> float:
    """The roundest number that parts ``values`` as ``threshold`` does."""
    below, above = values[values <= threshold], values[values > threshold]
    if not len(below) or not len(above):
        return threshold
    low, high = float(below.max()), float(above.min())
    for digits in range(1, 12):
        rounded = float(f"{(low + high) / 2:.{digits}g}")
        if low <= rounded < high:
            return rounded
    return threshold


# ---- what matters most, and a smooth surface -------------------------------------------------


def importance(
    names: Sequence[str], settings: NDArray[np.float64], apart: NDArray[np.float64]
) -> tuple[tuple[str, float], ...]:
    """How much worse the differences ``apart[point, arm]`` are foretold without a condition.

    The loss of R² of a random forest on points it has not seen when the values of one
    condition are shuffled (permutation importance, by scikit-learn); strongest first.
    """
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.inspection import permutation_importance
    from sklearn.model_selection import KFold

    spread = apart.std(axis=0)
    moving = spread > 0.0
    if not moving.any() or len(settings) < FEWEST:
        return tuple((name, 0.0) for name in names)
    target = (apart[:, moving] - apart[:, moving].mean(axis=0)) / spread[moving]
    if target.shape[1] == 1:
        target = target.ravel()
    losses = np.zeros(len(names))
    folds = KFold(n_splits=3, shuffle=True, random_state=_SEED)
    for seen, unseen in folds.split(settings):
        forest = RandomForestRegressor(60, min_samples_leaf=3, random_state=_SEED, n_jobs=1)
        forest.fit(settings[seen], target[seen])
        found = permutation_importance(
            forest, settings[unseen], target[unseen], n_repeats=5, random_state=_SEED, n_jobs=1
        )
        losses += found.importances_mean / 3.0
    order = np.argsort(-losses, kind="stable")
    return tuple((names[i], float(losses[i])) for i in order)


@dataclass(frozen=True)
class Surface:
    """A smooth difference over two conditions: ``height[y, x]`` on the grid ``x``, ``y``."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    height: NDArray[np.float64]


def surface(
    across: NDArray[np.float64], up: NDArray[np.float64], apart: NDArray[np.float64]
) -> Surface | None:
    """``apart[point]`` smoothed over two conditions, the others averaged over as they were drawn.

    A Gaussian process with a length for each condition and noise (scikit-learn).  ``None`` where
    nothing varies or there are too few points.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    if len(apart) < FEWEST or np.ptp(apart) == 0.0 or not np.ptp(across) or not np.ptp(up):
        return None
    some = slice(0, _SURFACE_POINTS)
    low = np.array([across.min(), up.min()])
    span = np.array([np.ptp(across), np.ptp(up)])
    places = (np.column_stack([across, up])[some] - low) / span
    level, scale = float(apart.mean()), float(apart.std())
    kernel = ConstantKernel(1.0, (1e-3, 1e3)) * RBF([0.5, 0.5], (0.15, 10.0)) + WhiteKernel(
        0.5, (1e-4, 10.0)
    )
    process = GaussianProcessRegressor(kernel, random_state=_SEED)
    with warnings.catch_warnings():
        # A length at the end of its bounds only says that a condition hardly matters.
        warnings.simplefilter("ignore", ConvergenceWarning)
        process.fit(places, (apart[some] - level) / scale)
    line = np.linspace(0.0, 1.0, _SURFACE_GRID)
    grid = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    height = level + scale * process.predict(grid).reshape(_SURFACE_GRID, _SURFACE_GRID)
    return Surface(low[0] + span[0] * line, low[1] + span[1] * line, height)
