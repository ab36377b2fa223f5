"""Allocation: who gets which municipal dwelling.

Each allocator has rights to part of the stock and a waiting list of its own.  An application
is approved on a must or a wish ground, as the allocator judges it: truly by a written
priority key, else with noise, so that some without a ground get on the list and some with
one are refused.  Where a caseworker decides by discretion, some judge more leniently than
others.  When a dwelling is ready, the first on the list whom it suits is offered it: must before
wish, within a ground who is known to need the help that the dwelling is made for, and then who has
waited longest; where a committee allocates, that waits for its next meeting.  The household may
refuse; then the next is asked.  A dwelling that suits nobody on the list stays ready until somebody
is listed whom it suits; in time it is converted to the category that is wanted most.
"""

from __future__ import annotations

import math

from sim import (
    agenda,
    bodies,
    cases,
    desks,
    draws,
    episodes,
    homes_sought,
    keys,
    lines,
    people,
    strategy,
    tenancies,
)
from sim.bookkeeping import (
    has,
    note,
    note_case,
    note_cause,
    note_dwelling,
    shift,
    turn,
    turn_vacancy,
)
from sim.draws import Stream
from sim.jit import rule
from sim.names import Category, Ground, Need, Tenure
from sim.state import (
    LATER,
    NEVER,
    NOBODY,
    Appeal,
    Cause,
    DwellingPhase,
    Event,
    Happening,
    Level,
    Outcome,
    Phase,
    VacancyCause,
    WorkKind,
)

#: Rooms a household may have above one for each person.
_SPARE_ROOMS = 1

#: The grounds on which one is listed, in the order in which they are served.
_LISTED = (int(Ground.MUST), int(Ground.WISH))


@rule
def on_application_decided(world, now, application, unit, worker):
    """Approved, and on the list; or refused for want of a ground."""
    row = world.applications[application]
    cases.decide(world, now, application)
    row.judged_ground = _judge(world, now, application, worker)
    if row.judged_ground == Ground.NONE:
        if not cases.appeal(world, now, application, worker):
            cases.fail(world, now, application, Phase.REFUSED)
        return
    row.granted = 1
    episode = world.episodes[row.episode]
    if episode.approved_at == NEVER:
        episode.approved_at = now
    note_case(world, now, Happening.LISTED, application)
    cases.join_list(world, now, application, unit)
    _offer_what_stands_ready(world, now, application, unit)


@rule
def _judge(world, now, application, worker):
    """The ground as the allocator sees it.

    An appeal that was won makes it a wish; one that was lost leaves it as it was seen.

    A caseworker who is bound by no rules has a standard of his or her own.
    """
    row = world.applications[application]
    person = world.households[row.household]
    if row.appealed == Appeal.WON:
        return min(person.ground, int(Ground.WISH.value))
    if row.appealed == Appeal.LOST:
        return row.judged_ground
    if world.settings[0].priority_key == 1 and strategy.follows_routine(
        world, now, row.household, person.episode_number, strategy.PRIORITY_KEY
    ):
        cases.book(world, now, application, row.unit, LATER, world.parameters[0].routine_key_hours)
        return person.ground
    error = world.parameters[0].routine_ranking_noise * draws.normal(
        world.settings[0].seed, Stream.RANKING, person.identity, person.episode_number, 0
    )
    if world.settings[0].rule_oriented == 0:
        error += world.parameters[0].discretion_unevenness * people.leaning(world, worker)
    judged = math.floor(person.ground + error + 0.5)
    return int(min(max(judged, 0.0), 2.0))


@rule
def _offer_what_stands_ready(world, now, application, unit):
    """A dwelling that suited nobody so far may suit the newly listed."""
    dwelling = world.units[unit].first_ready
    while dwelling != NOBODY:
        if _suits(world, application, dwelling):
            _leave_ready(world, dwelling)
            _look_for_a_tenant(world, now, dwelling, unit)
            return
        dwelling = world.dwellings[dwelling].next


