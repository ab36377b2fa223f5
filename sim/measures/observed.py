"""A finished run as the measures look at it: what belongs to the window, picked out once.

What several measures need (which episodes began in the window, their waits in order of
length) is worked out when it is first asked for and kept.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.measures.afterwards import FollowUps, Later
from sim.measures.counting import Applications, Episodes, Wait
from sim.measures.letting import Tenancies, Vacancies
from sim.names import Ground, Need
from sim.parameters import PARAMETERS
from sim.quantities import YEAR
from sim.scenario.resolved import Scenario
from sim.state import DESK_COLUMNS, STRATEGY_COLUMNS, Level, Outcome, World
from sim.survival import Curve, Ended, Waits

#: Days over which waits are compared: a decision, and a home.
DECISION_HORIZON = 365.0
HOME_HORIZON = 730.0

#: Days over which it is seen how the approved leave a waiting list.  What is known of it is derived
#: from flows, that is, from how it ends for all of them, and some wait for years.
LIST_HORIZON = 5.0 * YEAR

#: Days by which a date may be off by rounding: where windows meet, marks are sums.
_MOMENT = 1e-6

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


def _by_desk(added: np.ndarray) -> np.ndarray:
    """Of what was added to the marks, the sums of the desks, a row for each."""
    return added[1 + len(Level) : -1].reshape(-1, len(DESK_COLUMNS))


def desk_sums(world: World) -> dict[str, np.ndarray]:
    """For each desk, what the window added to its sums, by name of the sum."""
    return dict(zip(DESK_COLUMNS, _by_desk(_observed(world)).T, strict=True))


class Staff(NamedTuple):
    """Desks taken together: their positions, and what the window added to their sums, by name."""

    posts: float
    queue_area: float
    worked_days: float
    hours: float
    coordination_hours: float
    waited: float
    taken: float


class Rows:
    """Chosen rows of a table as columns; ``numbers`` are their places in it.

    A column is copied when it is first asked for, that of a whole table not at all: whole rows
    would be moved field by field, which takes many times as long.
    """

    def __init__(self, table: np.ndarray, numbers: np.ndarray, whole: bool = False) -> None:
        self._table = np.asarray(table)
        self._whole = whole
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def __getattr__(self, name: str) -> np.ndarray:
        columns = self._table.dtype.names
        if name.startswith("_") or columns is None or name not in columns:
            raise AttributeError(f"no column {name!r}")
        column = self._table[name]
        if not self._whole:
            column = column[self.numbers]
        setattr(self, name, column)
        return column

    def where(self, chosen: np.ndarray) -> Rows:
        """Those of the rows that ``chosen`` (a mask) says."""
        return Rows(self._table, self.numbers[chosen])


def _rows(table: np.ndarray) -> Rows:
    """All rows of a table."""
    return Rows(table, np.arange(len(table)), whole=True)


#: The key of each parameter by its name in the kernel's record.
_KEYS = {parameter.field: key for key, parameter in PARAMETERS.items()}


class Prices:
    """The parameters of a scenario as attributes, as :mod:`sim.bearing` reads them.

    Each is looked up when it is first asked for: measures need few of them.
    """

    def __init__(self, parameters: dict[str, float]) -> None:
        self._parameters = parameters

    def __getattr__(self, name: str) -> float:
        if name not in _KEYS:
            raise AttributeError(f"no parameter {name!r}")
        value = self._parameters[_KEYS[name]]
        setattr(self, name, value)
        return value


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
        self._tables: dict[str, np.ndarray] = {}
        self.start = float(self.column("settings", "observe_from")[0])
        self.end = float(self.column("settings", "end")[0])
        self.years = (self.end - self.start) / YEAR
        self._measured: dict[Callable[[Run], float], float] = {}

    def holds(self, day: float) -> bool:
        """Whether ``day`` (of the run) lies in the window; its last moment belongs to the next."""
        return self.start <= day + _MOMENT < self.end

    def measured(self, measure: Callable[[Run], float]) -> float:
        """What a measure comes to, worked out once."""
        if measure not in self._measured:
            self._measured[measure] = measure(self)
        return self._measured[measure]

    def table(self, name: str) -> np.ndarray:
        """The rows in use of a table that grows, as a plain array."""
        return self._whole(name)[: self.column("clock", name)[0]]

    def column(self, table: str, name: str) -> np.ndarray:
        """A column of a table of the world."""
        return self._whole(table)[name]

    def _whole(self, name: str) -> np.ndarray:
        """A table of the world as a plain array: read faster than records."""
        if name not in self._tables:
            self._tables[name] = np.ndarray.view(getattr(self.world, name), np.ndarray)
        return self._tables[name]

    @cached_property
    def households(self) -> np.ndarray:
        """All households of the run."""
        return self._whole("households")

    def price(self, key: str) -> float:
        """A parameter, as it stands when the scenario starts."""
        return self.scenario.parameters[key]

    @cached_property
    def prices(self) -> Prices:
        """The parameters as they stand then, as attributes."""
        return Prices(self.scenario.parameters)

    # ---- levels and desks ------------------------------------------------------------------

    @cached_property
    def _change(self) -> np.ndarray:
        """What was added in the window to each column of the marks."""
        marks = self.table("marks")
        return np.asarray(marks[-1] - marks[0])

    @cached_property
    def _added(self) -> list[float]:
        return self._change[1 : 1 + len(Level)].tolist()

    def days(self, level: Level) -> float:
        """Integral of a level over the window."""
        return self._added[level]

    def mean_level(self, level: Level) -> float:
        """Mean of a level over the window."""
        return self._added[level] / (self.end - self.start)

    @property
    def meetings(self) -> float:
        """Meetings that committees held in the window: the last column of the marks."""
        return float(self._change[-1])

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
    def caseworkers(self) -> Staff:
        """What the window added to the sums of caseworkers' desks."""
        return self._staff(self.column("desks", "crew") == 0)

    @cached_property
    def crews(self) -> Staff:
        """What the window added to the sums of crews' desks."""
        return self._staff(self.column("desks", "crew") == 1)

    def _staff(self, desks: np.ndarray) -> Staff:
        """The desks that a mask says, taken together."""
        post, desk = self.column("caseworkers", "post"), self.column("caseworkers", "desk")
        added = _by_desk(self._change).T.compress(desks, axis=1).sum(axis=1)
        posts = float(post.compress(desks.take(desk)).sum())
        return Staff(posts, **dict(zip(DESK_COLUMNS, added.tolist(), strict=True)))

    # ---- episodes --------------------------------------------------------------------------

    @cached_property
    def all_episodes(self) -> Rows:
        """All episodes of the run, in order of their beginning."""
        rows = _rows(self.table("episodes"))
        return rows if self._households is None else rows.where(self._households[rows.household])

    @cached_property
    def _chosen(self) -> np.ndarray:
        """The households that are looked at, as a mask; empty if all are."""
        return np.zeros(0, dtype=np.bool_) if self._households is None else self._households

    @cached_property
    def episodes(self) -> Episodes:
        """The episodes, counted."""
        return Episodes(
            self.table("episodes"),
            self.households,
            self._chosen,
            self.world.application_days,
            self.start,
            self.end,
        )

    def of_household(self, rows: Rows, column: str) -> np.ndarray:
        """A field of the households that rows are about."""
        return np.asarray(self.households[column][rows.household])

    @cached_property
    def to_assessment(self) -> Waits:
        """Home seekers', from need to the first assessment."""
        return self.episodes.waits(Wait.ASSESSMENT)

    @cached_property
    def to_decision(self) -> Waits:
        """From need to the first decision on any application; a room by the night is none."""
        return self.episodes.waits(Wait.DECISION)

    @cached_property
    def to_decision_of_home_seekers(self) -> Waits:
        return self.to_decision.among(self.episodes.seeks_home)

    @cached_property
    def to_home(self) -> Waits:
        """Home seekers', from need to a home by help; leaving otherwise competes."""
        return self.episodes.waits(Wait.HOME)

    @cached_property
    def in_the_end(self) -> Ended:
        """Home seekers' outcomes within two years of the need (an open episode is censored)."""
        return self.episodes.waits(Wait.END).ended(HOME_HORIZON, len(Outcome))

    @cached_property
    def to_package(self) -> Waits:
        """From need until all needs are met; who has nothing more under way has left.

        A home found without help meets the dwelling need; the other needs count on.
        """
        return self.episodes.waits(Wait.PACKAGE)

    @cached_property
    def applied_to_home_by_ground(self) -> list[Curve]:
        """Home seekers', from their first application for a municipal dwelling to a home by help,
        for each ground that the household has.

        Whoever applied is in the curve of its ground from that day on, approved later or not.
        """
        found = self.episodes
        waits = found.waits(Wait.APPLIED_HOME)
        return waits.curve_of_each(found.ground_applied, len(Ground))

    @cached_property
    def approved_to_home(self) -> Waits:
        """Home seekers', from approval for a municipal dwelling to a home by help."""
        return self.episodes.waits(Wait.LISTED_HOME)

    @cached_property
    def approved_to_home_by_ground(self) -> list[Curve]:
        """The same for each ground that the household has."""
        return self.approved_to_home.curve_of_each(self.episodes.ground, len(Ground))

    @cached_property
    def approved_in_the_end(self) -> Ended:
        """Their outcomes within five years of approval."""
        return self.episodes.waits(Wait.LISTED_END).ended(LIST_HORIZON, len(Outcome))

    @cached_property
    def way_home_by_cause(self) -> list[float]:
        """Mean days by cause on the way of home seekers who got a home by help."""
        return _mean_of_each(self.episodes.way, self.episodes.sums.ways)

    # ---- applications ----------------------------------------------------------------------

    @cached_property
    def applications(self) -> Applications:
        """The applications, counted."""
        return Applications(
            self.table("applications"),
            self.episodes.kinds,
            self.households,
            self._chosen,
            self.world.application_days,
            self.start,
            self.end,
        )

    def in_window(self, times: np.ndarray) -> np.ndarray:
        """Which of the times lie in the window."""
        return (times >= self.start) & (times <= self.end)

    # ---- dwellings and tenancies -----------------------------------------------------------

    @cached_property
    def all_vacancies(self) -> Rows:
        """All vacancies of the run, in order of the notices."""
        rows = _rows(self.table("vacancies"))
        return rows if self._dwellings is None else rows.where(self._dwellings[rows.dwelling])

    @cached_property
    def vacancies(self) -> Vacancies:
        """The vacancies, counted."""
        return Vacancies(
            self.table("vacancies"),
            self._whole("dwellings"),
            np.zeros(0, dtype=np.bool_) if self._dwellings is None else self._dwellings,
            self.world.vacancy_days,
            self.start,
            self.end,
        )

    @cached_property
    def vacancy_by_cause(self) -> list[float]:
        """Mean days by cause of the vacancies that began and ended in the window."""
        return _mean_of_each(self.vacancies.by_cause, self.vacancies.sums.ended)

    @cached_property
    def tenancies(self) -> Tenancies:
        """The municipal tenancies, counted."""
        return Tenancies(self.table("tenancies"), self.start, self.end)

    # ---- follow-up -------------------------------------------------------------------------

    @cached_property
    def follow_ups(self) -> FollowUps:
        """All spells of follow-up of the run."""
        return FollowUps(self.table("follow_ups"), self._chosen, self.start, self.end)

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
        return _rows(self.world.orders[: self.world.strategy[0].orders])

    @cached_property
    def register(self) -> Rows:
        """Entries of the register of needs in the window, plans and looks at the lists."""
        rows = _rows(self.world.register[: self.world.strategy[0].plans])
        return rows.where(self.in_window(rows.time))

    @cached_property
    def of_strategy(self) -> dict[str, float]:
        """What the window added to the sums of the strategy."""
        marks = self.world.strategy_marks[: self.world.clock[0].marks]
        return dict(zip(STRATEGY_COLUMNS, (marks[-1] - marks[0]).tolist(), strict=True))

    # ---- what comes next -------------------------------------------------------------------

    @cached_property
    def later_needs(self) -> Later:
        """When each household's needs arose, and which."""
        found = self.episodes
        return Later(found.whose, found.need_at, len(self.households), found.needs)

    @cached_property
    def later_follow_ups(self) -> Later:
        """When follow-up of each household began."""
        return Later(self.follow_ups.whose, self.follow_ups.began, len(self.households))


def _mean_of_each(sums: np.ndarray, count: int) -> list[float]:
    """Each of the sums over so many; nan of none."""
    return [one / count if count else NAN for one in sums.tolist()]
