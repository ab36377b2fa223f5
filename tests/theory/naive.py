"""What happened, worked out again from the event log alone, the slow and plain way.

Everything here is dictionaries and loops over the rows of the log, and shares no code with
the model's own bookkeeping.  Times are days from the start of the warm-up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim import logbook, start, starting_strategy
from sim.draws import Stream
from sim.names import Category, Need, Task, Tenure
from sim.organisation import tasks_of
from sim.quantities import MONTH
from sim.scenario.resolved import Scenario
from sim.state import Cause, Happening, TenancyEnd, WorkKind, World
from tests.worlds import exponential


class Row(NamedTuple):
    """One row of the event log; -1 where there is nobody or nothing."""

    time: float
    event: Happening
    household: int
    application: int
    task: int
    unit: int
    caseworker: int
    dwelling: int
    detail: int


def log_of(world: World) -> list[Row]:
    """The event log, in order."""
    log = logbook.rows(world)
    columns = (
        log.time.tolist(),
        [Happening(event) for event in log.event.tolist()],
        log.household.tolist(),
        log.application.tolist(),
        log.task.tolist(),
        log.unit.tolist(),
        log.caseworker.tolist(),
        log.dwelling.tolist(),
        log.detail.tolist(),
    )
    return [Row(*values) for values in zip(*columns, strict=True)]


class Desk(NamedTuple):
    """A unit's caseworkers, or its crews."""

    unit: int
    crews: bool


@dataclass
class Stay:
    """From when to when somebody or something was somewhere; ``None``: still is."""

    start: float
    end: float | None = None
    served: bool = False


def _desk(row: Row) -> Desk:
    return Desk(row.unit, row.detail == WorkKind.WORKS)


def queues(log: list[Row]) -> dict[Desk, list[Stay]]:
    """Every stay in a queue, by desk: from joining to being taken in hand, or withdrawn."""
    stays: dict[Desk, list[Stay]] = defaultdict(list)
    waiting: dict[tuple[int, ...], list[Stay]] = defaultdict(list)
    of_application: dict[int, tuple[int, ...]] = {}
    for row in log:
        key = (row.detail, row.household, row.application, row.dwelling, row.unit)
        if row.event is Happening.JOINED_QUEUE:
            stay = Stay(row.time)
            stays[_desk(row)].append(stay)
            waiting[key].append(stay)
            if row.application >= 0:
                of_application[row.application] = key
        elif row.event is Happening.WORK_BEGAN:
            stay = waiting[key].pop(0)
            stay.end, stay.served = row.time, True
        elif row.event is Happening.WITHDREW and row.application in of_application:
            for stay in waiting[of_application[row.application]]:
                stay.end = row.time
            waiting[of_application[row.application]].clear()
    return stays


def work(log: list[Row]) -> dict[int, list[Stay]]:
    """Every stretch of work, by caseworker; at most one thing in hand at a time."""
    stays: dict[int, list[Stay]] = defaultdict(list)
    in_hand: dict[int, tuple[Row, Stay]] = {}
    for row in log:
        if row.event is Happening.WORK_BEGAN:
            assert row.caseworker not in in_hand, "two things in one hand"
            in_hand[row.caseworker] = (row, Stay(row.time))
            stays[row.caseworker].append(in_hand[row.caseworker][1])
        elif row.event is Happening.WORK_ENDED:
            begun, stay = in_hand.pop(row.caseworker)
            assert begun[2:] == row[2:], "what ends is not what began"
            stay.end = row.time
    return stays


def ended(log: list[Row]) -> list[tuple[Row, float]]:
    """Work that was done: the row of its end, and when it began."""
    begun, found = {}, []
    for row in log:
        if row.event is Happening.WORK_BEGAN:
            begun[row.caseworker] = row.time
        elif row.event is Happening.WORK_ENDED:
            found.append((row, begun.pop(row.caseworker)))
    return found


