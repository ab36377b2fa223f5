"""``boligsim compare FILE --without-changes``, from order to result: read, run, write, print."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from experiments.jobs import (
    DONE,
    RUN_FAILED,
    Order,
    OrderError,
    facts,
    leave,
    load,
    print_before,
    say,
    say_what_is_written,
    say_what_went_wrong,
    told_of,
)

if TYPE_CHECKING:
    from experiments.resources import Lineup
    from experiments.runner import Outcome
    from experiments.without_changes import Study
    from sim import Scenario

#: Options of ``compare`` that have no meaning here, and whether an order has them.
_MEANINGLESS = {
    "--uncertainty": lambda order: order.uncertainty is not None,
    "--events": lambda order: order.events,
    "--own-resources": lambda order: order.own_resources,
    "--all": lambda order: order.all_measures,
    "--threshold": lambda order: order.threshold != 1.0,
}


def carry_out(order: Order) -> int:
    """Do what ``order`` says; returns the exit code.  Raises :class:`OrderError` on wrong input."""
    import sim
    from experiments import provenance
    from experiments.progress import progress
    from experiments.without_changes import run_both

    lineup = _prepare(order)
    (scenario,) = lineup.scenarios.values()
    note = provenance.seed_noise_only([scenario])
    if not order.as_json:
        print_before(lineup)
    started = provenance.now()
    sim.compile_once(say)
    with progress(2 * order.replications) as report:
        outcome, study = run_both(
            scenario,
            replications=order.replications,
            seed=order.seed,
            threads=order.threads,
            report=report,
        )
    code = say_what_went_wrong(outcome)
    if study is not None:
        code = _tell(order, lineup, outcome, study, note, started, code)
    if outcome.abandoned:
        leave(code)
    return code


def _tell(
    order: Order,
    lineup: Lineup,
    outcome: Outcome,
    study: Study,
    note: str,
    started: str,
    code: int,
) -> int:
    """Write and print; returns the exit code, which a failure to write changes."""
    if study.apart_before:
        from experiments.without_changes_report import same_before

        say(same_before(study))
        code = code or RUN_FAILED
    meta = _meta(order, lineup, outcome, note, started)
    if order.out is not None:
        say_what_is_written(order.out, code)
        code = _write(order, lineup, study, meta, note) or code
    if order.as_json:
        from experiments.without_changes_data import as_json

        # Plain ASCII: any pipe and any console can carry it.
        print(json.dumps({"meta": meta, **as_json(study)}, indent=2, allow_nan=False))
    else:
        from experiments.tables import console
        from experiments.without_changes_report import print_study

        print_study(console(), study, f"{_how_many(outcome)} {note}")
    return code


def _prepare(order: Order) -> Lineup:
    """The scenario, read, staffed and found to change in time."""
    from experiments.resources import ResourceError, prepare
    from experiments.without_changes import NothingToCompareError, without_changes

    meaningless = [name for name, given in _MEANINGLESS.items() if given(order)]
    if meaningless:
        raise OrderError(f"--without-changes: {meaningless[0]} has no meaning together with it")
    scenarios = load(order)
    try:
        lineup = prepare(scenarios, own_resources=True)
        for scenario in lineup.scenarios.values():
            without_changes(scenario)
    except (ResourceError, NothingToCompareError) as error:
        raise OrderError(str(error)) from error
    return lineup


def _how_many(outcome: Outcome) -> str:
    from experiments.formatting import counted

    pairs = len(outcome.seeds_of(*outcome.scenarios))
    return (
        f"{counted(pairs, 'pair')} of runs from seed {outcome.seeds[0]}, "
        f"in {outcome.seconds:.1f} s."
    )


def _meta(
    order: Order, lineup: Lineup, outcome: Outcome, note: str, started: str
) -> dict[str, Any]:
    from experiments import bands, breaking_even

    ((name, scenario),) = lineup.scenarios.items()
    return {
        **facts(order, lineup, outcome, note, started),
        "command": "compare --without-changes",
        "scenario": {"name": name, **told_of(scenario), "changes": _changes(scenario)},
        "pairs": len(outcome.seeds_of(*outcome.scenarios)),
        "resamples": {"bands": bands.RESAMPLES, "break_even": breaking_even.RESAMPLES},
        "failed": [
            {"side": one.scenario, "seed": one.seed, "error": one.message}
            for one in outcome.failures
        ],
    }


def _changes(scenario: Scenario) -> list[dict[str, Any]]:
    from sim.names import label

    return [
        {
            "at_days": change.at,
            "organisation": change.organisation.title if change.organisation else None,
            "values": change.values,
            "settle": {
                f"{label(group)}.{label(need)}": count
                for (group, need), count in change.settle.items()
            },
        }
        for change in scenario.changes
    ]


def _write(order: Order, lineup: Lineup, study: Study, meta: dict[str, Any], note: str) -> int:
    """The folder of results; returns the exit code.  A failure must not keep back the report."""
    from experiments import results
    from experiments.show import describe
    from experiments.without_changes_data import as_json, tables
    from experiments.without_changes_figure import write_figures

    assert order.out is not None
    ((name, scenario),) = lineup.scenarios.items()
    try:
        with results.whole_folder(order.out, force=order.force) as folder:
            for kind, table in tables(study).items():
                results.write_table(folder, kind, table, csv=order.csv)
            results.write_json(folder / "study.json", as_json(study))
            (folder / "scenarios").mkdir()
            content = describe(scenario, lineup.staffing[name])
            results.write_json(folder / "scenarios" / f"{results.file_name(name)}.json", content)
            write_figures(folder / "figures", study, note)
            results.write_json(folder / results.MANIFEST, meta)
    except Exception as error:  # what was found out must still be shown
        say(f"results not written: {type(error).__name__}: {error}")
        return RUN_FAILED
    say(f"written to {order.out}")
    return DONE
