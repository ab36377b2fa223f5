"""Scenarios of a study's cells: one arm at one point.

Files are read once and kept as they were before any value was replaced; a cell is a copy of
them with its own values put in, checked like any scenario.  All cells of a point are worked out
together, because with equal resources they share what the baseline has there.
"""

from __future__ import annotations

import fnmatch
import hashlib
import itertools
import math
import pickle
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.study.description import EQUAL, Design, Level, Study, Uncertainty
from experiments.study.design import Point
from sim.quantities import BARE_KINDS, KINDS
from sim.scenario.building import build
from sim.scenario.changes import in_whole
from sim.scenario.checks import check_parts
from sim.scenario.composition import Composition, compose
from sim.scenario.errors import Problem, ScenarioError, in_order, nearest
from sim.scenario.overrides import apply_overrides
from sim.scenario.parts import read_parts
from sim.scenario.reading import COMMAND_LINE, Node, Scalar, UnreadableError
from sim.scenario.reading import Mapping as Keys
from sim.scenario.reading import Sequence as Items

if TYPE_CHECKING:
    from sim import Scenario
    from sim.scenario.resolved import Value

#: Units that numbers are written without.
_UNWRITTEN = ("", "factor", *(next(iter(KINDS[kind])) for kind in BARE_KINDS))

#: Base scenario, municipality, organisation and strategy (``None``: the base scenario's own).
Parts = tuple[str, str | None, str | None, str | None]


@dataclass(frozen=True)
class Inputs:
    """All that makes up the scenario of a cell, before anything has been read.

    ``settings`` replace values; ``factors`` multiply what is there then, by the path of the key
    (``*`` for any).
    """

    parts: Parts
    settings: tuple[tuple[str, str], ...]
    factors: tuple[tuple[str, float], ...]

    @property
    def texts(self) -> list[str]:
        return [f"{key}={value}" for key, value in self.settings]


@dataclass(frozen=True)
class Cell:
    """The scenario of an arm at a point, packed, or why there is none.

    ``identity`` tells scenarios apart by their content; that of a failed cell is its inputs'.
    """

    identity: str
    packed: bytes = b""
    error: str = ""


def pack(scenario: Scenario) -> bytes:
    """``scenario`` in as few bytes as it takes to run it: without its numbers' sources."""
    return zlib.compress(pickle.dumps(replace(scenario, values={}), pickle.HIGHEST_PROTOCOL), 1)


@lru_cache(maxsize=64)
def unpack(packed: bytes) -> Scenario:
    """The scenario that :func:`pack` packed; the same object again for its next runs."""
    scenario: Scenario = pickle.loads(zlib.decompress(packed))
    return scenario


