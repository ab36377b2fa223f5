"""What may stand in scenario files: every key, its kind of value, its range, its default.

Each mapping of a file has one flat model here; unknown keys are refused.  A field reads
the text of the file itself (:class:`Quantity`, :class:`Label`, ...), so that "5 years"
means the same everywhere, and gives a :class:`Given` that remembers where it stood.
:func:`validate` turns what pydantic finds into problems with file and line.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ValidationError,
)
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError, core_schema

from sim.names import OTHER_NEEDS, TASK_OF_NEED, Category, Ground, Need, Task, labels
from sim.quantities import BARE_KINDS, QuantityError, describe, from_base, parse, to_base
from sim.scenario.errors import Problem, listed, nearest
from sim.scenario.reading import COMMAND_LINE, Mapping, Node, Scalar, Sequence, shown
from sim.scenario.resolved import Value

#: The authority of a number the file leaves out.
NEUTRAL = "neutral default"

#: What to expect in the place of an unknown key that is most like one that is missing.
MISSING = 'the missing key "{}"'

#: Sizes beyond which a file is taken to be mistaken.
MOST_INHABITANTS = 10_000_000
MOST_DWELLINGS = 1_000_000
MOST_YEARS = 200
MOST_UNITS = 100
MOST_POSITIONS = 10_000
MOST_BLOCKS = 1_000
_MOST = 1e9
_MOST_RATE = to_base(1000, "per year")


@dataclass(frozen=True)
class Given:
    """A value as given: in its unit, in base units, on whose authority, and where."""

    written: float | str | bool
    unit: str
    base: float | str | bool
    source: str
    node: Scalar | None = None

    @property
    def number(self) -> float:
        return float(self.base)

    def value(self, key: str) -> Value:
        """The same for the resolved scenario, under ``key``."""
        return Value(key, self.written, self.unit, self.base, self.source)


def neutral(base: float | str | bool, unit: str) -> Given:
    """The value of a field that is left out."""
    return Given(base, unit, base, NEUTRAL)


def authority(node: Node) -> str:
    """The source of a value: that in the file, else the place it was given in."""
    if node.source is not None:
        return node.source
    if node.file == COMMAND_LINE:
        return "given on the command line"
    return f"given in {node.file}:{node.line}"


def wrong(node: Any, expected: str, suggestion: str | None = None) -> PydanticCustomError:
    """The error of a field that found ``node`` where it expected something else."""
    found = shown(node) if isinstance(node, Node) else _shown_plain(node)
    return PydanticCustomError(
        "scenario", "wrong", {"found": found, "expected": expected, "suggestion": suggestion}
    )


def _shown_plain(value: Any) -> str:
    if isinstance(value, dict):
        return "several keys" if value else "nothing"
    return "a list" if value else "an empty list"


class _Reader:
    """A field annotation whose ``read`` makes the value from the file's node."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def read(self, node: Any) -> Any:
        raise NotImplementedError


def _scalar(node: Any, expected: str) -> Scalar:
    """The single value at ``node``, bare or as ``{value: ..., source: ...}``."""
    if isinstance(node, dict) and "value" in node:
        unknown = next((key for key in node if key != "value"), None)
        if unknown is not None:
            raise PydanticCustomError(
                "scenario",
                "wrong",
                {
                    "key": unknown,
                    "found": 'an unknown key beside "value"',
                    "expected": "value and source only",
                    "suggestion": nearest(unknown, ["source"]),
                },
            )
        node = node["value"]
    if not isinstance(node, Scalar) or node.empty:
        raise wrong(node, expected)
    return node


