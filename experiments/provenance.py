"""What a result rests on: versions, scenarios, seeds, packages, platform, time."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sim

if TYPE_CHECKING:
    from sim import Scenario

#: Packages whose version can change a number or a file.
_PACKAGES = ("numpy", "numba", "llvmlite", "scipy", "pandas", "pyarrow", "matplotlib")


def packages() -> dict[str, str]:
    """The installed version of each package that results rest on."""
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def platform_facts() -> dict[str, str]:
    """The platform: results are bit-identical within one, not across."""
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "libc": " ".join(platform.libc_ver()).strip(),
        "byteorder": sys.byteorder,
    }


def now() -> str:
    """The time, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def assumptions(scenarios: list[Scenario]) -> tuple[int, int]:
    """How many distinct numbers are assumptions, and how many there are in all."""
    sources: dict[tuple[str, Any], str] = {}
    for scenario in scenarios:
        for value in scenario.values.values():
            sources[value.key, value.base] = value.source
    assumed = sum(source.startswith("assumption") for source in sources.values())
    return assumed, len(sources)


def seed_noise_only(scenarios: list[Scenario]) -> str:
    """The sentence that goes with every interval."""
    assumed, total = assumptions(scenarios)
    return (
        "Seed noise only: intervals and verdicts cover the luck of the draw between runs, "
        f"not the uncertainty of the numbers put in ({assumed} of {total} are assumptions)."
    )


def facts() -> dict[str, Any]:
    """Version, packages and platform, for the manifest and ``--json``."""
    return {
        "boligsim": sim.__version__,
        "packages": packages(),
        "platform": platform_facts(),
    }
