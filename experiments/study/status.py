"""How far a study has come, from what lies in its folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.study.addressing import code_version
from experiments.study.description import Study, from_json
from experiments.study.layout import DONE, disk_bytes, manifest
from experiments.study.opening import in_use_by
from experiments.study.running import failures, replications_needed
from experiments.study.tables import read_runs


@dataclass(frozen=True)
class Status:
    """What there is of a study.

    ``planned`` runs in all, as far as the runs that are there tell; ``done`` and ``failed`` of
    them are there.  ``errors``: what failed runs said, and how often.  ``user``: who has the
    store open, if somebody has.
    """

    study: Study
    folder: Path
    planned: int
    done: int
    failed: int
    errors: list[tuple[str, int]]
    damaged: list[str]
    bytes: int
    code: str
    same_code: bool
    started: str
    user: str

    @property
    def missing(self) -> int:
        return self.planned - self.done - self.failed

    def as_json(self) -> dict[str, Any]:
        return {
            "study": self.study.name,
            "title": self.study.title,
            "folder": str(self.folder),
            "planned": self.planned,
            "done": self.done,
            "failed": self.failed,
            "missing": self.missing,
            "errors": [{"error": error, "runs": count} for error, count in self.errors],
            "damaged": self.damaged,
            "arms": list(self.study.arms),
            "points": self.points,
            "bytes": self.bytes,
            "code": self.code,
            "same_code": self.same_code,
            "started": self.started,
            "in_use_by": self.user or None,
        }

    @property
    def points(self) -> int:
        from experiments.study import design

        return design.count(self.study)


def status(folder: Path) -> Status:
    """How far the study in ``folder`` has come.  Raises ``StoreError`` if there is none."""
    content = manifest(folder)
    study = from_json(content["study"])
    runs, damaged = read_runs(folder, [])
    done = int((runs["status"] == DONE).sum())
    needed = replications_needed(study, folder)
    return Status(
        study=study,
        folder=folder,
        planned=sum(needed.values()) * len(study.arms),
        done=done,
        failed=len(runs) - done,
        errors=failures(folder),
        damaged=damaged,
        bytes=disk_bytes(folder),
        code=content["code"],
        same_code=content["code"] == code_version(),
        started=content["started"],
        user=in_use_by(folder),
    )
