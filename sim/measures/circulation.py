"""Circulation: who moves out of municipal dwellings into homes of their own, and who comes in.

Rates are per tenancy-year of the window, so running tenancies count for the time they were
observed.
"""

from __future__ import annotations

from sim import survival
from sim.measures.afterwards import until
from sim.measures.observed import Run, share
from sim.measures.registry import measure, register
from sim.quantities import YEAR
from sim.state import ReviewOutcome


@measure("circulation", "per 100 tenancies and year", "Moves on to the private market", 0.3)
def circulation(run: Run) -> float:
    """Municipal tenants moving to an owned or privately rented home, or buying the flat they
    live in, per 100 tenancy-years.  It also rises when households are let in that could have
    managed elsewhere: see the share of those among new tenants."""
    return share(100.0 * run.tenancies.sums.moved_on, run.tenancy_years)


@measure("circulation", "per 100 tenancies and year", "... to an owned home", 0.2)
def circulation_owned(run: Run) -> float:
    """Municipal tenants moving to an owned home, or buying the flat they live in, per 100
    tenancy-years."""
    return share(100.0 * run.tenancies.sums.moved_on_owned, run.tenancy_years)


@measure("circulation", "per 100 tenancies and year", "... with the municipality's help", 0.2)
def circulation_helped(run: Run) -> float:
    """Municipal tenants moving on by a loan or mediation after a lease review, or buying the
    flat they live in, per 100 tenancy-years."""
    return share(100.0 * run.tenancies.sums.helped_on, run.tenancy_years)


@measure("circulation", "per 100 tenancies and year", "Moves on, of tenants able to", 0.5)
def circulation_of_able(run: Run) -> float:
    """Municipal tenants moving on, per 100 tenancy-years, of those tenancies alone whose
    household could have managed on the market when they began."""
    years = float(run.tenancies.able_days.sum()) / YEAR
    return share(100.0 * run.tenancies.sums.moved_on_able, years)


@measure("circulation", "per year", "Co-op flats bought by their tenants", 0.5)
def flats_sold(run: Run) -> float:
    """Municipal tenants who bought the co-op flat they live in, per year."""
    return run.tenancies.sums.sold / run.years


@measure("circulation", "share", "New tenants able to manage on the market", 0.03)
def entry_able(run: Run) -> float:
    """Share of new municipal tenancies whose household could buy or rent with help."""
    return share(run.tenancies.sums.began_able, run.tenancies.sums.began)


_HELPING_ON = (ReviewOutcome.LOAN, ReviewOutcome.MEDIATION, ReviewOutcome.PURCHASE)


def _share_of_reviewed(run: Run, outcomes: tuple[ReviewOutcome, ...]) -> float:
    """Share of the municipal tenancies ever reviewed whose last review ended in ``outcomes``."""
    ended_so = sum(run.tenancies.reviews[one] for one in outcomes)
    return share(ended_so, run.tenancies.sums.reviewed)


@measure("circulation", "share", "Lease reviews that help the tenant on", 0.03)
def reviews_helping_on(run: Run) -> float:
    """Share of reviewed tenancies whose last review led to a loan, to mediation, or to the
    purchase of the flat."""
    return _share_of_reviewed(run, _HELPING_ON)


def _register_review(key: str, outcome: ReviewOutcome, text: str) -> None:
    register(
        f"reviews_{key}",
        f"Share of reviewed tenancies whose last review led to {text}.",
        lambda run: _share_of_reviewed(run, (outcome,)),
        group="circulation",
        unit="share",
        label=f"... to {text}",
        practical=0.03,
    )


_register_review("loan", ReviewOutcome.LOAN, "a start loan applied for")
_register_review("mediation", ReviewOutcome.MEDIATION, "mediation of a private rental")
_register_review("purchase", ReviewOutcome.PURCHASE, "the purchase of the flat applied for")
_register_review("renewal", ReviewOutcome.RENEWAL, "nothing but renewal of the lease")


@measure("circulation", "share", "Back within two years of moving on", 0.02, "lower")
def back_within_two_years(run: Run) -> float:
    """Probability that a tenant who moved on to the market has a new need within two years."""
    found = run.tenancies
    back = run.later_needs.after(found.movers, found.moved_at)
    waits = until(back, found.moved_at, run.end)
    return survival.incidence_at(waits.curve(), 2 * YEAR)
