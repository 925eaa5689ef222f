"""Python's answers for the computed columns, compared with what LibreOffice makes of the native formulas."""

import random
import time
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from formula_cases import EXPECTED, GIVEN, HOLIDAYS
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from test_formulas import as_shown, recalculated

from addin.books.cells import content, reading
from addin.books.names import Names
from addin.core import dates
from addin.core.computed import computed, sources
from addin.tables import TABLES
from addin.tables.choices import CHOICES
from addin.tables.frames import frame_of, plain
from addin.tables.model import Column, Table, Value
from addin.words import Words
from workbook_templates.lists import add_lists
from workbook_templates.settings_sheet import add_settings_sheet
from workbook_templates.sheets import fill_table_sheet
from workbook_templates.start import add_start

TODAY = date(2027, 2, 15)
SETTINGS: dict[str, Value] = {"as_of": TODAY, "house.state": "BY", "expiry.sentinel_years": 5}
ROWS = 40
FILLED = {key: table for key, table in TABLES.items() if table.area != "system"}
REFRESHED_BY_HAND = ("handovers.bonus_state", "trips.total")  # from columns that Python would refresh first
Rows = dict[str, list[dict[str, Value]]]


def frames_of(rows: Mapping[str, list[dict[str, Value]]]) -> dict[str, pd.DataFrame]:
    """Every table as a book reads it; what a row does not say is blank."""
    return {
        key: frame_of(
            table,
            {c.key: [row.get(c.key) for row in rows.get(key, [])] for c in table.stored},
            range(2, len(rows.get(key, [])) + 2),
        )
        for key, table in TABLES.items()
    }


def answered(key: str, frames: Mapping[str, pd.DataFrame], **settings: Value) -> pd.DataFrame:
    return computed(key, {source: frames[source] for source in sources(key)}, TODAY, settings)


# Every cell against the native formula: rows drawn at random, blank cells and dead references among them


class Drawn:
    """Rows of every table, drawn with a fixed seed."""

    def __init__(self, seed: int, count: int = ROWS) -> None:
        self._draw = random.Random(seed)
        self.rows: Rows = {key: [self._row(table, n) for n in range(count)] for key, table in FILLED.items()}
        for move in self.rows["stock_moves"]:  # enough of the same material for its daily use
            move["material_id"] = self._draw.choice(["MT-0001", "MT-0002", "MT-0003", "MT-0004", "MT-0005"])
            move["kind"] = self._draw.choice(["issue", "issue", "issue", "receipt", "request", "count"])
            move["moved_on"] = TODAY - timedelta(days=self._draw.randint(-5, 250))

    def _row(self, table: Table, number: int) -> dict[str, Value]:
        row = {column.key: self._value(table, column, number) for column in table.stored}
        if not any(value is not None for value in row.values()):
            row[next(c.key for c in table.stored if c.kind in ("text", "long"))] = "x"
        return row

    def _value(self, table: Table, column: Column, number: int) -> Value:
        if column.kind == "id":
            return f"{table.prefix}-{number + 1:04}" if self._draw.random() < 0.95 else None
        return self._cell(column) if self._draw.random() < 0.7 else None

    def _cell(self, column: Column) -> Value:
        draw = self._draw
        low, high = column.minimum or 0, min(column.maximum or 60, 60)
        match column.kind:
            case "ref":
                return f"{TABLES[column.ref].prefix}-{draw.choice([*range(1, 41), 9999]):04}"
            case "choice":
                return draw.choice(list(CHOICES[column.choices]))
            case "flag":
                return draw.random() < 0.5
            case "date":
                near, far = draw.choice((-1, 0, 0, 1)), draw.randint(-700, 2500)
                return TODAY + timedelta(days=draw.choice((near, near, draw.randint(-40, 40), far)))
            case "moment":
                return datetime(2027, 2, 15, 8, 30) + timedelta(hours=draw.randint(-100, 100))
            case "integer":
                return draw.choice([int(low), draw.randint(int(low), int(high))])
            case "number" | "money" | "percent":
                lowest = -50.0 if column.minimum is None else low
                return draw.choice((0.0, 0.1, 1.0, round(draw.uniform(lowest, column.maximum or 3000), 3)))
        return draw.choice(["Anzeige 1/1", "anzeige 1/1", "Banner groß", "A & B", f"{column.key} 7"])


