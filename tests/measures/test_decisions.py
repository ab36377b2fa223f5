"""Decisions: meetings, approvals, appeals."""

from __future__ import annotations

import math

from sim.state import Appeal, Level, Phase
from tests.finished import decided, expect, finished


def test_meetings_in_the_window():
    # Of committees there are at the end, one of which a reorganisation has brought.
    result = finished(
        start=365.0, days=730.0, meetings=[60, 12], held=50, means={Level.AWAITING_MEETING: 3.5}
    )
    expect(result, meetings=25.0, awaiting_meeting=3.5)


def test_approvals_and_appeals():
    now = {"episode": 1, "household": 1, "created": 210.0}
    applications = [
        {"episode": 0, **decided(150.0), "approved": 1, "appealed": Appeal.WON},
        now | decided(220.0) | {"approved": 1},
        now | decided(220.0) | {"appealed": Appeal.WON},
        now | decided(220.0, granted=False) | {"appealed": Appeal.LOST, "approved": 1},
        now | decided(230.0, granted=False),
        now | decided(230.0, granted=False),
        # Neither approved nor refused for good.
        now | decided(230.0, phase=Phase.IN_APPEAL, granted=False) | {"appealed": Appeal.MADE},
        # A tenant's loan: its appeal counts, its decision is of no episode.
        {"episode": -1, "created": 300.0, **decided(310.0), "appealed": Appeal.LOST, "approved": 1},
        {"episode": 1, "household": 1, **decided(90.0), "appealed": Appeal.WON},
    ]
    result = finished(
        start=200.0,
        days=730.0,
        episodes=[{"need_at": 150.0}, {"need_at": 210.0}],
        applications=applications,
    )
    expect(result, approvals=2 / 6, appeals=4 / 2, appeals_won=1 / 3)


def test_no_appeals_none_won():
    summary = finished(applications=[decided(10.0)]).summary
    assert summary["appeals"] == 0.0
    assert math.isnan(summary["appeals_won"])
