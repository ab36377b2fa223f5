"""Every number of the model's behaviour: meaning, unit, range, default, source.

One entry per number, here and nowhere else.  Scenario files may replace a default (under
``parameters:`` of a municipality, ``override:`` of a scenario, or ``--set``); what they
leave alone comes from this table and carries its source, or the word *assumption*.

What describes a place (population, stock, groups) stands in the municipality's file; what
describes who does what stands in the organisation's.  An organisation can set none of
these parameters: effects must come from tasks, knowledge, time, meetings and scarcity.

Sources are abbreviated: NOVA is NOVA report 5/2011 with its section; SSB Statistics
Norway; BT Bergens Tidende; "derived" says from what.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.names import OTHER_CATEGORIES, TASKS_WITH_WORK, Category, Task, label
from sim.quantities import to_base

ASSUMPTION = "assumption"

#: Distributions of work hours; the code is what the kernel's records hold.
DISTRIBUTIONS = {"constant": 0, "exponential": 1, "gamma": 2, "lognormal": 3}

#: Whether what people know is as it settles in the long run, or lives and dies with persons.
LEARNING = {"settled": 0, "live": 1}


@dataclass(frozen=True)
class Parameter:
    """One number (or choice) of the model.

    ``default``, ``low`` and ``high`` are in ``unit``; ``low`` and ``high`` are the
    plausible range that uncertainty analyses draw from, ``hard_low`` and ``hard_high``
    what makes sense at all.  ``source`` is a reference or ``"assumption"``.  ``carries``
    names the pattern or result that leans on it, if one does.
    """

    key: str
    default: float | str
    unit: str
    low: float | None
    high: float | None
    source: str
    meaning: str
    carries: str = ""
    hard_low: float = 0.0
    hard_high: float = float("inf")
    choices: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """The name of this parameter in the kernel's parameter record."""
        return self.key.replace(".", "_")

    @property
    def is_assumption(self) -> bool:
        return self.source.startswith(ASSUMPTION)

    def in_base_units(self, value: float | str) -> float:
        """``value`` (in ``unit``) as the plain float the kernel reads."""
        if self.choices:
            return float(self.choices.index(str(value)))
        return to_base(float(value), self.unit)


def _number(
    key: str,
    default: float,
    unit: str,
    span: tuple[float, float],
    source: str,
    meaning: str,
    *,
    carries: str = "",
    hard_low: float = 0.0,
    hard_high: float | None = None,
) -> Parameter:
    if hard_high is None:
        hard_high = 1.0 if unit == "share" else float("inf")
    return Parameter(
        key, default, unit, span[0], span[1], source, meaning, carries, hard_low, hard_high
    )


#: Mean hands-on hours per case: default, range, and the spread (coefficient of variation).
#: Calibrated jointly to "hands-on time per application 3-8 hours; compound 10-25".
_HOURS = {
    Task.ASSESSMENT: (2.0, (1.0, 4.0), "hearing a household out and finding what it needs"),
    Task.MANAGE_VACANCIES: (5.0, (2.0, 10.0), "inspecting a vacated dwelling and ordering works"),
    Task.ALLOCATE_DWELLINGS: (4.0, (2.0, 8.0), "deciding on an application for a dwelling"),
    Task.REVIEW_LEASES: (3.0, (1.0, 6.0), "reviewing a lease before it ends"),
    Task.START_LOAN: (8.0, (4.0, 14.0), "assessing an application for a start loan"),
    Task.PURCHASE_GRANT: (4.0, (2.0, 8.0), "deciding on a purchase grant beside a loan"),
    Task.HOUSING_ALLOWANCE: (1.5, (0.5, 3.0), "handling an application for housing allowance"),
    Task.SOCIAL_ASSISTANCE: (3.0, (1.5, 6.0), "deciding on social assistance for housing"),
    Task.PRIVATE_MEDIATION: (5.0, (2.0, 10.0), "mediating a private rental"),
    Task.TEMPORARY_HOUSING: (2.0, (1.0, 4.0), "placing a household in temporary housing"),
    Task.DEBT_ADVICE: (8.0, (4.0, 16.0), "advising a household on its debts"),
    Task.ORDER_FOLLOW_UP: (4.0, (2.0, 8.0), "deciding on follow-up and ordering it"),
    Task.HOME_CARE: (2.0, (1.0, 4.0), "deciding on home care"),
    Task.ADAPT_DWELLING: (6.0, (3.0, 12.0), "finding out how a home can be adapted"),
}


def _work_parameters() -> Iterator[Parameter]:
    assert tuple(_HOURS) == TASKS_WITH_WORK
    for task, (hours, span, doing) in _HOURS.items():
        name = label(task)
        yield _number(
            f"work.{name}.hours", hours, "hours", span, ASSUMPTION, f"mean hours of {doing}"
        )
        yield Parameter(
            f"work.{name}.distribution",
            "gamma",
            "choice",
            None,
            None,
            ASSUMPTION,
            f"distribution of the hours of {doing}",
            choices=tuple(DISTRIBUTIONS),
        )
        yield _number(
            f"work.{name}.variation",
            0.7,
            "ratio",
            (0.3, 1.2),
            ASSUMPTION,
            f"standard deviation over mean of the hours of {doing} (gamma and lognormal)",
        )


