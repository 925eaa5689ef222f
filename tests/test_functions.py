"""Cell functions answer as the rules do, for cells and ranges, and never fail."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd
import pytest
from demo_tables import frames, settings, whole
from hypothesis import given
from hypothesis import strategies as st

from addin.core import amounts, dates
from addin.core.computed.contracts import invoice_lines
from addin.core.computed.given import Given
from addin.core.contracts import ContractTerms, bucket, current_end
from addin.core.sales import OPEN_QUOTES, Period, open_quotes
from addin.functions import FUNCTIONS
from addin.functions.cells import ChoiceKind, Misread, moment, serial
from addin.functions.examples import AS_OF, EXAMPLES
from addin.functions.surroundings import Surroundings
from addin.tables.choices import CHOICES
from addin.words import LANGUAGES, Words

GERMAN = Surroundings("de", AS_OF, {"house.state": "BY"})
ENGLISH = Surroundings("en", AS_OF)
DAYS = st.dates(date(1900, 3, 1), date(2300, 12, 31))


def asked(name: str, *cells: Any, here: Surroundings = GERMAN) -> Any:
    """The answer to single cells; arguments at the end may be left out."""
    return table(name, *cells, here=here)[0][0]


def table(name: str, *cells: Any, here: Surroundings = GERMAN) -> list[tuple[Any, ...]]:
    function = FUNCTIONS[name]
    return function.of_cells([*cells, *[None] * (len(function.arguments) - len(cells))], here)


def cell(value: Any) -> Any:
    """A value as Excel's cells hold it."""
    if isinstance(value, datetime):
        return serial(value) + (value - datetime.combine(value, datetime.min.time())).total_seconds() / 86_400
    if isinstance(value, date):
        return serial(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def day(text: str) -> date:
    return date(*map(int, reversed(text.split("."))))


# the vectors of the rules


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("31.08.2026", 6, "28.02.2027"),
        ("29.02.2024", 12, "28.02.2025"),
        ("01.07.2026", 12, "30.06.2027"),
        ("15.01.2027", 3, "14.04.2027"),
    ],
)
def test_term_ends(start: str, months: int, end: str) -> None:
    assert asked("TEEUP_TERM_END", start, months) == serial(day(end))


@pytest.mark.parametrize(
    ("end", "value", "unit", "deadline"),
    [
        ("30.06.2027", 3, "months", "31.03.2027"),
        ("30.09.2027", 6, "Monate", "31.03.2027"),
        ("31.12.2027", 3, "months", "30.09.2027"),
        ("31.05.2027", 3, "months", "28.02.2027"),
        ("28.02.2027", 3, "months", "30.11.2026"),
        ("29.02.2028", 3, "months", "30.11.2027"),
        ("15.11.2027", 1, "months", "15.10.2027"),
        ("30.06.2027", 6, "Wochen", "19.05.2027"),
    ],
)
def test_notice_deadlines(end: str, value: int, unit: str, deadline: str) -> None:
    assert asked("TEEUP_NOTICE_DEADLINE", end, value, unit) == serial(day(deadline))


@pytest.mark.parametrize(
    ("arrives", "value", "unit", "cutoff", "end"),
    [
        ("31.03.2027", 3, "months", "Quartalsende", "30.06.2027"),
        ("01.04.2027", 3, "months", "quarter", "30.09.2027"),
        ("01.10.2027", 3, "months", "quarter", "31.03.2028"),
        ("01.04.2027", 6, "weeks", "quarter", "30.06.2027"),
        ("01.10.2027", 4, "weeks", "month", "31.10.2027"),
    ],
)
def test_next_exits(arrives: str, value: int, unit: str, cutoff: str, end: str) -> None:
    assert asked("TEEUP_NEXT_EXIT", arrives, value, unit, cutoff) == serial(day(end))


@pytest.mark.parametrize(
    ("start", "count", "state", "there"),
    [
        ("26.05.2027", 1, "BY", "28.05.2027"),
        ("26.05.2027", 1, "Berlin", "27.05.2027"),
        ("16.11.2027", 1, "SN", "18.11.2027"),
        ("16.11.2027", 1, "NW", "17.11.2027"),
        ("23.12.2026", 3, "BY", "29.12.2026"),
        ("14.05.2027", -10, "NW", "29.04.2027"),
    ],
)
def test_working_days(start: str, count: int, state: str, there: str) -> None:
    assert asked("TEEUP_WORKDAY", start, count, state) == serial(day(there))


