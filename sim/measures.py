"""Every measure: its definition, unit and meaning, once.

A measure is a function of a finished run.  Its docstring is its definition; the decorator
gives the unit, the label for tables, what difference matters in practice (an assumption that
the user may replace), and which way is better.

Only what begins in the observation window counts; what is unfinished at the end is censored
(:mod:`sim.survival`).  Households are counted by episode: one that comes back is counted
again, and told apart by *failure demand*.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim import survival
from sim.names import OTHER_NEEDS, Ground, Group, Need, Task, Tenure, label
from sim.quantities import YEAR
from sim.scenario.resolved import Scenario
from sim.state import (
    DESK_COLUMNS,
    Cause,
    Level,
    Outcome,
    ReviewOutcome,
    TenancyEnd,
    VacancyCause,
    World,
)
from sim.survival import CENSORED, EVENT, OTHER, Curve

#: Days over which waits are compared: a decision, and a home.
DECISION_HORIZON = 365.0
HOME_HORIZON = 730.0

NAN = float("nan")


@dataclass(frozen=True)
class Measure:
    """A measure and how to read it.

    ``practical`` is the smallest difference that matters in practice, in ``unit``;
    ``better`` is "lower", "higher" or "" (neither).
    """

    key: str
    unit: str
    label: str
    meaning: str
    practical: float
    better: str
    group: str
    compute: Callable[[Run], float]


#: Every measure by key, in the order of the tables.
MEASURES: dict[str, Measure] = {}


def measure(
    group: str, unit: str, label: str, practical: float, better: str = ""
) -> Callable[[Callable[[Run], float]], Callable[[Run], float]]:
    """Register a function as the definition of a measure."""

    def register(function: Callable[[Run], float]) -> Callable[[Run], float]:
        key = function.__name__
        meaning = " ".join((function.__doc__ or "").split())
        MEASURES[key] = Measure(key, unit, label, meaning, practical, better, group, function)
        return function

    return register


def window(world: World) -> float:
    """Length of the observation window in days."""
    return float(world.settings[0].end - world.settings[0].observe_from)


def _observed(world: World) -> np.ndarray:
    """What was added in the window to each column of the marks."""
    marks = world.marks[: world.clock[0].marks]
    return np.asarray(marks[-1] - marks[0])


def level_days(world: World, level: Level) -> float:
    """Integral of a level over the window (households, or dwellings, times days)."""
    return float(_observed(world)[1 + level])


def desk_sums(world: World) -> np.recarray:
    """For each desk, what the window added to its sums."""
    first = 1 + len(Level)
    columns = [(name, "f8") for name in DESK_COLUMNS]
    sums = _observed(world)[first:].reshape(len(world.desks), len(DESK_COLUMNS))
    return np.array([tuple(row) for row in sums], dtype=columns).view(np.recarray)


class Run:
    """A finished run as the measures look at it."""

    def __init__(self, world: World, scenario: Scenario) -> None:
        self.world = world
        self.scenario = scenario
        self.start = float(world.settings[0].observe_from)
        self.end = float(world.settings[0].end)
        self.years = window(world) / YEAR

    def price(self, key: str) -> float:
        return self.scenario.parameters[key]

    @cached_property
    def episodes(self) -> np.ndarray:
        """Episodes that began in the window."""
        rows = self.world.episodes[: self.world.clock[0].episodes]
        return rows[rows.need_at >= self.start]

    @cached_property
    def homeless_or_ill_housed(self) -> np.ndarray:
        """Episodes with a dwelling need."""
        return self.episodes[self.episodes.needs >> Need.DWELLING & 1 == 1]

    @cached_property
    def applications(self) -> np.ndarray:
        """Applications of the window's episodes."""
        rows = self.world.applications[: self.world.clock[0].applications]
        rows = rows[rows.episode >= 0]
        return rows[self.world.episodes.need_at[rows.episode] >= self.start]

    @cached_property
    def vacancies(self) -> np.ndarray:
        """Vacancies whose dwelling was vacated in the window."""
        rows = self.world.vacancies[: self.world.clock[0].vacancies]
        return rows[(rows.move_out >= self.start) & (rows.move_out <= self.end)]

    @cached_property
    def finished_vacancy_days(self) -> np.ndarray:
        """Days by cause of the window's vacancies that ended in it, [vacancy, cause]."""
        count = self.world.clock[0].vacancies
        rows = self.world.vacancies[:count]
        mine = (rows.move_out >= self.start) & np.isfinite(rows.contract_at)
        return self.world.vacancy_days[:count][mine]

    @cached_property
    def municipal(self) -> np.ndarray:
        """Municipal tenancies that lasted into the window."""
        rows = self.world.tenancies[: self.world.clock[0].tenancies]
        return rows[(rows.tenure == Tenure.MUNICIPAL) & (rows.end > self.start)]

    @cached_property
    def ended_municipal(self) -> np.ndarray:
        """Municipal tenancies that ended in the window."""
        return self.municipal[self.municipal.end <= self.end]

    @cached_property
    def tenancy_years(self) -> float:
        """Municipal tenancy-years in the window."""
        return level_days(self.world, Level.MUNICIPAL_TENANTS) / YEAR

    @cached_property
    def desks(self) -> np.recarray:
        return desk_sums(self.world)

    @cached_property
    def of_caseworkers(self) -> np.ndarray:
        """Which desks are caseworkers' (not crews')."""
        return np.asarray(self.world.desks.crew == 0)

    def posts(self, desks: np.ndarray) -> float:
        people = self.world.caseworkers
        return float(people.post[desks[people.desk]].sum())

    def curve(self, rows: np.ndarray, begun: str, event: str) -> Curve:
        """Waits of episodes from one of their dates to another, leaving being competing."""
        began = rows[begun]
        rows, began = rows[np.isfinite(began)], began[np.isfinite(began)]
        came = rows[event]
        left = rows.ended_at
        happened = came <= np.minimum(left, self.end)
        gone = ~happened & (left <= self.end)
        days = np.where(happened, came, np.where(gone, left, self.end)) - began
        ends = np.where(happened, EVENT, np.where(gone, OTHER, CENSORED))
        return survival.aalen_johansen(days, ends)

    @cached_property
    def to_decision(self) -> Curve:
        return self.curve(self.episodes, "need_at", "decided_at")

    @cached_property
    def to_home(self) -> Curve:
        return self.curve(self.homeless_or_ill_housed, "need_at", "home_at")

    def on_list(self, ground: Ground) -> Curve:
        rows = self.homeless_or_ill_housed
        return self.curve(rows[rows.ground == ground], "approved_at", "home_at")


