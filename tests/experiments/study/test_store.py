"""The store of a study: what is put away, found again, refused."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import socket
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from experiments.study import (
    addressing,
    layout,
    open_study,
    opening,
    points_table,
    runs_table,
    store,
)
from experiments.study.design import points
from experiments.study.layout import FullError, Row, StoreError
from experiments.study.points import unpack
from tests.small_studies import SMALL, go_on, opened, prepared, same_runs, write


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A study that was carried out without a hitch: its file and its folder."""
    folder = tmp_path_factory.mktemp("whole")
    file = write(folder)
    assert go_on(file, folder / "out").complete
    return file, folder / "out"


def copied(whole: tuple[Path, Path], folder: Path) -> tuple[Path, Path]:
    """The same study, in a folder in which things may be broken."""
    import shutil

    shutil.copytree(whole[1], folder / "out")
    return whole[0], folder / "out"


def test_the_table_has_a_row_for_every_run(whole: tuple[Path, Path]) -> None:
    runs = runs_table(whole[1])
    assert list(runs.columns) == [
        *("point", "base", "arm", "replication", "seed", "run", "status", "error"),
        *("lever:interval", "uncertainty:arrivals", "uncertainty:hours"),
        *("decision_wait", "approvals"),
    ]
    assert len(runs) == 3 * 2 * 4
    assert not runs.duplicated(["point", "arm", "replication"]).any()
    assert (runs["status"] == "done").all()
    assert runs["error"].isna().all()
    assert runs["run"].nunique() == len(runs)
    assert runs["replication"].is_monotonic_increasing
    first = runs.iloc[:6]
    assert first["point"].tolist() == [1, 1, 2, 2, 3, 3]
    assert first["arm"].tolist() == ["7 days", "28 days"] * 3
    assert (runs["lever:interval"] == runs["arm"]).all()
    assert runs.groupby("point")["seed"].min().tolist() == [1, 1_000_001, 2_000_001]


def test_the_table_has_what_the_model_gives(whole: tuple[Path, Path]) -> None:
    import sim

    row = runs_table(whole[1]).iloc[-1]
    resolver, _, _ = prepared(*whole)
    (point,) = [one for one in points(resolver.study) if one.number == row["point"]]
    assert row["uncertainty:arrivals"] == point.values[0]
    scenario = unpack(resolver.cells(point)[row["arm"]].packed)
    summary = sim.run(scenario, int(row["seed"])).summary
    for key in ("approvals", "decision_wait"):
        assert row[key] == summary[key]


def test_measures_can_be_chosen(whole: tuple[Path, Path]) -> None:
    runs = runs_table(whole[1], ["approvals"])
    assert runs.columns[-1] == "approvals"
    assert "decision_wait" not in runs
    with pytest.raises(KeyError):
        runs_table(whole[1], ["vacancy_days"])


def test_the_study_can_be_read_back(whole: tuple[Path, Path]) -> None:
    study = open_study(whole[1])
    assert study.title == "How often a committee meets"
    assert study.measures == ("decision_wait", "approvals")
    table = points_table(whole[1])
    assert table["point"].tolist() == [1, 2, 3]
    assert table["cube:hours"].between(0.0, 1.0).all()
    assert table["uncertainty:hours"].between(0.0, 2.0).all()


def test_nothing_is_done_twice(whole: tuple[Path, Path], tmp_path: Path) -> None:
    file, out = copied(whole, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in layout.chunk_paths(out)}
    outcome = go_on(file, out)
    assert (outcome.finished, outcome.found) == (0, 24)
    assert {path: path.stat().st_mtime_ns for path in layout.chunk_paths(out)} == before


@pytest.mark.parametrize("left", [0, 3, 200, 0.5, 0.99])
def test_a_truncated_chunk_is_put_aside_and_computed_again(
    whole: tuple[Path, Path], tmp_path: Path, left: float
) -> None:
    file, out = copied(whole, tmp_path)
    (chunk, *_) = layout.chunk_paths(out)
    content = chunk.read_bytes()
    chunk.write_bytes(content[: int(left if left >= 1 or left == 0 else left * len(content))])
    opened_store, _ = opened(file, out)
    opened_store.close()
    assert any("damaged" in note and chunk.name in note for note in opened_store.notes)
    assert (out / layout.ASIDE / chunk.name).exists()
    outcome = go_on(file, out)
    assert outcome.finished > 0
    same_runs(whole[1], out)


def test_a_bit_that_fell_over_is_noticed(whole: tuple[Path, Path], tmp_path: Path) -> None:
    file, out = copied(whole, tmp_path)
    (chunk, *_) = layout.chunk_paths(out)
    column = pq.ParquetFile(chunk).metadata.row_group(0).column(7)
    content = bytearray(chunk.read_bytes())
    content[column.data_page_offset + column.total_compressed_size - 4] ^= 1
    chunk.write_bytes(content)
    assert go_on(file, out).finished > 0
    same_runs(whole[1], out)


