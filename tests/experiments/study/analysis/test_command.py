"""``boligsim study analyse`` on a real store, in both languages, and on wrong input."""

from __future__ import annotations

import errno
import json
import shlex
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.study.analysis.words import Words
from tests.small_studies import SMALL, go_on, write

#: The report in English.
PAGE = "report-en.html"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("analysed")
    file = write(folder, SMALL.replace("points: 3", "points: 10"))
    assert go_on(file, folder / "out").complete
    return folder / "out"


def analyse(*arguments: str) -> tuple[int, str, str]:
    found = CliRunner().invoke(app, ["study", "analyse", *arguments])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found.exit_code, found.stdout, found.stderr


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_tables_figures_and_a_report_are_written_and_the_same_again(store, tmp_path) -> None:
    out = tmp_path / "analysis"
    code, told, _ = analyse(str(store), "--out", str(out))
    assert code == 0
    assert told.rstrip().endswith(PAGE)
    first = files(out)
    assert {PAGE, "summary.json", "tables/differences.csv", "tables/runs.parquet"} <= set(first)
    assert "figures-en/outcome-decision_wait.svg" in first
    assert "figures-en/still-waiting.svg" in first  # from runs made anew
    page = first[PAGE].decode()
    assert "teaching/committee-every-week" in page
    assert str(store) not in page
    assert str(store.parent) not in page
    assert analyse(str(store), "--out", str(out))[0] == 0
    assert files(out) == first


def test_both_languages_lie_side_by_side(store, tmp_path) -> None:
    out = tmp_path / "analysis"
    for language in ("en", "nb"):
        code, _, _ = analyse(
            str(store), "--out", str(out), "--language", language, "--fresh-runs", "0"
        )
        assert code == 0
    found = files(out)
    assert "Kort sagt" in found["report-nb.html"].decode()
    assert "In brief" in found[PAGE].decode()
    assert found["figures-nb/outcome-decision_wait.svg"].decode().count("dager") == 1


def test_the_page_has_readable_names_and_tables_those_of_the_file(tmp_path) -> None:
    text = SMALL.replace(
        "base: teaching",
        "title_nb: Hvor ofte et utvalg har møte\n"
        "words_nb: {interval: møtehyppighet, 7 days: hver uke, 28 days: hver fjerde uke}\n"
        "base: teaching",
    ).replace("hours: {key: meeting.hours_per_case, range: [0, 2 hours]}", "handover.letter:")
    assert go_on(write(tmp_path, text), tmp_path / "out").complete
    out = tmp_path / "analysis"
    assert analyse(str(tmp_path / "out"), "--out", str(out), "--language", "nb")[0] == 0
    found = files(out)
    page = found["report-nb.html"].decode()
    assert "<h1>Hvor ofte et utvalg har møte</h1>" in page
    assert "hver fjerde uke" in page
    assert "oversendelsestid per brev" in page
    assert "hvor ofte utvalget har møte" in page
    assert "hver fjerde uke" in found["figures-nb/still-waiting.svg"].decode()
    assert b"28 days" in found["tables/differences.csv"]
    assert "28 days" in json.loads(found["summary.json"])["arms"]


def test_the_analysis_lies_in_the_study_if_nothing_else_is_asked(store) -> None:
    assert analyse(str(store), "--fresh-runs", "0")[0] == 0
    assert (store / "analysis" / PAGE).is_file()
    # And the study can still be gone on with.
    code = CliRunner().invoke(app, ["study", "status", str(store)]).exit_code
    assert code == 0


def test_the_numbers_are_those_of_the_runs(store, tmp_path) -> None:
    code, told, _ = analyse(str(store), "--out", str(tmp_path / "a"), "--json", "--fresh-runs", "0")
    assert code == 0
    summary = json.loads(told)
    runs = pd.read_parquet(tmp_path / "a/tables/runs.parquet")
    wide = runs.pivot(index=["point", "replication"], columns="arm", values="decision_wait")
    apart = (wide["28 days"] - wide["7 days"]).groupby("point").mean().mean()
    (found,) = [one for one in summary["differences"] if one["measure"] == "decision_wait"]
    assert found["difference"] == pytest.approx(apart)
    assert summary["points"] == 10
    assert summary["runs"] == 80


