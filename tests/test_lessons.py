"""What the comments of teaching scenarios promise is what happens when they are run."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import sim

SEEDS = (1, 2, 3, 4, 5, 6)


@cache
def runs_of(name: str, *settings: str) -> list[dict[str, float]]:
    scenario = sim.load(f"teaching/{name}", settings=settings)
    return [sim.run(scenario, seed=seed).summary for seed in SEEDS]


def values(measure: str, name: str, *settings: str) -> np.ndarray:
    return np.array([run[measure] for run in runs_of(name, *settings)])


def apart(measure: str, first: str, second: str, *settings: str) -> np.ndarray:
    """The second scenario less the first, seed by seed."""
    return values(measure, second, *settings) - values(measure, first, *settings)


# ---- a deadline ----------------------------------------------------------------------------

DEADLINE = ("deadline-none", "deadline-two-days")
BUSY = "groups.economic.arrivals.debt_advice=12 per 1000 and year"
FREE = "routine.deadline_hours=0 hours"
RINGING = "contacts.per_joint_case=0.1"


def test_a_deadline_shortens_the_way_and_not_the_queue() -> None:
    """Of the ten days under an agreement two are left, however long the queue behind them."""
    assert apart("decision_wait", *DEADLINE) == pytest.approx(-8.0, abs=0.2)
    assert apart("decision_wait", *DEADLINE, BUSY, FREE) == pytest.approx(-8.0, abs=0.1)
    longer = values("decision_wait", "deadline-two-days", BUSY, FREE)
    assert (longer > values("decision_wait", "deadline-two-days", FREE) + 3.0).all()


def test_to_keep_a_deadline_takes_time_that_a_busy_office_does_not_have() -> None:
    busy = apart("decision_wait", *DEADLINE, BUSY)
    assert (busy > apart("decision_wait", *DEADLINE, BUSY, FREE)).all()
    assert (apart("coordination_share", *DEADLINE, BUSY) > 0.005).all()


def test_a_deadline_is_worth_less_where_one_can_ring_which_takes_time() -> None:
    ringing = apart("decision_wait", *DEADLINE, RINGING)
    assert ((ringing > -3.0) & (ringing < 0.0)).all()
    for name in DEADLINE:
        with_calls = values("coordination_share", name, RINGING)
        assert (with_calls > values("coordination_share", name) + 0.02).all()


# ---- a duty to inform ----------------------------------------------------------------------

TELLING = ("telling-the-sender-no", "telling-the-sender-yes")


def test_who_hears_what_became_of_a_case_sees_more_of_them() -> None:
    assert (apart("met_debt_advice", *TELLING) > 0.2).all()
    assert (apart("package_wait", *TELLING) < -100.0).all()
    assert (apart("coordination_hours", *TELLING) > 1.0).all()


def test_the_difference_is_larger_where_nobody_leaves() -> None:
    usual = apart("met_debt_advice", *TELLING)
    staying = apart("met_debt_advice", *TELLING, "caseworkers.turnover=0 per year")
    assert staying.mean() > usual.mean()


def test_who_knows_all_learns_nothing_from_being_told() -> None:
    knowing = "knowledge.floor=1"
    assert (apart("met_debt_advice", *TELLING, knowing) == 0.0).all()
    assert (apart("coordination_hours", *TELLING, knowing) > 1.0).all()


def test_few_cases_teach_little() -> None:
    few = apart("met_debt_advice", *TELLING, "groups.roofless.needs.debt_advice=0.1")
    assert 0.0 < few.mean() < 0.5 * apart("met_debt_advice", *TELLING).mean()


# ---- discretion and rules ------------------------------------------------------------------

DISCRETION = ("discretion-each-decides", "discretion-bound-by-rules")
NO_APPROVAL = "routine.approval=0 days"
NOBODY_RINGS = "contacts.per_joint_case=0"
ALIKE = "discretion.unevenness=0"


def test_rules_cost_days_and_treat_alike() -> None:
    assert apart("wait_approval", *DISCRETION) == pytest.approx(5.0)
    assert (apart("wait_hand_over", *DISCRETION) > 4.0).all()
    assert (apart("decision_wait", *DISCRETION) > 8.0).all()
    assert (values("unequal_treatment", "discretion-bound-by-rules") == 0.0).all()
    assert values("unequal_treatment", "discretion-each-decides").mean() > 0.05


def test_each_reason_can_be_taken_away_by_itself() -> None:
    without_approval = apart("decision_wait", *DISCRETION, NO_APPROVAL)
    assert without_approval == pytest.approx(apart("decision_wait", *DISCRETION) - 5.0, abs=0.1)
    assert apart("wait_hand_over", *DISCRETION, NOBODY_RINGS) == pytest.approx(0.0)
    assert (apart("unequal_treatment", *DISCRETION, ALIKE) == 0.0).all()


def test_nothing_is_left_without_all_three() -> None:
    none = (NO_APPROVAL, NOBODY_RINGS, ALIKE)
    assert apart("decision_wait", *DISCRETION, *none) == pytest.approx(0.0, abs=0.1)
    assert (apart("unequal_treatment", *DISCRETION, *none) == 0.0).all()
    assert apart("refused_share", *DISCRETION, *none) == pytest.approx(0.0, abs=1e-3)
