"""A key person: who knows whose a case is, settles what is contested, and leaves. Hand cases.

B sends a case to A by letter: half a day to read it, eight under way; A has it on day 8.5.  The
key person sits in C.
"""

import math

import numpy as np
import pytest

from sim import compiled, start
from sim.draws import Stream
from sim.names import Need, Task
from sim.parameters import LEARNING, PARAMETERS
from sim.quantities import YEAR
from tests import building
from tests.building import OTHERS, organisation
from tests.pathway.test_staff import turnover
from tests.worlds import LIVE, day, days, days_by_cause, exponential, only, play, tiny, uniform

A, B, C = range(3)
ALLOWANCE = {"presenting": Need.HOUSING_ALLOWANCE, "income": 9000.0}
WRONG_DOOR = {"doors__household_knowledge": 0.0, "group": {"habits": {Task.SOCIAL_ASSISTANCE: 1.0}}}
#: Somebody who has long had the overview, and stays.
FOR_EVER = LIVE | {
    "contest__functional": 1.0,
    "overview__settles_within": 3.0,
    "overview__hours_per_case": 0.75,
}


def units(key_person=True, **changes):
    return organisation(
        {"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,), "C": (Task.DEBT_ADVICE,)},
        units={"C": {"key_person": key_person}},
        **changes,
    )


def disputed(people=(ALLOWANCE,), key_person=True, bodies=(), **changes):
    scenario = tiny(units(key_person, bodies=bodies), **WRONG_DOOR, **(FOR_EVER | changes))
    return play(scenario, list(people))


def test_a_key_person_settles_a_contest_soon():
    row = only(disputed().households)
    assert days_by_cause(row)["contest"] == day(3.0)
    assert days_by_cause(only(disputed(key_person=False).households))["contest"] == day(14.0)


def test_what_a_key_person_settles_does_not_go_back():
    result = disputed(contest__returned=1.0)
    row = only(result.applications)
    assert (row.contests, row.bounces, row.phase) == (1, 0, "granted")
    returned = disputed(key_person=False, contest__returned=1.0)
    assert only(returned.applications).bounces > 0


def test_a_meeting_that_comes_first_settles_it():
    body = {"led_by": "A", "members": ("A", "B"), "groups": (), "every": 10.0}
    row = only(disputed(bodies=[body]).households)
    assert days_by_cause(row)["contest"] == day(1.5)


def test_it_takes_the_key_person_time_and_both_ends():
    people = [ALLOWANCE, {"at": 60.0, "presenting": Need.DEBT_ADVICE}]
    with_one, without = (disputed(people, key_person=one) for one in (True, False))
    hours = with_one.world.desks.coordination_hours - without.world.desks.coordination_hours
    assert list(hours[:3]) == pytest.approx([0.0, 0.0, 2 * 0.75])
    more = with_one.households.coordination_hours - without.households.coordination_hours
    assert list(more) == pytest.approx([0.75, 0.75])


def test_a_key_person_without_cases_takes_the_time_at_once():
    """C plans and nothing else: what is brought up is a piece of work."""
    organised = organisation(
        {"A": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,), "C": (Task.PLAN,)},
        units={"C": {"key_person": True}},
    )
    people = [ALLOWANCE, ALLOWANCE | {"at": 0.25}, ALLOWANCE | {"at": 60.0}]
    result = play(tiny(organised, **WRONG_DOOR, **FOR_EVER), people)
    assert result.world.desks.coordination_hours[C] == pytest.approx(3 * 0.75)
    assert result.world.desks.owed_hours[C] == 0.0
    done = result.events[(result.events.unit == "C") & (result.events.event == "work_ended")]
    # B reads for half a day and writes for as long; the second is read after the first.
    brought_up = [8.5, 9.5, 68.5]
    assert list(done.time) == days(*(time + 0.75 for time in brought_up))
    assert list(result.households.coordination_hours) == pytest.approx(
        [0.75 + 0.5 + 0.5 + 1.5 + 2 * 0.5] * 3
    )


def astray(key_person=True, **changes):
    """B does not know who decides on allowances and sends to C, which knows no better."""
    changes = FOR_EVER | {"contest__functional": 0.0} | changes
    scenario = tiny(units(key_person), **WRONG_DOOR, **changes)
    nothing = np.eye(3)[start.world(scenario, 1, False).caseworkers.unit]
    return play(scenario, [ALLOWANCE], acquaintance=nothing)


