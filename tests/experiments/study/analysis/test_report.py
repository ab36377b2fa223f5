"""The page: whole, without outside resources, the same every time, and true to the findings."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest

from experiments.stationarity import Course
from experiments.statistics import Estimate, estimate
from experiments.study.analysis.findings import NothingToSayError, analyse
from experiments.study.analysis.fresh_runs import Band, Drift, Flow, FreshRuns, _band
from experiments.study.analysis.naming import readable
from experiments.study.analysis.page.shared import Provenance, Surroundings
from experiments.study.analysis.report import Report
from experiments.study.analysis.words import Words
from experiments.study.description import Design, Level, Replications, Study, Uncertainty
from sim.measures import MEASURES
from tests.experiments.study.analysis.tables import DAYS, SHARE, runs, study, unit

PROVENANCE = Provenance([("boligsim", "1.0")], [("town", "abc")], "title: <known>", ["boligsim"])

#: Elements without an end.
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Whole(HTMLParser):
    """Reads a page, and notes what is open, which names there are, and what it refers to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.refers: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes) -> None:
        self.tags.add(tag)
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            if name in ("href", "src", "xlink:href", "srcset", "data", "action"):
                self.refers.append(value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def conditions_study(arms=("spread", "merged", "third")):
    return study(
        arms=arms,
        uncertainties=[
            unit("turnover"),
            Uncertainty("prices", 0.5, 2.0, "share", keys=("prices",)),
            Uncertainty("town", 1, 2, "", levels=(Level("north"), Level("south"))),
        ],
        made_by=Design("latin hypercube", blocks=(60,)),
        replications=3,
    )


def outcome(arm, x, _, luck):
    base = 100.0 + 5.0 * luck.normal()
    apart = (0.0, 30.0 * (x[0] - 0.5), -2.0)[arm]
    return base + apart + 2.0 * luck.normal() * arm, 0.5 + 0.1 * arm + 0.01 * luck.normal()


@pytest.fixture(scope="module")
def asked():
    return conditions_study()


@pytest.fixture(scope="module")
def table(asked):
    return runs(asked, outcome)


@pytest.fixture(scope="module")
def found(asked, table):
    return analyse(asked, table, MEASURES)


@pytest.fixture(scope="module", params=["en", "nb"])
def page(request, found) -> str:
    return html(found, request.param)


def html(found, language: str, **known) -> str:
    around = Surroundings(PROVENANCE, why_no_fresh="none", **known)
    return Report(found, around, Words(language)).html()


def report_of(asked: Study, table, language: str = "en", **known) -> Report:
    around = Surroundings(PROVENANCE, why_no_fresh="none", **known)
    return Report(analyse(asked, table, MEASURES), around, Words(language))


def page_of(asked, table, language: str, **known) -> str:
    return html(analyse(asked, table, MEASURES), language, **known)


def text_of(page: str) -> str:
    """What a reader reads, on one line."""
    body = page[page.index("<body") :]
    told = re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", body, flags=re.DOTALL))
    return " ".join(unescape(told).replace("\u00a0", " ").split())


def test_the_page_is_whole_and_refers_to_nothing_outside(page: str) -> None:
    whole = Whole(page)
    assert whole.open == []
    assert len(whole.ids) == len(set(whole.ids))
    assert all(one.startswith("#") for one in whole.refers)
    assert not whole.tags & {"script", "link", "iframe", "img", "object"}
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    for one in whole.refers:
        assert one[1:] in whole.ids
    for one in re.findall(r"url\(#([^)]+)\)", page):
        assert one in whole.ids


def test_every_part_is_there(page: str) -> None:
    for part in [
        "brief",
        "compared",
        "results",
        "sure",
        "aims",
        "where",
        "rests",
        "cannot",
        "measures",
        "reproduce",
    ]:
        assert f'<section id="{part}"' in page


def test_what_users_wrote_is_escaped() -> None:
    asked = study(arms=("a <b>", "c & d"), replications=4)
    page = page_of(asked, runs(asked, lambda arm, _, seed, __: (10.0 * arm + seed % 2, 0.5)), "en")
    assert "<b>" not in page
    assert "a &lt;b&gt;" in page
    assert "title: &lt;known&gt;" in page
    Whole(page)


def test_pictures_are_well_formed_alone(found) -> None:
    report = Report(found, Surroundings(PROVENANCE), Words("nb"))
    names = []
    for one in report.pictures():
        ElementTree.fromstring(one.alone())
        names.append(one.name)
    assert len(names) == len(set(names))
    assert {
        "outcome-home_wait",
        "difference-home_wait",
        "map",
        "map-1",
        "leaning-1",
        "shares",
    } <= set(names)


def test_the_same_runs_give_the_same_bytes(asked, table, found) -> None:
    mixed = table.sample(frac=1.0, random_state=1).reset_index(drop=True)
    assert page_of(asked, mixed, "en") == html(found, "en")


def test_the_two_languages_differ_in_words_and_not_in_result(found) -> None:
    pages = [html(found, one) for one in ("en", "nb")]
    english, norwegian = (text_of(one) for one in pages)
    assert "In brief" in english
    assert "Kort sagt" in norwegian
    assert "cannot be told apart" in english
    assert "cannot be told apart" not in norwegian
    # All numbers up to the definitions of the measures, which one language may shorten.
    digits = [
        re.findall(r"\d+", text_of(one[: one.index('<section id="measures"')])) for one in pages
    ]
    assert digits[0] == digits[1]


def test_a_difference_that_matters_is_told_with_its_size_and_interval() -> None:
    asked = study(arms=("old", "new"), replications=30)
    table = runs(asked, lambda arm, _, __, luck: (100.0 + luck.normal() - 25.0 * arm, 0.5))
    told = text_of(page_of(asked, table, "en"))
    assert "25.0 days shorter with new than with old, which is better" in told
    assert "shorter (better)" in told


def test_what_cannot_be_told_apart_is_said_so_and_how_many_runs_it_takes() -> None:
    asked = study(arms=("old", "new"), replications=8)

    def vague(arm, _, seed, __):
        luck = np.random.default_rng([arm, seed])
        return 100.0 + 10.0 * luck.normal(), 0.5 + 0.001 * luck.normal()

    told = text_of(page_of(asked, runs(asked, vague), "en"))
    assert "new cannot be told apart from old" in told
    assert "about this many replications are needed: “Until a home, with help” with new:" in told
    assert "no difference that matters" in told  # the share


def test_a_study_of_one_arm_has_nothing_to_compare() -> None:
    asked = study(arms=("as it is",), replications=5)
    page = page_of(asked, runs(asked, lambda _, __, ___, luck: (luck.normal(), 0.5)), "nb")
    assert 'id="aims"' not in page
    assert 'id="where"' not in page
    assert "ikke noe å sammenligne" in text_of(page)


def test_a_single_run_of_each_gives_no_interval_and_says_so() -> None:
    asked = study(replications=1)
    told = text_of(page_of(asked, runs(asked, lambda arm, *_: (10.0 + arm, 0.5)), "en"))
    assert "no interval can be given" in told
    assert "too few runs to say anything" in told


@pytest.mark.parametrize(
    ("language", "replications", "said"),
    [
        ("en", 2, "there are only 2 seeds to draw anew. From fewer than 5"),
        ("nb", 2, "det er bare 2 frø å trekke på nytt. Med færre enn 5"),
        ("en", 6, "draws anew from 6 seeds only"),
        ("nb", 6, "trekker på nytt fra bare 6 frø"),
    ],
)
def test_few_seeds_give_no_bootstrap_and_no_probability_and_the_page_says_so(
    language: str, replications: int, said: str
) -> None:
    asked = study(arms=("old", "new"), replications=replications)
    found = analyse(asked, runs(asked, lambda arm, _, s, __: (10.0 * arm + s % 3, 0.5)), MEASURES)
    told = text_of(html(found, language))
    assert said in told
    few = replications < 5
    assert (found.rankings == ()) == few
    assert all((one.bootstrap is None) == few for one in found.differences)
    assert (Words(language)("sure.ranking") in told) != few


def test_with_plenty_of_seeds_nothing_is_said_of_how_few_there_are() -> None:
    asked = study(arms=("old", "new"), replications=20)
    told = text_of(page_of(asked, runs(asked, lambda arm, _, s, __: (arm + s % 3, 0.5)), "en"))
    assert "draw anew" not in told
    assert "draws anew" not in told


def fresh(runs: int, changes: dict[str, float]) -> FreshRuns:
    """Runs made anew in which each level changes by so much, by 20 % more or less in each run."""
    days = np.arange(1, 97) * 365.0 / 12.0
    half = (days > 48 * 365.0 / 12.0 + 1.0) * 1.0 + (days > 72 * 365.0 / 12.0 + 1.0) * 1.0

    def level(change: float) -> Course:
        each = change * np.linspace(0.8, 1.2, runs)
        values = 100.0 + np.where(half == 2.0, each[:, None], 0.0)
        return Course("old", "", values, days, 48 * 365.0 / 12.0)

    line = np.array([1.0, 0.5])
    band = Band(np.array([0.0, 730.0]), line, line, line)
    return FreshRuns(
        runs=runs,
        seeds=tuple(range(runs)),
        observed_from=4.0,
        courses={},
        still_waiting={"old": band, "new": band},
        flows={},
        drifts=tuple(Drift("old", name, level(change)) for name, change in changes.items()),
    )


@pytest.mark.parametrize(
    ("language", "there", "not_there"),
    [("en", "front desk", "servicetorg"), ("nb", "servicetorg", "front desk")],
)
def test_units_have_the_names_of_the_language(language: str, there: str, not_there: str) -> None:
    sent = np.array([[0.0, 9.0], [1.0, 0.0]])
    flow = Flow(("front desk", "NAV"), ("servicetorg", "NAV"), sent, estimate(np.array([10.0])))
    asked = study(arms=("old", "new"), replications=6)
    found = analyse(asked, runs(asked, lambda arm, _, s, __: (arm + s % 3, 0.5)), MEASURES)
    seen = replace(fresh(20, {LISTED: 1.0}), flows={"old": flow})
    around = Surroundings(PROVENANCE, fresh=seen, fresh_base="somewhere")
    ((_, picture),) = Report(found, around, Words(language)).flow_pictures
    assert there in " ".join(picture.svg.split())
    assert not_there not in " ".join(picture.svg.split())
    assert "NAV" in picture.svg


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "on average over 20 runs: 0 a year with old, 9.5 a year with new (95 % interval 9.0 to "
            "10.0) and 0.5 a year with rare (95 % interval 0.0 to 1.5).",
        ),
        (
            "nb",
            "i gjennomsnitt over 20 kjøringer: 0 i året med old; 9,5 i året med new (95 % "
            "intervall 9,0 til 10,0) og 0,5 i året med rare (95 % intervall 0,0 til 1,5).",
        ),
    ],
)
def test_how_many_cases_are_sent_is_told_with_its_interval(language: str, told: str) -> None:
    asked = study(arms=("old", "new", "rare"), replications=6)
    found = analyse(asked, runs(asked, lambda arm, _, s, __: (arm + s % 3, 0.5)), MEASURES)
    totals = {
        "old": Estimate(0.0, 0.0, 0.0, 20),
        "new": Estimate(9.5, 9.0, 10.0, 20),
        "rare": Estimate(0.5, -0.5, 1.5, 20),
    }
    names, sent = ("front desk", "NAV"), np.zeros((2, 2))
    flows = {arm: Flow(names, names, sent, total) for arm, total in totals.items()}
    around = Surroundings(PROVENANCE, fresh=replace(fresh(20, {LISTED: 1.0}), flows=flows))
    assert told in text_of(Report(found, around, Words(language)).html())


