"""Tenancies: how long they last, and what makes them end.

Three things can end a tenancy before its contract does: the tenant gives notice, leaves for
good (death, institution), or fails (arrears, conflict, abandonment).  Each has one
exponential threshold per tenancy against the hazard integrated so far, so a rate that
changes on the way (a need is met) moves the date without a new draw.
"""

from __future__ import annotations

import math

from sim import agenda, allowances, draws
from sim import bearing_rules as bearing
from sim.bookkeeping import bit, has, lacks, note, shift
from sim.draws import Stream
from sim.jit import clear_row, rule
from sim.names import Need, Tenure
from sim.state import (
    NEVER,
    NOBODY,
    DwellingPhase,
    Event,
    Happening,
    Level,
    TenancyEnd,
)


@rule
def begin(world, now, household, dwelling, tenure, contract_end):
    """A household moves in; ``dwelling`` is ``NOBODY`` in the private market.

    ``contract_end`` is ``NEVER`` there.  Returns the row of the tenancy.
    """
    clock = world.clock[0]
    seed = world.settings[0].seed
    number = clock.tenancies
    clock.tenancies += 1
    person = world.households[household]
    clear_row(world.tenancies, number)
    row = world.tenancies[number]
    row.household = household
    row.dwelling = dwelling
    row.tenure = tenure
    row.number = person.tenancy_number
    row.start = now
    row.notice_at = NEVER
    row.end = NEVER
    row.reason = TenancyEnd.RUNNING
    row.destination = NOBODY
    row.entered_from = person.tenure
    row.able_at_entry = 1 if able_on_market(world, household) else 0
    row.contracts = 1
    row.contract_end = NEVER
    row.since = now
    key = person.tenancy_number
    row.threshold_move = draws.exponential(seed, Stream.TENANCY, person.identity, key, 0)
    row.threshold_leave = draws.exponential(seed, Stream.TENANCY, person.identity, key, 1)
    row.threshold_fail = draws.exponential(seed, Stream.TENANCY, person.identity, key, 2)
    person.tenancy = number
    person.tenancy_number += 1
    if tenure == Tenure.MUNICIPAL:
        shift(world, now, Level.MUNICIPAL_TENANTS, 1)
        plan_contract(world, number, contract_end)
    else:
        shift(world, now, Level.PRIVATE_TENANTS, 1)
    count_follow_up(world, now, household, 1)
    if person.follow_up != NOBODY:
        spell = world.follow_ups[person.follow_up]
        if now - spell.start <= world.parameters[0].follow_up_window:
            spell.with_dwelling = 1
    plan(world, now, number)
    _plan_drift(world, now, household)
    note(world, now, Happening.MOVED_IN, household, NOBODY, NOBODY, NOBODY, dwelling, tenure)
    return number


@rule
def _plan_drift(world, now, household):
    """When the tenant's needs will change, if they have not been planned to already."""
    rate = world.parameters[0].needs_drift_rate
    person = world.households[household]
    if rate > 0.0 and person.tenancy_number == 1:
        after = draws.exponential(world.settings[0].seed, Stream.DRIFT, person.identity, 0, 0)
        agenda.add(world, now + after / rate, Event.NEED_DRIFTS, household, -1)


@rule
def plan_contract(world, tenancy, contract_end):
    """Note the end of a contract: the review before it, and when notice is due."""
    p = world.parameters[0]
    row = world.tenancies[tenancy]
    row.contract_end = contract_end
    now = world.clock[0].now
    if world.settings[0].lease_review == 1:
        review = max(now, contract_end - p.review_lead_time)
        agenda.add(world, review, Event.LEASE_REVIEW_DUE, tenancy, row.contracts)
    notice = max(now, contract_end - p.vacancy_notice)
    agenda.add(world, notice, Event.CONTRACT_RUNS_OUT, tenancy, row.contracts)


@rule
def plan(world, now, tenancy):
    """Plan the earliest of the ends before the contract's, at the rates that hold now."""
    row = world.tenancies[tenancy]
    days = now - row.since
    row.threshold_move -= row.rate_move * days
    row.threshold_leave -= row.rate_leave * days
    row.threshold_fail -= row.rate_fail * days
    row.since = now
    _set_rates(world, tenancy)
    move = _time_left(row.threshold_move, row.rate_move)
    leave = _time_left(row.threshold_leave, row.rate_leave)
    fail = _time_left(row.threshold_fail, row.rate_fail)
    row.stamp += 1
    if fail <= move and fail <= leave:
        row.next_reason = TenancyEnd.FAILED
        agenda.add(world, now + fail, Event.TENANCY_ENDS_EARLY, tenancy, row.stamp)
    elif leave <= move:
        row.next_reason = TenancyEnd.LEFT
        agenda.add(world, now + leave, Event.TENANCY_ENDS_EARLY, tenancy, row.stamp)
    else:
        row.next_reason = TenancyEnd.MOVED
        agenda.add(world, now + move, Event.TENANCY_ENDS_EARLY, tenancy, row.stamp)


@rule
def _time_left(threshold, rate):
    if rate <= 0.0:
        return math.inf
    return max(0.0, threshold) / rate


