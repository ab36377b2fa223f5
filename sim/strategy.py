"""Strategy: how firmly it is anchored, what is seen of need from above, what is ordered.

Data on all of this are thin.  Each mechanism is *one* plain rule, and the range of its strength
includes no effect.

* **Anchoring** is a number from 0 to 1: how far those who must act have taken part in the strategy
  and own it.  Every occasion (a meeting of a group, a plan adopted) brings it the same share of
  the way to 1; between occasions it decays, faster the more those who took part change, slower
  where the plan has a place in the municipal plan.  It decides how much of the budget is granted,
  and, where the organisation says so, on how many occasions its routines are followed.
* **Need** is who stands on the waiting lists, by the category that they want first.  Lists of the
  unit that plans, or of that in which the work is led, are seen as they are; of any other with an
  error, which a routine of reporting and taking part in the plan make smaller.
* **Orders.**  By a plan that has been cut to the budget, the next dwelling is of the category of
  whose share least has been ordered; by a wish list, of the first category on the list as long as
  it wants any.

Where no strategy is pursued there is no row of it, and nothing here happens.
"""

from __future__ import annotations

import math

from sim import bearing_rules as bearing
from sim import draws, homes_sought, lines
from sim.bookkeeping import has
from sim.draws import Stream
from sim.jit import rule
from sim.names import Ground
from sim.state import NOBODY, ON_THE_WAY, ORDERED, PLANNED, RANK, DwellingPhase

#: Routines that may hang on anchoring: parts of the stream of routines.
LEASE_REVIEW = 0
CHECK = 1
CHECK_AT_REVIEW = 2
PRIORITY_KEY = 3

#: Parts of the stream of planning: districts first, then the place on a wish list.
_WISH = 1 << 10

#: The grounds on which one is listed, in the order in which they are served.
_LISTED = (int(Ground.MUST), int(Ground.WISH))

#: Rooms of a dwelling ordered for a category that nobody waits for: a small one.
_ROOMS_FOR_NOBODY = 2


@rule
def is_pursued(world):
    """Whether the organisation there is now pursues a strategy."""
    return len(world.strategy) > 0 and world.strategy[0].active == 1


# ---- anchoring -----------------------------------------------------------------------------


@rule
def together(one, other):
    """The share of the way that two shares of what is left make."""
    return 1.0 - (1.0 - one) * (1.0 - other)


@rule
def _posts(world, unit):
    desk = world.desks[world.units[unit].desk]
    posts = 0.0
    for worker in range(desk.first_worker, desk.first_worker + desk.workers):
        posts += world.caseworkers[worker].post
    return posts


@rule
def _posts_that_take_part(world):
    posts = 0.0
    for unit in range(world.settings[0].units):
        if has(world.strategy[0].participants, unit):
            posts += _posts(world, unit)
    return posts


@rule
def _written(world):
    """What a place in the municipal plan does to everything that wears anchoring down."""
    written = world.strategy[0].in_municipal_plan == 1
    return world.parameters[0].anchoring_written if written else 1.0


@rule
def _decay(world):
    """The rate at which anchoring decays, per day.

    Where staff is settled those who take part change at the general rate all the time; where
    people live one by one, when one of them leaves (:func:`on_person_gone`).
    """
    p = world.parameters[0]
    rate = p.anchoring_decay
    if world.settings[0].people_live == 0 and _posts_that_take_part(world) > 0.0:
        rate += p.anchoring_turnover * p.caseworkers_turnover
    return rate * _written(world)


@rule
def anchoring(world, now):
    """How firmly the strategy is anchored now."""
    row = world.strategy[0]
    return row.anchoring * math.exp(-row.rate * (now - row.since))


@rule
def area(world, now):
    """The integral of anchoring from day 0 until now."""
    row = world.strategy[0]
    days = now - row.since
    if row.rate == 0.0:
        return row.area + row.anchoring * days
    return row.area - row.anchoring * math.expm1(-row.rate * days) / row.rate


@rule
def carry(world, now):
    """Bring anchoring up to date; from now on it decays at the rate that holds now."""
    row = world.strategy[0]
    upto = area(world, now)
    row.anchoring = anchoring(world, now)
    row.area = upto
    row.since = now
    row.rate = _decay(world)


@rule
def anchor(world, now, share):
    """An occasion brings anchoring this share of the way to 1."""
    carry(world, now)
    row = world.strategy[0]
    row.anchoring = together(row.anchoring, share)


@rule
def share_that_takes_part(world, members):
    """The share of the units with people in them that are in a group."""
    present, there = 0, 0
    for unit in range(world.settings[0].units):
        if world.desks[world.units[unit].desk].workers > 0:
            there += 1
            present += has(members, unit)
    return present / there if there > 0 else 0.0


