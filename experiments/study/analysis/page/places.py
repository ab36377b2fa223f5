"""Where which arm is better: maps, and rules in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import Estimate
from experiments.study.analysis import figures
from experiments.study.analysis.conditions import (
    DEPENDS,
    FEWEST,
    ONE,
    UNDECIDED,
    Clause,
    Leaf,
    Surface,
    Where,
    surface,
)
from experiments.study.analysis.figures import Picture
from experiments.study.analysis.findings import BASE
from experiments.study.analysis.page.shared import NAMED, Page
from experiments.study.analysis.precision import FEWEST_DRAWN_ANEW
from experiments.study.analysis.sensitivity import at_points

#: Arms whose own map against the baseline is shown.
_PAIRS_SHOWN = 4

#: Units that say nothing to readers.
_UNNAMED = ("", "count", "ratio", "factor", "exponent")

#: A condition whose shuffling costs less than this share of R² does not matter.
_MATTERS = 0.02


@dataclass(frozen=True)
class WhereShown:
    """A map of conditions and its rule in words; ``title`` is the arm, or empty for all."""

    title: str
    picture: Picture | None
    map_text: str
    rule_text: str
    rule_lines: Sequence[str]


class Places(Page):
    """Where which arm is better: maps, and rules in words."""

    @cached_property
    def where_text(self) -> list[str]:
        found, w = self.findings.conditions, self.words
        if found is None:
            return []
        measure = self.findings.main
        key = "where.text" if found.labels.noise_known else "where.text.no_noise"
        lines = [
            w(
                key,
                points=w.counted(len(found.labels.points), "point"),
                measure=self.in_sentence(measure.key),
                practical=self.practical(measure),
            )
        ]
        few = found.labels.too_few_seeds
        if found.labels.common is None:
            if not found.labels.noise_known:
                lines.append(w("where.text.rule"))
        elif not few:
            lines.append(w("where.text.common"))
        counts = self._counts(found)
        lines.append(w("where.counts", counts=counts[0].upper() + counts[1:]))
        if found.verdict == DEPENDS:
            lines.append(w("where.depends", arms=w.joined(found.somewhere)))
        elif found.verdict == ONE:
            lines.append(w("where.one", arm=found.somewhere[0]))
        elif few:
            lines.append(w("where.few_seeds", least=w.number(FEWEST_DRAWN_ANEW, 0)))
        else:
            lines.append(w("where.undecided"))
        for arm, size in found.typical:
            if arm in found.somewhere:
                told = w.difference(Estimate(size, None, None, 1), measure.unit)
                lines.append(w("where.typical", arm=arm, size=told))
        return lines

    @cached_property
    def wheres(self) -> list[WhereShown]:
        """All arms at once, then (where there are more than two) each against the baseline."""
        found = self.findings.conditions
        if found is None:
            return []
        pairs = self.findings.pairs[:_PAIRS_SHOWN] if len(found.arms) > 2 else ()
        wanted = [("", found), *pairs]
        # Two orders of importance are reconciled once, where they first differ.
        differ = [self._ordered_otherwise(one) for _, one in wanted]
        return [
            self._where_shown(
                one,
                f"map-{number}" if number else "map",
                arm,
                reconciled=differ[number] and not any(differ[:number]),
            )
            for number, (arm, one) in enumerate(wanted)
        ]

    def _where_shown(self, found: Where, name: str, title: str, *, reconciled: bool) -> WhereShown:
        axes = self._map_axes(found)
        smooth = self._smooth(found, axes)
        rule = found.rule
        lines = [self._leaf(leaf, found) for leaf in rule.leaves] if rule and rule.found else []
        return WhereShown(
            title=title,
            picture=self._map(found, axes, smooth, name),
            map_text=self._map_text(found, axes, smooth, reconciled=reconciled),
            rule_text=self._rule_text(found),
            rule_lines=lines,
        )

    def _map_text(
        self,
        found: Where,
        axes: tuple[int, int] | None,
        smooth: Surface | None,
        *,
        reconciled: bool,
    ) -> str:
        w = self.words
        names = w.joined(self.uncertainty_name(name) for name in self._strongest(found))
        lines = [w("where.important", names=names) if names else w("where.unimportant")]
        if reconciled:
            lines.append(w("where.important.other", section=w("h.rests")))
        lines.append(w("where.map"))
        if axes is not None and any(self._choice(place) is not None for place in axes):
            lines.append(w("where.map.choice"))
        if smooth is not None:
            lines.append(w("where.map.surface"))
        return " ".join(lines)

    def _strongest(self, found: Where) -> list[str]:
        """The conditions that are named as those that matter most."""
        return [name for name, loss in found.importance if loss > _MATTERS][:NAMED]

    def _ordered_otherwise(self, found: Where) -> bool:
        """Whether the part on what the result rests on names others of the differences here."""
        strongest = self._strongest(found)
        named = [
            [influence.uncertainty for influence in one.clear[:NAMED]]
            for one in self.findings.sensitivities
            if one.measure == self.findings.main.key
            and self.is_difference(one)
            and self.arm_of(one) in found.arms
        ]
        return any(names != strongest[: len(names)] for names in named)

    def _map_axes(self, found: Where) -> tuple[int, int] | None:
        """The two conditions of the map: those of the rule first, then the most important."""
        order = [name for name, _ in found.importance]
        if found.rule is not None and found.rule.found:
            named = [name for name in order if name in found.rule.conditions]
            order = [*named, *(name for name in order if name not in named)]
        if len(order) < 2:
            return None
        names = self.findings.condition_names
        return names.index(order[0]), names.index(order[1])

    def _smooth(self, found: Where, axes: tuple[int, int] | None) -> Surface | None:
        """The difference of two arms (the second less the first) over the axes of the map."""
        if axes is None or len(found.arms) != 2:
            return None
        if any(self._choice(axis) is not None for axis in axes):
            return None
        apart = at_points(self.findings.main_cube.apart(found.arms[1], found.arms[0]))
        across, up = self._on_axes(found, axes).T
        return surface(across, up, apart[found.labels.points])

    def _on_axes(self, found: Where, axes: tuple[int, int]) -> NDArray[np.float64]:
        """Where each point lies on the map, shares in per cent."""
        factors = [
            100.0
            if self._choice(place) is None and self.study.uncertainties[place].unit == "share"
            else 1.0
            for place in axes
        ]
        return np.asarray(self.findings.settings[found.labels.points][:, list(axes)] * factors)

    def _map(
        self, found: Where, axes: tuple[int, int] | None, smooth: Surface | None, name: str
    ) -> Picture | None:
        if axes is None:
            return None
        ticks = {
            side: names
            for side, place in enumerate(axes)
            if (names := self._choice(place)) is not None
        }
        return figures.map_of_conditions(
            name,
            found,
            self.findings.arms,
            self._on_axes(found, axes),
            (self._axis_label(axes[0]), self._axis_label(axes[1])),
            smooth,
            self.findings.main.practical,
            self.words,
            ticks,
        )

    def _axis_label(self, place: int) -> str:
        name = self.findings.condition_names[place]
        if name == BASE or self._choice(place) is not None:
            return self.uncertainty_name(name)
        unit = self.study.uncertainties[place].unit
        told = "" if unit in _UNNAMED else self.words.unit(unit)
        return f"{name} ({told})" if told else name

    def _rule_text(self, found: Where) -> str:
        w, rule = self.words, found.rule
        if rule is None:
            few = len(found.labels.points) < FEWEST
            return w("where.rule.few" if few else "where.rule.same")
        low, high = (w.spelt(w.percent(end)) for end in (rule.low, rule.high))
        return w(
            "where.rule.found" if rule.found else "where.rule.not",
            accuracy=w.spelt(w.percent(rule.accuracy)),
            interval=w("interval", low=low, high=high),
            commonest=self._said(rule.commonest),
            naive=w.spelt(w.percent(rule.naive)),
        )

    def _said(self, label: str) -> str:
        if label == UNDECIDED:
            return self.words("where.label.undecided")
        return self.words("where.label.better", arm=label)

    def _leaf(self, leaf: Leaf, found: Where) -> str:
        w = self.words
        told = {
            "label": self._said(leaf.label),
            "right": w.number(leaf.right, 0),
            "points": w.number(leaf.points, 0),
        }
        if not leaf.clauses:
            return w("where.leaf.always", **told)
        told["clauses"] = w("where.and").join(self._clauses(leaf))
        if leaf.apart is None or leaf.apart.mean is None or leaf.label == UNDECIDED:
            return w("where.leaf", **told)
        measure = self.findings.main
        # The first arm less the second, so that a positive mean is the second one's lower value.
        second_lower = leaf.apart.mean > 0.0
        size = w(
            "where.leaf.apart",
            size=w.difference(leaf.apart, measure.unit),
            direction=w.direction(second_lower, measure.unit),
            arm=found.arms[1],
        )
        return w("where.leaf.size", size=size, **told)

    def _clauses(self, leaf: Leaf) -> list[str]:
        """What must hold for a leaf, condition by condition."""
        by_condition: dict[str, list[Clause]] = {}
        for clause in leaf.clauses:
            by_condition.setdefault(clause.condition, []).append(clause)
        return [self._clause(condition, ones) for condition, ones in by_condition.items()]

    def _clause(self, condition: str, clauses: Sequence[Clause]) -> str:
        w = self.words
        place = self.findings.condition_names.index(condition)
        name = self.uncertainty_name(condition)
        names = self._choice(place)
        if names is not None:
            left = [
                names[number - 1]
                for number in range(1, len(names) + 1)
                if all((number > one.threshold) == one.above for one in clauses)
            ]
            return w("where.clause.is", condition=name, value=w("where.or").join(left))
        uncertainty = self.study.uncertainties[place]
        ends = {one.above: self._value(uncertainty, one.threshold) for one in clauses}
        if len(ends) == 2:
            return w("where.clause.between", condition=name, low=ends[True], high=ends[False])
        key = "where.clause.above" if True in ends else "where.clause.below"
        return w(key, condition=name, value=next(iter(ends.values())))

    def pair_rows(self) -> list[list[str]]:
        """Arm, better at, worse at, undecided at, rule's accuracy, without a rule."""
        w = self.words
        rows = []
        for arm, found in self.findings.pairs:
            points = len(found.labels.points)
            counts = dict(found.counts)
            rule = found.rule
            believed = rule is not None and rule.found
            rows.append(
                [
                    arm,
                    w.percent(counts[arm] / points),
                    w.percent(counts[self.findings.baseline] / points),
                    w.percent(counts[UNDECIDED] / points),
                    w.percent(rule.accuracy)
                    if rule is not None and believed
                    else w("where.no_rule"),
                    w.percent(rule.naive) if rule is not None else "–",
                ]
            )
        return rows
