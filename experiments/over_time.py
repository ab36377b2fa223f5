"""What one run looks like through time: a dozen measures, quarter by quarter.

Quarters are three months of the run's own marks, counted from the month of the first change, so
that the change opens one.  A month holds too few events of a small municipality (some ten homes
let) for a mean to say anything; a year would hide a loss that lasts half of one.

By which date something is counted is part of its meaning, and each measure says it.  Waits are
counted by the date they *end* (what an office sees in its own figures): after a change the first
to be decided are those who were waiting already, and who never gets a decision is in no quarter.
So the measure of days in need is counted by the date the need *arose*, over the same first year
for all, and is undefined for quarters that could not be followed for a year.  Levels are exact
integrals over the quarter.  Prices are those the scenario starts with, on both sides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.measures import circulation, cost
from sim.measures.observed import DECISION_HORIZON, HOME_HORIZON, Run, mean
from sim.state import Level

if TYPE_CHECKING:
    from sim import Result

#: Marks (months) in a quarter.
MONTHS = 3


class Period(Run):
    """A part of a finished run's window, from one of its marks to another.

    Measures that count events of the window, and those of levels and desks, can be worked out on
    it as on a run; those of waits that begin in the window cannot, for they look to its end.
    """

    def __init__(self, whole: Run, first: int, last: int) -> None:
        super().__init__(whole.world, whole.scenario)
        self.whole = whole
        self._marks = whole.world.marks[first], whole.world.marks[last]
        self.start, self.end = float(self._marks[0][0]), float(self._marks[1][0])
        self.years *= (self.end - self.start) / (whole.end - whole.start)

    @cached_property
    def _change(self) -> NDArray[np.float64]:
        return np.asarray(self._marks[1] - self._marks[0])

    # What is read from the whole run is read once, not once for each quarter.

    @cached_property
    def all_episodes(self):  # type: ignore[no-untyped-def]
        return self.whole.all_episodes

    @cached_property
    def all_vacancies(self):  # type: ignore[no-untyped-def]
        return self.whole.all_vacancies

    def dated(self, times: np.ndarray) -> np.ndarray:
        """Which of the times lie in this period and in no other."""
        return (times >= self.start) & (times < self.end)


def _wait(period: Period, event: str) -> float:
    rows = period.all_episodes
    chosen = period.dated(getattr(rows, event))
    return mean(getattr(rows, event)[chosen] - rows.need_at[chosen])


def _first_year_in_need(period: Period) -> float:
    if period.end + DECISION_HORIZON > period.whole.end + 1e-6:
        return float("nan")
    rows = period.all_episodes
    arisen = period.dated(rows.need_at)
    met = rows.all_met_at[arisen] - rows.need_at[arisen]
    return mean(np.minimum(met, DECISION_HORIZON))


def _referrals(period: Period) -> float:
    rows = period.all_episodes
    # Other needs of the household may be under way still, and referred later.
    return mean(rows.referrals_by_end[period.dated(rows.ended_at)])


def _relet_days(period: Period) -> float:
    rows = period.all_vacancies
    let = period.dated(rows.contract_at) & (rows.out_of_service == 0)
    return mean(np.maximum(0.0, rows.contract_at[let] - rows.move_out[let]))


def _coordination(period: Period) -> float:
    return period.caseworkers.coordination_hours


def _queues(period: Period) -> float:
    return period.caseworkers.queue_area / (period.end - period.start)


def _busy(period: Period) -> float:
    return period.caseworkers.worked_days / (period.end - period.start)


def _empty_days(period: Period) -> float:
    return period.days(Level.VACANT) - period.days(Level.OUT_OF_SERVICE)


def _spent(period: Period) -> float:
    return cost.total_cost(period) * period.years


@dataclass(frozen=True)
class Followed:
    """A measure followed through time; ``dated``: what is counted in which quarter."""

    label: str
    unit: str
    better: str
    dated: str
    compute: Callable[[Period], float]


#: What is followed through time, by key.
FOLLOWED = {
    "in_need": Followed(
        "In need, of the first 365 days",
        "days",
        "lower",
        "needs that arose in the quarter, if they could be followed for a year",
        _first_year_in_need,
    ),
    "decision_wait": Followed(
        "From need to decision",
        "days",
        "lower",
        "first decisions made in the quarter (a room by the night is none)",
        lambda period: _wait(period, "decided_at"),
    ),
    "home_wait": Followed(
        "From need to home, by help",
        "days",
        "lower",
        "homes found by help in the quarter",
        lambda period: _wait(period, "home_at"),
    ),
    "waiting": Followed(
        "Households waiting for help",
        "households",
        "lower",
        "mean over the quarter",
        lambda period: period.mean_level(Level.WAITING),
    ),
    "listed": Followed(
        "On waiting lists for a dwelling",
        "households",
        "lower",
        "mean over the quarter",
        lambda period: period.mean_level(Level.LISTED),
    ),
    "homeless": Followed(
        "Without a home or in temporary housing",
        "households",
        "lower",
        "mean over the quarter",
        lambda period: period.mean_level(Level.HOMELESS) + period.mean_level(Level.TEMPORARY),
    ),
    "referrals": Followed(
        "Referrals", "per case", "lower", "cases that ended in the quarter, up to then", _referrals
    ),
    "coordination": Followed(
        "Hours spent on coordination", "hours", "lower", "worked in the quarter", _coordination
    ),
    "queues": Followed("Cases in queues", "cases", "lower", "mean over the quarter", _queues),
    "busy": Followed("Positions at work on cases", "positions", "", "mean over the quarter", _busy),
    "relet_days": Followed(
        "From move-out to the next contract",
        "days",
        "lower",
        "contracts begun in the quarter, of dwellings in service",
        _relet_days,
    ),
    "empty": Followed(
        "Empty dwellings, in service",
        "dwellings",
        "lower",
        "mean over the quarter",
        lambda period: _empty_days(period) / (period.end - period.start),
    ),
    "circulation": Followed(
        "Moves on to the private market",
        "per 100 tenancies and year",
        "",
        "moves in the quarter",
        circulation.circulation,
    ),
    "spent": Followed("Cost", "NOK", "lower", "hours, nights and sums of the quarter", _spent),
}


@dataclass(frozen=True)
class Added:
    """A quantity that adds up through time, less of which is better."""

    label: str
    unit: str
    meaning: str


#: What is added up from the day of the change on, by key.
ADDED = {
    "days_in_need": Added(
        "Household days in need",
        "days",
        "days from each need until it is wholly met, at most 730 and until the household's next "
        "need; who leaves without help counts on",
    ),
    "coordination": Added(
        "Coordination", "hours", "writing, reading, doing again, finding out, meetings"
    ),
    "empty_days": Added(
        "Dwellings empty", "days", "days without a tenant, of dwellings in service"
    ),
    "spent": Added("Cost", "NOK", "all costs of the cost measures together"),
}


@dataclass(frozen=True)
class Course:
    """One run through time.

    ``edges``: days of the run at which quarters begin and end, shape [quarter + 1].
    ``followed`` and ``added`` hold a value per quarter for each key.
    """

    edges: NDArray[np.float64]
    followed: dict[str, NDArray[np.float64]]
    added: dict[str, NDArray[np.float64]]


def quarter_marks(result: Result, day: float) -> list[int]:
    """The marks at which quarters begin and end; ``day`` (of the run) lies in the first month
    of one."""
    world = result.world
    times = world.marks[: world.clock[0].marks, 0]
    opening = int(np.searchsorted(times, day + 1e-6, side="right")) - 1
    # The last month may be shorter; it counts as one.
    return list(range(opening % MONTHS, len(times), MONTHS))


def course(result: Result, day: float) -> Course:
    """The run through time, in quarters counted from ``day`` (of the run)."""
    whole = Run(result.world, result.scenario)
    marks = quarter_marks(result, day)
    periods = [Period(whole, *ends) for ends in pairwise(marks)]
    edges = np.array([result.world.marks[one, 0] for one in marks])
    followed = {
        key: np.array([one.compute(period) for period in periods]) for key, one in FOLLOWED.items()
    }
    added = {
        "days_in_need": days_in_need(whole, edges),
        "coordination": followed["coordination"],
        "empty_days": np.array([_empty_days(period) for period in periods]),
        "spent": followed["spent"],
    }
    return Course(edges, followed, added)


def days_in_need(run: Run, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Household days in need between each two of ``edges``, over all needs of the run.

    A need lasts until all of it is met; who gives up, is refused or is gone counts on, as in
    the waits of :mod:`sim.measures`, but no need counts for more than 730 days, nor after the
    household's next one has arisen.
    """
    begun, over = run.all_episodes.need_at, in_need_until(run)
    until = [np.clip(edge - begun, 0.0, over - begun).sum() for edge in edges]
    return np.diff(until)


def in_need_until(run: Run) -> NDArray[np.float64]:
    """Until when each need of the run counts as one (:func:`days_in_need`), in days of the run."""
    rows = run.all_episodes
    order = np.lexsort((rows.need_at, rows.household))
    begun, household = rows.need_at[order], rows.household[order]
    following = np.append(begun[1:], np.inf)
    following[np.append(household[1:] != household[:-1], True)] = np.inf
    over = np.minimum(np.minimum(rows.all_met_at[order], following), begun + HOME_HORIZON)
    found = np.empty_like(over)
    found[order] = np.maximum(over, begun)
    return found
