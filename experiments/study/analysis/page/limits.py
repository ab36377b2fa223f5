"""What the study cannot say."""

from __future__ import annotations

from experiments.study.analysis.page.shared import Page


class Limits(Page):
    """What the study cannot say."""

    def limits(self) -> list[str]:
        w = self.words
        lines = [w("cannot.model")]
        if self.study.uncertainties:
            lines.append(w("cannot.ranges" if self.drawn else "cannot.values"))
        else:
            lines.append(w("cannot.fixed", but=self.but))
        if self.findings.conditions is not None:
            lines.append(w("cannot.average"))
        lines.append(self._other_places())
        if self.compared:
            weighed = self.around.weights and self.findings.several is not None
            lines += [w("cannot.weights" if weighed else "cannot.measures"), w("cannot.apart")]
            if not self.equal:
                lines.append(w("cannot.own_resources"))
        if self.findings.counts.failed:
            lines.append(w("cannot.failed"))
        lines.append(w("cannot.people"))
        return lines

    def _other_places(self) -> str:
        """Outside which places nothing is said: other municipalities were looked at too."""
        w = self.words
        choices = [*self.study.levers, *self.study.uncertainties]
        named = [level.municipality for one in choices for level in one.levels]
        others = [w.part("municipality", name) for name in dict.fromkeys(named) if name]
        bases = w.joined(self.study.bases)
        if not others:
            return w("cannot.place", bases=bases)
        key = "cannot.place.others" if len(others) == 1 else "cannot.place.several"
        return w(key, bases=bases, others=w.joined(others))
