"""Scenario and seed → the world on day 0: people, stock, and everyone who will come.

Who needs help, when, and with what luck depends on the municipality and the seed only, so
that every organisation meets the same households.  A household is known by its identity:
the tenants of day 0 by their dwelling, all others by group, need and how-manieth they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from sim import changes, draws, memory, starting_strategy
from sim.agenda import DAYS
from sim.arrivals import KIND, Newcomers, arrivals
from sim.bearing_rules import entitled
from sim.compiled import MARK_EVERY, PARAMETER_RECORD, FixedPart, fixed_part
from sim.draws import Stream
from sim.memory import Table
from sim.names import Category, Ground, Group, Need, Tenure
from sim.scenario.resolved import HouseholdGroup, Scenario
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
    empty_lines,
    mark_columns,
    records,
)

#: The kind that stands for the tenants of day 0.
_FIRST_TENANTS = 127

# Parts of the stream NEED_ATTRIBUTES, one for each attribute of a household.
(
    _PERSONS,
    _INCOME,
    _EQUITY,
    _DEBT,
    _ACCESSIBLE,
    _GROUND,
    _HOMELESS,
    _NEEDS,
    _DISTRICT,
    _OWN_HOME,
) = range(10)

#: Fields of a household that refer to rows there are none of on day 0.
_NOBODY_YET = (
    "episode",
    "tenancy",
    "first_application",
    "case_unit",
    "follow_up",
)

# Parts of the stream FIRST_TENANTS.
_GROUP, _CONTRACT, _HOME_DISTRICT = range(3)


def world(scenario: Scenario, seed: int, log: bool) -> World:
    """The world on day 0 of the run with ``seed``."""
    scenario = with_common_units(scenario)
    fixed = fixed_part(scenario)
    starting = {name: array.copy() for name, array in fixed.starting.items()}
    stock = sum(block.dwellings for block in scenario.municipality.stock)
    planned = starting_strategy.tables(
        [stage.scenario for stage in changes.stages(scenario)],
        starting.pop("strategy"),
        stock,
        _marks(scenario),
    )
    dwellings = _dwellings(scenario, seed, stock + len(planned["orders"]))
    there = dwellings[:stock].view(np.recarray)
    tenants, contract_ends = _first_tenants(scenario, seed, there, fixed.tenant_shares)
    newcomers = arrivals(fixed.streams, seed)
    settings = starting.pop("settings")
    settings[0].seed = seed
    settings[0].log = log
    classes = int(settings[0].classes)
    lines = (len(starting["desks"]) + len(starting["caseworkers"])) * classes
    units = len(scenario.organisation.units)
    households = len(tenants) + sum(len(part.times) for part in newcomers)
    marks = (_marks(scenario), len(mark_columns(len(starting["desks"]))))
    tables = memory.tables(
        _tables(
            households,
            households - len(tenants),
            len(dwellings),
            units,
            len(starting["caseworkers"]),
            marks,
        )
    )
    tables["clock"][0].free_item = NOBODY
    tables["arrivals"][:] = np.arange(len(tenants), households)
    _fill_households(tables, tenants, newcomers, scenario, seed, fixed)
    return World(
        **tables,
        settings=settings,
        owner=_owners(fixed, households, units),
        queue_first=np.full(lines, NOBODY),
        queue_last=np.full(lines, NOBODY),
        dwellings=dwellings,
        lines=empty_lines(units, len(starting["bodies"])),
        levels=records(LEVEL, len(Level)),
        log=records(LOG_ROW, 64 * households + 2 * ROOM if log else 1),
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
        "households": Table((households,), HOUSEHOLD, filled=True),
        "arrivals": Table((newcomers,), number, filled=True),
        "arrival_times": Table((newcomers,), time, filled=True),
        "clock": Table((1,), CLOCK),
        "agenda": Table((events,), AGENDA_DTYPE, "agenda_places"),
        "today": Table((events,), TODAY_DTYPE, "agenda_places"),
        "days": Table((DAYS,), np.dtype(np.int32)),
        "met_unit": Table((households, units), np.dtype(np.int16)),
        "episodes": Table((6 * households // 5 + 2 * ROOM,), EPISODE, "episodes"),
        "applications": Table((applications,), APPLICATION, "applications"),
        "application_days": Table((applications, len(Cause)), time, "applications"),
        "work": Table((8 * ROOM,), WORK_ITEM, "work_items"),
        "tenancies": Table((tenancies,), TENANCY, "tenancies"),
        "vacancies": Table((vacancies,), VACANCY, "vacancies"),
        "vacancy_days": Table((vacancies, len(VacancyCause)), time, "vacancies"),
        "follow_ups": Table((households // 8 + 2 * ROOM,), FOLLOW_UP, "follow_ups"),
        "marks": Table(marks, time, "marks"),
    }


def _marks(scenario: Scenario) -> int:
    return math.ceil(scenario.observe / MARK_EVERY) + 4


def _owners(fixed: FixedPart, households: int, units: int) -> np.ndarray:
    """Who keeps whose case; only under personal cases is there room for everyone."""
    if fixed.starting["settings"][0].personal_cases == 1:
        return np.full((households, units), NOBODY, dtype=np.int32)
    return np.full((1, 1), NOBODY, dtype=np.int32)


def _dwellings(scenario: Scenario, seed: int, rows: int) -> np.recarray:
    """The stock of day 0, and behind it the rows left for dwellings that may be ordered."""
    stock = scenario.municipality.stock
    dwellings = records(DWELLING, rows)
    identities = _FIRST_TENANTS * KIND + np.arange(len(dwellings))
    chance = draws.uniforms(seed, Stream.FIRST_TENANTS, identities, 0, _HOME_DISTRICT)
    dwellings.district = _districts(scenario, chance)
    first = 0
    for block in stock:
        alike = dwellings[first : first + block.dwellings]
        alike.category = block.category
        alike.ownership = block.ownership
        alike.rooms = block.rooms
        alike.accessible = block.accessible
        allocators = np.array(scenario.organisation.allocators[block.category])
        alike.allocator = allocators[alike.district]
        first += block.dwellings
    dwellings.phase = np.where(np.arange(rows) < first, DwellingPhase.LET, DwellingPhase.NOT_THERE)
    dwellings.tenancy = NOBODY
    dwellings.vacancy = NOBODY
    dwellings.previous = NOBODY
    dwellings.next = NOBODY
    return dwellings


def _districts(scenario: Scenario, chance: np.ndarray) -> np.ndarray:
    """The district each number in (0, 1) falls in, by the organisation's shares."""
    districts = scenario.organisation.districts
    if not districts:
        return np.zeros(len(chance), dtype=int)
    return _pick({number: one.share for number, one in enumerate(districts)}, chance)