_PEOPLE = (
    _number(
        "caseworkers.hours_per_year",
        1100,
        "hours per year",
        (950, 1300),
        ASSUMPTION,
        "productive case hours per full position and year",
        carries="all waits",
        hard_low=0.001,
    ),
    _number(
        "caseworkers.target_utilisation",
        0.87,
        "share",
        (0.80, 0.92),
        ASSUMPTION,
        "expected utilisation that the number of positions is set to",
        carries="all waits",
        hard_low=0.01,
        hard_high=0.99,
    ),
    _number(
        "caseworkers.turnover",
        0.14,
        "per year",
        (0.0, 0.25),
        ASSUMPTION,
        "rate at which a caseworker leaves the post",
    ),
    _number(
        "caseworkers.vacant_post",
        75,
        "days",
        (0, 180),
        ASSUMPTION,
        "time a post stands empty after its holder has left (with people.learning live)",
    ),
    _number(
        "caseworkers.stand_in",
        0.5,
        "share",
        (0.0, 1.0),
        ASSUMPTION,
        "pace of whoever stands in for an empty post, over that of a holder who knows as much; "
        "0: nobody does",
        hard_high=1.0,
    ),
    _number(
        "caseworkers.smallest_post",
        0.2,
        "count",
        (0.0, 0.5),
        ASSUMPTION,
        "remainder of a unit's positions that is a post of its own; less than that widens the "
        "unit's full posts",
        hard_high=1.0,
    ),
    _number(
        "crews.days_per_year",
        365,
        "days per year",
        (220, 365),
        ASSUMPTION,
        "days a year that count as days of works (365: works are in calendar days)",
        hard_high=365,
        hard_low=0.001,
    ),
    _number(
        "crews.target_utilisation",
        0.75,
        "share",
        (0.6, 0.9),
        ASSUMPTION,
        "expected utilisation that the number of maintenance crews is set to",
        carries="P2",
        hard_low=0.01,
        hard_high=0.99,
    ),
    _number(
        "work.breadth_exponent",
        0.10,
        "exponent",
        (0.0, 0.35),
        ASSUMPTION,
        "hours grow with the number of tasks a unit holds, to this power",
        carries="P7",
    ),
    _number(
        "work.reference_breadth",
        4,
        "count",
        (1, 8),
        ASSUMPTION,
        "number of tasks in the field of a caseworker for whom the hours below hold",
        hard_low=1,
    ),
    _number(
        "work.inexperience",
        0.4,
        "ratio",
        (0.0, 1.0),
        ASSUMPTION,
        "extra share of hours at no knowledge of the instrument, over full knowledge",
    ),
    _number(
        "work.reference_knowledge",
        0.7,
        "share",
        (0.5, 1.0),
        ASSUMPTION,
        "knowledge of the instrument at which the hours below hold",
    ),
    _number(
        "work.compound_factor",
        2.5,
        "ratio",
        (1.0, 4.0),
        ASSUMPTION,
        "assessment hours of a household with compound needs over a simple one's",
        hard_low=0.01,
    ),
)

_KNOWLEDGE = (
    Parameter(
        "people.learning",
        "live",
        "choice",
        None,
        None,
        ASSUMPTION,
        "whether knowledge and contacts are those of the long run, or change person by person",
        choices=tuple(LEARNING),
    ),
    _number(
        "knowledge.cases_to_learn",
        15,
        "cases",
        (5, 40),
        ASSUMPTION,
        "cases handled to come 63 per cent of the way to full knowledge",
        carries="P3, P7",
        hard_low=0.001,
    ),
    _number(
        "knowledge.forgetting_half_life",
        18,
        "months",
        (6, 60),
        ASSUMPTION,
        "time in which half of unused knowledge fades",
        carries="P3, P7",
        hard_low=0.001,
    ),
    _number(
        "knowledge.floor",
        0.2,
        "share",
        (0.0, 0.4),
        ASSUMPTION,
        "knowledge of a newcomer in a unit without written routines",
    ),
    _number(
        "knowledge.floor_written",
        0.5,
        "share",
        (0.3, 0.7),
        ASSUMPTION,
        "knowledge of a newcomer in a unit with written routines",
    ),
    _number(
        "knowledge.passed_in_unit",
        0.03,
        "per month",
        (0.0, 0.1),
        ASSUMPTION,
        "rate at which knowledge passes between colleagues in a unit",
        carries="P3, P7",
    ),
    _number(
        "knowledge.passed_in_house",
        0.02,
        "per month",
        (0.0, 0.1),
        ASSUMPTION,
        "rate at which knowledge passes between units in the same house",
        carries="P3, P7",
    ),
    _number(
        "knowledge.passed_in_meeting",
        0.1,
        "ratio",
        (0.0, 0.5),
        ASSUMPTION,
        "what a case gone through in a committee teaches each member of what the others do and, "
        "as far as they know it themselves, of their instruments; over what a case of one's own "
        "teaches",
        carries="P3, P7",
    ),
    _number(
        "training.hours",
        10,
        "hours per year",
        (0, 40),
        ASSUMPTION,
        "hours of training per full position and year, out of the productive hours",
        hard_high=500,
    ),
    _number(
        "training.cases_per_hour",
        0.5,
        "cases",
        (0.0, 2.0),
        ASSUMPTION,
        "cases of one's own that an hour of training teaches as much as, shared out over the "
        "instruments of the unit",
    ),
    _number(
        "recognition.base",
        0.2,
        "share",
        (0.0, 0.6),
        ASSUMPTION,
        "probability that a need is recognised without knowledge of the instrument",
        carries="P3, P5",
    ),
    _number(
        "contacts.per_joint_case",
        0.1,
        "share",
        (0.0, 0.3),
        ASSUMPTION,
        "probability that a joint case leaves someone to ring in the other unit",
        carries="informal coordination",
    ),
    _number(
        "contacts.met_in_house",
        0.5,
        "per year",
        (0.0, 2.0),
        ASSUMPTION,
        "rate at which a caseworker with nobody to ring in a unit of the same house comes to "
        "know somebody there",
        carries="informal coordination",
    ),
    _number(
        "contacts.half_life",
        12,
        "months",
        (6, 36),
        ASSUMPTION,
        "time in which half of all contacts are lost",
        carries="informal coordination",
        hard_low=0.001,
    ),
    _number(
        "contacts.asked_first",
        0.5,
        "share",
        (0.0, 1.0),
        ASSUMPTION,
        "probability that a sender who does not know whose case it is asks first, if there is "
        "someone to ring in the unit that holds it",
        carries="informal coordination",
    ),
    _number(
        "contacts.hours",
        0.2,
        "hours",
        (0.0, 0.5),
        ASSUMPTION,
        "hours of each of the two who talk about a case on the telephone",
        carries="informal coordination",
    ),
    _number(
        "contacts.hours_in_house",
        10,
        "hours per year",
        (0, 40),
        ASSUMPTION,
        "hours that a unit spends with the people of each other unit in the same house",
        carries="price of coordination",
    ),
    _number(
        "overview.time_to_gain",
        24,
        "months",
        (6, 60),
        ASSUMPTION,
        "time in which a key person comes 63 per cent of the way to a full overview",
        carries="informal coordination",
        hard_low=0.001,
    ),
    _number(
        "overview.reach",
        1.0,
        "share",
        (0.0, 1.0),
        ASSUMPTION,
        "share of cases of which a key person with a full overview knows whose they are",
        carries="informal coordination",
    ),
    _number(
        "overview.settles_within",
        3,
        "days",
        (1, 20),
        ASSUMPTION,
        "days in which a key person settles a contested case",
        carries="informal coordination",
    ),
    _number(
        "overview.position",
        0.2,
        "count",
        (0.05, 1.0),
        ASSUMPTION,
        "position of a key person whose unit has no work on cases: out of the positions there are",
        carries="price of coordination",
    ),
    _number(
        "overview.hours_per_case",
        0.5,
        "hours",
        (0.0, 2.0),
        ASSUMPTION,
        "hours that a case brought up with the key person takes that one's unit",
        carries="informal coordination",
    ),
    _number(
        "discretion.unevenness",
        0.15,
        "ratio",
        (0.0, 0.5),
        ASSUMPTION,
        "where caseworkers decide by discretion: standard deviation between them of how they "
        "judge a ground, in steps from must to wish to none",
        carries="discretion",
    ),
)

