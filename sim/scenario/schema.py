"""What may stand in scenario files: every key, its kind of value, its range, its default.

Each mapping of a file has one flat model here; unknown keys are refused.  The fields read the
text of the file themselves (:mod:`sim.scenario.fields`).
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from sim.names import (
    MOST_AT_ONCE,
    TASK_OF_NEED,
    Category,
    Ground,
    Group,
    Need,
    Ownership,
    Task,
    labels,
)
from sim.parameters import PARAMETERS
from sim.scenario.fields import (
    Choice,
    Given,
    Label,
    Quantity,
    Switch,
    Text,
    WholeKey,
    neutral,
    reader_of,
    sums_to_one,
    sums_to_one_at_most,
)

#: Sizes beyond which a file is taken to be mistaken.
MOST_INHABITANTS = 10_000_000
MOST_DWELLINGS = 1_000_000
MOST_YEARS = 200
MOST_POSITIONS = 10_000
MOST_BLOCKS = 1_000
MOST_DISTRICTS = 20
MOST_SETTLED = 100_000
MOST_REORGANISATIONS = 20

#: Units of an organisation, those of each district counted one by one: the members of a
#: committee are a set of 64 bits in the kernel.
MOST_UNITS = 60

#: How often a need arises.
ARRIVALS = Quantity("arrivals", "per 1000 and year")
#: What describes a place and may change in the course of a run.
POPULATION = Quantity("people", "inhabitants", low=1, high=MOST_INHABITANTS)
TEMPORARY_PLACES = Quantity("count", "count", 0, MOST_DWELLINGS, True)
GRANT_BUDGET = Quantity("money", "NOK", 0)
DWELLING_BUDGET = Quantity("money", "NOK", 0)
SHARE = Quantity("share", "share", high=1.0)
RATIO = Quantity("ratio", "ratio")
#: Households that are settled on a day.
SETTLED = Quantity("count", "count", 0, MOST_SETTLED, True)

Share = Annotated[Given, SHARE]
Ratio = Annotated[Given, RATIO]
Rate = Annotated[Given, Quantity("rate", "per year")]
Count = Annotated[Given, Quantity("count", "count", whole=True)]
Monthly = Annotated[Given, Quantity("money per month", "NOK per month")]
Money = Annotated[Given, Quantity("money", "NOK")]
YesNo = Annotated[Given, Switch()]
Line = Annotated[str, Text()]
Name = Annotated[str, Text(60)]


def _of_a_reorganisation(what: str) -> Choice | Quantity:
    """How a number of a transition is read: as the parameter that holds if it is left out."""
    return reader_of(PARAMETERS[f"reorganisation.{what}"])


#: Needs beside a dwelling need that a group gives shares of (follow-up has levels).
_NEEDS_BY_SHARE = (Need.SOCIAL_ASSISTANCE, Need.DEBT_ADVICE, Need.HOME_CARE)
#: Tasks a household can think of when it looks for help: all that some unit holds.
_DOORS = tuple(task for task in Task if task is not Task.ASSESSMENT)

Persons = Annotated[dict[Annotated[int, WholeKey()], Share], AfterValidator(sums_to_one)]
Grounds = Annotated[
    dict[Annotated[Ground, Label(tuple(Ground))], Share], AfterValidator(sums_to_one)
]
FollowUpLevels = Annotated[
    dict[Annotated[int, WholeKey(2)], Share], AfterValidator(sums_to_one_at_most)
]
Habits = Annotated[dict[Annotated[Task, Label(_DOORS)], Share], AfterValidator(sums_to_one)]
#: Tasks that handle a household's case, and so can pass it on.
_CASES = tuple(TASK_OF_NEED.values())
FollowOn = dict[Annotated[Task, Label(_CASES)], dict[Annotated[Task, Label(_CASES)], Share]]
Categories = list[Annotated[Category, Label(tuple(Category))]]


class _File(BaseModel):
    """A mapping of a scenario file; keys that are not fields are refused."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


