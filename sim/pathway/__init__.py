"""The rules: one module per process of a household's or a dwelling's pathway.

Rules never call each other across modules.  A rule changes state and puts events on the
agenda; the kernel calls the rules for the next event, in the order its docstring lists.
"""
