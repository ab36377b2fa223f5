"""Tenants: needs that arise, dwellings that do not fit, home care, housing allowance."""

import numpy as np
import pytest

from sim.draws import Stream
from sim.names import Category, Group, Need, Tenure
from sim.state import Level
from tests import recount
from tests.building import OTHERS, organisation
from tests.worlds import (
    bits,
    day,
    days,
    exponential,
    first_tenant,
    leaving_at,
    only,
    play,
    tiny,
    uniform,
)

TENANT = first_tenant()
STAYS = leaving_at(1e6)
#: The dwelling left on day 100 has a new tenant.
HOME = 137 + 1.5 + 7 + 14


# ---- drift of needs ------------------------------------------------------------------------

#: The first tenant's needs change on day 100, and then after so many days more.
DRIFT_RATE = exponential(1, Stream.DRIFT, TENANT, 0, 0) / 100.0
AFTER = exponential(1, Stream.DRIFT, TENANT, 1, 0) / DRIFT_RATE


def drifting(group=None, until=100.0 + AFTER - 1.0, people=(), tenant=None, places=9.0, **changes):
    usual = {"needs": {Need.DEBT_ADVICE: 0.5}}
    workers = organisation({"office": OTHERS}, units={"office": {"follow_up_workers": places}})
    scenario = tiny(
        workers,
        dwellings=1,
        days=2000.0,
        group=usual | (group or {}),
        needs__drift_rate=DRIFT_RATE,
        **changes,
    )
    return play(scenario, people, first_tenants=[tenant or {}], until=until, **STAYS)


def test_a_tenant_comes_to_need_help_and_asks_for_it():
    row = only(drifting().households)
    assert (row.need_at, row.presenting, row.needs) == (day(100), "debt_advice", "debt_advice")
    assert (row.outcome, row.ended_at, bool(row.returned)) == ("helped", day(108), False)


def test_a_need_that_was_met_may_arise_again():
    rows = drifting(until=100 + AFTER + 20).households
    assert list(rows.need_at) == days(100, 100 + AFTER)
    assert list(rows.ended_at) == days(108, 108 + AFTER)
    assert list(rows.needs) == list(rows.met) == ["debt_advice"] * 2


def test_a_tenancy_is_less_safe_until_the_need_is_met():
    rate = exponential(1, Stream.TENANCY, TENANT, 0, 2) / (100 + AFTER)
    group = {"failure_rate": rate}
    result = drifting(group, until=2000.0, tenancy__need_factor=3.0)
    # Eight days count threefold.
    assert result.tenancies.end.iloc[0] == day(100 + AFTER - 2 * 8)


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6])
def test_which_need_arises_is_by_how_common_it_is_in_the_group(seed):
    shares = {Need.SOCIAL_ASSISTANCE: 0.1, Need.DEBT_ADVICE: 0.2, Need.HOME_CARE: 0.3}
    group = {"needs": shares, "follow_up": {1: 0.15, 2: 0.05}}
    scenario = tiny(dwellings=1, group=group, needs__drift_rate=0.1)
    row = play(scenario, seed=seed, until=50.0, **STAYS).households.iloc[0]
    draw = uniform(seed, Stream.DRIFT, TENANT, 1, 1)
    upper = np.cumsum([0.1, 0.2, 0.2, 0.3]) / 0.8
    names = ["social_assistance", "debt_advice", "follow_up", "home_care"]
    assert row.presenting == names[int(np.searchsorted(upper, draw))]


#: A group in which all follow-up is intensive; and a tenant of it who asks for ordinary follow-up.
INTENSIVE = {"needs": {}, "follow_up": {2: 0.5}}
ORDINARY = {
    "at": 0.0,
    "presenting": Need.FOLLOW_UP,
    "follow_up_level": 1,
    "needs": bits(Need.DWELLING, Need.FOLLOW_UP),
}


