"""Letters and labels as they come out of the printer, measured in millimetres in the PDF itself."""

import re
import subprocess
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import pytest

from mailmerge.model import (
    Attachment,
    Block,
    Grid,
    Identity,
    Items,
    LegalClass,
    Message,
    Paragraph,
    Run,
    Sender,
)
from mailmerge.paper import Form, Label, PaperLetter, Printed, Sheet, labels_pdf, letters_pdf, sheets

MM = 25.4 / 72
HOUSE = Sender(
    name="Fachverlag Nordlicht GmbH",
    street="Hansastraße 12",
    zip="20144",
    city="Hamburg",
    phone="+49 40 23125-0",
    email="vertrieb@nordlicht.example",
    website="www.nordlicht.example",
    seat="Hamburg",
    court="Amtsgericht Hamburg",
    register_no="HRB 48211",
    directors="Dr. Anke Räther",
    vat_id="DE811234567",
    bank="IBAN DE12 2005 0550 1234 5678 90",
    objection="widerspruch@nordlicht.example",
)
ADDRESS = (
    "Weiß & Söhne GmbH",
    "Leitung Marketing",
    "Frau Dr. Eva Köhler",
    "c/o Kontor",
    "Am Kai 3",
    "20457 Hamburg",
)
HOSTILE = (
    "#let x = 1 $a+b$ *fett* _schief_ \\ \\n <script>alert(1)</script> `raw` = Titel @ref <label> [x] {y}".split(
        " "
    )
)
# Address zone (y, height), subject, information block, fold marks: DIN 5008, millimetres from the top
FORMS = {"A": (44.7, 80.46, 32.0, (87.0, 192.0)), "B": (62.7, 98.46, 50.0, (105.0, 210.0))}
FORM = pytest.mark.parametrize("form", get_args(Form))


