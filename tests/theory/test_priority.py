"""Value 4: classes of cases, served one before the other and never interrupted."""

from __future__ import annotations

import numpy as np

from sim.names import Group
from sim.result import Result
from tests.theory import formulas
from tests.theory.cases import CLASSES
from tests.theory.runs import at_desk, over_seeds, verification, wait_at, waits
from tests.theory.standard import Claim, verify

REPLICATIONS = 54
GROUPS = (Group.ROOFLESS, Group.YOUTH, Group.ECONOMIC)
RATE = 4.0


def look(result: Result) -> list[float]:
    """Mean waits of the three classes and of all, and utilisation."""
    rows, waited = waits(result)
    group = result.world.households.group[rows.household]
    by_class = [float(waited[group == member].mean()) for member in GROUPS]
    return [*by_class, wait_at(result, "office"), at_desk(result, "utilisation", "office")]


def test_priority_without_interruption() -> None:
    measured = over_seeds(verification("priority-classes"), look, REPLICATIONS)
    load = sum(CLASSES) / (3 * RATE)
    beside = measured[:, 4:]
    exact = formulas.waits_by_priority(3, CLASSES, RATE)
    everyone = float(np.dot(exact, CLASSES) / sum(CLASSES))
    verify(
        *(
            Claim(f"class {number}", wait, measured[:, number], beside, [load])
            for number, wait in enumerate(exact)
        ),
        Claim("all classes", everyone, measured[:, 3], beside, [load]),
    )