_HAND_OVERS = (
    _number(
        "handover.same_unit",
        0,
        "days",
        (0, 0),
        "definition",
        "days a case takes between two desks of one unit",
    ),
    _number(
        "handover.same_house",
        1,
        "days",
        (0, 3),
        ASSUMPTION,
        "days a case takes between two units in one house",
        carries="P1",
    ),
    _number(
        "handover.informal_contact",
        1,
        "days",
        (0, 3),
        ASSUMPTION,
        "days a case takes to a unit where the sender has someone to ring",
        carries="P1",
    ),
    _number(
        "handover.agreement",
        5,
        "days",
        (2, 10),
        ASSUMPTION,
        "days a case takes between units with a written agreement",
        carries="P1",
    ),
    _number(
        "handover.letter",
        8,
        "days",
        (3, 14),
        ASSUMPTION,
        "days a case takes between units with nothing but the post",
        carries="P1",
    ),
    _number(
        "handover.case_system",
        0,
        "days",
        (0, 8),
        ASSUMPTION,
        "days until word of an empty dwelling reaches a unit on the same case system",
        carries="P2",
    ),
    _number(
        "handover.hours",
        0.5,
        "hours",
        (0.0, 1.5),
        ASSUMPTION,
        "hours a hand-over between units costs, at each end",
        carries="P1",
    ),
    _number(
        "handover.redone_share",
        0.5,
        "share",
        (0.0, 1.0),
        ASSUMPTION,
        "share of the assessment done again by a receiver without a shared case system",
        carries="P1",
    ),
    _number(
        "contest.functional",
        0.05,
        "share",
        (0.0, 0.15),
        ASSUMPTION,
        "probability that the right unit holds a case not to be its own",
        carries="P1",
    ),
    _number(
        "contest.agreement_factor",
        0.3,
        "ratio",
        (0.0, 1.0),
        ASSUMPTION,
        "contests under a written agreement over those without",
        carries="P1",
    ),
    _number(
        "contest.escalation",
        14,
        "days",
        (0, 42),
        ASSUMPTION,
        "days until a contested case is settled above the two units",
        carries="P1",
    ),
    _number(
        "contest.returned",
        0.3,
        "share",
        (0.0, 0.6),
        ASSUMPTION,
        "probability that a contested case is sent back rather than taken on",
    ),
)

_HOUSEHOLDS = (
    _number(
        "doors.household_knowledge",
        0.4,
        "share",
        (0.1, 1.0),
        ASSUMPTION,
        "probability that a household knows which unit to go to",
        carries="P1",
    ),
    _number(
        "patience.per_referral",
        0.03,
        "share",
        (0.0, 0.10),
        ASSUMPTION,
        "probability of giving up at a referral",
        carries="failure demand",
        hard_high=0.999,
    ),
    _number(
        "patience.per_bounce",
        0.06,
        "share",
        (0.0, 0.20),
        ASSUMPTION,
        "probability of giving up at a bounce",
        carries="failure demand",
        hard_high=0.999,
    ),
    _number(
        "patience.per_year",
        0.10,
        "share",
        (0.0, 0.4),
        ASSUMPTION,
        "probability of giving up in a year of waiting",
        carries="failure demand",
        hard_high=0.999,
    ),
    _number(
        "patience.return_share",
        0.6,
        "share",
        (0.3, 1.0),
        ASSUMPTION,
        "share of those who gave up or were refused who come back with the need unmet",
        carries="failure demand",
    ),
    _number(
        "patience.return_after",
        9,
        "months",
        (3, 24),
        ASSUMPTION,
        "mean time until a household whose need was not met comes back",
        hard_low=0.001,
    ),
    _number(
        "patience.return_acute",
        0.3,
        "share",
        (0.2, 0.7),
        ASSUMPTION,
        "share of those coming back who do so acutely",
    ),
    _number(
        "own_solution.rate",
        0.60,
        "per year",
        (0.1, 0.8),
        "assumption, calibrated to a third to a half of the approved leaving the list",
        "rate at which a household without help finds a home by itself",
        carries="level of the list",
    ),
)