def empty_posts(log: list[Row]) -> dict[int, list[Stay]]:
    """Every time between a holder of a post and the next, by post."""
    stays: dict[int, list[Stay]] = defaultdict(list)
    for row in log:
        mine = stays[row.caseworker]
        if row.event is Happening.PERSON_LEFT:
            assert not mine or mine[-1].end is not None, "nobody there to leave"
            mine.append(Stay(row.time))
        elif row.event is Happening.PERSON_HIRED:
            assert mine[-1].end is None, "hired into a post that somebody holds"
            mine[-1].end = row.time
    return {worker: mine for worker, mine in stays.items() if mine}


def episodes(log: list[Row]) -> dict[int, list[Stay]]:
    """Every episode, by household; one at a time."""
    stays: dict[int, list[Stay]] = defaultdict(list)
    for row in log:
        if row.event is Happening.NEED_AROSE:
            before = stays[row.household]
            assert not before or before[-1].end is not None, "a second need while one is open"
            before.append(Stay(row.time))
        elif row.event is Happening.EPISODE_ENDED:
            assert stays[row.household][-1].end is None, "an end without an episode"
            stays[row.household][-1].end = row.time
    return stays


def on_lists(log: list[Row]) -> list[Stay]:
    """Every stay on a waiting list; an application on offer is off it."""
    stays: list[Stay] = []
    listed: dict[int, Stay] = {}
    for row in log:
        if row.event in (Happening.LISTED, Happening.OFFER_REFUSED):
            assert row.application not in listed
            listed[row.application] = Stay(row.time)
            stays.append(listed[row.application])
        elif row.event in (Happening.OFFERED, Happening.WITHDREW) and row.application in listed:
            listed.pop(row.application).end = row.time
    return stays


def offers_out_of_turn(scenario: Scenario, world: World, log: list[Row]) -> list[Row]:
    """The offers of a dwelling that somebody should have had before, by the list as it was.

    Where a dwelling is made for a need beside a home, only the ground counts here: who knew of
    whose need at the time, the log does not tell.
    """
    there = start.world(scenario, int(world.settings[0].seed), 0).dwellings
    categories = dict(enumerate(there.category.tolist()))
    listed: dict[int, int] = {}
    refused: dict[int, int] = {}
    wrong = []
    for row in log:
        if row.event is Happening.CONVERTED:
            categories[row.dwelling] = row.detail
        elif row.event in (Happening.LISTED, Happening.OFFER_REFUSED):
            listed[row.application] = row.unit
            if row.event is Happening.OFFER_REFUSED:
                refused[row.application] = row.dwelling
        elif row.event is Happening.WITHDREW:
            listed.pop(row.application, None)
        elif row.event is Happening.OFFERED:
            category = Category(categories[row.dwelling])
            suited = [
                _turn(world, number)
                for number, unit in listed.items()
                if unit == row.unit
                and refused.get(number) != row.dwelling
                and _suits(scenario, world, number, row.dwelling, category)
            ]
            mine: tuple[float, ...] = _turn(world, row.application)
            first: tuple[float, ...] = min(suited)
            if category in _MADE_FOR_A_NEED:
                mine, first = mine[:1], first[:1]
            if mine != first:
                wrong.append(row)
            listed.pop(row.application)
    return wrong


#: Categories of dwellings in which there is help that not all who may live there need.
_MADE_FOR_A_NEED = (Category.CARE, Category.SUPERVISED)


def _turn(world: World, application: int) -> tuple[int, float, int]:
    """What says when whoever is listed has its turn: ground, when it came, row."""
    case = world.applications[application]
    return int(case.judged_ground), float(case.arrived), application


def _suits(
    scenario: Scenario, world: World, application: int, dwelling: int, category: Category
) -> bool:
    """Whether a dwelling of a category suits who applied: one room for each person, or one more.

    Who needs more rooms than any dwelling has takes one of the largest.
    """
    home = world.dwellings[dwelling]
    person = world.households[world.applications.household[application]]
    (group,) = [one for one in scenario.municipality.groups if one.group == person.group]
    largest = max(block.rooms for block in scenario.municipality.stock)
    spare = int(home.rooms) - min(int(person.persons), largest)
    return (
        category in group.categories
        and spare in (0, 1)
        and bool(home.accessible or not person.accessible)
    )


