"""The words in which a household's way is told: people, needs, tasks, causes, dates, sentences.

Plain words for a reader in a municipality, who need not know the names in files and tables.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from experiments.formatting import counted, joined
from experiments.telling import whole_number
from sim.names import Group
from sim.quantities import YEAR
from sim.state import Cause

# ---- days and dates ------------------------------------------------------------------------

_MONTHS = {
    "January": 31,
    "February": 28,
    "March": 31,
    "April": 30,
    "May": 31,
    "June": 30,
    "July": 31,
    "August": 31,
    "September": 30,
    "October": 31,
    "November": 30,
    "December": 31,
}

#: Less than this much of a day (about an hour) is not worth telling.
AT_ONCE = 0.05


def days_text(days: float) -> str:
    """A length of time: ``12 days``, ``1 day``, ``0.4 days``."""
    shown = f"{days:.1f}".removesuffix(".0") if days < 9.95 else f"{days:.0f}"
    return f"{shown} {'day' if shown == '1' else 'days'}"


def date_text(day: float) -> str:
    """Day and month in the model's calendar, whose years all have 365 days: ``17 March``."""
    left = math.floor(day) % int(YEAR)
    for month, length in _MONTHS.items():
        if left < length:
            return f"{left + 1} {month}"
        left -= length
    raise AssertionError("a day beyond the end of the year")


def year_text(day: float) -> str:
    """The year of observation a day lies in: ``year 3``; before it: ``2 years before``."""
    year = math.floor(day / YEAR)
    if year >= 0:
        return f"year {year + 1}"
    return "the year before the observation" if year == -1 else f"{-year} years before it"


# ---- people --------------------------------------------------------------------------------

#: A single person of a group, and a household of several.
_PEOPLE = {
    Group.ECONOMIC: ("a person of small means", "a household of {} of small means"),
    Group.YOUTH: ("a young person setting up home", "a young household of {} setting up home"),
    Group.REFUGEE: ("a refugee", "a refugee household of {}"),
    Group.ELDERLY: ("an elderly person", "an elderly household of {}"),
    Group.ILL: ("a person who is ill", "a household of {} with illness"),
    Group.SUBSTANCE: ("a person with substance use", "a household of {} with substance use"),
    Group.MENTAL_ILLNESS: (
        "a person with mental illness",
        "a household of {} with mental illness",
    ),
    Group.DISABILITY: ("a person with a disability", "a household of {} with a disability"),
    Group.PRISON_RELEASE: (
        "a person released from prison",
        "a household of {}, one of them released from prison",
    ),
    Group.ROOFLESS: ("a person without a roof", "a household of {} without a roof"),
}


def who(
    group: Group,
    *,
    persons: int,
    district: str,
    income: float,
    debts: float,
    savings: float,
    accessible: bool,
) -> tuple[str, ...]:
    """Who a household is, in sentences.  Money in NOK, income and debts per month."""
    single, several = _PEOPLE[group]
    people = single if persons == 1 else several.format(persons)
    where = f", living in {district}" if district else ""
    told = [f"{capital(people)}{where}."]
    money = [f"an income of NOK {_about(income)} a month after tax"] if income >= 1.0 else []
    if debts >= 1.0:
        money.append(f"debts that take NOK {_about(debts)} a month")
    if savings >= 1.0:
        money.append(f"savings of NOK {_about(savings)}")
    told.append(f"{capital(joined(money))}." if money else "No income of its own.")
    if accessible:
        told.append("It needs a home that can be reached and used without stairs.")
    return tuple(told)


def _about(amount: float) -> str:
    """An amount of money to three figures."""
    places = max(0, math.floor(math.log10(amount)) - 2) if amount >= 1.0 else 0
    return whole_number(round(amount / 10**places) * 10**places)


# ---- needs, tasks, causes ------------------------------------------------------------------

_NEEDS = {
    "dwelling": "a home",
    "housing_allowance": "housing allowance",
    "social_assistance": "social assistance",
    "debt_advice": "debt advice",
    "start_loan": "a start loan",
    "private_mediation": "help to find a private landlord",
    "follow_up": "follow-up at home",
    "home_care": "home care",
    "adaptation": "a home made fit to live in",
}

#: What an application is for.
_TASKS = {
    "assessment": "being heard out",
    "plan": "planning",
    "procure_dwellings": "dwellings to be procured",
    "manage_vacancies": "an empty dwelling",
    "allocate_dwellings": "a municipal dwelling",
    "review_leases": "a review of the lease",
    "start_loan": "a start loan",
    "purchase_grant": "a purchase grant",
    "housing_allowance": "housing allowance",
    "social_assistance": "social assistance",
    "private_mediation": "help to find a private landlord",
    "temporary_housing": "a room for the time being",
    "debt_advice": "debt advice",
    "order_follow_up": "follow-up at home",
    "provide_follow_up": "follow-up at home",
    "home_care": "home care",
    "adapt_dwelling": "adapting its home",
    "inform": "advice on where to go",
}

