"""Referral: a case that was sent arrives, is taken on, contested, or sent on.

A wrong unit reads the case and sends it on: a bounce.  The right unit may still hold that
the case is not its own: a functional contest, likelier without a written agreement; a
professional one, the likelier the less the two units know in common; or one about money,
where another unit's budget pays.  It is settled in the next meeting of both, or above the
two units after a while if that comes sooner, mostly by taking the case on, otherwise it goes back
to the sender.  A key person who knows whose case it is settles it sooner.
A receiver that is on no case system with the sender does part of the assessment again.
"""

from __future__ import annotations

from sim import agenda, bodies, cases, draws, episodes, keys, lines, people
from sim.bookkeeping import note, note_case, turn
from sim.draws import Stream
from sim.jit import rule
from sim.state import LATER, NOBODY, Event, Happening, Phase


@rule
def on_case_received(world, now, application, sends):
    """The case is in the in-tray of the unit it was sent to."""
    row = world.applications[application]
    if row.phase != Phase.HAND_OVER or row.sends != sends:
        return
    note_case(world, now, Happening.RECEIVED, application)
    if row.unit == row.from_unit:
        cases.take_on(world, now, application)
        return
    episodes.meet_unit(world, row.episode, row.household, row.unit)
    if row.unit != row.right_unit:
        _bounce(world, now, application, row.unit)
    elif _contested(world, application):
        row.contests += 1
        turn(world, now, application, Phase.CONTESTED)
        note_case(world, now, Happening.CONTESTED, application)
        _plan_settlement(world, now, application)
    else:
        cases.take_on(world, now, application)


@rule
def _contested(world, application):
    row = world.applications[application]
    identity = world.households[row.household].identity
    if row.sends >= keys.SENDS:
        return False
    person = world.households[row.household]
    chance = world.contest[row.from_unit, row.unit]
    chance += world.budget_contest[row.task, person.group, person.district]
    occasion = keys.sent(world, application)
    return draws.happens(chance, world.settings[0].seed, Stream.CONTEST, identity, occasion, 0)


@rule
def _plan_settlement(world, now, application):
    """A contest is settled in the next common meeting or above; or by a key person before that."""
    p = world.parameters[0]
    row = world.applications[application]
    above = now + p.contest_escalation
    settled = above
    body = bodies.next_common(world, row.from_unit, row.unit)
    if body != NOBODY:
        settled = min(above, world.bodies[body].next_meeting)
    identity = world.households[row.household].identity
    occasion = keys.sent(world, application)
    knowing = people.overview(world, now)
    seed = world.settings[0].seed
    within = now + p.overview_settles_within
    if within < settled and draws.happens(knowing, seed, Stream.CONTEST, identity, occasion, 2):
        cases.ask_key_person(world, now, application)
        agenda.add(world, within, Event.KEY_PERSON_SETTLES, application, row.sends)
    else:
        agenda.add(world, above, Event.CONTEST_SETTLED, application, row.sends)
        on_contest_for_a_meeting(world, now, application)


@rule
def on_contest_for_a_meeting(world, now, application):
    """The two units will speak of the case when they meet, if they do in some committee."""
    row = world.applications[application]
    body = bodies.next_common(world, row.from_unit, row.unit)
    if body != NOBODY:
        lines.join(world, now, lines.for_settlement(world, body), application)


@rule
def _still_contested(world, application, sends):
    row = world.applications[application]
    return row.phase == Phase.CONTESTED and row.sends == sends


@rule
def _settle(world, now, application):
    """Both units have spoken about the case."""
    row = world.applications[application]
    lines.leave(world, now, application)
    note_case(world, now, Happening.SETTLED, application)
    for unit in (row.from_unit, row.unit):
        hours = world.parameters[0].meeting_hours_per_case
        cases.book(world, now, application, unit, LATER, hours)


@rule
def on_key_person_settles(world, now, application, sends):
    """The key person knows whose case it is: the unit that it belongs to takes it on."""
    if _still_contested(world, application, sends):
        _settle(world, now, application)
        cases.take_on(world, now, application)


@rule
def on_contest_settled(world, now, application, sends):
    """The contest is settled: the unit takes the case on, or it goes back."""
    if not _still_contested(world, application, sends):
        return
    row = world.applications[application]
    _settle(world, now, application)
    identity = world.households[row.household].identity
    back = draws.uniform(
        world.settings[0].seed, Stream.CONTEST, identity, keys.sent(world, application), 1
    )
    if back < world.parameters[0].contest_returned:
        _bounce(world, now, application, row.from_unit)
    else:
        cases.take_on(world, now, application)


@rule
def _bounce(world, now, application, unit):
    """The case lies at ``unit``, which has to send it on."""
    row = world.applications[application]
    row.bounces += 1
    note(world, now, Happening.BOUNCED, row.household, application, unit, NOBODY, NOBODY, NOBODY)
    if row.episode >= 0:
        world.episodes[row.episode].bounces += 1
        episodes.tire(world, now, row.household, world.settings[0].impatience_bounce)
    cases.pass_on(world, now, application, unit)


@rule
def on_forwarded(world, now, application, unit, worker):
    """Someone has read the case and sends it on."""
    row = world.applications[application]
    if row.phase < Phase.GRANTED:
        cases.send(world, now, application, unit, worker)
