"""Bounce mails, returned post and dead numbers; a healthy address is never struck off (R-45)."""

import json
import mailbox
from datetime import date, timedelta
from email import message_from_bytes, message_from_string
from email.message import EmailMessage, Message
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmerge.bounces import Bounce, Channel, Return, ReturnClass, bounces_of, classified, read, verdict
from mailmerge.bounces.classes import of_status

OURS = "vertrieb@verlag.example"
EVA = "eva.muster@kunde.example"


def mail(text: str, **headers: str) -> EmailMessage:
    """A notice for people, as a mail server sends it to us."""
    made = EmailMessage()
    given = {"From": "MAILER-DAEMON@mx.kunde.example", "To": OURS, "Subject": "Undelivered Mail", **headers}
    for name, value in given.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def report(fields: str) -> Message:
    """A notice with fields for machines (RFC 3464) and the headers of our message."""
    parts = (
        ("text/plain", "Ihre Nachricht kam nicht an."),
        ("message/delivery-status", f"Reporting-MTA: dns; mx.kunde.example\n\n{fields}"),
        ("message/rfc822", f"From: {OURS}\nTo: {EVA}\nMessage-ID: <b7@verlag.example>\n\nGuten Tag"),
    )
    body = "".join(f"--b\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts)
    head = f"From: MAILER-DAEMON@mx.example\nTo: {OURS}\nContent-Type: multipart/report; boundary=b\n\n"
    return message_from_string(f"{head}{body}--b--\n")


def only(mail: Message) -> Bounce:
    (found,) = bounces_of(mail)
    return found


def kinds(mail: Message) -> dict[str, ReturnClass]:
    return {each.recipient: each.kind for each in bounces_of(mail)}


# The rule itself


@pytest.mark.parametrize(
    "status", ["5.2.2", "5.3.1", "5.3.4", "5.4.5", "5.5.3", "4.0.0", "4.2.2", "4.4.7", "4.7.1"]
)
def test_a_full_mailbox_and_anything_for_now_is_soft(status: str) -> None:
    assert of_status(status) == "soft"


@pytest.mark.parametrize("status", ["5.7.0", "5.7.1", "5.7.26"])
def test_our_own_trouble_is_policy(status: str) -> None:
    assert of_status(status) == "policy"


@given(st.integers(0, 6), st.integers(0, 999))
def test_every_other_permanent_status_is_hard(subject: int, detail: int) -> None:
    status = f"5.{subject}.{detail}"
    soft = status in ("5.2.2", "5.3.1", "5.3.4", "5.4.5", "5.5.3")
    assert of_status(status) == ("soft" if soft else "hard")


@pytest.mark.parametrize(
    ("channel", "told", "kind"),
    [
        ("email", "5.1.1", "hard"),
        ("email", "550 5.2.2 over quota", "soft"),
        ("email", "452", "soft"),
        ("email", "Benutzer unbekannt", "hard"),
        ("email", "Abwesenheitsnotiz", "auto_reply"),
        ("email", "", "unknown"),
        ("post", "Empfänger unter der Anschrift nicht zu ermitteln", "hard"),
        ("post", "Unbekannt verzogen", "moved"),
        ("post", "Annahme verweigert", "refused"),
        ("post", "verstorben", "hard"),
        ("post", "Firma erloschen", "hard"),
        ("post", "refused", "refused"),
        ("post", "gone away", "moved"),
        ("phone", "Kein Anschluss unter dieser Nummer", "hard"),
        ("phone", "nicht erreicht", "soft"),
        ("phone", "no answer", "soft"),
        ("phone", "Kaffee", "unknown"),
    ],
)
def test_what_stands_on_a_return_names_its_class(channel: Channel, told: str, kind: ReturnClass) -> None:
    assert classified(channel, told) == kind


# What becomes of an address

MONDAY = date(2027, 3, 1)


def soft(day: int, mailing: str, channel: Channel = "email") -> Return:
    return Return(MONDAY + timedelta(day), channel, "soft", mailing)


def test_a_hard_return_kills_at_once_and_a_refusal_never() -> None:
    assert verdict([Return(MONDAY, "email", "hard")]) == "dead"
    assert verdict([Return(MONDAY, "post", "moved")]) == "dead"
    assert verdict([Return(MONDAY, "post", "refused")] * 9) == "ok"
    assert verdict([Return(MONDAY, "email", "policy"), Return(MONDAY, "email", "auto_reply")] * 9) == "ok"


def test_three_soft_ones_of_two_mailings_within_the_days_kill() -> None:
    assert verdict([soft(0, "a"), soft(1, "a"), soft(30, "b")]) == "dead"
    assert verdict([soft(0, "a"), soft(1, "a"), soft(31, "b")]) == "soft"
    assert verdict([soft(0, "a"), soft(1, "a"), soft(2, "a")]) == "soft"
    assert verdict([soft(0, "a"), soft(1, "b")]) == "soft"
    assert verdict([soft(0, "a"), soft(1, "b")], limit=2) == "dead"
    assert verdict([soft(0, "a"), soft(1, "b"), soft(9, "c")], days=8) == "soft"


def test_two_calls_in_vain_kill_a_number_when_they_fell_on_two_days() -> None:
    assert verdict([soft(0, "", "phone"), soft(0, "", "phone")]) == "soft"
    assert verdict([soft(0, "", "phone"), soft(1, "", "phone")]) == "dead"


@given(st.lists(st.builds(soft, st.integers(0, 90), st.sampled_from("abc")), max_size=8), st.randoms())
def test_the_order_in_which_returns_are_written_down_does_not_count(returns: list[Return], random: object) -> None:
    shuffled = sorted(returns, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert verdict(shuffled) == verdict(returns)


@given(st.lists(st.builds(soft, st.integers(0, 90), st.sampled_from("abc")), max_size=8))
def test_one_more_return_never_brings_an_address_back_to_life(returns: list[Return]) -> None:
    states = [verdict(returns[: n + 1]) for n in range(len(returns))]
    assert "soft" not in states[states.index("dead") :] if "dead" in states else True


# Fields for machines


def test_the_fields_name_recipient_class_and_the_message_that_came_back() -> None:
    bounce = only(
        report(
            f"Final-Recipient: rfc822; alias@intern.example\nOriginal-Recipient: rfc822;{EVA}\nAction: failed\n"
            "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown"
        )
    )
    assert (bounce.recipient, bounce.kind, bounce.status, bounce.reply_code) == (EVA, "hard", "5.1.1", "550")
    assert bounce.message_id == "<b7@verlag.example>"


def test_each_recipient_has_a_bounce_of_its_own() -> None:
    fields = "Final-Recipient: rfc822; {0}@kunde.example\nAction: {1}\nStatus: {2}\n"
    groups = [("weg", "failed", "5.1.1"), ("voll", "failed", "5.2.2"), ("da", "delivered", "2.1.5")]
    assert kinds(report("\n".join(fields.format(*each) for each in groups))) == {
        "weg@kunde.example": "hard",
        "voll@kunde.example": "soft",
        "da@kunde.example": "delivered",
    }


def test_a_delay_kills_nobody_whatever_status_it_carries() -> None:
    assert only(report(f"Final-Recipient: rfc822; {EVA}\nAction: delayed\nStatus: 5.4.1")).kind == "soft"


def test_a_vague_status_gives_way_to_the_server_s_words() -> None:
    vague = f"Final-Recipient: rfc822; {EVA}\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; "
    assert only(report(vague + "552 Mailbox full")).kind == "soft"
    assert only(report(vague + "550 No such user here")).kind == "hard"
    assert only(report(vague + "554 Your IP is listed at zen.spamhaus.org")).kind == "policy"


def test_a_status_of_the_sending_program_does_not_hide_what_the_other_server_said() -> None:
    fields = f"Final-Recipient: rfc822; {EVA}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; "
    assert only(report(fields + "550 5.7.1 IP address blacklisted by recipient")).kind == "policy"
    assert only(report(fields + "550 5.1.8 Sender address rejected: Domain not found")).kind == "policy"


def test_fields_that_stand_in_the_text_are_read_too() -> None:
    text = f"Technical report:\n\nAction: failed\nFinal-Recipient: rfc822; {EVA}\nStatus: 5.1.1\n"
    assert kinds(mail(text)) == {EVA: "hard"}


# Notices for people


@pytest.mark.parametrize(
    "text",
    [
        f"I'm afraid I wasn't able to deliver your mail.\n\n<{EVA}>:\nno mailbox here by that name. (#5.1.1)",
        f"The following address(es) failed:\n\n  {EVA}\n    host mx [192.0.2.1]: 550 5.1.1 unknown user",
        f"<{EVA}>: host mx.kunde.example said:\n    550 5.1.1 <{EVA}>: User unknown (in reply to RCPT TO command)",
        f"   ----- The following addresses had permanent fatal errors -----\n<{EVA}>\n"
        f"   ----- Transcript of session follows -----\n>>> RCPT To:<{EVA}>\n<<< 550 5.1.1 User unknown",
        f"Your message\n  Subject: Guten Tag\nwas not delivered to:\n  {EVA}\nbecause:\n"
        f"  User Eva ({EVA}) not listed in Domino Directory",
        f"Delivery has failed to these recipients:\n\n{EVA}<mailto:{EVA}>\n"
        "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found'",
        f"Diese Nachricht konnte nicht zugestellt werden an {EVA}: Benutzer unbekannt",
        f"Votre message n'a pas pu être remis à {EVA} : destinataire inconnu",
    ],
)
def test_the_known_kinds_of_notice_name_whom_they_could_not_reach(text: str) -> None:
    assert kinds(mail(text)) == {EVA: "hard"}


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("552 5.2.2 over quota", "soft"),
        ("Das Postfach ist voll", "soft"),
        ("Connection timed out", "soft"),
        ("This account has been disabled", "soft"),
        ("550 5.7.26 Unauthenticated email is not accepted due to DMARC policy", "policy"),
        ("554 Message rejected as spam", "policy"),
        ("550 Unknown user (in reply to end of DATA command)", "soft"),
        ("it just did not work", "unknown"),
    ],
)
def test_the_words_of_a_notice_decide_where_no_code_does(reason: str, kind: ReturnClass) -> None:
    assert kinds(mail(f"Delivery failed:\n\n<{EVA}>:\n{reason}")) == {EVA: kind}


