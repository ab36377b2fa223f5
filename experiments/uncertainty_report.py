"""What ``compare --uncertainty`` prints below the comparison itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from experiments.formatting import (
    MISSING,
    counted,
    decimals,
    interval,
    joined,
    number,
    sharpened,
    shown,
    shown_unit,
)
from experiments.leaning import FEWEST, BreakEven, Lean
from experiments.redrawn.place import FACTORS
from experiments.statistics import Estimate
from experiments.tables import by_group
from experiments.uncertainty import REDRAWN, FailedDraw, Finding, Findings, Sweep
from sim.quantities import with_unit

if TYPE_CHECKING:
    from rich.console import Console

    from sim.measures import Measure

#: How many failed draws are listed one by one.
_LISTED = 5

_HEADINGS = ("  Scenario", "Lower", "Within", "Higher", "Median", "90 % of draws", "Leans on")


def print_uncertainty(
    out: Console,
    sweep: Sweep,
    findings: Findings,
    measures: Mapping[str, Measure],
    listed: Mapping[str, Measure],
    main: str,
) -> None:
    """The section on the assumptions: the ``listed`` measures, break-even, what was redrawn."""
    from rich.text import Text

    times = counted(sweep.plan.draws, "time")
    out.print()
    out.print(Text(f"With every assumption redrawn {times}", style="bold"))
    out.print(_how(sweep))
    if not sweep.finished:
        out.print("No draw finished in all scenarios: nothing can be said.")
        return
    _print_blocks(out, sweep, findings, listed)
    out.print()
    if main in measures:
        for line in break_even_lines(findings, measures[main], main):
            out.print(line)
        out.print()
    for line in _reading(sweep, findings, listed):
        out.print(line)


def _how(sweep: Sweep) -> str:
    plan = sweep.plan
    return (
        f"{counted(sweep.finished, 'draw')} finished, "
        f"{counted(plan.replications, 'run')} of each scenario in each, "
        f"in {sweep.outcome.seconds:.1f} s. "
        f"Differences are scenario minus {plan.baseline}."
    )


def _print_blocks(
    out: Console, sweep: Sweep, findings: Findings, listed: Mapping[str, Measure]
) -> None:
    from rich.text import Text

    rows = {
        key: [_row(name, findings[name], key, one) for name in sweep.plan.compared]
        for key, one in listed.items()
    }
    everything = [_HEADINGS, *(row for block in rows.values() for row in block)]
    widths = [max(len(row[column]) for row in everything) for column in range(len(_HEADINGS))]
    for title, members in by_group(listed):
        out.print()
        out.print(Text(title, style="bold underline"))
        out.print(_grid([_HEADINGS], widths, style="dim"))
        for key, measure in members.items():
            out.print(Text(f"{measure.label} ({shown_unit(measure.unit)})", style="bold"))
            out.print(_grid(rows[key], widths))


def _grid(rows: Sequence[Sequence[str]], widths: Sequence[int], style: str = "") -> object:
    from rich.table import Table

    grid = Table.grid(padding=(0, 3, 0, 0))
    for column, width in enumerate(widths):
        last = column == len(widths) - 1
        words = last or column == 0
        grid.add_column(
            justify="left" if words else "right",
            min_width=None if last else width,
            no_wrap=not words,
        )
    for row in rows:
        grid.add_row(*row, style=style)
    return grid


def _row(name: str, members: Mapping[str, Finding], key: str, measure: Measure) -> list[str]:
    found = members[key]
    over = found.spread
    apart = shown(Estimate(over.median, over.low, over.high, over.count), measure.unit)
    places = sharpened(apart, decimals([apart]))
    return [
        f"  {name}",
        *(_percent(share) for share in (over.lower, over.within, over.higher)),
        number(apart.mean, places, sign=True),
        interval(apart, places, sign=True),
        leaning(found.leans, over.count),
    ]


def _percent(share: float | None) -> str:
    return MISSING if share is None else f"{100 * share:.0f} %"


def leaning(found: Sequence[Lean], draws: int) -> str:
    """The assumptions a difference clearly leans on, with the sign and strength of each."""
    clear = [f"{one.parameter} {one.correlation:+.2f}" for one in found if one.clear]
    if clear:
        return ", ".join(clear)
    return "none stands out" if found else ("too few draws" if draws < FEWEST else MISSING)


def break_even_lines(findings: Findings, measure: Measure, main: str) -> Iterator[str]:
    """Where the difference of the main measure changes sign, or why that cannot be said."""
    yield f'Break-even for "{measure.label}", the other assumptions as drawn:'
    for name, members in findings.items():
        zeros = members[main].break_even or ()
        if not zeros:
            yield f"  {name}: not estimated; {_nothing_clear(members[main])}"
        for one in zeros:
            yield f"  {name}: {_break_even(one)}"


def _nothing_clear(found: Finding) -> str:
    if not found.leans:
        return f"it takes at least {FEWEST} draws in which the difference varies"
    return "it leans clearly on no single assumption"


def _break_even(one: BreakEven) -> str:
    if one.value is None or one.low is None or one.high is None:
        return f"{one.parameter}: not estimated; {one.why}"
    known = Estimate(one.value, one.low, one.high, 2)
    places = decimals([known])
    above = "higher" if one.below == "lower" else "lower"
    return (
        f"{one.parameter} = {with_unit(number(one.value, places), REDRAWN[one.parameter].unit)} "
        f"(95 % interval {interval(known, places)}): {one.below} below it, {above} above"
    )


def _reading(sweep: Sweep, findings: Findings, listed: Mapping[str, Measure]) -> Iterator[str]:
    yield (
        '"Lower" and "higher": share of draws in which the difference exceeds the practical '
        'threshold, "within": in which it does not. "Leans on": rank correlation over draws '
        "of the assumptions that chance would hardly give, at most three."
    )
    shares = [
        found.seed_share
        for members in findings.values()
        for key, found in members.items()
        if key in listed and found.seed_share is not None
    ]
    if shares:
        middle = sorted(shares)[len(shares) // 2]
        yield (
            f"Of the variance over draws {100 * middle:.0f} % (median) is seed noise; "
            "more runs in each draw (--draw-replications) take it away."
        )
    yield _redrawn(sweep)


def _redrawn(sweep: Sweep) -> str:
    plan = sweep.plan
    kept = list(plan.kept.values())
    compared = sorted(key for key, why in plan.kept.items() if why == "compared")
    stays = [
        f"{counted(kept.count('given'), 'number')} given or with a source",
        f"{counted(kept.count('a choice'), 'choice')}",
        f"{counted(plan.without_range + kept.count('no range'), 'assumption')} of the files "
        "without a range",
    ]
    if compared:
        stays.append(f"what the scenarios differ in ({', '.join(compared)})")
    factors = [one for one in plan.parameters if one.key in FACTORS]
    of_the_file = (
        f", {len(factors)} of them factors of what the municipality's file assumes "
        "(groups.*, dwellings.*, municipality.*)"
        if factors
        else ""
    )
    return (
        f"Redrawn: {counted(len(plan.parameters), 'assumption')}, each uniformly over its range "
        f"and independently{of_the_file}; the ranges are assumptions too. "
        f"Not redrawn: {joined(stays)}."
    )


def failed_lines(failed: Sequence[FailedDraw]) -> list[str]:
    """What went wrong in which draw, in a few lines."""
    lines = [
        f"draw failed: {one.draw}, {one.scenario}, seed {one.seed}: {one.error}"
        for one in failed[:_LISTED]
    ]
    if len(failed) > _LISTED:
        lines.append(f"... and {counted(len(failed) - _LISTED, 'more failed draw')}")
    return lines


def interruption_line(sweep: Sweep) -> str:
    """What an interrupted program can still tell of the draws."""
    asked = counted(sweep.plan.draws, "draw")
    return f"interrupted: the section on assumptions rests on {sweep.finished} of {asked}"
