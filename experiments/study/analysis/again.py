"""What makes the runs of a study again: commands, and the points of a file.

A study is made again in the steps it was made in, since each part of a design that grew is drawn
for itself: a Latin hypercube of 40 points and then 10 more is not one of 50.
"""

from __future__ import annotations

import csv
import io
import re
import shlex
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from experiments.study.description import FILE, Study

if TYPE_CHECKING:
    import pandas as pd

#: What needs no quotes in any shell (POSIX, PowerShell, the command prompt of Windows).
_BARE = re.compile(r"[\w+=:./-]+")

#: What some shell takes for its own inside double quotes.
_OF_SHELLS = frozenset('"$`\\!%^“”„\n')


def run_commands(asked: Study, grown: Study, folder: str) -> list[str]:
    """The commands that do the runs of ``grown`` in ``folder``, from the file that says ``asked``.

    One for the study file, and one for each extension since.
    """
    place = in_any_shell(folder)
    commands = [f"boligsim study run {in_any_shell(f'{asked.name}.yaml')} --out {place}"]
    begun = len(asked.design.blocks)
    sizes = list(accumulate(grown.design.blocks))[begun:]
    steps = [f"--points {size}" for size in sizes]
    most = grown.replications.most
    if most > asked.replications.most:
        # With the last points: how often a point is run does not hang on when it was added.
        last = steps.pop() if steps else ""
        steps.append(f"{last} --replications {most}".strip())
    return [*commands, *(f"boligsim study extend {place} {step}" for step in steps)]


def analyse_command(folder: str, options: Sequence[str]) -> str:
    """The command that makes the report again, with the ``options`` it was made with."""
    return " ".join(in_any_shell(one) for one in ("boligsim", "study", "analyse", folder, *options))


def in_any_shell(argument: str) -> str:
    """``argument`` as it is typed on any computer, in double quotes if it needs any.

    What no quotes of that kind keep whole in every shell is quoted as POSIX shells have it
    (:func:`for_posix_only`).
    """
    if _BARE.fullmatch(argument):
        return argument
    return shlex.quote(argument) if for_posix_only(argument) else f'"{argument}"'


def for_posix_only(argument: str) -> bool:
    """Whether ``argument`` has a character that some shell takes for its own in double quotes."""
    return any(one in _OF_SHELLS for one in argument)


def points_text(study: Study) -> str:
    """The points of a study with a file of points, as such a file has them; "" for others."""
    if study.design.kind != FILE:
        return ""
    text = _as_csv(study, ",")
    heading = text.splitlines()[0]
    # Which of the two separates columns is told by which there is more of in the heading.
    return _as_csv(study, ";") if heading.count(";") > heading.count(",") else text


def _as_csv(study: Study, separator: str) -> str:
    out = io.StringIO()
    lines = csv.writer(out, delimiter=separator, lineterminator="\n")
    lines.writerow([one.name for one in study.uncertainties])
    for row in study.design.rows:
        cells = []
        for one, value in zip(study.uncertainties, row, strict=True):
            whole = f"{value:.15g}"
            number = whole if float(whole) == value else repr(float(value))
            cells.append(one.levels[round(value) - 1].name if one.is_choice else number)
        lines.writerow(cells)
    return out.getvalue()


def missing_and_beyond(runs: pd.DataFrame, needed: Mapping[int, int], arms: int) -> tuple[int, int]:
    """How many runs the commands make that ``runs`` lack, and how many are there beside them.

    ``needed``: replications by point.  An interrupted study lacks runs; one whose file was
    changed may have more at a point than the file now asks for.
    """
    wanted = runs["point"].map(needed)
    beyond = int((runs["replication"] > wanted).sum())
    missing = sum(needed.values()) * arms - (len(runs) - beyond)
    return missing, beyond
