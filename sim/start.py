"""Scenario and seed → the world on day 0: people, stock, and everyone who will come.

Who needs help, when, and with what luck depends on the municipality and the seed only, so
that every organisation meets the same households.  A household is known by its identity:
the tenants of day 0 by their dwelling, all others by group, need and how-manieth they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from sim import bearing, demand, draws
from sim.compiled import MARK_EVERY, PARAMETER_RECORD, FixedPart, fixed_part
from sim.draws import Stream
from sim.names import OTHER_NEEDS, Category, Ground, Group, Need, Tenure
from sim.scenario.resolved import HouseholdGroup, Scenario
from sim.state import (
    AGENDA_DTYPE,
    APPLICATION,
    CASEWORKER,
    CLOCK,
    DESK,
    DWELLING,
    EPISODE,
    GROUP,
    HOUSEHOLD,
    LEVEL,
    LOG_ROW,
    NOBODY,
    ROOM,
    SETTINGS,
    TENANCY,
    UNIT,
    VACANCY,
    WORK_ITEM,
    Cause,
    DwellingPhase,
    Level,
    VacancyCause,
    World,
    mark_columns,
    records,
)

#: Identities of one group and need lie this far apart; more households of one kind than
#: that cannot be told apart.
_KIND = 1 << 25

#: The kind that stands for the tenants of day 0.
_FIRST_TENANTS = 127

# Parts of the stream NEED_ATTRIBUTES, one for each attribute of a household.
_PERSONS, _INCOME, _EQUITY, _DEBT, _ACCESSIBLE, _GROUND, _HOMELESS, _NEEDS = range(8)

# Parts of the stream FIRST_TENANTS.
_GROUP, _CONTRACT = range(2)


@dataclass(frozen=True)
class _People:
    """Households that will come: their rows, and when their needs arise (days)."""

    rows: np.recarray
    times: np.ndarray


def world(scenario: Scenario, seed: int, log: bool) -> World:
    """The world on day 0 of the run with ``seed``."""
    fixed = fixed_part(scenario)
    dwellings = _dwellings(scenario)
    tenants, contract_ends = _first_tenants(scenario, seed, dwellings, fixed.tenant_shares)
    newcomers = _newcomers(scenario, seed)
    households = _joined([tenants, newcomers.rows])
    households.episode = NOBODY
    households.tenancy = NOBODY
    households.first_application = NOBODY
    households.case_unit = NOBODY
    constant = dict(fixed.constant)
    starting = {name: array.copy() for name, array in fixed.starting.items()}
    settings = starting.pop("settings")
    settings[0].seed = seed
    settings[0].log = log
    classes = int(settings[0].classes)
    lines = (len(starting["desks"]) + len(starting["caseworkers"])) * classes
    units = len(scenario.organisation.units)
    expected = len(newcomers.rows) + len(dwellings)
    return World(
        clock=_clock(),
        settings=settings,
        agenda=records(AGENDA_DTYPE, 4 * len(dwellings) + expected // 4 + 8 * ROOM),
        arrivals=np.arange(len(tenants), len(households)),
        arrival_times=newcomers.times,
        households=households,
        met_unit=np.zeros((len(households), units), dtype=np.int16),
        owner=_owners(fixed, len(households), units),
        episodes=records(EPISODE, expected + 2 * ROOM),
        applications=records(APPLICATION, 2 * expected + 2 * ROOM),
        application_days=np.zeros((2 * expected + 2 * ROOM, len(Cause))),
        work=records(WORK_ITEM, 4 * ROOM),
        queue_first=np.full(lines, NOBODY),
        queue_last=np.full(lines, NOBODY),
        dwellings=dwellings,
        tenancies=records(TENANCY, expected + 2 * ROOM),
        vacancies=records(VACANCY, len(dwellings) + 2 * ROOM),
        vacancy_days=np.zeros((len(dwellings) + 2 * ROOM, len(VacancyCause))),
        levels=records(LEVEL, len(Level)),
        marks=np.zeros((_marks(scenario), len(mark_columns(len(starting["desks"]))))),
        log=records(LOG_ROW, 64 * expected + 2 * ROOM if log else 1),
        first_contract_ends=contract_ends,
        **starting,
        **constant,
    )


def _clock() -> np.recarray:
    clock = records(CLOCK, 1)
    clock[0].free_item = NOBODY
    return clock


def _marks(scenario: Scenario) -> int:
    return math.ceil(scenario.observe / MARK_EVERY) + 4


def _owners(fixed: FixedPart, households: int, units: int) -> np.ndarray:
    """Who keeps whose case; only under personal cases is there room for everyone."""
    if fixed.starting["settings"][0].personal_cases == 1:
        return np.full((households, units), NOBODY, dtype=np.int32)
    return np.full((1, 1), NOBODY, dtype=np.int32)


def _dwellings(scenario: Scenario) -> np.recarray:
    stock = scenario.municipality.stock
    dwellings = records(DWELLING, sum(block.dwellings for block in stock))
    first = 0
    for block in stock:
        rows = dwellings[first : first + block.dwellings]
        rows.category = block.category
        rows.rooms = block.rooms
        rows.accessible = block.accessible
        rows.allocator = scenario.organisation.allocators[block.category]
        first += block.dwellings
    dwellings.phase = DwellingPhase.LET
    dwellings.vacancy = NOBODY
    dwellings.previous = NOBODY
    dwellings.next = NOBODY
    return dwellings


def _newcomers(scenario: Scenario, seed: int) -> _People:
    """Everyone whose need arises during the run, in order of time."""
    end = scenario.warm_up + scenario.observe
    parts = [
        _arrivals(scenario, seed, group, need, end)
        for group in scenario.municipality.groups
        for need in group.arrivals
    ]
    rows = _joined([part.rows for part in parts])
    times = np.concatenate([part.times for part in parts] or [np.zeros(0)])
    order = np.lexsort((rows["identity"], times))
    return _People(_joined([rows], order), times[order])


def _joined(tables: list[np.recarray], order: np.ndarray | slice = slice(None)) -> np.recarray:
    """Tables of households one below the other, their rows in ``order``.

    Rows are moved as bytes, all of a row at once: numpy would move them field by field, which
    takes ten times as long.
    """
    row = np.dtype((np.void, HOUSEHOLD.itemsize))
    tables = tables or [records(HOUSEHOLD, 0)]
    joined = np.concatenate([table.view(np.ndarray).view(row) for table in tables])
    return joined[order].view(HOUSEHOLD).view(np.recarray)


def _arrivals(
    scenario: Scenario, seed: int, group: HouseholdGroup, need: Need, end: float
) -> _People:
    """A Poisson stream: households of one group that come with one need."""
    rate = demand.arrivals(scenario, group, need)
    kind = int(group.group) * len(Need) + int(need)
    if rate <= 0.0:
        return _People(records(HOUSEHOLD, 0), np.zeros(0))
    count = int(rate * end + 6.0 * math.sqrt(rate * end) + 20.0)
    while True:
        identities = kind * _KIND + np.arange(count)
        gaps = -np.log(draws.uniforms(seed, Stream.NEED_TIME, identities, 0, 0)) / rate
        times = np.cumsum(gaps)
        if times[-1] > end:
            break
        count *= 2
    times = times[times <= end]
    rows = _attributes(seed, group, identities[: len(times)])
    rows.presenting = need
    _set_needs(scenario, seed, group, need, rows)
    return _People(rows, times)


def _attributes(seed: int, group: HouseholdGroup, identities: np.ndarray) -> np.recarray:
    """Who they are: persons, income, equity, debts, access, ground."""

    def chance(part: int) -> np.ndarray:
        return draws.uniforms(seed, Stream.NEED_ATTRIBUTES, identities, 0, part)

    rows = records(HOUSEHOLD, len(identities))
    rows.identity = identities
    rows.group = group.group
    rows.persons = _pick(group.persons, chance(_PERSONS))
    rows.income = group.income_median
    if group.income_spread > 0.0:
        quantile = NormalDist().inv_cdf
        normal = np.array([quantile(u) for u in chance(_INCOME).tolist()])
        rows.income *= np.exp(group.income_spread * normal)
    rows.equity = -group.equity_mean * np.log(chance(_EQUITY))
    rows.debt_service = -group.debt_service_mean * np.log(chance(_DEBT))
    rows.accessible = chance(_ACCESSIBLE) < group.accessible
    grounds = {int(ground): group.grounds.get(ground, 0.0) for ground in Ground}
    rows.ground = _pick(grounds, chance(_GROUND))
    return rows


def _pick(shares: dict[int, float], chance: np.ndarray) -> np.ndarray:
    """For each number in (0, 1) the key into whose share it falls."""
    keys = np.array(list(shares))
    upper = np.cumsum(list(shares.values()))
    return keys[np.minimum(np.searchsorted(upper, chance * upper[-1]), len(keys) - 1)]


def _set_needs(
    scenario: Scenario, seed: int, group: HouseholdGroup, presenting: Need, rows: np.recarray
) -> None:
    """What they need besides what they come with, and where they live meanwhile."""
    rows.needs = 1 << presenting
    if presenting is not Need.DWELLING:
        rows.tenure = Tenure.PRIVATE_RENTAL
        return
    rows.needs |= _entitled(scenario, rows).astype(np.int64) << int(Need.HOUSING_ALLOWANCE)
    for need in OTHER_NEEDS:
        chance = draws.uniforms(seed, Stream.NEED_ATTRIBUTES, rows.identity, int(need), _NEEDS)
        rows.needs |= (chance < group.needs.get(need, 0.0)).astype(np.int64) << int(need)
    chance = draws.uniforms(seed, Stream.NEED_ATTRIBUTES, rows.identity, 0, _HOMELESS)
    rows.acute = chance < group.homeless
    rows.tenure = np.where(rows.acute == 1, Tenure.NONE, Tenure.WITH_OTHERS)


def _entitled(scenario: Scenario, rows: np.recarray) -> np.ndarray:
    """Who would be paid housing allowance in a private rental of the size needed."""
    p = demand.as_record(scenario.parameters)
    return np.array(
        [
            bearing.monthly_allowance(
                p, income, persons, bearing.rent(p, bearing.rooms_needed(persons), False), False
            )
            > 0.0
            for income, persons in zip(rows.income.tolist(), rows.persons.tolist(), strict=True)
        ],
        dtype=bool,
    )


def _first_tenants(
    scenario: Scenario, seed: int, dwellings: np.recarray, shares: np.ndarray
) -> tuple[np.recarray, np.ndarray]:
    """The household in each dwelling on day 0, and when its contract ends (days).

    Tenancies in place are found in proportion to their length; the moment of day 0 lies
    anywhere in the running contract.  Households are no bigger than the dwelling has rooms,
    and need an accessible one only where they have it.  Their other needs are taken to be met.
    A category that no group with a ground comes for houses the first group.
    """
    identities = _FIRST_TENANTS * _KIND + np.arange(len(dwellings))
    chance = draws.uniforms(seed, Stream.FIRST_TENANTS, identities, 0, _GROUP)
    rows = records(HOUSEHOLD, len(dwellings))
    number_of = np.zeros(len(dwellings), dtype=int)
    for category in Category:
        of_category = dwellings.category == category
        weights = {int(group): shares[category, group] for group in Group}
        if of_category.any() and shares[category].sum() > 0.0:
            number_of[of_category] = _pick(weights, chance[of_category])
        elif of_category.any():
            number_of[of_category] = scenario.municipality.groups[0].group
    for group in scenario.municipality.groups:
        of_group = np.flatnonzero(number_of == group.group)
        rows[of_group] = _attributes(seed, group, identities[of_group])
    rows.persons = np.minimum(rows.persons, dwellings.rooms)
    rows.accessible = np.minimum(rows.accessible, dwellings.accessible)
    rows.ground = Ground.WISH
    rows.presenting = Need.DWELLING
    rows.needs = 1 << Need.DWELLING
    rows.met = rows.needs
    rows.tenure = Tenure.MUNICIPAL
    residual = draws.uniforms(seed, Stream.FIRST_TENANTS, identities, 0, _CONTRACT)
    return rows, residual * scenario.parameters["tenancy.contract"]


def empty_world() -> World:
    """A world in which nothing happens: what the kernel is compiled with."""
    tables = {
        "clock": CLOCK,
        "settings": SETTINGS,
        "agenda": AGENDA_DTYPE,
        "households": HOUSEHOLD,
        "episodes": EPISODE,
        "applications": APPLICATION,
        "work": WORK_ITEM,
        "caseworkers": CASEWORKER,
        "desks": DESK,
        "units": UNIT,
        "dwellings": DWELLING,
        "tenancies": TENANCY,
        "vacancies": VACANCY,
        "levels": LEVEL,
        "log": LOG_ROW,
        "parameters": PARAMETER_RECORD,
        "groups": GROUP,
    }
    lists = {
        "arrivals": "i8",
        "queue_first": "i8",
        "queue_last": "i8",
        "allocator": "i4",
        "distribution": "i4",
        "mean_hours": "f8",
        "variation": "f8",
        "arrival_times": "f8",
        "first_contract_ends": "f8",
    }
    tables_of = {
        "met_unit": "i2",
        "owner": "i4",
        "holder": "i4",
        "shared_system": "i1",
    }
    arrays: dict[str, Any] = {name: records(dtype, 1) for name, dtype in tables.items()}
    for name in World._fields:
        if name in lists:
            arrays[name] = np.zeros(0, dtype=lists[name])
        elif name not in arrays:
            arrays[name] = np.zeros((0, 0), dtype=tables_of.get(name, "f8"))
    arrays["clock"].opened = 1
    return World(**arrays)
