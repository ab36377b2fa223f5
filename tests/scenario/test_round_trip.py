"""What ``show`` tells can be written back: the same scenario comes out."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import load

MOSS = load("moss-2009")


@settings(max_examples=25, deadline=None)
@given(keys=st.lists(st.sampled_from(sorted(MOSS.values)), min_size=1, max_size=40, unique=True))
def test_writing_a_value_back_changes_nothing(keys: list[str]) -> None:
    """Every number shown can be set by the key and in the words it is shown with."""
    written = []
    for key in keys:
        value = MOSS.values[key]
        word = {True: "yes", False: "no"}.get(value.written, value.written)  # type: ignore[arg-type]
        bare = isinstance(value.written, (bool, str))
        written.append(f"{key}={word}" if bare else f"{key}={value.written!r} {value.unit}")
    again = load("moss-2009", settings=written)
    assert again.identity == MOSS.identity
    assert {key: value.base for key, value in again.values.items()} == {
        key: value.base for key, value in MOSS.values.items()
    }