@pytest.mark.parametrize(("hair", "level"), [(-1e-9, 1), (1e-9, 2)])
def test_follow_up_that_comes_to_be_needed_is_as_in_the_group(hair, level):
    share = uniform(1, Stream.DRIFT, TENANT, 1, 2) + hair
    result = drifting({"needs": {}, "follow_up": {1: 0.4 * (1.0 - share), 2: 0.4 * share}})
    spell = only(result.follow_ups)
    assert (spell.level, spell.places, spell.start) == (level, float(level), day(102.5))


@pytest.mark.parametrize("places", [9.0, 1.0])
def test_who_has_ordinary_follow_up_may_come_to_need_intensive_and_has_it(places):
    result = drifting(INTENSIVE, tenant=ORDINARY, places=places)
    spell = only(result.follow_ups)
    assert (spell.level, spell.start, spell.places) == (1, day(2.5), 2.0)
    assert result.world.households.follow_up_level[0] == 2
    # It asks nobody for it, and takes two places from day 100 on, in hundredths.
    assert list(result.households.need_at) == [0]
    level = result.world.levels[Level.PLACES_TAKEN]
    assert (level.value, level.since) == (200, day(100))
    recount.check_follow_up(result.world)


def test_places_that_a_need_has_grown_into_are_not_free_for_others():
    others = {"presenting": Need.FOLLOW_UP, "follow_up_level": 1, "at": 110.0}
    for group, began in ((INTENSIVE, []), ({"needs": {}, "follow_up": {1: 0.5}}, [112.5])):
        result = drifting(group, tenant=ORDINARY, people=[others], places=2.0, until=113.0)
        assert list(result.follow_ups.start[1:]) == days(*began)


def test_what_has_grown_steps_down_again():
    mean = 130.0 / exponential(1, Stream.FOLLOW_UP, TENANT, 0, 0)
    for until, places in ((132.0, 2.0), (133.0, 1.0)):
        result = drifting(INTENSIVE, until, tenant=ORDINARY, follow_up__duration=mean)
        assert only(result.follow_ups).places == places
        recount.check_follow_up(result.world)


def test_who_waits_for_follow_up_may_come_to_need_more_of_it():
    # The other has had the one place since day 2.5, and keeps it until day 120 or so.
    other = {"presenting": Need.FOLLOW_UP, "follow_up_level": 1}
    mean = 117.5 / exponential(1, Stream.FOLLOW_UP, 1000, 0, 0)
    tenant = ORDINARY | {"at": 50.0}
    result = drifting(INTENSIVE, 125.0, [other], tenant, places=1.0, follow_up__duration=mean)
    spell = result.follow_ups.iloc[1]
    assert (spell.level, spell.places, spell.start) == (2, 2.0, day(120.0))
    assert len(result.households) == 2


def test_who_has_follow_up_already_does_not_come_to_need_it():
    result = drifting(INTENSIVE, tenant=ORDINARY | {"follow_up_level": 2})
    assert only(result.follow_ups).level == 2
    assert list(result.households.need_at) == [0]


def test_one_who_waits_for_something_has_the_need_seen_at_the_next_contact():
    asks = {
        "at": 90.0,
        "presenting": Need.SOCIAL_ASSISTANCE,
        "needs": bits(Need.DWELLING, Need.SOCIAL_ASSISTANCE),
    }
    result = drifting(tenant=asks, work__social_assistance__hours=30.0)
    row = only(result.households)
    assert row.needs == "social_assistance+debt_advice"
    assert list(result.applications.task) == ["social_assistance", "debt_advice"]
    assert list(result.applications.created) == days(90, 120)
    assert row.ended_at == day(128)


def test_needs_of_who_is_no_municipal_tenant_do_not_change():
    # The tenant of day 0 lives in a private rental from day 50 on.
    scenario = tiny(dwellings=1, group={"needs": {Need.DEBT_ADVICE: 0.5}}, needs__drift_rate=0.1)
    result = play(scenario, **leaving_at(50))
    times = result.households.need_at
    assert times.max() < 50
    assert result.households.household.nunique() == 1


# ---- a dwelling that does not fit ----------------------------------------------------------


