"""P7, no organisation is best everywhere: a study of local conditions, then a test on fresh seeds.

The study (``order-of-organisations-small`` in the box) lets a few organisations meet every
combination of local conditions at the ends of plausible ranges.  For each of its measures, which
the file names before anything is run, every two organisations are set against each other at every
point: one is better there if it is so beyond the practical threshold and beyond seed noise.

Whoever looks at so many pairs and points finds an order reversed somewhere by luck.  So the study
only *proposes*: of all pairs the one, and of all points the two, at which the smaller of the two
opposite differences is largest.  Whether the order is reversed there is then tested on seeds that
the study has not used.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.statistics import Verdict
from experiments.validation.description import Claim, Pair, Pattern, Setting, on_top
from experiments.validation.patterns import NOTHING_BETWEEN_UNITS

if TYPE_CHECKING:
    from experiments.study.description import Study
    from experiments.study.design import Point
    from experiments.study.points import Inputs, Resolver
    from sim import Scenario

NAME = "P7"

#: The study in the box that ``validate`` looks through; the full one has the name without "small".
STUDY = "order-of-organisations-small"

#: Seeds of the test begin so far after those of the study.
FRESH = 1_000_000


@dataclass(frozen=True)
class StudyArm:
    """An organisation at a point of a study."""

    title: str
    resolver: Resolver
    inputs: Inputs

    def load(self, setting: Setting | None = None) -> Scenario:
        """Its scenario; what ``setting`` says comes before what the point says."""
        if setting is None:
            return self.resolver.scenario(self.inputs)
        wanted = list(setting.settings)
        if setting.one_case_system:
            units = self.load().organisation.units
            wanted += [f"organisation.units.{one.name}.case_systems=[common]" for one in units]
        settings = [one.split("=", 1) for one in on_top(self.inputs.texts, wanted)]
        texts = tuple((key, value) for key, value in settings)
        return self.resolver.scenario(replace(self.inputs, settings=texts))


@dataclass(frozen=True)
class Order:
    """How often each of two organisations is better in ``measure``, over the points of a study.

    ``by_condition``: the same for the points of each level of each condition.
    """

    measure: str
    first: str
    second: str
    first_better: int
    second_better: int
    undecided: int
    by_condition: tuple[tuple[str, str, int, int, int], ...]


@dataclass(frozen=True)
class Reversal:
    """Two points at which the order of two organisations is reversed, as the study has it."""

    measure: str
    first: str
    second: str
    first_better_at: int
    second_better_at: int
    smaller: float


@dataclass(frozen=True)
class Looked:
    """What the study shows: all orders, the reversal proposed for each measure, the points."""

    study: Study
    orders: tuple[Order, ...]
    proposed: tuple[Reversal | None, ...]
    conditions: dict[int, str]
    runs: int


def look(
    file: Path,
    *,
    replications: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    report: Callable[[int, int], None] | None = None,
) -> tuple[Looked, Pattern]:
    """Run the study in ``file``; what it shows, and the pattern that is to be tested.

    Raises ``ScenarioError`` if the file is wrong, ``RuntimeError`` if a run fails.
    """
    from experiments.runner import replicate
    from experiments.study import design
    from experiments.study.analysis.cube import Cube
    from experiments.study.checking import checked
    from experiments.study.points import unpack
    from experiments.study.reading import read_study
    from experiments.validation.running import demand_whole

    study, resolver = checked(read_study(file), file.parent)
    count = study.replications.most if replications is None else replications
    points = list(design.points(study))
    scenarios = {}
    for point in points:
        for arm, cell in resolver.cells(point).items():
            if cell.error:
                raise RuntimeError(f"{file.name}, point {point.number}, {arm}: {cell.error}")
            scenarios[f"{point.number} {arm}"] = unpack(cell.packed)
    outcome = replicate(
        scenarios,
        replications=count,
        seed=study.seed if seed is None else seed,
        threads=threads,
        report=report,
    )
    demand_whole(outcome)
    orders: list[Order] = []
    proposed: list[Reversal | None] = []
    for measure in study.measures:
        values = np.array(
            [
                [outcome.values(f"{point.number} {arm}", measure) for point in points]
                for arm in study.arms
            ]
        )
        numbers = tuple(point.number for point in points)
        cube = Cube(values, study.arms, numbers, outcome.seeds, common=True)
        of_measure, best = _of(cube, measure, study, points)
        orders += of_measure
        proposed.append(best)
    told = {point.number: _conditions(study, point) for point in points}
    looked = Looked(study, tuple(orders), tuple(proposed), told, len(scenarios) * count)
    return looked, _pattern(looked, resolver, points)


def _of(
    cube: object, measure: str, study: Study, points: Sequence[Point]
) -> tuple[list[Order], Reversal | None]:
    """Every two organisations against each other, and the clearest reversal among them."""
    from experiments.study.analysis.conditions import UNDECIDED, labels
    from experiments.study.analysis.cube import Cube
    from sim.measures import MEASURES

    assert isinstance(cube, Cube)
    orders, best = [], None
    for one, other in itertools.combinations(study.arms, 2):
        two = Cube(
            np.stack([cube.of(one), cube.of(other)]), (one, other), cube.points, cube.seeds, True
        )
        found = labels(
            two, MEASURES[measure].better or "lower", study.practical_difference(measure)
        )
        here = [cube.points[place] for place in found.points]
        better = dict(zip(here, map(str, found.better), strict=True))
        margin = dict(zip(here, found.margin.tolist(), strict=True))
        counts = Counter(better.values())
        orders.append(
            Order(
                measure,
                one,
                other,
                counts[one],
                counts[other],
                counts[UNDECIDED],
                tuple(_by_condition(study, points, better, one, other)),
            )
        )
        clearest = {
            arm: max(
                ((margin[point], -point) for point, name in better.items() if name == arm),
                default=None,
            )
            for arm in (one, other)
        }
        ahead, behind = clearest[one], clearest[other]
        if ahead is not None and behind is not None:
            smaller = min(ahead[0], behind[0])
            if best is None or smaller > best.smaller:
                best = Reversal(measure, one, other, -ahead[1], -behind[1], smaller)
    return orders, best


def _by_condition(
    study: Study, points: Sequence[Point], better: dict[int, str], one: str, other: str
) -> list[tuple[str, str, int, int, int]]:
    rows = []
    for column, condition in enumerate(study.uncertainties):
        for value in dict.fromkeys(point.values[column] for point in points):
            here = [
                better[point.number]
                for point in points
                if point.values[column] == value and point.number in better
            ]
            counts = Counter(here)
            rest = len(here) - counts[one] - counts[other]
            shown = condition.shown(value)
            rows.append((condition.name, shown, counts[one], counts[other], rest))
    return rows


def _conditions(study: Study, point: Point) -> str:
    """A point in words."""
    return ", ".join(
        f"{condition.name} {condition.shown(value)}"
        for condition, value in zip(study.uncertainties, point.values, strict=True)
    )


def _pattern(looked: Looked, resolver: Resolver, points: Sequence[Point]) -> Pattern:
    """The reversals proposed, as pairs to be tested: each at two points, with opposite signs."""
    from sim.measures import MEASURES

    by_number = {point.number: point for point in points}
    pairs = []
    for found in looked.proposed:
        if found is None:
            continue
        lower_is_better = (MEASURES[found.measure].better or "lower") == "lower"
        for number, second_better in (
            (found.first_better_at, False),
            (found.second_better_at, True),
        ):
            point = by_number[number]
            where = looked.conditions[number]
            expected = Verdict.LOWER if second_better == lower_is_better else Verdict.HIGHER
            first, second = (
                StudyArm(title, resolver, resolver.inputs(point, arm))
                for arm, title in (
                    (found.first, found.first),
                    (found.second, f"{found.second} ({where})"),
                )
            )
            pairs.append(
                Pair(
                    first,
                    second,
                    (Claim(found.measure, expected),),
                    (NOTHING_BETWEEN_UNITS,),
                    beside=("wait_queue", "wait_hand_over", "wait_bounce", "wait_meeting"),
                )
            )
    return Pattern(
        NAME,
        "No organisation is best everywhere",
        "At equal resources, on one measure named in advance, there are two local conditions "
        "inside plausible ranges under which the order of two organisations is opposite, both "
        "times beyond the practical threshold.",
        "NOVA 5/2011 §8; the summary of the Housing Bank",
        tuple(pairs),
    )
