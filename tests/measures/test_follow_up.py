"""Follow-up: places, who waits for one, who has one, and whether it comes with the home."""

from __future__ import annotations

import math

import numpy as np

from sim.measures import MEASURES, Run
from sim.names import Need, Task
from sim.state import Cause, Level, Outcome, Phase
from tests.finished import expect, finished, housed, left, needs

BOTH = needs(Need.DWELLING, Need.FOLLOW_UP)


def test_waits_for_a_place():
    order = {"task": Task.PROVIDE_FOLLOW_UP, "episode": 1, "household": 1}
    applications = [
        order | {"episode": 0, "created": 110.0, "closed": 111.0, "phase": Phase.GRANTED},
        order | {"created": 200.0, "closed": 230.0, "phase": Phase.GRANTED},
        order | {"created": 200.0, "closed": 250.0, "phase": Phase.WITHDRAWN},
        order | {"created": 1000.0, "phase": Phase.AWAITING_PLACE},
        order | {"task": Task.ORDER_FOLLOW_UP, "created": 200.0, "days": {Cause.NO_DWELLING: 5.0}},
        # Waited 20 days for the home, to begin with it, and then 10 for a place.
        order
        | {"created": 300.0, "closed": 330.0, "phase": Phase.GRANTED, "parent": 4}
        | {"days": {Cause.NO_DWELLING: 25.0}},
        # Two days after the order it began to wait for the home, and does so still.
        order | {"created": 500.0, "since": 502.0, "phase": Phase.AWAITING_HOME},
    ]
    result = finished(
        start=100.0,
        episodes=[{"need_at": 50.0}, {"need_at": 200.0}],
        applications=applications,
        places=20.0,
        means={
            Level.AWAITING_FOLLOW_UP: 1.5,
            Level.IN_FOLLOW_UP: 9.0,
            Level.PLACES_TAKEN: 1350.0,
        },
    )
    expect(
        result,
        # Not known of one after 2 days; of the others served on days 10 and 30, gone on day 50,
        # waiting still on day 100.
        follow_up_wait=(10 + 30) / 4 + 365 * 2 / 4,
        awaiting_follow_up=1.5,
        in_follow_up=9.0,
        follow_up_occupancy=13.5 / 20,
        follow_up_cost=13.5 / 18 * 760_000,
    )


def test_tenants_who_need_it_and_have_it():
    followed = {Level.TENANTS_NEEDING_FOLLOW_UP: 12.0, Level.TENANTS_IN_FOLLOW_UP: 9.0}
    last_day = {Level.TENANTS_NEEDING_FOLLOW_UP: 10, Level.TENANTS_IN_FOLLOW_UP: 1}
    expect(finished(means=followed, now=last_day), follow_up_in_place=9 / 12)
    expect(finished(), follow_up_in_place=math.nan)


def test_home_and_follow_up_together():
    window = {"follow_up__window": 14.0}
    episodes = [
        {"need_at": 50.0, "needs": BOTH} | housed(60.0),  # before the window of observation
        *({"need_at": 100.0, "needs": BOTH} | housed(300.0) for _ in range(6)),
        {"need_at": 100.0} | housed(300.0),  # does not need it
        {"need_at": 100.0, "needs": BOTH} | left(200.0, Outcome.GAVE_UP),
        {"need_at": 100.0, "needs": BOTH} | housed(1090.0),  # too near the end to tell
        {"need_at": 100.0, "needs": BOTH} | housed(1000.0, Outcome.PRIVATE_RENTAL),
    ]
    began = {
        0: [60.0],
        1: [300.0],
        2: [314.0],
        3: [286.0],
        4: [314.5],
        5: [100.0, 900.0],
        # 6 has none, but the household after it does.
        7: [300.0],
        9: [1090.0],
        10: [990.0],
    }
    spells = [
        {"household": household, "start": start, "end": start + 5.0}
        for household, starts in began.items()
        for start in starts
    ]
    result = finished(start=100.0, episodes=episodes, follow_ups=spells, **window)
    expect(result, package_in_time=4 / 7)


def test_without_anybody_who_needs_both_it_is_undefined():
    assert math.isnan(finished(episodes=[{"need_at": 0.0}]).summary["package_in_time"])


def test_relapse_is_a_new_need_or_follow_up_again():
    spells = [
        {"household": 0, "start": 0.0, "end": 50.0},  # ended before the window
        {"household": 0, "start": 60.0, "end": 200.0},
        {"household": 1, "start": 0.0, "end": 200.0},
        {"household": 2, "start": 0.0, "end": 200.0},
        {"household": 3, "start": 0.0, "end": 200.0},
        {"household": 2, "start": 400.0},
        {"household": 4, "start": 0.0},
    ]
    episodes = [
        {"household": 0, "need_at": 150.0, "needs": needs(Need.FOLLOW_UP)},  # while it had it
        {"household": 1, "need_at": 500.0, "needs": needs(Need.FOLLOW_UP)},
        {"household": 3, "need_at": 500.0, "needs": needs(Need.DEBT_ADVICE)},
    ]
    result = finished(start=100.0, days=1900.0, follow_ups=spells, episodes=episodes)
    expect(result, follow_up_relapse=0.5)


def test_relapse_of_some_households_is_of_their_own_follow_up():
    spells = [{"household": number, "start": 0.0, "end": 200.0} for number in range(4)]
    episodes = [{"household": 1, "need_at": 500.0, "needs": needs(Need.FOLLOW_UP)}]
    result = finished(start=100.0, days=1900.0, follow_ups=spells, episodes=episodes)
    some = np.arange(len(result.world.households)) < 2
    run = Run(result.world, result.scenario, households=some)
    assert MEASURES["follow_up_relapse"].compute(run) == 0.5
