"""Referrals: means over the episodes of the window."""

from __future__ import annotations

from tests.finished import expect, finished


def test_referrals_are_counted_by_episode():
    early = dict.fromkeys(
        ("referrals", "bounces", "units_met", "loops", "retold", "coordination_hours"), 99
    )
    episodes = [
        {"need_at": 9.0, **early},
        {"need_at": 10.0, "referrals": 3, "bounces": 1, "units_met": 4, "loops": 2, "retold": 2}
        | {"coordination_hours": 5.5},
        {"need_at": 11.0, "referrals": 2, "units_met": 1, "coordination_hours": 0.5},
    ]
    expect(
        finished(start=10.0, episodes=episodes),
        referrals=2.5,
        bounces=0.5,
        tossed=0.5,
        units_met=2.5,
        loops=1.0,
        retold=1.0,
        handover_hours=3.0,
    )
