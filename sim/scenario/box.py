"""The scenario files that come with the program."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sim.scenario.reading import UnreadableError, title_in

#: Where files of each kind lie inside the built-in folder ("" for scenarios: the rest).
FOLDERS = {
    "municipality": "municipalities",
    "organisation": "organisations",
    "strategy": "strategies",
    "scenario": "",
}

SUFFIX = ".yaml"

#: The one file of the box that is no part of a scenario: what is known about the world.
KNOWN_FIGURES = "known-figures.yaml"


class Builtin(NamedTuple):
    """A file of the box: its kind, the name commands take, its title, where it lies."""

    kind: str
    name: str
    title: str
    path: Path


def folder() -> Path:
    """The built-in scenarios: the checkout's beside the package, else those in the wheel."""
    package = Path(__file__).resolve().parent.parent
    checkout = package.parent / "scenarios"
    return checkout if (checkout / FOLDERS["municipality"]).is_dir() else package / "_scenarios"


def names(kind: str) -> dict[str, Path]:
    """The built-in files of a kind, by name, in order."""
    root = folder() / FOLDERS[kind]
    others = () if kind != "scenario" else tuple(name for name in FOLDERS.values() if name)
    found = {}
    # By name: as files, ``moss-2009.yaml`` would come after ``moss-2009-to-2002.yaml``.
    for path in sorted(root.rglob(f"*{SUFFIX}"), key=lambda path: path.with_suffix("").parts):
        inside = path.relative_to(root)
        if inside.parts[0] not in others and inside.name != KNOWN_FIGURES:
            found[inside.with_suffix("").as_posix()] = path
    return found


def builtin() -> list[Builtin]:
    """Everything in the box: municipalities, organisations, strategies, scenarios, by name."""
    return [
        Builtin(kind, name, _title(path, name), path)
        for kind in FOLDERS
        for name, path in names(kind).items()
    ]


def _title(path: Path, name: str) -> str:
    try:
        return title_in(path) or name
    except UnreadableError:
        return name
