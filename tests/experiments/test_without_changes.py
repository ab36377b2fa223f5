"""What if we had not, on the model itself and from the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from experiments import without_changes_data as data
from experiments import without_changes_figure as figure
from experiments import without_changes_report as report
from experiments.cli import app
from experiments.statistics import Estimate
from experiments.without_changes import (
    NothingToCompareError,
    Study,
    run_both,
    without_changes,
)
from sim import logbook
from sim.quantities import YEAR
from sim.scenario import Scenario
from sim.scenario.resolved import Change, Transition
from sim.scenario.union import on_common_units

SHORT = ("run.warm_up=1 years", "run.observe=3 years")
MEASURES = ("--set", SHORT[0], "--set", SHORT[1])


def invoke(*words: object) -> Any:
    return CliRunner().invoke(app, [str(word) for word in words])


def reorganised(at: float = YEAR) -> Scenario:
    """Moss, whose organisation of the 1990s gives way to that of 2002."""
    before, after = (sim.load(name, settings=SHORT) for name in ("moss-1990s", "moss-2002"))
    one, other = on_common_units([before.organisation, after.organisation])
    transition = Transition(
        staff_follow_tasks=0.8,
        contacts_kept=0.5,
        productivity_dip=0.15,
        recovery=182.0,
        extra_hours=20.0,
        routines_kept=True,
        routines_written=180.0,
    )
    change = Change(at, {}, {}, other, transition)
    return replace(before, organisation=one, changes=(change,), identity=f"reorganised {at}")


@pytest.fixture(scope="module")
def study() -> Study:
    outcome, found = run_both(reorganised(), replications=3)
    assert not outcome.failures
    assert found is not None
    return found


def test_every_event_is_the_same_until_the_change() -> None:
    """The event log, row by row, and the monthly integrals: nothing is left out."""
    scenario = reorganised()
    one = sim.run(scenario, 4, log=True)
    other = sim.run(without_changes(scenario), 4, log=True)
    day = scenario.warm_up + YEAR
    logs = [logbook.rows(side.world) for side in (one, other)]
    before = [log[log.time < day] for log in logs]
    assert len(before[0]) > 1000
    for field in before[0].dtype.names:  # the bytes between the fields mean nothing
        np.testing.assert_array_equal(before[0][field], before[1][field], err_msg=field)
    assert logs[0].tobytes() != logs[1].tobytes()


def test_both_sides_are_one_until_the_change(study: Study) -> None:
    assert study.apart_before == ()
    before = study.edges[1:] <= 0.0
    assert before.sum() == 4
    for key, found in study.courses.items():
        if key != "in_need":  # looks a year ahead
            known = ~np.isnan(found.difference.mean[before])
            assert not found.difference.mean[before][known].any()
    assert study.courses["coordination"].difference.mean[~before][0] > 0.0


def test_a_change_that_is_seen_too_early_is_told() -> None:
    """Looked at from a day after the change, the runs are not the same."""
    from experiments.same_until import fingerprint

    scenario = reorganised()
    one, other = sim.run(scenario, 4), sim.run(without_changes(scenario), 4)
    day = scenario.warm_up + YEAR
    assert fingerprint(one, day) == fingerprint(other, day)
    assert fingerprint(one, day + 60.0) != fingerprint(other, day + 60.0)


def test_first_needs_are_all_paired_and_causes_add_up(study: Study) -> None:
    assert study.pairs > 5 * sum(study.unpaired)
    for one in study.decompositions:
        assert one.whole.mean == pytest.approx(
            sum(part.difference.mean or 0.0 for part in one.causes)
        )
    sizes = [abs(part.difference.mean or 0.0) for part in study.in_need.parts]
    assert sizes == sorted(sizes, reverse=True)
    sizes = [abs(part.difference.mean or 0.0) for part in study.decompositions[0].causes]
    assert sizes == sorted(sizes, reverse=True)


def test_causes_account_for_the_very_sum_that_breaks_even(study: Study) -> None:
    band, found = study.sums["days_in_need"]
    whole, at_end = study.in_need.whole, found.at_end
    assert at_end.mean
    assert (whole.mean, whole.low, whole.high) == pytest.approx(
        (at_end.mean, at_end.low, at_end.high)
    )
    parts = [one.course.mean for one in study.in_need.parts]
    np.testing.assert_allclose(np.sum(parts, axis=0), band.mean, atol=1e-6)
    told = data.as_json(study)["causes"]["in_need"]
    assert told["whole"]["mean"] == pytest.approx(sum(one["mean"] for one in told["causes"]))
    without = sum(one["without"] for one in told["causes"])
    assert told["whole"]["mean"] == pytest.approx(
        sum(one["with"] for one in told["causes"]) - without
    )
    table = data.tables(study)["causes_over_time"]
    assert len(table) == len(told["causes"]) * len(band.mean)


def test_the_answer_names_the_clear_causes_of_the_days_in_need(study: Study) -> None:
    def told(*parts: tuple[str, float, float], whole: float, half: float) -> str:
        account = replace(
            study.in_need,
            whole=Estimate(whole, whole - half, whole + half, 3),
            parts=tuple(
                replace(one, cause=cause, difference=Estimate(mean, mean - far, mean + far, 3))
                for one, (cause, mean, far) in zip(study.in_need.parts, parts, strict=False)
            ),
        )
        return report.answer(replace(study, in_need=account))[2]

    queue, unseen = ("in a queue", 5000.0, 100.0), ("unseen", -3000.0, 4000.0)
    clear = told(queue, unseen, whole=2000.0, half=500.0)
    assert "the difference of +2 000 household days in need since the change" in clear
    assert clear.endswith('is made above all of days "in a queue" (+5 000).')
    assert "is not clear" in told(queue, unseen, whole=2000.0, half=2500.0)
    assert "no cause of days in need changed clearly" in told(unseen, whole=2000.0, half=2500.0)


def test_the_answer_is_three_sentences(study: Study) -> None:
    found = report.answer(study)
    assert len(found) == 3
    assert all(sentence.endswith(".") for sentence in found)


def told_of(study: Study, **effects: tuple[float, float, float]) -> str:
    """The first sentence where all households differ so: mean, half an interval, adjusted p."""
    changed = [
        replace(one, difference=Estimate(mean, mean - half, mean + half, 3), adjusted=adjusted)
        for outcome, (mean, half, adjusted) in effects.items()
        for one in study.effects
        if (one.division, one.outcome) == ("all", outcome)
    ]
    return report.answer(replace(study, effects=changed))[0]


def test_the_answer_says_longer_shorter_or_that_nobody_knows(study: Study) -> None:
    assert told_of(study, in_need=(14.0, 2.0, 0.01)).startswith(
        "With the change households were in need 14 days longer on average"
    )
    nobody_knows = told_of(study, in_need=(14.0, 20.0, 0.8))
    assert nobody_knows.startswith("It cannot be told whether households were in need for longer")
    assert nobody_knows.endswith("may be chance.")
    # Clear by itself, and not among so many comparisons: neither is kept back.
    unsure = told_of(study, in_need=(-14.0, 2.0, 0.2))
    assert "in need 14 days less on average" in unsure
    assert "3 pairs of runs are too few to rule out chance" in unsure
    assert "cannot be told" not in unsure


def test_the_answer_says_when_more_needs_are_never_seen(study: Study) -> None:
    longer = (14.0, 2.0, 0.01)
    told = told_of(study, in_need=longer, unseen=(0.031, 0.01, 0.01))
    assert "3.1 in a hundred more had a need that nobody ever saw" in told
    told = told_of(study, in_need=longer, unseen=(-0.031, 0.01, 0.01))
    assert "3.1 in a hundred fewer had a need that nobody ever saw" in told
    assert "ever saw" not in told_of(study, in_need=longer, unseen=(0.031, 0.05, 0.9))


def test_each_organisation_gives_way_to_the_next(study: Study) -> None:
    whole = sim.load("moss-1990s-to-2002-to-2009")
    first, second = report.changes_lines(replace(study, scenario=whole))
    titles = [
        sim.load(name).organisation.title for name in ("moss-1990s", "moss-2002", "moss-2009")
    ]
    assert first == f'After 1 year: "{titles[0]}" gives way to "{titles[1]}".'
    assert second == f'After 4 years: "{titles[1]}" gives way to "{titles[2]}".'


def test_the_picture_marks_each_reorganisation_and_names_only_what_is_in_it(study: Study) -> None:
    again = replace(study.scenario.changes[0], at=2 * YEAR)
    twice = replace(study, scenario=replace(study.scenario, changes=(
        *study.scenario.changes, again)))  # fmt: skip
    for one, days in ((study, [0.0]), (twice, [0.0, 1.0])):
        drawn = figure.over_time(one, "")
        panel = next(axes for strip in drawn.subfigs for axes in strip.axes)
        marks = [line for line in panel.lines if line.get_linestyle() == "--"]
        assert [float(line.get_xdata()[0]) for line in marks] == days
        (legend,) = drawn.subfigs[0].legends
        told = [text.get_text() for text in legend.get_texts()]
        # Three pairs of runs are too few for a band of the whole course.
        assert told == ["mean difference", "95 %, each date", "the change" + "s" * (len(days) - 1)]


def test_new_values_are_told_in_their_units(study: Study) -> None:
    values = {
        "market.price_per_m2": 30_000.0,
        "patience.per_year": 0.25,
        "groups.refugee.arrivals.dwelling": 0.5 / YEAR,
        "temporary_places": 12.0,
    }
    whole = replace(study.scenario, changes=(Change(YEAR, values, {}),))
    (told,) = report.changes_lines(replace(study, scenario=whole))
    assert "base units" not in told
    for part in ("price_per_m2 becomes 30000 NOK", "patience.per_year becomes 0.25",
                 "dwelling becomes 0.5 per 1000 inhabitants and year",
                 "temporary_places becomes 12"):  # fmt: skip
        assert part in told


def test_a_scenario_without_changes_is_refused() -> None:
    with pytest.raises(NothingToCompareError, match="found no changes"):
        without_changes(sim.load("moss-2009"))
    with pytest.raises(NothingToCompareError, match="nothing can be seen"):
        without_changes(reorganised(at=3 * YEAR - 1.0))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("moss-2009",), "found no changes"),
        (("moss-2009", "moss-2002"), "exactly one file"),
        (("moss-2009-dearer-homes", "--uncertainty", 3), "--uncertainty has no meaning"),
        (("moss-2009-dearer-homes", "--own-resources"), "--own-resources has no meaning"),
    ],
)
def test_what_makes_no_sense_is_refused(words: tuple[object, ...], told: str) -> None:
    result = invoke("compare", *words, "--without-changes")
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""


def test_the_command_tells_and_writes(tmp_path: Path) -> None:
    words = ("compare", "moss-2009-dearer-homes", "--without-changes", *MEASURES)
    out = tmp_path / "out"
    result = invoke(*words, "--replications", 10, "--json", "--out", out)
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["same_until_the_change"]
    assert found["pairs_of_runs"] == 10
    assert len(found["quarters"]["from"]) == 12
    assert len(found["over_time"]["waiting"]["low_of_all"]) == 12
    assert json.loads((out / "study.json").read_text())["answer"] == found["answer"]
    for name in ("over_time", "break_even", "gained_and_lost", "causes", "causes_over_time"):
        assert (out / f"{name}.parquet").is_file()
    for name in ("over_time", "break_even", "causes"):
        assert (out / "figures" / f"{name}.png").stat().st_size > 20_000


def test_the_report_reads_from_answer_to_notes() -> None:
    words = ("compare", "moss-2009-dearer-homes", "--without-changes", *MEASURES)
    result = invoke(*words, "--replications", 2)
    assert result.exit_code == 0, result.stderr
    order = [
        result.stdout.index(text)
        for text in (
            "What if we had not?",
            "the same to the last bit",
            "Through time",
            "made good",
            "What the days in need since the change are made of",
            "Who gained and who lost",
            "Fewer than 10 pairs of runs",
            "Seed noise only",
        )
    ]
    assert order[0] == min(order)
    assert order[-1] == max(order)


def test_a_reorganisation_from_the_box_is_set_beside_the_same_units() -> None:
    """Units that only the later organisation has are counted on both sides."""
    scenario = sim.load("moss-1990s-to-2002")
    without = without_changes(scenario)
    one, other = (sim.run(side, 1).world for side in (scenario, without))
    assert len(one.desks) == len(other.desks)
    before = [world.marks[world.marks[:, 0] < scenario.warm_up + YEAR] for world in (one, other)]
    assert len(before[0]) > 10
    np.testing.assert_array_equal(*before)
