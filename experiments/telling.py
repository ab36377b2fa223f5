"""A municipality, an organisation and its time-line in words, as one would tell them.

Each function takes a part of what :func:`experiments.show.describe` gives, and returns lines or
rows of text.  Units of which there is one in each district are told once where that says it all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.quantities import with_unit

#: What a unit is told to be for where every district has its own.
EACH = "each in its district"

_OWNERSHIP = {
    "owned": "municipality",
    "coop_flat": "municipality, in a co-op",
    "leased_in": "leased in",
    "foundation": "foundation, with the right to allocate",
}

_SCOPES = {
    "as_listed": "the tasks listed above",
    "minimum": "no more than social assistance and temporary housing",
    "integrated": "all economic and housing instruments, allocation among them",
}

_ROUTINES = {
    "lease_review": "Every lease reviewed before it ends",
    "vacancy_owner": "One owner of a vacancy from notice to ready",
    "check_everyone": "Everybody checked against the economic instruments",
    "priority_key": "Grounds judged by a written priority key",
    "rule_oriented": "Decisions wait for approval",
    "case_coordinator": "A coordinator for households with compound needs",
    "tenants_may_buy": "Tenants of co-op flats may buy them",
}


def whole_number(value: float) -> str:
    """A number without decimals it does not have."""
    return f"{value:,.10g}".replace(",", " ")


def percent(share: float) -> str:
    return f"{100 * share:.4g} %"


def yes_no(value: bool) -> str:
    return "yes" if value else "no"


# ---- the municipality ----------------------------------------------------------------------


def place_lines(place: Mapping[str, Any]) -> list[str]:
    """How many live there, and what the municipality can spend of what is scarce."""
    places, budget = place["temporary_places"], place["grant_budget"]
    return [
        f"Inhabitants: {whole_number(place['population'])}",
        "Places in temporary housing: "
        + ("as many as needed" if places is None else whole_number(places)),
        "Purchase grants in a year: "
        + ("no limit" if budget is None else f"NOK {whole_number(budget)}"),
        "New municipal dwellings in a year, where a strategy is pursued: "
        f"NOK {whole_number(place['dwelling_budget'])}",
        f"Municipal dwellings: {whole_number(sum(one['dwellings'] for one in place['stock']))}",
    ]


def stock_rows(stock: Iterable[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Block, category, dwellings, rooms, accessible, owner."""
    return [
        (
            one["name"],
            one["category"],
            str(one["dwellings"]),
            str(one["rooms"]),
            yes_no(one["accessible"]),
            _OWNERSHIP[one["ownership"]],
        )
        for one in stock
    ]


# ---- units and districts -------------------------------------------------------------------


def common_name(unit: str, units: Mapping[str, Any]) -> str:
    """The name a unit shares with those like it in other districts; else its own."""
    district = units[unit]["district"]
    return unit if district is None else unit.removesuffix(f" {district}")


def district_line(districts: Sequence[Mapping[str, Any]]) -> str:
    told = (f"{one['name']} {percent(one['share'])} of the households" for one in districts)
    return ", ".join(told)


