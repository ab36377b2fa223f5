"""Dwellings that are sold, given back, out of service, a foundation's, or converted.

A dwelling left on day 100 is inspected from day 104, and works are done on day 137.
"""

import pytest

from sim import running
from sim.draws import Stream
from sim.names import Category, Group, Need, Ownership, Task
from sim.result import Result
from sim.state import Level
from tests.building import OTHERS, block, organisation
from tests.worlds import (
    bits,
    day,
    days_by_cause,
    exponential,
    first_tenant,
    leaving_at,
    only,
    play,
    tiny,
    uniform,
    world_with,
)

HANDED_OVER = {"hand_over": 12.0, "inspection": 5.0, "works": 20.0}
LET_AGAIN = {"allocation": 1.5, "answer": 7.0, "move_in": 14.0}


def owned_as(ownership, dwellings=1):
    return [block(Category.ORDINARY, dwellings, rooms=1, ownership=ownership)]


def levels(result, *which):
    return [int(result.world.levels.value[level]) for level in which]


# ---- co-op flats bought by their tenants ---------------------------------------------------

#: A flat costs 20 000, a home on the market twice as much; what one lacks nobody lends.
CAN_PAY = {"equity": 20_000.1}
GRANTING = {"grant__largest_share": 0.25}


def selling(ownership=Ownership.COOP_FLAT, may_buy=True, **changes):
    organised = organisation({"office": OTHERS}, lease_review=True, tenants_may_buy=may_buy)
    usual = {
        "group": {"landlord_acceptance": 0.0},
        "stock": owned_as(ownership),
        "market__price_per_m2": 1000.0,
        "loan__cheap_segment": 1.0,
        "loan__fees": 0.0,
        "coop__price_share": 0.5,
        "coop__transfer_time": 50.0,
        # Another flat is bought a hundred days after.
        "coop__replacement": 100.0 / exponential(1, Stream.REPLACEMENT, 0, 0, 0),
    }
    return tiny(organised, **(usual | changes))


def test_a_tenant_buys_its_flat_and_stays_in_it():
    # Reviewed from day 200 to 203, the loan assessed by day 211, and the flat made over.
    result = play(selling(), first_tenants=[CAN_PAY], until=360.9, **leaving_at(300))
    lease = only(result.tenancies)
    assert (lease.review_outcome, lease.reason, lease.destination) == (
        "purchase",
        "bought_the_flat",
        "own_home",
    )
    assert lease.end == day(211 + 50)
    # It is sold, and not counted as empty; the tenant's notice was never due.
    assert only(result.dwellings).phase == "sold"
    assert levels(result, Level.SOLD, Level.LET, Level.VACANT, Level.MUNICIPAL_TENANTS) == [
        1, 0, 0, 0,
    ]  # fmt: skip
    assert result.world.levels.area[Level.VACANT] == 0
    assert len(result.vacancies) == 0


def test_another_flat_is_bought_and_let_at_once():
    result = play(selling(), [{}], first_tenants=[CAN_PAY], **leaving_at(300))
    row = only(result.vacancies)
    assert row.move_out == row.ready_at == day(261 + 100)
    assert bool(row.out_of_service)
    assert days_by_cause(row) == LET_AGAIN
    assert only(result.households).home_at == day(361 + 1.5 + 7 + 14)
    assert levels(result, Level.SOLD, Level.LET, Level.VACANT) == [0, 1, 0]


@pytest.mark.parametrize(
    ("changes", "tenant", "outcome"),
    [
        ({}, {"equity": 19_999.9}, "renewal"),
        # A grant may pay for a quarter of the flat: of its own price, not of one on the market.
        (GRANTING, {"equity": 15_000.1}, "purchase"),
        (GRANTING, {"equity": 14_999.9}, "renewal"),
        (GRANTING | {"may_buy": False}, {"equity": 30_000.1}, "loan"),
        (GRANTING | {"may_buy": False}, {"equity": 29_999.9}, "renewal"),
        ({"may_buy": False}, {}, "renewal"),
        ({"ownership": Ownership.OWNED}, {}, "renewal"),
        ({}, {"needs": bits(Need.DWELLING, Need.HOME_CARE)}, "renewal"),
        ({}, {"equity": 40_000.1}, "purchase"),  # who could buy on the market buys the flat too
        ({"may_buy": False}, {"equity": 40_000.1}, "loan"),
    ],
)
def test_who_may_buy_its_flat(changes, tenant, outcome):
    result = play(selling(**changes), first_tenants=[CAN_PAY | tenant], **leaving_at(300))
    assert result.tenancies.review_outcome.iloc[0] == outcome


