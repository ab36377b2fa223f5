"""What a difference of mean waits is made of: cause by cause, the parts adding up to the whole.

Every day on the way home, and every day a dwelling stands empty, is booked on one cause by the
model.  A mean of sums is the sum of the means, so the difference of two mean waits is the sum of
the differences of its causes, exactly; no cause is credited with what it does to another.  Which
households got a home in time differs too: the decomposition says where the days lie, not what
the same household would have waited for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import Estimate, estimate
from sim.measures.observed import Rows, Run, mean_of_rows
from sim.names import label
from sim.state import Cause, VacancyCause

if TYPE_CHECKING:
    from sim import Result

#: The waits that are decomposed, and how each is named.
WAITS = {
    "home": "From need to a home by help, of homes found since the change",
    "vacancy": "From move-out to the next contract, of contracts since the change",
}

#: Days before the first application, or between two of them.
BETWEEN = "before and between applications"


def names(wait: str) -> list[str]:
    """The names of the causes of a wait, in the order of their days."""
    if wait == "home":
        return [*(_words(f"wait_{label(one)}", "Waiting ") for one in Cause), BETWEEN]
    return [_words(f"vacancy_{label(one)}", "Empty ") for one in VacancyCause]


def _words(key: str, before: str) -> str:
    from sim.measures import MEASURES

    return MEASURES[key].label.removeprefix(before)


def mean_days(result: Result, day: float) -> dict[str, NDArray[np.float64]]:
    """The mean days by cause of each wait that ended on ``day`` (of the run) or later.

    They add up to the mean wait; nan where none ended.
    """
    run = Run(result.world, result.scenario)
    return {"home": _way_home(run, day), "vacancy": _vacancy(run, day)}


def _way_home(run: Run, day: float) -> NDArray[np.float64]:
    rows = run.all_episodes
    since = (rows.home_at >= day) & (rows.home_at <= run.end) & (rows.critical >= 0)
    rows = rows.where(since)
    days = mean_of_rows(run.world.application_days, rows.critical)
    wait = float(np.mean(rows.home_at - rows.need_at)) if len(rows) else np.nan
    return np.append(days, wait - days.sum())


def _vacancy(run: Run, day: float) -> NDArray[np.float64]:
    rows: Rows = run.all_vacancies
    since = (rows.contract_at >= day) & (rows.contract_at <= run.end)
    return mean_of_rows(run.world.vacancy_days, rows.numbers[since])


@dataclass(frozen=True)
class Contribution:
    """What one cause adds to the difference of a mean wait, in days."""

    cause: str
    difference: Estimate


@dataclass(frozen=True)
class Decomposition:
    """A difference of mean waits and its causes, largest first; their means add up to it."""

    wait: str
    whole: Estimate
    causes: tuple[Contribution, ...]


def decompose(
    wait: str, changed: Sequence[NDArray[np.float64]], unchanged: Sequence[NDArray[np.float64]]
) -> Decomposition:
    """The difference of a mean wait, from the days by cause of each seed on both sides."""
    apart = np.array(changed) - np.array(unchanged)
    # A seed in which no wait ended on one side has no difference at all.
    apart = apart[~np.isnan(apart).any(axis=1)]
    found = [
        Contribution(cause, estimate(apart[:, number])) for number, cause in enumerate(names(wait))
    ]
    found.sort(key=lambda one: -abs(one.difference.mean or 0.0))
    return Decomposition(wait, estimate(apart.sum(axis=1)), tuple(found))