@pytest.mark.parametrize(
    ("categories", "lasts"),
    [
        ((Category.ORDINARY, Category.SOCIAL), 400),
        ((Category.SOCIAL, Category.ORDINARY), 250),
    ],
)
def test_tenancies_fail_sooner_in_a_dwelling_of_another_category(categories, lasts):
    rate = exponential(1, Stream.TENANCY, 1000, 0, 2) / 400.0
    young = {"kind": Group.YOUTH, "categories": categories, "failure_rate": rate}
    scenario = tiny(dwellings=1, others=[young], days=2000.0, tenancy__mismatch_factor=1.6)
    result = play(scenario, [{"group": Group.YOUTH}], **leaving_at(100))
    lease = result.tenancies[result.tenancies.household == 1000].iloc[0]
    assert (lease.start, lease.end) == (day(HOME), day(HOME + lasts))


def test_a_private_home_is_of_no_category():
    rate = exponential(1, Stream.TENANCY, 1000, 0, 2) / 400.0
    young = {"kind": Group.YOUTH, "categories": (Category.SOCIAL,), "failure_rate": rate}
    own = exponential(1, Stream.OWN_SOLUTION, 1000, 0, 0) / 50.0
    changes = {"tenancy__mismatch_factor": 2.0, "own_solution__rate": own}
    result = play(tiny(others=[young], **changes), [{"group": Group.YOUTH}], until=451.0)
    assert result.tenancies.end.iloc[0] == day(50 + 400)


# ---- home care -----------------------------------------------------------------------------

CARE = {
    "presenting": Need.HOME_CARE,
    "needs": bits(Need.DWELLING, Need.HOME_CARE),
}


def leaving(tenant, **changes):
    """When the first tenant leaves for an institution: after 300 days, with the care it needs."""
    group = {"leaving_rate": exponential(1, Stream.TENANCY, TENANT, 0, 1) / 300.0}
    scenario = tiny(dwellings=1, group=group, tenancy__care_factor=3.0, **changes)
    row = play(scenario, first_tenants=[tenant], **STAYS).tenancies.iloc[0]
    assert row.reason == "left"
    return row.end


def test_without_home_care_tenants_leave_for_institutions_sooner():
    assert leaving({}) == day(300)
    assert leaving(CARE) == day(100)
    # Asked for on day 40, and given on day 43.5.
    assert leaving(CARE | {"at": 40.0}) == day(300 - 2 * 43.5)


def test_home_care_does_not_make_a_tenancy_safer():
    rate = exponential(1, Stream.TENANCY, TENANT, 0, 2) / 300.0
    changes = {"tenancy__care_factor": 3.0, "tenancy__need_factor": 3.0}
    scenario = tiny(dwellings=1, group={"failure_rate": rate}, **changes)
    assert play(scenario, first_tenants=[CARE], **STAYS).tenancies.end.iloc[0] == day(300)


# ---- housing allowance ---------------------------------------------------------------------

ASKS = {"presenting": Need.HOUSING_ALLOWANCE, "income": 9000.0}
SCHEME = {
    "allowance__coverage": 0.7,
    "allowance__coverage_municipal": 0.8,
    "allowance__ceiling": 5000.0,
    "allowance__least_own_share": 1250.0,
    "allowance__own_share_slope": 0.35,
    "allowance__lowest_income": 10_000.0,
    "market__private_rent": 7000.0,
    "market__municipal_rent": 4500.0,
    "market__rent_per_room": 0.1,
}
#: Seven tenths of what the rent, up to 5 000, is above 1 250.
PRIVATE = 0.7 * (5000.0 - 1250.0)
#: Eight tenths of the same for a municipal dwelling of one room.
MUNICIPAL = 0.8 * (4500.0 * 0.9 - 1250.0)


def paid(result):
    """What is paid out, and to how many."""
    levels = result.world.levels
    return levels.value[Level.ALLOWANCE], levels.value[Level.ALLOWANCE_RECIPIENTS]


