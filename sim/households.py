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

#: So many households at a time are drawn a chance of each kind: as many numbers as stay at hand.
_STRETCH = 256

#: Chances of a household: first one for each of the parts above (as to needs, for the level of
#: follow-up), then one for each need of ``BESIDES``.  Of each, its part and the occasion.
_FIRST_BESIDES = _OWN_HOME + 1
_PARTS = (*range(_OWN_HOME + 1), *(_NEEDS for _ in BESIDES))
_OCCASIONS = tuple(
    int(Need.FOLLOW_UP) if kind == _NEEDS else 0 for kind in range(_FIRST_BESIDES)
) + tuple(int(need) for need in BESIDES)

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
    chances = np.empty((len(_PARTS), _STRETCH))
    means = _means(members, seed, identities, groups, chances)
    _fill_newcomers(members, seed, identities, groups, needs, means, chances, households)


def _means(
    members: Members, seed: int, identities: np.ndarray, groups: np.ndarray, chances: np.ndarray
) -> np.ndarray:
    """Income, equity and debt service [3, household] in terms of what the group has.

    Exponentials and logarithms are left to numpy, which takes them many times as fast.  What
    no group has is left out.  ``chances``: room for some.
    """
    means = np.empty((3, len(identities)))
    drawn = _fill_means(members, seed, identities, groups, means, chances)
    if drawn & (1 << _INCOME):
        np.exp(means[0], out=means[0])
    for row, part in ((means[1], _EQUITY), (means[2], _DEBT)):
        if drawn & (1 << part):
            np.negative(np.log(row, out=row), out=row)
    return means


@entry
def _fill_means(members, seed, identities, groups, means, chances):
    """Fill ``means`` with the logarithm of the first, and with chances of the other two.

    Returns what was drawn: where no group's incomes differ the first is filled with ones, and
    what no group has is not filled.
    """
    wanted = 0
    for number in range(len(members.groups)):
        group = members.groups[number]
        wanted |= (group.income_spread > 0.0) << _INCOME
        wanted |= (group.equity_mean > 0.0) << _EQUITY
        wanted |= (group.debt_service_mean > 0.0) << _DEBT
    means[0, :] = 1.0
    for first in range(0, len(identities) if wanted else 0, _STRETCH):
        after = min(first + _STRETCH, len(identities))
        _draw(seed, identities[first:after], wanted, chances)
        for place in range(first, after):
            means[1, place] = chances[_EQUITY, place - first]
            means[2, place] = chances[_DEBT, place - first]
        for place in range(first, after if (wanted >> _INCOME) & 1 else first):
            spread = members.groups[groups[place]].income_spread
            means[0, place] = spread * draws.normal_quantile(chances[_INCOME, place - first])
    return wanted


@rule
def _draw(seed, identities, wanted, chances):
    """Fill the rows of ``chances`` that are ``wanted`` (bits) with one for each household.

    To draw the same for many in a row takes an eighth of the time.  For that, this must be called
    from one place of an entry only: what is called from several is not taken in by the compiler.
    """
    for kind in range(len(chances)):
        if (wanted >> kind) & 1:
            occasion = _OCCASIONS[kind]
            part = _PARTS[kind]
            for place in range(len(identities)):
                who = identities[place]
                chances[kind, place] = draws.uniform(
                    seed, Stream.NEED_ATTRIBUTES, who, occasion, part
                )


@entry
def _fill_newcomers(members, seed, identities, groups, needs, means, chances, households):
    everything = by_reference(members)
    character = _left_to_chance(everything)
    if members.districts_upto.shape[1] > 0:
        character |= 1 << _DISTRICT
    for first in range(0, len(identities), _STRETCH):
        after = min(first + _STRETCH, len(identities))
        wanted = character | _of_needs(needs[first:after])
        _draw(seed, identities[first:after], wanted, chances)
        for place in range(first, after):
            own = chances[:, place - first]
            _be_somebody(
                everything, identities[place], groups[place], means, place, own, households
            )
            person = households[place]
            if members.districts_upto.shape[1] > 0:
                person.district = _chosen(members.districts_upto, 0, own[_DISTRICT])
            _set_needs(everything, needs[place], own, person)


@rule
def _left_to_chance(members):
    """Chances that persons, access and ground hang on in any group, as bits."""
    wanted = 0
    for number in range(len(members.groups)):
        group = members.groups[number]
        wanted |= (group.certain_persons == 0) << _PERSONS
        wanted |= (group.accessible > 0.0) << _ACCESSIBLE
        wanted |= (group.certain_ground == 0) << _GROUND
    return wanted


