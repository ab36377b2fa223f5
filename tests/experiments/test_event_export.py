"""The event log as a file: what is in it, that other programs read it, and what is refused."""

from __future__ import annotations

import stat
from functools import cache, partial
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree
from typer.testing import CliRunner

import sim
from experiments import event_export
from experiments.cli import app
from experiments.jobs import OrderError
from sim import eventlog, logbook
from sim.names import Need, Task
from sim.state import ROOM
from tests.building import OTHERS, organisation
from tests.shortened import shortened
from tests.worlds import bits, play, tiny

#: pm4py says at every reading that another package reads faster.
quietly = pytest.mark.filterwarnings("ignore:Install the optional requirement:UserWarning")

COLUMNS = ["run", "time", "date", *list(eventlog.COLUMNS)[2:]]


@cache
def small() -> sim.Result:
    """A few weeks of Moss."""
    return sim.run(shortened("moss-1990s", years=0.2), seed=1, log=True)


def by_hand() -> sim.Result:
    """Asked at B for an allowance that A grants; a need that is open at the end."""
    units = organisation({"A & sons <1>": OTHERS, "B": (Task.SOCIAL_ASSISTANCE,)})
    place = tiny(
        units, doors__household_knowledge=0.0, group={"habits": {Task.SOCIAL_ASSISTANCE: 1.0}}
    )
    asking = {"presenting": Need.HOUSING_ALLOWANCE, "income": 9000.0, "at": 10.0}
    return play(place, [asking, {"at": 999.9}])


# ---- tables --------------------------------------------------------------------------------


def test_parquet_holds_the_columns_and_dates(tmp_path):
    written = event_export.write_parquet(tmp_path / "log.parquet", small())
    read = pd.read_parquet(tmp_path / "log.parquet")
    assert list(read.columns) == COLUMNS
    assert written == f"{len(read)} events"
    pd.testing.assert_frame_equal(read.drop(columns="date"), small().events)
    origin = pd.Timestamp("2001-01-01", tz="UTC")
    days = (read.date - origin) / pd.Timedelta(days=1)
    assert days.to_numpy() == pytest.approx(read.time.to_numpy(), abs=1e-9)


def test_csv_is_what_a_norwegian_spreadsheet_reads(tmp_path):
    event_export.write_csv(tmp_path / "log.csv", small())
    text = (tmp_path / "log.csv").read_bytes()
    assert text.startswith("\ufeffrun;time;date;event".encode())
    read = pd.read_csv(
        tmp_path / "log.csv", sep=";", decimal=",", keep_default_na=False, encoding="utf-8-sig"
    )
    assert list(read.columns) == COLUMNS
    events = small().events
    assert (read.event == events.event).all()
    assert (read.detail == events.detail).all()
    assert read.time.to_numpy() == pytest.approx(events.time.to_numpy())


# ---- XES -----------------------------------------------------------------------------------


def test_xes_of_a_way_by_hand(tmp_path):
    written = event_export.write_xes(tmp_path / "log.xes", by_hand())
    assert written == "16 events of 2 cases"
    log = etree.parse(tmp_path / "log.xes").getroot()
    xes = "{http://www.xes-standard.org/}"
    assert log.tag == f"{xes}log"
    assert log.get("xes.version") == "1.0"
    assert [one.get("prefix") for one in log.findall(f"{xes}extension")] == [
        *("concept", "time", "lifecycle", "org")
    ]
    first, second = log.findall(f"{xes}trace")
    about = {one.get("key"): one.get("value") for one in first if one.get("key")}
    assert about["concept:name"] == "1000/0"
    assert (about["presenting"], about["outcome"]) == ("housing_allowance", "helped")
    assert about["observed"] == "true"
    assert "home_at" not in about  # it never came
    still_open = {one.get("key"): one.get("value") for one in second if one.get("key")}
    assert still_open["outcome"] == "open"
    assert "ended_at" not in still_open
    told = [
        {one.get("key"): one.get("value") for one in event} for event in first.iter(f"{xes}event")
    ]
    steps = [(one["concept:name"], one["lifecycle:transition"]) for one in told]
    assert steps == [
        ("need_arose", "complete"),
        ("went_to", "complete"),
        ("forward housing_allowance", "schedule"),
        ("forward housing_allowance", "start"),
        ("forward housing_allowance", "complete"),
        ("sent_on", "complete"),
        ("received", "complete"),
        ("handle housing_allowance", "schedule"),
        ("handle housing_allowance", "start"),
        ("handle housing_allowance", "complete"),
        ("granted", "complete"),
        ("episode_ended", "complete"),
    ]
    sent = told[5]
    assert (sent["org:group"], sent["to"]) == ("B", "A & sons <1>")
    assert sent["org:resource"] == "caseworker 1"
    assert told[0]["time:timestamp"] == "2001-01-11T00:00:00.000+00:00"
    assert told[5]["time:timestamp"] == "2001-01-11T12:00:00.000+00:00"


