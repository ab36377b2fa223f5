"""Staff: caseworkers leave, posts stand empty, newcomers begin; month by month people learn.

Only where ``people.learning`` is live.  The luck of a post (when its holder leaves, how long the
next stays) belongs to the post's number in the municipality, not to the unit it sits in.  Whoever
has a case in hand finishes it first.  A household under personal cases is kept by whoever holds
the post.  Maintenance crews and follow-up workers do not change.
"""

from __future__ import annotations

from sim import agenda, desks, draws, keys, people
from sim.draws import Stream
from sim.jit import rule
from sim.quantities import MONTH
from sim.state import ABSENT, NEW, NOBODY, Event


@rule
def settle_first_staff(world, now):
    """On day 0 all posts are filled, by people who know what people there know in the long run."""
    for worker in range(len(world.caseworkers)):
        if _is_caseworker(world, worker):
            people.begin_in_post(world, worker)
            people.meet_at_first(world, worker)
            _plan_leaving(world, now, worker)
    agenda.add(world, now + MONTH, Event.MONTH_OF_PEOPLE, 1, 0)


@rule
def _is_caseworker(world, worker):
    return world.desks[world.caseworkers[worker].desk].crew == 0


@rule
def _plan_leaving(world, now, worker):
    person = world.caseworkers[worker]
    rate = world.parameters[0].caseworkers_turnover
    if rate > 0.0:
        holder = keys.of_holder(world, worker)
        stay = draws.exponential(
            world.settings[0].seed, Stream.STAFF, person.post_number, holder, 0
        )
        agenda.add(world, now + stay / rate, Event.PERSON_LEAVES, worker, 0)


@rule
def on_person_leaves(world, now, worker):
    """The holder of a post goes, or will as soon as the case in hand is done."""
    person = world.caseworkers[worker]
    if person.work_item == NOBODY:
        desks.leave_post(world, now, worker)
    else:
        person.leaving = 1


@rule
def on_person_hired(world, now, worker):
    """A newcomer takes the post, and what waits."""
    world.caseworkers[worker].incumbent += 1
    people.start_anew(world, now, worker)
    _plan_leaving(world, now, worker)
    desks.take_post(world, now, worker)


@rule
def on_month(world, now, month):
    """A month has passed: knowledge is passed on and fades, and units see what they have."""
    for worker in range(len(world.caseworkers)):
        person = world.caseworkers[worker]
        if _is_caseworker(world, worker) and person.work_item != ABSENT:
            people.pass_a_month(world, worker, MONTH, month)
    for unit in range(world.settings[0].units):
        people.take_stock(world, unit)
    people.see_apart(world)
    agenda.add(world, now + MONTH, Event.MONTH_OF_PEOPLE, month + 1, 0)


@rule
def on_new_staff(world, now):
    """After a reorganisation: posts that nobody took stand empty, and units see what they have.

    Who came along leaves when they would have, and a newcomer already sought comes as planned.
    """
    for worker in range(len(world.caseworkers)):
        person = world.caseworkers[worker]
        if person.leaving == NEW:
            desks.leave_post(world, now, worker)
    for unit in range(world.settings[0].units):
        people.take_stock(world, unit)
    people.see_apart(world)
