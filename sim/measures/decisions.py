"""Decisions that wait for others: for a meeting, for a superior, for the outcome of an appeal."""

from __future__ import annotations

from sim.measures.observed import Run, share
from sim.measures.registry import measure
from sim.state import Level


@measure("decisions", "per year", "Meetings held", 2.0)
def meetings(run: Run) -> float:
    """Meetings that committees held in the window, all together, per year."""
    return run.meetings / run.years


@measure("decisions", "cases", "Cases waiting for a meeting", 1.0, "lower")
def awaiting_meeting(run: Run) -> float:
    """Applications prepared for a committee that wait for its meeting, mean over the
    window."""
    return run.mean_level(Level.AWAITING_MEETING)


@measure("decisions", "share", "Decisions by a meeting or with approval", 0.03)
def approvals(run: Run) -> float:
    """Share of decided applications (rooms by the night among them) whose decision a meeting or
    a superior had to make or to approve; of the window's episodes."""
    sums = run.applications.sums
    return share(sums.approved, sums.decided)


@measure("decisions", "per year", "Refusals appealed", 1.0)
def appeals(run: Run) -> float:
    """Appeals of refusals that were made in the window, per year; a case that has been decided
    anew counts when that was."""
    return float(run.applications.sums.appeals) / run.years


@measure("decisions", "share", "Appeals won", 0.05)
def appeals_won(run: Run) -> float:
    """Share of the appeals made in the window and settled by its end that changed the
    decision."""
    sums = run.applications.sums
    return share(sums.appeals_won, sums.appeals_won + sums.appeals_lost)
