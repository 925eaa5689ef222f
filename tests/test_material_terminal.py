"""The material commands as a coordinator runs them, on real files in both languages."""

import json
import shutil
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


@pytest.fixture(scope="module", params=LANGUAGES)
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = tmp_path_factory.mktemp("material") / f"{request.param}.xlsx"
    assert main(["demo", str(book), "--language", request.param]) == 0
    return book


@pytest.fixture
def book(demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo, tmp_path / demo.name))


def run(capsys: pytest.CaptureFixture[str], command: tuple[str, ...], book: Path, *more: str) -> dict[str, Any]:
    capsys.readouterr()
    main([command[0], str(book), *command[1:], *more, "--json"])
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert "error" not in printed, printed
    return printed


def sheets(book: Path) -> dict[str, Any]:
    """Every sheet but the log, as another program reads it."""
    log = Words.of(book.stem).text("tables.log.sheet")
    read = CalamineWorkbook.from_path(book)
    return {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names if name != log}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_rehearsal_leaves_every_byte_alone(
    command: tuple[str, ...], book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = book.read_bytes()
    assert run(capsys, command, book, "--rehearse")["rehearsed"]
    assert book.read_bytes() == before


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_second_run_changes_nothing(
    command: tuple[str, ...], book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, command, book)
    before = sheets(book)
    again = run(capsys, command, book)
    assert (again["cells_changed"], again["rows_appended"]) == (0, 0)
    assert again["counts"]["sheets_written"] == 0
    assert sheets(book) == before


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_undo_brings_back_what_was(
    command: tuple[str, ...], book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sheets(book)
    done = run(capsys, command, book)
    if not done["cells_changed"]:
        return  # reports alone: the next run replaces them
    undone = run(capsys, ("undo",), book)
    assert undone["problems"] == []
    assert sheets(book) == before
