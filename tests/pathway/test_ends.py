"""What ends, and does not come back: returns, leaving for good, homes found too late."""

import numpy as np
import pytest

from sim.draws import Stream
from sim.names import Group, Need, Tenure
from sim.state import Level
from tests.building import OTHERS, organisation
from tests.worlds import (
    CHEAP,
    bits,
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
#: A tenant who asks on day 0 for advice that is a long time coming.
ASKS = {
    "at": 0.0,
    "presenting": Need.DEBT_ADVICE,
    "needs": bits(Need.DWELLING, Need.DEBT_ADVICE),
}
SLOW = {"work__debt_advice__hours": 1e5}
#: The dwelling left on day 100 has a new tenant.
HOME = 137 + 1.5 + 7 + 14


def giving_up(first=50.0, back=100.0, **changes):
    """The tenant gives up on day ``first`` and would come back ``back`` days after."""
    threshold = exponential(1, Stream.PATIENCE, TENANT, 0, 0)
    return {
        "patience__per_year": -np.expm1(-threshold / first * 365.0),
        "patience__return_share": 1.0,
        "patience__return_after": back / exponential(1, Stream.RETURN, TENANT, 0, 1),
        "patience__return_acute": 0.0,
        **SLOW,
        **changes,
    }


def rate_of(part, time):
    """The rate at which the first tenancy fails (2) or ends for good (1) on a day."""
    return exponential(1, Stream.TENANCY, TENANT, 0, part) / time


# ---- coming back ---------------------------------------------------------------------------


def test_who_gave_up_comes_back():
    result = play(tiny(dwellings=1, **giving_up()), first_tenants=[ASKS], until=151.0, **STAYS)
    assert list(result.households.need_at) == days(0, 150)
    assert list(result.households.outcome) == ["gave_up", "open"]


def with_a_tenancy_that_fails(back, until):
    """The tenancy fails on day 100; what is asked for then is given up some time after."""
    scenario = tiny(dwellings=1, group={"failure_rate": rate_of(2, 100.0)}, **giving_up(back=back))
    return play(scenario, first_tenants=[ASKS], until=until, **STAYS).households


def test_nobody_comes_back_with_what_a_newer_need_has_taken_up():
    rows = with_a_tenancy_that_fails(back=100.0, until=151.0)
    assert list(rows.need_at) == days(0, 100)
    assert list(rows.outcome) == ["gave_up", "open"]
    assert rows.needs.iloc[1] == "dwelling+housing_allowance+debt_advice"


def test_a_return_planned_before_does_not_bring_back_a_later_need():
    # The first return would be on day 450; the second need has been given up by then.
    rows = with_a_tenancy_that_fails(back=400.0, until=451.0)
    assert list(rows.outcome[:2]) == ["gave_up", "gave_up"]
    mean = giving_up(back=400.0)["patience__return_after"]
    own = rows.ended_at.iloc[1] + mean * exponential(1, Stream.RETURN, TENANT, 1, 1)
    assert own > 451
    assert len(rows) == 2


def test_who_has_left_for_an_institution_does_not_come_back():
    group = {"leaving_rate": rate_of(1, 100.0)}
    scenario = tiny(dwellings=1, group=group, **giving_up())
    result = play(scenario, first_tenants=[ASKS], **STAYS)
    assert only(result.households).outcome == "gave_up"


# ---- leaving for good ----------------------------------------------------------------------


def test_leaving_for_good_ends_what_is_asked_for():
    scenario = tiny(dwellings=1, group={"leaving_rate": rate_of(1, 100.0)}, **SLOW)
    result = play(scenario, first_tenants=[ASKS], **STAYS)
    row = only(result.households)
    assert (row.outcome, row.ended_at) == ("gone", day(100))
    assert only(result.applications).phase == "withdrawn"
    assert result.world.households.tenure[0] == Tenure.INSTITUTION
    assert result.world.levels.value[Level.WAITING] == 0


def test_who_waits_for_a_place_and_leaves_for_good_takes_none():
    organised = organisation({"office": OTHERS}, units={"office": {"follow_up_workers": 1.0}})
    scenario = tiny(
        organised,
        dwellings=1,
        days=400.0,
        group={"leaving_rate": rate_of(1, 100.0)},
        follow_up__duration=200.0 / exponential(1, Stream.FOLLOW_UP, 1000, 0, 0),
    )
    # The place is another's from day 2.5 to 202.5.
    other = {"presenting": Need.FOLLOW_UP, "follow_up_level": 1, "tenure": Tenure.PRIVATE_RENTAL}
    waits = other | {"at": 10.0, "needs": bits(Need.DWELLING, Need.FOLLOW_UP)}
    waits["tenure"] = Tenure.MUNICIPAL
    result = play(scenario, [other], first_tenants=[waits], **STAYS)
    assert list(result.follow_ups.household) == [1000]
    assert result.follow_ups.end.iloc[0] == day(202.5)
    levels = result.world.levels
    assert [levels.value[one] for one in (Level.AWAITING_FOLLOW_UP, Level.IN_FOLLOW_UP)] == [0, 0]


def test_needs_of_who_has_gone_do_not_change():
    drift = exponential(1, Stream.DRIFT, TENANT, 0, 0) / 150.0
    group = {"leaving_rate": rate_of(1, 100.0), "needs": {Need.DEBT_ADVICE: 0.5}}
    scenario = tiny(dwellings=1, group=group, needs__drift_rate=drift)
    assert len(play(scenario, **STAYS).households) == 0


# ---- homes found too late ------------------------------------------------------------------


def test_who_has_a_home_finds_no_second_one_in_a_later_need():
    """A home that would have been found on day 200 is not, though something is asked for then."""
    own = exponential(1, Stream.OWN_SOLUTION, 1000, 0, 0) / 200.0
    drift = exponential(1, Stream.DRIFT, 1000, 0, 0) / 20.0
    young = {"kind": Group.YOUTH, "needs": {Need.DEBT_ADVICE: 0.5}}
    staffed = organisation({"office": OTHERS}, units={"office": {"positions": 9.0}})
    scenario = tiny(
        staffed,
        dwellings=1,
        others=[young],
        own_solution__rate=own,
        needs__drift_rate=drift,
        work__debt_advice__hours=100.0,
    )
    result = play(scenario, [{"group": Group.YOUTH}], until=205.0, **leaving_at(100))
    rows = result.households[result.households.household == 1000]
    # Housed on day HOME, and in need of advice twenty days later.
    assert list(rows.need_at) == days(0, HOME + 20)
    assert list(rows.outcome) == ["municipal", "open"]
    leases = result.tenancies[result.tenancies.household == 1000]
    assert list(leases.tenure) == ["municipal"]
    assert result.world.levels.value[Level.PRIVATE_TENANTS] == 1  # the one who moved out


# ---- homes found by who has one ------------------------------------------------------------

#: A tenant who asks for help to buy, or to rent, on day 0 and has the means.
BUYS = {
    "at": 0.0,
    "presenting": Need.START_LOAN,
    "needs": bits(Need.DWELLING, Need.START_LOAN),
    "equity": 1e9,
}
RENTS = BUYS | {
    "presenting": Need.PRIVATE_MEDIATION,
    "needs": bits(Need.DWELLING, Need.PRIVATE_MEDIATION),
}


@pytest.mark.parametrize(
    ("tenant", "hours", "outcome", "afterwards"),
    [(BUYS, 8, "bought", []), (RENTS, 5, "private_rental", ["private_rental"])],
)
def test_a_tenant_who_finds_a_home_moves_there_after_notice(tenant, hours, outcome, afterwards):
    search = {"market__purchase_time": 10.0, "market__search_time": 10.0}
    limits = {"market__certificate_validity": 1e5, "market__search_limit": 1e5}
    result = play(tiny(dwellings=1, **CHEAP, **search, **limits), first_tenants=[tenant], **STAYS)
    key = result.world.applications.key[0]
    found = hours + 10.0 * exponential(1, Stream.SEARCH, TENANT, key, 0)
    row = only(result.households)
    assert (row.outcome, row.ended_at) == (outcome, day(found))
    lease = result.tenancies.iloc[0]
    assert (lease.reason, lease.notice_at, lease.end) == (
        "moved_with_help",
        day(found),
        day(found + 30),
    )
    # One home at a time.
    assert list(result.tenancies.tenure[1:]) == afterwards
    assert list(result.tenancies.start[1:]) == days(*[found + 30] * len(afterwards))


def test_help_to_move_ends_with_the_tenancy_it_was_to_lead_out_of():
    scenario = tiny(
        dwellings=1, market__purchase_time=1e9, market__certificate_validity=1e9, **CHEAP
    )
    result = play(scenario, first_tenants=[BUYS], **leaving_at(50))
    row = only(result.households)
    assert (row.outcome, row.ended_at) == ("refused", day(50))
    assert only(result.applications).phase == "withdrawn"
    assert result.world.levels.value[Level.WAITING] == 0
