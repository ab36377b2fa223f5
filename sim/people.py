"""People: what the person who deals with a case knows, and how that grows, fades and goes.

Where what people know has settled (``people.learning``), everybody in a unit knows the same, and
always did: the fixed point of the rules below (:mod:`sim.knowledge`).  Where it lives, every
caseworker knows more of an instrument with each case handled, and of what another unit does with
each case sent there; some joint cases, and meetings, leave two people who can ring each other, and
in a common house people come to know each other.
In a committee, and in a group of the strategy, the members learn of what the others do and know.
Month by month colleagues and co-located units pass on what they know, training teaches the
instruments of the unit, and what is not used fades towards what a newcomer would know.  Whoever
leaves takes all of it along.

What a unit knows is the average over those in post.  It counts where no person in particular
deals with a case: a committee, whoever is next free.

A **key person** (the holder of the first post of a unit that has one) comes to know who does what
everywhere, with time in post, beginning at what the unit has in writing; with the holder it goes.
Where what people know has settled, it is the mean over holders who come and go.
"""

from __future__ import annotations

import math

from sim import draws, keys
from sim.bookkeeping import has
from sim.draws import Stream
from sim.jit import rule
from sim.names import TASKS_WITH_WORK
from sim.state import ABSENT, NOBODY, WorkKind

#: Of the stream of contacts: part 0 is whether there is someone to ring, where that has settled.
_BY_CASE = 1

#: Parts of the stream of staff: 0 is when the holder of a post leaves; then, for each unit or
#: meeting, whether touch is lost, who is known at first, who has been met, and whether somebody
#: next door is met, and who that is.
_LOST = 1
_AT_FIRST = 1 << 11
_BY_MEETING = 1 << 12
_TIME_IN_POST = 1 << 15
_LEANING = (1 << 15) + 1
_NEXT_DOOR = 1 << 16
_WHO_NEXT_DOOR = 3 << 15


@rule
def live(world):
    """Whether knowledge, contacts and staff change person by person."""
    return world.settings[0].people_live == 1


@rule
def knowledge(world, unit, worker, task):
    """What the person who deals with a case knows of an instrument; else the unit's people."""
    if live(world) and worker >= 0:
        return world.skills[worker, task]
    return world.knowledge[unit, task]


@rule
def knows_what_it_does(world, unit, worker, other):
    """How well the sender of a case knows what ``other`` is responsible for."""
    if live(world) and worker >= 0:
        return world.acquaintance[worker, other]
    return world.who_does_what[unit, other]


@rule
def can_ring(world, unit, worker, other):
    """The probability that the sender has someone to ring in ``other``.

    Who is bound by rules writes.
    """
    if world.settings[0].rule_oriented == 1:
        return 0.0
    if live(world) and worker >= 0:
        return 1.0 if world.contacts[worker, other] != NOBODY else 0.0
    return world.contact[unit, other]


@rule
def pace(world, known):
    """Hours of a case over what they are at the reference knowledge of its instrument."""
    p = world.parameters[0]
    return 1.0 + p.work_inexperience * (p.work_reference_knowledge - known)


@rule
def expected_pace(world, unit, task):
    """The pace at ``unit``, as far as it is known before somebody takes the case in hand."""
    return 1.0 if live(world) else pace(world, world.knowledge[unit, task])


@rule
def take_in_hand(world, worker, item):
    """Somebody begins: the hours of the case itself become those of that person."""
    work = world.work[item]
    if live(world):
        work.pace_hours = work.case_hours * (pace(world, world.skills[worker, work.task]) - 1.0)
        work.hours += work.pace_hours


@rule
def _grown(world, level, cases):
    """Knowledge after so many more ``cases``."""
    return 1.0 - (1.0 - level) * math.exp(-cases / world.parameters[0].knowledge_cases_to_learn)


