"""Reach: what is granted of what is applied for, needed or seen, and who leaves how."""

from __future__ import annotations

import math

import pytest

from sim.names import Need, Task
from sim.state import Outcome, Phase
from tests.finished import decided, expect, finished, housed, left, needs

#: An episode from before the window, for household 0.
EARLY = {"need_at": 50.0}
#: The very first moment of the window belongs to it.
NOW = {"need_at": 100.0}


def of(task: Task, episode: int = 1, **fields):
    """An application of an episode (each is of a household of the same number)."""
    return {"task": task, "episode": episode, "household": episode, "created": 210.0} | fields


@pytest.mark.parametrize(
    ("key", "task"),
    [
        ("coverage_dwelling", Task.ALLOCATE_DWELLINGS),
        ("coverage_loan", Task.START_LOAN),
        ("coverage_grant", Task.PURCHASE_GRANT),
        ("coverage_allowance", Task.HOUSING_ALLOWANCE),
        ("coverage_social_assistance", Task.SOCIAL_ASSISTANCE),
        ("coverage_adaptation", Task.ADAPT_DWELLING),
    ],
)
def test_coverage_of_an_instrument(key, task):
    applications = [
        of(task, 0, **decided(220.0)),  # of an episode that began before the window
        of(task, **decided(220.0)),
        of(task, **decided(221.0, phase=Phase.PASSED_ON)),
        of(task, **decided(222.0, granted=False)),
        of(Task.DEBT_ADVICE, **decided(222.0, granted=False)),
        of(task),  # not decided
        of(task, **decided(223.0, granted=False, phase=Phase.PASSED_ON)),  # to a grant, say
        of(task, **decided(224.0, granted=False, phase=Phase.IN_APPEAL)),
    ]
    result = finished(start=100.0, episodes=[EARLY, NOW], applications=applications)
    expect(result, **{key: 2 / 3})


@pytest.mark.parametrize(
    ("key", "need"),
    [
        ("met_allowance", Need.HOUSING_ALLOWANCE),
        ("met_social_assistance", Need.SOCIAL_ASSISTANCE),
        ("met_debt_advice", Need.DEBT_ADVICE),
        ("met_follow_up", Need.FOLLOW_UP),
        ("met_home_care", Need.HOME_CARE),
    ],
)
def test_who_is_given_what_is_needed(key, need):
    both = {"needs": needs(Need.DWELLING, need)}
    met = {"met": needs(need)}
    episodes = [
        EARLY | both | housed(210.0),
        NOW | both | met | housed(300.0),
        NOW | both | housed(300.0),
        NOW | both | met,  # open still
        NOW | met | housed(300.0),  # never needed it
        NOW | {"needs": needs(need)} | left(300.0, Outcome.REFUSED),  # needs no home
    ]
    expect(finished(start=100.0, episodes=episodes), **{key: 0.5})


def test_instruments_used():
    other = {"needs": needs(Need.DEBT_ADVICE)}
    applications = [
        of(Task.START_LOAN, 0, **decided(220.0)),  # before the window
        of(Task.START_LOAN, 1, **decided(220.0, granted=False, phase=Phase.PASSED_ON)),
        of(Task.PURCHASE_GRANT, 1, **decided(230.0, phase=Phase.PASSED_ON)),
        of(Task.START_LOAN, 1, **decided(240.0)),
        of(Task.HOUSING_ALLOWANCE, 1, **decided(240.0)),
        of(Task.PRIVATE_MEDIATION, 2, **decided(240.0, phase=Phase.PASSED_ON)),
        of(Task.PRIVATE_MEDIATION, 2, granted=1, phase=Phase.SEARCHING),  # the same, once
        of(Task.SOCIAL_ASSISTANCE, 2, **decided(240.0, granted=False)),
        of(Task.ALLOCATE_DWELLINGS, 2, **decided(240.0)),
        of(Task.TEMPORARY_HOUSING, 2, **decided(240.0)),
        of(Task.DEBT_ADVICE, 3, **decided(240.0)),  # needs no home
        of(Task.START_LOAN, -1, household=4, **decided(240.0)),  # a tenant who is helped on
    ]
    episodes = [EARLY, NOW, NOW, NOW | other, NOW, NOW]
    result = finished(start=100.0, episodes=episodes, applications=applications)
    # Grant, loan, allowance and mediation, to four households that need a home.
    expect(result, instruments_used=100 * 4 / 4, economic_instruments=100 * 2 / 4)


