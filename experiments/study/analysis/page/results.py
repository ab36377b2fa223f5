"""Means, differences, causes and courses, in pictures and a table."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from experiments.formatting import decimals, sharpened, shown
from experiments.statistics import Estimate
from experiments.study.analysis import figures
from experiments.study.analysis.figures import Picture
from experiments.study.analysis.page.shared import Page
from experiments.study.analysis.pairing import Paired

#: Arms that pictures over time can show without confusion.
_FOLLOWED = 4

#: Measures that get figures of their own.
_MEASURES_SHOWN = 6


class Results(Page):
    """Means, differences, causes and courses, in pictures and a table."""

    @cached_property
    def legend(self) -> list[tuple[str, str]]:
        """Marks (as SVG) and what they mean."""
        compared = self.findings.differences
        return [
            (figures.mark_picture(mark), self.words(f"mark.{mark.meaning}"))
            for mark in figures.legend_marks(self.measures, compared)
        ]

    @property
    def legend_text(self) -> str:
        return self.words("results.legend" if self.compared else "results.legend.single")

    @property
    def with_bootstrap(self) -> bool:
        """Whether any difference has an interval by bootstrap."""
        return any(one.bootstrap is not None for one in self.findings.differences)

    def differences_text(self) -> str:
        bars = self.words("results.bars.bootstrap" if self.with_bootstrap else "results.bars")
        return self.words("results.differences", baseline=self.findings.baseline, bars=bars)

    @cached_property
    def outcome_pictures(self) -> list[tuple[str, Picture]]:
        found = []
        for measure in self.measures[:_MEASURES_SHOWN]:
            estimates = {arm: self.findings.levels[arm][measure.key] for arm in self.findings.arms}
            compared = {one.arm: one for one in self.findings.differences_of(measure.key)}
            one = figures.outcomes(measure, estimates, compared, self.findings.baseline, self.words)
            found.append((self.words.label(measure), one))
        return found

    @cached_property
    def difference_pictures(self) -> list[tuple[str, Picture]]:
        if not self.compared:
            return []
        return [
            (
                self.words.label(measure),
                figures.differences(measure, self.findings.differences_of(measure.key), self.words),
            )
            for measure in self.measures[:_MEASURES_SHOWN]
        ]

    def difference_rows(self) -> list[tuple[str, list[dict[str, str]]]]:
        """Each measure with a row for each arm."""
        return [
            (
                f"{self.words.label(measure)} ({self.words.unit(measure.unit)})",
                [self._difference_row(one) for one in self.findings.differences_of(measure.key)],
            )
            for measure in self.measures
        ]

    def _difference_row(self, one: Paired) -> dict[str, str]:
        measure = self.findings.measures[one.measure]
        mean = shown(self.findings.levels[one.arm][one.measure], measure.unit)
        apart = shown(one.estimate, measure.unit)
        places = sharpened(apart, decimals([apart]))
        low, high = one.bootstrap or (None, None)
        resampled = shown(Estimate(one.estimate.mean, low, high, 2), measure.unit)
        return {
            "arm": one.arm,
            "mean": self.words.number(mean.mean, decimals([mean])),
            "difference": self.words.number(apart.mean, places, sign=True),
            "interval": self.words.interval(apart, sign=True, places=places),
            "bootstrap": self.words.interval(resampled, sign=True, places=places),
            "matters": self.words.plain(
                shown(Estimate(measure.practical, None, None, 1), measure.unit).mean or 0.0
            ),
            "p": self.words.p_value(one.p_adjusted),
            "verdict": self.verdict(one),
            "kind": self.kind_of_verdict(one),
        }

    @cached_property
    def wait_picture(self) -> Picture | None:
        return self._cause_picture("waits", self.findings.wait_causes)

    @cached_property
    def vacancy_picture(self) -> Picture | None:
        return self._cause_picture("vacancy", self.findings.vacancy_causes)

    def _cause_picture(self, which: str, causes: Any) -> Picture | None:
        if causes is None:
            return None
        labels = {key: self.words.label(one) for key, one in causes.measures.items()}
        return figures.causes(
            f"causes-{which}",
            causes.parts,
            labels,
            self.words,
            xlabel=self.words("axis.days"),
            shows=self.words("shows.causes", title=self.words(f"results.{which}")),
        )

    @cached_property
    def still_picture(self) -> Picture | None:
        fresh = self.around.fresh
        if fresh is None:
            return None
        curves = {
            arm: (band.at, band.mean, band.low, np.minimum(1.0, band.high))
            for arm, band in fresh.still_waiting.items()
            if arm in self.followed
        }
        return figures.still_waiting(curves, self.words)

    @cached_property
    def course_pictures(self) -> list[Picture]:
        fresh = self.around.fresh
        if fresh is None:
            return []
        return [
            figures.course(
                f"course-{number}",
                self.words.level(level)[0].upper() + self.words.level(level)[1:],
                {
                    arm: (one.at, one.mean, one.low, one.high)
                    for arm, one in bands.items()
                    if arm in self.followed
                },
                fresh.observed_from,
                self.words,
            )
            for number, (level, bands) in enumerate(fresh.courses.items(), 1)
        ]

    @cached_property
    def flow_pictures(self) -> list[tuple[str, Picture]]:
        fresh = self.around.fresh
        if fresh is None:
            return []
        return [
            (
                arm,
                figures.flows(
                    f"flows-{number}",
                    one.units_nb if self.words.language == "nb" else one.units,
                    one.per_year,
                    self.words,
                    arm=arm,
                ),
            )
            for number, (arm, one) in enumerate(fresh.flows.items(), 1)
            if one.per_year.any() and arm in self.followed
        ]

    def flows_text(self) -> str:
        """How to read the pictures, and how many cases are sent a year in all with every arm."""
        fresh = self.around.fresh
        assert fresh is not None
        return self.words(
            "results.flows.text",
            runs=self.words.counted(fresh.runs, "run"),
            numbers=self.words.joined_numbers(
                self._flow_number(arm, one.total) for arm, one in fresh.flows.items()
            ),
        )

    def _flow_number(self, arm: str, total: Estimate) -> str:
        places = decimals([total])
        told = {"count": self.words.number(total.mean, places), "arm": arm}
        if total.low is None or total.low == total.high:
            return self.words("results.flows.one", **told)
        # Fewer cases than none cannot be sent, whatever the t interval says.
        within = replace(total, low=max(0.0, total.low))
        return self.words(
            "results.flows.between", interval=self.words.interval(within, places=places), **told
        )

    @cached_property
    def followed(self) -> list[str]:
        """The arms that are followed over time: all, or the baseline and the best of many."""
        arms, baseline = list(self.findings.arms), self.findings.baseline
        ranking = self.findings.ranking_of(self.findings.main.key)
        if len(arms) <= _FOLLOWED or ranking is None:
            return arms[:_FOLLOWED]
        best = [one.arm for one in ranking.ranks if one.arm != baseline][: _FOLLOWED - 1]
        return [arm for arm in arms if arm == baseline or arm in best]

    def fresh_text(self) -> str:
        fresh = self.around.fresh
        if fresh is None:
            return self.words("results.no_fresh", why=self.around.why_no_fresh)
        told = self.words(
            "results.fresh",
            runs=self.words.counted(fresh.runs, "run"),
            base=self.around.fresh_base,
        )
        told += " " + self.words("results.bands" if fresh.with_bands else "results.no_bands")
        if len(self.followed) == len(self.findings.arms):
            return told
        more = self.words(
            "results.followed",
            arms=self.words.joined(self.followed),
            measure=self.in_sentence(self.findings.main.key),
        )
        return f"{told} {more}"

    def courses_text(self) -> str:
        fresh = self.around.fresh
        changing = fresh is not None and fresh.observed_from == 0.0
        return self.words("results.courses.changing" if changing else "results.courses.text")
