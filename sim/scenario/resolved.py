"""A scenario once read, checked and put together: what the rest of the program works with.

All quantities are plain floats in the base units of :mod:`sim.quantities` (days, hours,
NOK, shares, rates per day); ``values`` remembers for each of them what was written, where,
and on what authority.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sim.names import Category, Ground, Group, Need, Ownership, Task

#: The most dwellings that can be ordered in one run.
MOST_NEW_DWELLINGS = 20_000


@dataclass(frozen=True)
class Value:
    """One number of a scenario as its reader wrote it.

    ``written`` is the value in ``unit``; ``base`` the same in base units (for a choice or
    a text both are the text); ``source`` a reference, the word "assumption", or
    "given in FILE:LINE" for a bare value of a user.
    """

    key: str
    written: float | str | bool
    unit: str
    base: float | str | bool
    source: str


@dataclass(frozen=True)
class StockBlock:
    """Municipal dwellings that are alike."""

    name: str
    category: Category
    dwellings: int
    rooms: int
    accessible: bool
    ownership: Ownership


@dataclass(frozen=True)
class HouseholdGroup:
    """One group of households: how often needs arise in it, and who its members are.

    ``arrivals``: households per day and 1000 inhabitants by the need they come with.
    ``persons``: share of households by number of persons.  ``income_median`` NOK net per
    month and ``income_spread`` the standard deviation of its logarithm; ``equity_mean``
    NOK and ``debt_service_mean`` NOK per month, exponential.  ``needs``: share of those
    who come for a dwelling that also have this need.  ``habits``: where members turn when
    they do not know who is responsible, as weights of the *task* they associate with help.
    ``follow_up``: share of those who come for a dwelling by the level of follow-up they need
    (1 ordinary, 2 intensive; the rest none).  ``own_home``: share of those who need an
    accessible dwelling and live in a home of their own that is not one.  ``priority`` is the
    class its cases are served in (0 first), or ``None`` for the ordinary rule, acute first.
    ``work_factor`` scales the hours of all its cases.  Rates are per day.
    """

    group: Group
    arrivals: dict[Need, float]
    persons: dict[int, float]
    income_median: float
    income_spread: float
    equity_mean: float
    debt_service_mean: float
    accessible: float
    grounds: dict[Ground, float]
    homeless: float
    needs: dict[Need, float]
    habits: dict[Task, float]
    categories: tuple[Category, ...]
    landlord_acceptance: float
    own_solution_factor: float
    move_rate: float
    move_to_own_home: float
    leaving_rate: float
    failure_rate: float
    work_factor: float
    priority: int | None
    follow_up: dict[int, float]
    own_home: float


@dataclass(frozen=True)
class Municipality:
    """A place: its people, its stock, and how often they need help.

    ``temporary_places`` and ``grant_budget`` (NOK per year for purchase grants) are ``None``
    where there is no limit.  ``dwelling_budget``: NOK per year for new municipal dwellings.
    """

    name: str
    title: str
    population: float
    temporary_places: float | None
    grant_budget: float | None
    stock: tuple[StockBlock, ...]
    groups: tuple[HouseholdGroup, ...]
    dwelling_budget: float = 0.0


@dataclass(frozen=True)
class Unit:
    """A service unit.

    ``house`` names the building it sits in (units with the same one are co-located);
    ``case_systems`` the shared case systems it is on; ``written_routines`` whether its
    newcomers find routines in writing; ``key_person`` whether somebody there keeps the overview
    and settles contested cases.  ``district`` is the index of the district it serves,
    ``None`` for a unit of the whole town.  ``positions`` is ``None`` where the split by
    expected hours decides, else the caseworker positions given; ``follow_up_workers``
    likewise for those who follow households up.  ``name_nb`` is what it is called in Norwegian,
    empty if nothing is said; no run depends on it.
    """

    name: str
    sector: str
    house: str
    case_systems: tuple[str, ...]
    written_routines: bool
    key_person: bool
    positions: float | None
    follow_up_workers: float | None
    district: int | None
    name_nb: str = ""


@dataclass(frozen=True)
class District:
    """A part of town in which ``share`` of all households live."""

    name: str
    share: float


@dataclass(frozen=True)
class Body:
    """A committee that meets to decide on applications for a dwelling, or to recommend.

    Cases of ``groups`` that ``led_by`` has prepared come before it; ``members`` (unit
    indices, the leader among them) attend every ``every`` days.  ``decides`` is False where
    the leader decides afterwards.  ``most_cases`` is what one meeting has time for.
    """

    name: str
    led_by: int
    members: tuple[int, ...]
    groups: tuple[Group, ...]
    every: float
    decides: bool
    most_cases: int


@dataclass(frozen=True)
class Strategy:
    """How a municipality plans, by whom, and how it gets new dwellings.

    Groups are named by the tasks that their members' units hold, so that one strategy fits any
    organisation.  ``plan_every``: days from plan to plan, ``None`` where none is made.
    ``process_oriented``: the project group makes the plan (else those above alone, and it does
    not meet).  ``wish_list``: the plan is not cut to the budget.  ``procurement``: "proactive"
    (ordered by the plan), "reactive" (when lists have grown, looked at every ``looks_every``
    days) or "none".  ``leader``: the task whose unit leads the work.  ``reporting``: a routine of
    reporting lists upwards.  ``in_municipal_plan``: the plan is part of it.
    ``routines_by_anchoring``: lease review, checking everyone and the priority key are followed as
    far as anchoring goes.
    """

    plan_every: float | None
    process_oriented: bool
    wish_list: bool
    project_group: tuple[Task, ...]
    project_group_meets: float
    steering_group: tuple[Task, ...]
    steering_group_meets: float
    politicians: bool
    partners: bool
    leader: Task
    reporting: bool
    in_municipal_plan: bool
    procurement: str
    looks_every: float
    routines_by_anchoring: bool


@dataclass(frozen=True)
class Organisation:
    """Who holds which task, who sits where, who has agreed what with whom.

    ``holders[task][group]`` has the index in ``units`` of the unit that holds the task for
    that group, for each of ``districts`` (one index if there are none: a town in one piece);
    ``allocators[category]`` likewise that of the unit with the right to allocate it.
    ``agreements`` are pairs of unit indices, the lower first; ``deadlines`` the days in which a
    case is taken on by those that have their own, and ``informing`` those by which each tells the
    other what was decided.  ``sources`` gives the source of each cell of the task table, by
    ``(task, scope)``.  ``strategy`` is ``None`` where nothing is said of one.
    """

    name: str
    title: str
    units: tuple[Unit, ...]
    districts: tuple[District, ...]
    holders: dict[Task, dict[Group, tuple[int, ...]]]
    allocators: dict[Category, tuple[int, ...]]
    agreements: tuple[tuple[int, int], ...]
    deadlines: dict[tuple[int, int], float]
    informing: frozenset[tuple[int, int]]
    bodies: tuple[Body, ...]
    personal_cases: bool
    lease_review: bool
    vacancy_owner: bool
    check_everyone: bool
    priority_key: bool
    rule_oriented: bool
    case_coordinator: bool
    tenants_may_buy: bool
    sources: dict[tuple[Task, str], str]
    strategy: Strategy | None = None

    def unit(self, name: str) -> int:
        """The index of the unit called ``name``; ``KeyError`` if there is none."""
        for index, unit in enumerate(self.units):
            if unit.name == name:
                return index
        raise KeyError(name)


@dataclass(frozen=True)
class Transition:
    """How one organisation becomes another.

    ``staff_follow_tasks``: probability that a caseworker whose tasks move goes where most of
    them went; who does not is replaced by a newcomer.  ``contacts_kept``: probability that
    somebody who moves can still ring those it could ring.  ``productivity_dip``: share of
    everybody's productive hours that is lost at first, made good bit by bit over ``recovery``
    days.  ``extra_hours``: what preparing and moving takes of each caseworker, on the day.
    ``routines_kept``: whether routines in writing hold from the first day, or have to be written
    anew, which takes ``routines_written`` days.  ``extra_cost``: what it costs once besides those
    hours, in NOK, on the day.

    ``given``: the numbers that the scenario's file gives; the others are the parameters
    ``reorganisation.*``.
    """

    #: The numbers, each with a parameter of the family ``reorganisation``.
    NUMBERS: ClassVar[tuple[str, ...]] = (
        "staff_follow_tasks",
        "contacts_kept",
        "productivity_dip",
        "recovery",
        "extra_hours",
        "routines_written",
    )

    staff_follow_tasks: float
    contacts_kept: float
    productivity_dip: float
    recovery: float
    extra_hours: float
    routines_kept: bool
    routines_written: float
    given: tuple[str, ...] = ()
    extra_cost: float = 0.0

    @staticmethod
    def default(number: str, parameters: Mapping[str, float]) -> float:
        """What holds of a number that is not given."""
        return parameters[f"reorganisation.{number}"]

    def under(self, parameters: Mapping[str, float]) -> Transition:
        """The same transition under other parameters."""
        left = (name for name in self.NUMBERS if name not in self.given)
        numbers: dict[str, Any] = {name: self.default(name, parameters) for name in left}
        return replace(self, **numbers)


@dataclass(frozen=True)
class Change:
    """What changes on a day, ``at`` days after the start of observation.

    ``organisation``: the one that takes over on that day, by ``transition``; both ``None`` where
    it stays.

    ``values``: new values in base units, by key of a parameter, or ``temporary_places``,
    ``grant_budget``, ``dwelling_budget``, ``population``, ``groups.<group>.arrivals.<need>``,
    ``groups.<group>.landlord_acceptance``.  ``settle``: households that come on that day, by
    group and the need they come with (refugees settled, people released).
    """

    at: float
    values: dict[str, float]
    settle: dict[tuple[Group, Need], int]
    organisation: Organisation | None = None
    transition: Transition | None = None


@dataclass(frozen=True)
class Scenario:
    """A municipality under an organisation, with every parameter settled.

    ``organisation`` is the one it starts with; those that take over later, in ``changes``, are on
    the same districts, and a unit of theirs that bears a name there was before is the same unit.
    ``parameters`` holds every key of :data:`sim.parameters.PARAMETERS` in base units.
    ``follow_on[task][next_task]`` is the probability that a handled case goes on to
    another task.  ``crews``: maintenance crews, or ``None`` for the number that meets the
    target utilisation.  ``changes`` are in order of time.  ``values`` lists every number of
    the scenario with its authority.
    """

    name: str
    title: str
    municipality: Municipality
    organisation: Organisation
    warm_up: float
    observe: float
    parameters: dict[str, float]
    follow_on: dict[Task, dict[Task, float]]
    crews: int | None
    changes: tuple[Change, ...]
    values: dict[str, Value]
    identity: str
