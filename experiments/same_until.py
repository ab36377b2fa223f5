"""Whether two runs are one and the same until a day, to the last bit.

Compared is everything that is dated: the integrals of all levels and desks at every month's mark,
and when each need, assessment, decision, approval, home, end, application, tenancy, move-out and
contract came, with whose it was.  What was dated later is left out on both sides.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from sim.state import NEVER

if TYPE_CHECKING:
    from sim import Result

#: By table: the date that brings a row into being, other dates, and what does not change.
_DATED = {
    "episodes": (
        "need_at",
        ("assessed_at", "decided_at", "approved_at", "home_at", "ended_at"),
        ("household", "number", "presenting"),
    ),
    "applications": ("created", ("closed",), ("household", "task")),
    "tenancies": ("start", ("end",), ("household", "dwelling", "tenure")),
    "vacancies": ("move_out", ("contract_at",), ("dwelling", "number")),
}


def fingerprint(result: Result, day: float) -> str:
    """A hash of all that happened before ``day`` (of the run)."""
    world = result.world
    told = hashlib.blake2b(digest_size=16)
    marks = world.marks[: world.clock[0].marks]
    told.update(np.ascontiguousarray(marks[marks[:, 0] < day]).tobytes())
    for name, (begun, dates, fixed) in _DATED.items():
        rows = np.asarray(getattr(world, name)[: world.clock[0][name]])
        rows = rows[rows[begun] < day]
        told.update(rows[begun].tobytes())
        for date in dates:
            times = rows[date]
            told.update(np.where(times < day, times, NEVER).tobytes())
        for field in fixed:
            told.update(np.ascontiguousarray(rows[field]).tobytes())
    return told.hexdigest()
