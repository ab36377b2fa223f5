"""Planning: groups meet, needs are reported, a plan is made, money is granted, dwellings ordered.

A strategy has calendars of its own, which all run through the start of observation: the project
group and the steering group meet, a plan is made, or somebody looks at the waiting lists, and
once a year the council grants money.  Who reports lists for a plan or a look, as a routine, takes
hours for it, as letters are written.  Money for new dwellings is granted from the start of
observation on; until then the stock is as the municipality's file has it.

**Ahead of need** (proactive): a plan orders for those who wait, and for as much growth as there
has been since the last plan, until the next.  **In answer to need** (reactive): dwellings are
ordered when a list has grown beyond a share of the stock, for those above it.  Dwellings on the
way count.  A realistic plan is cut beforehand to what the budget buys until the next; a wish list
is not, and its first category has all its wants met first.

What is granted and not spent is kept for the dwelling that is next; with nothing left to order it
lapses.  A dwelling comes when the time from order to key has passed, of the size that suits whom
it is for.
"""

from __future__ import annotations

import math

from sim import agenda, cases, desks, people, strategy
from sim.bookkeeping import has, note, note_dwelling
from sim.jit import rule
from sim.names import MOST_AT_ONCE
from sim.quantities import YEAR
from sim.state import (
    GROWTH,
    LATER,
    NEVER,
    NOBODY,
    ON_THE_WAY,
    ORDERED,
    PLANNED,
    RANK,
    REPORTED,
    REPORTED_AT,
    DwellingPhase,
    Event,
    Happening,
)

#: The groups: subjects of ``GROUP_MEETS``, and details of the log.
PROJECT_GROUP = 0
STEERING_GROUP = 1

#: What stands for the first group in a piece of work where the number of a committee does.
_FIRST_GROUP = NOBODY - 1

#: Subjects of ``MONEY_GRANTED``: a new year's, or going on ordering.
_NEW_YEAR = 0
_GO_ON = 1

#: Years that lie between two times only because sums of days are rounded.
_SAME_DAY = 1e-9


@rule
def on_strategy_begins(world, now):
    """Day 0, or another organisation has taken over: calendars begin."""
    if len(world.strategy) == 0:
        return
    strategy.carry(world, now)
    row = world.strategy[0]
    if row.active == 0:
        return
    _begin(world, now, row.project_every, Event.GROUP_MEETS, PROJECT_GROUP)
    _begin(world, now, row.steering_every, Event.GROUP_MEETS, STEERING_GROUP)
    _begin(world, now, row.plan_every, Event.PLAN_DUE, 0)
    _begin(world, now, row.looks_every, Event.LISTS_LOOKED_AT, 0)
    # Where there is room for orders a budget of nothing may come to be more.
    paid_for = row.budget > 0.0 or len(world.orders) > 0
    if paid_for and row.plans_orders + row.looks_order > 0:
        start = world.settings[0].observe_from
        row.next_year = max(row.next_year, _years_begun(now - start))
        time = max(now, start + row.next_year * YEAR)
        agenda.add(world, time, Event.MONEY_GRANTED, _NEW_YEAR, row.version)


@rule
def _begin(world, now, every, event, subject):
    """Plan the first of events that come ``every`` so many days."""
    if every == NEVER:
        return
    time = _after(now, world.settings[0].observe_from, every)
    agenda.add(world, time, event, subject, world.strategy[0].version)


@rule
def _after(now, start, every):
    """The next of the times that lie ``every`` so many days apart, before and after a start."""
    time = start + (math.floor((now - start) / every) + 1.0) * every
    return time if time > now else time + every


@rule
def _years_begun(days):
    """Whole years until the first day of a year that is not over; 0 before the first."""
    return max(0, math.ceil(days / YEAR - _SAME_DAY))


@rule
def _goes_on(world, version):
    """Whether the organisation that planned an event is there still."""
    row = world.strategy[0]
    return row.active == 1 and row.version == version


