"""What a run's measures need of its episodes and applications, found in one pass over each.

Which episodes and applications count, and by what they are told apart, is said here, once; what
is made of the counts is the business of the measures.  Only what the households that are looked
at went through is counted (``chosen``, all of them if it is empty).  Compiled: a summary would
otherwise take a third as long as the run it is of.
"""

from __future__ import annotations

from enum import IntEnum
from types import SimpleNamespace

import numpy as np

from sim.jit import entry, fetch_ahead, rule
from sim.names import COMPOUND_NEEDS, OTHER_NEEDS, Ground, Group, Need, Task, Tenure
from sim.state import (
    APPLICATION,
    EPISODE,
    HOUSEHOLD,
    NOBODY,
    Appeal,
    Cause,
    Outcome,
    Phase,
    records,
)
from sim.survival import CENSORED, EVENT, OTHER, Waits, row_type

# ---- episodes ------------------------------------------------------------------------------

#: How an episode ends that helped the household.
HELPED = (
    Outcome.HELPED,
    Outcome.MUNICIPAL,
    Outcome.PRIVATE_RENTAL,
    Outcome.BOUGHT,
    Outcome.ADAPTED,
)

#: So many rows ahead, what a row points to in other tables is fetched from memory; an episode's
#: own row, which is looked at for that, three times as many.
_SOON = 16

#: Needs besides a home that may be recognised and met.
BESIDES = (Need.HOUSING_ALLOWANCE, *OTHER_NEEDS)

#: An episode with so many referrals has been tossed about.
_TOSSED = 3


class Wait(IntEnum):
    """Waits of episodes that began in the window; a row of each table of waits."""

    DECISION = 0  # from need to the first decision; a room by the night is none
    PACKAGE = 1  # from need until all needs are met
    STAY = 2  # nights in temporary housing, of those who were there
    ASSESSMENT = 3  # home seekers', from need
    HOME = 4  # home seekers', from need to a home by help
    END = 5  # home seekers', from need to the end of the episode, by outcome
    APPLIED_HOME = 6  # from the application for a municipal dwelling to a home by help
    LISTED_HOME = 7  # approved home seekers', from approval to a home by help
    LISTED_END = 8  # approved home seekers', from approval to the end, by outcome


#: Counts of episodes.
EPISODES = row_type(
    [
        # Of all episodes of the run.
        ("looked_at", "i8"),
        ("helped", "i8"),  # ended with help in the window
        # Of those that began in the window.
        ("count", "i8"),
        ("returned", "i8"),
        ("referrals", "i8"),
        ("bounces", "i8"),
        ("tossed", "i8"),
        ("units_met", "i8"),
        ("loops", "i8"),
        ("retold", "i8"),
        ("coordination_hours", "f8"),
        ("stays", "i8"),  # in temporary housing
        # Of these: with a dwelling need.
        ("seekers", "i8"),
        ("assessed", "i8"),
        ("straight_to_list", "i8"),  # of those who have been assessed
        ("applied", "i8"),  # for a municipal dwelling
        ("approved", "i8"),  # for one
        ("ways", "i8"),  # ways home by help whose days are known by cause
        ("housed", "i8"),  # got a home by help, and needed follow-up too
    ]
)

#: How many kinds of household are told apart in who is treated alike: by group, ground, needs.
KINDS = len(Group) * len(Ground) << len(Need)

_GROUNDS, _NEEDS = len(Ground), len(Need)
_COMPOUND = sum(1 << need for need in COMPOUND_NEEDS)

# An IntEnum cannot be gone through in compiled code; a tuple of its numbers can.
_BESIDES = tuple(int(need) for need in BESIDES)
_HELPED = sum(1 << outcome for outcome in HELPED)


@rule
def _ended(came, left, end):
    """When and how a wait for what ``came`` on a day is over for who ``left`` on another."""
    if came <= min(left, end):
        return came, EVENT
    if left <= end:
        return left, OTHER
    return end, CENSORED