def test_a_header_may_name_the_failed_recipients() -> None:
    assert kinds(mail("550 5.1.1 unknown", X_Failed_Recipients=EVA)) == {EVA: "hard"}


def test_several_in_one_notice_are_judged_each_by_its_own_words() -> None:
    text = "Not delivered:\n\n<a@kunde.example>:\nno such user\n\n<b@kunde.example>:\nmailbox is full\n"
    assert kinds(mail(text)) == {"a@kunde.example": "hard", "b@kunde.example": "soft"}


def test_where_the_notice_names_nobody_the_message_that_came_back_does() -> None:
    text = f"Unknown user. Not delivered.\n\n--- Original message ---\nFrom: {OURS}\nTo: {EVA}\nSubject: Angebot\n"
    assert kinds(mail(text)) == {EVA: "hard"}


# Whom a notice names besides


def test_nobody_is_struck_off_for_being_named_in_a_notice() -> None:
    text = (
        f"A message that was sent by\n  <{OURS}>\ncould not be delivered.\n"
        f"For assistance send a mail to helpdesk@kunde.example or <postmaster@kunde.example>.\n\n"
        f"<{EVA}>:\n550 User unknown\n\n"
        f"Message headers follow:\nReceived: from x\nFrom: {OURS}\nTo: {EVA}\nCc: chefin@kunde.example\n\n"
        "bob@kunde.example wrote: 550 5.1.1 no such user\n"
    )
    assert kinds(mail(text, Reply_To="desk@mx.kunde.example")) == {EVA: "hard"}