@dataclass(frozen=True)
class Quantity(_Reader):
    """A number of a kind of :data:`sim.quantities.KINDS`; bounds are in ``unit``."""

    kind: str
    unit: str
    low: float = 0.0
    high: float = math.inf
    whole: bool = False

    @property
    def expected(self) -> str:
        what = "a whole number" if self.whole else describe(self.kind)
        unit = "" if self.kind in BARE_KINDS else f" {self.unit}"
        if math.isfinite(self.high):
            return f"{what}, from {self.low:.15g} to {self.high:.15g}{unit}"
        return f"{what}, {self.low:.15g} or more"

    @property
    def most(self) -> float:
        """The largest value, in ``unit``: nothing that the model could not count with."""
        absurd = from_base(_MOST_RATE, self.unit) if self.kind == "rate" else _MOST
        return min(self.high, absurd)

    def _refuse_the_absurd(self, scalar: Scalar, value: float) -> None:
        if value > self.most:
            raise wrong(scalar, f"{describe(self.kind)}, at most {self.most:.15g} {self.unit}")

    def read(self, node: Any) -> Given:
        scalar = _scalar(node, self.expected)
        try:
            written, unit = parse(scalar.text, self.kind)
        except QuantityError as error:
            raise wrong(scalar, error.expected) from None
        base = to_base(written, unit)
        value = from_base(base, self.unit)
        within = self.low <= value <= self.high
        if not within or (self.whole and not base.is_integer()):
            raise wrong(scalar, self.expected)
        self._refuse_the_absurd(scalar, value)
        return Given(written, unit, base, authority(scalar), scalar)


@dataclass(frozen=True)
class Choice(_Reader):
    """One word out of a few."""

    choices: tuple[str, ...]

    def read(self, node: Any) -> Given:
        expected = listed(self.choices)
        scalar = _scalar(node, expected)
        if scalar.text not in self.choices:
            raise wrong(scalar, expected, nearest(scalar.text, self.choices))
        return Given(scalar.text, "choice", scalar.text, authority(scalar), scalar)


_SWITCH = {"yes": True, "true": True, "no": False, "false": False}


class Switch(_Reader):
    """Yes or no (true and false are as good)."""

    def read(self, node: Any) -> Given:
        scalar = _scalar(node, "yes or no")
        if scalar.text not in _SWITCH:
            raise wrong(scalar, "yes or no", nearest(scalar.text, ["yes", "no"]))
        on = _SWITCH[scalar.text]
        return Given(on, "yes or no", on, authority(scalar), scalar)


@dataclass(frozen=True)
class Text(_Reader):
    """A line of text."""

    longest: int = 200

    def read(self, node: Any) -> str:
        expected = f"a line of text of at most {self.longest} characters"
        if not isinstance(node, Scalar) or node.empty or not node.text.strip():
            raise wrong(node, expected)
        text = node.text.strip()
        if len(text) > self.longest or not text.isprintable():
            raise wrong(node, expected)
        return text


@dataclass(frozen=True)
class Label(_Reader):
    """A name out of a vocabulary, or out of some of its names."""

    names: tuple[IntEnum, ...]

    def read(self, node: Any) -> IntEnum:
        text = node.text if isinstance(node, Scalar) else node
        valid = dict(zip(labels(self.names), self.names, strict=True))
        if not isinstance(text, str) or text not in valid:
            if isinstance(node, str):  # a key
                raise PydanticCustomError("label", "wrong", {"valid": list(valid)})
            suggestion = nearest(text, valid) if isinstance(text, str) else None
            raise wrong(node, listed(valid), suggestion)
        return valid[text]


@dataclass(frozen=True)
class WholeKey(_Reader):
    """A key that is a small whole number (a number of persons)."""

    high: int = 20

    def read(self, node: Any) -> int:
        valid = {str(number): number for number in range(1, self.high + 1)}
        if node not in valid:
            raise PydanticCustomError("label", "wrong", {"valid": ["1", "2", f"... {self.high}"]})
        return valid[node]


def _sums_to_one(shares: dict[Any, Given]) -> dict[Any, Given]:
    total = math.fsum(share.number for share in shares.values())
    if abs(total - 1.0) > 1e-6:
        raise PydanticCustomError(
            "scenario",
            "wrong",
            {
                "found": f"shares that sum to {total:.6g}",
                "expected": "shares that sum to 1",
                "suggestion": None,
            },
        )
    return shares


#: How often a need arises.
ARRIVALS = Quantity("arrivals", "per 1000 and year")

Share = Annotated[Given, Quantity("share", "share", high=1.0)]
Ratio = Annotated[Given, Quantity("ratio", "ratio")]
Rate = Annotated[Given, Quantity("rate", "per year")]
Count = Annotated[Given, Quantity("count", "count", whole=True)]
Monthly = Annotated[Given, Quantity("money per month", "NOK per month")]
Money = Annotated[Given, Quantity("money", "NOK")]
YesNo = Annotated[Given, Switch()]
Line = Annotated[str, Text()]
Name = Annotated[str, Text(60)]

