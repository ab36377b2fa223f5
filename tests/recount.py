"""What must be true of a world at any moment, counted again the plain way."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from sim.names import Tenure
from sim.state import (
    NOBODY,
    DwellingPhase,
    Event,
    Happening,
    Level,
    Outcome,
    Phase,
    WorkKind,
    World,
)

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
    clock = world.clock[0]
    rows = world.agenda[clock.agenda_gap : clock.agenda_places]
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


def check(world: World) -> None:
    """Everything below."""
    check_levels(world)
    check_households(world)
    check_lists(world)
    check_dwellings(world)
    check_people(world)
    check_times(world)
    check_counts(world)


def check_levels(world: World) -> None:
    """Each level is the number of those in its state, its integral the sum of their days."""
    now = world.clock[0].now
    episodes, applications, tenancies, vacancies = tables(world)
    rows = world.levels
    area = rows.area + rows.value * (now - rows.since)
    known = len(world.dwellings) + world.clock[0].next_arrival
    tenure = world.households.tenure[:known]
    running = np.isinf(tenancies.end)
    municipal = tenancies.tenure == Tenure.MUNICIPAL
    let = world.dwellings.phase == DwellingPhase.LET
    counted = {
        Level.WAITING: np.sum(episodes.outcome == Outcome.OPEN),
        Level.LISTED: np.sum(applications.phase == Phase.LISTED),
        Level.HOMELESS: np.sum(tenure == Tenure.NONE),
        Level.TEMPORARY: np.sum(tenure == Tenure.TEMPORARY),
        Level.LET: np.sum(let),
        Level.VACANT: np.sum(~let),
        Level.MUNICIPAL_TENANTS: np.sum(running & municipal),
        Level.PRIVATE_TENANTS: np.sum(running & ~municipal),
    }
    assert {level: int(rows.value[level]) for level in Level} == counted

    def days(begin, end):
        return np.sum(np.minimum(end, now) - np.minimum(np.maximum(begin, 0.0), now))

    stock = len(world.dwellings) * now
    vacant = days(vacancies.move_out, vacancies.contract_at)
    of = {
        Level.WAITING: days(episodes.need_at, episodes.ended_at),
        Level.VACANT: vacant,
        Level.LET: stock - vacant,
        Level.MUNICIPAL_TENANTS: days(tenancies.start[municipal], tenancies.end[municipal]),
        Level.PRIVATE_TENANTS: days(tenancies.start[~municipal], tenancies.end[~municipal]),
    }
    for level, expected in of.items():
        assert area[level] == pytest.approx(expected, **NEAR), level


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
            assert events[Event.CASE_RECEIVED, number, int(row.sends)] == 1
        elif phase in (Phase.QUEUED, Phase.AT_WRONG_UNIT, Phase.IN_WORK):
            assert world.work.application[item] == number
            if phase != Phase.AT_WRONG_UNIT:
                assert world.work.in_hand[item] == (phase == Phase.IN_WORK)
        elif phase == Phase.CONTESTED:
            assert events[Event.CONTEST_SETTLED, number, int(row.sends)] == 1
        elif phase == Phase.OFFERED:
            assert (Event.OFFER_ANSWERED, number) in about
        elif phase == Phase.MOVING_IN:
            assert (Event.MOVE_IN, number) in about
        elif phase == Phase.SEARCHING:
            assert events[Event.SEARCH_ENDS, number] == 1
    for household in range(len(world.households)):
        first = world.households.first_application[household]
        linked = chain(first, applications.next_of_household)
        assert sorted(linked) == of_household[household]
    for number, row in enumerate(episodes):
        assert row.open_tracks == of_episode[number]
        if row.outcome == Outcome.OPEN:
            assert row.open_tracks > 0, "an open episode that nothing will end"
            assert world.households.episode[row.household] == number


def check_lists(world: World) -> None:
    """Waiting lists, ready dwellings and queues are as long as they say, and in order."""
    _, applications, _, _ = tables(world)
    listed: list[int] = []
    ready: list[int] = []
    for unit in world.units:
        on_list = chain(unit.first_listed, applications.next)
        assert len(on_list) == unit.listed
        assert unit.last_listed == (on_list[-1] if on_list else NOBODY)
        listed += on_list
        ready += chain(unit.first_ready, world.dwellings.next)
    assert sorted(listed) == np.flatnonzero(applications.phase == Phase.LISTED).tolist()
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
        )
        goes_on = [event.name for event in coming if events[event, number]]
        goes_on += ["work"] * (number in worked_on) + ["ready"] * (number in ready)
        assert len(goes_on) == 1, (number, home, goes_on)


def check_people(world: World) -> None:
    """Everybody has one thing in hand or none, and who has none is counted as idle."""
    events = planned(world)
    idle: Counter = Counter()
    for number, person in enumerate(world.caseworkers):
        doing = events[Event.WORK_DONE, number] + events[Event.WRAPPED_UP, number]
        assert doing == (person.work_item != NOBODY)
        idle[int(person.desk)] += person.work_item == NOBODY
    in_hand = at_work(world)
    assert len(in_hand) == len(set(in_hand))
    assert all(world.work.in_hand[in_hand] == 1)
    for number, desk in enumerate(world.desks):
        assert desk.idle == idle[number]
        assert desk.idle == 0 or world.settings[0].personal_cases or desk.queued == 0


def check_times(world: World) -> None:
    """Nothing happens before what led to it."""
    now = world.clock[0].now
    episodes, applications, tenancies, vacancies = tables(world)
    waiting = world.agenda[world.clock[0].agenda_gap : world.clock[0].agenda_places]
    assert np.all(waiting.time >= now)
    ended = episodes.outcome != Outcome.OPEN
    assert np.all((episodes.ended_at <= now) == ended)
    for after in ("assessed_at", "decided_at", "approved_at", "home_at", "ended_at", "all_met_at"):
        assert np.all(episodes[after] >= episodes.need_at), after
    assert np.all(applications.decided >= applications.arrived)
    assert np.all(applications.closed >= applications.created)
    assert np.all(tenancies.end >= tenancies.start)
    assert np.all(vacancies.move_out >= vacancies.notice_at)
    assert np.all(vacancies.ready_at >= vacancies.move_out)
    assert np.all(vacancies.contract_at >= vacancies.ready_at)
    marks = world.marks[: world.clock[0].marks]
    assert np.all(np.diff(marks[:, 0]) > 1e-3)
    assert np.all(np.diff(marks, axis=0) >= -1e-6)
    times = world.log.time[: world.clock[0].log]
    assert np.all(np.diff(times) >= 0.0)


def check_counts(world: World) -> None:
    """Days by cause add up to the way; a bounce needs a referral."""
    episodes, applications, _, vacancies = tables(world)
    days = world.application_days[: len(applications)]
    assert np.all(days >= 0.0)
    known = (episodes.outcome != Outcome.OPEN) & (episodes.critical >= 0)
    way = episodes.ended_at[known] - episodes.need_at[known]
    np.testing.assert_allclose(days[episodes.critical[known]].sum(axis=1), way, atol=1e-6)
    assert np.all(episodes.bounces <= episodes.referrals)
    assert np.all(applications.bounces <= applications.sends)
    assert np.all(episodes.loops <= episodes.referrals)
    if not world.follow_on.any():  # luck that two applications share would be no luck
        keys = list(zip(applications.household.tolist(), applications.key.tolist(), strict=True))
        assert len(keys) == len(set(keys))
    finished = np.isfinite(vacancies.contract_at)
    empty = (vacancies.contract_at - vacancies.move_out)[finished]
    causes = world.vacancy_days[: len(vacancies)][finished].sum(axis=1)
    np.testing.assert_allclose(causes, empty, atol=1e-6)
    # Hours on hand-overs are somebody's hours; what is left over is about leases.
    spent = world.desks.coordination_hours.sum()
    assert episodes.coordination_hours.sum() <= spent + 1e-6
    if not world.settings[0].lease_review:
        assert episodes.coordination_hours.sum() == pytest.approx(spent, **NEAR)
    levels = world.levels
    now = world.clock[0].now
    nights = levels.area + levels.value * (now - levels.since)
    assert episodes.homeless_nights.sum() <= nights[Level.HOMELESS] + 1e-6
    assert episodes.temporary_nights.sum() <= nights[Level.TEMPORARY] + 1e-6


def check_little(world: World) -> None:
    """At each desk the integral of the queue is the sum of the waits, finished or not.

    Counted again from the event log: who joined which queue, and when it was taken up or
    withdrew.
    """
    now = world.clock[0].now
    log = world.log[: world.clock[0].log]
    joined: dict[tuple[int, int, int], list[tuple[float, int]]] = defaultdict(list)
    waits: Counter = Counter()
    crews = {int(unit.desk): int(unit.crew_desk) for unit in world.units}

    def desk_of(row) -> int:
        desk = int(world.units.desk[row.unit])
        return crews[desk] if row.detail == WorkKind.WORKS else desk

    for row in log:
        key = (int(row.application), int(row.dwelling), int(row.household))
        if row.event == Happening.JOINED_QUEUE:
            joined[key].append((float(row.time), desk_of(row)))
        elif row.event == Happening.WORK_BEGAN:
            since, desk = joined[key].pop(0)
            assert desk == desk_of(row)
            waits[desk] += row.time - since
        elif row.event == Happening.WITHDREW and joined[key]:
            since, desk = joined[key].pop(0)
            waits[desk] += row.time - since
    waiting: Counter = Counter()
    for entries in joined.values():
        for since, desk in entries:
            waits[desk] += now - since
            waiting[desk] += 1
    for number, desk in enumerate(world.desks):
        area = desk.queue_area + desk.queued * (now - desk.queue_since)
        assert waiting[number] == desk.queued
        assert area == pytest.approx(waits[number], **NEAR)
        items = queues(world)[number]
        own = desk.waited + np.sum(now - world.work.queued_at[items])
        assert own == pytest.approx(area, **NEAR)
