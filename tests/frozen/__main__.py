"""``python -m tests.frozen --write``: freeze the results as they are now.

To be done only when results are meant to change; the changelog then says why.  Without the option
it tells which measures differ.
"""

from __future__ import annotations

import argparse
import sys

from tests.frozen import runs
from tests.frozen.comparing import differences


def main() -> int:
    """Write the file, or compare with it; exit code 1 if something differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.frozen", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write tests/frozen/results.json")
    if parser.parse_args().write:
        runs.write()
        print(f"written to {runs.FILE}")
        return 0
    found = [
        line
        for name, before in runs.frozen().items()
        for line in differences(name, before, runs.measured(*_parts(name)))
    ]
    print("\n".join(found) or "nothing differs")
    return 1 if found else 0


def _parts(name: str) -> tuple[str, int]:
    scenario, seed = name.split(", ")
    return scenario, int(seed)


if __name__ == "__main__":
    sys.exit(main())
