"""Who the households are: what each of them is like, and what it needs on the day it comes.

Everything is drawn by the identity of the household from the shares and means of its group
(:mod:`sim.members`), which are the same for all organisations and all runs of a scenario; the seed
does the rest.  Those who come are drawn by :func:`fill_newcomers`, the tenants of day 0 by
:func:`fill_first_tenants`.  Compiled, since people are a good part of a run's making.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim import draws
from sim.bearing_rules import is_entitled
from sim.draws import Stream
from sim.jit import by_reference, entry, rule
from sim.names import Ground, Need, Tenure
from sim.state import DWELLING, HOUSEHOLD, DwellingPhase, records

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

# Parts of the stream FIRST_TENANTS.
_GROUP, _CONTRACT, _HOME_DISTRICT = range(3)

#: Needs besides a home that some of a group's home seekers have, whatever their means.
BESIDES = (Need.SOCIAL_ASSISTANCE, Need.DEBT_ADVICE, Need.HOME_CARE)

#: What members of a group are drawn from besides the tables of :class:`Members`.  Of what all
#: members have in common ``certain`` is 1.
MEMBERS = np.dtype(
    [
        ("income_median", "f8"),
        ("income_spread", "f8"),
        ("equity_mean", "f8"),
        ("debt_service_mean", "f8"),
        ("accessible", "f8"),
        ("homeless", "f8"),
        ("own_home", "f8"),
        ("ordinary_follow_up", "f8"),
        ("intensive_follow_up", "f8"),
        ("certain_persons", "i8"),
        ("certain_ground", "i8"),
    ]
)


class Members(NamedTuple):
    """What the households of a scenario are drawn from: tables by group.

    ``blank`` [group] are households of which nothing is known but the group.  Tables that end in
    ``upto`` hold the shares of the possible values, added up: of ``sizes`` [group, n] persons, of
    ``grounds``, of the ``districts`` [1, district] (none in a town in one piece), and of the groups
    among the ``tenants`` [category, group] of day 0.  ``besides`` [group, n]: share with each need
    of ``BESIDES``.  ``allocator`` [category, district]: the unit that allocates.
    """

    blank: np.recarray
    groups: np.recarray
    sizes: np.ndarray
    sizes_upto: np.ndarray
    grounds_upto: np.ndarray
    besides: np.ndarray
    districts_upto: np.ndarray
    tenants_upto: np.ndarray
    allocator: np.ndarray
    parameters: np.recarray


# ---- those who come --------------------------------------------------------------------------


def fill_newcomers(
    members: Members,
    seed: int,
    identities: np.ndarray,
    groups: np.ndarray,
    needs: np.ndarray,
    households: np.recarray,
) -> None:
    """Fill the rows of ``households`` with those who come with ``needs``: [household] all."""
    means = _means(members, seed, identities, groups)
    _fill_newcomers(members, seed, identities, groups, needs, means, households)


def _means(members: Members, seed: int, identities: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Income, equity and debt service [3, household] in terms of what the group has.

    Exponentials and logarithms are left to numpy, which takes them many times as fast.
    """
    means = np.empty((3, len(identities)))
    _fill_means(members, seed, identities, groups, means)
    np.exp(means[0], out=means[0])
    np.negative(np.log(means[1:], out=means[1:]), out=means[1:])
    return means


@entry
def _fill_means(members, seed, identities, groups, means):
    """Fill ``means`` with the logarithm of the first, and with chances of the other two."""
    stream = Stream.NEED_ATTRIBUTES
    for place in range(len(identities)):
        who = identities[place]
        group = members.groups[groups[place]]
        means[0, place] = 0.0
        if group.income_spread > 0.0:
            means[0, place] = group.income_spread * draws.normal(seed, stream, who, 0, _INCOME)
        means[1, place] = 1.0
        if group.equity_mean > 0.0:
            means[1, place] = draws.uniform(seed, stream, who, 0, _EQUITY)
        means[2, place] = 1.0
        if group.debt_service_mean > 0.0:
            means[2, place] = draws.uniform(seed, stream, who, 0, _DEBT)


@entry
def _fill_newcomers(members, seed, identities, groups, needs, means, households):
    everything = by_reference(members)
    for place in range(len(identities)):
        _be_somebody(everything, seed, identities[place], groups[place], means, place, households)
        person = households[place]
        if members.districts_upto.shape[1] > 0:
            chance = _chance(seed, person.identity, 0, _DISTRICT)
            person.district = _chosen(members.districts_upto, 0, chance)
        _set_needs(everything, seed, needs[place], person)


@rule
def _chance(seed, identity, occasion, part):
    return draws.uniform(seed, Stream.NEED_ATTRIBUTES, identity, occasion, part)


@rule
def _chosen(upto, row, chance):
    """The first value up to which the shares of a ``row`` reach what ``chance`` says."""
    last = upto.shape[1] - 1
    sought = chance * upto[row, last]
    for value in range(last):
        if upto[row, value] >= sought:
            return value
    return last


@rule
def _be_somebody(members, seed, identity, number, means, place, households):
    """Fill a row of ``households``: persons, income, equity, debts, access, ground."""
    households[place] = members.blank[number]
    person = households[place]
    group = members.groups[number]
    person.identity = identity
    chance = 0.5
    if group.certain_persons == 0:
        chance = _chance(seed, identity, 0, _PERSONS)
    person.persons = members.sizes[number, _chosen(members.sizes_upto, number, chance)]
    person.income = group.income_median * means[0, place]
    if group.equity_mean > 0.0:
        person.equity = group.equity_mean * means[1, place]
    if group.debt_service_mean > 0.0:
        person.debt_service = group.debt_service_mean * means[2, place]
    if group.accessible > 0.0:
        person.accessible = _chance(seed, identity, 0, _ACCESSIBLE) < group.accessible
    chance = 0.5
    if group.certain_ground == 0:
        chance = _chance(seed, identity, 0, _GROUND)
    person.ground = _chosen(members.grounds_upto, number, chance)


