"""YAML text to a tree of nodes that remember where they stand.

Scalars stay the text that was written; what it means (a number with a unit, yes or no, a
name) is for the field that reads it, so nothing turns into a date, an octal number or
``False`` on the way.  Tags, anchors and aliases are not part of scenario files, which also
keeps a small file from unfolding into a huge one.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from sim.scenario.errors import Problem, printable, quoted

#: Limits that no honest scenario file comes near.
MOST_BYTES = 500_000
MOST_VALUES = 20_000
DEEPEST = 20

#: libyaml's where PyYAML was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: Where a value given with ``--set`` comes from, and what ``--organisation`` and the like name.
COMMAND_LINE = "command line"


@dataclass
class Node:
    """A value in a file: ``path`` is its dotted key, ``source`` the nearest enclosing one."""

    file: str
    line: int | None
    path: str
    source: str | None

    def problem(
        self, found: str, expected: str, suggestion: str | None = None, key: str | None = None
    ) -> Problem:
        """A problem with this value, or with ``key`` inside it."""
        path = self.path if key is None else join(self.path, key)
        return Problem(self.file, self.line, path, found, expected, suggestion)


@dataclass
class Scalar(Node):
    """A single value, as the text that was written."""

    text: str
    quoted: bool

    @property
    def empty(self) -> bool:
        return not self.quoted and self.text in ("", "~", "null", "Null", "NULL")


@dataclass
class Sequence(Node):
    """A list of values."""

    items: list[Node] = field(default_factory=list)


@dataclass
class Mapping(Node):
    """Values by key; ``key_lines`` tells where each key stands."""

    entries: dict[str, Node] = field(default_factory=dict)
    key_lines: dict[str, int | None] = field(default_factory=dict)

    def put(self, key: str, value: Node) -> None:
        self.entries[key] = value
        self.key_lines[key] = value.line


class UnreadableError(Exception):
    """A file of which nothing can be used; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def join(path: str, key: str) -> str:
    """The dotted path of ``key`` inside ``path``."""
    return f"{path}.{key}" if path else key


def shown(node: Node) -> str:
    """What a message says was found where ``node`` stands."""
    if isinstance(node, Mapping):
        return "several keys" if node.entries else "nothing"
    if isinstance(node, Sequence):
        return "a list" if node.items else "an empty list"
    assert isinstance(node, Scalar)
    return "nothing" if node.empty else quoted(node.text)


def read_file(path: Path, name: str) -> tuple[Mapping, list[Problem]]:
    """The mapping that the YAML file at ``path`` holds, called ``name`` in messages.

    Raises :class:`UnreadableError` if there is nothing to go on with; smaller troubles (a key
    given twice, say) come back as problems.
    """
    return read_text(_text_of(path, name), name)


def read_text(text: str, name: str) -> tuple[Mapping, list[Problem]]:
    """The same for YAML text."""
    builder = _Builder(name)
    node = builder.document(text)
    if not isinstance(node, Mapping):
        found = "nothing in it" if isinstance(node, Scalar) and node.empty else shown(node)
        raise UnreadableError(Problem(name, node.line, "", found, "keys with values"))
    return node, builder.problems


def read_value(text: str, name: str, path: str) -> Node:
    """The value that ``text`` writes for the key at ``path`` (``--set path=text``).

    Raises :class:`UnreadableError` for what is not one value.
    """
    builder = _Builder(name)
    try:
        node = builder.document(text, path)
    except UnreadableError as unreadable:
        wrong = unreadable.problem
        raise UnreadableError(Problem(name, None, path, wrong.found, wrong.expected)) from None
    if builder.problems:
        wrong = builder.problems[0]
        raise UnreadableError(Problem(name, None, wrong.key, wrong.found, wrong.expected))
    _forget_lines(node)
    return node


def title_in(path: Path) -> str:
    """The ``title`` a file opens with, or "" (read no further than needed)."""
    depth, key = 0, None
    for event in _Builder(path.name).parse(_text_of(path, path.name)):
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            depth, key = depth + 1, None if depth else key
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            depth -= 1
        elif isinstance(event, ScalarEvent) and depth == 1:
            if key == "title":
                return str(event.value)
            key = event.value if key is None else None
    return ""


def _text_of(path: Path, name: str) -> str:
    def unreadable(found: str, expected: str = "a scenario file") -> UnreadableError:
        return UnreadableError(Problem(name, None, "", found, expected))

    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise unreadable("a folder")
        if not stat.S_ISREG(status.st_mode):
            raise unreadable("something that is not a file")
        if status.st_size > MOST_BYTES:
            raise unreadable(f"{status.st_size} bytes", f"at most {MOST_BYTES} bytes")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no usable file name"
        raise unreadable(f"a file that cannot be read ({reason.lower()})") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableError(
            Problem(name, line, "", "bytes that are not text in UTF-8", "text in UTF-8")
        ) from None


