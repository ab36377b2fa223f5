"""Running patterns: a finding for each claim; and the same over draws of the assumptions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.leaning import Spread, spread
from experiments.statistics import Difference, difference, estimate
from experiments.validation.description import Claim, Pair, Pattern
from experiments.validation.judging import Beside, Finding

if TYPE_CHECKING:
    from experiments.runner import Outcome

#: Replications of each arm if nothing else is asked for.
REPLICATIONS = 40

Report = Callable[[int, int], None]


def runs_of(pattern: Pattern, replications: int) -> int:
    """How many runs a pattern takes."""
    return sum(2 * (1 + len(pair.settings)) for pair in pattern.pairs) * replications


def demand_whole(outcome: Outcome) -> None:
    """Raises ``RuntimeError`` if a run failed, ``KeyboardInterrupt`` if runs were broken off."""
    if outcome.failures:
        first = outcome.failures[0]
        raise RuntimeError(f"{first.scenario}, seed {first.seed}: {first.message}")
    if not outcome.complete:
        raise KeyboardInterrupt


def findings_of(
    pattern: Pattern,
    *,
    replications: int,
    seed: int,
    threads: int | None = None,
    report: Report | None = None,
) -> list[Finding]:
    """A finding for each claim of each pair."""
    found: list[Finding] = []
    done, total = 0, runs_of(pattern, replications)
    for pair in pattern.pairs:
        before = done

        def further(here: int, _: int, before: int = before) -> None:
            if report is not None:
                report(before + here, total)

        found += _of_pair(pattern, pair, replications, seed, threads, further)
        done += 2 * (1 + len(pair.settings)) * replications
    return found


def _of_pair(
    pattern: Pattern,
    pair: Pair,
    replications: int,
    seed: int,
    threads: int | None,
    report: Report,
) -> list[Finding]:
    from experiments.runner import replicate
    from sim.measures import MEASURES

    scenarios = {f"{side} {number}": one for (side, number), one in pair.scenarios().items()}
    outcome = replicate(
        scenarios, replications=replications, seed=seed, threads=threads, report=report
    )
    demand_whole(outcome)

    def apart(key: str, number: int) -> Difference:
        second, first = (outcome.values(f"{side} {number}", key) for side in (1, 0))
        return difference(second, first, MEASURES[key].practical)

    ablations = range(1, 1 + len(pair.ablations))
    alike = range(1 + len(pair.ablations), 1 + len(pair.settings))
    beside = tuple(Beside(key, apart(key, 0)) for key in pair.beside)
    same = tuple(_are_the_same(outcome, f"0 {number}", f"1 {number}") for number in ablations)
    return [
        Finding(
            pattern=pattern,
            pair=pair,
            claim=claim,
            first=estimate(outcome.values("0 0", claim.key)),
            second=estimate(outcome.values("1 0", claim.key)),
            apart=apart(claim.key, 0),
            ablated=tuple(apart(claim.key, number) for number in ablations),
            alike=tuple(apart(claim.key, number) for number in alike),
            beside=beside,
            same=same,
        )
        for claim in pair.claims
    ]


def _are_the_same(outcome: Outcome, one: str, other: str) -> bool:
    """Whether two scenarios give every measure in every run alike, to the last bit.

    What two arms differ in may be left without effect by what is set in both.  Their scenarios
    still differ in it; what they do does not.
    """
    return all(
        np.array_equal(outcome.values(one, key), outcome.values(other, key), equal_nan=True)
        for key in outcome.finished[one, outcome.seeds[0]].summary
    )


# ---- over draws of the assumptions ---------------------------------------------------------


@dataclass(frozen=True)
class OverDraws:
    """A claim over draws: its difference in each (``nan``: not run, or undefined), and spread."""

    pair: Pair
    claim: Claim
    values: NDArray[np.float64]
    spread: Spread

    @property
    def holds(self) -> NDArray[np.bool_]:
        """In which draws the difference is the expected one, beyond the practical threshold."""
        return self._beyond(_practical(self.claim))

    @property
    def right_sign(self) -> NDArray[np.bool_]:
        """In which draws the difference has the expected sign, whatever its size."""
        return self._beyond(0.0)

    def _beyond(self, threshold: float) -> NDArray[np.bool_]:
        sign = -1.0 if self.claim.expected == "lower" else 1.0
        return np.asarray(sign * np.nan_to_num(self.values) > threshold)

    @property
    def defined(self) -> NDArray[np.bool_]:
        return np.asarray(~np.isnan(self.values))


def _practical(claim: Claim) -> float:
    from sim.measures import MEASURES

    return MEASURES[claim.key].practical


@dataclass(frozen=True)
class Redrawn:
    """A pattern over draws of the assumptions from their ranges.

    ``draws`` were asked for; ``holds``: in how many of the ``whole`` ones, in which every claim
    could be told, all of them hold.
    """

    draws: int
    replications: int
    claims: tuple[OverDraws, ...]
    whole: int
    holds: int
    redrawn: int


def over_draws(
    pattern: Pattern,
    *,
    draws: int,
    replications: int,
    seed: int,
    threads: int | None = None,
    report: Report | None = None,
) -> Redrawn | None:
    """Every claim in every draw.  ``None`` where the pattern has no pair."""
    import sim
    from experiments.uncertainty import carry_out, plan

    found: list[OverDraws] = []
    redrawn, done = 0, 0
    each = 2 * draws * replications
    for pair in pattern.pairs:
        before = done
        scenarios = {"first": pair.first.load(), "second": pair.second.load()}
        planned = plan(scenarios, draws=draws, replications=replications, seed=seed)
        redrawn = max(redrawn, len(planned.parameters))

        def further(here: int, _: int, before: int = before) -> None:
            if report is not None:
                report(before + here, each * len(pattern.pairs))

        sweep = carry_out(planned, run=sim.run, threads=threads, report=further)
        if sweep.outcome.interrupted:
            raise KeyboardInterrupt
        for claim in pair.claims:
            places, apart = sweep.differences("second", claim.key)
            values = np.full(draws, np.nan)
            values[places] = _means(apart)
            found.append(OverDraws(pair, claim, values, spread(values, _practical(claim))))
        done += each
    if not found:
        return None
    whole = np.logical_and.reduce([one.defined for one in found])
    holds = np.logical_and.reduce([one.holds for one in found]) & whole
    return Redrawn(draws, replications, tuple(found), int(whole.sum()), int(holds.sum()), redrawn)


def _means(apart: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of each draw; ``nan`` where the measure is undefined in any of its runs."""
    return np.asarray(apart.mean(axis=1))


def each_claim(redrawn: Sequence[OverDraws]) -> dict[tuple[str, str], OverDraws]:
    """The claims over draws by the title of their pair and their measure."""
    return {(one.pair.title, one.claim.key): one for one in redrawn}
