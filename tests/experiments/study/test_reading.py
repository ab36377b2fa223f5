"""Study files: what they say, and how mistakes in them are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from experiments.study.checking import beyond_the_table, checked
from experiments.study.description import (
    FACTORIAL,
    FILE,
    LATIN_HYPERCUBE,
    NORMAL,
    OWN_SEEDS,
    SAME_SEEDS,
    Study,
    from_json,
)
from experiments.study.design import Point, count
from experiments.study.points import Resolver, unpack
from experiments.study.reading import read_study
from experiments.study.staffing import made_equal
from sim.parameters import PARAMETERS
from sim.resources import positions
from sim.scenario import ScenarioError, load
from tests.small_studies import SMALL, write

FULL = """\
title: Everything a file can say
question: Is all of it read?
title_nb: Alt en fil kan si
question_nb: Blir alt lest?
words_nb: {price: boligpris, as it is: som nå, there: der, "assumption: a guess": "antakelse"}
base: [moss-2009, moss-1990s]
levers:
  organisation: [moss-2009, all-in-one]
  review:
    levels:
      as it is: {}
      none: {organisation.lease_review: no}
uncertainties:
  caseworkers.turnover:
  price: {key: market.price_per_m2, range: [20000, 30000 NOK], distribution: log-uniform,
          source: "assumption: a guess"}
  mix: {multiply: "groups.*.needs.*", range: [0.5, 1.2]}
  rent: {key: market.private_rent, range: [5000, 9000 NOK per month], distribution: normal,
         mean: 6000, spread: 1000}
  place: {levels: {here: {}, there: {municipality: tromso}}}
measures: {need_to_home: 10, decision_wait: }
design: {kind: latin hypercube, points: 20}
replications: {least: 5, most: 50, until: {decision_wait: 2}, step: 10}
seed: 11
resources: own
keep: named
"""


def read(folder: Path, text: str) -> Study:
    return read_study(write(folder, text))


def problems(folder: Path, text: str) -> list[str]:
    """What is said to be wrong with a study file of that text."""
    path = write(folder, text)
    with pytest.raises(ScenarioError) as wrong:
        checked(read_study(path), folder)
    start = f"{path.as_posix()}:"
    return [str(one).removeprefix(start) for one in wrong.value.problems]


def replaced(old: str, new: str, text: str = SMALL) -> str:
    assert old in text
    return text.replace(old, new)


# ---- what is read --------------------------------------------------------------------------


def test_everything_a_file_can_say(tmp_path: Path) -> None:
    text = FULL.replace("need_to_home", "approvals")
    study = read(tmp_path, text)
    assert study.bases == ("moss-2009", "moss-1990s")
    assert study.arms == (
        "moss-2009, as it is",
        "moss-2009, none",
        "all-in-one, as it is",
        "all-in-one, none",
    )
    turnover, price, mix, rent, place = study.uncertainties
    table = PARAMETERS["caseworkers.turnover"]
    assert (turnover.low, turnover.high, turnover.unit) == (table.low, table.high, table.unit)
    assert turnover.source.startswith("parameter table")
    assert (price.low, price.high, price.unit) == (20000.0, 30000.0, "NOK")
    assert (study.title_nb, study.question_nb) == ("Alt en fil kan si", "Blir alt lest?")
    assert study.words_nb["as it is"] == "som nå"
    assert price.source in study.words_nb
    assert mix.multiplies
    assert (rent.distribution, rent.mode, rent.spread) == (NORMAL, 6000.0, 1000.0)
    assert [level.municipality for level in place.levels] == [None, "tromso"]
    assert place.shown(2.0) == "there"
    assert price.shown(21000.0) == "2.1e+04 NOK"
    assert study.measures == ("approvals", "decision_wait")
    assert study.practical_difference("approvals") == 10.0
    assert study.practical_difference("decision_wait") > 0.0
    assert (study.design.kind, study.design.blocks) == (LATIN_HYPERCUBE, (20,))
    plan = study.replications
    assert (plan.least, plan.most, plan.step, plan.until) == (5, 50, 10, {"decision_wait": 2.0})
    assert (study.seed, study.seeds, study.resources) == (11, OWN_SEEDS, "own")


def test_a_file_may_say_little(tmp_path: Path) -> None:
    study = read(tmp_path, "title: t\nquestion: q\nbase: moss-2009\nmeasures: [decision_wait]\n")
    assert study.arms == ("as it is",)
    assert study.design.kind == FACTORIAL
    assert study.replications.least == study.replications.most == 10
    assert study.seeds == SAME_SEEDS


def test_points_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("\ufeffhours;arrivals\n0,5;4\n\n2;12\n", encoding="utf-8")
    text = replaced("kind: latin hypercube, points: 3", "kind: points file, file: points.csv")
    study = read(tmp_path, text)
    assert study.design.kind == FILE
    assert study.design.rows == ((4.0, 0.5), (12.0, 2.0))


# ---- the scenarios that come of it ---------------------------------------------------------


def resolver(folder: Path, text: str) -> Resolver:
    path = write(folder, text)
    return checked(read_study(path), folder)[1]


def test_a_cell_is_the_scenario_with_its_values_put_in(tmp_path: Path) -> None:
    text = replaced("keep: named", "resources: own")
    found = resolver(tmp_path, text).cells(Point(1, "teaching/committee-every-week", (6.0, 1.5)))
    same = load(
        "teaching/committee-every-week",
        settings=(
            "run.warm_up=10 days",
            "run.observe=60 days",
            "groups.roofless.arrivals.dwelling=6 per 1000 and year",
            "meeting.hours_per_case=1.5 hours",
            "organisation.bodies.committee.every=28 days",
        ),
    )
    assert found["28 days"].identity == same.identity
    assert unpack(found["28 days"].packed).parameters == same.parameters


def test_all_arms_have_the_resources_of_the_baseline(tmp_path: Path) -> None:
    from sim.resources import positions

    text = """\
