"""Waits with competing ends: hand cases, and the plain way for any waits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import survival
from sim.survival import CENSORED, EVENT, OTHER

# Else the first example of a property would be the one that compiles.
survival.compile_entries()


def curve(*waits):
    """The curve of (days, end) pairs."""
    days = np.array([day for day, _ in waits], dtype=float)
    ends = np.array([end for _, end in waits], dtype=int)
    return survival.aalen_johansen(days, ends)


def naive(waits):
    """Day by day, from the textbook: the chances of still waiting, of the event, of another."""
    waiting, event, other = 1.0, 0.0, 0.0
    seen = []
    for day in sorted({day for day, _ in waits}):
        at_risk = sum(1 for length, _ in waits if length >= day)
        events = sum(1 for length, end in waits if length == day and end == EVENT)
        others = sum(1 for length, end in waits if length == day and end not in (EVENT, CENSORED))
        event += waiting * events / at_risk
        other += waiting * others / at_risk
        waiting *= 1.0 - (events + others) / at_risk
        seen.append((day, event, other, waiting))
    return seen


#: Codes of ends, from that of the censored on.
CODES = OTHER + 2

some_waits = st.lists(
    st.tuples(
        st.one_of(st.sampled_from([0.0, 1.0, 2.0, 7.5]), st.floats(0.0, 1000.0)),
        st.sampled_from([CENSORED, EVENT, OTHER, OTHER + 1]),
    ),
    min_size=1,
    max_size=40,
)


@given(some_waits)
def test_any_waits_the_plain_way(waits):
    found = curve(*waits)
    for day, event, other, waiting in naive(waits):
        assert survival.incidence_at(found, day) == pytest.approx(event, abs=1e-12)
        last = np.searchsorted(found.times, day, side="right") - 1
        assert found.waiting[last] == pytest.approx(waiting, abs=1e-12)
        # Whoever has not had the event is waiting still or has left otherwise.
        assert event + other + waiting == pytest.approx(1.0, abs=1e-12)
        assert found.event[last] + found.waiting[last] <= 1.0 + 1e-12
    assert np.all(np.diff(found.event) >= 0.0)
    assert np.all(np.diff(found.waiting) <= 0.0)


@given(some_waits)
def test_event_and_all_others_together_leave_nobody_but_the_waiting(waits):
    event = curve(*waits)
    swapped = {EVENT: OTHER, CENSORED: CENSORED}
    other = curve(*((day, swapped.get(end, EVENT)) for day, end in waits))
    for day in {day for day, _ in waits}:
        total = survival.incidence_at(event, day) + survival.incidence_at(other, day)
        last = np.searchsorted(event.times, day, side="right") - 1
        assert total + event.waiting[last] == pytest.approx(1.0, abs=1e-12)


@given(some_waits, st.floats(0.0, 2000.0))
def test_restricted_means_are_areas_under_steps(waits, horizon):
    found = curve(*waits)
    without = still = 0.0
    before, event, waiting = 0.0, 0.0, 1.0
    for day, next_event, _, next_waiting in [*naive(waits), (math.inf, 0.0, 0.0, 0.0)]:
        days = min(day, horizon) - min(before, horizon)
        without += days * (1.0 - event)
        still += days * waiting
        before, event, waiting = day, next_event, next_waiting
    assert survival.restricted_mean(found, horizon) == pytest.approx(without, abs=1e-9)
    assert survival.restricted_waiting(found, horizon) == pytest.approx(still, abs=1e-9)
    assert still <= without + 1e-9


@given(some_waits, st.data())
def test_a_part_is_as_if_it_were_alone(waits, data):
    days = np.array([day for day, _ in waits], dtype=float)
    ends = np.array([end for _, end in waits])
    masks = st.lists(st.booleans(), min_size=len(waits), max_size=len(waits))
    chosen = np.array(data.draw(masks))
    part, alone = (
        survival.Waits(days, ends).among(chosen),
        survival.Waits(days[chosen], ends[chosen]),
    )
    assert sorted(zip(part.days, part.ends, strict=True)) == sorted(
        zip(alone.days, alone.ends, strict=True)
    )
    # And a part of the part, chosen in the order in which the part was given.
    half = np.arange(chosen.sum()) % 2 == 0
    ours, theirs = part.among(half), alone.among(half)
    assert ours.days.tolist() == theirs.days.tolist()
    for day in {*days.tolist(), 3.0}:
        mine, others = ours.ended(day, CODES), theirs.ended(day, CODES)
        assert mine.waiting == pytest.approx(others.waiting, abs=1e-12)


@given(some_waits, st.floats(0.0, 1200.0))
def test_all_ends_together_are_as_on_their_curves(waits, day):
    days = np.array([day for day, _ in waits], dtype=float)
    ends = np.array([end for _, end in waits], dtype=int)
    all_waits = survival.Waits(days, ends)
    for until in (day, *days.tolist()):
        found = all_waits.ended(until, CODES)
        for end in range(EVENT, CODES):
            assert found.by[end] == survival.incidence_at(all_waits.curve(end), until)
        assert found.by[CENSORED] == 0.0
        assert sum(found.by) + found.waiting == pytest.approx(1.0, abs=1e-12)


def test_nobody_has_ended_in_no_way():
    found = survival.Waits(np.zeros(0), np.zeros(0)).ended(10.0, CODES)
    assert np.isnan(found.by).all()
    assert found.waiting == 1.0


@given(some_waits, st.data(), st.floats(0.0, 1200.0))
def test_parts_are_as_if_each_were_chosen(waits, data, horizon):
    days = np.array([day for day, _ in waits], dtype=float)
    ends = np.array([end for _, end in waits])
    part = np.array(
        data.draw(st.lists(st.integers(-1, 3), min_size=len(waits), max_size=len(waits)))
    )
    together = survival.Waits(days, ends)
    for number, one in enumerate(together.by_part(part, 4, horizon)):
        alone = together.among(part == number)
        assert one.waits == len(alone.days) == (part == number).sum()
        # To the last bit, and nan where there are none.
        event, mean = (
            survival.incidence_at(alone.curve(), horizon),
            survival.restricted_mean(alone.curve(), horizon),
        )
        np.testing.assert_equal((one.event, one.mean), (event, mean))


@given(some_waits, st.data())
def test_curves_of_parts_are_as_if_each_were_chosen(waits, data):
    days = np.array([day for day, _ in waits], dtype=float)
    ends = np.array([end for _, end in waits])
    parts = st.lists(st.integers(0, 3), min_size=len(waits), max_size=len(waits))
    part = np.array(data.draw(parts))
    together = survival.Waits(days, ends)
    curves = together.curve_of_each(part, 4)
    assert len(curves) == 4
    for number, one in enumerate(curves):
        for its_own, alone in zip(one, together.among(part == number).curve(), strict=True):
            np.testing.assert_array_equal(its_own, alone)  # to the last bit


@given(some_waits)
def test_waits_are_in_order_and_the_same(waits):
    days = np.array([day for day, _ in waits], dtype=float)
    ends = np.array([end for _, end in waits])
    found = survival.Waits(days, ends)
    assert sorted(zip(found.days, found.ends, strict=True)) == sorted(waits)
    keys = list(zip(found.days, found.ends == CENSORED, strict=True))
    assert keys == sorted(keys)


def test_without_competing_ends_it_is_kaplan_meier():
    # Days 6, 6, 6, 6+, 7, 9+, 10, 10+, 11+, 13, 16, ...: the 6-MP arm of Freireich and others
    # (1963), with the survival that textbooks print.
    lengths = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    ended = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    found = curve(*zip(lengths, ended, strict=True))
    printed = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    for day, share in printed.items():
        assert 1.0 - survival.incidence_at(found, day) == pytest.approx(share, abs=5e-4)
    np.testing.assert_allclose(found.event + found.waiting, 1.0)


def test_who_leaves_otherwise_is_not_censored():
    # Four households: housed on day 10, gave up on day 20, housed on day 30, waiting on day 40.
    found = curve((10, EVENT), (20, OTHER), (30, EVENT), (40, CENSORED))
    assert survival.incidence_at(found, 9.9) == 0.0
    assert survival.incidence_at(found, 10) == 0.25
    assert survival.incidence_at(found, 30) == 0.5
    # Treated as censored, the one who gave up would count as housed in part.
    naively = curve((10, EVENT), (20, CENSORED), (30, EVENT), (40, CENSORED))
    assert survival.incidence_at(naively, 30) == pytest.approx(0.625)
    # The mean to day 40: 10 days, 30 days, and twice 40 days without a home by help.
    assert survival.restricted_mean(found, 40) == pytest.approx((10 + 30 + 40 + 40) / 4)
    assert survival.restricted_waiting(found, 40) == pytest.approx((10 + 20 + 30 + 40) / 4)


def test_ends_come_before_censoring_on_one_day():
    assert survival.incidence_at(curve((5, CENSORED), (5, EVENT)), 5) == 0.5


def test_quantiles():
    found = curve(*((day, EVENT) for day in range(1, 11)))
    assert survival.quantile(found, 0.5) == 5.0
    assert survival.quantile(found, 0.9) == 9.0
    assert survival.quantile(found, 0.91) == 10.0
    assert math.isnan(survival.quantile(curve((1, EVENT), (2, OTHER)), 0.9))


@pytest.mark.parametrize("count", [2, 3, 7, 10, 49, 100])
def test_a_quantile_that_is_just_reached_is_reached(count):
    found = curve(*((day, EVENT) for day in range(1, count + 1)))
    for reached in range(1, count + 1):
        assert survival.quantile(found, reached / count) == reached


def test_nobody_has_no_curve():
    empty = survival.aalen_johansen(np.zeros(0), np.zeros(0, dtype=int))
    assert math.isnan(survival.incidence_at(empty, 10))
    assert math.isnan(survival.restricted_mean(empty, 10))
    assert math.isnan(survival.quantile(empty, 0.5))
