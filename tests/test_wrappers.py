"""Every wrapper runs as VBA and gets its answer from the real Python side; only what Windows does lies between."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import pytest
from com_client import Companion, ComProcess
from pyopenvba.interpreter import (
    EMPTY,
    MISSING,
    HostBridge,
    Interpreter,
    VBAArray,
    VBADate,
    VBAErrorValue,
    VBAInt,
    VBAObject,
    VBARuntimeError,
    member,
    method,
)

import macros
from addin.excel.wrappers import LONGEST_HELP, functions_module
from addin.functions import FUNCTIONS
from addin.functions.cells import serial
from addin.functions.examples import AS_OF, EXAMPLES, answer
from addin.functions.surroundings import Surroundings
from addin.words import LANGUAGES, Words

MODULE = functions_module()
GERMAN, ENGLISH = 1031, 2057


def test_every_function_has_a_wrapper_and_every_wrapper_a_function() -> None:
    assert set(re.findall(r"Public Function (\w+)", MODULE)) == set(FUNCTIONS)


def test_the_module_is_plain_ascii_in_lines_that_vba_takes() -> None:
    assert MODULE.isascii()
    assert max(map(len, MODULE.splitlines())) <= 1023
    assert all(line.endswith("\r\n") for line in MODULE.splitlines(keepends=True))
    assert "\t" not in MODULE


def test_no_argument_is_called_as_a_word_of_vba() -> None:
    reserved = set("end date loop next stop sub select set get let call exit if in is like me mod new not".split())
    names = {argument.name for function in FUNCTIONS.values() for argument in function.arguments}
    assert not names & (
        reserved | {"type", "to", "then", "with", "while", "and", "or", "xor", "for", "each", "dim"}
    )


class Windows(HostBridge):
    """Excel and Windows around the module, as far as a cell function meets them."""

    def __init__(self, excel: "Application") -> None:
        self.excel = excel

    def global_object(self, name: str) -> object:
        known = {"application": self.excel, "activeworkbook": self.excel.book, "thisworkbook": self.excel.addin}
        return known.get(name.lower(), super().global_object(name))

    def constant(self, name: str) -> object:
        known = {"xlerrref": 2023, "msolanguageidui": 2, "xlcountrycode": 1, "xlexcellinks": 1}
        known["xllinktypeexcellinks"] = 1
        return VBAInt(known[name.lower()], "Long") if name.lower() in known else super().constant(name)


class Thing(VBAObject):
    """An object of Excel's with these properties and no others."""

    def __init__(self, **properties: Any) -> None:
        self.properties = {name.lower(): value for name, value in properties.items()}

    def vba_get(self, name: str, args: Sequence[object] = (), named: dict[str, object] | None = None) -> object:
        found = self.properties[name.lower()]
        return found(*args, **(named or {})) if callable(found) else found

    def vba_value(self) -> object:
        return self


class Sequenced(VBAObject):
    """A collection that can only be walked."""

    def __init__(self, items: list[VBAObject]) -> None:
        self.items = items

    def vba_iterate(self) -> Iterator[object]:
        return iter(self.items)


def grid(rows: Sequence[Sequence[Any]]) -> VBAArray:
    """Cells as Range.Value hands them over."""
    array = VBAArray([(1, len(rows)), (1, len(rows[0]))])
    for r, row in enumerate(rows, 1):
        for c, cell in enumerate(row, 1):
            array.set([r, c], EMPTY if cell is None else cell)
    return array


class Range(VBAObject):
    """Cells of a workbook: their values as shown, and as Excel counts days."""

    def __init__(self, book: "Thing", rows: Sequence[Sequence[Any]], areas: int = 1) -> None:
        self.book, self.rows, self.areas = book, rows, areas

    @member
    def Areas(self) -> object:  # noqa: N802
        return Thing(Count=VBAInt(self.areas, "Long"))

    @member
    def Worksheet(self) -> object:  # noqa: N802
        return Thing(Parent=self.book)

    @member
    def Value(self) -> object:  # noqa: N802
        return self._cells(lambda cell: VBADate.from_datetime(cell) if isinstance(cell, date) else cell)

    @member
    def Value2(self) -> object:  # noqa: N802
        earlier = 1462 if self.book.properties["date1904"] else 0
        return self._cells(lambda c: VBADate.from_datetime(c).serial - earlier if isinstance(c, date) else c)

    def _cells(self, seen: Any) -> object:
        cells = [[None if cell is None else seen(cell) for cell in row] for row in self.rows]
        return cells[0][0] if len(cells) == len(cells[0]) == 1 else grid(cells)


