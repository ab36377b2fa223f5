"""How to make the study again, and what its measures mean."""

from __future__ import annotations

from experiments.study.analysis.page.shared import Page
from experiments.study.description import OWN_SEEDS


class Making(Page):
    """How to make the study again, and what its measures mean."""

    def again_text(self) -> list[str]:
        """What is needed to make the study again, and how far that is the same."""
        provenance, w = self.around.provenance, self.words
        key = "reproduce.text.points" if provenance.points else "reproduce.text"
        lines = [w(key, name=provenance.points_name)]
        if provenance.quoted_for_posix:
            lines.append(w("reproduce.posix"))
        if provenance.missing > 0:
            lines.append(w("reproduce.missing", runs=w.counted(provenance.missing, "run")))
        if provenance.beyond > 0:
            lines.append(w("reproduce.beyond", runs=w.counted(provenance.beyond, "run")))
        return lines

    def seeds_text(self) -> str:
        cube, w = self.findings.main_cube, self.words
        if self.study.seeds == OWN_SEEDS:
            return w("reproduce.seeds.own")
        low, high = (str(end) for end in (min(cube.seeds), max(cube.seeds)))
        return f"{w('reproduce.seeds.value', low=low, high=high)} ({w('reproduce.seeds.same')})"

    def meaning_rows(self) -> list[tuple[str, str, str]]:
        """Measure, definition, language of the definition."""
        return [(self.words.label(one), *self.words.meaning(one)) for one in self.measures]
