"""A click from end to end: our VBA asks, the real Python works on the open workbook, our VBA shows the answer.

Excel stands here in two halves: VBA runs in the interpreter, over a small workbook of the same name, and the
workbook that Python finds by that name is the demo master in LibreOffice.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw
from excel_host import Excel, IRibbonControl, small_master
from office import Office
from workbooks import NOW, demo_master

from addin.excel import notes, places, working
from addin.words import Words

SHOW = "'teeup.xlam'!TeeupAnswered"
WORDS = Words.of("de")


class Clicks:
    """Both halves of one Excel, in which one workbook is open."""

    def __init__(self, excel: Excel, office: Office, book: xw.Book) -> None:
        self.excel, self.office, self.book = excel, office, book
        excel.start = self._answered
        self.states: list[str] = []

    def _answered(self, line: str) -> None:
        request = places.requests_folder() / f"{line.split()[-1]}.request"
        working.serve(request, lambda: NOW)
        self.states.append(notes.read(request.with_suffix(".answer"))["state"])

    def click(self, tag: str) -> str:
        """What the coordinator reads after a click: a box, or else the status bar."""
        self.excel.dialogs.clear()
        self.excel.click(tag)
        macro, request_id = self.office.journal.last("macro", None)
        self.excel.run(self.excel.own(macro), request_id)
        self.excel.let(1)
        return self.excel.told[0] if self.excel.told else str(self.excel.status_bar)


@pytest.fixture
def desk(office: Office, live_app: xw.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clicks]:
    monkeypatch.setenv("TEEUP_HOME", str(tmp_path / "home"))
    office.journal.note("knows", SHOW)
    book = live_app.books.open(demo_master(tmp_path / "Demo März.xlsx", "de"))
    excel = Excel(places.home())
    (tmp_path / "vba").mkdir()
    excel.open(small_master(tmp_path / "vba" / "Demo März.xlsx"))
    yield Clicks(excel, office, book)
    book.close()


def test_a_click_sets_the_key_date_and_another_takes_it_back(desk: Clicks) -> None:
    before = settings_of(desk.book)
    desk.excel.choices = ["01.04.2027"]
    assert desk.click("as-of").startswith("Teeup: Die Mappe rechnet jetzt mit dem Stichtag 01.04.2027")
    assert settings_of(desk.book) != before
    desk.click("undo")
    assert settings_of(desk.book) == before
    assert set(desk.states) <= {"done", "act"}


def test_a_rehearsal_shows_what_would_happen_and_changes_nothing(desk: Clicks) -> None:
    before = everything(desk.book)
    desk.excel.run("TeeupToggle", IRibbonControl("rehearse"), True)
    told = desk.click("expiry-flags")
    assert told.startswith(WORDS.text("commands.expiry-flags.rehearsed", today=NOW.date()))
    assert desk.excel.dialogs[0][2] == WORDS.text("dialogs.titles.rehearsed")
    assert everything(desk.book) == before


def test_the_selected_rows_are_meant_and_named(desk: Clicks) -> None:
    desk.excel.sheet("Verträge").sheet.vba_get("Range", ["A5:C7"]).vba_get("Select")
    desk.excel.run("TeeupToggle", IRibbonControl("rehearse"), True)
    assert "5-7" in desk.click("expiry-flags").replace("–", "-")


def test_after_the_day_s_list_the_ribbon_knows_what_is_due_and_who_the_reps_are(desk: Clicks) -> None:
    desk.click("today")
    due = notes.read(places.figures_note())["due"]
    assert int(due) > 0
    assert desk.excel.get("TeeupLabel", "today") == f"Fällig ({due})"
    menu = desk.excel.get("TeeupMenu", "today;rep=")
    rep = notes.read(places.figures_note())["reps"].split("|")[0]
    assert f'label="{rep}"' in menu


def test_a_sentence_says_what_python_could_not_read(desk: Clicks) -> None:
    desk.excel.choices = ["übermorgen"]
    before = everything(desk.book)
    told = desk.click("as-of")
    assert desk.states == ["refused"]
    assert "übermorgen" in told
    assert everything(desk.book) == before


def settings_of(book: xw.Book) -> object:
    return book.sheets["Einstellungen"].used_range.options(ndim=2).value


def everything(book: xw.Book) -> dict[str, object]:
    """The sheets, and what stands on the one that the commands here change."""
    contracts = book.sheets["Verträge"].used_range.options(ndim=2).value
    return {"sheets": [sheet.name for sheet in book.sheets if sheet.name != "Protokoll"], "contracts": contracts}
