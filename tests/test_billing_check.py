"""Invoice lines come in whole or are refused with a reason, and every one is checked (R-13, I-06; P-06)."""

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from demo_runs import decided, demo_book, desk, lines, state
from demo_tables import frames, whole

from addin.commands.register import COMMANDS
from addin.core.amounts import deviation, line_net
from addin.core.invoices import claims
from addin.plan import Plan
from addin.tables import TABLES
from addin.tables.frames import changed
from addin.words import LANGUAGES, Words

HEADERS = {
    "de": ["Rechnung", "Pos", "Datum", "Kundennr", "Text", "Menge", "Einzelpreis", "Rabatt", "Netto"],
    "en": ["Invoice", "Line", "Date", "Customer no.", "Text", "Quantity", "Unit price", "Discount", "Net"],
}
STORED = [column.key for column in TABLES["invoice_lines"].stored]


def number(value: float, language: str) -> str:
    text = f"{value:,.2f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "de" else text


def billed(path: Path, language: str, rows: pd.DataFrame | None = None) -> Path:
    """The demo's invoice lines as a billing system exports them: it knows neither contracts nor promises."""
    source = frames(language)["invoice_lines"] if rows is None else rows
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, delimiter=";" if language == "de" else ",")
        out.writerow(HEADERS[language])
        for row in source.itertuples():
            day = f"{row.invoiced_on:%d.%m.%Y}" if language == "de" else f"{row.invoiced_on:%Y-%m-%d}"
            share = 0 if pd.isna(row.discount) else row.discount
            amounts = [number(value, language) for value in (row.quantity, row.unit_price, share * 100, row.net)]
            out.writerow([row.invoice_no, int(row.line_no), day, row.customer_no, row.text, *amounts])
    return path


def without_lines() -> dict[str, pd.DataFrame]:
    return {"invoice_lines": frames()["invoice_lines"].iloc[:0]}


def asked(plan: Plan) -> list[tuple[Any, ...]]:
    """Invoice and line, expected, billed and deviation of everything that is asked about."""
    return [(line.values[3], *line.values[9:12]) for line in lines(plan.reports[0])]


# ------------------------------------------------------------------ planted cases


