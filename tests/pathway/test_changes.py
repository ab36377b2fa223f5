"""What changes in the course of a run: from which day on, and what is planned anew."""

from dataclasses import replace

import numpy as np
import pytest

from sim import arrivals
from sim.draws import Stream, uniforms
from sim.names import Group, Need, Tenure
from sim.scenario.resolved import Change
from sim.state import Level
from tests.building import OTHERS, identified, organisation
from tests.worlds import (
    day,
    days,
    exponential,
    first_tenant,
    leaving_at,
    only,
    play,
    tiny,
)

TENANT = first_tenant()
STAYS = leaving_at(1e6)


def on(at, settle=None, **values):
    """A change of parameters (dots as double underscores) and other keys."""
    return Change(
        float(at), {key.replace("__", "."): value for key, value in values.items()}, settle or {}
    )


# ---- values --------------------------------------------------------------------------------


def moved_in(*later):
    """When the dwelling left on day 100 has a new tenant: told on day 138.5, and 7 and 14 on."""
    return only(play(tiny(dwellings=1, later=later), [{}], **leaving_at(100)).households).home_at


@pytest.mark.parametrize(
    ("at", "home_at"),
    [
        (145.4, 145.5 + 2),
        (145.5, 145.5 + 14),  # a change comes after all else that happens then
        (150, 145.5 + 14),  # and what has begun goes on
    ],
)
def test_a_parameter_holds_from_its_day_on(at, home_at):
    assert moved_in(on(at, offers__move_in_time=2.0)) == day(home_at)


def test_what_was_changed_may_go_back_or_change_again():
    first, second = on(140, offers__move_in_time=2.0), on(145, offers__move_in_time=14.0)
    assert moved_in(first, second) == day(145.5 + 14)
    assert moved_in(first, on(145, offers__move_in_time=3.0)) == day(145.5 + 3)
    # One for another parameter leaves it as it is.
    assert moved_in(first, on(145, market__deposit=1.0)) == day(145.5 + 2)


@pytest.mark.parametrize(("at", "moves_in"), [(45, 2), (46, 14)])
def test_days_are_counted_from_the_start_of_observation(at, moves_in):
    # A hundred days of warm-up.
    scenario = tiny(dwellings=1, later=(on(at, offers__move_in_time=2.0),))
    scenario = identified(replace(scenario, warm_up=100.0, observe=900.0))
    result = play(scenario, [{}], **leaving_at(100))
    assert only(result.households).home_at == day(45.5 + moves_in)


def test_a_search_that_has_begun_goes_on_as_it_was():
    person = {"income": 50_000.0}
    changes = {"market__search_time": 50.0, "market__search_limit": 1e5}
    search = 50.0 * exponential(
        1, Stream.SEARCH, 1000, play(tiny(**changes), [person]).world.applications.key[1], 0
    )
    for at, factor in ((8, 1.0), (6, 0.5)):  # mediation begins on day 7
        scenario = tiny(later=(on(at, market__search_time=25.0),), **changes)
        assert only(play(scenario, [person]).households).ended_at == day(7 + factor * search)


def test_landlords_may_come_to_accept_a_group():
    later = (on(50, groups__economic__landlord_acceptance=1.0),)
    scenario = tiny(later=later, group={"landlord_acceptance": 0.0})
    people = [{"income": 50_000.0, "at": at} for at in (0.0, 100.0)]
    tasks = play(scenario, people).applications.groupby("household").task.apply(list)
    assert tasks[1000] == ["assessment", "allocate_dwellings"]
    assert tasks[1001] == ["assessment", "private_mediation"]


def test_the_years_budget_may_be_raised():
    person = {"equity": 35_000.0}
    scenario = tiny(
        grant_budget=5000.0,
        later=(on(150, grant_budget=10_000.0),),
        market__price_per_m2=1000.0,
        loan__cheap_segment=1.0,
        loan__fees=0.0,
        grant__largest_share=0.15,
    )
    result = play(scenario, [person | {"at": at} for at in (0.0, 100.0, 200.0)])
    grants = result.applications[result.applications.task == "purchase_grant"]
    assert list(grants.phase) == ["passed_on", "refused", "passed_on"]


# ---- rooms ---------------------------------------------------------------------------------


def rooms(places, later):
    organised = organisation({"office": OTHERS}, units={"office": {"positions": 9.0}})
    scenario = tiny(organised, temporary_places=places, later=(later,))
    roofless = {"tenure": Tenure.NONE, "acute": 1}
    result = play(scenario, [roofless | {"at": 0.1 * number} for number in range(3)], until=60.0)
    rows = result.events[result.events.event == "placed_temporarily"]
    return list(rows.time), int(result.world.levels.value[Level.TEMPORARY])


def test_rooms_that_are_added_are_given_out_at_once():
    assert rooms(1, on(50, temporary_places=2.0)) == (days(4, 50), 2)


def test_nobody_is_put_out_when_rooms_are_cut():
    assert rooms(2, on(50, temporary_places=1.0)) == (days(4, 4.1), 2)


# ---- who comes -----------------------------------------------------------------------------


def test_households_settled_come_on_their_day():
    settled = {(Group.ECONOMIC, Need.DWELLING): 3, (Group.YOUTH, Need.DEBT_ADVICE): 2}
    later = (on(100, settled), on(200, {(Group.ECONOMIC, Need.DWELLING): 1}))
    result = play(tiny(later=later, others=[{"kind": Group.YOUTH}]))
    rows = result.households.sort_values(["need_at", "group", "household"])
    assert list(rows.need_at) == [100] * 5 + [200]
    assert list(rows.group) == ["economic"] * 3 + ["youth"] * 2 + ["economic"]
    assert list(rows.presenting) == ["dwelling"] * 3 + ["debt_advice"] * 2 + ["dwelling"]
    assert rows.household.nunique() == 6


