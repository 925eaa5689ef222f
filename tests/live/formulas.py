"""Formulas between Excel's writing and the one LibreOffice takes over UNO.

>>> to_office('=IF(contracts[@Status]="a,b",SUM(Start!$L$2,{1,2;3,4}),"")')
'=IF(contracts[[#This Row];[Status]]="a,b";SUM($Start.$L$2;{1;2|3;4});"")'
>>> to_excel(to_office("=COUNTIFS('Meine Firmen'!A2:A9,contracts[[#This Row],[Firma, Ort]])"))
"=COUNTIFS('Meine Firmen'!A2:A9,contracts[[#This Row],[Firma, Ort]])"
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, reduce

from xlwings.utils import col_name

_TEXT = r'"(?:[^"]|"")*"'
_QUOTED = r"'(?:[^']|'')*'"
_COLUMNS = r"\[(?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*\]"
_EXCEL = re.compile(
    rf"(?P<text>{_TEXT})|(?P<columns>{_COLUMNS})|(?P<sheet>(?:{_QUOTED}|[^\W\d][\w.]*)!)|(?P<mark>[,;{{}}])"
    r"|(?P<truth>\b(?:TRUE|FALSE)\b(?!\())"
)
_OFFICE = re.compile(
    rf"(?P<text>{_TEXT})|(?P<columns>{_COLUMNS})|(?P<sheet>\$?(?:{_QUOTED}|[^\W\d]\w*)\.(?=\$?[A-Z]+\$?\d))"
    r"|(?P<added>COM\.SUN\.STAR\.SHEET\.ADDIN\.\w+\.GET)|(?P<mark>[;|{}])|(?P<truth>\b(?:TRUE|FALSE)\(\))"
)
_REFERENCE = re.compile(
    rf"(?P<text>{_TEXT})|(?P<columns>{_COLUMNS})"
    r"|(?<![\w$])(?P<across>\$?)(?P<column>[A-Z]{1,3})(?P<down>\$?)(?P<row>\d+)(?![\w(.])"
)
_NEW_IN_EXCEL = re.compile(r"_xlfn\.|_xlws\.")


@cache
def to_office(formula: str) -> str:
    """A formula as LibreOffice's own grammar has it."""
    return _translated(_NEW_IN_EXCEL.sub("", formula), _EXCEL, _FOR_OFFICE)


@cache
def to_excel(formula: str) -> str:
    """A formula that LibreOffice shows, in Excel's English."""
    return _translated(formula, _OFFICE, _FOR_EXCEL)


def moved(formula: str, down: int, across: int) -> str:
    """The formula as it reads when it is copied so many cells down and across.

    >>> moved('=SUM(A1;$B$2;C$3;"A1";t[A1])', 1, 2)
    '=SUM(C2;$B$2;E$3;"A1";t[A1])'
    """

    def part(match: re.Match[str]) -> str:
        if not match["row"]:
            return match.group()
        column = match["column"] if match["across"] else col_name(_number(match["column"]) + across)
        row = match["row"] if match["down"] else int(match["row"]) + down
        return f"{match['across']}{column}{match['down']}{row}"

    return _REFERENCE.sub(part, formula) if down or across else formula


def _number(letters: str) -> int:
    return reduce(lambda number, letter: number * 26 + ord(letter) - 64, letters, 0)


def _translated(formula: str, grammar: re.Pattern[str], words: dict[str, Callable[[str], str]]) -> str:
    return grammar.sub(lambda match: words.get(str(match.lastgroup), str)(match.group()), formula)


def _columns_for_office(columns: str) -> str:
    inner = columns[1:-1]
    if inner.startswith("@"):
        column = inner[1:] if inner.startswith("@[") else f"[{inner[1:]}]"
        return f"[[#This Row];{column}]"
    return columns.replace("],[", "];[")


_FOR_OFFICE: dict[str, Callable[[str], str]] = {
    "columns": _columns_for_office,
    "sheet": lambda name: f"${name[:-1]}.",
    "mark": lambda mark: {",": ";", ";": "|"}.get(mark, mark),
    "truth": lambda truth: f"{truth}()",
}
_FOR_EXCEL: dict[str, Callable[[str], str]] = {
    "columns": lambda columns: columns.replace("];[", "],["),
    "sheet": lambda name: f"{name[:-1].lstrip('$')}!",
    "mark": lambda mark: {";": ",", "|": ";"}.get(mark, mark),
    "truth": lambda truth: truth[:-2],
    "added": lambda _: "",
}