def summarise(world: World, scenario: Scenario) -> dict[str, float]:
    """All measures of a finished run, by key; nan where a measure is undefined."""
    run = Run(world, scenario)
    return {key: float(measure.compute(run)) for key, measure in MEASURES.items()}


def _mean(values: np.ndarray) -> float:
    return float(np.mean(values)) if len(values) else NAN


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else NAN


# ---- waits ---------------------------------------------------------------------------------


@measure("waits", "days", "Until heard out (assessed)", 3.0, "lower")
def assessment_wait(run: Run) -> float:
    """Mean days from need to first assessment, of households with a dwelling need, within the
    first 365 days; who leaves before counts as not assessed to the end of them."""
    curve = run.curve(run.homeless_or_ill_housed, "need_at", "assessed_at")
    return survival.restricted_mean(curve, DECISION_HORIZON)


@measure("waits", "days", "Until the first decision", 5.0, "lower")
def decision_wait(run: Run) -> float:
    """Mean days from need to the first decision on any application, within the first 365
    days; who leaves before counts as undecided to the end of them."""
    return survival.restricted_mean(run.to_decision, DECISION_HORIZON)


@measure("waits", "days", "Until the first decision, median", 5.0, "lower")
def decision_wait_median(run: Run) -> float:
    """Days after which half of all households have had a first decision."""
    return survival.quantile(run.to_decision, 0.5)


