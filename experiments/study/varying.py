"""What a study varies: levers with their levels, uncertainties with their ranges."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from experiments.study.description import (
    LOG_UNIFORM,
    NORMAL,
    PARTS,
    TRIANGULAR,
    Level,
    Lever,
    Uncertainty,
)
from experiments.study.schema import LeverFile, UncertaintyFile
from sim.parameters import PARAMETERS
from sim.quantities import KINDS, QuantityError, kind_of, parse, singular
from sim.scenario.errors import Problem, nearest, quoted
from sim.scenario.reading import Mapping as Keys
from sim.scenario.reading import Node, Scalar, join, shown
from sim.scenario.reading import Sequence as Items
from sim.scenario.validation import validate

#: How a factor is written.
FACTOR = "factor"

#: Names of levers, uncertainties and levels become columns and cells of tables.
_LONGEST_NAME = 80

#: A number, and what follows it.
NUMBER = re.compile(r"\s*([-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)(.*)")


def text_of(node: Node) -> str:
    """A value as a setting has it: its text, lists and mappings in the flow style of YAML."""
    if isinstance(node, Items):
        return f"[{', '.join(text_of(item) for item in node.items)}]"
    if isinstance(node, Keys):
        pairs = (f"{_quoted(key)}: {text_of(one)}" for key, one in node.entries.items())
        return f"{{{', '.join(pairs)}}}"
    assert isinstance(node, Scalar)
    return _quoted(node.text) if node.quoted else node.text


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True)
class _Number:
    """A number and its unit ("" where none is written)."""

    value: float
    unit: str


class Varying:
    """Reads what is varied, gathering problems."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def levers(self, node: Node | None) -> list[Lever | None]:
        """The levers by name; ``None`` for each that could not be read."""
        return [self._lever(name, one) for name, one in self._named(node)]

    def uncertainties(self, node: Node | None) -> list[Uncertainty | None]:
        """The uncertainties by name; ``None`` for each that could not be read."""
        return [self._uncertainty(name, one) for name, one in self._named(node)]

    def _named(self, node: Node | None) -> Iterator[tuple[str, Node]]:
        """The entries of a mapping by names that can head a column."""
        if node is None or (isinstance(node, Scalar) and node.empty):
            return
        if not isinstance(node, Keys) or not node.entries:
            self.problems.append(node.problem(shown(node), "keys by name"))
            return
        for name, entry in node.entries.items():
            if self._fit_name(name, entry, node.key_lines.get(name)):
                yield name, entry

    def _fit_name(self, name: str, node: Node, line: int | None) -> bool:
        if name.strip() and len(name) <= _LONGEST_NAME and name.isprintable():
            return True
        expected = f"a name of at most {_LONGEST_NAME} characters"
        self.problems.append(Problem(node.file, line, node.path, quoted(name), expected))
        return False

    def text(self, node: Node, expected: str) -> str | None:
        if isinstance(node, Scalar) and not node.empty and node.text.strip():
            return node.text.strip()
        self.problems.append(node.problem(shown(node), expected))
        return None

    def settings(self, name: str, node: Node | None, *, parts: bool = True) -> Level:
        """Keys by path and their values; those of :data:`PARTS` if ``parts``."""
        if node is None or (isinstance(node, Scalar) and node.empty):
            return Level(name)
        if not isinstance(node, Keys):
            self.problems.append(node.problem(shown(node), "scenario keys with values"))
            return Level(name)
        settings: dict[str, str] = {}
        chosen: dict[str, str] = {}
        for key, value in node.entries.items():
            if key in PARTS:
                if not parts:
                    expected = "keys inside it; another one is a lever's or an uncertainty's level"
                    self.problems.append(value.problem(shown(value), expected))
                    continue
                text = self.text(value, f"the file or name of another {key}")
                chosen |= {key: text} if text else {}
            else:
                settings[key] = text_of(value)
        return Level(name, settings, **chosen, lines=dict(node.key_lines))

    def _lever(self, name: str, node: Node) -> Lever | None:
        if isinstance(node, Items):  # a list of values: the name is the key
            levels = self._values_as_levels([name], node)
        else:
            file = validate(LeverFile, node, self.problems)
            if file is None:
                return None
            assert isinstance(node, Keys)
            keys = self._keys(file, node)
            given = [what for what in ("values", "levels") if what in node.entries]
            if len(given) != 1:
                found = "both values and levels" if given else "neither values nor levels"
                self.problems.append(node.problem(found, "one of them"))
                return None
            if given == ["values"] and not keys:
                self.problems.append(
                    node.problem("nothing", "the path of the key that takes the values", key="key")
                )
                return None
            if given == ["levels"]:
                levels = self._levels(keys, node)
            else:
                levels = self._values_as_levels(keys, node.entries["values"])
        if len(levels) < 2:
            self.problems.append(node.problem(f"{len(levels)} of them", "two levels or more"))
            return None
        if self._refuse_municipalities(levels, node):
            return None
        return Lever(name, tuple(levels), node.line)

    def _refuse_municipalities(self, levels: list[Level], node: Node) -> bool:
        """Arms meet the same households with as many people: two towns can do neither."""
        found = next((level for level in levels if level.municipality), None)
        if found is None:
            return False
        expected = (
            "the municipality of the base in every arm; other municipalities are levels of an "
            "uncertainty, or further base scenarios"
        )
        line = found.lines.get("municipality", node.line)
        told = f"the municipality {quoted(found.municipality or '')}"
        self.problems.append(Problem(node.file, line, node.path, told, expected))
        return True

    def _keys(self, file: LeverFile | UncertaintyFile, node: Keys) -> list[str]:
        if file.key is not None and file.keys is not None:
            self.problems.append(node.problem("both key and keys", "one of them"))
        return list(file.keys) if file.keys is not None else [file.key] if file.key else []

    def _values_as_levels(self, keys: list[str], node: Node) -> list[Level]:
        """A level for each value in a list, which all keys take."""
        if not isinstance(node, Items):
            self.problems.append(node.problem(shown(node), "a list of values, [a, b]"))
            return []
        levels: list[Level] = []
        for item in node.items:
            text = text_of(item) if not isinstance(item, Scalar) else item.text.strip()
            if not text:
                self.problems.append(item.problem(shown(item), "a value"))
                continue
            if text in [level.name for level in levels]:
                self.problems.append(item.problem(quoted(text), "each value once"))
                continue
            chosen = {key: text for key in keys if key in PARTS}
            settings = {key: text_of(item) for key in keys if key not in PARTS}
            levels.append(Level(text, settings, **chosen, lines=dict.fromkeys(keys, item.line)))
        return levels

    def _levels(self, keys: list[str], node: Keys) -> list[Level]:
        """Levels by name, each with settings of its own."""
        if keys:
            where = node.entries.get("key") or node.entries["keys"]
            self.problems.append(where.problem("a key beside levels", "the keys in each level"))
        return [self.settings(name, one) for name, one in self._named(node.entries["levels"])]

    def _uncertainty(self, name: str, node: Node) -> Uncertainty | None:
        if isinstance(node, Scalar) and node.empty:  # the name says it all: a parameter
            node = Keys(node.file, node.line, node.path, None)
        file = validate(UncertaintyFile, node, self.problems)
        if file is None:
            return None
        assert isinstance(node, Keys)
        if "levels" in node.entries:
            return self._choice(name, node)
        before = len(self.problems)
        keys, multiplies = self._keys(file, node), False
        if "multiply" in node.entries:
            if keys:
                self.problems.append(node.problem("both key and multiply", "one of them"))
            keys, multiplies = self._paths(node.entries["multiply"]), True
        elif not keys:
            keys = [name]
        ends, unit, source = self._range(keys, multiplies, node)
        values = self._numbers(node.entries.get("values"), keys, multiplies, unit)
        mode = self._shape(file, node, keys, multiplies, unit)
        if ends is None or len(self.problems) > before:
            return None
        low, high = ends
        problem = _wrong_shape(str(file.distribution.base), low, high, *mode, values)
        if problem is not None:
            key, found, expected = problem
            self.problems.append(node.entries.get(key, node).problem(found, expected))
            return None
        return Uncertainty(
            name,
            low,
            high,
            unit,
            str(file.distribution.base),
            tuple(keys),
            multiplies,
            mode=mode[0],
            spread=mode[1],
            values=tuple(values),
            whole=bool(file.whole.base),
            source=source,
            line=node.line,
            lines=dict(node.key_lines),
        )

    def _choice(self, name: str, node: Keys) -> Uncertainty | None:
        """An uncertainty that is one of several levels."""
        others = [key for key in node.entries if key != "levels"]
        if others:
            where = node.entries[others[0]]
            self.problems.append(where.problem(f"{others[0]} beside levels", "levels alone"))
            return None
        levels = self._levels([], node)
        if len(levels) < 2:
            self.problems.append(node.problem(f"{len(levels)} of them", "two levels or more"))
            return None
        return Uncertainty(
            name,
            1.0,
            float(len(levels)),
            "choice",
            levels=tuple(levels),
            source=f"given in {node.file}:{node.line}",
            line=node.line,
        )

    def _paths(self, node: Node) -> list[str]:
        items = node.items if isinstance(node, Items) else [node]
        if not items:
            self.problems.append(node.problem("an empty list", "paths of scenario keys"))
        found = [self.text(item, "the path of a scenario key") for item in items]
        return [path for path in found if path]

    def _range(
        self, keys: list[str], multiplies: bool, node: Keys
    ) -> tuple[tuple[float, float] | None, str, str]:
        """Lowest and highest value, their unit, and on whose authority."""
        place = node.entries.get("range")
        if place is None:
            return self._range_of_the_table(keys, multiplies, node)
        if not isinstance(place, Items) or len(place.items) != 2:
            self.problems.append(place.problem(shown(place), "a list of two, [lowest, highest]"))
            return None, "", ""
        numbers = self._measured(place.items, keys, multiplies, None)
        if len(numbers) < 2:
            return None, "", ""
        low, high = numbers[0].value, numbers[1].value
        if not low < high:
            found = f"{low:.6g} to {high:.6g}"
            self.problems.append(place.problem(found, "a lowest value below the highest one"))
            return None, "", ""
        source = place.source or f"given in {place.file}:{place.line}"
        return (low, high), numbers[1].unit, source

    def _range_of_the_table(
        self, keys: list[str], multiplies: bool, node: Keys
    ) -> tuple[tuple[float, float] | None, str, str]:
        found = PARAMETERS.get(keys[0]) if keys and not multiplies else None
        if found is None or found.low is None or found.high is None:
            why = "a range, [lowest, highest]: only parameters have one of their own"
            meant = None
            if keys and found is None and not multiplies:
                meant = nearest(keys[0], PARAMETERS)
            path = join(node.path, "range")
            self.problems.append(Problem(node.file, node.line, path, "nothing", why, meant))
            return None, "", ""
        if not found.low < found.high:
            self.problems.append(
                node.problem(f"{quoted(found.key)}, whose range is one value", "a range")
            )
            return None, "", ""
        return (found.low, found.high), found.unit, f"parameter table: {found.source}"

    def _numbers(
        self, node: Node | None, keys: list[str], multiplies: bool, unit: str
    ) -> list[float]:
        """A list of numbers in the unit of the range."""
        if node is None:
            return []
        if not isinstance(node, Items) or not node.items:
            self.problems.append(node.problem(shown(node), "a list of values, [a, b]"))
            return []
        numbers = self._measured(node.items, keys, multiplies, unit)
        return [one.value for one in numbers]

    def _shape(
        self,
        file: UncertaintyFile,
        node: Keys,
        keys: list[str],
        multiplies: bool,
        unit: str,
    ) -> tuple[float | None, float | None]:
        """Mode of a triangular, mean and spread of a normal distribution."""
        wanted = {TRIANGULAR: ("mode",), NORMAL: ("mean", "spread")}.get(
            str(file.distribution.base), ()
        )
        found: dict[str, float | None] = {"mode": None, "mean": None, "spread": None}
        for key in found:
            place = node.entries.get(key)
            if place is None and key in wanted:
                said = f"the {key} that a {file.distribution.base} distribution has"
                self.problems.append(node.problem("nothing", said, key=key))
            elif place is not None and key not in wanted:
                said = f"no {key} with a {file.distribution.base} distribution"
                self.problems.append(place.problem(shown(place), said))
            elif place is not None:
                numbers = self._measured([place], keys, multiplies, unit)
                found[key] = numbers[0].value if numbers else None
        return (found["mode"] if found["mean"] is None else found["mean"]), found["spread"]

    def _measured(
        self, nodes: list[Node], keys: list[str], multiplies: bool, unit: str | None
    ) -> list[_Number]:
        """Numbers of one unit; one without a unit has that of the last, or of the range."""
        found = [self._number(node) for node in nodes]
        if any(one is None for one in found):
            return []
        numbers = [one for one in found if one is not None]
        wanted = numbers[-1].unit if unit is None else unit
        if multiplies:
            wanted = FACTOR
            expected = "a factor, a number without a unit"
        else:
            expected = f"a number in {wanted}" if wanted else "a number without a unit"
        parameter = PARAMETERS.get(keys[0]) if keys and not multiplies else None
        if parameter is not None and not parameter.choices:
            return self._of_parameter(nodes, parameter.unit, unit)
        settled = []
        for node, one in zip(nodes, numbers, strict=True):
            bare = one.unit == ""
            if (multiplies and not bare) or not (bare or one.unit == wanted):
                self.problems.append(node.problem(shown(node), expected))
            settled.append(_Number(one.value, wanted))
        return settled

    def _of_parameter(self, nodes: list[Node], unit: str, wanted: str | None) -> list[_Number]:
        """Numbers of a parameter, all in the unit of the range, or of the last of them."""
        kind = kind_of(unit)
        found: list[_Number] = []
        for node in reversed(nodes):
            assert isinstance(node, Scalar)
            target = found[0].unit if wanted is None and found else wanted or ""
            number = self._number(node)
            text = f"{node.text} {target}" if number and not number.unit else node.text
            try:
                value, written = parse(text, kind)
            except QuantityError as error:
                self.problems.append(node.problem(shown(node), error.expected))
                return []
            if target not in ("", written):
                self.problems.append(node.problem(shown(node), f"a number in {target}"))
                return []
            found.append(_Number(value, written))
        return found[::-1]

    def _number(self, node: Node) -> _Number | None:
        expected = "a number with its unit"
        if isinstance(node, Scalar) and not node.empty:
            match = NUMBER.fullmatch(node.text)
            if match is not None and math.isfinite(float(match[1])):
                unit = " ".join(match[2].split())
                if not unit or unit in _UNITS:
                    return _Number(float(match[1]), _UNITS.get(unit, ""))
                self.problems.append(
                    node.problem(shown(node), expected, nearest(unit, sorted(_UNITS)))
                )
                return None
        self.problems.append(node.problem(shown(node), expected))
        return None


def _units() -> dict[str, str]:
    """Every way to write a unit, and the unit."""
    plural = {unit: unit for units in KINDS.values() for unit in units}
    return {**{singular(unit): unit for unit in plural}, **plural}


_UNITS = _units()


def _wrong_shape(
    distribution: str,
    low: float,
    high: float,
    mode: float | None,
    spread: float | None,
    values: list[float],
) -> tuple[str, str, str] | None:
    """What is wrong with a distribution: key, found, expected."""
    if distribution == LOG_UNIFORM and not low > 0.0:
        return "range", f"a lowest value of {low:.6g}", "one above 0 (log-uniform)"
    if mode is not None and not low <= mode <= high:
        key = "mean" if distribution == NORMAL else "mode"
        return key, f"{mode:.6g}", f"a value inside the range, {low:.6g} to {high:.6g}"
    if spread is not None and not spread > 0.0:
        return "spread", f"{spread:.6g}", "a standard deviation above 0"
    outside = [value for value in values if not low <= value <= high]
    if outside:
        return "values", f"{outside[0]:.6g}", f"values inside the range, {low:.6g} to {high:.6g}"
    if len(set(values)) < len(values):
        return "values", "a value twice", "each value once"
    return None
