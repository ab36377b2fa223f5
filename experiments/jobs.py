"""The commands that run the model, from order to result: read, staff, run, write, print."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from experiments.loading import AS_IT_IS, Chosen

if TYPE_CHECKING:
    from experiments.known_figures import Finding, KnownFigures
    from experiments.resources import Lineup
    from experiments.runner import Outcome
    from experiments.statistics import Comparison
    from experiments.uncertainty import Findings as Leanings
    from experiments.uncertainty import Plan, Sweep
    from sim import Scenario
    from sim.measures import Measure

#: What the program ends with.
DONE, RUN_FAILED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True)
class Order:
    """What the user asked ``run`` (one file), ``compare`` (several) or ``known-figures`` to do.

    The files of ``known-figures`` are municipalities; none are all in the box.
    """

    command: str
    files: tuple[str, ...]
    chosen: Chosen = AS_IT_IS
    replications: int = 20
    seed: int = 1
    out: Path | None = None
    force: bool = False
    csv: bool = False
    events: bool = False
    as_json: bool = False
    threads: int | None = None
    threshold: float = 1.0
    own_resources: bool = False
    all_measures: bool = False
    uncertainty: int | None = None
    draw_replications: int = 2


@dataclass(frozen=True)
class Findings:
    """Everything there is to tell once the runs have ended."""

    order: Order
    lineup: Lineup
    outcome: Outcome
    comparison: Comparison
    measures: Mapping[str, Measure]
    note: str
    meta: Mapping[str, Any]
    redrawn: Redrawn | None = None
    against: Against | None = None

    @property
    def abandoned(self) -> int:
        """Runs still going when an interrupted program stopped waiting."""
        swept = self.redrawn.sweep.outcome.abandoned if self.redrawn else 0
        return self.outcome.abandoned + swept


@dataclass(frozen=True)
class Against:
    """What became of each known figure, and the figures."""

    findings: Sequence[Finding]
    known: KnownFigures


@dataclass(frozen=True)
class Redrawn:
    """The same comparison over draws of the assumptions; ``main`` is the main measure."""

    sweep: Sweep
    findings: Leanings
    main: str


class OrderError(Exception):
    """The order cannot be carried out; the message says why, in one or more lines."""


def say(line: str) -> None:
    """One line to the error stream."""
    print(line, file=sys.stderr, flush=True)


def as_typed(path: Path) -> str:
    """``path`` as it is typed in a command: in quotes where it needs them."""
    return shlex.quote(str(path)) if os.name == "posix" else subprocess.list2cmdline([str(path)])


def carry_out(order: Order) -> int:
    """Do what ``order`` says; returns the exit code.  Raises :class:`OrderError` on wrong input."""
    known = _known_figures(order)
    scenarios = load(order, known)
    lineup = _prepare(order, scenarios)
    plan = _plan(order, scenarios)
    if not order.as_json:
        print_before(lineup)
    findings = _find_out(order, lineup, plan, known)
    code = say_what_went_wrong(findings.outcome)
    if findings.redrawn is not None and code != INTERRUPTED:
        code = _say_what_went_wrong_in_draws(findings.redrawn.sweep) or code
    if findings.outcome.finished:
        code = _tell(findings, code)
    if findings.abandoned:
        leave(code)
    return code


def _tell(findings: Findings, code: int) -> int:
    """Write and print; returns the exit code, which a failure to write changes."""
    order = findings.order
    if order.out is not None:
        say_what_is_written(order.out, code)
        try:
            _write(findings, order.out)
        except Exception as error:  # what was found out must still be shown
            say(f"results not written: {type(error).__name__}: {error}")
            code = code or RUN_FAILED
    if order.as_json:
        _print_json(findings)
    else:
        _print_after(findings)
    return code


def leave(code: int) -> NoReturn:
    """End at once: runs that are still going would hold the program back until they end."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _known_figures(order: Order) -> KnownFigures | None:
    """What is known about the world, if that is what the order is about."""
    if order.command != "known-figures":
        return None
    from experiments.known_figures import read
    from sim.measures import MEASURES
    from sim.scenario import ScenarioError

    try:
        return read(MEASURES)
    except ScenarioError as error:
        raise OrderError(str(error)) from error


