"""Levers that are the staffing itself, which equal resources would switch off.

With equal resources every arm has the baseline's totals, so that a comparison of organisations is
not one of how many people they have.  What changes the totals by changing the *work* (another
organisation, a routine, how long a task takes) is what they are made equal for.  A lever that says
how many people there are, or how busy they are to be, is another matter: with the totals of the
baseline it does nothing, or takes from other units what it gives to one.  So the study file has
to say which is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from experiments.formatting import number
from experiments.resources import ResourceError, staffed, under
from experiments.study.description import EQUAL, Level, Lever, Study
from experiments.study.points import Resolver, nothing
from sim.resources import Staffing
from sim.scenario import Scenario
from sim.scenario.errors import Problem, listed, quoted

#: Keys that say how many people there are, or how busy those are to be that there will be.
_OF_ALL = (
    "caseworkers.target_utilisation",
    "crews",
    "crews.target_utilisation",
    "follow_up.occupancy",
)

#: The same of a unit, the last step of their paths.
_OF_A_UNIT = ("positions", "follow_up_workers")


@dataclass(frozen=True)
class Switch:
    """A level of a lever that has other totals than the lever's first, all else being the same."""

    lever: Lever
    level: Level
    line: int | None
    own: str
    first: str


def demand_said(study: Study, resolver: Resolver) -> list[Problem]:
    """Levers that are staffing, in a study that does not say whether totals are to be equal."""
    if "resources" in study.lines:
        return []
    return [
        Problem(
            study.file,
            one.line,
            f"levers.{one.lever.name}",
            f"{_told(one, 'makes')}, and no resources",
            "resources: own (each arm has its own), or resources: equal if all are meant to have "
            "those of the baseline",
        )
        for one in _switches(study, resolver)
    ]


def made_equal(study: Study, resolver: Resolver) -> tuple[str, ...]:
    """Notes on levers that are staffing, of which a study leaves no more than the split."""
    if study.resources != EQUAL:
        return ()
    return tuple(
        f"{study.file}{'' if one.line is None else f':{one.line}'}: levers.{one.lever.name}: note: "
        f"{_told(one, 'would make')}, but resources are equal: all arms have as many as the "
        "baseline"
        for one in _switches(study, resolver)
    )


def _told(one: Switch, makes: str) -> str:
    first = one.lever.levels[0]
    own = f"{quoted(one.level.name)}, which {makes} {one.own}"
    return f"{own} where {quoted(first.name)} makes {one.first}"


def _switches(study: Study, resolver: Resolver) -> Iterator[Switch]:
    """Each level that has other totals in some arm, once."""
    for place, lever in enumerate(study.levers):
        for level in lever.levels[1:]:
            keys = _staffing_keys(lever.levels[0], level)
            totals = _other_totals(study, resolver, place, level) if keys else None
            if totals is not None:
                lines = {**lever.levels[0].lines, **level.lines}
                yield Switch(lever, level, lines.get(keys[0], lever.line), *totals)


def _staffing_keys(first: Level, level: Level) -> list[str]:
    """Keys that have other values at a level than at the first, and say how many people work."""
    settings: Mapping[str, str] = {**first.settings, **level.settings}
    return [
        key
        for key in settings
        if first.settings.get(key) != level.settings.get(key)
        and any(_is_staffing(key, one.settings.get(key, "")) for one in (first, level))
    ]


def _is_staffing(key: str, value: str) -> bool:
    """Whether it is about staff: by its name, or as a mapping with such a name in it."""
    if key in _OF_ALL or key.rpartition(".")[2] in _OF_A_UNIT:
        return True
    return any(f"'{name}':" in value for name in _OF_A_UNIT)


def _other_totals(
    study: Study, resolver: Resolver, place: int, level: Level
) -> tuple[str, str] | None:
    """What differs in the totals of the first arm of that level where something does."""
    for base in study.bases:
        for levels in study.combinations.values():
            if levels[place] != level:
                continue
            before = (*levels[:place], study.levers[place].levels[0], *levels[place + 1 :])
            scenarios = [
                resolver.scenario(resolver.inputs_of(base, list(one), nothing(study)))
                for one in (levels, before)
            ]
            differing = _differing(*scenarios)
            if differing is not None:
                return differing
    return None


def _differing(scenario: Scenario, before: Scenario) -> tuple[str, str] | None:
    """The totals that differ, as far as tables show them; ``None`` where none do."""
    try:
        staffings = list(zip(_staffings(scenario), _staffings(before), strict=False))
    except ResourceError:  # told where arms are looked through for units without staff
        return None
    for own, first in staffings:
        pairs = zip(_totals(own), _totals(first), strict=True)
        differing = [(one, other) for one, other in pairs if one != other]
        if differing:
            told, of_the_first = zip(*differing, strict=True)
            return listed(told, "and"), listed(of_the_first, "and")
    return None


def _staffings(scenario: Scenario) -> Iterator[Staffing]:
    """The staffing of a scenario's organisation, and of those that take over."""
    yield staffed("", scenario)
    for change in scenario.changes:
        if change.organisation is not None:
            yield staffed("", under(scenario, change.organisation))


def _totals(staffing: Staffing) -> tuple[str, str, str]:
    return (
        f"{number(staffing.total, 2)} positions",
        f"{staffing.crews} {'crew' if staffing.crews == 1 else 'crews'}",
        f"{number(staffing.total_follow_up_workers, 2)} follow-up workers",
    )
