"""Opening a store: who may, and what may not be mixed.

One process at a time has a store open.  The system takes the lock from a process that ends in
whatever way; a file beside it says whose it is.  Runs of another version of the code, of another
study, or of scenario files that have changed since are refused unless the user wants otherwise.
"""

from __future__ import annotations

import json
import os
import socket
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from experiments.jobs import as_typed
from experiments.study.addressing import code_version
from experiments.study.description import Study, from_json
from experiments.study.layout import (
    ASIDE,
    CELLS,
    CHUNKS,
    FORMAT,
    MANIFEST,
    STUDY,
    FullError,
    StoreError,
    digests,
    manifest,
    read_cells,
    why_not,
    write_manifest,
    write_whole,
)
from experiments.study.points import Resolver
from experiments.study.store import OWNER, Store, kept_measures
from sim.scenario.errors import listed

LOCK = "lock"

#: What must be the same for a study to be the same, and how it is told where it is another.
_ESSENCE = {
    "bases": "other base scenarios",
    "common": "another override",
    "levers": "other levers",
    "uncertainties": "other uncertainties",
    "measures": "other measures",
    "design": "another design",
    "replications": "other replications",
    "seed": "another seed",
    "seeds": "other seeds at its points (seeds)",
    "resources": "other resources",
    "combine": "another way to combine levers",
    "keep": "other measures kept",
}


@dataclass(frozen=True)
class Texts:
    """A study file as it was read, for the store: its text, and the folder it lies in."""

    study: str
    folder: Path


def is_store(folder: Path) -> bool:
    """Whether ``folder`` holds a store already.  Raises :class:`FullError` if one may not look."""
    try:
        return (folder / MANIFEST).is_file()
    except OSError as error:
        raise FullError(why_not(error, folder)) from error


def as_grown(study: Study, folder: Path) -> Study:
    """``study`` as its file has it, with the size to which its store has been extended."""
    if not is_store(folder):
        return study
    content = manifest(folder)
    if _differences(from_json(content["asked"]), study):
        return study
    grown = from_json(content["study"])
    return replace(study, design=grown.design, replications=grown.replications)


def open_store(
    folder: Path,
    resolver: Resolver,
    texts: Texts,
    asked: Study,
    *,
    anew: bool = False,
    update: bool = False,
) -> Store:
    """The store of a study in ``folder``, made if there is none; nobody else may have it open.

    ``resolver`` has the study as it is to be run, ``asked`` is as its file has it.  ``anew``
    moves what is there into a folder inside if it is of another code version; ``update`` goes on
    with a study or scenario files that have changed, with the runs that are the same.  Raises
    :class:`StoreError` if the folder cannot be used.
    """
    study = resolver.study
    _make(folder)
    lock, notes = _locked(folder)
    try:
        if is_store(folder):
            before = manifest(folder)
            if before["code"] != code_version():
                _refuse_or_clear(folder, before, anew, _run_command(asked, texts, folder))
            else:
                if not update:
                    command = _run_command(asked, texts, folder)
                    _refuse_another(folder, before, asked, resolver, command)
                if anew:
                    notes.append(f"{folder}: of this code version; nothing to begin anew")
        for name in (CELLS, CHUNKS):
            (folder / name).mkdir(exist_ok=True)
            for part in (folder / name).glob(".*.part"):
                part.unlink()  # of a process that was ended in the middle
        store = Store(
            folder,
            study,
            code_version(),
            kept_measures(study),
            read_cells(folder),
            notes,
            lock,
        )
        _note_down(store, resolver, texts, asked)
        store.look_through()
        return store
    except BaseException as error:
        with suppress(OSError):
            (folder / OWNER).unlink()
        lock.release()
        if isinstance(error, OSError):
            raise FullError(why_not(error, folder)) from error
        raise


def _make(folder: Path) -> None:
    try:
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"{folder}: found a file, expected a folder or nothing")
        if folder.is_dir() and not is_store(folder):
            others = [one.name for one in folder.iterdir() if one.name not in (LOCK, OWNER)]
            ours = {CELLS, CHUNKS, STUDY}  # begun, but ended before it had a manifest
            if set(others) - ours - {one for one in others if one.endswith(".part")}:
                raise StoreError(f"{folder}: the folder holds other files; choose another one")
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".{uuid.uuid4().hex}.part"
        write_whole(probe, b"whether files can be made here")
        probe.unlink()
    except OSError as error:
        raise FullError(why_not(error, folder)) from error


