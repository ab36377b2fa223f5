"""Spells of waiting: what is written down adds up to what is booked, cause by cause."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim import running, start
from sim.spells import Spells, spells
from sim.state import Cause, Log, Phase, World
from tests.shortened import shortened
from tests.test_invariants import SLOW, differing, scenarios, world_of


def written_down(scenario: sim.Scenario, seed: int) -> World:
    world = start.world(scenario, seed, Log.CAUSES)
    return running.advance(world, world.settings[0].end, scenario)


def booked(world: World, found: Spells) -> np.ndarray:
    """The days of each application by cause, from its spells and those it takes over."""
    count = int(world.clock[0].applications)
    first, last = (np.searchsorted(found.application, range(count), side)
                   for side in ("left", "right"))  # fmt: skip
    of_its_own = [np.arange(*ends) for ends in zip(first, last, strict=True)]
    days = np.zeros((count, len(Cause)))
    taken_over = np.zeros_like(days)
    for number, row in enumerate(world.applications[:count]):
        if row.parent >= 0:
            before = of_its_own[row.parent]
            spent = np.minimum(found.end[before], row.created) - found.start[before]
            taken_over[number] = taken_over[row.parent]
            np.add.at(taken_over[number], found.cause[before], np.maximum(spent, 0.0))
        mine = of_its_own[number]
        np.add.at(days[number], found.cause[mine], found.end[mine] - found.start[mine])
    return days + taken_over


def check(world: World) -> None:
    found = spells(world)
    count = int(world.clock[0].applications)
    rows = world.applications[:count]
    same = found.application[1:] == found.application[:-1]
    assert (found.start[1:][same] == found.end[:-1][same]).all()
    assert (found.end >= found.start).all()
    first = np.append(True, ~same)[: len(found.start)]
    assert (found.start[first] == rows.created).all()
    assert (found.end[np.append(~same, True)[: len(found.end)]]
            == np.minimum(rows.closed, world.clock[0].now)).all()  # fmt: skip
    closed = rows.phase >= Phase.GRANTED
    np.testing.assert_allclose(
        booked(world, found)[closed], world.application_days[:count][closed], atol=1e-6
    )


@SLOW
@given(scenarios(), st.integers(0, 2**63 - 1))
def test_spells_add_up_to_the_days_booked_and_change_nothing(scenario, seed):
    usual = world_of(scenario, seed, log=False)
    world = written_down(scenario, seed)
    check(world)
    end = world.settings[0].end
    assert not differing(running.advance(usual, end, scenario), world)


@pytest.mark.parametrize(
    ("name", "years"), [("moss-1990s-to-2002", 4.0), ("kristiansand-ebt", 1.0)]
)
def test_a_town_has_all_kinds_of_them(name, years):
    scenario = shortened(name, years=years)
    world = written_down(scenario, 3)
    check(world)
    waited = set(spells(world).cause.tolist())
    assert {Cause.QUEUE, Cause.REDONE, Cause.RE_LET, Cause.NO_DWELLING, Cause.BOUNCE} <= waited


def test_a_run_writes_down_events_or_causes_or_neither():
    scenario = shortened("moss-2009", years=0.2)
    plain = sim.run(scenario, 1)
    with pytest.raises(ValueError, match="did not write down"):
        spells(plain.world)
    kept = sim.run(scenario, 1, causes=True)
    assert list(map(repr, kept.summary.items())) == list(map(repr, plain.summary.items()))
    assert len(kept.events) == 0
    with pytest.raises(ValueError, match="not both"):
        sim.run(scenario, 1, log=True, causes=True)
