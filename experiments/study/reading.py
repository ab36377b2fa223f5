"""A study file to a :class:`Study`; whatever is wrong with it is said with file and line.

The file is read as scenario files are: text stays text until a field reads it.  That the keys
and values it names exist in every base scenario under every arm is seen to by
:mod:`experiments.study.checking`.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace
from pathlib import Path

from experiments.study.description import (
    FACTORIAL,
    FILE,
    LATIN_HYPERCUBE,
    MORRIS,
    OWN_SEEDS,
    SAME_SEEDS,
    SIZED,
    SOBOL,
    Design,
    Lever,
    Replications,
    Study,
    Uncertainty,
)
from experiments.study.design import count as points_count
from experiments.study.schema import (
    COUNT,
    MOST_ARMS,
    MOST_POINTS,
    REPLICATIONS,
    DesignFile,
    ReplicationsFile,
    StudyFile,
)
from experiments.study.varying import NUMBER, Varying
from sim.scenario.composition import display
from sim.scenario.errors import Problem, ScenarioError, in_order, nearest, quoted
from sim.scenario.reading import Mapping as Keys
from sim.scenario.reading import Node, Scalar, UnreadableError, read_file, shown
from sim.scenario.reading import Sequence as Items
from sim.scenario.validation import read as read_field
from sim.scenario.validation import validate

#: More than this is no name and no source.
_LONGEST_WORDS = 200

#: How sources begin that the file does not give itself.
_NOT_OWN = ("given in ", "parameter table: ")


def read_study(path: Path) -> Study:
    """The study in the file at ``path``.

    Raises ``ScenarioError`` with all that is wrong with the file.
    """
    try:
        node, problems = read_file(path, display(path))
    except UnreadableError as unreadable:
        raise ScenarioError([unreadable.problem]) from None
    return _Reading(path, problems).study(node)


def _what_is_named(study: Study) -> list[str]:
    """Whatever has a name of its own in a study, and the sources it gives."""
    names = [one.name for one in study.varied]
    names += [level.name for one in study.varied for level in one.levels]
    own = [one.source for one in study.uncertainties if not one.source.startswith(_NOT_OWN)]
    return list(dict.fromkeys([*names, *own]))


class _Reading:
    """Reads one file, gathering problems."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self.varying = Varying(problems)

    def study(self, node: Keys) -> Study:
        file = validate(StudyFile, node, self.problems)
        entries = node.entries
        bases = self._bases(entries.get("base"))
        common = self.varying.settings("override", entries.get("override"), parts=False)
        levers = self.varying.levers(entries.get("levers"))
        uncertainties = self.varying.uncertainties(entries.get("uncertainties"))
        measures, practical = self._measures(entries.get("measures"))
        known = tuple(one for one in uncertainties if one is not None)
        design = self._design(entries.get("design"), known, all_read=None not in uncertainties)
        replications = self._replications(entries.get("replications"))
        self._refuse_keys_varied_twice(levers, known)
        if self.problems or file is None or design is None or replications is None:
            raise ScenarioError(in_order(self.problems))
        if file.seeds is not None:
            seeds = str(file.seeds.base)
        else:
            seeds = OWN_SEEDS if design.kind in (LATIN_HYPERCUBE, FILE) else SAME_SEEDS
        study = Study(
            name=self.path.stem,
            title=file.title,
            question=file.question,
            bases=bases,
            levers=tuple(lever for lever in levers if lever is not None),
            uncertainties=known,
            measures=measures,
            practical_differences=practical,
            design=design,
            replications=replications,
            seed=round(file.seed.number),
            seeds=seeds,
            resources=str(file.resources.base),
            combine=str(file.combine.base),
            keep=str(file.keep.base),
            common=common,
            title_nb=file.title_nb or "",
            question_nb=file.question_nb or "",
            file=node.file,
            lines=dict(node.key_lines),
        )
        self._refuse_confusing_arms(study, node)
        self._refuse_too_many_points(study, node)
        return replace(study, words_nb=self._words(entries.get("words_nb"), study))

    def _bases(self, node: Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        items = node.items if isinstance(node, Items) else [node]
        if not items:
            self.problems.append(node.problem("an empty list", "at least one scenario"))
        found = [self.varying.text(item, "the file or name of a scenario") for item in items]
        names = [name for name in found if name]
        for place, name in enumerate(names):
            if name in names[:place]:
                self.problems.append(items[place].problem(quoted(name), "each scenario once"))
        return tuple(names)

    def _words(self, node: Node | None, study: Study) -> dict[str, str]:
        """Names and sources of the file, and what they are in Norwegian."""
        if node is None or (isinstance(node, Scalar) and node.empty):
            return {}
        if not isinstance(node, Keys):
            found = shown(node)
            raise ScenarioError([node.problem(found, "names of the file, each with a text")])
        known = _what_is_named(study)
        words: dict[str, str] = {}
        for name, entry in node.entries.items():
            if name not in known:
                expected = "a lever, level, uncertainty or source of this file"
                line = node.key_lines.get(name)
                meant = nearest(name, known)
                self.problems.append(
                    Problem(node.file, line, node.path, quoted(name), expected, meant)
                )
                continue
            text = self.varying.text(entry, "a text in Norwegian")
            if text and len(text) <= _LONGEST_WORDS and text.isprintable():
                words[name] = text
            elif text:
                expected = f"a text of at most {_LONGEST_WORDS} characters"
                self.problems.append(entry.problem(shown(entry), expected))
        if self.problems:
            raise ScenarioError(in_order(self.problems))
        return words

    def _refuse_confusing_arms(self, study: Study, node: Keys) -> None:
        count = math.prod(len(lever.levels) for lever in study.levers)
        problem = None
        if study.combine == FACTORIAL and count > MOST_ARMS:
            problem = (f"{count} combinations of levers", f"at most {MOST_ARMS}")
        elif len(set(study.arms)) < len(study.arms):
            problem = ("levels that lead to arms of the same name", "names that differ")
        if problem is not None:
            raise ScenarioError([node.entries["levers"].problem(*problem)])

    def _refuse_keys_varied_twice(
        self, levers: list[Lever | None], uncertainties: tuple[Uncertainty, ...]
    ) -> None:
        """A key that two things vary would have the value of one of them only."""
        seen: dict[str, str] = {}
        for one in (*levers, *uncertainties):
            if one is None:
                continue
            own = set() if isinstance(one, Lever) else set(one.keys)
            for level in one.levels:
                own |= {*level.settings, *level.parts}
            for key in sorted(own):
                if key in seen:
                    found = f"{quoted(key)}, which {quoted(seen[key])} varies too"
                    self.problems.append(
                        Problem(display(self.path), one.line, one.name, found, "each key once")
                    )
                seen.setdefault(key, one.name)
        self._refuse_keys_within_keys(levers, uncertainties)

    def _refuse_keys_within_keys(
        self, levers: list[Lever | None], uncertainties: tuple[Uncertainty, ...]
    ) -> None:
        """A key inside another one would be lost where that one is put in place after it."""
        before: dict[str, str] = {}
        for one in (*(one for one in uncertainties if one.is_choice), *levers):
            if one is None:
                continue
            own = sorted({key for level in one.levels for key in level.settings})
            for key in own:
                inner = next((other for other in before if other.startswith(f"{key}.")), None)
                if inner is not None:
                    found = f"{quoted(key)}, inside which {quoted(before[inner])} varies"
                    said = f"{found} {quoted(inner)}"
                    self.problems.append(
                        Problem(display(self.path), one.line, one.name, said, "each key once")
                    )
            before |= {key: one.name for key in own if key not in before}

    # ---- measures --------------------------------------------------------------------------

    def _measures(self, node: Node | None) -> tuple[tuple[str, ...], dict[str, float]]:
        """The measures, and the differences that matter in practice."""
        if node is None:
            return (), {}
        from sim.measures import MEASURES

        practical = {}
        if isinstance(node, Keys) and node.entries:
            for key, value in node.entries.items():
                if isinstance(value, Scalar) and value.empty:
                    continue
                number = self._bare_number(value, "a difference, in the measure's unit")
                if number is not None:
                    practical[key] = number
            named = [(key, value) for key, value in node.entries.items()]
        elif isinstance(node, Items) and node.items:
            texts = [(self.varying.text(item, "the key of a measure"), item) for item in node.items]
            named = [(text, item) for text, item in texts if text]
        else:
            self.problems.append(node.problem(shown(node), "a list of measures"))
            return (), {}
        for place, (key, where) in enumerate(named):
            if key not in MEASURES:
                self.problems.append(
                    Problem(
                        where.file,
                        where.line,
                        where.path,
                        quoted(key),
                        "a measure of the model",
                        nearest(key, MEASURES),
                    )
                )
            elif key in [other for other, _ in named[:place]]:
                self.problems.append(where.problem(quoted(key), "each measure once"))
        return tuple(key for key, _ in named), practical

    def _bare_number(self, node: Node, expected: str) -> float | None:
        if isinstance(node, Scalar):
            match = NUMBER.fullmatch(node.text)
            if match is not None and not match[2].strip():
                value = float(match[1])
                if math.isfinite(value) and value >= 0.0:
                    return value
        self.problems.append(node.problem(shown(node), f"{expected}: a number, 0 or more"))
        return None

    # ---- design and replications -----------------------------------------------------------

    def _design(
        self, node: Node | None, uncertainties: tuple[Uncertainty, ...], *, all_read: bool
    ) -> Design | None:
        if node is None or (isinstance(node, Scalar) and node.empty):
            return Design(FACTORIAL)
        if isinstance(node, Scalar):  # the kind alone
            whole = Keys(node.file, node.line, node.path, node.source)
            whole.put("kind", node)
            node = whole
        file = validate(DesignFile, node, self.problems)
        if file is None:
            return None
        assert isinstance(node, Keys)
        kind = str(file.kind.base)
        fitting = {
            "points": SIZED,
            "steps": (FACTORIAL, MORRIS),
            "second_order": (SOBOL,),
            "file": (FILE,),
        }
        before = len(self.problems)
        for key, kinds in fitting.items():
            if key in node.entries and kind not in kinds:
                where = node.entries[key]
                self.problems.append(where.problem(shown(where), f"no {key} in a {kind} design"))
        for key, kinds in (("points", SIZED), ("file", (FILE,))):
            if kind in kinds and key not in node.entries:
                self.problems.append(
                    node.problem("nothing", str(DesignFile.model_fields[key].description), key=key)
                )
        if kind != FACTORIAL and all_read and not uncertainties:
            self.problems.append(node.problem(kind, "uncertainties for it to vary"))
        size = round(file.points.number) if file.points is not None else 0
        if kind == SOBOL and size & (size - 1):
            self.problems.append(
                node.entries["points"].problem(str(size), "a power of two (64, 128, ...)")
            )
        steps = round(file.steps.number) if file.steps is not None else 4 if kind == MORRIS else 3
        if kind == MORRIS and steps % 2:
            self.problems.append(node.entries["steps"].problem(str(steps), "an even number"))
        rows: tuple[tuple[float, ...], ...] = ()
        if kind == FILE and file.file is not None and all_read:
            rows = self._rows(node.entries["file"], file.file, uncertainties)
        if len(self.problems) > before:
            return None
        blocks = (size,) if kind in SIZED else ()
        return Design(kind, blocks, steps, bool(file.second_order.base), rows, file.file or "")

    def _refuse_too_many_points(self, study: Study, node: Keys) -> None:
        count = points_count(study)
        if count > MOST_POINTS:
            key = next(key for key in ("design", "uncertainties", "base") if key in node.entries)
            found = f"{count:.4g} points" if count >= 1e15 else f"{count} points"
            line = node.key_lines.get(key)
            raise ScenarioError([Problem(node.file, line, key, found, f"at most {MOST_POINTS}")])

    def _rows(
        self, place: Node, name: str, uncertainties: tuple[Uncertainty, ...]
    ) -> tuple[tuple[float, ...], ...]:
        """The points of a CSV file beside the study file: a column for each uncertainty."""
        path = self.path.parent / name
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "not text in UTF-8"
            found = f"{quoted(name)}, which cannot be read ({str(why).lower()})"
            self.problems.append(place.problem(found, "a CSV file beside the study file"))
            return ()
        first = text.splitlines()[0] if text else ""
        separator = ";" if first.count(";") > first.count(",") else ","
        lines = csv.reader(io.StringIO(text), delimiter=separator)
        columns = [column.strip() for column in next(lines, [])]
        shown_name = display(path)
        wanted = [one.name for one in uncertainties]
        if sorted(columns) != sorted(wanted):
            strange = [column for column in columns if column not in wanted]
            missing = [column for column in wanted if column not in columns]
            found = (
                quoted(strange[0])
                if strange
                else f"no column {quoted(missing[0])}"
                if (missing)
                else "a column twice"
            )
            expected = f"the columns {', '.join(wanted)}"
            meant = nearest(strange[0], wanted) if strange else None
            self.problems.append(Problem(shown_name, 1, "", found, expected, meant))
            return ()
        rows = []
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                self.problems.append(
                    Problem(
                        shown_name,
                        lines.line_num,
                        "",
                        f"{len(cells)} cells",
                        f"{len(columns)}, one for each column",
                    )
                )
                continue
            by_name = dict(zip(columns, cells, strict=True))
            row = [
                self._cell(one, by_name[one.name].strip(), shown_name, lines.line_num, separator)
                for one in uncertainties
            ]
            rows.append(tuple(row))
        if not rows:
            self.problems.append(Problem(shown_name, None, "", "no points", "a row for each point"))
        return tuple(rows)

    def _cell(self, one: Uncertainty, text: str, file: str, line: int, separator: str) -> float:
        """A value in a file of points: the name of a level, or a number in the range's unit."""
        if one.is_choice:
            names = [level.name for level in one.levels]
            if text in names:
                return float(names.index(text) + 1)
            meant = nearest(text, names)
            expected = f"one of {', '.join(names)}"
            self.problems.append(Problem(file, line, one.name, quoted(text), expected, meant))
            return math.nan
        try:
            value = float(text.replace(",", ".") if separator == ";" else text)
        except ValueError:
            value = math.nan
        if not one.low <= value <= one.high:
            expected = f"a number from {one.low:.6g} to {one.high:.6g} ({one.unit})"
            self.problems.append(Problem(file, line, one.name, quoted(text), expected))
        return value

    def _replications(self, node: Node | None) -> Replications | None:
        if node is None or (isinstance(node, Scalar) and node.empty):
            return Replications(REPLICATIONS, REPLICATIONS)
        if isinstance(node, Scalar):
            given = read_field(COUNT, node, self.problems)
            if given is None:
                return None
            return Replications(round(given.number), round(given.number))
        file = validate(ReplicationsFile, node, self.problems)
        if file is None:
            return None
        assert isinstance(node, Keys)
        least, most = round(file.least.number), round(file.most.number)
        if not 2 <= least <= most:
            self.problems.append(
                node.problem(f"{least} to {most} replications", "at least 2, and no more than most")
            )
            return None
        until = self._until(node.entries["until"])
        step = round(file.step.number) if file.step is not None else least
        return Replications(least, most, until, step)

    def _until(self, node: Node) -> dict[str, float]:
        from sim.measures import MEASURES

        if not isinstance(node, Keys) or not node.entries:
            self.problems.append(node.problem(shown(node), "half widths by measure"))
            return {}
        found = {}
        for key, value in node.entries.items():
            number = self._bare_number(value, "the half width to reach, in the measure's unit")
            if key not in MEASURES:
                self.problems.append(
                    Problem(
                        node.file,
                        node.key_lines.get(key),
                        value.path,
                        quoted(key),
                        "a measure of the model",
                        nearest(key, MEASURES),
                    )
                )
            elif number == 0.0:
                self.problems.append(value.problem("0", "a half width above 0"))
            elif number is not None:
                found[key] = number
        return found