def test_what_comes_of_certificates_and_mediations():
    def searches(task):
        return [
            of(task, **decided(300.0)),
            of(task, decided=220.0, closed=400.0, granted=1, phase=Phase.LAPSED),
            of(task, decided=220.0, closed=500.0, granted=1, phase=Phase.WITHDRAWN),
            of(task, decided=220.0, closed=600.0, granted=1, phase=Phase.GRANTED),
            of(task, decided=220.0, granted=1, phase=Phase.SEARCHING),
            of(task, **decided(250.0, granted=False)),
        ]

    applications = [
        *searches(Task.START_LOAN),
        *searches(Task.PRIVATE_MEDIATION)[1:],
        of(Task.PRIVATE_MEDIATION, **decided(230.0, phase=Phase.PASSED_ON)),  # to the deposit
    ]
    result = finished(start=100.0, days=500.0, episodes=[EARLY, NOW], applications=applications)
    # The first of five; then, when two have failed, one of the two that are left.
    expect(result, certificates_used=1 / 5 + 1 / 5, mediations_found=1 / 4)


def test_homes_adapted():
    applications = [
        of(Task.ADAPT_DWELLING, 0, **decided(220.0)),
        of(Task.ADAPT_DWELLING, **decided(230.0, granted=False)),
        of(Task.ADAPT_DWELLING, decided=240.0, granted=1, phase=Phase.ADAPTING),
        of(Task.ADAPT_DWELLING, decided=240.0, granted=1, phase=Phase.GRANTED, closed=400.0),
        of(Task.ADAPT_DWELLING, decided=240.0, granted=1, phase=Phase.WITHDRAWN, closed=410.0),
    ]
    result = finished(start=100.0, episodes=[EARLY, NOW], applications=applications)
    expect(result, adapted=0.25)


def test_straight_to_the_list_and_needs_missed():
    some = needs(Need.DWELLING, Need.HOUSING_ALLOWANCE, Need.FOLLOW_UP, Need.HOME_CARE)
    seen = {"recognised": needs(Need.FOLLOW_UP, Need.START_LOAN)}
    episodes = [
        EARLY | {"straight_to_list": 1, "assessed_at": 210.0, "needs": some} | housed(300.0),
        NOW | {"straight_to_list": 1, "assessed_at": 210.0, "needs": some} | seen | housed(300.0),
        NOW | {"needs": needs(Need.DWELLING, Need.DEBT_ADVICE)} | housed(300.0),
        NOW | {"assessed_at": 210.0, "needs": some},
        NOW | {"straight_to_list": 1},  # not assessed
        NOW
        | {"needs": needs(Need.DEBT_ADVICE), "straight_to_list": 1, "assessed_at": 210.0}
        | housed(300.0),
    ]
    expect(finished(start=100.0, episodes=episodes), straight_to_list=0.5, needs_missed=3 / 4)


def test_nothing_needed_is_nothing_missed():
    assert math.isnan(finished(episodes=[NOW | housed(300.0)]).summary["needs_missed"])


def test_who_leaves_how_within_two_years():
    outcomes = (Outcome.GAVE_UP, Outcome.OWN_SOLUTION, Outcome.REFUSED, Outcome.GONE)
    episodes = [
        EARLY | left(110.0, Outcome.GAVE_UP),
        *(NOW | left(210.0 + n, outcome) for n, outcome in enumerate(outcomes)),
        NOW | left(220.0, Outcome.GAVE_UP),
        NOW | housed(230.0),
        NOW | left(940.0, Outcome.GAVE_UP),  # too late
        NOW | {"needs": needs(Need.DEBT_ADVICE), "returned": 1} | left(220.0, Outcome.GAVE_UP),
    ]
    expect(
        finished(start=100.0, days=2000.0, episodes=episodes),
        gave_up=2 / 7,
        own_solution=1 / 7,
        refused=1 / 7,
        gone=1 / 7,
        failure_demand=1 / 8,
    )
