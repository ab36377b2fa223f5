"""The command line: what a user types, and nothing else.

Everything a command needs is imported when it is carried out, so that ``--help`` answers at
once.  Exit codes: 0 done, 1 a run failed, 2 wrong input, 130 interrupted.
"""

from __future__ import annotations

import atexit
import gc
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from experiments.loading import Chosen
from experiments.options import Json, Threads, Threshold, refuse, whole_number
from experiments.study.commands import app as studies

app = typer.Typer(
    help="Simulate how a municipality's organisation of housing help affects households.\n\n"
    "FILE is the path of a scenario file; if there is none, the name of a built-in scenario "
    "(boligsim list).",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

File = Annotated[str, typer.Argument(metavar="FILE", help="A path or a built-in scenario.")]
Municipalities = Annotated[
    list[str] | None,
    typer.Argument(metavar="MUNICIPALITY", help="Names or paths; all in the box if none."),
]
Files = Annotated[list[str], typer.Argument(metavar="FILE", help="Paths or built-in names.")]
Municipality = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Put this municipality in place of the scenario's."),
]
Organisation = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Put this organisation in place of the scenario's."),
]
OneForAll = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Put this organisation in place of each one's own."),
]
Strategy = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Pursue this strategy, in place of the scenario's if any."),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Set a value by its key (boligsim show lists them), as in "
        '"vacancy.works=25 days"; may be given many times.',
    ),
]
Replications = Annotated[
    int,
    typer.Option(
        parser=whole_number(1, 1_000_000),
        metavar="N",
        help="Runs of each scenario, each on a seed of its own.",
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        parser=whole_number(0, 2**62),
        metavar="S",
        help="Seed of the first replication; the others take those that follow.",
    ),
]
SeedOfOne = Annotated[
    int,
    typer.Option(parser=whole_number(0, 2**62), metavar="S", help="Seed of the run."),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Write tables, figures and a manifest to this folder."),
]
OutWithoutFigures = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Write tables and a manifest to this folder."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace an earlier result in --out.")]
Csv = Annotated[
    bool,
    typer.Option("--csv", help="With --out: tables as CSV too (semicolon, decimal comma)."),
]
Events = Annotated[
    bool, typer.Option("--events", help="With --out: the event log of the first replication too.")
]
OwnResources = Annotated[
    bool,
    typer.Option(
        "--own-resources",
        help="Leave every scenario the positions, crews and follow-up workers that its own files "
        "lead to. Without it all have as many in all as the first.",
    ),
]
OwnResourcesBeside = Annotated[
    bool,
    typer.Option(
        "--own-resources",
        help="With --beside: leave both the positions, crews and follow-up workers that their own "
        "files lead to. Without it the second has as many in all as the first.",
    ),
]
Uncertainty = Annotated[
    int | None,
    typer.Option(
        parser=whole_number(2, 100_000),
        metavar="K",
        help="Also redraw every assumption from its range, K times, and report how the "
        "differences fare.",
    ),
]
UncertaintyOfPatterns = Annotated[
    int | None,
    typer.Option(
        parser=whole_number(2, 100_000),
        metavar="K",
        help="Also redraw every assumption from its range, K times, and report in how many of "
        "the draws each pattern holds.",
    ),
]
DrawReplications = Annotated[
    int,
    typer.Option(
        parser=whole_number(1, 10_000),
        metavar="R",
        help="With --uncertainty: runs of each scenario per draw.",
    ),
]
WithoutChanges = Annotated[
    bool,
    typer.Option(
        "--without-changes",
        help="Compare one scenario with itself without its changes: what if we had not?",
    ),
]
AllMeasures = Annotated[
    bool, typer.Option("--all", help="Print every measure, not only the main ones.")
]


class FileKind(StrEnum):
    """The kinds of file a user may write."""

    SCENARIO = "scenario"
    MUNICIPALITY = "municipality"
    ORGANISATION = "organisation"
    STRATEGY = "strategy"


app.add_typer(
    studies, name="study", short_help="Studies: many runs that answer one question, in a folder."
)