@entry
def count_episodes(
    episodes,
    households,
    chosen,
    spent,
    start,
    end,
    counts,
    needed,
    met,
    way,
    days,
    ends,
    seeking,
    marks,
    housed_at,
    bits,
    need_at,
    kinds,
):
    """Count the episodes of a run whose window is ``start`` to ``end``.

    ``spent``: days of each application by cause.  Filled are ``counts``; ``needed`` [need], home
    seekers whose episode has ended and who needed what is in ``BESIDES``, and for whom that was
    recognised or ``met`` [2, need]; ``way`` [cause], days on ways home; ``days`` and ``ends``
    [``Wait``, n]; ``seeking`` [number of an episode of the window] whether it seeks a home; and
    ``marks``: 0, 1, 2 [number of a home seeker] group, district, compound needs; 3 [approved]
    ground; 4 [housed, in need of follow-up too] household, housed on the day ``housed_at``;
    5 [applied] ground.
    ``bits`` [2, n] and ``need_at`` [n] of all episodes of the run that are looked at: household and
    needs, and when the need arose.  ``kinds`` [episode of the run]: the kind of household, of which
    there are ``KINDS``, in an episode of the window; ``NOBODY`` for any other.
    """
    sums = counts[0]
    for number in range(len(episodes)):
        fetch_ahead(episodes, number + 3 * _SOON)
        if number + _SOON < len(episodes):
            _fetch_for_episode(episodes[number + _SOON], households, spent, start)
        row = episodes[number]
        kinds[number] = NOBODY
        if len(chosen) > 0 and not chosen[row.household]:
            continue
        bits[0, sums.looked_at], bits[1, sums.looked_at] = row.household, row.needs
        need_at[sums.looked_at] = row.need_at
        sums.looked_at += 1
        person = households[row.household]
        seeks_home = (row.needs >> Need.DWELLING) & 1
        ended_now = (row.ended_at >= start) & (row.ended_at <= end)
        sums.helped += ended_now & (_HELPED >> int(row.outcome))
        if row.need_at < start:
            continue
        over, how = _ended(row.decided_at, row.ended_at, end)
        days[Wait.DECISION, sums.count] = over - row.need_at
        ends[Wait.DECISION, sums.count] = how
        # Who has nothing more under way has left.
        gone = row.ended_at if row.open_tracks == 0 else np.inf
        over, how = end, CENSORED
        if row.all_met_at <= end:
            over, how = row.all_met_at, EVENT
        elif gone <= end:
            over, how = gone, OTHER
        days[Wait.PACKAGE, sums.count] = over - row.need_at
        ends[Wait.PACKAGE, sums.count] = how
        goes_on = person.episode == number and person.tenure == Tenure.TEMPORARY
        nights = row.temporary_nights + (end - row.without_since if goes_on else 0.0)
        if nights > 0.0:
            days[Wait.STAY, sums.stays] = nights
            ends[Wait.STAY, sums.stays] = CENSORED if goes_on else EVENT
            sums.stays += 1
        group_and_ground = int(person.group) * _GROUNDS + int(row.ground)
        kinds[number] = group_and_ground << _NEEDS | row.needs
        seeking[sums.count] = seeks_home
        sums.count += 1
        sums.returned += row.returned
        sums.referrals += row.referrals
        sums.bounces += row.bounces
        sums.tossed += row.referrals >= _TOSSED
        sums.units_met += row.units_met
        sums.loops += row.loops
        sums.retold += row.retold
        sums.coordination_hours += row.coordination_hours
        if seeks_home:
            _count_seeker(
                row, person, spent, end, sums, needed, met, way, days, ends, marks, housed_at
            )


@rule
def _fetch_for_episode(row, households, spent, start):
    """Have what an episode that comes up soon is looked at with come from memory."""
    if row.need_at >= start:
        fetch_ahead(households, row.household)
        if row.home_at < np.inf and row.critical >= 0:
            fetch_ahead(spent, row.critical)


