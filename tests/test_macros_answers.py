"""What Python answers becomes what the coordinator sees; where no answer comes, she is told that too."""

import os
import time
from pathlib import Path

import pytest
from excel_host import Excel, small_master, unheard
from hypothesis import example, given, settings
from hypothesis import strategies as st

from addin.excel import figures, notes, places
from addin.words import Words

WORDS = Words.of("de")
REFUSED, ACT, BUG, REHEARSED = (
    WORDS.text(f"dialogs.titles.{title}") for title in ("refused", "act", "bug", "rehearsed")
)


@pytest.fixture
def excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Excel:
    """An Excel in which „Abläufe markieren“ was clicked and awaits its answer."""
    monkeypatch.setenv("TEEUP_HOME", str(tmp_path / "home"))
    excel = Excel(places.home())
    excel.start = unheard
    excel.open(small_master(tmp_path / "Master.xlsx"))
    excel.click("expiry-flags")
    return excel


def place(excel: Excel, ending: str) -> Path:
    return places.requests_folder() / f"{excel.run('TeeupAwaited')}.{ending}"


def answer(excel: Excel, state: str, text: str, open: str = "") -> None:
    """Leaves the answer as Python does, and calls the macro as Python does."""
    place(excel, "request").unlink()
    notes.write(place(excel, "answer"), {"state": state, "text": text, "open": open})
    call(excel)


def call(excel: Excel) -> None:
    excel.run("TeeupAnswered", str(excel.run("TeeupAwaited")))
    assert not excel.told, "Python is not held up by a message box"
    excel.let(1)


def boxes(excel: Excel) -> list[tuple[str, str]]:
    return [(title, text) for _, text, title, _ in excel.dialogs]


def test_what_is_done_stands_in_the_status_bar_for_a_while(excel: Excel) -> None:
    answer(excel, "done", "Abläufe markiert zum 15.02.2027: 23 Zellen geändert.")
    assert excel.status_bar == "Teeup: Abläufe markiert zum 15.02.2027: 23 Zellen geändert."
    assert not excel.told
    excel.let(30)
    assert excel.status_bar is False


def test_words_of_somebody_else_stay_in_the_status_bar(excel: Excel) -> None:
    answer(excel, "done", "Fertig.")
    excel.application.vba_set("StatusBar", "Ein anderes Add-in rechnet …")
    excel.let(30)
    assert excel.status_bar == "Ein anderes Add-in rechnet …"


@pytest.mark.parametrize(("state", "title"), [("act", ACT), ("refused", REFUSED), ("bug", BUG)])
def test_what_she_must_know_is_shown_in_a_box(excel: Excel, state: str, title: str) -> None:
    answer(excel, state, "Zeile 1: „Größe“ = 5 \\u00e4\nZeile 2")
    assert boxes(excel) == [(title, "Zeile 1: „Größe“ = 5 \\u00e4\nZeile 2")]
    assert excel.status_bar is False


def test_a_rehearsal_is_called_one(excel: Excel) -> None:
    excel.run("TeeupRehearse", True)
    answer(excel, "act", "23 Zellen würden geändert.")
    assert boxes(excel) == [(REHEARSED, "23 Zellen würden geändert.")]


def test_after_an_answer_nothing_is_left_and_the_ribbon_looks_again(excel: Excel) -> None:
    before = excel.ribbon.invalidated
    answer(excel, "done", "Fertig.")
    assert not list(places.requests_folder().iterdir())
    assert excel.ribbon.invalidated > before
    assert excel.get("TeeupEnabled", "check") is True
    excel.let(120)
    assert (excel.planned, excel.told) == ([], [])


def test_after_a_reset_of_vba_the_answer_is_shown_all_the_same(excel: Excel) -> None:
    excel.reset()
    answer(excel, "refused", "Die Tabelle fehlt.")
    assert excel.told == ["Die Tabelle fehlt."]


def test_a_workbook_that_python_made_is_opened(excel: Excel, tmp_path: Path) -> None:
    made = small_master(tmp_path / "Neue Mappe März.xlsx")
    answer(excel, "done", "Angelegt.", open=str(made))
    assert made.name in [book.name for book in excel.workbooks()]


def test_another_file_is_opened_by_its_own_program(excel: Excel, tmp_path: Path) -> None:
    page = tmp_path / "handbook.html"
    page.touch()
    answer(excel, "done", "Das Handbuch.", open=str(page))
    assert excel.followed == [str(page)]