@rule
def on_ready_told(world, now, dwelling, meeting):
    """The allocator has heard that a dwelling is ready; where a committee allocates, the
    dwelling waits until one has met (``meeting``: it has)."""
    home = world.dwellings[dwelling]
    if meeting == 0:
        for number in range(len(world.bodies)):
            if bodies.allocates(world, number, home.allocator, home.category):
                world.bodies[number].dwellings += 1
                home.before_meeting = 1
        if home.before_meeting == 1:
            turn_vacancy(world, now, home.vacancy, VacancyCause.MEETING)
            return
    _look_for_a_tenant(world, now, dwelling, home.allocator)


@rule
def _look_for_a_tenant(world, now, dwelling, unit):
    home = world.dwellings[dwelling]
    vacancy = world.vacancies[home.vacancy]
    turn_vacancy(world, now, home.vacancy, VacancyCause.ALLOCATION)
    desks.queue_dwelling(world, now, WorkKind.FIND_TENANT, dwelling, unit, vacancy.offers)


@rule
def on_tenant_sought(world, now, dwelling, unit):
    """The caseworker has gone through the list for a ready dwelling."""
    home = world.dwellings[dwelling]
    vacancy = world.vacancies[home.vacancy]
    application = _first_it_suits(world, dwelling, unit)
    if application == NOBODY:
        turn_vacancy(world, now, home.vacancy, VacancyCause.NO_APPLICANT)
        _join_ready(world, dwelling, unit)
        due = now + world.parameters[0].stock_conversion_after
        vacancy.stood_ready += 1
        agenda.add(world, due, Event.CONVERSION_DUE, dwelling, vacancy.stood_ready)
        return
    row = world.applications[application]
    lines.leave(world, now, application)
    row.re_let = max(0.0, now - max(row.since, vacancy.move_out))
    turn(world, now, application, Phase.OFFERED)
    turn_vacancy(world, now, home.vacancy, VacancyCause.ANSWER)
    home.phase = DwellingPhase.OFFERED
    vacancy.offers += 1
    row.offers += 1
    note(world, now, Happening.OFFERED, row.household, application, unit, NOBODY, dwelling, NOBODY)
    answer = now + world.parameters[0].offers_answer_time
    agenda.add(world, answer, Event.OFFER_ANSWERED, dwelling, application)


@rule
def _first_it_suits(world, dwelling, unit):
    """The application to be served first among those the dwelling suits; ``NOBODY`` if none."""
    made_for = _made_for(world.dwellings[dwelling].category)
    for ground in _LISTED:
        application = NOBODY
        if made_for != NOBODY:
            application = _first_to_come(world, dwelling, unit, ground, made_for)
        if application == NOBODY:
            application = _first_to_come(world, dwelling, unit, ground, NOBODY)
        if application != NOBODY:
            return application
    return NOBODY


@rule
def _made_for(category):
    """The need beside a home that dwellings of a category are made for; ``NOBODY`` if for none."""
    if category == Category.CARE:
        return int(Need.HOME_CARE.value)
    if category == Category.SUPERVISED:
        return int(Need.FOLLOW_UP.value)
    return NOBODY


@rule
def _first_to_come(world, dwelling, unit, ground, need):
    """Who came first of all with a ground whom the dwelling suits: somebody known to have a
    ``need``, if there is one that it is for."""
    home = world.dwellings[dwelling]
    first = NOBODY
    for group in range(len(world.groups)):
        if has(world.groups[group].categories, home.category):
            for rooms in range(home.rooms - _SPARE_ROOMS, home.rooms + 1):
                for accessible in range(home.accessible + 1):
                    kind = homes_sought.kind(rooms, accessible, group)
                    line = lines.for_dwelling(world, unit, ground, kind)
                    first = _sooner(world, dwelling, line, need, first)
    return first


@rule
def _sooner(world, dwelling, line, need, first):
    """Who in a line, of those whom the dwelling suits, came before ``first``; that, if nobody."""
    application = world.lines[line].first
    while application != NOBODY and lines.is_sooner(world, application, first):
        if _may_be_offered(world, application, dwelling, need):
            return application
        application = world.in_line[application].next
    return first


