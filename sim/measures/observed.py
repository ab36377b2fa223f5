"""A finished run as the measures look at it: what belongs to the window, picked out once.

What several measures need (which episodes began in the window, their waits in order of
length) is worked out when it is first asked for and kept.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sim.names import COMPOUND_NEEDS, Need, Task, Tenure
from sim.quantities import YEAR
from sim.scenario.resolved import Scenario
from sim.state import (
    DESK_COLUMNS,
    NOBODY,
    STRATEGY_COLUMNS,
    Level,
    Outcome,
    Phase,
    TenancyEnd,
    World,
)
from sim.survival import CENSORED, EVENT, OTHER, Waits

#: Days over which waits are compared: a decision, and a home.
DECISION_HORIZON = 365.0
HOME_HORIZON = 730.0

#: How an episode ends that helped the household.
HELPED = (
    Outcome.HELPED,
    Outcome.MUNICIPAL,
    Outcome.PRIVATE_RENTAL,
    Outcome.BOUGHT,
    Outcome.ADAPTED,
)

NAN = float("nan")


def mean(values: np.ndarray) -> float:
    """The mean; nan of nothing."""
    return float(values.mean()) if len(values) else NAN


def share(part: float, whole: float) -> float:
    """``part`` over ``whole``; nan where there is no whole."""
    return float(part / whole) if whole > 0 else NAN


def mean_of_rows(table: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """The mean of each column over some rows; nan of none."""
    if len(numbers) == 0:
        return np.full(table.shape[1], NAN)
    return np.asarray(table[numbers].mean(axis=0))


def has(bits: np.ndarray, need: Need) -> np.ndarray:
    """Which bit sets of needs hold ``need``."""
    return (bits >> need & 1) == 1


def window(world: World) -> float:
    """Length of the observation window in days."""
    return float(world.settings[0].end - world.settings[0].observe_from)


def _observed(world: World) -> np.ndarray:
    """What was added in the window to each column of the marks."""
    marks = world.marks[: world.clock[0].marks]
    return np.asarray(marks[-1] - marks[0])


def level_days(world: World, level: Level) -> float:
    """Integral of a level over the window (households, or dwellings, times days)."""
    return float(_observed(world)[1 + level])


def desk_sums(world: World) -> np.recarray:
    """For each desk, what the window added to its sums."""
    first = 1 + len(Level)
    columns = [(name, "f8") for name in DESK_COLUMNS]
    sums = _observed(world)[first:].reshape(len(world.desks), len(DESK_COLUMNS))
    return np.array([tuple(row) for row in sums], dtype=columns).view(np.recarray)


class Rows:
    """Chosen rows of a table as columns; ``numbers`` are their places in it.

    A column is copied when it is first asked for: whole rows would be moved field by field,
    which takes many times as long.
    """

    def __init__(self, table: np.ndarray, numbers: np.ndarray) -> None:
        self._table = np.asarray(table)
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def __getattr__(self, name: str) -> np.ndarray:
        columns = self._table.dtype.names
        if name.startswith("_") or columns is None or name not in columns:
            raise AttributeError(f"no column {name!r}")
        column = self._table[name][self.numbers]
        setattr(self, name, column)
        return column

    def where(self, chosen: np.ndarray) -> Rows:
        """Those of the rows that ``chosen`` (a mask) says."""
        return Rows(self._table, self.numbers[chosen])


def _rows(table: np.ndarray, count: int) -> Rows:
    """The rows of a table that are in use."""
    return Rows(table, np.arange(count))


class Run:
    """A finished run and its window of observation, ``start`` to ``end`` (days of the run).

    With ``households`` (a mask) only what these went through is looked at, with ``dwellings``
    only what became of those; what belongs to the whole place (levels, desks) stays as it is.
    """

    def __init__(
        self,
        world: World,
        scenario: Scenario,
        households: np.ndarray | None = None,
        dwellings: np.ndarray | None = None,
    ) -> None:
        self.world = world
        self.scenario = scenario
        self._households = households
        self._dwellings = dwellings
        self.start = float(world.settings[0].observe_from)
        self.end = float(world.settings[0].end)
        self.years = window(world) / YEAR

    def price(self, key: str) -> float:
        """A parameter, as it stands when the scenario starts."""
        return self.scenario.parameters[key]

    # ---- levels and desks ------------------------------------------------------------------

    @cached_property
    def _added(self) -> list[float]:
        return _observed(self.world)[1 : 1 + len(Level)].tolist()

    def days(self, level: Level) -> float:
        """Integral of a level over the window."""
        return self._added[level]

    def mean_level(self, level: Level) -> float:
        """Mean of a level over the window."""
        return self._added[level] / (self.end - self.start)

    @cached_property
    def stock_days(self) -> float:
        """Dwelling-days of the window; a flat sold to its tenant is away until replaced."""
        return self.days(Level.LET) + self.days(Level.VACANT)

    @cached_property
    def days_in_stock(self) -> np.ndarray:
        """Days of the window on which each dwelling was there; one sold to its tenant counts on."""
        came = np.zeros(len(self.world.dwellings))
        if self.pursues_strategy:
            came[self.first_ordered :] = np.inf
            came[self.first_ordered :][: len(self.orders)] = self.orders.comes
        return np.maximum(0.0, self.end - np.maximum(self.start, came))

    @cached_property
    def tenancy_years(self) -> float:
        """Municipal tenancy-years in the window."""
        return self.days(Level.MUNICIPAL_TENANTS) / YEAR

    @cached_property
    def desks(self) -> np.recarray:
        return desk_sums(self.world)

    @cached_property
    def of_caseworkers(self) -> np.ndarray:
        """Which desks are caseworkers' (not crews')."""
        return np.asarray(self.world.desks.crew == 0)

    def posts(self, desks: np.ndarray) -> float:
        """Positions at the desks that a mask says."""
        people = self.world.caseworkers
        return float(people.post[desks[people.desk]].sum())

    # ---- episodes --------------------------------------------------------------------------

    @cached_property
    def all_episodes(self) -> Rows:
        """All episodes of the run, in order of their beginning."""
        rows = _rows(self.world.episodes, int(self.world.clock[0].episodes))
        return rows if self._households is None else rows.where(self._households[rows.household])

    @cached_property
    def episodes(self) -> Rows:
        """Episodes that began in the window."""
        return self.all_episodes.where(self.all_episodes.need_at >= self.start)

    @cached_property
    def home_seekers(self) -> Rows:
        """Those of them with a dwelling need."""
        return self.episodes.where(has(self.episodes.needs, Need.DWELLING))

    @cached_property
    def compound(self) -> np.ndarray:
        """Which home seekers have compound needs."""
        bits = sum(1 << need for need in COMPOUND_NEEDS)
        return (self.home_seekers.needs & bits) != 0

    def of_household(self, rows: Rows, column: str) -> np.ndarray:
        """A field of the households that rows are about."""
        return np.asarray(self.world.households[column][rows.household])

    def waits(self, rows: Rows, begun: str, event: str) -> Waits:
        """Waits of episodes from one of their dates to another, leaving being competing.

        All rows must have begun to wait.
        """
        came, left = getattr(rows, event), rows.ended_at
        happened = came <= np.minimum(left, self.end)
        gone = ~happened & (left <= self.end)
        over = np.where(happened, came, np.where(gone, left, self.end))
        ends = np.where(happened, EVENT, np.where(gone, OTHER, CENSORED))
        return Waits(over - getattr(rows, begun), ends)

    @cached_property
    def to_assessment(self) -> Waits:
        return self.waits(self.home_seekers, "need_at", "assessed_at")

    @cached_property
    def to_decision(self) -> Waits:
        return self.waits(self.episodes, "need_at", "decided_at")

    @cached_property
    def to_decision_of_home_seekers(self) -> Waits:
        return self.to_decision.among(has(self.episodes.needs, Need.DWELLING))

    @cached_property
    def to_home(self) -> Waits:
        return self.waits(self.home_seekers, "need_at", "home_at")

    @cached_property
    def to_end(self) -> Waits:
        """From need to the end of the episode, by outcome (an open episode is censored)."""
        rows = self.home_seekers
        over = np.minimum(rows.ended_at, self.end)
        return Waits(over - rows.need_at, rows.outcome)

    @cached_property
    def to_package(self) -> Waits:
        """From need until all needs are met; who has nothing more under way has left.

        A home found without help meets the dwelling need; the other needs count on.
        """
        rows = self.episodes
        complete = rows.all_met_at <= self.end
        gone = ~complete & (rows.ended_at <= self.end) & (rows.open_tracks == 0)
        over = np.where(complete, rows.all_met_at, np.where(gone, rows.ended_at, self.end))
        ends = np.where(complete, EVENT, np.where(gone, OTHER, CENSORED))
        return Waits(over - rows.need_at, ends)

    @cached_property
    def approved(self) -> Rows:
        """Home seekers approved for a municipal dwelling."""
        return self.home_seekers.where(np.isfinite(self.home_seekers.approved_at))

    @cached_property
    def approved_to_home(self) -> Waits:
        return self.waits(self.approved, "approved_at", "home_at")

    @cached_property
    def approved_to_end(self) -> Waits:
        """From approval to the end of the episode, by outcome."""
        rows = self.approved
        over = np.minimum(rows.ended_at, self.end)
        return Waits(over - rows.approved_at, rows.outcome)

    @cached_property
    def way_home_by_cause(self) -> np.ndarray:
        """Mean days by cause on the way of home seekers who got a home by help."""
        rows = self.home_seekers
        ways = rows.critical[np.isfinite(rows.home_at) & (rows.critical >= 0)]
        return mean_of_rows(self.world.application_days, ways)

    # ---- applications ----------------------------------------------------------------------

    @cached_property
    def all_applications(self) -> Rows:
        """All applications of the run, in order of their beginning."""
        rows = _rows(self.world.applications, int(self.world.clock[0].applications))
        return rows if self._households is None else rows.where(self._households[rows.household])

    @cached_property
    def applications(self) -> Rows:
        """Applications of the window's episodes."""
        rows = self.all_applications
        began = self.world.episodes.need_at[: self.world.clock[0].episodes]
        # The extra place at the end is that of applications of no episode.
        return rows.where(np.append(began, -np.inf)[rows.episode] >= self.start)

    @cached_property
    def granted(self) -> Rows:
        """Those of them that have been granted."""
        return self.applications.where(self.applications.granted == 1)

    @cached_property
    def decided(self) -> Rows:
        """Those of them that have been decided on.

        What was passed on to another task undecided, or is under appeal, has not been.
        """
        rows = self.applications
        passed_on = (rows.phase == Phase.PASSED_ON) & (rows.granted == 0)
        open_still = passed_on | (rows.phase == Phase.IN_APPEAL)
        return rows.where(np.isfinite(rows.decided) & ~open_still)

    def decided_on(self, task: Task) -> Rows:
        return self.decided.where(self.decided.task == task)

    @cached_property
    def _at_their_aim(self) -> Rows:
        rows = self.all_applications.where(self.all_applications.phase == Phase.GRANTED)
        return rows.where(self.in_window(rows.closed))

    def at_their_aim(self, task: Task) -> Rows:
        """Applications for ``task`` that came to their aim in the window, tenants' too."""
        return self._at_their_aim.where(self._at_their_aim.task == task)

    def in_window(self, times: np.ndarray) -> np.ndarray:
        """Which of the times lie in the window."""
        return (times >= self.start) & (times <= self.end)

    # ---- dwellings and tenancies -----------------------------------------------------------

    @cached_property
    def all_vacancies(self) -> Rows:
        """All vacancies of the run, in order of the notices."""
        rows = _rows(self.world.vacancies, int(self.world.clock[0].vacancies))
        return rows if self._dwellings is None else rows.where(self._dwellings[rows.dwelling])

    @cached_property
    def vacancies(self) -> Rows:
        """Vacancies that began (with a move-out) in the window."""
        return self.all_vacancies.where(self.in_window(self.all_vacancies.move_out))

    @cached_property
    def relettings(self) -> Rows:
        """Those of them that are between two tenants only.

        Left out are spells in which the dwelling was taken out of service (for sale, under
        renovation, gone back to its owner), and those of flats bought for others.
        """
        return self.vacancies.where(self.vacancies.out_of_service == 0)

    @cached_property
    def vacancy_by_cause(self) -> np.ndarray:
        """Mean days by cause of the vacancies that ended in the window too."""
        rows = self.vacancies
        return mean_of_rows(self.world.vacancy_days, rows.numbers[np.isfinite(rows.contract_at)])

    def empty_until(self, rows: Rows, event: str) -> Waits:
        """Days from move-out to a date; the end of the run censors."""
        return until(self, rows.move_out, getattr(rows, event))

    @cached_property
    def municipal(self) -> Rows:
        """Municipal tenancies that lasted into the window."""
        rows = _rows(self.world.tenancies, int(self.world.clock[0].tenancies))
        return rows.where((rows.tenure == Tenure.MUNICIPAL) & (rows.end > self.start))

    @cached_property
    def ended_municipal(self) -> Rows:
        """Municipal tenancies that ended in the window."""
        return self.municipal.where(self.municipal.end <= self.end)

    @cached_property
    def moved_on(self) -> Rows:
        """Those whose tenant went on to a home of its own or a private rental."""
        on_the_market = (Tenure.OWN_HOME, Tenure.PRIVATE_RENTAL)
        return self.ended_municipal.where(np.isin(self.ended_municipal.destination, on_the_market))

    @cached_property
    def failed(self) -> int:
        """Number of municipal tenancies that failed in the window."""
        return int(np.sum(self.ended_municipal.reason == TenancyEnd.FAILED))

    # ---- follow-up -------------------------------------------------------------------------

    @cached_property
    def follow_ups(self) -> Rows:
        """All spells of follow-up of the run."""
        return _rows(self.world.follow_ups, int(self.world.clock[0].follow_ups))

    # ---- strategy --------------------------------------------------------------------------

    @property
    def pursues_strategy(self) -> bool:
        """Whether any of the scenario's organisations pursues a strategy."""
        return len(self.world.strategy) > 0

    @property
    def first_ordered(self) -> int:
        """The row of the first dwelling that was not there on day 0."""
        return int(self.world.strategy[0].first_new)

    @cached_property
    def orders(self) -> Rows:
        """Dwellings ordered in the run."""
        return _rows(self.world.orders, int(self.world.strategy[0].orders))

    @cached_property
    def register(self) -> Rows:
        """Entries of the register of needs in the window, plans and looks at the lists."""
        rows = _rows(self.world.register, int(self.world.strategy[0].plans))
        return rows.where(self.in_window(rows.time))

    @cached_property
    def of_strategy(self) -> dict[str, float]:
        """What the window added to the sums of the strategy."""
        marks = self.world.strategy_marks[: self.world.clock[0].marks]
        return dict(zip(STRATEGY_COLUMNS, (marks[-1] - marks[0]).tolist(), strict=True))

    # ---- what comes next -------------------------------------------------------------------

    def next_need(
        self, households: np.ndarray, since: np.ndarray, need: Need | None = None
    ) -> np.ndarray:
        """The first need of each household at or after a day; infinite if there was none.

        With ``need``: the first episode that has it.
        """
        rows = self.all_episodes
        if need is not None:
            rows = rows.where(has(rows.needs, need))
        return self.next_of(households, since, rows.household, rows.need_at)

    def next_of(
        self, households: np.ndarray, since: np.ndarray, whose: np.ndarray, times: np.ndarray
    ) -> np.ndarray:
        """For each of ``households`` the first of its ``times`` at or after a day.

        ``whose``: the household of each of ``times``; infinite where there is none.
        """
        span = self.end + 1.0  # longer than any time: households lie one after the other
        line = whose * span + times
        order = np.argsort(line)
        place = np.searchsorted(line[order], households * span + since)
        whose, times = np.append(whose[order], NOBODY), np.append(times[order], np.inf)
        return np.where(whose[place] == households, times[place], np.inf)


def until(run: Run, since: np.ndarray, came: np.ndarray) -> Waits:
    """Waits from one time to another that nothing but the end of the run cuts short."""
    happened = came <= run.end
    days = np.where(happened, came, run.end) - since
    return Waits(days, np.where(happened, EVENT, CENSORED))


def until_granted(run: Run, rows: Rows, apart: np.ndarray | float = 0.0) -> Waits:
    """Waits of applications from their beginning until they come to their aim.

    Any other end competes; the end of the run censors.  ``apart``: days that do not count.
    """
    over = np.minimum(rows.closed, run.end)
    ended = np.where(rows.phase == Phase.GRANTED, EVENT, OTHER)
    ends = np.where(np.isfinite(rows.closed), ended, CENSORED)
    return Waits(over - rows.created - apart, ends)
