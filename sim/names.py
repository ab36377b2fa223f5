"""The closed vocabularies of the model: tasks, groups, grounds, categories, tenures.

The integer behind each name is what the kernel's records hold; the lower-case name is
what scenario files and tables show.  The Norwegian terms are in ``sim/ODD.md``.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TypeVar

Name = TypeVar("Name", bound=IntEnum)


class Task(IntEnum):
    """What an organisation distributes over its units (model: tasks).

    ``ASSESSMENT`` is not distributed: whoever meets a household first assesses it.
    """

    ASSESSMENT = 0
    PLAN = 1
    PROCURE_DWELLINGS = 2
    MANAGE_VACANCIES = 3
    ALLOCATE_DWELLINGS = 4
    REVIEW_LEASES = 5
    START_LOAN = 6
    PURCHASE_GRANT = 7
    HOUSING_ALLOWANCE = 8
    SOCIAL_ASSISTANCE = 9
    PRIVATE_MEDIATION = 10
    TEMPORARY_HOUSING = 11
    DEBT_ADVICE = 12
    ORDER_FOLLOW_UP = 13
    PROVIDE_FOLLOW_UP = 14
    HOME_CARE = 15
    ADAPT_DWELLING = 16
    INFORM = 17


class Group(IntEnum):
    """The groups of households the sources name (NOVA 5/2011, §1.1 and §4.1)."""

    ECONOMIC = 0
    YOUTH = 1
    REFUGEE = 2
    ELDERLY = 3
    ILL = 4
    SUBSTANCE = 5
    MENTAL_ILLNESS = 6
    DISABILITY = 7
    PRISON_RELEASE = 8
    ROOFLESS = 9


class Need(IntEnum):
    """A side of a household's situation that some task answers."""

    DWELLING = 0
    HOUSING_ALLOWANCE = 1
    SOCIAL_ASSISTANCE = 2
    DEBT_ADVICE = 3
    START_LOAN = 4
    PRIVATE_MEDIATION = 5
    FOLLOW_UP = 6
    HOME_CARE = 7
    ADAPTATION = 8


class Ground(IntEnum):
    """The ground on which a municipal dwelling is asked for (must before wish)."""

    MUST = 0
    WISH = 1
    NONE = 2


class Category(IntEnum):
    """What a municipal dwelling is earmarked for."""

    ORDINARY = 0
    SOCIAL = 1
    YOUTH = 2
    CARE = 3
    REFUGEE = 4
    SUPERVISED = 5


#: Categories of dwellings but ordinary ones, by which their price and time are told.
OTHER_CATEGORIES = (
    Category.SOCIAL,
    Category.YOUTH,
    Category.CARE,
    Category.REFUGEE,
    Category.SUPERVISED,
)


class Ownership(IntEnum):
    """Who owns a dwelling that the municipality lets or has the right to allocate."""

    OWNED = 0
    COOP_FLAT = 1
    LEASED_IN = 2
    FOUNDATION = 3


class Tenure(IntEnum):
    """Where a household lives now."""

    NONE = 0
    WITH_OTHERS = 1
    TEMPORARY = 2
    MUNICIPAL = 3
    PRIVATE_RENTAL = 4
    OWN_HOME = 5
    INSTITUTION = 6


#: Tasks that a household's need can ask for directly, and the need each answers.
TASK_OF_NEED = {
    Need.DWELLING: Task.ALLOCATE_DWELLINGS,
    Need.HOUSING_ALLOWANCE: Task.HOUSING_ALLOWANCE,
    Need.SOCIAL_ASSISTANCE: Task.SOCIAL_ASSISTANCE,
    Need.DEBT_ADVICE: Task.DEBT_ADVICE,
    Need.START_LOAN: Task.START_LOAN,
    Need.PRIVATE_MEDIATION: Task.PRIVATE_MEDIATION,
    Need.FOLLOW_UP: Task.ORDER_FOLLOW_UP,
    Need.HOME_CARE: Task.HOME_CARE,
    Need.ADAPTATION: Task.ADAPT_DWELLING,
}

#: Tasks for which work arises in this version of the model.  The others can be placed in
#: an organisation (they are doors, and they count in the structural indices), but no work
#: arises for them.
TASKS_WITH_WORK = (
    Task.ASSESSMENT,
    Task.MANAGE_VACANCIES,
    Task.ALLOCATE_DWELLINGS,
    Task.REVIEW_LEASES,
    Task.START_LOAN,
    Task.PURCHASE_GRANT,
    Task.HOUSING_ALLOWANCE,
    Task.SOCIAL_ASSISTANCE,
    Task.PRIVATE_MEDIATION,
    Task.TEMPORARY_HOUSING,
    Task.DEBT_ADVICE,
    Task.ORDER_FOLLOW_UP,
    Task.HOME_CARE,
    Task.ADAPT_DWELLING,
)

#: Tasks whose decisions need approval where work is bound by rules.
APPROVED = (
    Task.ALLOCATE_DWELLINGS,
    Task.START_LOAN,
    Task.PURCHASE_GRANT,
    Task.SOCIAL_ASSISTANCE,
    Task.ORDER_FOLLOW_UP,
)

#: Tasks at whose door case work is done: a household with a dwelling need is heard out there.
#: At other doors (the front desk, a provider of follow-up) it is only told where to go.
CASE_WORK_DOORS = (
    Task.ALLOCATE_DWELLINGS,
    Task.REVIEW_LEASES,
    Task.START_LOAN,
    Task.PURCHASE_GRANT,
    Task.HOUSING_ALLOWANCE,
    Task.SOCIAL_ASSISTANCE,
    Task.PRIVATE_MEDIATION,
    Task.TEMPORARY_HOUSING,
    Task.DEBT_ADVICE,
    Task.ORDER_FOLLOW_UP,
    Task.HOME_CARE,
    Task.ADAPT_DWELLING,
)

#: Needs that a household with a dwelling need may have besides, by the shares of its group.
#: Housing allowance follows from the arithmetic and is not among them.
OTHER_NEEDS = (Need.SOCIAL_ASSISTANCE, Need.DEBT_ADVICE, Need.FOLLOW_UP, Need.HOME_CARE)

#: Those that make its needs compound: economic or personal help besides a home and its rent.
COMPOUND_NEEDS = (Need.SOCIAL_ASSISTANCE, Need.DEBT_ADVICE, Need.FOLLOW_UP)

#: Tasks an organisation must place somewhere.
DISTRIBUTED_TASKS = tuple(task for task in Task if task is not Task.ASSESSMENT)

#: Follow-up differs by group: these tasks may be held by one unit per group.
TASKS_BY_GROUP = (Task.ORDER_FOLLOW_UP, Task.PROVIDE_FOLLOW_UP)


#: The most cases that one meeting decides, and rooms that are filled at once: each can give
#: rise to a dozen events, and all must find room in the tables (sim.state.ROOM).
MOST_AT_ONCE = 50


def label(name: IntEnum) -> str:
    """The lower-case name that files and tables use."""
    return name.name.lower()


def labels(names: type[Name] | tuple[Name, ...]) -> list[str]:
    """The lower-case names of a vocabulary, in its order."""
    return [label(name) for name in names]
