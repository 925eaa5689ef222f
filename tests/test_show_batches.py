"""Letters around a show from their preparation to the last message, and what is noted once they have left."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from batch_rows import sent_rows
from demo_runs import demo_book, state
from demo_tables import frames, whole
from icalendar import Calendar

from addin.books import Edit
from addin.commands.register import COMMANDS
from addin.core.mailings import content_of
from addin.desk import Desk, Outcome
from addin.errors import Refusal
from addin.plan import Change, NewRow
from addin.tables import TABLES
from addin.words import Words

FIRST_WAVE, SECOND_WAVE = date(2027, 2, 18), date(2027, 4, 1)
OFFERED = date(2027, 3, 8)
RHINE, FORUM_2027 = "S-0003", "S-0004"


class Office:
    """Somebody at the demo's desk, on one day after the other."""

    def __init__(self, folder: Path, language: str = "de") -> None:
        self.book = demo_book(language)
        self.folder = folder / "Demo"

    def does(self, command: str, today: date = FIRST_WAVE, rehearse: bool = False, **options: Any) -> Outcome:
        desk = Desk(self.book, datetime(today.year, today.month, today.day, 9, 30), self.folder, today)
        if command == "undo":
            return desk.undo()
        defaults = {option.name: option.default for option in COMMANDS[command].options}
        return desk.run(COMMANDS[command], {**defaults, **options}, rehearse=rehearse)

    def sends(self, today: date) -> None:
        """The newest batch, its e-mails and its letters."""
        mailing = str(self.table("mailings")["mailing_id"].iloc[-1])
        for command, options in (
            ("preview", {}),
            ("approve", {"by": "M-0002"}),
            ("send", {}),
            ("mail-letters", {}),
        ):
            self.does(command, today, mailing=mailing, **options)

    def table(self, key: str) -> pd.DataFrame:
        return self.book.read(TABLES[key]).frame

    def has(self, table: str, **values: Any) -> None:
        self.book.apply(Edit(rows=(NewRow(table, values),)))

    def sets(self, table: str, key: str, value: str, **cells: Any) -> None:
        frame = self.table(table)
        row = int(frame.index[frame[key] == value][0])
        self.book.apply(
            Edit(changes=tuple(Change(table, row, column, None, cell) for column, cell in cells.items()))
        )

    def mails(self) -> list[Any]:
        mailing = self.table("mailings")["mailing_id"].iloc[-1]
        files = sorted((self.folder / "mail" / mailing).glob("*.eml"))
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]


BOTH = pytest.mark.parametrize("office", ["de", "en"], indirect=True)


@pytest.fixture
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    return Office(tmp_path, getattr(request, "param", "de"))


@pytest.fixture(scope="module")
def first_wave(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Office]:
    """An office whose first wave has left, by language; all postcodes of the country count as near."""

    @cache
    def invited(language: str) -> Office:
        office = Office(tmp_path_factory.mktemp("wave"), language)
        office.sets("shows", "show_id", RHINE, zip_prefixes="0; 1; 2; 3; 4; 5; 6; 7; 8; 9")
        office.does("pre-show")
        office.sends(FIRST_WAVE)
        return office

    return invited


@pytest.fixture
def inviting(office: Office, first_wave: Callable[[str], Office]) -> Office:
    """This office, once the first wave has left."""
    done = first_wave(office.book.language)
    office.book = deepcopy(done.book)
    shutil.copytree(done.folder, office.folder)
    return office


# ------------------------------------------------------------------ every command


@BOTH
@pytest.mark.parametrize("command", ["pre-show", "post-show"])
def test_a_rehearsal_changes_nothing_a_second_run_adds_nothing_and_undo_brings_everything_back(
    office: Office, command: str
) -> None:
    before = state(office.book)
    office.does(command, rehearse=True)
    assert state(office.book) == before
    office.does(command)
    after = state(office.book)
    assert after != before
    assert office.does(command).cells == 0 and state(office.book) == after
    office.does("undo")
    assert state(office.book) == before


def test_nothing_is_sent_by_preparing(office: Office) -> None:
    for command in ("pre-show", "post-show"):
        assert office.does(command).plan.dispatch is None
    fresh = office.table("recipients")["occasion"].notna()
    assert set(office.table("recipients").loc[fresh, "state"]) == {"queued", "skipped"}
    assert not office.folder.exists()


