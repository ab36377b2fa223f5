"""Imported by the process that children are forked from: they then have the model at once."""

import pandas  # noqa: F401
import pyarrow.parquet  # noqa: F401

import sim
from tests import small_studies  # noqa: F401

sim.compile_once()
