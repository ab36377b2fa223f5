"""P7, no organisation is best everywhere: a study of local conditions, then a test on fresh seeds.

The study (``order-of-organisations-small`` in the box) lets a few organisations meet every
combination of local conditions at the ends of plausible ranges.  For each of its measures, which
the file names before anything is run, every two organisations are set against each other at every
point: one is better there if it is so beyond the practical threshold and beyond seed noise.

Whoever looks at so many pairs and points finds an order reversed somewhere by luck.  So the study
only *proposes*: of all pairs the one, and of all points the two, at which the smaller of the two
opposite differences is largest.  Whether the order is reversed there is then tested on seeds that
the study has not used.

Where no order is reversed in a measure, the pair and the two points that are nearest to it are
looked at on the same fresh seeds, with what might stand in the way the same for both, to find out
why.  Nothing of that enters the verdict.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.statistics import Verdict
from experiments.validation.description import Claim, Pair, Pattern, Setting, on_top
from experiments.validation.patterns import EVERYBODY_KNOWS, NOTHING_BETWEEN_UNITS

if TYPE_CHECKING:
    from experiments.study.analysis.cube import Cube
    from experiments.study.description import Study
    from experiments.study.design import Point
    from experiments.study.points import Inputs, Resolver
    from sim import Scenario

NAME = "P7"

#: The study in the box that ``validate`` looks through; the full one has the name without "small".
STUDY = "order-of-organisations-small"

#: Seeds of the test begin so far after those of the study.
FRESH = 1_000_000

SAID = (
    "At equal resources, on one measure named in advance, there are two local conditions inside "
    "plausible ranges under which the order of two organisations is opposite, both times beyond "
    "the practical threshold."
)
SOURCE = "NOVA 5/2011 §8; the summary of the Housing Bank"

#: Measures that help to see why, where an order is reversed, and where it nearly is.
BESIDE = ("wait_queue", "wait_hand_over", "wait_bounce", "wait_meeting")
BESIDE_NEAREST = (
    "decision_wait",
    "home_within_year",
    "needs_missed",
    "loans_per_year",
    "relets",
)

_KNOWING = "everybody knowing every instrument and seeing every need"
_DWELLINGS = (
    "twice as many municipal dwellings (42 per 1000 inhabitants; the four towns have 19 to 26)"
)

#: What might stand in the way of a reversal, and is set alike to see whether it does.
IN_THE_WAY = (
    Setting(_KNOWING, EVERYBODY_KNOWS),
    Setting(_DWELLINGS, dwellings=2),
    Setting("both at once", EVERYBODY_KNOWS, dwellings=2),
)

#: What the definition of a measure, and the rules, let one expect of reversals in it.
BY_THE_RULES = {
    "home_wait": "Whoever gets no home by help counts the whole 730 days of this wait, and that is "
    "most: dwellings that become free are nearly as many under any organisation, and few. A "
    "decision a month sooner, of which only those have anything who get a home, is worth some ten "
    "days of it; one home by help fewer in a hundred costs six. So what tells organisations apart "
    "is not who decides soonest, but where loans are heard of beside the list; and they are heard "
    "of most where most lies in the same hands, in a small town as in a large one. To be sooner "
    "shows only where neither is in the way.",
    "package_wait": "Whoever gets no home, or has a need that nobody sees, counts the whole 730 "
    "days of this wait, however soon all else is decided; one such household more in a hundred "
    "costs some six days. So what is seen weighs more than what is soon, and an order turns only "
    "where the difference in what is seen turns too, or is small.",
}


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
        wanted = on_top(self.inputs.texts, setting.on(self.load()))
        settings = [one.split("=", 1) for one in wanted]
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
    """What the study shows: all orders, the reversal proposed for each measure, the points.

    ``nearest``: for each measure in which none is, what comes nearest to one (``None`` where one
    organisation is better at every point); ``nearly``: the pairs to be looked at there.
    """

    study: Study
    orders: tuple[Order, ...]
    proposed: tuple[Reversal | None, ...]
    nearest: tuple[Reversal | None, ...]
    conditions: dict[int, str]
    runs: int
    nearly: Pattern


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
    nearest: list[Reversal | None] = []
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
        nearest.append(_nearest(cube, measure) if best is None else None)
    told = {point.number: _conditions(study, point) for point in points}

    def pattern(found: Sequence[Reversal | None], **of_pair: Any) -> Pattern:
        pairs = (
            pair for one in found if one for pair in _pairs(one, told, resolver, points, **of_pair)
        )
        return Pattern(NAME, "No organisation is best everywhere", SAID, SOURCE, tuple(pairs))

    looked = Looked(
        study,
        tuple(orders),
        tuple(proposed),
        tuple(nearest),
        told,
        len(scenarios) * count,
        pattern(nearest, alike=IN_THE_WAY, beside=BESIDE_NEAREST),
    )
    return looked, pattern(proposed, ablations=(NOTHING_BETWEEN_UNITS,), beside=BESIDE)


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


def _nearest(cube: Cube, measure: str) -> Reversal | None:
    """The two organisations and points at which the smaller of two opposite means is largest.

    Not negative: ``None`` if of every two one is better on average at all points.
    """
    from experiments.study.analysis.sensitivity import at_points
    from sim.measures import MEASURES

    turn = 1.0 if (MEASURES[measure].better or "lower") == "lower" else -1.0
    best = None
    for one, other in itertools.combinations(cube.arms, 2):
        behind = turn * at_points(cube.apart(other, one)[None])[0]
        if np.isnan(behind).all():
            continue
        first, second = int(np.nanargmax(behind)), int(np.nanargmin(behind))
        smaller = min(float(behind[first]), -float(behind[second]))
        if smaller > 0.0 and (best is None or smaller > best.smaller):
            best = Reversal(measure, one, other, cube.points[first], cube.points[second], smaller)
    return best


def _pairs(
    found: Reversal,
    told: Mapping[int, str],
    resolver: Resolver,
    points: Sequence[Point],
    *,
    ablations: tuple[Setting, ...] = (),
    alike: tuple[Setting, ...] = (),
    beside: tuple[str, ...] = (),
) -> Iterator[Pair]:
    """A reversal as two pairs to be tested: each at one of its points, with opposite signs."""
    from sim.measures import MEASURES

    by_number = {point.number: point for point in points}
    lower_is_better = (MEASURES[found.measure].better or "lower") == "lower"
    for number, second_better in ((found.first_better_at, False), (found.second_better_at, True)):
        point = by_number[number]
        expected = Verdict.LOWER if second_better == lower_is_better else Verdict.HIGHER
        first, second = (
            StudyArm(title, resolver, resolver.inputs(point, arm))
            for arm, title in (
                (found.first, found.first),
                (found.second, f"{found.second} ({told[number]})"),
            )
        )
        yield Pair(
            first,
            second,
            (Claim(found.measure, expected),),
            ablations,
            alike,
            beside,
        )
