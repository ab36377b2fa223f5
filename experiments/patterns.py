"""An early look at patterns reported of real municipalities: does the model show them?

Each pattern is a pair of scenarios that differ in one thing, on the same households and with
equal resources, a measure or more with the sign that the source leads one to expect, and an
*ablation*: the same pair with the mechanism held responsible switched off, by ordinary
settings.  If the difference stays without the mechanism, something else made it.

    python -m experiments.patterns             prints the table as Markdown
    python -m experiments.patterns --write     puts it into ``sim/ODD.md``

A pattern may fail; then the table says so.  Verdicts hold at the default numbers, most of
which are assumptions: intervals are those of seeds alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.formatting import decimals, interval, number, shown, shown_unit
from experiments.statistics import Difference, Estimate, Verdict, difference, estimate

if TYPE_CHECKING:
    from sim import Scenario
    from sim.measures import Measure

#: Replications if nothing else is asked for.
REPLICATIONS = 40

#: The name of the part of ``sim/ODD.md`` that the table goes to.
PART = "patterns"

#: What crosses between units is free and tires nobody, no unit contests a case, no committee
#: meets, and everybody knows everything.
_NOTHING_BETWEEN_UNITS = (
    "handover.same_house=0 days",
    "handover.informal_contact=0 days",
    "handover.agreement=0 days",
    "handover.letter=0 days",
    "handover.hours=0 hours",
    "handover.redone_share=0",
    "contest.functional=0",
    "contest.professional=0",
    "contest.own_budget=0",
    "patience.per_referral=0",
    "patience.per_bounce=0",
    "organisation.bodies={}",
    "knowledge.floor=1",
    "knowledge.floor_written=1",
)


@dataclass(frozen=True)
class Arm:
    """A built-in scenario with settings as ``--set`` takes them, and what tables call it."""

    title: str
    scenario: str
    settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """The measure of ``key`` is expected to be ``expected`` in the second arm of a pair."""

    key: str
    expected: Verdict


@dataclass(frozen=True)
class Ablation:
    """Settings that switch a mechanism off in both arms.

    ``one_case_system``: all units are put on a common case system too.
    """

    title: str
    settings: tuple[str, ...]
    one_case_system: bool = False


@dataclass(frozen=True)
class Pair:
    """Two arms, what is expected of the second against the first, and what ought to undo it."""

    first: Arm
    second: Arm
    claims: tuple[Claim, ...]
    ablations: tuple[Ablation, ...]


@dataclass(frozen=True)
class Pattern:
    """A pattern of the sources.  All its arms have the resources of ``baseline``."""

    name: str
    baseline: Arm
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Finding:
    """What became of one claim.

    ``first`` and ``second``: the means of the arms; ``ablated``: the difference that is left
    under each ablation of the pair, in their order.
    """

    pattern: str
    pair: Pair
    claim: Claim
    first: Estimate
    second: Estimate
    apart: Difference
    ablated: tuple[Difference, ...]

    @property
    def verdict(self) -> str:
        return judge(self.apart, self.claim.expected)


def judge(apart: Difference, expected: Verdict) -> str:
    """``reproduced``, ``not reproduced``, or ``cannot be told apart``.

    Not reproduced is a difference beyond the practical threshold the other way.
    """
    if apart.verdict in (Verdict.LOWER, Verdict.HIGHER):
        return "reproduced" if apart.verdict == expected else "not reproduced"
    return str(Verdict.NOT_APART)


def what_is_left(apart: Difference, ablated: Difference) -> str:
    """What an ablation does to a difference, in words.

    It is gone where the interval covers zero; what is clear of zero but no longer matters in
    practice is called so.
    """
    before, after = apart.estimate, ablated.estimate
    if before.mean is None or after.mean is None:
        return str(Verdict.UNDEFINED)
    if apart.verdict not in (Verdict.LOWER, Verdict.HIGHER):
        return "nothing to undo"
    if after.low is None or after.high is None or after.low <= 0.0 <= after.high:
        return "gone"
    if (before.mean < 0.0) != (after.mean < 0.0):
        return "turned round"
    left = f"{100 * after.mean / before.mean:.0f} % left"
    if ablated.verdict in (Verdict.LOWER, Verdict.HIGHER):
        return left
    return f"{left}, too small to matter"


# ---- the patterns --------------------------------------------------------------------------


def spread_or_gathered() -> Pattern:
    """P1: spread over many units, households are tossed back and forth and time is lost.

    Referrals become fewer by definition where tasks are gathered, so they are no test.
    """
    spread = Arm("Moss in the 1990s", "moss-1990s")
    claims = (
        Claim("decision_wait", Verdict.LOWER),
        Claim("retold", Verdict.LOWER),
        Claim("handover_hours", Verdict.LOWER),
    )
    ablations = (
        Ablation(
            "without: hand-overs free, nothing done again or contested, no meetings, nobody tired "
            "by being sent on, everybody knows all",
            _NOTHING_BETWEEN_UNITS,
            one_case_system=True,
        ),
        Ablation(
            "without these, and every household at the right door",
            (*_NOTHING_BETWEEN_UNITS, "doors.household_knowledge=1"),
            one_case_system=True,
        ),
    )
    pure_spread = Arm("one unit per task", "moss-one-unit-per-task")
    pure_gathered = Arm("all in one office", "moss-all-in-one")
    return Pattern(
        "P1",
        spread,
        (
            Pair(spread, Arm("Moss from 2009", "moss-2009"), claims, ablations),
            Pair(pure_spread, pure_gathered, claims, ablations),
        ),
    )


def owner_of_the_vacancy() -> Pattern:
    """P2: one planner owns a vacancy from notice to ready, and it stands empty for less long.

    Trondheim went from 42 days to just under 30 (from 55 two years before), among other
    reasons; the level is not the test, the reduction is.
    """
    nobody = Arm("nobody owns it", "moss-2009", ("organisation.vacancy_owner=no",))
    planner = Arm("one planner owns it", "moss-2009", ("organisation.vacancy_owner=yes",))
    ablation = Ablation(
        "without: no hand-overs inside the process, no notice to make use of",
        ("vacancy.internal_handovers=0", "vacancy.notice=0 months"),
    )
    claims = (Claim("vacancy_to_ready", Verdict.LOWER), Claim("vacancy_days", Verdict.LOWER))
    return Pattern("P2", nobody, (Pair(nobody, planner, claims, (ablation,)),))


def brisk_construction() -> Pattern:
    """P6: brisk private construction takes pressure off the municipal list."""
    low = Arm("1 new dwelling per 1000 and year", "moss-2009", (_construction(1),))
    high = Arm("12 new dwellings per 1000 and year", "moss-2009", (_construction(12),))
    ablation = Ablation(
        "without: finding a home does not follow the number of openings",
        ("market.matching_elasticity=0",),
    )
    claims = (Claim("list_length", Verdict.LOWER), Claim("days_waiting", Verdict.LOWER))
    baseline = Arm("Moss from 2009", "moss-2009")
    return Pattern("P6", baseline, (Pair(low, high, claims, (ablation,)),))


def _construction(dwellings: int) -> str:
    return f"market.construction={dwellings} dwellings per 1000 and year"


PATTERNS: tuple[Callable[[], Pattern], ...] = (
    spread_or_gathered,
    owner_of_the_vacancy,
    brisk_construction,
)


# ---- running them --------------------------------------------------------------------------


def look(
    pattern: Pattern,
    *,
    replications: int = REPLICATIONS,
    seed: int = 1,
    threads: int | None = None,
    report: Callable[[int, int], None] | None = None,
) -> list[Finding]:
    """Run a pattern's pairs with and without their mechanisms; a finding for each claim.

    Raises ``RuntimeError`` if a run fails.
    """
    from experiments.runner import replicate
    from sim.measures import MEASURES

    outcome = replicate(
        scenarios_of(pattern),
        replications=replications,
        seed=seed,
        threads=threads,
        report=report,
    )
    if outcome.failures:
        raise RuntimeError(f"{outcome.failures[0].scenario}: {outcome.failures[0].message}")
    if not outcome.complete:
        raise KeyboardInterrupt
    findings = []
    for pair in pattern.pairs:
        for claim in pair.claims:
            practical = MEASURES[claim.key].practical

            def apart(
                ablation: Ablation | None,
                pair: Pair = pair,
                key: str = claim.key,
                practical: float = practical,
            ) -> Difference:
                return difference(
                    outcome.values(_name(pair.second, ablation), key),
                    outcome.values(_name(pair.first, ablation), key),
                    practical,
                )

            findings.append(
                Finding(
                    pattern.name,
                    pair,
                    claim,
                    estimate(outcome.values(_name(pair.first, None), claim.key)),
                    estimate(outcome.values(_name(pair.second, None), claim.key)),
                    apart(None),
                    tuple(apart(ablation) for ablation in pair.ablations),
                )
            )
    return findings


def scenarios_of(pattern: Pattern) -> dict[str, Scenario]:
    """Every scenario that a pattern needs, all with the resources of its baseline."""
    from experiments.resources import prepare

    scenarios = {_name(pattern.baseline, None): _load(pattern.baseline, None)}
    for pair in pattern.pairs:
        for arm in (pair.first, pair.second):
            for ablation in (None, *pair.ablations):
                scenarios[_name(arm, ablation)] = _load(arm, ablation)
    return dict(prepare(scenarios).scenarios)


def _name(arm: Arm, ablation: Ablation | None) -> str:
    return arm.title if ablation is None else f"{arm.title}: {ablation.title}"


def _load(arm: Arm, ablation: Ablation | None) -> Scenario:
    from sim import load

    if ablation is None:
        return load(arm.scenario, settings=arm.settings)
    settings = [*arm.settings, *ablation.settings]
    if ablation.one_case_system:
        units = load(arm.scenario, settings=arm.settings).organisation.units
        settings += [f"organisation.units.{unit.name}.case_systems=[common]" for unit in units]
    return load(arm.scenario, settings=settings)


# ---- the table -----------------------------------------------------------------------------


def table(findings: Sequence[Finding]) -> str:
    """The findings as a Markdown table: a row for each claim, one below for each ablation."""
    lines = [
        "| Pattern | Compared | Measure | First | Second | Difference (95 % interval) "
        "| Expected | Verdict |",
        "|---|---|---|--:|--:|--:|---|---|",
    ]
    for finding in findings:
        lines += _rows(finding)
    return "\n".join(lines) + "\n"


def _rows(finding: Finding) -> list[str]:
    from sim.measures import MEASURES

    measure = MEASURES[finding.claim.key]
    means = [shown(one, measure.unit) for one in (finding.first, finding.second)]
    differences = [finding.apart, *finding.ablated]
    places = decimals([shown(one.estimate, measure.unit) for one in differences] + means)
    pair = finding.pair
    rows = [
        [
            finding.pattern,
            f"{pair.first.title} → {pair.second.title}",
            f"{measure.label} ({shown_unit(measure.unit)})",
            *(number(one.mean, places) for one in means),
            _apart(finding.apart, measure, places),
            str(finding.claim.expected),
            f"**{finding.verdict}**",
        ]
    ]
    for ablation, apart in zip(pair.ablations, finding.ablated, strict=True):
        left = what_is_left(finding.apart, apart)
        difference_left = _apart(apart, measure, places)
        rows.append(["", f"*{ablation.title}*", "", "", "", difference_left, "gone", left])
    return [f"| {' | '.join(row)} |" for row in rows]


def _apart(apart: Difference, measure: Measure, places: int) -> str:
    found = shown(apart.estimate, measure.unit)
    return f"{number(found.mean, places, sign=True)} ({interval(found, places, sign=True)})"


def part_of_the_document(findings: Sequence[Finding], replications: int, seed: int) -> str:
    """The table with what was run, as it stands in ``sim/ODD.md``."""
    options = "" if replications == REPLICATIONS else f" --replications {replications}"
    options += "" if seed == 1 else f" --seed {seed}"
    return (
        f"`python -m experiments.patterns{options} --write`: {replications} replications of each "
        f"arm, seeds {seed} to {seed + replications - 1}; built-in scenarios with default "
        "parameters.\n\n" + table(findings)
    )


# ---- the command ---------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m experiments.patterns``: print the table, or write it into ``sim/ODD.md``."""
    chosen = _parser().parse_args(arguments)
    from experiments.progress import progress
    from sim import compile_once

    compile_once(lambda message: print(message, file=sys.stderr))
    findings: list[Finding] = []
    for pattern in PATTERNS:
        one = pattern()
        with progress(len(scenarios_of(one)) * chosen.replications) as report:
            findings += look(
                one,
                replications=chosen.replications,
                seed=chosen.seed,
                threads=chosen.threads,
                report=report,
            )
    text = part_of_the_document(findings, chosen.replications, chosen.seed)
    if chosen.write:
        from sim import documentation

        documentation.write_part(PART, text)
    print(text)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m experiments.patterns",
        description="Patterns P1, P2 and P6 on Moss, as a Markdown table.",
    )
    parser.add_argument("--replications", type=int, default=REPLICATIONS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--write", action="store_true", help="put the table into sim/ODD.md")
    return parser


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
