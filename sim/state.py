"""The state of a run: record types, phases and events, and the world that holds them.

Everything that changes during a run is a row of a record array; rules read and write the
named fields.  Tables that grow (episodes, applications, ...) start with some room and are
extended between two events by :func:`grow`, so rules never allocate.  Times are days from
the start of the warm-up; ``NEVER`` marks what has not happened.

Rows are referred to by number; ``NOBODY`` (-1) says there is none.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from sim.agenda import AGENDA_DTYPE, CLOCK_FIELDS, TODAY_DTYPE

NOBODY = -1

#: Instead of a caseworker: whoever is next free at the unit.
LATER = -2

#: Instead of a work item in hand: the post stands empty.
ABSENT = -3

#: Instead of whether somebody is leaving: the post has just fallen vacant, in a reorganisation.
NEW = -1
NEVER = np.inf

#: The most rows that one event can add to any table: the kernel keeps this much room.
ROOM = 1024


class Event(IntEnum):
    """What can happen.  Events at one time happen in this order."""

    RUN_MARK = 0
    NEED_ARISES = 1
    NEED_COMES_BACK = 2
    TENANCY_ENDS_EARLY = 3
    CONTRACT_RUNS_OUT = 4
    LEASE_REVIEW_DUE = 5
    MOVE_OUT = 6
    VACANCY_TOLD = 7
    VACANCY_PASSED_ON = 8
    BACK_IN_SERVICE = 9
    FOUNDATION_READY = 10
    FLAT_BOUGHT = 11
    DWELLING_COMES = 12
    READY_TOLD = 13
    CONVERSION_DUE = 14
    CONVERTED = 15
    MOVE_IN = 16
    OFFER_ANSWERED = 17
    SEARCH_ENDS = 18
    MEETING_CALLED = 19
    CASE_RECEIVED = 20
    PLACE_ASKED = 21
    PLACE_FREE = 22
    CONTEST_SETTLED = 23
    DECISION_DUE = 24
    APPEAL_DECIDED = 25
    WORK_DONE = 26
    WRAPPED_UP = 27
    NEED_STEPS_DOWN = 28
    NEED_DRIFTS = 29
    LONG_STAY = 30
    ROOM_FREE = 31
    ALLOWANCE_ENDS = 32
    HOME_ADAPTED = 33
    OWN_SOLUTION = 34
    PATIENCE_ENDS = 35
    PERSON_LEAVES = 36
    PERSON_HIRED = 37
    MONTH_OF_PEOPLE = 38
    GROUP_MEETS = 39
    PLAN_DUE = 40
    LISTS_LOOKED_AT = 41
    MONEY_GRANTED = 42
    CALLED_OFF = 43
    KEY_PERSON_SETTLES = 44
    UPKEEP_DUE = 45


class Occasion(IntEnum):
    """Why a need arises: the stamp of ``NEED_ARISES``."""

    FIRST = 0
    RETURN = 1
    TENANCY_FAILED = 2
    NEED_DRIFTED = 3


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
    AWAITING_MEETING = 9
    AWAITING_APPROVAL = 10
    AWAITING_PLACE = 11
    IN_APPEAL = 12
    ADAPTING = 13
    AWAITING_HOME = 14
    GRANTED = 15
    REFUSED = 16
    LAPSED = 17
    PASSED_ON = 18
    WITHDRAWN = 19


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
    MEETING = 9
    APPROVAL = 10
    NO_PLACE = 11
    APPEAL = 12
    RE_LET = 13
    ADAPTING = 14


class Appeal(IntEnum):
    """How far an appeal of a refusal has come."""

    NONE = 0
    MADE = 1
    WON = 2
    LOST = 3


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
    ADAPTED = 8
    GONE = 9  # left for an institution, or died
    OVERTAKEN = 10  # by a new need, before this one was answered


class WorkKind(IntEnum):
    """What a work item asks of the person who takes it."""

    ASSESS = 0
    HANDLE = 1
    FORWARD = 2
    FIND_TENANT = 3
    REVIEW_LEASE = 4
    INSPECT = 5
    WORKS = 6
    MEETING = 7
    COORDINATE = 8  # what a unit without work on cases owes to others, or to routines


class DwellingPhase(IntEnum):
    LET = 0
    VACATED = 1
    READY = 2
    OFFERED = 3
    TAKEN = 4
    OUT_OF_SERVICE = 5
    SOLD = 6
    NOT_THERE = 7  # a row kept for a dwelling that may be ordered in the course of the run
    ORDERED = 8


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
    MEETING = 9
    OUT_OF_SERVICE = 10
    CONVERSION = 11
    REPLACEMENT = 12


class TenancyEnd(IntEnum):
    """Why a tenancy ended."""

    RUNNING = 0
    MOVED = 1
    LEFT = 2
    FAILED = 3
    CONTRACT_ENDED = 4
    MOVED_WITH_HELP = 5
    BOUGHT_THE_FLAT = 6


class ReviewOutcome(IntEnum):
    NOT_REVIEWED = 0
    RENEWAL = 1
    LOAN = 2
    MEDIATION = 3
    PURCHASE = 4


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
    OUT_OF_SERVICE = 8
    IN_FOLLOW_UP = 9
    AWAITING_FOLLOW_UP = 10
    AWAITING_MEETING = 11
    AWAITING_ROOM = 12
    SOLD = 13
    ALLOWANCE = 14  # NOK per month paid out
    ALLOWANCE_RECIPIENTS = 15
    PLACES_TAKEN = 16  # follow-up workers' places, in hundredths
    EMPTY_POSTS = 17  # caseworkers' positions with nobody in post, in hundredths
    AWAITING_SETTLEMENT = 18  # contested cases that wait for a common meeting
    WITH_OTHERS = 19  # home seekers who stay with others meanwhile
    TENANTS_NEEDING_FOLLOW_UP = 20  # in municipal dwellings
    TENANTS_IN_FOLLOW_UP = 21  # those of them who have it


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
    FOLLOW_UPS_FULL = 9


def _packed(fields: list[tuple[str, str]]) -> np.dtype:
    """A record with the widest fields first, so that no bytes lie between them.

    The fields of the large tables are as narrow as their numbers allow: memory is what a run of
    a large town is slowed by.  What is shifted or multiplied into a key has four bytes or eight,
    for numpy keeps to the width it is given.
    """
    widths = [(np.dtype(kind).itemsize, name, kind) for name, kind in fields]
    widest_first = sorted(widths, key=lambda field: -field[0])
    return np.dtype([(name, kind) for _, name, kind in widest_first], align=True)


HOUSEHOLD = _packed(
    [
        ("identity", "i8"),  # the same person in every variant: key of all its draws
        ("group", "i1"),
        ("accessible", "i1"),
        ("income", "f8"),  # NOK net per month
        ("equity", "f8"),  # NOK
        ("debt_service", "f8"),  # NOK per month
        ("district", "i2"),
        ("ground", "i1"),
        ("presenting", "i4"),  # the need it comes with
        ("needs", "i4"),  # bit set over Need: what it needs
        ("recognised", "i4"),
        ("met", "i4"),
        ("tried", "i4"),  # ways home tried in this episode, bit set over Task
        ("acute", "i1"),
        ("committed", "i1"),  # has said yes to a home
        ("tenure", "i1"),
        ("allowance", "f8"),  # NOK per month granted
        ("allowance_stamp", "i4"),  # outdates planned ends of it
        ("grant", "f8"),  # NOK of purchase grant promised
        ("grant_year", "i2"),  # of whose budget
        ("grant_asked", "f8"),
        ("deposit", "i1"),  # 1 if it has been promised a deposit
        ("follow_up_level", "i1"),  # 0 none, 1 ordinary, 2 intensive
        ("follow_up", "i4"),  # the spell of follow-up in place, NOBODY if none
        ("follow_up_steps", "i2"),  # how often its level has been looked at
        ("drifts", "i2"),
        ("episode", "i4"),  # row in episodes of the latest, NOBODY before the first
        ("episode_number", "i4"),
        ("checked", "i1"),  # against the economic instruments, in this episode
        ("tenancy", "i4"),
        ("tenancy_number", "i4"),
        ("first_application", "i4"),
        ("case_unit", "i2"),  # who follows the dwelling need
        ("patience", "f8"),
        ("patience_used", "f8"),  # by referrals and bounces
        ("patience_since", "f8"),  # since when time uses it up
        ("stamp", "i4"),  # outdates planned ends of patience
        ("own_solution_left", "f8"),  # of its threshold, as in a tenancy
        ("own_solution_rate", "f8"),
        ("own_solution_since", "f8"),
        ("own_solution_stamp", "i4"),
        ("persons", "i4"),
    ],
)

EPISODE = _packed(
    [
        ("household", "i4"),
        ("number", "i4"),
        ("presenting", "i1"),
        ("needs", "i4"),
        ("ground", "i1"),
        ("acute", "i1"),
        ("homeless", "i1"),
        ("returned", "i1"),  # the need had come before and was not met
        ("need_at", "f8"),
        ("assessed_at", "f8"),
        ("applied_at", "f8"),  # for a municipal dwelling
        ("decided_at", "f8"),
        ("approved_at", "f8"),  # for one
        ("home_at", "f8"),
        ("ended_at", "f8"),
        ("outcome", "i1"),
        ("critical", "i4"),  # the application whose way led to the end
        ("recognised", "i2"),
        ("met", "i2"),
        ("all_met_at", "f8"),
        ("open_tracks", "i2"),
        ("home_tracks", "i2"),  # open applications that may lead to a home
        ("contacts", "i2"),
        ("referrals", "i2"),
        ("referrals_by_end", "i2"),  # those when it ended; what is under way still goes on
        ("bounces", "i2"),
        ("retold", "i2"),
        ("units_met", "i2"),
        ("loops", "i2"),
        ("last_unit", "i2"),
        ("coordination_hours", "f8"),
        ("straight_to_list", "i1"),
        ("temporary_nights", "f8"),
        ("homeless_nights", "f8"),
        ("without_since", "f8"),  # since when in the street or in temporary housing
    ],
)

APPLICATION = _packed(
    [
        ("household", "i4"),
        ("line", "i4"),  # the line it stands in, NOBODY if in none
        ("episode", "i4"),
        ("task", "i4"),
        ("parent", "i4"),
        ("phase", "i1"),
        ("since", "f8"),
        ("unit", "i2"),  # where it is or is going
        ("from_unit", "i2"),  # who sent it last; NOBODY if the household came itself
        ("from_worker", "i2"),  # and which person there; NOBODY if none in particular
        ("first_unit", "i2"),  # who opened it
        ("right_unit", "i2"),  # who holds the task
        ("key", "i8"),  # what it is about, in the keys of its draws (sim.keys)
        ("sends", "i2"),
        ("bounces", "i2"),
        ("contests", "i2"),
        ("created", "f8"),
        ("decided", "f8"),
        ("known", "f4"),  # of the instrument by whoever decided, 0 to 1
        ("closed", "f8"),
        ("granted", "i1"),
        ("work_item", "i4"),  # its work item while queued or in work
        ("next_of_household", "i4"),
        ("offers", "i2"),
        ("judged_ground", "i1"),  # as the allocator judges it
        ("appealed", "i1"),
        ("approved", "i1"),  # by a meeting or a superior
        ("leads_home", "i1"),  # whether it may end with a home to stay in
        ("for_deposit", "i1"),  # social assistance to pay a deposit with
        ("checks", "i1"),  # 1 if time is set aside to check everyone; NOBODY: not yet decided
        ("own_flat", "i4"),  # the tenant's own co-op flat, to be bought; NOBODY for any other home
        ("re_let", "f8"),  # days on the list in which the dwelling now on offer stood empty
        ("redone_share", "f8"),  # of the hours of the work in hand
        ("arrived", "f8"),
    ],
)

#: What is read of an application where a line is gone through; five stand side by side in what the
#: processor fetches at once.
IN_LINE = np.dtype(
    [
        ("previous", "i4"),  # neighbours in the line
        ("next", "i4"),
        ("refused_dwelling", "i4"),
    ],
    align=True,
)

WORK_ITEM = _packed(
    [
        ("kind", "i4"),
        ("application", "i4"),
        ("dwelling", "i4"),
        ("tenancy", "i4"),
        ("contract", "i4"),  # of the tenancy: the one whose end a lease review is for
        ("desk", "i4"),
        ("queue", "i4"),
        ("household", "i4"),
        ("task", "i4"),
        ("hours", "f8"),
        ("coordination_hours", "f8"),  # of these: reading up, forwarding, doing again, meeting
        ("case_hours", "f8"),  # of these: what takes longer the less one knows of it
        ("pace_hours", "f8"),  # of these: what it takes more with whoever has it in hand
        ("queued_at", "f8"),
        ("in_hand", "i4"),
        ("checks", "i4"),  # of a lease review: as of an application
        ("previous", "i4"),
        ("next", "i4"),
    ],
)

CASEWORKER = np.dtype(
    [
        ("unit", "i4"),
        ("desk", "i4"),
        ("post_number", "i4"),  # in the municipality
        ("since", "f8"),  # when its records begin: day 0, or the last reorganisation
        ("brought_by", "i4"),  # the reorganisation that brought the post; 0: there on day 0
        ("incumbent", "i4"),  # how-manieth holder of the post; -1 before the first
        ("hired_into", "i4"),  # the post that the holder was hired into, perhaps another one,
        ("holder", "i4"),  # and the number there by which that one is told from all before
        ("hired_at", "f8"),  # when the holder came; a key person: became one. Where people change
        ("leaving", "i4"),  # 1: goes when the item in hand is done
        ("stand_in", "i4"),  # 1: the post is empty, and somebody stands in
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
        ("worked_before", "f8"),  # days of those who sat there before a reorganisation
        ("owed_hours", "f8"),  # letters to write by whoever is next free
    ],
    align=True,
)

DWELLING = np.dtype(
    [
        ("category", "i4"),
        ("ownership", "i4"),
        ("district", "i4"),
        ("rooms", "i4"),
        ("accessible", "i4"),
        ("allocator", "i4"),
        ("phase", "i4"),
        ("tenancy", "i8"),
        ("vacancy", "i8"),
        ("vacancy_number", "i4"),
        ("before_meeting", "i4"),  # 1 while it waits for a meeting that allocates it
        ("previous", "i8"),  # neighbours among the allocator's ready dwellings
        ("next", "i8"),
    ],
    align=True,
)

TENANCY = _packed(
    [
        ("household", "i4"),
        ("dwelling", "i4"),
        ("tenure", "i1"),
        ("number", "i4"),
        ("start", "f8"),
        ("contract_end", "f8"),
        ("contracts", "i4"),
        ("notice_at", "f8"),
        ("end", "f8"),
        ("reason", "i1"),
        ("destination", "i1"),
        ("entered_from", "i1"),
        ("able_at_entry", "i1"),  # could have managed on the market at the start
        ("reviews", "i2"),
        ("review_outcome", "i1"),
        ("threshold_move", "f8"),
        ("threshold_leave", "f8"),
        ("threshold_fail", "f8"),
        ("rate_move", "f8"),
        ("rate_leave", "f8"),
        ("rate_fail", "f8"),
        ("since", "f8"),
        ("stamp", "i4"),
        ("next_reason", "i1"),
    ],
)

VACANCY = _packed(
    [
        ("dwelling", "i4"),
        ("number", "i4"),
        ("notice_at", "f8"),
        ("move_out", "f8"),
        ("ready_at", "f8"),
        ("contract_at", "f8"),
        ("with_notice", "i1"),
        ("out_of_service", "i1"),
        ("stood_ready", "i4"),  # how often it stood ready with nobody whom it suited
        ("damage", "i1"),
        ("offers", "i2"),
        ("works_days", "f8"),
        ("inspected", "i1"),
        ("cause", "i1"),
        ("since", "f8"),
    ],
)

LEVEL = np.dtype([("value", "i8"), ("area", "f8"), ("since", "f8")], align=True)

UNIT = np.dtype(
    [
        ("desk", "i4"),
        ("crew_desk", "i4"),
        ("places", "f8"),  # for follow-up
        ("places_taken", "f8"),
        ("first_ready", "i8"),
        ("last_ready", "i8"),
        ("breadth_factor", "f8"),
        ("upkeep_hours", "f8"),  # a month, on agreements, written routines and a common house
        ("on_shared_system", "i4"),  # others see its case files
        ("works_on_cases", "i4"),  # 1 if it holds a task that cases or dwellings come with
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
        ("intensive", "f8"),  # of those who need follow-up, the share who need intensive
        ("first_category", "i4"),
        ("categories", "i8"),  # bit set over Category
    ],
    align=True,
)

CLOCK = np.dtype(
    [
        ("now", "f8"),
        ("opened", "i4"),
        ("stage", "i8"),  # changes of the scenario that have come to pass
        ("changed", "i4"),  # 1 when the constants have been replaced since the last event
        ("reorganised", "i4"),  # 1 when the organisation has been
        ("limbo", "i8"),  # the first of the work items taken from their queues then
        *CLOCK_FIELDS,
        # On their way: whose they are is fetched next. From 1; 0: none
        ("tenancy_ahead", "i8"),
        ("application_ahead", "i8"),
        ("next_arrival", "i8"),
        ("events", "i8"),
        ("meetings", "i8"),  # of committees, held so far
        ("marks", "i8"),
        ("episodes", "i8"),
        ("applications", "i8"),
        ("work_items", "i8"),
        ("free_item", "i8"),
        ("free_items", "i8"),
        ("tenancies", "i8"),
        ("vacancies", "i8"),
        ("follow_ups", "i8"),
        ("grant_year", "i8"),
        ("granted_this_year", "f8"),  # NOK of purchase grants
        ("log", "i8"),  # rows on the page of the log,
        ("log_before", "i8"),  # and on those before it (:mod:`sim.logbook`)
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
        ("people_live", "i4"),
        ("lease_review", "i4"),
        ("check_everyone", "i4"),
        ("priority_key", "i4"),
        ("routines_by_anchoring", "i4"),  # 1 if they are followed as far as anchoring goes
        ("rule_oriented", "i4"),
        ("case_coordinator", "i4"),
        ("key_person", "i4"),  # the unit of the key person, NOBODY if there is none
        ("settled_overview", "f8"),  # of a key person, where what people know has settled
        ("tenants_may_buy", "i4"),
        ("meeting_class", "i4"),  # 1 if a class of work is kept for meetings, before all others
        ("temporary_places", "f8"),
        ("grant_budget", "f8"),  # NOK per year
        ("vacancy_owner", "i4"),
        ("log", "i4"),  # a ``Log``
        ("end", "f8"),
        ("mark_every", "f8"),
        ("observe_from", "f8"),
        ("largest_rooms", "i4"),
        ("kinds_of_home", "i4"),  # that may be sought (sim.homes_sought)
        ("impatience_referral", "f8"),
        ("impatience_bounce", "f8"),
        ("impatience_rate", "f8"),
        ("openness", "f8"),
        ("dip", "f8"),  # share of productive hours lost since a reorganisation,
        ("dip_since", "f8"),  # when that was,
        ("recovery", "f8"),  # and the days in which it is made good
        ("moving_hours", "f8"),  # of each caseworker, for the reorganisation itself
    ],
    align=True,
)

LINE = np.dtype([("first", "i4"), ("last", "i4"), ("length", "i4"), ("level", "i4")], align=True)

BODY = np.dtype(
    [
        ("number", "i4"),  # by which it is told from others in which two of its members meet
        ("brought_by", "i4"),  # the reorganisation that brought it; 0: there on day 0
        ("led_by", "i4"),
        ("members", "i8"),  # bit set over units
        ("groups", "i8"),  # bit set over Group
        ("every", "f8"),
        ("decides", "i4"),
        ("most_cases", "i8"),
        ("next_meeting", "f8"),
        ("missing", "i4"),  # members who have not yet come to the meeting in progress
        ("called", "f8"),  # cases on its agenda
        ("called_at", "f8"),  # when the members of the last meeting were called
        ("dwellings", "i8"),  # ready dwellings that a meeting of it could allocate
        ("meetings", "i8"),
    ],
    align=True,
)

FOLLOW_UP = np.dtype(
    [
        ("household", "i8"),
        ("unit", "i4"),
        ("level", "i4"),
        ("weight", "f8"),  # ordinary places it takes
        ("start", "f8"),
        ("end", "f8"),
        ("with_dwelling", "i4"),  # started together with a tenancy
        ("grew", "i4"),  # 1 while the need is larger than when it was given a place
    ],
    align=True,
)

#: The strategy of the municipality: what its organisation lays down, and how things stand.
STRATEGY = np.dtype(
    [
        ("active", "i4"),
        ("version", "i4"),  # outdates the events of an organisation that has given way
        ("plan_every", "f8"),  # ``NEVER``: no plan is made
        ("looks_every", "f8"),  # ``NEVER``: nobody looks at the lists without a plan
        ("plans_orders", "i4"),  # 1 if dwellings are ordered by the plan
        ("looks_order", "i4"),  # 1 if they are ordered when lists have grown
        ("wish_list", "i4"),
        ("routine_reports", "i4"),
        ("in_municipal_plan", "i4"),
        ("politicians", "i4"),
        ("partners", "i4"),
        ("leader_above", "i4"),  # 1 if the leader sits at the strategic level
        ("planner", "i4"),  # the unit that plans
        ("buyer", "i4"),  # the unit that procures dwellings
        ("project_group", "i8"),  # bit sets over units; empty where those above plan alone
        ("steering_group", "i8"),
        ("participants", "i8"),  # all units with a part in it
        ("seen_whole", "i8"),  # units whose lists are seen as they are from above
        ("project_every", "f8"),
        ("steering_every", "f8"),
        ("budget", "f8"),  # NOK per year for new dwellings
        ("anchoring", "f8"),
        ("since", "f8"),  # when that was,
        ("area", "f8"),  # its integral until then,
        ("rate", "f8"),  # and the rate at which it decays from then on
        ("money", "f8"),  # NOK granted and not spent
        ("next_year", "i4"),  # of observation: the first that no money has been granted for
        ("first_new", "i4"),  # the first row of dwellings that are not there on day 0
        ("orders", "i4"),  # so many of them have been ordered
        ("plans", "i4"),  # rows of the register of needs in use
        ("current", "i4"),  # the row that is being carried out, NOBODY if none
        ("hours", "f8"),  # of caseworkers called to groups
        ("occasions", "i8"),  # on which a routine was to be followed,
        ("followed", "i8"),  # and was
    ],
    align=True,
)

#: One entry of the register of needs: at a plan, or at a look at the lists.
PLAN = np.dtype(
    [
        ("time", "f8"),
        ("by_plan", "i4"),  # 0: a look at the lists
        ("anchoring", "f8"),
        ("reported", "f8"),  # households waiting first for each category, as reported, summed
        ("actual", "f8"),  # and as they were
        ("error", "f8"),  # sum of the differences, category by category
        ("planned", "i8"),  # dwellings
        ("ordered", "i8"),  # of these
    ],
    align=True,
)

#: A dwelling ordered: row n is about the n-th of those that are not there on day 0.
ORDER = np.dtype([("ordered", "f8"), ("comes", "f8"), ("price", "f8")], align=True)


class Log(IntEnum):
    """What a run writes down as it goes, on the pages of its log.

    ``EVENTS``: every event (:mod:`sim.eventlog`).  ``CAUSES``: from when on each application waits
    for what, of which ``World.application_days`` are the sums.
    """

    NONE = 0
    EVENTS = 1
    CAUSES = 2


#: A row of the log.  Where causes are written down it has the application, from when on, and the
#: cause as its detail; rows are in order of writing, those of an application not always in order of
#: time, for some causes are known only afterwards.
LOG_ROW = _packed(
    [
        ("time", "f8"),
        ("event", "i1"),
        ("household", "i4"),
        ("application", "i4"),
        ("task", "i1"),
        ("unit", "i2"),
        ("caseworker", "i4"),
        ("dwelling", "i4"),
        ("detail", "i2"),
    ],
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
    MEETING_HELD = 31
    APPEALED = 32
    FOLLOW_UP_BEGAN = 33
    FOLLOW_UP_ENDED = 34
    NEED_DRIFTED = 35
    TAKEN_OUT_OF_SERVICE = 36
    CONVERTED = 37
    FLAT_SOLD = 38
    FLAT_BOUGHT = 39
    HOME_ADAPTED = 40
    ALLOWANCE_ENDED = 41
    PLAN_MADE = 42
    LISTS_LOOKED_AT = 43
    GROUP_MET = 44
    DWELLING_ORDERED = 45
    DWELLING_CAME = 46
    PERSON_LEFT = 47
    PERSON_HIRED = 48
    APPROVAL_BEGAN = 49
    CALLED = 50
    BROUGHT_UP = 51
    INFORMED = 52
    COORDINATED = 53
    REORGANISED = 54
    POST_LOST = 55
    ROUTINES_WRITTEN = 56


class Lost(IntEnum):
    """Why somebody has no post in a new organisation."""

    DID_NOT_FOLLOW = 0
    NO_POST = 1


class World(NamedTuple):
    """All state of one run, and the scenario as the kernel reads it.

    Arrays from ``first_contract_ends`` on are not changed by any rule; where the scenario
    has changes they are replaced between two events (:mod:`sim.changes`).  Where people learn
    (``people.learning``), ``skills``, ``acquaintance`` and ``contacts`` are theirs, and
    ``knowledge``, ``who_does_what``, ``contact`` and ``contest`` follow from them; where what they
    know has settled, those four stand and there are no others.
    """

    clock: np.recarray
    settings: np.recarray
    agenda: np.recarray
    today: np.recarray  # the heap of the agenda
    days: np.ndarray  # lists of the agenda
    arrivals: np.ndarray  # [n] rows of households in order of time
    arrival_times: np.ndarray
    households: np.recarray
    met_unit: np.ndarray  # [household, unit] episode number + 1 in which it last met it
    owner: np.ndarray  # [household, unit] caseworker that keeps its case there
    episodes: np.recarray
    applications: np.recarray
    in_line: np.recarray  # [application] where it stands in its line
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
    follow_ups: np.recarray
    lines: np.recarray  # waiting lists, queues for places, agendas of meetings, for a room
    bodies: np.recarray
    attended: np.ndarray  # [body, unit] who came to the last meeting for the unit
    at_group: np.ndarray  # [group of the strategy, unit] who came to its last meeting for the unit
    group_called: np.ndarray  # [group of the strategy] the day of that meeting
    levels: np.recarray
    marks: np.ndarray  # [mark, column] cumulative integrals at each mark
    strategy: np.recarray  # one row, or none where no strategy is pursued
    strategy_marks: np.ndarray  # [mark, column] what has come of it by each mark
    register: np.recarray  # of needs, plan by plan
    wanted: np.ndarray  # [category, column] what is planned, ordered and on the way
    orders: np.recarray
    log: np.recarray  # the page of the log that is written on
    skills: np.ndarray  # [caseworker, task] knowledge of the instrument
    acquaintance: np.ndarray  # [caseworker, unit] knowledge of what that unit does
    contacts: np.ndarray  # [caseworker, unit] whom it can ring there, NOBODY if no one
    knowledge: np.ndarray  # [unit, task]
    who_does_what: np.ndarray  # [unit, unit]
    contact: np.ndarray  # [unit, unit]
    contest: np.ndarray  # [unit, unit]
    expected_days: np.ndarray  # [unit, task] what the unit expects a referral to take
    expected_hours: np.ndarray  # [unit, task] own hours it expects it to cost
    first_contract_ends: np.ndarray  # [dwelling] of the tenants on day 0
    parameters: np.recarray
    groups: np.recarray
    holder: np.ndarray  # [task, group, district] unit
    allocator: np.ndarray  # [category, district] unit
    channel_days: np.ndarray  # [unit, unit] days of a hand-over without a contact
    same_house: np.ndarray  # [unit, unit]
    floor: np.ndarray  # [unit] what a newcomer knows of any instrument
    floor_about: np.ndarray  # [unit, unit] what a newcomer knows of what a unit does
    functional_contest: np.ndarray  # [unit, unit] contests that knowledge has no part in
    instruments: np.ndarray  # [unit] those it holds, bit set over Task
    need_shares: np.ndarray  # [group, need] how common needs besides a home are
    budget_contest: np.ndarray  # [task, group, district] where another unit's budget pays
    shared_system: np.ndarray  # [unit, unit]
    in_time: np.ndarray  # [unit, other] whether they have agreed a deadline for each other's cases
    informs: np.ndarray  # [unit, unit] whether they tell each other what was decided
    mean_hours: np.ndarray  # [task]
    distribution: np.ndarray  # [task]
    variation: np.ndarray  # [task]
    category_price: np.ndarray  # [category] of a new dwelling over that of an ordinary one
    category_time: np.ndarray  # [category] from order to key over that of an ordinary one
    habits: np.ndarray  # [group, task] weights
    follow_on: np.ndarray  # [task, task] probabilities
    goes_on: np.ndarray  # [task] probability that a case goes on to any task


#: The columns of ``World.wanted``: need as last reported, when, and what had come to it per day;
#: dwellings on the way; of the current plan its place on a wish list, and dwellings planned, and
#: ordered so far.
WANTED_COLUMNS = (
    "reported",
    "reported_at",
    "growth",
    "on_the_way",
    "rank",
    "planned",
    "ordered",
)
REPORTED, REPORTED_AT, GROWTH, ON_THE_WAY, RANK, PLANNED, ORDERED = range(len(WANTED_COLUMNS))

#: The columns of ``World.strategy_marks``: sums since day 0.
STRATEGY_COLUMNS = ("anchoring", "hours", "occasions", "followed")

#: What each mark holds for every desk, after the integrals of the levels.
DESK_COLUMNS = (
    "queue_area",
    "worked_days",
    "hours",
    "coordination_hours",
    "waited",
    "taken",
)


@cache
def mark_columns(desks: int) -> tuple[str, ...]:
    """The names of the columns of ``World.marks``: time, level integrals, desk sums, meetings."""
    levels = [level.name.lower() for level in Level]
    sums = [f"{name} {desk}" for desk in range(desks) for name in DESK_COLUMNS]
    return ("time", *levels, *sums, "meetings")


@cache
def record_type(dtype: np.dtype) -> np.dtype:
    """``dtype`` with its fields as attributes: always the same object.

    numba tells an object it knows from others much sooner than one that is merely alike.
    """
    return np.dtype((np.record, dtype))


def records(dtype: np.dtype, rows: int) -> np.recarray:
    """An empty table of ``rows`` rows."""
    return np.zeros(rows, dtype=record_type(dtype)).view(np.recarray)


def blank_dwellings(rows: int) -> np.recarray:
    """So many dwellings without tenancy, vacancy or place in a line."""
    dwellings = records(DWELLING, rows)
    for column in ("tenancy", "vacancy", "previous", "next"):
        dwellings[column] = NOBODY
    return dwellings


def empty_lines(units: int, kinds_of_home: int, bodies: int) -> np.recarray:
    """All lines, empty, in the order of :mod:`sim.lines`."""
    listed = 2 * units * kinds_of_home
    places = listed + units
    lines = records(LINE, places + 2 * bodies + 1)
    lines["first"] = lines["last"] = NOBODY
    level = lines["level"]
    level[:listed] = Level.LISTED
    level[listed:places] = Level.AWAITING_FOLLOW_UP
    level[places : places + bodies] = Level.AWAITING_MEETING
    level[places + bodies : -1] = Level.AWAITING_SETTLEMENT
    level[-1] = Level.AWAITING_ROOM
    return lines


#: The arrays that grow together when a table is full.
_TABLES = {
    Status.AGENDA_FULL: ("agenda", "today"),
    Status.EPISODES_FULL: ("episodes",),
    Status.APPLICATIONS_FULL: ("applications", "in_line", "application_days"),
    Status.WORK_FULL: ("work",),
    Status.TENANCIES_FULL: ("tenancies",),
    Status.VACANCIES_FULL: ("vacancies", "vacancy_days"),
    Status.MARKS_FULL: ("marks", "strategy_marks"),
    Status.FOLLOW_UPS_FULL: ("follow_ups",),
}


#: Tables that grow, which have more rows than are in use, and the field of ``CLOCK`` that counts
#: those.  What lies in other rows is of no meaning.
COUNTED_BY = {
    "agenda": "agenda_places",
    "today": "today_places",
    "episodes": "episodes",
    "applications": "applications",
    "in_line": "applications",
    "application_days": "applications",
    "work": "work_items",
    "tenancies": "tenancies",
    "vacancies": "vacancies",
    "vacancy_days": "vacancies",
    "marks": "marks",
    "strategy_marks": "marks",
    "follow_ups": "follow_ups",
}


def rows_in_use(world: World) -> World:
    """The same world, of tables that grow the rows in use: to be read, not to be gone on with."""
    clock = world.clock[0]
    return world._replace(
        **{name: getattr(world, name)[: clock[count]] for name, count in COUNTED_BY.items()}
    )


def grow(world: World, status: Status) -> World:
    """The same world with half as much room again in the table that ``status`` names."""
    grown: dict[str, Any] = {name: _extended(getattr(world, name)) for name in _TABLES[status]}
    return world._replace(**grown)


def _extended(array: np.ndarray) -> np.ndarray:
    bigger = np.zeros((len(array) + len(array) // 2 + 2 * ROOM, *array.shape[1:]), array.dtype)
    bigger[: len(array)] = array
    return bigger.view(np.recarray) if isinstance(array, np.recarray) else bigger


__all__ = [
    "AGENDA_DTYPE",
    "COUNTED_BY",
    "NEVER",
    "NOBODY",
    "ROOM",
    "TODAY_DTYPE",
    "World",
    "empty_lines",
    "grow",
    "records",
    "rows_in_use",
]
