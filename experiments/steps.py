"""From the rows of the event log about one household to steps in plain words.

Rows that happen at one moment make one step.  Waiting is told where it ends: each application
remembers what it has waited for, and for how long, since it was last spoken of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.formatting import joined
from experiments.wording import (
    AT_ONCE,
    Sentence,
    asked_for,
    days_text,
    dwelling,
    gathered,
    need,
    outcome,
    unit,
)
from sim.names import Task, label
from sim.state import NOBODY

if TYPE_CHECKING:
    from sim import Scenario


@dataclass(frozen=True)
class Step:
    """What happened at a moment: ``day`` from the start of observation, and in words."""

    day: float
    text: str


class Row(NamedTuple):
    """A row of the event log about the household, by the contract of :mod:`sim.eventlog`."""

    time: float
    event: str
    episode: int
    application: int
    task: str
    unit: str
    caseworker: int
    dwelling: int
    detail: str


#: The event of a row that :func:`with_silent_decisions` adds.
PASSED_ON = "passed_on"

#: The event of a row that :func:`with_reorganisations` adds.
REORGANISED = "reorganised"

#: Events between units that do not change what a case waits for.
_ASIDE = ("called", "brought_up", "coordinated", "informed")

#: Tasks whose applications may be passed on without a row of the log.
_SILENT = ("start_loan", "purchase_grant", "private_mediation", "social_assistance")


def with_silent_decisions(rows: list[Row], applications: Any) -> list[Row]:
    """``rows`` and, in their place, decisions that only the table of ``applications`` has.

    A loan that does not reach, a grant or a deposit promised, mediation taken on: the application
    is passed on, and another follows from it.
    """
    passed = applications[(applications.phase == "passed_on") & applications.task.isin(_SILENT)]
    found = list(rows)
    for one in passed[["closed", "episode", "task", "unit"]].itertuples():
        silent = Row(
            one.closed, PASSED_ON, one.episode, one.Index, one.task, one.unit, NOBODY, NOBODY, ""
        )
        own = (n for n, row in enumerate(found) if row.application == one.Index)
        here = [n for n in own if found[n].time == one.closed and found[n].event == "work_ended"]
        later = (n for n, row in enumerate(found) if row.time >= one.closed)
        found.insert(here[-1] + 1 if here else next(later, len(found)), silent)
    return found


def with_reorganisations(rows: list[Row], scenario: Scenario, until: float) -> list[Row]:
    """``rows`` and, in their place, the days up to ``until`` on which an organisation took over.

    Only those after the first row: what became of the household's need under another organisation.
    """
    found = list(rows)
    for change in scenario.changes:
        if change.organisation is None or not rows[0].time < change.at <= until:
            continue
        title = change.organisation.title or change.organisation.name
        row = Row(change.at, REORGANISED, NOBODY, NOBODY, "", "", NOBODY, NOBODY, title)
        later = (n for n, one in enumerate(found) if one.time >= change.at)
        found.insert(next(later, len(found)), row)
    return found


# ---- waiting -------------------------------------------------------------------------------

_WRONG = "there"
_QUEUE = "in the queue"
_APPROVAL = "until approval"
_PREPARED = "prepared"

#: What an application waits for after an event.
_THEN = {
    "sent_on": "on the way",
    "bounced": _WRONG,
    "contested": "in dispute",
    "settled": _QUEUE,
    "joined_queue": _QUEUE,
    "work_began": "of work",
    "meeting_held": _APPROVAL,
    "approval_began": _APPROVAL,
    "appealed": "until the appeal was decided",
    "listed": "on the list",
    "offer_refused": "on the list",
    "offered": "to think it over",
    "offer_accepted": "until the contract began",
    "search_began": "of looking",
}

#: What a prepared case has waited for, by the event that ends it, or else by its task.
_UNTIL_EVENT = {"meeting_held": "until the meeting", "found_home": "until the sale"}
_UNTIL_BY_TASK = {
    "temporary_housing": "until a room was free",
    "adapt_dwelling": "of works",
}


@dataclass
class _Case:
    """An application as it is told: what it has waited for since it was last spoken of."""

    since: float
    waits_for: str = "on the way"
    waits: dict[str, float] = field(default_factory=dict)
    known: bool = False  # spoken of before

    def wait(self, row: Row) -> None:
        """The time up to ``row`` went to what the application was waiting for."""
        what = self.waits_for
        if what == _PREPARED:
            what = _UNTIL_EVENT.get(row.event) or _UNTIL_BY_TASK.get(row.task, _APPROVAL)
        elif what == _APPROVAL:  # of the loan to buy the flat lived in: most of it is the transfer
            what = _UNTIL_EVENT.get(row.event, _APPROVAL)
        self.waits[what] = self.waits.get(what, 0.0) + row.time - self.since
        self.since = row.time

    def turn(self, row: Row) -> None:
        """What the application waits for from ``row`` on."""
        if row.event in ("joined_queue", "work_began") and row.detail == "forward":
            self.waits_for = _WRONG
        elif row.event == "work_ended":
            self.waits_for = _PREPARED if row.detail == "handle" else _WRONG
        elif row.event == "received" and row.task == "provide_follow_up":
            self.waits_for = "until follow-up could begin"
        else:
            self.waits_for = _THEN.get(row.event, self.waits_for)

    def told(self) -> str:
        """What it has waited for, in brackets; from now on it has been told."""
        parts = [
            f"{days_text(days)} {what}" for what, days in self.waits.items() if days >= AT_ONCE
        ]
        self.waits.clear()
        return f" ({joined(parts)})" if parts else ""


# ---- words for each event ------------------------------------------------------------------

_ENDS_OF_TENANCIES = {
    "moved": "it moves on by itself",
    "left": "it leaves for an institution, or the tenant has died",
    "failed": "the tenancy fails (arrears, conflict, or left behind)",
    "contract_ended": "the contract has run out and is not renewed",
    "moved_with_help": "it moves on to the market, with the help it got",
    "bought_the_flat": "it has bought the flat it lived in",
}

#: The same where the tenancy was a private one.
_ENDS_OF_PRIVATE_TENANCIES = {
    "moved": "it leaves its private rental for another home",
    "failed": "its private tenancy fails (arrears, conflict, or left behind)",
}

_NOTICES = {
    "moved": "it wants to move on by itself",
    "contract_ended": "the contract runs out and is not renewed",
    "moved_with_help": "it has found a home on the market, with help",
}

_REVIEWS = {
    "renewal": "to be renewed",
    "loan": "the household is to be helped to buy a home with a start loan",
    "mediation": "the household is to be helped to rent from a private landlord",
    "purchase": "the household is to be helped to buy the flat it lives in",
}

_PASSED_ON = {
    "start_loan": "finds that a start loan does not reach the price of a home{}, but that a "
    "purchase grant may help",
    "purchase_grant": "promises a purchase grant{}, so the loan is assessed anew",
    "private_mediation": "takes on the search for a private landlord{}, but the deposit is missing",
    "social_assistance": "promises the deposit{}",
}

#: Ends of a need that the step which leads to them tells already.
_TOLD_BY_THE_STEP = ("municipal", "private_rental", "bought", "adapted")

_DOORS = {
    label(Task.INFORM): "where one asks one's way",
    label(Task.ALLOCATE_DWELLINGS): "where one asks for a municipal dwelling",
    label(Task.ORDER_FOLLOW_UP): "where one asks for follow-up",
    label(Task.PROVIDE_FOLLOW_UP): "which follows people up at home",
}


def _why_this_door(row: Row) -> str:
    if not row.detail:
        return "knowing whom to ask"
    return _DOORS.get(row.detail) or f"which it knows for {asked_for(row.detail)}"


class Telling:
    """Turns rows about one household into steps.

    ``applications`` are the household's, from ``Result.applications``; ``dwellings`` the table of
    the run; ``group`` the household's group by the name that tables use.
    """

    def __init__(self, scenario: Scenario, applications: Any, dwellings: Any, group: str) -> None:
        self.applications = applications.to_dict("index")
        self.dwellings = dwellings
        self.cases: dict[int, _Case] = {}
        organised = scenario.organisation
        self.before_a_committee = {
            organised.units[body.led_by].name
            for body in organised.bodies
            if group in [label(one) for one in body.groups]
        }

    def steps(self, rows: list[Row]) -> Iterator[Step]:
        """What ``rows`` tell, a step for each moment at which there is something to tell."""
        for time, together in groupby(rows, key=lambda row: row.time):
            sentences = list(self._sentences(_arranged(list(together))))
            if sentences:
                yield Step(float(time), gathered(sentences))

    def _sentences(self, rows: list[Row]) -> Iterator[Sentence]:
        sale = [row for row in rows if row.detail == "bought_the_flat"]
        for place, row in enumerate(rows):
            if sale and row.event == "found_home":
                # Of a sale under way when the need of this chapter arose nothing has been told.
                case = self._case(row.application, waits_for=_PREPARED)
                case.wait(row)
                yield Sentence(f"{_ENDS_OF_TENANCIES[sale[0].detail]}{case.told()}")
                continue
            if row in sale:
                continue  # told with the end of the application
            if row.event in _ASIDE:
                yield self._between_units(row)
                continue
            if row.application < 0 or row.event in ("episode_ended", "gave_up"):
                told = self._about_the_household(row)
            else:
                later = [
                    one
                    for one in rows[place + 1 :]
                    if one.application == row.application and one.event not in _ASIDE
                ]
                told = self._about_a_case(row, later)
            if told is not None:
                yield told

    # -- about what units find out, and tell each other

    def _between_units(self, row: Row) -> Sentence:
        """Units talk about a case, or find out whose it is; a sender is told what was decided."""
        case = self.case_of(row.application)
        if row.event == "called":
            return Sentence(case, unit(row.detail), f"rings {unit(row.unit)} about {{}}")
        if row.event == "brought_up":
            where = unit(row.unit)
            return Sentence(
                f"the key person, in {where}, is asked about {case} and knows whose it is"
            )
        if row.event == "coordinated":
            return Sentence(
                case, unit(row.unit), "finds out, as its coordinator, who deals with {}"
            )
        return Sentence(
            case, unit(row.detail), f"tells {unit(row.unit)} what it has decided on {{}}"
        )

    # -- about the household itself

    def _about_the_household(self, row: Row) -> Sentence | None:
        """A row that is not about an application."""
        text, subject = "", ""
        if row.event == REORGANISED:
            text = f'the organisation becomes "{row.detail}"'
        elif row.event == "went_to":
            text = f"it goes to {unit(row.unit)}, {_why_this_door(row)}"
        elif row.event == "moved_in" and row.dwelling >= 0:
            text = f"it moves into dwelling {row.dwelling}"
        elif row.event == "moved_out":
            private = _ENDS_OF_PRIVATE_TENANCIES if row.dwelling < 0 else {}
            text = private.get(row.detail) or _ENDS_OF_TENANCIES[row.detail]
        elif row.event == "notice" and row.detail in _NOTICES:
            text = f"notice is given: {_NOTICES[row.detail]}"
        elif row.event == "lease_reviewed":
            text, subject = f"reviews its lease: {_REVIEWS[row.detail]}", unit(row.unit)
        elif row.event == "follow_up_ended":
            text = "follow-up ends"
        elif row.event == "need_drifted":
            text = f"it comes to need {need(row.detail)}"
        elif row.event == "allowance_ended":
            text = "its income has risen: no housing allowance is paid any more"
        elif row.event == "gave_up":
            text = "its patience is at an end"
        elif row.event == "episode_ended" and row.detail not in _TOLD_BY_THE_STEP:
            text = f"it {outcome(row.detail)}"
        return Sentence(text, subject) if text else None

    # -- about an application

    def _about_a_case(self, row: Row, rest: list[Row]) -> Sentence | None:
        """A row about an application; ``rest``: what follows of it at the same time."""
        case = self._case(row.application)
        case.wait(row)
        told = self._told(row, case, rest)
        if told is not None:
            case.known = True
        case.turn(row)
        return told

    def _case(self, application: int, waits_for: str = "on the way") -> _Case:
        """What has been told of an application, which ``waits_for`` that if nothing has been."""
        made = _Case(self.applications[application]["created"], waits_for)
        return self.cases.setdefault(application, made)

    def _told(self, row: Row, case: _Case, rest: list[Row]) -> Sentence | None:
        record = self.applications[row.application]
        what = self._what(row.application)
        where = unit(row.unit)
        opened_here = not case.known and record["parent"] >= 0
        if row.event == "sent_on":
            return _sent_on(row, case, what, opened_here)
        if row.event == "received":
            return _received(row, what) if opened_here else None
        if row.event == "withdrew":
            case.told()
            return Sentence(_case_of(row.task, what), frame="withdrawn: {}")
        if row.event == "contested":
            return Sentence(
                f"holds that {_case_of(row.task, what)} is not its own{case.told()}", where
            )
        if row.event == "settled":
            return Sentence(_settled(row, rest, what).format(case.told()))
        if row.event == "assessed":
            heard = "looks at its case again" if record["parent"] >= 0 else "hears it out"
            return Sentence(f"{heard}{case.told()}", where)
        if row.event == "work_ended":
            return self._prepared(row, case, rest, what)
        if row.event == "approval_began" and case.waits_for == _PREPARED:
            return _waits(case, what, where, "approval")
        if row.event == PASSED_ON:
            return Sentence(_PASSED_ON[row.task].format(case.told()), where)
        if row.event == "granted":
            verb = "decides on" if row.task == "order_follow_up" else "grants"
            return Sentence(f"{verb} {what}{case.told()}", where)
        if row.event == "appealed":
            return Sentence(f"refuses {what}{case.told()}, and the household appeals", where)
        if row.event == "refused":
            return _refused(case, record, what, where)
        if row.event == "listed":
            return _listed(case, record, what, where)
        return self._about_a_home(row, case)

    def _about_a_home(self, row: Row, case: _Case) -> Sentence | None:
        """Offers, meetings, searches, rooms, follow-up, works."""
        where = unit(row.unit)
        if row.event == "offered":
            return Sentence(f"offers it {self._home(row.dwelling)}{case.told()}", where)
        if row.event == "offer_accepted":
            return Sentence(f"it says yes{case.told()}")
        if row.event == "offer_refused":
            return Sentence(f"it says no{case.told()}, and is back on the list")
        if row.event == "meeting_held":
            return Sentence(f"the {row.detail} deals with its case{case.told()}")
        if row.event == "search_began" and row.task == "start_loan":
            return Sentence(f"grants a start loan{case.told()}: it looks for a home to buy", where)
        if row.event == "search_began":
            return Sentence(f"it looks for a private landlord, with help from {where}{case.told()}")
        if row.event == "found_home":
            bought = row.task == "start_loan"
            found = "it has bought a home" if bought else "it has found a private landlord"
            return Sentence(f"{found}{case.told()}")
        if row.event == "search_failed":
            return Sentence(f"nothing was found in time{case.told()}")
        if row.event == "placed_temporarily":
            return Sentence(f"finds it a room by the night{case.told()}", where)
        if row.event == "follow_up_began":
            kind = "intensive follow-up" if row.detail == "intensive" else "follow-up"
            return Sentence(f"{kind} begins, by {where}{case.told()}")
        if row.event == "home_adapted":
            return Sentence(f"its home has been adapted{case.told()}")
        return None

    def _prepared(self, row: Row, case: _Case, rest: list[Row], what: str) -> Sentence | None:
        """Work on a case is done; told where what comes of it has to wait."""
        closed = self.applications[row.application]["closed"] <= row.time
        if row.detail != "handle" or closed or rest:
            return None
        where = unit(row.unit)
        if row.task == "temporary_housing":
            return Sentence(f"has no room free{case.told()}: it has to wait for one", where)
        if row.task == "adapt_dwelling":
            return Sentence(f"decides to have its home adapted{case.told()}", where)
        meeting = row.task == "allocate_dwellings" and row.unit in self.before_a_committee
        waits = "the next meeting" if meeting else "approval"
        return _waits(case, what, where, waits)

    def _home(self, number: int) -> str:
        home = self.dwellings.iloc[number]
        return f"{dwelling(home.category, int(home.rooms))} (number {number})"

    def case_of(self, application: int) -> str:
        """An application in words."""
        return _case_of(self.applications[application]["task"], self._what(application))

    def _what(self, application: int) -> str:
        """What an application asks for; told apart where there are several for a dwelling."""
        record = self.applications[application]
        task = record["task"]
        what = asked_for(task, for_deposit=record["for_deposit"])
        if task != "allocate_dwellings":
            return what
        allocators = {
            one["right_unit"]
            for one in self.applications.values()
            if one["task"] == task and one["episode"] == record["episode"]
        }
        several = len(allocators) > 1
        return f"a dwelling of {unit(record['right_unit'])}" if several else what


def _arranged(rows: list[Row]) -> list[Row]:
    """The rows of a moment in the order in which they are told.

    What a coordinator finds out is told at once, and what senders are told after all else.
    """
    found_out = [row for row in rows if row.event == "coordinated"]
    told = [row for row in rows if row.event == "informed"]
    others = [row for row in rows if row.event not in ("coordinated", "informed")]
    sent = [n for n, row in enumerate(others) if found_out and row.event in ("called", "sent_on")]
    place = min(sent, default=0)
    return [*others[:place], *found_out, *others[place:], *told]


def _waits(case: _Case, what: str, where: str, waits: str) -> Sentence:
    return Sentence(f"has prepared the case for {what}{case.told()}; it waits for {waits}", where)


def _case_of(task: str, what: str) -> str:
    if task == "provide_follow_up":
        return "the order for follow-up"
    return "its case" if task == "assessment" else f"the application for {what}"


def _sent_on(row: Row, case: _Case, what: str, opened_here: bool) -> Sentence:
    """A case goes to another unit: applied for there, or sent on by one that was wrong."""
    sender, receiver = unit(row.detail), unit(row.unit)
    if opened_here and row.task == "provide_follow_up":
        return Sentence(f"orders it from {receiver}", sender)
    if opened_here:
        return Sentence(what, sender, f"asks {receiver} for {{}}")
    if case.waits_for != _WRONG:
        return Sentence(f"sends it to {receiver}{case.told()}", sender)
    about = _case_of(row.task, what)
    return Sentence(f"cannot deal with {about} and sends it on to {receiver}{case.told()}", sender)


def _received(row: Row, what: str) -> Sentence:
    """A unit takes up itself what it has seen a need for."""
    if row.task == "provide_follow_up":
        return Sentence("provides it itself", unit(row.unit))
    return Sentence(what, unit(row.unit), "takes up {} itself")


def _settled(row: Row, rest: list[Row], what: str) -> str:
    back = [one for one in rest if one.event == "bounced"]
    ends = f"it goes back to {unit(back[0].unit)}" if back else f"{unit(row.unit)} takes it on"
    return f"the dispute about {_case_of(row.task, what)} is settled{{}}: {ends}"


def _refused(case: _Case, record: dict[Any, Any], what: str, where: str) -> Sentence:
    if record["appealed"] == "lost":
        return Sentence(f"the appeal is in vain: {what} stays refused{case.told()}")
    ground = ", seeing no ground for it" if record["judged_ground"] == "none" else ""
    return Sentence(f"refuses {what}{case.told()}{ground}", where)


def _listed(case: _Case, record: dict[Any, Any], what: str, where: str) -> Sentence:
    won = "after the appeal " if record["appealed"] == "won" else ""
    ground = f"on a {record['judged_ground']} ground"
    return Sentence(f"{won}approves {what}{case.told()}, {ground}: it is on the list", where)
