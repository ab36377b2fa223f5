"""``boligsim study``: what is printed, which exit codes, what is refused."""

from __future__ import annotations

import errno
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from typer.testing import CliRunner, Result

from experiments.cli import app
from experiments.study import checking, jobs, layout, open_study, runs_table
from experiments.study.json_schema import study_schema
from experiments.study.layout import manifest, write_manifest
from experiments.study.reading import read_study
from tests.small_studies import SMALL, same_runs, write

ROOT = Path(__file__).parents[3]


def boligsim(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["study", *(str(one) for one in arguments)])


def test_a_study_from_beginning_to_end(tmp_path: Path) -> None:
    file, out = write(tmp_path), tmp_path / "out"
    begun = boligsim("run", file, "--out", out, "--workers", 2)
    assert begun.exit_code == 0, begun.output
    assert "How often a committee meets: 2 arms x 3 points x 4 replications, in 2 threads" in (
        begun.stderr
    )
    assert f"24 of 24 are in {out}" in begun.stderr
    told = json.loads(boligsim("status", out, "--json").stdout)
    assert (told["planned"], told["done"], told["failed"], told["missing"]) == (24, 24, 0, 0)
    assert told["same_code"]
    assert told["in_use_by"] is None
    again = boligsim("run", file, "--out", out, "--resume")
    assert again.exit_code == 0
    assert "going on; 24 runs there already" in again.stderr
    assert "0 runs" in again.stderr


def test_one_of_something_is_singular(tmp_path: Path) -> None:
    text = SMALL.replace("replications: 4", "replications: 1").replace("points: 3", "points: 1")
    begun = boligsim("run", write(tmp_path, text), "--out", tmp_path / "out", "--workers", 1)
    assert "2 arms x 1 point x 1 replication, in 1 thread\n" in begun.stderr


def test_the_command_that_comes_next_can_be_typed_as_it_stands(tmp_path: Path) -> None:
    out = tmp_path / "where it's kept"
    begun = boligsim("run", write(tmp_path), "--out", out)
    (line,) = [line for line in begun.stderr.splitlines() if line.startswith("next: ")]
    assert shlex.split(line) == ["next:", "boligsim", "study", "analyse", str(out)]
    content = manifest(out)
    content["study"]["replications"] |= {"least": 5, "most": 5}  # extended, and cut short
    write_manifest(out, content)
    *_, line = boligsim("status", out).stdout.splitlines()
    assert shlex.split(line)[3:] == [
        "boligsim",
        "study",
        "extend",
        str(out),
        "--replications",
        "5",
    ]


def test_extending_adds_and_moves_nothing(tmp_path: Path) -> None:
    file, out = write(tmp_path), tmp_path / "out"
    boligsim("run", file, "--out", out)
    before = runs_table(out)
    grown = boligsim("extend", out, "--replications", 5, "--points", 5)
    assert grown.exit_code == 0, grown.output
    after = runs_table(out)
    assert len(after) == 5 * 2 * 5
    assert open_study(out).design.blocks == (3, 2)
    there = after[(after["point"] <= 3) & (after["replication"] <= 4)].reset_index(drop=True)
    assert there.equals(before)
    # The file that began it goes on with what it has become.
    assert "0 runs" in boligsim("run", file, "--out", out).stderr
    assert "50 of 50" in boligsim("status", out).stdout
    # The same command again changes nothing.
    assert "0 runs" in boligsim("extend", out, "--replications", 5, "--points", 5).stderr


def test_extending_beyond_what_a_design_may_have_is_refused(tmp_path: Path) -> None:
    text = SMALL.replace("kind: latin hypercube, points: 3", "kind: morris, points: 1")
    text = text.replace("replications: 4", "replications: 1")
    file, out = write(tmp_path, text), tmp_path / "out"
    assert boligsim("run", file, "--out", out).exit_code == 0
    refused = boligsim("extend", out, "--points", 9_000_000)
    assert refused.exit_code == 2
    assert "--points: found 9000000, which makes 27000000 settings" in refused.stderr
    assert open_study(out).design.blocks == (1,)


