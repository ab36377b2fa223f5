"""What the households of a scenario are drawn from: shares and means of the groups, as tables."""

from __future__ import annotations

import numpy as np

from sim.households import BESIDES, MEMBERS, Members
from sim.names import Category, Ground, Group
from sim.scenario.resolved import HouseholdGroup, Scenario
from sim.state import HOUSEHOLD, NOBODY, records

#: Fields of a household that refer to rows there are none of on day 0.
_NOBODY_YET = (
    "episode",
    "tenancy",
    "first_application",
    "case_unit",
    "follow_up",
)


def members(scenario: Scenario, shares: np.ndarray, parameters: np.recarray) -> Members:
    """The tables of a scenario.

    ``shares`` [category, group]: who lives in the dwellings on day 0.  A category that no group
    with a ground comes for houses the first group.  ``parameters``: the record of parameters.
    """
    groups = scenario.municipality.groups
    widest = max([len(group.persons) for group in groups], default=1)
    made = Members(
        blank=records(HOUSEHOLD, len(Group)),
        groups=np.zeros(len(Group), dtype=MEMBERS).view(np.recarray),
        sizes=np.ones((len(Group), widest), dtype=np.int64),
        sizes_upto=np.zeros((len(Group), widest)),
        grounds_upto=np.zeros((len(Group), len(Ground))),
        besides=np.zeros((len(Group), len(BESIDES))),
        districts_upto=np.array(
            [np.cumsum([district.share for district in scenario.organisation.districts])],
            dtype=float,
        ),
        tenants_upto=np.cumsum(shares, axis=1),
        allocator=np.array(
            [scenario.organisation.allocators[category] for category in Category], dtype=np.int64
        ),
        parameters=parameters,
    )
    for column in _NOBODY_YET:
        made.blank[column] = NOBODY
    made.blank.group = np.arange(len(Group))
    for group in groups:
        _put_in(made, group)
    for category in Category:
        if groups and made.tenants_upto[category, -1] <= 0.0:
            made.tenants_upto[category, groups[0].group :] = 1.0
    return made


def _put_in(made: Members, group: HouseholdGroup) -> None:
    """Fill the rows of a group."""
    number = group.group
    row = made.groups[number]
    for name in (
        "income_median",
        "income_spread",
        "equity_mean",
        "debt_service_mean",
        "accessible",
        "homeless",
        "own_home",
    ):
        row[name] = getattr(group, name)
    row.ordinary_follow_up = group.follow_up.get(1, 0.0)
    row.intensive_follow_up = group.follow_up.get(2, 0.0)
    upto = np.cumsum(list(group.persons.values()))
    made.sizes_upto[number] = upto[-1]
    made.sizes_upto[number, : len(upto)] = upto
    made.sizes[number, : len(upto)] = list(group.persons)
    row.certain_persons = sum(share > 0.0 for share in group.persons.values()) == 1
    grounds = [group.grounds.get(ground, 0.0) for ground in Ground]
    made.grounds_upto[number] = np.cumsum(grounds)
    row.certain_ground = sum(share > 0.0 for share in grounds) == 1
    made.besides[number] = [group.needs.get(need, 0.0) for need in BESIDES]
