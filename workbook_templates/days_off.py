"""The days on which nobody works: public holidays of the 16 states, those of the house, its closings (R-08)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from addin.core.dates import public_holidays
from addin.tables import TABLES
from addin.tables.choices import CHOICES
from addin.tables.formulas import native
from addin.tables.settings import SETTINGS, labels
from addin.words import LANGUAGES, Words
from workbook_templates import formats
from workbook_templates.lists import define, fill

YEARS = range(2020, 2046)
STATES = CHOICES["federal_state"]
CLOSINGS = int(SETTINGS["calendar.closed_on"].maximum or 0)
_STATE, _ASSUMPTION_DAY, _CLOSED_ON = "house.state", "calendar.assumption_day", "calendar.closed_on"
_HEADS = 1 + len(LANGUAGES)  # a state under its key and its labels: whichever stands in the settings finds it
_DAY_0 = date(1899, 12, 30)
NO_DAY = 18_264  # 1 January 1950, a Sunday: where a list of days off is blank


def add_days_off(workbook: Workbook, sheet: Worksheet, words: Words) -> dict[str, str | float]:
    """Adds the columns of days off; what comes back is what their formulas show in an empty workbook, by cell.

    `house_holidays` are the public holidays of the house, `house_days_off` these and its closings;
    `unread_closings` counts what stands among the closings and is no day.
    """
    first = sheet.max_column + 1
    columns = list(_holidays())
    for column, (heads, days) in enumerate(columns, first):
        fill(sheet, column, heads, days, formats.number_format("date", words))
    house = _House(sheet, words, first, [days for _, days in columns])
    house.write()
    define(workbook, "house_holidays", house.range(house.first_row, house.first_closing - 1))
    define(workbook, "house_days_off", house.range(house.first_row, house.last_row))
    define(workbook, "unread_closings", house.unread)
    return house.answers


def holidays_of(state: str, *, assumption_day: bool = False) -> list[date]:
    """The public holidays of a state in the years that the workbook knows, in their order."""
    return sorted(day for year in YEARS for day in public_holidays(year, state, assumption_day=assumption_day))


def _holidays() -> Iterator[tuple[list[str], list[date]]]:
    """The states' columns with their heads; the last is Bavaria's where 15 August is a holiday."""
    for state in STATES:
        yield [state, *labels("federal_state", state)], holidays_of(state)
    yield [_ASSUMPTION_DAY] * _HEADS, holidays_of("BY", assumption_day=True)


class _House:
    """The column of the house's own days off, and the columns beside it in which its closings are read."""

    def __init__(self, sheet: Worksheet, words: Words, first: int, holidays: Sequence[Sequence[date]]) -> None:
        self.sheet, self.words, self.holidays = sheet, words, holidays
        self.answers: dict[str, str | float] = {}
        self.left, self.right = (get_column_letter(at) for at in (first, first + len(holidays) - 1))
        after = range(first + len(holidays), first + len(holidays) + 6)
        self.days, self.rest, self.part, self.year, self.month, self.day = map(get_column_letter, after)
        self.first_row = _HEADS + 1
        self.first_closing = self.first_row + max(map(len, holidays))
        self.last_row = self.first_closing + CLOSINGS - 1

    def range(self, first: int, last: int) -> str:
        return f"{self.sheet.title}!${self.days}${first}:${self.days}${last}"

    @property
    def unread(self) -> str:
        return f"{self.sheet.title}!${self.part}$3"

    def write(self) -> None:
        self._choose_state()
        self._take_closings()
        for row in range(self.first_row, self.first_closing):
            self._copy_holiday(row)
        for row in range(self.first_closing, self.last_row + 1):
            self._part_closing(row)
            self._read_closing(row)

    def _choose_state(self) -> None:
        """Which of the columns holds the holidays of the house; the default state's if its own is unknown."""
        default = str(SETTINGS[_STATE].default)
        usual, bavaria = STATES.index(default) + 1, STATES.index("BY") + 1
        found = str(usual)
        for head in range(1, _HEADS + 1):
            heads = f"${self.left}${head}:${self.right}${head}"
            found = f"IFERROR(MATCH({self.days}1,{heads},0),{found})"
        switch = f"{self.rest}1"
        yes = ",".join(f'TRIM({switch})="{label}"' for label in labels("yes_no", "yes"))
        catholic = f"AND({self.days}2={bavaria},OR({yes},{switch}=TRUE))"
        label = self.words.text(f"choices.federal_state.{default}")
        self._put(f"{self.days}1", f"TRIM({self._setting(_STATE)})", label)
        self._put(f"{self.days}2", found, usual)
        self._put(f"{self.days}3", f"IF({catholic},{len(self.holidays)},{self.days}2)", usual)
        self._put(switch, self._setting(_ASSUMPTION_DAY), self.words.text("choices.yes_no.no"))

    def _take_closings(self) -> None:
        """The closings with single blanks between them, a real date as 2027-12-24; and how many are no day."""
        cell, after = f"{self.rest}2", f"{self.rest}{self.last_row}"
        iso = f'YEAR({cell})&"-"&TEXT(MONTH({cell}),"00")&"-"&TEXT(DAY({cell}),"00")'
        spaced = cell
        for mark in ('";"', '","', "CHAR(10)"):
            spaced = f'SUBSTITUTE({spaced},{mark}," ")'
        parts, days = (f"{c}{self.first_closing}:{c}{self.last_row}" for c in (self.part, self.days))
        none = f'SUMPRODUCT(({parts}<>"")*({days}={NO_DAY}))'
        self._put(cell, self._setting(_CLOSED_ON), "")
        self._put(f"{self.rest}3", f'IFERROR(IF(ISNUMBER({cell}),{iso},TRIM({spaced})),"")', "")
        self._put(f"{self.part}3", f"{none}+(LEN({after})>LEN({self.part}{self.last_row}))", 0)

    def _copy_holiday(self, row: int) -> None:
        default = self.holidays[STATES.index(str(SETTINGS[_STATE].default))]
        at = row - self.first_row
        copied = f"MAX({NO_DAY},INDEX(${self.left}{row}:${self.right}{row},{self.days}$3))"
        self._put_day(row, copied, (default[at] - _DAY_0).days if at < len(default) else NO_DAY)

    def _part_closing(self, row: int) -> None:
        """What is left of the text, the first part of it, and the three numbers of that part."""
        rest, part = f"{self.rest}{row}", f"{self.part}{row}"
        above = f"MID({self.rest}{row - 1},LEN({self.part}{row - 1})+2,LEN({self.rest}{row - 1}))"
        self._put(rest, f"{self.rest}$3" if row == self.first_closing else above, "")
        self._put(part, f'LEFT({rest},FIND(" ",{rest}&" ")-1)', "")
        month = f'SUBSTITUTE(MID({part},FIND(".",{part})+1,2),".","")'
        either_way = {  # 2027-12-24 and 24.12.2027
            self.year: (f"LEFT({part},4)", f"RIGHT({part},4)"),
            self.month: (f"MID({part},6,2)", month),
            self.day: (f"MID({part},9,9)", f'LEFT({part},FIND(".",{part})-1)'),
        }
        for column, (iso, german) in either_way.items():
            number = f'IFERROR(VALUE(IF(MID({part},5,1)="-",{iso},{german})),0)'
            self._put(f"{column}{row}", number, 0)

    def _read_closing(self, row: int) -> None:
        """The day that the three numbers name; 31.02. is none."""
        year, month, day = (f"{column}{row}" for column in (self.year, self.month, self.day))
        named = f"DATE({year},{month},{day})"
        real = f"AND({year}>=1950,MONTH({named})={month},DAY({named})={day})"
        self._put_day(row, f"IFERROR(IF({real},{named},{NO_DAY}),{NO_DAY})", NO_DAY)

    def _put_day(self, row: int, formula: str, answer: float) -> None:
        self._put(f"{self.days}{row}", formula, answer)
        self.sheet[f"{self.days}{row}"].number_format = formats.number_format("date", self.words)

    def _put(self, cell: str, formula: str, answer: str | float) -> None:
        self.sheet[cell] = f"={formula}"
        self.answers[cell] = answer

    def _setting(self, key: str) -> str:
        return native(f"setting({key})", TABLES["settings"], self.words.language)
