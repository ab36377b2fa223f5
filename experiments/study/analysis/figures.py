"""The figures of a report: each a small picture of its own that fits a narrow screen.

Marks differ by shape as well as by colour, lines by dash as well; the colours (Okabe and Ito)
are told apart by colour-blind readers, and hatching tells bars apart in black and white.  Text
stays text, so that a reader can search it and a machine read it aloud.  The same findings give
the same bytes.
"""

from __future__ import annotations

import io
import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.figures import Mark
from experiments.formatting import decimals, shown
from experiments.statistics import Estimate, Verdict
from experiments.study.analysis.conditions import UNDECIDED, Surface, Where
from experiments.study.analysis.pairing import Paired
from experiments.study.analysis.sensitivity import (
    MAIN_EFFECTS,
    MORRIS,
    ONE_AT_A_TIME,
    RANKS,
    SOBOL,
    Sensitivity,
)
from experiments.study.analysis.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.measures import Measure

#: Width of every figure in inches: what a telephone shows at full size.
WIDTH = 4.2

#: Colours, marks, dashes and hatches of arms, in their order (Okabe and Ito; black first).
COLOURS = (
    "#000000",
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#E69F00",
    "#8C6D1F",
    "#666666",
    "#7A3B9A",
)
SHAPES = ("s", "o", "D", "^", "v", "P", "X", "<", ">", "*")
DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)))
HATCHES = ("", "///", "", "\\\\\\", "", "---", "", "|||")

_BASELINE = Mark("baseline", "s", "#000000")
_BETTER = Mark("better", "o", "#0072B2")
_WORSE = Mark("worse", "D", "#D55E00")
_OTHER = Mark("different", "^", "#CC79A7")
_NOT_APART = Mark("not_apart", "o", "#666666", filled=False)
_ALONE = Mark("mean", "o", "#0072B2")

#: Where a long name may be broken: after a dot, or else after an underscore.
_PARTS = (re.compile(r"(?<=[./])"), re.compile(r"(?<=_)"))

_GREY = "#666666"
_SMALL = 8


@dataclass(frozen=True)
class Picture:
    """A figure as SVG, and what it shows in a sentence (for those who cannot see it)."""

    name: str
    svg: str
    shows: str

    def alone(self) -> str:
        """The figure as a file of its own."""
        title = self.shows.replace("&", "&amp;").replace("<", "&lt;")
        text = self.svg.replace(">", f"><title>{title}</title>", 1)
        return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def picture(name: str, figure: Figure, shows: str) -> Picture:
    """``figure`` as the text of an SVG element that scales with the page."""
    import matplotlib

    buffer = io.StringIO()
    settings = {"svg.hashsalt": f"boligsim {name}", "svg.fonttype": "none"}
    with matplotlib.rc_context(settings):
        _settle(figure)
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    # Names inside one picture must not meet those of another on the same page.
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r'(xlink:href="#|url\(#)', rf"\g<1>{name}-", text)
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    # The page scales the picture; its own size only says how wide it should be at most.
    text = re.sub(r'(<svg[^>]*?) (?:height|width)="[^"]*pt"', r"\1", text, count=1)
    text = re.sub(r'(<svg[^>]*?) (?:height|width)="[^"]*pt"', r"\1", text, count=1)
    return Picture(name, text.strip(), shows)


