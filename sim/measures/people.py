"""People: how busy caseworkers and crews are, with what, and what they know of it."""

from __future__ import annotations

from sim.measures.observed import Run, share
from sim.measures.registry import measure
from sim.state import Level


@measure("people", "share", "Utilisation of caseworkers", 0.02)
def utilisation(run: Run) -> float:
    """Time with work in hand over the time of all posts, weighted by post.

    The time of whoever stands in for an empty post counts like that of a holder; where nobody does,
    an empty post counts as time without work.
    """
    staff = run.caseworkers
    return share(staff.worked_days, staff.posts * (run.end - run.start))


@measure("people", "share", "Utilisation of maintenance crews", 0.02)
def crew_utilisation(run: Run) -> float:
    """Time at works over working time of the crews."""
    return share(run.crews.worked_days, run.crews.posts * (run.end - run.start))


@measure("people", "cases", "Cases in queues", 2.0, "lower")
def queue_length(run: Run) -> float:
    """Items waiting for a caseworker in all units together, mean over the window."""
    return run.caseworkers.queue_area / (run.end - run.start)


@measure("people", "households", "On waiting lists", 2.0, "lower")
def list_length(run: Run) -> float:
    """Approved applications waiting for a dwelling, mean over the window."""
    return run.mean_level(Level.LISTED)


@measure("people", "hours per year", "Working time spent on coordination", 50.0, "lower")
def coordination_hours(run: Run) -> float:
    """Hours of caseworkers on writing, reading, doing again, finding out whose case it is, and
    meetings, per year."""
    return run.caseworkers.coordination_hours / run.years


@measure("people", "share", "Coordination, of all working time", 0.01, "lower")
def coordination_share(run: Run) -> float:
    """Hours of writing, reading, doing again, finding out whose case it is, and meetings over
    all hours worked by caseworkers."""
    return share(run.caseworkers.coordination_hours, run.caseworkers.hours)


@measure("people", "share", "Knowledge where the case is decided", 0.03, "higher")
def knowledge_applied(run: Run) -> float:
    """What whoever decided knew of the instrument at the time (0 to 1), mean over the decided
    applications of the window's episodes, rooms by the night among them.

    A decision that waited for a committee, for approval or for an appeal counts with what the
    people of the unit knew on average.
    """
    sums = run.applications.sums
    return share(sums.known, sums.decided)


@measure("people", "share", "Posts that stand empty", 0.01, "lower")
def empty_posts(run: Run) -> float:
    """Time in which nobody holds a caseworker's post over the time of all posts, by size of post.

    That somebody stands in is no matter.  0 where what people know has settled
    (``people.learning``): nobody leaves there.
    """
    return share(run.mean_level(Level.EMPTY_POSTS) / 100.0, run.caseworkers.posts)