def test_figures_of_the_rules() -> None:
    assert asked("TEEUP_REORDER_POINT", 100, 26, 1000) == 3_600
    assert asked("TEEUP_REORDER_POINT", 10_500, 7, 40_000) == 113_500
    assert asked("TEEUP_DISCOUNT_CHECK", 24, 280, 0.1, 6720) == 672
    assert asked("TEEUP_DISCOUNT_SETTLE", 4980, 4, 0.1, 0.03) == 1394.4
    assert round(asked("TEEUP_RUN_RATE", 1000, "2027-02-01", "2027-02-28", "2027-02-12", "Berlin")) == 2000
    assert asked("TEEUP_PER_DIEM", "2027-03-01 07:00", "2027-03-03 18:00", 2, 1) == 33.6
    assert asked("TEEUP_SEND_BY", "31.10.2027", "Brief", "Niedersachsen") == serial(day("26.10.2027"))
    assert asked("TEEUP_PARSE_NOTICE", "3 Mon. z. QE", here=ENGLISH) == "3;months;end of quarter"
    assert asked("TEEUP_PARSE_NOTICE", "3M/Q") == "Nicht eindeutig, bitte selbst entscheiden: 3M/Q"


@pytest.mark.parametrize(
    ("told", "label"),
    [
        ("5.1.1", "dauerhaft"),
        ("552 5.2.2 Mailbox full", "vorübergehend"),
        ("5.7.1", "Absenderproblem"),
        ("Abwesenheitsnotiz", "Abwesenheit"),
        ("unbekannt verzogen", "verzogen"),
        ("Annahme verweigert", "Annahme verweigert"),
        ("Kein Anschluss unter dieser Nummer", "dauerhaft"),
        (550.0, "dauerhaft"),
        ("Kaffee", "unklar"),
    ],
)
def test_returns_are_classed_by_code_mark_and_note(told: Any, label: str) -> None:
    assert asked("TEEUP_BOUNCE_CLASS", told) == label


def test_the_channel_says_what_an_ambiguous_word_means() -> None:
    assert asked("TEEUP_BOUNCE_CLASS", "refused", "Post", here=ENGLISH) == "Refused"
    assert asked("TEEUP_BOUNCE_CLASS", "connection refused", "E-mail", here=ENGLISH) == "Temporary"


EVA = ("E-Mail", "eva@kunde.example", "Kunde")
PROVED = ("Bestandskunde", "02.06.2025", "A-2025-114")


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        ((*EVA, *PROVED), "ja: Bestandskunde seit 02.06.2025"),
        (EVA, "nein: Es liegt keine Einwilligung"),
        ((*EVA, *PROVED, "01.02.2027"), "nein: Jeder Werbung wurde am 01.02.2027"),
        ((*EVA, *PROVED, None, "unzustellbar"), "nein: E-Mails an diese Adresse kommen nicht an"),
        (("E-Mail", "eva", *EVA[2:], *PROVED), "nein: Es ist keine E-Mail-Adresse"),
        (
            (*EVA, None, None, None, "01.02.2027", None, "Vertragserfüllung"),
            "ja: Die Nachricht dient der Erfüllung",
        ),
        (("Post", "Markt 1, 20095 Hamburg", "Interessent"), "ja: Werbung per Brief"),
        (("Telefon", "+49 40 123456", "Interessent"), "nein: Es steht kein sachlicher Grund"),
        (("Telefon", "+49 40 123456", "Interessent", None, None, "Messegespräch"), "ja: Mutmaßliche"),
        (("Post", "Markt 1, 20095 Hamburg", "gesperrt"), "nein: Die Firma ist gesperrt"),
    ],
)
def test_whom_we_may_write_to_and_call(cells: tuple[Any, ...], answer: str) -> None:
    assert asked("TEEUP_MAY_CONTACT", *cells).startswith(answer)


# the same answers as the core's, whatever is drawn


