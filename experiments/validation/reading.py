"""Findings from a folder that ``validate --out`` made, as they would be written now.

A folder holds what the runs gave.  What :mod:`experiments.validation.patterns` calls a pair, and
what follows from the findings alone, is put in as it is now, so that nobody has to run everything
again because a word was added.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.validation.command import FINDINGS
from experiments.validation.description import Pair
from experiments.validation.patterns import PATTERNS
from experiments.validation.summary import parts


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
    pattern = {**stored, "pairs": pairs}
    return {**pattern, "parts": parts(pattern)}


def _pair(stored: Mapping[str, Any], asked: Pair | None) -> dict[str, Any]:
    return {**stored, "name": "" if asked is None else asked.name}