def _settle(figure: Figure) -> None:
    """Lay the figure out, and round where its parts came to lie (it differs in the last bit)."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        left, low, width, height = (round(edge, 6) for edge in axes.get_position().bounds)
        axes.set_position((left, low, width, height))


def _figure(height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    figure.patch.set_alpha(0.0)
    return figure, figure.subplots()


def _bare(axes: Any, *, keep: Sequence[str] = ("bottom",)) -> None:
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(side in keep)
    axes.tick_params(labelsize=_SMALL)
    axes.set_axisbelow(True)


class _Wrapper(textwrap.TextWrapper):
    """Breaks lines between words, and the names of parameters after a dot or an underscore.

    A word without any of these stays whole, however long.
    """

    def __init__(self, width: int) -> None:
        super().__init__(width, break_long_words=False)

    def _split(self, text: str) -> list[str]:
        chunks = super()._split(text)
        for border in _PARTS:
            chunks = [
                part
                for chunk in chunks
                for part in ([chunk] if len(chunk) <= self.width else border.split(chunk))
                if part
            ]
        return chunks


def _wrap(text: str, width: int) -> list[str]:
    return _Wrapper(width).wrap(text)


def _wrapped(text: str, width: int) -> str:
    return "\n".join(_wrap(text, width)) or text


def _arm_axis(axes: Any, arms: Sequence[str]) -> None:
    axes.set_yticks(range(len(arms)), [_wrapped(arm, 22) for arm in arms])
    axes.set_ylim(len(arms) - 0.5, -0.6)
    axes.tick_params(axis="y", length=0, labelsize=9)


def _lines(arms: Sequence[str]) -> float:
    """How many lines of text the names of arms take."""
    return sum(max(1.0, 0.72 * len(_wrap(arm, 22))) for arm in arms)


def _few_ticks(axes: Any, most: int = 6) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(most))


def _localise(axes: Any, words: Words, which: str = "x") -> None:
    """Numbers on an axis as the language writes them."""
    from matplotlib.ticker import FuncFormatter

    for name in which:
        axis = axes.xaxis if name == "x" else axes.yaxis
        axis.set_major_formatter(FuncFormatter(lambda value, _: words.plain(round(value, 10))))


# ---- outcomes and differences ----------------------------------------------------------------


def mark_of(arm: str, baseline: str, measure: Measure, compared: Paired | None) -> Mark:
    """How an arm's dot is drawn."""
    if arm == baseline:
        return _BASELINE
    if compared is None:
        return _ALONE
    if compared.verdict in (Verdict.LOWER, Verdict.HIGHER):
        if not measure.better:
            return _OTHER
        return _BETTER if compared.verdict == measure.better else _WORSE
    return _NOT_APART if compared.verdict is Verdict.NOT_APART else _ALONE


def outcomes(
    measure: Measure,
    found: Mapping[str, Estimate],
    compared: Mapping[str, Paired],
    baseline: str,
    words: Words,
) -> Picture:
    """A dot and an interval for each arm."""
    arms = list(found)
    figure, axes = _figure(0.75 + 0.33 * _lines(arms))
    estimates = {arm: shown(one, measure.unit) for arm, one in found.items()}
    places = decimals(estimates.values())
    for line, arm in enumerate(arms):
        one = estimates[arm]
        if one.mean is None:
            _say_undefined(axes, line, words)
            continue
        mark = mark_of(arm, baseline, measure, compared.get(arm))
        _dot(axes, one.mean, line, mark, (one.low, one.high))
        axes.annotate(
            words.number(one.mean, places),
            (one.mean, line),
            xytext=(0, 6),
            textcoords="offset points",
            ha="center",
            fontsize=_SMALL,
        )
    base = estimates[baseline].mean
    if base is not None:
        axes.axvline(base, color="#bbbbbb", linewidth=1, zorder=0)
    ends = [
        end
        for one in estimates.values()
        for end in (one.mean, one.low, one.high)
        if end is not None
    ]
    if ends and min(ends) >= 0:
        axes.set_xlim(0, 1.08 * max(ends) or 1)
    _arm_axis(axes, arms)
    axes.set_xlabel(words.unit(measure.unit), fontsize=_SMALL)
    axes.grid(axis="x", color="#eeeeee")
    _bare(axes)
    _few_ticks(axes)
    _localise(axes, words)
    return picture(
        f"outcome-{measure.key}", figure, words("shows.outcomes", measure=words.label(measure))
    )


def _say_undefined(axes: Any, line: int, words: Words) -> None:
    axes.text(
        0.02,
        line,
        words("not_defined"),
        transform=axes.get_yaxis_transform(),
        va="center",
        fontsize=_SMALL,
    )


