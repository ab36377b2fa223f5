"""What a pattern comes to, part by part: from the tree alone, so also from what a folder holds.

A pattern may hold in one of its pairs and not in another.  One word for all of them would say more
than was found, so whatever is shown first names each part with its own verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.validation.judging import of_pattern
from experiments.validation.wording import counted_verdicts


def parts(pattern: Mapping[str, Any]) -> list[dict[str, str]]:
    """Each pair, or each measure of a study: its name, its verdict, and its claims counted."""
    if pattern["study"] is not None:
        return [_of_measure(one) for one in pattern["study"]["reversals"]]
    return [_of_pair(one) for one in pattern["pairs"]]


def _of_pair(pair: Mapping[str, Any]) -> dict[str, str]:
    verdicts = [claim["verdict"] for claim in pair["claims"]]
    return {
        "part": pair["name"] or f"{pair['first']} → {pair['second']}",
        "verdict": of_pattern(verdicts),
        "claims": counted_verdicts(verdicts),
    }


def _of_measure(reversal: Mapping[str, Any]) -> dict[str, str]:
    from sim.measures import MEASURES

    return {
        "part": MEASURES[reversal["measure"]].label,
        "verdict": reversal["verdict"],
        "claims": counted_verdicts([reversal["verdict"]]),
    }


def headline(pattern: Mapping[str, Any]) -> str:
    """The verdict; of more than one part, that of each."""
    return _each(pattern["parts"], "verdict")


def claims(pattern: Mapping[str, Any]) -> str:
    """How many claims have which verdict; of more than one pair, in each."""
    return pattern["claims"] if pattern["study"] else _each(pattern["parts"], "claims")


def _each(found: Sequence[Mapping[str, str]], key: str) -> str:
    if len(found) == 1:
        return found[0][key]
    return "; ".join(f"{one['part']}: {one[key]}" for one in found)
