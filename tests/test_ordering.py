"""The order of numbers, beside that of a plain sort."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import ordering

# Else the first example of a property would be the one that compiles.
ordering.compile_entries()


def plain(values, late):
    return np.lexsort((np.arange(len(values)), late, values)).tolist()


some = st.one_of(
    st.sampled_from([0.0, 1.0, -1.0, 7.5]), st.floats(allow_nan=False, allow_infinity=True)
)


@given(st.lists(st.tuples(some, st.booleans()), max_size=60))
def test_any_numbers(numbers):
    values = np.array([value for value, _ in numbers], dtype=float)
    late = np.array([late for _, late in numbers], dtype=bool)
    assert ordering.in_order(values, late).tolist() == plain(values, late)


@pytest.mark.parametrize("spread", [0.0, 1e-15, 1e-12, 1e-9, 1.0, 1e300])
def test_many_numbers_however_close(spread):
    # Closer than what is left of a number when its place is put behind it.
    random = np.random.default_rng(1)
    values = 1.0 + spread * random.random(3000)
    values[::7] *= -1.0
    late = random.random(len(values)) < 0.3
    assert ordering.in_order(values, late).tolist() == plain(values, late)
