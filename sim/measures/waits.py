"""Waits of households: for a first assessment, a decision, a home, all they need; by cause.

Who leaves (by giving up, an own solution, a refusal) will not have the event any more: that
is a competing risk, and such a household counts as without the event to the end of the
horizon.  Only the end of the run censors (:mod:`sim.survival`).  Mean, median and slowest tenth
of a wait are read off the same curve: where so many leave that half, or nine in ten, never have
the event, there is no such day.
"""

from __future__ import annotations

from collections.abc import Callable

from sim import survival
from sim.measures.observed import DECISION_HORIZON, HOME_HORIZON, Run
from sim.measures.registry import measure, register
from sim.names import Ground, label
from sim.quantities import YEAR
from sim.state import Cause


@measure("waits", "days", "Until heard out (assessed)", 3.0, "lower")
def assessment_wait(run: Run) -> float:
    """Mean days from need to first assessment, of households with a dwelling need, within the
    first 365 days; who leaves before counts as not assessed to the end of them."""
    return survival.restricted_mean(run.to_assessment.curve(), DECISION_HORIZON)


@measure("waits", "days", "Until heard out, median", 3.0, "lower")
def assessment_wait_median(run: Run) -> float:
    """Days after which half of all households with a dwelling need have been assessed;
    undefined where fewer ever are."""
    return survival.quantile(run.to_assessment.curve(), 0.5)


@measure("waits", "days", "Until heard out, slowest tenth", 5.0, "lower")
def assessment_wait_p90(run: Run) -> float:
    """Days after which nine in ten households with a dwelling need have been assessed;
    undefined where fewer ever are."""
    return survival.quantile(run.to_assessment.curve(), 0.9)


@measure("waits", "days", "Until the first decision", 5.0, "lower")
def decision_wait(run: Run) -> float:
    """Mean days from need to the first decision on any application, within the first 365
    days; who leaves before counts as undecided to the end of them.  A room by the night is
    shelter, and no decision on the case."""
    return survival.restricted_mean(run.to_decision.curve(), DECISION_HORIZON)


@measure("waits", "days", "Until the first decision, median", 5.0, "lower")
def decision_wait_median(run: Run) -> float:
    """Days after which half of all households have had a first decision (a room by the night
    is none); undefined where fewer ever get one."""
    return survival.quantile(run.to_decision.curve(), 0.5)


@measure("waits", "days", "Until the first decision, slowest tenth", 10.0, "lower")
def decision_wait_p90(run: Run) -> float:
    """Days after which nine in ten households have had a first decision (a room by the night
    is none); undefined where fewer ever get one."""
    return survival.quantile(run.to_decision.curve(), 0.9)


@measure("waits", "share", "Decided within a month", 0.03, "higher")
def decided_within_month(run: Run) -> float:
    """Share of all households with a first decision (a room by the night is none) within a
    month of the need."""
    return survival.incidence_at(run.to_decision.curve(), YEAR / 12.0)


@measure("waits", "days", "Until a home, with help", 15.0, "lower")
def home_wait(run: Run) -> float:
    """Mean days from need to a home by the municipality's help (let, bought, rented, or the
    own home adapted), of households with a dwelling need, within the first 730 days; who
    leaves otherwise counts as without such a home to the end of them."""
    return survival.restricted_mean(run.to_home.curve(), HOME_HORIZON)


@measure("waits", "days", "Until a home with help, median", 15.0, "lower")
def home_wait_median(run: Run) -> float:
    """Days after which half of all households with a dwelling need have a home by the
    municipality's help; undefined where fewer ever get one."""
    return survival.quantile(run.to_home.curve(), 0.5)


@measure("waits", "days", "Until a home with help, slowest tenth", 30.0, "lower")
def home_wait_p90(run: Run) -> float:
    """Days after which nine in ten households with a dwelling need have a home by the
    municipality's help; undefined where fewer ever get one."""
    return survival.quantile(run.to_home.curve(), 0.9)


@measure("waits", "share", "Home with help within a year", 0.03, "higher")
def home_within_year(run: Run) -> float:
    """Share of households with a dwelling need that have a home by the municipality's help
    within a year."""
    return survival.incidence_at(run.to_home.curve(), YEAR)


@measure("waits", "days", "Spent waiting for a home", 15.0, "lower")
def days_waiting(run: Run) -> float:
    """Mean days that households with a dwelling need wait within the first 730, whatever ends
    the wait: help, an own solution, a refusal, or giving up."""
    return survival.restricted_waiting(run.to_home.curve(), HOME_HORIZON)


#: The ground that a household has for a municipal dwelling: for the label of a measure, and for its
#: meaning.
_GROUNDS = {
    Ground.MUST: ("must ground", "with a must ground", "on a must ground"),
    Ground.WISH: ("wish ground", "with a wish ground", "on a wish ground"),
    # Who judges without a key, or hears an appeal, approves some who have none.
    Ground.NONE: ("no ground", "without a ground", "without having a ground"),
}