LISTED = "on waiting lists for a dwelling"


@pytest.mark.parametrize(
    ("runs_anew", "changes", "said"),
    [
        (20, {LISTED: 1.0}, ["ruled out: 1. Drifting: 0. Cannot be told with so many runs: 0."]),
        (20, {LISTED: 4.99}, ["ruled out: 0. Drifting: 0. Cannot be told with so many runs: 1."]),
        (20, {LISTED: 20.0, "in follow-up": 0.5}, ["ruled out: 1. Drifting: 1.", "+20.0 on 110.0"]),
        (4, {LISTED: 20.0}, ["not judged from 4 runs of each: it takes at least 5"]),
    ],
)
def test_the_warm_up_has_three_verdicts_and_none_below_five_runs(runs_anew, changes, said) -> None:
    asked = study(arms=("old", "new"), replications=6)
    found = analyse(asked, runs(asked, lambda arm, _, s, __: (arm + s % 3, 0.5)), MEASURES)
    around = Surroundings(PROVENANCE, fresh=fresh(runs_anew, changes), fresh_base="somewhere")
    told = text_of(Report(found, around, Words("en")).html())
    for one in said:
        assert one in told
    assert ("These still drift" in told) == (runs_anew == 20 and changes[LISTED] == 20.0)


@pytest.mark.parametrize(("runs_anew", "bands"), [(2, False), (3, True)])
def test_fewer_than_three_runs_made_anew_have_no_bands(runs_anew: int, bands: bool) -> None:
    values = np.array([[1.0, 4.0], [3.0, 2.0], [5.0, 3.0]])[:runs_anew]
    band = _band(np.array([0.0, 1.0]), values)
    assert bool((band.high > band.mean).any()) == bands
    asked = study(arms=("old", "new"), replications=6)
    found = analyse(asked, runs(asked, lambda arm, _, s, __: (arm + s % 3, 0.5)), MEASURES)
    around = Surroundings(PROVENANCE, fresh=fresh(runs_anew, {LISTED: 1.0}))
    told = text_of(Report(found, around, Words("en")).html())
    assert ("The bands are 95 % intervals" in told) == bands
    assert ("So few runs allow no bands" in told) != bands


