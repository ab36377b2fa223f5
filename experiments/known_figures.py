"""What is known about the world, and how far the model is from it.

Known figures lie in ``known-figures.yaml`` in the box, each with unit, year, place and source,
and with the word on whether numbers of the model were chosen so as to hit it.  What was
chosen so proves nothing; only the figures not used are a test.  Most inputs are assumptions
and most figures are of other years than 2009, so orders of magnitude are what must fit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from experiments.formatting import number, shown_unit
from experiments.formatting import shown as in_tables
from experiments.loading import AS_IT_IS, Chosen
from experiments.statistics import Estimate, estimate
from sim.quantities import singular
from sim.scenario import box
from sim.scenario.errors import Problem, ScenarioError, in_order, nearest, quoted
from sim.scenario.fields import Choice, Given, Quantity, Switch, Text, neutral
from sim.scenario.reading import Mapping as Keys
from sim.scenario.reading import Node, UnreadableError, read_file, shown
from sim.scenario.reading import Sequence as Items
from sim.scenario.validation import read as read_field
from sim.scenario.validation import validate

if TYPE_CHECKING:
    from experiments.runner import Outcome
    from sim import Scenario
    from sim.measures import Measure

#: The municipalities that are not named.
OTHERS = "others"

CALIBRATED, NOT_USED = "calibrated", "not used"

_MILLION = "million "

_VALUE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?: to ([0-9]+(?:\.[0-9]+)?))? (.+)")


class Fit(StrEnum):
    """How an outcome of the model lies to a known figure."""

    FITS = "fits"
    RIGHT_ORDER = "right order"
    NOT = "does not fit"
    UNDEFINED = "undefined"


@dataclass(frozen=True)
class Known:
    """A known figure: from ``low`` to ``high`` (the same for a single value).

    ``at`` names the municipalities it is held against, none for all; ``others`` are those
    without one of their own.  ``by``: what was chosen so as to hit it, where ``calibrated``.
    ``why_not``: why the model misses it, by municipality or for ``others``.
    """

    low: float
    high: float
    places: int
    place: str
    year: str
    source: str
    calibrated: bool
    by: str
    at: tuple[str, ...]
    why_not: Mapping[str, str]

    def __str__(self) -> str:
        ends = sorted({self.low, self.high})
        return " to ".join(number(end, self.places) for end in ends)

    @property
    def used(self) -> str:
        return CALIBRATED if self.calibrated else NOT_USED


@dataclass(frozen=True)
class Figure:
    """A figure with all that is known of it, and the measure of the model beside it.

    ``unit`` is that of the measure as tables show it, or millions of it, or with ``per_1000``
    that per 1000 inhabitants.  An outcome within ``factor`` of what is known is of the right
    order.
    """

    key: str
    label: str
    measure: str
    unit: str
    per_1000: bool
    factor: float
    known: tuple[Known, ...]

    @property
    def name(self) -> str:
        """The label with the unit, as tables show it."""
        return f"{self.label} ({self.unit})"

    def known_of(self, municipality: str) -> list[Known]:
        """What ``municipality`` is held against."""
        own = any(municipality in one.at for one in self.known)
        return [
            one
            for one in self.known
            if not one.at or municipality in one.at or (OTHERS in one.at and not own)
        ]


@dataclass(frozen=True)
class KnownFigures:
    """All figures; the scenario each municipality is looked at in; the margin of one value."""

    figures: tuple[Figure, ...]
    scenarios: Mapping[str, str]
    margin: float


@dataclass(frozen=True)
class Finding:
    """One known figure and what the model makes of it in a municipality, in the same unit."""

    municipality: str
    figure: Figure
    known: Known
    model: Estimate
    fit: Fit

    @property
    def why_not(self) -> str:
        """Why the model misses it; empty where it does not, or where nobody knows."""
        if self.fit is not Fit.NOT:
            return ""
        reasons = self.known.why_not
        return reasons.get(self.municipality) or reasons.get(OTHERS, "")


def judge(mean: float | None, known: Known, factor: float, margin: float) -> Fit:
    """How a mean of the model lies to what is known.

    It fits inside the known range, where a single value reaches by ``margin`` to both sides;
    it is of the right order while no more than ``factor`` beyond the range.
    """
    if mean is None:
        return Fit.UNDEFINED
    low, high = known.low, known.high
    if low == high:
        low, high = low * (1.0 - margin), high * (1.0 + margin)
    if low <= mean <= high:
        return Fit.FITS
    if known.low / factor <= mean <= known.high * factor:
        return Fit.RIGHT_ORDER
    return Fit.NOT


def compare(
    outcome: Outcome,
    scenarios: Mapping[str, Scenario],
    known: KnownFigures,
    measures: Mapping[str, Measure],
) -> list[Finding]:
    """Every municipality's runs against what is known of it, in the order of both."""
    findings = []
    for name, scenario in scenarios.items():
        if not outcome.seeds_of(name):
            continue
        for figure in known.figures:
            model = _modelled(outcome, name, scenario, figure, measures)
            for one in figure.known_of(scenario.municipality.name):
                fit = judge(model.mean, one, figure.factor, known.margin)
                findings.append(Finding(name, figure, one, model, fit))
    return findings