_WAY_HOME = (
    _number(
        "way_home.longest_referral",
        90,
        "days",
        (30, 180),
        ASSUMPTION,
        "a referral expected to take longer is not made: the list is used instead",
        carries="P3",
    ),
    _number(
        "way_home.most_own_hours",
        2.0,
        "hours",
        (0.5, 8),
        ASSUMPTION,
        "a referral expected to cost the sender more hours is not made",
        carries="P3",
    ),
    _number(
        "way_home.first_expected_days",
        30,
        "days",
        (10, 60),
        ASSUMPTION,
        "days a caseworker expects a referral to take before having any experience",
    ),
    _number(
        "way_home.experience_weight",
        0.1,
        "share",
        (0.02, 0.5),
        ASSUMPTION,
        "weight of the newest case in what a unit expects a referral to cost",
    ),
)

_MARKET = (
    _number(
        "market.price_per_m2",
        21600,
        "NOK",
        (18000, 30000),
        "NOVA 4.1, Moss 2010",
        "price of a dwelling per square metre",
        hard_low=1,
    ),
    _number(
        "market.private_rent",
        7018,
        "NOK per month",
        (5500, 9000),
        "SSB, four cities, first quarter 2010",
        "private rent of a two-room dwelling",
        hard_low=1,
    ),
    _number(
        "market.municipal_rent",
        4513,
        "NOK per month",
        (3500, 6500),
        "SSB, four cities, first quarter 2010",
        "municipal rent of a two-room dwelling",
        hard_low=1,
    ),
    _number(
        "market.rent_per_room",
        0.15,
        "share",
        (0.05, 0.30),
        ASSUMPTION,
        "rent of each room beyond two, as a share of the two-room rent",
    ),
    _number(
        "market.search_time",
        75,
        "days",
        (30, 150),
        ASSUMPTION,
        "mean days to find a private rental for a household every landlord accepts",
        hard_low=0.001,
    ),
    _number(
        "market.search_limit",
        180,
        "days",
        (90, 365),
        ASSUMPTION,
        "days after which mediation to a private rental is given up",
        hard_low=0.001,
    ),
    _number(
        "market.deposit",
        3,
        "ratio",
        (0, 6),
        "assumption: three months' rent is usual, six the most the tenancy act allows",
        "monthly rents that a private landlord asks for as a deposit",
    ),
    _number(
        "deposit.granted",
        0.85,
        "share",
        (0.5, 1.0),
        ASSUMPTION,
        "probability that a deposit asked for is granted as social assistance",
    ),
    _number(
        "market.purchase_time",
        192,
        "days",
        (120, 300),
        "derived: 47 per cent buy within four months (Husbanken 2020-25)",
        "mean days from financing certificate to purchase",
        hard_low=0.001,
    ),
    _number(
        "market.certificate_validity",
        290,
        "days",
        (180, 365),
        "derived: 19-26 per cent of certificates unused (Husbanken 2020-25)",
        "days after which an unused financing certificate lapses",
        hard_low=0.001,
    ),
    _number(
        "market.construction",
        5,
        "dwellings per 1000 and year",
        (1, 12),
        ASSUMPTION,
        "newly built private dwellings",
        carries="P6",
    ),
    _number(
        "market.turnover",
        60,
        "dwellings per 1000 and year",
        (30, 100),
        ASSUMPTION,
        "private dwellings let or sold each year without new construction",
        carries="P6",
        hard_low=0.001,
    ),
    _number(
        "market.chain",
        2.0,
        "ratio",
        (0.0, 4.0),
        ASSUMPTION,
        "openings at the cheap end of the market per newly built dwelling: those who "
        "move in leave another dwelling, and so on down the chain",
        carries="P6",
    ),
    _number(
        "market.reference_openings",
        75,
        "dwellings per 1000 and year",
        (50, 100),
        ASSUMPTION,
        "openings at which the search times and rates above hold",
        carries="P6",
        hard_low=0.001,
    ),
    _number(
        "market.matching_elasticity",
        0.7,
        "exponent",
        (0.0, 1.0),
        ASSUMPTION,
        "how strongly the rate of finding a home follows the number of openings",
        carries="P6",
    ),
)

_MONEY = (
    _number(
        "allowance.coverage",
        0.70,
        "share",
        (0.6, 0.8),
        "state budget 2008-09",
        "share of housing cost above the own share that housing allowance covers",
        hard_high=0.999,
    ),
    _number(
        "allowance.coverage_municipal",
        0.80,
        "share",
        (0.7, 0.9),
        "state budget 2008-09",
        "the same for tenants of municipal dwellings",
        hard_high=0.999,
    ),
    _number(
        "allowance.ceiling",
        60000,
        "NOK per year",
        (50000, 70000),
        ASSUMPTION,
        "highest housing cost counted for one person",
    ),
    _number(
        "allowance.ceiling_per_person",
        8000,
        "NOK per year",
        (4000, 12000),
        ASSUMPTION,
        "addition to the highest housing cost for each further person",
    ),
    _number(
        "allowance.least_own_share",
        15000,
        "NOK per year",
        (14000, 18000),
        "state budget 2008-09",
        "own share of a household at the lowest income",
    ),
    _number(
        "allowance.own_share_slope",
        0.35,
        "ratio",
        (0.2, 0.5),
        ASSUMPTION,
        "own share of each krone of yearly income above the lowest",
    ),
    _number(
        "allowance.lowest_income",
        104000,
        "NOK per year",
        (90000, 130000),
        "assumption, calibrated to a mean allowance of NOK 2114-2490 (NOVA 4.1)",
        "income up to which the own share is the least",
    ),
    _number(
        "allowance.duration",
        2.2,
        "years",
        (1, 5),
        "assumption, calibrated to 38 recipients per 1000 in Moss (NOVA 4.1)",
        "mean time for which an allowance is paid, until the income has risen by as much",
        hard_low=0.001,
    ),
    _number(
        "allowance.least_payment",
        300,
        "NOK per month",
        (300, 300),
        "press 2010",
        "smaller amounts are not paid out",
    ),
    _number(
        "loan.subsistence",
        7500,
        "NOK per month",
        (6500, 9000),
        ASSUMPTION,
        "what one person must have left to live on",
    ),
    _number(
        "loan.subsistence_per_person",
        3000,
        "NOK per month",
        (2000, 4500),
        ASSUMPTION,
        "addition for each further person",
    ),
    _number(
        "loan.running_costs",
        2000,
        "NOK per month",
        (1500, 3000),
        ASSUMPTION,
        "running costs of an owned dwelling",
    ),
    _number(
        "loan.rate",
        0.055,
        "share",
        (0.04, 0.0625),
        ASSUMPTION,
        "yearly interest rate at which a loan is assessed",
        hard_low=0.0001,
    ),
    _number("loan.term", 360, "months", (240, 360), ASSUMPTION, "term of a start loan", hard_low=1),
    _number("loan.area_first", 40, "m2", (30, 50), ASSUMPTION, "area one person needs"),
    _number(
        "loan.area_per_person", 15, "m2", (10, 20), ASSUMPTION, "area each further person needs"
    ),
    _number(
        "loan.cheap_segment",
        0.85,
        "ratio",
        (0.7, 1.0),
        ASSUMPTION,
        "price of the dwellings such households buy over the mean price",
    ),
    _number(
        "loan.fees",
        0.025,
        "share",
        (0.025, 0.04),
        "stamp duty, 2.5 per cent by law",
        "fees on a purchase, as a share of the price",
    ),
)