def test_failed_runs_are_told_with_their_errors(asked, table) -> None:
    broken = table.copy()
    lost = broken["point"].isin([3, 4]) & (broken["arm"] == "third")
    broken.loc[lost, ["status", "error"]] = ["failed", "no scenario: nobody in the office"]
    broken.loc[lost, [DAYS, SHARE]] = np.nan
    told = text_of(page_of(asked, broken, "en"))
    assert "6 of 540 runs failed" in told
    assert "third: no scenario: nobody in the office (6)" in told
    assert "What the failed runs would have shown" in told


def test_no_run_at_all_is_nothing_to_say(asked, table) -> None:
    with pytest.raises(NothingToSayError):
        analyse(asked, table.iloc[:0], MEASURES)


def test_a_measure_that_is_never_defined_does_not_stop_the_report() -> None:
    asked = study(replications=4)
    table = runs(asked, lambda arm, _, seed, __: (10.0 * arm + seed % 3, float("nan")))
    told = text_of(page_of(asked, table, "en", undefined={SHARE: 8}))
    assert "“Home with help within a year” in 8" in told


def test_unequal_resources_are_told() -> None:
    asked = replace(study(replications=3), resources="own")
    told = text_of(page_of(asked, runs(asked, lambda arm, *_: (10.0 + arm, 0.5)), "en"))
    assert "Resources are not equal" in told
    assert "how much more or fewer people" in told