@rule
def on_group_meets(world, now, group, version):
    """A group meets: it takes hours of the posts of its members, and anchors the strategy."""
    if not _goes_on(world, version):
        return
    row = world.strategy[0]
    every, members = row.project_every, row.project_group
    if group == STEERING_GROUP:
        every, members = row.steering_every, row.steering_group
    agenda.add(world, now + every, Event.GROUP_MEETS, group, version)
    hours = world.parameters[0].planning_meeting_hours
    world.group_called[group] = int(now)
    for unit in range(world.settings[0].units):
        world.at_group[group, unit] = NOBODY
        if has(members, unit) and cases.is_staffed(world, unit):
            row.hours += hours
            desks.queue_meeting(world, now, unit, _FIRST_GROUP - group, hours)
    if group == STEERING_GROUP:
        share = strategy.share_of_steering_group(world)
    else:
        share = strategy.share_of_project_group(world)
    strategy.anchor(world, now, share)
    happened = Happening.GROUP_MET
    note(world, now, happened, NOBODY, NOBODY, row.planner, NOBODY, NOBODY, group)


@rule
def on_member_attended(world, meeting, worker):
    """Whoever comes to a group for a unit gets to know those who have come for the others."""
    group = _FIRST_GROUP - meeting
    if not people.live(world):
        return
    mine = world.caseworkers[worker].unit
    cases_gone_through = world.parameters[0].planning_meeting_cases
    for unit in range(world.settings[0].units):
        other = world.at_group[group, unit]
        if unit != mine and other != NOBODY:
            people.meet_in_group(world, worker, other, cases_gone_through, group)
            people.learn_in_committee(world, worker, other, cases_gone_through)
            people.learn_in_committee(world, other, worker, cases_gone_through)
    world.at_group[group, mine] = worker


# ---- plans and looks -----------------------------------------------------------------------


@rule
def on_plan_due(world, now, version):
    """Needs are reported, and a plan is made and adopted."""
    if not _goes_on(world, version):
        return
    row = world.strategy[0]
    agenda.add(world, now + row.plan_every, Event.PLAN_DUE, 0, version)
    number = _assess(world, now, 1)
    strategy.anchor(world, now, world.parameters[0].anchoring_plan)
    world.register[number].anchoring = row.anchoring
    if row.plans_orders == 1:
        _plan_ahead(world, now)
        if row.wish_list == 0:
            _cut_to_the_budget(world)
        _carry_out(world, number)
    happened = Happening.PLAN_MADE
    detail = 1 if row.wish_list == 1 else 0
    note(world, now, happened, NOBODY, NOBODY, row.planner, NOBODY, NOBODY, detail)
    if row.plans_orders == 1:
        _order(world, now)


@rule
def on_lists_looked_at(world, now, version):
    """Somebody looks whether lists have grown beyond the limit; if so, dwellings are ordered."""
    if not _goes_on(world, version):
        return
    row = world.strategy[0]
    agenda.add(world, now + row.looks_every, Event.LISTS_LOOKED_AT, 0, version)
    number = _assess(world, now, 0)
    p = world.parameters[0]
    for category in range(len(world.wanted)):
        limit = p.procurement_limit * strategy.stock_of(world, category)
        _want(world, category, world.wanted[category, REPORTED] - limit)
    _carry_out(world, number)
    happened = Happening.LISTS_LOOKED_AT
    note(world, now, happened, NOBODY, NOBODY, row.planner, NOBODY, NOBODY, NOBODY)
    _order(world, now)


@rule
def _assess(world, now, by_plan):
    """Write need as it is reported into the register, and what has come to it since the last
    time; returns the row."""
    row = world.strategy[0]
    number = row.plans
    row.plans += 1
    entry = world.register[number]
    entry.time = now
    entry.by_plan = by_plan
    entry.anchoring = strategy.anchoring(world, now)
    _report(world, now)
    for category in range(len(world.wanted)):
        wanted = world.wanted[category]
        actual = strategy.actual_need(world, category)
        reported = strategy.reported_need(world, now, category)
        entry.actual += actual
        entry.reported += reported
        entry.error += abs(reported - actual)
        wanted[GROWTH] = 0.0
        if wanted[REPORTED_AT] < now:
            wanted[GROWTH] = (reported - wanted[REPORTED]) / (now - wanted[REPORTED_AT])
        wanted[REPORTED] = reported
        wanted[REPORTED_AT] = now
    return number


@rule
def _report(world, now):
    """Where it is a routine, every unit reports its lists, which takes somebody there hours; but
    for those whose lists are seen as they are."""
    row = world.strategy[0]
    if row.routine_reports == 0:
        return
    hours = world.parameters[0].reporting_hours
    for unit in range(world.settings[0].units):
        if strategy.keeps_a_list(world, unit) and not has(row.seen_whole, unit):
            desks.write_up(world, now, unit, LATER, hours)


