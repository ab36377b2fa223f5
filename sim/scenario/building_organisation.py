"""A checked organisation to the resolved one: units one by one, holders district by district."""

from __future__ import annotations

from sim.names import DISTRIBUTED_TASKS, TASKS_BY_GROUP, Category, Group, Task, label
from sim.scenario.districts import Roster, of_district
from sim.scenario.fields import Given
from sim.scenario.organising import ReadOrganisation
from sim.scenario.resolved import Body, District, Municipality, Organisation, Strategy, Unit
from sim.scenario.schema import AgreementFile, BodyFile, StrategyFile, UnitFile
from sim.scenario.task_table import ALL, OTHERS, Held, holder_for

#: The index of a unit in each district, one of all if the town is in one piece.
_Indices = tuple[int, ...]


def build_organisation(read: ReadOrganisation, municipality: Municipality) -> Organisation:
    """The resolved organisation of parts in which no problem was found."""
    file = read.file
    assert file is not None
    index = {name: number for number, name in enumerate(read.roster.names)}

    def indices(held: Held) -> _Indices:
        return tuple(index[unit] for unit in read.roster.holders[held.unit])

    allocators = {
        category: indices(holder_for(read.held[Task.ALLOCATE_DWELLINGS], label(category)))
        for category in Category
    }
    holders: dict[Task, dict[Group, _Indices]] = {}
    for task in DISTRIBUTED_TASKS:
        held = read.held[task]
        by_group = task in TASKS_BY_GROUP
        holders[task] = {
            group: indices(
                _rest(held)
                if task is Task.ALLOCATE_DWELLINGS
                else holder_for(held, label(group) if by_group else "")
            )
            for group in Group
        }
    # A group applies to whoever has the right to its first category.
    for group in municipality.groups:
        if group.categories:
            holders[Task.ALLOCATE_DWELLINGS][group.group] = allocators[group.categories[0]]
    agreements = _agreements(read, index)
    return Organisation(
        name=read.name,
        title=file.title or read.name,
        units=_units(read),
        districts=tuple(District(name, share.number) for name, share in read.districts.items()),
        holders=holders,
        allocators=allocators,
        agreements=tuple(sorted(agreements)),
        deadlines={
            pair: file.deadline.number
            for pair, file in agreements.items()
            if file.deadline is not None
        },
        informing=frozenset(pair for pair, file in agreements.items() if file.duty_to_inform.base),
        bodies=tuple(
            body
            for name, (_, written) in read.bodies.items()
            for body in _bodies(name, written, read.roster, index)
        ),
        personal_cases=file.case_ownership.base == "personal",
        lease_review=bool(file.lease_review.base),
        vacancy_owner=bool(file.vacancy_owner.base),
        check_everyone=bool(file.check_everyone.base),
        priority_key=bool(file.priority_key.base),
        rule_oriented=bool(file.rule_oriented.base),
        case_coordinator=bool(file.case_coordinator.base),
        tenants_may_buy=bool(file.tenants_may_buy.base),
        sources={
            (task, scope): cell.source
            for task in DISTRIBUTED_TASKS
            for scope, cell in read.held[task].items()
        },
        strategy=None if read.strategy is None else _strategy(read.strategy[1]),
    )


def _strategy(file: StrategyFile) -> Strategy:
    return Strategy(
        plan_every=_number(file.plan_every),
        process_oriented=file.planning.base == "process_oriented",
        wish_list=file.plan.base == "wish_list",
        project_group=tuple(sorted(file.project_group)),
        project_group_meets=file.project_group_meets.number,
        steering_group=tuple(sorted(file.steering_group)),
        steering_group_meets=file.steering_group_meets.number,
        politicians=bool(file.politicians.base),
        partners=bool(file.partners.base),
        leader=file.leader,
        reporting=bool(file.reporting.base),
        in_municipal_plan=bool(file.in_municipal_plan.base),
        procurement=str(file.procurement.base),
        looks_every=file.lists_looked_at.number,
        routines_by_anchoring=bool(file.routines_by_anchoring.base),
    )


def _rest(held: dict[str, Held]) -> Held:
    """The allocator of those who ask for nothing in particular."""
    return held.get(OTHERS) or held.get(ALL) or next(iter(held.values()))


# ---- units ---------------------------------------------------------------------------------


def _units(read: ReadOrganisation) -> tuple[Unit, ...]:
    units = []
    for name, file in read.units.items():
        if name in read.roster.divided:
            for number, district in enumerate(read.roster.districts):
                full = read.roster.holders[name][number]
                norwegian = file.name_nb and of_district(file.name_nb, district)
                units.append(_unit(full, norwegian, file, _house(read, name, district), number))
        else:
            units.append(_unit(name, file.name_nb, file, _house(read, name, None), None))
    return tuple(units)


def _unit(
    name: str, norwegian: str | None, file: UnitFile, house: str, district: int | None
) -> Unit:
    return Unit(
        name=name,
        sector=file.sector,
        house=house,
        case_systems=tuple(file.case_systems),
        written_routines=bool(file.written_routines.base),
        key_person=bool(file.key_person.base),
        positions=_number(file.positions),
        follow_up_workers=_number(file.follow_up_workers),
        district=district,
        name_nb=norwegian or "",
    )


def _house(read: ReadOrganisation, name: str, district: str | None, *seen: str) -> str:
    """The building a unit sits in: the one it names, or that of the unit it names."""
    house = read.units[name].house
    if house is None or house in seen:
        return name if district is None else of_district(name, district)
    if house in read.units:
        own = district if house in read.roster.divided else None
        return _house(read, house, own, *seen, name)
    for unit in read.roster.divided:
        for other in read.roster.districts:
            if house == of_district(unit, other):
                return _house(read, unit, other, *seen, name)
    return house if district is None else of_district(house, district)


def _number(given: Given | None) -> float | None:
    return None if given is None else given.number


# ---- agreements and committees -------------------------------------------------------------


def _agreements(
    read: ReadOrganisation, index: dict[str, int]
) -> dict[tuple[int, int], AgreementFile]:
    """What is agreed, by the two units (that listed first, first)."""
    found = {}
    for _, agreement in read.agreements:
        first, second = agreement.between
        for one, other in read.roster.pairs(first, second):
            low, high = sorted((index[one], index[other]))
            found[low, high] = agreement
    return found


def _bodies(name: str, body: BodyFile, roster: Roster, index: dict[str, int]) -> list[Body]:
    """A committee, or the one of each district where a unit of each district leads it.

    The leader is a member whether named among them or not; of other units of each district the
    one of the same district comes, and all of them to a committee of the whole town.
    """
    if body.led_by not in roster.divided:
        attending = [unit for member in body.members for unit in roster.units(member)]
        return [_body(name, body, index[body.led_by], [index[unit] for unit in attending])]
    return [
        _body(
            of_district(name, district),
            body,
            index[roster.holders[body.led_by][number]],
            [index[roster.holders[member][number]] for member in body.members],
        )
        for number, district in enumerate(roster.districts)
    ]


def _body(name: str, body: BodyFile, leader: int, attending: list[int]) -> Body:
    return Body(
        name=name,
        led_by=leader,
        members=tuple(sorted({leader, *attending})),
        groups=tuple(Group) if body.groups is None else tuple(sorted(body.groups)),
        every=body.every.number,
        decides=body.mandate.base == "decide",
        most_cases=round(body.most_cases.number),
    )
