"""A file from outside as a table: csv of any usual delimiter and encoding, or a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from addin.errors import Refusal
from addin.imports import Source, delimited, headings

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

LARGEST = 100 * 2**20
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # .xls, .doc, and every encrypted workbook


def read(path: Path, sheet: str = "") -> Source:
    """The table in a file; of a workbook the named sheet, else the first visible one that holds a table.

    What the file is follows from its content, not from its name. Refusal, each with the way out: no such file,
    empty, too large, encrypted, an old format, no list at all, no such sheet.
    """
    data = _content(path)
    if data.startswith(_ZIP):
        from addin.imports import workbooks

        return workbooks.source(path, sheet)
    if data.startswith(_OLD_OFFICE):
        raise Refusal("import_old_format", file=path.name)
    if sheet:
        raise Refusal("import_no_sheets", file=path.name, sheet=sheet)
    return headings.source(path.name, delimited.records(data, path.name))


def workbook_at(path: Path) -> CalamineWorkbook:
    """The workbook in a file that is more than one table; Refusal as `read`, `form_foreign` for no workbook."""
    if not _content(path).startswith(_ZIP):
        raise Refusal("form_foreign", file=path.name)
    from addin.imports import workbooks

    return workbooks.opened(path)


def _content(path: Path) -> bytes:
    if path.is_dir():
        raise Refusal("file_is_no_file", file=path.name)
    try:
        if path.stat().st_size > LARGEST:
            raise Refusal("import_too_large", file=path.name, limit=LARGEST // 2**20)
        data = path.read_bytes()
    except FileNotFoundError:
        raise Refusal("file_missing", file=path.name, folder=str(path.parent)) from None
    except OSError as error:
        raise Refusal("file_unreadable", file=path.name, folder=str(path.parent), reason=error.strerror) from None
    if not data.strip():
        raise Refusal("import_empty", file=path.name)
    return data
