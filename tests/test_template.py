"""The committed master workbooks hold what the declarations say, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import holidays
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator

from addin.commands.register import COMMANDS
from addin.tables import AREAS, TABLES
from addin.tables.choices import CHOICES
from addin.tables.model import Column, Table
from addin.tables.settings import SETTINGS
from addin.words import LANGUAGES, Words
from workbook_templates import FOLDER, file_name, formats, template
from workbook_templates.build import built
from workbook_templates.days_off import YEARS
from workbook_templates.highlights import HIGHLIGHTS
from workbook_templates.start import STEPS

COLUMNS = [(table, column) for table in TABLES.values() for column in table.columns]


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def parts(content: bytes) -> dict[str, bytes]:
    archive = ZipFile(BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(scope="module")
def words(language: str) -> Words:
    return Words.of(language)


@pytest.fixture(scope="module")
def master(language: str) -> Workbook:
    return opened(template(language))


def sheet_of(master: Workbook, table: Table, words: Words) -> Worksheet:
    return master[words.text(f"tables.{table.key}.sheet")]


def cell_of(master: Workbook, table: Table, column: Column, words: Words, row: int = 2) -> Any:
    sheet = sheet_of(master, table, words)
    return sheet.cell(row, table.columns.index(column) + 1)


def rule_of(sheet: Worksheet, cell: Any) -> Any:
    return next(rule for rule in sheet.data_validations.dataValidation if cell.coordinate in rule.sqref)


def test_building_twice_gives_the_same_bytes(language: str) -> None:
    assert built(language) == built(language)


def test_the_committed_master_is_what_the_declarations_build(language: str) -> None:
    """Red: run `python -m workbook_templates.build` and commit what it wrote."""
    assert parts(template(language)) == parts(built(language))


def test_the_package_breaks_no_rule_of_the_format(language: str) -> None:
    found = OpenXmlValidator(max_errors=100).validate(FOLDER / file_name(language))
    assert [str(error) for error in found.errors] == []


def test_each_declared_table_is_an_excel_table_of_its_key_on_a_sheet_of_its_own(
    master: Workbook, words: Words
) -> None:
    tables = {key: sheet.title for sheet in master.worksheets for key in sheet.tables}
    assert tables == {key: words.text(f"tables.{key}.sheet") for key in TABLES}


def test_each_column_has_its_label_as_header_in_the_cell_and_in_the_table(master: Workbook, words: Words) -> None:
    for table in TABLES.values():
        labels = [words.label(table.key, column.key) for column in table.columns]
        sheet = sheet_of(master, table, words)
        assert [cell.value for cell in sheet[1]][: len(labels)] == labels
        assert [part.name for part in sheet.tables[table.key].tableColumns] == labels


def test_each_computed_column_fills_itself_in_every_new_row(master: Workbook, words: Words) -> None:
    for table in TABLES.values():
        declared = sheet_of(master, table, words).tables[table.key].tableColumns
        for column, part in zip(table.columns, declared, strict=True):
            formula = part.calculatedColumnFormula
            cell = cell_of(master, table, column, words).value
            assert bool(formula) == bool(column.formula), column
            assert not formula or cell == f"={formula.attr_text}"


def test_each_column_tells_its_hint_and_refuses_with_words(master: Workbook, words: Words) -> None:
    for table, column in COLUMNS:
        if (table.key, column.key) == ("settings", "value"):
            continue
        cell = cell_of(master, table, column, words)
        rule = rule_of(cell.parent, cell)
        label, hint = words.tree(f"tables.{table.key}.columns.{column.key}")
        assert rule.showInputMessage and rule.promptTitle == label[:32] and rule.prompt.startswith(hint[:250])
        assert bool(rule.type) == bool(rule.error) == bool(rule.showErrorMessage), column


def test_no_hint_is_longer_than_excel_shows(words: Words) -> None:
    texts = [words.tree(f"tables.{table.key}.columns.{column.key}") for table, column in COLUMNS]
    texts += [words.tree("settings")[key] for key in SETTINGS]
    assert [hint for _, hint in texts if len(hint) > 255] == []


@pytest.mark.parametrize(
    ("column", "kind", "first"),
    [
        ("contracts.state", "list", "list_contract_state"),
        ("contracts.company_id", "list", "pick_companies"),
        ("contacts.is_main", "list", "list_yes_no"),
        ("contracts.starts_on", "date", "DATE(1950,1,1)"),
        ("contracts.term_months", "whole", "1"),
        ("contracts.value", "decimal", "0"),
        ("contracts.contract_id", "custom", "COUNTIF($A:$A,A2)=1"),
        ("contracts.current_end", "custom", "FALSE"),
        ("companies.city", None, None),
    ],
)
def test_a_cell_takes_what_its_kind_allows(
    master: Workbook, words: Words, column: str, kind: str | None, first: str | None
) -> None:
    table, _, key = column.partition(".")
    cell = cell_of(master, TABLES[table], TABLES[table][key], words)
    rule = rule_of(cell.parent, cell)
    assert (rule.type, rule.formula1) == (kind, first)


def test_a_reference_may_be_a_bare_id_and_a_choice_may_not_be_anything(master: Workbook, words: Words) -> None:
    for table, column in COLUMNS:
        if column.kind in ("ref", "choice") and not column.computed:
            cell = cell_of(master, table, column, words)
            assert rule_of(cell.parent, cell).errorStyle == ("warning" if column.ref else None)


def test_every_list_that_a_cell_offers_is_a_name_of_the_workbook(master: Workbook) -> None:
    rules = [rule for sheet in master.worksheets for rule in sheet.data_validations.dataValidation]
    offered = {rule.formula1 for rule in rules if rule.type == "list"}
    assert offered <= set(master.defined_names)
    assert {"as_of", "house_holidays", "house_days_off"} <= set(master.defined_names)


def test_postcodes_and_phones_keep_their_zeros_and_dates_are_written_as_the_language_does(
    master: Workbook, words: Words, language: str
) -> None:
    for table, column in COLUMNS:
        if column.kind == "any":
            continue
        cell = cell_of(master, table, column, words)
        if column.kind == "date":
            assert cell.number_format == ("DD.MM.YYYY" if language == "de" else "yyyy-mm-dd")
        if column.kind in ("id", "zip", "phone", "text", "ref") and not column.computed:
            assert cell.number_format == "@"
        if column.computed and column.kind in ("text", "choice", "flag"):
            assert cell.number_format == "General"


def test_the_row_below_a_table_is_already_formatted_so_that_what_is_typed_there_keeps_its_zeros(
    master: Workbook, words: Words
) -> None:
    for table, column in COLUMNS:
        cell = cell_of(master, table, column, words)
        if (table.key, column.key) != ("settings", "value"):
            below = cell.parent.column_dimensions[cell.column_letter]
            assert below.number_format == cell.number_format, column


def test_no_postcode_gets_a_green_corner(language: str) -> None:
    sheets = [
        part for name, part in parts(template(language)).items() if "/sheet" in name and b"<tablePart " in part
    ]
    assert len(sheets) == len(TABLES)
    assert all(b'1048576" numberStoredAsText="1"' in sheet for sheet in sheets)


@pytest.mark.parametrize(
    ("column", "german", "english"),
    [
        ("term_months", "eine ganze Zahl ein, von 1 bis 120.", "a whole number, from 1 to 120."),
        ("value", "einen Betrag in Euro ein, mindestens 0.", "an amount in euros, at least 0."),
        ("discount", "einen Anteil in Prozent ein, von 0 % bis 100 %.", "a share in percent, from 0 % to 100 %."),
    ],
)
def test_a_refused_number_is_told_its_bounds(
    master: Workbook, words: Words, column: str, german: str, english: str
) -> None:
    cell = cell_of(master, TABLES["contracts"], TABLES["contracts"][column], words)
    wanted = f"Bitte tragen Sie {german}" if words.language == "de" else f"Please enter {english}"
    assert rule_of(cell.parent, cell).error == wanted


def test_headers_tell_what_is_required_and_what_computes_itself(master: Workbook, words: Words) -> None:
    for table, column in COLUMNS:
        header = cell_of(master, table, column, words, row=1)
        wanted = formats.MIST if column.computed else formats.NAVY if column.required else formats.SLATE
        assert header.fill.fgColor.rgb == f"00{wanted}"
        assert bool(header.font.italic) == column.computed


def test_folded_columns_stand_right_of_the_rest_closed(master: Workbook, words: Words) -> None:
    for table in TABLES.values():
        folded = [column.folded for column in table.columns]
        assert folded == sorted(folded), table.key
        sheet = sheet_of(master, table, words)
        assert [closed(sheet, at) for at in range(1, len(folded) + 1)] == folded, table.key
        assert (sheet.sheet_format.outlineLevelCol or 0) == any(folded), table.key


def closed(sheet: Worksheet, column: int) -> bool:
    """Whether a column is hidden in a group; openpyxl reads a run of equal columns as its first."""
    groups = [d for d in sheet.column_dimensions.values() if d.hidden and d.outlineLevel]
    return any((group.min or 0) <= column <= (group.max or 0) for group in groups)


def test_each_sheet_keeps_header_and_first_column_in_sight_on_screen_and_paper(
    master: Workbook, words: Words
) -> None:
    for table in TABLES.values():
        sheet = sheet_of(master, table, words)
        assert sheet.freeze_panes == "B2"
        assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
        assert sheet.oddFooter.right.text == words.text("reports.page", page="&P", pages="&N")
        assert sheet.sheet_properties.tabColor.rgb == f"00{AREAS[table.area]}"


def test_the_workbook_opens_on_the_start_sheet_and_calculates_everything(master: Workbook, words: Words) -> None:
    assert master.active.title == master.sheetnames[0] == words.text("start.sheet")
    assert [sheet.title for sheet in master.worksheets if sheet.sheet_view.tabSelected] == [master.sheetnames[0]]
    assert {choice.activeCell for sheet in master.worksheets for choice in sheet.sheet_view.selection} == {"A1"}
    assert master.calculation.fullCalcOnLoad
    assert master.properties.creator == "Teeup"
    assert master.properties.title == words.text("start.document.title")


def test_the_start_sheet_leads_to_every_table_by_a_name_that_outlives_a_renamed_sheet(
    master: Workbook, words: Words
) -> None:
    links = [cell.hyperlink for row in master.worksheets[0] for cell in row if cell.hyperlink]
    assert {link.location for link in links} == {f"sheet_{key}" for key in TABLES}
    for key in TABLES:
        assert master.defined_names[f"sheet_{key}"].attr_text == f"'{words.text(f'tables.{key}.sheet')}'!$A$1"


def test_the_first_steps_name_commands_that_there_are() -> None:
    assert set(STEPS) <= set(COMMANDS)


def test_only_the_lists_are_hidden_while_every_area_is_in_use(master: Workbook) -> None:
    assert [sheet.title for sheet in master.worksheets if sheet.sheet_state != "visible"] == ["_lists"]


def test_an_area_that_is_switched_off_is_hidden_and_keeps_its_tables(
    monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setitem(SETTINGS, "areas.shows", replace(SETTINGS["areas.shows"], default=False))
    master = opened(built(language))
    hidden = [sheet for sheet in master.worksheets if sheet.sheet_state == "hidden" and sheet.title != "_lists"]
    assert {key for sheet in hidden for key in sheet.tables} == {
        table.key for table in TABLES.values() if table.area == "shows"
    }


def test_every_value_list_stands_in_the_hidden_sheet_in_the_words_of_the_language(
    master: Workbook, words: Words
) -> None:
    for name, items in CHOICES.items():
        sheet, cells = next(iter(master.defined_names[f"list_{name}"].destinations))
        labels = [cell.value for row in master[sheet][cells] for cell in row]
        assert labels == [words.text(f"choices.{name}.{item}") for item in items]


def test_the_holidays_of_all_states_are_those_of_the_law(master: Workbook) -> None:
    columns = {column[0].value: column for column in master["_lists"].columns}
    for state in CHOICES["federal_state"]:
        names = [Words.of(language).text(f"choices.federal_state.{state}") for language in LANGUAGES]
        assert [cell.value for cell in columns[state][1:3]] == names
        assert days_in(columns[state]) == sorted(holidays.country_holidays("DE", subdiv=state, years=YEARS)), state


def days_in(column: Any) -> list[date]:
    return [cell.value.date() for cell in column[3:] if cell.value]


def test_bavaria_has_a_second_column_with_15_august(master: Workbook) -> None:
    columns = {column[0].value: column for column in master["_lists"].columns}
    usual, catholic = (days_in(columns[head]) for head in ("BY", "calendar.assumption_day"))
    assert catholic == sorted([*usual, *(date(year, 8, 15) for year in YEARS)])


def test_each_setting_stands_with_name_default_and_meaning_and_keeps_its_bounds(
    master: Workbook, words: Words
) -> None:
    sheet = sheet_of(master, TABLES["settings"], words)
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert list(rows) == list(SETTINGS)
    for key, setting in SETTINGS.items():
        _, name, value, meaning = rows[key]
        assert [name.value, meaning.value] == words.tree("settings")[key]
        assert setting.value_of(value.value) == setting.default
        rule = rule_of(sheet, value)
        if setting.kind in ("integer", "number", "money", "percent") and setting.minimum is not None:
            assert (rule.type, float(rule.formula1)) == (
                "whole" if setting.kind == "integer" else "decimal",
                setting.minimum,
            )


def test_each_highlight_follows_columns_that_the_table_has(master: Workbook, words: Words) -> None:
    for key, highlights in HIGHLIGHTS.items():
        table = TABLES[key]
        assert {column for highlight in highlights for column in highlight.columns} <= set(table.by_key)
        formats_ = sheet_of(master, table, words).conditional_formatting
        formulas = [formula for rules in formats_ for rule in rules.rules for formula in rule.formula]
        assert len(formulas) == len(highlights)
        assert not any(mark in formula for formula in formulas for mark in ("[", "choice(", "setting("))


def test_no_part_knows_the_time_or_the_place_of_its_making(language: str) -> None:
    entries = ZipFile(FOLDER / file_name(language)).infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    text = b"".join(parts(template(language)).values())
    assert str(Path.home()).encode() not in text and str(FOLDER.parent).encode() not in text
