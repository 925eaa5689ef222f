"""The whole way of a show on the demo: planned, packed, shipped, taken back, booked (R-28, R-29, R-80)."""

from collections import Counter
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
INVITED, PACKED, ARRIVED = date(2027, 2, 18), date(2027, 5, 5), date(2027, 5, 11)
MET, THANKED, COUNTED = date(2027, 5, 15), date(2027, 5, 18), date(2027, 5, 24)
SCANNED = {
    "de": "Firma;Nachname;E-Mail;Bewertung;Wunsch;Einwilligung\nNeue Pumpen;Weiß;eva@neue.example;A;Preise;ja\n",
    "en": "Company;Last name;E-mail;Rating;Wish;Consent\nNew Pumps;White;eva@neue.example;A;Prices;yes\n",
}


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


def sent(book: MemoryBook, folder: Path, day: date, mailing: str) -> Counter[str]:
    """What became of everybody on the list once the batch was looked at, approved and sent by both ways."""
    for command, options in (("preview", {}), ("approve", {"by": "M-0001"}), ("send", {}), ("mail-letters", {})):
        run(book, folder, day, command, mailing=mailing, **options)
    rows = [row for row in state(book)["recipients"] if row["mailing_id"] == mailing]
    return Counter(row["channel"] if row["state"] == "sent" else row["state"] for row in rows)


def batches(outcome: Outcome) -> dict[Any, str]:
    """The mailings that a command prepared, by their letter."""
    rows = [row.values for row in outcome.plan.rows if row.table == "mailings"]
    return {row["letter"]: str(row["mailing_id"]) for row in rows}


def invite(book: MemoryBook, folder: Path) -> None:
    made = batches(run(book, folder, INVITED, "pre-show", show=SHOW))
    assert sent(book, folder, INVITED, made["show-invitation"]) == {"email": 46, "post": 11, "skipped": 17}


def meet_and_thank(book: MemoryBook, folder: Path, language: str) -> None:
    """A stranger who was scanned becomes a contact and is thanked; who was invited and did not come is missed."""
    scanned = folder / "scanned.csv"
    scanned.write_text(SCANNED[language], "utf-8")
    taken = run(book, folder, MET, "lead-import", file=scanned, show=SHOW)
    assert (taken.counts["rows_taken"], taken.counts["contacts_new"]) == (1, 1)
    (new,) = (row for row in state(book)["contacts"] if row["email"] == "eva@neue.example")
    after = run(book, folder, THANKED, "post-show", show=SHOW)
    tasks = [(row.values["about"], row.values["due_on"]) for row in after.plan.rows if row.table == "tasks"]
    assert tasks == [(f"{new['contact_id']}; {SHOW}", date(2027, 5, 19)), (SHOW, date(2027, 11, 15))]
    made = batches(after)
    assert sent(book, folder, THANKED, made["thanks"]) == {"email": 1}
    assert sent(book, folder, THANKED, made["missed-you"])["email"] == 46
    thanked = [row for row in state(book)["recipients"] if row["mailing_id"] == made["thanks"]]
    assert [row["contact_id"] for row in thanked] == [new["contact_id"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_way_of_a_show(language: str, tmp_path: Path) -> None:
    book = demo_book(language)
    assert run(book, tmp_path, AS_OF, "show-plan", show=SHOW).counts["tasks_opened"] == 2
    assert run(book, tmp_path, AS_OF, "return-check", step="book").counts["moves_booked"] == 44
    assert on_hand(book, "MT-0020") == 1  # the stand is home from the last show
    assert run(book, tmp_path, AS_OF, "giveaway", show=SHOW, share=2, shirts=1).counts["rounds_begun"] == 0
    invite(book, tmp_path)

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

    meet_and_thank(book, tmp_path, language)

    waiting = run(book, tmp_path, COUNTED, "return-check", show=SHOW)
    assert waiting.counts["uncounted"] == 15
    (sheet,) = waiting.files
    read = run(book, tmp_path, COUNTED, "return-check", show=SHOW, file=counted(sheet), by="M-0010")
    assert (read.counts["rows_taken"], read.counts["pieces_missing"], read.problems) == (15, 0, ())
    booked = run(book, tmp_path, COUNTED, "return-check", show=SHOW, step="book")
    assert booked.counts["incidents"] == 0
    assert (on_hand(book, "MT-0025"), on_hand(book, "MT-0015")) == (before[0] - 150, before[1] - 27)
    assert on_hand(book, "MT-0020") == 1
    log = book.read(TABLES["log"]).frame
    done = log[["run", "command"]].drop_duplicates()["command"].tolist()
    mailing = ["preview", "approve", "send", "mail-letters"]
    thanks = ["lead-import", "post-show", *mailing[:3], *mailing]
    wanted = ["show-plan", "return-check", "pre-show", *mailing, "packlist", "shipments", *thanks]
    assert [command for command in done if command != "giveaway"] == [*wanted, "return-check", "return-check"]


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
