"""One page that says what was asked, what came out, how sure it is, and what it rests on.

The page is a single file without outside resources.  Its parts (in ``page``) turn
findings into words, tables and pictures; the template (``templates/report.html``) only puts them
in their places.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from experiments.study.analysis.figures import Picture
from experiments.study.analysis.page.aims import Aims
from experiments.study.analysis.page.brief import Brief
from experiments.study.analysis.page.compared import Compared
from experiments.study.analysis.page.footing import Footing
from experiments.study.analysis.page.limits import Limits
from experiments.study.analysis.page.making import Making
from experiments.study.analysis.page.named import Naming
from experiments.study.analysis.page.places import Places
from experiments.study.analysis.page.results import Results
from experiments.study.analysis.page.sureness import Sureness

TEMPLATES = Path(__file__).parent / "templates"


class Report(Brief, Compared, Naming, Results, Sureness, Aims, Places, Footing, Limits, Making):
    """Findings in the words and pictures of one language."""

    def html(self) -> str:
        """The page."""
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        return environment.get_template("report.html").render(r=self, w=self.words)

    @cached_property
    def sections(self) -> list[str]:
        """The parts of the page, in order."""
        parts = ["brief", "compared", "results", "sure"]
        if self.findings.several is not None:
            parts.append("aims")
        if self.findings.conditions is not None:
            parts.append("where")
        return [*parts, "rests", "cannot", "measures", "reproduce"]

    def pictures(self) -> Iterator[Picture]:
        """Every figure of the page, once."""
        for titled in (
            self.outcome_pictures,
            self.difference_pictures,
            self.flow_pictures,
            self.leaning_pictures,
        ):
            yield from (one for _, one in titled)
        yield from self.course_pictures
        yield from (one.picture for one in self.wheres if one.picture is not None)
        for one in (
            self.wait_picture,
            self.vacancy_picture,
            self.still_picture,
            self.shares_picture,
        ):
            if one is not None:
                yield one

    @property
    def untranslated(self) -> bool:
        """Whether a definition is in another language than the report."""
        return any(language != self.words.language for _, _, language in self.meaning_rows())
