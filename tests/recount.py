"""What must be true of a world at any moment, counted again the plain way.

The first half looks at the records alone; what follows from the event log (Little's law, waits
by cause) is worked out by :mod:`tests.theory.naive`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import product
from typing import NamedTuple

import numpy as np
import pytest

from sim import agenda, changes, logbook
from sim.names import Ground, Group, Need, Ownership, Task, Tenure
from sim.quantities import MONTH
from sim.scenario.resolved import Scenario
from sim.state import (
    ABSENT,
    NEVER,
    NOBODY,
    ON_THE_WAY,
    ORDERED,
    PLANNED,
    Appeal,
    Cause,
    DwellingPhase,
    Event,
    Happening,
    Level,
    Outcome,
    Phase,
    TenancyEnd,
    VacancyCause,
    WorkKind,
    World,
)
from tests.theory import naive

#: Rounding of sums of days over a few years.
NEAR = {"rel": 1e-9, "abs": 1e-6}


def tables(world: World):
    """The rows in use of the tables that grow."""
    clock = world.clock[0]
    return (
        world.episodes[: clock.episodes],
        world.applications[: clock.applications],
        world.tenancies[: clock.tenancies],
        world.vacancies[: clock.vacancies],
    )


def planned(world: World) -> Counter:
    """How often each (event, subject) and (event, subject, stamp) lies on the agenda."""
    rows = agenda.waiting(world)
    found: Counter = Counter()
    for event, subject, stamp in zip(
        rows.event.tolist(), rows.subject.tolist(), rows.stamp.tolist(), strict=True
    ):
        found[event, subject] += 1
        found[event, subject, stamp] += 1
    return found


def chain(first: int, following: np.ndarray) -> list[int]:
    """The members of a linked list, in order."""
    members = []
    while first != NOBODY:
        members.append(int(first))
        first = following[first]
        assert len(members) <= len(following), "a list that runs in a circle"
    return members


def waiting_for_places(world: World, unit: int) -> np.record:
    """The line for places in follow-up at a unit."""
    return world.lines[len(waiting_lists(world)) + unit]


def queues(world: World) -> dict[int, list[int]]:
    """The items waiting at each desk, by following the lists."""
    settings = world.settings[0]
    waiting = defaultdict(list)
    for line in range(len(world.queue_first)):
        owner = line // settings.classes
        desk = owner if owner < settings.desks else world.caseworkers.desk[owner - settings.desks]
        items = chain(world.queue_first[line], world.work.next)
        assert world.queue_last[line] == (items[-1] if items else NOBODY)
        assert all(world.work.queue[item] == line for item in items)
        waiting[int(desk)] += items
    return waiting


def check(world: World, limits_are_cut: bool = False, dwelling_budget: float | None = None) -> None:
    """Everything below but what takes an event log.

    ``limits_are_cut``: rooms and grants may have become fewer on the way; who is in stays in.
    ``dwelling_budget``: the largest there has been on the way (:func:`largest_dwelling_budget`).
    """
    check_levels(world)
    check_homes(world)
    check_households(world)
    check_the_gone(world)
    check_applications(world)
    check_lines(world)
    check_dwellings(world)
    check_people(world)
    check_follow_up(world)
    check_meetings(world)
    check_coordination(world)
    check_limits(world, limits_are_cut)
    check_times(world)
    check_counts(world)
    check_days(world)
    check_places(world)
    check_strategy(world, dwelling_budget)


def reorganised(world: World) -> bool:
    """Whether the organisation is not the one there was at first."""
    moved = world.settings[0].moving_hours > 0.0
    return bool(moved or np.any(world.caseworkers.since > 0.0))


def spells_of_follow_up(world: World) -> np.recarray:
    return world.follow_ups[: world.clock[0].follow_ups]


def arrived(world: World) -> np.ndarray:
    """The households there are by now: the tenants of day 0, and those who have come."""
    newcomers = world.arrivals[: world.clock[0].next_arrival]
    return np.concatenate([np.arange(first_dwellings(world)), newcomers])


def first_dwellings(world: World) -> int:
    """The dwellings there are on day 0, each with a tenant."""
    return len(world.dwellings) - len(world.orders)


def days_in_stock(world: World) -> float:
    """Days on which dwellings have been there until now, those that came later among them."""
    now = world.clock[0].now
    ordered = ordered_so_far(world)
    return first_dwellings(world) * now + np.sum(np.maximum(0.0, now - ordered.comes))


def ordered_so_far(world: World) -> np.recarray:
    return world.orders[: world.strategy[0].orders] if len(world.strategy) else world.orders


def lacks(world: World, household: int, need: Need) -> bool:
    """Whether a household has a need that is not met."""
    person = world.households[household]
    return bool((person.needs & ~person.met) >> need & 1)


def hundredths(places: np.ndarray) -> np.ndarray:
    """Places in follow-up as their level counts them."""
    return np.floor(100.0 * places + 0.5)


def without_holder(world: World) -> np.ndarray:
    """Which posts stand empty, whether somebody stands in or not."""
    people = world.caseworkers
    return (people.work_item == ABSENT) | (people.stand_in == 1)


def check_levels(world: World) -> None:
    """Each level is the number of those in its state, its integral the sum of their days."""
    now = world.clock[0].now
    episodes, applications, tenancies, vacancies = tables(world)
    spells = spells_of_follow_up(world)
    rows = world.levels
    area = rows.area + rows.value * (now - rows.since)
    people = world.households[arrived(world)]
    running = np.isinf(tenancies.end)
    municipal = tenancies.tenure == Tenure.MUNICIPAL
    phase = world.dwellings.phase
    let, sold = phase == DwellingPhase.LET, phase == DwellingPhase.SOLD
    tenants = world.households[tenancies.household[running & municipal]]
    needing = (tenants.needs >> Need.FOLLOW_UP & 1) == 1
    awaiting_place = applications.phase == Phase.AWAITING_PLACE
    for_room = applications.task == Task.TEMPORARY_HOUSING
    in_line = applications.line != NOBODY
    before_meeting = (applications.phase == Phase.AWAITING_MEETING) & in_line
    contested = (applications.phase == Phase.CONTESTED) & in_line
    counted = {
        Level.WAITING: np.sum(episodes.outcome == Outcome.OPEN),
        Level.LISTED: np.sum(applications.phase == Phase.LISTED),
        Level.HOMELESS: np.sum(people.tenure == Tenure.NONE),
        Level.TEMPORARY: np.sum(people.tenure == Tenure.TEMPORARY),
        Level.LET: np.sum(let),
        Level.VACANT: np.sum(~let & (phase < DwellingPhase.SOLD)),
        Level.MUNICIPAL_TENANTS: np.sum(running & municipal),
        Level.PRIVATE_TENANTS: np.sum(running & ~municipal),
        Level.OUT_OF_SERVICE: np.sum(phase == DwellingPhase.OUT_OF_SERVICE),
        Level.IN_FOLLOW_UP: np.sum(np.isinf(spells.end)),
        Level.AWAITING_FOLLOW_UP: np.sum(awaiting_place & ~for_room),
        Level.AWAITING_MEETING: np.sum(before_meeting),
        Level.AWAITING_SETTLEMENT: np.sum(contested),
        Level.WITH_OTHERS: np.sum(with_others_meanwhile(world)),
        Level.TENANTS_NEEDING_FOLLOW_UP: np.sum(needing),
        Level.TENANTS_IN_FOLLOW_UP: np.sum(needing & (tenants.follow_up != NOBODY)),
        Level.AWAITING_ROOM: np.sum(awaiting_place & for_room),
        Level.SOLD: np.sum(sold),
        Level.ALLOWANCE: np.sum(np.floor(people.allowance + 0.5)),
        Level.ALLOWANCE_RECIPIENTS: np.sum(people.allowance > 0.0),
        Level.EMPTY_POSTS: np.sum(hundredths(world.caseworkers.post[without_holder(world)])),
        Level.PLACES_TAKEN: np.sum(hundredths(spells.weight[np.isinf(spells.end)])),
    }
    assert {level: int(rows.value[level]) for level in Level} == counted

    def days(begin, end):
        return np.sum(np.minimum(end, now) - np.minimum(np.maximum(begin, 0.0), now))

    vacant = days(vacancies.move_out, vacancies.contract_at)
    away = days_sold(tenancies, vacancies, now)
    long = [VacancyCause.OUT_OF_SERVICE, VacancyCause.REPLACEMENT]
    going_on = np.isin(vacancies.cause, long) & np.isinf(vacancies.contract_at)
    of = {
        Level.WAITING: days(episodes.need_at, episodes.ended_at),
        Level.VACANT: vacant,
        Level.SOLD: away,
        Level.LET: days_in_stock(world) - vacant - away,
        Level.MUNICIPAL_TENANTS: days(tenancies.start[municipal], tenancies.end[municipal]),
        Level.PRIVATE_TENANTS: days(tenancies.start[~municipal], tenancies.end[~municipal]),
        Level.OUT_OF_SERVICE: world.vacancy_days[: len(vacancies), long].sum()
        + np.sum(now - vacancies.since[going_on]),
        Level.IN_FOLLOW_UP: days(spells.start, spells.end),
        Level.TENANTS_IN_FOLLOW_UP: days_followed_up(tenancies[municipal], spells, now),
    }
    for level, expected in of.items():
        assert area[level] == pytest.approx(expected, **NEAR), level


def with_others_meanwhile(world: World) -> np.ndarray:
    """Which of the episodes are open ones of a home seeker who stays with others."""
    episodes = tables(world)[0]
    seeking = (episodes.outcome == Outcome.OPEN) & (episodes.needs >> Need.DWELLING & 1 == 1)
    return np.asarray(seeking & (world.households.tenure[episodes.household] == Tenure.WITH_OTHERS))


def days_followed_up(leases: np.recarray, spells: np.recarray, now: float) -> float:
    """Days on which tenancies and follow-up of the same household overlap, summed."""
    total = 0.0
    for lease in leases:
        of_tenant = spells[spells.household == lease.household]
        begin = np.maximum(of_tenant.start, max(lease.start, 0.0))
        end = np.minimum(of_tenant.end, min(lease.end, now))
        total += np.sum(np.maximum(end - begin, 0.0))
    return total


def days_sold(tenancies: np.recarray, vacancies: np.recarray, now: float) -> float:
    """Days between the sale of a flat to its tenant and the purchase of another, summed."""
    total = 0.0
    for lease in tenancies[tenancies.reason == TenancyEnd.BOUGHT_THE_FLAT]:
        bought = vacancies.move_out[
            (vacancies.dwelling == lease.dwelling) & (vacancies.move_out >= lease.end)
        ]
        total += min([*bought.tolist(), now]) - lease.end
    return total


def check_households(world: World) -> None:
    """Nobody is forgotten: each open application waits for something that will come."""
    episodes, applications, _, _ = tables(world)
    events = planned(world)
    about = {(key[0], key[2]) for key in events if len(key) == 3}
    opened = applications.phase < Phase.GRANTED
    of_household = defaultdict(list)
    of_episode: Counter = Counter()
    for number in np.flatnonzero(opened).tolist():
        row = applications[number]
        of_household[int(row.household)].append(number)
        of_episode[int(row.episode)] += 1
        phase = row.phase
        item = row.work_item
        if phase == Phase.HAND_OVER:
            asked = events[Event.PLACE_ASKED, number]
            assert events[Event.CASE_RECEIVED, number, int(row.sends)] + asked == 1
        elif phase in (Phase.QUEUED, Phase.AT_WRONG_UNIT, Phase.IN_WORK):
            assert world.work.application[item] == number
            if phase != Phase.AT_WRONG_UNIT:
                assert world.work.in_hand[item] == (phase == Phase.IN_WORK)
        elif phase == Phase.CONTESTED:
            this = number, int(row.sends)
            above = events[(Event.KEY_PERSON_SETTLES, *this)]
            due = events[(Event.CONTEST_SETTLED, *this)] + above
            assert due == 1 or (due == 2 and row.line == NOBODY), "spoken of, and due above later"
        elif phase == Phase.OFFERED:
            assert (Event.OFFER_ANSWERED, number) in about
        elif phase == Phase.MOVING_IN:
            assert (Event.MOVE_IN, number) in about
        elif phase == Phase.SEARCHING:
            assert events[Event.SEARCH_ENDS, number] == 1
        elif phase in (Phase.AWAITING_MEETING, Phase.AWAITING_APPROVAL):
            due = events[Event.DECISION_DUE, number]
            assert due + (row.line != NOBODY) == 1
            assert phase == Phase.AWAITING_MEETING or due
        elif phase == Phase.IN_APPEAL:
            assert row.appealed == Appeal.MADE
            assert events[Event.APPEAL_DECIDED, number] == 1
        elif phase == Phase.ADAPTING:
            assert events[Event.HOME_ADAPTED, number] == 1
        elif phase == Phase.AWAITING_HOME:
            assert row.task == Task.PROVIDE_FOLLOW_UP
            assert lacks(world, household=row.household, need=Need.DWELLING)
        else:
            assert phase in (Phase.LISTED, Phase.AWAITING_PLACE)
            assert row.line != NOBODY
    for household in range(len(world.households)):
        first = world.households.first_application[household]
        linked = chain(first, applications.next_of_household)
        assert sorted(linked) == of_household[household]
    for number, row in enumerate(episodes):
        assert row.open_tracks == of_episode[number]
        if row.outcome == Outcome.OPEN:
            assert row.open_tracks > 0, "an open episode that nothing will end"
            assert world.households.episode[row.household] == number
    leading_home: Counter = Counter(
        applications.episode[opened & (applications.leads_home == 1)].tolist()
    )
    assert all(row.home_tracks == leading_home[n] for n, row in enumerate(episodes))


def check_homes(world: World) -> None:
    """Everybody lives in one place, and who rents has the one tenancy that runs."""
    _, _, tenancies, _ = tables(world)
    people = world.households
    running = np.flatnonzero(np.isinf(tenancies.end))
    of_household = dict(zip(tenancies.household[running].tolist(), running.tolist(), strict=True))
    assert len(of_household) == len(running), "two homes at once"
    held = {row: t for row, t in enumerate(people.tenancy.tolist()) if t != NOBODY}
    assert held == of_household
    here = arrived(world)
    assert np.isin(list(of_household), here).all()
    municipal = tenancies.tenure[running] == Tenure.MUNICIPAL
    tenants = set(tenancies.household[running[municipal]].tolist())
    private = set(tenancies.household[running[~municipal]].tolist())
    assert {row for row in here.tolist() if people.tenure[row] == Tenure.MUNICIPAL} == tenants
    assert all(people.tenure[row] == Tenure.PRIVATE_RENTAL for row in private)


def check_the_gone(world: World) -> None:
    """Who has left for an institution, or died, asks for nothing and gets nothing."""
    episodes, applications, _, _ = tables(world)
    people = world.households
    gone = people.tenure == Tenure.INSTITUTION
    assert np.all(people.first_application[gone] == NOBODY)
    assert np.all(people.follow_up[gone] == NOBODY)
    assert np.all(people.allowance[gone] == 0.0)
    latest = people.episode[gone]
    assert np.all(episodes.outcome[latest[latest != NOBODY]] != Outcome.OPEN)
    assert not np.any(gone[applications.household[applications.phase < Phase.GRANTED]])


def check_applications(world: World) -> None:
    """Closed or not, and never both; who is closed stands nowhere."""
    _, applications, _, _ = tables(world)
    closed = applications.phase >= Phase.GRANTED
    assert np.all(np.isfinite(applications.closed) == closed)
    assert np.all(applications.line[closed] == NOBODY)
    assert np.all(applications.since[closed] == applications.closed[closed])
    withdrawn = closed & (applications.work_item != NOBODY)  # in hand still, in vain
    assert np.all(applications.phase[withdrawn] == Phase.WITHDRAWN)
    assert np.all(world.work.in_hand[applications.work_item[withdrawn]] == 1)


def check_days(world: World) -> None:
    """The days of every application are those since the need arose, cause by cause."""
    episodes, applications, _, _ = tables(world)
    mine = applications.episode != NOBODY
    days = world.application_days[: len(applications)].sum(axis=1)[mine]
    passed = applications.since[mine] - episodes.need_at[applications.episode[mine]]
    np.testing.assert_allclose(days, passed, atol=1e-6)


def kinds_of_lines(world: World) -> list[tuple[Level, Phase, Task | None]]:
    """What each line is for: the level that follows it, and who stands in it (None: any task)."""
    units = len(world.units)
    return [
        *[(Level.LISTED, Phase.LISTED, Task.ALLOCATE_DWELLINGS)] * len(waiting_lists(world)),
        *[(Level.AWAITING_FOLLOW_UP, Phase.AWAITING_PLACE, Task.PROVIDE_FOLLOW_UP)] * units,
        *[(Level.AWAITING_MEETING, Phase.AWAITING_MEETING, Task.ALLOCATE_DWELLINGS)]
        * len(world.bodies),
        *[(Level.AWAITING_SETTLEMENT, Phase.CONTESTED, None)] * len(world.bodies),
        (Level.AWAITING_ROOM, Phase.AWAITING_PLACE, Task.TEMPORARY_HOUSING),
    ]


class Listed(NamedTuple):
    """Whom a line of a waiting list is for."""

    ground: int
    unit: int
    rooms: int
    accessible: int
    group: int


def waiting_lists(world: World) -> list[Listed]:
    """The lines of waiting lists, in order: one for every kind of home that can be sought."""
    rooms = range(int(world.settings[0].largest_rooms) + 1)
    grounds, units = range(len((Ground.MUST, Ground.WISH))), range(len(world.units))
    return [Listed(*of) for of in product(grounds, units, rooms, range(2), range(len(Group)))]


def check_list(world: World, members: list[int], of: Listed) -> None:
    """Who waits for a dwelling stands with those who seek its like, by when they came."""
    applications = world.applications[members]
    people = world.households[applications.household]
    assert np.all(applications.judged_ground == of.ground)
    assert np.all(applications.unit == of.unit)
    assert np.all(np.minimum(people.persons, world.settings[0].largest_rooms) == of.rooms)
    assert np.all(people.accessible == of.accessible)
    assert np.all(people.group == of.group)
    came = list(zip(applications.arrived.tolist(), members, strict=True))
    assert came == sorted(came)


def check_contested(world: World, members: list[int], body: int) -> None:
    """What two members of a committee are to speak of is contested between these two."""
    applications = tables(world)[1]
    sits = world.bodies.members[body]
    for application in members:
        row = applications[application]
        assert sits >> row.from_unit & sits >> row.unit & 1


def check_lines(world: World) -> None:
    """Lines, ready dwellings and queues are as long as they say, and in order."""
    _, applications, _, _ = tables(world)
    kinds, lists = kinds_of_lines(world), waiting_lists(world)
    assert len(world.lines) == len(kinds)
    standing: list[int] = []
    for number, (line, (level, phase, task)) in enumerate(zip(world.lines, kinds, strict=True)):
        members = chain(line.first, world.in_line.next)
        assert line.level == level
        assert len(members) == line.length
        assert line.last == (members[-1] if members else NOBODY)
        assert world.in_line.previous[members].tolist() == [NOBODY, *members][: len(members)]
        assert all(applications.line[members] == number)
        assert all(applications.phase[members] == phase)
        assert task is None or all(applications.task[members] == task)
        standing += members
        if level == Level.AWAITING_SETTLEMENT:
            check_contested(world, members, number - len(kinds) + 1 + len(world.bodies))
        if level == Level.LISTED:
            check_list(world, members, lists[number])
    assert set(np.flatnonzero(applications.phase == Phase.LISTED)) <= set(standing)
    assert sorted(standing) == np.flatnonzero(applications.line != NOBODY).tolist()
    ready = [
        dwelling
        for unit in world.units
        for dwelling in chain(unit.first_ready, world.dwellings.next)
    ]
    assert all(world.dwellings.phase[ready] == DwellingPhase.READY)
    waiting = queues(world)
    for desk in range(len(world.desks)):
        items = waiting[desk]
        assert len(items) == world.desks.queued[desk]
        assert all(world.work.in_hand[items] == 0)
        assert all(world.work.desk[items] == desk)
    # Rows of the work table are waiting, in hand or free, and never two of these.
    used = [item for items in waiting.values() for item in items]
    in_hand = at_work(world)
    free = chain(world.clock[0].free_item, world.work.next)
    assert sorted(used + in_hand + free) == list(range(world.clock[0].work_items))


def at_work(world: World) -> list[int]:
    """The items that people have in hand (who writes letters has none any more)."""
    events = planned(world)
    people = enumerate(world.caseworkers.work_item.tolist())
    return [item for worker, item in people if events[Event.WORK_DONE, worker]]


def lying(world: World, kind: WorkKind) -> list[int]:
    """The items of one kind, in queues and in hand."""
    items = [item for line in queues(world).values() for item in line] + at_work(world)
    return [item for item in items if world.work.kind[item] == kind]


def check_coordination(world: World) -> None:
    """Who has no cases to do it after does what is owed as work of its own, within the hours."""
    desks = world.desks
    of_unit = world.units.desk
    without = np.flatnonzero((world.units.works_on_cases == 0) & (desks.workers[of_unit] > 0))
    assert np.all(desks.owed_hours[of_unit[without]] == 0.0), "owed until a stray case comes"
    items = lying(world, WorkKind.COORDINATE)
    assert np.all(world.work.application[items] == NOBODY)
    assert np.all(world.work.hours[items] > 0.0)
    # An item that was begun before a reorganisation may be done where there are cases now.
    in_line = [item for line in queues(world).values() for item in line if item in items]
    there = of_unit[without]
    if reorganised(world):  # and where leases are reviewed again, since that is in writing anew
        there = np.union1d(there, of_unit[np.unique(world.holder[Task.REVIEW_LEASES])])
    assert np.isin(world.work.desk[in_line], there).all()
    if not reorganised(world):
        people, now = world.caseworkers, world.clock[0].now
        days = np.full(len(people), now)
        for row in agenda.waiting(world):
            if row.event == Event.WRAPPED_UP:  # letters count when somebody begins to write
                days[row.subject] += row.time - now
        possible = np.bincount(people.desk, people.speed * days, minlength=len(desks))
        done = desks.hours[of_unit[without]]
        assert np.all(done <= possible[of_unit[without]] + 1e-6), "more hours than there are"


def check_dwellings(world: World) -> None:
    """Each dwelling is let to one running tenancy, or in one vacancy that goes on."""
    _, _, tenancies, vacancies = tables(world)
    events = planned(world)
    running = np.flatnonzero(np.isinf(tenancies.end) & (tenancies.tenure == Tenure.MUNICIPAL))
    tenant_of = {int(tenancies.dwelling[t]): int(t) for t in running}
    assert len(tenant_of) == len(running), "two tenancies in one dwelling"
    ready = [
        dwelling
        for unit in world.units
        for dwelling in chain(unit.first_ready, world.dwellings.next)
    ]
    busy = [item for items in queues(world).values() for item in items] + at_work(world)
    of_vacancies = [item for item in busy if world.work.kind[item] != WorkKind.REVIEW_LEASE]
    worked_on = set(world.work.dwelling[of_vacancies].tolist())
    for number, home in enumerate(world.dwellings):
        if home.phase == DwellingPhase.SOLD:
            assert number not in tenant_of
            assert home.ownership == Ownership.COOP_FLAT
            assert events[Event.FLAT_BOUGHT, number] == 1
            continue
        if home.phase in (DwellingPhase.NOT_THERE, DwellingPhase.ORDERED):
            assert number not in tenant_of
            assert home.vacancy == home.tenancy == NOBODY
            on_the_way = home.phase == DwellingPhase.ORDERED
            assert events[Event.DWELLING_COMES, number] == on_the_way
            continue
        if home.phase == DwellingPhase.LET:
            assert home.tenancy == tenant_of[number]
            assert world.households.tenancy[tenancies.household[home.tenancy]] == home.tenancy
            if tenancies.notice_at[home.tenancy] < np.inf:
                assert events[Event.MOVE_OUT, int(home.tenancy)] == 1
            continue
        assert number not in tenant_of
        assert np.isinf(vacancies.contract_at[home.vacancy])
        coming = (
            Event.VACANCY_TOLD,
            Event.VACANCY_PASSED_ON,
            Event.READY_TOLD,
            Event.OFFER_ANSWERED,
            Event.MOVE_IN,
            Event.BACK_IN_SERVICE,
            Event.FOUNDATION_READY,
            Event.CONVERTED,
        )
        goes_on = [event.name for event in coming if events[event, number]]
        goes_on += ["work"] * (number in worked_on) + ["ready"] * (number in ready)
        goes_on += ["meeting"] * int(home.before_meeting)
        assert len(goes_on) == 1, (number, home, goes_on)


def check_people(world: World) -> None:
    """Everybody has one thing in hand or none, and who has none is counted as idle."""
    events = planned(world)
    idle: Counter = Counter()
    for number, person in enumerate(world.caseworkers):
        doing = events[Event.WORK_DONE, number] + events[Event.WRAPPED_UP, number]
        assert doing == (person.work_item >= 0)
        idle[int(person.desk)] += person.work_item == NOBODY
    check_posts(world, events)
    check_what_people_know(world)
    in_hand = at_work(world)
    assert len(in_hand) == len(set(in_hand))
    assert all(world.work.in_hand[in_hand] == 1)
    for number, desk in enumerate(world.desks):
        assert desk.idle == idle[number]
        assert desk.idle == 0 or world.settings[0].personal_cases or desk.queued == 0


def check_posts(world: World, events: Counter) -> None:
    """A post is held or empty; whoever leaves a post does so once, and is followed by another."""
    people, desks = world.caseworkers, world.desks
    changing = (world.settings[0].people_live == 1) & (desks.crew[people.desk] == 0)
    empty = without_holder(world)
    assert not np.any(empty & ~changing)
    assert not np.any((people.stand_in == 1) & (people.work_item == ABSENT))
    assert not np.any((people.stand_in == 1) & (people.leaving == 1)), "left already"
    assert not np.any((people.leaving == 1) & (people.work_item < 0)), "gone, and still there"
    turnover = world.parameters[0].caseworkers_turnover > 0.0
    begun = world.clock[0].opened == 1
    for number in range(len(people)):
        hired = events[Event.PERSON_HIRED, number]
        going = events[Event.PERSON_LEAVES, number] + people.leaving[number]
        assert hired == empty[number]
        # Where nobody leaves, a post is empty only if a reorganisation has emptied it.
        assert turnover or reorganised(world) or not empty[number]
        changes = changing[number] and (turnover or empty[number])
        assert hired + going == (changes and begun)
    for number, desk in enumerate(desks):
        mine = people.work_item[people.desk == number]
        in_work = int(np.sum(mine >= 0))
        assert desk.idle + in_work + np.sum(mine == ABSENT) == desk.workers == len(mine)
    everybody = np.arange(len(people))
    together = desks.first_worker[people.desk], desks.workers[people.desk]
    assert np.all((everybody >= together[0]) & (everybody < together[0] + together[1]))


def check_what_people_know(world: World) -> None:
    """Shares are shares; nobody has a number of somebody who has left, or never was there."""
    people, units = world.caseworkers, len(world.units)
    known = (world.knowledge, world.who_does_what, world.contact, world.skills, world.acquaintance)
    for shares in known:
        assert np.all((shares >= 0.0) & (shares <= 1.0 + 1e-12))
    assert np.all(np.diag(world.who_does_what) == 1.0)
    if world.settings[0].people_live == 0:
        assert not len(world.skills) + len(world.acquaintance) + len(world.contacts)
        return
    assert np.all(world.acquaintance[np.arange(len(people)), people.unit] == 1.0)
    for other in range(units):
        rung = world.contacts[:, other]
        has = rung != NOBODY
        assert not np.any(has & (people.unit == other)), "a number to ring in one's own unit"
        assert np.all(people.unit[rung[has]] == other)
        assert np.all(people.work_item[rung[has]] != ABSENT), "a number of somebody who has left"
        assert np.all(world.desks.crew[people.desk[rung[has]]] == 0)


def check_follow_up(world: World) -> None:
    """Everybody has at most one place, and no provider gives more than it has."""
    spells = spells_of_follow_up(world)
    running = np.flatnonzero(np.isinf(spells.end))
    people = world.households
    assert people.follow_up[spells.household[running]].tolist() == running.tolist()
    assert np.sum(people.follow_up != NOBODY) == len(running)
    taken = np.bincount(
        spells.unit[running], weights=spells.weight[running], minlength=len(world.units)
    )
    np.testing.assert_allclose(world.units.places_taken, taken, atol=1e-9)
    # Whoever has nobody to follow up takes one in any case.
    one = np.bincount(spells.unit[running], minlength=len(world.units)) == 1
    # After a reorganisation nobody loses a place, however few the new provider has; and whose need
    # grows has what it takes more at once.
    more = np.where(spells.grew[running] == 1, spells.weight[running] - 1.0, 0.0)
    given = taken - np.bincount(spells.unit[running], weights=more, minlength=len(world.units))
    assert reorganised(world) or np.all(one | (given <= world.units.places + 1e-9))
    intensive = people.follow_up_level[spells.household[running]] == 2
    weight = np.where(intensive, world.parameters[0].follow_up_intensive_weight, 1.0)
    assert spells.weight[running].tolist() == weight.tolist()
    events = planned(world)
    assert all(events[Event.NEED_STEPS_DOWN, number] == 1 for number in running.tolist())


def check_places(world: World) -> None:
    """Nobody waits for a place in follow-up that is free."""
    people = world.households
    for unit, provider in enumerate(world.units):
        first = waiting_for_places(world, unit).first
        if first != NOBODY:
            person = people[world.applications.household[first]]
            intensive = person.follow_up_level == 2
            weight = world.parameters[0].follow_up_intensive_weight if intensive else 1.0
            assert provider.places_taken > 0.0, "nobody in follow-up, and somebody waiting"
            assert provider.places_taken + weight > provider.places, "a place for who waits"


def check_meetings(world: World) -> None:
    """A meeting that has been called has its members on the way; all have a next one."""
    events = planned(world)
    items = [item for line in queues(world).values() for item in line] + at_work(world)
    kinds, bodies = world.work.kind[items], world.work.tenancy[items]
    for number, body in enumerate(world.bodies):
        assert events[Event.MEETING_CALLED, number] == 1
        assert np.sum((kinds == WorkKind.MEETING) & (bodies == number)) == body.missing
        assert world.clock[0].now <= body.next_meeting <= world.clock[0].now + body.every
    held = world.clock[0].meetings
    assert held >= world.bodies.meetings.sum()
    assert reorganised(world) or held == world.bodies.meetings.sum()
    check_dwellings_before_meetings(world)


def check_dwellings_before_meetings(world: World) -> None:
    """A ready dwelling waits for any meeting of its allocator's about it, and is counted there."""
    homes, groups = world.dwellings, world.groups
    waiting = np.flatnonzero(homes.before_meeting == 1)
    assert np.all(homes.phase[waiting] == DwellingPhase.READY)
    causes = tables(world)[3].cause[homes.vacancy[waiting]]
    assert np.all(causes == VacancyCause.MEETING)
    found = np.zeros(len(homes), dtype=np.bool_)
    for body in world.bodies:
        about = groups[(body.groups >> np.arange(len(groups)) & 1 == 1) & (groups.categories > 0)]
        mine = np.isin(homes.category, about.first_category) & (homes.allocator == body.led_by)
        assert np.sum(mine[waiting]) == body.dwellings
        found |= mine
    assert found[waiting].all()


