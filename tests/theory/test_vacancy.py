"""Value 5: dwellings let and vacant in turn, a renewal process each."""

from __future__ import annotations

import numpy as np

from sim.quantities import YEAR
from sim.result import Result
from sim.state import VacancyCause
from tests.theory import formulas
from tests.theory.runs import over_seeds, verification
from tests.theory.standard import Claim, verify

REPLICATIONS = 12
DWELLINGS = 300
TENANCY = 3 * YEAR
VACANCY = 60.0


def look(result: Result) -> list[float]:
    """Lets a year, share of dwelling-days vacant, dwellings empty on a mean day."""
    world, scenario = result.world, result.scenario
    rows = world.vacancies[: world.clock[0].vacancies]
    let = rows.contract_at
    days = world.vacancy_days[: len(rows)][np.isfinite(let)]
    assert np.allclose(days[:, VacancyCause.WORKS], VACANCY, rtol=0.0, atol=1e-6)
    assert np.allclose(days.sum(axis=1), VACANCY, rtol=0.0, atol=1e-6)
    lets = np.sum((let >= scenario.warm_up) & np.isfinite(let))
    return [
        lets / (scenario.observe / YEAR),
        result.summary["vacancy_rate"],
        float(result.timeline["vacant"].mean()),
    ]


def test_vacancy_as_renewal() -> None:
    measured = over_seeds(verification("vacancy-renewal"), look, REPLICATIONS)
    cycle = TENANCY + VACANCY
    lets = formulas.renewals_per_year(DWELLINGS, TENANCY, VACANCY)
    verify(
        Claim("lets a year", lets, measured[:, 0]),
        Claim("share vacant", VACANCY / cycle, measured[:, 1]),
        Claim("empty dwellings", DWELLINGS * VACANCY / cycle, measured[:, 2]),
    )
