"""What a reorganisation does to people and to what is under way: hand cases, day by day.

Two units, A and B, of one caseworker each, a day to an hour.  Social assistance takes three days;
a letter is eight days under way and half a day to read; without a shared case system one day of
the assessment is done again.
"""

from dataclasses import replace

import numpy as np
import pytest

from sim import changes, running, start
from sim.keys import CATEGORIES, REPEATS
from sim.names import Category, Ground, Group, Need, Task, Tenure
from sim.quantities import YEAR
from sim.state import NOBODY, Happening, Phase, WorkKind, rows_in_use
from tests import recount
from tests.building import OTHERS, block, organisation
from tests.reorganised import (
    A,
    B,
    alone,
    becomes,
    lists_of,
    log_of,
    staffed,
    town,
    two,
    worked,
    world_at,
)
from tests.worlds import LIVE, day, days, leaving_at, tiny, world_with

HELP = {"presenting": Need.SOCIAL_ASSISTANCE}


# ---- the dip, and hours of moving ------------------------------------------------------------


def helped(at, dip=0.4, recovery=100.0, changed=10.0):
    """Days from coming to the end of the first work on a case, with a change on day 10."""
    transition = {"productivity_dip": dip, "recovery": recovery}
    world = world_at(town(alone(), changed, alone(), transition), 900.0, [HELP | {"at": at}])
    return worked(world)[0][1] - at


@pytest.mark.parametrize(
    ("at", "speed"),
    [(9.999, 1.0), (60.0, 0.8), (85.0, 0.9), (110.0, 1.0), (200.0, 1.0)],
)
def test_a_case_takes_as_long_as_people_are_slow_when_it_begins(at, speed):
    usual = helped(at, dip=0.0)
    assert usual > 0.0
    assert helped(at) == day(usual / speed)


def test_hours_of_moving_come_first_and_at_the_speed_of_the_day():
    transition = {"productivity_dip": 0.4, "recovery": 100.0, "extra_hours": 6.0}
    # Two came on day 9: one is in hand until day 12, the other waits for the move.
    people = [HELP | {"at": 9.0}, HELP | {"at": 9.0}]
    world = world_at(town(alone(), 10.0, alone(), transition), 900.0, people)
    begun = log_of(world, Happening.WORK_BEGAN)
    first = 3.0
    assert worked(world)[0][1] == day(9.0 + first)
    assert begun.detail[1] == WorkKind.MEETING
    speed = 1.0 - 0.4 * (1.0 - 2.0 / 100.0)
    assert worked(world)[1][1] == day(12.0 + 6.0 / speed)
    assert float(begun.time[2]) == worked(world)[1][1]


def test_whoever_is_free_moves_before_taking_up_what_waited():
    """One of two who came on day 9 waits for A's only person, who has a colleague from day 10."""
    scenario = town(alone(A=1.0), 10.0, alone(A=2.0), {"extra_hours": 6.0})
    world = world_at(scenario, 900.0, [HELP | {"at": 9.0}, HELP | {"at": 9.0}])
    # The colleague moves until day 16, and the other, free on day 12, until day 18.
    assert worked(world) == [(A, day(time)) for time in (12.0, 16.0, 18.0, 19.0)]


def test_everybody_moves_once():
    scenario = town(alone(A=3.0), 10.0, two(Task.SOCIAL_ASSISTANCE, positions={"A": 2.0, "B": 1.0}),
                    {"extra_hours": 6.0})  # fmt: skip
    world = world_at(scenario, 900.0)
    assert list(world.desks.hours[[A, B]]) == days(12.0, 6.0)


def test_crews_are_as_quick_as_ever():
    transition = {"productivity_dip": 0.5, "recovery": 1e6}
    took = []
    for dip in ({}, transition):
        scenario = town(alone(), 60.0, alone(), dip, dwellings=1)
        world = world_at(scenario, 900.0, [], first_tenants=[{}], **leaving_at(100))
        rows = [log_of(world, one) for one in (Happening.WORK_BEGAN, Happening.WORK_ENDED)]
        began, ended = (float(one.time[one.detail == WorkKind.WORKS][0]) for one in rows)
        took.append(ended - began)
    assert took[0] == day(took[1])
    assert took[0] > 0.0


def test_a_later_change_without_a_dip_heals_none():
    transition = {"productivity_dip": 0.4, "recovery": 100.0}
    first, change = becomes(alone(), 10.0, alone(), **transition)
    again = replace(change, at=50.0, transition=replace(change.transition, productivity_dip=0.0))
    world = world_at(tiny(first, later=[change, again]), 900.0, [HELP | {"at": 60.0}])
    assert worked(world)[0][1] == day(60.0 + 3.0 / 0.8)


@pytest.mark.parametrize("dip", [0.2, 0.9])
def test_a_later_change_whose_dip_is_over_at_once_heals_none(dip):
    transition = {"productivity_dip": 0.4, "recovery": 100.0}
    first, change = becomes(alone(), 10.0, alone(), **transition)
    short = replace(change.transition, productivity_dip=dip, recovery=0.0)
    again = replace(change, at=50.0, transition=short)
    world = world_at(tiny(first, later=[change, again]), 900.0, [HELP | {"at": 60.0}])
    assert worked(world)[0][1] == day(60.0 + 3.0 / 0.8)