@rule
def share_of_project_group(world):
    """What a meeting of the project group does for anchoring: the more units take part."""
    p = world.parameters[0]
    row = world.strategy[0]
    present = share_that_takes_part(world, row.project_group)
    return _with_leader(world, p.anchoring_participation * present)


@rule
def share_of_steering_group(world):
    """What a meeting of the steering group does: leaders, and politicians where they sit in it."""
    p = world.parameters[0]
    share = p.anchoring_steering
    if world.strategy[0].politicians == 1:
        share = together(share, p.anchoring_politicians)
    return _with_leader(world, share)


@rule
def _with_leader(world, share):
    """A leader of the work at the strategic level has authority beyond the units in the group."""
    if world.strategy[0].leader_above == 1:
        return together(share, world.parameters[0].anchoring_leader)
    return share


@rule
def on_person_gone(world, now, worker):
    """One of those who took part has left, and part of the anchoring with that person."""
    if not is_pursued(world):
        return
    person = world.caseworkers[worker]
    if not has(world.strategy[0].participants, person.unit):
        return
    carry(world, now)
    of_all = person.post / _posts_that_take_part(world)
    lost = world.parameters[0].anchoring_turnover * of_all * _written(world)
    world.strategy[0].anchoring *= 1.0 - lost


@rule
def share_granted(world, now):
    """The share of the budget that the council grants."""
    return 1.0 - world.parameters[0].anchoring_on_funding * (1.0 - anchoring(world, now))


@rule
def follows_routine(world, now, household, occasion, routine):
    """Whether a routine that is there is followed on an occasion: always, unless the organisation
    says that it hangs on anchoring."""
    if world.settings[0].routines_by_anchoring == 0:
        return True
    chance = 1.0 - world.parameters[0].anchoring_on_routines * (1.0 - anchoring(world, now))
    seed = world.settings[0].seed
    identity = world.households[household].identity
    followed = draws.happens(chance, seed, Stream.ROUTINE, identity, occasion, routine)
    world.strategy[0].occasions += 1
    world.strategy[0].followed += followed
    return followed


@rule
def write_mark(world, now):
    """Write down, beside the next mark, what has come of the strategy so far."""
    if len(world.strategy) == 0:
        return
    row = world.strategy[0]
    mark = world.strategy_marks[world.clock[0].marks]
    mark[0] = area(world, now)
    mark[1] = row.hours
    mark[2] = row.occasions
    mark[3] = row.followed


# ---- need ----------------------------------------------------------------------------------


@rule
def waiting_first_for(world, category, district):
    """How many of a district wait on the allocator's list for what they want first."""
    waiting = 0
    for ground in _LISTED:
        waiting += _waiting_with(world, ground, category, district)
    return waiting


@rule
def _waiting_with(world, ground, category, district):
    """How many of them have one ground."""
    unit = world.allocator[category, district]
    waiting = 0
    for kind in range(world.settings[0].kinds_of_home):
        if _is_of_those_who_want(world, kind, category):
            application = world.lines[lines.for_dwelling(world, unit, ground, kind)].first
            while application != NOBODY:
                waiting += _is_of_district(world, application, district)
                application = world.in_line[application].next
    return waiting


@rule
def _is_of_those_who_want(world, kind, category):
    """Whether those who seek a kind of home want a category first."""
    return world.groups[homes_sought.group(kind)].first_category == category


@rule
def _is_of_district(world, application, district):
    return world.households[world.applications[application].household].district == district


@rule
def _waiting_in_place(world, category, place):
    """The application in a place (from 0) of all who wait first for a category; they are that many.

    District by district; must before wish, and within a ground in the order of coming.
    """
    for district in range(world.allocator.shape[1]):
        for ground in _LISTED:
            waiting = _waiting_with(world, ground, category, district)
            if place < waiting:
                application = NOBODY
                for _ in range(place + 1):
                    application = _next_with(world, ground, category, district, application)
                return application
            place -= waiting
    return NOBODY


@rule
def _next_with(world, ground, category, district, last):
    """Of those with one ground who wait first for a category, the first who came after ``last``
    (``NOBODY``: of all)."""
    unit = world.allocator[category, district]
    first = NOBODY
    for kind in range(world.settings[0].kinds_of_home):
        if _is_of_those_who_want(world, kind, category):
            application = world.lines[lines.for_dwelling(world, unit, ground, kind)].first
            while application != NOBODY and lines.is_sooner(world, application, first):
                is_later = last == NOBODY or lines.came_before(world, last, application)
                if is_later and _is_of_district(world, application, district):
                    first = application
                application = world.in_line[application].next
    return first


