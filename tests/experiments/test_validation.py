"""Patterns: verdicts on made-up numbers, what ablations switch off, and the command."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.jobs import OrderError
from experiments.runner import Outcome, Replication
from experiments.statistics import Difference, Estimate, Verdict, difference
from experiments.study.analysis.cube import Cube
from experiments.study.description import Level, Lever, Study, Uncertainty
from experiments.study.design import Point
from experiments.study.jobs import BOX
from experiments.study.reading import read_study
from experiments.validation import (
    conditions,
    figure,
    judging,
    page,
    patterns,
    reading,
    report,
    running,
    summary,
)
from experiments.validation.command import ValidateOrder, carry_out, chosen, names
from experiments.validation.description import Claim, Pair, Pattern, Setting, on_top
from experiments.validation.page import DOCUMENT, overview
from experiments.validation.wording import apart_text, counted_verdicts, reasons
from sim.measures import MEASURES
from tests import small_studies

META = {"replications": 2, "seed": 1, "uncertainty": None, "seconds": 1.0, "note": ""}
LOWER = Claim("decision_wait", Verdict.LOWER)


def apart(mean: float, spread: float = 0.1, practical: float = 1.0) -> Difference:
    noise = spread * np.array([-1.0, 1.0, -1.0, 1.0, 0.0])
    return difference(mean + noise, np.zeros(5), practical)


# ---- verdicts ------------------------------------------------------------------------------


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
    assert judging.judge(apart(mean, spread), LOWER) == verdict


@pytest.mark.parametrize(
    ("mean", "spread", "size", "verdict"),
    [
        (-15.0, 0.1, "of the size reported", "reproduced"),
        (-12.0, 2.0, "at the edge of the size reported", "reproduced"),
        (-5.0, 0.1, "less than reported", "not reproduced"),
        (-40.0, 0.1, "more than reported", "not reproduced"),
    ],
)
def test_verdict_on_a_claim_with_a_size(
    mean: float, spread: float, size: str, verdict: str
) -> None:
    claim = Claim("vacancy_to_ready", Verdict.LOWER, least=12.0, most=25.0)
    assert judging.size(apart(mean, spread), claim) == size
    assert judging.judge(apart(mean, spread), claim) == verdict


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (-4.0, 0.0, "gone"),
        (-4.0, -2.0, "50 % left"),
        (-4.0, -0.5, "12 % left, too small to matter"),
        (-4.0, 2.0, "turned round"),
        (-4.0, 0.5, "turned round, too small to matter"),
        (0.0, 0.0, "nothing to undo"),
    ],
)
def test_what_an_ablation_leaves(before: float, after: float, words: str) -> None:
    assert judging.what_is_left(apart(before), apart(after)) == words


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [
        (["reproduced"] * 2, "reproduced"),
        (["reproduced", "not reproduced"], "reproduced in part"),
        (["cannot be told apart", "not reproduced"], "not reproduced"),
        (["cannot be told apart"], "cannot be told apart"),
        ([], "cannot be told apart"),
    ],
)
def test_verdict_on_a_pattern(verdicts: list[str], whole: str) -> None:
    assert judging.of_pattern(verdicts) == whole


def told_of(pairs: list[tuple[str, list[str]]], **more: Any) -> dict[str, Any]:
    """A pattern as the tree has it, with the verdicts on the claims of each named pair."""
    shown = [
        {
            "name": name,
            "first": "one",
            "second": "other",
            "claims": [{"verdict": one} for one in verdicts],
        }
        for name, verdicts in pairs
    ]
    whole = [one for _, verdicts in pairs for one in verdicts]
    found = {"pairs": shown, "study": None, "claims": counted_verdicts(whole), **more}
    return {**found, "parts": summary.parts(found)}


def test_a_pair_that_shows_nothing_is_not_covered_by_one_that_does() -> None:
    found = told_of([("Moss", [judging.OPEN] * 5), ("pure types", [judging.REPRODUCED] * 5)])
    assert summary.headline(found) == "Moss: cannot be told apart; pure types: reproduced"
    assert summary.claims(found) == (
        "Moss: 0 of 5 claims reproduced, 5 cannot be told apart; "
        "pure types: 5 of 5 claims reproduced"
    )
    alone = told_of([("", [judging.REPRODUCED, judging.NOT])])
    assert summary.headline(alone) == "reproduced in part"
    assert summary.claims(alone) == "1 of 2 claims reproduced, 1 not reproduced"


def test_pairs_of_a_pattern_have_names_of_their_own() -> None:
    for make in patterns.PATTERNS.values():
        pairs = make().pairs
        assert len({pair.name for pair in pairs}) == len(pairs)
        assert len(pairs) == 1 or all(pair.name for pair in pairs)


class _Named:
    """An arm that is never loaded."""

    def __init__(self, title: str) -> None:
        self.title = title


def made_up(mean: float, *, ablated: float, alike: float) -> judging.Finding:
    """A finding on days to decision, with those differences."""
    pair = Pair(
        _Named("one"),
        _Named("other"),
        (LOWER,),
        (Setting("hands off", ()),),
        (Setting("eyes open", ()),),
        beside=("referrals",),
    )
    pattern = Pattern("P0", "", "", "", (pair,))
    number = apart(0.0).estimate
    return judging.Finding(
        pattern,
        pair,
        LOWER,
        number,
        number,
        apart(mean, practical=5.0),
        (apart(ablated, practical=5.0),),
        (apart(alike, practical=5.0),),
        (judging.Beside("referrals", apart(-2.0, practical=0.1)),),
    )


def test_reasons_follow_from_the_numbers() -> None:
    held = " ".join(reasons(made_up(-20.0, ablated=0.0, alike=-20.0)))
    assert "as expected" in held
    assert "hands off" in held
    assert "gone" in held
    assert "eyes open" not in held  # nothing to explain
    failed = " ".join(reasons(made_up(20.0, ablated=0.0, alike=-20.0)))
    assert "the other way" in failed
    assert "what this sets alike is what hides it" in failed
    assert "Referrals: -2" in failed
    small = " ".join(reasons(made_up(-2.0, ablated=0.0, alike=-2.0)))
    assert "less than what matters in practice" in small
    assert "what hides it" not in small


def test_what_is_nothing_by_definition_is_no_evidence() -> None:
    """The same numbers, once where the ablation sets the measure itself to nothing."""
    found = made_up(-20.0, ablated=0.0, alike=0.0)
    nothing = Setting("hands off", by_definition=("decision_wait",))
    marked = replace(found, pair=replace(found.pair, ablations=(nothing,)))
    for one, says in ((found, judging.GONE), (marked, judging.BY_DEFINITION)):
        assert judging.shows(one, 0) == says
        claim = report._claim(one, None)
        (ablation,) = claim["ablations"]
        assert ablation["says"] == says
        assert ablation["by_definition"] == (one is marked)
        assert (ablation["share_left"] is None) == (one is marked)
        assert f", {says}." in " ".join(claim["reasons"])
        pair = report._pair(one.pair, [one], {})
        pattern = {"pattern": "P0", "pairs": [pair]}
        rows = [line for line in page._pair(pair) if line.startswith("| *off: hands off")]
        assert len(rows) == 1
        assert f"| {'by definition' if one is marked else 'gone'} | {says} |" in rows[0]
        squares = sum(line.get_marker() == "s" for line in figure.draw([pattern], "").axes[0].lines)
        assert squares == (0 if one is marked else 1)


def test_what_is_marked_is_nothing_in_every_run_and_all_that_is() -> None:
    """In both arms of both pairs, with either ablation; other claims are left something."""
    import sim

    for pair in patterns.spread_or_gathered().pairs:
        for setting in pair.ablations:
            summaries = [sim.run(arm.load(setting), 1).summary for arm in (pair.first, pair.second)]
            zero = {
                claim.key
                for claim in pair.claims
                if all(summary[claim.key] == 0.0 for summary in summaries)
            }
            assert zero == set(setting.by_definition)


# ---- the patterns --------------------------------------------------------------------------


def test_settings_on_top_replace_those_below() -> None:
    assert on_top(("a.b=1", "a.bc=2"), ("a.b=3",)) == ["a.bc=2", "a.b=3"]


@pytest.mark.parametrize("name", list(patterns.PATTERNS))
def test_claims_are_of_measures_with_a_difference_that_matters(name: str) -> None:
    for pair in patterns.PATTERNS[name]().pairs:
        assert pair.ablations
        for claim in pair.claims:
            assert MEASURES[claim.key].practical > 0.0
        assert set(pair.beside) <= set(MEASURES)


@pytest.mark.parametrize("name", ["P1", "P2"])
def test_arms_of_a_pair_have_equal_resources(name: str) -> None:
    from sim.resources import positions

    for whole in patterns.PATTERNS[name]().pairs:
        pair = replace(whole, ablations=whole.ablations[:1], alike=())
        staffing = [positions(one) for one in pair.scenarios().values()]
        assert len(staffing) == 2 * (1 + len(pair.settings))
        assert {round(one.total, 6) for one in staffing} == {round(staffing[0].total, 6)}
        assert {one.crews for one in staffing} == {staffing[0].crews}
        workers = {round(one.total_follow_up_workers, 6) for one in staffing}
        assert workers == {round(staffing[0].total_follow_up_workers, 6)}


def test_with_its_mechanism_off_nothing_is_left_between_units() -> None:
    """The compiled world has no time, contest or meeting between units, and no ignorance."""
    from sim import start

    pair = patterns.spread_or_gathered().pairs[0]
    for setting in pair.ablations[1:]:
        for arm in (pair.first, pair.second):
            world = start.world(arm.load(setting), 1, False)
            assert not world.channel_days.any()
            assert not world.contest.any()
            assert not world.budget_contest.any()
            assert world.shared_system.all()
            assert (world.knowledge == 1.0).all()
            assert (world.who_does_what == 1.0).all()
            assert len(world.bodies) == 0
            assert world.settings[0].impatience_referral == 0.0
            assert world.settings[0].impatience_bounce == 0.0


def test_with_its_mechanism_off_everybody_knows_every_instrument() -> None:
    from sim import start

    pair = patterns.housing_unit_split().pairs[0]
    world = start.world(pair.second.load(pair.ablations[0]), 1, False)
    assert (world.knowledge == 1.0).all()
    assert world.parameters[0].recognition_base == 1.0


def test_with_no_market_nobody_is_helped_on_to_it() -> None:
    pair = patterns.checks_and_reviews().pairs[0]
    import sim

    summary = sim.run(pair.second.load(pair.ablations[1]), 1).summary
    assert summary["circulation_helped"] == 0.0
    assert summary["entry_able"] == 0.0
    assert sim.run(pair.second.load(), 1).summary["circulation_helped"] > 0.0


def test_over_draws_an_arm_against_itself_never_holds() -> None:
    pair = patterns.brisk_construction().pairs[0]
    same = replace(pair, second=pair.first, claims=(Claim("list_length", Verdict.LOWER),))
    pattern = replace(patterns.brisk_construction(), pairs=(same,))
    found = running.over_draws(pattern, draws=2, replications=1, seed=1, threads=2)
    assert found is not None
    assert (found.whole, found.holds) == (2, 0)
    assert found.claims[0].values.tolist() == [0.0, 0.0]
    assert found.redrawn > 50


# ---- P7 ------------------------------------------------------------------------------------


def study(points: int) -> Study:
    """Two organisations where something is low (the first half of the points) or high."""
    levels = (Level("one"), Level("other"))
    return replace(
        read_study(BOX / f"{conditions.STUDY}.yaml"),
        levers=(Lever("organisation", levels),),
        uncertainties=(Uncertainty("turnover", 0.0, float(points), ""),),
        measures=("decision_wait",),
    )


def look_at(means: list[float], noise: float = 0.5) -> tuple[conditions.Order, object]:
    """Orders where the second is better by ``means`` days at each point."""
    wobble = noise * np.array([-1.0, 1.0, -1.0, 1.0])
    first = np.full((len(means), 4), 50.0)
    second = first - np.array(means)[:, None] + wobble
    numbers = tuple(range(1, len(means) + 1))
    cube = Cube(np.stack([first, second]), ("one", "other"), numbers, (1, 2, 3, 4), True)
    points = [Point(number, "", (float(number > len(means) // 2),)) for number in numbers]
    orders, found = conditions._of(cube, "decision_wait", study(len(means)), points)
    return orders[0], found


def test_a_reversal_is_proposed_where_it_is_clearest() -> None:
    order, found = look_at([20.0, 30.0, -9.0, -12.0])
    assert (order.first_better, order.second_better, order.undecided) == (2, 2, 0)
    assert [row[2:] for row in order.by_condition] == [(0, 2, 0), (2, 0, 0)]
    assert isinstance(found, conditions.Reversal)
    assert (found.first_better_at, found.second_better_at) == (4, 2)
    assert found.smaller == pytest.approx(12.0)


@pytest.mark.parametrize(
    ("means", "noise"),
    [([20.0, 30.0, -2.0, -4.0], 0.1), ([20.0, 30.0, 9.0, 8.0], 0.1), ([9.0, -9.0, 9.0, -9.0], 40)],
)
def test_no_reversal_where_it_is_small_or_one_way_or_luck(means: list[float], noise: float) -> None:
    assert look_at(means, noise)[1] is None


def nearest_at(means: list[float]) -> conditions.Reversal | None:
    """What is nearest to a reversal where the second is better by ``means`` days."""
    first = np.full((len(means), 2), 50.0)
    second = first - np.array(means)[:, None]
    numbers = tuple(range(1, len(means) + 1))
    cube = Cube(np.stack([first, second]), ("one", "other"), numbers, (1, 2), True)
    return conditions._nearest(cube, "decision_wait")


def test_the_nearest_to_a_reversal_is_found_however_small() -> None:
    found = nearest_at([20.0, 30.0, -2.0, -4.0])
    assert found is not None
    assert (found.first_better_at, found.second_better_at) == (4, 2)
    assert found.smaller == pytest.approx(4.0)
    assert nearest_at([20.0, 30.0, 2.0, math.nan]) is None  # one is better everywhere


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (9.0, -9.0, "the order is reversed"),
        (9.0, 9.0, "one is ahead at both"),
        (-9.0, -9.0, "other is ahead at both"),
        (9.0, 0.5, "one is ahead at the first only"),
        (0.5, -9.0, "other is ahead at the second only"),
        (0.5, -0.5, "they cannot be told apart at either"),
    ],
)
def test_who_is_ahead_at_two_points(first: float, second: float, words: str) -> None:
    found = conditions.Reversal("decision_wait", "one", "other", 1, 2, 0.0)
    assert report._ahead(found, [apart(first), apart(second)]) == words


def test_where_nothing_is_reversed_it_is_told_why() -> None:
    """What is nearest to a reversal is told with what was tried, and the verdict stays."""
    nearest = conditions.Reversal("home_wait", "one", "other", 1, 2, 0.0)
    none = Pattern("P7", "", "", "", ())
    order = conditions.Order("home_wait", "one", "other", 1, 0, 1, ())
    home = replace(study(2), measures=("home_wait",))
    looked = conditions.Looked(
        home, (order,), (None,), (nearest,), {1: "size small", 2: "size large"}, 8, none
    )
    nearly = [made_up(20.0, ablated=0.0, alike=9.0), made_up(2.0, ablated=0.0, alike=-9.0)]
    (row,) = report.reversals(report.Validated(none, [], None, looked, nearly))
    assert row["verdict"] == judging.NOT
    for told in (
        "At none of the 2 points",
        "Nearest to it come one and other",
        "at size small; and other less one is +2.00 days (+1.88 to +2.12) at size large",
        "Beside the first, different: Referrals: -2",
        "Tried: eyes open: +9.00 days (+8.88 to +9.12) and -9.00 days (-9.12 to -8.88); the order",
        "By the rules: ",
    ):
        assert told in row["why"], told
    (alone,) = report.reversals(report.Validated(none, [], None, looked))
    assert "Nearest to it" not in alone["why"]


def reversed_once() -> dict[str, Any]:
    """A study of two measures as the tree has it: in one of them an order turns at one point."""
    counts = ("first_better", "second_better", "undecided")
    orders = [
        ("decision_wait", "one", "other", (1, 9, 22)),
        ("decision_wait", "one", "third", (32, 0, 0)),
        ("home_wait", "one", "other", (30, 0, 2)),
    ]
    study = {
        "points": 32,
        "organisations": ["one", "other", "third"],
        "name": "n",
        "title": "t",
        "runs": 8,
        "orders": [
            {"measure": measure, "first": first, "second": second, "by_condition": []}
            | dict(zip(counts, found, strict=True))
            for measure, first, second, found in orders
        ],
        "reversals": [
            {"measure": "home_wait", "verdict": judging.NOT, "why": "So."},
            {"measure": "decision_wait", "verdict": judging.REPRODUCED, "why": "So."},
        ],
        "never_beaten": {"home_wait": ["one"], "decision_wait": []},
    }
    claims = [{"measure": "decision_wait", "verdict": judging.REPRODUCED}]
    pair = {"name": "", "first": "one", "second": "other (size small)", "claims": claims}
    found = {"pattern": "P7", "title": "No best", "said": "s", "source": "s", "uncertainty": None}
    found |= {"pairs": [pair], "study": study, "claims": "1 of 2 claims reproduced"}
    return summary.with_summary(found)


def test_on_how_many_points_a_reversal_rests_and_who_is_never_beaten_is_told_first() -> None:
    found = reversed_once()
    assert [one["rests_on"] for one in found["reversals"]] == [{}, {"one": 1, "other": 9}]
    told = "one better at 1, other better at 9 of 32 points"
    first = next(line for line in overview({"patterns": [found], "meta": META}).splitlines()[4:])
    assert "Until a home, with help: not reproduced; Until the first decision: reproduced" in first
    assert f"A reversal was tested in Until the first decision, {told}." in first
    assert "Clearly beaten by no other at any point: Until a home, with help: one;" in first
    assert "Until the first decision: none." in first
    rows = [line for line in page._study(found) if line.startswith("| ")]
    assert rows[1] == (
        "| Until a home, with help | not reproduced | no order reversed at any of 32 points | one |"
    )
    assert rows[2] == f"| Until the first decision | reproduced | {told} | none |"


def test_a_study_is_looked_through_and_what_it_proposes_can_be_tested(tmp_path: Path) -> None:
    text = small_studies.SMALL.replace("latin hypercube, points: 3", "full factorial, steps: 2")
    file = small_studies.write(tmp_path, text)
    looked, pattern = conditions.look(file, replications=2, threads=2)
    assert len(looked.conditions) == 4
    assert looked.runs == 2 * 4 * 2
    for order in looked.orders:
        assert order.first_better + order.second_better + order.undecided == 4
    assert len(pattern.pairs) == 2 * sum(one is not None for one in looked.proposed)
    assert len(looked.nearly.pairs) == 2 * sum(one is not None for one in looked.nearest)
    for proposed, nearest in zip(looked.proposed, looked.nearest, strict=True):
        assert proposed is None or nearest is None
    findings = running.findings_of(pattern, replications=2, seed=1, threads=2)
    (tree,) = report.tree([report.Validated(pattern, findings, None, looked)])
    for measure, arms in tree["study"]["never_beaten"].items():
        assert measure in looked.study.measures
        assert arms
    for proposed, one in zip(looked.proposed, tree["reversals"], strict=True):
        tested = () if proposed is None else (proposed.first, proposed.second)
        assert tuple(one["rests_on"]) == tested
        assert all(0 < count < one["points"] == 4 for count in one["rests_on"].values())


def test_an_arm_at_a_point_takes_settings_on_top() -> None:
    from experiments.study import design
    from experiments.study.checking import checked

    file = BOX / f"{conditions.STUDY}.yaml"
    resolved, resolver = checked(read_study(file), file.parent)
    point = next(design.points(resolved))
    arm = conditions.StudyArm("", resolver, resolver.inputs(point, "one-unit-per-task"))
    plain, without = arm.load(), arm.load(patterns.NOTHING_BETWEEN_UNITS)
    assert plain.parameters["handover.letter"] == 3.0
    assert without.parameters["handover.letter"] == 0.0
    assert without.parameters["caseworkers.turnover"] == plain.parameters["caseworkers.turnover"]
    twice = arm.load(Setting("twice as many", dwellings=2))
    assert twice.parameters == plain.parameters
    for more, before in zip(twice.municipality.stock, plain.municipality.stock, strict=True):
        assert more == replace(before, dwellings=2 * before.dwellings)


def test_a_scenario_of_the_box_may_have_twice_as_many_dwellings_too() -> None:
    arm = patterns.written_priority_key().pairs[0].second
    plain, twice = arm.load(), arm.load(Setting("twice as many", dwellings=2))
    assert twice.organisation.priority_key
    for more, before in zip(twice.municipality.stock, plain.municipality.stock, strict=True):
        assert more == replace(before, dwellings=2 * before.dwellings)


def test_what_is_said_by_the_rules_is_of_measures_of_the_study() -> None:
    measures = read_study(BOX / f"{conditions.STUDY}.yaml").measures
    assert set(conditions.BY_THE_RULES) <= set(measures)
    assert {*conditions.BESIDE, *conditions.BESIDE_NEAREST} <= set(MEASURES)


def test_both_studies_of_orders_are_about_the_same() -> None:
    small, full = (
        read_study(BOX / f"{name}.yaml")
        for name in (conditions.STUDY, conditions.STUDY.removesuffix("-small"))
    )
    assert small.arms == full.arms
    assert small.measures == full.measures


# ---- the command ---------------------------------------------------------------------------


def test_patterns_are_chosen_by_name_in_their_order() -> None:
    assert names() == ["P1", "P2", "P3", "P4", "P5", "P6", "P7"]
    assert chosen(None) == ()
    assert chosen("p6, P2") == ("P2", "P6")


@pytest.mark.parametrize("text", ["P9", "", "P1,,P2", "P1 P2"])
def test_a_pattern_that_is_not_there_is_refused(text: str) -> None:
    with pytest.raises(OrderError, match=r"command line: --patterns: found .*, expected patterns"):
        chosen(text)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--patterns", "P8"], 'found "P8"'),
        (["--csv"], "--csv and --force have a meaning only together with --out"),
        (["--out", "{folder}"], "holds other files"),
        (["--replications", "0"], "expected a whole number, from 1 to 1000000"),
    ],
)
def test_wrong_input_ends_with_two_and_one_message(
    arguments: list[str], message: str, tmp_path: Path
) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    wanted = [one.format(folder=tmp_path) for one in arguments]
    found = CliRunner().invoke(app, ["validate", *wanted])
    assert found.exit_code == 2
    assert message in found.output
    assert "Traceback" not in found.output


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What two quick patterns leave in a folder."""
    folder = tmp_path_factory.mktemp("validated") / "out"
    order = ValidateOrder(
        patterns=("P4", "P6"),
        replications=2,
        uncertainty=2,
        draw_replications=1,
        out=folder,
        csv=True,
        threads=2,
    )
    assert carry_out(order) == 0
    return folder


