"""What a run's measures need of its tenancies and vacancies, found in one pass over each.

As :mod:`sim.measures.counting` does for episodes and applications: which tenancies and vacancies
count, and by what they are told apart, is said here, once.  Compiled.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from sim.jit import entry, rule
from sim.measures.counting import WaitsByKind, named
from sim.names import Ownership, Tenure
from sim.state import (
    DWELLING,
    TENANCY,
    VACANCY,
    ReviewOutcome,
    TenancyEnd,
    VacancyCause,
    records,
)
from sim.survival import CENSORED, EVENT, row_type

# ---- tenancies -----------------------------------------------------------------------------

#: Counts of municipal tenancies that lasted into the window.
TENANCIES = row_type(
    [
        ("able", "i8"),  # could have managed on the market when they began
        ("began", "i8"),  # in the window
        ("began_able", "i8"),
        ("reviewed", "i8"),
        # Of those that ended in the window.
        ("failed", "i8"),
        ("sold", "i8"),  # the flat bought by its tenant
        ("helped_on", "i8"),  # with help to another home, or the flat bought
        ("moved_on", "i8"),  # to a home of one's own or a private rental
        ("moved_on_owned", "i8"),  # to a home of one's own
        ("moved_on_able", "i8"),
    ]
)


@entry
def count_tenancies(tenancies, start, end, counts, reviews, able, movers, moved_at):
    """Count the municipal tenancies that lasted into the window, ``start`` to ``end``.

    Filled are ``counts``; ``reviews`` [outcome], tenancies by what their last review led to;
    ``able`` [n], the days of the window of those able to manage on the market; and ``movers`` and
    ``moved_at`` [n], the households that moved on to the market, and when.
    """
    sums = counts[0]
    for number in range(len(tenancies)):
        row = tenancies[number]
        if row.tenure != Tenure.MUNICIPAL or row.end <= start:
            continue
        if row.able_at_entry == 1:
            able[sums.able] = min(row.end, end) - max(row.start, start)
            sums.able += 1
        if row.start >= start:
            sums.began += 1
            sums.began_able += row.able_at_entry
        if row.reviews > 0:
            sums.reviewed += 1
            reviews[row.review_outcome] += 1
        if row.end <= end:
            _count_ended(row, sums, movers, moved_at)


@rule
def _count_ended(row, sums, movers, moved_at):
    """A tenancy that ended in the window."""
    sums.failed += row.reason == TenancyEnd.FAILED
    bought = row.reason == TenancyEnd.BOUGHT_THE_FLAT
    sums.sold += bought
    sums.helped_on += bought or row.reason == TenancyEnd.MOVED_WITH_HELP
    owned = row.destination == Tenure.OWN_HOME
    if owned or row.destination == Tenure.PRIVATE_RENTAL:
        movers[sums.moved_on] = row.household
        moved_at[sums.moved_on] = row.end
        sums.moved_on += 1
        sums.moved_on_owned += owned
        sums.moved_on_able += row.able_at_entry == 1


class Tenancies:
    """The municipal tenancies of a run, counted: see :func:`count_tenancies`.

    ``reviews`` [outcome]; ``able_days`` [tenancy of one able to manage on the market];
    ``movers`` and ``moved_at`` [move to the market].
    """

    def __init__(self, tenancies: np.ndarray, start: float, end: float) -> None:
        counts = np.zeros(1, dtype=TENANCIES)
        reviews = np.zeros(len(ReviewOutcome), dtype=np.int64)
        able_days, moved_at = np.empty(len(tenancies)), np.empty(len(tenancies))
        movers = np.empty(len(tenancies), dtype=np.int32)
        count_tenancies(tenancies, start, end, counts, reviews, able_days, movers, moved_at)
        self.sums, self.reviews = named(counts), reviews.tolist()
        self.able_days = able_days[: self.sums.able]
        self.movers = movers[: self.sums.moved_on]
        self.moved_at = moved_at[: self.sums.moved_on]


# ---- vacancies -----------------------------------------------------------------------------


class Empty(IntEnum):
    """Waits of vacancies that began in the window; a row of each table of waits."""

    READY = 0  # between two tenants, from move-out until made ready by the municipality
    LET = 1  # between two tenants, from move-out to the next contract
    ALL_LET = 2  # of all vacancies, from move-out to the next contract


#: Counts of vacancies.
VACANCIES = row_type(
    [
        ("let", "i8"),  # contracts that began in the window
        # Of those that began (with a move-out) in the window.
        ("ended", "i8"),  # in it too
        ("conversions", "i8"),  # to another category, begun
        # Of these: not taken out of service meanwhile.
        ("between_tenants", "i8"),
        ("without_notice", "i8"),
    ]
)


@entry
def count_vacancies(
    vacancies, dwellings, chosen, spent, start, end, counts, by_cause, days, ends, lengths
):
    """Count the vacancies of a run whose window is ``start`` to ``end``.

    ``chosen``: the dwellings that are looked at, all of them if it is empty; ``spent``: days of
    each vacancy by cause.  Filled are ``counts``; ``by_cause``, the sum of these days over the
    vacancies that ended; ``days`` and ``ends`` [``Empty``, n] with their ``lengths``.
    """
    sums = counts[0]
    for number in range(len(vacancies)):
        row = vacancies[number]
        if len(chosen) > 0 and not chosen[row.dwelling]:
            continue
        sums.let += start <= row.contract_at <= end
        if not start <= row.move_out <= end:
            continue
        _enter(Empty.ALL_LET, row.move_out, row.contract_at, end, days, ends, lengths)
        converted = spent[number, VacancyCause.CONVERSION] > 0.0
        sums.conversions += converted or row.cause == VacancyCause.CONVERSION
        if row.contract_at < np.inf:
            sums.ended += 1
            for cause in range(len(by_cause)):
                by_cause[cause] += spent[number, cause]
        if row.out_of_service == 0:
            sums.between_tenants += 1
            sums.without_notice += row.with_notice == 0
            _enter(Empty.LET, row.move_out, row.contract_at, end, days, ends, lengths)
            if dwellings[row.dwelling].ownership != Ownership.FOUNDATION:
                _enter(Empty.READY, row.move_out, row.ready_at, end, days, ends, lengths)


@rule
def _enter(wait, since, came, end, days, ends, lengths):
    """Enter a vacancy into the table of waits of a kind; only the end of the run censors."""
    place = lengths[wait]
    days[wait, place] = min(came, end) - since
    ends[wait, place] = EVENT if came <= end else CENSORED
    lengths[wait] += 1


class Vacancies:
    """The vacancies of a run, counted: see :func:`count_vacancies`.

    ``by_cause`` [cause]: days of all that began and ended in the window; ``waits`` gives those of a
    kind of :class:`Empty`.
    """

    def __init__(
        self,
        vacancies: np.ndarray,
        dwellings: np.ndarray,
        chosen: np.ndarray,
        spent: np.ndarray,
        start: float,
        end: float,
    ) -> None:
        counts = np.zeros(1, dtype=VACANCIES)
        self.by_cause = np.zeros(len(VacancyCause))
        entered = WaitsByKind(len(Empty), len(vacancies))
        count_vacancies(
            vacancies,
            dwellings,
            chosen,
            spent,
            start,
            end,
            counts,
            self.by_cause,
            entered.days,
            entered.ends,
            entered.lengths,
        )
        self.waits = entered.waits
        self.sums = named(counts)


def compile_entries() -> None:
    """Compile what counts, for a run in which nothing was let."""
    nothing = np.zeros(0, dtype=np.bool_)
    Tenancies(_none(TENANCY), 0.0, 0.0)
    spent = np.zeros((0, len(VacancyCause)))
    Vacancies(_none(VACANCY), _none(DWELLING), nothing, spent, 0.0, 0.0)


def _none(kind: np.dtype) -> np.ndarray:
    return np.asarray(records(kind, 0))