def coming(*later, per_day=0.1, until=300.0):
    """When households come with a need of advice, so many a day from the start."""
    usual = {"arrivals": {Need.DEBT_ADVICE: per_day * 365.0}}
    scenario = tiny(later=later, days=until, group=usual, work__debt_advice__hours=0.001)
    return list(play(scenario).households.need_at)


def stream(count=200):
    """The arrivals of the same households at a rate of one a day."""
    first = arrivals.first_identity(Group.ECONOMIC, Need.DEBT_ADVICE)
    gaps = -np.log(uniforms(1, Stream.NEED_TIME, first + np.arange(count), 0, 0))
    return np.cumsum(gaps)


def test_more_come_from_the_day_on_which_the_rate_is_higher():
    passed = stream()
    # Ten are expected by day 100; then two where there was one.
    expected = np.where(passed <= 10, passed / 0.1, 100 + (passed - 10) / 0.2)
    expected = list(expected[expected <= 300])
    doubled = {"groups.economic.arrivals.debt_advice": 0.2}
    assert coming(Change(100.0, doubled, {})) == days(*expected)
    assert coming(on(100, population=2000.0)) == days(*expected)


def test_nobody_comes_while_the_rate_is_nought():
    passed = stream()
    expected = np.where(passed <= 10, passed / 0.1, 100 + passed / 0.1)
    expected = list(expected[expected <= 300])
    key = "groups.economic.arrivals.debt_advice"
    none = Change(100.0, {key: 0.0}, {}), Change(200.0, {key: 0.1}, {})
    assert coming(*none) == days(*expected)


# ---- planned anew --------------------------------------------------------------------------


def found(*later, rate=0.01):
    """When a household finds a home by itself."""
    scenario = tiny(own_solution__rate=rate, later=later, days=2000.0)
    row = only(play(scenario, [{}]).households)
    assert row.outcome == "own_solution"
    return row.ended_at


OWN = exponential(1, Stream.OWN_SOLUTION, 1000, 0, 0)
EARLY = OWN / 0.01 / 4  # a quarter of the threshold is used up


def test_a_home_is_found_sooner_when_the_rate_goes_up():
    assert found() == day(4 * EARLY)
    assert found(on(EARLY, own_solution__rate=0.03)) == day(2 * EARLY)
    # Later still when it goes back.
    back = on(1.5 * EARLY, own_solution__rate=0.01)
    assert found(on(EARLY, own_solution__rate=0.03), back) == day(3 * EARLY)


def test_a_home_is_found_sooner_when_the_market_opens():
    # Seventy-five openings at the start; elasticity 0.7.
    tripled = 75.0 * 3 ** (1 / 0.7)
    change = on(EARLY, market__turnover=tripled, market__matching_elasticity=0.7)
    assert found(change) == day(2 * EARLY)


def test_who_does_not_look_for_a_home_begins_when_there_is_a_rate():
    scenario = tiny(later=(on(100, own_solution__rate=0.01),), days=2000.0)
    assert only(play(scenario, [{}]).households).ended_at == day(100 + OWN / 0.01)


def failing(*later, part=2, rate="failure_rate", lasts=300.0):
    """How the first tenancy ends: after 300 days, if nothing changes."""
    group = {rate: exponential(1, Stream.TENANCY, TENANT, 0, part) / lasts}
    scenario = tiny(dwellings=1, group=group, later=later)
    return play(scenario, **STAYS).tenancies.iloc[0]


def test_ends_of_running_tenancies_are_planned_anew():
    assert failing().end == day(300)
    # The rent cannot be paid, which from day 100 on does more harm.
    assert failing(on(100, tenancy__unaffordable_factor=4.0)).end == day(100 + 50)
    # Or from the start but for days 20 to 60.
    later = (
        on(0, tenancy__unaffordable_factor=4.0),
        on(20, tenancy__unaffordable_factor=1.0),
        on(60, tenancy__unaffordable_factor=4.0),
    )
    assert failing(*later).end == day(60 + (300 - 80 - 40) / 4)


def test_rates_of_moving_follow_the_market():
    tripled = on(100, market__turnover=75.0 * 3 ** (1 / 0.7), market__matching_elasticity=0.7)
    lease = failing(tripled, part=0, rate="move_rate")
    assert (lease.reason, lease.notice_at) == ("moved", day(100 + 200 / 3))


def test_a_tenancy_in_notice_ends_on_its_day():
    # Notice on day 70; it would fail on day 90.
    group = {"failure_rate": exponential(1, Stream.TENANCY, TENANT, 0, 2) / 90.0}
    later = (on(80, tenancy__unaffordable_factor=4.0),)
    scenario = tiny(dwellings=1, group=group, later=later)
    lease = play(scenario, **leaving_at(100)).tenancies.iloc[0]
    assert (lease.reason, lease.end) == ("contract_ended", day(100))


def test_a_change_of_something_else_moves_no_date():
    changed = on(100, market__deposit=1.0)
    assert failing(changed).end == pytest.approx(failing().end, rel=1e-14)
    assert found(on(EARLY, market__deposit=1.0)) == pytest.approx(found(), rel=1e-14)
