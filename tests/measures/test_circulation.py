"""Circulation: moves out of municipal dwellings, by way and by help, and lease reviews."""

from __future__ import annotations

from sim.names import Tenure
from sim.state import Level, ReviewOutcome, TenancyEnd
from tests.finished import expect, finished


def test_moves_on_by_tenancy_year():
    leases = [
        # Over before the window; a private tenancy; one that goes on.
        {"start": 0.0, "end": 90.0, "destination": Tenure.OWN_HOME},
        {"start": 0.0, "end": 300.0, "tenure": Tenure.PRIVATE_RENTAL}
        | {"destination": Tenure.OWN_HOME},
        {"start": 200.0, "able_at_entry": 1},
        {"start": 50.0, "end": 600.0, "reason": TenancyEnd.MOVED, "able_at_entry": 1}
        | {"destination": Tenure.PRIVATE_RENTAL},
        {"start": 0.0, "end": 500.0, "reason": TenancyEnd.MOVED_WITH_HELP}
        | {"destination": Tenure.PRIVATE_RENTAL},
        {"start": 300.0, "end": 700.0, "reason": TenancyEnd.BOUGHT_THE_FLAT}
        | {"destination": Tenure.OWN_HOME},
        {"start": 0.0, "end": 800.0, "reason": TenancyEnd.LEFT}
        | {"destination": Tenure.INSTITUTION},
        {"start": 0.0, "end": 800.0, "reason": TenancyEnd.FAILED, "destination": Tenure.NONE},
    ]
    result = finished(
        start=100.0, days=730.0, tenancies=leases, means={Level.MUNICIPAL_TENANTS: 4.0}
    )
    expect(
        result,
        circulation=100 * 3 / 8,
        circulation_owned=100 * 1 / 8,
        circulation_helped=100 * 2 / 8,
        # One of two who are able to, in 500 and 630 days.
        circulation_of_able=100 * 1 / ((500 + 630) / 365),
        flats_sold=0.5,
        entry_able=0.5,
        tenancies_failed=100 * 1 / 8,
        failure_cost=100_000 / 2,
    )


def test_lease_reviews_by_outcome():
    outcomes = [*ReviewOutcome, ReviewOutcome.LOAN]
    leases = [
        {"start": 0.0, "reviews": int(one > 0), "review_outcome": one} for one in outcomes
    ] + [{"start": 0.0, "end": 50.0, "reviews": 1, "review_outcome": ReviewOutcome.RENEWAL}]
    expect(
        finished(start=100.0, tenancies=leases),
        reviews_helping_on=0.8,
        reviews_loan=0.4,
        reviews_mediation=0.2,
        reviews_purchase=0.2,
        reviews_renewal=0.2,
    )


def test_who_is_back():
    moved = {"start": 0.0, "reason": TenancyEnd.MOVED, "destination": Tenure.OWN_HOME}
    leases = [{"household": n, "end": 100.0 * (n + 1), **moved} for n in range(4)]
    episodes = [
        {"household": 1, "need_at": 10.0},  # before it moved in
        {"household": 0, "need_at": 150.0},
        {"household": 0, "need_at": 190.0},
        {"household": 2, "need_at": 1900.0},  # too late
    ]
    result = finished(start=50.0, days=1950.0, tenancies=leases, episodes=episodes)
    expect(result, back_within_two_years=0.25)
