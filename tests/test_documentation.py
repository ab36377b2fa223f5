"""The document of the model is up to date, and what it points at is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sim.pathway
from sim import documentation
from sim.draws import Stream
from sim.measures import MEASURES
from sim.parameters import PARAMETERS

ROOT = Path(__file__).parents[1]
TEXT = documentation.DOCUMENT.read_text(encoding="utf-8")

#: A path of the repository in backquotes.
_PATH = re.compile(r"`((?:sim|experiments|scenarios|tests)/[\w./-]*)`")


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


def test_every_file_named_in_it_is_there() -> None:
    named = set(_PATH.findall(TEXT))
    assert len(named) > 30
    assert not {path for path in named if not (ROOT / path).exists()}


def test_every_module_of_the_pathway_is_named() -> None:
    folder = Path(sim.pathway.__file__).parent
    modules = {f"sim/pathway/{file.name}" for file in folder.glob("[a-z]*.py")}
    assert len(modules) > 5
    assert not modules - set(_PATH.findall(TEXT))


def test_every_link_inside_it_leads_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
    links = set(re.findall(r"\]\(#([^)]+)\)", TEXT))
    assert links
    assert not links - anchors


def test_every_setting_named_in_the_prose_exists() -> None:
    families = {key.split(".")[0] for key in PARAMETERS}
    named = set(re.findall(r"`([a-z_]+\.[a-z_.*]+)`", TEXT))
    unknown = {
        one
        for one in named
        if one.split(".")[0] in families
        and not any(
            key == one or (one[-1] == "*" and key.startswith(one[:-1])) for key in PARAMETERS
        )
    }
    assert not unknown


def test_every_stream_is_described() -> None:
    assert set(documentation.STREAMS) == set(Stream)


def test_every_measure_and_parameter_has_its_row() -> None:
    for key in (*MEASURES, *PARAMETERS):
        assert f"\n| `{key}` | " in TEXT


def test_patterns_have_their_table() -> None:
    table = TEXT.split("<!-- generated: patterns -->")[1].split("<!-- end -->")[0]
    for pattern in ("P1", "P2", "P6"):
        assert f"\n| {pattern} | " in table


def test_order_of_events_is_complete() -> None:
    from sim.state import Event

    lines = documentation.order().splitlines()
    assert [int(line.split(".")[0]) for line in lines] == list(range(1, len(Event) + 1))


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