def _modelled(
    outcome: Outcome,
    name: str,
    scenario: Scenario,
    figure: Figure,
    measures: Mapping[str, Measure],
) -> Estimate:
    """The figure's measure over the runs, in the figure's unit."""
    values = outcome.values(name, figure.measure)
    if figure.per_1000:
        values = values * 1000.0 / scenario.municipality.population
    if figure.unit.startswith(_MILLION):
        values = values / 1e6
    return in_tables(estimate(values), measures[figure.measure].unit)


# ---- loading -------------------------------------------------------------------------------


def load_municipalities(
    names: Sequence[str], known: KnownFigures, chosen: Chosen = AS_IT_IS
) -> dict[str, Scenario]:
    """The scenario of each municipality (a path, or a name in the box; all there if none, those
    with a scenario of their own first).

    Raises ``ScenarioError`` with the problems of all together.
    """
    from sim.scenario import load

    found, problems = {}, []
    for name in dict.fromkeys(names or _in_the_box(known)):
        own = known.scenarios.get(name)
        try:
            found[name] = load(
                own or known.scenarios[OTHERS],
                **vars(replace(chosen, municipality=None if own else name)),
            )
        except ScenarioError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise ScenarioError(problems)
    return found


def _in_the_box(known: KnownFigures) -> list[str]:
    there = box.names("municipality")
    return [*(name for name in known.scenarios if name in there), *there]


# ---- reading -------------------------------------------------------------------------------


_Line = Annotated[str, Text()]
_Name = Annotated[str, Text(60)]
_Reason = Text(600)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


class _KnownFile(_File):
    value: _Line = Field(description="a number or a range (32 to 34) with the figure's unit")
    place: _Line = Field(description="where it was counted")
    year: _Line = Field(description="when it was counted")
    used: Annotated[Given, Choice((CALIBRATED, NOT_USED))] = Field(
        description="whether numbers of the model were chosen so as to hit it"
    )
    by: _Line | None = Field(None, description="what was chosen so as to hit it")
    at: list[_Name] = Field([], description="municipalities it is held against; all if left out")
    why_not: Any = Field(None, description="why the model misses it, or that by municipality")


class _FigureFile(_File):
    label: _Line = Field(description="what it counts")
    measure: _Name = Field(description="the measure of the model that corresponds to it")
    unit: _Name = Field(description="the unit of its values")
    per_1000: Annotated[Given, Switch()] = Field(
        neutral(False, "yes or no"),
        description="whether the measure is to be taken per 1000 inhabitants",
    )
    factor: Annotated[Given, Quantity("ratio", "ratio", low=1)] = Field(
        description="how far off an outcome of the right order of magnitude may be"
    )
    known: Any = Field(description="a list of known values")


class _TopFile(_File):
    title: _Line = Field(description="a line for readers")
    scenarios: dict[str, _Name] = Field(description="scenario by municipality, and for others")
    margin: Annotated[Given, Quantity("share", "share", high=1)] = Field(
        description="how near to a single value counts as hitting it"
    )
    figures: Any = Field(description="figures by key")


