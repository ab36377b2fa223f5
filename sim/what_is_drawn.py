"""What is drawn from each stream of random numbers, part by part, for the document of the model.

A draw is looked up by a stream, whose it is, on which occasion, and a part (:mod:`sim.draws`).  A
test reads the parts from the code and compares: none may be missing here, and none too many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.draws import Stream

#: Parts of which there are as many as of something: districts, contracts, offers.
RUNS = "runs"


@dataclass(frozen=True)
class Drawn:
    """What is drawn from a stream: ``parts`` by number, by the name of their constant, or ``RUNS``.

    ``key``: whose it is; which occasion; and which part, if it says more than what is drawn.
    """

    key: str
    parts: Mapping[int | str, str]


_CASE_SENT = "household; episode, task and number of the sending"

STREAMS = {
    Stream.NEED_TIME: Drawn(
        "group, need and arrival number", {0: "time from one arrival to the next"}
    ),
    Stream.NEED_ATTRIBUTES: Drawn(
        "household; other need; attribute",
        {
            "_PERSONS": "persons",
            "_INCOME": "income",
            "_EQUITY": "equity",
            "_DEBT": "payment on debts",
            "_ACCESSIBLE": "whether an accessible dwelling is needed",
            "_GROUND": "ground",
            "_HOMELESS": "whether it has nowhere to live",
            "_OWN_HOME": "whether it has a home of its own",
            "_NEEDS": "each other need, with the level of follow-up",
            "_DISTRICT": "district",
        },
    ),
    Stream.FIRST_TENANTS: Drawn(
        "dwelling",
        {
            "_HOME_DISTRICT": "district of a dwelling",
            "_GROUP": "group of its tenant of day 0",
            "_CONTRACT": "how far the contract has run",
        },
    ),
    Stream.DOOR: Drawn(
        "household; episode",
        {0: "whether the household knows who is responsible", 1: "which door it takes if not"},
    ),
    Stream.WORK: Drawn(
        "household; task and number of the application for it",
        {0: "standard variate of the hours of a case"},
    ),
    Stream.DWELLING_WORK: Drawn(
        "dwelling; vacancy, offer and kind of work",
        {0: "standard variate of the hours of inspecting and letting"},
    ),
    Stream.WORKS: Drawn("dwelling; vacancy", {0: "standard variate of the days of works"}),
    Stream.VISIBILITY: Drawn(
        "household; episode and need",
        {0: "how easily a need is seen", 1: "whether it is seen that a purchase grant would fit"},
    ),
    Stream.WHO_DOES_WHAT: Drawn(
        _CASE_SENT,
        {
            0: "whether the sender knows the right unit",
            1: "which other it picks if not",
            2: "whether the key person, asked about a case that has gone astray, knows",
        },
    ),
    Stream.CONTACT: Drawn(
        _CASE_SENT,
        {
            "_WHERE_IT_GOES": "whether the sender has someone to ring in the unit that the case "
            "goes to, where no one person sends",
            "_ASKED": "whether a sender in doubt asks first",
            "_WHERE_IT_BELONGS": "whether there is someone to ask in the unit that holds the task, "
            "where no one person sends",
            "_BY_CASE": "whether the case leaves two people who know each other",
        },
    ),
    Stream.CONTEST: Drawn(
        _CASE_SENT,
        {
            0: "whether the right unit contests the case",
            1: "whether it is sent back",
            2: "whether the key person knows whose it is, and settles it",
        },
    ),
    Stream.KNOWS_ALLOCATOR: Drawn(
        "household; episode and category", {0: "whether a further allocator is thought of"}
    ),
    Stream.PATIENCE: Drawn("household; episode", {0: "how much the household bears"}),
    Stream.OWN_SOLUTION: Drawn("household; episode", {0: "when it would find a home by itself"}),
    Stream.RETURN: Drawn(
        "household; episode",
        {0: "whether an unmet need comes back", 1: "when", 2: "whether acutely"},
    ),
    Stream.SEARCH: Drawn(
        "household; episode, task and number of the application for it",
        {0: "length of a search on the market"},
    ),
    Stream.OFFER: Drawn(
        "household; dwelling; number of the application and of the offer",
        {RUNS: "whether an offer is refused"},
    ),
    Stream.TENANCY: Drawn(
        "household; tenancy",
        {
            0: "threshold of moving",
            1: "threshold of leaving for good",
            2: "threshold of failing",
        },
    ),
    Stream.RENEWAL: Drawn(
        "household; tenancy; contract", {RUNS: "whether the dwelling is still needed"}
    ),
    Stream.DESTINATION: Drawn("household; tenancy", {0: "where a tenant who moves goes"}),
    Stream.FOLLOW_ON: Drawn(
        "household; task and number of the application for it",
        {0: "which task a handled case goes on to"},
    ),
    Stream.RANKING: Drawn(
        "household; episode", {0: "without a priority key, the error in judging the ground"}
    ),
    Stream.APPEAL: Drawn(
        "household; task and number of the application for it",
        {0: "whether a refusal is appealed", 1: "whether that changes it"},
    ),
    Stream.FOLLOW_UP: Drawn(
        "household; steps so far", {0: "how long follow-up goes on before the need steps down"}
    ),
    Stream.RELAPSE: Drawn(
        "household; steps so far",
        {0: "whether follow-up is needed again", 1: "when", 2: "how much of it"},
    ),
    Stream.OUT_OF_SERVICE: Drawn(
        "dwelling; vacancy",
        {
            0: "whether a vacated dwelling is taken out of service or goes back to its owner",
            1: "for how long",
        },
    ),
    Stream.HARM: Drawn(
        "household; episode", {0: "whether a long stay in temporary housing worsens needs"}
    ),
    Stream.DRIFT: Drawn(
        "household; change",
        {0: "when a tenant's needs change next", 1: "which", 2: "how much follow-up"},
    ),
    Stream.ALLOWANCE: Drawn("household; episode", {0: "how long a housing allowance is paid"}),
    Stream.DEPOSIT: Drawn(
        "household; task and number of the application for it",
        {0: "whether a deposit is granted"},
    ),
    Stream.ADAPTATION: Drawn("household", {0: "whether the home a household has can be adapted"}),
    Stream.REPLACEMENT: Drawn(
        "dwelling; vacancy", {0: "how long until a flat is bought for one sold to its tenant"}
    ),
    Stream.STAFF: Drawn(
        "post (for leaning: that one was hired into); holder, month, reorganisation or other post; "
        "unit, or meeting of a committee, by its number and the reorganisation that brought it, "
        "or group of a strategy and day",
        {
            0: "how long the holder of a post stays",
            "_TIME_IN_POST": "how long those of day 0 have been in post",
            "_AT_FIRST": "whom those of day 0 know",
            "_BY_MEETING": "whom members of a committee, or of a group of a strategy, come to know",
            "_NEXT_DOOR": "whether somebody in the same house is met",
            "_WHO_NEXT_DOOR": "who that is",
            "_LOST": "with whom touch is lost",
            "_LEANING": "how strictly somebody judges by discretion",
            "_FOLLOWS": "who follows a task to another unit in a reorganisation",
            "_KEEPS_CONTACT": "whom those who move can still ring",
        },
    ),
    Stream.PLANNING: Drawn(
        "category; day; district",
        {RUNS: "the error in the need that is reported", "_WISH": "the place on a wish list"},
    ),
    Stream.ROUTINE: Drawn(
        "household; episode, or tenancy and contract",
        {
            "LEASE_REVIEW": "where it hangs on anchoring: whether a lease is reviewed",
            "CHECK": "whether an applicant is checked against the economic instruments",
            "CHECK_AT_REVIEW": "whether one whose lease is reviewed is",
            "PRIORITY_KEY": "whether the priority key is followed",
        },
    ),
}