@rule
def _set_rates(world, tenancy):
    """The rates of moving, leaving and failing, by group, needs not met, dwelling and rent."""
    p = world.parameters[0]
    row = world.tenancies[tenancy]
    person = world.households[row.household]
    group = world.groups[person.group]
    factor = math.pow(p.tenancy_need_factor, float(unmet_needs(person)))
    if has(person.needs, Need.FOLLOW_UP):
        factor *= _follow_up_factor(world, row.household)
    if not _can_pay(world, row.household, row.tenure == Tenure.MUNICIPAL):
        factor *= p.tenancy_unaffordable_factor
    if row.dwelling != NOBODY and world.dwellings[row.dwelling].category != group.first_category:
        factor *= p.tenancy_mismatch_factor
    leaving_rate = group.leaving_rate
    if lacks(person, Need.HOME_CARE):
        leaving_rate *= p.tenancy_care_factor
    row.rate_fail = group.failure_rate * factor
    if row.notice_at < NEVER:
        row.rate_move = 0.0
        row.rate_leave = 0.0
        row.rate_fail = 0.0
    elif row.tenure == Tenure.MUNICIPAL:
        row.rate_move = group.move_rate * world.settings[0].openness
        row.rate_leave = leaving_rate
    else:
        row.rate_move = 1.0 / p.tenancy_private_contract
        row.rate_leave = leaving_rate


@rule
def _follow_up_factor(world, household):
    """What follow-up needed does to the rate of failing: in place, or still missing.

    The rate of a group is that with every need met; without follow-up it is higher by the
    inverse of the hazard ratio.  Follow-up that began together with the tenancy does more.
    """
    p = world.parameters[0]
    person = world.households[household]
    if person.follow_up == NOBODY:
        return 1.0 / p.follow_up_hazard_ratio
    if world.follow_ups[person.follow_up].with_dwelling == 1:
        return 1.0 - p.follow_up_package_effect
    return 1.0


@rule
def count_follow_up(world, now, household, change):
    """Count a municipal tenant in (1) or out (-1) who needs follow-up, and one who has it."""
    person = world.households[household]
    if person.tenancy == NOBODY or not has(person.needs, Need.FOLLOW_UP):
        return
    if world.tenancies[person.tenancy].tenure == Tenure.MUNICIPAL:
        shift(world, now, Level.TENANTS_NEEDING_FOLLOW_UP, change)
        if person.follow_up != NOBODY:
            shift(world, now, Level.TENANTS_IN_FOLLOW_UP, change)


@rule
def has_just_begun(world, now, household):
    """1 if the household's tenancy began so lately that what begins now begins with it."""
    tenancy = world.households[household].tenancy
    if tenancy == NOBODY:
        return 0
    return 1 if now - world.tenancies[tenancy].start <= world.parameters[0].follow_up_window else 0


@rule
def unmet_needs(person):
    """How many needs besides the dwelling (and the ways to it) are not met."""
    count = 0
    for need in (Need.HOUSING_ALLOWANCE, Need.SOCIAL_ASSISTANCE, Need.DEBT_ADVICE):
        if lacks(person, need):
            count += 1
    return count


@rule
def _can_pay(world, household, municipal):
    """Whether income and the allowance granted cover rent, debts and living."""
    p = world.parameters[0]
    person = world.households[household]
    rent = bearing.rent(p, bearing.rooms_needed(person.persons), municipal)
    left = person.income + person.allowance - person.debt_service - rent
    return left >= bearing.subsistence(p, person.persons)


@rule
def able_on_market(world, household):
    """Whether the household could buy or rent on the market with all the help there is.

    Loan, allowance, and the largest purchase grant where there is money for grants.
    """
    p = world.parameters[0]
    row = world.households[household]
    grant = 0.0
    if world.settings[0].grant_budget > 0.0:
        grant = p.grant_largest_share * bearing.purchase_price(p, row.persons)
    if bearing.can_buy(p, row.income, row.persons, row.debt_service, row.equity, grant, True):
        return True
    return bearing.can_rent_privately(
        p, row.income, row.persons, row.debt_service, bearing.rooms_needed(row.persons), True
    )


@rule
def finish(world, now, tenancy, reason, destination):
    """A tenancy is over."""
    row = world.tenancies[tenancy]
    count_follow_up(world, now, row.household, -1)
    row.end = now
    row.reason = reason
    row.destination = destination
    row.stamp += 1
    world.households[row.household].tenancy = NOBODY
    if row.tenure == Tenure.MUNICIPAL:
        shift(world, now, Level.MUNICIPAL_TENANTS, -1)
    else:
        shift(world, now, Level.PRIVATE_TENANTS, -1)
    note(
        world, now, Happening.MOVED_OUT, row.household, NOBODY, NOBODY, NOBODY, row.dwelling, reason
    )


@rule
def _pay_what_is_due(world, household):
    """A tenant of day 0 has been paid the allowance that is due, if any, for some time."""
    p = world.parameters[0]
    person = world.households[household]
    rent = bearing.rent(p, bearing.rooms_needed(person.persons), True)
    amount = bearing.monthly_allowance(p, person.income, person.persons, rent, True)
    if amount > 0.0:
        person.needs |= bit(Need.HOUSING_ALLOWANCE)
        person.met |= bit(Need.HOUSING_ALLOWANCE)
        allowances.pay(world, 0.0, household, amount)


@rule
def settle_first_tenants(world):
    """Day 0: the first households live in the dwellings, in contracts that run already.

    Household number d lives in dwelling number d; ``first_contract_ends`` says when its
    contract ends.
    """
    p = world.parameters[0]
    for dwelling in range(len(world.dwellings)):
        if world.dwellings[dwelling].phase == DwellingPhase.NOT_THERE:
            continue
        _pay_what_is_due(world, dwelling)
        contract_end = world.first_contract_ends[dwelling]
        tenancy = begin(world, 0.0, dwelling, dwelling, Tenure.MUNICIPAL, contract_end)
        world.tenancies[tenancy].start = contract_end - p.tenancy_contract
        world.dwellings[dwelling].tenancy = tenancy
        shift(world, 0.0, Level.LET, 1)
