"""Reach: whether households get what they need, and what becomes of those who do not."""

from __future__ import annotations

import numpy as np

from sim import survival
from sim.measures.counting import Search
from sim.measures.observed import HOME_HORIZON, Run, share
from sim.measures.registry import measure, register
from sim.names import Need, Task
from sim.quantities import YEAR
from sim.state import Outcome

# ---- coverage ------------------------------------------------------------------------------


def _coverage(run: Run, task: Task) -> float:
    return share(run.applications.granted[task], run.applications.decided[task])


def _register_coverage(key: str, task: Task, what: str, granted: str = "granted") -> None:
    register(
        f"coverage_{key}",
        f"{granted.capitalize()} over decided applications for {what}, of the window's "
        "episodes; one passed on undecided (to a grant, say) or under appeal is not decided.",
        lambda run: _coverage(run, task),
        group="reach",
        unit="share",
        label=f"Applications for {what} {granted}",
        practical=0.02,
    )


# Follow-up, home care and debt advice are given to whoever is seen to need them.
_register_coverage("dwelling", Task.ALLOCATE_DWELLINGS, "a municipal dwelling", "approved")
_register_coverage("loan", Task.START_LOAN, "a start loan")
_register_coverage("grant", Task.PURCHASE_GRANT, "a purchase grant")
_register_coverage("allowance", Task.HOUSING_ALLOWANCE, "housing allowance")
_register_coverage("social_assistance", Task.SOCIAL_ASSISTANCE, "social assistance or a deposit")
_register_coverage("adaptation", Task.ADAPT_DWELLING, "adapting the home")


def _register_met(key: str, need: Need, what: str) -> None:
    def compute(run: Run) -> float:
        return share(run.episodes.met[need], run.episodes.needed[need])

    register(
        f"met_{key}",
        f"Of the households with a dwelling need that also needed {what}, the share that were "
        "given it in the episode, or after it and before their next need; of episodes that ended "
        "in the window, what is still under way at its end counting as not given.",
        compute,
        group="reach",
        unit="share",
        label=f"Of those who need {what}: given",
        practical=0.03,
        better="higher",
    )


_register_met("allowance", Need.HOUSING_ALLOWANCE, "housing allowance")
_register_met("social_assistance", Need.SOCIAL_ASSISTANCE, "social assistance")
_register_met("debt_advice", Need.DEBT_ADVICE, "debt advice")
_register_met("follow_up", Need.FOLLOW_UP, "follow-up")
_register_met("home_care", Need.HOME_CARE, "home care")


# ---- instruments ---------------------------------------------------------------------------

#: Everything but a municipal dwelling and a room by the night.
_INSTRUMENTS = (
    Task.START_LOAN,
    Task.PURCHASE_GRANT,
    Task.HOUSING_ALLOWANCE,
    Task.SOCIAL_ASSISTANCE,
    Task.PRIVATE_MEDIATION,
    Task.DEBT_ADVICE,
    Task.ORDER_FOLLOW_UP,
    Task.HOME_CARE,
    Task.ADAPT_DWELLING,
)


def _granted_per_100(run: Run, tasks: tuple[Task, ...]) -> float:
    """Instruments granted to home seekers per 100 of them, each once in an episode."""
    granted = sum(run.applications.instruments[task] for task in tasks)
    return share(100.0 * granted, run.episodes.sums.seekers)


@measure("reach", "per 100 households", "Instruments used", 5.0, "higher")
def instruments_used(run: Run) -> float:
    """Instruments granted to households with a dwelling need, per 100 of them: start loan,
    purchase grant, housing allowance, social assistance (deposits too), mediation, debt
    advice, follow-up, home care, adaptation; each counts once in an episode.  Municipal
    dwellings and rooms by the night are not among them."""
    return _granted_per_100(run, _INSTRUMENTS)


