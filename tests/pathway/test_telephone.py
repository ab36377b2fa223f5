"""Consulting a colleague elsewhere: who rings, what it saves and what it costs. Hand cases.

B sends a case to A by letter: half a day to read it, eight under way; by telephone it takes two.
"""

import numpy as np
import pytest

from sim.draws import Stream
from sim.names import Need, Task
from tests.building import OTHERS, organisation
from tests.worlds import day, days_by_cause, only, play, tiny, uniform

A, B, C = range(3)
ALLOWANCE = {"presenting": Need.HOUSING_ALLOWANCE, "income": 9000.0}
WRONG_DOOR = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.SOCIAL_ASSISTANCE: 1.0}}}


def units(**changes):
    return organisation(
        {"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,), "C": (Task.DEBT_ADVICE,)}, **changes
    )


def known(unit, value=1.0):
    """What B has in ``unit``: somebody to ring."""
    table = np.zeros((3, 3))
    table[B, unit] = value
    return table


#: Nobody knows what any other unit does.
IN_THE_DARK = {"who_does_what": np.eye(3)}


def sent(asks, contact, seed=1, organised=None, **changes):
    scenario = tiny(organised or units(), **WRONG_DOOR, contacts__asked_first=asks, **changes)
    return play(scenario, [ALLOWANCE], seed, **IN_THE_DARK, contact=contact)


def test_who_is_in_doubt_asks_and_the_case_goes_where_it_belongs():
    row = only(sent(1.0, known(A)).households)
    assert (row.referrals, row.bounces) == (1, 0)
    assert days_by_cause(row)["hand_over"] == day(2.0)


def test_without_asking_it_goes_astray():
    assert only(sent(0.0, known(A)).households).bounces > 0


def test_somebody_in_another_unit_does_not_help():
    events = sent(1.0, known(C)).events
    assert next(iter(events[events.event == "sent_on"].unit)) == "C"


@pytest.mark.parametrize("hair", [-1e-9, 1e-9])
def test_the_sender_asks_with_the_probability(hair):
    key = sent(1.0, known(A)).world.applications.key[0]
    luck = uniform(1, Stream.CONTACT, 1000, key * 64, 2)
    assert (only(sent(luck + hair, known(A)).households).bounces == 0) == (hair > 0)


def test_whom_one_knows_where_the_case_belongs_is_no_luck_of_where_it_goes():
    """B has somebody to ring in A, where the case belongs, and in C, or not: four possibilities."""
    contact = known(A, 0.5) + known(C, 0.5)
    met = set()
    for seed in range(1, 40):
        result = sent(1.0, contact, seed)
        key = result.world.applications.key[0]
        there, elsewhere = (
            uniform(seed, Stream.CONTACT, 1000, key * 64, part) < 0.5 for part in (3, 0)
        )
        met.add((there, elsewhere))
        first = result.events[result.events.event.isin(["sent_on", "received"])].iloc[:2]
        assert next(iter(first.unit)) == ("A" if there else "C")
        # Half a day for the letter itself; who can ring has it there two days later.
        sent_at, received_at = first.time
        assert received_at - sent_at == day(2.0 if there or elsewhere else 8.0)
    assert len(met) == 4


def test_talking_takes_both_of_them_time():
    spoken, silent = (sent(1.0, known(A), contacts__hours=hours) for hours in (0.25, 0.0))
    hours = spoken.world.desks.coordination_hours - silent.world.desks.coordination_hours
    assert list(hours[:3]) == pytest.approx([0.25, 0.25, 0.0])
    more = only(spoken.households).coordination_hours - only(silent.households).coordination_hours
    assert more == pytest.approx(0.5)


def test_who_knows_whose_it_is_rings_all_the_same_and_talks_once():
    """Whoever can ring sends no letter; asking and telling is one conversation."""
    for asks in (0.0, 1.0):
        scenario = tiny(units(), **WRONG_DOOR, contacts__asked_first=asks, contacts__hours=0.25)
        plain = tiny(units(), **WRONG_DOOR, contacts__asked_first=asks, contacts__hours=0.0)
        spoken, silent = (play(one, [ALLOWANCE], contact=known(A)) for one in (scenario, plain))
        hours = spoken.world.desks.coordination_hours - silent.world.desks.coordination_hours
        assert list(hours[:3]) == pytest.approx([0.25, 0.25, 0.0])


def test_next_door_nobody_needs_to_ring_to_tell():
    house = {"A": {"house": "hall"}, "B": {"house": "hall"}}
    scenario = tiny(units(units=house), **WRONG_DOOR, contacts__hours=0.25)
    row = only(play(scenario, [ALLOWANCE], contact=known(A)).households)
    assert days_by_cause(row)["hand_over"] == day(1.0)
    assert row.coordination_hours == pytest.approx(0.5 + 0.5 + 0.5 + 1.0)


def test_who_is_bound_by_rules_writes():
    result = sent(1.0, known(A), organised=units(rule_oriented=True))
    assert only(result.households).bounces > 0
    bound = tiny(units(rule_oriented=True), **WRONG_DOOR)
    row = only(play(bound, [ALLOWANCE], contact=known(A)).households)
    assert days_by_cause(row)["hand_over"] == day(8.0)
