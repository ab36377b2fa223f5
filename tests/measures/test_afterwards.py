"""What comes next, and follow-up, beside the same found by looking at everything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures import afterwards
from sim.measures.afterwards import FollowUps, Later, until
from sim.names import Need
from sim.survival import CENSORED, EVENT
from tests.test_measures import OBSERVED, WARM_UP, town

# Else the first example of a property would be the one that compiles.
afterwards.compile_entries()

START, END = WARM_UP, WARM_UP + OBSERVED

some_times = st.lists(st.tuples(st.integers(0, 4), st.floats(0.0, 100.0)), max_size=30)


@given(some_times, some_times)
def test_what_comes_next(happened, asked):
    whose = np.array([who for who, _ in happened], dtype=int)
    times = np.array([when for _, when in happened])
    later = Later(whose, times, 5)
    found = later.after(
        np.array([who for who, _ in asked], dtype=int), np.array([when for _, when in asked])
    )
    for (who, since), answer in zip(asked, found, strict=True):
        known = [when for one, when in happened if one == who and when >= since]
        assert answer == min(known, default=np.inf)


@given(some_times, some_times, st.sampled_from([Need.FOLLOW_UP, Need.DWELLING]))
def test_what_comes_next_with_a_need(happened, asked, need):
    whose = np.array([who for who, _ in happened], dtype=int)
    times = np.array([when for _, when in happened])
    needs = np.array([1 << (one % len(Need)) for one in range(len(happened))], dtype=np.int32)
    found = Later(whose, times, 5, needs).after(
        np.array([who for who, _ in asked], dtype=int),
        np.array([when for _, when in asked]),
        need,
    )
    with_it = [one for one, bits in zip(happened, needs, strict=True) if bits >> need & 1]
    for (who, since), answer in zip(asked, found, strict=True):
        known = [when for one, when in with_it if one == who and when >= since]
        assert answer == min(known, default=np.inf)


@given(some_times, some_times, st.floats(0.0, 50.0), st.floats(0.0, 100.0))
def test_what_is_near(happened, asked, apart, end):
    whose = np.array([who for who, _ in happened], dtype=int)
    later = Later(whose, np.array([when for _, when in happened]), 5)
    judged, near = later.near(
        np.array([who for who, _ in asked], dtype=np.int32),
        np.array([day for _, day in asked], dtype=float),
        apart,
        end,
    )
    known = [(who, day) for who, day in asked if day <= end - apart]
    assert judged == len(known)
    assert near == sum(
        any(one == who and day - apart <= when <= day + apart for one, when in happened)
        for who, day in known
    )


def test_waits_from_one_time_to_another():
    came = np.array([30.0, np.inf, 50.0, 51.0])
    waits = until(came, np.array([10.0, 15.0, 20.0, 50.0]), 50.0)
    assert waits.days.tolist() == [0.0, 20.0, 30.0, 35.0]
    assert waits.ends.tolist() == [CENSORED, EVENT, EVENT, CENSORED]


@pytest.mark.parametrize("part", ["all", "some"])
def test_follow_ups(part):
    world = town().world
    rows = np.asarray(world.follow_ups)[: world.clock[0].follow_ups]
    chosen = np.zeros(0, dtype=np.bool_)
    expected = rows
    if part == "some":
        chosen = world.households.identity % 3 > 0
        expected = rows[chosen[rows["household"]]]
    found = FollowUps(rows, chosen, START, END)
    assert found.whose.tolist() == expected["household"].tolist()
    assert found.began.tolist() == expected["start"].tolist()
    ended = expected[(expected["end"] >= START) & (expected["end"] <= END)]
    assert found.ended_whose.tolist() == ended["household"].tolist()
    assert found.ended_at.tolist() == ended["end"].tolist()
    assert 0 < len(ended) < len(expected)
