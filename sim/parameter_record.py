"""All parameters as one record of numbers in base units, for compiled code."""

from __future__ import annotations

import numpy as np

from sim.parameters import PARAMETERS

#: The record of all parameters, in base units.
PARAMETER_RECORD = np.dtype(
    [(parameter.field, "f8") for parameter in PARAMETERS.values()], align=True
)


def parameter_record(parameters: dict[str, float]) -> np.recarray:
    """The values of ``parameters``, by key and in base units, as a table of one row."""
    row = tuple(parameters[key] for key in PARAMETERS)
    return np.array([row], dtype=PARAMETER_RECORD).view(np.recarray)