def test_xes_says_who_tells_a_sender_and_who_coordinates(tmp_path):
    units = organisation(
        {"A": OTHERS, "B": (Task.DEBT_ADVICE,)},
        agreements=[("A", "B")],
        informing=[("A", "B")],
        case_coordinator=True,
    )
    person = {"needs": bits(Need.DWELLING, Need.DEBT_ADVICE), "income": 9000.0}
    event_export.write_xes(tmp_path / "log.xes", play(tiny(units), [person]))
    told = {}
    for event in etree.parse(tmp_path / "log.xes").getroot().iter("{*}event"):
        row = {one.get("key"): one.get("value") for one in event}
        told[row["event"]] = row
    informed, coordinated = told["informed"], told["coordinated"]
    assert (informed["org:group"], informed["to"]) == ("B", "A")
    assert "org:resource" not in informed
    assert (coordinated["org:group"], coordinated["org:resource"]) == ("A", "caseworker 0")
    assert "to" not in coordinated
    assert informed["lifecycle:transition"] == coordinated["lifecycle:transition"] == "complete"


@quietly
@pytest.mark.parametrize(("name", "years"), [("moss-2009", 0.1), ("tromso-meeting-decides", 0.05)])
def test_pm4py_reads_it_back(tmp_path, name, years, capsys):
    """As many cases and events, and the same activities directly after one another."""
    import pm4py

    result = sim.run(shortened(name, years=years), seed=2, log=True)
    event_export.write_xes(tmp_path / "log.xes", result)
    read = pm4py.read_xes(str(tmp_path / "log.xes"))
    events = result.events
    mine = events[(events.household >= 0) & (events.episode >= 0)].copy()
    mine["case"] = mine.household.astype(str) + "/" + mine.episode.astype(str)
    mine["activity"] = event_export.activities(mine)
    assert len(read) == len(mine) > 1000
    assert read["case:concept:name"].nunique() == mine.case.nunique() == len(result.households)
    assert read["org:group"].notna().sum() == (mine.unit != "").sum()
    mine = mine.sort_values("case", kind="stable")
    following = mine.groupby("case").activity.shift(-1)
    pairs = mine[following.notna()].activity + " > " + following[following.notna()]
    found, starts, ends = pm4py.discover_dfg(read)
    assert {
        f"{a} > {b}": count for (a, b), count in found.items()
    } == pairs.value_counts().to_dict()
    assert starts == {"need_arose": mine.case.nunique()}
    assert sum(ends.values()) == mine.case.nunique()
    capsys.readouterr()  # what pm4py says about itself


# ---- the file and its place ----------------------------------------------------------------


def run(*words: object):
    return CliRunner().invoke(app, ["events", *map(str, words)])


