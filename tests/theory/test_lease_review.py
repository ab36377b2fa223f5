"""Value 6: contracts of three years, half of them renewed, and no other way to leave.

What follows for a stock of dwellings with so many days of works between tenancies is the
renewal theory of value 5.
"""

from __future__ import annotations

import numpy as np

from sim.names import Tenure
from sim.quantities import YEAR
from sim.result import Result
from tests.theory import formulas
from tests.theory.runs import over_seeds, verification
from tests.theory.standard import Claim, verify

REPLICATIONS = 12
CONTRACT = 3 * YEAR
RENEWED = 0.5
DWELLINGS = 300
WORKS = 60.0

#: A stay of this length is over but for one in 30 million.
LONGEST = 25 * CONTRACT


def look(result: Result) -> list[float]:
    """Mean stay (years) of tenancies begun in the window long before its end; lets a year;
    share of dwelling-days vacant; reviews of a lease."""
    world, scenario = result.world, result.scenario
    rows = world.tenancies[: world.clock[0].tenancies]
    end = scenario.warm_up + scenario.observe
    begun = (rows.tenure == Tenure.MUNICIPAL) & (rows.start >= scenario.warm_up)
    mine = rows[begun & (rows.start < end - LONGEST)]
    stays = mine.end - mine.start
    assert np.isfinite(stays).all()
    contracts = stays / CONTRACT
    assert np.allclose(contracts, np.round(contracts), rtol=0.0, atol=1e-6)
    # Every contract is taken up once before it ends, whatever comes of it.
    assert np.array_equal(mine.reviews, np.round(contracts))
    assert np.array_equal(mine.contracts, np.round(contracts))
    return [
        float(stays.mean()) / YEAR,
        begun.sum() / (scenario.observe / YEAR),
        result.summary["vacancy_rate"],
        float(mine.reviews.mean()),
    ]


def test_stays_in_renewed_contracts() -> None:
    measured = over_seeds(verification("lease-review"), look, REPLICATIONS)
    stay = formulas.mean_stay(CONTRACT, RENEWED)
    assert stay == 6.0 * YEAR
    verify(
        Claim("mean stay, years", stay / YEAR, measured[:, 0]),
        Claim("lets a year", formulas.renewals_per_year(DWELLINGS, stay, WORKS), measured[:, 1]),
        Claim("share vacant", WORKS / (stay + WORKS), measured[:, 2]),
        Claim("reviews of a lease", 1.0 / (1.0 - RENEWED), measured[:, 3]),
    )
