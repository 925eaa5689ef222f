"""A report as web page and as print: the same words as on the sheet, nothing cut, nothing run as code."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree, html
from test_report_charts import chart, filled, report, table

from addin.reports.drawing import svg, ticks
from addin.reports.model import Figure, Figures, Heading, Line, Note, Report, Table, Toned
from addin.reports.page import page
from addin.reports.paper import paper
from addin.reports.worded import shown
from addin.words import LANGUAGES, Words

GERMAN = Words.of("de")
HOSTILE = '<script>alert(1)</script> & "Söhne" #eval("x") {{ 7*7 }} $x$ *fett*'


def read(content: bytes) -> Any:
    return html.document_fromstring(content.decode())


def texts(node: Any) -> list[str]:
    return [text.strip() for text in node.itertext() if text.strip()]


def printed(content: bytes, pdftotext: str, folder: Path) -> str:
    (folder / "report.pdf").write_bytes(content)
    call = [pdftotext, "-layout", str(folder / "report.pdf"), "-"]
    return subprocess.run(call, check=True, capture_output=True).stdout.decode()


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", content))


def test_the_page_says_what_the_sheet_says() -> None:
    root = read(page(report(filled("warning")), GERMAN))
    seen = texts(root)
    assert texts(root.xpath("//tbody/tr")[-1]) == ["Summe", "197.000,50 €"]
    for expected in (
        "Managerbericht",
        "Stichtag 15.02.2027",
        "197.000,50 €",
        "Jörg Möller",
        "-3.000,00 €",
        "Weiter.",
    ):
        assert expected in seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_written_as_the_language_writes_them(language: str) -> None:
    words = Words.of(language)
    values = [shown(1234567.891, "money", words), shown(-0.0004, "percent", words), shown(12345, "integer", words)]
    expected = {"de": ["1.234.567,89 €", "0,0 %", "12.345"], "en": ["1,234,567.89 €", "0.0 %", "12,345"]}
    assert values == expected[language]


def test_a_page_needs_nothing_from_outside() -> None:
    content = page(report(filled()), GERMAN).decode()
    assert not re.search(r"(?:src|href)=|url\(|@import|<script", content)


def test_what_hurts_is_told_by_a_sign_before_the_line_on_page_and_print(pdftotext: str, tmp_path: Path) -> None:
    lines = (Line(("Anna", 1.0, None), "critical"), Line(("Ben", 2.0, None)))
    made = report(table(*lines))
    rows = read(page(made, GERMAN)).xpath("//tbody/tr")
    signs = {texts(row)[-2]: texts(row)[0] for row in rows if "1,00" in texts(row)[-1] or "2,00" in texts(row)[-1]}
    assert signs == {"Anna": "!!", "Ben": "Ben"}
    (line,) = (line for line in printed(paper(made, GERMAN), pdftotext, tmp_path).splitlines() if "1,00 €" in line)
    assert line.split()[:2] == ["!!", "Anna"]


def test_what_a_cell_says_is_never_run(pdftotext: str, tmp_path: Path) -> None:
    hostile = replace(report(table(Line((HOSTILE, 1.0, 2.0)))), title=HOSTILE, subtitle=HOSTILE)
    root = read(page(hostile, GERMAN))
    assert not root.xpath("//script")
    assert texts(root.find(".//h1")) == [HOSTILE]
    assert "{{ 7*7 }} $x$ *fett*" in printed(paper(hostile, GERMAN), pdftotext, tmp_path)


def test_every_tone_has_its_colour_on_the_page() -> None:
    toned = table(Line((Toned("Anna", "critical"), 1.0, None)))
    made = report(toned)
    made = replace(made, blocks=(*made.blocks, Figures((Figure("Spät", 3, severity="warning"),))))
    root = read(page(made, GERMAN))
    assert texts(root.xpath("//td[contains(@class, 'critical')]")[0]) == ["Anna"]
    assert root.xpath("//div[contains(@class, 'warning')]")


def test_an_empty_table_is_a_sentence_everywhere(pdftotext: str, tmp_path: Path) -> None:
    empty = report(table())
    assert "Keine Zahlen." in texts(read(page(empty, GERMAN)))
    assert "Keine Zahlen." in printed(paper(empty, GERMAN), pdftotext, tmp_path)


def test_the_print_says_what_the_sheet_says(pdftotext: str, tmp_path: Path) -> None:
    seen = printed(paper(report(filled("warning")), GERMAN), pdftotext, tmp_path)
    for expected in (
        "Managerbericht",
        "197.000,50 €",
        "Jörg Möller",
        "Umsatz gegen Ziel",
        "Seite 1 von 1",
        "Weiter.",
    ):
        assert expected in seen


def test_a_long_table_repeats_its_headings_on_every_page(pdftotext: str, tmp_path: Path) -> None:
    headings = (Heading("Firma"), Heading("Wert", "money"))
    lines = tuple(Line((f"Firma {n}", float(n))) for n in range(200))
    long = Table(headings, (replace(filled().groups[0], lines=lines),), "")
    content = paper(Report("k", "k", "Lang", date(2027, 2, 15), (long,), landscape=False), GERMAN)
    seen = printed(content, pdftotext, tmp_path)
    assert seen.count("Firma  ") >= pages(content) - 1 and pages(content) > 2
    assert all(f"Firma {n} " in seen for n in range(200))


def test_a_drawing_is_sound_and_holds_every_name_and_number_s_bar() -> None:
    root = etree.fromstring(svg(chart(filled()), GERMAN).encode())
    space = {"s": "http://www.w3.org/2000/svg"}
    drawn = " ".join(text for text in root.itertext())
    for name in ("Anna", "Jörg", "Umsatzziel", "Euro", "150.000"):
        assert name in drawn
    bars = [rect for rect in root.findall(".//s:rect", space) if rect.get("width") != "10"]
    heights = [float(bar.get("height")) for bar in bars]
    assert heights[0] / heights[1] == pytest.approx(120_000 / 80_000.5, abs=0.01)


@example([5e-324])
@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=6))
def test_an_axis_holds_every_number_and_zero(numbers: list[float]) -> None:
    marks = ticks(min(numbers), max(numbers))
    assert marks[0] <= min(*numbers, 0) and marks[-1] >= max(*numbers, 0)
    assert 0 in marks and 2 <= len(marks) <= 8


def test_page_and_print_are_the_same_bytes_each_time() -> None:
    made = replace(report(filled()), blocks=(*report(filled()).blocks, Note("ä", "notice")))
    assert page(made, GERMAN) == page(made, GERMAN)
    assert paper(made, GERMAN) == paper(made, GERMAN)