@BOTH
def test_a_batch_names_its_show(office: Office) -> None:
    office.does("pre-show")
    office.does("post-show", show="S-0001")
    new = office.table("mailings").iloc[12:]
    assert list(zip(new["letter"], new["show_id"], strict=True)) == [
        ("show-invitation", RHINE),
        ("thanks", "S-0001"),
        ("missed-you", "S-0001"),
    ]
    assert new["about"].str.contains("Dosierforum Rhein 2027|Nordlicht Forum 2026").all()


# ------------------------------------------------------------------ waves


def test_a_later_wave_reaches_everybody_again_who_has_not_answered(inviting: Office) -> None:
    recipients = inviting.table("recipients")
    left = recipients[recipients["occasion"].eq(f"show-invitation.{RHINE}.1") & recipients["state"].eq("sent")]
    assert {"email", "post"} == set(left["channel"])
    first = left["contact_id"].iloc[0]
    inviting.has("guests", show_id=RHINE, contact_id=first, invited_on=FIRST_WAVE, reply="accepted")
    again = sent_rows(inviting.does("pre-show", SECOND_WAVE).plan)
    going = {one.to for one in again if not one.reason}
    assert set(left["contact_id"]) - going == {first}
    assert {one.reason for one in again if one.to == first} == {"not_audience"}


def test_in_the_same_wave_a_company_is_not_written_to_beyond_its_bounds_on_another_day(inviting: Office) -> None:
    recipients = inviting.table("recipients")
    wave = recipients["occasion"].eq(f"show-invitation.{RHINE}.1")
    letter = recipients[wave & recipients["channel"].eq("post") & recipients["state"].eq("sent")].iloc[0]
    contacts = inviting.table("contacts").set_index("contact_id")
    company = contacts.at[letter["contact_id"], "company_id"]
    for number in range(5):
        inviting.has("contacts", contact_id=f"P-90{number:02}", company_id=company, last_name="Neu", is_main=True)
    late = sent_rows(inviting.does("pre-show", date(2027, 3, 20), wave="1").plan)
    assert not any(one.to and contacts_company(inviting, one.to) == company and not one.reason for one in late)


def contacts_company(office: Office, contact: str) -> Any:
    return office.table("contacts").set_index("contact_id").at[contact, "company_id"]


def test_a_first_letter_by_post_and_e_mails_say_where_and_when_the_show_is(inviting: Office) -> None:
    letters = sorted((inviting.folder / "mail").glob("ML-0013-*.pdf"))
    assert len(letters) == 1 and letters[0].read_bytes().startswith(b"%PDF")
    for mail in inviting.mails():
        text = mail.get_body(("plain",)).get_content()
        assert "Dosierforum Rhein 2027" in text and "7-C31" in text and "Köln" in text
        assert mail["List-Unsubscribe"]


@BOTH
def test_the_preview_tells_who_gets_a_letter_instead_of_an_e_mail_from_who_gets_nothing(office: Office) -> None:
    counts = office.does("pre-show", show=FORUM_2027, wave="1").counts
    looked = office.does("preview").counts
    nothing = sum(number for key, number in counts.items() if key.startswith("excluded_"))
    assert (looked["by_email"], looked["by_post"], looked["excluded"]) == (
        counts["by_email"],
        counts["by_post"],
        nothing,
    )
    page = (office.folder / "mail" / "ML-0013.html").read_text("utf-8")
    assert Words.of(office.book.language).text("mailings.post_instead", reason="").strip() in page


# ------------------------------------------------------------------ times for a talk (M-16, R-60)


def a_contacts() -> set[str]:
    companies = whole("companies")
    graded = companies.loc[companies["grade"].eq("A"), "company_id"]
    contacts = frames()["contacts"]
    return set(contacts.loc[contacts["company_id"].isin(graded), "contact_id"])


def offered(office: Office) -> list[Any]:
    office.does("show-appointments", OFFERED)
    office.sends(OFFERED)
    return office.mails()


def requests(mails: list[Any]) -> list[tuple[Any, Any]]:
    """Of each mail the file for the calendar and the event in it, as another program reads them."""
    found = []
    for mail in mails:
        (part,) = [each for each in mail.iter_attachments() if each.get_content_type() == "text/calendar"]
        calendar = Calendar.from_ical(part.get_content())
        found.append((part, calendar.walk("VEVENT")[0]))
    return found


def test_every_a_contact_whom_an_invitation_reached_is_offered_a_time(inviting: Office) -> None:
    recipients = inviting.table("recipients")
    reached = recipients[recipients["occasion"].eq(f"show-invitation.{RHINE}.1") & recipients["state"].eq("sent")]
    meant = set(reached["contact_id"]) & a_contacts()
    sent = sent_rows(inviting.does("show-appointments", OFFERED).plan)
    assert meant and {one.to for one in sent} == meant
    assert {one.channel for one in sent} == {"email"}