def test_a_chunk_of_somebody_else_is_put_aside(whole: tuple[Path, Path], tmp_path: Path) -> None:
    file, out = copied(whole, tmp_path)
    pd.DataFrame({"run": ["x"], "value": [1.0]}).to_parquet(out / "chunks" / "strange.parquet")
    opened_store, _ = opened(file, out)
    opened_store.close()
    assert any("strange.parquet" in note for note in opened_store.notes)
    same_runs(whole[1], out)


def test_a_store_of_another_code_version_is_refused(
    whole: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, out = copied(whole, tmp_path)
    monkeypatch.setattr(opening, "code_version", lambda: "0123456789abcdef")
    with pytest.raises(StoreError, match=r"another version of the code.*--anew"):
        opened(file, out)
    monkeypatch.undo()
    assert go_on(file, out).finished == 0  # and nothing has happened to it


def test_beginning_anew_keeps_what_was_there(whole: tuple[Path, Path], tmp_path: Path) -> None:
    file, out = copied(whole, tmp_path)
    content = json.loads((out / layout.MANIFEST).read_text())
    content["code"] = "0123456789abcdef"
    (out / layout.MANIFEST).write_text(json.dumps(content))
    assert go_on(file, out, anew=True).finished == 24
    same_runs(whole[1], out)
    (earlier,) = out.glob("earlier-*")
    assert len(layout.chunk_paths(earlier)) == len(layout.chunk_paths(whole[1]))


def test_the_code_version_changes_with_any_module_of_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "sim"
    (package / "measures").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "measures" / "waits.py").write_text("a = 1\n")
    monkeypatch.setattr(addressing.sim, "__file__", str(package / "__init__.py"))
    versions = []
    for text in ("a = 1\n", "a = 2\n", "a = 1\n"):
        (package / "measures" / "waits.py").write_text(text)
        versions.append(addressing.code_version.__wrapped__())
    assert versions[0] == versions[2] != versions[1]


def test_an_address_tells_scenario_code_and_seed_apart() -> None:
    addresses = {
        addressing.address(identity, code, seed)
        for identity in ("a", "b")
        for code in ("c", "d")
        for seed in (1, 2)
    }
    assert len(addresses) == 8


def test_another_study_is_refused(whole: tuple[Path, Path], tmp_path: Path) -> None:
    _, out = copied(whole, tmp_path)
    file = write(tmp_path, SMALL.replace("28 days", "21 days"))
    with pytest.raises(StoreError, match=r"holds a study with other levers; .*--update"):
        opened(file, out)
    outcome = go_on(file, out, update=True)
    assert (outcome.found, outcome.finished) == (12, 12)  # the runs of every week are the same
    fresh = tmp_path / "fresh"
    go_on(file, fresh)
    same_runs(fresh, out)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[decision_wait, approvals]", "[approvals]", "other measures"),
        ("points: 3", "points: 4", "another design"),
        ("range: [0, 2 hours]", "range: [0, 1 hours]", "other uncertainties"),
        ("keep: named", "seed: 7\nresources: own", "another seed, other resources and other"),
    ],
)
def test_what_is_another_is_said_in_english(
    whole: tuple[Path, Path], tmp_path: Path, old: str, new: str, said: str
) -> None:
    _, out = copied(whole, tmp_path)
    assert old in SMALL
    with pytest.raises(StoreError, match=f"holds a study with {said}"):
        opened(write(tmp_path, SMALL.replace(old, new)), out)


def test_other_words_are_no_other_study(whole: tuple[Path, Path], tmp_path: Path) -> None:
    _, out = copied(whole, tmp_path)
    text = SMALL.replace("How often a committee meets", "Committees").replace(
        "keep: named", "# a remark\nkeep: named"
    )
    assert go_on(write(tmp_path, f"# another\n{text}"), out).finished == 0
    assert open_study(out).title == "Committees"


