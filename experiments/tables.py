"""What ``run`` and ``compare`` print: one block per group of measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from experiments.formatting import (
    GROUPS,
    MISSING,
    decimals,
    interval,
    judged,
    number,
    sharpened,
    shown,
    shown_unit,
)
from experiments.statistics import Comparison, Estimate, Verdict

if TYPE_CHECKING:
    from sim.measures import Measure

#: Width of what is printed where there is no terminal to ask.
_WIDTH = 130

_VERDICT_STYLE = {Verdict.LOWER: "bold", Verdict.HIGHER: "bold"}


def console(*, error: bool = False) -> Console:
    """A console on standard output (or the error stream) that is wide where it is a file."""
    terminal = Console(stderr=error, highlight=False)
    if terminal.is_terminal:
        return terminal
    return Console(stderr=error, highlight=False, width=_WIDTH, no_color=True)


def by_group(measures: Mapping[str, Measure]) -> Iterator[tuple[str, dict[str, Measure]]]:
    """The measures under the title of their group, groups in the order of ``GROUPS``."""
    for group, title in GROUPS.items():
        members = {key: one for key, one in measures.items() if one.group == group}
        if members:
            yield title, members


def run_table(comparison: Comparison, name: str, measures: Mapping[str, Measure]) -> Table:
    """Every measure of one scenario: value, interval, unit."""
    table = Table(box=None, pad_edge=False)
    table.add_column("Measure", overflow="fold")
    for heading in ("Value", "95 % interval"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Unit", no_wrap=True)
    for title, members in by_group(measures):
        table.add_row(Text(title, style="bold"))
        for key, measure in members.items():
            found = shown(comparison.estimates[name][key], measure.unit)
            places = decimals([found])
            table.add_row(
                f"  {measure.label}",
                number(found.mean, places),
                interval(found, places),
                shown_unit(measure.unit),
            )
    return table


def print_comparison(out: Console, comparison: Comparison, measures: Mapping[str, Measure]) -> None:
    """Each measure as a small block, a row per scenario, baseline first."""
    names = list(comparison.estimates)
    rows = {key: _rows(comparison, key, one, names) for key, one in measures.items()}
    headings = _headings(comparison)
    everything = [headings, *(row for block in rows.values() for row in block)]
    widths = [max(len(row[column]) for row in everything) for column in range(len(headings))]
    for title, members in by_group(measures):
        out.print()
        out.print(Text(title, style="bold underline"))
        out.print(_grid([headings], widths, header=True))
        for key, measure in members.items():
            out.print(Text(f"{measure.label} ({shown_unit(measure.unit)})", style="bold"))
            out.print(_grid(rows[key], widths))


def _headings(comparison: Comparison) -> list[str]:
    values = ["  Scenario", "Value", "95 % interval"]
    if not comparison.differences:
        return values
    return [*values, "Difference", "95 % interval", "Verdict"]


def _rows(
    comparison: Comparison, key: str, measure: Measure, names: Sequence[str]
) -> list[list[str]]:
    found = {name: shown(comparison.estimates[name][key], measure.unit) for name in names}
    apart = {
        name: (shown(members[key].estimate, measure.unit), members[key].verdict)
        for name, members in comparison.differences.items()
    }
    places = decimals(found.values())
    finer = decimals(one for one, _ in apart.values())
    rows = []
    for name in names:
        row = [f"  {name}", number(found[name].mean, places), interval(found[name], places)]
        if comparison.differences:
            row += _difference_cells(comparison, name, apart, finer, measure)
        rows.append(row)
    return rows


def _difference_cells(
    comparison: Comparison,
    name: str,
    apart: Mapping[str, tuple[Estimate, Verdict]],
    places: int,
    measure: Measure,
) -> list[str]:
    if name == comparison.baseline:
        return ["", "", "baseline"]
    if name not in apart:
        return [MISSING, MISSING, "not paired"]
    found, verdict = apart[name]
    places = sharpened(found, places)
    return [
        number(found.mean, places, sign=True),
        interval(found, places, sign=True),
        judged(verdict, measure.better),
    ]


def _grid(rows: Sequence[Sequence[str]], widths: Sequence[int], *, header: bool = False) -> Table:
    grid = Table.grid(padding=(0, 3, 0, 0))
    for column, width in enumerate(widths):
        words = column in (0, 5)
        grid.add_column(justify="left" if words else "right", min_width=width, no_wrap=not words)
    for row in rows:
        told_apart = len(row) > 5 and row[5].startswith(("lower", "higher"))
        style = "dim" if header else ("bold" if told_apart else "")
        grid.add_row(*row[:-1], Text(row[-1], style=style))
    return grid


def undefined_note(comparison: Comparison, measures: Mapping[str, Measure]) -> list[str]:
    """One line for each estimate that some replications could not enter."""
    return [
        f"{name}: {measures[key].label}: undefined in {one.undefined} of "
        f"{one.undefined + one.count} replications, left out"
        for name, members in comparison.estimates.items()
        for key, one in members.items()
        if key in measures and one.undefined and one.count
    ]