title: t
question: q
base: moss-2009
levers: {organisation: [moss-2009, one-unit-per-task]}
measures: [decision_wait]
"""
    cells = resolver(tmp_path, text).cells(Point(1, "moss-2009", ()))
    totals = {arm: positions(unpack(cell.packed)).total for arm, cell in cells.items()}
    assert totals["one-unit-per-task"] == pytest.approx(totals["moss-2009"])


def test_a_strategy_can_be_a_lever(tmp_path: Path) -> None:
    base = "planning/moss-day-to-day"
    text = (
        f"title: t\nquestion: q\nbase: {base}\nmeasures: [decision_wait]\n"
        "levers: {strategy: [day-to-day, wish-list]}\n"
    )
    study, found = checked(read_study(write(tmp_path, text)), tmp_path)
    assert from_json(json.loads(json.dumps(study.as_json()))) == study
    assert [parts[3] for parts in found.all_parts()] == ["day-to-day", "wish-list"]
    cells = found.cells(Point(1, base, ()))
    for arm in ("day-to-day", "wish-list"):
        resolved, named = unpack(cells[arm].packed), load(base, strategy=arm)
        assert resolved.organisation.strategy == named.organisation.strategy
        assert resolved.parameters == named.parameters
    assert len({cell.identity for cell in cells.values()}) == 2


def test_a_strategy_can_be_an_uncertainty_and_is_varied_once(tmp_path: Path) -> None:
    place = "{levels: {as it is: {}, another: {strategy: wish-list}}}"
    text = (
        "title: t\nquestion: q\nbase: planning/moss-day-to-day\nmeasures: [decision_wait]\n"
        f"uncertainties: {{who decides: {place}}}\n"
    )
    _, found = checked(read_study(write(tmp_path, text)), tmp_path)
    assert [parts[3] for parts in found.all_parts()] == [None, "wish-list"]
    (problem,) = problems(tmp_path, f"{text}levers: {{strategy: [day-to-day, wish-list]}}\n")
    assert '"strategy", which "strategy" varies too' in problem


def test_a_strategy_that_is_not_there_is_told(tmp_path: Path) -> None:
    text = "title: t\nquestion: q\nbase: moss-2009\nlevers: {strategy: [day-to-day, wish-lits]}"
    (found,) = problems(tmp_path, f"{text}\nmeasures: [decision_wait]\n")
    assert found == (
        '4: strategy: found "wish-lits", a file that is not there, expected the file of a '
        "strategy, or the name of a built-in one (did you mean wish-list?)"
    )


def test_factors_multiply_what_the_arm_has_there(tmp_path: Path) -> None:
    text = """\