def _fill_households(
    tables: dict[str, np.ndarray],
    tenants: np.ndarray,
    newcomers: list[Newcomers],
    scenario: Scenario,
    seed: int,
    fixed: FixedPart,
) -> None:
    """All households, the newcomers in order of the times at which they come, and these times."""
    rows, times = _as_bytes(tables["households"]), tables["arrival_times"]
    rows[: len(tenants)] = _as_bytes(tenants)
    if not newcomers:
        return
    given = np.concatenate([those.times for those in newcomers])
    order = _in_order(given)
    np.take(given, order, out=times, mode="clip")  # else numpy would write them twice
    places = np.empty_like(order)
    places[order] = tables["arrivals"]
    for group, those, found in _by_group(newcomers, places):
        rows[found] = _as_bytes(_coming(scenario, seed, fixed, group, those))


def _by_group(
    newcomers: list[Newcomers], places: np.ndarray
) -> Iterator[tuple[HouseholdGroup, list[Newcomers], np.ndarray]]:
    """The newcomers of each group, need by need, and the rows in which they stand."""
    ends = np.cumsum([len(those.times) for those in newcomers])
    of_each = dict(zip(range(len(newcomers)), np.split(places, ends[:-1]), strict=True))
    for group in dict.fromkeys(those.group.group for those in newcomers):
        numbers = [n for n, those in enumerate(newcomers) if those.group.group is group]
        those = [newcomers[number] for number in numbers]
        yield those[0].group, those, np.concatenate([of_each[number] for number in numbers])


