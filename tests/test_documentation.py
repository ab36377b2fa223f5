"""The document of the model is up to date, and what it points at is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sim.kernel
import sim.pathway
from experiments.redrawn.place import STAYS
from sim import documentation
from sim.draws import Stream
from sim.measures import MEASURES
from sim.parameters import PARAMETERS
from sim.scenario.changes import changeable
from sim.state import Cause, Event, VacancyCause
from sim.what_is_drawn import STREAMS
from tests.drawn import drawn

ROOT = Path(__file__).parents[1]
TEXT = documentation.DOCUMENT.read_text(encoding="utf-8")

#: Everything written for readers of the code, by name.
PAGES = {
    page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8")
    for page in (
        ROOT / "README.md",
        ROOT / "CHANGELOG.md",
        documentation.DOCUMENT,
        *sorted((ROOT / "docs").glob("*.md")),
    )
}

#: A path of the repository in backquotes, and one that a link leads to.
_PATH = re.compile(r"`((?:sim|experiments|scenarios|tests|docs)/[\w./-]*)`")
_LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)")

#: A piece of code on a page: the file it is from, and the lines themselves.
_CODE = re.compile(r"```(?:python|dockerfile)\n# (\S+)\n(.*?)```", re.DOTALL)


def anchors(text: str) -> set[str]:
    """What links to a part of ``text`` may say, from its headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


def test_generated_parts_are_as_the_code_has_them() -> None:
    assert documentation.up_to_date(TEXT) == TEXT, "run python -m sim.documentation"


def test_check_says_so_without_changing_anything(tmp_path, monkeypatch, capsys) -> None:
    stale = TEXT.replace("| `handover.letter` |", "| `handover.letters` |")
    copy = tmp_path / "ODD.md"
    copy.write_text(stale, encoding="utf-8")
    monkeypatch.setattr(documentation, "DOCUMENT", copy)
    assert documentation.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert copy.read_text(encoding="utf-8") == stale
    assert documentation.main([]) == 0
    assert copy.read_text(encoding="utf-8") == TEXT
    assert documentation.main(["--check"]) == 0


@pytest.mark.parametrize("page", PAGES)
def test_every_file_named_is_there(page: str) -> None:
    missing = {path for path in _PATH.findall(PAGES[page]) if not (ROOT / path).exists()}
    assert not missing


def test_it_names_the_files_that_do_what_it_says() -> None:
    assert len(set(_PATH.findall(TEXT))) > 30


def test_every_module_of_the_pathway_is_named() -> None:
    folder = Path(sim.pathway.__file__).parent
    modules = {f"sim/pathway/{file.name}" for file in folder.glob("[a-z]*.py")}
    assert len(modules) > 5
    assert not modules - set(_PATH.findall(TEXT))


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    lost = []
    for path, part in _LINK.findall(PAGES[page]):
        if path.startswith("http"):
            continue
        target = ((ROOT / page).parent / path).resolve() if path else ROOT / page
        if not target.exists() or (part and part not in anchors(target.read_text("utf-8"))):
            lost.append((path, part))
    assert not lost


def test_every_page_is_found_from_the_first_one() -> None:
    found, ahead = set(), ["README.md"]
    while ahead:
        page = ahead.pop()
        found.add(page)
        for path, _ in _LINK.findall(PAGES[page]):
            target = ((ROOT / page).parent / path).resolve()
            if path and target.is_relative_to(ROOT):
                name = target.relative_to(ROOT).as_posix()
                ahead += [name] if name in PAGES and name not in found else []
    assert found == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_code_shown_is_that_of_the_file(page: str) -> None:
    for path, lines in _CODE.findall(PAGES[page]):
        assert lines in (ROOT / path).read_text(encoding="utf-8"), path


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_named_exists(page: str) -> None:
    families = {key.split(".")[0] for key in PARAMETERS}
    named = set(re.findall(r"`([a-z_]+\.[a-z_.*]+)`", PAGES[page]))
    unknown = {
        one
        for one in named
        if one.split(".")[0] in families
        and one not in STAYS
        and not any(
            key == one or (one[-1] == "*" and key.startswith(one[:-1])) for key in PARAMETERS
        )
    }
    assert not unknown


def test_every_stream_and_cause_is_described() -> None:
    assert set(STREAMS) == set(Stream)
    assert set(documentation.CAUSES) == set(Cause)
    assert set(documentation.VACANCY_CAUSES) == set(VacancyCause)


def test_every_part_of_every_stream_is_described_and_drawn() -> None:
    """What the code draws is what the table says."""
    found = drawn()
    described = {stream: set(one.parts) for stream, one in STREAMS.items()}
    assert {stream: found.get(stream, set()) for stream in Stream} == described


def test_everything_that_may_change_is_listed() -> None:
    listed = documentation.changes()
    for key in changeable():
        assert f"`{key.rpartition('.')[2]}`" in listed or key.startswith("groups.")


def test_every_measure_and_parameter_has_its_row() -> None:
    for key in (*MEASURES, *PARAMETERS):
        assert f"\n| `{key}` | " in TEXT


def test_patterns_have_their_table() -> None:
    table = TEXT.split("<!-- generated: patterns -->")[1].split("<!-- end -->")[0]
    for number in range(1, 8):
        assert f"\n| P{number} | " in table


def test_the_kernel_lists_all_events_in_their_order() -> None:
    assert list(documentation.events()) == [event.name for event in Event]
    lines = documentation.order().splitlines()
    assert [int(line.split(".")[0]) for line in lines] == list(range(1, len(Event) + 1))


def test_the_kernel_numbers_them_one_by_one() -> None:
    numbers = re.findall(r"^(\d+)\. +[A-Z_]+:", sim.kernel.__doc__, re.MULTILINE)
    assert [int(number) for number in numbers] == list(range(1, len(Event) + 1))


def test_replacing_a_part_leaves_the_others_alone() -> None:
    text = "a\n<!-- generated: x -->\nold\n<!-- end -->\nb\n<!-- generated: y -->\n<!-- end -->\n"
    after = documentation.replace_part(text, "x", "1\n2\n")
    assert after == text.replace("old\n", "1\n2\n")
    assert documentation.replace_part(after, "y", "\\1\n").endswith(
        "<!-- generated: y -->\n\\1\n<!-- end -->\n"
    )


@pytest.mark.parametrize("times", [0, 2])
def test_a_part_must_be_there_once(times: int) -> None:
    text = "<!-- generated: x -->\n<!-- end -->\n" * times
    with pytest.raises(ValueError, match=f"found it {times} times"):
        documentation.replace_part(text, "x", "")
