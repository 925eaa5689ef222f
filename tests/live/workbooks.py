"""Master workbooks for the live tests: as Teeup makes them, but for what LibreOffice spends its time on."""

from __future__ import annotations

import re
import shutil
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from zipfile import ZIP_DEFLATED, ZipFile

import xlwings as xw

from addin import masters

NOW = datetime(2027, 2, 15, 9, 30)
# No cell's content depends on these. Rows and columns repeated in print cost ten seconds at loading; conditional
# formats are looked at with each cell that is written, which Excel leaves until its screen is updated; choices
# offered in a cell make it look unlike its neighbours when their formats are asked for.
LEFT_OUT = re.compile(
    rb"<definedName [^>]*_xlnm\.Print_Titles.*?</definedName>"
    rb"|<conditionalFormatting .*?</conditionalFormatting>"
    rb"|<dataValidations .*?</dataValidations>",
    re.DOTALL,
)
HAS_SOME = re.compile(r"xl/(workbook|worksheets/sheet\d+)\.xml")


def empty_master(path: Path, language: str) -> Path:
    """An empty master at `path`."""
    return Path(shutil.copy(_made("empty", language), path))


def demo_master(path: Path, language: str) -> Path:
    """The demo master at `path`."""
    return Path(shutil.copy(_made("demo", language), path))


@cache
def _made(kind: str, language: str) -> Path:
    made = Path(mkdtemp(prefix="teeup-masters-")) / f"{kind}.xlsx"
    if kind == "demo":
        masters.demo(made, language, NOW)
    else:
        masters.create(made, language)
    lighten(made)
    return made


def lighten(path: Path) -> None:
    """Leaves print titles and conditional formats out of a workbook."""
    with ZipFile(path) as package:
        parts = [(info, package.read(info)) for info in package.infolist()]
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for info, data in parts:
            light = LEFT_OUT.sub(b"", data) if HAS_SOME.fullmatch(info.filename) else data
            package.writestr(info.filename, light)


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
