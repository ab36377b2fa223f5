"""What ``known-figures`` prints: the model beside known figures, and where these come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.formatting import counted, decimals, interval, joined, number
from experiments.known_figures import CALIBRATED, NOT_USED, Finding, Fit

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from sim import Scenario

_NUMBERS = ("Known", "Model", "95 % interval")
_WORDS = ("Fit", "Used", "Where and when")


def print_findings(
    out: Console,
    findings: Sequence[Finding],
    scenarios: Mapping[str, Scenario],
    margin: float,
) -> None:
    """A table for each municipality, what does not fit and why, then how to read it, sources."""
    from rich.text import Text as Styled

    sources = _numbered(findings)
    for name, scenario in scenarios.items():
        mine = [one for one in findings if one.municipality == name]
        if not mine:
            continue
        out.print()
        out.print(Styled(scenario.municipality.title, style="bold underline"))
        out.print(_about(scenario), markup=False)
        out.print(_table(mine, sources))
        out.print()
        for line in _misses(mine):
            out.print(line, markup=False)
        out.print(tally(mine))
    out.print()
    for line in _how_to_read(findings, margin):
        out.print(line)
    out.print()
    out.print(Styled("Sources", style="bold"))
    for source, position in sources.items():
        out.print(f"[{position}] {source}", markup=False)


def _about(scenario: Scenario) -> str:
    town = scenario.municipality
    dwellings = sum(block.dwellings for block in town.stock)
    return (
        f"Organisation: {scenario.organisation.title}. {number(town.population, 0)} inhabitants, "
        f"{counted(dwellings, 'municipal dwelling')}."
    )


def _table(findings: Sequence[Finding], sources: Mapping[str, int]) -> Table:
    from rich.table import Table
    from rich.text import Text as Styled

    table = Table(box=None, pad_edge=False)
    table.add_column("Figure", overflow="fold")
    for heading in _NUMBERS:
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in _WORDS:
        table.add_column(heading)
    for one in findings:
        places = _places(one)
        table.add_row(
            one.figure.name,
            str(one.known),
            number(one.model.mean, places),
            interval(one.model, places),
            Styled(_fit(one), style="bold" if one.fit is Fit.NOT else ""),
            one.known.used,
            Styled(f"{one.known.place} {one.known.year} [{sources[one.known.source]}]"),
        )
    return table


def _places(finding: Finding) -> int:
    return max(decimals([finding.model]), finding.known.places)


def _fit(finding: Finding) -> str:
    if finding.fit is Fit.RIGHT_ORDER:
        return f"within {finding.figure.factor:g} times"
    return str(finding.fit)


def _numbered(findings: Sequence[Finding]) -> dict[str, int]:
    """The sources in the order they are met, from 1."""
    met = dict.fromkeys(one.known.source for one in findings)
    return {source: position for position, source in enumerate(met, start=1)}


def _misses(findings: Sequence[Finding]) -> Iterator[str]:
    for one in findings:
        if one.fit is Fit.NOT:
            model = number(one.model.mean, _places(one))
            yield (
                f"Does not fit: {one.figure.name}: {one.known} known ({one.known.place} "
                f"{one.known.year}), {model} in the model: {one.why_not or 'no reason is given'}."
            )


def tally(findings: Sequence[Finding]) -> str:
    """How many figures are of the right order or better, the calibrated ones apart."""
    parts = []
    for used in (NOT_USED, CALIBRATED):
        mine = [one for one in findings if one.known.used == used]
        near = [one for one in mine if one.fit in (Fit.FITS, Fit.RIGHT_ORDER)]
        if mine:
            parts.append(f"{len(near)} of {len(mine)} {used}")
    return f"Of the right order: {', '.join(parts)}."


def _how_to_read(findings: Sequence[Finding], margin: float) -> Iterator[str]:
    yield (
        f'"Fits": the mean lies in the known range, or within {100 * margin:.0f} % of a single '
        'value. "Within 1.5 times" and the like: off by no more than that factor, which is taken '
        "for the right order of magnitude."
    )
    yield (
        '"Calibrated": numbers of the model were chosen so as to come near this figure; that '
        "it fits proves nothing. Only the figures not used are a test."
    )
    chosen: dict[str, dict[str, None]] = {}
    for one in findings:
        if one.known.calibrated and one.known.by:
            chosen.setdefault(one.known.by, {})[one.figure.label.lower()] = None
    if chosen:
        listed = (f"{joined(labels)} by {by}" for by, labels in chosen.items())
        yield f"Calibrated: {'; '.join(listed)}."


def as_rows(findings: Sequence[Finding], scenarios: Mapping[str, Scenario]) -> list[dict[str, Any]]:
    """One plain row for each finding: for JSON, and for a table on disk."""
    return [
        {
            "municipality": one.municipality,
            "scenario": scenarios[one.municipality].name,
            "figure": one.figure.key,
            "label": one.figure.label,
            "unit": one.figure.unit,
            "measure": one.figure.measure,
            "known_low": one.known.low,
            "known_high": one.known.high,
            "place": one.known.place,
            "year": one.known.year,
            "source": one.known.source,
            "mean": one.model.mean,
            "low": one.model.low,
            "high": one.model.high,
            "replications": one.model.count,
            "undefined": one.model.undefined,
            "used": one.known.used,
            "calibrated_by": one.known.by,
            "factor": one.figure.factor,
            "fit": str(one.fit),
            "why_not": one.why_not,
        }
        for one in findings
    ]


def as_table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The same rows as a data frame."""
    import pandas as pd

    return pd.DataFrame(list(rows))
