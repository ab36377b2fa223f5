"""``docs/validation.md``: the page, its figure, and the overview in ``sim/ODD.md``, from one run.

    python -m experiments.validation.page            runs everything (20 minutes) and writes them
    python -m experiments.validation.page FOLDER     takes what is in FOLDER, made by
                                                     boligsim validate --out FOLDER

Everything but the words around the tables is made from the findings.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.formatting import counted, joined, shown_unit
from experiments.statistics import Estimate
from experiments.validation import figure, reading, summary
from experiments.validation.command import FINDINGS, ValidateOrder, carry_out, small_print
from experiments.validation.printing import REVERSALS, cells, reversal_cells
from experiments.validation.wording import apart_text

#: The page, and what it is made of.
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "validation.md"
PART = "patterns"

#: What the page is made with if no folder is given.
REPLICATIONS, DRAWS = 40, 40


def page(content: Mapping[str, Any]) -> str:
    """The generated part of the page."""
    patterns, meta = content["patterns"], content["meta"]
    return "\n".join(
        [*_overview(patterns, meta), *(line for one in patterns for line in _one(one))]
    )


def overview(content: Mapping[str, Any]) -> str:
    """What goes into the document of the model: a row for each pattern."""
    return "\n".join(_overview(content["patterns"], content["meta"])) + "\n"


def command(meta: Mapping[str, Any]) -> str:
    """The command that made the findings."""
    text = f"boligsim validate --replications {meta['replications']} --seed {meta['seed']}"
    return text + (f" --uncertainty {meta['uncertainty']}" if meta["uncertainty"] else "")


def _overview(patterns: Sequence[Mapping[str, Any]], meta: Mapping[str, Any]) -> Iterator[str]:
    yield f"Made by `{command(meta)}`."
    yield ""
    yield "| | Pattern | Verdict | Claims | Holds as a whole when assumptions are redrawn |"
    yield "|---|---|---|---|---|"
    for one in patterns:
        over = one["uncertainty"]
        holds = (
            "not asked" if over is None else f"{over['holds']} of {counted(over['whole'], 'draw')}"
        )
        verdict = f"**{summary.headline(one)}**"
        cells = (one["pattern"], one["title"], verdict, summary.in_overview(one), holds)
        yield f"| {' | '.join(cells)} |"


def _one(pattern: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"## {pattern['pattern']} {pattern['title']}"
    yield ""
    yield f"**{summary.headline(pattern)}** ({summary.claims(pattern)})"
    yield ""
    yield f"{pattern['said']} ({pattern['source']})"
    if pattern["study"] is not None:
        yield from _study(pattern)
    for pair in pattern["pairs"]:
        yield from _pair(pair)


def _pair(pair: Mapping[str, Any]) -> Iterator[str]:
    drawn = any(claim["over_draws"] for claim in pair["claims"])
    yield ""
    yield f"**{pair['first']} → {pair['second']}**"
    yield ""
    heads = ["Measure", "First", "Second", "Difference", "95 % interval", "Expected", "Verdict"]
    heads += ["Draws in which it holds (with the sign)"] if drawn else []
    yield f"| {' | '.join(heads)} |"
    yield "|---|--:|--:|--:|---|---|---|" + ("---|" if drawn else "")
    for claim in pair["claims"]:
        row = cells(claim)
        row[-1] = f"**{row[-1]}**"
        if drawn:
            over = claim["over_draws"]
            row.append(
                f"{over['holds']} of {over['count']} ({over['right_sign']})" if over else "-"
            )
        yield f"| {' | '.join(row)} |"
        for kind, key in (("off", "ablations"), ("alike", "alike")):
            for one in claim[key]:
                apart = Estimate(**one["difference"])
                told = apart_text(apart, claim["measure"]) if apart.mean is not None else "-"
                number, _, between = told.partition(" (")
                empty = [""] if drawn else []
                value = number.split(" ")[0] if apart.mean is not None else "-"
                undone = "by definition" if one.get("by_definition") else "gone"
                line = [
                    f"*{kind}: {one['title']}*",
                    "",
                    "",
                    value,
                    between.rstrip(")"),
                    undone if kind == "off" else "",
                    one["says"],
                    *empty,
                ]
                yield f"| {' | '.join(line)} |"
    yield ""
    for claim in pair["claims"]:
        yield f"- *{claim['label']}*: {' '.join(claim['reasons'])}"
    if pair["logic"]:
        yield f"- *By the rules*: {pair['logic']}"


def _study(pattern: Mapping[str, Any]) -> Iterator[str]:
    from sim.measures import MEASURES

    study = pattern["study"]
    yield ""
    yield f"| {' | '.join(REVERSALS)} |"
    yield "|---|---|---|---|"
    for row in reversal_cells(pattern):
        yield f"| {' | '.join(row)} |"
    yield ""
    yield (
        f"The study `{study['name']}` lets {joined(study['organisations'])} meet "
        f"{study['points']} combinations of local conditions ({study['runs']} runs). At how many "
        "of them is which of two organisations better, beyond what matters in practice and beyond "
        "seed noise?"
    )
    yield ""
    yield "| Measure | One | Other | One better | Other better | Not told apart |"
    yield "|---|---|---|--:|--:|--:|"
    for order in study["orders"]:
        counts = [str(order[key]) for key in ("first_better", "second_better", "undecided")]
        names = [MEASURES[order["measure"]].label, order["first"], order["second"]]
        yield f"| {' | '.join([*names, *counts])} |"
    yield ""
    for one in study["reversals"]:
        yield f"- *{MEASURES[one['measure']].label}*: **{one['verdict']}**. {one['why']}"
    for order in study["orders"]:
        if order["first_better"] and order["second_better"]:
            yield from _where(order)


def _where(order: Mapping[str, Any]) -> Iterator[str]:
    """Where which of two is better whose order is not the same everywhere."""
    from sim.measures import MEASURES

    measure = MEASURES[order["measure"]]
    yield ""
    yield f"{measure.label} ({shown_unit(measure.unit)}), by condition:"
    yield ""
    yield (f"| Condition | | {order['first']} better | {order['second']} better | Not told apart |")
    yield "|---|---|--:|--:|--:|"
    for row in order["by_condition"]:
        counts = [str(row[key]) for key in ("first_better", "second_better", "undecided")]
        yield f"| {' | '.join([row['condition'], row['level'], *counts])} |"


# ---- the command -----------------------------------------------------------------------------


def write(folder: Path) -> None:
    """Put what ``folder`` holds into the page, its figure and the document of the model."""
    from sim import documentation

    content = reading.findings(folder)
    text = DOCUMENT.read_text(encoding="utf-8")
    text = documentation.replace_part(text, "validation", page(content) + "\n")
    DOCUMENT.write_text(text, encoding="utf-8", newline="\n")
    drawn = figure.draw(content["patterns"], small_print(content["meta"]))
    drawn.savefig(DOCUMENT.parent / "figures" / "validation.png", dpi=110)
    documentation.write_part(PART, overview(content))


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m experiments.validation.page``; exit codes are those of ``validate``."""
    parser = argparse.ArgumentParser(prog="python -m experiments.validation.page")
    parser.add_argument("folder", nargs="?", type=Path, help="made by boligsim validate --out")
    chosen = parser.parse_args(arguments)
    if chosen.folder is not None:
        if not (chosen.folder / FINDINGS).is_file():
            print(f"{chosen.folder}: found no {FINDINGS}", file=sys.stderr)
            return 2
        write(chosen.folder)
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "validation"
        order = ValidateOrder(replications=REPLICATIONS, uncertainty=DRAWS, out=folder)
        code = carry_out(order)
        if code == 0:
            write(folder)
        return code


if __name__ == "__main__":
    sys.exit(main())
