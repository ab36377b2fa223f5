"""What is written to disk: whole or not at all, never over something else, readable."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments import results
from experiments.results import MANIFEST, OutputError, check_target, file_name, whole_folder
from experiments.runner import Failure, Outcome, Replication, summarise


class Measure:
    def __init__(self, key: str, unit: str, group: str = "waits", practical: float = 1.0) -> None:
        self.key, self.unit, self.group, self.practical = key, unit, group, practical
        self.label, self.better = f"Label of {key}", "lower"


MEASURES: Any = {"wait": Measure("wait", "days"), "share": Measure("share", "share", "reach")}


@pytest.fixture
def outcome() -> Outcome:
    found = Outcome(("a", "b"), (5, 6, 7))
    for name, shift in (("a", 0.0), ("b", 10.0)):
        for seed in found.seeds:
            summary = {"wait": seed + shift, "share": math.nan if seed == 6 else 0.5}
            found.finished[name, seed] = Replication(name, seed, summary, 0.25)
    del found.finished["b", 7]
    found.failures.append(Failure("b", 7, "RuntimeError: lost", "trace"))
    return found


def earlier_result(place: Path) -> Path:
    place.mkdir()
    (place / MANIFEST).write_text("{}")
    (place / "old.txt").write_text("old")
    return place


def test_a_new_folder_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "er" / "out"
    check_target(target, force=False)
    with whole_folder(target, force=False) as folder:
        (folder / "x.txt").write_text("x")
        assert not target.exists()
    assert [path.name for path in target.iterdir()] == ["x.txt"]
    assert [path.name for path in target.parent.iterdir()] == ["out"]
    assert target.stat().st_mode & 0o700 == 0o700


def test_an_error_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with pytest.raises(RuntimeError), whole_folder(target, force=False) as folder:
        (folder / "x.txt").write_text("x")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_result_stays_unless_told(tmp_path: Path) -> None:
    target = earlier_result(tmp_path / "out")
    with pytest.raises(OutputError, match="earlier result; --force"):
        check_target(target, force=False)
    with whole_folder(target, force=True) as folder:
        (folder / "new.txt").write_text("new")
        assert (target / "old.txt").read_text() == "old"
    assert [path.name for path in target.iterdir()] == ["new.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failed_overwriting_keeps_the_earlier_result(tmp_path: Path) -> None:
    target = earlier_result(tmp_path / "out")
    with pytest.raises(RuntimeError), whole_folder(target, force=True):
        raise RuntimeError
    assert (target / "old.txt").read_text() == "old"


def test_a_result_that_appeared_meanwhile_is_not_lost(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with (
        pytest.raises(OutputError, match="earlier result"),
        whole_folder(target, force=False) as folder,
    ):
        (folder / "mine.txt").write_text("mine")
        earlier_result(target)
    assert (target / "old.txt").exists()


def test_other_peoples_files_are_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("dear")
    for force in (False, True):
        with pytest.raises(OutputError, match="holds other files"):
            check_target(tmp_path / "letters", force=force)


def test_targets_that_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="found a file"):
        check_target(tmp_path / "file", force=True)
    with pytest.raises(OutputError, match="is a file, not a folder"):
        check_target(tmp_path / "file" / "below", force=True)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="the folder you are in"):
        check_target(Path(), force=True)


@pytest.mark.skipif(os.name == "nt", reason="permissions of folders are of another kind there")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_no_permission_is_said_before_anything_runs(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="no permission"):
            check_target(tmp_path / "out", force=False)
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder nobody can write in")
def test_a_folder_in_which_nothing_can_be_made_is_refused_before_anything_is_run():
    with pytest.raises(OutputError, match=r"not to be written in /proc|no permission"):
        check_target(Path("/proc/results"), force=False)


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    check_target(tmp_path / "out", force=False)
    with whole_folder(tmp_path / "out", force=False) as folder:
        (folder / "x.txt").write_text("x")
    assert (tmp_path / "out" / "x.txt").exists()


def test_tables_are_tidy_and_say_what_failed(outcome: Outcome) -> None:
    comparison = summarise(outcome, MEASURES, paired=["b"])
    found = results.tables(outcome, comparison, MEASURES, threshold=2.0)
    assert sorted(found) == ["differences", "estimates", "measures", "runs"]
    lost = found["runs"].query("scenario == 'b' and seed == 7").iloc[0]
    assert (lost["finished"], lost["error"]) == (False, "RuntimeError: lost")
    assert len(found["runs"]) == 6
    assert len(found["measures"]) == 5 * 2
    share = found["estimates"].query("scenario == 'a' and measure == 'share'").iloc[0]
    assert (share["replications"], share["undefined"]) == (2, 1)
    wait = found["differences"].query("measure == 'wait'").iloc[0]
    assert (wait["mean"], wait["pairs"], wait["practical_threshold"]) == (10.0, 2, 2.0)
    assert wait["verdict"] == "higher"


def test_parquet_reads_back_the_same(outcome: Outcome, tmp_path: Path) -> None:
    comparison = summarise(outcome, MEASURES, paired=["b"])
    for name, table in results.tables(outcome, comparison, MEASURES, 1.0).items():
        results.write_table(tmp_path, name, table, csv=False)
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / f"{name}.parquet"), table)
    assert not list(tmp_path.glob("*.csv"))


def test_csv_is_what_a_norwegian_spreadsheet_expects(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "name": ["Tromsø; nord", "=1+1", None],
            "value": [1234.5, -0.25, math.nan],
            "count": [1, 2, 3],
        }
    )
    results.write_table(tmp_path, "t", table, csv=True)
    raw = (tmp_path / "t.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig").split("\r\n") == [
        "name;value;count",
        '"Tromsø; nord";1234,5;1',
        "'=1+1;-0,25;2",
        ";;3",
        "",
    ]
    back = pd.read_csv(tmp_path / "t.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert back["value"].tolist()[:2] == [1234.5, -0.25]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("moss-2009", "moss-2009"),
        ("verification/pooling-pooled", "verification-pooling-pooled"),
        ("Tromsø (2)", "Tromsø-(2)"),
        ("../..", "scenario"),
    ],
)
def test_file_names(name: str, expected: str) -> None:
    assert file_name(name) == expected


def test_json_is_strict(tmp_path: Path) -> None:
    results.write_json(tmp_path / "x.json", {"å": None})
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8")) == {"å": None}
    with pytest.raises(ValueError, match="JSON"):
        results.write_json(tmp_path / "y.json", {"x": math.nan})