def test_json_holds_every_pattern_claim_and_ablation(
    written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = ValidateOrder(patterns=("P6",), replications=2, threads=2, as_json=True)
    assert carry_out(order) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["meta"]["command"] == "validate"
    assert content["meta"]["complete"]
    (pattern,) = content["patterns"]
    wanted = patterns.brisk_construction()
    assert pattern["pattern"] == "P6"
    assert pattern["uncertainty"] is None
    assert pattern["verdict"] in (
        "reproduced",
        "reproduced in part",
        "not reproduced",
        judging.OPEN,
    )
    assert pattern["parts"] == summary.parts(pattern)
    for pair, asked in zip(pattern["pairs"], wanted.pairs, strict=True):
        assert [one["measure"] for one in pair["claims"]] == [one.key for one in asked.claims]
        for claim in pair["claims"]:
            assert claim["verdict"] in (judging.REPRODUCED, judging.NOT, judging.OPEN)
            assert claim["difference"]["count"] == 2
            assert claim["reasons"]
            mean = claim["second"]["mean"] - claim["first"]["mean"]
            assert claim["difference"]["mean"] == pytest.approx(mean)
            assert [one["set"] for one in claim["ablations"]] == [
                list(one.settings) for one in asked.ablations
            ]
    same = json.loads((written / "validation.json").read_text(encoding="utf-8"))["patterns"][1]
    for one in (pattern, same):
        one["uncertainty"] = None
        for pair in one["pairs"]:
            for claim in pair["claims"]:
                claim["over_draws"] = None
    assert same == pattern  # the same runs, whatever else was asked for


def test_arms_that_an_ablation_leaves_the_same_are_no_evidence(written: Path) -> None:
    """P4 and P6: what the arms differ in has no effect any more, in any measure of any run."""
    content = json.loads((written / "validation.json").read_text(encoding="utf-8"))
    for pattern in content["patterns"]:
        for claim in pattern["pairs"][0]["claims"]:
            assert claim["difference"]["mean"] != 0.0
            assert claim["ablations"][0]["difference"]["mean"] == 0.0
            assert claim["ablations"][0]["arms_are_the_same"]
            assert claim["ablations"][0]["by_definition"]
            assert claim["ablations"][0]["share_left"] is None
            assert claim["ablations"][0]["says"] == judging.BY_DEFINITION
    text = page.page(content)
    rows = [line for line in text.splitlines() if line.startswith("| *off:")]
    assert len(rows) == 5
    assert all("| by definition | nothing by definition, no evidence |" in row for row in rows)
    drawn = figure.draw(content["patterns"], "").axes[0]
    assert not any(line.get_marker() == "s" for line in drawn.lines)
    reached = [one for pattern in content["patterns"] for one in pattern["pairs"][0]["claims"]]
    told = " ".join(sentence for one in reached for sentence in one["reasons"])
    assert "gone" not in told
    assert told.count("nothing by definition, no evidence") == sum(
        one["verdict"] == judging.REPRODUCED for one in reached
    )


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("P1", [False, False]),
        ("P2", [True, False]),
        ("P3", [False, False, False]),
        ("P4", [True]),
        ("P5", [False, False]),
        ("P6", [True]),
    ],
)
def test_which_ablations_leave_both_arms_the_same(name: str, same: list[bool]) -> None:
    pair = replace(patterns.PATTERNS[name]().pairs[0], alike=(), beside=())
    pattern = replace(patterns.PATTERNS[name](), pairs=(pair,))
    for finding in running.findings_of(pattern, replications=2, seed=1, threads=1):
        assert list(finding.same) == same
        for number, one in enumerate(same):
            named = finding.claim.key in pair.ablations[number].by_definition
            assert (judging.shows(finding, number) == judging.BY_DEFINITION) == (one or named)