def before_meetings(scenario: Scenario, world: World, log: list[Row]) -> list[Stay]:
    """Every stay of a prepared case until the meeting that deals with it."""
    stays: list[Stay] = []
    prepared: dict[int, Stay] = {}
    gone: set[int] = set()
    for row in log:
        if row.event is Happening.WITHDREW:
            gone.add(row.application)
        if row.event in (Happening.MEETING_HELD, Happening.WITHDREW):
            if row.application in prepared:
                prepared.pop(row.application).end = row.time
        elif row.application not in gone and _comes_before_a_committee(scenario, world, row):
            prepared[row.application] = Stay(row.time)
            stays.append(prepared[row.application])
    return stays


def _is_prepared(row: Row) -> bool:
    return row.event is Happening.WORK_ENDED and row.detail == WorkKind.HANDLE


def _comes_before_a_committee(scenario: Scenario, world: World, row: Row) -> bool:
    """Whether a case has been prepared just now, and goes to a committee."""
    if not _is_prepared(row):
        return False
    group = int(world.households.group[row.household])
    return row.task == Task.ALLOCATE_DWELLINGS and any(
        body.led_by == row.unit and group in body.groups for body in scenario.organisation.bodies
    )


def out_of_service(log: list[Row]) -> dict[int, list[Stay]]:
    """Every stay of a dwelling out of service, by dwelling."""
    stays: dict[int, list[Stay]] = defaultdict(list)
    for row in log:
        if row.event is Happening.TAKEN_OUT_OF_SERVICE:
            stays[row.dwelling].append(Stay(row.time))
        elif row.event is Happening.DWELLING_READY:
            for stay in stays[row.dwelling]:
                stay.end = row.time if stay.end is None else stay.end
    return stays


def sold(log: list[Row]) -> dict[int, list[Stay]]:
    """Every time between the sale of a flat to its tenant and the purchase of another."""
    stays: dict[int, list[Stay]] = defaultdict(list)
    for row in log:
        if row.event is Happening.FLAT_SOLD:
            stays[row.dwelling].append(Stay(row.time))
        elif row.event is Happening.FLAT_BOUGHT:
            stays[row.dwelling][-1].end = row.time
    return stays


def _is_empty_from(row: Row) -> bool:
    """Whether a dwelling of the stock has no tenant from here on."""
    if row.event is Happening.MOVED_OUT:
        return row.detail != TenancyEnd.BOUGHT_THE_FLAT
    return row.event in (Happening.FLAT_BOUGHT, Happening.DWELLING_CAME)


def vacant(log: list[Row]) -> dict[int, list[Stay]]:
    """Every stay of a dwelling without a tenant and not sold, by dwelling."""
    stays: dict[int, list[Stay]] = defaultdict(list)
    for row in log:
        if row.dwelling < 0:
            continue
        mine = stays[row.dwelling]
        if row.event is Happening.MOVED_IN:
            if mine:
                mine[-1].end = row.time
        elif _is_empty_from(row):
            mine.append(Stay(row.time))
    return stays


def tenancies(log: list[Row]) -> dict[Tenure, list[Stay]]:
    """Every tenancy, municipal and private; one per household, one per dwelling."""
    stays: dict[Tenure, list[Stay]] = defaultdict(list)
    of_household: dict[int, Stay] = {}
    let: dict[int, int] = {}
    for row in log:
        if row.event is Happening.MOVED_IN:
            assert row.household not in of_household, "two homes at once"
            of_household[row.household] = Stay(row.time)
            stays[Tenure(row.detail)].append(of_household[row.household])
            if row.dwelling >= 0:
                assert row.dwelling not in let, "two tenants in a dwelling"
                let[row.dwelling] = row.household
        elif row.event is Happening.MOVED_OUT:
            of_household.pop(row.household).end = row.time
            if row.dwelling >= 0:
                assert let.pop(row.dwelling) == row.household
    return stays


