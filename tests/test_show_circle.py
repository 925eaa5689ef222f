"""The whole way of a show on the demo: planned, packed, shipped, taken back, booked (R-28, R-29, R-80)."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from demo_runs import decided, demo_book, lines, state
from openpyxl import load_workbook

from addin.books import Edit
from addin.books.memory import MemoryBook
from addin.commands.register import COMMANDS
from addin.core.records import records
from addin.desk import Desk, Outcome
from addin.plan import Change
from addin.tables import TABLES
from addin.words import LANGUAGES
from workbook_templates.demo.keydate import AS_OF

SHOW = "S-0003"
PACKED, ARRIVED, COUNTED = date(2027, 5, 5), date(2027, 5, 11), date(2027, 5, 24)


def run(book: MemoryBook, folder: Path, day: date, command: str, **options: Any) -> Outcome:
    now = datetime(day.year, day.month, day.day, 9, 30)
    return Desk(book, now, folder, day).run(COMMANDS[command], options)


def on_hand(book: MemoryBook, material: str) -> int:
    moves = [row for row in state(book)["stock_moves"] if row["material_id"] == material]
    return sum(int(row["quantity"]) for row in moves if row["kind"] != "request")


def typed(book: MemoryBook, table: str, key: str, **cells: Any) -> None:
    """What the coordinator enters by hand in the row of that id."""
    frame = book.read(TABLES[table]).frame
    column = TABLES[table].id_column
    assert column
    row, before = next(records(frame[frame[column.key] == key]))
    book.apply(Edit(changes=tuple(Change(table, row, name, before[name], value) for name, value in cells.items())))


def counted(sheet: Path) -> Path:
    """The warehouse counts: all came back good but for two pens that are broken and what was given away."""
    workbook = load_workbook(sheet)
    cells = workbook.worksheets[0]
    for row in cells.iter_rows(min_row=1):
        if row[0].value == SHOW or (row[1].value == SHOW):
            at = next(n for n, cell in enumerate(row) if cell.value == SHOW)
            material, sent = str(row[at + 2].value), int(row[at + 5].value)
            used = sent // 2 if sent > 9 else 0
            broken = 2 if "MT-0015" in material else 0
            for place, number in enumerate((used, sent - used - broken, broken), at + 6):
                row[place].value = number
    workbook.save(sheet)
    return sheet


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_way_of_a_show(language: str, tmp_path: Path) -> None:
    book = demo_book(language)
    assert run(book, tmp_path, AS_OF, "show-plan", show=SHOW).counts["tasks_opened"] == 2
    assert run(book, tmp_path, AS_OF, "return-check", step="book").counts["moves_booked"] == 44
    assert on_hand(book, "MT-0020") == 1  # the stand is home from the last show
    assert run(book, tmp_path, AS_OF, "giveaway", show=SHOW, share=2, shirts=1).counts["rounds_begun"] == 0

    before = on_hand(book, "MT-0025"), on_hand(book, "MT-0015")
    packed = run(book, tmp_path, PACKED, "packlist", show=SHOW, step="book")
    assert (packed.counts["moves_booked"], len(packed.files)) == (15, 3)
    assert "packed_beyond_stock" not in [problem.code for problem in packed.problems]
    assert (on_hand(book, "MT-0025"), on_hand(book, "MT-0015")) == (before[0] - 300, before[1] - 50)

    typed(book, "shipments", "SD-0005", carrier="Wiesquast", tracking_no="WQ800001")
    news = tmp_path / "status.csv"
    news.write_text(f"Tracking number;Status;Date\nWQ800001;delivered;{ARRIVED}\n", "utf-8")
    assert run(book, tmp_path, ARRIVED, "shipments", file=news).counts["rows_taken"] == 1
    (there,) = (row for row in state(book)["shipments"] if row["shipment_id"] == "SD-0005")
    assert (there["state"], there["delivered_on"].date()) == ("delivered", ARRIVED)

    waiting = run(book, tmp_path, COUNTED, "return-check", show=SHOW)
    assert waiting.counts["uncounted"] == 15
    (sheet,) = waiting.files
    read = run(book, tmp_path, COUNTED, "return-check", show=SHOW, file=counted(sheet), by="M-0010")
    assert (read.counts["rows_taken"], read.counts["pieces_missing"], read.problems) == (15, 0, ())
    booked = run(book, tmp_path, COUNTED, "return-check", show=SHOW, step="book")
    assert booked.counts["incidents"] == 0
    assert (on_hand(book, "MT-0025"), on_hand(book, "MT-0015")) == (before[0] - 150, before[1] - 27)
    assert on_hand(book, "MT-0020") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_today_list_calls_for_boxes_that_are_late_and_for_the_way_back(language: str) -> None:
    quiet = decided("today", language=language)
    late = decided("today", language=language, today=date(2027, 5, 13))

    def shipments(plan: Any) -> list[tuple[str, str]]:
        found = [
            line for line in lines(plan.reports[0]) if line.place and line.place.table in ("shipments", "shows")
        ]
        return [(line.place.table, line.severity) for line in found if line.place]

    assert shipments(quiet) == []
    assert shipments(late) == [("shipments", "critical"), ("shows", "warning")]
