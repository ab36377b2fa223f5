"""Allocation: who gets which municipal dwelling.

Each allocator has rights to part of the stock and a waiting list of its own.  An application
is approved on a must or a wish ground.  When a dwelling is ready, the first on the list
whom it suits is offered it: must before wish, and within a ground who has waited longest.
The household may refuse; then the next is asked.  A dwelling that suits nobody on the list
stays ready until somebody is listed whom it suits.
"""

from __future__ import annotations

from sim import agenda, cases, desks, draws, episodes, keys, tenancies
from sim.bookkeeping import has, note, shift, turn, turn_vacancy
from sim.draws import Stream
from sim.jit import rule
from sim.names import Ground, Need, Tenure
from sim.state import (
    NEVER,
    NOBODY,
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


@rule
def on_application_decided(world, now, application, unit):
    """Approved, and on the list; or refused for want of a ground."""
    row = world.applications[application]
    household = row.household
    cases.decide(world, now, application)
    if world.households[household].ground == Ground.NONE:
        note(world, now, Happening.REFUSED, household, application, unit, NOBODY, NOBODY, NOBODY)
        cases.close(world, now, application, Phase.REFUSED)
        cases.look_again(world, now, application)
        return
    row.granted = 1
    episode = world.episodes[row.episode]
    if episode.approved_at == NEVER:
        episode.approved_at = now
    note(world, now, Happening.LISTED, household, application, unit, NOBODY, NOBODY, NOBODY)
    cases.join_list(world, now, application, unit)
    _offer_what_stands_ready(world, now, application, unit)


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
def on_ready_told(world, now, dwelling):
    """The allocator has heard that a dwelling is ready."""
    home = world.dwellings[dwelling]
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
    application = _first_it_suits(world, dwelling, unit)
    if application == NOBODY:
        turn_vacancy(world, now, home.vacancy, VacancyCause.NO_APPLICANT)
        _join_ready(world, dwelling, unit)
        return
    row = world.applications[application]
    vacancy = world.vacancies[home.vacancy]
    cases.leave_list(world, now, application)
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
    best = NOBODY
    application = world.units[unit].first_listed
    while application != NOBODY:
        if _suits(world, application, dwelling) and (
            best == NOBODY or _comes_before(world, application, best)
        ):
            best = application
        application = world.applications[application].next
    return best


@rule
def _comes_before(world, one, other):
    """Must before wish; then whoever applied first; then the earlier row, for order."""
    a, b = world.applications[one], world.applications[other]
    ground_a = world.households[a.household].ground
    ground_b = world.households[b.household].ground
    if ground_a != ground_b:
        return ground_a < ground_b
    if a.arrived != b.arrived:
        return a.arrived < b.arrived
    return one < other


@rule
def _suits(world, application, dwelling):
    """Category, rooms and access fit, and the household has not just refused this dwelling."""
    home = world.dwellings[dwelling]
    row = world.applications[application]
    person = world.households[row.household]
    rooms = min(person.persons, world.settings[0].largest_rooms)
    return (
        has(world.groups[person.group].categories, home.category)
        and rooms <= home.rooms <= rooms + _SPARE_ROOMS
        and person.accessible <= home.accessible
        and row.refused_dwelling != dwelling
    )


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
        row.refused_dwelling = dwelling
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
    """Yes: other ways home are dropped, and the contract starts after a while."""
    home = world.dwellings[dwelling]
    row = world.applications[application]
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
