"""Loans and purchase grants: hand cases, day by day.

A home costs 40 000 and the household earns too little for any loan; a grant may fill what its
savings lack, up to 15 per cent (6 000).  Heard out on day 2, the loan assessed on day 10, the
grant on day 16, the loan again on day 24.
"""

import numpy as np
import pytest

from sim import running
from sim.draws import Stream
from sim.names import Need, Task
from sim.result import Result
from tests.building import OTHERS, organisation
from tests.worlds import (
    bits,
    day,
    days,
    exponential,
    leaving_at,
    only,
    play,
    tiny,
    world_with,
)

LACKS_5000 = {"equity": 35_000.0}
WAYS = ["assessment", "start_loan", "purchase_grant", "start_loan"]


def granting(organised=None, **changes):
    """A place where nobody rents, homes are found on the day, and a grant can fill a gap."""
    usual = {
        "group": {"landlord_acceptance": 0.0},
        "market__price_per_m2": 1000.0,
        "loan__cheap_segment": 1.0,
        "loan__fees": 0.0,
        "grant__largest_share": 0.15,
        "market__purchase_time": 1e-9,
    }
    return tiny(organised, **(usual | changes))


def test_a_grant_fills_just_what_is_missing_and_the_loan_is_assessed_twice():
    result = play(granting(), [LACKS_5000])
    assert list(result.applications.task) == WAYS
    assert list(result.applications.phase) == ["passed_on"] * 3 + ["granted"]
    assert list(result.applications.decided[1:]) == days(10, 16, 24)
    row = only(result.households)
    assert row.outcome == "bought"
    assert row.ended_at == pytest.approx(24, abs=1e-7)
    assert result.world.households.grant[0] == pytest.approx(5000.0)
    assert result.world.clock.granted_this_year[0] == pytest.approx(5000.0)


@pytest.mark.parametrize(("equity", "asked"), [(34_000.1, True), (33_999.9, False)])
def test_a_gap_wider_than_the_largest_grant_is_not_tried(equity, asked):
    tasks = list(play(granting(), [{"equity": equity}]).applications.task)
    assert tasks == (WAYS if asked else ["assessment", "allocate_dwellings"])


def test_who_needs_no_grant_is_given_none():
    result = play(granting(), [{"equity": 40_000.1}])
    assert list(result.applications.task) == ["assessment", "start_loan"]
    assert result.world.clock.granted_this_year[0] == 0


def no_grants_known():
    knowledge = np.ones((1, len(Task)))
    knowledge[0, Task.PURCHASE_GRANT] = 0.0
    return knowledge


def test_a_grant_nobody_knows_of_is_not_asked_for():
    result = play(granting(recognition__base=0.0), [LACKS_5000], knowledge=no_grants_known())
    assert "purchase_grant" not in list(result.applications.task)


A, L, S, D = range(4)


@pytest.mark.parametrize(
    ("sees", "on_one_system", "granted"),
    [
        ((), "", False),
        ((L,), "", True),
        ((A,), "", True),  # who opened the case
        ((S,), "", False),  # who has had to do with the household, but not with this case
        ((S,), "SL", True),
        ((S,), "SA", False),
        ((D,), "DL", False),  # nobody has applied there
    ],
)
def test_allowance_counts_that_is_reported_to_the_loan_assessor(sees, on_one_system, granted):
    """A hears out and tells L of a loan and S of social assistance; D is slow with allowance."""
    tasks = {
        "A": OTHERS,
        "L": (Task.START_LOAN,),
        "S": (Task.SOCIAL_ASSISTANCE,),
        "D": (Task.HOUSING_ALLOWANCE,),
    }
    # What loan there is without allowance does not do; A thinks of a grant, of which L has no idea.
    scenario = granting(
        organisation(tasks, {name: {"case_systems": ("one",)} for name in on_one_system}),
        recognition__base=0.0,
        grant__largest_share=1.0,
        market__price_per_m2=10_000.0,
        work__housing_allowance__hours=100.0,
    )
    knowledge = np.ones((4, len(Task)))
    knowledge[:, Task.HOUSING_ALLOWANCE] = 0.0
    knowledge[list(sees), Task.HOUSING_ALLOWANCE] = 1.0
    knowledge[L, Task.PURCHASE_GRANT] = 0.0
    needs = bits(Need.DWELLING, Need.HOUSING_ALLOWANCE, Need.SOCIAL_ASSISTANCE)
    result = play(scenario, [{"income": 11_500.0, "needs": needs}], knowledge=knowledge, until=60.0)
    loans = result.applications[result.applications.task == "start_loan"]
    assert bool(loans.granted.iloc[0]) == granted
    assert loans.decided.iloc[0] > 14.5  # S has decided by then
    assert not (result.world.households.allowance > 0.0).any()