@pytest.mark.parametrize("how", [["--dry-run"], []])
def test_a_range_wider_than_the_tables_is_noted(tmp_path: Path, how: list[str]) -> None:
    text = SMALL.replace(
        "hours: {key: meeting",
        "caseworkers.turnover: {range: [0.1, 5 per year]}\n  hours: {key: meeting",
    )
    done = boligsim("run", write(tmp_path, text), "--out", tmp_path / "out", *how)
    assert done.exit_code == 0, done.output
    assert "small.yaml:9: uncertainties.caseworkers.turnover.range: note: 0.1 to 5 per year is" in (
        done.stderr
    )
    assert "turnover" not in boligsim("run", write(tmp_path), "--dry-run").stderr


@pytest.mark.parametrize("how", [["--dry-run"], []])
def test_it_is_noted_that_a_staffing_lever_is_made_equal(tmp_path: Path, how: list[str]) -> None:
    text = SMALL.replace(
        "uncertainties:",
        "  posts: {key: organisation.units.housing office.positions, values: ['2', '3']}\n"
        "uncertainties:",
    )
    file, out = write(tmp_path, text), tmp_path / "out"
    refused = boligsim("run", file, "--out", out, *how)
    assert refused.exit_code == 2
    assert refused.stderr.count("\n") == 1
    assert "small.yaml:7: levers.posts: found" in refused.stderr
    assert not out.exists()
    done = boligsim("run", write(tmp_path, f"{text}resources: equal\n"), "--out", out, *how)
    assert done.exit_code == 0, done.output
    assert "small.yaml:7: levers.posts: note:" in done.stderr


@pytest.mark.parametrize("address", ["nonsense", "tcp://host", "foo://host:1", "host:99999"])
def test_a_wrong_cluster_leaves_nothing_behind(tmp_path: Path, address: str) -> None:
    pytest.importorskip("distributed")
    out = tmp_path / "out"
    refused = boligsim("run", write(tmp_path), "--out", out, "--cluster", address)
    assert refused.exit_code == 2
    assert refused.stderr == (
        f'--cluster: found "{address}", expected the address of a Dask scheduler, '
        "tcp://HOST:PORT (8786 is the usual port)\n"
    )
    assert not out.exists()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_cluster_that_does_not_answer_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    from experiments.study import executors

    monkeypatch.setattr(executors, "_PATIENCE", 1)
    out = tmp_path / "out"
    refused = boligsim("run", write(tmp_path), "--out", out, "--cluster", "tcp://127.0.0.1:9")
    assert refused.exit_code == 2
    assert "found no Dask scheduler there" in refused.stderr
    assert not out.exists()


def test_a_dry_run_says_what_it_would_take_and_leaves_nothing(tmp_path: Path) -> None:
    file, out = write(tmp_path), tmp_path / "out"
    told = boligsim("run", file, "--out", out, "--dry-run")
    assert told.exit_code == 0, told.output
    assert "runs   24" in told.stdout
    assert "ms a run" in told.stdout
    assert not out.exists()
    numbers = json.loads(
        boligsim("run", file, "--out", out, "--dry-run", "--json", "--workers", 2).stdout
    )
    assert (numbers["runs"], numbers["arms"], numbers["points"]) == (24, 2, 3)
    assert 0.0 < numbers["seconds_per_run"] < 5.0
    assert numbers["seconds"] * 2 == pytest.approx(numbers["core_hours"] * 3600)