def found_resources(*totals: tuple[float, int, float]) -> dict[str, dict[str, object]]:
    """Resources as a study has them, for the arms of :func:`study`."""
    keys = ("positions", "crews", "follow_up_workers")
    use = dict.fromkeys(
        ("expected_utilisation", "expected_crew_utilisation", "expected_occupancy"), 0.8
    )
    pairs = zip(study().arms, totals, strict=True)
    return {arm: {**dict(zip(keys, one, strict=True)), **use, "units": {}} for arm, one in pairs}


@pytest.mark.parametrize("resources", ["equal", "own"])
@pytest.mark.parametrize(
    "other",
    [(8.38, 8, 7.0), (8.380001, 8, 7.0), (15.01, 8, 7.0), (8.38, 9, 7.0), (8.38, 8, 7.01)],
)
@pytest.mark.parametrize("language", ["en", "nb"])
def test_that_resources_are_equal_is_told_of_those_in_the_table_only(
    resources: str, other: tuple[float, int, float], language: str
) -> None:
    asked = replace(study(replications=3), resources=resources)
    known = Surroundings(PROVENANCE, resources=found_resources((8.38, 8, 7.0), other))
    found = analyse(asked, runs(asked, lambda arm, *_: (10.0 + arm, 0.5)), MEASURES)
    page = Report(found, known, Words(language))
    first, second = ([row[place] for place in (1, 4, 6)] for row in page.resource_rows())
    w = Words(language)
    told = text_of(page.html())
    assert (w("compared.equal") in told) == (resources == "equal" and first == second)
    assert (w("compared.own") in told) == (first != second)
    assert (w("compared.own.as_many") in told) == (resources == "own" and first == second)
    assert (w("cannot.own_resources") in told) == (w("compared.equal") not in told)


def test_a_rule_is_told_in_words_with_what_it_was_right_at() -> None:
    asked = conditions_study(("spread", "merged"))
    told = text_of(
        page_of(
            asked,
            runs(
                asked,
                lambda arm, x, _, luck: (
                    50.0 + luck.normal() + arm * (20.0 if x[0] > 0.5 else -20.0),
                    0.5,
                ),
            ),
            "en",
        )
    )
    assert "Which is better depends on local conditions" in told
    found = re.search(r"If turnover is at most (0\.\d+): merged is better \((\d+) of \2;", told)
    assert found is not None
    assert float(found[1]) == pytest.approx(0.5, abs=0.03)


def test_a_choice_is_told_by_the_names_of_its_levels() -> None:
    asked = conditions_study(("spread", "merged"))
    told = text_of(
        page_of(
            asked,
            runs(
                asked,
                lambda arm, x, _, luck: (
                    50.0 + luck.normal() + arm * (20.0 if x[2] > 1.5 else -20.0),
                    0.5,
                ),
            ),
            "en",
        )
    )
    assert "If town is north: merged is better" in told
    assert "If town is south: spread is better" in told


def test_weights_are_told_and_only_then_a_score() -> None:
    asked = study(replications=6)
    table = runs(asked, lambda arm, _, __, luck: (luck.normal() + arm, 0.5 + 0.1 * arm))
    assert "With the weights you gave" not in text_of(page_of(asked, table, "en"))
    weights = {DAYS: 2.0, SHARE: 1.0}
    told = text_of(html(analyse(asked, table, MEASURES, weights=weights), "en", weights=weights))
    assert "With the weights you gave" in told


@pytest.mark.parametrize(
    ("language", "denied", "owned"),
    [
        ("en", ("No aim is weighed", "no aim was weighed"), "weights are of your choice"),
        ("nb", ("Ingen hensyn er veid", "ingen hensyn er veid"), "vektene er det du som har valgt"),
    ],
)
def test_a_report_with_weights_does_not_say_that_none_were_used(
    language: str, denied: tuple[str, str], owned: str
) -> None:
    asked = study(replications=6)
    table = runs(asked, lambda arm, _, __, luck: (luck.normal() + arm, 0.5 + 0.1 * arm))
    told = text_of(page_of(asked, table, language))
    assert all(one in told for one in denied)
    assert owned not in told
    weights = {DAYS: 2.0, SHARE: 1.0}
    weighed = analyse(asked, table, MEASURES, weights=weights)
    told = text_of(html(weighed, language, weights=weights))
    assert not any(one in told for one in denied)
    assert owned in told


def test_what_two_have_only_together_is_a_table() -> None:
    asked = study(
        arms=("flat", "bent"),
        uncertainties=[unit("one"), unit("other"), unit("third")],
        made_by=Design("sobol", blocks=(256,), second_order=True),
        replications=1,
        measures=(DAYS,),
    )
    table = runs(asked, lambda arm, x, *_: (100.0 + arm * (x[0] - 0.5) * (x[1] - 0.5), 0.5))
    page = page_of(asked, table, "en")
    w = Words("en")
    assert w("rests.pairs") in page
    rows = re.findall(r'<th scope="row">([^<]*)</th><td>([^<]*)</td><td>[^<]*</td></tr>', page)
    shares = dict(rows)
    (together,) = [one for name, one in shares.items() if "one" in name and "other" in name]
    assert float(re.sub(r"[^0-9]", "", together)) > 80


def varied(asked: Study, language: str = "en") -> list[list[str]]:
    """The table of what was varied, as the report has it."""
    table = runs(asked, lambda arm, *_: (10.0 + arm, 0.5))
    return report_of(asked, table, language).uncertainty_rows()