def test_a_folder_that_is_no_study(tmp_path) -> None:
    code, _, error = analyse(str(tmp_path))
    assert code == 2
    assert "manifest.json" in error
    assert "Traceback" not in error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        ("decision_weit=1", "did you mean decision_wait?"),
        ("decision_wait=much", "expected a number that is not negative"),
        ("decision_wait=-1", "expected a number that is not negative"),
        ("decision_wait=nan", "expected a number that is not negative"),
        ("decision_wait", "expected a number that is not negative"),
        ("decision_wait=0", "expected a weight above zero"),
        ("approvals=1", "a better and a worse"),
    ],
)
def test_wrong_weights_are_refused_before_anything_is_written(
    store, tmp_path, weight: str, said: str
) -> None:
    out = tmp_path / "nothing"
    code, _, error = analyse(str(store), "--out", str(out), "--weight", weight)
    assert code == 2
    assert "--weight" in error
    assert said in error
    assert not out.exists()


def test_weights_need_something_to_count_losses_in(store, tmp_path) -> None:
    out = tmp_path / "nothing"
    weight = ("--weight", "decision_wait=1", "--threshold", "0")
    code, _, error = analyse(str(store), "--out", str(out), *weight)
    assert code == 2
    assert "expected one above 0" in error
    assert not out.exists()


def test_a_threshold_of_nothing_leaves_the_intervals(store, tmp_path) -> None:
    out = ("--out", str(tmp_path / "a"), "--fresh-runs", "0", "--json")
    code, told, _ = analyse(str(store), *out, "--threshold", "0")
    assert code == 0
    for one in json.loads(told)["differences"]:
        assert one["practical_difference"] == 0.0
        clear = one["low"] > 0.0 or one["high"] < 0.0
        raised = one["p_holm"] < 0.05
        assert (one["verdict"] != "cannot be told apart") == (clear and raised)


def test_an_unknown_language_is_refused(store) -> None:
    code, _, error = analyse(str(store), "--language", "nn")
    assert code == 2
    assert "nb" in error


