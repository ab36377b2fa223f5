"""Studies: many runs that answer a question, from a study file to a table of runs.

    from experiments.study import open_study, runs_table

    study = open_study("results/fragmentation")      # what was asked
    runs = runs_table("results/fragmentation")       # one row per run (pandas)

The names are looked up when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.study.description import (
        Design,
        Level,
        Lever,
        Replications,
        Study,
        Uncertainty,
    )
    from experiments.study.layout import StoreError, open_study
    from experiments.study.reading import read_study
    from experiments.study.tables import points_table, runs_table

__all__ = [
    "Design",
    "Level",
    "Lever",
    "Replications",
    "StoreError",
    "Study",
    "Uncertainty",
    "open_study",
    "points_table",
    "read_study",
    "runs_table",
]

_HOME = {
    "read_study": "experiments.study.reading",
    "open_study": "experiments.study.layout",
    "points_table": "experiments.study.tables",
    "runs_table": "experiments.study.tables",
    "StoreError": "experiments.study.layout",
}


def __getattr__(name: str) -> Any:
    """The public name ``name``, imported when first asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'experiments.study' has no attribute {name!r}")
    home = _HOME.get(name, "experiments.study.description")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