def largest_dwelling_budget(scenario: Scenario) -> float:
    """NOK per year for new dwellings, where that is most in the course of the scenario."""
    return max(stage.scenario.municipality.dwelling_budget for stage in changes.stages(scenario))


def check_strategy(world: World, dwelling_budget: float | None = None) -> None:
    """Anchoring is a share; no krone is spent twice; what was ordered has come or is on the way."""
    if not len(world.strategy):
        rows = (world.register, world.wanted, world.orders, world.strategy_marks)
        assert not any(table.size for table in rows)
        return
    row, now = world.strategy[0], world.clock[0].now
    begun = world.clock[0].opened == 1
    assert 0.0 <= row.anchoring <= 1.0
    assert 0.0 <= row.area <= row.since <= now
    assert 0 <= row.followed <= row.occasions
    orders, entries = ordered_so_far(world), world.register[: row.plans]
    years = max(0.0, np.floor((now - world.settings[0].observe_from) / 365.0 + 1e-9) + 1.0)
    assert row.money >= 0.0
    spent = orders.price.sum() + row.money
    largest = row.budget if dwelling_budget is None else dwelling_budget
    assert spent <= largest * years * (1.0 + 1e-9)
    assert np.all(orders.ordered >= world.settings[0].observe_from)
    assert np.all(np.diff(orders.ordered) >= 0.0)
    assert np.all(np.diff(entries.time) >= 0.0)
    assert np.all(entries.ordered <= entries.planned)
    assert entries.ordered.sum() == len(orders)
    homes = world.dwellings[row.first_new : row.first_new + row.orders]
    assert np.all((homes.phase == DwellingPhase.ORDERED) == (orders.comes > now))
    behind = world.dwellings.phase[row.first_new + row.orders :]
    assert np.all(behind == DwellingPhase.NOT_THERE)
    coming = np.bincount(
        homes.category[homes.phase == DwellingPhase.ORDERED], minlength=len(world.wanted)
    )
    assert np.array_equal(world.wanted[:, ON_THE_WAY], coming)
    assert np.all(world.wanted[:, ORDERED] <= world.wanted[:, PLANNED])
    events = planned(world)
    for event, subject, every in (
        (Event.GROUP_MEETS, 0, row.project_every),
        (Event.GROUP_MEETS, 1, row.steering_every),
        (Event.PLAN_DUE, 0, row.plan_every),
        (Event.LISTS_LOOKED_AT, 0, row.looks_every),
    ):
        due = begun and row.active == 1 and np.isfinite(every)
        assert sum(events_of_version(world, event, subject)) == due
    # What of an earlier organisation is on the agenda comes to nothing when it is due.
    assert events[Event.MONEY_GRANTED, 0] <= 1 + row.version


