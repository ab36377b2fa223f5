"""How many of the numbers that go into a study's scenarios its uncertainties vary."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from experiments.study.description import Study, Uncertainty
from experiments.study.points import Resolver, nothing
from sim.scenario.errors import ScenarioError

if TYPE_CHECKING:
    from sim import Scenario
    from sim.scenario.resolved import Value


def varied_numbers(study: Study, resolver: Resolver, scenarios: Iterable[Scenario]) -> int:
    """How many distinct numbers of ``scenarios`` some uncertainty varies.

    They are counted as :func:`experiments.provenance.assumptions` counts all of them: a key with
    several values counts once for each.  A pattern varies every number it fits; a choice varies
    what its levels change in the baseline of the first base scenario, whether they set keys or put
    another file in place of the base's.
    """
    values = [value for one in scenarios for value in one.values.values()]
    known = {value.key for value in values if _is_number(value)}
    varied: set[str] = set()
    for one in study.uncertainties:
        if one.is_choice:
            varied |= _changed(study, resolver, one)
        else:
            for pattern in one.keys:
                varied |= {pattern} & known or set(fnmatch.filter(known, pattern))
    return len({(value.key, value.base) for value in values if value.key in varied})


def _is_number(value: Value) -> bool:
    return isinstance(value.written, float | int) and not isinstance(value.written, bool)


def _changed(study: Study, resolver: Resolver, choice: Uncertainty) -> set[str]:
    """The keys whose values are not those of the base scenario in some level of a choice."""
    levels = list(study.combinations[study.baseline])
    place = study.uncertainties.index(choice)
    untouched = nothing(study)

    def values(number: float | None) -> Mapping[str, Value]:
        setting = untouched
        if number is not None:
            setting = (*untouched[:place], number, *untouched[place + 1 :])
        return resolver.scenario(resolver.inputs_of(study.bases[0], levels, setting)).values

    found: set[str] = set()
    try:
        before = {key: value.base for key, value in values(None).items()}
        for number in range(1, len(choice.levels) + 1):
            after = {key: value.base for key, value in values(float(number)).items()}
            found |= {key for key in {*before, *after} if before.get(key) != after.get(key)}
    except ScenarioError:
        pass  # a file of a level is gone since the runs were made: what is known counts
    return found
