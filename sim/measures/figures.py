"""Figures as public statistics have them, so that the model can be held against what is known."""

from __future__ import annotations

from sim.measures.observed import Run, share
from sim.measures.registry import measure
from sim.quantities import YEAR
from sim.state import Level, Outcome


@measure("figures", "share", "Municipal dwellings let", 0.003, "higher")
def share_let(run: Run) -> float:
    """Dwelling-days let over all dwelling-days; one flat in the time between its sale to the
    tenant and its replacement is no dwelling of the municipality's."""
    return share(run.days(Level.LET), run.stock_days)


@measure("figures", "per dwelling and year", "Applications for a municipal dwelling", 0.01)
def applications_per_dwelling(run: Run) -> float:
    """Households that apply for a municipal dwelling in the window, per dwelling and year;
    once for each episode, however many allocators hear of it."""
    return share(run.applications.sums.applied, run.stock_days / YEAR)


@measure("figures", "share", "Applicants for a municipal dwelling refused", 0.02)
def refused_share(run: Run) -> float:
    """Share of households with a decided application for a municipal dwelling to which none
    was approved; of the window's episodes.  All are new applicants: nobody lives in a
    municipal dwelling while waiting for one.  An appeal still open is not decided."""
    sums = run.applications.sums
    return share(sums.refused, sums.heard)


@measure("figures", "share", "Approved, but found a home without help", 0.03)
def list_own_solution(run: Run) -> float:
    """Probability that a household approved for a municipal dwelling has left the list within
    five years of approval because it found a home without help; any other end competes, and
    the end of the run censors."""
    return run.approved_in_the_end.by[Outcome.OWN_SOLUTION]


@measure("figures", "share", "Approved, but left without a municipal dwelling", 0.03)
def list_left(run: Run) -> float:
    """Probability that a household approved for a municipal dwelling has left the list within
    five years of approval in any way but into one; the end of the run censors."""
    ended = run.approved_in_the_end
    return 1.0 - ended.waiting - ended.by[Outcome.MUNICIPAL]


@measure("figures", "households", "Households with housing allowance", 10.0)
def allowance_recipients(run: Run) -> float:
    """Households to whom housing allowance is paid, mean over the window."""
    return run.mean_level(Level.ALLOWANCE_RECIPIENTS)


@measure("figures", "NOK per month", "Mean housing allowance", 50.0)
def mean_allowance(run: Run) -> float:
    """Housing allowance paid out per household that is paid any, NOK per month, mean over the
    window."""
    return share(run.days(Level.ALLOWANCE), run.days(Level.ALLOWANCE_RECIPIENTS))


@measure("figures", "per year", "Start loans", 1.0)
def loans_per_year(run: Run) -> float:
    """Start loans paid out per year: homes bought in the window with a financing certificate,
    by tenants too.  Certificates that were not used are not among them."""
    return run.applications.sums.homes_bought / run.years


@measure("figures", "per year", "Purchase grants", 0.5)
def grants_per_year(run: Run) -> float:
    """Homes bought in the window with a purchase grant beside the loan, per year."""
    return run.applications.sums.grants / run.years


def _per_1000(run: Run, households: float) -> float:
    return 1000.0 * households / run.scenario.municipality.population


@measure("figures", "per 1000 inhabitants", "Without a home or in temporary housing", 0.03, "lower")
def homeless_per_1000(run: Run) -> float:
    """Households without any home, and those in temporary housing, mean over the window, per
    1000 inhabitants (as many as the scenario starts with).  Those who stay with others, or in
    an institution, are not among them, though national counts have them too."""
    days = run.days(Level.HOMELESS) + run.days(Level.TEMPORARY)
    return _per_1000(run, days / (run.end - run.start))


@measure("figures", "per 1000 inhabitants", "... or with others while waiting", 0.1, "lower")
def homeless_or_with_others_per_1000(run: Run) -> float:
    """Households without any home, those in temporary housing, and those who stay with others
    while they wait for a home, mean over the window, per 1000 inhabitants.  In the model all
    who ask for a home stay with others unless they are without one or live in one that could be
    adapted: so these are more than the households that national counts find staying with
    friends or family."""
    levels = (Level.HOMELESS, Level.TEMPORARY, Level.WITH_OTHERS)
    return _per_1000(run, sum(run.mean_level(level) for level in levels))