_DWELLINGS = (
    _number(
        "offers.refused",
        0.15,
        "share",
        (0.05, 0.30),
        ASSUMPTION,
        "probability that an offered dwelling is refused",
    ),
    _number(
        "offers.answer_time",
        7,
        "days",
        (3, 14),
        ASSUMPTION,
        "days a household takes to answer an offer",
    ),
    _number(
        "offers.move_in_time",
        14,
        "days",
        (7, 30),
        ASSUMPTION,
        "days from accepted offer to the start of the contract",
    ),
    _number(
        "offers.hours",
        1.5,
        "hours",
        (0.5, 3.0),
        ASSUMPTION,
        "hours of finding a household for a ready dwelling and making the offer",
    ),
    _number(
        "tenancy.contract",
        3,
        "years",
        (3, 3),
        "Tromsø and Kristiansand: three years, extended on application",
        "length of a municipal contract",
        hard_low=0.001,
    ),
    _number(
        "tenancy.renewal_share",
        0.80,
        "share",
        (0.5, 0.8),
        "assumption, calibrated with the exit rates to 12 per cent of dwellings vacated "
        "a year (Bergen, BT)",
        "probability that a tenant at the end of a contract still needs the dwelling",
    ),
    _number(
        "tenancy.private_contract",
        3,
        "years",
        (1, 5),
        ASSUMPTION,
        "mean length of a private tenancy that does not fail",
        hard_low=0.001,
    ),
    _number(
        "tenancy.need_factor",
        1.6,
        "ratio",
        (1.0, 3.0),
        ASSUMPTION,
        "failure rate of a tenancy for each need not met, over that without",
    ),
    _number(
        "tenancy.unaffordable_factor",
        1.8,
        "ratio",
        (1.0, 3.0),
        ASSUMPTION,
        "failure rate of a tenancy the household cannot pay for, over one it can",
    ),
    _number(
        "tenancy.mismatch_factor",
        1.2,
        "ratio",
        (1.0, 2.0),
        ASSUMPTION,
        "failure rate in a dwelling that is not of the category meant for the household, over "
        "that in one that is",
    ),
    _number(
        "tenancy.care_factor",
        1.5,
        "ratio",
        (1.0, 3.0),
        ASSUMPTION,
        "rate of leaving for an institution without the home care needed, over that with it",
    ),
    _number(
        "tenancy.eviction_cost",
        100000,
        "NOK",
        (50000, 250000),
        ASSUMPTION,
        "cost of a failed tenancy",
    ),
    _number(
        "review.lead_time",
        6,
        "months",
        (3, 9),
        ASSUMPTION,
        "how long before the end of a contract the lease is taken up for review",
    ),
    _number(
        "vacancy.notice",
        3,
        "months",
        (1, 3),
        "assumption: the usual notice",
        "time from notice to move-out",
    ),
    _number(
        "vacancy.internal_handovers",
        3,
        "count",
        (0, 5),
        ASSUMPTION,
        "hand-overs inside the vacancy process when nobody owns the whole of it",
        carries="P2",
    ),
    _number(
        "vacancy.internal_handover",
        4,
        "days",
        (1, 8),
        ASSUMPTION,
        "days a vacated dwelling waits at each of them",
        carries="P2",
    ),
    _number(
        "vacancy.works",
        20,
        "days",
        (10, 35),
        ASSUMPTION,
        "crew days of works in a dwelling left in order",
        carries="P2",
    ),
    _number(
        "vacancy.works_variation",
        0.5,
        "ratio",
        (0.2, 1.0),
        ASSUMPTION,
        "standard deviation over mean of the days of works (gamma)",
    ),
    _number(
        "vacancy.damage_factor",
        2.0,
        "ratio",
        (1.0, 3.0),
        ASSUMPTION,
        "works in a dwelling left with damage over one left in order",
        carries="P2",
        hard_low=0.0,
    ),
    _number(
        "vacancy.loss_per_day",
        150,
        "NOK",
        (150, 350),
        "derived, 2010 and 2023",
        "rent lost for each day a dwelling stands empty",
    ),
)

_COST = (
    _number(
        "cost.caseworker_hour", 650, "NOK", (550, 850), ASSUMPTION, "cost of a caseworker's hour"
    ),
    _number(
        "cost.crew_day",
        6000,
        "NOK",
        (4000, 9000),
        ASSUMPTION,
        "cost of a day of works in a dwelling",
    ),
    _number(
        "cost.adaptation",
        100000,
        "NOK",
        (30000, 300000),
        ASSUMPTION,
        "cost of adapting a home",
    ),
    _number(
        "grant.largest_share",
        0.25,
        "share",
        (0.05, 0.30),
        ASSUMPTION,
        "largest purchase grant, as a share of the price",
    ),
)