def test_a_place_that_cannot_be_written_to(store, tmp_path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    code, _, error = analyse(str(store), "--out", str(tmp_path / "file"), "--fresh-runs", "0")
    assert code == 1
    assert "cannot be written" in error
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"


def test_runs_of_another_model_are_analysed_but_not_made_anew(store, tmp_path) -> None:
    import shutil

    other = tmp_path / "other"
    shutil.copytree(store, other)
    path = other / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["files"] = [[*parts, "0" * len(digest)] for *parts, digest in told["files"]]
    path.write_text(json.dumps(told), encoding="utf-8")
    code, _, error = analyse(str(other), "--out", str(tmp_path / "a"))
    assert code in (0, 2)
    if code == 0:
        assert "scenario files have changed" in (tmp_path / "a" / PAGE).read_text(encoding="utf-8")
    else:
        assert "no run has finished" in error


def test_a_folder_with_another_persons_files_keeps_them(store, tmp_path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    assert analyse(str(store), "--out", str(out), "--fresh-runs", "0")[0] == 0
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "name", ["tables/mine.csv", "figures-en/mine.svg", "summary.json", "report-en.html"]
)
def test_a_folder_in_which_something_would_be_replaced_is_refused(
    store, tmp_path, name: str
) -> None:
    mine = tmp_path / "thesis" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("{}", encoding="utf-8")
    code, told, error = analyse(str(store), "--out", str(tmp_path / "thesis"), "--fresh-runs", "0")
    assert code == 2
    assert error == f"{tmp_path / 'thesis'}: the folder holds other files; choose another one\n"
    assert told == ""
    assert files(tmp_path) == {f"thesis/{name}": b"{}"}


def test_an_analysis_cut_short_can_be_made_again(store, tmp_path, monkeypatch) -> None:
    out = tmp_path / "analysis"
    put = Path.replace

    def until_full(part: Path, place: Path) -> Path:
        if place.name == "figures-en":
            raise OSError(errno.ENOSPC, "No space left on device")
        return put(part, place)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", until_full)
        assert analyse(str(store), "--out", str(out), "--fresh-runs", "0")[0] == 1
    (out / "tables").mkdir(exist_ok=True)
    assert analyse(str(store), "--out", str(out), "--fresh-runs", "0")[0] == 0
    assert (out / "tables/differences.csv").is_file()


def with_a_damaged_chunk(tmp_path: Path, *, others: bool) -> tuple[Path, str]:
    """A study, the last of whose chunks (or the only one) was cut short."""
    file, out = write(tmp_path), tmp_path / "my study"
    assert go_on(file, out).complete
    before = set((out / "chunks").glob("*"))
    if others:
        more = SMALL.replace("replications: 4", "replications: 6")
        assert go_on(write(tmp_path, more), out, update=True).complete
        (chunk,) = set((out / "chunks").glob("*")) - before
    else:
        (chunk,) = before
    chunk.write_bytes(chunk.read_bytes()[:-100])
    return out, f"chunks/{chunk.name}"


@pytest.mark.parametrize(("language", "said"), [("en", "1 file of"), ("nb", "1 fil med")])
def test_a_damaged_chunk_is_told_with_what_to_do(tmp_path, language: str, said: str) -> None:
    out, name = with_a_damaged_chunk(tmp_path, others=True)
    code, _, error = analyse(str(out), "--fresh-runs", "0", "--language", language)
    assert code == 0
    (line,) = [line for line in error.splitlines() if name in line]
    assert line.endswith(f"to do them again: boligsim study extend '{out}' --replications 6")
    page = (out / f"analysis/report-{language}.html").read_text(encoding="utf-8")
    assert f"{said} ".replace(" ", "\u00a0", 1) in page
    assert name in page
    told = CliRunner().invoke(app, ["study", "status", str(out)])
    assert "done      24 of 36 runs" in told.stdout
    assert f"damaged   {out / name} cannot be used; going on does its runs again" in told.stdout
    told = CliRunner().invoke(app, ["study", "status", str(out), "--json"])
    assert json.loads(told.stdout)["damaged"] == [name]
    # And that is what to do.
    arguments = shlex.split(line.rsplit("boligsim ", 1)[1])
    assert CliRunner().invoke(app, arguments).exit_code == 0
    code, _, error = analyse(str(out), "--fresh-runs", "0", "--language", language)
    assert "damaged, " not in error
    assert name not in (out / f"analysis/report-{language}.html").read_text(encoding="utf-8")
    assert "damaged   " not in CliRunner().invoke(app, ["study", "status", str(out)]).stdout


@pytest.mark.parametrize(
    ("language", "lost"), [("en", "they are lost, since the model"), ("nb", "de er tapt, siden")]
)
def test_damaged_runs_of_another_version_of_the_model_are_not_said_to_come_again(
    tmp_path, monkeypatch, language: str, lost: str
) -> None:
    from experiments.study import addressing

    out, name = with_a_damaged_chunk(tmp_path, others=True)
    monkeypatch.setattr(addressing, "code_version", lambda: "another")
    code, _, error = analyse(str(out), "--language", language)
    assert code == 0
    (line,) = [line for line in error.splitlines() if name in line]
    assert "extend" not in line
    assert line.endswith("lost, since the model is of another version than the one that made them")
    page = (out / f"analysis/report-{language}.html").read_text(encoding="utf-8")
    assert lost in page
    assert Words(language)("sure.damaged.again") not in page


def test_where_all_there_is_is_damaged_that_is_said(tmp_path) -> None:
    out, name = with_a_damaged_chunk(tmp_path, others=False)
    code, _, error = analyse(str(out))
    assert code == 2
    assert f"{out / name}: damaged" in error
    assert "no run has finished" in error
    assert not (out / "analysis").exists()


def test_what_is_left_out_with_another_version_of_the_model_is_said(
    store, tmp_path, monkeypatch
) -> None:
    from experiments.study import addressing

    monkeypatch.setattr(addressing, "code_version", lambda: "another")
    assert analyse(str(store), "--out", str(tmp_path))[0] == 0
    page = (tmp_path / PAGE).read_text(encoding="utf-8")
    why = "the model has changed since the runs were made."
    for left_out in (
        "What resources each had could not be worked out again",
        "How many of the numbers are assumptions could not be worked out again",
        "Pictures over time are left out",
    ):
        assert f"{left_out}: {why}" in page
    assert "Whether the warm-up is long enough was not looked at" in page
    docs = (Path(__file__).parents[4] / "docs/studies.md").read_text(encoding="utf-8")
    for named in ("resources", "assumptions", "until a home", "over time", "sent", "warm-up"):
        assert named in docs[docs.index("Another version of") : docs.index("* **More points**")]
