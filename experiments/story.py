"""One household's way through a municipality, told from the records of a run.

A story has a chapter for each need of the household in the observation: what it needed, step by
step what happened, how it ended, and what the days went to.  What happened is read from the event
log (:mod:`sim.eventlog`) and, where a step has no row there, from the table of applications.
The days by cause are those of the model's own books, along the way that led to the end of the
need; they sum to the time in need.

The words are in :mod:`experiments.wording`, the steps in :mod:`experiments.steps`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments import wording
from experiments.steps import (
    Row,
    Step,
    Telling,
    with_reorganisations,
    with_silent_decisions,
)
from sim import eventlog
from sim.names import Group
from sim.state import NOBODY, Cause, Phase

if TYPE_CHECKING:
    from sim import Result

#: What an open application waits for, by phase, as the model's books have it
#: (:func:`sim.bookkeeping.turn`).
CAUSE_OF_PHASE = {
    Phase.HAND_OVER: Cause.HAND_OVER,
    Phase.QUEUED: Cause.QUEUE,
    Phase.IN_WORK: Cause.WORK,
    Phase.AT_WRONG_UNIT: Cause.BOUNCE,
    Phase.CONTESTED: Cause.CONTEST,
    Phase.LISTED: Cause.NO_DWELLING,
    Phase.OFFERED: Cause.OFFER,
    Phase.MOVING_IN: Cause.OFFER,
    Phase.SEARCHING: Cause.OWN_SEARCH,
    Phase.AWAITING_MEETING: Cause.MEETING,
    Phase.AWAITING_APPROVAL: Cause.APPROVAL,
    Phase.AWAITING_PLACE: Cause.NO_PLACE,
    Phase.IN_APPEAL: Cause.APPEAL,
    Phase.ADAPTING: Cause.ADAPTING,
    Phase.AWAITING_HOME: Cause.NO_DWELLING,
}


@dataclass(frozen=True)
class Chapter:
    """One need of a household, from its beginning to its end.

    ``begins`` and ``ends`` are days from the start of observation; a need that is open has lasted
    until ``ends``, the end of the run.  ``days``: by cause; ``unsplit``: days whose cause the
    model's books do not tell (a need that another one overtook).  Together they are
    ``ends - begins``.  ``before`` says what the household needed, ``after`` what came of it, in
    sentences.  ``afterwards``: what happened to the household until its next need.  ``along``: the
    application whose way led to the end, in words; the days are those of it and of what it came
    from.
    """

    number: int
    begins: float
    ends: float
    need: str
    outcome: str
    before: tuple[str, ...]
    steps: tuple[Step, ...]
    after: tuple[str, ...]
    afterwards: tuple[Step, ...]
    along: str
    days: Mapping[Cause, float]
    unsplit: float
    referrals: int
    bounces: int

    @property
    def lasted(self) -> float:
        """Days from the need to its end, or to the end of the run."""
        return self.ends - self.begins


@dataclass(frozen=True)
class Story:
    """A household's way in one run: who it is, and its needs one after the other."""

    household: int
    scenario: str
    title: str
    seed: int
    who: tuple[str, ...]
    chapters: tuple[Chapter, ...]

    @property
    def days(self) -> dict[Cause, float]:
        """Days in need by cause, all chapters together."""
        return {cause: sum(one.days[cause] for one in self.chapters) for cause in Cause}

    @property
    def unsplit(self) -> float:
        """Days in need that no cause is told for."""
        return sum(one.unsplit for one in self.chapters)

    @property
    def lasted(self) -> float:
        """Days in need, all chapters together."""
        return sum(one.lasted for one in self.chapters)


# ---- whose story ---------------------------------------------------------------------------


def tellable(result: Result) -> Any:
    """The rows of ``result.households`` whose need lay in the observation, wholly or in part.

    With the columns ``until`` (its end, or that of the run), ``lasted`` (days), and ``row``, that
    of the episode in the run's records.
    """
    table = result.households
    table = table.assign(until=table.ended_at.fillna(result.scenario.observe))
    table = table.assign(lasted=table.until - table.need_at, row=table.index)
    return table[table.until >= 0.0]


def ranked(result: Result, by: str) -> Any:
    """The needs that arose in the observation, the most remarkable first.

    ``by``: ``referrals``, or ``lasted`` (days in need); the other decides between equals.
    """
    table = tellable(result)
    table = table[table.need_at >= 0.0]
    other = "lasted" if by == "referrals" else "referrals"
    return table.sort_values(
        [by, other, "household", "episode"], ascending=[False, False, True, True], kind="stable"
    )


# ---- telling it ----------------------------------------------------------------------------