@rule
def _may_be_offered(world, application, dwelling, need):
    """The household has not just refused this dwelling, and somebody has seen a ``need``, if any
    is asked for."""
    if world.in_line[application].refused_dwelling == dwelling:
        return False
    household = world.applications[application].household
    return need == NOBODY or has(world.households[household].recognised, need)


@rule
def _suits(world, application, dwelling):
    """Category, rooms and access fit, and the household has not just refused this dwelling."""
    home = world.dwellings[dwelling]
    household = world.applications[application].household
    person = world.households[household]
    rooms = homes_sought.rooms(world, household)
    return (
        has(world.groups[person.group].categories, home.category)
        and rooms <= home.rooms <= rooms + _SPARE_ROOMS
        and person.accessible <= home.accessible
        and world.in_line[application].refused_dwelling != dwelling
    )


@rule
def on_new_allocator(world, now, dwelling):
    """After a reorganisation a dwelling that stood ready in vain may suit somebody on its list.

    One that waited for a meeting waits for one of the new organisation, if it has one for it.
    """
    home = world.dwellings[dwelling]
    if home.before_meeting == 1:
        home.before_meeting = 0
        on_ready_told(world, now, dwelling, 0)
        return
    if home.phase != DwellingPhase.READY or home.vacancy == NOBODY:
        return
    if world.vacancies[home.vacancy].cause != VacancyCause.NO_APPLICANT:
        return
    if _first_it_suits(world, dwelling, home.allocator) != NOBODY:
        _leave_ready(world, dwelling)
        _look_for_a_tenant(world, now, dwelling, home.allocator)


@rule
def on_conversion_due(world, now, dwelling, since):
    """A dwelling that has stood ready in vain: is it wanted in another category?"""
    home = world.dwellings[dwelling]
    if home.vacancy == NOBODY:
        return
    vacancy = world.vacancies[home.vacancy]
    if vacancy.cause != VacancyCause.NO_APPLICANT or vacancy.stood_ready != since:
        return
    category = _most_wanted_category(world, dwelling)
    if category == NOBODY:
        due = now + world.parameters[0].stock_conversion_after
        agenda.add(world, due, Event.CONVERSION_DUE, dwelling, since)
        return
    _leave_ready(world, dwelling)
    turn_vacancy(world, now, home.vacancy, VacancyCause.CONVERSION)
    converted = now + world.parameters[0].stock_conversion_delay
    agenda.add(world, converted, Event.CONVERTED, dwelling, category)


@rule
def _most_wanted_category(world, dwelling):
    """The other category that most of those whom the dwelling would fit wait for first."""
    best, most = NOBODY, 0
    for category in range(len(world.allocator)):
        wanted = _waiting_first_for(world, category, dwelling)
        if wanted > most and category != world.dwellings[dwelling].category:
            best, most = category, wanted
    return best


@rule
def _waiting_first_for(world, category, dwelling):
    """How many on the list whom the dwelling would fit want ``category`` first."""
    home = world.dwellings[dwelling]
    unit = world.allocator[category, home.district]
    wanted = 0
    for group in range(len(world.groups)):
        if world.groups[group].first_category == category:
            for ground in _LISTED:
                for rooms in range(home.rooms - _SPARE_ROOMS, home.rooms + 1):
                    for accessible in range(home.accessible + 1):
                        kind = homes_sought.kind(rooms, accessible, group)
                        line = lines.for_dwelling(world, unit, ground, kind)
                        wanted += _have_not_refused(world, line, dwelling)
    return wanted


@rule
def _have_not_refused(world, line, dwelling):
    """How many in a line have not just refused this dwelling."""
    count = 0
    application = world.lines[line].first
    while application != NOBODY:
        row = world.in_line[application]
        count += row.refused_dwelling != dwelling
        application = row.next
    return count


@rule
def on_converted(world, now, dwelling, category):
    """The dwelling has become one of another category, and of whoever allocates those."""
    home = world.dwellings[dwelling]
    home.category = category
    home.allocator = world.allocator[category, home.district]
    note_dwelling(world, now, Happening.CONVERTED, dwelling, home.allocator, category)
    _look_for_a_tenant(world, now, dwelling, home.allocator)