def test_arms_are_the_same_only_if_every_measure_of_every_run_is() -> None:
    def outcome(*summaries: dict[str, float]) -> Outcome:
        runs = {
            (name, seed): Replication(name, seed, summary, 0.0)
            for name, summary in zip("ab", summaries, strict=True)
            for seed in (1, 2)
        }
        return Outcome(("a", "b"), (1, 2), runs)

    one = {"wait": 1.0, "undefined": math.nan}
    assert running._are_the_same(outcome(one, dict(one)), "a", "b")
    assert not running._are_the_same(outcome(one, {**one, "wait": 1.0 + 1e-15}), "a", "b")
    assert not running._are_the_same(outcome(one, {**one, "undefined": 0.0}), "a", "b")
    late = outcome(one, dict(one))
    late.finished["b", 2].summary["wait"] = 2.0
    assert not running._are_the_same(late, "a", "b")


def test_a_difference_is_told_in_its_own_unit() -> None:
    assert apart_text(Estimate(-1.0, -4.0, 1.0, 9), "decision_wait") == "-1 day (-4 to +1)"
    assert apart_text(Estimate(1.0, -4.0, 6.0, 9), "decision_wait") == "+1 day (-4 to +6)"
    share = apart_text(Estimate(-0.0075, -0.0083, -0.0066, 9), "coordination_share")
    assert share == "-0.75 percentage points (-0.83 to -0.66)"


