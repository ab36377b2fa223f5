"""What a study is, once its file has been read: levers, uncertainties, measures, design.

Levers are what a municipality decides; uncertainties what it cannot know or has no say in.
A combination of lever values is an *arm*; a setting of the uncertainties (in one of the base
scenarios) is a *point*.  Every arm runs at every point, on the same seeds, so that arms are
compared pair by pair.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from sim.quantities import with_unit

#: Designs: which settings of the uncertainties are looked at.
FACTORIAL = "full factorial"
ONE_AT_A_TIME = "one at a time"
LATIN_HYPERCUBE = "latin hypercube"
SOBOL = "sobol"
MORRIS = "morris"
FILE = "points file"

#: Designs of which there can be more or fewer points, as ``points`` says.
SIZED = (LATIN_HYPERCUBE, SOBOL, MORRIS)
DESIGNS = (FACTORIAL, ONE_AT_A_TIME, *SIZED, FILE)

UNIFORM = "uniform"
LOG_UNIFORM = "log-uniform"
TRIANGULAR = "triangular"
NORMAL = "normal"
DISTRIBUTIONS = (UNIFORM, LOG_UNIFORM, TRIANGULAR, NORMAL)

#: Who meets which luck: the same seeds at all points, or seeds of its own for each point.
SAME_SEEDS, OWN_SEEDS = "same at all points", "own at each point"

#: Arms have the positions, crews and follow-up workers of the baseline, or their own.
EQUAL, OWN = "equal", "own"

#: Which measures the store keeps of each run.
ALL_MEASURES, NAMED_MEASURES = "all", "named"

#: The name of the one arm of a study without levers.
AS_IT_IS = "as it is"

#: Keys that put another organisation, municipality or strategy in place of the base scenario's.
PARTS = ("organisation", "municipality", "strategy")


@dataclass(frozen=True)
class Level:
    """One value of a lever (or of an uncertainty that is a choice), by the name it goes by.

    ``settings``: scenario keys by their paths and the values they take, as text; what else
    ``organisation``, ``municipality`` and ``strategy`` name takes the place of the base scenario's.
    ``lines``: where each of these stands in the study file.
    """

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    organisation: str | None = None
    municipality: str | None = None
    strategy: str | None = None
    lines: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def parts(self) -> dict[str, str]:
        """What takes the place of the base scenario's, by kind."""
        named = ((kind, getattr(self, kind)) for kind in PARTS)
        return {kind: name for kind, name in named if name}


@dataclass(frozen=True)
class Lever:
    """Something a municipality decides; the first level is the baseline's."""

    name: str
    levels: tuple[Level, ...]
    line: int | None = None


@dataclass(frozen=True)
class Uncertainty:
    """Something a municipality cannot know, or has no say in.

    Either a number from ``low`` to ``high`` (in ``unit``) that ``keys`` take, or are multiplied
    by if ``multiplies``; or one of ``levels``, each as likely as the others, whose place in the
    list (from 1) is then its value, with ``low`` 1 and ``high`` their number.  ``mode`` is the
    most likely value (triangular) or the mean (normal, where ``low`` and ``high`` cut off what is
    beyond them and ``spread`` is the standard deviation).  ``values``: those of a full factorial.
    ``whole``: only whole numbers.  ``defaults``: what it is if nobody varies it, by base scenario,
    under the baseline.  ``source``: on whose authority the range is what it is.  ``lines``: where
    each of its keys stands in the study file.
    """

    name: str
    low: float
    high: float
    unit: str
    distribution: str = UNIFORM
    keys: tuple[str, ...] = ()
    multiplies: bool = False
    levels: tuple[Level, ...] = ()
    mode: float | None = None
    spread: float | None = None
    values: tuple[float, ...] = ()
    whole: bool = False
    defaults: Mapping[str, float] = field(default_factory=dict)
    source: str = ""
    line: int | None = None
    lines: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def range_line(self) -> int | None:
        """Where its range stands, or where it begins if it has none of its own."""
        return self.lines.get("range", self.line)

    @property
    def is_choice(self) -> bool:
        """Whether it is one of several levels, and its value the place in the list."""
        return bool(self.levels)

    def shown(self, value: float) -> str:
        """``value`` for readers: the level's name, or the number with its unit."""
        if self.levels:
            return self.levels[round(value) - 1].name
        told = f"{value:.4g}"
        bare = self.unit in ("", "share", "ratio", "count", "factor")
        return told if bare else with_unit(told, self.unit)


@dataclass(frozen=True)
class Design:
    """Which points there are.

    ``kind`` is one of :data:`DESIGNS`.  ``blocks``: the sizes of the parts the points were made
    in, the first by the study file, the others by extensions (Latin hypercube: points; Morris:
    trajectories; Sobol: the base sample of each block, which continues the one before); empty for
    designs without a size.  ``steps``: values of a full factorial on each range that names none;
    levels of the grid of a Morris design.  ``second_order``: whether a Sobol design also tells
    pairs of uncertainties.  ``rows``: the points of a file, in the order of the uncertainties.
    """

    kind: str
    blocks: tuple[int, ...] = ()
    steps: int = 3
    second_order: bool = False
    rows: tuple[tuple[float, ...], ...] = ()
    file: str = ""

    @property
    def size(self) -> int:
        return sum(self.blocks)


