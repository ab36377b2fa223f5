"""Appeals of refusals: hand cases, day by day.

Heard out on day 2, refused on day 6 for want of a ground; an appeal takes 60 days and costs
whoever refused four hours (four days).
"""

from statistics import NormalDist

import numpy as np
import pytest

from sim.draws import Stream
from sim.names import Ground, Need, Task
from tests.building import OTHERS, organisation
from tests.worlds import (
    bits,
    day,
    days,
    days_by_cause,
    exponential,
    only,
    play,
    tiny,
    uniform,
)

GROUNDLESS = {"ground": Ground.NONE}


def appealed(changed, **changes):
    """Every refusal is appealed, and all appeals are won, or none."""
    return {"appeal__share": 1.0, "appeal__changed": float(changed), **changes}


def last(result, task):
    return result.applications[result.applications.task == task].iloc[-1]


def test_an_appeal_that_is_lost_ends_in_refusal_and_is_made_once():
    result = play(tiny(**appealed(False)), [GROUNDLESS])
    case = last(result, "allocate_dwellings")
    assert (case.phase, case.appealed, case.closed) == ("refused", "lost", day(66))
    assert days_by_cause(case) == {"work": 6.0, "appeal": 60.0}
    assert list(result.events.event).count("appealed") == 1
    row = only(result.households)
    # The decision was made when it was refused.
    assert (row.outcome, row.ended_at) == ("refused", day(66))
    assert row.decided_at == case.decided == day(6)


def test_an_appeal_that_is_won_makes_it_a_wish():
    result = play(tiny(**appealed(True)), [GROUNDLESS])
    case = last(result, "allocate_dwellings")
    assert (case.phase, case.appealed, case.judged_ground) == ("listed", "won", "wish")
    assert only(result.households).approved_at == day(66)


def test_a_must_ground_that_was_not_seen_is_seen_on_appeal():
    seed = 2
    error = NormalDist().inv_cdf(uniform(seed, Stream.RANKING, 1000, 0, 0))
    assert error > 0.0
    scenario = tiny(routine__ranking_noise=2.0 / error, **appealed(True))
    case = last(play(scenario, [{"ground": Ground.MUST}], seed), "allocate_dwellings")
    assert (case.decided, case.appealed, case.judged_ground) == (day(6), "won", "must")


@pytest.mark.parametrize("part", [0, 1])
def test_shares_of_refusals_are_appealed_and_changed(part):
    """By the chance of the household and its case: a hair below the share and above it."""
    name = ("appeal__share", "appeal__changed")[part]
    key = play(tiny(), [GROUNDLESS]).world.applications.key[1]
    chance = uniform(1, Stream.APPEAL, 1000, key, part)
    expected = (("none", "won"), ("lost", "won"))[part]
    for share, outcome in zip((chance - 1e-12, chance + 1e-12), expected, strict=True):
        result = play(tiny(**appealed(True) | {name: share}), [GROUNDLESS])
        assert last(result, "allocate_dwellings").appealed == outcome


def test_the_caseworker_who_refused_answers_the_appeal_first():
    # Both heard out by day 4; the first refused on day 8, the second decided after the answer.
    result = play(tiny(**appealed(False)), [GROUNDLESS, {"at": 1.0}])
    assert result.households.approved_at.iloc[1] == day(8 + 4 + 4)
    assert result.world.desks.coordination_hours[0] == day(4)


def test_after_a_committees_refusal_whoever_is_next_free_answers():
    organised = organisation({"office": OTHERS}, bodies=[{"led_by": "office"}])
    result = play(tiny(organised, **appealed(False)), [GROUNDLESS, {"at": 20.0}])
    cases = result.applications[result.applications.task == "allocate_dwellings"]
    assert cases.decided.iloc[0] == day(14.5)
    # The second is heard out from day 20 to 22; then the appeal is answered.
    assert days_by_cause(cases.iloc[1])["queue"] == day(4)
    assert cases.decided.iloc[1] == day(42.5)
    assert result.world.desks.owed_hours[0] == 0


def test_nobody_learns_twice_what_a_referral_takes():
    learned = [
        play(tiny(**changes), [GROUNDLESS]).world.expected_days[0, Task.ALLOCATE_DWELLINGS]
        for changes in ({}, appealed(False), appealed(True))
    ]
    # Decided four days after it was opened.
    assert learned == pytest.approx([30 + 0.1 * (4 - 30)] * 3)


def test_an_appeal_ends_with_the_household_that_has_found_a_home():
    rate = exponential(1, Stream.OWN_SOLUTION, 1000, 0, 0) / 20.0
    result = play(tiny(own_solution__rate=rate, **appealed(True)), [GROUNDLESS])
    case = last(result, "allocate_dwellings")
    assert (case.phase, case.closed, case.appealed) == ("withdrawn", day(20), "made")
    assert only(result.households).outcome == "own_solution"


@pytest.mark.parametrize("won", [False, True])
def test_a_loan_is_assessed_anew_with_all_the_allowance_that_is_due(won):
    """Nobody sees that allowance is due; the office thinks of a grant, the bank does not."""
    bank = organisation(
        {"office": OTHERS, "bank": (Task.START_LOAN,), "slow": (Task.HOUSING_ALLOWANCE,)}
    )
    knowledge = np.ones((3, len(Task)))
    knowledge[:, Task.HOUSING_ALLOWANCE] = 0.0
    knowledge[1, Task.PURCHASE_GRANT] = 0.0
    scenario = tiny(
        bank,
        group={"landlord_acceptance": 0.0},
        market__price_per_m2=25_000.0,
        allowance__ceiling=70_000.0 / 12.0,
        recognition__base=0.0,
        grant__largest_share=1.0,
        work__housing_allowance__hours=1e4,
        **appealed(won),
    )
    person = {"income": 12_500.0, "needs": bits(Need.DWELLING, Need.HOUSING_ALLOWANCE)}
    result = play(scenario, [person], knowledge=knowledge)
    loan = last(result, "start_loan")
    assert (loan.decided, bool(loan.granted)) == (day(2 + 8 + 9.5), won)
    assert loan["days appeal"] == day(60)
    assert result.world.desks.coordination_hours[1] == day(1.5 + 4)
    # Meanwhile no other way home is tried; after it one is only if it was lost.
    again = result.applications[result.applications.task == "assessment"].iloc[1:]
    assert list(again.created) == ([] if won else days(19.5 + 60))


@pytest.mark.parametrize("presenting", [Need.HOUSING_ALLOWANCE, Need.ADAPTATION])
def test_other_refusals_are_not_appealed(presenting):
    scenario = tiny(adaptation__feasible=0.0, **appealed(True))
    result = play(scenario, [{"presenting": presenting, "income": 60_000.0}])
    case = only(result.applications)
    assert (case.phase, case.appealed) == ("refused", "none")
    assert only(result.households).outcome == "refused"