@given(st.lists(st.tuples(DAYS, st.integers(1, 400)), min_size=1, max_size=30))
def test_columns_have_the_core_s_answer_in_every_row(rows: list[tuple[date, int]]) -> None:
    starts, months = ([(cell(row[n]),) for row in rows] for n in (0, 1))
    wanted = [(serial(dates.term_end(*row)),) for row in rows]
    assert table("TEEUP_TERM_END", starts, months) == wanted


@given(
    DAYS,
    st.none() | st.integers(1, 120),
    st.none() | st.integers(0, 60),
    st.none() | st.booleans(),
    st.none() | DAYS,
    st.none() | DAYS,
    st.none() | DAYS,
)
def test_current_ends(
    start: date,
    first: int | None,
    renew: int | None,
    renews: bool | None,
    fixed: date | None,
    terminated: date | None,
    as_of: date | None,
) -> None:
    terms = ContractTerms(start, first, fixed, None if renews is False else renew, terminated_to=terminated)
    end = current_end(terms, as_of or AS_OF)
    given = map(cell, (start, first, renew, renews, fixed, terminated, as_of))
    assert asked("TEEUP_CURRENT_TERM_END", *given) == ("" if end is None else serial(end))


@given(DAYS.filter(lambda end: end.year > 1935), st.integers(0, 400), st.sampled_from(CHOICES["notice_unit"]))
def test_deadlines_by_any_name_of_the_unit(end: date, value: int, unit: str) -> None:
    deadline = dates.notice_deadline(end, value, unit, "BY")
    for label in (unit, *(Words.of(language).text(f"choices.notice_unit.{unit}") for language in LANGUAGES)):
        found = asked("TEEUP_NOTICE_DEADLINE", cell(end), value, label)
        assert found == ("" if deadline is None else serial(deadline))


@given(DAYS, DAYS)
def test_buckets(end: date, as_of: date) -> None:
    words = GERMAN.words.text(f"choices.bucket.{bucket(end, as_of)}")
    assert asked("TEEUP_EXPIRY_BUCKET", cell(end), cell(as_of)) == words


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.sampled_from(CHOICES["federal_state"]))
def test_holidays(on: date, state: str) -> None:
    assert asked("TEEUP_HOLIDAY", cell(on), state) == (dates.holiday_name(on, state) or "")


MONEY = st.decimals(-100_000, 100_000, places=2).map(float)
SHARES = st.decimals(0, 1, places=3).map(float)


@given(st.integers(0, 500), MONEY, SHARES, MONEY)
def test_invoice_lines_deviate_as_the_workbook_says(
    quantity: int, price: float, agreed: float, net: float
) -> None:
    cells = {"quantity": quantity, "unit_price": price, "net": net, "promise_id": "P", "fee": None, "discount": 0}
    lines = pd.DataFrame(cells, index=[2]).astype({"quantity": float, "fee": object})
    promises = pd.DataFrame({"promise_id": ["P"], "agreed_discount": [agreed]})
    given = Given({"invoice_lines": lines, "promises": promises}, AS_OF, {})
    wanted = invoice_lines(given)["deviation"].item()
    assert asked("TEEUP_DISCOUNT_CHECK", quantity, price, agreed, net) == pytest.approx(wanted, abs=1e-9)


