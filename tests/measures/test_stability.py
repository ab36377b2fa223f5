"""Stability: days without a home, and stays in temporary housing."""

from __future__ import annotations

from sim.names import Tenure
from sim.state import Level
from tests.finished import expect, finished


def test_mean_days():
    means = {Level.HOMELESS: 3.0, Level.TEMPORARY: 5.0, Level.AWAITING_ROOM: 0.5}
    expect(
        finished(means=means),
        homeless=3.0,
        in_temporary_housing=5.0,
        awaiting_room=0.5,
        temporary_cost=5.0 * 365 * 350,
        homeless_per_1000=8.0,
    )


def test_stays_over_three_months():
    there = {"tenure": Tenure.TEMPORARY}
    households = [{}, {}, {}, there, there, {}]
    episodes = [
        {"need_at": 50.0, "temporary_nights": 400.0},  # before the window
        {"need_at": 100.0, "temporary_nights": 20.0},
        {"need_at": 100.0, "temporary_nights": 200.0},
        # Sixty nights by now; and a hundred, of which forty before a word was said of them.
        {"need_at": 1040.0, "without_since": 1040.0},
        {"need_at": 900.0, "temporary_nights": 40.0, "without_since": 1040.0},
        {"need_at": 100.0},  # never there
    ]
    result = finished(start=100.0, episodes=episodes, households=households)
    # One of four is over after 20 nights; of the 60 it is not known; two last longer.
    expect(result, long_stays=0.75)


def test_a_stay_of_an_earlier_need_does_not_go_on():
    """Who is in temporary housing for a later need had left it between the two."""
    episodes = [
        {"household": 0, "need_at": 10.0, "temporary_nights": 5.0, "without_since": 15.0},
        {"household": 0, "need_at": 400.0, "temporary_nights": 0.0, "without_since": 900.0},
    ]
    households = [{"tenure": Tenure.TEMPORARY, "episode": 1}]
    expect(finished(episodes=episodes, households=households), long_stays=0.5)
