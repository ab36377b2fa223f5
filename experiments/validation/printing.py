"""What ``validate`` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.formatting import counted, decimals, interval, number, sharpened, shown, shown_unit
from experiments.statistics import Estimate
from experiments.validation import summary

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_HEADINGS = ("Measure", "First", "Second", "Difference", "95 % interval", "Expected", "Verdict")

#: What is told first of a study.
REVERSALS = ("Measure", "Verdict", "A reversal rests on", summary.NEVER_BEATEN)


def print_patterns(
    out: Console, patterns: Sequence[Mapping[str, Any]], meta: Mapping[str, Any]
) -> None:
    """Every pattern with a table for each pair, reasons below; at last an overview."""
    from rich.text import Text

    for one in patterns:
        out.print()
        out.print(Text(f"{one['pattern']}  {one['title']}", style="bold underline"))
        out.print(f"{one['said']} [{one['source']}]", markup=False)
        if one["study"] is not None:
            _print_study(out, one)
        for pair in one["pairs"]:
            out.print()
            out.print(Text(f"{pair['first']} → {pair['second']}", style="bold"))
            out.print(_table(pair["claims"]))
            for claim in pair["claims"]:
                out.print(f"  {claim['label']}:", markup=False)
                for reason in claim["reasons"]:
                    out.print(f"    {reason}", markup=False)
            if pair["logic"]:
                out.print(f"  By the rules: {pair['logic']}", markup=False)
        told = f"{summary.headline(one)} ({summary.claims(one)})"
        out.print(Text(f"{one['pattern']}: {told}", style="bold"))
        for line in over_draws(one):
            out.print(line, markup=False)
    out.print()
    out.print(Text("Overview", style="bold underline"))
    for one in patterns:
        told = f"{summary.headline(one)} ({summary.in_overview(one)})"
        out.print(f"{one['pattern']}  {one['title']}: {told}", markup=False)
    out.print()
    out.print(
        f"{counted(meta['replications'], 'replication')} of each side from seed {meta['seed']}, "
        f"in {meta['seconds']:.0f} s. {meta['note']}",
        markup=False,
    )


def _table(claims: Sequence[Mapping[str, Any]]) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(_HEADINGS[0], overflow="fold")
    for heading in _HEADINGS[1:5]:
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in _HEADINGS[5:]:
        table.add_column(heading)
    for claim in claims:
        table.add_row(*cells(claim))
    return table


def cells(claim: Mapping[str, Any]) -> list[str]:
    """A claim as a row: label with unit, both means, difference, interval, expected, verdict."""
    unit = claim["unit"]
    first, second, apart = (
        shown(Estimate(**claim[key]), unit) for key in ("first", "second", "difference")
    )
    places = sharpened(apart, decimals([first, second, apart]))
    verdict = claim["verdict"] + (f", {claim['size']}" if claim["size"] else "")
    expected = claim["expected"]
    if claim["least"] is not None:
        expected += f" by {claim['least']:g} to {claim['most']:g}"
    return [
        f"{claim['label']} ({shown_unit(unit)})",
        number(first.mean, places),
        number(second.mean, places),
        number(apart.mean, places, sign=True),
        interval(apart, places, sign=True),
        expected,
        verdict,
    ]


def reversal_cells(pattern: Mapping[str, Any]) -> Iterator[list[str]]:
    """The measures of a study as rows below :data:`REVERSALS`."""
    from sim.measures import MEASURES

    for one in summary.reversals(pattern):
        label = MEASURES[one["measure"]].label
        yield [label, one["verdict"], summary.rests_on(one), summary.never_beaten(one)]


def over_draws(pattern: Mapping[str, Any]) -> Iterator[str]:
    """In how many draws of the assumptions a pattern, and each of its claims, holds."""
    found = pattern["uncertainty"]
    if found is None:
        return
    yield (
        f"Assumptions redrawn {counted(found['draws'], 'time')}: holds as a whole in "
        f"{found['holds']} of {counted(found['whole'], 'draw')}."
    )
    for pair in pattern["pairs"]:
        for claim in pair["claims"]:
            over = claim["over_draws"]
            if over is not None and over["count"]:
                yield (
                    f"  {claim['label']} ({pair['first']} → {pair['second']}): {over['holds']} of "
                    f"{over['count']} beyond what matters, {over['right_sign']} with the sign "
                    "expected"
                )


def _print_study(out: Console, pattern: Mapping[str, Any]) -> None:
    from rich.table import Table

    from sim.measures import MEASURES

    study = pattern["study"]
    out.print()
    out.print(
        f"{study['title']}: {len(study['organisations'])} organisations at {study['points']} "
        f"points, {study['runs']} runs.",
        markup=False,
    )
    table = Table(box=None, pad_edge=False)
    for heading in REVERSALS:
        table.add_column(heading)
    for cells_of_one in reversal_cells(pattern):
        table.add_row(*cells_of_one)
    out.print(table)
    out.print()
    table = Table(box=None, pad_edge=False)
    for heading in ("Measure", "One", "Other", "One better", "Other better", "Not told apart"):
        table.add_column(heading)
    for order in study["orders"]:
        table.add_row(
            MEASURES[order["measure"]].label,
            order["first"],
            order["second"],
            *(str(order[key]) for key in ("first_better", "second_better", "undecided")),
        )
    out.print(table)
    for one in study["reversals"]:
        out.print(f"{MEASURES[one['measure']].label}: {one['verdict']}. {one['why']}", markup=False)