@dataclass(frozen=True)
class Replications:
    """How often each arm runs at each point.

    ``least`` times; then on by ``step`` until the half width of the 95 % interval of every
    measure in ``until`` is at most what is given there (of the paired difference from the
    baseline where there are several arms, else of the mean), or up to ``most``.
    """

    least: int
    most: int
    until: Mapping[str, float] = field(default_factory=dict)
    step: int = 1

    @property
    def fixed(self) -> bool:
        return not self.until


@dataclass(frozen=True)
class Study:
    """A question, and the runs that are to answer it.

    ``bases``: scenarios, each of which meets every setting of the uncertainties.  ``measures``:
    keys of the measures the question is about, the main one first.  ``practical_differences``:
    the smallest difference that matters in practice, by measure (the measure's own where there
    is none).  ``resources``: :data:`EQUAL` or :data:`OWN`.  ``combine``: whether the arms are
    all combinations of the levers or the baseline with one lever changed at a time.  ``common``:
    what is set alike in every run.  ``title_nb``, ``question_nb`` and ``words_nb`` (what the file
    calls things, and what Norwegian readers call them) are for reports in Norwegian bokmål and
    change no run.  ``alone``: what the only arm of a study without levers is called.  ``lines``:
    where each key stands in ``file``.
    """

    name: str
    title: str
    question: str
    bases: tuple[str, ...]
    levers: tuple[Lever, ...]
    uncertainties: tuple[Uncertainty, ...]
    measures: tuple[str, ...]
    practical_differences: Mapping[str, float]
    design: Design
    replications: Replications
    seed: int = 1
    seeds: str = SAME_SEEDS
    resources: str = EQUAL
    combine: str = FACTORIAL
    keep: str = ALL_MEASURES
    common: Level = field(default_factory=lambda: Level("override"))
    title_nb: str = ""
    question_nb: str = ""
    words_nb: Mapping[str, str] = field(default_factory=dict)
    alone: str = AS_IT_IS
    file: str = ""
    lines: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def varied(self) -> tuple[Lever | Uncertainty, ...]:
        """All levers, then all uncertainties."""
        return (*self.levers, *self.uncertainties)

    @cached_property
    def combinations(self) -> dict[str, tuple[Level, ...]]:
        """The arms: the level of each lever, by the arm's name; the baseline first."""
        if not self.levers:
            return {self.alone: ()}
        baseline = tuple(lever.levels[0] for lever in self.levers)
        if self.combine == ONE_AT_A_TIME:
            chosen = [baseline]
            for place, lever in enumerate(self.levers):
                chosen += [
                    (*baseline[:place], level, *baseline[place + 1 :]) for level in lever.levels[1:]
                ]
        else:
            chosen = list(itertools.product(*(lever.levels for lever in self.levers)))
        return {", ".join(level.name for level in levels): levels for levels in chosen}

    @cached_property
    def arms(self) -> tuple[str, ...]:
        """The names of the arms, the baseline first."""
        return tuple(self.combinations)

    @property
    def baseline(self) -> str:
        """The arm the others are compared with: the first level of every lever."""
        return self.arms[0]

    def lever_levels(self, arm: str) -> dict[str, str]:
        """The level of each lever in an arm, by the lever's name."""
        levels = self.combinations[arm]
        return {lever.name: level.name for lever, level in zip(self.levers, levels, strict=True)}

    def practical_difference(self, measure: str) -> float:
        """The smallest difference that matters in practice, in the measure's unit."""
        if measure in self.practical_differences:
            return self.practical_differences[measure]
        from sim.measures import MEASURES

        return MEASURES[measure].practical

    def as_json(self) -> dict[str, Any]:
        """All of it, for the store's manifest."""
        return asdict(self)


def from_json(content: Mapping[str, Any]) -> Study:
    """The study that :meth:`Study.as_json` wrote."""
    whole = dict(content)
    whole["levers"] = tuple(
        Lever(**{**lever, "levels": _levels(lever["levels"])}) for lever in whole["levers"]
    )
    whole["uncertainties"] = tuple(
        Uncertainty(
            **{
                **one,
                "levels": _levels(one["levels"]),
                "keys": tuple(one["keys"]),
                "values": tuple(one["values"]),
            }
        )
        for one in whole["uncertainties"]
    )
    design = whole["design"]
    rows = tuple(tuple(row) for row in design["rows"])
    whole["design"] = Design(**{**design, "blocks": tuple(design["blocks"]), "rows": rows})
    whole["common"] = Level(**whole["common"])
    whole["replications"] = Replications(**whole["replications"])
    for key in ("bases", "measures"):
        whole[key] = tuple(whole[key])
    return Study(**whole)


def _levels(content: list[dict[str, Any]]) -> tuple[Level, ...]:
    return tuple(Level(**level) for level in content)
