"""Putting a scenario together: finding files, includes, overrides, the command line.

A scenario names a municipality, an organisation and perhaps a strategy, or holds them, and so do
those of its changes that bring in another organisation; each of these may say that it is ``like``
another one.  A name is looked up beside the file that gives it, then among the built-in files; it
must stay inside the top file's folder or the built-in one.  Overrides replace values at their place
in the tree, before anything is checked, so that a replaced value is checked like any other.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.scenario import box, likeness
from sim.scenario.errors import Problem, nearest, printable, quoted
from sim.scenario.overrides import apply_overrides
from sim.scenario.reading import (
    COMMAND_LINE,
    Mapping,
    Node,
    Scalar,
    UnreadableError,
    read_file,
    shown,
)
from sim.scenario.reading import Sequence as ListNode
from sim.scenario.schema import MOST_REORGANISATIONS

#: Keys that tell what kind of file one has before oneself.
_SIGNS = {
    "scenario": {"municipality", "organisation", "run"},
    "municipality": {"population", "stock", "groups"},
    "organisation": {"units", "tasks", "agreements"},
    "strategy": {"plan_every", "planning", "project_group", "steering_group", "procurement"},
}

_A = {
    "municipality": "a municipality",
    "organisation": "an organisation",
    "strategy": "a strategy",
    "scenario": "a scenario",
}

#: Files that name each other one after the other; no scenario needs more than two.
_LONGEST_CHAIN = 20


@dataclass
class Part:
    """A municipality or an organisation as read: its name, its keys, and where it was named."""

    name: str
    node: Mapping
    place: Node


@dataclass
class Composition:
    """A scenario put together but not yet checked.

    ``parts`` lacks what could not be read; ``strategy`` is what the scenario itself says of one;
    ``later`` are the organisations that changes bring in, each of them in its place in the tree,
    and all of them with that strategy.  ``settings`` holds parameter values by key, the
    last word on each.
    """

    name: str
    top: Mapping
    parts: dict[str, Part] = field(default_factory=dict)
    strategy: Part | None = None
    later: list[Part] = field(default_factory=list)
    settings: dict[str, Node] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def compose(
    path_or_name: str | os.PathLike[str],
    municipality: str | None,
    organisation: str | None,
    settings: Sequence[str],
    strategy: str | None = None,
) -> Composition:
    """The scenario's files, joined; :class:`UnreadableError` if the top one is of no use.

    ``municipality``, ``organisation`` and ``strategy`` take the place of those that it names.
    """
    path = find_scenario(os.fspath(path_or_name))
    top, problems = read_file(path, display(path))
    _demand_kind(top, "scenario")
    whole = Composition(_name_of(path), top, problems=problems)
    roots = (_resolved(path).parent, box.folder())
    chosen = {"strategy": strategy, "municipality": municipality, "organisation": organisation}
    for kind, name in chosen.items():
        if name is not None:
            top.put(kind, Scalar(COMMAND_LINE, None, kind, None, name, True))
        part = _named_in(top, kind, path, roots, whole.problems)
        if part is None:
            continue
        if kind == "strategy":
            whole.strategy = part
        else:
            whole.parts[kind] = part
            _pursue(whole, part, kind)
    # Before overrides, which may reach into them; and after, for those that overrides name.
    _include_later(whole, path, roots)
    apply_overrides(whole, settings)
    _include_later(whole, path, roots)
    for organisation_part in (whole.parts.get("organisation"), *whole.later):
        if organisation_part is not None:
            _include_strategy(organisation_part.node, path, roots, whole.problems)
    if whole.strategy is not None:
        named = whole.strategy.place
        where = named.file if named.line is None else f"{named.file}:{named.line}"
        source = f"a strategy is named in {where}"
        pursued = Scalar(named.file, named.line, "planning.pursued", source, "yes", True)
        whole.settings.setdefault("planning.pursued", pursued)
    return whole


def _named_in(
    node: Mapping, kind: str, path: Path, roots: tuple[Path, ...], problems: list[Problem]
) -> Part | None:
    """The part of a kind that ``node`` names or holds; ``None`` if there is none, or in vain.

    What is named on the command line may lie anywhere, and is not looked for beside the file.
    """
    place = node.entries.get(kind)
    if place is None:
        return None
    outside = place.file == COMMAND_LINE
    beside, within = (None, ()) if outside else (path.parent, roots)
    return _include(kind, place, beside, within, [path], problems)


def _include_strategy(
    node: Mapping, path: Path, roots: tuple[Path, ...], problems: list[Problem]
) -> None:
    """Put the strategy that an override has named in its place in an organisation."""
    place = node.entries.get("strategy")
    if place is None or isinstance(place, Mapping) or (isinstance(place, Scalar) and place.empty):
        return
    found = _named_in(node, "strategy", path, roots, problems)
    if found is None:
        del node.entries["strategy"]
    else:
        node.entries["strategy"] = found.node


def _pursue(whole: Composition, part: Part, kind: str = "organisation") -> None:
    """Let the scenario's strategy hold before what an organisation says of one."""
    if kind == "organisation" and whole.strategy is not None:
        before, node = part.node.entries.get("strategy"), whole.strategy.node
        of_both = likeness.joined(before, node) if isinstance(before, Mapping) else node
        part.node.put("strategy", of_both)


