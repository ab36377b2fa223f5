"""What the results rest on."""

from __future__ import annotations

from functools import cached_property

from experiments.study.analysis import figures
from experiments.study.analysis.figures import Picture
from experiments.study.analysis.page.shared import Page
from experiments.study.analysis.sensitivity import RANKS, Sensitivity

#: Pairs of influences in a table at most.
_PAIRS_SHOWN = 6

#: Measures that get figures of their own.
_MEASURES_SHOWN = 6


class Footing(Page):
    """What the results rest on."""

    @cached_property
    def rests_text(self) -> list[str]:
        """What the results lean on, in words."""
        if not self.study.uncertainties:
            return [self.words("rests.none")]
        if not self.findings.sensitivities:
            return [self.words("rests.words.few")]
        first = self.findings.sensitivities[0]
        explained = (
            self.words.spelt(self.words.percent(first.explained)) if first.method == RANKS else ""
        )
        lines = [self.words(f"rests.{first.method}", explained=explained)]
        found = self.findings.sensitivities
        if any(one.floor is not None for one in found):
            lines.append(self.words("rests.floor"))
        if any(one.luck_unknown for one in found):
            lines.append(self.words("rests.floor.unknown"))
        return lines

    def rests_lines(self) -> list[str]:
        return [self.leaning_sentence(one) for one in self.findings.sensitivities]

    def _title(self, one: Sensitivity) -> str:
        """Of what it is: a measure of one arm, or its difference from the baseline."""
        measure = self.words.label(self.findings.measures[one.measure])
        arm, baseline = self.arm_of(one), self.findings.baseline
        if not self.compared:
            return measure
        if not self.is_difference(one):
            return self.words("rests.of.outcome", measure=measure, arm=arm)
        return self.words("rests.of.difference", measure=measure, arm=arm, baseline=baseline)

    @cached_property
    def leaning_pictures(self) -> list[tuple[str, Picture]]:
        found = []
        labels = {one.name: one.name for one in self.study.uncertainties}
        for number, one in enumerate(self.findings.sensitivities[:_MEASURES_SHOWN], 1):
            unit = self.findings.measures[one.measure].unit
            drawn = figures.leaning(f"leaning-{number}", one, labels, self.words, unit=unit)
            found.append((self._title(one), drawn))
        return found

    def together_rows(self) -> list[tuple[str, list[list[str]]]]:
        """What each leans on only together: the names of two, their share, its interval."""
        w = self.words
        found = []
        for one in self.findings.sensitivities[:_MEASURES_SHOWN]:
            rows = [
                [
                    w.joined([self.uncertainty_name(name) for name in (pair.one, pair.other)]),
                    w.percent(pair.size),
                    w("interval", low=w.percent(pair.low), high=w.percent(pair.high)),
                ]
                for pair in one.pairs[:_PAIRS_SHOWN]
            ]
            if rows:
                found.append((self._title(one), rows))
        return found

    @cached_property
    def shares_picture(self) -> Picture | None:
        found = self.findings.contributions
        if not found:
            return None
        labels = {lever: lever for lever in found[0].levers}
        single = len(labels) == 1
        parts = {}
        for one in found[:_MEASURES_SHOWN]:
            mine = dict(one.levers)
            if single:
                # One lever: all that arms explain is what it explains.
                mine = {lever: share + one.together for lever, share in mine.items()}
            else:
                mine["together"] = one.together
            mine |= {"uncertainties": one.uncertainties, "interplay": one.interplay}
            parts[self.label(one.measure)] = mine
        if not single:
            labels["together"] = self.words("shares.together")
        labels["uncertainties"] = self.words("shares.uncertainties")
        labels["interplay"] = self.words("shares.interplay")
        return figures.shares("shares", parts, labels, self.words)

    def shares_rows(self) -> list[tuple[str, list[list[str]]]]:
        """Each measure with where its variance comes from: source, share, interval."""
        w = self.words
        rest = {key: w(f"shares.{key}") for key in ("together", "uncertainties", "interplay")}
        found = []
        for one in self.findings.contributions[:_MEASURES_SHOWN]:
            shares = {**one.levers, **{key: getattr(one, key) for key in rest}}
            if len(one.levers) == 1:
                del shares["together"]
            rows = []
            for source, share in shares.items():
                between = one.intervals.get(source)
                told = "–"
                if between is not None:
                    low, high = (w.percent(end) for end in between)
                    told = w("interval", low=low, high=high)
                rows.append([rest.get(source, source), w.percent(share), told])
            found.append((self.label(one.measure), rows))
        return found

    def assumptions_text(self) -> str:
        w = self.words
        if not self.around.total:
            why = self.around.why_no_resources
            return w("rests.assumptions.unknown", why=why) if why else ""
        if not self.around.varied:
            return w(
                "rests.assumptions.fixed",
                total=w.number(self.around.total, 0),
                assumed=w.number(self.around.assumed, 0),
                but=self.but,
            )
        return w(
            "rests.assumptions",
            total=w.number(self.around.total, 0),
            assumed=w.number(self.around.assumed, 0),
            varied=w.number(self.around.varied, 0),
            but=self.but,
        )