def _register_waits(
    key: str,
    since: str,
    ground: Ground,
    mean: str,
    those: str,
    curves: Callable[[Run], list[survival.Curve]],
) -> None:
    """Mean, median and slowest tenth of a wait for a home by help, of one ground.

    ``since``: what it begins with; ``mean``: the meaning of the first of the three; ``those``: whom
    the others are about; ``curves``: those of a run, by ground.
    """

    def curve(run: Run) -> survival.Curve:
        return curves(run)[ground]

    def add(
        end: str, text: str, meaning: str, practical: float, compute: Callable[[Run], float]
    ) -> None:
        register(
            f"{key}_{label(ground)}{end}",
            meaning,
            compute,
            group="waits",
            unit="days",
            label=f"From {since} to a home, {_GROUNDS[ground][0]}{text}",
            practical=practical,
            # A home for who has no ground is one less for those who have.
            better="" if ground == Ground.NONE else "lower",
        )

    after = f"Days from {since} for a municipal dwelling after which"
    with_a_home = "have a home by help; undefined where fewer ever get one."
    add("", "", mean, 15.0, lambda run: survival.restricted_mean(curve(run), HOME_HORIZON))
    add(
        "_median",
        ", median",
        f"{after} half of {those} {with_a_home}",
        15.0,
        lambda run: survival.quantile(curve(run), 0.5),
    )
    add(
        "_p90",
        ", slowest tenth",
        f"{after} nine in ten of {those} {with_a_home}",
        30.0,
        lambda run: survival.quantile(curve(run), 0.9),
    )


# In the model the ground of a household is known from its need on.  So all who apply are in the
# curve of their ground from the day on which they do, and leave it when no application that may
# lead to a home is open any more.  To take those alone who are approved in time would be to choose
# them by what comes later: none of them can have been refused, nor been let a municipal dwelling
# before that day.
for _ground, (_, _with_it, _) in _GROUNDS.items():
    _register_waits(
        "application_wait",
        "application",
        _ground,
        "Mean days from the first application for a municipal dwelling since the need arose to a "
        f"home by help, of all who apply {_with_it}, within 730 days.  The ground is the one the "
        "household has, whatever the allocator makes of it; nobody has to be approved to be "
        "counted, and who is refused, or leaves otherwise, counts as without such a home to the "
        "end of them.",
        f"those who apply {_with_it}",
        lambda run: run.applied_to_home_by_ground,
    )

for _ground, (_, _, _on_it) in _GROUNDS.items():
    _register_waits(
        "list_wait",
        "approval",
        _ground,
        f"Mean days from approval for a municipal dwelling to a home by help, {_on_it}, within 730 "
        "days; who leaves otherwise counts as without one to the end of them.",
        f"those approved {_on_it}",
        lambda run: run.approved_to_home_by_ground,
    )


@measure("waits", "days", "Until every need is met", 15.0, "lower")
def package_wait(run: Run) -> float:
    """Mean days from need until all needs of the household are met, within the first 730
    days.  A home found without help meets the dwelling need; other needs count on."""
    return survival.restricted_mean(run.to_package.curve(), HOME_HORIZON)


@measure("waits", "days", "Until every need is met, median", 15.0, "lower")
def package_wait_median(run: Run) -> float:
    """Days after which half of all households have had all their needs met; undefined where
    fewer ever have."""
    return survival.quantile(run.to_package.curve(), 0.5)


@measure("waits", "days", "Until every need is met, slowest tenth", 30.0, "lower")
def package_wait_p90(run: Run) -> float:
    """Days after which nine in ten households have had all their needs met; undefined where
    fewer ever have."""
    return survival.quantile(run.to_package.curve(), 0.9)


# ---- by cause ------------------------------------------------------------------------------

#: What a household waits for, as the end of "days ...".
_CAUSES = {
    Cause.QUEUE: "in a unit's queue",
    Cause.WORK: "while the case is worked on",
    Cause.REDONE: "while an assessment is done again",
    Cause.HAND_OVER: "on the way between units",
    Cause.BOUNCE: "at a unit that is not responsible",
    Cause.CONTEST: "while units contest whose case it is",
    Cause.MEETING: "for a committee's meeting",
    Cause.APPROVAL: "for the approval of a decision",
    Cause.APPEAL: "for the outcome of an appeal",
    Cause.NO_DWELLING: "on the list, no dwelling",
    Cause.RE_LET: "on the list while the dwelling is made ready",
    Cause.NO_PLACE: "for a room or a place in follow-up",
    Cause.OFFER: "from offer to contract",
    Cause.OWN_SEARCH: "searching the market",
    Cause.ADAPTING: "while the own home is adapted",
}


def _register_cause(cause: Cause, text: str) -> None:
    register(
        f"wait_{label(cause)}",
        f"Mean days {text}, on the way from need to home of households that got a home by "
        "help; the days of all causes add up to the way.",
        lambda run: run.way_home_by_cause[cause],
        group="causes",
        unit="days",
        label=f"Waiting {text}",
        practical=2.0,
        better="lower",
    )


for _cause, _text in _CAUSES.items():
    _register_cause(_cause, _text)
