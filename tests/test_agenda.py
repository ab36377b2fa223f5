"""The agenda against the plain way: a sorted list."""

import heapq
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import agenda

PLACES = 64
ADD, POP, LOOK = 0, 1, 2


class World(NamedTuple):
    """The arrays that the agenda reads."""

    agenda: np.recarray
    today: np.recarray
    days: np.ndarray
    clock: np.recarray


def world(places=PLACES):
    events = np.zeros(places, dtype=agenda.AGENDA_DTYPE)
    today = np.zeros(places, dtype=agenda.TODAY_DTYPE)
    days = np.zeros(agenda.DAYS * agenda.LISTS, dtype=np.int32)
    clock = np.zeros(1, dtype=list(agenda.CLOCK_FIELDS))
    return World(events.view(np.recarray), today.view(np.recarray), days, clock.view(np.recarray))


@numba.njit
def play(world, steps, seen):
    """Carry out ``steps`` (what, time, event, subject) and note what is seen at each."""
    for i in range(len(steps)):
        what = int(steps[i, 0])
        if what == ADD:
            subject = int(steps[i, 3])
            agenda.add(world, steps[i, 1], int(steps[i, 2]), subject, subject + 1000)
        elif what == POP:
            seen[i, 0], seen[i, 1], seen[i, 2], seen[i, 3] = agenda.pop(world)
            agenda.look_ahead(world)
        else:
            seen[i, 0] = agenda.earliest_time(world)
        seen[i, 4] = agenda.size(world)
        seen[i, 5] = agenda.room(world)


def played(steps, places=PLACES):
    steps = np.array(steps, dtype=float).reshape(-1, 4)
    seen = np.zeros((len(steps), 6))
    play(world(places), steps, seen)
    return seen


def naive(steps, places=PLACES):
    """The same with a list that is sorted anew each time."""
    events = []
    seen = np.zeros((len(steps), 6))
    for i, (what, time, event, subject) in enumerate(steps):
        if what == ADD and time < math.inf:
            events.append((time, event, i, subject))
            events.sort()
        elif what == POP:
            time, event, _, subject = events.pop(0)
            seen[i, :4] = time, event, subject, subject + 1000
        elif what == LOOK:
            seen[i, 0] = events[0][0] if events else math.inf
        seen[i, 4:] = len(events), places - len(events)
    return seen


@st.composite
def possible_steps(draw):
    """Any steps that never overfill the agenda nor take from an empty one; many ties."""
    times = st.one_of(
        st.sampled_from([0.0, 1.0, 1.5, 700.0, math.inf]), st.floats(0, 1e6, allow_nan=False)
    )
    steps, size = [], 0
    for _ in range(draw(st.integers(0, 120))):
        possible = [LOOK] + [ADD] * 2 * (size < PLACES) + [POP] * 2 * (size > 0)
        what = draw(st.sampled_from(possible))
        if what == ADD:
            time = draw(times)
            steps.append((ADD, time, draw(st.integers(0, 3)), len(steps)))
            size += time < math.inf
        else:
            steps.append((what, 0.0, 0, 0))
            size -= what == POP
    return steps


@settings(max_examples=200, deadline=None)
@given(possible_steps())
def test_any_steps_show_what_a_sorted_list_shows(steps):
    np.testing.assert_array_equal(played(steps), naive(steps))


def test_filled_to_the_last_place_and_emptied():
    random = np.random.default_rng(1)
    times = random.integers(0, 20, PLACES)
    steps = [(ADD, float(t), int(random.integers(0, 3)), i) for i, t in enumerate(times)]
    steps += [(POP, 0.0, 0, 0)] * PLACES
    # Then with a gap at the top filled by the next one added.
    steps += steps[:PLACES] + [(POP, 0.0, 0, 0), (ADD, 7.0, 1, 99)] * 200
    seen = played(steps)
    np.testing.assert_array_equal(seen, naive(steps))
    assert seen[PLACES - 1, 4:].tolist() == [PLACES, 0]
    assert seen[2 * PLACES - 1, 4:].tolist() == [0, PLACES]


def test_ties_go_by_event_and_then_by_the_order_of_adding():
    added = [(2.0, 1), (1.0, 2), (1.0, 0), (1.0, 2), (2.0, 0), (1.0, 0)]
    steps = [(ADD, time, event, i) for i, (time, event) in enumerate(added)]
    seen = played(steps + [(POP, 0.0, 0, 0)] * len(added))
    assert seen[len(added) :, 2].tolist() == [2, 5, 1, 3, 4, 0]


def test_years_in_which_nothing_happens():
    times = [5e6, 4e9, 3.0, 1e300, 5e6 + 4096.0, 4099.5, 4099.0]
    steps = [(ADD, time, 0, i) for i, time in enumerate(times)]
    for _ in times:
        steps += [(LOOK, 0.0, 0, 0), (POP, 0.0, 0, 0)]
    # The agenda has gone far ahead, yet an earlier event still comes first.
    steps += [(ADD, 1e300, 0, 7), (LOOK, 0.0, 0, 0), (ADD, 2.0, 0, 8), (POP, 0.0, 0, 0)]
    np.testing.assert_array_equal(played(steps), naive(steps))


