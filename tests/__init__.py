"""Tests of boligsim.

A package, so that it is this one that is found where another has put a package ``tests`` beside
the libraries (Ciw does).
"""