def test_the_disk_that_a_dry_run_foretells_is_about_right(tmp_path: Path) -> None:
    text = SMALL.replace("keep: named", "keep: all").replace("replications: 4", "replications: 30")
    file, out = write(tmp_path, text), tmp_path / "out"
    foretold = json.loads(boligsim("run", file, "--dry-run", "--json").stdout)["bytes"]
    boligsim("run", file, "--out", out)
    taken = sum(path.stat().st_size for path in layout.chunk_paths(out))
    assert 0.3 * foretold < taken < 1.2 * foretold


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["run", "fragmentaton"],
            "fragmentaton: found no such file, and no study of that name in the box, expected the "
            "path of a study file or the name of a study in the box (did you mean fragmentation?)",
        ),
        (
            ["run", "."],
            ".: found a folder, expected the path of a study file or the name of a study in the",
        ),
        (["status", "."], "found no manifest.json, expected the folder of a study"),
        (["extend", "."], "found no manifest.json, expected the folder of a study"),
        (["status", "small.yaml"], "small.yaml: found a file, expected the folder of a study\n"),
        (["extend", "small.yaml"], "small.yaml: found a file, expected the folder of a study\n"),
        (["analyse", "small.yaml"], "small.yaml: found a file, expected the folder of a study\n"),
        (["run", "FILE", "--resume"], "found no study to go on with; begin it without --resume"),
        (
            ["run", "FILE", "--cluster", "x", "--workers", "2"],
            "--cluster: found --workers or --processes beside it, expected one",
        ),
    ],
)
def test_wrong_input_is_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    file = write(tmp_path)
    refused = boligsim(*[str(file) if one == "FILE" else one for one in arguments])
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert refused.stdout == ""
    assert "Traceback" not in refused.output


@pytest.mark.parametrize("how", [[], ["--dry-run"], ["--resume"]])
def test_a_folder_whose_name_no_disk_can_hold_is_refused(tmp_path: Path, how: list[str]) -> None:
    refused = boligsim("run", write(tmp_path), "--out", tmp_path / ("x" * 300), *how)
    assert refused.exit_code == 2, refused.exception
    assert ": cannot be written (" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize("look", ["exists", "is_file", "mkdir"])
def test_a_folder_one_may_not_enter_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    out = tmp_path / "noacc/x"
    usual = getattr(Path, look)

    def forbidden(path: Path, *arguments: Any, **how: Any) -> Any:
        if path.is_relative_to(out):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return usual(path, *arguments, **how)

    file = write(tmp_path)
    monkeypatch.setattr(Path, look, forbidden)
    refused = boligsim("run", file, "--out", out)
    assert refused.exit_code == 2, refused.exception
    assert refused.stderr == f"{out}: no permission to write there\n"


@pytest.mark.parametrize("key", ["study", "asked", "code", "measures", "files", "folder"])
def test_a_manifest_that_says_too_little_is_refused(tmp_path: Path, key: str) -> None:
    file, out = write(tmp_path, SMALL.replace("replications: 4", "replications: 1")), tmp_path / "o"
    boligsim("run", file, "--out", out)
    content = manifest(out)
    del content[key]
    write_manifest(out, content)
    for command in (
        ["run", file, "--out", out],
        ["status", out],
        ["extend", out, "--points", 4],
        ["analyse", out],
    ):
        refused = boligsim(*command)
        assert refused.exit_code == 2, refused.exception
        assert refused.stderr == (
            f"{out / 'manifest.json'}: found no readable manifest (no {key})\n"
        )


def commands_told(refused: Result) -> list[str]:
    """The arguments of the command that a refusal ends with."""
    assert refused.exit_code == 2, refused.output
    _, command = refused.stderr.strip().split(": boligsim study ")
    return shlex.split(command)


