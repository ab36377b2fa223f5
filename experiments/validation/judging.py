"""Verdicts: on a claim, on what an ablation leaves of it, and on a pattern as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.statistics import Difference, Estimate, Verdict
from experiments.validation.description import Claim, Pair, Pattern

REPRODUCED, NOT, OPEN = "reproduced", "not reproduced", str(Verdict.NOT_APART)
IN_PART = "reproduced in part"

#: What an ablation does, where it does nothing that leaves a share of the difference.
GONE, TURNED, NOTHING = "gone", "turned round", "nothing to undo"

#: What an ablation shows that sets the measure itself to nothing, or leaves no difference at all.
BY_DEFINITION = "nothing by definition, no evidence"


@dataclass(frozen=True)
class Beside:
    """The difference of another measure, which helps to see why."""

    key: str
    apart: Difference


@dataclass(frozen=True)
class Finding:
    """What became of one claim.

    ``first`` and ``second``: the means of the arms; ``ablated`` and ``alike``: the difference
    under each ablation of the pair, and with each setting alike, in their order.  ``same``: whether
    an ablation leaves both arms the same, every measure in every run; empty if none does.
    """

    pattern: Pattern
    pair: Pair
    claim: Claim
    first: Estimate
    second: Estimate
    apart: Difference
    ablated: tuple[Difference, ...]
    alike: tuple[Difference, ...]
    beside: tuple[Beside, ...]
    same: tuple[bool, ...] = ()

    @property
    def verdict(self) -> str:
        return judge(self.apart, self.claim)

    @property
    def size(self) -> str:
        return size(self.apart, self.claim)


def judge(apart: Difference, claim: Claim) -> str:
    """``reproduced``, ``not reproduced``, or ``cannot be told apart``.

    Not reproduced is a difference beyond the practical threshold the other way, or one whose
    whole interval lies outside the size that the source gives.
    """
    if apart.verdict not in (Verdict.LOWER, Verdict.HIGHER):
        return OPEN
    if apart.verdict != claim.expected:
        return NOT
    return NOT if size(apart, claim).startswith(("less", "more")) else REPRODUCED


def size(apart: Difference, claim: Claim) -> str:
    """How the difference lies to the size that the source gives; empty where it gives none."""
    found = apart.estimate
    if not claim.has_size or found.mean is None or found.low is None or found.high is None:
        return ""
    ends = sorted((abs(found.low), abs(found.high)))
    if claim.least is not None and ends[1] < claim.least:
        return "less than reported"
    if claim.most is not None and ends[0] > claim.most:
        return "more than reported"
    above = claim.least is None or ends[0] >= claim.least
    below = claim.most is None or ends[1] <= claim.most
    return "of the size reported" if above and below else "at the edge of the size reported"


def share_left(apart: Difference, ablated: Difference) -> float | None:
    """What an ablation leaves of a difference, as a share of it."""
    before, after = apart.estimate.mean, ablated.estimate.mean
    return None if not before or after is None else after / before


def what_is_left(apart: Difference, ablated: Difference) -> str:
    """What an ablation does to a difference, in words.

    It is gone where the interval covers zero; what is clear of zero but no longer matters in
    practice is called so.
    """
    before, after = apart.estimate, ablated.estimate
    if before.mean is None or after.mean is None:
        return str(Verdict.UNDEFINED)
    if apart.verdict not in (Verdict.LOWER, Verdict.HIGHER):
        return NOTHING
    if after.low is None or after.high is None or after.low <= 0.0 <= after.high:
        return GONE
    matters = ablated.verdict in (Verdict.LOWER, Verdict.HIGHER)
    if (before.mean < 0.0) != (after.mean < 0.0):
        return TURNED if matters else f"{TURNED}, too small to matter"
    left = f"{100 * after.mean / before.mean:.0f} % left"
    return left if matters else f"{left}, too small to matter"


def shows(finding: Finding, number: int) -> str:
    """What the ablation of that ``number`` shows on a claim."""
    if leaves_the_same(finding, number):
        return BY_DEFINITION
    if finding.claim.key in finding.pair.ablations[number].by_definition:
        return BY_DEFINITION
    return what_is_left(finding.apart, finding.ablated[number])


def leaves_the_same(finding: Finding, number: int) -> bool:
    """Whether the ablation of that ``number`` leaves nothing by which the arms differ."""
    return bool(finding.same) and finding.same[number]


def of_pattern(verdicts: Sequence[str]) -> str:
    """The verdict on a pattern from those on its claims."""
    if not verdicts:
        return OPEN
    if all(one == REPRODUCED for one in verdicts):
        return REPRODUCED
    if any(one == REPRODUCED for one in verdicts):
        return IN_PART
    return NOT if any(one == NOT for one in verdicts) else OPEN
