"""What a reorganisation does to people one by one, and to units by another name: hand cases.

Units A and B (or C, when they go on as that) of a few caseworkers, a day to an hour.
"""

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from sim import agenda, changes, keys, running, start
from sim.compiled import fixed_part
from sim.draws import Stream
from sim.names import Category, Ground, Group, Need, Task, Tenure
from sim.reorganising import _FOLLOWS, _KEEPS_CONTACT
from sim.scenario.resolved import Organisation
from sim.state import ABSENT, NOBODY, Event, Happening, Level, Phase, WorkKind
from tests import recount
from tests.building import OTHERS, organisation
from tests.reorganised import (
    A,
    B,
    alone,
    becomes,
    log_of,
    staffed,
    town,
    two,
    worked,
    world_at,
)
from tests.worlds import (
    LIVE,
    day,
    days,
    exponential,
    leaving_at,
    play,
    tiny,
    uniform,
    world_with,
)

C = 2
HELP = {"presenting": Need.SOCIAL_ASSISTANCE}
ALLOWANCE = {"presenting": Need.HOUSING_ALLOWANCE, "income": 9000.0}
#: The three instruments of these tests take as much work each.
NEEDS = (Need.SOCIAL_ASSISTANCE, Need.DEBT_ADVICE, Need.HOUSING_ALLOWANCE)
BUSY = {
    "group": {"arrivals": dict.fromkeys(NEEDS, 10.0)},
    **{f"work__{task}__hours": 3.0 for task in ("social_assistance", "debt_advice")},
    "work__housing_allowance__hours": 3.0,
}


def renamed(**positions):
    """B under the name of C."""
    return staffed(organisation({"A": OTHERS, "C": (Task.SOCIAL_ASSISTANCE,)}), **positions)


def who(before, at, after, transition=None, **changed):
    """The post each of the new staff had (``NOBODY``: it stands empty), and the world."""
    scenario = town(before, at, after, transition, **(LIVE | BUSY | changed))
    world = world_with(scenario)
    mark = np.arange(len(world.caseworkers))
    world.skills[:] = (1.0 + mark[:, None]) / 100.0  # who is who
    world = running.advance(world, at, scenario)
    recount.check(world)
    found = np.round(world.skills[:, Task.INFORM] * 100.0 - 1.0).astype(int)
    crews = world.desks.crew[world.caseworkers.desk] == 1
    found[world.caseworkers.work_item == ABSENT] = NOBODY
    return found[~crews].tolist(), world


# ---- who follows ---------------------------------------------------------------------------


def test_each_follows_or_not_by_the_luck_of_the_post():
    """A hair below the chance and above it, for each of two who would have to move."""
    before = two(Task.SOCIAL_ASSISTANCE, positions={"A": 1.0, "B": 2.0})
    after = staffed(
        organisation({"A": OTHERS, "C": (Task.SOCIAL_ASSISTANCE, Task.DEBT_ADVICE)}), C=2.0
    )
    luck = [uniform(1, Stream.STAFF, post, 1, _FOLLOWS) for post in (1, 2)]
    for post, chance in zip((1, 2), luck, strict=True):
        for share, follows in ((chance - 1e-12, False), (chance + 1e-12, True)):
            found, _ = who(before, 10.0, after, {"staff_follow_tasks": share})
            assert (post in found) == follows
    assert who(before, 10.0, after, {"staff_follow_tasks": 1.0})[0] == [0, 1, 2]


def test_the_luck_of_following_is_another_at_the_next_change():
    before = two(Task.SOCIAL_ASSISTANCE)
    moves = staffed(organisation({"A": OTHERS, "C": (Task.SOCIAL_ASSISTANCE, Task.DEBT_ADVICE)}))
    luck = [uniform(1, Stream.STAFF, 1, number, _FOLLOWS) for number in (1, 2)]
    share = sum(luck) / 2.0
    first, change = becomes(before, 20.0, moves, staff_follow_tasks=share)
    nothing = replace(change, at=10.0, organisation=first)
    scenario = tiny(first, later=[nothing, change], **LIVE, **BUSY)
    world = world_with(scenario)
    world.skills[:] = np.array([[0.01], [0.02], [0.03]])
    world = running.advance(world, 20.0, scenario)
    followed = bool(np.any(np.isclose(world.skills[:, 0], 0.02)))
    assert followed == (luck[1] < share) != (luck[0] < share)


def test_those_who_stay_come_before_those_who_move_in():
    # B's person would have to move to A, where there is one post, which is its holder's.
    before = two(Task.SOCIAL_ASSISTANCE)
    assert who(before, 10.0, alone(A=1.0))[0] == [0]
    assert who(before, 10.0, alone(A=2.0))[0] == [0, 1]


def test_who_moves_goes_to_the_unit_of_the_tasks_before_those_left_over():
    # Two of A's three have no post there any more; B's person goes to C with its tasks.
    before = two(Task.SOCIAL_ASSISTANCE, positions={"A": 3.0, "B": 1.0})
    after = staffed(
        organisation(
            {
                "A": OTHERS,
                "C": (Task.SOCIAL_ASSISTANCE, Task.HOUSING_ALLOWANCE),
                "D": (Task.INFORM,),
            }
        ),
        A=1.0,
        C=1.0,
        D=1.0,
    )
    found, world = who(before, 10.0, after)
    by_unit = dict(zip(world.caseworkers.unit.tolist(), found, strict=False))
    assert by_unit[C] in (1, 2, 3)
    assert sorted(found) == sorted(set(found))
    assert len(found) == 3


def test_people_go_in_proportion_to_the_hours_that_move_in_each_district():
    """An office gives up its tasks in the larger part of the town, and keeps them in the other."""
    shares = {"north": 0.7, "south": 0.3}
    tasks = {"hall": OTHERS, "office": (Task.SOCIAL_ASSISTANCE,)}
    before = staffed(organisation(tasks, districts=shares), office=10.0)
    after = staffed(
        organisation(
            {"hall": OTHERS, "office": (Task.SOCIAL_ASSISTANCE,), "branch": ()},
            districts=shares,
        ),
        office=3.0,
        branch=7.0,
    )
    held = {
        task: dict.fromkeys(by_group, (2, 1)) if task is Task.SOCIAL_ASSISTANCE else by_group
        for task, by_group in after.holders.items()
    }
    _, world = who(before, 10.0, replace(after, holders=held), {"staff_follow_tasks": 0.0})
    # Nobody moves: three are to stay, by the hours, and those have their posts.
    office = world.caseworkers.unit == 1
    assert np.sum(world.caseworkers.work_item[office] != ABSENT) == 3
    assert np.sum(world.caseworkers.work_item[world.caseworkers.unit == 2] == ABSENT) == 7