def test_of_chosen_values_those_that_were_run_are_told() -> None:
    turnover = replace(unit("turnover", 0.0, 0.25), unit="per year", values=(0.08, 0.2, 0.14))
    share = Uncertainty("share", 0.0, 1.0, "share", keys=("share",))
    asked = study(uncertainties=[turnover, share], made_by=Design("full factorial", steps=3))
    assert [row[1] for row in varied(asked)] == [
        "0.08, 0.14 and 0.2\u00a0per year",
        "0, 50 and 100\u00a0%",
    ]
    assert varied(asked, "nb")[0][1] == "0,08; 0,14 og 0,2\u00a0per år"
    told = text_of(page_of(asked, runs(asked, lambda arm, *_: (10.0 + arm, 0.5)), "en"))
    assert "Values that were run" in told
    assert "uniform" not in told
    assert "between or outside the values that were run" in told
    assert "outside the ranges that were varied" not in told


def test_chosen_values_are_not_said_to_be_those_of_the_table() -> None:
    table = replace(unit("turnover"), source="parameter table: assumption")
    given = Design("full factorial")
    assert varied(study(uncertainties=[table], made_by=given))[0][-1] == table.source
    chosen = replace(table, values=(0.1, 0.2))
    assert varied(study(uncertainties=[chosen], made_by=given))[0][-1] == "the study file"
    drawn = Design("latin hypercube", blocks=(4,))
    assert varied(study(uncertainties=[chosen], made_by=drawn))[0][-1] == table.source
    rows = Design("points file", rows=((0.3,), (0.25,)), file="points.csv")
    assert varied(study(uncertainties=[table], made_by=rows))[0][-1] == "points.csv"


def test_of_points_of_a_file_and_one_at_a_time_too() -> None:
    rows = Design("points file", rows=((0.3,), (0.25,), (0.3,)), file="points.csv")
    asked = study(uncertainties=[unit("turnover")], made_by=rows)
    assert varied(asked)[0][1] == "0.25 and 0.3"
    many = study(uncertainties=[unit("turnover")], made_by=Design("full factorial", steps=11))
    assert varied(many)[0][1] == "11 values, 0 to 1"


def test_of_a_design_that_draws_its_range_and_distribution_are_told(asked) -> None:
    assert [row[1:3] for row in varied(asked)] == [
        ["0 to 1", "uniform"],
        ["50 to 200\u00a0%", "uniform"],
        ["north, south", "each as likely"],
    ]


@pytest.mark.parametrize(
    ("language", "none"),
    [
        ("en", "That the difference depends on {} is not shown: in these runs it leans clearly"),
        ("nb", "At forskjellen avhenger av {}, er ikke vist: I disse kjøringene avhenger den ikke"),
    ],
)
def test_that_nothing_clear_was_found_is_said_in_brief(language: str, none: str) -> None:
    uncertainties = [unit("turnover")]
    asked = study(uncertainties=uncertainties, made_by=Design("full factorial"), replications=20)
    table = runs(asked, lambda arm, _, __, luck: (9.0 * arm + luck.normal(size=2)[arm], 0.5))
    brief = " ".join(report_of(asked, table, language).brief).replace("\u00a0", " ")
    assert none.format("turnover") in brief
    # Of many, their number; and nothing of the kind where something is clear.
    many = [unit(name) for name in "abcd"]
    asked = study(uncertainties=many, made_by=Design("latin hypercube", blocks=(40,)))
    table = runs(asked, lambda arm, _, __, luck: (9.0 * arm + luck.normal(size=2)[arm], 0.5))
    all_four = {"en": "any of the 4 conditions and assumptions", "nb": "noen av de 4 vilkårene"}
    found = report_of(asked, table, language)
    assert not found.findings.sensitivities[0].clear
    assert all_four[language] in " ".join(found.brief).replace("\u00a0", " ")
    table = runs(asked, lambda arm, x, *_: (9.0 * arm * x[1], 0.5))
    brief = " ".join(report_of(asked, table, language).brief)
    assert all_four[language] not in brief
    assert Words(language)("brief.rests", names="b").rstrip(".") in brief


def test_what_another_difference_leans_on_is_said_in_brief() -> None:
    made_by = Design("latin hypercube", blocks=(40,))
    asked = study(arms=("a", "b", "c"), uncertainties=[unit("turnover")], made_by=made_by)

    def last_alone(arm, x, _, luck):
        return (arm == 2) * 9.0 * x[0] + luck.normal(size=3)[arm], 0.5

    table = runs(asked, last_alone)
    brief = report_of(asked, table).brief
    assert any(", c less a, leans most on turnover" in line for line in brief)
    assert not any("is not shown" in line for line in brief)


@pytest.mark.parametrize(("language", "said"), [("en", "too few points"), ("nb", "for få punkter")])
def test_too_few_points_to_say_what_it_leans_on_is_said_in_brief(language: str, said: str) -> None:
    made_by = Design("latin hypercube", blocks=(3,))
    asked = study(uncertainties=[unit(name) for name in "abc"], made_by=made_by, replications=2)
    found = report_of(asked, runs(asked, lambda arm, *_: (9.0 * arm, 0.5)), language)
    assert any(said in line for line in found.brief)


