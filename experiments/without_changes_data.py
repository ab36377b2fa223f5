"""What a study of a scenario without its changes found, for programs: as JSON and as tables."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.bands import Band
from experiments.causes_of_difference import WAITS
from experiments.days_by_cause import Account
from experiments.gained_and_lost import OUTCOMES
from experiments.over_time import ADDED, FOLLOWED
from experiments.paid_back import PaidBack
from experiments.statistics import Estimate
from experiments.without_changes import Study
from experiments.without_changes_report import answer, never_clear, notes, what_it_costs

if TYPE_CHECKING:
    import pandas as pd


def as_json(study: Study) -> dict[str, Any]:
    """Everything the study found; what is not known, or never came, is ``None``."""
    return {
        "answer": answer(study),
        "change_at_days": study.change,
        "same_until_the_change": not study.apart_before,
        "seeds_that_differ_before": list(study.apart_before),
        "pairs_of_runs": len(study.seeds),
        "quarters": {
            "from": study.edges[:-1].tolist(),
            "to": study.edges[1:].tolist(),
            "unit": "days after the change",
        },
        "over_time": {
            key: {
                "label": one.label,
                "unit": one.unit,
                "better": one.better,
                "dated_by": one.dated,
                "with": _numbers(study.courses[key].changed),
                "without": _numbers(study.courses[key].unchanged),
                **_band(study.courses[key].difference),
                "mean_since_the_change": _estimate(study.after[key]),
            }
            for key, one in FOLLOWED.items()
        },
        "break_even": {
            key: {
                "label": one.label,
                "unit": one.unit,
                "meaning": one.meaning,
                **_band(study.sums[key][0]),
                "made_good_after_days": _finite(study.sums[key][1].after),
                "within_the_observation": math.isfinite(study.sums[key][1].after),
                "low": _finite(study.sums[key][1].low),
                "high": _finite(study.sums[key][1].high),
                "share_made_good_by_the_end": study.sums[key][1].share,
                "at_the_end": _estimate(study.sums[key][1].at_end),
                "clearly_a_loss_at_some_time": None
                if study.sums[key][0].width is None
                else not never_clear(study.sums[key][0]),
                "largest_loss": study.sums[key][1].worst,
            }
            for key, one in ADDED.items()
        },
        "paid_back": _paid_back(study.paid_back),
        "gained_and_lost": _effect_rows(study),
        "followed_for_days": study.followed_for,
        "paired_needs_per_run": study.pairs,
        "unpaired_needs_per_run": {"with": study.unpaired[0], "without": study.unpaired[1]},
        "causes": _account_told(study.in_need)
        | {
            one.wait: {
                "label": WAITS[one.wait],
                "unit": "days",
                "whole": _estimate(one.whole),
                "causes": [
                    {"cause": part.cause, **_estimate(part.difference)} for part in one.causes
                ],
            }
            for one in study.decompositions
        },
        "notes": notes(study),
    }


def _paid_back(found: PaidBack | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "told": what_it_costs(found),
        "once_nok": found.once,
        "hours_of_each_caseworker": list(found.hours),
        "settled_after_days": found.settled,
        "spent_by_then_nok": _estimate(found.by_then),
        "difference_per_year_nok": _estimate(found.per_year),
        "years": _finite(found.years),
        "never": found.years is not None and math.isinf(found.years),
        "low": _finite(found.low),
        "high": _finite(found.high),
    }


def _account_told(found: Account) -> dict[str, Any]:
    return {
        "in_need": {
            "label": "Household days in need since the change",
            "unit": "days",
            "whole": _estimate(found.whole),
            "causes": [
                {
                    "key": one.key,
                    "cause": one.cause,
                    "with": one.changed,
                    "without": one.unchanged,
                    **_estimate(one.difference),
                    "added_up_by_quarter": _band(one.course),
                }
                for one in found.parts
            ],
        }
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _numbers(values: NDArray[np.float64]) -> list[float | None]:
    return [_finite(one) for one in values.tolist()]


def _band(found: Band) -> dict[str, Any]:
    return {
        "difference": _numbers(found.mean),
        "low": _numbers(found.low),
        "high": _numbers(found.high),
        "low_of_all": _numbers(found.all_low),
        "high_of_all": _numbers(found.all_high),
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    return {"mean": found.mean, "low": found.low, "high": found.high}


def _effect_rows(study: Study) -> list[dict[str, Any]]:
    return [
        {
            "division": one.division,
            "part": one.part,
            "outcome": one.outcome,
            "label": OUTCOMES[one.outcome].label,
            "unit": OUTCOMES[one.outcome].unit,
            **_estimate(one.difference),
            "needs_per_run": one.pairs,
            "p": one.p,
            "p_adjusted": one.adjusted,
            "told_apart": one.told_apart,
            "share_gained": one.gained,
            "share_lost": one.lost,
        }
        for one in study.effects
    ]


def tables(study: Study) -> dict[str, pd.DataFrame]:
    """The tidy tables of the study."""
    import pandas as pd

    return {
        "over_time": pd.DataFrame(list(_quarter_rows(study))),
        "break_even": pd.DataFrame(list(_sum_rows(study))),
        "gained_and_lost": pd.DataFrame(_effect_rows(study)),
        "causes": pd.DataFrame(list(_cause_rows(study))),
        "causes_over_time": pd.DataFrame(list(_cause_quarter_rows(study))),
    }


def _quarter_rows(study: Study) -> Iterator[dict[str, Any]]:
    for key, one in FOLLOWED.items():
        found = study.courses[key]
        for place in range(len(study.edges) - 1):
            yield {
                "measure": key,
                "label": one.label,
                "unit": one.unit,
                "dated_by": one.dated,
                "from_day": study.edges[place],
                "to_day": study.edges[place + 1],
                "with": found.changed[place],
                "without": found.unchanged[place],
                **_row_of(found.difference, place),
            }


def _row_of(found: Band, place: int) -> dict[str, Any]:
    return {
        "difference": found.mean[place],
        "low": found.low[place],
        "high": found.high[place],
        "low_of_all": found.all_low[place],
        "high_of_all": found.all_high[place],
    }


def _sum_rows(study: Study) -> Iterator[dict[str, Any]]:
    ends = study.edges[1:][study.edges[1:] > 0.0]
    for key, one in ADDED.items():
        course, _ = study.sums[key]
        for place, end in enumerate(ends):
            yield {
                "sum": key,
                "label": one.label,
                "unit": one.unit,
                "day": end,
                **_row_of(course, place),
            }


def _cause_quarter_rows(study: Study) -> Iterator[dict[str, Any]]:
    ends = study.edges[1:][study.edges[1:] > 0.0]
    for one in study.in_need.parts:
        for place, end in enumerate(ends):
            yield {"key": one.key, "cause": one.cause, "day": end, **_row_of(one.course, place)}


def _cause_rows(study: Study) -> Iterator[dict[str, Any]]:
    for part in study.in_need.parts:
        yield {"wait": "in_need", "cause": part.cause, **_estimate(part.difference)}
    for one in study.decompositions:
        for cause in one.causes:
            yield {"wait": one.wait, "cause": cause.cause, **_estimate(cause.difference)}
