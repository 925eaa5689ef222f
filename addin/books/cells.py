"""Between a cell and a value: what a coordinator sees in a sheet, and what the rules work with.

Every book reads and writes through here, so that the same cell means the same thing in Excel, in a closed file
and in memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

from addin.errors import Refusal
from addin.tables.frames import blank, frame_of, plain, text_of
from addin.tables.model import Column, Problem, Table, Value
from addin.words import LANGUAGES, Words

if TYPE_CHECKING:
    from addin.books import Reading

SEPARATOR = " · "
_EPOCH = datetime(1899, 12, 30)
_LAST_SERIAL = 2_958_465  # 9999-12-31

FindId = Callable[[str, str], str | None]
ShownName = Callable[[str, str], str]


def folded(header: object) -> str:
    """A header as it is compared: case and white space do not count."""
    return " ".join(str(header).split()).casefold()


@cache
def headers_of(table: Table) -> dict[str, str]:
    """The column key for every label of a table, in either language."""
    labels = ((c.key, Words.of(lang).label(table.key, c.key)) for lang in LANGUAGES for c in table.columns)
    return {folded(label): key for key, label in labels}


def positions(table: Table, headers: Sequence[object]) -> dict[str, int]:
    """Where each declared column stands; Refusal `column_missing` names one that must be there and is not."""
    known = headers_of(table)
    found: dict[str, int] = {}
    for index, header in enumerate(headers):
        key = known.get(folded(header))
        if key and key not in found:
            found[key] = index
    for column in table.stored:
        if column.key not in found and not column.later:
            raise column_missing(table, column, headers)
    return found


def column_missing(table: Table, column: Column, headers: Sequence[object]) -> Refusal:
    """The refusal that names the column, and the header that may be meant for it."""
    known = headers_of(table)
    strangers = [str(header) for header in headers if folded(header) not in known]
    labels = [Words.of(language).label(table.key, column.key) for language in LANGUAGES]
    twins = [twin for label in labels for twin in get_close_matches(label, strangers, 1, 0.5)]
    return Refusal(
        "column_renamed" if twins else "column_missing",
        table=table.key,
        column=" / ".join(dict.fromkeys(labels)),
        twin=twins[0] if twins else "",
    )


def reading(
    table: Table, headers: Sequence[object], rows: Iterable[Sequence[Any]], first_row: int, find_id: FindId
) -> Reading:
    """The rows under the headers as typed values; what does not fit its column is blank and a Problem."""
    from addin.books import Reading

    where = positions(table, headers)
    stored = [(where[column.key], column) for column in table.stored if column.key in where]
    filled = [
        (number, *row)
        for number, row in enumerate(rows, first_row)
        if any(not blank(row[index]) for index, _ in stored)
    ]
    numbers, *columns = zip(*filled, strict=True) if filled else [()] * (len(headers) + 1)
    problems: list[Problem] = []
    values: dict[str, list[Value]] = {column.key: [None] * len(numbers) for column in table.stored}
    for index, column in stored:
        values[column.key], misfits = _meanings(column, columns[index], find_id)
        problems += [misfit.problem(table.key, numbers[place], column.key) for place, misfit in misfits]
    return Reading(frame_of(table, values, numbers), tuple(problems))


def _meanings(
    column: Column, cells: Sequence[Any], find_id: FindId
) -> tuple[list[Value], list[tuple[int, Misfit]]]:
    """What the cells of a column mean, equal ones worked out once, and at which places some fit in no way."""
    likes = cells
    if bool in set(map(type, cells)):
        likes = [(type(cell), cell) for cell in cells]  # to a dict, 1 and True are the same
    known = {like: _meaning(column, cell, find_id) for like, cell in dict(zip(likes, cells, strict=True)).items()}
    misfits = {like: each for like, each in known.items() if isinstance(each, Misfit)}
    values = {like: None if isinstance(each, Misfit) else each for like, each in known.items()}
    places = ((place, like) for place, like in enumerate(likes) if like in misfits) if misfits else ()
    return [values[like] for like in likes], [(place, misfits[like]) for place, like in places]


def _meaning(column: Column, cell: Any, find_id: FindId) -> Value | Misfit:
    try:
        return None if blank(cell) else value_of(column, cell, find_id)
    except Misfit as misfit:
        misfit.cell = cell
        return misfit


class Misfit(Exception):
    """A cell whose content does not fit its column; `code` names the words in problems.json."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
        self.cell: Any = None

    def problem(self, table: str, row: int, column: str) -> Problem:
        return Problem(table, row, column, self.code, {"value": str(self.cell)[:80], **self.facts})


