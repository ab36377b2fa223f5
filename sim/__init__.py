"""boligsim: a simulation of how municipalities organise housing help.

    import sim

    scenario = sim.load("moss-2009")          # a path, or the name of a built-in scenario
    result = sim.run(scenario, seed=1)
    result.summary                            # measure -> value
    result.households                         # one row per household (pandas)

The names are looked up when they are first used, so that ``import sim`` and the command
line's ``--help`` need neither the compiler nor pandas.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.model import HousingModel
    from sim.result import Result
    from sim.running import compile_once, run
    from sim.scenario import Scenario, load

__version__ = "0.1.0"

__all__ = ["HousingModel", "Result", "Scenario", "compile_once", "load", "run"]

_HOME = {
    "load": "sim.scenario",
    "Scenario": "sim.scenario",
    "run": "sim.running",
    "compile_once": "sim.running",
    "Result": "sim.result",
    "HousingModel": "sim.model",
}

#: Modules that may be used after ``import sim`` alone.
_MODULES = ("measures", "scenario")


def __getattr__(name: str) -> Any:
    """The public name ``name``, imported when first asked for."""
    if name in _MODULES:
        return importlib.import_module(f"sim.{name}")
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
