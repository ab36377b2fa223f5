"""Many comparisons at once: one in twenty would seem clear by chance, unless adjusted for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.statistics import CONFIDENCE

#: Holm's step-down method keeps the chance of any false alarm below five per cent, whatever
#: the comparisons have to do with each other (Holm 1979).
METHOD = "holm"


def adjusted(p_values: Sequence[float | None], method: str = METHOD) -> list[float | None]:
    """The p values adjusted for how many they are; ``None`` stays, and does not count.

    ``method``: one of statsmodels' ``multipletests``.
    """
    from statsmodels.stats.multitest import multipletests

    known = [index for index, one in enumerate(p_values) if one is not None]
    found: list[float | None] = [None] * len(p_values)
    if known:
        raised = multipletests(
            np.array([p_values[index] for index in known], dtype=float),
            alpha=1.0 - CONFIDENCE,
            method=method,
        )[1]
        for index, one in zip(known, raised, strict=True):
            found[index] = float(one)
    return found