# ---- posts that stand empty ------------------------------------------------------------------


def another(**positions):
    """B's task goes to C, which has one of A's besides: B's people have to move."""
    return staffed(
        organisation({"A": OTHERS, "C": (Task.SOCIAL_ASSISTANCE, Task.DEBT_ADVICE)}), **positions
    )


def test_a_post_that_nobody_takes_stands_empty_until_a_newcomer_comes():
    lost = {"staff_follow_tasks": 0.0, "extra_hours": 6.0}
    scenario = town(
        two(Task.SOCIAL_ASSISTANCE), 10.0, another(), lost, caseworkers__vacant_post=40.0,
        **LIVE, **BUSY,
    )  # fmt: skip
    people = [HELP | {"at": 20.0}]
    world = running.advance(world_with(scenario, people), 49.999, scenario)
    recount.check(world)
    assert world.caseworkers.work_item[1] == ABSENT
    assert world.skills[1] == pytest.approx(np.full(world.skills.shape[1], world.floor[C]))
    world = running.advance(world, 900.0, scenario)
    # Nobody is there before day 50, to move or to help who came on day 20.
    assert begun(world, C)[0] == (WorkKind.HANDLE, day(50.0))
    assert world.desks.hours[A] == day(6.0)
    assert world.caseworkers.incumbent.tolist()[:2] == [0, 1]


def begun(world, unit):
    """What was begun at a unit, and when."""
    rows = log_of(world, Happening.WORK_BEGAN)
    return [(WorkKind(row.detail), float(row.time)) for row in rows[rows.unit == unit]]


@pytest.mark.parametrize(("size", "hundredths"), [(0.57, 57), (0.574, 57), (0.576, 58)])
def test_posts_that_nobody_has_taken_are_counted_in_whole_hundredths_each(size, hundredths):
    after = staffed(organisation({"C": (Task.SOCIAL_ASSISTANCE,), "D": OTHERS}), C=size, D=size)
    found, world = who(alone(A=1.0), 10.0, after, {"staff_follow_tasks": 0.0})
    assert found == [NOBODY, NOBODY]
    assert world.levels.value[Level.EMPTY_POSTS] == 2 * hundredths


def test_somebody_stands_in_where_nobody_has_taken_a_post():
    lost = {"staff_follow_tasks": 0.0}
    scenario = town(
        two(Task.SOCIAL_ASSISTANCE), 10.0, another(), lost, caseworkers__vacant_post=40.0,
        caseworkers__stand_in=0.5, **LIVE, **BUSY,
    )  # fmt: skip
    people = [HELP | {"at": 20.0}, HELP | {"at": 48.0}, HELP | {"at": 60.0}]
    world = running.advance(world_with(scenario, people), 10.0, scenario)
    recount.check(world)
    assert world.caseworkers.stand_in.tolist() == [0, 1, 0]
    assert world.levels.value[Level.EMPTY_POSTS] == 100
    world = running.advance(world, 50.0, scenario)
    recount.check(world)
    assert world.caseworkers.stand_in.tolist() == [0, 0, 0]
    assert world.levels.value[Level.EMPTY_POSTS] == 0
    world = running.advance(world, 900.0, scenario)
    # Half as quick until day 50: what was begun then is ended as it was begun.
    assert worked(world) == [(C, day(26.0)), (C, day(54.0)), (C, day(63.0))]


def test_where_knowledge_has_settled_posts_are_filled_at_once():
    scenario = town(
        two(Task.SOCIAL_ASSISTANCE), 10.0, another(), {"staff_follow_tasks": 0.0}, **BUSY
    )
    world = world_at(scenario, 900.0, [HELP | {"at": 20.0}])
    assert begun(world, C) == [(WorkKind.HANDLE, day(20.0))]


#: Stays of the first two posts: how many times the mean.
STAYS = [exponential(1, Stream.STAFF, post, 0, 0) for post in (0, 1)]


def leaves(post, on):
    """The turnover at which the first holder of a post leaves on a day."""
    return LIVE | {
        "caseworkers__turnover": STAYS[post] / on,
        "caseworkers__vacant_post": 20.0,
    }


def people_events(world):
    """What is planned about each caseworker: leaving or hiring, and when."""
    rows = agenda.waiting(world)
    rows = rows[np.isin(rows.event, [Event.PERSON_LEAVES, Event.PERSON_HIRED])]
    return {
        (Event(row.event), int(row.subject)): float(row.time)
        for row in rows
        if row.time > world.clock[0].now
    }


def help_first(name, *besides):
    """B, or what it goes on as, has the post that falls empty first; A has the rest."""
    return staffed(organisation({name: (Task.SOCIAL_ASSISTANCE, *besides), "A": OTHERS}))


@pytest.mark.parametrize("besides", [(), (Task.DEBT_ADVICE,)])
def test_an_empty_post_goes_with_its_tasks_and_is_filled_on_the_day_planned(besides):
    """B goes on as C, which is B by another name or has one of A's tasks besides."""
    assert STAYS[1] > 10.0 * STAYS[0]
    scenario = town(help_first("B"), 10.0, help_first("C", *besides), **leaves(0, on=5.0), **BUSY)
    world = running.advance(world_with(scenario), 10.0, scenario)
    recount.check(world)
    assert world.caseworkers.unit.tolist()[:2] == [1, C]
    assert (world.caseworkers.work_item == ABSENT).tolist()[:2] == [False, True]
    assert people_events(world)[Event.PERSON_HIRED, 1] == day(25.0)
    assert world.levels.value[Level.EMPTY_POSTS] == 100


@pytest.mark.parametrize(("size", "hundredths"), [(0.57, 57), (0.574, 57), (0.576, 58)])
def test_posts_that_stood_empty_are_counted_in_whole_hundredths_each(size, hundredths):
    """Both have fallen empty before the change; nobody comes before day 20."""
    before, after = (
        staffed(
            organisation({name: (Task.SOCIAL_ASSISTANCE,), "A": OTHERS}), **{name: size}, A=size
        )
        for name in ("B", "C")
    )
    scenario = town(before, 10.0, after, **leaves(1, on=5.0), **BUSY)
    world = running.advance(world_with(scenario), 15.0, scenario)
    recount.check(world)
    level = world.levels[Level.EMPTY_POSTS]
    assert level.value == 2 * hundredths
    # The one since day 5, the other before.
    empty = 15.0 - 5.0 + 15.0 - 5.0 * STAYS[0] / STAYS[1]
    assert level.area + level.value * (15.0 - level.since) == pytest.approx(hundredths * empty)