@given(st.decimals(-1_000_000, 1_000_000, places=5), st.sampled_from((2, 4)))
def test_halves_are_rounded_away_from_zero_in_one_amount_as_in_a_column(amount: Decimal, places: int) -> None:
    wanted = float(amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    assert amounts.rounded(float(amount), places) == pytest.approx(wanted, abs=1e-9)
    assert amounts.rounded(pd.Series([float(amount)]), places).item() == amounts.rounded(float(amount), places)


@given(MONEY, MONEY)
def test_shares_are_blank_without_a_whole(part: float, whole: float) -> None:
    assert asked("TEEUP_ATTAINMENT", part, whole) == (part / whole if whole else "")


# ranges


def test_a_single_cell_stands_for_a_whole_range() -> None:
    days = [(cell(date(2026, month, 1)),) for month in (1, 2, 3)]
    assert [row[0] for row in table("TEEUP_TERM_END", days, 12)] == [
        asked("TEEUP_TERM_END", d, 12) for (d,) in days
    ]


def test_a_column_against_a_row_makes_a_table() -> None:
    days, months = [(cell(date(2026, 1, 1)),), (cell(date(2026, 8, 31)),)], [(6.0, 12.0, 24.0)]
    assert table("TEEUP_TERM_END", days, months) == [
        tuple(asked("TEEUP_TERM_END", start, n) for n in months[0]) for (start,) in days
    ]


def test_a_flat_list_is_a_row() -> None:
    assert table("TEEUP_NET", (1.0, 2.0), 3.0) == [(3.0, 6.0)]


def test_ranges_of_different_size_are_refused_in_words() -> None:
    found = table("TEEUP_NET", [(1.0,), (2.0,)], [(1.0,), (2.0,), (3.0,)])
    assert found == [(GERMAN.words.text("functions.errors.sizes"),)]


@given(st.lists(st.tuples(st.sampled_from((None, True, False, 1.0, 0.0, "1", "ja", 46000.0, "x"))), min_size=1))
def test_a_cell_s_answer_does_not_depend_on_its_neighbours(column: list[tuple[Any]]) -> None:
    for name, others in (("TEEUP_TERM_END", (12.0,)), ("TEEUP_NET", (2.0,)), ("TEEUP_HOLIDAY", ())):
        assert table(name, column, *others) == [(asked(name, value, *others),) for (value,) in column]


# what is blank or wrong


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_blank_in_blank_out(name: str, nothing: Any) -> None:
    for at, argument in enumerate(FUNCTIONS[name].arguments[: len(EXAMPLES[name])]):
        given = [cell(value) for value in EXAMPLES[name]]
        given[at] = nothing
        assert argument.blank or asked(name, *given) == ""


def test_what_is_wrong_stands_in_the_cell() -> None:
    assert asked("TEEUP_TERM_END", "xyz", 12) == "Beginn: kein Datum: xyz"
    assert asked("TEEUP_TERM_END", 46000.0, "zwölf") == "Monate: keine Zahl: zwölf"
    assert asked("TEEUP_TERM_END", 46000.0, 1.5) == "Monate: keine ganze Zahl: 1,5"
    assert asked("TEEUP_TERM_END", 46000.0, 0.0, here=ENGLISH) == "Months: 0 does not lie between 1 and 1,200"
    assert asked("TEEUP_TERM_END", 2958465.0, 12.0) == "Das Ergebnis liegt außerhalb des Kalenders von Excel"
    assert asked("TEEUP_NOTICE_DEADLINE", 61.0, 12.0, "months").startswith("Das Ergebnis liegt außerhalb")
    assert asked("TEEUP_TERM_END", -2146826246, 12.0) == "Beginn: Fehler #NV"
    assert asked("TEEUP_NEXT_EXIT", 46000.0, 3.0, "months", "term_end").startswith(
        "Für die Frist zum Vertragsende"
    )
    assert asked("TEEUP_WORKDAYS", 61.0, 2958465.0) == "Mehr als 100 Jahre auseinander"
    assert asked("TEEUP_PER_DIEM", 46001.0, 46000.0) == "Die Rückkehr liegt vor der Abfahrt"
    wrong = "Einheit: „Jahre“ steht nicht zur Wahl; möglich: Tage, Wochen, Monate, Werktage (Mo-Sa), "
    assert asked("TEEUP_NOTICE_DEADLINE", 46000.0, 3.0, "Jahre").startswith(wrong)
    assert asked("TEEUP_SEND_BY", 46000.0, "Besuch").endswith("möglich: E-Mail, Brief")


def test_a_setting_of_the_workbook_that_cannot_be_read_is_named() -> None:
    here = Surroundings("de", AS_OF, {"house.state": "Bayernland"})
    assert "house.state" in asked("TEEUP_WORKDAY", 46000.0, 1.0, here=here)


ANYTHING = (
    st.none()
    | st.booleans()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from((46000.0, 46000.75, 12.0, 0.5, 2958465.0, 61.0, -2146826246, "ja", "Monate", "31.12.2027"))
    | st.datetimes()
)


@pytest.mark.parametrize("name", FUNCTIONS)
@given(data=st.data())
def test_no_cell_brings_a_function_down(name: str, data: st.DataObject) -> None:
    shape: Sequence[Any] = [st.lists(st.tuples(ANYTHING), min_size=2, max_size=2) | ANYTHING] * len(
        FUNCTIONS[name].arguments
    )
    found = table(name, *data.draw(st.tuples(*shape)))
    assert all(isinstance(answer, str | int | float) for row in found for answer in row)


# the asking workbook


def test_what_the_workbook_says_is_read_line_by_line() -> None:
    here = Surroundings.of(
        "language=de\nhouse.state=Bayern\ncalendar.closed_on=24.12.2027; 31.12.2027\nas_of=46433\n"
    )
    assert (here.language, here.today, here.house.state) == ("de", AS_OF, "BY")
    assert here.house.closings == {date(2027, 12, 24), date(2027, 12, 31)}


def test_a_workbook_without_settings_knows_nationwide_holidays_and_default_numbers() -> None:
    here = Surroundings.of("language=fr\nas_of=46433\n")
    assert (here.language, here.house.state, here.setting("vat.standard")) == ("en", "", 0.19)


def test_another_state_has_its_holidays_and_not_our_closings() -> None:
    here = Surroundings("de", AS_OF, {"house.state": "BE", "calendar.closed_on": "2027-05-27"})
    before = cell(date(2027, 5, 26))
    assert asked("TEEUP_WORKDAY", before, 1.0, here=here) == serial(date(2027, 5, 28))
    assert asked("TEEUP_WORKDAY", before, 1.0, "HH", here=here) == serial(date(2027, 5, 27))


# words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_function_and_argument_has_its_words(language: str) -> None:
    known = Words.of(language).tree("functions.known")
    assert set(known) == set(FUNCTIONS)
    for name, function in FUNCTIONS.items():
        assert list(known[name]["arguments"]) == [argument.name for argument in function.arguments]


def test_every_kind_and_every_misreading_has_its_words() -> None:
    words = Words.of("de")
    for function in FUNCTIONS.values():
        for argument in function.arguments:
            assert words.text(f"functions.kinds.{argument.kind.name}")
            if isinstance(argument.kind, ChoiceKind):
                assert argument.kind.possible(words)


@given(st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)).map(lambda m: m.replace(microsecond=0)))
def test_moments_keep_their_second(at: datetime) -> None:
    assert moment(cell(at)) == at