@measure("waits", "days", "Until the first decision, slowest tenth", 10.0, "lower")
def decision_wait_p90(run: Run) -> float:
    """Days after which nine in ten households have had a first decision; undefined where
    fewer ever get one."""
    return survival.quantile(run.to_decision, 0.9)


@measure("waits", "share", "Decided within a month", 0.03, "higher")
def decided_within_month(run: Run) -> float:
    """Share of all households with a first decision within a month of the need."""
    return survival.incidence_at(run.to_decision, YEAR / 12.0)


@measure("waits", "days", "Until a home, with help", 15.0, "lower")
def home_wait(run: Run) -> float:
    """Mean days from need to a home by the municipality's help (let, bought or rented), of
    households with a dwelling need, within the first 730 days; who leaves otherwise counts as
    without such a home to the end of them."""
    return survival.restricted_mean(run.to_home, HOME_HORIZON)


@measure("waits", "share", "Home with help within a year", 0.03, "higher")
def home_within_year(run: Run) -> float:
    """Share of households with a dwelling need that have a home by the municipality's help
    within a year."""
    return survival.incidence_at(run.to_home, YEAR)


@measure("waits", "days", "Spent waiting for a home", 15.0, "lower")
def days_waiting(run: Run) -> float:
    """Mean days that households with a dwelling need wait within the first 730, whatever ends
    the wait: help, an own solution, a refusal, or giving up."""
    return survival.restricted_waiting(run.to_home, HOME_HORIZON)


@measure("waits", "days", "From approval to a home, must ground", 15.0, "lower")
def list_wait_must(run: Run) -> float:
    """Mean days from approval to a home by help, on a must ground, within 730 days."""
    return survival.restricted_mean(run.on_list(Ground.MUST), HOME_HORIZON)


@measure("waits", "days", "From approval to a home, wish ground", 15.0, "lower")
def list_wait_wish(run: Run) -> float:
    """Mean days from approval to a home by help, on a wish ground, within 730 days."""
    return survival.restricted_mean(run.on_list(Ground.WISH), HOME_HORIZON)


@measure("waits", "days", "Until every need is met", 15.0, "lower")
def package_wait(run: Run) -> float:
    """Mean days from need until all needs of the household are met, within the first 730
    days.  A home found without help meets the dwelling need; other needs count on."""
    rows = run.episodes
    complete = rows.all_met_at <= run.end
    gone = ~complete & (rows.ended_at <= run.end) & (rows.open_tracks == 0)
    days = np.where(complete, rows.all_met_at, np.where(gone, rows.ended_at, run.end))
    ends = np.where(complete, EVENT, np.where(gone, OTHER, CENSORED))
    curve = survival.aalen_johansen(days - rows.need_at, ends)
    return survival.restricted_mean(curve, HOME_HORIZON)


def _days_by_cause(run: Run) -> np.ndarray:
    """Days by cause on the way of the window's households that got a home, [episode, cause]."""
    rows = run.homeless_or_ill_housed
    housed = rows[np.isfinite(rows.home_at) & (rows.critical >= 0)]
    return np.asarray(run.world.application_days[housed.critical])


_CAUSES = {
    Cause.QUEUE: "in a unit's queue",
    Cause.WORK: "while the case is worked on",
    Cause.REDONE: "while an assessment is done again",
    Cause.HAND_OVER: "on the way between units",
    Cause.BOUNCE: "at a unit that is not responsible",
    Cause.CONTEST: "while units contest whose case it is",
    Cause.NO_DWELLING: "on the list, no dwelling",
    Cause.OFFER: "from offer to contract",
    Cause.OWN_SEARCH: "searching the market",
}