def load(order: Order, known: KnownFigures | None = None) -> dict[str, Scenario]:
    """The scenarios as their files and the command line have them; the output can be written."""
    from experiments.loading import load_all
    from experiments.results import OutputError, check_target
    from sim.scenario import ScenarioError

    try:
        if order.out is not None:
            check_target(order.out, force=order.force)
        if known is not None:
            from experiments.known_figures import load_municipalities

            return load_municipalities(order.files, known, order.chosen)
        return load_all(order.files, order.chosen)
    except ScenarioError as error:
        raise OrderError("\n".join(str(problem) for problem in error.problems)) from error
    except OutputError as error:
        raise OrderError(str(error)) from error


def _prepare(order: Order, scenarios: Mapping[str, Scenario]) -> Lineup:
    """The scenarios with their resources."""
    from experiments.resources import ResourceError, prepare

    try:
        return prepare(scenarios, own_resources=order.own_resources)
    except ResourceError as error:
        raise OrderError(str(error)) from error


def _plan(order: Order, scenarios: Mapping[str, Scenario]) -> Plan | None:
    """What to redraw, if that was asked for."""
    if order.uncertainty is None:
        return None
    from experiments.uncertainty import UncertaintyError, plan

    try:
        return plan(
            scenarios,
            draws=order.uncertainty,
            replications=order.draw_replications,
            seed=order.seed,
            own_resources=order.own_resources,
        )
    except UncertaintyError as error:
        raise OrderError(str(error)) from error


def _find_out(
    order: Order, lineup: Lineup, plan: Plan | None, known: KnownFigures | None
) -> Findings:
    import sim
    from experiments import piling_up, provenance
    from experiments.progress import progress
    from experiments.runner import replicate, summarise
    from sim.measures import MEASURES

    started = provenance.now()
    sim.compile_once(say)
    with progress(order.replications * len(lineup.scenarios)) as report:
        outcome = replicate(
            lineup.scenarios,
            replications=order.replications,
            seed=order.seed,
            run=_run_with_events(order) if order.events else None,
            threads=order.threads,
            keep_first=order.out is not None,
            note=None if known is not None else piling_up.of_run,
            report=report,
        )
    comparison = summarise(outcome, MEASURES, paired=lineup.paired, threshold=order.threshold)
    note = provenance.seed_noise_only(list(lineup.scenarios.values()))
    meta = _meta(order, lineup, outcome, comparison, note, started)
    redrawn = None
    if plan is not None and outcome.finished and not outcome.interrupted:
        from experiments.uncertainty import facts

        redrawn = _redraw(order, plan, MEASURES)
        meta["uncertainty"] = facts(redrawn.sweep)
    against = None
    if known is not None:
        from experiments.known_figures import compare

        against = Against(compare(outcome, lineup.scenarios, known, MEASURES), known)
    return Findings(order, lineup, outcome, comparison, MEASURES, note, meta, redrawn, against)


def _redraw(order: Order, plan: Plan, measures: Mapping[str, Measure]) -> Redrawn:
    """The comparison again for every draw of the assumptions."""
    import sim
    from experiments.formatting import counted
    from experiments.highlights import IN_TABLE, chosen
    from experiments.progress import progress
    from experiments.uncertainty import carry_out, summarise

    redrawn = counted(len(plan.parameters), "assumption")
    say(f"Redrawing {redrawn} {counted(plan.draws, 'time')} ...")
    with progress(plan.draws * plan.replications * len(plan.scenarios)) as report:
        sweep = carry_out(plan, run=sim.run, threads=order.threads, report=report)
    main = next(iter(chosen(measures, IN_TABLE) or measures))
    return Redrawn(sweep, summarise(sweep, measures, main=main, threshold=order.threshold), main)


def _run_with_events(order: Order) -> Callable[..., Any]:
    """Runs that log events for the seed whose tables are kept, and for no other."""
    import sim

    return lambda scenario, seed: sim.run(scenario, seed, log=seed == order.seed)


