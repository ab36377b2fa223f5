"""The order of many numbers, found by sorting whole numbers.

numpy sorts numbers several times as fast as it finds the order of some.  So each number is made
a whole one, most of its own bits first and the place where it stands last; these are sorted, and
the places read off.  What differs only in the bits that were left out is put right afterwards.
"""

from __future__ import annotations

import numpy as np

from sim.jit import entry, rule

_ALL_BUT_SIGN = (1 << 63) - 1


def in_order(values: np.ndarray, marks: np.ndarray, late: int = 1) -> np.ndarray:
    """The places of ``values`` (floats, in a row) in ascending order.

    Of equal ones those come last whose mark (a number of one byte, or of a mask) is ``late``; else
    the one that stands first.
    """
    marks = marks.view(np.int8)
    bits = len(values).bit_length()
    order = np.empty(len(values), dtype=np.int64)
    _fill_keys(values.view(np.int64), marks, late, bits, order)
    order.sort()
    _put_right(order, bits, values, marks, late)
    return order


@entry
def _fill_keys(numbers, marks, late, bits, keys):
    """Fill ``keys``: of each of the ``numbers`` (floats as the bits they are) all but the last few
    bits, then whether it is late, then its place in so many ``bits``."""
    for place in range(len(numbers)):
        # The bits of positive floats are in the order of the floats; of negative ones the other
        # way round.
        number = numbers[place] ^ ((numbers[place] >> 63) & _ALL_BUT_SIGN)
        is_late = int(marks[place] == late)
        keys[place] = (number >> (bits + 1) << (bits + 1)) | (is_late << bits) | place


@entry
def _put_right(order, bits, values, marks, late):
    """Read the places off sorted keys, ``order``, and put them in order; none is far from it."""
    for at in range(len(order)):
        place = order[at] & ((1 << bits) - 1)
        free = at
        while free > 0 and _is_after(order[free - 1], place, values, marks, late):
            order[free] = order[free - 1]
            free -= 1
        order[free] = place


@rule
def _is_after(one, other, values, marks, late):
    """Whether the number at ``one`` place comes after that at an ``other``."""
    if values[one] != values[other]:
        return values[one] > values[other]
    one_late, other_late = marks[one] == late, marks[other] == late
    return one_late > other_late or (one_late == other_late and one > other)


def compile_entries() -> None:
    """Compile what numbers are put in order with, for none."""
    in_order(np.zeros(0), np.zeros(0, dtype=np.bool_))