def _register_cause(cause: Cause, text: str) -> None:
    def days_of_cause(run: Run) -> float:
        days = _days_by_cause(run)
        return _mean(days[:, cause])

    days_of_cause.__name__ = f"wait_{label(cause)}"
    days_of_cause.__doc__ = (
        f"Mean days {text}, on the way from need to home of households that got a home by "
        "help; the days of all causes add up to the way."
    )
    measure("causes", "days", f"Waiting {text}", 2.0, "lower")(days_of_cause)


for _cause, _text in _CAUSES.items():
    _register_cause(_cause, _text)


# ---- referrals -----------------------------------------------------------------------------


@measure("referrals", "per household", "Referrals", 0.1, "lower")
def referrals(run: Run) -> float:
    """Times a household's case is sent to another unit, per episode."""
    return _mean(run.episodes.referrals)


@measure("referrals", "per household", "Bounces", 0.05, "lower")
def bounces(run: Run) -> float:
    """Times a case lies at a unit that has to send it on, per episode."""
    return _mean(run.episodes.bounces)


@measure("referrals", "share", "Sent on three times or more (tossed)", 0.02, "lower")
def tossed(run: Run) -> float:
    """Share of episodes with three or more referrals."""
    return _mean(run.episodes.referrals >= 3)


@measure("referrals", "per household", "Units met", 0.1, "lower")
def units_met(run: Run) -> float:
    """Different units a household deals with in an episode."""
    return _mean(run.episodes.units_met)


@measure("referrals", "per household", "Back to a unit met before", 0.05, "lower")
def loops(run: Run) -> float:
    """Times a household's case comes back to a unit it has left, per episode."""
    return _mean(run.episodes.loops)


@measure("referrals", "per household", "Story told again", 0.05, "lower")
def retold(run: Run) -> float:
    """Times part of the assessment is done again by a receiving unit, per episode."""
    return _mean(run.episodes.retold)


@measure("referrals", "hours", "Caseworker hours on hand-overs", 0.2, "lower")
def handover_hours(run: Run) -> float:
    """Hours of caseworkers on writing, reading and doing again, per episode."""
    return _mean(run.episodes.coordination_hours)


# ---- vacancy -------------------------------------------------------------------------------


def _vacancy_curve(run: Run, event: str) -> Curve:
    rows = run.vacancies
    came = rows[event]
    happened = came <= run.end
    days = np.where(happened, came, run.end) - rows.move_out
    return survival.aalen_johansen(days, np.where(happened, EVENT, CENSORED))


@measure("vacancy", "days", "From move-out to ready", 2.0, "lower")
def vacancy_to_ready(run: Run) -> float:
    """Mean days from move-out until the dwelling is ready, within 730 (what Trondheim
    published as vacancy for refurbishment)."""
    return survival.restricted_mean(_vacancy_curve(run, "ready_at"), HOME_HORIZON)


@measure("vacancy", "days", "From move-out to the next contract", 3.0, "lower")
def vacancy_days(run: Run) -> float:
    """Mean days from move-out until the next contract starts, within 730."""
    return survival.restricted_mean(_vacancy_curve(run, "contract_at"), HOME_HORIZON)


_VACANCY_CAUSES = {
    VacancyCause.HAND_OVER: "between notice, inspection and works",
    VacancyCause.INSPECTION: "for the inspection",
    VacancyCause.CREW: "for a crew",
    VacancyCause.WORKS: "while works are done",
    VacancyCause.TELLING_ALLOCATOR: "until the allocator hears of it",
    VacancyCause.ALLOCATION: "for the allocator",
    VacancyCause.NO_APPLICANT: "with nobody on the list it suits",
    VacancyCause.ANSWER: "for the answer to an offer",
    VacancyCause.MOVE_IN: "for the move-in",
}