@dataclass
class Resolver:
    """Works out the scenarios of a study; may be sent to another process.

    ``folder`` is where the study file lies, beside which scenario files are looked for first.
    ``digests``: the content of the files of scenarios; what is known of it needs no file.
    """

    study: Study
    folder: Path
    digests: dict[Parts, str] = field(default_factory=dict)
    _composed: dict[Parts, bytes] = field(default_factory=dict)

    # ---- inputs ----------------------------------------------------------------------------

    def inputs(self, point: Point, arm: str) -> Inputs:
        """What makes up the scenario of ``arm`` at ``point``."""
        levels = list(self.study.combinations[arm])
        return self.inputs_of(point.base, levels, point.values)

    def inputs_of(self, base: str, levels: list[Level], values: tuple[float, ...]) -> Inputs:
        """The same for levels of levers and values of uncertainties."""
        chosen = [self.study.common]
        settings: dict[str, str] = {}
        factors: dict[str, float] = {}
        numbers: dict[str, str] = {}
        for one, value in zip(self.study.uncertainties, values, strict=True):
            if np.isnan(value):
                continue
            if one.is_choice:
                chosen.append(one.levels[round(value) - 1])
            elif one.multiplies:
                factors |= dict.fromkeys(one.keys, value)
            else:
                numbers |= dict.fromkeys(one.keys, written(value, one.unit))
        municipality = organisation = strategy = None
        for level in (*chosen, *levels):
            settings |= level.settings
            municipality = level.municipality or municipality
            organisation = level.organisation or organisation
            strategy = level.strategy or strategy
        parts = (base, municipality, organisation, strategy)
        return Inputs(parts, tuple({**settings, **numbers}.items()), tuple(factors.items()))

    def key(self, point: Point, arm: str) -> str:
        """What the scenario of a cell follows from, as a hash: known without reading it."""
        inputs = self.inputs(point, arm)
        told = [self.digest(inputs.parts), inputs.settings, inputs.factors]
        if self.study.resources == EQUAL and arm != self.study.baseline:
            baseline = self.inputs(point, self.study.baseline)
            told += [self.digest(baseline.parts), baseline.settings, baseline.factors]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]

    def digest(self, parts: Parts) -> str:
        """The content of the files that a scenario is put together from, as a hash."""
        if parts not in self.digests:
            whole: Composition = pickle.loads(self._composition(parts))
            told = [_content(whole.top)]
            told += [(kind, part.name, _content(part.node)) for kind, part in whole.parts.items()]
            told += [(key, _content(node)) for key, node in whole.settings.items()]
            self.digests[parts] = hashlib.sha256(repr(told).encode()).hexdigest()
        return self.digests[parts]

    def only_for(self, point: Point) -> Resolver:
        """What works out the scenarios of ``point`` and no others: less to send."""
        known = [self.inputs(point, arm).parts for arm in self.study.arms]
        return Resolver(
            replace(self.study, design=Design(self.study.design.kind), lines={}),
            self.folder,
            {parts: self.digest(parts) for parts in known},
            {parts: self._composition(parts) for parts in known},
        )

    def read_all(self) -> None:
        """Read all files there are scenarios of; raises ``ScenarioError`` for the first in vain."""
        for parts in self.all_parts():
            self.digest(parts)

    def all_parts(self) -> list[Parts]:
        """Every way in which files are put together in this study."""
        choices: list[tuple[Level, ...]] = [
            (Level(""), *one.levels) for one in self.study.uncertainties if one.is_choice
        ]
        with_files = [levels for levels in choices if any(level.parts for level in levels)]
        found = {
            self.inputs_of(base, [*uncertain, *levels], nothing(self.study)).parts: None
            for base in self.study.bases
            for levels in self.study.combinations.values()
            for uncertain in itertools.product(*with_files)
        }
        return list(found)

    # ---- scenarios -------------------------------------------------------------------------

    def cells(self, point: Point) -> dict[str, Cell]:
        """The scenarios of all arms at ``point``."""
        from experiments.resources import ResourceError, settled

        found: dict[str, Scenario] = {}
        failed: dict[str, Cell] = {}
        for arm in self.study.arms:
            try:
                found[arm] = self.scenario(self.inputs(point, arm))
            except ScenarioError as error:
                failed[arm] = self._failed(point, arm, error.problems[0])
        own = self.study.resources != EQUAL
        if self.study.baseline not in found and not own:
            return {
                arm: failed.get(arm) or self._failed(point, arm, "no baseline to take resources of")
                for arm in self.study.arms
            }
        try:
            ready = settled(found, own_resources=own)
        except (ResourceError, ValueError, ArithmeticError):
            ready = {}  # one of them has none; which, is found out one by one
        for arm, scenario in found.items():
            lineup = {self.study.baseline: found.get(self.study.baseline, scenario), arm: scenario}
            try:
                one = ready.get(arm) or settled(lineup, own_resources=own)[arm]
                ready[arm] = one
            except (ResourceError, ValueError, ArithmeticError) as error:
                failed[arm] = self._failed(point, arm, error)
        return {
            arm: failed.get(arm) or Cell(ready[arm].identity, pack(ready[arm]))
            for arm in self.study.arms
        }

    def _failed(self, point: Point, arm: str, why: object) -> Cell:
        return Cell(f"none-{self.key(point, arm)}", error=f"no scenario: {why}")

    def scenario(self, inputs: Inputs) -> Scenario:
        """The scenario that ``inputs`` make up, with resources of its own.

        Raises ``ScenarioError`` with all that is wrong, as if it had been given on the command
        line.
        """
        texts = inputs.texts
        if inputs.factors:
            before = self._build(inputs.parts, texts)
            texts += _multiplied(before.values, inputs.factors)
        return self._build(inputs.parts, texts)

    def _build(self, parts: Parts, texts: list[str]) -> Scenario:
        whole = pickle.loads(self._composition(parts))
        apply_overrides(whole, texts)
        read = read_parts(whole)
        problems = in_order([*read.problems, *check_parts(read)])
        if problems:
            raise ScenarioError(problems)
        return build(read)

    def _composition(self, parts: Parts) -> bytes:
        """The files of a scenario, read and joined, before values are replaced."""
        if parts not in self._composed:
            base, municipality, organisation, strategy = (
                None if one is None else self._beside(one) for one in parts
            )
            try:
                assert base is not None
                whole = compose(base, municipality, organisation, (), strategy)
            except UnreadableError as unreadable:
                raise ScenarioError([unreadable.problem]) from None
            self._composed[parts] = pickle.dumps(whole, pickle.HIGHEST_PROTOCOL)
        return self._composed[parts]

    def _beside(self, name: str) -> str:
        """``name`` as a path where there is such a file beside the study file."""
        path = self.folder / name
        try:
            return str(path) if path.is_file() else name
        except (OSError, ValueError):
            return name