def _dot(
    axes: Any, mean: float, line: float, mark: Mark, ends: tuple[float | None, float | None]
) -> None:
    low, high = ends
    if low is not None and high is not None:
        axes.plot([low, high], [line, line], color=mark.colour, linewidth=2.2)
    axes.plot(
        [mean],
        [line],
        marker=mark.shape,
        markersize=7,
        color=mark.colour,
        markerfacecolor=mark.colour if mark.filled else "white",
        linestyle="none",
    )


def differences(measure: Measure, compared: Sequence[Paired], words: Words) -> Picture:
    """Each arm less the baseline: t interval (thick), bootstrap (thin), what matters (band)."""
    arms = [one.arm for one in compared]
    figure, axes = _figure(0.8 + 0.36 * _lines(arms))
    factor = 100.0 if measure.unit == "share" else 1.0
    practical = factor * measure.practical
    axes.axvspan(-practical, practical, color="#eeeeee", zorder=0)
    axes.axvline(0.0, color=_GREY, linewidth=1, zorder=1)
    for line, one in enumerate(compared):
        there = shown(one.estimate, measure.unit)
        if there.mean is None:
            _say_undefined(axes, line, words)
            continue
        mark = mark_of(one.arm, "", measure, one)
        _dot(axes, there.mean, line, mark, (there.low, there.high))
        if one.bootstrap is not None:
            low, high = (factor * end for end in one.bootstrap)
            axes.plot(
                [low, high],
                [line + 0.22] * 2,
                color=mark.colour,
                linewidth=1,
                marker="|",
                markersize=5,
            )
        axes.annotate(
            words.number(there.mean, decimals([there]), sign=True),
            (there.mean, line),
            xytext=(0, 6),
            textcoords="offset points",
            ha="center",
            fontsize=_SMALL,
        )
    low, high = axes.get_xlim()
    reach = max(abs(low), abs(high), 1.6 * practical)
    if low < 0.0 < high and min(-low, high) > 0.3 * reach:
        axes.set_xlim(-reach, reach)
    _arm_axis(axes, arms)
    axes.set_xlabel(words.unit_of_difference(measure.unit), fontsize=_SMALL)
    axes.grid(axis="x", color="#e5e5e5")
    _bare(axes)
    _few_ticks(axes)
    _localise(axes, words)
    return picture(
        f"difference-{measure.key}",
        figure,
        words("shows.differences", measure=words.label(measure)),
    )


def legend_marks(measures: Sequence[Measure], compared: Sequence[Paired]) -> list[Mark]:
    """The kinds of dots that are drawn."""
    by_key = {measure.key: measure for measure in measures}
    used = {
        mark_of(one.arm, one.baseline, by_key[one.measure], one)
        for one in compared
        if one.measure in by_key
    }
    return [
        mark
        for mark in (_BASELINE, _BETTER, _WORSE, _OTHER, _NOT_APART, _ALONE)
        if mark in used or (mark is _BASELINE and compared)
    ]


def mark_picture(mark: Mark) -> str:
    """One dot, for the legend of a page."""
    fill = mark.colour if mark.filled else "#ffffff"
    forms = {
        "s": '<rect x="3" y="3" width="10" height="10" {}/>',
        "o": '<circle cx="8" cy="8" r="5" {}/>',
        "D": '<path d="M8 2 L14 8 L8 14 L2 8 Z" {}/>',
        "^": '<path d="M8 2 L14 13 L2 13 Z" {}/>',
    }
    style = f'fill="{fill}" stroke="{mark.colour}" stroke-width="1.5"'
    return (
        '<svg class="mark" viewBox="0 0 16 16" aria-hidden="true">'
        + forms[mark.shape].format(style)
        + "</svg>"
    )


# ---- causes ----------------------------------------------------------------------------------

#: Causes that get a colour of their own; the rest are one.
_CAUSES_SHOWN = 7


