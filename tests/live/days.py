"""A coordinator's day: every command of the register once, as a terminal and as a click ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bounce_mails import absence, bounce
from bounce_mails import folder as bounced

from addin.commands.register import COMMANDS

REGISTER = {
    "de": (
        "Vertragsnummer;Firma;Beginn;Laufzeit (Monate);Verlängerung;Kündigungsfrist;Jahreswert;Postleitzahl\n"
        "ALT-01;Hansen Druck GmbH;01.03.2026;24;12;3 Monate zum Vertragsende;7.800,50;01069\n"
        "=1+1;@Müller & Söhne;15.04.2026;12;;6 Wochen zum Vertragsende;1.200,00;00001\n"
    ),
    "en": (
        "Contract number;Company;Start;Term (months);Renewal;Notice period;Annual value;Postcode\n"
        "OLD-01;Hansen Druck GmbH;2026-03-01;24;12;3 months to the end of the term;7800.50;01069\n"
    ),
}
LEADS = {
    "de": (
        "Firma;Ansprechpartner;E-Mail;Land;Halle/Stand;Bewertung;Einwilligung\n"
        "=3+4 Anlagen GmbH;Eva Neu;e.neu@dreivier.example;Deutschland;4-B12;A;ja\n"
        "@Fleetmark + Sohn;Jan Alt;;Deutschland;4-B14;C;nein\n"
    ),
    "en": (
        "Exhibitor,Contact,Email,Country,Booth,Rating,Consent\n"
        "=3+4 Plants Ltd.,Eva New,e.new@dreivier.example,Germany,4-B12,hot,yes\n"
        "Fleetmark + Sohn,Jan Old,,Germany,4-B14,cold,no\n"
    ),
}
RENEWALS = "ML-0013"  # what expiry-mails prepares
OPTIONS: dict[str, dict[str, str | list[str]]] = {
    "as-of": {"date": "2027-03-01"},
    "contract-intake": {
        "company": "F-0001",
        "starts": "2027-04-01",
        "months": "12",
        "value": "4980",
        "promise": ["Anzeige;1/1 Seite 4c;Gestaltung;4;4980", "Banner;=Skyscraper"],
    },
    "returns": {"contact": "P-0308", "new": "j.neu@dreyloh-hydraulik.example", "source": "Anruf = Zentrale"},
    "merge": {"first": "F-0163", "second": "Fleetmark+Sohn GmbH"},
    "stock-move": {"material": "MT-0001", "quantity": "20", "person": "M-0004"},
    "bonus": {"approve": ["U-0015"], "by": "M-0001"},
    "call-list": {"company": "F-0126", "result": "callback"},
    "interview": {"company": "F-0126"},
    "handover-lead": {"company": "F-0093", "briefing": "=Braucht Banner, entscheidet selbst."},
    "info-send": {"contact": "P-0296", "material": ["MT-0006", "MT-0026"], "way": "letter"},
    "research": {"finding": "=1+1 Preise fallen", "topic": "Online", "source": "@Website"},
    "prepare": {"letter": "welcome"},
    "pre-show": {"show": "S-0003", "wave": "1"},
    "approve": {"by": "M-0001", "mailing": RENEWALS},
    **{name: {"mailing": RENEWALS} for name in ("preview", "test-mail", "send", "mail-letters", "labels")},
}


@dataclass(frozen=True)
class Call:
    """A command with what it cannot do without, as texts."""

    command: str
    options: Mapping[str, str | list[str]] = field(default_factory=dict)

    @property
    def typed(self) -> list[str]:
        """The words after `teeup`, but for the workbook."""
        places = {o.name: o.place for o in COMMANDS[self.command].options} if self.command in COMMANDS else {}
        words = [self.command]
        for name, value in self.options.items():
            for text in value if isinstance(value, list) else [value]:
                words += [text] if places.get(name) == "argument" else [f"--{name}={text}"]
        return words

    @property
    def noted(self) -> dict[str, str]:
        """The lines of a request note."""
        lines = {"command": self.command}
        for name, value in self.options.items():
            if isinstance(value, list):
                lines |= {f"option.{name}.{number}": text for number, text in enumerate(value, 1)}
            else:
                lines[f"option.{name}"] = value
        return lines


def calls(language: str, folder: Path) -> Iterator[Call]:
    """Every command of the register, in its order."""
    register = folder / "register.csv"
    register.write_text(REGISTER[language], "utf-8")
    gone = bounce("h.toennies@dreyloh-hydraulik.example", "5.1.1", date(2027, 2, 11))
    post = bounced(folder / "Rückläufer", [gone, absence("=1+1@fremd.example", date(2027, 2, 12))])
    leads = folder / "leads.csv"
    leads.write_text(LEADS[language], "utf-8")
    files = {
        "import-contracts": {"file": str(register)},
        "read-bounces": {"file": str(post)},
        "lead-import": {"file": str(leads), "show": "S-0002"},
    }
    options = {**OPTIONS, **files}
    return (Call(name, options.get(name, {})) for name in COMMANDS)