def steep_and_bent(arm, x, _, luck):
    """One condition moves the difference evenly, the other there and back."""
    return arm * (4.0 * x[0] + 40.0 * (x[1] - 0.5) ** 2) + 0.2 * luck.normal(), 0.5


@pytest.mark.parametrize("language", ["en", "nb"])
def test_two_orders_of_importance_are_reconciled(language: str) -> None:
    made_by = Design("latin hypercube", blocks=(80,))
    both = [unit("steep"), unit("bent")]
    asked = study(uncertainties=both, made_by=made_by, replications=2)
    found = report_of(asked, runs(asked, steep_and_bent), language)
    where = found.findings.conditions
    assert where is not None
    assert where.importance[0][0] == "bent"
    assert found.findings.sensitivities[0].clear[0].uncertainty == "steep"
    w = Words(language)
    why = w("where.important.other", section=w("h.rests"))
    assert why in found.wheres[0].map_text
    # Where there is but one order, there is nothing to reconcile.
    even = runs(asked, lambda arm, x, *_: (arm * (9.0 * x[0] + 4.0 * x[1]), 0.5))
    assert why not in report_of(asked, even, language).wheres[0].map_text


def turned(arm, x, _, luck):
    """The other arm is far better where the first condition is low, and far worse elsewhere."""
    return arm * (200.0 * (x[0] - 0.5) + 0.2 * luck.normal()), 0.5


@pytest.mark.parametrize("language", ["en", "nb"])
@pytest.mark.parametrize("replications", [1, 2, 4, 5])
def test_fewer_than_five_common_seeds_tell_nothing_of_where(
    language: str, replications: int
) -> None:
    conditions = [unit(name) for name in "abc"]
    asked = study(
        uncertainties=conditions, made_by=Design("full factorial"), replications=replications
    )
    found = report_of(asked, runs(asked, turned), language)
    w = Words(language)
    where, brief = " ".join(found.where_text), " ".join(found.brief)
    few = replications < 5
    assert (w("where.few_seeds", least="5") in where) == few
    assert (w("brief.few_seeds", least="5") in brief) == few
    assert (w("where.text.common") in where) != few
    assert w("where.text.rule") not in where  # of points with seeds of their own alone
    depends = w("brief.depends", counts="").rstrip(". ")
    assert (depends in brief) != few


@pytest.mark.parametrize("language", ["en", "nb"])
@pytest.mark.parametrize("replications", [1, 3])
def test_seeds_of_each_points_own_are_not_taken_for_common_ones(
    language: str, replications: int
) -> None:
    made_by = Design("latin hypercube", blocks=(60,))
    conditions = [unit(name) for name in "abc"]
    asked = study(uncertainties=conditions, made_by=made_by, replications=replications)
    found = report_of(asked, runs(asked, turned), language)
    w = Words(language)
    where = " ".join(found.where_text)
    assert w("where.few_seeds", least="5") not in where
    assert w("where.text.common") not in where
    assert (w("where.text.rule") in where) == (replications == 1)
    assert w("brief.depends", counts="").rstrip(". ") in " ".join(found.brief)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "4 to 12 replications at"), ("nb", "4 til 12 gjentakelser i")]
)
def test_replications_that_differ_are_told_as_they_are(language: str, said: str) -> None:
    asked = study(replications=12)
    table = runs(asked, lambda arm, _, __, luck: (luck.normal() + arm, 0.5))
    told = text_of(page_of(asked, table, language, uneven=(4, 12)))
    assert said in told


@pytest.mark.parametrize(
    ("towns", "language", "said"),
    [
        ((), "en", "What holds in other places than somewhere."),
        (("small",), "en", "these: somewhere, as it is or with the municipality small in it."),
        (("small", "large"), "en", "as it is or with the municipalities small and large in turn."),
        (("small",), "nb", "slik det er eller med en annen kommune i stedet (small)."),
        (("small", "large"), "nb", "med andre kommuner i stedet, etter tur (small og large)."),
    ],
)
def test_the_places_that_were_looked_at_are_all_named(
    towns: tuple[str, ...], language: str, said: str
) -> None:
    levels = (Level("own"), *(Level(one, municipality=one) for one in towns), Level("last"))
    size = Uncertainty("size", 1, len(levels), "choice", levels=levels)
    asked = study(uncertainties=[size], made_by=Design("full factorial"), replications=3)
    table = runs(asked, lambda arm, _, __, luck: (luck.normal() + arm, 0.5))
    assert said in text_of(page_of(asked, table, language))


def test_a_measure_that_is_defined_nowhere_is_not_said_to_have_been_run_once() -> None:
    asked = study(replications=6)
    table = runs(asked, lambda arm, _, __, luck: (luck.normal() + arm, np.nan))
    told = text_of(page_of(asked, table, "en"))
    assert "Student's t over replications" in told
    assert "one run of each" not in told
    assert "defined in too few runs" not in told
    table.loc[table["replication"] == 1, SHARE] = 0.5
    told = text_of(page_of(asked, table, "en"))
    assert "one run of each" not in told
    assert "Where a measure is defined in too few runs, no interval can be given." in told


