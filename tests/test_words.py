"""Both languages say the same things about the same facts."""

import json
import re
import string
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from addin.words import LANGUAGES, texts_under

ROOT = Path(__file__).parent.parent
FILES = sorted(path.stem for path in (ROOT / "addin" / "words" / "de").glob("*.json"))


def texts(language: str, name: str) -> dict[str, str]:
    source = ROOT / "addin" / "words" / language / f"{name}.json"
    return dict(texts_under(json.loads(source.read_text("utf-8"))))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", FILES)
def test_both_languages_have_the_same_words_with_the_same_facts(name: str) -> None:
    german, english = (texts(language, name) for language in ("de", "en"))
    assert german.keys() == english.keys()
    assert {key: fields(text) for key, text in german.items()} == {key: fields(t) for key, t in english.items()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_no_text_is_blank_or_untrimmed(language: str, name: str) -> None:
    wrong = [key for key, text in texts(language, name).items() if text != text.strip()]
    assert not wrong


def codes(pattern: str) -> Iterator[str]:
    for path in (ROOT / "addin").rglob("*.py"):
        yield from re.findall(pattern, path.read_text("utf-8"))


def test_every_refusal_has_words() -> None:
    used = set(codes(r"Refusal\(\s*\"(\w+)\""))
    assert used
    assert used <= texts("de", "errors").keys()


def test_german_addresses_the_coordinator_formally() -> None:
    familiar = re.compile(r"\b(du|dein\w*|dich|dir)\b", re.IGNORECASE)
    wrong = [f"{name}.{key}" for name in FILES for key, text in texts("de", name).items() if familiar.search(text)]
    assert not wrong


def test_every_word_file_is_installed() -> None:
    for language in LANGUAGES:
        assert resources.files("addin.words").joinpath(language, "tables.json").is_file()
