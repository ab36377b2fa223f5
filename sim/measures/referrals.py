"""Referrals: how often a case is sent about, and what that costs."""

from __future__ import annotations

from sim.measures.observed import Run, share
from sim.measures.registry import measure


def _per_episode(run: Run, count: str) -> float:
    sums = run.episodes.sums
    return share(getattr(sums, count), sums.count)


@measure("referrals", "per household", "Referrals", 0.1, "lower")
def referrals(run: Run) -> float:
    """Times a household's case is sent to another unit, per episode."""
    return _per_episode(run, "referrals")


@measure("referrals", "per household", "Bounces", 0.05, "lower")
def bounces(run: Run) -> float:
    """Times a case lies at a unit that has to send it on, per episode."""
    return _per_episode(run, "bounces")


@measure("referrals", "share", "Sent on three times or more (tossed)", 0.02, "lower")
def tossed(run: Run) -> float:
    """Share of episodes with three or more referrals."""
    return _per_episode(run, "tossed")


@measure("referrals", "per household", "Units met", 0.1, "lower")
def units_met(run: Run) -> float:
    """Different units a household deals with in an episode."""
    return _per_episode(run, "units_met")


@measure("referrals", "per household", "Back to a unit met before", 0.05, "lower")
def loops(run: Run) -> float:
    """Times a household meets a unit again that it has met before in the episode, having met
    another since, per episode; whichever of its cases takes it there, also where several go on
    side by side."""
    return _per_episode(run, "loops")


@measure("referrals", "per household", "Story told again", 0.05, "lower")
def retold(run: Run) -> float:
    """Times part of the assessment is done again by a receiving unit, per episode."""
    return _per_episode(run, "retold")


@measure("referrals", "hours", "Caseworker hours on hand-overs", 0.2, "lower")
def handover_hours(run: Run) -> float:
    """Hours of caseworkers on writing, reading, doing again and finding out whose case it is,
    per episode; meetings are not among them."""
    return _per_episode(run, "coordination_hours")