def test_grants_are_promised_while_the_years_budget_lasts():
    # One in each of two years; one too many in the first.
    people = [LACKS_5000, LACKS_5000 | {"at": 100.0}, LACKS_5000 | {"at": 349.5}]
    result = play(granting(grant_budget=9_999.9), people)
    grants = result.applications[result.applications.task == "purchase_grant"]
    assert list(grants.decided) == days(16, 116, 365.5)
    assert list(grants.phase) == ["passed_on", "refused", "passed_on"]
    assert list(result.households.outcome) == ["bought", "open", "bought"]


def test_a_budget_that_just_suffices_does():
    people = [LACKS_5000, LACKS_5000 | {"at": 100.0}]
    scenario = granting(grant_budget=10_000.0)
    assert list(play(scenario, people).households.outcome) == ["bought", "bought"]


def test_who_is_refused_a_grant_is_looked_at_again_and_cannot_appeal():
    result = play(granting(grant_budget=0.0, appeal__share=1.0), [LACKS_5000])
    tasks = ["assessment", "start_loan", "purchase_grant", "assessment", "allocate_dwellings"]
    assert list(result.applications.task) == tasks
    assert list(result.applications.appealed) == ["none"] * 5
    # Looked at again in an hour and a half, and decided on in four.
    assert only(result.households).approved_at == day(16 + 1.5 + 4)


def test_a_grant_not_used_can_be_given_to_somebody_else():
    # The certificate of the first lapses on day 24 + 60.
    people = [LACKS_5000, LACKS_5000 | {"at": 50.0}, LACKS_5000 | {"at": 100.0}]
    scenario = granting(
        grant_budget=5000.0, market__purchase_time=1e9, market__certificate_validity=60.0
    )
    result = play(scenario, people, until=150.0)
    grants = result.applications[result.applications.task == "purchase_grant"]
    assert list(grants.decided) == days(16, 66, 116)
    assert list(grants.phase) == ["passed_on", "refused", "passed_on"]
    assert list(result.world.households.grant) == pytest.approx([0.0, 0.0, 5000.0])


def test_what_is_given_back_of_last_years_budget_is_not_given_this_year():
    # Promised on day 360, lapsed on day 430; this year's money has gone to the second on day 384,
    # whose certificate lapses on day 452.  The third asks on day 442.
    people = [LACKS_5000 | {"at": at} for at in (344.0, 360.0, 425.0)]
    scenario = granting(
        grant_budget=5000.0, market__purchase_time=1e9, market__certificate_validity=60.0
    )
    result = play(scenario, people, until=500.0)
    grants = result.applications[result.applications.task == "purchase_grant"]
    assert list(grants.phase) == ["passed_on", "passed_on", "refused"]


def test_the_grant_of_one_who_found_a_home_without_help_is_given_back():
    wait = exponential(1, Stream.OWN_SOLUTION, 1000, 0, 0)
    scenario = granting(
        market__purchase_time=1e9, market__certificate_validity=1e9, own_solution__rate=wait / 50.0
    )
    result = play(scenario, [LACKS_5000])
    assert only(result.households).outcome == "own_solution"
    assert result.world.clock.granted_this_year[0] == 0


def test_where_work_is_bound_by_rules_the_grant_and_both_loans_are_approved():
    scenario = granting(organisation({"office": OTHERS}, rule_oriented=True))
    result = play(scenario, [LACKS_5000])
    assert list(result.applications.decided[1:]) == days(15, 26, 39)


def test_a_grant_office_elsewhere_makes_the_way_longer():
    bank = organisation({"office": OTHERS, "bank": (Task.PURCHASE_GRANT,)})
    result = play(granting(bank), [LACKS_5000])
    # Eight days by letter there and back, and reading and doing again at either end.
    assert list(result.applications.decided[1:]) == days(10, 10 + 8 + 7.5, 25.5 + 8 + 9.5)


def test_a_promise_belongs_to_the_episode():
    """Who gives up looking for a home, and comes back, has to ask for a grant again."""
    threshold = exponential(1, Stream.PATIENCE, 1000, 0, 0)
    scenario = granting(
        market__purchase_time=1e9,
        market__certificate_validity=1e9,
        patience__per_year=-np.expm1(-threshold / 50.0 * 365.0),
        patience__return_share=1.0,
        patience__return_after=1.0,
    )
    result = play(scenario, [LACKS_5000], until=100.0)
    assert list(result.households.outcome[:1]) == ["gave_up"]
    again = result.applications[result.applications.episode == 1]
    assert list(again.task)[:4] == WAYS


