"""Tables of runs whose truth is known, and studies that could have asked for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from experiments.study import design
from experiments.study.description import (
    LATIN_HYPERCUBE,
    OWN_SEEDS,
    SAME_SEEDS,
    Design,
    Level,
    Lever,
    Replications,
    Study,
    Uncertainty,
)

#: The measures the tables pretend to hold: one where less is better, one where more is.
DAYS, SHARE = "home_wait", "home_within_year"

#: A single point: nothing is varied.
AS_IT_IS = Design("full factorial")

#: ``outcome(arm, settings, seed, luck)``: the values of ``DAYS`` and ``SHARE`` in a run.
Outcome = Callable[[int, np.ndarray, int, np.random.Generator], tuple[float, float]]


def study(
    arms: Sequence[str] = ("one", "other"),
    uncertainties: Sequence[Uncertainty] = (),
    made_by: Design = AS_IT_IS,
    replications: int = 10,
    seeds: str | None = None,
    measures: Sequence[str] = (DAYS, SHARE),
    practical: dict[str, float] | None = None,
) -> Study:
    """A study of ``arms`` (the first is the baseline) in one base scenario."""
    common = OWN_SEEDS if made_by.kind == LATIN_HYPERCUBE else SAME_SEEDS
    levers = (Lever("organisation", tuple(Level(arm) for arm in arms)),) if len(arms) > 1 else ()
    return Study(
        name="known",
        title="A study whose truth is known",
        question="Is it found?",
        bases=("somewhere",),
        levers=levers,
        uncertainties=tuple(uncertainties),
        measures=tuple(measures),
        practical_differences=practical if practical is not None else {DAYS: 2.0, SHARE: 0.02},
        design=made_by,
        replications=Replications(replications, replications),
        seeds=seeds or common,
    )


def unit(name: str, low: float = 0.0, high: float = 1.0) -> Uncertainty:
    """An uncertainty of no unit."""
    return Uncertainty(name, low, high, "ratio", keys=(name,))


def runs(asked: Study, outcome: Outcome, luck: int = 1) -> pd.DataFrame:
    """A run for every arm, point and replication of ``asked``, in the form of a store's table.

    Luck is the same for all arms of a point and seed.
    """
    rows = []
    for point in design.points(asked):
        first = design.seeds(asked, point.number)
        for replication in range(1, asked.replications.least + 1):
            seed = first + replication - 1
            for number, arm in enumerate(asked.arms):
                generator = np.random.default_rng([luck, seed])
                days, share = outcome(number, np.array(point.values), seed, generator)
                rows.append(
                    {
                        "point": point.number,
                        "base": point.base,
                        "arm": arm,
                        "replication": replication,
                        "seed": seed,
                        "run": f"{point.number}-{arm}-{seed}",
                        "status": "done",
                        "error": None,
                        **{f"lever:{key}": one for key, one in asked.lever_levels(arm).items()},
                        **{
                            f"uncertainty:{one.name}": value
                            for one, value in zip(asked.uncertainties, point.values, strict=True)
                        },
                        DAYS: days,
                        SHARE: share,
                    }
                )
    return pd.DataFrame(rows)
