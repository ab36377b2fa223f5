"""The table of tasks of an organisation file: who holds what, for whom."""

from __future__ import annotations

from dataclasses import dataclass

from sim.names import DISTRIBUTED_TASKS, TASKS_BY_GROUP, Category, Group, Task, labels
from sim.scenario.errors import Problem, nearest
from sim.scenario.fields import Text, authority
from sim.scenario.reading import Mapping, Node, Sequence, shown
from sim.scenario.schema import HolderFile
from sim.scenario.validation import MISSING, read, unknown_key, validate

#: The scope of a task that one unit holds for everybody, and that of the rest.
ALL = "all"
OTHERS = "others"


@dataclass(frozen=True)
class Held:
    """A cell of the table of tasks: the unit's name, on whose authority, and where."""

    unit: str
    source: str
    node: Node


#: The cells of each task by scope: a group, a category of dwellings, ``ALL`` or ``OTHERS``.
Table = dict[Task, dict[str, Held]]


def scopes_of(task: Task) -> list[str]:
    """The names a task may be divided by, if it may."""
    if task is Task.ALLOCATE_DWELLINGS:
        return [*labels(Category), OTHERS]
    return [*labels(Group), OTHERS] if task in TASKS_BY_GROUP else []


def holder_for(held: dict[str, Held], scope: str) -> Held:
    """The cell that counts for ``scope``: its own, that of the rest, or that of all."""
    return held.get(scope) or held.get(OTHERS) or held[ALL]


def read_table(tasks: Mapping, problems: list[Problem]) -> Table:
    """What can be read of the table at ``tasks``."""
    valid = labels(DISTRIBUTED_TASKS)
    table: Table = {}
    for key, entry in tasks.entries.items():
        if key in valid:
            task = Task[key.upper()]
            table[task] = _holders(task, entry, problems)
        else:
            problems.append(_unknown_task(tasks, key, valid))
    return table


def _unknown_task(tasks: Mapping, key: str, valid: list[str]) -> Problem:
    missing = [task for task in valid if task not in tasks.entries]
    meant = nearest(key, missing)
    if meant is not None:
        return unknown_key(tasks, key, [meant], MISSING.format(meant))
    return unknown_key(tasks, key, valid)


def _holders(task: Task, node: Node, problems: list[Problem]) -> dict[str, Held]:
    """The unit that holds ``task``, or one for each group or category, by scope."""
    scopes = scopes_of(task)
    if isinstance(node, Sequence):
        problems.append(
            node.problem(
                "a task held twice" if len(node.items) > 1 else shown(node),
                "one unit" + (f", or one by {', '.join(scopes[:2])}, ..." if scopes else ""),
            )
        )
        return {}
    if isinstance(node, Mapping) and scopes and "unit" in node.entries:
        twice = [key for key in node.entries if key in scopes]
        if twice:
            problems.append(
                node.problem(
                    f"rights held twice (by one unit for all, and again for {', '.join(twice)})",
                    f'one unit for all, or units by name of scope with "{OTHERS}" for the rest',
                )
            )
            return {}
    if not isinstance(node, Mapping) or not scopes or "unit" in node.entries:
        holder = _holder(node, problems)
        return {} if holder is None else {ALL: holder}
    if not node.entries:
        problems.append(node.problem("a task that nobody holds", "a unit that holds it"))
    held = {}
    for key, entry in node.entries.items():
        if key not in scopes:
            problems.append(unknown_key(node, key, ["unit", *scopes]))
            continue
        holder = _holder(entry, problems)
        if holder is not None:
            held[key] = holder
    return held


def _holder(node: Node, problems: list[Problem]) -> Held | None:
    if isinstance(node, Mapping):
        file = validate(HolderFile, node, problems)
        unit = node.entries.get("unit")
        return Held(file.unit, authority(unit), unit) if file is not None and unit else None
    name = read(Text(60), node, problems, "the name of a unit")
    return None if name is None else Held(name, authority(node), node)