@pytest.fixture
def quick(monkeypatch) -> None:
    """Runs of a few weeks, whatever the scenario says."""
    whole = sim.run
    monkeypatch.setitem(
        sim.__dict__, "run", lambda *_args, **_named: whole(small().scenario, seed=1, log=True)
    )


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("ending", ["csv", "parquet", "xes"])
def test_the_command_writes_a_file(tmp_path, ending):
    out = tmp_path / f"log.{ending}"
    result = run("moss-1990s", "--out", out)
    assert result.exit_code == 0, result.stderr
    assert f"written to {out}" in result.stderr
    assert result.stdout == ""
    assert out.stat().st_size > 10_000
    assert stat.S_IMODE(out.stat().st_mode) & 0o600 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [out.name]
    again = run("moss-1990s", "--out", out)
    assert again.exit_code == 2
    assert "--force" in again.stderr
    assert run("moss-1990s", "--out", out, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("log.xse", 'found ".xse", expected .csv, .parquet or .xes (did you mean log.xes?)'),
        ("log", "found no ending, expected .csv, .parquet or .xes"),
        ("away/log.csv", "found no folder"),
        ("there.csv", "found a folder, expected a file"),
    ],
)
def test_a_place_that_cannot_be_is_refused_before_anything_runs(tmp_path, monkeypatch, out, says):
    (tmp_path / "there.csv").mkdir()
    monkeypatch.setitem(sim.__dict__, "run", lambda *_: pytest.fail("ran"))
    result = run("moss-1990s", "--out", tmp_path / out)
    assert result.exit_code == 2
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_unknown_scenario_is_refused(tmp_path):
    result = run("moss-2019", "--out", tmp_path / "log.csv")
    assert result.exit_code == 2
    assert "did you mean moss-2009?" in result.stderr
    assert not list(tmp_path.iterdir())


def test_what_fails_half_way_leaves_the_earlier_file(tmp_path):
    out = tmp_path / "log.csv"
    out.write_text("earlier")
    with pytest.raises(ZeroDivisionError), event_export.whole_file(out) as draft:
        draft.write_text("half")
        raise ZeroDivisionError
    assert out.read_text() == "earlier"
    assert [one.name for one in tmp_path.iterdir()] == ["log.csv"]


@pytest.mark.usefixtures("quick")
def test_a_full_disk_is_told_in_a_line(tmp_path, monkeypatch):
    def full(path: Path, _result: sim.Result) -> str:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setitem(event_export.WRITERS, ".csv", full)
    wanted = event_export.Wanted("moss-1990s", tmp_path / "log.csv")
    with pytest.raises(OrderError, match="not written: No space left on device"):
        event_export.export(wanted)
    assert not list(tmp_path.iterdir())


def test_files_written_in_pieces_are_those_written_at_once(tmp_path, monkeypatch):
    """Whatever the pages of the log, the pieces of the table and the cases made at once."""
    scenario = shortened("moss-2009", years=0.3)
    whole = sim.run(scenario, seed=4, log=True)
    monkeypatch.setattr(logbook, "page", partial(logbook.page, ROOM + 300))
    monkeypatch.setattr(logbook, "PAGE", 400)
    monkeypatch.setattr(eventlog, "PIECE", 500)
    monkeypatch.setattr(event_export, "_AT_ONCE", 700)
    pages = sim.run(scenario, seed=4, log=True)
    pieces = list(eventlog.pieces(scenario, 4, pages.world))
    assert len(pieces) > 5
    pd.testing.assert_frame_equal(pd.concat(pieces, ignore_index=True), whole.events)
    assert len(list(event_export.cases(pages))) > 3
    written = {kind: write(tmp_path / f"pieces{kind}", pages)
               for kind, write in event_export.WRITERS.items()}  # fmt: skip
    monkeypatch.undo()
    for kind, write in event_export.WRITERS.items():
        assert write(tmp_path / f"whole{kind}", whole) == written[kind]
    for kind in (".csv", ".xes"):
        one, other = ((tmp_path / f"{name}{kind}").read_bytes() for name in ("pieces", "whole"))
        assert one == other
    read = [pd.read_parquet(tmp_path / f"{name}.parquet") for name in ("pieces", "whole")]
    pd.testing.assert_frame_equal(*read)


def test_a_log_without_rows_is_written_too(tmp_path):
    nothing = play(tiny(), [], log=True)
    assert len(nothing.events) == 0
    for kind, write in event_export.WRITERS.items():
        assert write(tmp_path / f"log{kind}", nothing).startswith("0 events")
    assert list(pd.read_parquet(tmp_path / "log.parquet").columns) == COLUMNS