def test_a_file_that_is_gone_is_named(excel: Excel, tmp_path: Path) -> None:
    answer(excel, "done", "Angelegt.", open=str(tmp_path / "weg.xlsx"))
    assert "weg.xlsx“ ließ sich nicht öffnen" in excel.told[0]


@pytest.mark.parametrize("content", [b"", b"state=do", b"\x00\xff\xfe", b"text=half an answ", b"PK\x03\x04\x1a\n"])
def test_a_damaged_answer_is_told_as_one(excel: Excel, content: bytes) -> None:
    place(excel, "request").unlink()
    place(excel, "answer").write_bytes(content)
    call(excel)
    assert boxes(excel) == [(BUG, WORDS.text("dialogs.answer_unread"))]
    assert excel.get("TeeupEnabled", "check") is True


def test_a_call_without_an_answer_shows_nothing_until_patience_ends(excel: Excel) -> None:
    place(excel, "request").unlink()
    call(excel)
    excel.let(60)
    assert excel.told == [WORDS.text("dialogs.interrupted", command="Abläufe markieren")]


def test_an_answer_is_found_where_python_could_not_call(excel: Excel) -> None:
    """A cell was being edited, so that Excel took no call."""
    place(excel, "request").unlink()
    notes.write(place(excel, "answer"), {"state": "refused", "text": "So nicht.", "open": ""})
    excel.let(6)
    assert excel.told == ["So nicht."]


def test_a_request_that_nobody_takes_is_taken_back(excel: Excel) -> None:
    excel.let(20)
    assert not excel.told, "a cold start takes its time"
    excel.let(40)
    assert excel.told == [WORDS.text("dialogs.not_taken", command="Abläufe markieren")]
    assert not excel.requests, "a companion that starts tomorrow must not carry it out"


def test_a_companion_killed_half_way_is_told(excel: Excel) -> None:
    place(excel, "request").rename(place(excel, "working"))
    figures.begun("Master.xlsx", "expiry-flags")
    excel.let(10)
    assert not excel.told, "it has just been touched"
    excel.let(60)
    assert excel.told == [WORDS.text("dialogs.interrupted", command="Abläufe markieren")]
    assert not list(places.requests_folder().iterdir())


def test_who_works_long_is_waited_for(excel: Excel) -> None:
    place(excel, "request").rename(place(excel, "working"))
    figures.begun("Master.xlsx", "expiry-flags")
    for _ in range(20):
        excel.let(10)
        beat = time.time() + excel.ahead.total_seconds()
        os.utime(places.figures_note(), (beat, beat))
    assert not excel.told
    answer_late = place(excel, "answer")
    notes.write(answer_late, {"state": "done", "text": "Fertig.", "open": ""})
    excel.let(6)
    assert excel.status_bar == "Teeup: Fertig."


@pytest.mark.parametrize("id", ["../x", "x.y", "a b", "A1234567", "c:\\x"])
def test_an_id_that_is_none_touches_no_file(excel: Excel, id: str) -> None:
    outside = places.home() / "x.answer"
    notes.write(outside, {"state": "refused", "text": "Nicht unsere Datei."})
    awaited = excel.run("TeeupAwaited")
    excel.run("TeeupAnswered", id)
    excel.let(1)
    assert not excel.told
    assert outside.exists()
    assert excel.run("TeeupAwaited") == awaited


@settings(max_examples=60, deadline=None)
@example("C:\\u0041 \\u005C")
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_vba_and_python_read_each_other_s_notes(text: str) -> None:
    value = text.replace("\r", "")
    line = str(READER.run("TeeupNoteLine", "text", in_units(value)))
    assert notes.values_of(line.encode("ascii")) == {"text": value}
    written = notes.note({"before": "1", "text": value, "after": "2"}).decode()
    assert READER.run("TeeupNoteValue", written, "text") == in_units(value)


def in_units(text: str) -> str:
    """The text as VBA holds it, in UTF-16 units."""
    data = text.encode("utf-16-le")
    return "".join(chr(data[at] | data[at + 1] << 8) for at in range(0, len(data), 2))


READER = Excel(Path("nowhere"))


def test_what_is_not_there_is_blank() -> None:
    assert READER.run("TeeupNoteValue", "a=1\r\nab=2\r\n", "b") == ""
    assert READER.run("TeeupNoteValue", "a=1\r\nab=2\r\n", "ab") == "2"
    assert READER.run("TeeupPlain", "no escape: \\usual, \\u00") == "no escape: \\usual, \\u00"