def test_of_a_single_arm_it_is_told_what_its_intervals_cover() -> None:
    made_by = Design("latin hypercube", blocks=(20,))
    asked = study(arms=("one",), uncertainties=[unit("turnover")], made_by=made_by, replications=2)
    table = runs(asked, lambda _, x, __, luck: (9.0 * x[0] + luck.normal(), 0.5))
    told = text_of(page_of(asked, table, "en"))
    assert "Student's t over points" in told
    assert "Student's t over replications" not in told
    once = study(arms=("one",), replications=1)
    told = text_of(page_of(once, runs(once, lambda *_: (9.0, 0.5)), "en"))
    assert "There is one run of each: no interval can be given." in told
    assert "Intervals cover" not in told


def leaning_brief(arms: int) -> list[str]:
    """In brief, where the last arm alone leans on the second thing that is varied."""
    both, made_by = [unit("turnover"), unit("delays")], Design("latin hypercube", blocks=(40,))
    asked = study(arms="abcdefg"[:arms], uncertainties=both, made_by=made_by)

    def outcome(arm, x, _, luck):
        found = 9.0 * arm * x[1 if arm == arms - 1 else 0]
        return found + luck.normal(size=arms)[arm], 0.5

    return report_of(asked, runs(asked, outcome)).brief


def test_in_brief_no_difference_is_said_to_lean_on_what_another_leans_on() -> None:
    brief = leaning_brief(3)
    assert not any(line.startswith("The result leans") for line in brief)
    assert any(", b less a, leans most on turnover" in line for line in brief)
    assert any(", c less a, leans most on delays" in line for line in brief)
    many = leaning_brief(7)
    (often,) = [line for line in many if line.startswith("The differences lean")]
    size = r"roughly (>\xa0)?\d+\xa0% of the variance of the ranks"
    assert re.fullmatch(
        rf"The differences lean most often on: turnover \(up to {size}\) and delays "
        rf"\(up to {size}\)\.",
        often,
    )
    one = rf"The result leans most on: delays \({size}\)\."
    assert any(re.fullmatch(one, line) for line in leaning_brief(2))


@pytest.mark.parametrize(("replications", "drawn"), [(4, False), (5, True)])
def test_no_bar_and_no_column_is_promised_where_nothing_is_drawn_anew(
    replications: int, drawn: bool
) -> None:
    asked = study(replications=replications)
    page = page_of(asked, runs(asked, lambda arm, _, s, __: (arm + s % 3, 0.5)), "en")
    assert ("thin bar below it: by bootstrap" in page) == drawn
    assert ('<th scope="col">Bootstrap</th>' in page) == drawn
    table = page[page.index("All differences") :].partition("</table>")[0]
    head, *rows = (row.partition("</tr>")[0] for row in table.split("<tr>")[1:])
    assert {row.count("<t") for row in rows} == {head.count("<th ")}


@pytest.mark.parametrize(("language", "alone"), [("en", "as it is"), ("nb", "slik det er")])
def test_a_single_arm_is_compared_with_nothing(language: str, alone: str) -> None:
    made_by = Design("latin hypercube", blocks=(20,))
    asked = study(arms=("one",), uncertainties=[unit("turnover")], made_by=made_by, replications=2)
    table = runs(asked, lambda _, x, __, luck: (9.0 * x[0] + luck.normal(), 0.5))
    words = Words(language)
    names = readable(asked, words, {})
    around = Surroundings(PROVENANCE, why_no_fresh="none")
    report = Report(names.findings(analyse(asked, table, MEASURES)), around, words)
    assert report.findings.arms == (alone,)
    page = report.html()
    assert words("results.legend.single") in page
    assert words("results.legend") not in page
    assert alone in page
    assert ("as it is" in page) == (language == "en")
    (leaning, *_) = report.rests_lines()
    assert alone not in leaning
    assert "turnover" in leaning


def test_a_map_explains_no_mark_it_does_not_have() -> None:
    made_by = Design("latin hypercube", blocks=(20,))
    asked = study(uncertainties=[unit("a"), unit("b")], made_by=made_by, replications=2)
    for gap, undecided in ((50.0, False), (0.0, True)):
        table = runs(asked, lambda arm, _, __, luck, g=gap: (g * arm + luck.normal(), 0.5))
        picture = report_of(asked, table).wheres[0].picture
        assert picture is not None
        assert ("undecided" in picture.svg) == undecided


def test_that_numbers_were_held_fast_allows_for_what_levers_change() -> None:
    asked = study(replications=3)
    table = runs(asked, lambda arm, _, __, luck: (luck.normal() + arm, 0.5))
    told = text_of(page_of(asked, table, "en", total=9, assumed=4))
    assert "All were held fast, but for what the alternatives differ in." in told
    assert "every number was held fast, but for what the alternatives differ in, and" in told
    alone = study(arms=("one",), replications=3)
    table = runs(alone, lambda arm, _, __, luck: (luck.normal() + arm, 0.5))
    assert "All were held fast." in text_of(page_of(alone, table, "en", total=9, assumed=4))