def in_temporary_housing(log: list[Row]) -> list[Stay]:
    """Every stay in temporary housing: it ends with the episode it began in."""
    stays: list[Stay] = []
    of_household: dict[int, Stay] = {}
    for row in log:
        if row.event is Happening.PLACED_TEMPORARILY:
            assert row.household not in of_household, "two rooms at once"
            of_household[row.household] = Stay(row.time)
            stays.append(of_household[row.household])
        elif row.event is Happening.EPISODE_ENDED and row.household in of_household:
            of_household.pop(row.household).end = row.time
    return stays


class Place(NamedTuple):
    """So much of an ordinary place in follow-up was taken at a unit from when to when."""

    unit: int
    weight: float
    stay: Stay


def places(scenario: Scenario, seed: int, world: World, log: list[Row]) -> list[Place]:
    """Places in follow-up, as long as each need was of one size.

    When an intensive need became an ordinary one is drawn again here: no record has it.  When an
    ordinary one grew is in the log.
    """
    p = scenario.parameters
    weights = {1: 1.0, 2: p["follow_up.intensive_weight"]}
    found: list[Place] = []
    looked_at: dict[int, int] = defaultdict(int)
    grew = _when_follow_up_drifted(log)
    for spell in world.follow_ups[: world.clock[0].follow_ups]:
        household, level = int(spell.household), int(spell.level)
        identity = int(world.households.identity[household])
        since, end = float(spell.start), float(spell.end)
        steps_down = since
        while since < end:
            if steps_down <= since:
                steps_down = since + p["follow_up.duration"] * exponential(
                    seed, Stream.FOLLOW_UP, identity, looked_at[household], 0
                )
                looked_at[household] += 1
            until = end if level == 1 else min(steps_down, end)
            grows = [time for time in grew[household] if since < time < until]
            if level == 1 and grows:
                until = grows[0]
            over = until <= world.clock[0].now
            stay = Stay(since, until if over else None)
            found.append(Place(int(spell.unit), weights[level], stay))
            if not over:
                break
            since, level = until, 3 - level
    return found


def _when_follow_up_drifted(log: list[Row]) -> dict[int, list[float]]:
    """When each household came to need follow-up, or more of it."""
    times: dict[int, list[float]] = defaultdict(list)
    for row in log:
        if row.event is Happening.NEED_DRIFTED and row.detail == Need.FOLLOW_UP:
            times[row.household].append(row.time)
    return times


class Letter(NamedTuple):
    """Hours of writing that somebody of a unit has to do because of what happened at a time."""

    time: float
    unit: int
    hours: float
    at_hand: bool = False  # by whoever has the case in hand
    perhaps: bool = False  # by a routine that is followed as far as the strategy is anchored


def letters(scenario: Scenario, world: World, log: list[Row]) -> list[Letter]:
    """Everything that is written or said between units, to the household, about a contest or to a
    key person; and what routines and upkeep take.

    At the desk of whoever sent, rang or was rung, found out, told, refused, contested, was asked,
    or keeps the routine; nobody writes where nobody works, or where the household is only told
    where to go.
    """
    p = scenario.parameters
    parents = world.applications.parent.tolist()
    staffed = {int(desk.unit) for desk in world.desks if desk.workers > 0 and not desk.crew}
    sender: dict[int, int] = {}
    found: list[Letter] = []
    for row in log:
        if row.event in (Happening.SENT_ON, Happening.CALLED):
            at_hand = row.caseworker >= 0
            sent = row.event is Happening.SENT_ON
            hours = p["handover.hours"] if sent else p["contacts.hours"]
            if sent:
                sender[row.application] = row.detail
            else:
                found.append(Letter(row.time, row.unit, hours))
            if at_hand or parents[row.application] >= 0:
                found.append(Letter(row.time, row.detail, hours, at_hand))
        elif row.event is Happening.COORDINATED:
            if row.caseworker >= 0 or parents[row.application] >= 0:
                hours, at_hand = p["routine.coordinator_hours"], row.caseworker >= 0
                found.append(Letter(row.time, row.unit, hours, at_hand))
        elif row.event is Happening.INFORMED:
            found.append(Letter(row.time, row.detail, p["routine.inform_hours"]))
        elif row.event is Happening.BROUGHT_UP:
            found.append(Letter(row.time, row.unit, p["overview.hours_per_case"]))
        elif row.event is Happening.APPEALED:
            found.append(Letter(row.time, row.unit, p["appeal.hours"]))
        elif row.event is Happening.SETTLED:
            hours = p["meeting.hours_per_case"]
            found += [Letter(row.time, one, hours) for one in (sender[row.application], row.unit)]
        elif _is_taken_on(row, parents):
            found += _taking_on(scenario, row, sender.get(row.application, row.unit))
    found += _judging(scenario, log) + _approving(scenario, world, log)
    found += _upkeep(scenario, float(world.clock[0].now)) + _reporting(scenario, log)
    return [letter for letter in found if letter.unit in staffed]


