"""A cell means the same in every book: headers in either language, values by kind, misfits named."""

from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.books import Reading
from addin.books.cells import content, positions, reading
from addin.errors import Refusal
from addin.tables import TABLES
from addin.tables.frames import plain
from addin.tables.model import Column, Table
from addin.words import LANGUAGES, Words

STAFF = TABLES["staff"]
CONTRACTS = TABLES["contracts"]


def headers(table: Table, language: str) -> list[str]:
    return [Words.of(language).label(table.key, column.key) for column in table.columns]


def read(table: Table, rows: list[dict[str, Any]], language: str = "de") -> Reading:
    """Rows given by column key, as they would stand in a sheet."""
    cells = [[row.get(column.key, "") for column in table.columns] for row in rows]
    return reading(table, headers(table, language), cells, 2, lambda _, text: text if "-" in text else None)


def misfits(table: Table, **cells: Any) -> list[tuple[str, str]]:
    return [(problem.column, problem.code) for problem in read(table, [cells]).problems]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_are_known_in_both_languages_and_any_order(table: Table, language: str) -> None:
    shuffled = ["Eigene Spalte", *reversed(headers(table, language))]
    where = positions(table, shuffled)
    assert {key: shuffled[index] for key, index in where.items()} == {
        column.key: Words.of(language).label(table.key, column.key) for column in table.columns
    }


def test_case_and_white_space_of_a_header_do_not_count() -> None:
    loud = [f"  {header.upper()}\n " for header in headers(STAFF, "de")]
    assert len(positions(STAFF, loud)) == len(STAFF.columns)


def test_a_renamed_column_is_named_with_its_likely_twin() -> None:
    renamed = ["Kündigungsfristen" if h == "Kündigungsfrist" else h for h in headers(CONTRACTS, "de")]
    with pytest.raises(Refusal) as caught:
        positions(CONTRACTS, renamed)
    assert caught.value.code == "column_renamed"
    assert caught.value.facts["twin"] == "Kündigungsfristen"


def test_a_missing_column_is_named_in_both_languages() -> None:
    with pytest.raises(Refusal) as caught:
        positions(STAFF, [header for header in headers(STAFF, "de") if header != "E-Mail"])
    assert caught.value.code == "column_missing"
    assert "E-Mail" in str(caught.value.facts["column"])


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"starts_on": "31.12.2027"}, "text_date"),
        ({"starts_on": True}, "impossible_date"),
        ({"starts_on": -5.0}, "impossible_date"),
        ({"starts_on": 5_000_000.0}, "impossible_date"),
        ({"term_months": "12"}, "text_number"),
        ({"term_months": 12.5}, "not_whole"),
        ({"value": True}, "no_number"),
        ({"value": "7.800,00 €"}, "text_number"),
        ({"value": float("inf")}, "no_number"),
        ({"state": "läuft"}, "unknown_choice"),
        ({"value": "#DIV/0!"}, "error_cell"),
        ({"note": "#N/A"}, "error_cell"),
        ({"company_id": "#REF!"}, "error_cell"),
    ],
)
def test_a_cell_that_does_not_fit_is_blank_and_a_problem(cells: dict[str, Any], code: str) -> None:
    (column,) = cells
    found = read(CONTRACTS, [{"contract_id": "V-0001", **cells}])
    assert [(p.row, p.column, p.code) for p in found.problems] == [(2, column, code)]
    assert pd.isna(found.frame.at[2, column])


@pytest.mark.parametrize("cell", [date(2027, 2, 28), datetime(2027, 2, 28, 17, 30), 46446.0, 46446.73])
def test_a_date_is_a_date_however_it_is_stored(cell: Any) -> None:
    frame = read(CONTRACTS, [{"contract_id": "V-0001", "starts_on": cell}]).frame
    assert frame.at[2, "starts_on"] == pd.Timestamp(2027, 2, 28)


@pytest.mark.parametrize(
    ("cell", "expected"), [(1069.0, "1069"), ("01069", "01069"), (True, "True"), (" x ", "x"), (1.5, "1.5")]
)
def test_text_is_kept_as_the_text_a_person_sees(cell: Any, expected: str) -> None:
    assert read(TABLES["companies"], [{"company_id": "F-0001", "zip": cell}]).frame.at[2, "zip"] == expected


@pytest.mark.parametrize("cell", ["beendet", "BEENDET", "ended", " Ended ", "ended"])
def test_a_choice_is_known_by_its_label_in_both_languages_and_by_its_key(cell: str) -> None:
    assert read(CONTRACTS, [{"contract_id": "V-0001", "state": cell}]).frame.at[2, "state"] == "ended"


@pytest.mark.parametrize("cell", ["Hansen Druck GmbH · F-0012", "F-0012", "A · B · F-0012"])
def test_a_reference_is_the_id_behind_the_name(cell: str) -> None:
    frame = read(CONTRACTS, [{"contract_id": "V-0001", "company_id": cell}]).frame
    assert frame.at[2, "company_id"] == "F-0012"


def test_blank_rows_are_left_out_and_the_others_keep_their_numbers() -> None:
    frame = read(STAFF, [{"staff_id": "M-0001"}, {"name": "  "}, {"staff_id": "M-0002"}]).frame
    assert list(frame.index) == [2, 4]


def test_a_row_that_only_holds_formulas_is_blank() -> None:
    assert len(read(STAFF, [{"absent": "nein", "pick": " · "}]).frame) == 0


def _values(column: Column) -> st.SearchStrategy[Any]:
    match column.kind:
        case "date":
            return st.dates(date(1950, 1, 1), date(2199, 12, 31))
        case "integer":
            return st.integers(-(10**9), 10**9)
        case "number" | "money" | "percent":
            return st.floats(-1e12, 1e12)
        case "flag":
            return st.booleans()
        case "choice":
            return st.sampled_from(sorted(Words.of("de").tree(f"choices.{column.choices}")))
        case _:
            return st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1).filter(
                lambda text: not text.startswith("#")
            )


@given(st.data(), st.sampled_from(LANGUAGES), st.sampled_from(sorted(TABLES)))
def test_what_is_written_is_read_back(data: st.DataObject, language: str, key: str) -> None:
    table = TABLES[key]
    column = data.draw(st.sampled_from([c for c in table.stored if c.kind not in ("ref", "moment", "any")]))
    value = data.draw(_values(column))
    cell = content(column, value, language, lambda _, row_id: row_id)
    back = read(table, [{column.key: cell}], language)
    assert back.problems == ()
    assert plain(column, back.frame.at[2, column.key]) == value
