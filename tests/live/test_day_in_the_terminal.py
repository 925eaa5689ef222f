"""From a terminal, every command does to the workbook open in Excel what it does to the closed one."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw
from days import calls
from office import Office
from routes import Terminal, at_the_desk
from whole_books import WholeBook
from whole_days import Day, seen
from workbooks import NOW, empty_master

from addin.books.closed import ClosedBook
from addin.books.live import LiveBook

pytestmark = pytest.mark.long


def test_the_day_has_something_to_compare_for_every_command(closed_day: Day) -> None:
    """A command that wants an option is given one in days.py."""
    assert [told for told in closed_day.told if "error" in told] == []


def test_a_day_in_the_terminal(demo: xw.Book, closed_day: Day, office: Office, tmp_path: Path) -> None:
    terminal = Terminal(office, tmp_path / "home", demo.name)
    first, *others = calls("de", tmp_path)
    assert [terminal.alone(first), *map(terminal, others)] == closed_day.told
    closed_day.assert_twins(demo, terminal)


def test_an_english_master_at_the_desk(live_app: xw.App, tmp_path: Path) -> None:
    wanted = [
        call for call in calls("en", tmp_path) if call.command in ("import-contracts", "expiry-flags", "check")
    ]
    closed = empty_master(tmp_path / "Closed.xlsx", "en")
    told = [at_the_desk(call, ClosedBook(closed, NOW), tmp_path / "closed") for call in wanted]
    book = live_app.books.open(empty_master(tmp_path / "Open.xlsx", "en"))
    try:
        assert [at_the_desk(call, LiveBook(book, NOW), tmp_path / "open") for call in wanted] == told
        assert seen(live_app, closed).differences(WholeBook.of(book)) == []
    finally:
        book.close()