#: Chances that needs hang on, and where those who seek a home live meanwhile, as bits.
_OF_HOME_SEEKERS = sum(
    1 << kind for kind in (_NEEDS, _HOMELESS, _OWN_HOME, *range(_FIRST_BESIDES, len(_PARTS)))
)


@rule
def _of_needs(needs):
    """Chances that needs and tenure hang on of any who come with ``needs``, as bits."""
    wanted = 0
    for place in range(len(needs)):
        if needs[place] == Need.DWELLING:
            wanted |= _OF_HOME_SEEKERS
        elif needs[place] == Need.FOLLOW_UP:
            wanted |= 1 << _NEEDS
    return wanted


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
def _be_somebody(members, identity, number, means, place, chances, households):
    """Fill a row of ``households``: persons, income, equity, debts, access, ground.

    ``number``: of the group; ``chances``: what was drawn for this household.
    """
    households[place] = members.blank[number]
    person = households[place]
    group = members.groups[number]
    person.identity = identity
    chance = 0.5
    if group.certain_persons == 0:
        chance = chances[_PERSONS]
    person.persons = members.sizes[number, _chosen(members.sizes_upto, number, chance)]
    person.income = group.income_median * means[0, place]
    if group.equity_mean > 0.0:
        person.equity = group.equity_mean * means[1, place]
    if group.debt_service_mean > 0.0:
        person.debt_service = group.debt_service_mean * means[2, place]
    if group.accessible > 0.0:
        person.accessible = chances[_ACCESSIBLE] < group.accessible
    chance = 0.5
    if group.certain_ground == 0:
        chance = chances[_GROUND]
    person.ground = _chosen(members.grounds_upto, number, chance)


@rule
def _set_needs(members, presenting, chances, person):
    """What a household comes with, what it needs besides, and where it lives meanwhile."""
    group = members.groups[person.group]
    person.presenting = presenting
    needs = 1 << presenting
    if presenting != Need.DWELLING:
        if presenting == Need.FOLLOW_UP:
            person.follow_up_level = _level_of_follow_up(group, chances[_NEEDS], True)
        person.needs = needs
        person.tenure = Tenure.PRIVATE_RENTAL
        return
    if is_entitled(members.parameters[0], person.income, person.persons):
        needs |= 1 << Need.HOUSING_ALLOWANCE
    person.follow_up_level = _level_of_follow_up(group, chances[_NEEDS], False)
    if person.follow_up_level > 0:
        needs |= 1 << Need.FOLLOW_UP
    for number, need in enumerate(_BESIDES):
        share = members.besides[person.group, number]
        if share > 0.0 and chances[_FIRST_BESIDES + number] < share:
            needs |= 1 << need
    person.needs = needs
    person.tenure = Tenure.WITH_OTHERS
    if chances[_HOMELESS] < group.homeless:
        person.acute = 1
        person.tenure = Tenure.NONE
    elif person.accessible == 1 and group.own_home > chances[_OWN_HOME]:
        person.tenure = Tenure.OWN_HOME


# An IntEnum cannot be gone through in compiled code; a tuple of its numbers can.
_BESIDES = tuple(int(need) for need in BESIDES)


@rule
def _level_of_follow_up(group, chance, certain):
    """The level of follow-up a household needs: 0 (none, unless ``certain``), 1 or 2."""
    ordinary, intensive = group.ordinary_follow_up, group.intensive_follow_up
    if certain:
        total = ordinary + intensive
        if total == 0.0:
            return 1
        ordinary, intensive = ordinary / total, intensive / total
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
    chances = np.empty((len(_PARTS), _STRETCH))
    means = _means(members, seed, identities, groups, chances)
    _fill_first_tenants(members, seed, identities, groups, means, chances, dwellings, households)
    return left


@entry
def _fill_groups(members, seed, identities, dwellings, groups, left):
    for place in range(len(identities)):
        who = identities[place]
        chance = draws.uniform(seed, Stream.FIRST_TENANTS, who, 0, _GROUP)
        groups[place] = _chosen(members.tenants_upto, dwellings[place].category, chance)
        left[place] = draws.uniform(seed, Stream.FIRST_TENANTS, who, 0, _CONTRACT)


@entry
def _fill_first_tenants(members, seed, identities, groups, means, chances, dwellings, households):
    everything = by_reference(members)
    wanted = _left_to_chance(everything)
    for first in range(0, len(identities), _STRETCH):
        after = min(first + _STRETCH, len(identities))
        _draw(seed, identities[first:after], wanted, chances)
        for place in range(first, after):
            own = chances[:, place - first]
            _be_somebody(
                everything, identities[place], groups[place], means, place, own, households
            )
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