title: t
question: q
base: moss-2009
levers: {rate: {key: groups.roofless.arrivals.dwelling, values: [1, 2 per 1000 and year]}}
uncertainties: {more: {multiply: groups.*.arrivals.dwelling, range: [0.5, 3]}}
measures: [decision_wait]
"""
    text = text.replace("[1, 2 per", "[1 per 1000 and year, 2 per")
    cells = resolver(tmp_path, text).cells(Point(1, "moss-2009", (3.0,)))
    before = load("moss-2009")
    after = unpack(cells["2 per 1000 and year"].packed)
    for old, new in zip(before.municipality.groups, after.municipality.groups, strict=True):
        for need, rate in new.arrivals.items():
            expected = old.arrivals[need] * (3.0 if need.name == "DWELLING" else 1.0)
            if new.group.name == "ROOFLESS" and need.name == "DWELLING":
                expected = 6.0 / 365.0
            assert rate == pytest.approx(expected)


def test_a_multiple_of_places_is_rounded_down(tmp_path: Path) -> None:
    """Moss has 13."""
    text = """\
title: t
question: q
base: moss-2009
uncertainties: {rooms: {multiply: temporary_places, range: [0.5, 1.25]}}
measures: [decision_wait]
"""
    for factor, places in ((0.5, 6), (1.0, 13), (1.25, 16)):
        (cell,) = resolver(tmp_path, text).cells(Point(1, "moss-2009", (factor,))).values()
        assert unpack(cell.packed).municipality.temporary_places == places


@pytest.mark.parametrize("key", ["temporary_places", "stock.social-1.dwellings"])
def test_a_range_of_what_is_whole_says_so(tmp_path: Path, key: str) -> None:
    text = f"""\
title: t
question: q
base: moss-2009
uncertainties:
  some: {{key: {key}, range: [10, 21]}}