def _meta(
    order: Order,
    lineup: Lineup,
    outcome: Outcome,
    comparison: Comparison,
    note: str,
    started: str,
) -> dict[str, Any]:
    from experiments import piling_up
    from experiments.report import reductions, undefined_counts

    return {
        **facts(order, lineup, outcome, note, started),
        "command": order.command,
        "scenarios": {
            name: {
                **told_of(scenario),
                "replications": len(outcome.seeds_of(name)),
            }
            for name, scenario in lineup.scenarios.items()
        },
        "baseline": outcome.scenarios[0] if order.command == "compare" else None,
        "unpaired": list(lineup.unpaired),
        "equal_resources": lineup.equal,
        "piling_up": piling_up.as_json(lineup, outcome),
        "threshold": order.threshold,
        "undefined": undefined_counts(comparison),
        "variance_reduction": reductions(comparison),
        "failed": [
            {"scenario": one.scenario, "seed": one.seed, "error": one.message}
            for one in outcome.failures
        ],
    }


def facts(
    order: Order, lineup: Lineup, outcome: Outcome, note: str, started: str
) -> dict[str, Any]:
    """What the manifest of any comparison says: of what, with what, and how it went."""
    from experiments import provenance
    from experiments.resources import planning_not_pursued
    from experiments.statistics import CONFIDENCE

    return {
        **provenance.facts(),
        "files": list(order.files),
        **order.chosen.as_json(),
        "resources": lineup.as_json(),
        "planning_not_pursued": planning_not_pursued(lineup),
        "seed": order.seed,
        "seeds": list(outcome.seeds),
        "replications": order.replications,
        "confidence": CONFIDENCE,
        "interrupted": outcome.interrupted,
        "complete": outcome.complete,
        "note": note,
        "started": started,
        "seconds": outcome.seconds,
    }


def told_of(scenario: Scenario) -> dict[str, Any]:
    """What a manifest says of a scenario."""
    return {
        "title": scenario.title,
        "municipality": scenario.municipality.title,
        "organisation": scenario.organisation.title,
        "identity": scenario.identity,
        "warm_up_days": scenario.warm_up,
        "observe_days": scenario.observe,
    }


def say_what_went_wrong(outcome: Outcome) -> int:
    """Tell of failed runs and of an interruption; returns the exit code."""
    from experiments.report import failure_lines, interruption_line

    for line in failure_lines(outcome.failures):
        say(line)
    if outcome.interrupted:
        say(interruption_line(outcome))
        return INTERRUPTED
    return RUN_FAILED if outcome.failures else DONE


def say_what_is_written(target: Path, code: int) -> None:
    """Tell who has interrupted, and waits for the end, what still takes time."""
    if code == INTERRUPTED:
        say(f"writing what is finished to {target} ...")


def _say_what_went_wrong_in_draws(sweep: Sweep) -> int:
    from experiments import uncertainty_report as report

    for line in report.failed_lines(sweep.failed):
        say(line)
    if sweep.outcome.interrupted:
        say(report.interruption_line(sweep))
        return INTERRUPTED
    return RUN_FAILED if sweep.failed else DONE


def print_before(lineup: Lineup) -> None:
    """The resources of the scenarios, before they run."""
    from experiments.resources import planning_line, resources_line, resources_table
    from experiments.tables import console

    out = console()
    out.print(resources_table(lineup))
    for line in (resources_line(lineup), planning_line(lineup)):
        if line:
            out.print(line, markup=False)


def _print_after(findings: Findings) -> None:
    from experiments import piling_up
    from experiments.formatting import counted
    from experiments.highlights import IN_TABLE, chosen
    from experiments.report import print_footnotes
    from experiments.tables import console, print_comparison, run_table

    order, outcome, comparison = findings.order, findings.outcome, findings.comparison
    out = console()
    names = list(comparison.estimates)
    out.print()
    out.print(
        f"{counted(len(outcome.seeds), 'replication')} "
        f"from seed {order.seed}, {_years(findings.lineup)}, in {outcome.seconds:.1f} s"
    )
    if findings.against is not None:
        from experiments.known_figures_report import print_findings

        against = findings.against
        print_findings(out, against.findings, findings.lineup.scenarios, against.known.margin)
        out.print(findings.note)
        return
    for line in piling_up.lines(findings.lineup, outcome):
        out.print(line, markup=False)
    listed = findings.measures
    if order.command == "run":
        out.print(run_table(comparison, names[0], listed))
    else:
        listed = listed if order.all_measures else chosen(listed, IN_TABLE)
        print_comparison(out, comparison, listed)
        if len(listed) < len(findings.measures):
            further = len(findings.measures) - len(listed)
            out.print(
                f"\nFurther measures ({further}): --all here, and always in --json and --out."
            )
    print_footnotes(out, comparison, listed, unpaired=findings.lineup.unpaired, note=findings.note)
    if findings.redrawn is not None:
        from experiments.uncertainty_report import print_uncertainty

        redrawn = findings.redrawn
        print_uncertainty(
            out, redrawn.sweep, redrawn.findings, findings.measures, listed, redrawn.main
        )