@rule
def learn_from_case(world, worker, item):
    """A case is done: its instrument is known better, and perhaps someone in another unit."""
    if not live(world):
        return
    work = world.work[item]
    kind = work.kind
    if kind == WorkKind.WORKS or kind == WorkKind.FORWARD:
        return
    if kind == WorkKind.MEETING or kind == WorkKind.COORDINATE:
        return
    world.skills[worker, work.task] = _grown(world, world.skills[worker, work.task], 1.0)
    if work.application < 0:
        return
    row = world.applications[work.application]
    person = world.caseworkers[worker]
    if row.from_worker == NOBODY or row.from_unit == person.unit:
        return
    chance = world.parameters[0].contacts_per_joint_case
    identity = world.households[work.household].identity
    seed = world.settings[0].seed
    if draws.happens(
        chance, seed, Stream.CONTACT, identity, keys.sent(world, work.application), _BY_CASE
    ):
        _meet(world, worker, row.from_worker)


@rule
def _meet(world, one, other):
    """Two people come to know each other, who did not know anybody in the other's unit."""
    of_one, of_other = world.caseworkers[one].unit, world.caseworkers[other].unit
    if of_one == of_other:
        return  # colleagues by now
    if world.caseworkers[one].work_item == ABSENT or world.caseworkers[other].work_item == ABSENT:
        return
    if world.contacts[one, of_other] == NOBODY:
        world.contacts[one, of_other] = other
    if world.contacts[other, of_one] == NOBODY:
        world.contacts[other, of_one] = one


@rule
def meet_in_committee(world, one, other, cases, body):
    """Two members have gone through so many ``cases`` together in a meeting of a committee."""
    whose, occasion = keys.of_members(world, one, other, body)
    _meet_over(world, one, other, cases, whose, occasion, world.bodies[body].meetings)


@rule
def meet_in_group(world, one, other, cases, group):
    """Two people have sat in a group of the strategy, which is like so many ``cases`` together.

    Their luck is that of their posts and of the day on which the group was called, whoever of them
    came first.
    """
    if world.caseworkers[one].post_number > world.caseworkers[other].post_number:
        one, other = other, one
    whose, occasion = keys.of_group_members(world, one, other, group)
    _meet_over(world, one, other, cases, whose, occasion, world.group_called[group])


@rule
def _meet_over(world, one, other, cases, whose, occasion, meeting):
    """Two people may come to know each other over so many ``cases`` of one meeting."""
    chance = 1.0 - math.pow(1.0 - world.parameters[0].contacts_per_joint_case, cases)
    part = _BY_MEETING + meeting % _BY_MEETING
    if draws.happens(chance, world.settings[0].seed, Stream.STAFF, whose, occasion, part):
        _meet(world, one, other)


@rule
def learn_in_committee(world, one, other, cases):
    """``one`` has heard ``other`` speak of so many cases: of what that one's unit does, and of
    its instruments as far as the speaker knows them."""
    taught = cases * world.parameters[0].knowledge_passed_in_meeting
    unit = world.caseworkers[other].unit
    known = world.acquaintance[one, unit]
    world.acquaintance[one, unit] = _grown(world, known, taught)
    for task in TASKS_WITH_WORK:
        if has(world.instruments[unit], task):
            of_it = taught * world.skills[other, task]
            world.skills[one, task] = _grown(world, world.skills[one, task], of_it)


@rule
def learn_of_outcome(world, worker, task):
    """Who sent a case is told what was decided, which teaches part of what doing one does."""
    if live(world) and worker >= 0:
        taught = world.parameters[0].routine_inform_teaches
        world.skills[worker, task] = _grown(world, world.skills[worker, task], taught)


@rule
def learn_who_does_what(world, worker, unit):
    """A case was sent where it belongs: the sender knows better what ``unit`` does."""
    if live(world) and worker >= 0:
        known = world.acquaintance[worker, unit]
        world.acquaintance[worker, unit] = _grown(world, known, 1.0)


@rule
def overview(world, now):
    """How likely a key person knows whose case one is; 0 without one, and with nobody in post."""
    settings = world.settings[0]
    if settings.key_person == NOBODY:
        return 0.0
    if not live(world):
        return settings.settled_overview
    desk = world.desks[world.units[settings.key_person].desk]
    person = world.caseworkers[desk.first_worker]
    if desk.workers == 0 or person.work_item == ABSENT or person.stand_in == 1:
        return 0.0
    in_post = now - person.hired_at  # in the key post: see sim.reorganising
    rest = math.exp(-in_post / world.parameters[0].overview_time_to_gain)
    gained = 1.0 - (1.0 - world.floor[settings.key_person]) * rest
    return world.parameters[0].overview_reach * gained