@rule
def keeps_a_list(world, unit):
    """Whether a unit allocates dwellings, of any category and in any district."""
    for category in range(world.allocator.shape[0]):
        for district in range(world.allocator.shape[1]):
            if world.allocator[category, district] == unit:
                return True
    return False


@rule
def accuracy(world, unit):
    """How well the list of a unit is known above, from 0 to 1."""
    p = world.parameters[0]
    row = world.strategy[0]
    if has(row.seen_whole, unit):
        return 1.0
    known = p.reporting_routine if row.routine_reports == 1 else 0.0
    if has(row.project_group, unit):
        known = together(known, p.reporting_participation)
    return known


@rule
def as_reported(world, waiting, known, luck):
    """Need as it is reported: right on average, and the nearer, the better it is known.

    ``luck`` is a standard normal variate.
    """
    error = world.parameters[0].reporting_error * (1.0 - known)
    return waiting * math.exp(error * luck - 0.5 * error * error)


@rule
def reported_need(world, now, category):
    """How many wait first for a category, as far as it is known above."""
    seed = world.settings[0].seed
    total = 0.0
    for district in range(world.allocator.shape[1]):
        known = accuracy(world, world.allocator[category, district])
        luck = draws.normal(seed, Stream.PLANNING, category, int(now), district)
        waiting = waiting_first_for(world, category, district)
        total += as_reported(world, waiting, known, luck)
    return total


@rule
def actual_need(world, category):
    """How many wait first for a category."""
    total = 0
    for district in range(world.allocator.shape[1]):
        total += waiting_first_for(world, category, district)
    return total


@rule
def stock_of(world, category):
    """Dwellings of a category, let or empty."""
    count = 0
    for dwelling in range(len(world.dwellings)):
        home = world.dwellings[dwelling]
        count += home.category == category and home.phase < DwellingPhase.SOLD
    return count


# ---- orders --------------------------------------------------------------------------------


@rule
def price(world, category, rooms):
    """What a dwelling costs the municipality (NOK)."""
    p = world.parameters[0]
    ratio = p.procurement_price_ratio * world.category_price[category]
    return bearing.price_of_area(p, bearing.area_needed(p, rooms)) * ratio


@rule
def days_until_it_comes(world, category):
    """Days from order to key; those who build and let hear of it earlier if they take part."""
    p = world.parameters[0]
    days = p.procurement_lead_time * world.category_time[category]
    return days * p.procurement_partners if world.strategy[0].partners == 1 else days


@rule
def small_rooms(world):
    """Rooms of a dwelling ordered for nobody in particular; the size that a plan is costed by."""
    return max(1, min(_ROOMS_FOR_NOBODY, world.settings[0].largest_rooms))


@rule
def cut(planned, so_far, factor):
    """What is left of so many ``planned`` when all that is planned is cut by ``factor``.

    Rounded so that the sum of all is right: ``so_far`` have been planned before these.
    """
    after = math.floor((so_far + planned) * factor + 0.5)
    return after - math.floor(so_far * factor + 0.5)


@rule
def place_on_wish_list(world, now, category):
    """Where a category stands on a wish list, which is not in the order of need."""
    return draws.uniform(world.settings[0].seed, Stream.PLANNING, category, int(now), _WISH)


@rule
def next_category(world):
    """The category of which the next dwelling is ordered; ``NOBODY`` if all that was planned is."""
    best, first = NOBODY, math.inf
    for category in range(len(world.wanted)):
        row = world.wanted[category]
        if row[ORDERED] >= row[PLANNED]:
            continue
        turn = row[ORDERED] / row[PLANNED]
        if world.strategy[0].plans_orders == 1 and world.strategy[0].wish_list == 1:
            turn = row[RANK]
        if turn < first:
            best, first = category, turn
    return best


@rule
def whom_it_is_for(world, category):
    """The application for which the next dwelling of a category is the right size.

    The first ordered by a plan is for the first who waits, and so on; when all have had their
    turn, from the front again.  ``NOBODY`` if nobody waits.
    """
    waiting = actual_need(world, category)
    if waiting == 0:
        return NOBODY
    return _waiting_in_place(world, category, int(world.wanted[category, ORDERED]) % waiting)


@rule
def is_to_be_had(world):
    """Whether there is a row left for another dwelling: there are as many as the budget buys."""
    return world.strategy[0].orders < len(world.orders)


@rule
def on_the_way_no_more(world, category):
    """A dwelling of a category has come."""
    world.wanted[category, ON_THE_WAY] -= 1.0
