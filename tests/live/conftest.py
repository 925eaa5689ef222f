"""A LibreOffice that runs for all live tests, as the Excel that xlwings sees."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import xlwings as xw
from office import Office, uno
from whole_days import Day
from workbooks import demo_master

Opening = Callable[[Path | str], xw.Book]
MadeOnce = Callable[[str, Callable[[], object]], object]


@pytest.fixture(scope="session")
def office(soffice: str) -> Iterator[Office]:
    """One LibreOffice, started once."""
    try:
        uno()
    except ImportError:
        pytest.skip("Python cannot talk to LibreOffice: apt install python3-uno")
    with one_processor(), tempfile.TemporaryDirectory(prefix="teeup-live-", ignore_cleanup_errors=True) as home:
        running = Office(soffice, Path(home))
        yield running
        running.stop()


@contextmanager
def one_processor() -> Iterator[None]:
    """Python and LibreOffice take turns: waking each other on another processor costs a quarter of the time.

    Each worker has a processor of its own, as long as there are enough.
    """
    allowed = os.sched_getaffinity(0)
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.sched_setaffinity(0, {sorted(allowed)[worker % len(allowed)]})
    yield
    os.sched_setaffinity(0, allowed)


@pytest.fixture(scope="session")
def live_app(office: Office) -> xw.App:
    """xlwings' Excel, which is our LibreOffice."""
    from engine import activate

    return activate(office.home)


@pytest.fixture(scope="session")
def closed_day(live_app: xw.App, made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Day:
    """What a day does to a closed file."""
    day: Day = made_once("closed day", lambda: Day.closed(live_app, tmp_path_factory.mktemp("closed")))
    return day


@pytest.fixture
def demo(open_book: Opening, tmp_path: Path) -> xw.Book:
    """The demo master, open in Excel."""
    return open_book(demo_master(tmp_path / "Demo.xlsx", "de"))


@pytest.fixture
def open_book(live_app: xw.App) -> Iterator[Opening]:
    """Opens a workbook in Excel; it is closed after the test."""
    opened: list[xw.Book] = []

    def opening(path: Path | str) -> xw.Book:
        opened.append(live_app.books.open(os.fspath(path)))
        return opened[-1]

    yield opening
    for book in opened:
        book.close()