#: Tasks a household can think of when it looks for help: all that some unit holds.
_DOORS = tuple(task for task in Task if task is not Task.ASSESSMENT)

Persons = Annotated[dict[Annotated[int, WholeKey()], Share], AfterValidator(_sums_to_one)]
Grounds = Annotated[
    dict[Annotated[Ground, Label(tuple(Ground))], Share], AfterValidator(_sums_to_one)
]
Habits = Annotated[dict[Annotated[Task, Label(_DOORS)], Share], AfterValidator(_sums_to_one)]
#: Tasks that handle a household's case, and so can pass it on.
_CASES = tuple(TASK_OF_NEED.values())
FollowOn = dict[Annotated[Task, Label(_CASES)], dict[Annotated[Task, Label(_CASES)], Share]]
Categories = list[Annotated[Category, Label(tuple(Category))]]


class _File(BaseModel):
    """A mapping of a scenario file; keys that are not fields are refused."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


class ScenarioFile(_File):
    """A scenario: a municipality under an organisation, over a time."""

    title: Line | None = Field(None, description="one line for tables; the file's name if left out")
    municipality: Any = Field(description="a municipality's file, or its keys written here")
    organisation: Any = Field(description="an organisation's file, or its keys written here")
    run: Any = Field(description="warm_up and observe")
    override: Any = Field(None, description="values by parameter or by path, replacing others")
    follow_on: FollowOn = Field({}, description="share of handled cases that go on, task by task")


class RunFile(_File):
    """How long a run lasts."""

    warm_up: Annotated[Given, Quantity("time", "years", high=MOST_YEARS)] = Field(
        description="time before observation starts"
    )
    observe: Annotated[Given, Quantity("time", "years", high=MOST_YEARS)] = Field(
        description="time observed"
    )


class MunicipalityFile(_File):
    """A place: its people, its stock, how often they need help."""

    title: Line | None = Field(None, description="its name in tables; the file's name if left out")
    population: Annotated[
        Given, Quantity("people", "inhabitants", low=1, high=MOST_INHABITANTS)
    ] = Field(description="inhabitants")
    parameters: Any = Field(None, description="parameters that this place sets")
    crews: Annotated[Given, Quantity("count", "count", 1, MOST_POSITIONS, True)] | None = Field(
        None, description="maintenance crews; by expected works if left out"
    )
    stock: Any = Field(description="blocks of like dwellings by name")
    groups: Any = Field(description="groups of households by name")


class StockFile(_File):
    """Municipal dwellings that are alike."""

    category: Annotated[Category, Label(tuple(Category))] = Field(
        description="what they are earmarked for"
    )
    dwellings: Annotated[Given, Quantity("count", "count", 0, MOST_DWELLINGS, True)] = Field(
        description="how many"
    )
    rooms: Annotated[Given, Quantity("count", "count", 1, 20, True)] = Field(
        description="rooms in each"
    )
    accessible: YesNo = Field(
        neutral(False, "yes or no"), description="whether a wheelchair user can live there"
    )


class GroupFile(_File):
    """A group of households."""

    arrivals: dict[Annotated[Need, Label(tuple(Need))], Annotated[Given, ARRIVALS]] = Field(
        description="households per 1000 inhabitants and time, by the need they come with"
    )
    persons: Persons = Field(
        {1: neutral(1.0, "share")}, description="share of households by number of persons"
    )
    income_median: Monthly = Field(
        neutral(0.0, "NOK per month"), description="median net income of the household"
    )
    income_spread: Ratio = Field(
        neutral(0.0, "ratio"), description="standard deviation of the logarithm of income"
    )
    equity_mean: Money = Field(neutral(0.0, "NOK"), description="mean of own savings, exponential")
    debt_service_mean: Monthly = Field(
        neutral(0.0, "NOK per month"), description="mean payment on debts, exponential"
    )
    accessible: Share = Field(
        neutral(0.0, "share"), description="share that needs an accessible dwelling"
    )
    grounds: Grounds = Field(
        {Ground.NONE: neutral(1.0, "share")},
        description="share by the ground on which a dwelling is asked for",
    )
    homeless: Share = Field(
        neutral(0.0, "share"), description="share that has nowhere to live on coming"
    )
    needs: dict[Annotated[Need, Label(OTHER_NEEDS)], Share] = Field(
        {}, description="share of those coming for a dwelling that also have this need"
    )
    habits: Habits = Field(
        {Task.INFORM: neutral(1.0, "share")},
        description="where they turn when they do not know who is responsible: weights of tasks",
    )
    categories: Categories = Field(
        [], description="categories of dwellings they can be given, the usual one first"
    )
    landlord_acceptance: Share = Field(
        neutral(1.0, "share"), description="share of private landlords who would take them"
    )
    own_solution_factor: Ratio = Field(
        neutral(1.0, "ratio"), description="their rate of own solutions over the general one"
    )
    move_rate: Rate = Field(
        neutral(0.0, "per day"), description="rate at which a tenant gives notice by own wish"
    )
    move_to_own_home: Share = Field(
        neutral(0.0, "share"), description="share of those moves that go to an owned home"
    )
    leaving_rate: Rate = Field(
        neutral(0.0, "per day"), description="rate of leaving without notice: death, institution"
    )
    failure_rate: Rate = Field(
        neutral(0.0, "per day"), description="rate at which tenancies fail with all needs met"
    )
    work_factor: Ratio = Field(
        neutral(1.0, "ratio"), description="hours of their cases over the usual"
    )
    priority: Annotated[Given, Quantity("count", "count", 0, 1000, True)] | None = Field(
        None, description="class their cases are served in, 0 first; acute first if left out"
    )


#: What must be said of a group of which some come for a dwelling; else it may be left out.
REQUIRED_WITH_DWELLING_ARRIVALS = ("persons", "income_median", "grounds", "habits", "categories")


class OrganisationFile(_File):
    """Who holds which task, who sits where, who has agreed what with whom."""

    title: Line | None = Field(None, description="its name in tables; the file's name if left out")
    units: Any = Field(description="service units by name")
    tasks: Any = Field(description="the unit that holds each task, or one by group or category")
    agreements: Any = Field(None, description="pairs of units with a written agreement")
    case_ownership: Annotated[Given, Choice(("pool", "personal"))] = Field(
        neutral("pool", "choice"),
        description="whether any free caseworker takes a case on, or the one who had it",
    )
    lease_review: YesNo = Field(
        neutral(False, "yes or no"),
        description="whether every lease is reviewed before it ends, as a routine",
    )
    vacancy_owner: YesNo = Field(
        neutral(False, "yes or no"),
        description="whether one planner owns a vacancy from notice to ready",
    )


class UnitFile(_File):
    """A service unit."""

    sector: Name = Field("", description="part of the municipality it belongs to")
    house: Name | None = Field(
        None, description="building it sits in, or a unit that does; its own if left out"
    )
    case_systems: list[Name] = Field([], description="shared case systems it is on")
    written_routines: YesNo = Field(
        neutral(False, "yes or no"), description="whether newcomers find routines in writing"
    )
    positions: Annotated[Given, Quantity("count", "count", 0, MOST_POSITIONS)] | None = Field(
        None, description="caseworker positions; by expected hours if left out"
    )


class HolderFile(_File):
    """The unit that holds a task."""

    unit: Name = Field(description="the unit's name")


class AgreementFile(_File):
    """A written agreement."""

    between: list[Name] = Field(description="the two units")


#: The models by what users call them; for describing the format.
FORMAT: dict[str, type[_File]] = {
    "scenario": ScenarioFile,
    "run": RunFile,
    "municipality": MunicipalityFile,
    "stock": StockFile,
    "group": GroupFile,
    "organisation": OrganisationFile,
    "unit": UnitFile,
    "agreement": AgreementFile,
}

Model = TypeVar("Model", bound=_File)


def validate(
    model: type[Model],
    node: Node,
    problems: list[Problem],
    hints: dict[str, str] | None = None,
    required: Iterable[str] = (),
) -> Model | None:
    """``node`` read as ``model``; ``None``, and problems added, if it is not one.

    ``hints`` gives what to expect instead of certain unknown keys; ``required`` names keys
    that must be there beside those the model always asks for.
    """
    if not isinstance(node, Mapping):
        keys = [name for name, field in model.model_fields.items() if field.is_required()]
        problems.append(node.problem(shown(node), f"keys ({', '.join(keys or ['any'])})"))
        return None
    missing = [key for key in required if key not in node.entries]
    details: list[ErrorDetails] = []
    read_model = None
    try:
        read_model = model.model_validate(_plain(node))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    if not missing and not details:
        return read_model
    problems.extend(_explained(model, node, details, missing, hints or {}))
    return None


def read(reader: _Reader, node: Node, problems: list[Problem], expected: str = "") -> Any:
    """What a single field's reader makes of ``node``; ``None``, and a problem, if nothing."""
    try:
        return reader.read(_plain(node))
    except PydanticCustomError as error:
        context = error.context or {}
        if expected:
            context = {**context, "expected": expected}
        problems.append(_problem_at(node, context))
        return None