SETTINGS = [["house.state", "Bayern"], ["calendar.closed_on", None], ["vat.standard", 0.19], ["mail.sender", "x"]]


def workbook(
    settings: list[list[Any]] | None = None, as_of: date | None = AS_OF, counts_from_1904: bool = False
) -> Thing:
    """A workbook, with a table of settings where it is a master."""
    rows = [[key, "-", value] for key, value in settings or []]
    book = Thing(FullName=f"C:\\Mappen\\{id(settings)}.xlsx", Date1904=counts_from_1904)
    table = Thing(
        Name="settings",
        HeaderRowRange=Range(book, [["Schlüssel", "Name", "Wert"]]),
        DataBodyRange=Range(book, rows) if rows else None,
    )

    def name(wanted: str) -> VBAObject:
        if wanted != "as_of" or as_of is None:
            raise VBARuntimeError(9, "Subscript out of range")
        return Thing(RefersToRange=Range(book, [[as_of]]))

    tables = Sequenced([table] if rows else [])
    book.properties |= {"worksheets": Sequenced([Thing(ListObjects=tables)]), "names": name}
    return book


class Application(VBAObject):
    """Excel, with one cell that asks."""

    def __init__(self, book: Thing, language: int = GERMAN) -> None:
        self.book, self.language = book, language
        self.addin = Thing(Name="teeup.xlam", FullName="C:\\Start\\teeup.xlam")
        self.volatile = 0
        self.described: dict[str, tuple[str, list[str]]] = {}

    @member
    def Caller(self) -> object:  # noqa: N802
        return Range(self.book, [[None]])

    @method
    def Volatile(self) -> None:  # noqa: N802
        self.volatile += 1

    @member
    def LanguageSettings(self) -> object:  # noqa: N802
        return Thing(LanguageID=lambda _: VBAInt(self.language, "Long"))

    @method
    def MacroOptions(self, macro: str, description: str, category: str, argumentdescriptions: VBAArray) -> None:  # noqa: N802
        assert category == "Teeup"
        self.described[macro] = (description, [str(text) for text in argumentdescriptions.elements()])


class Excel:
    """A running Excel with the add-in, and the companions that it can reach, one after the other."""

    def __init__(self, companions: list[Companion], book: Thing | None = None, language: int = GERMAN) -> None:
        self.application = Application(book or workbook(SETTINGS), language)
        self.companions, self.asked = companions, 0
        self.vba = Interpreter(Windows(self.application))
        self.vba._intrinsics = {**self.vba._intrinsics, "getobject": self._get_object}
        for name in ("TeeupNotes.bas", "TeeupWords.bas"):
            self.vba.add_module(macros.text(name))
        self.vba.add_module(MODULE)

    def _get_object(self, _: Interpreter, args: list[object], __: dict[str, object]) -> object:
        self.asked += 1
        assert args == ["new:{506e67c3-55b5-48c3-a035-eed5deea7d6d}"]
        if not self.companions:
            raise VBARuntimeError(429, "ActiveX component can't create object")
        return self.companions.pop(0)

    def cell(self, function: str, *arguments: Any) -> Any:
        """What the cell shows."""
        return shown(self.vba.run(function, [given(argument) for argument in arguments]))

    def range(self, rows: Sequence[Sequence[Any]], areas: int = 1) -> Range:
        return Range(self.application.book, rows, areas)


def given(argument: Any) -> Any:
    """A constant or a range in a formula, as Excel hands it to VBA."""
    if argument is None:
        return MISSING
    if isinstance(argument, datetime | date):
        return VBADate.from_datetime(argument).serial
    return float(argument) if isinstance(argument, int) else argument


def shown(value: Any) -> Any:
    if isinstance(value, VBAArray):
        if value.dimensions == 1:
            return [shown(cell) for cell in value.elements()]
        (top, bottom), (left, right) = value.bounds
        return [[shown(value.get([r, c])) for c in range(left, right + 1)] for r in range(top, bottom + 1)]
    if isinstance(value, VBADate):
        return value.to_datetime().date()
    return int(value) if isinstance(value, VBAInt) else value


@pytest.fixture(scope="module")
def process() -> Iterator[ComProcess]:
    running = ComProcess()
    yield running
    running.end()


@pytest.fixture
def excel(process: ComProcess) -> Excel:
    return Excel([Companion(process)])


HERE = Surroundings("de", AS_OF, {"house.state": "BY", "vat.standard": "0.19"})


