"""The promises of every book (tests/test_books.py), kept by the one that is open in Excel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import test_books
import xlwings as xw
from workbooks import emptied, empty_master

from addin.books import Book
from addin.books.live import LiveBook

globals().update({name: test for name, test in vars(test_books).items() if name.startswith("test_")})


@pytest.fixture(scope="module")
def master(live_app: xw.App, tmp_path_factory: pytest.TempPathFactory) -> Iterator[xw.Book]:
    book = live_app.books.open(empty_master(tmp_path_factory.mktemp("promises") / "Mappe ÄÖÜ.xlsx", "de"))
    yield book
    book.close()


@pytest.fixture
def anew(master: xw.Book, tmp_path: Path) -> Iterator[Callable[[], Book]]:
    """The same German master workbook, looked at anew each time."""
    yield lambda: LiveBook(master, test_books.NOW, tmp_path)
    emptied(master, "companies", "contracts", "materials")
