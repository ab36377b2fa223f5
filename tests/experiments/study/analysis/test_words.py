"""Both languages say the same, and numbers are written as each writes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import experiments.study.analysis as analysis
from experiments.stationarity import LEVELS
from experiments.statistics import Estimate
from experiments.study.analysis.words import Words, en, measures_nb, nb
from experiments.study.description import DESIGNS, DISTRIBUTIONS
from sim.measures import MEASURES
from sim.parameters import PARAMETERS

CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in Path(analysis.__file__).parent.rglob("*")
    if path.suffix in (".py", ".html") and path.stem not in ("en", "nb", "measures_nb")
)


def gaps(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def test_both_languages_have_the_same_texts_with_the_same_gaps() -> None:
    assert set(en.TEXTS) == set(nb.TEXTS)
    for key, text in en.TEXTS.items():
        assert gaps(text) == gaps(nb.TEXTS[key]), key


def test_no_text_is_left_in_english() -> None:
    same = {key for key, text in en.TEXTS.items() if nb.TEXTS[key] == text}
    alike = {"reproduce.program", "reproduce.python", "reproduce.system", "t.bootstrap", "t.best"}
    formats = {"where.counts", "rests.of.outcome"}
    assert same <= alike | formats


def test_every_text_that_the_report_names_is_there_and_every_text_is_named() -> None:
    named = set(re.findall(r"""(?:\bw|words|self\.words)\(\s*f?["']([\w. -]+)["']""", CODE))
    assert {one for one in named if not one.endswith(".")} <= set(en.TEXTS)
    literals = set(re.findall(r"""["']([\w. -]+)["']""", CODE))
    begun = re.findall(r"""f["']([\w.]+\.)\{""", CODE)
    starts = (*begun, "count.", "h.", "results.")
    unused = [key for key in en.TEXTS if key not in literals and not key.startswith(starts)]
    assert unused == []


@pytest.mark.parametrize("kind", DESIGNS)
def test_every_design_has_a_name(kind: str) -> None:
    assert f"design.{kind}" in en.TEXTS


@pytest.mark.parametrize("kind", DISTRIBUTIONS)
def test_every_distribution_has_a_name(kind: str) -> None:
    assert f"distribution.{kind}" in en.TEXTS


def test_every_measure_unit_and_level_has_a_norwegian_name() -> None:
    assert set(measures_nb.LABELS) == set(MEASURES)
    assert set(measures_nb.MEANINGS) <= set(MEASURES)
    assert {one.group for one in MEASURES.values()} <= set(measures_nb.GROUPS)
    units = {one.unit for one in MEASURES.values()} | {one.unit for one in PARAMETERS.values()}
    assert units <= set(measures_nb.UNITS)
    assert set(LEVELS.values()) == set(measures_nb.LEVELS)


def test_what_reports_show_first_is_defined_in_norwegian() -> None:
    from experiments.highlights import IN_FIGURE, IN_TABLE

    assert {*IN_FIGURE, *IN_TABLE} <= set(measures_nb.MEANINGS)


def test_numbers_are_written_as_the_language_does() -> None:
    english, norwegian = Words("en"), Words("nb")
    assert english.number(-1234.56, 1) == "−1\u00a0234.6"
    assert norwegian.number(-1234.56, 1) == "−1\u00a0234,6"
    assert norwegian.number(0.5, 1, sign=True) == "+0,5"
    assert norwegian.number(None, 1) == "–"
    assert norwegian.plain(0.8500) == "0,85"
    assert english.plain(12000.0) == "12\u00a0000"
    assert norwegian.percent(0.123) == "12\u00a0%"


def test_no_share_is_rounded_to_all_or_nothing() -> None:
    words = Words("en")
    assert words.percent(0.0) == "0\u00a0%"
    assert words.percent(1.0) == "100\u00a0%"
    assert words.percent(0.001) == "<\u00a01\u00a0%"
    assert words.percent(0.999) == ">\u00a099\u00a0%"
    assert words.chance(1.0) == ">\u00a099.9\u00a0%"
    assert words.chance(0.0) == "<\u00a00.1\u00a0%"
    assert words.spelt(words.chance(1.0)) == "more than 99.9\u00a0%"
    assert words.spelt(words.chance(0.0)) == "less than 0.1\u00a0%"
    assert words.spelt(words.chance(0.5)) == "50\u00a0%"
    assert Words("nb").spelt(Words("nb").chance(1.0)) == "over 99,9\u00a0%"
    assert words.p_value(0.00001) == "<\u00a00.001"


def test_units_and_directions() -> None:
    words = Words("nb")
    found = Estimate(-0.051, -0.06, -0.042, 20)
    assert words.difference(found, "share") == "5,1\u00a0prosentpoeng"
    assert words.direction(True, "days") == "kortere"
    assert words.direction(False, "share") == "høyere"
    assert words.counted(1, "run") == "1\u00a0kjøring"
    assert words.counted(2, "run") == "2\u00a0kjøringer"
    assert words.joined(["a", "b", "c"]) == "a, b og c"


def test_a_name_with_a_comma_of_its_own_is_held_together() -> None:
    english, norwegian = Words("en"), Words("nb")
    assert norwegian.joined(["a, x", "b", "c"]) == "«a, x», b og c"
    assert english.joined(["a, x", "b"]) == "“a, x” and b"
    assert english.joined(["a, x"]) == "“a, x”"
    assert english.joined([]) == ""
    # What stands in quotation marks already, whole or in part, is not put in them again.
    assert english.joined(["“a, x”", "12 with “b, y”"]) == "“a, x” and 12 with “b, y”"
    assert english("reproduce.points", name="a, x") == "The file of points, “a, x”"
    assert english("verdict.better", direction="a, x") == "a, x (better)"  # no name


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["1 day", "1 percentage point", "1 hour per year", "2 days", "1.00 days"]),
        ("nb", ["1 dag", "1 prosentpoeng", "1 time per år", "2 dager", "1,00 dager"]),
    ],
)
def test_one_of_something_is_singular(language: str, told: list[str]) -> None:
    words = Words(language)
    found = [
        words.amount(1.0, "days"),
        words.amount(0.01, "share", difference=True),
        words.setting("1 hours per year"),
        words.amount(2.0, "days"),
        words.mean(Estimate(1.0, None, None, 1), "days"),
    ]
    assert [text.replace("\u00a0", " ") for text in found] == told


def test_every_norwegian_unit_that_is_a_plural_has_a_singular() -> None:
    counted = {told for told in measures_nb.UNITS.values() if not told.startswith("per ")}
    plurals = {told for told in counted if told.split(" ")[0].endswith("er")}
    assert plurals == set(measures_nb.ONE)