def test_of_two_dips_as_large_the_later_counts():
    """Of the first 0.2 is left on day 60, and nothing on day 110; the second takes longer."""
    first, change = becomes(alone(), 10.0, alone(), productivity_dip=0.4, recovery=100.0)
    slow = replace(change.transition, productivity_dip=0.2, recovery=1000.0)
    again = replace(change, at=60.0, transition=slow)
    world = world_at(tiny(first, later=[change, again]), 900.0, [HELP | {"at": 110.0}])
    assert worked(world)[0][1] == day(110.0 + 3.0 / (1.0 - 0.2 * 0.95))


@pytest.mark.parametrize(("dip", "speed"), [(0.3, 0.73), (0.2, 0.8), (0.1, 0.8)])
def test_the_larger_of_two_dips_counts(dip, speed):
    """Of the first 0.24 is left on day 50, and 0.2 on day 60."""
    first, change = becomes(alone(), 10.0, alone(), productivity_dip=0.4, recovery=100.0)
    other = replace(change.transition, productivity_dip=dip, recovery=100.0)
    again = replace(change, at=50.0, transition=other)
    world = world_at(tiny(first, later=[change, again]), 900.0, [HELP | {"at": 60.0}])
    assert worked(world)[0][1] == day(60.0 + 3.0 / speed)


# ---- who follows -----------------------------------------------------------------------------


def people_after(before, after, follow=1.0, **given):
    """The post each of the new staff had, by row; ``NOBODY`` for a newcomer."""
    scenario = town(before, 10.0, after, {"staff_follow_tasks": follow}, **LIVE, **given)
    world = world_with(scenario)
    mark = np.arange(len(world.caseworkers))
    world.skills[:] = (1.0 + mark[:, None]) / 100.0  # who is who
    world = running.advance(world, 10.0, scenario)
    who = np.round(world.skills[:, Task.INFORM] * 100.0 - 1.0).astype(int)
    return [int(one) if one < len(mark) else NOBODY for one in who], world


def test_nobody_moves_where_no_task_does():
    same = two(Task.SOCIAL_ASSISTANCE, positions={"A": 2.0, "B": 2.0})
    assert people_after(same, same, follow=0.0)[0][:4] == [0, 1, 2, 3]


def test_people_go_where_their_tasks_go():
    before = two(*PLANNED, positions={"A": 2.0, "B": 1.0})
    after = two(*PLANNED, positions={"A": 1.0, "B": 2.0})
    # No task moves, but posts do: who is left over takes one that is left.
    assert people_after(before, after)[0][:3] == [0, 2, 1]


PLANNED = (Task.SOCIAL_ASSISTANCE,)
HEAVY = {"group": {"arrivals": {Need.SOCIAL_ASSISTANCE: 10.0, Need.DEBT_ADVICE: 10.0}}}


def test_who_does_not_follow_is_replaced_by_a_newcomer_at_the_floor():
    before = two(*PLANNED, positions={"A": 2.0, "B": 1.0})
    after = staffed(organisation({"C": OTHERS}), C=3.0)
    followed, _ = people_after(before, after, follow=1.0, **HEAVY)
    assert sorted(followed[:3]) == [0, 1, 2]
    stayed, world = people_after(before, after, follow=0.0, **HEAVY)
    assert stayed[:3] == [NOBODY, NOBODY, NOBODY]
    newcomers = (world.caseworkers.unit == 2) & (world.caseworkers.post_number != NOBODY)
    assert newcomers.sum() == 3
    floor = world.floor[2]
    assert np.all(world.skills[newcomers] == floor)
    assert np.all(world.acquaintance[newcomers, 2] == 1.0)


def test_a_unit_by_another_name_keeps_its_people():
    after = staffed(organisation({"C": OTHERS}), C=2.0)
    assert people_after(alone(A=2.0), after, follow=0.0, **HEAVY)[0][:2] == [0, 1]


def test_people_are_shared_out_by_the_hours_that_move():
    before = alone(A=4.0)
    after = two(Task.SOCIAL_ASSISTANCE, Task.DEBT_ADVICE, positions={"A": 1.0, "B": 3.0})
    _, world = people_after(before, after, **HEAVY)
    assert np.sum(world.caseworkers.unit == B) >= 3


def test_who_has_no_post_leaves_and_the_case_in_hand_begins_anew_with_another():
    before, after = alone(A=2.0), alone(A=1.0)
    people = [HELP | {"at": 9.0}, HELP | {"at": 9.5}]
    scenario = town(before, 10.0, after)
    world = world_at(scenario, 900.0, people)
    # The first goes on with the first case until day 12; the other's is done from the start.
    assert worked(world)[:2] == [(A, day(12.0)), (A, day(15.0))]
    recount.check(world)


# ---- contacts --------------------------------------------------------------------------------


