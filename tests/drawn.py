"""Which parts of which streams of random numbers the code draws, read from the code itself.

A draw names its stream and, last, its part: a number, a constant, a constant plus something that
runs (a unit, a meeting), or something that runs alone (a district).  Where a function is given the
part by whoever calls it, its callers name it.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import sim
from sim import draws, what_is_drawn
from sim.draws import Stream

#: Functions of ``sim.draws`` with a part as their last argument, and those that use part 0 alone.
_WITH_PART = {"uniform", "happens", "exponential", "normal", "gamma", "uniforms", "normals"}
_WITHOUT = {"work_variate"}

#: The part is neither a number nor a constant, but of something that there are many of.
RUNS = what_is_drawn.RUNS

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def drawn() -> dict[Stream, set[int | str]]:
    """The parts drawn from each stream: a number, the name of a constant, or ``RUNS``."""
    modules = {}
    for file in sorted(Path(sim.__file__).parent.rglob("*.py")):
        modules[file.stem, file] = ast.parse(file.read_text(encoding="utf-8"))
    found: dict[Stream, set[int | str]] = {}
    for (stem, _), tree in modules.items():
        if stem == "draws":
            continue
        for call, inside in _calls(tree):
            stream = _stream_of(call, inside)
            if stream is None:
                continue
            parts = found.setdefault(stream, set())
            if call.func.attr in _WITHOUT:
                parts.add(0)
            else:
                parts |= set(_named(call.args[-1], inside, stem, modules))
    return found


def _calls(tree: ast.AST, inside: tuple = ()) -> Iterator[tuple[ast.Call, tuple]]:
    """All calls, each with the functions it stands in, the innermost first."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            yield node, inside
        deeper = (node, *inside) if isinstance(node, _Function) else inside
        yield from _calls(node, deeper)


def _stream_of(call: ast.Call, inside: tuple) -> Stream | None:
    """The stream that a call draws from; ``None`` if it draws nothing (or only to be compiled)."""
    function = call.func
    if not isinstance(function, ast.Attribute) or ast.unparse(function.value) != "draws":
        return None
    if function.attr not in _WITH_PART | _WITHOUT:
        return None
    named = {
        ast.unparse(one.targets[0]): one.value
        for one in ast.walk(inside[0])
        if isinstance(one, ast.Assign)
    }
    place = list(inspect.signature(getattr(draws, function.attr)).parameters).index("stream")
    stream = named.get(ast.unparse(call.args[place]), call.args[place])
    if isinstance(stream, ast.Constant):
        return None
    kind, _, name = ast.unparse(stream).partition(".")
    assert kind == "Stream", f"a draw whose stream is not named: {ast.unparse(call)}"
    return Stream[name]


def _named(part: ast.expr, inside: tuple, stem: str, modules: dict) -> Iterator[int | str]:
    """What a part is called, by the functions that the draw stands in."""
    if isinstance(part, ast.Constant):
        yield part.value
        return
    if isinstance(part, ast.IfExp):
        yield from _named(part.body, inside, stem, modules)
        yield from _named(part.orelse, inside, stem, modules)
        return
    if isinstance(part, ast.Subscript):
        yield from _in_table(ast.unparse(part.value), stem, modules)
        return
    first = part.left if isinstance(part, ast.BinOp) else part
    constant = _name(first)
    if constant is not None and constant.lstrip("_").isupper():
        yield constant
        return
    name = ast.unparse(part)
    for depth, function in enumerate(inside, start=1):
        parameters = [one.arg for one in function.args.args]
        if name in parameters:
            place = parameters.index(name)
            if depth < len(inside):  # a function in a function, which alone calls it
                callers = {(stem, None): inside[depth]}
            else:
                callers = modules
            yield from _given(function.name, place, stem, callers, modules)
            return
        values = [
            one.value
            for one in ast.walk(function)
            if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == name
        ]
        if values:
            for value in values:
                yield from _named(value, inside, stem, modules)
            return
    yield RUNS


def _in_table(name: str, stem: str, modules: dict) -> Iterator[int | str]:
    """What the parts in a table of the module are called: first the constants that the module
    counts off from 0, up to the one named, then as many of one."""
    (tree,) = (tree for (module, _), tree in modules.items() if module == stem)
    assigned = [one for one in ast.iter_child_nodes(tree) if isinstance(one, ast.Assign)]
    (table,) = (one.value for one in assigned if ast.unparse(one.targets[0]) == name)
    counted, many = (entry.value for entry in table.elts)
    last = ast.unparse(counted.args[0]).removesuffix(" + 1")
    rows = [one.targets[0].elts for one in assigned if isinstance(one.targets[0], ast.Tuple)]
    (names,) = (found for row in rows if last in (found := [ast.unparse(one) for one in row]))
    assert names[-1] == last
    yield from names
    yield from _named(many.elt, (), stem, modules)


def _name(node: ast.AST) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else None


def _given(
    function: str, place: int, home: str, callers: dict, modules: dict
) -> Iterator[int | str]:
    """What ``callers`` of a function of the module ``home`` say at this place."""
    for (stem, _), tree in callers.items():
        called = {function} if stem == home else {f"{home}.{function}"}
        for call, inside in _calls(tree):
            if ast.unparse(call.func) in called:
                yield from _named(call.args[place], inside, stem, modules)
