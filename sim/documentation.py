"""The generated parts of ``sim/ODD.md``: tables that cannot drift from the code.

    python -m sim.documentation            rewrites them in place
    python -m sim.documentation --check    changes nothing; exit code 1 if they are out of date

A part stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``.  What a run of the
model has to be made for (the table of patterns) is written by
:mod:`experiments.validation.page` and left alone here.
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
from sim.measures import MEASURES, Measure
from sim.names import DISTRIBUTED_TASKS, label
from sim.parameters import PARAMETERS, Parameter
from sim.quantities import with_unit
from sim.scenario import FORMAT
from sim.scenario.changes import changeable
from sim.scenario.fields import Choice, Given, Label, Quantity, Switch, Text, WholeKey
from sim.scenario.schema import REQUIRED_WITH_DWELLING_ARRIVALS
from sim.state import Cause, Event, VacancyCause
from sim.what_is_drawn import STREAMS

#: The document.
DOCUMENT = Path(__file__).with_name("ODD.md")

#: For each cause of a day of waiting: what the household waits for.
CAUSES = {
    Cause.HAND_OVER: "the case is on its way from one unit to another",
    Cause.QUEUE: "the case lies in the queue of the unit whose it is",
    Cause.WORK: "somebody works on the case",
    Cause.BOUNCE: "the case lies at a unit that has to send it on",
    Cause.REDONE: "somebody reads, or does again what another unit has done",
    Cause.CONTEST: "the right unit holds that the case is not its own",
    Cause.NO_DWELLING: "on the list, and no dwelling that suits is to be had; or follow-up that "
    "begins with the home waits for one",
    Cause.OFFER: "the answer to an offer, and the contract's start",
    Cause.OWN_SEARCH: "looking for a home on the market",
    Cause.MEETING: "the case is prepared, and waits for the committee",
    Cause.APPROVAL: "the case is prepared or recommended, and waits for approval",
    Cause.NO_PLACE: "no place in follow-up, or room in temporary housing, is free",
    Cause.APPEAL: "a refusal has been appealed",
    Cause.RE_LET: "on the list, and the dwelling it got in the end stood empty already",
    Cause.ADAPTING: "works are done in the household's own home",
}

#: For each cause of a day without a tenant: what the dwelling waits for.
VACANCY_CAUSES = {
    VacancyCause.HAND_OVER: "the property unit to hear of it, and its papers to change desks",
    VacancyCause.INSPECTION: "the inspection, in the queue or under way",
    VacancyCause.CREW: "a crew",
    VacancyCause.WORKS: "works (those of a foundation from when it hears of the move-out)",
    VacancyCause.TELLING_ALLOCATOR: "the allocator to hear that it is ready",
    VacancyCause.ALLOCATION: "the allocator to go through the list",
    VacancyCause.NO_APPLICANT: "somebody on the list whom it suits",
    VacancyCause.ANSWER: "the answer to an offer",
    VacancyCause.MOVE_IN: "the contract to start",
    VacancyCause.MEETING: "the next meeting of the committee that allocates",
    VacancyCause.OUT_OF_SERVICE: "being let again: it is for sale, or renovated",
    VacancyCause.CONVERSION: "being made one of another category",
    VacancyCause.REPLACEMENT: "another dwelling to be leased in its place",
}

#: The states that are listed: what is in which of them.
_STATES: tuple[tuple[str, type[IntEnum]], ...] = (
    ("Application: phase", state.Phase),
    ("Application: cause of a day of waiting", state.Cause),
    ("Application: how far an appeal has come", state.Appeal),
    ("Episode: outcome", state.Outcome),
    ("Episode: occasion", state.Occasion),
    ("Household: tenure", names.Tenure),
    ("Household: needs", names.Need),
    ("Household: ground", names.Ground),
    ("Household: group", names.Group),
    ("Dwelling: phase", state.DwellingPhase),
    ("Dwelling: category", names.Category),
    ("Dwelling: ownership", names.Ownership),
    ("Vacancy: what the dwelling waits for", state.VacancyCause),
    ("Tenancy: how it ended", state.TenancyEnd),
    ("Tenancy: outcome of its last review", state.ReviewOutcome),
    ("Caseworker: kind of work in hand", state.WorkKind),
    ("Unit: tasks", names.Task),
    ("Municipality: levels followed through time", state.Level),
    ("Event log: what is recorded", state.Happening),
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
    """Every measure: what tables call it, unit, definition, what difference matters, and which
    way is better; those about one thing together."""
    about: dict[str, list[Measure]] = {}
    for one in MEASURES.values():
        about.setdefault(one.group, []).append(one)
    return "\n".join(f"**{group}**\n\n{_measures(of_group)}" for group, of_group in about.items())


def _measures(of_group: Iterable[Measure]) -> str:
    return _table(
        ("Key", "In tables", "Unit", "Definition", "Matters from", "Better"),
        (
            (
                f"`{one.key}`",
                one.label,
                one.unit,
                one.meaning,
                _plain(one.practical),
                one.better or "neither",
            )
            for one in of_group
        ),
    )


def streams() -> str:
    """Every stream of random numbers: what is drawn, and by which key."""
    return _table(
        ("Stream", "What is drawn, part by part", "Key"),
        (
            (f"`{label(one)}`", "; ".join(STREAMS[one].parts.values()), STREAMS[one].key)
            for one in Stream
        ),
    )


def states() -> str:
    """Every state variable that takes one of a few values, with its values."""
    return _table(
        ("State variable", "Values"),
        ((what, ", ".join(f"`{label(one)}`" for one in values)) for what, values in _STATES),
    )


def events() -> dict[str, str]:
    """What the kernel's own text says of each kind of event, in its order, by name."""
    found = re.findall(
        r"^ *\d+\.\s+([A-Z_]+): (.+(?:\n {4}\S.*)*)", kernel.__doc__ or "", re.MULTILINE
    )
    return {name: " ".join(text.split()) for name, text in found}


