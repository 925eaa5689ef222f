"""The words of both languages: one place for every label, hint, message and date format."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache, cached_property, partial
from importlib import resources
from typing import Any

LANGUAGES = ("de", "en")


class Words:
    """One language's words, by dotted path: the first step is the file, the rest leads through it.

    >>> Words.of("de").text("tables.contracts.sheet")
    'Verträge'
    """

    def __init__(self, language: str) -> None:
        self.language = language

    @staticmethod
    @cache
    def of(language: str) -> Words:
        """The words of `de` or `en`, read once a file; KeyError for another language."""
        if language not in LANGUAGES:
            raise KeyError(language)
        return Words(language)

    @cached_property
    def _files(self) -> dict[str, Any]:
        return {}

    def tree(self, path: str) -> Any:
        """What stands at the path: a text, a list or a dict; KeyError where nothing does."""
        name, *steps = path.split(".")
        if name not in self._files:
            source = resources.files(__name__) / self.language / f"{name}.json"
            self._files[name] = json.loads(source.read_text("utf-8"))
        node = self._files[name]
        for step in steps:
            node = node[step]
        return node

    def text(self, path: str, **facts: object) -> str:
        """The sentence at the path, its placeholders filled as the language writes dates and numbers."""
        shown = {key: self.shown(value) for key, value in facts.items()}
        text: str = self.tree(path)
        return text.format(**shown) if facts else text

    def texts(self, path: str) -> Callable[..., str]:
        """What gives the sentences below the path by the rest of theirs.

        >>> Words.of("de").texts("tables.contracts")("sheet")
        'Verträge'
        """

        def text(rest: str, **facts: object) -> str:
            return self.text(f"{path}.{rest}", **facts)

        return text

    def label(self, table: str, column: str) -> str:
        """The header of a column; its hint is the list's second text."""
        label: str = self.tree(f"tables.{table}.columns.{column}")[0]
        return label

    def labels(self, table: str) -> Callable[[str], str]:
        """What gives the headers of one table by their columns."""
        return partial(self.label, table)

    def shown(self, value: object) -> str:
        """A value as a person reads it.

        >>> Words.of("de").shown(1234.5), Words.of("en").shown(date(2027, 2, 15))
        ('1.234,5', '2027-02-15')
        """
        if value is None:
            return ""
        if isinstance(value, datetime):
            return value.strftime("%d.%m.%Y %H:%M" if self.language == "de" else "%Y-%m-%d %H:%M")
        if isinstance(value, date):
            return value.strftime("%d.%m.%Y" if self.language == "de" else "%Y-%m-%d")
        if isinstance(value, bool):
            return self.text("choices.yes_no.yes" if value else "choices.yes_no.no")
        if isinstance(value, int | float):
            text = f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"
            return text.translate(_GERMAN_MARKS) if self.language == "de" else text
        if isinstance(value, list | tuple):
            return ", ".join(self.shown(item) for item in value)
        return str(value)


_GERMAN_MARKS = str.maketrans(",.", ".,")


def texts_under(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text under a node with its dotted path."""
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, list):
        for number, item in enumerate(node):
            yield from texts_under(item, f"{path}.{number}")
    else:
        for key, item in node.items():
            yield from texts_under(item, f"{path}.{key}" if path else key)
