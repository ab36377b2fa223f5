"""Options that several commands have, and how a command refuses what it is given."""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Threads = Annotated[
    int | None,
    typer.Option(min=1, max=1024, metavar="N", help="Threads to run in; all cores if not given."),
]
Threshold = Annotated[
    float,
    typer.Option(
        min=0.0,
        metavar="X",
        help="Multiply the practical thresholds by this; 0 leaves only the intervals.",
    ),
]


def refuse(why: object) -> NoReturn:
    """End with a message and the exit code of wrong input."""
    typer.echo(str(why), err=True)
    raise typer.Exit(2)
