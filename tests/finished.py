"""Finished runs whose records are written by hand: what measures and tables are made of.

No kernel is needed.  A run has one household for each episode unless it is told otherwise;
what is not given is as if it had never happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.names import Ground, Group, Need, Task, Tenure
from sim.result import Result
from sim.scenario.resolved import Scenario
from sim.state import (
    APPLICATION,
    BODY,
    CASEWORKER,
    CLOCK,
    DESK,
    DESK_COLUMNS,
    DWELLING,
    EPISODE,
    FOLLOW_UP,
    HOUSEHOLD,
    LEVEL,
    LOG_ROW,
    NEVER,
    NOBODY,
    SETTINGS,
    TENANCY,
    UNIT,
    VACANCY,
    Cause,
    DwellingPhase,
    Level,
    Outcome,
    Phase,
    VacancyCause,
    World,
    mark_columns,
    records,
)
from tests import building

Row = Mapping[str, Any]

HOME = 1 << Need.DWELLING

_HOUSEHOLD = {
    "group": Group.ECONOMIC,
    "persons": 1,
    "tenure": Tenure.WITH_OTHERS,
    "episode": NOBODY,
    "tenancy": NOBODY,
    "follow_up": NOBODY,
}
_EPISODE = {
    "needs": HOME,
    "ground": Ground.MUST,
    "critical": NOBODY,
    **dict.fromkeys(
        (
            *("assessed_at", "applied_at", "decided_at", "approved_at"),
            *("home_at", "ended_at", "all_met_at"),
        ),
        NEVER,
    ),
}
_APPLICATION = {
    "episode": NOBODY,
    "task": Task.ALLOCATE_DWELLINGS,
    "parent": NOBODY,
    "own_flat": NOBODY,
    **dict.fromkeys(("arrived", "decided", "closed"), NEVER),
}
_VACANCY = {"with_notice": 1, "ready_at": NEVER, "contract_at": NEVER}
_TENANCY = {
    "tenure": Tenure.MUNICIPAL,
    "destination": NOBODY,
    "notice_at": NEVER,
    "end": NEVER,
}
_FOLLOW_UP = {"weight": 1.0, "level": 1, "end": NEVER}
_DWELLING = {"phase": DwellingPhase.LET, "rooms": 2, "tenancy": NOBODY, "vacancy": NOBODY}
_CASEWORKER = {"post": 1.0, "work_item": NOBODY}


def finished(
    *,
    start: float = 0.0,
    days: float = 1000.0,
    scenario: Scenario | None = None,
    households: Iterable[Row] = (),
    episodes: Iterable[Row] = (),
    applications: Iterable[Row] = (),
    vacancies: Iterable[Row] = (),
    dwellings: Iterable[Row] | int = 1,
    tenancies: Iterable[Row] = (),
    follow_ups: Iterable[Row] = (),
    places: float = 0.0,
    meetings: Iterable[int] = (),
    held: int = 0,
    means: Mapping[Level, float] | None = None,
    now: Mapping[Level, int] | None = None,
    desks: Iterable[Row] = ({},),
    knowledge: Mapping[tuple[int, Task], float] | None = None,
    **changes: float,
) -> Result:
    """The result of a run that is over, observed for ``days`` from day ``start`` on.

    Rows are given by the fields of :mod:`sim.state`; ``days`` of applications and vacancies
    are by cause.  ``means``: of levels over the window; ``now``: their values on the last day.
    ``desks``: what each did in the window, by ``DESK_COLUMNS``, and ``crew``; each has one
    person.  ``meetings``: of each committee in the whole run; ``held``: of all in the window.
    ``changes`` are parameters (dots as double underscores), in base units.
    """
    episodes = [{"household": number, **row} for number, row in enumerate(episodes)]
    applications, vacancies, follow_ups = list(applications), list(vacancies), list(follow_ups)
    people = [dict(row) for row in households]
    rows = [*episodes, *applications, *tenancies, *follow_ups]
    mentioned = [row.get("household", 0) for row in rows]
    people += [{} for _ in range(max([*mentioned, 0]) + 1 - len(people))]
    for number, row in enumerate(episodes):
        people[row["household"]].setdefault("episode", number)
    stock = [{}] * dwellings if isinstance(dwellings, int) else list(dwellings)
    desks = list(desks)
    scenario = scenario or building.scenario(
        changes={key.replace("__", "."): value for key, value in changes.items()}
    )
    scenario = replace(scenario, warm_up=start, observe=days)
    units = len(scenario.organisation.units)
    world: dict[str, Any] = dict.fromkeys(World._fields, np.zeros(0))
    world |= {
        "households": _table(HOUSEHOLD, people, _HOUSEHOLD),
        "episodes": _table(EPISODE, episodes, _EPISODE),
        "applications": _table(APPLICATION, applications, _APPLICATION),
        "application_days": _days(applications, Cause),
        "vacancies": _table(VACANCY, vacancies, _VACANCY),
        "vacancy_days": _days(vacancies, VacancyCause),
        "dwellings": _table(DWELLING, stock, _DWELLING),
        "tenancies": _table(TENANCY, list(tenancies), _TENANCY),
        "follow_ups": _table(FOLLOW_UP, follow_ups, _FOLLOW_UP),
        "bodies": _table(BODY, [{"meetings": count} for count in meetings], {}),
        "levels": _table(LEVEL, [{"value": (now or {}).get(one, 0)} for one in Level], {}),
        "desks": _table(DESK, [{"crew": desk.get("crew", 0)} for desk in desks], {}),
        "caseworkers": _table(CASEWORKER, [{"desk": n} for n in range(len(desks))], _CASEWORKER),
        "units": _table(UNIT, [{"places": places}] + [{}] * (units - 1), {}),
        "marks": _marks(start, days, means or {}, desks, held),
        "knowledge": np.zeros((units, len(Task))),
        "holder": np.zeros((len(Task), len(Group), 1), dtype=np.int32),
        "log": records(LOG_ROW, 0),
    }
    for place, value in (knowledge or {}).items():
        world["knowledge"][place] = value
    settings, clock = records(SETTINGS, 1), records(CLOCK, 1)
    settings.observe_from, settings.end = start, start + days
    clock.now = start + days
    clock.marks = 2
    for name in ("episodes", "applications", "vacancies", "tenancies", "follow_ups"):
        clock[name] = len(world[name])
    return Result(scenario, 1, World(**(world | {"settings": settings, "clock": clock})))


def _table(dtype: np.dtype, rows: list[Row], defaults: Row) -> np.recarray:
    table = records(dtype, len(rows))
    for number, row in enumerate(rows):
        for name, value in {**defaults, **row}.items():
            if name != "days":
                table[name][number] = value
    return table


def _days(rows: list[Row], causes: type) -> np.ndarray:
    table = np.zeros((len(rows), len(causes)))
    for number, row in enumerate(rows):
        for cause, days in row.get("days", {}).items():
            table[number, cause] = days
    return table


def _marks(
    start: float, days: float, means: Mapping[Level, float], desks: list[Row], held: int
) -> np.ndarray:
    """At the start some sums from the warm-up; at the end what the window added to them."""
    marks = np.zeros((2, len(mark_columns(len(desks)))))
    marks[:, 1:] = 7.0
    marks[:, 0] = start, start + days
    for level, mean in means.items():
        marks[1, 1 + level] += mean * days
    for number, desk in enumerate(desks):
        first = 1 + len(Level) + number * len(DESK_COLUMNS)
        for column, name in enumerate(DESK_COLUMNS):
            marks[1, first + column] += desk.get(name, 0.0)
    marks[1, -1] += held
    return marks


def housed(day: float, outcome: Outcome = Outcome.MUNICIPAL) -> dict[str, Any]:
    """An episode that ended with a home by help."""
    return {"home_at": day, "ended_at": day, "outcome": outcome}


def left(day: float, outcome: Outcome) -> dict[str, Any]:
    """An episode that ended otherwise."""
    return {"ended_at": day, "outcome": outcome}


def decided(day: float, granted: bool = True, phase: Phase | None = None) -> dict[str, Any]:
    """An application decided and closed on a day."""
    ends = phase if phase is not None else (Phase.GRANTED if granted else Phase.REFUSED)
    return {"decided": day, "closed": day, "granted": int(granted), "phase": ends}


def needs(*members: Need) -> int:
    """A bit set of needs."""
    return sum(1 << need for need in members)


def expect(result: Result, **values: float) -> None:
    """The summary has these values (nan: undefined)."""
    found = {key: result.summary[key] for key in values}
    assert found == pytest.approx(values, nan_ok=True)
