"""The page a coordinator reads before approving, in a real browser."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html

from mailmerge.preview import Enclosure, Preview, Recipient, page
from mailmerge.previewed import next_page
from mailmerge.wording import LANGUAGES

if TYPE_CHECKING:
    from chromium import Browser

KOEHLER = Recipient(
    *(4, "Dr. Eva Köhler", "Köhler & Söhne", "email", "eva@koehler.example", True),
    subject="Ihre offenen Leistungen",
    text="Sehr geehrte Frau Dr. Köhler,\n\nder Banner ist noch frei.",
    html='<!DOCTYPE html><p style="margin:0 0 16px">Sehr geehrte Frau Dr. Köhler,</p>',
    attachments=(Enclosure("Mediadaten 2027.pdf", 1_234_567),),
    reply_to="vertrieb@nordlicht.example",
)
WEISS = Recipient(
    5, "Jörg Weiß", "Weiß AG", "post", "Weiß AG\nHauptstraße 5\n10115 Berlin", True, text="Brieftext"
)
OEZ = Recipient(6, "Ute Öz", "Öz GmbH", "email", "ute@oez.example", False, "Widerspruch", change="changed")
STEIN = Recipient(7, "Karl Stein", "Stein KG", "", "", False, "Adresse fehlt", ("Spalte „PLZ“: leer.",))
UNTICKED = Recipient(8, "Zoë Graf", "Graf OHG", "email", "zoe@graf.example", False)
BROKEN = Recipient(9, "Max Fehl", "Fehl UG", "email", "max@fehl.example", True, findings=("Spalte „bis“: leer.",))
MIXED = Preview(
    *("Erinnerung", "Frist 31.03.2027", date(2027, 2, 12), "contract", "Nordlicht <info@nordlicht.example>"),
    recipients=(KOEHLER, WEISS, OEZ, STEIN, UNTICKED, BROKEN),
)
PLANTED = (
    "</script></template><script>document.title='run'</script><img src={address} onerror=document.title='run'>"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    command = shutil.which("chromium") or shutil.which("google-chrome")
    if not command:
        pytest.skip("Chromium is not installed: apt install chromium")
    from chromium import Browser

    with Browser(command, tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def listening() -> Iterator[tuple[str, list[str]]]:
    """An address that anything could be fetched from, and all that was."""
    asked: list[str] = []

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: what was asked is in the list."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", asked
    server.shutdown()
    server.server_close()


class Seen:
    """The page as somebody sees it who opened it from a folder."""

    def __init__(self, browser: Browser, folder: Path, batch: Preview, language: str = "de") -> None:
        self.browser, self.file = browser, folder / "preview.html"
        self.file.write_text(page(batch, language), "utf-8")

    def at(self, fragment: str) -> Seen:
        self.browser.open(f"{self.file.as_uri()}#{fragment}")
        return self

    def texts(self, selector: str) -> list[str]:
        found: list[str] = self.browser.run(
            f"[...document.querySelectorAll({json.dumps(selector)})]"
            ".filter(each => each.checkVisibility()).map(each => each.textContent)"
        )
        return found

    @property
    def names(self) -> list[str]:
        return self.texts("#rows .name")

    @property
    def fragment(self) -> str:
        return str(self.browser.run("decodeURIComponent(location.hash.replaceAll('+', ' '))"))


@pytest.fixture
def mixed(browser: Browser, tmp_path: Path) -> Seen:
    return Seen(browser, tmp_path, MIXED)


def test_the_counts_add_up_to_the_rows_of_the_batch(mixed: Seen) -> None:
    assert mixed.at("").texts(".figure b") == ["6", "1", "1", "3", "1"]
    assert mixed.texts(".reasons a") == ["Adresse fehlt 1", "Widerspruch 1", "von Hand abgewählt 1"]


@pytest.mark.parametrize("selector", [".figure", ".reasons a"])
def test_each_count_leads_to_those_it_counts(mixed: Seen, selector: str) -> None:
    counts = mixed.at("q=nirgends").texts(f"{selector} b")
    for place, count in enumerate(counts):
        click = f"document.querySelectorAll('{selector}')[{place}].click()"
        mixed.browser.run(f"new Promise(seen => {{ onhashchange = () => seen(0); {click} }})")
        assert len(mixed.names) == int(count)


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("show=going", [KOEHLER, WEISS]),
        ("show=excluded", [OEZ, STEIN, UNTICKED]),
        ("show=problems", [BROKEN]),
        ("channel=post", [WEISS]),
        (f"reason={quote('von Hand abgewählt')}", [UNTICKED]),
        ("show=excluded&channel=email", [OEZ, UNTICKED]),
        ("show=going&reason=Widerspruch", []),
        ("show=nonsense", MIXED.recipients),
    ],
)
def test_the_address_names_the_filters(mixed: Seen, fragment: str, expected: list[Recipient]) -> None:
    assert mixed.at(fragment).names == [recipient.name for recipient in expected]


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("köhler", [KOEHLER]),
        ("KOEHLER", [KOEHLER]),
        ("kohler", [KOEHLER]),
        ("weiss", [WEISS]),
        ("banner frei", [KOEHLER]),
        ("eva banner", [KOEHLER]),
        ("banner weiß", []),
        ("hauptstraße 5", [WEISS]),
        ("mediadaten", [KOEHLER]),
        ("spalte", [STEIN, BROKEN]),
        ("  ", MIXED.recipients),
    ],
)
def test_search_finds_all_words_in_whatever_spelling(mixed: Seen, search: str, expected: list[Recipient]) -> None:
    assert mixed.at(f"q={quote(search)}").names == [recipient.name for recipient in expected]


def test_nobody_found_is_said_with_the_way_back(mixed: Seen) -> None:
    assert mixed.at("q=nirgends").texts("#none") == ["Niemand passt zu Suche und Filtern. Alle anzeigen"]
    assert mixed.texts("#message h2") == []


def test_the_keyboard_searches_and_moves(mixed: Seen) -> None:
    mixed.at("").browser.press("/")
    mixed.browser.type("example")
    assert mixed.names == [each.name for each in (KOEHLER, OEZ, UNTICKED, BROKEN)]
    mixed.browser.press("ArrowDown")
    assert mixed.texts("[aria-selected=true] .name") == [OEZ.name]
    assert mixed.fragment == "#q=example&row=6"
    mixed.browser.press("Escape")
    assert len(mixed.names) == 6 and mixed.texts("[aria-selected=true] .name") == [OEZ.name]


def test_a_mail_is_shown_as_it_will_look(mixed: Seen) -> None:
    mixed.at("row=4")
    assert mixed.texts("#message h2") == [KOEHLER.subject]
    assert mixed.texts("#message dd") == [
        "Nordlicht <info@nordlicht.example>",
        "Dr. Eva Köhler, Köhler & Söhne <eva@koehler.example>",
        "vertrieb@nordlicht.example",
        "4",
        "Mediadaten 2027.pdf (1.206 KB)",
    ]
    frame = "document.querySelector('iframe')"
    assert mixed.browser.run(f"[{frame}.srcdoc, {frame}.getAttribute('sandbox')]") == [KOEHLER.html, ""]
    drawn = "const p = document.querySelector('p'); [p.innerText, getComputedStyle(p).marginBottom]"
    assert mixed.browser.run_in_frame(drawn) == ["Sehr geehrte Frau Dr. Köhler,", "16px"]


def test_the_plain_text_of_a_mail_is_one_click_away(mixed: Seen) -> None:
    mixed.at("row=4").browser.run("document.querySelector('.views button[value=text]').click()")
    assert mixed.texts("#message pre") == [KOEHLER.text]
    assert mixed.fragment == "#row=4&view=text" and mixed.at("row=4&view=text").texts("#message pre") == [
        KOEHLER.text
    ]


def test_a_letter_on_paper_shows_its_address_and_its_text(mixed: Seen) -> None:
    assert mixed.at("row=5").texts("#message .to, #message pre") == [WEISS.address, WEISS.text]


def test_whoever_has_no_address_is_named_all_the_same(browser: Browser, tmp_path: Path) -> None:
    seen = Seen(browser, tmp_path, replace(MIXED, recipients=(STEIN, replace(STEIN, row=8, channel="email"))))
    assert [seen.at(f"row={row}").texts("#message .to") for row in (7, 8)] == [["Karl Stein, Stein KG"]] * 2


def test_who_gets_nothing_is_told_why(mixed: Seen) -> None:
    assert mixed.at("row=6").texts("#message .note") == ["ausgeschlossen · Widerspruch"]
    assert mixed.at("row=9").texts("#message .note li") == list(BROKEN.findings)
    assert mixed.texts("#message .nothing") == ["In dieser Zeile gibt es keine Nachricht."]


def test_what_changed_since_the_last_preview_is_told(browser: Browser, tmp_path: Path) -> None:
    since = datetime(2027, 2, 11, 9, 5)
    seen = Seen(browser, tmp_path, replace(MIXED, since=since, gone=("Rolf Aus",))).at("show=changed")
    told = "Seit der Vorschau vom Donnerstag, 11.02.2027, 09:05 Uhr: 0 neu, 1 geändert, 1 nicht mehr dabei."
    assert told in seen.texts("header p") and seen.names == [OEZ.name] and seen.texts(".mark") == ["geändert"]
    same = replace(MIXED, since=since, recipients=(KOEHLER,))
    assert "hat sich nichts geändert." in page(same, "de")
    assert "Seit der Vorschau" not in page(MIXED, "de")


MADE, NEXT = datetime(2027, 2, 11, 9, 5), datetime(2027, 2, 12, 8, 0)
EARLIER = replace(
    MIXED, made=MADE, recipients=tuple(replace(each, key=each.name, change="") for each in MIXED.recipients)
)


def told_on(made: str) -> tuple[dict[str, str], str]:
    """Whose message has changed by a page, and what it says of the earlier one."""
    told = "".join(html.fromstring(made).xpath("//header//p[contains(., 'Seit der Vorschau')]//text()")).strip()
    data = json.loads(html.fromstring(made).get_element_by_id("data").text or "")
    return {row["name"]: row["change"] for row in data["recipients"] if row["change"]}, told


def test_the_next_page_says_what_is_different_from_the_earlier_one() -> None:
    first = next_page(EARLIER, "de", "")
    koehler, weiss, _, *rest = EARLIER.recipients
    new = replace(koehler, row=12, key="Neu", name="Nina Neu")
    changed = (replace(koehler, text="Anders."), replace(weiss, row=4), *rest, new)
    second = next_page(replace(EARLIER, made=NEXT, recipients=changed), "de", first)
    assert told_on(second) == (
        {KOEHLER.name: "changed", "Nina Neu": "new"},
        "Seit der Vorschau vom Donnerstag, 11.02.2027, 09:05 Uhr: 1 neu, 1 geändert, 1 nicht mehr dabei.",
    )
    assert OEZ.name in second


def test_the_same_batch_keeps_its_page_whenever_it_is_looked_at_again() -> None:
    first = next_page(EARLIER, "de", "")
    assert next_page(replace(EARLIER, made=NEXT), "de", first) == first
    moved = replace(
        EARLIER, made=NEXT, recipients=tuple(replace(each, row=each.row + 1) for each in EARLIER.recipients)
    )
    changes, told = told_on(next_page(moved, "de", first))
    assert (changes, told.endswith("hat sich nichts geändert.")) == ({}, True)
    assert next_page(replace(EARLIER, sender="Andere <a@b.example>"), "de", first) != first


@pytest.mark.parametrize(
    "earlier", ["", "<p>etwas anderes", page(MIXED, "de"), '<script type="application/json" id="data">[']
)
def test_what_is_no_earlier_page_of_ours_tells_nothing(earlier: str) -> None:
    assert next_page(EARLIER, "de", earlier) == page(EARLIER, "de")


@pytest.mark.parametrize(
    ("recipients", "begins"),
    [
        ((KOEHLER, OEZ), "Nächster Schritt: Lesen Sie die Nachrichten"),
        ((KOEHLER, BROKEN), "Nächster Schritt: Beheben Sie die Probleme"),
        ((OEZ, STEIN), "Niemand bekommt dieses Mailing"),
        ((), "Dieses Mailing hat keine Empfänger."),
    ],
)
def test_the_next_step_follows_from_the_batch(
    browser: Browser, tmp_path: Path, recipients: tuple[Recipient, ...], begins: str
) -> None:
    seen = Seen(browser, tmp_path, replace(MIXED, recipients=recipients)).at("")
    assert seen.texts("header > .note")[0].startswith(begins)
    assert seen.names == [recipient.name for recipient in recipients] and not browser.complaints


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_asks_for_nothing_and_complains_of_nothing(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    seen = Seen(browser, tmp_path, MIXED, language).at("row=4")
    assert browser.complaints == []
    assert {address for address in browser.requests if address != "about:srcdoc"} == {seen.file.as_uri()}


def hostile(address: str) -> Preview:
    """A batch that holds a script and a fetch wherever a text can stand."""
    planted = PLANTED.format(address=address)
    body = (
        f'<meta http-equiv="refresh" content="0;url={address}refresh"><link rel="stylesheet" href="{address}css">'
    )
    body += f'{planted}<p style="background: url({address}style)"><iframe src="{address}frame"></iframe>'
    row = Recipient(
        *(4, planted, planted, "email", planted, True),
        subject=planted,
        text=planted,
        html=body,
        attachments=(Enclosure(planted, 1),),
        reply_to=planted,
    )
    rows = (row, replace(row, row=5, send=False, reason=planted), replace(row, row=6, findings=(planted,)))
    letter = replace(row, row=7, channel="post")
    since = datetime(2027, 2, 11)
    return Preview(planted, planted, date(2027, 2, 12), "contract", planted, (*rows, letter), since, (planted,))


@pytest.mark.parametrize("row", [4, 5, 6, 7])
def test_no_value_runs_or_fetches_anything(
    browser: Browser, tmp_path: Path, listening: tuple[str, list[str]], row: int
) -> None:
    address, asked = listening
    batch = hostile(address)
    seen = Seen(browser, tmp_path, batch).at(f"row={row}")
    browser.run("new Promise(done => setTimeout(done, 150))")
    assert (asked, browser.run("document.title")) == ([], f"Vorschau: {batch.letter}")
    assert seen.names == [batch.letter] * 4
    assert seen.texts("#message h2") == [batch.letter]


@settings(deadline=None)
@example(["</script><!-- <script> & \u2028"] * 9)
@given(st.lists(st.text(), min_size=9, max_size=9))
def test_every_text_arrives_whole_and_as_text(given_texts: list[str]) -> None:
    name, company, address, reason, finding, subject, text, body, file = given_texts
    row = Recipient(1, name, company, "email", address, True, reason, (finding,), subject, text, body)
    made = page(replace(MIXED, recipients=(replace(row, attachments=(Enclosure(file, 0),)),)), "en")
    data, _ = html.document_fromstring(made).xpath("//script")
    held = json.loads(data.text)
    (read,) = held["recipients"]

    def whole(key: str) -> str:
        return "".join(held["pieces"][number] for number in read[key])

    assert [read["name"], read["address"], read["findings"], read["subject"]] == [
        name,
        address,
        [finding],
        subject,
    ]
    assert (whole("text"), whole("html")) == (text, body)


def test_half_a_character_does_not_stop_the_page() -> None:
    assert "Eva ?" in page(replace(MIXED, recipients=(replace(OEZ, name="Eva \ud83d", reason="\ud83d"),)), "de")


def crowd(count: int) -> Preview:
    """As many as a large house writes to; every fifth is excluded."""

    def one(number: int) -> Recipient:
        text = KOEHLER.text * 10 + f"\n\nVertrag V-{number:05}"
        body = f"{KOEHLER.html * 10}<p>V-{number:05}</p>"
        return replace(KOEHLER, row=number, name=f"Person {number}", text=text, html=body, send=number % 5 > 0)

    return replace(MIXED, recipients=tuple(one(number) for number in range(count)))


def test_ten_thousand_recipients_are_there_at_once_and_few_are_drawn(browser: Browser, tmp_path: Path) -> None:
    seen = Seen(browser, tmp_path, crowd(10_000))
    started = perf_counter()
    seen.at("")
    assert perf_counter() - started < 10 and seen.file.stat().st_size < 10_000_000
    assert seen.texts("#count") == ["10.000 von 10.000 Empfängern"] and len(seen.names) < 60
    browser.run("document.getElementById('list').focus()")
    browser.press("End")
    assert seen.names[-1] == "Person 9999" and seen.texts("[aria-selected=true] .name") == ["Person 9999"]
    assert seen.at("q=V-07777").names == ["Person 7777"] and not browser.complaints


def test_the_chosen_row_is_in_sight(browser: Browser, tmp_path: Path) -> None:
    seen = Seen(browser, tmp_path, crowd(500)).at("row=250")
    assert seen.texts("[aria-selected=true] .name") == ["Person 250"]
    browser.run("document.getElementById('list').focus({preventScroll: true})")
    place = "document.querySelector('[aria-selected=true]').getBoundingClientRect()"
    for key in ("End", "Home", *["ArrowDown"] * 15):
        browser.press(key)
        assert browser.run(f"{place}.top >= 0 && {place}.bottom <= innerHeight"), key
    assert seen.texts("[aria-selected=true] .name") == ["Person 15"]


def test_print_holds_the_counts_and_everybody_shown(mixed: Seen, pdftotext: str, tmp_path: Path) -> None:
    (tmp_path / "print.pdf").write_bytes(mixed.at("show=excluded").browser.printed())
    call = [pdftotext, "-raw", str(tmp_path / "print.pdf"), "-"]
    read = subprocess.run(call, check=True, capture_output=True).stdout.decode()
    assert all(name in read for name in (OEZ.name, STEIN.name, "von Hand abgewählt", "Empfänger im Mailing"))
    assert KOEHLER.name not in read and "Nur Text" not in read


def test_a_message_goes_some_way_or_there_is_none() -> None:
    with pytest.raises(ValueError, match="row 4"):
        replace(KOEHLER, channel="")


def test_the_same_batch_gives_the_same_page() -> None:
    assert page(MIXED, "de") == page(MIXED, "de")


def test_both_languages_word_everything() -> None:
    texts: dict[str, Any] = {}
    for language in LANGUAGES:
        root = html.document_fromstring(page(replace(MIXED, since=datetime(2027, 2, 11)), language))
        texts[language] = root.xpath("//label/text() | //option/text() | //dt/text() | //th/text() | //p/text()")
    assert len(texts["de"]) == len(texts["en"])
    assert "Search names, addresses and texts" in texts["en"] and "Anlagen" in texts["de"]
