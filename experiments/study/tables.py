"""What the folder of a study says, as tables: points and runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.study import design
from experiments.study.description import Study, from_json
from experiments.study.layout import (
    HEAD,
    chunk_paths,
    chunk_table,
    digests,
    manifest,
    open_study,
    read_cells,
    usable_chunk,
)
from experiments.study.points import Resolver

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

#: Columns of chunks that tables of runs are made from.
_OF_A_RUN = ["run", "scenario", "seed", "status", "error"]


def points_table(folder: Path | str) -> pd.DataFrame:
    """One row per point: ``point``, ``base``, and a column for each uncertainty.

    ``uncertainty:<name>`` is its value in its unit (for a choice the number of the level), the
    base's own where the design leaves it alone; ``cube:<name>``, in designs made in the unit
    cube, where it lies there.
    """
    return _points_frame(open_study(folder))


def _points_frame(study: Study) -> pd.DataFrame:
    import pandas as pd

    rows, bases = design.rows(study), len(study.bases)
    table = {
        "point": np.arange(1, len(rows) * bases + 1),
        "base": np.tile(np.array(study.bases, dtype=object), len(rows)),
    }
    for place, one in enumerate(study.uncertainties):
        column = np.repeat(rows[:, place], bases)
        defaults = np.array([one.defaults.get(base, np.nan) for base in study.bases])
        own = np.tile(defaults, len(rows))
        table[f"uncertainty:{one.name}"] = np.where(np.isnan(column), own, column)
    cube = design.cube(study)
    if cube is not None:
        for place, one in enumerate(study.uncertainties):
            table[f"cube:{one.name}"] = np.repeat(cube[:, place], bases)
    return pd.DataFrame(table)


def runs_table(folder: Path | str, measures: Sequence[str] | None = None) -> pd.DataFrame:
    """One row per run that is there, in the order of replication, point and arm.

    Columns: ``point``, ``base``, ``arm``, ``replication``, ``seed``, ``run`` (its address),
    ``status`` ("done" or "failed"), ``error``, one for each lever and uncertainty, and one for
    each of ``measures`` (all that are kept, if left out), nan where undefined.  Runs in damaged
    chunks are left out; :func:`read_runs` names these.  Raises :class:`StoreError` if the folder
    is no store, or ``KeyError`` for a measure it has not.
    """
    return read_runs(folder, measures)[0]


def read_runs(
    folder: Path | str, measures: Sequence[str] | None = None
) -> tuple[pd.DataFrame, list[str]]:
    """The same table, and the chunks that could not be used, by their names in the folder."""
    import pandas as pd

    folder = Path(folder)
    content = manifest(folder)
    study = from_json(content["study"])
    kept = tuple(content["measures"])
    wanted = kept if measures is None else tuple(measures)
    for key in wanted:
        if key not in kept:
            raise KeyError(key)
    found, damaged = _contents(folder, content["code"], [*_OF_A_RUN, *wanted])
    runs = found.select(_OF_A_RUN).to_pandas()
    runs["place"] = np.arange(len(runs))
    runs = runs.sort_values("status", kind="stable").drop_duplicates("run")  # done before failed
    cells = _cells_frame(folder, study, content)
    table = cells.merge(runs, left_on="identity", right_on="scenario")
    table["replication"] = table["seed"] - table["first seed"] + 1
    table = table[table["replication"].between(1, study.replications.most)]
    table = table.sort_values(["replication", "point", "arm number"], kind="stable")
    table = table.reset_index(drop=True)
    points = _points_frame(study)
    there = table["point"].to_numpy() - 1
    arms = table["arm number"].to_numpy()
    columns: dict[str, Any] = {
        "point": table["point"],
        "base": points["base"].take(there).array,
        **{key: table[key] for key in ("arm", "replication", "seed", "run", "status", "error")},
    }
    for lever in study.levers:
        levels = pd.Series([study.lever_levels(arm)[lever.name] for arm in study.arms])
        columns[f"lever:{lever.name}"] = levels.take(arms).array
    for one in study.uncertainties:
        key = f"uncertainty:{one.name}"
        columns[key] = points[key].to_numpy()[there]
    # Column by column, so that there are never two copies of all of them.
    places = table["place"].to_numpy()
    columns |= {key: found[key].to_numpy()[places] for key in wanted}
    return pd.DataFrame(columns, copy=False), damaged


def _cells_frame(folder: Path, study: Study, content: Mapping[str, Any]) -> pd.DataFrame:
    """The scenario of each cell that is known: point, arm, identity, first seed."""
    import pandas as pd

    resolver = Resolver(study, Path(), digests=digests(content))
    identities = read_cells(folder)
    rows = []
    for point in design.points(study):
        first = design.seeds(study, point.number)
        for number, arm in enumerate(study.arms):
            cell = identities.get(resolver.key(point, arm))
            if cell is not None:
                rows.append((point.number, arm, number, cell.identity, first))
    names = ["point", "arm", "arm number", "identity", "first seed"]
    return pd.DataFrame(rows, columns=names).astype({"point": int, "first seed": int})


def _contents(folder: Path, code: str, columns: list[str]) -> tuple[pa.Table, list[str]]:
    """Columns of all chunks, one after the other, and the chunks that are none of ``code``."""
    import pyarrow as pa

    tables, damaged = [], []
    for path in chunk_paths(folder):
        table = usable_chunk(path, code, columns)
        if table is not None:
            tables.append(table.replace_schema_metadata(None))
        elif path.exists():  # else it was merged into another one meanwhile
            damaged.append(path.relative_to(folder).as_posix())
    if not tables:
        measures = [key for key in columns if key not in HEAD]
        tables = [chunk_table([], measures, code).select(columns)]
    return pa.concat_tables(tables), damaged
