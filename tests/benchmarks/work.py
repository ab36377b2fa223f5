"""The common work, and what theory says of it.  ``common_work.yaml`` puts it into words."""

from __future__ import annotations

from dataclasses import dataclass

from tests.theory.formulas import flows, wait_in_mmc

UNITS = 8
CASEWORKERS = 2  # in each unit
RATE = 2.0  # cases a day that one caseworker does
ARRIVALS = 16.0  # a day, spread evenly over the units
CLASSES = (0.2, 0.3, 0.5)  # shares of the priority classes, the first class first
ONWARD = 0.3  # share of cases done that go on to any of the units
WANTING = 1 / 32  # share of those that leave that want a dwelling
DWELLINGS = 760
TENANCY = 1500.0  # days
DAYS = 10 * 365.0


@dataclass(frozen=True)
class Outcome:
    """What a run of the common work gives: the same from every program, but for chance.

    ``wait``: days in the queue of a unit, the mean over visits; ``referrals`` per case;
    ``lets``: dwellings let.
    """

    wait: float
    referrals: float
    lets: int


_PER_UNIT = flows([ARRIVALS / UNITS] * UNITS, [[ONWARD / UNITS] * UNITS for _ in range(UNITS)])
WAIT = wait_in_mmc(CASEWORKERS, float(_PER_UNIT[0]), RATE)
REFERRALS = ONWARD / (1.0 - ONWARD)
#: Arrivals, work done, tenancies ended: what must happen, however a program goes about it.
EVENTS = DAYS * (ARRIVALS + float(_PER_UNIT.sum()) + DWELLINGS / TENANCY)
