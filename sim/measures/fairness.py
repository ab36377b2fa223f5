"""Fairness: gaps between groups, districts, and simple and compound needs; equal treatment."""

from __future__ import annotations

import numpy as np

from sim.measures.observed import DECISION_HORIZON, NAN, Run, share
from sim.measures.registry import measure
from sim.quantities import YEAR
from sim.survival import Part, Waits

#: Groups and districts with fewer households than this are not compared.
LEAST = 30


def _by_part(waits: Waits, part: np.ndarray, horizon: float) -> list[Part]:
    """The waits of every part with enough of them; ``part`` numbers the part of each."""
    parts = waits.by_part(part, int(part.max(initial=-1)) + 1, horizon)
    return [one for one in parts if one.waits >= LEAST]


def _gap(values: list[float]) -> float:
    """The largest less the smallest; nan if there are not two to compare."""
    return max(values) - min(values) if len(values) > 1 else NAN


@measure("fairness", "days", "Compound needs wait longer for a decision by", 5.0, "lower")
def compound_gap(run: Run) -> float:
    """Mean days to the first decision (of the first 365; a room by the night is none) with
    compound needs, less the same with simple needs; of households with a dwelling need.
    Compound needs are economic or
    personal help (social assistance, debt advice, follow-up) besides the home and its rent."""
    simple, compound = run.to_decision_of_home_seekers.by_part(
        run.episodes.compound, 2, DECISION_HORIZON
    )
    return compound.mean - simple.mean


@measure("fairness", "share", "Home within a year: simple less compound needs", 0.03, "lower")
def compound_gap_home(run: Run) -> float:
    """Share with a home by help within a year with simple needs, less the same with compound
    needs; of households with a dwelling need."""
    simple, compound = run.to_home.by_part(run.episodes.compound, 2, YEAR)
    return simple.event - compound.event


@measure("fairness", "share", "Gap between groups: home within a year", 0.05, "lower")
def group_gap(run: Run) -> float:
    """Share with a home by help within a year: best group less worst, of groups with at least
    30 households with a dwelling need; undefined with fewer than two."""
    parts = _by_part(run.to_home, run.episodes.group, YEAR)
    return _gap([one.event for one in parts])


@measure("fairness", "days", "Gap between groups: first decision", 10.0, "lower")
def group_gap_decision(run: Run) -> float:
    """Mean days to the first decision (of the first 365; a room by the night is none): slowest
    group less fastest, of groups with at least 30 households with a dwelling need; undefined
    with fewer than two."""
    parts = _by_part(run.to_decision_of_home_seekers, run.episodes.group, DECISION_HORIZON)
    return _gap([one.mean for one in parts])


def _by_district(run: Run, waits: Waits, horizon: float) -> list[Part]:
    """Home seekers' waits by district; none where the town is in one piece."""
    if not run.scenario.organisation.districts:
        return []
    return _by_part(waits, run.episodes.district, horizon)


@measure("fairness", "share", "Gap between districts: home within a year", 0.05, "lower")
def district_gap(run: Run) -> float:
    """Share with a home by help within a year: best district less worst, of districts with at
    least 30 households with a dwelling need; undefined with fewer than two, and where the town
    is in one piece."""
    return _gap([one.event for one in _by_district(run, run.to_home, YEAR)])


@measure("fairness", "days", "Gap between districts: first decision", 5.0, "lower")
def district_gap_decision(run: Run) -> float:
    """Mean days to the first decision (of the first 365; a room by the night is none): slowest
    district less fastest, of districts with at least 30 households with a dwelling need;
    undefined with fewer than two, and where the town is in one piece."""
    parts = _by_district(run, run.to_decision_of_home_seekers, DECISION_HORIZON)
    return _gap([one.mean for one in parts])


@measure("fairness", "share", "Spread of decisions on identical needs", 0.02, "lower")
def unequal_treatment(run: Run) -> float:
    """Standard deviation of approval (1 or 0) among decided applications for a dwelling whose
    households are alike: same group, same ground, same set of needs.  The mean of it (with
    n - 1) over all such cells of at least two applications, weighted by their number; 0 if
    all who are alike are decided alike.  Undefined if nobody is like another."""
    spread, decided = run.applications.spread()
    return share(float(spread.sum()), decided)
