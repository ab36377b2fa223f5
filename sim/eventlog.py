"""The event log as a contract: its columns, what each event means, and the tidy table.

A run with a log writes a row for each thing that has a name (:class:`sim.state.Happening`), in
the order in which they happen: to households, cases and dwellings, and to people in offices.  What
a row may be relied upon to tell is said here, once: the table of ``Result.events`` is made from it,
and so is ``docs/event-log.md``.

    python -m sim.eventlog            rewrites the generated parts of the page in place
    python -m sim.eventlog --check    changes nothing; exit code 1 if they are out of date
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim import changes, logbook
from sim.names import Category, Need, Task, Tenure, label
from sim.scenario.resolved import Scenario
from sim.state import (
    LOG_ROW,
    NOBODY,
    Happening,
    Log,
    Lost,
    Outcome,
    ReviewOutcome,
    TenancyEnd,
    VacancyCause,
    WorkKind,
    World,
    records,
)

if TYPE_CHECKING:
    import pandas as pd

#: The page that documents the log.
PAGE = Path(__file__).parents[1] / "docs" / "event-log.md"

#: Rows in a piece of the table, at least: what is written at once.
PIECE = 4 * logbook.PAGE

#: The instant that files give for day 0, the start of observation.  The model has days and no
#: dates; tools that mine processes want instants.  A Monday, the first day of a year, and far
#: from the years the scenarios are about, so that nobody takes it for a date of theirs.
ORIGIN = datetime(2001, 1, 1)

#: The columns of the table, in order, and what each holds.
COLUMNS = {
    "run": "the run: name of the scenario and seed, as `moss-2009 seed 1`",
    "time": "days from the start of observation; negative in the warm-up",
    "event": "what has happened, by the table below",
    "household": "identity of the household, the same in every organisation; -1 if about none",
    "episode": "number of the household's episode that the row belongs to, as in the table "
    "`households`; -1 if to none: about a dwelling alone, or while no need was open",
    "application": "row of the application in the table `applications`; -1 if about none",
    "task": "what the application asks for; empty without one",
    "unit": "name of the service unit; empty if none has a part in it",
    "caseworker": "row of the person in the table `caseworkers`, who works at `unit` (with "
    "`sent_on` and `called`: at the sender); -1 if nobody does it by hand",
    "dwelling": "row of the municipal dwelling in the table `dwellings`; -1 if about none",
    "detail": "what the event is about besides, in words, by the table below; empty if nothing",
}


class Level(IntEnum):
    """Levels of follow-up, as the log tells them."""

    NONE = 0
    ORDINARY = 1
    INTENSIVE = 2


class PlanKind(IntEnum):
    """What a plan is, as the log tells it."""

    REALISTIC = 0
    WISH_LIST = 1


class StrategyGroup(IntEnum):
    """The groups that meet about the strategy, as the log tells them."""

    PROJECT_GROUP = 0
    STEERING_GROUP = 1


class Vacated(IntEnum):
    """Why a post stands empty, as the log tells it."""

    LEFT = 0
    NOT_TAKEN = 1


#: Vocabularies of a run rather than of the model: names of its units, of the committees of the
#: organisation there is, and of its organisations.
UNITS, BODIES, ORGANISATIONS = "units", "bodies", "organisations"


@dataclass(frozen=True)
class Meaning:
    """What a row about an event tells.

    ``says``: what has happened.  ``always`` and ``sometimes``: the columns that are filled, of
    household, application, unit, caseworker and dwelling (the task goes with the application).
    ``unit``: which unit it is; ``detail``: what the detail says, in words of ``words`` (a
    vocabulary, or ``UNITS``, ``BODIES`` or ``ORGANISATIONS``); empty where there is none.
    """

    says: str
    always: tuple[str, ...]
    sometimes: tuple[str, ...] = ()
    unit: str = ""
    detail: str = ""
    words: type[IntEnum] | str | None = None


_CASE = ("household", "application", "unit")
_WORK_SOMETIMES = ("household", "application", "dwelling")
_KIND_OF_WORK = "the kind of work"

#: Every event that the log records.
MEANINGS: dict[Happening, Meaning] = {
    Happening.NEED_AROSE: Meaning(
        "A need arises, for the first time or again; an episode of the household begins.",
        ("household",),
        detail="the need it comes with",
        words=Need,
    ),
    Happening.WENT_TO: Meaning(
        "The household turns to a unit with it.",
        ("household", "unit"),
        unit="whose door it is",
        detail="the task it associates with help and went by; empty: it knew who is responsible",
        words=Task,
    ),
    Happening.JOINED_QUEUE: Meaning(
        "Work joins a desk: on a case, a lease or an empty dwelling, a meeting to go to, or "
        "(`coordinate`) what a unit without cases owes to others and to its routines. The crews of "
        "the unit are a desk of their own, for works.",
        ("unit",),
        _WORK_SOMETIMES,
        unit="whose desk it is",
        detail=_KIND_OF_WORK,
        words=WorkKind,
    ),
    Happening.WORK_BEGAN: Meaning(
        "Somebody takes it in hand; each person has at most one thing in hand.",
        ("unit", "caseworker"),
        _WORK_SOMETIMES,
        unit="where the person works",
        detail=_KIND_OF_WORK,
        words=WorkKind,
    ),
    Happening.WORK_ENDED: Meaning(
        "The work is done, also if the household has withdrawn meanwhile.",
        ("unit", "caseworker"),
        _WORK_SOMETIMES,
        unit="where the person works",
        detail=_KIND_OF_WORK,
        words=WorkKind,
    ),
    Happening.SENT_ON: Meaning(
        "A case is sent to another unit, or the household told to go there: a referral.",
        _CASE,
        ("caseworker",),
        unit="to which it is sent",
        detail="the unit that sends it",
        words=UNITS,
    ),
    Happening.RECEIVED: Meaning(
        "The case has arrived: from another unit, or from another desk of the same.",
        _CASE,
        unit="where it has arrived",
    ),
    Happening.BOUNCED: Meaning(
        "The case lies at a unit that has to send it on: it came to the wrong one, or back after "
        "a contest.",
        _CASE,
        unit="that has to send it on",
    ),
    Happening.CONTESTED: Meaning(
        "The unit whose case it is holds that it is not.",
        _CASE,
        unit="that contests it",
    ),
    Happening.SETTLED: Meaning(
        "The contest is settled; if the case goes back to the sender, `bounced` follows at once.",
        _CASE,
        unit="that contested it",
    ),
    Happening.ASSESSED: Meaning(
        "The household has been heard out; what is seen is applied for.",
        (*_CASE, "caseworker"),
        unit="that has heard it",
    ),
    Happening.GRANTED: Meaning(
        "Housing allowance, social assistance, debt advice or home care is granted, or follow-up "
        "ordered. A loan, a dwelling, mediation, a grant, a deposit, a room and an adaptation have "
        "other rows, or none: the table `applications` has all decisions.",
        _CASE,
        ("caseworker",),
        unit="that has decided",
    ),
    Happening.REFUSED: Meaning(
        "The application is refused for good: not appealed, or appealed in vain.",
        _CASE,
        unit="that has decided",
    ),
    Happening.LISTED: Meaning(
        "Approved for a municipal dwelling: at the end of the waiting list.",
        _CASE,
        unit="whose list it is",
    ),
    Happening.OFFERED: Meaning(
        "A dwelling that is ready is offered; the application is off the list meanwhile.",
        (*_CASE, "dwelling"),
        unit="that offers it",
    ),
    Happening.OFFER_ACCEPTED: Meaning(
        "The household says yes; its other ways home are withdrawn.",
        (*_CASE, "dwelling"),
        unit="that offered it",
    ),
    Happening.OFFER_REFUSED: Meaning(
        "The household says no, and is on the list again. (Who has gone meanwhile gives no answer: "
        "`withdrew` has said so.)",
        (*_CASE, "dwelling"),
        unit="that offered it",
    ),
    Happening.MOVED_IN: Meaning(
        "A tenancy begins, municipal or private. The tenants of day 0 have a row at its start.",
        ("household",),
        ("dwelling",),
        detail="what it is: municipal or private_rental",
        words=Tenure,
    ),
    Happening.SEARCH_BEGAN: Meaning(
        "The household looks for a home on the market: with a certificate for a loan, or for a "
        "landlord.",
        _CASE,
        unit="that helps",
    ),
    Happening.SEARCH_FAILED: Meaning(
        "Nothing was found in time.",
        _CASE,
        unit="that helped",
    ),
    Happening.FOUND_HOME: Meaning(
        "A home has been found on the market, or the tenant's own flat has been bought.",
        _CASE,
        unit="that helped",
    ),
    Happening.GAVE_UP: Meaning(
        "The household's patience has ended; `withdrew` and `episode_ended` follow. The "
        "application is its most likely way home.",
        ("household",),
        ("application",),
    ),
    Happening.PLACED_TEMPORARILY: Meaning(
        "A room by the night has been found. It is left when the episode ends, without a row.",
        _CASE,
        unit="that found it",
    ),
    Happening.NOTICE: Meaning(
        "A municipal tenancy is going to end, or ends at once (`moved_out` follows).",
        ("household", "unit", "dwelling"),
        unit="that acts as landlord",
        detail="why it ends",
        words=TenancyEnd,
    ),
    Happening.MOVED_OUT: Meaning(
        "A tenancy has ended, municipal or private.",
        ("household",),
        ("dwelling",),
        detail="why it ended",
        words=TenancyEnd,
    ),
    Happening.TENANCY_FAILED: Meaning(
        "A municipal tenancy has failed, beside its `moved_out`; the household has no home. (A "
        "private one that fails has only the `moved_out` that says so.)",
        ("household", "dwelling"),
    ),
    Happening.LEASE_REVIEWED: Meaning(
        "A lease has been looked at before its end.",
        ("household", "unit", "caseworker", "dwelling"),
        unit="that reviews it",
        detail="what came of it",
        words=ReviewOutcome,
    ),
    Happening.INSPECTED: Meaning(
        "A dwelling whose tenant leaves or has left is inspected, and its works ordered.",
        ("unit", "dwelling"),
        unit="that manages vacancies",
    ),
    Happening.DWELLING_READY: Meaning(
        "A dwelling is ready for the next tenant; the allocator is told.",
        ("unit", "dwelling"),
        unit="that manages vacancies",
    ),
    Happening.WITHDREW: Meaning(
        "An application ends because the household has a home, gives up, has gone, or is in a new "
        "need.",
        _CASE,
        unit="where it lay",
    ),
    Happening.EPISODE_ENDED: Meaning(
        "The episode is over. The application is the one whose way led to the end.",
        ("household",),
        ("application",),
        detail="how it ended",
        words=Outcome,
    ),
    Happening.MEETING_HELD: Meaning(
        "A committee has dealt with the case; one row for each case on its agenda. One without a "
        "case if it decides on none, if all were withdrawn before the last member came, or if it "
        "met for a contested case or a ready dwelling alone.",
        ("unit",),
        ("household", "application"),
        unit="that prepared it; without a case, that leads the committee",
        detail="the name of the committee",
        words=BODIES,
    ),
    Happening.APPEALED: Meaning(
        "The household appeals a refusal. How that ends has no row: a new decision follows.",
        _CASE,
        ("caseworker",),
        unit="that refused",
    ),
    Happening.FOLLOW_UP_BEGAN: Meaning(
        "Follow-up begins.",
        _CASE,
        unit="that provides it",
        detail="its level",
        words=Level,
    ),
    Happening.FOLLOW_UP_ENDED: Meaning(
        "Follow-up ends: it is not needed any more, or the household has gone.",
        ("household",),
        detail="its level when it began",
        words=Level,
    ),
    Happening.NEED_DRIFTED: Meaning(
        "A tenant comes to need what it did not need before, or more follow-up than before.",
        ("household",),
        detail="the need",
        words=Need,
    ),
    Happening.TAKEN_OUT_OF_SERVICE: Meaning(
        "An empty dwelling is not to be let for a longer time.",
        ("unit", "dwelling"),
        unit="that manages vacancies",
        detail="what it waits for",
        words=VacancyCause,
    ),
    Happening.CONVERTED: Meaning(
        "A dwelling that nobody wanted has become one of another category.",
        ("unit", "dwelling"),
        unit="that allocates it from now on",
        detail="the new category",
        words=Category,
    ),
    Happening.FLAT_SOLD: Meaning(
        "A co-op flat has been sold to its tenant.",
        ("unit", "dwelling"),
        unit="that gave the loan",
    ),
    Happening.FLAT_BOUGHT: Meaning(
        "Another flat has been bought for one that was sold; it can be let at once.",
        ("unit", "dwelling"),
        unit="that manages vacancies",
    ),
    Happening.HOME_ADAPTED: Meaning(
        "The works in the household's own home are done.",
        _CASE,
        unit="that decided on it",
    ),
    Happening.ALLOWANCE_ENDED: Meaning(
        "The income has risen by as much as the allowance: none is paid any more.",
        ("household",),
    ),
    Happening.PLAN_MADE: Meaning(
        "Needs are reported, and a plan is made and adopted.",
        ("unit",),
        unit="that plans",
        detail="what kind of plan",
        words=PlanKind,
    ),
    Happening.LISTS_LOOKED_AT: Meaning(
        "Waiting lists are looked at; dwellings are ordered where they have grown beyond a limit.",
        ("unit",),
        unit="that plans",
    ),
    Happening.GROUP_MET: Meaning(
        "A group meets about the strategy; the work of those called to it has rows of its own.",
        ("unit",),
        unit="that plans",
        detail="which group",
        words=StrategyGroup,
    ),
    Happening.DWELLING_ORDERED: Meaning(
        "A new municipal dwelling is ordered.",
        ("unit", "dwelling"),
        unit="that procures dwellings",
        detail="its category",
        words=Category,
    ),
    Happening.DWELLING_CAME: Meaning(
        "A dwelling that was ordered is there; it can be let at once.",
        ("unit", "dwelling"),
        unit="that procures dwellings",
        detail="its category",
        words=Category,
    ),
    Happening.PERSON_LEFT: Meaning(
        "A caseworker has left, with what was in hand done; the post stands empty, or somebody "
        "stands in. In a reorganisation: nobody has taken the post.",
        ("unit", "caseworker"),
        unit="where the post is",
        detail="why it stands empty",
        words=Vacated,
    ),
    Happening.PERSON_HIRED: Meaning(
        "A newcomer takes the post.",
        ("unit", "caseworker"),
        unit="where the post is",
    ),
    Happening.APPROVAL_BEGAN: Meaning(
        "A superior is asked to approve: of what a committee recommends, or where work is bound by "
        "rules. That it is given has no row: the decision does.",
        _CASE,
        unit="that asks",
    ),
    Happening.CALLED: Meaning(
        "Two units talk on the telephone about a case that the one is about to send to the other; "
        "`sent_on` follows at once.",
        _CASE,
        ("caseworker",),
        unit="that is rung",
        detail="the unit that rings",
        words=UNITS,
    ),
    Happening.BROUGHT_UP: Meaning(
        "A case that has gone astray, or is contested, is brought up with the key person, who "
        "knows whose it is.",
        _CASE,
        unit="where the key person sits",
    ),
    Happening.INFORMED: Meaning(
        "A duty to inform is kept: the unit that sent a case is told what has been decided. The "
        "row of the decision, if there is one, follows.",
        _CASE,
        unit="that is told",
        detail="the unit that has decided",
        words=UNITS,
    ),
    Happening.COORDINATED: Meaning(
        "Who coordinates the case of a household with compound needs finds out whose it is, before "
        "it is sent there: `sent_on` follows at once.",
        _CASE,
        ("caseworker",),
        unit="where the coordinator works",
    ),
    Happening.REORGANISED: Meaning(
        "Another organisation takes over, after all else of that time. Rows about what becomes of "
        "people, work and cases follow at once.",
        (),
        detail="the organisation that takes over",
        words=ORGANISATIONS,
    ),
    Happening.POST_LOST: Meaning(
        "A caseworker goes with the old organisation: did not follow the tasks, or there was no "
        "post. The row in `caseworkers` is the one until then.",
        ("unit", "caseworker"),
        unit="where the person worked",
        detail="why",
        words=Lost,
    ),
    Happening.ROUTINES_WRITTEN: Meaning(
        "Routines that a reorganisation lost are in writing again, and hold.",
        (),
    ),
}


# ---- the table -----------------------------------------------------------------------------


def rows_of(world: World) -> np.recarray:
    """What a run wrote down of events, as the kernel has it; nothing if it kept no event log."""
    return logbook.rows(world) if world.settings[0].log == Log.EVENTS else records(LOG_ROW, 0)


def run_name(scenario: Scenario, seed: int) -> str:
    """What the column ``run`` says."""
    return f"{scenario.name} seed {seed}"


def table(
    scenario: Scenario, seed: int, world: World, household: int | None = None
) -> pd.DataFrame:
    """The log of a run by the contract; no rows unless the run kept one.

    ``household``: only the rows about the household of this identity.
    """
    import pandas as pd

    found = []
    for piece in pieces(scenario, seed, world):
        some = piece if household is None else piece[piece.household == household]
        if len(some) > 0:
            found.append(some)
    if not found:
        return table_of(scenario, seed, world, records(LOG_ROW, 0), np.zeros(0, dtype=np.int32))
    return (
        found[0] if len(found) == 1 and household is None else pd.concat(found, ignore_index=True)
    )


def pieces(scenario: Scenario, seed: int, world: World) -> Iterator[pd.DataFrame]:
    """The same table piece by piece, for what need not be held whole; no piece is empty."""
    if world.settings[0].log != Log.EVENTS:
        return
    begun = _Episodes(world)
    several: list[np.ndarray] = []
    for page in logbook.pages(world):
        several.append(page)
        if sum(map(len, several)) >= PIECE:
            yield _piece(scenario, seed, world, several, begun)
            several = []
    if any(map(len, several)):
        yield _piece(scenario, seed, world, several, begun)


def _piece(
    scenario: Scenario, seed: int, world: World, several: list[np.ndarray], begun: _Episodes
) -> pd.DataFrame:
    rows = np.concatenate(several).view(np.recarray)
    return table_of(scenario, seed, world, rows, begun.of(rows))


def table_of(
    scenario: Scenario, seed: int, world: World, rows: np.recarray, episode: np.ndarray
) -> pd.DataFrame:
    """Some rows of the log by the contract, each with the number of its episode."""
    import pandas as pd

    course = changes.stages(scenario)
    units = [unit.name for unit in course[0].scenario.organisation.units]
    columns = {
        "run": np.full(len(rows), run_name(scenario, seed), dtype=object),
        "time": rows.time - scenario.warm_up,
        "event": _words(labels_of(Happening), rows.event),
        "household": identities(world, rows),
        "episode": episode,
        "application": rows.application.astype(np.int64),
        "task": _words(labels_of(Task), rows.task),
        "unit": _words(units, rows.unit),
        "caseworker": rows.caseworker,
        "dwelling": rows.dwelling.astype(np.int64),
        "detail": _details_through(rows, course, units),
    }
    return pd.DataFrame({name: columns[name] for name in COLUMNS})


def identities(world: World, rows: np.recarray) -> np.ndarray:
    """The identity of the household that each row is about; -1: about none."""
    return np.append(world.households.identity, NOBODY)[rows.household]


def labels_of(vocabulary: type[IntEnum]) -> list[str]:
    """The words of a vocabulary, by code."""
    return [label(member) for member in vocabulary]


def _words(words: Sequence[str], codes: np.ndarray) -> np.ndarray:
    """The word of each code; -1 is empty."""
    return np.array([*words, ""], dtype=object)[codes]


def _details_through(
    rows: np.recarray, course: Sequence[changes.Stage], units: Sequence[str]
) -> np.ndarray:
    """The detail of each row in words; each organisation of the run has committees of its own.

    Those meet first when some time has passed: what is held at the time of a change was a meeting
    of the organisation before.
    """
    details = np.full(len(rows), "", dtype=object)
    organisations = [stage.scenario.organisation.name for stage in course]
    first = [number for number, stage in enumerate(course) if number == 0 or stage.transition]
    latest = np.searchsorted([course[number].start for number in first[1:]], rows.time)
    for place in np.unique(latest):
        there = course[first[place]].scenario.organisation
        words = {
            UNITS: units,
            BODIES: [body.name for body in there.bodies],
            ORGANISATIONS: organisations,
        }
        details[latest == place] = _details(rows[latest == place], words)
    return details


def _details(rows: np.ndarray, of_the_run: Mapping[str, Sequence[str]]) -> np.ndarray:
    """The detail of each row in words of its event."""
    words: dict[Happening, Sequence[str]] = {}
    for event, meaning in MEANINGS.items():
        if isinstance(meaning.words, str):
            words[event] = of_the_run[meaning.words]
        elif meaning.words is not None:
            words[event] = labels_of(meaning.words)
    longest = max((int(rows.detail.max(initial=NOBODY)), *(len(one) for one in words.values())))
    lexicon = np.full((len(Happening), longest + 2), "", dtype=object)
    for event, known in words.items():
        lexicon[event, : len(known)] = known
    return lexicon[rows.event, rows.detail]  # -1 is the last column: empty


def episodes_of(world: World) -> np.ndarray:
    """The number of the household's episode that each row of the log belongs to; -1: to none.

    A row about an application belongs to the episode the application was made in; any other row
    about a household to the episode that is open, if one is.
    """
    return _Episodes(world).of(rows_of(world))


class _Episodes:
    """Goes through the rows of a log in order, a part at a time, and knows what is open."""

    def __init__(self, world: World) -> None:
        self._number = np.append(world.episodes.number, NOBODY)
        self._of_application = np.append(world.applications.episode, NOBODY)
        self._begun = 0
        # The last is nobody's, to which rows about no household refer.
        self._open = np.full(len(world.households) + 1, NOBODY, dtype=np.int32)

    def of(self, rows: np.recarray) -> np.ndarray:
        """The number of the episode that each of the next rows belongs to."""
        of_application = self._of_application[rows.application]
        episode = np.where(rows.application >= 0, of_application, self._open_ones(rows))
        return self._number[episode]

    def _open_ones(self, rows: np.recarray) -> np.ndarray:
        """The row of the episode that the household of each row of the log is in; -1: in none.

        The n-th row that says that a need arose is about the n-th episode.
        """
        begins = rows.event == Happening.NEED_AROSE
        episode = np.where(begins, self._begun + np.cumsum(begins) - 1, NOBODY)
        by_household = np.argsort(rows.household, kind="stable")
        place = np.arange(len(rows))
        begun = _latest(np.where(begins[by_household], place, NOBODY))
        ends = rows.event[by_household] == Happening.EPISODE_ENDED
        ended = np.append(NOBODY, _latest(np.where(ends, place, NOBODY)))[:-1]  # before this row
        household = rows.household[by_household]
        its_own = [
            (one >= 0) & (household[one] == household) & (household >= 0) for one in (begun, ended)
        ]
        is_open = its_own[0] & (begun > ended)
        from_before = (household >= 0) & ~its_own[0] & ~its_own[1]
        found = np.full(len(rows), NOBODY)
        found[by_household] = np.where(
            is_open,
            episode[by_household][begun],
            np.where(from_before, self._open[household], NOBODY),
        )
        self._begun += int(begins.sum())
        turns = np.flatnonzero(begins | (rows.event == Happening.EPISODE_ENDED))
        self._open[rows.household[turns]] = episode[turns]  # of several the last one holds
        return found


def _latest(places: np.ndarray) -> np.ndarray:
    """The latest place so far, from places or -1."""
    return np.maximum.accumulate(places) if len(places) else places


def instant(day: float) -> datetime:
    """The instant that files give for ``day``, counted from :data:`ORIGIN`, in UTC."""
    return ORIGIN + timedelta(days=float(day))


# ---- the page ------------------------------------------------------------------------------


def columns_table() -> str:
    """The columns, as a table of Markdown."""
    lines = ["| column | holds |", "|---|---|"]
    lines += [f"| `{name}` | {holds} |" for name, holds in COLUMNS.items()]
    return "\n".join(lines) + "\n"


def events_table() -> str:
    """The events, as a table of Markdown."""
    lines = [
        "| event | what has happened | filled | `unit` | `detail` |",
        "|---|---|---|---|---|",
    ]
    for event, meaning in MEANINGS.items():
        cells = (
            f"`{label(event)}`",
            meaning.says,
            _filled(meaning),
            meaning.unit,
            _detail(meaning),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _filled(meaning: Meaning) -> str:
    told = [*meaning.always, *(f"({name})" for name in meaning.sometimes)]
    return ", ".join(told)


def _detail(meaning: Meaning) -> str:
    if not meaning.detail or not isinstance(meaning.words, type):
        return meaning.detail
    return f"{meaning.detail} ({meaning.words.__name__})"


def words_table() -> str:
    """The vocabularies that details are in, as a table of Markdown."""
    lines = ["| vocabulary | words |", "|---|---|"]
    used = {one.words for one in MEANINGS.values() if isinstance(one.words, type)}
    for vocabulary in sorted(used, key=lambda one: one.__name__):
        words = ", ".join(f"`{word}`" for word in labels_of(vocabulary))
        lines.append(f"| {vocabulary.__name__} | {words} |")
    return "\n".join(lines) + "\n"


#: The generated parts of the page.
PARTS = {"columns": columns_table, "events": events_table, "words": words_table}


def up_to_date(text: str) -> str:
    """``text`` of the page with every generated part as the code has it."""
    from sim.documentation import replace_part

    for name, content in PARTS.items():
        text = replace_part(text, name, content())
    return text


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m sim.eventlog``: rewrite the generated parts of the page, or check them."""
    parser = argparse.ArgumentParser(
        prog="python -m sim.eventlog",
        description="Rewrite the generated parts of docs/event-log.md.",
    )
    parser.add_argument("--check", action="store_true", help="change nothing, only say whether")
    chosen = parser.parse_args(arguments)
    before = PAGE.read_text(encoding="utf-8")
    after = up_to_date(before)
    if after == before:
        return 0
    if chosen.check:
        print(f"{PAGE.name} is out of date: run python -m sim.eventlog", file=sys.stderr)
        return 1
    PAGE.write_text(after, encoding="utf-8", newline="\n")
    print(f"{PAGE.name} rewritten")
    return 0


if __name__ == "__main__":
    sys.exit(main())
