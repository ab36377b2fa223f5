"""People: desks of the window, and what is known where cases are decided."""

from __future__ import annotations

from sim.names import Task
from sim.state import Level, Phase
from tests import building
from tests.finished import decided, expect, finished


def test_desks():
    desks = [
        {"worked_days": 800.0, "queue_area": 3000.0, "hours": 4000.0, "coordination_hours": 500.0},
        {"worked_days": 400.0, "queue_area": 1000.0, "hours": 1000.0, "coordination_hours": 500.0},
        {"worked_days": 700.0, "queue_area": 9000.0, "hours": 730.0, "crew": 1},
    ]
    result = finished(desks=desks, means={Level.LISTED: 12.0})
    expect(
        result,
        utilisation=0.6,
        crew_utilisation=0.7,
        queue_length=4.0,
        list_length=12.0,
        coordination_hours=1000 / (1000 / 365),
        coordination_share=0.2,
        casework_cost=5000 * 650 / (1000 / 365),
        works_cost=730 * 6000 / (1000 / 365),
    )


def test_knowledge_weighs_by_cases():
    layout = building.organisation({"a": building.OTHERS, "b": (Task.START_LOAN,)})
    known = {(0, Task.ALLOCATE_DWELLINGS): 0.4, (1, Task.START_LOAN): 0.9, (0, Task.START_LOAN): 0}
    now = {"episode": 1, "household": 1}
    applications = [
        {"episode": 0, **decided(90.0)},
        *(now | {"task": Task.START_LOAN, "right_unit": 1} | decided(250.0) for _ in range(3)),
        now | decided(240.0, granted=False),
        now | {"task": Task.START_LOAN, "unit": 1, "phase": Phase.QUEUED},
    ]
    result = finished(
        start=100.0,
        scenario=building.scenario(organised=layout),
        episodes=[{"need_at": 50.0}, {"need_at": 200.0}],
        applications=applications,
        knowledge=known,
    )
    expect(result, knowledge_applied=(3 * 0.9 + 0.4) / 4)
