"""The generated parts of ``sim/ODD.md``: tables that cannot drift from the code.

    python -m sim.documentation            rewrites them in place
    python -m sim.documentation --check    changes nothing; exit code 1 if they are out of date

A part stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``.  What a run of the
model has to be made for (the table of patterns) is written by :mod:`experiments.patterns`
and left alone here.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

from sim import kernel, names, state
from sim.draws import Stream
from sim.measures import MEASURES
from sim.names import label
from sim.parameters import PARAMETERS, Parameter
from sim.scenario import FORMAT
from sim.scenario.schema import (
    REQUIRED_WITH_DWELLING_ARRIVALS,
    Choice,
    Given,
    Label,
    Quantity,
    Switch,
    Text,
    WholeKey,
)

#: The document.
DOCUMENT = Path(__file__).with_name("ODD.md")

#: For each stream: what is drawn from it, and the key of a draw (entity; occasion; part).
STREAMS = {
    Stream.NEED_TIME: ("time from one arrival to the next", "group, need and arrival number"),
    Stream.NEED_ATTRIBUTES: (
        "persons, income, equity, debts, access, ground, home or none, other needs",
        "household; other need; attribute",
    ),
    Stream.FIRST_TENANTS: (
        "group of the tenant of day 0, and how far the contract has run",
        "dwelling; part",
    ),
    Stream.DOOR: (
        "whether the household knows who is responsible, and which door it takes if not",
        "household; episode; part",
    ),
    Stream.WORK: (
        "standard variate of the hours of a case",
        "household; task and number of the application for it",
    ),
    Stream.DWELLING_WORK: (
        "standard variate of the hours of inspecting and letting",
        "dwelling; vacancy, offer and kind of work",
    ),
    Stream.WORKS: ("standard variate of the days of works", "dwelling; vacancy"),
    Stream.VISIBILITY: ("how easily a need is seen", "household; episode and need"),
    Stream.WHO_DOES_WHAT: (
        "whether the sender knows the right unit, and which other it picks",
        "household; episode, task and number of the sending; part",
    ),
    Stream.CONTACT: (
        "whether the sender has someone to ring",
        "household; episode, task and number of the sending",
    ),
    Stream.CONTEST: (
        "whether the right unit contests the case, and whether it is sent back",
        "household; episode, task and number of the sending; part",
    ),
    Stream.KNOWS_ALLOCATOR: (
        "whether a further allocator is thought of",
        "household; episode and category",
    ),
    Stream.PATIENCE: ("how much the household bears", "household; episode"),
    Stream.OWN_SOLUTION: ("when it would find a home by itself", "household; episode"),
    Stream.RETURN: (
        "whether and when an unmet need comes back, and whether acutely",
        "household; episode; part",
    ),
    Stream.SEARCH: (
        "length of a search on the market",
        "household; episode, task and number of the application for it",
    ),
    Stream.OFFER: (
        "whether an offer is refused",
        "household; dwelling; number of the application and of the offer",
    ),
    Stream.TENANCY: (
        "thresholds of moving, leaving for good and failing",
        "household; tenancy; part",
    ),
    Stream.RENEWAL: ("whether the dwelling is still needed", "household; tenancy; contract"),
    Stream.DESTINATION: ("where a tenant who moves goes", "household; tenancy"),
    Stream.FOLLOW_ON: (
        "which task a handled case goes on to",
        "household; task; number of the application for it",
    ),
}

#: The states that are listed: what is in which of them.
_STATES: tuple[tuple[str, type[IntEnum]], ...] = (
    ("Application: phase", state.Phase),
    ("Application: cause of a day of waiting", state.Cause),
    ("Episode: outcome", state.Outcome),
    ("Episode: occasion", state.Occasion),
    ("Household: tenure", names.Tenure),
    ("Household: needs", names.Need),
    ("Household: ground", names.Ground),
    ("Household: group", names.Group),
    ("Dwelling: phase", state.DwellingPhase),
    ("Dwelling: category", names.Category),
    ("Vacancy: what the dwelling waits for", state.VacancyCause),
    ("Tenancy: how it ended", state.TenancyEnd),
    ("Tenancy: outcome of its last review", state.ReviewOutcome),
    ("Caseworker: kind of work in hand", state.WorkKind),
    ("Unit: tasks", names.Task),
    ("Municipality: levels followed through time", state.Level),
)


# ---- the parts -----------------------------------------------------------------------------


def parameters() -> str:
    """Every parameter: default, plausible range, source, meaning."""
    return _table(
        ("Key", "Default", "Range", "Source", "Meaning"),
        (
            (f"`{one.key}`", _default(one), _span(one), one.source, one.meaning)
            for one in PARAMETERS.values()
        ),
    )


def measures() -> str:
    """Every measure: unit, definition, the difference that matters, which way is better."""
    return _table(
        ("Key", "Unit", "Definition", "Matters from", "Better"),
        (
            (
                f"`{one.key}`",
                one.unit,
                one.meaning,
                _plain(one.practical),
                one.better or "neither",
            )
            for one in MEASURES.values()
        ),
    )


def streams() -> str:
    """Every stream of random numbers: what is drawn, and by which key."""
    return _table(
        ("Stream", "What is drawn", "Key"),
        ((f"`{label(one)}`", *STREAMS[one]) for one in Stream),
    )


def states() -> str:
    """Every state variable that takes one of a few values, with its values."""
    return _table(
        ("State variable", "Values"),
        ((what, ", ".join(f"`{label(one)}`" for one in values)) for what, values in _STATES),
    )


def order() -> str:
    """The order of events at one time, as the kernel's own text has it."""
    found = re.findall(r"^ *(\d+)\.\s+(.+(?:\n {4}\S.*)*)", kernel.__doc__ or "", re.MULTILINE)
    return "".join(f"{number}. {' '.join(text.split())}\n" for number, text in found)


