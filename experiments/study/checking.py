"""Whether every key, value and file that a study names can be used, before the first run.

Each arm is put together in each base scenario as it is, and then with every uncertainty at both
ends of its range (or at each level), one at a time.  What is wrong is said with the line of the
study file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from experiments.study.description import Level, Study, Uncertainty
from experiments.study.design import Point
from experiments.study.points import Resolver, default_of, nothing
from experiments.study.varying import PARTS
from sim.parameters import PARAMETERS
from sim.scenario.errors import Problem, ScenarioError, in_order
from sim.scenario.reading import COMMAND_LINE, join

#: More problems than this are not looked for: one mistake can show in every arm.
_MOST_PROBLEMS = 20


def checked(study: Study, folder: Path) -> tuple[Study, Resolver]:
    """The study with the defaults of its uncertainties, and what works out its scenarios.

    ``folder`` is where the study file lies.  Raises ``ScenarioError`` with what is wrong.
    """
    resolver = Resolver(study, folder)
    problems: dict[Problem, None] = {}
    for base in study.bases:
        for levels, values in _settings(study):
            try:
                resolver.scenario(resolver.inputs_of(base, levels, values))
            except ScenarioError as error:
                found = [_in_the_study(one, study, base, levels, values) for one in error.problems]
                problems |= dict.fromkeys(found)
            if len(problems) > _MOST_PROBLEMS:
                raise ScenarioError(in_order(problems))
    if problems:
        raise ScenarioError(in_order(problems))
    _demand_staff(study, resolver)
    resolver.read_all()
    whole = replace(
        study,
        uncertainties=tuple(
            replace(one, defaults=_defaults(one, study, resolver)) for one in study.uncertainties
        ),
    )
    return whole, replace(resolver, study=whole)


def _settings(study: Study) -> Iterator[tuple[list[Level], tuple[float, ...]]]:
    """Levels and values to look at: each arm as it is, then one uncertainty at a time."""
    untouched = nothing(study)
    arms = [list(levels) for levels in study.combinations.values()]
    for levels in arms:
        yield levels, untouched
    for place, one in enumerate(study.uncertainties):
        # What a parameter may be is the same under every organisation.
        everywhere = one.keys and all(key in PARAMETERS for key in one.keys)
        for levels in arms[:1] if everywhere else arms:
            for value in _extremes(one):
                yield levels, (*untouched[:place], value, *untouched[place + 1 :])


def _extremes(one: Uncertainty) -> list[float]:
    if one.is_choice:
        return [float(number) for number in range(1, len(one.levels) + 1)]
    return [one.low, one.high]


def _in_the_study(
    problem: Problem, study: Study, base: str, levels: list[Level], values: tuple[float, ...]
) -> Problem:
    """A problem with something the study puts into a scenario, where the study says it."""
    places: dict[str, int | None] = {}
    for one, value in zip(study.uncertainties, values, strict=True):
        if math.isnan(value):
            continue
        if one.is_choice:
            levels = [one.levels[round(value) - 1], *levels]
        else:
            places |= dict.fromkeys(one.keys, one.line)
    for level in (study.common, *levels):
        places |= {key: level.lines.get(key) for key in level.settings}
        places |= {key: level.lines.get(key) for key in PARTS if getattr(level, key)}
    if problem.file != COMMAND_LINE:
        if problem.line is None and problem.key == "" and base.startswith(problem.file):
            return replace(problem, file=study.file, line=study.lines.get("base"), key="base")
        return problem
    own = [key for key in places if problem.key == key or problem.key.startswith(f"{key}.")]
    own = own or [key for key in places if key.endswith(f".{problem.key}")]
    if not own:
        return replace(problem, file=study.file)
    return replace(problem, file=study.file, line=places[max(own, key=len)])


def _demand_staff(study: Study, resolver: Resolver) -> None:
    """Every arm must have the people it needs in every base scenario."""
    for base in study.bases:
        for arm, cell in resolver.cells(Point(0, base, nothing(study))).items():
            if cell.error:
                key = join(base, arm)
                problem = Problem(study.file, None, key, cell.error, "units with staff")
                raise ScenarioError([problem])


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