def _forget_lines(node: Node) -> None:
    node.line = None
    if isinstance(node, Mapping):
        node.key_lines = dict.fromkeys(node.key_lines)
    for child in _children(node):
        _forget_lines(child)


def _events(text: str) -> Iterable[Event]:
    """The parser's events: libyaml's, twenty times as fast, where it is there and finds no mistake.

    What is wrong with a file is told by the parser in Python, which says it more plainly.
    """
    try:
        return list(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError:
        return yaml.parse(text, Loader=yaml.SafeLoader)


class _Builder:
    """Builds the tree from the parser's events, which come without any recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.count = 0

    def document(self, text: str, path: str = "") -> Node:
        self.events = self.parse(text)
        event = next(self.events, None)
        if event is None:
            return Scalar(self.name, None, path, None, "", False)
        root = self._node(event, path, 0)
        event = next(self.events, None)
        if event is not None:
            raise self._unreadable(event, "", "a second document", "one document in a file")
        return root

    def parse(self, text: str) -> Iterator[Event]:
        """Content events; whatever the parser stumbles over becomes a problem."""
        wrapping = (StreamStartEvent, StreamEndEvent, DocumentStartEvent, DocumentEndEvent)
        try:
            for event in _events(text):
                if not isinstance(event, wrapping):
                    yield event
        except UnreadableError:
            raise
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            said = error.problem or error.context or "a mistake"
            raise UnreadableError(
                Problem(
                    self.name,
                    mark.line + 1 if mark else None,
                    "",
                    f"a mistake in the YAML ({printable(said)})",
                    "well-formed YAML",
                )
            ) from None
        except Exception as error:  # the parser has many ways to give up on odd bytes
            said = printable(str(error).splitlines()[0] if str(error) else type(error).__name__)
            raise UnreadableError(
                Problem(self.name, None, "", f"no YAML ({said})", "well-formed YAML")
            ) from None

    def _unreadable(self, event: Any, path: str, found: str, expected: str) -> UnreadableError:
        return UnreadableError(Problem(self.name, event.start_mark.line + 1, path, found, expected))

    def _node(self, event: Any, path: str, depth: int) -> Node:
        line = event.start_mark.line + 1
        self.count += 1
        if self.count > MOST_VALUES:
            raise self._unreadable(event, path, "more values", f"at most {MOST_VALUES} values")
        if depth > DEEPEST:
            raise self._unreadable(event, "", "deeper nesting", f"at most {DEEPEST} levels")
        if isinstance(event, AliasEvent) or event.anchor:
            raise self._unreadable(
                event, path, "an anchor or alias (& or *)", "values written out in full"
            )
        if getattr(event, "tag", None):
            raise self._unreadable(event, path, f"a tag {quoted(str(event.tag))}", "no tags (!)")
        if isinstance(event, ScalarEvent):
            return Scalar(self.name, line, path, None, event.value, bool(event.style))
        if isinstance(event, SequenceStartEvent):
            return self._sequence(Sequence(self.name, line, path, None), depth)
        return self._mapping(Mapping(self.name, line, path, None), depth)

    def _sequence(self, node: Sequence, depth: int) -> Sequence:
        while not isinstance(event := next(self.events), SequenceEndEvent):
            path = join(node.path, str(len(node.items) + 1))
            node.items.append(self._node(event, path, depth + 1))
        return node

    def _mapping(self, node: Mapping, depth: int) -> Mapping:
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._node(event, node.path, depth + 1)
            if not isinstance(key, Scalar):
                raise self._unreadable(event, node.path, "a key made of values", "a plain name")
            path = join(node.path, key.text)
            value = self._node(next(self.events), path, depth + 1)
            if key.text in node.key_lines:
                first = node.key_lines[key.text]
                self.problems.append(
                    Problem(
                        self.name,
                        key.line,
                        path,
                        f"a key given twice (first in line {first})",
                        "each key once",
                    )
                )
                continue
            node.entries[key.text] = value
            node.key_lines[key.text] = key.line
        self._take_source(node)
        return node

    def _take_source(self, node: Mapping) -> None:
        """The mapping's own ``source`` is that of all values in it that have no nearer one."""
        source = node.entries.pop("source", None)
        if source is None:
            return
        if not isinstance(source, Scalar) or source.empty or not source.text.strip():
            self.problems.append(
                source.problem(shown(source), 'where the number comes from, or "assumption"')
            )
            return
        _inherit(node, source.text.strip())


def _inherit(node: Node, source: str) -> None:
    if node.source is not None:
        return
    node.source = source
    for child in _children(node):
        _inherit(child, source)


def _children(node: Node) -> list[Node]:
    if isinstance(node, Mapping):
        return list(node.entries.values())
    return node.items if isinstance(node, Sequence) else []
