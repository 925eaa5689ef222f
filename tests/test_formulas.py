"""What the native formulas answer, asked of a spreadsheet program that is not ours."""

import subprocess
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from formula_cases import AS_OF, EXPECTED, GIVEN, HOLIDAYS, Rows
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table as ExcelTable

from addin.tables import TABLES
from addin.tables.formulas import native
from addin.tables.model import Table
from addin.words import LANGUAGES, Words


def as_shown(value: Any, words: Words) -> Any:
    """A choice written `list.item` as its label; anything else as it is."""
    if isinstance(value, str) and value.count(".") == 1 and " " not in value:
        try:
            return words.text(f"choices.{value}")
        except KeyError:
            return value
    return value


def workbook_of(given: Rows, words: Words) -> Workbook:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.title = "_names"
    for row, day in enumerate([AS_OF, *HOLIDAYS], 1):
        workbook.active.cell(row, 1, day)
    workbook.defined_names["as_of"] = DefinedName("as_of", attr_text="_names!$A$1")
    for name in ("house_holidays", "house_days_off"):
        workbook.defined_names[name] = DefinedName(name, attr_text=f"_names!$A$2:$A${len(HOLIDAYS) + 1}")
    for table in TABLES.values():
        add_sheet(workbook, table, given.get(table.key) or [{}], words)
    return workbook


def add_sheet(workbook: Workbook, table: Table, rows: Sequence[Mapping[str, Any]], words: Words) -> None:
    sheet = workbook.create_sheet(table.key)
    for number, column in enumerate(table.columns, 1):
        sheet.cell(1, number, words.label(table.key, column.key))
        for row, values in enumerate(rows, 2):
            formula = f"={native(column.formula, table, words.language)}" if column.formula else None
            cell = sheet.cell(row, number, formula or as_shown(values.get(column.key), words))
            if column.kind in ("integer", "number"):  # else a difference of dates is shown as a date
                cell.number_format = "0.00"
    corner = f"{get_column_letter(len(table.columns))}{len(rows) + 1}"
    sheet.add_table(ExcelTable(displayName=table.key, ref=f"A1:{corner}"))


def recalculated(workbook: Workbook, soffice: str, folder: Path) -> dict[str, list[list[Any]]]:
    """What LibreOffice finds in every sheet; blanks as empty text, errors as theirs (calamine would hide them)."""
    source, target = folder / "given.xlsx", folder / "answered"
    workbook.save(source)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(target), str(source)]
    for _ in range(2):  # a fresh profile may end its first start before it worked
        subprocess.run(command, check=False, capture_output=True, timeout=180)
        if (target / source.name).exists():
            break
    answered = load_workbook(target / source.name, data_only=True)
    return {
        sheet.title: [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in answered
    }


@pytest.fixture(scope="module", params=LANGUAGES)
def answers(request: pytest.FixtureRequest, soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    words = Words.of(request.param)
    return words, recalculated(workbook_of(GIVEN, words), soffice, tmp_path_factory.mktemp(request.param))


def column_of(answers: Any, name: str) -> list[Any]:
    words, sheets = answers
    table, column = name.split(".")
    at = sheets[table][0].index(words.label(table, column))
    return [row[at] for row in sheets[table][1:]]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_native_formula_answers_what_the_rule_says(answers: Any, name: str) -> None:
    found = [round(v, 6) if isinstance(v, float) else v for v in column_of(answers, name)]
    expected = [as_shown(value, answers[0]) for value in EXPECTED[name]]
    assert [serial(value) for value in found] == [serial(value) for value in expected]


def serial(value: Any) -> Any:
    """A date as its day number: which of both a cell shows depends on its format alone."""
    return (
        (datetime(value.year, value.month, value.day) - datetime(1899, 12, 30)).days
        if isinstance(value, date)
        else value
    )


def errors_in(sheets: Mapping[str, list[list[Any]]]) -> list[tuple[str, str, str]]:
    return [
        (table.key, column.key, value)
        for table in TABLES.values()
        for row in sheets[table.key][1:]
        for column, value in zip(table.columns, row, strict=True)
        if isinstance(value, str) and value.startswith("#")
    ]


def test_no_formula_answers_with_an_error(answers: Any) -> None:
    assert errors_in(answers[1]) == []


ODD_CELLS = ["x", -1, 4000, 0.5, True, " · ", "· ·", "31.02.2027", 2_958_465]


def test_no_formula_answers_odd_cells_with_an_error(soffice: str, tmp_path: Path) -> None:
    odd = {t.key: [{c.key: cell for c in t.columns} for cell in ODD_CELLS] for t in TABLES.values()}
    assert errors_in(recalculated(workbook_of({**odd, "settings": []}, Words.of("de")), soffice, tmp_path)) == []


def test_every_formula_of_a_blank_row_is_blank(answers: Any) -> None:
    _, sheets = answers
    blank = [key for key in TABLES if not GIVEN.get(key)] + ["materials", "tasks", "contracts", "promises"]
    assert {key: [v for v in sheets[key][-1] if v != ""] for key in blank if len(sheets[key]) > 1} == {
        key: [] for key in blank if len(sheets[key]) > 1
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_header_that_structured_references_reserve_is_escaped(language: str) -> None:
    table = TABLES["contracts"]
    words = Words.of(language)
    header = words.label("contracts", "term_months")
    assert native("[@term_months]", table, language) == f"contracts[[#This Row],[{header}]]"
    assert native("contracts[term_months]", table, language) == f"contracts[[{header}]]"