def nothing(study: Study) -> tuple[float, ...]:
    """Values that leave every uncertainty as the base scenario has it."""
    return (math.nan,) * len(study.uncertainties)


def _content(node: Node) -> object:
    """What a file says, whatever it is called and wherever it lies."""
    if isinstance(node, Keys):
        return [(key, _content(one)) for key, one in node.entries.items()]
    if isinstance(node, Items):
        return [[], *(_content(one) for one in node.items)]
    assert isinstance(node, Scalar)
    return (node.text, node.quoted)


def written(value: float, unit: str) -> str:
    """A number as a setting has it."""
    return f"{value:.15g}" if unit in _UNWRITTEN else f"{value:.15g} {unit}"


def _multiplied(values: Mapping[str, Value], factors: tuple[tuple[str, float], ...]) -> list[str]:
    """Settings that multiply what is there; ``ScenarioError`` for what is no number."""
    texts: dict[str, str] = {}
    problems = []
    for pattern, factor in factors:
        numbers = fitting(pattern, values)
        if not numbers:
            keys = _fitting_keys(pattern, values)
            found = "a value that is no number" if keys else "an unknown key"
            expected = "the path of a number that is given in the files, or of several (*)"
            meant = None if keys else nearest(pattern, values)
            problems.append(Problem(COMMAND_LINE, None, pattern, found, expected, meant))
        for key in numbers:
            value = values[key]
            assert isinstance(value.written, float | int)
            number = in_whole(key, float(f"{value.written * factor:.15g}"))
            texts[key] = f"{key}={written(number, value.unit)}"
    if problems:
        raise ScenarioError(problems)
    return list(texts.values())


def fitting(path: str, values: Mapping[str, Value]) -> list[str]:
    """The keys of numbers that ``path`` stands for: its own, or those it fits (``*`` for any)."""
    return [key for key in _fitting_keys(path, values) if _is_number(values[key])]


def _fitting_keys(path: str, values: Mapping[str, Value]) -> list[str]:
    return [path] if path in values else fnmatch.filter(values, path)


def _is_number(value: Value) -> bool:
    return isinstance(value.written, float | int) and not isinstance(value.written, bool)


def default_of(one: Uncertainty, values: Mapping[str, Value]) -> float | None:
    """What an uncertainty is in a scenario where nobody varies it, if that can be said."""
    from sim.quantities import from_base

    if one.is_choice:
        return None
    if one.multiplies:
        return 1.0
    value = values.get(one.keys[0])
    if value is None or not _is_number(value):
        return None
    assert not isinstance(value.base, str)
    if value.unit == one.unit:
        return float(value.written)
    try:
        return from_base(float(value.base), one.unit) if one.unit else float(value.written)
    except KeyError:
        return None
