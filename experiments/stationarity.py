"""Is the warm-up long enough, and does anything still drift when observation begins?

Each queue and each list is followed month by month from day 0.  Whether it drifts is asked of
the observation window alone: its mean over the second half less that over the first, seed by
seed.  It has *settled* where the whole interval of that change lies within five per cent of the
level, so that a drift that matters is ruled out; it *drifts* where the interval is clear of zero
and the change is five per cent or more; else it *cannot be told* with so many runs.  With fewer
than five runs nothing is said.

    python -m experiments.stationarity moss-2009 trondheim-2009            print the table
    python -m experiments.stationarity moss-2009 trondheim-2009 --replications 200 --write
                                                                           docs/stationarity.md
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.runner import default_threads
from experiments.statistics import Estimate, estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim import Scenario

#: Replications if nothing else is asked for.
REPLICATIONS = 20

#: A change of a level below this share of it does not matter.
PRACTICAL = 0.05

#: From fewer runs than this nothing is said of drift.
FEWEST = 5

#: A queue that holds less than this many cases on a mean month is not worth a share.
SMALLEST = 0.5

DOCUMENT = Path("docs/stationarity.md")
FIGURE = Path("docs/figures/stationarity.png")

#: The levels that a run could fail to settle in, and what readers call them.
LEVELS = {
    "waiting": "households with an open need",
    "listed": "on waiting lists for a dwelling",
    "temporary": "in temporary housing",
    "homeless": "without any home",
    "vacant": "dwellings without a tenant",
    "out_of_service": "dwellings out of service",
    "private_tenants": "tenants in the private market",
    "in_follow_up": "in follow-up",
    "awaiting_follow_up": "waiting for a place in follow-up",
    "awaiting_meeting": "waiting for a meeting",
    "allowance_recipients": "paid housing allowance",
}

_QUEUE = "queue: "


class Settling(StrEnum):
    """What the runs say of a level once observation has begun."""

    SETTLED = "settled"
    DRIFTS = "drifts"
    OPEN = "cannot be told"
    TOO_FEW = "too few runs"


@dataclass(frozen=True)
class Course:
    """A level month by month from day 0: ``values`` [replication, month] and when months end."""

    scenario: str
    name: str
    values: NDArray[np.float64]
    days: NDArray[np.float64]
    warm_up: float

    @property
    def observed(self) -> NDArray[np.float64]:
        """The months after the warm-up."""
        return self.values[:, self.days > self.warm_up + 1.0]

    def level(self) -> Estimate:
        """Mean over the observation window."""
        return estimate(self.observed.mean(axis=1))

    def drift(self) -> Estimate:
        """Second half of the window less the first, seed by seed."""
        months = self.observed.shape[1] // 2
        return estimate(
            self.observed[:, -months:].mean(axis=1) - self.observed[:, :months].mean(axis=1)
        )

    def verdict(self) -> Settling:
        """Whether the level has settled, drifts, or neither can be told."""
        level, drift = self.level().mean, self.drift()
        if drift.count < FEWEST:
            return Settling.TOO_FEW
        assert level is not None
        assert drift.mean is not None
        assert drift.low is not None
        assert drift.high is not None
        matters = PRACTICAL * max(level, SMALLEST)
        if -matters < drift.low and drift.high < matters:
            return Settling.SETTLED
        clear = drift.low > 0.0 or drift.high < 0.0
        return Settling.DRIFTS if clear and abs(drift.mean) >= matters else Settling.OPEN


def courses(name: str, scenario: Scenario, replications: int, seed: int = 1) -> list[Course]:
    """The courses of all queues and lists of ``scenario`` over ``replications`` seeds."""
    import sim

    whole = replace(
        scenario,
        warm_up=0.0,
        observe=scenario.warm_up + scenario.observe,
        changes=(),
        identity=f"{scenario.identity}, seen from day 0",
    )
    with ThreadPoolExecutor(default_threads()) as pool:
        tables = list(
            pool.map(lambda one: sim.run(whole, one).timeline, range(seed, seed + replications))
        )
    days = tables[0]["end"].to_numpy()
    found = []
    for column in tables[0].columns:
        title = LEVELS.get(column)
        if column.startswith(_QUEUE):
            title = f"in the queue of {column.removeprefix(_QUEUE)}"
        if title is None:
            continue
        values = np.array([table[column].to_numpy() for table in tables])
        if values.any():
            found.append(Course(name, title, values, days, scenario.warm_up))
    return found


def table(found: Sequence[Course]) -> str:
    """A Markdown table: level, change and verdict of every course."""
    lines = [
        "| scenario | level | mean | second half less first | verdict |",
        "|---|---|---:|---:|---|",
    ]
    for one in found:
        level, drift = one.level(), one.drift()
        between = "" if drift.low is None else f" ({drift.low:+.2f} to {drift.high:+.2f})"
        lines.append(
            f"| {one.scenario} | {one.name} | {level.mean:.1f} | {drift.mean:+.2f}{between} | "
            f"{one.verdict()} |"
        )
    return "\n".join(lines) + "\n"


def draw(found: Sequence[Course], path: Path) -> None:
    """The largest levels of each scenario month by month, with a 95 % band of the mean."""
    from matplotlib.figure import Figure

    names = list(dict.fromkeys(one.scenario for one in found))
    titles = [title for title in LEVELS.values() if any(one.name == title for one in found)]
    columns = 3
    rows = -(-len(titles) // columns)
    figure = Figure(figsize=(4.2 * columns, 2.6 * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).flatten()
    colours = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
    for panel, title in zip(panels, titles, strict=False):
        for one, colour in _of(found, title, names, colours):
            years = one.days / 365.0
            mean = one.values.mean(axis=0)
            spread = 1.96 * one.values.std(axis=0, ddof=1) / np.sqrt(len(one.values))
            panel.plot(years, mean, color=colour, linewidth=1.2, label=one.scenario)
            panel.fill_between(years, mean - spread, mean + spread, color=colour, alpha=0.25)
            panel.axvline(one.warm_up / 365.0, color="#888888", linewidth=1, linestyle="--")
        panel.set_title(title, fontsize=10, loc="left")
        panel.set_ylim(bottom=0)
        panel.spines[["top", "right"]].set_visible(False)
        panel.set_xlabel("years from day 0 (dashed: observation begins)", fontsize=8)
    for panel in panels[len(titles) :]:
        panel.set_visible(False)
    panels[0].legend(fontsize=8, frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)


def _of(
    found: Sequence[Course], title: str, names: Sequence[str], colours: Sequence[str]
) -> Iterator[tuple[Course, str]]:
    for one in found:
        if one.name == title:
            yield one, colours[names.index(one.scenario) % len(colours)]


def document(found: Sequence[Course], command: str) -> str:
    """The page of the documentation."""
    by_verdict: dict[Settling, list[Course]] = {}
    for one in found:
        by_verdict.setdefault(one.verdict(), []).append(one)
    drifting = by_verdict.get(Settling.DRIFTS, [])
    runs = found[0].values.shape[0] if found else 0
    said = (
        f"Of {len(found)} levels, {len(by_verdict.get(Settling.SETTLED, []))} have settled, "
        f"{len(drifting)} drift, and of {len(by_verdict.get(Settling.OPEN, []))} it cannot be "
        f"told with {runs} runs."
    )
    if drifting:
        listed = "; ".join(f"{one.scenario}, {one.name}" for one in drifting)
        said += f" Drifting (one in twenty would seem to by chance): {listed}."
    return (
        "# Is the warm-up long enough?\n\n"
        f"Made by `{command}`.\n\n"
        "Every queue and every list, month by month from day 0. A run begins with all dwellings "
        "let and nobody waiting, so queues and lists build up during the warm-up; measures count "
        "only what begins after it.\n\n"
        f"![Levels from day 0](figures/{FIGURE.name})\n\n"
        "Drift is asked of the observation window alone: its second half less its first, seed by "
        "seed, with a 95 % interval. A level has *settled* if the whole interval lies within "
        f"{100 * PRACTICAL:.0f} % of it: a drift that matters is ruled out. It *drifts* if the "
        f"interval is clear of zero and the change is {100 * PRACTICAL:.0f} % of the level or "
        f"more. Else it *cannot be told*. {said}\n\n" + table(found)
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m experiments.stationarity``: print the table, or write page and figure."""
    chosen = _parser().parse_args(arguments)
    import sim

    sim.compile_once(lambda message: print(message, file=sys.stderr))
    found: list[Course] = []
    for name in chosen.scenarios:
        found += courses(name, sim.load(name), chosen.replications)
    if chosen.write:
        draw(found, FIGURE)
        command = f"python -m experiments.stationarity {' '.join(chosen.scenarios)}"
        if chosen.replications != REPLICATIONS:
            command += f" --replications {chosen.replications}"
        command += " --write"
        DOCUMENT.write_text(document(found, command), encoding="utf-8")
    print(table(found))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m experiments.stationarity",
        description="Levels from day 0, and whether they drift after the warm-up.",
    )
    parser.add_argument("scenarios", nargs="+")
    parser.add_argument("--replications", type=int, default=REPLICATIONS)
    parser.add_argument("--write", action="store_true", help="write docs/stationarity.md")
    return parser


if __name__ == "__main__":
    sys.exit(main())
