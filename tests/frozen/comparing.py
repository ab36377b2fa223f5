"""Frozen measures beside those of today."""

from __future__ import annotations

from collections.abc import Mapping


def differences(run: str, before: Mapping[str, str], now: Mapping[str, float]) -> list[str]:
    """A line for each measure that is not what it was, to the last bit, or is gone.

    A measure that was not there before is no difference.
    """
    lines = []
    for key, frozen in before.items():
        if key not in now:
            lines.append(f"{run}: {key}: gone")
        elif now[key].hex() != frozen:
            was = float.fromhex(frozen)
            lines.append(f"{run}: {key}: {was!r} frozen, {now[key]!r} now")
    return lines