_STOCK = (
    _number(
        "stock.out_of_service",
        0.12,
        "share",
        (0.0, 0.15),
        "assumption, with its length calibrated to 5-8 per cent of dwellings not let (SSB)",
        "share of vacated dwellings taken out of service: for sale, under renovation",
    ),
    _number(
        "stock.out_of_service_time",
        540,
        "days",
        (120, 720),
        ASSUMPTION,
        "mean time a dwelling is out of service",
    ),
    _number(
        "stock.conversion_after",
        365,
        "days",
        (60, 720),
        ASSUMPTION,
        "days a ready dwelling that suits nobody stands empty before its category is changed",
        hard_low=1,
    ),
    _number(
        "stock.conversion_delay",
        60,
        "days",
        (14, 180),
        ASSUMPTION,
        "days it takes to change the category of a dwelling",
    ),
    _number(
        "leased_in.ends",
        0.15,
        "share",
        (0.0, 0.4),
        ASSUMPTION,
        "share of vacated leased-in dwellings that go back to their owner",
    ),
    _number(
        "leased_in.replacement",
        90,
        "days",
        (30, 365),
        ASSUMPTION,
        "mean days until another dwelling has been leased in its place",
    ),
    _number(
        "coop.price_share",
        0.90,
        "ratio",
        (0.7, 1.0),
        ASSUMPTION,
        "appraised value of a co-op flat sold to its tenant over the price on the market",
    ),
    _number(
        "coop.transfer_time",
        90,
        "days",
        (30, 180),
        ASSUMPTION,
        "days from the loan to the tenant's ownership of the flat",
    ),
    _number(
        "coop.replacement",
        540,
        "days",
        (180, 1095),
        ASSUMPTION,
        "mean days until another flat has been bought for one that was sold",
    ),
    _number(
        "adaptation.feasible",
        0.4,
        "share",
        (0.0, 0.8),
        ASSUMPTION,
        "probability that the home a household has can be adapted to its needs",
    ),
    _number(
        "adaptation.works",
        120,
        "days",
        (30, 240),
        ASSUMPTION,
        "days from the decision until a home has been adapted",
    ),
)

_TEMPORARY = (
    _number(
        "temporary.harm_after",
        90,
        "days",
        (60, 180),
        ASSUMPTION,
        "days in temporary housing after which a stay may worsen needs",
        hard_low=1,
    ),
    _number(
        "temporary.harm",
        0.15,
        "share",
        (0.0, 0.4),
        ASSUMPTION,
        "probability that a stay so long adds a need",
    ),
    _number(
        "temporary.price_per_night",
        350,
        "NOK",
        (300, 400),
        "BT, Bergen, early 2000s",
        "price of a night in temporary housing",
    ),
)

_ROUTINES = (
    _number(
        "routine.check_hours",
        0.3,
        "hours",
        (0.0, 1.0),
        ASSUMPTION,
        "hours that checking against the economic instruments adds to an assessment or a "
        "lease review",
        carries="P5",
    ),
    _number(
        "routine.check_finds",
        0.95,
        "share",
        (0.0, 1.0),
        ASSUMPTION,
        "probability that the check finds an economic instrument that fits",
        carries="P5",
    ),
    _number(
        "routine.ranking_noise",
        0.4,
        "ratio",
        (0.0, 1.2),
        ASSUMPTION,
        "without a priority key: standard deviation of how a ground is judged, in steps "
        "from must to wish to none",
        carries="P4",
    ),
    _number(
        "routine.key_hours",
        0.25,
        "hours",
        (0.0, 1.0),
        ASSUMPTION,
        "hours that judging the ground of an application by the priority key, in writing, takes",
        carries="price of coordination",
    ),
    _number(
        "routine.approval",
        5,
        "days",
        (0, 14),
        ASSUMPTION,
        "days a decision waits for approval where work is bound by rules",
        carries="discretion",
    ),
    _number(
        "routine.approval_hours",
        0.25,
        "hours",
        (0.0, 1.0),
        ASSUMPTION,
        "hours that approving a decision takes in the unit, by a superior or by who leads a "
        "committee that recommends",
        carries="price of coordination",
    ),
    _number(
        "routine.written_hours",
        20,
        "hours per year",
        (0, 80),
        ASSUMPTION,
        "hours that keeping its written routines up to date takes a unit",
        carries="price of coordination",
    ),
    _number(
        "routine.agreement_hours",
        10,
        "hours per year",
        (0, 40),
        ASSUMPTION,
        "hours that keeping a written agreement up to date takes each of the two units",
        carries="price of coordination",
    ),
    _number(
        "routine.deadline_hours",
        0.1,
        "hours",
        (0.0, 0.5),
        ASSUMPTION,
        "hours that keeping an agreed deadline for a case takes the unit that takes it on",
        carries="price of coordination",
    ),
    _number(
        "routine.case_system_hours",
        0.1,
        "hours",
        (0.0, 0.5),
        ASSUMPTION,
        "hours of entering a case into a case system that others see too",
        carries="price of coordination",
    ),
    _number(
        "routine.inform_hours",
        0.1,
        "hours",
        (0.0, 0.5),
        ASSUMPTION,
        "hours that telling a sender what was decided takes, where there is a duty to inform",
    ),
    _number(
        "routine.inform_teaches",
        0.2,
        "ratio",
        (0.0, 0.5),
        ASSUMPTION,
        "what being told so teaches of the instrument, over what a case of one's own teaches",
    ),
    _number(
        "routine.coordinator_hours",
        0.5,
        "hours",
        (0.0, 1.5),
        ASSUMPTION,
        "hours a case coordinator spends on finding the right unit for one application",
    ),
    _number(
        "appeal.share",
        0.05,
        "share",
        (0.02, 0.08),
        ASSUMPTION,
        "share of refusals that are appealed",
    ),
    _number(
        "appeal.days",
        60,
        "days",
        (20, 90),
        "85 per cent decided within three months, 2006 (Health supervision 7/2007)",
        "days an appeal takes",
    ),
    _number(
        "appeal.hours",
        4.0,
        "hours",
        (2.0, 8.0),
        ASSUMPTION,
        "hours an appeal costs the unit that refused",
    ),
    _number(
        "appeal.changed",
        0.3,
        "share",
        (0.15, 0.50),
        ASSUMPTION,
        "probability that an appeal changes the decision",
    ),
    _number(
        "contest.professional",
        0.03,
        "share",
        (0.0, 0.10),
        ASSUMPTION,
        "probability that units with nothing known in common contest a case",
        carries="P1",
    ),
    _number(
        "contest.own_budget",
        0.0,
        "share",
        (0.0, 0.3),
        ASSUMPTION,
        "probability that a case is contested because another unit's budget pays",
    ),
    _number(
        "meeting.cases_consulted",
        5,
        "cases",
        (0, 20),
        ASSUMPTION,
        "cases of their everyday work that the members of a committee which decides on none "
        "go through in a meeting",
        carries="price of coordination",
    ),
    _number(
        "meeting.hours_per_case",
        0.5,
        "hours",
        (0.2, 1.0),
        ASSUMPTION,
        "hours of preparation and attendance for each case and member",
        carries="price of coordination",
    ),
)