def test_whoever_stands_in_does_not_spend_hours_on_the_change_itself():
    moved = {"staff_follow_tasks": 0.0, "extra_hours": 6.0}
    scenario = town(
        two(Task.SOCIAL_ASSISTANCE), 10.0, another(), moved, caseworkers__vacant_post=40.0,
        caseworkers__stand_in=0.5, **LIVE, **BUSY,
    )  # fmt: skip
    world = running.advance(world_with(scenario, [HELP | {"at": 899.0}]), 890.0, scenario)
    # A's person does; in C somebody stands in on day 10, and the newcomer was not there then.
    assert (world.desks.hours[A], world.desks.hours[C]) == (day(6.0), 0.0)


def test_a_front_desk_comes_to_know_what_its_kind_knows():
    """Nobody there learns; what the unit knew before, with people in it, is of no account."""
    tasks = {"A": OTHERS, "B": (Task.INFORM,)}
    scenario = town(
        staffed(organisation(tasks), B=1.0),
        10.0,
        staffed(organisation(tasks), B=0.0),
        **LIVE,
        **BUSY,
    )
    world = world_with(scenario)
    for name in ("knowledge", "who_does_what", "contact"):
        getattr(world, name)[:] = 0.123
    world = running.advance(world, 10.0, scenario)
    expected = fixed_part(changes.stages(scenario)[1].scenario).starting
    for name in ("knowledge", "who_does_what", "contact"):
        found = getattr(world, name)
        assert found[B].tolist() == expected[name][B].tolist(), name
        assert np.any(found[B] != 0.123), name


def test_whoever_stands_in_goes_along_with_the_post_and_the_work_in_hand():
    changed = leaves(0, on=5.0) | {"caseworkers__stand_in": 0.5}
    scenario = town(help_first("B"), 10.0, help_first("C"), **changed, **BUSY)
    world = running.advance(world_with(scenario, [HELP | {"at": 9.0}]), 10.0, scenario)
    recount.check(world)
    assert world.caseworkers.stand_in.tolist() == [0, 1, 0]
    assert world.levels.value[Level.EMPTY_POSTS] == 100
    assert people_events(world)[Event.PERSON_HIRED, 1] == day(25.0)
    world = running.advance(world, 24.0, scenario)
    assert worked(world) == [(C, day(15.0))]
    recount.check(world)


def test_people_come_before_empty_posts_where_there_are_too_few():
    """One of A's two posts is empty on day 10, when A keeps one: its person stays."""
    scenario = town(alone(A=2.0), 10.0, alone(A=1.0), **leaves(0, on=5.0), **BUSY)
    world = running.advance(world_with(scenario), 10.0, scenario)
    recount.check(world)
    assert world.caseworkers.work_item[0] == NOBODY
    leaving = 5.0 * STAYS[1] / STAYS[0]
    assert people_events(world) == {(Event.PERSON_LEAVES, 0): day(leaving)}


def test_the_luck_of_a_post_goes_on():
    """Who leaves when, and who comes, is what it is without the change."""
    lives = LIVE | {"caseworkers__turnover": 1 / 60.0, "caseworkers__vacant_post": 7.0}
    organised = alone(A=2.5)
    usual, changed = tiny(organised, **lives), town(organised, 300.0, organised, **lives)
    one, other = (world_at(scenario, 900.0) for scenario in (usual, changed))
    assert one.caseworkers.incumbent.tolist() == other.caseworkers.incumbent.tolist()
    assert max(one.caseworkers.incumbent) > 5
    events = people_events(one)
    assert people_events(other) == {key: day(time) for key, time in events.items()}


def test_a_post_brought_by_a_reorganisation_has_its_own_first_holder_and_luck():
    lives = LIVE | {"caseworkers__turnover": 1 / 60.0, "caseworkers__vacant_post": 7.0}
    scenario = town(alone(A=1.0), 30.0, alone(A=2.0), **lives)
    world = world_at(scenario, 30.0)
    assert world.caseworkers.brought_by.tolist()[:2] == [0, 1]
    assert world.caseworkers.incumbent[1] == NOBODY
    world = world_at(scenario, 38.0)
    assert world.caseworkers.incumbent[1] == 0
    stay = 60.0 * exponential(1, Stream.STAFF, 1, 1 << 16, 0)
    assert people_events(world)[Event.PERSON_LEAVES, 1] == day(37.0 + stay)


def test_somebody_in_another_post_has_the_same_standard():
    """B's one person sits in post 1, and after the change in post 2: judged as strictly."""
    before, after = (
        two(Task.ALLOCATE_DWELLINGS, positions={"A": posts, "B": 1.0}) for posts in (1.0, 2.0)
    )
    seed = next(n for n in range(1, 100) if standard(n, 1) < -0.5 and standard(n, 2) > 0.5)
    for lives in ({}, LIVE):
        scenario = town(before, 10.0, after, discretion__unevenness=1.0, **lives)
        result = play(scenario, [{"ground": Ground.WISH, "at": at} for at in (0.0, 30.0)], seed)
        judged = result.applications[result.applications.task == "allocate_dwellings"]
        assert list(judged.judged_ground) == ["must", "must"]


def test_whoever_fills_a_post_at_once_has_a_standard_of_their_own():
    """Where people have settled nobody is sought: somebody new sits in B's post the same day."""
    before = two(Task.ALLOCATE_DWELLINGS)
    seed = next(n for n in range(1, 100) if standard(n, 1) < -0.5 and standard(n, 1, 1) > 0.5)
    scenario = town(
        before, 10.0, alone(A=2.0), {"staff_follow_tasks": 0.0}, discretion__unevenness=1.0
    )
    result = play(scenario, [{"ground": Ground.WISH, "at": at} for at in (0.0, 30.0, 30.0)], seed)
    judged = result.applications[result.applications.task == "allocate_dwellings"]
    assert result.world.caseworkers.post_number[1] == 1
    # The second of the later two is heard by A's second, and judged by him.
    assert [judged.judged_ground.iloc[row] for row in (0, 2)] == ["must", "none"]


def standard(seed: int, post: int, holder: int = 0) -> float:
    """How strict somebody is, by the post that one was hired into."""
    return NormalDist().inv_cdf(uniform(seed, Stream.STAFF, post, holder, (1 << 15) + 1))


def test_a_committee_brought_by_a_reorganisation_has_its_own_luck():
    """It meets for the first time, as the one before it did once."""
    before, after = (
        two(
            Task.SOCIAL_ASSISTANCE,
            bodies=[{"led_by": "A", "members": ("A", "B"), "every": every}],
        )
        for every in (14.0, 20.0)
    )
    lives = LIVE | {"contacts__per_joint_case": 0.5}
    scenario = town(before, 30.0, after, days=100.0, **lives)
    seen = set()
    for seed in range(1, 20):
        world = play(scenario, [{}, {"at": 40.0}], seed).world
        assert (world.bodies.meetings[0], world.bodies.brought_by[0]) == (1, 1)
        lucky = [
            uniform(seed, Stream.STAFF, 1, change * keys.POSTS, (1 << 12) + 1) < 0.5
            for change in (0, 1)
        ]
        assert (world.contacts[B, A] == 0) == any(lucky)
        seen.add(tuple(lucky))
    assert len(seen) == 4


