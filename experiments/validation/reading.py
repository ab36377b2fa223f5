"""Findings from a folder that ``validate --out`` made, as they would be written now.

A folder holds what the runs gave.  What :mod:`experiments.validation.patterns` calls a pair, which
ablations it says set a measure to nothing by definition, and what follows from the findings alone,
is put in as it is now, so that nobody has to run everything again because a word was added.
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
from experiments.validation.wording import switched_off


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
            "claims": [_claim(claim, nothing) for claim in one["claims"]],
        }
        for one in stored["pairs"]
    ]
    return with_summary({**stored, "pairs": pairs})


def _claim(
    stored: Mapping[str, Any], nothing: Mapping[tuple[str, ...], Sequence[str]]
) -> dict[str, Any]:
    """A claim with its ablations marked, and what is said of them accordingly.

    ``nothing``: the measures that an ablation sets to nothing, by its settings.
    """
    measure, reasons = stored["measure"], list(stored["reasons"])
    ablations = []
    for before in stored["ablations"]:
        by_definition = measure in nothing.get(tuple(before["set"]), ())
        said = {"share_left": None, "says": BY_DEFINITION} if by_definition else {}
        after = {**before, "by_definition": by_definition, **said}
        there, here = (
            switched_off(one["title"], Estimate(**one["difference"]), measure, one["says"])
            for one in (before, after)
        )
        reasons = [here if reason == there else reason for reason in reasons]
        ablations.append(after)
    return {**stored, "ablations": ablations, "reasons": reasons}