def value_of(column: Column, cell: Any, find_id: FindId) -> Value:
    """The value that a cell which is not blank holds; Misfit where it fits the column's kind in no way."""
    if isinstance(cell, str) and cell.startswith("#") and cell in ERROR_CELLS:
        raise Misfit("error_cell")
    match column.kind:
        case "date":
            return _moment(cell).date()
        case "moment":
            return _moment(cell)
        case "integer" | "number" | "money" | "percent":
            return _number(cell, whole=column.kind == "integer")
        case "flag":
            return _flag(cell)
        case "choice":
            return _choice(column, cell)
        case "ref":
            return _reference(column, cell, find_id)
        case "any":
            return _any(cell)
        case _:
            return text_of(cell).strip()


ERROR_CELLS = frozenset(
    "#DIV/0! #N/A #NAME? #NULL! #NUM! #REF! #VALUE! #GETTING_DATA #SPILL! #CALC! #FIELD!".split()
)


def moment_of_serial(serial: float) -> datetime:
    """The moment of an Excel day number (1900 system, from 1 March 1900 on), rounded to the second."""
    return _EPOCH + timedelta(seconds=round(serial * 86_400))


def _moment(cell: Any) -> datetime:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if 61 <= cell <= _LAST_SERIAL + 1:
            return moment_of_serial(cell)
        raise Misfit("impossible_date")
    raise Misfit("text_date" if isinstance(cell, str) else "impossible_date")


def _number(cell: Any, *, whole: bool) -> float | int:
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise Misfit("text_number" if isinstance(cell, str) else "no_number")
    if not math.isfinite(cell):
        raise Misfit("no_number")
    if whole and not float(cell).is_integer():
        raise Misfit("not_whole")
    return int(cell) if whole else float(cell)


def _flag(cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    answer = _labels("yes_no").get(folded(text_of(cell)))
    if answer is None:
        raise Misfit("not_yes_or_no")
    return answer == "yes"


def _any(cell: Any) -> Value:
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    value: Value = cell.strip() if isinstance(cell, str) else cell
    return value


@cache
def _labels(choices: str) -> dict[str, str]:
    """The key for every label of a value list in either language, and for the key itself."""
    trees = [Words.of(language).tree(f"choices.{choices}") for language in LANGUAGES]
    labels = {folded(label): key for tree in trees for key, label in tree.items()}
    return labels | {folded(key): key for key in trees[0]}


def _choice(column: Column, cell: Any) -> str:
    key = _labels(column.choices).get(folded(text_of(cell)))
    if key is None:
        raise Misfit("unknown_choice", choices=column.choices)
    return key


def _reference(column: Column, cell: Any, find_id: FindId) -> str:
    text = text_of(cell).strip()
    found = find_id(column.ref, text.rpartition(SEPARATOR)[2].strip())
    return found if found is not None else text


def content(column: Column, value: Any, language: str, names: ShownName) -> Value:
    """What stands in the cell for a value: labels in the workbook's language, a reference by its name."""
    known = plain(column, value)
    if known is None:
        return None
    words = Words.of(language)
    match column.kind:
        case "choice":
            return words.text(f"choices.{column.choices}.{known}")
        case "flag":
            return words.text(f"choices.yes_no.{'yes' if known else 'no'}")
        case "ref":
            return names(column.ref, str(known))
        case _:
            return known
