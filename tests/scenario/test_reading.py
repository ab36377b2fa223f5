"""Files that cannot be read at all, and anything that may stand in one."""

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import Problem, ScenarioError, builtin, check, load, reading
from sim.scenario.reading import MOST_BYTES, Mapping, Scalar, read_text

LEAN = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def only(problems: list[Problem]) -> Problem:
    (problem,) = problems
    return problem


def write(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "scenario.yaml"
    path.write_bytes(content)
    return path


def test_a_missing_file_is_told_with_the_nearest_name() -> None:
    problem = only(check("moss-2008"))
    assert problem.file == "moss-2008"
    assert problem.found == "no such file, and no built-in scenario of that name"
    assert problem.suggestion == "moss-2009"


def test_a_folder(tmp_path: Path) -> None:
    assert only(check(tmp_path)).found == "a folder"


@pytest.mark.parametrize("name", ["teaching", "teaching/"])
def test_a_folder_of_the_box(name: str) -> None:
    problem = only(check(name))
    assert problem.found == "a folder of built-in scenarios"
    assert problem.suggestion is not None
    assert problem.suggestion.startswith("teaching/")
    assert not check(problem.suggestion)


def test_a_folder_where_a_municipality_is_meant(tmp_path: Path) -> None:
    (tmp_path / "town").mkdir()
    path = write(tmp_path, b"title: x\nmunicipality: town\norganisation: moss-2009")
    (problem,) = [one for one in check(path) if one.key == "municipality"]
    assert problem.found == '"town", a folder'
    assert problem.expected.startswith("the file of a municipality")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert only(check(tmp_path / "pipe")).found == "something that is not a file"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = write(tmp_path, b"title: x")
    path.chmod(0)
    assert only(check(path)).found.startswith("a file that cannot be read")


def test_a_link_to_itself(tmp_path: Path) -> None:
    path = tmp_path / "loop.yaml"
    path.symlink_to(path)
    assert "no such file" in only(check(path)).found


@pytest.mark.parametrize("name", ["", "\0", "a\0b.yaml", "x" * 5000, "\ud800", "a\nb"])
def test_names_no_file_can_have(name: str) -> None:
    problem = only(check(name))
    assert problem.expected.startswith(("the path", "a scenario file"))
    assert "\n" not in str(problem)


def test_an_empty_file(tmp_path: Path) -> None:
    problem = only(check(write(tmp_path, b"")))
    assert (problem.found, problem.expected) == ("nothing in it", "keys with values")
    assert only(check(write(tmp_path, b"# nothing\n\n"))) == problem


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff", 1),
        ("title: blåbær".encode("latin-1"), 1),
        ("title: x\nmunicipality: y".encode("utf-16"), 1),
        (b"title: a\n# \xff", 2),
    ],
)
def test_bytes_that_are_not_text(tmp_path: Path, content: bytes, line: int) -> None:
    problem = only(check(write(tmp_path, content)))
    assert (problem.found, problem.expected) == (
        "bytes that are not text in UTF-8",
        "text in UTF-8",
    )
    assert problem.line == line


def test_characters_that_yaml_does_not_know(tmp_path: Path) -> None:
    problem = only(check(write(tmp_path, b"title: a\x00b\n")))
    assert problem.expected == "well-formed YAML"


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    problem = only(check(write(tmp_path, b"\xef\xbb\xbfunits: {}\n")))
    assert problem.found == "an organisation file"


def test_a_file_too_large(tmp_path: Path) -> None:
    problem = only(check(write(tmp_path, b"#" * (MOST_BYTES + 1))))
    assert problem.found == f"{MOST_BYTES + 1} bytes"


def test_a_file_of_too_many_values(tmp_path: Path) -> None:
    problem = only(check(write(tmp_path, b"a: [" + b"1," * 30_000 + b"]")))
    assert problem.found == "more values"


def test_scalars_stay_what_was_written() -> None:
    node, problems = read_text("a: no\nb: 2009-11-01\nc: 010\nd: 1_000\ne: 'no'\nf: ~\n", "x")
    assert problems == []
    values = [entry for entry in node.entries.values() if isinstance(entry, Scalar)]
    assert [value.text for value in values] == ["no", "2009-11-01", "010", "1_000", "no", "~"]
    assert [value.line for value in values] == [1, 2, 3, 4, 5, 6]
    assert [value.empty for value in values] == [False] * 5 + [True]


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="there is but the parser in Python")
def test_both_parsers_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {path: path.read_text(encoding="utf-8") for *_, path in builtin()}
    assert len(files) > 80
    fast = {path: read_text(text, "x") for path, text in files.items()}
    monkeypatch.setattr(reading, "_LOADER", yaml.SafeLoader)
    for path, text in files.items():
        assert read_text(text, "x") == fast[path], path


def test_the_nearest_source_counts() -> None:
    node, _ = read_text(
        "source: far\na: 1\nb: {source: near, c: 2, d: {value: 3, source: own}}", "x"
    )
    b = node.entries["b"]
    assert isinstance(b, Mapping)
    d = b.entries["d"]
    assert isinstance(d, Mapping)
    found = [node.entries["a"], b.entries["c"], d.entries["value"]]
    assert [entry.source for entry in found] == ["far", "near", "own"]


def refused(path: Path) -> None:
    """The file is refused in words, whatever is in it."""
    problems = check(path)
    assert problems
    assert all("\n" not in str(problem) and problem.expected for problem in problems)
    with pytest.raises(ScenarioError):
        load(path)


