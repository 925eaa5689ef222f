"""What stands in a workbook's cells never becomes a wrong mail: it is right, or it is named with its cell."""

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from test_mailings import ALL, APPROVER, Coordinator

# A cell of a contact or a promise, what stands in it, and whether the message still goes (None: excluded)
CELLS: dict[str, tuple[str, str, Any, bool | None]] = {
    "a name that would be a header": ("contacts", "last_name", "Weiß\nBcc: alle@konkurrenz.example", True),
    "a name with markup": ("contacts", "last_name", "<script>alert(1)</script>", True),
    "a name that is a template": ("contacts", "last_name", "{{ cycler.__init__.__globals__ }}", True),
    "a name with a comma": ("contacts", "last_name", "Müller, Hans", True),
    "a name of 300 letters": ("contacts", "last_name", "Ä" * 300, True),
    "an address with an umlaut": ("contacts", "email", "jörg@firma.example", None),
    "an address with a domain of umlauts": ("contacts", "email", "info@straße.example", True),
    "two addresses in one cell": ("contacts", "email", "a@firma.example; b@firma.example", None),
    "an address with a line break": ("contacts", "email", "a@firma.example\nBcc: b@firma.example", None),
    "no address at all": ("contacts", "email", None, None),
    "a blank item": ("promises", "what", None, False),
    "an error value": ("promises", "what", "#REF!", False),
    "a word that programs leave": ("promises", "what", "None", False),
    "a formula": ("promises", "what", "=HYPERLINK(1)", True),
    "a Markdown link": ("promises", "what", "[hier](http://boese.example)", True),
    "a pipe in a table": ("promises", "what", "Banner | Skyscraper | 3", True),
}


def of_the_first(coordinator: Coordinator, table: str) -> int:
    """The row of the contact, or of an item, that the first reminder is about."""
    first = coordinator.recipients.iloc[0]
    wanted = first["contact_id"] if table == "contacts" else first["about"].split("; ")[0]
    frame = coordinator.frame(table)
    return int(frame.index[frame["contact_id" if table == "contacts" else "promise_id"] == wanted][0])


@pytest.mark.parametrize("case", CELLS)
def test_a_hostile_cell_makes_no_wrong_mail(tmp_path: Path, case: str) -> None:
    table, column, value, goes = CELLS[case]
    probe = Coordinator(tmp_path / "probe")
    probe.does("prepare", letter="unused")
    row = of_the_first(probe, table)
    coordinator = Coordinator(tmp_path)
    coordinator.writes(table, row, column, value)
    coordinator.does("prepare", letter="unused")
    looked = coordinator.does("preview")
    coordinator.does("approve", **APPROVER)
    coordinator.does("send")
    mails = sorted((coordinator.folder / "mail" / "ML-0013").glob("*.eml"))
    assert len(mails) == (ALL if goes else ALL - 1)
    found = [(problem.table, problem.column) for problem in looked.problems]
    assert found == ([("recipients", "content")] if goes is False else [])
    for path in mails:
        assert_is_plain(path.read_bytes())


def assert_is_plain(content: bytes) -> None:
    """One recipient, no header of somebody else's, nothing that a mail program would carry out."""
    mail = message_from_bytes(content, policy=policy.default)
    assert len(mail["To"].addresses) == 1
    assert mail["Bcc"] is None and mail["Cc"] is None
    shown = mail.get_body(("html",)).get_content()
    assert "<script" not in shown and 'boese.example"' not in shown
    text = mail.get_body(("plain",)).get_content()
    assert "None" not in text and "#REF!" not in text
