"""Numbers as people read them: no more decimals than the interval warrants."""

from __future__ import annotations

import math
from collections.abc import Iterable

from experiments.statistics import Estimate, Verdict

MISSING = "-"

#: Units that tables and figures show in another one: factor and text.
_SHOWN = {"share": (100.0, "%")}

#: The groups of measures in the order they are shown.
GROUPS = {
    "waits": "Waits",
    "causes": "Waits for a home, by cause",
    "referrals": "Referrals",
    "decisions": "Decisions",
    "vacancy": "Vacancy",
    "circulation": "Circulation",
    "reach": "Reach",
    "follow-up": "Follow-up",
    "stability": "Stability",
    "people": "Caseworkers",
    "cost": "Cost",
    "fairness": "Fairness",
    "strategy": "Strategy",
    "figures": "Figures of public statistics",
}


#: The unit of a difference of shares.
POINTS = "percentage points"


def unit_of_difference(unit: str) -> str:
    """The unit that a difference of something in ``unit`` is told in: shares differ by points."""
    return POINTS if unit == "share" else shown_unit(unit)


def shown_unit(unit: str) -> str:
    """The unit that tables show for ``unit``: per cent for a share."""
    return _SHOWN.get(unit, (1.0, unit))[1]


def shown(found: Estimate, unit: str) -> Estimate:
    """``found`` (in ``unit``) in the unit that tables show."""
    factor = _SHOWN.get(unit, (1.0, unit))[0]
    mean, low, high = (
        None if one is None else one * factor for one in (found.mean, found.low, found.high)
    )
    return Estimate(mean, low, high, found.count, found.undefined)


def decimals(estimates: Iterable[Estimate]) -> int:
    """How many decimals a row of estimates deserves: few where the intervals are wide.

    The narrowest interval decides, but no mean gets more than four figures.
    """
    found = [one for one in estimates if one.mean is not None]
    halves = [
        (one.high - one.low) / 2
        for one in found
        if one.low is not None and one.high is not None and one.high > one.low
    ]
    largest = max((abs(one.mean) for one in found if one.mean), default=0.0)
    if largest == 0.0:
        return 0 if not halves else _clamp(math.ceil(-math.log10(min(halves) / 2)))
    figures = 3 - math.floor(math.log10(largest))
    if not halves:
        return _clamp(figures - 1)
    return min(_clamp(figures), _clamp(math.ceil(-math.log10(min(halves) / 2))))


def sharpened(found: Estimate, places: int) -> int:
    """As many decimals as an interval clear of zero needs for not to look as if it touched it."""
    if found.low is None or found.high is None or found.low <= 0.0 <= found.high:
        return places
    nearest = min(abs(found.low), abs(found.high))
    return next((more for more in range(places, 4) if round(nearest, more) > 0.0), 3)


def _clamp(places: int) -> int:
    return min(3, max(0, places))


def number(value: float | None, places: int, *, sign: bool = False) -> str:
    """``value`` with ``places`` decimals and a space between thousands; a dash for none."""
    if value is None or math.isnan(value):
        return MISSING
    text = f"{value:{'+' if sign else ''},.{places}f}".replace(",", " ")
    zero = not any(digit in text for digit in "123456789")
    return text.lstrip("+-") if zero else text


def interval(found: Estimate, places: int, *, sign: bool = False) -> str:
    """The interval as ``low to high``, or a dash where there is none."""
    if found.low is None or found.high is None:
        return MISSING
    return f"{number(found.low, places, sign=sign)} to {number(found.high, places, sign=sign)}"


def judged(verdict: Verdict, better: str) -> str:
    """The verdict in words, saying which way is good where the measure has one."""
    if verdict not in (Verdict.LOWER, Verdict.HIGHER) or not better:
        return str(verdict)
    return f"{verdict} ({'better' if verdict == better else 'worse'})"


def joined(names: Iterable[str]) -> str:
    """``a, b and c``."""
    *most, last = list(names)
    return f"{', '.join(most)} and {last}" if most else last


def counted(count: int, one: str, many: str | None = None) -> str:
    """``1 run``, ``2 runs``."""
    return f"{count} {one if count == 1 else many or one + 's'}"
