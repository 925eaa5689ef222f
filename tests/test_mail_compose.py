"""A letter and one row's values become a message, or findings that name the field; never a wrong or blank word."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mail_letters import EVA, HOUSE, SIGNED, loaded, made, message

from mailmerge import letter
from mailmerge.blocks import html, plain
from mailmerge.compose import compose
from mailmerge.letter import Letter
from mailmerge.model import Attachment, Finding, Identity, Message, Paragraph, Run, Sender
from mailmerge.values import clean

NAME = '[fields]\nname = { meaning = "Name des Kunden", sample = "Eva" }'
ROWS = (
    '[fields]\nrows = { meaning = "Offenes", optional = ["note"], '
    'sample = [{ what = "Banner", until = 2027-03-31, note = "" }] }'
)


def findings(source: Letter, **values: object) -> list[tuple[str, str]]:
    """Field and code of all that is wrong."""
    found = made(source, **values)
    assert isinstance(found, tuple), found
    assert all(each.record == "P-0001" for each in found)
    return [(each.field, each.code) for each in found]


@pytest.fixture
def greeting(tmp_path: Path) -> Letter:
    return loaded(tmp_path, "Hallo {{ name }}\n\n{{ signature }}", NAME, "Für {{ name }}")


@pytest.fixture
def listing(tmp_path: Path) -> Letter:
    item = "- {{ row.what }}: {{ row.until }}{% if row.note %} ({{ row.note }}){% endif %}"
    body = f"{{% for row in rows %}}\n{item}\n{{% endfor %}}"
    return loaded(tmp_path, body, ROWS, "{{ (rows|first).what }}")


BLANKS = [None, "", "   ", "\u00a0", "\u200b", "\n\t", float("nan")]
RESIDUES = ["None", "nan", "NaT", "#REF!", "#BEZUG!", "#NV", "#N/A", "#WERT!", "#DIV/0!"]


@pytest.mark.parametrize("blank", BLANKS, ids=repr)
def test_nobody_is_greeted_as_nothing(greeting: Letter, blank: object) -> None:
    assert findings(greeting, name=blank) == [("name", "mail_value_blank")]


@pytest.mark.parametrize("residue", RESIDUES)
def test_what_a_formula_or_a_program_left_behind_is_no_name(greeting: Letter, residue: str) -> None:
    assert findings(greeting, name=residue) == [("name", "mail_value_residue")]


@pytest.mark.parametrize("name", ["Null", "Nan", "Noneman", "Na", "0", "N/A GmbH"])
def test_people_whose_names_look_like_nothing_get_their_letter(greeting: Letter, name: str) -> None:
    assert message(greeting, name=name).subject == f"Für {name}"


def test_a_value_that_nobody_gives_is_named_by_its_field(greeting: Letter) -> None:
    found = made(greeting)
    assert found == (Finding("P-0001", "name", "mail_value_missing", {"meaning": "Name des Kunden"}),)


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    head = NAME + '\nday = { meaning = "Tag", sample = 2027-03-31 }\nsum = { meaning = "Summe", sample = 1.5 }'
    source = loaded(tmp_path, "{{ salutation }} {{ name }} {{ day }} {{ sum|money }}", head)
    found = findings(source, salutation=None, name="", day="31.03.", sum="viel")
    assert found == [
        ("day", "mail_value_kind"),
        ("name", "mail_value_blank"),
        ("salutation", "mail_value_blank"),
        ("sum", "mail_value_kind"),
    ]


def test_a_letter_is_not_signed_by_nobody(greeting: Letter) -> None:
    assert findings(greeting, name="Eva", sender_name="") == [("sender_name", "mail_value_blank")]


def test_a_signature_shows_what_is_known(greeting: Letter) -> None:
    full = message(greeting, name="Eva", sender_function="Vertrieb", phone="+49 30 23125-110")
    assert plain(full.blocks).endswith("Anke Räther\nVertrieb\nTelefon +49 30 23125-110")
    assert plain(message(greeting, name="Eva", phone=None).blocks).endswith("Hallo Eva\n\nAnke Räther")


def test_a_field_that_the_letter_does_not_name_may_be_as_it_likes(tmp_path: Path) -> None:
    source = loaded(tmp_path, "Guten Tag", NAME)
    assert isinstance(made(source, name=None, salutation=None, sender_name=None, other="#REF!"), Message)


def test_a_blank_in_a_row_points_to_its_column_and_its_place(listing: Letter) -> None:
    rows = [{"what": "Banner", "until": date(2027, 3, 31)}, {"what": "", "until": "bald"}]
    found = made(listing, rows=rows)
    assert isinstance(found, tuple)
    assert [(each.field, each.code, each.facts["position"]) for each in found] == [
        ("rows.what", "mail_value_blank", 2),
        ("rows.until", "mail_value_kind", 2),
    ]


@pytest.mark.parametrize("rows", [None, [], "Banner", ["Banner"], 3], ids=repr)
def test_rows_that_are_none_make_no_letter(listing: Letter, rows: object) -> None:
    assert [field for field, _ in findings(listing, rows=rows)] == ["rows"]


def test_a_short_row_is_filled_up_with_what_may_be_blank(listing: Letter) -> None:
    made_of_it = message(listing, rows=[{"what": "Banner", "until": date(2027, 3, 31)}])
    assert plain(made_of_it.blocks) == "- Banner: 31.03.2027"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"], ids=repr)
def test_a_line_end_in_the_subject_s_value_is_a_finding_and_never_a_header(greeting: Letter, end: str) -> None:
    found = findings(greeting, name=f"Eva{end}Bcc: all@evil.example")
    assert found == [("name", "mail_subject_break")]


def test_a_line_end_in_a_row_that_the_subject_names_is_found_too(listing: Letter) -> None:
    rows = [{"what": "Banner\nBcc: all@evil.example", "until": date(2027, 3, 31)}]
    assert findings(listing, rows=rows) == [("rows", "mail_subject_break")]


def test_a_line_end_elsewhere_is_a_line_end(tmp_path: Path) -> None:
    source = loaded(tmp_path, "{{ name }}", NAME)
    assert message(source, name=" eins\r\nzwei ").blocks == (Paragraph((Run("eins\nzwei"),)),)


def test_markdown_and_html_in_a_value_are_text(greeting: Letter) -> None:
    name = "*Eva* [x](http://evil.example) <script> | {{ 7*7 }} & Söhne"
    sent = message(greeting, name=name)
    assert plain(sent.blocks).startswith(f"Hallo {name}\n")
    assert sent.subject == f"Für {name}"
    assert "&lt;script&gt; | {{ 7*7 }} &amp; Söhne" in html(sent.blocks)


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: clean(text) == text)
)
def test_any_clean_text_arrives_as_it_is(name: str) -> None:
    source = letter.load("missed-you", "de")
    values = {**source.samples, "show": name}
    sent = compose(source, Identity("a", "b", "c@d.example"), "email", HOUSE, [EVA], values)
    if isinstance(sent, Message):
        assert name in plain(sent.blocks)
        assert name in sent.subject
    else:
        assert [each.code for each in sent] in (["mail_value_residue"], ["mail_subject_break"])


def test_values_are_written_as_the_language_writes_them(tmp_path: Path) -> None:
    head = """[fields]