@rule
def leaning(world, worker):
    """How much more leniently or strictly than others somebody judges by discretion: a standard
    normal number, 0 for nobody in particular and for who stands in.

    It is the person's own, who is known by the post that one was hired into and by which holder of
    it, and goes along to another post.
    """
    if worker < 0 or world.caseworkers[worker].stand_in == 1:
        return 0.0
    person = world.caseworkers[worker]
    seed = world.settings[0].seed
    return draws.normal(seed, Stream.STAFF, person.hired_into, person.holder, _LEANING)


@rule
def begin_in_post(world, worker):
    """Somebody in post on day 0 was hired a while before: as long as any holder stays."""
    person = world.caseworkers[worker]
    rate = world.parameters[0].caseworkers_turnover
    person.hired_at = -math.inf
    if rate > 0.0:
        seed = world.settings[0].seed
        number = person.post_number
        person.hired_at = -draws.exponential(seed, Stream.STAFF, number, 0, _TIME_IN_POST) / rate


@rule
def start_anew(world, now, worker):
    """A newcomer knows what the unit has in writing, and nobody elsewhere."""
    person = world.caseworkers[worker]
    person.hired_at = now
    person.hired_into, person.holder = person.post_number, keys.of_holder(world, worker)
    unit = person.unit
    for task in range(world.skills.shape[1]):
        world.skills[worker, task] = world.floor[unit]
    for other in range(world.settings[0].units):
        world.acquaintance[worker, other] = world.floor_about[unit, other]
        world.contacts[worker, other] = NOBODY
    world.acquaintance[worker, unit] = 1.0


@rule
def forget_person(world, worker):
    """Nobody has somebody to ring any more who has left."""
    unit = world.caseworkers[worker].unit
    for other in range(len(world.caseworkers)):
        if world.contacts[other, unit] == worker:
            world.contacts[other, unit] = NOBODY


@rule
def meet_at_first(world, worker):
    """Whom somebody in post on day 0 can ring: as many as in the long run."""
    person = world.caseworkers[worker]
    seed = world.settings[0].seed
    for other in range(world.settings[0].units):
        desk = world.desks[world.units[other].desk]
        if other == person.unit or desk.workers == 0:
            continue
        chance = world.contact[person.unit, other]
        if draws.happens(chance, seed, Stream.STAFF, person.post_number, 0, _AT_FIRST + other):
            world.contacts[worker, other] = desk.first_worker


@rule
def pass_a_month(world, worker, days, month):
    """What is passed on to somebody in a month, and what fades.

    Exact for what colleagues and neighbours know at its beginning.
    """
    p = world.parameters[0]
    unit = world.caseworkers[worker].unit
    fading = math.log(2.0) / p.knowledge_forgetting_half_life
    passed = p.knowledge_passed_in_unit if world.desks[world.units[unit].desk].workers > 1 else 0.0
    held = world.instruments[unit]
    trained = _trained(world, held)
    for task in range(world.skills.shape[1]):
        around = passed * world.knowledge[unit, task]
        if has(held, task):
            around += trained
        around += p.knowledge_passed_in_house * _best_next_door(world, world.knowledge, unit, task)
        world.skills[worker, task] = _drawn_towards(
            world.skills[worker, task], world.floor[unit], fading, around, days
        )
    for other in range(world.settings[0].units):
        if other == unit:
            continue
        around = passed * world.who_does_what[unit, other]
        best = _best_next_door(world, world.who_does_what, unit, other)
        around += p.knowledge_passed_in_house * best
        world.acquaintance[worker, other] = _drawn_towards(
            world.acquaintance[worker, other], world.floor_about[unit, other], fading, around, days
        )
    _lose_touch(world, worker, days, month)
    _meet_next_door(world, worker, days, month)


@rule
def _trained(world, held):
    """The rate at which training teaches each of the instruments in a set."""
    p = world.parameters[0]
    count = 0
    for task in TASKS_WITH_WORK:
        count += has(held, task)
    if count == 0:
        return 0.0
    cases = p.training_hours * p.training_cases_per_hour / count
    return cases / p.knowledge_cases_to_learn