_FOLLOW_UP = (
    _number(
        "follow_up.caseload",
        18,
        "count",
        (12, 25),
        ASSUMPTION,
        "households with ordinary needs that one follow-up worker can carry",
        hard_low=0.1,
    ),
    _number(
        "follow_up.intensive_weight",
        2.25,
        "ratio",
        (1.5, 3.0),
        "derived: 7-9 households per worker in intensive follow-up (Bergen and Sandnes 2015) "
        "against 18",
        "places that a household with large needs takes",
        hard_low=0.1,
    ),
    _number(
        "follow_up.duration",
        12,
        "months",
        (6, 24),
        ASSUMPTION,
        "mean time at one level of need before it steps down",
        hard_low=0.001,
    ),
    _number(
        "follow_up.occupancy",
        1.15,
        "share",
        (0.9, 1.5),
        ASSUMPTION,
        "places the reference demand would take over the places there are; a part of the needs "
        "is never seen, so fewer are taken",
        hard_low=0.01,
        hard_high=10.0,
    ),
    _number(
        "follow_up.relapse_share",
        0.30,
        "share",
        (0.0, 0.5),
        ASSUMPTION,
        "share of those whose need ended that come to need follow-up again",
    ),
    _number(
        "follow_up.relapse_after",
        2,
        "years",
        (1, 4),
        ASSUMPTION,
        "mean time until then",
        hard_low=0.001,
    ),
    _number(
        "follow_up.hazard_ratio",
        0.35,
        "ratio",
        (0.2, 1.0),
        ASSUMPTION,
        "rate of failing with the follow-up needed in place, over that without",
        carries="package",
        hard_low=0.01,
    ),
    _number(
        "follow_up.package_effect",
        0.1,
        "share",
        (0.0, 0.3),
        ASSUMPTION,
        "further reduction of it where follow-up and tenancy began together",
        carries="package",
    ),
    _number(
        "follow_up.window",
        14,
        "days",
        (7, 30),
        ASSUMPTION,
        "days apart within which they began together",
    ),
    _number(
        "cost.follow_up_worker",
        760000,
        "NOK per year",
        (700000, 850000),
        "NOK 3.8 million per 5 staff, Bergen 2015 (Husbanken)",
        "cost of a follow-up worker",
    ),
    _number(
        "needs.drift_rate",
        0.04,
        "per year",
        (0.0, 0.10),
        ASSUMPTION,
        "rate at which a tenant comes to need help not needed before",
    ),
)

#: What a reorganisation costs and what it leaves, where its ``transition`` does not say.
_REORGANISATION = (
    _number(
        "reorganisation.staff_follow_tasks",
        0.8,
        "share",
        (0.3, 1.0),
        ASSUMPTION,
        "probability that a caseworker whose tasks move goes where most of them went",
    ),
    _number(
        "reorganisation.contacts_kept",
        0.5,
        "share",
        (0.0, 1.0),
        ASSUMPTION,
        "probability that somebody who moves can still ring those it could ring",
    ),
    _number(
        "reorganisation.productivity_dip",
        0.15,
        "share",
        (0.0, 0.4),
        ASSUMPTION,
        "share of everybody's productive hours that is lost at first",
        hard_high=0.99,
    ),
    _number(
        "reorganisation.recovery",
        6,
        "months",
        (0, 24),
        ASSUMPTION,
        "time over which that is made good, bit by bit",
    ),
    _number(
        "reorganisation.extra_hours",
        20,
        "hours",
        (0, 80),
        ASSUMPTION,
        "hours that preparing and moving takes of each caseworker, on the day",
    ),
    _number(
        "reorganisation.routines_written",
        6,
        "months",
        (0, 24),
        ASSUMPTION,
        "time until routines that were not carried over are in writing again",
    ),
)

#: Whether the strategy that an organisation lays down is pursued.
PURSUED = {"no": 0, "yes": 1}