def test_who_is_buying_its_flat_stays_beyond_the_contract():
    result = play(selling(coop__transfer_time=90.0), first_tenants=[CAN_PAY], **leaving_at(300))
    lease = only(result.tenancies[result.tenancies.tenure == "municipal"])
    assert (lease.reason, lease.end) == ("bought_the_flat", day(211 + 90))


def test_a_flat_whose_tenant_has_left_meanwhile_is_not_sold():
    leaving_rate = exponential(1, Stream.TENANCY, first_tenant(), 0, 1) / 250.0
    scenario = selling(
        group={"landlord_acceptance": 0.0, "leaving_rate": leaving_rate}, coop__transfer_time=90.0
    )
    result = play(scenario, first_tenants=[CAN_PAY], **leaving_at(300))
    lease = only(result.tenancies[result.tenancies.tenure == "municipal"])
    assert (lease.reason, lease.end) == ("left", pytest.approx(day(250), abs=1e-9))
    assert only(result.applications).phase == "withdrawn"
    assert levels(result, Level.SOLD) == [0]


def test_a_grant_promised_to_a_tenant_outlives_a_need_that_comes_meanwhile():
    # Reviewed on day 303; some savings are spent before the loan is assessed (day 311), so that
    # a grant is asked for (317) and the loan assessed again (325).  Needs change on day 340.
    drift = exponential(1, Stream.DRIFT, first_tenant(), 0, 0) / 340.0
    scenario = selling(
        group={"landlord_acceptance": 0.0, "needs": {Need.DEBT_ADVICE: 0.5}},
        grant__largest_share=0.15,
        coop__transfer_time=40.0,
        needs__drift_rate=drift,
    )
    world = world_with(scenario, first_tenants=[CAN_PAY], **leaving_at(400))
    world = running.advance(world, 305.0, scenario)
    world.households.equity[0] -= 2000.0
    result = Result(scenario, 1, running.advance(world, 376.0, scenario))
    assert only(result.households).need_at == day(340)
    assert only(result.tenancies).end == day(325 + 40)
    assert result.world.households.grant[0] == pytest.approx(1999.9)


# ---- leased in, and out of service ---------------------------------------------------------

#: The draws of the first vacancy of dwelling 0: whether, and for how long at a mean of one day.
FATE = uniform(1, Stream.OUT_OF_SERVICE, 0, 0, 0)
TIME = exponential(1, Stream.OUT_OF_SERVICE, 0, 0, 1)


@pytest.mark.parametrize("hair", [-1e-12, 1e-12])
def test_a_share_of_leased_in_dwellings_goes_back_and_is_replaced(hair):
    scenario = tiny(
        stock=owned_as(Ownership.LEASED_IN),
        leased_in__ends=1.0 - FATE + hair,
        leased_in__replacement=40.0 / TIME,
    )
    row = only(play(scenario, [{}], **leaving_at(100)).vacancies)
    away = {"replacement": 40.0} if hair > 0 else {}
    assert days_by_cause(row) == HANDED_OVER | LET_AGAIN | away
    assert row.ready_at == day(137 + (40 if hair > 0 else 0))
    assert bool(row.out_of_service) == (hair > 0)


@pytest.mark.parametrize("hair", [-1e-12, 1e-12])
def test_a_share_of_vacated_dwellings_is_out_of_service_and_comes_back(hair):
    scenario = tiny(
        dwellings=1,
        stock__out_of_service=FATE + hair,
        stock__out_of_service_time=40.0 / TIME,
        leased_in__ends=1.0,  # which the municipality's own are not
    )
    out = hair > 0
    before = play(scenario, [{}], until=176.9, **leaving_at(100))
    assert levels(before, Level.OUT_OF_SERVICE, Level.VACANT) == [int(out)] * 2
    result = play(scenario, [{}], **leaving_at(100))
    row = only(result.vacancies)
    away = {"out_of_service": 40.0} if out else {}
    assert days_by_cause(row) == HANDED_OVER | LET_AGAIN | away
    assert row.ready_at == day(137 + (40 if out else 0))
    assert levels(result, Level.OUT_OF_SERVICE, Level.VACANT) == [0, 0]


# ---- a foundation's dwellings --------------------------------------------------------------