@app.callback(invoke_without_command=True)
def _top(
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    if version:
        import sim

        typer.echo(f"boligsim {sim.__version__}")
        raise typer.Exit


@app.command("list")
def list_(json: Json = False) -> None:
    """The scenarios and their parts in the box."""
    from experiments.inspection import list_builtin

    list_builtin(as_json=json)


@app.command()
def check(files: Files) -> None:
    """All errors of scenario files."""
    from experiments.inspection import check_files

    raise typer.Exit(check_files(files))


@app.command()
def show(
    file: File,
    municipality: Municipality = None,
    organisation: Organisation = None,
    strategy: Strategy = None,
    settings: Settings = None,
    json: Json = False,
) -> None:
    """A scenario: numbers, sources, tasks, positions."""
    from experiments.inspection import show_scenario
    from experiments.jobs import OrderError

    try:
        given = _chosen(municipality, organisation, strategy, settings)
        show_scenario(file, given, as_json=json)
    except OrderError as error:
        refuse(error)


@app.command()
def schema(
    kind: Annotated[FileKind, typer.Argument(help="The kind of file.")] = FileKind.SCENARIO,
) -> None:
    """The format of a kind of file as JSON Schema, for editors."""
    from experiments.inspection import print_schema

    print_schema(kind.value)


@app.command()
def run(
    file: File,
    municipality: Municipality = None,
    organisation: Organisation = None,
    strategy: Strategy = None,
    settings: Settings = None,
    replications: Replications = 20,
    seed: Seed = 1,
    out: Out = None,
    force: Force = False,
    csv: Csv = False,
    events: Events = False,
    threads: Threads = None,
    json: Json = False,
) -> None:
    """Run one scenario many times."""
    from experiments.jobs import Order

    _carry_out(
        Order(
            command="run",
            files=(file,),
            chosen=_chosen(municipality, organisation, strategy, settings),
            replications=replications,
            seed=seed,
            out=out,
            force=force,
            csv=csv,
            events=events,
            as_json=json,
            threads=threads,
        )
    )


@app.command(short_help="Compare scenarios, or one with and without its changes.")
def compare(
    files: Files,
    municipality: Municipality = None,
    organisation: Organisation = None,
    strategy: Strategy = None,
    settings: Settings = None,
    replications: Replications = 20,
    seed: Seed = 1,
    out: Out = None,
    force: Force = False,
    csv: Csv = False,
    events: Events = False,
    threads: Threads = None,
    threshold: Threshold = 1.0,
    own_resources: OwnResources = False,
    all_measures: AllMeasures = False,
    uncertainty: Uncertainty = None,
    draw_replications: DrawReplications = 2,
    without_changes: WithoutChanges = False,
    json: Json = False,
) -> None:
    """Compare scenarios with the first of them, or one with itself without its changes.

    All meet the same households, with equal resources unless told otherwise.
    """
    from experiments.jobs import Order

    if without_changes and len(files) != 1:
        refuse("compare --without-changes needs exactly one file: the scenario that changes")
    if len(files) < 2 and not without_changes:
        refuse(
            "compare needs at least two files; the first is the baseline "
            "(or one file and --without-changes)"
        )
    _carry_out(
        Order(
            command="compare",
            files=tuple(files),
            chosen=_chosen(municipality, organisation, strategy, settings),
            replications=replications,
            seed=seed,
            out=out,
            force=force,
            csv=csv,
            events=events,
            as_json=json,
            threads=threads,
            threshold=threshold,
            own_resources=own_resources,
            all_measures=all_measures,
            uncertainty=uncertainty,
            draw_replications=draw_replications,
        ),
        without_changes=without_changes,
    )


@app.command("known-figures")
def known_figures(
    municipalities: Municipalities = None,
    organisation: OneForAll = None,
    strategy: Strategy = None,
    settings: Settings = None,
    replications: Replications = 20,
    seed: Seed = 1,
    out: OutWithoutFigures = None,
    force: Force = False,
    csv: Csv = False,
    threads: Threads = None,
    json: Json = False,
) -> None:
    """The model beside known figures of the world.

    Each municipality runs under the organisation that scenarios/known-figures.yaml names for
    it, a town under that of 2009.  The figures, with their sources and whether the model was
    calibrated on them, are there too.
    """
    from experiments.jobs import Order

    _carry_out(
        Order(
            command="known-figures",
            files=tuple(municipalities or ()),
            chosen=_chosen(None, organisation, strategy, settings),
            replications=replications,
            seed=seed,
            out=out,
            force=force,
            csv=csv,
            as_json=json,
            threads=threads,
            own_resources=True,
        )
    )


@app.command(short_help="The model against patterns that were observed.")
def validate(
    patterns: Annotated[
        str | None,
        typer.Option(metavar="P1,P3", help="Only these patterns; all of P1 to P7 if not given."),
    ] = None,
    replications: Replications = 20,
    seed: Seed = 1,
    uncertainty: UncertaintyOfPatterns = None,
    draw_replications: DrawReplications = 2,
    out: Out = None,
    force: Force = False,
    csv: Csv = False,
    threads: Threads = None,
    json: Json = False,
) -> None:
    """The model against patterns that were observed, with the mechanism on and off.

    The exit code says whether it ran, not whether patterns are reproduced.
    """
    from experiments.jobs import OrderError
    from experiments.validation.command import ValidateOrder, carry_out, chosen

    try:
        order = ValidateOrder(
            patterns=chosen(patterns),
            replications=replications,
            seed=seed,
            uncertainty=uncertainty,
            draw_replications=draw_replications,
            out=out,
            force=force,
            csv=csv,
            threads=threads,
            as_json=json,
        )
        code = carry_out(order)
    except OrderError as error:
        refuse(error)
    raise typer.Exit(code)


@app.command()
def explain(
    file: File,
    household: Annotated[
        int | None,
        typer.Option(metavar="ID", help="The number of a household, as in tables and --list."),
    ] = None,
    most_sent_on: Annotated[
        bool,
        typer.Option(
            "--most-sent-on", help="The one sent on most often; this one if nothing is said."
        ),
    ] = False,
    longest_waiting: Annotated[
        bool, typer.Option("--longest-waiting", help="The one whose need lasted longest.")
    ] = False,
    beside: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The same household under this scenario beside it."),
    ] = None,
    list_: Annotated[
        int | None,
        typer.Option(
            "--list",
            parser=whole_number(1, 1_000_000),
            metavar="N",
            help="List N households to ask about instead.",
        ),
    ] = None,
    municipality: Municipality = None,
    organisation: Organisation = None,
    strategy: Strategy = None,
    settings: Settings = None,
    seed: SeedOfOne = 1,
    own_resources: OwnResourcesBeside = False,
    json: Json = False,
) -> None:
    """One household's way, step by step in plain words.

    Under one organisation, or the same household under two; the waits are told by cause.
    """
    from experiments.explaining import Question
    from experiments.explaining import explain as answer
    from experiments.jobs import OrderError

    if (household is not None) + most_sent_on + longest_waiting > 1:
        refuse("only one of --household, --most-sent-on and --longest-waiting can be told of")
    if list_ is not None and (household is not None or beside is not None):
        refuse("--list shows households of one scenario; leave --household and --beside out")
    question = Question(
        file=file,
        beside=beside,
        household=household,
        by="lasted" if longest_waiting else "referrals",
        listed=list_,
        chosen=_chosen(municipality, organisation, strategy, settings),
        seed=seed,
        own_resources=own_resources,
        as_json=json,
    )
    try:
        answer(question)
    except OrderError as error:
        refuse(error)


