"""``events``: the event log of one run as one file, for spreadsheets, data frames, process mining.

The contract of the columns is :mod:`sim.eventlog`; what files add to it (dates; cases, activities
and lifecycles in XES) is said in ``docs/event-log.md``.  A file is written beside its place and
moved there when it is whole.
"""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from experiments.jobs import OrderError
from experiments.loading import AS_IT_IS, Chosen
from sim import eventlog

if TYPE_CHECKING:
    import pandas as pd

    from sim import Result

#: Standard extensions of XES that the file uses: name, prefix, address.
EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
)

#: The lifecycle of work; all else is complete when it happens.
_LIFECYCLE = {"joined_queue": "schedule", "work_began": "start"}

#: Events about work: their activity is the kind of work and its task.
_WORK = ("joined_queue", "work_began", "work_ended")

#: Events between two units.
_TO_ANOTHER = ("sent_on", "called", "informed")

#: Events of XES that are made at once, or a few more: those of whole cases.
_AT_ONCE = 50_000

#: Columns of ``Result.households`` that a case of XES carries; times as days.
_OF_A_CASE = (
    *("group", "district", "persons", "presenting", "needs", "recognised", "met", "ground"),
    *("acute", "homeless", "returned", "need_at", "decided_at", "home_at", "ended_at", "outcome"),
    *("contacts", "referrals", "bounces", "retold", "units_met", "loops"),
)


@dataclass(frozen=True)
class Wanted:
    """Which run's log is to be written where."""

    file: str
    out: Path
    chosen: Chosen = AS_IT_IS
    seed: int = 1
    force: bool = False


def export(wanted: Wanted) -> None:
    """Run and write.  Raises :class:`OrderError` on wrong input, before anything runs."""
    import sim
    from experiments.explaining import Question, scenarios_of
    from experiments.jobs import say

    write = writer(wanted.out)
    check_place(wanted.out, force=wanted.force)
    (scenario,) = scenarios_of(Question(wanted.file, chosen=wanted.chosen, seed=wanted.seed))
    sim.compile_once(say)
    result = sim.run(scenario, wanted.seed, log=True)
    try:
        with whole_file(wanted.out) as draft:
            count = write(draft, result)
    except OSError as error:
        raise OrderError(f"--out {wanted.out}: not written: {error.strerror or error}") from error
    say(f"{count} written to {wanted.out}")


# ---- the place -----------------------------------------------------------------------------


def writer(out: Path) -> Callable[[Path, Result], str]:
    """What writes a file of the kind that the ending of ``out`` names."""
    from sim.scenario.errors import listed, nearest, quoted

    kind = out.suffix.lower()
    if kind in WRITERS:
        return WRITERS[kind]
    alike = nearest(kind, WRITERS)
    hint = f" (did you mean {out.with_suffix(alike).name}?)" if alike else ""
    found = quoted(kind) if kind else "no ending"
    raise OrderError(f"--out {out}: found {found}, expected {listed(WRITERS)}{hint}")


def check_place(out: Path, *, force: bool) -> None:
    """Whether a file may be written at ``out``; raises :class:`OrderError` if not."""
    if out.is_dir():
        raise OrderError(f"--out {out}: found a folder, expected a file or nothing")
    if out.exists() and not force:
        raise OrderError(f"--out {out}: holds an earlier file; --force replaces it")
    folder = out.resolve().parent
    if not folder.is_dir():
        raise OrderError(f"--out {out}: found no folder {folder}, expected one to write in")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OrderError(f"--out {out}: no permission to write in {folder}")


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """A path to write at, whose file becomes ``out`` when the block ends without an error."""
    place = out.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{place.stem}.", suffix=place.suffix, dir=place.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o666 & ~_umask())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


# ---- tables --------------------------------------------------------------------------------


def dated(table: pd.DataFrame) -> pd.DataFrame:
    """A log with the column ``date`` after ``time``: instants counted from the origin, in UTC."""
    import pandas as pd

    origin = pd.Timestamp(eventlog.ORIGIN, tz=UTC)
    dates = origin + pd.to_timedelta(table.time, unit="D").astype("timedelta64[us]")
    table.insert(list(table.columns).index("time") + 1, "date", dates.astype("datetime64[us, UTC]"))
    return table


