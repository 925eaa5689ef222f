"""R-06: the clauses of old registers, read whole or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.core.notice import NoticeClause, parsed_notice

READ = """
3 Monate zum Vertragsende -> 3;months;term_end
drei Monate vor Ablauf -> 3;months;term_end
mit einer Frist von 3 Monaten zum Ende der Laufzeit -> 3;months;term_end
3 Monate zum Quartalsende -> 3;months;quarter
6 Wochen zum Quartalsende -> 6;weeks;quarter
sechs Wochen zum Ende eines Kalendervierteljahres -> 6;weeks;quarter
1 Monat zum Monatsende -> 1;months;month
einen Monat zum Ende des Kalendermonats -> 1;months;month
4 Wochen zum Monatsende -> 4;weeks;month
vier Wochen -> 4;weeks;any
30 Tage -> 30;days;any
14 Tage zum Monatsende -> 14;days;month
6 Monate zum Jahresende -> 6;months;year
halbes Jahr zum 31.12. -> 6;months;year
ein Vierteljahr zum Jahresende -> 3;months;year
1/4 Jahr zum 30.06. oder 31.12. -> 3;months;halfyear
2 Monate zum Halbjahresende -> 2;months;halfyear
10 Werktage -> 10;workdays;any
jederzeit -> 0;days;any
3 Mon. z. QE -> 3;months;quarter
three months before expiry -> 3;months;term_end
3 months' notice to the end of a quarter -> 3;months;quarter
90 days prior to the end of the term -> 90;days;term_end
six weeks to month end -> 6;weeks;month
one month -> 1;months;any
ein Jahr zum Kalenderjahr -> 12;months;year
2 Quartale zum Halbjahresende -> 6;months;halfyear
half a year to the end of the calendar year -> 6;months;year
one quarter before the end of the contract -> 3;months;term_end
zwölf Monate zum Laufzeitende -> 12;months;term_end
zwoelf Monate zum Laufzeitende -> 12;months;term_end
dreißig Tage vor Vertragsende -> 30;days;term_end
½ Jahr zum Jahresende -> 6;months;year
""".strip().splitlines()


@pytest.mark.parametrize("line", READ)
def test_a_clause_is_read_as_a_person_reads_it(line: str) -> None:
    text, meaning = line.split(" -> ")
    clause = parsed_notice(text)
    assert clause is not None
    assert f"{clause.value};{clause.unit};{clause.cutoff}" == meaning
    assert clause.renews is None


def test_no_notice_is_an_answer_of_its_own() -> None:
    assert parsed_notice("keine") == NoticeClause(None, "none", None)


def test_a_contract_that_runs_out_by_itself_needs_no_notice_and_does_not_renew() -> None:
    assert parsed_notice("läuft automatisch aus") == NoticeClause(None, "none", None, renews=False)


@pytest.mark.parametrize("text", ["3M/Q", "nach Absprache", "see contract"])
def test_the_review_rows_of_the_test_set_have_no_reading(text: str) -> None:
    assert parsed_notice(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "3",
        "Monate",
        "zum Quartalsende",
        "3 Monate oder 6 Wochen zum Quartalsende",
        "3 Monate zum Quartalsende oder Jahresende",
        "3 Monate zum Quartalsende, 6 Wochen zum Monatsende",
        "3 Monate zum Monatsende zum Quartalsende",
        "3-6 Monate",
        "3 - 6 Monate",
        "-3 Monate",
        "minus drei Monate",
        "0 Monate",
        "3,5 Monate",
        "1.5 Monate",
        "3 Monate nach Ablauf",
        "3 Monate ab Vertragsbeginn",
        "Der Vertrag kann mit 3 Monaten zum Quartalsende gekündigt werden",
        "Vertrag 3 Monate zum Vertragsende",
        "3 Monate zum Quartalsende, erstmals zum 31.12.2027",
        "3 Monate zum 31.12.2027",
        "3 Monate zum 30.06.",
        "3 Monate zum 31.12",
        "3 Monate zum 1. eines Monats",
        "3 Monate zum Quartalsende*",
        "3 Monate zum Quartalsende (schriftlich)",
        "3 Monate zum Quartalsende siehe Anlage",
        "3 Monate zum Quartal",
        "3 Monate zum Vertragsjahresende",
        "3 Monate zum Ende des Vertragsjahres",
        "3 Monate zum Geschäftsjahresende",
        "3 Monate zu Quartalsende",
        "3 Monate Quartalsende",
        "3 Monatte zum Quartalsende",
        "drie Monate zum Quartalsende",
        "3 Monate zum Quatalsende",
        "3Monate zum Quartalsende",
        "1/3 Jahr zum Jahresende",
        "2/4 Jahr zum Jahresende",
        "401 Tage",
        "999 Monate",
        "50 Jahre",
        "10 Arbeitstage",
        "10 working days",
        "10 business days",
        "ca. 3 Monate",
        "mind. 3 Monate zum Vertragsende",
        "bis zum 3. Werktag eines Monats",
        "nicht 3 Monate zum Vertragsende",
        "keine Kündigung möglich",
        "keine 3 Monate",
        "jederzeit mit 3 Monaten",
        "läuft nicht automatisch aus",
        "verlängert sich um 12 Monate",
        "three Monate zum Quartalsende?",
        "3 months after expiry",
        "three months or six weeks before expiry",
        "not three months before expiry",
        "30 days from invoice",
        "2027-12-31",
        "31.12.2027",
        "46752",
        "=3 Monate",
        "k. A.",
        "3 Monate\n\nzum Quartalsende und mehr",
        "٣ Monate",
    ],
)
def test_anything_else_is_refused_and_never_guessed(text: str) -> None:
    assert parsed_notice(text) is None


@pytest.mark.parametrize("line", READ)
@pytest.mark.parametrize("extra", ["x", " 3", " und", ";", " 30 Tage", " oder", "!", " nicht"])
def test_a_clause_with_anything_before_or_behind_it_is_refused(line: str, extra: str) -> None:
    text = line.split(" -> ")[0]
    assert parsed_notice(text + extra) is None
    assert parsed_notice(extra.strip() + " " + text) is None


@pytest.mark.parametrize("line", READ)
def test_case_and_spacing_do_not_matter(line: str) -> None:
    text = line.split(" -> ")[0]
    assert parsed_notice(f"  {text.upper().replace(' ', '   ')}\n") == parsed_notice(text)


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    clause = parsed_notice(text)
    assert clause is None or clause.value is None or 0 <= clause.value <= 400


@given(st.sampled_from(READ), st.data())
def test_a_missing_letter_is_never_read_as_another_clause(line: str, data: st.DataObject) -> None:
    """A slip of the pen gives the same reading (a grammatical ending) or none, never another one."""
    text = line.split(" -> ")[0]
    place = data.draw(st.integers(0, len(text) - 1).filter(lambda n: text[n] not in "0123456789"))
    slipped, meant = parsed_notice(text[:place] + text[place + 1 :]), parsed_notice(text)
    assert slipped in (None, meant)


def test_a_quarter_of_a_year_that_lost_its_stroke_is_not_fourteen_years() -> None:
    assert parsed_notice("1/4 Jahr zum 30.06. oder 31.12.") is not None
    assert parsed_notice("14 Jahr zum 30.06. oder 31.12.") is None
    assert parsed_notice("5 Jahre zum Jahresende") is not None