def _register_vacancy_cause(cause: VacancyCause, text: str) -> None:
    def days_of_cause(run: Run) -> float:
        return _mean(run.finished_vacancy_days[:, cause])

    days_of_cause.__name__ = f"vacancy_{label(cause)}"
    days_of_cause.__doc__ = (
        f"Mean days a dwelling stands empty {text}, of vacancies that began and ended in the "
        "window; the days of all causes add up to the vacancy."
    )
    measure("vacancy", "days", f"Empty {text}", 1.0, "lower")(days_of_cause)


for _vacancy_cause, _vacancy_text in _VACANCY_CAUSES.items():
    _register_vacancy_cause(_vacancy_cause, _vacancy_text)


@measure("vacancy", "share", "Dwellings empty", 0.003, "lower")
def vacancy_rate(run: Run) -> float:
    """Dwelling-days without a tenant over all dwelling-days."""
    return _share(level_days(run.world, Level.VACANT), len(run.world.dwellings) * window(run.world))


@measure("vacancy", "per 100 dwellings and year", "Re-lets", 0.5)
def relets(run: Run) -> float:
    """Contracts after a vacancy, per 100 municipal dwellings and year."""
    rows = run.world.vacancies[: run.world.clock[0].vacancies]
    let = np.sum((rows.contract_at >= run.start) & (rows.contract_at <= run.end))
    return _share(100.0 * let, len(run.world.dwellings) * run.years)


@measure("vacancy", "share", "Vacated without notice", 0.02)
def without_notice(run: Run) -> float:
    """Share of vacancies without a period of notice (death, institution, failed tenancy)."""
    return _mean(run.vacancies.with_notice == 0)


# ---- circulation ---------------------------------------------------------------------------


def _moved_on(run: Run) -> np.ndarray:
    rows = run.ended_municipal
    return np.isin(rows.destination, (Tenure.OWN_HOME, Tenure.PRIVATE_RENTAL))


@measure("circulation", "per 100 tenancies and year", "Moves on to the private market", 0.3)
def circulation(run: Run) -> float:
    """Municipal tenants moving to an owned or privately rented home, per 100 tenancy-years.
    It also rises when households are let in that could have managed elsewhere: see the share
    of those among new tenants."""
    return _share(100.0 * _moved_on(run).sum(), run.tenancy_years)


@measure("circulation", "per 100 tenancies and year", "... to an owned home", 0.2)
def circulation_owned(run: Run) -> float:
    """Municipal tenants moving to an owned home, per 100 tenancy-years."""
    moved = np.sum(run.ended_municipal.destination == Tenure.OWN_HOME)
    return _share(100.0 * moved, run.tenancy_years)


@measure("circulation", "per 100 tenancies and year", "... with the municipality's help", 0.2)
def circulation_helped(run: Run) -> float:
    """Municipal tenants moving on by a loan or mediation after a lease review, per 100
    tenancy-years."""
    moved = np.sum(run.ended_municipal.reason == TenancyEnd.MOVED_WITH_HELP)
    return _share(100.0 * moved, run.tenancy_years)


@measure("circulation", "per 100 tenancies and year", "Moves on, of tenants able to", 0.5)
def circulation_of_able(run: Run) -> float:
    """The same for tenancies whose household could manage on the market when they began."""
    rows = run.municipal
    able = rows[rows.able_at_entry == 1]
    years = np.sum(np.minimum(able.end, run.end) - np.maximum(able.start, run.start)) / YEAR
    moved = np.sum(_moved_on(run) & (run.ended_municipal.able_at_entry == 1))
    return _share(100.0 * moved, years)


@measure("circulation", "share", "New tenants able to manage on the market", 0.03)
def entry_able(run: Run) -> float:
    """Share of new municipal tenancies whose household could buy or rent with help."""
    new = run.municipal[run.municipal.start >= run.start]
    return _mean(new.able_at_entry)


@measure("circulation", "share", "Lease reviews that help the tenant on", 0.03)
def reviews_helping_on(run: Run) -> float:
    """Share of reviewed tenancies whose last review led to a loan or mediation."""
    rows = run.municipal[run.municipal.reviews > 0]
    return _mean(
        (rows.review_outcome == ReviewOutcome.LOAN)
        | (rows.review_outcome == ReviewOutcome.MEDIATION)
    )


