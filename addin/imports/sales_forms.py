"""A sales form that came back (I-08): its lines, or the reason why it is asked back whole (R-47)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.errors import Refusal
from addin.imports import Cell, Source
from addin.imports.files import workbook_at
from addin.imports.known import compared, ids_by_name
from addin.imports.mapping import Field, Mapped
from addin.imports.rows import Row, read_rows
from addin.tables.model import Problem
from addin.tables.sales_forms import FIRST_LINE, ID_SHEET, LAST_LINE, LINE_COLUMNS, TOTAL_PLACE
from addin.words import LANGUAGES, Words

if TYPE_CHECKING:
    import pandas as pd
    from python_calamine import CalamineWorkbook

_SEPARATOR = " · "
FIELDS = (
    Field("on", "date", required=True),
    Field("company_id", "text"),
    Field("product", "text"),
    Field("kind", "text"),
    Field("net", "money", required=True),
    Field("cost", "money"),
    Field("note", "text"),
)


@dataclass(frozen=True)
class ReturnedForm:
    """What a form says: whose sales of which month, the total its rep stated, and its lines as values of `sales`.

    One with problems of the severity "error" must not be booked.
    """

    file: str
    form_id: str
    rep: str
    month: date
    stated: float
    lines: tuple[Mapping[str, Any], ...]
    problems: tuple[Problem, ...]

    @property
    def bookable(self) -> bool:
        return not any(problem.severity == "error" for problem in self.problems)


def returned_form(path: Path, tables: Mapping[str, pd.DataFrame]) -> ReturnedForm:
    """The form in a file. Refusal `form_foreign` where it is none of ours, `form_changed` where its layout is not
    as it was, `form_without_total` where the rep stated none."""
    book = workbook_at(path)
    form_id, rep, month = _identity(book, path.name)
    cells = book.get_sheet_by_name(book.sheet_names[0]).to_python(skip_empty_area=False)
    stated = _stated(cells, path.name)
    source = _source(cells, path.name)
    reading = read_rows(source, FIELDS, Mapped({key: at for at, key in enumerate(LINE_COLUMNS)}, ()), {})
    entry = _Entry(path.name, source.headers, _companies(tables["companies"]))
    lines = tuple(entry.line(row, month) for row in reading.rows)
    problems = [*reading.problems, *entry.problems, *_total_differs(path.name, stated, lines)]
    return ReturnedForm(path.name, form_id, rep, month, stated, lines, tuple(problems))


def _identity(book: CalamineWorkbook, file: str) -> tuple[str, str, date]:
    if ID_SHEET not in book.sheet_names:
        raise Refusal("form_foreign", file=file)
    texts = [str(row[0]) for row in book.get_sheet_by_name(ID_SHEET).to_python() if row]
    try:
        form_id, rep, month = texts
        return form_id, rep, date.fromisoformat(month[:10])
    except ValueError:
        raise Refusal("form_foreign", file=file) from None


def _stated(cells: list[list[Any]], file: str) -> float:
    row, column = TOTAL_PLACE
    stated = cells[row - 1][column - 1] if len(cells) >= row and len(cells[row - 1]) >= column else ""
    if not isinstance(stated, int | float) or isinstance(stated, bool):
        raise Refusal("form_without_total", file=file, value=str(stated))
    return round(float(stated), 2)


def _source(cells: list[list[Any]], file: str) -> Source:
    """The lines that are filled, under the headings that must be as we wrote them, in either language."""
    headings = tuple(str(cell) for cell in cells[FIRST_LINE - 2][: len(LINE_COLUMNS)]) if len(cells) > 5 else ()
    known = [tuple(Words.of(language).label("sales", key) for key in LINE_COLUMNS) for language in LANGUAGES]
    if headings not in known:
        raise Refusal("form_changed", file=file, row=FIRST_LINE - 1)
    rows = [
        (number, _line(row)) for number, row in enumerate(cells[FIRST_LINE - 1 :], FIRST_LINE) if any(_line(row))
    ]
    if rows and rows[-1][0] > LAST_LINE:
        raise Refusal("form_changed", file=file, row=rows[-1][0])
    return Source(file, headings, tuple(row for _, row in rows), tuple(number for number, _ in rows))


def _line(row: list[Any]) -> tuple[Cell, ...]:
    return tuple("" if cell is None else cell for cell in [*row, *[""] * len(LINE_COLUMNS)][: len(LINE_COLUMNS)])


def _companies(companies: pd.DataFrame) -> dict[str, list[str]]:
    """The ids of the companies that a text may mean: by name, and each by itself."""
    ids = companies["company_id"].dropna()
    return {compared(row_id): [row_id] for row_id in ids} | ids_by_name(companies["company_id"], companies["name"])


class _Entry:
    """Turns the lines of a form into values of `sales`."""

    def __init__(self, file: str, headers: tuple[str, ...], companies: Mapping[str, list[str]]) -> None:
        self.problems: list[Problem] = []
        self._file, self._companies = file, companies
        self._headers = dict(zip(LINE_COLUMNS, headers, strict=True))
        labels = [Words.of(language).tree("choices.sale_kind") for language in LANGUAGES]
        self._kinds = {compared(label): key for tree in labels for key, label in tree.items()}

    def line(self, row: Row, month: date) -> dict[str, Any]:
        values = dict(row.values)
        self._check(row, values, month)
        named = values.pop("company_id")
        values |= self._company(row, named, values["note"]) if named else {}
        values["kind"] = self._kinds.get(compared(values["kind"] or ""))
        return {key: value for key, value in values.items() if value is not None}

    def _check(self, row: Row, values: Mapping[str, Any], month: date) -> None:
        day = values["on"].date() if isinstance(values["on"], datetime) else values["on"]
        if (day.year, day.month) != (month.year, month.month):
            self._wrong(row, "on", "form_other_month", value=day, month=f"{month:%m/%Y}")
        if values["kind"] and compared(values["kind"]) not in self._kinds:
            self._wrong(row, "kind", "form_unknown_kind", value=values["kind"])

    def _company(self, row: Row, named: str, note: str | None) -> dict[str, Any]:
        """The company by its id or its name; one that is not known stays in the note."""
        ids = self._companies.get(compared(named.rpartition(_SEPARATOR)[2]), [])
        if len(ids) == 1:
            return {"company_id": ids[0]}
        self._wrong(row, "company_id", "form_unknown_company", "warning", value=named)
        return {"note": " · ".join(part for part in (named, note) if part)}

    def _wrong(self, row: Row, key: str, code: str, severity: Any = "error", **facts: object) -> None:
        self.problems.append(Problem(self._file, row.number, self._headers[key], code, facts, severity))


def _total_differs(file: str, stated: float, lines: tuple[Mapping[str, Any], ...]) -> Iterator[Problem]:
    total = round(sum(line["net"] for line in lines), 2)
    if total != stated:
        facts = {"stated": stated, "total": total, "difference": round(stated - total, 2)}
        yield Problem(file, None, "", "form_total_differs", facts)