#: B, another unit than before, or B by another name.
GOES_ON_AS = {
    "B": organisation({"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,)}),
    "another": organisation({"A": OTHERS, "C": (Task.SOCIAL_ASSISTANCE, Task.HOUSING_ALLOWANCE)}),
    "renamed": organisation({"A": OTHERS, "C": (Task.SOCIAL_ASSISTANCE,)}),
}

NEEDS = (Need.SOCIAL_ASSISTANCE, Need.DEBT_ADVICE, Need.HOUSING_ALLOWANCE)
BUSY = {"group": {"arrivals": dict.fromkeys(NEEDS, 10.0)}}


@pytest.mark.parametrize("kept", [0.0, 1.0])
@pytest.mark.parametrize("as_", GOES_ON_AS)
def test_contacts_break_where_somebody_moves_unless_kept(kept, as_):
    moves = as_ == "another"
    after = staffed(GOES_ON_AS[as_])
    scenario = town(
        two(Task.SOCIAL_ASSISTANCE), 10.0, after, {"contacts_kept": kept}, **LIVE, **BUSY
    )
    world = world_with(scenario)
    world = running.advance(world, 1.0, scenario)
    world.contacts[:] = NOBODY
    world.contacts[0, B], world.contacts[1, A] = 1, 0
    world = running.advance(world, 10.0, scenario)
    place = B if as_ == "B" else 2
    rung = (world.contacts[0, place] == 1, world.contacts[1, A] == 0)
    assert rung == ((True, True) if kept == 1.0 or not moves else (False, False))
    assert np.sum(world.contacts != NOBODY) == 2 * rung[0]


# ---- cases -----------------------------------------------------------------------------------


def queued_while_it_moves(after):
    """Two come on day 9 for social assistance at B; the organisation changes on day 10."""
    scenario = town(two(Task.SOCIAL_ASSISTANCE), 10.0, after)
    people = [HELP | {"at": 9.0}, HELP | {"at": 9.0}]
    return world_at(scenario, 900.0, people)


def test_a_case_in_a_queue_is_sent_after_its_task():
    world = queued_while_it_moves(two(Task.DEBT_ADVICE))
    # Both stay where they sit; the case in hand is finished at B, the other sent to A by letter.
    reading, again = 0.5, 1.0
    arrives = 10.0 + 8.0
    assert worked(world)[:2] == [(B, day(12.0)), (A, day(arrives + reading + again + 3.0))]
    assert list(world.episodes.referrals[:2]) == [0, 1]
    sent = log_of(world, Happening.SENT_ON)
    assert list(sent.time) == days(10.0)
    recount.check(world)


def test_a_case_in_a_queue_whose_task_stays_keeps_its_place():
    world = queued_while_it_moves(two(Task.SOCIAL_ASSISTANCE, Task.DEBT_ADVICE))
    assert worked(world)[:2] == [(B, day(12.0)), (B, day(15.0))]
    assert list(world.episodes.referrals[:2]) == [0, 0]


def test_a_case_already_sent_to_the_wrong_place_is_sent_on():
    door = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.DEBT_ADVICE: 1.0}}}
    before, after = two(Task.DEBT_ADVICE), two(Task.SOCIAL_ASSISTANCE, Task.DEBT_ADVICE)
    world = world_at(town(before, 5.0, after, **door), 900.0, [HELP])
    # B sends it to A on day 0.5; when it is there on day 8.5, it is B's: it is read, and sent.
    done = worked(world)
    assert done[0] == (B, day(0.5))
    assert done[1] == (A, day(9.0))
    assert done[2] == (B, day(9.0 + 8.0 + 0.5 + 1.0 + 3.0))
    assert world.episodes.bounces[0] == 1


def test_a_case_that_was_to_be_forwarded_may_have_come_home():
    # Somebody reads the case for a bounce when the unit becomes the right one.
    door = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.DEBT_ADVICE: 1.0}}}
    before, after = two(Task.DEBT_ADVICE), two(Task.SOCIAL_ASSISTANCE, Task.DEBT_ADVICE)
    world = world_at(town(before, 0.25, after, **door), 900.0, [HELP])
    assert worked(world)[:2] == [(B, day(0.5)), (B, day(3.5))]
    assert world.episodes.referrals[0] == 0
    recount.check(world)


def test_open_cases_belong_to_the_units_of_their_group_and_district():
    """C has everything; then there is an office in each half, and C helps one group still."""
    before = staffed(organisation({"C": OTHERS}, districts=HALVES), C=5.0)
    helping = (Task.SOCIAL_ASSISTANCE, Task.ALLOCATE_DWELLINGS)
    tasks = {"C": OTHERS, "A": helping}
    after = staffed(organisation(tasks, districts=HALVES, per_district=["A"]))
    held = dict(after.holders[Task.SOCIAL_ASSISTANCE]) | {Group.SUBSTANCE: (0, 0)}
    after = replace(after, holders=dict(after.holders) | {Task.SOCIAL_ASSISTANCE: held})
    others = [{"kind": Group.SUBSTANCE, "categories": (Category.ORDINARY,)}]
    scenario = town(before, 10.0, after, others=others)
    late = HELP | {"at": 9.0}
    people = [
        {"at": 1.0, "district": 0},
        {"at": 1.0, "district": 1},
        late | {"district": 0},
        late | {"district": 1},
        late | {"district": 1, "group": Group.SUBSTANCE},
    ]
    world = running.advance(world_with(scenario, people), 9.5, scenario)
    applications = rows_in_use(world).applications
    helped = applications.task == Task.SOCIAL_ASSISTANCE
    assert helped.sum() == 3
    # Social assistance may be for a deposit, which is no category of dwellings.
    applications.key[helped] += (CATEGORIES - 1) * REPEATS
    world = running.advance(world, 10.0, scenario)
    recount.check(world)
    cases = recount.tables(world)[1]
    cases = cases[cases.phase < Phase.GRANTED]
    names = [unit.name for unit in scenario.organisation.units]
    where = {int(case.household): names[case.right_unit] for case in cases}
    north, south = (f"A {name}" for name in HALVES)
    assert where == {0: north, 1: south, 2: north, 3: south, 4: "C"}


# ---- waiting lists and dwellings -------------------------------------------------------------