@rule
def _count_seeker(row, person, spent, end, sums, needed, met, way, days, ends, marks, housed_at):
    """A home seeker of the window."""
    over, how = _ended(row.assessed_at, row.ended_at, end)
    days[Wait.ASSESSMENT, sums.seekers] = over - row.need_at
    ends[Wait.ASSESSMENT, sums.seekers] = how
    over, how = _ended(row.home_at, row.ended_at, end)
    days[Wait.HOME, sums.seekers] = over - row.need_at
    ends[Wait.HOME, sums.seekers] = how
    ended = min(row.ended_at, end)
    days[Wait.END, sums.seekers] = ended - row.need_at
    ends[Wait.END, sums.seekers] = row.outcome
    marks[0, sums.seekers], marks[1, sums.seekers] = person.group, person.district
    marks[2, sums.seekers] = (row.needs & _COMPOUND) != 0
    if row.applied_at < np.inf:
        days[Wait.APPLIED_HOME, sums.applied] = over - row.applied_at
        ends[Wait.APPLIED_HOME, sums.applied] = how
        marks[5, sums.applied] = row.ground
        sums.applied += 1
    if row.approved_at < np.inf:
        days[Wait.LISTED_HOME, sums.approved] = over - row.approved_at
        ends[Wait.LISTED_HOME, sums.approved] = how
        days[Wait.LISTED_END, sums.approved] = ended - row.approved_at
        ends[Wait.LISTED_END, sums.approved] = row.outcome
        marks[3, sums.approved] = row.ground
        sums.approved += 1
    sums.seekers += 1
    if row.assessed_at < np.inf:
        sums.assessed += 1
        sums.straight_to_list += row.straight_to_list
    if row.home_at < np.inf and (row.needs >> Need.FOLLOW_UP) & 1:
        marks[4, sums.housed] = row.household
        housed_at[sums.housed] = row.home_at
        sums.housed += 1
    if row.home_at < np.inf and row.critical >= 0:
        sums.ways += 1
        for cause in range(len(way)):
            way[cause] += spent[row.critical, cause]
    if row.ended_at <= end:
        for need in _BESIDES:
            needed[need] += (row.needs >> need) & 1
            met[0, need] += ((row.needs & row.recognised) >> need) & 1
            met[1, need] += ((row.needs & row.met) >> need) & 1


# ---- applications --------------------------------------------------------------------------


class Search(IntEnum):
    """Waits of applications until they come to their aim; a row of each table of waits."""

    FOLLOW_UP = 0  # orders of follow-up; days that wait for the home alone do not count
    LOAN = 1  # start loans granted, until a home is bought
    MEDIATION = 2  # searches for a private rental
    ADAPTATION = 3


#: Counts of applications.
APPLICATIONS = row_type(
    [
        # Of all applications of the run.
        ("applied", "i8"),  # for a municipal dwelling in the window, once for each episode
        ("appeals", "i8"),  # made in the window
        ("appeals_won", "i8"),
        ("appeals_lost", "i8"),
        ("homes_bought", "i8"),  # in the window, with a start loan
        ("grants", "i8"),  # those of them with a purchase grant beside it
        ("deposits", "i8"),  # paid for homes rented privately in the window
        ("homes_adapted", "i8"),  # in the window
        # Of those of the window's episodes.
        ("decided", "i8"),
        ("approved", "i8"),  # by a meeting or a superior
        ("known", "f8"),  # sum of what whoever decided knew of the instrument
        ("heard", "i8"),  # households with a decided application for a municipal dwelling
        ("refused", "i8"),  # those of them to whom none was approved
    ]
)

#: Homes bought in the window with a start loan, as the household is at the end of the run.
PURCHASE = row_type(
    [
        ("persons", "i4"),
        ("own_flat", "i4"),  # the tenant's own co-op flat; NOBODY for any other home
        ("equity", "f8"),  # NOK
        ("grant", "f8"),  # NOK of purchase grant
    ]
)

# Tasks that a home may come of, and those whose applications are waited for (bits).
_HOMES = 1 << Task.START_LOAN | 1 << Task.PRIVATE_MEDIATION | 1 << Task.ADAPT_DWELLING
_SEARCHES = _HOMES | 1 << Task.PROVIDE_FOLLOW_UP

# What is noted about an episode (bits), beside the tasks that were granted in it.
_APPLIED, _HEARD, _APPROVED = (1 << (len(Task) + place) for place in range(3))