@rule
def _best_next_door(world, known, unit, what):
    """The most that a unit in the same house knows."""
    best = 0.0
    for other in range(world.settings[0].units):
        if world.same_house[unit, other] == 1:
            best = max(best, known[other, what])
    return best


@rule
def _drawn_towards(level, floor, fading, around, days):
    """After some days of fading to ``floor`` and of growing towards 1 at the rate ``around``."""
    rate = fading + around
    if rate == 0.0:
        return level
    rest = (around + fading * floor) / rate
    return rest + (level - rest) * math.exp(-rate * days)


@rule
def _lose_touch(world, worker, days, month):
    """Acquaintances fade."""
    rate = math.log(2.0) / world.parameters[0].contacts_half_life
    lost = 1.0 - math.exp(-rate * days)
    post = world.caseworkers[worker].post_number
    seed = world.settings[0].seed
    for other in range(world.settings[0].units):
        if world.contacts[worker, other] != NOBODY and draws.happens(
            lost, seed, Stream.STAFF, post, month, _LOST + other
        ):
            world.contacts[worker, other] = NOBODY


@rule
def _meet_next_door(world, worker, days, month):
    """Who has nobody to ring in a unit of the same house comes to know somebody there."""
    met = 1.0 - math.exp(-world.parameters[0].contacts_met_in_house * days)
    person = world.caseworkers[worker]
    seed = world.settings[0].seed
    for other in range(world.settings[0].units):
        if world.same_house[person.unit, other] == 0 or world.contacts[worker, other] != NOBODY:
            continue
        if draws.happens(met, seed, Stream.STAFF, person.post_number, month, _NEXT_DOOR + other):
            world.contacts[worker, other] = _somebody_in(world, other, person.post_number, month)


@rule
def _somebody_in(world, unit, post, month):
    """The holder of a post of ``unit``, any of them alike; ``NOBODY`` if it stands empty."""
    desk = world.desks[world.units[unit].desk]
    if desk.workers == 0:
        return NOBODY
    drawn = draws.uniform(world.settings[0].seed, Stream.STAFF, post, month, _WHO_NEXT_DOOR + unit)
    who = desk.first_worker + int(drawn * desk.workers)
    return NOBODY if world.caseworkers[who].work_item == ABSENT else who


@rule
def take_stock(world, unit):
    """What the people of a unit know on average, of those in post; with nobody, as before."""
    desk = world.desks[world.units[unit].desk]
    present = 0
    for worker in range(desk.first_worker, desk.first_worker + desk.workers):
        present += world.caseworkers[worker].work_item != ABSENT
    if present == 0:
        return
    for task in range(world.skills.shape[1]):
        total = 0.0
        for worker in range(desk.first_worker, desk.first_worker + desk.workers):
            if world.caseworkers[worker].work_item != ABSENT:
                total += world.skills[worker, task]
        world.knowledge[unit, task] = total / present
    for other in range(world.settings[0].units):
        known, contacts = 0.0, 0.0
        for worker in range(desk.first_worker, desk.first_worker + desk.workers):
            if world.caseworkers[worker].work_item != ABSENT:
                known += world.acquaintance[worker, other]
                contacts += world.contacts[worker, other] != NOBODY
        if other != unit:
            world.who_does_what[unit, other] = known / present
            world.contact[unit, other] = contacts / present


@rule
def see_apart(world):
    """How often two units see a case differently: the more, the less they know in common."""
    weight = world.parameters[0].contest_professional
    for one in range(world.settings[0].units):
        for other in range(world.settings[0].units):
            if one != other:
                world.contest[one, other] = world.functional_contest[one, other] + (
                    weight * _distance(world, one, other)
                )


@rule
def _distance(world, one, other):
    """The mean difference in what two units know of the instruments that either holds."""
    held = world.instruments[one] | world.instruments[other]
    apart, count = 0.0, 0
    for task in TASKS_WITH_WORK:
        if held == 0 or has(held, task):
            apart += abs(world.knowledge[one, task] - world.knowledge[other, task])
            count += 1
    return apart / count
