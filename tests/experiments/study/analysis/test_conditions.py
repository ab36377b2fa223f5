"""Where which arm is better: a border that is known, and noise in which there is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from experiments.study.analysis.conditions import (
    DEPENDS,
    NOWHERE,
    ONE,
    UNDECIDED,
    _somewhere,
    _somewhere_on_common_seeds,
    find_rule,
    labels,
    surface,
    where,
)
from experiments.study.analysis.cube import Cube

NAMES = ("turnover", "need mix", "size", "prices")


def place(points: int, seeds: int, effect, noise: float, luck: int = 1, arms: int = 2):
    """Conditions, and arms whose differences from the first are ``effect(settings)[arm]``."""
    generator = np.random.default_rng([31, luck])
    settings = generator.random((points, len(NAMES)))
    base = 100.0 + 10.0 * generator.normal(size=(points, seeds))
    blocks = [base]
    for other in range(1, arms):
        apart = np.asarray(effect(settings, other), dtype=float)[:, None]
        blocks.append(base + apart + noise * generator.normal(size=(points, seeds)))
    names = ("spread", "merged", "third")[:arms]
    cube = Cube(np.array(blocks), names, tuple(range(1, points + 1)), tuple(range(seeds)), False)
    return settings, cube


def border(settings: np.ndarray, _: int) -> np.ndarray:
    """Merged is better (lower) where turnover is high and prices are low."""
    return np.where((settings[:, 0] > 0.4) & (settings[:, 3] < 0.6), -12.0, 9.0)


def test_a_known_border_is_found_and_said_in_few_words() -> None:
    settings, cube = place(150, 3, border, 2.0)
    found = where(cube, "m", NAMES, settings, "lower", 3.0)
    assert found is not None
    assert found.verdict == DEPENDS
    assert set(found.somewhere) == {"spread", "merged"}
    truth = np.where(border(settings, 1) < 0.0, "merged", "spread")
    assert np.mean(found.labels.better == truth) > 0.97
    rule = found.rule
    assert rule is not None
    assert rule.found
    assert rule.accuracy > 0.93
    assert rule.low > rule.naive
    assert rule.conditions == ("turnover", "prices")
    merged = [leaf for leaf in rule.leaves if leaf.label == "merged"]
    assert len(merged) == 1
    thresholds = {(one.condition, one.above): one.threshold for one in merged[0].clauses}
    assert thresholds["turnover", True] == pytest.approx(0.4, abs=0.04)
    assert thresholds["prices", False] == pytest.approx(0.6, abs=0.04)
    # Spread less merged: positive where merged is lower.
    assert merged[0].apart is not None
    assert merged[0].apart.mean == pytest.approx(12.0, abs=0.6)
    assert {name for name, loss in found.importance[:2]} == {"turnover", "prices"}
    assert found.importance[1][1] > 10 * abs(found.importance[2][1])


def test_the_rule_holds_for_points_that_come_later() -> None:
    settings, cube = place(150, 3, border, 2.0)
    found = where(cube, "m", NAMES, settings, "lower", 3.0)
    assert found is not None
    assert found.rule is not None
    later = np.random.default_rng(77).random((2000, len(NAMES)))
    truth = np.where(border(later, 1) < 0.0, "merged", "spread")

    def said(point: np.ndarray) -> str:
        for leaf in found.rule.leaves:
            if all(
                (point[NAMES.index(one.condition)] > one.threshold) == one.above
                for one in leaf.clauses
            ):
                return leaf.label
        raise AssertionError("no leaf holds")

    right = np.mean([said(point) == verdict for point, verdict in zip(later, truth, strict=True)])
    assert right == pytest.approx(found.rule.accuracy, abs=0.05)


def test_pure_noise_is_undecided() -> None:
    verdicts, rules = [], 0
    for luck in range(20):
        settings, cube = place(80, 3, lambda x, _: np.zeros(len(x)), 5.0, luck)
        found = where(cube, "m", NAMES, settings, "lower", 0.0)
        assert found is not None
        verdicts.append(found.verdict)
        rules += found.rule is not None and found.rule.found
    assert verdicts.count(NOWHERE) >= 17  # one in twenty goes astray by chance
    assert verdicts.count(DEPENDS) <= 1
    assert rules <= 3


def test_noise_within_what_matters_is_undecided_without_exception() -> None:
    settings, cube = place(80, 3, lambda x, _: np.zeros(len(x)), 1.0)
    found = where(cube, "m", NAMES, settings, "lower", 5.0)
    assert found is not None
    assert found.counts[-1] == (UNDECIDED, 80)
    assert found.verdict == NOWHERE
    assert found.rule is None


def test_one_arm_better_everywhere() -> None:
    settings, cube = place(60, 3, lambda x, _: np.full(len(x), -20.0), 2.0)
    found = where(cube, "m", NAMES, settings, "lower", 3.0)
    assert found is not None
    assert (found.verdict, found.somewhere) == (ONE, ("merged",))
    assert found.typical[0][1] == pytest.approx(20.0, abs=1.0)
    assert where(cube, "m", NAMES, settings, "higher", 3.0).somewhere == ("spread",)


def test_of_three_arms_the_best_must_beat_both_others() -> None:
    def effect(settings, arm):
        # The third ties with merged where turnover is low: nobody is best there.
        low = settings[:, 0] < 0.5
        return np.where(low, -20.0, -20.0 if arm == 1 else 20.0)

    settings, cube = place(100, 4, effect, 1.0, arms=3)
    found = where(cube, "m", NAMES, settings, "lower", 3.0)
    assert found is not None
    low = settings[:, 0] < 0.5
    assert set(found.labels.better[low]) == {UNDECIDED}
    assert set(found.labels.better[~low]) == {"merged"}


def test_with_a_single_seed_only_a_rule_that_foretells_counts() -> None:
    settings, cube = place(150, 1, border, 2.0)
    found = where(cube, "m", NAMES, settings, "lower", 3.0)
    assert found is not None
    assert not found.labels.noise_known
    assert found.verdict == DEPENDS
    settings, cube = place(80, 1, lambda x, _: np.zeros(len(x)), 5.0)
    nothing = where(cube, "m", NAMES, settings, "lower", 0.0)
    assert nothing is not None
    assert nothing.verdict == NOWHERE


def test_false_alarms_at_single_points_are_as_rare_as_said() -> None:
    wrong = total = 0
    for luck in range(30):
        _, cube = place(100, 4, lambda x, _: np.zeros(len(x)), 5.0, luck)
        found = labels(cube, "lower", 0.0)
        wrong += int((found.better != UNDECIDED).sum())
        total += len(found.better)
    assert wrong / total == pytest.approx(0.05, abs=0.012)


def test_a_point_where_an_arm_failed_is_left_out() -> None:
    _, cube = place(40, 2, border, 1.0)
    cube.values[1, 7] = np.nan
    found = labels(cube, "lower", 3.0)
    assert 7 not in found.points
    assert len(found.points) == 39


def test_thresholds_are_round_and_part_the_points_as_the_tree_does() -> None:
    generator = np.random.default_rng(3)
    settings = generator.random((200, 2)) * 1000.0
    better = np.where(settings[:, 0] > 437.7, "a", "b").astype(object)
    rule = find_rule(("x", "y"), settings, better)
    assert rule is not None
    (leaf,) = [one for one in rule.leaves if one.label == "a"]
    threshold = leaf.clauses[0].threshold
    assert len(f"{threshold:g}") <= 4
    assert leaf.right == leaf.points == int((settings[:, 0] > threshold).sum())


def test_a_smooth_surface_crosses_nothing_at_the_border() -> None:
    generator = np.random.default_rng(5)
    x, y = generator.random(150), generator.random(150)
    found = surface(x, y, 20.0 * (x - 0.5) + generator.normal(size=150))
    assert found is not None
    middle = found.height[30]
    crossing = found.x[np.argmin(np.abs(middle))]
    assert crossing == pytest.approx(0.5, abs=0.06)
    assert surface(x, y, np.zeros(150)) is None


# ---- seeds that all points share -----------------------------------------------------------------


def shared(
    points: int,
    seeds: int,
    share: float,
    luck: int,
    effect=lambda x: np.zeros(len(x)),
    uneven: float = 0.0,
):
    """Two arms, with ``share`` of the noise of their difference common to all points.

    ``uneven``: how much the size of the noise differs between points (standard deviation of its
    logarithm).
    """
    generator = np.random.default_rng([47, points, seeds, luck])
    settings = generator.random((points, len(NAMES)))
    base = 100.0 + 10.0 * generator.normal(size=(points, seeds))
    common, own = generator.normal(size=seeds), generator.normal(size=(points, seeds))
    size = np.exp(uneven * generator.normal(size=points))[:, None]
    noise = size * (share**0.5 * common + (1.0 - share) ** 0.5 * own)
    values = np.array([base, base + effect(settings)[:, None] + noise])
    numbers = tuple(range(1, points + 1))
    return settings, Cube(values, ("spread", "merged"), numbers, tuple(range(seeds)), True)


def called_better_somewhere(cube: Cube) -> tuple[str, ...]:
    """As :func:`where` says it, without the forests that tell which condition matters."""
    return _somewhere_on_common_seeds(cube, labels(cube, "lower", 0.0), "lower")


@pytest.mark.parametrize(("points", "seeds"), [(32, 5), (27, 20)])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 1.0])
@pytest.mark.parametrize("uneven", [0.0, 0.5])
def test_luck_that_points_share_makes_nobody_better_somewhere(
    points: int, seeds: int, share: float, uneven: float
) -> None:
    trials = 300
    wrong = sum(
        bool(called_better_somewhere(shared(points, seeds, share, luck, uneven=uneven)[1]))
        for luck in range(trials)
    )
    assert wrong / trials < 0.05


def test_the_number_of_points_would_tell_of_more_than_there_is() -> None:
    # What the test above is about: the same noise, taken for that of points with their own seeds.
    wrong = 0
    for luck in range(100):
        _, cube = shared(32, 5, 0.6, luck)
        own = replace(cube, common=False)
        found = labels(own, "lower", 0.0)
        counts = [(name, int((found.better == name).sum())) for name in own.arms]
        wrong += bool(_somewhere(counts, 32, found.noise_known, None))
    assert wrong / 100 > 0.1


@pytest.mark.parametrize(("seeds", "size"), [(5, 8.0), (20, 2.0)])
def test_a_true_reversal_is_found_in_spite_of_luck_that_points_share(
    seeds: int, size: float
) -> None:
    def reversal(settings: np.ndarray) -> np.ndarray:
        return np.where(settings[:, 0] < 0.3, -size, size)

    for luck in range(10):
        settings, cube = shared(32, seeds, 0.4, luck, reversal)
        assert set(called_better_somewhere(cube)) == {"spread", "merged"}
    found = where(cube, "m", NAMES, settings, "lower", 0.5)
    assert found is not None
    assert found.verdict == DEPENDS
    truth = np.where(reversal(settings) < 0.0, "merged", "spread")
    assert np.mean(found.labels.better == truth) > 0.9


def test_one_that_is_better_does_not_make_another_one_so() -> None:
    # Half of the points tell clearly of merged; at the others there is luck alone.
    wrong = 0
    for luck in range(200):
        cube = shared(32, 10, 0.5, luck, lambda x: np.where(x[:, 0] < 0.5, -20.0, 0.0))[1]
        found = called_better_somewhere(cube)
        assert "merged" in found
        wrong += "spread" in found
    assert wrong / 200 < 0.05


@pytest.mark.parametrize("seeds", [1, 2, 4])
def test_too_few_common_seeds_tell_of_nobody(seeds: int) -> None:
    settings, cube = shared(40, seeds, 0.4, 1, lambda x: np.where(x[:, 0] < 0.5, -50.0, 50.0))
    found = where(cube, "m", NAMES, settings, "lower", 1.0)
    assert found is not None
    assert found.labels.too_few_seeds
    assert found.labels.common == seeds
    assert (found.verdict, found.somewhere) == (NOWHERE, ())


def test_a_seed_with_which_nothing_is_defined_is_none() -> None:
    _, cube = shared(40, 6, 0.4, 1)
    cube.values[1, :, :2] = np.nan
    assert labels(cube, "lower", 1.0).common == 4


def test_as_many_degrees_of_freedom_as_common_seeds() -> None:
    wrong = 0
    for luck in range(400):
        _, cube = shared(30, 3, 1.0, luck)
        wrong += bool((labels(cube, "lower", 0.0).better != UNDECIDED).all())
    # With all noise common, points agree, and one in twenty studies errs at all of them.
    assert wrong / 400 == pytest.approx(0.05, abs=0.025)