def _problem_at(place: Node, context: dict[str, Any]) -> Problem:
    """The problem a field's reader found at ``place``, or in the value it holds."""
    if isinstance(place, Mapping):
        place = place.entries.get(context.get("key", "value"), place)
    return place.problem(context["found"], context["expected"], context["suggestion"])


def field_at_fault(node: Node, path: Iterable[str | int]) -> tuple[Node, str | None]:
    """The deepest node on ``path``, and the first key on it that is not there."""
    for step in path:
        child: Node | None = None
        if isinstance(node, Mapping):
            child = node.entries.get(str(step))
        elif isinstance(node, Sequence) and isinstance(step, int):
            child = node.items[step]
        if child is None:
            return node, str(step)
        node = child
    return node, None


def unknown_key(
    node: Mapping, key: str, valid: Iterable[str], expected: str | None = None
) -> Problem:
    """The problem of a key that means nothing, where it stands."""
    names = list(valid)
    entry = node.entries[key]
    line = node.key_lines.get(key)
    meant = nearest(key, names)
    if expected is None:
        short = len(names) <= (12 if meant else 25)
        expected = f"one of {', '.join(names)}" if short else "a known key"
    return Problem(entry.file, line, entry.path, "an unknown key", expected, meant)


def _plain(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key: _plain(entry) for key, entry in node.entries.items()}
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return node


