"""``explain``: one household's way step by step, under one organisation or two side by side.

A run is made with an event log, a household chosen, its story told (:mod:`experiments.story`) and
printed.  Under two organisations it is the same household, with the same needs and the same luck,
and the end says what made the difference, by cause.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from experiments import wording
from experiments.formatting import counted, joined, number
from experiments.jobs import OrderError
from experiments.loading import AS_IT_IS, Chosen
from experiments.wording import capital, date_text, days_text, year_text
from sim.names import label
from sim.state import Cause

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from experiments.steps import Step
    from experiments.story import Chapter, Story
    from sim import Result, Scenario

#: A terminal narrower than this shows two organisations one after the other.
SIDE_BY_SIDE = 100

#: Differences of less than this many days are none.
_NONE = 0.05

#: The largest share of a difference that its causes may leave untold, and most causes named.
_UNTOLD, _MOST_NAMED = 0.1, 3


@dataclass(frozen=True)
class Question:
    """Whose way is to be told, and under which organisations.

    ``household`` is an identity; without one the first by ``by`` (``referrals`` or ``lasted``) is
    chosen.  ``listed``: instead of telling, list so many households in that order.
    """

    file: str
    beside: str | None = None
    household: int | None = None
    by: str = "referrals"
    listed: int | None = None
    chosen: Chosen = AS_IT_IS
    seed: int = 1
    own_resources: bool = False
    as_json: bool = False


def explain(question: Question) -> None:
    """Answer ``question`` on standard output.  Raises :class:`OrderError` on wrong input."""
    import sim
    from experiments.jobs import say
    from experiments.story import ranked, tell
    from experiments.tables import console

    scenarios = scenarios_of(question)
    sim.compile_once(say)
    results = [sim.run(one, question.seed, log=True) for one in scenarios]
    if question.listed is not None:
        rows = ranked(results[0], question.by).head(question.listed)
        if question.as_json:
            print(json.dumps(_listed_as_json(rows), indent=2, allow_nan=False))
        else:
            print_list(console(), rows, results[0], question.by)
        return
    household = chosen(results, question)
    stories = [tell(one, household) for one in results if _has_a_story(one, household)]
    without = [one.scenario for one in results if not _has_a_story(one, household)]
    stories = _told_apart(stories)
    if question.as_json:
        print(json.dumps(as_json(stories), indent=2, allow_nan=False))
        return
    print_stories(console(), stories, equal=not question.own_resources)
    for scenario in without:
        line = f"Under {_title(scenario)} household {household} has no need in the observation."
        _print(console(), line)


def _told_apart(stories: list[Story]) -> list[Story]:
    """The stories under titles that differ."""
    titles = [story.title for story in stories]
    if len(set(titles)) == len(titles):
        return stories
    return [
        replace(story, title=f"{story.title} ({place})")
        for place, story in enumerate(stories, start=1)
    ]


# ---- what to run, and whom to tell of ------------------------------------------------------


def scenarios_of(question: Question) -> list[Scenario]:
    """The scenarios to run, with resources equal to the first one's unless told otherwise."""
    from experiments.loading import load_all
    from experiments.resources import ResourceError, prepare
    from sim.scenario import ScenarioError

    files = [question.file] if question.beside is None else [question.file, question.beside]
    try:
        loaded = load_all(files, question.chosen)
        lineup = prepare(loaded, own_resources=question.own_resources)
    except ScenarioError as error:
        raise OrderError("\n".join(str(problem) for problem in error.problems)) from error
    except ResourceError as error:
        raise OrderError(str(error)) from error
    if lineup.unpaired:
        first, other = loaded.values()
        raise OrderError(
            f"--beside {question.beside}: found the municipality {other.municipality.title}, "
            f"expected {first.municipality.title} as in {question.file}: only the same town "
            "has the same households"
        )
    return list(lineup.scenarios.values())


