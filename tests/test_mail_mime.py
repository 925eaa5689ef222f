"""Messages as e-mails, read back by another reader: headers, both texts, files, the way out of advertising."""

import email
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mail_letters import EVA, HOUSE
from test_mail_blocks import Visible

from mailmerge import letter, mime
from mailmerge.compose import compose
from mailmerge.model import Attachment, Identity, LegalClass, Message, Paragraph, Person, Run

AT = datetime(2027, 2, 15, 9, 30, tzinfo=UTC)


def of(legal_class: LegalClass = "contract", **changes: object) -> Message:
    plainly = Message(
        identity=Identity("unused.1", "P-0001", "eva@koehler.example"),
        channel="email",
        letter="unused-1",
        legal_class=legal_class,
        language="de",
        sender=HOUSE,
        to=(EVA,),
        subject="Ihre Leistungen",
        blocks=(Paragraph((Run("Sehr geehrte Frau Köhler,"),)), Paragraph((Run("A & B <script>"),))),
    )
    return replace(plainly, **changes)  # type: ignore[arg-type]


def read_back(sent: EmailMessage) -> EmailMessage:
    read = email.message_from_bytes(sent.as_bytes(), policy=default)
    assert isinstance(read, EmailMessage)
    assert not read.defects
    return read


def body(read: EmailMessage, kind: str) -> str:
    part = read.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_an_e_mail_has_text_and_html_that_say_the_same() -> None:
    read = read_back(mime.email_message(of(), AT))
    assert read.get_content_type() == "multipart/alternative"
    shown = Visible(body(read, "html")).text
    for line in ("Sehr geehrte Frau Köhler,", "A & B <script>", "Geschäftsführung: Dr. Friederike Ahlers-Meyer"):
        assert line in body(read, "plain")
        assert line in shown


def test_the_head_names_who_writes_to_whom_and_when() -> None:
    read = read_back(mime.email_message(of(reply_to="anke@nordlicht.example"), AT))
    assert read["From"] == "Fachverlag Nordlicht GmbH <info@nordlicht.example>"
    assert read["To"].addresses == (Address("Eva Köhler", "eva", "koehler.example"),)
    assert read["Reply-To"] == "anke@nordlicht.example"
    assert read["Date"].datetime == AT
    assert read["Message-ID"] == of().identity.message_id("nordlicht.example")


def test_the_same_message_gives_the_same_head_each_time() -> None:
    one, other = (mime.email_message(of(), AT).items() for _ in range(2))
    assert [pair for pair in one if pair[0] != "Content-Type"] == [
        pair for pair in other if pair[0] != "Content-Type"
    ]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Hans", "Müller, Karl"),
        ("", 'O"Neil'),
        ("Eva\nBcc: x@y.example", "X"),
        ("日本", "太郎"),
        ("", "Müller;(x)"),
    ],
)
def test_a_name_is_a_name_whatever_it_holds(first: str, last: str) -> None:
    read = read_back(mime.email_message(of(to=(Person(first_name=first, last_name=last),)), AT))
    (address,) = read["To"].addresses
    assert (address.display_name, address.addr_spec) == (
        " ".join(f"{first} {last}".split()),
        "eva@koehler.example",
    )
    assert read["Bcc"] is None


def test_a_domain_with_umlauts_travels_in_its_ascii_form() -> None:
    umlauts = replace(HOUSE, email="info@nördlicht.example")
    sent = of(sender=umlauts, identity=Identity("a", "b", "eva@köhler-straße.example"))
    read = read_back(mime.email_message(sent, AT))
    assert read["To"].addresses[0].domain == "xn--khler-strae-v9a3p.example".replace("v9a3p", _ace())
    assert read["From"].addresses[0].addr_spec == "info@xn--nrdlicht-n4a.example"
    assert read["Message-ID"].endswith("@xn--nrdlicht-n4a.example>")
    assert sent.identity.key in read["Message-ID"]


def _ace() -> str:
    """The end of the domain's ASCII form, by the idna package: another implementation than the one we use."""
    import idna

    return idna.encode("köhler-straße").decode("ascii").rpartition("-")[2]


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=300))
def test_a_subject_of_any_length_and_writing_arrives(subject: str) -> None:
    subject = " ".join(re.findall(r".{1,30}", subject))
    sent = mime.email_message(of(subject=subject), AT)
    raw = sent.as_bytes()
    assert email.message_from_bytes(raw, policy=default)["Subject"] == subject
    old = email.message_from_bytes(raw)["Subject"]
    assert str(make_header(decode_header(old))).replace("\r\n", "") == subject
    assert all(len(line) <= 78 for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))


def test_a_subject_with_a_line_end_is_never_a_header() -> None:
    with pytest.raises(ValueError, match="Header values may not contain linefeed"):
        mime.email_message(of(subject="Hallo\nBcc: x@y.example"), AT)


def test_every_line_of_an_e_mail_is_short_and_ends_as_mail_ends() -> None:
    long = "Wort " * 2000
    raw = mime.email_message(of(blocks=(Paragraph((Run(long),)),)), AT).as_bytes()
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert long.strip() in body(read_back(mime.email_message(of(blocks=(Paragraph((Run(long),)),)), AT)), "plain")