def master_of(rows: Rows, frames: Mapping[str, pd.DataFrame], words: Words) -> Workbook:
    """A master workbook with these rows, its formulas not yet calculated."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_start(workbook, words)
    names = Names(lambda table: frames[table.key])
    for key, table in FILLED.items():
        refreshed = answered(key, frames, **SETTINGS)[[c.key for c in table.computed if c.refreshed]]
        known = [row | new for row, new in zip(rows[key], refreshed.to_dict("records"), strict=True)]
        cells = [
            {c.key: content(c, row.get(c.key), words.language, names.shown) for c in table.columns}
            for row in known
        ]
        _append(fill_table_sheet(workbook, table, words, cells[:1]), table, cells[1:])
    _set(add_settings_sheet(workbook, words), words)
    add_lists(workbook, words)
    return workbook


def _append(sheet: Any, table: Table, rows: list[dict[str, Value]]) -> None:
    """The further rows as the first one is, without its looks."""
    for place, column in enumerate(table.columns, 1):
        first = sheet.cell(2, place)
        for number, row in enumerate(rows, 3):
            cell = sheet.cell(number, place, first.value if column.formula else row[column.key])
            cell.number_format = first.number_format
    excel = sheet.tables[table.key]
    excel.ref = excel.autoFilter.ref = f"A1:{get_column_letter(len(table.columns))}{len(rows) + 2}"


def _set(sheet: Any, words: Words) -> None:
    shown = SETTINGS | {"house.state": words.text("choices.federal_state.BY")}
    for row in sheet.iter_rows(min_row=2):
        if row[0].value in shown:
            row[2].value = shown[row[0].value]


@pytest.mark.parametrize(("language", "count"), [("de", 200), ("en", 30)])
def test_every_native_formula_answers_as_python_does(
    language: str, count: int, soffice: str, tmp_path: Path
) -> None:
    words, drawn = Words.of(language), Drawn(count, count)
    frames = frames_of(drawn.rows)
    sheets = recalculated(master_of(drawn.rows, frames, words), soffice, tmp_path)
    different = []
    for key, table in FILLED.items():
        grid = sheets[words.text(f"tables.{key}.sheet")]
        answers = answered(key, frames, **SETTINGS)
        for place, column in enumerate(table.columns):
            for row in answers.index if column.formula else ():
                cell = grid[row - 1][place]
                wanted = content(column, answers.at[row, column.key], language, lambda _, row_id: row_id)
                if not _same(cell, wanted):
                    different.append((key, column.key, row, cell, wanted))
    assert different == []


def _same(cell: Any, wanted: Value) -> bool:
    if isinstance(cell, int | float) and isinstance(wanted, int | float):
        return abs(cell - wanted) <= 1e-9 * max(1.0, abs(cell))
    found = cell.date() if isinstance(cell, datetime) else cell
    return (None if found == "" else found) == wanted


# The cases that were written by hand for the native formulas hold for Python's answers too


def _as_read(cases: Mapping[str, Any], words: Words) -> dict[str, pd.DataFrame]:
    """The cases as a book reads them from its sheets."""
    return {
        key: reading(
            table,
            [words.label(key, column.key) for column in table.columns],
            [[as_shown(row.get(column.key), words) for column in table.columns] for row in cases.get(key, [])],
            2,
            lambda _, text: text,
        ).frame
        for key, table in TABLES.items()
    }


@pytest.mark.parametrize("name", [name for name in EXPECTED if name not in REFRESHED_BY_HAND])
def test_python_answers_what_the_rule_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "_holidays", lambda *_: dict.fromkeys(HOLIDAYS, ""))
    words, (key, column) = Words.of("de"), name.split(".")
    frames = _as_read(GIVEN, words)
    answers = answered(key, frames, **{"sla.normal": 4})[column]
    found = {row: content(TABLES[key][column], answers[row], "de", lambda _, text: text) for row in answers.index}
    wanted = [as_shown(value, words) for value in EXPECTED[name]]
    assert [_rounded(found.get(row)) for row in range(2, len(wanted) + 2)] == [
        v if v != "" else None for v in wanted
    ]


def _rounded(value: Value) -> Value:
    return round(value, 6) if isinstance(value, float) else value


# What computed and sources promise


def test_the_answers_are_the_computed_columns_of_the_rows_given_and_no_more() -> None:
    frames = frames_of(Drawn(seed=3).rows)
    for key, table in TABLES.items():
        answers = answered(key, frames)
        assert list(answers) == [column.key for column in table.computed]
        assert answers.index.equals(frames[key].index)


def test_an_empty_table_has_no_answers_and_its_columns_keep_their_types() -> None:
    full, empty = frames_of(Drawn(seed=3).rows), frames_of({})
    for key in TABLES:
        assert answered(key, empty).dtypes.to_dict() == answered(key, full).dtypes.to_dict()
        assert len(answered(key, empty)) == 0


def test_rows_without_anything_but_a_note_have_no_answer_that_is_an_error() -> None:
    rows = {key: [{table.stored[-1].key: None}] * 3 for key, table in FILLED.items()}
    for key in FILLED:
        assert len(answered(key, frames_of(rows))) == 3


class _Watched(Mapping[str, pd.DataFrame]):
    """Tables that remember which of them were asked for."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames, self.asked = frames, set[str]()

    def __getitem__(self, key: str) -> pd.DataFrame:
        self.asked.add(key)
        return self._frames[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)