def _next_need(run: Run, households: np.ndarray, since: np.ndarray) -> np.ndarray:
    """For each household its first need at or after a day; infinite if there was none."""
    episodes = run.world.episodes[: run.world.clock[0].episodes]
    # Rows are in order of time, so a stable sort leaves each household's in order too.
    order = np.argsort(episodes.household, kind="stable")
    whose, need_at = episodes.household[order], episodes.need_at[order]
    first, last = (np.searchsorted(whose, households, side=side) for side in ("left", "right"))
    return np.array(
        [
            next((float(t) for t in need_at[begin:end] if t >= day), np.inf)
            for begin, end, day in zip(first, last, since, strict=True)
        ]
    )


@measure("circulation", "share", "Back within two years of moving on", 0.02, "lower")
def back_within_two_years(run: Run) -> float:
    """Probability that a tenant who moved on to the market has a new need within two years."""
    rows = run.ended_municipal[_moved_on(run)]
    back = _next_need(run, rows.household, rows.end)
    days = np.minimum(back, run.end) - rows.end
    ends = np.where(back <= run.end, EVENT, CENSORED)
    return survival.incidence_at(survival.aalen_johansen(days, ends), 2 * YEAR)


# ---- reach ---------------------------------------------------------------------------------


def _coverage(run: Run, task: Task) -> float:
    rows = run.applications[run.applications.task == task]
    decided = rows[np.isfinite(rows.decided)]
    return _mean(decided.granted)


@measure("reach", "share", "Applications for a dwelling approved", 0.02)
def coverage_dwelling(run: Run) -> float:
    """Approved over decided applications for a municipal dwelling."""
    return _coverage(run, Task.ALLOCATE_DWELLINGS)


@measure("reach", "share", "Applications for a start loan granted", 0.02)
def coverage_loan(run: Run) -> float:
    """Granted over decided applications for a start loan."""
    return _coverage(run, Task.START_LOAN)


@measure("reach", "share", "Applications for housing allowance granted", 0.02)
def coverage_allowance(run: Run) -> float:
    """Granted over decided applications for housing allowance."""
    return _coverage(run, Task.HOUSING_ALLOWANCE)


@measure("reach", "per 100 households", "Start loans and allowances granted", 2.0, "higher")
def economic_instruments(run: Run) -> float:
    """Start loans and housing allowances granted to households with a dwelling need, per 100
    of them."""
    rows = run.applications
    economic = np.isin(rows.task, (Task.START_LOAN, Task.HOUSING_ALLOWANCE))
    homes = run.world.episodes.needs[rows.episode] >> Need.DWELLING & 1 == 1
    return _share(100.0 * np.sum(rows.granted[economic & homes]), len(run.homeless_or_ill_housed))


@measure("reach", "share", "Sent straight to the municipal list", 0.03)
def straight_to_list(run: Run) -> float:
    """Share of assessed households with a dwelling need for whom no loan or private rental
    was tried before the list."""
    rows = run.homeless_or_ill_housed
    return _mean(rows.straight_to_list[np.isfinite(rows.assessed_at)])


@measure("reach", "share", "Needs never recognised", 0.02, "lower")
def needs_missed(run: Run) -> float:
    """Of the needs for allowance, social assistance and debt advice that households with a
    dwelling need had, the share nobody recognised before the episode ended."""
    rows = run.homeless_or_ill_housed
    ended = rows[(rows.ended_at <= run.end)]
    needed = recognised = 0
    for need in (Need.HOUSING_ALLOWANCE, *OTHER_NEEDS):
        has = ended.needs >> need & 1 == 1
        needed += int(has.sum())
        recognised += int(np.sum(has & (ended.recognised >> need & 1 == 1)))
    return _share(needed - recognised, needed)


