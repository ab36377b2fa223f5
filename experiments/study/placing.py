"""Where in the study file that stands which makes one of its scenarios wrong.

A problem is found in a scenario that has been put together; what its writer can change is a line
of the study.  A setting is found by its key, a factor by the keys that its path fits (told once,
whatever it makes wrong), and what only several values together make wrong by leaving out one
after the other.
"""

from __future__ import annotations

import fnmatch
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from experiments.study.description import PARTS, Level, Study, Uncertainty
from experiments.study.points import Resolver
from experiments.study.varying import NUMBER
from sim.scenario.errors import Problem, ScenarioError, listed, nearest
from sim.scenario.reading import COMMAND_LINE


@dataclass(frozen=True)
class Trial:
    """A base scenario with levels of levers and values of uncertainties, to be put together."""

    base: str
    levels: tuple[Level, ...]
    values: tuple[float, ...]

    def varied(self, study: Study) -> dict[str, tuple[Uncertainty, float]]:
        """The uncertainties that are not left as the base has them, by name."""
        pairs = zip(study.uncertainties, self.values, strict=True)
        return {one.name: (one, value) for one, value in pairs if not math.isnan(value)}


def placed(problems: Iterable[Problem], study: Study, trial: Trial) -> list[Problem]:
    """The problems of a trial with one thing varied at most, with lines of the study."""
    numbers = [pair for pair in trial.varied(study).values() if not pair[0].is_choice]
    factors = [pair for pair in numbers if pair[0].multiplies]
    found: list[Problem] = []
    made: dict[str, list[Problem]] = {one.name: [] for one, _ in factors}
    for problem in problems:
        owner = next((one for one, _ in factors if _multiplies(one, problem)), None)
        if owner is not None:
            made[owner.name].append(problem)
            continue
        one = _in_the_study(problem, study, trial)
        if one is None and numbers:  # of no key that is varied, but of its value
            one = _of_values([problem], study, numbers)
        found.append(one or _without_a_line(problem, study))
    return [
        *found,
        *(_of_values(made[one.name], study, [(one, at)]) for one, at in factors if made[one.name]),
    ]


def together(study: Study, trial: Trial, resolver: Resolver) -> Problem | None:
    """What is wrong with a trial in which several things are varied; ``None`` if nothing is.

    It is told of as few of them as it takes.
    """
    problems = _problems_of(trial, resolver)
    if not problems:
        return None
    for place, value in enumerate(trial.values):
        if math.isnan(value):
            continue
        values = (*trial.values[:place], math.nan, *trial.values[place + 1 :])
        fewer = replace(trial, values=values)
        left = _problems_of(fewer, resolver)
        if left:
            trial, problems = fewer, left
    varied = list(trial.varied(study).values())
    return _of_values(problems, study, varied) if varied else problems[0]


def _problems_of(trial: Trial, resolver: Resolver) -> list[Problem]:
    try:
        resolver.scenario(resolver.inputs_of(trial.base, list(trial.levels), trial.values))
    except ScenarioError as error:
        return error.problems
    return []


def _multiplies(one: Uncertainty, problem: Problem) -> bool:
    """Whether it is a value that the factor made."""
    return (
        problem.file == COMMAND_LINE
        and NUMBER.fullmatch(problem.found.strip('"')) is not None
        and any(fnmatch.fnmatchcase(problem.key, path) for path in one.keys)
    )


def _of_values(
    problems: list[Problem], study: Study, varied: list[tuple[Uncertainty, float]]
) -> Problem:
    """One problem for all that values of uncertainties make wrong: the worst, and how many."""
    *others, (one, value) = varied
    problem = _worst(problems, upwards=value >= 1.0)
    found = one.shown(value)
    if others:
        found += (
            f" with {listed((f'{other.name} at {other.shown(at)}' for other, at in others), 'and')}"
        )
    found += f", which makes {problem.key or problem.file} {problem.found.strip(chr(34))}"
    more = len({other.key for other in problems} - {problem.key})
    if more:
        found += f" ({more} other {'key is' if more == 1 else 'keys are'} wrong too)"
    key = f"uncertainties.{one.name}" + ("" if one.is_choice else ".range")
    return Problem(study.file, one.range_line, key, found, f"there {problem.expected}")


def _worst(problems: list[Problem], *, upwards: bool) -> Problem:
    """The problem whose number is the largest, or smallest; the first where there are none."""
    numbers: dict[Problem, float] = {}
    for problem in problems:
        match = NUMBER.fullmatch(problem.found.strip('"'))
        if match is not None:
            numbers[problem] = float(match[1])
    if not numbers:
        return problems[0]
    return (max if upwards else min)(numbers, key=lambda problem: numbers[problem])


def _without_a_line(problem: Problem, study: Study) -> Problem:
    return replace(problem, file=study.file) if problem.file == COMMAND_LINE else problem


def _in_the_study(problem: Problem, study: Study, trial: Trial) -> Problem | None:
    """A problem with something the study puts into a scenario, where the study says it."""
    places: dict[str, int | None] = {}
    levels: list[Level] = list(trial.levels)
    for one, value in trial.varied(study).values():
        if one.is_choice:
            levels = [one.levels[round(value) - 1], *levels]
        else:
            places |= dict.fromkeys(one.keys, one.line)
    for level in (study.common, *levels):
        places |= {key: level.lines.get(key) for key in level.settings}
        places |= {key: level.lines.get(key) for key in level.parts}
    if problem.file != COMMAND_LINE:
        if problem.line is None and problem.key == "" and trial.base.startswith(problem.file):
            return replace(problem, file=study.file, line=study.lines.get("base"), key="base")
        return None
    wrong = problem.key
    own = [key for key in places if wrong == key or wrong.startswith(f"{key}.")]
    own = own or [key for key in places if wrong and key.startswith(f"{wrong}.")]
    own = own or [key for key in places if key.endswith(f".{wrong}")]
    if not own:
        return None
    place = max(own, key=len)
    unknown = problem.found == "an unknown key" and "." not in wrong
    if unknown and wrong not in study.common.settings:
        # The parts that a level may put in place of others are no keys of a scenario.
        near = [problem.suggestion] if problem.suggestion else []
        problem = replace(problem, suggestion=nearest(wrong, [*PARTS, *near]) or problem.suggestion)
    return replace(problem, file=study.file, line=places[place])