def _pieces(result: Result) -> Iterator[pd.DataFrame]:
    """The log with dates, piece by piece, so that it is never held whole; one that is empty if
    nothing happened."""
    count = 0
    for piece in eventlog.pieces(result.scenario, result.seed, result.world):
        count += 1
        yield dated(piece)
    if count == 0:
        yield dated(result.events.copy())


def write_parquet(path: Path, result: Result) -> str:
    """The log as Parquet, a group of rows for each piece; returns what was written, in words."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    count, writer = 0, None
    try:
        for piece in _pieces(result):
            schema = None if writer is None else writer.schema
            table = pa.Table.from_pandas(piece, schema=schema, preserve_index=False)
            writer = writer or ParquetWriter(path, table.schema)
            writer.write_table(table)
            count += len(piece)
    finally:
        if writer is not None:
            writer.close()
    return _events(count)


def write_csv(path: Path, result: Result) -> str:
    """The log as a Norwegian Excel reads it; returns what was written, in words."""
    from experiments import results

    count = 0
    for piece in _pieces(result):
        piece["date"] = piece.date.dt.strftime("%Y-%m-%d %H:%M:%S")
        results.write_csv(path, piece, more=count > 0)
        count += len(piece)
    return _events(count)


def _events(count: int) -> str:
    from experiments.formatting import counted

    return counted(count, "event")


# ---- XES -----------------------------------------------------------------------------------


def cases(result: Result) -> Iterator[pd.DataFrame]:
    """The events that belong to an episode, those of one together, in the order of the log.

    Some thousand cases at a time, with the column ``activity``; ``date`` is text, as XES has it.
    """
    import numpy as np

    world = result.world
    rows, episode = eventlog.rows_of(world), eventlog.episodes_of(world)
    household = eventlog.identities(world, rows)
    order = np.lexsort((episode, household))  # stable: rows of a case stay in order
    order = order[(household[order] >= 0) & (episode[order] >= 0)]
    same = (np.diff(household[order]) == 0) & (np.diff(episode[order]) == 0)
    begins = np.append(np.flatnonzero(~same) + 1, len(order))
    first = 0
    while first < len(order):
        enough = int(np.searchsorted(begins, first + _AT_ONCE))
        last = int(begins[min(enough, len(begins) - 1)])
        some = order[first:last]
        table = dated(
            eventlog.table_of(
                result.scenario, result.seed, world, rows[some].view(np.recarray), episode[some]
            )
        )
        instants = np.datetime_as_string(table.date.dt.tz_localize(None).to_numpy(), unit="ms")
        yield table.assign(activity=activities(table), date=[f"{one}+00:00" for one in instants])
        first = last


def activities(table: pd.DataFrame) -> pd.Series:
    """What a process-mining tool calls each event: work by its kind and task, else the event."""
    kind = table.detail.where(table.event.isin(_WORK))
    task = table.task.where(kind != "assess", "")
    return (kind + " " + task).str.strip().fillna(table.event)


def write_xes(path: Path, result: Result) -> str:
    """The log as XES (IEEE 1849): a case is an episode; returns what was written, in words.

    Written case by case, so that neither the document nor its table is ever held whole.
    """
    from experiments.formatting import counted

    households = result.households.set_index(["household", "episode"])
    about = households[[*_OF_A_CASE]].to_dict("index")
    found = events = 0
    with (
        etree.xmlfile(str(path), encoding="utf-8") as xml,
        _log_element(xml),
    ):
        for element in _head(result):
            xml.write(element)
        for table in cases(result):
            for key, rows in _by_case(table):
                xml.write(_trace(key, about[key], rows))
                found += 1
            events += len(table)
    return f"{_events(events)} of {counted(found, 'case')}"


def _log_element(xml: Any) -> Any:
    xml.write_declaration()
    attributes = {"xes.version": "1.0", "xes.features": "", "xmlns": "http://www.xes-standard.org/"}
    return xml.element("log", attributes)


def _head(result: Result) -> Iterator[Any]:
    """What a log says before its cases: extensions, classifiers, and which run it is."""
    import sim

    for name, prefix, uri in EXTENSIONS:
        yield etree.Element("extension", name=name, prefix=prefix, uri=uri)
    yield etree.Element("classifier", name="Activity", keys="concept:name")
    yield etree.Element(
        "classifier", name="Activity and lifecycle", keys="concept:name lifecycle:transition"
    )
    yield etree.Element("classifier", name="Unit", keys="org:group")
    about = etree.Element("log")
    _add(about, "concept:name", eventlog.run_name(result.scenario, result.seed))
    _add(about, "lifecycle:model", "standard")
    _add(about, "scenario", result.scenario.title)
    _add(about, "seed", result.seed)
    _add(about, "program", f"boligsim {sim.__version__}")
    yield from about


def _by_case(table: pd.DataFrame) -> Iterator[tuple[tuple[int, int], list[dict[str, Any]]]]:
    """The events of each case, as dictionaries."""
    from itertools import groupby

    names = list(table.columns)
    columns = [table[name].tolist() for name in names]
    rows = (dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True))
    for key, members in groupby(rows, key=lambda row: (row["household"], row["episode"])):
        yield key, list(members)


def _trace(key: tuple[int, int], about: Mapping[str, Any], rows: list[dict[str, Any]]) -> Any:
    household, episode = key
    trace = etree.Element("trace")
    _add(trace, "concept:name", f"{household}/{episode}")
    _add(trace, "household", household)
    _add(trace, "episode", episode)
    _add(trace, "observed", bool(about["need_at"] >= 0.0))
    for name in _OF_A_CASE:
        if not _is_missing(about[name]):
            _add(trace, name, about[name])
    for row in rows:
        _add_event(trace, row)
    return trace


def _add_event(trace: Any, row: Mapping[str, Any]) -> None:
    event = etree.SubElement(trace, "event")
    _add(event, "concept:name", row["activity"])
    _add(event, "lifecycle:transition", _LIFECYCLE.get(row["event"], "complete"))
    etree.SubElement(event, "date", {"key": "time:timestamp", "value": row["date"]})
    if row["caseworker"] >= 0:
        _add(event, "org:resource", f"caseworker {row['caseworker']}")
    # A case is sent by one unit to another, or spoken of: the one that tells the other does it.
    acting, to = (row["detail"], row["unit"]) if row["event"] in _TO_ANOTHER else (row["unit"], "")
    if acting:
        _add(event, "org:group", acting)
    if to:
        _add(event, "to", to)
    _add(event, "event", row["event"])
    _add(event, "day", row["time"])
    if row["task"]:
        _add(event, "task", row["task"])
    if row["detail"] and not to:
        _add(event, "detail", row["detail"])
    for name in ("application", "dwelling"):
        if row[name] >= 0:
            _add(event, name, row[name])


def _is_missing(value: Any) -> bool:
    return value == "" or (isinstance(value, float) and math.isnan(value))


def _add(element: Any, key: str, value: Any) -> None:
    """Add an attribute of XES, of the type of ``value``."""
    if isinstance(value, bool):
        kind, text = "boolean", "true" if value else "false"
    elif isinstance(value, int):
        kind, text = "int", str(value)
    elif isinstance(value, float):
        kind, text = "float", repr(value)
    else:
        kind, text = "string", _printable(value)
    etree.SubElement(element, kind, {"key": key, "value": text})


@lru_cache(maxsize=4096)
def _printable(text: str) -> str:
    """``text`` without what XML cannot hold (the name of a unit is its writer's)."""
    return "".join(c if c.isprintable() else "?" for c in text)


#: What writes a file, by its ending.
WRITERS: dict[str, Callable[[Path, Result], str]] = {
    ".csv": write_csv,
    ".parquet": write_parquet,
    ".xes": write_xes,
}
