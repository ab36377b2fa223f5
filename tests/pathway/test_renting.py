"""Mediation, the deposit and the search for a landlord: hand cases, day by day.

Heard out on day 2; mediation begins on day 7.  A deposit is three months' rent of 8 000; the
welfare service decides on it: eight days by letter, reading and doing again (1.5), three hours.
"""

import pytest

from sim.draws import Stream
from sim.names import Task
from tests.building import OTHERS, organisation
from tests.worlds import (
    CHEAP,
    day,
    days,
    days_by_cause,
    exponential,
    leaving_at,
    only,
    play,
    tiny,
    uniform,
)

DECIDED = 7 + 8 + 1.5 + 3
CAN_RENT = {"income": 50_000.0}


def renting(organised=None, acceptance=1.0, **changes):
    organised = organised or organisation(
        {"office": OTHERS, "welfare": (Task.SOCIAL_ASSISTANCE,)},
    )
    usual = {
        "group": {"landlord_acceptance": acceptance},
        "market__private_rent": 8000.0,
        "market__rent_per_room": 0.0,
        "market__deposit": 3.0,
        "market__search_time": 10.0,
        "market__search_limit": 1e5,
        "deposit__granted": 1.0,
    }
    return tiny(organised, **(usual | changes))


def search(result, row):
    """Days of the search of an application, by its draw and a mean of ten days."""
    key = result.world.applications.key[row]
    return 10.0 * exponential(1, Stream.SEARCH, 1000, key, 0)


@pytest.mark.parametrize(("savings", "asks"), [(24_000.0, False), (23_999.9, True)])
def test_who_lacks_the_deposit_asks_for_it_where_assistance_is_decided(savings, asks):
    result = play(renting(), [CAN_RENT | {"equity": savings}])
    row = only(result.households)
    assert row.outcome == "private_rental"
    if not asks:
        assert list(result.applications.task) == ["assessment", "private_mediation"]
        assert row.ended_at == day(7 + search(result, 1))
        return
    tasks = ["assessment", "private_mediation", "social_assistance", "private_mediation"]
    assert list(result.applications.task) == tasks
    deposit = result.applications.iloc[2]
    assert (deposit.unit, bool(deposit.for_deposit)) == ("welfare", True)
    assert deposit.decided == day(DECIDED)
    assert result.world.households.deposit[0] == 1
    # The mediator hears of it at once, and the search begins.
    assert row.ended_at == day(DECIDED + search(result, 3))
    assert days_by_cause(row).keys() == {"work", "hand_over", "redone", "own_search"}


def test_where_one_unit_holds_both_no_letter_is_written():
    result = play(renting(organisation({"office": OTHERS})), [CAN_RENT])
    assert result.applications.decided.iloc[2] == day(7 + 3)
    assert only(result.households).referrals == 0


def test_a_deposit_is_no_help_with_other_needs():
    result = play(renting(), [CAN_RENT])
    row = only(result.households)
    assert (row.needs, row.met) == ("dwelling", "dwelling+private_mediation")


def test_who_is_refused_a_deposit_is_looked_at_again():
    result = play(renting(deposit__granted=0.0), [CAN_RENT])
    deposit = result.applications.iloc[2]
    assert (deposit.phase, deposit.closed) == ("refused", day(DECIDED))
    assert list(result.applications.task[3:]) == ["assessment", "allocate_dwellings"]
    assert only(result.households).approved_at == day(DECIDED + 1.5 + 4)


@pytest.mark.parametrize("share", [-1e-12, 1e-12])
def test_a_share_of_deposits_is_granted(share):
    key = play(renting(), [CAN_RENT]).world.applications.key[2]
    chance = uniform(1, Stream.DEPOSIT, 1000, key, 0)
    result = play(renting(deposit__granted=chance + share), [CAN_RENT])
    assert bool(result.applications.granted.iloc[2]) == (share > 0)


@pytest.mark.parametrize("won", [True, False])
def test_a_refused_deposit_is_appealed(won):
    changes = {"appeal__share": 1.0, "appeal__changed": float(won), "deposit__granted": 0.0}
    result = play(renting(**changes), [CAN_RENT])
    deposit = result.applications.iloc[2]
    assert (deposit.appealed, bool(deposit.granted)) == ("won" if won else "lost", won)
    assert (deposit.decided, deposit.closed) == (day(DECIDED), day(DECIDED + 60))
    following = result.applications.iloc[3]
    assert following.task == ("private_mediation" if won else "assessment")
    assert following.created == day(DECIDED + 60)


def test_a_deposit_waits_for_approval_where_work_is_bound_by_rules():
    organised = organisation(
        {"office": OTHERS, "welfare": (Task.SOCIAL_ASSISTANCE,)}, rule_oriented=True
    )
    assert play(renting(organised), [CAN_RENT]).applications.decided.iloc[2] == day(DECIDED + 5)


def test_fewer_landlords_make_the_search_longer():
    result = play(renting(acceptance=0.25), [CAN_RENT | {"equity": 1e6}])
    assert only(result.households).ended_at == day(7 + 4 * search(result, 1))


def test_a_tenant_helped_to_move_on_needs_a_deposit_too():
    organised = organisation(
        {"office": OTHERS, "welfare": (Task.SOCIAL_ASSISTANCE,)}, lease_review=True
    )
    scenario = renting(organised, dwellings=1, deposit__granted=0.0)
    result = play(scenario, first_tenants=[CAN_RENT], **leaving_at(200))
    # Reviewed from day 100 to 103, mediation to 108; a letter, and the deposit is refused.
    assert list(result.applications.task) == ["private_mediation", "social_assistance"]
    assert list(result.applications.decided) == days(108, 108 + 8 + 1.5 + 3)
    lease = only(result.tenancies[result.tenancies.tenure == "municipal"])
    assert (lease.review_outcome, lease.reason) == ("mediation", "contract_ended")


def test_a_household_that_can_buy_needs_no_deposit():
    scenario = renting(market__purchase_time=1e-9, **CHEAP)
    result = play(scenario, [CAN_RENT])
    assert list(result.applications.task) == ["assessment", "start_loan"]
