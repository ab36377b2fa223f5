"""What readers of a report meet instead of the names of files and keys.

Tables and ``summary.json`` keep the names of the study file, so that they can be joined with it;
the page has readable ones: the name of a parameter instead of its key, a lever beside a bare
"yes", and in Norwegian what the study file (``words_nb``) and the words of this package give.
A name that could be taken for another is left as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from experiments.study.analysis.findings import BASE, Findings
from experiments.study.description import PARTS, Level, Lever, Study, Uncertainty

if TYPE_CHECKING:
    from experiments.study.analysis.page.shared import Surroundings
    from experiments.study.analysis.words import Words

#: Fields of findings that hold no name of an arm, a lever or an uncertainty.
_NO_NAMES = ("measure", "measures", "method", "rests_on", "verdict", "study", "stock")

#: Values of a lever that say nothing without its name.
_BARE = ("yes", "no")


@dataclass(frozen=True)
class Names:
    """A study under the names its readers meet; ``called``: by the names of its file."""

    study: Study
    called: Mapping[str, str]

    def findings(self, found: Findings) -> Findings:
        """The same findings under these names."""
        return cast(Findings, replace(_renamed(found, self.called), study=self.study))

    def surroundings(self, around: Surroundings) -> Surroundings:
        """What is known beside them, under these names."""
        resources = around.resources
        if resources is not None:
            resources = {self.called.get(arm, arm): one for arm, one in resources.items()}
        return replace(
            around,
            resources=resources,
            fresh=_renamed(around.fresh, self.called),
            fresh_base=self.study.bases[0],
        )


def readable(study: Study, words: Words, titled: Mapping[tuple[str, str], str]) -> Names:
    """The names under which readers of ``words``'s language meet what ``study`` varies.

    ``titled``: the titles of the files it names, as :func:`titles` gives them.
    """
    norwegian = words.language == "nb"
    levers = tuple(_lever(one, study, words) for one in study.levers)
    shown = replace(
        study,
        title=(norwegian and study.title_nb) or study.title,
        question=(norwegian and study.question_nb) or study.question,
        bases=_bases(study, words, titled),
        levers=levers,
        alone=words("alone"),
    )
    if not _all_differ([one.name for one in levers]) or len(shown.arms) < len(study.arms):
        shown = replace(shown, levers=study.levers)
    uncertainties = [_uncertainty(one, study, words) for one in study.uncertainties]
    shown = replace(shown, uncertainties=_distinct(study, shown, uncertainties))
    called = _pairs(study, shown)
    return Names(shown, called)


def _all_differ(names: Sequence[str]) -> bool:
    return len(set(names)) == len(names)


def _bases(study: Study, words: Words, titled: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """The titles of the base scenarios, where each has one of its own."""
    found = [titled.get(("scenario", base), "") for base in study.bases]
    if not all(found) or not _all_differ(found):
        return study.bases
    return tuple(words("quoted", text=title) for title in found)


def _pairs(study: Study, shown: Study) -> dict[str, str]:
    """Every name that findings may hold, and what it has become."""
    called = {
        before.name: after.name for before, after in zip(study.varied, shown.varied, strict=True)
    }
    called |= dict(zip(study.arms, shown.arms, strict=True))
    less = zip(study.arms, shown.arms, strict=True)
    return called | {
        f"{before} - {study.baseline}": f"{after} - {shown.baseline}" for before, after in less
    }


def _distinct(study: Study, shown: Study, named: list[Uncertainty]) -> tuple[Uncertainty, ...]:
    """``named``, with the names of the file for those that share one, or have another's.

    ``shown``: ``study`` with arms and levers as readers meet them.
    """
    count = Counter([one.name for one in named])
    levers = {lever.name for lever in (*study.levers, *shown.levers)}
    taken = {BASE, *study.arms, *shown.arms, *levers}
    return tuple(
        before if count[one.name] > 1 or one.name in taken - {before.name} else one
        for before, one in zip(study.uncertainties, named, strict=True)
    )


def _lever(one: Lever, study: Study, words: Words) -> Lever:
    name = _said(one.name, study, words) or (
        words(f"part.{one.name}") if one.name in PARTS else one.name
    )
    return replace(
        one, name=name, levels=tuple(_level(level, name, study, words) for level in one.levels)
    )


def _level(level: Level, varied: str, study: Study, words: Words) -> Level:
    """``level`` of ``varied`` under a name that says what it is."""
    name = _said(level.name, study, words)
    if not name and level.name in _BARE:
        name = f"{varied}: {words(f'level.{level.name}')}"
    if not name:
        parts = list(level.parts.items())
        if len(parts) == 1 and parts[0][1] == level.name:
            name = words.part(*parts[0])
    return replace(level, name=name or level.name)


def _uncertainty(one: Uncertainty, study: Study, words: Words) -> Uncertainty:
    name = _said(one.name, study, words) or words.parameter(one.name)
    levels = tuple(_level(level, name, study, words) for level in one.levels)
    return replace(
        one,
        name=name,
        levels=levels if _all_differ([level.name for level in levels]) else one.levels,
        source=_said(one.source, study, words) or one.source,
    )


def _said(name: str, study: Study, words: Words) -> str:
    """What the study file itself says that ``name`` is in the language of the report."""
    return study.words_nb.get(name, "") if words.language == "nb" else ""


def _renamed(thing: Any, called: Mapping[str, str]) -> Any:
    """``thing`` with every name in it as readers meet it."""
    if type(thing) is str:
        return called.get(thing, thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        changed = {
            field.name: _renamed(getattr(thing, field.name), called)
            for field in fields(thing)
            if field.name not in _NO_NAMES
        }
        return replace(thing, **changed)
    if isinstance(thing, tuple | list):
        return type(thing)(_renamed(one, called) for one in thing)
    if isinstance(thing, Mapping):
        return {_renamed(key, called): _renamed(one, called) for key, one in thing.items()}
    if isinstance(thing, np.ndarray) and thing.dtype == object:
        return np.array([_renamed(one, called) for one in thing], dtype=object)
    return thing


# ---- titles of files -------------------------------------------------------------------------


def titles(study: Study, folder: Path, words: Words) -> dict[tuple[str, str], str]:
    """The title of every file the study names, by kind and name; ``folder``: where it lies."""
    named = {("scenario", base): None for base in study.bases}
    for one in study.varied:
        for level in one.levels:
            named |= dict.fromkeys(level.parts.items())
    found = {(kind, name): _title(kind, name, folder, words) for kind, name in named}
    return {key: title for key, title in found.items() if title}


def _title(kind: str, name: str, folder: Path, words: Words) -> str:
    from sim.scenario import box
    from sim.scenario.reading import UnreadableError, title_in

    try:
        if (folder / name).is_file():
            return title_in(folder / name)
        path = box.names(kind).get(name)
        return words.title(kind, name) or (title_in(path) if path is not None else "")
    except (UnreadableError, OSError, ValueError):
        return ""