def events_of_version(world: World, event: Event, subject: int) -> np.ndarray:
    """Which of the events on the agenda are about the strategy that is pursued now."""
    rows = agenda.waiting(world)
    mine = (rows.event == event) & (rows.subject == subject)
    return mine & (rows.stamp == world.strategy[0].version)


def check_limits(world: World, limits_are_cut: bool) -> None:
    """No more rooms than there are, and no more grants than the budget of the year."""
    settings, clock = world.settings[0], world.clock[0]
    assert limits_are_cut or clock.granted_this_year <= settings.grant_budget
    _, applications, tenancies, _ = tables(world)
    waiting = np.any(
        (applications.phase == Phase.AWAITING_PLACE) & (applications.task == Task.TEMPORARY_HOUSING)
    )
    check_grants(world)
    taken = world.levels.value[Level.TEMPORARY]
    assert limits_are_cut or taken <= np.ceil(settings.temporary_places)
    assert not waiting or taken >= settings.temporary_places, "a room free and somebody waiting"
    sold = tenancies[tenancies.reason == TenancyEnd.BOUGHT_THE_FLAT]
    assert np.all(world.dwellings.ownership[sold.dwelling] == Ownership.COOP_FLAT)
    assert not len(sold) or settings.tenants_may_buy == 1 or reorganised(world)


