"""All measures together: what they say of themselves, and that each is counted by hand."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from experiments.formatting import GROUPS as TITLES
from sim.measures import MEASURES
from sim.measures.registry import GROUPS, measure
from sim.state import Cause, VacancyCause
from tests.finished import finished


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.key)
def test_every_measure_says_what_it_is(measure):
    assert len(measure.meaning.split()) >= 5
    assert measure.meaning.endswith(".")
    assert measure.unit
    assert measure.label
    assert measure.practical > 0.0
    assert measure.better in {"lower", "higher", ""}
    assert measure.group in GROUPS


def test_no_two_measures_read_the_same():
    meanings = [measure.meaning for measure in MEASURES.values()]
    labels = [(measure.group, measure.label) for measure in MEASURES.values()]
    assert len(set(meanings)) == len(meanings)
    assert len(set(labels)) == len(labels)


def test_measures_are_in_the_order_of_their_groups():
    groups = [measure.group for measure in MEASURES.values()]
    assert groups == sorted(groups, key=GROUPS.index)
    assert set(groups) == set(GROUPS)


def test_every_group_has_a_title_in_the_tables():
    assert tuple(TITLES) == GROUPS


def test_a_name_is_taken_once_and_a_group_has_to_be_there():
    for key, group in (("home_wait", "waits"), ("something_new", "weather")):
        with pytest.raises(ValueError, match=key):
            measure(group, "days", "Label", 1.0)(type(key, (), {"__name__": key}))
    assert "something_new" not in MEASURES


def test_every_measure_is_counted_by_hand():
    """Somewhere in this folder, with a value."""
    here = Path(__file__).parent
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(here.glob("test_[b-z]*.py"))
    )
    counted = set(re.findall(r"\b([a-z][a-z0-9_]+)=", text)) | set(
        re.findall(r'"([a-z][a-z0-9_]+)"', text)
    )
    families = {f"wait_{cause.name.lower()}" for cause in Cause}
    families |= {f"vacancy_{cause.name.lower()}" for cause in VacancyCause}
    assert not set(MEASURES) - counted - families


def test_an_empty_place_has_no_waits_but_no_cost_either():
    summary = finished(dwellings=0).summary
    assert list(summary) == list(MEASURES)
    shares_and_means = {"per household", "share", "days", "per 100 households"}
    for key, one in MEASURES.items():
        value = summary[key]
        if key in ("utilisation", "crew_utilisation", "empty_posts"):
            assert value == 0.0 or math.isnan(value), key  # there is somebody, with nothing to do
        elif one.unit in shares_and_means:
            assert math.isnan(value), key
        elif one.group == "cost" and key != "cost_per_household":
            assert value == 0.0, key