def _include_later(whole: Composition, path: Path, roots: tuple[Path, ...]) -> None:
    """Put the organisations that changes name in their places, those that are not yet there."""
    places = list(_places_of_organisations(whole.top))
    if len(places) > MOST_REORGANISATIONS:
        found = f"{len(places)} changes of organisation"
        expected = f"at most {MOST_REORGANISATIONS}"
        whole.problems.append(whole.top.entries["changes"].problem(found, expected))
        return
    before, whole.later = whole.later, []
    for change, place in places:
        part = next((one for one in before if one.node is place), None)
        if part is None:
            part = _named_in(change, "organisation", path, roots, whole.problems)
            if part is not None:
                _pursue(whole, part)
        if part is not None:
            # The key keeps its line.
            change.entries["organisation"] = part.node
            whole.later.append(part)


def _places_of_organisations(top: Mapping) -> Iterator[tuple[Mapping, Node]]:
    """The changes that bring in an organisation, each with what names or holds it."""
    changes = top.entries.get("changes")
    for change in changes.items if isinstance(changes, ListNode) else ():
        if isinstance(change, Mapping) and "organisation" in change.entries:
            yield change, change.entries["organisation"]


def _name_of(path: Path) -> str:
    """What a scenario is called in tables: its name in the box, else that of its file."""
    known = {built_in: name for name, built_in in box.names("scenario").items()}
    return known.get(_resolved(path), path.stem)


def find_scenario(path_or_name: str) -> Path:
    """The file of a scenario: a path, else the name of a built-in scenario."""
    path = Path(path_or_name)
    known = box.names("scenario")
    if _is_file(path):
        return path
    name = path_or_name.removesuffix(box.SUFFIX)
    if name in known:
        return known[name]
    if _exists(path):
        return path
    inside = [one for one in known if one.startswith(f"{path.as_posix()}/")]
    raise UnreadableError(
        Problem(
            printable(path_or_name),
            None,
            "",
            "a folder of built-in scenarios"
            if inside
            else "no such file, and no built-in scenario of that name",
            "the path of a scenario file or the name of a built-in scenario",
            inside[0] if inside else _named_like(name, known),
        )
    )


def display(path: Path) -> str:
    """``path`` as messages show it: from the working folder where it lies inside that."""
    try:
        if _resolved(path).is_relative_to(Path.cwd()):
            path = Path(os.path.relpath(path))
    except (OSError, ValueError):
        pass  # then as it was given
    return printable(path.as_posix(), longest=1000)


