"""What was compared, with which resources, under which conditions."""

from __future__ import annotations

import re
from functools import cached_property

import numpy as np

from experiments.study.analysis.page.shared import Page
from experiments.study.description import FILE, Uncertainty

#: How the source of a range begins that is the parameter table's.
_TABLE = "parameter table: "

#: More chosen values than this are told by how many there are, and their ends.
_VALUES_SHOWN = 8


class Compared(Page):
    """What was compared, with which resources, under which conditions."""

    @cached_property
    def compared_text(self) -> str:
        counts = self.findings.counts
        times = self._replications()
        points = self.words.counted(counts.points, "point")
        if not self.compared:
            return self.words("compared.single", replications=times, points=points)
        arms = self.words.counted(len(self.findings.arms), "arm")
        key = "compared.arms" if counts.points > 1 else "compared.arms.here"
        return self.words(key, arms=arms, replications=times, points=points)

    def _replications(self) -> str:
        low, high = self.around.uneven or (self.findings.counts.seeds,) * 2
        if low == high == 1:
            return self.words("compared.once")
        told = self.words.number(high, 0)
        if low != high:
            told = self.words("interval", low=self.words.number(low, 0), high=told)
        return self.words("compared.times", count=told)

    @cached_property
    def levers(self) -> list[str]:
        """The levers, where arms are not just the levels of one."""
        names = [lever.name for lever in self.study.levers]
        return names if len(names) > 1 else []

    def levels_of(self, arm: str) -> list[str]:
        return list(self.study.lever_levels(arm).values()) if self.study.levers else []

    def resource_rows(self) -> list[list[str]]:
        """Arm, positions, use, units, crews, use, workers, use."""
        w = self.words
        rows = []
        for arm, one in (self.around.resources or {}).items():
            staffed = sum(unit["caseworkers"] > 0 for unit in one["units"].values())
            positions, crews, workers = self.totals(one)
            rows.append(
                [
                    arm,
                    positions,
                    w.percent(one["expected_utilisation"]),
                    w.number(staffed, 0),
                    crews,
                    w.percent(one["expected_crew_utilisation"]),
                    workers,
                    w.percent(one["expected_occupancy"]),
                ]
            )
        return rows

    def equality_text(self) -> str:
        """Whether all arms have the same resources, as the table below it shows them."""
        if self.equal:
            return self.words("compared.equal")
        return self.words("compared.own.as_many" if self.as_many else "compared.own")

    def resources_text(self) -> str:
        """What the table of resources shows; of other conditions only where there are any."""
        lines = [self.words("compared.resources")]
        if self.study.uncertainties or len(self.study.bases) > 1:
            alike = self.compared and self.equal
            own = "compared.resources.elsewhere.own"
            lines.append(self.words("compared.resources.elsewhere" if alike else own))
        return " ".join(lines)

    @cached_property
    def bases_text(self) -> str:
        key = "compared.base" if len(self.study.bases) == 1 else "compared.bases"
        return self.words(key, bases=self.words.joined(self.study.bases))

    def design_text(self) -> str:
        return self.words(
            "compared.uncertainties", design=self.words(f"design.{self.study.design.kind}")
        )

    def uncertainty_rows(self) -> list[list[str]]:
        """Name, range, distribution (unless values were chosen), source."""
        return [
            [
                self.uncertainty_name(one.name),
                self._range(one),
                *([self._distribution(one)] if self.drawn else []),
                self._source(self._source_of_values(one)),
            ]
            for one in self.study.uncertainties
        ]

    def _source_of_values(self, one: Uncertainty) -> str:
        """On whose authority: chosen values are not those of the table's range."""
        if one.source.startswith(_TABLE) and self.study.design.kind == FILE:
            return str(self.study.design.file)
        if one.source.startswith(_TABLE) and one.values and not self.drawn:
            return ""
        return one.source

    def _source(self, source: str) -> str:
        """On whose authority a range is what it is."""
        if not source:
            return self.words("source.none")
        given = re.fullmatch(r"given in (?:.*[/\\])?([^/\\]+?)(?::(\d+))?", source)
        if given is not None:
            # Where the file lay on the computer of whoever ran the study is of no use to readers.
            return f"{given[1]}:{given[2]}" if given[2] else given[1]
        if not source.startswith(_TABLE):
            return source
        told = self.words.source(source.removeprefix(_TABLE))
        if told.startswith("assumption"):
            told = self.words("assumption") + told.removeprefix("assumption")
        return self.words("source.table", source=told)

    def _range(self, one: Uncertainty) -> str:
        """The range that was drawn from; of chosen points the values that were run."""
        if one.is_choice:
            return ", ".join(level.name for level in one.levels)
        factor = 100.0 if one.unit == "share" else 1.0
        low, high = (self.words.plain(factor * end) for end in (one.low, one.high))
        chosen: list[str] = []
        if not self.drawn:
            column = self.findings.settings[:, self.study.uncertainties.index(one)]
            values = np.unique(column[~np.isnan(column)])
            chosen = list(dict.fromkeys(self.words.plain(factor * value) for value in values))
        if 0 < len(chosen) <= _VALUES_SHOWN:
            return self._with_unit(self.words.joined_numbers(chosen), one.unit)
        if chosen:
            low, high = chosen[0], chosen[-1]
        told = self._with_unit(self.words("range", low=low, high=high), one.unit)
        if not chosen:
            return told
        return self.words("range.chosen", count=self.words.number(len(chosen), 0), range=told)

    def _distribution(self, one: Uncertainty) -> str:
        if one.is_choice:
            return self.words("distribution.choice")
        told = {
            key: "" if value is None else self.words.plain(value)
            for key, value in (("mode", one.mode), ("spread", one.spread))
        }
        return self.words(f"distribution.{one.distribution}", **told)