_CATEGORIES = {
    "ordinary": "an ordinary dwelling",
    "social": "a social dwelling",
    "youth": "a youth dwelling",
    "care": "a care dwelling",
    "refugee": "a dwelling for refugees",
    "supervised": "a supervised dwelling",
}

_GROUNDS = {
    "must": "a must ground for a municipal dwelling",
    "wish": "a wish ground for a municipal dwelling",
    "none": "no ground for a municipal dwelling",
}

#: How a need ended, as the end of a sentence that begins with the household.
_OUTCOMES = {
    "open": "still waits when the observation ends",
    "helped": "has been helped",
    "municipal": "has a municipal dwelling",
    "private_rental": "rents from a private landlord, with help",
    "bought": "has bought a home, with help",
    "own_solution": "has found a place itself, without the municipality",
    "gave_up": "has given up",
    "refused": "has been refused, and nothing is left to try",
    "adapted": "can live in its own home again",
    "gone": "has moved to an institution, or died",
    "overtaken": "is in a new need before this one was met",
}

#: Ways in which a need can end that leave it unmet.
UNHELPED = ("gave_up", "refused", "overtaken", "gone")

#: What the days went to, as a line of a table.
CAUSES = {
    Cause.HAND_OVER: "on the way from one unit to another",
    Cause.QUEUE: "in the queue of the unit whose case it was",
    Cause.WORK: "being worked on",
    Cause.BOUNCE: "at units that could not deal with it",
    Cause.REDONE: "read up or done again after another unit",
    Cause.CONTEST: "units disputing whose case it was",
    Cause.NO_DWELLING: "no dwelling that suited was free",
    Cause.OFFER: "answering an offer, and until the contract began",
    Cause.OWN_SEARCH: "looking for a home on the market",
    Cause.MEETING: "until the committee met",
    Cause.APPROVAL: "until the decision was approved",
    Cause.NO_PLACE: "no place in follow-up, or room, was free",
    Cause.APPEAL: "until the appeal was decided",
    Cause.RE_LET: "the dwelling it got stood empty, not ready to be let",
    Cause.ADAPTING: "works in its own home",
}

#: The same, as what a difference is due to.
CAUSES_OF_A_DIFFERENCE = {
    Cause.HAND_OVER: "hand-overs between units",
    Cause.QUEUE: "queues",
    Cause.WORK: "the work itself",
    Cause.BOUNCE: "wrong units",
    Cause.REDONE: "work done twice",
    Cause.CONTEST: "disputes between units",
    Cause.NO_DWELLING: "waiting for a dwelling to be free",
    Cause.OFFER: "offers and the start of the contract",
    Cause.OWN_SEARCH: "its search on the market",
    Cause.MEETING: "waiting for the committee",
    Cause.APPROVAL: "waiting for approval",
    Cause.NO_PLACE: "waiting for a place or a room",
    Cause.APPEAL: "appeal",
    Cause.RE_LET: "re-letting the dwelling it got",
    Cause.ADAPTING: "works in its home",
}

UNSPLIT = "not told apart: a new need overtook this one"

_LEVELS = {1: "ordinary", 2: "intensive"}


def need(name: str) -> str:
    """A need by the name that tables use, in words."""
    return _NEEDS[name]


def needs(names: str) -> list[str]:
    """Needs as a table has them (joined by plus signs), in words."""
    return [_NEEDS[name] for name in names.split("+") if name]


def asked_for(task: str, *, for_deposit: bool = False) -> str:
    """What an application for ``task`` asks for."""
    return "the deposit for a private rental" if for_deposit else _TASKS[task]


def dwelling(category: str, rooms: int) -> str:
    """A municipal dwelling by its category (as tables name it) and rooms."""
    return f"{_CATEGORIES[category]} with {'one room' if rooms == 1 else f'{rooms} rooms'}"


def outcome(name: str) -> str:
    """How a need ended: the end of a sentence about the household."""
    return _OUTCOMES[name]


# ---- units ---------------------------------------------------------------------------------

#: Last words of names that take an article.
_WITH_ARTICLE = (
    *("office", "unit", "service", "department", "company", "team", "desk", "switchboard"),
    *("director", "group", "committee", "agency", "centre", "administration"),
)


def unit(name: str) -> str:
    """A unit in a sentence: ``the finance office``, ``NAV``."""
    return f"the {name}" if name.rpartition(" ")[2] in _WITH_ARTICLE else name


