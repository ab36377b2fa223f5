"""What a user may add to ``boligsim study analyse``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from experiments.options import whole_number


class ReportLanguage(StrEnum):
    """The languages of reports: English, Norwegian bokmål."""

    EN = "en"
    NB = "nb"


Language = Annotated[
    ReportLanguage, typer.Option(help="The language of the report: English or bokmål.")
]
AnalysisOut = Annotated[
    Path | None,
    typer.Option("--out", metavar="FOLDER", help="Where to write; DIR/analysis if not given."),
]
Weights = Annotated[
    list[str] | None,
    typer.Option(
        "--weight",
        metavar="MEASURE=W",
        help="The weight of a measure among several aims; may be given many times. Without any, "
        "no aim is weighed against another.",
    ),
]
FreshRuns = Annotated[
    int | None,
    typer.Option(
        parser=whole_number(0, 1000),
        metavar="N",
        help="Runs of each alternative to make anew for pictures over time and to check the "
        "warm-up; 0 for none. If not given, 20, or none with more than twelve alternatives.",
    ),
]