def test_a_folder_has_findings_table_figure_and_manifest(written: Path) -> None:
    there = {path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()}
    assert there == {
        "claims.csv",
        "claims.parquet",
        "figures/validation.png",
        "figures/validation.svg",
        "manifest.json",
        "validation.json",
    }
    import pandas as pd

    table = pd.read_parquet(written / "claims.parquet")
    for pattern in ("P4", "P6"):
        pairs = patterns.PATTERNS[pattern]().pairs
        rows = sum(len(pair.claims) * (1 + len(pair.settings)) for pair in pairs)
        assert (table["pattern"] == pattern).sum() == rows
    content = json.loads((written / "validation.json").read_text(encoding="utf-8"))
    for one in content["patterns"]:
        assert one["uncertainty"]["draws"] == 2
        assert 0 <= one["uncertainty"]["holds"] <= one["uncertainty"]["whole"] <= 2


def test_the_page_has_a_row_for_each_claim_and_setting(written: Path) -> None:
    content = json.loads((written / "validation.json").read_text(encoding="utf-8"))
    text = page.page(content)
    for pair in (patterns.written_priority_key().pairs[0], patterns.brisk_construction().pairs[0]):
        for setting in pair.ablations:
            assert text.count(f"*off: {setting.title}*") == len(pair.claims)
        for setting in pair.alike:
            assert text.count(f"*alike: {setting.title}*") == len(pair.claims)
    blocks = [block for block in text.split("\n\n") if block.startswith("| ")]
    for block in blocks:
        assert len({row.count("|") for row in block.splitlines()}) == 1
    assert overview(content).count("\n| P") == 2


