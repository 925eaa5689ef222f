"""Writes the handbook of both languages: `python docs/handbook.py`."""

from pathlib import Path

from addin.handbook import handbook
from addin.words import LANGUAGES

HERE = Path(__file__).parent


def write() -> None:
    """Both handbooks, beside this file."""
    for language in LANGUAGES:
        (HERE / f"handbook.{language}.md").write_text(handbook(language), "utf-8")


if __name__ == "__main__":
    write()
