"""What ``show`` tells can be written back: the same scenario comes out."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import load

RIGHT = Path(__file__).parent / "right"

#: One of the box, one that uses all that a scenario can, and one that is reorganised.
FILES = ("moss-2009", str(RIGHT / "whole.yaml"), str(RIGHT / "reorganised.yaml"))
IDS = ("moss", "whole", "reorganised")
BEFORE = {file: load(file) for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=IDS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_writing_a_value_back_changes_nothing(file: str, data: st.DataObject) -> None:
    """Every number shown can be set by the key and in the words it is shown with."""
    before = BEFORE[file]
    some = st.lists(st.sampled_from(sorted(before.values)), min_size=1, max_size=40, unique=True)
    same(file, data.draw(some))


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_writing_all_values_back_changes_nothing(file: str) -> None:
    same(file, sorted(BEFORE[file].values))


def same(file: str, keys: list[str]) -> None:
    before = BEFORE[file]
    written = []
    for key in keys:
        value = before.values[key]
        word = {True: "yes", False: "no"}.get(value.written, value.written)  # type: ignore[arg-type]
        bare = isinstance(value.written, (bool, str))
        written.append(f"{key}={word}" if bare else f"{key}={value.written!r} {value.unit}")
    again = load(file, settings=written)
    assert again.identity == before.identity
    assert {key: value.base for key, value in again.values.items()} == {
        key: value.base for key, value in before.values.items()
    }
