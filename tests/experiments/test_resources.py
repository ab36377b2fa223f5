"""The resources that compared scenarios are given, and how they are shown."""

from __future__ import annotations

import dataclasses
import math

import pytest
from rich.console import Console

from experiments import resources
from sim.names import Task
from tests import building


def town(name: str, organised):
    groups, stock = building.whole_town()
    changes = {"follow_up.occupancy": 0.9}
    made = building.scenario(groups, organised, stock, changes, population=30_030)
    return building.identified(dataclasses.replace(made, name=name))


def divided():
    """A provider of follow-up in each district, one of them with more people than it needs."""
    organised = building.organisation(
        {"office": building.OTHERS, "home": (Task.PROVIDE_FOLLOW_UP,)},
        districts={"north": 0.5, "south": 0.5},
        per_district=("home",),
    )
    units = list(organised.units)
    units[1] = dataclasses.replace(units[1], follow_up_workers=30.0)
    return dataclasses.replace(organised, units=tuple(units))


def both():
    return {"one": town("one", building.all_in_one()), "two": town("two", divided())}


def test_follow_up_workers_are_held_equal_to_the_first() -> None:
    lineup = resources.prepare(both())
    one, two = lineup.staffing["one"], lineup.staffing["two"]
    assert two.total_follow_up_workers == pytest.approx(one.total_follow_up_workers)
    assert two.total == pytest.approx(one.total)
    assert two.follow_up_workers[1] > 4 * two.follow_up_workers[2] > 0  # split as they were
    own = resources.prepare(both(), own_resources=True).staffing["two"]
    assert own.follow_up_workers[1] == 30.0
    assert own.total_follow_up_workers > one.total_follow_up_workers


def test_occupancy_is_that_of_all_places() -> None:
    lineup = resources.prepare(both())
    shares = {name: resources.occupancy(staffing) for name, staffing in lineup.staffing.items()}
    assert shares["one"] == pytest.approx(0.9)
    assert shares["two"] == pytest.approx(0.9)  # the same places, the same households
    empty = resources.prepare({"none": building.scenario([])}).staffing["none"]
    assert math.isnan(resources.occupancy(empty))


def test_follow_up_workers_are_told() -> None:
    lineup = resources.prepare(both())
    told = lineup.as_json()["two"]
    staffing = lineup.staffing["two"]
    assert told["follow_up_workers"] == staffing.total_follow_up_workers
    assert told["expected_occupancy"] == pytest.approx(0.9)
    units = told["units"]
    assert units["office"]["follow_up_workers"] == 0.0
    assert units["office"]["expected_occupancy"] is None
    assert units["home north"]["follow_up_workers"] == staffing.follow_up_workers[1]
    assert units["home north"]["follow_up_places"] == staffing.places[1]
    assert (
        units["home north"]["expected_occupancy"] < 0.9 < units["home south"]["expected_occupancy"]
    )
    console = Console(width=200, record=True)
    console.print(resources.resources_table(lineup))
    text = console.export_text()
    assert "Follow-up workers" in text
    assert f"{staffing.total_follow_up_workers:.2f} (90 %)" in text
    assert "79 %" in text
    assert "follow-up workers of the first" in resources.resources_line(lineup)
    own = resources.prepare(both(), own_resources=True)
    assert "follow-up workers its own files" in resources.resources_line(own)
