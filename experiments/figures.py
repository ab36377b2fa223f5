"""Figures for people who decide: a dot and an interval per organisation, a panel per measure.

Marks differ by shape as well as by colour, and the colours (Okabe and Ito) are told apart
by colour-blind readers.  Axes of quantities that cannot be negative begin at zero, so that
a small difference looks small.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.formatting import GROUPS, decimals, number, shown, shown_unit
from experiments.highlights import IN_FIGURE, chosen
from experiments.statistics import Comparison, Estimate, Verdict

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.measures import Measure

#: The groups a figure of their own is drawn for, beside the main one.
FIGURE_GROUPS = ("waits", "referrals", "vacancy", "circulation", "strategy")

_FORMATS = ("png", "svg")

#: From here on an axis counts in millions (M), not in powers of ten.
_MILLIONS = 1e6


@dataclass(frozen=True)
class Mark:
    """How one kind of dot is drawn, and what the legend says of it."""

    meaning: str
    shape: str
    colour: str
    filled: bool = True


_BASELINE = Mark("the organisation compared with", "s", "#000000")
_BETTER = Mark("better", "o", "#0072B2")
_WORSE = Mark("worse", "D", "#D55E00")
_OTHER = Mark("different", "^", "#CC79A7")
_NOT_APART = Mark("cannot be told apart from it", "o", "#666666", filled=False)
_ALONE = Mark("mean of the simulated periods", "o", "#333333")
_MARKS = (_BASELINE, _BETTER, _WORSE, _OTHER, _NOT_APART, _ALONE)


def draw(
    comparison: Comparison,
    measures: Mapping[str, Measure],
    labels: Mapping[str, str],
    *,
    title: str,
    note: str,
    with_group: bool = False,
) -> Figure:
    """One panel per measure, one line per scenario; ``labels`` names scenarios for readers.

    ``with_group`` puts the name of its group before each measure.
    """
    from matplotlib.figure import Figure

    names = list(comparison.estimates)
    keys = list(measures)
    columns = min(2, len(keys))
    rows = math.ceil(len(keys) / columns)
    width = 5.6 * columns + 1.0
    small_print = textwrap.wrap(note, int(15 * width))
    heights = [0.9, rows * (1.1 + 0.42 * len(names)), 0.25 + 0.16 * len(small_print)]
    figure = Figure(figsize=(width, sum(heights)), layout="constrained")
    strips: Any = figure.subfigures(3, 1, height_ratios=heights)
    head, body, foot = strips
    panels = body.subplots(rows, columns, sharey=True, squeeze=False).flatten()
    used: set[Mark] = set()
    for panel, key in zip(panels, keys, strict=False):
        used |= _panel(panel, comparison, key, measures[key], names)
        heading = _heading(measures[key], with_group)
        panel.set_title(_wrapped(heading, 56), fontsize=10, loc="left")
    for panel in panels[len(keys) :]:
        panel.set_visible(False)
    panels[0].set_yticks(range(len(names)), [_wrapped(labels[name], 26) for name in names])
    panels[0].set_ylim(len(names) - 0.5, -0.5)
    head.text(0.012, 0.95, title, fontsize=14, fontweight="bold", va="top")
    _legend(head, used)
    foot.text(0.012, 0.9, "\n".join(small_print), fontsize=8, color="#444444", va="top")
    return figure


def _heading(measure: Measure, with_group: bool) -> str:
    words = measure.label.replace("... ", "Of these, ")
    if not with_group:
        return words
    return f"{GROUPS[measure.group]}: {words[0].lower()}{words[1:]}"


def _panel(
    panel: Any, comparison: Comparison, key: str, measure: Measure, names: Sequence[str]
) -> set[Mark]:
    found = {name: shown(comparison.estimates[name][key], measure.unit) for name in names}
    places = decimals(found.values())
    used = set()
    for line, name in enumerate(names):
        one = found[name]
        if one.mean is None:
            panel.text(
                0.02, line, "not defined", transform=panel.get_yaxis_transform(), va="center"
            )
            continue
        mark = _mark(comparison, name, key, measure)
        used.add(mark)
        if one.low is not None and one.high is not None:
            panel.plot([one.low, one.high], [line, line], color=mark.colour, linewidth=2.2)
        panel.plot(
            [one.mean],
            [line],
            marker=mark.shape,
            markersize=8,
            color=mark.colour,
            markerfacecolor=mark.colour if mark.filled else "white",
            linestyle="none",
        )
        panel.annotate(
            number(one.mean, places),
            (one.mean, line),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            fontsize=8,
        )
    _axes(panel, measure, found.values(), comparison, found)
    return used


def _axes(
    panel: Any,
    measure: Measure,
    estimates: Any,
    comparison: Comparison,
    found: Mapping[str, Estimate],
) -> None:
    from matplotlib.ticker import EngFormatter

    base = found.get(comparison.baseline) if comparison.baseline else None
    if comparison.differences and base is not None and base.mean is not None:
        panel.axvline(base.mean, color="#bbbbbb", linewidth=1, zorder=0)
    ends = [end for one in estimates for end in (one.mean, one.low, one.high) if end is not None]
    if ends and min(ends) >= 0:
        most = max(ends) or 1.0
        # A little to the left, so that the number above a dot at zero is not on the axis.
        panel.set_xlim(-0.03 * most, 1.08 * most)
    if ends and max(ends) >= _MILLIONS:
        panel.xaxis.set_major_formatter(EngFormatter())
    panel.set_xlabel(shown_unit(measure.unit), fontsize=9)
    panel.grid(axis="x", color="#eeeeee")
    panel.set_axisbelow(True)
    panel.tick_params(axis="y", length=0, labelsize=9)
    for side in ("top", "right", "left"):
        panel.spines[side].set_visible(False)


def _mark(comparison: Comparison, name: str, key: str, measure: Measure) -> Mark:
    if not comparison.differences:
        return _ALONE
    if name == comparison.baseline:
        return _BASELINE
    if name not in comparison.differences:
        return _ALONE
    verdict = comparison.differences[name][key].verdict
    if verdict in (Verdict.LOWER, Verdict.HIGHER):
        if not measure.better:
            return _OTHER
        return _BETTER if verdict == measure.better else _WORSE
    return _NOT_APART if verdict is Verdict.NOT_APART else _ALONE


def _legend(head: Any, used: set[Mark]) -> None:
    from matplotlib.lines import Line2D

    shown_marks = [mark for mark in _MARKS if mark in used]
    handles = [
        Line2D(
            [],
            [],
            linestyle="none",
            marker=mark.shape,
            markersize=8,
            color=mark.colour,
            markerfacecolor=mark.colour if mark.filled else "white",
            label=mark.meaning,
        )
        for mark in shown_marks
    ]
    if handles:
        head.legend(
            handles=handles, loc="lower left", ncols=len(handles), frameon=False, fontsize=10
        )


def _wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(text, width)) or text


def write_figures(
    folder: Path,
    comparison: Comparison,
    measures: Mapping[str, Measure],
    labels: Mapping[str, str],
    note: str,
) -> list[Path]:
    """The main figure and one per group into ``folder``, each as PNG and SVG.

    A group of which no measure is defined has none: that of strategy where none is pursued.
    """
    import matplotlib

    several = len(comparison.estimates) > 1
    title = "What differs between the organisations" if several else next(iter(labels.values()))
    wanted = {"main": (title, chosen(measures, IN_FIGURE))}
    for group in FIGURE_GROUPS:
        wanted[group] = (GROUPS[group], _defined(comparison, measures, group))
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    # A fixed salt and no date: the same results give the same files.
    with matplotlib.rc_context({"svg.hashsalt": "boligsim", "svg.fonttype": "none"}):
        for name, (title, members) in wanted.items():
            if not members:
                continue
            figure = draw(
                comparison, members, labels, title=title, note=note, with_group=name == "main"
            )
            written += save(figure, folder, name)
    return written


def _defined(
    comparison: Comparison, measures: Mapping[str, Measure], group: str
) -> dict[str, Measure]:
    """The measures of a group that are defined in at least one of the scenarios."""
    found = comparison.estimates.values()
    return {
        key: measure
        for key, measure in measures.items()
        if measure.group == group and any(one[key].mean is not None for one in found)
    }


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """``figure`` into ``folder`` as PNG and SVG; the same figure gives the same files.

    For that the names in an SVG need a fixed salt too (``svg.hashsalt``).
    """
    settle(figure)
    written = []
    for form in _FORMATS:
        path = folder / f"{name}.{form}"
        undated = {"Date": None} if form == "svg" else {}
        figure.savefig(path, dpi=160, metadata=undated)
        written.append(path)
    return written


def settle(figure: Figure) -> None:
    """Lay the figure out, and round where its parts came to lie.

    The layout may differ in the last bit from one figure to the next, and names in the SVG
    depend on it.
    """
    from matplotlib.transforms import Bbox

    figure.draw_without_rendering()
    # With no engine at all saving needs no drawing beforehand; "none" would leave one in its place.
    figure.set_layout_engine(None)
    for strip in figure.subfigs:
        strip.bbox_relative.set_points(strip.bbox_relative.get_points().round(6))
    for axes in figure.axes:
        axes.set_position(Bbox(axes.get_position().get_points().round(6)))
