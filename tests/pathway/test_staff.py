"""Staff: who leaves when, how long a post stands empty, and how a newcomer begins. Hand cases.

Hours are days.  Nobody learns, forgets or meets anybody unless a test says so.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim import agenda, logbook, running
from sim.draws import Stream
from sim.names import Need, Task
from sim.quantities import MONTH, YEAR
from sim.state import ABSENT, NOBODY, Event, Happening, Level, World
from tests import building, recount
from tests.building import OTHERS, organisation
from tests.worlds import (
    LIVE,
    days,
    exponential,
    play,
    tiny,
    world_with,
)

A, B, C = range(3)
ASSISTANCE = {"presenting": Need.SOCIAL_ASSISTANCE}
ALLOWANCE = {"presenting": Need.HOUSING_ALLOWANCE, "income": 9000.0}
WRONG_DOOR = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.SOCIAL_ASSISTANCE: 1.0}}}

#: How long a post stands empty here, days.
EMPTY = 40.0


def stays(post: int, holder: int, seed: int = 1) -> float:
    """How long a holder of a post stays, in mean stays."""
    return exponential(seed, Stream.STAFF, post, holder, 0)


def turnover(post: int, at: float, seed: int = 1) -> dict[str, float]:
    """Parameters with which the first holder of a post leaves on a day."""
    rate = stays(post, 0, seed) / at
    return LIVE | {"caseworkers__turnover": rate, "caseworkers__vacant_post": EMPTY}


def seed_for(post: int, posts: int) -> int:
    """A seed with which one of several posts changes hands long before all others."""
    return next(
        seed
        for seed in range(1, 10_000)
        if all(
            stays(other, 0, seed) > 3.0 * stays(post, 0, seed)
            for other in range(posts)
            if other != post
        )
    )


def office(positions=1.0, **changes):
    """One office."""
    return organisation({"office": OTHERS}, {"office": {"positions": positions}}, **changes)


def gone_by(world: World) -> list[int]:
    """The caseworkers whose post stands empty."""
    return np.flatnonzero(world.caseworkers.work_item == ABSENT).tolist()


def seen_on(scenario, times, people=(), **changes) -> list[World]:
    """Copies of the world on several days."""
    world = world_with(scenario, people, **changes)
    found = []
    for time in times:
        world = running.advance(world, time, scenario)
        found.append(type(world)(*(array.copy() for array in world)))
    return found


# ---- leaving, and the post that stands empty -----------------------------------------------


def test_the_first_holder_leaves_when_its_stay_is_over_and_the_post_is_filled_after_the_time():
    scenario = tiny(office(), **turnover(0, at=100.0))
    moments = [99.999, 100.001, 139.999, 140.001]
    before, gone, empty, filled = seen_on(scenario, moments)
    assert [gone_by(world) for world in (before, gone, empty, filled)] == [[], [0], [0], []]
    assert [int(world.desks.idle[0]) for world in (before, gone, filled)] == [1, 0, 1]
    assert [int(world.caseworkers.incumbent[0]) for world in (gone, filled)] == [0, 1]
    for world in (before, gone, empty, filled):
        recount.check(world)


def test_every_holder_stays_as_long_as_the_luck_of_the_post_says():
    """Thirty holders one after the other, of each of three posts."""
    changes = LIVE | {"caseworkers__turnover": 1 / 50.0, "caseworkers__vacant_post": 7.0}
    scenario = tiny(office(2.5), **changes, days=2000.0)
    world = running.advance(world_with(scenario), 2000.0, scenario)
    for worker in range(3):
        post = int(world.caseworkers.post_number[worker])
        assert post == worker
        hired = np.cumsum([50.0 * stays(post, holder) + 7.0 for holder in range(100)])
        assert world.caseworkers.incumbent[worker] == np.sum(hired <= 2000.0) > 20


def test_what_comes_meanwhile_waits_for_the_newcomer():
    scenario = tiny(office(), **turnover(0, at=100.0))
    result = play(scenario, [ASSISTANCE | {"at": 110.0}, ALLOWANCE | {"at": 120.0}])
    # From day 140 on, in order of coming: three days and a half.
    assert list(result.households.ended_at) == days(143.0, 144.5)
    assert list(result.households["days queue"]) == days(30.0, 23.0)


def test_a_colleague_goes_on_working():
    seed = seed_for(0, 2)
    scenario = tiny(office(2.0), **turnover(0, at=100.0, seed=seed))
    result = play(scenario, [ASSISTANCE | {"at": 110.0}, ALLOWANCE | {"at": 111.0}], seed)
    assert list(result.households.ended_at) == days(113.0, 114.5)


def test_whoever_has_a_case_in_hand_finishes_it_first():
    scenario = tiny(office(), **turnover(0, at=100.0))
    people = [ASSISTANCE | {"at": 98.0}, ASSISTANCE | {"at": 99.0}]
    result = play(scenario, people)
    # In hand from day 98 to 101; the next lies until 141, when the newcomer is there.
    assert list(result.households.ended_at) == days(101.0, 144.0)
    leaving, gone = seen_on(scenario, [100.5, 101.5], people)
    assert (leaving.caseworkers.leaving[0], gone_by(leaving)) == (1, [])
    assert (gone.caseworkers.leaving[0], gone_by(gone)) == (0, [0])


def test_letters_are_written_before_one_leaves():
    organised = organisation({"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,)})
    post = 1  # B's
    scenario = tiny(organised, **WRONG_DOOR, **turnover(post, at=100.0))
    # Read from day 99.8 to 100.3, written about until 100.8.
    worlds = seen_on(scenario, [100.5, 100.7, 100.9], [ALLOWANCE | {"at": 99.8}])
    assert [1 in gone_by(world) for world in worlds] == [False, False, True]
    assert worlds[-1].desks.hours[B] == pytest.approx(1.0)


def test_an_empty_post_of_no_time_is_filled_at_once():
    scenario = tiny(office(), **(turnover(0, at=100.0) | {"caseworkers__vacant_post": 0.0}))
    result = play(scenario, [ASSISTANCE | {"at": 98.0}, ASSISTANCE | {"at": 99.0}])
    assert list(result.households.ended_at) == days(101.0, 104.0)
    assert result.world.caseworkers.incumbent[0] >= 1


def test_nobody_is_at_work_in_an_empty_post():
    """Time with work in hand is that of the work, whoever comes and goes."""
    changes = LIVE | {"caseworkers__turnover": 1 / 30.0, "caseworkers__vacant_post": 10.0}
    scenario = tiny(office(2.0), **changes, days=500.0)
    cases = [ASSISTANCE | {"at": 6.0 * number} for number in range(60)]
    result = play(scenario, cases)
    assert result.world.caseworkers.incumbent.sum() > 10
    assert result.world.caseworkers.busy_days.sum() == pytest.approx(60 * 3.0)
    assert result.units.loc[0, "utilisation"] == pytest.approx(180 / 1000)


def test_a_member_of_a_committee_is_waited_for():
    organised = organisation(
        {"office": OTHERS, "welfare": (Task.SOCIAL_ASSISTANCE,)},
        bodies=[{"led_by": "office", "members": ("office", "welfare")}],
    )
    seed = seed_for(1, 2)
    scenario = tiny(organised, **turnover(1, at=12.0, seed=seed), days=60.0)
    # Prepared on day 6 for the meeting of day 14; nobody comes for the welfare service until 52.
    result = play(scenario, [{}], seed)
    assert list(result.households.approved_at) == days(52.5)


def test_a_personal_case_waits_for_the_next_holder_of_the_post():
    seed = seed_for(0, 2)
    scenario = tiny(office(2.0, personal_cases=True), **turnover(0, at=100.0, seed=seed))
    people = [ASSISTANCE, ALLOWANCE | {"at": 10.0}, ASSISTANCE | {"at": 110.0, "identity": 1000}]
    world = world_with(scenario, people, seed)
    world.arrivals[:] = [0, 1, 0]  # the first comes again on day 110
    world = running.advance(world, 200.0, scenario)
    ended = world.episodes.ended_at[: world.clock[0].episodes]
    assert ended.tolist() == days(3.0, 11.5, 143.0)


# ---- who it is that changes ----------------------------------------------------------------


def test_crews_do_not_leave():
    changes = LIVE | {"caseworkers__turnover": 1 / 30.0, "caseworkers__vacant_post": 10.0}
    scenario = tiny(office(), **changes, dwellings=1, crews=3)
    result = play(scenario)
    crew = result.world.caseworkers.desk == 1
    assert crew.sum() == 3
    assert not result.world.caseworkers.incumbent[crew].any()
    assert result.world.caseworkers.incumbent[~crew].all()
    waiting = agenda.waiting(result.world)
    of_people = np.isin(waiting.event, [Event.PERSON_LEAVES, Event.PERSON_HIRED])
    assert waiting.subject[of_people].tolist() == [0]


def test_there_is_room_on_the_agenda_for_everybody_to_leave():
    """More caseworkers than anything else: each has a day on which the stay is over."""
    changes = LIVE | {"caseworkers__turnover": 1 / 300.0}
    scenario = tiny(office(5000.0), **changes)
    world = world_with(scenario)
    assert len(world.agenda) >= 5000 + 2
    world = running.advance(world, 1.0, scenario)
    waiting = agenda.waiting(world)
    leaving = np.isin(waiting.event, [Event.PERSON_LEAVES, Event.PERSON_HIRED])
    assert sorted(waiting.subject[leaving].tolist()) == list(range(5000))


def test_nobody_leaves_where_knowledge_has_settled():
    changes = {"caseworkers__turnover": 1 / 30.0, "caseworkers__vacant_post": 10.0}
    result = play(tiny(office(), **changes), [ASSISTANCE])
    assert result.world.caseworkers.incumbent.tolist() == [0, 0]
    waiting = agenda.waiting(result.world)
    of_people = [Event.PERSON_LEAVES, Event.PERSON_HIRED, Event.MONTH_OF_PEOPLE]
    assert not np.isin(waiting.event, of_people).any()


def leaving_times(organised, seed=4) -> dict[int, float]:
    """When the first holder of each post leaves, by the post's number."""
    changes = LIVE | {"caseworkers__turnover": 1 / 300.0}
    scenario = tiny(organised, **changes)
    world = running.advance(world_with(scenario, seed=seed), 0.0, scenario)
    rows = agenda.waiting(world)
    rows = rows[rows.event == Event.PERSON_LEAVES]
    return dict(zip(world.caseworkers.post_number[rows.subject].tolist(), rows.time, strict=True))


