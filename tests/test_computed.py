"""Python's answers for the computed columns; that native formulas give the same, test_recalculation shows."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd
import pytest
from drawn_rows import FILLED, TODAY, Drawn, Rows, answered, first_answers, frames_of
from formula_cases import EXPECTED, GIVEN, HOLIDAYS
from test_formulas import as_shown

from addin.books.cells import content, reading
from addin.core import dates
from addin.core.computed import computed, sources
from addin.tables import TABLES
from addin.tables.model import Value
from addin.words import Words

REFRESHED_BY_HAND = ("handovers.bonus_state", "trips.total")  # from columns that Python would refresh first


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
    wanted = [None if value == "" else as_shown(value, words) for value in EXPECTED[name]]
    assert [_rounded(found.get(row)) for row in range(2, len(wanted) + 2)] == wanted


def _rounded(value: Value) -> Value:
    return round(value, 6) if isinstance(value, float) else value


@pytest.mark.parametrize(
    ("discount", "cost", "level"),
    [
        (0.1, 0, "rep"),
        (0.101, 0, "manager"),
        (0.2, 0, "manager"),
        (0.201, 0, "management"),
        (0.1, 63.0, "rep"),  # a margin of 30 %
        (0.1, 63.01, "manager"),
        (0.2, 79.0, "management"),
    ],
)
def test_the_bounds_of_an_approval_belong_to_the_lower_level(discount: float, cost: float, level: str) -> None:
    """R-53"""
    line = {"quote_id": "Q-1", "quantity": 1, "list_price": 100, "unit_cost": cost, "vat": "standard"}
    quote = {"quote_id": "Q-1", "extra_discount": discount}
    assert first_answers("quotes", {"quotes": [quote], "quote_lines": [line]})["approval"] == level


def test_an_id_in_small_letters_finds_its_row_as_it_does_in_excel() -> None:
    line = {"quote_id": "q-1", "quantity": 1, "list_price": 100}
    quote = {"quote_id": "Q-1", "number": "AN-2027-0001", "company_id": "f-1"}
    company = {"company_id": "F-1", "name": "Nordbau AG"}
    rows: Rows = {"quotes": [quote], "quote_lines": [line], "companies": [company]}
    answers = first_answers("quotes", rows)
    assert (answers["net"], answers["pick"]) == (100, "AN-2027-0001 Nordbau AG · Q-1")


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


@pytest.mark.parametrize("key", [key for key, table in TABLES.items() if table.computed])
def test_some_rows_of_a_table_have_the_same_answers_alone(key: str) -> None:
    frames = frames_of(Drawn(seed=5).rows)
    some = frames[key].iloc[::2]
    alone = answered(key, {**frames, key: some})
    pd.testing.assert_frame_equal(alone, answered(key, frames).loc[some.index])