def informed(scenario: Scenario, world: World, log: list[Row]) -> list[tuple[float, int, int, int]]:
    """Who is told what was decided: when, of which application, by which unit, and which unit.

    Of every application its first decision, where there is a duty to inform between the unit that
    has it then and the one that it came from; but for those for a room by the night.
    """
    decided = world.applications.decided.tolist()
    bound = {frozenset(pair) for pair in scenario.organisation.informing}
    came: dict[int, tuple[int, int]] = {}  # from which unit, and to which
    on_the_way: set[int] = set()
    for row in log:
        if row.application < 0 or row.time > decided[row.application]:
            continue
        if row.task == Task.TEMPORARY_HOUSING:
            continue
        if row.event is Happening.SENT_ON:
            came[row.application] = row.detail, row.unit
            on_the_way.add(row.application)
        elif row.event is Happening.RECEIVED and row.application not in on_the_way:
            came[row.application] = row.unit, row.unit
        elif row.event is Happening.RECEIVED:
            on_the_way.remove(row.application)
    return [
        (decided[application], application, to, sender)
        for application, (sender, to) in came.items()
        if decided[application] <= world.clock[0].now and frozenset((sender, to)) in bound
    ]


def _is_taken_on(row: Row, parents: list[int]) -> bool:
    """Whether a case comes to the unit that answers for it, and not another look at one there."""
    if row.event is not Happening.JOINED_QUEUE or row.application < 0:
        return False
    again = row.detail == WorkKind.ASSESS and parents[row.application] >= 0
    return row.detail in (WorkKind.HANDLE, WorkKind.ASSESS) and not again


def _taking_on(scenario: Scenario, row: Row, sender: int) -> list[Letter]:
    """Entering a case where others see it, and keeping the deadline agreed with who sent it."""
    p = scenario.parameters
    found = []
    systems = [set(unit.case_systems) for unit in scenario.organisation.units]
    others = set().union(*systems[: row.unit], *systems[row.unit + 1 :])
    if systems[row.unit] & others:
        found.append(Letter(row.time, row.unit, p["routine.case_system_hours"]))
    if any(set(pair) == {sender, row.unit} for pair in scenario.organisation.deadlines):
        found.append(Letter(row.time, row.unit, p["routine.deadline_hours"]))
    return found


def _judging(scenario: Scenario, log: list[Row]) -> list[Letter]:
    """Each application for a dwelling is judged once by the key, if there is one."""
    judged: dict[int, Row] = {}
    for row in log:
        decided = row.event in (Happening.LISTED, Happening.APPEALED, Happening.REFUSED)
        if decided and row.task == Task.ALLOCATE_DWELLINGS:
            judged.setdefault(row.application, row)
    hours = scenario.parameters["routine.key_hours"] * scenario.organisation.priority_key
    strategy = starting_strategy.pursued(scenario)
    perhaps = strategy is not None and strategy.routines_by_anchoring
    return [Letter(row.time, row.unit, hours, perhaps=perhaps) for row in judged.values()]


def approvals(scenario: Scenario, world: World, log: list[Row]) -> list[tuple[float, int]]:
    """When a superior is asked to approve, and by which unit."""
    return [(letter.time, letter.unit) for letter in _approving(scenario, world, log)]


