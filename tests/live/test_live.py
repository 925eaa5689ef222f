"""Every command does to the workbook open in Excel what it does to the closed one, by each way there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlwings as xw
from days import Call, calls
from office import Office
from routes import Companion, Terminal, Told, at_the_desk
from whole_books import WholeBook
from workbooks import NOW, demo_master, empty_master

from addin.books.closed import ClosedBook
from addin.books.live import LiveBook
from addin.tables import TABLES

pytestmark = pytest.mark.xdist_group("live")


@dataclass(frozen=True)
class Day:
    """What each command told, the workbook after it, and once more with all logged runs taken back."""

    told: list[Told]
    after: WholeBook
    runs: int
    undone: WholeBook


@pytest.fixture(scope="module")
def closed_day(live_app: xw.App, tmp_path_factory: pytest.TempPathFactory) -> Day:
    """The day over a closed file, which LibreOffice only opens to look at it."""
    folder = tmp_path_factory.mktemp("closed")
    path = demo_master(folder / "Demo.xlsx", "de")
    before = last_run(path)
    told = [at_the_desk(call, ClosedBook(path, NOW), path.with_suffix("")) for call in calls("de", folder)]
    after, runs = seen(live_app, path), last_run(path) - before
    at_the_desk(undo(runs), ClosedBook(path, NOW), path.with_suffix(""))
    return Day(told, after, runs, seen(live_app, path))


def undo(runs: int) -> Call:
    return Call("undo", {"runs": str(runs)})


def last_run(path: Path) -> int:
    return int(ClosedBook(path, NOW).read(TABLES["log"]).frame["run"].max())


def seen(app: xw.App, path: Path) -> WholeBook:
    book = app.books.open(path)
    try:
        return WholeBook.of(book)
    finally:
        book.close()


@pytest.fixture
def demo(live_app: xw.App, tmp_path: Path) -> Iterator[xw.Book]:
    """The demo master, open in Excel."""
    book = live_app.books.open(demo_master(tmp_path / "Demo.xlsx", "de"))
    yield book
    book.close()


def test_the_day_has_something_to_compare_for_every_command(closed_day: Day) -> None:
    """A command that wants an option is given one in days.py."""
    assert [told for told in closed_day.told if "error" in told] == []


def test_a_day_in_the_terminal(demo: xw.Book, closed_day: Day, office: Office, tmp_path: Path) -> None:
    terminal = Terminal(office, tmp_path / "home", demo.name)
    first, *others = calls("de", tmp_path)
    assert [terminal.alone(first), *map(terminal, others)] == closed_day.told
    assert_twins(demo, closed_day, terminal)


def test_a_day_of_clicks(demo: xw.Book, closed_day: Day, office: Office, tmp_path: Path) -> None:
    companion = Companion(office, tmp_path / "home", demo.name)
    try:
        told = [companion(call)["state"] for call in calls("de", tmp_path)]
        assert told == [state(each) for each in closed_day.told]
        assert_twins(demo, closed_day, companion)
    finally:
        companion.close()


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


def state(told: Told) -> str:
    """How a click is answered that came to this."""
    return "act" if any(problem["severity"] == "error" for problem in told["problems"]) else "done"


def assert_twins(book: xw.Book, closed: Day, route: Callable[[Call], Told]) -> None:
    """The workbook is the closed one's twin, after the day and when it is taken back."""
    assert closed.after.differences(WholeBook.of(book)) == []
    route(undo(closed.runs))
    assert closed.undone.differences(WholeBook.of(book)) == []
