"""What a study of a scenario without its changes says: in words, and as tables to read.

The answer comes first, in three sentences: whether households were in need for longer, whether
what the change cost was made good, and who gained or lost by what.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.bands import FEWEST_SEEDS, Band
from experiments.breaking_even import BreakEven
from experiments.causes_of_difference import WAITS, Decomposition
from experiments.formatting import (
    MISSING,
    counted,
    decimals,
    interval,
    joined,
    number,
    sharpened,
    shown,
    shown_unit,
)
from experiments.gained_and_lost import DIVISIONS, FELT, OUTCOMES, Effect
from experiments.over_time import ADDED, FOLLOWED
from experiments.paid_back import PaidBack
from experiments.statistics import Estimate
from experiments.without_changes import Study
from sim.parameters import PARAMETERS
from sim.quantities import YEAR, with_unit

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

#: Causes that are listed one by one; the others are added up.
_CAUSES = 5

#: Causes named in the answer.
_REASONS = 3

#: Parts of the households named in the answer, of those that gained and of those that lost.
_NAMED = 3

#: Changes that are told one by one.
_CHANGES = 4


# ---- words ---------------------------------------------------------------------------------


def answer(study: Study) -> list[str]:
    """The answer in three sentences."""
    return [_whether(study), _when(study), f"{_who(study)}; {_why(study)}."]


def _of_all(study: Study, outcome: str) -> Effect | None:
    found = [one for one in study.effects if (one.division, one.outcome) == ("all", outcome)]
    return found[0] if found else None


def _whether(study: Study) -> str:
    span = f"over the {study.followed_for:.0f} days each was followed"
    found = _of_all(study, "in_need")
    if found is None or found.difference.mean is None:
        return "Too few households could be followed to say whether they were in need for longer."
    days = found.difference.mean
    if not found.told_apart and not _clear(found.difference):
        return (
            "It cannot be told whether households were in need for longer with the change or for "
            f"less time: {_days(found.difference)}, {span}, may be chance."
        )
    told = (
        f"With the change households were in need {_amount(abs(days))} "
        f"{'longer' if days > 0 else 'less'} on average, {span} "
        f"({_days(found.difference)}){_seen(study)}"
    )
    if found.told_apart:
        return f"{told}."
    return (
        f"{told}; but where so much is compared, {counted(len(study.seeds), 'pair')} of runs are "
        "too few to rule out chance (--replications)."
    )


def _seen(study: Study) -> str:
    """What no wait tells of: who is not seen to need something never has it, however soon the
    rest is decided."""
    found = _of_all(study, "unseen")
    if found is None or found.difference.mean is None or not found.told_apart:
        return ""
    share = found.difference.mean
    return (
        f", and {number(abs(100.0 * share), 1)} in a hundred {'more' if share > 0 else 'fewer'} "
        "had a need that nobody ever saw"
    )


def _days(found: Estimate) -> str:
    places = sharpened(found, decimals([found]))
    text = with_unit(number(found.mean, places, sign=True), "days")
    if found.low is None:
        return text
    return f"{text}, 95 % interval {interval(found, places, sign=True)}"


def _amount(days: float) -> str:
    return with_unit(number(days, 0 if days >= 9.95 else 1), "days")


def _when(study: Study) -> str:
    course, found = study.sums["days_in_need"]
    after = _span(study.edges[-1])
    seeds = len(study.seeds)
    how_often = f"in {round(found.share * seeds)} of {counted(seeds, 'pair')} of runs it was"
    if found.after == 0.0:
        return (
            "Added up over all households there was at no time a loss in days in need to make good."
        )
    if never_clear(course):
        return (
            "Added up over all households the change cost no days in need that can be told apart "
            "from chance, so there is nothing to make good."
        )
    if math.isinf(found.after):
        return (
            f"The days in need that the change cost had not been made good within the {after} "
            f"observed after it ({how_often})."
        )
    return (
        f"The days in need that the change cost had been made good after {_span(found.after)}"
        f"{_between(found)} ({how_often} by the end)."
    )


def never_clear(course: Band) -> bool:
    """Whether a cumulative loss is at no time told apart from none; not where no band says."""
    return course.width is not None and not course.above.any()


def _between(found: BreakEven) -> str:
    if found.low is None or found.high is None:
        return ""
    return f", 95 % interval {_span(found.low)} to {_span(found.high)}"


def _span(days: float) -> str:
    """A time after the change, in words."""
    if math.isinf(days):
        return "not within the observation"
    if days == 0.0:
        return "no loss"
    if days < YEAR / 12 / 2:
        return with_unit(number(days, 0), "days")
    if days < YEAR:
        return with_unit(number(days / YEAR * 12, 0), "months")
    return with_unit(number(days / YEAR, 1).removesuffix(".0"), "years")


def _who(study: Study) -> str:
    apart = [
        one
        for one in study.effects
        if one.outcome == "in_need" and one.division in ("group", "district") and one.told_apart
    ]
    lost = sorted((one for one in apart if _mean(one) > 0), key=_mean, reverse=True)
    won = sorted((one for one in apart if _mean(one) < 0), key=_mean)
    if not apart:
        return "No group of households clearly gained or lost in days in need"
    parts = []
    if lost:
        parts.append(f"{_listed(lost)} lost most")
    if won:
        parts.append(f"{_listed(won)} gained most")
    text = " and ".join(parts)
    return text[0].upper() + text[1:]


def _mean(one: Effect) -> float:
    return one.difference.mean or 0.0


def _listed(effects: Sequence[Effect]) -> str:
    return joined(
        f"{_name(one)} ({with_unit(number(_mean(one), 0, sign=True), 'days')})"
        for one in effects[:_NAMED]
    )


def _name(one: Effect) -> str:
    """Districts bear names that need not sound like those of districts."""
    return f"the district {one.part}" if one.division == "district" else one.part


def _why(study: Study) -> str:
    clear = [one for one in study.in_need.parts if _clear(one.difference)]
    if not clear:
        return "no cause of days in need changed clearly"
    named = joined(
        f'"{one.cause}" ({number(one.difference.mean, 0, sign=True)})' for one in clear[:_REASONS]
    )
    whole = study.in_need.whole
    told = f"{number(whole.mean, 0, sign=True)} household days in need since the change"
    if not _clear(whole):
        return f"the difference of {told} is not clear, of its parts above all {named} are"
    return f"the difference of {told} is made above all of days {named}"


def _clear(found: Estimate) -> bool:
    return found.low is not None and found.high is not None and not found.low <= 0.0 <= found.high


def changes_lines(study: Study) -> list[str]:
    """What changes, and when."""
    scenario = study.scenario
    lines = []
    there = scenario.organisation
    for change in scenario.changes[:_CHANGES]:
        what = []
        if change.organisation is not None:
            what.append(f'"{there.title}" gives way to "{change.organisation.title}"')
            there = change.organisation
        what += [f"{key} becomes {_in_words(key, value)}" for key, value in change.values.items()]
        settled = sum(change.settle.values())
        if settled:
            what.append(counted(settled, "household is", "households are") + " settled")
        lines.append(f"After {_span(change.at) if change.at else '0 days'}: {'; '.join(what)}.")
    if len(scenario.changes) > _CHANGES:
        lines.append(f"... and {counted(len(scenario.changes) - _CHANGES, 'more change')}.")
    return lines


def _in_words(key: str, value: float) -> str:
    """A new value in the unit in which it is given."""
    if key in PARAMETERS:
        one = PARAMETERS[key]
        if one.choices:
            return one.choices[round(value)]
        return with_unit(f"{value / one.in_base_units(1.0):.6g}", one.unit)
    if ".arrivals." in key:
        return f"{value * YEAR:.6g} per 1000 inhabitants and year"
    return f"{value:.6g}"


def what_it_costs(found: PaidBack | None) -> list[str]:
    """What reorganisations cost at first, and after how many years that is paid back."""
    if found is None:
        return []
    hours = with_unit(joined(f"{one:g}" for one in found.hours), "hours")
    once = f"NOK {number(found.once, 0)}" if found.once else "no sum (transition.extra_cost)"
    given = f"Given for the change itself: {once}, and {hours} of each caseworker."
    settled = _span(found.settled)
    if found.per_year.mean is None:
        return [
            given,
            f"Less than a year is observed from {settled} after the change on, when things run as "
            "they will: whether it pays cannot be told.",
        ]
    told = [
        given,
        f"Until {settled} after the change, when things run as they will, all costs together "
        f"differ by {_kroner(found.by_then)}.",
    ]
    if found.years is None:
        return [
            *told,
            f"Whether costs are higher or lower from then on cannot be told "
            f"({_kroner(found.per_year)} a year), nor after how many years it is paid back.",
        ]
    more = "higher" if math.isinf(found.years) else "lower"
    text = f"From then on costs are {more} ({_kroner(found.per_year)} a year)"
    return [*told, f"{text}: {_paid(found)}."]


def _paid(found: PaidBack) -> str:
    assert found.years is not None
    if math.isinf(found.years):
        return "nothing is paid back"
    if (found.by_then.mean or 0.0) <= 0.0:
        return "there is nothing to pay back by then"
    text = f"at that it is paid back {number(found.years, 1)} years after the change"
    if found.low is None or found.high is None:
        return text
    high = "never" if math.isinf(found.high) else number(found.high, 1)
    return f"{text}, 95 % interval {number(found.low, 1)} to {high}"


def _kroner(found: Estimate) -> str:
    text = f"NOK {number(found.mean, 0, sign=True)}"
    return text if found.low is None else f"{text}, 95 % interval {interval(found, 0, sign=True)}"


def same_before(study: Study) -> str:
    """Whether the two runs were the same until the change."""
    if study.apart_before:
        return (
            "Before the change the runs with and without it DIFFER, which they must not, with "
            f"seeds {joined(str(one) for one in study.apart_before)}: what follows cannot be "
            "put down to the change."
        )
    pairs = counted(len(study.seeds), "pair")
    return (
        "Until the day of the first change both runs are the same to the last bit, in every one of "
        f"{pairs}: what differs after it is its doing."
    )


def notes(study: Study) -> list[str]:
    """What a reader must know to read the tables."""
    lines = [
        '"Quarters" counts three months each from the change on (0: the last before it). One is '
        "named only where the band that holds the whole course at once (95 %, of each measure for "
        "itself) lies clear of zero; the band at a single date would name one in twenty for "
        "nothing.",
        "Waits are counted in the quarter in which they ended: the first to be decided after a "
        "change are those who had waited before it. Days in need are counted by when the need "
        "arose, of the first year, and so are touched by the change up to a year before it.",
        "Each day in need lies where the applications then under way lie, in equal parts if there "
        "are several. Where nothing is under way it is told why; a need that nobody saw shows only "
        "there. Who gave up or was refused counts on, for 730 days or until the next need.",
        "Cost falls wherever less is done: works put off and places left free are no saving that "
        "lasts. Prices are those the scenario starts with, on both sides.",
        f"Gained, lost: days in need less, or more, by over {FELT:.0f} days, of the same need with "
        f"and without the change, followed for {study.followed_for:.0f} days from the need or the "
        "change; who leaves without help is in need to their end. * Holds after Holm's "
        "adjustment over all parts and outcomes.",
        f"{number(study.pairs, 0)} needs a run could be paired. Only one side has "
        f"{number(study.unpaired[0], 0)} (with) and {number(study.unpaired[1], 0)} (without): "
        "needs that came back at another time, or that the change itself brought.",
    ]
    if len(study.seeds) < FEWEST_SEEDS:
        lines.insert(
            0,
            f"Fewer than {FEWEST_SEEDS} pairs of runs: no band for the whole course, no quarter is "
            "named, and no interval for when a loss is made good.",
        )
    return lines


# ---- tables on the terminal ----------------------------------------------------------------


def print_study(out: Console, study: Study, note: str) -> None:
    """The whole report: answer, through time, break-even, who, why, notes."""
    from rich.text import Text

    out.print()
    out.print(Text(f"What if we had not? {study.scenario.title}", style="bold"))
    for line in changes_lines(study):
        out.print(line)
    out.print()
    for line in answer(study):
        out.print(line)
    out.print()
    out.print(same_before(study))
    sums = _sums(study)
    for title, table in (
        ("Through time: with the change less without", _through_time(study)),
        ("Added up since the change: what it cost, and when that was made good", sums),
        ("What the days in need since the change are made of, all households", _account(study)),
        ("Who gained and who lost: days in need", _parts(study)),
        ("Other outcomes, with the change less without", _outcomes(study)),
    ):
        out.print()
        out.print(Text(title, style="bold underline"))
        out.print(table)
        if table is sums:
            for line in what_it_costs(study.paid_back):
                out.print(line)
    for one in study.decompositions:
        out.print()
        out.print(Text(WAITS[one.wait], style="bold underline"))
        out.print(_causes(one))
    out.print()
    for line in notes(study):
        out.print(line)
    out.print(note)


def _table(*headings: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for place, heading in enumerate(headings):
        if place == 0:
            table.add_column(heading, overflow="fold")
        else:
            table.add_column(heading, justify="right", no_wrap=True)
    return table


def _through_time(study: Study) -> Table:
    table = _table("Measure", "Unit", "Without", "1st year", "2nd year", "Later", "Quarters")
    table.columns[-1].justify = "left"
    table.columns[-1].no_wrap = False
    table.columns[1].justify = "left"
    starts = study.edges[:-1]
    spans = (
        (starts >= -1.0) & (starts < YEAR - 1.0),
        (starts >= YEAR - 1.0) & (starts < 2 * YEAR - 1.0),
        starts >= 2 * YEAR - 1.0,
    )
    for key, one in FOLLOWED.items():
        found = study.courses[key]
        after = found.unchanged[starts >= -1.0]
        usual = float(np.nanmean(after)) if not np.isnan(after).all() else math.nan
        means = [_mean_over(found.difference.mean, span) for span in spans]
        known = [abs(value) for value in (usual, *means) if not math.isnan(value)]
        places = decimals([Estimate(max(known), None, None, 1)]) if known else 0
        table.add_row(
            one.label,
            one.unit,
            number(usual, places),
            *(number(value, places, sign=True) for value in means),
            clear_quarters(found.difference, starts, one.better),
        )
    return table


def _mean_over(values: NDArray[np.float64], chosen: NDArray[np.bool_]) -> float:
    """The mean over chosen quarters; nan where fewer than half of them have a value."""
    known = values[chosen & ~np.isnan(values)]
    return float(known.mean()) if len(known) and 2 * len(known) >= chosen.sum() else math.nan


def clear_quarters(band: Band, starts: NDArray[np.float64], better: str) -> str:
    """The quarters whose simultaneous band is clear of zero: ``higher in 1-4, 9 (worse)``."""
    if band.width is None:
        return MISSING
    numbers = np.floor(starts / (YEAR / 4) + 1.5).astype(int)
    found = []
    for which, word in ((band.above, "higher"), (band.below, "lower")):
        if which.any():
            text = f"{word} in {_ranges(numbers[which].tolist())}"
            if better:
                text += f" ({'better' if word == better else 'worse'})"
            found.append(text)
    return "; ".join(found) or "cannot be told apart"


def _ranges(numbers: Sequence[int]) -> str:
    """``1-3, 7`` for 1, 2, 3, 7."""
    runs: list[list[int]] = []
    for one in numbers:
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _sums(study: Study) -> Table:
    table = _table(
        *("Sum", "Unit", "Largest loss", "At the end", "95 % interval"),
        *("Made good after", "95 % interval", "By the end in"),
    )
    table.columns[1].justify = "left"
    for key, one in ADDED.items():
        course, found = study.sums[key]
        table.add_row(
            one.label,
            one.unit,
            number(found.worst, 0),
            number(found.at_end.mean, 0, sign=True),
            interval(found.at_end, 0, sign=True),
            *_made_good(course, found),
            f"{number(100 * found.share, 0)} % of pairs",
        )
    return table


def _made_good(course: Band, found: BreakEven) -> tuple[str, str]:
    """When a loss was made good, and the interval."""
    if never_clear(course):
        return "no clear loss", MISSING
    if found.low is None or found.high is None:
        return _short(found.after), MISSING
    if math.isinf(found.low):
        return _short(found.after), "not within"
    return _short(found.after), f"{_short(found.low)} to {_short(found.high)}"


def _short(days: float) -> str:
    return "not within" if math.isinf(days) else _span(days)


def _by_division(effects: Sequence[Effect]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The parts there are, under the heading of their division."""
    for division, heading in DIVISIONS.items():
        parts = dict.fromkeys(
            (one.division, one.part) for one in effects if one.division == division
        )
        if parts:
            yield heading, list(parts)


