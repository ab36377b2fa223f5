"""Findings from a folder that ``validate --out`` made, as they would be written now.

A folder holds what the runs gave.  What :mod:`experiments.validation.patterns` calls a pair, which
ablations it says set a measure to nothing by definition, and what follows from the findings alone,
is put in as it is now, so that nobody has to run everything again because a word was added.  A
folder made before it was kept whether an ablation leaves both arms the same has only the claims to
tell it by: that none of the pair's differs in any run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.statistics import Estimate
from experiments.validation.command import FINDINGS
from experiments.validation.judging import BY_DEFINITION
from experiments.validation.patterns import PATTERNS
from experiments.validation.summary import with_summary
from experiments.validation.wording import begin_of_switched_off, switched_off


def findings(folder: Path) -> dict[str, Any]:
    """``{"meta", "patterns"}`` of ``folder``."""
    content = json.loads((folder / FINDINGS).read_text(encoding="utf-8"))
    return {**content, "patterns": [_pattern(one) for one in content["patterns"]]}


def _pattern(stored: Mapping[str, Any]) -> dict[str, Any]:
    asked = [pair for make in PATTERNS.values() for pair in make().pairs]
    names = {(pair.first.title, pair.second.title): pair.name for pair in asked}
    nothing = {one.settings: one.by_definition for pair in asked for one in pair.ablations}
    pairs = [
        {
            **one,
            "name": names.get((one["first"], one["second"]), ""),
            "claims": [_claim(claim, nothing, _same(one["claims"])) for claim in one["claims"]],
        }
        for one in stored["pairs"]
    ]
    return with_summary({**stored, "pairs": pairs})


def _same(claims: Sequence[Mapping[str, Any]]) -> list[bool]:
    """Which ablations of a pair leave both arms the same, from what is kept of its ``claims``."""
    return [
        all(one.get("arms_are_the_same", _is_nothing(one["difference"])) for one in of_claims)
        for of_claims in zip(*(claim["ablations"] for claim in claims), strict=True)
    ]


def _is_nothing(difference: Mapping[str, Any]) -> bool:
    """Whether a difference is none in every run."""
    return difference["mean"] == difference["low"] == difference["high"] == 0.0


def _claim(
    stored: Mapping[str, Any],
    nothing: Mapping[tuple[str, ...], Sequence[str]],
    same: Sequence[bool],
) -> dict[str, Any]:
    """A claim with its ablations marked, and what is said of them accordingly.

    ``nothing``: the measures that an ablation sets to nothing, by its settings; ``same``: which
    ablations leave both arms the same.
    """
    measure, reasons = stored["measure"], list(stored["reasons"])
    ablations = []
    for before, alike in zip(stored["ablations"], same, strict=True):
        by_definition = alike or measure in nothing.get(tuple(before["set"]), ())
        said = {"share_left": None, "says": BY_DEFINITION} if by_definition else {}
        after = {**before, "by_definition": by_definition, "arms_are_the_same": alike, **said}
        here = switched_off(after["title"], Estimate(**after["difference"]), measure, after["says"])
        begins = begin_of_switched_off(after["title"])
        reasons = [here if reason.startswith(begins) else reason for reason in reasons]
        ablations.append(after)
    return {**stored, "ablations": ablations, "reasons": reasons}