def test_copies_named_among_the_headers_of_the_notice_are_no_failed_recipients() -> None:
    text = (
        f"Your message\n\n  To: {EVA}\n  Cc: chefin@kunde.example\n  Subject: Hallo\n\ndid not reach:\n\n{EVA}\n"
    )
    assert set(kinds(mail(text))) == {EVA}


def test_an_answer_of_a_person_is_no_bounce_whatever_it_says() -> None:
    text = (
        "Guten Tag,\n\nIhre letzte Mail kam als unzustellbar zurück (550 5.1.1 User unknown)?\n"
        f"Meine Kollegin:\nchefin@kunde.example\n\n> From: {OURS}\n> To: {EVA}\n> 550 5.1.1 unknown user\n"
    )
    person = mail(
        text, From=f"Eva Muster <{EVA}>", Subject="AW: Undelivered Mail", In_Reply_To="<b7@verlag.example>"
    )
    bounce = only(person)
    assert (bounce.recipient, bounce.kind) == ("", "unknown")


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Subject": "Automatische Antwort: Ihr Angebot"},
        {"Subject": "Out of Office: Angebot"},
        {"Precedence": "auto_reply"},
    ],
)
def test_an_absence_is_a_reply_and_harms_nobody(headers: dict[str, str]) -> None:
    away = mail("Ich bin bis 9. August nicht im Haus.", **{"From": EVA, "Subject": "Re: Angebot", **headers})
    assert kinds(away) == {EVA: "auto_reply"}


