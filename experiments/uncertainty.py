"""Comparing with every assumption redrawn from its range, many times.

Seeds alone say how far the luck of a run moves a difference, not how far the numbers do that
nobody has measured.  Here every parameter that rests on an assumption is drawn anew, K times,
uniformly from its range and independently of the others (a Latin hypercube, so that few draws
cover each range evenly).  In each draw all scenarios get the same values, the positions are
worked out again, and each scenario runs a few times on seeds of that draw.

So is what the municipality's file assumes, by factors: of its groups, of how its dwellings divide
over kinds, of its places in temporary housing (:mod:`experiments.redrawn.place`).

What stays: numbers with a source or given by the user; choices; numbers on which the compared
scenarios differ, since these are what is compared, or that change in the course of a run; and
assumptions of the files that have no range (how many come, say, and what stands in the file of an
organisation).
"""

from __future__ import annotations

import hashlib
import inspect
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.leaning import SPAN, BreakEven, Lean, Spread, break_even, leans, seed_share, spread
from experiments.redrawn import place
from experiments.resources import same_place, settled
from experiments.runner import Outcome, Run, replicate
from sim.parameters import ASSUMPTION, PARAMETERS, Parameter

if TYPE_CHECKING:
    import pandas as pd

    from sim import Scenario
    from sim.measures import Measure

#: Tells the draws of assumptions from whatever else a seed may be the source of.
_STREAM = 20_111_205

#: All that may be redrawn, by key: numbers of behaviour, and factors of those of a place's file.
REDRAWN: Mapping[str, Parameter] = PARAMETERS | dict(place.FACTORS)

#: Why a number stays that a change of a scenario sets: its file says what it is then.
_CHANGES = "changes in the course of the run"

#: How many draws are kept at hand; runs of one draw follow each other closely.
_AT_HAND = 64


class UncertaintyError(Exception):
    """Redrawing assumptions has no meaning here; the message says why."""


@dataclass(frozen=True)
class Plan:
    """What is redrawn and compared: ``samples[draw, parameter]`` in the parameters' units.

    ``scenarios`` are those of one municipality as read, before resources are shared out, the
    baseline first.  ``kept`` tells of each other parameter why it stays; ``without_range``
    counts assumptions of the files that have no range to draw from.
    """

    scenarios: Mapping[str, Scenario]
    parameters: tuple[Parameter, ...]
    samples: NDArray[np.float64]
    replications: int
    seed: int
    own_resources: bool
    kept: Mapping[str, str]
    without_range: int

    @property
    def baseline(self) -> str:
        return next(iter(self.scenarios))

    @property
    def compared(self) -> tuple[str, ...]:
        return tuple(self.scenarios)[1:]

    @property
    def draws(self) -> int:
        return len(self.samples)

    @property
    def keys(self) -> list[str]:
        return [parameter.key for parameter in self.parameters]

    def drawn(self, draw: int) -> dict[str, float]:
        """The values of a draw, in the parameters' units."""
        return dict(zip(self.keys, self.samples[draw].tolist(), strict=True))

    def settled(self, draw: int) -> dict[str, Scenario]:
        """The scenarios of a draw with their resources.

        Raises ``ResourceError`` or ``ValueError`` if one of them cannot be staffed.
        """
        drawn = self.drawn(draw)
        redrawn = {name: redraw(one, drawn) for name, one in self.scenarios.items()}
        return settled(redrawn, own_resources=self.own_resources)


def plan(
    scenarios: Mapping[str, Scenario],
    *,
    draws: int,
    replications: int,
    seed: int,
    own_resources: bool = False,
) -> Plan:
    """Draws for the scenarios (as read) of the first one's municipality.

    Raises :class:`UncertaintyError` if there is nothing to compare or nothing to redraw.
    """
    baseline = next(iter(scenarios.values()))
    here = {name: one for name, one in scenarios.items() if same_place(baseline, one)}
    if len(here) < 2:
        raise UncertaintyError(
            "--uncertainty redraws assumptions for differences, and there are none: "
            "no two scenarios of one municipality"
        )
    kept = _kept(list(here.values()))
    parameters = tuple(one for key, one in REDRAWN.items() if key not in kept)
    if not parameters:
        raise UncertaintyError("--uncertainty: no assumption to redraw; all numbers are given")
    return Plan(
        scenarios=here,
        parameters=parameters,
        samples=_samples(parameters, draws, seed),
        replications=replications,
        seed=seed,
        own_resources=own_resources,
        kept=kept,
        without_range=_without_range(list(here.values()), parameters),
    )


