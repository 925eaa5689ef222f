"""E-mail addresses as people paste them into cells."""

import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from mailmerge.addresses import checked, repeated
from mailmerge.model import Finding


@pytest.mark.parametrize(
    ("typed", "envelope"),
    [
        ("eva@nordlicht.example", "eva@nordlicht.example"),
        ("  Eva@Nordlicht.Example \r\n", "eva@nordlicht.example"),
        ("\u00a0eva@nordlicht.example\u200b", "eva@nordlicht.example"),
        ("\ufeffeva@nordlicht.example;", "eva@nordlicht.example"),
        ("eva@nordlicht.example, ", "eva@nordlicht.example"),
        ("Müller, Hans <h@x.example>", "h@x.example"),
        ('"Müller, Hans" <h@x.example>', "h@x.example"),
        ("<h@x.example>", "h@x.example"),
        ("Hans Müller < h@x.example >;", "h@x.example"),
        ("mailto:h@x.example", "h@x.example"),
        ("hans@müller.example", "hans@xn--mller-kva.example"),
        ("hans@xn--mller-kva.example", "hans@xn--mller-kva.example"),
        ("HANS@MÜLLER.EXAMPLE", "hans@xn--mller-kva.example"),
        ("post@straße.example", "post@xn--strae-oqa.example"),
        ("hans@mu\u0308ller.example", "hans@xn--mller-kva.example"),
        ("o'neil+messe_2027@mail.nordlicht.example", "o'neil+messe_2027@mail.nordlicht.example"),
        ("a@b.test", "a@b.test"),
        ("a@example.com", "a@example.com"),
    ],
)
def test_a_usable_address_is_made_fit_for_the_envelope(typed: str, envelope: str) -> None:
    assert checked(typed) == envelope


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "address_missing"),
        (" \n ", "address_missing"),
        ("Hans <>", "address_missing"),
        ("eva@x.example; jan@x.example", "address_several"),
        ("eva@x.example, jan@x.example", "address_several"),
        ("eva@x.example jan@x.example", "address_several"),
        ("Eva <eva@x.example>, Jan <jan@x.example>", "address_several"),
        ("eva@@x.example", "address_several"),
        ("eva@x.example\njan@x.example", "address_unseen"),
        ("eva@x.example\r\nBcc: all@y.example", "address_unseen"),
        ("eva@x.example\nSubject: Rechnung", "address_unseen"),
        ("eva\x00@x.example", "address_unseen"),
        ("eva@x\u200b.example", "address_unseen"),
        ("eva\u202e@x.example", "address_unseen"),
        ("eva\ud800@x.example", "address_unseen"),
        ("eva@x.example\u2028Bcc: all@y.example", "address_unseen"),
        ("müller@x.example", "address_umlaut"),
        ("josé@x.example", "address_umlaut"),
        ("Hans Müller", "address_wrong"),
        ("eva", "address_wrong"),
        ("None", "address_wrong"),
        ("nan", "address_wrong"),
        ("www.nordlicht.example", "address_wrong"),
        ("eva(at)x.example", "address_wrong"),
        ("eva@x", "address_wrong"),
        ("eva@x,example", "address_wrong"),
        ("eva@x.example.", "address_wrong"),
        ("eva.@x.example", "address_wrong"),
        ("eva..k@x.example", "address_wrong"),
        ("eva k@x.example", "address_wrong"),
        ("eva@x_y.example", "address_wrong"),
        ("@x.example", "address_wrong"),
        ("eva@", "address_wrong"),
        ("eva@[192.0.2.1]", "address_wrong"),
        ("eva@nowhere.invalid", "address_wrong"),
        ("e" * 65 + "@x.example", "address_wrong"),
        ("eva@" + "x" * 64 + ".example", "address_wrong"),
        ("eva@" + "x." * 130 + "example", "address_wrong"),
        ('"eva k"@x.example', "address_wrong"),
        ("eva@x.example (Zentrale)", "address_wrong"),
    ],
)
def test_an_unusable_address_says_why(typed: str, code: str) -> None:
    found = checked(typed, "P-0001")
    assert isinstance(found, Finding)
    assert (found.record, found.field, found.code) == ("P-0001", "email", code)


def test_a_finding_shows_the_address_on_one_line() -> None:
    found = checked("eva@x.example\r\nBcc: all@y.example")
    assert isinstance(found, Finding)
    assert found.facts == {"address": "eva@x.example��Bcc: all@y.example"}


@given(st.text(alphabet="aB@. <>,;\n\r\x00ü-ß\u200b'\"", max_size=30))
def test_what_passes_is_ascii_on_one_line_and_passes_again(typed: str) -> None:
    envelope = checked(typed)
    if isinstance(envelope, str):
        assert envelope.isascii() and envelope.isprintable() and " " not in envelope
        assert checked(envelope) == envelope


@given(st.emails())
def test_an_address_that_others_accept_is_accepted(address: str) -> None:
    try:
        validate_email(address, check_deliverability=False, strict=True)
    except ValueError:
        return
    assert checked(address) == address.lower()


def test_the_same_address_is_the_same_however_it_is_written() -> None:
    cells = [
        "eva@x.example",
        "Eva@X.example ",
        "jan@x.example",
        "Eva Köhler <eva@x.example>",
        "",
        "",
        "eva",
        "eva",
    ]
    assert repeated(cells) == {1: 0, 3: 0}
    assert repeated([]) == {}
