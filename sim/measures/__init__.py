"""Every measure: its definition, unit and meaning, once.

A measure is a function of a finished run.  Its docstring is its definition; the decorator
gives the unit, the label for tables, what difference matters in practice (an assumption that
the user may replace), and which way is better.  There is a module for each purpose; what
several of them need is picked out of the run once (:mod:`sim.measures.observed`).

Only what begins in the observation window counts; what is unfinished at its end is censored,
and who leaves otherwise is a competing risk (:mod:`sim.survival`).  Households are counted by
episode: one that comes back is counted again, and told apart by *failure demand*.  Levels
(how many wait, how many dwellings stand empty) are exact integrals over the window.
"""

from __future__ import annotations

from collections.abc import Iterable

from sim.measures import (
    circulation,
    cost,
    decisions,
    fairness,
    figures,
    follow_up,
    people,
    reach,
    referrals,
    stability,
    strategy,
    vacancy,
    waits,
)
from sim.measures.observed import Run, desk_sums, level_days, window
from sim.measures.registry import Measure, in_order
from sim.scenario.resolved import Scenario
from sim.state import World

__all__ = [
    "MEASURES",
    "Measure",
    "Run",
    "circulation",
    "cost",
    "decisions",
    "desk_sums",
    "fairness",
    "figures",
    "follow_up",
    "level_days",
    "people",
    "reach",
    "referrals",
    "stability",
    "strategy",
    "summarise",
    "vacancy",
    "waits",
    "window",
]

#: Every measure by key, in the order of the tables.
MEASURES: dict[str, Measure] = in_order()


def summarise(world: World, scenario: Scenario, keys: Iterable[str] = MEASURES) -> dict[str, float]:
    """Measures of a finished run (all, unless it is said which) by key; nan where undefined."""
    run = Run(world, scenario)
    return {key: float(run.measured(MEASURES[key].compute)) for key in keys}
