"""A few runs made anew, for what a table of runs cannot show.

A store keeps a number for each measure of each run.  Courses over time, curves of waiting and
flows between units are taken from some runs of each arm, made again with the study's first seeds,
in the base scenario as it stands (every uncertainty left as it is there).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.stationarity import LEVELS, Course
from experiments.statistics import Estimate, estimate, t_quantile

if TYPE_CHECKING:
    import pandas as pd

    from sim import Result, Scenario

#: Days over which curves of waiting are drawn, and how finely.
_HORIZON = 730.0
_STEP = 10.0

#: Levels whose course a report shows, the first that are there.
_COURSES_SHOWN = ("listed", "waiting", "temporary", "vacant")


#: From fewer runs than this no band is drawn: with one degree of freedom it fills the picture.
FEWEST_FOR_BANDS = 3


@dataclass(frozen=True)
class Band:
    """A mean over runs along ``at``, with a 95 per cent band of the mean.

    With too few runs for a band ``low`` and ``high`` are the mean.
    """

    at: NDArray[np.float64]
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True)
class Drift:
    """A level of an arm that may still drift when observation begins, month by month."""

    arm: str
    level: str
    course: Course


@dataclass(frozen=True)
class Flow:
    """Cases sent from unit to unit, ``per_year[from, to]``; the units' names in both languages.

    A mean over runs; ``total``: of all units together, with its 95 per cent interval (as with
    bands, none from too few runs).
    """

    units: tuple[str, ...]
    units_nb: tuple[str, ...]
    per_year: NDArray[np.float64]
    total: Estimate


@dataclass(frozen=True)
class FreshRuns:
    """What was seen in ``runs`` runs of each arm.

    ``courses[level][arm]`` over years from the first day (from the start of observation if the
    scenario changes on the way); ``observed_from``: the year observation begins there;
    ``still_waiting[arm]``: the share without a home by help; ``drifts``: every level of every arm.
    """

    runs: int
    seeds: tuple[int, ...]
    observed_from: float
    courses: Mapping[str, Mapping[str, Band]]
    still_waiting: Mapping[str, Band]
    flows: Mapping[str, Flow]
    drifts: tuple[Drift, ...]

    @property
    def with_bands(self) -> bool:
        """Whether there are runs enough for bands."""
        return self.runs >= FEWEST_FOR_BANDS


@dataclass(frozen=True)
class _Seen:
    """What is kept of a run: the curve of waiting, the time-line, and cases sent per year."""

    without_home: NDArray[np.float64]
    timeline: pd.DataFrame
    sent: NDArray[np.float64]


def fresh_runs(scenarios: Mapping[str, Scenario], seeds: Sequence[int]) -> FreshRuns:
    """Run each arm's scenario on ``seeds`` (at least one), and look at it closely."""
    from concurrent.futures import ThreadPoolExecutor

    from experiments.runner import default_threads

    changing = any(scenario.changes for scenario in scenarios.values())
    courses: dict[str, dict[str, Band]] = {}
    waiting: dict[str, Band] = {}
    flows: dict[str, Flow] = {}
    drifts: list[Drift] = []
    observed_from = 0.0
    with ThreadPoolExecutor(default_threads()) as pool:
        for arm, scenario in scenarios.items():
            seen = list(
                pool.map(lambda seed, one=scenario: _seen(one, seed, changing=changing), seeds)
            )
            waiting[arm] = _band(_grid(), np.array([one.without_home for one in seen]))
            flows[arm] = _flow(scenario, np.array([one.sent for one in seen]))
            frames = [one.timeline for one in seen]
            if not changing:
                observed_from = scenario.warm_up / 365.0
            days = frames[0]["end"].to_numpy()
            for column, title in LEVELS.items():
                values = np.array([frame[column].to_numpy() for frame in frames])
                if not values.any():
                    continue
                if not changing:
                    course = Course(arm, title, values, days, scenario.warm_up)
                    drifts.append(Drift(arm, title, course))
                if column in _COURSES_SHOWN:
                    courses.setdefault(title, {})[arm] = _band(days / 365.0, values)
    order = [LEVELS[column] for column in _COURSES_SHOWN if LEVELS[column] in courses]
    return FreshRuns(
        runs=len(seeds),
        seeds=tuple(seeds),
        observed_from=observed_from,
        courses={title: courses[title] for title in order},
        still_waiting=waiting,
        flows=flows,
        drifts=tuple(drifts),
    )


def _seen(scenario: Scenario, seed: int, *, changing: bool) -> _Seen:
    """Make a run, and keep what pictures need of it (the run itself may be large)."""
    import sim

    result = sim.run(scenario, seed, log=True)
    # Before observation begins there is no time-line: the same run seen from its first day has
    # one (a change on the way would then come at another time).
    seen_whole = result if changing else sim.run(_whole(scenario), seed)
    return _Seen(_without_home(result), seen_whole.timeline, _sent(result))


def _whole(scenario: Scenario) -> Scenario:
    return replace(
        scenario,
        warm_up=0.0,
        observe=scenario.warm_up + scenario.observe,
        identity=f"{scenario.identity}, seen from day 0",
    )


def _grid() -> NDArray[np.float64]:
    return np.arange(0.0, _HORIZON + _STEP, _STEP)


def _without_home(result: Result) -> NDArray[np.float64]:
    """The share of home seekers without a home by help after each day of the grid."""
    from sim.measures import Run

    curve = Run(result.world, result.scenario).to_home.curve()
    if not len(curve.times):
        return np.full(len(_grid()), np.nan)
    place = np.searchsorted(curve.times, _grid(), side="right")
    return np.asarray(1.0 - np.concatenate([[0.0], curve.event])[place])


def _band(at: NDArray[np.float64], values: NDArray[np.float64]) -> Band:
    """The mean of ``values[run, place]`` and its t interval at each place (with enough runs)."""
    kept = values[~np.isnan(values).any(axis=1)]
    if len(kept) < FEWEST_FOR_BANDS:
        mean = kept.mean(axis=0) if len(kept) else np.full(len(at), np.nan)
        return Band(at, mean, mean, mean)
    mean = kept.mean(axis=0)
    half = t_quantile(len(kept) - 1) * kept.std(axis=0, ddof=1) / len(kept) ** 0.5
    return Band(at, mean, np.maximum(0.0, mean - half), mean + half)


def _flow(scenario: Scenario, sent: NDArray[np.float64]) -> Flow:
    """The mean of ``sent[run, from, to]``, between the units of ``scenario``."""
    units = scenario.organisation.units
    total = estimate(sent.sum(axis=(1, 2)))
    if total.count < FEWEST_FOR_BANDS:
        total = replace(total, low=None, high=None)
    return Flow(
        tuple(unit.name for unit in units),
        tuple(unit.name_nb or unit.name for unit in units),
        sent.mean(axis=0),
        total,
    )


def _sent(result: Result) -> NDArray[np.float64]:
    """Cases sent between units in the observation window of a run with a log, per year."""
    from sim import logbook
    from sim.state import Happening

    units = len(result.scenario.organisation.units)
    table = np.zeros((units, units))
    for page in logbook.pages(result.world):
        log = np.asarray(page)
        sent = log[log["event"] == Happening.SENT_ON]
        sent = sent[sent["time"] >= result.scenario.warm_up]
        np.add.at(table, (sent["detail"], sent["unit"]), 1.0)
    np.fill_diagonal(table, 0.0)
    return table / (result.scenario.observe / 365.0)