def causes(
    name: str,
    parts: Mapping[str, Mapping[str, float]],
    labels: Mapping[str, str],
    words: Words,
    *,
    xlabel: str,
    shows: str,
) -> Picture:
    """``parts[arm][cause]`` (days) stacked: what the bar of each arm sums to is written there.

    The largest causes are shown one by one, the others together.
    """
    arms = list(parts)
    sizes = {cause: max(parts[arm].get(cause, 0.0) for arm in arms) for cause in labels}
    largest = sorted(sizes, key=lambda cause: -sizes[cause])[:_CAUSES_SHOWN]
    shown_ones = [cause for cause in labels if cause in largest and sizes[cause] > 0.0]
    stacked = {cause: [parts[arm].get(cause, 0.0) for arm in arms] for cause in shown_ones}
    rest = [
        math.fsum(value for cause, value in parts[arm].items() if cause not in shown_ones)
        for arm in arms
    ]
    texts = dict(labels)
    if max(rest, default=0.0) > 0.0:
        stacked["rest"] = rest
        texts["rest"] = words("causes.rest")
    legend = [_wrapped(texts[cause], 54) for cause in stacked]
    lines = sum(text.count("\n") + 1 for text in legend)
    figure, axes = _figure(0.75 + 0.36 * _lines(arms) + 0.165 * lines)
    totals = _stack(axes, stacked, dict(zip(stacked, legend, strict=True)), {"rest": "#bbbbbb"})
    for line, total in enumerate(totals):
        axes.annotate(
            words.number(float(total), decimals([Estimate(float(total), None, None, 1)]) and 1),
            (total, line),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=_SMALL,
        )
    axes.set_xlim(0, 1.14 * max(totals.max(), 1e-9))
    _arm_axis(axes, arms)
    axes.set_xlabel(xlabel, fontsize=_SMALL)
    axes.grid(axis="x", color="#eeeeee")
    _bare(axes)
    _few_ticks(axes)
    _localise(axes, words)
    figure.legend(
        loc="outside lower left", fontsize=7.5, frameon=False, handlelength=1.6, labelspacing=0.35
    )
    return picture(name, figure, shows)


def _stack(
    axes: Any,
    sizes: Mapping[str, Sequence[float]],
    labels: Mapping[str, str],
    greys: Mapping[str, str],
) -> NDArray[np.float64]:
    """Bars of ``sizes[part][line]`` end to end, told apart by colour and hatching.

    ``greys``: parts that are in a grey instead of a colour.  Returns what each line sums to.
    """
    left = np.zeros(len(next(iter(sizes.values()), [])))
    for place, (part, widths) in enumerate(sizes.items()):
        axes.barh(
            range(len(left)),
            widths,
            left=left,
            height=0.62,
            color=greys.get(part, COLOURS[1:][place % (len(COLOURS) - 1)]),
            edgecolor="white",
            linewidth=0.6,
            hatch=HATCHES[place % len(HATCHES)],
            label=labels[part],
        )
        left = left + np.array(widths)
    return left


# ---- over time -------------------------------------------------------------------------------


def _arm_legend(figure: Any, arms: Sequence[str]) -> None:
    figure.legend(
        loc="outside lower left",
        fontsize=_SMALL,
        frameon=False,
        handlelength=2.8,
        ncols=1 if any(len(arm) > 24 for arm in arms) or len(arms) < 3 else 2,
    )


def _legend_lines(arms: Sequence[str]) -> float:
    one = any(len(arm) > 24 for arm in arms) or len(arms) < 3
    return 0.18 * (len(arms) if one else math.ceil(len(arms) / 2))


def still_waiting(
    curves: Mapping[
        str,
        tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    ],
    words: Words,
) -> Picture:
    """The share without a home by help after so many days: ``days, mean, low, high`` by arm."""
    arms = list(curves)
    figure, axes = _figure(2.5 + _legend_lines(arms))
    for place, (arm, (days, mean, low, high)) in enumerate(curves.items()):
        colour, dash = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
        axes.plot(days, 100 * mean, color=colour, linestyle=dash, linewidth=1.6, label=arm)
        axes.fill_between(days, 100 * low, 100 * high, color=colour, alpha=0.15, linewidth=0)
    axes.set_ylim(0, 102)
    axes.set_xlim(0, None)
    axes.set_xlabel(words("axis.days_since_need"), fontsize=_SMALL)
    axes.set_ylabel(words("axis.still_without"), fontsize=_SMALL)
    axes.grid(color="#eeeeee")
    _bare(axes, keep=("bottom", "left"))
    _localise(axes, words, "xy")
    _arm_legend(figure, arms)
    return picture("still-waiting", figure, words("shows.still_waiting"))