measures: [decision_wait]
"""
    (found,) = problems(tmp_path, text)
    assert found.startswith(f"5: {key}: found")
    assert "expected a whole number, from 0 to 1000000" in found
    checked(read_study(write(tmp_path, text.replace("21]", "21], whole: yes"))), tmp_path)


def test_scenarios_are_looked_for_beside_the_study_file(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "municipality: moss\norganisation: all-in-one\nrun: {warm_up: 1 years, observe: 1 years}\n",
        encoding="utf-8",
    )
    text = "title: t\nquestion: q\nbase: mine.yaml\nmeasures: [decision_wait]\n"
    study, found = checked(read_study(write(tmp_path, text)), tmp_path)
    assert found.scenario(found.inputs_of("mine.yaml", [], ())).warm_up == 365.0
    assert study.bases == ("mine.yaml",)


def test_defaults_are_those_of_the_base(tmp_path: Path) -> None:
    study = checked(read_study(write(tmp_path)), tmp_path)[0]
    arrivals, hours = study.uncertainties
    assert arrivals.defaults == {"teaching/committee-every-week": 6.0}
    assert hours.defaults["teaching/committee-every-week"] == pytest.approx(0.5)


# ---- mistakes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "base: teaching/committee-every-week",
            "base: teaching/comittee-every-week",
            "3: base: found no such file, and no built-in scenario of that name, expected the "
            "path of a scenario file or the name of a built-in scenario "
            "(did you mean teaching/committee-every-week?)",
        ),
        (
            "key: organisation.bodies.committee.every",
            "key: organisation.bodies.comittee.every",
            "6: organisation.bodies.comittee.every: found an unknown name, expected one of "
            "committee (did you mean committee?)",
        ),
        (
            "[7 days, 28 days]",
            "[7 days, 28 dys]",
            '6: organisation.bodies.committee.every: found "28 dys", expected a number in days, '
            "weeks, months or years",
        ),
        (
            "[7 days, 28 days]",
            "[7 days]",
            "6: levers.interval: found 1 of them, expected two levels or more",
        ),
        (
            "[7 days, 28 days]",
            "[7 days, 7 days]",
            '6: levers.interval.values.2: found "7 days", expected each value once',
        ),
        (
            "hours: {key: meeting.hours_per_case, range: [0, 2 hours]}",
            "hours: {key: meeting.hour_per_case}",
            "9: uncertainties.hours.range: found nothing, expected a range, [lowest, highest]: "
            "only parameters have one of their own (did you mean meeting.hours_per_case?)",
        ),
        (
            "range: [0, 2 hours]",
            "range: [2, 1 hours]",
            "9: uncertainties.hours.range: found 2 to 1, expected a lowest value below the "
            "highest one",
        ),
        (
            "range: [0, 2 hours]",
            "range: [0, 2 days]",
            '9: uncertainties.hours.range.2: found "2 days", expected a number in hours or minutes',
        ),
        (
            "range: [4, 12 per 1000 and year]",
            "range: [-4, 12 per 1000 and year]",
            '8: groups.roofless.arrivals.dwelling: found "-4 per 1000 and year", expected '
            "a number per 1000 and day, per 1000 and week, per 1000 and month or "
            "per 1000 and year, 0 or more",
        ),
        (
            "range: [0, 2 hours]",
            "range: [0, 2 hours], distribution: log-uniform",
            "9: uncertainties.hours.range: found a lowest value of 0, expected one above 0 "
            "(log-uniform)",
        ),
        (
            "range: [0, 2 hours]",
            "range: [0, 2 hours], distribution: triangular",
            "9: uncertainties.hours.mode: found nothing, expected the mode that a triangular "
            "distribution has",
        ),
        (
            "range: [0, 2 hours]",
            "range: [0, 2 hours], distribution: triangular, mode: 3",
            "9: uncertainties.hours.mode: found 3, expected a value inside the range, 0 to 2",
        ),
        (
            "[decision_wait, approvals]",
            "[decision_wit, approvals]",
            '10: measures.1: found "decision_wit", expected a measure of the model '
            "(did you mean decision_wait?)",
        ),
        (
            "kind: latin hypercube",
            "kind: latin hypercub",
            '11: design.kind: found "latin hypercub", expected full factorial, one at a time, '
            "latin hypercube, sobol, morris or points file (did you mean latin hypercube?)",
        ),
        (
            "points: 3",
            "point: 3",
            "11: design.point: found an unknown key, expected one of kind, points, steps, "
            "second_order, file (did you mean points?)",
        ),
        (
            "kind: latin hypercube, points: 3",
            "kind: sobol, points: 3",
            "11: design.points: found 3, expected a power of two (64, 128, ...)",
        ),
        (
            "kind: latin hypercube, points: 3",
            "kind: points file, file: none.csv",
            '11: design.file: found "none.csv", which cannot be read (no such file or '
            "directory), expected a CSV file beside the study file",
        ),
        (
            "replications: 4",
            "replications: four",
            '12: replications: found "four", expected a number (decimals after a point)',
        ),
        (
            "replications: 4",
            "replications: {least: 2, most: 9, until: {decision_wat: 1}}",
            '12: replications.until.decision_wat: found "decision_wat", expected a measure of '
            "the model (did you mean decision_wait?)",
        ),
        (
            "keep: named",
            "kept: named",
            "13: kept: found an unknown key, expected a known key (did you mean keep?)",
        ),
        (
            "hours: {key: meeting.hours_per_case, range: [0, 2 hours]}",
            "hours: {key: organisation.bodies.committee.every, range: [5, 9 days]}",
            '9: hours: found "organisation.bodies.committee.every", which "interval" varies too, '
            "expected each key once",
        ),
        (
            "key: groups.roofless.arrivals.dwelling, range: [4, 12 per 1000 and year]",
            "multiply: groups.rufless.arrivals.dwelling, range: [1, 2]",
            "8: groups.rufless.arrivals.dwelling: found an unknown key, expected the path of a "
            "number that is given in the files, or of several (*) "
            "(did you mean groups.roofless.arrivals.dwelling?)",
        ),
        (
            "base: teaching",
            'title_nb: ""\nbase: teaching',
            '3: title_nb: found "", expected a line of text of at most 200 characters',
        ),
        (
            "base: teaching",
            "words_nb: {intervall: møtehyppighet}\nbase: teaching",
            '3: words_nb: found "intervall", expected a lever, level, uncertainty or source of '
            "this file (did you mean interval?)",
        ),
        (
            "base: teaching",
            "words_nb: {interval: }\nbase: teaching",
            "3: words_nb.interval: found nothing, expected a text in Norwegian",
        ),
        (
            "base: teaching",
            "words_nb: møtehyppighet\nbase: teaching",
            '3: words_nb: found "møtehyppighet", expected names of the file, each with a text',
        ),
        (
            "kind: latin hypercube, points: 3",
            "kind: full factorial, steps: 4000",
            '11: design.steps: found "4000", expected a whole number, from 2 to 1000',
        ),
        (
            "run.observe: 60 days",
            "inhabitants: 5000",
            "4: inhabitants: found an unknown key, expected a parameter, or a key of the "
            "municipality, the organisation, the run or the changes by its path "
            "(did you mean population?)",
        ),
        (
            "run.observe: 60 days",
            "run.obsrve: 60 days",
            "4: run.obsrve: found an unknown key, expected a parameter, or a key of the "
            "municipality, the organisation, the run or the changes by its path "
            "(did you mean run.observe?)",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = problems(tmp_path, replaced(old, new))
    assert said in found


def test_a_missing_key_is_told(tmp_path: Path) -> None:
    text = replaced("question: Do households wait longer for a decision where a committee ", "# ")
    assert problems(tmp_path, text) == [
        "1: question: found nothing, expected what the study is to answer"
    ]


def test_a_wrong_point_in_a_file_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("arrivals,hours\n5,1\n5,3\n", encoding="utf-8")
    text = replaced("kind: latin hypercube, points: 3", "kind: points file, file: points.csv")
    path = write(tmp_path, text)
    with pytest.raises(ScenarioError) as wrong:
        read_study(path)
    (problem,) = wrong.value.problems
    assert (problem.line, problem.key, problem.found) == (3, "hours", '"3"')
    assert problem.expected == "a number from 0 to 2 (hours)"


def test_an_arm_that_cannot_be_staffed_is_told(tmp_path: Path) -> None:
    text = replaced(
        "key: organisation.bodies.committee.every, values: [7 days, 28 days]",
        "key: organisation.units.housing office.positions, values: ['2', '0']",
    )
    (found,) = problems(tmp_path, text)
    assert "no scenario: 0: housing office" in found or "housing office" in found


def test_an_organisation_that_is_not_there_is_told(tmp_path: Path) -> None:
    text = "title: t\nquestion: q\nbase: moss-2009\nlevers: {organisation: [all-in-one, moss-209]}"
    (found,) = problems(tmp_path, f"{text}\nmeasures: [decision_wait]\n")
    assert found == (
        '4: organisation: found "moss-209", a file that is not there, expected the file of an '
        "organisation, or the name of a built-in one (did you mean moss-2009?)"
    )


@pytest.mark.parametrize(
    ("lever", "meant"),
    [
        ("organistion: [all-in-one, moss-2009]", "organisation"),
        ("municpality: [moss, generic-small]", "municipality"),
        ("stategy: [plain, none]", "strategy"),
        ("inhabitants: [4000, 5000]", "population"),
    ],
)
def test_a_misspelt_part_leads_to_the_part(tmp_path: Path, lever: str, meant: str) -> None:
    text = f"title: t\nquestion: q\nbase: moss-2009\nlevers: {{{lever}}}\n"
    (found,) = problems(tmp_path, f"{text}measures: [decision_wait]\n")
    assert found.startswith(f"4: {lever.partition(':')[0]}: found an unknown key, expected ")
    assert found.endswith(f"(did you mean {meant}?)")


def test_a_lever_for_a_body_where_there_is_none_is_told(tmp_path: Path) -> None:
    found = problems(
        tmp_path, replaced("teaching/committee-every-week", "generic-small-all-in-one")
    )
    assert (
        "6: organisation.bodies.committee.every: found an unknown name, expected a key that is "
        "there; the scenario has no bodies"
    ) in found


MOSS = """\
title: t
question: q
base: moss-2009
measures: [decision_wait]
levers: {organisation: [moss-2009, all-in-one]}
"""

#: The same town, nothing of which is varied.
TOWN = MOSS.partition("levers:")[0]


def test_two_factors_on_one_key_are_refused(tmp_path: Path) -> None:
    text = f"""{MOSS}uncertainties:
  a: {{multiply: groups.*.needs.*, range: [0.5, 1.2]}}
  b: {{multiply: groups.roofless.needs.social_assistance, range: [0.5, 1.2]}}