@entry
def count_applications(
    applications,
    kinds,
    households,
    chosen,
    spent,
    start,
    end,
    counts,
    by_task,
    alike,
    bought,
    deposits,
    noted,
    days,
    ends,
    lengths,
):
    """Count the applications of a run whose window is ``start`` to ``end``.

    ``kinds`` [episode]: as :func:`count_episodes` fills it.  Filled are ``counts``; ``by_task``
    [3, task], applications decided, granted of these, and granted to home seekers, each once in an
    episode; ``alike`` [2, kind], decided applications for a municipal dwelling and those of them
    approved; ``bought``, a row for each home bought in the window; ``deposits``, the persons in
    each household for which a deposit was paid in it; ``days`` and ``ends`` [``Search``, n] with
    their ``lengths``.  ``noted`` [episode] is to be handed in as zeros.

    Conditions joined by ``&`` (of bits, the last one counts) are all looked at before anything
    hangs on them: what is now true and now not would have the processor guess wrong, and that
    takes longer.
    """
    sums = counts[0]
    for number in range(len(applications)):
        if number + _SOON < len(applications):
            _fetch_for_application(number + _SOON, applications, spent)
        row = applications[number]
        if len(chosen) > 0 and not chosen[row.household]:
            continue
        if row.appealed != Appeal.NONE and start <= row.decided <= end:
            sums.appeals += 1
            sums.appeals_won += row.appealed == Appeal.WON
            sums.appeals_lost += row.appealed == Appeal.LOST
        closed_now = (row.closed >= start) & (row.closed <= end)
        if closed_now & (row.phase == Phase.GRANTED) & (_HOMES >> row.task):
            _count_home(row, applications, households, sums, bought, deposits)
        if row.episode < 0:
            continue
        dwelling = row.task == Task.ALLOCATE_DWELLINGS
        if dwelling and not noted[row.episode] & _APPLIED:
            noted[row.episode] |= _APPLIED
            sums.applied += start <= row.created <= end
        kind = kinds[row.episode]
        if kind == NOBODY:
            continue
        granted_before = noted[row.episode] >> row.task
        first_granted = (row.granted == 1) & ~granted_before & (kind >> Need.DWELLING)
        noted[row.episode] |= first_granted << row.task
        by_task[2, row.task] += first_granted
        if (_SEARCHES >> row.task) & 1:
            _search(number, row, spent, end, days, ends, lengths)
        # What was passed on to another task undecided, or is under appeal, has not been decided.
        passed_on = (row.phase == Phase.PASSED_ON) & (row.granted == 0)
        if (row.decided == np.inf) | passed_on | (row.phase == Phase.IN_APPEAL):
            continue
        sums.decided += 1
        sums.approved += row.approved
        sums.known += row.known
        by_task[0, row.task] += 1
        by_task[1, row.task] += row.granted
        if dwelling:
            noted[row.episode] |= _HEARD | (_APPROVED if row.granted else 0)
            alike[0, kind] += 1
            alike[1, kind] += row.granted
    heard, refused = 0, 0
    for one in range(len(noted)):
        heard += noted[one] & _HEARD == _HEARD
        refused += noted[one] & (_HEARD | _APPROVED) == _HEARD
    sums.heard, sums.refused = heard, refused


@rule
def _fetch_for_application(number, applications, spent):
    """Have what an application that comes up soon is looked at with come from memory."""
    row = applications[number]
    if row.task == Task.PROVIDE_FOLLOW_UP:
        fetch_ahead(spent, number)
        fetch_ahead(spent, row.parent)


@rule
def _count_home(row, applications, households, sums, bought, deposits):
    """An application that came to its aim in the window: a home, it may be."""
    person = households[row.household]
    if row.task == Task.START_LOAN:
        purchase = bought[sums.homes_bought]
        purchase.persons, purchase.own_flat = person.persons, row.own_flat
        purchase.equity, purchase.grant = person.equity, person.grant
        sums.homes_bought += 1
        sums.grants += person.grant > 0.0
    elif row.task == Task.PRIVATE_MEDIATION:
        # Where a deposit had been asked for the search went on from that application.
        if row.parent != NOBODY and applications[row.parent].for_deposit == 1:
            deposits[sums.deposits] = person.persons
            sums.deposits += 1
    elif row.task == Task.ADAPT_DWELLING:
        sums.homes_adapted += 1