def _parts(study: Study) -> Table:
    from rich.text import Text

    table = _table(
        *("Households", "Needs per run", "Difference", "95 % interval", ""),
        *("Gained", "Lost", "As before"),
    )
    table.columns[4].justify = "left"
    found = {(one.division, one.part): one for one in study.effects if one.outcome == "in_need"}
    places = decimals([found["all", "all households"].difference]) if found else 0
    for heading, parts in _by_division(list(found.values())):
        if heading != DIVISIONS["all"]:
            table.add_row(Text(heading, style="bold"))
        for part in parts:
            one = found[part]
            gained, lost = one.gained or 0.0, one.lost or 0.0
            table.add_row(
                f"  {one.part}",
                number(one.pairs, 0),
                number(one.difference.mean, places, sign=True),
                interval(one.difference, places, sign=True),
                _verdict(one),
                *(f"{number(100 * share, 0)} %" for share in (gained, lost, 1 - gained - lost)),
            )
    return table


def _verdict(one: Effect) -> str:
    if one.adjusted is None:
        return "no interval"
    if not one.told_apart:
        return "cannot be told apart"
    return "lost *" if _mean(one) > 0 else "gained *"


def _outcomes(study: Study) -> Table:
    from rich.text import Text

    keys = [key for key in OUTCOMES if key != "in_need"]
    headings = (f"{OUTCOMES[key].label} ({shown_unit(OUTCOMES[key].unit)})" for key in keys)
    table = _table("Households", *headings)
    for column in table.columns[1:]:
        column.no_wrap = False
        column.width = 15
    found = {(one.division, one.part, one.outcome): one for one in study.effects}
    places = {
        key: decimals([shown(found["all", "all households", key].difference, OUTCOMES[key].unit)])
        for key in keys
        if ("all", "all households", key) in found
    }
    for heading, parts in _by_division(study.effects):
        if heading != DIVISIONS["all"]:
            table.add_row(Text(heading, style="bold"))
        for division, part in parts:
            cells = []
            for key in keys:
                one = found.get((division, part, key))
                if one is None:
                    cells.append(MISSING)
                    continue
                shift = shown(one.difference, OUTCOMES[key].unit)
                digits = sharpened(shift, places.get(key, 0))
                cells.append(
                    number(shift.mean, digits, sign=True) + (" *" if one.told_apart else "  ")
                )
            table.add_row(f"  {part}", *cells)
    return table