day = { meaning = "d", sample = 2027-03-31 }
moment = { meaning = "m", sample = 2027-03-31T09:05:00 }
sum = { meaning = "s", sample = 1234.56 }
count = { meaning = "c", sample = 48210 }"""
    body = (
        "{{ day }}/{{ day|weekday }}/{{ moment }}/{{ moment|time }}/{{ sum|money }}/{{ count|number }}/{{ count }}"
    )
    german = loaded(tmp_path, body, head)
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "own.md").write_text(german.path.read_text("utf-8"), "utf-8")
    english = letter.load("own", "en", tmp_path)
    values = {
        "day": datetime(2027, 3, 31),
        "moment": datetime(2027, 3, 31, 9, 5),
        "sum": Decimal("1234.565"),
        "count": 48210.0,
    }
    shown = [plain(message(source, **values).blocks).replace("\u00a0", " ") for source in (german, english)]
    assert shown[0] == (
        "31.03.2027/Mittwoch, 31.03.2027/Mittwoch, 31.03.2027, 09:05 Uhr/09:05 Uhr/1.234,57 €/48.210/48210"
    )
    assert shown[1] == (
        "31 March 2027/Wednesday, 31 March 2027/Wednesday, 31 March 2027, 09:05/09:05/EUR 1,234.57/48,210/48210"
    )


def test_a_value_that_is_no_link_is_shown_and_not_sent(tmp_path: Path) -> None:
    source = loaded(tmp_path, "[Seite]({{ name }})", NAME.replace("Eva", "https://www.nordlicht.example"))
    assert "nordlicht" in html(message(source, name="https://www.nordlicht.example/?a=1&b=2").blocks)
    for wrong in ("javascript:alert(1)", "www.nordlicht.example", "https://a.example/ b"):
        found = made(source, name=wrong)
        assert isinstance(found, tuple)
        assert (found[0].code, found[0].facts["reason"]) == ("mail_not_filled", wrong)


def test_a_contract_number_that_excel_took_for_a_number_stays_without_marks(greeting: Letter) -> None:
    assert message(greeting, name=20270117).subject == "Für 20270117"


def test_the_message_carries_what_its_way_out_needs(greeting: Letter) -> None:
    sent = message(greeting, name="Eva")
    assert (sent.letter, sent.legal_class, sent.language, sent.channel) == ("own", "contract", "de", "email")
    assert (sent.sender, sent.to, sent.identity.occasion) == (HOUSE, (EVA,), "own.1")


def test_attachments_are_there_before_anything_is_sent(tmp_path: Path) -> None:
    source = loaded(tmp_path, "Text", NAME + '\n[fields.x]\nmeaning="x"\nsample="x"', "S")
    identity = Identity("a", "P-0001", "c@d.example")
    there = tmp_path / "Preise.pdf"
    there.write_bytes(b"%PDF")
    values = {**SIGNED, "name": "Eva"}
    files = [Attachment(there), Attachment(tmp_path / "weg.pdf"), Attachment(there, "../etc/x.pdf")]
    found = compose(source, identity, "email", HOUSE, [EVA], values, attachments=files)
    assert isinstance(found, tuple)
    assert [(each.code, Path(str(each.facts["file"])).name) for each in found] == [
        ("mail_attachment_missing", "weg.pdf"),
        ("mail_attachment_name", "x.pdf"),
    ]
    sent = compose(source, identity, "email", HOUSE, [EVA], values, attachments=files[:1])
    assert isinstance(sent, Message)
    assert sent.attachments == (Attachment(there),)


def test_a_letter_s_own_attachments_may_depend_on_its_values(tmp_path: Path) -> None:
    head = 'attachments = ["Zugriffe {{ name }}.pdf"]\n' + NAME
    source = loaded(tmp_path, "Text", head)
    (tmp_path / "Zugriffe Eva.pdf").write_bytes(b"%PDF")
    identity = Identity("a", "P-0001", "c@d.example")

    def of(name: str) -> Message | tuple[Finding, ...]:
        return compose(source, identity, "email", HOUSE, [EVA], {**SIGNED, "name": name}, folder=tmp_path)

    sent = of("Eva")
    assert isinstance(sent, Message)
    assert sent.attachments == (Attachment(tmp_path / "Zugriffe Eva.pdf", "Zugriffe Eva.pdf"),)
    for name, code in (("Adam", "mail_attachment_missing"), ("/../../etc/passwd", "mail_attachment_name")):
        found = of(name)
        assert isinstance(found, tuple)
        assert [each.code for each in found] == [code]


@pytest.mark.parametrize(
    "address", ["", "eva", "eva@", "müller@a.example", "a@b.example, c@d.example", "a@b.example\nX: y"]
)
def test_an_address_that_no_server_takes_is_found_before_sending(greeting: Letter, address: str) -> None:
    values = {**SIGNED, "name": "Eva"}
    found = compose(greeting, Identity("a", "P-0001", address), "email", HOUSE, [EVA], values)
    assert isinstance(found, tuple)
    assert [each.code for each in found] == ["mail_address_unfit"]
    assert isinstance(compose(greeting, Identity("a", "P-0001", address), "post", HOUSE, [EVA], values), Message)


def test_our_house_is_named_only_where_it_has_a_name() -> None:
    source = letter.load("information", "de")
    identity = Identity("a", "P-0001", "c@d.example")
    found = compose(source, identity, "email", Sender(email="a@b.example"), [EVA], source.samples)
    assert isinstance(found, tuple)
    assert [(each.field, each.code) for each in found] == [("house", "mail_value_blank")]


@pytest.mark.parametrize("name", letter.names())
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_letter_of_ours_becomes_a_message(name: str, language: str) -> None:
    source = letter.load(name, language)
    assert isinstance(message(source, **source.samples), Message)