def scenario_files() -> str:
    """Every key of a scenario file."""
    return _table(
        ("In", "Key", "If left out", "Value", "Meaning"),
        (
            (
                kind,
                f"`{key}`",
                _if_left_out(kind, key, field),
                _value_of(key, field.annotation, field.metadata),
                field.description or "",
            )
            for kind, model in FORMAT.items()
            for key, field in model.model_fields.items()
        ),
    )


#: The generated parts by name.
PARTS: dict[str, Callable[[], str]] = {
    "parameters": parameters,
    "measures": measures,
    "streams": streams,
    "states": states,
    "order": order,
    "scenario files": scenario_files,
}


# ---- cells ---------------------------------------------------------------------------------


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _plain(value: float) -> str:
    return f"{value:.15g}"


def _default(one: Parameter) -> str:
    if isinstance(one.default, str):
        return one.default
    return f"{_plain(one.default)} {one.unit}"


def _span(one: Parameter) -> str:
    if one.low is None or one.high is None:
        return ", ".join(one.choices)
    if one.low == one.high:
        return "fixed"
    return f"{_plain(one.low)} to {_plain(one.high)}"


def _if_left_out(kind: str, key: str, field: Any) -> str:
    """What a key means that is not there."""
    if field.is_required():
        return "required"
    always = "required where `dwelling` arrives, else "
    prefix = always if kind == "group" and key in REQUIRED_WITH_DWELLING_ARRIVALS else ""
    default = field.default
    if default is None or default in ({}, [], ""):
        return f"{prefix}none"
    if isinstance(default, dict):
        shares = (f"{_named(one)}: {_neutral(share)}" for one, share in default.items())
        return prefix + ", ".join(shares)
    return prefix + _neutral(default)


def _neutral(one: Given) -> str:
    if isinstance(one.base, bool):
        return "yes" if one.base else "no"
    return one.base if isinstance(one.base, str) else _plain(one.base)


def _named(key: object) -> str:
    return label(key) if isinstance(key, IntEnum) else str(key)


#: What stands in fields that are read as mappings of their own.
_NESTED = {
    "municipality": "a path, or keys",
    "organisation": "a path, or keys",
    "agreements": "a list of keys",
}


def _value_of(key: str, annotation: Any, metadata: Sequence[Any]) -> str:
    """What is expected of a field: one value, keys with values, or a list."""
    for reader in metadata:
        described = _read_as(reader)
        if described:
            return described
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _value_of(key, inside[0], inside[1:])
    if origin is dict:
        keys, values = (_value_of(key, one, ()) for one in inside)
        return f"keys: {keys}; each: {values}"
    if origin is list:
        return f"a list: {_value_of(key, inside[0], ())}"
    if inside:  # optional
        return _value_of(key, inside[0], ())
    return _NESTED.get(key, "keys")


def _read_as(reader: Any) -> str:
    """What a field's reader takes; empty for one that only checks."""
    if isinstance(reader, Quantity):
        return reader.expected
    if isinstance(reader, Choice):
        return " or ".join(reader.choices)
    if isinstance(reader, Switch):
        return "yes or no"
    if isinstance(reader, Text):
        return "text"
    if isinstance(reader, Label):
        if len(reader.names) > len(names.CASE_WORK_DOORS):
            return "any task but `assessment`"
        return ", ".join(f"`{label(one)}`" for one in reader.names)
    return "1, 2, ..." if isinstance(reader, WholeKey) else ""


# ---- the document --------------------------------------------------------------------------


def replace_part(text: str, name: str, content: str) -> str:
    """``text`` with ``content`` in the part called ``name``; ``ValueError`` if it has none."""
    pattern = rf"(<!-- generated: {re.escape(name)} -->\n).*?(<!-- end -->)"
    replaced, count = re.subn(
        pattern, lambda found: f"{found[1]}{content}{found[2]}", text, count=2, flags=re.DOTALL
    )
    if count != 1:
        raise ValueError(f"expected the generated part {name!r} once, found it {count} times")
    return replaced


def up_to_date(text: str) -> str:
    """``text`` with every part of :data:`PARTS` as the code has it."""
    for name, content in PARTS.items():
        text = replace_part(text, name, content())
    return text


def write_part(name: str, content: str) -> None:
    """Put ``content`` into one part of the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    _write(replace_part(text, name, content))


def _write(text: str) -> None:
    DOCUMENT.write_text(text, encoding="utf-8", newline="\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m sim.documentation``: rewrite the generated parts, or check them."""
    parser = argparse.ArgumentParser(
        prog="python -m sim.documentation",
        description="Rewrite the generated parts of sim/ODD.md.",
    )
    parser.add_argument("--check", action="store_true", help="change nothing, only say whether")
    chosen = parser.parse_args(arguments)
    before = DOCUMENT.read_text(encoding="utf-8")
    after = up_to_date(before)
    if after == before:
        return 0
    if chosen.check:
        print(f"{DOCUMENT.name} is out of date: run python -m sim.documentation", file=sys.stderr)
        return 1
    _write(after)
    print(f"{DOCUMENT.name} rewritten")
    return 0


if __name__ == "__main__":
    sys.exit(main())
