"""The material commands as a coordinator runs them, on real files in both languages."""

import json
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from addin.__main__ import main
from addin.words import LANGUAGES, Words

COMMANDS: dict[str, tuple[str, ...]] = {
    "the stock is checked": ("stock-check",),
    "one material's course": ("stock-check", "--material", "MT-0025"),
    "an issue": ("stock-move", "--material", "MT-0001", "--quantity", "20", "--person", "M-0004"),
    "a delivery": ("stock-move", "--material", "MT-0011", "--quantity", "5000", "--kind", "receipt"),
    "a count": ("stock-move", "--material", "MT-0004", "--quantity", "150", "--kind", "count", "--reason", "?"),
    "the questions before reprints": ("reprint-review",),
    "an answer": ("reprint-review", "--material", "MT-0003", "--answer", "Linh Nguyễn: S. 4"),
    "the reprints under way": ("print-order",),
    "a change worked in": ("print-order", "--material", "MT-0025", "--step", "changed", "--version", "2027-1"),
    "the editions": ("version-check",),
    "a shipment to a show": ("stock-move", "--material", "MT-0025", "--quantity", "300", "--show", "S-0003"),
}


REPORTS_ALONE = {"the stock is checked", "one material's course", "the reprints under way", "the editions"}


@dataclass(frozen=True)
class Course:
    """A command on a demo of its own: rehearsed, run, run again, taken back; what it said and left each time."""

    rehearsed: dict[str, Any]
    untouched: bool
    first: dict[str, Any]
    again: dict[str, Any]
    undone: dict[str, Any]
    before: dict[str, Any]
    after_first: dict[str, Any]
    same_file: bool
    after_undo: dict[str, Any]


def run(book: Path, *call: str) -> dict[str, Any]:
    """What a command prints with --json."""
    with redirect_stdout(StringIO()) as out:
        main([call[0], str(book), *call[1:], "--json"])
    printed: dict[str, Any] = json.loads(out.getvalue())
    return printed


def sheets(book: Path) -> dict[str, Any]:
    """Every sheet but the log, as another program reads it."""
    log = Words.of(book.stem).text("tables.log.sheet")
    read = CalamineWorkbook.from_path(book)
    return {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names if name != log}


@pytest.fixture(scope="module")
def demo_sheets(demo_copied: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What stands in the sheets of the demo in a language."""
    return cache(lambda each: sheets(demo_copied(each, tmp_path_factory.mktemp("before") / f"{each}.xlsx")))


@pytest.fixture(scope="module", params=COMMANDS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=LANGUAGES)
def course(
    request: pytest.FixtureRequest,
    name: str,
    demo_copied: Any,
    demo_sheets: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Course:
    book, call = demo_copied(request.param, tmp_path_factory.mktemp("m") / f"{request.param}.xlsx"), COMMANDS[name]
    content, before = book.read_bytes(), demo_sheets(request.param)
    rehearsed, untouched = run(book, *call, "--rehearse"), book.read_bytes() == content
    first, after_first, content = run(book, *call), sheets(book), book.read_bytes()
    again, same_file = run(book, *call), book.read_bytes() == content
    undone, after_undo = ({}, {}) if name in REPORTS_ALONE else (run(book, "undo"), sheets(book))
    return Course(rehearsed, untouched, first, again, undone, before, after_first, same_file, after_undo)


def test_a_rehearsal_leaves_every_byte_alone(course: Course) -> None:
    assert course.rehearsed["rehearsed"]
    assert course.untouched


def test_a_second_run_changes_nothing(course: Course) -> None:
    assert "error" not in course.first
    assert (course.again["cells_changed"], course.again["rows_appended"]) == (0, 0)
    assert course.again["counts"]["sheets_written"] == 0
    assert course.same_file
    assert course.after_first != course.before


def test_undo_brings_back_what_was(course: Course, name: str) -> None:
    written = course.first["cells_changed"] + course.first["rows_appended"]
    if name in REPORTS_ALONE:
        assert not written  # the next run replaces them
    else:
        assert written and course.undone["problems"] == []
        assert course.after_undo == course.before
