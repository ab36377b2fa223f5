"""Figures of what a change did: each measure's difference through time, and its sums.

In every panel zero is the course without the change, and the day of the change is marked.  The
inner band is that of each date alone, the outer one holds the whole course at once; dots are put
only where the outer one is clear of zero.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.bands import Band
from experiments.breaking_even import BreakEven
from experiments.figures import save
from experiments.formatting import number
from experiments.over_time import ADDED, FOLLOWED
from experiments.without_changes import Study
from experiments.without_changes_report import never_clear
from sim.quantities import YEAR

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LINE = "#222222"
_BAND = "#56B4E9"
#: Shape and colour of a date told apart, by what it means.
_TOLD = {
    "better": ("o", "#0072B2"),
    "worse": ("D", "#D55E00"),
    "different": ("^", "#CC79A7"),
}
_COLUMNS = 3

#: Panels of the figure of causes: their sum, and the largest of them.
_PANELS = 9


def write_figures(folder: Path, study: Study, note: str) -> list[Path]:
    """``over_time``, ``break_even`` and ``causes`` into ``folder``, each as PNG and SVG."""
    import matplotlib

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    # A fixed salt and no date: the same results give the same files.
    with matplotlib.rc_context({"svg.hashsalt": "boligsim", "svg.fonttype": "none"}):
        for name, draw in (("over_time", over_time), ("break_even", sums), ("causes", causes)):
            figure = draw(study, note)
            written += save(figure, folder, name)
    return written


def over_time(study: Study, note: str) -> Figure:
    """Every followed measure, quarter by quarter, with the change less without."""
    middle = (study.edges[:-1] + study.edges[1:]) / 2 / YEAR

    def panel(axes: Any, key: str) -> None:
        one = FOLLOWED[key]
        _course(axes, middle, study.courses[key].difference, one.better)
        _title(axes, one.label, f"{one.unit}; {one.dated}")

    return _figure(study, list(FOLLOWED), panel, "What the change did, quarter by quarter", note)


def sums(study: Study, note: str) -> Figure:
    """The cumulative losses since the change, and when they were made good."""
    ends = study.edges[1:][study.edges[1:] > 0.0] / YEAR

    def panel(axes: Any, key: str) -> None:
        one = ADDED[key]
        band, found = study.sums[key]
        _course(axes, ends, band, "lower")
        axes.plot([0.0, ends[0]], [0.0, band.mean[0]], color=_LINE, linewidth=1.3)
        _title(axes, one.label, f"{one.unit}; {_made_good(band, found)}")
        if math.isfinite(found.after) and found.after > 0.0 and not never_clear(band):
            axes.axvline(found.after / YEAR, color="#009E73", linewidth=1.4, linestyle=":")

    title = "What the change cost, added up: above zero is a loss not yet made good"
    return _figure(study, list(ADDED), panel, title, note)


def causes(study: Study, note: str) -> Figure:
    """The cumulative days in need, cause by cause, the largest differences first, on one scale."""
    ends = study.edges[1:][study.edges[1:] > 0.0] / YEAR
    whole, _ = study.sums["days_in_need"]
    courses = {"": ("All of them together", whole)}
    courses |= {one.key: (one.cause, one.course) for one in study.in_need.parts[: _PANELS - 1]}

    def panel(axes: Any, key: str) -> None:
        told, band = courses[key]
        _course(axes, ends, band, "lower")
        axes.plot([0.0, ends[0]], [0.0, band.mean[0]], color=_LINE, linewidth=1.3)
        _title(axes, told, f"household days; {number(band.mean[-1], 0, sign=True)} at the end")

    title = "Which days in need the change cost and saved, added up by cause"
    figure = _figure(study, list(courses), panel, title, note)
    shown = figure.subfigs[1].axes[: len(courses)]
    limits = [axes.get_ylim() for axes in shown]
    for axes in shown:
        axes.set_ylim(min(low for low, _ in limits), max(high for _, high in limits))
    return figure


def _made_good(band: Band, found: BreakEven) -> str:
    if never_clear(band):
        return "no clear loss"
    if found.after == 0.0:
        return "never a loss"
    if math.isinf(found.after):
        return "not made good within the observation"
    return f"made good after {found.after / YEAR:.1f} years (dotted)"


def _figure(
    study: Study, keys: Sequence[str], panel: Callable[[Any, str], None], title: str, note: str
) -> Figure:
    from matplotlib.figure import Figure

    columns = _COLUMNS if len(keys) > 4 else 2
    rows = math.ceil(len(keys) / columns)
    width = 4.6 * columns
    small_print = textwrap.wrap(f"{_reading(study)} {note}", int(15 * width))
    heights = [1.1, 2.5 * rows, 0.25 + 0.17 * len(small_print)]
    figure = Figure(figsize=(width, sum(heights)), layout="constrained")
    strips: Any = figure.subfigures(3, 1, height_ratios=heights)
    head, body, foot = strips
    panels = body.subplots(rows, columns, squeeze=False).flatten()
    # Before the change there is nothing to see but that there is nothing to see.
    first = max(study.edges[0] / YEAR, -1.0)
    for axes, key in zip(panels, keys, strict=False):
        axes.axhline(0.0, color="#888888", linewidth=1)
        axes.axvline(0.0, color="#000000", linewidth=1.2, linestyle="--")
        for later in _later_reorganisations(study):
            axes.axvline(later / YEAR, color="#000000", linewidth=0.9, linestyle="--")
        panel(axes, key)
        axes.set_xlim(first, study.edges[-1] / YEAR)
        axes.grid(axis="y", color="#eeeeee")
        axes.set_axisbelow(True)
        axes.tick_params(labelsize=8)
        axes.ticklabel_format(axis="y", style="plain", useOffset=False)
        axes.yaxis.set_major_formatter(_with_spaces)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    for axes in panels[len(keys) :]:
        axes.set_visible(False)
    for axes in panels[max(0, len(keys) - columns) : len(keys)]:
        axes.set_xlabel("years after the change", fontsize=9)
    head.text(0.012, 0.95, title, fontsize=14, fontweight="bold", va="top")
    head.text(0.012, 0.62, study.scenario.title, fontsize=10, va="top")
    _legend(head, study)
    foot.text(0.012, 0.9, "\n".join(small_print), fontsize=8, color="#444444", va="top")
    return figure


def _later_reorganisations(study: Study) -> list[float]:
    """Days from the first change to others by which an organisation takes over."""
    changes = study.scenario.changes
    first = min(change.at for change in changes)
    return [
        change.at - first
        for change in changes
        if change.organisation is not None and change.at > first
    ]


def _with_spaces(value: float, _place: int) -> str:
    """A number on an axis, with a space between thousands."""
    return f"{value:+,.10g}".replace(",", " ") if value else "0"


def _reading(study: Study) -> str:
    told = (
        f"With the change less without, mean of {len(study.seeds)} pairs of runs that are the "
        "same until the change (dashed). "
    )
    if not _has_whole_bands(study):
        return told + "Bands of 95 % at each date alone; no date is named with so few pairs."
    return told + (
        "Bands of 95 %: dark at each date alone, light for the "
        "whole course at once; dots only where the light one is clear of zero."
    )


def _has_whole_bands(study: Study) -> bool:
    """Whether there are pairs enough for bands that hold a whole course."""
    return any(course.difference.width is not None for course in study.courses.values())


def _title(axes: Any, label: str, under: str) -> None:
    lines = [*textwrap.wrap(label, 44), *textwrap.wrap(under, 58)]
    axes.set_title("\n".join(lines), fontsize=8.5, loc="left")


def _course(axes: Any, at: NDArray[np.float64], band: Band, better: str) -> None:
    if band.width is not None:
        axes.fill_between(at, band.all_low, band.all_high, color=_BAND, alpha=0.28, linewidth=0)
    axes.fill_between(at, band.low, band.high, color=_BAND, alpha=0.6, linewidth=0)
    axes.plot(at, band.mean, color=_LINE, linewidth=1.3)
    for which, word in ((band.above, "higher"), (band.below, "lower")):
        meaning = "different"
        if better:
            meaning = "better" if word == better else "worse"
        shape, colour = _TOLD[meaning]
        axes.plot(
            at[which], band.mean[which], marker=shape, color=colour, markersize=4, linestyle="none"
        )


def _legend(head: Any, study: Study) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = [
        Line2D([], [], color=_LINE, linewidth=1.3, label="mean difference"),
        Patch(facecolor=_BAND, alpha=0.7, label="95 %, each date"),
        Line2D([], [], color="#000000", linestyle="--", label=_changes_told(study)),
    ]
    whole = _has_whole_bands(study)
    if whole:
        handles.insert(2, Patch(facecolor=_BAND, alpha=0.28, label="95 %, whole course"))
    for meaning, (shape, colour) in _TOLD.items() if whole else ():
        mark = Line2D([], [], marker=shape, color=colour, linestyle="none", label=meaning)
        handles.append(mark)
    head.legend(handles=handles, loc="lower left", ncols=len(handles), frameon=False, fontsize=8.5)


def _changes_told(study: Study) -> str:
    return "the changes" if _later_reorganisations(study) else "the change"
