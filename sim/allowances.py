"""Housing allowance that is being paid: how much goes out, to how many, and when it ends."""

from __future__ import annotations

from sim import agenda, draws
from sim.bookkeeping import forget, shift
from sim.draws import Stream
from sim.jit import rule
from sim.names import Need
from sim.state import Event, Level


@rule
def pay(world, now, household, amount):
    """From now on the household is paid ``amount`` (NOK per month; 0: none)."""
    person = world.households[household]
    shift(world, now, Level.ALLOWANCE, _whole(amount) - _whole(person.allowance))
    if amount > 0.0 and person.allowance <= 0.0:
        shift(world, now, Level.ALLOWANCE_RECIPIENTS, 1)
    elif amount <= 0.0 and person.allowance > 0.0:
        shift(world, now, Level.ALLOWANCE_RECIPIENTS, -1)
    person.allowance = amount
    person.allowance_stamp += 1
    if amount > 0.0:
        _plan_end(world, now, household)


@rule
def _whole(amount):
    """Levels are whole numbers: an amount in NOK, rounded."""
    return int(amount + 0.5)


@rule
def _plan_end(world, now, household):
    """When the income will have risen by as much as the allowance."""
    person = world.households[household]
    days = world.parameters[0].allowance_duration * draws.exponential(
        world.settings[0].seed, Stream.ALLOWANCE, person.identity, person.episode_number, 0
    )
    agenda.add(world, now + days, Event.ALLOWANCE_ENDS, household, person.allowance_stamp)


@rule
def end(world, now, household, stamp):
    """The household earns what it was paid, and needs no allowance; False if it has changed."""
    person = world.households[household]
    if person.allowance_stamp != stamp:
        return False
    person.income += person.allowance
    pay(world, now, household, 0.0)
    forget(world, household, Need.HOUSING_ALLOWANCE)
    return True