@app.command()
def events(
    file: File,
    out: Annotated[
        Path, typer.Option(metavar="LOG", help="The file to write: .csv, .parquet or .xes.")
    ],
    municipality: Municipality = None,
    organisation: Organisation = None,
    strategy: Strategy = None,
    settings: Settings = None,
    seed: SeedOfOne = 1,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier file.")] = False,
) -> None:
    """The event log of one run as a file: CSV, Parquet or XES.

    What it holds is described in docs/event-log.md.
    """
    from experiments.event_export import Wanted, export
    from experiments.jobs import OrderError

    wanted = Wanted(
        file=file,
        out=out,
        chosen=_chosen(municipality, organisation, strategy, settings),
        seed=seed,
        force=force,
    )
    try:
        export(wanted)
    except OrderError as error:
        refuse(error)


def _chosen(
    municipality: str | None,
    organisation: str | None,
    strategy: str | None,
    settings: list[str] | None,
) -> Chosen:
    """What is put in place of what the files say."""
    return Chosen(municipality, organisation, strategy, tuple(settings or ()))


def _carry_out(order: object, *, without_changes: bool = False) -> NoReturn:
    from experiments.jobs import INTERRUPTED, Order, OrderError, carry_out, say

    if without_changes:
        from experiments.what_if_not import carry_out
    assert isinstance(order, Order)
    if order.out is None and (order.csv or order.force or order.events):
        refuse("--csv, --force and --events have a meaning only together with --out")
    try:
        code = carry_out(order)
    except OrderError as error:
        refuse(error)
    except KeyboardInterrupt:  # while runs are done it is heard, and told of, elsewhere
        say("interrupted while no run was under way")
        code = INTERRUPTED
    raise typer.Exit(code)


#: After so many new objects Python looks for circles of them that nothing needs any longer.
_OBJECTS_BETWEEN_LOOKS = 100_000


def main() -> None:
    """The ``boligsim`` command."""
    # Modules are most of what a short command makes, and they stay.  Python would look through
    # them after every 700 new objects, and again at the end: a fifth of the command's time.
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a letter shows a question mark rather than an error.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()


if __name__ == "__main__":
    main()
