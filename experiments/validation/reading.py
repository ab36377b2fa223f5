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
from experiments.validation.description import Pair, Setting
from experiments.validation.judging import BY_DEFINITION
from experiments.validation.patterns import PATTERNS
from experiments.validation.summary import with_summary
from experiments.validation.wording import switched_off


def findings(folder: Path) -> dict[str, Any]:
    """``{"meta", "patterns"}`` of ``folder``."""
    content = json.loads((folder / FINDINGS).read_text(encoding="utf-8"))
    return {**content, "patterns": [_pattern(one) for one in content["patterns"]]}


def _pattern(stored: Mapping[str, Any]) -> dict[str, Any]:
    asked = {
        (pair.first.title, pair.second.title): pair
        for make in (PATTERNS.get(stored["pattern"]),)
        if make is not None
        for pair in make().pairs
    }
    pairs = [_pair(one, asked.get((one["first"], one["second"]))) for one in stored["pairs"]]
    return with_summary({**stored, "pairs": pairs})


def _pair(stored: Mapping[str, Any], asked: Pair | None) -> dict[str, Any]:
    if asked is None:
        return {**stored, "name": ""}
    claims = [_claim(one, asked.ablations) for one in stored["claims"]]
    return {**stored, "name": asked.name, "claims": claims}


def _claim(stored: Mapping[str, Any], asked: Sequence[Setting]) -> dict[str, Any]:
    """A claim with its ablations as ``asked`` has them, and what is said of them accordingly."""
    measure, reasons = stored["measure"], list(stored["reasons"])
    ablations = []
    for before, setting in zip(stored["ablations"], asked, strict=True):
        nothing = measure in setting.by_definition
        said = {"share_left": None, "says": BY_DEFINITION} if nothing else {}
        after = {**before, "by_definition": nothing, **said}
        there, here = (
            switched_off(one["title"], Estimate(**one["difference"]), measure, one["says"])
            for one in (before, after)
        )
        reasons = [here if reason == there else reason for reason in reasons]
        ablations.append(after)
    return {**stored, "ablations": ablations, "reasons": reasons}
