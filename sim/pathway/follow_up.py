"""Follow-up: practical help and guidance that keeps a tenancy going, until it is not needed.

Who decides on follow-up (the orderer) need not be who gives it (the provider).  A provider
has places, as many as its workers can carry; a household with large needs takes more of one.
Where those who allocate dwellings and those who order or provide follow-up are one unit or meet
about the household's cases, follow-up begins with the home; elsewhere it begins when it can.
Who finds no place free waits: acute households first, then in order of asking.  While
follow-up is in place the need is met and the tenancy safer.  In time the need steps down, or
ends; it may come back.  It may grow, too (:mod:`sim.places`).
"""

from __future__ import annotations

from sim import agenda, bodies, cases, draws, lines, places, seeing, tenancies
from sim.bookkeeping import forget, lacks, note, note_household, shift, turn
from sim.draws import Stream
from sim.jit import clear_row, rule
from sim.names import Need, Task
from sim.state import NEVER, NOBODY, Event, Happening, Level, Outcome, Phase

#: What a sum of places may be off by rounding.
_TRACE = 1e-9


@rule
def on_follow_up_ordered(world, now, application, unit, worker):
    """The orderer has decided; the order goes to the provider for this group."""
    row = world.applications[application]
    cases.decide(world, now, application)
    row.granted = 1
    note(world, now, Happening.GRANTED, row.household, application, unit, worker, NOBODY, NOBODY)
    cases.close(world, now, application, Phase.PASSED_ON)
    cases.apply_for(world, now, application, Task.PROVIDE_FOLLOW_UP, unit, worker)


@rule
def on_place_asked(world, now, application):
    """An order has reached the provider, or a home has been found for one that waited for it.

    Where home and follow-up are planned together, follow-up waits to begin with the home.
    """
    row = world.applications[application]
    if row.phase >= Phase.GRANTED or row.phase == Phase.AWAITING_PLACE:
        return
    if _begins_with_the_home(world, application):
        turn(world, now, application, Phase.AWAITING_HOME)
        return
    _join_queue(world, now, application)
    _serve_queue(world, now, row.unit)


@rule
def on_place_free(world, now, unit):
    """Somebody has left the queue: the next may fit in."""
    _serve_queue(world, now, unit)


@rule
def _begins_with_the_home(world, application):
    """Whether who allocates and who orders or provides plan together, and there is no home yet."""
    row = world.applications[application]
    person = world.households[row.household]
    open_still = row.episode != NOBODY and world.episodes[row.episode].outcome == Outcome.OPEN
    if not open_still or not lacks(person, Need.DWELLING):
        return False
    first = world.groups[person.group].first_category
    allocator = seeing.allocator_of(world, first, row.household)
    orderer = seeing.holder(world, Task.ORDER_FOLLOW_UP, row.household)
    return bodies.plan_together(world, allocator, orderer, person.group) or bodies.plan_together(
        world, allocator, row.unit, person.group
    )


@rule
def _has_place(world, unit, household):
    """Whether the household fits in; whoever has nobody to follow up can take one."""
    provider = world.units[unit]
    if provider.places_taken < _TRACE:
        return True
    return provider.places_taken + places.weight(world, household) <= provider.places


@rule
def _join_queue(world, now, application):
    """At the end, or if acute before all who are not."""
    row = world.applications[application]
    line = lines.for_places(world, row.unit)
    turn(world, now, application, Phase.AWAITING_PLACE)
    before = world.lines[line].last
    if _is_acute(world, application):
        while before != NOBODY and not _is_acute(world, before):
            before = world.in_line[before].previous
    lines.join_behind(world, now, line, application, before)


@rule
def _is_acute(world, application):
    return world.households[world.applications[application].household].acute == 1


