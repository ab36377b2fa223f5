"""Rooms by the night: given out, waited for, set free; what a long stay does.

Heard out on day 2, placed on day 4, and on the list from day 6 on; nobody waits for a caseworker.
"""

import numpy as np
import pytest

from sim.draws import Stream
from sim.names import Group, Need, Task, Tenure
from sim.state import Level
from tests.building import OTHERS, organisation
from tests.worlds import (
    bits,
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

ROOFLESS = {"tenure": Tenure.NONE, "acute": 1}
#: The dwelling left on day 100 has a new tenant.
HOME = 137 + 1.5 + 7 + 14


def well_staffed(**changes):
    return organisation({"office": OTHERS}, units={"office": {"positions": 9.0}}, **changes)


def placed(result):
    """When each household got a room."""
    rows = result.events[result.events.event == "placed_temporarily"]
    return dict(zip(rows.household - 1000, rows.time, strict=True))


def on(times):
    return pytest.approx(times, abs=1e-9, rel=0)


def waiting_for_rooms(*people, rooms=1, **changes):
    """People come on days 0, 0.1, 0.2, ...; the first is housed on day HOME."""
    scenario = tiny(well_staffed(), dwellings=1, temporary_places=rooms, **changes)
    coming = [person | {"at": 0.1 * number} for number, person in enumerate(people)]
    return play(scenario, coming, **leaving_at(100))


def test_who_finds_all_rooms_taken_waits_for_the_first_that_is_free():
    result = waiting_for_rooms(ROOFLESS, ROOFLESS, ROOFLESS)
    assert placed(result) == on({0: 4, 1: HOME})
    assert list(result.households.homeless_nights[:2]) == days(4, HOME - 0.1)
    levels = result.world.levels
    assert [levels.value[level] for level in (Level.TEMPORARY, Level.AWAITING_ROOM)] == [1, 1]
    asked = result.applications[result.applications.task == "temporary_housing"]
    assert days_by_cause(asked.iloc[1]) == {"work": 4.0, "no_place": round(HOME - 4.1, 9)}


def test_a_room_is_shelter_and_not_the_first_decision():
    result = waiting_for_rooms(ROOFLESS, rooms=1)
    (room,) = result.applications[result.applications.task == "temporary_housing"].decided
    (dwelling,) = result.applications[result.applications.task == "allocate_dwellings"].decided
    assert (room, dwelling) == (day(4), day(6))
    assert result.households.decided_at[0] == day(6)


def test_a_room_goes_to_who_has_asked_first():
    result = waiting_for_rooms(ROOFLESS, ROOFLESS | {"acute": 0}, ROOFLESS)
    assert placed(result) == on({0: 4, 1: HOME})


def test_two_rooms_hold_two():
    result = waiting_for_rooms(ROOFLESS, ROOFLESS, ROOFLESS, rooms=2)
    assert placed(result) == on({0: 4, 1: 4.1, 2: HOME})


def test_without_a_limit_everybody_is_placed():
    result = waiting_for_rooms(ROOFLESS, ROOFLESS, rooms=None)
    assert placed(result) == on({0: 4, 1: 4.1})


def test_one_who_has_found_a_home_leaves_the_line():
    # The first in line, a young one, finds a home without help after 49.9 days; others do not.
    rate = exponential(1, Stream.OWN_SOLUTION, 1001, 0, 0) / 49.9
    result = waiting_for_rooms(
        ROOFLESS,
        ROOFLESS | {"group": Group.YOUTH},
        ROOFLESS,
        group={"own_solution_factor": 0.0},
        others=[{"kind": Group.YOUTH}],
        own_solution__rate=rate,
    )
    assert list(result.households.outcome) == ["municipal", "own_solution", "open"]
    assert placed(result) == on({0: 4, 2: HOME})


def test_a_room_is_free_when_its_household_gives_up():
    # The patience of the first ends on day 50.
    threshold = exponential(1, Stream.PATIENCE, 1000, 0, 0)
    per_year = -np.expm1(-threshold / 50.0 * 365.0)
    scenario = tiny(well_staffed(), temporary_places=1, patience__per_year=per_year)
    result = play(scenario, [ROOFLESS, ROOFLESS | {"at": 0.1}], until=50.0)
    assert placed(result) == on({0: 4, 1: 50})


# ---- a long stay ---------------------------------------------------------------------------


def level_after(stay, person=None, organised=None, **changes):
    """What follow-up the household needs after so many days in a room."""
    usual = {"temporary__harm": 1.0, "temporary__harm_after": 90.0}
    scenario = tiny(organised or well_staffed(), **(usual | changes))
    result = play(scenario, [ROOFLESS | (person or {})], until=4.0 + stay)
    assert placed(result) == on({0: 4})
    person = result.world.households[0]
    assert (int(person.needs) >> Need.FOLLOW_UP & 1) == (person.follow_up_level > 0)
    return person.follow_up_level


def needing(level):
    return {"follow_up_level": level, "needs": bits(Need.DWELLING, Need.FOLLOW_UP)}


def test_a_long_stay_makes_follow_up_needed():
    assert level_after(90 - 1e-9) == 0
    assert level_after(90) == 1
    assert level_after(300) == 1


def test_it_makes_a_need_that_is_not_met_larger():
    assert level_after(90, needing(1)) == 2
    assert level_after(90, needing(2)) == 2


def test_follow_up_in_place_keeps_it_from_growing():
    apart = organisation(
        {"office": OTHERS, "service": (Task.ORDER_FOLLOW_UP, Task.PROVIDE_FOLLOW_UP)},
        units={"office": {"positions": 9.0}, "service": {"follow_up_workers": 9.0}},
    )
    assert level_after(90, needing(1), apart) == 1


@pytest.mark.parametrize(("hair", "level"), [(-1e-12, 0), (1e-12, 1)])
def test_a_share_is_harmed(hair, level):
    chance = uniform(1, Stream.HARM, 1000, 0, 0)
    assert level_after(90, temporary__harm=chance + hair) == level


def test_who_has_a_home_by_then_is_not_harmed():
    # The dwelling left on day 20 has a new tenant on day 79.5.
    scenario = tiny(well_staffed(), dwellings=1, temporary__harm=1.0)
    result = play(scenario, [ROOFLESS], **leaving_at(20))
    assert only(result.households).home_at == day(79.5)
    assert result.world.households.follow_up_level[1] == 0


def test_what_a_long_stay_has_made_needed_is_seen_at_the_next_contact():
    # Placed on day 4; its case is in hand from then to day 104.
    scenario = tiny(
        organisation({"office": OTHERS}, units={"office": {"follow_up_workers": 9.0}}),
        temporary__harm=1.0,
        work__allocate_dwellings__hours=100.0,
    )
    result = play(scenario, [ROOFLESS])
    orders = result.applications[result.applications.task == "order_follow_up"]
    assert list(orders.created) == days(104)
