"""Verdicts of patterns and what ablations leave, on made-up numbers; the wiring on the model."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import patterns
from experiments.statistics import Difference, Verdict, difference
from sim.measures import MEASURES


def apart(mean: float, spread: float = 0.1, practical: float = 1.0) -> Difference:
    noise = spread * np.array([-1.0, 1.0, -1.0, 1.0, 0.0])
    return difference(mean + noise, np.zeros(5), practical)


@pytest.mark.parametrize(
    ("mean", "spread", "verdict"),
    [
        (-3.0, 0.1, "reproduced"),
        (3.0, 0.1, "not reproduced"),
        (-0.5, 0.1, "cannot be told apart"),  # clear of zero, but does not matter
        (-3.0, 9.0, "cannot be told apart"),
    ],
)
def test_verdict_on_a_claim(mean: float, spread: float, verdict: str) -> None:
    assert patterns.judge(apart(mean, spread), Verdict.LOWER) == verdict


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (-4.0, 0.0, "gone"),
        (-4.0, -2.0, "50 % left"),
        (-4.0, -0.5, "12 % left, too small to matter"),
        (-4.0, 2.0, "turned round"),
        (0.0, 0.0, "nothing to undo"),
    ],
)
def test_what_an_ablation_leaves(before: float, after: float, words: str) -> None:
    assert patterns.what_is_left(apart(before), apart(after)) == words


@pytest.mark.parametrize("pattern", patterns.PATTERNS)
def test_arms_of_a_pattern_have_equal_resources(pattern) -> None:
    from sim.resources import positions

    staffing = [positions(one) for one in patterns.scenarios_of(pattern()).values()]
    assert len(staffing) >= 4
    assert {round(one.total, 6) for one in staffing} == {round(staffing[0].total, 6)}
    assert {one.crews for one in staffing} == {staffing[0].crews}
    workers = {round(one.total_follow_up_workers, 6) for one in staffing}
    assert workers == {round(staffing[0].total_follow_up_workers, 6)}


def test_with_its_mechanism_off_nothing_is_left_between_units() -> None:
    """The compiled world has no time, contest or meeting between units, and no ignorance."""
    from sim import start

    arms = patterns.scenarios_of(patterns.spread_or_gathered())
    without = [one for name, one in arms.items() if ": without" in name]
    assert len(without) == 8
    for scenario in without:
        world = start.world(scenario, 1, False)
        assert not world.channel_days.any()
        assert not world.contest.any()
        assert not world.budget_contest.any()
        assert world.shared_system.all()
        assert (world.knowledge == 1.0).all()
        assert (world.who_does_what == 1.0).all()
        assert len(world.bodies) == 0
        assert world.settings[0].impatience_referral == 0.0
        assert world.settings[0].impatience_bounce == 0.0


@pytest.mark.parametrize("pattern", patterns.PATTERNS)
def test_claims_are_of_measures_and_expect_their_better_side(pattern) -> None:
    for pair in pattern().pairs:
        for claim in pair.claims:
            assert MEASURES[claim.key].better == claim.expected


def test_without_its_mechanism_ownership_of_a_vacancy_makes_no_difference() -> None:
    for finding in patterns.look(patterns.owner_of_the_vacancy(), replications=2, threads=2):
        assert finding.ablated[0].estimate.mean == pytest.approx(0.0, abs=1e-9)
        assert finding.apart.estimate.mean != 0.0


def test_a_table_has_a_row_for_each_claim_and_ablation() -> None:
    findings = patterns.look(patterns.brisk_construction(), replications=2, threads=2)
    text = patterns.part_of_the_document(findings, 2, 1)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + sum(1 + len(one.ablated) for one in findings)
    assert len({row.count("|") for row in rows}) == 1
    assert "--replications 2 --write" in text