@BOTH
def test_the_request_is_one_that_calendars_know_and_says_what_the_mail_says(inviting: Office) -> None:
    mails = offered(inviting)
    assert mails
    for mail, (part, event) in zip(mails, requests(mails), strict=True):
        assert part.get_param("method") == "REQUEST" and part.get_filename() == "invite.ics"
        calendar = Calendar.from_ical(part.get_content())
        assert (calendar["method"], calendar["version"]) == ("REQUEST", "2.0")
        assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
        assert event["dtstart"].params["TZID"] == "Europe/Berlin" and event["sequence"] == 0
        assert event["attendee"] == f"mailto:{mail['To'].addresses[0].addr_spec}"
        assert event["organizer"] == "mailto:vertrieb@nordlicht.example"
        starts_at = event.decoded("dtstart")
        assert event.decoded("dtend") - starts_at == timedelta(minutes=30)
        assert f"{starts_at:%H:%M}" in mail.get_body(("plain",)).get_content()
        assert all(len(line) <= 75 for line in part.get_content().encode().split(b"\r\n"))


def test_nobody_talks_to_two_at_once_nor_outside_the_show(inviting: Office) -> None:
    inviting.does("show-appointments", OFFERED)
    rows = [one.values for one in sent_rows(inviting.does("show-appointments", OFFERED, rehearse=True).plan)]
    assert not rows  # all have theirs
    recipients = inviting.table("recipients")
    contents = [
        content_of(text)
        for text in recipients.loc[recipients["occasion"].eq(f"show-appointment.{RHINE}"), "content"]
    ]
    times = [(values["host"], values["slots"][0]["starts_at"]) for values in contents]
    assert len(set(times)) == len(times)
    for host in {host for host, _ in times}:
        own = sorted(at for other, at in times if other == host)
        assert all(later - at >= timedelta(minutes=45) for at, later in itertools.pairwise(own))
    assert all(date(2027, 5, 13) <= at.date() <= date(2027, 5, 15) and 10 <= at.hour < 17 for _, at in times)


def test_a_time_that_waits_in_a_batch_is_given_to_nobody_else(inviting: Office) -> None:
    first = sent_rows(inviting.does("show-appointments", OFFERED).plan)[0]
    company = contacts_company(inviting, str(first.to))
    inviting.has("contacts", contact_id="P-9000", company_id=company, last_name="Neu", email="neu@neu.example")
    reached = {
        "mailing_id": "ML-0013",
        "contact_id": "P-9000",
        "state": "sent",
        "sent_on": datetime(2027, 2, 18, 10),
    }
    inviting.has("recipients", **reached)
    (late,) = sent_rows(inviting.does("show-appointments", OFFERED).plan) or [None]
    assert late is None  # nobody may write to her yet
    consent = {"basis_email": "written", "basis_since": date(2026, 1, 1), "basis_proof": "Brief"}
    inviting.sets("contacts", "contact_id", "P-9000", **consent)
    (late,) = sent_rows(inviting.does("show-appointments", OFFERED).plan)
    assert late.values["host"] == first.values["host"]
    taken = inviting.table("recipients")["content"].dropna().map(content_of)
    taken = [values["slots"][0]["starts_at"] for values in taken if values.get("host") == first.values["host"]]
    assert len(set(taken)) == len(taken)


def test_a_meeting_and_a_vacation_keep_their_time(inviting: Office) -> None:
    sent = sent_rows(inviting.does("show-appointments", OFFERED, rehearse=True).plan)
    host = sent[0].values["host"]
    at = datetime(2027, 5, 13, 10, 40)
    busy = {"starts_at": at, "ends_at": at + timedelta(hours=2), "subject": "Jour fixe", "organiser": host}
    inviting.has("meetings", meeting_id="T-9999", state="confirmed", **busy)
    first = sent_rows(inviting.does("show-appointments", OFFERED, rehearse=True).plan)[0]
    assert first.values["slots"][0]["starts_at"] == datetime(2027, 5, 13, 13, 0)
    inviting.sets("staff", "staff_id", host, vacation_from=date(2027, 5, 10), vacation_until=date(2027, 5, 14))
    away = sent_rows(inviting.does("show-appointments", OFFERED, rehearse=True).plan)[0]
    assert away.values["slots"][0]["starts_at"] == datetime(2027, 5, 15, 10, 0)


