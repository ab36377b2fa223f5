"""What all parts of a page share: names, verdicts, and what is known beside the runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from experiments.formatting import shown
from experiments.statistics import Estimate, Verdict
from experiments.study.analysis import figures
from experiments.study.analysis.conditions import (
    UNDECIDED,
    Where,
)
from experiments.study.analysis.findings import BASE, Findings
from experiments.study.analysis.pairing import Paired
from experiments.study.analysis.sensitivity import (
    MAIN_EFFECTS,
    MORRIS,
    ONE_AT_A_TIME,
    SOBOL,
    Influence,
    Sensitivity,
)
from experiments.study.analysis.words import Words
from experiments.study.description import EQUAL, SIZED, Uncertainty

if TYPE_CHECKING:
    from experiments.study.analysis.fresh_runs import FreshRuns
    from sim.measures import Measure


#: Influences that are named in a sentence.
NAMED = 3

#: Methods whose sizes are in the unit of the measure.
_IN_UNIT = (MORRIS, ONE_AT_A_TIME, MAIN_EFFECTS)

#: Units that say nothing to readers.
_UNNAMED = ("", "count", "ratio", "factor", "exponent")


@dataclass(frozen=True)
class Provenance:
    """What the report says of where its runs come from.

    ``facts``: name and value, in the order of the table; ``files``: scenario files and their
    hashes; ``study_file``: its text; ``commands``: what makes the runs and the report again.
    ``points_name`` and ``points``: the file of points and its text, where there is one.
    ``quoted_for_posix``: whether their quotes are those of POSIX shells alone.  ``missing``: runs
    that the commands make and that were not there; ``beyond``: runs that were there beside those
    that the commands make.
    """

    facts: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, str]]
    study_file: str
    commands: Sequence[str]
    quoted_for_posix: bool = False
    points_name: str = ""
    points: str = ""
    missing: int = 0
    beyond: int = 0


@dataclass(frozen=True)
class Surroundings:
    """What is known beside the table of runs.

    ``resources``: by arm, as :func:`experiments.resources.resources_json` gives them, or ``None``
    with ``why_no_resources``; ``fresh``: runs made anew, or ``None`` with ``why_no_fresh``.
    ``assumed`` of ``total`` numbers are assumptions, and ``varied`` of them are varied by some
    uncertainty.  ``undefined``: in how many runs each measure is not defined; ``uneven``: the
    fewest and most replications, where they differ; ``damaged``: files of runs that could not be
    used; ``same_code``: whether the model is still of the version that made the runs.
    ``titles``: of the files the study names, by kind and name.
    """

    provenance: Provenance
    resources: Mapping[str, Mapping[str, Any]] | None = None
    why_no_resources: str = ""
    fresh: FreshRuns | None = None
    why_no_fresh: str = ""
    fresh_base: str = ""
    assumed: int = 0
    total: int = 0
    varied: int = 0
    undefined: Mapping[str, int] = field(default_factory=dict)
    uneven: tuple[int, int] | None = None
    damaged: Sequence[str] = ()
    same_code: bool = True
    weights: Mapping[str, float] | None = None
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass
class Page:
    """Findings in the words of one language: what all parts of the page share."""

    findings: Findings
    around: Surroundings
    words: Words

    @property
    def study(self) -> Any:
        return self.findings.study

    @cached_property
    def measures(self) -> list[Measure]:
        return list(self.findings.measures.values())

    @property
    def compared(self) -> bool:
        """Whether there is more than one arm."""
        return len(self.findings.arms) > 1

    @property
    def drawn(self) -> bool:
        """Whether points were drawn from ranges, rather than chosen one by one."""
        return self.study.design.kind in SIZED

    @property
    def but(self) -> str:
        """That levers change numbers too, where it is said that others were held fast."""
        return self.words("rests.but") if self.compared else ""

    @property
    def others(self) -> list[str]:
        return [arm for arm in self.findings.arms if arm != self.findings.baseline]

    def label(self, key: str) -> str:
        return self.words.label(self.findings.measures[key])

    def in_sentence(self, key: str) -> str:
        """The name of a measure in the middle of a sentence."""
        return self.words("quoted", text=self.label(key))

    def practical(self, measure: Measure) -> str:
        return self.words.amount(measure.practical, measure.unit, difference=True)

    def verdict(self, one: Paired) -> str:
        """The verdict on a comparison."""
        if one.verdict in (Verdict.LOWER, Verdict.HIGHER):
            unit = self.findings.measures[one.measure].unit
            direction = self.words.direction(one.verdict is Verdict.LOWER, unit)
            better = self.findings.measures[one.measure].better
            if not better:
                return direction
            judged = "better" if one.verdict == better else "worse"
            return self.words(f"verdict.{judged}", direction=direction)
        if one.verdict is Verdict.NOT_APART:
            return self.words("verdict.alike" if one.alike else "verdict.not_apart")
        known = one.verdict is Verdict.NO_INTERVAL
        return self.words("verdict.no_interval" if known else "verdict.undefined")

    def kind_of_verdict(self, one: Paired) -> str:
        """ "better", "worse", "different" or "open": for the style of a cell."""
        return figures.mark_of(one.arm, "", self.findings.measures[one.measure], one).meaning

    def difference_interval(self, one: Paired) -> str:
        unit = self.findings.measures[one.measure].unit
        found = shown(one.estimate, unit)
        told = self.words.unit_of_difference(unit)
        return f"{self.words.interval(found, sign=True)}\u00a0{told}"

    def sentence(self, one: Paired) -> str:
        """A comparison in a sentence."""
        measure = self.findings.measures[one.measure]
        told = {
            "measure": self.words.label(measure),
            "arm": one.arm,
            "baseline": one.baseline,
            "interval": self.difference_interval(one),
        }
        if one.verdict in (Verdict.LOWER, Verdict.HIGHER):
            judged = ""
            if measure.better:
                word = "better" if one.verdict == measure.better else "worse"
                judged = self.words("brief.judged", judged=self.words(word))
            return self.words(
                "brief.clear",
                size=self.words.difference(one.estimate, measure.unit),
                direction=self.words.direction(one.verdict is Verdict.LOWER, measure.unit),
                judged=judged,
                **told,
            )
        if one.verdict is Verdict.NOT_APART:
            key = "brief.alike" if one.alike else "brief.not_apart"
            return self.words(key, practical=self.practical(measure), **told)
        return self.words("brief.no_interval", **told)

    def _counts(self, found: Where) -> str:
        points = len(found.labels.points)
        parts = []
        for name, count in found.counts:
            share = self.words.spelt(self.words.percent(count / points))
            if name == UNDECIDED:
                parts.append(self.words("brief.count.undecided", share=share))
            elif count:
                parts.append(self.words("brief.count.better", arm=name, share=share))
        return self.words.joined(parts)

    def uncertainty_name(self, name: str) -> str:
        """What readers call an uncertainty: its own name in the study, or the base scenario."""
        return self.words("base") if name == BASE else name

    def _with_unit(self, told: str, unit: str) -> str:
        return told if unit in _UNNAMED else self.words.with_unit(told, unit)

    def _value(self, one: Uncertainty, value: float) -> str:
        if one.is_choice:
            return one.levels[round(value) - 1].name
        factor = 100.0 if one.unit == "share" else 1.0
        return self._with_unit(self.words.plain(factor * value), one.unit)

    def _choice(self, place: int) -> list[str] | None:
        """The names of the values of a condition that is a choice."""
        name = self.findings.condition_names[place]
        if name == BASE:
            return list(self.study.bases)
        one = self.study.uncertainties[place]
        return [level.name for level in one.levels] if one.is_choice else None

    def is_difference(self, one: Sensitivity) -> bool:
        """Whether it is about an arm's difference from the baseline, not about an outcome."""
        return one.of.endswith(f" - {self.findings.baseline}")

    def arm_of(self, one: Sensitivity) -> str:
        """The arm whose outcome, or whose difference from the baseline, it is about."""
        return one.of.removesuffix(f" - {self.findings.baseline}")

    def leaning_sentence(self, one: Sensitivity) -> str:
        """What a measure of an arm, or its difference from the baseline, leans on."""
        arm = self.arm_of(one)
        told = {
            "arm": arm,
            "baseline": self.findings.baseline,
            "measure": self.in_sentence(one.measure),
        }
        if self.is_difference(one):
            clear, none, luck = "leans", "none", "luck"
        elif self.compared:
            clear, none, luck = "outcome", "outcome_none", "outcome_luck"
        else:
            clear, none, luck = "single", "single_none", "single_luck"
        if one.luck_unknown:
            return self.words(f"rests.words.{luck}", **told)
        if not one.clear:
            return self.words(f"rests.words.{none}", **told)
        hardly = ".hardly" if self.hardly([one]) else ""
        names = self.words.joined_numbers(
            self._sized(influence, [one], self._direction(one, influence))
            for influence in one.clear[:NAMED]
        )
        said = self.words(f"rests.words.{clear}{hardly}", names=names, **told)
        return self.with_what_matters(said, one)

    def _direction(self, one: Sensitivity, influence: Influence) -> str:
        """Whether more of it leads to more, where the method tells that."""
        if one.method in (SOBOL, MORRIS) or self._is_choice(influence.uncertainty):
            return ""
        return self.words("rests.up" if influence.size > 0.0 else "rests.down")

    def hardly(self, found: Sequence[Sensitivity]) -> bool:
        """Whether all that is clear surely moves them by less than matters in practice."""
        ends = [
            abs(end) < self.findings.measures[one.measure].practical
            for one in found
            for influence in one.clear
            for end in (influence.low, influence.high)
            if end is not None
        ]
        return bool(ends) and all(ends) and found[0].method in _IN_UNIT

    def sized(self, name: str, found: Sequence[Sensitivity]) -> str:
        """An uncertainty, and how much it matters where it matters most among ``found``."""
        mine = [
            influence for one in found for influence in one.clear if influence.uncertainty == name
        ]
        return self._sized(max(mine, key=lambda influence: abs(influence.size)), found)

    def _sized(self, influence: Influence, found: Sequence[Sensitivity], *more: str) -> str:
        """An influence with its size: in the unit of the measure, or as a share of variance."""
        w, method = self.words, found[0].method
        most = ".most" if len(found) > 1 else ""
        if method in _IN_UNIT:
            unit = self.findings.measures[found[0].measure].unit
            size = _without_sign(influence)
            told = w(
                f"rests.moves{most}",
                size=w.difference(size, unit),
                interval=w.interval(shown(size, unit)),
            )
        elif method == SOBOL:
            told = w(f"rests.share{most}", share=w.percent(min(1.0, influence.size)))
        else:
            told = w(f"rests.share.ranks{most}", share=w.percent(influence.size**2))
        name = w.named(self.uncertainty_name(influence.uncertainty))
        return f"{name} ({'; '.join([*filter(None, more), told])})"

    def with_what_matters(self, said: str, one: Sensitivity) -> str:
        """``said`` of sizes in the unit of a measure, and which of them matter in practice."""
        if one.method not in _IN_UNIT:
            return said
        practical = self.practical(self.findings.measures[one.measure])
        return f"{said} {self.words('rests.matters', practical=practical)}"

    def _is_choice(self, name: str) -> bool:
        return any(one.name == name and one.is_choice for one in self.study.uncertainties)

    def totals(self, resources: Mapping[str, Any]) -> list[str]:
        """Positions, crews and follow-up workers of an arm, as tables show them."""
        return [
            self.words.number(resources["positions"], 2),
            self.words.number(resources["crews"], 0),
            self.words.number(resources["follow_up_workers"], 2),
        ]

    @cached_property
    def as_many(self) -> bool | None:
        """Whether all arms have as many people in the base scenario; ``None`` if not known."""
        if self.around.resources is None:
            return None
        return len({tuple(self.totals(one)) for one in self.around.resources.values()}) <= 1

    @property
    def equal(self) -> bool:
        """Whether all arms were given the same resources, and have them where that is known."""
        return bool(self.study.resources == EQUAL) and self.as_many is not False


def _without_sign(influence: Influence) -> Estimate:
    """How far an influence moves a measure, whichever way."""
    found = Estimate(influence.size, influence.low, influence.high, 1)
    if influence.size >= 0.0 or influence.low is None or influence.high is None:
        return found
    return Estimate(-influence.size, -influence.high, -influence.low, 1)