@rule
def on_offer_answered(world, now, dwelling, application):
    """The household says yes or no; one that has gone meanwhile says no."""
    home = world.dwellings[dwelling]
    row = world.applications[application]
    household = row.household
    person = world.households[household]
    if row.phase == Phase.OFFERED:
        mood = draws.uniform(
            world.settings[0].seed,
            Stream.OFFER,
            person.identity,
            dwelling,
            row.key * keys.SENDS + row.offers % keys.SENDS,
        )
        if mood >= world.parameters[0].offers_refused:
            _accept(world, now, dwelling, application)
            return
        world.in_line[application].refused_dwelling = dwelling
        note(
            world,
            now,
            Happening.OFFER_REFUSED,
            household,
            application,
            row.unit,
            NOBODY,
            dwelling,
            NOBODY,
        )
        cases.join_list(world, now, application, row.unit)
        _offer_what_stands_ready(world, now, application, row.unit)
    home.phase = DwellingPhase.READY
    _look_for_a_tenant(world, now, dwelling, home.allocator)


@rule
def _accept(world, now, dwelling, application):
    """Yes: other ways home are dropped, and the contract starts after a while.

    Of its days on the list those in which this very dwelling stood empty were days of re-letting.
    """
    home = world.dwellings[dwelling]
    row = world.applications[application]
    world.application_days[application, Cause.NO_DWELLING] -= row.re_let
    world.application_days[application, Cause.RE_LET] += row.re_let
    note_cause(world, row.since - row.re_let, application, Cause.RE_LET)
    note(
        world,
        now,
        Happening.OFFER_ACCEPTED,
        row.household,
        application,
        row.unit,
        NOBODY,
        dwelling,
        NOBODY,
    )
    turn(world, now, application, Phase.MOVING_IN)
    turn_vacancy(world, now, home.vacancy, VacancyCause.MOVE_IN)
    home.phase = DwellingPhase.TAKEN
    world.households[row.household].committed = 1
    cases.withdraw(world, now, row.household, True, application)
    move_in = now + world.parameters[0].offers_move_in_time
    agenda.add(world, move_in, Event.MOVE_IN, dwelling, application)


@rule
def on_move_in(world, now, dwelling, application):
    """The contract starts: the vacancy and the episode are over."""
    home = world.dwellings[dwelling]
    household = world.applications[application].household
    turn_vacancy(world, now, home.vacancy, VacancyCause.MOVE_IN)
    world.vacancies[home.vacancy].contract_at = now
    home.vacancy = NOBODY
    home.phase = DwellingPhase.LET
    shift(world, now, Level.VACANT, -1)
    shift(world, now, Level.LET, 1)
    cases.close(world, now, application, Phase.GRANTED)
    cases.meet_need(world, now, household, Need.DWELLING)
    home.tenancy = tenancies.begin(
        world,
        now,
        household,
        dwelling,
        Tenure.MUNICIPAL,
        now + world.parameters[0].tenancy_contract,
    )
    episodes.move_to(world, now, household, Tenure.MUNICIPAL)
    episodes.end(world, now, household, Outcome.MUNICIPAL, application)


@rule
def _join_ready(world, dwelling, unit):
    """The dwelling stands ready without anyone on the list whom it suits."""
    home = world.dwellings[dwelling]
    office = world.units[unit]
    home.phase = DwellingPhase.READY
    home.next = NOBODY
    home.previous = office.last_ready
    if home.previous == NOBODY:
        office.first_ready = dwelling
    else:
        world.dwellings[home.previous].next = dwelling
    office.last_ready = dwelling


@rule
def _leave_ready(world, dwelling):
    home = world.dwellings[dwelling]
    office = world.units[home.allocator]
    if home.previous == NOBODY:
        office.first_ready = home.next
    else:
        world.dwellings[home.previous].next = home.next
    if home.next == NOBODY:
        office.last_ready = home.previous
    else:
        world.dwellings[home.next].previous = home.previous