@rule
def _search(number, row, spent, end, days, ends, lengths):
    """Enter an application into the table of waits of its kind, if it has one."""
    apart = 0.0
    # Where a deposit has to be asked for first the search is a later application's.
    searched = row.granted == 1 and row.phase != Phase.PASSED_ON
    if row.task == Task.PROVIDE_FOLLOW_UP:
        kind = Search.FOLLOW_UP
        apart = _days_until_home(number, row, spent, end)
    elif row.task == Task.START_LOAN and searched:
        kind = Search.LOAN
    elif row.task == Task.PRIVATE_MEDIATION and searched:
        kind = Search.MEDIATION
    elif row.task == Task.ADAPT_DWELLING:
        kind = Search.ADAPTATION
    else:
        return
    how = CENSORED
    if row.closed < np.inf:
        how = EVENT if row.phase == Phase.GRANTED else OTHER
    place = lengths[kind]
    days[kind, place] = min(row.closed, end) - row.created - apart
    ends[kind, place] = how
    lengths[kind] += 1


@rule
def _days_until_home(number, row, spent, end):
    """Days that an order of follow-up waited for the household's home."""
    waited = spent[number, Cause.NO_DWELLING]
    if row.parent != NOBODY:  # on the way here
        waited -= spent[row.parent, Cause.NO_DWELLING]
    if row.phase == Phase.AWAITING_HOME:
        waited += end - row.since
    return waited


@entry
def spread_decisions(alike, spread):
    """Fill ``spread``: for each kind with several decided applications for a municipal dwelling
    (see :func:`count_applications`) their number times the standard deviation of approval (1 or 0;
    with n - 1).

    Returns how many such kinds there are, and how many applications.
    """
    kinds, decided = 0, 0
    for kind in range(alike.shape[1]):
        if alike[0, kind] > 1:
            size, approved = float(alike[0, kind]), float(alike[1, kind])
            variance = approved * (size - approved) / (size * (size - 1.0))
            spread[kinds] = size * np.sqrt(variance)
            kinds += 1
            decided += alike[0, kind]
    return kinds, decided


# ---- for Python ----------------------------------------------------------------------------


def named(counts: np.ndarray) -> SimpleNamespace:
    """The counts of a table of one row as plain numbers: read faster than from the record."""
    return SimpleNamespace(**dict(zip(counts.dtype.names or (), counts.item(), strict=True)))


class Episodes:
    """The episodes of a run, counted: see :func:`count_episodes`.

    ``seeks_home`` [episode of the window]; ``group``, ``district`` and ``compound`` [home seeker];
    ``ground_applied`` [home seeker who applied for a municipal dwelling] and ``ground`` [approved
    home seeker]; ``housed`` and ``housed_at`` [home seeker in need of
    follow-up too who got a home by help], household and day.  Of all episodes of the run, in
    order: ``whose`` they are, their ``needs`` and ``need_at``; and by number their ``kinds``.
    """

    def __init__(
        self,
        episodes: np.ndarray,
        households: np.ndarray,
        chosen: np.ndarray,
        spent: np.ndarray,
        start: float,
        end: float,
    ) -> None:
        counts = np.zeros(1, dtype=EPISODES)
        needed = np.zeros(len(Need), dtype=np.int64)
        met = np.zeros((2, len(Need)), dtype=np.int64)
        self.way = np.zeros(len(Cause))
        self._days = np.empty((len(Wait), len(episodes)))
        self._ends = np.empty((len(Wait), len(episodes)), dtype=np.int8)
        seeking = np.empty(len(episodes), dtype=np.bool_)
        marks = np.empty((6, len(episodes)), dtype=np.int32)
        bits = np.empty((2, len(episodes)), dtype=np.int32)
        housed_at, need_at = np.empty(len(episodes)), np.empty(len(episodes))
        self.kinds = np.empty(len(episodes), dtype=np.int32)
        count_episodes(
            episodes,
            households,
            chosen,
            spent,
            start,
            end,
            counts,
            needed,
            met,
            self.way,
            self._days,
            self._ends,
            seeking,
            marks,
            housed_at,
            bits,
            need_at,
            self.kinds,
        )
        self.sums = named(counts)
        self.needed = needed.tolist()
        self.recognised, self.met = met.tolist()
        seekers = self.sums.seekers
        self.whose, self.needs = bits[:, : self.sums.looked_at]
        self.need_at = need_at[: self.sums.looked_at]
        self.seeks_home = seeking[: self.sums.count]
        self.group, self.district, self.compound = marks[:3, :seekers]
        self.ground = marks[3, : self.sums.approved]
        self.ground_applied = marks[5, : self.sums.applied]
        self.housed, self.housed_at = marks[4, : self.sums.housed], housed_at[: self.sums.housed]

    def waits(self, wait: Wait) -> Waits:
        """The waits of one kind."""
        count = getattr(self.sums, _LENGTH[wait])
        return Waits(self._days[wait, :count], self._ends[wait, :count])


