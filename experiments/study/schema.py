"""What may stand in study files: every key, its kind of value, its default."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from experiments.study.description import (
    ALL_MEASURES,
    DESIGNS,
    DISTRIBUTIONS,
    EQUAL,
    FACTORIAL,
    NAMED_MEASURES,
    ONE_AT_A_TIME,
    OWN,
    OWN_SEEDS,
    SAME_SEEDS,
    UNIFORM,
)
from sim.scenario.fields import Choice, Given, Quantity, Switch, Text, neutral

#: Sizes beyond which a file is taken to be mistaken.
MOST_REPLICATIONS = 1_000_000
MOST_POINTS = 10_000_000
MOST_ARMS = 10_000

#: How often each arm runs at each point if the file does not say.
REPLICATIONS = 10

COUNT = Quantity("count", "count", low=1, high=MOST_REPLICATIONS, whole=True)
POINTS = Quantity("count", "count", low=1, high=MOST_POINTS, whole=True)
STEPS = Quantity("count", "count", low=2, high=1000, whole=True)
SEED = Quantity("count", "count", low=0, high=1e9, whole=True)

Line = Annotated[str, Text()]
Name = Annotated[str, Text(80)]
Key = Annotated[str, Text(200)]


class _File(BaseModel):
    """A mapping of a study file; keys that are not fields are refused."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


class StudyFile(_File):
    """A study: a question, and the runs that are to answer it."""

    title: Line = Field(description="a line for readers")
    question: Annotated[str, Text(1000)] = Field(description="what the study is to answer")
    title_nb: Line | None = Field(None, description="the title in reports in Norwegian bokmål")
    question_nb: Annotated[str, Text(1000)] | None = Field(
        None, description="the question in reports in Norwegian bokmål"
    )
    words_nb: Any = Field(
        None,
        description="names and sources of this file, and what they are in reports in Norwegian "
        "bokmål",
    )
    base: Any = Field(description="the scenario that is varied, or a list of scenarios")
    override: Any = Field(None, description="scenario keys by path, set alike in every run")
    levers: Any = Field(None, description="what the municipality decides, by name")
    uncertainties: Any = Field(None, description="what it cannot know, by name")
    measures: Any = Field(
        description="a list of measures, the main one first; or with practical differences"
    )
    design: Any = Field(None, description="which settings of the uncertainties: kind and size")
    replications: Any = Field(
        None, description=f"runs of each arm at each point, {REPLICATIONS} if left out"
    )
    seed: Annotated[Given, SEED] = Field(
        neutral(1.0, "count"), description="seed of the first replication"
    )
    seeds: Annotated[Given, Choice((SAME_SEEDS, OWN_SEEDS))] | None = Field(
        None,
        description="seeds common to all points, or to the arms of each point only (as in a "
        "Latin hypercube or a file of points if left out)",
    )
    resources: Annotated[Given, Choice((EQUAL, OWN))] = Field(
        neutral(EQUAL, "choice"),
        description="whether all arms have the positions, crews and follow-up workers of the "
        "baseline",
    )
    combine: Annotated[Given, Choice((FACTORIAL, ONE_AT_A_TIME))] = Field(
        neutral(FACTORIAL, "choice"),
        description="arms: all combinations of levers, or one lever changed at a time",
    )
    keep: Annotated[Given, Choice((ALL_MEASURES, NAMED_MEASURES))] = Field(
        neutral(ALL_MEASURES, "choice"), description="which measures of each run are stored"
    )


class LeverFile(_File):
    """A lever: values of one key or several, or named levels of several keys together."""

    key: Key | None = Field(None, description="the path of a scenario key")
    keys: list[Key] | None = Field(None, description="paths of keys that take the same value")
    values: Any = Field(None, description="a list of its values, the baseline's first")
    levels: Any = Field(None, description="keys and values by the name of the level")


class UncertaintyFile(_File):
    """An uncertainty: a range of one key or several, or levels."""

    key: Key | None = Field(None, description="the path of a scenario key")
    keys: list[Key] | None = Field(None, description="paths of keys that take the same value")
    multiply: Any = Field(None, description="a path, or paths (* for any), that are multiplied")
    range: Any = Field(
        None, description="[lowest, highest]; the parameter table's own range if left out"
    )
    distribution: Annotated[Given, Choice(DISTRIBUTIONS)] = Field(
        neutral(UNIFORM, "choice"), description="how likely which part of the range is"
    )
    mode: Any = Field(None, description="the most likely value (triangular)")
    mean: Any = Field(None, description="the mean (normal, cut off at the range)")
    spread: Any = Field(None, description="the standard deviation (normal)")
    values: Any = Field(None, description="the values of a full factorial")
    whole: Annotated[Given, Switch()] = Field(
        neutral(False, "yes or no"), description="whether only whole numbers make sense"
    )
    levels: Any = Field(None, description="keys and values by the name of the level")


class DesignFile(_File):
    """Which settings of the uncertainties are looked at."""

    kind: Annotated[Given, Choice(DESIGNS)] = Field(description="the kind of design")
    points: Annotated[Given, POINTS] | None = Field(
        None,
        description="points of a Latin hypercube, size of the base sample of a Sobol design (a "
        "power of two), trajectories of a Morris design",
    )
    steps: Annotated[Given, STEPS] | None = Field(
        None,
        description="values on each range of a full factorial (3), levels of a Morris grid (4)",
    )
    second_order: Annotated[Given, Switch()] = Field(
        neutral(False, "yes or no"),
        description="whether a Sobol design also tells pairs of uncertainties apart",
    )
    file: Key | None = Field(
        None, description="a CSV file with a column for each uncertainty and a row for each point"
    )


class ReplicationsFile(_File):
    """Replications until intervals are narrow enough."""

    least: Annotated[Given, COUNT] = Field(description="replications before the first look")
    most: Annotated[Given, COUNT] = Field(description="replications after which it ends anyway")
    until: Any = Field(description="the half width of the 95 % interval to reach, by measure")
    step: Annotated[Given, COUNT] | None = Field(
        None, description="replications from one look to the next, as many as least if left out"
    )