def chosen(results: Sequence[Result], question: Question) -> int:
    """The identity of the household to tell of."""
    from experiments.story import ranked

    first = results[0]
    if question.household is None:
        rows = ranked(first, question.by)
        if rows.empty:
            raise OrderError(f"{first.scenario.name}: no need arises in the observation")
        return int(rows.household.iloc[0])
    if not any(_has_a_story(result, question.household) for result in results):
        raise OrderError(_unknown(first, question.household))
    return question.household


def _has_a_story(result: Result, household: int) -> bool:
    from experiments.story import tellable

    return bool((tellable(result).household == household).any())


def _unknown(result: Result, household: int) -> str:
    """Why nothing can be told of a household."""
    from sim.scenario.errors import nearest

    found = f"--household {household}: found"
    table = result.households
    mine = table[table.household == household]
    wanted = "expected one with a need in the observation (explain FILE --list 20 shows some)"
    if len(mine):
        ended = mine.ended_at.max()
        return (
            f"{found} a household whose last need ended {days_text(-ended)} before the "
            f"observation, {wanted}"
        )
    if (result.world.households.identity == household).any():
        return f"{found} a household that never has a need in this run, {wanted}"
    known = sorted(set(_told(result)))
    alike = nearest(str(household), map(str, known))
    if alike is None and known:
        alike = str(min(known, key=lambda one: abs(one - household)))
    hint = f" (did you mean {alike}?)" if alike else ""
    return f"{found} no household of that number in this town and seed, {wanted}{hint}"


def _told(result: Result) -> list[int]:
    from experiments.story import tellable

    return [int(one) for one in tellable(result).household]


# ---- a list of households ------------------------------------------------------------------


def _listed_as_json(rows: Any) -> list[dict[str, Any]]:
    names = ["household", "episode", "group", "presenting", "referrals", "bounces", "lasted"]
    return rows[[*names, "outcome"]].to_dict("records")


def print_list(out: Console, rows: Any, result: Result, by: str) -> None:
    """Households to ask about, the most remarkable first; ``rows`` of :func:`story.ranked`."""
    from rich.table import Table
    from rich.text import Text

    order = "most often sent on" if by == "referrals" else "longest in need"
    out.print(Text(f"{_title(result.scenario)}, seed {result.seed}: {order} first."))
    table = Table(box=None, pad_edge=False)
    for name, right in (
        ("Household", True),
        ("Group", False),
        ("Came for", False),
        ("Sent on", True),
        ("In vain", True),
        ("Days", True),
        ("In the end it", False),
    ):
        table.add_column(name, justify="right" if right else "left", no_wrap=right)
    for row in rows.itertuples():
        table.add_row(
            str(row.household),
            str(row.group).replace("_", " "),
            wording.need(row.presenting),
            str(row.referrals),
            str(row.bounces),
            number(row.lasted, 0),
            wording.outcome(row.outcome),
        )
    out.print(table)
    out.print("In vain: sent to, or back to, a unit that could not deal with it.")


def _title(scenario: Scenario) -> str:
    return scenario.title or scenario.name


# ---- telling -------------------------------------------------------------------------------


def print_stories(out: Console, stories: Sequence[Story], *, equal: bool = True) -> None:
    """One story; or two, side by side where there is room, and what made the difference.

    ``equal``: whether the organisations have equal resources.
    """
    first = stories[0]
    _print(out, f"Household {first.household}", style="bold")
    _print(out, " ".join(first.who))
    if len(stories) == 1:
        _print_story(out, first)
    elif out.width >= SIDE_BY_SIDE:
        _print_side_by_side(out, stories)
    else:
        for story in stories:
            _print_story(out, story)
    if len(stories) > 1:
        _print_difference(out, stories[0], stories[1])
    out.print()
    resources = _RESOURCES[equal] if len(stories) > 1 else ""
    _print(out, _SMALL_PRINT.format(resources, first.seed), style="dim")


_SMALL_PRINT = (
    "Dates: years of 365 days from the start of observation. The days by cause are those of one "
    "way, step by step to the end of the need; other applications ran beside it.{} This is one "
    "household and one draw of luck (seed {}): what holds on the whole, boligsim compare tells."
)