def test_an_allowance_is_paid_for_the_home_one_has():
    result = play(tiny(**SCHEME), [ASKS], until=100.0)
    assert result.world.households.allowance[0] == pytest.approx(PRIVATE)
    assert paid(result) == (2625, 1)
    tenant = ASKS | {"at": 0.0, "needs": bits(Need.DWELLING, Need.HOUSING_ALLOWANCE)}
    result = play(tiny(dwellings=1, **SCHEME), first_tenants=[tenant], until=100.0, **STAYS)
    assert result.world.households.allowance[0] == pytest.approx(MUNICIPAL)
    assert paid(result) == (2240, 1)


def test_an_allowance_ends_when_the_income_has_risen_by_as_much():
    lasts = exponential(1, Stream.ALLOWANCE, 1000, 0, 0)
    result = play(tiny(allowance__duration=200.0 / lasts, **SCHEME), [ASKS])
    person = result.world.households[0]
    assert person.income == pytest.approx(9000.0 + PRIVATE)
    assert (person.allowance, person.needs) == (0, 0)
    assert paid(result) == (0, 0)
    areas = result.world.levels.area[[Level.ALLOWANCE, Level.ALLOWANCE_RECIPIENTS]]
    assert list(areas) == pytest.approx([2625 * 200.0, 200.0])


def test_a_tenant_whose_allowance_has_ended_pays_the_rent_as_before():
    """The income covers what the allowance did, so the tenancy is as safe as it was."""
    rate = exponential(1, Stream.TENANCY, TENANT, 0, 2) / 300.0
    lasts = exponential(1, Stream.ALLOWANCE, TENANT, 0, 0)
    scenario = tiny(
        dwellings=1,
        group={"failure_rate": rate},
        allowance__duration=100.0 / lasts,
        tenancy__unaffordable_factor=3.0,
        **SCHEME,
        loan__subsistence=7500.0,
    )
    # With the allowance, and only with it, 7 500 are left to live on.
    tenant = {"income": 7500.0 + 4500.0 * 0.9 - 2239.0}
    result = play(scenario, first_tenants=[tenant], until=299.0, **STAYS)
    assert paid(result) == (0, 0)
    assert np.isnan(result.tenancies.end.iloc[0])
    result = play(scenario, first_tenants=[tenant], until=301.0, **STAYS)
    assert result.tenancies.end.iloc[0] == day(300)


def test_who_is_refused_an_allowance_needs_none():
    person = {"income": 60_000.0, "needs": bits(Need.DWELLING, Need.HOUSING_ALLOWANCE)}
    scenario = tiny(dwellings=1, group={"landlord_acceptance": 0.0})
    result = play(scenario, [person], **leaving_at(100))
    row = only(result.households)
    assert (row.needs, row.all_met_at) == ("dwelling", day(HOME))
    assert list(result.applications.phase[result.applications.task == "housing_allowance"]) == [
        "refused"
    ]


def test_a_tenancy_is_safer_from_the_day_on_which_no_allowance_turns_out_to_be_due():
    rate = exponential(1, Stream.TENANCY, TENANT, 0, 2) / 300.0
    scenario = tiny(dwellings=1, group={"failure_rate": rate}, tenancy__need_factor=3.0)
    tenant = ASKS | {
        "at": 50.0,
        "income": 60_000.0,
        "needs": bits(Need.DWELLING, Need.HOUSING_ALLOWANCE),
    }
    result = play(scenario, first_tenants=[tenant], **STAYS)
    assert result.households.outcome.iloc[0] == "refused"
    assert result.tenancies.end.iloc[0] == day(300 - 2 * 51.5)


def test_an_allowance_ends_with_a_failed_tenancy_and_in_an_institution():
    fails = {"failure_rate": exponential(1, Stream.TENANCY, TENANT, 0, 2) / 100.0}
    leaves = {"leaving_rate": exponential(1, Stream.TENANCY, TENANT, 0, 1) / 100.0}
    for group in (fails, leaves):
        result = play(tiny(dwellings=1, group=group, **SCHEME), until=99.0, **STAYS)
        assert paid(result) == (2240, 1)
        result = play(tiny(dwellings=1, group=group, **SCHEME), until=100.0, **STAYS)
        assert paid(result) == (0, 0)
    # Who has lost its home needs it again; who has left needs nothing.
    assert result.world.households.tenure[0] == Tenure.INSTITUTION
