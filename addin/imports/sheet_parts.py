"""What calamine does not tell of a sheet: its cells with errors, its formulas without a result, its true size."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from pathlib import Path
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from addin.errors import Refusal
from addin.imports import Broken

LARGEST_UNPACKED = 2**30
MOST_CELLS = 20_000_000  # calamine fills the whole rectangle up to the last filled cell

Unreadable = Mapping[tuple[int, int], Broken]  # by row and column, counted from 1

_ADDRESS = rb'\sr="([A-Z]{1,3})(\d{1,7})"'
_FILLED = re.compile(_ADDRESS + rb"[^>]*(?<!/)>")
_CELL = rb"<(?:\w+:)?c\b(?=[^>]*?" + _ADDRESS + rb")"
_ERROR = re.compile(_CELL + rb'(?=[^>]*\bt="e")[^>]*(?<!/)>.*?<(?:\w+:)?v>([^<]*)<', re.DOTALL)
_FORMULA = rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>([^<]*)</(?:\w+:)?f>)"
_SOME_FORMULA = re.compile(rb"[<:]f[\s/>]")
_END = rb"\s*</(?:\w+:)?c>"
_UNCALCULATED = (
    re.compile(_CELL + rb"[^>]*(?<!/)>\s*" + _FORMULA + _END),
    # what some programs write; of a formula that gives text it is the text without a letter
    re.compile(
        _CELL + rb'(?![^>]*\bt="str")[^>]*(?<!/)>\s*' + _FORMULA + rb"\s*<(?:\w+:)?v(?:\s*/|></(?:\w+:)?v)>" + _END
    ),
)
_ODS_ERROR = b'calcext:value-type="error"'


def opened_parts(path: Path) -> ZipFile:
    """The parts of an .xlsx, .xlsm or .ods; Refusal where it is damaged, too large or something else."""
    try:
        parts = ZipFile(path)
    except BadZipFile:
        raise Refusal("import_damaged", file=path.name) from None
    names = set(parts.namelist())
    if sum(part.file_size for part in parts.infolist()) > LARGEST_UNPACKED:
        raise Refusal("import_too_large", file=path.name, limit=LARGEST_UNPACKED // 2**20)
    if "xl/workbook.bin" in names:
        raise Refusal("import_old_format", file=path.name)
    if not names & {"[Content_Types].xml", "content.xml"}:
        raise Refusal("import_binary", file=path.name)
    return parts


def unreadable_cells(parts: ZipFile, sheet: str, file: str) -> Unreadable:
    """Errors and formulas without a result, which calamine gives as blank.

    Refusal `import_stray_cell` where a cell stands so far out that the sheet would not fit into memory, and
    `import_error_cells` for an .ods with errors, whose cells carry no address.
    """
    try:
        content = _content(parts, sheet)
    except (KeyError, BadZipFile, ElementTree.ParseError, StopIteration):
        raise Refusal("import_damaged", file=file) from None
    if _ODS_ERROR in content:
        raise Refusal("import_error_cells", file=file)
    _refuse_stray_cell(content, file, sheet)
    return dict(_errors(content)) | dict(_uncalculated(content))


def _content(parts: ZipFile, sheet: str) -> bytes:
    if "content.xml" in parts.namelist():
        return parts.read("content.xml")
    book = _target(parts, "", lambda relation: relation.get("Type", "").endswith("/officeDocument"))
    sheets = ElementTree.fromstring(parts.read(book)).iter()
    found = next(e for e in sheets if e.tag.endswith("}sheet") and e.get("name") == sheet)
    key = next(value for name, value in found.items() if name.endswith("}id"))
    return parts.read(_target(parts, book, lambda relation: relation.get("Id") == key))


def _target(parts: ZipFile, part: str, wanted: Callable[[ElementTree.Element], bool]) -> str:
    """The part that a relation of another part (of the whole package: "") leads to."""
    folder, name = posixpath.split(part)
    relations = ElementTree.fromstring(parts.read(posixpath.join(folder, "_rels", f"{name}.rels")))
    target = next(relation for relation in relations if wanted(relation)).get("Target", "")
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _refuse_stray_cell(content: bytes, file: str, sheet: str) -> None:
    cells = _FILLED.findall(content)
    width = max((_column_number(letters) for letters in {letters for letters, _ in cells}), default=0)
    height = int(cells[-1][1]) if cells else 0
    if width * height > MOST_CELLS:
        widest = max((letters for letters, _ in cells), key=_column_number).decode()
        raise Refusal("import_stray_cell", file=file, sheet=sheet, column=widest, row=str(height))


def _column_number(letters: bytes) -> int:
    """The number of a column, counted from 1.

    >>> _column_number(b"AA")
    27
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _errors(content: bytes) -> Iterator[tuple[tuple[int, int], Broken]]:
    for letters, row, error in _ERROR.findall(content) if b't="e"' in content else ():
        yield (int(row), _column_number(letters)), Broken(error.decode())


def _uncalculated(content: bytes) -> Iterator[tuple[tuple[int, int], Broken]]:
    for shape in _UNCALCULATED if _SOME_FORMULA.search(content) else ():
        for letters, row, formula in shape.findall(content):
            yield (int(row), _column_number(letters)), Broken(f"={unescape(formula.decode())}")
