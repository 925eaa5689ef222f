"""Days off as the master finds them in its settings, asked of a spreadsheet program that is not ours (R-08)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import CalamineWorkbook
from recalculation import AS_OF, comparable, recalculated

from addin.core.contracts import ContractTerms, current_end, notice_effect
from addin.core.dates import notice_deadline, public_holidays
from addin.core.house import House
from addin.core.materials import order_by
from addin.core.tasks import checklist_tasks
from addin.masters import demo
from addin.tables.model import Value
from addin.tables.settings import SETTINGS
from addin.words import Words
from workbook_templates import template
from workbook_templates.days_off import NO_DAY, YEARS, add_days_off
from workbook_templates.lists import add_lists
from workbook_templates.settings_sheet import add_settings_sheet

STATE, SWITCH, CLOSED = "house.state", "calendar.assumption_day", "calendar.closed_on"
Typed = dict[str, Value]

# What a person types into the settings, and Teeup understands too
READABLE: dict[str, tuple[str, Typed]] = {
    "nothing": ("de", {}),
    "blank": ("en", {STATE: None, SWITCH: None, CLOSED: None}),
    "Bavaria": ("de", {STATE: "Bayern", SWITCH: "nein"}),
    "Bavaria with 15 August": ("de", {STATE: "Bayern", SWITCH: "ja"}),
    "Bavaria by its key, in the other language": ("de", {STATE: "by", SWITCH: "Yes"}),
    "Bavaria by its English name": ("de", {STATE: "Bavaria", SWITCH: True}),
    "Bavaria in English": ("en", {STATE: " Bavaria ", SWITCH: " yes "}),
    "Berlin with the switch": ("de", {STATE: "Berlin", SWITCH: "ja"}),
    "one day": ("de", {CLOSED: "24.12.2027"}),
    "several days": ("de", {CLOSED: "24.12.2027; 31.12.2027"}),
    "days in English": ("en", {STATE: "Saxony", CLOSED: "2027-12-24; 2027-12-31"}),
    "both ways of writing": ("en", {CLOSED: " 2027-12-24,31.12.2027 ;; 3.1.2028\n07.02.2028;"}),
    "a real date": ("de", {CLOSED: date(2028, 2, 29)}),
    "as many as there is room for": (
        "de",
        {CLOSED: "; ".join(f"2028-{n // 28 + 1:02}-{n % 28 + 1:02}" for n in range(60))},
    ),
}
# What Teeup refuses: Excel leaves it out, counts it and paints the cell
UNREAD: dict[str, tuple[str, Typed, int, set[date]]] = {
    "words": ("de", {CLOSED: "zwischen den Jahren"}, 3, set()),
    "no day of the calendar": ("de", {CLOSED: "31.02.2027; 2027-13-01; 24.12.2027"}, 2, {date(2027, 12, 24)}),
    "half a day": ("en", {CLOSED: "2027-12-24; 12/31/2027; 24.12."}, 2, {date(2027, 12, 24)}),
    "letters behind it": ("en", {CLOSED: "2027-12-24x; 20271224; 2027-1-5"}, 3, set()),
    "more than there is room for": ("de", {CLOSED: "2027-12-24; " * 61}, 1, {date(2027, 12, 24)}),
    "yes": ("de", {CLOSED: True}, 1, set()),
    "a year without its century": ("de", {CLOSED: "24.12.27 24.12."}, 2, set()),
}
MONDAY = date(2028, 8, 14)
TUESDAY, WEDNESDAY = MONDAY + timedelta(1), MONDAY + timedelta(2)


def master(language: str, typed: Typed) -> bytes:
    """What a master of those settings makes of them, and three questions to it on a sheet of its own."""
    words, workbook = Words.of(language), Workbook()
    sheet = add_settings_sheet(workbook, words)
    add_days_off(workbook, add_lists(workbook, words), words)
    rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    for key, value in typed.items():
        sheet.cell(rows[key], 3).value = value
    asked = workbook.create_sheet("asked")
    asked["A1"] = "=WORKDAY(DATE(2028,8,14),1,house_days_off)"
    asked["B1"] = '=WORKDAY.INTL(DATE(2027,12,31)+1,-10,"0000001",house_holidays)-1'
    asked["C1"] = "=unread_closings"
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    target = BytesIO()
    workbook.save(target)
    return target.getvalue()


@pytest.fixture(scope="module")
def books(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, CalamineWorkbook]:
    typed = {**READABLE, **{name: (language, values) for name, (language, values, _, _) in UNREAD.items()}}
    files = {name: master(language, values) for name, (language, values) in typed.items()}
    return recalculated(files, soffice, tmp_path_factory.mktemp("days"))


def house_of(typed: Typed) -> House:
    return House.of(lambda key: SETTINGS[key].value_of(typed.get(key)))


def holidays_of(house: House) -> set[date]:
    return {day for n in YEARS for day in public_holidays(n, house.state, assumption_day=house.assumption_day)}


@cache
def cells_of(language: str, name: str) -> tuple[str, str]:
    """The sheet and the cells of a name of the master."""
    ((sheet, cells),) = load_workbook(BytesIO(template(language))).defined_names[name].destinations
    return sheet, cells


def day_number(day: date) -> float:
    return float((day - date(1899, 12, 30)).days)


def days_in(book: CalamineWorkbook, language: str, name: str) -> set[float]:
    """The days in the cells of a name, and nothing but days."""
    sheet, cells = cells_of(language, name)
    first, last = (coordinate_to_tuple(cell) for cell in cells.replace("$", "").split(":"))
    rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    found = [comparable(row[first[1] - 1]) for row in rows[first[0] - 1 : last[0]]]
    assert all(isinstance(day, float) and day > 0 for day in found)
    return set(found) - {NO_DAY}


def asked(book: CalamineWorkbook) -> list[Any]:
    return [comparable(cell) for cell in book.get_sheet_by_name("asked").to_python()[0]]


@pytest.mark.parametrize("name", READABLE)
def test_excel_has_the_days_off_that_python_has(books: dict[str, CalamineWorkbook], name: str) -> None:
    language, typed = READABLE[name]
    house = house_of(typed)
    holidays = holidays_of(house)
    assert days_in(books[name], language, "house_holidays") == set(map(day_number, holidays))
    assert days_in(books[name], language, "house_days_off") == set(map(day_number, holidays | house.closings))


@pytest.mark.parametrize("name", READABLE)
def test_own_work_waits_for_closings_and_a_notice_period_does_not(
    books: dict[str, CalamineWorkbook], name: str
) -> None:
    house = house_of(READABLE[name][1])
    notice = notice_deadline(date(2027, 12, 31), 10, "workdays", house.state, assumption_day=house.assumption_day)
    assert notice
    assert asked(books[name]) == [day_number(house.workday(MONDAY, 1)), day_number(notice), 0]


@pytest.mark.parametrize(
    ("name", "next_workday"),
    [
        ("Bavaria", TUESDAY),
        ("Bavaria with 15 August", WEDNESDAY),
        ("Bavaria by its English name", WEDNESDAY),
        ("Berlin with the switch", TUESDAY),
    ],
)
def test_15_august_is_a_holiday_in_bavaria_alone_and_there_by_the_switch(
    books: dict[str, CalamineWorkbook], name: str, next_workday: date
) -> None:
    assert house_of(READABLE[name][1]).workday(MONDAY, 1) == next_workday
    assert asked(books[name])[0] == day_number(next_workday)


@pytest.mark.parametrize("name", UNREAD)
def test_what_is_no_day_is_left_out_and_counted(books: dict[str, CalamineWorkbook], name: str) -> None:
    language, _, unread, days = UNREAD[name]
    holidays = days_in(books[name], language, "house_holidays")
    assert days_in(books[name], language, "house_days_off") - holidays == set(map(day_number, days))
    assert asked(books[name])[2] == unread


@pytest.mark.parametrize("name", [*READABLE, *UNREAD])
def test_no_setting_brings_an_error_into_a_cell(books: dict[str, CalamineWorkbook], name: str) -> None:
    assert [text for text in _texts(books[name]) if text.startswith("#")] == []


def _texts(book: CalamineWorkbook) -> Iterator[str]:
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).to_python():
            yield from (cell for cell in row if isinstance(cell, str))


# What commands make of it


def test_a_task_waits_while_the_house_is_closed() -> None:
    line = {
        "anchor": "contract_start",
        "offset_days": 1,
        "what": "x",
        "role": None,
        "department": None,
        "area": None,
        "checklist": "y",
    }
    closed = House("BE", closings=frozenset({TUESDAY}))
    for house, due_on in ((House("BE"), TUESDAY), (closed, WEDNESDAY)):
        (task,) = checklist_tasks(pd.DataFrame([line]), "contract_start", MONDAY, lambda *_: None, house)
        assert task["due_on"] == due_on


def test_material_is_ordered_earlier_where_the_house_is_closed_in_between() -> None:
    closed = House("BE", closings=frozenset({TUESDAY}))
    assert order_by(AS_OF, WEDNESDAY, 1, House("BE")) == TUESDAY
    assert order_by(AS_OF, WEDNESDAY, 1, closed) == MONDAY


def test_a_notice_in_working_days_is_late_a_day_earlier_where_15_august_is_a_holiday() -> None:
    terms = ContractTerms(date(2027, 8, 16), 12, None, 12, 1, "workdays", "term_end")
    assert current_end(terms, MONDAY) == TUESDAY
    assert not notice_effect(terms, MONDAY, state="BY").late
    assert notice_effect(terms, MONDAY, state="BY", assumption_day=True).late


def test_the_demo_says_where_its_house_stands_in_the_words_of_the_workbook(tmp_path: Path) -> None:
    demo(tmp_path / "demo.xlsx", "de", datetime.combine(AS_OF, time(9)))
    sheet = load_workbook(tmp_path / "demo.xlsx", read_only=True)[Words.of("de").text("tables.settings.sheet")]
    assert next(row[2] for row in sheet.iter_rows(values_only=True) if row[0] == STATE) == "Berlin"
