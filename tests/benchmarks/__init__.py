"""How fast the model is beside others, on the same work: ``python -m tests.benchmarks``.

Not part of the tests.  Needs the extra ``bench``.
"""