def _note_down(store: Store, resolver: Resolver, texts: Texts, asked: Study) -> None:
    """Write what was asked, and under which circumstances."""
    import sim
    from experiments import provenance

    before = manifest(store.folder) if is_store(store.folder) else {}
    write_whole(store.folder / STUDY, texts.study.encode())
    content = {
        "format": FORMAT,
        "boligsim": sim.__version__,
        "code": store.code,
        "asked": asked.as_json(),
        "study": store.study.as_json(),
        "measures": list(store.measures),
        "files": [[*parts, resolver.digest(parts)] for parts in resolver.all_parts()],
        "file": store.study.file,
        "folder": str(texts.folder),
        "started": before.get("started", provenance.now()),
        "last": provenance.now(),
        "complete": False,
        **{key: one for key, one in provenance.facts().items() if key != "boligsim"},
    }
    write_manifest(store.folder, content)


# ---- the lock ------------------------------------------------------------------------------


def _locked(folder: Path) -> tuple[Any, list[str]]:
    """The lock on ``folder``; the system takes it from a process that ends in any way."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise StoreError(f"{folder}: in use by {_owner(folder)}; wait until it has ended") from None
    except OSError as error:
        raise FullError(why_not(error, folder)) from error
    before = _owner_facts(folder)
    notes = []
    if before:
        here = before.get("host") == socket.gethostname()
        if not here:
            lock.release()
            raise StoreError(
                f"{folder}: in use by {_owner(folder)}, or it was when that computer went down; "
                f"if it has ended, delete {folder / OWNER}"
            )
        notes.append(f"{folder}: taken over from {_owner(folder)}, which has ended")
    told = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    try:
        write_whole(folder / OWNER, json.dumps(told).encode())
    except OSError as error:
        lock.release()
        raise FullError(why_not(error, folder)) from error
    return lock, notes


def _owner_facts(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / OWNER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _owner(folder: Path) -> str:
    facts = _owner_facts(folder)
    if not facts:
        return "another process"
    return f"process {facts.get('pid')} on {facts.get('host')} (since {facts.get('since')})"


def in_use_by(folder: Path) -> str:
    """Who has the store open now; "" if nobody has."""
    from filelock import FileLock, Timeout

    if not (folder / LOCK).exists() or not _owner_facts(folder):
        return ""
    lock = FileLock(folder / LOCK, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return _owner(folder)
    except OSError:
        return ""
    lock.release()
    elsewhere = _owner_facts(folder).get("host") != socket.gethostname()
    return _owner(folder) if elsewhere else ""


# ---- what is refused -----------------------------------------------------------------------


def _run_command(study: Study, texts: Texts, folder: Path) -> str:
    """The command that runs a study file in ``folder``, as it can be typed here."""
    named = Path(study.file)
    file = named if named.is_file() else texts.folder / named.name
    return f"boligsim study run {as_typed(file)} --out {as_typed(folder)}"


def _refuse_or_clear(folder: Path, before: Mapping[str, Any], anew: bool, command: str) -> None:
    """A store of another code version is not gone on with."""
    if not anew:
        raise StoreError(
            f"{folder}: its runs are of another version of the code ({before['code']}, of boligsim "
            f"{before['boligsim']}; this is {code_version()}); results of two versions cannot be "
            f"mixed. Choose another folder, or begin anew: {command} --anew"
        )
    kept = folder / f"earlier-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    kept.mkdir()
    for name in (CELLS, CHUNKS, ASIDE, STUDY, MANIFEST):
        if (folder / name).exists():
            (folder / name).replace(kept / name)


def _refuse_another(
    folder: Path, before: Mapping[str, Any], study: Study, resolver: Resolver, command: str
) -> None:
    """Another study, or other scenario files, are taken on only if that is asked for."""
    different = _differences(from_json(before["asked"]), study)
    if different:
        words = listed((_ESSENCE[key] for key in different), "and")
        raise StoreError(
            f"{folder}: holds a study with {words}; choose another folder, or go on with this file "
            f"and the runs that are the same: {command} --update"
        )
    known = digests(before)
    for parts in resolver.all_parts():
        if parts in known and known[parts] != resolver.digest(parts):
            names = ", ".join(name for name in parts if name)
            raise StoreError(
                f"{folder}: the files of {names} have changed since; choose another folder, or go "
                f"on with them and the runs that are the same: {command} --update"
            )


def _differences(before: Study, after: Study) -> list[str]:
    """The keys in which two studies differ."""
    one, other = _comparable(before), _comparable(after)
    return [key for key in _ESSENCE if one[key] != other[key]]


def _comparable(study: Study) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(json.dumps(_without_places(study.as_json())))
    return told


def _without_places(content: Any) -> Any:
    """The same without where it stands in a file, and what follows from others."""
    if isinstance(content, dict):
        beside = ("line", "lines", "source", "defaults")
        return {key: _without_places(one) for key, one in content.items() if key not in beside}
    if isinstance(content, list | tuple):
        return [_without_places(one) for one in content]
    return content
