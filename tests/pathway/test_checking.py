"""The routine of checking everyone against the economic instruments: what it finds and costs."""

import numpy as np
import pytest

from sim.draws import Stream
from sim.names import Need, Task
from tests.building import OTHERS, organisation
from tests.worlds import CHEAP, bits, day, days, leaving_at, play, tiny, uniform

ALLOWANCE = bits(Need.DWELLING, Need.HOUSING_ALLOWANCE)
EARNS_LITTLE = {"income": 9000.0, "needs": ALLOWANCE}
#: Nobody knows of anything.
IGNORANT = {"knowledge": np.zeros((1, len(Task)))}


def checking(kept=True, finds=1.0, **changes):
    organised = organisation({"office": OTHERS}, check_everyone=kept, lease_review=True)
    return tiny(organised, recognition__base=0.0, routine__check_finds=finds, **changes)


def asked_for(result):
    return [task for task in result.applications.task if task != "assessment"]


def test_it_finds_what_nobody_would_have_seen_and_takes_its_time():
    result = play(checking(), [EARNS_LITTLE], **IGNORANT)
    assert asked_for(result) == ["housing_allowance", "allocate_dwellings"]
    assert result.households.assessed_at.iloc[0] == day(2.25)
    result = play(checking(kept=False), [EARNS_LITTLE], **IGNORANT)
    assert asked_for(result) == ["allocate_dwellings"]
    assert result.households.assessed_at.iloc[0] == day(2)


@pytest.mark.parametrize("hair", [-1e-12, 1e-12])
def test_it_finds_a_share(hair):
    visibility = uniform(1, Stream.VISIBILITY, 1000, int(Need.HOUSING_ALLOWANCE), 0)
    result = play(checking(finds=visibility + hair), [EARNS_LITTLE], **IGNORANT)
    assert ("housing_allowance" in asked_for(result)) == (hair > 0)


def test_it_finds_a_loan_that_is_within_reach():
    person = {"income": 50_000.0}
    for kept in (False, True):
        result = play(checking(kept, **CHEAP), [person], **IGNORANT)
        assert asked_for(result)[0] == ("start_loan" if kept else "allocate_dwellings")


def test_it_looks_for_economic_instruments_only():
    needs = bits(Need.DWELLING, Need.DEBT_ADVICE, Need.HOME_CARE, Need.SOCIAL_ASSISTANCE)
    assert asked_for(play(checking(), [{"needs": needs}], **IGNORANT)) == ["allocate_dwellings"]


def test_who_was_never_heard_out_was_never_checked():
    person = {
        "presenting": Need.SOCIAL_ASSISTANCE,
        "needs": bits(Need.SOCIAL_ASSISTANCE, Need.HOUSING_ALLOWANCE),
        "income": 9000.0,
    }
    result = play(checking(), [person], **IGNORANT)
    assert asked_for(result) == ["social_assistance"]
    assert result.households.ended_at.iloc[0] == day(3)


def test_it_does_not_lower_what_is_known():
    knowing = {"knowledge": np.ones((1, len(Task)))}
    result = play(checking(finds=0.0), [EARNS_LITTLE], **knowing)
    assert "housing_allowance" in asked_for(result)


def test_a_lease_review_checks_too():
    rich = {"equity": 1e9}
    for kept, outcome in ((False, "renewal"), (True, "loan")):
        scenario = checking(kept, dwellings=1, **CHEAP)
        result = play(scenario, first_tenants=[rich], **IGNORANT, **leaving_at(200))
        assert result.tenancies.review_outcome.iloc[0] == outcome
        done = result.events[result.events.event == "lease_reviewed"].time
        assert list(done) == days(103.25 if kept else 103)


def test_a_second_look_costs_no_check():
    scenario = checking(market__search_time=1e9, market__search_limit=60.0)
    knowledge = np.zeros((1, len(Task)))
    knowledge[0, Task.PRIVATE_MEDIATION] = 1.0
    result = play(scenario, [{"income": 50_000.0}], knowledge=knowledge)
    # Mediation in vain from day 7.25 on; half an hour, and half of the two hours of hearing out.
    assert result.households.approved_at.iloc[0] == day(2.25 + 5 + 60 + 1.5 + 4)
