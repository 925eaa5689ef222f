"""The ribbon's callbacks, run: what Excel asks of every control, and what a click on it asks of Python."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from excel_host import Excel, IRibbonControl, small_master, unheard
from vbalidator import precheck

import macros
from addin.commands.register import COMMANDS
from addin.excel import figures, notes, places
from addin.excel.addin_file import modules
from addin.excel.requests import WITHOUT_MASTER, options_of, request_of
from addin.excel.ribbon import TAB, ribbon_xml
from addin.excel.ribbon_words import controls, group_label, shown
from addin.functions import FUNCTIONS
from addin.words import Words

TAGGED = {control.tag: control for control in controls()}
GUARDED = [control.tag for control in TAGGED.values() if control.guarded]
CALLBACKS = {
    "TeeupLabel",
    "TeeupScreentip",
    "TeeupSupertip",
    "TeeupEnabled",
    "TeeupPressed",
    "TeeupMenu",
    "TeeupClick",
    "TeeupToggle",
    "TeeupOnLoad",
}


@pytest.fixture
def excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Excel:
    """An Excel with the add-in and nothing open, in which no click reaches Python."""
    monkeypatch.setenv("TEEUP_HOME", str(tmp_path / "home"))
    excel = Excel(places.home())
    excel.start = unheard
    return excel


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_master(tmp_path_factory.mktemp("mappen") / "Master März.xlsx")


def the_request(excel: Excel) -> dict[str, str]:
    (request,) = excel.requests
    return request


def attributes_of(xml: bytes, prefix: str) -> Iterator[str]:
    for element in ElementTree.fromstring(xml).iter():
        yield from (value for name, value in element.attrib.items() if name.startswith(prefix))


def test_every_callback_that_the_ribbon_names_is_there() -> None:
    named = {*attributes_of(ribbon_xml(2009), "get"), *attributes_of(ribbon_xml(2009), "on")}
    assert named == CALLBACKS
    ribbon = macros.text("TeeupRibbon.bas")
    assert named == set(re.findall(r"Public Sub (\w+)\(", ribbon)) - {"TeeupInvalidate", "TeeupRecount"}


@pytest.mark.parametrize(("language_id", "language"), [(1031, "de"), (2055, "de"), (3079, "de"), (1033, "en")])
def test_excel_s_language_chooses_the_words(excel: Excel, language_id: int, language: str) -> None:
    excel.language_id = language_id
    assert excel.get("TeeupLabel", "rehearse") == Words.of(language).text("ribbon.controls.rehearse.label")


def test_every_control_has_its_words(excel: Excel) -> None:
    for tag, control in TAGGED.items():
        words = shown(control, Words.of("de"))
        asked = ("TeeupLabel", "TeeupScreentip", "TeeupSupertip")
        assert [excel.get(callback, tag) for callback in asked] == [words.label, words.screentip, words.supertip]


def test_the_tab_and_its_groups_have_their_names(excel: Excel) -> None:
    assert excel.get("TeeupLabel", id=TAB) == "Vertriebskoordination"
    assert excel.get("TeeupLabel", id="teeup_group_vertraege") == group_label("vertraege", Words.of("de"))


def test_the_day_s_list_says_how_much_is_due_in_the_workbook_in_front(excel: Excel, master: Path) -> None:
    excel.open(master)
    figures.learned(master.name, date(2027, 2, 15), {"due": 7}, ())
    assert excel.get("TeeupLabel", "today") == "Fällig (7)"
    assert excel.get("TeeupLabel", "check") == "Daten prüfen"
    figures.learned("Andere.xlsx", date(2027, 2, 15), {"due": 3}, ())
    assert excel.get("TeeupLabel", "today") == "Tagesliste"


def test_another_workbook_in_front_has_the_count_asked_for_again(
    excel: Excel, master: Path, tmp_path: Path
) -> None:
    first, other = excel.open(master), excel.open(small_master(tmp_path / "Andere.xlsx"))
    figures.learned(master.name, date(2027, 2, 15), {"due": 7}, ())
    told = []
    for book in (first, other, first):
        excel.ribbon.controls.clear()
        excel.to_front(book)
        told += [excel.get("TeeupLabel", id=control, tag="today") for control in excel.ribbon.controls]
    assert told == ["Fällig (7)", "Tagesliste", "Fällig (7)"]


def test_after_a_reset_of_vba_another_workbook_in_front_is_no_error(excel: Excel, master: Path) -> None:
    book = excel.open(master)
    excel.reset()
    excel.to_front(book)
    assert excel.told == []


def test_what_was_due_on_another_day_is_not_shown(excel: Excel, master: Path) -> None:
    excel.open(master)
    figures.learned(master.name, date(2027, 2, 15), {"due": 7}, ())
    excel.let(24 * 3600)
    assert excel.get("TeeupLabel", "today") == "Tagesliste"


def test_while_a_command_runs_the_buttons_are_greyed_and_say_why(excel: Excel) -> None:
    figures.begun("M.xlsx", "expiry-flags")
    for tag in GUARDED:
        assert excel.get("TeeupEnabled", tag) is False
        assert excel.get("TeeupSupertip", tag).endswith("„Abläufe markieren“ läuft noch.")
    excel.let(60)
    assert all(excel.get("TeeupEnabled", tag) is True for tag in GUARDED), "whoever was working has died"


def test_supertips_stay_within_what_excel_shows(excel: Excel) -> None:
    figures.begun("M.xlsx", "expiry-calendar")
    assert all(len(excel.get("TeeupSupertip", tag)) <= 1024 for tag in TAGGED)


def test_the_menu_of_reps_names_everybody_python_knows_of(excel: Excel, master: Path) -> None:
    excel.open(master)
    reps = 'Anna Groß|Bo "B" <Ost>|R&D; x=y'
    notes.write(places.figures_note(), {"workbook": master.name, "reps": reps})
    menu = ElementTree.fromstring(excel.get("TeeupMenu", "expiry-flags;rep="))
    assert [item.get("label") for item in menu] == ["Alle Verkäufer", "Anna Groß", 'Bo "B" <Ost>', "R&&D; x=y"]
    assert {item.get("onAction") for item in menu} == {"TeeupClick"}
    ids = [item.get("id") for item in menu]
    assert len(set(ids)) == 4
    assert all(re.fullmatch("[a-z0-9_]+", str(item)) for item in ids)


@pytest.mark.parametrize("rep", ["Anna Groß", "R&D; x=y", 'Bo "B" <Ost>', "a\\u0041"])
def test_a_rep_chosen_in_the_menu_arrives_as_written(excel: Excel, master: Path, rep: str) -> None:
    excel.open(master)
    notes.write(places.figures_note(), {"workbook": master.name, "reps": rep})
    excel.let(60)
    menu = ElementTree.fromstring(excel.get("TeeupMenu", "expiry-calendar;period=month;rep="))
    excel.click(str(menu[1].get("tag")))
    request = the_request(excel)
    assert (request["option.period"], request["option.rep"]) == ("month", rep)


def test_everybody_is_no_rep(excel: Excel, master: Path) -> None:
    excel.open(master)
    excel.click("expiry-flags;rep=")
    assert "option.rep" not in the_request(excel)


def test_a_click_writes_what_python_must_know(excel: Excel, master: Path) -> None:
    excel.open(master)
    excel.click("expiry-flags")
    request = the_request(excel)
    expected = {"command": "expiry-flags", "workbook": master.name, "path": str(master), "language": "de"}
    assert expected.items() <= request.items()
    assert (request["hwnd"], request["rehearse"], request["rows"]) == ("4711", "", "")


def test_every_control_asks_for_a_command_that_python_can_read(excel: Excel, master: Path) -> None:
    typed = {"date": "15.02.2027", "integer": "5", "number": "5,5"}
    answers = {"save": "Neu.xlsx", "file": "Liste.csv", "folder": "Post", **typed}
    for tag, control in TAGGED.items():
        if control.kind not in ("button", "split") or control.command == "open":
            continue
        excel.open(master)
        kinds = re.findall(r":(\w+)", str(excel.run("TeeupAsks", tag)))
        excel.choices = [answers.get(kind, "x") for kind in kinds]
        excel.click(tag)
        request = request_of("t1234567", the_request(excel))
        assert request.command == control.command
        options_of(request)
        chosen = dict(part.split("=") for part in tag.split(";")[1:] if not part.endswith("="))
        assert {name: (value,) for name, value in chosen.items()}.items() <= request.options.items()
        assert not excel.told
        forget(excel)


def forget(excel: Excel) -> None:
    """As if the answer had come."""
    for path in (excel.home / "requests").iterdir():
        path.unlink()
    excel.run("TeeupAwaitNothing")


def test_a_rehearsal_stays_one_until_the_button_is_released(excel: Excel, master: Path) -> None:
    excel.open(master)
    excel.run("TeeupToggle", IRibbonControl("rehearse"), True)
    assert excel.get("TeeupPressed", "rehearse") is True
    excel.click("check")
    assert the_request(excel)["rehearse"] == "yes"
    forget(excel)
    excel.run("TeeupToggle", IRibbonControl("rehearse"), False)
    excel.click("check")
    assert the_request(excel)["rehearse"] == ""


def test_after_a_reset_of_vba_a_rehearsal_is_still_one(excel: Excel, master: Path) -> None:
    excel.open(master)
    excel.run("TeeupToggle", IRibbonControl("rehearse"), True)
    excel.reset()
    assert excel.get("TeeupPressed", "rehearse") is True
    excel.click("check")
    assert the_request(excel)["rehearse"] == "yes"


def test_what_a_dialog_asks_for_goes_with_the_request(excel: Excel, master: Path, tmp_path: Path) -> None:
    excel.open(master)
    register = str(tmp_path / "Register März.csv")
    excel.choices = [register]
    excel.click("import-contracts;dates=day-first")
    request = the_request(excel)
    assert (request["option.file"], request["option.dates"]) == (register, "day-first")
    kind, title, filters = excel.questions[0]
    assert (kind, title) == ("GetOpenFilename", Words.of("de").text("ribbon.prompts.import-contracts.file"))
    assert filters.count(",") == 1, "Excel takes every comma for the end of a filter"


def test_a_folder_is_chosen_as_a_folder(excel: Excel, master: Path) -> None:
    excel.open(master)
    excel.choices = ["C:\\Rückläufer März"]
    excel.click("read-bounces")
    assert the_request(excel)["option.file"] == "C:\\Rückläufer März"
    assert excel.questions == [("FileDialog", Words.of("de").text("ribbon.prompts.read-bounces.file"))]


def test_no_folder_chosen_is_no_click(excel: Excel, master: Path) -> None:
    excel.open(master)
    excel.choices = [False]
    excel.click("read-bounces")
    assert not excel.requests


def test_a_blank_answer_leaves_the_option_out(excel: Excel, master: Path) -> None:
    excel.open(master)
    excel.choices = [""]
    excel.click("contract-intake")
    assert "option.quote" not in the_request(excel)
    assert excel.questions[0][0] == "InputBox"


def test_what_the_menu_has_chosen_is_not_asked_for(excel: Excel, master: Path) -> None:
    excel.open(master)
    excel.click("as-of;release=yes")
    assert not excel.questions
    assert the_request(excel)["option.release"] == "yes"


@pytest.mark.parametrize("tag", ["import-contracts", "as-of", "new", "open"])
def test_cancel_ends_without_a_word(excel: Excel, master: Path, tag: str) -> None:
    excel.open(master)
    excel.choices = [False]
    excel.click(tag)
    assert (excel.requests, excel.told, excel.planned) == ([], [], [])


def test_the_status_bar_says_that_the_command_runs(excel: Excel, master: Path) -> None:
    excel.open(master)
    excel.click("expiry-flags")
    assert excel.status_bar == "Teeup: „Abläufe markieren“ läuft …"
    assert excel.ribbon.invalidated
    assert excel.get("TeeupEnabled", "check") is False


def test_cell_functions_are_described_once_excel_has_started(excel: Excel) -> None:
    excel.run("Auto_Open")
    assert not excel.described
    excel.let(1)
    helps = {name: Words.of("de").text(f"functions.known.{name}.help") for name in FUNCTIONS}
    assert {name: text[:200] for name, text in excel.described.items()} == {
        name: text[:200] for name, text in helps.items()
    }


def test_commands_without_a_master_are_the_ones_that_python_knows() -> None:
    listed = re.search('WITHOUT_MASTER As String = ";(.+);"', macros.text("TeeupGuards.bas"))
    assert listed
    assert set(listed[1].split(";")) == WITHOUT_MASTER.keys()
    assert not COMMANDS.keys() & WITHOUT_MASTER.keys()


def test_modules_are_short_plain_and_sound(tmp_path: Path) -> None:
    for name, source in modules(tmp_path, tmp_path).items():
        ending = ".cls" if name in macros.classes() else ".bas"
        (tmp_path / f"{name}{ending}").write_text(source, "ascii")
    result = precheck(str(tmp_path), host="excel")
    assert (result.score, result.issues) == (100, [])


WRITTEN = [*(f"{name}.bas" for name in macros.modules()), *(f"{name}.cls" for name in macros.classes())]


@pytest.mark.parametrize("file", WRITTEN)
def test_a_module_declares_everything_and_reaches_for_nothing_foreign(file: str) -> None:
    source = macros.text(file)
    code = "\n".join(line.partition("'")[0] for line in source.splitlines() if '"' not in line)
    assert "\nOption Explicit\n" in source
    assert max(map(len, source.splitlines())) <= 115
    assert not re.search(r"\b(Declare|CreateObject|GetObject|WScript|Environ|Evaluate|cmd)\b", code)
    private = "\nOption Private Module\n" in source
    assert private == (file not in ("TeeupRibbon.bas", "TeeupAnswers.bas", "TeeupSession.bas", "TeeupWatch.cls"))


@pytest.mark.parametrize("file", WRITTEN)
def test_procedures_are_short(file: str) -> None:
    source = macros.text(file)
    bodies = re.findall(r"^(?:Public|Private) (?:Sub|Function)(.*?)^End (?:Sub|Function)", source, re.M | re.S)
    assert bodies
    assert all(body.count("\n") <= 26 for body in bodies)
