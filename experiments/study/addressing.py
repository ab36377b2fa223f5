"""What a run is found again by: scenario, code and seed, as one hash.

The code is all of ``sim``: what a run gives depends on the rules, on how a scenario is read, and
on how measures are defined.  Platform and packages are not part of it: results are the same to
the last bit on one platform, and nearly so on others, and a chunk tells where it was made.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import sim

#: Hexadecimal digits of an address (128 bits), and of a code version.
DIGITS = 32
CODE_DIGITS = 16


@lru_cache(maxsize=1)
def code_version() -> str:
    """The text of all modules of the model that is installed here, as a hash."""
    package = Path(sim.__file__).resolve().parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        for part in (path.relative_to(package).as_posix().encode(), path.read_bytes()):
            digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()[:CODE_DIGITS]


def address(identity: str, code: str, seed: int) -> str:
    """The address of the run of the scenario with that identity, under that code, on a seed."""
    told = f"{identity} {code} {seed}".encode()
    return hashlib.sha256(told).hexdigest()[:DIGITS]