def test_what_never_happens_takes_no_place():
    seen = played([(ADD, math.inf, 0, 0), (LOOK, 0.0, 0, 0)])
    assert seen[:, 4].tolist() == [0, 0]
    assert seen[1, 0] == math.inf


def common_load(places, events=3000):
    """Desk work over many long leases: each event taken puts another on the agenda."""
    random = np.random.default_rng(2)
    leases = places - 20
    waits = np.concatenate([random.exponential(1500, leases), random.exponential(0.5, 20)])
    queue = [(time, int(i < leases), i, i) for i, time in enumerate(waits)]
    steps = [(ADD, time, event, subject) for time, event, _, subject in queue]
    heapq.heapify(queue)
    for _ in range(events):
        time, event, _, subject = queue[0]
        later = time + random.exponential(1500 if event else 0.5)
        steps += [(POP, 0.0, 0, 0), (ADD, later, event, subject)]
        heapq.heapreplace(queue, (later, event, len(steps), subject))
    return steps


def test_desk_work_over_many_leases():
    steps = common_load(800)
    seen = played(steps, 800)[:, :4]
    queue = []
    for i, (what, time, event, subject) in enumerate(steps):
        if what == ADD:
            heapq.heappush(queue, (time, event, i, subject))
        else:
            time, event, _, subject = heapq.heappop(queue)
            assert seen[i].tolist() == [time, event, subject, subject + 1000]


def bits():
    """What some steps show, as text; many of the events are due at the same time."""
    steps = common_load(100, 500)
    steps = [(what, float(round(time)), event, subject) for what, time, event, subject in steps]
    return played(steps, 100).tobytes().hex()


@pytest.mark.parametrize("switch", ["NUMBA_DISABLE_JIT", "NUMBA_BOUNDSCHECK"])
def test_the_same_without_the_compiler_and_with_bounds_checked(switch):
    here = Path(__file__)
    program = f"import runpy; print(runpy.run_path({str(here)!r})['bits']())"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=here.parents[1],
        env=os.environ | {switch: "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == bits()


@numba.njit
def take(world):
    return agenda.pop(world)


@numba.njit
def look_ahead(world):
    return agenda.look_ahead(world)


@numba.njit
def add_and_take_one(world, times):
    for number in range(len(times)):
        agenda.add(world, times[number], 1, number, 0)
    agenda.pop(world)


def test_looking_ahead_goes_through_the_day_after_and_no_further():
    its = world()
    add_and_take_one(its, np.array([3.2, 4.5, 4.1, 3.7, 5.3, 4.0 + agenda.DAYS]))
    ahead = [look_ahead(its) for _ in range(5)]
    found = its.agenda[ahead[:3]]
    assert set(found.subject.tolist()) == {1, 2, 5}
    # First one of each list, then what is left on one of them.
    assert found["rank"][0] % agenda.LISTS != found["rank"][1] % agenda.LISTS
    assert ahead[3:] == [-1, -1]


def test_nothing_is_fetched_where_the_day_after_is_empty():
    its = world()
    add_and_take_one(its, np.array([3.2, 3.7, 5.3]))
    assert look_ahead(its) == -1


@numba.njit
def add_all(world, times, events):
    for number in range(len(times)):
        agenda.add(world, times[number], events[number], number, number + 1000)


@numba.njit
def take_all(world):
    taken = np.zeros((agenda.size(world), 4))
    for number in range(len(taken)):
        taken[number, 0], taken[number, 1], taken[number, 2], taken[number, 3] = agenda.pop(world)
    return taken


@pytest.mark.parametrize("taken", [0, 1, 5])
def test_what_waits_may_become_something_else(taken):
    """In the heap, with a gap in it or without, and on lists; then it comes in the new order."""
    random = np.random.default_rng(3)
    times = random.choice([0.0, 0.25, 0.5, 1.5, 3.0, 5000.0], 60)
    events = random.integers(0, 4, 60)
    its = world()
    add_all(its, times, events)
    gone = {int(take(its)[2]) for _ in range(taken)}

    def revised(events, subjects):
        return np.where(events == 1, 7, events), np.where(events == 2, subjects + 100, subjects)

    agenda.revise(its, revised)
    expected = sorted(
        (time, 7 if event == 1 else event, number, number + 100 * (event == 2), number + 1000)
        for number, (time, event) in enumerate(zip(times.tolist(), events.tolist(), strict=True))
        if number not in gone
    )
    rows = agenda.waiting(its)
    found = zip(rows.time, rows.event, rows.subject, rows.stamp, strict=True)
    assert sorted(found) == sorted(row[:2] + row[3:] for row in expected)
    assert take_all(its).tolist() == [list(row[:2] + row[3:]) for row in expected]