def key_person_in(unit: str) -> Organisation:
    return two(Task.SOCIAL_ASSISTANCE, units={unit: {"key_person": True}})


def test_a_key_person_gains_the_overview_in_that_post():
    """Who becomes one begins that day, however long hired; who was one before goes on."""
    lives = LIVE | {"caseworkers__turnover": 1e-9}
    for before, after, begins in (("A", "B", [None, 50.0]), ("B", "B", [None, None])):
        scenario = town(key_person_in(before), 50.0, key_person_in(after), **lives)
        first, then = (world_at(scenario, at).caseworkers.hired_at[:2] for at in (40.0, 60.0))
        assert (first < 0.0).all()
        assert list(then) == [
            old if new is None else new for old, new in zip(first, begins, strict=True)
        ]


def test_a_key_person_who_moves_with_the_key_post_goes_on():
    """A has a post more: B's key person sits in another post than before, and is one still."""
    lives = LIVE | {"caseworkers__turnover": 1e-9}
    before, after = (
        two(
            Task.SOCIAL_ASSISTANCE,
            units={"B": {"key_person": True}},
            positions={"A": posts, "B": 1.0},
        )
        for posts in (1.0, 2.0)
    )
    scenario = town(before, 50.0, after, **lives)
    first, then = (world_at(scenario, at).caseworkers for at in (40.0, 60.0))
    assert first.post_number[1] == 1
    assert then.post_number[2] == 2
    assert then.hired_at[2] == first.hired_at[1] < 0.0


# ---- work in hand ----------------------------------------------------------------------------


@pytest.mark.parametrize("live", [False, True])
def test_work_begun_anew_takes_the_pace_of_the_next_alone(live):
    """Two are in hand when one of A's people goes; the other knows twice as much."""
    slow = {"work__inexperience": 1.0, "work__reference_knowledge": 1.0}
    given = (LIVE if live else {}) | slow | {"knowledge__cases_to_learn": 1e9}
    scenario = town(alone(A=2.0), 10.0, alone(A=1.0), **given)
    world = world_with(scenario, [HELP | {"at": 9.0}, HELP | {"at": 9.5}])
    if live:
        world.skills[:] = np.array([[0.8], [0.4], [0.0]])
    else:
        world.knowledge[:] = 1.0
    world = running.advance(world, 900.0, scenario)
    recount.check(world)
    ended = [time for _, time in worked(world)]
    if live:  # three hours at 0.8 take 3.6, twice over
        assert ended == days(9.0 + 3.6, 9.0 + 3.6 + 3.6)
        assert world.desks.hours[A] == day(7.2)


def test_what_somebody_who_leaves_had_in_hand_for_nobody_is_put_away():
    """The household has given up on day 9.75, while its case was in hand."""
    seed = next(
        seed for seed in range(1, 5000) if patience(seed, 1000) > 400.0 * patience(seed, 1001)
    )
    yearly = -np.expm1(-patience(seed, 1001) / 0.25 * 365.0)
    scenario = town(alone(A=2.0), 10.0, alone(A=1.0), patience__per_year=yearly)
    people = [HELP | {"at": 9.0}, HELP | {"at": 9.5}]
    world = running.advance(world_with(scenario, people, seed), 10.0, scenario)
    assert world.applications.phase[1] == Phase.WITHDRAWN
    assert world.applications.work_item[1] == NOBODY
    recount.check(world)
    world = running.advance(world, 900.0, scenario)
    assert worked(world) == [(A, day(12.0))]
    recount.check(world)


def patience(seed, identity):
    return exponential(seed, Stream.PATIENCE, identity, 0, 0)


def test_what_was_in_hand_goes_before_what_came_later_and_behind_what_came_before():
    scenario = town(alone(A=2.0), 10.0, alone(A=1.0))
    people = [HELP | {"at": time} for time in (9.0, 9.25, 9.5)]
    world = world_at(scenario, 900.0, people)
    rows = log_of(world, Happening.WORK_ENDED)
    # The first goes on; the second was in hand too; the third waited.
    assert [(int(row.household), float(row.time)) for row in rows] == [
        (0, day(12.0)),
        (1, day(15.0)),
        (2, day(18.0)),
    ]
    assert list(world.desks.waited[[A]]) == days(2.0 + 15.0 - 9.5)


def test_the_letter_of_who_leaves_is_not_the_case_in_hand():
    """B's person has read a case of A's on day 0.5, and writes about it until day 1."""
    door = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.DEBT_ADVICE: 1.0}}}
    scenario = town(two(Task.DEBT_ADVICE), 0.75, alone(A=1.0), **door)
    world = world_at(scenario, 0.75, [HELP])
    recount.check(world)
    world = running.advance(world, 900.0, scenario)
    recount.check(world)
    assert worked(world) == [(B, day(0.5)), (A, day(0.5 + 8.0 + 0.5 + 1.0 + 3.0))]


def test_of_those_who_came_at_one_time_who_was_in_hand_is_first():
    scenario = town(alone(A=2.0), 10.0, alone(A=1.0))
    world = world_at(scenario, 900.0, [HELP | {"at": 9.0}] * 4)
    rows = log_of(world, Happening.WORK_ENDED)
    assert list(rows.household) == [0, 1, 2, 3]
    assert list(rows.time) == days(12.0, 15.0, 18.0, 21.0)


# ---- queues ----------------------------------------------------------------------------------


def test_what_desks_have_done_is_counted_on_through_every_change():
    """A full post and a half one; three come on days 1, 9 and 9, the last to the half post."""
    organised = alone(A=1.5)
    first, change = becomes(organised, 10.0, organised)
    scenario = tiny(first, later=[change, replace(change, at=20.0)])
    people = [HELP | {"at": at} for at in (1.0, 9.0, 9.0, 9.5)]
    world = running.advance(world_with(scenario, people), 10.0, scenario)
    desk = world.desks[A]
    # One waits since day 9.5; two are at work since day 9.
    assert (desk.worked_before, desk.hours) == (day(3.0 + 1.0 + 0.5), day(3.0))
    assert (desk.taken, desk.queued, desk.queue_area) == (3, 1, day(0.5))
    world = running.advance(world, 20.0, scenario)
    # The full post had the third from day 9 to 12, and the fourth until day 15; the half
    # post works at half speed until then too.
    desk = world.desks[A]
    assert (desk.worked_before, desk.hours) == (day(4.5 + 5.0 + 0.5 * 5.0), day(12.0))
    assert (desk.taken, desk.queued, desk.queue_area) == (4, 0, day(2.5))
    assert desk.waited == day(2.5)


