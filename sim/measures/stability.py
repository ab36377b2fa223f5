"""Stability: tenancies that fail, nights without a home, stays in temporary housing."""

from __future__ import annotations

from sim import survival
from sim.measures.counting import Wait
from sim.measures.observed import Run, share
from sim.measures.registry import measure
from sim.quantities import YEAR
from sim.state import Level

#: A stay in temporary housing is long after three months.
LONG_STAY = YEAR / 4.0


@measure("stability", "per 100 tenancies and year", "Municipal tenancies failed", 0.2, "lower")
def tenancies_failed(run: Run) -> float:
    """Municipal tenancies that end in arrears, conflict or abandonment, per 100
    tenancy-years."""
    return share(100.0 * run.tenancies.sums.failed, run.tenancy_years)


@measure("stability", "households", "Without a home, on a mean day", 1.0, "lower")
def homeless(run: Run) -> float:
    """Households without any home (temporary housing apart), mean over the window; times 365
    the homeless nights of a year."""
    return run.mean_level(Level.HOMELESS)


@measure("stability", "households", "In temporary housing, on a mean day", 1.0, "lower")
def in_temporary_housing(run: Run) -> float:
    """Households in temporary housing, mean over the window; times 365 the nights there of a
    year."""
    return run.mean_level(Level.TEMPORARY)


@measure("stability", "households", "Waiting for a room, on a mean day", 0.5, "lower")
def awaiting_room(run: Run) -> float:
    """Households without a home that wait for a room in temporary housing to be free, mean
    over the window."""
    return run.mean_level(Level.AWAITING_ROOM)


@measure("stability", "share", "Stays in temporary housing over three months", 0.03, "lower")
def long_stays(run: Run) -> float:
    """Share of stays in temporary housing that last longer than three months (91.25 nights);
    a stay that goes on at the end of the run is censored.  Stays of the window's episodes,
    counted to the day the household leaves, also where that is after the episode's end."""
    curve = run.episodes.waits(Wait.STAY).curve()
    return 1.0 - survival.incidence_at(curve, LONG_STAY)
