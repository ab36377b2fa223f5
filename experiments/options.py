"""Options that several commands have, and how a command refuses what it is given."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, NoReturn

import typer


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """How an option reads a whole number, and what it says of anything else."""

    def read(text: str) -> int:
        with suppress(ValueError):
            if low <= int(text) <= high:
                return int(text)
        from sim.scenario.errors import quoted

        raise typer.BadParameter(
            f"found {quoted(str(text))}, expected a whole number, from {low} to {high}"
        )

    return read


Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, and no tables.")]
Threads = Annotated[
    int | None,
    typer.Option(
        parser=whole_number(1, 1024), metavar="N", help="Threads to run in; all cores if not given."
    ),
]
Threshold = Annotated[
    float,
    typer.Option(
        min=0.0,
        metavar="X",
        help="Multiply by this how large a difference must be to matter in practice; 0 leaves "
        "only the intervals.",
    ),
]


def refuse(why: object) -> NoReturn:
    """End with a message and the exit code of wrong input."""
    typer.echo(str(why), err=True)
    raise typer.Exit(2)