def test_what_stays_at_its_desk_joins_no_queue_and_has_waited_since_it_came():
    after = two(Task.DEBT_ADVICE)
    scenario = town(alone(), 10.0, after, handover__same_unit=5.0)
    world = world_at(scenario, 900.0, [HELP | {"at": 9.0}, HELP | {"at": 9.5}])
    assert worked(world) == [(A, day(12.0)), (A, day(15.0))]
    rows = log_of(world, Happening.JOINED_QUEUE)
    assert list(rows.time) == days(9.0, 9.5)
    assert world.desks.waited[A] == day(12.0 - 9.5)
    recount.check(world)


def test_a_case_that_is_to_be_forwarded_is_read_first():
    """Two stand at B with what is A's; the second has not been read on day 0.25."""
    door = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.DEBT_ADVICE: 1.0}}}
    before, after = two(Task.DEBT_ADVICE), two(Task.DEBT_ADVICE, Task.HOME_CARE)
    world = world_with(town(before, 0.25, after, **door), [HELP, HELP])
    scenario = town(before, 0.25, after, **door)
    world = running.advance(world, 0.25, scenario)
    assert list(world.applications.phase[:2]) == [Phase.AT_WRONG_UNIT] * 2
    assert list(world.applications.unit[:2]) == [B, B]
    world = running.advance(world, 900.0, scenario)
    # Between the two the first letter is written.
    assert worked(world)[:2] == [(B, day(0.5)), (B, day(1.5))]
    assert list(world.episodes.referrals[:2]) == [1, 1]


def test_a_case_to_be_forwarded_by_a_unit_that_is_no_more_is_sent_from_its_in_tray():
    door = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.DEBT_ADVICE: 1.0}}}
    scenario = town(two(Task.DEBT_ADVICE), 0.25, alone(A=2.0), **door)
    world = world_at(scenario, 900.0, [HELP, HELP])
    # B's person finishes reading the first as A's: it is there.  The other takes a letter.
    done = [0.5, 0.5 + 3.0, 0.25 + 8.0 + 0.5 + 1.0 + 3.0]
    assert worked(world) == [(A, day(time)) for time in done]
    assert list(world.episodes.referrals[:2]) == [0, 1]
    recount.check(world)


def test_a_case_sent_after_its_task_can_be_withdrawn_on_the_way():
    seed = 1
    yearly = -np.expm1(-patience(seed, 1001) / 3.0 * 365.0)  # the second gives up on day 12
    scenario = town(
        two(Task.SOCIAL_ASSISTANCE), 10.0, two(Task.DEBT_ADVICE), patience__per_year=yearly
    )
    world = running.advance(
        world_with(scenario, [HELP | {"at": 9.0}, HELP | {"at": 9.0}], seed), 11.0, scenario
    )
    moved = np.flatnonzero(world.applications.phase[:2] == Phase.HAND_OVER)
    assert moved.tolist() == [1]
    assert world.applications.work_item[1] == NOBODY
    recount.check(world)
    world = running.advance(world, 900.0, scenario)
    recount.check(world)
    assert world.applications.phase[1] == Phase.WITHDRAWN


def test_a_decided_case_stays_where_it_was_decided():
    scenario = town(two(Task.SOCIAL_ASSISTANCE), 10.0, two(Task.DEBT_ADVICE))
    world = world_at(scenario, 900.0, [HELP])
    assert world.applications.phase[0] == Phase.GRANTED
    assert world.applications.unit[0] == B


def test_whoever_follows_a_home_is_the_allocator_where_nobody_is_left():
    homes = (Task.INFORM, Task.ALLOCATE_DWELLINGS)
    before, after = two(*homes), staffed(organisation({"A": OTHERS, "D": homes[1:]}))
    stays = two(*homes, Task.HOME_CARE)
    door = {"group": {"habits": {Task.INFORM: 1.0}}, "dwellings": 1}
    follows = {}
    for name, later in (("stays", stays), ("goes", after)):
        scenario = town(before, 50.0, later, **door)
        world = world_at(scenario, 49.0, [{}], **leaving_at(1e6))
        assert world.households.case_unit.tolist() == [NOBODY, B]
        world = running.advance(world, 50.0, scenario)
        follows[name] = world.households.case_unit.tolist()
    assert follows == {"stays": [NOBODY, B], "goes": [NOBODY, 2]}


@pytest.mark.parametrize("district", [0, 1])
def test_whoever_follows_a_home_allocates_what_the_household_wants_in_its_district(district):
    """A allocates ordinary dwellings, D the others: one D in each half of the town."""
    halves = {"north": 0.5, "south": 0.5}
    homes = (Task.INFORM, Task.ALLOCATE_DWELLINGS)
    before = staffed(organisation({"A": OTHERS, "B": homes}, districts=halves))
    after = organisation(
        {"A": OTHERS, "D": homes[1:]},
        by_category={Category.ORDINARY: "A"},
        districts=halves,
        per_district=["D"],
    )
    group = {"habits": {Task.INFORM: 1.0}, "categories": (Category.SOCIAL,)}
    scenario = town(before, 50.0, staffed(after), group=group, dwellings=1)
    world = world_at(scenario, 50.0, [{"district": district}], **leaving_at(1e6))
    assert world.households.case_unit.tolist() == [NOBODY, 2 + district]


# ---- personal cases --------------------------------------------------------------------------


def personal(organised):
    return replace(organised, personal_cases=True)


def kept(at, before=None, after=None, **changed):
    """Three come to A's two on days 9, 9 and 9.5; the third is kept by the first's keeper."""
    before, after = before or personal(alone(A=2.0)), after or personal(alone(A=2.0))
    scenario = town(before, at, after, **changed)
    people = [HELP | {"at": time} for time in (9.0, 9.0, 9.5)]
    world = world_at(scenario, at, people)
    recount.check(world)
    return world


def test_cases_stay_with_those_who_keep_them():
    world = kept(10.0)
    assert world.owner[:, A].tolist() == [0, 1, 0]
    assert world.caseworkers.open_cases.tolist() == [2, 1, 0]


def test_cases_of_who_has_left_are_anybodys_again():
    world = kept(10.0, after=personal(alone(A=1.0)))
    assert world.owner[:, A].tolist() == [0, 0, 0]
    assert world.caseworkers.open_cases[0] == 3


def test_whoever_begins_to_keep_cases_keeps_none_of_before():
    world = kept(30.0, before=alone(A=2.0))
    assert world.owner.shape == (3, 1)
    assert np.all(world.owner == NOBODY)
    world = kept(30.0, after=alone(A=2.0))
    assert world.owner.shape == (1, 1)


