"""Tenancies and vacancies of a run of everything there is, beside the same counts in numpy."""

from __future__ import annotations

import numpy as np
import pytest

from sim.measures import letting
from sim.measures.letting import Empty, Tenancies, Vacancies
from sim.names import Ownership, Tenure
from sim.state import ReviewOutcome, TenancyEnd, VacancyCause
from sim.survival import CENSORED, EVENT
from tests.test_measures import OBSERVED, WARM_UP, town

letting.compile_entries()

START, END = WARM_UP, WARM_UP + OBSERVED


def test_tenancies():
    world = town().world
    rows = np.asarray(world.tenancies)[: world.clock[0].tenancies]
    found = Tenancies(rows, START, END)
    sums = found.sums
    rows = rows[(rows["tenure"] == Tenure.MUNICIPAL) & (rows["end"] > START)]
    able = rows[rows["able_at_entry"] == 1]
    days = np.minimum(able["end"], END) - np.maximum(able["start"], START)
    assert found.able_days.tolist() == days.tolist()
    assert sums.able == len(able) > 0
    began = rows[rows["start"] >= START]
    assert sums.began == len(began) > sums.began_able == began["able_at_entry"].sum() > 0
    reviewed = rows[rows["reviews"] > 0]
    assert sums.reviewed == len(reviewed) > 0
    for outcome in ReviewOutcome:
        assert found.reviews[outcome] == (reviewed["review_outcome"] == outcome).sum()

    ended = rows[rows["end"] <= END]
    assert sums.failed == (ended["reason"] == TenancyEnd.FAILED).sum() > 0
    assert sums.sold == (ended["reason"] == TenancyEnd.BOUGHT_THE_FLAT).sum() > 0
    helped = (TenancyEnd.MOVED_WITH_HELP, TenancyEnd.BOUGHT_THE_FLAT)
    assert sums.helped_on == np.isin(ended["reason"], helped).sum() > sums.sold
    moved = ended[np.isin(ended["destination"], (Tenure.OWN_HOME, Tenure.PRIVATE_RENTAL))]
    assert found.movers.tolist() == moved["household"].tolist()
    assert found.moved_at.tolist() == moved["end"].tolist()
    assert sums.moved_on == len(moved) > 0
    assert sums.moved_on_owned == (moved["destination"] == Tenure.OWN_HOME).sum() > 0
    assert sums.moved_on_able == (moved["able_at_entry"] == 1).sum() > 0


@pytest.mark.parametrize("part", ["all", "some"])
def test_vacancies(part):
    world = town().world
    rows = np.asarray(world.vacancies)[: world.clock[0].vacancies]
    numbers = np.arange(len(rows))
    chosen = np.zeros(0, dtype=np.bool_)
    if part == "some":
        chosen = np.arange(len(world.dwellings)) % 3 > 0
        numbers = numbers[chosen[rows["dwelling"]]]
    found = Vacancies(rows, world.dwellings, chosen, world.vacancy_days, START, END)
    sums = found.sums

    def in_window(times):
        return (times >= START) & (times <= END)

    rows = rows[numbers]
    assert sums.let == in_window(rows["contract_at"]).sum() > 0
    begun = in_window(rows["move_out"])
    rows, numbers = rows[begun], numbers[begun]
    spent = world.vacancy_days[numbers]
    over = np.isfinite(rows["contract_at"])
    assert sums.ended == over.sum() > 0
    assert found.by_cause.tolist() == pytest.approx(spent[over].sum(axis=0).tolist())
    being_converted = rows["cause"] == VacancyCause.CONVERSION
    assert sums.conversions == ((spent[:, VacancyCause.CONVERSION] > 0) | being_converted).sum()
    between = rows["out_of_service"] == 0
    assert sums.between_tenants == between.sum() > 0
    assert sums.without_notice == (rows["with_notice"][between] == 0).sum() > 0
    ownership = world.dwellings.ownership[rows["dwelling"]]
    by_municipality = between & (ownership != Ownership.FOUNDATION)
    for wait, those, event in (
        (Empty.READY, by_municipality, "ready_at"),
        (Empty.LET, between, "contract_at"),
        (Empty.ALL_LET, np.ones(len(rows), dtype=np.bool_), "contract_at"),
    ):
        came, since = rows[event][those], rows["move_out"][those]
        days = np.minimum(came, END) - since
        ends = np.where(came <= END, EVENT, CENSORED)
        waits = found.waits(wait)
        ours = sorted(zip(waits.days, waits.ends, strict=True))
        assert ours == sorted(zip(days, ends, strict=True))
        assert len(ours) > 20
