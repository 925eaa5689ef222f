"""Boxes there and back: what the carrier says, what is late, who has no way back (R-28; P-23, I-11)."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from demo_runs import decided, demo_book, desk, lines, state
from material_world import frame

from addin.commands.register import COMMANDS
from addin.errors import Refusal
from addin.plan import Plan
from addin.reports.model import Note
from addin.words import LANGUAGES

FAIR: dict[str, Any] = {
    "show_id": "S-0009",
    "name": "Pumpentage",
    "starts_on": date(2027, 4, 6),
    "ends_on": date(2027, 4, 8),
    "return_booked_on": date(2027, 1, 4),
}
SENT: dict[str, Any] = {
    "shipment_id": "SD-0001",
    "show_id": "S-0009",
    "direction": "out",
    "tracking_no": "WQ 4711",
    "sent_on": date(2027, 2, 8),
    "must_arrive_by": date(2027, 2, 14),
    "state": "picked_up",
}


def track(*shipments: Mapping[str, Any], show: Mapping[str, Any] = FAIR, **options: Any) -> Plan:
    today = options.pop("today", date(2027, 2, 15))
    tables = {"shows": frame("shows", [show]), "shipments": frame("shipments", list(shipments))}
    return decided("shipments", tables, today=today, **options)


def news(folder: Path, *rows: str, heading: str = "Sendungsnummer;Status;Datum") -> Path:
    path = folder / "status.csv"
    path.write_text("\n".join((heading, *rows)) + "\n", "utf-8-sig")
    return path


def after(plan: Plan) -> dict[str, Any]:
    return {change.column: change.after for change in plan.changes}


def codes(plan: Plan) -> list[str]:
    return [problem.code for problem in plan.problems]


# ------------------------------------------------------------------ late


@pytest.mark.parametrize(
    ("cells", "code", "severity"),
    [
        ({}, ["shipment_overdue"], "critical"),
        ({"must_arrive_by": date(2027, 2, 15)}, [], ""),
        ({"delivered_on": date(2027, 2, 14)}, [], ""),
        ({"delivered_on": date(2027, 2, 15)}, [], "notice"),
        ({"must_arrive_by": date(2027, 2, 20), "expected_on": date(2027, 2, 21)}, ["shipment_at_risk"], "warning"),
        ({"must_arrive_by": date(2027, 2, 20), "expected_on": date(2027, 2, 20)}, [], ""),
        ({"must_arrive_by": date(2027, 2, 20), "state": "problem"}, ["shipment_problem"], "warning"),
        ({"must_arrive_by": None}, [], ""),
    ],
)
def test_late_is_what_came_after_its_day_or_is_not_there_today(
    cells: dict[str, Any], code: list[str], severity: str
) -> None:
    plan = track({**SENT, **cells})
    (line,) = lines(plan.reports[0])
    assert (codes(plan), line.severity) == (code, severity)


def test_what_hurts_most_stands_first() -> None:
    there = {**SENT, "shipment_id": "SD-0002", "delivered_on": date(2027, 2, 10)}
    risky = {**SENT, "shipment_id": "SD-0003", "must_arrive_by": date(2027, 3, 1), "expected_on": date(2027, 3, 2)}
    plan = track(there, risky, SENT)
    assert [line.values[0] for line in lines(plan.reports[0])] == ["SD-0001", "SD-0003", "SD-0002"]


@pytest.mark.parametrize(
    ("today", "booked", "told"),
    [
        (date(2027, 2, 21), None, False),
        (date(2027, 2, 22), None, True),  # 30 working days before 8 April: Easter and 8 March are none in Berlin
        (date(2027, 4, 8), None, True),
        (date(2027, 4, 9), None, False),
        (date(2027, 3, 1), date(2027, 2, 1), False),
    ],
)
def test_the_way_back_must_be_booked_30_working_days_before_the_show_ends(
    today: date, booked: date | None, told: bool
) -> None:
    plan = track(show={**FAIR, "return_booked_on": booked}, today=today)
    notes = [block.text for block in plan.reports[0].blocks if isinstance(block, Note) and block.severity]
    assert (plan.counts["returns_unbooked"], len(notes)) == (int(told), int(told))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_boxes_of_the_demo_s_next_show_are_late_on_its_first_day(language: str) -> None:
    assert decided("shipments", language=language).counts["shipments_alarming"] == 0
    plan = decided("shipments", language=language, today=date(2027, 5, 13))
    assert [line.values[0] for line in lines(plan.reports[0], "critical")] == ["SD-0005"]


# ------------------------------------------------------------------ the carrier's file


def test_a_delivery_is_noted_with_its_day(tmp_path: Path) -> None:
    plan = track(SENT, file=news(tmp_path, "wq4711;Zugestellt;12.02.2027"))
    assert after(plan) == {"state": "delivered", "delivered_on": date(2027, 2, 12)}
    assert (codes(plan), plan.counts["rows_taken"]) == ([], 1)


def test_of_several_news_the_newest_counts_whatever_their_order(tmp_path: Path) -> None:
    rows = ("WQ4711;zugestellt;12.02.2027", "WQ4711;abgeholt;09.02.2027", "WQ4711;unterwegs;10.02.2027")
    plan = track({**SENT, "sent_on": None, "state": "booked"}, file=news(tmp_path, *rows))
    assert after(plan) == {
        "state": "delivered",
        "delivered_on": date(2027, 2, 12),
        "sent_on": date(2027, 2, 9),
    }
    assert plan.counts["rows_taken"] == 3


def test_old_news_change_nothing(tmp_path: Path) -> None:
    transit = {**SENT, "state": "transit"}
    plan = track(transit, file=news(tmp_path, "WQ4711;abgeholt;08.02.2027"))
    assert (plan.changes, plan.counts["already_there"]) == ((), 1)


def test_an_english_file_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "status.csv"
    path.write_text("Tracking number,Status,Date,ETA\nWQ4711,In transit,2027-02-11,2027-02-16\n", "utf-8")
    assert after(track(SENT, file=path)) == {"state": "transit", "expected_on": date(2027, 2, 16)}


@pytest.mark.parametrize(
    ("row", "cells", "code"),
    [
        ("WQ4712;zugestellt;12.02.2027", {}, "shipment_unknown"),
        ("WQ4711;irgendwo;12.02.2027", {}, "shipment_state_unread"),
        ("WQ4711;zugestellt;", {}, "shipment_without_day"),
        ("WQ4711;zugestellt;16.02.2027", {}, "shipment_news_ahead"),
        ("WQ4711;zugestellt;12.02.2027", {"delivered_on": date(2027, 2, 11)}, "shipment_delivered_before"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_with_its_reason(
    row: str, cells: dict[str, Any], code: str, tmp_path: Path
) -> None:
    plan = track({**SENT, "must_arrive_by": None, **cells}, file=news(tmp_path, row))
    assert codes(plan) == [code]
    counts = plan.counts
    assert counts["rows_in"] == counts["rows_taken"] + counts["rows_refused"] + counts["already_there"] == 1
    assert (plan.changes, counts["rows_refused"]) == ((), 1)


def test_two_shipments_of_one_number_cannot_be_told_apart(tmp_path: Path) -> None:
    twin = {**SENT, "shipment_id": "SD-0002"}
    plan = track(SENT, twin, file=news(tmp_path, "WQ4711;unterwegs;12.02.2027"))
    assert codes(plan)[0] == "shipment_ambiguous"


def test_reading_without_a_file_says_what_is_missing() -> None:
    with pytest.raises(Refusal) as refused:
        track(SENT, step="read")
    assert refused.value.code == "status_without_file"


def test_a_second_import_changes_nothing_and_undo_brings_everything_back(tmp_path: Path) -> None:
    book = demo_book()
    file = news(tmp_path, "WQ730123;zugestellt;12.11.2026")
    row = next(row for row in state(book)["shipments"] if row["shipment_id"] == "SD-0003")
    assert desk(book, tmp_path).run(COMMANDS["shipments"], {"file": file}).counts["already_there"] == 1
    assert next(r for r in state(book)["shipments"] if r["shipment_id"] == "SD-0003") == row


def test_news_are_rehearsed_taken_once_and_undone(tmp_path: Path) -> None:
    book = demo_book()
    desk(book, tmp_path).run(COMMANDS["packlist"], {"step": "book"})
    numbered = _numbered(book, "SD-0005", "WQ800001")
    before = state(book)
    file = news(tmp_path, "WQ800001;unterwegs;15.02.2027")
    command = COMMANDS["shipments"]
    assert desk(book, tmp_path).run(command, {"file": file}, rehearse=True).counts["rows_taken"] == 1
    assert state(book) == before
    desk(book, tmp_path).run(command, {"file": file})
    assert state(book)["shipments"][numbered]["state"] == "transit"
    again = desk(book, tmp_path).run(command, {"file": file})
    assert (again.cells, again.counts["already_there"], again.counts["sheets_written"]) == (0, 1, 0)
    desk(book, tmp_path).undo()
    assert state(book) == before


def _numbered(book: Any, shipment_id: str, number: str) -> int:
    """The place of a shipment in its table, once the carrier has given it a number."""
    from addin.books import Edit
    from addin.plan import Change
    from addin.tables import TABLES

    shipments = book.read(TABLES["shipments"]).frame
    row = int(shipments.index[shipments["shipment_id"] == shipment_id][0])
    book.apply(Edit(changes=(Change("shipments", row, "tracking_no", None, number),)))
    return int(shipments.index.get_loc(row))


def test_where_there_is_no_shipment_the_sheet_says_so() -> None:
    plan = track()
    assert plan.counts["shipments"] == 0
    assert any(getattr(block, "empty", "") for block in plan.reports[0].blocks)
