"""The pages of a log: nothing is lost where one ends and the next begins."""

from __future__ import annotations

import gc
import pickle
import weakref
from functools import partial

import numpy as np
import pytest

import sim
from sim import eventlog, logbook
from sim.state import LOG_ROW, ROOM
from tests.shortened import shortened


@pytest.fixture
def short_pages(monkeypatch) -> None:
    """Pages with hardly more room than one event may need."""
    monkeypatch.setattr(logbook, "page", partial(logbook.page, ROOM + 500))


def fields(rows: np.ndarray) -> list[bytes]:
    return [np.ascontiguousarray(rows[name]).tobytes() for name in LOG_ROW.names]


@pytest.mark.parametrize(("name", "years"), [("moss-2009", 0.3), ("moss-1990s-to-2002", 3.2)])
def test_short_pages_hold_the_same_rows_in_the_same_order(name, years, request):
    """Also where a reorganisation needs more room at once than a page has."""
    scenario = shortened(name, years=years)
    usual = sim.run(scenario, 5, log=True)
    request.getfixturevalue("short_pages")
    turned = sim.run(scenario, 5, log=True)
    world = turned.world
    assert world.clock[0].log_before > 0
    assert len(world.log) < logbook.PAGE or name == "moss-1990s-to-2002"
    assert logbook.length(world) == logbook.length(usual.world) == len(turned.events)
    assert fields(logbook.rows(world)) == fields(logbook.rows(usual.world))
    assert sum(map(len, logbook.pages(world))) == logbook.length(world)
    assert turned.events.equals(usual.events)
    assert list(map(repr, turned.summary.values())) == list(map(repr, usual.summary.values()))


def test_memory_holds_one_page_however_long_the_run():
    scenario = shortened("moss-2009", years=5.0)
    world = sim.run(scenario, 5, log=True).world
    assert logbook.length(world) > 2 * logbook.PAGE
    assert world.log.nbytes == logbook.PAGE * LOG_ROW.itemsize <= 1 << 20


@pytest.mark.usefixtures("short_pages")
def test_a_copy_says_that_it_is_none():
    world = sim.run(shortened("moss-2009", years=0.3), 5, log=True).world
    for copied in (world._replace(log=world.log.copy()), pickle.loads(pickle.dumps(world))):
        with pytest.raises(ValueError, match="is a copy"):
            logbook.rows(copied)
        with pytest.raises(ValueError, match="is a copy"):
            logbook.turn(copied)
    assert len(eventlog.rows_of(world)) == logbook.length(world)


@pytest.mark.usefixtures("short_pages")
def test_the_file_goes_with_the_world():
    result = sim.run(shortened("moss-2009", years=0.3), 5, log=True)
    shelf = weakref.ref(logbook._book(result.world.log).shelf)
    file = shelf()._file
    part = result.world.log[3:5]
    del result
    gc.collect()
    assert not file.closed  # a part of the page keeps it
    del part
    gc.collect()
    assert shelf() is None
    assert file.closed