def check_grants(world: World) -> None:
    """No more promised in a year than its budget; each promise is for a loan under way, or used."""
    clock, people = world.clock[0], world.households
    _, applications, _, _ = tables(world)
    promised = people.grant > 0.0
    this_year = promised & (people.grant_year == clock.grant_year)
    assert people.grant[this_year].sum() <= clock.granted_this_year + 1e-6
    assert np.all(people.grant_year[promised] <= clock.grant_year)
    loans = applications[applications.task == Task.START_LOAN]
    under_way = np.isin(np.arange(len(people)), loans.household[loans.phase < Phase.GRANTED])
    led_home = np.isin(np.arange(len(people)), loans.household[loans.phase == Phase.GRANTED])
    assert np.all(under_way[promised] | led_home[promised]), "a promise that nobody uses"


def check_times(world: World) -> None:
    """Nothing happens before what led to it."""
    now = world.clock[0].now
    episodes, applications, tenancies, vacancies = tables(world)
    waiting = agenda.waiting(world)
    assert np.all(waiting.time >= now)
    ended = episodes.outcome != Outcome.OPEN
    assert np.all((episodes.ended_at <= now) == ended)
    for after in ("assessed_at", "decided_at", "home_at", "ended_at", "all_met_at"):
        assert np.all(episodes[after] >= episodes.need_at), after
    check_applied(world)
    assert np.all(applications.decided >= applications.arrived)
    assert np.all(applications.closed >= applications.created)
    assert np.all(tenancies.end >= tenancies.start)
    assert np.all(vacancies.move_out >= vacancies.notice_at)
    assert np.all(vacancies.ready_at >= vacancies.move_out)
    assert np.all(vacancies.contract_at >= vacancies.ready_at)
    spells = spells_of_follow_up(world)
    assert np.all(spells.end >= spells.start)
    assert np.all(np.diff(spells.start) >= 0.0)
    marks = world.marks[: world.clock[0].marks]
    assert np.all(np.diff(marks[:, 0]) > 1e-3)
    assert np.all(np.diff(marks, axis=0) >= -1e-6)
    times = logbook.rows(world).time
    assert np.all(np.diff(times) >= 0.0)