def _kept(scenarios: Sequence[Scenario]) -> dict[str, str]:
    """Why parameters stay as they are, those that do."""
    reasons = ((key, _why_file_stays if key in place.FACTORS else _why_kept) for key in REDRAWN)
    found = {key: why(REDRAWN[key], scenarios) for key, why in reasons}
    return {key: why for key, why in found.items() if why}


def _why_file_stays(factor: Parameter, scenarios: Sequence[Scenario]) -> str:
    first, *others = (place.numbers(one, factor.key) for one in scenarios)
    if any(other != first for other in others):
        return "compared"
    if any(key in change.values for one in scenarios for change in one.changes for key in first):
        return _CHANGES
    # What has a source in one scenario only would come to differ between them.
    assumed, *elsewhere = (place.assumed(one, factor.key) for one in scenarios)
    return "" if assumed and all(other == assumed for other in elsewhere) else "given"


def _why_kept(parameter: Parameter, scenarios: Sequence[Scenario]) -> str:
    key = parameter.key
    if len({scenario.parameters[key] for scenario in scenarios}) > 1:
        return "compared"
    if not all(scenario.values[key].source.startswith(ASSUMPTION) for scenario in scenarios):
        return "given"
    if any(key in change.values for scenario in scenarios for change in scenario.changes):
        return _CHANGES
    family, _, number = key.partition(".")
    if family == "reorganisation":
        changes = (change for scenario in scenarios for change in scenario.changes)
        transitions = [one.transition for one in changes if one.transition is not None]
        if not transitions:
            return "of no reorganisation"
        if all(number in one.given for one in transitions):
            return "given"
    if parameter.choices:
        return "a choice"
    if parameter.low is None or parameter.high is None or not parameter.low < parameter.high:
        return "no range"
    return ""


def _without_range(scenarios: Sequence[Scenario], redrawn: Sequence[Parameter]) -> int:
    """How many assumptions of the files are no parameters, and no factor redraws them."""
    factors = [one.key for one in redrawn if one.key in place.FACTORS]
    return len(
        {
            (key, scenario.values[key].base)
            for scenario in scenarios
            for key in scenario.values.keys()
            - PARAMETERS.keys()
            - {key for factor in factors for key in place.assumed(scenario, factor)}
            if scenario.values[key].source.startswith(ASSUMPTION)
        }
    )


def _samples(parameters: Sequence[Parameter], draws: int, seed: int) -> NDArray[np.float64]:
    """A Latin hypercube: of K draws one in each K-th part of every range."""
    from scipy.stats import qmc

    # The keyword had another name before scipy 1.15.
    named = "rng" if "rng" in inspect.signature(qmc.LatinHypercube).parameters else "seed"
    generator = np.random.default_rng([seed, _STREAM])
    cube = qmc.LatinHypercube(d=len(parameters), **{named: generator}).random(draws)
    low = np.array([parameter.low for parameter in parameters], dtype=float)
    high = np.array([parameter.high for parameter in parameters], dtype=float)
    # As many digits as a value keeps on its way into the model.
    rounded = [[float(f"{value:.15g}") for value in row] for row in low + cube * (high - low)]
    return np.array(rounded)


def redraw(scenario: Scenario, drawn: Mapping[str, float]) -> Scenario:
    """``scenario`` with other values (in their units) for some of what may be redrawn.

    It has an identity of its own.  Transitions to another organisation have the new values where
    files give none.  ``Scenario.values`` still tells what the files say.
    """
    changed = {key: REDRAWN[key].in_base_units(value) for key, value in drawn.items()}
    factors = {key: changed[key] for key in changed.keys() & place.FACTORS.keys()}
    of_behaviour = {key: value for key, value in changed.items() if key in PARAMETERS}
    parameters = {**scenario.parameters, **of_behaviour}
    changes = tuple(
        one if one.transition is None else replace(one, transition=one.transition.under(parameters))
        for one in scenario.changes
    )
    transitions = [one.transition for one in changes if one.transition is not None]
    told = repr((scenario.identity, sorted(changed.items()), *transitions)).encode()
    return replace(
        scenario,
        municipality=place.redrawn(scenario, factors),
        parameters=parameters,
        changes=changes,
        identity=hashlib.sha256(told).hexdigest(),
    )


@dataclass(frozen=True)
class FailedDraw:
    """A draw in which a scenario could not be staffed or run: the first error of it."""

    draw: int
    scenario: str
    seed: int
    error: str