class ScenarioFile(_File):
    """A scenario: a municipality under an organisation, over a time."""

    title: Line | None = Field(None, description="one line for tables; the file's name if left out")
    municipality: Any = Field(description="a municipality's file, or its keys written here")
    organisation: Any = Field(description="an organisation's file, or its keys written here")
    strategy: Any = Field(
        None,
        description="a strategy's file, or its keys written here, which hold before those of the "
        "organisation; it is then pursued",
    )
    run: Any = Field(description="warm_up and observe")
    override: Any = Field(None, description="values by parameter or by path, replacing others")
    follow_on: FollowOn = Field({}, description="share of handled cases that go on, task by task")
    changes: Any = Field(None, description="what changes in the course of the time observed")


class RunFile(_File):
    """How long a run lasts."""

    warm_up: Annotated[Given, Quantity("time", "years", high=MOST_YEARS)] = Field(
        description="time before observation starts"
    )
    observe: Annotated[Given, Quantity("time", "years", high=MOST_YEARS, some=True)] = Field(
        description="time observed"
    )


class MunicipalityFile(_File):
    """A place: its people, its stock, how often they need help."""

    title: Line | None = Field(None, description="its name in tables; the file's name if left out")
    like: Any = Field(
        None, description="another municipality whose keys hold where this one has none"
    )
    population: Annotated[Given, POPULATION] = Field(description="inhabitants")
    parameters: Any = Field(None, description="parameters that this place sets")
    crews: Annotated[Given, Quantity("count", "count", 1, MOST_POSITIONS, True)] | None = Field(
        None, description="maintenance crews; by expected works if left out"
    )
    temporary_places: Annotated[Given, TEMPORARY_PLACES] | None = Field(
        None, description="places in temporary housing; as many as needed if left out"
    )
    grant_budget: Annotated[Given, GRANT_BUDGET] | None = Field(
        None,
        description="purchase grants the municipality can give in a year; no limit if left out",
    )
    dwelling_budget: Annotated[Given, DWELLING_BUDGET] = Field(
        neutral(0.0, "NOK"),
        description="new municipal dwellings that the municipality can order in a year, where a "
        "strategy is pursued",
    )
    stock: Any = Field(description="blocks of like dwellings by name")
    groups: Any = Field(description="groups of households by name")


class StockFile(_File):
    """Municipal dwellings that are alike."""

    category: Annotated[Category, Label(tuple(Category))] = Field(
        description="what they are earmarked for"
    )
    dwellings: Annotated[Given, Quantity("count", "count", 0, MOST_DWELLINGS, True)] = Field(
        description="how many"
    )
    rooms: Annotated[Given, Quantity("count", "count", 1, 20, True)] = Field(
        description="rooms in each"
    )
    accessible: YesNo = Field(
        neutral(False, "yes or no"), description="whether a wheelchair user can live there"
    )
    ownership: Annotated[Given, Choice(tuple(labels(Ownership)))] = Field(
        neutral("owned", "choice"),
        description="whether they are the municipality's own, its flats in a co-op, leased in, "
        "or a foundation's that the municipality has the right to allocate",
    )


class GroupFile(_File):
    """A group of households."""

    arrivals: dict[Annotated[Need, Label(tuple(Need))], Annotated[Given, ARRIVALS]] = Field(
        description="households per 1000 inhabitants and time, by the need they come with"
    )
    persons: Persons = Field(
        {1: neutral(1.0, "share")}, description="share of households by number of persons"
    )
    income_median: Monthly = Field(
        neutral(0.0, "NOK per month"), description="median net income of the household"
    )
    income_spread: Ratio = Field(
        neutral(0.0, "ratio"), description="standard deviation of the logarithm of income"
    )
    equity_mean: Money = Field(neutral(0.0, "NOK"), description="mean of own savings, exponential")
    debt_service_mean: Monthly = Field(
        neutral(0.0, "NOK per month"), description="mean payment on debts, exponential"
    )
    accessible: Share = Field(
        neutral(0.0, "share"), description="share that needs an accessible dwelling"
    )
    own_home: Share = Field(
        neutral(0.0, "share"),
        description="share of those who need an accessible dwelling that has a home of its own "
        "which is not accessible",
    )
    grounds: Grounds = Field(
        {Ground.NONE: neutral(1.0, "share")},
        description="share by the ground on which a dwelling is asked for",
    )
    homeless: Share = Field(
        neutral(0.0, "share"), description="share that has nowhere to live on coming"
    )
    needs: dict[Annotated[Need, Label(_NEEDS_BY_SHARE)], Share] = Field(
        {}, description="share of those coming for a dwelling that also have this need"
    )
    habits: Habits = Field(
        {Task.INFORM: neutral(1.0, "share")},
        description="where they turn when they do not know who is responsible: weights of tasks",
    )
    categories: Categories = Field(
        [], description="categories of dwellings they can be given, the usual one first"
    )
    landlord_acceptance: Share = Field(
        neutral(1.0, "share"), description="share of private landlords who would take them"
    )
    own_solution_factor: Ratio = Field(
        neutral(1.0, "ratio"), description="their rate of own solutions over the general one"
    )
    move_rate: Rate = Field(
        neutral(0.0, "per day"), description="rate at which a tenant gives notice by own wish"
    )
    move_to_own_home: Share = Field(
        neutral(0.0, "share"), description="share of those moves that go to an owned home"
    )
    leaving_rate: Rate = Field(
        neutral(0.0, "per day"), description="rate of leaving without notice: death, institution"
    )
    failure_rate: Rate = Field(
        neutral(0.0, "per day"), description="rate at which tenancies fail with all needs met"
    )
    work_factor: Ratio = Field(
        neutral(1.0, "ratio"), description="hours of their cases over the usual"
    )
    priority: Annotated[Given, Quantity("count", "count", 0, 1000, True)] | None = Field(
        None, description="class their cases are served in, 0 first; acute first if left out"
    )
    follow_up: FollowUpLevels = Field(
        {},
        description="share of those coming for a dwelling by level of follow-up needed: "
        "1 ordinary, 2 intensive",
    )


