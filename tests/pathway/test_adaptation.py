"""A home that is made fit to live in: hand cases, day by day.

Heard out on day 2, decided on day 6.5; works take 120 days.
"""

import numpy as np
import pytest

from sim.draws import Stream
from sim.names import Need, Task, Tenure
from sim.state import Level
from tests.building import OTHERS, organisation
from tests.worlds import day, days_by_cause, exponential, only, play, tiny, uniform

AT_HOME = {"tenure": Tenure.OWN_HOME, "accessible": 1}
ASKS = {"presenting": Need.ADAPTATION, "tenure": Tenure.OWN_HOME, "accessible": 1}


def test_a_home_is_adapted_and_the_household_stays_in_it():
    result = play(tiny(), [AT_HOME])
    assert list(result.applications.task) == ["assessment", "adapt_dwelling"]
    row = only(result.households)
    assert (row.outcome, row.decided_at) == ("adapted", day(6.5))
    assert row.home_at == row.all_met_at == row.ended_at == day(126.5)
    assert days_by_cause(row) == {"work": 6.5, "adapting": 120.0}
    assert len(result.tenancies) == 0
    assert result.world.households.tenure[0] == Tenure.OWN_HOME
    assert result.world.levels.value[Level.WAITING] == 0


@pytest.mark.parametrize("hair", [-1e-12, 1e-12])
def test_whether_it_can_be_adapted_belongs_to_the_household(hair):
    chance = uniform(1, Stream.ADAPTATION, 1000, 0, 0)
    result = play(tiny(adaptation__feasible=chance + hair), [AT_HOME])
    row = only(result.households)
    if hair > 0:
        assert row.outcome == "adapted"
        return
    # Looked at again, it goes on the list.
    tasks = ["assessment", "adapt_dwelling", "assessment", "allocate_dwellings"]
    assert list(result.applications.task) == tasks
    assert result.applications.phase.iloc[1] == "refused"
    assert row.approved_at == day(6.5 + 1.5 + 4)


@pytest.mark.parametrize(
    "person",
    [{"accessible": 0}, {"tenure": Tenure.WITH_OTHERS}, {"tenure": Tenure.NONE, "acute": 1}],
)
def test_only_a_home_of_ones_own_that_does_not_fit_is_adapted(person):
    assert "adapt_dwelling" not in list(play(tiny(), [AT_HOME | person]).applications.task)


def test_adaptation_nobody_knows_of_is_not_offered():
    knowledge = np.ones((1, len(Task)))
    knowledge[0, Task.ADAPT_DWELLING] = 0.0
    result = play(tiny(recognition__base=0.0), [AT_HOME], knowledge=knowledge)
    assert list(result.applications.task) == ["assessment", "allocate_dwellings"]


def test_whoever_adapts_may_be_another_than_who_hears_it_out():
    organised = organisation({"office": OTHERS, "builders": (Task.ADAPT_DWELLING,)})
    row = only(play(tiny(organised), [AT_HOME]).households)
    assert row.home_at == day(2 + 8 + 1.5 + 4.5 + 120)


def test_one_who_finds_a_home_meanwhile_drops_it():
    rate = exponential(1, Stream.OWN_SOLUTION, 1000, 0, 0) / 50.0
    result = play(tiny(own_solution__rate=rate), [AT_HOME])
    row = only(result.households)
    assert (row.outcome, row.ended_at) == ("own_solution", day(50))
    assert result.applications.phase.iloc[1] == "withdrawn"
    assert "home_adapted" not in list(result.events.event)


@pytest.mark.parametrize(
    ("feasible", "outcome", "ended"), [(1.0, "helped", 124.5), (0.0, "refused", 4.5)]
)
def test_one_who_asks_for_nothing_else(feasible, outcome, ended):
    row = only(play(tiny(adaptation__feasible=feasible), [ASKS]).households)
    assert (row.outcome, row.ended_at) == (outcome, day(ended))