def _explained(
    model: type[_File],
    node: Mapping,
    details: list[ErrorDetails],
    missing: list[str],
    hints: dict[str, str],
) -> list[Problem]:
    """Problems for pydantic's errors; a typo's "unknown" and "missing" become one."""
    missing += [str(error["loc"][0]) for error in details if error["type"] == "missing"]
    problems = []
    for error in details:
        if error["type"] == "extra_forbidden":
            key = str(error["loc"][0])
            meant = nearest(key, missing)
            if meant is not None:
                missing.remove(meant)
            if key in hints:
                problems.append(unknown_key(node, key, (), hints[key]))
            elif meant is not None:
                problems.append(unknown_key(node, key, [meant], MISSING.format(meant)))
            else:
                problems.append(unknown_key(node, key, model.model_fields))
        elif error["type"] != "missing":
            problems.append(_explained_value(node, error))
    for key in missing:
        problems.append(node.problem("nothing", _wanted(model, key), key=key))
    return problems


def _explained_value(node: Mapping, error: ErrorDetails) -> Problem:
    path = [step for step in error["loc"] if step != "[key]"]
    place, _ = field_at_fault(node, path)
    context = error.get("ctx", {})
    if error["type"] == "label":
        holder, _ = field_at_fault(node, path[:-1])
        assert isinstance(holder, Mapping)
        return unknown_key(holder, str(path[-1]), context["valid"])
    if error["type"] == "scenario":
        return _problem_at(place, context)
    expected = {"dict_type": "keys with values", "list_type": "a list, [a, b]"}
    return place.problem(shown(place), expected.get(error["type"], error["msg"]))


def _wanted(model: type[_File], key: str) -> str:
    return str(model.model_fields[key].description)