def expected(name: str, cells: tuple[Any, ...]) -> Any:
    """The core's answer, dates as dates."""
    found = answer(name, tuple(map(given, (c if c is not None else EMPTY for c in cells))), HERE)
    days = name in DAYS and isinstance(found, float)
    return (
        date.fromordinal(int(found - serial(date(2000, 1, 1))) + date(2000, 1, 1).toordinal()) if days else found
    )


DAYS = set(re.findall(r'Answer\("(\w+)", True', MODULE))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_call_gives_what_the_core_gives(excel: Excel, name: str) -> None:
    assert excel.cell(name, *EXAMPLES[name]) == expected(name, EXAMPLES[name])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_range_gives_an_answer_for_every_row(excel: Excel, name: str) -> None:
    first, *others = EXAMPLES[name]
    columns = [[given(first)], [given(first)], [given(first)]]
    assert excel.cell(name, excel.range(columns), *others) == [[expected(name, EXAMPLES[name])]] * 3


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_blank_cell_gives_a_blank_one(excel: Excel, name: str) -> None:
    _, *others = EXAMPLES[name]
    if not FUNCTIONS[name].arguments[0].blank:
        assert excel.cell(name, excel.range([[None]]), *others) == ""


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_error_in_a_cell_is_named_in_words(excel: Excel, name: str) -> None:
    label = Words.of("de").tree(f"functions.known.{name}.arguments")[FUNCTIONS[name].arguments[0].name][0]
    assert excel.cell(name, VBAErrorValue(2042), *EXAMPLES[name][1:]) == f"{label}: Fehler #NV"


def test_a_row_gives_a_row(excel: Excel) -> None:
    row = excel.range([[date(2026, 8, 31), date(2024, 2, 29)]])
    assert excel.cell("TEEUP_TERM_END", row, 12) == [date(2027, 8, 30), date(2025, 2, 28)]


def test_texts_among_dates_stay_texts(excel: Excel) -> None:
    days = excel.range([[date(2026, 7, 1)], ["Juli"], [None]])
    assert excel.cell("TEEUP_TERM_END", days, 12) == [[date(2027, 6, 30)], ["Beginn: kein Datum: Juli"], [""]]


def test_a_workbook_that_counts_from_1904_has_the_same_dates(process: ComProcess) -> None:
    excel = Excel([Companion(process)], workbook(SETTINGS, counts_from_1904=True))
    assert excel.cell("TEEUP_TERM_END", excel.range([[date(2026, 8, 31)]]), 6) == date(2027, 2, 28)


def test_several_areas_are_refused(excel: Excel) -> None:
    assert excel.cell("TEEUP_TERM_END", excel.range([[1.0]], areas=2), 6) == "Beginn: Fehler #BEZUG!"


def test_the_settings_of_the_asking_workbook_hold(process: ComProcess) -> None:
    corpus_christi = date(2027, 5, 26)
    for state, day in (("Bayern", date(2027, 5, 28)), ("Berlin", date(2027, 5, 27))):
        excel = Excel([Companion(process)], workbook([["house.state", state]]))
        assert excel.cell("TEEUP_WORKDAY", corpus_christi, 1) == day


def test_the_closings_of_the_house_are_no_working_days(process: ComProcess) -> None:
    for closed in ("2027-12-24; 2027-12-31", date(2027, 12, 24)):
        excel = Excel([Companion(process)], workbook([["house.state", "BE"], ["calendar.closed_on", closed]]))
        assert excel.cell("TEEUP_WORKDAY", date(2027, 12, 23), 1) == date(2027, 12, 27)


def test_a_setting_that_says_nothing_usable_is_named(process: ComProcess) -> None:
    excel = Excel([Companion(process)], workbook([["house.state", "Bayernland"]]))
    assert "house.state" in excel.cell("TEEUP_WORKDAY", date(2027, 12, 23), 1)


def test_a_foreign_workbook_knows_the_nationwide_holidays_alone(process: ComProcess) -> None:
    excel = Excel([Companion(process)], workbook(None, as_of=None))
    assert excel.cell("TEEUP_HOLIDAY", date(2027, 10, 31)) == ""
    assert excel.cell("TEEUP_HOLIDAY", date(2027, 10, 3)) == "Tag der Deutschen Einheit"


def test_without_a_key_date_the_workbook_s_counts_and_the_cell_follows_it(excel: Excel) -> None:
    assert excel.cell("TEEUP_EXPIRY_BUCKET", date(2027, 3, 31)) == "31 bis 60 Tage"
    assert excel.application.volatile == 1
    assert excel.cell("TEEUP_EXPIRY_BUCKET", date(2027, 3, 31), date(2027, 3, 30)) == "bis 30 Tage"
    assert excel.application.volatile == 1


