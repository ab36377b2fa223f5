"""The way home, the list, offers, tenancies and vacancies: hand cases, day by day."""

import numpy as np
import pytest

from sim import logbook, running
from sim.draws import Stream
from sim.names import TASK_OF_NEED, Category, Ground, Group, Need, Task, Tenure
from sim.result import Result
from sim.state import Happening, Level, Phase
from tests import recount
from tests.building import OTHERS, block, organisation
from tests.worlds import (
    CHEAP,
    NEVER_COMES,
    bits,
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

#: The tenant of dwelling 0 on day 0.
FIRST_TENANT = first_tenant()


def property_apart(**changes):
    return organisation({"office": OTHERS, "property": (Task.MANAGE_VACANCIES,)}, **changes)


# ---- the way home --------------------------------------------------------------------------


def test_home_seekers_who_stay_with_others_are_counted_day_by_day():
    # The dwelling is ready on day 137, looked for a tenant of until 138.5, and let 21 days later.
    people = [
        {"at": 10.0},
        {"at": 20.0, "presenting": Need.DEBT_ADVICE},  # seeks no home
        {"at": 30.0, "tenure": Tenure.NONE, "acute": 1},  # nor stays this one with others
        {"at": 400.0},
    ]
    result = play(tiny(dwellings=1), people, **leaving_at(100))
    assert list(result.households.ended_at.iloc[[0]]) == pytest.approx([159.5])
    level = result.world.levels[Level.WITH_OTHERS]
    assert level.value == 1
    area = level.area + level.value * (1000.0 - level.since)
    assert area == pytest.approx((159.5 - 10.0) + (1000.0 - 400.0))
    recount.check(result.world)


def test_who_can_buy_is_given_a_loan_and_looks_for_a_home():
    scenario = tiny(market__purchase_time=50.0, market__certificate_validity=1e5, days=1e4, **CHEAP)
    result = play(scenario, [{"income": 50_000.0}])
    row = only(result.households)
    search = days_by_cause(row)["own_search"]
    assert row.outcome == "bought"
    # Two days to be heard out, eight for the loan, then the market.
    assert row.ended_at == pytest.approx(2 + 8 + search)
    assert list(result.applications.task) == ["assessment", "start_loan"]
    assert not row.straight_to_list


def test_who_can_only_rent_is_helped_to_a_private_home():
    scenario = tiny(market__search_time=50.0, market__search_limit=1e5, days=1e4)
    result = play(scenario, [{"income": 50_000.0}])
    row = only(result.households)
    assert row.outcome == "private_rental"
    assert row.ended_at == pytest.approx(2 + 5 + days_by_cause(row)["own_search"])
    assert list(result.tenancies.tenure) == ["private_rental"]


def test_a_search_that_takes_too_long_is_given_up_and_the_case_looked_at_again():
    scenario = tiny(market__search_time=1e9, market__search_limit=60.0)
    result = play(scenario, [{"income": 50_000.0}])
    row = only(result.households)
    assert list(result.applications.task) == [
        "assessment",
        "private_mediation",
        "assessment",
        "allocate_dwellings",
    ]
    assert list(result.applications.phase) == ["passed_on", "lapsed", "passed_on", "listed"]
    # Looked at again: half an hour, and half of the two hours of the first assessment.
    assert row.approved_at == pytest.approx(2 + 5 + 60 + 1.5 + 4)
    assert not row.straight_to_list


def test_a_loan_refused_for_an_allowance_that_nobody_sees():
    # The office thinks of a grant, of which the bank does not know.
    bank = organisation(
        {"office": OTHERS, "bank": (Task.START_LOAN,), "slow": (Task.HOUSING_ALLOWANCE,)}
    )
    knowledge = np.zeros((3, len(Task)))
    knowledge[0] = 1.0
    knowledge[0, Task.HOUSING_ALLOWANCE] = 0.0
    knowledge[1, Task.START_LOAN] = 1.0
    scenario = tiny(
        bank,
        group={"landlord_acceptance": 0.0},
        market__price_per_m2=25_000.0,
        allowance__ceiling=70_000.0 / 12.0,
        recognition__base=0.0,
        grant__largest_share=1.0,
        work__housing_allowance__hours=1e4,
    )
    person = {"income": 12_500.0, "needs": bits(Need.DWELLING, Need.HOUSING_ALLOWANCE)}
    result = play(scenario, [person], knowledge=knowledge)
    tracks = result.applications
    assert list(tracks.task) == ["assessment", "start_loan", "assessment", "allocate_dwellings"]
    assert list(tracks.phase) == ["passed_on", "refused", "passed_on", "listed"]
    # Post 8, loan 8, reading 0.5, doing again 1; looked at again 1.5 where it was heard out.
    row = only(result.households)
    assert row.decided_at == pytest.approx(2 + 8 + 9.5)
    assert row.approved_at == pytest.approx(row.decided_at + 1.5 + 4)
    # One who knows both instruments grants it, and so does one who is told.
    knowledge[1, Task.HOUSING_ALLOWANCE] = 1.0
    result = play(scenario, [person], knowledge=knowledge)
    assert result.applications[result.applications.task == "start_loan"].iloc[0].granted
    knowledge[[0, 1], Task.HOUSING_ALLOWANCE] = 1.0, 0.0
    result = play(scenario, [person], knowledge=knowledge)
    assert result.applications[result.applications.task == "start_loan"].iloc[0].granted


def test_an_instrument_nobody_knows_is_not_offered():
    scenario = tiny(recognition__base=0.0, **CHEAP)
    result = play(scenario, [{"income": 50_000.0}], knowledge=np.zeros((1, len(Task))))
    assert list(result.applications.task) == ["assessment", "allocate_dwellings"]
    assert only(result.households).straight_to_list


def test_a_referral_expected_to_take_too_long_is_not_made():
    bank = organisation({"office": OTHERS, "bank": (Task.START_LOAN,)})
    slow = {"way_home__longest_referral": 20.0, "way_home__first_expected_days": 30.0}
    result = play(tiny(bank, **slow, **CHEAP), [{"income": 50_000.0}])
    # Mediation is the office's own and always within reach.
    assert list(result.applications.task) == ["assessment", "private_mediation"]


def test_who_has_no_ground_is_refused():
    result = play(tiny(), [{"ground": Ground.NONE}])
    row = only(result.households)
    assert (row.outcome, row.ended_at) == ("refused", 6.0)
    assert np.isnan(row.approved_at)


def test_a_way_home_left_over_does_not_end_the_episode_begun_since():
    scenario = tiny(
        organisation({"office": OTHERS, "welfare": (Task.SOCIAL_ASSISTANCE,)}),
        days=2000.0,
        follow_on={Task.SOCIAL_ASSISTANCE: {Task.START_LOAN: 1.0}},
        group={"landlord_acceptance": 0.0},
        recognition__base=0.0,
        patience__return_share=1.0,
        patience__return_after=200.0,
        market__purchase_time=1e9,
        market__certificate_validity=1500.0,
        **CHEAP,
    )
    # Nobody thinks of a loan but as what goes with social assistance, and that is given after
    # the application for a dwelling has been refused.
    knowledge = np.ones((2, len(Task)))
    knowledge[:, Task.START_LOAN] = 0.0
    needs = bits(Need.DWELLING, Need.SOCIAL_ASSISTANCE)
    person = {"needs": needs, "ground": Ground.NONE, "income": 50_000.0}
    result = play(scenario, [person], knowledge=knowledge)
    loan = result.applications[result.applications.task == "start_loan"].iloc[0]
    back = result.households.need_at.iloc[1]
    assert (loan.phase, loan.closed) == ("withdrawn", back)
    assert result.households.ended_at.iloc[0] < back


def test_a_home_found_for_who_has_one_already_changes_nothing():
    scenario = tiny(
        days=2000.0,
        follow_on={Task.SOCIAL_ASSISTANCE: {Task.START_LOAN: 1.0}},
        own_solution__rate=0.02,
        work__social_assistance__hours=100.0,
        market__certificate_validity=1e5,
        **CHEAP,
    )
    person = {"needs": bits(Need.DWELLING, Need.SOCIAL_ASSISTANCE), "income": 50_000.0}
    result = play(scenario, [person], seed=3)
    loan = result.applications[result.applications.task == "start_loan"].iloc[-1]
    assert loan.phase == "granted"
    row = only(result.households)
    assert (row.outcome, loan.closed > row.ended_at) == ("own_solution", True)
    assert list(result.tenancies.tenure) == ["private_rental"]
    assert result.world.levels.value[Level.WAITING] == 0


# ---- temporary housing ---------------------------------------------------------------------


def roofless(**changes):
    return {"tenure": Tenure.NONE, "acute": 1} | changes


def test_who_has_no_home_is_placed_by_the_night_until_housed():
    result = play(tiny(dwellings=1), [roofless()], **leaving_at(100))
    row = only(result.households)
    # Heard out on day 2, placed on day 4 (the list comes after it, on day 8).
    assert row.homeless_nights == pytest.approx(4)
    assert row.outcome == "municipal"
    assert row.temporary_nights == pytest.approx(row.home_at - 4)
    assert result.world.levels.value[Level.TEMPORARY] == 0
    assert result.world.levels.value[Level.HOMELESS] == 0


def test_nights_between_episodes_belong_to_the_one_before():
    scenario = tiny(
        days=1e5,
        patience__per_year=0.5,
        patience__return_share=1.0,
        patience__return_acute=1.0,
        patience__return_after=1000.0,
    )
    rows = play(scenario, [roofless()]).households
    assert len(rows) > 2
    nights = (rows.homeless_nights + rows.temporary_nights).iloc[:-1]
    assert list(nights) == pytest.approx(list(rows.need_at.diff().iloc[1:]))


def test_nobody_is_placed_once_refused():
    apart = organisation({"office": OTHERS, "hostel": (Task.TEMPORARY_HOUSING,)})
    result = play(tiny(apart), [roofless(ground=Ground.NONE)])
    # The refusal comes before the letter to the hostel does.
    assert list(result.applications.phase) == ["passed_on", "withdrawn", "refused"]
    assert result.world.levels.value[Level.TEMPORARY] == 0


def test_who_was_refused_and_does_not_come_back_is_not_homeless_for_ever():
    result = play(tiny(), [roofless(ground=Ground.NONE)])
    assert only(result.households).outcome == "refused"
    assert result.world.levels.value[Level.HOMELESS] == 0


# ---- the list ------------------------------------------------------------------------------


def test_dwellings_go_by_ground_and_then_by_who_applied_first():
    people = [
        {"at": 0.0, "ground": Ground.WISH},
        {"at": 1.0, "ground": Ground.WISH},
        {"at": 2.0, "ground": Ground.MUST},
        {"at": 3.0, "ground": Ground.MUST},
    ]
    result = play(tiny(dwellings=3), people, **leaving_at(100, 200, 300))
    rows = result.households.set_index("household")
    assert list(rows.home_at.rank(na_option="bottom")) == [3, 4, 1, 2]
    assert rows.outcome.iloc[1] == "open"


def test_a_dwelling_is_only_offered_to_whom_it_suits():
    people = [
        {"at": 0.0, "persons": 3},  # too many for one room, were there others
        {"at": 1.0, "accessible": 1},
        {"at": 2.0},
    ]
    scenario = tiny(dwellings=1)
    result = play(scenario, people, **leaving_at(100))
    assert list(result.households.outcome) == ["municipal", "open", "open"]
    # With larger dwellings elsewhere in the stock, one room does not suit three.
    stock = [block(Category.ORDINARY, 1, rooms=rooms) for rooms in (1, 3)]
    result = play(tiny(stock=stock), people, **leaving_at(100, NEVER_COMES))
    assert list(result.households.outcome) == ["open", "open", "municipal"]


#: Households that one accessible ordinary dwelling of two rooms suits, each another kind of home.
SUITED = (
    {},
    {"persons": 2},
    {"accessible": 1},
    {"persons": 2, "accessible": 1},
    {"group": Group.YOUTH},
)
OF_TWO_GROUPS = {"others": ({"kind": Group.YOUTH},)}


@pytest.mark.parametrize("turned", range(len(SUITED)))
def test_whoever_came_first_is_offered_it_whatever_kind_of_home_each_seeks(turned):
    order = [*SUITED[turned:], *SUITED[:turned]]
    stock = [block(Category.ORDINARY, len(order), rooms=2, accessible=True)]
    people = [one | {"at": float(n)} for n, one in enumerate(order)]
    left = leaving_at(100, 200, 300, 400, 500)
    rows = play(tiny(stock=stock, **OF_TWO_GROUPS), people, **left).households
    assert list(rows.sort_values("home_at").household) == list(rows.household)
    assert rows.home_at.is_unique


def test_among_those_who_came_at_once_the_one_opened_first_is_offered_it():
    scenario = tiny(stock=[block(Category.ORDINARY, 3, rooms=2)])
    people = [{"persons": 2}, {}, {"persons": 2}]
    world = running.advance(
        world_with(scenario, people, **leaving_at(100, 200, 300)), 50.0, scenario
    )
    cases = world.applications[: world.clock[0].applications]
    cases.arrived[cases.phase == Phase.LISTED] = 20.0
    assert np.sum(cases.arrived == 20.0) == 3
    result = Result(scenario, 1, running.advance(world, 1000.0, scenario))
    assert result.households.home_at.is_monotonic_increasing
    assert result.households.home_at.is_unique


def test_an_offer_refused_goes_along_those_who_came_next_of_any_kind():
    """First one who needs one room, then one who needs two, and so on; all of them refuse."""
    stock = [block(Category.ORDINARY, 1, rooms=2)]
    people = [{"persons": 1 + n % 2, "at": float(n)} for n in range(6)]
    result = play(tiny(stock=stock, offers__refused=1.0), people, **leaving_at(100))
    offered = logbook.rows(result.world)
    offered = offered.household[offered.event == Happening.OFFERED]
    first = int(offered[0])
    assert offered.tolist() == list(range(first, first + 6))
    assert only(result.vacancies).waiting_for == "no_applicant"


@pytest.mark.parametrize(
    ("category", "made_for"),
    [(Category.CARE, Need.HOME_CARE), (Category.SUPERVISED, Need.FOLLOW_UP)],
)
def test_who_is_known_to_need_the_help_in_a_dwelling_comes_first_within_a_ground(
    category, made_for
):
    both = bits(Need.DWELLING, made_for)
    people = [
        {"at": 0.0, "ground": Ground.WISH, "needs": both},
        {"at": 1.0, "ground": Ground.MUST},
        {"at": 2.0, "ground": Ground.MUST, "needs": both},
    ]

    def order(of, **known):
        scenario = tiny(
            stock=[block(of, 3, rooms=1)], group={"categories": (of,)}, recognition__base=0.0
        )
        rows = play(scenario, people, **leaving_at(100, 200, 300), **known).households
        return list(rows.set_index("household").home_at.rank())

    assert order(category) == [3, 2, 1]
    # What nobody has seen does not count, nor where a dwelling is made for nobody in particular.
    unseen = np.ones((1, len(Task)))
    unseen[0, TASK_OF_NEED[made_for]] = 0.0
    assert order(category, knowledge=unseen) == [3, 1, 2]
    assert order(Category.ORDINARY) == [3, 1, 2]


def test_an_offer_refused_goes_to_the_next_and_not_to_the_same_again():
    result = play(tiny(dwellings=1, offers__refused=1.0), [{}, {"at": 1.0}], **leaving_at(100))
    assert list(result.applications[result.applications.task == "allocate_dwellings"].offers) == [
        1,
        1,
    ]
    vacancy = only(result.vacancies)
    assert (vacancy.offers, vacancy.waiting_for) == (2, "no_applicant")
    # Two offers and two answers; the third look at the list finds nobody.
    ready = 100 + 12 + 5 + 20
    assert days_by_cause(vacancy)["answer"] == 14.0
    assert days_by_cause(vacancy)["allocation"] == pytest.approx(3 * 1.5)
    assert vacancy.ready_at == pytest.approx(ready)


def test_a_dwelling_nobody_wants_is_offered_to_the_next_that_comes():
    result = play(tiny(dwellings=1), [{"at": 500.0}], **leaving_at(100))
    vacancy = only(result.vacancies)
    causes = days_by_cause(vacancy)
    # Ready on day 137, told at once, looked for a tenant in vain; listed on day 506.
    assert causes["allocation"] == pytest.approx(1.5 + 1.5)
    assert causes["no_applicant"] == pytest.approx(506 - 138.5)
    assert vacancy.contract_at == pytest.approx(506 + 1.5 + 7 + 14)
    assert only(result.households).home_at == vacancy.contract_at


def test_one_who_stands_on_two_lists_takes_the_first_and_leaves_the_other():
    organised = organisation({"office": OTHERS, "care": ()}, by_category={Category.CARE: "care"})
    group = {"categories": (Category.ORDINARY, Category.CARE)}
    scenario = tiny(organised, dwellings=1, group=group)
    result = play(scenario, [{}], **leaving_at(100))
    lists = result.applications[result.applications.task == "allocate_dwellings"]
    assert list(lists.phase) == ["granted", "withdrawn"]
    assert list(lists.right_unit) == ["office", "care"]
    assert result.world.levels.value[Level.LISTED] == 0
    assert not result.world.lines.length.any()


# ---- vacancies -----------------------------------------------------------------------------


def test_a_vacancy_without_an_owner_waits_at_every_hand_over():
    result = play(tiny(property_apart(), dwellings=1), [{}], **leaving_at(100))
    row = only(result.vacancies)
    # Notice on day 70, a letter to the property unit; it takes the dwelling up when empty.
    assert (row.notice_at, row.move_out) == (70, 100)
    assert days_by_cause(row) == {
        "hand_over": 4.0 + 8.0,
        "inspection": 5.0,
        "works": 20.0,
        "telling_allocator": 8.0,
        "allocation": 1.5,
        "answer": 7.0,
        "move_in": 14.0,
    }
    assert row.ready_at == pytest.approx(137)
    assert row.contract_at == pytest.approx(167.5)


def test_an_owner_inspects_and_orders_while_the_tenant_still_lives_there():
    organised = property_apart(vacancy_owner=True)
    row = only(play(tiny(organised, dwellings=1), [{}], **leaving_at(100)).vacancies)
    assert days_by_cause(row) == {
        "works": 20.0,
        "telling_allocator": 8.0,
        "allocation": 1.5,
        "answer": 7.0,
        "move_in": 14.0,
    }
    assert row.ready_at == pytest.approx(120)


@pytest.mark.parametrize(("days", "told"), [(0.0, 0.0), (2.0, 2.0), (20.0, 8.0)])
def test_a_case_system_that_both_are_on_tells_what_is_vacant(days, told):
    """The property unit hears of the notice by it too, and inspects before the tenant leaves."""
    on_it = {name: {"case_systems": ("one",)} for name in ("office", "property")}
    organised = property_apart(vacancy_owner=True, units=on_it)
    scenario = tiny(organised, dwellings=1, vacancy__notice=9.0, handover__case_system=days)
    row = only(play(scenario, [{}], **leaving_at(100)).vacancies)
    assert row["days telling_allocator"] == pytest.approx(told)
    # Told on day 91 and so much later, it takes five days to inspect.
    assert row["days inspection"] == pytest.approx(max(0.0, 91 + told + 5 - 100))


def test_an_owner_who_hears_late_inspects_the_empty_dwelling():
    organised = property_apart(vacancy_owner=True)
    scenario = tiny(organised, dwellings=1, vacancy__notice=3.0)
    row = only(play(scenario, [{}], **leaving_at(100)).vacancies)
    # Told on day 97 + 8, inspected to day 110, works to day 130.
    causes = days_by_cause(row)
    assert causes["hand_over"] + causes["inspection"] == pytest.approx(10)
    assert row.ready_at == pytest.approx(130)


def test_works_wait_for_a_crew():
    scenario = tiny(dwellings=2, vacancy__internal_handovers=0.0)
    rows = play(scenario, [{}, {}], **leaving_at(100, 100)).vacancies
    # Inspected one after the other (105, 110); the crew is at the first until 125.
    assert list(rows["days crew"]) == [0, 15]
    assert list(rows["days works"]) == [20, 20]
    assert list(rows.ready_at) == [125, 145]


# ---- tenancies -----------------------------------------------------------------------------


def test_a_tenant_who_moves_gives_notice_and_goes_where_it_says():
    group = {"move_rate": 0.01, "move_to_own_home": 1.0}
    result = play(tiny(dwellings=1, days=1e4, group=group), seed=3)
    row = result.tenancies.iloc[0]
    assert row.notice_at == pytest.approx(exponential(3, Stream.TENANCY, FIRST_TENANT, 0, 0) / 0.01)
    assert row.end == pytest.approx(row.notice_at + 30)
    assert (row.reason, row.destination) == ("moved", "own_home")
    assert only(result.vacancies).with_notice


def test_a_tenant_who_leaves_for_good_gives_no_notice():
    result = play(tiny(dwellings=1, days=1e4, group={"leaving_rate": 0.01}), seed=3)
    row = result.tenancies.iloc[0]
    assert row.end == pytest.approx(exponential(3, Stream.TENANCY, FIRST_TENANT, 0, 1) / 0.01)
    assert (row.notice_at, row.reason, row.destination) == (row.end, "left", "institution")
    assert not only(result.vacancies).with_notice


def test_a_failed_tenancy_leaves_damage_and_an_acute_household():
    result = play(tiny(dwellings=1, days=1000.0, group={"failure_rate": 0.01}), seed=3)
    row = result.tenancies.iloc[0]
    failed = exponential(3, Stream.TENANCY, FIRST_TENANT, 0, 2) / 0.01
    assert row.end == pytest.approx(failed)
    assert (row.reason, row.destination) == ("failed", "none")
    vacancy = result.vacancies.iloc[0]
    assert vacancy.damage
    assert vacancy["days works"] == 40.0
    episode = result.households.iloc[0]
    assert (episode.need_at, bool(episode.acute), episode.ground) == (row.end, True, "must")
    assert bool(episode.returned)
    assert bool(episode.homeless)
    # It is placed by the night and gets, in the end, the same dwelling.
    assert episode.outcome == "municipal"
    assert episode.temporary_nights > 0
    assert list(result.tenancies.dwelling[:2]) == [0, 0]


def test_unmet_needs_and_rent_beyond_means_make_a_tenancy_fail_sooner():
    group = {"failure_rate": 0.001}
    plain = tiny(dwellings=1, days=1e5, group=group)
    harder = tiny(dwellings=1, days=1e5, group=group, tenancy__unaffordable_factor=3.0)
    ends = [play(scenario, seed=3).tenancies.iloc[0].end for scenario in (plain, harder)]
    assert ends[1] == pytest.approx(ends[0] / 3)


def test_a_contract_is_renewed_while_the_tenant_needs_it():
    share, seed = 0.5, 3
    scenario = tiny(dwellings=1, days=5000.0, tenancy__contract=200.0, tenancy__renewal_share=share)
    row = play(scenario, seed=seed, **leaving_at(150)).tenancies.iloc[0]
    renewed = 0
    while uniform(seed, Stream.RENEWAL, FIRST_TENANT, 0, renewed + 1) < share:
        renewed += 1
    assert row.contracts == renewed + 1
    assert row.end == pytest.approx(150 + renewed * 200)
    assert row.reason == "contract_ended"


# ---- lease review --------------------------------------------------------------------------


def reviewed(purchase_time, **changes):
    """A tenant who could buy, at whose lease somebody looks 100 days before its end."""
    organised = organisation({"office": OTHERS}, lease_review=True)
    return tiny(
        organised,
        dwellings=2,
        days=3000.0,
        group={"equity_mean": 1e9, "persons": {1: 1.0}},
        market__purchase_time=purchase_time,
        market__certificate_validity=1e5,
        **CHEAP,
        **changes,
    )


def draw_of_search():
    """The standard draw of the first tenant's search for a home to buy."""
    result = play(reviewed(1e-3), **leaving_at(200, 1e6))
    loan = result.applications[result.applications.household == FIRST_TENANT].iloc[0]
    return loan["days own_search"] / 1e-3


def test_a_lease_review_helps_on_a_tenant_who_can_manage():
    search = 30.0
    result = play(reviewed(search / draw_of_search()), **leaving_at(200, 1e6))
    row = result.tenancies.iloc[0]
    assert (row.reviews, row.review_outcome) == (1, "loan")
    assert (row.reason, row.destination) == ("moved_with_help", "own_home")
    # Reviewed from day 100 to 103, the loan to day 111, then the search and the notice.
    assert row.end == pytest.approx(111 + search + 30)


def test_help_to_move_on_ends_with_the_tenancy():
    """A home found after the tenant has moved out anyway must not free a dwelling again."""
    scenario = reviewed(150.0 / draw_of_search(), tenancy__renewal_share=0.0)
    result = play(scenario, **leaving_at(200, 1e6))
    row = result.tenancies.iloc[0]
    assert (row.reason, row.end) == ("contract_ended", 200.0)
    loan = result.applications[result.applications.household == FIRST_TENANT].iloc[0]
    assert (loan.phase, loan.closed) == ("withdrawn", 200.0)
    assert list(result.vacancies.dwelling) == [0]
    assert result.dwellings.phase.iloc[1] == "let"


def test_a_tenant_who_cannot_manage_keeps_the_lease():
    organised = organisation({"office": OTHERS}, lease_review=True)
    scenario = tiny(organised, dwellings=1, tenancy__renewal_share=1.0)
    row = play(scenario, **leaving_at(200)).tenancies.iloc[0]
    assert (row.reviews, row.review_outcome, row.reason) == (1, "renewal", "running")


def test_help_to_move_on_is_no_part_of_the_episode_before():
    organised = organisation({"office": OTHERS, "bank": (Task.START_LOAN,)}, lease_review=True)
    scenario = tiny(organised, dwellings=1, days=3000.0, tenancy__contract=700.0, **CHEAP)
    world = running.advance(world_with(scenario, [{}], **leaving_at(50)), 500.0, scenario)
    world.households[1].equity = 1e9  # it has come into money, and can buy
    result = Result(scenario, 1, running.advance(world, 3000.0, scenario))
    lease = result.tenancies[result.tenancies.household == 1000].iloc[0]
    assert lease.review_outcome == "loan"
    assert list(result.applications.unit)[-1] == "bank"
    row = only(result.households)
    assert (row.units_met, row.loops, row.referrals) == (1, 0, 0)


def test_private_mediation_asked_for_where_no_landlord_will_have_one():
    scenario = tiny(group={"landlord_acceptance": 0.0}, market__search_limit=60.0)
    row = only(play(scenario, [{"presenting": Need.PRIVATE_MEDIATION}]).households)
    assert (row.outcome, row.ended_at) == ("refused", 65.0)