@dataclass(frozen=True)
class Sweep:
    """What came of a plan; run ``draw * replications + r`` is the ``r``-th of ``draw``."""

    plan: Plan
    outcome: Outcome

    @property
    def finished(self) -> int:
        """Draws of which every run of every scenario finished."""
        whole = [self.whole(name) for name in self.plan.scenarios]
        return int(np.logical_and.reduce(whole).sum())

    @property
    def failed(self) -> list[FailedDraw]:
        """Every failed draw, once."""
        first: dict[int, FailedDraw] = {}
        for one in self.outcome.failures:
            draw = one.seed // self.plan.replications
            seed = self.plan.seed + one.seed
            first.setdefault(draw, FailedDraw(draw, one.scenario, seed, one.message))
        return list(first.values())

    def _values(self, name: str, measure: str) -> NDArray[np.float64]:
        """``[draw, run]``, ``nan`` where undefined or not finished."""
        rows = self.outcome.finished
        nothing: dict[str, float] = {}
        found = [
            (rows[name, index].summary if (name, index) in rows else nothing).get(measure, np.nan)
            for index in self.outcome.seeds
        ]
        return np.array(found, dtype=float).reshape(self.plan.draws, self.plan.replications)

    def whole(self, name: str) -> NDArray[np.bool_]:
        """Which draws have every run of the scenario."""
        done = [(name, index) in self.outcome.finished for index in self.outcome.seeds]
        table = np.array(done, dtype=bool).reshape(self.plan.draws, self.plan.replications)
        return np.asarray(table.all(axis=1))

    def differences(self, name: str, measure: str) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """The draws finished in ``name`` and the baseline, and ``name`` minus it, ``[draw, run]``.

        ``nan`` where the measure is undefined on either side.
        """
        both = np.flatnonzero(self.whole(name) & self.whole(self.plan.baseline))
        apart = self._values(name, measure) - self._values(self.plan.baseline, measure)
        return both, apart[both]