def capital(text: str) -> str:
    """``text`` as it begins a sentence."""
    return text[:1].upper() + text[1:]


# ---- sentences -----------------------------------------------------------------------------


class Sentence(NamedTuple):
    """What is told of an event: ``subject`` (empty: in ``text`` already) and ``text``.

    Neighbours with the same ``frame`` (and subject) are told in one, their texts in its place;
    neighbours with the same subject in one sentence.
    """

    text: str
    subject: str = ""
    frame: str = ""


def gathered(sentences: Iterable[Sentence]) -> str:
    """The sentences as text: ``NAV asks a for x. NAV asks a for y.`` is told in one."""
    framed = []
    for (subject, frame), members in groupby(sentences, key=lambda one: (one.subject, one.frame)):
        texts = [one.text for one in members]
        told = [frame.format(joined(texts))] if frame else texts
        framed += [Sentence(text, subject) for text in told]
    whole = []
    for subject, parts in groupby(framed, key=lambda one: one.subject):
        texts = [one.text for one in parts]
        whole += [f"{subject} {'; '.join(texts)}"] if subject else texts
    return " ".join(f"{capital(text)}." for text in whole)


def before(episode: Mapping[str, Any]) -> tuple[str, ...]:
    """What a household needed when a need arose, in sentences; ``episode`` as in ``households``."""
    wanted = needs(episode["needs"])
    level = _LEVELS.get(int(episode["follow_up_level"]))
    told = [f"It needs {joined(wanted)}." if wanted else "It turned out to need nothing."]
    if "follow_up" in episode["needs"] and level == "intensive":
        told.append("The follow-up is to be intensive.")
    if "dwelling" in episode["needs"].split("+"):
        told.append(f"It has {_GROUNDS[episode['ground']]}.")
    if episode["homeless"]:
        told.append("It has nowhere to live.")
    if episode["acute"]:
        told.append("It is urgent.")
    if episode["returned"]:
        told.append("The need is back: it had not been met, or the home has been lost.")
    return tuple(told)


def after(episode: Mapping[str, Any], people: int) -> tuple[str, ...]:
    """What came of an episode, in sentences; ``people``: how many had the case in hand.

    ``episode`` as in ``households``, with ``lasted``, its length in days.
    """
    return tuple(_after(episode, people))


def _after(episode: Mapping[str, Any], people: int) -> Iterator[str]:
    wanted, met, seen = (
        set(episode[name].split("+")) - {""} for name in ("needs", "met", "recognised")
    )
    if unseen := wanted - seen - met:
        yield f"Nobody saw that it needs {joined(_in_order(unseen))}."
    if unmet := (wanted & seen) - met:
        yield f"Seen, but not met: {joined(_in_order(unmet))}."
    units = counted(int(episode["units_met"]), "unit")
    hands = f", and {counted(people, 'caseworker')} had its case in hand" if people else ""
    yield f"It dealt with {units}{hands}."
    yield _sent_on(int(episode["referrals"]), int(episode["bounces"]))
    if episode["loops"]:
        yield f"It was back at a unit it had been at before {_times(int(episode['loops']))}."
    if episode["retold"]:
        yield f"Its story was gone through again {_times(int(episode['retold']))}."
    nights = {
        "without any home": episode["homeless_nights"],
        "in a room by the night": episode["temporary_nights"],
    }
    spent = [f"{counted(round(count), 'night')} {where}" for where, count in nights.items()]
    spent = [text for text, count in zip(spent, nights.values(), strict=True) if count >= 0.5]
    if spent:
        longer = sum(nights.values()) > float(episode["lasted"]) + 1.0
        until = ", counted on until its next need" if longer else ""
        yield f"It spent {joined(spent)}{until}."


def _sent_on(referrals: int, bounces: int) -> str:
    if not referrals:
        return "Its case was never sent to another unit."
    wrong = f", {_times(bounces)} by one that could not deal with it" if bounces else ""
    return f"Its case was sent from one unit to another {_times(referrals)}{wrong}."


def _in_order(names: set[str]) -> list[str]:
    return [text for name, text in _NEEDS.items() if name in names]


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


# ---- figures that add up -------------------------------------------------------------------


def tenths(days: Sequence[float], total: float) -> list[int]:
    """Lengths in tenths of days, rounded so that they sum to ``total`` rounded."""
    scaled = [10.0 * one for one in days]
    found = [math.floor(one) for one in scaled]
    missing = round(10.0 * total) - sum(found)
    by_rest = sorted(range(len(days)), key=lambda n: found[n] - scaled[n])
    for place in by_rest[: max(0, missing)]:
        found[place] += 1
    return found
