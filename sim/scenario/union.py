"""The organisations of one scenario on the same units.

Where an organisation becomes another in the course of a run, units keep their places: a unit of
the same name is the same unit.  So every organisation of the scenario lists the units of all of
them; those it does not have hold no task and have no positions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.scenario.resolved import Body, Organisation, Scenario, Unit


def with_common_units(scenario: Scenario) -> Scenario:
    """``scenario`` with all its organisations on the same units, as a run needs it.

    The scenario itself where it has one organisation, or they have the same units already.
    Raises ``ValueError`` if they do not divide the town alike: households live in its districts.
    """
    later = [one.organisation for one in scenario.changes if one.organisation is not None]
    if not later:
        return scenario
    organisations = [scenario.organisation, *later]
    _check_districts(organisations)
    if all(_names(one) == _names(organisations[0]) for one in later):
        return scenario
    first, *after = on_common_units(organisations)
    following = iter(after)
    changes = tuple(
        change if change.organisation is None else replace(change, organisation=next(following))
        for change in scenario.changes
    )
    return replace(scenario, organisation=first, changes=changes)


def _check_districts(organisations: Sequence[Organisation]) -> None:
    """All are told in the same districts (:func:`sim.scenario.reorganising.in_districts`)."""
    first, *later = organisations
    for organisation in later:
        if organisation.districts != first.districts:
            raise ValueError(
                f"{organisation.name!r} takes over in {_districts(organisation)}, "
                f"and there was {_districts(first)}"
            )


def _districts(organisation: Organisation) -> str:
    if not organisation.districts:
        return "a town in one piece"
    shares = (f"{one.name} {one.share:.6g}" for one in organisation.districts)
    return f"the districts {', '.join(shares)}"


def _names(organisation: Organisation) -> list[str]:
    return [unit.name for unit in organisation.units]


def on_common_units(organisations: Sequence[Organisation]) -> list[Organisation]:
    """The same organisations, each with the units of all, in order of their first appearance."""
    known: dict[str, Unit] = {}
    for organisation in organisations:
        for unit in organisation.units:
            known.setdefault(unit.name, unit)
    return [_on_units(organisation, known) for organisation in organisations]


def _on_units(organisation: Organisation, known: dict[str, Unit]) -> Organisation:
    own = {unit.name: unit for unit in organisation.units}
    units = tuple(
        own.get(name) or replace(unit, key_person=False, positions=0.0, follow_up_workers=0.0)
        for name, unit in known.items()
    )
    place = {name: number for number, name in enumerate(known)}
    moved = [place[unit.name] for unit in organisation.units]
    return replace(
        organisation,
        units=units,
        holders={
            task: {group: tuple(moved[unit] for unit in held) for group, held in by_group.items()}
            for task, by_group in organisation.holders.items()
        },
        allocators={
            category: tuple(moved[unit] for unit in held)
            for category, held in organisation.allocators.items()
        },
        agreements=tuple(_of(moved, pair) for pair in organisation.agreements),
        deadlines={_of(moved, pair): days for pair, days in organisation.deadlines.items()},
        informing=frozenset(_of(moved, pair) for pair in organisation.informing),
        bodies=tuple(_moved(body, moved) for body in organisation.bodies),
    )


def _of(moved: list[int], pair: tuple[int, int]) -> tuple[int, int]:
    """The two units of an agreement in their new places, the lower first."""
    one, other = sorted(moved[unit] for unit in pair)
    return one, other


def _moved(body: Body, moved: list[int]) -> Body:
    members = tuple(sorted(moved[member] for member in body.members))
    return replace(body, led_by=moved[body.led_by], members=members)
