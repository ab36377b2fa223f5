"""What is wrong with a scenario, said so that its writer can put it right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: Longest piece of a file that a message quotes.
_QUOTED = 60
#: Longest message; longer ones are cut (a key can be as long as its file).
_MESSAGE = 2000


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a scenario.

    ``file`` as its reader knows it ("command line" for ``--set`` and the like), ``line``
    counted from one (``None`` where no line applies), ``key`` the dotted path inside the
    file (empty for the whole of it), ``found`` and ``expected`` in words, ``suggestion``
    the nearest valid name if there is one.
    """

    file: str
    line: int | None
    key: str
    found: str
    expected: str
    suggestion: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        what = f"{self.key}: " if self.key else ""
        hint = f" (did you mean {self.suggestion}?)" if self.suggestion else ""
        message = f"{place}: {what}found {self.found}, expected {self.expected}{hint}"
        return printable(message, _MESSAGE)


class ScenarioError(Exception):
    """A scenario that cannot be used; ``problems`` says all that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[list[Problem]]]:
        return type(self), (self.problems,)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """``problems`` by file and line, each once."""
    return sorted(
        dict.fromkeys(problems), key=lambda problem: (problem.file, problem.line or 0, problem.key)
    )


def nearest(name: str, valid: Iterable[str]) -> str | None:
    """The valid name most like ``name``, or ``None`` if none is like it."""
    close = difflib.get_close_matches(name[:200], list(valid), n=1, cutoff=0.6)
    return close[0] if close else None


def described_as(name: str, meanings: Mapping[str, str]) -> str | None:
    """The valid name whose meaning, in words, is (nearly) ``name``: who writes "inhabitants"
    means the key that is described so, however little its own name is like it.
    """
    close = difflib.get_close_matches(name[:200], meanings.values(), n=1, cutoff=0.8)
    return next((key for key, meaning in meanings.items() if meaning in close), None)


def quoted(text: str, longest: int = _QUOTED) -> str:
    """``text`` as a message shows it: on one line, not too long, nothing unprintable."""
    return f'"{printable(text, longest)}"'


def printable(text: str, longest: int = _QUOTED) -> str:
    """The same without quotation marks."""
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[: longest + 1])
    return f"{shown[: longest - 3]}..." if len(shown) > longest else shown


def listed(names: Iterable[str], word: str = "or") -> str:
    """``a, b or c``."""
    items = list(names)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}"