def test_a_complaint_is_a_question_of_objection() -> None:
    fields = f"Feedback-Type: abuse\nOriginal-Rcpt-To: {EVA}\n"
    made = report("").as_string().replace("message/delivery-status", "message/feedback-report")
    assert kinds(message_from_string(made.replace("Reporting-MTA: dns; mx.kunde.example\n\n", fields))) == {
        EVA: "refused"
    }


# Where mails lie


def test_a_folder_a_maildir_an_mbox_and_one_file_hold_the_same_bounces(tmp_path: Path) -> None:
    bounce = report(f"Final-Recipient: rfc822; {EVA}\nAction: failed\nStatus: 5.1.1")
    (folder := tmp_path / "eml").mkdir()
    (folder / "a.EML").write_bytes(bounce.as_bytes())
    (folder / "liesmich.txt").write_text("nothing")
    mailbox.Maildir(tmp_path / "dir").add(bounce)
    box = mailbox.mbox(tmp_path / "box")
    box.add(bounce)
    box.close()
    before = (tmp_path / "box").stat()
    for place in (folder, tmp_path / "dir", tmp_path / "box", folder / "a.EML"):
        assert [(each.recipient, each.kind) for each in read(place)] == [(EVA, "hard")]
    after = (tmp_path / "box").stat()
    assert (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)


def test_a_place_that_is_not_there_is_an_error_and_no_empty_result(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(read(tmp_path / "nowhere"))


@given(st.binary(max_size=400))
def test_whatever_bytes_a_mail_is_made_of_it_is_read(junk: bytes) -> None:
    head = b"From: MAILER-DAEMON@x.example\nSubject: =?x?q?\xff?=\nContent-Type: multipart/report; boundary=b\n\n"
    part = b"--b\nContent-Type: message/delivery-status\n\n"
    assert bounces_of(message_from_bytes(head + part + junk))


def test_a_mail_of_megabytes_is_read_at_once() -> None:
    text = "Delivery failed " + "delivery word " * 300_000 + "\n<a@b.example>:\n" + "x@y " * 100_000
    assert len(bounces_of(mail(text.replace("word ", "word\n", 500)))) >= 1


# Real ones


def test_of_the_real_bounces_nearly_all_name_somebody_and_are_judged_rightly(realdata: Path) -> None:
    folder = realdata / "bounces"
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    got: dict[str, list[Bounce]] = {}
    for bounce in read(folder):
        got.setdefault(bounce.source.removesuffix(".eml"), []).append(bounce)
    named = sum(any(each.recipient for each in got[name]) for name in expected)
    hard = {name: any(each.kind == "hard" for each in got[name]) for name in expected}
    right = sum(hard[name] == any(each["hard"] for each in expected[name]) for name in expected)
    assert (len(expected), named >= 0.95 * 272, right >= 0.9 * 272) == (272, True, True)


def test_of_the_real_bounces_no_complaint_absence_or_sender_s_trouble_strikes_anybody_off(realdata: Path) -> None:
    folder = realdata / "bounces"
    harmless = {"feedback", "vacation", "delivered", "spamdetected", "blocked", "mailboxfull", "authfailure"}
    for name, recipients in json.loads((folder / "expected.json").read_text("utf-8")).items():
        if {each["reason"] for each in recipients} <= harmless:
            assert "hard" not in {each.kind for each in read(folder / f"{name}.eml")}, name
