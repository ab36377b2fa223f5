"""All that a municipality's file assumes: what is redrawn, by which factors, and what stays.

Each kind of number is moved by one factor, the same for all groups and all kinds of dwellings.
A number with a source stays; what else does is named, with the reason (:data:`STAYS`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from experiments.redrawn import groups, stock
from experiments.redrawn.factors import is_assumed, ranged
from sim.parameters import Parameter
from sim.scenario.resolved import Municipality, Scenario

_PLACES = ranged(
    "municipality.temporary_places",
    (0.9, 1.5),
    "places in temporary housing, over the file's",
    "assumption: no fewer than the households that were counted there (OsloMet/NIBR)",
)

#: By key: the factor by which a kind of number may be off.
FACTORS: Mapping[str, Parameter] = {
    **groups.FACTORS,
    **stock.FACTORS,
    _PLACES.key: _PLACES,
}

#: Why what stands of a block of dwellings beside their number stays.
_A_KIND = "it says what a kind of dwelling is; how many there are of it is redrawn"

#: Assumptions that stay, by key as in files (* stands for anything), and why.
STAYS: Mapping[str, str] = {
    "population": (
        "it is what makes a place small or large: the round number of a place that is no place in "
        "particular, which stock and arrivals were made for"
    ),
    "groups.*.arrivals.*": (
        "how many come was calibrated to applications, in Moss, and to the dwellings there are, "
        "elsewhere"
    ),
    "dwelling_budget": "what a municipality spends is decided, not unknown",
    "stock.*.rooms": _A_KIND,
    "stock.*.accessible": _A_KIND,
    "stock.*.ownership": _A_KIND,
}


def numbers(scenario: Scenario, factor: str) -> dict[str, float]:
    """What the place's file says, by key, of all that ``factor`` is about."""
    if factor in groups.FACTORS:
        return groups.numbers(scenario, factor)
    if factor in stock.FACTORS:
        return stock.numbers(scenario)
    places = scenario.municipality.temporary_places
    return {} if places is None else {"temporary_places": places}


def assumed(scenario: Scenario, factor: str) -> list[str]:
    """The keys of what is assumed in the file and a factor changes."""
    if factor in groups.FACTORS:
        return groups.assumed(scenario, factor)
    if factor in stock.FACTORS:
        return stock.assumed(scenario, factor)
    said = numbers(scenario, factor)
    return [key for key in said if said[key] != 0.0 and is_assumed(scenario, key)]


def redrawn(scenario: Scenario, factors: Mapping[str, float]) -> Municipality:
    """The municipality with what its file assumes moved by ``factors``."""
    return replace(
        scenario.municipality,
        temporary_places=_temporary_places(scenario, factors.get(_PLACES.key, 1.0)),
        stock=stock.redrawn(scenario, factors),
        groups=groups.redrawn(scenario, factors),
    )


def _temporary_places(scenario: Scenario, by: float) -> float | None:
    """Whole places stay whole."""
    places = scenario.municipality.temporary_places
    if places is None or not assumed(scenario, _PLACES.key):
        return places
    return float(round(places * by))
