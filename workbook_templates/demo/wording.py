"""The demo's texts in one language; ids, dates and amounts are the same in both."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any


class Wording:
    """One language's texts of the demo, by area and key."""

    def __init__(self, language: str, texts: dict[str, Any]) -> None:
        self.language = language
        self._texts = texts

    @staticmethod
    @cache
    def of(language: str) -> Wording:
        """The texts of `de` or `en`."""
        source = resources.files("workbook_templates.demo") / f"{language}.json"
        return Wording(language, json.loads(source.read_text("utf-8")))

    def text(self, area: str, key: str, **facts: object) -> str:
        """One text with the facts in its placeholders."""
        text: str = self._texts[area][key]
        return text.format(**facts) if facts else text

    def list(self, area: str) -> Sequence[str]:
        """The texts of an area that are told apart by their place only."""
        texts: list[str] = self._texts[area]
        return texts
