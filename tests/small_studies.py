"""Studies whose runs take milliseconds, and ways to carry them out, for tests.

The functions at the end are for processes of their own, which may be killed.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.study import jobs, running
from experiments.study.checking import checked
from experiments.study.executors import Workers, in_processes, in_threads
from experiments.study.opening import Texts, as_grown, open_store
from experiments.study.points import Resolver
from experiments.study.reading import read_study
from experiments.study.running import Outcome, carry_out
from experiments.study.store import Store
from experiments.study.tables import runs_table

#: A town in which next to nothing happens, observed for two months.
SMALL = """\
title: How often a committee meets
question: Do households wait longer for a decision where a committee meets more seldom?
base: teaching/committee-every-week
override: {run.warm_up: 10 days, run.observe: 60 days}
levers:
  interval: {key: organisation.bodies.committee.every, values: [7 days, 28 days]}
uncertainties:
  arrivals: {key: groups.roofless.arrivals.dwelling, range: [4, 12 per 1000 and year]}
  hours: {key: meeting.hours_per_case, range: [0, 2 hours]}
measures: [decision_wait, approvals]
design: {kind: latin hypercube, points: 3}
replications: 4
keep: named
"""


def write(folder: Path, text: str = SMALL, name: str = "small.yaml") -> Path:
    """A study file in ``folder``."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def prepared(file: Path, out: Path) -> tuple[Resolver, Texts, Any]:
    """What a store is opened with: as the file has it, or as it has been extended."""
    asked = read_study(file)
    _, resolver = checked(as_grown(asked, out), file.parent)
    return resolver, Texts(file.read_text(encoding="utf-8"), file.parent), asked


def opened(file: Path, out: Path, **how: Any) -> tuple[Store, Resolver]:
    """The store of the study in ``file``."""
    resolver, texts, asked = prepared(file, out)
    return open_store(out, resolver, texts, asked, **how), resolver


def go_on(file: Path, out: Path, workers: Workers | None = None, **how: Any) -> Outcome:
    """Do all that is missing in the store at ``out``."""
    store, resolver = opened(file, out, **how)
    hands = workers or in_threads(2)
    try:
        return carry_out(store, resolver, hands)
    finally:
        hands.close()
        store.close()


def same_runs(one: Path, other: Path) -> None:
    """Both stores hold the same runs with the same values, to the last bit."""
    pd.testing.assert_frame_equal(runs_table(one), runs_table(other), check_exact=True)


# ---- for processes of their own ------------------------------------------------------------


def child(file: str, out: str, kind: str = "threads", every: int = 3) -> None:
    """Go on with a study, writing every few runs, as ``boligsim study run`` does it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    running.FLUSH_ROWS = every
    running.FLUSH_SECONDS = 0.02
    where = jobs.Where(workers=2, processes=kind == "processes")
    order = jobs.RunOrder(file=file, out=Path(out), where=where)
    sys.exit(jobs.begin_or_go_on(order))


def poisoned_run(*arguments: Any) -> Any:
    """Kills the process it is called in."""
    del arguments
    import os

    os.kill(os.getpid(), signal.SIGKILL)


__all__ = [
    "SMALL",
    "child",
    "go_on",
    "in_processes",
    "opened",
    "poisoned_run",
    "prepared",
    "same_runs",
    "write",
]
