"""``boligsim study``: what a user types, and nothing else.

Everything a command needs is imported when it is carried out, so that ``--help`` answers at
once.  Exit codes are those of :mod:`experiments.cli`: 0 done, 1 a run failed or results could not
be kept, 2 wrong input, 130 interrupted.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from experiments.options import Json, Threshold, refuse, whole_number
from experiments.study.analysis.options import (
    AnalysisOut,
    FreshRuns,
    Language,
    ReportLanguage,
    Weights,
)

app = typer.Typer(
    help="Studies: many runs that answer a question, kept in a folder and gone on with at will.\n\n"
    "FILE is the path of a study file; if there is none, the name of a study in the box "
    "(boligsim study list).  DIR is the folder of a study that was begun.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

File = Annotated[str, typer.Argument(metavar="FILE", help="A path or a study in the box.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a study.")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="The folder to keep runs in; results/NAME if not given."),
]
Workers = Annotated[
    int | None,
    typer.Option(
        parser=whole_number(1, 1024),
        metavar="N",
        help="How many runs at a time; one for each core if not given.",
    ),
]
Processes = Annotated[
    bool,
    typer.Option("--processes", help="Let the workers be processes of their own, not threads."),
]
Cluster = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Run on the Dask cluster whose scheduler is there."),
]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume",
        help="Go on with what is in the folder, and refuse to begin; without it, go on if the "
        "folder holds this study, and begin if it holds nothing.",
    ),
]
Anew = Annotated[
    bool,
    typer.Option("--anew", help="Put aside the runs of another version of the code; begin again."),
]
Update = Annotated[
    bool,
    typer.Option(
        "--update",
        help="Take over a study or scenario files that have changed, with the runs that are "
        "the same.",
    ),
]
RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="Try failed runs again.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say how many runs, how long, how much disk; run none.")
]
Replications = Annotated[
    int | None,
    typer.Option(
        parser=whole_number(1, 1_000_000), metavar="N", help="Replications in all from now on."
    ),
]
Points = Annotated[
    int | None,
    typer.Option(
        parser=whole_number(1, 10_000_000), metavar="N", help="Points in all from now on."
    ),
]


@app.command("list")
def list_(json: Json = False) -> None:
    """The studies in the box."""
    from experiments.study.jobs import list_studies

    list_studies(as_json=json)


@app.command()
def schema() -> None:
    """The format of study files as JSON Schema, for editors."""
    from experiments.study.jobs import print_schema

    print_schema()


@app.command()
def run(
    file: File,
    out: Out = None,
    workers: Workers = None,
    processes: Processes = False,
    cluster: Cluster = None,
    resume: Resume = False,
    anew: Anew = False,
    update: Update = False,
    retry_failed: RetryFailed = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Do the runs of a study that are not there yet."""
    from experiments.study.jobs import RunOrder, Where, begin_or_go_on

    order = RunOrder(
        file=file,
        out=out,
        where=Where(workers, processes, cluster),
        resume=resume,
        anew=anew,
        update=update,
        retry_failed=retry_failed,
        dry_run=dry_run,
        as_json=json,
    )
    _carry_out(lambda: begin_or_go_on(order), _BEGIN_OR_GO_ON)


@app.command()
def status(folder: Folder, json: Json = False) -> None:
    """How far a study has come."""
    from experiments.study.jobs import tell_status

    _carry_out(lambda: tell_status(folder, as_json=json))


@app.command()
def extend(
    folder: Folder,
    replications: Replications = None,
    points: Points = None,
    workers: Workers = None,
    processes: Processes = False,
    cluster: Cluster = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Go on with more replications or more points; what there is stays."""
    from experiments.study.jobs import ExtendOrder, Where
    from experiments.study.jobs import extend as go_on

    order = ExtendOrder(
        folder=folder,
        replications=replications,
        points=points,
        where=Where(workers, processes, cluster),
        dry_run=dry_run,
        as_json=json,
    )
    _carry_out(lambda: go_on(order), _BEGIN_OR_GO_ON)


@app.command(short_help="What the runs say: tables, figures and a report.")
def analyse(
    folder: Folder,
    language: Language = ReportLanguage.EN,
    out: AnalysisOut = None,
    threshold: Threshold = 1.0,
    weights: Weights = None,
    fresh_runs: FreshRuns = None,
    json: Json = False,
) -> None:
    """What the runs say: tables, figures, and a report in one HTML file."""
    from experiments.study.analysis.command import AnalyseOrder, analyse_study

    order = AnalyseOrder(
        folder=folder,
        language=language.value,
        out=out,
        threshold=threshold,
        weights=tuple(weights or ()),
        fresh_runs=fresh_runs,
        as_json=json,
    )
    _carry_out(lambda: analyse_study(order))


#: What somebody can do who interrupts a command while no runs are under way.
_AGAIN = "the same command begins again"
_BEGIN_OR_GO_ON = "no run was under way, and nothing is lost: the same command begins, or goes on"


def _carry_out(what: object, then: str = _AGAIN) -> NoReturn:
    from experiments.jobs import INTERRUPTED, OrderError, say

    assert callable(what)
    try:
        code = what()
    except OrderError as error:
        refuse(error)
    except KeyboardInterrupt:  # while runs are done it is heard, and told of, elsewhere
        say(f"interrupted; {then}")
        code = INTERRUPTED
    raise typer.Exit(code)