def test_what_extend_advises_can_be_typed_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from experiments.study import opening

    scenario, out = tmp_path / "mine.yaml", tmp_path / "my study"
    text = "municipality: generic-small\norganisation: all-in-one\nrun: {warm_up: 1 days, observe: "
    scenario.write_text(f"{text}9 days}}\n")
    file = write(
        tmp_path,
        "title: t\nquestion: q\nbase: mine.yaml\nmeasures: [decision_wait]\nreplications: 1\n"
        "keep: named\n",
    )
    monkeypatch.chdir(tmp_path)  # the file is given from here, and looked for from elsewhere
    assert boligsim("run", file.name, "--out", out).exit_code == 0
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    scenario.write_text(f"{text}8 days}}\n")
    told = commands_told(boligsim("extend", out, "--replications", 1))
    assert told == ["run", str(file), "--out", str(out), "--update"]
    assert boligsim(*told).exit_code == 0
    monkeypatch.setattr(opening, "code_version", lambda: "another")
    told = commands_told(boligsim("extend", out, "--replications", 1))
    assert told == ["run", str(file), "--out", str(out), "--anew"]


def test_mistakes_in_a_study_file_leave_nothing_behind(tmp_path: Path) -> None:
    file = write(tmp_path, SMALL.replace("decision_wait", "decision_wit"))
    refused = boligsim("run", file, "--out", tmp_path / "out")
    assert refused.exit_code == 2
    assert f'{file}:10: measures.1: found "decision_wit"' in refused.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "found nothing to extend, expected --replications or --points"),
        (["--points", "2"], "--points: found 2, expected 3 (what there is) or more"),
        (
            ["--replications", "3"],
            "--replications: found 3, expected 4 (what is planned) or more",
        ),
    ],
)
def test_a_study_only_grows(tmp_path: Path, arguments: list[str], said: str) -> None:
    out = tmp_path / "out"
    boligsim("run", write(tmp_path), "--out", out)
    refused = boligsim("extend", out, *arguments)
    assert refused.exit_code == 2
    assert said in refused.stderr


def test_a_factorial_has_no_more_points(tmp_path: Path) -> None:
    text = SMALL.replace("{kind: latin hypercube, points: 3}", "full factorial")
    out = tmp_path / "out"
    boligsim(
        "run", write(tmp_path, text.replace("replications: 4", "replications: 1")), "--out", out
    )
    refused = boligsim("extend", out, "--points", 100)
    assert refused.exit_code == 2
    assert "found a full factorial design, expected one that can grow" in refused.stderr


def test_failed_runs_are_told_by_the_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sim

    def fails(*_: Any) -> Any:
        raise ArithmeticError("an unlucky number")

    monkeypatch.setattr(sim, "run", fails)
    out = tmp_path / "out"
    ended = boligsim("run", write(tmp_path), "--out", out)
    assert ended.exit_code == 1
    assert "24 runs failed, the first with: ArithmeticError: an unlucky number" in ended.stderr
    told = boligsim("status", out).stdout
    assert "failed    24" in told
    assert "24 x ArithmeticError: an unlucky number" in told


@pytest.mark.parametrize("before", ["checked", "_found_workers"])
def test_ctrl_c_before_the_store_is_there_says_how_to_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    place = checking if before == "checked" else jobs
    monkeypatch.setattr(place, before, interrupted)
    ended = boligsim("run", write(tmp_path), "--out", tmp_path / "out")
    assert (ended.exit_code, ended.stdout) == (130, "")
    assert ended.stderr == (
        "interrupted; no run was under way, and nothing is lost: the same command begins, or "
        "goes on\n"
    )
    assert not (tmp_path / "out").exists()


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(tmp_path: Path) -> None:
    text = SMALL.replace("replications: 4", "replications: 150")
    file, out = write(tmp_path, text), tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, "-m", "experiments.cli", "study", "run", str(file), "--out", str(out)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "150 replications" in line:
            break
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    rest = process.stderr.read()
    assert process.wait(60) == 130, rest
    process.stderr.close()
    assert f"to go on: boligsim study extend {out} --replications 150" in rest
    assert "Traceback" not in rest
    done = len(runs_table(out))
    assert 0 < done < 900
    told = boligsim("status", out).stdout
    assert f"done      {done} of 900 runs" in told
    assert boligsim("extend", out, "--replications", 150).exit_code == 0
    whole = tmp_path / "whole"
    boligsim("run", file, "--out", whole)
    same_runs(whole, out)


