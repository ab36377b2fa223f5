"""Which measures are shown first; all of them are in ``--all``, ``--json`` and ``--out``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.measures import Measure

#: What the table of ``compare`` shows.
IN_TABLE = (
    "decision_wait",
    "decided_within_month",
    "home_wait",
    "days_waiting",
    "referrals",
    "tossed",
    "retold",
    "handover_hours",
    "vacancy_to_ready",
    "relet_days",
    "vacancy_days",
    "vacancy_rate",
    "circulation",
    "entry_able",
    "economic_instruments",
    "instruments_used",
    "straight_to_list",
    "needs_missed",
    "gave_up",
    "follow_up_in_place",
    "package_in_time",
    "tenancies_failed",
    "coordination_share",
    "cost_per_household",
    "unequal_treatment",
)

#: What the main figure shows: two of each subject, a panel each.
IN_FIGURE = (
    "decision_wait",
    "home_wait",
    "tossed",
    "handover_hours",
    "vacancy_to_ready",
    "relet_days",
    "circulation",
    "entry_able",
)


def chosen(measures: Mapping[str, Measure], keys: Sequence[str]) -> dict[str, Measure]:
    """The measures of ``keys`` that there are, in that order."""
    return {key: measures[key] for key in keys if key in measures}