@measure("reach", "per 100 households", "Start loans and allowances granted", 2.0, "higher")
def economic_instruments(run: Run) -> float:
    """Start loans and housing allowances granted to households with a dwelling need, per 100
    of them; each counts once in an episode."""
    return _granted_per_100(run, (Task.START_LOAN, Task.HOUSING_ALLOWANCE))


@measure("reach", "share", "Financing certificates used", 0.03, "higher")
def certificates_used(run: Run) -> float:
    """Share of start loans granted (financing certificates) with which a home is bought in
    the end; one that lapses, or whose household leaves otherwise, is not used, and what is
    open at the end of the run is censored.  Of the window's episodes."""
    return _led_home(run, Search.LOAN)


@measure("reach", "share", "Mediations that find a home", 0.03, "higher")
def mediations_found(run: Run) -> float:
    """Share of searches for a private rental with the municipality's mediation that find one
    in the end; one given up, or whose household leaves otherwise, does not, and what is open
    at the end of the run is censored.  Of the window's episodes."""
    return _led_home(run, Search.MEDIATION)


def _led_home(run: Run, search: Search) -> float:
    return survival.incidence_at(run.applications.waits(search).curve(), np.inf)


@measure("reach", "share", "Homes adapted, of those asked for", 0.05, "higher")
def adapted(run: Run) -> float:
    """Probability that the home a household has is adapted within two years of its
    application; a home that cannot be adapted, and a household that leaves otherwise, count as
    not adapted.  Of the window's episodes."""
    waits = run.applications.waits(Search.ADAPTATION)
    return survival.incidence_at(waits.curve(), HOME_HORIZON)


@measure("reach", "share", "Sent straight to the municipal list", 0.03)
def straight_to_list(run: Run) -> float:
    """Share of assessed households with a dwelling need for whom no loan, private rental or
    adaptation was tried before the list."""
    sums = run.episodes.sums
    return share(sums.straight_to_list, sums.assessed)


@measure("reach", "share", "Needs never recognised", 0.02, "lower")
def needs_missed(run: Run) -> float:
    """Of the needs for allowance, social assistance, debt advice, follow-up and home care
    that households with a dwelling need had, the share nobody recognised before the episode
    ended; of episodes that ended in the window."""
    needed = sum(run.episodes.needed)
    return share(needed - sum(run.episodes.recognised), needed)


@measure("reach", "share", "All needs met within a year", 0.03, "higher")
def package_within_year(run: Run) -> float:
    """Share of all households that have all their needs met within a year; who leaves before
    counts as never having them met."""
    return survival.incidence_at(run.to_package.curve(), YEAR)


# ---- those who leave -----------------------------------------------------------------------


def _left_by(run: Run, outcome: Outcome) -> float:
    """Probability that a household with a dwelling need has left by ``outcome`` in two years."""
    return run.in_the_end.by[outcome]


@measure("reach", "share", "Gave up", 0.02, "lower")
def gave_up(run: Run) -> float:
    """Share of households with a dwelling need that give up within two years."""
    return _left_by(run, Outcome.GAVE_UP)


@measure("reach", "share", "Found a home without help", 0.02)
def own_solution(run: Run) -> float:
    """Share of households with a dwelling need that find a home by themselves within two
    years."""
    return _left_by(run, Outcome.OWN_SOLUTION)


@measure("reach", "share", "Refused", 0.02)
def refused(run: Run) -> float:
    """Share of households with a dwelling need that are refused within two years."""
    return _left_by(run, Outcome.REFUSED)


@measure("reach", "share", "Left for an institution, or died", 0.02)
def gone(run: Run) -> float:
    """Share of households with a dwelling need that are gone within two years: to an
    institution, or dead."""
    return _left_by(run, Outcome.GONE)


@measure("reach", "share", "Failure demand", 0.02, "lower")
def failure_demand(run: Run) -> float:
    """Share of all episodes that are a need come back: not met before, or a failed tenancy."""
    sums = run.episodes.sums
    return share(sums.returned, sums.count)
