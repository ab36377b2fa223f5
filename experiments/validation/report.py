"""What ``validate`` found as plain data: one tree that JSON, console and documentation share.

Numbers are in the units of the measures (a share is a share, not per cent); what is not known is
``None``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from experiments.statistics import Difference, Verdict
from experiments.validation.conditions import BY_THE_RULES, Looked, Reversal
from experiments.validation.description import Pair, Pattern, Setting
from experiments.validation.judging import (
    BY_DEFINITION,
    NOT,
    OPEN,
    REPRODUCED,
    Finding,
    judge,
    leaves_the_same,
    of_pattern,
    share_left,
    shows,
)
from experiments.validation.running import OverDraws, Redrawn, each_claim
from experiments.validation.summary import with_summary
from experiments.validation.wording import apart_text, beside, counted_verdicts, reasons

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Validated:
    """A pattern, what became of its claims, and what they are over draws if that was asked for.

    ``looked``: the study a pattern was found by, if it was; ``nearly``: what was found where it
    comes nearest to a reversal and has none.
    """

    pattern: Pattern
    findings: Sequence[Finding]
    redrawn: Redrawn | None = None
    looked: Looked | None = None
    nearly: Sequence[Finding] = ()

    @property
    def verdicts(self) -> list[str]:
        """Those on the claims; of a study, on each of its measures."""
        if self.looked is None:
            return [one.verdict for one in self.findings]
        return [one["verdict"] for one in reversals(self)]

    @property
    def verdict(self) -> str:
        return of_pattern(self.verdicts)


def reversals(one: Validated) -> list[dict[str, Any]]:
    """For each measure of a study: the reversal that was tested, and what became of it."""
    assert one.looked is not None
    tested, nearly = iter(one.findings), iter(one.nearly)
    rows = []
    looked = one.looked
    for measure, found, nearest in zip(
        looked.study.measures, looked.proposed, looked.nearest, strict=True
    ):
        if found is None:
            told = [_nowhere(looked, measure)]
            if measure in BY_THE_RULES:
                told.append(f"By the rules: {BY_THE_RULES[measure]}")
            if nearest is not None and one.nearly:
                told += _nearest(looked, nearest, [next(nearly), next(nearly)])
            rows.append({"measure": measure, "verdict": NOT, "why": " ".join(told)})
            continue
        both = [next(tested), next(tested)]
        held = all(finding.verdict == REPRODUCED for finding in both)
        opposite = any(finding.verdict == NOT for finding in both)
        rows.append(
            {
                "measure": measure,
                "verdict": REPRODUCED if held else NOT if opposite else OPEN,
                "why": _tested(one.looked, found, both),
            }
        )
    return rows


def _nowhere(looked: Looked, measure: str) -> str:
    """That no order is reversed, and between whom it is never open either."""
    from experiments.formatting import joined

    mine = [one for one in looked.orders if one.measure == measure]
    ahead: dict[str, set[str]] = {}
    for one in mine:
        if one.first_better:
            ahead.setdefault(one.first, set()).add(one.second)
        if one.second_better:
            ahead.setdefault(one.second, set()).add(one.first)
    told = [f"{arm} is ahead of {joined(sorted(others))}" for arm, others in ahead.items()]
    points = len(looked.conditions)
    return (
        f"At none of the {points} points is the order of two organisations the reverse of what it "
        f"is at another: where they can be told apart, {'; '.join(told)}."
    )


def _nearest(looked: Looked, found: Reversal, both: Sequence[Finding]) -> Iterator[str]:
    """Where an order is nearest to being reversed, what differs, and what stands in the way."""
    from experiments.formatting import joined

    yield f"Nearest to it come {joined(sorted((found.first, found.second)))}."
    yield f"On fresh seeds, {_at_both_points(looked, found, both)}."
    for finding, where in zip(both, ("first", "second"), strict=True):
        for sentence in beside(finding):
            yield sentence.replace("Beside it", f"Beside the {where}", 1)
    for number, setting in enumerate(both[0].pair.alike):
        there = [finding.alike[number] for finding in both]
        told = _both(found.measure, there)
        yield f"Tried: {setting.title}: {told}; {_ahead(found, there)}."


def _ahead(found: Reversal, there: Sequence[Difference]) -> str:
    """Who is clearly ahead at the first and the second of two points."""
    from sim.measures import MEASURES

    better = MEASURES[found.measure].better or "lower"
    names = [
        found.second if one.verdict == better else found.first
        for one in there
        if one.verdict in (Verdict.LOWER, Verdict.HIGHER)
    ]
    if not names:
        return "they cannot be told apart at either"
    if len(names) < len(there):
        where = "first" if there[0].verdict in (Verdict.LOWER, Verdict.HIGHER) else "second"
        return f"{names[0]} is ahead at the {where} only"
    return "the order is reversed" if _is_reversed(there) else f"{names[0]} is ahead at both"


def _tested(looked: Looked, found: Reversal, both: Sequence[Finding]) -> str:
    told = _at_both_points(looked, found, both)
    return f"On fresh seeds, {told}. {_switched_off(found.measure, both)}"


def _at_both_points(looked: Looked, found: Reversal, both: Sequence[Finding]) -> str:
    points = (found.first_better_at, found.second_better_at)
    return "; and ".join(
        f"{found.second} less {found.first} is "
        f"{apart_text(finding.apart.estimate, found.measure)} at {looked.conditions[point]}"
        for finding, point in zip(both, points, strict=True)
    )


def _switched_off(measure: str, both: Sequence[Finding]) -> str:
    """What becomes of a reversal where its mechanism is off at both points."""
    off = [finding.ablated[0] for finding in both]
    return (
        f"With the mechanism off ({both[0].pair.ablations[0].title}) it is {_both(measure, off)}: "
        f"the order is {'still reversed' if _is_reversed(off) else 'not reversed any more'}."
    )


def _both(measure: str, apart: Sequence[Difference]) -> str:
    from experiments.formatting import joined

    return joined(apart_text(one.estimate, measure) for one in apart)


def _is_reversed(apart: Sequence[Difference]) -> bool:
    """Whether differences are clear, matter, and have opposite signs."""
    clear = [one.verdict for one in apart if one.verdict in (Verdict.LOWER, Verdict.HIGHER)]
    return len(clear) == len(apart) and len(set(clear)) > 1


def never_beaten(looked: Looked) -> dict[str, list[str]]:
    """For each measure the organisations that no other is clearly better than, at any point."""
    found = {}
    for measure in looked.study.measures:
        beaten = {
            loser
            for order in looked.orders
            if order.measure == measure
            for loser, count in (
                (order.second, order.first_better),
                (order.first, order.second_better),
            )
            if count
        }
        found[measure] = [arm for arm in looked.study.arms if arm not in beaten]
    return found


# ---- as a tree -------------------------------------------------------------------------------


def tree(validated: Sequence[Validated]) -> list[dict[str, Any]]:
    """Every pattern with its parts, pairs and claims."""
    return [with_summary(_pattern(one)) for one in validated]


def _pattern(one: Validated) -> dict[str, Any]:
    over = each_claim(one.redrawn.claims) if one.redrawn is not None else {}
    return {
        "pattern": one.pattern.name,
        "title": one.pattern.title,
        "said": one.pattern.said,
        "source": one.pattern.source,
        "verdict": one.verdict,
        "claims": counted_verdicts(one.verdicts),
        "pairs": [
            _pair(pair, [finding for finding in one.findings if finding.pair is pair], over)
            for pair in one.pattern.pairs
        ],
        "study": None if one.looked is None else _study(one),
        "uncertainty": None if one.redrawn is None else _redrawn(one.redrawn),
    }


def _pair(
    pair: Pair, findings: Sequence[Finding], over: Mapping[tuple[str, str], OverDraws]
) -> dict[str, Any]:
    from sim.measures import MEASURES

    beside = findings[0].beside if findings else ()
    return {
        "name": pair.name,
        "first": pair.first.title,
        "second": pair.second.title,
        "logic": pair.logic,
        "claims": [_claim(one, over.get((pair.title, one.claim.key))) for one in findings],
        "beside": [
            {
                "measure": one.key,
                "label": MEASURES[one.key].label,
                "unit": MEASURES[one.key].unit,
                "difference": asdict(one.apart.estimate),
                "verdict": str(one.apart.verdict),
            }
            for one in beside
        ],
    }


def _claim(one: Finding, over: OverDraws | None) -> dict[str, Any]:
    from sim.measures import MEASURES

    measure = MEASURES[one.claim.key]
    return {
        "measure": one.claim.key,
        "label": measure.label,
        "unit": measure.unit,
        "practical": measure.practical,
        "expected": str(one.claim.expected),
        "least": one.claim.least,
        "most": one.claim.most,
        "first": asdict(one.first),
        "second": asdict(one.second),
        "difference": asdict(one.apart.estimate),
        "variance_reduction": one.apart.reduction,
        "verdict": one.verdict,
        "size": one.size,
        "reasons": list(reasons(one)),
        "ablations": [_ablation(one, number) for number in range(len(one.ablated))],
        "alike": [
            {**_setting(setting, apart), "says": judge(apart, one.claim)}
            for setting, apart in zip(one.pair.alike, one.alike, strict=True)
        ],
        "over_draws": None if over is None else _over(over),
    }


def _ablation(one: Finding, number: int) -> dict[str, Any]:
    apart, says = one.ablated[number], shows(one, number)
    by_definition = says == BY_DEFINITION
    return {
        **_setting(one.pair.ablations[number], apart),
        "by_definition": by_definition,
        "arms_are_the_same": leaves_the_same(one, number),
        "share_left": None if by_definition else share_left(one.apart, apart),
        "says": says,
    }


def _setting(setting: Setting, apart: Difference) -> dict[str, Any]:
    return {
        "title": setting.title,
        "set": list(setting.settings),
        "one_case_system": setting.one_case_system,
        "dwellings": setting.dwellings,
        "difference": asdict(apart.estimate),
    }


def _over(over: OverDraws) -> dict[str, Any]:
    return {
        **asdict(over.spread),
        "holds": int(over.holds.sum()),
        "right_sign": int(over.right_sign.sum()),
    }


def _redrawn(redrawn: Redrawn) -> dict[str, Any]:
    return {
        "draws": redrawn.draws,
        "replications": redrawn.replications,
        "assumptions": redrawn.redrawn,
        "whole": redrawn.whole,
        "holds": redrawn.holds,
    }


def _study(one: Validated) -> dict[str, Any]:
    looked = one.looked
    assert looked is not None
    names = ("condition", "level", "first_better", "second_better", "undecided")
    return {
        "name": looked.study.name,
        "title": looked.study.title,
        "points": len(looked.conditions),
        "organisations": list(looked.study.arms),
        "runs": looked.runs,
        "orders": [
            {
                "measure": order.measure,
                "first": order.first,
                "second": order.second,
                "first_better": order.first_better,
                "second_better": order.second_better,
                "undecided": order.undecided,
                "by_condition": [dict(zip(names, row, strict=True)) for row in order.by_condition],
            }
            for order in looked.orders
        ],
        "reversals": reversals(one),
        "nearest": [_pair(finding.pair, [finding], {}) for finding in one.nearly],
        "never_beaten": never_beaten(looked),
    }


# ---- as a table ------------------------------------------------------------------------------


def table(patterns: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """A row for each claim, and one for each of its ablations and what was set alike."""
    import pandas as pd

    rows = []
    for pattern in patterns:
        for pair in pattern["pairs"]:
            for claim in pair["claims"]:
                head = {
                    "pattern": pattern["pattern"],
                    "first": pair["first"],
                    "second": pair["second"],
                    "measure": claim["measure"],
                    "unit": claim["unit"],
                    "expected": claim["expected"],
                }
                rows.append(_row(head, "as it is", "", claim["difference"], claim["verdict"]))
                for kind, key in (("ablation", "ablations"), ("alike", "alike")):
                    rows += [
                        _row(head, kind, one["title"], one["difference"], one["says"])
                        for one in claim[key]
                    ]
    return pd.DataFrame(rows)


def _row(
    head: Mapping[str, Any], kind: str, title: str, apart: Mapping[str, Any], says: str
) -> dict[str, Any]:
    return {
        **head,
        "kind": kind,
        "setting": title,
        "mean": apart["mean"],
        "low": apart["low"],
        "high": apart["high"],
        "pairs": apart["count"],
        "says": says,
    }
