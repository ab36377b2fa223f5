"""Reading the scenarios that a command names, and giving each a name of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim import Scenario
    from sim.scenario import Problem


@dataclass(frozen=True)
class Chosen:
    """What the command line puts in place of what scenario files name, and the values it sets."""

    municipality: str | None = None
    organisation: str | None = None
    strategy: str | None = None
    settings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same for manifests."""
        return {
            "municipality": self.municipality,
            "organisation": self.organisation,
            "strategy": self.strategy,
            "set": list(self.settings),
        }


AS_IT_IS = Chosen()


def load_all(files: Sequence[str], chosen: Chosen = AS_IT_IS) -> dict[str, Scenario]:
    """The scenarios of ``files`` by name, in order.

    Raises ``ScenarioError`` with the problems of all files together.
    """
    from sim.scenario import ScenarioError, load

    loaded: list[Scenario] = []
    problems: list[Problem] = []
    for file in files:
        try:
            loaded.append(load(file, **vars(chosen)))
        except ScenarioError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise ScenarioError(problems)
    return dict(zip(distinct([one.name for one in loaded]), loaded, strict=True))


def distinct(names: Sequence[str]) -> list[str]:
    """``names`` with a number after each that was there before: ``moss``, ``moss (2)``."""
    found: list[str] = []
    for name in names:
        candidate, count = name, 1
        while candidate in found:
            count += 1
            candidate = f"{name} ({count})"
        found.append(candidate)
    return found