def tell(result: Result, household: int) -> Story:
    """The story of the household of this identity, in a run that has kept a log.

    ``KeyError`` if no need of it lay in the observation.
    """
    table = tellable(result)
    episodes = table[table.household == household].sort_values("episode").to_dict("records")
    if not episodes:
        raise KeyError(household)
    events = eventlog.table(result.scenario, result.seed, result.world, household)
    rows = [Row(*row) for row in events[list(Row._fields)].itertuples(index=False)]
    applications = result.applications
    mine = applications[applications.household == household]
    rows = with_silent_decisions(rows, mine)
    telling = Telling(result.scenario, mine, result.dwellings, episodes[0]["group"])
    chapters = [
        _chapter(result, episode, _meanwhile(rows, episode["episode"]), telling, mine)
        for episode in episodes
    ]
    return Story(
        household=household,
        scenario=result.scenario.name,
        title=result.scenario.title or result.scenario.name,
        seed=result.seed,
        who=_who(result, household, str(episodes[0]["district"])),
        chapters=tuple(chapters),
    )


def _who(result: Result, household: int, district: str) -> tuple[str, ...]:
    """Who the household is, in sentences."""
    people = result.world.households
    row = people[np.flatnonzero(people.identity == household)[0]]
    return wording.who(
        Group(int(row.group)),
        persons=int(row.persons),
        district=district,
        income=float(row.income),
        debts=float(row.debt_service),
        savings=float(row.equity),
        accessible=bool(row.accessible),
    )


def _chapter(
    result: Result, episode: Mapping[str, Any], rows: list[Row], telling: Telling, mine: Any
) -> Chapter:
    """The chapter of one episode; ``rows`` are those up to the next one."""
    ends = [n for n, row in enumerate(rows) if row.event == "episode_ended"]
    last = ends[0] + 1 if ends else len(rows)
    during, later = rows[:last], rows[last:]
    people = {row.caseworker for row in during if row.caseworker >= 0 and row.application >= 0}
    until = float(episode["until"])
    along, days, unsplit = days_by_cause(result, episode, mine)
    return Chapter(
        number=int(episode["episode"]),
        begins=float(episode["need_at"]),
        ends=until,
        need=wording.need(episode["presenting"]),
        outcome=str(episode["outcome"]),
        before=wording.before(episode),
        steps=tuple(telling.steps(with_reorganisations(during, result.scenario, until))),
        after=wording.after(episode, len(people)),
        afterwards=tuple(telling.steps(later)),
        along=telling.case_of(along) if along != NOBODY else "",
        days=days,
        unsplit=unsplit,
        referrals=int(episode["referrals"]),
        bounces=int(episode["bounces"]),
    )


def _meanwhile(rows: list[Row], number: int) -> list[Row]:
    """The rows from when the need of this episode arose until the next need arises.

    At the moment at which a need arises an earlier one may end, or a home be lost: that comes
    before.
    """
    places = [n for n, row in enumerate(rows) if row.event == "need_arose"]
    (begins,) = (n for n in places if rows[n].episode == number)
    return rows[begins : next((n for n in places if n > begins), len(rows))]


# ---- what the days went to -----------------------------------------------------------------


def days_by_cause(
    result: Result, episode: Mapping[str, Any], applications: Any
) -> tuple[int, dict[Cause, float], float]:
    """Along which application, the days of an episode by cause, and those not told apart.

    The days sum to the length of the episode, which is a row of :func:`tellable`;
    ``applications`` are the household's.  The days of an episode that has ended are those of its
    critical application; of an open one those of the application that may lead home, else the
    latest, up to the end of the run.  A need overtaken by another has no critical application:
    the days are those of an application withdrawn at that moment, if there is one (else
    ``NOBODY``, and no days are told apart).
    """
    world = result.world
    mine = applications[applications.episode == episode["episode"]]
    number = int(world.episodes.critical[episode["row"]])
    if episode["outcome"] == "open":
        waiting = mine.index[mine.closed.isna()].tolist()
        home = [n for n in waiting if world.applications.leads_home[n] == 1]
        number = max(home or waiting, default=NOBODY)
    elif number == NOBODY:
        number = max(mine.index[mine.closed == episode["ended_at"]].tolist(), default=NOBODY)
    if number == NOBODY:
        return NOBODY, dict.fromkeys(Cause, 0.0), float(episode["lasted"])
    days = {cause: float(world.application_days[number, cause]) for cause in Cause}
    if episode["outcome"] == "open":
        _add_the_wait_that_goes_on(result, number, days)
    return number, days, 0.0


def _add_the_wait_that_goes_on(result: Result, number: int, days: dict[Cause, float]) -> None:
    """Add what an open application has waited for since its latest turn, up to now."""
    row = result.world.applications[number]
    more = float(result.world.clock[0].now - row.since)
    if row.phase == Phase.IN_WORK:
        redone = more * float(row.redone_share)
        days[Cause.REDONE] += redone
        more -= redone
    days[CAUSE_OF_PHASE[Phase(int(row.phase))]] += more
