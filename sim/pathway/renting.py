"""Renting privately: mediation, the deposit, and the search for a landlord.

A household that has not saved the deposit asks for it as social assistance, wherever that is
decided, before it can look for a landlord.  Not every landlord accepts every household.
"""

from __future__ import annotations

import math

from sim import bearing_rules as bearing
from sim import cases, draws, keys, searches, seeing
from sim.draws import Stream
from sim.jit import rule
from sim.names import Need, Task
from sim.state import NOBODY, Appeal, Phase


@rule
def on_mediation_begun(world, now, application, unit, worker):
    """Mediation has begun: if need be a deposit is asked for, then a landlord is looked for."""
    row = world.applications[application]
    cases.decide(world, now, application)
    row.granted = 1
    cases.meet_need(world, now, row.household, Need.PRIVATE_MEDIATION)
    if _lacks_the_deposit(world, row.household):
        cases.close(world, now, application, Phase.PASSED_ON)
        _ask_for_the_deposit(world, now, application, unit, worker)
    else:
        _look_for_a_landlord(world, now, application)


@rule
def _lacks_the_deposit(world, household):
    """Whether savings do not cover the deposit landlords ask for, and nobody has promised it."""
    p = world.parameters[0]
    person = world.households[household]
    rent = bearing.rent(p, bearing.rooms_needed(person.persons), False)
    return person.deposit == 0 and person.equity < p.market_deposit * rent


@rule
def _ask_for_the_deposit(world, now, parent, unit, worker):
    """A deposit is social assistance, decided by whoever holds that; it leads home."""
    household = world.applications[parent].household
    episode = world.applications[parent].episode
    task = Task.SOCIAL_ASSISTANCE
    right = seeing.holder(world, task, household)
    opened = cases.open_application(world, now, household, task, episode, parent, unit, right)
    row = world.applications[opened]
    row.key = keys.of_deposit(row.key)
    row.for_deposit = 1
    row.leads_home = 1
    if episode != NOBODY:
        world.episodes[episode].home_tracks += 1
    cases.send(world, now, opened, unit, worker)


@rule
def on_deposit_decided(world, now, application, worker):
    """With the deposit promised the household can look for a landlord; without, it cannot."""
    row = world.applications[application]
    person = world.households[row.household]
    cases.decide(world, now, application)
    granted = row.appealed == Appeal.WON or draws.happens(
        world.parameters[0].deposit_granted,
        world.settings[0].seed,
        Stream.DEPOSIT,
        person.identity,
        row.key,
        0,
    )
    if not granted:
        if not cases.appeal(world, now, application, worker):
            cases.fail(world, now, application, Phase.REFUSED)
        return
    row.granted = 1
    person.deposit = 1
    cases.close(world, now, application, Phase.PASSED_ON)
    mediator = seeing.holder(world, Task.PRIVATE_MEDIATION, row.household)
    opened = cases.open_application(
        world,
        now,
        row.household,
        Task.PRIVATE_MEDIATION,
        row.episode,
        application,
        mediator,
        mediator,
    )
    _look_for_a_landlord(world, now, opened)


@rule
def _look_for_a_landlord(world, now, application):
    """The search goes the slower the fewer landlords accept the household."""
    p = world.parameters[0]
    row = world.applications[application]
    row.granted = 1
    group = world.groups[world.households[row.household].group]
    mean_days = math.inf
    if group.landlord_acceptance > 0.0:
        mean_days = p.market_search_time / group.landlord_acceptance
    searches.begin(world, now, application, mean_days, p.market_search_limit)