@pytest.mark.parametrize("key", [key for key, table in TABLES.items() if table.computed])
def test_the_sources_of_a_table_are_what_its_answers_read(key: str) -> None:
    tables = _Watched(frames_of(Drawn(seed=3).rows))
    computed(key, tables, TODAY, {})
    assert tables.asked == set(sources(key))
    assert sources(key)[0] == key


def test_a_blank_setting_has_its_default() -> None:
    frames = frames_of({"contracts": [{"contract_id": "V-1", "ends_on": date(2099, 12, 31)}]})
    for settings in ({}, {"expiry.sentinel_years": None}):
        assert computed("contracts", frames, TODAY, settings)["bucket"].tolist() == ["open"]


def test_a_table_read_twice_has_the_same_answers_whatever_the_order_of_its_rows() -> None:
    frames = frames_of(Drawn(seed=3).rows)
    turned = {key: frame.iloc[::-1] for key, frame in frames.items()}
    for key in ("promises", "quotes", "targets", "companies"):
        pd.testing.assert_frame_equal(answered(key, turned).sort_index(), answered(key, frames))


def _long(key: str, count: int) -> dict[str, pd.DataFrame]:
    """The drawn tables with one of them repeated until it is long; the ids in it stay unique."""
    frames = frames_of(Drawn(seed=3).rows)
    long = pd.concat([frames[key]] * (count // ROWS), ignore_index=True)
    column = TABLES[key].id_column
    if column:
        long[column.key] = pd.Series([f"{TABLES[key].prefix}-{n:06}" for n in range(len(long))], dtype=object)
    return frames | {key: long}


@pytest.mark.parametrize(
    ("long", "asked"),
    [
        ("contracts", "contracts"),
        ("contracts", "promises"),
        ("promises", "promises"),
        ("stock_moves", "materials"),
        ("stock_moves", "stock_moves"),
        ("sales", "sales"),
        ("sales", "targets"),
        ("traffic", "traffic"),
        ("recipients", "mailings"),
    ],
)
def test_fifty_thousand_rows_take_seconds_and_not_minutes(long: str, asked: str) -> None:
    frames = _long(long, 50_000)
    began = time.perf_counter()
    answered(asked, frames)
    assert time.perf_counter() - began < 5


# The columns that Python alone refreshes


def _one(key: str, rows: Rows, **settings: Value) -> dict[str, Any]:
    """The answers for the first row of a table."""
    answers = answered(key, frames_of(rows), **settings)
    return {column.key: plain(column, answers.iloc[0][column.key]) for column in TABLES[key].computed}


def _brochure(**more: Value) -> Rows:
    """Ten pieces a day for 180 days, 560 left: 56 days of cover; 15 working days from review to delivery."""
    out = [
        {"material_id": "MT-1", "kind": "issue", "quantity": -10, "moved_on": TODAY - timedelta(days=n)}
        for n in range(180)
    ]
    received = {"material_id": "MT-1", "kind": "receipt", "quantity": 2360, "moved_on": date(2026, 1, 1)}
    steps = {"review_days": 5, "proof_days": 3, "production_days": 5, "delivery_days": 2}
    return {"materials": [{"material_id": "MT-1", **steps, **more}], "stock_moves": [received, *out]}


def _with_show(rows: Rows) -> Rows:
    """The same, and a show takes 300 pieces that must be there in 20 days."""
    return rows | {
        "shows": [{"show_id": "S-1", "must_arrive_by": TODAY + timedelta(days=20)}],
        "show_items": [{"show_id": "S-1", "material_id": "MT-1", "planned": 300}],
    }


def test_a_show_brings_the_day_to_order_forward_although_the_cover_looks_fine() -> None:
    """X15"""
    alone, show = _one("materials", _brochure()), _one("materials", _with_show(_brochure()))
    assert (alone["on_hand"], alone["daily_use"], alone["cover_days"]) == (560, 10, 56)
    assert alone["order_by"] == date(2027, 3, 19)  # the stock is gone on 13 April
    assert show["order_by"] == date(2027, 2, 19)  # on 14 March; 8 March is a holiday in Berlin
    assert show["reserved"] == 300


def test_what_should_have_been_ordered_already_is_to_be_ordered_today() -> None:
    assert _one("materials", _brochure(production_days=200))["order_by"] == TODAY


def test_an_ordered_reprint_puts_the_next_order_off() -> None:
    coming = {"reprints": [{"reprint_id": "ND-1", "material_id": "MT-1", "ordered_on": TODAY, "quantity": 1000.0}]}
    later = _brochure() | coming
    later["reprints"][0]["promised_on"] = TODAY + timedelta(days=30)
    assert _one("materials", later)["order_by"] > _one("materials", _brochure())["order_by"]
    assert _one("materials", later)["on_order"] == 1000


def test_even_use_needs_no_safety_and_a_typed_safety_replaces_the_computed_one() -> None:
    assert _one("materials", _brochure())["reorder_point"] == 210  # 15 working days are 21 days
    assert _one("materials", _brochure(safety_stock=40))["reorder_point"] == 250


def test_the_order_is_capped_where_the_version_ends() -> None:
    """X16"""
    assert _one("materials", _brochure(cover_target=90))["order_quantity"] == 340
    assert _one("materials", _brochure(cover_target=90, min_run=500, multiple=250))["order_quantity"] == 500
    ends = {"valid_until": TODAY + timedelta(days=30)}
    assert _one("materials", _brochure(min_run=1000, **ends))["order_quantity"] == 300


def test_what_comes_back_from_shows_is_never_reordered() -> None:
    again = _one("materials", _brochure(consumable=False))
    assert (again["reorder_point"], again["order_by"], again["order_quantity"]) == (None, None, None)


def _handed(*signed: tuple[date, float], **more: Value) -> Rows:
    base = {"company_id": "F-1", "coordinator": "M-1", "rep": "M-2", "handed_on": date(2026, 3, 1)}
    return {
        "handovers": [{"handover_id": "U-1", **base, **more}],
        "contracts": [
            {"contract_id": f"V-{n}", "company_id": "F-1", "state": "active", "signed_on": day, "value": value}
            for n, (day, value) in enumerate(signed)
        ],
        "staff": [{"staff_id": "M-1", "bonus": True}],
    }


@pytest.mark.parametrize(
    ("signed", "bonus"),
    [
        ([(date(2027, 3, 1), 10_000.0)], 200.0),  # the last day of the twelve months
        ([(date(2027, 3, 2), 10_000.0)], None),  # one day later
        ([(date(2026, 5, 1), 100.0)], 50.0),
        ([(date(2026, 5, 1), 100_000.0)], 500.0),
        ([(date(2026, 2, 1), 10_000.0), (date(2026, 5, 1), 10_000.0)], None),  # was a customer before
        ([], None),
    ],
)
def test_the_first_contract_in_time_earns_the_bonus(signed: list[tuple[date, float]], bonus: float | None) -> None:
    """X23"""
    answers = _one("handovers", _handed(*signed))
    assert answers["bonus"] == bonus
    assert answers["bonus_state"] == ("due" if bonus else "candidate")


def test_a_company_earns_one_bonus_and_what_came_back_none() -> None:
    rows = _handed((date(2026, 5, 1), 10_000.0))
    rows["handovers"].append(rows["handovers"][0] | {"handover_id": "U-2", "handed_on": date(2026, 4, 1)})
    assert answered("handovers", frames_of(rows))["bonus"].fillna(0).tolist() == [200.0, 0.0]
    assert _one("handovers", _handed((date(2026, 5, 1), 10_000.0), outcome="returned"))["bonus"] is None


def _trip(leaves: str, returns: str, **meals: Value) -> float | None:
    times = {"leaves_at": datetime.fromisoformat(leaves), "returns_at": datetime.fromisoformat(returns)}
    answer: float | None = _one("trips", {"trips": [{"trip_id": "R-1", **times, **meals}]})["per_diem"]
    return answer


def test_per_diems_as_the_published_example_counts_them() -> None:
    """14 + (28 - 5.60 - 11.20) + (14 - 5.60)"""
    assert _trip("2027-03-01 07:00", "2027-03-03 18:00", breakfasts=2, lunches=1) == 33.6


def test_per_diems_begin_after_eight_hours_and_never_fall_below_nothing() -> None:
    assert _trip("2027-03-01 08:00", "2027-03-01 16:00") == 0
    assert _trip("2027-03-01 08:00", "2027-03-01 16:01") == 14
    assert _trip("2027-03-01 20:00", "2027-03-02 09:00") == 28
    assert _trip("2027-03-01 08:00", "2027-03-01 18:00", lunches=1, dinners=1) == 0
    assert _trip("2027-03-02 08:00", "2027-03-01 18:00") is None


def _post(text: str, network: str = "x", link: str | None = None) -> int:
    answer: int = _one("posts", {"posts": [{"post_id": "B-1", "text": text, "network": network, "link": link}]})[
        "length"
    ]
    return answer


def test_a_link_counts_23_on_x_and_in_full_elsewhere() -> None:
    """X29"""
    link = "https://verlag.example/" + "a" * 67
    assert (len(link), _post("x" * 270, link=link), _post("x" * 270, "linkedin", link)) == (90, 294, 361)
    assert _post(f"Neu: {link}", link=link) == 28


def test_x_counts_letters_as_its_own_parser_does() -> None:
    """The figures are those of twitter-text-parser 3.0.0."""
    assert _post("Straße über Äcker €") == 20
    assert _post("👨‍👩‍👧‍👦 Familie") == 10
    assert _post("🇩🇪🇫🇷") == 4
    assert _post("日本語テスト") == 12
    assert _post("Siehe https://example.org/pfad.") == 30
    assert _post("verlag.de ist da") == 30
    assert _post("info@verlag.de") == 14
