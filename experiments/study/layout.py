"""What lies where in the folder of a study, and how files get there whole.

    manifest.json     what was asked, under which code, how far it reaches by now
    study.yaml        the study file as it was read
    cells/            which scenario each arm is at each point
    chunks/           finished runs: address, seed, what became of it, every measure
    set-aside/        chunks that could not be used

Every file is written beside its place, forced to the disk, and then put there in one step, so
that at any moment all files are whole.
"""

from __future__ import annotations

import errno
import json
import os
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.study.description import Study, from_json
from experiments.study.points import Cell, Parts

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST = "manifest.json"
STUDY = "study.yaml"
CELLS = "cells"
CHUNKS = "chunks"
ASIDE = "set-aside"

#: The layout described above.
FORMAT = 2

#: What a manifest says beside its format, as far as anything is made of it.
_TOLD = (
    *("boligsim", "code", "asked", "study", "measures", "files", "folder", "started"),
    *("platform", "packages"),
)

DONE, FAILED = "done", "failed"

#: Columns of a chunk beside one for each measure.
HEAD = ("run", "scenario", "seed", "status", "error", "seconds")

META = b"boligsim"


class StoreError(Exception):
    """A folder that cannot be used as the store of a study; the message says why."""


class FullError(StoreError):
    """A folder in which nothing more can be written."""


@dataclass(frozen=True)
class Row:
    """One finished run: its values are those of the store's measures, in order."""

    address: str
    identity: str
    seed: int
    error: str | None
    seconds: float
    values: tuple[float, ...]


# ---- the manifest --------------------------------------------------------------------------


def open_study(folder: Path | str) -> Study:
    """The study whose runs are in ``folder``.  Raises :class:`StoreError` if there is none."""
    return from_json(manifest(Path(folder))["study"])


def manifest(folder: Path) -> dict[str, Any]:
    """What the store says of itself.  Raises :class:`StoreError` if it is none."""
    path = folder / MANIFEST
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise StoreError(
                f"{folder}: a store of layout {content['format']}, expected {FORMAT}; "
                "it was made by another version of boligsim"
            )
        missing = [key for key in _TOLD if key not in content]
        if missing:
            raise StoreError(f"{path}: found no readable manifest (no {', '.join(missing)})")
        return content
    except (FileNotFoundError, NotADirectoryError):
        found = "a file" if folder.is_file() else f"no {MANIFEST}"
        raise StoreError(f"{folder}: found {found}, expected the folder of a study") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path}: found no readable manifest ({error})") from None


def write_manifest(folder: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    try:
        write_whole(folder / MANIFEST, text.encode())
    except OSError as error:
        raise FullError(why_not(error, folder)) from error


def digests(content: Mapping[str, Any]) -> dict[Parts, str]:
    """The content of the files that scenarios were put together from, by what they name."""
    return {
        (base, place, rules, strategy): digest
        for base, place, rules, strategy, digest in content["files"]
    }


# ---- chunks and cells ----------------------------------------------------------------------


def chunk_paths(folder: Path) -> list[Path]:
    """The chunks of a store, oldest first."""
    return sorted((folder / CHUNKS).glob("*.parquet"))


def usable_chunk(path: Path, code: str, columns: Sequence[str] | None) -> pa.Table | None:
    """These columns (all, if ``None``) of a chunk; ``None`` if it is damaged or not of ``code``."""
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            told = json.loads((file.schema_arrow.metadata or {}).get(META, b"{}"))
            names = set(file.schema_arrow.names)
            if told.get("code") != code or not names.issuperset(columns or HEAD):
                return None
            return file.read(columns=None if columns is None else list(columns))
    except FileNotFoundError:
        return None  # merged into another one meanwhile
    except (OSError, ValueError):
        return None


def chunk_table(rows: Sequence[Row], measures: Sequence[str], code: str) -> pa.Table:
    """Rows as the table of a chunk."""
    import pyarrow as pa

    from experiments import provenance

    values = np.array([row.values for row in rows], dtype=float).reshape(len(rows), len(measures))
    columns: dict[str, Any] = {
        "run": pa.array([row.address for row in rows], pa.string()),
        "scenario": pa.array([row.identity for row in rows], pa.string()),
        "seed": pa.array([row.seed for row in rows], pa.int64()),
        "status": pa.array([DONE if row.error is None else FAILED for row in rows], pa.string()),
        "error": pa.array([row.error for row in rows], pa.string()),
        "seconds": pa.array([row.seconds for row in rows], pa.float32()),
    }
    for place, key in enumerate(measures):
        columns[key] = pa.array(values[:, place], pa.float64())
    told = {
        "code": code,
        "platform": provenance.platform_facts(),
        "packages": provenance.packages(),
    }
    return pa.table(columns).replace_schema_metadata({META: json.dumps(told).encode()})


def read_cells(folder: Path) -> dict[str, Cell]:
    """The scenarios of cells that were worked out, by what they follow from."""
    import pyarrow.parquet as pq

    found: dict[str, Cell] = {}
    for path in sorted((folder / CELLS).glob("*.parquet")):
        with suppress(OSError, ValueError):  # what is missing is worked out again
            columns = pq.read_table(path, memory_map=False).to_pydict()
            for key, identity, error in zip(
                columns["cell"], columns["scenario"], columns["error"], strict=True
            ):
                found[key] = Cell(identity, error=error)
    return found


def new_name() -> str:
    """A name that sorts by time and that nobody else uses."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:8]}.parquet"


def as_parquet(table: pa.Table) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    # Measures hardly ever repeat; addresses never do.
    pq.write_table(
        table,
        sink,
        compression="zstd",
        use_dictionary=["scenario", "status", "error"],
        write_statistics=["seed"],
        write_page_checksum=True,
    )
    return bytes(sink.getvalue())


# ---- writing -------------------------------------------------------------------------------


def write_whole(path: Path, content: bytes) -> None:
    """``content`` at ``path``, all of it or nothing, on the disk when this returns."""
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        with open(draft, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _settle(path.parent)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _settle(folder: Path) -> None:
    """Make the disk know the names in ``folder`` (where a system lets one)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def why_not(error: OSError, folder: Path) -> str:
    """What keeps a file from being written in ``folder``, in a line."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{folder}: no space left on the disk"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{folder}: no permission to write there"
    return f"{folder}: cannot be written ({(error.strerror or str(error)).lower()})"


def disk_bytes(folder: Path) -> int:
    """How much the store takes on the disk."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
