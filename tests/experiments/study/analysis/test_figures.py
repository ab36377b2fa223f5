"""Labels break where a reader would break them, and points of a choice do not hide each other."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from experiments.study.analysis import figures
from experiments.study.analysis.figures import _spread, _wrap
from experiments.study.analysis.words import Words
from sim.parameters import PARAMETERS


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("caseworkers.target_utilisation", 26, ["caseworkers.", "target_utilisation"]),
        ("turnover of caseworkers", 26, ["turnover of caseworkers"]),
        ("one-unit-per-task", 12, ["one-unit-", "per-task"]),
        ("samhandlingsorgan", 10, ["samhandlingsorgan"]),
        ("in the queue of a.long_name_of_it", 14, ["in the queue", "of a.long_", "name_of_it"]),
    ],
)
def test_labels_break_between_words_and_parts_of_names(text, width, lines) -> None:
    assert _wrap(text, width) == lines


def test_no_name_of_a_parameter_is_broken_inside_a_word() -> None:
    for key in PARAMETERS:
        assert "".join(_wrap(key, 26)) == key
        for line in _wrap(key, 26)[:-1]:
            assert line[-1] in "._/-"


@pytest.mark.parametrize("axis", [0, 1])
def test_points_of_a_choice_lie_side_by_side_in_its_strip(axis: int) -> None:
    generator = np.random.default_rng(3)
    settings = np.empty((240, 2))
    settings[:, axis] = generator.integers(1, 4, 240)
    settings[:, 1 - axis] = generator.integers(0, 10, 240)  # many at the very same place
    placed = _spread(settings, {axis: ["small", "middle", "large"]})
    assert (placed[:, 1 - axis] == settings[:, 1 - axis]).all()
    assert (np.rint(placed[:, axis]) == settings[:, axis]).all()
    assert len(np.unique(placed, axis=0)) == 240
    # Each strip is used from end to end.
    for value in (1.0, 2.0, 3.0):
        mine = placed[settings[:, axis] == value, axis] - value
        assert mine.min() < -0.35
        assert mine.max() > 0.35
    assert (_spread(settings, {axis: ["small", "middle", "large"]}) == placed).all()


def test_points_of_two_ranges_stay_where_they_are() -> None:
    settings = np.random.default_rng(3).uniform(size=(20, 2))
    assert (_spread(settings, {}) == settings).all()


@pytest.mark.parametrize("language", ["en", "nb"])
@pytest.mark.parametrize(
    "scenario", ["moss-1990s", "trondheim-2009", "moss-one-unit-per-task", "moss-all-in-one"]
)
def test_names_of_units_do_not_overlap(
    scenario: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    monkeypatch.setattr(figures, "picture", lambda _name, figure, _shows: drawn.append(figure))
    units = sim.load(scenario).organisation.units
    names = [unit.name if language == "en" else unit.name_nb or unit.name for unit in units]
    sent = 1.0 - np.eye(len(names))
    figures.flows("flows", names, sent, Words(language), arm="one")
    (figure,) = drawn
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert len(boxes) == len(names)
    for one, box in enumerate(boxes):
        assert figure.bbox.x0 <= box.x0 < box.x1 <= figure.bbox.x1
        assert figure.bbox.y0 <= box.y0 < box.y1 <= figure.bbox.y1
        assert not [names[other] for other in range(one) if box.overlaps(boxes[other])]
