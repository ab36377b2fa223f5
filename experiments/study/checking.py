"""Whether every key, value and file that a study names can be used, before the first run.

Each arm is put together in each base scenario as it is, and then with every uncertainty at both
ends of its range (or at each level), one at a time.  If all of that is in order, so are values
tried that may be wrong only together: each arm with all uncertainties at their lowest and at
their highest, and a few more corners drawn at random.  That is no proof that all others are in
order: a point at which an arm is no scenario has failed runs.  What is wrong is said with the
line of the study file.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.study.description import (
    FACTORIAL,
    FILE,
    ONE_AT_A_TIME,
    Study,
    Uncertainty,
)
from experiments.study.design import Point
from experiments.study.placing import Trial, placed, together
from experiments.study.points import Resolver, default_of, fitting, nothing
from experiments.study.staffing import demand_said
from sim.parameters import PARAMETERS
from sim.quantities import to_base
from sim.scenario.errors import Problem, ScenarioError, in_order, quoted
from sim.scenario.reading import join

if TYPE_CHECKING:
    from sim.scenario.resolved import Value

#: Corners at which all uncertainties are tried together in each base scenario, beside the lowest
#: and the highest: enough to meet four ends together out of a few, and less than a second.
_CORNERS = 16

#: Tells these corners from whatever else the seed is the source of.
_STREAM = 20_261_122

#: Wrong combinations after which no more are looked for.
_MOST_COMBINATIONS = 3

#: More problems than this are not looked for: one mistake can show in every arm.
_MOST_PROBLEMS = 20


def checked(study: Study, folder: Path) -> tuple[Study, Resolver]:
    """The study with the defaults of its uncertainties, and what works out its scenarios.

    ``folder`` is where the study file lies.  Raises ``ScenarioError`` with what is wrong.
    """
    resolver = Resolver(study, folder)
    _demand_scenarios(study, resolver)
    _demand_combinations(study, resolver)
    _demand_staff(study, resolver)
    unsaid = demand_said(study, resolver)
    if unsaid:
        raise ScenarioError(in_order(unsaid))
    resolver.read_all()
    whole = replace(
        study,
        uncertainties=tuple(
            replace(one, defaults=_defaults(one, study, resolver)) for one in study.uncertainties
        ),
    )
    return whole, replace(resolver, study=whole)


def _demand_scenarios(study: Study, resolver: Resolver) -> None:
    """Every arm as it is, and with one uncertainty at a time, must be a scenario."""
    problems: dict[Problem, None] = {}
    of_the_arms: set[Problem] = set()
    for trial in _single_trials(study):
        try:
            inputs = resolver.inputs_of(trial.base, list(trial.levels), trial.values)
            scenario = resolver.scenario(inputs)
        except ScenarioError as error:
            if not trial.varied(study):
                of_the_arms |= set(error.problems)
                new = error.problems
            else:  # what is wrong anyhow, no value makes wrong
                new = [one for one in error.problems if one not in of_the_arms]
            problems |= dict.fromkeys(placed(new, study, trial))
        else:
            problems |= dict.fromkeys(_multiplied_twice(study, scenario.values))
        if len(problems) > _MOST_PROBLEMS:
            break
    if problems:
        raise ScenarioError(_once_each(in_order(problems)))


def _once_each(problems: list[Problem]) -> list[Problem]:
    """One problem for each place: what a value makes wrong differs from arm to arm."""
    found: dict[object, Problem] = {}
    for one in problems:
        of_a_range = one.key.startswith("uncertainties.")
        found.setdefault((one.file, one.line, one.key) if of_a_range else one, one)
    return list(found.values())


def _demand_combinations(study: Study, resolver: Resolver) -> None:
    """So must arms with all uncertainties at their ends at once, as far as that can be tried."""
    problems: dict[Problem, None] = {}
    for trial in _joint_trials(study):
        problem = together(study, trial, resolver)
        if problem is not None:
            problems[problem] = None
        if len(problems) >= _MOST_COMBINATIONS:
            break
    if problems:
        raise ScenarioError(_once_each(in_order(problems)))


def _multiplied_twice(study: Study, values: Mapping[str, Value]) -> list[Problem]:
    """A key that two factors multiply would be multiplied by one of them only."""
    seen: dict[str, Uncertainty] = {}
    problems: dict[str, Problem] = {}
    for one in study.uncertainties:
        if not one.multiplies:
            continue
        for key in dict.fromkeys(key for path in one.keys for key in fitting(path, values)):
            other = seen.setdefault(key, one)
            if other is not one and one.name not in problems:
                found = f"{quoted(key)}, which {quoted(other.name)} varies too"
                problems[one.name] = Problem(study.file, one.line, one.name, found, "each key once")
    return list(problems.values())


def _single_trials(study: Study) -> Iterator[Trial]:
    """What to look at first: each arm as it is, then one uncertainty at a time."""
    untouched = nothing(study)
    arms = list(study.combinations.values())
    for base in study.bases:
        for levels in arms:
            yield Trial(base, levels, untouched)
        for place, one in enumerate(study.uncertainties):
            # What a parameter may be is the same under every organisation.
            everywhere = one.keys and all(key in PARAMETERS for key in one.keys)
            for levels in arms[:1] if everywhere else arms:
                for value in (*_extremes(one), *_between(one)):
                    values = (*untouched[:place], value, *untouched[place + 1 :])
                    yield Trial(base, levels, values)


def _joint_trials(study: Study) -> Iterator[Trial]:
    """Each arm with everything at its lowest and at its highest, and some corners between.

    Of points from a file some are tried themselves; where one thing at a time is varied, nothing
    is ever varied together.
    """
    if len(study.uncertainties) < 2 or study.design.kind == ONE_AT_A_TIME:
        return
    arms = list(study.combinations.values())
    for base in study.bases:
        if study.design.kind != FILE:
            for levels in arms:
                for end in (0, -1):
                    yield Trial(base, levels, _all_at(study, end))
        for values, levels in zip(_corners(study), itertools.cycle(arms), strict=False):
            yield Trial(base, levels, values)


def _all_at(study: Study, end: int) -> tuple[float, ...]:
    """Every uncertainty at its lowest (``0``) or highest (``-1``) value, or level."""
    return tuple(_met(one, study)[end] for one in study.uncertainties)


def _corners(study: Study) -> list[tuple[float, ...]]:
    """Uncertainties at one end or the other, each as chance has it; or points of the file."""
    if study.design.kind == FILE:
        rows = study.design.rows
        count = min(_CORNERS, len(rows))
        return [rows[place * len(rows) // count] for place in range(count)]
    chance = np.random.default_rng([study.seed, _STREAM])
    return [
        tuple(float(chance.choice(_met(one, study))) for one in study.uncertainties)
        for _ in range(_CORNERS)
    ]


def _met(one: Uncertainty, study: Study) -> list[float]:
    """The ends of what the design can meet, or all levels."""
    if study.design.kind == FACTORIAL and one.values:
        return [min(one.values), max(one.values)]
    return _extremes(one)


def _extremes(one: Uncertainty) -> list[float]:
    if one.is_choice:
        return [float(number) for number in range(1, len(one.levels) + 1)]
    return [one.low, one.high]


def _between(one: Uncertainty) -> list[float]:
    """A value inside a range that need not be whole: the model may count only whole ones."""
    numbers = not (one.is_choice or one.whole or one.values or one.multiplies)
    if not numbers or all(key in PARAMETERS for key in one.keys):
        return []
    return [one.low + (one.high - one.low) / math.pi]


def _demand_staff(study: Study, resolver: Resolver) -> None:
    """Every arm must have the people it needs in every base scenario."""
    settings = [(nothing(study), "")]
    if any(True for _ in _joint_trials(study)) and study.design.kind != FILE:
        settings += [
            (_all_at(study, 0), ", with every uncertainty at its lowest"),
            (_all_at(study, -1), ", with every uncertainty at its highest"),
        ]
    for base, (values, where) in itertools.product(study.bases, settings):
        for arm, cell in resolver.cells(Point(0, base, values)).items():
            if cell.error:
                key, line = join(base, arm), study.lines.get("uncertainties") if where else None
                found = f"{cell.error}{where}"
                raise ScenarioError([Problem(study.file, line, key, found, "units with staff")])


def _defaults(one: Uncertainty, study: Study, resolver: Resolver) -> dict[str, float]:
    """What an uncertainty is under the baseline where nobody varies it, by base scenario."""
    found = {}
    levels = list(study.combinations[study.baseline])
    for base in study.bases:
        scenario = resolver.scenario(resolver.inputs_of(base, levels, nothing(study)))
        default = default_of(one, scenario.values)
        if default is not None:
            found[base] = default
    return found


def beyond_the_table(study: Study) -> tuple[str, ...]:
    """Notes on ranges that reach beyond what the parameter table holds plausible.

    That is allowed: it may be what the study is about, or a slip of a decimal.
    """
    found = []
    for one in study.uncertainties:
        for key in () if one.multiplies else one.keys:
            table = PARAMETERS.get(key)
            if table is None or table.low is None or table.high is None:
                continue
            low, high = (to_base(value, one.unit) for value in (one.low, one.high))
            least, most = (to_base(value, table.unit) for value in (table.low, table.high))
            slack = 1e-9 * max(abs(least), abs(most))
            if low < least - slack or high > most + slack:
                place = f"{study.file}:{one.range_line}" if one.range_line else study.file
                found.append(
                    f"{place}: uncertainties.{one.name}.range: note: {one.low:.6g} to "
                    f"{one.high:.6g} {one.unit} is wider than the range of {key} in the parameter "
                    f"table, {table.low:.6g} to {table.high:.6g} {table.unit}"
                )
    return tuple(found)