def _left_by(run: Run, outcome: Outcome) -> float:
    """Probability that a household with a dwelling need has left by ``outcome`` in two years."""
    rows = run.homeless_or_ill_housed
    ended = rows.ended_at <= run.end
    days = np.where(ended, rows.ended_at, run.end) - rows.need_at
    ends = np.where(~ended, CENSORED, np.where(rows.outcome == outcome, EVENT, OTHER))
    return survival.incidence_at(survival.aalen_johansen(days, ends), HOME_HORIZON)


@measure("reach", "share", "Gave up", 0.02, "lower")
def gave_up(run: Run) -> float:
    """Share of households with a dwelling need that give up within two years."""
    return _left_by(run, Outcome.GAVE_UP)


@measure("reach", "share", "Found a home without help", 0.02)
def own_solution(run: Run) -> float:
    """Share of households with a dwelling need that find a home by themselves within two
    years."""
    return _left_by(run, Outcome.OWN_SOLUTION)


@measure("reach", "share", "Refused", 0.02)
def refused(run: Run) -> float:
    """Share of households with a dwelling need that are refused within two years."""
    return _left_by(run, Outcome.REFUSED)


@measure("reach", "share", "Failure demand", 0.02, "lower")
def failure_demand(run: Run) -> float:
    """Share of all episodes that are a need come back: not met before, or a failed tenancy."""
    return _mean(run.episodes.returned)


# ---- stability -----------------------------------------------------------------------------


@measure("stability", "per 100 tenancies and year", "Municipal tenancies failed", 0.2, "lower")
def tenancies_failed(run: Run) -> float:
    """Municipal tenancies that end in arrears, conflict or abandonment, per 100
    tenancy-years."""
    failed = np.sum(run.ended_municipal.reason == TenancyEnd.FAILED)
    return _share(100.0 * failed, run.tenancy_years)


@measure("stability", "households", "Without a home, on a mean day", 1.0, "lower")
def homeless(run: Run) -> float:
    """Households without any home (temporary housing apart), mean over the window."""
    return level_days(run.world, Level.HOMELESS) / window(run.world)


@measure("stability", "households", "In temporary housing, on a mean day", 1.0, "lower")
def in_temporary_housing(run: Run) -> float:
    """Households in temporary housing, mean over the window."""
    return level_days(run.world, Level.TEMPORARY) / window(run.world)


# ---- people --------------------------------------------------------------------------------


@measure("people", "share", "Utilisation of caseworkers", 0.02)
def utilisation(run: Run) -> float:
    """Time with work in hand over time in post, weighted by post."""
    worked = run.desks["worked_days"][run.of_caseworkers].sum()
    return _share(worked, run.posts(run.of_caseworkers) * window(run.world))


@measure("people", "share", "Utilisation of maintenance crews", 0.02)
def crew_utilisation(run: Run) -> float:
    """Time at works over working time of the crews."""
    crews = ~run.of_caseworkers
    return _share(run.desks["worked_days"][crews].sum(), run.posts(crews) * window(run.world))


@measure("people", "cases", "Cases in queues", 2.0, "lower")
def queue_length(run: Run) -> float:
    """Items waiting for a caseworker in all units together, mean over the window."""
    return float(run.desks["queue_area"][run.of_caseworkers].sum()) / window(run.world)


@measure("people", "households", "On waiting lists", 2.0, "lower")
def list_length(run: Run) -> float:
    """Approved applications waiting for a dwelling, mean over the window."""
    return level_days(run.world, Level.LISTED) / window(run.world)


@measure("people", "share", "Working time spent on hand-overs", 0.01, "lower")
def coordination_share(run: Run) -> float:
    """Hours of writing, reading and doing again over all hours worked by caseworkers."""
    spent = run.desks["coordination_hours"][run.of_caseworkers].sum()
    return _share(spent, run.desks["hours"][run.of_caseworkers].sum())


