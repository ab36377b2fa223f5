"""Strategy: how firmly it is anchored, what of its plans is funded, how well need is known.

All are undefined (nan) where no organisation of the scenario pursues a strategy.
"""

from __future__ import annotations

import numpy as np

from sim.measures.observed import NAN, Run, share
from sim.measures.registry import measure


@measure("strategy", "share", "Anchoring of the strategy", 0.05)
def anchoring(run: Run) -> float:
    """How far those who must act have taken part in the strategy and own it (0 to 1), mean over
    the window."""
    if not run.pursues_strategy:
        return NAN
    return run.of_strategy["anchoring"] / (run.end - run.start)


@measure("strategy", "hours per year", "Hours in steering and project groups", 20.0, "lower")
def strategy_hours(run: Run) -> float:
    """Hours for which caseworkers were called to meetings of the steering and project groups, per
    year.  They are part of the time spent on coordination."""
    if not run.pursues_strategy:
        return NAN
    return run.of_strategy["hours"] / run.years


@measure("strategy", "share", "Routines followed", 0.05, "higher")
def routines_followed(run: Run) -> float:
    """Share of the occasions in the window for lease review, checking and the priority key on
    which the routine was followed; undefined where following them does not hang on anchoring."""
    if not run.pursues_strategy:
        return NAN
    return share(run.of_strategy["followed"], run.of_strategy["occasions"])


@measure("strategy", "ratio", "Error of the reported need", 0.05, "lower")
def reported_need_error(run: Run) -> float:
    """Difference between need as reported and as it was, category by category, summed over the
    plans and looks at the lists in the window, over need as it was."""
    if not run.pursues_strategy:
        return NAN
    return share(float(run.register.error.sum()), float(run.register.actual.sum()))


@measure("strategy", "share", "Share of plans funded", 0.05)
def plan_funded(run: Run) -> float:
    """Dwellings ordered over dwellings planned, of plans (or looks at the lists) in the window
    that the next one had followed by its end; undefined where they planned none."""
    if not run.pursues_strategy:
        return NAN
    over = np.arange(len(run.register)) < len(run.register) - 1
    return share(float(run.register.ordered[over].sum()), float(run.register.planned[over].sum()))


@measure("strategy", "per year", "Dwellings ordered", 0.5)
def dwellings_ordered(run: Run) -> float:
    """New municipal dwellings ordered in the window, per year."""
    if not run.pursues_strategy:
        return NAN
    return float(run.in_window(run.orders.ordered).sum()) / run.years


@measure("strategy", "per year", "Dwellings come", 0.5)
def dwellings_come(run: Run) -> float:
    """New municipal dwellings that came into the stock in the window, per year."""
    if not run.pursues_strategy:
        return NAN
    return float(run.in_window(run.orders.comes).sum()) / run.years


@measure("strategy", "NOK per year", "Spent on new dwellings", 100_000.0)
def dwelling_outlay(run: Run) -> float:
    """What the dwellings ordered in the window cost, NOK per year.  It is an investment, and not
    part of the cost of help."""
    if not run.pursues_strategy:
        return NAN
    bought = run.orders.price[run.in_window(run.orders.ordered)]
    return float(bought.sum()) / run.years