"""
    assert problems(tmp_path, text) == [
        '8: b: found "groups.roofless.needs.social_assistance", which "a" varies too, '
        "expected each key once"
    ]
    apart = text.replace("groups.*.needs.*", "groups.*.needs.debt_advice")
    checked(read_study(write(tmp_path, apart)), tmp_path)


def test_a_key_that_another_one_would_swallow_is_refused(tmp_path: Path) -> None:
    inner = "  often: {key: organisation.bodies.committee.every, values: [7 days, 28 days]}\n"
    outer = "  whole: {levels: {a: {}, b: {organisation.bodies.committee: {every: 9 days}}}}\n"
    start = "title: t\nquestion: q\nbase: teaching/committee-every-week\n"
    start += "measures: [decision_wait]\nlevers:\n"
    assert problems(tmp_path, f"{start}{inner}{outer}") == [
        '7: whole: found "organisation.bodies.committee", inside which "often" varies '
        '"organisation.bodies.committee.every", expected each key once'
    ]
    assert len(read(tmp_path, f"{start}{outer}{inner}").arms) == 4  # the inner one comes after


def test_a_wrong_range_of_a_factor_is_told_once_with_its_line(tmp_path: Path) -> None:
    text = f"{MOSS}uncertainties:\n  many needs: {{multiply: groups.*.needs.*, range: [0.5, 4]}}\n"
    (found,) = problems(tmp_path, text)
    assert found.startswith(
        "7: uncertainties.many needs.range: found 4, which makes "
        "groups.prison_release.needs.social_assistance 2.4 ("
    )
    assert found.endswith(
        "other keys are wrong too), expected there a number or one in %, from 0 to 1"
    )


def test_a_wrong_range_of_a_factor_on_one_key_has_its_line_too(tmp_path: Path) -> None:
    path = "groups.prison_release.needs.social_assistance"
    text = f"{MOSS}uncertainties:\n  one: {{multiply: {path}, range: [0.5, 4]}}\n"
    assert problems(tmp_path, text) == [
        f"7: uncertainties.one.range: found 4, which makes {path} 2.4, expected there a number "
        "or one in %, from 0 to 1"
    ]


def test_the_line_is_that_of_the_range(tmp_path: Path) -> None:
    path = "groups.prison_release.needs.social_assistance"
    text = f"{MOSS}uncertainties:\n  one:\n    multiply: {path}\n    range: [0.5, 4]\n"
    (found,) = problems(tmp_path, text)
    assert found.startswith("9: uncertainties.one.range: found 4, which makes")


SHARES = f"""{MOSS}uncertainties:
  turnover: {{key: caseworkers.turnover}}
  on: {{key: follow_on.allocate_dwellings.social_assistance, range: [0, 0.7]}}
  off: {{key: follow_on.allocate_dwellings.debt_advice, range: [0.1, 0.6]}}