# ---- cost ----------------------------------------------------------------------------------


@measure("cost", "NOK per year", "Rent lost to vacancy", 50_000, "lower")
def vacancy_loss(run: Run) -> float:
    """Vacant dwelling-days times the rent lost per day, per year."""
    lost = level_days(run.world, Level.VACANT) * run.price("vacancy.loss_per_day")
    return lost / run.years


@measure("cost", "NOK per year", "Temporary housing", 50_000, "lower")
def temporary_cost(run: Run) -> float:
    """Nights in temporary housing times their price, per year."""
    nights = level_days(run.world, Level.TEMPORARY)
    return nights * run.price("temporary.price_per_night") / run.years


@measure("cost", "NOK per year", "Caseworker hours worked", 100_000)
def casework_cost(run: Run) -> float:
    """Hours worked by caseworkers times their cost, per year."""
    hours = run.desks["hours"][run.of_caseworkers].sum()
    return float(hours) * run.price("cost.caseworker_hour") / run.years


@measure("cost", "NOK per year", "Works in vacated dwellings", 100_000)
def works_cost(run: Run) -> float:
    """Crew days of works times their cost, per year."""
    days = run.desks["hours"][~run.of_caseworkers].sum()
    return float(days) * run.price("cost.crew_day") / run.years


@measure("cost", "NOK per year", "Failed tenancies", 50_000, "lower")
def failure_cost(run: Run) -> float:
    """Failed municipal tenancies times the cost of one, per year."""
    failed = np.sum(run.ended_municipal.reason == TenancyEnd.FAILED)
    return float(failed) * run.price("tenancy.eviction_cost") / run.years


@measure("cost", "NOK per year", "All of these", 200_000, "lower")
def total_cost(run: Run) -> float:
    """Hours, vacancy, temporary housing, works and failed tenancies together, per year."""
    return (
        vacancy_loss(run)
        + temporary_cost(run)
        + casework_cost(run)
        + works_cost(run)
        + failure_cost(run)
    )


@measure("cost", "NOK", "... per household helped", 2_000, "lower")
def cost_per_household(run: Run) -> float:
    """All costs over the number of households whose episode ended with help."""
    outcomes = (Outcome.HELPED, Outcome.MUNICIPAL, Outcome.PRIVATE_RENTAL, Outcome.BOUGHT)
    ended = run.world.episodes[: run.world.clock[0].episodes]
    ended = ended[(ended.ended_at >= run.start) & (ended.ended_at <= run.end)]
    return _share(total_cost(run) * run.years, float(np.isin(ended.outcome, outcomes).sum()))


# ---- fairness ------------------------------------------------------------------------------


def _compound(rows: np.ndarray) -> np.ndarray:
    bits = sum(1 << need for need in OTHER_NEEDS)
    return np.asarray(rows.needs & bits != 0)


@measure("fairness", "days", "Compound needs wait longer for a decision by", 5.0, "lower")
def compound_gap(run: Run) -> float:
    """Mean days to the first decision (of the first 365) with compound needs, less the same
    with simple needs; of households with a dwelling need."""
    rows = run.homeless_or_ill_housed
    compound = _compound(rows)

    def wait(chosen: np.recarray) -> float:
        curve = run.curve(chosen, "need_at", "decided_at")
        return survival.restricted_mean(curve, DECISION_HORIZON)

    return wait(rows[compound]) - wait(rows[~compound])


@measure("fairness", "share", "Gap between groups: home within a year", 0.05, "lower")
def group_gap(run: Run) -> float:
    """Share with a home by help within a year: best group less worst, of groups with at least
    30 households."""
    rows = run.homeless_or_ill_housed
    group = run.world.households.group[rows.household]
    shares = [
        survival.incidence_at(run.curve(rows[group == g], "need_at", "home_at"), YEAR)
        for g in Group
        if np.sum(group == g) >= 30
    ]
    return max(shares) - min(shares) if shares else NAN
