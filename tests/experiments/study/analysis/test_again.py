"""What a report prints under "How to make it again" makes the same runs and the same report."""

from __future__ import annotations

import hashlib
import re
import shlex
from html import unescape
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.study.analysis.again import for_posix_only, in_any_shell, points_text, run_commands
from experiments.study.description import Design, Level, Uncertainty
from experiments.study.layout import manifest, write_manifest
from experiments.study.tables import runs_table
from tests.experiments.study.analysis.tables import study, unit
from tests.small_studies import SMALL, go_on, same_runs, write

#: Until an interval is narrow, which it is at some points and not at others.
UNTIL = "replications: {least: 2, most: 5, step: 2, until: {decision_wait: 6}}"

GRID = SMALL.replace("{kind: latin hypercube, points: 3}", "{kind: points file, file: grid.csv}")


def boligsim(*arguments: object) -> str:
    found = CliRunner().invoke(app, [str(one) for one in arguments])
    assert found.exit_code == 0, found.output
    return found.stdout


def report(store: Path, out: Path) -> str:
    boligsim("study", "analyse", store, "--out", out, "--fresh-runs", 0)
    return (out / "report-en.html").read_text(encoding="utf-8")


def printed(page: str) -> tuple[list[str], list[str]]:
    """The commands, and the files printed below them."""
    part = page[page.index('<section id="reproduce"') :]
    (commands,) = re.findall(r"<pre>(.*?)</pre>", part, re.DOTALL)
    files = re.findall(r'<pre class="file">(.*?)</pre>', part, re.DOTALL)
    return unescape(commands).splitlines(), [unescape(one) for one in files]


def followed(page: str, folder: Path, names: list[str], monkeypatch) -> tuple[Path, str]:
    """Do what the page says in a new folder; returns the store and the report found there."""
    commands, files = printed(page)
    folder.mkdir()
    for name, text in zip(names, files, strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    for line in commands:
        program, *arguments = shlex.split(line)
        assert program == "boligsim"
        boligsim(*arguments)
    store = Path(shlex.split(commands[-1])[3])
    made = (store / "analysis/report-en.html").read_text(encoding="utf-8")
    return folder / store, made


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (SMALL, [("--points", 5), ("--replications", 6), ("--points", 6)]),
        (SMALL.replace("latin hypercube", "morris"), [("--points", 4), ("--replications", 5)]),
        (SMALL.replace("latin hypercube, points: 3", "sobol, points: 2"), [("--points", 4)]),
        (SMALL.replace("replications: 4", UNTIL), [("--replications", 7), ("--replications", 9)]),
    ],
    ids=["grown thrice", "morris", "sobol", "until"],
)
def test_the_printed_commands_make_the_same_runs_and_the_same_report(
    tmp_path, monkeypatch, text: str, steps: list[tuple[object, ...]]
) -> None:
    file, out = write(tmp_path, text, "how often.yaml"), tmp_path / "out"
    boligsim("study", "run", file, "--out", out)
    for step in steps:
        boligsim("study", "extend", out, *step)
    page = report(out, tmp_path / "report")
    again, made = followed(page, tmp_path / "new", ["how often.yaml"], monkeypatch)
    same_runs(again, out)
    assert made == page
    assert "had not been completed" not in page
    assert "was changed on the way" not in page


def test_a_file_of_points_is_printed_with_its_hash(tmp_path, monkeypatch) -> None:
    more = "groups.roofless.arrivals.dwelling: 9 per 1000 and year"
    town = f"  town: {{levels: {{'as it is, now': {{}}, many: {{{more}}}}}}}\n"
    text = re.sub(r"  arrivals:.*\n", town, GRID)
    (tmp_path / "grid.csv").write_text(
        'hours; town\n0,30000000000000004;many\n1;"as it is, now"\n', encoding="utf-8"
    )
    file, out = write(tmp_path, text), tmp_path / "out"
    boligsim("study", "run", file, "--out", out)
    page = report(out, tmp_path / "report")
    _, (_, points) = printed(page)
    assert points == 'town,hours\nmany,0.30000000000000004\n"as it is, now",1\n'
    assert hashlib.sha256(points.encode()).hexdigest()[:32] in page
    again, made = followed(page, tmp_path / "new", ["small.yaml", "grid.csv"], monkeypatch)
    same_runs(again, out)
    assert made == page


