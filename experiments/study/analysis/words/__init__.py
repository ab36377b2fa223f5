"""What reports say, in English and in Norwegian bokmål: sentences, names and numbers.

Sentences stand in :mod:`en` and :mod:`nb` under the same keys, with the same gaps in braces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from experiments.formatting import (
    decimals,
    joined,
    number,
    sharpened,
    shown,
    shown_unit,
    unit_of_difference,
)
from experiments.statistics import Estimate
from experiments.study.analysis.words import (
    box_en,
    box_nb,
    en,
    measures_nb,
    nb,
    parameters_en,
    parameters_nb,
)
from sim.quantities import is_one, singular

if TYPE_CHECKING:
    from sim.measures import Measure

#: The languages of reports.
LANGUAGES = ("en", "nb")

#: Gaps that are filled with a name: that of an arm has a comma where there are several levers.
_NAMES = {"arm", "baseline", "condition", "name"}

#: What stands in quotation marks already.
_QUOTED = re.compile("“[^”]*”|«[^»]*»")

#: A space that keeps what it joins on one line.
_FIXED_SPACE = "\u00a0"


class Words:
    """The words and numbers of one language ("en" or "nb")."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = en.TEXTS if language == "en" else nb.TEXTS
        self._norwegian = language == "nb"

    def __call__(self, key: str, **gaps: object) -> str:
        """The text ``key`` with its gaps filled, names as :meth:`named` has them."""
        gaps |= {gap: self.named(str(gaps[gap])) for gap in _NAMES & gaps.keys()}
        return self._texts[key].format(**gaps).replace(" %", f"{_FIXED_SPACE}%")

    def counted(self, count: int, what: str) -> str:
        """``1 run``, ``2 runs``: ``what`` is the key of a pair of words."""
        one, many = self._texts[f"count.{what}"].split("|")
        return f"{self.number(count, 0)}{_FIXED_SPACE}{one if count == 1 else many}"

    def named(self, name: str) -> str:
        """``name`` in a sentence: in quotation marks where it has a comma of its own."""
        return self("quoted", text=name) if "," in _QUOTED.sub("", name) else name

    def joined(self, names: Iterable[str]) -> str:
        """``a, b and c``; ``a, “b, c” and d`` where a name has a comma of its own."""
        listed = [self.named(name) for name in names]
        if not listed:
            return ""
        if not self._norwegian:
            return joined(listed)
        *most, last = listed
        return f"{', '.join(most)} og {last}" if most else last

    def joined_numbers(self, numbers: Iterable[str]) -> str:
        """``1, 2 and 3``; in Norwegian, where numbers have commas, ``0,1; 0,2 og 0,3``."""
        *most, last = numbers
        if not self._norwegian:
            return joined([*most, last])
        return f"{'; '.join(most)} og {last}" if most else last

    # ---- names ---------------------------------------------------------------------------------

    def label(self, measure: Measure) -> str:
        """The name of a measure."""
        if self._norwegian:
            return measures_nb.LABELS.get(measure.key, measure.label)
        words = measure.label.removeprefix("... ")
        return words[0].upper() + words[1:]

    def meaning(self, measure: Measure) -> tuple[str, str]:
        """The definition of a measure, and the language it is in."""
        if self._norwegian and measure.key in measures_nb.MEANINGS:
            return measures_nb.MEANINGS[measure.key], "nb"
        return measure.meaning, "en"

    def parameter(self, key: str) -> str:
        """What readers call a parameter instead of its key; any other name is left as it is."""
        names = parameters_nb.NAMES if self._norwegian else parameters_en.NAMES
        return names.get(key, key)

    def explained(self, key: str) -> tuple[str, str]:
        """What a scenario key means ("" if that is not known here), and in which language."""
        from fnmatch import fnmatchcase

        from sim.parameters import PARAMETERS

        if self._norwegian and key in parameters_nb.MEANINGS:
            return parameters_nb.MEANINGS[key], "nb"
        if key in PARAMETERS:
            return PARAMETERS[key].meaning, "en"
        others = parameters_nb.KEYS if self._norwegian else parameters_en.KEYS
        for pattern, meaning in others.items():
            if fnmatchcase(key, pattern):
                return meaning, self.language
        return "", self.language

    def source(self, source: str) -> str:
        """On whose authority a number is what it is, as the parameter table has it."""
        return parameters_nb.SOURCES.get(source, source) if self._norwegian else source

    def setting(self, text: str) -> str:
        """A value as a study file has it, in the units of the language."""
        from experiments.study.varying import NUMBER

        match = NUMBER.fullmatch(text)
        if match is not None and match[2].strip():
            return self.with_unit(self.plain(float(match[1])), match[2].strip())
        return self(f"level.{text}") if text in ("yes", "no") else text

    def part(self, kind: str, name: str) -> str:
        """What readers call an organisation, a municipality or a strategy of the box."""
        names = box_nb.NAMES if self._norwegian else box_en.NAMES
        return names.get(kind, {}).get(name, name)

    def title(self, kind: str, name: str) -> str:
        """The title of a file of the box, where it is not the one that the file has itself."""
        return box_nb.TITLES.get(kind, {}).get(name, "") if self._norwegian else ""

    def group(self, group: str) -> str:
        """The name of a group of measures."""
        from experiments.formatting import GROUPS

        return measures_nb.GROUPS.get(group, group) if self._norwegian else GROUPS.get(group, group)

    def unit(self, unit: str) -> str:
        """A unit as tables show it."""
        told = shown_unit(unit)
        return measures_nb.UNITS.get(told, told) if self._norwegian else told

    def direction(self, lower: bool, unit: str) -> str:
        """ "lower" or "higher"; of days "shorter" or "longer"."""
        if unit == "days":
            return self("shorter" if lower else "longer")
        return self("lower" if lower else "higher")

    def unit_of_difference(self, unit: str) -> str:
        """The unit of a difference: shares differ by percentage points."""
        return self.unit(unit_of_difference(unit))

    def with_unit(self, told: str, unit: str) -> str:
        """A number as it is told, with its unit: ``12 days``, ``1 day``."""
        shown = self.unit(unit)
        if is_one(told):
            shown = measures_nb.ONE.get(shown, shown) if self._norwegian else singular(shown)
        return f"{told}{_FIXED_SPACE}{shown}"

    def level(self, name: str) -> str:
        """The name of a level (people or dwellings counted month by month)."""
        return measures_nb.LEVELS.get(name, name) if self._norwegian else name

    # ---- numbers -------------------------------------------------------------------------------

    def number(self, value: float | None, places: int, *, sign: bool = False) -> str:
        """``value`` with ``places`` decimals as the language writes it."""
        if value is None:
            return "–"
        text = number(value, places, sign=sign).replace(" ", _FIXED_SPACE).replace("-", "−")
        return text.replace(".", ",") if self._norwegian else text

    def plain(self, value: float) -> str:
        """``value`` with no more than four figures and no decimals it does not have."""
        if value and abs(value) < 1000:
            text = f"{value:.4g}"
        else:
            text = f"{value:,.0f}".replace(",", _FIXED_SPACE)
        text = text.replace("-", "−")
        return text.replace(".", ",") if self._norwegian else text

    def percent(self, share: float | None, places: int = 0) -> str:
        """A share as per cent; never "100 %" or "0 %" of what is not quite all or nothing."""
        if share is None:
            return "–"
        least = 10.0**-places
        if 0.0 < 100.0 * share < least / 2:
            return f"<{_FIXED_SPACE}{self.number(least, places)}{_FIXED_SPACE}%"
        if 100.0 - least / 2 <= 100.0 * share < 100.0:
            return f">{_FIXED_SPACE}{self.number(100.0 - least, places)}{_FIXED_SPACE}%"
        return f"{self.number(100.0 * share, places)}{_FIXED_SPACE}%"

    def chance(self, share: float) -> str:
        """A probability that resampling gave, which never quite is nothing or certainty."""
        return self.percent(min(max(share, 0.0004), 0.9996), 0 if 0.01 <= share <= 0.99 else 1)

    def spelt(self, told: str) -> str:
        """``< 0.1 %`` as a sentence has it: ``less than 0.1 %``."""
        sign, _, rest = told.partition(_FIXED_SPACE)
        return self(f"spelt.{sign}", told=rest) if sign in ("<", ">") else told

    def p_value(self, p: float | None) -> str:
        """A probability of chance."""
        if p is None:
            return "–"
        return f"<{_FIXED_SPACE}{self.number(0.001, 3)}" if p < 0.001 else self.number(p, 3)

    def mean(self, found: Estimate, unit: str) -> str:
        """A mean with its unit."""
        there = shown(found, unit)
        return self.with_unit(self.number(there.mean, decimals([there])), unit)

    def interval(self, found: Estimate, *, sign: bool = False, places: int | None = None) -> str:
        """``low to high``, of an estimate in the unit that tables show."""
        if found.low is None or found.high is None:
            return "–"
        if places is None:
            places = sharpened(found, decimals([found]))
        ends = (self.number(end, places, sign=sign) for end in (found.low, found.high))
        return self("interval", **dict(zip(("low", "high"), ends, strict=True)))

    def difference(self, found: Estimate, unit: str) -> str:
        """The size of a difference with its unit, without its sign."""
        there = shown(found, unit)
        places = sharpened(there, decimals([there]))
        size = None if there.mean is None else abs(there.mean)
        return self.with_unit(self.number(size, places), unit_of_difference(unit))

    def amount(self, value: float, unit: str, *, difference: bool = False) -> str:
        """A number in ``unit`` as tables show it."""
        there = shown(Estimate(value, None, None, 1), unit).mean
        assert there is not None
        return self.with_unit(self.plain(there), unit_of_difference(unit) if difference else unit)