#: The count that says how many waits there are of each kind.
_LENGTH = {
    Wait.DECISION: "count",
    Wait.PACKAGE: "count",
    Wait.STAY: "stays",
    Wait.ASSESSMENT: "seekers",
    Wait.HOME: "seekers",
    Wait.END: "seekers",
    Wait.APPLIED_HOME: "applied",
    Wait.LISTED_HOME: "approved",
    Wait.LISTED_END: "approved",
}


class WaitsByKind:
    """Waits of several kinds, as a pass enters them: ``days`` and ``ends`` [kind, n], of which so
    many as ``lengths`` [kind] says are in use."""

    def __init__(self, kinds: int, most: int) -> None:
        self.days = np.empty((kinds, most))
        self.ends = np.empty((kinds, most), dtype=np.int8)
        self.lengths = np.zeros(kinds, dtype=np.int64)

    def waits(self, kind: int) -> Waits:
        """The waits of one kind."""
        count = int(self.lengths[kind])
        return Waits(self.days[kind, :count], self.ends[kind, :count])


class Applications:
    """The applications of a run, counted: see :func:`count_applications`.

    ``decided`` and ``granted`` [task]; ``instruments`` [task], granted to home seekers, each once
    in an episode; ``alike`` [2, kind of household], decided and approved applications for a
    municipal dwelling; ``bought``, homes bought in the window as ``PURCHASE`` says; ``deposits``,
    the persons in each household for which one was paid in the window; ``waits`` gives those of a
    kind of :class:`Search`.
    """

    def __init__(
        self,
        applications: np.ndarray,
        kinds: np.ndarray,
        households: np.ndarray,
        chosen: np.ndarray,
        spent: np.ndarray,
        start: float,
        end: float,
    ) -> None:
        counts = np.zeros(1, dtype=APPLICATIONS)
        by_task = np.zeros((3, len(Task)), dtype=np.int64)
        self.alike = np.zeros((2, KINDS), dtype=np.int32)
        bought = np.empty(len(applications), dtype=PURCHASE)
        deposits = np.empty(len(applications), dtype=np.int32)
        entered = WaitsByKind(len(Search), len(applications))
        count_applications(
            applications,
            kinds,
            households,
            chosen,
            spent,
            start,
            end,
            counts,
            by_task,
            self.alike,
            bought,
            deposits,
            np.zeros(len(kinds), dtype=np.int32),
            entered.days,
            entered.ends,
            entered.lengths,
        )
        self.waits = entered.waits
        self.sums = named(counts)
        self.decided, self.granted, self.instruments = by_task.tolist()
        self.bought = bought[: self.sums.homes_bought]
        self.deposits = deposits[: self.sums.deposits]

    def spread(self) -> tuple[np.ndarray, int]:
        """Of each kind of household with several decided applications for a municipal dwelling,
        their number times the standard deviation of approval; and how many applications in all."""
        spread = np.empty(KINDS)
        kinds, decided = spread_decisions(self.alike, spread)
        return spread[:kinds], decided


def compile_entries() -> None:
    """Compile what counts, for a run in which there was nobody."""
    nobody = np.zeros(0, dtype=np.bool_)
    episodes, households = (np.asarray(records(kind, 0)) for kind in (EPISODE, HOUSEHOLD))
    spent = np.zeros((0, len(Cause)))
    Episodes(episodes, households, nobody, spent, 0.0, 0.0)
    applications = np.asarray(records(APPLICATION, 0))
    kinds = np.zeros(0, dtype=np.int32)
    Applications(applications, kinds, households, nobody, spent, 0.0, 0.0).spread()