def foundation(ownership=Ownership.FOUNDATION, **changes):
    """Letters to the property unit take eight days; by agreement it is five."""
    organised = organisation(
        {"office": OTHERS, "property": (Task.MANAGE_VACANCIES,)}, vacancy_owner=True
    )
    # Not that they would be sold, renovated, or given back.
    never = {"stock__out_of_service": 1.0, "leased_in__ends": 1.0}
    return tiny(organised, stock=owned_as(ownership), **never, **changes)


def test_a_foundation_puts_its_dwelling_in_order_without_crews():
    result = play(foundation(), [{}], **leaving_at(100))
    # Told on day 75, while the tenant lives there still; the works take the usual twenty days.
    row = only(result.vacancies)
    assert row.ready_at == day(120)
    assert days_by_cause(row) == {"works": 20.0, "telling_allocator": 5.0} | LET_AGAIN
    assert list(result.world.desks.hours[1:]) == [0, 0]


def test_a_foundation_hears_of_a_sudden_move_out_and_then_begins():
    rate = exponential(1, Stream.TENANCY, first_tenant(), 0, 2) / 100.0
    scenario = foundation(group={"failure_rate": rate})
    row = play(scenario, **leaving_at(1e6)).vacancies.iloc[0]
    assert row.ready_at == day(100 + 5 + 40)
    told = {"hand_over": 5.0, "works": 40.0, "telling_allocator": 5.0}
    assert days_by_cause(row) == told | LET_AGAIN


# ---- conversion ----------------------------------------------------------------------------


def converting(**changes):
    """A social dwelling of the homes office; the ordinary ones are the office's to allocate."""
    organised = organisation(
        {"office": OTHERS, "homes": ()}, by_category={Category.SOCIAL: "homes"}
    )
    usual = {
        "stock": [block(Category.SOCIAL, 1, rooms=1)],
        "others": [
            {"kind": Group.SUBSTANCE, "categories": (Category.SOCIAL,)},
            {"kind": Group.YOUTH, "categories": (Category.YOUTH, Category.ORDINARY)},
        ],
        "stock__conversion_after": 150.0,
        "stock__conversion_delay": 60.0,
    }
    return tiny(organised, **(usual | changes))


#: Ready on day 137, told by letter, and nobody found on the list of the homes office.
IN_VAIN = 137 + 8 + 1.5


def test_a_dwelling_that_stood_ready_in_vain_becomes_one_of_another_category():
    result = play(converting(), [{}], **leaving_at(100))
    row = only(result.vacancies)
    causes = days_by_cause(row)
    assert (causes["no_applicant"], causes["conversion"]) == (day(150), day(60))
    home = only(result.dwellings)
    assert (home.category, home.allocator) == ("ordinary", "office")
    # Who waited for an ordinary dwelling gets it from the office.
    assert only(result.households).home_at == day(IN_VAIN + 150 + 60 + 1.5 + 7 + 14)


def test_it_becomes_one_that_most_wait_for_first():
    # Young people may have an ordinary one too, but that is not what they wait for first.
    young = {"group": Group.YOUTH}
    for people, category in (([{}, {}, young], "ordinary"), ([{}, young, young], "youth")):
        result = play(converting(), people, **leaving_at(100))
        assert only(result.dwellings).category == category


def test_it_is_looked_at_again_when_nobody_wants_it_whom_it_would_fit():
    people = [{"accessible": 1}, {"at": 300.0}]
    result = play(converting(), people, **leaving_at(100))
    row = only(result.vacancies)
    assert row["days no_applicant"] == day(300)
    assert row.contract_at == day(IN_VAIN + 300 + 60 + 1.5 + 7 + 14)


def test_the_time_counts_anew_when_it_has_been_offered_meanwhile():
    # Listed on day 206 by the homes office, who refuses on day 214.5; 1.5 to look at the list.
    people = [{}, {"at": 200.0, "group": Group.SUBSTANCE}]
    result = play(converting(offers__refused=1.0), people, **leaving_at(100))
    converted = result.events[result.events.event == "converted"].iloc[0]
    assert converted.time == day(206 + 1.5 + 7 + 1.5 + 150 + 60)


def test_nobody_is_offered_a_dwelling_that_is_being_converted():
    # One who would have taken it is listed while it becomes another.
    people = [{}, {"at": IN_VAIN + 150.0, "group": Group.SUBSTANCE}]
    result = play(converting(), people, **leaving_at(100))
    assert list(result.households.outcome) == ["municipal", "open"]
