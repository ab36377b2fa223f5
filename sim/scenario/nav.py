"""The scope of NAV: which tasks the NAV office has, as a lever of its own.

A municipality must put social assistance and temporary housing there, and may put more.  The
lever moves tasks between units and sets nothing else.  A committee that decides on what the
unit that leads it has prepared goes with that task: whoever gets the right to allocate leads
it from then on, and the unit that led it goes on attending.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sim.names import Task
from sim.scenario.reading import Node
from sim.scenario.schema import NavFile
from sim.scenario.task_table import ALL, Held, Table

#: The sector whose units are NAV.
SECTOR = "NAV"

#: What NAV keeps in the minimum solution.
MINIMUM = (Task.SOCIAL_ASSISTANCE, Task.TEMPORARY_HOUSING)

#: What NAV has where all that can be there is there.
INTEGRATED = (
    Task.START_LOAN,
    Task.PURCHASE_GRANT,
    Task.HOUSING_ALLOWANCE,
    Task.ALLOCATE_DWELLINGS,
    Task.REVIEW_LEASES,
    Task.PRIVATE_MEDIATION,
    Task.SOCIAL_ASSISTANCE,
    Task.TEMPORARY_HOUSING,
    Task.DEBT_ADVICE,
)


def moved(table: Table, nav: NavFile, node: Node, offices: Collection[str]) -> Table:
    """The table of tasks as the scope of NAV has it.

    ``offices``: the names of NAV's units, beside the one that the lever names.
    """
    scope = nav.scope.base
    if scope == "integrated":
        gets = Held(nav.unit, nav.scope.source, node)
        return table | {task: {ALL: gets} for task in INTEGRATED if task in table}
    if scope == "minimum" and nav.outside is not None:
        inside = {*offices, nav.unit}
        return {
            task: {
                scope: _kept_or_given_up(task, cell, nav) if cell.unit in inside else cell
                for scope, cell in cells.items()
            }
            for task, cells in table.items()
        }
    return table


def _kept_or_given_up(task: Task, cell: Held, nav: NavFile) -> Held:
    assert nav.outside is not None
    unit = nav.unit if task in MINIMUM else nav.outside
    return cell if unit == cell.unit else replace(cell, unit=unit, source=nav.scope.source)


def gets_allocation(nav: NavFile) -> str | None:
    """The unit to which the lever moves the right to allocate, if it does."""
    if nav.scope.base == "integrated":
        return nav.unit
    return nav.outside if nav.scope.base == "minimum" else None
