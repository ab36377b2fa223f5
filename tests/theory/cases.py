"""The numbers of the verification cases, in weeks, and what follows from them exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.theory import formulas

#: Referral loops: cases from outside, people, cases handled per person, and where they go on.
EXTERNAL = (6.0, 2.0, 2.0)
STAFF = (4, 3, 2)
RATE = 3.0
ONWARD = ((0.0, 0.3, 0.2), (0.25, 0.0, 0.15), (0.1, 0.2, 0.0))

#: Priority: cases a week of each class, first class first; three people of rate 4.
CLASSES = (3.0, 4.0, 3.0)


@dataclass(frozen=True)
class Kind:
    """A kind of case: how many a week, and the weeks each takes a single caseworker."""

    arrivals: float
    weeks: float

    @property
    def wait_apart(self) -> float:
        """Mean wait at a desk of its own."""
        return formulas.wait_in_mmc(1, self.arrivals, 1.0 / self.weeks)


#: Mix of work.
SHORT = Kind(8.0, 0.1)
LONG = Kind(0.4, 2.0)


def mean_wait_apart() -> float:
    """Mean wait over all cases when short and long ones have a desk each."""
    weighted = SHORT.arrivals * SHORT.wait_apart + LONG.arrivals * LONG.wait_apart
    return weighted / (SHORT.arrivals + LONG.arrivals)


def wait_merged() -> float:
    """Mean wait at one desk of double speed for both kinds."""
    kinds = (SHORT, LONG)
    return formulas.wait_in_mg1([k.arrivals for k in kinds], [k.weeks / 2.0 for k in kinds])


def network_waits() -> np.ndarray:
    """Mean wait at each unit of the network, which is that of an M/M/c queue (Jackson)."""
    through = formulas.flows(EXTERNAL, ONWARD)
    return np.array(
        [formulas.wait_in_mmc(c, flow, RATE) for c, flow in zip(STAFF, through, strict=True)]
    )


def network_total_time() -> float:
    """Mean time of a case from its coming to its end, waits and work."""
    per_case = formulas.flows(EXTERNAL, ONWARD) / sum(EXTERNAL)
    return float(np.dot(per_case, network_waits() + 1.0 / RATE))
