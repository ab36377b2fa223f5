"""Units of each district: one entry of a file that stands for one unit in every part of town.

A unit with ``per_district: yes`` is multiplied out to units called by its name and that of the
district ("district office Lerkendal").  Elsewhere in the file its bare name means each
district's own, and the full name that one alone, for the whole town.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True)
class Roster:
    """The units of an organisation, those of each district one by one.

    ``districts``: their names, none for a town in one piece.  ``names``: of all units, in
    order.  ``holders``: by every name a file may use, the unit that is meant in each of the
    districts (one entry without districts, and all alike for a unit of the whole town).
    ``divided``: the names of the file that stand for a unit in each district.
    """

    districts: tuple[str, ...]
    names: tuple[str, ...]
    holders: dict[str, tuple[str, ...]]
    divided: frozenset[str]

    def units(self, name: str) -> tuple[str, ...]:
        """The units that ``name`` stands for, each once; none if there is no such name."""
        return tuple(dict.fromkeys(self.holders.get(name, ())))

    def pairs(self, one: str, other: str) -> list[tuple[str, str]]:
        """The pairs of different units of which two names speak.

        Units of each district pair with the one of their own district.
        """
        if one in self.divided and other in self.divided:
            pairs: Iterable[tuple[str, str]] = zip(
                self.holders[one], self.holders[other], strict=True
            )
        else:
            pairs = product(self.units(one), self.units(other))
        return [pair for pair in pairs if pair[0] != pair[1]]


def of_district(name: str, district: str) -> str:
    """What the unit (house, committee) of one district is called."""
    return f"{name} {district}"


def roster(units: dict[str, bool], districts: Sequence[str]) -> Roster:
    """The units of a file, by name and whether there is one for each district.

    A name that is taken already stays with the unit that had it first.
    """
    count = max(1, len(districts))
    names: list[str] = []
    holders: dict[str, tuple[str, ...]] = {}
    divided = frozenset(name for name, one_each in units.items() if one_each and districts)
    for name in units:
        if name in divided:
            own = tuple(of_district(name, district) for district in districts)
            names += own
            holders[name] = own
            for one in own:
                holders.setdefault(one, (one,) * count)
        else:
            names.append(name)
            holders[name] = (name,) * count
    return Roster(tuple(districts), tuple(names), holders, divided)