def check_applied(world: World) -> None:
    """An episode's application for a municipal dwelling is the first there is in it; approval
    comes after that, and neither after the end of the episode but where cases go on by chance."""
    episodes, applications, _, _ = tables(world)
    assert np.all(episodes.applied_at >= episodes.need_at)
    if world.follow_on.any():
        return
    first = np.full(len(episodes), NEVER)
    asked = (applications.task == Task.ALLOCATE_DWELLINGS) & (applications.episode != NOBODY)
    np.minimum.at(first, applications.episode[asked], applications.created[asked])
    assert np.array_equal(episodes.applied_at, first)
    assert np.all(episodes.approved_at >= first)
    applied, approved = np.isfinite(first), np.isfinite(episodes.approved_at)
    assert np.all(first[applied] <= episodes.ended_at[applied])
    assert np.all(episodes.approved_at[approved] <= episodes.ended_at[approved])


def check_counts(world: World) -> None:
    """Days by cause add up to the way; a bounce needs a referral."""
    episodes, applications, _, _ = tables(world)
    days = world.application_days[: len(applications)]
    assert np.all(days >= -1e-9)
    known = (episodes.outcome != Outcome.OPEN) & (episodes.critical >= 0)
    way = episodes.ended_at[known] - episodes.need_at[known]
    np.testing.assert_allclose(days[episodes.critical[known]].sum(axis=1), way, atol=1e-6)
    assert np.all(episodes.bounces <= episodes.referrals)
    assert np.all(applications.bounces <= applications.sends)
    assert np.all(episodes.loops <= episodes.referrals)
    check_vacancies(world)
    settled = (applications.appealed == Appeal.WON) | (applications.appealed == Appeal.LOST)
    assert not np.any(settled & (applications.phase == Phase.IN_APPEAL))
    # Hours on hand-overs are somebody's hours; what is left over is upkeep, or about leases, or
    # spent at meetings (of groups of a strategy too) and on appeals.
    spent = world.desks.coordination_hours.sum() + world.desks.owed_hours.sum()
    spent += world.work.hours[lying(world, WorkKind.COORDINATE)].sum()
    if not reorganised(world):
        kept_up = world.units.upkeep_hours[world.desks.workers[world.units.desk] > 0].sum()
        waiting = agenda.waiting(world)
        (next_month,) = waiting.time[waiting.event == Event.UPKEEP_DUE]
        spent -= kept_up * (round(next_month / MONTH) - 1)
    assert episodes.coordination_hours.sum() <= spent + 1e-6
    appeals = np.any(applications.appealed != Appeal.NONE)
    # Before a reorganisation there may have been leases to review and meetings.
    meetings = len(world.bodies) or len(world.strategy)
    if not (world.settings[0].lease_review or appeals or meetings or reorganised(world)):
        assert episodes.coordination_hours.sum() == pytest.approx(spent, **NEAR)
    levels = world.levels
    now = world.clock[0].now
    nights = levels.area + levels.value * (now - levels.since)
    assert episodes.homeless_nights.sum() <= nights[Level.HOMELESS] + 1e-6
    assert episodes.temporary_nights.sum() <= nights[Level.TEMPORARY] + 1e-6