@rule
def _set_needs(members, seed, presenting, person):
    """What a household comes with, what it needs besides, and where it lives meanwhile."""
    group = members.groups[person.group]
    person.presenting = presenting
    needs = 1 << presenting
    if presenting != Need.DWELLING:
        if presenting == Need.FOLLOW_UP:
            person.follow_up_level = _level_of_follow_up(seed, group, person.identity, True)
        person.needs = needs
        person.tenure = Tenure.PRIVATE_RENTAL
        return
    if is_entitled(members.parameters[0], person.income, person.persons):
        needs |= 1 << Need.HOUSING_ALLOWANCE
    person.follow_up_level = _level_of_follow_up(seed, group, person.identity, False)
    if person.follow_up_level > 0:
        needs |= 1 << Need.FOLLOW_UP
    for number, need in enumerate(_BESIDES):
        share = members.besides[person.group, number]
        if share > 0.0 and _chance(seed, person.identity, need, _NEEDS) < share:
            needs |= 1 << need
    person.needs = needs
    person.tenure = Tenure.WITH_OTHERS
    if _chance(seed, person.identity, 0, _HOMELESS) < group.homeless:
        person.acute = 1
        person.tenure = Tenure.NONE
    elif person.accessible == 1 and group.own_home > _chance(seed, person.identity, 0, _OWN_HOME):
        person.tenure = Tenure.OWN_HOME


# An IntEnum cannot be gone through in compiled code; a tuple of its numbers can.
_BESIDES = tuple(int(need) for need in BESIDES)


@rule
def _level_of_follow_up(seed, group, identity, certain):
    """The level of follow-up a household needs: 0 (none, unless ``certain``), 1 or 2."""
    ordinary, intensive = group.ordinary_follow_up, group.intensive_follow_up
    if certain:
        total = ordinary + intensive
        if total == 0.0:
            return 1
        ordinary, intensive = ordinary / total, intensive / total
    chance = _chance(seed, identity, Need.FOLLOW_UP, _NEEDS)
    if chance < intensive:
        return 2
    return 1 if chance < intensive + ordinary else 0


# ---- the tenants of day 0 --------------------------------------------------------------------


@entry
def settle(members, seed, identities, dwellings):
    """Put ``dwellings`` in their districts, and those that are there with who allocates them."""
    for place in range(len(dwellings)):
        home = dwellings[place]
        if members.districts_upto.shape[1] > 0:
            who = identities[place]
            chance = draws.uniform(seed, Stream.FIRST_TENANTS, who, 0, _HOME_DISTRICT)
            home.district = _chosen(members.districts_upto, 0, chance)
        if home.phase != DwellingPhase.NOT_THERE:
            home.allocator = members.allocator[home.category, home.district]


def fill_first_tenants(
    members: Members,
    seed: int,
    identities: np.ndarray,
    dwellings: np.recarray,
    households: np.recarray,
) -> np.ndarray:
    """Fill ``households`` with the tenant of each of ``dwellings``.

    Returns the share of each running contract that is left.  Tenancies in place are found in
    proportion to their length; the moment of day 0 lies anywhere in the running contract.
    Households are no bigger than the dwelling has rooms, and need an accessible one only where
    they have it.  Their other needs are taken to be met.
    """
    groups = np.empty(len(identities), dtype=np.int64)
    left = np.empty(len(identities))
    _fill_groups(members, seed, identities, dwellings, groups, left)
    means = _means(members, seed, identities, groups)
    _fill_first_tenants(members, seed, identities, groups, means, dwellings, households)
    return left


@entry
def _fill_groups(members, seed, identities, dwellings, groups, left):
    for place in range(len(identities)):
        who = identities[place]
        chance = draws.uniform(seed, Stream.FIRST_TENANTS, who, 0, _GROUP)
        groups[place] = _chosen(members.tenants_upto, dwellings[place].category, chance)
        left[place] = draws.uniform(seed, Stream.FIRST_TENANTS, who, 0, _CONTRACT)


@entry
def _fill_first_tenants(members, seed, identities, groups, means, dwellings, households):
    everything = by_reference(members)
    for place in range(len(identities)):
        _be_somebody(everything, seed, identities[place], groups[place], means, place, households)
        person, home = households[place], dwellings[place]
        person.persons = min(person.persons, home.rooms)
        person.accessible = min(person.accessible, home.accessible)
        person.ground = Ground.WISH
        person.presenting = Need.DWELLING
        person.needs = 1 << Need.DWELLING
        person.met = person.needs
        person.tenure = Tenure.MUNICIPAL
        person.district = home.district


def compile_entries(parameters: np.recarray) -> None:
    """Compile what people are drawn with, for a town in which nobody lives."""
    nobody = np.zeros(0, dtype=np.int64)
    number = np.zeros((0, 0), dtype=np.int64)
    share = np.zeros((0, 0))
    groups = np.zeros(0, dtype=MEMBERS).view(np.recarray)
    blank = records(HOUSEHOLD, 0)
    empty = Members(blank, groups, number, share, share, share, share, share, number, parameters)
    homes = records(DWELLING, 0)
    settle(empty, 0, nobody, homes)
    fill_first_tenants(empty, 0, nobody, homes, blank)
    fill_newcomers(empty, 0, nobody, nobody, nobody, blank)