def _approving(scenario: Scenario, world: World, log: list[Row]) -> list[Letter]:
    """What a committee recommends is approved, and where work is bound by rules what needs it."""
    bodies = scenario.organisation.bodies
    hours = scenario.parameters["routine.approval_hours"]
    gone: set[int] = set()
    found = []
    for row in log:
        if row.event is Happening.WITHDREW:
            gone.add(row.application)
        elif row.event is Happening.MEETING_HELD and row.application >= 0:
            if not bodies[row.detail].decides:
                found.append(Letter(row.time, bodies[row.detail].led_by, hours))
        elif (
            scenario.organisation.rule_oriented
            and _is_prepared(row)
            and row.task in _APPROVED
            and row.application not in gone
            and not _comes_before_a_committee(scenario, world, row)
        ):
            found.append(Letter(row.time, row.unit, hours))
    return found


def _reporting(scenario: Scenario, log: list[Row]) -> list[Letter]:
    """For each plan and each look, what every unit reports whose list nobody above sees."""
    strategy = starting_strategy.pursued(scenario)
    if strategy is None or not strategy.reporting:
        return []
    organised = scenario.organisation
    seen = {Task.PLAN, strategy.leader}
    above = {unit for unit in range(len(organised.units)) if seen & {*tasks_of(organised, unit)}}
    reporting = {unit for units in organised.allocators.values() for unit in units} - above
    hours = scenario.parameters["reporting.hours"]
    occasions = (Happening.PLAN_MADE, Happening.LISTS_LOOKED_AT)
    return [
        Letter(row.time, unit, hours) for row in log if row.event in occasions for unit in reporting
    ]


def _upkeep(scenario: Scenario, until: float) -> list[Letter]:
    """What is kept up month by month, a twelfth of a year's hours each time."""
    p = scenario.parameters
    units = scenario.organisation.units
    a_day = [p["routine.written_hours"] * unit.written_routines for unit in units]
    for one, other in scenario.organisation.agreements:
        a_day[one] += p["routine.agreement_hours"]
        a_day[other] += p["routine.agreement_hours"]
    for number, unit in enumerate(units):
        together = sum(other.house == unit.house for other in units) - 1
        a_day[number] += p["contacts.hours_in_house"] * together
    months = []
    while (due := (months[-1] if months else 0.0) + MONTH) <= until:  # to the last bit
        months.append(due)
    return [
        Letter(month, number, hours * MONTH)
        for month in months
        for number, hours in enumerate(a_day)
    ]


class Turn(NamedTuple):
    """From ``time`` on an application waits for ``cause``."""

    time: float
    cause: Cause


#: What a case waits for after an event.  Work that repeats an assessment counts as work here.
_THEN = {
    Happening.SENT_ON: Cause.HAND_OVER,
    Happening.BOUNCED: Cause.BOUNCE,
    Happening.CONTESTED: Cause.CONTEST,
    Happening.JOINED_QUEUE: Cause.QUEUE,
    Happening.WORK_BEGAN: Cause.WORK,
    Happening.LISTED: Cause.NO_DWELLING,
    Happening.OFFERED: Cause.OFFER,
    Happening.OFFER_REFUSED: Cause.NO_DWELLING,
    Happening.OFFER_ACCEPTED: Cause.OFFER,
    Happening.SEARCH_BEGAN: Cause.OWN_SEARCH,
    Happening.MEETING_HELD: Cause.APPROVAL,
    Happening.APPEALED: Cause.APPEAL,
}

#: What needs approval where work is bound by rules.
_APPROVED = (
    Task.ALLOCATE_DWELLINGS,
    Task.START_LOAN,
    Task.PURCHASE_GRANT,
    Task.SOCIAL_ASSISTANCE,
    Task.ORDER_FOLLOW_UP,
)


