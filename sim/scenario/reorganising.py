"""The organisations of a scenario one after the other, and how each becomes the next.

**Districts.**  A household lives in a district, and stays there whatever happens to offices.  So
all organisations of a scenario are put on the same districts.  Those that divide the town agree
on how (:mod:`sim.scenario.reorganisation_checks`); one that has the town in one piece is told in
the districts of the others, with the same unit in each of them.

**Transitions.**  What a file does not say of a transition is as the parameters
``reorganisation.*`` have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sim.scenario.building_organisation import build_organisation
from sim.scenario.changes import ReadChange, ReadReorganisation
from sim.scenario.parts import ReadScenario
from sim.scenario.resolved import Change, District, Municipality, Organisation, Transition
from sim.scenario.schema import TransitionFile


def reorganisations(read: ReadScenario) -> Iterator[tuple[ReadChange, ReadReorganisation]]:
    """The changes that bring in an organisation, in order of time."""
    for change in sorted(read.changes, key=lambda change: change.at):
        if change.reorganisation is not None:
            yield change, change.reorganisation


def organisations(
    read: ReadScenario, municipality: Municipality
) -> tuple[Organisation, dict[float, Organisation]]:
    """The organisation at the start, and those that take over by the day, in order of time.

    All are on the same districts.  For a scenario in whose parts no problem was found.
    """
    assert read.organisation is not None
    first = build_organisation(read.organisation, municipality)
    later = {
        change.at: build_organisation(found.organisation, municipality)
        for change, found in reorganisations(read)
    }
    districts = next((one.districts for one in (first, *later.values()) if one.districts), ())
    return in_districts(first, districts), {
        day: in_districts(organisation, districts) for day, organisation in later.items()
    }


def in_districts(organisation: Organisation, districts: tuple[District, ...]) -> Organisation:
    """The same organisation in a town of ``districts``.

    A town in one piece becomes one in which every district has the same units; one divided into
    the same districts has them in the order of ``districts``.
    """
    if not districts or organisation.districts == districts:
        return organisation
    names = [one.name for one in organisation.districts]
    before = [names.index(one.name) if names else 0 for one in districts]

    def by_district(units: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(units[number] for number in before)

    return replace(
        organisation,
        districts=districts,
        units=tuple(
            unit if unit.district is None else replace(unit, district=before.index(unit.district))
            for unit in organisation.units
        ),
        holders={
            task: {group: by_district(units) for group, units in of_task.items()}
            for task, of_task in organisation.holders.items()
        },
        allocators={
            category: by_district(units) for category, units in organisation.allocators.items()
        },
    )


def build_transition(file: TransitionFile, parameters: Mapping[str, float]) -> Transition:
    """The transition that ``file`` describes, under parameters in base units."""
    given = {name: getattr(file, name) for name in Transition.NUMBERS}
    return Transition(
        routines_kept=bool(file.routines_kept.base),
        extra_cost=file.extra_cost.number,
        given=tuple(name for name, one in given.items() if one is not None),
        **{
            name: Transition.default(name, parameters) if one is None else one.number
            for name, one in given.items()
        },
    )


def with_organisations(
    changes: Iterable[Change],
    read: ReadScenario,
    later: Mapping[float, Organisation],
    parameters: Mapping[str, float],
) -> tuple[Change, ...]:
    """``changes`` with the organisations that take over, on their days, in order of time."""
    by_day = {change.at: change for change in changes}
    for change, found in reorganisations(read):
        assert found.transition is not None
        by_day[change.at] = replace(
            by_day.get(change.at, Change(change.at, {}, {})),
            organisation=later[change.at],
            transition=build_transition(found.transition, parameters),
        )
    return tuple(by_day[day] for day in sorted(by_day))