def test_two_orders_are_reconciled_once_however_many_maps_there_are() -> None:
    made_by = Design("latin hypercube", blocks=(80,))
    both = [unit("steep"), unit("bent")]
    asked = study(
        arms=("a", "b", "c"), uncertainties=both, made_by=made_by, replications=2, measures=(DAYS,)
    )
    found = report_of(asked, runs(asked, steep_and_bent))
    w = Words("en")
    why = w("where.important.other", section=w("h.rests"))
    assert len(found.wheres) == 3
    assert [why in one.map_text for one in found.wheres].count(True) == 1


def test_other_conditions_are_spoken_of_only_where_there_are_any() -> None:
    made_by = Design("latin hypercube", blocks=(6,))
    asked = study(uncertainties=[unit("turnover")], made_by=made_by, replications=2)
    found = report_of(asked, runs(asked, lambda arm, *_: (10.0 + arm, 0.5)))
    assert "there, too, all have those of the first" in found.resources_text()
    # With resources of their own, and where there is nothing to compare, none follows another's.
    for other in (replace(asked, resources="own"), replace(asked, levers=())):
        alone = report_of(other, runs(other, lambda arm, *_: (10.0 + arm, 0.5)))
        assert alone.resources_text().endswith("Under other conditions the numbers may be others.")
    asked = study(replications=2)
    found = report_of(asked, runs(asked, lambda arm, *_: (10.0 + arm, 0.5)))
    assert "other conditions" not in found.resources_text()


def test_of_many_those_alike_and_those_not_told_apart_are_named_apart() -> None:
    asked = study(arms="abcdef", replications=12)

    def outcome(arm, _, __, luck):
        apart = (0.0, 0.1, 9.0, -9.0, 0.2, 0.0)[arm]
        noise = luck.normal(size=6)[arm] * (30.0 if arm == 5 else 0.1)
        return 50.0 + apart + noise, 0.5

    brief = report_of(asked, runs(asked, outcome)).brief
    (line,) = [one for one in brief if "against a" in one]
    assert line.endswith(
        "better with d; worse with c; no difference that matters with b and e; cannot be told "
        "apart: f."
    )


@pytest.mark.parametrize("kind", ["morris", "sobol"])
def test_what_luck_alone_would_give_is_shown_and_too_few_seeds_are_said(kind: str) -> None:
    asked = study(
        uncertainties=[unit("one"), unit("other")],
        made_by=Design(kind, blocks=(16,), steps=4),
        replications=5,
        measures=(DAYS,),
    )

    def outcome(arm, x, _, luck):
        return 100.0 + luck.normal() + arm * (9.0 * x[0] + 0.1 * luck.normal()), 0.5

    w = Words("en")
    enough = page_of(asked, runs(asked, outcome), "en")
    assert w("rests.floor") in enough
    assert w("rests.floor.unknown") not in enough
    assert w("axis.floor") in enough
    leaning = enough.partition(w("brief.rests", names="").removesuffix("."))[2].partition("</p>")[0]
    assert leaning.startswith("one (")
    assert "other (" not in leaning
    asked = replace(asked, replications=Replications(4, 4))
    few = page_of(asked, runs(asked, outcome), "en")
    assert w("rests.floor.unknown") in few
    assert w("rests.floor") not in few
    assert w("axis.floor") not in few
    assert w("brief.rests.luck") in few


@pytest.mark.parametrize("which", ["h2", "h3", ".note:not(:last-child)", ".legend", "tr.heading"])
def test_in_print_what_goes_before_pictures_or_rows_stays_with_them(which: str) -> None:
    asked = study(replications=6)
    page = page_of(asked, runs(asked, lambda arm, _, s, __: (arm + s % 3, 0.5)), "en")
    printed = page.partition("@media print {")[2].partition("</style>")[0]
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", printed)
    kept = [names for names, rule in rules if "break-after: avoid" in rule]
    assert which in {one.strip() for names in kept for one in names.split(",")}


@pytest.mark.parametrize(
    ("moved", "language", "said"),
    [
        (1.0, "en", "The result hardly depends on: turnover (moves it by 1.0"),
        (1.0, "nb", "Resultatet avhenger knapt av: turnover (flytter resultatet 1,0"),
        (9.0, "en", "The result leans most on: turnover (moves it by 9.0"),
        (9.0, "nb", "Resultatet avhenger mest av: turnover (flytter resultatet 9,0"),
        # A change that matters is not ruled out: its interval reaches beyond 2 days.
        (1.9, "en", "The result leans most on: turnover (moves it by 1.9"),
    ],
)
def test_how_far_the_result_is_moved_is_said_with_what_matters(
    moved: float, language: str, said: str
) -> None:
    asked = study(
        uncertainties=[Uncertainty("turnover", 0.0, 1.0, "ratio", keys=("turnover",))],
        made_by=Design("one at a time"),
        replications=11,
    )

    def outcome(arm, x, seed, _):
        # Over eleven seeds the change is ``moved`` on average, evenly spread around it.
        return 30.0 + arm * (50.0 - x[0] * (moved + 0.05 * (seed % 11 - 5))), 0.5

    for_days = [
        line.replace("\xa0", " ")
        for line in report_of(asked, runs(asked, outcome), language).brief
        if "turnover" in line
    ]
    (line,) = for_days
    assert line.startswith(said)
    matters = {"en": "What matters in practice is 2 days.", "nb": "i praksis, er 2 dager."}
    assert line.endswith(matters[language])