@rule
def _begin(world, now, application):
    """Follow-up starts; together with the dwelling if that is how it falls out."""
    row = world.applications[application]
    household = row.household
    person = world.households[household]
    if not lacks(person, Need.FOLLOW_UP):  # met meanwhile, by an earlier order
        cases.close(world, now, application, Phase.GRANTED)
        cases.end_if_all_is_decided(world, now, application)
        return
    clock = world.clock[0]
    number = clock.follow_ups
    clock.follow_ups += 1
    clear_row(world.follow_ups, number)
    spell = world.follow_ups[number]
    spell.household = household
    spell.unit = row.unit
    spell.level = person.follow_up_level
    spell.start = now
    spell.end = NEVER
    spell.weight = places.weight(world, household)
    spell.with_dwelling = tenancies.has_just_begun(world, now, household)
    places.take(world, now, row.unit, spell.weight)
    tenancies.count_follow_up(world, now, household, -1)
    person.follow_up = number
    tenancies.count_follow_up(world, now, household, 1)
    shift(world, now, Level.IN_FOLLOW_UP, 1)
    note(
        world, now, Happening.FOLLOW_UP_BEGAN, household, application, row.unit, NOBODY, NOBODY,
        spell.level,
    )  # fmt: skip
    cases.close(world, now, application, Phase.GRANTED)
    cases.meet_need(world, now, household, Need.FOLLOW_UP)
    cases.end_if_all_is_decided(world, now, application)
    _plan_step(world, now, number)


@rule
def _plan_step(world, now, number):
    """When the need of the household steps down, or ends."""
    spell = world.follow_ups[number]
    person = world.households[spell.household]
    days = world.parameters[0].follow_up_duration * draws.exponential(
        world.settings[0].seed, Stream.FOLLOW_UP, person.identity, person.follow_up_steps, 0
    )
    person.follow_up_steps += 1
    agenda.add(world, now + days, Event.NEED_STEPS_DOWN, number, 0)


@rule
def on_need_steps_down(world, now, number):
    """A large need becomes an ordinary one; an ordinary one ends, perhaps not for good."""
    spell = world.follow_ups[number]
    if spell.end < NEVER:
        return
    person = world.households[spell.household]
    if person.follow_up_level == places.INTENSIVE:
        person.follow_up_level = 1
        places.take(world, now, spell.unit, 1.0 - spell.weight)
        spell.weight = 1.0
        spell.grew = 0
        _plan_step(world, now, number)
    else:
        _end(world, now, number)
        person.follow_up_level = 0
        tenancies.count_follow_up(world, now, spell.household, -1)
        forget(world, spell.household, Need.FOLLOW_UP)
        if person.tenancy >= 0:
            tenancies.plan(world, now, person.tenancy)
        _plan_relapse(world, now, spell.household)
    _serve_queue(world, now, spell.unit)


@rule
def _end(world, now, number):
    """A spell of follow-up is over, and its place free."""
    spell = world.follow_ups[number]
    spell.end = now
    places.take(world, now, spell.unit, -spell.weight)
    tenancies.count_follow_up(world, now, spell.household, -1)
    world.households[spell.household].follow_up = NOBODY
    tenancies.count_follow_up(world, now, spell.household, 1)
    note_household(world, now, Happening.FOLLOW_UP_ENDED, spell.household, spell.level)
    shift(world, now, Level.IN_FOLLOW_UP, -1)


@rule
def _plan_relapse(world, now, household):
    """By chance the need comes back some time."""
    p = world.parameters[0]
    person = world.households[household]
    seed = world.settings[0].seed
    steps = person.follow_up_steps
    if draws.happens(p.follow_up_relapse_share, seed, Stream.RELAPSE, person.identity, steps, 0):
        after = p.follow_up_relapse_after * draws.exponential(
            seed, Stream.RELAPSE, person.identity, steps, 1
        )
        agenda.add(world, now + after, Event.NEED_DRIFTS, household, Need.FOLLOW_UP)


@rule
def _serve_queue(world, now, unit):
    """Free places go to those who wait for one, in their order."""
    line = lines.for_places(world, unit)
    while world.lines[line].first != NOBODY:
        application = world.lines[line].first
        if not _has_place(world, unit, world.applications[application].household):
            return
        lines.leave(world, now, application)
        _begin(world, now, application)


@rule
def on_household_left(world, now, household):
    """A household that has gone for good takes no place any more."""
    number = world.households[household].follow_up
    if number != NOBODY:
        unit = world.follow_ups[number].unit
        _end(world, now, number)
        _serve_queue(world, now, unit)
