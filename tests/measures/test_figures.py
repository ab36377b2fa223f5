"""Figures as public statistics have them."""

from __future__ import annotations

from sim.names import Task
from sim.state import Level, Outcome, Phase
from tests import building
from tests.finished import decided, expect, finished, housed, left


def test_applications_per_dwelling_count_households_once():
    apply = {"task": Task.ALLOCATE_DWELLINGS}
    applications = [
        apply | {"episode": 1, "created": 90.0},
        apply | {"episode": 1, "created": 120.0},  # a further allocator: applied before
        apply | {"episode": 0, "created": 150.0},
        apply | {"episode": 0, "created": 151.0},
        apply | {"episode": 2, "created": 160.0},
        apply | {"episode": 3, "created": 170.0, "task": Task.START_LOAN},
        apply | {"episode": -1, "created": 180.0},
    ]
    result = finished(
        start=100.0,
        days=365.0,
        episodes=[{"need_at": 80.0}] * 4,
        applications=applications,
        means={Level.LET: 7.0, Level.VACANT: 1.0},
    )
    expect(result, applications_per_dwelling=2 / 8)


def test_applicants_refused_by_all():
    def asked(episode: int, granted: bool, **fields):
        return {"episode": episode, "household": episode} | decided(300.0, granted) | fields

    applications = [
        asked(0, False),  # an episode from before the window
        asked(1, False),
        asked(1, True),
        asked(2, False),
        asked(2, False),
        asked(3, True),
        asked(4, False, phase=Phase.IN_APPEAL),
        asked(5, False, task=Task.START_LOAN),
    ]
    episodes = [{"need_at": 50.0}, *({"need_at": 200.0} for _ in range(5))]
    result = finished(start=100.0, episodes=episodes, applications=applications)
    expect(result, refused_share=1 / 3)


def test_how_the_approved_leave_the_list():
    on_list = {"need_at": 100.0, "approved_at": 150.0}
    episodes = [
        {"need_at": 50.0, "approved_at": 150.0} | left(200.0, Outcome.OWN_SOLUTION),
        {"need_at": 100.0} | left(200.0, Outcome.OWN_SOLUTION),  # not approved
        on_list | left(200.0, Outcome.OWN_SOLUTION),
        on_list | left(210.0, Outcome.GAVE_UP),
        on_list | housed(220.0),
        on_list | housed(230.0, Outcome.PRIVATE_RENTAL),
        on_list | left(1980.0, Outcome.OWN_SOLUTION),  # later than five years
    ]
    result = finished(start=100.0, days=2000.0, episodes=episodes)
    expect(result, list_own_solution=1 / 5, list_left=3 / 5)


def test_nobody_approved_nobody_has_left():
    expect(finished(), list_own_solution=float("nan"), list_left=float("nan"))


def test_without_a_home_of_their_own():
    result = finished(
        scenario=building.scenario(population=20_000.0),
        means={Level.HOMELESS: 30.0, Level.TEMPORARY: 10.0, Level.WITH_OTHERS: 25.0},
        now={Level.HOMELESS: 27, Level.TEMPORARY: 12, Level.WITH_OTHERS: 2},
    )
    expect(result, homeless_per_1000=2.0, homeless_or_with_others_per_1000=65 / 20)