def test_words_in_another_language_are_no_other_study(
    whole: tuple[Path, Path], tmp_path: Path
) -> None:
    _, out = copied(whole, tmp_path)
    text = SMALL.replace(
        "base: teaching",
        "title_nb: Hvor ofte et utvalg har møte\nquestion_nb: Venter husstandene lenger?\n"
        "words_nb: {interval: møtehyppighet, hours: timer}\nbase: teaching",
    )
    assert go_on(write(tmp_path, text), out).finished == 0
    found = open_study(out)
    assert found.title_nb == "Hvor ofte et utvalg har møte"
    assert found.words_nb == {"interval": "møtehyppighet", "hours": "timer"}
    assert go_on(write(tmp_path, SMALL), out).finished == 0  # and without them again
    assert not open_study(out).title_nb
    content = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    for key in ("asked", "study"):  # as a store has it that was made before there were any
        for word in ("title_nb", "question_nb", "words_nb"):
            del content[key][word]
    (out / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    assert go_on(write(tmp_path, text), out).finished == 0


def test_changed_scenario_files_are_noticed(tmp_path: Path) -> None:
    scenario = tmp_path / "mine.yaml"
    text = "municipality: generic-small\norganisation: all-in-one\n"
    scenario.write_text(f"{text}run: {{warm_up: 1 days, observe: 9 days}}\n")
    file = write(
        tmp_path,
        "title: t\nquestion: q\nbase: mine.yaml\nmeasures: [decision_wait]\nreplications: 1\n"
        "keep: named\n",
    )
    go_on(file, tmp_path / "out")
    scenario.write_text(f"# a remark\n{text}run: {{warm_up: 1 days, observe: 9 days}}\n")
    assert go_on(file, tmp_path / "out").finished == 0
    scenario.write_text(f"{text}run: {{warm_up: 1 days, observe: 8 days}}\n")
    with pytest.raises(StoreError, match=r"the files of mine\.yaml have changed"):
        opened(file, tmp_path / "out")
    assert go_on(file, tmp_path / "out", update=True).finished == 1


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("precious")
    with pytest.raises(StoreError, match="holds other files"):
        opened(write(tmp_path), tmp_path / "out")
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["thesis.txt"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(StoreError, match="found a file"):
        opened(write(tmp_path), tmp_path / "out")


def test_a_folder_that_cannot_be_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    file = write(tmp_path)
    monkeypatch.setattr(opening, "write_whole", refuse)
    with pytest.raises(FullError, match="no permission to write there"):
        opened(file, tmp_path / "out")


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder nobody can write in")
def test_a_folder_of_the_system_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FullError, match="/proc/boligsim"):
        opened(write(tmp_path), Path("/proc/boligsim"))


def _hold(file: str, out: str, ready: Any, go: Any) -> None:
    held = opened(Path(file), Path(out))  # noqa: F841  # let go of, it would be free
    ready.set()
    go.wait(60)
    os._exit(1)  # without letting go of anything


def test_only_one_process_writes_and_the_dead_hold_nothing(tmp_path: Path) -> None:
    file, out = write(tmp_path), tmp_path / "out"
    context = multiprocessing.get_context("spawn")
    ready, go = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(str(file), str(out), ready, go))
    other.start()
    try:
        assert ready.wait(60)
        with pytest.raises(StoreError) as refused:
            opened(file, out)
        assert f"in use by process {other.pid} on {socket.gethostname()}" in str(refused.value)
        assert opening.in_use_by(out).startswith(f"process {other.pid} ")
    finally:
        go.set()
        other.join(60)
    assert opening.in_use_by(out) == ""
    taken, _ = opened(file, out)
    taken.close()
    assert any("taken over from process" in note for note in taken.notes)
    assert not (out / store.OWNER).exists()


def test_the_lock_of_another_computer_is_respected(tmp_path: Path) -> None:
    file, out = write(tmp_path), tmp_path / "out"
    opened(file, out)[0].close()
    owner = {"pid": 1, "host": "elsewhere", "since": "yesterday"}
    (out / store.OWNER).write_text(json.dumps(owner))
    with pytest.raises(StoreError, match=r"process 1 on elsewhere .*delete .*owner\.json"):
        opened(file, out)
    (out / store.OWNER).unlink()
    opened(file, out)[0].close()


def test_small_chunks_are_merged_and_nothing_is_lost(
    whole: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from experiments.study import running

    monkeypatch.setattr(running, "FLUSH_ROWS", 2)
    file, out = write(tmp_path), tmp_path / "out"
    go_on(file, out)
    assert len(layout.chunk_paths(out)) > 4
    before = runs_table(out)
    merging, _ = opened(file, out)
    merging.merge()
    merging.close()
    assert len(layout.chunk_paths(out)) == 1
    pd.testing.assert_frame_equal(runs_table(out), before, check_exact=True)
    same_runs(whole[1], out)


def test_a_merger_cut_short_counts_no_run_twice(whole: tuple[Path, Path], tmp_path: Path) -> None:
    file, out = copied(whole, tmp_path)
    (chunk, *_) = layout.chunk_paths(out)
    (out / "chunks" / "20000101T000000000000-00000000.parquet").write_bytes(chunk.read_bytes())
    same_runs(whole[1], out)
    assert go_on(file, out).finished == 0


def test_what_a_killed_process_was_writing_is_cleared_away(
    whole: tuple[Path, Path], tmp_path: Path
) -> None:
    file, out = copied(whole, tmp_path)
    (out / "chunks" / ".x.parquet.0.part").write_bytes(b"half")
    go_on(file, out)
    assert not list(out.rglob("*.part"))


def test_a_failed_run_gives_way_to_one_that_is_done(tmp_path: Path) -> None:
    file, out = write(tmp_path), tmp_path / "out"
    go_on(file, out)
    runs = runs_table(out)
    writing, resolver = opened(file, out)
    point = next(points(resolver.study))
    cell = resolver.cells(point)["7 days"]
    nothing = (np.nan,) * len(writing.measures)
    writing.write([Row(runs["run"][0], cell.identity, 1, "boom", 0.0, nothing)])
    writing.close()
    pd.testing.assert_frame_equal(runs_table(out), runs, check_exact=True)


def test_a_folder_without_a_study_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"found no manifest\.json"):
        open_study(tmp_path)
    (tmp_path / layout.MANIFEST).write_text("{")
    with pytest.raises(StoreError, match="no readable manifest"):
        runs_table(tmp_path)