def test_the_luck_of_a_post_goes_with_its_number_wherever_it_is():
    one = leaving_times(office(2.5))
    two = organisation(
        {"A": OTHERS, "B": (Task.INFORM,)}, {"A": {"positions": 1.5}, "B": {"positions": 1.0}}
    )
    assert leaving_times(two) == one  # B's post has the second number, but the third row
    assert sorted(one) == [0, 1, 2]
    assert len(set(one.values())) == 3
    assert leaving_times(office(2.5), seed=5) != one


# ---- who comes ------------------------------------------------------------------------------


def test_a_newcomer_knows_what_is_in_writing_and_nobody():
    organised = organisation(
        {"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,), "C": (Task.DEBT_ADVICE,)},
        units={"B": {"written_routines": True}},
        agreements=[("A", "C")],
    )
    floors = {"knowledge__floor": 0.2, "knowledge__floor_written": 0.5}
    changes = LIVE | floors | {"caseworkers__turnover": 1 / 30.0, "caseworkers__vacant_post": 5.0}
    scenario = tiny(organised, **changes)
    world = world_with(scenario)
    world = running.advance(world, 0.0, scenario)
    world.contacts[A, B], world.contacts[B, A], world.contacts[C, A] = B, A, A
    world.skills[:], world.acquaintance[:] = 0.9, 0.9
    for unit in range(3):
        while world.caseworkers.incumbent[unit] == 0:
            world = running.advance(world, world.clock[0].now + 1.0, scenario)
    written = {A: 0.2, B: 0.5, C: 0.2}
    for unit, floor in written.items():
        assert world.skills[unit].tolist() == [floor] * len(Task)
        others = [0.5 if {unit, other} == {A, C} else floor for other in range(3)]
        others[unit] = 1.0
        assert world.acquaintance[unit].tolist() == others
    assert (world.contacts == NOBODY).all()


def test_whoever_stays_keeps_what_was_learned():
    seed = seed_for(0, 2)
    scenario = tiny(office(2.0), **turnover(0, at=100.0, seed=seed), knowledge__floor=0.2)
    (world,) = seen_on(scenario, [145.0], seed=seed, skills=np.full((3, len(Task)), 0.9))
    assert world.caseworkers.incumbent.tolist() == [1, 0, 0]
    assert world.skills[0].tolist() == [0.2] * len(Task)
    assert world.skills[1].tolist() == [0.9] * len(Task)


def test_nobody_rings_somebody_who_has_left():
    """Each end forgets: the number of who has left, and the numbers who has left had."""
    organised = organisation(
        {"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,), "C": (Task.DEBT_ADVICE,)},
        {"B": {"positions": 2.0}},
    )
    post, first, second = 1, 1, 2
    seed = seed_for(post, 4)
    scenario = tiny(organised, **turnover(post, at=100.0, seed=seed))
    world = running.advance(world_with(scenario, seed=seed), 0.0, scenario)
    assert world.caseworkers.post_number[first] == post
    world.contacts[0, B], world.contacts[first, A] = first, 0
    world.contacts[3, B], world.contacts[second, A] = second, 0
    world = running.advance(world, 100.1, scenario)
    assert gone_by(world) == [first]
    assert world.contacts[0, B] == NOBODY
    assert (world.contacts[3, B], world.contacts[second, A]) == (second, 0)
    world = running.advance(world, 140.1, scenario)
    assert world.contacts[first, A] == NOBODY


def test_a_telephone_call_becomes_a_letter_when_the_other_has_left():
    organised = organisation({"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,)})
    seed = seed_for(0, 2)
    scenario = tiny(organised, **WRONG_DOOR, **turnover(0, at=100.0, seed=seed), days=250.0)
    world = world_with(scenario, [ALLOWANCE | {"at": at} for at in (50.0, 150.0)], seed)
    world = running.advance(world, 0.0, scenario)
    world.contacts[1, A] = 0
    result = sim.Result(scenario, seed, running.advance(world, 250.0, scenario))
    assert list(result.households["days hand_over"]) == days(2.0, 8.0)


def test_who_is_gone_does_not_come_to_know_anybody():
    """A case of somebody who has left since leaves no contact, until there is somebody."""
    organised = organisation({"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,)})
    seed = seed_for(1, 2)
    changes = turnover(1, at=100.0, seed=seed) | {"contacts__per_joint_case": 1.0}
    scenario = tiny(organised, **WRONG_DOOR, **changes)
    # Sent on day 99.5, done by A on day 110; B's post is empty from day 100 to 140.
    (world,) = seen_on(scenario, [120.0], [ALLOWANCE | {"at": 99.0}], seed=seed)
    assert (world.clock[0].now, gone_by(world)) == (120.0, [1])
    assert world.applications.closed[0] < 120.0
    assert (world.contacts == NOBODY).all()


# ---- what a unit knows ---------------------------------------------------------------------


def test_a_unit_knows_what_those_in_post_know():
    seed = seed_for(0, 2)
    scenario = tiny(office(2.0), **turnover(0, at=100.0, seed=seed), knowledge__floor=0.2)
    known = np.zeros((3, len(Task)))
    known[0], known[1] = 0.9, 0.5
    both, one, newcomer = seen_on(scenario, [99.0, 100.1, 140.1], seed=seed, skills=known)
    task = Task.START_LOAN
    assert both.knowledge[0, task] == pytest.approx(0.7)
    assert one.knowledge[0, task] == pytest.approx(0.5)
    assert newcomer.knowledge[0, task] == pytest.approx((0.2 + 0.5) / 2)


def test_with_nobody_in_post_it_is_known_what_was_known():
    scenario = tiny(office(1.0), **turnover(0, at=100.0), knowledge__floor=0.2)
    known = np.full((2, len(Task)), 0.9)
    empty, newcomer = seen_on(scenario, [130.0, 140.1], skills=known)
    assert empty.knowledge[0, Task.START_LOAN] == pytest.approx(0.9)
    assert newcomer.knowledge[0, Task.START_LOAN] == pytest.approx(0.2)


def test_an_empty_post_does_not_forget_or_learn_for_the_newcomer():
    changes = turnover(0, at=100.0) | {
        "knowledge__forgetting_half_life": MONTH,
        "knowledge__floor": 0.2,
    }
    empty, later = seen_on(tiny(office(1.0), **changes), [101.0, 139.0])
    assert (empty.skills[0] == later.skills[0]).all()


# ---- limits --------------------------------------------------------------------------------


#: With these, people who live one by one are as those of the long run.  A case that changes desks
#: inside a unit takes a while: it does not come in the very moment between one holder and the next.
WITHOUT_PEOPLE = {
    "knowledge.floor": 1.0,
    "knowledge.floor_written": 1.0,
    "contacts.per_joint_case": 0.0,
    "handover.same_unit": 0.1,
}


@pytest.mark.parametrize("turnover_rate", [0.0, 2.0 / YEAR])
@pytest.mark.parametrize("layout", [building.all_in_one, building.one_unit_per_task])
def test_where_everything_is_known_and_posts_are_filled_at_once_nothing_changes(
    layout, turnover_rate
):
    """Household by household a live run is that of settled knowledge.

    Posts change hands, but a case in hand is finished first, the next in the queue is taken by
    whoever has come, and there is nothing that a newcomer does not know.
    """
    people, stock = building.whole_town()
    organised = replace(layout(), lease_review=True, rule_oriented=True, check_everyone=True)
    settled, live = (
        building.scenario(
            people,
            organised,
            stock,
            changes=WITHOUT_PEOPLE
            | {
                "people.learning": learning,
                "caseworkers.turnover": turnover_rate,
                "caseworkers.vacant_post": 0.0,
            },
            population=3e4,
        )
        for learning in (0.0, 1.0)
    )
    one, other = (sim.run(scenario, 7, log=True) for scenario in (settled, live))
    assert (other.world.caseworkers.incumbent.sum() > 10) == (turnover_rate > 0.0)
    for table in ("households", "vacancies", "tenancies", "follow_ups", "units"):
        pairs = zip(getattr(one, table).items(), getattr(other, table).items(), strict=True)
        for (name, ours), (_, theirs) in pairs:
            assert_alike(ours.to_numpy(), theirs.to_numpy(), name)


def assert_alike(ours, theirs, name):
    """Equal but for the rounding of hours that are scaled in two steps."""
    if ours.dtype.kind == "f":
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-6, err_msg=name)
    else:
        assert (ours == theirs).all(), name


def test_nobody_begins_anything_in_an_empty_post():
    """By the log: between leaving and the time for it no item is begun or ended by that post."""
    changes = LIVE | {"caseworkers__turnover": 1 / 40.0, "caseworkers__vacant_post": 20.0}
    scenario = tiny(office(2.0), **changes, days=600.0)
    cases = [ASSISTANCE | {"at": 5.0 * number} for number in range(100)]
    world = world_with(scenario, cases)
    away: dict[int, list[float]] = {0: [], 1: []}
    for time in np.arange(0.5, 600.0, 1.0):
        world = running.advance(world, float(time), scenario)
        for worker in gone_by(world):
            away[worker].append(float(time))
    rows = logbook.rows(world)
    for worker, moments in away.items():
        mine = rows[rows.caseworker == worker]
        began = mine.time[mine.event == Happening.WORK_BEGAN]
        ended = mine.time[mine.event == Happening.WORK_ENDED]
        assert len(ended) > 20
        assert len(moments) > 60
        for begin, end in zip(began, ended, strict=False):
            assert not any(begin <= moment <= end for moment in moments)


# ---- somebody who stands in ----------------------------------------------------------------


def test_empty_posts_are_counted_by_their_size():
    """Half a post stands empty for forty days, whoever stands in."""
    for pace in (0.0, 0.5):
        scenario = tiny(office(0.5), **turnover(0, at=100.0), caseworkers__stand_in=pace)
        world = seen_on(scenario, [200.0])[0]
        level = world.levels[Level.EMPTY_POSTS]
        assert level.area + level.value * (200.0 - level.since) == pytest.approx(50 * EMPTY)


def test_who_stands_in_is_slower_and_as_new_as_a_newcomer():
    """Three hours of social assistance take three days; at half the pace, six."""
    changes = turnover(0, at=100.0) | {"caseworkers__stand_in": 0.5, "work__inexperience": 1.0}
    scenario = tiny(office(), **changes, days=400.0)
    people = [ASSISTANCE | {"at": at} for at in (50.0, 105.0, 200.0)]
    known = scenario.parameters["knowledge.floor"]
    reference = scenario.parameters["work.reference_knowledge"]
    result = play(scenario, people)
    took = list(result.households.ended_at - result.households.need_at)
    as_new = 3.0 * (1.0 + reference - known)
    assert took[0] == pytest.approx(3.0 * reference)
    assert took[1] == pytest.approx(2.0 * as_new)
    assert took[2] == pytest.approx(as_new), "what was learned meanwhile has gone again"
    recount.check(result.world)


def test_who_stands_in_ends_what_is_in_hand_when_the_newcomer_has_come():
    changes = turnover(0, at=100.0) | {"caseworkers__stand_in": 0.25}
    scenario = tiny(office(), **changes, days=400.0)
    # Begun on day 130 at a quarter of the pace: done on day 142, two days after the newcomer came.
    people = [ASSISTANCE | {"at": 130.0}, ASSISTANCE | {"at": 131.0}]
    result = play(scenario, people)
    assert list(result.households.ended_at) == days(142.0, 145.0)
    for world in seen_on(scenario, [120.0, 135.0, 139.9, 140.1, 143.0], people):
        recount.check(world)


def test_who_stands_in_takes_what_waits_at_once():
    changes = turnover(0, at=100.0) | {"caseworkers__stand_in": 1.0}
    scenario = tiny(office(), **changes, days=400.0)
    people = [ASSISTANCE | {"at": 99.0}, ASSISTANCE | {"at": 99.5}]
    # The first is done on day 102, when the holder goes.
    assert list(play(scenario, people).households.ended_at) == days(102.0, 105.0)


def test_the_holders_of_day_0_came_a_while_before():
    changes = LIVE | {"caseworkers__turnover": 1 / 500.0}
    world = seen_on(tiny(office(3.0), **changes), [1.0])[0]
    expected = [-500.0 * exponential(1, Stream.STAFF, post, 0, 1 << 15) for post in range(3)]
    assert world.caseworkers.hired_at[:3] == pytest.approx(expected)
    for_ever = seen_on(tiny(office(), **LIVE), [1.0])[0]
    assert for_ever.caseworkers.hired_at[0] == -np.inf


def test_a_newcomer_is_hired_on_the_day():
    scenario = tiny(office(), **turnover(0, at=100.0))
    assert seen_on(scenario, [200.0])[0].caseworkers.hired_at[0] == pytest.approx(140.0)


def test_nobody_rings_a_stand_in_who_has_gone():
    """Whoever came to know the stand-in does not know the newcomer."""
    organised = organisation(
        {"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,)},
        units={"A": {"positions": 1.0}, "B": {"positions": 1.0}},
    )
    changes = turnover(0, at=20.0, seed=(seed := seed_for(0, 2))) | {
        "caseworkers__stand_in": 1.0,
        "contacts__per_joint_case": 1.0,
    }
    scenario = tiny(organised, **WRONG_DOOR, **changes, days=200.0)
    met, gone = (world_at(scenario, day, [ALLOWANCE | {"at": 30.0}], seed) for day in (59.0, 61.0))
    assert (met.contacts[0, B], met.contacts[1, A]) == (1, 0)
    assert (gone.contacts[0, B], gone.contacts[1, A]) == (NOBODY, NOBODY)


def world_at(scenario, day, people, seed) -> World:
    return running.advance(world_with(scenario, people, seed), day, scenario)
