"""A text file of delimited values as records, whichever program wrote it: any usual delimiter and encoding."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from addin.errors import Refusal
from addin.imports import Broken, Cell, Record

DELIMITERS = "\t;|,"  # where several fit alike, the one that texts and numbers hold least
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SAMPLE = 200_000
_HINT = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)  # Excel's own first line
_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a"))


def records(data: bytes, name: str) -> list[Record]:
    """Every row of a csv file, blank ones too; Refusal where it is no text or cannot be cut into rows safely."""
    text = _text(data, name)
    hint = _HINT.match(text)
    if hint:
        return list(_cut(text[hint.end() :], hint[1], name))
    return list(_cut(text, delimiter_of(text), name))


def _text(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_decoded(data[len(mark) :], encoding, name), name)
    return _checked(_decoded(data, _encoding(data, name), name), name)


def _encoding(data: bytes, name: str) -> str:
    """The encoding of a text without a mark: UTF-16 has a zero byte in nearly every letter."""
    sample = data[:_SAMPLE]
    if sample[1::2].count(0) > len(sample) // 4:
        return "utf-16-le"
    if sample[0::2].count(0) > len(sample) // 4:
        return "utf-16-be"
    if len(sample.translate(None, _CONTROL)) < 0.95 * len(sample):
        raise Refusal("import_binary", file=name)
    return "utf-8" if _is_utf8(data, sample) else "cp1252"


def _is_utf8(data: bytes, sample: bytes) -> bool:
    """Whether the text is meant as UTF-8, even if single letters in it are damaged."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        around = sample if error.start < len(sample) else data[error.start - 1000 : error.start + 1000]
        read = around.decode("utf-8", errors="replace")
        beyond_ascii = sum(letter > "\x7f" for letter in read)
        return beyond_ascii > 2 * read.count("\ufffd")
    return True


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise Refusal("import_encoding", file=name, row=str(row)) from None


def _checked(text: str, name: str) -> str:
    """The text again; Refusal where it is that of no list: a web page, a damaged file."""
    if text.lstrip()[:200].casefold().startswith(("<!doctype", "<html", "<table", "<?xml")):
        raise Refusal("import_markup", file=name)
    if "\0" in text:
        raise Refusal("import_zero_byte", file=name, row=str(text.count("\n", 0, text.index("\0")) + 1))
    return text


def delimiter_of(text: str) -> str:
    """The delimiter that cuts most rows into the same number of cells, at least two.

    >>> delimiter_of("Firma;Betrag\\nNord, Süd;1,50\\nWest;2,50")
    ';'
    """
    sample = text if len(text) <= _SAMPLE else text[:_SAMPLE].rpartition("\n")[0]
    agreement = {delimiter: _agreement(sample, delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: agreement[delimiter])


def _agreement(sample: str, delimiter: str) -> float:
    """The share of rows that have the commonest number of cells; 0 where that is one cell."""
    widths: Counter[int] = Counter()
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    with suppress(csv.Error):  # what was cut until then is evidence enough
        widths.update(len(row) for row in rows if row)
    width, agreeing = widths.most_common(1)[0] if widths else (0, 0)
    return round(agreeing / widths.total(), 2) if width > 1 else 0.0


def _cut(text: str, delimiter: str, name: str) -> Iterator[Record]:
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        lines_before = reader.line_num
        try:
            cells: list[Cell] = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            if reader.line_num > lines_before + 1:  # an open quote has swallowed rows: nobody knows which
                raise Refusal("import_open_quote", file=name, row=str(number)) from None
            cells = [Broken(lines.last.strip())]
        yield Record(number, cells)


class _Lines:
    """The lines of a text; the last one read stays at hand for the error message."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.last = ""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.last = next(self._lines)
        return self.last