"""


@pytest.mark.parametrize(
    "design", ["full factorial", "{kind: latin hypercube, points: 3}", "{kind: morris, points: 2}"]
)
def test_values_that_are_wrong_together_are_told_by_as_few_as_it_takes(
    tmp_path: Path, design: str
) -> None:
    assert problems(tmp_path, f"{SHARES}design: {design}\n") == [
        "9: uncertainties.off.range: found 0.6 with on at 0.7, which makes "
        "follow_on.allocate_dwellings shares that sum to 1.3, expected there shares that sum to "
        "at most 1"
    ]


def test_mixed_ends_that_are_wrong_together_are_told(tmp_path: Path) -> None:
    """Neither all at their lowest nor all at their highest: a corner in between."""
    text = f"""{MOSS}uncertainties:
  some: {{key: follow_on.allocate_dwellings.social_assistance, range: [0, 0.7]}}
  which: {{levels: {{more: {{follow_on.allocate_dwellings.debt_advice: 0.6}}, less: {{}}}}}}
"""
    (found,) = problems(tmp_path, text)
    assert "shares that sum to 1.3" in found


def test_what_a_design_never_combines_is_not_refused(tmp_path: Path) -> None:
    alone = f"{SHARES}design: one at a time\n"
    checked(read_study(write(tmp_path, alone)), tmp_path)
    within = SHARES.replace("[0, 0.7]", "[0, 0.7], values: [0, 0.3]")
    checked(read_study(write(tmp_path, f"{within}design: full factorial\n")), tmp_path)
    (tmp_path / "points.csv").write_text("turnover,on,off\n0.1,0.3,0.6\n0.1,0.7,0.2\n")
    listed = f"{SHARES}design: {{kind: points file, file: points.csv}}\n"
    checked(read_study(write(tmp_path, listed)), tmp_path)
    (tmp_path / "points.csv").write_text("turnover,on,off\n0.1,0.3,0.6\n0.1,0.7,0.5\n")
    (found,) = problems(tmp_path, listed)
    assert "found 0.5 with on at 0.7" in found


def test_what_is_wrong_with_an_arm_is_not_told_again_of_its_uncertainties(tmp_path: Path) -> None:
    text = replaced("key: organisation.bodies.committee.every", "key: organisation.bodies.c.every")
    assert len(problems(tmp_path, text)) == 1


def test_a_design_of_too_many_points_is_refused_before_any_is_made(tmp_path: Path) -> None:
    many = "".join(f"  a{n}: {{key: groups.g{n}.size, range: [1, 9]}}\n" for n in range(8))
    text = f"{MOSS}design: {{kind: full factorial, steps: 50}}\nuncertainties:\n{many}"
    assert problems(tmp_path, text) == [
        "6: design: found 39062500000000 points, expected at most 10000000"
    ]
    unsaid = text.replace("design: {kind: full factorial, steps: 50}\n", "")
    few = read_study(write(tmp_path, unsaid))
    assert count(few) == 3**8
    bare = unsaid.replace("range: [1, 9]", "range: [1, 99], values: [1, 2, 3, 4, 5, 6, 7, 8]")
    assert problems(tmp_path, bare) == [
        "6: uncertainties: found 16777216 points, expected at most 10000000"
    ]


def test_a_range_wider_than_the_tables_is_noted_and_taken(tmp_path: Path) -> None:
    text = f"{MOSS}uncertainties:\n  caseworkers.turnover: {{range: [0.05, 40 per year]}}\n"
    study = checked(read_study(write(tmp_path, text)), tmp_path)[0]
    (note,) = beyond_the_table(study)
    assert note.endswith(
        "small.yaml:7: uncertainties.caseworkers.turnover.range: note: 0.05 to 40 per year is "
        "wider than the range of caseworkers.turnover in the parameter table, 0 to 0.25 per year"
    )
    for fine in ("{range: [0.05, 0.2 per year]}", ""):
        text = f"{MOSS}uncertainties:\n  caseworkers.turnover: {fine}\n"
        assert beyond_the_table(read_study(write(tmp_path, text))) == ()


@pytest.mark.parametrize(
    ("levers", "place", "name"),
    [
        ("  municipality: [moss, tromso]\n", "6: levers.municipality", "moss"),
        (
            "  town:\n    key: municipality\n    values:\n    - moss\n    - tromso\n",
            "9: levers.town",
            "moss",
        ),
        (
            "  town:\n    levels:\n      here: {}\n      there:\n        municipality: tromso\n",
            "10: levers.town",
            "tromso",
        ),
    ],
)
@pytest.mark.parametrize("resources", ["", "resources: equal\n", "resources: own\n"])
def test_another_municipality_is_no_lever(
    tmp_path: Path, levers: str, place: str, name: str, resources: str
) -> None:
    assert problems(tmp_path, f"{TOWN}levers:\n{levers}{resources}") == [
        f'{place}: found the municipality "{name}", expected the municipality of the base in every '
        "arm; other municipalities are levels of an uncertainty, or further base scenarios"
    ]


def test_another_municipality_is_a_level_of_an_uncertainty_or_another_base(
    tmp_path: Path,
) -> None:
    levers = "levers: {organisation: [moss-2009, all-in-one]}\n"
    choice = "uncertainties: {town: {levels: {here: {}, there: {municipality: tromso}}}}\n"
    assert read(tmp_path, f"{TOWN}{levers}{choice}").uncertainties[0].levels[1].municipality
    bases = TOWN.replace("base: moss-2009", "base: [moss-2009, tromso-housing-office]")
    assert len(read(tmp_path, f"{bases}{levers}").bases) == 2


# ---- levers that are the staffing ----------------------------------------------------------


SAY_WHICH = (
    "and no resources, expected resources: own (each arm has its own), or resources: equal if all "
    "are meant to have those of the baseline"
)


@pytest.mark.parametrize(
    ("levers", "said"),
    [
        (
            "  caseworkers.target_utilisation: [0.87, 0.6]\n",
            [
                '6: levers.caseworkers.target_utilisation: found "0.6", which makes 12.15 '
                f'positions where "0.87" makes 8.38 positions, {SAY_WHICH}'
            ],
        ),
        (
            "  unit:\n    key: organisation.units.NAV housing unit.positions\n"
            "    values:\n      - 5.77\n      - 8\n",
            [
                '10: levers.unit: found "8", which makes 10.61 positions where "5.77" makes 8.38 '
                f"positions, {SAY_WHICH}"
            ],
        ),
        (
            "  more:\n    levels:\n      as now: {}\n"
            "      unit: {organisation.units.NAV housing unit: {positions: 8}}\n"
            "      crews: {crews: 1}\n",
            [
                '9: levers.more: found "unit", which makes 10.61 positions where "as now" makes '
                f"8.38 positions, {SAY_WHICH}",
                '10: levers.more: found "crews", which makes 1 crew where "as now" makes 8 crews, '
                f"{SAY_WHICH}",
            ],
        ),
        (
            "  follow_up.occupancy: [1.15, 0.9]\n  organisation: [moss-2009, all-in-one]\n",
            [
                '6: levers.follow_up.occupancy: found "0.9", which makes 9.95 follow-up workers '
                f'where "1.15" makes 7.78 follow-up workers, {SAY_WHICH}'
            ],
        ),
    ],
)
def test_whether_a_lever_that_is_staffing_is_made_equal_must_be_said(
    tmp_path: Path, levers: str, said: list[str]
) -> None:
    text = f"{TOWN}levers:\n{levers}"
    assert problems(tmp_path, text) == said
    own, resolver = checked(read_study(write(tmp_path, f"{text}resources: own\n")), tmp_path)
    assert made_equal(own, resolver) == ()
    equal, resolver = checked(read_study(write(tmp_path, f"{text}resources: equal\n")), tmp_path)
    notes = made_equal(equal, resolver)
    assert len(notes) == len(said)
    for note, problem in zip(notes, said, strict=True):
        place, found = problem.split(" found ")
        told = found.removesuffix(f", {SAY_WHICH}").replace("which makes", "which would make")
        assert note.endswith(
            f"small.yaml:{place} note: {told}, but resources are equal: all arms have as many as "
            "the baseline"
        )


def test_a_lever_that_is_staffing_makes_a_difference_with_resources_of_its_own(
    tmp_path: Path,
) -> None:
    lever = "levers:\n  caseworkers.target_utilisation: [0.87, 0.6]\n"
    for resources, totals in (("equal", [8.38, 8.38]), ("own", [8.38, 8.38 * 0.87 / 0.6])):
        found = resolver(tmp_path, f"{TOWN}{lever}resources: {resources}\n")
        cells = found.cells(Point(0, "moss-2009", ()))
        got = [positions(unpack(one.packed)).total for one in cells.values()]
        assert got == pytest.approx(totals, abs=0.02)


@pytest.mark.parametrize(
    "lever",
    [
        # Other work: what totals are made equal for.
        "organisation: [moss-2009, all-in-one, tromso-housing-office]",
        "organisation.lease_review: [yes, no]",
        "population: [30000 inhabitants, 40000 inhabitants]",
        # With as many people each has more hours, or fewer to follow up.
        "caseworkers.hours_per_year: [1350 hours per year, 1600 hours per year]",
        "follow_up.caseload: [18, 12]",
        # Moved from one unit to another.
        "units: {levels: {here: {organisation.units.NAV housing unit.positions: 4, "
        "organisation.units.NAV.positions: 2}, there: {organisation.units.NAV.positions: 4, "
        "organisation.units.NAV housing unit.positions: 2}}}",
    ],
)
def test_levers_that_change_the_work_need_not_say_so(tmp_path: Path, lever: str) -> None:
    text = f"{TOWN}levers:\n  {lever}\n"
    study, found = checked(read_study(write(tmp_path, text)), tmp_path)
    assert made_equal(study, found) == ()
