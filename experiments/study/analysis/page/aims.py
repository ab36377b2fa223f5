"""Several aims side by side."""

from __future__ import annotations

from functools import cached_property

from experiments.formatting import decimals
from experiments.statistics import Estimate
from experiments.study.analysis.page.shared import Page


class Aims(Page):
    """Several aims side by side."""

    @cached_property
    def aims_text(self) -> list[str]:
        several, w = self.findings.several, self.words
        if several is None:
            return []
        lines = [w("aims.text.weights" if self.around.weights else "aims.text")]
        if set(several.pareto) == set(self.findings.arms):
            lines.append(w("aims.all"))
        elif several.pareto:
            lines.append(w("aims.pareto", arms=w.joined(several.pareto)))
        beaten = {arm: winners for arm, winners in several.beaten.items() if winners}
        if beaten:
            listed = "; ".join(
                w("aims.beaten.one", winners=w.joined(winners), arm=arm)
                for arm, winners in beaten.items()
            )
            lines.append(w("aims.beaten", listed=listed))
        else:
            lines.append(w("aims.no_beaten"))
        if several.scores is not None:
            weights = self.around.weights or {}
            told = [
                f"{self.in_sentence(key)} {w.plain(one)}" for key, one in weights.items() if one
            ]
            order = sorted(several.scores.items(), key=lambda one: one[1])
            listed = "; ".join(f"{w.named(arm)} {w.number(score, 2)}" for arm, score in order)
            lines.append(w("aims.scores", weights=", ".join(told), listed=listed))
        if any(one.worst is not None for one in several.regrets):
            lines.append(w("aims.worst"))
        return lines

    def regret_rows(self) -> tuple[list[str], list[list[tuple[str, bool]]]]:
        """Headings (arms), and a row for each aim: name, then loss and whether it is none."""
        several = self.findings.several
        assert several is not None
        w = self.words
        rows: list[list[tuple[str, bool]]] = []
        for aim in several.aims:
            measure = self.findings.measures[aim.measure]
            row = [(f"{w.label(measure)} ({w.unit_of_difference(measure.unit)})", False)]
            mine = {one.arm: one for one in several.regrets if one.measure == aim.measure}
            factor = 100.0 if measure.unit == "share" else 1.0
            largest = max((one.mean for one in mine.values()), default=0.0) * factor
            places = decimals([Estimate(largest, None, None, 1)]) if largest else 0
            for arm in self.findings.arms:
                if arm not in mine:
                    row.append(("–", False))
                    continue
                one = mine[arm]
                text = w.number(factor * one.mean, min(places, 2))
                if one.worst is not None:
                    text += f" ({w.number(factor * one.worst, min(places, 2))})"
                row.append((text, one.mean == 0.0))
            rows.append(row)
        return list(self.findings.arms), rows