#: What must be said of a group of which some come for a dwelling; else it may be left out.
REQUIRED_WITH_DWELLING_ARRIVALS = ("persons", "income_median", "grounds", "habits", "categories")


class OrganisationFile(_File):
    """Who holds which task, who sits where, who has agreed what with whom."""

    title: Line | None = Field(None, description="its name in tables; the file's name if left out")
    like: Any = Field(
        None, description="another organisation whose keys hold where this one has none"
    )
    districts: Any = Field(
        None, description="share of all households that live in each district, by its name"
    )
    units: Any = Field(description="service units by name")
    tasks: Any = Field(description="the unit that holds each task, or one by group or category")
    agreements: Any = Field(None, description="pairs of units with a written agreement")
    bodies: Any = Field(None, description="committees for the allocation of dwellings, by name")
    nav: Any = Field(None, description="how many of the tasks the NAV office has")
    strategy: Any = Field(
        None, description="how it plans and orders dwellings, where planning.pursued says yes"
    )
    case_ownership: Annotated[Given, Choice(("pool", "personal"))] = Field(
        neutral("pool", "choice"),
        description="whether any free caseworker takes a case on, or the one who had it",
    )
    lease_review: YesNo = Field(
        neutral(False, "yes or no"),
        description="whether every lease is reviewed before it ends, as a routine",
    )
    vacancy_owner: YesNo = Field(
        neutral(False, "yes or no"),
        description="whether one planner owns a vacancy from notice to ready",
    )
    check_everyone: YesNo = Field(
        neutral(False, "yes or no"),
        description="whether every applicant and every lease reviewed is checked against the "
        "economic instruments, as a routine",
    )
    priority_key: YesNo = Field(
        neutral(False, "yes or no"),
        description="whether grounds are judged by a written priority key",
    )
    rule_oriented: YesNo = Field(
        neutral(False, "yes or no"),
        description="whether decisions need approval (else caseworkers decide)",
    )
    case_coordinator: YesNo = Field(
        neutral(False, "yes or no"),
        description="whether a household with compound needs has a coordinator",
    )
    tenants_may_buy: YesNo = Field(
        neutral(False, "yes or no"),
        description="whether tenants of co-op flats may buy them",
    )