def check_luck(world: World) -> None:
    """No two applications of a household have the same key: luck they share would be no luck.

    Not where cases go on by chance (``follow_on``), to a task that may have been there before.
    """
    applications = tables(world)[1]
    keys = list(zip(applications.household.tolist(), applications.key.tolist(), strict=True))
    assert world.follow_on.any() or len(keys) == len(set(keys))


def check_vacancies(world: World) -> None:
    """Days by cause add up to the days without a tenant, of finished and running vacancies."""
    now = world.clock[0].now
    vacancies = tables(world)[3]
    days = world.vacancy_days[: len(vacancies)]
    assert np.all(days >= -1e-9)
    running = np.isinf(vacancies.contract_at)
    since = np.maximum(vacancies.since, vacancies.move_out)
    going_on = np.where(running, np.maximum(now - since, 0.0), 0.0)
    empty = np.minimum(vacancies.contract_at, now) - np.minimum(vacancies.move_out, now)
    np.testing.assert_allclose(days.sum(axis=1) + going_on, empty, atol=1e-6)


def check_the_log(world: World, scenario: Scenario) -> None:
    """What the event log says, gone through the slow way, is what the records say."""
    log = naive.log_of(world)
    check_queues(world, log)
    check_little(world, scenario, log)
    check_empty_posts(world, log)
    check_approvals(world, scenario, log)
    check_informed(world, scenario, log)
    check_causes(world, scenario, log)