@rule
def _want(world, category, households):
    """Plan dwellings of a category for so many households, but for those on the way."""
    wanted = world.wanted[category]
    missing = max(0.0, households - wanted[ON_THE_WAY])
    wanted[PLANNED] = math.floor(missing + 0.5)
    wanted[ORDERED] = 0.0


@rule
def _plan_ahead(world, now):
    """Plan for those who wait, and for the growth expected until the next plan."""
    ahead = world.parameters[0].procurement_foresight * world.strategy[0].plan_every
    for category in range(len(world.wanted)):
        growth = world.wanted[category, GROWTH] * ahead
        _want(world, category, world.wanted[category, REPORTED] + growth)
        world.wanted[category, RANK] = strategy.place_on_wish_list(world, now, category)


@rule
def _cut_to_the_budget(world):
    """Cut what is planned, all in proportion, to what the budget buys until the next plan.

    Each category by what a dwelling of it costs.
    """
    row = world.strategy[0]
    rooms = strategy.small_rooms(world)
    cost = 0.0
    for category in range(len(world.wanted)):
        cost += world.wanted[category, PLANNED] * strategy.price(world, category, rooms)
    money = row.money + row.budget * row.plan_every / YEAR
    if cost <= money:  # also where dwellings have come to cost nothing
        return
    so_far = 0.0
    for category in range(len(world.wanted)):
        planned = world.wanted[category, PLANNED]
        world.wanted[category, PLANNED] = strategy.cut(planned, so_far, money / cost)
        so_far += planned


@rule
def _carry_out(world, number):
    """From now on dwellings are ordered by this entry of the register."""
    world.strategy[0].current = number
    for category in range(len(world.wanted)):
        world.register[number].planned += int(world.wanted[category, PLANNED])


# ---- money and orders ----------------------------------------------------------------------


@rule
def on_money_granted(world, now, what, version):
    """A new year's money is granted, and as much is ordered as it buys."""
    if not _goes_on(world, version):
        return
    row = world.strategy[0]
    if what == _NEW_YEAR:
        row.next_year += 1
        agenda.add(world, now + YEAR, Event.MONEY_GRANTED, _NEW_YEAR, version)
        if strategy.next_category(world) == NOBODY:
            row.money = 0.0
        row.money += row.budget * strategy.share_granted(world, now)
    _order(world, now)


@rule
def _order(world, now):
    """Order what is planned and can be paid for, so many at once; the rest at once after that."""
    row = world.strategy[0]
    for _ in range(MOST_AT_ONCE):
        category = strategy.next_category(world)
        if category == NOBODY or not strategy.is_to_be_had(world):
            return
        if not _buy(world, now, category):
            return
    agenda.add(world, now, Event.MONEY_GRANTED, _GO_ON, row.version)


@rule
def _buy(world, now, category):
    """Order a dwelling of a category, if there is money for it."""
    row = world.strategy[0]
    rooms, accessible = strategy.small_rooms(world), 0
    application = strategy.whom_it_is_for(world, category)
    if application != NOBODY:
        person = world.households[world.applications[application].household]
        rooms = max(1, min(person.persons, world.settings[0].largest_rooms))
        accessible = person.accessible
    price = strategy.price(world, category, rooms)
    if row.money < price:
        return False
    row.money -= price
    dwelling = row.first_new + row.orders
    home = world.dwellings[dwelling]
    home.phase = DwellingPhase.ORDERED
    home.category = category
    home.rooms = rooms
    home.accessible = accessible
    home.allocator = world.allocator[category, home.district]
    order = world.orders[row.orders]
    order.ordered = now
    order.price = price
    order.comes = now + strategy.days_until_it_comes(world, category)
    row.orders += 1
    world.wanted[category, ORDERED] += 1.0
    world.wanted[category, ON_THE_WAY] += 1.0
    world.register[row.current].ordered += 1
    agenda.add(world, order.comes, Event.DWELLING_COMES, dwelling, 0)
    note_dwelling(world, now, Happening.DWELLING_ORDERED, dwelling, row.buyer, category)
    return True


@rule
def on_the_way_no_more(world, dwelling):
    """A dwelling that was ordered has come."""
    strategy.on_the_way_no_more(world, world.dwellings[dwelling].category)
