"""The forest plot: every claim's paired difference with its ablation beside it.

Measures have units of their own, so a difference is drawn in multiples of what matters in practice
in its measure, and turned so that the side expected is on the right.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.validation.judging import NOT, REPRODUCED

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Mark and colour by verdict (Okabe and Ito); shapes differ too.
_MARKS = {REPRODUCED: ("o", "#0072B2", True), NOT: ("D", "#D55E00", True)}
_OPEN = ("o", "#666666", False)
_ABLATED = ("s", "#009E73")


def draw(patterns: Sequence[Mapping[str, Any]], note: str) -> Figure:
    """The forest plot of the tree that :func:`experiments.validation.report.tree` makes."""
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    rows = [
        (pattern, pair, claim)
        for pattern in patterns
        for pair in pattern["pairs"]
        for claim in pair["claims"]
        if claim["difference"]["mean"] is not None and claim["practical"] > 0.0
    ]
    small_print = textwrap.wrap(note, 150)
    height = 1.9 + 0.66 * len(rows) + 0.17 * len(small_print)
    figure = Figure(figsize=(11.5, height), layout="constrained")
    axes = figure.subplots()
    axes.axvspan(-1.0, 1.0, color="#eeeeee", zorder=0)
    axes.axvline(0.0, color="#888888", linewidth=1)
    labels = []
    for place, (pattern, pair, claim) in enumerate(rows):
        scale = (-1.0 if claim["expected"] == "lower" else 1.0) / claim["practical"]
        shape, colour, filled = _MARKS.get(claim["verdict"], _OPEN)
        _mark(axes, place - 0.13, claim["difference"], scale, shape, colour, filled)
        for ablation in claim["ablations"][:1]:
            if not ablation["by_definition"]:
                _mark(axes, place + 0.2, ablation["difference"], scale, *_ABLATED, False)
        compared = textwrap.fill(f"{pair['first']} → {pair['second']}", 62, max_lines=3)
        labels.append(f"{pattern['pattern']}  {claim['label']}\n{compared}")
    axes.set_yticks(range(len(rows)), labels, fontsize=7.5)
    axes.set_ylim(len(rows) - 0.5, -0.7)
    axes.set_xscale("symlog", linthresh=1.0, linscale=0.7)
    axes.set_xticks([-30, -10, -3, -1, 0, 1, 3, 10, 30])
    axes.set_xticklabels(["30", "10", "3", "1", "0", "1", "3", "10", "30"], fontsize=8)
    axes.set_xlabel(
        "the other way  ←   difference, in multiples of what matters in practice   →  as expected",
        fontsize=9,
    )
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    kinds = [
        ("reproduced", *_MARKS[REPRODUCED]),
        ("not reproduced", *_MARKS[NOT]),
        ("cannot be told apart", *_OPEN),
        ("with the mechanism switched off", *_ABLATED, False),
    ]
    handles = [
        Line2D(
            [],
            [],
            marker=shape,
            color=colour,
            markerfacecolor=colour if filled else "white",
            linestyle="none",
            label=label,
        )
        for label, shape, colour, filled in kinds
    ]
    figure.suptitle(
        "What was observed, and what the model shows",
        x=0.01,
        ha="left",
        fontsize=14,
        fontweight="bold",
    )
    axes.legend(
        handles=handles,
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=4,
        frameon=False,
        fontsize=8.5,
    )
    figure.supxlabel("\n".join(small_print), x=0.01, ha="left", fontsize=8, color="#444444")
    return figure


def _mark(
    axes: Any,
    place: float,
    apart: Mapping[str, Any],
    scale: float,
    shape: str,
    colour: str,
    filled: bool,
) -> None:
    if apart["mean"] is None:
        return
    if apart["low"] is not None and apart["high"] is not None:
        ends = [apart["low"] * scale, apart["high"] * scale]
        axes.plot(ends, [place, place], color=colour, linewidth=1.6)
    axes.plot(
        apart["mean"] * scale,
        place,
        marker=shape,
        color=colour,
        markerfacecolor=colour if filled else "white",
        markersize=6,
    )


def write(folder: Path, patterns: Sequence[Mapping[str, Any]], note: str) -> None:
    """The plot as ``validation.png`` and ``validation.svg`` in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    figure = draw(patterns, note)
    for kind in ("png", "svg"):
        figure.savefig(folder / f"validation.{kind}", dpi=120)