def for_homes(*, divided, **changes):
    """Ordinary dwellings are A's to allocate; social ones B's, where ``divided``."""
    return staffed(
        organisation(
            {"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,)},
            by_category={Category.SOCIAL: "B"} if divided else {},
            **changes,
        )
    )


def both_kinds(before, after, at=100.0):
    others = [{"kind": Group.SUBSTANCE, "categories": (Category.SOCIAL,)}]
    scenario = town(
        before,
        at,
        after,
        others=others,
        stock=[block(Category.ORDINARY, 1, rooms=3), block(Category.SOCIAL, 1, rooms=3)],
    )
    people = [
        {"at": 0.0},
        {"at": 1.0, "group": Group.SUBSTANCE},
        {"at": 20.0},
        {"at": 21.0, "group": Group.SUBSTANCE},
    ]
    world = world_with(scenario, people, **leaving_at(1e6, 1e6))
    return scenario, world


def test_lists_are_merged_in_the_order_in_which_people_came():
    scenario, world = both_kinds(for_homes(divided=True), for_homes(divided=False))
    world = running.advance(world, 99.0, scenario)
    first = len(world.dwellings)
    assert lists_of(world) == {A: [first, first + 2], B: [first + 1, first + 3]}
    world = running.advance(world, 100.0, scenario)
    arrived = recount.tables(world)[1].arrived
    merged = lists_of(world)
    assert merged[B] == []
    assert sorted(merged[A]) == [first, first + 1, first + 2, first + 3]
    # Those of one group stand in one line and those of the other in another.
    for line in lines_at(world, A):
        assert len(line) == 2
        assert list(arrived[line]) == sorted(arrived[line])
    recount.check(world)


def lines_at(world, unit, ground=Ground.MUST):
    """The applications in each line of a unit's list in which anybody with a ground stands."""
    return [
        recount.chain(line.first, world.in_line.next)
        for line, of in zip(world.lines, recount.waiting_lists(world), strict=False)
        if (of.unit, of.ground) == (unit, ground) and line.length > 0
    ]


def test_a_list_is_split_by_category():
    scenario, world = both_kinds(for_homes(divided=False), for_homes(divided=True))
    world = running.advance(world, 100.0, scenario)
    first = len(world.dwellings)
    assert lists_of(world) == {A: [first, first + 2], B: [first + 1, first + 3]}
    _, applications, _, _ = recount.tables(world)
    waiting = applications[applications.phase == Phase.LISTED]
    assert set(waiting.unit) == {A, B}
    assert list(world.dwellings.allocator) == [A, B]


def allocated(ordinary, social):
    """Who allocates social dwellings, and who all others."""
    tasks = {"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,)}
    by_category = dict.fromkeys(Category, ordinary) | {Category.SOCIAL: social}
    return staffed(organisation(tasks, by_category=by_category))


def test_who_waits_for_several_categories_stands_with_each_ones_new_allocator():
    """A allocates ordinary dwellings and B social ones; they change places on day 100."""
    kinds = {"group": {"categories": (Category.ORDINARY, Category.SOCIAL)}}
    stock = [block(Category.ORDINARY, 1, rooms=3), block(Category.SOCIAL, 1, rooms=3)]
    scenario = town(allocated("A", "B"), 100.0, allocated("B", "A"), **kinds, stock=stock)
    world = world_with(scenario, [{}], **leaving_at(1e6, 1e6))
    for until, units in ((99.0, (A, B)), (100.0, (B, A))):
        world = running.advance(world, until, scenario)
        _, cases, _, _ = recount.tables(world)
        listed = cases[cases.phase == Phase.LISTED]
        categories = listed.key // REPEATS % CATEGORIES
        where = dict(zip(categories.tolist(), listed.right_unit.tolist(), strict=True))
        assert where == {Category.ORDINARY: units[0], Category.SOCIAL: units[1]}
        assert listed.unit.tolist() == listed.right_unit.tolist()
        recount.check(world)


def test_lines_of_one_kind_become_one_in_the_order_of_coming():
    """A allocates ordinary dwellings and B social ones, until A does both; each waits for both."""
    kinds = {"group": {"categories": (Category.ORDINARY, Category.SOCIAL)}}
    scenario = town(allocated("A", "B"), 100.0, allocated("A", "A"), **kinds, dwellings=1)
    people = [{"at": 20.0 * number} for number in range(3)]
    world = running.advance(world_with(scenario, people, **leaving_at(1e6)), 99.0, scenario)
    (at_a,), (at_b,) = lines_at(world, A), lines_at(world, B)
    assert len(at_a) == len(at_b) == 3
    world = running.advance(world, 100.0, scenario)
    (line,), none = lines_at(world, A), lines_at(world, B)
    assert (sorted(line), none) == (sorted(at_a + at_b), [])
    assert line not in (at_a + at_b, at_b + at_a)
    arrived = world.applications.arrived[line].tolist()
    assert arrived == sorted(arrived)
    recount.check(world)


def test_a_list_is_in_the_order_of_coming_whoever_was_opened_first_and_linked_both_ways():
    scenario = town(for_homes(divided=False), 100.0, alone(A=2.0), dwellings=1)
    people = [{}, {"at": 20.0}, {"at": 40.0}]
    world = running.advance(world_with(scenario, people, **leaving_at(1e6)), 99.0, scenario)
    (line,) = lines_at(world, A)
    world.applications.arrived[line] = 90.0, 70.0, 80.0
    world = running.advance(world, 100.0, scenario)
    (again,) = lines_at(world, A)
    assert again == [line[1], line[2], line[0]]
    assert world.in_line.previous[again].tolist() == [NOBODY, *again[:-1]]


def test_those_who_must_stand_apart_from_those_who_wish():
    scenario = town(for_homes(divided=False), 100.0, alone(A=2.0), dwellings=1)
    people = [{"ground": Ground.WISH}, {"at": 20.0}, {"at": 40.0, "ground": Ground.WISH}]
    world = world_with(scenario, people, **leaving_at(1e6))
    world = running.advance(world, 100.0, scenario)
    cases = recount.tables(world)[1]
    for ground, households in ((Ground.MUST, [2]), (Ground.WISH, [1, 3])):
        (line,) = lines_at(world, A, ground)
        assert cases.household[line].tolist() == households


def test_who_seeks_another_kind_of_home_stands_apart_before_and_after():
    """By rooms (no more than there are), access and ground, on A's list and then on that of B."""
    stock = [block(Category.ORDINARY, 1, rooms=2)]
    scenario = town(allocated("A", "A"), 100.0, allocated("B", "B"), stock=stock)
    people = [{"persons": 2}, {}, {"accessible": 1}, {}, {"persons": 9, "ground": Ground.WISH}]
    world = world_with(scenario, people, **leaving_at(1e6))
    for until, unit in ((99.0, A), (100.0, B)):
        world = running.advance(world, until, scenario)
        recount.check(world)
        found = {
            of: world.applications.household[recount.chain(line.first, world.in_line.next)].tolist()
            for line, of in zip(world.lines, recount.waiting_lists(world), strict=False)
            if line.length > 0
        }
        economic = int(Group.ECONOMIC)
        assert found == {
            (Ground.MUST, unit, 1, 0, economic): [2, 4],
            (Ground.MUST, unit, 1, 1, economic): [3],
            (Ground.MUST, unit, 2, 0, economic): [1],
            (Ground.WISH, unit, 2, 0, economic): [5],
        }


def test_dwellings_that_stood_ready_together_are_parted_with_their_lists():
    """Two stand ready with A for nobody; one of them is B's to allocate from day 300 on."""
    stock = [block(Category.ORDINARY, 1, rooms=1), block(Category.SOCIAL, 1, rooms=1)]
    scenario = town(
        for_homes(divided=False),
        300.0,
        for_homes(divided=True),
        others=[{"kind": Group.SUBSTANCE, "categories": (Category.SOCIAL,)}],
        stock=stock,
    )
    world = world_with(scenario, **leaving_at(100, 110))
    ready = []
    for until in (299.0, 300.0):
        world = running.advance(world, until, scenario)
        recount.check(world)
        ready.append(
            [recount.chain(world.units.first_ready[unit], world.dwellings.next) for unit in (A, B)]
        )
    assert ready == [[[0, 1], []], [[0], [1]]]
    assert world.units.last_ready[[A, B]].tolist() == [0, 1]


def test_dwellings_that_stand_ready_together_are_linked_in_the_order_in_which_they_became_so():
    stock = [block(Category.ORDINARY, 1, rooms=1), block(Category.SOCIAL, 1, rooms=1)]
    scenario = town(for_homes(divided=True), 300.0, for_homes(divided=False), stock=stock)
    world = running.advance(world_with(scenario, **leaving_at(110, 100)), 300.0, scenario)
    assert recount.chain(world.units.first_ready[A], world.dwellings.next) == [1, 0]
    assert world.dwellings.previous.tolist() == [1, NOBODY]
    recount.check(world)


@pytest.mark.parametrize("district", [0, 1])
def test_who_waits_to_be_heard_where_nobody_is_left_goes_to_the_own_allocator(district):
    """B hears whom A is no door for; the hall takes its place, but each half has its office."""
    tasks = {"hall": OTHERS, "A": (Task.ALLOCATE_DWELLINGS,), "B": (Task.SOCIAL_ASSISTANCE,)}
    door = {
        "doors__household_knowledge": 0.0,
        "group": {
            "arrivals": {Need.DWELLING: 10.0, Need.SOCIAL_ASSISTANCE: 10.0},
            "habits": {Task.SOCIAL_ASSISTANCE: 1.0},
        },
    }
    before = staffed(organisation(tasks, districts=HALVES, per_district=["A"]))
    del tasks["B"]
    after = staffed(organisation(tasks, districts=HALVES, per_district=["A"]))
    scenario = town(before, 10.0, after, **door)
    people = [{"at": 9.0, "district": district}, {"at": 9.0, "district": district}]
    world = world_at(scenario, 10.0, people)
    names = [unit.name for unit in scenario.organisation.units]
    case = recount.tables(world)[1][1]
    assert (case.task, case.phase) == (Task.ASSESSMENT, Phase.HAND_OVER)
    assert names[case.right_unit] == f"A {list(HALVES)[district]}"
    recount.check(world)


def test_who_waits_to_be_heard_where_nobody_is_left_goes_to_the_allocator_of_the_category():
    """Social dwellings are D's to allocate; B, whose door it was, is no more."""
    door = {
        "doors__household_knowledge": 0.0,
        "group": {"arrivals": {Need.DWELLING: 10.0, Need.SOCIAL_ASSISTANCE: 10.0}},
        "others": [
            {
                "kind": Group.SUBSTANCE,
                "categories": (Category.SOCIAL,),
                "habits": {Task.SOCIAL_ASSISTANCE: 1.0},
            }
        ],
    }
    by_category = {Category.SOCIAL: "D"}
    rest = {"A": OTHERS, "D": (Task.HOME_CARE,)}
    before = organisation(rest | {"B": (Task.SOCIAL_ASSISTANCE,)}, by_category=by_category)
    after = organisation(rest, by_category=by_category)
    scenario = town(staffed(before), 10.0, staffed(after), **door)
    person = {"at": 9.0, "group": Group.SUBSTANCE}
    world = world_at(scenario, 10.0, [person, person])
    case = recount.tables(world)[1][1]
    assert (case.task, case.phase) == (Task.ASSESSMENT, Phase.HAND_OVER)
    assert case.right_unit == 1
    recount.check(world)


def test_work_on_a_list_that_moves_is_for_the_new_list():
    """A tenant is sought at A for a dwelling that is B's by the time the search is done."""
    before = for_homes(divided=False)
    after = staffed(organisation({"A": OTHERS, "B": (Task.ALLOCATE_DWELLINGS,)}))
    # The dwelling is ready on day 138.5 (after vacancy of day 100), and a tenant sought till 140.
    scenario = town(before, 139.0, after, dwellings=1)
    world = world_at(scenario, 500.0, [{"at": 0.0}], **leaving_at(100))
    assert world.episodes.home_at[0] < 200.0
    recount.check(world)


def test_who_refuses_after_the_change_stands_on_the_new_list():
    before = for_homes(divided=False)
    after = staffed(organisation({"A": OTHERS, "B": (Task.ALLOCATE_DWELLINGS,)}))
    scenario = town(before, 143.0, after, dwellings=1, offers__refused=1.0)
    world = world_at(scenario, 400.0, [{"at": 0.0}], **leaving_at(100))
    assert len(log_of(world, Happening.OFFER_REFUSED)) > 0
    first = len(world.dwellings)
    assert lists_of(world) == {A: [], B: [first]}
    recount.check(world)


def test_who_has_refused_an_offer_keeps_the_place_of_coming_in_the_new_list():
    """The first refuses what was offered on day 138.5 + 1.5, and it is offered to the second."""
    before = for_homes(divided=False)
    after = staffed(organisation({"A": OTHERS, "B": (Task.ALLOCATE_DWELLINGS,)}))
    scenario = town(before, 150.0, after, dwellings=1, offers__refused=1.0)
    people = [{"at": at} for at in (0.0, 20.0, 40.0)]
    world = world_at(scenario, 149.9, people, **leaving_at(100))
    first = len(world.dwellings)
    assert list(log_of(world, Happening.OFFER_REFUSED).household) == [first]
    world = running.advance(world, 150.0, scenario)
    assert lists_of(world) == {A: [], B: [first, first + 2]}


def test_an_application_decided_after_the_change_stands_on_the_new_list():
    before = for_homes(divided=False)
    after = staffed(organisation({"A": OTHERS, "B": (Task.ALLOCATE_DWELLINGS,)}))
    # Heard out until day 2, prepared at A until day 6.
    world = world_at(town(before, 4.0, after, dwellings=1), 50.0, [{}], **leaving_at(1e6))
    assert (A, day(6.0)) in worked(world)
    assert lists_of(world) == {A: [], B: [1]}


def test_an_inspection_in_a_queue_goes_to_the_new_property_unit():
    before, after = two(Task.MANAGE_VACANCIES), alone(A=2.0)

    def inspected(at):
        scenario = town(before, at, after, dwellings=2)
        world = world_at(scenario, 990.0, **leaving_at(100, 100))
        recount.check(world)
        assert np.all(recount.tables(world)[3].ready_at < np.inf)
        rows = log_of(world, Happening.WORK_BEGAN)
        rows = rows[rows.detail == WorkKind.INSPECT]
        return [(int(row.unit), float(row.time)) for row in rows]

    first, second = inspected(995.0)
    assert first[0] == second[0] == B
    assert second[1] == day(first[1] + 5.0)
    # A day into the first inspection, which B's person goes on with; A has nothing else to do.
    assert inspected(first[1] + 1.0) == [first, (A, day(first[1] + 1.0))]


def test_a_lease_review_in_a_queue_goes_to_the_new_reviewer():
    before = replace(two(Task.REVIEW_LEASES), lease_review=True)
    after = replace(alone(A=2.0), lease_review=True)

    def reviewed(at):
        scenario = town(before, at, after, dwellings=2)
        world = world_at(scenario, 990.0, **leaving_at(500, 500))
        rows = log_of(world, Happening.LEASE_REVIEWED)
        return [(int(row.unit), float(row.time)) for row in rows]

    first, second = reviewed(995.0)
    assert (first[0], second[0]) == (B, B)
    assert second[1] == day(first[1] + 3.0)
    # Half a day before the first is done B's person follows to A, where another is free.
    changed = first[1] - 0.5
    assert reviewed(changed) == [(A, day(first[1])), (A, day(changed + 3.0))]


HALVES = {"north": 0.5, "south": 0.5}


def divided_town():
    """An office in each half of the town allocates what is there; the rest is C's."""
    tasks = {"C": OTHERS, "A": (Task.ALLOCATE_DWELLINGS,)}
    return staffed(organisation(tasks, districts=HALVES, per_district=["A"]))


def stands_ready(after):
    """A dwelling in one half of the town stands ready, while somebody waits in the other."""
    scenario = town(divided_town(), 300.0, after, dwellings=1)
    here = int(world_with(scenario).dwellings.district[0])
    world = world_with(scenario, [{"district": 1 - here}], **leaving_at(100.0))
    world = running.advance(world, 299.0, scenario)
    allocator = world.dwellings.allocator[0]
    assert recount.chain(world.units.first_ready[allocator], world.dwellings.next) == [0]
    assert recount.tables(world)[1].phase.tolist().count(Phase.LISTED) == 1
    return running.advance(world, 900.0, scenario)


def times_sought(world):
    begun = log_of(world, Happening.WORK_BEGAN)
    return int(np.sum(begun.detail == WorkKind.FIND_TENANT))


def test_a_dwelling_that_suited_nobody_is_offered_to_the_merged_list():
    world = stands_ready(staffed(organisation({"C": OTHERS}, districts=HALVES)))
    # C goes through the list for it, asks, and the household moves in.
    assert world.episodes.home_at[0] == day(300.0 + 1.5 + 7.0 + 14.0)
    assert times_sought(world) == 2


def test_a_dwelling_that_suits_nobody_still_makes_no_work():
    world = stands_ready(divided_town())
    assert world.episodes.home_at[0] == np.inf
    assert times_sought(world) == 1
    recount.check(world)


# ---- follow-up -------------------------------------------------------------------------------


def test_follow_up_and_its_queue_go_to_the_new_provider():
    def provided_by(name):
        return staffed(
            organisation(
                {"A": OTHERS, "B": (Task.HOME_CARE,)},
                {name: {"follow_up_workers": 1.0}},
                by_group={},
            )
        )

    before = provided_by("A")
    after = staffed(
        organisation(
            {"A": OTHERS, "B": (Task.PROVIDE_FOLLOW_UP,)}, {"B": {"follow_up_workers": 1.0}}
        )
    )
    need = {
        "presenting": Need.FOLLOW_UP,
        "tenure": Tenure.PRIVATE_RENTAL,
        "follow_up_level": 1,
    }
    scenario = town(before, 100.0, after)
    world = world_at(scenario, 99.0, [need, need | {"at": 20.0}])
    assert list(world.units.places_taken[[A, B]]) == days(1.0, 0.0)
    assert [recount.waiting_for_places(world, unit).length for unit in (A, B)] == [1, 0]
    world = running.advance(world, 100.0, scenario)
    assert list(world.units.places_taken[[A, B]]) == days(0.0, 1.0)
    assert [recount.waiting_for_places(world, unit).length for unit in (A, B)] == [0, 1]
    recount.check(world)


# ---- committees ------------------------------------------------------------------------------


def with_committee(**fields):
    """A and B meet about applications for dwellings, every fortnight."""
    body = {"led_by": "A", "members": ("A", "B"), **fields}
    return staffed(organisation({"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,)}, bodies=[body]))


def approved_at(before, at, after, **transition):
    world = world_at(town(before, at, after, transition), 300.0, [{}])
    recount.check(world)
    return float(world.episodes.approved_at[0])


def test_a_case_before_a_committee_that_is_no_more_is_decided():
    # Heard out on day 2, prepared on day 6; the meeting would be on day 14.
    assert approved_at(with_committee(), 10.0, two(Task.SOCIAL_ASSISTANCE)) == day(10.0)


def test_a_case_before_a_committee_waits_for_that_which_takes_its_place():
    other = with_committee(name="another", every=7.0)
    assert approved_at(with_committee(), 10.0, other) == day(10.0 + 7.0 + 0.5)


def test_a_committee_that_stays_keeps_its_days():
    assert approved_at(with_committee(), 10.0, with_committee()) == day(14.5)


def test_a_meeting_on_its_way_is_called_off():
    # Called on day 14, held on day 14.5, were it not for the change; the cases wait on.
    assert approved_at(with_committee(), 14.25, with_committee()) == day(28.5)


def test_members_at_a_meeting_of_a_committee_that_is_no_more_come_in_vain():
    assert approved_at(with_committee(), 14.25, two(Task.SOCIAL_ASSISTANCE)) == day(14.25)


def test_a_decision_that_waits_for_approval_is_made():
    bound = replace(two(Task.SOCIAL_ASSISTANCE), rule_oriented=True)
    assert approved_at(bound, 8.0, two(Task.SOCIAL_ASSISTANCE)) == day(6.0 + 5.0)


# ---- routines --------------------------------------------------------------------------------


def test_routines_that_are_lost_hold_again_when_they_are_written():
    kept = replace(alone(), lease_review=True)
    lost = {"routines_kept": False, "routines_written": 50.0}
    first, change = becomes(kept, 100.0, kept, **lost)
    scenario = tiny(first, later=[change], dwellings=1)
    on = []
    world = world_with(scenario)
    for until in (99.0, 100.0, 149.0, 150.0):
        world = running.advance(world, until, scenario)
        on.append(int(world.settings[0].lease_review))
    assert on == [1, 0, 0, 1]


def test_agreements_that_are_lost_hold_again_when_they_are_written():
    """With them their deadlines and duties to inform; the letters go by the post meanwhile."""
    agreed = replace(
        two(Task.SOCIAL_ASSISTANCE),
        agreements=((A, B),),
        deadlines={(A, B): 2.0},
        informing=frozenset([(A, B)]),
    )
    lost = {"routines_kept": False, "routines_written": 50.0}
    scenario = town(agreed, 100.0, agreed, lost, contest__functional=0.2)
    world = world_with(scenario)
    told = []
    for until in (99.0, 100.0, 150.0):
        world = running.advance(world, until, scenario)
        between = [getattr(world, name)[A, B] for name in ("channel_days", "functional_contest")]
        told.append([*map(float, between), int(world.informs[A, B]), int(world.in_time[A, B])])
    in_writing, in_between = [2.0, 0.2 * 0.3, 1, 1], [8.0, 0.2, 0, 0]
    assert told[0] == told[2] == pytest.approx(in_writing)
    assert told[1] == pytest.approx(in_between)


def test_writing_the_routines_neither_moves_anybody_nor_heals_the_dip():
    lost = {
        "routines_kept": False,
        "routines_written": 50.0,
        "productivity_dip": 0.4,
        "recovery": 100.0,
    }
    world = world_at(town(alone(), 10.0, alone(), lost), 900.0, [HELP | {"at": 70.0}])
    assert worked(world)[0][1] == day(70.0 + 3.0 / (1.0 - 0.4 * 0.4))


def test_newcomers_start_lower_until_routines_are_written():
    organised = staffed(organisation({"A": OTHERS}, {"A": {"written_routines": True}}))
    lost = {"routines_kept": False, "routines_written": 50.0}
    scenario = town(organised, 100.0, organised, lost, **LIVE)
    world = world_with(scenario)
    floors = []
    for until in (99.0, 100.0, 150.0):
        world = running.advance(world, until, scenario)
        floors.append(float(np.max(world.floor)))
    assert floors[0] == floors[2] > floors[1]


def test_routines_that_are_written_have_to_be_kept_up_again():
    organised = staffed(organisation({"A": OTHERS}, {"A": {"written_routines": True}}))
    lost = {"routines_kept": False, "routines_written": 50.0}
    scenario = town(organised, 100.0, organised, lost, routine__written_hours=12.0 / YEAR)
    world = world_with(scenario)
    upkeep = []
    for until in (99.0, 100.0, 150.0):
        world = running.advance(world, until, scenario)
        upkeep.append(float(world.units.upkeep_hours[0]))
    assert upkeep == pytest.approx([1.0, 0.0, 1.0])


def test_who_reviews_leases_again_owes_hours_until_there_is_a_lease_to_review():
    organised = replace(
        staffed(organisation({"A": OTHERS, "B": (Task.REVIEW_LEASES,)})), lease_review=True
    )
    lost = {"routines_kept": False, "routines_written": 50.0}
    scenario = town(organised, 100.0, organised, lost)
    world = world_with(scenario)
    reviews = []
    for until in (99.0, 100.0, 150.0):
        world = running.advance(world, until, scenario)
        reviews.append((int(world.settings[0].lease_review), int(world.units.works_on_cases[1])))
    assert reviews == [(1, 1), (0, 0), (1, 1)]


#: An organisation whose routines are in writing on day 150, fifty days after it began.
IN_WRITING = staffed(
    organisation({"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,)}, {"A": {"written_routines": True}})
)
ASKED_FOR_HELP = {"group": {"arrivals": {Need.SOCIAL_ASSISTANCE: 10.0}}}
SETTLED = ("knowledge", "who_does_what", "contact", "contest")


def with_routines(**changed):
    lost = {"routines_kept": False, "routines_written": 50.0}
    return town(IN_WRITING, 100.0, IN_WRITING, lost, **ASKED_FOR_HELP, **changed)


def test_what_is_known_has_settled_anew_when_routines_are_written():
    scenario = with_routines(contest__professional=0.3)
    world = running.advance(start.world(scenario, 1, False), 149.0, scenario)
    lost = world.knowledge.copy()
    world = running.advance(world, 150.0, scenario)
    usual = tiny(IN_WRITING, **ASKED_FOR_HELP, contest__professional=0.3)
    always = start.world(usual, 1, False)
    for name in SETTLED:
        assert np.array_equal(getattr(world, name), getattr(always, name)), name
    assert not np.array_equal(lost, always.knowledge)


def test_where_people_live_writing_routines_changes_nothing_of_what_they_know():
    scenario = with_routines(**LIVE)
    world = running.advance(world_with(scenario), 149.0, scenario)
    before = {name: getattr(world, name).copy() for name in (*SETTLED, "skills", "contacts")}
    world = running.advance(world, 150.0, scenario)
    for name, known in before.items():
        assert np.array_equal(getattr(world, name), known), name


def test_another_organisation_before_routines_are_written_has_its_own():
    kept = replace(alone(), lease_review=True)
    lost = {"routines_kept": False, "routines_written": 50.0}
    first, change = becomes(kept, 100.0, kept, **lost)
    again = replace(change, at=120.0, organisation=replace(kept, lease_review=False))
    course = changes.stages(tiny(first, later=[change, again]))
    assert [stage.start for stage in course] == [0.0, 100.0, 120.0, 170.0]
    assert not course[-1].scenario.organisation.lease_review


def test_a_lease_that_was_to_be_reviewed_is_not_where_nobody_does():
    kept = replace(alone(), lease_review=True)
    scenario = town(kept, 50.0, alone(), dwellings=1)
    world = world_at(scenario, 900.0, [], **leaving_at(500))
    assert len(log_of(world, Happening.LEASE_REVIEWED)) == 0
    world = world_at(town(alone(), 950.0, kept, dwellings=1), 900.0, [], **leaving_at(500))
    assert len(log_of(world, Happening.LEASE_REVIEWED)) == 0