def read(measures: Mapping[str, Measure], path: Path | None = None) -> KnownFigures:
    """The known figures in the file at ``path``, or those in the box, of ``measures``.

    Raises ``ScenarioError`` with all that is wrong with the file.
    """
    path = path or box.folder() / box.KNOWN_FIGURES
    try:
        node, problems = read_file(path, path.name)
    except UnreadableError as unreadable:
        raise ScenarioError([unreadable.problem]) from None
    top = validate(_TopFile, node, problems)
    figures: list[Figure | None] = []
    if top is not None:
        if OTHERS not in top.scenarios:
            where = node.entries["scenarios"]
            problems.append(where.problem("nothing", "a scenario for the others", key=OTHERS))
        figures = [
            _figure(key, one, measures, problems)
            for key, one in _entries(node, "figures", problems)
        ]
    if problems or top is None:
        raise ScenarioError(in_order(problems))
    settled = tuple(one for one in figures if one is not None)
    return KnownFigures(settled, top.scenarios, top.margin.number)


def _entries(node: Keys, key: str, problems: list[Problem]) -> list[tuple[str, Node]]:
    inside = node.entries[key]
    if isinstance(inside, Keys) and inside.entries:
        return list(inside.entries.items())
    problems.append(node.problem("nothing to read", "figures by key", key=key))
    return []


def _figure(
    key: str, node: Node, measures: Mapping[str, Measure], problems: list[Problem]
) -> Figure | None:
    file = validate(_FigureFile, node, problems)
    if file is None:
        return None
    assert isinstance(node, Keys)
    _demand_measure(node.entries["measure"], file, measures, problems)
    items = node.entries["known"]
    if not isinstance(items, Items) or not items.items:
        problems.append(node.problem("nothing to read", "a list of known values", key="known"))
        return None
    known = [_known(item, file.unit, problems) for item in items.items]
    return Figure(
        key,
        file.label,
        file.measure,
        file.unit,
        bool(file.per_1000.base),
        file.factor.number,
        tuple(one for one in known if one is not None),
    )


def _demand_measure(
    node: Node, file: _FigureFile, measures: Mapping[str, Measure], problems: list[Problem]
) -> None:
    """The measure must be one of the model's, and in the figure's unit."""
    if file.measure not in measures:
        suggestion = nearest(file.measure, measures)
        problems.append(node.problem(shown(node), "a measure of the model", suggestion))
        return
    unit = shown_unit(measures[file.measure].unit)
    if not file.per_1000.base and file.unit not in (unit, _MILLION + unit):
        problems.append(node.problem(f"a measure in {unit}", f"one in {file.unit}"))


def _known(node: Node, unit: str, problems: list[Problem]) -> Known | None:
    file = validate(_KnownFile, node, problems)
    if file is None:
        return None
    assert isinstance(node, Keys)
    if node.source is None:
        problems.append(node.problem("nothing", "where the value comes from", key="source"))
        return None
    found = _VALUE.fullmatch(file.value)
    if found is None or found[3] not in (unit, singular(unit)):
        expected = f"a number, or two with to between them, and then {unit}"
        problems.append(node.entries["value"].problem(quoted(file.value), expected))
        return None
    low, high = float(found[1]), float(found[2] or found[1])
    if not 0.0 < low <= high:
        expected = "two numbers above 0, the lower one first"
        problems.append(node.entries["value"].problem(quoted(file.value), expected))
        return None
    return Known(
        low,
        high,
        max(len(end.partition(".")[2]) for end in found.groups("")[:2]),
        file.place,
        file.year,
        node.source,
        file.used.base == CALIBRATED,
        file.by or "",
        tuple(file.at),
        _reasons(node.entries.get("why_not"), problems),
    )


def _reasons(node: Node | None, problems: list[Problem]) -> dict[str, str]:
    """A text for all, or one by municipality."""
    if node is None:
        return {}
    texts = node.entries if isinstance(node, Keys) else {OTHERS: node}
    found = {name: read_field(_Reason, text, problems) for name, text in texts.items()}
    return {name: text for name, text in found.items() if text is not None}