def _in_order(times: np.ndarray) -> np.ndarray:
    """The places of ``times`` in ascending order; of equal ones the first comes first."""
    order = np.argsort(times)  # is three times as fast as one that minds equal ones
    in_order = times[order]
    if (in_order[1:] == in_order[:-1]).any():
        order = np.argsort(times, kind="stable")
    return order


def _as_bytes(table: np.ndarray) -> np.ndarray:
    """The same rows as so many bytes each.

    They are moved all of a row at once: numpy would move them field by field, which takes ten
    times as long.
    """
    return table.view(np.ndarray).view(np.dtype((np.void, table.itemsize)))


def _coming(
    scenario: Scenario,
    seed: int,
    fixed: FixedPart,
    group: HouseholdGroup,
    newcomers: list[Newcomers],
) -> np.ndarray:
    """Households of a group, and what they come with."""
    identities = np.concatenate([those.identities for those in newcomers])
    rows = _attributes(seed, group, identities)
    if scenario.organisation.districts:
        chance = draws.uniforms(seed, Stream.NEED_ATTRIBUTES, identities, 0, _DISTRICT)
        rows["district"] = _districts(scenario, chance)
    first = 0
    for those in newcomers:
        last = first + len(those.identities)
        _set_needs(fixed, seed, group, those.need, rows[first:last])
        first = last
    return rows


def _attributes(seed: int, group: HouseholdGroup, identities: np.ndarray) -> np.ndarray:
    """Who they are: persons, income, equity, debts, access, ground."""

    def chance(part: int) -> np.ndarray:
        return draws.uniforms(seed, Stream.NEED_ATTRIBUTES, identities, 0, part)

    rows = np.zeros(len(identities), dtype=HOUSEHOLD)
    for column in _NOBODY_YET:
        rows[column] = NOBODY
    rows["identity"] = identities
    rows["group"] = group.group
    rows["persons"] = _picked(group.persons, lambda: chance(_PERSONS))
    rows["income"] = group.income_median
    if group.income_spread > 0.0:
        normal = draws.normals(seed, Stream.NEED_ATTRIBUTES, identities, 0, _INCOME)
        rows["income"] *= np.exp(group.income_spread * normal)
    if group.equity_mean > 0.0:
        rows["equity"] = -group.equity_mean * np.log(chance(_EQUITY))
    if group.debt_service_mean > 0.0:
        rows["debt_service"] = -group.debt_service_mean * np.log(chance(_DEBT))
    if group.accessible > 0.0:
        rows["accessible"] = chance(_ACCESSIBLE) < group.accessible
    grounds = {int(ground): group.grounds.get(ground, 0.0) for ground in Ground}
    rows["ground"] = _picked(grounds, lambda: chance(_GROUND))
    return rows


def _picked(shares: dict[int, float], chance: Callable[[], np.ndarray]) -> Any:
    """The key into whose share each household falls; nothing is drawn where there is one."""
    possible = [key for key, share in shares.items() if share > 0.0]
    return possible[0] if len(possible) == 1 else _pick(shares, chance())


def _pick(shares: dict[int, float], chance: np.ndarray) -> np.ndarray:
    """For each number in (0, 1) the key into whose share it falls."""
    keys = np.array(list(shares))
    upper = np.cumsum(list(shares.values()))
    return keys[np.minimum(np.searchsorted(upper, chance * upper[-1]), len(keys) - 1)]


