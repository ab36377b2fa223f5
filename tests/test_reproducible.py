"""The same scenario and seed give the same result to the last bit, however it is run.

Run as a program it prints digests of some runs: that is how it asks another process, with the
compiler off or with bounds checked.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import numba
import numpy as np
import pytest

import sim
from sim import kernel, running, start
from sim.result import Result
from tests import building

TABLES = (
    "households",
    "applications",
    "dwellings",
    "vacancies",
    "tenancies",
    "caseworkers",
    "units",
    "timeline",
    "events",
)


def digest(result: Result) -> str:
    """All arrays of the final world, and all tables and measures made from them."""
    found = hashlib.sha256()
    for name, array in result.world._asdict().items():
        fields = array.dtype.names or (None,)
        for field in fields:
            part = array if field is None else array[field]
            found.update(f"{name} {field} {part.dtype} {part.shape}".encode())
            found.update(np.ascontiguousarray(part).tobytes())
    for name in TABLES:
        table = getattr(result, name)
        found.update(f"{name} {list(table.columns)} {list(table.dtypes)}".encode())
        found.update(table.to_csv().encode())
    found.update(repr(result.summary).encode())
    return found.hexdigest()


@cache
def small_runs():
    """A small town under three organisations, between them with every routine there is."""
    people, stock = building.town()
    stock = [replace(block, dwellings=6) for block in stock]
    layouts = (
        building.all_in_one(),
        replace(building.one_unit_per_task(), lease_review=True, personal_cases=True),
        replace(building.one_unit_per_task(), vacancy_owner=True),
    )
    scenarios = []
    for layout in layouts:
        made = building.scenario(people, layout, stock, population=1200.0)
        scenarios.append(building.identified(replace(made, warm_up=100.0, observe=500.0)))
    return scenarios


def digests() -> list[str]:
    return [digest(sim.run(scenario, seed=2**62 + 5, log=True)) for scenario in small_runs()]


def moss_like() -> Result:
    """Two years of a whole town of several thousand, with every table in use."""
    people, stock = building.town()
    layout = replace(building.one_unit_per_task(), lease_review=True)
    return sim.run(building.scenario(people, layout, stock, population=3e4), seed=4, log=True)


def elsewhere(what: str, **switches: str) -> list[str]:
    """The lines that a new process prints when run as ``what``, with switches of numba."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.test_reproducible", what],
        cwd=Path(__file__).parents[1],
        env=os.environ | switches,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_twice_the_same():
    first = digests()
    assert first == digests()
    assert len(set(first)) == len(first)


def test_another_seed_is_another_run():
    scenario = small_runs()[0]
    assert digest(sim.run(scenario, 1, log=True)) != digest(sim.run(scenario, 2, log=True))


@pytest.mark.parametrize("threads", [1, 4])
def test_the_same_on_any_number_of_threads(threads):
    jobs = [(scenario, seed) for scenario in small_runs() for seed in range(8)]
    alone = [digest(sim.run(*job, log=True)) for job in jobs]
    with ThreadPoolExecutor(threads) as pool:
        together = list(pool.map(lambda job: digest(sim.run(*job, log=True)), jobs))
    assert together == alone


def test_the_same_in_another_process():
    assert elsewhere("digests") == digests()


def test_the_same_without_the_compiler():
    assert elsewhere("digests", NUMBA_DISABLE_JIT="1") == ["interpreted", *digests()]


def test_the_same_in_steps_as_at_once():
    scenario = small_runs()[1]
    world = start.world(scenario, 9, True)
    for day in np.linspace(0.0, 600.0, 97):
        world = running.advance(world, float(day))
    assert digest(Result(scenario, 9, world)) == digest(sim.run(scenario, 9, log=True))


def test_the_same_with_bounds_checked_and_nothing_out_of_bounds():
    """Small runs give the same bits, a whole town runs through, and a bad index is noticed."""
    printed = elsewhere("checked", NUMBA_BOUNDSCHECK="1")
    assert printed == ["checked", *digests(), digest(moss_like())]


def beyond_the_end() -> None:
    """Ask the kernel for somebody who is not there."""
    world = start.world(small_runs()[0], 1, False)
    world.arrivals[:] = len(world.households) + 10_000_000
    kernel.advance(world, 600.0)


if __name__ == "__main__":
    if numba.config.DISABLE_JIT:
        print("interpreted")
    if sys.argv[1] == "checked":
        try:
            beyond_the_end()
        except IndexError:
            print("checked")
    print(*digests(), sep="\n")
    if sys.argv[1] == "checked":
        print(digest(moss_like()))
