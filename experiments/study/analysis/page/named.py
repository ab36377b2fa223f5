"""What the names in a report stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from experiments.study.analysis.page.shared import Page
from experiments.study.description import Level, Lever, Uncertainty


@dataclass(frozen=True)
class Named:
    """A name, what it is in the files, and what it stands for, in ``language``, line by line."""

    name: str
    keys: tuple[str, ...]
    meanings: tuple[str, ...]
    language: str


class Naming(Page):
    """What the names in a report stand for."""

    def named_rows(self) -> list[Named]:
        """Base scenarios, levers with their levels, conditions; only what can be explained."""
        rows: list[Named] = []
        for (kind, name), title in self.around.titles.items():
            if kind == "scenario":
                rows.append(Named(self.words("base"), (name,), (title,), self.words.language))
        for one in self.study.varied:
            rows += self._named(one)
        return [row for row in rows if row.meanings]

    def _named(self, one: Lever | Uncertainty) -> Iterator[Named]:
        if isinstance(one, Uncertainty) and not one.is_choice:
            yield self._keyed(one.name, one.keys, multiplies=one.multiplies)
            return
        keys = list(dict.fromkeys(key for level in one.levels for key in level.settings))
        alike = all(
            list(level.settings) == keys and len(set(level.settings.values())) == 1
            for level in one.levels
        )
        if alike and not any(level.parts for level in one.levels):
            yield self._keyed(one.name, tuple(keys), multiplies=False)
            return
        for level in one.levels:
            name = level.name
            if isinstance(one, Uncertainty):
                name = f"{one.name}: {name}"
            yield self._level(name, level)

    def _keyed(self, name: str, keys: tuple[str, ...], *, multiplies: bool) -> Named:
        """What keys mean that all take the same value, or are multiplied by it."""
        told = [self.words.explained(key) for key in keys]
        meanings = dict.fromkeys(text for text, _ in told if text)
        if multiplies:
            meanings = dict.fromkeys(
                self.words("named.multiplied", meaning=one) for one in meanings
            )
        return Named(name, keys, tuple(meanings), _language(told, self.words.language))

    def _level(self, name: str, level: Level) -> Named:
        """What files and settings make up a level."""
        parts = list(level.parts.items())
        told = [(self.around.titles.get(part, ""), self.words.language) for part in parts]
        for key, value in level.settings.items():
            meaning, language = self.words.explained(key)
            if meaning:
                told.append((f"{meaning}: {self.words.setting(value)}", language))
        files = [text for _, text in parts]
        files += [f"{key}: {value}" for key, value in level.settings.items()]
        texts = tuple(text for text, _ in told if text)
        if not files:
            texts = (self.words("named.as_base"),)
        return Named(name, tuple(files), texts, _language(told, self.words.language))


def _language(told: list[tuple[str, str]], language: str) -> str:
    """The language of several texts: of the first that says something, else ``language``."""
    return next((language for text, language in told if text), language)