def course(
    name: str,
    title: str,
    courses: Mapping[
        str,
        tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    ],
    observed_from: float,
    words: Words,
) -> Picture:
    """A level from the first day on: ``years, mean, low, high`` by arm; the warm-up shaded."""
    arms = list(courses)
    figure, axes = _figure(2.1 + _legend_lines(arms))
    axes.axvspan(0.0, observed_from, color="#f0f0f0", zorder=0)
    for place, (arm, (years, mean, low, high)) in enumerate(courses.items()):
        colour, dash = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
        axes.plot(years, mean, color=colour, linestyle=dash, linewidth=1.3, label=arm)
        axes.fill_between(years, low, high, color=colour, alpha=0.15, linewidth=0)
    axes.set_ylim(bottom=0)
    axes.margins(x=0)
    axes.set_xlabel(words("axis.years"), fontsize=_SMALL)
    axes.set_title(title, fontsize=9, loc="left")
    axes.grid(color="#eeeeee")
    _bare(axes, keep=("bottom", "left"))
    _localise(axes, words, "xy")
    _arm_legend(figure, arms)
    return picture(name, figure, words("shows.course", level=title))


# ---- flows between units ---------------------------------------------------------------------


#: Letters are about so wide, and lines of labels so far apart, as parts of the letters' size.
_LETTER, _LINE = 0.6, 1.05
#: Where labels around a circle of radius 1 begin, and how far apart they are.
_BESIDE, _GAP = 1.12, 0.04
#: So near the middle a label stands above or below the circle, not beside it.
_MIDDLE = 0.01


@dataclass(frozen=True)
class _Label:
    """Where a label stands, how high it is, and which of its edges is at ``across``."""

    across: float
    middle: float
    height: float
    side: str


def _around_a_circle(
    places: NDArray[np.float64], names: Sequence[Sequence[str]], size: float
) -> tuple[float, list[_Label]]:
    """How far the picture must reach to both sides, and labels (``names``: their lines) that do
    not overlap, beside ``places`` on a circle of radius 1.
    """
    longest = max((len(line) for lines in names for line in lines), default=0)
    reach = _BESIDE / max(1.0 - 2.0 * longest * _LETTER * size / (72.0 * WIDTH), 0.25)
    point = 2.0 * reach / (72.0 * WIDTH)
    letter, line = _LETTER * size * point, 1.2 * _LINE * size * point
    heights = np.array([line * len(lines) for lines in names])
    middles = places[:, 1] * _BESIDE
    right, left = places[:, 0] > _MIDDLE, places[:, 0] < -_MIDDLE
    for beside in (right, left):
        middles[beside] = _spread_apart(middles[beside], heights[beside])
    nearest = np.maximum(np.abs(middles) - heights / 2, 0.0)
    across = np.sqrt(np.maximum(_BESIDE**2 - nearest**2, 0.15**2))
    labels = []
    for one, (x, y) in enumerate(places):
        middle, height = float(middles[one]), float(heights[one])
        if abs(x) <= _MIDDLE:
            half = max(map(len, names[one])) * letter / 2
            near = (right | left) & (across < half + _GAP) & (middles * y > 0)
            ends = np.abs(middles) + heights / 2 + _GAP
            beyond = float(np.max(ends, where=near, initial=_BESIDE)) + height / 2
            labels.append(_Label(0.0, math.copysign(beyond, y), height, "center"))
        else:
            edge = math.copysign(float(across[one]), x)
            labels.append(_Label(edge, middle, height, "left" if x > 0 else "right"))
    return reach, labels