def check_queues(world: World, log: list[naive.Row]) -> None:
    """At each desk the integral of the queue is the sum of the waits, finished or not."""
    now = world.clock[0].now
    stays = naive.queues(log)
    items = queues(world)
    for number, desk in enumerate(world.desks):
        mine = stays.get(naive.Desk(int(desk.unit), bool(desk.crew)), [])
        area = desk.queue_area + desk.queued * (now - desk.queue_since)
        assert sum(stay.end is None for stay in mine) == desk.queued
        assert sum(stay.served for stay in mine) == desk.taken
        assert area == pytest.approx(naive.integral(mine, np.array([now]))[0], **NEAR)
        own = desk.waited + np.sum(now - world.work.queued_at[items[number]])
        assert own == pytest.approx(area, **NEAR)


def check_letters(world: World, scenario: Scenario, log: list[naive.Row]) -> np.ndarray:
    """What busy time exceeds work is writing; the rest of it is half written, or owed yet.

    Where nobody has cases to write after, it is work: done, in hand or waiting.  Where nobody
    stands in, who is slower.  Returns the hours written, [desk].
    """
    people, desks, now = world.caseworkers, world.desks, world.clock[0].now
    busy, worked = busy_and_worked(world, log)
    written = np.zeros(len(desks))
    np.add.at(written, people.desk, people.speed * (busy - worked))
    for row in agenda.waiting(world):
        if row.event == Event.WRAPPED_UP:
            person = people[row.subject]
            written[person.desk] += person.speed * (row.time - now)
    written += desks.owed_hours + hours_on(world, log, WorkKind.COORDINATE)
    desk_of = {int(desk.unit): number for number, desk in enumerate(desks) if desk.crew == 0}
    least, most = np.zeros(len(desks)), np.zeros(len(desks))
    for letter in naive.letters(scenario, world, log):
        least[desk_of[letter.unit]] += 0.0 if letter.perhaps else letter.hours
        most[desk_of[letter.unit]] += letter.hours
    near = NEAR["abs"]
    assert np.all(written >= least - near), (written, least)
    assert np.all(written <= most + near), (written, most)
    return written


def busy_and_worked(world: World, log: list[naive.Row]) -> tuple[np.ndarray, np.ndarray]:
    """Days of each person: with something in hand by the records, at work by the log."""
    people, now = world.caseworkers, world.clock[0].now
    busy = people.busy_days + np.where(people.work_item >= 0, now - people.busy_since, 0.0)
    worked = np.zeros(len(people))
    for worker, stays in naive.work(log).items():
        worked[worker] = naive.integral(stays, np.array([now]))[0]
    return busy, worked


def hours_on(world: World, log: list[naive.Row], kind: WorkKind) -> np.ndarray:
    """Hours of one kind of work: worked by the log, in hand and waiting, [desk]."""
    left = lying(world, kind)
    hours = np.zeros(len(world.desks))
    np.add.at(hours, world.work.desk[left], world.work.hours[left])
    for row, begun in naive.ended(log):
        if row.detail == kind:
            person = world.caseworkers[row.caseworker]
            hours[person.desk] += person.speed * (row.time - begun)
    return hours