def test_a_day_before_excel_s_calendar_is_none() -> None:
    with pytest.raises(Misread):
        serial(date(1900, 3, 1) - timedelta(days=1))


def test_every_function_has_an_example() -> None:
    assert set(EXAMPLES) == set(FUNCTIONS)


# what the demo's own columns say


def test_a_prospect_s_grade_is_that_of_its_points() -> None:
    companies = whole("companies").dropna(subset=["score"])
    out = set(whole("answers").query("knocked_out == True")["company_id"])
    told = [asked("TEEUP_GRADE", row.score, row.company_id in out) for row in companies.itertuples()]
    assert told == companies["grade"].tolist()
    assert len(set(told)) > 2
    assert [asked("TEEUP_GRADE", 25, out) for out in ("", "nein", "ja")] == ["A", "A", "D"]


def test_artwork_is_due_and_banners_stood_as_the_promises_say() -> None:
    promises = whole("promises")
    web = promises[promises["kind"].isin(("banner", "link", "newsletter")) & promises["issue_id"].isna()]
    web = web.dropna(subset=["window_from"])
    here = Surroundings(
        "de", AS_OF, {key: str(value) for key, value in settings().items() if key.startswith("house.")}
    )
    assert [asked("TEEUP_ARTWORK_DUE", day, here=here) for day in web["window_from"]] == [
        serial(day) for day in web["artwork_due"]
    ]
    assert asked("TEEUP_ARTWORK_DUE", "", "01.02.2027") == serial(date(2027, 2, 1))
    booked = ("01.09.2026", "30.11.2026", "01.09.2026")
    assert [asked("TEEUP_LIVE_DAYS", *booked, "", broken) for broken in ("", 4, 100)] == [91, 87, 0]
    stood = promises.dropna(subset=["live_days"])
    columns = ["window_from", "window_until", "live_from", "live_until", "broken_days"]
    told = [
        asked("TEEUP_LIVE_DAYS", *(None if pd.isna(c) else c for c in row)) for row in stood[columns].to_numpy()
    ]
    assert told == stood["live_days"].tolist()


