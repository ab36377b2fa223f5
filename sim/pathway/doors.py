"""Which door: where a household turns with its need.

It either knows who is responsible, or goes where people in its situation usually go for
help.  What counts there is the *task* it associates with help ("where one asks for social
assistance"); the organisation decides which unit that is.  So wrong doors come from where
tasks lie, and where one unit holds all of them every door is right.
"""

from __future__ import annotations

from sim import cases, draws, episodes, seeing
from sim.bookkeeping import bit, bit_set, has, note
from sim.draws import Stream
from sim.jit import rule
from sim.names import CASE_WORK_DOORS, Need, Task
from sim.state import NOBODY, Happening

#: Tasks at whose door people work on cases, as a bit set.
_CASE_WORK = bit_set(CASE_WORK_DOORS)


@rule
def on_going_to_a_door(world, now, household):
    """The household's first contact of an episode.

    One who asks for a single instrument at the right door joins the queue for it.  One who
    needs a dwelling is heard out (assessed) wherever case work is done.  At a desk that does
    none (a front desk, a follow-up service), and at a wrong door, the household is sent on.
    """
    person = world.households[household]
    responsible = _responsible(world, household)
    door = _door(world, household)
    unit = responsible if door == NOBODY else seeing.holder(world, door, household)
    note(world, now, Happening.WENT_TO, household, NOBODY, unit, NOBODY, NOBODY, door)
    episodes.meet_unit(world, person.episode, household, unit)
    world.episodes[person.episode].contacts += 1
    if person.presenting == Need.DWELLING:
        task = Task.ASSESSMENT
        if door != NOBODY and has(_CASE_WORK, door):
            responsible = unit
    else:
        task = seeing.task_of(person.presenting)
        person.recognised |= bit(person.presenting)
    application = cases.open_application(
        world, now, household, task, person.episode, NOBODY, unit, responsible
    )
    if unit == responsible:
        cases.take_on(world, now, application)
    elif has(_CASE_WORK, door):
        cases.pass_on(world, now, application, unit)
    else:
        cases.send(world, now, application, unit, NOBODY)


@rule
def _responsible(world, household):
    """The unit that holds what the household asks for (for a dwelling: its first category)."""
    person = world.households[household]
    if person.presenting == Need.DWELLING:
        first = world.groups[person.group].first_category
        return seeing.allocator_of(world, first, household)
    return seeing.holder(world, seeing.task_of(person.presenting), household)


@rule
def _door(world, household):
    """The task at whose door the household appears; ``NOBODY``: at the right one."""
    person = world.households[household]
    seed = world.settings[0].seed
    number = person.episode_number
    knowing = world.parameters[0].doors_household_knowledge
    if draws.happens(knowing, seed, Stream.DOOR, person.identity, number, 0):
        return NOBODY
    return draws.choose(
        world.habits[person.group], draws.uniform(seed, Stream.DOOR, person.identity, number, 1)
    )