def test_a_case_gone_astray_is_brought_up_and_goes_where_it_belongs():
    row = only(astray().applications)
    assert (row.bounces, row.sends, row.phase) == (1, 2, "granted")
    assert only(astray(key_person=False).applications).bounces > 1


def test_nobody_is_asked_before_a_case_has_gone_astray():
    result = astray()
    events = result.events
    assert list(events[events.event == "sent_on"].unit) == ["C", "A"]


def test_overview_grows_in_post_and_goes_with_the_holder():
    """The first holder leaves on day 20; the next comes on day 60 and knows little."""
    changes = turnover(2, at=20.0) | {"overview__time_to_gain": 100.0}
    scenario = tiny(units(), **WRONG_DOOR, **(FOR_EVER | changes), days=400.0)
    floor = scenario.parameters["knowledge.floor"]
    in_post = (
        exponential(1, Stream.STAFF, 2, 0, 1 << 15) / scenario.parameters["caseworkers.turnover"]
    )
    key = play(scenario, [ALLOWANCE]).world.applications.key[0]
    luck = uniform(1, Stream.CONTEST, 1000, key * 64 + 1, 2)
    for asked, since in ((0.0, -in_post), (200.0, 60.0)):
        at = asked + 8.5
        knows = 1.0 - (1.0 - floor) * math.exp(-(at - since) / 100.0)
        result = play(scenario, [ALLOWANCE | {"at": asked}])
        waited = days_by_cause(only(result.households))["contest"]
        assert waited == day(3.0 if luck < knows else 14.0)
    empty = play(scenario, [ALLOWANCE | {"at": 30.0}])
    assert days_by_cause(only(empty.households))["contest"] == day(14.0)


@pytest.mark.parametrize("hair", [-1e-9, 1e-9])
def test_an_overview_reaches_as_far_as_it_does(hair):
    """Somebody who has long been key person, and knows of so many cases whose they are."""
    key = disputed().world.applications.key[0]
    luck = uniform(1, Stream.CONTEST, 1000, key * 64 + 1, 2)
    row = only(disputed(overview__reach=luck + hair).households)
    assert days_by_cause(row)["contest"] == day(3.0 if hair > 0 else 14.0)


@pytest.mark.parametrize("live", [False, True])
def test_at_the_ends_of_their_ranges_people_make_no_difference(live):
    """A key person knows nothing, and nobody leaves."""
    reach, leaving = (PARAMETERS[key] for key in ("overview.reach", "caseworkers.turnover"))
    given = {"overview__reach": reach.low, "caseworkers__turnover": leaving.low}
    lives = {} if live else {"people__learning": float(LEARNING["settled"])}
    with_one, without = (disputed(key_person=one, **(given | lives)) for one in (True, False))
    assert with_one.households.equals(without.households)
    assert list(with_one.world.caseworkers.incumbent[:3]) == [0, 0, 0]


def test_nobody_who_stands_in_has_the_overview():
    changes = turnover(2, at=20.0) | {"caseworkers__stand_in": 1.0, "overview__time_to_gain": 1e-9}
    scenario = tiny(units(), **WRONG_DOOR, **(FOR_EVER | changes), days=400.0)
    for asked, waits in ((5.0, 3.0), (30.0, 14.0), (70.0, 3.0)):
        result = play(scenario, [ALLOWANCE | {"at": asked}])
        assert days_by_cause(only(result.households))["contest"] == day(waits)


@pytest.mark.parametrize("written", [False, True])
def test_settled_overview_is_the_mean_over_holders(written):
    """As value 8 of the theory, with the share of time in which somebody is in post."""
    organised = organisation(
        {"office": OTHERS}, units={"office": {"key_person": True, "written_routines": written}}
    )
    changes = {
        "caseworkers.turnover": 0.3 / YEAR,
        "caseworkers.vacant_post": 0.1 * YEAR,
        "overview.time_to_gain": YEAR,
        "knowledge.floor": 0.2,
        "knowledge.floor_written": 0.4,
    }
    scenario = building.scenario([building.group()], organised, changes=changes)
    found = compiled.fixed_part(scenario).starting["settings"][0].settled_overview
    floor = 0.4 if written else 0.2
    in_post = 1 - (1 - floor) * 0.3 / (0.3 + 1.0)
    assert found == pytest.approx(in_post / 1.03)


def test_without_a_key_person_there_is_no_overview():
    settings = compiled.fixed_part(building.scenario()).starting["settings"][0]
    assert settings.key_person == -1
    assert settings.settled_overview == 0.0
