"""Scenario and seed → the world on day 0: people, stock, and everyone who will come.

Who needs help, when, and with what luck depends on the municipality and the seed only, so
that every organisation meets the same households.  A household is known by its identity:
the tenants of day 0 by their dwelling, all others by group, need and how-manieth they are.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim import changes, logbook, memory, starting_strategy
from sim.agenda import DAYS, LISTS
from sim.arrivals import KIND, arrivals
from sim.compiled import MARK_EVERY, PARAMETER_RECORD, FixedPart, fixed_part
from sim.households import fill_first_tenants, fill_newcomers, settle
from sim.memory import Table
from sim.scenario.resolved import Scenario
from sim.scenario.union import with_common_units
from sim.state import (
    AGENDA_DTYPE,
    APPLICATION,
    BODY,
    CASEWORKER,
    CLOCK,
    DESK,
    DWELLING,
    EPISODE,
    FOLLOW_UP,
    GROUP,
    HOUSEHOLD,
    IN_LINE,
    LEVEL,
    LINE,
    LOG_ROW,
    NOBODY,
    ORDER,
    PLAN,
    ROOM,
    SETTINGS,
    STRATEGY,
    TENANCY,
    TODAY_DTYPE,
    UNIT,
    VACANCY,
    WORK_ITEM,
    Cause,
    DwellingPhase,
    Level,
    VacancyCause,
    World,
    blank_dwellings,
    empty_lines,
    mark_columns,
    records,
)

#: The kind that stands for the tenants of day 0.
FIRST_TENANTS = 127


def world(scenario: Scenario, seed: int, log: int) -> World:
    """The world on day 0 of the run with ``seed``, that writes down ``log`` (a ``Log``)."""
    scenario = with_common_units(scenario)
    fixed = fixed_part(scenario)
    starting = {name: _copied(array) for name, array in fixed.starting.items()}
    tenants = len(fixed.stock)
    planned = starting_strategy.tables(
        [stage.scenario for stage in changes.stages(scenario)],
        starting.pop("strategy"),
        tenants,
        _marks(scenario),
    )
    newcomers = arrivals(fixed.streams, seed)
    settings = starting.pop("settings")
    settings["seed"], settings["log"] = seed, log
    classes = int(settings["classes"][0])
    lines = (len(starting["desks"]) + len(starting["caseworkers"])) * classes
    units = len(scenario.organisation.units)
    households = tenants + len(newcomers.times)
    stock = tenants + len(planned["orders"])
    marks = (_marks(scenario), len(mark_columns(len(starting["desks"]))))
    tables = memory.tables(
        _tables(
            households,
            len(newcomers.times),
            stock,
            units,
            len(starting["caseworkers"]),
            marks,
        )
    )
    tables["clock"]["free_item"] = NOBODY
    tables["arrivals"][:] = np.arange(tenants, households)
    tables["arrival_times"][:] = newcomers.times
    dwellings, contract_ends = _settle(scenario, fixed, seed, stock, tables["households"])
    fill_newcomers(
        fixed.members,
        seed,
        newcomers.identities,
        newcomers.groups,
        newcomers.needs,
        tables["households"][tenants:],
    )
    return World(
        **tables,
        settings=settings,
        owner=_owners(fixed, households, units),
        queue_first=np.full(lines, NOBODY),
        queue_last=np.full(lines, NOBODY),
        dwellings=dwellings,
        lines=empty_lines(units, int(settings["kinds_of_home"][0]), len(starting["bodies"])),
        levels=records(LEVEL, len(Level)),
        log=logbook.page() if log else records(LOG_ROW, 1),
        first_contract_ends=contract_ends,
        **planned,
        **starting,
        **fixed.constant,
    )


def _tables(
    households: int,
    newcomers: int,
    dwellings: int,
    units: int,
    caseworkers: int,
    marks: tuple[int, int],
) -> dict[str, Table]:
    """The large tables, with room for what there usually is; they grow when it is more.

    With room for a few times what one event can need, the kernel need not look after each.
    """
    events = 5 * dwellings + 2 * households + caseworkers + 2 * ROOM
    applications = 5 * households // 2 + 2 * ROOM
    vacancies = 2 * dwellings + 8 * ROOM
    tenancies = 2 * dwellings + households // 4 + 2 * ROOM
    number, time = np.dtype(np.int64), np.dtype(np.float64)
    return {
        "households": Table((households,), HOUSEHOLD),
        "arrivals": Table((newcomers,), number),
        "arrival_times": Table((newcomers,), time),
        "clock": Table((1,), CLOCK, cleared=True),
        "agenda": Table((events,), AGENDA_DTYPE),
        "today": Table((events,), TODAY_DTYPE),
        "days": Table((DAYS * LISTS,), np.dtype(np.int32), cleared=True),
        "met_unit": Table((households, units), np.dtype(np.int16), cleared=True),
        "episodes": Table((6 * households // 5 + 2 * ROOM,), EPISODE),
        "applications": Table((applications,), APPLICATION),
        "in_line": Table((applications,), IN_LINE),
        "application_days": Table((applications, len(Cause)), time),
        "work": Table((8 * ROOM,), WORK_ITEM),
        "tenancies": Table((tenancies,), TENANCY),
        "vacancies": Table((vacancies,), VACANCY),
        "vacancy_days": Table((vacancies, len(VacancyCause)), time),
        "follow_ups": Table((households // 8 + 2 * ROOM,), FOLLOW_UP),
        "marks": Table(marks, time),
    }


def _marks(scenario: Scenario) -> int:
    return math.ceil(scenario.observe / MARK_EVERY) + 4


def _owners(fixed: FixedPart, households: int, units: int) -> np.ndarray:
    """Who keeps whose case; only under personal cases is there room for everyone."""
    if fixed.starting["settings"]["personal_cases"][0] == 1:
        return np.full((households, units), NOBODY, dtype=np.int32)
    return np.full((1, 1), NOBODY, dtype=np.int32)


def _settle(
    scenario: Scenario, fixed: FixedPart, seed: int, rows: int, households: np.recarray
) -> tuple[np.recarray, np.ndarray]:
    """The stock of day 0, whose tenants are put into ``households``, and when contracts end (days).

    Behind the stock come the rows left for dwellings that may be ordered.
    """
    there = len(fixed.stock)
    dwellings = blank_dwellings(rows)
    dwellings["phase"] = DwellingPhase.NOT_THERE
    stock = dwellings[:there].view(np.recarray)
    _as_bytes(stock)[:] = _as_bytes(fixed.stock)
    identities = FIRST_TENANTS * KIND + np.arange(rows)
    settle(fixed.members, seed, identities, dwellings)
    left = fill_first_tenants(
        fixed.members, seed, identities[:there], stock, households[:there].view(np.recarray)
    )
    return dwellings, left * scenario.parameters["tenancy.contract"]


def _copied(table: Any) -> Any:
    """A table of its own of the same type, with the same in it."""
    content = bytearray(table.tobytes())
    return np.ndarray.__new__(type(table), table.shape, table.dtype, content)


def _as_bytes(table: np.ndarray) -> np.ndarray:
    """The same rows as so many bytes each.

    They are moved all of a row at once: numpy would move them field by field, which takes ten
    times as long.
    """
    return table.view(np.ndarray).view(np.dtype((np.void, table.itemsize)))


def empty_world() -> World:
    """A world in which nothing happens: what the kernel is compiled with."""
    tables = {
        "clock": CLOCK,
        "settings": SETTINGS,
        "agenda": AGENDA_DTYPE,
        "today": TODAY_DTYPE,
        "households": HOUSEHOLD,
        "episodes": EPISODE,
        "applications": APPLICATION,
        "in_line": IN_LINE,
        "work": WORK_ITEM,
        "caseworkers": CASEWORKER,
        "desks": DESK,
        "units": UNIT,
        "bodies": BODY,
        "lines": LINE,
        "follow_ups": FOLLOW_UP,
        "dwellings": DWELLING,
        "tenancies": TENANCY,
        "vacancies": VACANCY,
        "levels": LEVEL,
        "strategy": STRATEGY,
        "register": PLAN,
        "orders": ORDER,
        "log": LOG_ROW,
        "parameters": PARAMETER_RECORD,
        "groups": GROUP,
    }
    lists = {
        "arrivals": "i8",
        "group_called": "i8",
        "days": "i4",
        "queue_first": "i8",
        "queue_last": "i8",
        "distribution": "i4",
        "mean_hours": "f8",
        "variation": "f8",
        "category_price": "f8",
        "category_time": "f8",
        "goes_on": "f8",
        "floor": "f8",
        "instruments": "i8",
        "arrival_times": "f8",
        "first_contract_ends": "f8",
    }
    tables_of = {
        "met_unit": "i2",
        "owner": "i4",
        "holder": "i4",
        "allocator": "i4",
        "shared_system": "i1",
        "informs": "i1",
        "in_time": "i1",
        "same_house": "i1",
        "contacts": "i4",
        "attended": "i4",
        "at_group": "i4",
    }
    by_district = ("holder", "budget_contest")
    arrays: dict[str, Any] = {name: records(dtype, 1) for name, dtype in tables.items()}
    for name in World._fields:
        if name in lists:
            arrays[name] = np.zeros(0, dtype=lists[name])
        elif name not in arrays:
            shape = (0, 0, 0) if name in by_district else (0, 0)
            arrays[name] = np.zeros(shape, dtype=tables_of.get(name, "f8"))
    arrays["clock"].opened = 1
    return World(**arrays)
