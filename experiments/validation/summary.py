"""What a pattern comes to, part by part: from the tree alone, so also from what a folder holds.

A pattern may hold in one of its pairs and not in another.  One word for all of them would say more
than was found, so whatever is shown first names each part with its own verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.validation.judging import of_pattern
from experiments.validation.wording import counted_verdicts

#: At every point better than each other organisation, or not told apart from it.
NEVER_BEATEN = "Clearly beaten by no other at any point"


def with_summary(pattern: Mapping[str, Any]) -> dict[str, Any]:
    """The pattern with what follows from its findings alone: its parts, and what a study shows."""
    found = {**pattern, "parts": parts(pattern)}
    return found if pattern["study"] is None else {**found, "reversals": reversals(pattern)}


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


def in_overview(pattern: Mapping[str, Any]) -> str:
    """The claims counted, and of a study what it shows at a glance."""
    return claims(pattern) + (f". {_at_a_glance(pattern)}" if pattern["study"] else "")


def reversals(pattern: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each measure of a study: on how many points a reversal rests, and who is never beaten.

    ``rests_on``: at how many points each of the two organisations tested is clearly the better
    one; empty where no order is reversed.
    """
    study = pattern["study"]
    return [
        {
            "measure": one["measure"],
            "verdict": one["verdict"],
            "rests_on": _rests_on(one["measure"], pattern),
            "points": study["points"],
            "never_beaten": study["never_beaten"][one["measure"]],
        }
        for one in study["reversals"]
    ]


def _rests_on(measure: str, pattern: Mapping[str, Any]) -> dict[str, int]:
    tested = [one for one in pattern["pairs"] if one["claims"][0]["measure"] == measure]
    for order in pattern["study"]["orders"]:
        # The second arm of a pair at a point has the point in its title too.
        here = [
            one
            for one in tested
            if one["first"] == order["first"] and one["second"].startswith(f"{order['second']} (")
        ]
        if here and order["measure"] == measure:
            return {
                order["first"]: order["first_better"],
                order["second"]: order["second_better"],
            }
    return {}


def rests_on(found: Mapping[str, Any]) -> str:
    """On how many points a reversal rests, in words."""
    from experiments.formatting import counted

    if not found["rests_on"]:
        return f"no order reversed at any of {found['points']} points"
    better = [f"{arm} better at {count}" for arm, count in found["rests_on"].items()]
    return f"{', '.join(better)} of {counted(found['points'], 'point')}"


def never_beaten(found: Mapping[str, Any]) -> str:
    """Which organisations no other is clearly better than at any point."""
    from experiments.formatting import joined

    return joined(found["never_beaten"]) if found["never_beaten"] else "none"


def _at_a_glance(pattern: Mapping[str, Any]) -> str:
    """What a reversal rests on and who is never beaten, in two sentences."""
    from sim.measures import MEASURES

    found = reversals(pattern)
    turned = [
        f"{MEASURES[one['measure']].label}, {rests_on(one)}" for one in found if one["rests_on"]
    ]
    never = [f"{MEASURES[one['measure']].label}: {never_beaten(one)}" for one in found]
    rests = f"A reversal was tested in {'; '.join(turned)}. " if turned else ""
    return f"{rests}{NEVER_BEATEN}: {'; '.join(never)}."


def _each(found: Sequence[Mapping[str, str]], key: str) -> str:
    if len(found) == 1:
        return found[0][key]
    return "; ".join(f"{one['part']}: {one[key]}" for one in found)
