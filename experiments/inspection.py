"""``list``, ``check`` and ``show``: looking without running."""

from __future__ import annotations

import json
from collections.abc import Sequence

from experiments.jobs import DONE, WRONG_INPUT, OrderError, say
from experiments.loading import Chosen


def list_builtin(*, as_json: bool) -> None:
    """Print what is in the box."""
    from sim.scenario import builtin

    found = builtin()
    if as_json:
        rows = [{"kind": kind, "name": name, "title": title} for kind, name, title, _ in found]
        print(json.dumps(rows, indent=2))
        return
    width = max((len(name) for _, name, _, _ in found), default=0)
    for kind, name, title, _ in found:
        print(f"{kind:<12}  {name:<{width}}  {title}")


def check_files(files: Sequence[str]) -> int:
    """Print the problems of each file; returns the exit code."""
    from sim.scenario import check

    code = DONE
    for file in files:
        problems = check(file)
        for problem in problems:
            say(str(problem))
        if problems:
            code = WRONG_INPUT
        else:
            print(f"{file}: no errors")
    return code


def show_scenario(file: str, chosen: Chosen, *, as_json: bool) -> None:
    """Print the resolved scenario.  Raises :class:`OrderError` on wrong input."""
    from experiments.loading import load_all
    from experiments.resources import ResourceError, prepare
    from experiments.show import describe, print_scenario
    from experiments.tables import console
    from sim.scenario import ScenarioError

    try:
        lineup = prepare(load_all([file], chosen))
    except ScenarioError as error:
        raise OrderError("\n".join(str(problem) for problem in error.problems)) from error
    except ResourceError as error:
        raise OrderError(str(error)) from error
    (name,) = lineup.scenarios
    if as_json:
        print(json.dumps(describe(lineup.scenarios[name], lineup.staffing[name]), indent=2))
    else:
        print_scenario(console(), lineup.scenarios[name], lineup.staffing[name])


def print_schema(kind: str) -> None:
    """Print the JSON Schema of a kind of scenario file."""
    from sim.scenario.json_schema import json_schema

    # Plain ASCII, so that a shell may write it to a file in any encoding.
    print(json.dumps(json_schema(kind), indent=2, allow_nan=False))