def test_the_separator_of_points_is_the_one_that_is_read() -> None:
    town = Uncertainty("a;b;c", 1, 2, "choice", levels=(Level("x;y"), Level("p, q")))
    points = Design("points file", rows=((1.0, 0.5), (2.0, 0.25)), file="grid.csv")
    asked = study(uncertainties=[town, unit("other")], made_by=points)
    assert points_text(asked) == '"a;b;c";other\n"x;y";0.5\np, q;0.25\n'


def test_nothing_printed_to_be_saved_is_folded_away(tmp_path) -> None:
    (tmp_path / "grid.csv").write_text("arrivals,hours\n5,1\n", encoding="utf-8")
    file, out = write(tmp_path, GRID), tmp_path / "out"
    go_on(file, out)
    page = report(out, tmp_path / "report")
    part = page[page.index('<section id="reproduce"') :]
    assert part.count("<details") == part.count("<details open") == 3


def test_runs_beyond_those_of_the_file_are_told(tmp_path) -> None:
    file, out = write(tmp_path, SMALL.replace("replications: 4", UNTIL)), tmp_path / "out"
    go_on(file, out)
    count = len(runs_table(out))
    # A file that now asks for less leaves runs in the folder that it does not make.
    less = file.read_text(encoding="utf-8").replace("decision_wait: 6", "decision_wait: 900")
    go_on(write(tmp_path, less), out, update=True)
    page = report(out, tmp_path / "report")
    assert f"rests on {count - 12}\u00a0runs more than the commands do" in page


def test_runs_that_are_not_there_yet_are_told(tmp_path) -> None:
    file, out = write(tmp_path), tmp_path / "out"
    go_on(file, out)
    content = manifest(out)
    content["study"]["replications"] |= {"least": 5, "most": 5}  # extended, and cut short
    write_manifest(out, content)
    page = report(out, tmp_path / "report")
    assert "the commands do 6\u00a0runs more than it rests on" in page
    assert "extend results/small --replications 5" in page


@pytest.mark.parametrize(
    ("argument", "typed"),
    [
        ("results/committee-2009.yaml", "results/committee-2009.yaml"),
        ("home_wait=0.5", "home_wait=0.5"),
        ("results/hvor ofte møtes de", '"results/hvor ofte møtes de"'),
        ("a, b & c", '"a, b & c"'),
        ("it's", '"it\'s"'),
        ("100 % sure", "'100 % sure'"),
        ("$HOME", "'$HOME'"),
        ("", '""'),
    ],
)
def test_commands_are_quoted_as_every_shell_has_it_where_that_can_be(
    argument: str, typed: str
) -> None:
    assert in_any_shell(argument) == typed
    assert shlex.split(typed) == [argument]
    assert for_posix_only(argument) == typed.startswith("'")


@pytest.mark.parametrize("name", ["how often.yaml", "50 % of them.yaml"])
def test_quotes_of_one_kind_of_shell_are_said_to_be(tmp_path, name: str) -> None:
    file, out = write(tmp_path, name=name), tmp_path / "out"
    go_on(file, out)
    page = report(out, tmp_path / "report")
    assert ("quoted for a shell like that of Linux or macOS" in page) == ("%" in name)
    commands, _ = printed(page)
    assert shlex.split(commands[0])[3] == name


def test_a_study_that_has_not_grown_is_one_command() -> None:
    asked = study(uncertainties=[unit("one")], made_by=Design("latin hypercube", blocks=(4,)))
    assert run_commands(asked, asked, "results/known") == [
        "boligsim study run known.yaml --out results/known"
    ]
