"""Who gained and who lost: the same needs with and without the change, one beside the other.

Households come with the same needs at the same times in both runs of a seed.  A need is known by
its household, its number among the household's needs and the time it arose, and is compared with
itself.  Needs that one run has and the other has not (a need that came back because it was not
met, or came back at another time; households settled by the change) cannot be paired, and are
counted instead: every household's first need is paired, few of the later ones are.

Only needs that can be followed over the same number of days in both runs are taken, those that
arose early enough and those that were open on the day of the change (followed from it on).  So
nothing is censored, and the restricted mean of the Aalen-Johansen curve with leaving as a
competing risk (:mod:`sim.survival`) is the plain mean: who left without help is in need to the
end of the horizon.

Each seed gives one mean difference for each part of the households, and intervals are over seeds.
Many parts are looked at, so what differs is said after Holm's adjustment over the whole table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import CONFIDENCE, Estimate, estimate
from sim.measures.observed import DECISION_HORIZON, HOME_HORIZON, Run, has
from sim.names import COMPOUND_NEEDS, Ground, Group, Need, label

if TYPE_CHECKING:
    from sim import Result

#: Parts with fewer paired needs per seed than this are not judged.
LEAST = 10

#: Days in need by which a household must differ to count as one that gained or lost.
FELT = 7.0


@dataclass(frozen=True)
class Outcome:
    """Something a household went through, less of which is better."""

    label: str
    unit: str


OUTCOMES = {
    "in_need": Outcome("Days in need", "days"),
    "unmet": Outcome("Needs not wholly met in these days", "share"),
    "unseen": Outcome("Some need that nobody ever saw", "share"),
    "decision": Outcome("Days to decision", "days"),
    "home": Outcome("Days to a home by help", "days"),
    "referrals": Outcome("Referrals", "per case"),
    "nights": Outcome("Nights homeless or in temporary housing", "nights"),
}

#: Days by which the times of one need may be off: where rates change, the time of an arrival is
#: reckoned in steps, and rounded differently.
_ROUNDING = 1e-6

#: How the households are divided, and the heading of each division.
DIVISIONS = {
    "all": "All",
    "group": "By group",
    "ground": "By ground",
    "needs": "By needs",
    "district": "By district",
}


@dataclass(frozen=True)
class Needs:
    """The needs of one run that could be followed, a value for each in every array.

    ``household``, ``number`` and ``need_at`` say which need it is; ``parts[division]`` is the
    number of its part in that division, -1 for none; ``outcomes[key]`` is nan where the outcome
    does not apply (a home for those who need none; a decision made before the change).
    """

    household: NDArray[np.int64]
    number: NDArray[np.int64]
    need_at: NDArray[np.float64]
    parts: dict[str, NDArray[np.int64]]
    outcomes: dict[str, NDArray[np.float64]]


def horizon(remaining: float) -> float:
    """Days over which needs are followed, where ``remaining`` days follow the change.

    As long as waits for a home are followed elsewhere, but no more than half of them, so that
    the needs that arise in the other half can be followed.
    """
    return min(HOME_HORIZON, remaining / 2)


def needs(result: Result, day: float) -> Needs:
    """The needs open on ``day`` (of the run) or arisen since that could be followed."""
    run = Run(result.world, result.scenario)
    days = horizon(run.end - day)
    rows = run.all_episodes
    since = np.maximum(rows.need_at, day)
    # Leaving otherwise ends no need: who was gone on the day is told by the end of the case.
    open_then = (rows.need_at >= day) | ((rows.ended_at > day) & (rows.all_met_at > day))
    rows = rows.where(open_then & (since + days <= run.end))
    since = np.maximum(rows.need_at, day)
    seeks_home = has(rows.needs, Need.DWELLING)
    compound = (rows.needs & sum(1 << need for need in COMPOUND_NEEDS)) != 0

    def within(times: np.ndarray, limit: float) -> np.ndarray:
        return np.where(times > since, np.minimum(times - since, limit), np.nan)

    everybody = np.zeros(len(rows), dtype=np.int64)
    in_one_piece = not result.scenario.organisation.districts
    return Needs(
        household=run.of_household(rows, "identity").astype(np.int64),
        number=rows.number.astype(np.int64),
        need_at=rows.need_at,
        parts={
            "all": everybody,
            "group": run.of_household(rows, "group").astype(np.int64),
            "ground": np.where(seeks_home, rows.ground, -1).astype(np.int64),
            "needs": np.where(seeks_home, compound, -1).astype(np.int64),
            "district": everybody - 1
            if in_one_piece
            else run.of_household(rows, "district").astype(np.int64),
        },
        outcomes={
            "in_need": np.clip(rows.all_met_at - since, 0.0, days),
            "unmet": (rows.all_met_at > since + days).astype(float),
            "unseen": ((rows.needs & ~rows.recognised) != 0).astype(float),
            "decision": within(rows.decided_at, min(days, DECISION_HORIZON)),
            "home": np.where(seeks_home, within(rows.home_at, days), np.nan),
            "referrals": rows.referrals.astype(float),
            "nights": rows.homeless_nights + rows.temporary_nights,
        },
    )


def part_names(districts: Sequence[str]) -> dict[str, list[str]]:
    """The names of the parts of each division, by number."""
    return {
        "all": ["all households"],
        "group": [label(one).replace("_", " ") for one in Group],
        "ground": [f"ground: {label(one)}" for one in Ground],
        "needs": ["simple needs", "compound needs"],
        "district": list(districts),
    }


@dataclass(frozen=True)
class Pairs:
    """The same needs in both runs of a seed: with the change less without it.

    ``parts`` as without the change.  ``only_with`` and ``only_without``: needs that the other
    run has not.
    """

    parts: dict[str, NDArray[np.int64]]
    differences: dict[str, NDArray[np.float64]]
    only_with: int
    only_without: int


def paired(changed: Needs, unchanged: Needs) -> Pairs:
    """Each need beside itself."""
    kind = [("household", "i8"), ("number", "i8")]

    def keys(side: Needs) -> np.ndarray:
        found = np.empty(len(side.household), dtype=kind)
        found["household"], found["number"] = side.household, side.number
        return found

    _, here, there = np.intersect1d(keys(changed), keys(unchanged), return_indices=True)
    same = np.abs(changed.need_at[here] - unchanged.need_at[there]) < _ROUNDING
    here, there = here[same], there[same]
    return Pairs(
        parts={key: values[there] for key, values in unchanged.parts.items()},
        differences={
            key: changed.outcomes[key][here] - unchanged.outcomes[key][there] for key in OUTCOMES
        },
        only_with=len(changed.household) - len(here),
        only_without=len(unchanged.household) - len(here),
    )


@dataclass(frozen=True)
class Effect:
    """How an outcome of one part of the households differs, over seeds.

    ``p`` is that of the paired t test, ``adjusted`` the same after Holm's adjustment; ``None``
    where there are not two seeds.  ``pairs``: needs per seed.  ``gained`` and ``lost``: shares
    of them that differ by more than ``FELT`` days; for days in need only.
    """

    division: str
    part: str
    outcome: str
    difference: Estimate
    pairs: float
    p: float | None
    adjusted: float | None
    gained: float | None
    lost: float | None

    @property
    def told_apart(self) -> bool:
        """Whether it differs after the adjustment."""
        return self.adjusted is not None and self.adjusted < 1.0 - CONFIDENCE


def effects(seeds: Sequence[Pairs], names: dict[str, list[str]]) -> list[Effect]:
    """Every outcome of every part that enough households belong to, Holm over all of them."""
    found = list(_unadjusted(seeds, names))
    known = [one.p for one in found if one.p is not None]
    adjusted = iter(holm(known))
    return [one if one.p is None else replace(one, adjusted=float(next(adjusted))) for one in found]


def _unadjusted(seeds: Sequence[Pairs], names: dict[str, list[str]]) -> Iterator[Effect]:
    for outcome in OUTCOMES:
        for division, parts in names.items():
            for number, name in enumerate(parts):
                each = [
                    one.differences[outcome][
                        (one.parts[division] == number) & ~np.isnan(one.differences[outcome])
                    ]
                    for one in seeds
                ]
                pairs = float(np.mean([len(one) for one in each]))
                if pairs < LEAST:
                    continue
                means = np.array([one.mean() if len(one) else np.nan for one in each])
                days = outcome == "in_need"
                yield Effect(
                    division,
                    name,
                    outcome,
                    estimate(means),
                    pairs,
                    t_test(means),
                    None,
                    float(np.mean([np.mean(one < -FELT) for one in each if len(one)]))
                    if days
                    else None,
                    float(np.mean([np.mean(one > FELT) for one in each if len(one)]))
                    if days
                    else None,
                )


def t_test(values: NDArray[np.float64]) -> float | None:
    """The two-sided p value of a mean of zero; ``None`` with fewer than two values.

    1 where all are zero: nothing differs.
    """
    from scipy.special import stdtr

    defined = values[~np.isnan(values)]
    if len(defined) < 2:
        return None
    error = float(defined.std(ddof=1)) / len(defined) ** 0.5
    if error == 0.0:
        return 1.0 if defined[0] == 0.0 else 0.0
    return float(2.0 * stdtr(len(defined) - 1, -abs(float(defined.mean()) / error)))


def holm(p: Sequence[float]) -> NDArray[np.float64]:
    """The p values adjusted for their number, step down (Holm 1979)."""
    values = np.asarray(p, dtype=float)
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted
