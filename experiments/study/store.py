"""The store of a study while it is being written.

What is done is what lies in the chunks: going on after an interruption, with more replications or
more points, and leaving out what was run before are one and the same thing.  Chunks may hold a run
twice (after a merger that was cut short, say); it counts once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from experiments.study.addressing import DIGITS
from experiments.study.description import ALL_MEASURES, Study
from experiments.study.layout import (
    ASIDE,
    CELLS,
    CHUNKS,
    DONE,
    HEAD,
    META,
    STUDY,
    FullError,
    Row,
    StoreError,
    as_parquet,
    chunk_paths,
    chunk_table,
    manifest,
    new_name,
    open_study,
    usable_chunk,
    why_not,
    write_manifest,
    write_whole,
)
from experiments.study.points import Cell
from experiments.study.tables import points_table, runs_table

__all__ = [
    "OWNER",
    "STUDY",
    "FullError",
    "Row",
    "Store",
    "StoreError",
    "kept_measures",
    "manifest",
    "open_study",
    "points_table",
    "runs_table",
]

#: Who has the store open.
OWNER = "owner.json"

#: Chunks with fewer rows are merged, into ones of about so many.
SMALL, LARGE = 20_000, 50_000


def kept_measures(study: Study) -> tuple[str, ...]:
    """The measures the store keeps of each run, in the order of the tables."""
    from sim.measures import MEASURES

    if study.keep == ALL_MEASURES:
        return tuple(MEASURES)
    wanted = {*study.measures, *study.replications.until}
    return tuple(key for key in MEASURES if key in wanted)


@dataclass
class Store:
    """A store that is being written; only one process at a time has one open."""

    folder: Path
    study: Study
    code: str
    measures: tuple[str, ...]
    cells: dict[str, Cell]
    notes: list[str]
    _lock: Any
    _new_cells: dict[str, Cell] = field(default_factory=dict)
    _done: np.ndarray = field(default_factory=lambda: np.array([], dtype=f"S{DIGITS}"))
    _failed: np.ndarray = field(default_factory=lambda: np.array([], dtype=f"S{DIGITS}"))

    # ---- what is there ---------------------------------------------------------------------

    def has(self, address: str, *, failed: bool = True) -> bool:
        """Whether a run was there when the store was opened (a ``failed`` one counts or not)."""
        return _in(self._done, address) or (failed and _in(self._failed, address))

    @property
    def count(self) -> int:
        """How many runs were there when the store was opened."""
        return len(self._done) + len(self._failed)

    def look_through(self) -> None:
        """Find out what is there; chunks that cannot be used are put aside."""
        done: list[np.ndarray] = []
        failed: list[np.ndarray] = []
        for path in chunk_paths(self.folder):
            table = usable_chunk(path, self.code, None)
            if table is None or not set(self.measures) <= set(table.column_names):
                self._put_aside(path)
                continue
            addresses = np.array(table["run"].to_pylist(), dtype=f"S{DIGITS}")
            good = np.array(table["status"].to_pylist(), dtype=object) == DONE
            done.append(addresses[good])
            failed.append(addresses[~good])
        nothing = [np.array([], dtype=f"S{DIGITS}")]
        self._done = np.unique(np.concatenate(done or nothing))
        self._failed = np.setdiff1d(np.concatenate(failed or nothing), self._done)

    def _put_aside(self, path: Path) -> None:
        aside = self.folder / ASIDE
        aside.mkdir(exist_ok=True)
        path.replace(aside / path.name)
        self.notes.append(
            f"{path.relative_to(self.folder)}: damaged, or not of this study; put into {ASIDE}, "
            "its runs are computed again"
        )

    # ---- what is added ---------------------------------------------------------------------

    def add_cell(self, key: str, cell: Cell) -> None:
        """Remember the scenario of a cell; it is written with the next rows."""
        self.cells[key] = self._new_cells[key] = Cell(cell.identity, error=cell.error)

    def write(self, rows: Sequence[Row]) -> None:
        """Keep finished runs.  Raises :class:`FullError` if that cannot be done."""
        import pyarrow as pa

        try:
            if self._new_cells:
                table = pa.table(
                    {
                        "cell": list(self._new_cells),
                        "scenario": [cell.identity for cell in self._new_cells.values()],
                        "error": [cell.error for cell in self._new_cells.values()],
                    }
                )
                write_whole(self.folder / CELLS / new_name(), as_parquet(table))
                self._new_cells.clear()
            if rows:
                table = chunk_table(rows, self.measures, self.code)
                write_whole(self.folder / CHUNKS / new_name(), as_parquet(table))
        except OSError as error:
            raise FullError(why_not(error, self.folder)) from error

    def merge(self) -> None:
        """Join small files; stopped at any moment, it leaves nothing lost."""
        import pyarrow.parquet as pq

        small: list[tuple[Path, Any]] = []
        size = 0
        for path in chunk_paths(self.folder):
            try:
                rows = pq.read_metadata(path).num_rows
            except (OSError, ValueError):
                continue  # put aside when the store is next opened
            if rows < SMALL:
                small.append((path, rows))
                size += rows
            if size >= LARGE:
                self._join([one for one, _ in small])
                small, size = [], 0
        if len(small) > 1:
            self._join([one for one, _ in small])
        cells = sorted((self.folder / CELLS).glob("*.parquet"))
        if len(cells) > 1:
            tables = [pq.read_table(path) for path in cells]
            self._replace(cells, self.folder / CELLS, tables)

    def _join(self, paths: list[Path]) -> None:
        tables = [usable_chunk(path, self.code, [*HEAD, *self.measures]) for path in paths]
        usable = [(path, one) for path, one in zip(paths, tables, strict=True) if one is not None]
        if len(usable) > 1:
            tables = [one for _, one in usable]
            self._replace([path for path, _ in usable], self.folder / CHUNKS, tables)

    def _replace(self, paths: list[Path], folder: Path, tables: list[Any]) -> None:
        import pyarrow as pa

        # A table keeps one set of remarks; chunks made on different platforms stay apart.
        by_remarks: dict[bytes, list[tuple[Path, Any]]] = {}
        for path, table in zip(paths, tables, strict=True):
            told = (table.schema.metadata or {}).get(META, b"")
            by_remarks.setdefault(told, []).append((path, table))
        for members in by_remarks.values():
            if len(members) < 2:
                continue
            try:
                joined = pa.concat_tables([one for _, one in members])
                write_whole(folder / new_name(), as_parquet(joined))
            except OSError:
                return  # small files are as good
            for path, _ in members:
                path.unlink()

    def describe(self, changes: Mapping[str, Any]) -> None:
        """Write ``changes`` into the manifest.  Raises :class:`FullError` if that fails."""
        content = {**manifest(self.folder), **changes}
        write_manifest(self.folder, content)

    def close(self) -> None:
        """Let others in."""
        with suppress(OSError):
            (self.folder / OWNER).unlink()
        self._lock.release()


def _in(addresses: np.ndarray, address: str) -> bool:
    place = int(np.searchsorted(addresses, address.encode()))
    return place < len(addresses) and addresses[place] == address.encode()
