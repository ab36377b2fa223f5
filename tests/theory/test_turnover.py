"""Value 8: caseworkers leave, newcomers learn; what is known in the long run.

Cases come at random, whoever is in post (a Poisson stream sees time averages), and take nearly
no time.  So the hours of a mean case tell the mean knowledge, and its mean over time is the
share that the holders of the post know when a case comes.
"""

from __future__ import annotations

import numpy as np

from sim.names import Task
from sim.result import Result
from tests.theory import formulas
from tests.theory.runs import at_desk, over_seeds, verification
from tests.theory.standard import Claim, verify

REPLICATIONS = 48
QUITS = 0.3
LEARNS = 1.0
FLOOR = 0.4
CASES = 520.0

#: Learning case by case at random moments is slower than with a steady flow by one part in
#: twice the cases of a time constant: 0.0001 of what is known here, which is nothing beside the
#: interval.
EXACT = 0.86154


def look(result: Result) -> list[float]:
    """Mean knowledge by the hours of cases, and cases a year."""
    world = result.world
    cases = at_desk(result, "items_per_year")
    knowledge = world.knowledge[0].copy()
    knowledge[Task.DEBT_ADVICE] = FLOOR
    assert np.all(knowledge == FLOOR)
    assert at_desk(result, "utilisation") < 0.01
    assert world.caseworkers.incumbent[0] > 20
    return [
        2.0 - at_desk(result, "hours_per_year") / cases,
        cases,
    ]


def test_turnover_and_learning() -> None:
    exact = formulas.mean_knowledge(FLOOR, QUITS, LEARNS)
    assert round(exact, 5) == EXACT
    measured = over_seeds(verification("turnover-and-learning"), look, REPLICATIONS)
    verify(
        Claim("mean knowledge", exact, measured[:, 0]),
        Claim("cases a year", CASES, measured[:, 1]),
    )


def test_the_fixed_point_is_the_same_value() -> None:
    """What the settled model takes for knowledge is the mean over those who come and go."""
    world_of = over_seeds(
        verification("turnover-and-learning", "people.learning=settled", "run.observe=1 year"),
        lambda result: [float(result.world.knowledge[0, Task.DEBT_ADVICE])],
        1,
    )
    assert abs(world_of[0, 0] - formulas.mean_knowledge(FLOOR, QUITS, LEARNS)) < 1e-6