def test_a_request_stays_the_same_meeting_for_ever(inviting: Office) -> None:
    one = [file.content for file in inviting.does("show-appointments", OFFERED, rehearse=True).plan.files]
    other = [file.content for file in inviting.does("show-appointments", OFFERED, rehearse=True).plan.files]
    later = inviting.does("show-appointments", date(2027, 3, 9), rehearse=True).plan.files
    uids = [
        [Calendar.from_ical(content).walk("VEVENT")[0]["uid"] for content in each]
        for each in (one, [f.content for f in later])
    ]
    assert one == other and uids[0] == uids[1] and len(set(uids[0])) == len(uids[0])


def test_a_request_that_is_gone_is_missed_before_anything_is_sent(inviting: Office) -> None:
    inviting.does("show-appointments", OFFERED)
    files = sorted((inviting.folder / "mail" / "attachments").glob("*.ics"))
    files[0].unlink()
    looked = inviting.does("preview", OFFERED)
    assert [problem.code for problem in looked.problems] == ["mail_attachment_missing"]
    assert looked.counts["by_email"] == len(files) - 1


def test_who_has_declined_is_offered_no_time(inviting: Office) -> None:
    first = sent_rows(inviting.does("show-appointments", OFFERED, rehearse=True).plan)[0].to
    inviting.has("guests", show_id=RHINE, contact_id=first, invited_on=FIRST_WAVE, reply="declined")
    plan = inviting.does("show-appointments", OFFERED).plan
    assert {one.reason for one in sent_rows(plan) if one.to == first} == {"not_audience"}
    assert f"mail/attachments/{RHINE} {first}.ics" not in {file.name for file in plan.files}


def test_a_time_that_nobody_has_any_more_is_a_finding_of_the_preview(inviting: Office) -> None:
    for row in inviting.table("staff")["staff_id"]:
        inviting.sets("staff", "staff_id", row, vacation_from=date(2027, 5, 1), vacation_until=date(2027, 5, 31))
    outcome = inviting.does("show-appointments", OFFERED)
    assert outcome.files == ()
    assert {problem.code for problem in inviting.does("preview", OFFERED).problems} == {"mail_value_blank"}


# ------------------------------------------------------------------ the party (M-19, R-44)


@pytest.fixture
def hosting(office: Office) -> Office:
    """Three guests are planned: one gets an e-mail, one a letter, one objected; a fourth was invited by hand."""
    plan = office.does("pre-show", date(2027, 2, 15), True, show=FORUM_2027, wave="1").plan
    sent = [one for one in sent_rows(plan) if not one.reason]
    chosen = [next(one.to for one in sent if one.channel == channel) for channel in ("email", "post")]
    for contact in (*chosen, "P-0297"):
        office.has("guests", show_id=FORUM_2027, contact_id=contact, host="M-0005", reply="planned")
    by_hand = next(one.to for one in sent if one.to not in chosen)
    office.has("guests", show_id=FORUM_2027, contact_id=by_hand, reply="invited", invited_on=date(2027, 2, 1))
    return office


def guests(office: Office) -> dict[str, tuple[Any, Any]]:
    rows = office.table("guests")
    own = rows[rows["show_id"].eq(FORUM_2027)]
    days = own["invited_on"].dt.date.where(own["invited_on"].notna(), None)
    return {contact: (reply, on) for contact, reply, on in zip(own["contact_id"], own["reply"], days, strict=True)}


@BOTH
def test_who_is_planned_is_invited_to_the_party_and_noted_once_it_has_left(hosting: Office) -> None:
    today = date(2027, 3, 1)
    sent = sent_rows(hosting.does("prepare", today, letter="party-invitation").plan)
    by_mail, by_post, objector, by_hand = guests(hosting)
    assert {one.to for one in sent} == {by_mail, by_post, objector}
    values = next(one.values for one in sent if one.to == by_mail)
    assert values["party_at"] == datetime(2027, 10, 19, 18, 30) and values["host"] == "Björn Großmann"
    assert {reply for reply, _ in guests(hosting).values()} == {"planned", "invited"}
    hosting.sends(today)
    assert guests(hosting) == {
        by_mail: ("invited", today),
        by_post: ("invited", today),
        objector: ("planned", None),
        by_hand: ("invited", date(2027, 2, 1)),
    }
    assert hosting.table("mailings")["show_id"].iloc[-1] == FORUM_2027
    assert not hosting.does("prepare", today, letter="party-invitation").plan.rows


def test_no_answer_is_asked_for_by_a_day_that_has_passed(hosting: Office) -> None:
    with pytest.raises(Refusal) as refused:
        hosting.does("prepare", date(2027, 10, 6), letter="party-invitation")
    assert refused.value.code == "party_answer_over"
