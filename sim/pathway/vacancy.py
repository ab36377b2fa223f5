"""The vacancy process: from notice to a dwelling that is ready for the next tenant.

Told, inspected, works ordered, works done, allocator told.  When nobody owns the whole of
it, the dwelling is taken up only after the tenant has moved out and waits again at each
internal hand-over: one before the inspection, the rest between inspection and works.  When
one planner owns it from notice to ready, there are no such hand-overs, and inspection and
ordering are done while the tenant still lives there.  Works always wait for the move-out,
and for a crew.  A foundation puts its own dwellings in order, without the municipality's crews.
"""

from __future__ import annotations

from sim import agenda, cases, desks, draws, episodes, tenancies, vacating
from sim.bookkeeping import note, note_dwelling, shift, turn_vacancy
from sim.draws import Stream
from sim.jit import rule
from sim.names import Ownership, Task, Tenure
from sim.state import (
    NEVER,
    NOBODY,
    DwellingPhase,
    Event,
    Happening,
    Level,
    Occasion,
    TenancyEnd,
    VacancyCause,
    WorkKind,
)

#: What the dwelling is passed on to: the stamp of ``VACANCY_PASSED_ON``.
_TO_INSPECTION = 0
_TO_WORKS = 1


@rule
def _property_unit(world):
    """The unit that manages vacancies (one for the whole stock)."""
    return world.holder[Task.MANAGE_VACANCIES, 0, 0]


@rule
def _handovers_before_inspection(world):
    return min(1.0, world.parameters[0].vacancy_internal_handovers)


@rule
def on_vacancy_told(world, now, dwelling, vacancy):
    """The property unit, or the foundation, knows that the dwelling is or will be empty."""
    p = world.parameters[0]
    row = world.vacancies[vacancy]
    if world.dwellings[dwelling].ownership == Ownership.FOUNDATION:
        turn_vacancy(world, now, vacancy, VacancyCause.WORKS)
        ready = max(now, row.move_out) + row.works_days
        agenda.add(world, ready, Event.FOUNDATION_READY, dwelling, 0)
        return
    if world.settings[0].vacancy_owner == 1:
        _inspect(world, now, dwelling)
        return
    start = max(now, row.move_out)
    passed_on = start + _handovers_before_inspection(world) * p.vacancy_internal_handover
    agenda.add(world, passed_on, Event.VACANCY_PASSED_ON, dwelling, _TO_INSPECTION)


@rule
def on_passed_on(world, now, dwelling, stage):
    """The dwelling's papers have reached the next desk of the property unit."""
    if stage == _TO_INSPECTION:
        _inspect(world, now, dwelling)
    else:
        _order_works(world, now, dwelling)


@rule
def _inspect(world, now, dwelling):
    unit = _property_unit(world)
    turn_vacancy(world, now, world.dwellings[dwelling].vacancy, VacancyCause.INSPECTION)
    desks.queue_dwelling(world, now, WorkKind.INSPECT, dwelling, unit, 0)


@rule
def on_inspected(world, now, dwelling):
    """Inspected, and works specified; the order goes to the crews."""
    p = world.parameters[0]
    number = world.dwellings[dwelling].vacancy
    row = world.vacancies[number]
    row.inspected = 1
    note_dwelling(world, now, Happening.INSPECTED, dwelling, _property_unit(world), NOBODY)
    if now < row.move_out:  # works are ordered when the tenant has moved out
        return
    if world.settings[0].vacancy_owner == 1:
        _order_works(world, now, dwelling)
        return
    turn_vacancy(world, now, number, VacancyCause.HAND_OVER)
    handovers = p.vacancy_internal_handovers - _handovers_before_inspection(world)
    passed_on = now + handovers * p.vacancy_internal_handover
    agenda.add(world, passed_on, Event.VACANCY_PASSED_ON, dwelling, _TO_WORKS)


@rule
def _order_works(world, now, dwelling):
    unit = _property_unit(world)
    turn_vacancy(world, now, world.dwellings[dwelling].vacancy, VacancyCause.CREW)
    desks.queue_dwelling(world, now, WorkKind.WORKS, dwelling, unit, 0)


