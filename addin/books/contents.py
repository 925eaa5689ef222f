"""What can stand in a cell of a closed file: compared as Excel compares it, written as XML."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from addin.errors import Refusal
from addin.tables.frames import blank

Content = str | int | float | bool | date | datetime | None

LONGEST_TEXT = 32_767
_EPOCH = datetime(1899, 12, 30)
DAYS_TO_1904 = 1462
_FIRST_SAFE_SERIAL = 61  # 1 March 1900: before it Excel's calendar is off by a day
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SAME_SECOND = 1 / 86_400 / 2


def serial(moment: date | timedelta, date1904: bool = False) -> float:
    """Excel's day number of a date, a moment or a duration.

    >>> serial(date(2027, 2, 15)), serial(datetime(2027, 2, 15, 12)), serial(date(2027, 2, 15), date1904=True)
    (46433, 46433.5, 44971)
    """
    if isinstance(moment, timedelta):
        return moment / timedelta(days=1)
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    days = (moment.replace(tzinfo=None) - _EPOCH) / timedelta(days=1)
    if days < _FIRST_SAFE_SERIAL:
        days -= 1
    days -= DAYS_TO_1904 if date1904 else 0
    return int(days) if days.is_integer() else days


def number_of(cell: Any, date1904: bool = False) -> float | None:
    """The number behind a cell, be it shown as a date or not; None where it holds none, or one that is lost.

    Midnight without a day may have been any negative number.
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell)
    if isinstance(cell, time) and cell != time():
        return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second) / timedelta(days=1)
    return serial(cell, date1904) if isinstance(cell, date | timedelta) else None


def same(cell: Any, content: Content) -> bool:
    """The cell as it was read already holds this content."""
    if type(cell) is type(content) and cell == content:
        return True
    if blank(content) or blank(cell):
        return blank(content) and blank(cell)
    if isinstance(content, bool | str) or isinstance(cell, bool | str):
        return False
    wanted, found = number_of(content), number_of(cell)
    if wanted is None or found is None:
        return False
    near = _SAME_SECOND if isinstance(content, datetime) else 1e-12
    return math.isclose(wanted, found, rel_tol=1e-12, abs_tol=near)


def sound(content: Content, where: dict[str, object], date1904: bool = False) -> Content:
    """The content as a cell can take it: line ends as Excel has them.

    Refusal `text_too_long`, `text_with_control_characters`, `number_is_none`, `date_before_calendar`, with `where`
    as its facts.
    """
    if isinstance(content, str):
        text = content.replace("\r\n", "\n").replace("\r", "\n")
        if len(text.encode("utf-16-le", "surrogatepass")) > 2 * LONGEST_TEXT:
            raise Refusal("text_too_long", **where, length=len(text), limit=LONGEST_TEXT)
        if _CONTROL.search(text):
            raise Refusal("text_with_control_characters", **where, value=_CONTROL.sub("?", text)[:80])
        return text
    if isinstance(content, float) and not math.isfinite(content):
        raise Refusal("number_is_none", **where, value=str(content))
    if isinstance(content, date) and serial(content, date1904) < (0 if date1904 else _FIRST_SAFE_SERIAL):
        raise Refusal("date_before_calendar", **where, value=content)
    return content


def number_text(content: float | date, date1904: bool = False) -> str:
    """
    >>> number_text(5.0), number_text(0.1), number_text(date(2027, 2, 15))
    ('5', '0.1', '46433')
    """
    number = serial(content, date1904) if isinstance(content, date) else content
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e15 else repr(float(number))


def text_xml(text: str) -> bytes:
    """The text between tags; what Excel would read as an escaped character is escaped.

    >>> text_xml("a<b _x0041_")
    b'a&lt;b _x005F_x0041_'
    """
    return escape(_ESCAPE.sub("_x005F_", text)).encode()


def value_xml(content: Content, prefix: bytes = b"", date1904: bool = False) -> tuple[bytes, bytes]:
    """The type attribute and the inside of a cell that holds this content.

    >>> value_xml("01069")
    (b' t="inlineStr"', b'<is><t>01069</t></is>')
    >>> value_xml(True), value_xml(5.0), value_xml(None)
    ((b' t="b"', b'<v>1</v>'), (b'', b'<v>5</v>'), (b'', b''))
    """
    if content is None or content == "":
        return b"", b""
    if isinstance(content, str):
        inside = b"<%bis><%bt%b>%b</%bt></%bis>"
        return b' t="inlineStr"', inside % (prefix, prefix, _kept(content), text_xml(content), prefix, prefix)
    return _plain_xml(content, prefix, date1904)


@lru_cache(4096, typed=True)
def result_xml(content: Content, prefix: bytes = b"", date1904: bool = False) -> tuple[bytes, bytes]:
    """The type attribute and the cached value of a formula with this result; a blank one is an empty text.

    >>> result_xml(None), result_xml("vorbei")
    ((b' t="str"', b'<v></v>'), (b' t="str"', b'<v>vorbei</v>'))
    """
    if content is None or isinstance(content, str):
        text = content or ""
        return b' t="str"', b"<%bv%b>%b</%bv>" % (prefix, _kept(text), text_xml(text), prefix)
    return _plain_xml(content, prefix, date1904)


def _kept(text: str) -> bytes:
    """The attribute without which Excel drops blanks at either end."""
    return b"" if text == text.strip() else b' xml:space="preserve"'


def _plain_xml(content: float | bool | date, prefix: bytes, date1904: bool) -> tuple[bytes, bytes]:
    if isinstance(content, bool):
        return b' t="b"', b"<%bv>%d</%bv>" % (prefix, content, prefix)
    return b"", b"<%bv>%b</%bv>" % (prefix, number_text(content, date1904).encode(), prefix)