def ways(
    scenario: Scenario, world: World, log: list[Row]
) -> dict[tuple[int, int], dict[Cause, float]]:
    """Days by cause from need to end, by household and which of its episodes it is (0, 1, ...).

    Only of episodes that ended with a critical application: the one whose way, and that of
    the applications it came from, led to the end.
    """
    rows = world.applications[: world.clock[0].applications]
    parents, created = rows.parent.tolist(), rows.created.tolist()
    turns = [[Turn(time, Cause.HAND_OVER)] for time in created]
    number: dict[int, int] = defaultdict(int)
    found: dict[tuple[int, int], dict[Cause, float]] = {}
    empty_since: dict[int, float] = {}
    offered: dict[int, tuple[float, float]] = {}  # since when on the list, when offered
    re_let: dict[int, float] = {}
    for row in log:
        application = row.application
        emptied = (Happening.MOVED_OUT, Happening.FLAT_BOUGHT, Happening.DWELLING_CAME)
        if row.event in emptied and row.dwelling >= 0:
            empty_since[row.dwelling] = row.time
        if row.event is Happening.EPISODE_ENDED:
            if application >= 0:
                way = _way(turns, parents, created, row)
                again = re_let.get(application, 0.0)
                way[Cause.NO_DWELLING] -= again
                way[Cause.RE_LET] += again
                found[row.household, number[row.household]] = way
            number[row.household] += 1
            continue
        if application < 0:
            continue
        if row.event is Happening.OFFERED:
            offered[application] = (turns[application][-1].time, row.time)
        elif row.event is Happening.OFFER_ACCEPTED:
            listed, day = offered[application]
            re_let[application] = max(0.0, day - max(listed, empty_since[row.dwelling]))
        then = _cause_after(scenario, world, row)
        if then is not None:
            turns[application].append(Turn(row.time, then))
    return found


def _cause_after(scenario: Scenario, world: World, row: Row) -> Cause | None:
    """What an application waits for after a row of the log; ``None``: as before."""
    if row.event in (Happening.JOINED_QUEUE, Happening.WORK_BEGAN):
        # Somebody at a wrong unit has to read the case and send it on.
        return Cause.BOUNCE if row.detail == WorkKind.FORWARD else _THEN[row.event]
    if row.event in (Happening.RECEIVED, Happening.SETTLED):
        return Cause.NO_PLACE if row.task == Task.PROVIDE_FOLLOW_UP else None
    if not _is_prepared(row):
        return _THEN.get(row.event)
    if _comes_before_a_committee(scenario, world, row):
        return Cause.MEETING
    if scenario.organisation.rule_oriented and row.task in _APPROVED:
        return Cause.APPROVAL
    if row.task == Task.TEMPORARY_HOUSING:
        return Cause.NO_PLACE
    return Cause.ADAPTING if row.task == Task.ADAPT_DWELLING else None


def _way(
    turns: list[list[Turn]], parents: list[int], created: list[float], end: Row
) -> dict[Cause, float]:
    """Days by cause along a chain of applications that ends now.

    Of each but the last count the days until the next was opened.
    """
    days: dict[Cause, float] = defaultdict(float)
    application, until = end.application, end.time
    while application >= 0:
        mine = [turn for turn in turns[application] if turn.time <= until]
        for turn, following in pairwise([*mine, Turn(until, Cause.HAND_OVER)]):
            days[turn.cause] += following.time - turn.time
        application, until = parents[application], created[application]
    return days


def together(stays_of: dict[int, list[Stay]]) -> list[Stay]:
    """All stays, whosever they are."""
    return [stay for stays in stays_of.values() for stay in stays]


def stays(starts: np.ndarray, ends: np.ndarray) -> list[Stay]:
    """Stays by when they began and ended (infinity: they go on)."""
    return [
        Stay(start, None if np.isinf(end) else end)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]


def integral(stays: Iterable[Stay], times: np.ndarray) -> np.ndarray:
    """How many there are, integrated from the start up to each time."""
    everything = list(stays)
    starts = np.array([stay.start for stay in everything])
    ends = np.array([np.inf if stay.end is None else stay.end for stay in everything])
    return np.array([np.maximum(np.minimum(ends, t) - starts, 0.0).sum() for t in times])