_RESOURCES = {
    True: " Both organisations have as many positions and crews.",
    False: " Each organisation has the positions and crews of its own files.",
}


def _print(out: Console, text: str, style: str = "") -> None:
    from rich.text import Text

    out.print(Text(text, style=style))


def _print_story(out: Console, story: Story) -> None:
    out.print()
    _print(out, story.title, style="bold underline")
    for place, chapter in enumerate(story.chapters):
        out.print()
        _print(out, _heading(chapter, place, len(story.chapters)), style="bold")
        _print(out, " ".join(chapter.before))
        out.print()
        out.print(_steps_table(chapter))
        out.print()
        _print(out, _end(chapter))
        _print(out, " ".join(chapter.after))
        out.print()
        out.print(_days_table(chapter))


def _heading(chapter: Chapter, place: int, chapters: int) -> str:
    which = f"Need {place + 1} of {chapters}: " if chapters > 1 else "The need: "
    day = number(chapter.begins, 0)
    return (
        f"{which}{chapter.need}, from {date_text(chapter.begins)} of {year_text(chapter.begins)} "
        f"(day {day} of the observation)"
    )


def _end(chapter: Chapter) -> str:
    ended = capital(wording.outcome(chapter.outcome))
    if chapter.outcome == "open":
        return f"After {days_text(chapter.lasted)} it still waits: the observation ends."
    return f"After {days_text(chapter.lasted)} it {ended[:1].lower()}{ended[1:]}."


def _steps_table(chapter: Chapter) -> Table:
    """Day by day what happened; the days are counted from the need."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    table.add_column("Day", justify="right", no_wrap=True)
    table.add_column("Date", no_wrap=True)
    table.add_column("What happens", overflow="fold")
    for step in chapter.steps:
        table.add_row(_day(step, chapter), date_text(step.day), Text(step.text))
    if chapter.afterwards:
        table.add_row("", "", Text("Afterwards", style="italic"))
    for step in chapter.afterwards:
        table.add_row(_day(step, chapter), date_text(step.day), Text(step.text))
    return table


def _day(step: Step, chapter: Chapter) -> str:
    return number(_days_later(step, chapter), 0)


def _days_later(step: Step, chapter: Chapter) -> int:
    """How many days of the calendar after the need arose."""
    return math.floor(step.day) - math.floor(chapter.begins)


def _days_table(chapter: Chapter) -> Table:
    """What the days went to; they sum."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    way = f", along {chapter.along}" if chapter.along else ""
    table.add_column(f"What the days went to{way}", overflow="fold")
    for heading in ("Days", "Share"):
        table.add_column(heading, justify="right", no_wrap=True)
    for what, tenths in _shares(chapter.days, chapter.unsplit, chapter.lasted):
        share = 10.0 * tenths / chapter.lasted if chapter.lasted > 0.0 else 0.0
        table.add_row(Text(what), number(tenths / 10, 1), f"{number(share, 0)} %")
    total = number(round(10.0 * chapter.lasted) / 10, 1)
    table.add_row(Text("together", style="bold"), Text(total, style="bold"), "")
    return table


def _shares(days: Mapping[Cause, float], unsplit: float, lasted: float) -> list[tuple[str, int]]:
    """What the days went to, the most first, in tenths of days that sum to the whole."""
    found = [*days.values(), unsplit]
    words = [*(wording.CAUSES[cause] for cause in days), wording.UNSPLIT]
    rounded = wording.tenths(found, lasted)
    told = [(what, count) for what, count in zip(words, rounded, strict=True) if count > 0]
    return sorted(told, key=lambda one: -one[1])


# ---- side by side --------------------------------------------------------------------------


