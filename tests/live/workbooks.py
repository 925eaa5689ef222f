"""Master workbooks for the live tests: as Teeup makes them, but for what LibreOffice spends its time on."""

from __future__ import annotations

import shutil
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import xlwings as xw
from lightened import lighten

from addin import masters

NOW = datetime(2027, 2, 15, 9, 30)
MADE = TemporaryDirectory(prefix="teeup-masters-")  # gone when Python ends


def empty_master(path: Path, language: str) -> Path:
    """An empty master at `path`."""
    return Path(shutil.copy(_made("empty", language), path))


def demo_master(path: Path, language: str) -> Path:
    """The demo master at `path`."""
    return Path(shutil.copy(_made("demo", language), path))


@cache
def _made(kind: str, language: str) -> Path:
    made = Path(MADE.name) / f"{kind}_{language}.xlsx"
    if kind == "demo":
        masters.demo(made, language, NOW)
    else:
        masters.create(made, language)
    lighten(made)
    return made


def emptied(book: xw.Book, *tables: str) -> None:
    """Takes the rows of some tables out again: quicker than opening another empty master."""
    for sheet in book.sheets:
        for table in sheet.tables:
            if table.name in tables:
                _empty(table)


def _empty(table: xw.main.Table) -> None:
    rows = table.data_body_range
    first = zip(rows[0, :].formula[0], rows[0, :].value, strict=True)
    kept = [text if text.startswith("=") and text != value else None for text, value in first]
    rows.clear_contents()
    table.resize(table.range[:2, :])
    rows[0, :].formula = [kept]
