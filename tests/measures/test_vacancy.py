"""Vacancy: which spells count, for how long, and why."""

from __future__ import annotations

import math

import pytest

from sim.measures import MEASURES
from sim.names import Category, Ownership
from sim.state import Level, VacancyCause
from tests.finished import expect, finished

#: A dwelling vacated before the window.
EARLY = {"move_out": 50.0, "ready_at": 99.0, "contract_at": 150.0, "with_notice": 0}


def test_which_spells_are_refurbishment():
    dwellings = [{}, {"ownership": Ownership.FOUNDATION}, {"ownership": Ownership.LEASED_IN}]
    spells = [
        {"dwelling": 0, **EARLY},
        {"dwelling": 0, "move_out": 200.0, "ready_at": 230.0, "contract_at": 260.0},
        {"dwelling": 0, "move_out": 300.0, "ready_at": 350.0, "contract_at": 400.0}
        | {"with_notice": 0},
        # Made ready by a foundation: a re-let, but no refurbishment of the municipality's.
        {"dwelling": 1, "move_out": 300.0, "ready_at": 303.0, "contract_at": 310.0},
        # Out of service, and gone back to the owner: neither.
        {"dwelling": 0, "move_out": 500.0, "ready_at": 900.0, "contract_at": 950.0}
        | {"out_of_service": 1, "with_notice": 0},
        {"dwelling": 2, "move_out": 500.0, "out_of_service": 1, "with_notice": 0}
        | {"cause": VacancyCause.REPLACEMENT},
        # Notice has been given, but the tenant still lives there at the end.
        {"dwelling": 1, "move_out": 1150.0},
    ]
    result = finished(
        start=100.0,
        dwellings=dwellings,
        vacancies=spells,
        means={Level.LET: 2.5, Level.VACANT: 0.5, Level.OUT_OF_SERVICE: 0.2, Level.SOLD: 9.0},
    )
    expect(
        result,
        vacancy_to_ready=(30 + 50) / 2,
        relet_days=(60 + 100 + 10) / 3,
        # Of five the last is censored after 600 days.
        vacancy_days=(60 + 100 + 10 + 450 + 730) / 5,
        vacancy_rate=0.5 / 3,
        vacancy_rate_in_service=0.3 / 3,
        out_of_service_rate=0.2 / 3,
        share_let=2.5 / 3,
        # Five contracts, the one of the early spell among them; 3 dwellings in 1000 days.
        relets=100 * 5 / (3 * 1000 / 365),
        without_notice=1 / 3,
        vacancy_loss=0.3 * 365 * 150,
    )


def test_what_is_not_ready_at_the_end_is_censored():
    spells = [
        {"move_out": 0.0, "ready_at": 20.0},
        {"move_out": 960.0},  # forty days, not ready
        {"move_out": 100.0, "ready_at": 160.0},
    ]
    # One of three at risk on day 20, the last one on day 60.
    expect(finished(vacancies=spells), vacancy_to_ready=20 / 3 + 60 * 2 / 3)


def test_the_days_of_all_causes_add_up_to_the_vacancy():
    days = {cause: 1.0 + 2 * cause for cause in VacancyCause}
    spells = [
        EARLY | {"days": dict.fromkeys(VacancyCause, 9.0)},
        {"move_out": 200.0, "contract_at": 200.0 + sum(days.values()), "days": days},
        {"move_out": 300.0, "days": dict.fromkeys(VacancyCause, 50.0)},  # unfinished
    ]
    result = finished(start=100.0, vacancies=spells)
    expect(result, **{f"vacancy_{cause.name.lower()}": days[cause] for cause in VacancyCause})
    keys = [f"vacancy_{cause.name.lower()}" for cause in VacancyCause]
    assert set(keys) <= set(MEASURES)
    assert sum(result.summary[key] for key in keys) == pytest.approx(sum(days.values()))


def test_conversions_begun_and_done():
    spells = [
        {"move_out": 10.0, "days": {VacancyCause.CONVERSION: 60.0}, "contract_at": 90.0},
        {"move_out": 20.0, "cause": VacancyCause.CONVERSION},
        {"move_out": 25.0, "cause": VacancyCause.CONVERSION},
        {"move_out": 30.0, "cause": VacancyCause.NO_APPLICANT},
    ]
    expect(finished(days=730.0, vacancies=spells), conversions=1.5)


def test_by_category():
    kinds = (Category.CARE, Category.SOCIAL, Category.CARE)
    dwellings = [{"category": kind} for kind in kinds]
    spells = [
        {"dwelling": 0, "move_out": 50.0, "ready_at": 99.0, "contract_at": 150.0},
        {"dwelling": 0, "move_out": 200.0, "ready_at": 230.0, "contract_at": 260.0}
        | {"days": {VacancyCause.WORKS: 12.0}},
        {"dwelling": 1, "move_out": 600.0, "ready_at": 700.0},
    ]
    table = finished(start=100.0, dwellings=dwellings, vacancies=spells).categories
    table = table.set_index("category")
    assert table.index.tolist() == ["social", "care"]
    assert table.dwellings.tolist() == [1, 2]
    assert table.relets_per_year.tolist() == pytest.approx([0.0, 2 * 0.365])
    assert table.share_empty.tolist() == pytest.approx([0.5, (50 + 60) / 2000])
    assert table.vacancy_to_ready.tolist() == pytest.approx([100.0, 30.0])
    assert table.relet_days["care"] == 60.0
    assert table.vacancy_works["care"] == 12.0
    assert math.isnan(table.vacancy_works["social"])