@LEAN
@given(content=st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(tmp_path: Path, content: bytes) -> None:
    refused(write(tmp_path, content))


@LEAN
@given(text=st.text(max_size=200))
def test_any_text_is_refused_in_words(tmp_path: Path, text: str) -> None:
    refused(write(tmp_path, text.encode("utf-8", "surrogatepass")))


WORDS = "value source run units groups override follow_on municipality organisation"

#: Text made of what means something in YAML.
SCRAPS = st.lists(
    st.sampled_from([*"a{}[]'\"!|>#~\n\t", ": ", "- ", ", ", "  ", "? ", "&x ", "*x", "---", "..."])
    | st.sampled_from(WORDS.split())
    | st.sampled_from(["%YAML 1.1", "<<", "1 year", ".inf", "0.5"]),
    max_size=40,
).map("".join)


@LEAN
@given(text=SCRAPS)
def test_scraps_of_yaml_are_refused_in_words(tmp_path: Path, text: str) -> None:
    refused(write(tmp_path, text.encode()))


ANYTHING = st.one_of(st.text(max_size=20), SCRAPS)


@LEAN
@given(key=ANYTHING, text=ANYTHING)
def test_any_setting_is_taken_or_refused_in_words(key: str, text: str) -> None:
    problems = check("moss-all-in-one", settings=[f"{key}={text}"])
    assert all(problem.expected and "\n" not in str(problem) for problem in problems)


PLACES = (
    "run run.observe population crews stock stock.social-1 stock.social-1.dwellings groups title "
    "groups.refugee groups.refugee.arrivals groups.refugee.habits groups.refugee.persons "
    "groups.refugee.categories groups.refugee.priority follow_on parameters vacancy.works "
    "organisation.units organisation.tasks organisation.tasks.allocate_dwellings "
    "organisation.tasks.order_follow_up organisation.agreements organisation.lease_review "
    "organisation.title work.start_loan.distribution"
)
VALUES = st.one_of(
    ANYTHING,
    st.sampled_from(["{}", "[]", "[[]]", "{a: b}", "{value: 1}", "{unit: {unit: a}}", "no", "-1"])
    | st.sampled_from(["1e400", "9" * 400, ".nan", "{value: {value: 1}}", "{others: one office}"])
    | st.sampled_from(["{between: [a]}", "[{between: [one office, one office]}]", "2009-11-01"])
    | st.sampled_from(["{start_loan: {start_loan: 1}}", "{1: 1}", "{one office: {positions: 0}}"]),
)


@LEAN
@given(key=st.sampled_from(PLACES.split()), text=VALUES)
def test_any_value_anywhere_is_taken_or_refused_in_words(key: str, text: str) -> None:
    problems = check("moss-all-in-one", settings=[f"{key}={text}"])
    assert all(problem.expected and "\n" not in str(problem) for problem in problems)
    if not problems:
        load("moss-all-in-one", settings=[f"{key}={text}"])


def test_a_setting_without_equals_sign() -> None:
    problem = only(check("moss-2009", settings=["crews"]))
    assert (problem.file, problem.expected) == ("command line", "key=value")


def test_a_wrong_setting_is_told_as_the_command_line_s() -> None:
    problem = only(check("moss-2009", settings=["vacancy.works=20 NOK"]))
    assert problem == Problem(
        "command line",
        None,
        "vacancy.works",
        '"20 NOK"',
        "a number in days, weeks, months or years",
        None,
    )


WHOLE = Path(__file__).parent / "right" / "whole.yaml"
#: Places of what describes a time-line, districts, committees and NAV.
NEW_PLACES = (
    "changes changes.1 changes.1.at changes.2.every changes.3.until changes.1.set "
    "changes.1.set.temporary_places changes.2.multiply changes.2.multiply.market.price_per_m2 "
    "changes.4.settle changes.4.settle.refugee changes.4.settle.refugee.dwelling "
    "organisation.districts organisation.districts.North organisation.units.branch "
    "organisation.units.branch.per_district organisation.units.NAV.house organisation.bodies "
    "organisation.bodies.committee organisation.bodies.committee.members "
    "organisation.bodies.committee.groups organisation.bodies.committee.led_by "
    "organisation.bodies.committee.every organisation.nav organisation.nav.unit "
    "organisation.nav.outside organisation.nav.scope organisation.tasks.plan "
    "organisation.tasks.allocate_dwellings organisation.agreements.1 "
    "organisation.agreements.1.between stock.flats.ownership groups.substance.follow_up "
    "temporary_places grant_budget run.observe like organisation.like"
)
NEW_VALUES = st.one_of(
    VALUES,
    st.sampled_from(["branch", "branch North", "NAV", "NAV North", "[branch]", "[branch, NAV]"])
    | st.sampled_from(["integrated", "minimum", "yes", "no", "0", "1", "0 days", "7 days"])
    | st.sampled_from(["100 years", "[refugee]", "{North: 1}", "{North: 0}", "{South: 1, N: 0}"])
    | st.sampled_from(["[{at: 1 year}]", "[{at: 1 year, set: {crews: 1}}]", "[1]", "moss"])
    | st.sampled_from(["{temporary_places: 0}", "{offers.refused: 1e300}", "{population: 0}"])
    | st.sampled_from(["{youth: {dwelling: 1}}", "{youth: 1}", "{unit: NAV}", "{led_by: NAV}"]),
)


@LEAN
@given(settings=st.lists(st.tuples(st.sampled_from(NEW_PLACES.split()), NEW_VALUES), max_size=3))
def test_any_values_of_time_districts_and_bodies_are_taken_or_refused_in_words(
    settings: list[tuple[str, str]],
) -> None:
    written = [f"{key}={text}" for key, text in settings]
    problems = check(WHOLE, settings=written)
    assert all(problem.expected and "\n" not in str(problem) for problem in problems)
    if not problems:
        load(WHOLE, settings=written)
