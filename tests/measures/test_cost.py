"""Cost: each part, the total, and what it is divided by."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from experiments.over_time import Period
from sim.measures.cost import PARTS, reorganisation_cost
from sim.measures.observed import Run
from sim.names import Task
from sim.scenario.resolved import Change, Scenario, Transition
from sim.state import Level, Outcome, Phase, mark_columns
from tests import building
from tests.finished import expect, finished, housed, left

TWO_YEARS = {"start": 100.0, "days": 730.0}


def bought(day: float, **fields):
    return {"task": Task.START_LOAN, "phase": Phase.GRANTED, "closed": day, "granted": 1} | fields


def reorganised(sums: dict[float, float], **changes: float) -> Scenario:
    """A scenario reorganised on these days of observation, for these sums."""
    how = Transition(1.0, 1.0, 0.0, 0.0, 0.0, True, 0.0)
    made = building.scenario(changes={key.replace("__", "."): one for key, one in changes.items()})
    found = [
        Change(day, {}, {}, made.organisation, replace(how, extra_cost=cost))
        for day, cost in sums.items()
    ]
    return replace(made, changes=(*found, Change(50.0, {"population": 9000.0}, {})))


def test_what_reorganisations_cost_once_counts_where_they_come():
    scenario = reorganised({0.0: 1000.0, 365.0: 500_000.0, 730.0: 70_000.0})
    result = finished(**TWO_YEARS, scenario=scenario)
    expect(result, reorganisation_cost=501_000.0 / 2, total_cost=501_000.0 / 2)
    expect(finished(**TWO_YEARS), reorganisation_cost=0.0, total_cost=0.0)
    # Of two years next to each other the day belongs to the second, and to no other.
    columns = mark_columns(len(result.world.desks))
    marks = np.zeros((3, len(columns)))
    marks[:, 0] = 100.0, 465.0 + 1e-9, 830.0
    result.world.clock.marks = 3
    whole = Run(result.world._replace(marks=marks), result.scenario)
    first, second = (Period(whole, *ends) for ends in ((0, 1), (1, 2)))
    assert reorganisation_cost(first) == pytest.approx(1000.0)
    assert reorganisation_cost(second) == pytest.approx(500_000.0)


def test_loans_and_grants_of_the_homes_bought():
    households = [
        {"equity": 40_000.0, "grant": 60_000.0},
        {"equity": 1e9},
        {"persons": 3, "equity": 10_000.0},
        {"grant": 50_000.0},
    ]
    applications = [
        bought(90.0, household=0),  # before the window
        bought(200.0, household=0),
        bought(200.0, household=1),  # needs no loan at all
        bought(300.0, household=2, own_flat=1),
        bought(300.0, household=3) | {"phase": Phase.LAPSED},
        bought(400.0, household=3, task=Task.PURCHASE_GRANT),
    ]
    result = finished(
        **TWO_YEARS,
        households=households,
        applications=applications,
        dwellings=[{}, {"rooms": 2}],
        market__price_per_m2=10_000.0,
        loan__area_first=40.0,
        loan__area_per_person=15.0,
        loan__cheap_segment=0.8,
        loan__fees=0.05,
        coop__price_share=0.5,
    )
    # A home of 40 m2 less savings and grant, and a flat of 55 m2 at half the price.
    home = 10_000 * 40 * 0.8 * 1.05
    flat = 10_000 * 55 * 0.8 * 1.05 * 0.5
    expect(
        result,
        loan_volume=(home - 100_000 + flat - 10_000) / 2,
        grant_volume=60_000 / 2,
        loans_per_year=1.5,
        grants_per_year=0.5,
    )


def test_deposits_of_the_rentals_found():
    def found(day: float, **fields):
        return bought(day, task=Task.PRIVATE_MEDIATION, **fields)

    deposit = {"task": Task.SOCIAL_ASSISTANCE, "for_deposit": 1, "granted": 1}
    applications = [
        deposit | {"household": 0},
        deposit | {"household": 1, "for_deposit": 0},
        deposit | {"household": 2},
        found(300.0, household=0, parent=0),
        found(300.0, household=1, parent=1),
        found(90.0, household=2, parent=2),
        found(300.0, household=3),
        # The last row is one for a deposit: no parent at all is not that row.
        deposit | {"household": 3},
    ]
    result = finished(
        **TWO_YEARS,
        households=[{"persons": 3}, {}, {}, {}],
        applications=applications,
        market__private_rent=5000.0,
        market__rent_per_room=0.1,
        market__deposit=3.0,
    )
    expect(result, deposit_cost=3 * 5500 / 2)


def test_homes_adapted_and_allowance_paid():
    applications = [
        bought(200.0, task=Task.ADAPT_DWELLING),
        bought(90.0, task=Task.ADAPT_DWELLING),
        {"task": Task.ADAPT_DWELLING, "granted": 1, "phase": Phase.ADAPTING},
    ]
    result = finished(
        **TWO_YEARS,
        applications=applications,
        means={Level.ALLOWANCE: 300_000.0, Level.ALLOWANCE_RECIPIENTS: 120.0},
        cost__adaptation=80_000.0,
    )
    expect(
        result,
        adaptation_cost=40_000.0,
        allowance_outlay=12 * 300_000.0,
        allowance_recipients=120.0,
        mean_allowance=2500.0,
        total_cost=40_000.0,
    )


def test_the_total_has_every_part_once_and_is_shared_by_those_helped():
    """Each part is set to something of its own; none but the state's is left out."""
    episodes = [
        {"need_at": 10.0} | housed(90.0),  # helped before the window
        {"need_at": 50.0} | housed(150.0),  # its end is what counts
        *({"need_at": 200.0} | housed(300.0, one) for one in (Outcome.BOUGHT, Outcome.ADAPTED)),
        {"need_at": 200.0} | left(300.0, Outcome.HELPED),
        {"need_at": 200.0} | left(300.0, Outcome.OWN_SOLUTION),
        {"need_at": 200.0},
    ]
    households = [{"grant": 7.0}]
    applications = [
        bought(200.0, household=0),
        bought(200.0, task=Task.ADAPT_DWELLING),
        bought(200.0, task=Task.PRIVATE_MEDIATION, parent=3),
        {"for_deposit": 1},
    ]
    result = finished(
        **TWO_YEARS,
        episodes=episodes,
        households=households,
        applications=applications,
        tenancies=[{"start": 0.0, "end": 300.0, "reason": 3}],
        desks=[{"hours": 100.0}, {"hours": 10.0, "crew": 1}],
        scenario=reorganised({100.0: 30_000.0}, cost__adaptation=80_000.0),
        means={
            Level.LET: 9.0,
            Level.VACANT: 1.0,
            Level.TEMPORARY: 1.0,
            Level.PLACES_TAKEN: 100.0,
            Level.ALLOWANCE: 1e6,
        },
    )
    parts = {part.__name__: result.summary[part.__name__] for part in PARTS}
    assert len(parts) == 10
    assert min(parts.values()) > 0.0
    assert len(set(parts.values())) == 10
    total = result.summary["total_cost"]
    assert total == pytest.approx(sum(parts.values()))
    expect(result, cost_per_household=total * 2 / 4)