#: Data on strategy are thin: one plain rule for each mechanism, and no effect within its range.
_STRATEGY = (
    Parameter(
        "planning.pursued",
        "no",
        "choice",
        None,
        None,
        ASSUMPTION,
        "whether groups meet, plans are made and dwellings ordered as the organisation lays down",
        choices=tuple(PURSUED),
    ),
    _number(
        "planning.meeting_hours",
        3,
        "hours",
        (0, 8),
        ASSUMPTION,
        "hours that a meeting of the project or steering group takes of each unit in it",
        carries="price of coordination",
    ),
    _number(
        "planning.meeting_cases",
        2,
        "cases",
        (0, 10),
        ASSUMPTION,
        "cases gone through in a committee that leave as much knowledge and as many contacts "
        "as a meeting of the project or steering group",
    ),
    _number(
        "anchoring.participation",
        0.1,
        "share",
        (0.0, 0.3),
        ASSUMPTION,
        "share of the way to full anchoring that a meeting of the project group brings if all "
        "units take part",
    ),
    _number(
        "anchoring.steering",
        0.08,
        "share",
        (0.0, 0.2),
        ASSUMPTION,
        "share of the way that a meeting of the steering group brings",
    ),
    _number(
        "anchoring.politicians",
        0.05,
        "share",
        (0.0, 0.2),
        ASSUMPTION,
        "further share where politicians sit in it",
    ),
    _number(
        "anchoring.leader",
        0.03,
        "share",
        (0.0, 0.1),
        ASSUMPTION,
        "further share of either group's meetings where the leader sits at the strategic level",
    ),
    _number(
        "anchoring.plan",
        0.3,
        "share",
        (0.0, 0.6),
        ASSUMPTION,
        "share of the way that adopting a plan brings",
    ),
    _number(
        "anchoring.decay",
        0.5,
        "per year",
        (0.0, 1.5),
        "assumption: fresh produce of short shelf life (VEIV)",
        "rate at which anchoring decays",
    ),
    _number(
        "anchoring.turnover",
        0.5,
        "share",
        (0.0, 1.0),
        "assumption: vulnerable to a change of persons (VEIV)",
        "share of the anchoring that goes with somebody who leaves, over that one's share of the "
        "participants' posts",
    ),
    _number(
        "anchoring.written",
        0.5,
        "ratio",
        (0.1, 1.0),
        "assumption: kept by a place in the municipal plan (VEIV)",
        "what wears anchoring down where the plan is part of the municipal plan, over where not",
    ),
    _number(
        "anchoring.on_funding",
        0.5,
        "share",
        (0.0, 1.0),
        ASSUMPTION,
        "share of the budget for new dwellings that is not granted without any anchoring",
    ),
    _number(
        "anchoring.on_routines",
        0.5,
        "share",
        (0.0, 1.0),
        ASSUMPTION,
        "share of occasions on which a routine that hangs on anchoring is not followed without any",
    ),
    _number(
        "reporting.error",
        0.5,
        "ratio",
        (0.0, 1.0),
        ASSUMPTION,
        "error in the need of a category as it is known above, where nothing is reported "
        "(standard deviation of its logarithm)",
    ),
    _number(
        "reporting.routine",
        0.4,
        "share",
        (0.0, 1.0),
        ASSUMPTION,
        "share of that error that a routine of reporting takes away",
    ),
    _number(
        "reporting.participation",
        0.6,
        "share",
        (0.0, 1.0),
        ASSUMPTION,
        "share of the error left that goes where the allocator takes part in the plan",
    ),
    _number(
        "reporting.hours",
        4,
        "hours",
        (0, 15),
        ASSUMPTION,
        "hours that reporting its waiting lists takes a unit each time, by a routine of reporting, "
        "unless those who plan see them as they are",
        carries="price of coordination",
    ),
    _number(
        "procurement.lead_time",
        18,
        "months",
        (6, 48),
        ASSUMPTION,
        "time from ordering an ordinary dwelling until it can be let",
    ),
    _number(
        "procurement.partners",
        0.9,
        "ratio",
        (0.6, 1.0),
        ASSUMPTION,
        "that time where outside partners take part, over where they do not",
    ),
    _number(
        "procurement.price_ratio",
        1.2,
        "ratio",
        (0.8, 1.8),
        ASSUMPTION,
        "price of an ordinary dwelling to the municipality over what a household of the size pays "
        "for one",
        hard_low=0.05,
    ),
    _number(
        "procurement.foresight",
        1.0,
        "share",
        (0.0, 1.0),
        ASSUMPTION,
        "share of the growth of a list since the last plan that a plan ahead of need reckons with "
        "until the next",
    ),
    _number(
        "procurement.limit",
        0.05,
        "ratio",
        (0.0, 0.2),
        "assumption: the list of Tromsø was 5 per cent of its dwellings in 2008, 14 in 2014 (NRK)",
        "households that may wait for each dwelling of a category before more are ordered in "
        "answer to need",
    ),
)

_LIKE_ORDINARY = "assumption: bought on the market, as ordinary dwellings are"
_BUILT = "assumption: built for its use, with rooms for staff, where ordinary ones are bought"

#: Price and time of a new dwelling that is not ordinary, over those of an ordinary one: the
#: defaults, the ranges, and why.
_NOT_ORDINARY = {
    Category.SOCIAL: (1.0, (0.8, 1.4), 1.0, (0.7, 1.5), _LIKE_ORDINARY),
    Category.YOUTH: (1.0, (0.8, 1.2), 1.0, (0.7, 1.5), _LIKE_ORDINARY),
    Category.CARE: (1.3, (1.0, 2.0), 1.5, (1.0, 2.5), _BUILT),
    Category.REFUGEE: (1.0, (0.8, 1.2), 1.0, (0.7, 1.5), _LIKE_ORDINARY),
    Category.SUPERVISED: (1.4, (1.0, 2.0), 1.5, (1.0, 2.5), _BUILT),
}


def _procurement_by_category() -> Iterator[Parameter]:
    assert tuple(_NOT_ORDINARY) == OTHER_CATEGORIES
    for category, (price, prices, time, times, why) in _NOT_ORDINARY.items():
        name = label(category)
        yield _number(
            f"procurement.{name}.price",
            price,
            "ratio",
            prices,
            why,
            f"price of a {name} dwelling over that of an ordinary one of its size",
            hard_low=0.05,
        )
        yield _number(
            f"procurement.{name}.time",
            time,
            "ratio",
            times,
            why,
            f"time from ordering a {name} dwelling until it can be let, over that of an ordinary "
            "one",
        )


#: Every parameter by key, in the order of the tables above.
PARAMETERS: dict[str, Parameter] = {
    parameter.key: parameter
    for family in (
        _PEOPLE,
        tuple(_work_parameters()),
        _KNOWLEDGE,
        _HAND_OVERS,
        _HOUSEHOLDS,
        _WAY_HOME,
        _MARKET,
        _MONEY,
        _DWELLINGS,
        _STOCK,
        _TEMPORARY,
        _COST,
        _ROUTINES,
        _FOLLOW_UP,
        _REORGANISATION,
        _STRATEGY,
        tuple(_procurement_by_category()),
    )
    for parameter in family
}
