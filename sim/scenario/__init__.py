"""Scenario files: reading, putting together, checking, and what comes out of it.

``load`` gives a :class:`Scenario` or raises :class:`ScenarioError` with everything that is
wrong; ``check`` gives the problems alone; ``builtin`` lists the files in the box.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from sim.scenario.box import Builtin, builtin
from sim.scenario.building import build
from sim.scenario.checks import check_parts
from sim.scenario.composition import compose
from sim.scenario.errors import Problem, ScenarioError, in_order
from sim.scenario.parts import ReadScenario, read_parts
from sim.scenario.reading import UnreadableError
from sim.scenario.resolved import Scenario, Value
from sim.scenario.schema import FORMAT

__all__ = [
    "FORMAT",
    "Builtin",
    "Problem",
    "Scenario",
    "ScenarioError",
    "Value",
    "builtin",
    "check",
    "load",
]


def load(
    path_or_name: str | os.PathLike[str],
    *,
    municipality: str | None = None,
    organisation: str | None = None,
    strategy: str | None = None,
    settings: Sequence[str] = (),
) -> Scenario:
    """The scenario at a path, or the built-in one of that name.

    ``municipality``, ``organisation`` and ``strategy`` (a path or a built-in name) replace the
    scenario's own; ``settings`` are "key=value" texts that replace single values, as ``--set``
    does.
    Raises :class:`ScenarioError` with all problems if there are any.
    """
    read, problems = _read(path_or_name, municipality, organisation, strategy, settings)
    if problems or read is None:
        raise ScenarioError(problems)
    return build(read)


def check(
    path_or_name: str | os.PathLike[str],
    *,
    municipality: str | None = None,
    organisation: str | None = None,
    strategy: str | None = None,
    settings: Sequence[str] = (),
) -> list[Problem]:
    """All problems of a scenario, by file and line; an empty list if it can be used."""
    return _read(path_or_name, municipality, organisation, strategy, settings)[1]


def _read(
    path_or_name: str | os.PathLike[str],
    municipality: str | None,
    organisation: str | None,
    strategy: str | None,
    settings: Sequence[str],
) -> tuple[ReadScenario | None, list[Problem]]:
    try:
        read = read_parts(compose(path_or_name, municipality, organisation, settings, strategy))
    except UnreadableError as unreadable:
        return None, [unreadable.problem]
    return read, in_order([*read.problems, *check_parts(read)])