class UnitFile(_File):
    """A service unit."""

    name_nb: Name | None = Field(
        None,
        description="what reports in Norwegian bokmål call it (of a unit for each district, "
        "followed by the name of the district); changes no run",
    )
    sector: Name = Field("", description="part of the municipality it belongs to")
    per_district: YesNo = Field(
        neutral(False, "yes or no"),
        description="whether this is one unit for each district, called by its name and that of "
        "the district; what is said of it holds for each of them",
    )
    house: Name | None = Field(
        None,
        description="building it sits in (one for each district, if the unit is), or a unit that "
        "does; its own if left out",
    )
    case_systems: list[Name] = Field([], description="shared case systems it is on")
    written_routines: YesNo = Field(
        neutral(False, "yes or no"), description="whether newcomers find routines in writing"
    )
    key_person: YesNo = Field(
        neutral(False, "yes or no"),
        description="whether the holder of its first post keeps the overview of who does what, "
        "and settles contested cases",
    )
    positions: Annotated[Given, Quantity("count", "count", 0, MOST_POSITIONS)] | None = Field(
        None, description="caseworker positions; by expected hours if left out"
    )
    follow_up_workers: Annotated[Given, Quantity("count", "count", 0, MOST_POSITIONS)] | None = (
        Field(None, description="follow-up workers; by expected needs if left out")
    )


class HolderFile(_File):
    """The unit that holds a task."""

    unit: Name = Field(description="the unit's name")


class BodyFile(_File):
    """A committee for the allocation of dwellings."""

    led_by: Name = Field(
        description="the unit that prepares cases and leads the meeting; a body for each "
        "district if it is one"
    )
    members: list[Name] = Field(
        description="the units that attend; the one that leads it does anyhow"
    )
    every: Annotated[Given, Quantity("time", "days", low=1, high=3650)] = Field(
        description="time between two meetings"
    )
    mandate: Annotated[Given, Choice(("decide", "recommend"))] = Field(
        neutral("decide", "choice"),
        description="whether the meeting decides, or recommends and the leader decides",
    )
    groups: list[Annotated[Group, Label(tuple(Group))]] | None = Field(
        None, description="the groups whose cases come before it; all if left out"
    )
    most_cases: Annotated[Given, Quantity("count", "count", 1, MOST_AT_ONCE, True)] = Field(
        neutral(20.0, "count"), description="cases that one meeting has time for"
    )


class AgreementFile(_File):
    """A written agreement."""

    between: list[Name] = Field(description="the two units")
    deadline: Annotated[Given, Quantity("time", "days", 0, 1000)] | None = Field(
        None, description="days a case is on the way at most; handover.agreement if left out"
    )
    duty_to_inform: YesNo = Field(
        neutral(False, "yes or no"),
        description="whether each tells the other what was decided in a case that came from there",
    )


class NavFile(_File):
    """How many of the tasks the NAV office has."""

    unit: Name = Field(description="the NAV office")
    outside: Name | None = Field(
        None, description="the unit that gets what NAV gives up in the minimum solution"
    )
    scope: Annotated[Given, Choice(("as_listed", "minimum", "integrated"))] = Field(
        neutral("as_listed", "choice"),
        description="whether tasks are held as listed; or NAV keeps no more than social "
        "assistance and temporary housing; or it has all economic and housing instruments",
    )


#: How often a group may meet, a plan be made, lists be looked at.
_INTERVAL = Quantity("time", "days", low=7, high=7300)


class StrategyFile(_File):
    """How a municipality plans and gets new dwellings; groups by the tasks their units hold."""

    title: Line | None = Field(None, description="its name in tables")
    like: Any = Field(None, description="another strategy whose keys hold where this one has none")
    plan_every: Annotated[Given, _INTERVAL] | None = Field(
        None, description="time from plan to plan; no plan is made if left out"
    )
    planning: Annotated[Given, Choice(("decision_oriented", "process_oriented"))] = Field(
        neutral("decision_oriented", "choice"),
        description="whether those above make the plan alone, or the project group does",
    )
    plan: Annotated[Given, Choice(("realistic", "wish_list"))] = Field(
        neutral("realistic", "choice"),
        description="whether the plan is cut to the budget beforehand, or lists all that is wished",
    )
    project_group: list[Annotated[Task, Label(_DOORS)]] = Field(
        [],
        description="tasks whose units sit in the project group; of no account in "
        "decision-oriented planning",
    )
    project_group_meets: Annotated[Given, _INTERVAL] = Field(
        neutral(60.0, "days"), description="time between two of its meetings"
    )
    steering_group: list[Annotated[Task, Label(_DOORS)]] = Field(
        [], description="tasks whose units sit in the steering group; none if left out"
    )
    steering_group_meets: Annotated[Given, _INTERVAL] = Field(
        neutral(91.0, "days"), description="time between two of its meetings"
    )
    politicians: YesNo = Field(
        neutral(False, "yes or no"), description="whether politicians sit in the steering group"
    )
    partners: YesNo = Field(
        neutral(False, "yes or no"),
        description="whether partners outside the municipality take part",
    )
    leader: Annotated[Task, Label(_DOORS)] = Field(
        Task.PLAN,
        description="task whose unit leads the work: plan for the strategic level, or another "
        "for a professional unit",
    )
    reporting: YesNo = Field(
        neutral(False, "yes or no"),
        description="whether waiting lists are reported upwards as a routine",
    )
    in_municipal_plan: YesNo = Field(
        neutral(False, "yes or no"),
        description="whether the plan has a place in the municipal plan",
    )
    procurement: Annotated[Given, Choice(("none", "proactive", "reactive"))] = Field(
        neutral("none", "choice"),
        description="whether dwellings are ordered by the plan, ahead of need, or when waiting "
        "lists have grown beyond a limit, or not at all",
    )
    lists_looked_at: Annotated[Given, _INTERVAL] = Field(
        neutral(365.0, "days"),
        description="with reactive procurement, time between two looks at the lists",
    )
    routines_by_anchoring: YesNo = Field(
        neutral(False, "yes or no"),
        description="whether lease review, checking everyone and the priority key are followed "
        "only as far as the strategy is anchored",
    )