def _print_side_by_side(out: Console, stories: Sequence[Story]) -> None:
    from rich.table import Table
    from rich.text import Text

    for chapters in zip_longest(*(story.chapters for story in stories)):
        out.print()
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
        table.add_column("Day", justify="right", no_wrap=True)
        for story in stories:
            table.add_column(story.title, ratio=1, overflow="fold")
        table.add_row("", *(Text(_opening(one), style="bold") for one in chapters))
        table.add_row("", *(Text(" ".join(one.before) if one else "") for one in chapters))
        for day, texts in _in_step(chapters):
            table.add_row(day, *(Text(text) for text in texts))
        table.add_row()
        table.add_row("", *(Text(_end(one) if one else "", style="bold") for one in chapters))
        table.add_row("", *(Text(" ".join(one.after) if one else "") for one in chapters))
        table.add_row("", *(Text(_along(one)) for one in chapters))
        out.print(table)


def _along(chapter: Chapter | None) -> str:
    """Which way the days by cause are those of."""
    return f"Its days below are those along {chapter.along}." if chapter and chapter.along else ""


def _opening(chapter: Chapter | None) -> str:
    if chapter is None:
        return "No such need here."
    since = f"{date_text(chapter.begins)} of {year_text(chapter.begins)}"
    return f"{capital(chapter.need)}, from {since}"


def _in_step(chapters: Sequence[Chapter | None]) -> Iterator[tuple[str, list[str]]]:
    """Day by day, what happened in each chapter on it; empty where nothing did."""
    found: dict[int, list[list[str]]] = {}
    for column, chapter in enumerate(chapters):
        if chapter is None:
            continue
        steps = [*((one, "") for one in chapter.steps)]
        steps += [(one, "Afterwards: ") for one in chapter.afterwards]
        for step, lead in steps:
            day = _days_later(step, chapter)
            found.setdefault(day, [[] for _ in chapters])[column].append(lead + step.text)
    for day in sorted(found):
        yield number(day, 0), [" ".join(texts) for texts in found[day]]


# ---- the difference ------------------------------------------------------------------------