def check_hours_of_consulting(world: World, scenario: Scenario, log: list[naive.Row]) -> None:
    """Every meeting takes each of its members the same: where no committee decides on cases.

    Those of groups of a strategy are counted where they are called.
    """
    p = scenario.parameters
    hours = np.zeros(len(world.desks))
    for body, row in zip(scenario.organisation.bodies, world.bodies, strict=True):
        assert not body.groups
        met = row.meetings + (row.missing > 0)
        cases = min(p["meeting.cases_consulted"], float(body.most_cases))
        members = world.units.desk[list(body.members)]
        staffed = members[world.desks.workers[members] > 0]
        hours[staffed] += met * cases * p["meeting.hours_per_case"]
    found = hours_on(world, log, WorkKind.MEETING)
    called = world.strategy[0].hours if len(world.strategy) else 0.0
    assert found.sum() == pytest.approx(hours.sum() + called, **NEAR)
    assert called > 0.0 or found == pytest.approx(hours, **NEAR)


def check_little(world: World, scenario: Scenario, log: list[naive.Row]) -> None:
    """Each level's integral is the sum of the stays of those in its state, by the log."""
    now = world.clock[0].now
    _, applications, _, _ = tables(world)
    homes = naive.tenancies(log)
    for_room = applications.task == Task.TEMPORARY_HOUSING
    rooms = applications[for_room & np.isfinite(applications.decided)]
    stays = {
        Level.WAITING: naive.together(naive.episodes(log)),
        Level.LISTED: naive.on_lists(log),
        Level.AWAITING_MEETING: naive.before_meetings(scenario, world, log),
        Level.AWAITING_ROOM: naive.stays(rooms.decided, rooms.closed),
        Level.LET: homes[Tenure.MUNICIPAL],
        Level.MUNICIPAL_TENANTS: homes[Tenure.MUNICIPAL],
        Level.PRIVATE_TENANTS: homes[Tenure.PRIVATE_RENTAL],
        Level.VACANT: naive.together(naive.vacant(log)),
        Level.OUT_OF_SERVICE: naive.together(naive.out_of_service(log)),
        Level.SOLD: naive.together(naive.sold(log)),
        Level.TEMPORARY: naive.in_temporary_housing(log),
    }
    levels = world.levels
    areas = levels.area + levels.value * (now - levels.since)
    for level, mine in stays.items():
        assert areas[level] == pytest.approx(naive.integral(mine, np.array([now]))[0], **NEAR), (
            level
        )
        assert levels.value[level] == sum(stay.end is None for stay in mine), level
    if not scenario.changes:  # else the length of needs may have changed
        places = naive.places(scenario, int(world.settings[0].seed), world, log)
        days = [naive.integral([place.stay], np.array([now]))[0] for place in places]
        taken = np.dot(days, hundredths(np.array([place.weight for place in places])))
        assert areas[Level.PLACES_TAKEN] == pytest.approx(taken, **NEAR)
    assert areas[Level.AWAITING_FOLLOW_UP] == pytest.approx(days_before_a_place(world), **NEAR)
    nights = nights_without_a_home(world)
    assert areas[Level.HOMELESS] == pytest.approx(nights[Tenure.NONE], **NEAR)
    assert areas[Level.TEMPORARY] == pytest.approx(nights[Tenure.TEMPORARY], **NEAR)


def check_empty_posts(world: World, log: list[naive.Row]) -> None:
    """Posts stand empty from when somebody leaves until somebody is hired."""
    now, level = world.clock[0].now, world.levels[Level.EMPTY_POSTS]
    stays = naive.empty_posts(log)
    size = hundredths(world.caseworkers.post)
    days = [size[post] * naive.integral(mine, np.array([now]))[0] for post, mine in stays.items()]
    assert level.area + level.value * (now - level.since) == pytest.approx(sum(days), **NEAR)
    now_empty = sorted(post for post, mine in stays.items() if mine[-1].end is None)
    assert now_empty == np.flatnonzero(without_holder(world)).tolist()


def check_approvals(world: World, scenario: Scenario, log: list[naive.Row]) -> None:
    """A superior is asked wherever something needs approval, and nowhere else."""
    asked = [(row.time, row.unit) for row in log if row.event is Happening.APPROVAL_BEGAN]
    assert sorted(asked) == sorted(naive.approvals(scenario, world, log))


def check_informed(world: World, scenario: Scenario, log: list[naive.Row]) -> None:
    """A sender is told what was decided wherever that is a duty, and nowhere else."""
    told = [
        (row.time, row.application, row.detail, row.unit)
        for row in log
        if row.event is Happening.INFORMED
    ]
    assert sorted(told) == sorted(naive.informed(scenario, world, log))


def days_before_a_place(world: World) -> float:
    """Days that orders for follow-up have waited for a place, by the orders' own records.

    An order begins with the days of the decision that it came from, which was closed then.
    """
    _, applications, _, _ = tables(world)
    days = world.application_days[: len(applications), Cause.NO_PLACE]
    orders = np.flatnonzero(applications.task == Task.PROVIDE_FOLLOW_UP)
    own = days[orders] - days[applications.parent[orders]]
    waiting = orders[applications.phase[orders] == Phase.AWAITING_PLACE]
    return own.sum() + np.sum(world.clock[0].now - applications.since[waiting])


def nights_without_a_home(world: World) -> dict[Tenure, float]:
    """Nights in the street and in temporary housing, episode by episode, up to now."""
    episodes = tables(world)[0]
    people = world.households[world.households.episode != NOBODY]
    now = world.clock[0].now
    nights = {Tenure.NONE: episodes.homeless_nights, Tenure.TEMPORARY: episodes.temporary_nights}
    return {
        tenure: ended.sum()
        + np.sum(now - episodes.without_since[people.episode[people.tenure == tenure]])
        for tenure, ended in nights.items()
    }


def check_causes(world: World, scenario: Scenario, log: list[naive.Row]) -> None:
    """The days from need to end along the way that led there, cause by cause."""
    episodes = tables(world)[0]
    ways = naive.ways(scenario, world, log)
    number: Counter = Counter()
    for row in episodes:
        which = int(row.household), number[int(row.household)]
        number[int(row.household)] += 1
        if row.outcome == Outcome.OPEN or row.critical < 0:
            continue
        days = world.application_days[row.critical].copy()
        days[Cause.WORK] += days[Cause.REDONE]
        days[Cause.REDONE] = 0.0
        again = ways.pop(which)
        for cause in Cause:
            assert days[cause] == pytest.approx(again.get(cause, 0.0), abs=1e-6), (row, cause)
    assert not ways
