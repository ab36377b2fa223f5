"""The same measures by group of households, by district, and by category of dwelling.

A part of the place is looked at as if it were a run of its own, so that nothing is defined
twice.  Only measures of what households went through, or dwellings, can be broken down.
"""

from __future__ import annotations

import numpy as np

from sim.measures.observed import Run
from sim.measures.registry import Measure
from sim.names import Category, Group, label
from sim.quantities import YEAR
from sim.scenario.resolved import Scenario
from sim.state import World

#: Groups of measures that rest on what single households went through, and some others.
_OF_HOUSEHOLDS = ("waits", "causes", "referrals", "reach")
_OF_HOUSEHOLDS_TOO = (
    "follow_up_wait",
    "package_in_time",
    "follow_up_relapse",
    "approvals",
    "long_stays",
    "knowledge_applied",
    "compound_gap",
    "compound_gap_home",
    "unequal_treatment",
    "refused_share",
    "list_own_solution",
    "list_left",
)

#: Measures of the group ``vacancy`` that rest on levels of the whole place.
_OF_ALL_DWELLINGS = ("vacancy_rate", "vacancy_rate_in_service", "out_of_service_rate", "relets")

Columns = dict[str, list[float]]


def by_group(
    world: World, scenario: Scenario, measures: dict[str, Measure]
) -> tuple[list[str], Columns]:
    """Groups of households with a need in the window: their names, and the columns of a table."""
    return _by_part(world, scenario, measures, world.households.group, [label(g) for g in Group])


def by_district(
    world: World, scenario: Scenario, measures: dict[str, Measure]
) -> tuple[list[str], Columns]:
    """The same for districts; none where the town is in one piece."""
    names = [district.name for district in scenario.organisation.districts]
    return _by_part(world, scenario, measures, world.households.district, names)


def _by_part(
    world: World,
    scenario: Scenario,
    measures: dict[str, Measure],
    part: np.ndarray,
    names: list[str],
) -> tuple[list[str], Columns]:
    chosen = {
        key: one
        for key, one in measures.items()
        if one.group in _OF_HOUSEHOLDS or key in _OF_HOUSEHOLDS_TOO
    }
    found: list[str] = []
    columns: Columns = {key: [] for key in ("episodes", *chosen)}
    for number, name in enumerate(names):
        run = Run(world, scenario, households=np.asarray(part == number))
        count = int(run.episodes.sums.count)
        if not count:
            continue
        found.append(name)
        columns["episodes"].append(count)
        for key, one in chosen.items():
            columns[key].append(one.compute(run))
    return found, columns


def by_category(
    world: World, scenario: Scenario, measures: dict[str, Measure]
) -> tuple[list[str], Columns]:
    """Categories of dwellings there are at the end: their names, and the columns of a table.

    ``dwellings``: how many; ``relets_per_year``: contracts after a vacancy; ``share_empty``: share
    of the window's dwelling-days without a tenant.  A dwelling that was converted counts as
    one of its last category throughout.
    """
    chosen = {
        key: one
        for key, one in measures.items()
        if one.group == "vacancy" and key not in _OF_ALL_DWELLINGS
    }
    found: list[str] = []
    columns: Columns = {key: [] for key in ("dwellings", "relets_per_year", "share_empty", *chosen)}
    for category in Category:
        mine = np.asarray(world.dwellings.category == category)
        if not mine.any():
            continue
        run = Run(world, scenario, dwellings=mine)
        spells = run.all_vacancies
        ends = np.minimum(spells.contract_at, run.end)
        days = np.maximum(0.0, ends - np.maximum(spells.move_out, run.start)).sum()
        found.append(label(category))
        columns["dwellings"].append(int(mine.sum()))
        columns["relets_per_year"].append(run.in_window(spells.contract_at).sum() / run.years)
        columns["share_empty"].append(days / (mine.sum() * run.years * YEAR))
        for key, one in chosen.items():
            columns[key].append(one.compute(run))
    return found, columns
