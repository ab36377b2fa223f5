"""Notice: a tenant is going to leave a municipal dwelling, or has left it already."""

from __future__ import annotations

from sim import agenda, draws, seeing
from sim.bookkeeping import note
from sim.draws import Stream
from sim.jit import clear_row, rule
from sim.names import Ownership, Task
from sim.state import NEVER, NOBODY, Event, Happening, VacancyCause


@rule
def give_notice(world, now, tenancy, move_out, reason, destination, damage):
    """The tenancy will end at ``move_out``; the property unit will be told.

    The one who reviews leases acts as landlord and hears of it first; the word then travels
    to the unit that manages vacancies like any other case.
    """
    row = world.tenancies[tenancy]
    row.notice_at = now
    row.reason = reason
    row.destination = destination
    row.stamp += 1  # outdates planned ends
    vacancy = open_vacancy(world, now, row.dwelling, move_out, damage)
    landlord = seeing.holder(world, Task.REVIEW_LEASES, row.household)
    property_unit = seeing.holder(world, Task.MANAGE_VACANCIES, row.household)
    agenda.add(world, move_out, Event.MOVE_OUT, tenancy, 0)
    told = now + days_to_tell(world, row.dwelling, landlord, property_unit)
    agenda.add(world, told, Event.VACANCY_TOLD, row.dwelling, vacancy)
    note(
        world, now, Happening.NOTICE, row.household, NOBODY, landlord, NOBODY, row.dwelling, reason
    )


@rule
def days_to_tell(world, dwelling, sender, receiver):
    """Days that word of an empty dwelling takes from one unit to another.

    With a foundation the municipality has a written agreement.  A case system that both units are
    on tells what is vacant.
    """
    p = world.parameters[0]
    if world.dwellings[dwelling].ownership == Ownership.FOUNDATION:
        return p.handover_agreement
    days = world.channel_days[sender, receiver]
    if world.shared_system[sender, receiver] == 1:
        return min(days, p.handover_case_system)
    return days


@rule
def open_vacancy(world, now, dwelling, move_out, damage):
    """A new spell of the dwelling without a tenant, and how many days its works will take."""
    p = world.parameters[0]
    clock = world.clock[0]
    number = clock.vacancies
    clock.vacancies += 1
    home = world.dwellings[dwelling]
    home.vacancy = number
    clear_row(world.vacancies, number)
    clear_row(world.vacancy_days, number)
    row = world.vacancies[number]
    row.dwelling = dwelling
    row.number = home.vacancy_number
    home.vacancy_number += 1
    row.notice_at = now
    row.move_out = move_out
    row.ready_at = NEVER
    row.contract_at = NEVER
    row.with_notice = 1 if move_out > now else 0
    row.damage = damage
    row.cause = VacancyCause.HAND_OVER
    row.since = now
    row.works_days = p.vacancy_works * draws.work_variate(
        draws.GAMMA,
        p.vacancy_works_variation,
        world.settings[0].seed,
        Stream.WORKS,
        dwelling,
        row.number,
    )
    if damage == 1:
        row.works_days *= p.vacancy_damage_factor
    return number