def _print_difference(out: Console, one: Story, other: Story) -> None:
    """What the days went to under both, and what made the difference."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    table.add_column("What the days in need went to", overflow="fold")
    for heading in (one.title, other.title, "Difference"):
        table.add_column(heading, justify="right", overflow="fold", max_width=out.width // 4)
    rows = _differences(one, other)
    for what, first, second in rows:
        if first or second:
            table.add_row(Text(what), *_cells(first, second))
    first, second = round(10.0 * one.lasted), round(10.0 * other.lasted)
    together = [Text(cell, style="bold") for cell in _cells(first, second)]
    table.add_row(Text("together", style="bold"), *together)
    out.print()
    _print(out, "What made the difference", style="bold underline")
    out.print()
    out.print(table)
    out.print()
    for line in difference_lines(one, other):
        _print(out, line)


def _cells(first: int, second: int) -> list[str]:
    return [
        number(first / 10, 1),
        number(second / 10, 1),
        number((second - first) / 10, 1, sign=True),
    ]


def _differences(one: Story, other: Story) -> list[tuple[str, int, int]]:
    """What the days went to and how many tenths of days under each; the columns sum."""
    words = [*wording.CAUSES.values(), wording.UNSPLIT]
    columns = [
        wording.tenths(
            [*(story.days[cause] for cause in wording.CAUSES), story.unsplit], story.lasted
        )
        for story in (one, other)
    ]
    rows = list(zip(words, *columns, strict=True))
    return sorted(rows, key=lambda row: -abs(row[2] - row[1]))


def difference_lines(one: Story, other: Story) -> list[str]:
    """What made the difference between two stories of one household, in sentences."""
    _, second = _short_titles(one, other)
    apart = other.lasted - one.lasted
    lines = [_how_it_ended(one, other)]
    if abs(apart) < _NONE:
        lines.append("It was in need for as many days under both.")
    else:
        longer = "longer" if apart > 0.0 else "less"
        lines.append(f"Under {second} it was in need for {days_text(abs(apart))} {longer}.")
    by_cause = {cause: other.days[cause] - one.days[cause] for cause in Cause}
    fewer = f"Fewer days went to {_told_causes(by_cause, -1.0)}."
    more = f"More days went to {_told_causes(by_cause, 1.0)}."
    both = [more, fewer] if apart > 0.0 else [fewer, more]
    lines += [line for line in both if not line.endswith(" to .")]
    if len(one.chapters) != len(other.chapters):
        lines.append(_more_needs(one, other))
    better = _ended_without_help(other) and not _ended_without_help(one)
    if apart < -_NONE and better:
        lines.append("The shorter time is no gain: it ended without help.")
    return lines


def _largest(by_cause: Mapping[Cause, float], sign: float) -> list[tuple[Cause, float]]:
    """The causes of a difference of this sign, the largest first, until little is left."""
    same = [(cause, days) for cause, days in by_cause.items() if sign * days >= _NONE]
    same.sort(key=lambda one: -abs(one[1]))
    left = sum(abs(days) for _, days in same)
    enough, told = _UNTOLD * left, []
    for cause, days in same[:_MOST_NAMED]:
        if left <= enough:
            break
        told.append((cause, days))
        left -= abs(days)
    return told


def _told_causes(by_cause: Mapping[Cause, float], sign: float) -> str:
    """The causes of a difference of this sign, in words; empty if there are none."""
    told = [
        f"{wording.CAUSES_OF_A_DIFFERENCE[cause]} ({days_text(abs(days))})"
        for cause, days in _largest(by_cause, sign)
    ]
    return joined(told) if told else ""


def _how_it_ended(one: Story, other: Story) -> str:
    titles = _short_titles(one, other)
    ends = [wording.outcome(story.chapters[-1].outcome) for story in (one, other)]
    if ends[0] == ends[1]:
        return f"In the end, under both, it {ends[0]}."
    return f"In the end it {ends[0]} under {titles[0]}; under {titles[1]} it {ends[1]}."


def _ended_without_help(story: Story) -> bool:
    return story.chapters[-1].outcome in wording.UNHELPED


def _more_needs(one: Story, other: Story) -> str:
    told = (f"{counted(len(story.chapters), 'need')} under {story.title}" for story in (one, other))
    return f"It had {joined(told)}; the days of all of them are counted."


def _short_titles(one: Story, other: Story) -> tuple[str, str]:
    """What sentences call the two: their titles up to a comma, if that tells them apart."""
    first, second = (story.title.partition(",")[0] for story in (one, other))
    return (first, second) if first != second else (one.title, other.title)


# ---- as data -------------------------------------------------------------------------------


def as_json(stories: Sequence[Story]) -> dict[str, Any]:
    """``{"household", "seed", "who", "stories"}``; days are numbers, all else sentences."""
    first = stories[0]
    return {
        "household": first.household,
        "seed": first.seed,
        "who": list(first.who),
        "stories": [
            {
                "scenario": story.scenario,
                "title": story.title,
                "days": _days_as_json(story),
                "lasted": story.lasted,
                "needs": [_chapter_as_json(chapter) for chapter in story.chapters],
            }
            for story in stories
        ],
        "difference": difference_lines(*stories) if len(stories) == 2 else None,
    }


def _chapter_as_json(chapter: Chapter) -> dict[str, Any]:
    return {
        "need": chapter.need,
        "begins": chapter.begins,
        "ends": chapter.ends,
        "outcome": chapter.outcome,
        "before": list(chapter.before),
        "steps": [{"day": step.day, "text": step.text} for step in chapter.steps],
        "after": list(chapter.after),
        "afterwards": [{"day": step.day, "text": step.text} for step in chapter.afterwards],
        "along": chapter.along,
        "days": _days_as_json(chapter),
        "lasted": chapter.lasted,
        "referrals": chapter.referrals,
        "bounces": chapter.bounces,
    }


def _days_as_json(told: Story | Chapter) -> dict[str, float]:
    found = {label(cause): days for cause, days in told.days.items()}
    return {**found, "not_told_apart": told.unsplit}