def task_rows(organisation: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Task, for whom, unit, source; one row where each district has its own unit."""
    units, districts = organisation["units"], organisation["districts"]
    rows: list[tuple[str, str, str, str]] = []
    alike: dict[tuple[str, str, str, str], list[int]] = {}
    for one in organisation["tasks"]:
        name, district = one["unit"], units[one["unit"]]["district"]
        ending = f"by district: {district}"
        if district is not None and one["scope"].endswith(ending):
            what = one["scope"].removesuffix(ending).strip()
            scope = f"{what}, {EACH}" if what else EACH
            key = (one["task"], scope, common_name(name, units), one["source"])
            alike.setdefault(key, []).append(len(rows))
        rows.append((one["task"], one["scope"], name, one["source"]))
    told: dict[int, tuple[str, str, str, str] | None] = {}
    for key, found in alike.items():
        if len(found) == len(districts):
            told |= {found[0]: key, **dict.fromkeys(found[1:])}
    kept = (told.get(number, row) for number, row in enumerate(rows))
    return [row for row in kept if row is not None]


def agreement_lines(organisation: Mapping[str, Any]) -> list[str]:
    """Who has a written agreement with whom."""
    units, districts = organisation["units"], organisation["districts"]
    alike: dict[tuple[str, str, bool, str], list[tuple[str, str]]] = {}
    for agreement in organisation["agreements"]:
        one, other = agreement["between"]
        same = units[one]["district"] == units[other]["district"]
        key = (common_name(one, units), common_name(other, units), same, _terms(agreement))
        alike.setdefault(key, []).append((one, other))
    lines = []
    for (first, second, same, terms), pairs in alike.items():
        of_districts = {units[unit]["district"] for pair in pairs for unit in pair} - {None}
        everywhere = len(pairs) == len(districts) == len(of_districts)
        apart = None in {units[unit]["district"] for unit in pairs[0]}
        if everywhere and same:
            lines.append(f"{first} and {second}, {EACH}{terms}")
        elif everywhere and apart:
            lines.append(f"{first} and {second}, for each district{terms}")
        else:
            lines += [f"{one} and {other}{terms}" for one, other in pairs]
    return lines


def _terms(agreement: Mapping[str, Any]) -> str:
    """What an agreement says besides who does what."""
    deadline, informing = agreement["deadline_days"], agreement["duty_to_inform"]
    told = "" if deadline is None else f", within {with_unit(whole_number(deadline), 'days')}"
    return told + (", with a duty to inform" if informing else "")


# ---- ways of working -----------------------------------------------------------------------


def working_lines(organisation: Mapping[str, Any]) -> list[str]:
    """How cases are shared, and which routines there are."""
    return [
        "Cases: "
        + (
            "kept by the caseworker who had them"
            if organisation["case_ownership"] == "personal"
            else "taken by whoever is free"
        ),
        *(f"{told}: {yes_no(organisation[key])}" for key, told in _ROUTINES.items()),
    ]


_PROCUREMENT = {
    "none": "none are ordered",
    "proactive": "ordered by the plan, ahead of need",
    "reactive": "ordered when waiting lists have grown beyond a limit",
}


def strategy_lines(strategy: Mapping[str, Any] | None) -> list[str]:
    """Who plans, how, and how new dwellings are ordered."""
    if strategy is None:
        return ["Nothing is laid down"]
    every = strategy["plan_every_days"]
    made = "by the project group" if strategy["process_oriented"] else "above alone"
    kind = "a wish list" if strategy["wish_list"] else "cut to the budget"
    seats = [*strategy["steering_group"], *["politicians"] * strategy["politicians"]]
    dwellings = _PROCUREMENT[strategy["procurement"]]
    if strategy["procurement"] == "reactive":
        dwellings += f", looked at {_every(strategy['lists_looked_at_days'])}"
    lines = [
        f"Pursued: {yes_no(strategy['pursued'])}",
        "Plan: "
        + ("none" if every is None else f"{_every(every / 365.0, 'years')}, made {made}, {kind}"),
        f"New dwellings: {dwellings}",
        f"Waiting lists reported as a routine: {yes_no(strategy['reporting'])}",
        f"Part of the municipal plan: {yes_no(strategy['in_municipal_plan'])}",
        f"Routines followed as far as it is anchored: {yes_no(strategy['routines_by_anchoring'])}",
        f"Led from: {', '.join(strategy['leader'])}",
        "Steering group: " + _group(seats, strategy["steering_group_meets_days"]),
    ]
    project = strategy["project_group"] if strategy["process_oriented"] else []
    lines.append("Project group: " + _group(project, strategy["project_group_meets_days"]))
    lines.append(f"Partners outside the municipality take part: {yes_no(strategy['partners'])}")
    return lines


def _group(members: Sequence[str], every: float) -> str:
    return f"{', '.join(members)}, {_every(every)}" if members else "none"


def _every(number: float, unit: str = "days") -> str:
    """How often: ``every 14 days``, ``every day``, ``every year``."""
    told = with_unit(f"{number:.4g}", unit)
    return f"every {told.removeprefix('1 ')}"


def body_rows(bodies: Iterable[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Body, who leads it, who else attends, cases of whom, how often, what it does, how many."""
    rows: list[tuple[str, ...]] = []
    for one in bodies:
        others = [name for name in one["members"] if name != one["led_by"]]
        decides = one["groups"] == "all" or bool(one["groups"])
        cases = "all groups" if one["groups"] == "all" else ", ".join(one["groups"])
        mandate = "decides" if one["mandate"] == "decide" else "recommends to its leader"
        rows.append(
            (
                one["name"],
                one["led_by"],
                ", ".join(others) or "-",
                cases if decides else "-",
                _every(one["every_days"]),
                mandate if decides else "settles contested cases",
                str(one["most_cases"]) if decides else "-",
            )
        )
    return rows


def nav_line(nav: Mapping[str, str | None]) -> str:
    """What the NAV office has."""
    line = f"{nav['unit']} has {_SCOPES[str(nav['scope'])]}"
    if nav["scope"] == "minimum":
        line += f" of what NAV's units had; the rest is with {nav['outside']}"
    return line


# ---- changes -------------------------------------------------------------------------------


def change_lines(values: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The changes of a scenario as its file has them, a line for each thing that changes."""
    lines = []
    number = 1
    while f"changes.{number}.at" in values:
        start = f"changes.{number}."
        mine = {
            key.removeprefix(start): one for key, one in values.items() if key.startswith(start)
        }
        when = _when(mine)
        lines += [f"{when}: {what}" for what in _what(mine)]
        number += 1
    return lines


def reorganisations(changes: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The changes that bring in an organisation."""
    return [one for one in changes if "organisation" in one]


def since(change: Mapping[str, Any]) -> str:
    """From when on an organisation holds."""
    return f"after {_span(change['at_days'])}"


def reorganisation_lines(
    before: Mapping[str, Any], changes: Iterable[Mapping[str, Any]]
) -> list[str]:
    """What takes over when, which units go and come with it, and how it goes on."""
    lines = []
    for change in reorganisations(changes):
        after, transition = change["organisation"], change["transition"]
        gone = [unit for unit in before["units"] if unit not in after["units"]]
        new = [unit for unit in after["units"] if unit not in before["units"]]
        lines += [
            f'After {_span(change["at_days"])}: the organisation becomes "{after["title"]}"',
            f"  units that go: {', '.join(gone) or 'none'}",
            f"  units that come: {', '.join(new) or 'none'}",
            *(f"  {line}" for line in transition_lines(transition)),
        ]
        before = after
    return lines


def transition_lines(transition: Mapping[str, Any]) -> list[str]:
    """What becomes of people and of routines when an organisation takes over."""
    dip = transition["productivity_dip"]
    routines = "from the first day"
    if not transition["routines_kept"]:
        routines = f"in writing again after {_span(transition['routines_written_days'])}"
    return [
        f"caseworkers who go where their tasks go: {percent(transition['staff_follow_tasks'])}",
        f"contacts kept by those who move: {percent(transition['contacts_kept'])}",
        "productive hours lost at first: "
        + (
            f"{percent(dip)}, made good over {_span(transition['recovery_days'])}" if dip else "0 %"
        ),
        f"hours it takes of each caseworker: {transition['extra_hours']:g}",
        f"what it costs once besides: NOK {whole_number(transition['extra_cost'])}",
        f"written routines hold: {routines}",
    ]


def _span(days: float) -> str:
    """Days as one would say it: in years or months where these come out even."""
    for unit, length in (("years", 365.0), ("months", 365.0 / 12.0)):
        number = round(days / length, 6)
        if number >= 1 and number == round(number):
            return with_unit(f"{number:g}", unit)
    return with_unit(f"{days:g}", "days")


def _when(change: Mapping[str, Mapping[str, Any]]) -> str:
    at, every, until = (
        _time(change[key]) if key in change else "" for key in ("at", "every", "until")
    )
    if every:
        often = every.removeprefix("1 ")
        return f"From {at} on, every {often}" + (f", before {until}" if until else "")
    return f"From {at} to {until}" if until else f"After {at}"


def _time(value: Mapping[str, Any]) -> str:
    return with_unit(f"{value['value']:g}", value["unit"])


def _what(change: Mapping[str, Mapping[str, Any]]) -> list[str]:
    told = []
    for key, one in change.items():
        what, _, name = key.partition(".")
        if what == "set":
            number = f"{one['value']:.10g}"
            said = number if one["unit"] == "count" else with_unit(number, one["unit"])
            told.append(f"{name} is {said}")
        elif what == "multiply":
            told.append(f"{name} times {one['value']:.10g}")
        elif what == "settle":
            group, need = name.split(".")
            households = "household comes" if one["value"] == 1 else "households come"
            told.append(f"{one['value']:g} {households} (group {group}, need {need})")
    return told


def course_rows(
    changes: Sequence[Mapping[str, Any]], before: Mapping[str, tuple[float | None, str]]
) -> list[tuple[str, ...]]:
    """Key, value before, at the end of the run, unit: of all that changes.

    ``before`` gives the value at the start and the unit; ``None`` is no limit.
    """
    last: dict[str, float | None] = {}
    for change in changes:
        last |= {key: one["value"] for key, one in change["values"].items()}
    return [(key, _limit(before[key][0]), _limit(end), before[key][1]) for key, end in last.items()]


def _limit(value: float | None) -> str:
    return "no limit" if value is None else f"{value:.6g}"