def test_a_foreign_workbook_takes_today(process: ComProcess) -> None:
    excel = Excel([Companion(process)], workbook(None, as_of=None))
    excel.vba.freeze(datetime(2027, 3, 30, 12))
    assert excel.cell("TEEUP_EXPIRY_BUCKET", date(2027, 3, 31)) == "bis 30 Tage"


def test_excel_s_language_is_the_answer_s(process: ComProcess) -> None:
    excel = Excel([Companion(process)], language=ENGLISH)
    assert excel.cell("TEEUP_EXPIRY_BUCKET", date(2027, 3, 31)) == "31 to 60 days"
    assert excel.cell("TEEUP_TERM_END", "soon", 12) == "Start: no date: soon"


@pytest.mark.parametrize(("language", "begins"), [(GERMAN, "Teeup ruht: "), (ENGLISH, "Teeup is resting: ")])
def test_without_companion_the_cell_says_so_and_does_not_ask_on(language: int, begins: str) -> None:
    excel = Excel([], language=language)
    assert excel.cell("TEEUP_TERM_END", date(2026, 8, 31), 6).startswith(begins)
    asked = excel.asked
    assert excel.cell("TEEUP_TERM_END", date(2026, 8, 31), 6).startswith(begins)
    assert excel.asked == asked


def test_a_companion_that_comes_is_found_after_some_seconds(process: ComProcess) -> None:
    excel = Excel([])
    excel.vba.freeze(datetime(2027, 2, 15, 12, 0, 0))
    excel.cell("TEEUP_NET", 1, 2)
    excel.companions.append(Companion(process))
    excel.vba.freeze(datetime(2027, 2, 15, 12, 0, 6))
    assert excel.cell("TEEUP_NET", 1, 2) == 2


def test_the_companion_is_reached_once_for_many_cells(excel: Excel) -> None:
    for months in range(1, 5):
        excel.cell("TEEUP_TERM_END", date(2026, 8, 31), months)
    assert excel.asked == 1


def test_after_a_restart_of_the_companion_the_new_one_answers(process: ComProcess) -> None:
    stopped = ComProcess()
    excel = Excel([Companion(stopped), Companion(process)])
    assert excel.cell("TEEUP_NET", 3, 2) == 6
    stopped.end()
    assert excel.cell("TEEUP_NET", 3, 2) == 6
    assert excel.asked == 2


def test_what_goes_wrong_in_python_is_no_traceback(excel: Excel) -> None:
    broken = MODULE.replace('Answer("TEEUP_NET"', 'Answer("TEEUP_NOT_THERE"')
    excel.vba.add_module(broken)
    found = excel.cell("TEEUP_NET", 3, 2)
    assert found.startswith("Teeup ruht")


def test_under_macos_the_cell_says_that_there_is_none(process: ComProcess) -> None:
    excel = Excel([Companion(process)])
    excel.vba.add_module("#Const Mac = True\n" + MODULE)
    assert excel.cell("TEEUP_NET", 3, 2) == Words.of("de").text("functions.not_on_mac")
    assert not excel.asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_excel_is_told_what_every_function_and_argument_means(language: str) -> None:
    excel = Excel([])
    excel.vba.run("TeeupDescribeFunctions", [language])
    assert set(excel.application.described) == {f"'teeup.xlam'!{name}" for name in FUNCTIONS}
    for name, function in FUNCTIONS.items():
        meaning, arguments = excel.application.described[f"'teeup.xlam'!{name}"]
        known = Words.of(language).tree(f"functions.known.{name}")
        assert meaning == known["help"]
        assert arguments == [": ".join(known["arguments"][argument.name]) for argument in function.arguments]
        assert max(map(len, (meaning, *arguments))) <= LONGEST_HELP


def test_links_to_an_add_in_that_moved_are_repaired() -> None:
    excel = Excel([])
    changed: list[tuple[str, str]] = []
    links = [
        "C:\\Alt\\teeup.xlam",
        "C:\\Start\\TEEUP.xlam",
        "C:\\Preise.xlsx",
        "https://haus.example/x/Teeup.xlam",
    ]
    excel.application.book.properties |= {
        "linksources": lambda _: VBAArray([(1, len(links))], items=list(links)),
        "changelink": lambda old, new, _: changed.append((old, new)),
    }
    excel.vba.run("TeeupRepairLinks")
    assert changed == [(links[0], "C:\\Start\\teeup.xlam"), (links[3], "C:\\Start\\teeup.xlam")]


def test_a_workbook_without_links_is_left_alone() -> None:
    excel = Excel([])
    excel.application.book.properties |= {"linksources": lambda _: EMPTY}
    excel.vba.run("TeeupRepairLinks")