@rule
def on_move_out(world, now, tenancy):
    """The dwelling is empty; what becomes of its tenant depends on why.

    Help to move on from it, if any is under way, is at an end.
    """
    row = world.tenancies[tenancy]
    dwelling = row.dwelling
    home = world.dwellings[dwelling]
    home.tenancy = NOBODY
    home.phase = DwellingPhase.VACATED
    shift(world, now, Level.LET, -1)
    shift(world, now, Level.VACANT, 1)
    household = row.household
    cases.withdraw(world, now, household, True, NOBODY)
    cases.end_if_over(world, now, household, NOBODY)
    tenancies.finish(world, now, tenancy, row.reason, row.destination)
    if row.reason == TenancyEnd.FAILED:
        failed = Happening.TENANCY_FAILED
        note(world, now, failed, household, NOBODY, NOBODY, NOBODY, dwelling, NOBODY)
        agenda.add(world, now, Event.NEED_ARISES, household, Occasion.TENANCY_FAILED)
    else:
        if row.destination == Tenure.PRIVATE_RENTAL:
            tenancies.begin(world, now, household, NOBODY, Tenure.PRIVATE_RENTAL, NEVER)
        episodes.move_to(world, now, household, row.destination)
    if world.vacancies[home.vacancy].inspected == 1:
        _order_works(world, now, dwelling)


@rule
def on_works_done(world, now, dwelling):
    """Ready, and the allocator is told; or taken out of service for a longer time."""
    p = world.parameters[0]
    row = world.vacancies[world.dwellings[dwelling].vacancy]
    fate = draws.uniform(world.settings[0].seed, Stream.OUT_OF_SERVICE, dwelling, row.number, 0)
    leased_in = world.dwellings[dwelling].ownership == Ownership.LEASED_IN
    if fate < p.stock_out_of_service:
        _take_out(world, now, dwelling, VacancyCause.OUT_OF_SERVICE, p.stock_out_of_service_time)
    elif leased_in and fate > 1.0 - p.leased_in_ends:
        _take_out(world, now, dwelling, VacancyCause.REPLACEMENT, p.leased_in_replacement)
    else:
        _tell_the_allocator(world, now, dwelling)


@rule
def _take_out(world, now, dwelling, cause, mean_days):
    """Nobody can be let in for a longer time: for sale, renovated, or gone back to its owner."""
    home = world.dwellings[dwelling]
    row = world.vacancies[home.vacancy]
    row.out_of_service = 1
    home.phase = DwellingPhase.OUT_OF_SERVICE
    turn_vacancy(world, now, home.vacancy, cause)
    shift(world, now, Level.OUT_OF_SERVICE, 1)
    unit = _property_unit(world)
    note_dwelling(world, now, Happening.TAKEN_OUT_OF_SERVICE, dwelling, unit, cause)
    days = mean_days * draws.exponential(
        world.settings[0].seed, Stream.OUT_OF_SERVICE, dwelling, row.number, 1
    )
    agenda.add(world, now + days, Event.BACK_IN_SERVICE, dwelling, 0)


@rule
def on_back_in_service(world, now, dwelling):
    """Renovated, not sold after all, or another one leased in its place."""
    shift(world, now, Level.OUT_OF_SERVICE, -1)
    _tell_the_allocator(world, now, dwelling)


@rule
def on_foundation_ready(world, now, dwelling):
    """The foundation has put its dwelling in order, and offers it to the municipality."""
    _tell_the_allocator(world, now, dwelling)


@rule
def on_flat_bought(world, now, dwelling):
    """Another flat has been bought for the one sold to its tenant; it can be let at once."""
    home = world.dwellings[dwelling]
    shift(world, now, Level.SOLD, -1)
    shift(world, now, Level.VACANT, 1)
    vacancy = vacating.open_vacancy(world, now, dwelling, now, 0)
    world.vacancies[vacancy].out_of_service = 1
    home.phase = DwellingPhase.VACATED
    note_dwelling(world, now, Happening.FLAT_BOUGHT, dwelling, _property_unit(world), NOBODY)
    _tell_the_allocator(world, now, dwelling)


@rule
def on_dwelling_comes(world, now, dwelling):
    """A dwelling that was ordered is there, one more than before; it can be let at once."""
    home = world.dwellings[dwelling]
    home.allocator = world.allocator[home.category, home.district]
    shift(world, now, Level.VACANT, 1)
    vacancy = vacating.open_vacancy(world, now, dwelling, now, 0)
    world.vacancies[vacancy].out_of_service = 1
    home.phase = DwellingPhase.VACATED
    unit = world.strategy[0].buyer
    note_dwelling(world, now, Happening.DWELLING_CAME, dwelling, unit, home.category)
    _tell_the_allocator(world, now, dwelling)


@rule
def _tell_the_allocator(world, now, dwelling):
    number = world.dwellings[dwelling].vacancy
    world.vacancies[number].ready_at = now
    world.dwellings[dwelling].phase = DwellingPhase.READY
    turn_vacancy(world, now, number, VacancyCause.TELLING_ALLOCATOR)
    unit = _property_unit(world)
    note_dwelling(world, now, Happening.DWELLING_READY, dwelling, unit, NOBODY)
    told = now + vacating.days_to_tell(world, dwelling, unit, world.dwellings[dwelling].allocator)
    agenda.add(world, told, Event.READY_TOLD, dwelling, 0)
