"""One organisation becomes another: people, desks, lines and dwellings find their new places.

This is done between two events, on the records.  Units keep their rows through a run: those of
all its organisations are there from the start, and have no staff while there is no work for them
(:func:`sim.scenario.union.on_common_units`).

* **People.**  The tasks of each old unit go to new ones, and its people with them, in proportion
  to the hours of these tasks; where most of the tasks stay, so do the people.  Who would have to
  move does so with the probability ``staff_follow_tasks``.  Posts that are left are taken by those
  left over; those for whom there is no post leave.  A post that stood empty goes with its tasks,
  with whoever stands in, and its newcomer comes as planned.  Posts that nobody has taken fall
  vacant; where what people know has settled there are no vacant posts, and somebody is in them at
  once.  A case in hand goes on with the person who has it; one of somebody who leaves goes back to
  a queue.
* **Contacts** of people who move break, each end by itself, unless kept (``contacts_kept``).
* **A unit by another name** is the same unit (:mod:`sim.renaming`): nobody in it has moved.
* **What waits** is put in order again by the rules (:mod:`sim.pathway.reorganisation`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from sim import agenda, demand, draws, logbook, organisation, starting_strategy
from sim.compiled import FixedPart, fixed_part
from sim.draws import Stream
from sim.keys import CATEGORIES, HOLDERS, REPEATS
from sim.names import Task
from sim.renaming import carried, renamed, successors, under_new_names
from sim.scenario.resolved import Body, Organisation, Scenario, Transition
from sim.state import (
    ABSENT,
    NEVER,
    NEW,
    NOBODY,
    Event,
    Happening,
    Level,
    Lost,
    Phase,
    VacancyCause,
    WorkKind,
    World,
    empty_lines,
)

#: Parts of the stream of staff; the others are those of :mod:`sim.people`.
_FOLLOWS = 1 << 13
_KEEPS_CONTACT = 1 << 14

#: Fields of the settings that an organisation decides.
_RULES = (
    "classes",
    "meeting_class",
    "personal_cases",
    "lease_review",
    "check_everyone",
    "priority_key",
    "routines_by_anchoring",
    "rule_oriented",
    "case_coordinator",
    "key_person",
    "settled_overview",
    "tenants_may_buy",
    "vacancy_owner",
)

#: Fields of a caseworker that go along to another post.
_OF_THE_PERSON = (
    "hired_into",
    "holder",
    "hired_at",
    "work_item",
    "wrap_up_hours",
    "leaving",
    "stand_in",
)

#: Arrays that an organisation decides, as it stands; and those it decides where knowledge has
#: settled, which else are what its people make of them.
_TABLES = ("holder", "allocator")
_SETTLED = ("knowledge", "who_does_what", "contact", "contest")


def reorganise(
    world: World,
    scenario: Scenario,
    before: Organisation,
    after: Organisation,
    transition: Transition,
    number: int,
) -> World:
    """``world`` under the organisation ``after`` instead of ``before``.

    ``scenario`` is the run's at its start: a reorganisation brings no positions, but splits those
    there are.  ``number`` tells the changes of a run apart.  What waits is left to the rules, which
    go on when they see ``clock.reorganised``.
    """
    now = float(world.clock[0].now)
    identity = f"{scenario.identity}, change {number}"
    there_was = replace(scenario, organisation=before)
    there_is = replace(scenario, organisation=after, changes=(), identity=identity)
    fixed = fixed_part(there_is)
    moving = _moving_hours(there_was, there_is)
    names = renamed(moving)
    bound = _destinations(world, moving)
    stays = bound == successors(names, len(moving))[world.caseworkers.unit]
    goes = stays | _would_follow(world, transition, number)
    moved = _people(world, fixed, bound, stays, goes)
    world = _write_down(world, now, moved, goes, number)
    limbo = _take_from_queues(world, now, moved, names)
    in_key_post = _key_person(world.settings[0].key_person, world.units, world.desks)
    world = under_new_names(world, names)
    workers = _staff(world, fixed, moved, number)
    _overview_begins(workers, fixed, moved, in_key_post, now)
    learned = _learned(world, fixed, workers, moved, names, transition, number)
    world = _settings(world, fixed, transition, now)
    starting_strategy.take_over(world.strategy, fixed.starting["strategy"])
    desks, units = _desks(world, fixed, workers, names, now)
    queues = (len(desks) + len(workers)) * int(world.settings[0].classes)
    constant: dict[str, Any] = {name: fixed.constant[name] for name in _TABLES}
    if int(world.settings[0].people_live) == 0:
        constant |= {name: fixed.starting[name].copy() for name in _SETTLED}
    else:
        constant |= _known_at_front_desks(world, fixed, workers)
    world = world._replace(
        **constant,
        **learned,
        caseworkers=workers,
        desks=desks,
        units=units,
        queue_first=np.full(queues, NOBODY),
        queue_last=np.full(queues, NOBODY),
        owner=_owners(world, moved, workers, names),
    )
    _retarget_events(world, moved)
    _retarget_cases(world, moved)
    world.clock[0].limbo = limbo
    world = _committees(world, fixed, before, after, names, number)
    _rights(world)
    world = _lines(world)
    _follow_up(world)
    world.clock[0].reorganised = 1
    return world


def _known_at_front_desks(
    world: World, fixed: FixedPart, staff: np.recarray
) -> dict[str, np.ndarray]:
    """What units know: one without caseworkers what its kind knows in the long run.

    Nobody there learns one by one, so what such a unit knew in another organisation, perhaps
    nothing, would stay for ever.
    """
    nobody = np.setdiff1d(np.arange(len(world.units)), staff.unit[staff.post_number != NOBODY])
    known = {}
    for name in ("knowledge", "who_does_what", "contact"):
        known[name] = getattr(world, name).copy()
        known[name][nobody] = fixed.starting[name][nobody]
    return known


def put_routines_in_writing(
    world: World, scenario: Scenario, organisation: Organisation, number: int
) -> World:
    """``world`` once the routines that a reorganisation lost have been written anew.

    Nobody moves; what hangs on routines holds from now on.  Newcomers' floors are numbers of the
    stage, and in place already.
    """
    identity = f"{scenario.identity}, change {number}"
    there_is = replace(scenario, organisation=organisation, changes=(), identity=identity)
    fixed = fixed_part(there_is)
    for field in _RULES:
        world.settings[field] = fixed.starting["settings"][field]
    for field in ("upkeep_hours", "works_on_cases"):  # leases may be reviewed again
        world.units[field] = fixed.starting["units"][field]
    starting_strategy.put_routines_in_writing(world.strategy, fixed.starting["strategy"])
    world = logbook.write(world, float(world.clock[0].now), Happening.ROUTINES_WRITTEN)
    if int(world.settings[0].people_live) == 1:
        return world
    return world._replace(**{name: fixed.starting[name].copy() for name in _SETTLED})


# ---- people --------------------------------------------------------------------------------


def _moving_hours(before: Scenario, after: Scenario) -> np.ndarray:
    """Hours per day of the tasks that go from each old unit to each new one, [old, new]."""
    expected = demand.reference(before)
    hours = expected.case_hours + expected.door_hours
    count = len(after.organisation.units)
    moving = np.zeros((count, count))
    old = organisation.holder_table(before.organisation)
    new = organisation.holder_table(after.organisation)
    for district, share in enumerate(organisation.district_shares(before.organisation)):
        for task, group in np.argwhere(old[:, :, district] >= 0):
            place = old[task, group, district], new[task, group, district]
            moving[place] += share * hours[task, group]
    return moving


def _would_follow(world: World, transition: Transition, number: int) -> np.ndarray:
    """Who would go where the tasks go, by the luck of the post."""
    posts, seed = world.caseworkers.post_number, int(world.settings[0].seed)
    chance = draws.uniforms(seed, Stream.STAFF, posts, number, _FOLLOWS)
    return chance < transition.staff_follow_tasks


def _people(
    world: World, fixed: FixedPart, bound: np.ndarray, stays: np.ndarray, goes: np.ndarray
) -> np.ndarray:
    """For each row of the new staff the row of the person who takes the post, else ``NOBODY``.

    ``bound``: the unit to which each person's tasks go; ``stays``: who need not move for that;
    ``goes``: who is there still.  The row of an empty post stands for whoever is going to be hired
    into it, and for whoever stands in.
    """
    old, new = world.caseworkers, fixed.starting["caseworkers"]
    crews_before, crews_after = (
        _crew_rows(world.desks, old),
        _crew_rows(fixed.starting["desks"], new),
    )
    taken = np.full(len(new), NOBODY)
    taken[crews_after] = crews_before[: len(crews_after)]
    caseworkers = ~np.isin(np.arange(len(old)), crews_before)
    empty = _stand_empty(old)
    free = np.flatnonzero(caseworkers & ~empty & goes)
    # Who stays comes first, then who moves where the tasks went, then whoever is left over.
    _take_posts(taken, new, bound, [*free[stays[free]], *free[~stays[free]]])
    _take_posts(taken, new, bound, np.flatnonzero(caseworkers & empty))
    return taken


def _write_down(
    world: World, now: float, moved: np.ndarray, goes: np.ndarray, number: int
) -> World:
    """``world`` with a row of its log for the change, and one for each who lost a post in it."""
    people = world.caseworkers
    world = logbook.write(world, now, Happening.REORGANISED, detail=number)
    held = ~_stand_empty(people) & (people.post_number != NOBODY)
    for person in np.setdiff1d(np.flatnonzero(held), moved):
        why = Lost.NO_POST if goes[person] else Lost.DID_NOT_FOLLOW
        unit = int(people.unit[person])
        world = logbook.write(
            world, now, Happening.POST_LOST, unit=unit, caseworker=int(person), detail=why
        )
    return world


def _stand_empty(people: np.recarray) -> np.ndarray:
    """Which posts nobody holds, whether somebody stands in or not."""
    return (people.work_item == ABSENT) | (people.stand_in == 1)


def _take_posts(
    taken: np.ndarray, posts: np.recarray, bound: np.ndarray, people: Sequence[int] | np.ndarray
) -> None:
    """Put ``people`` in posts of the units they are bound for, then in any that are left."""
    for person in people:
        _take_post(taken, posts, bound[person], person)
    for person in np.setdiff1d(people, taken):
        _take_post(taken, posts, None, person)


def _crew_rows(desks: np.recarray, people: np.recarray) -> np.ndarray:
    return np.flatnonzero(desks.crew[people.desk] == 1)


def _take_post(taken: np.ndarray, posts: np.recarray, unit: int | None, person: int) -> None:
    """Put ``person`` in the first free post (of ``unit``, if one is named), if there is one."""
    free = taken == NOBODY
    if unit is not None:
        free &= posts.unit == unit
    rows = np.flatnonzero(free)
    if len(rows) > 0:
        taken[rows[0]] = person


def _destinations(world: World, moving: np.ndarray) -> np.ndarray:
    """Where the tasks of each person go: the people of a unit are shared out by their hours."""
    people = world.caseworkers
    bound = people.unit.copy()
    for unit in range(len(moving)):
        rows = np.flatnonzero((people.unit == unit) & (people.post_number != NOBODY))
        if moving[unit].sum() == 0.0:
            continue
        share = moving[unit] / moving[unit].sum() * people.post[rows].sum()
        for person in rows:
            to = int(np.argmax(share))
            bound[person] = to
            share[to] -= people.post[person]
    return bound


def _staff(world: World, fixed: FixedPart, moved: np.ndarray, number: int) -> np.recarray:
    """The new staff: their posts, and what the people in them have done and have in hand.

    The holders of a post are counted on from where they were, wherever it sits now.
    """
    staff = fixed.starting["caseworkers"].copy()
    filled = moved != NOBODY
    old = world.caseworkers[moved[filled]]
    for field in _OF_THE_PERSON:
        staff[field][filled] = old[field]
    staff.busy_since = staff.since = world.clock[0].now
    for field, of_new_post in (("brought_by", number), ("incumbent", np.where(filled, 0, NOBODY))):
        staff[field] = of_new_post
        _, here, there = np.intersect1d(
            staff.post_number, world.caseworkers.post_number, return_indices=True
        )
        staff[field][here] = world.caseworkers[field][there]
    if int(world.settings[0].people_live) == 1:
        vacated = ~filled & (fixed.starting["desks"].crew[staff.desk] == 0)
        staff.leaving[vacated] = NEW
    else:
        staff.incumbent[~filled] += 1
        staff.holder[~filled] = (staff.brought_by * HOLDERS + staff.incumbent)[~filled]
    return staff


def _key_person(unit: int, units: np.recarray, desks: np.recarray) -> int:
    """The row of the first post of the unit that has a key person; ``NOBODY`` without one."""
    if unit == NOBODY:
        return NOBODY
    desk = desks[units.desk[unit]]
    return int(desk.first_worker) if desk.workers > 0 else NOBODY


def _overview_begins(
    staff: np.recarray, fixed: FixedPart, moved: np.ndarray, before: int, now: float
) -> None:
    """A key person that was none before (in row ``before``) begins to gain an overview."""
    tables = fixed.starting
    row = _key_person(tables["settings"]["key_person"][0], tables["units"], tables["desks"])
    if row != NOBODY and moved[row] != before:
        staff.hired_at[row] = now


def _learned(
    world: World,
    fixed: FixedPart,
    staff: np.recarray,
    moved: np.ndarray,
    names: dict[int, int],
    transition: Transition,
    number: int,
) -> dict[str, Any]:
    """What the new staff knows, and whom; no rows where knowledge has settled."""
    if int(world.settings[0].people_live) == 0:
        return {}
    parts = fixed.constant
    skills = np.repeat(parts["floor"][staff.unit][:, None], len(Task), axis=1)
    acquaintance = parts["floor_about"][staff.unit]
    contacts = np.full_like(acquaintance, NOBODY, dtype=np.int32)
    filled = np.flatnonzero(moved != NOBODY)
    skills[filled] = world.skills[moved[filled]]
    acquaintance[filled] = carried(world.acquaintance, names)[moved[filled]]
    acquaintance[np.arange(len(staff)), staff.unit] = 1.0
    now_is = successors(names, len(world.units))
    _carry_contacts(world, staff, moved, now_is, contacts, transition.contacts_kept, number)
    return {"skills": skills, "acquaintance": acquaintance, "contacts": contacts}


def _carry_contacts(
    world: World,
    staff: np.recarray,
    moved: np.ndarray,
    now_is: np.ndarray,
    contacts: np.ndarray,
    kept: float,
    number: int,
) -> None:
    """Contacts between people who stay in their units last; where either moves they may break."""
    now_in = _new_rows(moved)
    seed = int(world.settings[0].seed)
    changed_unit = {
        row
        for person, row in now_in.items()
        if now_is[world.caseworkers.unit[person]] != staff.unit[row]
    }
    for row, unit in np.argwhere(world.contacts >= 0):
        one, other = now_in.get(int(row)), now_in.get(int(world.contacts[row, unit]))
        if one is None or other is None or staff.unit[one] == staff.unit[other]:
            continue
        if one in changed_unit or other in changed_unit:
            post = np.array([staff.post_number[one]])
            part = _KEEPS_CONTACT + int(staff.unit[other])
            luck = draws.uniforms(seed, Stream.STAFF, post, number, part)[0]
            if luck >= kept:
                continue
        contacts[one, staff.unit[other]] = other


def _owners(
    world: World, moved: np.ndarray, staff: np.recarray, names: dict[int, int]
) -> np.ndarray:
    """Who keeps whose case: whoever did and is still in the same unit."""
    if int(world.settings[0].personal_cases) == 0:
        return np.full((1, 1), NOBODY, dtype=np.int32)
    shape = (len(world.households), len(world.units))
    if world.owner.shape != shape:
        return np.full(shape, NOBODY, dtype=np.int32)
    row_of = np.full(len(world.caseworkers) + 1, NOBODY, dtype=np.int32)  # the last is NOBODY's
    now_is = successors(names, len(world.units))
    for row, person in enumerate(moved):
        if person != NOBODY and now_is[world.caseworkers.unit[person]] == staff.unit[row]:
            row_of[person] = row
            staff.open_cases[row] = world.caseworkers.open_cases[person]
    kept = row_of[carried(world.owner, names)]
    # Under the old name of those who go on under another there may be others now.
    elsewhere = (kept != NOBODY) & (staff.unit[kept] != np.arange(len(world.units)))
    kept[elsewhere] = NOBODY
    return kept


# ---- desks, queues, events -----------------------------------------------------------------


def _take_from_queues(world: World, now: float, moved: np.ndarray, names: dict[int, int]) -> int:
    """Take all items out of their queues, and those of people who leave out of their hands.

    They are chained in the order in which they came; returns the first.  Who has waited goes on
    doing so, from when it came; what somebody had in hand, or what lies at a desk of another
    name now, comes there anew (``in_hand``).
    """
    work, desks = world.work, world.desks
    queued = [item for first in world.queue_first.tolist() for item in _chain(work, first)]
    planned = agenda.waiting(world)
    at_work = planned.subject[planned.event == Event.WORK_DONE]  # others write, their item is done
    leave = np.setdiff1d(at_work, moved)
    dropped = [int(item) for item in world.caseworkers.work_item[leave]]
    desks.queue_area += desks.queued * (now - desks.queue_since)
    # Of those who came at one time, who was in hand is first; others stay in their order.
    order = sorted([*dropped, *queued], key=lambda item: float(work.queued_at[item]))
    for item, following in pairwise([*order, NOBODY]):
        work.next[item] = following
    for item in queued:
        desk = int(work.desk[item])
        if desk in names:
            desks.waited[desk] += now - work.queued_at[item]
            work.desk[item] = names[desk]
            work.in_hand[item] = 1
    return order[0] if order else NOBODY


def _chain(table: np.recarray, first: int) -> list[int]:
    """The rows of a linked list."""
    found = []
    while first != NOBODY:
        found.append(first)
        first = int(table.next[first])
    return found


def _desks(
    world: World, fixed: FixedPart, staff: np.recarray, names: dict[int, int], now: float
) -> tuple[np.recarray, np.recarray]:
    """Desks with the new people and empty queues, and units with their fields.

    What they did so far stays.
    Letters that are still to be written go with a unit to the desk of its new name.
    """
    desks, units = fixed.starting["desks"].copy(), fixed.starting["units"].copy()
    counted = ("queue_area", "waited", "taken", "hours", "coordination_hours")
    for field in (*counted, "worked_before"):
        desks[field] = world.desks[field]
    desk_of = successors(names, len(desks))
    desks.owed_hours = np.bincount(desk_of, world.desks.owed_hours, minlength=len(desks))
    people = world.caseworkers
    worked = people.busy_days + np.where(people.work_item >= 0, now - people.busy_since, 0.0)
    desks.worked_before += np.bincount(people.desk, people.post * worked, minlength=len(desks))
    empty = np.floor(100.0 * staff.post[_stand_empty(staff)] + 0.5).sum()
    _shift(world, Level.EMPTY_POSTS, empty - float(world.levels[Level.EMPTY_POSTS].value))
    idle = staff.desk[staff.work_item == NOBODY]
    desks.idle = np.bincount(idle, minlength=len(desks))
    return desks, units


def _settings(world: World, fixed: FixedPart, transition: Transition, now: float) -> World:
    for field in _RULES:
        world.settings[field] = fixed.starting["settings"][field]
    settings = world.settings[0]
    # A dip that is over at once does not heal an earlier one.
    lasts = transition.recovery > 0.0
    if lasts and transition.productivity_dip >= _left_of_dip(settings, now):
        settings.dip = transition.productivity_dip
        settings.dip_since = now
        settings.recovery = transition.recovery
    settings.moving_hours = transition.extra_hours
    return world


def _left_of_dip(settings: Any, now: float) -> float:
    """The share of productive hours still lost by an earlier reorganisation."""
    passed = now - settings.dip_since
    if passed >= settings.recovery:
        return 0.0
    return float(settings.dip * (1.0 - passed / settings.recovery))


def _retarget_events(world: World, moved: np.ndarray) -> None:
    """Events about people follow them to their new rows; those of people who left come to nothing.

    So do meetings of the committees there were.
    """
    row_of = _new_rows(moved)
    about = (Event.WORK_DONE, Event.WRAPPED_UP, Event.PERSON_LEAVES, Event.PERSON_HIRED)

    def revised(events: np.ndarray, subjects: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        void = events == Event.MEETING_CALLED
        for place in np.flatnonzero(np.isin(events, about)):
            row = row_of.get(int(subjects[place]))
            void[place] = row is None
            subjects[place] = subjects[place] if row is None else row
        return np.where(void, Event.CALLED_OFF, events), subjects

    agenda.revise(world, revised)
    world.work.tenancy[world.work.kind == WorkKind.MEETING] = NOBODY  # who is there comes in vain


def _new_rows(moved: np.ndarray) -> dict[int, int]:
    """The new row of everybody who is still there, by the old one."""
    return {int(person): row for row, person in enumerate(moved) if person != NOBODY}


def _retarget_cases(world: World, moved: np.ndarray) -> None:
    """Cases remember who sent them, as long as that person is there."""
    cases = world.applications[: world.clock[0].applications]
    row_of = _new_rows(moved)
    sent = np.flatnonzero(cases.from_worker != NOBODY)
    last = int(cases.from_worker[sent].max(initial=NOBODY))
    now_in = np.array([row_of.get(row, NOBODY) for row in range(last + 1)], dtype=np.int64)
    cases.from_worker[sent] = now_in[cases.from_worker[sent]]


# ---- committees, rights, lines --------------------------------------------------------------


def _committees(
    world: World,
    fixed: FixedPart,
    before: Organisation,
    after: Organisation,
    names: dict[int, int],
    change: int,
) -> World:
    """The new committees meet first after one of their intervals; one there was goes on as it did.

    It is the same if only its units have other names.  A meeting on the way is called off.
    ``change`` tells the changes of a run apart.
    """
    bodies = fixed.starting["bodies"].copy()
    bodies.next_meeting += world.clock[0].now
    bodies.brought_by = change
    now_is = successors(names, len(after.units))
    there_were = [_on_units(body, now_is) for body in before.bodies]
    for number, body in enumerate(after.bodies):
        told = _on_units(body, np.arange(len(now_is)))
        if told in there_were:
            same = world.bodies[there_were.index(told)]
            for field in ("number", "brought_by", "next_meeting", "meetings"):
                bodies[field][number] = same[field]
    came = {name: fixed.starting[name].copy() for name in ("attended", "at_group", "group_called")}
    return world._replace(bodies=bodies, **came)


def _on_units(body: Body, now_is: np.ndarray) -> Body:
    """``body`` with each of its units as what it is now, its members in order."""
    members = tuple(sorted(int(now_is[member]) for member in body.members))
    return replace(body, led_by=int(now_is[body.led_by]), members=members)


def _rights(world: World) -> None:
    """Dwellings and open cases belong to the units that now hold what they are about.

    Those that stand ready in vain do so with their new allocators, in the same order.
    """
    homes = world.dwellings
    homes.allocator = world.allocator[homes.category, homes.district]
    _stand_ready(homes, world.units, world.vacancies)
    cases = world.applications[: world.clock[0].applications]
    opened = np.flatnonzero(cases.phase < Phase.GRANTED)
    cases.right_unit[opened] = _right_units(world, cases[opened])


def _stand_ready(homes: Any, units: Any, vacancies: Any) -> None:
    """Link the dwellings that nobody wanted to those of their allocators."""
    homes.previous = homes.next = NOBODY
    empty = np.flatnonzero(homes.vacancy != NOBODY)
    in_vain = vacancies.cause[homes.vacancy[empty]] == VacancyCause.NO_APPLICANT
    ready = empty[in_vain]
    since = vacancies.since[homes.vacancy[ready]]
    for dwelling in ready[np.argsort(since, kind="stable")].tolist():
        office = homes.allocator[dwelling]
        last = units.last_ready[office]
        homes.previous[dwelling] = last
        if last == NOBODY:
            units.first_ready[office] = dwelling
        else:
            homes.next[last] = dwelling
        units.last_ready[office] = dwelling


def _right_units(world: World, cases: Any) -> np.ndarray:
    """The unit each open case belongs to; one to be heard out stays where there are people.

    The category of dwelling that an application is for is in the key of its draws.
    """
    group = world.households.group[cases.household]
    district = world.households.district[cases.household]
    first = world.groups.first_category[group]
    for_dwelling = cases.task == Task.ALLOCATE_DWELLINGS
    category = np.where(for_dwelling, cases.key // REPEATS % CATEGORIES, first)
    staffed = world.desks.workers[world.units.desk[cases.right_unit]] > 0
    heard_at = np.where(staffed, cases.right_unit, world.allocator[first, district])
    return np.select(
        [cases.task == Task.ASSESSMENT, cases.task == Task.ALLOCATE_DWELLINGS],
        [heard_at, world.allocator[category, district]],
        world.holder[cases.task, group, district],
    )


def _lines(world: World) -> World:
    """All lines anew: those who wait stand with the units that now serve them, in their order.

    Cases for a committee stand in none; the rules see to them.  Who waits for a home seeks the same
    kind as before.
    """
    units, kinds = len(world.units), int(world.settings[0].kinds_of_home)
    cases = world.applications[: world.clock[0].applications]
    standing = np.flatnonzero(cases.line != NOBODY)
    room = len(world.lines) - 1
    lines = empty_lines(units, kinds, len(world.bodies))
    waiting: dict[int, list[int]] = {}
    for row in standing:
        case = cases[row]
        if case.phase == Phase.LISTED:
            of_unit = int(case.judged_ground) * units + int(case.right_unit)
            line = of_unit * kinds + int(case.line) % kinds
        elif case.line == room:
            line = len(lines) - 1
        elif case.phase == Phase.AWAITING_PLACE:
            line = 2 * units * kinds + int(case.right_unit)
        else:
            _shift(world, Level(world.lines.level[case.line]), -1)
            cases.line[row] = NOBODY
            continue
        waiting.setdefault(line, []).append(int(row))
    for line, rows in waiting.items():
        rows.sort(key=lambda row: _place_in_line(world, row))
        _link(world, lines, line, rows)
    return world._replace(lines=lines)


def _shift(world: World, level: Level, change: float) -> None:
    """Change a level, and carry its integral up to now."""
    row, now = world.levels[level], world.clock[0].now
    row.area += row.value * (now - row.since)
    row.since = now
    row.value += change


def _place_in_line(world: World, row: int) -> tuple[float, float, int]:
    """How those who come together from several lines are put in order."""
    case = world.applications[row]
    if case.phase == Phase.LISTED:
        return (0.0, float(case.arrived), row)
    acute = world.households.acute[case.household]
    return (0.0 if acute and case.task == Task.PROVIDE_FOLLOW_UP else 1.0, float(case.since), row)


def _link(world: World, lines: np.recarray, line: int, rows: list[int]) -> None:
    world.applications.line[rows] = line
    world.in_line.previous[rows] = [NOBODY, *rows[:-1]]
    world.in_line.next[rows] = [*rows[1:], NOBODY]
    lines.first[line], lines.last[line], lines.length[line] = rows[0], rows[-1], len(rows)


def _follow_up(world: World) -> None:
    """Households in follow-up are those of the provider that now has them."""
    spells: Any = world.follow_ups[: world.clock[0].follow_ups]
    running = np.flatnonzero(spells.end == NEVER)
    people = world.households[spells.household[running]]
    holder: Any = world.holder
    spells.unit[running] = holder[Task.PROVIDE_FOLLOW_UP, people.group, people.district]
    world.units.places_taken = np.bincount(
        spells.unit[running], weights=spells.weight[running], minlength=len(world.units)
    )
