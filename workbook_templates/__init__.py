"""The built master workbooks, German and English, and what builds them."""

from pathlib import Path

FOLDER = Path(__file__).parent


def file_name(language: str) -> str:
    """What the master workbook of that language is called."""
    return f"teeup_{language}.xlsx"


def template(language: str) -> bytes:
    """The empty master workbook of `de` or `en`, as it was built and committed."""
    return (FOLDER / file_name(language)).read_bytes()
