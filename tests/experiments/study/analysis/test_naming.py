"""Readable names: none is missing for the studies of the box, and findings stay what they were."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from experiments.study.analysis.findings import analyse
from experiments.study.analysis.naming import readable, titles
from experiments.study.analysis.page.shared import Provenance, Surroundings
from experiments.study.analysis.report import Report
from experiments.study.analysis.words import (
    Words,
    box_en,
    box_nb,
    measures_nb,
    parameters_en,
    parameters_nb,
)
from experiments.study.description import Design, Level, Lever, Study, Uncertainty
from experiments.study.jobs import studies
from experiments.study.reading import read_study
from sim.measures import MEASURES
from sim.parameters import PARAMETERS
from sim.scenario import box
from sim.scenario.resolved import Organisation, Unit
from tests.experiments.study.analysis.tables import runs, study
from tests.experiments.study.analysis.tables import unit as number

BOX = {name: read_study(path) for name, path in studies().items()}

in_the_box = pytest.mark.parametrize("asked", BOX.values(), ids=BOX)


def keys_varied(asked: Study) -> set[str]:
    """Every scenario key that a study varies."""
    own = {key for one in asked.uncertainties for key in one.keys}
    return own | {
        key
        for one in (*asked.levers, *asked.uncertainties)
        for level in one.levels
        for key in level.settings
    }


def files_named(asked: Study) -> Iterator[tuple[str, str]]:
    """Every file that a study names, by kind and name."""
    yield from (("scenario", base) for base in asked.bases)
    for one in (*asked.levers, *asked.uncertainties):
        for level in one.levels:
            yield from level.parts.items()


# ---- nothing is missing ----------------------------------------------------------------------


@in_the_box
def test_what_is_varied_has_a_name_and_a_meaning_in_both_languages(asked: Study) -> None:
    for language in ("en", "nb"):
        words = Words(language)
        for key in keys_varied(asked):
            meaning, told_in = words.explained(key)
            assert meaning, key
            assert told_in == language, key
            if key in PARAMETERS:
                assert words.parameter(key) != key


@in_the_box
def test_the_title_and_the_question_are_there_in_norwegian(asked: Study) -> None:
    assert asked.title_nb
    assert asked.question_nb.endswith("?")


@in_the_box
def test_no_name_of_a_study_is_left_in_english(asked: Study) -> None:
    words = Words("nb")
    told = readable(asked, words, titles(asked, Path(), words)).study
    left = []
    for before, after in zip(
        (*asked.levers, *asked.uncertainties), (*told.levers, *told.uncertainties), strict=True
    ):
        pairs = [(before.name, after.name), *zip(before.levels, after.levels, strict=True)]
        for one, other in pairs:
            names = (getattr(one, "name", one), getattr(other, "name", other))
            if names[0] == names[1]:
                left.append(names[0])
    assert left == []
    assert all(base.startswith("«") for base in told.bases)
    for before, after in zip(asked.uncertainties, told.uncertainties, strict=True):
        own = not before.source.startswith(("given in ", "parameter table: "))
        assert after.source != before.source or not own


@in_the_box
def test_every_file_a_study_names_has_a_norwegian_title(asked: Study) -> None:
    for kind, name in files_named(asked):
        assert Words("nb").title(kind, name), name


def test_every_measure_is_defined_in_norwegian() -> None:
    assert set(measures_nb.MEANINGS) == set(MEASURES)
    for key, meaning in measures_nb.MEANINGS.items():
        numbers = re.findall(r"\d+", MEASURES[key].meaning)
        # What has a number in English has it in Norwegian.
        there = re.findall(r"\d+", meaning)
        assert set(numbers) <= set(there), key
        assert meaning.endswith("."), key


def test_every_parameter_has_a_name_in_both_languages_and_a_norwegian_meaning() -> None:
    assert list(parameters_en.NAMES) == list(PARAMETERS)
    assert list(parameters_nb.NAMES) == list(PARAMETERS)
    assert list(parameters_nb.MEANINGS) == list(PARAMETERS)
    for key, meaning in parameters_nb.MEANINGS.items():
        numbers = re.findall(r"\d+", PARAMETERS[key].meaning)
        assert set(numbers) <= set(re.findall(r"\d+", meaning)), key


def test_no_norwegian_word_is_about_something_that_is_not_there() -> None:
    assert set(parameters_nb.SOURCES) <= {one.source for one in PARAMETERS.values()}
    assert set(parameters_en.KEYS) == set(parameters_nb.KEYS)
    assert {kind: set(names) for kind, names in box_en.NAMES.items()} == {
        kind: set(names) for kind, names in box_nb.NAMES.items()
    }
    for named in (box_nb.NAMES, box_nb.TITLES):
        for kind, names in named.items():
            assert set(names) <= set(box.names(kind))


def test_no_two_things_have_the_same_name() -> None:
    named = (*box_en.NAMES.values(), *box_nb.NAMES.values())
    for names in (parameters_en.NAMES, parameters_nb.NAMES, *named):
        assert len(set(names.values())) == len(names)


# ---- findings under other names --------------------------------------------------------------


def named_study() -> Study:
    return replace(
        study(
            uncertainties=[
                number("caseworkers.turnover"),
                Uncertainty("price", 0.5, 2.0, "share", keys=("market.price_per_m2",)),
                Uncertainty(
                    "town",
                    1,
                    2,
                    "",
                    levels=(Level("north"), Level("south", municipality="moss")),
                ),
                Uncertainty(
                    "delays",
                    1,
                    2,
                    "",
                    levels=(
                        Level(
                            "short", {"handover.letter": "3 days", "handover.agreement": "2 days"}
                        ),
                        Level(
                            "long", {"handover.letter": "9 days", "handover.agreement": "5 days"}
                        ),
                    ),
                ),
            ],
            made_by=Design("latin hypercube", blocks=(60,)),
            replications=3,
        ),
        levers=(
            Lever(
                "organisation",
                (
                    Level("all-in-one", organisation="all-in-one"),
                    Level("moss-2009", organisation="moss-2009"),
                ),
            ),
            Lever("key", (Level("no", {"organisation.priority_key": "no"}), Level("yes"))),
        ),
        title_nb="En studie med norsk tittel",
        words_nb={"town": "by", "north": "nord", "south": "sør", "key": "nøkkel"},
    )


def outcome(arm, x, _, luck):
    base = 100.0 + 5.0 * luck.normal()
    return base + arm * 30.0 * (x[0] - 0.3) + luck.normal(), 0.5 + 0.1 * arm + 0.01 * luck.normal()


@pytest.fixture(scope="module")
def found():
    asked = named_study()
    return analyse(asked, runs(asked, outcome), MEASURES)


def text_of(found, language: str) -> str:
    words = Words(language)
    titled = titles(found.study, Path(), words)
    names = readable(found.study, words, titled)
    around = Surroundings(Provenance([], [], "", []), why_no_fresh="none", titles=titled)
    page = Report(names.findings(found), names.surroundings(around), words).html()
    body = page[page.index("<body") :]
    return re.sub(r"<[^>]+>", " ", body).replace("\u00a0", " ")


def test_a_report_has_names_where_the_file_has_keys(found) -> None:
    english = text_of(found, "en")
    assert "turnover of caseworkers" in english
    assert "all in one office, key: no" in english
    assert english.count("all-in-one") == 1
    assert "rate at which a caseworker leaves the post" in english
    assert "Moss from 2009: housing unit in NAV" in english
    norwegian = text_of(found, "nb")
    assert "En studie med norsk tittel" in norwegian
    assert "utskifting av saksbehandlere" in norwegian
    assert "alt på ett kontor, nøkkel: nei" in norwegian
    assert "by: sør" in norwegian
    assert "dager en sak bruker mellom enheter som har en skriftlig avtale: 5 dager" in norwegian
    assert "written agreement: 5 days" in english
    assert "hvor ofte en saksbehandler slutter i stillingen" in norwegian
    assert "som i grunnscenarioet" in norwegian
    # Keys stand where they are explained, and nowhere else.
    assert norwegian.count("caseworkers.turnover") == 1
    assert norwegian.count("all-in-one") == 1


def test_an_arm_of_several_levers_is_held_together_in_a_sentence(found) -> None:
    assert "than with “all in one office, key: no”" in text_of(found, "en")
    assert "enn med «alt på ett kontor, nøkkel: nei»" in text_of(found, "nb")
    assert Words("en")("conditions.better", arm="all-in-one") == "all-in-one is better"


@pytest.mark.parametrize("language", ["en", "nb"])
def test_lists_of_arms_of_several_levels_keep_each_together(found, language: str) -> None:
    words = Words(language)
    names = readable(found.study, words, {})
    around = Surroundings(Provenance([], [], "", []), why_no_fresh="none")
    report = Report(names.findings(found), names.surroundings(around), words)
    lines = [*report.brief, *report.aims_text, *report.where_text]
    for arm in report.findings.arms:
        there = [line for line in lines if arm in line]
        assert there
        for line in there:
            assert line.count(arm) == line.count(words("quoted", text=arm)), line


def test_what_makes_up_a_level_is_told_line_by_line(found) -> None:
    names = readable(found.study, Words("en"), {})
    around = Surroundings(Provenance([], [], "", []), why_no_fresh="none")
    report = Report(names.findings(found), names.surroundings(around), Words("en"))
    (long,) = [row for row in report.named_rows() if row.name == "delays: long"]
    assert long.keys == ("handover.letter: 9 days", "handover.agreement: 5 days")
    assert [one.rpartition(": ")[2] for one in long.meanings] == ["9\u00a0days", "5\u00a0days"]
    page = report.html()
    assert "handover.letter: 9 days<br>handover.agreement: 5 days" in page


#: Names that are the same in both languages.
_NAMES_OF_THEIR_OWN = {"NAV", "ESIKT", "SOFOT"}


def _district(organisation: Organisation, unit: Unit) -> str:
    return "" if unit.district is None else organisation.districts[unit.district].name


def test_every_unit_of_an_organisation_in_the_box_has_a_norwegian_name() -> None:
    from sim.scenario import load

    for name in box.names("organisation"):
        organisation = load("moss-2009", organisation=name).organisation
        units = organisation.units
        for one in units:
            own = one.name.removesuffix(f" {_district(organisation, one)}") in _NAMES_OF_THEIR_OWN
            assert bool(one.name_nb) != own, f"{name}: {one.name}"
            assert one.name_nb != one.name
        told = [one.name_nb or one.name for one in units]
        assert len(set(told)) == len(told), name


def test_numbers_stay_what_they_were(found) -> None:
    words = Words("nb")
    names = readable(found.study, words, {})
    told = names.findings(found)
    assert told.arms == tuple(names.called[arm] for arm in found.arms)
    for before, after in zip(found.differences, told.differences, strict=True):
        assert after == replace(
            before, arm=names.called[before.arm], baseline=names.called[before.baseline]
        )
    assert told.condition_names == tuple(names.called[name] for name in found.condition_names)
    assert [one.of for one in told.sensitivities] == [
        names.called.get(one.of, one.of) for one in found.sensitivities
    ]
    assert told.conditions.counts == tuple(
        (names.called.get(name, name), count) for name, count in found.conditions.counts
    )
    assert set(told.conditions.labels.better) <= {*told.arms, ""}
    assert found.arms[0] == "all-in-one, no"  # what tables have


def test_a_name_that_two_would_share_stays_as_it_is(found) -> None:
    same = {"price": "pris", "town": "pris", "all-in-one": "x", "moss-2009": "x"}
    told = readable(replace(found.study, words_nb=same), Words("nb"), {}).study
    assert [one.name for one in told.uncertainties][1:3] == ["price", "town"]
    assert told.arms == found.arms


def test_no_uncertainty_takes_the_name_that_a_lever_or_an_arm_has_got(found) -> None:
    lever, arm = "organisering", "alt på ett kontor, nøkkel: nei"
    same = {**found.study.words_nb, "price": lever, "town": arm, "delays": "ventetid"}
    told = readable(replace(found.study, words_nb=same), Words("nb"), {}).study
    assert told.levers[0].name == lever
    assert told.arms[0] == arm
    assert [one.name for one in told.uncertainties][1:] == ["price", "town", "ventetid"]


def test_norwegian_names_of_parameters_can_stand_in_a_sentence() -> None:
    # "avhenger av ...": no name begins with a verb that has no subject.
    verbs = {"gir", "finner", "kommer", "mislykkes", "flytter", "spør", "går", "får"}
    assert [name for name in parameters_nb.NAMES.values() if name.split()[0] in verbs] == []


def test_levels_and_levers_that_would_share_a_name_keep_theirs(found) -> None:
    same = {"north": "x", "south": "x", "organisation": "y", "key": "y"}
    told = readable(replace(found.study, words_nb=same), Words("nb"), {}).study
    assert [level.name for level in told.uncertainties[2].levels] == ["north", "south"]
    assert [one.name for one in told.levers] == ["organisation", "key"]


def test_a_file_beside_the_study_has_its_own_title(found, tmp_path: Path) -> None:
    (tmp_path / "all-in-one").write_text("title: Our office\n", encoding="utf-8")
    told = titles(found.study, tmp_path, Words("nb"))
    assert told["organisation", "all-in-one"] == "Our office"
    assert told["municipality", "moss"] == "Moss"
    assert ("scenario", "somewhere") not in told