@pytest.mark.parametrize("language", LANGUAGES)
def test_x09_the_stand_was_billed_672_too_much_because_its_discount_is_missing(language: str) -> None:
    plan = decided("billing-check", language=language)
    (line,) = lines(plan.reports[0], "critical")
    assert line.values[3] == "R-2026-1107 / 1"
    assert line.values[9:12] == (6048.00, 6720.00, 672.00)
    words = Words.of(language)
    assert line.values[0] == words.text("reports.discount_check.claims.no_discount")
    assert number(672, language) in str(line.values[-1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_x10_the_discount_was_taken_off_the_fee_too(language: str) -> None:
    plan = decided("billing-check", language=language)
    (line,) = lines(plan.reports[0], "warning")
    assert (line.values[3], line.values[11]) == ("R-2026-1108 / 2", -1.44)
    assert line.values[0] == Words.of(language).text("reports.discount_check.claims.fee_discounted")
    assert number(1.44, language) in str(line.values[-1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_x09_and_x10_are_found_in_a_file_that_names_no_promise_and_nothing_else_is(
    language: str, tmp_path: Path
) -> None:
    empty = {"invoice_lines": frames(language)["invoice_lines"].iloc[:0]}
    plan = decided("billing-check", empty, language, file=billed(tmp_path / "lines.csv", language))
    assert asked(plan) == [("R-2026-1107 / 1", 6048.00, 6720.00, 672.00), ("R-2026-1108 / 2", 14.40, 12.96, -1.44)]
    assert (plan.counts["lines_wrong"], plan.counts["lines_unchecked"]) == (2, 0)


# ------------------------------------------------------------------ the import


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_a_file_is_taken_with_its_contract_and_promise(language: str, tmp_path: Path) -> None:
    empty = {"invoice_lines": frames(language)["invoice_lines"].iloc[:0]}
    plan = decided("billing-check", empty, language, file=billed(tmp_path / "lines.csv", language))
    counts = plan.counts
    assert counts["rows_in"] == counts["rows_taken"] == 60
    assert plan.problems == ()
    taken = pd.DataFrame([row.values for row in plan.rows if row.table == "invoice_lines"])
    known = frames(language)["invoice_lines"].reset_index(drop=True)
    for column in ("contract_id", "quantity", "unit_price", "net", "fee"):
        assert taken[column].tolist() == known[column].tolist()
    paid = known["fee"].eq(False)
    assert taken.loc[paid, "promise_id"].tolist() == known.loc[paid, "promise_id"].tolist()


def test_a_second_import_adds_nothing(tmp_path: Path) -> None:
    book = demo_book()
    file = billed(tmp_path / "lines.csv", "de")
    earlier = state(book)["invoice_lines"]
    run = desk(book, tmp_path).run(COMMANDS["billing-check"], {"file": file})
    assert (run.counts["already_there"], run.counts["rows_taken"]) == (60, 0)
    assert state(book)["invoice_lines"] == earlier
    again = desk(book, tmp_path).run(COMMANDS["billing-check"], {"file": file})
    assert (again.cells, again.counts["sheets_written"]) == (0, 0)


def test_new_lines_are_linked_from_the_report_and_undone_whole(tmp_path: Path) -> None:
    book = demo_book()
    last = frames()["invoice_lines"].iloc[-1:].assign(invoice_no="R-2027-0001", line_no=1.0, net=9_999.0)
    file = billed(tmp_path / "lines.csv", "de", last)
    earlier = state(book)
    run = desk(book, tmp_path).run(COMMANDS["billing-check"], {"file": file})
    assert (run.counts["rows_taken"], run.counts["lines_checked"]) == (1, 61)
    row = book.read(TABLES["invoice_lines"]).frame.index[-1]
    places = [line.place for line in lines(run.plan.reports[0]) if line.place]
    assert row in {place.row for place in places}
    again = desk(book, tmp_path).run(COMMANDS["billing-check"], {"file": file})
    assert (again.cells, again.counts["sheets_written"]) == (0, 0)
    desk(book, tmp_path).undo()
    assert state(book) == earlier


def test_a_rehearsal_takes_nothing(tmp_path: Path) -> None:
    book = demo_book()
    earlier = state(book)
    file = billed(tmp_path / "lines.csv", "de", frames()["invoice_lines"].assign(invoice_no="R-9"))
    desk(book, tmp_path).run(COMMANDS["billing-check"], {"file": file}, rehearse=True)
    assert (state(book), book.reports()) == (earlier, ())


def test_rows_in_are_rows_taken_refused_and_known(tmp_path: Path) -> None:
    file = tmp_path / "mixed.csv"
    file.write_text(
        "Rechnung;Pos;Kundennr;Text;Menge;Einzelpreis;Rabatt;Netto\n"
        "R-2026-1107;1;104056;Eckstand;24;280,00;0 %;6.720,00\n"  # there already
        "R-2026-1107;2;104056;Eckstand;24;280,00;0 %;-672,00\n"
        "R-2026-1108;1;104056;Eckstand;24;245,00;10 %;1,00\n"  # there with another amount
        "R-1;1;104056;Wand;zwei;1,00;0 %;1,00\n"  # no number
        "R-1;2;104056;Wand;1;1,00;110 %;1,00\n"  # more than all
        "R-1;0;104056;Wand;1;1,00;0 %;1,00\n"  # no line
        ";1;104056;Wand;1;1,00;0 %;1,00\n"
        "R-1;3;999999;Wand;1;1,00;0 %;1,00\n"
        "R-1;3;999999;Wand;1;1,00;0 %;1,00\n"  # twice in the file
        "Summe;;;;;;;9\n",
        "utf-8",
    )
    counts = decided("billing-check", file=file).counts
    assert counts["rows_in"] == 10
    assert (counts["rows_taken"], counts["already_there"], counts["rows_refused"]) == (2, 2, 6)


def test_a_line_that_comes_with_another_amount_is_refused_by_its_number(tmp_path: Path) -> None:
    other = frames()["invoice_lines"].iloc[:1].assign(net=1.0)
    plan = decided("billing-check", file=billed(tmp_path / "lines.csv", "de", other))
    (problem,) = plan.problems
    assert (problem.code, problem.row, problem.column) == ("invoice_line_differs", 2, "Netto")
    assert problem.facts["invoice"] == "R-2026-1001"


@pytest.mark.parametrize(
    ("header", "cells", "shares"),
    [
        ("Rabatt", ["0", "10", "5,5"], [0, 0.1, 0.055]),
        ("Rabatt %", ["0", "10", "0,5"], [0, 0.1, 0.005]),
        ("Rabatt", ["0", "0,1", "0,055"], [0, 0.1, 0.055]),
        ("Rabatt", ["0 %", "10 %", "5,5 %"], [0, 0.1, 0.055]),
        ("Rabatt", ["", "", ""], [None, None, None]),
    ],
)
def test_a_discount_is_read_by_its_column(
    header: str, cells: list[str], shares: list[Any], tmp_path: Path
) -> None:
    file = tmp_path / "lines.csv"
    rows = [f"R-1;{at};Wand;1;1,00;{cell};1,00" for at, cell in enumerate(cells, 1)]
    file.write_text("\n".join([f"Rechnung;Pos;Text;Menge;Einzelpreis;{header};Netto", *rows]), "utf-8")
    found = [row.values.get("discount") for row in decided("billing-check", without_lines(), file=file).rows[:3]]
    assert found == [pytest.approx(share) if share else share for share in shares]


def test_a_column_of_shares_and_per_cents_is_not_guessed_at(tmp_path: Path) -> None:
    file = tmp_path / "lines.csv"
    file.write_text(
        "Rechnung;Pos;Text;Menge;Einzelpreis;Rabatt;Netto\nR-1;1;W;1;1,00;0,1;1,00\nR-1;2;W;1;1,00;10;1,00",
        "utf-8",
    )
    plan = decided("billing-check", without_lines(), file=file)
    assert [problem.code for problem in plan.problems if problem.severity == "error"] == ["import_no_percent"]


def test_a_line_of_an_unknown_customer_is_taken_and_named_as_not_checkable(tmp_path: Path) -> None:
    strange = frames()["invoice_lines"].iloc[:1].assign(invoice_no="R-9", customer_no="999999", text="Wand")
    plan = decided("billing-check", file=billed(tmp_path / "lines.csv", "de", strange))
    assert [problem.code for problem in plan.problems] == ["invoice_line_unmatched"]
    assert plan.counts["lines_unchecked"] == 1


def test_a_text_that_begins_with_an_equals_sign_stays_text(tmp_path: Path) -> None:
    strange = frames()["invoice_lines"].iloc[:1].assign(invoice_no="R-9", text="=1+1")
    plan = decided("billing-check", file=billed(tmp_path / "lines.csv", "de", strange))
    assert plan.rows[0].values["text"] == "=1+1"


# ------------------------------------------------------------------ the check


def test_the_booth_of_the_price_page_is_6048_and_672_too_much() -> None:
    assert line_net(24, 280, 0.10) == 6048.00
    assert deviation(billed=6720, expected=6048) == 672.00


def test_a_correction_to_the_cent_settles_the_line_it_corrects() -> None:
    every = whole("invoice_lines")
    correction = every[every["invoice_no"] == "R-2026-1107"].assign(
        invoice_no="G-1", promise_id=None, net=-672.0, expected=float("nan"), deviation=float("nan"), verdict=None
    )
    both = pd.concat([every, correction.set_index(pd.Index([900]))])
    assert claims(every).dropna().tolist() == ["no_discount", "fee_discounted"]
    assert claims(both).dropna().tolist() == ["fee_discounted"]
    assert claims(pd.concat([every, correction.assign(net=-671.0).set_index(pd.Index([900]))])).notna().sum() == 3


@pytest.mark.parametrize(
    ("discount", "net", "claim", "severity"),
    [
        (0.10, 6048.00, None, ""),
        (0.10, 6048.01, None, ""),  # a cent is tolerated
        (0.05, 6384.00, "too_much", "critical"),
        (0.10, 6048.02, "too_much", "critical"),
        (0.15, 5712.00, "too_little", "warning"),
        (0.00, 6720.00, "no_discount", "critical"),
    ],
)
def test_every_way_to_bill_a_stand_wrongly_is_told(
    discount: float, net: float, claim: str | None, severity: str
) -> None:
    every = frames()["invoice_lines"]
    row = int(every.index[every["invoice_no"] == "R-2026-1107"][0])
    plan = decided(
        "billing-check", {"invoice_lines": changed(every, [(row, "discount", discount), (row, "net", net)])}
    )
    found = [line for line in lines(plan.reports[0]) if line.place and line.place.row == row]
    words = Words.of("de")
    expected = [(words.text(f"reports.discount_check.claims.{claim}"), severity)] if claim else []
    assert [(line.values[0], line.severity) for line in found] == expected


def test_an_empty_workbook_has_nothing_to_ask_for() -> None:
    plan = decided("billing-check", without_lines())
    assert (lines(plan.reports[0]), plan.counts["lines_checked"]) == ([], 0)
