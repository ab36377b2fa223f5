"""``boligsim validate``, from order to result: run the patterns, write, print.

Exit codes are those of every command and say whether it *ran*: 0 if it did, also where patterns
are not reproduced (that is a result), 1 if a run failed or results could not be written, 2 on
wrong input, 130 if interrupted.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.jobs import DONE, INTERRUPTED, RUN_FAILED, OrderError, say

if TYPE_CHECKING:
    from experiments.validation.report import Validated

#: Files in a folder of results.
FINDINGS = "validation.json"


@dataclass(frozen=True)
class ValidateOrder:
    """What the user asked ``validate`` to do; no ``patterns`` are all."""

    patterns: tuple[str, ...] = ()
    replications: int = 20
    seed: int = 1
    uncertainty: int | None = None
    draw_replications: int = 2
    out: Path | None = None
    force: bool = False
    csv: bool = False
    threads: int | None = None
    as_json: bool = False
    study: Path | None = None


def names() -> list[str]:
    """All patterns, in order."""
    from experiments.validation.conditions import NAME
    from experiments.validation.patterns import PATTERNS

    return [*PATTERNS, NAME]


def chosen(text: str | None) -> tuple[str, ...]:
    """The patterns named in ``text`` (``P1,P3``), in their order; all if it is ``None``.

    Raises :class:`OrderError` for one that is not there.
    """
    if text is None:
        return ()
    from sim.scenario.errors import Problem, nearest, quoted

    known = names()
    wanted = [one.strip() for one in text.split(",")]
    for one in wanted:
        if one.upper() not in known:
            expected = f"patterns from {known[0]} to {known[-1]}, with commas between"
            problem = Problem(
                "command line", None, "--patterns", quoted(one), expected, nearest(one, known)
            )
            raise OrderError(str(problem))
    return tuple(one for one in known if one in {two.upper() for two in wanted})


def carry_out(order: ValidateOrder) -> int:
    """Do what ``order`` says; returns the exit code.  Raises :class:`OrderError` on wrong input."""
    _check(order)
    import sim
    from experiments import provenance
    from experiments.validation.report import tree

    started, began = provenance.now(), time.monotonic()
    sim.compile_once(say)
    validated: list[Validated] = []
    code = DONE
    for name in order.patterns or names():
        try:
            validated.append(_validated(name, order))
        except KeyboardInterrupt:
            say(f"interrupted in {name}; what is shown is of the patterns before it")
            code = INTERRUPTED
            break
        except RuntimeError as error:
            say(f"{name}: {error}")
            code = RUN_FAILED
    patterns = tree(validated)
    meta = _meta(order, started, time.monotonic() - began, complete=code == DONE)
    if order.out is not None and patterns:
        code = _write(order, patterns, meta) or code
    if order.as_json:
        # Plain ASCII: any pipe and any console can carry it.
        print(json.dumps({"meta": meta, "patterns": patterns}, indent=2, allow_nan=False))
    elif patterns:
        from experiments.tables import console
        from experiments.validation.printing import print_patterns

        print_patterns(console(), patterns, meta)
    return code


def _check(order: ValidateOrder) -> None:
    from experiments.results import OutputError, check_target

    if order.out is None and (order.csv or order.force):
        raise OrderError("--csv and --force have a meaning only together with --out")
    try:
        if order.out is not None:
            check_target(order.out, force=order.force)
    except OutputError as error:
        raise OrderError(str(error)) from error


def _validated(name: str, order: ValidateOrder) -> Validated:
    """One pattern, run and judged."""
    from experiments.validation import conditions, running
    from experiments.validation.patterns import PATTERNS
    from experiments.validation.report import Validated

    looked, nearly, seed = None, [], order.seed
    if name == conditions.NAME:
        looked, pattern = _looked(order)
        seed += conditions.FRESH
    else:
        pattern = PATTERNS[name]()
    say(f"{name}: {pattern.title} ...")
    with _progress(running.runs_of(pattern, order.replications)) as report:
        findings = running.findings_of(
            pattern,
            replications=order.replications,
            seed=seed,
            threads=order.threads,
            report=report,
        )
    if looked is not None and looked.nearly.pairs:
        say(f"{name}: where nothing is reversed, why ...")
        with _progress(running.runs_of(looked.nearly, order.replications)) as report:
            nearly = running.findings_of(
                looked.nearly,
                replications=order.replications,
                seed=seed,
                threads=order.threads,
                report=report,
            )
    redrawn = None
    if order.uncertainty is not None:
        total = 2 * len(pattern.pairs) * order.uncertainty * order.draw_replications
        say(f"{name}: redrawing assumptions ...")
        with _progress(total) as report:
            redrawn = running.over_draws(
                pattern,
                draws=order.uncertainty,
                replications=order.draw_replications,
                seed=seed,
                threads=order.threads,
                report=report,
            )
    return Validated(pattern, findings, redrawn, looked, nearly)


def _looked(order: ValidateOrder) -> Any:
    """The study of P7 and the pattern it proposes."""
    from experiments.study.jobs import BOX
    from experiments.study.reading import read_study
    from experiments.validation import conditions
    from sim.scenario import ScenarioError

    file = order.study or BOX / f"{conditions.STUDY}.yaml"
    say(f"{conditions.NAME}: looking through {file.stem} ...")
    try:
        most = read_study(file).replications.most
        with _progress(1) as report:
            return conditions.look(
                file,
                replications=min(most, max(2, order.replications)),
                seed=order.seed,
                threads=order.threads,
                report=report,
            )
    except ScenarioError as error:
        raise OrderError("\n".join(str(problem) for problem in error.problems)) from error


def _progress(total: int) -> Any:
    from experiments.progress import progress

    return progress(total)


def _meta(order: ValidateOrder, started: str, seconds: float, *, complete: bool) -> dict[str, Any]:
    from experiments import provenance
    from experiments.statistics import CONFIDENCE
    from experiments.validation.conditions import FRESH
    from sim.parameters import PARAMETERS

    assumed = sum(one.is_assumption for one in PARAMETERS.values())
    return {
        **provenance.facts(),
        "command": "validate",
        "patterns": list(order.patterns or names()),
        "replications": order.replications,
        "seed": order.seed,
        "fresh_seeds_from": order.seed + FRESH,
        "confidence": CONFIDENCE,
        "uncertainty": order.uncertainty,
        "draw_replications": order.draw_replications if order.uncertainty else None,
        "complete": complete,
        "note": (
            "Seed noise only: intervals and verdicts cover the luck of the draw between runs, not "
            f"the uncertainty of the numbers put in ({assumed} of {len(PARAMETERS)} parameters are "
            "assumptions); --uncertainty redraws those."
        ),
        "started": started,
        "seconds": seconds,
    }


def _write(
    order: ValidateOrder, patterns: Sequence[Mapping[str, Any]], meta: Mapping[str, Any]
) -> int:
    """The folder of results; returns the exit code.  A failure must not keep back the report."""
    from experiments import results
    from experiments.validation import figure
    from experiments.validation.report import table

    assert order.out is not None
    try:
        with results.whole_folder(order.out, force=order.force) as folder:
            results.write_json(folder / FINDINGS, {"meta": meta, "patterns": patterns})
            results.write_table(folder, "claims", table(patterns), csv=order.csv)
            figure.write(folder / "figures", patterns, small_print(meta))
            results.write_json(folder / results.MANIFEST, dict(meta))
    except Exception as error:  # what was found out must still be shown
        say(f"results not written: {type(error).__name__}: {error}")
        return RUN_FAILED
    say(f"written to {order.out}")
    return DONE


def small_print(meta: Mapping[str, Any]) -> str:
    """What stands below a figure."""
    from experiments.formatting import counted

    return (
        f"Paired differences over {counted(meta['replications'], 'run')} of each side, with 95 % "
        "intervals. "
        "Grey: less than what matters in practice. The scale is even up to 1 and logarithmic "
        "beyond. Squares: the first ablation of each pair, not where it sets the measure itself to "
        f"nothing or leaves both sides the same. {meta['note']}"
    )
