"""Ends of tenancies: notice, leaving for good, failure, and the end of the contract.

A tenant's notice runs for some months; death, a move to an institution, and failure give
none.  A contract that ends is renewed if the tenant still needs the dwelling.  A private
tenancy that fails brings the household back; one that ends otherwise takes it out of sight.
"""

from __future__ import annotations

from sim import agenda, cases, draws, episodes, tenancies, vacating
from sim.draws import Stream
from sim.jit import rule
from sim.names import Tenure
from sim.state import NEVER, Event, Occasion, TenancyEnd


@rule
def on_tenancy_ends_early(world, now, tenancy, stamp):
    """One of the planned ends has come, if no later plan has replaced it."""
    row = world.tenancies[tenancy]
    if row.stamp != stamp or row.end < NEVER:
        return
    if row.tenure == Tenure.MUNICIPAL:
        _leave_municipal_dwelling(world, now, tenancy)
    else:
        _leave_private_rental(world, now, tenancy)


@rule
def _leave_municipal_dwelling(world, now, tenancy):
    row = world.tenancies[tenancy]
    if row.next_reason == TenancyEnd.FAILED:
        vacating.give_notice(world, now, tenancy, now, TenancyEnd.FAILED, Tenure.NONE, 1)
    elif row.next_reason == TenancyEnd.LEFT:
        vacating.give_notice(world, now, tenancy, now, TenancyEnd.LEFT, Tenure.INSTITUTION, 0)
    else:
        move_out = now + world.parameters[0].vacancy_notice
        vacating.give_notice(
            world, now, tenancy, move_out, TenancyEnd.MOVED, _destination(world, tenancy), 0
        )


@rule
def _leave_private_rental(world, now, tenancy):
    row = world.tenancies[tenancy]
    household = row.household
    if row.next_reason == TenancyEnd.FAILED:
        tenancies.finish(world, now, tenancy, TenancyEnd.FAILED, Tenure.NONE)
        agenda.add(world, now, Event.NEED_ARISES, household, Occasion.TENANCY_FAILED)
    elif row.next_reason == TenancyEnd.LEFT:
        tenancies.finish(world, now, tenancy, TenancyEnd.LEFT, Tenure.INSTITUTION)
        episodes.move_to(world, now, household, Tenure.INSTITUTION)
    else:
        tenancies.finish(world, now, tenancy, TenancyEnd.MOVED, Tenure.PRIVATE_RENTAL)


@rule
def _destination(world, tenancy):
    """Where a tenant who moves by itself goes: an owned home, or a private rental."""
    row = world.tenancies[tenancy]
    person = world.households[row.household]
    draw = draws.uniform(world.settings[0].seed, Stream.DESTINATION, person.identity, row.number, 0)
    if draw < world.groups[person.group].move_to_own_home:
        return Tenure.OWN_HOME
    return Tenure.PRIVATE_RENTAL


@rule
def on_contract_runs_out(world, now, tenancy, contract):
    """Time to give notice or to renew: the tenant still needs the dwelling, or does not.

    Who is buying it stays until that is done.
    """
    p = world.parameters[0]
    row = world.tenancies[tenancy]
    if row.end < NEVER or row.notice_at < NEVER or row.contracts != contract:
        return
    person = world.households[row.household]
    renewed = draws.happens(
        p.tenancy_renewal_share,
        world.settings[0].seed,
        Stream.RENEWAL,
        person.identity,
        row.number,
        contract,
    )
    if renewed or cases.buys_its_flat(world, row.household):
        row.contracts += 1
        tenancies.plan_contract(world, tenancy, row.contract_end + p.tenancy_contract)
        return
    destination = _destination(world, tenancy)
    vacating.give_notice(
        world, now, tenancy, row.contract_end, TenancyEnd.CONTRACT_ENDED, destination, 0
    )
