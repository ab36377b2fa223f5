"""Files that are like another one: its keys hold where the file itself has none.

The two are joined key by key, mapping in mapping, and every value keeps the file and the line
where it stands.  What is one thing only as a whole (who holds a task, shares that sum to one, a
value with its source, a list) is replaced as a whole.
"""

from __future__ import annotations

from sim.scenario.reading import Mapping, Node, Scalar

#: The key that names the other file.
KEY = "like"

#: What a file says of itself alone.
_OWN = ("title",)

#: Shares that sum to one, of a group of households.
_OF_A_GROUP = ("persons", "grounds", "habits")


def joined(base: Mapping, over: Mapping) -> Mapping:
    """The keys of ``over``, and of ``base`` where it has none."""
    kept = Mapping(over.file, over.line, over.path, over.source)
    for key, entry in base.entries.items():
        if key not in _OWN:
            kept.entries[key] = entry
            kept.key_lines[key] = base.key_lines[key]
    return _joined(kept, over, ())


def _joined(base: Mapping, over: Mapping, steps: tuple[str, ...]) -> Mapping:
    both = Mapping(over.file, over.line, over.path, over.source)
    both.entries = dict(base.entries)
    both.key_lines = dict(base.key_lines)
    for key, entry in over.entries.items():
        if key == KEY and not steps:
            continue
        both.entries[key] = _replaced(base.entries.get(key), entry, (*steps, key))
        both.key_lines[key] = over.key_lines[key]
    return both


def _replaced(before: Node | None, entry: Node, steps: tuple[str, ...]) -> Node:
    if isinstance(before, Mapping):
        if isinstance(entry, Scalar) and entry.empty:
            return before  # a name with nothing behind it changes nothing
        if isinstance(entry, Mapping) and not _is_one_thing(steps, before, entry):
            return _joined(before, entry, steps)
    return entry


def _is_one_thing(steps: tuple[str, ...], before: Mapping, entry: Mapping) -> bool:
    """Whether what stands there is replaced as a whole."""
    if "value" in before.entries or "value" in entry.entries:
        return True
    first = steps[0]
    return (
        first == "districts"
        or (first == "tasks" and len(steps) > 1)
        or (first == "groups" and len(steps) == 3 and steps[2] in _OF_A_GROUP)
    )