def carry_out(
    plan: Plan,
    *,
    run: Run,
    threads: int | None = None,
    report: Callable[[int, int], None] | None = None,
) -> Sweep:
    """Run every draw; Ctrl-C keeps what is finished, as in :func:`experiments.runner.replicate`."""
    preparing = threading.Lock()
    at_hand = lru_cache(maxsize=_AT_HAND)(plan.settled)

    def run_one(name: Any, index: int) -> Any:
        with preparing:  # once for all runs of a draw
            scenario = at_hand(index // plan.replications)[name]
        return run(scenario, plan.seed + index)

    outcome = replicate(
        {name: name for name in plan.scenarios},  # type: ignore[misc]
        replications=plan.draws * plan.replications,
        seed=0,
        run=run_one,
        threads=threads,
        report=report,
    )
    return Sweep(plan, outcome)


@dataclass(frozen=True)
class Finding:
    """What redrawing the assumptions does to one difference of one measure.

    ``seed_share``: the part of the variance over draws that more runs in each draw would
    take away.  ``break_even`` is given for the main measure only.
    """

    spread: Spread
    seed_share: float | None
    leans: tuple[Lean, ...]
    break_even: tuple[BreakEven, ...] | None = None


#: ``findings[scenario][measure]``.
Findings = Mapping[str, Mapping[str, Finding]]


def summarise(
    sweep: Sweep, measures: Mapping[str, Measure], *, main: str, threshold: float = 1.0
) -> Findings:
    """Every difference from the baseline over the finished draws.

    ``threshold`` multiplies the practical thresholds; ``main`` is the measure whose
    break-even values are looked for, along the assumptions it clearly leans on.
    """
    return {
        name: {
            key: _finding(sweep, name, key, measure.practical * threshold, key == main)
            for key, measure in measures.items()
        }
        for name in sweep.plan.compared
    }


def _finding(sweep: Sweep, name: str, measure: str, practical: float, main: bool) -> Finding:
    draws, apart = sweep.differences(name, measure)
    means = _means(apart)
    samples = sweep.plan.samples[draws]
    strongest = tuple(leans(samples, sweep.plan.keys, means))
    found = Finding(spread(means, practical), seed_share(apart), strongest)
    if not main:
        return found
    parameters = sweep.plan.parameters
    place = {parameter.key: index for index, parameter in enumerate(parameters)}
    zeros = []
    for one in strongest:
        if one.clear:
            index = place[one.parameter]
            low, high = parameters[index].low, parameters[index].high
            assert low is not None
            assert high is not None
            zeros.append(break_even(one.parameter, samples[:, index], means, (low, high)))
    return replace(found, break_even=tuple(zeros))


def _means(apart: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of each draw over the runs in which the measure is defined."""
    defined = ~np.isnan(apart)
    counts = defined.sum(axis=1)
    sums = np.where(defined, apart, 0.0).sum(axis=1)
    return np.divide(sums, counts, out=np.full(len(apart), np.nan), where=counts > 0)


# ---- as JSON and as tables -----------------------------------------------------------------


def as_json(
    sweep: Sweep, findings: Findings, measures: Mapping[str, Measure], main: str, threshold: float
) -> dict[str, Any]:
    """All of it; what is not known is ``None``."""
    return {
        **facts(sweep),
        "main_measure": main,
        "differences": {
            f"{name} - {sweep.plan.baseline}": {
                key: _numbers(found, measures[key], threshold) for key, found in members.items()
            }
            for name, members in findings.items()
        },
    }


def facts(sweep: Sweep) -> dict[str, Any]:
    """What was drawn, how often, and what went wrong: for the manifest too."""
    plan = sweep.plan
    return {
        "draws": plan.draws,
        "finished": sweep.finished,
        "replications": plan.replications,
        "seed": plan.seed,
        "design": "Latin hypercube, uniform in each range",
        "span": SPAN,
        "redrawn": {
            one.key: {"low": one.low, "high": one.high, "unit": one.unit} for one in plan.parameters
        },
        "kept": dict(plan.kept),
        "assumptions_without_range": plan.without_range,
        "failed": [asdict(one) for one in sweep.failed],
        "interrupted": sweep.outcome.interrupted,
        "seconds": sweep.outcome.seconds,
    }


def _numbers(found: Finding, measure: Measure, threshold: float) -> dict[str, Any]:
    numbers: dict[str, Any] = {
        **asdict(found.spread),
        "unit": measure.unit,
        "practical_threshold": measure.practical * threshold,
        "seed_share": found.seed_share,
        "leans_on": [asdict(one) for one in found.leans],
    }
    if found.break_even is not None:
        numbers["break_even"] = [asdict(one) for one in found.break_even]
    return numbers


def tables(
    sweep: Sweep, findings: Findings, measures: Mapping[str, Measure]
) -> dict[str, pd.DataFrame]:
    """Tidy tables: what was drawn, what each run gave, and what it comes to.

    ``uncertainty_draws``: a row for each draw and parameter; ``uncertainty_measures``: one
    for each finished run and measure; ``uncertainty_differences``: one for each difference.
    """
    import pandas as pd

    return {
        "uncertainty_draws": pd.DataFrame(_draw_rows(sweep)),
        "uncertainty_measures": pd.DataFrame(
            _measure_rows(sweep, measures),
            columns=["draw", "scenario", "seed", "group", "measure", "unit", "value"],
        ),
        "uncertainty_differences": pd.DataFrame(_difference_rows(sweep, findings, measures)),
    }


def _draw_rows(sweep: Sweep) -> Iterator[dict[str, Any]]:
    errors = {one.draw: f"{one.scenario}: {one.error}" for one in sweep.failed}
    whole = np.logical_and.reduce([sweep.whole(name) for name in sweep.plan.scenarios])
    for draw in range(sweep.plan.draws):
        for parameter, value in zip(sweep.plan.parameters, sweep.plan.samples[draw], strict=True):
            yield {
                "draw": draw,
                "finished": bool(whole[draw]),
                "error": errors.get(draw, ""),
                "parameter": parameter.key,
                "unit": parameter.unit,
                "value": float(value),
            }


def _measure_rows(sweep: Sweep, measures: Mapping[str, Measure]) -> Iterator[tuple[Any, ...]]:
    for index in sweep.outcome.seeds:
        draw = index // sweep.plan.replications
        for name in sweep.plan.scenarios:
            row = sweep.outcome.finished.get((name, index))
            if row is not None:
                for key, one in measures.items():
                    value = row.summary.get(key)
                    yield draw, name, sweep.plan.seed + index, one.group, key, one.unit, value


def _difference_rows(
    sweep: Sweep, findings: Findings, measures: Mapping[str, Measure]
) -> Iterator[dict[str, Any]]:
    for name, members in findings.items():
        for key, found in members.items():
            clear = [one for one in found.leans if one.clear]
            yield {
                "scenario": name,
                "baseline": sweep.plan.baseline,
                "group": measures[key].group,
                "measure": key,
                "label": measures[key].label,
                "unit": measures[key].unit,
                **asdict(found.spread),
                "seed_share": found.seed_share,
                "leans_on": "; ".join(f"{one.parameter} {one.correlation:+.2f}" for one in clear),
            }
