"""The other ways out: a folder, Outlook's drafts; what an envelope refuses; where a password lives."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from keyring_stand_in import Kept, take_its_place
from mail_rows import SENDER, envelope, envelopes, now, people

from mailmerge.accounts import Account, secret_of, store_secret
from mailmerge.ledger import Ledger
from mailmerge.model import Identity
from mailmerge.outbox import Outbox, Result
from mailmerge.transports import Envelope, Halted, Rejected, Transport
from mailmerge.transports.folder import Folder
from mailmerge.transports.outlook import OutlookDrafts


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.sqlite", now)


def sent(ledger: Ledger, transport: Transport, letters: list[Envelope]) -> list[Result]:
    ledger.plan("B-1", [letter.identity for letter in letters])
    return list(Outbox(ledger, transport).send(letters))


def test_the_folder_holds_each_message_whole_under_a_name_of_its_own(ledger: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "Ausgang" / "März"
    results = sent(ledger, Folder(folder), [*envelopes(people(3))])
    assert {file.name for file in folder.iterdir()} == {result.entry.answer for result in results}
    for file, identity in zip(sorted(folder.iterdir()), people(3), strict=True):
        assert file.read_bytes() == envelope(identity).content
        assert identity.address in file.name


def test_a_message_written_again_takes_the_place_of_its_first_file(tmp_path: Path) -> None:
    way = Folder(tmp_path)
    names = {way.deliver(envelope(people(1)[0]), lambda: None) for _ in range(2)}
    assert {file.name for file in tmp_path.iterdir()} == names


def test_a_message_that_was_taken_away_leaves_no_file(tmp_path: Path) -> None:
    def taken() -> None:
        raise Rejected("mail_refused")

    with pytest.raises(Rejected):
        Folder(tmp_path).deliver(envelope(people(1)[0]), taken)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "address", ["../../eva@kunde.example", "ev/a@kunde.example", "CON@kunde.example", "ä" * 300]
)
def test_no_address_leads_out_of_the_folder(tmp_path: Path, address: str) -> None:
    odd = Envelope(Identity("unused.1", "P-1", address), SENDER, address, envelope(people(1)[0]).content)
    name = Folder(tmp_path).deliver(odd, lambda: None)
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_folder_that_cannot_be_stops_the_run(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Halted, match="mail_folder_closed"):
        sent(ledger, Folder(tmp_path / "file"), [*envelopes(people(3))])
    assert {entry.state for entry in ledger.states("B-1").values()} == {"planned"}


class OutlookStandIn:
    """As much of Outlook as a draft needs, after Microsoft's description of CreateItem, MailItem, Attachments."""

    class Draft:
        To = Subject = HTMLBody = ""

        def __init__(self, saved: list[Any]) -> None:
            self._saved = saved
            self.Attachments = self
            self.files: dict[str, bytes] = {}

        def Add(self, path: str) -> None:  # noqa: N802
            self.files[Path(path).name] = Path(path).read_bytes()

        def Save(self) -> None:  # noqa: N802
            if self.To == people(3)[2].address:
                raise RuntimeError("the draft could not be saved")
            self._saved.append(self)

    def __init__(self) -> None:
        self.saved: list[Any] = []

    def CreateItem(self, kind: int) -> Draft:  # noqa: N802
        assert kind == 0
        return self.Draft(self.saved)


def letter(identity: Identity, html: bool = True) -> Envelope:
    mail = EmailMessage(policy=policy.SMTP)
    mail["Message-ID"] = identity.message_id("house.example")
    mail["Subject"] = "Ihre Buchung: Grüße aus Köln"
    mail.set_content("Guten Tag <Eva>")
    if html:
        mail.add_alternative("<p>Guten Tag</p>", subtype="html")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Preise für März.pdf")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="..\\..\\evil.pdf")
    mail.add_attachment(message_from_bytes(b"Subject: old\r\n\r\nText", policy=policy.default))
    return Envelope(identity, SENDER, identity.address, bytes(mail))


def test_outlook_gets_drafts_with_text_and_attachments(ledger: Ledger) -> None:
    outlook = OutlookStandIn()
    letters = [letter(people(3)[0]), letter(people(3)[1], html=False), letter(people(3)[2])]
    results = sent(ledger, OutlookDrafts(lambda _: outlook), letters)
    assert [result.entry.state for result in results] == ["sent", "sent", "failed"]
    first, second = outlook.saved
    assert (first.To, first.Subject) == (people(1)[0].address, "Ihre Buchung: Grüße aus Köln")
    assert first.HTMLBody.strip() == "<p>Guten Tag</p>"
    assert second.HTMLBody.startswith("<pre>Guten Tag &lt;Eva&gt;")
    assert first.files == {
        "Preise für März.pdf": b"%PDF-1.7",
        "evil.pdf": b"%PDF-1.4",
        "attachment": b"Subject: old\n\nText",
    }


def test_without_outlook_the_run_stops(ledger: Ledger) -> None:
    def dispatch(name: str) -> Any:
        raise OSError(f"{name}: class not registered")

    with pytest.raises(Halted, match="mail_outlook_missing"):
        sent(ledger, OutlookDrafts(dispatch), [letter(people(1)[0])])


def test_a_message_for_one_address_is_not_sent_to_another() -> None:
    with pytest.raises(ValueError, match="not the address"):
        Envelope(people(1)[0], SENDER, "ada@house.example", b"")


@pytest.mark.parametrize("written", ["person1@kunde.example", " Person1@KUNDE.example "])
def test_an_address_is_the_same_however_it_is_written(written: str) -> None:
    assert Envelope(people(1)[0], SENDER, written, b"")


def test_a_domain_is_the_same_in_umlauts_and_in_ascii() -> None:
    assert Envelope(Identity("a", "1", "eva@müller.example"), SENDER, "eva@xn--mller-kva.example", b"")


# Where a password lives


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Kept:
    return take_its_place(monkeypatch)


ADA = Account("smtp.house.example", "ada")


def test_a_password_comes_from_the_keyring_each_time(keyring: Kept) -> None:
    secret = secret_of(ADA)
    for each in ("first", "Grüße"):
        store_secret(ADA.service, ADA.user, each)
        assert secret() == each
    assert keyring == {("smtp://smtp.house.example", "ada"): "Grüße"}


def test_a_password_that_is_not_there_is_asked_for_by_name(keyring: Kept) -> None:
    with pytest.raises(Halted, match="mail_secret_missing") as raised:
        secret_of(ADA)()
    assert raised.value.facts == {"user": "ada", "host": "smtp.house.example"}
    assert not keyring


def test_a_machine_without_a_keyring_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.backends.fail import Keyring

    monkeypatch.setattr("keyring.core._keyring_backend", Keyring())
    with pytest.raises(Halted, match="mail_keyring_missing"):
        secret_of(ADA)()
    with pytest.raises(Halted, match="mail_keyring_missing"):
        store_secret(ADA.service, ADA.user, "x")
