"""What every mechanism would be without effect lies in the range its strength is drawn from.

An uncertainty analysis can then find that the mechanism does nothing, whoever believes in it.
"""

import pytest

from sim.parameters import PARAMETERS

#: For each strength of a mechanism: the value at which the mechanism does nothing.
NO_EFFECT = {
    "work.breadth_exponent": 0.0,
    "caseworkers.turnover": 0.0,
    "caseworkers.vacant_post": 0.0,
    "knowledge.passed_in_unit": 0.0,
    "knowledge.passed_in_house": 0.0,
    "knowledge.passed_in_meeting": 0.0,
    "training.hours": 0.0,
    "training.cases_per_hour": 0.0,
    "contacts.per_joint_case": 0.0,
    "contacts.met_in_house": 0.0,
    "contacts.asked_first": 0.0,
    "contacts.hours": 0.0,
    "contacts.hours_in_house": 0.0,
    "overview.reach": 0.0,
    "overview.hours_per_case": 0.0,
    "discretion.unevenness": 0.0,
    "handover.same_house": 0.0,
    "handover.informal_contact": 0.0,
    "handover.hours": 0.0,
    "handover.redone_share": 0.0,
    "contest.functional": 0.0,
    "contest.agreement_factor": 1.0,
    "contest.escalation": 0.0,
    "contest.returned": 0.0,
    "contest.professional": 0.0,
    "contest.own_budget": 0.0,
    "doors.household_knowledge": 1.0,
    "patience.per_referral": 0.0,
    "patience.per_bounce": 0.0,
    "patience.per_year": 0.0,
    "market.matching_elasticity": 0.0,
    "market.deposit": 0.0,
    "market.chain": 0.0,
    "tenancy.need_factor": 1.0,
    "tenancy.unaffordable_factor": 1.0,
    "tenancy.mismatch_factor": 1.0,
    "tenancy.care_factor": 1.0,
    "vacancy.internal_handovers": 0.0,
    "vacancy.damage_factor": 1.0,
    "stock.out_of_service": 0.0,
    "leased_in.ends": 0.0,
    "adaptation.feasible": 0.0,
    "temporary.harm": 0.0,
    "routine.check_hours": 0.0,
    "routine.check_finds": 0.0,
    "routine.ranking_noise": 0.0,
    "routine.key_hours": 0.0,
    "routine.approval": 0.0,
    "routine.approval_hours": 0.0,
    "routine.written_hours": 0.0,
    "routine.agreement_hours": 0.0,
    "routine.deadline_hours": 0.0,
    "routine.case_system_hours": 0.0,
    "routine.inform_hours": 0.0,
    "routine.inform_teaches": 0.0,
    "routine.coordinator_hours": 0.0,
    "follow_up.relapse_share": 0.0,
    "follow_up.hazard_ratio": 1.0,
    "follow_up.package_effect": 0.0,
    "needs.drift_rate": 0.0,
    "reorganisation.staff_follow_tasks": 1.0,
    "reorganisation.contacts_kept": 1.0,
    "reorganisation.productivity_dip": 0.0,
    "reorganisation.recovery": 0.0,
    "reorganisation.routines_written": 0.0,
    "planning.meeting_hours": 0.0,
    "planning.meeting_cases": 0.0,
    "anchoring.participation": 0.0,
    "anchoring.steering": 0.0,
    "anchoring.politicians": 0.0,
    "anchoring.leader": 0.0,
    "anchoring.plan": 0.0,
    "anchoring.decay": 0.0,
    "anchoring.turnover": 0.0,
    "anchoring.written": 1.0,
    "anchoring.on_funding": 0.0,
    "anchoring.on_routines": 0.0,
    "reporting.error": 0.0,
    "reporting.routine": 0.0,
    "reporting.participation": 0.0,
    "procurement.partners": 1.0,
    "procurement.foresight": 0.0,
    "procurement.limit": 0.0,
}


@pytest.mark.parametrize("key", NO_EFFECT)
def test_the_range_includes_no_effect(key):
    parameter = PARAMETERS[key]
    assert parameter.low <= NO_EFFECT[key] <= parameter.high


@pytest.mark.parametrize(
    ("key", "like"),
    [
        # A letter, or a case under an agreement, may take no longer than one down the corridor.
        ("handover.letter", "handover.same_house"),
        ("handover.agreement", "handover.same_house"),
        ("handover.letter", "handover.agreement"),
        # Routines in writing may give a newcomer no more than there is without.
        ("knowledge.floor_written", "knowledge.floor"),
    ],
)
def test_the_ranges_of_what_is_compared_meet(key, like):
    one, other = PARAMETERS[key], PARAMETERS[like]
    assert one.low <= other.high
    assert other.low <= one.high
