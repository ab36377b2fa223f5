"""How grounds are judged: truly by a written key, with an error without one."""

import math
from statistics import NormalDist

import pytest

from sim.draws import Stream
from sim.names import Ground
from tests.building import OTHERS, organisation
from tests.worlds import leaving_at, only, play, tiny, uniform

NAMES = {Ground.MUST: "must", Ground.WISH: "wish", Ground.NONE: "none"}


def judging(key, noise=0.6, **changes):
    organised = organisation({"office": OTHERS}, priority_key=key)
    return tiny(organised, routine__ranking_noise=noise, **changes)


def judged(result):
    rows = result.applications[result.applications.task == "allocate_dwellings"]
    return list(rows.sort_values("household").judged_ground)


def error(identity, noise, seed=1):
    return noise * NormalDist().inv_cdf(uniform(seed, Stream.RANKING, identity, 0, 0))


#: Twelve people, four with each ground.
PEOPLE = [{"ground": ground} for ground in Ground for _ in range(4)]


def test_with_a_key_grounds_are_what_they_are():
    assert judged(play(judging(key=True), PEOPLE)) == [NAMES[one["ground"]] for one in PEOPLE]


def test_without_one_an_error_is_made():
    expected = []
    for number, person in enumerate(PEOPLE):
        seen = math.floor(person["ground"] + error(1000 + number, 0.6) + 0.5)
        expected.append(NAMES[Ground(min(max(seen, 0), 2))])
    assert judged(play(judging(key=False), PEOPLE)) == expected
    assert expected != [NAMES[one["ground"]] for one in PEOPLE]


@pytest.mark.parametrize("hair", [-1e-9, 1e-9])
def test_an_error_of_half_a_ground_makes_the_difference(hair):
    # Of the first person; it is towards a better ground.
    noise = (0.5 + hair) / -error(1000, 1.0)
    assert noise > 0
    result = play(judging(key=False, noise=noise), [{"ground": Ground.NONE}])
    assert judged(result) == ["wish" if hair > 0 else "none"]
    assert only(result.households).outcome == ("open" if hair > 0 else "refused")


def test_what_is_judged_decides_who_comes_first():
    # The first has a must ground and the second a wish; without a key the second looks stronger.
    people = [{"ground": Ground.MUST}, {"ground": Ground.WISH, "at": 1.0}]
    seed = next(
        seed
        for seed in range(1, 100)
        if error(1000, 0.6, seed) > 0.5 and error(1001, 0.6, seed) < -0.5
    )
    for key, housed in ((True, [True, False]), (False, [False, True])):
        result = play(judging(key, dwellings=1), people, seed, **leaving_at(100))
        assert list(result.households.outcome == "municipal") == housed


# ---- discretion ----------------------------------------------------------------------------


def leaning(post, seed=1):
    """How strict the first holder of a post is."""
    return NormalDist().inv_cdf(uniform(seed, Stream.STAFF, post, 0, (1 << 15) + 1))


@pytest.mark.parametrize("hair", [-1e-9, 1e-9])
def test_by_discretion_somebody_judges_all_by_a_standard_of_his_own(hair):
    spread = 0.5 / abs(leaning(0)) + hair
    scenario = judging(key=False, noise=0.0, discretion__unevenness=spread)
    people = [{"ground": Ground.WISH, "at": 20.0 * number} for number in range(3)]
    moved = "none" if leaning(0) > 0 else "must"
    assert judged(play(scenario, people)) == [moved if hair > 0 else "wish"] * 3


def test_two_caseworkers_may_judge_the_same_differently():
    seed = next(n for n in range(1, 100) if leaning(0, n) < -0.5 and leaning(1, n) > 0.5)
    organised = organisation({"office": OTHERS}, units={"office": {"positions": 2.0}})
    scenario = tiny(organised, routine__ranking_noise=0.0, discretion__unevenness=1.0)
    people = [{"ground": Ground.WISH}, {"ground": Ground.WISH}]
    assert judged(play(scenario, people, seed)) == ["must", "none"]


@pytest.mark.parametrize(
    "bound",
    [
        {"priority_key": True},
        {"rule_oriented": True},
        {"bodies": [{"led_by": "office", "members": ("office",)}]},
    ],
    ids=["written key", "rules", "committee"],
)
def test_where_rules_or_several_decide_all_are_judged_alike(bound):
    organised = organisation({"office": OTHERS}, **bound)
    scenario = tiny(organised, routine__ranking_noise=0.0, discretion__unevenness=50.0)
    assert judged(play(scenario, PEOPLE)) == [NAMES[one["ground"]] for one in PEOPLE]


def test_an_appeal_that_is_lost_leaves_the_ground_as_it_was_judged():
    """A strict caseworker refused; those who decide on the appeal have no other standard."""
    seed = next(n for n in range(1, 100) if leaning(0, n) > 1.0)
    scenario = judging(
        key=False,
        noise=0.0,
        discretion__unevenness=1.0,
        appeal__share=1.0,
        appeal__changed=0.0,
    )
    result = play(scenario, [{"ground": Ground.WISH}], seed)
    case = result.applications[result.applications.task == "allocate_dwellings"].iloc[0]
    assert (case.appealed, case.judged_ground, case.phase) == ("lost", "none", "refused")
