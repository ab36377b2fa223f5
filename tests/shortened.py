"""Scenarios of the box with a short observation, for tests that go through their event logs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import sim
from sim.quantities import YEAR
from sim.scenario.resolved import Scenario
from tests import building

#: Every routine, and much to dispute, appeal and wait for.
STRAINED = (
    "organisation.case_ownership=personal",
    "organisation.lease_review=yes",
    "organisation.vacancy_owner=yes",
    "organisation.check_everyone=yes",
    "organisation.rule_oriented=yes",
    "organisation.tenants_may_buy=yes",
    "contest.functional=0.3",
    "contest.returned=0.5",
    "patience.per_bounce=0.3",
    "patience.per_year=0.5",
    "appeal.share=0.4",
    "needs.drift_rate=0.3 per year",
    "coop.price_share=0.3",
    "stock.conversion_after=10 days",
    "temporary_places=5",
)

#: Name of a scenario of the box, and what is set in it.
LOGGED = {
    "moss-1990s": (),
    "moss-1990s-key-person": (),
    "moss-2009": (),
    "moss-2009 strained": STRAINED,
    "moss-2009-deadlines": (),
    "tromso-meeting-decides": (),
    "kristiansand-ebt": ("stock.conversion_after=10 days",),
    "trondheim-2009": ("coop.price_share=0.1", "needs.drift_rate=0.3 per year"),
    "planning/moss-programme": (
        "organisation.strategy.plan_every=100 days",
        "procurement.lead_time=100 days",
    ),
    "planning/moss-day-to-day": (
        "organisation.strategy.lists_looked_at=100 days",
        "procurement.limit=0",
        "procurement.lead_time=100 days",
    ),
}


def shortened(name: str, settings: tuple[str, ...] = (), years: float = 1.5) -> Scenario:
    """The scenario with five months of warm-up, observed for so many years."""
    scenario = sim.load(name, settings=settings)
    return building.identified(replace(scenario, warm_up=0.4 * YEAR, observe=years * YEAR))


@cache
def logged(name: str) -> sim.Result:
    """A run with a log of one of ``LOGGED``."""
    years = 0.8 if name.startswith("trondheim") else 1.5  # it is six times the size of Moss
    return sim.run(shortened(name.split()[0], LOGGED[name], years), seed=3, log=True)


@cache
def reorganised() -> sim.Result:
    """A run with a log in which another organisation takes over, a tenth as far into it as in the
    box; not everybody follows."""
    scenario = shortened("trondheim-2008-to-2009", years=1.0)
    sooner = tuple(replace(change, at=change.at / 10.0) for change in scenario.changes)
    return sim.run(building.identified(replace(scenario, changes=sooner)), seed=3, log=True)
