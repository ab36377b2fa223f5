"""From a finished table of runs to what can be said about it, in numbers, pictures and words.

The analysis knows runs as a table alone (one row per run) and a study as what its file asks
(:mod:`experiments.study.analysis.inquiry`), so that it can be tested on tables whose truth is
known.
"""
