"""What a pattern is: scenarios to be compared, what the source expects, and what ought to undo it.

A pattern is made of pairs.  The second arm of a pair differs from the first in what the source
speaks of; both meet the same households with the resources of the first.  A *claim* says which
way a measure is expected to go.  An *ablation* switches the mechanism held responsible off in
both arms, by ordinary settings: if the difference stays, something else made it.  What is set
alike in both arms to find out *why* a claim fails is called *alike*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from experiments.statistics import Verdict

if TYPE_CHECKING:
    from sim import Scenario


@dataclass(frozen=True)
class Setting:
    """Keys that are set in both arms of a pair, as ``--set`` takes them.

    ``one_case_system``: all units are put on a common case system too.  ``dwellings``: how many
    times as many municipal dwellings there are, of every kind.  ``by_definition``: measures that
    it sets to nothing in both arms, so that an ablation is no evidence on them.
    """

    title: str
    settings: tuple[str, ...] = ()
    one_case_system: bool = False
    dwellings: int = 1
    by_definition: tuple[str, ...] = ()

    def on(self, scenario: Scenario) -> list[str]:
        """All its keys, with those that follow from the units and the stock of ``scenario``."""
        found = list(self.settings)
        if self.one_case_system:
            units = scenario.organisation.units
            found += [f"organisation.units.{one.name}.case_systems=[common]" for one in units]
        if self.dwellings != 1:
            stock = scenario.municipality.stock
            found += [
                f"stock.{one.name}.dwellings={self.dwellings * one.dwellings}" for one in stock
            ]
        return found


class Arm(Protocol):
    """One side of a comparison."""

    @property
    def title(self) -> str:
        """What tables call it."""

    def load(self, setting: Setting | None = None) -> Scenario:
        """Its scenario, with ``setting`` on top if there is one."""


@dataclass(frozen=True)
class BoxArm:
    """A built-in scenario with settings, and what tables call it."""

    title: str
    scenario: str
    settings: tuple[str, ...] = ()

    def load(self, setting: Setting | None = None) -> Scenario:
        """The scenario; what ``setting`` says comes before what the arm says."""
        from sim import load

        if setting is None:
            return load(self.scenario, settings=self.settings)
        plain = load(self.scenario, settings=self.settings)
        return load(self.scenario, settings=on_top(self.settings, setting.on(plain)))


def on_top(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """The settings of both, those of ``second`` where both have the same key."""
    return [
        f"{key}={value}"
        for key, value in (one.split("=", 1) for one in first)
        if not any(other.startswith(f"{key}=") for other in second)
    ] + list(second)


@dataclass(frozen=True)
class Claim:
    """The measure of ``key`` is expected to be ``expected`` in the second arm of a pair.

    ``least`` and ``most``: by how much, where the source says so, in the measure's unit.
    """

    key: str
    expected: Verdict
    least: float | None = None
    most: float | None = None

    @property
    def has_size(self) -> bool:
        return self.least is not None or self.most is not None


@dataclass(frozen=True)
class Pair:
    """Two arms, what is expected of the second against the first, and what ought to undo it.

    ``beside``: measures that help to see why; ``alike``: what might be the reason where a claim
    fails, set alike in both arms.  ``logic``: what the rules let one expect, whatever comes out.
    ``name``: what a summary calls the pair, where its pattern has others.
    """

    first: Arm
    second: Arm
    claims: tuple[Claim, ...]
    ablations: tuple[Setting, ...]
    alike: tuple[Setting, ...] = ()
    beside: tuple[str, ...] = ()
    logic: str = ""
    name: str = ""

    @property
    def title(self) -> str:
        return f"{self.first.title} → {self.second.title}"

    def scenarios(self) -> dict[tuple[int, int], Scenario]:
        """Both arms as they are and under every setting, by arm and number of the setting.

        Number 0 is without any; ablations come first.  All have the resources of the first arm
        as it is.
        """
        from experiments.resources import prepare

        found = {
            (side, number): arm.load(setting)
            for number, setting in enumerate((None, *self.settings))
            for side, arm in enumerate((self.first, self.second))
        }
        ready = prepare({f"{side} {number}": one for (side, number), one in found.items()})
        return dict(zip(found, ready.scenarios.values(), strict=True))

    @property
    def settings(self) -> tuple[Setting, ...]:
        """Ablations, then what is set alike."""
        return (*self.ablations, *self.alike)


@dataclass(frozen=True)
class Pattern:
    """A pattern of the sources: ``said`` in plain words, with its ``source``."""

    name: str
    title: str
    said: str
    source: str
    pairs: tuple[Pair, ...]

    def with_pairs(self, pairs: Sequence[Pair]) -> Pattern:
        return replace(self, pairs=tuple(pairs))
