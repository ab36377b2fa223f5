"""A folder of results: tidy tables, figures, the scenarios as resolved, and a manifest.

It is made beside its final place and moved there when it is whole, so that a folder with a
manifest is always complete.  An earlier result is never replaced unless that was asked for,
and a folder that holds anything else never is.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from experiments.runner import Outcome
    from experiments.statistics import Comparison
    from sim import Result
    from sim.measures import Measure

MANIFEST = "manifest.json"

#: The tables of one run, as ``Result`` names them.
RUN_TABLES = (
    "households",
    "applications",
    "dwellings",
    "vacancies",
    "tenancies",
    "follow_ups",
    "meetings",
    "caseworkers",
    "units",
    "groups",
    "districts",
    "categories",
    "timeline",
    "events",
)

#: A text cell that begins with one of these is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class OutputError(Exception):
    """Results cannot be put where they were asked for; the message says why."""


def check_target(target: Path, *, force: bool) -> None:
    """Whether results may be written to ``target``; raises :class:`OutputError` if not.

    Meant to be called before any run starts.
    """
    if target.exists() and not target.is_dir():
        raise OutputError(f"{target}: found a file, expected a folder or nothing")
    if target.resolve() in (Path.cwd(), *Path.cwd().parents):
        raise OutputError(f"{target}: this is the folder you are in; name a new one inside it")
    if target.is_dir() and any(target.iterdir()):
        if not (target / MANIFEST).is_file():
            raise OutputError(f"{target}: the folder holds other files; choose another one")
        if not force:
            raise OutputError(f"{target}: holds an earlier result; --force replaces it")
    parent = _nearest_folder(target.resolve())
    try:
        with tempfile.TemporaryDirectory(prefix=".", dir=parent):
            pass
    except OSError as error:
        if isinstance(error, PermissionError):
            raise OutputError(f"{target}: no permission to write in {parent}") from error
        raise OutputError(f"{target}: not to be written in {parent} ({error.strerror})") from error


def _nearest_folder(path: Path) -> Path:
    for parent in path.parents:
        if parent.is_dir():
            return parent
        if parent.exists():
            raise OutputError(f"{path}: {parent} is a file, not a folder")
    return path


@contextmanager
def whole_folder(target: Path, *, force: bool) -> Iterator[Path]:
    """A folder to write in, which becomes ``target`` when the block ends without an error.

    Raises :class:`OutputError` if meanwhile somebody else has put something there.
    """
    place = target.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        draft.chmod(0o777 & ~_umask())
        yield draft
        check_target(target, force=force)
        _move(draft, place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _move(draft: Path, place: Path) -> None:
    """Put ``draft`` at ``place``; what was there is kept until the new one stands."""
    if not place.exists():
        draft.rename(place)
        return
    earlier = Path(tempfile.mkdtemp(prefix=f".{place.name}.earlier.", dir=place.parent))
    shifted = earlier / place.name
    place.rename(shifted)
    try:
        draft.rename(place)
    except OSError:
        shifted.rename(place)
        raise
    finally:
        shutil.rmtree(earlier, ignore_errors=True)


def file_name(name: str) -> str:
    """``name`` as a file or folder name on every system."""
    return re.sub(r"[^\w.()-]+", "-", name).strip("-.") or "scenario"


def tables(
    outcome: Outcome, comparison: Comparison, measures: Mapping[str, Measure], threshold: float
) -> dict[str, pd.DataFrame]:
    """The tidy tables of a set of runs: ``runs``, ``measures``, ``estimates``, ``differences``."""
    import pandas as pd

    found = {
        "runs": pd.DataFrame(
            _run_rows(outcome), columns=["scenario", "seed", "finished", "seconds", "error"]
        ),
        "measures": pd.DataFrame(
            _measure_rows(outcome, measures),
            columns=["scenario", "seed", "group", "measure", "unit", "value"],
        ),
        "estimates": pd.DataFrame(
            _estimate_rows(comparison, measures),
            columns=[
                *("scenario", "group", "measure", "label", "unit"),
                *("mean", "low", "high", "replications", "undefined"),
            ],
        ),
    }
    if comparison.differences:
        found["differences"] = pd.DataFrame(_difference_rows(comparison, measures, threshold))
    return found


def _run_rows(outcome: Outcome) -> Iterator[tuple[Any, ...]]:
    errors = {(one.scenario, one.seed): one.message for one in outcome.failures}
    for seed in outcome.seeds:
        for name in outcome.scenarios:
            row = outcome.finished.get((name, seed))
            seconds = row.seconds if row else None
            yield name, seed, row is not None, seconds, errors.get((name, seed), "")


def _measure_rows(outcome: Outcome, measures: Mapping[str, Measure]) -> Iterator[tuple[Any, ...]]:
    for name in outcome.scenarios:
        for seed in outcome.seeds_of(name):
            summary = outcome.finished[name, seed].summary
            for key, one in measures.items():
                yield name, seed, one.group, key, one.unit, summary.get(key)


def _estimate_rows(
    comparison: Comparison, measures: Mapping[str, Measure]
) -> Iterator[tuple[Any, ...]]:
    for name, members in comparison.estimates.items():
        for key, found in members.items():
            one = measures[key]
            head = (name, one.group, key, one.label, one.unit)
            yield *head, found.mean, found.low, found.high, found.count, found.undefined


def _difference_rows(
    comparison: Comparison, measures: Mapping[str, Measure], threshold: float
) -> Iterator[dict[str, Any]]:
    for name, members in comparison.differences.items():
        for key, found in members.items():
            yield {
                "scenario": name,
                "baseline": comparison.baseline,
                "group": measures[key].group,
                "measure": key,
                "label": measures[key].label,
                "unit": measures[key].unit,
                "mean": found.estimate.mean,
                "low": found.estimate.low,
                "high": found.estimate.high,
                "pairs": found.estimate.count,
                "undefined": found.estimate.undefined,
                "practical_threshold": measures[key].practical * threshold,
                "verdict": str(found.verdict),
                "variance_reduction": found.reduction,
            }


def run_tables(result: Result) -> dict[str, pd.DataFrame]:
    """The tables of one run that have any rows."""
    found = {name: getattr(result, name) for name in RUN_TABLES}
    return {name: table for name, table in found.items() if len(table)}


def write_table(folder: Path, name: str, table: pd.DataFrame, *, csv: bool) -> None:
    """``table`` as Parquet, and as CSV for a Norwegian spreadsheet if asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    table.to_parquet(folder / f"{name}.parquet", index=False)
    if csv:
        write_csv(folder / f"{name}.csv", table)


def write_csv(path: Path, table: pd.DataFrame, *, more: bool = False) -> None:
    """``table`` as a Norwegian Excel reads it on a double click.

    Semicolons between columns, decimal commas, UTF-8 with a byte order mark; text that a
    spreadsheet would take for a formula is quoted with an apostrophe.  ``more``: rows that follow
    those in the file.
    """
    safe = table.copy()
    for column in safe.columns:
        if safe[column].dtype.kind not in "biuf":
            safe[column] = safe[column].map(_not_a_formula)
    safe.to_csv(
        path,
        mode="a" if more else "w",
        header=not more,
        sep=";",
        decimal=",",
        encoding="utf-8" if more else "utf-8-sig",
        index=False,
        lineterminator="\r\n",
    )


def _not_a_formula(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def write_json(path: Path, content: Any) -> None:
    """``content`` as JSON that people can read too."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