def test_a_new_keeper_begins_with_no_cases():
    """One has not come yet, whom nobody keeps."""
    before, after = personal(alone(A=1.0)), personal(alone(A=3.0))
    world = world_at(town(before, 10.0, after), 10.0, [HELP | {"at": 9.0}, HELP | {"at": 20.0}])
    assert world.owner[:, A].tolist() == [0, NOBODY]
    assert world.caseworkers.open_cases.tolist() == [1, 0, 0, 0]


def test_cases_of_who_has_moved_to_another_unit_are_anybodys_again():
    """B has two people, of whom the one that keeps the second case takes a post of A's."""
    before = personal(two(Task.SOCIAL_ASSISTANCE, positions={"A": 1.0, "B": 2.0}))
    after = personal(two(Task.SOCIAL_ASSISTANCE, positions={"A": 2.0, "B": 1.0}))
    people = [HELP | {"at": 1.0}, HELP | {"at": 1.0}]
    world = world_at(town(before, 10.0, after), 10.0, people)
    assert world.owner[:, B].tolist() == [2, NOBODY]
    assert world.caseworkers.unit.tolist()[:3] == [A, A, B]
    assert world.caseworkers.open_cases.tolist() == [0, 0, 1, 0]


def test_keepers_of_a_unit_by_another_name_keep_their_cases():
    before = personal(two(Task.SOCIAL_ASSISTANCE, positions={"A": 1.0, "B": 2.0}))
    world = kept(10.0, before=before, after=personal(renamed(C=2.0)), **BUSY)
    assert world.owner[:, C].tolist() == [1, 2, 1]


def test_who_comes_under_the_old_name_keeps_none_of_the_cases():
    """B goes on as C; what is called B now has a task of A's, and has met nobody."""
    before = personal(two(Task.SOCIAL_ASSISTANCE, positions={"A": 1.0, "B": 2.0}))
    tasks = {"A": OTHERS, "B": (Task.DEBT_ADVICE,), "C": (Task.SOCIAL_ASSISTANCE,)}
    after = personal(staffed(organisation(tasks), C=2.0))
    world = kept(10.0, before=before, after=after, **BUSY)
    assert [one in world.caseworkers.unit for one in (A, B, C)] == [True, True, True]
    assert np.all(world.owner[:, C] != NOBODY)
    assert np.all(world.owner[:, B] == NOBODY)
    assert not world.met_unit[:, B].any()


def test_a_keepers_own_cases_and_those_of_the_desk_stay_in_order():
    """A dwelling has waited at the desk since day 104, and a case of the keeper since day 105.

    The keeper, who is alone, is busy with somebody else until day 110.
    """
    organised = personal(alone())
    long = {"presenting": Need.DEBT_ADVICE, "at": 102.0}  # eight days
    scenario = town(organised, 108.0, organised, dwellings=1)
    world = world_at(scenario, 400.0, [long, HELP | {"at": 105.0}], **leaving_at(100))
    rows = log_of(world, Happening.WORK_BEGAN)
    order = [(WorkKind(row.detail), float(row.time)) for row in rows][:3]
    assert order == [
        (WorkKind.HANDLE, day(102.0)),
        (WorkKind.INSPECT, day(110.0)),
        (WorkKind.HANDLE, day(115.0)),
    ]


# ---- a unit by another name ------------------------------------------------------------------


def goes_on_as(after, at, people, **changed):
    world = world_at(town(two(Task.SOCIAL_ASSISTANCE), at, after, **BUSY | changed), 900.0, people)
    recount.check(world)
    return world


def test_cases_of_a_unit_by_another_name_are_not_sent_on():
    people = [HELP | {"at": 9.0}, HELP | {"at": 9.0}]
    world = goes_on_as(renamed(), 10.0, people)
    assert worked(world) == [(C, day(12.0)), (C, day(15.0))]
    assert list(world.episodes.referrals[:2]) == [0, 0]
    # What has waited under the old name is counted under it.
    assert list(world.desks.waited[[B, C]]) == days(1.0, 2.0)


def test_mail_to_a_unit_by_its_old_name_arrives():
    door = {"doors__household_knowledge": 0.0}
    habits = BUSY | {"group": BUSY["group"] | {"habits": {Task.DEBT_ADVICE: 1.0}}}
    changed = habits | door
    scenario = town(two(Task.SOCIAL_ASSISTANCE), 5.0, renamed(), **changed)
    world = world_at(scenario, 900.0, [HELP])
    # A reads it and sends it to B by day 8.5; C reads it, hears again, and helps.
    assert worked(world) == [(A, day(0.5)), (C, day(8.5 + 0.5 + 1.0 + 3.0))]
    assert world.episodes.referrals[0] == 1
    row = world.applications[0]
    assert (row.unit, row.right_unit, row.from_unit) == (C, C, A)


def test_letters_that_a_unit_owes_are_written_under_its_new_name():
    """B owes two hours, which whoever is next free there writes before the next piece of work."""
    scenario = town(two(Task.SOCIAL_ASSISTANCE), 10.0, renamed(), **BUSY)
    people = [HELP | {"at": 20.0}, HELP | {"at": 20.0}]
    world = running.advance(world_with(scenario, people), 9.0, scenario)
    world.desks.owed_hours[[A, B]] = 0.5, 2.0
    world = running.advance(world, 10.0, scenario)
    assert list(world.desks.owed_hours[[A, B, C]]) == days(0.5, 0.0, 2.0)
    world = running.advance(world, 900.0, scenario)
    assert worked(world) == [(C, day(20.0 + 3.0)), (C, day(23.0 + 2.0 + 3.0))]
    assert list(world.desks.coordination_hours[[A, B, C]]) == days(0.0, 0.0, 2.0)


def test_a_unit_that_takes_the_name_of_another_owes_what_it_owed_itself():
    """B goes on as C while A goes on as B."""
    swapped = staffed(organisation({"B": OTHERS, "C": (Task.SOCIAL_ASSISTANCE,)}))
    scenario = town(two(Task.SOCIAL_ASSISTANCE), 10.0, swapped, **BUSY)
    world = running.advance(world_with(scenario), 9.0, scenario)
    world.desks.owed_hours[[A, B]] = 0.5, 2.0
    world = running.advance(world, 10.0, scenario)
    assert list(world.desks.owed_hours[[A, B, C]]) == days(0.0, 0.5, 2.0)


