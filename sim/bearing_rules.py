"""The arithmetic of :mod:`sim.bearing`, compiled for the rules.

The source is the same; only what the functions call is replaced by its compiled twin.
"""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING

import numpy as np

from sim import bearing
from sim.jit import entry, rule

if TYPE_CHECKING:
    from sim.bearing import monthly_allowance, rent, rooms_needed

_twins = dict(vars(bearing))
for _function in bearing.RULES:
    _name = _function.__name__
    _twins[_name] = rule(FunctionType(_function.__code__, _twins, _name))
globals().update({function.__name__: _twins[function.__name__] for function in bearing.RULES})


@entry
def _fill_entitled(parameters, incomes, persons, entitled):
    p = parameters[0]
    for index in range(len(incomes)):
        cost = rent(p, rooms_needed(persons[index]), False)
        allowance = monthly_allowance(p, incomes[index], persons[index], cost, False)
        entitled[index] = allowance > 0.0


def entitled(parameters: np.recarray, incomes: np.ndarray, persons: np.ndarray) -> np.ndarray:
    """Who would be paid housing allowance in a private rental of the size needed.

    ``parameters``: the record of parameters; ``incomes``: NOK net per month, shape [n];
    ``persons``: in the household, shape [n].
    """
    found = np.empty(len(incomes), dtype=np.bool_)
    _fill_entitled(parameters, incomes.astype(float), persons.astype(np.int32), found)
    return found