def _years(lineup: Lineup) -> str:
    from experiments.formatting import joined
    from sim.quantities import with_unit

    spans = {
        f"{with_unit(f'{one.observe / 365.0:.3g}', 'years')} observed after "
        f"{one.warm_up / 365.0:.3g} of warm-up"
        for one in lineup.scenarios.values()
    }
    return joined(sorted(spans))


def _print_json(findings: Findings) -> None:
    from experiments.report import as_json

    whole = as_json(findings.comparison, findings.measures, findings.meta)
    if findings.redrawn is not None:
        from experiments import uncertainty

        redrawn, threshold = findings.redrawn, findings.order.threshold
        whole["uncertainty"] = uncertainty.as_json(
            redrawn.sweep, redrawn.findings, findings.measures, redrawn.main, threshold
        )
    if findings.against is not None:
        from experiments.known_figures_report import as_rows

        whole["known_figures"] = as_rows(findings.against.findings, findings.lineup.scenarios)
    # Plain ASCII: any pipe and any console can carry it.
    print(json.dumps(whole, indent=2, allow_nan=False))


def _write(findings: Findings, target: Path) -> None:
    from experiments import results
    from experiments.figures import write_figures
    from experiments.show import describe

    order = findings.order
    with results.whole_folder(target, force=order.force) as folder:
        tables = results.tables(
            findings.outcome, findings.comparison, findings.measures, order.threshold
        )
        if findings.redrawn is not None:
            from experiments import uncertainty

            redrawn = findings.redrawn
            tables |= uncertainty.tables(redrawn.sweep, redrawn.findings, findings.measures)
        if findings.against is not None:
            from experiments import known_figures_report as report

            rows = report.as_rows(findings.against.findings, findings.lineup.scenarios)
            results.write_json(folder / "known_figures.json", rows)
            tables["known_figures"] = report.as_table(rows)
        for name, table in tables.items():
            results.write_table(folder, name, table, csv=order.csv)
        for name, result in findings.outcome.kept.items():
            place = folder / "tables" / results.file_name(name)
            for kind, table in results.run_tables(result).items():
                results.write_table(place, kind, table, csv=order.csv)
        (folder / "scenarios").mkdir()
        for name, scenario in findings.lineup.scenarios.items():
            content = describe(scenario, findings.lineup.staffing[name])
            results.write_json(folder / "scenarios" / f"{results.file_name(name)}.json", content)
        if findings.against is None:
            write_figures(
                folder / "figures",
                findings.comparison,
                findings.measures,
                _labels(findings),
                _small_print(findings),
            )
        results.write_json(folder / results.MANIFEST, dict(findings.meta))
    say(f"written to {target}")


def _labels(findings: Findings) -> dict[str, str]:
    """Titles for readers; the name where two scenarios have the same title."""
    titles = {name: one.title or name for name, one in findings.lineup.scenarios.items()}
    known: Sequence[str] = list(titles.values())
    return {
        name: title if known.count(title) == 1 else f"{title} ({name})"
        for name, title in titles.items()
    }


def _small_print(findings: Findings) -> str:
    from experiments.formatting import counted

    runs = counted(len(findings.outcome.seeds), "simulated period")
    parts = [f"Marks: mean of {runs} ({_years(findings.lineup)}). Lines: 95 % interval."]
    if findings.comparison.differences:
        parts.append("The same households meet every organisation; verdicts are by paired runs.")
    if findings.lineup.equal:
        parts.append("Each has as many positions and crews as the one compared with.")
    if findings.lineup.unpaired:
        parts.append("Other municipalities are shown beside it, not compared.")
    return " ".join([*parts, findings.note])