def allocating(name, led_by, every=14.0, first=False):
    """B, under this name, allocates dwellings; A or that unit leads the committee of the two.

    ``first``: it stands before A in the list of units, until it has another name.
    """
    body = {"led_by": led_by, "members": (name, "A"), "every": every}
    task = Task.SOCIAL_ASSISTANCE if led_by == "A" else Task.ALLOCATE_DWELLINGS
    tasks = {"A": OTHERS, name: (task,)}
    if first:
        tasks = dict(reversed(tasks.items()))
    return staffed(organisation(tasks, bodies=[body]))


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize(("leader", "later"), [("B", "C"), ("A", "A")])
def test_a_committee_goes_on_when_a_unit_in_it_has_another_name(leader, later, first):
    """The second to come is prepared for the meeting of day 42; the change is on day 36."""
    expected = {"group": {"arrivals": dict.fromkeys((*NEEDS, Need.DWELLING), 10.0)}}
    approved = []
    for at, every in ((899.0, 14.0), (36.0, 14.0), (36.0, 15.0)):
        before, after = allocating("B", leader, first=first), allocating("C", later, every)
        scenario = town(before, at, after, **expected)
        world = world_at(scenario, 36.0, [{}, {"at": 24.0}])
        recount.check(world)
        assert world.bodies.meetings[0] == (1 if every == 14.0 else 0)
        world = running.advance(world, 300.0, scenario)
        recount.check(world)
        approved.append(list(world.episodes.approved_at[:2]))
    assert approved[0] == approved[1]
    assert approved[1][1] == day(42.5)
    # Another committee begins anew.
    assert approved[2][1] == day(36.0 + 15.0 + 0.5)


def test_what_is_known_of_a_unit_holds_under_its_new_name():
    scenario = town(two(Task.SOCIAL_ASSISTANCE), 10.0, renamed(), **LIVE, **BUSY)
    world = running.advance(world_with(scenario), 9.0, scenario)
    world.acquaintance[0, B], world.acquaintance[0, C] = 0.7, 0.2
    world.expected_days[B, Task.DEBT_ADVICE] = 77.0
    world.expected_hours[B, Task.DEBT_ADVICE] = 7.0
    world = running.advance(world, 10.0, scenario)
    assert world.acquaintance[0, C] == 0.7
    assert world.expected_days[C, Task.DEBT_ADVICE] == 77.0
    assert world.expected_hours[C, Task.DEBT_ADVICE] == 7.0
    assert world.acquaintance[1, C] == 1.0


def test_units_that_take_each_others_names_take_along_what_is_known_of_them():
    """A goes on as B, and B as C: what was known of B is not what is known of A."""
    swapped = staffed(organisation({"B": OTHERS, "C": (Task.SOCIAL_ASSISTANCE,)}))
    scenario = town(two(Task.SOCIAL_ASSISTANCE), 10.0, swapped, **BUSY)
    world = running.advance(world_with(scenario, [HELP]), 9.0, scenario)
    world.expected_days[[A, B], Task.DEBT_ADVICE] = 33.0, 77.0
    world.met_unit[0, [A, B]] = 5, 7
    world = running.advance(world, 10.0, scenario)
    assert list(world.expected_days[[B, C], Task.DEBT_ADVICE]) == [33.0, 77.0]
    assert list(world.met_unit[0, [B, C]]) == [5, 7]


def test_cases_that_are_closed_stay_under_the_name_of_their_time():
    """One for help that B granted, and one that the household withdrew when it gave up."""
    seed = next(
        seed
        for seed in range(1, 5000)
        if 100.0 * patience(seed, 1001) < min(0.1, patience(seed, 1000), patience(seed, 1002))
    )
    yearly = -np.expm1(-patience(seed, 1001) / 2.0 * 365.0)  # gives up after two days
    scenario = town(two(Task.SOCIAL_ASSISTANCE), 10.0, renamed(), **BUSY, patience__per_year=yearly)
    people = [HELP, HELP | {"at": 0.5}, HELP | {"at": 9.0}]
    world = running.advance(world_with(scenario, people, seed), 10.0, scenario)
    phases = [Phase.GRANTED, Phase.WITHDRAWN, Phase.IN_WORK]
    assert world.applications.phase[:3].tolist() == phases
    for field in ("unit", "first_unit", "right_unit"):
        assert world.applications[field][:3].tolist() == [B, B, C], field


def test_who_opened_and_sent_a_case_is_known_by_the_new_name():
    """B has read on day 0.5 what is A's, and sent it; it is on its way on day 5."""
    door = {"doors__household_knowledge": 0.0}
    habits = {"group": BUSY["group"] | {"habits": {Task.SOCIAL_ASSISTANCE: 1.0}}}
    scenario = town(two(Task.SOCIAL_ASSISTANCE), 5.0, renamed(), **BUSY | habits | door)
    world = world_at(scenario, 5.0, [{"presenting": Need.DEBT_ADVICE}])
    row = world.applications[0]
    assert (row.from_unit, row.first_unit, row.unit, row.right_unit) == (C, C, A, A)
    assert world.episodes.last_unit[0] == C
    recount.check(world)


def test_a_household_that_waits_to_be_heard_is_heard_by_the_same_people():
    """B hears out who comes for a home, and follows the home of who has been heard."""
    door = {"doors__household_knowledge": 0.0}
    habits = {"group": BUSY["group"] | {"habits": {Task.SOCIAL_ASSISTANCE: 1.0}}}
    scenario = town(two(Task.SOCIAL_ASSISTANCE), 10.0, renamed(), **BUSY | habits | door)
    people = [{"at": 1.0}, {"at": 9.0}, {"at": 9.0}]
    world = world_at(scenario, 10.0, people)
    assert world.households.case_unit.tolist() == [C, NOBODY, NOBODY]
    world = running.advance(world, 14.0, scenario)
    # After the first of the two half an hour goes to sending the application to A.
    assert worked(world) == [(B, day(3.0)), (C, day(11.0)), (C, day(13.5))]
    assert list(world.episodes.referrals[:3]) == [1, 1, 1]
    recount.check(world)


def test_a_household_meets_nobody_new_under_a_new_name():
    """It comes for help to B, and a second time, with the same need, to C."""
    met = {}
    for name, after in (("renamed", renamed()), ("another", another())):
        scenario = town(two(Task.SOCIAL_ASSISTANCE), 10.0, after, **BUSY)
        world = world_at(scenario, 10.0, [HELP | {"at": 9.0}])
        met[name] = int(world.met_unit[0, C]), int(world.met_unit[0, B])
    # Under the old name there is nobody any more whom it could have met.
    assert met["renamed"][0] > 0
    assert met["renamed"][1] == 0
    assert met["another"][0] == 0
    assert met["another"][1] == met["renamed"][0]


