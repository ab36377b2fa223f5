"""Towns in districts, and coordinators for households with compound needs: hand cases."""

import numpy as np
import pytest

from sim.names import Need, Task
from tests.building import OTHERS, organisation
from tests.worlds import bits, day, days, leaving_at, only, play, tiny, world_with

# ---- districts -----------------------------------------------------------------------------

NORTH, SOUTH = 0, 1
HALVES = {"North": 0.5, "South": 0.5}
#: Case work where households come; homes in the whole town are looked after by one unit.
OF_A_DISTRICT = (Task.ALLOCATE_DWELLINGS, Task.SOCIAL_ASSISTANCE, Task.REVIEW_LEASES)


def divided(**changes):
    """An office in each half of the town, and a town hall for all the rest."""
    return organisation(
        {"hall": OTHERS, "office": OF_A_DISTRICT},
        districts=HALVES,
        per_district=["office"],
        **changes,
    )


def test_a_household_goes_to_the_office_of_its_district():
    people = [{"district": NORTH}, {"district": SOUTH}]
    result = play(tiny(divided()), people)
    assert list(result.events[result.events.event == "assessed"].unit) == [
        "office North",
        "office South",
    ]
    # Neither waits for the other.
    assert list(result.households.approved_at) == days(6, 6)
    assert list(result.households.district) == ["North", "South"]


def test_what_the_whole_town_has_one_of_serves_both():
    asks = {"presenting": Need.DEBT_ADVICE}
    result = play(tiny(divided()), [asks | {"district": NORTH}, asks | {"district": SOUTH}])
    assert list(result.households.ended_at) == days(8, 16)


def test_a_wrong_door_is_one_in_the_own_district():
    door = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.SOCIAL_ASSISTANCE: 1.0}}}
    asks = {"presenting": Need.DEBT_ADVICE, "district": SOUTH}
    result = play(tiny(divided(), **door), [asks])
    assert result.events[result.events.event == "went_to"].unit.iloc[0] == "office South"
    assert result.events[result.events.event == "sent_on"].unit.iloc[0] == "hall"


def seed_with_one_dwelling_in_each():
    scenario = tiny(divided(), dwellings=2)
    for seed in range(1, 50):
        world = world_with(scenario, seed=seed)
        if list(world.dwellings.district) == [NORTH, SOUTH]:
            return scenario, seed
    raise AssertionError


def test_dwellings_are_allocated_by_the_office_of_their_district():
    scenario, seed = seed_with_one_dwelling_in_each()
    people = [{"district": SOUTH}, {"district": NORTH, "at": 50.0}]
    result = play(scenario, people, seed, **leaving_at(100, 1e6))
    assert list(result.dwellings.allocator) == ["office North", "office South"]
    # The one in the North is let, to the one who lives there though it came later.
    assert list(result.households.outcome) == ["open", "municipal"]
    lists = result.applications[result.applications.task == "allocate_dwellings"]
    assert list(lists.right_unit) == ["office South", "office North"]


def test_an_allocator_of_the_whole_town_gives_a_dwelling_of_any_district():
    _, seed = seed_with_one_dwelling_in_each()
    organised = organisation({"hall": OTHERS}, districts=HALVES)
    result = play(tiny(organised, dwellings=2), [{"district": SOUTH}], seed, **leaving_at(100, 1e6))
    assert only(result.households).outcome == "municipal"


def test_each_districts_office_leads_a_committee_of_its_own():
    body = {"led_by": "office", "members": ("office", "hall")}
    people = [{"district": NORTH}, {"district": SOUTH}, {"district": SOUTH, "at": 0.5}]
    result = play(tiny(divided(bodies=[body])), people)
    # Half an hour for the North, then an hour for the South, which has two cases.
    assert list(result.households.approved_at) == days(14.5, 14 + 0.5 + 1, 14 + 0.5 + 1)
    assert list(result.meetings.meetings) == [1, 1]


# ---- case coordinators ---------------------------------------------------------------------

OFFICE, ADVICE, BANK = range(3)


def coordinated(coordinator=True):
    """The office believes that advice is the bank's business, and allowance the advisers'."""
    organised = organisation(
        {"office": OTHERS, "advice": (Task.DEBT_ADVICE,), "bank": (Task.HOUSING_ALLOWANCE,)},
        case_coordinator=coordinator,
    )
    believes = np.ones((3, 3))
    believes[OFFICE, [ADVICE, BANK]] = 0.0
    return tiny(organised, recognition__base=0.0), {"who_does_what": believes}


def knowing(*tasks):
    knowledge = np.zeros((3, len(Task)))
    knowledge[:, list(tasks)] = 1.0
    return {"knowledge": knowledge}


def bounced(scenario, needs, **world):
    person = {"needs": bits(Need.DWELLING, *needs), "income": 9000.0}
    result = play(scenario, [person], **world)
    return result, set(result.applications.task[result.applications.bounces > 0])


@pytest.mark.parametrize(
    ("coordinator", "needs", "known", "wrongly"),
    [
        (False, (Need.DEBT_ADVICE,), (Task.DEBT_ADVICE,), {"debt_advice"}),
        (True, (Need.DEBT_ADVICE,), (Task.DEBT_ADVICE,), set()),
        # Allowance alone makes no compound needs.
        (True, (Need.HOUSING_ALLOWANCE,), (Task.HOUSING_ALLOWANCE,), {"housing_allowance"}),
        # Nor does a need that nobody has seen.
        (
            True,
            (Need.HOUSING_ALLOWANCE, Need.DEBT_ADVICE),
            (Task.HOUSING_ALLOWANCE,),
            {"housing_allowance"},
        ),
    ],
)
def test_a_coordinator_sends_cases_of_compound_needs_to_the_right_unit(
    coordinator, needs, known, wrongly
):
    scenario, world = coordinated(coordinator)
    assert bounced(scenario, needs, **world, **knowing(*known))[1] == wrongly


def test_a_coordinator_spends_time_on_every_sending():
    scenario, world = coordinated()
    result, _ = bounced(scenario, (Need.DEBT_ADVICE,), **world, **knowing(Task.DEBT_ADVICE))
    # To find out (0.75) and to write (0.5); at the other end reading and doing again.
    assert list(result.world.desks.coordination_hours[:3]) == days(1.25, 1.5, 0)
    found_out = only(result.events[result.events.event == "coordinated"])
    sent = only(result.events[result.events.event == "sent_on"])
    assert (found_out.time, found_out.application) == (sent.time, sent.application)
    assert (found_out.unit, found_out.caseworker) == ("office", sent.caseworker)
    assert only(result.households).coordination_hours == day(1.25 + 1.5)
    # Both keep the office from deciding on the dwelling.
    assert only(result.households).approved_at == day(2 + 1.25 + 4)


def test_the_right_unit_may_contest_a_coordinated_case_still():
    scenario, world = coordinated()
    contest = np.zeros((3, 3))
    contest[OFFICE, ADVICE] = 1.0
    world |= knowing(Task.DEBT_ADVICE) | {"contest": contest}
    result, _ = bounced(scenario, (Need.DEBT_ADVICE,), **world)
    advice = result.applications[result.applications.task == "debt_advice"].iloc[0]
    assert (advice.contests, advice["days contest"]) == (1, day(14))
