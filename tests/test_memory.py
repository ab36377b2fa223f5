"""Memory that runs hand on to each other: reused, never shared, bounded, nothing left over."""

from __future__ import annotations

import gc
import pickle
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim import kernel, memory, running, start
from sim.memory import MOST_KEPT, Table
from sim.result import Result
from sim.state import COUNTED_BY, Log
from tests.test_reproducible import digest, small_runs

ROW = np.dtype([("name", "i8"), ("kind", "i2")], align=True)
BYTES = np.dtype(np.uint8)


@pytest.fixture(autouse=True)
def nothing_kept():
    """Every test begins and ends without memory of others."""
    gc.collect()
    memory._kept.blocks.clear()
    yield
    gc.collect()
    memory._kept.blocks.clear()


def wanted(rows: int = 100, columns: int = 3) -> dict[str, Table]:
    return {
        "people": Table((rows,), ROW),
        "cases": Table((rows, columns), BYTES),
        "levels": Table((columns,), np.dtype(float), cleared=True),
    }


def address(array: np.ndarray) -> int:
    return array.__array_interface__["data"][0]


def blocks() -> int:
    """How many blocks there are, in use or kept."""
    gc.collect()
    return sum(type(one) is memory._Block for one in gc.get_objects())


def fill(made: dict[str, np.ndarray]) -> None:
    """What a run may do to its tables."""
    for array in made.values():
        array.view(np.uint8)[:] = 255


def test_tables_are_as_asked_for():
    made = memory.tables(wanted(7, 2))
    assert {name: array.shape for name, array in made.items()} == {
        "people": (7,),
        "cases": (7, 2),
        "levels": (2,),
    }
    assert isinstance(made["people"], np.recarray)
    for name, table in wanted(7, 2).items():
        assert made[name].dtype == table.dtype
        assert made[name].flags.aligned
        assert made[name].flags.writeable
        assert address(made[name]) % 64 == 0
        assert not made[name].view(np.uint8).any()


def test_memory_is_used_again_when_the_last_table_is_gone():
    made = memory.tables(wanted())
    before = address(made["people"])
    part = made["levels"][1:].view(np.int64)
    del made
    assert memory.kept_bytes() == 0
    others = memory.tables(wanted())
    assert not np.shares_memory(others["levels"], part)
    del part
    assert memory.kept_bytes() > 0
    assert address(memory.tables(wanted())["people"]) == before


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 40)), min_size=2, max_size=6))
def test_whatever_was_written_before_what_is_to_be_cleared_is(runs):
    for rows, columns in runs:
        made = memory.tables(wanted(rows, columns))
        assert not made["levels"].any()
        fill(made)
        del made


def test_a_smaller_block_gives_way_to_a_larger_one():
    before = blocks()
    small = memory.tables(wanted(10))
    large = memory.tables(wanted(1000))
    del large
    kept = memory.kept_bytes()
    del small
    assert memory.kept_bytes() == kept
    del kept
    made = memory.tables(wanted(10_000))
    assert memory.kept_bytes() == 0
    del made
    assert blocks() == before + 1


def test_a_very_large_block_is_not_kept(monkeypatch):
    assert MOST_KEPT < 300_000_000
    monkeypatch.setattr(memory, "MOST_KEPT", 1000)
    before = blocks()
    made = memory.tables(wanted(1000))
    del made
    assert memory.kept_bytes() == 0
    assert blocks() == before


def test_a_thread_gets_back_what_it_asked_for():
    """Also when another thread lets the last table go; and at its end nothing is left."""
    before = blocks()
    made, kept = [], []
    asked, gone = threading.Event(), threading.Event()

    def ask() -> None:
        made.append(memory.tables(wanted()))
        asked.set()
        gone.wait(10.0)
        kept.append(memory.kept_bytes())

    thread = threading.Thread(target=ask)
    thread.start()
    asked.wait(10.0)
    made.clear()
    assert memory.kept_bytes() == 0
    gone.set()
    thread.join()
    assert kept[0] > 0
    assert blocks() == before


def test_tables_may_outlive_their_thread():
    before = blocks()
    made = []
    thread = threading.Thread(target=lambda: made.append(memory.tables(wanted())))
    thread.start()
    thread.join()
    fill(made[0])
    assert made[0]["cases"].all()
    made.clear()
    assert blocks() == before


def test_pickled_tables_are_copies():
    made = memory.tables(wanted())
    fill(made)
    copied = pickle.loads(pickle.dumps(made))
    del made
    assert memory.tables(wanted())["levels"].sum() == 0.0
    assert copied["cases"].all()


def test_runs_use_the_same_memory_in_turn():
    scenario, before = small_runs()[0], blocks()
    places = set()
    for _ in range(6):
        places.add(address(sim.run(scenario, 1).world.households))
    assert len(places) == 1
    assert blocks() == before + 1


def test_a_result_that_is_kept_stays_as_it_is():
    kept = sim.run(small_runs()[3], 5, log=True)
    before = digest(kept)
    for number in (0, 3, 4):
        sim.run(small_runs()[number], 6, log=True)
    again = sim.run(small_runs()[3], 5, log=True)
    assert digest(kept) == digest(again) == before


def test_nothing_of_one_run_is_in_the_next():
    """Whatever lies in memory; and nothing is written beyond the rows in use."""
    alone = []
    for scenario in small_runs():
        memory._kept.blocks.clear()
        alone.append(digest(sim.run(scenario, 5, log=True)))
    byte = 0
    for number in (4, 0, 3, 1, 2, 4, 2, 0):
        byte += 31
        memory._kept.blocks[0].memory[:] = byte
        scenario = small_runs()[number]
        world = start.world(scenario, 5, Log.EVENTS)
        world = running.advance(world, scenario.warm_up + scenario.observe, scenario)
        assert digest(Result(scenario, 5, world)) == alone[number]
        for name in COUNTED_BY.keys() - {"today"}:  # which had more rows in use at other times
            beyond = getattr(world, name)[world.clock[0][COUNTED_BY[name]] :]
            assert (np.ascontiguousarray(beyond).view(np.uint8) == byte).all(), name
        del world, beyond


def test_a_model_for_mesa_keeps_its_tables():
    model = sim.HousingModel(small_runs()[0], seed=9)
    for _ in range(3):
        model.step()
    others = [sim.run(small_runs()[0], seed) for seed in range(3)]
    assert not any(
        np.shares_memory(model.world.households, other.world.households) for other in others
    )
    model.run_model()
    assert digest(model.result()) == digest(sim.run(small_runs()[0], 9))


def test_a_run_that_fails_gives_its_memory_back(monkeypatch):
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    before = blocks()
    monkeypatch.setattr(kernel, "advance", fail)
    with pytest.raises(KeyboardInterrupt):
        sim.run(small_runs()[0], 1)
    assert blocks() == before + 1
    assert memory.kept_bytes() > 0


def test_a_thousand_runs_need_no_more_memory_than_two():
    scenario, before = small_runs()[0], blocks()
    for seed in range(1000):
        world = start.world(scenario, seed, False)
        if seed % 100 == 0:
            world = running.advance(world, 600.0, scenario)
    assert blocks() == before + 2
    del world
    assert blocks() == before + 1