def _resolved(path: Path) -> Path:
    """``path`` without links and dots; as it is where that cannot be found out."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path.absolute()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _kind_of(node: Mapping) -> str | None:
    """The kind of file ``node`` looks like, if only one."""
    kinds = [kind for kind, signs in _SIGNS.items() if signs & node.entries.keys()]
    return kinds[0] if len(kinds) == 1 else None


def _demand_kind(node: Mapping, kind: str, place: Scalar | None = None) -> None:
    """Refuse a file that is plainly of another kind, where it was named if it was."""
    seen = _kind_of(node)
    if seen is None or seen == kind:
        return
    found, expected = f"{_A[seen]} file", f"{_A[kind]} file"
    if place is not None:
        raise UnreadableError(place.problem(f"{quoted(place.text)}, {found}", expected))
    raise UnreadableError(Problem(node.file, None, "", found, expected))


def _include(
    kind: str,
    place: Node,
    beside: Path | None,
    roots: tuple[Path, ...],
    chain: list[Path],
    problems: list[Problem],
) -> Part | None:
    """The part that ``place`` names or holds; ``None``, and problems, if it is of no use."""
    name = kind
    if isinstance(place, Mapping):
        node = place
    else:
        try:
            if not isinstance(place, Scalar) or place.empty or not place.text.strip():
                raise UnreadableError(
                    place.problem(shown(place), f"the file of {_A[kind]}, or its keys")
                )
            path = _find_include(kind, place, beside, roots)
            node, troubles = read_file(path, display(path))
            _refuse_circles(node, path, place, roots, chain)
            _demand_kind(node, kind, place)
        except UnreadableError as unreadable:
            problems.append(unreadable.problem)
            return None
        problems.extend(troubles)
        name = path.stem
        beside = path.parent
        roots = roots or (_resolved(beside), box.folder())
        chain = [*chain, path]
    joined = _with_likeness(kind, node, beside, roots, chain, problems)
    if joined is None:
        return None
    strategy = joined.entries.get("strategy") if kind == "organisation" else None
    if strategy is not None and not (isinstance(strategy, Scalar) and strategy.empty):
        found = _include("strategy", strategy, beside, roots, chain, problems)
        if found is None:
            del joined.entries["strategy"]  # its problem has been told
        else:
            joined.entries["strategy"] = found.node
    return Part(name, joined, place)


def _with_likeness(
    kind: str,
    node: Mapping,
    beside: Path | None,
    roots: tuple[Path, ...],
    chain: list[Path],
    problems: list[Problem],
) -> Mapping | None:
    """``node`` joined with what it is like, and that with what it is like; ``None`` in vain."""
    place = node.entries.get(likeness.KEY)
    if place is None:
        return node
    try:
        if not isinstance(place, Scalar) or place.empty or not place.text.strip():
            raise UnreadableError(place.problem(shown(place), f"the file of {_A[kind]}"))
        path = _find_include(kind, place, beside, roots)
        _refuse_repeats([*chain, path], place)
        base, troubles = read_file(path, display(path))
        _demand_kind(base, kind, place)
    except UnreadableError as unreadable:
        problems.append(unreadable.problem)
        return None
    problems.extend(troubles)
    whole_base = _with_likeness(kind, base, path.parent, roots, [*chain, path], problems)
    return None if whole_base is None else likeness.joined(whole_base, node)


def _find_include(kind: str, place: Scalar, beside: Path | None, roots: tuple[Path, ...]) -> Path:
    """The file that ``place`` names, looked for beside the naming file, then in the box."""
    text = place.text.strip()
    inside = box.folder()
    folder = beside or Path()
    candidates = [folder / text, inside / text]
    candidates += [inside / box.FOLDERS[kind] / name for name in (text, text + box.SUFFIX)]
    path = next((candidate for candidate in candidates if _is_file(candidate)), candidates[0])
    if roots and not any(_resolved(path).is_relative_to(root) for root in roots):
        raise UnreadableError(
            place.problem(
                f"{quoted(text)}, a file outside the scenario's folder",
                "a file inside the scenario's folder or the built-in one",
            )
        )
    if not _is_file(path):
        what = "not a file" if _exists(path) else "a file that is not there"
        if _is_folder(path):
            what = "a folder"
        raise UnreadableError(
            place.problem(
                f"{quoted(text)}, {what}",
                f"the file of {_A[kind]}, or the name of a built-in one",
                _named_like(text, box.names(kind))
                or nearest(text, _files_like(folder, text, kind)),
            )
        )
    return path


def _named_like(text: str, names: Collection[str]) -> str | None:
    """The name most like ``text``, or the shortest that begins with it: a town's organisation."""
    begun = [name for name in names if text and name.startswith(text)]
    return nearest(text, names) or min(begun, key=len, default=None)


def _files_like(folder: Path, text: str, kind: str) -> list[str]:
    """Files that could have been meant: beside the one named, and in the box."""
    within = Path(text).parent
    try:
        beside = [(within / path.name).as_posix() for path in (folder / within).glob("*.yaml")]
    except (OSError, ValueError):
        beside = []
    return beside + [f"{box.FOLDERS[kind]}/{name}{box.SUFFIX}" for name in box.names(kind)]


def _refuse_circles(
    node: Mapping, path: Path, place: Scalar, roots: tuple[Path, ...], chain: list[Path]
) -> None:
    """Follow what the included file itself includes, if it does, until it ends or repeats."""
    chain = [*chain, path]
    _refuse_repeats(chain, place)
    included = [(kind, node.entries.get(kind)) for kind in ("municipality", "organisation")]
    included += [("organisation", later) for _, later in _places_of_organisations(node)]
    for kind, deeper in included:
        if isinstance(deeper, Scalar) and not deeper.empty:
            try:
                next_path = _find_include(kind, deeper, path.parent, roots)
                following, _ = read_file(next_path, display(next_path))
            except UnreadableError:
                continue
            _refuse_circles(following, next_path, place, roots, chain)


def _refuse_repeats(chain: list[Path], place: Scalar) -> None:
    """Refuse a file that leads back to one that led to it."""
    here = _resolved(chain[-1])
    if len(chain) > _LONGEST_CHAIN or any(_resolved(link) == here for link in chain[:-1]):
        route = " -> ".join(link.name for link in chain)
        raise UnreadableError(
            place.problem(f"a circle of files ({route})", "files that do not include each other")
        )