@dataclass(frozen=True)
class Word:
    """A word on a page, its box in millimetres from the top left."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def within(self, left: float, top: float, width: float, height: float) -> bool:
        inside = self.left >= left - 0.01 and self.right <= left + width + 0.01
        return inside and self.top >= top - 0.01 and self.bottom <= top + height + 0.01

    def touches(self, left: float, top: float, width: float, height: float) -> bool:
        beside = self.right <= left or self.left >= left + width
        return not (beside or self.bottom <= top or self.top >= top + height)


Reader = Callable[[Printed], list[Word]]


@pytest.fixture
def words(pdftotext: str, tmp_path: Path) -> Reader:
    """Reads every word of a PDF with its place."""

    def read(printed: Printed) -> list[Word]:
        (file := tmp_path / "paper.pdf").write_bytes(printed.pdf)
        told = subprocess.run([pdftotext, "-bbox", file, "-"], capture_output=True, check=True, text=True).stdout
        return list(_words(told))

    return read


def _words(told: str) -> Iterator[Word]:
    page = 0
    box = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)</word>')
    for line in told.splitlines():
        page += "<page " in line
        if found := box.search(line):
            text = found[5].replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
            yield Word(page, text, *(float(each) * MM for each in found.groups()[:4]))


def marks(printed: Printed) -> list[float]:
    """How far from the top the lines at the left edge of a page stand, in millimetres."""
    packed = re.findall(rb"stream\r?\n(.*?)endstream", printed.pdf, re.S)
    drawn = b"".join(zlib.decompress(each) for each in packed if each[:1] == b"x").decode("latin-1")
    lines = re.findall(r"1 0 0 -1 ([\d.]+) ([\d.]+) cm[^\n]* 0 0 m [\d.]+ 0 l", drawn)
    return [round(297 - float(y) * MM, 1) for x, y in lines if float(x) * MM < 20]


def paragraph(text: str) -> Paragraph:
    return Paragraph((Run(text),))


BLOCKS: tuple[Block, ...] = (
    paragraph("Sehr geehrte Frau Dr. Köhler,"),
    Paragraph((Run("Offene Leistungen"),), level=2),
    Paragraph(
        (
            Run("zwei "),
            Run("Schaltungen", strong=True),
            Run(" sind offen, siehe "),
            Run("Mediadaten", link="https://n.example/m"),
        )
    ),
    Items(((Run("Motiv"),), (Run("Zieladresse"),))),
    Grid(((Run("Leistung"),), (Run("Anzahl"),)), (((Run("Banner"),), (Run("2"),)),), frozenset({1})),
    paragraph("Mit freundlichen Grüßen"),
    paragraph("Vera Muster\nVertriebskoordination"),
)


def letter(
    number: int = 1,
    blocks: tuple[Block, ...] = BLOCKS,
    legal_class: LegalClass = "contract",
    address: tuple[str, ...] = ADDRESS,
    language: str = "de",
    **more: str,
) -> PaperLetter:
    message = Message(
        Identity("unused.1", f"V-{number:04}", "x"),
        "post",
        "unused",
        legal_class,
        language,
        HOUSE,
        (),
        "Ihre Schaltungen 2027",
        blocks,
    )
    return PaperLetter(message, address, "15. Februar 2027", **more)


# Where things stand


@FORM
def test_every_line_of_the_address_stands_in_the_address_zone_and_nothing_else_does(
    form: Form, words: Reader
) -> None:
    zone = (20.0, FORMS[form][0], 85.0, 27.3)
    found = words(letters_pdf([letter()], form))
    inside = [each for each in found if each.page == 1 and each.touches(*zone)]
    assert [each.text for each in inside] == " ".join(ADDRESS).split()
    assert all(each.within(*zone) for each in inside)
    assert {round(each.left, 0) for each in inside if each.text in ("Weiß", "Leitung", "Frau", "Am", "20457")} == {
        25
    }


@FORM
def test_the_return_address_stands_small_in_one_line_above_the_address(form: Form, words: Reader) -> None:
    zone = FORMS[form][0]
    found = [each for each in words(letters_pdf([letter()], form)) if each.touches(20.0, zone - 17.7, 85.0, 17.6)]
    assert " ".join(each.text for each in found) == "Fachverlag Nordlicht GmbH · Hansastraße 12 · 20144 Hamburg"
    assert max(each.bottom - each.top for each in found) < 4
    assert max(each.right for each in found) <= 105


@FORM
def test_subject_and_information_stand_where_din_5008_puts_them(form: Form, words: Reader) -> None:
    found = words(letters_pdf([letter(reference="V-0001", contact="Vera Muster")], form))
    subject = next(each for each in found if each.text == "Ihre")
    assert (subject.left, subject.top) == pytest.approx((25.0, FORMS[form][1]), abs=1.2)
    block = [each for each in found if each.touches(125.0, FORMS[form][2], 75.0, 30.0)]
    assert [each.text for each in block][:2] == ["Unser", "Zeichen"]
    assert "Februar" in {each.text for each in block}
    assert all(each.within(125.0, FORMS[form][2] - 0.5, 65.0, 40.0) for each in block)


@FORM
def test_folds_and_hole_are_marked(form: Form) -> None:
    assert sorted(marks(letters_pdf([letter()], form))) == sorted([148.5, *FORMS[form][3]])


@FORM
def test_following_pages_are_marked_for_the_hole_only(form: Form) -> None:
    long = (*BLOCKS[:1], *(paragraph("Ein Satz. " * 60) for _ in range(9)), *BLOCKS[-2:])
    assert sorted(marks(letters_pdf([letter(blocks=long)], form))) == sorted([148.5, 148.5, *FORMS[form][3]])


@FORM
def test_text_keeps_its_margins_on_every_page(form: Form, words: Reader) -> None:
    long = (
        *BLOCKS[:2],
        *(paragraph("Ein längerer Satz, der den Brief füllt. " * 12) for _ in range(18)),
        *BLOCKS[-2:],
    )
    found = words(letters_pdf([letter(blocks=long)], form))
    assert max(each.page for each in found) > 2
    assert all(each.left >= 24.9 and each.right <= 190.1 and each.bottom <= 292 for each in found)


# Several letters


def test_each_letter_begins_a_page_and_counts_its_own(words: Reader) -> None:
    long = (*BLOCKS[:1], *(paragraph("Ein Satz. " * 60) for _ in range(9)), *BLOCKS[-2:])
    found = words(letters_pdf([letter(1), letter(2, long), letter(3)]))
    told = {page: " ".join(each.text for each in found if each.page == page) for page in (1, 2, 3, 4)}
    assert "Seite" not in told[1] + told[4]
    assert "Seite 1 von 2" in told[2]
    assert "Seite 2 von 2" in told[3]
    assert told[3].startswith("Fachverlag Nordlicht GmbH Ihre Schaltungen 2027")
    assert all("Frau Dr. Eva Köhler" in told[page] for page in (1, 2, 4))


def test_two_hundred_letters_are_two_hundred_pages_each_with_its_own_address(words: Reader) -> None:
    many = [letter(n, BLOCKS[:2], address=(f"Firma {n}", "Am Kai 3", "20457 Hamburg")) for n in range(200)]
    zone = (20.0, 62.7, 85.0, 27.3)
    found = [each for each in words(letters_pdf(many)) if each.touches(*zone)]
    assert [each.text for each in found if each.page == 137] == "Firma 136 Am Kai 3 20457 Hamburg".split()
    assert {each.page for each in found} == set(range(1, 201))


def test_nobody_signs_on_a_page_of_its_own(words: Reader) -> None:
    for lines in range(20, 60):
        blocks = (*(paragraph(f"Zeile {n}") for n in range(lines)), *BLOCKS[-2:])
        found = words(letters_pdf([letter(blocks=blocks)]))
        page = next(each.page for each in found if each.text == "freundlichen")
        assert any(each.text == "Zeile" and each.page == page for each in found)
        assert page == next(each.page for each in found if each.text == "Vertriebskoordination")
        if page == 2:
            return
    pytest.fail("no letter of these reached a second page")


# What a letter says


def test_all_kinds_of_text_come_out_and_a_link_shows_where_it_leads(words: Reader) -> None:
    made = letter()
    enclosed = replace(made, message=replace(made.message, attachments=(Attachment(Path("Mediadaten.pdf")),)))
    told = " ".join(each.text for each in words(letters_pdf([enclosed])))
    for text in (
        "Offene Leistungen",
        "Schaltungen",
        "– Motiv",
        "Leistung Anzahl Banner 2",
        "Mediadaten (https://n.example/m)",
        "Anlagen Mediadaten.pdf",
    ):
        assert text in told


def test_the_foot_names_the_house_as_the_law_wants(words: Reader) -> None:
    foot = " ".join(each.text for each in words(letters_pdf([letter()])) if each.top > 265)
    for text in (
        "Fachverlag Nordlicht GmbH",
        "Sitz: Hamburg",
        "Amtsgericht Hamburg, HRB 48211",
        "Dr. Anke Räther",
        "DE811234567",
    ):
        assert text in foot


def test_advertising_says_how_to_object_and_other_letters_do_not(words: Reader) -> None:
    told = [
        [each.text for each in words(letters_pdf([letter(legal_class=each)]))]
        for each in ("advertising", "contract")
    ]
    assert ["widerspruch@nordlicht.example" in each for each in told] == [True, False]


def test_a_letter_speaks_its_own_language(words: Reader) -> None:
    told = " ".join(each.text for each in words(letters_pdf([letter(language="en", reference="V-0001")])))
    assert "Our reference" in told
    assert "Unser" not in told


@pytest.mark.parametrize(
    "name", [*HOSTILE, "#let x = 1", "😀 Party", "مرحبا", "A & B <GmbH>", "~ -- ---", '"Zitat"']
)
def test_no_name_can_break_a_letter(name: str, words: Reader) -> None:
    blocks = (
        paragraph(name),
        Items(((Run(name),),)),
        Grid(((Run(name),),), (((Run(name, strong=True),),),)),
        *BLOCKS[-2:],
    )
    made = letter(blocks=blocks, address=(name, "Am Kai 3"), reference=name, contact=name)
    hostile = replace(made, message=replace(made.message, subject=name, sender=replace(HOUSE, name=name)))
    told = " ".join(each.text for each in words(letters_pdf([hostile])))
    assert (
        told.count(name) + told.count(name[::-1]) * (name[::-1] != name) >= 7
    )  # what runs leftward is read as drawn


def test_a_word_of_two_hundred_characters_breaks_and_keeps_its_margins(words: Reader) -> None:
    blocks = (paragraph("X" * 200), Grid(((Run("a"),), (Run("b"),)), (((Run("Y" * 200),), (Run("Z" * 200),)),)))
    found = words(letters_pdf([letter(blocks=blocks)]))
    assert all(each.right <= 190.1 for each in found)
    told = "".join(each.text for each in found)
    assert [told.count(each) for each in "XY"] == [200, 200]


def test_the_same_letters_make_the_same_file() -> None:
    assert letters_pdf([letter()]).pdf == letters_pdf([letter()]).pdf


# What has no room


@pytest.mark.parametrize("address", [("X" * 200, "20457 Hamburg"), (*ADDRESS, "DÄNEMARK")])
def test_an_address_without_room_is_found_and_the_other_letters_go_on(
    address: tuple[str, ...], words: Reader
) -> None:
    printed = letters_pdf([letter(1), letter(2, address=address), letter(3)])
    assert [(each.record, each.code) for each in printed.findings] == [("V-0002", "paper_address_too_long")]
    assert {each.page for each in words(printed)} == {1, 2}


def test_nothing_to_print_is_no_pdf() -> None:
    assert letters_pdf([]) == Printed(b"")
    assert letters_pdf([letter(address=("X" * 200,))]).pdf == b""
    assert labels_pdf([], "3474") == Printed(b"")


# Labels


@pytest.mark.parametrize("number", sheets())
def test_each_label_stands_on_its_own_label_of_its_sheet(number: str, words: Reader) -> None:
    sheet = sheets()[number]
    start, count = 2, sheet.labels + 1
    printed = labels_pdf(
        [Label(f"r{n}", (f"Firma_{n}", "Frau Dr. Eva Köhler", f"{n} Hamburg")) for n in range(count)],
        number,
        start,
    )
    assert not printed.findings
    found = words(printed)
    for n in range(count):
        page, place = divmod(n + start - 1, sheet.labels)
        left = sheet.left + place % sheet.columns * sheet.pitch_x
        top = sheet.top + place // sheet.columns * sheet.pitch_y
        inside = [
            each.text
            for each in found
            if each.page == page + 1 and each.within(left, top, sheet.width, sheet.height)
        ]
        assert inside == [f"Firma_{n}", "Frau", "Dr.", "Eva", "Köhler", f"{n}", "Hamburg"]


@pytest.mark.parametrize("sheet", sheets().values(), ids=sheets())
def test_no_sheet_is_larger_than_its_page_and_no_label_lies_on_another(sheet: Sheet) -> None:
    assert sheet.left + sheet.pitch_x * (sheet.columns - 1) + sheet.width <= 210
    assert sheet.top + sheet.pitch_y * (sheet.rows - 1) + sheet.height <= 297
    assert sheet.pitch_x >= sheet.width
    assert sheet.pitch_y >= sheet.height
    assert min(sheet.left, sheet.top) >= 0


def test_a_sheet_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="larger than its page"):
        replace(sheets()["L7162"], pitch_y=338.7)


def test_the_sheets_of_the_trade_are_known() -> None:
    assert {"3474", "3490", "3422", "3424", "3652", "4781", "L7160", "L7163", "L7159"} <= sheets().keys()


def test_a_long_firm_goes_on_in_the_next_line_of_its_label(words: Reader) -> None:
    lines = ("Norddeutsche Verpackungstechnik und Logistik Holding GmbH & Co. KG", "Am Kai 3", "20457 Hamburg")
    printed = labels_pdf([Label("a", lines)], "L7160")
    assert not printed.findings
    assert all(each.within(7.2, 15.15, 63.5, 38.1) for each in words(printed))
    assert " ".join(each.text for each in words(printed)) == " ".join(lines)


@pytest.mark.parametrize("lines", [("X" * 200,), tuple("abcdefghijklmnop")])
def test_an_address_without_room_on_its_label_is_found_and_takes_none(
    lines: tuple[str, ...], words: Reader
) -> None:
    printed = labels_pdf(
        [Label("a", ("Eva", "Hamburg")), Label("b", lines), Label("c", ("Ida", "Bremen"))], "3474"
    )
    assert [(each.record, each.code) for each in printed.findings] == [("b", "paper_label_too_small")]
    assert [each.text for each in words(printed)] == ["Eva", "Ida", "Hamburg", "Bremen"] or len(
        words(printed)
    ) == 4


@pytest.mark.parametrize("start", [0, 25, -1])
def test_a_sheet_has_no_label_before_its_first_and_after_its_last(start: int) -> None:
    with pytest.raises(ValueError, match="no label"):
        labels_pdf([Label("a", ("Eva",))], "3474", start)


def test_no_name_can_break_a_label(words: Reader) -> None:
    labels = [Label(str(n), (name, "Am Kai 3")) for n, name in enumerate(HOSTILE)]
    told = {each.text for each in words(labels_pdf(labels, "3474"))}
    assert set(HOSTILE) <= told
