"""The results of ``run`` and ``compare`` as one JSON object, and as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.formatting import counted, joined
from experiments.statistics import Comparison, Estimate

if TYPE_CHECKING:
    from rich.console import Console

    from experiments.runner import Failure, Outcome
    from sim.measures import Measure

#: How many failed runs are listed one by one.
_LISTED = 5


def as_json(
    comparison: Comparison, measures: Mapping[str, Measure], meta: Mapping[str, Any]
) -> dict[str, Any]:
    """``{"meta", "scenarios", "differences"}``; what is not known is ``None``."""
    return {
        "meta": dict(meta),
        "scenarios": {
            name: {key: _numbers(found, measures[key]) for key, found in members.items()}
            for name, members in comparison.estimates.items()
        },
        "differences": {
            f"{name} - {comparison.baseline}": {
                key: {
                    **_numbers(found.estimate, measures[key]),
                    "verdict": str(found.verdict),
                }
                for key, found in members.items()
            }
            for name, members in comparison.differences.items()
        },
    }


def _numbers(found: Estimate, measure: Measure) -> dict[str, Any]:
    return {"mean": found.mean, "low": found.low, "high": found.high, "unit": measure.unit}


def undefined_counts(comparison: Comparison) -> dict[str, dict[str, int]]:
    """In how many replications of each scenario a measure is undefined, where in any."""
    counts = {
        name: {key: found.undefined for key, found in members.items() if found.undefined}
        for name, members in comparison.estimates.items()
    }
    return {name: members for name, members in counts.items() if members}


def reductions(comparison: Comparison) -> dict[str, dict[str, float]]:
    """The variance reduction by pairing of each difference that has one."""
    return {
        f"{name} - {comparison.baseline}": {
            key: found.reduction for key, found in members.items() if found.reduction is not None
        }
        for name, members in comparison.differences.items()
    }


def failure_lines(failures: Sequence[Failure]) -> list[str]:
    """What went wrong, in a few lines."""
    lines = [
        f"run failed: {one.scenario}, seed {one.seed}: {one.message}" for one in failures[:_LISTED]
    ]
    if len(failures) > _LISTED:
        lines.append(f"... and {counted(len(failures) - _LISTED, 'more failed run')}")
    return lines


def interruption_line(outcome: Outcome) -> str:
    """What an interrupted program can still tell."""
    done = [len(outcome.seeds_of(name)) for name in outcome.scenarios]
    asked = len(outcome.seeds)
    if not any(done):
        return "interrupted before any run had finished"
    span = f"{min(done)}" if min(done) == max(done) else f"{min(done)} to {max(done)}"
    return f"interrupted: results rest on {span} of {counted(asked, 'replication')}"


def print_footnotes(
    out: Console,
    comparison: Comparison,
    listed: Mapping[str, Measure],
    *,
    unpaired: Sequence[str],
    note: str,
) -> None:
    """What a reader must know about the ``listed`` measures; the last line on seed noise always."""
    from experiments.tables import undefined_note

    out.print()
    if comparison.differences:
        out.print(
            f"Differences are paired: scenario minus {comparison.baseline}, on the same "
            'households. "Cannot be told apart": the interval covers zero, or the difference '
            "lies within the practical threshold."
        )
        if any(measure.unit == "share" for measure in listed.values()):
            out.print("Differences of percentages are in percentage points.")
        span = comparison.typical_reduction()
        if span is not None:
            low, middle, high = span
            out.print(
                "Unpaired, the same intervals would take "
                f"{middle:.1f} times as many runs (median; {low:.1f} to {high:.1f})."
            )
    if unpaired:
        out.print(
            f"Another municipality than {comparison.baseline}'s: {joined(unpaired)}. Shown side by "
            "side, not paired: different households, different resources, no differences."
        )
    for line in undefined_note(comparison, listed):
        out.print(line)
    out.print(note)