def test_files_go_with_the_message_by_their_kind_and_name(tmp_path: Path) -> None:
    invitation, prices = tmp_path / "Termin.ics", tmp_path / "x.bin"
    invitation.write_bytes(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    prices.write_bytes(bytes(range(256)))
    files = (Attachment(invitation), Attachment(prices, "Preisübersicht März 2027.pdf"))
    read = read_back(mime.email_message(of(attachments=files), AT))
    parts = list(read.iter_attachments())
    assert [part.get_filename() for part in parts] == ["Termin.ics", "Preisübersicht März 2027.pdf"]
    assert [part.get_content_type() for part in parts] == ["text/calendar", "application/pdf"]
    assert parts[1].get_content() == bytes(range(256))
    assert "Frau Köhler" in body(read, "plain")


def test_business_mail_says_who_the_house_is() -> None:
    for language, seat in (("de", "Sitz: Berlin"), ("en", "Registered office: Berlin")):
        text = mime.text(of(language=language))
        assert seat in text
        assert "Amtsgericht Charlottenburg, HRB 12345" in text
        assert "Dr. Friederike Ahlers-Meyer" in text
        assert "None" not in text


def test_a_message_within_the_house_carries_no_footer() -> None:
    assert mime.text(of("internal")) == "Sehr geehrte Frau Köhler,\n\nA & B <script>\n"
    assert "border-top" not in mime.page(of("internal"))


def test_only_advertising_speaks_of_the_right_to_object() -> None:
    assert "jederzeit widersprechen" in mime.text(of("advertising"))
    assert "object to the use of your data" in mime.page(of("advertising", language="en"))
    assert HOUSE.objection in mime.text(of("advertising"))
    assert "widersprechen" not in mime.text(of("contract"))
    assert read_back(mime.email_message(of("contract"), AT, "https://a.example/x"))["List-Unsubscribe"] is None


def test_advertising_can_be_stopped_by_mail() -> None:
    read = read_back(mime.email_message(of("advertising"), AT))
    way = unquote(str(read["List-Unsubscribe"]))
    assert way == "<mailto:widerspruch@nordlicht.example?subject=Widerspruch gegen Werbung: eva@koehler.example>"
    assert read["List-Unsubscribe-Post"] is None


def test_one_click_is_promised_only_with_an_https_address() -> None:
    address = "https://www.nordlicht.example/abmelden/" + "a" * 60
    raw = mime.email_message(of("advertising"), AT, address).as_bytes()
    read = email.message_from_bytes(raw, policy=default)
    assert re.findall(r"<([^>]+)>", str(read["List-Unsubscribe"]))[1] == address
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"<{address}>".encode() in raw  # whole: no reader joins what was cut
    for wrong in ("http://a.example", "mailto:a@b.example"):
        with pytest.raises(ValueError, match="no https address"):
            mime.email_message(of("advertising"), AT, wrong)


def test_an_objection_page_stands_in_the_place_of_an_address() -> None:
    page = replace(HOUSE, objection="https://www.nordlicht.example/widerspruch")
    read = read_back(mime.email_message(of("advertising", sender=page), AT))
    assert read["List-Unsubscribe"] == "<https://www.nordlicht.example/widerspruch>"
    assert read["List-Unsubscribe-Post"] is None


def test_an_address_that_no_server_takes_is_never_put_into_an_e_mail() -> None:
    for wrong in (of(identity=Identity("a", "b", "müller@a.example")), of(sender=replace(HOUSE, email="x"))):
        with pytest.raises(ValueError, match="no address for e-mail"):
            mime.email_message(wrong, AT)


@pytest.mark.parametrize("channel", ["email", "post"])
def test_a_test_mail_goes_to_the_coordinator_and_says_whom_it_is_meant_for(channel: str) -> None:
    meant = of("advertising", channel=channel)
    trial = mime.test_copy(meant, "anke@nordlicht.example")
    read = read_back(mime.email_message(trial, AT))
    assert read["To"] == "anke@nordlicht.example"
    assert read["Subject"] == "[Test] Ihre Leistungen"
    first = body(read, "plain").split("\n\n")[0]
    assert first.startswith("Testmail. Im Ernstfall ginge diese Nachricht ")
    assert first.endswith("an: Eva Köhler, Köhler & Söhne KG, eva@koehler.example")
    assert ("per E-Mail" in first) == (channel == "email")
    assert "eva@koehler.example" not in "".join(f"{name}: {value}" for name, value in read.items())
    assert read["Message-ID"] != mime.message_id(meant)


def test_a_test_mail_never_counts_as_the_message_itself() -> None:
    own = of(identity=Identity("unused.1", "P-0001", "anke@nordlicht.example"))
    assert mime.test_copy(own, "anke@nordlicht.example").identity.key != own.identity.key


def test_every_letter_of_ours_travels_in_both_languages() -> None:
    for name in letter.names():
        for language in ("de", "en"):
            source = letter.load(name, language)
            identity = Identity(name, "P-0001", "eva@koehler.example")
            sent = compose(source, identity, "email", HOUSE, [EVA], source.samples)
            assert isinstance(sent, Message)
            read = read_back(mime.email_message(sent, AT))
            assert read["Subject"] == sent.subject
            assert f'<html lang="{language}">' in body(read, "html")