# ---- the box -------------------------------------------------------------------------------


def test_the_studies_in_the_box_are_listed() -> None:
    listed = boligsim("list").stdout
    for name in jobs.studies():
        assert name in listed
    assert {"fragmentation", "trondheim-2009", "committee", "conditions"} <= set(jobs.studies())


@pytest.mark.parametrize("name", list(jobs.studies()))
def test_a_study_in_the_box_can_be_run(name: str) -> None:
    """Every key and value is there, in every arm and at the ends of every range."""
    from experiments.study.checking import checked

    path = jobs.studies()[name]
    study, _ = checked(read_study(path), path.parent)
    assert len(study.arms) >= 2
    assert study.question.endswith("?")


def test_the_study_in_the_documentation_can_be_run(tmp_path: Path) -> None:
    from experiments.study.checking import checked

    text = (ROOT / "docs" / "studies.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    study, _ = checked(read_study(write(tmp_path, example)), tmp_path)
    assert len(study.arms) == 2
    for name in jobs.studies():
        assert f"| `{name}` |" in text


# ---- the schema ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    printed = boligsim("schema")
    assert printed.exit_code == 0
    schema = json.loads(printed.stdout)
    assert schema == study_schema()
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def as_an_editor_sees(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


@pytest.mark.parametrize("name", list(jobs.studies()))
def test_the_schema_accepts_the_studies_in_the_box(name: str, validator: Draft7Validator) -> None:
    content = as_an_editor_sees(jobs.studies()[name].read_text(encoding="utf-8"))
    assert [error.message for error in validator.iter_errors(content)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("question:", "queston:"),
        ("base: teaching", "title_nb:\nbase: teaching"),
        ("base: teaching", "words_nb: {interval: }\nbase: teaching"),
        ("[decision_wait, approvals]", "[decision_wit]"),
        ("kind: latin hypercube", "kind: latin hypercub"),
        ("points: 3", "points: none"),
        ("kind: latin hypercube, points: 3", "kind: latin hypercube"),
        ("replications: 4", "replications: 0"),
        ("replications: 4", "replications: {least: 2, most: 3}"),
        ("keep: named", "keep: some"),
        ("[7 days, 28 days]", "[7 days]"),
        ("run.observe: 60 days", "run.obsrve: 60 days"),
        ("range: [0, 2 hours]", "range: [0, 1, 2 hours]"),
        ("range: [0, 2 hours]", "range: [0, 2 hours], distribution: triangular"),
        ("values: [7 days, 28 days]", "value: [7 days, 28 days]"),
        ("levers:", "levers:\n  municipality: [generic-small, moss]"),
        ("levers:", "levers:\n  town: {key: municipality, values: [generic-small, moss]}"),
        ("levers:", "levers:\n  town: {keys: [municipality], values: [generic-small, moss]}"),
        ("levers:", "levers:\n  town: {levels: {here: {}, there: {municipality: moss}}}"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(
    tmp_path: Path, old: str, new: str, validator: Draft7Validator
) -> None:
    from experiments.study.checking import checked
    from sim.scenario import ScenarioError

    assert validator.is_valid(as_an_editor_sees(SMALL))
    assert old in SMALL
    text = SMALL.replace(old, new)
    assert not validator.is_valid(as_an_editor_sees(text))
    with pytest.raises(ScenarioError):
        checked(read_study(write(tmp_path, text)), tmp_path)


def test_help_answers_at_once() -> None:
    """Nothing heavy is loaded to print help."""
    code = (
        "import sys; from experiments.cli import app\n"
        "heavy = {'pandas', 'pyarrow', 'scipy', 'SALib', 'numba', 'distributed', 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert found.stdout.strip() == "[]"
    for command in ("run", "status", "extend", "list", "schema"):
        assert boligsim(command, "--help").exit_code == 0