def test_an_older_folder_is_read_as_it_would_be_written_now(written: Path, tmp_path: Path) -> None:
    """Without names and parts, as folders were before there were any."""
    content = json.loads((written / "validation.json").read_text(encoding="utf-8"))
    assert reading.findings(written) == content
    older = json.loads(json.dumps(content))
    for pattern in older["patterns"]:
        del pattern["parts"]
        for pair in pattern["pairs"]:
            del pair["name"]
            for ablation in (one for claim in pair["claims"] for one in claim["ablations"]):
                del ablation["by_definition"], ablation["arms_are_the_same"]
    (tmp_path / "validation.json").write_text(json.dumps(older), encoding="utf-8")
    assert reading.findings(tmp_path) == content


@pytest.mark.parametrize("pattern", ["P1", "P7"])  # the pairs of P7 are those of a study
def test_an_older_folder_offers_nothing_by_definition_as_evidence(pattern: str) -> None:
    off = patterns.NOTHING_BETWEEN_UNITS
    zero = {"mean": 0.0, "low": 0.0, "high": 0.0, "count": 4, "undefined": 0}
    said = f"Mechanism off ({off.title}): 0 days (0 to 0), gone."
    ablation = {"title": off.title, "set": list(off.settings), "difference": zero}
    ablation |= {"share_left": 0.0, "says": "gone"}
    left = {**ablation, "difference": {**zero, "mean": 0.1, "high": 0.2}}
    claims = [
        {"measure": key, "verdict": judging.REPRODUCED, "ablations": [one], "reasons": [told]}
        for key, one, told in (
            ("wait_hand_over", ablation, said),
            ("decision_wait", left, said.replace("0 days (0 to 0)", "+0.10 days (0.00 to +0.20)")),
        )
    ]
    pair = {"first": "one", "second": "other", "claims": claims}
    stored = {"pattern": pattern, "pairs": [pair], "study": None}
    marked, other = reading._pattern(stored)["pairs"][0]["claims"]
    assert marked["ablations"][0]["by_definition"]
    assert marked["ablations"][0]["share_left"] is None
    assert marked["ablations"][0]["says"] == judging.BY_DEFINITION
    assert marked["reasons"] == [said.replace("gone", judging.BY_DEFINITION)]
    assert other["reasons"] == claims[1]["reasons"]
    now = {"by_definition": False, "arms_are_the_same": False}
    assert other["ablations"] == [{**left, **now}]


def test_the_figure_has_a_row_for_each_claim(written: Path) -> None:
    content = json.loads((written / "validation.json").read_text(encoding="utf-8"))
    drawn = figure.draw(content["patterns"], "small print")
    (axes,) = drawn.axes
    claims = sum(len(pair["claims"]) for one in content["patterns"] for pair in one["pairs"])
    assert len(axes.get_yticks()) == claims == 5
    assert all(math.isfinite(one) for line in axes.lines for one in line.get_xdata())


def test_the_page_tells_of_every_pattern() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for name in names():
        assert f"\n## {name} " in text
    assert (DOCUMENT.parent / "figures" / "validation.png").is_file()