def _set_needs(
    fixed: FixedPart, seed: int, group: HouseholdGroup, presenting: Need, rows: np.ndarray
) -> None:
    """What they come with, what they need besides, and where they live meanwhile."""
    rows["presenting"] = presenting
    rows["needs"] = 1 << presenting
    if presenting is Need.FOLLOW_UP:
        rows["follow_up_level"] = _levels_of_follow_up(seed, group, rows, certain=True)
    if presenting is not Need.DWELLING:
        rows["tenure"] = Tenure.PRIVATE_RENTAL
        return

    def chance(need: int, part: int) -> np.ndarray:
        return draws.uniforms(seed, Stream.NEED_ATTRIBUTES, rows["identity"], need, part)

    def add(need: Need, those: np.ndarray) -> None:
        rows["needs"] |= those.astype(np.int64) << int(need)

    parameters = fixed.constant["parameters"]
    add(Need.HOUSING_ALLOWANCE, entitled(parameters, rows["income"], rows["persons"]))
    rows["follow_up_level"] = _levels_of_follow_up(seed, group, rows, certain=False)
    add(Need.FOLLOW_UP, rows["follow_up_level"] > 0)
    for need in (Need.SOCIAL_ASSISTANCE, Need.DEBT_ADVICE, Need.HOME_CARE):
        add(need, chance(need, _NEEDS) < group.needs.get(need, 0.0))
    rows["acute"] = chance(0, _HOMELESS) < group.homeless
    own_home = (rows["accessible"] == 1) & (chance(0, _OWN_HOME) < group.own_home)
    housed = np.where(own_home, Tenure.OWN_HOME, Tenure.WITH_OTHERS)
    rows["tenure"] = np.where(rows["acute"] == 1, Tenure.NONE, housed)


def _levels_of_follow_up(
    seed: int, group: HouseholdGroup, rows: np.ndarray, certain: bool
) -> np.ndarray:
    """The level of follow-up each needs: 0 (none, unless ``certain``), 1 or 2."""
    chance = draws.uniforms(
        seed, Stream.NEED_ATTRIBUTES, rows["identity"], int(Need.FOLLOW_UP), _NEEDS
    )
    ordinary, intensive = group.follow_up.get(1, 0.0), group.follow_up.get(2, 0.0)
    if certain:
        total = ordinary + intensive
        ordinary, intensive = (1.0, 0.0) if total == 0.0 else (ordinary / total, intensive / total)
    return np.where(chance < intensive, 2, np.where(chance < intensive + ordinary, 1, 0))


def _first_tenants(
    scenario: Scenario, seed: int, dwellings: np.recarray, shares: np.ndarray
) -> tuple[np.recarray, np.ndarray]:
    """The household in each dwelling on day 0, and when its contract ends (days).

    Tenancies in place are found in proportion to their length; the moment of day 0 lies
    anywhere in the running contract.  Households are no bigger than the dwelling has rooms,
    and need an accessible one only where they have it.  Their other needs are taken to be met.
    A category that no group with a ground comes for houses the first group.
    """
    identities = _FIRST_TENANTS * KIND + np.arange(len(dwellings))
    chance = draws.uniforms(seed, Stream.FIRST_TENANTS, identities, 0, _GROUP)
    rows = records(HOUSEHOLD, len(dwellings))
    for column in _NOBODY_YET:
        rows[column] = NOBODY
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
        _as_bytes(rows)[of_group] = _as_bytes(_attributes(seed, group, identities[of_group]))
    rows.persons = np.minimum(rows.persons, dwellings.rooms)
    rows.accessible = np.minimum(rows.accessible, dwellings.accessible)
    rows.ground = Ground.WISH
    rows.presenting = Need.DWELLING
    rows.needs = 1 << Need.DWELLING
    rows.met = rows.needs
    rows.tenure = Tenure.MUNICIPAL
    rows.district = dwellings.district
    residual = draws.uniforms(seed, Stream.FIRST_TENANTS, identities, 0, _CONTRACT)
    return rows, residual * scenario.parameters["tenancy.contract"]


def compile_entries() -> None:
    """Compile what people are drawn with, for whom nobody waits."""
    nobody = np.zeros(0, dtype=np.int64)
    draws.uniforms(0, 0, nobody, 0, 0)
    draws.normals(0, 0, nobody, 0, 0)
    entitled(records(PARAMETER_RECORD, 1), nobody.astype(float), nobody)


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
        "days": "i4",
        "queue_first": "i8",
        "queue_last": "i8",
        "distribution": "i4",
        "mean_hours": "f8",
        "variation": "f8",
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
        "same_house": "i1",
        "contacts": "i4",
        "attended": "i4",
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
