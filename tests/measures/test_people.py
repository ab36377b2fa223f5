"""People: desks of the window, and what is known where cases are decided."""

from __future__ import annotations

from sim.names import Task
from sim.state import Level, Phase
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
    loan = {"episode": 1, "household": 1, "task": Task.START_LOAN}
    applications = [
        {"episode": 0, "known": 0.1, **decided(90.0)},
        *(loan | {"known": 0.875} | decided(250.0) for _ in range(3)),
        {"episode": 1, "household": 1, "known": 0.375, **decided(240.0, granted=False)},
        loan | {"known": 0.5, "phase": Phase.QUEUED},
    ]
    result = finished(
        start=100.0, episodes=[{"need_at": 50.0}, {"need_at": 200.0}], applications=applications
    )
    expect(result, knowledge_applied=(3 * 0.875 + 0.375) / 4)


def test_posts_that_stand_empty_count_by_their_size():
    # A post and a half of three, counted in hundredths.
    result = finished(desks=[{}, {}, {}, {"crew": 1}], means={Level.EMPTY_POSTS: 150.0})
    expect(result, empty_posts=0.5)