class ChangeFile(_File):
    """Something that changes in the course of the time observed."""

    at: Annotated[Given, Quantity("time", "years", high=MOST_YEARS)] = Field(
        description="when, from the start of observation"
    )
    every: Annotated[Given, Quantity("time", "days", low=1, high=365 * MOST_YEARS)] | None = Field(
        None, description="time after which it happens again, and again"
    )
    until: Annotated[Given, Quantity("time", "years", high=MOST_YEARS)] | None = Field(
        None,
        description="when what was changed goes back; with every, when it stops to happen",
    )
    set: Any = Field(None, description="new values by parameter or path")
    multiply: Any = Field(None, description="what values are multiplied by, by parameter or path")
    settle: Any = Field(
        None, description="households that come on that day, by group and need they come with"
    )
    organisation: Any = Field(
        None, description="the organisation that takes over on that day: its file, or its keys"
    )
    transition: Any = Field(
        None, description="what becomes of people and routines when an organisation takes over"
    )


class TransitionFile(_File):
    """How one organisation becomes another; what is left out, parameters reorganisation.* say."""

    staff_follow_tasks: Annotated[Given, _of_a_reorganisation("staff_follow_tasks")] | None = Field(
        None,
        description="probability that a caseworker whose tasks move goes where most of them went",
    )
    contacts_kept: Annotated[Given, _of_a_reorganisation("contacts_kept")] | None = Field(
        None,
        description="probability that somebody who moves can still ring those it could ring",
    )
    productivity_dip: Annotated[Given, _of_a_reorganisation("productivity_dip")] | None = Field(
        None, description="share of everybody's productive hours that is lost at first"
    )
    recovery: Annotated[Given, _of_a_reorganisation("recovery")] | None = Field(
        None, description="time over which that is made good, bit by bit"
    )
    extra_hours: Annotated[Given, _of_a_reorganisation("extra_hours")] | None = Field(
        None, description="hours that preparing and moving takes of each caseworker, on the day"
    )
    extra_cost: Money = Field(
        neutral(0.0, "NOK"),
        description="what the change costs once, besides those hours: moving, case systems, "
        "rebuilding (assumption: no figure is known)",
    )
    routines_kept: YesNo = Field(
        neutral(True, "yes or no"),
        description="whether routines in writing hold from the first day, or are written anew",
    )
    routines_written: Annotated[Given, _of_a_reorganisation("routines_written")] | None = Field(
        None, description="time until they are in writing again"
    )


#: The models by what users call them; for describing the format.
FORMAT: dict[str, type[_File]] = {
    "scenario": ScenarioFile,
    "run": RunFile,
    "municipality": MunicipalityFile,
    "stock": StockFile,
    "group": GroupFile,
    "organisation": OrganisationFile,
    "unit": UnitFile,
    "agreement": AgreementFile,
    "body": BodyFile,
    "nav": NavFile,
    "strategy": StrategyFile,
    "change": ChangeFile,
    "transition": TransitionFile,
}
