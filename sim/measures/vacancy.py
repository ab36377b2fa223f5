"""Vacancy: how long dwellings stand empty, waiting for what, and how many of them.

Spells begin with a move-out in the window; what is unfinished at the end of the run is
censored, and nothing competes.  By category of dwelling: the table ``categories`` of a result.
"""

from __future__ import annotations

from sim import survival
from sim.measures.letting import Empty
from sim.measures.observed import HOME_HORIZON, Run, share
from sim.measures.registry import measure, register
from sim.names import label
from sim.quantities import YEAR
from sim.state import Level, VacancyCause


def _mean_days(run: Run, wait: Empty) -> float:
    return survival.restricted_mean(run.vacancies.waits(wait).curve(), HOME_HORIZON)


@measure("vacancy", "days", "From move-out to ready", 2.0, "lower")
def vacancy_to_ready(run: Run) -> float:
    """Mean days from move-out until the dwelling is ready, within 730: what Trondheim
    published as vacancy for refurbishment.  Left out are spells in which the dwelling was
    taken out of service (for sale, under renovation, gone back to its owner), flats bought to
    replace others, and the dwellings of foundations, which these make ready themselves."""
    return _mean_days(run, Empty.READY)


@measure("vacancy", "days", "From move-out to the next contract, in service", 3.0, "lower")
def relet_days(run: Run) -> float:
    """Mean days from move-out until the next contract starts, within 730, of dwellings that
    were not taken out of service meanwhile, foundations' dwellings included."""
    return _mean_days(run, Empty.LET)


@measure("vacancy", "days", "From move-out to the next contract, all", 3.0, "lower")
def vacancy_days(run: Run) -> float:
    """Mean days from move-out until the next contract starts, within 730, of all dwellings:
    also those out of service meanwhile; of a flat bought to replace another, from the
    purchase."""
    return _mean_days(run, Empty.ALL_LET)


#: What an empty dwelling waits for, as the end of "stands empty ...".
_CAUSES = {
    VacancyCause.HAND_OVER: "between notice, inspection and works",
    VacancyCause.INSPECTION: "for the inspection",
    VacancyCause.CREW: "for a crew",
    VacancyCause.WORKS: "while works are done",
    VacancyCause.TELLING_ALLOCATOR: "until the allocator hears of it",
    VacancyCause.MEETING: "for the meeting that allocates it",
    VacancyCause.ALLOCATION: "for the allocator",
    VacancyCause.NO_APPLICANT: "with nobody on the list it suits",
    VacancyCause.CONVERSION: "while it is made one of another category",
    VacancyCause.ANSWER: "for the answer to an offer",
    VacancyCause.MOVE_IN: "for the move-in",
    VacancyCause.OUT_OF_SERVICE: "out of service",
    VacancyCause.REPLACEMENT: "until another is leased in its place",
}


def _register_cause(cause: VacancyCause, text: str) -> None:
    register(
        f"vacancy_{label(cause)}",
        f"Mean days a dwelling stands empty {text}, of all vacancies that began and ended in "
        "the window; the days of all causes add up to the vacancy.",
        lambda run: run.vacancy_by_cause[cause],
        group="vacancy",
        unit="days",
        label=f"Empty {text}",
        practical=1.0,
        better="lower",
    )


for _cause, _text in _CAUSES.items():
    _register_cause(_cause, _text)


@measure("vacancy", "share", "Dwellings empty", 0.003, "lower")
def vacancy_rate(run: Run) -> float:
    """Dwelling-days without a tenant over all dwelling-days: those between two tenants and
    those out of service together."""
    return share(run.days(Level.VACANT), run.stock_days)


@measure("vacancy", "share", "Dwellings empty, in service", 0.003, "lower")
def vacancy_rate_in_service(run: Run) -> float:
    """Dwelling-days between two tenants, out of service apart, over all dwelling-days."""
    between = run.days(Level.VACANT) - run.days(Level.OUT_OF_SERVICE)
    return share(between, run.stock_days)


@measure("vacancy", "share", "Dwellings out of service", 0.003, "lower")
def out_of_service_rate(run: Run) -> float:
    """Dwelling-days out of service (for sale, under renovation, gone back to the owner and not
    yet replaced) over all dwelling-days."""
    return share(run.days(Level.OUT_OF_SERVICE), run.stock_days)


@measure("vacancy", "per 100 dwellings and year", "Re-lets", 0.5)
def relets(run: Run) -> float:
    """Contracts that start after a vacancy, per 100 municipal dwellings and year."""
    return share(100.0 * run.vacancies.sums.let, run.stock_days / YEAR)


@measure("vacancy", "share", "Vacated without notice", 0.02)
def without_notice(run: Run) -> float:
    """Share of vacancies without a period of notice (death, institution, failed tenancy), of
    dwellings not taken out of service."""
    sums = run.vacancies.sums
    return share(sums.without_notice, sums.between_tenants)


@measure("vacancy", "per year", "Dwellings made ones of another category", 1.0)
def conversions(run: Run) -> float:
    """Dwellings that began to be converted to another category because they suited nobody,
    per year; of vacancies that began in the window."""
    return run.vacancies.sums.conversions / run.years
