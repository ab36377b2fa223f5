"""How sure the results are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from experiments.formatting import decimals, shown
from experiments.stationarity import FEWEST, Settling
from experiments.statistics import Estimate, Verdict
from experiments.study.analysis.fresh_runs import Drift
from experiments.study.analysis.page.shared import Page
from experiments.study.analysis.pairing import Paired
from experiments.study.analysis.precision import FEWEST_DRAWN_ANEW, RESAMPLES
from experiments.study.description import OWN_SEEDS


class Sureness(Page):
    """How sure the results are."""

    @cached_property
    def sureness(self) -> list[str]:
        """How sure the results are, in sentences."""
        return [*self._sure_of_runs(), *self._sure_of_differences(), *self._sure_of_warm_up()]

    def _sure_of_runs(self) -> Iterator[str]:
        counts, w = self.findings.counts, self.words
        low, high = self.around.uneven or (counts.seeds,) * 2
        times = w.counted(high, "replication")
        if low != high:
            times = w("interval", low=w.number(low, 0), high=times)
        yield w(
            "sure.runs",
            runs=w.counted(counts.done, "run"),
            arms=w.counted(len(self.findings.arms), "arm"),
            points=w.counted(counts.points, "point"),
            replications=times,
        )
        if self.around.damaged:
            count = w.counted(len(self.around.damaged), "file")
            then = w("sure.damaged.again" if self.around.same_code else "sure.damaged.lost")
            yield w("sure.damaged", files=count, names=w.joined(self.around.damaged), then=then)
        gaps = {key: n for key, n in self.around.undefined.items() if n}
        if gaps:
            listed = [
                w("sure.undefined.one", measure=self.in_sentence(key), count=w.number(n, 0))
                for key, n in gaps.items()
            ]
            yield w("sure.undefined", listed=w.joined(listed))
        for kind in ("seeds", "points", "both", ""):
            if kind in self.findings.rests_on:
                yield w(self._rests_key(kind))
        if self.findings.blocked:
            yield w("sure.blocked")
        if not self.findings.drawn and counts.points > 1:
            yield w("sure.fixed_points")

    def _rests_key(self, kind: str) -> str:
        """The sentence on what intervals cover; ``kind`` "": that there is none."""
        if kind == "points" and self.study.seeds == OWN_SEEDS:
            return "sure.rests.points_own"
        if not kind:
            once = self.findings.counts.seeds == 1
            return "sure.rests.nothing" if once else "sure.rests.too_few"
        return f"sure.rests.{kind}"

    def _sure_of_differences(self) -> Iterator[str]:
        w = self.words
        found = [one for one in self.findings.differences if one.p is not None]
        removed = self.findings.removed()
        if removed is not None:
            low, middle, high = (w.spelt(w.percent(one)) for one in removed)
            if removed[1] > 0.0:
                times = w.number(1.0 / (1.0 - removed[1]), 1) if removed[1] < 1.0 else "∞"
                yield w("sure.pairing", low=low, middle=middle, high=high, times=times)
            else:
                yield w("sure.pairing.harm", low=low, middle=middle, high=high)
        if len(found) > 1:
            yield w("sure.holm", comparisons=w.counted(len(found), "comparison"))
        with_bootstrap = [one for one in found if one.bootstrap is not None]
        if with_bootstrap:
            yield self._bootstrap_text(with_bootstrap)
        if found:
            yield from self._stock_text()
        needed = [
            w(
                "sure.needed.one",
                measure=self.in_sentence(one.measure),
                arm=one.arm,
                count=w.number(one.runs_needed, 0),
            )
            for one in found
            if one.verdict is Verdict.NOT_APART
            and not one.alike
            and one.runs_needed is not None
            and one.runs_needed > self.findings.counts.seeds
        ]
        if needed:
            yield w("sure.needed", listed="; ".join(needed))

    def _bootstrap_text(self, found: Sequence[Paired]) -> str:
        w = self.words

        def clear(low: float | None, high: float | None) -> bool:
            return low is not None and high is not None and (low > 0.0 or high < 0.0)

        odd = [
            one
            for one in found
            if clear(one.estimate.low, one.estimate.high) != clear(*(one.bootstrap or (None, None)))
        ]
        if not odd:
            return w("sure.bootstrap.same", all=w.counted(len(found), "comparison"))
        listed = [
            w("sure.bootstrap.one", measure=self.in_sentence(one.measure), arm=one.arm)
            for one in odd
        ]
        return w(
            "sure.bootstrap",
            same=w.number(len(found) - len(odd), 0),
            all=w.counted(len(found), "comparison"),
            listed=w.joined(listed),
        )

    def _stock_text(self) -> Iterator[str]:
        """How far the bootstrap, and the probability of being best, can be trusted."""
        stock, w = self.findings.stock, self.words
        if stock.plenty:
            return
        if not stock.of:
            yield w("sure.stock.none")
            return
        told = w.counted(stock.count, {"seeds": "seed", "points": "drawn"}[stock.of])
        if stock.enough:
            yield w("sure.stock.some", stock=told)
        else:
            yield w("sure.stock.few", stock=told, fewest=w.number(FEWEST_DRAWN_ANEW, 0))

    def _sure_of_warm_up(self) -> Iterator[str]:
        w, fresh = self.words, self.around.fresh
        if fresh is None or not fresh.drifts:
            yield w("sure.warm_up.none")
            return
        runs = w.counted(fresh.runs, "run")
        if fresh.runs < FEWEST:
            yield w("sure.warm_up.few", runs=runs, fewest=w.number(FEWEST, 0))
            return
        verdicts = [one.course.verdict() for one in fresh.drifts]
        drifting = [one for one in fresh.drifts if one.course.verdict() is Settling.DRIFTS]
        yield w(
            "sure.warm_up",
            levels=w.number(len(fresh.drifts), 0),
            runs=runs,
            settled=w.number(verdicts.count(Settling.SETTLED), 0),
            drifting=w.number(len(drifting), 0),
            open=w.number(verdicts.count(Settling.OPEN), 0),
        )
        if drifting:
            listed = "; ".join(self._drifting(one) for one in drifting)
            yield w("sure.warm_up.drifts", listed=listed)

    def _drifting(self, one: Drift) -> str:
        w = self.words
        return w(
            "sure.warm_up.one",
            level=w.level(one.level),
            arm=one.arm,
            change=w.number(one.course.drift().mean, 1, sign=True),
            mean=w.number(one.course.level().mean, 1),
        )

    @cached_property
    def ranking_text(self) -> str:
        return self.words("sure.ranking.text", times=self.words.number(RESAMPLES, 0))

    def ranking_rows(self) -> list[tuple[str, list[list[str]]]]:
        """Each measure with arm, mean, best, good enough."""
        w = self.words
        found = []
        for ranking in self.findings.rankings:
            measure = self.findings.measures[ranking.measure]
            means = [
                shown(Estimate(one.mean, None, None, 1), measure.unit) for one in ranking.ranks
            ]
            places = decimals(means)
            rows = [
                [
                    one.arm,
                    w.number(mean.mean, places),
                    w.chance(one.best),
                    w.chance(one.good_enough),
                ]
                for one, mean in zip(ranking.ranks, means, strict=True)
            ]
            title = f"{w.label(measure)} ({w.unit(measure.unit)})"
            found.append((title, rows))
        return found