def _spread_apart(
    middles: NDArray[np.float64], heights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """``middles`` moved as little as it takes (least squares) for none to overlap another."""
    from scipy.optimize import isotonic_regression

    order = np.argsort(middles, kind="stable")
    if not len(order):
        return middles
    high = heights[order]
    below = np.concatenate([[0.0], np.cumsum((high[1:] + high[:-1]) / 2 + _GAP)])
    apart = np.empty_like(middles)
    apart[order] = isotonic_regression(middles[order] - below).x + below
    return apart


def flows(
    name: str, units: Sequence[str], sent: NDArray[np.float64], words: Words, *, arm: str
) -> Picture:
    """Cases a year from unit to unit, ``sent[from, to]``: the wider the arrow, the more."""
    from matplotlib.patches import FancyArrowPatch

    count = len(units)
    angles = np.pi / 2 - 2 * np.pi * np.arange(count) / max(count, 1)
    places = np.column_stack([np.cos(angles), np.sin(angles)])
    size = 6.5 if count > 12 else 7.5
    names = [_wrap(unit, 16 if count > 10 else 14) or [unit] for unit in units]
    side, labels = _around_a_circle(places, names, size)
    ends = [label.middle + end * label.height / 2 for label in labels for end in (-1, 1)]
    low, high = min([-1.12, *ends]) - 0.05, max([1.12, *ends]) + 0.05
    figure, axes = _figure(WIDTH * (high - low) / (2 * side))
    most = float(sent.max()) if sent.size and sent.max() > 0 else 1.0
    for one, other in np.argwhere(sent > 0.01 * most):
        share = float(sent[one, other]) / most
        axes.add_patch(
            FancyArrowPatch(
                tuple(places[one]),
                tuple(places[other]),
                connectionstyle="arc3,rad=0.16",
                arrowstyle="-|>",
                mutation_scale=6 + 7 * share**0.5,
                linewidth=0.4 + 4.6 * share,
                shrinkA=9,
                shrinkB=9,
                color="#0072B2",
                alpha=0.35 + 0.45 * share,
            )
        )
    through = sent.sum(axis=0) + sent.sum(axis=1)
    dots = 30 + 170 * through / max(float(through.max()), 1e-9)
    axes.scatter(places[:, 0], places[:, 1], s=dots, color="#D55E00", zorder=3)
    for lines, label in zip(names, labels, strict=True):
        axes.text(
            label.across,
            label.middle,
            "\n".join(lines),
            ha=label.side,
            va="center",
            fontsize=size,
            linespacing=_LINE,
        )
    axes.set_xlim(-side, side)
    axes.set_ylim(low, high)
    axes.set_aspect("equal")
    axes.axis("off")
    return picture(name, figure, words("shows.flows", arm=arm))


# ---- where which arm is better ---------------------------------------------------------------


def map_of_conditions(
    name: str,
    found: Where,
    all_arms: Sequence[str],
    settings: NDArray[np.float64],
    axis_labels: tuple[str, str],
    smooth: Surface | None,
    practical: float,
    words: Words,
    ticks: Mapping[int, Sequence[str]] | None = None,
) -> Picture:
    """Each point at two of its conditions, by which arm is better there.

    ``settings[point, 2]``: the two conditions.  With two arms the smoothed difference is behind
    the points: solid where it is nothing, dashed where it begins to matter.  ``ticks``: names of
    the values of an axis (0 across, 1 up) that is a choice: its points are spread over a strip.
    ``all_arms`` decides which arm has which mark.
    """
    choices = ticks or {}
    settings = _spread(settings, choices)
    size = 0.5 if choices else 1.0
    arms = [arm for arm in found.arms if (found.labels.better == arm).any()]
    undecided = found.labels.better == UNDECIDED
    rows = len(arms) + int(undecided.any())
    figure, axes = _figure(3.2 + 0.18 * rows)
    if smooth is not None:
        _draw_surface(axes, smooth, practical)
    axes.scatter(
        settings[undecided, 0],
        settings[undecided, 1],
        marker="o",
        s=26 * size,
        facecolors="white",
        edgecolors=_GREY,
        linewidths=1.0,
        label=words("conditions.undecided") if undecided.any() else None,
        zorder=3,
    )
    for arm in arms:
        place = all_arms.index(arm)
        mine = found.labels.better == arm
        axes.scatter(
            settings[mine, 0],
            settings[mine, 1],
            marker=SHAPES[place % len(SHAPES)],
            s=34 * size,
            color=COLOURS[place % len(COLOURS)],
            edgecolors="white",
            linewidths=0.6 * size,
            label=words("conditions.better", arm=arm),
            zorder=4,
        )
    for side, limits in enumerate((axes.set_xlim, axes.set_ylim)):
        least, most = float(settings[:, side].min()), float(settings[:, side].max())
        room = 0.04 * ((most - least) or 1.0)
        if side in choices:
            least, most, room = 0.5, len(choices[side]) + 0.5, 0.0
        limits(least - room, most + room)
    axes.set_xlabel(_wrapped(axis_labels[0], 56), fontsize=_SMALL)
    axes.set_ylabel(_wrapped(axis_labels[1], 40), fontsize=_SMALL)
    _bare(axes, keep=("bottom", "left"))
    _localise(axes, words, "xy")
    for axis, names in choices.items():
        setter = axes.set_xticks if axis == 0 else axes.set_yticks
        setter(range(1, len(names) + 1), [_wrapped(name, 14) for name in names])
        axes.tick_params(axis="xy"[axis], length=0)
        line = axes.axvline if axis == 0 else axes.axhline
        for border in range(1, len(names)):
            line(border + 0.5, color="#cccccc", linewidth=0.8, zorder=0)
    figure.legend(loc="outside lower left", fontsize=_SMALL, frameon=False, handletextpad=0.4)
    return picture(name, figure, words("shows.map", across=axis_labels[0], up=axis_labels[1]))


#: How much of the strip of a choice its points are spread over.
_STRIP = 0.86


def _spread(
    settings: NDArray[np.float64], choices: Mapping[int, Sequence[str]]
) -> NDArray[np.float64]:
    """Points at the same value of a choice side by side instead of on top of each other.

    They are spread evenly, and the same every time (Halton's sequence, by scipy), in the order of
    the other condition, so that neighbours there are not neighbours here.
    """
    from scipy.stats import qmc

    placed = settings.copy()
    for axis in choices:
        for value in np.unique(settings[:, axis]):
            mine = np.flatnonzero(settings[:, axis] == value)
            mine = mine[np.argsort(settings[mine, 1 - axis], kind="stable")]
            steps = qmc.Halton(2, scramble=False).fast_forward(1).random(len(mine))[:, axis]
            placed[mine, axis] += _STRIP * (steps - 0.5)
    return np.asarray(placed)


def _draw_surface(axes: Any, smooth: Surface, practical: float) -> None:
    reach = max(float(np.abs(smooth.height).max()), practical, 1e-12)
    axes.contourf(
        smooth.x,
        smooth.y,
        smooth.height,
        levels=np.linspace(-reach, reach, 11),
        cmap="PuOr",
        alpha=0.45,
        zorder=0,
    )
    for level, dash in ((-practical, "dashed"), (0.0, "solid"), (practical, "dashed")):
        if smooth.height.min() < level < smooth.height.max():
            axes.contour(
                smooth.x,
                smooth.y,
                smooth.height,
                levels=[level],
                colors="#333333",
                linestyles=dash,
                linewidths=1.1,
                zorder=1,
            )


# ---- what it leans on ------------------------------------------------------------------------

#: Uncertainties in a figure at most.
_BARS = 10


def leaning(
    name: str, found: Sensitivity, labels: Mapping[str, str], words: Words, *, unit: str
) -> Picture:
    """Bars of the strongest influences with intervals; hollow where not clear of nothing.

    A dashed line shows what the luck of the seeds alone would hardly exceed, where that is known.
    """
    strongest = found.influences[:_BARS]
    texts = [_wrapped(labels[one.uncertainty], 26) for one in strongest]
    lines = sum(max(1.0, 0.72 * (text.count("\n") + 1)) for text in texts)
    legend_height = 0.2 * ((found.method == SOBOL) + (found.floor is not None))
    figure, axes = _figure(0.75 + 0.3 * lines + legend_height)
    factor = (
        100.0 if unit == "share" and found.method in (MORRIS, ONE_AT_A_TIME, MAIN_EFFECTS) else 1.0
    )
    for line, one in enumerate(strongest):
        _bar(axes, line, factor, one, found.method)
    axes.set_yticks(range(len(texts)), texts)
    axes.set_ylim(len(texts) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.axvline(0.0, color=_GREY, linewidth=1)
    axes.grid(axis="x", color="#eeeeee")
    axes.set_xlabel(
        words(f"axis.{found.method.replace(' ', '_')}", unit=words.unit_of_difference(unit)),
        fontsize=_SMALL,
    )
    if found.method in (SOBOL, MORRIS):
        axes.set_xlim(left=0)
    explained: list[Any] = []
    if found.floor is not None:
        at, what = factor * found.floor, words("axis.floor")
        explained.append(axes.axvline(at, color="#222222", linewidth=1.0, ls="--", label=what))
    if found.method == SOBOL:
        from matplotlib.patches import Patch

        explained += [
            Patch(facecolor="#0072B2", label=words("sobol.total")),
            Patch(facecolor="#E69F00", hatch="//", edgecolor="white", label=words("sobol.alone")),
        ]
    if explained:
        figure.legend(
            handles=explained,
            loc="outside lower left",
            fontsize=_SMALL,
            frameon=False,
            ncols=2,
        )
    _bare(axes)
    axes.tick_params(axis="y", labelsize=_SMALL)
    _localise(axes, words)
    return picture(name, figure, words("shows.leaning", of=found.of))


def _bar(axes: Any, line: int, factor: float, one: Any, method: str) -> None:
    positive = "#0072B2"
    negative = "#D55E00" if method in (RANKS, ONE_AT_A_TIME, MAIN_EFFECTS) else positive
    colour = positive if one.size >= 0.0 else negative
    two = method == SOBOL and one.alone is not None
    axes.barh(
        line - (0.17 if two else 0.0),
        factor * one.size,
        height=0.32 if two else 0.6,
        color=colour if one.clear else "white",
        edgecolor=colour,
        linewidth=1.0,
    )
    if one.low is not None and one.high is not None:
        at = line - (0.17 if two else 0.0)
        axes.plot(
            [factor * one.low, factor * one.high],
            [at, at],
            color="#222222",
            linewidth=1.1,
            marker="|",
            markersize=5,
        )
    if two:
        axes.barh(
            line + 0.17,
            max(0.0, one.alone),
            height=0.32,
            color="#E69F00",
            edgecolor="white",
            hatch="//",
            linewidth=0.5,
        )
        axes.plot(
            [max(0.0, one.alone_low), one.alone_high],
            [line + 0.17] * 2,
            color="#222222",
            linewidth=1.1,
            marker="|",
            markersize=5,
        )


def shares(
    name: str, parts: Mapping[str, Mapping[str, float]], labels: Mapping[str, str], words: Words
) -> Picture:
    """``parts[measure][source]`` of the variance, stacked to a hundred per cent."""
    lines = list(parts)
    sources = list(labels)
    figure, axes = _figure(0.75 + 0.36 * _lines(lines) + 0.18 * len(sources))
    stacked = {source: [100 * parts[line].get(source, 0.0) for line in lines] for source in sources}
    _stack(axes, stacked, labels, {"interplay": "#dddddd"})
    _arm_axis(axes, lines)
    axes.set_xlim(0, 100)
    axes.set_xlabel(words("axis.share_of_variance"), fontsize=_SMALL)
    _bare(axes)
    _few_ticks(axes)
    _localise(axes, words)
    figure.legend(loc="outside lower left", fontsize=_SMALL, frameon=False)
    return picture(name, figure, words("shows.shares"))
