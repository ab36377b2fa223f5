"""The arithmetic of :mod:`sim.bearing`, compiled for the rules.

The source is the same; only what the functions call is replaced by its compiled twin.
"""

from __future__ import annotations

from types import FunctionType

from sim import bearing
from sim.jit import rule

_twins = dict(vars(bearing))
for _function in bearing.RULES:
    _name = _function.__name__
    _twins[_name] = rule(FunctionType(_function.__code__, _twins, _name))
globals().update({function.__name__: _twins[function.__name__] for function in bearing.RULES})
