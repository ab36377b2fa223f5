"""Why a claim came out as it did, in words made from what the runs show."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.formatting import (
    counted,
    decimals,
    interval,
    number,
    sharpened,
    shown,
    unit_of_difference,
)
from experiments.statistics import Estimate, Verdict
from experiments.validation.judging import (
    NOT,
    NOTHING,
    OPEN,
    REPRODUCED,
    Finding,
    judge,
    shows,
    what_is_left,
)
from sim.quantities import with_unit


def apart_text(apart: Estimate, key: str) -> str:
    """A difference of the measure ``key`` with its interval and unit."""
    from sim.measures import MEASURES

    unit = MEASURES[key].unit
    found = shown(apart, unit)
    places = sharpened(found, decimals([found]))
    between = interval(found, places, sign=True)
    told = with_unit(number(found.mean, places, sign=True), unit_of_difference(unit))
    return f"{told} ({between})"


def reasons(finding: Finding) -> Iterator[str]:
    """Sentences on one claim: what was found, what the ablations leave, and why it may fail."""
    yield _found(finding)
    yield from _ablations(finding)
    if finding.verdict != REPRODUCED:
        yield from _alike(finding)
        yield from beside(finding)


def _found(finding: Finding) -> str:
    from sim.measures import MEASURES

    measure = MEASURES[finding.claim.key]
    apart, verdict = finding.apart.estimate, finding.verdict
    if apart.mean is None:
        return "The measure is not defined in these runs."
    if verdict == REPRODUCED:
        return f"{apart_text(apart, measure.key)}: as expected." + _size(finding)
    if verdict == NOT:
        if finding.apart.verdict == finding.claim.expected:
            return f"{apart_text(apart, measure.key)}: the way expected, but {finding.size}."
        return f"{apart_text(apart, measure.key)}: the other way."
    threshold = shown(Estimate(measure.practical, None, None, 1), measure.unit).mean
    if apart.low is None or apart.high is None:
        return "With a single pair of runs there is no interval."
    if apart.low <= 0.0 <= apart.high:
        return f"{apart_text(apart, measure.key)}: the interval covers zero."
    way = "the way expected" if _as_expected(finding) else "the other way"
    return (
        f"{apart_text(apart, measure.key)}: {way} and clear of zero, but less than what matters in "
        f"practice ({with_unit(f'{threshold:g}', unit_of_difference(measure.unit))})."
    )


def _size(finding: Finding) -> str:
    if not finding.size:
        return ""
    least, most = finding.claim.least, finding.claim.most
    return f" It is {finding.size} ({least:g} to {most:g})."


def _as_expected(finding: Finding) -> bool:
    mean = finding.apart.estimate.mean
    return mean is not None and (mean < 0.0) == (finding.claim.expected == Verdict.LOWER)


def _ablations(finding: Finding) -> Iterator[str]:
    for place, apart in enumerate(finding.ablated):
        if what_is_left(finding.apart, apart) != NOTHING:
            title = finding.pair.ablations[place].title
            yield switched_off(title, apart.estimate, finding.claim.key, shows(finding, place))


def switched_off(title: str, apart: Estimate, key: str, shows: str) -> str:
    """What an ablation leaves of a difference of the measure ``key``, and what that shows."""
    return f"{begin_of_switched_off(title)}{_mean(apart, key)}, {shows}."


def begin_of_switched_off(title: str) -> str:
    """How a sentence on an ablation begins."""
    return f"Mechanism off ({title}): "


def _mean(apart: Estimate, key: str) -> str:
    return apart_text(apart, key) if apart.mean is not None else "not defined"


def _alike(finding: Finding) -> Iterator[str]:
    """What the difference is where one possible reason is the same on both sides."""
    for setting, apart in zip(finding.pair.alike, finding.alike, strict=True):
        verdict = judge(apart, finding.claim)
        if apart.estimate.mean is None:
            continue
        what = f"{_mean(apart.estimate, finding.claim.key)}, {verdict}"
        if verdict == REPRODUCED:
            yield f"Tried: {setting.title}: {what}. So what this sets alike is what hides it."
        elif verdict == finding.verdict:
            yield f"Tried: {setting.title}: {what} as well."
        else:
            yield f"Tried: {setting.title}: {what}."


def beside(finding: Finding) -> Iterator[str]:
    """Which other measures of a pair differ, and which cannot be told apart."""
    moved = [
        f"{_label(one.key)}: {apart_text(one.apart.estimate, one.key)}"
        for one in finding.beside
        if one.apart.verdict in (Verdict.LOWER, Verdict.HIGHER)
    ]
    still = [_label(one.key) for one in finding.beside if one.apart.verdict == Verdict.NOT_APART]
    if moved:
        yield f"Beside it, different: {'; '.join(moved)}."
    if still:
        yield f"Beside it, not told apart: {'; '.join(still)}."


def _label(key: str) -> str:
    """What tables call a measure, also where it stands alone."""
    from sim.measures import MEASURES

    return MEASURES[key].label.removeprefix("... ")


def counted_verdicts(verdicts: list[str]) -> str:
    """``2 of 3 claims reproduced, 1 cannot be told apart``."""
    parts = [f"{verdicts.count(REPRODUCED)} of {counted(len(verdicts), 'claim')} {REPRODUCED}"]
    parts += [f"{verdicts.count(one)} {one}" for one in (NOT, OPEN) if verdicts.count(one)]
    return ", ".join(parts)