def test_use_a_day_is_measured_since_the_first_receipt_or_over_the_window() -> None:
    assert asked("TEEUP_DAILY_USE", 900) == asked("TEEUP_DAILY_USE", 900, "01.01.2020") == 5
    assert asked("TEEUP_DAILY_USE", 900, "16.01.2027") == 30
    assert asked("TEEUP_DAILY_USE", 900, AS_OF) == ""
    used = whole("materials").dropna(subset=["daily_use"])
    moves = frames()["stock_moves"].query("kind == 'issue'")
    for row in used.itertuples():
        own = moves[
            moves["material_id"].eq(row.material_id)
            & moves["moved_on"].between(row.use_since, pd.Timestamp(AS_OF))
        ]
        assert asked("TEEUP_DAILY_USE", -own["quantity"].sum(), row.use_since) == pytest.approx(row.daily_use)


def test_the_next_reminder_follows_the_rhythm_of_the_settings() -> None:
    assert asked("TEEUP_NEXT_REMINDER", "01.01.2027", "31.12.2027") == serial(date(2027, 7, 2))
    assert asked("TEEUP_NEXT_REMINDER", "01.01.2027", "31.12.2027", "02.07.2027") == serial(date(2027, 12, 1))
    assert asked("TEEUP_NEXT_REMINDER", "01.01.2027", "31.12.2027", "01.12.2027") == ""
    sooner = Surroundings("de", AS_OF, {"unused.mid_share": "0.25"})
    assert asked("TEEUP_NEXT_REMINDER", "01.01.2027", "31.12.2027", here=sooner) == serial(date(2027, 4, 2))


def test_the_quotes_of_the_demo_add_up_to_its_weighted_forecast() -> None:
    period = Period(date(2027, 1, 1), date(2027, 3, 31))
    quotes = whole("quotes")
    counted = open_quotes(quotes, period, AS_OF)
    waiting = quotes[quotes["state"].isin(OPEN_QUOTES) & quotes["net"].notna() & quotes["expected_on"].notna()]
    ends = (period.first, period.last)
    told = [
        asked("TEEUP_FORECAST", row.net, row.probability or 0.0, row.expected_on, *ends)
        for row in waiting.fillna({"probability": 0.0}).itertuples()
    ]
    assert sum(told) == pytest.approx(counted.loc[~counted["overdue"], "weighted"].sum())
    assert 0 < sum(bool(each) for each in told) < len(told)


def test_points_are_added_up_and_an_assistant_decides_less() -> None:
    assert asked("TEEUP_SCORE", 5, 5, 5, 5, 5) == 25
    assert asked("TEEUP_SCORE", 5, 5, 5, 5, 5, "ja") == 23
    assert asked("TEEUP_SCORE", "", 2, "", "", "", "ja") == 2
    assert asked("TEEUP_SCORE", "", "", "", "", "") == ""
    assert "6" in asked("TEEUP_SCORE", 6, 1, 1, 1, 1)


def test_a_promise_s_state_is_that_of_the_promise_sheet() -> None:
    promises = whole("promises")
    promises = promises[promises["appeared_in"].isna() & promises["appeared_format"].isna()]
    columns = ["quantity", "done", "use_by", "window_from", "artwork_due", "artwork_on", "confirmed_on"]
    columns += ["accepted_on", "waived_on"]
    rows = promises[columns].astype(object).where(promises[columns].notna(), None).fillna({"quantity": 0.0})
    here = Surroundings("de", AS_OF, {"house.state": str(settings()["house.state"])})
    told = [asked("TEEUP_FULFIL_STATUS", *row, here=here) for row in rows.to_numpy()]
    labels = Words.of("de").tree("choices.promise_state")
    assert told == [labels[state] for state in promises["state"]]
    assert len(set(told)) > 5
    assert asked("TEEUP_FULFIL_STATUS", 1, 1, *[""] * 7, "ja", here=here) == labels["wrong"]
