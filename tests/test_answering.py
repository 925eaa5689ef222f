"""A click's request is run at the desk, and whatever happens becomes a sentence."""

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from demo_runs import demo_book

from addin import masters
from addin.desk import Desk, Progress
from addin.errors import Refusal
from addin.excel import figures, notes, places, working
from addin.excel.answering import Answer, answered
from addin.excel.requests import Request, options_of, request_of
from addin.words import LANGUAGES

NOW = datetime(2027, 2, 15, 9, 30)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TEEUP_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def open_master(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Where Excel would be: the demo in memory, open under the name Demo.xlsx."""

    def opened(language: str) -> None:
        book = demo_book(language)

        def live(name: str, now: datetime, today: date | None, progress: Progress) -> Desk:
            if name != "Demo.xlsx":
                raise Refusal("file_exists", file=name)
            return Desk(book, now, tmp_path / "out", today, progress)

        monkeypatch.setattr(masters, "live", live, raising=False)

    return opened


def click(command: str, language: str = "en", **values: str) -> Request:
    note = {"command": command, "workbook": "Demo.xlsx", "language": language, **values}
    return request_of("t0123456789", notes.values_of(notes.note(note)))


def ask(command: str, language: str = "en", **values: str) -> Answer:
    return answered(click(command, language, **values), NOW)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_done_is_told_in_one_line_in_the_language_of_excel(
    language: str, open_master: Callable[[str], None]
) -> None:
    open_master("de")
    answer = ask("as-of", language, **{"option.date": "15.02.2027"})
    expected = {
        "de": "Die Mappe rechnet jetzt mit dem Stichtag 15.02.2027",
        "en": "The workbook now calculates as of 2027-02-15",
    }
    assert answer.state == "done"
    assert answer.text.startswith(expected[language])
    assert "\n" not in answer.text


def test_a_rehearsal_shows_everything_and_changes_nothing(open_master: Callable[[str], None]) -> None:
    open_master("en")
    for _ in range(2):
        answer = ask("expiry-flags", rehearse="yes")
        assert answer.state == "act"
        assert answer.text.startswith("Rehearsal as of 2027-02-15")
        assert "→" in answer.text
    assert notes.read(places.figures_note()) == {}


def test_a_command_is_undone(open_master: Callable[[str], None]) -> None:
    open_master("en")
    assert ask("as-of", **{"option.date": "2027-03-01"}).state == "done"
    assert ask("undo").text.startswith("Taken back")
    assert ask("undo").state == "refused"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_a_sentence_in_the_language_of_excel(
    language: str, open_master: Callable[[str], None]
) -> None:
    open_master("en")
    answer = ask("check", language, workbook="Andere.xlsx")
    assert answer.state == "refused"
    assert "Andere.xlsx" in answer.text
    assert ("gibt es schon" in answer.text) == (language == "de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bug_is_one_sentence_and_its_details_are_in_the_log(
    language: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("nobody expected this")

    monkeypatch.setattr(masters, "live", fail, raising=False)
    answer = ask("check", language)
    assert answer.state == "bug"
    assert str(home / "errors.log") in answer.text
    assert "Traceback" not in answer.text
    assert "nobody expected this" in (home / "errors.log").read_text("utf-8")


@pytest.mark.parametrize(
    ("command", "values", "sentence"),
    [
        ("as-of", {"option.date": "30.02.2027"}, "“30.02.2027” is no date"),
        ("undo", {"option.runs": "two"}, "“two” is no whole number"),
        ("contract-intake", {"option.value": "1.234,50"}, "“1.234,50” is no number"),
        ("expiry-calendar", {"option.period": "year"}, "Possible are: month, quarter"),
        ("import-contracts", {}, "Something is missing"),
        ("today", {"option.colour": "red"}, "do not belong together (unknown: colour)"),
        ("dance", {}, "do not belong together (unknown: dance)"),
        ("", {}, "could not be read"),
        ("new", {"option.book": ""}, "Something is missing"),
    ],
)
def test_a_bad_request_is_answered_with_a_sentence(
    command: str, values: dict[str, str], sentence: str, open_master: Callable[[str], None]
) -> None:
    open_master("en")
    answer = ask(command, **values)
    assert answer.state == "refused"
    assert sentence in answer.text


@pytest.mark.parametrize(
    ("command", "values", "expected"),
    [
        ("as-of", {"option.date": "15.02.2027"}, {"date": date(2027, 2, 15), "release": False}),
        ("as-of", {"option.release": "yes"}, {"date": None, "release": True}),
        ("contract-intake", {"option.value": "7800,50", "option.months": "12"}, {"value": 7800.5, "months": 12}),
        ("contract-intake", {f"option.promise.{n}": str(n) for n in (2, 10, 1)}, {"promise": ["1", "2", "10"]}),
        ("expiry-calendar", {}, {"period": "quarter", "start": None, "accept-empty": False}),
        ("import-contracts", {"option.file": "C:\\Ä\\r.csv"}, {"file": Path("C:\\Ä\\r.csv"), "column": None}),
        ("undo", {}, {"runs": 1}),
    ],
)  # fmt: skip
def test_options_have_the_types_of_the_terminal(
    command: str, values: dict[str, str], expected: dict[str, Any]
) -> None:
    assert options_of(click(command, **values)).items() >= expected.items()


def test_what_a_note_lacks_is_blank_and_what_is_strange_is_left_out() -> None:
    request = request_of("t0123456789", {"hwnd": "none", "language": "fr", "rehearse": "perhaps"})
    assert (request.hwnd, request.language, request.rehearse, request.rows) == (None, "en", False, "")


@pytest.mark.parametrize(("command", "language"), [("new", "de"), ("new", "en"), ("demo", "de")])
def test_a_new_master_is_made_and_shall_be_opened(command: str, language: str, tmp_path: Path) -> None:
    answer = ask(command, language, workbook="", **{"option.book": str(tmp_path / "Mappe")})
    assert answer.state == "done"
    assert "Mappe.xlsx" in answer.text
    assert Path(answer.open) == tmp_path / "Mappe.xlsx"
    assert masters.desk(Path(answer.open), NOW, None).words.language == language
    assert ask(command, language, workbook="", **{"option.book": answer.open}).state == "refused"


def test_only_the_selected_rows_count_and_are_named(open_master: Callable[[str], None]) -> None:
    open_master("en")
    sheet = {"sheet": "Contracts", "rows": "3-4,7"}
    answer = ask("expiry-flags", **sheet)
    assert answer.text == "Expiries flagged as of 2027-02-15. For the selected rows 3-4, 7 only."
    assert ask("expiry-flags", sheet="Contracts", rows="7-x").state == "refused"
    assert "selected" not in ask("check", **sheet).text


def test_how_much_is_due_is_kept_until_the_key_date_or_the_workbook_is_another(
    open_master: Callable[[str], None],
) -> None:
    open_master("en")

    def known() -> tuple[str, str]:
        note = notes.read(places.figures_note())
        return note["as_of"], note["due"]

    ask("today")
    day, due = known()
    assert day == "2027-02-15"
    assert int(due) > 0
    ask("check")
    assert known() == (day, due)
    ask("as-of", **{"option.date": "2027-03-01"})
    assert known() == ("2027-03-01", "")
    figures.begun("Other.xlsx", "check")
    assert notes.read(places.figures_note()) == {
        "workbook": "Other.xlsx", "as_of": "", "due": "", "reps": "", "busy": "check"
    }  # fmt: skip


def test_what_was_counted_yesterday_is_not_shown_today(open_master: Callable[[str], None]) -> None:
    open_master("en")
    ask("today")
    note = places.figures_note()
    os.utime(note, (NOW.timestamp(),) * 2)
    figures.forget_yesterday(NOW)
    assert notes.read(note)["due"]
    figures.forget_yesterday(NOW + timedelta(days=1))
    assert notes.read(note)["due"] == ""
    assert notes.read(note)["reps"]


def test_the_ribbon_learns_who_the_reps_are(open_master: Callable[[str], None]) -> None:
    open_master("de")
    ask("today")
    names = notes.read(places.figures_note())["reps"].split("|")
    assert len(names) > 1
    assert names == sorted(names)


def test_a_request_is_taken_answered_and_put_away(open_master: Callable[[str], None]) -> None:
    open_master("en")
    request = places.requests_folder() / "t0123456789.request"
    notes.write(request, {"command": "check", "workbook": "Demo.xlsx", "language": "en"})
    working.serve(request, lambda: NOW)
    working.serve(request, lambda: NOW)  # somebody else comes too late
    assert [path.name for path in places.requests_folder().iterdir()] == ["t0123456789.answer"]
    answer = notes.read(request.with_suffix(".answer"))
    assert answer["text"].startswith("Data checked as of 2027-02-15")
    assert notes.read(places.figures_note())["busy"] == ""


def test_excel_is_told_by_its_macro_else_in_its_status_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in has what of xlwings is used: apps with hwnd, macro and status_bar."""

    class App:
        def __init__(self, hwnd: int, listens: bool) -> None:
            self.hwnd, self.status_bar, self._listens = hwnd, "", listens
            self.called: list[tuple[str, str]] = []

        def macro(self, name: str) -> Callable[[str], None]:
            def call(request_id: str) -> None:
                if not self._listens:
                    raise OSError("call was rejected")
                self.called.append((name, request_id))

            return call

    import xlwings

    front, asking = App(1, listens=True), App(2, listens=True)
    monkeypatch.setattr(xlwings, "apps", [front, asking])
    working.tell(click("check", hwnd="2"), Answer("done", "All is well."))
    assert asking.called == [("'teeup.xlam'!TeeupAnswered", "t0123456789")]
    assert front.called == []
    monkeypatch.setattr(xlwings, "apps", [App(2, listens=False)])
    working.tell(click("check", hwnd="2"), Answer("act", "Look at this.\nAnd at that."))
    assert xlwings.apps[0].status_bar == "Look at this."


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_handbook_is_opened_in_the_language_of_excel(language: str, home: Path) -> None:
    answer = ask("handbook", language, workbook="")
    assert answer.state == "done"
    assert Path(answer.open) == home / f"handbook.{language}.html"
    assert f'<html lang="{language}">' in Path(answer.open).read_text("utf-8")
