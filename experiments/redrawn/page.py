"""The tables of ``docs/uncertainty.md``: what of a municipality's file is redrawn, and what stays.

python -m experiments.redrawn.page             rewrites them in place
python -m experiments.redrawn.page --check     changes nothing; exit code 1 if out of date
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from experiments.redrawn.place import FACTORS, STAYS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "uncertainty.md"


def factors() -> str:
    """A row for each factor."""
    rows = (
        f"| `{key}` | {one.low:g} to {one.high:g} | {one.meaning} | {one.source} |"
        for key, one in FACTORS.items()
    )
    return "\n".join(
        [
            "| Key | Range | What may be off by it | Source of the range |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def stays() -> str:
    """A row for each kind of assumption that stays."""
    rows = (f"| `{key}` | {why} |" for key, why in STAYS.items())
    return "\n".join(["| Key | Why it stays |", "|---|---|", *rows, ""])


def up_to_date(text: str) -> str:
    """``text`` with its tables as the code has them."""
    from sim import documentation

    text = documentation.replace_part(text, "factors", factors())
    return documentation.replace_part(text, "stays", stays())


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m experiments.redrawn.page``."""
    parser = argparse.ArgumentParser(prog="python -m experiments.redrawn.page")
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args(arguments).check
    before = DOCUMENT.read_text(encoding="utf-8")
    after = up_to_date(before)
    if check and after != before:
        print(f"{DOCUMENT.name} is out of date", file=sys.stderr)
        return 1
    if not check:
        DOCUMENT.write_text(after, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
