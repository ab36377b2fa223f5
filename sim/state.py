"""The state of a run: record types, phases and events, and the world that holds them.

Everything that changes during a run is a row of a record array; rules read and write the
named fields.  Tables that grow (episodes, applications, ...) start with some room and are
doubled between two events by :func:`grow`, so rules never allocate.  Times are days from
the start of the warm-up; ``NEVER`` marks what has not happened.

Rows are referred to by number; ``NOBODY`` (-1) says there is none.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np

from sim.agenda import AGENDA_DTYPE, CLOCK_FIELDS

NOBODY = -1
NEVER = np.inf

#: The most rows that one event can add to any table: the kernel keeps this much room.
ROOM = 128


class Event(IntEnum):
    """What can happen.  Events at one time happen in this order."""

    RUN_MARK = 0
    NEED_ARISES = 1
    TENANCY_ENDS_EARLY = 2
    CONTRACT_RUNS_OUT = 3
    LEASE_REVIEW_DUE = 4
    MOVE_OUT = 5
    VACANCY_TOLD = 6
    VACANCY_PASSED_ON = 7
    READY_TOLD = 8
    MOVE_IN = 9
    OFFER_ANSWERED = 10
    SEARCH_ENDS = 11
    CASE_RECEIVED = 12
    CONTEST_SETTLED = 13
    WORK_DONE = 14
    WRAPPED_UP = 15
    OWN_SOLUTION = 16
    PATIENCE_ENDS = 17


class Occasion(IntEnum):
    """Why a need arises: the stamp of ``NEED_ARISES``."""

    FIRST = 0
    RETURN = 1
    TENANCY_FAILED = 2


class Phase(IntEnum):
    """Where an application stands.  From ``GRANTED`` on it is closed."""

    HAND_OVER = 0
    QUEUED = 1
    IN_WORK = 2
    AT_WRONG_UNIT = 3
    CONTESTED = 4
    LISTED = 5
    OFFERED = 6
    MOVING_IN = 7
    SEARCHING = 8
    GRANTED = 9
    REFUSED = 10
    LAPSED = 11
    PASSED_ON = 12
    WITHDRAWN = 13


class Cause(IntEnum):
    """What a household waits for, day by day."""

    HAND_OVER = 0
    QUEUE = 1
    WORK = 2
    BOUNCE = 3
    REDONE = 4
    CONTEST = 5
    NO_DWELLING = 6
    OFFER = 7
    OWN_SEARCH = 8


class Outcome(IntEnum):
    """How an episode ended for the household."""

    OPEN = 0
    HELPED = 1
    MUNICIPAL = 2
    PRIVATE_RENTAL = 3
    BOUGHT = 4
    OWN_SOLUTION = 5
    GAVE_UP = 6
    REFUSED = 7


class WorkKind(IntEnum):
    """What a work item asks of the person who takes it."""

    ASSESS = 0
    HANDLE = 1
    FORWARD = 2
    FIND_TENANT = 3
    REVIEW_LEASE = 4
    INSPECT = 5
    WORKS = 6


class DwellingPhase(IntEnum):
    LET = 0
    VACATED = 1
    READY = 2
    OFFERED = 3
    TAKEN = 4


class VacancyCause(IntEnum):
    """What an empty dwelling waits for."""

    HAND_OVER = 0
    INSPECTION = 1
    CREW = 2
    WORKS = 3
    TELLING_ALLOCATOR = 4
    ALLOCATION = 5
    NO_APPLICANT = 6
    ANSWER = 7
    MOVE_IN = 8


class TenancyEnd(IntEnum):
    """Why a tenancy ended."""

    RUNNING = 0
    MOVED = 1
    LEFT = 2
    FAILED = 3
    CONTRACT_ENDED = 4
    MOVED_WITH_HELP = 5


class ReviewOutcome(IntEnum):
    NOT_REVIEWED = 0
    RENEWAL = 1
    LOAN = 2
    MEDIATION = 3


class Level(IntEnum):
    """Numbers that are followed through time as exact integrals."""

    WAITING = 0
    LISTED = 1
    HOMELESS = 2
    TEMPORARY = 3
    LET = 4
    VACANT = 5
    MUNICIPAL_TENANTS = 6
    PRIVATE_TENANTS = 7


class Status(IntEnum):
    """Why the kernel returned: finished, or a table that needs room first."""

    DONE = 0
    AGENDA_FULL = 1
    EPISODES_FULL = 2
    APPLICATIONS_FULL = 3
    WORK_FULL = 4
    TENANCIES_FULL = 5
    VACANCIES_FULL = 6
    LOG_FULL = 7
    MARKS_FULL = 8


HOUSEHOLD = np.dtype(
    [
        ("identity", "i8"),  # the same person in every variant: key of all its draws
        ("group", "i4"),
        ("persons", "i4"),
        ("income", "f8"),  # NOK net per month
        ("equity", "f8"),  # NOK
        ("debt_service", "f8"),  # NOK per month
        ("accessible", "i4"),
        ("ground", "i4"),
        ("presenting", "i4"),  # the need it comes with
        ("needs", "i8"),  # bit set over Need: what it needs
        ("recognised", "i8"),
        ("met", "i8"),
        ("tried", "i8"),  # ways home tried in this episode, bit set over Task
        ("acute", "i4"),
        ("committed", "i4"),  # has said yes to a home
        ("tenure", "i4"),
        ("allowance", "f8"),  # NOK per month granted
        ("episode", "i8"),  # row in episodes of the latest, NOBODY before the first
        ("episode_number", "i4"),
        ("tenancy", "i8"),
        ("tenancy_number", "i4"),
        ("first_application", "i8"),
        ("case_unit", "i4"),  # who follows the dwelling need
        ("patience", "f8"),
        ("patience_used", "f8"),  # by referrals and bounces
        ("patience_since", "f8"),  # since when time uses it up
        ("stamp", "i8"),  # outdates planned patience and own-solution events
    ],
    align=True,
)

EPISODE = np.dtype(
    [
        ("household", "i8"),
        ("number", "i4"),
        ("presenting", "i4"),
        ("needs", "i8"),
        ("ground", "i4"),
        ("acute", "i4"),
        ("homeless", "i4"),
        ("returned", "i4"),  # the need had come before and was not met
        ("need_at", "f8"),
        ("assessed_at", "f8"),
        ("decided_at", "f8"),
        ("approved_at", "f8"),
        ("home_at", "f8"),
        ("ended_at", "f8"),
        ("outcome", "i4"),
        ("critical", "i8"),  # the application whose way led to the end
        ("recognised", "i8"),
        ("met", "i8"),
        ("all_met_at", "f8"),
        ("open_tracks", "i4"),
        ("home_tracks", "i4"),  # open applications that may lead to a home
        ("contacts", "i4"),
        ("referrals", "i4"),
        ("bounces", "i4"),
        ("retold", "i4"),
        ("units_met", "i4"),
        ("loops", "i4"),
        ("last_unit", "i4"),
        ("coordination_hours", "f8"),
        ("straight_to_list", "i4"),
        ("temporary_nights", "f8"),
        ("homeless_nights", "f8"),
        ("without_since", "f8"),  # since when in the street or in temporary housing
    ],
    align=True,
)

APPLICATION = np.dtype(
    [
        ("household", "i8"),
        ("episode", "i8"),
        ("task", "i4"),
        ("parent", "i8"),
        ("phase", "i4"),
        ("since", "f8"),
        ("unit", "i4"),  # where it is or is going
        ("from_unit", "i4"),  # who sent it last; NOBODY if the household came itself
        ("first_unit", "i4"),  # who opened it
        ("right_unit", "i4"),  # who holds the task
        ("key", "i8"),  # what it is about, in the keys of its draws (sim.keys)
        ("sends", "i4"),
        ("bounces", "i4"),
        ("contests", "i4"),
        ("created", "f8"),
        ("arrived", "f8"),
        ("decided", "f8"),
        ("closed", "f8"),
        ("granted", "i4"),
        ("work_item", "i8"),  # its work item while queued or in work
        ("previous", "i8"),  # neighbours on a waiting list
        ("next", "i8"),
        ("next_of_household", "i8"),
        ("offers", "i4"),
        ("refused_dwelling", "i8"),
        ("redone_share", "f8"),  # of the hours of the work in hand
    ],
    align=True,
)

WORK_ITEM = np.dtype(
    [
        ("kind", "i4"),
        ("application", "i8"),
        ("dwelling", "i8"),
        ("tenancy", "i8"),
        ("desk", "i4"),
        ("queue", "i4"),
        ("household", "i8"),
        ("task", "i4"),
        ("hours", "f8"),
        ("coordination_hours", "f8"),
        ("queued_at", "f8"),
        ("in_hand", "i4"),
        ("previous", "i8"),
        ("next", "i8"),
    ],
    align=True,
)

CASEWORKER = np.dtype(
    [
        ("unit", "i4"),
        ("desk", "i4"),
        ("post", "f8"),  # share of a full position
        ("speed", "f8"),  # productive hours (crews: working days) per day
        ("work_item", "i8"),
        ("wrap_up_hours", "f8"),  # letters to write once the item is done
        ("busy_since", "f8"),
        ("busy_days", "f8"),
        ("items_done", "i8"),
        ("open_cases", "i8"),
    ],
    align=True,
)

DESK = np.dtype(
    [
        ("unit", "i4"),
        ("crew", "i4"),
        ("first_worker", "i4"),
        ("workers", "i4"),
        ("idle", "i4"),
        ("queued", "i8"),
        ("queue_area", "f8"),
        ("queue_since", "f8"),
        ("waited", "f8"),
        ("taken", "i8"),
        ("hours", "f8"),
        ("coordination_hours", "f8"),
    ],
    align=True,
)

DWELLING = np.dtype(
    [
        ("category", "i4"),
        ("rooms", "i4"),
        ("accessible", "i4"),
        ("allocator", "i4"),
        ("phase", "i4"),
        ("tenancy", "i8"),
        ("vacancy", "i8"),
        ("vacancy_number", "i4"),
        ("previous", "i8"),  # neighbours among the allocator's ready dwellings
        ("next", "i8"),
    ],
    align=True,
)

TENANCY = np.dtype(
    [
        ("household", "i8"),
        ("dwelling", "i8"),
        ("tenure", "i4"),
        ("number", "i4"),
        ("start", "f8"),
        ("contract_end", "f8"),
        ("contracts", "i4"),
        ("notice_at", "f8"),
        ("end", "f8"),
        ("reason", "i4"),
        ("destination", "i4"),
        ("entered_from", "i4"),
        ("able_at_entry", "i4"),  # could have managed on the market at the start
        ("reviews", "i4"),
        ("review_outcome", "i4"),
        ("threshold_move", "f8"),
        ("threshold_leave", "f8"),
        ("threshold_fail", "f8"),
        ("rate_move", "f8"),
        ("rate_leave", "f8"),
        ("rate_fail", "f8"),
        ("since", "f8"),
        ("stamp", "i8"),
        ("next_reason", "i4"),
    ],
    align=True,
)

VACANCY = np.dtype(
    [
        ("dwelling", "i8"),
        ("number", "i4"),
        ("notice_at", "f8"),
        ("move_out", "f8"),
        ("ready_at", "f8"),
        ("contract_at", "f8"),
        ("with_notice", "i4"),
        ("damage", "i4"),
        ("offers", "i4"),
        ("works_days", "f8"),
        ("inspected", "i4"),
        ("cause", "i4"),
        ("since", "f8"),
    ],
    align=True,
)

LEVEL = np.dtype([("value", "i8"), ("area", "f8"), ("since", "f8")], align=True)

UNIT = np.dtype(
    [
        ("desk", "i4"),
        ("crew_desk", "i4"),
        ("first_listed", "i8"),
        ("last_listed", "i8"),
        ("listed", "i8"),
        ("first_ready", "i8"),
        ("last_ready", "i8"),
        ("breadth_factor", "f8"),
    ],
    align=True,
)

GROUP = np.dtype(
    [
        ("priority", "i4"),  # NOBODY: acute first
        ("landlord_acceptance", "f8"),
        ("own_solution_rate", "f8"),  # per day
        ("move_rate", "f8"),
        ("move_to_own_home", "f8"),
        ("leaving_rate", "f8"),
        ("failure_rate", "f8"),
        ("work_factor", "f8"),
        ("first_category", "i4"),
        ("categories", "i8"),  # bit set over Category
    ],
    align=True,
)

CLOCK = np.dtype(
    [
        ("now", "f8"),
        ("opened", "i4"),
        *CLOCK_FIELDS,
        ("next_arrival", "i8"),
        ("events", "i8"),
        ("marks", "i8"),
        ("episodes", "i8"),
        ("applications", "i8"),
        ("work_items", "i8"),
        ("free_item", "i8"),
        ("free_items", "i8"),
        ("tenancies", "i8"),
        ("vacancies", "i8"),
        ("log", "i8"),
    ],
    align=True,
)

SETTINGS = np.dtype(
    [
        ("seed", "i8"),
        ("classes", "i4"),
        ("units", "i4"),
        ("desks", "i4"),
        ("personal_cases", "i4"),
        ("lease_review", "i4"),
        ("vacancy_owner", "i4"),
        ("log", "i4"),
        ("end", "f8"),
        ("mark_every", "f8"),
        ("observe_from", "f8"),
        ("largest_rooms", "i4"),
        ("impatience_referral", "f8"),
        ("impatience_bounce", "f8"),
        ("impatience_rate", "f8"),
        ("openness", "f8"),
    ],
    align=True,
)

LOG_ROW = np.dtype(
    [
        ("time", "f8"),
        ("event", "i4"),
        ("household", "i8"),
        ("application", "i8"),
        ("task", "i4"),
        ("unit", "i4"),
        ("caseworker", "i4"),
        ("dwelling", "i8"),
        ("detail", "i4"),
    ],
    align=True,
)


class Happening(IntEnum):
    """What the event log records (a row each)."""

    NEED_AROSE = 0
    WENT_TO = 1
    JOINED_QUEUE = 2
    WORK_BEGAN = 3
    WORK_ENDED = 4
    SENT_ON = 5
    RECEIVED = 6
    BOUNCED = 7
    CONTESTED = 8
    SETTLED = 9
    ASSESSED = 10
    GRANTED = 11
    REFUSED = 12
    LISTED = 13
    OFFERED = 14
    OFFER_ACCEPTED = 15
    OFFER_REFUSED = 16
    MOVED_IN = 17
    SEARCH_BEGAN = 18
    SEARCH_FAILED = 19
    FOUND_HOME = 20
    GAVE_UP = 21
    PLACED_TEMPORARILY = 22
    NOTICE = 23
    MOVED_OUT = 24
    TENANCY_FAILED = 25
    LEASE_REVIEWED = 26
    INSPECTED = 27
    DWELLING_READY = 28
    WITHDREW = 29
    EPISODE_ENDED = 30


class World(NamedTuple):
    """All state of one run, and the scenario as the kernel reads it.

    Arrays from ``first_contract_ends`` on do not change during a run.
    """

    clock: np.recarray
    settings: np.recarray
    agenda: np.recarray
    arrivals: np.ndarray  # [n] rows of households in order of time
    arrival_times: np.ndarray
    households: np.recarray
    met_unit: np.ndarray  # [household, unit] episode number + 1 in which it last met it
    owner: np.ndarray  # [household, unit] caseworker that keeps its case there
    episodes: np.recarray
    applications: np.recarray
    application_days: np.ndarray  # [application, cause]
    work: np.recarray
    queue_first: np.ndarray
    queue_last: np.ndarray
    caseworkers: np.recarray
    desks: np.recarray
    units: np.recarray
    dwellings: np.recarray
    tenancies: np.recarray
    vacancies: np.recarray
    vacancy_days: np.ndarray  # [vacancy, cause]
    levels: np.recarray
    marks: np.ndarray  # [mark, column] cumulative integrals at each mark
    log: np.recarray
    expected_days: np.ndarray  # [unit, task] what the unit expects a referral to take
    expected_hours: np.ndarray  # [unit, task] own hours it expects it to cost
    first_contract_ends: np.ndarray  # [dwelling] of the tenants on day 0
    parameters: np.recarray
    groups: np.recarray
    holder: np.ndarray  # [task, group] unit
    allocator: np.ndarray  # [category] unit
    knowledge: np.ndarray  # [unit, task]
    who_does_what: np.ndarray  # [unit, unit]
    contact: np.ndarray  # [unit, unit]
    channel_days: np.ndarray  # [unit, unit] days of a hand-over without a contact
    contest: np.ndarray  # [unit, unit]
    shared_system: np.ndarray  # [unit, unit]
    mean_hours: np.ndarray  # [task]
    distribution: np.ndarray  # [task]
    variation: np.ndarray  # [task]
    habits: np.ndarray  # [group, task] weights
    follow_on: np.ndarray  # [task, task] probabilities


#: What each mark holds for every desk, after the integrals of the levels.
DESK_COLUMNS = (
    "queue_area",
    "worked_days",
    "hours",
    "coordination_hours",
    "waited",
    "taken",
)


def mark_columns(desks: int) -> list[str]:
    """The names of the columns of ``World.marks``: time, level integrals, desk sums."""
    levels = [level.name.lower() for level in Level]
    return ["time", *levels] + [f"{name} {desk}" for desk in range(desks) for name in DESK_COLUMNS]


def records(dtype: np.dtype, rows: int) -> np.recarray:
    """An empty table of ``rows`` rows."""
    return np.zeros(rows, dtype=dtype).view(np.recarray)


#: The arrays that grow together when a table is full.
_TABLES = {
    Status.AGENDA_FULL: ("agenda",),
    Status.EPISODES_FULL: ("episodes",),
    Status.APPLICATIONS_FULL: ("applications", "application_days"),
    Status.WORK_FULL: ("work",),
    Status.TENANCIES_FULL: ("tenancies",),
    Status.VACANCIES_FULL: ("vacancies", "vacancy_days"),
    Status.LOG_FULL: ("log",),
    Status.MARKS_FULL: ("marks",),
}


def grow(world: World, status: Status) -> World:
    """The same world with twice the room in the table that ``status`` names."""
    grown: dict[str, Any] = {name: _doubled(getattr(world, name)) for name in _TABLES[status]}
    return world._replace(**grown)


def _doubled(array: np.ndarray) -> np.ndarray:
    bigger = np.zeros((2 * len(array) + 2 * ROOM, *array.shape[1:]), dtype=array.dtype)
    bigger[: len(array)] = array
    return bigger.view(np.recarray) if isinstance(array, np.recarray) else bigger


__all__ = ["AGENDA_DTYPE", "NEVER", "NOBODY", "ROOM", "World", "grow", "records"]
