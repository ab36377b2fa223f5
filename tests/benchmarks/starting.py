"""What it takes to start: the first run ever, a small scenario later, and ``--help``.

    python -m tests.benchmarks.starting [ROUNDS]

The first run compiles into an empty folder, once; what comes after uses what it left there.  In
every round the others have one run each, one after the other; the table gives medians, of the time
that a person waits and of the processor's.  The least program that numba compiled before stands
beside them: no program with numba starts sooner.  Needs Linux or macOS.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.__main__ import machine

ROUNDS = 9

#: A small scenario of the box.
SMALL = "generic-small-all-in-one"

#: Seconds at most that are wanted.
WANTED = {"first run": 120.0, "later run": 2.0, "help": 1.0 / 3.0}

#: Gigabytes at most that the first run may take.
WANTED_MEMORY = 1.0

_LEAST = """\
import numba


@numba.njit(cache=True)
def one():
    return 1


one()
"""


@dataclass(frozen=True)
class Taken:
    """What a process took: seconds waited for it, seconds of the processor, gigabytes at most."""

    waited: float
    processor: float
    gigabytes: float


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    if rounds < 1:
        sys.exit("at least one round is needed")
    with tempfile.TemporaryDirectory() as folder:
        least = Path(folder, "least.py")
        least.write_text(_LEAST, encoding="utf-8")
        boligsim = [sys.executable, "-m", "experiments.cli"]
        later = {
            "later run": [*boligsim, "run", SMALL],
            "help": [*boligsim, "--help"],
            "least program with numba": [sys.executable, str(least)],
        }
        first = taken(later["later run"], folder)
        for command in later.values():  # whatever else is read or written for the first time
            taken(command, folder)
        runs: dict[str, list[Taken]] = {name: [] for name in later}
        for number in range(1, rounds + 1):
            for name, command in later.items():
                runs[name].append(taken(command, folder))
            print(f"round {number} of {rounds}", file=sys.stderr)
    print(machine(), end="\n\n")
    print(table({"first run": [first], **runs}))


def taken(command: list[str], cache: str) -> Taken:
    """What ``command`` takes, with compiled code kept in the folder ``cache``."""
    # Python keeps what it has read of the modules, as it does unless told otherwise.
    surroundings = {**os.environ, "NUMBA_CACHE_DIR": cache, "PYTHONDONTWRITEBYTECODE": ""}
    before = time.monotonic()
    process = subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    waited = time.monotonic() - before
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with exit code {process.returncode}")
    # Linux tells kilobytes, macOS bytes.
    unit = 1e-9 if sys.platform == "darwin" else 1e-6
    return Taken(waited, used.ru_utime + used.ru_stime, unit * used.ru_maxrss)


def table(runs: dict[str, list[Taken]]) -> str:
    rows = [
        f"| {SMALL} | seconds | of the processor | GB | wanted at most |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, own in runs.items():
        wanted = f"{WANTED[name]:.3g} s" if name in WANTED else ""
        if name == "first run":
            wanted += f", {WANTED_MEMORY:.0f} GB"
        rows.append(
            f"| {name} | {statistics.median(one.waited for one in own):.2f} "
            f"| {statistics.median(one.processor for one in own):.2f} "
            f"| {max(one.gigabytes for one in own):.2f} | {wanted} |"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    main()