def order() -> str:
    """The order of events at one time."""
    told = events()
    return "".join(
        f"{number}. `{label(event)}`: {told[event.name]}\n"
        for number, event in enumerate(Event, start=1)
    )


def causes() -> str:
    """What households, and empty dwellings, wait for."""
    return _table(
        ("Who waits", "Cause", "For what"),
        (
            *(("household", f"`{label(one)}`", CAUSES[one]) for one in Cause),
            *(("dwelling", f"`{label(one)}`", VACANCY_CAUSES[one]) for one in VacancyCause),
        ),
    )


def changes() -> str:
    """Every key that may change in the course of a run: families of parameters, and the rest."""
    families: dict[str, list[str]] = {}
    for key in changeable():
        if key in PARAMETERS:
            family, _, rest = key.partition(".")
            families.setdefault(family, []).append(rest)
    rows = [(f"`{family}.`", ", ".join(map(_code, rest))) for family, rest in families.items()]
    others = [key for key in changeable() if key not in PARAMETERS and "." not in key]
    rows.append(("the place", ", ".join(map(_code, others))))
    rows.append(("`groups.GROUP.`", "`arrivals.NEED`, `landlord_acceptance`"))
    return _table(("Of", "May change"), rows)


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
    "causes": causes,
    "changes": changes,
    "scenario files": scenario_files,
}


# ---- cells ---------------------------------------------------------------------------------


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _code(text: str) -> str:
    return f"`{text}`"


def _plain(value: float) -> str:
    return f"{value:.15g}"


def _default(one: Parameter) -> str:
    if isinstance(one.default, str):
        return one.default
    return with_unit(_plain(one.default), one.unit)


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
    if kind == "transition" and default is None:
        return f"`reorganisation.{key}`"
    if default is None or default in ({}, [], ""):
        return f"{prefix}none"
    if isinstance(default, IntEnum):
        return f"`{label(default)}`"
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
    "like": "a path, or the name of a built-in one",
    "agreements": "a list of keys",
    "changes": "a list of keys",
    "districts": "shares by name",
    "set": "new values by parameter or path",
    "multiply": "numbers by parameter or path",
    "settle": "numbers of households by group and need",
    "transition": "keys",
    "strategy": "a path, or keys",
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
        if reader.names == DISTRIBUTED_TASKS:
            return "any task but `assessment`"
        return ", ".join(f"`{label(one)}`" for one in reader.names)
    if isinstance(reader, WholeKey):
        return ", ".join(map(str, range(1, reader.high + 1))) if reader.high <= 2 else "1, 2, ..."
    return ""


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