def _account(study: Study) -> Table:
    """All causes, since it is the sum of them that is told; those without a day are left out."""
    table = _table("Household days", "Without", "With", "Difference", "95 % interval")
    found = study.in_need
    for one in found.parts:
        if one.changed == one.unchanged == 0.0:
            continue
        table.add_row(
            f"  {one.cause}",
            number(one.unchanged, 0),
            number(one.changed, 0),
            number(one.difference.mean, 0, sign=True),
            interval(one.difference, 0, sign=True),
        )
    table.add_row(
        "  together",
        number(sum(one.unchanged for one in found.parts), 0),
        number(sum(one.changed for one in found.parts), 0),
        number(found.whole.mean, 0, sign=True),
        interval(found.whole, 0, sign=True),
        style="bold",
    )
    return table


def _causes(found: Decomposition) -> Table:
    table = _table("Days", "Difference", "95 % interval")
    places = decimals([found.whole])
    for one in found.causes[:_CAUSES]:
        table.add_row(
            f"  {one.cause}",
            number(one.difference.mean, places, sign=True),
            interval(one.difference, places, sign=True),
        )
    rest = sum(one.difference.mean or 0.0 for one in found.causes[_CAUSES:])
    table.add_row("  all other causes", number(rest, places, sign=True), "")
    table.add_row(
        "  together",
        number(found.whole.mean, places, sign=True),
        interval(found.whole, places, sign=True),
        style="bold",
    )
    return table