def refused_after_the_grant():
    """Savings are spent while the loan is assessed again: a grant is promised, and no loan."""
    scenario = granting()
    world = running.advance(world_with(scenario, [LACKS_5000]), 17.0, scenario)
    world.households.equity[0] -= 1000.0
    return Result(scenario, 1, running.advance(world, 100.0, scenario))


def test_a_grant_is_asked_for_once():
    result = refused_after_the_grant()
    assert list(result.applications.task) == [*WAYS, "assessment", "allocate_dwellings"]
    assert result.applications.phase.iloc[3] == "refused"


def test_a_promise_is_given_back_when_there_is_no_loan_to_it():
    result = refused_after_the_grant()
    assert result.world.clock.granted_this_year[0] == 0


# ---- tenants whose lease is reviewed -------------------------------------------------------


def granting_to_tenants(**changes):
    """The tenant of the one dwelling is looked at 100 days before its contract ends."""
    reviewing = organisation({"office": OTHERS}, lease_review=True)
    return granting(reviewing, dwellings=1, **changes)


def of_the_tenant(result):
    return result.applications[result.applications.household != 1000]


def test_a_lease_review_counts_the_grant_that_may_fill_what_is_missing():
    result = play(granting_to_tenants(), first_tenants=[LACKS_5000], **leaving_at(300))
    # Reviewed from day 200 to 203; a home found on the day of the certificate, and notice given.
    assert list(result.applications.task) == WAYS[1:]
    assert list(result.applications.decided) == days(211, 217, 225)
    lease = only(result.tenancies)
    assert (lease.review_outcome, lease.reason) == ("loan", "moved_with_help")
    assert (lease.end, lease.destination) == (pytest.approx(225 + 30), "own_home")
    assert result.world.clock.granted_this_year[0] == pytest.approx(5000.0)


def test_a_lease_review_by_one_who_knows_of_no_grants_counts_none():
    result = play(
        granting_to_tenants(recognition__base=0.0),
        first_tenants=[LACKS_5000],
        knowledge=no_grants_known(),
        **leaving_at(300),
    )
    assert result.tenancies.review_outcome.iloc[0] == "renewal"


def test_a_tenant_refused_a_grant_one_year_is_given_it_at_the_next_review():
    """Another has had this year's money; the contract is renewed, and 500 days later ends."""
    scenario = granting_to_tenants(
        grant_budget=5000.0, tenancy__contract=500.0, tenancy__renewal_share=1.0
    )
    result = play(scenario, [LACKS_5000], first_tenants=[LACKS_5000], **leaving_at(300))
    grants = of_the_tenant(result)
    grants = grants[grants.task == "purchase_grant"]
    assert list(grants.phase) == ["refused", "passed_on"]
    assert list(grants.decided) == days(217, 717)
    assert result.tenancies.reason.iloc[0] == "moved_with_help"


def test_a_grant_to_a_tenant_who_has_been_given_notice_meanwhile_is_given_back():
    # The certificate is issued on day 225, and a home found on day 280, ten days after notice.
    def so_far(until, purchase_time):
        scenario = granting_to_tenants(
            market__purchase_time=purchase_time, market__certificate_validity=1e5
        )
        return play(scenario, first_tenants=[LACKS_5000], until=until, **leaving_at(300))

    draw = so_far(260.0, 1.0).applications["days own_search"].iloc[-1]
    before, after = so_far(279.9, 55.0 / draw), so_far(280.1, 55.0 / draw)
    assert only(after.tenancies).notice_at == 270.0
    assert [one.applications.phase.iloc[-1] for one in (before, after)] == ["searching", "granted"]
    granted = [float(one.world.clock.granted_this_year[0]) for one in (before, after)]
    assert granted == [pytest.approx(5000.0), 0.0]


@pytest.mark.parametrize(("budget", "able"), [(None, True), (1.0, True), (0.0, False)])
def test_who_could_buy_with_a_grant_can_manage_where_there_is_money_for_grants(budget, able):
    """Whoever hears the household out knows of no grants: it becomes a tenant all the same."""
    scenario = granting(grant_budget=budget, dwellings=1, recognition__base=0.0)
    result = play(scenario, [LACKS_5000], knowledge=no_grants_known(), **leaving_at(50))
    lease = only(result.tenancies[result.tenancies.household == 1000])
    assert bool(lease.able_at_entry) == able
