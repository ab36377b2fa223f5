"""The result in a few sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from experiments.formatting import shown
from experiments.study.analysis.conditions import (
    DEPENDS,
    ONE,
    Where,
)
from experiments.study.analysis.page.shared import NAMED, Page
from experiments.study.analysis.precision import FEWEST_DRAWN_ANEW
from experiments.study.analysis.sensitivity import Sensitivity

#: More arms than this, and the summary lists them by verdict.
_ARMS_ONE_BY_ONE = 4


class Brief(Page):
    """The result in a few sentences."""

    @cached_property
    def brief(self) -> list[str]:
        """The result in a few sentences."""
        found = self.findings
        lines = list(self._brief_results())
        ranking = found.ranking_of(found.main.key)
        if ranking is not None and self.compared:
            if ranking.selected is not None:
                chance = ranking.ranks[0].good_enough
                lines.append(
                    self.words(
                        "brief.selected",
                        arm=ranking.selected,
                        chance=self.words.spelt(self.words.chance(chance)),
                    )
                )
            elif len(found.arms) > 2:
                lines.append(
                    self.words("brief.candidates", arms=self.words.joined(ranking.candidates))
                )
        lines += self._brief_trades()
        if found.conditions is not None:
            lines.append(self._brief_conditions(found.conditions))
        lines += self._brief_leaning()
        if found.counts.failed:
            whole = found.counts.done + found.counts.failed
            lines.append(
                self.words(
                    "brief.failed",
                    failed=self.words.number(found.counts.failed, 0),
                    all=self.words.number(whole, 0),
                )
            )
        return lines

    def _brief_results(self) -> Iterator[str]:
        main = self.findings.main
        if not self.compared:
            for measure in self.measures:
                one = self.findings.levels[self.findings.baseline][measure.key]
                if one.mean is not None:
                    yield self.words(
                        "brief.single",
                        measure=self.words.label(measure),
                        mean=self.words.mean(one, measure.unit),
                        interval=self.words.interval(shown(one, measure.unit)),
                    )
            return
        compared = self.findings.differences_of(main.key)
        if len(compared) <= _ARMS_ONE_BY_ONE or not main.better:
            yield from (self.sentence(one) for one in compared)
            return
        by_kind: dict[str, list[str]] = {"better": [], "worse": [], "alike": [], "open": []}
        for apart in compared:
            kind = "alike" if apart.alike else self.kind_of_verdict(apart)
            by_kind[kind if kind in by_kind else "open"].append(apart.arm)
        nobody = self.words("brief.many.nobody")
        yield self.words(
            "brief.many",
            measure=self.words.label(main),
            baseline=self.findings.baseline,
            better=self.words.joined(by_kind["better"]) or nobody,
            worse=self.words.joined(by_kind["worse"]) or nobody,
            alike=self.words.joined(by_kind["alike"]) or nobody,
            apart=self.words.joined(by_kind["open"]) or nobody,
        )

    def _brief_trades(self) -> Iterator[str]:
        """What the arms do to the other measures, where that is clear; like arms together."""
        if len(self.others) > _ARMS_ONE_BY_ONE:
            return
        alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
        for arm in self.others:
            kinds: dict[str, list[str]] = {"better": [], "worse": []}
            for one in self.findings.clear():
                kind = self.kind_of_verdict(one)
                if one.arm == arm and one.measure != self.findings.main.key and kind in kinds:
                    kinds[kind].append(self.in_sentence(one.measure))
            lists = tuple(kinds["better"]), tuple(kinds["worse"])
            if any(lists):
                alike.setdefault(lists, []).append(arm)
        for (better, worse), arms in alike.items():
            key = "brief.trade" if better and worse else "brief.trade.better"
            yield self.words(
                key if better else "brief.trade.worse",
                arms=self.words.joined(arms),
                better=self.words.joined(better),
                worse=self.words.joined(worse),
            )

    def _brief_leaning(self) -> Iterator[str]:
        """What the main measure leans on; that it is nothing clearly is an answer too."""
        found = self.findings.sensitivities
        if self.study.uncertainties and not found:
            yield self.words("brief.rests.few")
        mine = [one for one in found if one.measure == self.findings.main.key]
        if self.compared:
            mine = [one for one in mine if self.is_difference(one)]
        if not mine:
            return
        clear = [one for one in mine if one.clear]
        if clear:
            yield from self._brief_clear(mine)
            return
        if all(one.luck_unknown for one in mine):
            yield self.words("brief.rests.luck")
            return
        names = [self.uncertainty_name(one.uncertainty) for one in mine[0].influences]
        told = self.words.joined(names)
        if len(names) > NAMED:
            told = self.words("brief.rests.all", count=self.words.number(len(names), 0))
        key = "brief.rests.none" if self.compared else "brief.rests.none.single"
        yield self.words(key, names=told, measure=self.in_sentence(self.findings.main.key))

    def _brief_clear(self, found: Sequence[Sensitivity]) -> Iterator[str]:
        """What they lean on: once where that is the same of all, else of each or most often."""
        named = [[influence.uncertainty for influence in one.clear[:NAMED]] for one in found]
        alike = len({frozenset(names) for names in named}) == 1
        if not alike and len(found) <= _ARMS_ONE_BY_ONE:
            yield from (self.leaning_sentence(one) for one in found if one.clear)
            return
        often = Counter(name for names in named for name in names)
        names = [self.sized(name, found) for name, _ in often.most_common(NAMED)]
        key = "brief.rests" if alike else "brief.rests.often"
        if self.hardly(found):
            key = "brief.rests.hardly"
        said = self.words(key, names=self.words.joined_numbers(names))
        yield self.with_what_matters(said, found[0])

    def _brief_conditions(self, found: Where) -> str:
        if found.labels.too_few_seeds:
            return self.words("brief.few_seeds", least=self.words.number(FEWEST_DRAWN_ANEW, 0))
        key = {DEPENDS: "brief.depends", ONE: "brief.one"}.get(found.verdict, "brief.nowhere")
        return self.words(
            key,
            counts=self._counts(found),
            arm=found.somewhere[0] if found.somewhere else "",
        )