@pytest.mark.parametrize("end", ["caller", "called"])
def test_contacts_break_by_the_luck_of_the_post_and_the_unit(end):
    """A's person knows B's, and the other way round; B's moves to C."""
    caller, called = (0, 1) if end == "caller" else (1, 0)
    unit_of_called = C if called == 1 else A
    luck = uniform(1, Stream.STAFF, caller, 1, _KEEPS_CONTACT + unit_of_called)
    for share, keeps in ((luck - 1e-12, False), (luck + 1e-12, True)):
        scenario = town(
            two(Task.SOCIAL_ASSISTANCE), 10.0, another(), {"contacts_kept": share}, **LIVE, **BUSY
        )
        world = running.advance(world_with(scenario), 9.0, scenario)
        world.contacts[:] = NOBODY
        world.contacts[0, B], world.contacts[1, A] = 1, 0
        world = running.advance(world, 10.0, scenario)
        assert (world.contacts[caller, unit_of_called] == called) == keeps


def test_contacts_of_those_who_come_together_or_leave_are_none():
    scenario = town(two(Task.SOCIAL_ASSISTANCE), 10.0, alone(A=2.0), **LIVE, **BUSY)
    world = running.advance(world_with(scenario), 9.0, scenario)
    world.contacts[0, B], world.contacts[1, A] = 1, 0
    assert np.all(running.advance(world, 10.0, scenario).contacts == NOBODY)
    scenario = town(two(Task.SOCIAL_ASSISTANCE), 10.0, another(), {"staff_follow_tasks": 0.0},
                    **LIVE, **BUSY)  # fmt: skip
    world = running.advance(world_with(scenario), 9.0, scenario)
    world.contacts[0, B] = 1
    assert np.all(running.advance(world, 10.0, scenario).contacts == NOBODY)


def test_the_sender_of_a_case_is_remembered_under_its_new_row_or_not_at_all():
    door = {"doors__household_knowledge": 0.0}
    given = BUSY | {"group": BUSY["group"] | {"habits": {Task.DEBT_ADVICE: 1.0}}} | door
    remembered = []
    for after in (two(Task.SOCIAL_ASSISTANCE, positions={"A": 1.0}), alone(A=1.0)):
        # A's person, the second of two there, sends it to B on day 0.5.
        before = two(Task.SOCIAL_ASSISTANCE, positions={"A": 1.0, "B": 1.0})
        world = world_at(town(before, 5.0, after, **given), 5.0, [HELP])
        remembered.append(int(world.applications.from_worker[0]))
    assert remembered == [0, 0]
    leaves_ = staffed(organisation({"C": OTHERS, "D": (Task.INFORM,)}), C=1.0, D=0.0)
    world = world_at(
        town(two(Task.SOCIAL_ASSISTANCE), 5.0, leaves_, {"staff_follow_tasks": 0.0}, **given),
        5.0,
        [HELP],
    )
    assert world.applications.from_worker[0] == NOBODY


# ---- the organisation there is -----------------------------------------------------------------


RULES = {
    "lease_review": True,
    "check_everyone": True,
    "priority_key": True,
    "rule_oriented": True,
    "case_coordinator": True,
    "tenants_may_buy": True,
    "vacancy_owner": True,
    "personal_cases": True,
}


def rich(**rules):
    """An organisation with everything that can be said of one."""
    return staffed(
        organisation(
            {
                "A": OTHERS,
                "B": (Task.SOCIAL_ASSISTANCE, Task.MANAGE_VACANCIES),
                "C": (Task.PROVIDE_FOLLOW_UP, Task.ALLOCATE_DWELLINGS),
            },
            {
                "A": {"house": "hall", "case_systems": ("one",), "written_routines": True},
                "B": {"house": "hall"},
                "C": {"follow_up_workers": 3.0, "case_systems": ("one",)},
            },
            agreements=[("A", "C")],
            bodies=[
                {"led_by": "C", "members": ("A", "C"), "groups": (Group.ECONOMIC,)},
                {"name": "other", "led_by": "C", "members": ("B", "C"), "groups": (Group.YOUTH,),
                 "every": 9.0, "decides": False, "most_cases": 3},
            ],
            **rules,
        ),
        A=2.5,
        B=1.0,
        C=1.5,
    )  # fmt: skip


@pytest.mark.parametrize("rules", [{}, RULES, *({name: True} for name in RULES)])
@pytest.mark.parametrize("forth", [True, False])
def test_all_an_organisation_says_holds_as_if_it_had_been_there_from_the_start(rules, forth):
    given = {
        "group": {"follow_up": {1: 0.1}, "arrivals": dict.fromkeys(NEEDS, 10.0)},
        "contest__functional": 0.1,
        "contest__professional": 0.2,
        "work__breadth_exponent": 0.3,
        "dwellings": 3,
    }
    plain = two(Task.DEBT_ADVICE)
    before, after = (plain, rich(**rules)) if forth else (rich(**rules), plain)
    first, change = becomes(before, 10.0, after)
    changed = start.world(tiny(first, later=[change], **given), 1, False)
    changed = running.advance(changed, 10.0, tiny(first, later=[change], **given))
    always = start.world(tiny(change.organisation, **given), 1, False)
    constant = ("holder", "allocator", "channel_days", "shared_system", "same_house", "floor",
                "floor_about", "instruments", "knowledge", "who_does_what", "contact", "contest",
                "functional_contest", "budget_contest", "attended", "owner")  # fmt: skip
    for name in constant:
        one, other = getattr(changed, name), getattr(always, name)
        assert np.array_equal(one, other), name
    fields = {
        "settings": [*RULES, "classes", "meeting_class"],
        "desks": ["unit", "crew", "first_worker", "workers", "idle"],
        "units": ["desk", "crew_desk", "places", "places_taken", "breadth_factor"],
        "bodies": ["led_by", "members", "groups", "every", "decides", "most_cases"],
        "caseworkers": ["unit", "desk", "post_number", "post", "speed", "work_item"],
        "dwellings": ["allocator"],
    }
    for table, names in fields.items():
        for name in names:
            one, other = getattr(changed, table)[name], getattr(always, table)[name]
            assert np.array_equal(one, other), (table, name)
    assert list(changed.bodies.next_meeting) == days(*(10.0 + always.bodies.next_meeting))
    assert len(changed.lines) == len(always.lines)
    assert np.array_equal(changed.lines.level, always.lines.level)
    assert np.all(changed.caseworkers.since == 10.0)
    assert np.all(changed.queue_first == NOBODY)
    assert len(changed.queue_first) == len(changed.queue_last) == len(always.queue_first)


def test_tenants_live_where_they_lived():
    """The household of a private rental, to be sure, too."""
    scenario = town(two(Task.DEBT_ADVICE), 10.0, rich(), dwellings=2)
    world = world_at(scenario, 10.0, [HELP | {"tenure": Tenure.PRIVATE_RENTAL}])
    assert world.households.tenure.tolist() == [Tenure.MUNICIPAL] * 2 + [Tenure.PRIVATE_RENTAL]
