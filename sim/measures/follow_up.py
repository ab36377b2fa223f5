"""Follow-up: who waits for a place, who has one, and whether it comes together with the home."""

from __future__ import annotations

import numpy as np

from sim import survival
from sim.measures.afterwards import until
from sim.measures.counting import Search
from sim.measures.observed import DECISION_HORIZON, Run, share
from sim.measures.registry import measure
from sim.names import Need
from sim.quantities import YEAR
from sim.state import Level


@measure("follow-up", "days", "From the order of follow-up to a place", 5.0, "lower")
def follow_up_wait(run: Run) -> float:
    """Mean days from the decision that orders follow-up until it starts, within the first
    365; days in which it only waits to begin together with the home are not counted.  A
    household that leaves before counts as without it to the end of them.  Orders of the
    window's episodes."""
    waits = run.applications.waits(Search.FOLLOW_UP)
    return survival.restricted_mean(waits.curve(), DECISION_HORIZON)


@measure("follow-up", "households", "Waiting for a place in follow-up", 1.0, "lower")
def awaiting_follow_up(run: Run) -> float:
    """Households that wait for a place at a provider of follow-up, mean over the window."""
    return run.mean_level(Level.AWAITING_FOLLOW_UP)


@measure("follow-up", "households", "In follow-up", 2.0)
def in_follow_up(run: Run) -> float:
    """Households that follow-up is in place for, mean over the window."""
    return run.mean_level(Level.IN_FOLLOW_UP)


def places_taken(run: Run) -> float:
    """Places in follow-up that are taken, mean over the window (a large need takes more)."""
    return run.mean_level(Level.PLACES_TAKEN) / 100.0


@measure("follow-up", "share", "Places in follow-up taken", 0.03)
def follow_up_occupancy(run: Run) -> float:
    """Places taken over the places that the providers' workers have, mean over the window; a
    household with large needs takes more than one."""
    return share(places_taken(run), float(run.column("units", "places").sum()))


@measure("follow-up", "share", "Municipal tenants who need follow-up and have it", 0.03, "higher")
def follow_up_in_place(run: Run) -> float:
    """Of the households in municipal dwellings that need follow-up, the share that has it:
    means over the window."""
    return share(run.days(Level.TENANTS_IN_FOLLOW_UP), run.days(Level.TENANTS_NEEDING_FOLLOW_UP))


@measure("follow-up", "share", "Home and follow-up together in time", 0.05, "higher")
def package_in_time(run: Run) -> float:
    """Of the households that needed a home and follow-up and got a home by help, the share
    whose follow-up began within so many days of it, before or after, as count as together
    (`follow_up.window`).  Those whose home came later than that before the end of the run are
    left out."""
    found, apart = run.episodes, run.price("follow_up.window")
    judged, near = run.later_follow_ups.near(found.housed, found.housed_at, apart, run.end)
    return share(near, judged)


@measure("follow-up", "share", "In need of follow-up again within two years", 0.03, "lower")
def follow_up_relapse(run: Run) -> float:
    """Probability that a household whose follow-up ended in the window has a new need of it,
    or has it again, within two years; one that has gone for good never has, and the end of
    the run censors."""
    whose, ended_at = run.follow_ups.ended_whose, run.follow_ups.ended_at
    needed = run.later_needs.after(whose, ended_at, Need.FOLLOW_UP)
    had = run.later_follow_ups.after(whose, ended_at)
    waits = until(np.minimum(needed, had), ended_at, run.end)
    return survival.incidence_at(waits.curve(), 2 * YEAR)
